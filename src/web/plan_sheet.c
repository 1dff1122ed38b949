/* plan_sheet.c - a spreadsheet of targets handed to the plan reader, row by row: what joins two engines that do not know each other. */
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "plan/document.h"
#include "sheet/sheet.h"
#include "web/web.h"

enum { COLUMNS_MAX = 64 };

/* 0.16 shown as 16% is read as it is shown. */
static struct str cell_text(struct arena *arena, const struct sheet_cell *cell)
{
    struct dec number, hundred = dec_from_int(100);
    struct buf out;
    if (cell->type == SHEET_EMPTY || cell->type == SHEET_ERROR) return STR("");
    if (!(cell->flags & SHEET_PERCENT) || !sheet_cell_number(cell, &number) || !dec_mul(number, hundred, &number))
        return str_copy(arena, cell->text);
    buf_init(&out, arena);
    dec_print(number, &out);
    buf_char(&out, '%');
    return buf_get(&out);
}

static bool read_one(struct arena *arena, struct sheet_book *book, size_t index, struct grid *table, struct err *err)
{
    struct sheet_reader *reader;
    const struct sheet_row *row = NULL;
    bool ok = sheet_read(book, index, &reader, err);
    while (ok && (ok = sheet_next(reader, &row, err)) && row) {
        struct str cells[COLUMNS_MAX];
        size_t count = 0;
        memset(cells, 0, sizeof cells);
        for (size_t i = 0; i < row->count; i++) {
            if (row->cells[i].column >= COLUMNS_MAX) continue;
            cells[row->cells[i].column] = cell_text(arena, &row->cells[i]);
            if (row->cells[i].column >= count) count = row->cells[i].column + 1;
        }
        if (count > 0) grid_row(table, cells, count);
    }
    sheet_read_end(reader);
    return ok;
}

bool web_plan_sheet(void *host, struct arena *arena, struct str name, struct str bytes, struct grid *table,
                    struct err *err)
{
    struct sheet_book *book;
    (void)host;
    bool ok = sheet_open_bytes(arena, name, bytes, &book, err);
    for (size_t i = 0; ok && i < sheet_count(book); i++) {
        if (sheet_about(book, i)->visibility != SHEET_VISIBLE) continue;
        ok = read_one(arena, book, i, table, err);
        if (ok) grid_end(table);
    }
    sheet_close(book);
    return ok;
}
