/*
 * function.c - what expressions of a kind may ask beyond FEEL: listed, reached, earliest, latest.
 * See model.h.
 */
#include "base/dec.h"
#include "base/limits.h"
#include "base/must.h"
#include "model/model_priv.h"

static struct feel_value slot_value(struct feel_run *run, int slot)
{
    return run->slots ? run->slots[slot] : run->slot(run, slot);
}

static struct feel_value call_listed(struct feel_run *run, const struct feel_value *args,
                                     size_t count)
{
    must(count == 2);
    const struct model_run *host = run->host;
    if (args[0].type != FEEL_RECORD || args[1].type != FEEL_STRING || !host || !host->listed)
        return feel_null();
    return feel_boolean(host->listed(run, args[0], args[1].string));
}

static struct feel_value call_reached(struct feel_run *run, const struct feel_value *args,
                                      size_t count)
{
    must(count == 1);
    const struct model_run *host = run->host;
    if (args[0].type != FEEL_STRING || !host)
        return feel_null();
    const struct stage *stage = kind_stage(host->kind, args[0].string);
    if (!stage)
        return feel_null();
    struct feel_value first = slot_value(run, host->kind->slot_stage0 + stage->index);
    int order;
    if (first.type == FEEL_NULL ||
        !feel_compare(first, slot_value(run, host->kind->slot_day), &order))
        return feel_boolean(false);
    return feel_boolean(order <= 0);
}

/* The first (sign 1) or last (sign -1) of the dates; a list counts as its members. */
static void extreme_of(const struct feel_value *args, size_t count, int sign,
                       struct feel_value *best)
{
    for (size_t i = 0; i < count; i++) {
        int order;
        if (args[i].type == FEEL_LIST)
            extreme_of(args[i].list.items, args[i].list.count, sign, best);
        else if (args[i].type != FEEL_DATE && args[i].type != FEEL_DATE_TIME)
            continue;
        else if (best->type == FEEL_NULL ||
                 (feel_compare(args[i], *best, &order) && order * sign < 0))
            *best = args[i];
    }
}

static struct feel_value call_earliest(struct feel_run *run, const struct feel_value *args,
                                       size_t count)
{
    (void)run;
    struct feel_value best = feel_null();
    extreme_of(args, count, 1, &best);
    return best;
}

static struct feel_value call_latest(struct feel_run *run, const struct feel_value *args,
                                     size_t count)
{
    (void)run;
    struct feel_value best = feel_null();
    extreme_of(args, count, -1, &best);
    return best;
}

static struct feel_value call_working_day(struct feel_run *run, const struct feel_value *args,
                                          size_t count)
{
    must(count == 2);
    const struct model_run *host = run->host;
    struct day day;
    int64_t days;
    if (!host || !host->calendar || !feel_to_day(args[0], &day) ||
        args[1].type != FEEL_NUMBER || !dec_to_int(args[1].number, &days) ||
        days < -LIMIT_CLOCK_DAYS || days > LIMIT_CLOCK_DAYS)
        return feel_null();
    return feel_day(calendar_add(host->calendar, day, (int)days));
}

static bool clock_asked(struct feel_run *run, const struct feel_value *args,
                        struct clock_times *times)
{
    const struct model_run *host = run->host;
    if (args[0].type != FEEL_STRING || !host || !host->clock)
        return false;
    const struct kind_clock *clock = kind_clock(host->kind, args[0].string);
    if (clock)
        host->clock(run, clock, times);
    return clock != NULL;
}

static struct feel_value call_clock_due(struct feel_run *run, const struct feel_value *args,
                                        size_t count)
{
    must(count == 1);
    struct clock_times times;
    return clock_asked(run, args, &times) ? feel_day(times.due) : feel_null();
}

static struct feel_value call_clock_stopped(struct feel_run *run, const struct feel_value *args,
                                            size_t count)
{
    must(count == 1);
    struct clock_times times;
    return clock_asked(run, args, &times) ? feel_day(times.stopped) : feel_null();
}

static struct feel_value call_clock_late(struct feel_run *run, const struct feel_value *args,
                                         size_t count)
{
    must(count == 1);
    struct clock_times times;
    if (!clock_asked(run, args, &times) || day_is_none(times.stopped))
        return feel_null();
    return feel_number(dec_from_int(times.late));
}

static const struct feel_host_function functions[] = {
    { .name = STR_INIT("listed"),
      .arity_min = 2,
      .arity_max = 2,
      .returns = FEEL_BOOLEAN,
      .call = call_listed },
    { .name = STR_INIT("reached"),
      .arity_min = 1,
      .arity_max = 1,
      .returns = FEEL_BOOLEAN,
      .call = call_reached },
    { .name = STR_INIT("earliest"),
      .arity_min = 1,
      .arity_max = 32,
      .returns = FEEL_DATE,
      .call = call_earliest },
    { .name = STR_INIT("latest"),
      .arity_min = 1,
      .arity_max = 32,
      .returns = FEEL_DATE,
      .call = call_latest },
    { .name = STR_INIT("working_day"),
      .arity_min = 2,
      .arity_max = 2,
      .returns = FEEL_DATE,
      .call = call_working_day },
    { .name = STR_INIT("clock_due"),
      .arity_min = 1,
      .arity_max = 1,
      .returns = FEEL_DATE,
      .call = call_clock_due },
    { .name = STR_INIT("clock_stopped"),
      .arity_min = 1,
      .arity_max = 1,
      .returns = FEEL_DATE,
      .call = call_clock_stopped },
    { .name = STR_INIT("clock_late"),
      .arity_min = 1,
      .arity_max = 1,
      .returns = FEEL_NUMBER,
      .call = call_clock_late },
};

const struct feel_host_function *model_functions(size_t *count)
{
    *count = sizeof functions / sizeof functions[0];
    return functions;
}
