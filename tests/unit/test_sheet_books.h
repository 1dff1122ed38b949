/*
 * test_sheet_books.h - workbooks made in a test: a zip of given parts, in memory, and what a sheet
 * says.
 */
#ifndef LUODI_TESTS_SHEET_BOOKS_H
#define LUODI_TESTS_SHEET_BOOKS_H

#include "unit.h"

#include <zip.h>

#include "sheet/sheet.h"

struct made_part {
    const char *name;
    struct str bytes;
};

enum { MADE_PARTS_MAX = 16 };

/* A workbook to be: the usual parts, each of which a test may replace (by name) or leave out. */
struct made_book {
    struct made_part parts[MADE_PARTS_MAX];
    size_t count;
};

#define MAIN_NS "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\""
#define DOC_RELS "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

static inline void made_set(struct made_book *book, const char *name, struct str bytes)
{
    size_t i = 0;
    while (i < book->count && strcmp(book->parts[i].name, name) != 0)
        i++;
    assert_true(i < MADE_PARTS_MAX);
    book->parts[i] = (struct made_part){ name, bytes };
    if (i == book->count)
        book->count++;
}

static inline void made_drop(struct made_book *book, const char *name)
{
    for (size_t i = 0; i < book->count; i++)
        if (strcmp(book->parts[i].name, name) == 0)
            book->parts[i] = book->parts[--book->count];
}

/* One visible sheet "表" with these rows (what stands in sheetData), these strings, these styles.
 */
static inline void made_init(struct made_book *book, const char *rows)
{
    static char sheet[1 << 20];
    book->count = 0;
    made_set(book, "_rels/.rels",
             STR("<Relationships><Relationship Id=\"a\" Type=\"" DOC_RELS
                 "/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"));
    made_set(book, "xl/workbook.xml",
             STR("<workbook " MAIN_NS " xmlns:r=\"" DOC_RELS "\"><sheets>"
                 "<sheet name=\"表\" sheetId=\"1\" r:id=\"s1\"/></sheets></workbook>"));
    made_set(book, "xl/_rels/workbook.xml.rels",
             STR("<Relationships><Relationship Id=\"s1\" Type=\"" DOC_RELS
                 "/worksheet\" Target=\"worksheets/sheet1.xml\"/>"
                 "<Relationship Id=\"s2\" Type=\"" DOC_RELS
                 "/sharedStrings\" Target=\"sharedStrings.xml\"/>"
                 "<Relationship Id=\"s3\" Type=\"" DOC_RELS "/styles\" Target=\"styles.xml\"/>"
                 "</Relationships>"));
    made_set(book, "xl/sharedStrings.xml", STR("<sst " MAIN_NS "><si><t>零</t></si></sst>"));
    snprintf(sheet, sizeof sheet, "<worksheet %s><sheetData>%s</sheetData></worksheet>", MAIN_NS,
             rows);
    made_set(book, "xl/worksheets/sheet1.xml", str_from(sheet));
}

static inline struct str made_zip(struct arena *arena, const struct made_book *book)
{
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t *target = zip_source_buffer_create(NULL, 0, 0, &error);
    assert_non_null(target);
    zip_source_keep(target);
    zip_t *zip = zip_open_from_source(target, ZIP_CREATE | ZIP_TRUNCATE, &error);
    assert_non_null(zip);
    for (size_t i = 0; i < book->count; i++) {
        struct str bytes = book->parts[i].bytes;
        zip_source_t *part = zip_source_buffer(zip, bytes.ptr, bytes.len, 0);
        assert_true(zip_file_add(zip, book->parts[i].name, part, ZIP_FL_ENC_UTF_8) >= 0);
    }
    assert_int_equal(zip_close(zip), 0);
    assert_int_equal(zip_source_open(target), 0);
    zip_source_seek(target, 0, SEEK_END);
    zip_int64_t size = zip_source_tell(target);
    zip_source_seek(target, 0, SEEK_SET);
    char *bytes = arena_alloc(arena, (size_t)size);
    assert_int_equal(zip_source_read(target, bytes, (zip_uint64_t)size), size);
    zip_source_close(target);
    zip_source_free(target);
    return (struct str){ bytes, (size_t)size };
}

/* What a sheet says, a line a row: "2: A=text B#12 C@2023-03-05 D!#N/A E?TRUE", with flags behind
 * ~. */
static inline bool sheet_says(struct arena *arena, struct sheet_book *book, size_t index,
                              struct str *said, struct err *err)
{
    struct buf out;
    buf_init(&out, arena);
    struct sheet_reader *reader;
    const struct sheet_row *row = NULL;
    bool ok = sheet_read(book, index, &reader, err);
    while (ok && (ok = sheet_next(reader, &row, err)) && row) {
        buf_printf(&out, "%u:", row->number);
        for (size_t i = 0; i < row->count; i++) {
            const struct sheet_cell *cell = &row->cells[i];
            struct str name = sheet_cell_name(arena, cell->column, 1);
            buf_printf(&out, " %.*s%c%.*s", (int)name.len - 1, name.ptr, "_=#?@!"[cell->type],
                       STR_ARG(cell->text));
            if (cell->flags)
                buf_printf(&out, "~%d", cell->flags);
            if (cell->type == SHEET_DATE && cell->precision != PRECISION_DAY)
                buf_printf(&out, "~%s", cell->precision == PRECISION_MONTH ? "month" : "year");
        }
        buf_char(&out, '\n');
    }
    sheet_read_end(reader);
    *said = buf_get(&out);
    return ok;
}

/* Open the bytes and read the first sheet; the error's code, ERR_NONE where it reads. */
static inline enum err_code made_read(struct arena *arena, struct str bytes, struct str *said,
                                      struct err *err)
{
    struct sheet_book *book = NULL;
    err_init(err);
    *said = STR("");
    bool ok = sheet_open_bytes(arena, STR("名单.xlsx"), bytes, &book, err) &&
              sheet_says(arena, book, 0, said, err);
    sheet_close(book);
    assert_int_equal(ok, err->code == ERR_NONE);
    return err->code;
}

#define assert_rows(rows, expected)                                                                \
    do {                                                                                           \
        struct arena *arena_ = arena_new();                                                        \
        struct made_book book_;                                                                    \
        made_init(&book_, rows);                                                                   \
        struct str said_;                                                                          \
        struct err err_;                                                                           \
        made_read(arena_, made_zip(arena_, &book_), &said_, &err_);                                \
        assert_err(&err_, ERR_NONE);                                                               \
        assert_text(said_, expected);                                                              \
        arena_free(arena_);                                                                        \
    } while (0)

#endif
