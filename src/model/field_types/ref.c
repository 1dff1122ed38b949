/*
 * ref.c - a reference to a record of the field's kind, by its number: #123. Names and keys are the
 * ledger's to resolve.
 */
#include "base/arena.h"
#include "base/buf.h"
#include "model/field_priv.h"

static bool read(struct str text, int64_t *n)
{
    return str_starts(text, STR("#")) && str_to_int(str_slice(text, 1, text.len), n) && *n > 0;
}

static bool parse(struct arena *arena, const struct field *field, struct str text,
                  struct value *value, struct err *err)
{
    (void)arena;
    (void)field;
    if (str_starts(text, STR("＃"))) /* U+FF03, full-width */
        text = str_join(arena, STR("#"), str_slice(text, sizeof "＃" - 1, text.len));
    return read(text, &value->n) || err_set(err, ERR_FIELD_REF, "text", text);
}

static void print_canonical(const struct field *field, const struct value *value, struct buf *out)
{
    (void)field;
    buf_char(out, '#');
    buf_int(out, value->n);
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
    return read(text, &value->n);
}

static struct feel_value feel(const struct field *field, const struct value *value)
{
    return feel_record(field->to->feel_kind, value->n, NULL);
}

const struct field_ops field_ops_ref = {
    .json = "string",
    .parse = parse,
    .print = print,
    .print_canonical = print_canonical,
    .parse_canonical = parse_canonical,
    .feel = feel,
    .cmp = field_cmp_number,
};
