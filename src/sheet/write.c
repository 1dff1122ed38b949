/*
 * write.c - workbooks out: a thin layer over libxlsxwriter that keeps our promises.
 *
 * Those are: bounded memory (rows go to a temporary file as they come), equal bytes for equal calls
 * (the creation time is given), text that is never a formula, and a file that is complete or
 * absent. Not for what stands in the workbook: template.c and import.c know that.
 */
#include "sheet/sheet.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/file.h"
#include "base/must.h"
#include "base/utf8.h"

enum { STYLE_COUNT = SHEET_FAULT + 1, PLACES_MAX = 8, CELL_RUNES_MAX = 32000, NAME_RUNES_MAX = 31 };

struct choice_list {
    lxw_worksheet *sheet;
    uint32_t column, first, last;
    const struct str *choices;
    size_t count;
    struct choice_list *next;
};

struct sheet_writer {
    struct arena *arena;
    struct str path, part; /* part: where it grows */
    lxw_workbook *book;
    lxw_worksheet *sheet;
    lxw_row_t row;
    int sheet_number;
    lxw_format *styles[STYLE_COUNT];
    lxw_format *numbers[STYLE_COUNT][PLACES_MAX + 1];
    lxw_format *days[STYLE_COUNT];
    lxw_format *text_column;
    struct choice_list *lists; /* long ones, for the hidden sheet */
    struct choice_list **lists_end;
    bool failed;
    lxw_error cause;
};

static lxw_format *style_make(struct sheet_writer *writer, enum sheet_style style)
{
    lxw_format *format = workbook_add_format(writer->book);
    must(format);
    format_set_align(format, LXW_ALIGN_VERTICAL_CENTER);
    switch (style) {
    case SHEET_HEADER:
    case SHEET_REQUIRED:
        format_set_bold(format);
        format_set_text_wrap(format);
        format_set_align(format, LXW_ALIGN_CENTER);
        format_set_border(format, LXW_BORDER_THIN);
        format_set_bg_color(format, style == SHEET_REQUIRED ? 0xFCE4D6 : 0xDDEBF7);
        break;
    case SHEET_EXAMPLE:
        format_set_italic(format);
        format_set_font_color(format, 0x7F7F7F);
        break;
    case SHEET_NOTE:
        format_set_text_wrap(format);
        format_set_align(format, LXW_ALIGN_VERTICAL_TOP);
        break;
    case SHEET_FAULT:
        format_set_text_wrap(format);
        format_set_font_color(format, 0x9C0006);
        format_set_bg_color(format, 0xFFC7CE);
        break;
    case SHEET_PLAIN: break;
    }
    return format;
}

static lxw_format *style_of(struct sheet_writer *writer, enum sheet_style style)
{
    if (!writer->styles[style]) {
        writer->styles[style] = style_make(writer, style);
        format_set_num_format(writer->styles[style], "@");
    }
    return writer->styles[style];
}

static void keep(struct sheet_writer *writer, lxw_error cause)
{
    if (cause != LXW_NO_ERROR && !writer->failed) {
        writer->failed = true;
        writer->cause = cause;
    }
}

static bool can_write(struct str path, struct arena *arena)
{
    int file = open(str_cstr(arena, path), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (file >= 0)
        close(file);
    return file >= 0;
}

bool sheet_writer_begin(struct arena *arena, struct str path, struct instant created,
                        struct sheet_writer **writer, struct err *err)
{
    struct sheet_writer *made = ARENA_NEW(arena, struct sheet_writer);
    made->arena = arena;
    made->path = str_copy(arena, path);
    made->part = str_format(arena, "%.*s.part", STR_ARG(path));
    made->lists_end = &made->lists;
    *writer = NULL;
    if (!can_write(made->part, arena)) /* now, not after all the work */
        return err_set(err, ERR_SHEET_WRITE, "path", path, "cause", str_from(strerror(errno)));
    lxw_workbook_options options = { .constant_memory = LXW_TRUE };
    made->book = workbook_new_opt(str_cstr(arena, made->part), &options);
    must(made->book);
    lxw_doc_properties properties = { .created = (time_t)(created.us / 1000000) };
    if (properties.created == 0)
        properties.created = 1; /* 0 is libxlsxwriter's word for "now" */
    workbook_set_properties(made->book, &properties);
    *writer = made;
    return true;
}

/* What spreadsheet programs allow as a sheet's name: 31 characters, none of []:*?/\ . */
static const char *name_allowed(struct sheet_writer *writer, struct str name)
{
    if (utf8_count(name) > NAME_RUNES_MAX)
        name = str_slice(name, 0, utf8_offset(name, NAME_RUNES_MAX));
    name = str_trim(name);
    char *text = (char *)str_cstr(writer->arena, name);
    for (char *p = text; *p; p++)
        if (strchr("[]:*?/\\'", *p) || (unsigned char)*p < ' ')
            *p = '_';
    if (*text && workbook_validate_sheet_name(writer->book, text) == LXW_NO_ERROR)
        return text;
    return str_cstr(writer->arena, str_format(writer->arena, "Sheet%d", writer->sheet_number));
}

void sheet_writer_sheet(struct sheet_writer *writer, const struct sheet_layout *layout)
{
    writer->sheet_number++;
    writer->sheet = workbook_add_worksheet(writer->book, name_allowed(writer, layout->name));
    must(writer->sheet);
    writer->row = 0;
    if (!writer->text_column) {
        writer->text_column = workbook_add_format(writer->book);
        must(writer->text_column);
        format_set_num_format(writer->text_column, "@");
    }
    for (size_t i = 0; i < layout->width_count; i++) {
        double width = layout->widths && layout->widths[i] > 0 ? layout->widths[i] : 10;
        bool text = layout->text_columns && layout->text_columns[i];
        worksheet_set_column(writer->sheet, (lxw_col_t)i, (lxw_col_t)i, width,
                             text ? writer->text_column : NULL);
    }
    if (layout->freeze_rows > 0)
        worksheet_freeze_panes(writer->sheet, layout->freeze_rows, 0);
}

void sheet_writer_row(struct sheet_writer *writer)
{
    writer->row++;
}

/* U+FFFE and U+FFFF, which XML may not hold. */
static bool is_noncharacter(struct str text, size_t at)
{
    return at + 2 < text.len && memcmp(text.ptr + at, "\xEF\xBF", 2) == 0 &&
           ((unsigned char)text.ptr[at + 2] & 0xFE) == 0xBE;
}

/* "_x000D_" means a carriage return in a cell (ECMA-376 part 1, 22.9.2.19); text that happens to
 * look so has its underscore escaped, so that it comes back as it is. The library itself escapes
 * control characters. */
static struct str xstring_escape(struct arena *arena, struct str text)
{
    if (str_find(text, STR("_x"), 0) < 0 && str_find(text, STR("_X"), 0) < 0 &&
        str_find(text, STR("\xEF\xBF"), 0) < 0)
        return text;
    struct buf out;
    buf_init(&out, arena);
    for (size_t i = 0; i < text.len; i++) {
        bool looks = text.ptr[i] == '_' && i + 6 < text.len && (text.ptr[i + 1] | 0x20) == 'x' &&
                     text.ptr[i + 6] == '_' &&
                     strspn(text.ptr + i + 2, "0123456789abcdefABCDEF") >= 4;
        if (looks)
            buf_cstr(&out, "_x005F");
        if (is_noncharacter(text, i)) {
            buf_cstr(&out, (unsigned char)text.ptr[i + 2] == 0xBE ? "_xFFFE_" : "_xFFFF_");
            i += 2;
            continue;
        }
        buf_char(&out, text.ptr[i]);
    }
    return buf_get(&out);
}

void sheet_writer_text(struct sheet_writer *writer, uint32_t column, struct str text,
                       enum sheet_style style)
{
    if (text.len == 0 && style == SHEET_PLAIN)
        return;
    struct arena_mark mark = arena_mark(writer->arena);
    struct str cut = text;
    if (text.len > CELL_RUNES_MAX && utf8_count(text) > CELL_RUNES_MAX)
        cut = str_format(writer->arena, "%.*s…",
                         STR_ARG(str_slice(text, 0, utf8_offset(text, CELL_RUNES_MAX))));
    const char *c_text = str_cstr(writer->arena, xstring_escape(writer->arena, cut));
    keep(writer, worksheet_write_string(writer->sheet, writer->row, (lxw_col_t)column, c_text,
                                        style_of(writer, style)));
    arena_reset_to(writer->arena, mark);
}

void sheet_writer_number(struct sheet_writer *writer, uint32_t column, struct dec number,
                         int places, enum sheet_style style)
{
    static const char *const codes[PLACES_MAX + 1] = { "0",        "0.0",       "0.00",
                                                       "0.000",    "0.0000",    "0.00000",
                                                       "0.000000", "0.0000000", "0.00000000" };
    places = places < 0 ? 0 : places > PLACES_MAX ? PLACES_MAX : places;
    lxw_format **format = &writer->numbers[style][places];
    if (!*format) {
        *format = style_make(writer, style);
        format_set_num_format(*format, codes[places]);
    }
    keep(writer, worksheet_write_number(writer->sheet, writer->row, (lxw_col_t)column,
                                        dec_to_double(number), *format));
}

void sheet_writer_day(struct sheet_writer *writer, uint32_t column, struct day day,
                      enum sheet_style style)
{
    enum { EPOCH_1900 = 25569 }; /* 1970-01-01 in the 1900 system */
    if (!writer->days[style]) {
        writer->days[style] = style_make(writer, style);
        format_set_num_format(writer->days[style], "yyyy-mm-dd");
    }
    keep(writer, worksheet_write_number(writer->sheet, writer->row, (lxw_col_t)column,
                                        day.n + EPOCH_1900, writer->days[style]));
}

/* ---- drop-down lists ---- */

static void validate_list(struct sheet_writer *writer, const struct choice_list *list,
                          lxw_data_validation *validation)
{
    validation->error_type = LXW_VALIDATION_ERROR_TYPE_WARNING;
    validation->ignore_blank = LXW_VALIDATION_ON;
    keep(writer,
         worksheet_data_validation_range(list->sheet, list->first - 1, (lxw_col_t)list->column,
                                         list->last - 1, (lxw_col_t)list->column, validation));
}

/* Does it fit into a validation itself: 255 characters with the commas, none within a choice?
 * Counted in bytes: libxlsxwriter 1.1.4 counts characters, and writes their bytes into room for as
 * many. */
static bool list_is_short(const struct choice_list *list)
{
    size_t bytes = 0;
    for (size_t i = 0; i < list->count; i++) {
        bytes += list->choices[i].len + 1;
        if (str_has(list->choices[i], STR(",")) || str_has(list->choices[i], STR("\"")))
            return false;
    }
    return bytes <= 250;
}

void sheet_writer_choices(struct sheet_writer *writer, uint32_t column, uint32_t first,
                          uint32_t last, const struct str *choices, size_t count)
{
    must(first >= 1 && last >= first);
    if (count == 0)
        return;
    struct choice_list *list = ARENA_NEW(writer->arena, struct choice_list);
    *list = (struct choice_list){ writer->sheet, column, first, last, choices, count, NULL };
    if (!list_is_short(list)) {
        *writer->lists_end = list;
        writer->lists_end = &list->next;
        return;
    }
    char **texts = ARENA_ARRAY(writer->arena, char *, count + 1);
    for (size_t i = 0; i < count; i++)
        texts[i] = (char *)str_cstr(writer->arena, choices[i]);
    lxw_data_validation validation = { .validate = LXW_VALIDATION_TYPE_LIST, .value_list = texts };
    validate_list(writer, list, &validation);
}

/* One column a list, row by row, since rows are written in order. */
static void lists_write(struct sheet_writer *writer)
{
    size_t longest = 0;
    if (!writer->lists)
        return;
    sheet_writer_sheet(writer, &(struct sheet_layout){ .name = STR("_lists") });
    const char *name = writer->sheet->name;
    worksheet_hide(writer->sheet);
    for (const struct choice_list *list = writer->lists; list; list = list->next)
        longest = list->count > longest ? list->count : longest;
    for (size_t i = 0; i < longest; i++) {
        uint32_t column = 0;
        for (const struct choice_list *list = writer->lists; list; list = list->next, column++)
            if (i < list->count)
                sheet_writer_text(writer, column, list->choices[i], SHEET_NOTE);
        sheet_writer_row(writer);
    }
    uint32_t column = 0;
    for (const struct choice_list *list = writer->lists; list; list = list->next, column++) {
        struct str letters = sheet_cell_name(writer->arena, column, 1);
        letters.len--;
        struct str formula = str_format(writer->arena, "='%s'!$%.*s$1:$%.*s$%zu", name,
                                        STR_ARG(letters), STR_ARG(letters), list->count);
        /* Asked for a list by formula, libxlsxwriter 1.1.4 copies the formula twice and frees one:
         * it is made as another kind of formula, and turned into a list where it is kept. */
        lxw_data_validation validation = {
            .validate = LXW_VALIDATION_TYPE_CUSTOM_FORMULA,
            .value_formula = (char *)str_cstr(writer->arena, formula),
        };
        validate_list(writer, list, &validation);
        lxw_data_val_obj *kept;
        STAILQ_FOREACH(kept, list->sheet->data_validations, list_pointers)
        if (kept->validate == LXW_VALIDATION_TYPE_CUSTOM_FORMULA)
            kept->validate = LXW_VALIDATION_TYPE_LIST_FORMULA;
    }
}

void sheet_writer_comment(struct sheet_writer *writer, uint32_t row, uint32_t column,
                          struct str text)
{
    keep(writer, worksheet_write_comment(writer->sheet, row - 1, (lxw_col_t)column,
                                         str_cstr(writer->arena, text)));
}

/* ---- the end ---- */

void sheet_writer_drop(struct sheet_writer *writer)
{
    if (!writer || !writer->book)
        return;
    lxw_workbook_free(writer->book);
    writer->book = NULL;
    unlink(str_cstr(writer->arena, writer->part));
}

static bool write_failed(struct sheet_writer *writer, struct str cause, struct err *err)
{
    unlink(str_cstr(writer->arena, writer->part));
    return err_set(err, ERR_SHEET_WRITE, "path", writer->path, "cause", cause);
}

static struct str folder_of_path(struct arena *arena, struct str path)
{
    const char *slash = path.len > 0 && path.ptr ? memrchr(path.ptr, '/', path.len) : NULL;
    if (!slash)
        return STR(".");
    return slash == path.ptr ? STR("/")
                             : str_copy(arena, str_slice(path, 0, (size_t)(slash - path.ptr)));
}

bool sheet_writer_end(struct sheet_writer *writer, struct err *err)
{
    lists_write(writer);
    lxw_error cause = workbook_close(writer->book); /* frees the book whatever happens */
    writer->book = NULL;
    if (writer->failed)
        cause = writer->cause;
    if (cause != LXW_NO_ERROR)
        return write_failed(writer, str_from(lxw_strerror(cause)), err);

    const char *part = str_cstr(writer->arena, writer->part);
    int file = open(part, O_RDONLY | O_CLOEXEC);
    if (file < 0 || fsync(file) != 0) {
        int why = errno;
        if (file >= 0)
            close(file);
        return write_failed(writer, str_from(strerror(why)), err);
    }
    close(file);
    if (rename(part, str_cstr(writer->arena, writer->path)) != 0)
        return write_failed(writer, str_from(strerror(errno)), err);
    return folder_sync(folder_of_path(writer->arena, writer->path), err);
}
