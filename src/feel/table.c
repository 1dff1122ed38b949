/*
 * table.c - decision tables (DMN 1.5, clause 8): which rules hit, and what the hit policy makes of
 * them.
 *
 * The inputs are evaluated once, each into the place that its column's tests call `?`. Columns whose
 * cells only compare with constants have an index (table_index.c), and then a decision is a search a
 * column and the common bits of the sets found; else the tests are evaluated rule by rule.
 */
#include <string.h>

#include "feel/feel_priv.h"

enum { INPUTS_NEAR = 16, HITS_NEAR = 64 };

/* One evaluation of a table. */
struct look {
    const struct feel_node *node;
    const struct feel_table *table;
    struct feel_run *run;
    const struct feel_value *inputs;
    size_t *hits;
    size_t count;
};

static struct feel_value table_wrong(const struct look *look, const char *what, struct str found)
{
    return warn_at(look->run, look->node, ERR_FEEL_TABLE, str_from(what), found, STR("-"));
}

/* ---- inputs and rules ---- */

static bool take_inputs(const struct feel_node *node, struct feel_run *run,
                        const struct feel_table *table, struct feel_value *values)
{
    for (size_t i = 0; i < table->input_count; i++) {
        const struct feel_table_input *input = &table->inputs[i];
        values[i] = eval(input->value, run);
        if (input->shape && values[i].type != FEEL_NULL) {
            struct feel_value given = values[i];
            values[i] = ftype_coerce(run, &input->shape->type, given);
            if (values[i].type == FEEL_NULL)
                warn_at(run, input->value, ERR_FEEL_CONFORM, STR("?"), type_name(given),
                        input->shape->type.name);
        }
        run->locals[input->local] = values[i];
        if (input->allowed && !feel_is_true(eval(input->allowed, run))) {
            warn_at(run, node, ERR_FEEL_TABLE, STR("input values"), type_name(values[i]),
                    STR("-"));
            return false;
        }
    }
    return run->fault == ERR_NONE;
}

static bool rule_holds(const struct look *look, const struct feel_table_rule *rule)
{
    for (size_t i = 0; i < look->table->input_count; i++)
        if (rule->tests[i] && !feel_is_true(eval(rule->tests[i], look->run)))
            return false;
    return true;
}

/* Whether the hit policy needs no more than the first rule. */
static bool first_only(const struct feel_table *table)
{
    return table->hit == FEEL_HIT_FIRST;
}

static void hits_by_index(struct look *look, const uint64_t *rules)
{
    size_t words = table_words(look->table);
    for (size_t w = 0; w < words; w++)
        for (uint64_t bits = rules[w]; bits; bits &= bits - 1) {
            look->hits[look->count++] = w * 64 + (size_t)__builtin_ctzll(bits);
            if (first_only(look->table))
                return;
        }
}

static void hits_by_rule(struct look *look)
{
    size_t warnings = look->run->warning_count;
    for (size_t i = 0; i < look->table->rule_count && look->run->fault == ERR_NONE; i++) {
        if (!rule_holds(look, &look->table->rules[i]))
            continue;
        look->hits[look->count++] = i;
        if (first_only(look->table))
            break;
    }
    /* That a test does not fit the value is how a rule says no. */
    if (look->count)
        look->run->warning_count = warnings;
}

/* ---- outputs ---- */

static struct feel_value output_of(const struct look *look, feel_part part, size_t index)
{
    const struct feel_table_output *output = &look->table->outputs[index];
    struct feel_value value = eval(part, look->run);
    if (!output->shape || value.type == FEEL_NULL)
        return value;
    struct feel_value result = ftype_coerce(look->run, &output->shape->type, value);
    if (result.type == FEEL_NULL)
        warn_at(look->run, part, ERR_FEEL_CONFORM, output->name, type_name(value),
                output->shape->type.name);
    return result;
}

static struct feel_value rule_result(const struct look *look, const feel_part *parts)
{
    const struct feel_table *table = look->table;
    if (table->output_count == 1)
        return output_of(look, parts[0], 0);
    struct feel_entry *entries = RUN_ARRAY(look->run, struct feel_entry, table->output_count);
    if (!entries)
        return feel_null();
    for (size_t i = 0; i < table->output_count; i++)
        entries[i] = (struct feel_entry){ table->outputs[i].name, output_of(look, parts[i], i) };
    return feel_context(entries, table->output_count);
}

static const struct feel_node node_nothing = { .eval = eval_constant, .sort = NODE_CONSTANT };

/* The outputs' fallbacks where any is given; else null. */
static struct feel_value no_hit(const struct look *look)
{
    const struct feel_table *table = look->table;
    feel_part near[INPUTS_NEAR];
    bool any = false;
    for (size_t i = 0; i < table->output_count; i++)
        any |= table->outputs[i].fallback != NULL;
    if (any && table->output_count <= INPUTS_NEAR) {
        for (size_t i = 0; i < table->output_count; i++)
            near[i] = table->outputs[i].fallback ? table->outputs[i].fallback : &node_nothing;
        struct feel_value value = rule_result(look, near);
        bool list = table->hit == FEEL_HIT_RULE_ORDER || table->hit == FEEL_HIT_OUTPUT_ORDER ||
                    (table->hit == FEEL_HIT_COLLECT && table->collect == FEEL_COLLECT_LIST);
        struct feel_value *item = list ? RUN_ARRAY(look->run, struct feel_value, 1) : NULL;
        if (!item)
            return value;
        *item = value;
        return feel_list(item, 1);
    }
    if (table->hit == FEEL_HIT_COLLECT && table->collect == FEEL_COLLECT_LIST)
        return feel_list(NULL, 0);
    if (table->hit == FEEL_HIT_COLLECT && table->collect == FEEL_COLLECT_COUNT)
        return feel_int(0);
    return table_wrong(look, "no rule", STR("0"));
}

/* ---- priorities ---- */

/* The place of an output in its list of values; behind all where it is not in it. */
static size_t rank_of(const struct look *look, size_t output, struct feel_value value)
{
    const struct feel_table_output *column = &look->table->outputs[output];
    if (!column->values)
        return 0;
    const struct feel_node *tests = column->values;
    look->run->locals[column->local] = value;
    for (size_t i = 0; i < tests->count; i++)
        if (feel_is_true(eval(tests->list[i], look->run)))
            return i;
    return tests->count;
}

struct ranked {
    struct feel_value value;
    size_t rule;
};

static int by_rank(const struct look *look, const struct ranked *a, const struct ranked *b)
{
    for (size_t i = 0; i < look->table->output_count; i++) {
        bool one = look->table->output_count == 1;
        size_t x = rank_of(look, i, one ? a->value : a->value.context.entries[i].value);
        size_t y = rank_of(look, i, one ? b->value : b->value.context.entries[i].value);
        if (x != y)
            return x < y ? -1 : 1;
    }
    return 0;
}

/* Stable, for few. */
static void sort_ranked(const struct look *look, struct ranked *ranked)
{
    for (size_t i = 1; i < look->count && run_spend(look->run, i); i++) {
        struct ranked moving = ranked[i];
        size_t k = i;
        for (; k > 0 && by_rank(look, &moving, &ranked[k - 1]) < 0; k--)
            ranked[k] = ranked[k - 1];
        ranked[k] = moving;
    }
}

static struct feel_value by_priority(struct look *look, bool all)
{
    struct ranked *ranked = RUN_ARRAY(look->run, struct ranked, look->count);
    struct feel_value *items = RUN_ARRAY(look->run, struct feel_value, look->count);
    if (!ranked || !items)
        return feel_null();
    for (size_t i = 0; i < look->count; i++)
        ranked[i] = (struct ranked){ rule_result(look, look->table->rules[look->hits[i]].outputs),
                                     look->hits[i] };
    if (look->run->fault != ERR_NONE)
        return feel_null();
    sort_ranked(look, ranked);
    for (size_t i = 0; i < look->count; i++) {
        items[i] = ranked[i].value;
        look->hits[i] = ranked[i].rule;
    }
    if (all)
        return feel_list(items, look->count);
    look->count = 1;
    return items[0];
}

/* ---- several hits ---- */

static struct feel_value all_results(const struct look *look)
{
    struct feel_value *items = RUN_ARRAY(look->run, struct feel_value, look->count);
    if (!items)
        return feel_null();
    for (size_t i = 0; i < look->count; i++)
        items[i] = rule_result(look, look->table->rules[look->hits[i]].outputs);
    return feel_list(items, look->count);
}

static struct feel_value any_result(const struct look *look)
{
    struct feel_value all = all_results(look);
    for (size_t i = 1; all.type == FEEL_LIST && i < all.list.count; i++)
        if (value_equal(look->run, all.list.items[0], all.list.items[i]) != 1)
            return table_wrong(look, "ANY",
                               str_format(look->run->arena, "%zu, %zu", look->hits[0] + 1,
                                          look->hits[i] + 1));
    return all.type == FEEL_LIST && all.list.count ? all.list.items[0] : feel_null();
}

/* Sum, least or most of one column of the results. */
static struct feel_value fold_column(const struct look *look, struct feel_value all, size_t column)
{
    struct feel_value result = feel_null();
    for (size_t i = 0; i < all.list.count; i++) {
        struct feel_value item = all.list.items[i];
        int order;
        if (look->table->output_count > 1)
            item = item.context.entries[column].value;
        if (i == 0) {
            result = item;
        } else if (look->table->collect == FEEL_COLLECT_SUM) {
            result = value_add(result, item);
        } else if (!value_compare(look->run, item, result, &order)) {
            result = feel_null();
        } else if (look->table->collect == FEEL_COLLECT_MIN ? order < 0 : order > 0) {
            result = item;
        }
        if (result.type == FEEL_NULL)
            return table_wrong(look, "COLLECT", type_name(item));
    }
    return result;
}

static struct feel_value collected(const struct look *look)
{
    const struct feel_table *table = look->table;
    struct feel_value all = all_results(look);
    if (all.type != FEEL_LIST || look->run->fault != ERR_NONE)
        return feel_null();
    if (table->collect == FEEL_COLLECT_LIST)
        return all;
    if (table->collect == FEEL_COLLECT_COUNT)
        return feel_int((int64_t)all.list.count);
    if (table->output_count == 1)
        return fold_column(look, all, 0);
    struct feel_entry *entries = RUN_ARRAY(look->run, struct feel_entry, table->output_count);
    if (!entries)
        return feel_null();
    for (size_t i = 0; i < table->output_count; i++)
        entries[i] = (struct feel_entry){ table->outputs[i].name, fold_column(look, all, i) };
    return feel_context(entries, table->output_count);
}

static struct feel_value result_of(struct look *look)
{
    if (!look->count)
        return no_hit(look);
    switch (look->table->hit) {
    case FEEL_HIT_UNIQUE:
        if (look->count > 1)
            return table_wrong(look, "UNIQUE",
                               str_format(look->run->arena, "%zu, %zu", look->hits[0] + 1,
                                          look->hits[1] + 1));
        return rule_result(look, look->table->rules[look->hits[0]].outputs);
    case FEEL_HIT_FIRST: return rule_result(look, look->table->rules[look->hits[0]].outputs);
    case FEEL_HIT_ANY: return any_result(look);
    case FEEL_HIT_PRIORITY: return by_priority(look, false);
    case FEEL_HIT_OUTPUT_ORDER: return by_priority(look, true);
    case FEEL_HIT_RULE_ORDER: return all_results(look);
    case FEEL_HIT_COLLECT: return collected(look);
    }
    return feel_null();
}

/* ---- telling a watcher ---- */

static signed char cell_state(struct feel_run *run, const struct feel_node *test)
{
    struct feel_value value = test ? eval(test, run) : feel_boolean(true);
    return value.type != FEEL_BOOLEAN ? -1 : value.boolean;
}

static void tell(const struct look *look, struct feel_value result)
{
    const struct feel_table *table = look->table;
    struct feel_run *run = look->run;
    signed char *cells =
        RUN_ARRAY(run, signed char, table->rule_count * table->input_count + 1);
    size_t warnings = run->warning_count;
    if (!cells)
        return;
    for (size_t i = 0; i < table->input_count; i++)
        run->locals[table->inputs[i].local] = look->inputs[i];
    for (size_t r = 0; r < table->rule_count; r++)
        for (size_t i = 0; i < table->input_count; i++)
            cells[r * table->input_count + i] =
                look->inputs[i].type == FEEL_NULL && table->rules[r].tests[i] &&
                        table->rules[r].tests[i]->sort != NODE_CONSTANT
                    ? (feel_is_true(eval(table->rules[r].tests[i], run)) ? 1 : -1)
                    : cell_state(run, table->rules[r].tests[i]);
    run->warning_count = warnings;
    struct feel_seen seen = { table, look->inputs, cells, look->hits, look->count, result };
    if (run->fault == ERR_NONE)
        run->watch->table(run->watch, run, &seen);
}

EVAL(eval_table)
{
    const struct feel_table *table = node->extra;
    struct feel_value near_inputs[INPUTS_NEAR], *inputs = near_inputs;
    size_t near_hits[HITS_NEAR];
    struct look look = { .node = node, .table = table, .run = run, .hits = near_hits };
    uint64_t rules[TABLE_WORDS_MAX];
    if (table->input_count > INPUTS_NEAR &&
        !(inputs = RUN_ARRAY(run, struct feel_value, table->input_count)))
        return feel_null();
    if (table->rule_count > HITS_NEAR &&
        !(look.hits = RUN_ARRAY(run, size_t, table->rule_count)))
        return feel_null();
    if (!take_inputs(node, run, table, inputs))
        return feel_null();
    look.inputs = inputs;
    if (table_match(table, inputs, rules))
        hits_by_index(&look, rules);
    else
        hits_by_rule(&look);
    struct feel_value result = result_of(&look);
    if (run->watch)
        tell(&look, result);
    return result;
}

int feel_table_test(struct feel_run *run, const struct feel_expr *expr,
                    const struct feel_table *table, size_t rule, size_t input,
                    struct feel_value value)
{
    const struct feel_node *test = table->rules[rule].tests[input];
    const struct feel_expr *outer_expr = run->expr;
    struct feel_value *outer_locals = run->locals, result = feel_boolean(true);
    if (test) {
        run->expr = expr;
        run->locals = RUN_ARRAY(run, struct feel_value, (size_t)expr->locals);
        if (run->locals) {
            run->locals[table->inputs[input].local] = value;
            result = eval(test, run);
        }
        run->expr = outer_expr;
        run->locals = outer_locals;
    }
    return result.type == FEEL_BOOLEAN ? result.boolean : -1;
}
