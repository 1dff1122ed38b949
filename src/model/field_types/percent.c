/*
 * percent.c - a percentage: 16 and 16% are sixteen per cent. Kept to four decimals.
 */
#include "model/field_priv.h"

const struct field_ops field_ops_percent = {
    .json = "number",
    .parse = amount_parse,
    .print = amount_print,
    .print_canonical = amount_print_canonical,
    .parse_canonical = amount_parse_canonical,
    .feel = amount_feel,
    .cmp = field_cmp_number,
};
