/* api_day.c - a day's work of whoever asks, of another post, or of everybody. */
#include "web/api_figure_priv.h"

static bool name_of(struct api *api, const struct field *field, struct record_id id, struct day_name *name)
{
    *name = (struct day_name){ field ? field->to : NULL, id, STR("") };
    return !field || !id.n || api_title(api, field->to, id, &name->title);
}

bool api_clock(struct api *api, const char *key, const struct clock_state *state)
{
    struct day_name holder, rung;
    if (key)
        json_key(&api->json, key);
    if (!state) {
        json_null(&api->json);
        return true;
    }
    if (!name_of(api, state->holder, state->holder_id, &holder) ||
        !name_of(api, state->rung ? state->rung->to : NULL, state->rung_id, &rung))
        return false;
    clock_json(&api->json, state, &holder, &rung, api->lang);
    return true;
}

bool api_pressing(struct api *api, const struct timeline *timeline)
{
    struct clock_state *states;
    size_t count = timeline_clocks(api->arena, timeline, api->at.on, &states);
    int days = timeline_stage_age(timeline, api->at.on);
    json_key(&api->json, "days");
    if (days < 0)
        json_null(&api->json);
    else
        json_num(&api->json, days);
    return api_clock(api, "clock", clock_pressing(states, count));
}

bool api_clocks(struct api *api, const struct timeline *timeline)
{
    struct clock_state *states;
    size_t count = timeline_clocks(api->arena, timeline, api->at.on, &states);
    json_key(&api->json, "clocks");
    json_array(&api->json);
    for (size_t i = 0; i < count; i++)
        if (!api_clock(api, NULL, &states[i]))
            return false;
    json_array_end(&api->json);
    return true;
}

bool web_day(struct request *request, struct err *err)
{
    struct api api;
    struct day_work *work;
    struct str person = request_parameter(request, "person"), zone = request_parameter(request, "zone");
    if (!api_begin(&api, request, err))
        return false;
    struct day_query query = { .person = permit_person(ledger_permit(api.ledger)), .on = api.at.on, .as_of = api.at.as_of };
    if (str_eq(person, STR("all")))
        query.person.n = 0;
    else if (person.len && !person_find(api.ledger, api.arena, person, api.at.as_of, &query.person, err))
        return false;
    bool whole = !zone.len || str_eq(zone, STR("all")) || str_eq(zone, STR("city"));
    if (!whole && !zone_find(api.ledger, api.arena, zone, api.at.as_of, &query.zone, err))
        return false;
    if (!day_read(api.ledger, api.arena, &query, &work, err))
        return false;
    json_object(&api.json);
    api_at_json(&api);
    day_json(&api.json, work, api.lang);
    json_object_end(&api.json);
    return api_end(&api, 200);
}
