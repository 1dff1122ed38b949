/*
 * box.c - boxed expressions: nodes made from parts instead of from one text (box.h).
 *
 * All texts of a box lie one behind the other in one text, and the parser is shown each of them as
 * if it ended there. So a node's place is one number, as in any expression, and from it follow the
 * part and the line.
 */
#include <string.h>

#include "feel/feel_priv.h"

struct feel_box {
    struct parser parser;
    struct frame frame;
    struct feel_run fold;
    struct feel_expr *expr;
    struct err unheard; /* where a part cannot fail */
    char *text;
    size_t used, room;
    struct piece *pieces;
    size_t piece_room;
};

struct feel_box *feel_box_new(struct arena *arena, const struct feel_scope *scope, size_t room)
{
    struct feel_box *box = ARENA_NEW(arena, struct feel_box);
    box->expr = ARENA_NEW(arena, struct feel_expr);
    box->text = ARENA_ARRAY(arena, char, room + 1);
    box->room = room;
    err_init(&box->unheard);
    feel_run_init(&box->fold, arena);
    box->fold.expr = box->expr;
    box->parser = (struct parser){ .arena = arena,
                                   .scope = scope,
                                   .frame = &box->frame,
                                   .fold = &box->fold,
                                   .err = &box->unheard };
    return box;
}

struct feel_expr *feel_box_done(struct feel_box *box, feel_part root)
{
    struct feel_expr *expr = box->expr;
    expr->text = (struct str){ box->text, box->used };
    expr->root = root;
    expr->locals = box->frame.size;
    expr->pieces = box->pieces;
    expr_glean(box->parser.arena, expr);
    return expr;
}

/* ---- texts ---- */

/* Show the parser one text; false when it cannot begin. */
static bool text_begin(struct feel_box *box, struct str text, struct feel_place place,
                       struct err *err)
{
    struct parser *p = &box->parser;
    must(text.len + 1 <= box->room - box->used);
    size_t start = box->used;
    memcpy(box->text + start, text.ptr, text.len);
    box->text[start + text.len] = '\n';
    box->used += text.len + 1;
    box->pieces = grow_one(p->arena, box->pieces, box->expr->piece_count, &box->piece_room,
                           sizeof *box->pieces);
    box->pieces[box->expr->piece_count++] = (struct piece){ start, place };
    box->expr->pieces = box->pieces;
    box->expr->text = p->text = (struct str){ box->text, start + text.len };
    p->err = err;
    p->end_before = start;
    return feel_lex_at(p, start);
}

/* The error's line in the text becomes the file's. */
static feel_part text_wrong(struct feel_box *box, struct feel_place place, struct err *err)
{
    const struct piece *last = &box->pieces[box->expr->piece_count - 1];
    struct str before = str_slice(box->parser.text, 0, last->start);
    int lines = text_place(before, before.len).line;
    int line = err->line ? err->line - lines + 1 : 1, column = err->column;
    err_at_line(err, place.file, place.line ? place.line + line - 1 : line, column);
    if (place.label.len)
        err_at_field(err, place.label);
    box->parser.err = &box->unheard;
    return NULL;
}

static feel_part text_end(struct feel_box *box, feel_part node, struct feel_place place,
                          struct err *err)
{
    if (node && box->parser.token != T_END)
        node = parse_wrong(&box->parser, ERR_FEEL_TRAILING);
    if (!node)
        return text_wrong(box, place, err);
    box->parser.err = &box->unheard;
    return node;
}

feel_part feel_box_text(struct feel_box *box, struct str text, struct feel_place place,
                        struct err *err)
{
    if (!text_begin(box, text, place, err))
        return text_wrong(box, place, err);
    return text_end(box, parse_expression(&box->parser), place, err);
}

feel_part feel_box_domain(struct feel_box *box, struct str text, struct feel_place place,
                          struct err *err)
{
    if (!text_begin(box, text, place, err))
        return text_wrong(box, place, err);
    return text_end(box, parse_domain(&box->parser), place, err);
}

feel_part feel_box_tests(struct feel_box *box, struct str text, int local, struct feel_place place,
                         struct err *err)
{
    if (!text_begin(box, text, place, err))
        return text_wrong(box, place, err);
    return text_end(box, parse_unary_tests(&box->parser, local, FEEL_NULL), place, err);
}

feel_part feel_box_null(struct feel_box *box)
{
    return node_constant(&box->parser, (uint32_t)box->used, feel_null());
}

feel_part feel_box_wrong(struct feel_box *box, const struct err *err)
{
    struct parser *p = &box->parser;
    struct wrong *wrong = ARENA_NEW(p->arena, struct wrong);
    wrong->code = err->code;
    wrong->what = str_copy(p->arena, err_arg(err, "what"));
    wrong->found = str_copy(p->arena, err_arg(err, "found"));
    wrong->wanted = str_copy(p->arena, err_arg(err, "wanted"));
    struct feel_node *node = node_new(
        p, (uint32_t)(box->expr->piece_count ? box->pieces[box->expr->piece_count - 1].start : 0),
        eval_wrong);
    node->extra = wrong;
    return node;
}

/* ---- names in sight ---- */

size_t feel_box_mark(const struct feel_box *box)
{
    return box->parser.frame->count;
}

void feel_box_forget(struct feel_box *box, size_t mark)
{
    box->parser.frame->count = mark;
}

int feel_box_bind(struct feel_box *box, struct str name)
{
    return local_add(&box->parser, str_copy(box->parser.arena, name), FEEL_NULL, NULL);
}

void feel_box_rebind(struct feel_box *box, struct str name, int local)
{
    struct frame *frame = box->parser.frame;
    local_add(&box->parser, name, FEEL_NULL, NULL);
    frame->locals[frame->count - 1].index = local;
    frame->size--;
}

/* ---- types ---- */

struct typed {
    const struct ftype *type;
    struct str name;
};

EVAL(eval_typed)
{
    const struct typed *typed = node->extra;
    struct feel_value value = eval(node->a, run);
    struct feel_value result = ftype_coerce(run, typed->type, value);
    if (result.type == FEEL_NULL && value.type != FEEL_NULL)
        warn_at(run, node, ERR_FEEL_CONFORM, typed->name, type_name(value), typed->type->name);
    return result;
}

feel_part feel_box_typed(struct feel_box *box, feel_part part, const struct feel_shape *shape,
                         struct str name)
{
    if (!shape || !part)
        return part;
    struct typed *typed = ARENA_NEW(box->parser.arena, struct typed);
    *typed = (struct typed){ &shape->type, str_copy(box->parser.arena, name) };
    struct feel_node *node = node_new(&box->parser, part->at, eval_typed);
    node->a = part;
    node->extra = typed;
    return node_done(&box->parser, node);
}

/* ---- contexts, lists, calls, if ---- */

static struct feel_node *part_new(struct feel_box *box, const feel_part *parts, size_t count,
                                  struct feel_value (*eval_function)(const struct feel_node *,
                                                                     struct feel_run *))
{
    struct feel_node *node = node_new(&box->parser, count ? parts[0]->at : 0, eval_function);
    node->list = node_list(&box->parser, parts, count);
    node->count = count;
    return node;
}

EVAL(eval_context_result)
{
    eval(node->a, run);
    return eval(node->b, run);
}

feel_part feel_box_context(struct feel_box *box, const struct str *names, const int *locals,
                           const feel_part *values, size_t count, feel_part result)
{
    struct arena *arena = box->parser.arena;
    struct feel_node *node = part_new(box, values, count, eval_context);
    struct str *keys = ARENA_ARRAY(arena, struct str, count);
    int *places = ARENA_ARRAY(arena, int, count);
    for (size_t i = 0; i < count; i++) {
        keys[i] = str_copy(arena, names[i]);
        places[i] = locals[i];
    }
    struct context_shape *shape = ARENA_NEW(arena, struct context_shape);
    *shape = (struct context_shape){ keys, places };
    node->extra = shape;
    node->type = FEEL_CONTEXT;
    feel_part done = node_done(&box->parser, node);
    if (!result || !done)
        return done;
    struct feel_node *whole = node_new(&box->parser, result->at, eval_context_result);
    whole->a = done;
    whole->b = result;
    return node_done(&box->parser, whole);
}

feel_part feel_box_list(struct feel_box *box, const feel_part *items, size_t count)
{
    struct feel_node *node = part_new(box, items, count, eval_list);
    node->type = FEEL_LIST;
    return node_done(&box->parser, node);
}

feel_part feel_box_call(struct feel_box *box, feel_part function, const struct str *names,
                        const feel_part *values, size_t count)
{
    struct arena *arena = box->parser.arena;
    struct feel_node *node = part_new(box, values, count, eval_call);
    struct str *given = ARENA_ARRAY(arena, struct str, count);
    for (size_t i = 0; i < count; i++)
        given[i] = str_copy(arena, names[i]);
    node->a = function;
    node->extra = count ? given : NULL;
    node->at = function->at;
    return node_done(&box->parser, node);
}

feel_part feel_box_if(struct feel_box *box, feel_part condition, feel_part then, feel_part other)
{
    struct feel_node *node = node_new(&box->parser, condition->at, eval_if);
    node->a = condition;
    node->b = then;
    node->c = other;
    node->op = STRICT;
    return node_done(&box->parser, node);
}

/* ---- functions ---- */

struct feel_box_function {
    struct frame frame;
    struct definition *definition;
};

struct feel_box_function *feel_box_function_begin(struct feel_box *box, const struct str *names,
                                                  const struct feel_shape *const *shapes,
                                                  size_t count)
{
    struct parser *p = &box->parser;
    struct feel_box_function *function = ARENA_NEW(p->arena, struct feel_box_function);
    struct str *parameters = ARENA_ARRAY(p->arena, struct str, count);
    const struct ftype **types = ARENA_ARRAY(p->arena, const struct ftype *, count);
    function->definition = ARENA_NEW(p->arena, struct definition);
    function->frame.outer = p->frame;
    p->frame = &function->frame;
    for (size_t i = 0; i < count; i++) {
        parameters[i] = str_copy(p->arena, names[i]);
        types[i] = shapes[i] ? &shapes[i]->type : NULL;
        local_add(p, parameters[i], FEEL_NULL, NULL);
    }
    function->definition->parameters = parameters;
    function->definition->types = types;
    function->definition->count = count;
    return function;
}

feel_part feel_box_function_end(struct feel_box *box, struct feel_box_function *function,
                                feel_part body)
{
    struct parser *p = &box->parser;
    p->frame = function->frame.outer;
    function->definition->body = body;
    struct feel_node *node = node_new(p, body ? body->at : 0, eval_define);
    return define_done(p, node, function->definition, &function->frame);
}

/* ---- filters and loops ---- */

int feel_box_filter_begin(struct feel_box *box)
{
    struct frame *frame = box->parser.frame;
    int item = local_add(&box->parser, STR("item"), FEEL_NULL, NULL);
    frame->locals[frame->count - 1].item = true;
    return item;
}

feel_part feel_box_filter_end(struct feel_box *box, int item, feel_part list, feel_part match)
{
    struct parser *p = &box->parser;
    struct feel_node *node = node_new(p, list->at, eval_filter);
    p->frame->count--;
    node->a = list;
    node->b = match;
    node->slot = item;
    node->op = STRICT;
    feel_part done = node_done(p, node);
    if (done == node)
        node->item = list->item || (match->item && outer_items(p));
    return done;
}

feel_part feel_box_loop(struct feel_box *box, enum feel_loop sort, int iterator, int partial,
                        feel_part domain, feel_part body)
{
    struct arena *arena = box->parser.arena;
    struct feel_node *node = part_new(box, &domain, 1,
                                      sort == FEEL_FOR    ? eval_for
                                      : sort == FEEL_SOME ? eval_some
                                                          : eval_every);
    struct loop_shape *shape = ARENA_NEW(arena, struct loop_shape);
    shape->locals = ARENA_NEW(arena, int);
    shape->locals[0] = iterator;
    shape->partial = partial;
    node->a = body;
    node->height++;
    node->op = STRICT;
    node->extra = shape;
    node->type = sort == FEEL_FOR ? FEEL_LIST : FEEL_BOOLEAN;
    return node_done(&box->parser, node);
}

/* ---- tables ---- */

/* The children of a table stand in its struct; for the height and the flags they are told here. */
feel_part feel_box_table(struct feel_box *box, struct feel_table *table)
{
    struct parser *p = &box->parser;
    size_t count = 0, room = 0;
    const struct feel_node **all = NULL;
    struct feel_node *node = node_new(p, 0, eval_table);
#define CHILD(part)                                                                                \
    if (part) {                                                                                    \
        all = grow_one(p->arena, all, count, &room, sizeof *all);                                  \
        all[count++] = (part);                                                                     \
    }
    for (size_t i = 0; i < table->input_count; i++) {
        CHILD(table->inputs[i].value)
        CHILD(table->inputs[i].allowed)
    }
    for (size_t i = 0; i < table->output_count; i++) {
        CHILD(table->outputs[i].values)
        CHILD(table->outputs[i].fallback)
    }
    for (size_t i = 0; i < table->rule_count; i++) {
        for (size_t k = 0; k < table->input_count; k++)
            CHILD(table->rules[i].tests[k])
        for (size_t k = 0; k < table->output_count; k++)
            CHILD(table->rules[i].outputs[k])
    }
#undef CHILD
    node->extra = table;
    node->at = count ? all[0]->at : 0;
    node->list = all;
    node->count = count;
    if (!node_done(p, node))
        return NULL;
    node->list = NULL;
    node->count = 0;
    node->tests = false;
    table_index(p->arena, p->fold, table);
    return node;
}

/* ---- shapes ---- */

struct feel_shape *feel_shape_new(struct arena *arena, struct str name)
{
    struct feel_shape *shape = ARENA_NEW(arena, struct feel_shape);
    shape->type = (struct ftype){ .sort = FTYPE_ANY, .name = str_copy(arena, name) };
    return shape;
}

void feel_shape_simple(struct feel_shape *shape, enum feel_type type)
{
    shape->type.sort = type == FEEL_NULL       ? FTYPE_ANY
                       : type == FEEL_LIST     ? FTYPE_LIST
                       : type == FEEL_CONTEXT  ? FTYPE_CONTEXT
                       : type == FEEL_RANGE    ? FTYPE_RANGE
                       : type == FEEL_FUNCTION ? FTYPE_FUNCTION
                                               : FTYPE_SIMPLE;
    shape->type.simple = type;
}

void feel_shape_same(struct feel_shape *shape, const struct feel_shape *as)
{
    shape->type.sort = FTYPE_SAME;
    shape->type.of = &as->type;
}

void feel_shape_list(struct feel_shape *shape, const struct feel_shape *of)
{
    shape->type.sort = FTYPE_LIST;
    shape->type.of = &of->type;
}

static const struct ftype *const *shape_types(struct arena *arena,
                                              const struct feel_shape *const *shapes, size_t count)
{
    const struct ftype **types = ARENA_ARRAY(arena, const struct ftype *, count);
    for (size_t i = 0; i < count; i++)
        types[i] = &shapes[i]->type;
    return types;
}

void feel_shape_context(struct feel_shape *shape, struct arena *arena, const struct str *names,
                        const struct feel_shape *const *members, size_t count)
{
    const struct ftype **parts = ARENA_ARRAY(arena, const struct ftype *, count);
    for (size_t i = 0; i < count; i++) {
        struct ftype *part = ARENA_NEW(arena, struct ftype);
        *part = (struct ftype){ .sort = FTYPE_SAME, .name = str_copy(arena, names[i]),
                                .of = &members[i]->type };
        parts[i] = part;
    }
    shape->type.sort = FTYPE_CONTEXT;
    shape->type.parts = parts;
    shape->type.count = count;
}

void feel_shape_function(struct feel_shape *shape, struct arena *arena,
                         const struct feel_shape *const *parameters, size_t count,
                         const struct feel_shape *result)
{
    shape->type.sort = FTYPE_FUNCTION;
    shape->type.parts = shape_types(arena, parameters, count);
    shape->type.count = count;
    shape->type.of = result ? &result->type : NULL;
}

void feel_shape_allow(struct feel_shape *shape, const struct feel_expr *tests, struct str text)
{
    shape->type.allowed = tests;
    shape->type.allowed_text = text;
}

struct str feel_shape_name(const struct feel_shape *shape)
{
    return shape->type.name;
}

struct str feel_shape_allowed(const struct feel_shape *shape)
{
    const struct ftype *type = &shape->type;
    for (int i = 0; i < LIMIT_FEEL_DEPTH; i++) {
        if (type->allowed_text.len || type->sort != FTYPE_SAME)
            return type->allowed_text;
        type = type->of;
    }
    return STR("");
}

struct feel_value feel_shape_conform(struct feel_run *run, const struct feel_shape *shape,
                                     struct feel_value value)
{
    return ftype_coerce(run, &shape->type, value);
}

size_t feel_shape_members(const struct feel_shape *shape)
{
    const struct ftype *base = ftype_base(&shape->type);
    return base->sort == FTYPE_CONTEXT ? base->count : 0;
}

struct str feel_shape_member(const struct feel_shape *shape, size_t index,
                             const struct feel_shape **member)
{
    const struct ftype *base = ftype_base(&shape->type);
    must(base->sort == FTYPE_CONTEXT && index < base->count);
    *member = (const struct feel_shape *)base->parts[index]->of;
    return base->parts[index]->name;
}

const struct feel_shape *feel_shape_result(const struct feel_shape *shape)
{
    const struct ftype *base = shape ? ftype_base(&shape->type) : NULL;
    if (!base || base->sort != FTYPE_FUNCTION)
        return shape;
    return (const struct feel_shape *)base->of;
}

enum feel_type feel_shape_plain(const struct feel_shape *shape)
{
    return ftype_plain(&shape->type);
}
