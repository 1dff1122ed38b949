/*
 * clock.c - clocks of kinds: since when something runs, until when it should be done, what stops,
 * pauses and restarts it, and whom it goes to when nobody did it.
 */
#include "base/arena.h"
#include "base/buf.h"
#include "base/limits.h"
#include "model/model_priv.h"

/* The stages under `key`, one or a list; none where it is absent. */
static size_t clock_stages(struct loader *loader, const struct node *node, const char *key,
                           const struct kind *kind, const int **stages)
{
    const struct node *member = node_get(node, key);
    if (!member || (member->type != NODE_LIST && !node_is(loader, member, NODE_TEXT)))
        return 0;
    bool list = member->type == NODE_LIST;
    int *found = ARENA_ARRAY(loader->arena, int, list ? member->count + 1 : 1);
    size_t count = 0;
    for (const struct node *one = list ? member->first : member; one; one = one->next) {
        if (!node_is(loader, one, NODE_TEXT))
            break;
        const struct stage *stage = kind_stage(kind, one->text);
        if (stage)
            found[count++] = stage->index;
        else
            fault_unknown_stage(loader, one, one->text, kind);
        if (!list)
            break;
    }
    *stages = found;
    return count;
}

static const struct field *clock_field(struct loader *loader, const struct node *member,
                                       const struct kind *kind, enum field_type type,
                                       enum model_word wanted)
{
    if (!member || !node_is(loader, member, NODE_TEXT))
        return NULL;
    const struct field *field = kind_field(kind, member->text);
    if (!field) {
        fault_unknown_field(loader, member, member->text, kind);
        return NULL;
    }
    if (field->type == type && field->roll == ROLL_NONE)
        return field;
    fault(loader, member, ERR_MODEL_MISFIT, "name", field->name, WORD_ARGS("wanted", wanted));
    return NULL;
}

/* `holder: keeper` or `holder: [keeper, owner]`: the first that is filled in must act. */
static void clock_holders(struct loader *loader, const struct node *node, const struct kind *kind,
                          struct kind_clock *clock)
{
    const struct node *member = node_get(node, "holder");
    bool list = member && member->type == NODE_LIST;
    const struct field **holders =
        ARENA_ARRAY(loader->arena, const struct field *, list ? member->count + 1 : 1);
    clock->holders = holders;
    for (const struct node *one = list ? member->first : member; one; one = one->next) {
        const struct field *field =
            clock_field(loader, one, kind, FIELD_REF, WORD_FIT_CLOCK_HOLDER);
        if (field)
            holders[clock->holder_count++] = field;
        if (!list)
            break;
    }
}

static void clock_ladder(struct loader *loader, const struct node *node, const struct kind *kind,
                         struct kind_clock *clock)
{
    const struct node *list = node_get(node, "ladder");
    if (!list || !node_is(loader, list, NODE_LIST))
        return;
    struct clock_rung *rungs = ARENA_ARRAY(loader->arena, struct clock_rung, list->count);
    clock->rungs = rungs;
    int64_t before = -1;
    for (const struct node *member = list->first; member; member = member->next) {
        if (!node_is(loader, member, NODE_MAP))
            continue;
        node_keys(loader, member, "after to");
        int64_t after = 0;
        node_int(loader, member, "after", 0, LIMIT_CLOCK_DAYS, &after);
        if (after <= before)
            fault(loader, member, ERR_MODEL_MISFIT, "name", STR("after"),
                  WORD_ARGS("wanted", WORD_FIT_CLOCK_LADDER));
        before = after;
        const struct field *to = clock_field(loader, node_want(loader, member, "to"), kind,
                                             FIELD_REF, WORD_FIT_CLOCK_HOLDER);
        if (to)
            rungs[clock->rung_count++] = (struct clock_rung){ (int)after, to };
    }
}

static int clock_stage(struct loader *loader, const struct node *node, const char *key,
                       const struct kind *kind)
{
    const struct node *member = node_get(node, key);
    if (!member || !node_is(loader, member, NODE_TEXT))
        return -1;
    const struct stage *stage = kind_stage(kind, member->text);
    if (!stage)
        fault_unknown_stage(loader, member, member->text, kind);
    return stage ? stage->index : -1;
}

/* Natural days: only "natural" may stand; working days are what goes without saying. */
static void clock_days(struct loader *loader, const struct node *node, struct kind_clock *clock)
{
    struct str days = node_text(loader, node, "days");
    clock->natural = str_eq(days, STR("natural"));
    if (days.len && !clock->natural && !str_eq(days, STR("working")))
        fault(loader, node_get(node, "days"), ERR_MODEL_VALUE, "key", STR("days"), "value", days,
              "wanted", STR("working natural"));
}

static void clock_fill(struct loader *loader, const struct node *node, const struct kind *kind,
                       struct kind_clock *clock)
{
    node_keys(loader, node,
              "name label from to limit due days soon pause resume holder ladder");
    clock->label = node_label(loader, node, "label", true);
    clock->from_count = clock_stages(loader, node, "from", kind, &clock->from);
    clock->to_count = clock_stages(loader, node, "to", kind, &clock->to);
    clock->pause = clock_stage(loader, node, "pause", kind);
    clock->resume = clock_stage(loader, node, "resume", kind);
    clock_days(loader, node, clock);
    int64_t limit = 0, soon = 1;
    bool limited = node_get(node, "limit") != NULL;
    node_int(loader, node, "limit", 1, LIMIT_CLOCK_DAYS, &limit);
    node_int(loader, node, "soon", 0, LIMIT_CLOCK_DAYS, &soon);
    clock->limit = (int)limit;
    clock->soon = (int)soon;
    const struct node *due = node_get(node, "due");
    if (due)
        clock->due = clock_field(loader, due, kind, FIELD_DATE, WORD_FIT_DATE_FIELD);
    if (limited == (due != NULL) || (limited && !node_get(node, "from")))
        fault(loader, node, ERR_MODEL_MISFIT, "name", clock->name,
              WORD_ARGS("wanted", WORD_FIT_CLOCK_ONE));
    if ((clock->pause >= 0) != (clock->resume >= 0))
        fault(loader, node, ERR_MODEL_MISFIT, "name", clock->name,
              WORD_ARGS("wanted", WORD_FIT_CLOCK_PAUSE));
    clock_holders(loader, node, kind, clock);
    clock_ladder(loader, node, kind, clock);
}

static void clocks_fill(struct loader *loader, struct kind *kind, const struct node *node)
{
    const struct node *list = node_get(node, "clocks");
    if (!list || !node_is(loader, list, NODE_LIST))
        return;
    if (list->count > LIMIT_MODEL_CLOCKS) {
        fault(loader, list, ERR_MODEL_LIMIT, WORD_ARGS("what", WORD_CLOCKS), "limit",
              str_format(loader->arena, "%d", LIMIT_MODEL_CLOCKS));
        return;
    }
    struct kind_clock *clocks = ARENA_ARRAY(loader->arena, struct kind_clock, list->count);
    kind->clocks = clocks;
    for (const struct node *member = list->first; member; member = member->next) {
        if (!node_is(loader, member, NODE_MAP))
            continue;
        struct str name = node_name(loader, member, "name", '_');
        const struct kind_clock *twin = kind_clock(kind, name);
        if (twin)
            fault(loader, member, ERR_MODEL_TWICE, "name", name, "place",
                  place_text(loader, twin->place));
        struct kind_clock *clock = &clocks[kind->clock_count];
        clock->name = name;
        clock->kind = kind;
        clock->index = (int)kind->clock_count++;
        clock->place = node_place(member);
        clock_fill(loader, member, kind, clock);
    }
}

void clocks_load(struct loader *loader)
{
    for (size_t i = 0; i < loader->model->kind_count; i++)
        clocks_fill(loader, &loader->kinds[i], loader->kind_nodes[i]);
}

void fault_unknown_clock(struct loader *loader, const struct node *node, struct str text,
                         const struct kind *kind)
{
    struct str *names = ARENA_ARRAY(loader->arena, struct str, kind->clock_count + 1);
    for (size_t i = 0; i < kind->clock_count; i++)
        names[i] = kind->clocks[i].name;
    fault_unknown(loader, node, text, WORD_CLOCK, names, kind->clock_count);
}

const struct kind_clock *kind_clock(const struct kind *kind, struct str name)
{
    for (size_t i = 0; i < kind->clock_count; i++)
        if (str_eq(kind->clocks[i].name, name))
            return &kind->clocks[i];
    return NULL;
}

/* ---- what a clock reads, for whoever depends on it ---- */

bool clock_reads_stage(const struct kind_clock *clock, int stage)
{
    for (size_t i = 0; i < clock->from_count; i++)
        if (clock->from[i] == stage)
            return true;
    for (size_t i = 0; i < clock->to_count; i++)
        if (clock->to[i] == stage)
            return true;
    return stage == clock->pause || stage == clock->resume || clock->kind->stages[stage].ends;
}

/* Everything that its days depend on, in one line: part of a metric's version. */
void clock_version(const struct kind_clock *clock, struct buf *out)
{
    const struct kind *kind = clock->kind;
    buf_printf(out, "clock %.*s.%.*s limit %d %s due %.*s", STR_ARG(kind->name),
               STR_ARG(clock->name), clock->limit, clock->natural ? "natural" : "working",
               clock->due ? (int)clock->due->name.len : 1, clock->due ? clock->due->name.ptr : "-");
    for (size_t i = 0; i < clock->from_count; i++)
        buf_printf(out, " from %.*s", STR_ARG(kind->stages[clock->from[i]].name));
    for (size_t i = 0; i < clock->to_count; i++)
        buf_printf(out, " to %.*s", STR_ARG(kind->stages[clock->to[i]].name));
    if (clock->pause >= 0 && clock->resume >= 0)
        buf_printf(out, " pause %.*s %.*s", STR_ARG(kind->stages[clock->pause].name),
                   STR_ARG(kind->stages[clock->resume].name));
    for (size_t i = 0; i < kind->stage_count; i++)
        if (kind->stages[i].ends)
            buf_printf(out, " ends %.*s", STR_ARG(kind->stages[i].name));
    buf_char(out, '\n');
}
