/*
 * fuzz_sheet.c - any bytes as a spreadsheet: every row comes in order, every text is valid, every
 * number is a number, and what is refused is refused in valid words.
 *
 * Bytes as they are reach the csv reader and the zip's own checks. To reach the parts behind a
 * checksum, an input that begins with "S:", "T:", "Y:", "W:" or "R:" is put into a sound zip as the
 * sheet, the shared strings, the styles, the workbook or its relationships.
 */
#include <string.h>
#include <zip.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/utf8.h"
#include "fuzz.h"
#include "sheet/sheet.h"

#define RELS "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

static const struct {
    char mark;
    const char *name, *usual;
} parts[] = {
    { 'P', "_rels/.rels",
      "<Relationships><Relationship Id=\"a\" Type=\"" RELS
      "/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>" },
    { 'W', "xl/workbook.xml",
      "<workbook xmlns:r=\"" RELS "\"><sheets><sheet name=\"a\" r:id=\"a\"/></sheets></workbook>" },
    { 'R', "xl/_rels/workbook.xml.rels",
      "<Relationships><Relationship Id=\"a\" Type=\"" RELS "/worksheet\" Target=\"s.xml\"/>"
      "<Relationship Id=\"b\" Type=\"" RELS "/sharedStrings\" Target=\"t.xml\"/>"
      "<Relationship Id=\"c\" Type=\"" RELS "/styles\" Target=\"y.xml\"/></Relationships>" },
    { 'S', "xl/s.xml",
      "<worksheet><sheetData><row><c t=\"s\"><v>0</v></c><c "
      "s=\"1\"><v>45000</v></c></row></sheetData></worksheet>" },
    { 'T', "xl/t.xml", "<sst><si><t>a</t></si></sst>" },
    { 'Y', "xl/y.xml",
      "<styleSheet><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>" },
};

static struct str zip_around(struct arena *arena, char mark, struct str bytes)
{
    zip_source_t *target = zip_source_buffer_create(NULL, 0, 0, NULL);
    zip_source_keep(target);
    zip_t *zip = zip_open_from_source(target, ZIP_CREATE | ZIP_TRUNCATE, NULL);
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        struct str part = parts[i].mark == mark ? bytes : str_from(parts[i].usual);
        zip_int64_t at =
            zip_file_add(zip, parts[i].name, zip_source_buffer(zip, part.ptr, part.len, 0), 0);
        zip_set_file_compression(zip, (zip_uint64_t)at, ZIP_CM_STORE, 0);
    }
    check_that(zip_close(zip) == 0);
    check_that(zip_source_open(target) == 0);
    zip_source_seek(target, 0, SEEK_END);
    size_t size = (size_t)zip_source_tell(target);
    zip_source_seek(target, 0, SEEK_SET);
    char *out = arena_alloc(arena, size);
    check_that(zip_source_read(target, out, size) == (zip_int64_t)size);
    zip_source_close(target);
    zip_source_free(target);
    return (struct str){ out, size };
}

static void check_row(const struct sheet_row *row, uint32_t before)
{
    check_that(row->number > before && row->count > 0);
    for (size_t i = 0; i < row->count; i++) {
        const struct sheet_cell *cell = &row->cells[i];
        check_that(i == 0 || cell->column > row->cells[i - 1].column);
        check_that(utf8_valid(cell->text));
        check_that(sheet_row_cell(row, cell->column) == cell);
        check_that((cell->text.len > 0) != (cell->type == SHEET_EMPTY));
        struct dec number;
        if (cell->type == SHEET_NUMBER)
            check_that(sheet_cell_number(cell, &number) || (cell->flags & SHEET_DIGITS_LOST) ||
                       cell->text.len > 34);
        if (cell->type == SHEET_DATE)
            check_that(!day_is_none(cell->day) && cell->seconds >= 0 && cell->seconds < 86400);
    }
}

static bool read_sheet(struct arena *arena, struct sheet_book *book, size_t index,
                       const struct sheet_words *words, struct err *err)
{
    struct sheet_reader *reader;
    const struct sheet_row *row = NULL;
    uint32_t before = 0;
    bool ok = sheet_read(book, index, &reader, err);
    while (ok && (ok = sheet_next(reader, &row, err)) && row) {
        check_row(row, before);
        before = row->number;
        sheet_row_role(arena, row, words);
    }
    sheet_read_end(reader);
    return ok;
}

static bool any_label(void *context, struct str label)
{
    (void)context;
    return label.len % 2 == 0;
}

static bool read_book(struct arena *arena, struct str bytes, struct err *err)
{
    static const struct str totals[] = { STR_INIT("合计"), STR_INIT("total") };
    static const struct str units[] = { STR_INIT("单位") };
    const struct sheet_words words = { { totals, 2 }, { units, 1 }, { units, 1 } };
    struct sheet_book *book;
    bool ok = sheet_open_bytes(arena, STR("a.xlsx"), bytes, &book, err);
    for (size_t i = 0; ok && i < sheet_count(book) && i < 4; i++) {
        struct sheet_range *ranges;
        size_t count;
        struct sheet_head head;
        struct err head_err;
        err_init(&head_err);
        ok = read_sheet(arena, book, i, &words, err) &&
             sheet_merges(arena, book, i, &ranges, &count, err);
        if (ok && sheet_head_find(arena, book, i, &words, (struct sheet_known){ any_label, NULL },
                                  &head, &head_err))
            check_that(head.count > 0 && head.first_row <= head.last_row &&
                       utf8_valid(head.title) && utf8_valid(head.unit));
    }
    sheet_close(book);
    return ok;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    struct str bytes = { (const char *)data, size };
    if (size >= 2 && data[1] == ':' && strchr("PWRSTY", data[0]) && data[0])
        bytes = zip_around(arena, (char)data[0], str_slice(bytes, 2, size));
    struct err err;
    err_init(&err);
    if (!read_book(arena, bytes, &err)) {
        struct buf words;
        buf_init(&words, arena);
        check_that(err.code != ERR_NONE);
        err_words(&err, LANG_ZH, &words);
        err_words(&err, LANG_EN, &words);
        check_that(utf8_valid(buf_get(&words)));
    }
    arena_free(arena);
    return 0;
}
