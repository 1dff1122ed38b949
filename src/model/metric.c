/*
 * metric.c - metrics from metrics.yaml: how each is computed, from which records or from which
 * other metrics.
 *
 * Names and ways of computing first, so that metrics may refer ahead; then each by itself; then
 * circles and versions.
 */
#include "base/arena.h"
#include "base/buf.h"
#include "base/hash.h"
#include "base/limits.h"
#include "base/must.h"
#include "model/model_priv.h"

static const struct how_row {
    const char *key;
    enum metric_how how;
    const char *keys; /* beside the common ones */
} hows[] = {
    { "count", METRIC_COUNT, "at each where by" },
    { "sum", METRIC_SUM, "at each where by value" },
    { "stock", METRIC_STOCK, "while from to where by" },
    { "official", METRIC_OFFICIAL, "" },
    { "growth", METRIC_GROWTH, "" },
    { "ratio", METRIC_RATIO, "factor" },
    { "share", METRIC_SHARE, "" },
    { "cadence", METRIC_CADENCE, "every" },
    { "formula", METRIC_FORMULA, "" },
};
enum { HOW_COUNT = sizeof hows / sizeof hows[0], DIMENSIONS_MAX = 8 };

#define COMMON_KEYS "metric label note unit adds scale better"

/* ---- declaring ---- */

static const struct how_row *how_find(struct loader *loader, const struct node *node)
{
    const struct how_row *found = NULL;
    size_t count = 0;
    for (size_t i = 0; i < HOW_COUNT; i++) {
        if (!node_get(node, hows[i].key))
            continue;
        found = &hows[i];
        count++;
    }
    if (count == 1)
        return found;
    const struct node *name = node_get(node, "metric");
    fault(loader, node, ERR_MODEL_MISFIT, "name", name ? name->text : STR("metric"),
          WORD_ARGS("wanted", WORD_FIT_HOW_ONE));
    return NULL;
}

static bool metric_declare(struct loader *loader, const struct node *node, struct metric *metric)
{
    if (!node_is(loader, node, NODE_MAP))
        return false;
    struct str name = node_name(loader, node, "metric", '-');
    if (!name.len)
        return false;
    const struct metric *twin = model_metric(loader->model, name);
    if (twin) {
        fault(loader, node, ERR_MODEL_TWICE, "name", name, "place",
              place_text(loader, twin->place));
        return false;
    }
    const struct how_row *how = how_find(loader, node);
    if (!how)
        return false;
    node_keys(loader, node,
              str_cstr(loader->arena, str_format(loader->arena, "%s%s%s %s", how->key,
                                                 how->keys[0] ? " " : "", how->keys, COMMON_KEYS)));
    metric->name = name;
    metric->how = how->how;
    metric->place = node_place(node);
    metric->factor = dec_from_int(how->how == METRIC_SHARE ? 100 : 1);
    return true;
}

/* ---- what feeds it ---- */

/* "kind" or "kind.field" under `key`. */
static bool source_read(struct loader *loader, const struct node *node, struct metric *metric,
                        bool field_wanted)
{
    struct str text = node->text, field_name = STR("");
    struct str kind_name = text;
    bool dotted = name_split(text, &kind_name, &field_name);
    metric->kind = loader_kind(loader, kind_name);
    if (!metric->kind) {
        fault_unknown_kind(loader, node, kind_name);
        return false;
    }
    if (!dotted && !field_wanted)
        return true;
    if (!dotted) {
        fault(loader, node, ERR_MODEL_MISFIT, "name", text,
              WORD_ARGS("wanted", WORD_FIT_KIND_FIELD));
        return false;
    }
    metric->field = kind_field(metric->kind, field_name);
    if (!metric->field) {
        fault_unknown_field(loader, node, field_name, metric->kind);
        return false;
    }
    enum field_type type = metric->field->type;
    if (type == FIELD_MONEY || type == FIELD_NUMBER || type == FIELD_INTEGER ||
        type == FIELD_PERCENT)
        return true;
    fault(loader, node, ERR_MODEL_MISFIT, "name", field_name, WORD_ARGS("wanted", WORD_FIT_NUMBER));
    return false;
}

static bool stages_read(struct loader *loader, const struct node *node, struct metric *metric)
{
    bool list = node->type == NODE_LIST;
    int *stages = ARENA_ARRAY(loader->arena, int, list ? node->count : 1);
    metric->at_stages = stages;
    for (const struct node *member = list ? node->first : node; member; member = member->next) {
        if (!node_is(loader, member, NODE_TEXT))
            return false;
        const struct stage *stage = kind_stage(metric->kind, member->text);
        if (stage)
            stages[metric->at_stage_count++] = stage->index;
        else
            fault_unknown_stage(loader, member, member->text, metric->kind);
        if (!list)
            break;
    }
    return metric->at_stage_count > 0;
}

/* `at: signed`, `at: [a, b]`, `at: first(condition)`, `at: an expression that gives a date`. */
static void at_read(struct loader *loader, const struct node *node, struct metric *metric)
{
    static const struct str first = STR_INIT("first(");
    if (node->type == NODE_LIST) {
        stages_read(loader, node, metric);
        return;
    }
    if (!node_is(loader, node, NODE_TEXT))
        return;
    struct str text = str_trim(node->text);
    if (kind_stage(metric->kind, text)) {
        stages_read(loader, node, metric);
        return;
    }
    if (str_starts(text, first) && str_ends(text, STR(")"))) {
        struct str condition = str_slice(text, first.len, text.len - first.len - 1);
        metric->first =
            expr_compile(loader, node, condition, (int)first.len, metric->kind, FEEL_BOOLEAN);
        return;
    }
    metric->at = expr_compile(loader, node, text, 0, metric->kind, FEEL_DATE);
}

static void event_read(struct loader *loader, const struct node *node, struct metric *metric)
{
    const struct node *at = node_get(node, "at"), *each = node_get(node, "each");
    if (!at == !each) {
        fault(loader, node, ERR_MODEL_MISFIT, "name", metric->name,
              WORD_ARGS("wanted", WORD_FIT_AT_ONE));
        return;
    }
    if (at) {
        at_read(loader, at, metric);
        return;
    }
    metric->each = true;
    if (node_is(loader, each, each->type == NODE_LIST ? NODE_LIST : NODE_TEXT))
        stages_read(loader, each, metric);
}

/* ---- dimensions ---- */

/* The field at the end of a plain path (industry, project.industry); NULL where it is no plain
 * path. */
static const struct field *path_field(const struct kind *kind, struct str path)
{
    const struct field *field = NULL;
    struct str name;
    while (str_split(&path, '.', &name)) {
        if (field)
            kind = field->type == FIELD_REF ? field->to : NULL;
        field = kind ? kind_field(kind, str_trim(name)) : NULL;
        if (!field)
            return NULL;
    }
    return field;
}

static void dimension_read(struct loader *loader, const struct node *node, struct metric *metric,
                           struct dimension *dimension)
{
    const struct node *expr = node;
    struct str kind_path, last;
    if (node->type == NODE_MAP) {
        node_keys(loader, node, "name expr label");
        dimension->name = node_name(loader, node, "name", '_');
        dimension->label = node_label(loader, node, "label", true);
        expr = node_want(loader, node, "expr");
    }
    if (!expr || !node_is(loader, expr, NODE_TEXT))
        return;
    dimension->text = expr->text;
    dimension->expr = expr_compile(loader, expr, expr->text, 0, metric->kind, FEEL_NULL);
    if (node->type == NODE_MAP || !dimension->expr)
        return;
    const struct field *field = path_field(metric->kind, expr->text);
    if (!field) {
        fault(loader, node, ERR_MODEL_MISFIT, "name", expr->text,
              WORD_ARGS("wanted", WORD_FIT_DIMENSION));
        return;
    }
    dimension->name = name_split(expr->text, &kind_path, &last) ? last : expr->text;
    dimension->label = field->label;
}

static void dimensions_read(struct loader *loader, const struct node *node, struct metric *metric)
{
    struct feel_scope *scope = feel_scope_new(loader->arena);
    metric->by_scope = scope;
    const struct node *list = node_get(node, "by");
    if (!list || !node_is(loader, list, NODE_LIST))
        return;
    if (list->count > DIMENSIONS_MAX) {
        fault(loader, list, ERR_MODEL_LIMIT, WORD_ARGS("what", WORD_DIMENSIONS), "limit",
              str_format(loader->arena, "%d", DIMENSIONS_MAX));
        return;
    }
    struct dimension *by = ARENA_ARRAY(loader->arena, struct dimension, list->count);
    metric->by = by;
    for (const struct node *member = list->first; member; member = member->next) {
        struct dimension *dimension = &by[metric->by_count];
        dimension_read(loader, member, metric, dimension);
        if (!dimension->expr || !dimension->name.len)
            continue;
        if (feel_scope_find(scope, dimension->name) >= 0) {
            fault(loader, member, ERR_MODEL_TWICE, "name", dimension->name, "place",
                  place_text(loader, metric->place));
            continue;
        }
        const struct field *field = path_field(metric->kind, dimension->text);
        const struct kind *to = field && field->type == FIELD_REF ? field->to : NULL;
        feel_scope_name(scope, dimension->name, feel_expr_type(dimension->expr),
                        to ? to->feel_kind : NULL);
        metric->by_count++;
    }
}

/* ---- unit, scale, adding ---- */

static void unit_read(struct loader *loader, const struct node *node, struct metric *metric)
{
    metric->unit = node_text(loader, node, "unit");
    struct str base = metric->field ? metric->field->unit_base : STR("");
    if (metric->how == METRIC_GROWTH || metric->how == METRIC_SHARE)
        base = STR("%");
    if (!metric->unit.len && base.len)
        metric->unit = base;
    else if (!metric->unit.len && !node_get(node, "unit"))
        node_want(loader, node, "unit");
    else if (base.len && !str_eq(metric->unit, base))
        fault(loader, node_get(node, "unit"), ERR_MODEL_UNIT, "unit", metric->unit, "wanted", base,
              "wanted_zh", base);
}

static bool adds_value(struct loader *loader, const struct node *map, const char *key,
                       enum metric_adds *adds)
{
    static const char *const names[] = {
        [ADDS_SUM] = "sum", [ADDS_LAST] = "last", [ADDS_NONE] = "none"
    };
    const struct node *node = key ? node_get(map, key) : map;
    if (!node || !node_is(loader, node, NODE_TEXT))
        return false;
    for (int i = ADDS_SUM; i <= ADDS_NONE; i++) {
        if (!str_eq(node->text, str_from(names[i])))
            continue;
        *adds = (enum metric_adds)i;
        return true;
    }
    fault(loader, node, ERR_MODEL_VALUE, "key", STR("adds"), "value", node->text, "wanted",
          STR("sum last none"));
    return false;
}

/* Counts and sums add over months and zones; a level is the last one; the rest adds nowhere. */
static void adds_read(struct loader *loader, const struct node *node, struct metric *metric)
{
    bool tally = metric->how == METRIC_COUNT || metric->how == METRIC_SUM;
    bool level = metric->how == METRIC_STOCK || metric->how == METRIC_OFFICIAL;
    bool rate = str_eq(metric->unit, STR("%"));
    metric->adds_time = tally ? ADDS_SUM : level ? ADDS_LAST : ADDS_NONE;
    metric->adds_zone = tally || (level && !rate) ? ADDS_SUM : ADDS_NONE;
    const struct node *adds = node_get(node, "adds");
    if (!adds)
        return;
    if (adds->type == NODE_MAP) {
        node_keys(loader, adds, "time zones");
        adds_value(loader, adds, "time", &metric->adds_time);
        adds_value(loader, adds, "zones", &metric->adds_zone);
    } else if (adds_value(loader, adds, NULL, &metric->adds_time)) {
        metric->adds_zone = metric->adds_time == ADDS_NONE ? ADDS_NONE : ADDS_SUM;
    }
}

static void scale_read(struct loader *loader, const struct node *node, struct metric *metric)
{
    int64_t scale = metric->how == METRIC_COUNT || metric->how == METRIC_CADENCE ? 0 : 1;
    if (metric->how == METRIC_STOCK)
        scale = 0;
    if (metric->field)
        scale = metric->field->scale;
    if (metric->how == METRIC_OFFICIAL)
        scale = kind_field(loader->model->official, STR("value"))->scale;
    node_int(loader, node, "scale", metric->field ? metric->field->scale : 0, 8, &scale);
    metric->scale = (int)scale;
    struct str better = node_text(loader, node, "better");
    metric->lower_is_better = str_eq(better, STR("lower"));
    if (better.len && !metric->lower_is_better && !str_eq(better, STR("higher")))
        fault(loader, node_get(node, "better"), ERR_MODEL_VALUE, "key", STR("better"), "value",
              better, "wanted", STR("lower higher"));
}

/* ---- made of others ---- */

static const struct metric *metric_named(struct loader *loader, const struct node *node)
{
    if (!node || !node_is(loader, node, NODE_TEXT))
        return NULL;
    const struct metric *metric = model_metric(loader->model, node->text);
    if (metric)
        return metric;
    size_t count = loader->model->metric_count;
    struct str *names = ARENA_ARRAY(loader->arena, struct str, count);
    for (size_t i = 0; i < count; i++)
        names[i] = loader->metrics[i].name;
    fault_unknown(loader, node, node->text, WORD_METRIC, names, count);
    return NULL;
}

static void parts_set(struct loader *loader, struct metric *metric, const struct metric *a,
                      const struct metric *b)
{
    const struct metric **parts = ARENA_ARRAY(loader->arena, const struct metric *, 2);
    if (a)
        parts[metric->part_count++] = a;
    if (b && b != a)
        parts[metric->part_count++] = b;
    metric->parts = parts;
}

static void ratio_read(struct loader *loader, const struct node *node, const struct node *how,
                       struct metric *metric)
{
    if (!node_is(loader, how, NODE_MAP))
        return;
    node_keys(loader, how, "of over");
    metric->of = metric_named(loader, node_want(loader, how, "of"));
    metric->over = metric_named(loader, node_want(loader, how, "over"));
    parts_set(loader, metric, metric->of, metric->over);
    const struct node *factor = node_get(node, "factor");
    if (factor && (factor->type != NODE_TEXT || !dec_parse(factor->text, &metric->factor)))
        fault(loader, factor, ERR_MODEL_TYPE, "key", STR("factor"),
              WORD_ARGS("wanted", WORD_A_NUMBER));
}

static void cadence_read(struct loader *loader, const struct node *how, struct metric *metric)
{
    metric->of = metric_named(loader, how);
    parts_set(loader, metric, metric->of, NULL);
    if (metric->of && metric->of->how != METRIC_COUNT && metric->of->how != METRIC_SUM)
        fault(loader, how, ERR_MODEL_MISFIT, "name", how->text,
              WORD_ARGS("wanted", WORD_FIT_ADDITIVE));
}

static void formula_read(struct loader *loader, const struct node *how, struct metric *metric)
{
    if (!node_is(loader, how, NODE_TEXT))
        return;
    struct feel_expr *expr = NULL;
    struct err err;
    err_init(&err);
    if (!feel_compile(loader->arena, how->text, loader->metric_scope, &expr, &err)) {
        fault_add_source(loader, how->source, how->line,
                         how->column + (err.column > 0 ? err.column - 1 : 0), &err);
        return;
    }
    metric->formula = expr;
    enum feel_type found = feel_expr_type(expr);
    if (found != FEEL_NULL && found != FEEL_NUMBER)
        fault(loader, how, ERR_MODEL_EXPRESSION, "found", str_from(feel_type_name(found)), "wanted",
              str_from(feel_type_name(FEEL_NUMBER)));
    if (feel_expr_asks_clock(expr))
        fault(loader, how, ERR_MODEL_CLOCK);
    const struct feel_use *uses;
    size_t count = feel_expr_uses(expr, &uses);
    const struct metric **parts = ARENA_ARRAY(loader->arena, const struct metric *, count);
    for (size_t i = 0; i < count; i++)
        parts[metric->part_count++] = &loader->metrics[uses[i].slot];
    metric->parts = parts;
}

static void official_read(struct loader *loader, const struct node *how, struct metric *metric)
{
    if (!node_is(loader, how, NODE_TEXT))
        return;
    metric->kind = loader->model->official;
    metric->series = how->text;
    const struct field *field = kind_field(metric->kind, STR("series"));
    struct str *names = ARENA_ARRAY(loader->arena, struct str, field->choice_count);
    for (size_t i = 0; i < field->choice_count; i++) {
        names[i] = field->choices[i].code;
        if (str_eq(names[i], how->text))
            return;
    }
    fault_unknown(loader, how, how->text, WORD_SERIES, names, field->choice_count);
}

/* ---- one metric ---- */

/* `sum: kind` with `value: expression`: a number that no field holds, such as the days lost. */
static bool value_read(struct loader *loader, const struct node *node, struct metric *metric)
{
    if (metric->how == METRIC_SUM && !metric->field && node_get(node, "unit")) {
        metric->value = expr_member(loader, node, "value", metric->kind, FEEL_NUMBER);
        return true;
    }
    fault(loader, node_get(node, "value"), ERR_MODEL_MISFIT, "name", metric->name,
          WORD_ARGS("wanted", WORD_FIT_VALUE));
    return false;
}

static bool tally_fill(struct loader *loader, const struct node *node, const struct node *how,
                       struct metric *metric)
{
    if (!node_is(loader, how, NODE_TEXT) ||
        !source_read(loader, how, metric, metric->how == METRIC_SUM && !node_get(node, "value")) ||
        (node_get(node, "value") && !value_read(loader, node, metric)))
        return false;
    const struct kind *kind = metric->kind;
    if (metric->how == METRIC_STOCK) {
        metric->during = expr_member(loader, node, "while", kind, FEEL_BOOLEAN);
        metric->from = expr_member(loader, node, "from", kind, FEEL_DATE);
        metric->to = expr_member(loader, node, "to", kind, FEEL_DATE);
        if (!node_get(node, "while") && !node_get(node, "from"))
            fault(loader, node, ERR_MODEL_MISFIT, "name", metric->name,
                  WORD_ARGS("wanted", WORD_FIT_STOCK));
    } else {
        event_read(loader, node, metric);
    }
    metric->where = expr_member(loader, node, "where", kind, FEEL_BOOLEAN);
    if (metric->where)
        metric->where_text = str_trim(node_get(node, "where")->text);
    dimensions_read(loader, node, metric);
    return true;
}

static void metric_fill(struct loader *loader, struct metric *metric)
{
    const struct node *node = loader->metric_nodes[metric->index];
    const struct node *how = NULL;
    for (size_t i = 0; i < HOW_COUNT && !how; i++)
        how = hows[i].how == metric->how ? node_get(node, hows[i].key) : NULL;
    metric->label = node_label(loader, node, "label", true);
    metric->note = node_label(loader, node, "note", true);
    switch (metric->how) {
    case METRIC_COUNT:
    case METRIC_SUM:
    case METRIC_STOCK:
        if (!tally_fill(loader, node, how, metric))
            return;
        break;
    case METRIC_OFFICIAL: official_read(loader, how, metric); break;
    case METRIC_GROWTH:
        metric->of = metric_named(loader, how);
        parts_set(loader, metric, metric->of, NULL);
        break;
    case METRIC_RATIO:
    case METRIC_SHARE: ratio_read(loader, node, how, metric); break;
    case METRIC_CADENCE: cadence_read(loader, how, metric); break;
    case METRIC_FORMULA: formula_read(loader, how, metric); break;
    }
    if (!metric->by_scope)
        metric->by_scope = feel_scope_new(loader->arena);
    unit_read(loader, node, metric);
    adds_read(loader, node, metric);
    scale_read(loader, node, metric);
}

/* At the other metric's scale, which must be known by now. */
static void every_read(struct loader *loader, struct metric *metric)
{
    const struct node *node = loader->metric_nodes[metric->index], *every = node_get(node, "every");
    struct dec least = dec_from_int(1);
    bool good = !every || (every->type == NODE_TEXT && dec_parse(every->text, &least));
    if (metric->of && (!good || !dec_to_scaled(least, metric->of->scale, true, &metric->every)))
        fault(loader, every, ERR_MODEL_TYPE, "key", STR("every"),
              WORD_ARGS("wanted", WORD_A_NUMBER));
}

/* ---- circles and versions ---- */

static bool metric_finish(struct loader *loader, const struct metric *metric)
{
    int *state = &loader->metric_state[metric->index];
    if (*state)
        return *state == 2;
    *state = 1;
    for (size_t i = 0; i < metric->part_count; i++) {
        if (!metric_finish(loader, metric->parts[i]))
            return false;
    }
    *state = 2;
    loader->metrics[metric->index].version_text = metric_version(loader, metric);
    return true;
}

static void kinds_feed(struct loader *loader)
{
    struct model *model = loader->model;
    for (size_t k = 0; k < model->kind_count; k++) {
        struct kind *kind = &loader->kinds[k];
        const struct metric **fed =
            ARENA_ARRAY(loader->arena, const struct metric *, model->metric_count);
        for (size_t i = 0; i < model->metric_count; i++) {
            if (loader->metrics[i].kind == kind)
                fed[kind->metric_count++] = &loader->metrics[i];
        }
        kind->metrics = fed;
    }
}

void metrics_load(struct loader *loader, struct node *const *nodes, size_t count)
{
    struct model *model = loader->model;
    if (loader->fault_count)
        return;
    loader->metrics = ARENA_ARRAY(loader->arena, struct metric, count);
    loader->metric_nodes = ARENA_ARRAY(loader->arena, const struct node *, count);
    loader->metric_state = ARENA_ARRAY(loader->arena, int, count);
    loader->metric_scope = feel_scope_new(loader->arena);
    model->metrics = loader->metrics;
    for (size_t i = 0; i < count; i++) {
        struct metric metric = { .index = (int)model->metric_count };
        if (!metric_declare(loader, nodes[i], &metric))
            continue;
        loader->metric_nodes[model->metric_count] = nodes[i];
        loader->metrics[model->metric_count++] = metric;
        int slot = feel_scope_name(loader->metric_scope, metric.name, FEEL_NUMBER, NULL);
        must(slot == metric.index);
    }
    for (size_t i = 0; i < model->metric_count; i++)
        metric_fill(loader, &loader->metrics[i]);
    for (size_t i = 0; i < model->metric_count; i++) {
        if (loader->metrics[i].how == METRIC_CADENCE)
            every_read(loader, &loader->metrics[i]);
    }
    for (size_t i = 0; i < model->metric_count && !loader->fault_count; i++) {
        if (!metric_finish(loader, &loader->metrics[i]))
            fault(loader, loader->metric_nodes[i], ERR_MODEL_CIRCLE, "name",
                  loader->metrics[i].name);
    }
    kinds_feed(loader);
}
