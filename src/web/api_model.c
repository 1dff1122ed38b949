/* api_model.c - the definitions as the page needs them: kinds with their fields and stages, and metrics. */
#include "web/api_figure_priv.h"

static bool is_key(const struct kind *kind, const struct field *field)
{
    for (size_t i = 0; i < kind->key_count; i++)
        if (kind->key[i] == field)
            return true;
    return false;
}

/* What moving to it asks for. */
static void write_stage(struct api *api, const struct kind *kind, const struct stage *stage)
{
    json_object(&api->json);
    api_key_str(api, "name", stage->name);
    api_key_label(api, "label", &stage->label);
    json_key(&api->json, "evidence");
    json_array(&api->json);
    for (size_t i = 0; i < stage->evidence_count; i++)
        json_str(&api->json, stage->evidence[i]);
    json_array_end(&api->json);
    api_key_label(api, "evidence_label", &stage->evidence_label);
    json_key(&api->json, "after");
    json_array(&api->json);
    for (size_t i = 0; i < stage->after_count; i++)
        json_str(&api->json, kind->stages[stage->after[i]].name);
    json_array_end(&api->json);
    api_key_bool(api, "ends", stage->ends);
    api_key_bool(api, "reason", stage->reason_required);
    api_key_str(api, "track", stage->track);
    json_object_end(&api->json);
}

static void write_fields(struct api *api, const struct kind *kind)
{
    json_key(&api->json, "fields");
    json_array(&api->json);
    for (size_t i = 0; i < kind->field_count; i++) {
        const struct field *field = &kind->fields[i];
        json_object(&api->json);
        api_key_str(api, "name", field->name);
        api_key_label(api, "label", &field->label);
        api_key_cstr(api, "type", field_type_name(field->type));
        api_key_str(api, "unit", field->unit);
        api_key_bool(api, "required", field->required);
        api_key_bool(api, "filter", field->filter);
        api_key_bool(api, "unique", field->unique);
        api_key_bool(api, "personal", field->personal);
        api_key_bool(api, "rolled", field->roll != ROLL_NONE);
        api_key_bool(api, "key", is_key(kind, field));
        api_key_label(api, "help", &field->help);
        api_key_str(api, "to", field->to ? field->to->name : STR(""));
        api_key_str(api, "table", field->codes ? field->codes->name : STR(""));
        if (field->choice_count) {
            json_key(&api->json, "choices");
            json_array(&api->json);
            for (size_t c = 0; c < field->choice_count; c++) {
                json_object(&api->json);
                api_key_str(api, "code", field->choices[c].code);
                api_key_label(api, "label", &field->choices[c].label);
                json_object_end(&api->json);
            }
            json_array_end(&api->json);
        }
        json_object_end(&api->json);
    }
    json_array_end(&api->json);
}

static bool write_kind(struct api *api, const struct kind *kind)
{
    struct list_query query = { .kind = kind, .limit = 1, .want_total = true, .as_of = api->at.as_of, .on = DAY_NONE };
    struct list_result result;
    if (!record_list(api->ledger, api->arena, &query, &result, api->err))
        return false;
    json_object(&api->json);
    api_key_str(api, "name", kind->name);
    api_key_label(api, "label", &kind->label);
    api_key_label(api, "help", &kind->help);
    api_key_int(api, "count", (int64_t)result.total);
    api_key_str(api, "title", kind->title ? kind->title->name : STR(""));
    api_key_str(api, "zone", kind->zone ? kind->zone->name : STR(""));
    write_fields(api, kind);
    json_key(&api->json, "stages");
    json_array(&api->json);
    for (size_t i = 0; i < kind->stage_count; i++)
        write_stage(api, kind, &kind->stages[i]);
    json_array_end(&api->json);
    /* What adoption makes is not for spreadsheets. */
    const struct model *model = api->model;
    api_key_bool(api, "import", kind != model->target && kind != model->undertaking && kind != model->reported &&
                                    kind != model->plan);
    json_object_end(&api->json);
    return true;
}

/* A kind of which nothing may be done is not there. */
static bool is_open(const struct api *api, const struct kind *kind)
{
    for (int verb = 0; verb < VERB_COUNT; verb++)
        if (permit_may(ledger_permit(api->ledger), kind, (enum verb)verb))
            return true;
    return false;
}

bool web_model_kinds(struct request *request, struct err *err)
{
    struct api api;
    if (!api_begin(&api, request, err))
        return false;
    json_object(&api.json);
    json_key(&api.json, "items");
    json_array(&api.json);
    for (size_t i = 0; i < api.model->kind_count; i++)
        if (is_open(&api, &api.model->kinds[i]) && !write_kind(&api, &api.model->kinds[i]))
            return false;
    json_array_end(&api.json);
    json_object_end(&api.json);
    return api_end(&api, 200);
}

bool web_model_metrics(struct request *request, struct err *err)
{
    struct api api;
    if (!api_begin(&api, request, err))
        return false;
    json_object(&api.json);
    json_key(&api.json, "items");
    json_array(&api.json);
    for (size_t i = 0; i < api.model->metric_count; i++) {
        if (!permit_metric(ledger_permit(api.ledger), &api.model->metrics[i]))
            continue;
        json_object(&api.json);
        api_definition(&api, &api.model->metrics[i]);
        api_account(&api, &api.model->metrics[i]);
        json_object_end(&api.json);
    }
    json_array_end(&api.json);
    json_object_end(&api.json);
    return api_end(&api, 200);
}
