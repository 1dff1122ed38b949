/*
 * expr.c - scopes of kinds, and compiling the expressions of definitions against them.
 *
 * A scope's slots are the kind's fields, then its stages, then `day` and `record`. Members of a
 * record (what a reference leads to) are numbered alike. Beyond what the compiler refuses, an
 * expression of a definition may not ask for the time, may follow at most two references, and names
 * lists and stages by constants, so that the ledger knows what it depends on.
 */
#include "base/arena.h"
#include "base/must.h"
#include "model/model_priv.h"

enum feel_type field_feel_type(enum field_type type)
{
    switch (type) {
    case FIELD_MONEY:
    case FIELD_NUMBER:
    case FIELD_INTEGER:
    case FIELD_PERCENT:
    case FIELD_YEAR: return FEEL_NUMBER;
    case FIELD_DATE:
    case FIELD_MONTH: return FEEL_DATE;
    case FIELD_YES_NO: return FEEL_BOOLEAN;
    case FIELD_REF: return FEEL_RECORD;
    case FIELD_MEMBERS: return FEEL_LIST;
    default: return FEEL_STRING;
    }
}

static const struct feel_kind *target_of(const struct field *field)
{
    return (field->type == FIELD_REF || field->type == FIELD_MEMBERS) && field->to
               ? field->to->feel_kind
               : NULL;
}

static void scope_make(struct loader *loader, struct kind *kind, struct feel_kind *shape)
{
    struct feel_scope *scope = feel_scope_new(loader->arena);
    for (size_t i = 0; i < kind->field_count; i++) {
        const struct field *field = &kind->fields[i];
        enum feel_type type = field_feel_type(field->type);
        int member = feel_kind_member(shape, field->name, type, target_of(field));
        int slot = feel_scope_name(scope, field->name, type, target_of(field));
        must(member == (int)i && slot == (int)i);
    }
    kind->slot_stage0 = (int)kind->field_count;
    for (size_t i = 0; i < kind->stage_count; i++) {
        feel_kind_member(shape, kind->stages[i].name, FEEL_DATE, NULL);
        int slot = feel_scope_name(scope, kind->stages[i].name, FEEL_DATE, NULL);
        must(slot == kind->slot_stage0 + (int)i);
    }
    kind->slot_day = feel_scope_name(scope, STR("day"), FEEL_DATE, NULL);
    kind->slot_record = feel_scope_name(scope, STR("record"), FEEL_RECORD, shape);
    size_t count;
    const struct feel_host_function *functions = model_functions(&count);
    for (size_t i = 0; i < count; i++)
        feel_scope_function(scope, &functions[i]);
    kind->scope = scope;
}

void scopes_make(struct loader *loader)
{
    size_t count = loader->model->kind_count;
    struct feel_kind **shapes = ARENA_ARRAY(loader->arena, struct feel_kind *, count);
    for (size_t i = 0; i < count; i++) {
        shapes[i] = feel_kind_new(loader->arena, loader->kinds[i].name, &loader->kinds[i]);
        loader->kinds[i].feel_kind = shapes[i];
    }
    for (size_t i = 0; i < count; i++)
        scope_make(loader, &loader->kinds[i], shapes[i]);
}

/* ---- compiling ---- */

/* A fault of the compiler's, at its place in the file. `shift`: code points before the expression
 * in the text. */
static void expr_fault(struct loader *loader, const struct node *node, int shift, struct err *err)
{
    int line = node->line, column = 0;
    if (err->line > 0)
        line += err->line - 1 + (node->block ? 1 : 0);
    if (err->line <= 1 && !node->block && err->column > 0)
        column = node->column + shift + err->column - 1;
    fault_add_source(loader, node->source, line, column, err);
}

/*
 * Whether a use follows more than two references. A path is told by its first two members only:
 * where the last one told is itself a reference, it is taken to be followed.
 */
static bool use_too_far(const struct kind *kind, const struct feel_use *use)
{
    const struct kind *at = kind;
    int refs = 0, member = use->slot;
    size_t step = 0;
    if (member == kind->slot_record && use->path_count)
        member = use->member[step++];
    for (;;) {
        if (!at || member < 0 || (size_t)member >= at->field_count ||
            at->fields[member].type != FIELD_REF)
            return false;
        bool cut = step == use->path_count && step == FEEL_USE_PATH_MAX;
        if (step == use->path_count && !cut)
            return false;
        refs++;
        if (refs > 2 || cut)
            return refs > 2;
        at = at->fields[member].to;
        member = use->member[step++];
    }
}

static void calls_check(struct loader *loader, const struct node *node,
                        const struct feel_expr *expr, const struct kind *kind)
{
    const struct feel_call *calls;
    size_t count = feel_expr_calls(expr, &calls);
    for (size_t i = 0; i < count; i++) {
        struct str name = calls[i].function->name;
        bool listed = str_eq(name, STR("listed")), reached = str_eq(name, STR("reached"));
        bool clock = is_clock_call(name);
        if (!listed && !reached && !clock)
            continue;
        size_t at = listed ? 1 : 0;
        const struct feel_value *text = at < calls[i].count ? calls[i].args[at] : NULL;
        if (!text || text->type != FEEL_STRING)
            fault(loader, node, ERR_MODEL_MISFIT, "name", name,
                  WORD_ARGS("wanted", WORD_FIT_CONSTANT));
        else if (reached && !kind_stage(kind, text->string))
            fault_unknown_stage(loader, node, text->string, kind);
        else if (clock && !kind_clock(kind, text->string))
            fault_unknown_clock(loader, node, text->string, kind);
    }
}

static void uses_check(struct loader *loader, const struct node *node, const struct feel_expr *expr,
                       const struct kind *kind)
{
    const struct feel_use *uses;
    size_t count = feel_expr_uses(expr, &uses);
    for (size_t i = 0; i < count; i++) {
        if (!use_too_far(kind, &uses[i]))
            continue;
        fault(loader, node, ERR_MODEL_PATH, "path",
              str_format(loader->arena, "%.*s.%.*s.%.*s", STR_ARG(kind->fields[uses[i].slot].name),
                         STR_ARG(uses[i].path[0]), STR_ARG(uses[i].path[1])));
        return;
    }
}

static bool type_fits(enum feel_type found, enum feel_type wanted)
{
    if (wanted == FEEL_NULL || found == FEEL_NULL || found == wanted)
        return true;
    return wanted == FEEL_DATE && found == FEEL_DATE_TIME;
}

const struct feel_expr *expr_compile(struct loader *loader, const struct node *node,
                                     struct str text, int shift, const struct kind *kind,
                                     enum feel_type wanted)
{
    struct feel_expr *expr = NULL;
    struct err err;
    err_init(&err);
    if (!feel_compile(loader->arena, text, kind->scope, &expr, &err)) {
        expr_fault(loader, node, shift, &err);
        return NULL;
    }
    enum feel_type found = feel_expr_type(expr);
    if (!type_fits(found, wanted)) {
        fault(loader, node, ERR_MODEL_EXPRESSION, "found", str_from(feel_type_name(found)),
              "wanted", str_from(feel_type_name(wanted)));
        return NULL;
    }
    if (feel_expr_asks_clock(expr))
        fault(loader, node, ERR_MODEL_CLOCK);
    uses_check(loader, node, expr, kind);
    calls_check(loader, node, expr, kind);
    return expr;
}

const struct feel_expr *expr_member(struct loader *loader, const struct node *map, const char *key,
                                    const struct kind *kind, enum feel_type wanted)
{
    const struct node *node = node_get(map, key);
    if (!node || !node_is(loader, node, NODE_TEXT))
        return NULL;
    if (!str_trim(node->text).len) {
        fault(loader, node, ERR_MODEL_MISSING, "key", str_from(key));
        return NULL;
    }
    return expr_compile(loader, node, node->text, 0, kind, wanted);
}
