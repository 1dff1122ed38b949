/*
 * parse_name.c - names, paths and calls: which thing a name means, and the longest name that stands
 * here.
 *
 * Innermost first: locals of the expression (and of outer functions, captured), then the scope's
 * names, the host's functions, the built-in functions. Inside of a filter a name may also be a
 * member of the item; that is known only when the item is, so the node keeps both ways.
 */
#include <string.h>

#include "feel/feel_priv.h"

/* ---- locals and frames ---- */

int local_add(struct parser *p, struct str name, enum feel_type type, const struct feel_kind *kind)
{
    struct frame *frame = p->frame;
    frame->locals =
        grow_one(p->arena, frame->locals, frame->count, &frame->room, sizeof *frame->locals);
    frame->locals[frame->count++] = (struct local){ name, frame->size, type, kind, false };
    return frame->size++;
}

bool outer_items(const struct parser *p)
{
    for (const struct frame *frame = p->frame; frame; frame = frame->outer)
        for (size_t i = 0; i < frame->count; i++)
            if (frame->locals[i].item)
                return true;
    return false;
}

/* The place in `frame` at which a local of `owner`, an outer one, is found. */
static int capture(struct parser *p, struct frame *frame, const struct frame *owner, int index)
{
    if (frame == owner)
        return index;
    int outer = capture(p, frame->outer, owner, index);
    for (size_t i = 0; i < frame->capture_count; i++)
        if (frame->captures[i].outer_index == outer)
            return frame->captures[i].index;
    frame->captures = grow_one(p->arena, frame->captures, frame->capture_count,
                               &frame->capture_room, sizeof *frame->captures);
    frame->captures[frame->capture_count++] = (struct capture){ outer, frame->size };
    return frame->size++;
}

/* ---- what stands here ---- */

struct found {
    size_t end; /* of the name in the text; 0: nothing known */
    struct str name;
    bool member; /* known as a member only */
};

static void try_name(struct parser *p, struct str name, bool member, struct found *found)
{
    size_t end = lex_match_name(p->text, p->start, name);
    if (end > found->end)
        *found = (struct found){ end, name, member };
}

static bool call_follows(const struct parser *p, size_t end)
{
    size_t pos = lex_skip_blank(p->text, end);
    return pos < p->text.len && p->text.ptr[pos] == '(';
}

static void try_builtins(struct parser *p, struct found *found)
{
    const struct builtin *builtin;
    for (size_t i = 0; (builtin = builtin_at(i)); i++) {
        struct str name = str_from(builtin->name);
        size_t end = lex_match_name(p->text, p->start, name);
        /* "date and time" is two names of the scope unless it is called. */
        if (end > found->end && (!found->end || call_follows(p, end)))
            *found = (struct found){ end, name, false };
    }
}

static struct found find_name(struct parser *p)
{
    struct found found = { 0 };
    bool items = false;
    for (const struct frame *frame = p->frame; frame; frame = frame->outer)
        for (size_t i = frame->count; i-- > 0;) {
            try_name(p, frame->locals[i].name, false, &found);
            items |= frame->locals[i].item;
            const struct feel_kind *kind = frame->locals[i].item ? frame->locals[i].kind : NULL;
            for (size_t m = 0; kind && m < kind->count; m++)
                try_name(p, kind->members[m].name, true, &found);
        }
    for (size_t i = 0; i < p->scope->name_count; i++)
        try_name(p, p->scope->names[i].name, false, &found);
    for (size_t i = 0; i < p->scope->function_count; i++)
        try_name(p, p->scope->functions[i]->name, false, &found);
    for (size_t i = 0; items && i < p->member_count; i++)
        try_name(p, p->members[i], true, &found);
    for (size_t i = 0; items && i < p->scope->member_count; i++)
        try_name(p, p->scope->members[i], true, &found);
    try_builtins(p, &found);
    return found;
}

size_t parse_known_name(struct parser *p)
{
    return find_name(p).end;
}

/* ---- resolving ---- */

static const struct feel_node *slot_node(struct parser *p, uint32_t at, int slot)
{
    struct feel_node *node = node_new(p, at, eval_slot);
    node->sort = NODE_SLOT;
    node->slot = slot;
    node->type = p->scope->slots[slot].type;
    node->kind = p->scope->slots[slot].kind;
    return node_done(p, node);
}

static const struct feel_node *local_node(struct parser *p, uint32_t at, struct frame *owner,
                                          const struct local *local)
{
    struct feel_node *node = node_new(p, at, eval_local);
    node->sort = NODE_LOCAL;
    node->slot = capture(p, p->frame, owner, local->index);
    node->type = local->type;
    node->kind = local->kind;
    node->item = local->item;
    node->tests = str_eq(local->name, STR("?"));
    return node_done(p, node);
}

static const struct feel_node *function_value(struct parser *p, uint32_t at,
                                              const struct builtin *builtin,
                                              const struct feel_host_function *host)
{
    struct feel_function *function = ARENA_NEW(p->arena, struct feel_function);
    function->sort = builtin ? FUNCTION_BUILTIN : FUNCTION_HOST;
    function->builtin = builtin;
    function->host = host;
    return node_constant(p, at, (struct feel_value){ .type = FEEL_FUNCTION, .function = function });
}

/* The type of a date's year, a duration's days ..; false when the type is known and has no such
 * part. */
static bool part_type(enum feel_type base, struct str name, enum feel_type *type)
{
    if (base == FEEL_NULL || base >= FEEL_LIST)
        return base != FEEL_FUNCTION;
    struct feel_value sample = { .type = base }, part;
    if (!value_member(NULL, sample, name, &part))
        return false;
    *type = str_eq(name, STR("time offset")) ? FEEL_DAYS_TIME
            : str_eq(name, STR("timezone"))  ? FEEL_STRING
                                             : part.type;
    return true;
}

static const struct feel_node *member_node(struct parser *p, uint32_t at,
                                           const struct feel_node *base, struct str name)
{
    struct feel_node *node = node_new(p, at, eval_path);
    node->sort = NODE_PATH;
    node->a = base;
    node->name = name;
    node->pure = true;
    node->kind = NULL;
    if (base->kind && (base->type == FEEL_RECORD || base->type == FEEL_LIST)) {
        node->slot = feel_kind_find(base->kind, name);
        if (node->slot >= 0) {
            const struct kind_member *member = &base->kind->members[node->slot];
            node->type = base->type == FEEL_LIST ? FEEL_LIST : member->type;
            node->kind = member->to;
        }
        node->extra = base->kind;
    } else {
        part_type(base->type, name, &node->type);
    }
    return node_done(p, node);
}

/* The sources of a name inside of filters: the items in sight, innermost first, up to the local
 * that binds it. */
struct sources {
    int *locals;
    size_t count, room;
    const struct feel_node *certain;
};

/* An item whose kind is known either has the member, or is no source. */
static bool item_source(struct parser *p, struct frame *owner, const struct local *local,
                        struct str name, uint32_t at, struct sources *sources)
{
    if (local->kind) {
        if (feel_kind_find(local->kind, name) < 0)
            return true;
        const struct feel_node *item = local_node(p, at, owner, local);
        sources->certain = item ? member_node(p, at, item, name) : NULL;
        return sources->certain != NULL;
    }
    sources->locals = grow_one(p->arena, sources->locals, sources->count, &sources->room,
                               sizeof *sources->locals);
    sources->locals[sources->count++] = capture(p, p->frame, owner, local->index);
    return true;
}

static bool find_local(struct parser *p, struct str name, uint32_t at, struct sources *sources)
{
    for (struct frame *frame = p->frame; frame; frame = frame->outer)
        for (size_t i = frame->count; i-- > 0 && !sources->certain;) {
            const struct local local = frame->locals[i];
            if (local.item && !item_source(p, frame, &local, name, at, sources))
                return false;
            if (!sources->certain && str_eq(local.name, name)) {
                sources->certain = local_node(p, at, frame, &local);
                return sources->certain != NULL;
            }
        }
    return true;
}

static const struct feel_host_function *find_host(const struct parser *p, struct str name)
{
    for (size_t i = 0; i < p->scope->function_count; i++)
        if (str_eq(p->scope->functions[i]->name, name))
            return p->scope->functions[i];
    return NULL;
}

/* Behind a name that stood at `at`: a call of a function of that name, unless a value of that name
 * goes before it. */
static bool calls_function(struct parser *p, const struct feel_node *value)
{
    if (!lex_is(p, "("))
        return false;
    return !value ||
           (value->type != FEEL_FUNCTION && (value->type != FEEL_NULL || value->sort == NODE_SLOT));
}

static const struct feel_node *with_sources(struct parser *p, uint32_t at, struct str name,
                                            const struct sources *sources,
                                            const struct feel_node *fallback)
{
    if (!sources->count)
        return fallback;
    struct source_list *list = ARENA_NEW(p->arena, struct source_list);
    *list = (struct source_list){ sources->locals, sources->count };
    struct feel_node *node = node_new(p, at, eval_dynamic);
    node->sort = NODE_DYNAMIC;
    node->name = name;
    node->a = fallback;
    node->extra = list;
    const struct feel_node *done = node_done(p, node);
    if (done == node)
        node->item = true;
    return done;
}

static struct str nearest_name(struct parser *p, struct str name)
{
    struct nearest nearest;
    nearest_init(&nearest, name);
    for (const struct frame *frame = p->frame; frame; frame = frame->outer)
        for (size_t i = 0; i < frame->count; i++)
            nearest_try(&nearest, frame->locals[i].name);
    for (size_t i = 0; i < p->scope->name_count; i++)
        nearest_try(&nearest, p->scope->names[i].name);
    if (nearest.best.len)
        return str_format(p->arena, "\"%.*s\"", STR_ARG(nearest.best));
    struct buf some;
    buf_init(&some, p->arena);
    for (size_t i = 0; i < p->scope->name_count && i < 8; i++)
        buf_printf(&some, "%s\"%.*s\"", i ? ", " : "", STR_ARG(p->scope->names[i].name));
    return buf_get(&some).len ? buf_get(&some) : STR("-");
}

static struct str nearest_function(struct parser *p, struct str name)
{
    struct nearest nearest;
    nearest_init(&nearest, name);
    for (size_t i = 0; i < p->scope->function_count; i++)
        nearest_try(&nearest, p->scope->functions[i]->name);
    for (size_t i = 0; builtin_at(i); i++)
        nearest_try(&nearest, str_from(builtin_at(i)->name));
    return nearest.best.len ? str_format(p->arena, "\"%.*s\"", STR_ARG(nearest.best))
                            : STR("count, sum, min, max");
}

static const struct feel_node *unknown_name(struct parser *p, uint32_t at, struct str name)
{
    bool call = lex_is(p, "(");
    return node_wrong(p, at, call ? ERR_FEEL_FUNCTION : ERR_FEEL_NAME, name, STR(""),
                      call ? nearest_function(p, name) : nearest_name(p, name));
}

/* Words that go on: two operands never stand side by side, so they are one name. */
static bool take_words(struct parser *p, struct str *name)
{
    if (!lex_next(p))
        return false;
    while (p->token == T_WORD && !lex_keyword(p->word)) {
        *name = str_format(p->arena, "%.*s %.*s", STR_ARG(*name), STR_ARG(p->word));
        if (!lex_next(p))
            return false;
    }
    return true;
}

static const struct feel_node *resolve(struct parser *p, struct str name, uint32_t at)
{
    struct sources sources = { 0 };
    if (!find_local(p, name, at, &sources))
        return NULL;
    const struct feel_node *value = sources.certain;
    int slot = value ? -1 : feel_scope_find(p->scope, name);
    if (slot >= 0 && !(value = slot_node(p, at, slot)))
        return NULL;
    const struct feel_host_function *host = find_host(p, name);
    const struct builtin *builtin = builtin_find(name);
    if ((host || builtin) && calls_function(p, value))
        return parse_function_call(p, name, host ? NULL : builtin, host, at);
    if (!value && (host || builtin))
        value = function_value(p, at, host ? NULL : builtin, host);
    if (sources.count && (value || !lex_is(p, "(")))
        return with_sources(p, at, name, &sources, value);
    return value ? value : unknown_name(p, at, name);
}

const struct feel_node *parse_name(struct parser *p)
{
    uint32_t at = (uint32_t)p->start;
    struct found found = find_name(p);
    struct str name = p->word;
    if (found.end) {
        name = found.name;
        if (!feel_lex_at(p, found.end))
            return NULL;
        p->end_before = found.end;
    } else if (!take_words(p, &name)) {
        return NULL;
    }
    return resolve(p, name, at);
}

/* ---- paths ---- */

static bool path_name(struct parser *p, const struct feel_node *base, struct str *name)
{
    static const struct str properties[] = { STR_INIT("time offset"), STR_INIT("start included"),
                                             STR_INIT("end included") };
    struct found found = { 0 };
    for (size_t i = 0; i < sizeof properties / sizeof *properties; i++)
        try_name(p, properties[i], true, &found);
    for (size_t i = 0; base->kind && i < base->kind->count; i++)
        try_name(p, base->kind->members[i].name, true, &found);
    for (size_t i = 0; i < p->member_count; i++)
        try_name(p, p->members[i], true, &found);
    for (size_t i = 0; i < p->scope->member_count; i++)
        try_name(p, p->scope->members[i], true, &found);
    if (p->token != T_WORD && !found.end) {
        parse_wrong(p, ERR_FEEL_NAME_MISSING);
        return false;
    }
    *name = p->word;
    if (found.end > p->start && (p->token != T_WORD || found.end > p->pos || found.end == p->pos)) {
        *name = found.name;
        p->end_before = found.end;
        return feel_lex_at(p, found.end);
    }
    return take_words(p, name);
}

const struct feel_node *parse_path(struct parser *p, const struct feel_node *base)
{
    uint32_t at = (uint32_t)p->start;
    struct str name;
    if (!path_name(p, base, &name))
        return NULL;
    bool known = base->kind && (base->type == FEEL_RECORD || base->type == FEEL_LIST);
    if (known && feel_kind_find(base->kind, name) < 0 && !p->scope->open) {
        struct nearest nearest;
        nearest_init(&nearest, name);
        for (size_t i = 0; i < base->kind->count; i++)
            nearest_try(&nearest, base->kind->members[i].name);
        if (!nearest.best.len && base->kind->count)
            nearest.best = base->kind->members[0].name;
        return parse_fault(p, at, ERR_FEEL_MEMBER, name, base->kind->name,
                           str_format(p->arena, "\"%.*s\"", STR_ARG(nearest.best)));
    }
    enum feel_type type;
    if (!known && !p->scope->open && !part_type(base->type, name, &type))
        return parse_fault(p, at, ERR_FEEL_MEMBER, name, str_from(feel_type_name(base->type)),
                           str_from(parts_of(base->type)));
    return member_node(p, at, base, name);
}

/* ---- calls ---- */

struct arguments {
    const struct feel_node **nodes;
    struct str *names; /* NULL: by position */
    size_t count;
};

/* Whether "name:" stands here. */
static struct str argument_name(struct parser *p, size_t *end)
{
    if (p->token != T_WORD)
        return STR("");
    struct str name = lex_raw_name(p, p->start, ":,()[]{}\"", end);
    return name.len && *end < p->text.len && p->text.ptr[*end] == ':' ? name : STR("");
}

static bool parse_arguments(struct parser *p, struct arguments *arguments)
{
    size_t node_room = 0, name_room = 0, end;
    *arguments = (struct arguments){ 0 };
    if (!parse_expect(p, "("))
        return false;
    bool named = argument_name(p, &end).len > 0;
    while (!lex_is(p, ")")) {
        if (arguments->count && !parse_expect(p, ","))
            return false;
        if (named) {
            struct str name = argument_name(p, &end);
            if (!name.len) {
                parse_wrong(p, ERR_FEEL_NAME_MISSING);
                return false;
            }
            arguments->names =
                grow_one(p->arena, arguments->names, arguments->count, &name_room, sizeof name);
            arguments->names[arguments->count] = name;
            if (!feel_lex_at(p, end + 1))
                return false;
        } else if (argument_name(p, &end).len) {
            parse_fault(p, p->start, ERR_FEEL_NAMED_MIX, STR(""), argument_name(p, &end), STR(""));
            return false;
        }
        const struct feel_node *node = parse_expression(p);
        if (!node)
            return false;
        arguments->nodes =
            grow_one(p->arena, arguments->nodes, arguments->count, &node_room, sizeof node);
        arguments->nodes[arguments->count++] = node;
    }
    return lex_next(p);
}

const struct feel_node *parse_call(struct parser *p, const struct feel_node *callee, uint32_t at)
{
    struct arguments arguments;
    if (!parse_arguments(p, &arguments))
        return NULL;
    if (!p->scope->open && callee->type != FEEL_NULL && callee->type != FEEL_FUNCTION)
        return parse_fault(p, callee->at, ERR_FEEL_NOT_FUNCTION,
                           str_slice(p->text, callee->at, at > callee->at ? at - callee->at : 0),
                           str_from(feel_type_name(callee->type)), STR(""));
    struct feel_node *node = node_new(p, at, eval_call);
    node->a = callee;
    node->list = arguments.nodes;
    node->count = arguments.count;
    node->extra = arguments.names;
    return node_done(p, node);
}

static struct str signature_text(struct parser *p, const struct signature *signature)
{
    struct buf out;
    buf_init(&out, p->arena);
    for (size_t i = 0; i < signature->count; i++) {
        buf_cstr(&out, i ? ", " : "");
        buf_str(&out, signature->parameters[i].name);
    }
    return buf_get(&out);
}

/* Each parameter's argument in order, absent ones NULL. False when a name is not the signature's or
 * one is missing. */
static bool place_named(struct parser *p, const struct arguments *arguments,
                        const struct signature *signature, const struct feel_node ***placed)
{
    *placed = ARENA_ARRAY(p->arena, const struct feel_node *, PARAMETERS_MAX);
    for (size_t i = 0; i < arguments->count; i++) {
        size_t at = 0;
        while (at < signature->count &&
               !str_eq(signature->parameters[at].name, arguments->names[i]))
            at++;
        if (at == signature->count || (*placed)[at])
            return false;
        (*placed)[at] = arguments->nodes[i];
    }
    for (size_t i = 0; i < signature->count; i++)
        if (!(*placed)[i] && !signature->parameters[i].optional &&
            !signature->parameters[i].nullable)
            return false;
    return true;
}

static bool arity_fits(const struct signature *signature, size_t count)
{
    return count >= signature->needed && (signature->variadic || count <= signature->count);
}

/* A call that can never be right: an error where the scope is closed, else null with a warning. */
static const struct feel_node *wrong_call(struct parser *p, struct str name, uint32_t at,
                                          const struct arguments *arguments,
                                          const struct builtin *builtin)
{
    struct signature signature;
    builtin_signature(builtin, &signature);
    struct str wanted = signature_text(p, &signature);
    struct str found = str_format(p->arena, "%zu", arguments->count);
    enum err_code code = ERR_FEEL_ARITY;
    for (size_t i = 0; arguments->names && i < arguments->count && code == ERR_FEEL_ARITY; i++) {
        size_t k = 0;
        while (k < signature.count && !str_eq(signature.parameters[k].name, arguments->names[i]))
            k++;
        if (k == signature.count) {
            code = ERR_FEEL_PARAMETER;
            found = arguments->names[i];
        }
    }
    return node_wrong(p, at, code, name, found, wanted.len ? wanted : STR("-"));
}

/* In a closed scope an argument whose known type the parameter does not take is an error. */
static bool check_argument(struct parser *p, struct str name, const struct feel_node *node,
                           const struct parameter *parameter)
{
    if (p->scope->open || !node || node->type == FEEL_NULL || node->type == FEEL_LIST)
        return true;
    bool wraps = parameter->types & 1u << FEEL_LIST;
    bool date = node->type == FEEL_DATE && parameter->types & 1u << FEEL_DATE_TIME;
    if (parameter->types & 1u << node->type || wraps || date || parameter->list)
        return true;
    struct buf wanted;
    buf_init(&wanted, p->arena);
    for (int type = FEEL_BOOLEAN; type <= FEEL_RECORD; type++)
        if (parameter->types & 1u << type)
            buf_printf(&wanted, "%s%s", buf_get(&wanted).len ? ", " : "", feel_type_name(type));
    parse_fault(p, node->at, ERR_FEEL_ARGUMENT, name, str_from(feel_type_name(node->type)),
                buf_get(&wanted));
    return false;
}

static const struct feel_node *builtin_node(struct parser *p, struct str name,
                                            const struct builtin *builtin,
                                            const struct signature *signature,
                                            const struct feel_node **nodes, size_t count,
                                            uint32_t at)
{
    struct builtin_use *use = ARENA_NEW(p->arena, struct builtin_use);
    *use = (struct builtin_use){ builtin, *signature };
    for (size_t i = 0; i < count; i++) {
        size_t parameter = i < signature->count ? i : signature->count - 1;
        if (!nodes[i])
            nodes[i] = node_constant(p, at, feel_null());
        else if (!check_argument(p, name, nodes[i], &signature->parameters[parameter]))
            return NULL;
    }
    struct feel_node *node = node_new(p, at, eval_builtin);
    node->list = nodes;
    node->count = count;
    node->type = builtin->returns;
    node->extra = use;
    node->pure = !(builtin->flags & BUILTIN_CLOCK);
    return node_done(p, node);
}

static const struct feel_node *call_builtin(struct parser *p, struct str name,
                                            const struct builtin *first,
                                            const struct arguments *arguments, uint32_t at)
{
    for (const struct builtin *builtin = first; builtin; builtin = builtin_next(builtin)) {
        struct signature signature;
        builtin_signature(builtin, &signature);
        if (!arguments->names) {
            if (arity_fits(&signature, arguments->count))
                return builtin_node(p, name, builtin, &signature, arguments->nodes,
                                    arguments->count, at);
            continue;
        }
        const struct feel_node **placed;
        if (!place_named(p, arguments, &signature, &placed))
            continue;
        size_t count = signature.count;
        while (count && !placed[count - 1] && signature.parameters[count - 1].optional)
            count--;
        return builtin_node(p, name, builtin, &signature, placed, count, at);
    }
    return wrong_call(p, name, at, arguments, first);
}

static bool check_host(struct parser *p, const struct feel_host_function *host,
                       const struct feel_node *const *nodes, size_t count, uint32_t at)
{
    if (!host->check)
        return true;
    const struct feel_value **constants = ARENA_ARRAY(p->arena, const struct feel_value *, count);
    for (size_t i = 0; i < count; i++)
        constants[i] = nodes[i]->sort == NODE_CONSTANT ? &nodes[i]->value : NULL;
    if (host->check(constants, count, p->err))
        return true;
    struct text_place place = text_place(p->text, at);
    return err_at_line(p->err, STR(""), place.line, place.column);
}

static const struct feel_node *call_host(struct parser *p, const struct feel_host_function *host,
                                         const struct arguments *arguments, uint32_t at)
{
    const struct feel_node **nodes = arguments->nodes;
    size_t count = arguments->count;
    struct str wanted = host->arity_min == host->arity_max
                            ? str_format(p->arena, "%zu", host->arity_min)
                            : str_format(p->arena, "%zu - %zu", host->arity_min, host->arity_max);
    if (count < host->arity_min || count > host->arity_max)
        return parse_fault(p, at, ERR_FEEL_ARITY, host->name, str_format(p->arena, "%zu", count),
                           wanted);
    if (arguments->names) {
        nodes = ARENA_ARRAY(p->arena, const struct feel_node *, host->arity_max);
        for (size_t i = 0; i < count; i++) {
            size_t k = 0;
            while (host->parameters && k < host->arity_max &&
                   !str_eq(host->parameters[k], arguments->names[i]))
                k++;
            if (!host->parameters || k >= count || nodes[k])
                return parse_fault(p, at, ERR_FEEL_PARAMETER, host->name, arguments->names[i],
                                   wanted);
            nodes[k] = arguments->nodes[i];
        }
    }
    if (!check_host(p, host, nodes, count, at))
        return NULL;
    struct feel_node *node = node_new(p, at, eval_host);
    node->list = nodes;
    node->count = count;
    node->type = host->returns;
    node->extra = host;
    return node_done(p, node);
}

const struct feel_node *parse_function_call(struct parser *p, struct str name,
                                            const struct builtin *builtin,
                                            const struct feel_host_function *host, uint32_t at)
{
    struct arguments arguments;
    if (!parse_arguments(p, &arguments))
        return NULL;
    return host ? call_host(p, host, &arguments, at)
                : call_builtin(p, name, builtin, &arguments, at);
}
