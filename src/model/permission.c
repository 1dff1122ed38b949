/*
 * permission.c - roles.yaml: which role may do what with records of which kinds, in which zones and units.
 *
 *   - role: clerk
 *     label: {zh: 经办, en: Clerk}
 *     may:
 *       - {verbs: [read], kinds: all, except: [enterprise-month]}
 *       - {verbs: [change, stage], kinds: [project], zone: own, unit: own, stages: [signed, started]}
 *
 * What no rule allows is refused; no rule forbids. Who holds a role, and for which zone, is not defined here: that is an
 * account's, and the ledger puts both together (ledger.h, permit).
 */
#include "base/arena.h"
#include "base/limits.h"
#include "model/model_priv.h"

static const struct {
    struct str name;
    const char *text;
    struct label word;
} verbs[] = {
#define VERB(upper, name, zh, en) { STR_INIT(name), name, { STR_INIT(zh), STR_INIT(en) } },
#include "model/verbs.def"
#undef VERB
};

static const struct {
    struct str name;
    const char *text;
    struct label word;
} duties[DUTY_COUNT] = {
    [DUTY_NONE] = { STR_INIT(""), "", { STR_INIT(""), STR_INIT("") } },
    [DUTY_SYSTEM] = { STR_INIT("system"), "system", { STR_INIT("系统管理员"), STR_INIT("system administrator") } },
    [DUTY_SECURITY] = { STR_INIT("security"), "security", { STR_INIT("安全管理员"), STR_INIT("security administrator") } },
    [DUTY_AUDIT] = { STR_INIT("audit"), "audit", { STR_INIT("审计管理员"), STR_INIT("audit administrator") } },
};

const char *verb_name(enum verb verb)
{
    return verbs[verb].text;
}

struct str verb_word(enum verb verb, enum lang lang)
{
    return label_in(&verbs[verb].word, lang);
}

bool verb_find(struct str name, enum verb *verb)
{
    for (int i = 0; i < VERB_COUNT; i++)
        if (str_eq(verbs[i].name, name)) {
            *verb = (enum verb)i;
            return true;
        }
    return false;
}

const char *duty_name(enum duty duty)
{
    return duties[duty].text;
}

struct str duty_word(enum duty duty, enum lang lang)
{
    return label_in(&duties[duty].word, lang);
}

bool duty_find(struct str name, enum duty *duty)
{
    for (int i = 0; i < DUTY_COUNT; i++)
        if (str_eq(duties[i].name, name)) {
            *duty = (enum duty)i;
            return true;
        }
    return false;
}

const struct role *model_role(const struct model *model, struct str name)
{
    for (size_t i = 0; i < model->role_count; i++)
        if (str_eq(model->roles[i].name, name))
            return &model->roles[i];
    return NULL;
}

/* ---- one rule ---- */

static void verbs_read(struct loader *loader, const struct node *node, struct role_rule *rule)
{
    const struct node *list = node_want(loader, node, "verbs");
    struct str names[VERB_COUNT];
    for (int i = 0; i < VERB_COUNT; i++)
        names[i] = verbs[i].name;
    if (!list || !node_is(loader, list, NODE_LIST))
        return;
    for (const struct node *member = list->first; member; member = member->next) {
        enum verb verb;
        if (!node_is(loader, member, NODE_TEXT))
            continue;
        if (verb_find(member->text, &verb))
            rule->verbs |= VERB_BIT(verb);
        else
            fault_unknown(loader, member, member->text, WORD_VERB, names, VERB_COUNT);
    }
    if (rule->verbs & VERB_BIT(VERB_READ))
        rule->verbs |= VERB_BIT(VERB_FIGURES);
}

/* Mark the kinds that a list names; gives the last of them. */
static const struct kind *kinds_mark(struct loader *loader, const struct node *list, bool *marks, bool mark)
{
    const struct kind *last = NULL;
    if (!node_is(loader, list, NODE_LIST))
        return NULL;
    for (const struct node *member = list->first; member; member = member->next) {
        if (!node_is(loader, member, NODE_TEXT))
            continue;
        const struct kind *kind = model_kind(loader->model, member->text);
        if (!kind)
            fault_unknown_kind(loader, member, member->text);
        else
            marks[(last = kind)->index] = mark;
    }
    return last;
}

static void kinds_read(struct loader *loader, const struct node *node, struct role_rule *rule)
{
    const struct node *list = node_want(loader, node, "kinds"), *except = node_get(node, "except");
    rule->kinds = ARENA_ARRAY(loader->arena, bool, loader->model->kind_count);
    if (!list)
        return;
    if (list->type == NODE_TEXT && str_eq(list->text, STR("all"))) {
        for (size_t i = 0; i < loader->model->kind_count; i++)
            rule->kinds[i] = true;
    } else if (list->type != NODE_LIST) {
        fault(loader, list, ERR_MODEL_MISFIT, "name", STR("kinds"), WORD_ARGS("wanted", WORD_FIT_ALL_KINDS));
    } else {
        const struct kind *kind = kinds_mark(loader, list, rule->kinds, true);
        rule->one = list->count == 1 ? kind : NULL;
    }
    if (except)
        kinds_mark(loader, except, rule->kinds, false);
}

static bool own_read(struct loader *loader, const struct node *node, const char *key)
{
    struct str text = node_text(loader, node, key);
    if (!text.len || str_eq(text, STR("own")))
        return text.len > 0;
    fault(loader, node_get(node, key), ERR_MODEL_MISFIT, "name", text, WORD_ARGS("wanted", WORD_FIT_OWN));
    return false;
}

/* `fields` or `stages` of the one kind that the rule names; NULL where the key is absent. */
static const bool *parts_read(struct loader *loader, const struct node *node, const char *key, const struct kind *kind)
{
    const struct node *list = node_get(node, key);
    bool stages = str_eq(str_from(key), STR("stages"));
    if (!list || !node_is(loader, list, NODE_LIST))
        return NULL;
    if (!kind) {
        fault(loader, list, ERR_MODEL_MISFIT, "name", str_from(key), WORD_ARGS("wanted", WORD_FIT_ONE_KIND));
        return NULL;
    }
    bool *marks = ARENA_ARRAY(loader->arena, bool, stages ? kind->stage_count : kind->field_count);
    for (const struct node *member = list->first; member; member = member->next) {
        if (!node_is(loader, member, NODE_TEXT))
            continue;
        const struct field *field = stages ? NULL : kind_field(kind, member->text);
        const struct stage *stage = stages ? kind_stage(kind, member->text) : NULL;
        if (field)
            marks[field->index] = true;
        else if (stage)
            marks[stage->index] = true;
        else if (stages)
            fault_unknown_stage(loader, member, member->text, kind);
        else
            fault_unknown_field(loader, member, member->text, kind);
    }
    return marks;
}

static void rule_read(struct loader *loader, const struct node *node, struct role_rule *rule)
{
    if (!node_is(loader, node, NODE_MAP))
        return;
    node_keys(loader, node, "verbs kinds except zone unit fields stages personal");
    rule->place = node_place(node);
    verbs_read(loader, node, rule);
    kinds_read(loader, node, rule);
    rule->own_zone = own_read(loader, node, "zone");
    rule->own_unit = own_read(loader, node, "unit");
    rule->personal = node_bool(loader, node, "personal");
    rule->fields = parts_read(loader, node, "fields", rule->one);
    rule->stages = parts_read(loader, node, "stages", rule->one);
}

/* ---- one role ---- */

static void rules_read(struct loader *loader, const struct node *node, struct role *role)
{
    const struct node *list = node_want(loader, node, "may");
    if (!list || !node_is(loader, list, NODE_LIST))
        return;
    if (list->count > LIMIT_MODEL_RULES) {
        fault(loader, list, ERR_MODEL_LIMIT, WORD_ARGS("what", WORD_RULES), "limit",
              str_format(loader->arena, "%d", LIMIT_MODEL_RULES));
        return;
    }
    struct role_rule *rules = ARENA_ARRAY(loader->arena, struct role_rule, list->count);
    for (const struct node *member = list->first; member; member = member->next)
        rule_read(loader, member, &rules[role->rule_count++]);
    role->rules = rules;
}

static void duty_read(struct loader *loader, const struct node *node, struct role *role)
{
    struct str text = node_text(loader, node, "duty"), names[] = { duties[1].name, duties[2].name, duties[3].name };
    if (text.len && !duty_find(text, &role->duty))
        fault_unknown(loader, node_get(node, "duty"), text, WORD_DUTY, names, DUTY_COUNT - 1);
}

static void role_read(struct loader *loader, const struct node *node, struct role *roles)
{
    struct model *model = loader->model;
    if (!node_is(loader, node, NODE_MAP))
        return;
    node_keys(loader, node, "role label help duty may");
    struct str name = node_name(loader, node, "role", '-');
    const struct role *twin = model_role(model, name);
    if (twin)
        fault(loader, node, ERR_MODEL_TWICE, "name", name, "place", place_text(loader, twin->place));
    struct role *role = &roles[model->role_count];
    role->name = name;
    role->index = (int)model->role_count++;
    role->place = node_place(node);
    role->label = node_label(loader, node, "label", true);
    role->help = node_label(loader, node, "help", false);
    duty_read(loader, node, role);
    rules_read(loader, node, role);
}

void permission_load(struct loader *loader)
{
    const struct source *source = NULL;
    for (size_t i = 0; i < loader->source_count && !source; i++)
        source = str_eq(loader->sources[i].name, STR("roles.yaml")) ? &loader->sources[i] : NULL;
    struct node *list = source && !loader->fault_count ? yaml_read(loader, source) : NULL;
    if (!list || !node_is(loader, list, NODE_LIST))
        return;
    if (list->count > LIMIT_MODEL_ROLES) {
        fault(loader, list, ERR_MODEL_LIMIT, WORD_ARGS("what", WORD_ROLES), "limit",
              str_format(loader->arena, "%d", LIMIT_MODEL_ROLES));
        return;
    }
    struct role *roles = ARENA_ARRAY(loader->arena, struct role, list->count);
    loader->model->roles = roles;
    for (const struct node *node = list->first; node; node = node->next)
        role_read(loader, node, roles);
}
