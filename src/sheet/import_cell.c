/*
 * import_cell.c - a cell into the text that a field's type reads.
 *
 * What the spreadsheet knows and the text would not say is added here: that a number is a date, a
 * percentage, in 万元. What the spreadsheet has spoilt is refused here: codes without their last
 * digits or first zeros, a formula that failed.
 */
#include "base/arena.h"
#include "base/buf.h"
#include "base/utf8.h"
#include "sheet/import_priv.h"

/* Serial days that are likely dates: 1954 to 2173. Figures below and above are not taken for one.
 */
enum { SERIAL_LEAST = 20000, SERIAL_MOST = 100000 };

static bool is_text_type(enum field_type type)
{
    return type == FIELD_TEXT || type == FIELD_NOTE || type == FIELD_CODE || type == FIELD_USCC ||
           type == FIELD_REF || type == FIELD_MEMBERS || type == FIELD_FEEL;
}

static bool is_amount_type(enum field_type type)
{
    return type == FIELD_MONEY || type == FIELD_NUMBER || type == FIELD_INTEGER ||
           type == FIELD_PERCENT;
}

static bool is_date_column(const struct import_column *column)
{
    return column->role == COLUMN_STAGE || column->role == COLUMN_EFFECTIVE ||
           (column->field &&
            (column->field->type == FIELD_DATE || column->field->type == FIELD_MONTH));
}

static bool all_digits(struct str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] < '0' || text.ptr[i] > '9')
            return false;
    return text.len > 0;
}

bool import_blank(struct import *import, struct str text)
{
    text = str_trim(text);
    if (text.len == 0)
        return true;
    if (text.len > 16 || import->words.blanks.count == 0)
        return false;
    struct str word = sheet_squeeze(import->scratch, text);
    for (size_t i = 0; i < import->words.blanks.count; i++)
        if (str_eq(word, import->words.blanks.words[i]))
            return true;
    return false;
}

static struct str day_text(struct import *import, struct day day, enum precision precision)
{
    struct buf out;
    buf_init(&out, import->scratch);
    int year, month, month_day;
    day_split(day, &year, &month, &month_day);
    if (precision == PRECISION_YEAR)
        return str_format(import->scratch, "%04d", year);
    if (precision == PRECISION_MONTH)
        return str_format(import->scratch, "%04d-%02d", year, month);
    day_print(day, &out);
    return buf_get(&out);
}

/* 2023.3 is a month; 2023.10 too, but not as a number, which is 2023.1. */
static struct str month_text(struct import *import, struct str text)
{
    int64_t year, month;
    if (text.len < 6 || text.len > 7 || text.ptr[4] != '.' || !all_digits(str_slice(text, 0, 4)) ||
        !all_digits(str_slice(text, 5, 2)) || !str_to_int(str_slice(text, 0, 4), &year) ||
        !str_to_int(str_slice(text, 5, 2), &month) || month < 1 || month > 12)
        return text;
    return str_format(import->scratch, "%04d-%02d", (int)year, (int)month);
}

/* 45000 where a date is wanted is a day whose format was lost. */
static struct str serial_text(struct import *import, struct str text)
{
    int64_t serial;
    struct day day;
    if (text.len == 5 && all_digits(text) && str_to_int(text, &serial) && serial >= SERIAL_LEAST &&
        serial <= SERIAL_MOST && day_from_excel((double)serial, import->book->date1904, &day))
        return day_text(import, day, PRECISION_DAY);
    return month_text(import, text);
}

/* 0.16 that is shown as 16%. */
static struct str percent_text(struct import *import, const struct sheet_cell *cell)
{
    struct dec number;
    if (!sheet_cell_number(cell, &number) || !dec_mul(number, dec_from_int(100), &number))
        return cell->text;
    struct buf out;
    buf_init(&out, import->scratch);
    dec_print(number, &out);
    buf_char(&out, '%');
    return buf_get(&out);
}

/* Digits, commas, a point and a sign, in either width: a figure that says no unit of its own. */
static bool is_bare_figure(struct import *import, struct str text)
{
    struct str folded = text;
    for (size_t i = 0; i < text.len; i++) {
        if ((unsigned char)text.ptr[i] >= 0x80) {
            folded = utf8_fold(import->scratch, text);
            break;
        }
    }
    bool any = false;
    for (size_t i = 0; i < folded.len; i++) {
        char c = folded.ptr[i];
        any = any || (c >= '0' && c <= '9');
        if ((c < '0' || c > '9') && !strchr(",.+- ", c))
            return false;
    }
    return any;
}

static bool zeros_lost(struct import *import, struct import_column *column,
                       const struct sheet_cell *cell, struct err *err)
{
    bool number =
        cell->type == SHEET_NUMBER && !(cell->flags & SHEET_PADDED) && all_digits(cell->text);
    if (cell->type == SHEET_TEXT && cell->text.len > 1 && cell->text.ptr[0] == '0' &&
        cell->text.len < 64 && all_digits(cell->text) && column->zeros.len == 0)
        column->zeros = str_copy(import->seen, cell->text);
    if (!number)
        return false;
    struct str like = column->zeros;
    if (like.len <= cell->text.len)
        return false;
    err_set(err, ERR_SHEET_ZEROS_LOST, "text", cell->text, "like", like);
    return true;
}

static bool number_text(struct import *import, struct import_column *column,
                        const struct sheet_cell *cell, struct str *text, struct err *err)
{
    const struct field *field = column->field;
    *text = cell->text;
    if (cell->flags & SHEET_DIGITS_LOST)
        return err_set(err, ERR_SHEET_DIGITS_LOST, "text", cell->text);
    if (is_date_column(column)) {
        struct str t = cell->text;
        if (t.len == 6 && t.ptr[4] == '.' && t.ptr[5] == '1')
            return err_set(err, ERR_SHEET_MONTH_UNSURE, "text", t);
        *text = serial_text(import, t);
    } else if (field && field->type == FIELD_PERCENT && (cell->flags & SHEET_PERCENT)) {
        *text = percent_text(import, cell);
    } else if (field && is_text_type(field->type) && zeros_lost(import, column, cell, err)) {
        return false;
    }
    return true;
}

bool import_cell_text(struct import *import, struct import_column *column,
                      const struct sheet_cell *cell, struct str *text, struct err *err)
{
    const struct field *field = column->field;
    *text = str_trim(cell->text);
    if (cell->type == SHEET_ERROR)
        return err_set(err, ERR_SHEET_ERROR_CELL, "text", cell->text);
    if (cell->flags & SHEET_NO_CACHE)
        return err_set(err, ERR_SHEET_NO_VALUE);
    if (cell->type == SHEET_DATE &&
        (is_date_column(column) || (field && field->type == FIELD_YEAR)))
        *text = day_text(import, cell->day,
                         field && field->type == FIELD_YEAR ? PRECISION_YEAR : cell->precision);
    else if (cell->type == SHEET_NUMBER && !number_text(import, column, cell, text, err))
        return false;
    else if (cell->type == SHEET_TEXT && (cell->flags & SHEET_DIGITS_LOST) &&
             !(field && is_amount_type(field->type)))
        return err_set(err, ERR_SHEET_DIGITS_LOST, "text", cell->text);
    else if (cell->type == SHEET_TEXT && is_date_column(column))
        *text = serial_text(import, *text);
    if (cell->type == SHEET_TEXT && field && is_text_type(field->type))
        zeros_lost(import, column, cell, err); /* notes what the column's codes look like */
    if (column->append.len > 0 && field && is_amount_type(field->type) &&
        is_bare_figure(import, *text) && !str_ends(*text, STR("%")))
        *text = str_join(import->scratch, *text, column->append);
    bool literal = field && (field->type == FIELD_TEXT || field->type == FIELD_NOTE ||
                             field->type == FIELD_YES_NO || field->type == FIELD_CHOICE);
    if (!literal && cell->type == SHEET_TEXT && import_blank(import, *text))
        *text = STR("");
    return true;
}

bool import_date(struct str text, struct date *date, struct err *err)
{
    return date_parse(text, date) || err_set(err, ERR_FIELD_DATE, "text", text);
}
