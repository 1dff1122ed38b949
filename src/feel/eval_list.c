/*
 * eval_list.c - paths, filters, for, some, every (10.3.2.5 and 10.3.2.9).
 */
#include "feel/feel_priv.h"

/* ---- members ---- */

static bool named(struct str name, const char *text)
{
    return str_eq(name, str_from(text));
}

static bool date_part(struct feel_value value, struct str name, struct feel_value *part)
{
    int64_t year;
    int month, day;
    civil_from_days(value.moment.days, &year, &month, &day);
    if (named(name, "year"))
        *part = feel_int(year);
    else if (named(name, "month"))
        *part = feel_int(month);
    else if (named(name, "day"))
        *part = feel_int(day);
    else if (named(name, "weekday"))
        *part = feel_int(weekday_of(value.moment.days));
    else
        return false;
    return true;
}

static bool time_part(struct feel_value value, struct str name, struct feel_value *part)
{
    int32_t second = value.moment.second;
    if (named(name, "hour"))
        *part = feel_int(second / 3600);
    else if (named(name, "minute"))
        *part = feel_int(second / 60 % 60);
    else if (named(name, "second"))
        *part = feel_int(second % 60);
    else if (named(name, "time offset"))
        *part =
            moment_zoned(value) ? temporal_span((wide)moment_offset(value) * NANOS) : feel_null();
    else if (named(name, "timezone"))
        *part = moment_zoned(value) && value.moment.zone != &zone_fixed
                    ? feel_string(zone_name(value.moment.zone))
                    : feel_null();
    else
        return false;
    return true;
}

static bool span_part(struct feel_value value, struct str name, struct feel_value *part)
{
    wide nanos = span_nanos(value);
    int64_t seconds =
        (int64_t)(nanos / NANOS); /* towards zero: all parts have the duration's sign */
    if (named(name, "days"))
        *part = feel_int(seconds / DAY_SECONDS);
    else if (named(name, "hours"))
        *part = feel_int(seconds % DAY_SECONDS / 3600);
    else if (named(name, "minutes"))
        *part = feel_int(seconds % 3600 / 60);
    else if (named(name, "seconds"))
        *part = feel_int(seconds % 60);
    else
        return false;
    return true;
}

static bool months_part(struct feel_value value, struct str name, struct feel_value *part)
{
    if (named(name, "years"))
        *part = feel_int(value.months / 12);
    else if (named(name, "months"))
        *part = feel_int(value.months % 12);
    else
        return false;
    return true;
}

static bool range_part(const struct feel_range *range, struct str name, struct feel_value *part)
{
    if (named(name, "start"))
        *part = range->start;
    else if (named(name, "end"))
        *part = range->end;
    else if (named(name, "start included"))
        *part = feel_boolean(range->start_in);
    else if (named(name, "end included"))
        *part = feel_boolean(range->end_in);
    else
        return false;
    return true;
}

static struct feel_value record_member(struct feel_run *run, struct feel_value record, int member)
{
    return run->member ? run->member(run, record, member) : feel_null();
}

bool value_member(struct feel_run *run, struct feel_value value, struct str name,
                  struct feel_value *member)
{
    switch (value.type) {
    case FEEL_CONTEXT: {
        const struct feel_value *found = feel_context_find(value, name);
        if (found)
            *member = *found;
        return found != NULL;
    }
    case FEEL_RECORD: {
        int index = value.record.kind ? feel_kind_find(value.record.kind, name) : -1;
        if (index >= 0)
            *member = record_member(run, value, index);
        return index >= 0;
    }
    case FEEL_DATE: return date_part(value, name, member);
    case FEEL_TIME: return time_part(value, name, member);
    case FEEL_DATE_TIME: return date_part(value, name, member) || time_part(value, name, member);
    case FEEL_YEARS_MONTHS: return months_part(value, name, member);
    case FEEL_DAYS_TIME: return span_part(value, name, member);
    case FEEL_RANGE: return range_part(value.range, name, member);
    default: return false;
    }
}

const char *parts_of(enum feel_type type)
{
    switch (type) {
    case FEEL_DATE: return "year, month, day, weekday";
    case FEEL_TIME: return "hour, minute, second, time offset, timezone";
    case FEEL_DATE_TIME:
        return "year, month, day, weekday, hour, minute, second, time offset, timezone";
    case FEEL_YEARS_MONTHS: return "years, months";
    case FEEL_DAYS_TIME: return "days, hours, minutes, seconds";
    case FEEL_RANGE: return "start, end, start included, end included";
    default: return "-";
    }
}

static struct feel_value path_of(const struct feel_node *node, struct feel_run *run,
                                 struct feel_value base)
{
    struct feel_value member;
    if (base.type == FEEL_RECORD && node->slot >= 0 && node->extra == base.record.kind) {
        run->node = node;
        return record_member(run, base, node->slot);
    }
    if (base.type == FEEL_NULL)
        return base;
    if (value_member(run, base, node->name, &member))
        return member;
    if (run->warning_count >= FEEL_WARNINGS_MAX) {
        run->warning_count++;
        return feel_null();
    }
    struct str near = base.type == FEEL_CONTEXT ? nearest_key(run->arena, base, node->name)
                                                : str_from(parts_of(base.type));
    return warn_at(run, node, ERR_FEEL_MEMBER, node->name, type_name(base), near);
}

/* A path through a list is the list of the paths of its items. */
static struct feel_value path_of_list(const struct feel_node *node, struct feel_run *run,
                                      struct feel_value list)
{
    struct feel_value *items = RUN_ARRAY(run, struct feel_value, list.list.count);
    if (!items || !run_spend(run, list.list.count))
        return feel_null();
    size_t hint = 0;
    for (size_t i = 0; i < list.list.count; i++) {
        struct feel_value item = list.list.items[i];
        const struct feel_value *found =
            item.type == FEEL_CONTEXT ? member_hinted(item, node->name, &hint) : NULL;
        if (found) {
            items[i] = *found;
            continue;
        }
        bool lists = item.type == FEEL_LIST && run->depth_left > 0;
        run->depth_left--;
        items[i] = lists ? path_of_list(node, run, item) : path_of(node, run, item);
        run->depth_left++;
    }
    return feel_list(items, list.list.count);
}

EVAL(eval_path)
{
    struct feel_value base = eval(node->a, run);
    return base.type == FEEL_LIST ? path_of_list(node, run, base) : path_of(node, run, base);
}

/* ---- filters ---- */

static struct feel_value item_at(const struct feel_node *node, struct feel_run *run,
                                 struct feel_value list, struct dec number)
{
    int64_t index, count = (int64_t)list.list.count;
    bool good = dec_to_int(number, &index) && index != 0 && index <= count && index >= -count;
    if (good)
        return list.list.items[index > 0 ? index - 1 : count + index];
    if (run->warning_count >= FEEL_WARNINGS_MAX)
        return feel_null();
    struct buf found;
    buf_init(&found, run->arena);
    dec_print(number, &found);
    return warn_at(run, node, ERR_FEEL_INDEX, STR("[ ]"), buf_get(&found),
                   str_format(run->arena, "%zu", list.list.count));
}

/* A filter that does not look at the items: an index, or all or nothing. */
static struct feel_value filter_once(const struct feel_node *node, struct feel_run *run,
                                     struct feel_value list)
{
    struct feel_value value = eval(node->b, run);
    if (value.type == FEEL_NUMBER)
        return item_at(node, run, list, value.number);
    if (value.type == FEEL_BOOLEAN)
        return value.boolean ? list : feel_list(NULL, 0);
    if (value.type == FEEL_NULL)
        return feel_list(NULL, 0);
    return warn_at(run, node, ERR_FEEL_OPERANDS, STR("[ ]"), type_name(value),
                   STR("boolean, number"));
}

static struct feel_value filter_each(const struct feel_node *node, struct feel_run *run,
                                     struct feel_value list)
{
    struct list_build kept = { 0 };
    for (size_t i = 0; i < list.list.count && run->fault == ERR_NONE; i++) {
        run->locals[node->slot] = list.list.items[i];
        struct feel_value value = eval(node->b, run);
        if (value.type == FEEL_NUMBER && i == 0)
            return item_at(node, run, list, value.number);
        if (node->op == STRICT && value.type != FEEL_BOOLEAN && value.type != FEEL_NULL)
            return warn_at(run, node, ERR_FEEL_OPERANDS, STR("[ ]"), type_name(value),
                           STR("boolean, number"));
        if (feel_is_true(value))
            list_add(run, &kept, list.list.items[i]);
    }
    return list_done(&kept);
}

EVAL(eval_filter)
{
    struct feel_value list = eval(node->a, run);
    if (list.type == FEEL_NULL)
        return list;
    if (list.type != FEEL_LIST) {
        struct feel_value *item = RUN_ARRAY(run, struct feel_value, 1);
        if (!item)
            return feel_null();
        *item = list;
        list = feel_list(item, 1);
    }
    if (!node->b->item)
        return filter_once(node, run, list);
    /* Nothing to ask: but an index into nothing is null. */
    if (!list.list.count && node->b->type != FEEL_BOOLEAN) {
        size_t warnings = run->warning_count;
        run->locals[node->slot] = feel_null();
        struct feel_value value = eval(node->b, run);
        run->warning_count = warnings;
        return value.type == FEEL_NUMBER ? item_at(node, run, list, value.number) : list;
    }
    return filter_each(node, run, list);
}

/* ---- loops ---- */

struct walk {
    enum { WALK_ITEMS, WALK_NUMBERS, WALK_DAYS } sort;
    struct feel_value list;
    size_t index, count;
    int64_t start;
    int step;
};

static struct feel_value walk_at(const struct walk *walk, size_t index)
{
    switch (walk->sort) {
    case WALK_ITEMS: return walk->list.list.items[index];
    case WALK_NUMBERS: return feel_int(walk->start + (int64_t)index * walk->step);
    default: return temporal_date(walk->start + (int64_t)index * walk->step);
    }
}

static bool whole_end(struct feel_value value, int64_t *n)
{
    if (value.type == FEEL_DATE) {
        *n = value.moment.days;
        return true;
    }
    return value.type == FEEL_NUMBER && dec_to_int(value.number, n) && *n > INT64_MIN / 4 &&
           *n < INT64_MAX / 4;
}

/* From start to end by one: whole numbers or days. Only an iteration's own `4..2` may run
 * downwards. */
static bool walk_range(const struct feel_range *range, bool down, struct walk *walk)
{
    int64_t start, end;
    bool good = range->form == RANGE_INTERVAL && range->start.type == range->end.type &&
                whole_end(range->start, &start) && whole_end(range->end, &end);
    if (!good || (start > end && !down))
        return false;
    start += !range->start_in;
    end -= !range->end_in;
    walk->sort = range->start.type == FEEL_DATE ? WALK_DAYS : WALK_NUMBERS;
    walk->start = start;
    walk->step = start > end ? -1 : 1;
    walk->count = (size_t)(start > end ? start - end : end - start) + 1;
    if (start > end && !down)
        walk->count = 0;
    return true;
}

static bool walk_start(const struct feel_node *node, struct feel_run *run,
                       struct feel_value *single, struct walk *walk)
{
    struct feel_value domain = eval(node, run);
    bool own = node->eval == eval_range && node->op == 1;
    *walk = (struct walk){ .sort = WALK_ITEMS, .list = domain };
    if (domain.type == FEEL_RANGE && walk_range(domain.range, own, walk))
        return true;
    if (domain.type == FEEL_NULL || domain.type == FEEL_RANGE) {
        if (run->warning_count < FEEL_WARNINGS_MAX)
            warn_at(run, node, ERR_FEEL_ITERATE, STR(""), type_name(domain),
                    STR("list, 1..10, [date..date]"));
        return false;
    }
    if (domain.type != FEEL_LIST) {
        *single = domain;
        walk->list = feel_list(single, 1);
    }
    walk->count = walk->list.list.count;
    return true;
}

/* One loop over all iterators: `visit` gets each value of the body and says whether to go on. */
struct loop {
    const struct feel_node *node;
    struct feel_run *run;
    bool (*visit)(struct loop *loop, struct feel_value value);
    struct list_build results;
    bool found, unknown, wrong;
};

static bool loop_walk(struct loop *loop, size_t iterator)
{
    const struct feel_node *node = loop->node;
    const struct loop_shape *shape = node->extra;
    struct feel_run *run = loop->run;
    if (iterator == node->count)
        return loop->visit(loop, eval(node->a, run)) && run->fault == ERR_NONE;
    struct walk walk;
    struct feel_value single;
    if (!walk_start(node->list[iterator], run, &single, &walk)) {
        loop->wrong = true;
        return false;
    }
    for (size_t i = 0; i < walk.count; i++) {
        run->locals[shape->locals[iterator]] = walk_at(&walk, i);
        if (!run_spend(run, 1) || !loop_walk(loop, iterator + 1))
            return false;
    }
    return true;
}

static bool visit_for(struct loop *loop, struct feel_value value)
{
    const struct loop_shape *shape = loop->node->extra;
    list_add(loop->run, &loop->results, value);
    loop->run->locals[shape->partial] = list_done(&loop->results);
    return true;
}

EVAL(eval_for)
{
    const struct loop_shape *shape = node->extra;
    struct loop loop = { .node = node, .run = run, .visit = visit_for };
    run->locals[shape->partial] = feel_list(NULL, 0);
    loop_walk(&loop, 0);
    return loop.wrong ? feel_null() : list_done(&loop.results);
}

/* In a box a condition that is no boolean ends the loop. */
static bool condition_good(struct loop *loop, struct feel_value value)
{
    if (loop->node->op != STRICT || value.type == FEEL_BOOLEAN || value.type == FEEL_NULL)
        return true;
    loop->wrong = true;
    warn_at(loop->run, loop->node, ERR_FEEL_OPERANDS, STR("satisfies"), type_name(value),
            STR("boolean"));
    return false;
}

static bool visit_some(struct loop *loop, struct feel_value value)
{
    if (!condition_good(loop, value))
        return false;
    loop->found |= feel_is_true(value);
    loop->unknown |= value.type != FEEL_BOOLEAN;
    return !loop->found;
}

EVAL(eval_some)
{
    struct loop loop = { .node = node, .run = run, .visit = visit_some };
    loop_walk(&loop, 0);
    if (loop.found)
        return feel_boolean(true);
    return loop.wrong || loop.unknown ? feel_null() : feel_boolean(false);
}

static bool visit_every(struct loop *loop, struct feel_value value)
{
    if (!condition_good(loop, value))
        return false;
    loop->found |= value.type == FEEL_BOOLEAN && !value.boolean;
    loop->unknown |= value.type != FEEL_BOOLEAN;
    return !loop->found;
}

EVAL(eval_every)
{
    struct loop loop = { .node = node, .run = run, .visit = visit_every };
    loop_walk(&loop, 0);
    if (loop.found)
        return feel_boolean(false);
    return loop.wrong || loop.unknown ? feel_null() : feel_boolean(true);
}
