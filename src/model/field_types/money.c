/*
 * money.c - an amount of money, kept in fen (scale 2 of the base unit), shown in the field's unit.
 */
#include "model/field_priv.h"

const struct field_ops field_ops_money = {
    .json = "number",
    .parse = amount_parse,
    .print = amount_print,
    .print_canonical = amount_print_canonical,
    .parse_canonical = amount_parse_canonical,
    .feel = amount_feel,
    .cmp = field_cmp_number,
};
