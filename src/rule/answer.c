/*
 * answer.c - asking a policy about a record, and what would have to change for another answer.
 *
 * The decision's table is watched while it is evaluated. For each of its rules that says yes (or
 * gives another class) the cells that do not hold are the steps of a way. What makes a cell hold is
 * found by asking again with one fact changed: first the bounds that the column itself names, then,
 * for what is computed from facts or decided by other tables, by trying values further and further
 * away and halving back to where the answer turns.
 */
#include "rule/policy.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/limits.h"
#include "base/must.h"

enum { WAYS_MAX = 4, CHANGES_MAX = 6, DOUBLINGS = 24, HALVINGS = 40 };

struct seen_table {
    struct feel_watch watch;
    const struct feel_table *table; /* the one that is waited for */
    struct arena *arena;
    bool seen;
    struct feel_value *inputs;
    signed char *cells;
    size_t *hits;
    size_t hit_count;
};

struct policy_ask {
    const struct policies *policies;
    struct rule_ask ask;
    struct feel_run run;
    struct feel_value *facts; /* by node */
};

/* One answer being worked out. */
struct working {
    struct policy_ask *ask;
    struct arena *arena;
    const struct policy *policy;
    struct seen_table seen;
    struct answer *answer;
    bool fault;
};

const char *answer_name(enum answer_sort sort)
{
    static const char *const names[] = { "yes", "no", "missing", "class" };
    return names[sort];
}

struct policy_ask *policy_ask_new(struct arena *arena, const struct policies *policies)
{
    struct policy_ask *ask = ARENA_NEW(arena, struct policy_ask);
    ask->policies = policies;
    feel_run_init(&ask->run, arena);
    rule_ask_init(&ask->ask, policies->set, arena, &ask->run);
    ask->facts = ARENA_ARRAY(arena, struct feel_value, rule_nodes(policies->set) + 1);
    return ask;
}

static void facts_take(struct policy_ask *ask, struct arena *arena, const struct policy *policy,
                       struct policy_host *host)
{
    for (size_t i = 0; i < policy->input_count; i++)
        ask->facts[policy->inputs[i].node] = host->fact(host, arena, &policy->inputs[i]);
}

static struct feel_value decide(struct policy_ask *ask, struct arena *arena,
                                const struct policy *policy)
{
    ask->run.arena = arena;
    feel_run_again(&ask->run);
    rule_ask_again(&ask->ask);
    for (size_t i = 0; i < policy->input_count; i++)
        rule_give(&ask->ask, policy->inputs[i].node, ask->facts[policy->inputs[i].node]);
    return rule_decide(&ask->ask, policy->decision);
}

struct feel_value policy_value(struct policy_ask *ask, struct arena *arena,
                               const struct policy *policy, struct policy_host *host,
                               struct err *err)
{
    facts_take(ask, arena, policy, host);
    ask->run.watch = NULL;
    struct feel_value value = decide(ask, arena, policy);
    feel_run_fault(&ask->run, err);
    return value;
}

/* ---- watching ---- */

static void watch_table(struct feel_watch *watch, struct feel_run *run,
                        const struct feel_seen *seen)
{
    struct seen_table *own = (struct seen_table *)watch;
    const struct feel_table *table = seen->table;
    (void)run;
    if (table != own->table)
        return;
    own->seen = true;
    size_t cells = table->rule_count * table->input_count;
    own->inputs = ARENA_ARRAY(own->arena, struct feel_value, table->input_count);
    own->cells = ARENA_ARRAY(own->arena, signed char, cells + 1);
    own->hits = ARENA_ARRAY(own->arena, size_t, seen->hit_count + 1);
    memcpy(own->inputs, seen->inputs, table->input_count * sizeof *own->inputs);
    memcpy(own->cells, seen->cells, cells);
    memcpy(own->hits, seen->hits, seen->hit_count * sizeof *own->hits);
    own->hit_count = seen->hit_count;
}

static struct feel_value look(struct working *work, struct seen_table *seen)
{
    *seen = (struct seen_table){ .watch = { watch_table }, .arena = work->arena,
                                 .table = rule_table(work->policy->set, work->policy->decision) };
    work->ask->run.watch = &seen->watch;
    struct feel_value value = decide(work->ask, work->arena, work->policy);
    work->fault |= work->ask->run.fault != ERR_NONE;
    return value;
}

/* ---- what would make a cell hold ---- */

/* Whether the cell holds with the fact changed. */
static bool holds_with(struct working *work, int node, struct feel_value value, size_t rule,
                       size_t column)
{
    struct seen_table seen;
    struct feel_value kept = work->ask->facts[node];
    work->ask->facts[node] = value;
    look(work, &seen);
    work->ask->facts[node] = kept;
    return seen.seen && !work->fault &&
           seen.cells[rule * seen.table->input_count + column] == 1;
}

/* Whether the record lacks a fact that it should have. */
static bool fact_missing(const struct working *work, int node)
{
    const struct policy *policy = work->policy;
    for (size_t i = 0; i < policy->input_count; i++)
        if (policy->inputs[i].node == node)
            return !policy->inputs[i].optional && work->ask->facts[node].type == FEEL_NULL;
    return false;
}

static bool numeric(const struct working *work, int node)
{
    return work->ask->facts[node].type == FEEL_NUMBER;
}

/* To two decimals, or to whole ones where the fact is whole. */
static struct dec rounded(struct dec value, bool whole, bool up)
{
    return dec_round(value, whole ? 0 : 4, up ? DEC_CEILING : DEC_FLOOR);
}

/* The value nearest to `from` in one direction with which the cell holds. */
static bool turn_point(struct working *work, int node, bool up, size_t rule, size_t column,
                       struct dec *found)
{
    struct dec from = work->ask->facts[node].number, step, good = from, bad = from, two;
    bool whole = dec_is_integer(from), holds = false;
    two = dec_from_int(2);
    step = dec_from_int(1);
    if (!whole && !dec_div(dec_abs(from), dec_from_int(64), &step))
        return false;
    for (int i = 0; i < DOUBLINGS && !holds; i++) {
        if (!(up ? dec_add(from, step, &good) : dec_sub(from, step, &good)))
            return false;
        if (!up && dec_cmp(good, dec_from_int(0)) < 0) {
            if (dec_cmp(bad, dec_from_int(0)) <= 0)
                return false;
            good = dec_from_int(0); /* facts are amounts: not below nothing */
        }
        holds = holds_with(work, node, feel_number(good), rule, column);
        bad = holds ? bad : good;
        if (!dec_mul(step, two, &step))
            return false;
    }
    for (int i = 0; i < HALVINGS && holds; i++) {
        struct dec middle;
        if (!dec_add(good, bad, &middle) || !dec_div(middle, two, &middle))
            break;
        middle = rounded(middle, whole, up);
        if (dec_cmp(middle, good) == 0 || dec_cmp(middle, bad) == 0)
            break;
        *(holds_with(work, node, feel_number(middle), rule, column) ? &good : &bad) = middle;
    }
    *found = good;
    return holds;
}

/* The nearest of a column's own bounds with which the cell holds: for texts, booleans and dates,
 * and exact for numbers. */
static bool nearest_bound(struct working *work, int node, size_t rule, size_t column,
                          struct feel_value *found)
{
    const struct feel_table *table = work->seen.table;
    struct feel_value *bounds, from = work->ask->facts[node];
    size_t count;
    bool any = false;
    if (!feel_table_bounds(table, column, work->arena, &bounds, &count))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (from.type != FEEL_NULL && bounds[i].type != from.type)
            continue;
        if (!holds_with(work, node, bounds[i], rule, column))
            continue;
        struct dec now, best;
        bool closer = !any || (from.type == FEEL_NUMBER &&
                               dec_sub(bounds[i].number, from.number, &now) &&
                               dec_sub(found->number, from.number, &best) &&
                               dec_cmp(dec_abs(now), dec_abs(best)) < 0);
        if (closer)
            *found = bounds[i];
        any = true;
    }
    return any;
}

static void change_add(struct answer_step *step, const struct working *work, int node,
                       struct feel_value to)
{
    struct answer_change *changes = (struct answer_change *)(uintptr_t)step->changes;
    if (step->change_count == CHANGES_MAX)
        return;
    changes[step->change_count++] =
        (struct answer_change){ rule_name(work->policy->set, node), work->ask->facts[node], to };
}

static void find_changes(struct working *work, size_t rule, size_t column,
                         struct answer_step *step)
{
    const struct feel_table *table = work->seen.table;
    int *leaves;
    size_t count = rule_leaves(work->policy->set, work->arena, table->inputs[column].value, &leaves);
    step->changes = ARENA_ARRAY(work->arena, struct answer_change, CHANGES_MAX);
    for (size_t i = 0; i < count && !work->fault; i++) {
        struct feel_value to;
        struct dec turn;
        int node = leaves[i];
        step->missing |= fact_missing(work, node);
        if (nearest_bound(work, node, rule, column, &to) && count == 1) {
            change_add(step, work, node, to);
            continue;
        }
        if (!numeric(work, node))
            continue;
        for (int up = 1; up >= 0; up--)
            if (turn_point(work, node, up, rule, column, &turn))
                change_add(step, work, node, feel_number(turn));
    }
}

/* ---- ways ---- */

/* Whether a rule gives an answer that is worth a way: yes, or a class that the record has not. */
static bool wanted(const struct working *work, size_t rule, struct feel_value *outcome)
{
    const struct feel_table *table = work->seen.table;
    if (!feel_part_constant(table->rules[rule].outputs[0], outcome))
        return false;
    if (outcome->type == FEEL_BOOLEAN)
        return outcome->boolean;
    return outcome->type != FEEL_NULL && feel_equal(*outcome, work->answer->value) != 1;
}

/* How many cells of a rule do not hold; 0 also where one is of a text that the record has: what it
 * is in does not change by growing. */
static size_t failing(const struct working *work, size_t rule)
{
    const struct feel_table *table = work->seen.table;
    size_t count = 0;
    for (size_t i = 0; i < table->input_count; i++) {
        if (work->seen.cells[rule * table->input_count + i] == 1)
            continue;
        if (work->seen.inputs[i].type == FEEL_STRING)
            return 0;
        count++;
    }
    return count;
}

static void way_make(struct working *work, size_t rule, struct answer_way *way)
{
    const struct feel_table *table = work->seen.table;
    struct answer_step *steps = ARENA_ARRAY(work->arena, struct answer_step, table->input_count);
    way->steps = steps;
    way->rule = rule + 1;
    for (size_t i = 0; i < table->input_count; i++) {
        if (work->seen.cells[rule * table->input_count + i] == 1)
            continue;
        struct answer_step *step = &steps[way->step_count++];
        *step = (struct answer_step){ .column = rule_column_text(table, i),
                                      .test = rule_cell_text(table, rule, i),
                                      .value = work->seen.inputs[i] };
        find_changes(work, rule, i, step);
    }
}

static void ways_make(struct working *work)
{
    const struct feel_table *table = work->seen.table;
    struct answer *answer = work->answer;
    struct answer_way *ways = ARENA_ARRAY(work->arena, struct answer_way, WAYS_MAX);
    answer->ways = ways;
    for (size_t count = 1; count <= table->input_count; count++)
        for (size_t r = 0; r < table->rule_count && answer->way_count < WAYS_MAX; r++) {
            struct feel_value outcome;
            if (failing(work, r) != count || !wanted(work, r, &outcome))
                continue;
            ways[answer->way_count].outcome = outcome;
            way_make(work, r, &ways[answer->way_count++]);
        }
}

/* ---- the answer ---- */

/* Facts that are not there, of those that the table looks at. */
static void missing_find(struct working *work)
{
    const struct feel_table *table = work->seen.table;
    const struct policy *policy = work->policy;
    struct str *names = ARENA_ARRAY(work->arena, struct str, policy->input_count);
    bool *named = ARENA_ARRAY(work->arena, bool, rule_nodes(policy->set) + 1);
    for (size_t i = 0; i < table->input_count; i++) {
        int *leaves;
        size_t count =
            rule_leaves(policy->set, work->arena, table->inputs[i].value, &leaves);
        for (size_t k = 0; k < count; k++) {
            if (named[leaves[k]] || !fact_missing(work, leaves[k]))
                continue;
            named[leaves[k]] = true;
            names[work->answer->missing_count++] = rule_name(policy->set, leaves[k]);
        }
    }
    work->answer->missing = names;
}

/* A no hangs on what is missing where some rule that says yes fails in nothing else. */
static bool hangs_on_missing(const struct working *work)
{
    const struct answer *answer = work->answer;
    for (size_t w = 0; w < answer->way_count; w++) {
        bool all = true;
        for (size_t s = 0; s < answer->ways[w].step_count; s++)
            all &= answer->ways[w].steps[s].missing;
        if (all)
            return true;
    }
    return false;
}

static void sort_answer(struct working *work)
{
    struct answer *answer = work->answer;
    struct feel_value value = answer->value;
    if (value.type == FEEL_BOOLEAN && value.boolean)
        answer->sort = ANSWER_YES;
    else if (value.type == FEEL_NULL || value.type == FEEL_BOOLEAN)
        answer->sort = hangs_on_missing(work) || (value.type == FEEL_NULL && answer->missing_count)
                           ? ANSWER_MISSING
                           : ANSWER_NO;
    else
        answer->sort = ANSWER_CLASS;
}

bool policy_answer(struct policy_ask *ask, struct arena *arena, const struct policy *policy,
                   struct policy_host *host, struct answer *answer, struct err *err)
{
    struct working work = { .ask = ask, .arena = arena, .policy = policy, .answer = answer };
    *answer = (struct answer){ .policy = policy };
    facts_take(ask, arena, policy, host);
    answer->value = look(&work, &work.seen);
    if (work.seen.seen) {
        size_t *hits = ARENA_ARRAY(arena, size_t, work.seen.hit_count + 1);
        for (size_t i = 0; i < work.seen.hit_count; i++)
            hits[i] = work.seen.hits[i] + 1;
        answer->hits = hits;
        answer->hit_count = work.seen.hit_count;
        missing_find(&work);
        if (!feel_is_true(answer->value))
            ways_make(&work);
    }
    sort_answer(&work);
    ask->run.watch = NULL;
    ask->run.fault = ERR_NONE;
    if (!work.fault)
        return true;
    return err_set(err, ERR_FEEL_STEPS, "limit",
                   str_format(arena, "%d", (int)LIMIT_FEEL_STEPS));
}
