/*
 * csv.c - text with separators (RFC 4180): comma, semicolon or tab, found by looking.
 *
 * A csv has no types: every cell is text as it stands, and the ledger's door reads it by the
 * field's type. Two of the habits of spreadsheet programs are undone: ="007" is 007, and a number
 * that was shown as 9.14403E+17 is marked as having lost its digits.
 */
#include "sheet/sheet_priv.h"

#include <inttypes.h>

#include "base/arena.h"
#include "base/limits.h"
#include "base/utf8.h"

enum { LOOK_LINES = 20 };

/* ---- which separator ---- */

static size_t line_end(struct str text, size_t at)
{
    while (at < text.len && text.ptr[at] != '\n' && text.ptr[at] != '\r')
        at++;
    return at;
}

/* How often `c` stands outside quotes in each of the first lines; returns the number of lines. */
static int separators_count(struct str text, char c, int counts[LOOK_LINES])
{
    int lines = 0, count = 0;
    bool quoted = false, any = false;
    for (size_t i = 0; i < text.len && lines < LOOK_LINES && i < 65536; i++) {
        char now = text.ptr[i];
        if (now == '"')
            quoted = !quoted;
        if (!quoted && (now == '\n' || now == '\r')) {
            if (any)
                counts[lines++] = count;
            count = 0;
            any = false;
            continue;
        }
        any = true;
        count += !quoted && now == c;
    }
    if (any && lines < LOOK_LINES)
        counts[lines++] = count;
    return lines;
}

/* The best separator stands equally often in most lines. */
static int separator_score(struct str text, char c)
{
    int counts[LOOK_LINES], best = 0;
    int lines = separators_count(text, c, counts);
    for (int i = 0; i < lines; i++) {
        int same = 0;
        for (int k = 0; k < lines; k++)
            same += counts[k] == counts[i];
        if (counts[i] > 0 && same * 1000 + (counts[i] < 999 ? counts[i] : 999) > best)
            best = same * 1000 + (counts[i] < 999 ? counts[i] : 999);
    }
    return best;
}

static char separator_find(struct sheet_book *book)
{
    /* "sep=;" as the first line is how spreadsheet programs say it outright. */
    if (book->text.len >= 5 && strncasecmp(book->text.ptr, "sep=", 4) == 0) {
        char c = book->text.ptr[4];
        size_t end = line_end(book->text, 5);
        if (end == 5 && (c == ',' || c == ';' || c == '\t')) {
            book->text = str_slice(book->text, end, book->text.len);
            return c;
        }
    }
    static const char candidates[] = { ',', '\t', ';' };
    char best = ',';
    int best_score = 0;
    for (size_t i = 0; i < sizeof candidates; i++) {
        int score = separator_score(book->text, candidates[i]);
        if (score > best_score) {
            best = candidates[i];
            best_score = score;
        }
    }
    return best;
}

bool csv_begin(struct sheet_book *book, struct err *err)
{
    const char *zero = book->text.len > 0 ? memchr(book->text.ptr, 0, book->text.len) : NULL;
    if (zero) {
        struct str byte = str_format(book->arena, "%zu", (size_t)(zero - book->text.ptr) + 1);
        return err_set(err, ERR_SHEET_NOT_TEXT, "name", book->name, "byte", byte);
    }
    book->separator = separator_find(book);
    struct str name = book->name;
    const char *dot = name.len > 0 && name.ptr ? memrchr(name.ptr, '.', name.len) : NULL;
    if (dot && dot > name.ptr)
        name.len = (size_t)(dot - name.ptr);
    book->sheets = ARENA_NEW(book->arena, struct book_sheet);
    book->sheets[0].about = (struct sheet_about){ name, SHEET_VISIBLE };
    book->sheet_count = 1;
    return true;
}

/* ---- rows ---- */

static bool csv_fail(struct sheet_reader *reader, enum err_code code, uint32_t line,
                     struct err *err)
{
    struct arena *arena = reader->arena;
    struct str number = str_format(arena, "%u", line);
    int limit = code == ERR_SHEET_COLUMNS ? LIMIT_SHEET_COLUMNS
                : code == ERR_SHEET_ROWS  ? LIMIT_SHEET_ROWS
                                          : LIMIT_SHEET_CELL_BYTES;
    struct str bound = str_format(arena, "%d", limit);
    err_set(err, code, "line", number, "row", number, "limit", bound, "cell",
            sheet_cell_name(arena, reader->column, line));
    return err_at_line(err, reader->book->name, (int)line, 0);
}

static bool at_line_end(const struct sheet_reader *reader)
{
    struct str text = reader->book->text;
    return reader->pos >= text.len || text.ptr[reader->pos] == '\n' ||
           text.ptr[reader->pos] == '\r';
}

/* Over one line end: CRLF, LF or CR. */
static void csv_newline(struct sheet_reader *reader)
{
    struct str text = reader->book->text;
    if (reader->pos < text.len && text.ptr[reader->pos] == '\r')
        reader->pos++;
    else if (reader->pos < text.len) {
        reader->pos++;
        reader->line++;
        return;
    }
    if (reader->pos < text.len && text.ptr[reader->pos] == '\n')
        reader->pos++;
    reader->line++;
}

/* A quoted cell, from behind its opening quote to behind the closing one. */
static bool csv_quoted(struct sheet_reader *reader, struct str *cell, struct err *err)
{
    struct str text = reader->book->text;
    uint32_t opened = reader->line;
    size_t from = reader->pos;
    bool copied = false;
    reader->cell_at = reader->text.len;
    while (true) {
        const char *quote = reader->pos < text.len
                                ? memchr(text.ptr + reader->pos, '"', text.len - reader->pos)
                                : NULL;
        if (!quote)
            return csv_fail(reader, ERR_SHEET_CSV_QUOTE, opened, err);
        size_t at = (size_t)(quote - text.ptr);
        for (size_t i = reader->pos; i < at; i++)
            if (text.ptr[i] == '\n' || (text.ptr[i] == '\r' && text.ptr[i + 1] != '\n'))
                reader->line++;
        reader->pos = at + 1;
        bool doubled = at + 1 < text.len && text.ptr[at + 1] == '"';
        if (!doubled && !copied) {
            *cell = str_slice(text, from, at - from);
            break;
        }
        copied = true;
        if (!reader_text(reader, text.ptr + from, at - from + doubled))
            return csv_fail(reader, ERR_SHEET_CELL_BYTES, opened, err);
        if (!doubled) {
            *cell = (struct str){ reader->text.ptr + reader->cell_at,
                                  reader->text.len - reader->cell_at };
            break;
        }
        reader->pos++;
        from = reader->pos;
    }
    /* Only a separator or the line's end may follow; anything else is a quote gone astray. */
    while (reader->pos < text.len && text.ptr[reader->pos] == ' ')
        reader->pos++;
    if (at_line_end(reader) || text.ptr[reader->pos] == reader->book->separator)
        return true;
    return csv_fail(reader, ERR_SHEET_CSV_QUOTE, opened, err);
}

static struct str csv_bare(struct sheet_reader *reader)
{
    struct str text = reader->book->text;
    size_t from = reader->pos;
    while (!at_line_end(reader) && text.ptr[reader->pos] != reader->book->separator)
        reader->pos++;
    struct str cell = str_slice(text, from, reader->pos - from);
    if (cell.len >= 3 && cell.ptr[0] == '=' && cell.ptr[1] == '"' &&
        cell.ptr[cell.len - 1] == '"' && !memchr(cell.ptr + 2, '"', cell.len - 3))
        return str_slice(cell, 2, cell.len - 3);
    return cell;
}

/* 9.14403E+17: what is left of a long code that was kept as a number. */
static bool lost_in_exponent(struct str cell)
{
    bool exponent = false;
    if (cell.len < 5 || cell.len > 24)
        return false;
    for (size_t i = 0; i < cell.len; i++) {
        char c = cell.ptr[i];
        if ((c == 'E' || c == 'e') && !exponent && i > 0)
            exponent = true;
        else if ((c < '0' || c > '9') && c != '.' && c != '+')
            return false;
    }
    char tidy[NUMBER_TEXT_MAX];
    bool lost = false;
    return exponent && number_tidy(cell.ptr, cell.len, tidy, &lost) > 0 && lost;
}

static bool csv_cell(struct sheet_reader *reader, struct err *err)
{
    struct str text = reader->book->text, cell;
    uint32_t line = reader->line;
    if (!at_line_end(reader) && text.ptr[reader->pos] == '"') {
        reader->pos++;
        if (!csv_quoted(reader, &cell, err))
            return false;
    } else {
        cell = csv_bare(reader);
    }
    if (cell.len == 0)
        return true;
    if (cell.len > LIMIT_SHEET_CELL_BYTES)
        return csv_fail(reader, ERR_SHEET_CELL_BYTES, line, err);
    if (reader->column >= LIMIT_SHEET_COLUMNS)
        return csv_fail(reader, ERR_SHEET_COLUMNS, line, err);
    struct sheet_cell *made = reader_cell(reader);
    made->type = SHEET_TEXT;
    made->text = cell;
    if (lost_in_exponent(cell))
        made->flags = SHEET_DIGITS_LOST;
    return true;
}

bool csv_rows_next(struct sheet_reader *reader, struct err *err)
{
    struct str text = reader->book->text;
    reader->cell_count = 0;
    while (reader->cell_count == 0 && reader->pos < text.len) {
        reader->row.number = reader->line;
        reader->column = 0;
        reader->text.len = reader->cell_at = 0;
        while (true) {
            if (!csv_cell(reader, err))
                return false;
            if (at_line_end(reader))
                break;
            reader->pos++; /* the separator */
            reader->column++;
        }
        csv_newline(reader);
    }
    if (reader->cell_count > 0 && reader->row.number > LIMIT_SHEET_ROWS)
        return csv_fail(reader, ERR_SHEET_ROWS, reader->row.number, err);
    reader->row.count = reader->cell_count;
    reader->row.cells = reader->cells;
    return true;
}
