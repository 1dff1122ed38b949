/*
 * parse_primary.c - operands: literals, brackets, contexts, if, for, some, every, function
 * definitions, filters.
 */
#include "feel/feel_priv.h"

static const struct feel_node *parse_literal_number(struct parser *p)
{
    struct dec number;
    struct str text = p->word.ptr[0] == '.' ? str_join(p->arena, STR("0"), p->word) : p->word;
    if (!dec_parse(text, &number))
        return parse_fault(p, p->start, ERR_FEEL_NUMBER, STR(""), p->word, STR(""));
    uint32_t at = (uint32_t)p->start;
    return lex_next(p) ? node_constant(p, at, feel_number(number)) : NULL;
}

static const struct feel_node *parse_at_literal(struct parser *p)
{
    uint32_t at = (uint32_t)p->start;
    struct str text = p->string;
    struct feel_value value;
    feel_run_again(p->fold);
    if (temporal_parse(p->fold, text, &value))
        return lex_next(p) ? node_constant(p, at, value) : NULL;
    const struct feel_node *node = node_wrong(p, at, ERR_FEEL_MOMENT, STR("@"), text,
                                              STR("@\"2023-09-30\", @\"08:00:00\", @\"P1D\""));
    return node && lex_next(p) ? node : NULL;
}

static const struct feel_node *parse_if(struct parser *p)
{
    struct feel_node *node = node_new(p, (uint32_t)p->start, eval_if);
    if (!lex_next(p) || !(node->a = parse_expression(p)) || !parse_expect_word(p, "then") ||
        !(node->b = parse_expression(p)) || !parse_expect_word(p, "else") ||
        !(node->c = parse_expression(p)))
        return NULL;
    if (!p->scope->open && node->a->type != FEEL_NULL && node->a->type != FEEL_BOOLEAN)
        return parse_fault(p, node->a->at, ERR_FEEL_OPERANDS, STR("if"),
                           str_from(feel_type_name(node->a->type)), STR("boolean"));
    if (node->b->type == node->c->type) {
        node->type = node->b->type;
        node->kind = node->b->kind == node->c->kind ? node->b->kind : NULL;
    }
    node->pure = true;
    return node_done(p, node);
}

/* ---- brackets: (a), (a..b), (< a), [a, b], [a..b], ]a..b[ ---- */

static const struct feel_node *range_node(struct parser *p, uint32_t at,
                                          const struct feel_node *start,
                                          const struct feel_node *end, bool start_in, bool end_in,
                                          enum range_form form)
{
    struct feel_range *shape = ARENA_NEW(p->arena, struct feel_range);
    *shape = (struct feel_range){ .start_in = start_in, .end_in = end_in, .form = form };
    struct feel_node *node = node_new(p, at, eval_range);
    node->a = start;
    node->b = end;
    node->extra = shape;
    node->type = FEEL_RANGE;
    node->pure = true;
    return node_done(p, node);
}

/* Behind "..": the end and the closing bracket. */
static const struct feel_node *parse_range_end(struct parser *p, uint32_t at,
                                               const struct feel_node *start, bool start_in)
{
    if (!lex_next(p))
        return NULL;
    bool range_end = p->range_end;
    p->range_end = true;
    const struct feel_node *end = parse_additive(p);
    p->range_end = range_end;
    if (!end)
        return NULL;
    bool end_in = lex_is(p, "]");
    if (!end_in && !lex_is(p, ")") && !lex_is(p, "["))
        return parse_wants(p, "\"]\" or \")\"");
    if (!lex_next(p))
        return NULL;
    return range_node(p, at, start, end, start_in, end_in, RANGE_INTERVAL);
}

/* Behind "(": `< 10)`. */
static const struct feel_node *parse_half_range(struct parser *p, uint32_t at, int op)
{
    if (!lex_next(p))
        return NULL;
    const struct feel_node *bound = parse_additive(p);
    if (!bound || !parse_expect(p, ")"))
        return NULL;
    switch (op) {
    case OP_LESS:
    case OP_LESS_EQUAL:
        return range_node(p, at, NULL, bound, false, op == OP_LESS_EQUAL, RANGE_UNDER);
    case OP_MORE:
    case OP_MORE_EQUAL:
        return range_node(p, at, bound, NULL, op == OP_MORE_EQUAL, false, RANGE_OVER);
    default:
        return range_node(p, at, bound, bound, true, true, op == OP_EQUAL ? RANGE_IS : RANGE_NOT);
    }
}

/* Nodes gathered before their number is known. */
struct gather {
    const struct feel_node **nodes;
    size_t count, room;
};

static void gather_add(struct parser *p, struct gather *gather, const struct feel_node *node)
{
    gather->nodes =
        grow_one(p->arena, gather->nodes, gather->count, &gather->room, sizeof(struct feel_node *));
    gather->nodes[gather->count++] = node;
}

static const struct feel_node *parse_list(struct parser *p, uint32_t at,
                                          const struct feel_node *first)
{
    struct gather items = { NULL, 0, 0 };
    if (first)
        gather_add(p, &items, first);
    while (first && lex_is(p, ",")) {
        const struct feel_node *item = lex_next(p) ? parse_expression(p) : NULL;
        if (!item)
            return NULL;
        gather_add(p, &items, item);
    }
    if (!parse_expect(p, "]"))
        return NULL;
    struct feel_node *node = node_new(p, at, eval_list);
    node->list = items.nodes;
    node->count = items.count;
    node->type = FEEL_LIST;
    node->pure = true;
    return node_done(p, node);
}

const struct feel_node *parse_bracket(struct parser *p)
{
    uint32_t at = (uint32_t)p->start;
    bool paren = lex_is(p, "("), square = lex_is(p, "[");
    int op;
    if (!lex_next(p))
        return NULL;
    if (square && lex_is(p, "]"))
        return parse_list(p, at, NULL);
    if (paren && parse_compare_op(p, &op))
        return parse_half_range(p, at, op);
    const struct feel_node *first = parse_expression(p);
    if (!first)
        return NULL;
    if (lex_is(p, ".."))
        return parse_range_end(p, at, first, square);
    if (square)
        return parse_list(p, at, first);
    if (!paren)
        return parse_wants(p, "\"..\"");
    return parse_expect(p, ")") ? first : NULL;
}

/* ---- contexts ---- */

static bool simple_name(struct str name)
{
    for (size_t i = 0; i < name.len; i++)
        if ((unsigned char)name.ptr[i] < 0x80 && !lex_name_part((unsigned char)name.ptr[i]))
            return false;
    return name.len > 0;
}

static void learn_member(struct parser *p, struct str key)
{
    if (simple_name(key) || !key.len)
        return;
    p->members =
        grow_one(p->arena, p->members, p->member_count, &p->member_room, sizeof *p->members);
    p->members[p->member_count++] = key;
}

static bool parse_key(struct parser *p, struct str *key)
{
    if (p->token == T_STRING) {
        *key = p->string;
        return lex_next(p) && parse_expect(p, ":");
    }
    size_t end;
    *key = lex_raw_name(p, p->start, ":,}{", &end);
    if (!key->len || end >= p->text.len || p->text.ptr[end] != ':') {
        parse_wrong(p, ERR_FEEL_NAME_MISSING);
        return false;
    }
    return feel_lex_at(p, end + 1);
}

/* A context's entries are locals: later ones may use earlier ones. */
const struct feel_node *parse_context(struct parser *p)
{
    struct feel_node *node = node_new(p, (uint32_t)p->start, eval_context);
    struct gather values = { NULL, 0, 0 };
    struct str *keys = NULL;
    size_t key_room = 0, outer = p->frame->count;
    int *locals = NULL;
    size_t local_room = 0;
    if (!parse_enter(p) || !lex_next(p))
        return NULL;
    while (!lex_is(p, "}")) {
        struct str key;
        if (values.count && !parse_expect(p, ","))
            return NULL;
        size_t at = p->start;
        if (!parse_key(p, &key))
            return NULL;
        for (size_t i = 0; i < values.count; i++)
            if (str_eq(keys[i], key))
                return parse_fault(p, at, ERR_FEEL_KEY_TWICE, STR(""), key, STR(""));
        learn_member(p, key);
        /* A function may call itself by its entry's name. */
        bool define = lex_word(p, "function");
        int local = define ? local_add(p, key, FEEL_FUNCTION, NULL) : 0;
        const struct feel_node *value = parse_expression(p);
        if (!value)
            return NULL;
        if (!define)
            local = local_add(p, key, value->type, value->kind);
        keys = grow_one(p->arena, keys, values.count, &key_room, sizeof *keys);
        locals = grow_one(p->arena, locals, values.count, &local_room, sizeof *locals);
        keys[values.count] = key;
        locals[values.count] = local;
        gather_add(p, &values, value);
    }
    p->frame->count = outer;
    parse_leave(p);
    node->list = values.nodes;
    node->count = values.count;
    node->type = FEEL_CONTEXT;
    node->pure = true;
    struct context_shape *shape = ARENA_NEW(p->arena, struct context_shape);
    *shape = (struct context_shape){ keys, locals };
    node->extra = shape;
    return lex_next(p) ? node_done(p, node) : NULL;
}

/* ---- for, some, every ---- */

/* The iterator's name, up to the word `in`. */
static bool parse_iterator_name(struct parser *p, struct str *name)
{
    size_t start = p->start;
    if (p->token != T_WORD || lex_word(p, "in")) {
        parse_wrong(p, ERR_FEEL_NAME_MISSING);
        return false;
    }
    while (!lex_word(p, "in")) {
        bool part = p->token == T_WORD || p->token == T_NUMBER || lex_is(p, "-") ||
                    lex_is(p, "+") || lex_is(p, "*") || lex_is(p, "/") || lex_is(p, ".");
        if (!part) {
            parse_wants(p, "\"in\"");
            return false;
        }
        if (!lex_next(p))
            return false;
    }
    struct buf out;
    buf_init(&out, p->arena);
    struct str rest = str_slice(p->text, start, p->end_before - start), piece;
    while (str_split(&rest, ' ', &piece))
        if (piece.len) {
            buf_cstr(&out, buf_get(&out).len ? " " : "");
            buf_str(&out, str_trim(piece));
        }
    *name = buf_get(&out);
    return lex_next(p);
}

/* What is walked through: an expression or `a..b`, which may run downwards. */
const struct feel_node *parse_domain(struct parser *p)
{
    uint32_t at = (uint32_t)p->start;
    const struct feel_node *start = parse_expression(p);
    if (!start || !lex_is(p, ".."))
        return start;
    const struct feel_node *end = lex_next(p) ? parse_expression(p) : NULL;
    if (!end)
        return NULL;
    struct feel_range *shape = ARENA_NEW(p->arena, struct feel_range);
    *shape = (struct feel_range){ .start_in = true, .end_in = true };
    struct feel_node *node = node_new(p, at, eval_range);
    node->a = start;
    node->b = end;
    node->op = 1; /* an iteration's own range */
    node->extra = shape;
    node->type = FEEL_RANGE;
    return node_done(p, node);
}

const struct feel_node *parse_loop(struct parser *p)
{
    bool is_for = lex_word(p, "for"), is_some = lex_word(p, "some");
    struct feel_node *node = node_new(p, (uint32_t)p->start,
                                      is_for    ? eval_for
                                      : is_some ? eval_some
                                                : eval_every);
    struct loop_shape *shape = ARENA_NEW(p->arena, struct loop_shape);
    struct gather domains = { NULL, 0, 0 };
    size_t outer = p->frame->count, room = 0;
    do {
        struct str name;
        if (!lex_next(p) || !parse_iterator_name(p, &name))
            return NULL;
        const struct feel_node *domain = parse_domain(p);
        if (!domain)
            return NULL;
        shape->locals =
            grow_one(p->arena, shape->locals, domains.count, &room, sizeof *shape->locals);
        bool records = domain->type == FEEL_LIST && domain->kind;
        shape->locals[domains.count] =
            local_add(p, name, records ? FEEL_RECORD : FEEL_NULL, records ? domain->kind : NULL);
        gather_add(p, &domains, domain);
    } while (lex_is(p, ","));
    shape->partial = is_for ? local_add(p, STR("partial"), FEEL_LIST, NULL) : -1;
    if (!parse_expect_word(p, is_for ? "return" : "satisfies") || !(node->a = parse_expression(p)))
        return NULL;
    p->frame->count = outer;
    node->list = domains.nodes;
    node->count = domains.count;
    node->height += (int)domains.count;
    node->extra = shape;
    node->type = is_for ? FEEL_LIST : FEEL_BOOLEAN;
    return node_done(p, node);
}

/* ---- filters ---- */

const struct feel_node *parse_filter(struct parser *p, const struct feel_node *list)
{
    struct feel_node *node = node_new(p, (uint32_t)p->start, eval_filter);
    size_t outer = p->frame->count;
    bool record = list->kind && (list->type == FEEL_LIST || list->type == FEEL_RECORD);
    if (!lex_next(p))
        return NULL;
    node->slot =
        local_add(p, STR("item"), record ? FEEL_RECORD : FEEL_NULL, record ? list->kind : NULL);
    p->frame->locals[p->frame->count - 1].item = true;
    node->a = list;
    node->b = parse_expression(p);
    p->frame->count = outer;
    if (!node->b || !parse_expect(p, "]"))
        return NULL;
    enum feel_type type = node->b->type;
    if (type == FEEL_BOOLEAN) {
        node->type = FEEL_LIST;
        node->kind = record ? list->kind : NULL;
    } else if (type == FEEL_NUMBER && record) {
        node->type = FEEL_RECORD;
        node->kind = list->kind;
    } else if (type != FEEL_NULL && type != FEEL_NUMBER && !p->scope->open) {
        return parse_fault(p, node->b->at, ERR_FEEL_OPERANDS, STR("[ ]"),
                           str_from(feel_type_name(type)), STR("boolean, number"));
    }
    /* The item is bound here; what is outside may still depend on that of an outer filter. */
    bool item = list->item || (node->b->item && outer_items(p));
    node->pure = !node->b->item;
    const struct feel_node *done = node_done(p, node);
    if (done == node)
        node->item = item;
    return done;
}

/* ---- function definitions ---- */

static bool parse_parameters(struct parser *p, struct definition *definition)
{
    struct str *names = NULL;
    const struct ftype **types = NULL;
    size_t name_room = 0, type_room = 0;
    while (!lex_is(p, ")")) {
        size_t end;
        if (definition->count && !parse_expect(p, ","))
            return false;
        struct str name = lex_raw_name(p, p->start, ":,)", &end);
        if (!name.len) {
            parse_wrong(p, ERR_FEEL_NAME_MISSING);
            return false;
        }
        if (!feel_lex_at(p, end))
            return false;
        const struct ftype *type = NULL;
        if (lex_is(p, ":") && (!lex_next(p) || !(type = parse_type(p))))
            return false;
        names = grow_one(p->arena, names, definition->count, &name_room, sizeof *names);
        types = grow_one(p->arena, types, definition->count, &type_room, sizeof *types);
        names[definition->count] = name;
        types[definition->count++] = type;
        local_add(p, name, type ? ftype_plain(type) : FEEL_NULL, NULL);
    }
    definition->parameters = names;
    definition->types = types;
    return lex_next(p);
}

static bool parse_body(struct parser *p, struct definition *definition)
{
    if (lex_word(p, "external"))
        return lex_next(p) && parse_expression(p);
    definition->body = parse_expression(p);
    return definition->body != NULL;
}

const struct feel_node *define_done(struct parser *p, struct feel_node *node,
                                    struct definition *definition, const struct frame *frame)
{
    int *from = ARENA_ARRAY(p->arena, int, frame->capture_count);
    int *to = ARENA_ARRAY(p->arena, int, frame->capture_count);
    for (size_t i = 0; i < frame->capture_count; i++) {
        from[i] = frame->captures[i].outer_index;
        to[i] = frame->captures[i].index;
    }
    definition->capture_from = from;
    definition->capture_to = to;
    definition->captures = frame->capture_count;
    definition->locals = frame->size;
    node->extra = definition;
    node->type = FEEL_FUNCTION;
    node->item = definition->body && definition->body->item;
    return node_done(p, node);
}

const struct feel_node *parse_function(struct parser *p)
{
    struct feel_node *node = node_new(p, (uint32_t)p->start, eval_define);
    struct definition *definition = ARENA_NEW(p->arena, struct definition);
    struct frame frame = { .outer = p->frame };
    if (!parse_enter(p) || !lex_next(p) || !parse_expect(p, "("))
        return NULL;
    p->frame = &frame;
    bool good = parse_parameters(p, definition) && parse_body(p, definition);
    p->frame = frame.outer;
    parse_leave(p);
    if (!good)
        return NULL;
    return define_done(p, node, definition, &frame);
}

/* ---- an operand ---- */

static const struct feel_node *parse_word(struct parser *p)
{
    uint32_t at = (uint32_t)p->start;
    /* A known name that goes on behind the keyword ("if any") is that name. */
    if (parse_known_name(p) > p->pos || !lex_keyword(p->word))
        return parse_name(p);
    if (lex_word(p, "true") || lex_word(p, "false")) {
        bool value = lex_word(p, "true");
        return lex_next(p) ? node_constant(p, at, feel_boolean(value)) : NULL;
    }
    if (lex_word(p, "null"))
        return lex_next(p) ? node_constant(p, at, feel_null()) : NULL;
    if (lex_word(p, "if"))
        return parse_if(p);
    if (lex_word(p, "for") || lex_word(p, "some") || lex_word(p, "every"))
        return parse_loop(p);
    if (lex_word(p, "function"))
        return parse_function(p);
    return parse_wrong(p, ERR_FEEL_VALUE);
}

const struct feel_node *parse_primary(struct parser *p)
{
    uint32_t at = (uint32_t)p->start;
    struct str string = p->string;
    switch (p->token) {
    case T_NUMBER: return parse_literal_number(p);
    case T_STRING: return lex_next(p) ? node_constant(p, at, feel_string(string)) : NULL;
    case T_AT: return parse_at_literal(p);
    case T_WORD: return parse_word(p);
    case T_SYMBOL:
        if (lex_is(p, "(") || lex_is(p, "[") || lex_is(p, "]"))
            return parse_bracket(p);
        if (lex_is(p, "{"))
            return parse_context(p);
        return parse_wrong(p, ERR_FEEL_VALUE);
    default: return parse_wrong(p, ERR_FEEL_VALUE);
    }
}
