/*
 * permit.c - what somebody may do in this ledger: roles put together with the zones and units they were given for, and the
 * one place where a record, a field, a stage or a figure is asked about.
 *
 * A record is asked about as it lies now, whatever day or position is read: one that left a zone is no longer that zone's,
 * nor is its past. What may not be seen is not there: a timeline leaves the ledger without the items of hidden fields, so
 * lists, searches, histories and exports have nothing to forget. A record that lies in no zone is read by whoever may read
 * its kind, and written only by who may in all zones.
 */
#include <stdlib.h>
#include <string.h>

#include "ledger/ledger_priv.h"

struct permit_rule {
    const struct role_rule *of;
    const bool *kinds;      /* by kind index */
    uint32_t verbs;
    const int64_t *zones;   /* sorted; NULL: all */
    size_t zone_count;
    int64_t unit;           /* 0: all */
};

struct permit {
    bool all;
    struct record_id person;
    const struct model *model;
    struct permit_rule *rules;
    size_t rule_count;
    uint32_t *anywhere, *everywhere; /* by kind: verbs of some rule; of rules that reach all zones and units */
    bool *plain;                     /* by kind: whoever reads a record of it reads all of it */
};

/* ---- making ------------------------------------------------------------------------------------------------ */

struct zone_parents { int64_t *ids, *parents; size_t count, room; struct arena *arena; };

static bool visit_zone(void *host, struct timeline *timeline)
{
    struct zone_parents *zones = host;
    struct value parent;
    if (timeline_gone(timeline, INT64_MAX))
        return true;
    timeline_value_at(timeline, kind_field(timeline->kind, STR("parent")), DAY_NONE, INT64_MAX, &parent);
    if (zones->count == zones->room) {
        size_t room = zones->room ? zones->room * 2 : 32;
        zones->ids = arena_grow(zones->arena, zones->ids, zones->room * sizeof *zones->ids, room * sizeof *zones->ids);
        zones->parents = arena_grow(zones->arena, zones->parents, zones->room * sizeof *zones->ids, room * sizeof *zones->ids);
        zones->room = room;
    }
    zones->ids[zones->count] = timeline->id.n;
    zones->parents[zones->count++] = parent.present ? parent.n : 0;
    return true;
}

static int number_order(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? -1 : x > y;
}

/* The zone with all that lies below it. */
static void zones_below(const struct zone_parents *zones, int64_t zone, struct arena *arena, struct permit_rule *rule)
{
    int64_t *found = ARENA_ARRAY(arena, int64_t, zones->count + 1);
    size_t count = 0;
    found[count++] = zone;
    for (size_t at = 0; at < count; at++)
        for (size_t i = 0; i < zones->count && count <= zones->count; i++)
            if (zones->parents[i] == found[at] && zones->ids[i] != zone)
                found[count++] = zones->ids[i];
    qsort(found, count, sizeof *found, number_order);
    rule->zones = found;
    rule->zone_count = count;
}

static uint32_t verbs_in_scope(const struct permit_options *options)
{
    return options->verbs ? options->verbs : ~0u;
}

static bool kind_in_scope(const struct permit_options *options, struct str name)
{
    for (size_t i = 0; i < options->kind_count; i++)
        if (str_eq(options->kinds[i], name))
            return true;
    return !options->kind_count;
}

static const bool *kinds_of(const struct model *model, const struct role_rule *rule, struct arena *arena,
                            const struct permit_options *options)
{
    if (!options->kind_count)
        return rule->kinds;
    bool *kinds = ARENA_ARRAY(arena, bool, model->kind_count);
    for (size_t k = 0; k < model->kind_count; k++)
        kinds[k] = rule->kinds[k] && kind_in_scope(options, model->kinds[k].name);
    return kinds;
}

static void role_add(struct permit *permit, struct arena *arena, const struct role *role, const struct grant *grant,
                     const struct zone_parents *zones, const struct permit_options *options)
{
    for (size_t i = 0; i < role->rule_count; i++) {
        const struct role_rule *of = &role->rules[i];
        struct permit_rule *rule = &permit->rules[permit->rule_count++];
        *rule = (struct permit_rule){ .of = of, .verbs = of->verbs & verbs_in_scope(options),
                                      .kinds = kinds_of(permit->model, of, arena, options) };
        if (of->own_zone && grant->zone.n)
            zones_below(zones, grant->zone.n, arena, rule);
        if (of->own_unit)
            rule->unit = grant->unit.n;
    }
}

static void summarise(struct permit *permit)
{
    for (size_t k = 0; k < permit->model->kind_count; k++) {
        const struct kind *kind = &permit->model->kinds[k];
        bool personal = false;
        for (size_t f = 0; f < kind->field_count; f++)
            personal |= kind->fields[f].personal;
        permit->plain[k] = true;
        for (size_t r = 0; r < permit->rule_count; r++) {
            struct permit_rule *rule = &permit->rules[r];
            if (!rule->kinds[k])
                continue;
            permit->anywhere[k] |= rule->verbs;
            if (!rule->zones && !rule->unit)
                permit->everywhere[k] |= rule->verbs;
            if ((rule->verbs & VERB_BIT(VERB_READ)) && (rule->of->fields || rule->of->stages || (personal && !rule->of->personal)))
                permit->plain[k] = false;
        }
    }
}

bool permit_make(struct ledger *ledger, struct arena *arena, const struct permit_options *options, struct permit **out,
                 struct err *err)
{
    bool began;
    if (!ledger_read_begin(ledger, &began, err))
        return false;
    const struct model *model = ledger->edition->model;
    struct zone_parents zones = { .arena = arena };
    bool ok = record_each_in(ledger, ledger->edition, model->zone, visit_zone, &zones, err);
    ledger_read_end(ledger, began);
    if (!ok)
        return false;
    struct permit *permit = ARENA_NEW(arena, struct permit);
    *permit = (struct permit){ .all = options->owner && !options->verbs && !options->kind_count, .person = options->person,
                               .model = model, .anywhere = ARENA_ARRAY(arena, uint32_t, model->kind_count),
                               .everywhere = ARENA_ARRAY(arena, uint32_t, model->kind_count),
                               .plain = ARENA_ARRAY(arena, bool, model->kind_count) };
    size_t room = 1;
    for (size_t i = 0; i < model->role_count; i++)
        room += model->roles[i].rule_count * (options->grant_count + 1);
    permit->rules = ARENA_ARRAY(arena, struct permit_rule, room);
    for (size_t i = 0; i < model->role_count; i++) {
        struct grant whole = { .role = model->roles[i].name };
        if (options->duty != DUTY_NONE && model->roles[i].duty == options->duty)
            role_add(permit, arena, &model->roles[i], &whole, &zones, options);
        for (size_t g = 0; g < options->grant_count; g++)
            if (str_eq(options->grants[g].role, model->roles[i].name))
                role_add(permit, arena, &model->roles[i], &options->grants[g], &zones, options);
    }
    if (options->owner && !permit->all) { /* the owner, narrowed by a scope: every verb of it on every kind of it */
        struct role_rule *whole = ARENA_NEW(arena, struct role_rule);
        *whole = (struct role_rule){ .verbs = ~0u, .kinds = ARENA_ARRAY(arena, bool, model->kind_count), .personal = true };
        memset(whole->kinds, true, model->kind_count * sizeof *whole->kinds);
        permit->rules[permit->rule_count++] = (struct permit_rule){ .of = whole, .verbs = verbs_in_scope(options),
                                                                   .kinds = kinds_of(model, whole, arena, options) };
    }
    summarise(permit);
    *out = permit;
    return true;
}

static const struct model no_model;
static const struct permit nobody = { .model = &no_model };

const struct permit *permit_nobody(void)
{
    return &nobody;
}

void ledger_act_for(struct ledger *ledger, const struct permit *permit)
{
    ledger->permit = permit;
}

const struct permit *ledger_permit(const struct ledger *ledger)
{
    return ledger->permit;
}

/* ---- kinds and fields ------------------------------------------------------------------------------------------ */

/* Its number in the permit's model; -1: a kind of the past that is gone. */
static int kind_number(const struct permit *permit, const struct kind *kind)
{
    if (kind->index < (int)permit->model->kind_count && &permit->model->kinds[kind->index] == kind)
        return kind->index;
    const struct kind *now = model_kind(permit->model, kind->name);
    return now ? now->index : -1;
}

bool permit_may(const struct permit *permit, const struct kind *kind, enum verb verb)
{
    if (!permit || permit->all)
        return true;
    int k = kind_number(permit, kind);
    return k >= 0 && (permit->anywhere[k] & VERB_BIT(verb));
}

/* What a rule that names fields or stages leaves out, it does not reach. */
static bool rule_has_field(const struct role_rule *rule, const struct field *field)
{
    bool named = rule->fields ? rule->fields[field->index] : !rule->stages;
    return named && (!field->personal || rule->personal);
}

static bool rule_has_stage(const struct role_rule *rule, const struct stage *stage)
{
    return rule->stages ? rule->stages[stage->index] : !rule->fields;
}

bool permit_may_field(const struct permit *permit, const struct kind *kind, const struct field *field, enum verb verb)
{
    if (!permit || permit->all)
        return true;
    int k = kind_number(permit, kind);
    for (size_t i = 0; k >= 0 && (permit->anywhere[k] & VERB_BIT(verb)) && i < permit->rule_count; i++) {
        const struct permit_rule *rule = &permit->rules[i];
        if (rule->kinds[k] && (rule->verbs & VERB_BIT(verb)) && rule_has_field(rule->of, field))
            return true;
    }
    return false;
}

bool permit_may_stage(const struct permit *permit, const struct kind *kind, const struct stage *stage, enum verb verb)
{
    if (!permit || permit->all)
        return true;
    int k = kind_number(permit, kind);
    for (size_t i = 0; k >= 0 && (permit->anywhere[k] & VERB_BIT(verb)) && i < permit->rule_count; i++) {
        const struct permit_rule *rule = &permit->rules[i];
        if (rule->kinds[k] && (rule->verbs & VERB_BIT(verb)) && rule_has_stage(rule->of, stage))
            return true;
    }
    return false;
}

/* Filters, sorting and searching would tell of values that may not be seen. */
bool permit_sees_field(const struct permit *permit, const struct kind *kind, const struct field *field)
{
    if (!permit || permit->all)
        return true;
    int k = kind_number(permit, kind);
    for (size_t i = 0; k >= 0 && !permit->plain[k] && i < permit->rule_count; i++) {
        const struct permit_rule *rule = &permit->rules[i];
        if (rule->kinds[k] && (rule->verbs & VERB_BIT(VERB_READ)) && !rule_has_field(rule->of, field))
            return false;
    }
    return k >= 0;
}

/* ---- where a record lies ----------------------------------------------------------------------------------------- */

static const struct field *unit_field(const struct model *model, const struct kind *kind)
{
    for (size_t i = 0; i < kind->field_count; i++)
        if (kind->fields[i].type == FIELD_REF && kind->fields[i].roll == ROLL_NONE && kind->fields[i].to == model->department)
            return &kind->fields[i];
    return NULL;
}

static int64_t ref_of(const struct timeline *timeline, const struct field *field)
{
    struct value value = { 0 };
    if (field)
        timeline_value_at(timeline, field, DAY_NONE, INT64_MAX, &value);
    return value.present ? value.n : 0;
}

void record_place_own(const struct timeline *timeline, struct record_place *place)
{
    const struct kind *kind = timeline->kind;
    const struct model *model = timeline->edition->model;
    *place = (struct record_place){ 0 };
    if (kind == model->zone)
        place->zone = timeline->id.n;
    else if (kind->zone && !kind->zone_via)
        place->zone = ref_of(timeline, kind->zone);
    place->unit = kind == model->department ? timeline->id.n : ref_of(timeline, unit_field(model, kind));
}

static bool record_place(struct ledger *ledger, const struct timeline *timeline, struct record_place *place, struct err *err)
{
    const struct kind *kind = timeline->kind;
    struct timeline *parent;
    record_place_own(timeline, place);
    if (!kind->zone_via)
        return true;
    if (!record_load(ledger, timeline->edition, kind->zone->to, ref_of(timeline, kind->zone), &parent, err))
        return false;
    if (!parent)
        return true;
    place->zone = ref_of(parent, kind->zone_via);
    if (!place->unit)
        place->unit = ref_of(parent, unit_field(timeline->edition->model, parent->kind));
    return true;
}

static bool has_zone(const struct permit_rule *rule, int64_t zone)
{
    return !rule->zones || bsearch(&zone, rule->zones, rule->zone_count, sizeof zone, number_order) != NULL;
}

static const uint32_t reading = VERB_BIT(VERB_READ) | VERB_BIT(VERB_FIGURES) | VERB_BIT(VERB_EXPORT);

/* Whether the rule reaches records of that place with the verb. */
static bool rule_reaches(const struct permit_rule *rule, int k, const struct record_place *place, enum verb verb)
{
    if (!rule->kinds[k] || !(rule->verbs & VERB_BIT(verb)))
        return false;
    bool reads = reading & VERB_BIT(verb);
    bool zone = place->zone ? has_zone(rule, place->zone) : reads || !rule->zones;
    bool unit = place->unit ? !rule->unit || rule->unit == place->unit : reads || !rule->unit;
    return zone && unit;
}

static bool reaches(const struct permit *permit, int k, const struct record_place *place, enum verb verb)
{
    if (k < 0 || !(permit->anywhere[k] & VERB_BIT(verb)))
        return false;
    if (permit->everywhere[k] & VERB_BIT(verb))
        return true;
    for (size_t i = 0; i < permit->rule_count; i++)
        if (rule_reaches(&permit->rules[i], k, place, verb))
            return true;
    return false;
}

/* ---- reading --------------------------------------------------------------------------------------------------------- */

bool permit_reads_all(const struct permit *permit, const struct kind *kind)
{
    if (!permit || permit->all)
        return true;
    int k = kind_number(permit, kind);
    return k >= 0 && (permit->everywhere[k] & VERB_BIT(VERB_READ)) && permit->plain[k];
}

bool permit_reads_some(const struct permit *permit)
{
    bool some = !permit || permit->all;
    for (size_t k = 0; !some && k < permit->model->kind_count; k++)
        some = permit->anywhere[k] & VERB_BIT(VERB_READ);
    return some;
}

bool permit_plain(const struct permit *permit, const struct kind *kind)
{
    if (!permit || permit->all)
        return true;
    int k = kind_number(permit, kind);
    return k >= 0 && permit->plain[k];
}

bool permit_reads_at(const struct permit *permit, const struct kind *kind, const struct record_place *place)
{
    return !permit || permit->all || reaches(permit, kind_number(permit, kind), place, VERB_READ);
}

bool record_shows(struct ledger *ledger, const struct timeline *timeline, bool *shows, struct err *err)
{
    const struct permit *permit = ledger->permit;
    *shows = true;
    if (!permit || permit->all)
        return true;
    int k = kind_number(permit, timeline->kind);
    if (k < 0 || !(permit->anywhere[k] & VERB_BIT(VERB_READ))) {
        *shows = false;
        return true;
    }
    if (permit->everywhere[k] & VERB_BIT(VERB_READ))
        return true;
    struct record_place place;
    if (!record_place(ledger, timeline, &place, err))
        return false;
    *shows = reaches(permit, k, &place, VERB_READ);
    return true;
}

bool record_verbs(struct ledger *ledger, const struct timeline *timeline, uint32_t *verbs, struct err *err)
{
    const struct permit *permit = ledger->permit;
    *verbs = ~0u;
    if (!permit || permit->all)
        return true;
    int k = kind_number(permit, timeline->kind);
    struct record_place place;
    *verbs = 0;
    if (k < 0 || !permit->anywhere[k])
        return true;
    bool began;
    if (!ledger_read_begin(ledger, &began, err))
        return false;
    bool ok = record_place(ledger, timeline, &place, err);
    ledger_read_end(ledger, began);
    for (int verb = 0; ok && verb < VERB_COUNT; verb++)
        if (reaches(permit, k, &place, (enum verb)verb))
            *verbs |= VERB_BIT(verb);
    return ok;
}

/* Which of the record's fields and stages some rule shows. */
static bool field_shows(const struct permit *permit, int k, const struct record_place *place, const struct field *field)
{
    for (size_t i = 0; i < permit->rule_count; i++)
        if (rule_reaches(&permit->rules[i], k, place, VERB_READ) && rule_has_field(permit->rules[i].of, field))
            return true;
    return false;
}

static bool stage_shows(const struct permit *permit, int k, const struct record_place *place, const struct stage *stage)
{
    for (size_t i = 0; i < permit->rule_count; i++)
        if (rule_reaches(&permit->rules[i], k, place, VERB_READ) && rule_has_stage(permit->rules[i].of, stage))
            return true;
    return false;
}

/* The same field or stage in the permit's model; NULL where it is gone. */
static bool item_shows(const struct permit *permit, int k, const struct record_place *place, const struct edition *edition,
                       const struct item *item)
{
    const struct kind *now = &permit->model->kinds[k];
    if (item->number <= 0 || item->number > edition->number_max)
        return item->number <= 0;
    const struct field *field = edition->field_of[item->number];
    const struct stage *stage = edition->stage_of[item->number];
    field = field ? kind_field(now, field->name) : NULL;
    stage = stage ? kind_stage(now, stage->name) : NULL;
    return field ? field_shows(permit, k, place, field) : stage && stage_shows(permit, k, place, stage);
}

bool timeline_strip(struct ledger *ledger, struct timeline *timeline, bool *whole, struct err *err)
{
    const struct permit *permit = ledger->permit;
    *whole = true;
    if (permit_plain(permit, timeline->kind))
        return true;
    struct record_place place;
    int k = kind_number(permit, timeline->kind);
    if (!record_place(ledger, timeline, &place, err))
        return false;
    size_t kept = 0;
    for (size_t i = 0; i < timeline->count; i++) {
        const struct item *item = &timeline->items[i];
        if (k >= 0 && item_shows(permit, k, &place, timeline->edition, item)) {
            timeline->items[kept++] = *item;
            continue;
        }
        const struct field *field = item->number > 0 && item->number <= timeline->edition->number_max
                                        ? timeline->edition->field_of[item->number] : NULL;
        *whole = *whole && field && field->personal; /* which the entry's body does not hold */
    }
    timeline->count = kept;
    return true;
}

/* ---- figures ----------------------------------------------------------------------------------------------------------- */

/* A sum over a zone tells of all its records: only rules of the whole kind, of all units, show it. */
static bool kind_figure(const struct permit *permit, int k, int64_t zone)
{
    for (size_t i = 0; i < permit->rule_count; i++) {
        const struct permit_rule *rule = &permit->rules[i];
        if (rule->kinds[k] && (rule->verbs & VERB_BIT(VERB_FIGURES)) && !rule->unit && !rule->of->fields && !rule->of->stages
            && (zone ? has_zone(rule, zone) : !rule->zones))
            return true;
    }
    return false;
}

bool permit_figure(const struct permit *permit, const struct metric *metric, const struct record_id *zones, size_t zone_count)
{
    if (!permit || permit->all)
        return true;
    for (size_t i = 0; i < metric->part_count; i++)
        if (!permit_figure(permit, metric->parts[i], zones, zone_count))
            return false;
    if (!metric->kind)
        return metric->part_count > 0;
    int k = kind_number(permit, metric->kind);
    if (k < 0 || !(permit->anywhere[k] & VERB_BIT(VERB_FIGURES)))
        return false;
    for (size_t i = 0; i < zone_count; i++)
        if (!kind_figure(permit, k, zones[i].n))
            return false;
    return zone_count > 0 || kind_figure(permit, k, 0);
}

bool permit_metric(const struct permit *permit, const struct metric *metric)
{
    if (!permit || permit->all)
        return true;
    for (size_t i = 0; i < metric->part_count; i++)
        if (!permit_metric(permit, metric->parts[i]))
            return false;
    return metric->kind ? permit_may(permit, metric->kind, VERB_FIGURES) : metric->part_count > 0;
}

/* ---- writing ------------------------------------------------------------------------------------------------------------- */

static bool forbidden(enum err_code code, const struct kind *kind, enum verb verb, struct err *err)
{
    return err_set(err, code, "verb", verb_word(verb, LANG_ZH), "verb_en", verb_word(verb, LANG_EN), "kind", kind->label.zh,
                   "kind_en", kind->label.en);
}

struct record_id permit_person(const struct permit *permit)
{
    return permit ? permit->person : (struct record_id){ 0 };
}

struct record_id permit_author(const struct permit *permit, struct record_id given)
{
    return permit ? permit->person : given;
}

bool permit_writes(struct ledger *ledger, const struct kind *kind, const struct timeline *timeline, enum verb verb, struct err *err)
{
    const struct permit *permit = ledger->permit;
    struct record_place place;
    if (!permit || permit->all)
        return true;
    int k = kind_number(permit, kind);
    if (k < 0 || !(permit->anywhere[k] & VERB_BIT(verb)))
        return forbidden(ERR_FORBIDDEN, kind, verb, err);
    if (!timeline || (permit->everywhere[k] & VERB_BIT(verb)))
        return true;
    if (!record_place(ledger, timeline, &place, err))
        return false;
    return reaches(permit, k, &place, verb) || forbidden(ERR_FORBIDDEN_PLACE, kind, verb, err);
}

bool permit_closes(struct ledger *ledger, const struct kind *kind, struct err *err)
{
    const struct permit *permit = ledger->permit;
    int k = !permit || permit->all ? -1 : kind_number(permit, kind);
    return !permit || permit->all || (k >= 0 && (permit->everywhere[k] & VERB_BIT(VERB_CLOSE)))
        || forbidden(ERR_FORBIDDEN, kind, VERB_CLOSE, err);
}

bool permit_writes_field(struct ledger *ledger, const struct timeline *timeline, const struct field *field, enum verb verb,
                         struct err *err)
{
    const struct permit *permit = ledger->permit;
    struct record_place place;
    if (!permit || permit->all)
        return true;
    int k = kind_number(permit, timeline->kind);
    if (!record_place(ledger, timeline, &place, err))
        return false;
    for (size_t i = 0; k >= 0 && i < permit->rule_count; i++)
        if (rule_reaches(&permit->rules[i], k, &place, verb) && rule_has_field(permit->rules[i].of, field))
            return true;
    err_set(err, ERR_FORBIDDEN_FIELD, "verb", verb_word(verb, LANG_ZH), "verb_en", verb_word(verb, LANG_EN), "field",
            field->label.zh, "field_en", field->label.en, "kind", timeline->kind->label.zh, "kind_en", timeline->kind->label.en);
    return err_at_field(err, field->name);
}

bool permit_writes_stage(struct ledger *ledger, const struct timeline *timeline, const struct stage *stage, enum verb verb,
                         struct err *err)
{
    const struct permit *permit = ledger->permit;
    struct record_place place;
    if (!permit || permit->all)
        return true;
    int k = kind_number(permit, timeline->kind);
    if (!record_place(ledger, timeline, &place, err))
        return false;
    for (size_t i = 0; k >= 0 && i < permit->rule_count; i++)
        if (rule_reaches(&permit->rules[i], k, &place, verb) && rule_has_stage(permit->rules[i].of, stage))
            return true;
    return err_set(err, ERR_FORBIDDEN_STAGE, "verb", verb_word(verb, LANG_ZH), "verb_en", verb_word(verb, LANG_EN), "stage",
                   stage->label.zh, "stage_en", stage->label.en, "kind", timeline->kind->label.zh, "kind_en",
                   timeline->kind->label.en);
}
