/*
 * policy.c - the DMN files among the definitions: loaded, tied to kinds and fields, found by name
 * and day.
 */
#include "rule/policy.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/must.h"
#include "rule/rule_priv.h"

static bool policy_wrong(struct err_list *errs, const struct rule_info *info, int line,
                         enum err_code code, struct str what, struct str wanted)
{
    struct err err;
    err_init(&err);
    err_set(&err, code, "what", what, "wanted", wanted);
    err_at_line(&err, info->file, line, 0);
    err_list_add(errs, &err);
    return false;
}

/* ---- inputs ---- */

static struct str field_names(struct arena *arena, const struct kind *kind, struct str wrong)
{
    struct str *names = ARENA_ARRAY(arena, struct str, kind->field_count);
    for (size_t i = 0; i < kind->field_count; i++)
        names[i] = kind->fields[i].name;
    return model_nearest(arena, wrong, names, kind->field_count);
}

static void tie_input(struct arena *arena, struct policy *policy, int node,
                      struct policy_input *input, struct err_list *errs)
{
    const struct rule_set *set = policy->set;
    struct str field = rule_attribute(set, node, "own:field");
    struct str months = rule_attribute(set, node, "own:months");
    int64_t before = 0;
    *input = (struct policy_input){ .name = rule_name(set, node), .node = node };
    input->day = str_eq(rule_attribute(set, node, "own:day"), STR("true"));
    input->optional = str_eq(rule_attribute(set, node, "own:optional"), STR("true"));
    if (months.len && (!str_to_int(months, &before) || before > 0 || before < -1200))
        policy_wrong(errs, policy->info, rule_line(set, node), ERR_RULE_MONTHS, months, STR("-12"));
    input->months = (int)before;
    if (!field.len || !policy->kind)
        return;
    input->field = kind_field(policy->kind, field);
    if (!input->field)
        policy_wrong(errs, policy->info, rule_line(set, node), ERR_RULE_FIELD, field,
                     field_names(arena, policy->kind, field));
}

static void tie_inputs(struct arena *arena, struct policy *policy, struct err_list *errs)
{
    const struct rule_set *set = policy->set;
    struct policy_input *inputs = ARENA_ARRAY(arena, struct policy_input, rule_nodes(set));
    for (size_t i = 0; i < rule_nodes(set); i++)
        if (rule_is_input(set, (int)i) && rule_needs(set, policy->decision, (int)i))
            tie_input(arena, policy, (int)i, &inputs[policy->input_count++], errs);
    policy->inputs = inputs;
}

/* ---- files ---- */

static void policy_make(struct arena *arena, const struct model *model, const struct rule_set *set,
                        size_t file, struct policy *policy, struct err_list *errs)
{
    const struct rule_info *info = rule_file_info(set, file);
    *policy = (struct policy){ .info = info, .set = set, .file = (int)file };
    policy->name = info->policy.len ? info->policy : info->title;
    policy->decision = rule_find(set, (int)file, info->decision);
    if (policy->decision < 0 || !rule_is_decision(set, policy->decision)) {
        policy->decision = -1;
        policy_wrong(errs, info, 1, ERR_RULE_ASKS, info->decision, STR("own:decision"));
        return;
    }
    if (info->kind.len && !(policy->kind = model_kind(model, info->kind)))
        policy_wrong(errs, info, 1, ERR_RULE_KIND, info->kind, STR("model/kinds"));
    if (!day_is_none(info->from) && !day_is_none(info->to) && info->to.n < info->from.n)
        policy_wrong(errs, info, 1, ERR_RULE_DAYS, info->title, STR("from <= to"));
    tie_inputs(arena, policy, errs);
    if (rule_table(set, policy->decision))
        policy_check_table(arena, set, policy->decision, errs);
}

/* Two files of one policy that are both in force on some day would both answer. */
static void check_days(const struct policies *policies, struct err_list *errs)
{
    for (size_t i = 0; i < policies->count; i++)
        for (size_t k = 0; k < i; k++) {
            const struct policy *a = &policies->items[i], *b = &policies->items[k];
            struct day from = a->info->from.n > b->info->from.n ? a->info->from : b->info->from;
            if (str_eq(a->name, b->name) && policy_in_force(a, from) && policy_in_force(b, from))
                policy_wrong(errs, a->info, 1, ERR_RULE_DAYS, a->name, b->info->file);
        }
}

struct policies *policies_load(struct arena *arena, const struct model *model,
                               struct err_list *errs)
{
    struct rule_source *sources = ARENA_ARRAY(arena, struct rule_source, model->file_count);
    struct policies *policies = ARENA_NEW(arena, struct policies);
    size_t count = 0, before = errs->count + errs->dropped;
    for (size_t i = 0; i < model->file_count; i++)
        if (str_starts(model->files[i].name, STR("rules/")))
            sources[count++] =
                (struct rule_source){ model->files[i].name, model->files[i].bytes };
    policies->set = rule_load(arena, sources, count, false, errs);
    if (!policies->set)
        return NULL;
    struct policy *items = ARENA_ARRAY(arena, struct policy, count);
    for (size_t f = 0; f < rule_files(policies->set); f++)
        if (rule_file_info(policies->set, f)->decision.len)
            policy_make(arena, model, policies->set, f, &items[policies->count++], errs);
    policies->items = items;
    check_days(policies, errs);
    return errs->count + errs->dropped == before ? policies : NULL;
}

/* ---- by name and day ---- */

bool policy_in_force(const struct policy *policy, struct day day)
{
    const struct rule_info *info = policy->info;
    return (day_is_none(info->from) || info->from.n <= day.n) &&
           (day_is_none(info->to) || day.n <= info->to.n);
}

const struct policy *policy_on(const struct policies *policies, struct str name, struct day day)
{
    for (size_t i = 0; i < policies->count; i++)
        if (str_eq(policies->items[i].name, name) && policy_in_force(&policies->items[i], day))
            return &policies->items[i];
    return NULL;
}

size_t policies_on(const struct policies *policies, const struct kind *kind, struct day day,
                   const struct policy **found, size_t room)
{
    size_t count = 0;
    for (size_t i = 0; i < policies->count && count < room; i++)
        if (policies->items[i].kind == kind && policy_in_force(&policies->items[i], day))
            found[count++] = &policies->items[i];
    return count;
}

/* ---- gaps and overlaps ---- */

enum { CELLS_MAX = 20000 };

/* Values that stand for all: each bound, and between and beyond them. */
static size_t samples_of(struct arena *arena, const struct feel_value *bounds, size_t count,
                         struct feel_value **samples)
{
    size_t n = 0;
    *samples = ARENA_ARRAY(arena, struct feel_value, 2 * count + 2);
    if (!count) {
        (*samples)[n++] = feel_null();
        return n;
    }
    if (bounds[0].type != FEEL_NUMBER) {
        for (size_t i = 0; i < count; i++)
            (*samples)[n++] = bounds[i];
        if (bounds[0].type == FEEL_BOOLEAN && count == 1)
            (*samples)[n++] = feel_boolean(!bounds[0].boolean);
        return n; /* of texts: those named; others are the table's to answer or not */
    }
    for (size_t i = 0; i < count; i++) {
        struct dec between, one = dec_from_int(1);
        bool good = i ? dec_add(bounds[i - 1].number, bounds[i].number, &between) &&
                            dec_div(between, dec_from_int(2), &between)
                      : dec_sub(bounds[0].number, one, &between);
        /* Facts are amounts: below nothing is nothing. */
        if (good && !(i == 0 && dec_cmp(bounds[0].number, dec_from_int(0)) == 0))
            (*samples)[n++] = feel_number(between);
        (*samples)[n++] = bounds[i];
    }
    struct dec above;
    if (dec_add(bounds[count - 1].number, dec_from_int(1), &above))
        (*samples)[n++] = feel_number(above);
    return n;
}

struct grid {
    struct arena *arena;
    const struct rule_set *set;
    const struct feel_table *table;
    const struct rule_info *info;
    struct feel_value **samples;
    size_t *counts;
    bool **holds; /* by column: [sample * rules + rule] */
    struct err_list *errs;
    int line;
    bool gap, overlap;
};

static struct str point_text(const struct grid *grid, const size_t *at)
{
    struct buf out;
    buf_init(&out, grid->arena);
    for (size_t i = 0; i < grid->table->input_count; i++) {
        struct feel_value value = grid->samples[i][at[i]];
        if (value.type == FEEL_NULL)
            continue;
        buf_printf(&out, "%s%.*s = ", buf_get(&out).len ? ", " : "",
                   STR_ARG(rule_column_text(grid->table, i)));
        feel_print(value, &out);
    }
    return buf_get(&out);
}

static void check_point(struct grid *grid, const size_t *at)
{
    size_t hits = 0, first = 0, second = 0;
    bool single = grid->table->hit == FEEL_HIT_UNIQUE;
    for (size_t r = 0; r < grid->table->rule_count; r++) {
        bool good = true;
        for (size_t i = 0; i < grid->table->input_count && good; i++)
            good = grid->holds[i][at[i] * grid->table->rule_count + r];
        if (!good)
            continue;
        (hits ? &second : &first)[0] = hits > 1 ? second : r + 1;
        hits++;
    }
    if (!hits && !grid->gap && grid->table->hit != FEEL_HIT_COLLECT &&
        !grid->table->outputs[0].fallback) {
        grid->gap = true;
        policy_wrong(grid->errs, grid->info, grid->line, ERR_RULE_GAP, point_text(grid, at),
                     STR("-"));
    }
    if (hits > 1 && single && !grid->overlap) {
        grid->overlap = true;
        policy_wrong(grid->errs, grid->info, grid->line, ERR_RULE_OVERLAP, point_text(grid, at),
                     str_format(grid->arena, "%zu, %zu", first, second));
    }
}

static void check_grid(struct grid *grid)
{
    size_t *at = ARENA_ARRAY(grid->arena, size_t, grid->table->input_count + 1), column = 0;
    do {
        check_point(grid, at);
        for (column = 0; column < grid->table->input_count; column++) {
            if (++at[column] < grid->counts[column])
                break;
            at[column] = 0;
        }
    } while (column < grid->table->input_count && !(grid->gap && grid->overlap));
}

void policy_check_table(struct arena *arena, const struct rule_set *set, int node,
                        struct err_list *errs)
{
    const struct feel_table *table = rule_table(set, node);
    struct grid grid = { .arena = arena, .set = set, .table = table, .errs = errs,
                         .info = rule_file_info(set, (size_t)rule_file_of(set, node)),
                         .line = rule_line(set, node) };
    struct feel_run run;
    size_t cells = 1;
    feel_run_init(&run, arena);
    grid.samples = ARENA_ARRAY(arena, struct feel_value *, table->input_count);
    grid.counts = ARENA_ARRAY(arena, size_t, table->input_count);
    grid.holds = ARENA_ARRAY(arena, bool *, table->input_count);
    for (size_t i = 0; i < table->input_count; i++) {
        struct feel_value *bounds = NULL;
        size_t count = 0;
        if (!feel_table_bounds(table, i, arena, &bounds, &count) ||
            (count && bounds[0].type == FEEL_DATE))
            return;
        grid.counts[i] = samples_of(arena, bounds, count, &grid.samples[i]);
        cells *= grid.counts[i];
        if (cells > CELLS_MAX)
            return;
        grid.holds[i] = ARENA_ARRAY(arena, bool, grid.counts[i] * table->rule_count + 1);
        for (size_t s = 0; s < grid.counts[i]; s++)
            for (size_t r = 0; r < table->rule_count; r++) {
                feel_run_again(&run);
                grid.holds[i][s * table->rule_count + r] =
                    feel_table_test(&run, rule_expr(set, node), table, r, i,
                                    grid.samples[i][s]) == 1;
            }
    }
    check_grid(&grid);
}
