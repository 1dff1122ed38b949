/*
 * year.c - a year: 2023, 2023年.
 */
#include "base/arena.h"
#include "base/buf.h"
#include "base/date.h"
#include "model/field_priv.h"

static bool parse(struct arena *arena, const struct field *field, struct str text,
                  struct value *value, struct err *err)
{
    struct date date;
    int year, month, day;
    if (!date_parse(text, &date) || date.precision != PRECISION_YEAR)
        return err_set(err, ERR_FIELD_YEAR, "text", text);
    day_split(date.day, &year, &month, &day);
    value->n = year;
    if ((!field->has_min || year >= field->min) && (!field->has_max || year <= field->max))
        return true;
    return err_set(err, ERR_FIELD_BOUND, "text", text, "min",
                   str_format(arena, "%lld", (long long)(field->has_min ? field->min : 1)), "max",
                   str_format(arena, "%lld", (long long)(field->has_max ? field->max : 9999)));
}

static void print_canonical(const struct field *field, const struct value *value, struct buf *out)
{
    (void)field;
    buf_printf(out, "%04d", (int)value->n);
}

static void print(const struct field *field, const struct value *value, enum lang lang,
                  struct buf *out)
{
    (void)lang;
    print_canonical(field, value, out);
}

static bool parse_canonical(struct arena *arena, const struct field *field, struct str text,
                            struct value *value)
{
    (void)arena;
    (void)field;
    return str_to_int(text, &value->n) && value->n >= 1 && value->n <= 9999;
}

static struct feel_value feel(const struct field *field, const struct value *value)
{
    (void)field;
    return feel_int(value->n);
}

const struct field_ops field_ops_year = {
    .json = "number",
    .parse = parse,
    .print = print,
    .print_canonical = print_canonical,
    .parse_canonical = parse_canonical,
    .feel = feel,
    .cmp = field_cmp_number,
};
