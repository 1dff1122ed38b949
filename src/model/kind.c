/*
 * kind.c - kinds from their files: fields, stages, checks, and what names, identifies and places a
 * record.
 */
#include <string.h>

#include "base/arena.h"
#include "base/dec.h"
#include "base/limits.h"
#include "base/must.h"
#include "model/model_priv.h"

/* ---- looking up while loading ---- */

struct kind *loader_kind(struct loader *loader, struct str name)
{
    for (size_t i = 0; i < loader->model->kind_count; i++) {
        if (name.len && str_eq(loader->kinds[i].name, name))
            return &loader->kinds[i];
    }
    return NULL;
}

struct field *kind_field_own(struct loader *loader, const struct kind *kind, struct str name)
{
    const struct field *field = kind_field(kind, name);
    return field ? &loader->fields[kind->index][field->index] : NULL;
}

void fault_unknown_kind(struct loader *loader, const struct node *node, struct str text)
{
    size_t count = loader->model->kind_count;
    struct str *names = ARENA_ARRAY(loader->arena, struct str, count);
    for (size_t i = 0; i < count; i++)
        names[i] = loader->kinds[i].name;
    fault_unknown(loader, node, text, WORD_KIND, names, count);
}

void fault_unknown_field(struct loader *loader, const struct node *node, struct str text,
                         const struct kind *kind)
{
    struct str *names = ARENA_ARRAY(loader->arena, struct str, kind->field_count);
    for (size_t i = 0; i < kind->field_count; i++)
        names[i] = kind->fields[i].name;
    fault_unknown(loader, node, text, WORD_FIELD, names, kind->field_count);
}

void fault_unknown_stage(struct loader *loader, const struct node *node, struct str text,
                         const struct kind *kind)
{
    struct str *names = ARENA_ARRAY(loader->arena, struct str, kind->stage_count);
    for (size_t i = 0; i < kind->stage_count; i++)
        names[i] = kind->stages[i].name;
    fault_unknown(loader, node, text, WORD_STAGE, names, kind->stage_count);
}

bool name_split(struct str text, struct str *first, struct str *second)
{
    for (size_t i = text.len; i > 0; i--) {
        if (text.ptr[i - 1] != '.')
            continue;
        *first = str_slice(text, 0, i - 1);
        *second = str_slice(text, i, text.len);
        return true;
    }
    return false;
}

/* ---- declaring: names first, so that references may point ahead ---- */

void kinds_declare(struct loader *loader, struct node *const *nodes, size_t count)
{
    struct arena *arena = loader->arena;
    if (count > LIMIT_MODEL_KINDS) {
        fault(loader, nodes[LIMIT_MODEL_KINDS], ERR_MODEL_LIMIT, WORD_ARGS("what", WORD_KINDS),
              "limit", str_format(arena, "%d", LIMIT_MODEL_KINDS));
        count = LIMIT_MODEL_KINDS;
    }
    loader->kinds = ARENA_ARRAY(arena, struct kind, count);
    loader->kind_nodes = ARENA_ARRAY(arena, const struct node *, count);
    loader->fields = ARENA_ARRAY(arena, struct field *, count);
    loader->stages = ARENA_ARRAY(arena, struct stage *, count);
    loader->model->kinds = loader->kinds;
    for (size_t i = 0; i < count; i++) {
        const struct node *node = nodes[i];
        if (!node_is(loader, node, NODE_MAP))
            continue;
        struct str name = node_name(loader, node, "kind", '-');
        const struct kind *twin = loader_kind(loader, name);
        if (twin) {
            fault(loader, node_get(node, "kind"), ERR_MODEL_TWICE, "name", name, "place",
                  place_text(loader, twin->place));
            continue;
        }
        size_t index = loader->model->kind_count++;
        struct kind *kind = &loader->kinds[index];
        loader->kind_nodes[index] = node;
        kind->name = name;
        kind->index = (int)index;
        kind->place = node_place(node);
    }
}

/* ---- fields ---- */

const char *field_type_name(enum field_type type)
{
    static const char *const names[] = {
#define X(upper, name) [FIELD_##upper] = name,
        FIELD_TYPES(X)
#undef X
    };
    must((unsigned)type < FIELD_TYPE_COUNT);
    return names[type];
}

static bool field_type_read(struct loader *loader, const struct node *node, enum field_type *type)
{
    const struct node *member = node_want(loader, node, "type");
    if (!member || !node_is(loader, member, NODE_TEXT))
        return false;
    struct str all = STR("");
    for (int t = 0; t < FIELD_TYPE_COUNT; t++) {
        struct str name = str_from(field_type_name((enum field_type)t));
        if (str_eq(name, member->text)) {
            *type = (enum field_type)t;
            return true;
        }
        all = str_format(loader->arena, "%.*s %.*s", STR_ARG(all), STR_ARG(name));
    }
    fault(loader, member, ERR_MODEL_VALUE, "key", STR("type"), "value", member->text, "wanted",
          str_trim(all));
    return false;
}

static bool is_figure(enum field_type type)
{
    return type == FIELD_MONEY || type == FIELD_NUMBER || type == FIELD_INTEGER ||
           type == FIELD_PERCENT;
}

/* The unit, its base and factor; money and percent know theirs when none is written. */
static void field_unit_read(struct loader *loader, const struct node *node, struct field *field)
{
    const struct node *member = node_get(node, "unit");
    if (member)
        field->unit = node_text(loader, node, "unit");
    else if (field->type == FIELD_MONEY)
        field->unit = unit_money();
    else if (field->type == FIELD_PERCENT)
        field->unit = STR("%");
    field->unit_factor = dec_from_int(1);
    if (!field->unit.len)
        return;
    struct unit unit;
    if (!unit_find(field->unit, &unit)) {
        fault(loader, member, ERR_MODEL_UNIT, "unit", field->unit,
              WORD_ARGS("wanted", WORD_FIT_KNOWN_UNIT));
        return;
    }
    if (field->type == FIELD_MONEY && !unit_is_money(&unit)) {
        fault(loader, member, ERR_MODEL_UNIT, "unit", field->unit,
              WORD_ARGS("wanted", WORD_FIT_MONEY_UNIT));
        return;
    }
    field->unit_base = unit.base;
    field->unit_factor = dec_from_int(unit.factor);
}

/* A bound as written, in the field's unit. */
static bool field_bound_read(struct loader *loader, const struct node *node, const char *key,
                             const struct field *field, int64_t *bound)
{
    const struct node *member = node_get(node, key);
    if (!member || !node_is(loader, member, NODE_TEXT))
        return false;
    struct dec figure;
    if (dec_parse(member->text, &figure) && dec_mul(figure, field->unit_factor, &figure) &&
        dec_to_scaled(figure, field->scale, true, bound))
        return true;
    fault(loader, member, ERR_MODEL_TYPE, "key", str_from(key), WORD_ARGS("wanted", WORD_A_NUMBER));
    return false;
}

static void field_figure_read(struct loader *loader, const struct node *node, struct field *field)
{
    int64_t scale = 2;
    if (field->type == FIELD_NUMBER)
        node_int(loader, node, "scale", 0, 8, &scale);
    field->scale = field->type == FIELD_INTEGER ? 0 : field->type == FIELD_PERCENT ? 4 : (int)scale;
    field_unit_read(loader, node, field);
    field->has_min = field_bound_read(loader, node, "min", field, &field->min);
    field->has_max = field_bound_read(loader, node, "max", field, &field->max);
    if (field->has_min && field->has_max && field->min > field->max)
        fault(loader, node_get(node, "min"), ERR_MODEL_MISFIT, "name", STR("min"),
              WORD_ARGS("wanted", WORD_FIT_MIN_MAX));
}

static void field_choices_read(struct loader *loader, const struct node *node, struct field *field)
{
    const struct node *list = node_want(loader, node, "choices");
    if (!list || !node_is(loader, list, NODE_MAP))
        return;
    if (list->count > LIMIT_MODEL_CHOICES) {
        fault(loader, list, ERR_MODEL_LIMIT, WORD_ARGS("what", WORD_CHOICES), "limit",
              str_format(loader->arena, "%d", LIMIT_MODEL_CHOICES));
        return;
    }
    struct choice *choices = ARENA_ARRAY(loader->arena, struct choice, list->count);
    for (const struct node *member = list->first; member; member = member->next) {
        struct str code = member->key;
        struct label label = node_label(loader, list, str_cstr(loader->arena, code), true);
        choices[field->choice_count++] = (struct choice){ code, label };
    }
    field->choices = choices;
    if (!list->count)
        fault(loader, list, ERR_MODEL_MISSING, "key", STR("choices"));
}

static void field_table_read(struct loader *loader, const struct node *node, struct field *field)
{
    const struct node *member = node_want(loader, node, "table");
    if (!member || !node_is(loader, member, NODE_TEXT))
        return;
    size_t count = loader->model->table_count;
    struct str *names = ARENA_ARRAY(loader->arena, struct str, count);
    for (size_t i = 0; i < count; i++) {
        names[i] = loader->model->tables[i].name;
        if (str_eq(names[i], member->text)) {
            field->codes = &loader->model->tables[i];
            return;
        }
    }
    fault_unknown(loader, member, member->text, WORD_CODE_TABLE, names, count);
}

static void field_to_read(struct loader *loader, const struct node *node, struct field *field)
{
    const struct node *member = node_want(loader, node, "to");
    if (!member || !node_is(loader, member, NODE_TEXT))
        return;
    field->to = loader_kind(loader, member->text);
    if (!field->to)
        fault_unknown_kind(loader, member, member->text);
}

/* Which keys go with which type; the common ones go with all. */
static const char *field_keys(enum field_type type)
{
#define COMMON "name type label help required unique personal filter"
    switch (type) {
    case FIELD_REF:
    case FIELD_MEMBERS: return COMMON " to";
    case FIELD_MONEY:
    case FIELD_INTEGER:
    case FIELD_PERCENT: return COMMON " unit min max";
    case FIELD_NUMBER: return COMMON " unit min max scale";
    case FIELD_YEAR: return COMMON " min max";
    case FIELD_CHOICE: return COMMON " choices";
    case FIELD_CODE: return COMMON " table";
    default: return COMMON;
    }
#undef COMMON
}

static void field_fill(struct loader *loader, const struct node *node, struct field *field)
{
    field->label = node_label(loader, node, "label", true);
    field->help = node_label(loader, node, "help", false);
    field->unit_factor = dec_from_int(1);
    if (node_get(node, "rolls")) { /* the rest comes from what is rolled: roll.c */
        node_keys(loader, node, "name rolls label help filter unit");
        field->filter = node_bool(loader, node, "filter");
        field->roll = ROLL_SUM;
        return;
    }
    if (!field_type_read(loader, node, &field->type))
        return;
    node_keys(loader, node, field_keys(field->type));
    field->required = node_bool(loader, node, "required");
    field->unique = node_bool(loader, node, "unique");
    field->personal = node_bool(loader, node, "personal");
    field->filter = node_bool(loader, node, "filter");
    if (is_figure(field->type))
        field_figure_read(loader, node, field);
    if (field->type == FIELD_YEAR) {
        field->has_min = node_int(loader, node, "min", 1, 9999, &field->min);
        field->has_max = node_int(loader, node, "max", 1, 9999, &field->max);
    }
    if (field->type == FIELD_CHOICE)
        field_choices_read(loader, node, field);
    if (field->type == FIELD_CODE)
        field_table_read(loader, node, field);
    if (field->type == FIELD_REF || field->type == FIELD_MEMBERS)
        field_to_read(loader, node, field);
}

/* A list of maps under `key`: NULL with count 0 where it is absent or wrong; more than `limit` is a
 * fault. */
static const struct node *list_of(struct loader *loader, const struct node *map, const char *key,
                                  size_t limit, enum model_word what)
{
    const struct node *list = node_get(map, key);
    if (!list || !node_is(loader, list, NODE_LIST))
        return NULL;
    if (list->count <= limit)
        return list;
    fault(loader, list, ERR_MODEL_LIMIT, WORD_ARGS("what", what), "limit",
          str_format(loader->arena, "%zu", limit));
    return NULL;
}

static void fields_fill(struct loader *loader, struct kind *kind, const struct node *node)
{
    const struct node *list = list_of(loader, node, "fields", LIMIT_ENTRY_FIELDS, WORD_FIELDS);
    if (!list) {
        if (!node_get(node, "fields"))
            fault(loader, node, ERR_MODEL_MISSING, "key", STR("fields"));
        return;
    }
    struct field *fields = ARENA_ARRAY(loader->arena, struct field, list->count);
    kind->fields = loader->fields[kind->index] = fields;
    for (const struct node *member = list->first; member; member = member->next) {
        if (!node_is(loader, member, NODE_MAP))
            continue;
        struct str name = node_name(loader, member, "name", '_');
        const struct field *twin = kind_field(kind, name);
        if (twin)
            fault(loader, member, ERR_MODEL_TWICE, "name", name, "place",
                  place_text(loader, twin->place));
        struct field *field = &fields[kind->field_count];
        field->name = name;
        field->index = (int)kind->field_count++;
        field->place = node_place(member);
        field_fill(loader, member, field);
    }
}

/* ---- stages ---- */

static void stage_evidence_read(struct loader *loader, const struct node *node, struct stage *stage)
{
    stage->evidence_label = node_label(loader, node, "evidence_label", false);
    const struct node *list = node_get(node, "evidence");
    if (!list || !node_is(loader, list, NODE_LIST))
        return;
    struct str *evidence = ARENA_ARRAY(loader->arena, struct str, list->count);
    for (const struct node *member = list->first; member; member = member->next) {
        if (node_is(loader, member, NODE_TEXT))
            evidence[stage->evidence_count++] = member->text;
    }
    stage->evidence = evidence;
}

/* `by: giver`: the reference to a person who alone may record the stage. */
static void stage_by_read(struct loader *loader, const struct node *node, const struct kind *kind,
                          struct stage *stage)
{
    const struct node *by = node_get(node, "by");
    if (!by || !node_is(loader, by, NODE_TEXT))
        return;
    stage->by = kind_field(kind, by->text);
    if (!stage->by)
        fault_unknown_field(loader, by, by->text, kind);
    else if (stage->by->type != FIELD_REF || stage->by->roll != ROLL_NONE)
        fault(loader, by, ERR_MODEL_MISFIT, "name", by->text,
              WORD_ARGS("wanted", WORD_FIT_CLOCK_HOLDER));
}

static void stage_fill(struct loader *loader, const struct node *node, const struct kind *kind,
                       struct stage *stage)
{
    node_keys(loader, node, "name label evidence evidence_label after ends reason by order track");
    stage->label = node_label(loader, node, "label", true);
    stage->ends = node_bool(loader, node, "ends");
    stage->track = node_text(loader, node, "track");
    struct str reason = node_text(loader, node, "reason");
    stage->reason_required = str_eq(reason, STR("required"));
    if (reason.len && !stage->reason_required)
        fault(loader, node_get(node, "reason"), ERR_MODEL_VALUE, "key", STR("reason"), "value",
              reason, "wanted", STR("required"));
    int64_t order = (stage->index + 1) * 10;
    node_int(loader, node, "order", 0, 100000, &order);
    stage->order = (int)order;
    stage_by_read(loader, node, kind, stage);
    stage_evidence_read(loader, node, stage);
}

static void stage_after_read(struct loader *loader, const struct node *node,
                             const struct kind *kind, struct stage *stage)
{
    const struct node *list = node_get(node, "after");
    if (!list || !node_is(loader, list, NODE_LIST))
        return;
    int *after = ARENA_ARRAY(loader->arena, int, list->count);
    for (const struct node *member = list->first; member; member = member->next) {
        if (!node_is(loader, member, NODE_TEXT))
            continue;
        const struct stage *before = kind_stage(kind, member->text);
        if (!before)
            fault_unknown_stage(loader, member, member->text, kind);
        else
            after[stage->after_count++] = before->index;
    }
    stage->after = after;
}

/* Whether the stages before `index` lead back to it. state: 0 not seen, 1 on the way, 2 done. */
static bool stage_circle(const struct kind *kind, int index, char *state)
{
    if (state[index])
        return state[index] == 1;
    state[index] = 1;
    const struct stage *stage = &kind->stages[index];
    for (size_t i = 0; i < stage->after_count; i++) {
        if (stage_circle(kind, stage->after[i], state))
            return true;
    }
    state[index] = 2;
    return false;
}

static void stages_fill(struct loader *loader, struct kind *kind, const struct node *node)
{
    const struct node *list = list_of(loader, node, "stages", LIMIT_MODEL_STAGES, WORD_STAGES);
    if (!list)
        return;
    struct stage *stages = ARENA_ARRAY(loader->arena, struct stage, list->count);
    const struct node **nodes = ARENA_ARRAY(loader->arena, const struct node *, list->count);
    kind->stages = loader->stages[kind->index] = stages;
    for (const struct node *member = list->first; member; member = member->next) {
        if (!node_is(loader, member, NODE_MAP))
            continue;
        struct str name = node_name(loader, member, "name", '_');
        const struct stage *twin = kind_stage(kind, name);
        const struct field *namesake = kind_field(kind, name);
        if (twin || namesake)
            fault(loader, member, ERR_MODEL_TWICE, "name", name, "place",
                  place_text(loader, twin ? twin->place : namesake->place));
        struct stage *stage = &stages[kind->stage_count];
        nodes[kind->stage_count] = member;
        stage->name = name;
        stage->index = (int)kind->stage_count++;
        stage->place = node_place(member);
        stage_fill(loader, member, kind, stage);
    }
    for (size_t i = 0; i < kind->stage_count; i++)
        stage_after_read(loader, nodes[i], kind, &stages[i]);
    char *state = arena_alloc(loader->arena, kind->stage_count);
    for (size_t i = 0; i < kind->stage_count; i++) {
        if (!stage_circle(kind, (int)i, state))
            continue;
        fault(loader, nodes[i], ERR_MODEL_CIRCLE, "name", stages[i].name);
        break;
    }
}

void kinds_fill(struct loader *loader)
{
    for (size_t i = 0; i < loader->model->kind_count; i++) {
        struct kind *kind = &loader->kinds[i];
        const struct node *node = loader->kind_nodes[i];
        node_keys(loader, node, "kind role label title key zone fields stages checks clocks help");
        kind->label = node_label(loader, node, "label", true);
        kind->help = node_label(loader, node, "help", false);
        kind->role = node_text(loader, node, "role");
        fields_fill(loader, kind, node);
        stages_fill(loader, kind, node);
    }
}

/* ---- title, key, zone, checks ---- */

static const struct field *field_member(struct loader *loader, const struct kind *kind,
                                        const struct node *node)
{
    if (!node || !node_is(loader, node, NODE_TEXT))
        return NULL;
    const struct field *field = kind_field(kind, node->text);
    if (!field)
        fault_unknown_field(loader, node, node->text, kind);
    return field;
}

static void key_read(struct loader *loader, struct kind *kind, const struct node *node)
{
    const struct node *list = node_get(node, "key");
    if (!list || !node_is(loader, list, NODE_LIST))
        return;
    const struct field **key = ARENA_ARRAY(loader->arena, const struct field *, list->count);
    for (const struct node *member = list->first; member; member = member->next) {
        const struct field *field = field_member(loader, kind, member);
        if (field && (field->roll != ROLL_NONE || field->type == FIELD_MEMBERS))
            fault(loader, member, ERR_MODEL_MISFIT, "name", field->name,
                  WORD_ARGS("wanted", WORD_FIT_NOT_ROLLED));
        else if (field)
            key[kind->key_count++] = field;
    }
    kind->key = key;
}

static bool refers_to_zone(const struct loader *loader, const struct field *field)
{
    return field && field->type == FIELD_REF && field->roll == ROLL_NONE && field->to &&
           field->to == loader->model->zone;
}

/* `zone: FIELD` or `zone: REF.FIELD`; unsaid, the field named zone where it refers to the zone. */
static void zone_read(struct loader *loader, struct kind *kind, const struct node *node)
{
    const struct node *member = node_get(node, "zone");
    if (!member) {
        const struct field *field = kind_field(kind, STR("zone"));
        kind->zone = refers_to_zone(loader, field) ? field : NULL;
        return;
    }
    if (!node_is(loader, member, NODE_TEXT))
        return;
    struct str first = member->text, second = STR("");
    name_split(member->text, &first, &second);
    const struct field *field = kind_field(kind, first);
    if (!field) {
        fault_unknown_field(loader, member, first, kind);
        return;
    }
    const struct field *via = NULL;
    if (second.len && field->type == FIELD_REF && field->to) {
        via = kind_field(field->to, second);
        if (!via) {
            fault_unknown_field(loader, member, second, field->to);
            return;
        }
    }
    if (!refers_to_zone(loader, via ? via : field) || (second.len && !via)) {
        fault(loader, member, ERR_MODEL_MISFIT, "name", member->text,
              WORD_ARGS("wanted", WORD_FIT_ZONE_REF));
        return;
    }
    kind->zone = field;
    kind->zone_via = via;
}

static void checks_read(struct loader *loader, struct kind *kind, const struct node *node)
{
    const struct node *list = node_get(node, "checks");
    if (!list || !node_is(loader, list, NODE_LIST))
        return;
    struct check *checks = ARENA_ARRAY(loader->arena, struct check, list->count);
    for (const struct node *member = list->first; member; member = member->next) {
        if (!node_is(loader, member, NODE_MAP))
            continue;
        node_keys(loader, member, "at require say");
        struct check *check = &checks[kind->check_count++];
        check->place = node_place(member);
        check->say = node_label(loader, member, "say", true);
        check->at_stage = -1;
        const struct node *at = node_get(member, "at");
        if (at && node_is(loader, at, NODE_TEXT)) {
            const struct stage *stage = kind_stage(kind, at->text);
            if (stage)
                check->at_stage = stage->index;
            else
                fault_unknown_stage(loader, at, at->text, kind);
        }
        if (!node_want(loader, member, "require"))
            continue;
        check->text = node_text(loader, member, "require");
        check->require = expr_member(loader, member, "require", kind, FEEL_BOOLEAN);
    }
    kind->checks = checks;
}

void kinds_finish(struct loader *loader)
{
    for (size_t i = 0; i < loader->model->kind_count; i++) {
        struct kind *kind = &loader->kinds[i];
        const struct node *node = loader->kind_nodes[i];
        if (node_get(node, "title"))
            kind->title = field_member(loader, kind, node_get(node, "title"));
        key_read(loader, kind, node);
        zone_read(loader, kind, node);
        checks_read(loader, kind, node);
    }
}
