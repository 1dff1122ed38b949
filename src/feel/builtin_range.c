/*
 * builtin_range.c - relations of points and ranges (10.3.4.9, after Allen), and range().
 *
 * A point is taken as the range from itself to itself. A bound that is null lies at infinity.
 */
#include "feel/feel_priv.h"

#define FUNCTION(name)                                                                             \
    struct feel_value builtin_##name(const struct call *call, const struct feel_value *args)

struct bound {
    struct feel_value value;
    bool in;
    int infinite; /* -1, 0, 1 */
};
struct span {
    struct bound start, end;
    bool point;
};

/* Two spans and whether they could be compared. */
struct pair {
    struct span a, b;
    bool failed;
};

static struct span span_of(struct feel_value value)
{
    if (value.type != FEEL_RANGE)
        return (struct span){ { value, true, 0 }, { value, true, 0 }, true };
    const struct feel_range *range = value.range;
    struct span span = { { range->start, range->start_in, 0 },
                         { range->end, range->end_in, 0 },
                         false };
    span.start.infinite = range->start.type == FEEL_NULL ? -1 : 0;
    span.end.infinite = range->end.type == FEEL_NULL ? 1 : 0;
    return span;
}

static struct pair pair_of(const struct feel_value *args)
{
    return (struct pair){ span_of(args[0]), span_of(args[1]), false };
}

static int order_of(struct pair *pair, struct bound a, struct bound b)
{
    int order = 0;
    if (a.infinite || b.infinite)
        return (a.infinite > b.infinite) - (a.infinite < b.infinite);
    if (!feel_compare(a.value, b.value, &order))
        pair->failed = true;
    return order;
}

static struct feel_value answer(const struct call *call, const struct pair *pair, bool holds)
{
    if (!pair->failed)
        return feel_boolean(holds);
    struct str found =
        str_format(call->run->arena, "%s, %s", feel_type_name(pair->a.start.value.type),
                   feel_type_name(pair->b.start.value.type));
    return call_warn(call, ERR_FEEL_ARGUMENT, found,
                     STR("number, string, date, time, duration, range"));
}

static struct pair swapped(struct pair pair)
{
    return (struct pair){ pair.b, pair.a, false };
}

/* a ends before b starts. */
static bool is_before(struct pair *pair)
{
    int order = order_of(pair, pair->a.end, pair->b.start);
    return order < 0 || (order == 0 && (!pair->a.end.in || !pair->b.start.in));
}

FUNCTION(before)
{
    struct pair pair = pair_of(args);
    bool holds = is_before(&pair);
    return answer(call, &pair, holds);
}

FUNCTION(after)
{
    struct pair pair = swapped(pair_of(args));
    bool holds = is_before(&pair);
    return answer(call, &pair, holds);
}

static struct feel_value meeting(const struct call *call, struct pair pair)
{
    int order = order_of(&pair, pair.a.end, pair.b.start);
    return answer(call, &pair, order == 0 && pair.a.end.in && pair.b.start.in);
}

FUNCTION(meets)
{
    return meeting(call, pair_of(args));
}

FUNCTION(met_by)
{
    return meeting(call, swapped(pair_of(args)));
}

/* a's end reaches b's start. */
static bool reaches(struct pair *pair, struct bound end, struct bound start)
{
    int order = order_of(pair, end, start);
    return order > 0 || (order == 0 && end.in && start.in);
}

FUNCTION(overlaps)
{
    struct pair pair = pair_of(args);
    bool holds =
        reaches(&pair, pair.a.end, pair.b.start) && reaches(&pair, pair.b.end, pair.a.start);
    return answer(call, &pair, holds);
}

static struct feel_value overlap_first(const struct call *call, struct pair pair)
{
    int start = order_of(&pair, pair.a.start, pair.b.start),
        end = order_of(&pair, pair.a.end, pair.b.end);
    bool starts_first = start < 0 || (start == 0 && pair.a.start.in && !pair.b.start.in);
    bool ends_first = end < 0 || (end == 0 && (!pair.a.end.in || pair.b.end.in));
    bool holds = starts_first && reaches(&pair, pair.a.end, pair.b.start) && ends_first;
    return answer(call, &pair, holds);
}

FUNCTION(overlaps_before)
{
    return overlap_first(call, pair_of(args));
}

FUNCTION(overlaps_after)
{
    return overlap_first(call, swapped(pair_of(args)));
}

/* a starts no earlier than b. */
static bool starts_within(struct pair *pair)
{
    int order = order_of(pair, pair->a.start, pair->b.start);
    return order > 0 || (order == 0 && (!pair->a.start.in || pair->b.start.in));
}

static bool ends_within(struct pair *pair)
{
    int order = order_of(pair, pair->a.end, pair->b.end);
    return order < 0 || (order == 0 && (!pair->a.end.in || pair->b.end.in));
}

static struct feel_value finishing(const struct call *call, struct pair pair)
{
    bool ends = order_of(&pair, pair.a.end, pair.b.end) == 0 && pair.a.end.in == pair.b.end.in;
    return answer(call, &pair, pair.a.point ? ends : ends && starts_within(&pair));
}

FUNCTION(finishes)
{
    return finishing(call, pair_of(args));
}

FUNCTION(finished_by)
{
    return finishing(call, swapped(pair_of(args)));
}

static struct feel_value lying_in(const struct call *call, struct pair pair)
{
    bool starts = starts_within(&pair), ends = ends_within(&pair);
    return answer(call, &pair, starts && ends);
}

FUNCTION(during)
{
    return lying_in(call, pair_of(args));
}

FUNCTION(includes)
{
    return lying_in(call, swapped(pair_of(args)));
}

static struct feel_value starting(const struct call *call, struct pair pair)
{
    bool starts =
        order_of(&pair, pair.a.start, pair.b.start) == 0 && pair.a.start.in == pair.b.start.in;
    return answer(call, &pair, pair.a.point ? starts : starts && ends_within(&pair));
}

FUNCTION(starts)
{
    return starting(call, pair_of(args));
}

FUNCTION(started_by)
{
    return starting(call, swapped(pair_of(args)));
}

FUNCTION(coincides)
{
    struct pair pair = pair_of(args);
    int start = order_of(&pair, pair.a.start, pair.b.start),
        end = order_of(&pair, pair.a.end, pair.b.end);
    bool holds = start == 0 && end == 0 && pair.a.start.in == pair.b.start.in &&
                 pair.a.end.in == pair.b.end.in && pair.a.point == pair.b.point;
    return answer(call, &pair, holds);
}

/* ---- range("[18..21)"): the text of a range of literals ---- */

FUNCTION(range)
{
    struct feel_run *run = call->run;
    struct feel_scope *scope = feel_scope_new(run->arena);
    struct feel_expr *expr;
    struct err err;
    struct feel_value value;
    err_init(&err);
    feel_scope_open(scope);
    struct str text = args[0].string;
    bool good = text.len <= 1000 && run_spend(run, text.len) &&
                feel_compile(run->arena, text, scope, &expr, &err) &&
                feel_expr_constant(expr, &value) && value.type == FEEL_RANGE &&
                value.range->form == RANGE_INTERVAL;
    return good ? value : call_warn(call, ERR_FEEL_ARGUMENT, text, STR("\"[1..10)\""));
}
