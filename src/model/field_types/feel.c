/*
 * feel.c - an expression of a person's, kept as text. Whether its names are known depends on where
 * it is used (a target's slice: on the metric's dimensions), so it is compiled there.
 */
#include "base/arena.h"
#include "model/field_priv.h"

static bool parse(struct arena *arena, const struct field *field, struct str text,
                  struct value *value, struct err *err)
{
    (void)field;
    if (!field_text_check(arena, text, true, err))
        return false;
    value->text = str_copy(arena, text);
    return true;
}

const struct field_ops field_ops_feel = {
    .json = "string",
    .parse = parse,
    .print = field_print_text,
    .print_canonical = field_print_canonical_text,
    .parse_canonical = field_parse_canonical_text,
    .feel = field_feel_text,
    .cmp = field_cmp_text,
};
