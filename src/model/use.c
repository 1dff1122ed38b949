/*
 * use.c - what a metric reads of records, and the text of everything that its value depends on: its
 * version.
 */
#include "base/arena.h"
#include "base/buf.h"
#include "base/hash.h"
#include "model/model_priv.h"

bool is_clock_call(struct str function)
{
    static const struct str names[] = { STR_INIT("clock_due"), STR_INIT("clock_stopped"),
                                        STR_INIT("clock_late") };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (str_eq(names[i], function))
            return true;
    return false;
}

const struct kind_clock *clock_called(const struct kind *kind, const struct feel_call *call)
{
    const struct feel_value *text = call->count ? call->args[0] : NULL;
    if (!is_clock_call(call->function->name) || !text || text->type != FEEL_STRING)
        return NULL;
    return kind_clock(kind, text->string);
}

struct uses {
    struct arena *arena;
    struct model_use *items;
    size_t count, room;
    bool listed;
};

static void use_add(struct uses *uses, struct model_use use)
{
    for (size_t i = 0; i < uses->count; i++) {
        const struct model_use *old = &uses->items[i];
        if (old->kind == use.kind && old->slot == use.slot && old->via[0] == use.via[0] &&
            old->via[1] == use.via[1])
            return;
    }
    if (uses->count == uses->room) {
        size_t room = uses->room ? uses->room * 2 : 16;
        uses->items =
            arena_grow(uses->arena, uses->items, uses->room * sizeof use, room * sizeof use);
        uses->room = room;
    }
    uses->items[uses->count++] = use;
}

/* A slot, and what is read along its path: each reference on the way is read too. */
static void use_path(struct uses *uses, const struct kind *kind, const struct feel_use *use)
{
    struct model_use at = { .kind = kind, .slot = use->slot };
    size_t step = 0, refs = 0;
    if (use->slot == kind->slot_day)
        return;
    if (use->slot == kind->slot_record) {
        if (!use->path_count)
            return;
        at.slot = use->member[step++];
    }
    while (at.kind && at.slot >= 0) {
        use_add(uses, at);
        if (step >= use->path_count || (size_t)at.slot >= at.kind->field_count || refs == 2)
            return;
        const struct field *field = &at.kind->fields[at.slot];
        at.via[refs++] = field;
        at.kind = field->to;
        at.slot = use->member[step++];
    }
}

/* A clock reads the stages that move it and the field that says when it is due. */
static void use_clock(struct uses *uses, const struct kind_clock *clock)
{
    const struct kind *kind = clock->kind;
    for (size_t i = 0; i < kind->stage_count; i++)
        if (clock_reads_stage(clock, (int)i))
            use_add(uses, (struct model_use){ .kind = kind, .slot = kind->slot_stage0 + (int)i });
    if (clock->due)
        use_add(uses, (struct model_use){ .kind = kind, .slot = clock->due->index });
}

static void use_expr(struct uses *uses, const struct kind *kind, const struct feel_expr *expr)
{
    if (!expr)
        return;
    const struct feel_use *found;
    size_t count = feel_expr_uses(expr, &found);
    for (size_t i = 0; i < count; i++)
        use_path(uses, kind, &found[i]);
    const struct feel_call *calls;
    count = feel_expr_calls(expr, &calls);
    for (size_t i = 0; i < count; i++) {
        struct str name = calls[i].function->name;
        uses->listed = uses->listed || str_eq(name, STR("listed"));
        const struct feel_value *text = calls[i].count ? calls[i].args[0] : NULL;
        const struct kind_clock *clock = clock_called(kind, &calls[i]);
        if (clock)
            use_clock(uses, clock);
        if (!str_eq(name, STR("reached")) || !text || text->type != FEEL_STRING)
            continue;
        const struct stage *stage = kind_stage(kind, text->string);
        if (stage)
            use_add(uses,
                    (struct model_use){ .kind = kind, .slot = kind->slot_stage0 + stage->index });
    }
}

static void use_field(struct uses *uses, const struct kind *kind, const struct field *field,
                      const struct field *via)
{
    if (field)
        use_add(uses,
                (struct model_use){ .kind = kind, .slot = field->index, .via = { via, NULL } });
}

enum { METRIC_EXPRS = 7 };

/* The expressions of a metric beside its dimensions; NULL where it has none. */
static void metric_exprs(const struct metric *metric, const struct feel_expr *exprs[METRIC_EXPRS])
{
    const struct feel_expr *const all[METRIC_EXPRS] = { metric->at,    metric->first,
                                                        metric->where, metric->during,
                                                        metric->from,  metric->to,
                                                        metric->value };
    for (size_t i = 0; i < METRIC_EXPRS; i++)
        exprs[i] = all[i];
}

size_t metric_uses(struct arena *arena, const struct metric *metric, struct model_use **items,
                   bool *listed)
{
    struct uses uses = { .arena = arena };
    const struct kind *kind = metric->kind;
    if (kind) {
        const struct feel_expr *exprs[METRIC_EXPRS];
        metric_exprs(metric, exprs);
        for (size_t i = 0; i < METRIC_EXPRS; i++)
            use_expr(&uses, kind, exprs[i]);
        for (size_t i = 0; i < metric->by_count; i++)
            use_expr(&uses, kind, metric->by[i].expr);
        for (size_t i = 0; i < metric->at_stage_count; i++)
            use_add(&uses, (struct model_use){ .kind = kind,
                                               .slot = kind->slot_stage0 + metric->at_stages[i] });
        use_field(&uses, kind, metric->field, NULL);
        use_field(&uses, kind, kind->zone, NULL);
        if (kind->zone_via)
            use_field(&uses, kind->zone->to, kind->zone_via, kind->zone);
    }
    *items = uses.items;
    if (listed)
        *listed = uses.listed;
    return uses.count;
}

/* ---- versions ---- */

static void version_field(const struct kind *kind, const struct field *field, struct buf *out)
{
    buf_printf(out, "field %.*s.%.*s %s %d", STR_ARG(kind->name), STR_ARG(field->name),
               field_type_name(field->type), field->scale);
    if (field->to)
        buf_printf(out, " to %.*s", STR_ARG(field->to->name));
    if (field->roll != ROLL_NONE && field->roll_kind) {
        const struct field *const parts[] = { field->roll_ref, field->roll_field, field->roll_at };
        buf_printf(out, " rolls %d %.*s %d", (int)field->roll, STR_ARG(field->roll_kind->name),
                   field->roll_months);
        for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
            buf_printf(out, " %.*s", parts[i] ? (int)parts[i]->name.len : 1,
                       parts[i] ? parts[i]->name.ptr : "-");
        buf_printf(out, " %.*s", STR_ARG(field->roll_where_text));
    }
    buf_char(out, '\n');
}

static void version_key(const struct node *node, const char *key, struct buf *out)
{
    const struct node *member = node_get(node, key);
    if (!member)
        return;
    buf_printf(out, "%s", key);
    if (member->type == NODE_TEXT)
        buf_printf(out, " %.*s", STR_ARG(str_trim(member->text)));
    for (const struct node *child = member->first; child && member->type != NODE_TEXT;
         child = child->next) {
        if (child->type == NODE_TEXT)
            buf_printf(out, " [%.*s %.*s]", STR_ARG(child->key), STR_ARG(str_trim(child->text)));
    }
    buf_char(out, '\n');
}

/* What it asks of days: its clocks, and the calendar by which they and working_day() count. */
static void version_days(struct loader *loader, const struct metric *metric, struct buf *out)
{
    const struct feel_expr *exprs[METRIC_EXPRS];
    bool calendar = false;
    metric_exprs(metric, exprs);
    for (size_t e = 0; metric->kind && e < METRIC_EXPRS; e++) {
        const struct feel_call *calls;
        size_t count = exprs[e] ? feel_expr_calls(exprs[e], &calls) : 0;
        for (size_t i = 0; i < count; i++) {
            const struct kind_clock *clock = clock_called(metric->kind, &calls[i]);
            if (clock)
                clock_version(clock, out);
            calendar = calendar || clock || str_eq(calls[i].function->name, STR("working_day"));
        }
    }
    for (size_t i = 0; calendar && i < loader->model->file_count; i++) {
        const struct model_file *file = &loader->model->files[i];
        if (!str_starts(file->name, STR("calendars/")))
            continue;
        buf_printf(out, "days %.*s ", STR_ARG(file->name));
        hash_print(hash_of(HASH_SHA256, file->bytes), out);
        buf_char(out, '\n');
    }
}

/* Everything that the value depends on, one thing a line; other metrics by the hash of theirs. */
struct str metric_version(struct loader *loader, const struct metric *metric)
{
    static const char *const keys[] = { "count", "sum",   "stock",   "official", "growth",
                                        "ratio", "share", "cadence", "formula",  "at",
                                        "each",  "where", "while",   "from",     "to",
                                        "every", "factor", "value" };
    const struct node *node = loader->metric_nodes[metric->index];
    struct buf out;
    buf_init(&out, loader->arena);
    buf_printf(&out, "unit %.*s scale %d adds %d %d\n", STR_ARG(metric->unit), metric->scale,
               (int)metric->adds_time, (int)metric->adds_zone);
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        version_key(node, keys[i], &out);
    for (size_t i = 0; i < metric->by_count; i++)
        buf_printf(&out, "by %.*s %.*s\n", STR_ARG(metric->by[i].name),
                   STR_ARG(metric->by[i].text));
    struct model_use *uses;
    size_t count = metric_uses(loader->arena, metric, &uses, NULL);
    for (size_t i = 0; i < count; i++) {
        if ((size_t)uses[i].slot < uses[i].kind->field_count)
            version_field(uses[i].kind, &uses[i].kind->fields[uses[i].slot], &out);
    }
    version_days(loader, metric, &out);
    for (size_t i = 0; i < metric->part_count; i++) {
        buf_printf(&out, "part %.*s ", STR_ARG(metric->parts[i]->name));
        hash_print(hash_of(HASH_SHA256, metric->parts[i]->version_text), &out);
        buf_char(&out, '\n');
    }
    return buf_get(&out);
}
