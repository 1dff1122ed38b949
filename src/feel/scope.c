/*
 * scope.c - the names that an expression may use, the shapes of records, and the nearest name to a
 * wrong one.
 */
#include <string.h>

#include "base/utf8.h"
#include "feel/feel_priv.h"

void *grow_one(struct arena *arena, void *items, size_t count, size_t *room, size_t size)
{
    if (count < *room)
        return items;
    size_t more = *room ? *room * 2 : 8;
    items = arena_grow(arena, items, *room * size, more * size);
    *room = more;
    return items;
}

/* ---- kinds ---- */

struct feel_kind *feel_kind_new(struct arena *arena, struct str name, const void *host)
{
    struct feel_kind *kind = ARENA_NEW(arena, struct feel_kind);
    kind->arena = arena;
    kind->name = str_copy(arena, name);
    kind->host = host;
    return kind;
}

int feel_kind_member(struct feel_kind *kind, struct str name, enum feel_type type,
                     const struct feel_kind *to)
{
    kind->members =
        grow_one(kind->arena, kind->members, kind->count, &kind->room, sizeof *kind->members);
    kind->members[kind->count] = (struct kind_member){ str_copy(kind->arena, name), type, to };
    return (int)kind->count++;
}

const void *feel_kind_host(const struct feel_kind *kind)
{
    return kind->host;
}

struct str feel_kind_name(const struct feel_kind *kind)
{
    return kind->name;
}

int feel_kind_find(const struct feel_kind *kind, struct str name)
{
    for (size_t i = 0; i < kind->count; i++)
        if (str_eq(kind->members[i].name, name))
            return (int)i;
    return -1;
}

/* ---- scopes ---- */

struct feel_scope *feel_scope_new(struct arena *arena)
{
    struct feel_scope *scope = ARENA_NEW(arena, struct feel_scope);
    scope->arena = arena;
    return scope;
}

int feel_scope_name(struct feel_scope *scope, struct str name, enum feel_type type,
                    const struct feel_kind *to)
{
    scope->slots = grow_one(scope->arena, scope->slots, scope->slot_count, &scope->slot_room,
                            sizeof *scope->slots);
    scope->slots[scope->slot_count] = (struct scope_slot){ type, to };
    int slot = (int)scope->slot_count++;
    feel_scope_alias(scope, name, slot);
    return slot;
}

void feel_scope_alias(struct feel_scope *scope, struct str name, int slot)
{
    must(slot >= 0 && (size_t)slot < scope->slot_count);
    scope->names = grow_one(scope->arena, scope->names, scope->name_count, &scope->name_room,
                            sizeof *scope->names);
    scope->names[scope->name_count++] = (struct scope_name){ str_copy(scope->arena, name), slot };
}

void feel_scope_function(struct feel_scope *scope, const struct feel_host_function *function)
{
    scope->functions = grow_one(scope->arena, scope->functions, scope->function_count,
                                &scope->function_room, sizeof *scope->functions);
    scope->functions[scope->function_count++] = function;
}

void feel_scope_open(struct feel_scope *scope)
{
    scope->open = true;
}

struct feel_scope *feel_scope_view(struct arena *arena, const struct feel_scope *scope)
{
    struct feel_scope *view = ARENA_NEW(arena, struct feel_scope);
    *view = *scope;
    view->arena = arena;
    view->names = NULL;
    view->name_count = view->name_room = 0;
    view->slot_room = scope->slot_count; /* what grows is copied: the other's stay its own */
    view->member_room = scope->member_count;
    view->types = NULL;
    view->type_count = view->type_room = 0;
    return view;
}

void feel_scope_learn(struct feel_scope *scope, struct str name)
{
    for (size_t k = 0; k < scope->member_count; k++)
        if (str_eq(scope->members[k], name))
            return;
    if (!name.len)
        return;
    scope->members = grow_one(scope->arena, scope->members, scope->member_count,
                              &scope->member_room, sizeof *scope->members);
    scope->members[scope->member_count++] = str_copy(scope->arena, name);
}

void feel_scope_type(struct feel_scope *scope, struct str name, const struct feel_shape *shape)
{
    scope->types = grow_one(scope->arena, scope->types, scope->type_count, &scope->type_room,
                            sizeof *scope->types);
    scope->types[scope->type_count++] =
        (struct scope_type){ str_copy(scope->arena, name), &shape->type };
}

size_t feel_scope_count(const struct feel_scope *scope)
{
    return scope->slot_count;
}

int feel_scope_find(const struct feel_scope *scope, struct str name)
{
    for (size_t i = 0; i < scope->name_count; i++)
        if (str_eq(scope->names[i].name, name))
            return scope->names[i].slot;
    return -1;
}

static void learn_members(struct feel_scope *scope, struct feel_value value, int depth)
{
    if (depth > LIMIT_FEEL_DEPTH)
        return;
    if (value.type == FEEL_LIST)
        for (size_t i = 0; i < value.list.count; i++)
            learn_members(scope, value.list.items[i], depth + 1);
    if (value.type != FEEL_CONTEXT)
        return;
    for (size_t i = 0; i < value.context.count; i++) {
        struct str key = value.context.entries[i].key;
        feel_scope_learn(scope, key);
        learn_members(scope, value.context.entries[i].value, depth + 1);
    }
}

int feel_scope_value(struct feel_scope *scope, struct str name, struct feel_value value)
{
    learn_members(scope, value, 0);
    return feel_scope_name(scope, name, FEEL_NULL, NULL);
}

/* ---- the nearest name ---- */

enum { NEAREST_MAX = 48 };

/* Edits between two names (insert, delete, replace, swap neighbours), by bytes, case not counted.
 */
static size_t edit_distance(struct str a, struct str b)
{
    size_t rows[3][NEAREST_MAX + 1];
    size_t *before = rows[0], *last = rows[1], *now = rows[2];
    for (size_t j = 0; j <= b.len; j++)
        last[j] = j;
    for (size_t i = 1; i <= a.len; i++) {
        now[0] = i;
        for (size_t j = 1; j <= b.len; j++) {
            char x = a.ptr[i - 1], y = b.ptr[j - 1];
            x = x >= 'A' && x <= 'Z' ? (char)(x + 32) : x;
            y = y >= 'A' && y <= 'Z' ? (char)(y + 32) : y;
            size_t best = last[j - 1] + (x != y);
            if (last[j] + 1 < best)
                best = last[j] + 1;
            if (now[j - 1] + 1 < best)
                best = now[j - 1] + 1;
            bool swapped =
                i > 1 && j > 1 && a.ptr[i - 1] == b.ptr[j - 2] && a.ptr[i - 2] == b.ptr[j - 1];
            if (swapped && before[j - 2] + 1 < best)
                best = before[j - 2] + 1;
            now[j] = best;
        }
        size_t *free_row = before;
        before = last;
        last = now;
        now = free_row;
    }
    return last[b.len];
}

void nearest_init(struct nearest *nearest, struct str wrong)
{
    /* A third of the name may differ: more is another name. */
    *nearest = (struct nearest){ wrong, { "", 0 }, wrong.len / 3 + 2 };
}

void nearest_try(struct nearest *nearest, struct str name)
{
    if (nearest->wrong.len > NEAREST_MAX || name.len > NEAREST_MAX || !name.len)
        return;
    size_t distance = edit_distance(nearest->wrong, name);
    if (distance >= nearest->distance || distance >= name.len)
        return;
    nearest->distance = distance;
    nearest->best = name;
}

struct str nearest_key(struct arena *arena, struct feel_value context, struct str wrong)
{
    struct nearest nearest;
    struct buf some;
    nearest_init(&nearest, wrong);
    buf_init(&some, arena);
    for (size_t i = 0; i < context.context.count && i < 100; i++) {
        struct str key = context.context.entries[i].key;
        nearest_try(&nearest, key);
        if (i < 8)
            buf_printf(&some, "%s\"%.*s\"", i ? ", " : "", STR_ARG(key));
    }
    if (nearest.best.len)
        return str_format(arena, "\"%.*s\"", STR_ARG(nearest.best));
    return context.context.count ? buf_get(&some) : STR("-");
}
