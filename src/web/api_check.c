/*
 * api_check.c - what the ledger would make of values while they are typed: each field by itself, and records that are like
 * what is being entered. Nothing is written; whether all of it together holds is told when it is appended.
 *
 * GET /api/check/{kind}?record=ID&FIELD=VALUE...
 */
#include "web/api_priv.h"

#include "base/arena.h"

enum { ALIKE_MAX = 5, ALIKE_CODE_POINTS = 2 };

static void write_wrong(struct api *api, struct err *err)
{
    struct buf words, code;
    buf_init(&words, api->arena);
    buf_init(&code, api->arena);
    err->field = STR("");
    err_words(err, api->lang, &words);
    for (const char *c = err_name(err->code); *c; c++)
        buf_char(&code, *c >= 'A' && *c <= 'Z' ? (char)(*c + 32) : *c);
    api_key_bool(api, "good", false);
    api_key_str(api, "code", buf_get(&code));
    api_key_str(api, "message", buf_get(&words));
}

/* A reference as a form sends it is a number; what people type is a title. */
static bool find_named(struct api *api, const struct field *field, struct str text, struct value *value, struct err *wrong)
{
    int64_t n;
    struct timeline *timeline = NULL;
    struct str digits = str_starts(text, STR("#")) ? str_slice(text, 1, text.len) : text;
    if (api_number(digits, &n)) {
        if (!record_read(api->ledger, api->arena, field->to, (struct record_id){ n }, api->at.as_of, &timeline, api->err))
            return false;
        if (timeline && !timeline_deleted(timeline)) {
            *value = (struct value){ .present = true, .n = n };
            return true;
        }
    } else if (field->to->title) {
        struct filter filter = { field->to->title, FILTER_EQ, text };
        struct list_query query = { .kind = field->to, .filters = &filter, .filter_count = 1, .limit = 2, .on = DAY_NONE };
        struct list_result found;
        if (!record_list(api->ledger, api->arena, &query, &found, api->err))
            return false;
        if (found.count == 1) {
            *value = (struct value){ .present = true, .n = timeline_record(found.rows[0]).n };
            return true;
        }
        if (found.count > 1) {
            err_set(wrong, ERR_LEDGER_REF_MANY, "text", text, "kind", field->to->label.zh, "kind_en", field->to->label.en);
            return true;
        }
    }
    err_set(wrong, ERR_LEDGER_REF, "text", text, "kind", field->to->label.zh, "kind_en", field->to->label.en);
    return true;
}

static bool write_field(struct api *api, const struct field *field, struct str text)
{
    struct value value = { .present = false };
    struct err wrong;
    struct str shown, unit;
    err_init(&wrong);
    text = str_trim(text);
    if (!text.len && field->required)
        err_set(&wrong, ERR_LEDGER_REQUIRED, "label", field->label.zh, "label_en", field->label.en);
    else if (field->type == FIELD_REF && text.len) {
        if (!find_named(api, field, text, &value, &wrong))
            return false;
    } else if (field->type != FIELD_MEMBERS) {
        field_parse(api->arena, field, text, &value, &wrong);
    }
    json_object(&api->json);
    api_key_str(api, "name", field->name);
    if (wrong.code != ERR_NONE) {
        write_wrong(api, &wrong);
        json_object_end(&api->json);
        return true;
    }
    if (!api_value(api, field, &value, &shown, &unit))
        return false;
    api_key_bool(api, "good", true);
    api_key_str(api, "shown", shown);
    api_key_str(api, "unit", unit);
    api_key_str(api, "input", api_input(api, field, &value));
    json_object_end(&api->json);
    return true;
}

static bool add_alike(struct api *api, const struct kind *kind, const struct list_query *query, int64_t own, int64_t *told, size_t *count)
{
    struct list_result found;
    if (!record_list(api->ledger, api->arena, query, &found, api->err))
        return false;
    for (size_t i = 0; i < found.count && *count < ALIKE_MAX; i++) {
        struct record_id id = timeline_record(found.rows[i]);
        bool known = id.n == own;
        for (size_t k = 0; k < *count; k++)
            known = known || told[k] == id.n;
        if (known)
            continue;
        told[(*count)++] = id.n;
        if (!api_record_name(api, NULL, kind, id))
            return false;
    }
    return true;
}

/* Of the same code, or with the same words in its name. */
static bool write_alike(struct api *api, const struct kind *kind, int64_t own)
{
    int64_t told[ALIKE_MAX];
    size_t count = 0;
    json_key(&api->json, "alike");
    json_array(&api->json);
    for (size_t i = 0; i < kind->field_count; i++) {
        const struct field *field = &kind->fields[i];
        struct str text = str_trim(request_parameter(api->request, str_cstr(api->arena, field->name)));
        struct value value;
        struct err wrong;
        err_init(&wrong);
        if (!text.len || !(field->unique || field->type == FIELD_USCC || field == kind->title) ||
            !field_parse(api->arena, field, text, &value, &wrong))
            continue;
        struct filter filter = { field, field == kind->title ? FILTER_HAS : FILTER_EQ, text };
        struct list_query query = { .kind = kind, .filters = &filter, .filter_count = 1, .limit = ALIKE_MAX + 1, .on = DAY_NONE };
        if ((field != kind->title || text.len > ALIKE_CODE_POINTS) && !add_alike(api, kind, &query, own, told, &count))
            return false;
    }
    json_array_end(&api->json);
    return true;
}

bool web_check(struct request *request, struct err *err)
{
    struct api api;
    int64_t own;
    if (!api_begin(&api, request, err))
        return false;
    const struct kind *kind = model_kind(api.model, request->segments[0]);
    if (!kind)
        return err_set(err, ERR_WEB_NO_KIND, "kind", request->segments[0]);
    if (!request_int(request, "record", 0, 1, INT64_MAX, &own, err))
        return false;
    json_object(&api.json);
    api_key_str(&api, "kind", kind->name);
    json_key(&api.json, "fields");
    json_array(&api.json);
    for (size_t i = 0; i < request->parameter_count; i++) {
        const struct parameter *parameter = &request->parameters[i];
        const struct field *field = kind_field(kind, parameter->name);
        if (!field && !str_eq(parameter->name, STR("record")) && !str_eq(parameter->name, STR("lang")))
            return err_set(err, ERR_WEB_NO_FIELD, "kind", kind->name, "field", parameter->name);
        if (field && !write_field(&api, field, parameter->value))
            return false;
    }
    json_array_end(&api.json);
    if (!write_alike(&api, kind, own))
        return false;
    json_object_end(&api.json);
    return api_end(&api, 200);
}
