/*
 * types.c - item definitions: named types, with members, constraints and collections (DMN 1.5,
 * 7.3.3).
 */
#include "rule/rule_priv.h"

/* "feel:number" and "number" are one; a name of the file's own may hold a colon too. */
static struct str without_prefix(struct str ref)
{
    ptrdiff_t colon = str_find(ref, STR(":"), 0);
    return colon < 0 ? ref : str_slice(ref, (size_t)colon + 1, ref.len);
}

static struct feel_shape *item_find(const struct rule_file *file, struct str name)
{
    for (size_t i = 0; i < file->item_count; i++)
        if (str_eq(file->items[i].name, name))
            return file->items[i].shape;
    return NULL;
}

static const struct feel_shape *imported(const struct rule_file *file, struct str ref)
{
    for (size_t i = 0; i < file->import_count; i++) {
        const struct import *import = &file->imports[i];
        struct str rest = ref;
        if (!import->file)
            continue;
        if (import->name.len) {
            if (!str_starts(ref, import->name) || ref.len <= import->name.len + 1 ||
                ref.ptr[import->name.len] != '.')
                continue;
            rest = str_slice(ref, import->name.len + 1, ref.len);
        }
        const struct feel_shape *shape = item_find(import->file, rest);
        if (shape)
            return shape;
    }
    return NULL;
}

const struct feel_shape *type_find(struct load *load, const struct rule_file *file,
                                   const struct element *at, struct str ref)
{
    enum feel_type type;
    ref = str_trim(ref);
    if (!ref.len)
        return NULL;
    struct str names[] = { ref, without_prefix(ref) };
    for (int i = 0; i < 2; i++) {
        const struct feel_shape *shape = item_find(file, names[i]);
        if (!shape)
            shape = imported(file, names[i]);
        if (shape)
            return shape;
        if (!feel_type_find(names[i], &type))
            continue;
        if (type == FEEL_NULL)
            return NULL;
        struct feel_shape *simple = feel_shape_new(load->arena, names[i]);
        feel_shape_simple(simple, type);
        return simple;
    }
    load_wrong(load, file, at, ERR_RULE_TYPE, ref, STR("number, string, boolean, date"));
    return NULL;
}

/* ---- filling ---- */

static const struct feel_shape *any(struct load *load)
{
    return feel_shape_new(load->arena, STR("Any"));
}

static void allow(struct load *load, const struct rule_file *file, struct feel_shape *shape,
                  const struct element *tests)
{
    struct str text = child_text(tests, "text");
    struct feel_scope *scope = load->set->scope;
    struct feel_expr *expr;
    struct err err;
    if (!tests || !text.len)
        return;
    err_init(&err);
    if (!feel_compile_unary(load->arena, text, feel_scope_view(load->arena, scope), FEEL_NULL,
                            &expr, &err)) {
        load_fault(load, file, tests, &err);
        return;
    }
    feel_shape_allow(shape, expr, text);
    if (text.len > load->allowed_max)
        load->allowed_max = text.len;
}

static void fill(struct load *load, const struct rule_file *file, const struct element *element,
                 struct feel_shape *shape, int depth);

static void fill_members(struct load *load, const struct rule_file *file,
                         const struct element *element, struct feel_shape *shape, int depth)
{
    size_t count = 0;
    for (const struct element *e = child(element, "itemComponent"); e;
         e = next_named(e->next, "itemComponent"))
        count++;
    struct str *names = ARENA_ARRAY(load->arena, struct str, count);
    const struct feel_shape **members = ARENA_ARRAY(load->arena, const struct feel_shape *, count);
    count = 0;
    for (const struct element *e = child(element, "itemComponent"); e;
         e = next_named(e->next, "itemComponent")) {
        names[count] = attribute(e, "name");
        struct feel_shape *member = feel_shape_new(load->arena, names[count]);
        fill(load, file, e, member, depth + 1);
        members[count++] = member;
    }
    feel_shape_context(shape, load->arena, names, members, count);
}

static void fill_function(struct load *load, const struct rule_file *file,
                          const struct element *function, struct feel_shape *shape)
{
    size_t count = 0;
    for (const struct element *e = child(function, "parameters"); e;
         e = next_named(e->next, "parameters"))
        count++;
    const struct feel_shape **parameters =
        ARENA_ARRAY(load->arena, const struct feel_shape *, count);
    count = 0;
    for (const struct element *e = child(function, "parameters"); e;
         e = next_named(e->next, "parameters")) {
        const struct feel_shape *type = type_find(load, file, e, attribute(e, "typeRef"));
        parameters[count++] = type ? type : any(load);
    }
    feel_shape_function(shape, load->arena, parameters, count,
                        type_find(load, file, function, attribute(function, "outputTypeRef")));
}

static void fill(struct load *load, const struct rule_file *file, const struct element *element,
                 struct feel_shape *shape, int depth)
{
    bool many = str_eq(attribute(element, "isCollection"), STR("true"));
    struct feel_shape *one = many ? feel_shape_new(load->arena, feel_shape_name(shape)) : shape;
    const struct element *function = child(element, "functionItem");
    struct str ref = child_text(element, "typeRef");
    if (child(element, "itemComponent")) {
        fill_members(load, file, element, one, depth);
    } else if (function) {
        fill_function(load, file, function, one);
    } else {
        const struct feel_shape *type = type_find(load, file, element, ref);
        if (type && type != one)
            feel_shape_same(one, type);
    }
    allow(load, file, one, child(element, "allowedValues"));
    if (many)
        feel_shape_list(shape, one);
    allow(load, file, shape, child(element, "typeConstraint"));
}

void types_load(struct load *load)
{
    for (size_t f = 0; f < load->set->file_count; f++) {
        struct rule_file *file = &load->set->files[f];
        size_t count = 0;
        for (const struct element *e = child(file->root, "itemDefinition"); e;
             e = next_named(e->next, "itemDefinition"))
            count++;
        file->items = ARENA_ARRAY(load->arena, struct item, count);
        for (const struct element *e = child(file->root, "itemDefinition"); e;
             e = next_named(e->next, "itemDefinition")) {
            struct str name = attribute(e, "name");
            file->items[file->item_count++] =
                (struct item){ name, feel_shape_new(load->arena, name), e };
        }
    }
    for (size_t f = 0; f < load->set->file_count; f++)
        for (size_t i = 0; i < load->set->files[f].item_count; i++) {
            struct item *item = &load->set->files[f].items[i];
            fill(load, &load->set->files[f], item->element, item->shape, 1);
        }
}
