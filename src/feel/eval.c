/*
 * eval.c - names, logic, comparison, tests, lists and contexts. Three-valued: null is "not known"
 * (10.3.2.8).
 */
#include "feel/feel_priv.h"

EVAL(eval_constant)
{
    (void)run;
    return node->value;
}

EVAL(eval_slot)
{
    if (run->slots)
        return run->slots[node->slot];
    if (!run->slot)
        return feel_null();
    run->node = node;
    return run->slot(run, node->slot);
}

EVAL(eval_local)
{
    return run->locals[node->slot];
}

/* A name inside of a filter: a member of the item, or else what it means outside. */
EVAL(eval_dynamic)
{
    const struct source_list *sources = node->extra;
    for (size_t i = 0; i < sources->count; i++) {
        struct feel_value item = run->locals[sources->locals[i]], member;
        if (item.type == FEEL_CONTEXT) {
            const struct feel_value *found = member_hinted(item, node->name, &run->hint);
            if (found)
                return *found;
            continue;
        }
        if (item.type == FEEL_RECORD && value_member(run, item, node->name, &member))
            return member;
    }
    if (node->a)
        return eval(node->a, run);
    return warn_at(run, node, ERR_FEEL_NAME, node->name, STR(""), STR("-"));
}

EVAL(eval_wrong)
{
    const struct wrong *wrong = node->extra;
    return warn_at(run, node, wrong->code, wrong->what, wrong->found, wrong->wanted);
}

/* ---- logic ---- */

static const char *zone_word(struct feel_value moment)
{
    return moment_zoned(moment) ? "@zone" : "";
}

static struct feel_value wrong_operands(const struct feel_node *node, struct feel_run *run,
                                        const char *op, struct feel_value a, struct feel_value b)
{
    if (run->warning_count >= FEEL_WARNINGS_MAX) {
        run->warning_count++;
        return feel_null();
    }
    bool zones = a.type == b.type && (a.type == FEEL_TIME || a.type == FEEL_DATE_TIME);
    struct str found =
        str_format(run->arena, "%s%s, %s%s", feel_type_name(a.type), zones ? zone_word(a) : "",
                   feel_type_name(b.type), zones ? zone_word(b) : "");
    return warn_at(run, node, ERR_FEEL_OPERANDS, str_from(op), found,
                   str_from(operands_wanted(op)));
}

static struct feel_value logic(const struct feel_node *node, struct feel_run *run, bool decisive)
{
    struct feel_value a = eval(node->a, run);
    if (a.type == FEEL_BOOLEAN && a.boolean == decisive)
        return a;
    struct feel_value b = eval(node->b, run);
    if (b.type == FEEL_BOOLEAN && (b.boolean == decisive || a.type == FEEL_BOOLEAN))
        return b;
    bool wrong = (a.type != FEEL_BOOLEAN && a.type != FEEL_NULL) ||
                 (b.type != FEEL_BOOLEAN && b.type != FEEL_NULL);
    return wrong ? wrong_operands(node, run, decisive ? "or" : "and", a, b) : feel_null();
}

EVAL(eval_and)
{
    return logic(node, run, false);
}

EVAL(eval_or)
{
    return logic(node, run, true);
}

/* In a box a condition that is neither true, false nor null is an error. */
EVAL(eval_if)
{
    struct feel_value condition = eval(node->a, run);
    if (node->op == STRICT && condition.type != FEEL_BOOLEAN && condition.type != FEEL_NULL)
        return warn_at(run, node, ERR_FEEL_OPERANDS, STR("if"), type_name(condition),
                       STR("boolean"));
    return eval(feel_is_true(condition) ? node->b : node->c, run);
}

/* ---- comparison ---- */

EVAL(eval_equal)
{
    struct feel_value a = eval(node->a, run), b = eval(node->b, run);
    int equal = value_equal(run, a, b);
    return equal < 0 ? wrong_operands(node, run, "=", a, b) : feel_boolean(equal);
}

EVAL(eval_unequal)
{
    struct feel_value a = eval(node->a, run), b = eval(node->b, run);
    int equal = value_equal(run, a, b);
    return equal < 0 ? wrong_operands(node, run, "!=", a, b) : feel_boolean(!equal);
}

static bool order_holds(int op, int order)
{
    switch (op) {
    case OP_LESS: return order < 0;
    case OP_LESS_EQUAL: return order <= 0;
    case OP_MORE: return order > 0;
    default: return order >= 0;
    }
}

EVAL(eval_order)
{
    struct feel_value a = eval(node->a, run), b = eval(node->b, run);
    if (a.type == FEEL_NUMBER && b.type == FEEL_NUMBER)
        return feel_boolean(order_holds(node->op, dec_cmp(a.number, b.number)));
    int holds = value_relates(run, a, node->op, b);
    return holds < 0 ? wrong_operands(node, run, op_text(node->op), a, b) : feel_boolean(holds);
}

EVAL(eval_between)
{
    struct feel_value value = eval(node->a, run), low = eval(node->b, run),
                      high = eval(node->c, run);
    int above = value_relates(run, value, OP_MORE_EQUAL, low);
    int below = value_relates(run, value, OP_LESS_EQUAL, high);
    if (above == 0 || below == 0)
        return feel_boolean(false);
    if (above < 0)
        return wrong_operands(node, run, "<=", low, value);
    return below < 0 ? wrong_operands(node, run, "<=", value, high) : feel_boolean(true);
}

/* ---- tests ---- */

EVAL(eval_test_compare)
{
    struct feel_value value = run->locals[node->slot], bound = eval(node->a, run);
    int holds = value_relates(run, value, node->op, bound);
    return holds < 0 ? wrong_operands(node, run, op_text(node->op), value, bound)
                     : feel_boolean(holds);
}

/* The value is in the list: equal to an item, or in an item that is a range or list. */
static bool in_list(struct feel_run *run, struct feel_value value, struct feel_value list)
{
    for (size_t i = 0; i < list.list.count && run_spend(run, 1); i++) {
        struct feel_value item = list.list.items[i];
        if (value_equal(run, value, item) == 1)
            return true;
        if (item.type == FEEL_RANGE && range_has(run, item.range, value) == 1)
            return true;
        if (item.type == FEEL_LIST && value.type != FEEL_LIST && in_list(run, value, item))
            return true;
    }
    return false;
}

EVAL(eval_test_value)
{
    struct feel_value value = run->locals[node->slot], test = eval(node->a, run);
    if (node->op) /* speaks of `?`: a condition */
        return test.type == FEEL_BOOLEAN || test.type == FEEL_NULL ? test : feel_boolean(false);
    if (test.type == FEEL_RANGE && value.type != FEEL_RANGE) {
        int inside = range_has(run, test.range, value);
        const struct feel_range *range = test.range;
        return inside < 0 ? wrong_operands(node, run, "<=", value,
                                           range->start.type ? range->start : range->end)
                          : feel_boolean(inside);
    }
    if (value_equal(run, value, test) == 1)
        return feel_boolean(true);
    return feel_boolean(test.type == FEEL_LIST && in_list(run, value, test));
}

/* Any of the tests; with `a`, its negation. */
EVAL(eval_tests)
{
    if (node->a) {
        struct feel_value tests = eval(node->a, run);
        return tests.type == FEEL_BOOLEAN ? feel_boolean(!tests.boolean) : feel_null();
    }
    bool unknown = false;
    for (size_t i = 0; i < node->count; i++) {
        struct feel_value test = eval(node->list[i], run);
        if (feel_is_true(test))
            return test;
        unknown |= test.type != FEEL_BOOLEAN;
    }
    return unknown ? feel_null() : feel_boolean(false);
}

EVAL(eval_in)
{
    run->locals[node->slot] = eval(node->a, run);
    return eval(node->b, run);
}

/* ---- ranges, lists, contexts ---- */

/* Both ends of one ordered type, in order; one may be null (10.3.2.7). */
EVAL(eval_range)
{
    const struct feel_range *shape = node->extra;
    struct feel_range *range = RUN_ARRAY(run, struct feel_range, 1);
    if (!range)
        return feel_null();
    *range = *shape;
    range->start = node->a ? eval(node->a, run) : feel_null();
    range->end = node->b == node->a ? range->start : node->b ? eval(node->b, run) : feel_null();
    int order;
    bool both = range->form == RANGE_INTERVAL && range->start.type != FEEL_NULL &&
                range->end.type != FEEL_NULL;
    if (both && !value_compare(run, range->start, range->end, &order))
        return wrong_operands(node, run, "<=", range->start, range->end);
    return (struct feel_value){ .type = FEEL_RANGE, .range = range };
}

EVAL(eval_list)
{
    struct feel_value *items = RUN_ARRAY(run, struct feel_value, node->count);
    if (!items)
        return feel_null();
    for (size_t i = 0; i < node->count; i++)
        items[i] = eval(node->list[i], run);
    return feel_list(items, node->count);
}

/* A function may speak of itself by its entry's name: it captured the place before it was filled.
 */
static void tie_to_itself(const struct feel_node *node, struct feel_value value, int local)
{
    if (node->eval != eval_define || value.type != FEEL_FUNCTION)
        return;
    const struct definition *definition = node->extra;
    struct feel_value *captured = (struct feel_value *)(uintptr_t)value.function->captured;
    for (size_t i = 0; i < definition->captures; i++)
        if (definition->capture_from[i] == local)
            captured[i] = value;
}

EVAL(eval_context)
{
    const struct context_shape *shape = node->extra;
    struct feel_entry *entries = RUN_ARRAY(run, struct feel_entry, node->count);
    if (!entries)
        return feel_null();
    for (size_t i = 0; i < node->count; i++) {
        struct feel_value value = eval(node->list[i], run);
        tie_to_itself(node->list[i], value, shape->locals[i]);
        if (run->locals)
            run->locals[shape->locals[i]] = value;
        entries[i] = (struct feel_entry){ shape->keys[i], value };
    }
    return feel_context(entries, node->count);
}
