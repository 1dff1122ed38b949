/*
 * month.c - a month: 2023-09, 2023年9月, 202309. In FEEL it is its last day, on which a month's
 * figures count.
 */
#include "base/arena.h"
#include "base/buf.h"
#include "base/date.h"
#include "base/utf8.h"
#include "model/field_priv.h"

/* 202309, which date_parse does not take for it would be no date. */
static bool read_digits(struct str text, struct value *value)
{
    int64_t n;
    if (text.len != 6 || !str_to_int(text, &n) || n < 190001 || n % 100 < 1 || n % 100 > 12)
        return false;
    value->n = month_from((int)(n / 100), (int)(n % 100));
    return true;
}

static bool read(struct str text, struct value *value)
{
    struct date date;
    if (!date_parse(text, &date) || date.precision != PRECISION_MONTH)
        return false;
    value->n = month_of(date.day);
    return true;
}

static bool parse(struct arena *arena, const struct field *field, struct str text,
                  struct value *value, struct err *err)
{
    (void)field;
    if (read_digits(utf8_fold(arena, text), value) || read(text, value))
        return true;
    return err_set(err, ERR_FIELD_MONTH, "text", text);
}

static void print_canonical(const struct field *field, const struct value *value, struct buf *out)
{
    (void)field;
    date_print((struct date){ month_last((int32_t)value->n), PRECISION_MONTH }, out);
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
    return feel_day(month_last((int32_t)value->n));
}

const struct field_ops field_ops_month = {
    .json = "string",
    .parse = parse,
    .print = print,
    .print_canonical = print_canonical,
    .parse_canonical = parse_canonical,
    .feel = feel,
    .cmp = field_cmp_number,
};
