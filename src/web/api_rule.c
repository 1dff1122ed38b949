/*
 * api_rule.c - the policies of the definitions: which are in force, who stands where with one, and where one record stands
 * with all of them.
 *
 * GET /api/policies, /api/policies/{policy}?standing=.., /api/tables/{policy}, /api/ladder/{kind}/{id}
 */
#include "web/api_priv.h"

#include "base/arena.h"
#include "base/limits.h"
#include "board/ladder.h"

bool web_policies(struct request *request, struct err *err)
{
    struct api api;
    struct ladder *ladder;
    if (!api_begin(&api, request, err) || !ladder_open(api.ledger, api.arena, api.at.as_of, &ladder, err))
        return false;
    const struct policies *policies = ladder_policies(ladder);
    json_object(&api.json);
    api_at_json(&api);
    json_key(&api.json, "policies");
    json_array(&api.json);
    for (size_t i = 0; i < policies->count; i++)
        if (policy_in_force(&policies->items[i], api.at.on))
            policy_json(&api.json, &policies->items[i]);
    json_array_end(&api.json);
    json_object_end(&api.json);
    return api_end(&api, 200);
}

static bool standing_read(struct request *request, int *standing, struct err *err)
{
    struct str text = request_parameter(request, "standing");
    *standing = -1;
    if (!text.len)
        return true;
    for (int s = 0; s < STANDING_COUNT; s++)
        if (str_eq(text, str_from(standing_name((enum standing)s))))
            *standing = s;
    return *standing >= 0 || request_parameter_fault("standing", text, "in, losing, near, missing, out", err);
}

bool web_policy(struct request *request, struct err *err)
{
    struct api api;
    struct ladder *ladder;
    const struct policy *policy;
    struct ladder_row *rows;
    size_t count;
    int standing;
    if (!standing_read(request, &standing, err) || !api_begin(&api, request, err) ||
        !ladder_open(api.ledger, api.arena, api.at.as_of, &ladder, err) ||
        !ladder_find(ladder, request->segments[0], api.at.on, &policy, err) ||
        !ladder_each(ladder, api.arena, policy, api.at.on, &rows, &count, err))
        return false;
    json_object(&api.json);
    api_at_json(&api);
    ladder_json(&api.json, api.arena, policy, rows, count, standing, LIMIT_LIST_ROWS);
    json_object_end(&api.json);
    return api_end(&api, 200);
}

bool web_table(struct request *request, struct err *err)
{
    struct api api;
    struct ladder *ladder;
    const struct policy *policy;
    if (!api_begin(&api, request, err) || !ladder_open(api.ledger, api.arena, api.at.as_of, &ladder, err) ||
        !ladder_find(ladder, request->segments[0], api.at.on, &policy, err))
        return false;
    json_object(&api.json);
    api_at_json(&api);
    json_key(&api.json, "policy");
    policy_json(&api.json, policy);
    json_key(&api.json, "table");
    policy_table_json(&api.json, policy);
    json_object_end(&api.json);
    return api_end(&api, 200);
}

bool web_ladder(struct request *request, struct err *err)
{
    struct api api;
    struct ladder *ladder;
    struct timeline *record = NULL;
    struct record_id id;
    if (!api_begin(&api, request, err) || !ladder_open(api.ledger, api.arena, api.at.as_of, &ladder, err))
        return false;
    const struct kind *kind = model_kind(api.model, request->segments[0]);
    if (!kind || !api_number(request->segments[1], &id.n))
        return err_set(err, ERR_WEB_NOT_FOUND, "path", request->path);
    if (!record_read(api.ledger, api.arena, kind, id, api.at.as_of, &record, err))
        return false;
    if (!record)
        return err_set(err, ERR_WEB_NOT_FOUND, "path", request->path);
    const struct policies *policies = ladder_policies(ladder);
    json_object(&api.json);
    api_at_json(&api);
    api_key_str(&api, "title", timeline_title(api.arena, record));
    json_key(&api.json, "answers");
    json_array(&api.json);
    for (size_t i = 0; i < policies->count; i++) {
        const struct policy *policy = &policies->items[i];
        struct answer answer;
        if (!policy->kind || !str_eq(policy->kind->name, kind->name) || !policy_in_force(policy, api.at.on))
            continue;
        if (!ladder_answer(ladder, api.arena, policy, record, api.at.on, &answer, err))
            return false;
        answer_json(&api.json, api.arena, &answer);
    }
    json_array_end(&api.json);
    json_object_end(&api.json);
    return api_end(&api, 200);
}
