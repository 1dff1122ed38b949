/*
 * adopt_append.c - the proposals as one group of entries, all or none.
 *
 * Order: zones (parents first), the plan with its text as evidence, lists, targets, undertakings,
 * reported figures. What a later draft refers to is named by its place in the group ("@3").
 */
#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "plan/adopt_priv.h"
#include "plan/document.h"

enum { FIELDS_MAX = 24, SCALE = 4 };

struct adopting {
    struct ledger *ledger;
    struct arena *arena;
    const struct proposals *proposals;
    const struct model *model;
    struct draft *drafts;
    size_t count;
    struct str plan;   /* how others refer to the plan */
    struct str *zones; /* and to a zone */
    struct date effective;
    struct str source;
    struct adopted *result;
    struct err *err;
};

/* One draft while its fields are put together. */
struct filling {
    struct adopting *a;
    struct draft_field *fields;
    size_t count;
};

static struct str number(struct adopting *a, const char *mark, int64_t n)
{
    return str_format(a->arena, "%s%lld", mark, (long long)n);
}

static struct filling begin(struct adopting *a)
{
    return (struct filling){ a, ARENA_ARRAY(a->arena, struct draft_field, FIELDS_MAX), 0 };
}

/* Fields hold no control characters, and no more than the door takes: the whole stands in the
 * evidence. */
static struct str kept(struct arena *arena, struct str text)
{
    struct buf out;
    buf_init(&out, arena);
    for (size_t pos = 0, at = 0; pos < text.len && out.len + 4 < LIMIT_FIELD_BYTES; at = pos) {
        uint32_t cp = utf8_next(text, &pos);
        bool control = cp < 0x20 || (cp >= 0x7F && cp < 0xA0);
        buf_str(&out, control ? STR(" ") : str_slice(text, at, pos - at));
    }
    return buf_get(&out);
}

static void set(struct filling *f, const char *name, struct str text)
{
    if (text.len && f->count < FIELDS_MAX)
        f->fields[f->count++] = (struct draft_field){ str_from(name), kept(f->a->arena, text) };
}

static void set_int(struct filling *f, const char *name, int64_t n)
{
    set(f, name, number(f->a, "", n));
}

/* What does not fit the field's places is rounded to them; what is too large is left out. */
static bool set_value(struct filling *f, const char *name, struct dec value)
{
    struct buf out;
    int64_t scaled;
    if (!dec_to_scaled(value, SCALE, false, &scaled))
        return false;
    buf_init(&out, f->a->arena);
    dec_print(dec_from_scaled(scaled, SCALE), &out);
    set(f, name, buf_get(&out));
    return true;
}

static struct draft *add(struct filling *f, const struct kind *kind)
{
    struct adopting *a = f->a;
    struct draft *draft = &a->drafts[a->count++];
    *draft = (struct draft){ .act = ACT_ADD,
                             .kind = kind->name,
                             .effective = a->effective,
                             .fields = f->fields,
                             .field_count = f->count,
                             .author = a->proposals->options.author,
                             .source = a->source };
    return draft;
}

static struct str zone_ref(const struct adopting *a, size_t zone)
{
    return zone == PROPOSAL_NONE ? (struct str){ 0 } : a->zones[zone];
}

/* ---- what is made
 * ------------------------------------------------------------------------------------------- */

static void add_zone(struct adopting *a, size_t index)
{
    const struct plan_zone *zone = &a->proposals->zones[index];
    if (a->zones[index].len)
        return;
    if (!zone->make) {
        a->zones[index] = number(a, "#", zone->id.n);
        return;
    }
    if (zone->parent != PROPOSAL_NONE)
        add_zone(a, zone->parent);
    struct filling f = begin(a);
    set(&f, "name", zone->name);
    set(&f, "type", zone->type);
    set(&f, "parent", zone_ref(a, zone->parent));
    a->zones[index] = number(a, "@", (int64_t)a->count);
    add(&f, a->model->zone);
    a->result->zones_made++;
}

static void add_plan(struct adopting *a)
{
    const struct proposals *p = a->proposals;
    struct filling f = begin(a);
    struct buf day;
    set(&f, "title", p->title);
    set(&f, "place", p->options.place);
    set_int(&f, "year", p->text->options.year);
    buf_init(&day, a->arena);
    if (!day_is_none(p->options.published))
        day_print(p->options.published, &day);
    set(&f, "published", buf_get(&day));
    set(&f, "source", p->options.name);
    set(&f, "type", str_from(plan_type_name(p->text->options.type)));
    a->plan = number(a, "@", (int64_t)a->count);
    struct draft_evidence *evidence = ARENA_NEW(a->arena, struct draft_evidence);
    *evidence = (struct draft_evidence){ .name = p->options.name,
                                         .media_type = document_media_type(p->text->source_format),
                                         .bytes = plan_source(p->text) };
    struct draft *draft = add(&f, a->model->plan);
    draft->evidence = evidence;
    draft->evidence_count = 1;
}

static void add_list(struct adopting *a, size_t index)
{
    const struct plan_list *list = &a->proposals->lists[index];
    struct filling f = begin(a);
    if (list->id.n)
        return;
    set(&f, "code", list->code);
    set(&f, "name", list->name);
    set(&f, "zone", zone_ref(a, list->zone));
    set_int(&f, "year", list->year);
    set(&f, "purpose", list->purpose);
    int64_t size;
    if (dec_to_int(list->size, &size) && size >= 0)
        set_int(&f, "size", size);
    add(&f, a->model->list);
    a->result->lists_made++;
}

static struct str op_code(enum plan_op op)
{
    static const char *const codes[] = { "eq", "ge", "gt", "le", "lt", "about", "range" };
    return str_from(codes[op]);
}

static void add_target(struct adopting *a, size_t index)
{
    const struct proposal *item = &a->proposals->items[index];
    const struct statement *s = &a->proposals->text->statements[index];
    bool skipped = item->become == BECOME_SKIPPED, tied = item->tied && !skipped;
    struct filling f = begin(a);
    struct str reason =
        skipped ? adopt_say(a->arena, ADOPT_SKIPPED, adopt_both(STR("")), adopt_both(STR(""))).zh
                : item->reason.zh;
    set(&f, "plan", a->plan);
    set_int(&f, "number", (int64_t)index + 1);
    set(&f, "section", item->section);
    set(&f, "label", item->label);
    set(&f, "zone", zone_ref(a, item->zone));
    set(&f, "park", zone_ref(a, item->park));
    set(&f, "period", item->period);
    set(&f, "op", op_code(item->op));
    bool fits = set_value(&f, "value", item->value) &&
                (!item->has_max || set_value(&f, "value_max", item->value_max));
    if (!fits)
        reason = adopt_say(a->arena, ADOPT_VALUE, adopt_both(s->number), adopt_both(STR(""))).zh;
    set(&f, "metric", tied && fits ? item->metric->name : (struct str){ 0 });
    set(&f, "slice", tied && fits ? item->slice : (struct str){ 0 });
    set(&f, "reason", tied && fits ? (struct str){ 0 } : reason);
    set(&f, "unit", item->unit);
    set(&f, "quote", s->quote);
    set_int(&f, "quote_start", (int64_t)s->start);
    set_int(&f, "quote_end", (int64_t)s->end);
    set(&f, "state", skipped ? STR("withdrawn") : STR("adopted"));
    set(&f, "measure", str_from(plan_measure_name(s->measure)));
    set(&f, "event", str_from(plan_event_name(s->event)));
    set(&f, "subject", s->subject);
    add(&f, a->model->target);
    a->result->targets += !skipped;
    a->result->grey += !skipped && !(tied && fits);
    a->result->skipped += skipped;
}

static void add_duty(struct adopting *a, size_t index)
{
    const struct duty_proposal *duty = &a->proposals->duties[index];
    const struct undertaking *u = &a->proposals->text->undertakings[index];
    struct filling f = begin(a);
    struct buf due;
    buf_init(&due, a->arena);
    if (!day_is_none(duty->due))
        day_print(duty->due, &due);
    set(&f, "plan", a->plan);
    set(&f, "zone", zone_ref(a, duty->zone));
    set(&f, "section", duty->section);
    set(&f, "quote", u->quote);
    set_int(&f, "quote_start", (int64_t)u->start);
    set_int(&f, "quote_end", (int64_t)u->end);
    set(&f, "period", duty->period);
    set(&f, "due", buf_get(&due));
    struct draft_stage *stage = ARENA_NEW(a->arena, struct draft_stage);
    *stage = (struct draft_stage){ STR("open"), a->effective };
    struct draft *draft = add(&f, a->model->undertaking);
    draft->stages = stage;
    draft->stage_count = 1;
    a->result->undertakings++;
}

static void add_reported(struct adopting *a, size_t index)
{
    const struct proposal *item = &a->proposals->items[index];
    const struct statement *s = &a->proposals->text->statements[index];
    struct filling f = begin(a);
    set(&f, "plan", a->plan);
    set(&f, "zone", zone_ref(a, item->zone));
    set(&f, "quote", s->quote);
    set(&f, "number", s->number);
    set_value(&f, "value", s->value);
    set(&f, "unit", s->unit);
    set(&f, "period", item->period);
    set(&f, "subject", s->subject);
    set(&f, "measure", str_from(plan_measure_name(s->measure)));
    set(&f, "kind", str_from(plan_kind_name(s->kind)));
    set(&f, "metric", item->tied ? item->metric->name : (struct str){ 0 });
    add(&f, a->model->reported);
    a->result->reported++;
}

static struct str line_of(struct str text, size_t line)
{
    struct str one = { 0 };
    for (size_t i = 0; i < line && str_split(&text, '\n', &one); i++)
        ;
    return str_trim(one);
}

/* A number seen and not understood: its words and its line, and no value. */
static void add_unknown(struct adopting *a, const struct plan_figure *figure)
{
    struct filling f = begin(a);
    set(&f, "plan", a->plan);
    set(&f, "number", figure->span.text);
    set(&f, "quote", line_of(a->proposals->text->text, figure->line));
    add(&f, a->model->reported);
    a->result->reported++;
}

/* ---- the group
 * ---------------------------------------------------------------------------------------------------
 */

/* The day of publication; else the first day of the plan's year, or today where that is earlier. */
static struct date effective_day(const struct proposals *p)
{
    struct day day = p->options.published;
    if (day_is_none(day)) {
        day = day_from(p->text->options.year, 1, 1);
        if (!day_is_none(p->options.today) && day.n > p->options.today.n)
            day = p->options.today;
    }
    return (struct date){ day, PRECISION_DAY };
}

static bool zones_allowed(struct adopting *a)
{
    const struct proposals *p = a->proposals;
    struct buf names;
    if (!p->zones_to_make || p->options.make_zones)
        return true;
    buf_init(&names, a->arena);
    for (size_t i = 0; i < p->zone_count; i++) {
        if (!p->zones[i].make)
            continue;
        buf_cstr(&names, names.len ? ", " : "");
        buf_str(&names, p->zones[i].name);
    }
    return err_set(a->err, ERR_PLAN_ZONES_MISSING, "zones", buf_get(&names));
}

static void draft_all(struct adopting *a)
{
    const struct proposals *p = a->proposals;
    for (size_t i = 0; i < p->zone_count; i++)
        add_zone(a, i);
    add_plan(a);
    for (size_t i = 0; i < p->list_count; i++)
        add_list(a, i);
    for (size_t i = 0; i < p->count; i++)
        if (p->items[i].become != BECOME_REPORTED)
            add_target(a, i);
    for (size_t i = 0; i < p->duty_count; i++)
        add_duty(a, i);
    for (size_t i = 0; i < p->count; i++)
        if (p->items[i].become == BECOME_REPORTED)
            add_reported(a, i);
    for (size_t i = 0; i < p->text->figure_count; i++)
        if (p->text->figures[i].why == PLAN_WHY_UNKNOWN)
            add_unknown(a, &p->text->figures[i]);
}

bool plan_adopt(struct ledger *ledger, struct arena *arena, const struct proposals *proposals,
                struct adopted *result, struct err *err)
{
    struct adopting a = { .ledger = ledger,
                          .arena = arena,
                          .proposals = proposals,
                          .model = proposals->model,
                          .result = result,
                          .err = err };
    size_t most = proposals->zone_count + 1 + proposals->list_count + proposals->count +
                  proposals->duty_count + proposals->text->figure_count;
    *result = (struct adopted){ 0 };
    if (proposals->adopted.n)
        return err_set(err, ERR_PLAN_ADOPTED, "plan", number(&a, "#", proposals->adopted.n));
    if (!zones_allowed(&a))
        return false;
    a.effective = effective_day(proposals);
    a.drafts = ARENA_ARRAY(arena, struct draft, most);
    a.zones = ARENA_ARRAY(arena, struct str, proposals->zone_count + 1);
    a.source = str_join(arena, STR("adopt "), proposals->options.name);
    draft_all(&a);
    struct receipt *receipts = ARENA_ARRAY(arena, struct receipt, a.count);
    if (!ledger_append(ledger, a.drafts, a.count, receipts, NULL, err))
        return false;
    int64_t plan = 0;
    str_to_int(str_slice(a.plan, 1, a.plan.len), &plan);
    result->plan = receipts[plan].record;
    result->position = receipts[a.count - 1].entry;
    return true;
}
