/* openapi_kind.c - what a kind of the model gives to the API's document: its fields, written and asked for, and its stages. */
#include "web/openapi_priv.h"

#include "base/must.h"

static struct str own_name(struct openapi *doc, const struct kind *kind, const char *shape)
{
    return str_format(doc->arena, "%s.%.*s", shape, STR_ARG(kind->name));
}

struct str openapi_kind_shape(struct openapi *doc, const struct kind *kind, struct str shape)
{
    if (kind && str_eq(shape, STR("FIELD")))
        return own_name(doc, kind, "Filter");
    if (kind && (str_eq(shape, STR("NewRecord")) || str_eq(shape, STR("Act"))))
        return own_name(doc, kind, str_cstr(doc->arena, shape));
    return shape;
}

/* ---- fields ------------------------------------------------------------------------------------- */

static void types(struct openapi *doc, const char *const *names, size_t count)
{
    json_key(&doc->json, "type");
    json_array(&doc->json);
    for (size_t i = 0; i < count; i++)
        json_cstr(&doc->json, names[i]);
    json_array_end(&doc->json);
}

/* Numbers are also taken as people write them, and everything may be null: nothing is known. */
static void field_types(struct openapi *doc, const struct field *field)
{
    static const char *const text[] = { "string", "null" }, *const number[] = { "string", "number", "null" };
    static const char *const yes_no[] = { "string", "boolean", "null" }, *const members[] = { "array", "null" };
    switch (field->type) {
    case FIELD_MONEY:
    case FIELD_NUMBER:
    case FIELD_INTEGER:
    case FIELD_PERCENT:
    case FIELD_YEAR: types(doc, number, 3); return;
    case FIELD_YES_NO: types(doc, yes_no, 3); return;
    case FIELD_MEMBERS:
        types(doc, members, 2);
        json_key(&doc->json, "items");
        openapi_type(doc, STR("string"));
        return;
    default: types(doc, text, 2); return;
    }
}

static void field_schema(struct openapi *doc, const struct field *field)
{
    json_object(&doc->json);
    openapi_str(doc, "title", label_in(&field->label, doc->lang));
    struct str help = label_in(&field->help, doc->lang);
    if (help.len)
        openapi_str(doc, "description", help);
    field_types(doc, field);
    if (field->type == FIELD_CHOICE) {
        json_key(&doc->json, "examples");
        json_array(&doc->json);
        for (size_t i = 0; i < field->choice_count; i++)
            json_str(&doc->json, field->choices[i].code);
        json_array_end(&doc->json);
    }
    openapi_cstr(doc, "x-type", field_type_name(field->type));
    if (field->unit.len)
        openapi_str(doc, "x-unit", field->unit);
    if (field->to)
        openapi_str(doc, "x-to", field->to->name);
    if (field->codes)
        openapi_str(doc, "x-table", field->codes->name);
    json_object_end(&doc->json);
}

static void begin(struct openapi *doc, const struct kind *kind, const char *shape)
{
    json_key_str(&doc->json, own_name(doc, kind, shape));
    json_object(&doc->json);
    openapi_str(doc, "description", label_in(&kind->label, doc->lang));
    openapi_str(doc, "x-kind", kind->name);
    openapi_cstr(doc, "type", "object");
}

static void end(struct openapi *doc)
{
    json_key(&doc->json, "additionalProperties");
    json_bool(&doc->json, false);
    json_object_end(&doc->json);
}

static void fields_shape(struct openapi *doc, const struct kind *kind)
{
    begin(doc, kind, "Fields");
    json_key(&doc->json, "properties");
    json_object(&doc->json);
    for (size_t i = 0; i < kind->field_count; i++) {
        if (kind->fields[i].roll != ROLL_NONE)
            continue; /* computed, never given */
        json_key_str(&doc->json, kind->fields[i].name);
        field_schema(doc, &kind->fields[i]);
    }
    json_object_end(&doc->json);
    end(doc);
}

/* What a list may be narrowed by: FIELD=VALUE, and FIELD.ge and its like. */
static void filter_shape(struct openapi *doc, const struct kind *kind)
{
    begin(doc, kind, "Filter");
    json_key(&doc->json, "properties");
    json_object(&doc->json);
    for (size_t i = 0; i < kind->field_count; i++) {
        json_key_str(&doc->json, kind->fields[i].name);
        json_object(&doc->json);
        openapi_str(doc, "title", label_in(&kind->fields[i].label, doc->lang));
        openapi_cstr(doc, "type", "string");
        json_object_end(&doc->json);
    }
    json_object_end(&doc->json);
    json_key(&doc->json, "patternProperties");
    json_object(&doc->json);
    json_key(&doc->json, "\\.(ne|lt|le|gt|ge|has)$");
    openapi_type(doc, STR("string"));
    json_object_end(&doc->json);
    end(doc);
}

/* ---- writing ------------------------------------------------------------------------------------ */

static void property(struct openapi *doc, const char *name, struct str type)
{
    json_key(&doc->json, name);
    openapi_type(doc, type);
}

static void stage_words(struct openapi *doc, const struct kind *kind)
{
    struct buf out;
    buf_init(&out, doc->arena);
    for (size_t i = 0; i < kind->stage_count; i++)
        buf_printf(&out, "%s%.*s", i ? "|" : "", STR_ARG(kind->stages[i].name));
    if (kind->stage_count == 1) /* one word alone would be read as a shape */
        buf_printf(&out, "|%.*s", STR_ARG(kind->stages[0].name));
    json_key(&doc->json, "stage");
    openapi_type(doc, kind->stage_count ? buf_get(&out) : STR("string"));
}

static void required(struct openapi *doc, const char *name)
{
    json_key(&doc->json, "required");
    json_array(&doc->json);
    json_cstr(&doc->json, name);
    json_array_end(&doc->json);
}

static void common(struct openapi *doc)
{
    property(doc, "effective", STR("string?"));
    property(doc, "evidence", STR("Proof[]"));
    property(doc, "reason", STR("string?"));
    property(doc, "source", STR("string?"));
}

static void new_shape(struct openapi *doc, const struct kind *kind)
{
    begin(doc, kind, "NewRecord");
    json_key(&doc->json, "properties");
    json_object(&doc->json);
    json_key(&doc->json, "fields");
    json_object(&doc->json);
    json_key(&doc->json, "allOf");
    json_array(&doc->json);
    openapi_type(doc, own_name(doc, kind, "Fields"));
    json_object(&doc->json);
    json_key(&doc->json, "required");
    json_array(&doc->json);
    for (size_t i = 0; i < kind->field_count; i++)
        if (kind->fields[i].required && kind->fields[i].roll == ROLL_NONE)
            json_str(&doc->json, kind->fields[i].name);
    json_array_end(&doc->json);
    json_object_end(&doc->json);
    json_array_end(&doc->json);
    json_object_end(&doc->json);
    property(doc, "act", STR("add|add"));
    property(doc, "stages", STR("Stage[]"));
    common(doc);
    json_object_end(&doc->json);
    required(doc, "fields");
    end(doc);
}

static void act_shape(struct openapi *doc, const struct kind *kind)
{
    begin(doc, kind, "Act");
    json_key(&doc->json, "properties");
    json_object(&doc->json);
    property(doc, "act", STR("change|correct|stage|unstage|enlist|delist|delete|evidence"));
    property(doc, "fields", own_name(doc, kind, "Fields"));
    stage_words(doc, kind);
    property(doc, "member_field", STR("string"));
    property(doc, "member", STR("string"));
    property(doc, "seen", STR("integer?"));
    common(doc);
    json_object_end(&doc->json);
    required(doc, "act");
    end(doc);
}

void openapi_kind_shapes(struct openapi *doc, const struct kind *kind)
{
    must(kind->name.len);
    fields_shape(doc, kind);
    filter_shape(doc, kind);
    new_shape(doc, kind);
    act_shape(doc, kind);
}
