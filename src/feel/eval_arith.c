/*
 * eval_arith.c - + - * / ** and the minus sign, over numbers, text, dates, times and durations
 * (10.3.2.4 - 10.3.2.6).
 */
#include "feel/feel_priv.h"

/* ---- between the two kinds of whole numbers ---- */

struct dec dec_from_wide(wide n)
{
    const int64_t part = INT64_C(1000000000000000000);
    struct dec high = dec_from_int((int64_t)(n / part)), low = dec_from_int((int64_t)(n % part)),
               result;
    must(dec_mul(high, dec_from_int(part), &high) && dec_add(high, low, &result));
    return result;
}

bool dec_to_wide(struct dec number, wide *n)
{
    const int64_t part = INT64_C(1000000000000000000);
    struct dec whole = dec_round(number, 0, DEC_DOWN), high, back, low;
    int64_t high_n, low_n;
    if (!dec_div(whole, dec_from_int(part), &high))
        return false;
    high = dec_round(high, 0, DEC_DOWN);
    if (!dec_mul(high, dec_from_int(part), &back) || !dec_sub(whole, back, &low) ||
        !dec_to_int(high, &high_n) || !dec_to_int(low, &low_n))
        return false;
    *n = (wide)high_n * part + low_n;
    return true;
}

/* ---- helpers ---- */

static bool is_span(struct feel_value value)
{
    return value.type == FEEL_YEARS_MONTHS || value.type == FEEL_DAYS_TIME;
}

static bool is_moment(struct feel_value value)
{
    return value.type == FEEL_DATE || value.type == FEEL_DATE_TIME || value.type == FEEL_TIME;
}

static struct feel_value negated(struct feel_value value)
{
    switch (value.type) {
    case FEEL_NUMBER: return feel_number(dec_neg(value.number));
    case FEEL_YEARS_MONTHS: return temporal_months(-(wide)value.months);
    case FEEL_DAYS_TIME: return temporal_span(-span_nanos(value));
    default: return feel_null();
    }
}

static struct feel_value numbers(bool (*work)(struct dec, struct dec, struct dec *), struct dec a,
                                 struct dec b)
{
    struct dec number;
    return work(a, b, &number) ? feel_number(number) : feel_null();
}

static wide local_nanos(struct feel_value moment)
{
    return (wide)moment.moment.second * NANOS + moment.moment.nanosecond;
}

/* A date and time in a named zone moves along the instant: the offset may change on the way. */
static struct feel_value shift_in_zone(struct feel_value moment, wide nanos)
{
    wide utc = moment_nanos(moment) + nanos;
    wide seconds = utc >= 0 ? utc / NANOS : -((NANOS - 1 - utc) / NANOS);
    int64_t reach = INT64_C(400) * 366 * DAY_SECONDS * 10000000; /* beyond FEEL's years */
    if (seconds > reach || seconds < -reach)
        return feel_null();
    int32_t offset = zone_offset_utc(moment.moment.zone, (int64_t)seconds);
    return temporal_moment(FEEL_DATE_TIME, 0, utc + (wide)offset * NANOS, moment.moment.zone, 0);
}

static struct feel_value shift(struct feel_value moment, struct feel_value span)
{
    if (span.type == FEEL_YEARS_MONTHS) {
        int64_t days;
        if (moment.type == FEEL_TIME || !date_add_months(moment.moment.days, span.months, &days))
            return feel_null();
        moment.moment.days = days;
        return moment;
    }
    wide nanos = span_nanos(span);
    if (moment.type == FEEL_DATE) {
        struct feel_value moved =
            temporal_moment(FEEL_DATE_TIME, moment.moment.days, nanos, NULL, 0);
        return moved.type == FEEL_NULL ? moved : temporal_date(moved.moment.days);
    }
    if (moment.type == FEEL_DATE_TIME && moment_zoned(moment) && moment.moment.zone != &zone_fixed)
        return shift_in_zone(moment, nanos);
    return temporal_moment(moment.type, moment.moment.days, local_nanos(moment) + nanos,
                           moment.moment.zone, moment.offset);
}

/* ---- values ---- */

struct feel_value value_add(struct feel_value a, struct feel_value b)
{
    if (a.type == FEEL_NUMBER && b.type == FEEL_NUMBER)
        return numbers(dec_add, a.number, b.number);
    if (a.type == FEEL_YEARS_MONTHS && b.type == FEEL_YEARS_MONTHS)
        return temporal_months((wide)a.months + b.months);
    if (a.type == FEEL_DAYS_TIME && b.type == FEEL_DAYS_TIME)
        return temporal_span(span_nanos(a) + span_nanos(b));
    if (is_moment(a) && is_span(b))
        return shift(a, b);
    if (is_span(a) && is_moment(b))
        return shift(b, a);
    return feel_null();
}

/* A date beside a date and time is its midnight in UTC, so the other must have a zone. */
static struct feel_value between_moments(struct feel_value a, struct feel_value b)
{
    bool time = a.type == FEEL_TIME || b.type == FEEL_TIME;
    if (time && a.type != b.type)
        return feel_null();
    bool a_zoned = a.type == FEEL_DATE ? b.type == FEEL_DATE_TIME : moment_zoned(a);
    bool b_zoned = b.type == FEEL_DATE ? a.type == FEEL_DATE_TIME : moment_zoned(b);
    if (a_zoned != b_zoned)
        return feel_null();
    return temporal_span(moment_nanos(a) - moment_nanos(b));
}

struct feel_value value_sub(struct feel_value a, struct feel_value b)
{
    if (a.type == FEEL_NUMBER && b.type == FEEL_NUMBER)
        return numbers(dec_sub, a.number, b.number);
    if (is_moment(a) && is_moment(b))
        return between_moments(a, b);
    if (is_span(b))
        return value_add(a, negated(b));
    return feel_null();
}

/* A duration times a number; parts of a month or nanosecond are dropped. */
static struct feel_value span_times(struct feel_value span, struct dec factor, bool divide)
{
    bool months = span.type == FEEL_YEARS_MONTHS;
    struct dec size = dec_from_wide(months ? span.months : span_nanos(span)), result;
    wide n;
    if (!(divide ? dec_div(size, factor, &result) : dec_mul(size, factor, &result)) ||
        !dec_to_wide(result, &n))
        return feel_null();
    return months ? temporal_months(n) : temporal_span(n);
}

static struct feel_value value_mul(struct feel_value a, struct feel_value b)
{
    if (a.type == FEEL_NUMBER && b.type == FEEL_NUMBER)
        return numbers(dec_mul, a.number, b.number);
    if (a.type == FEEL_NUMBER && is_span(b))
        return span_times(b, a.number, false);
    if (is_span(a) && b.type == FEEL_NUMBER)
        return span_times(a, b.number, false);
    return feel_null();
}

static struct feel_value value_div(struct feel_value a, struct feel_value b)
{
    if (a.type == FEEL_NUMBER && b.type == FEEL_NUMBER)
        return numbers(dec_div, a.number, b.number);
    if (is_span(a) && b.type == FEEL_NUMBER)
        return span_times(a, b.number, true);
    if (a.type == FEEL_YEARS_MONTHS && b.type == FEEL_YEARS_MONTHS)
        return numbers(dec_div, dec_from_int(a.months), dec_from_int(b.months));
    if (a.type == FEEL_DAYS_TIME && b.type == FEEL_DAYS_TIME)
        return numbers(dec_div, dec_from_wide(span_nanos(a)), dec_from_wide(span_nanos(b)));
    return feel_null();
}

/* ---- nodes ---- */

/* Why a op b was null: types that do not go together, or a result out of range. */
static struct feel_value why_null(const struct feel_node *node, struct feel_run *run,
                                  const char *op, struct feel_value a, struct feel_value b)
{
    if (run->warning_count >= FEEL_WARNINGS_MAX) {
        run->warning_count++;
        return feel_null();
    }
    bool numbers = a.type == FEEL_NUMBER && b.type == FEEL_NUMBER;
    struct buf found;
    buf_init(&found, run->arena);
    if (numbers) {
        dec_print(a.number, &found);
        buf_printf(&found, " %s ", op);
        dec_print(b.number, &found);
        return warn_at(run, node, ERR_FEEL_RANGE, str_from(op), buf_get(&found),
                       STR("|x| < 1e6145"));
    }
    buf_printf(&found, "%s, %s", feel_type_name(a.type), feel_type_name(b.type));
    return warn_at(run, node, ERR_FEEL_OPERANDS, str_from(op), buf_get(&found),
                   str_from(operands_wanted(op)));
}

static struct feel_value joined(struct feel_run *run, struct str a, struct str b)
{
    char *bytes = RUN_ARRAY(run, char, a.len + b.len + 1);
    if (!bytes)
        return feel_null();
    for (size_t i = 0; i < a.len; i++)
        bytes[i] = a.ptr[i];
    for (size_t i = 0; i < b.len; i++)
        bytes[a.len + i] = b.ptr[i];
    return feel_string((struct str){ bytes, a.len + b.len });
}

EVAL(eval_add)
{
    struct feel_value a = eval(node->a, run), b = eval(node->b, run);
    if (a.type == FEEL_STRING && b.type == FEEL_STRING)
        return joined(run, a.string, b.string);
    struct feel_value sum = value_add(a, b);
    return sum.type == FEEL_NULL ? why_null(node, run, "+", a, b) : sum;
}

EVAL(eval_sub)
{
    struct feel_value a = eval(node->a, run), b = eval(node->b, run), difference = value_sub(a, b);
    return difference.type == FEEL_NULL ? why_null(node, run, "-", a, b) : difference;
}

EVAL(eval_mul)
{
    struct feel_value a = eval(node->a, run), b = eval(node->b, run), product = value_mul(a, b);
    return product.type == FEEL_NULL ? why_null(node, run, "*", a, b) : product;
}

EVAL(eval_div)
{
    struct feel_value a = eval(node->a, run), b = eval(node->b, run), quotient = value_div(a, b);
    return quotient.type == FEEL_NULL ? why_null(node, run, "/", a, b) : quotient;
}

EVAL(eval_pow)
{
    struct feel_value a = eval(node->a, run), b = eval(node->b, run);
    struct dec power;
    if (a.type == FEEL_NUMBER && b.type == FEEL_NUMBER && dec_pow(a.number, b.number, &power))
        return feel_number(power);
    return why_null(node, run, "**", a, b);
}

EVAL(eval_neg)
{
    struct feel_value value = eval(node->a, run), result = negated(value);
    if (result.type != FEEL_NULL)
        return result;
    return warn_at(run, node, ERR_FEEL_OPERANDS, STR("-"), type_name(value),
                   STR("number, duration"));
}
