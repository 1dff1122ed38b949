/*
 * role.c - find the kinds that engines know by their role, and check that they have what those
 * engines read: roles.def.
 */
#include "base/arena.h"
#include "model/model_priv.h"

static const struct kind_role {
    struct str name;
    size_t at;
} roles[] = {
#define ROLE(role, member) { STR_INIT(role), offsetof(struct model, member) },
#include "model/roles.def"
};

static const struct role_field {
    struct str role, field;
    enum field_type type;
    struct str to;
    int scale;
    struct str choices;
} role_fields[] = {
#define ROLE_FIELD(role, field, type, to, scale, choices)                                          \
    { STR_INIT(role), STR_INIT(field), FIELD_##type, STR_INIT(to), scale, STR_INIT(choices) },
#include "model/roles.def"
};

static const struct role_stage {
    struct str role, stage;
} role_stages[] = {
#define ROLE_STAGE(role, stage) { STR_INIT(role), STR_INIT(stage) },
#include "model/roles.def"
};

enum { ROLE_COUNT = sizeof roles / sizeof roles[0] };

static const struct kind **role_slot(struct loader *loader, const struct kind_role *role)
{
    return (const struct kind **)((char *)loader->model + role->at);
}

static const struct kind *role_kind(struct loader *loader, struct str name)
{
    for (size_t i = 0; i < ROLE_COUNT; i++) {
        if (str_eq(roles[i].name, name))
            return *role_slot(loader, &roles[i]);
    }
    return NULL;
}

static bool field_fits(struct loader *loader, const struct role_field *wanted,
                       const struct field *field)
{
    if (!field || field->roll != ROLL_NONE || field->type != wanted->type)
        return false;
    if (wanted->to.len && field->to != role_kind(loader, wanted->to))
        return false;
    if (wanted->scale >= 0 && field->scale != wanted->scale)
        return false;
    struct str rest = wanted->choices, code;
    while (rest.len && str_split(&rest, ' ', &code)) {
        bool found = false;
        for (size_t i = 0; i < field->choice_count && !found; i++)
            found = str_eq(field->choices[i].code, code);
        if (!found)
            return false;
    }
    return true;
}

static void role_fields_check(struct loader *loader, const struct kind *kind, struct str role)
{
    const struct node *node = loader->kind_nodes[kind->index];
    for (size_t i = 0; i < sizeof role_fields / sizeof role_fields[0]; i++) {
        const struct role_field *wanted = &role_fields[i];
        if (!str_eq(wanted->role, role) ||
            field_fits(loader, wanted, kind_field(kind, wanted->field)))
            continue;
        const char *type = field_type_name(wanted->type);
        struct str text = str_from(type);
        if (wanted->to.len)
            text = str_format(loader->arena, "%s to: %.*s", type, STR_ARG(wanted->to));
        else if (wanted->choices.len)
            text = str_format(loader->arena, "%s choices: %.*s", type, STR_ARG(wanted->choices));
        else if (wanted->scale >= 0)
            text = str_format(loader->arena, "%s scale: %d", type, wanted->scale);
        fault(loader, node, ERR_MODEL_ROLE, "role", role, "field", wanted->field, "wanted", text);
    }
    for (size_t i = 0; i < sizeof role_stages / sizeof role_stages[0]; i++) {
        if (str_eq(role_stages[i].role, role) && !kind_stage(kind, role_stages[i].stage))
            fault_unknown_stage(loader, node, role_stages[i].stage, kind);
    }
}

/* Which kind has which role; one each. */
static void roles_find(struct loader *loader)
{
    struct str names[ROLE_COUNT];
    for (size_t i = 0; i < ROLE_COUNT; i++)
        names[i] = roles[i].name;
    for (size_t k = 0; k < loader->model->kind_count; k++) {
        const struct kind *kind = &loader->kinds[k];
        const struct node *node = node_get(loader->kind_nodes[k], "role");
        if (!kind->role.len)
            continue;
        const struct kind_role *role = NULL;
        for (size_t i = 0; i < ROLE_COUNT && !role; i++)
            role = str_eq(roles[i].name, kind->role) ? &roles[i] : NULL;
        if (!role) {
            fault_unknown(loader, node, kind->role, WORD_ROLE, names, ROLE_COUNT);
            continue;
        }
        const struct kind **slot = role_slot(loader, role);
        if (*slot)
            fault(loader, node, ERR_MODEL_TWICE, "name", kind->role, "place",
                  place_text(loader, (*slot)->place));
        else
            *slot = kind;
    }
}

void roles_check(struct loader *loader)
{
    roles_find(loader);
    for (size_t i = 0; i < ROLE_COUNT; i++) {
        const struct kind *kind = *role_slot(loader, &roles[i]);
        if (kind)
            role_fields_check(loader, kind, roles[i].name);
        else
            fault(loader, NULL, ERR_MODEL_ROLE_ABSENT, "role", roles[i].name);
    }
}
