/*
 * builtin_number.c - functions on numbers (10.3.4.5), and number().
 */
#include "feel/feel_priv.h"

#define FUNCTION(name)                                                                             \
    struct feel_value builtin_##name(const struct call *call, const struct feel_value *args)

static struct feel_value out_of_range(const struct call *call, struct dec number,
                                      const char *wanted)
{
    struct buf found;
    buf_init(&found, call->run->arena);
    dec_print(number, &found);
    return call_warn(call, ERR_FEEL_RANGE, buf_get(&found), str_from(wanted));
}

static struct feel_value rounded(const struct call *call, const struct feel_value *args,
                                 enum dec_round mode)
{
    int64_t scale = 0;
    if (args[1].type == FEEL_NUMBER &&
        (!dec_to_int(dec_round(args[1].number, 0, DEC_DOWN), &scale) || scale < -6111 ||
         scale > 6176))
        return out_of_range(call, args[1].number, "scale -6111 .. 6176");
    return feel_number(dec_round(args[0].number, (int)scale, mode));
}

FUNCTION(decimal)
{
    return rounded(call, args, DEC_HALF_EVEN);
}

FUNCTION(floor)
{
    return rounded(call, args, DEC_FLOOR);
}

FUNCTION(ceiling)
{
    return rounded(call, args, DEC_CEILING);
}

FUNCTION(round_up)
{
    return rounded(call, args, DEC_UP);
}

FUNCTION(round_down)
{
    return rounded(call, args, DEC_DOWN);
}

FUNCTION(round_half_up)
{
    return rounded(call, args, DEC_HALF_UP);
}

FUNCTION(round_half_down)
{
    return rounded(call, args, DEC_HALF_DOWN);
}

FUNCTION(abs)
{
    (void)call;
    switch (args[0].type) {
    case FEEL_NUMBER: return feel_number(dec_abs(args[0].number));
    case FEEL_YEARS_MONTHS:
        return temporal_months(args[0].months < 0 ? -(wide)args[0].months : args[0].months);
    default: {
        wide nanos = span_nanos(args[0]);
        return temporal_span(nanos < 0 ? -nanos : nanos);
    }
    }
}

/* dividend - divisor * floor(dividend / divisor): the sign is the divisor's. */
FUNCTION(modulo)
{
    struct dec quotient, back, rest;
    bool good = dec_div(args[0].number, args[1].number, &quotient) &&
                dec_mul(args[1].number, dec_round(quotient, 0, DEC_FLOOR), &back) &&
                dec_sub(args[0].number, back, &rest);
    return good ? feel_number(rest) : out_of_range(call, args[1].number, "!= 0");
}

FUNCTION(sqrt)
{
    struct dec result;
    return dec_sqrt(args[0].number, &result) ? feel_number(result)
                                             : out_of_range(call, args[0].number, ">= 0");
}

FUNCTION(log)
{
    struct dec result;
    return dec_log(args[0].number, &result) ? feel_number(result)
                                            : out_of_range(call, args[0].number, "> 0");
}

FUNCTION(exp)
{
    struct dec result;
    return dec_exp(args[0].number, &result) ? feel_number(result)
                                            : out_of_range(call, args[0].number, "< 14150");
}

static struct feel_value parity(const struct call *call, struct dec number, bool odd)
{
    struct dec half;
    if (!dec_is_integer(number))
        return out_of_range(call, number, "integer");
    bool even = dec_div(number, dec_from_int(2), &half) && dec_is_integer(half);
    return feel_boolean(even != odd);
}

FUNCTION(odd)
{
    return parity(call, args[0].number, true);
}

FUNCTION(even)
{
    return parity(call, args[0].number, false);
}

/* ---- number("1.000,5", ".", ",") ---- */

static bool separators_good(const struct feel_value *args)
{
    struct str grouping = args[1].type == FEEL_STRING ? args[1].string : STR("");
    struct str decimal = args[2].type == FEEL_STRING ? args[2].string : STR("");
    bool group_good = args[1].type == FEEL_NULL || str_eq(grouping, STR(" ")) ||
                      str_eq(grouping, STR(",")) || str_eq(grouping, STR("."));
    bool point_good =
        args[2].type == FEEL_NULL || str_eq(decimal, STR(",")) || str_eq(decimal, STR("."));
    return group_good && point_good && (!grouping.len || !str_eq(grouping, decimal));
}

FUNCTION(number)
{
    if (!separators_good(args))
        return call_warn(
            call, ERR_FEEL_ARGUMENT, args[1].type == FEEL_STRING ? args[1].string : STR("null"),
            STR("grouping separator \" \" \",\" \".\" != decimal separator \",\" \".\""));
    char grouping = args[1].type == FEEL_STRING ? args[1].string.ptr[0] : '\0';
    char point = args[2].type == FEEL_STRING ? args[2].string.ptr[0] : '.';
    struct buf plain;
    run_buf(call->run, &plain);
    struct str text = args[0].string;
    for (size_t i = 0; i < text.len; i++) {
        if (grouping && text.ptr[i] == grouping)
            continue;
        bool stray = text.ptr[i] == '.' && point != '.';
        buf_char(&plain, stray ? '?' : text.ptr[i] == point ? '.' : text.ptr[i]);
    }
    struct dec number;
    if (!buf_ok(&plain) || !dec_parse(buf_get(&plain), &number))
        return call_warn(call, ERR_FEEL_ARGUMENT, text, STR("\"1200.5\""));
    return feel_number(number);
}
