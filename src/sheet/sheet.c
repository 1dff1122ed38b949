/*
 * sheet.c - opening: what a file is by its content, and the calls that xlsx and csv have in common.
 */
#include "sheet/sheet_priv.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/must.h"
#include "base/utf8.h"

enum { HEAD_BYTES = 4096 };

/* ---- what is it? ---- */

static bool begins(struct str bytes, const char *magic, size_t len)
{
    return bytes.len >= len && memcmp(bytes.ptr, magic, len) == 0;
}

/* The old compound file: .xls, .et, or the wrapper of an encrypted workbook, which has a stream of
 * that name in UTF-16. */
static bool refuse_compound(const struct sheet_book *book, struct str bytes, struct err *err)
{
    static const char encrypted[] = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e";
    if (bytes.len > 0 && memmem(bytes.ptr, bytes.len, encrypted, sizeof encrypted))
        return err_set(err, ERR_SHEET_PASSWORD, "name", book->name);
    return err_set(err, ERR_SHEET_OLD_FORMAT, "name", book->name);
}

static bool has_word(struct str head, const char *word)
{
    size_t len = strlen(word);
    for (size_t i = 0; i + len <= head.len; i++)
        if (strncasecmp(head.ptr + i, word, len) == 0)
            return true;
    return false;
}

/* False where the first bytes show that it is no csv. */
static bool refuse_by_head(const struct sheet_book *book, struct str bytes, struct err *err)
{
    static const struct {
        const char *magic;
        size_t len;
        const char *format;
    } formats[] = {
        { "%PDF", 4, "PDF" },      { "\x89PNG", 4, "PNG" }, { "\xFF\xD8\xFF", 3, "JPEG" },
        { "GIF8", 4, "GIF" },      { "Rar!", 4, "RAR" },    { "7z\xBC\xAF", 4, "7z" },
        { "\x1F\x8B", 2, "gzip" }, { "{\\rtf", 5, "RTF" },
    };
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++)
        if (begins(bytes, formats[i].magic, formats[i].len))
            return err_set(err, ERR_SHEET_OTHER_FORMAT, "name", book->name, "format",
                           str_from(formats[i].format));

    struct str head = str_slice(bytes, 0, HEAD_BYTES);
    size_t at = begins(head, "\xEF\xBB\xBF", 3) ? 3 : 0;
    while (at < head.len && (unsigned char)head.ptr[at] <= ' ')
        at++;
    head = str_slice(head, at, head.len);
    bool web = begins(head, "<", 1) &&
               (has_word(head, "<html") || has_word(head, "<table") ||
                has_word(head, "<!doctype") || has_word(head, "<?xml") || has_word(head, "<meta"));
    if (web || begins(head, "MIME-Version:", 13))
        return err_set(err, ERR_SHEET_WEB_PAGE, "name", book->name);
    return true;
}

static bool is_utf16(struct str bytes)
{
    return begins(bytes, "\xFF\xFE", 2) || begins(bytes, "\xFE\xFF", 2);
}

static bool open_text(struct sheet_book *book, struct str bytes, struct err *err)
{
    if (!refuse_by_head(book, bytes, err))
        return false;
    const char *zero = is_utf16(bytes) ? NULL : memchr(bytes.ptr, 0, bytes.len);
    if (zero) {
        struct str byte = str_format(book->arena, "%zu", (size_t)(zero - bytes.ptr) + 1);
        return err_set(err, ERR_SHEET_NOT_TEXT, "name", book->name, "byte", byte);
    }
    book->format = SHEET_CSV;
    if (!utf8_decode(book->arena, bytes, false, &book->text, err))
        return false;
    return csv_begin(book, err);
}

/* ---- opening ---- */

static bool open_zip(struct sheet_book *book, zip_source_t *source, zip_error_t *zip_err,
                     struct err *err)
{
    book->format = SHEET_XLSX;
    if (source)
        book->zip = zip_open_from_source(source, ZIP_RDONLY, zip_err);
    if (book->zip)
        return workbook_read(book, err);
    err_set(err, ERR_SHEET_DAMAGED, "name", book->name, "cause",
            str_from(zip_error_strerror(zip_err)));
    if (source)
        zip_source_free(source);
    return false;
}

static bool book_done(struct sheet_book *made, bool ok, struct sheet_book **book)
{
    *book = ok ? made : NULL;
    if (!ok)
        sheet_close(made);
    return ok;
}

bool sheet_open_bytes(struct arena *arena, struct str name, struct str bytes,
                      struct sheet_book **book, struct err *err)
{
    struct sheet_book *made = ARENA_NEW(arena, struct sheet_book);
    made->arena = arena;
    made->name = name;
    *book = NULL;
    if (bytes.len == 0)
        return err_set(err, ERR_SHEET_EMPTY_FILE, "name", name);
    if (begins(bytes, "\xD0\xCF\x11\xE0", 4))
        return refuse_compound(made, bytes, err);
    if (!begins(bytes, "PK", 2))
        return book_done(made, open_text(made, bytes, err), book);

    zip_error_t zip_err;
    zip_error_init(&zip_err);
    zip_source_t *source = zip_source_buffer_create(bytes.ptr, bytes.len, 0, &zip_err);
    bool ok = open_zip(made, source, &zip_err, err);
    zip_error_fini(&zip_err);
    return book_done(made, ok, book);
}

/* Is the file a zip? A workbook is read from its file piece by piece, never as a whole. */
static bool file_is_zip(const char *path, bool *zip)
{
    char head[2];
    FILE *file = fopen(path, "rb");
    if (!file)
        return false;
    *zip = fread(head, 1, 2, file) == 2 && memcmp(head, "PK", 2) == 0;
    fclose(file);
    return true;
}

bool sheet_open(struct arena *arena, struct str path, struct sheet_book **book, struct err *err)
{
    const char *c_path = str_cstr(arena, path);
    struct str name = path_name(path), bytes;
    bool zip = false;
    *book = NULL;
    if (!file_is_zip(c_path, &zip) || !zip)
        return file_read(arena, path, LIMIT_SHEET_FILE_BYTES, &bytes, err) &&
               sheet_open_bytes(arena, name, bytes, book, err);

    struct sheet_book *made = ARENA_NEW(arena, struct sheet_book);
    made->arena = arena;
    made->name = name;
    zip_error_t zip_err;
    zip_error_init(&zip_err);
    zip_source_t *source = zip_source_file_create(c_path, 0, 0, &zip_err);
    bool ok = open_zip(made, source, &zip_err, err);
    zip_error_fini(&zip_err);
    return book_done(made, ok, book);
}

void sheet_close(struct sheet_book *book)
{
    if (book && book->zip) {
        zip_discard(book->zip);
        book->zip = NULL;
    }
}

enum sheet_format sheet_book_format(const struct sheet_book *book)
{
    return book->format;
}

size_t sheet_count(const struct sheet_book *book)
{
    return book->sheet_count;
}

const struct sheet_about *sheet_about(const struct sheet_book *book, size_t index)
{
    must(index < book->sheet_count);
    return &book->sheets[index].about;
}

bool sheet_find(const struct sheet_book *book, struct str name, size_t *index, struct err *err)
{
    for (size_t i = 0; i < book->sheet_count; i++) {
        const struct sheet_about *about = &book->sheets[i].about;
        if (name.len > 0 ? str_eq(about->name, name) : about->visibility == SHEET_VISIBLE) {
            *index = i;
            return true;
        }
    }
    if (name.len == 0) { /* a program may hide them all */
        *index = 0;
        return true;
    }
    struct str names = STR("");
    for (size_t i = 0; i < book->sheet_count && names.len < 500; i++)
        names = str_format(book->arena, "%.*s%s%.*s", STR_ARG(names), i > 0 ? ", " : "",
                           STR_ARG(book->sheets[i].about.name));
    return err_set(err, ERR_SHEET_NO_SHEET, "sheet", name, "sheets", names);
}

/* ---- rows ---- */

static bool reader_begin(struct sheet_book *book, size_t index, struct sheet_reader *reader,
                         struct err *err)
{
    must(index < book->sheet_count);
    reader->book = book;
    reader->arena = book->arena;
    reader->index = index;
    reader->line = 1;
    return book->format == SHEET_CSV || xlsx_rows_begin(reader, err);
}

bool sheet_read(struct sheet_book *book, size_t index, struct sheet_reader **reader,
                struct err *err)
{
    struct sheet_reader *made = ARENA_NEW(book->arena, struct sheet_reader);
    *reader = NULL;
    if (!reader_begin(book, index, made, err)) {
        sheet_read_end(made);
        return false;
    }
    *reader = made;
    return true;
}

bool sheet_next(struct sheet_reader *reader, const struct sheet_row **row, struct err *err)
{
    *row = NULL;
    must(!reader->failed);
    bool ok = reader->book->format == SHEET_CSV ? csv_rows_next(reader, err)
                                                : xlsx_rows_next(reader, err);
    reader->failed = !ok;
    if (ok && reader->row.count > 0)
        *row = &reader->row;
    return ok;
}

void sheet_read_end(struct sheet_reader *reader)
{
    if (reader)
        part_end(&reader->part);
}

int sheet_read_progress(const struct sheet_reader *reader)
{
    uint64_t done = reader->part.inflated, whole = reader->part.size;
    if (reader->book->format == SHEET_CSV) {
        done = reader->pos;
        whole = reader->book->text.len;
    }
    return whole == 0 || done >= whole ? 1000 : (int)(done * 1000 / whole);
}

const struct sheet_cell *sheet_row_cell(const struct sheet_row *row, uint32_t column)
{
    size_t low = 0, high = row->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (row->cells[middle].column < column)
            low = middle + 1;
        else
            high = middle;
    }
    return low < row->count && row->cells[low].column == column ? &row->cells[low] : NULL;
}

bool sheet_cell_number(const struct sheet_cell *cell, struct dec *number)
{
    return cell->type == SHEET_NUMBER && dec_parse(cell->text, number);
}

struct str sheet_cell_name(struct arena *arena, uint32_t column, uint32_t row)
{
    char letters[8];
    size_t at = sizeof letters;
    for (uint64_t n = (uint64_t)column + 1; n > 0 && at > 0; n = (n - 1) / 26)
        letters[--at] = (char)('A' + (n - 1) % 26);
    return str_format(arena, "%.*s%u", (int)(sizeof letters - at), letters + at, row);
}

bool sheet_err_cell(struct err *err, const struct sheet_book *book, size_t index, uint32_t column,
                    uint32_t row)
{
    struct str sheet = book->sheets[index].about.name;
    err_at_line(err, book->name, 0, 0);
    return err_at_field(err, str_format(book->arena, "%.*s!%.*s", STR_ARG(sheet),
                                        STR_ARG(sheet_cell_name(book->arena, column, row))));
}

bool sheet_merges(struct arena *arena, struct sheet_book *book, size_t index,
                  struct sheet_range **ranges, size_t *count, struct err *err)
{
    struct sheet_reader reader = { .keep_merges = true, .merge_arena = arena };
    bool ok = reader_begin(book, index, &reader, err);
    while (ok && book->format == SHEET_XLSX) {
        ok = xlsx_rows_next(&reader, err);
        if (reader.row.count == 0)
            break;
    }
    sheet_read_end(&reader);
    *ranges = reader.merges;
    *count = reader.merge_count;
    return ok;
}
