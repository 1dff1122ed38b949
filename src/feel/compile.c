/*
 * compile.c - from text to an expression; what an expression reads and calls.
 */
#include <string.h>

#include "feel/feel_priv.h"

/* ---- what the finished tree uses ---- */

struct gleaner {
    struct arena *arena;
    struct feel_use *uses;
    size_t use_count, use_room;
    struct feel_call *calls;
    size_t call_count, call_room;
    bool clock;
};

static bool same_use(const struct feel_use *a, const struct feel_use *b)
{
    if (a->slot != b->slot || a->path_count != b->path_count)
        return false;
    for (size_t i = 0; i < a->path_count; i++)
        if (!str_eq(a->path[i], b->path[i]))
            return false;
    return true;
}

static void add_use(struct gleaner *g, const struct feel_use *use)
{
    for (size_t i = 0; i < g->use_count; i++)
        if (same_use(&g->uses[i], use))
            return;
    g->uses = grow_one(g->arena, g->uses, g->use_count, &g->use_room, sizeof *g->uses);
    g->uses[g->use_count++] = *use;
}

static void add_call(struct gleaner *g, const struct feel_node *node)
{
    const struct feel_value **args = ARENA_ARRAY(g->arena, const struct feel_value *, node->count);
    for (size_t i = 0; i < node->count; i++)
        args[i] = node->list[i]->sort == NODE_CONSTANT ? &node->list[i]->value : NULL;
    g->calls = grow_one(g->arena, g->calls, g->call_count, &g->call_room, sizeof *g->calls);
    g->calls[g->call_count++] = (struct feel_call){ node->extra, args, node->count };
}

/* A path that starts at a slot, or the slot itself: one use. */
static bool path_use(const struct feel_node *node, struct feel_use *use)
{
    const struct feel_node *steps[FEEL_USE_PATH_MAX] = { NULL, NULL };
    while (node->sort == NODE_PATH) {
        steps[1] = steps[0];
        steps[0] = node;
        node = node->a;
    }
    if (node->sort != NODE_SLOT)
        return false;
    *use = (struct feel_use){ .slot = node->slot };
    for (size_t i = 0; i < FEEL_USE_PATH_MAX && steps[i]; i++) {
        use->path[i] = steps[i]->name;
        use->member[i] = steps[i]->slot;
        use->path_count++;
    }
    return true;
}

static void glean(struct gleaner *g, const struct feel_node *node);

static void glean_table(struct gleaner *g, const struct feel_table *table)
{
    for (size_t i = 0; i < table->input_count; i++)
        glean(g, table->inputs[i].value);
    for (size_t i = 0; i < table->output_count; i++)
        glean(g, table->outputs[i].fallback);
    for (size_t i = 0; i < table->rule_count; i++) {
        for (size_t k = 0; k < table->input_count; k++)
            glean(g, table->rules[i].tests[k]);
        for (size_t k = 0; k < table->output_count; k++)
            glean(g, table->rules[i].outputs[k]);
    }
}

static void glean(struct gleaner *g, const struct feel_node *node)
{
    struct feel_use use;
    if (!node)
        return;
    if (path_use(node, &use)) {
        add_use(g, &use);
        return;
    }
    if (node->eval == eval_host)
        add_call(g, node);
    if (node->eval == eval_builtin) {
        const struct builtin_use *builtin = node->extra;
        g->clock |= builtin->builtin->flags & BUILTIN_CLOCK;
    }
    if (node->eval == eval_define) {
        const struct definition *definition = node->extra;
        glean(g, definition->body);
    }
    glean(g, node->a);
    glean(g, node->b);
    glean(g, node->c);
    for (size_t i = 0; i < node->count; i++)
        glean(g, node->list[i]);
    if (node->eval == eval_table)
        glean_table(g, node->extra);
}

void expr_glean(struct arena *arena, struct feel_expr *expr)
{
    struct gleaner gleaner = { .arena = arena };
    glean(&gleaner, expr->root);
    expr->uses = gleaner.uses;
    expr->use_count = gleaner.use_count;
    expr->calls = gleaner.calls;
    expr->call_count = gleaner.call_count;
    expr->clock = gleaner.clock;
}

size_t feel_part_slots(struct arena *arena, feel_part part, int **slots)
{
    struct gleaner gleaner = { .arena = arena };
    size_t count = 0;
    glean(&gleaner, part);
    *slots = ARENA_ARRAY(arena, int, gleaner.use_count);
    for (size_t i = 0; i < gleaner.use_count; i++) {
        bool known = false;
        for (size_t k = 0; k < count; k++)
            known |= (*slots)[k] == gleaner.uses[i].slot;
        if (!known)
            (*slots)[count++] = gleaner.uses[i].slot;
    }
    return count;
}

bool feel_part_constant(feel_part part, struct feel_value *value)
{
    if (!part || part->sort != NODE_CONSTANT)
        return false;
    *value = part->value;
    return true;
}

/* ---- compiling ---- */

static bool compile(struct arena *arena, struct str text, const struct feel_scope *scope,
                    bool unary, enum feel_type input, struct feel_expr **out, struct err *err)
{
    struct frame frame = { 0 };
    struct feel_run fold;
    struct parser parser = { .arena = arena,
                             .text = str_copy(arena, text),
                             .scope = scope,
                             .frame = &frame,
                             .fold = &fold,
                             .err = err };
    struct feel_expr *expr = ARENA_NEW(arena, struct feel_expr);
    expr->text = parser.text;
    expr->unary = unary;
    feel_run_init(&fold, arena);
    fold.expr = expr;
    if (!feel_lex_at(&parser, 0))
        return false;
    int local = unary ? local_add(&parser, STR("?"), input, NULL) : -1;
    must(local <= 0); /* feel_eval_unary puts the value into the first place */
    const struct feel_node *root =
        unary ? parse_unary_tests(&parser, local, input) : parse_expression(&parser);
    if (!root)
        return false;
    if (parser.token != T_END) {
        parse_wrong(&parser, ERR_FEEL_TRAILING);
        return false;
    }
    expr->root = root;
    expr->locals = frame.size;
    expr_glean(arena, expr);
    *out = expr;
    return true;
}

bool feel_compile(struct arena *arena, struct str text, const struct feel_scope *scope,
                  struct feel_expr **out, struct err *err)
{
    return compile(arena, text, scope, false, FEEL_NULL, out, err);
}

bool feel_compile_unary(struct arena *arena, struct str text, const struct feel_scope *scope,
                        enum feel_type input, struct feel_expr **out, struct err *err)
{
    return compile(arena, text, scope, true, input, out, err);
}

enum feel_type feel_expr_type(const struct feel_expr *expr)
{
    return expr->root->type;
}

bool feel_expr_constant(const struct feel_expr *expr, struct feel_value *value)
{
    if (expr->root->sort != NODE_CONSTANT)
        return false;
    if (value)
        *value = expr->root->value;
    return true;
}

bool feel_expr_asks_clock(const struct feel_expr *expr)
{
    return expr->clock;
}

size_t feel_expr_uses(const struct feel_expr *expr, const struct feel_use **uses)
{
    *uses = expr->uses;
    return expr->use_count;
}

size_t feel_expr_calls(const struct feel_expr *expr, const struct feel_call **calls)
{
    *calls = expr->calls;
    return expr->call_count;
}
