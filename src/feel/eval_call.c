/*
 * eval_call.c - making and calling functions: defined in FEEL, built in, the host's (10.3.2.13).
 */
#include <string.h>

#include "feel/feel_priv.h"

EVAL(eval_define)
{
    const struct definition *definition = node->extra;
    struct feel_function *function = RUN_ARRAY(run, struct feel_function, 1);
    struct feel_value *captured = RUN_ARRAY(run, struct feel_value, definition->captures);
    if (!function || !captured)
        return feel_null();
    for (size_t i = 0; i < definition->captures; i++)
        captured[i] = run->locals[definition->capture_from[i]];
    *function = (struct feel_function){
        .sort = FUNCTION_DEFINED, .definition = node, .captured = captured, .expr = run->expr
    };
    return (struct feel_value){ .type = FEEL_FUNCTION, .function = function };
}

/* ---- a function defined in FEEL ---- */

/* The arguments as the parameters' types; false when one does not conform. */
static bool bind(struct feel_run *run, const struct feel_node *node,
                 const struct definition *definition, const struct feel_value *args,
                 struct feel_value *frame)
{
    for (size_t i = 0; i < definition->count; i++) {
        frame[i] = ftype_coerce(run, definition->types[i], args[i]);
        if (frame[i].type == FEEL_NULL && args[i].type != FEEL_NULL) {
            warn_at(run, node, ERR_FEEL_ARGUMENT, definition->parameters[i], type_name(args[i]),
                    str_from(feel_type_name(ftype_plain(definition->types[i]))));
            return false;
        }
    }
    return true;
}

static struct feel_value call_defined(struct feel_run *run, const struct feel_node *node,
                                      const struct feel_function *function,
                                      const struct feel_value *args, size_t count)
{
    const struct definition *definition = function->definition->extra;
    if (!definition->body)
        return warn_at(run, node, ERR_FEEL_EXTERNAL, STR("external"), STR(""), STR(""));
    if (count != definition->count)
        return warn_at(run, node, ERR_FEEL_ARITY, STR("function"),
                       str_format(run->arena, "%zu", count),
                       str_format(run->arena, "%zu", definition->count));
    int height = definition->body->height + 2;
    if (run->depth_left < height)
        return run_stop(run, ERR_FEEL_DEPTH);
    struct feel_value *frame = RUN_ARRAY(run, struct feel_value, (size_t)definition->locals);
    if (!frame || !bind(run, node, definition, args, frame))
        return feel_null();
    for (size_t i = 0; i < definition->captures; i++)
        frame[definition->capture_to[i]] = function->captured[i];
    struct feel_value *outer_locals = run->locals;
    const struct feel_expr *outer_expr = run->expr;
    run->locals = frame;
    run->expr = function->expr;
    run->depth_left -= height;
    struct feel_value result = eval(definition->body, run);
    run->depth_left += height;
    run->locals = outer_locals;
    run->expr = outer_expr;
    return result;
}

/* ---- any function value ---- */

static struct feel_value call_built_in(struct feel_run *run, const struct feel_node *node,
                                       const struct builtin *first, const struct feel_value *args,
                                       size_t count)
{
    for (const struct builtin *builtin = first; builtin; builtin = builtin_next(builtin)) {
        struct signature signature;
        builtin_signature(builtin, &signature);
        if (count >= signature.needed && (signature.variadic || count <= signature.count))
            return builtin_call(run, node, builtin, &signature, args, count);
    }
    return warn_at(run, node, ERR_FEEL_ARITY, str_from(first->name),
                   str_format(run->arena, "%zu", count), str_from(first->signature));
}

static struct feel_value call_host(struct feel_run *run, const struct feel_node *node,
                                   const struct feel_host_function *host,
                                   const struct feel_value *args, size_t count)
{
    if (count < host->arity_min || count > host->arity_max)
        return warn_at(run, node, ERR_FEEL_ARITY, host->name, str_format(run->arena, "%zu", count),
                       str_format(run->arena, "%zu", host->arity_max));
    run->node = node;
    return host->apply ? host->apply(host, run, args, count) : host->call(run, args, count);
}

struct feel_value feel_function(struct arena *arena, const struct feel_host_function *host)
{
    struct feel_function *function = ARENA_NEW(arena, struct feel_function);
    *function = (struct feel_function){ .sort = FUNCTION_HOST, .host = host };
    return (struct feel_value){ .type = FEEL_FUNCTION, .function = function };
}

struct feel_value call_function(struct feel_run *run, const struct feel_node *node,
                                struct feel_value function, const struct feel_value *args,
                                size_t count)
{
    if (!run_spend(run, 1))
        return feel_null();
    if (function.type != FEEL_FUNCTION)
        return warn_at(run, node, ERR_FEEL_NOT_FUNCTION, STR("("), type_name(function),
                       STR("function"));
    switch (function.function->sort) {
    case FUNCTION_DEFINED: return call_defined(run, node, function.function, args, count);
    case FUNCTION_BUILTIN: return call_built_in(run, node, function.function->builtin, args, count);
    default: return call_host(run, node, function.function->host, args, count);
    }
}

/* ---- calls by name ---- */

static bool parameter_names(const struct feel_function *function, struct str *names, size_t *count)
{
    *count = 0;
    if (function->sort == FUNCTION_DEFINED) {
        const struct definition *definition = function->definition->extra;
        for (; *count < definition->count && *count < 64; ++*count)
            names[*count] = definition->parameters[*count];
        return definition->count <= 64;
    }
    if (function->sort == FUNCTION_BUILTIN) {
        struct signature signature;
        builtin_signature(function->builtin, &signature);
        for (; *count < signature.count; ++*count)
            names[*count] = signature.parameters[*count].name;
        return true;
    }
    for (; function->host->parameters && *count < function->host->arity_max && *count < 64;
         ++*count)
        names[*count] = function->host->parameters[*count];
    return function->host->parameters && function->host->arity_max <= 64;
}

static struct feel_value call_named(const struct feel_node *node, struct feel_run *run,
                                    struct feel_value function, const struct feel_value *args,
                                    size_t count)
{
    const struct str *given = node->extra;
    struct str names[64];
    struct feel_value placed[64] = { 0 };
    size_t parameters = 0, used = 0;
    if (function.type != FEEL_FUNCTION || !parameter_names(function.function, names, &parameters))
        return call_function(run, node, function, args, count);
    for (size_t i = 0; i < count; i++) {
        size_t at = 0;
        while (at < parameters && !str_eq(names[at], given[i]))
            at++;
        if (at == parameters)
            return warn_at(run, node, ERR_FEEL_PARAMETER, STR("function"), given[i],
                           parameters ? names[0] : STR("-"));
        placed[at] = args[i];
        used = at + 1 > used ? at + 1 : used;
    }
    return call_function(run, node, function, placed, used);
}

enum { ARGUMENTS_NEAR = 6 };

/* The arguments, evaluated: in `near` when they fit. */
static struct feel_value *arguments(const struct feel_node *node, struct feel_run *run,
                                    struct feel_value *near)
{
    struct feel_value *args = near;
    if (node->count > ARGUMENTS_NEAR && !(args = RUN_ARRAY(run, struct feel_value, node->count)))
        return NULL;
    for (size_t i = 0; i < node->count; i++)
        args[i] = eval(node->list[i], run);
    return args;
}

EVAL(eval_call)
{
    struct feel_value near[ARGUMENTS_NEAR];
    struct feel_value function = eval(node->a, run);
    struct feel_value *args = arguments(node, run, near);
    if (!args)
        return feel_null();
    if (node->extra)
        return call_named(node, run, function, args, node->count);
    return call_function(run, node, function, args, node->count);
}

EVAL(eval_builtin)
{
    struct feel_value near[ARGUMENTS_NEAR];
    const struct builtin_use *use = node->extra;
    struct feel_value *args = arguments(node, run, near);
    return args ? builtin_call(run, node, use->builtin, &use->signature, args, node->count)
                : feel_null();
}

EVAL(eval_host)
{
    struct feel_value near[ARGUMENTS_NEAR];
    struct feel_value *args = arguments(node, run, near);
    return args ? call_host(run, node, node->extra, args, node->count) : feel_null();
}
