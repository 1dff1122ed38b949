/*
 * builtin_context.c - not(), and functions on contexts (10.3.4.11).
 */
#include <string.h>

#include "feel/feel_priv.h"

#define FUNCTION(name)                                                                             \
    struct feel_value builtin_##name(const struct call *call, const struct feel_value *args)

FUNCTION(not )
{
    (void)call;
    return args[0].type == FEEL_BOOLEAN ? feel_boolean(!args[0].boolean) : feel_null();
}

static struct feel_value not_context(const struct call *call, struct feel_value found,
                                     const char *wanted)
{
    return call_warn(call, ERR_FEEL_ARGUMENT, type_name(found), str_from(wanted));
}

static struct feel_value no_member(const struct call *call, struct feel_value context,
                                   struct feel_value key)
{
    struct str name = key.type == FEEL_STRING ? key.string : type_name(key), near = STR("-");
    if (context.type == FEEL_CONTEXT)
        near = nearest_key(call->run->arena, context, name);
    return warn_at(call->run, call->node, ERR_FEEL_MEMBER, name, type_name(context), near);
}

/* The value behind a list of keys. */
static struct feel_value value_at(const struct call *call, struct feel_value context,
                                  struct feel_value keys)
{
    for (size_t i = 0; i < keys.list.count; i++) {
        struct feel_value key = keys.list.items[i];
        const struct feel_value *found = NULL;
        if (key.type == FEEL_STRING && context.type == FEEL_CONTEXT)
            found = feel_context_find(context, key.string);
        if (!found)
            return no_member(call, context, key);
        context = *found;
    }
    return keys.list.count ? context : feel_null();
}

FUNCTION(get_value)
{
    if (args[1].type == FEEL_LIST)
        return value_at(call, args[0], args[1]);
    const struct feel_value *found = feel_context_find(args[0], args[1].string);
    return found ? *found : no_member(call, args[0], args[1]);
}

FUNCTION(get_entries)
{
    size_t count = args[0].context.count;
    struct feel_value *items = RUN_ARRAY(call->run, struct feel_value, count);
    struct feel_entry *entries = RUN_ARRAY(call->run, struct feel_entry, count * 2);
    if (!items || !entries || !run_spend(call->run, count))
        return feel_null();
    for (size_t i = 0; i < count; i++) {
        entries[2 * i] =
            (struct feel_entry){ STR("key"), feel_string(args[0].context.entries[i].key) };
        entries[2 * i + 1] = (struct feel_entry){ STR("value"), args[0].context.entries[i].value };
        items[i] = feel_context(entries + 2 * i, 2);
    }
    return feel_list(items, count);
}

/* A copy of `context` in which `key` is `value`. */
static struct feel_value put(const struct call *call, struct feel_value context, struct str key,
                             struct feel_value value)
{
    size_t count = context.context.count, at = 0;
    struct feel_entry *entries = RUN_ARRAY(call->run, struct feel_entry, count + 1);
    if (!entries || !run_spend(call->run, count + 1))
        return feel_null();
    if (count)
        memcpy(entries, context.context.entries, count * sizeof *entries);
    while (at < count && !str_eq(entries[at].key, key))
        at++;
    entries[at] = (struct feel_entry){ key, value };
    return feel_context(entries, at == count ? count + 1 : count);
}

FUNCTION(context)
{
    struct feel_value result = feel_context(NULL, 0);
    for (size_t i = 0; i < args[0].list.count; i++) {
        struct feel_value entry = args[0].list.items[i];
        const struct feel_value *key =
            entry.type == FEEL_CONTEXT ? feel_context_find(entry, STR("key")) : NULL;
        const struct feel_value *value = key ? feel_context_find(entry, STR("value")) : NULL;
        if (!value || key->type != FEEL_STRING)
            return not_context(call, entry, "{key: .., value: ..}");
        if (feel_context_find(result, key->string))
            return call_warn(call, ERR_FEEL_ARGUMENT, key->string, STR("key != key"));
        result = put(call, result, key->string, *value);
        if (result.type != FEEL_CONTEXT)
            return result;
    }
    return result;
}

/* Down a path of keys; what lies on the way must be contexts. */
static struct feel_value put_at(const struct call *call, struct feel_value context,
                                struct feel_value keys, size_t from, struct feel_value value)
{
    struct feel_value key = keys.list.items[from];
    if (context.type != FEEL_CONTEXT || key.type != FEEL_STRING)
        return not_context(call, context.type == FEEL_CONTEXT ? key : context, "context, string");
    if (from + 1 == keys.list.count)
        return put(call, context, key.string, value);
    const struct feel_value *inner = feel_context_find(context, key.string);
    struct feel_value changed = put_at(call, inner ? *inner : feel_null(), keys, from + 1, value);
    return changed.type == FEEL_CONTEXT ? put(call, context, key.string, changed) : changed;
}

FUNCTION(context_put)
{
    if (args[1].type == FEEL_STRING)
        return put(call, args[0], args[1].string, args[2]);
    if (!args[1].list.count || args[1].list.count > LIMIT_FEEL_DEPTH)
        return call_warn(call, ERR_FEEL_ARGUMENT, STR("[]"), STR("[\"a\", \"b\"]"));
    return put_at(call, args[0], args[1], 0, args[2]);
}

FUNCTION(context_merge)
{
    struct feel_value result = feel_context(NULL, 0);
    for (size_t i = 0; i < args[0].list.count; i++) {
        struct feel_value context = args[0].list.items[i];
        if (context.type != FEEL_CONTEXT)
            return not_context(call, context, "context");
        for (size_t k = 0; k < context.context.count && result.type == FEEL_CONTEXT; k++)
            result =
                put(call, result, context.context.entries[k].key, context.context.entries[k].value);
    }
    return result;
}
