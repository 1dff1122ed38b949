/*
 * load.c - DMN files loaded together: what they import, their types, their graph; asking what was
 * loaded.
 */
#include "rule/rule_priv.h"

bool load_fault(struct load *load, const struct rule_file *file, const struct element *at,
                struct err *err)
{
    err_at_line(err, file->name, at ? at->line + (err->line ? err->line - 1 : 0) : 0, err->column);
    err_list_add(load->errs, err);
    return false;
}

bool load_wrong(struct load *load, const struct rule_file *file, const struct element *at,
                enum err_code code, struct str what, struct str wanted)
{
    struct err err;
    err_init(&err);
    err_set(&err, code, "what", what, "wanted", wanted);
    return load_fault(load, file, at, &err);
}

/* ---- files ---- */

static void info_day(struct load *load, const struct rule_file *file, const char *name,
                     struct day *day)
{
    struct str text = attribute(file->root, name);
    *day = DAY_NONE;
    if (text.len && !day_parse(text, day))
        load_wrong(load, file, file->root, ERR_RULE_DAY, text, STR("2022-06-01"));
}

static void info_read(struct load *load, struct rule_file *file)
{
    const struct element *root = file->root;
    file->info = (struct rule_info){ .file = file->name,
                                     .title = attribute(root, "name"),
                                     .space = file->space,
                                     .kind = attribute(root, "own:kind"),
                                     .decision = attribute(root, "own:decision"),
                                     .policy = attribute(root, "own:policy"),
                                     .source = attribute(root, "own:source"),
                                     .note = attribute(root, "own:note"),
                                     .family = attribute(root, "own:family"),
                                     .invented =
                                         str_eq(attribute(root, "own:invented"), STR("true")) };
    info_day(load, file, "own:from", &file->info.from);
    info_day(load, file, "own:to", &file->info.to);
}

static void imports_read(struct load *load, struct rule_file *file)
{
    size_t count = 0;
    for (const struct element *e = child(file->root, "import"); e; e = next_named(e->next, "import"))
        count++;
    file->imports = ARENA_ARRAY(load->arena, struct import, count);
    for (const struct element *e = child(file->root, "import"); e;
         e = next_named(e->next, "import")) {
        struct import *import = &file->imports[file->import_count++];
        import->name = str_trim(attribute(e, "name"));
        import->space = attribute(e, "namespace");
        for (size_t f = 0; f < load->set->file_count; f++)
            if (str_eq(load->set->files[f].space, import->space))
                import->file = &load->set->files[f];
        if (!import->file)
            load_wrong(load, file, e, ERR_RULE_IMPORT, import->space, import->name);
    }
}

static bool files_read(struct load *load, const struct rule_source *sources, size_t count)
{
    struct rule_set *set = load->set;
    set->files = ARENA_ARRAY(load->arena, struct rule_file, count);
    bool good = true;
    for (size_t i = 0; i < count; i++) {
        struct rule_file *file = &set->files[set->file_count];
        struct err err;
        err_init(&err);
        file->name = str_copy(load->arena, sources[i].name);
        file->root = xml_read(load->arena, file->name, sources[i].bytes, &err);
        if (!file->root) {
            err_list_add(load->errs, &err);
            good = false;
            continue;
        }
        file->space = attribute(file->root, "namespace");
        set->file_count++;
    }
    for (size_t f = 0; f < set->file_count; f++) {
        info_read(load, &set->files[f]);
        imports_read(load, &set->files[f]);
    }
    return good;
}

struct rule_set *rule_load(struct arena *arena, const struct rule_source *sources, size_t count,
                           bool lenient, struct err_list *errs)
{
    struct rule_set *set = ARENA_NEW(arena, struct rule_set);
    struct load load = { .set = set, .arena = arena, .errs = errs };
    size_t before = errs->count + errs->dropped;
    set->arena = arena;
    set->scope = feel_scope_new(arena);
    feel_scope_open(set->scope);
    if (!files_read(&load, sources, count))
        return NULL;
    types_load(&load);
    graph_load(&load);
    return lenient || errs->count + errs->dropped == before ? set : NULL;
}

/* ---- asking ---- */

size_t rule_files(const struct rule_set *set)
{
    return set->file_count;
}

const struct rule_info *rule_file_info(const struct rule_set *set, size_t file)
{
    must(file < set->file_count);
    return &set->files[file].info;
}

static const struct node *node_at(const struct rule_set *set, int node)
{
    must(node >= 0 && (size_t)node < set->node_count);
    return set->nodes[node];
}

int rule_find(const struct rule_set *set, int file, struct str name)
{
    const struct node *node = node_find(set, file >= 0 ? &set->files[file] : NULL, name);
    return node ? node->slot : -1;
}

int rule_file_of_space(const struct rule_set *set, struct str space)
{
    for (size_t f = 0; f < set->file_count; f++)
        if (str_eq(set->files[f].space, space))
            return (int)f;
    return -1;
}

struct str rule_name(const struct rule_set *set, int node)
{
    return node_at(set, node)->name;
}

bool rule_is_decision(const struct rule_set *set, int node)
{
    return node_at(set, node)->kind == NODE_DECISION;
}

bool rule_is_input(const struct rule_set *set, int node)
{
    return node_at(set, node)->kind == NODE_INPUT;
}

const struct feel_shape *rule_shape(const struct rule_set *set, int node)
{
    return node_at(set, node)->shape;
}

const struct feel_table *rule_table(const struct rule_set *set, int node)
{
    return node_at(set, node)->table;
}

const struct feel_expr *rule_expr(const struct rule_set *set, int node)
{
    return node_at(set, node)->expr;
}

struct str rule_attribute(const struct rule_set *set, int node, const char *name)
{
    return attribute(node_at(set, node)->element, name);
}

int rule_line(const struct rule_set *set, int node)
{
    return node_at(set, node)->element->line;
}

int rule_file_of(const struct rule_set *set, int node)
{
    return (int)(node_at(set, node)->file - set->files);
}

static const struct element *nth(const struct element *element, const char *name, size_t index)
{
    const struct element *found = child(element, name);
    for (; found && index; index--)
        found = next_named(found->next, name);
    return found;
}

struct str rule_column_text(const struct feel_table *table, size_t input)
{
    return child_text(child(nth(table->host, "input", input), "inputExpression"), "text");
}

struct str rule_cell_text(const struct feel_table *table, size_t rule, size_t input)
{
    return child_text(nth(nth(table->host, "rule", rule), "inputEntry", input), "text");
}

struct str rule_output_text(const struct feel_table *table, size_t rule, size_t output)
{
    return child_text(nth(nth(table->host, "rule", rule), "outputEntry", output), "text");
}

struct str rule_note(const struct feel_table *table, size_t rule)
{
    const struct element *note = child(nth(table->host, "rule", rule), "description");
    return note ? str_trim(note->text) : STR("");
}

struct str rule_hit_policy(const struct feel_table *table)
{
    struct str hit = attribute(table->host, "hitPolicy");
    return hit.len ? hit : STR("UNIQUE");
}

static void leaf_add(const struct rule_set *set, struct arena *arena, int slot, int **nodes,
                     size_t *count, bool *seen)
{
    if (seen[slot])
        return;
    seen[slot] = true;
    const struct node *node = set->nodes[slot];
    if (node->kind == NODE_INPUT)
        (*nodes)[(*count)++] = slot;
    for (size_t i = 0; i < node->need_count; i++)
        leaf_add(set, arena, node->needs[i]->slot, nodes, count, seen);
}

size_t rule_leaves(const struct rule_set *set, struct arena *arena, feel_part part, int **nodes)
{
    bool *seen = ARENA_ARRAY(arena, bool, set->node_count + 1);
    size_t count = 0;
    int *slots;
    size_t slot_count = feel_part_slots(arena, part, &slots);
    *nodes = ARENA_ARRAY(arena, int, set->node_count + 1);
    for (size_t i = 0; i < slot_count; i++)
        leaf_add(set, arena, slots[i], nodes, &count, seen);
    return count;
}

size_t rule_nodes(const struct rule_set *set)
{
    return set->node_count;
}

bool rule_needs(const struct rule_set *set, int node, int other)
{
    const struct node *from = node_at(set, node), *to = node_at(set, other);
    for (size_t i = 0; i < from->order_count; i++)
        for (size_t k = 0; k < from->order[i]->need_count; k++)
            if (from->order[i]->needs[k] == to)
                return true;
    return false;
}
