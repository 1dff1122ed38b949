/*
 * graph.c - the decision requirements graph: nodes, what each requires, the names it may use for
 * that, and the order of deciding (DMN 1.5, clause 6).
 */
#include <string.h>

#include "rule/rule_priv.h"

/* ---- nodes ---- */

static const struct {
    const char *name;
    enum node_kind kind;
} node_kinds[] = {
    { "inputData", NODE_INPUT },
    { "decision", NODE_DECISION },
    { "businessKnowledgeModel", NODE_KNOWLEDGE },
    { "decisionService", NODE_SERVICE },
};

static bool node_kind(const struct element *element, enum node_kind *kind)
{
    for (size_t i = 0; i < sizeof node_kinds / sizeof *node_kinds; i++)
        if (element_is(element, node_kinds[i].name)) {
            *kind = node_kinds[i].kind;
            return true;
        }
    return false;
}

struct node *node_find(const struct rule_set *set, const struct rule_file *file, struct str name)
{
    for (size_t i = 0; i < set->node_count; i++)
        if ((!file || set->nodes[i]->file == file) && str_eq(set->nodes[i]->name, name))
            return set->nodes[i];
    return NULL;
}

static void node_add(struct load *load, struct rule_file *file, const struct element *element,
                     enum node_kind kind)
{
    struct rule_set *set = load->set;
    const struct element *variable = child(element, "variable");
    struct node *node = ARENA_NEW(load->arena, struct node);
    node->kind = kind;
    node->name = str_trim(attribute(element, "name"));
    node->id = attribute(element, "id");
    node->file = file;
    node->element = element;
    node->set = set;
    if (variable && attribute(variable, "name").len)
        node->name = str_trim(attribute(variable, "name"));
    if (!node->name.len)
        load_wrong(load, file, element, ERR_RULE_UNNAMED, element->name, STR("name"));
    else if (node_find(set, file, node->name))
        load_wrong(load, file, element, ERR_RULE_TWICE, node->name, STR("-"));
    if (variable)
        node->shape = type_find(load, file, variable, attribute(variable, "typeRef"));
    node->slot = feel_scope_name(set->scope, node->name, FEEL_NULL, NULL);
    if (set->node_count == load->node_room) {
        size_t room = load->node_room ? load->node_room * 2 : 32;
        set->nodes = arena_grow(load->arena, set->nodes, load->node_room * sizeof *set->nodes,
                                room * sizeof *set->nodes);
        load->node_room = room;
    }
    set->nodes[set->node_count++] = node;
}

/* Names of members are learned from wherever one is given, since values come from anywhere. */
static void learn(struct feel_scope *scope, const struct element *element)
{
    if (element_is(element, "itemComponent") || element_is(element, "column") ||
        element_is(element, "output"))
        feel_scope_learn(scope, attribute(element, "name"));
    if (element_is(element, "contextEntry") && child(element, "variable"))
        feel_scope_learn(scope, attribute(child(element, "variable"), "name"));
    if (element_is(element, "decision") || element_is(element, "inputData"))
        feel_scope_learn(scope, attribute(element, "name")); /* outputs of services */
    for (const struct element *e = element->first; e; e = e->next)
        learn(scope, e);
}

/* ---- requirements ---- */

static const struct rule_file *file_of_space(const struct rule_set *set, struct str space)
{
    for (size_t i = 0; i < set->file_count; i++)
        if (str_eq(set->files[i].space, space))
            return &set->files[i];
    return NULL;
}

/* "#id" of this file, "namespace#id" of any. */
static struct node *href_find(struct load *load, const struct rule_file *file,
                              const struct element *at)
{
    struct str href = attribute(at, "href"), space, rest = href;
    const struct rule_file *other = file;
    str_split(&rest, '#', &space);
    if (space.len && space.len < href.len)
        other = file_of_space(load->set, space);
    struct str id = space.len < href.len ? rest : href;
    for (size_t i = 0; other && i < load->set->node_count; i++)
        if (load->set->nodes[i]->file == other && str_eq(load->set->nodes[i]->id, id))
            return load->set->nodes[i];
    load_wrong(load, file, at, ERR_RULE_REFERENCE, href, STR("#id"));
    return NULL;
}

static void need_add(struct load *load, struct node ***list, size_t *count, size_t *room,
                     struct node *node)
{
    for (size_t i = 0; node && i < *count; i++)
        if ((*list)[i] == node)
            return;
    if (!node)
        return;
    if (*count == *room) {
        size_t more = *room ? *room * 2 : 4;
        *list = arena_grow(load->arena, *list, *room * sizeof **list, more * sizeof **list);
        *room = more;
    }
    (*list)[(*count)++] = node;
}

static void needs_of(struct load *load, struct node *node)
{
    static const char *const words[] = { "requiredDecision", "requiredInput", "requiredKnowledge" };
    size_t room = 0;
    for (const struct element *e = node->element->first; e; e = e->next) {
        if (!element_is(e, "informationRequirement") && !element_is(e, "knowledgeRequirement"))
            continue;
        for (size_t i = 0; i < sizeof words / sizeof *words; i++)
            if (child(e, words[i]))
                need_add(load, &node->needs, &node->need_count, &room,
                         href_find(load, node->file, child(e, words[i])));
    }
}

/* A service's parameters: input data first, then the decisions that are given (DMN 1.5, 10.4). */
static void service_parts(struct load *load, struct node *node)
{
    static const char *const words[] = { "inputData", "inputDecision" };
    size_t room = 0, output_room = 0;
    for (size_t i = 0; i < 2; i++)
        for (const struct element *e = child(node->element, words[i]); e;
             e = next_named(e->next, words[i]))
            need_add(load, &node->parameters, &node->parameter_count, &room,
                     href_find(load, node->file, e));
    for (const struct element *e = child(node->element, "outputDecision"); e;
         e = next_named(e->next, "outputDecision"))
        need_add(load, &node->outputs, &node->output_count, &output_room,
                 href_find(load, node->file, e));
    struct str *names = ARENA_ARRAY(load->arena, struct str, node->parameter_count);
    for (size_t i = 0; i < node->parameter_count; i++)
        names[i] = node->parameters[i]->name;
    node->host = (struct feel_host_function){ .name = node->name,
                                              .arity_min = node->parameter_count,
                                              .arity_max = node->parameter_count,
                                              .parameters = names,
                                              .apply = service_apply };
    node->value = feel_function(load->arena, &node->host);
}

/* ---- names ---- */

/* What a node of another file is called here. */
static struct str name_here(struct load *load, const struct rule_file *file,
                            const struct node *node)
{
    for (size_t i = 0; node->file != file && i < file->import_count; i++)
        if (file->imports[i].file == node->file && file->imports[i].name.len)
            return str_format(load->arena, "%.*s.%.*s", STR_ARG(file->imports[i].name),
                              STR_ARG(node->name));
    return node->name;
}

static void scope_make(struct load *load, struct node *node)
{
    const struct rule_file *file = node->file;
    node->scope = feel_scope_view(load->arena, load->set->scope);
    for (size_t i = 0; i < node->need_count; i++)
        feel_scope_alias(node->scope, name_here(load, file, node->needs[i]), node->needs[i]->slot);
    if (node->kind == NODE_KNOWLEDGE) /* it may call itself */
        feel_scope_alias(node->scope, node->name, node->slot);
    for (size_t i = 0; i < file->item_count; i++)
        feel_scope_type(node->scope, file->items[i].name, file->items[i].shape);
    for (size_t i = 0; i < file->import_count; i++) {
        const struct import *import = &file->imports[i];
        for (size_t k = 0; import->file && k < import->file->item_count; k++) {
            struct str name = import->file->items[k].name;
            if (import->name.len)
                name = str_format(load->arena, "%.*s.%.*s", STR_ARG(import->name), STR_ARG(name));
            feel_scope_type(node->scope, name, import->file->items[k].shape);
        }
    }
}

/* ---- order ---- */

/* Depth first; the depth is that of the graph, whose nodes are bounded. False on a cycle. */
static bool visit(struct load *load, struct node *node, struct node *from, size_t *room, int depth)
{
    if (node->mark == 2)
        return true;
    if (node->mark == 1 || depth > LIMIT_RULE_CHAIN) {
        load_wrong(load, node->file, node->element, ERR_RULE_CYCLE, node->name, STR("-"));
        return false;
    }
    node->mark = 1;
    bool good = true;
    for (size_t i = 0; i < node->need_count && good; i++)
        if (node->needs[i]->kind == NODE_DECISION)
            good = visit(load, node->needs[i], from, room, depth + 1);
    node->mark = 2;
    if (good)
        need_add(load, &from->order, &from->order_count, room, node);
    return good;
}

static void order_make(struct load *load, struct node *node)
{
    size_t room = 0;
    for (size_t i = 0; i < load->set->node_count; i++)
        load->set->nodes[i]->mark = 0;
    if (!visit(load, node, node, &room, 1)) {
        node->order = NULL;
        node->order_count = 0;
        need_add(load, &node->order, &node->order_count, &(size_t){ 0 }, node);
    }
}

void graph_load(struct load *load)
{
    struct rule_set *set = load->set;
    enum node_kind kind;
    for (size_t f = 0; f < set->file_count; f++) {
        learn(set->scope, set->files[f].root);
        for (const struct element *e = set->files[f].root->first; e; e = e->next)
            if (node_kind(e, &kind))
                node_add(load, &set->files[f], e, kind);
    }
    for (size_t i = 0; i < set->node_count; i++) {
        needs_of(load, set->nodes[i]);
        if (set->nodes[i]->kind == NODE_SERVICE)
            service_parts(load, set->nodes[i]);
    }
    set->start = ARENA_ARRAY(load->arena, struct feel_value, set->node_count + 1);
    for (size_t i = 0; i < set->node_count; i++) {
        struct node *node = set->nodes[i];
        scope_make(load, node);
        node_build(load, node);
        if (node->kind == NODE_DECISION)
            order_make(load, node);
        set->start[node->slot] = node->value;
    }
}
