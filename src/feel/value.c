/*
 * value.c - making, comparing and naming values (DMN 1.5, 10.3.2.2 - 10.3.2.9).
 */
#include "feel/feel_priv.h"

/* ---- making ---- */

struct feel_value feel_null(void)
{
    return (struct feel_value){ .type = FEEL_NULL };
}

struct feel_value feel_boolean(bool boolean)
{
    return (struct feel_value){ .type = FEEL_BOOLEAN, .boolean = boolean };
}

struct feel_value feel_number(struct dec number)
{
    return (struct feel_value){ .type = FEEL_NUMBER, .number = number };
}

struct feel_value feel_int(int64_t n)
{
    return feel_number(dec_from_int(n));
}

struct feel_value feel_string(struct str string)
{
    return (struct feel_value){ .type = FEEL_STRING, .string = string };
}

struct feel_value feel_day(struct day day)
{
    if (day_is_none(day))
        return feel_null();
    return (struct feel_value){ .type = FEEL_DATE, .moment = { .days = day.n } };
}

struct feel_value feel_instant(struct instant instant)
{
    const int32_t offset = 8 * 3600;
    wide nanos = (wide)instant.us * 1000 + (wide)offset * NANOS;
    return temporal_moment(FEEL_DATE_TIME, 0, nanos, &zone_fixed, offset);
}

struct feel_value feel_list(const struct feel_value *items, size_t count)
{
    return (struct feel_value){ .type = FEEL_LIST, .list = { items, count } };
}

struct feel_value feel_context(const struct feel_entry *entries, size_t count)
{
    return (struct feel_value){ .type = FEEL_CONTEXT, .context = { entries, count } };
}

struct feel_value feel_record(const struct feel_kind *kind, int64_t id, void *data)
{
    return (struct feel_value){ .type = FEEL_RECORD, .record = { kind, id, data } };
}

bool feel_is_true(struct feel_value value)
{
    return value.type == FEEL_BOOLEAN && value.boolean;
}

bool feel_to_day(struct feel_value value, struct day *day)
{
    if (value.type != FEEL_DATE && value.type != FEEL_DATE_TIME)
        return false;
    if (value.moment.days > DAY_MAX.n || value.moment.days < days_from_civil(1, 1, 1))
        return false;
    day->n = (int32_t)value.moment.days;
    return true;
}

const struct feel_value *feel_context_find(struct feel_value context, struct str key)
{
    must(context.type == FEEL_CONTEXT);
    for (size_t i = 0; i < context.context.count; i++)
        if (str_eq(context.context.entries[i].key, key))
            return &context.context.entries[i].value;
    return NULL;
}

const char *feel_type_name(enum feel_type type)
{
    static const char *const names[] = {
        [FEEL_NULL] = "null",
        [FEEL_BOOLEAN] = "boolean",
        [FEEL_NUMBER] = "number",
        [FEEL_STRING] = "string",
        [FEEL_DATE] = "date",
        [FEEL_TIME] = "time",
        [FEEL_DATE_TIME] = "date and time",
        [FEEL_YEARS_MONTHS] = "years and months duration",
        [FEEL_DAYS_TIME] = "days and time duration",
        [FEEL_LIST] = "list",
        [FEEL_CONTEXT] = "context",
        [FEEL_RANGE] = "range",
        [FEEL_FUNCTION] = "function",
        [FEEL_RECORD] = "record",
    };
    return names[type];
}

struct str type_name(struct feel_value value)
{
    return str_from(feel_type_name(value.type));
}

/* ---- comparing ---- */

/* A time or date and time counts in whole seconds (10.3.2.3.4): 10:30:00.1 = 10:30:00.2. */
static wide moment_seconds(struct feel_value value)
{
    wide nanos = moment_nanos(value);
    return nanos >= 0 ? nanos / NANOS : -((NANOS - 1 - nanos) / NANOS);
}

static int sign_of(wide a, wide b)
{
    return (a > b) - (a < b);
}

bool feel_compare(struct feel_value a, struct feel_value b, int *order)
{
    if (a.type != b.type) {
        /* A date stands for its midnight in UTC beside a date and time with a zone. */
        bool mixed = (a.type == FEEL_DATE && b.type == FEEL_DATE_TIME && moment_zoned(b)) ||
                     (b.type == FEEL_DATE && a.type == FEEL_DATE_TIME && moment_zoned(a));
        if (!mixed)
            return false;
        *order = sign_of(moment_seconds(a), moment_seconds(b));
        return true;
    }
    switch (a.type) {
    case FEEL_NUMBER: *order = dec_cmp(a.number, b.number); return true;
    case FEEL_STRING:
        *order = str_cmp(a.string, b.string);
        *order = (*order > 0) - (*order < 0);
        return true;
    case FEEL_DATE: *order = sign_of(a.moment.days, b.moment.days); return true;
    case FEEL_TIME:
    case FEEL_DATE_TIME:
        if (moment_zoned(a) != moment_zoned(b))
            return false;
        *order = sign_of(moment_seconds(a), moment_seconds(b));
        return true;
    case FEEL_YEARS_MONTHS: *order = sign_of(a.months, b.months); return true;
    case FEEL_DAYS_TIME: *order = sign_of(span_nanos(a), span_nanos(b)); return true;
    default: return false;
    }
}

/*
 * Lists and contexts share parts, so a value can be far larger to walk than it is to hold: what is
 * walked is paid for with the run's steps, or without a run with a bound of the same size.
 */
struct equality {
    struct feel_run *run;
    int64_t left;
    int depth;
};

static bool pay(struct equality *equality, size_t steps)
{
    if (equality->run)
        return run_spend(equality->run, steps);
    equality->left -= (int64_t)steps;
    return equality->left >= 0;
}

static int equal_deep(struct equality *equality, struct feel_value a, struct feel_value b);

static int equal_lists(struct equality *equality, struct feel_value a, struct feel_value b)
{
    if (a.list.count != b.list.count)
        return 0;
    if (a.list.items == b.list.items)
        return 1;
    int result = 1;
    for (size_t i = 0; i < a.list.count; i++) {
        int same = pay(equality, 1) ? equal_deep(equality, a.list.items[i], b.list.items[i]) : -1;
        if (same == 0)
            return 0;
        if (same < 0)
            result = -1;
    }
    return result;
}

static int equal_contexts(struct equality *equality, struct feel_value a, struct feel_value b)
{
    if (a.context.count != b.context.count)
        return 0;
    if (a.context.entries == b.context.entries)
        return 1;
    int result = 1;
    for (size_t i = 0; i < a.context.count; i++) {
        if (!pay(equality, b.context.count / 8 + 1))
            return -1;
        const struct feel_value *other = feel_context_find(b, a.context.entries[i].key);
        int same = other ? equal_deep(equality, a.context.entries[i].value, *other) : 0;
        if (same == 0)
            return 0;
        if (same < 0)
            result = -1;
    }
    return result;
}

static int equal_ranges(struct equality *equality, const struct feel_range *a,
                        const struct feel_range *b)
{
    if (a->form != b->form || a->start_in != b->start_in || a->end_in != b->end_in)
        return 0;
    int start = equal_deep(equality, a->start, b->start);
    int end = equal_deep(equality, a->end, b->end);
    if (start == 0 || end == 0)
        return 0;
    return start < 0 || end < 0 ? -1 : 1;
}

static bool same_function(const struct feel_function *a, const struct feel_function *b)
{
    return a == b ||
           (a->sort == b->sort && a->sort == FUNCTION_BUILTIN && a->builtin == b->builtin) ||
           (a->sort == b->sort && a->sort == FUNCTION_HOST && a->host == b->host);
}

static int equal_parts(struct equality *equality, struct feel_value a, struct feel_value b)
{
    if (equality->depth >= LIMIT_FEEL_STACK)
        return -1;
    equality->depth++;
    int equal = a.type == FEEL_LIST      ? equal_lists(equality, a, b)
                : a.type == FEEL_CONTEXT ? equal_contexts(equality, a, b)
                                         : equal_ranges(equality, a.range, b.range);
    equality->depth--;
    return equal;
}

static int equal_deep(struct equality *equality, struct feel_value a, struct feel_value b)
{
    int order;
    if (a.type == FEEL_NULL || b.type == FEEL_NULL)
        return a.type == b.type;
    if (a.type != b.type)
        return feel_compare(a, b, &order) ? order == 0 : -1;
    switch (a.type) {
    case FEEL_BOOLEAN: return a.boolean == b.boolean;
    case FEEL_STRING:
        if (a.string.len >= 64 && !pay(equality, a.string.len / 64))
            return -1;
        return str_eq(a.string, b.string);
    case FEEL_LIST:
    case FEEL_CONTEXT:
    case FEEL_RANGE: return equal_parts(equality, a, b);
    case FEEL_FUNCTION: return same_function(a.function, b.function);
    case FEEL_RECORD: return a.record.kind == b.record.kind && a.record.id == b.record.id;
    default: return feel_compare(a, b, &order) ? order == 0 : -1;
    }
}

int feel_equal(struct feel_value a, struct feel_value b)
{
    struct equality equality = { NULL, LIMIT_FEEL_STEPS, 0 };
    return equal_deep(&equality, a, b);
}

int value_equal(struct feel_run *run, struct feel_value a, struct feel_value b)
{
    struct equality equality = { run, 0, 0 };
    return equal_deep(&equality, a, b);
}

bool value_compare(struct feel_run *run, struct feel_value a, struct feel_value b, int *order)
{
    if (a.type == FEEL_STRING && a.string.len >= 64 && !run_spend(run, a.string.len / 64))
        return false;
    return feel_compare(a, b, order);
}

int value_relates(struct feel_run *run, struct feel_value value, int op, struct feel_value bound)
{
    if (op == OP_EQUAL || op == OP_UNEQUAL) {
        int equal = value_equal(run, value, bound);
        return equal < 0 ? -1 : equal == (op == OP_EQUAL);
    }
    int order;
    if (!value_compare(run, value, bound, &order))
        return -1;
    switch (op) {
    case OP_LESS: return order < 0;
    case OP_LESS_EQUAL: return order <= 0;
    case OP_MORE: return order > 0;
    default: return order >= 0;
    }
}

const char *op_text(int op)
{
    static const char *const texts[] = { "<", "<=", ">", ">=", "=", "!=" };
    return texts[op];
}

int range_has(struct feel_run *run, const struct feel_range *range, struct feel_value value)
{
    switch (range->form) {
    case RANGE_IS: return value_relates(run, value, OP_EQUAL, range->start);
    case RANGE_NOT: return value_relates(run, value, OP_UNEQUAL, range->start);
    case RANGE_UNDER:
        return value_relates(run, value, range->end_in ? OP_LESS_EQUAL : OP_LESS, range->end);
    case RANGE_OVER:
        return value_relates(run, value, range->start_in ? OP_MORE_EQUAL : OP_MORE, range->start);
    default: break;
    }
    int low = value_relates(run, value, range->start_in ? OP_MORE_EQUAL : OP_MORE, range->start);
    int high = value_relates(run, value, range->end_in ? OP_LESS_EQUAL : OP_LESS, range->end);
    if (low < 0 || high < 0)
        return -1;
    return low && high;
}
