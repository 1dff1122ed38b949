/*
 * import_bad.c - the rows that were refused, as a workbook with the reason behind each.
 *
 * Its header reads as the sheet's did, with the units that were understood, so that a corrected
 * copy can be imported as it is: the reason's column is one that an import leaves alone.
 */
#include "base/arena.h"
#include "base/buf.h"
#include "base/limits.h"
#include "sheet/import_priv.h"

static struct str label_with_unit(struct import *import, const struct sheet_column *found)
{
    for (size_t i = 0; i < import->column_count; i++) {
        const struct import_column *column = &import->columns[i];
        if (column->column == found->column && column->unit.len > 0)
            return str_format(import->arena, "%.*s（%.*s）", STR_ARG(found->label),
                              STR_ARG(column->unit));
    }
    return found->label;
}

static uint32_t reason_column(const struct import *import)
{
    return import->head.columns[import->head.count - 1].column + 1;
}

static bool bad_begin(struct import *import, struct err *err)
{
    if (!sheet_writer_begin(import->arena, import->options->bad_path, import->options->created,
                            &import->bad, err))
        return false;
    uint32_t last = reason_column(import);
    int *widths = ARENA_ARRAY(import->arena, int, last + 1);
    for (uint32_t i = 0; i < last; i++)
        widths[i] = 14;
    widths[last] = 60;
    sheet_writer_sheet(import->bad, &(struct sheet_layout){ .name = label_in(&import->kind->label,
                                                                             import->options->lang),
                                                            .widths = widths,
                                                            .width_count = last + 1,
                                                            .freeze_rows = 1 });
    for (size_t i = 0; i < import->head.count; i++)
        sheet_writer_text(import->bad, import->head.columns[i].column,
                          label_with_unit(import, &import->head.columns[i]), SHEET_HEADER);
    sheet_writer_text(import->bad, last, sheet_word(SHEET_WORD_REASON, import->options->lang),
                      SHEET_REQUIRED);
    return true;
}

static void cell_write(struct import *import, const struct sheet_cell *cell)
{
    struct dec number;
    enum { PLACES_MAX = 8 };
    const char *point = cell->text.len > 0 ? memchr(cell->text.ptr, '.', cell->text.len) : NULL;
    size_t places = point ? cell->text.len - (size_t)(point - cell->text.ptr) - 1 : 0;
    bool plain = cell->flags == 0 || cell->flags == SHEET_FORMULA;
    if (cell->type == SHEET_NUMBER && plain && places <= PLACES_MAX &&
        sheet_cell_number(cell, &number))
        sheet_writer_number(import->bad, cell->column, number, (int)places, SHEET_PLAIN);
    else if (cell->type == SHEET_DATE && cell->seconds == 0 && cell->precision == PRECISION_DAY &&
             cell->day.n > -25000)
        sheet_writer_day(import->bad, cell->column, cell->day, SHEET_PLAIN);
    else if (cell->type == SHEET_DATE && cell->precision == PRECISION_MONTH)
        sheet_writer_text(import->bad, cell->column, str_slice(cell->text, 0, 7), SHEET_PLAIN);
    else if (cell->type == SHEET_NUMBER && (cell->flags & SHEET_PERCENT) &&
             sheet_cell_number(cell, &number) && dec_mul(number, dec_from_int(100), &number)) {
        struct buf text;
        buf_init(&text, import->scratch);
        dec_print(number, &text);
        buf_char(&text, '%');
        sheet_writer_text(import->bad, cell->column, buf_get(&text), SHEET_PLAIN);
    } else
        sheet_writer_text(import->bad, cell->column, cell->text, SHEET_PLAIN);
}

static void row_write(struct import *import)
{
    uint32_t last = reason_column(import);
    struct buf reasons;
    buf_init(&reasons, import->scratch);
    for (size_t i = 0; i < import->row_fault_count; i++) {
        if (i > 0)
            buf_char(&reasons, '\n');
        err_words(import->row_faults[i], import->options->lang, &reasons);
    }
    sheet_writer_row(import->bad);
    for (size_t i = 0; i < import->row->count; i++)
        if (import->row->cells[i].column < last)
            cell_write(import, &import->row->cells[i]);
    sheet_writer_text(import->bad, last, buf_get(&reasons), SHEET_FAULT);
}

bool import_bad_row(struct import *import, struct err *err)
{
    struct sheet_report *report = import->report;
    report->bad++;
    import->check_cells = true;
    for (size_t i = 0; i < import->row_fault_count; i++) {
        size_t before = import->faults.count;
        err_list_add(&import->faults, import->row_faults[i]);
        if (import->faults.count == before)
            continue;
        report->faults[report->fault_count++] =
            (struct sheet_fault){ import->row->number, import->faults.items[before] };
    }
    if (import->options->bad_path.len == 0)
        return true;
    if (!import->bad && !bad_begin(import, err))
        return false;
    row_write(import);
    return true;
}

bool import_bad_end(struct import *import, bool keep, struct err *err)
{
    if (!import->bad)
        return true;
    if (keep)
        return sheet_writer_end(import->bad, err);
    sheet_writer_drop(import->bad);
    return true;
}
