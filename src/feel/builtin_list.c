/*
 * builtin_list.c - functions on lists (10.3.4.4) and sort (10.3.4.10).
 */
#include <string.h>

#include "feel/feel_priv.h"

#define FUNCTION(name)                                                                             \
    struct feel_value builtin_##name(const struct call *call, const struct feel_value *args)

static struct feel_value *copy_list(const struct call *call, struct feel_value list, size_t extra)
{
    struct feel_value *items = RUN_ARRAY(call->run, struct feel_value, list.list.count + extra);
    if (items && run_spend(call->run, list.list.count) && list.list.count)
        memcpy(items, list.list.items, list.list.count * sizeof *items);
    return items;
}

static struct feel_value not_numbers(const struct call *call, struct feel_value found)
{
    return call_warn(call, ERR_FEEL_ARGUMENT, type_name(found), STR("number"));
}

/* ---- asking ---- */

FUNCTION(list_contains)
{
    for (size_t i = 0; i < args[0].list.count && run_spend(call->run, 1); i++)
        if (value_equal(call->run, args[0].list.items[i], args[1]) == 1)
            return feel_boolean(true);
    return feel_boolean(false);
}

FUNCTION(count)
{
    (void)call;
    return feel_int((int64_t)args[0].list.count);
}

static struct feel_value extreme(const struct call *call, struct feel_value list, int sign)
{
    if (!list.list.count)
        return call_warn(call, ERR_FEEL_ARGUMENT, STR("[]"), STR("[x, ..]"));
    struct feel_value best = list.list.items[0];
    int order;
    if (!value_compare(call->run, best, best, &order))
        return call_warn(call, ERR_FEEL_ARGUMENT, type_name(best),
                         STR("number, string, date, time, duration"));
    for (size_t i = 1; i < list.list.count && run_spend(call->run, 1); i++) {
        if (!value_compare(call->run, list.list.items[i], best, &order))
            return call_warn(call, ERR_FEEL_ARGUMENT, type_name(list.list.items[i]),
                             type_name(best));
        if (order == sign)
            best = list.list.items[i];
    }
    return best;
}

FUNCTION(min)
{
    return extreme(call, args[0], -1);
}

FUNCTION(max)
{
    return extreme(call, args[0], 1);
}

static struct feel_value all_any(const struct call *call, struct feel_value list, bool decisive)
{
    bool unknown = false, found = false;
    for (size_t i = 0; i < list.list.count && run_spend(call->run, 1); i++) {
        struct feel_value item = list.list.items[i];
        if (item.type != FEEL_BOOLEAN && item.type != FEEL_NULL)
            return call_warn(call, ERR_FEEL_ARGUMENT, type_name(item), STR("boolean"));
        found |= item.type == FEEL_BOOLEAN && item.boolean == decisive;
        unknown |= item.type == FEEL_NULL;
    }
    if (found)
        return feel_boolean(decisive);
    return unknown ? feel_null() : feel_boolean(!decisive);
}

FUNCTION(all)
{
    return all_any(call, args[0], false);
}

FUNCTION(any)
{
    return all_any(call, args[0], true);
}

FUNCTION(index_of)
{
    struct list_build found = { 0 };
    for (size_t i = 0; i < args[0].list.count && run_spend(call->run, 1); i++)
        if (value_equal(call->run, args[0].list.items[i], args[1]) == 1)
            list_add(call->run, &found, feel_int((int64_t)i + 1));
    return list_done(&found);
}

/* ---- figures ---- */

/* Every item a number; false with a warning when not, or when there is none. */
static bool all_numbers(const struct call *call, struct feel_value list)
{
    if (!list.list.count) {
        call_warn(call, ERR_FEEL_ARGUMENT, STR("[]"), STR("[x, ..]"));
        return false;
    }
    for (size_t i = 0; i < list.list.count; i++)
        if (list.list.items[i].type != FEEL_NUMBER) {
            not_numbers(call, list.list.items[i]);
            return false;
        }
    return run_spend(call->run, list.list.count);
}

static struct feel_value too_big(const struct call *call)
{
    return call_warn(call, ERR_FEEL_RANGE, STR("-"), STR("|x| < 1e6145"));
}

static bool sum_of(struct feel_value list, struct dec *sum)
{
    *sum = dec_from_int(0);
    for (size_t i = 0; i < list.list.count; i++)
        if (!dec_add(*sum, list.list.items[i].number, sum))
            return false;
    return true;
}

FUNCTION(sum)
{
    struct dec sum;
    if (!all_numbers(call, args[0]))
        return feel_null();
    return sum_of(args[0], &sum) ? feel_number(sum) : too_big(call);
}

static bool mean_of(struct feel_value list, struct dec *mean)
{
    return sum_of(list, mean) && dec_div(*mean, dec_from_int((int64_t)list.list.count), mean);
}

FUNCTION(mean)
{
    struct dec mean;
    if (!all_numbers(call, args[0]))
        return feel_null();
    return mean_of(args[0], &mean) ? feel_number(mean) : too_big(call);
}

FUNCTION(product)
{
    struct dec product = dec_from_int(1);
    if (!all_numbers(call, args[0]))
        return feel_null();
    for (size_t i = 0; i < args[0].list.count; i++)
        if (!dec_mul(product, args[0].list.items[i].number, &product))
            return too_big(call);
    return feel_number(product);
}

/* Of a sample: divided by one less than there are. */
FUNCTION(stddev)
{
    struct dec mean, sum = dec_from_int(0), off;
    if (!all_numbers(call, args[0]))
        return feel_null();
    size_t count = args[0].list.count;
    if (count < 2)
        return call_warn(call, ERR_FEEL_ARGUMENT, STR("[x]"), STR("[x, y, ..]"));
    bool good = mean_of(args[0], &mean);
    for (size_t i = 0; i < count && good; i++)
        good = dec_sub(args[0].list.items[i].number, mean, &off) && dec_mul(off, off, &off) &&
               dec_add(sum, off, &sum);
    good = good && dec_div(sum, dec_from_int((int64_t)count - 1), &sum) && dec_sqrt(sum, &sum);
    return good ? feel_number(sum) : too_big(call);
}

/* ---- sorting: a merge sort, stable, of at most count * log(count) comparisons ---- */

static bool precedes(const struct call *call, const struct feel_value *function,
                     struct feel_value a, struct feel_value b)
{
    int order;
    if (!run_spend(call->run, 1))
        return false;
    if (function->type == FEEL_FUNCTION) {
        struct feel_value both[] = { a, b };
        return feel_is_true(call_function(call->run, call->node, *function, both, 2));
    }
    return value_compare(call->run, a, b, &order) && order < 0;
}

static void merge_sort(const struct call *call, const struct feel_value *function,
                       struct feel_value *items, struct feel_value *spare, size_t count)
{
    if (count < 2 || call->run->fault != ERR_NONE)
        return;
    size_t half = count / 2, left = 0, right = half, at = 0;
    merge_sort(call, function, items, spare, half);
    merge_sort(call, function, items + half, spare, count - half);
    memcpy(spare, items, count * sizeof *items);
    while (left < half && right < count)
        items[at++] =
            precedes(call, function, spare[right], spare[left]) ? spare[right++] : spare[left++];
    while (left < half)
        items[at++] = spare[left++];
    while (right < count)
        items[at++] = spare[right++];
}

static struct feel_value sorted(const struct call *call, struct feel_value list,
                                struct feel_value function)
{
    struct feel_value *items = copy_list(call, list, 0), *spare = copy_list(call, list, 0);
    if (!items || !spare)
        return feel_null();
    merge_sort(call, &function, items, spare, list.list.count);
    return feel_list(items, list.list.count);
}

FUNCTION(sort)
{
    for (size_t i = 1; args[1].type == FEEL_NULL && i < args[0].list.count; i++) {
        int order;
        if (!value_compare(call->run, args[0].list.items[0], args[0].list.items[i], &order))
            return call_warn(call, ERR_FEEL_ARGUMENT, type_name(args[0].list.items[i]),
                             type_name(args[0].list.items[0]));
    }
    return sorted(call, args[0], args[1]);
}

FUNCTION(median)
{
    if (!all_numbers(call, args[0]))
        return feel_null();
    struct feel_value list = sorted(call, args[0], feel_null());
    if (list.type == FEEL_NULL)
        return list;
    size_t count = list.list.count;
    struct dec middle = list.list.items[count / 2].number;
    if (count % 2)
        return feel_number(middle);
    bool good = dec_add(middle, list.list.items[count / 2 - 1].number, &middle) &&
                dec_div(middle, dec_from_int(2), &middle);
    return good ? feel_number(middle) : too_big(call);
}

/* The most frequent ones, ascending; of nothing, nothing. */
FUNCTION(mode)
{
    if (!args[0].list.count)
        return args[0];
    if (!all_numbers(call, args[0]))
        return feel_null();
    struct feel_value list = sorted(call, args[0], feel_null());
    struct list_build modes = { 0 };
    size_t best = 0;
    for (size_t from = 0, to; list.type == FEEL_LIST && from < list.list.count; from = to) {
        to = from + 1;
        while (to < list.list.count &&
               dec_cmp(list.list.items[from].number, list.list.items[to].number) == 0)
            to++;
        if (to - from > best) {
            best = to - from;
            modes.count = 0;
        }
        if (to - from == best)
            list_add(call->run, &modes, list.list.items[from]);
    }
    return list_done(&modes);
}

/* ---- making other lists ---- */

/* A position from the front (1 ..) or the back (-1 ..), as an index; false outside of the list. */
static bool position(const struct call *call, struct feel_value list, struct feel_value number,
                     size_t *index)
{
    int64_t at, count = (int64_t)list.list.count;
    if (dec_to_int(dec_round(number.number, 0, DEC_DOWN), &at) && at != 0 && at <= count &&
        at >= -count) {
        *index = (size_t)(at > 0 ? at - 1 : count + at);
        return true;
    }
    struct buf found;
    buf_init(&found, call->run->arena);
    dec_print(number.number, &found);
    call_warn(call, ERR_FEEL_INDEX, buf_get(&found),
              str_format(call->run->arena, "%zu", list.list.count));
    return false;
}

FUNCTION(sublist)
{
    size_t start, count = args[0].list.count;
    int64_t length = 0;
    if (!position(call, args[0], args[1], &start))
        return feel_null();
    if (args[2].type == FEEL_NULL)
        return feel_list(args[0].list.items + start, count - start);
    if (!dec_to_int(dec_round(args[2].number, 0, DEC_DOWN), &length) || length < 1 ||
        (uint64_t)length > count - start)
        return call_warn(call, ERR_FEEL_RANGE, STR("length"),
                         str_format(call->run->arena, "1 .. %zu", count - start));
    return feel_list(args[0].list.items + start, (size_t)length);
}

FUNCTION(append)
{
    size_t count = args[0].list.count, more = args[1].list.count;
    struct feel_value *items = copy_list(call, args[0], more);
    if (!items)
        return feel_null();
    for (size_t i = 0; i < more; i++)
        items[count + i] = args[1].list.items[i];
    return feel_list(items, count + more);
}

FUNCTION(concatenate)
{
    struct list_build all = { 0 };
    for (size_t i = 0; i < args[0].list.count; i++) {
        struct feel_value list = args[0].list.items[i];
        if (!run_spend(call->run, list.list.count))
            return feel_null();
        for (size_t k = 0; k < list.list.count; k++)
            list_add(call->run, &all, list.list.items[k]);
    }
    return list_done(&all);
}

FUNCTION(insert_before)
{
    size_t at;
    if (!position(call, args[0], args[1], &at))
        return feel_null();
    struct feel_value *items = copy_list(call, args[0], 1);
    if (!items)
        return feel_null();
    memmove(items + at + 1, items + at, (args[0].list.count - at) * sizeof *items);
    items[at] = args[2];
    return feel_list(items, args[0].list.count + 1);
}

FUNCTION(remove)
{
    size_t at;
    if (!position(call, args[0], args[1], &at))
        return feel_null();
    struct feel_value *items = copy_list(call, args[0], 0);
    if (!items)
        return feel_null();
    memmove(items + at, items + at + 1, (args[0].list.count - at - 1) * sizeof *items);
    return feel_list(items, args[0].list.count - 1);
}

/* At a position, or wherever match(item, newItem) holds. */
FUNCTION(list_replace)
{
    size_t at;
    if (args[1].type == FEEL_NUMBER && !position(call, args[0], args[1], &at))
        return feel_null();
    struct feel_value *items = copy_list(call, args[0], 0);
    if (!items)
        return feel_null();
    if (args[1].type == FEEL_NUMBER) {
        items[at] = args[2];
        return feel_list(items, args[0].list.count);
    }
    for (size_t i = 0; i < args[0].list.count; i++) {
        struct feel_value both[] = { items[i], args[2] };
        struct feel_value answer = call_function(call->run, call->node, args[1], both, 2);
        if (answer.type != FEEL_BOOLEAN)
            return call_warn(call, ERR_FEEL_ARGUMENT, type_name(answer),
                             STR("function(item, newItem) -> boolean"));
        if (answer.boolean)
            items[i] = args[2];
    }
    return feel_list(items, args[0].list.count);
}

FUNCTION(reverse)
{
    size_t count = args[0].list.count;
    struct feel_value *items = RUN_ARRAY(call->run, struct feel_value, count);
    if (!items || !run_spend(call->run, count))
        return feel_null();
    for (size_t i = 0; i < count; i++)
        items[i] = args[0].list.items[count - 1 - i];
    return feel_list(items, count);
}

static void add_distinct(const struct call *call, struct list_build *list, struct feel_value value)
{
    if (!run_spend(call->run, list->count / 16 + 1))
        return;
    for (size_t i = 0; i < list->count; i++)
        if (value_equal(call->run, list->items[i], value) == 1)
            return;
    list_add(call->run, list, value);
}

FUNCTION(distinct_values)
{
    struct list_build distinct = { 0 };
    for (size_t i = 0; i < args[0].list.count && call->run->fault == ERR_NONE; i++)
        add_distinct(call, &distinct, args[0].list.items[i]);
    return list_done(&distinct);
}

FUNCTION(union)
{
    struct list_build distinct = { 0 };
    for (size_t i = 0; i < args[0].list.count; i++) {
        struct feel_value list = args[0].list.items[i];
        for (size_t k = 0; k < list.list.count && call->run->fault == ERR_NONE; k++)
            add_distinct(call, &distinct, list.list.items[k]);
    }
    return list_done(&distinct);
}

static void flatten_into(const struct call *call, struct list_build *flat, struct feel_value list,
                         int depth)
{
    if (depth > LIMIT_FEEL_STACK) {
        run_stop(call->run, ERR_FEEL_DEPTH);
        return;
    }
    for (size_t i = 0; i < list.list.count && run_spend(call->run, 1); i++) {
        if (list.list.items[i].type == FEEL_LIST)
            flatten_into(call, flat, list.list.items[i], depth + 1);
        else
            list_add(call->run, flat, list.list.items[i]);
    }
}

FUNCTION(flatten)
{
    struct list_build flat = { 0 };
    flatten_into(call, &flat, args[0], 0);
    return list_done(&flat);
}
