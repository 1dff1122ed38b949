/*
 * overlay.c - lay a zone's own kinds and metrics over the shipped ones, as trees, so that every
 * later check sees one definition and each node still knows the file it stands in.
 */
#include "base/arena.h"
#include "base/limits.h"
#include "model/model_priv.h"

static const struct source *source_find(const struct loader *loader, struct str name)
{
    for (size_t i = 0; i < loader->source_count; i++) {
        if (str_eq(loader->sources[i].name, name))
            return &loader->sources[i];
    }
    return NULL;
}

static struct node *member_of(struct node *map, struct str key)
{
    for (struct node *member = map->first; member; member = member->next) {
        if (str_eq(member->key, key))
            return member;
    }
    return NULL;
}

static void append_copy(struct loader *loader, struct node *parent, const struct node *child)
{
    struct node *copy = ARENA_NEW(loader->arena, struct node);
    *copy = *child;
    copy->next = NULL;
    if (parent->last)
        parent->last->next = copy;
    else
        parent->first = copy;
    parent->last = copy;
    parent->count++;
}

/* Put `child` in the place of the member with its key, or at the end. */
static void member_put(struct loader *loader, struct node *map, const struct node *child)
{
    struct node *old = member_of(map, child->key);
    if (!old) {
        append_copy(loader, map, child);
        return;
    }
    struct node *next = old->next;
    *old = *child;
    old->next = next;
}

/* A field or stage of the own file laid over the shipped one of the same name: key by key, choices
 * added. */
static void entry_merge(struct loader *loader, struct node *shipped, const struct node *own)
{
    for (const struct node *member = own->first; member; member = member->next) {
        struct node *old = member_of(shipped, member->key);
        bool both = old && old->type == NODE_MAP && member->type == NODE_MAP;
        if (both && str_eq(member->key, STR("choices"))) {
            for (const struct node *choice = member->first; choice; choice = choice->next)
                member_put(loader, old, choice);
            continue;
        }
        if (str_eq(member->key, STR("type")) &&
            (!old || member->type != NODE_TEXT || !str_eq(old->text, member->text)))
            fault(loader, member, ERR_MODEL_MISFIT, "name", member->text,
                  WORD_ARGS("wanted", WORD_FIT_SAME_TYPE));
        member_put(loader, shipped, member);
    }
}

static struct node *entry_named(struct node *list, const struct node *own, const char *key)
{
    const struct node *name = node_get(own, key);
    for (struct node *entry = list->first; name && name->type == NODE_TEXT && entry;
         entry = entry->next) {
        const struct node *other = node_get(entry, key);
        if (other && other->type == NODE_TEXT && str_eq(other->text, name->text))
            return entry;
    }
    return NULL;
}

static void list_merge(struct loader *loader, struct node *shipped, const struct node *own,
                       bool named)
{
    for (const struct node *entry = own->first; entry; entry = entry->next) {
        struct node *old = named ? entry_named(shipped, entry, "name") : NULL;
        if (old && entry->type == NODE_MAP)
            entry_merge(loader, old, entry);
        else
            append_copy(loader, shipped, entry);
    }
}

static void kind_merge(struct loader *loader, struct node *shipped, const struct node *own)
{
    for (const struct node *member = own->first; member; member = member->next) {
        bool named = str_eq(member->key, STR("fields")) || str_eq(member->key, STR("stages")) ||
                     str_eq(member->key, STR("clocks"));
        bool list = named || str_eq(member->key, STR("checks"));
        struct node *old = member_of(shipped, member->key);
        if (str_eq(member->key, STR("extends")))
            continue;
        if (list && old && old->type == NODE_LIST && node_is(loader, member, NODE_LIST))
            list_merge(loader, old, member, named);
        else
            member_put(loader, shipped, member);
    }
}

/* `extends: true` in an own file; the key is taken out, for a kind has no such key. */
static bool extends_take(struct loader *loader, struct node *own)
{
    bool extends = node_bool(loader, own, "extends");
    struct node *before = NULL;
    for (struct node *member = own->first; member; before = member, member = member->next) {
        if (!str_eq(member->key, STR("extends")))
            continue;
        *(before ? &before->next : &own->first) = member->next;
        if (own->last == member)
            own->last = before;
        own->count--;
        break;
    }
    return extends;
}

struct node **overlay_kinds(struct loader *loader, size_t *count)
{
    struct node **nodes = ARENA_ARRAY(loader->arena, struct node *, loader->source_count);
    *count = 0;
    for (size_t i = 0; i < loader->source_count; i++) {
        const struct source *source = &loader->sources[i];
        bool own_only = str_starts(source->name, STR("own/kinds/"));
        if (!own_only && !str_starts(source->name, STR("kinds/")))
            continue;
        if (own_only && source_find(loader, str_slice(source->name, 4, source->name.len)))
            continue; /* taken with the shipped file of its name */
        struct node *node = yaml_read(loader, source);
        const struct source *over =
            own_only ? NULL
                     : source_find(loader, str_join(loader->arena, STR("own/"), source->name));
        struct node *own = over ? yaml_read(loader, over) : own_only ? node : NULL;
        bool extends = own && own->type == NODE_MAP && extends_take(loader, own);
        if (extends && own_only)
            fault(loader, own, ERR_MODEL_MISFIT, "name", STR("extends"),
                  WORD_ARGS("wanted", WORD_FIT_EXTENDS));
        if (extends && node && node != own && node->type == NODE_MAP)
            kind_merge(loader, node, own);
        else if (over)
            node = own;
        if (node)
            nodes[(*count)++] = node;
    }
    return nodes;
}

struct node **overlay_metrics(struct loader *loader, size_t *count)
{
    const struct source *shipped = source_find(loader, STR("metrics.yaml"));
    const struct source *own = source_find(loader, STR("own/metrics.yaml"));
    struct node *list = shipped ? yaml_read(loader, shipped) : NULL;
    struct node *over = own ? yaml_read(loader, own) : NULL;
    if (list && !node_is(loader, list, NODE_LIST))
        list = NULL;
    if (over && !node_is(loader, over, NODE_LIST))
        over = NULL;
    size_t room = (list ? list->count : 0) + (over ? over->count : 0);
    struct node **nodes = ARENA_ARRAY(loader->arena, struct node *, room);
    *count = 0;
    for (struct node *entry = list ? list->first : NULL; entry; entry = entry->next) {
        struct node *newer = over ? entry_named(over, entry, "metric") : NULL;
        nodes[(*count)++] = newer ? newer : entry;
    }
    for (struct node *entry = over ? over->first : NULL; entry; entry = entry->next) {
        if (!list || !entry_named(list, entry, "metric"))
            nodes[(*count)++] = entry;
    }
    if (*count <= LIMIT_MODEL_METRICS)
        return nodes;
    fault(loader, nodes[LIMIT_MODEL_METRICS], ERR_MODEL_LIMIT, WORD_ARGS("what", WORD_METRICS),
          "limit", str_format(loader->arena, "%d", LIMIT_MODEL_METRICS));
    *count = LIMIT_MODEL_METRICS;
    return nodes;
}
