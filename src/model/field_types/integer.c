/*
 * integer.c - a whole number, with or without a counting unit.
 */
#include "model/field_priv.h"

const struct field_ops field_ops_integer = {
    .json = "number",
    .parse = amount_parse,
    .print = amount_print,
    .print_canonical = amount_print_canonical,
    .parse_canonical = amount_parse_canonical,
    .feel = amount_feel,
    .cmp = field_cmp_number,
};
