/*
 * date.c - a date, as exactly as it is known: 2023-09-30, 2023年9月 (counts on the month's last
 * day), 2023年三季度.
 */
#include "base/date.h"
#include "base/arena.h"
#include "base/buf.h"
#include "model/field_priv.h"

static bool read(struct str text, struct value *value)
{
    struct date date;
    if (!date_parse(text, &date))
        return false;
    value->n = date.day.n;
    value->precision = date.precision;
    return true;
}

static bool parse(struct arena *arena, const struct field *field, struct str text,
                  struct value *value, struct err *err)
{
    (void)arena;
    (void)field;
    return read(text, value) || err_set(err, ERR_FIELD_DATE, "text", text);
}

static void print_canonical(const struct field *field, const struct value *value, struct buf *out)
{
    (void)field;
    date_print((struct date){ { (int32_t)value->n }, value->precision }, out);
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
    return read(text, value);
}

static struct feel_value feel(const struct field *field, const struct value *value)
{
    (void)field;
    return feel_day((struct day){ (int32_t)value->n });
}

const struct field_ops field_ops_date = {
    .json = "string",
    .parse = parse,
    .print = print,
    .print_canonical = print_canonical,
    .parse_canonical = parse_canonical,
    .feel = feel,
    .cmp = field_cmp_number,
};
