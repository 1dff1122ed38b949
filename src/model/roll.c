/*
 * roll.c - rolled-up fields: what is rolled from which child, through which reference, over which
 * months.
 *
 * A rolled-up field takes type, unit and scale from what is rolled. What is rolled cannot be rolled
 * up itself, so that a change of a child moves its parents and nothing beyond.
 */
#include "base/arena.h"
#include "model/model_priv.h"

static const struct {
    const char *key;
    enum roll_how how;
} hows[] = {
    { "sum", ROLL_SUM },     { "count", ROLL_COUNT }, { "first", ROLL_FIRST },
    { "last", ROLL_LAST },   { "least", ROLL_LEAST }, { "most", ROLL_MOST },
    { "every", ROLL_EVERY },
};

static bool is_figure(enum field_type type)
{
    return type == FIELD_MONEY || type == FIELD_NUMBER || type == FIELD_INTEGER ||
           type == FIELD_PERCENT;
}

static bool is_ordered(enum field_type type)
{
    return is_figure(type) || type == FIELD_DATE || type == FIELD_MONTH || type == FIELD_YEAR;
}

/* The one key that says how; a fault where there is none or more. */
static const struct node *roll_how(struct loader *loader, const struct node *map,
                                   enum roll_how *how)
{
    const struct node *found = NULL;
    size_t count = 0;
    for (size_t i = 0; i < sizeof hows / sizeof hows[0]; i++) {
        const struct node *member = node_get(map, hows[i].key);
        if (!member)
            continue;
        found = member;
        *how = hows[i].how;
        count++;
    }
    if (count == 1 && node_is(loader, found, NODE_TEXT))
        return found;
    if (count != 1)
        fault(loader, map, ERR_MODEL_MISFIT, "name", STR("rolls"),
              WORD_ARGS("wanted", WORD_FIT_ROLL_ONE));
    return NULL;
}

/* The child's reference to the parent: the one named by `through`, or the only one. */
static const struct field *roll_ref(struct loader *loader, const struct node *map,
                                    const struct kind *child, const struct kind *parent)
{
    const struct node *through = node_get(map, "through");
    if (through) {
        if (!node_is(loader, through, NODE_TEXT))
            return NULL;
        const struct field *field = kind_field(child, through->text);
        if (!field)
            fault_unknown_field(loader, through, through->text, child);
        else if (field->type != FIELD_REF || field->to != parent)
            fault(loader, through, ERR_MODEL_MISFIT, "name", through->text,
                  WORD_ARGS("wanted", WORD_FIT_REF_TO_PARENT));
        else
            return field;
        return NULL;
    }
    const struct field *found = NULL;
    size_t count = 0;
    for (size_t i = 0; i < child->field_count; i++) {
        if (child->fields[i].type != FIELD_REF || child->fields[i].roll != ROLL_NONE ||
            child->fields[i].to != parent)
            continue;
        found = &child->fields[i];
        count++;
    }
    if (count != 1)
        fault(loader, map, ERR_MODEL_MISFIT, "name", child->name,
              WORD_ARGS("wanted", count ? WORD_FIT_ONE_REF : WORD_FIT_NO_REF));
    return count == 1 ? found : NULL;
}

/* The child's field that is rolled, of a type that the way of rolling can take. */
static const struct field *roll_field(struct loader *loader, const struct node *node,
                                      const struct kind *child, struct str name, enum roll_how how)
{
    const struct field *field = kind_field(child, name);
    if (!field) {
        fault_unknown_field(loader, node, name, child);
        return NULL;
    }
    bool sum = how == ROLL_SUM, ordered = how == ROLL_LEAST || how == ROLL_MOST;
    enum model_word wanted;
    if (field->roll != ROLL_NONE || field->type == FIELD_MEMBERS)
        wanted = WORD_FIT_NOT_ROLLED;
    else if (sum && !is_figure(field->type))
        wanted = WORD_FIT_NUMBER;
    else if (ordered && !is_ordered(field->type))
        wanted = WORD_FIT_ORDERED;
    else
        return field;
    fault(loader, node, ERR_MODEL_MISFIT, "name", name, WORD_ARGS("wanted", wanted));
    return NULL;
}

static void roll_window(struct loader *loader, const struct node *map, struct field *field)
{
    const struct node *at = node_get(map, "at");
    if (at && node_is(loader, at, NODE_TEXT)) {
        const struct field *dated = kind_field(field->roll_kind, at->text);
        if (!dated)
            fault_unknown_field(loader, at, at->text, field->roll_kind);
        else if (dated->roll != ROLL_NONE ||
                 (dated->type != FIELD_DATE && dated->type != FIELD_MONTH))
            fault(loader, at, ERR_MODEL_MISFIT, "name", at->text,
                  WORD_ARGS("wanted", WORD_FIT_DATE_FIELD));
        field->roll_at = dated;
    }
    const struct node *months = node_get(map, "months");
    int64_t n = 0;
    if (months && months->type == NODE_TEXT && str_eq(months->text, STR("year")))
        n = -1;
    else
        node_int(loader, map, "months", 1, 1200, &n);
    field->roll_months = (int)n;
}

/* Type, unit and scale of what was rolled. */
static void roll_type(struct field *field)
{
    const struct field *from = field->roll_field;
    if (field->roll == ROLL_EVERY || !from) {
        field->type = field->roll == ROLL_EVERY ? FIELD_YES_NO : FIELD_INTEGER;
        return;
    }
    field->type = from->type;
    field->unit = from->unit;
    field->unit_base = from->unit_base;
    field->unit_factor = from->unit_factor;
    field->scale = from->scale;
    field->to = from->to;
    field->choices = from->choices;
    field->choice_count = from->choice_count;
    field->codes = from->codes;
}

static void roll_fill(struct loader *loader, const struct kind *kind, struct field *field,
                      const struct node *map)
{
    if (!node_is(loader, map, NODE_MAP))
        return;
    node_keys(loader, map, "sum count first last least most every where at months through");
    enum roll_how how = ROLL_NONE;
    const struct node *what = roll_how(loader, map, &how);
    if (!what)
        return;
    field->roll = how;
    field->type = how == ROLL_EVERY ? FIELD_YES_NO : FIELD_INTEGER;
    struct str child_name = what->text, field_name = STR("");
    bool whole = how == ROLL_COUNT || how == ROLL_EVERY;
    if (!whole && !name_split(what->text, &child_name, &field_name)) {
        fault(loader, what, ERR_MODEL_MISFIT, "name", what->text,
              WORD_ARGS("wanted", WORD_FIT_KIND_FIELD));
        return;
    }
    const struct kind *child = loader_kind(loader, child_name);
    if (!child) {
        fault_unknown_kind(loader, what, child_name);
        return;
    }
    field->roll_kind = child;
    field->roll_ref = roll_ref(loader, map, child, kind);
    if (!whole)
        field->roll_field = roll_field(loader, what, child, field_name, how);
    roll_window(loader, map, field);
    roll_type(field);
    if (how == ROLL_EVERY && !node_get(map, "where"))
        fault(loader, map, ERR_MODEL_MISFIT, "name", what->text,
              WORD_ARGS("wanted", WORD_FIT_ROLL_WHERE));
}

static const struct node *field_node(struct loader *loader, size_t kind, size_t field)
{
    const struct node *node = node_get(loader->kind_nodes[kind], "fields");
    size_t at = 0;
    for (node = node ? node->first : NULL; node; node = node->next) {
        if (node->type == NODE_MAP && at++ == field)
            return node;
    }
    return NULL;
}

void rolls_fill(struct loader *loader)
{
    for (size_t i = 0; i < loader->model->kind_count; i++) {
        for (size_t j = 0; j < loader->kinds[i].field_count; j++) {
            struct field *field = &loader->fields[i][j];
            if (field->roll != ROLL_NONE)
                roll_fill(loader, &loader->kinds[i], field,
                          node_get(field_node(loader, i, j), "rolls"));
        }
    }
}

static void roll_compile(struct loader *loader, struct field *field, const struct node *map)
{
    const struct kind *child = field->roll_kind;
    if (!child)
        return;
    field->roll_where = expr_member(loader, map, "where", child, FEEL_BOOLEAN);
    if (!field->roll_where)
        return;
    field->roll_where_text = str_trim(node_get(map, "where")->text);
    const struct feel_use *uses;
    size_t count = feel_expr_uses(field->roll_where, &uses);
    for (size_t i = 0; i < count; i++) {
        size_t slot = (size_t)uses[i].slot;
        if (slot < child->field_count && child->fields[slot].roll != ROLL_NONE)
            fault(loader, node_get(map, "where"), ERR_MODEL_MISFIT, "name",
                  child->fields[slot].name, WORD_ARGS("wanted", WORD_FIT_NOT_ROLLED));
    }
}

void rolls_compile(struct loader *loader)
{
    for (size_t i = 0; i < loader->model->kind_count; i++) {
        for (size_t j = 0; j < loader->kinds[i].field_count; j++) {
            struct field *field = &loader->fields[i][j];
            if (field->roll != ROLL_NONE)
                roll_compile(loader, field, node_get(field_node(loader, i, j), "rolls"));
        }
    }
}
