/*
 * rows.c - the rows of an xlsx sheet, pulled one by one through a parser that stops at each row's
 * end.
 *
 * This is the hot path: a workbook has millions of cells. A cell costs its element, its attributes
 * and one append to the row's text; shared strings are only pointed at. The row's text never moves
 * under the cells that point into it: when it is full, the cell being read goes on in a new, larger
 * piece.
 */
#include "sheet/sheet_priv.h"

#include "base/arena.h"
#include "base/limits.h"
#include "base/must.h"

enum { ROW_TEXT_MAX = 32 * LIMIT_SHEET_CELL_BYTES };

bool growing_add(struct arena *arena, struct growing_text *text, const char *bytes, size_t len,
                 size_t max)
{
    if (len > max || text->len > max - len)
        return false;
    if (text->len + len > text->room) {
        size_t room = text->room ? text->room : 4096;
        while (room < text->len + len)
            room *= 2;
        text->ptr = arena_grow(arena, text->ptr, text->room, room);
        text->room = room;
    }
    memcpy(text->ptr + text->len, bytes, len);
    text->len += len;
    return true;
}

bool reader_text(struct sheet_reader *reader, const char *bytes, size_t len)
{
    struct growing_text *text = &reader->text;
    if (len > text->room - text->len) {
        size_t begun = text->len - reader->cell_at;
        size_t room = text->room ? text->room * 2 : 8192;
        while (room < begun + len)
            room *= 2;
        if (room > ROW_TEXT_MAX)
            return false;
        char *piece = arena_alloc(reader->arena, room);
        if (begun > 0)
            memcpy(piece, text->ptr + reader->cell_at, begun);
        *text = (struct growing_text){ piece, begun, room };
        reader->cell_at = 0;
    }
    if (len > 0)
        memcpy(text->ptr + text->len, bytes, len);
    text->len += len;
    return true;
}

struct sheet_cell *reader_cell(struct sheet_reader *reader)
{
    if (reader->cell_count == reader->cell_room) {
        size_t room = reader->cell_room ? reader->cell_room * 2 : 32;
        reader->cells =
            arena_grow(reader->arena, reader->cells, reader->cell_room * sizeof *reader->cells,
                       room * sizeof *reader->cells);
        reader->cell_room = room;
    }
    struct sheet_cell *cell = &reader->cells[reader->cell_count++];
    *cell = (struct sheet_cell){ .column = reader->column,
                                 .precision = PRECISION_DAY,
                                 .day = DAY_NONE };
    return cell;
}

/* ---- faults ---- */

static void cell_fail(struct sheet_reader *reader, enum err_code code, struct str cause)
{
    struct part *part = &reader->part;
    if (part->failed)
        return;
    struct arena *arena = reader->arena;
    struct str limit = STR("");
    if (code == ERR_SHEET_COLUMNS)
        limit = str_format(arena, "%d", LIMIT_SHEET_COLUMNS);
    else if (code == ERR_SHEET_ROWS)
        limit = str_format(arena, "%d", LIMIT_SHEET_ROWS);
    else if (code == ERR_SHEET_CELL_BYTES)
        limit = str_format(arena, "%d", LIMIT_SHEET_CELL_BYTES);
    err_set(part->err, code, "cell", sheet_cell_name(arena, reader->column, reader->row_number),
            "row", cause, "cause", cause, "limit", limit);
    sheet_err_cell(part->err, reader->book, reader->index, reader->column, reader->row_number);
    part_fail(part);
}

/* ---- the value of a cell ---- */

static const char *row_text(const struct sheet_reader *reader)
{
    return reader->text.ptr + reader->cell_at;
}

/* Replace this cell's text. */
static struct str cell_rewrite(struct sheet_reader *reader, const char *bytes, size_t len)
{
    reader->text.len = reader->cell_at;
    must(reader_text(reader, bytes, len));
    return (struct str){ row_text(reader), len };
}

static void two_digits(char *out, int n)
{
    out[0] = (char)('0' + n / 10);
    out[1] = (char)('0' + n % 10);
}

static size_t time_print(char *out, int32_t seconds)
{
    two_digits(out, seconds / 3600);
    out[2] = ':';
    two_digits(out + 3, seconds / 60 % 60);
    out[5] = ':';
    two_digits(out + 6, seconds % 60);
    return 8;
}

static void cell_date(struct sheet_reader *reader, struct sheet_cell *cell, struct day day,
                      int32_t seconds, enum style_class class)
{
    char text[24];
    int year, month, month_day;
    day_split(day, &year, &month, &month_day);
    two_digits(text, year / 100);
    two_digits(text + 2, year % 100);
    text[4] = text[7] = '-';
    two_digits(text + 5, month);
    two_digits(text + 8, month_day);
    size_t len = 10;
    if (seconds != 0) {
        text[len++] = 'T';
        len += time_print(text + len, seconds);
    }
    cell->type = SHEET_DATE;
    cell->day = day;
    cell->seconds = seconds;
    cell->precision = class == STYLE_MONTH  ? PRECISION_MONTH
                      : class == STYLE_YEAR ? PRECISION_YEAR
                                            : PRECISION_DAY;
    cell->text = cell_rewrite(reader, text, len);
}

/* A number that its format shows as something else; false where it stays a plain number. */
static bool cell_styled(struct sheet_reader *reader, struct sheet_cell *cell, struct str number)
{
    struct cell_style style = reader->book->styles[reader->style];
    if (style.class == STYLE_PERCENT) {
        cell->flags |= SHEET_PERCENT;
        return false;
    }
    if (style.class == STYLE_PADDED) {
        char padded[256];
        if (number.len >= style.width || memchr(number.ptr, '.', number.len) ||
            number.ptr[0] == '-')
            return false;
        size_t zeros = style.width - number.len;
        memset(padded, '0', zeros);
        memcpy(padded + zeros, number.ptr, number.len);
        cell->type = SHEET_NUMBER;
        cell->flags |= SHEET_PADDED;
        cell->text = cell_rewrite(reader, padded, style.width);
        return true;
    }
    int64_t days;
    int32_t seconds;
    if (!number_to_days(number, &days, &seconds))
        return false;
    if (style.class == STYLE_TIME) {
        char text[8];
        if (days != 0)
            return false; /* a length of time, or a day whose format hides it */
        cell->type = SHEET_TEXT;
        cell->text = cell_rewrite(reader, text, time_print(text, seconds));
        return true;
    }
    struct day day;
    if (!day_from_excel((double)days, reader->book->date1904, &day))
        return false;
    cell_date(reader, cell, day, seconds, style.class);
    return true;
}

static void cell_number(struct sheet_reader *reader, struct sheet_cell *cell)
{
    char tidy[NUMBER_TEXT_MAX];
    bool lost;
    size_t raw = reader->text.len - reader->cell_at;
    size_t len = number_tidy(row_text(reader), raw, tidy, &lost);
    if (len == 0) {
        cell->type = SHEET_TEXT;
        cell->text = (struct str){ row_text(reader), raw };
        return;
    }
    if (lost)
        cell->flags |= SHEET_DIGITS_LOST;
    struct str number = { tidy, len };
    if (reader->style < reader->book->style_count &&
        reader->book->styles[reader->style].class != STYLE_PLAIN &&
        cell_styled(reader, cell, number))
        return;
    cell->type = SHEET_NUMBER;
    cell->text = cell_rewrite(reader, tidy, len);
}

/* Strict OOXML may hold dates as ISO text: "2011-10-14", "2011-10-14T10:00:00.000". */
static void cell_iso_date(struct sheet_reader *reader, struct sheet_cell *cell)
{
    size_t len = reader->text.len - reader->cell_at;
    struct str text = { row_text(reader), len };
    struct day day;
    if (len < 10 || !day_parse(str_slice(text, 0, 10), &day)) {
        cell->type = SHEET_TEXT;
        cell->text = (struct str){ row_text(reader), len };
        return;
    }
    int32_t seconds = 0;
    if (len >= 19 && text.ptr[10] == 'T') {
        int64_t h, m, s;
        if (str_to_int(str_slice(text, 11, 2), &h) && str_to_int(str_slice(text, 14, 2), &m) &&
            str_to_int(str_slice(text, 17, 2), &s) && h >= 0 && h < 24 && m >= 0 && m < 60 &&
            s >= 0 && s < 60)
            seconds = (int32_t)(h * 3600 + m * 60 + s);
    }
    enum style_class class = STYLE_DATE;
    if (reader->style < reader->book->style_count)
        class = reader->book->styles[reader->style].class;
    cell_date(reader, cell, day, seconds, class);
}

static bool cell_shared(struct sheet_reader *reader, struct sheet_cell *cell)
{
    const char *digits = row_text(reader);
    size_t len = reader->text.len - reader->cell_at, index = 0;
    while (len > 0 && digits[len - 1] <= ' ')
        len--;
    while (len > 0 && *digits <= ' ')
        digits++, len--;
    bool ok = len > 0 && len < 10;
    for (size_t i = 0; i < len && ok; i++) {
        ok = digits[i] >= '0' && digits[i] <= '9';
        index = index * 10 + (size_t)(digits[i] - '0');
    }
    if (!ok || index >= reader->book->string_count) {
        cell_fail(reader, ERR_SHEET_CELL, STR("shared string"));
        return false;
    }
    reader->text.len = reader->cell_at;
    cell->type = SHEET_TEXT;
    cell->text = book_string(reader->book, index);
    return cell->text.len > 0;
}

static void cell_text(struct sheet_reader *reader, struct sheet_cell *cell, enum sheet_type type)
{
    size_t len =
        xstring_unescape(reader->text.ptr + reader->cell_at, reader->text.len - reader->cell_at);
    reader->text.len = reader->cell_at + len;
    cell->type = (uint8_t)type;
    cell->text = (struct str){ row_text(reader), len };
}

static void cell_end(struct sheet_reader *reader)
{
    size_t len = reader->text.len - reader->cell_at;
    if (len == 0 && !reader->formula)
        return; /* a format without a value */
    if (reader->column >= LIMIT_SHEET_COLUMNS) {
        cell_fail(reader, ERR_SHEET_COLUMNS, STR(""));
        return;
    }
    struct sheet_cell *cell = reader_cell(reader);
    if (reader->formula)
        cell->flags = SHEET_FORMULA;
    if (len == 0) {
        if (reader->cell_type == 'S')
            reader->cell_count--; /* a formula whose answer is the empty text */
        else
            cell->flags |= SHEET_NO_CACHE;
        return;
    }
    switch (reader->cell_type) {
    case 's':
        if (!cell_shared(reader, cell))
            reader->cell_count--;
        break;
    case 'S':
    case 'i': cell_text(reader, cell, SHEET_TEXT); break;
    case 'e': cell_text(reader, cell, SHEET_ERROR); break;
    case 'b':
        cell->type = SHEET_BOOL;
        cell->text =
            *row_text(reader) == '1' || *row_text(reader) == 't' ? STR("TRUE") : STR("FALSE");
        reader->text.len = reader->cell_at;
        break;
    case 'd': cell_iso_date(reader, cell); break;
    default: cell_number(reader, cell);
    }
}

/* ---- handlers ---- */

/* "AB12" to column 27; false when it begins with no letter. */
static bool column_parse(const char *ref, uint32_t *column)
{
    uint32_t n = 0;
    const char *p = ref;
    for (; (*p >= 'A' && *p <= 'Z') || (*p >= 'a' && *p <= 'z'); p++) {
        if (n > 100000)
            return false;
        n = n * 26 + (uint32_t)((*p & 0x1F));
    }
    *column = n - 1;
    return n > 0;
}

static char cell_type_from(const char *t)
{
    if (t[0] == 's')
        return t[1] == 't' ? 'S' : 's';
    return t[0];
}

static void cell_start(struct sheet_reader *reader, const XML_Char **attrs)
{
    reader->column = reader->next_column;
    reader->cell_type = 'n';
    reader->style = 0;
    reader->formula = false;
    reader->cell_at = reader->text.len;
    for (size_t i = 0; attrs[i]; i += 2) {
        const char *name = attrs[i], *value = attrs[i + 1];
        if (name[1] != 0)
            continue;
        if (name[0] == 'r') {
            if (!column_parse(value, &reader->column)) {
                reader->column = reader->next_column;
                cell_fail(reader, ERR_SHEET_CELL, str_from(value));
                return;
            }
        } else if (name[0] == 't') {
            reader->cell_type = cell_type_from(value);
        } else if (name[0] == 's') {
            uint32_t n = 0;
            for (const char *p = value; *p >= '0' && *p <= '9' && n < 1000000; p++)
                n = n * 10 + (uint32_t)(*p - '0');
            reader->style = n;
        }
    }
    if (reader->column < reader->next_column)
        cell_fail(reader, ERR_SHEET_CELL, STR("order of columns"));
    reader->next_column = reader->column + 1;
}

static void row_start(struct sheet_reader *reader, const XML_Char **attrs)
{
    uint64_t number = reader->next_row;
    const char *r = NULL;
    for (size_t i = 0; attrs[i]; i += 2)
        if (attrs[i][0] == 'r' && attrs[i][1] == 0)
            r = attrs[i + 1];
    if (r) {
        number = 0;
        for (const char *p = r; *p >= '0' && *p <= '9' && number < 100000000; p++)
            number = number * 10 + (uint64_t)(*p - '0');
    }
    reader->column = 0;
    if (number < reader->next_row) {
        cell_fail(reader, ERR_SHEET_CELL, str_from(r)); /* rows must go down the sheet */
        return;
    }
    reader->row_number = (uint32_t)number;
    reader->next_row = reader->row_number + 1;
    reader->next_column = 0;
    reader->cell_count = 0;
    reader->text.len = reader->cell_at = 0;
}

/* Outside the rows: look for where they begin, and for merged ranges behind them. */
static bool range_parse(const char *ref, struct sheet_range *range)
{
    uint32_t at[4] = { 0 };
    const char *p = ref;
    for (int corner = 0; corner < 2; corner++) {
        while (*p == '$')
            p++;
        if (!column_parse(p, &at[corner * 2]))
            return false;
        while ((*p >= 'A' && *p <= 'Z') || (*p >= 'a' && *p <= 'z') || *p == '$')
            p++;
        uint32_t row = 0;
        for (; *p >= '0' && *p <= '9' && row < 100000000; p++)
            row = row * 10 + (uint32_t)(*p - '0');
        at[corner * 2 + 1] = row;
        if (corner == 0 && *p == ':')
            p++;
        else if (corner == 0)
            return false;
    }
    *range = (struct sheet_range){ at[1], at[3], at[0], at[2] };
    return at[1] > 0 && at[1] <= at[3] && at[0] <= at[2];
}

static void merge_add(struct sheet_reader *reader, const XML_Char **attrs)
{
    const char *ref = xml_attr(attrs, "ref");
    struct sheet_range range;
    if (!reader->keep_merges || !ref || !range_parse(ref, &range))
        return;
    if (reader->merge_count == LIMIT_SHEET_MERGES) {
        sheet_err_part(reader->part.err, ERR_SHEET_TABLES, reader->book, STR("mergeCell"),
                       LIMIT_SHEET_MERGES);
        part_fail(&reader->part);
        return;
    }
    if (reader->merge_count == reader->merge_room) {
        size_t room = reader->merge_room ? reader->merge_room * 2 : 16;
        reader->merges = arena_grow(reader->merge_arena, reader->merges,
                                    reader->merge_room * sizeof range, room * sizeof range);
        reader->merge_room = room;
    }
    reader->merges[reader->merge_count++] = range;
}

static void outside_start(struct sheet_reader *reader, const char *name, const XML_Char **attrs)
{
    const char *local = xml_local(name);
    if (strcmp(local, "sheetData") == 0) {
        size_t len = (size_t)(local - name);
        if (len < sizeof reader->prefix) {
            memcpy(reader->prefix, name, len);
            reader->prefix_len = len;
            reader->in_data = true;
        }
    } else if (strcmp(local, "mergeCell") == 0) {
        merge_add(reader, attrs);
    }
}

static void on_start(void *user, const XML_Char *name, const XML_Char **attrs)
{
    struct sheet_reader *reader = user;
    if (!part_enter(&reader->part) || reader->part.failed)
        return;
    if (!reader->in_data) {
        outside_start(reader, name, attrs);
        return;
    }
    if (reader->prefix_len > 0) {
        if (strncmp(name, reader->prefix, reader->prefix_len) != 0)
            return;
        name += reader->prefix_len;
    }
    if (name[0] == 'c' && name[1] == 0)
        cell_start(reader, attrs);
    else if (name[0] == 'v' && name[1] == 0)
        reader->collect = true;
    else if (name[0] == 't' && name[1] == 0)
        reader->collect = reader->in_inline && !reader->in_phonetic;
    else if (name[0] == 'f' && name[1] == 0)
        reader->formula = true;
    else if (strcmp(name, "row") == 0)
        row_start(reader, attrs);
    else if (strcmp(name, "is") == 0)
        reader->in_inline = true;
    else if (strcmp(name, "rPh") == 0)
        reader->in_phonetic = true;
}

static void on_text(void *user, const XML_Char *text, int len)
{
    struct sheet_reader *reader = user;
    if (!reader->collect || reader->part.failed)
        return;
    size_t in_cell = reader->text.len - reader->cell_at + (size_t)len;
    if (in_cell > LIMIT_SHEET_CELL_BYTES || !reader_text(reader, text, (size_t)len))
        cell_fail(reader, ERR_SHEET_CELL_BYTES, STR(""));
}

static void row_end(struct sheet_reader *reader)
{
    if (reader->cell_count == 0)
        return;
    if (reader->row_number > LIMIT_SHEET_ROWS) {
        struct str row = str_format(reader->arena, "%u", reader->row_number);
        cell_fail(reader, ERR_SHEET_ROWS, row);
        return;
    }
    reader->row_ready = true;
    XML_StopParser(reader->part.parser, XML_TRUE);
}

static void on_end(void *user, const XML_Char *name)
{
    struct sheet_reader *reader = user;
    part_leave(&reader->part);
    if (!reader->in_data || reader->part.failed)
        return;
    if (reader->prefix_len > 0) {
        if (strncmp(name, reader->prefix, reader->prefix_len) != 0)
            return;
        name += reader->prefix_len;
    }
    if (name[0] == 'c' && name[1] == 0)
        cell_end(reader);
    else if ((name[0] == 'v' || name[0] == 't') && name[1] == 0)
        reader->collect = false;
    else if (strcmp(name, "row") == 0)
        row_end(reader);
    else if (strcmp(name, "is") == 0)
        reader->in_inline = false;
    else if (strcmp(name, "rPh") == 0)
        reader->in_phonetic = false;
    else if (strcmp(name, "sheetData") == 0)
        reader->in_data = false;
}

bool xlsx_rows_begin(struct sheet_reader *reader, struct err *err)
{
    reader->next_row = 1;
    return part_begin(reader->book, reader->book->sheets[reader->index].part, on_start, on_end,
                      on_text, &reader->part, err);
}

bool xlsx_rows_next(struct sheet_reader *reader, struct err *err)
{
    reader->row_ready = false;
    while (!reader->row_ready && !reader->part.finished)
        if (!part_step(&reader->part, err))
            return false;
    reader->row.number = reader->row_number;
    reader->row.count = reader->row_ready ? reader->cell_count : 0;
    reader->row.cells = reader->cells;
    return true;
}
