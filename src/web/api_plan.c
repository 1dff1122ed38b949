/* api_plan.c - a plan read, adopted, and read again from what was kept: the page's first hour, and its plan page. */
#include "web/api_figure_priv.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "plan/adopt.h"
#include "plan/document.h"

enum { SKIPS_MAX = 1000 };

/* What is asked about: a text, as it came or as it was kept. */
struct reading {
    struct api api;
    struct str name;
    struct plan_options options;
    struct adopt_options adopt;
    struct plan_text *text;
    struct proposals *proposals;
    struct adopt_show show;
};

static void show_number(void *host, struct json_writer *w, struct dec value, struct str unit)
{
    struct api *api = &((struct reading *)host)->api;
    struct shown shown = shown_number(api->arena, value, unit, value, api->lang);
    json_key(w, "shown");
    json_str(w, shown.text);
    json_key(w, "shown_unit");
    json_str(w, shown.text_unit);
}

static void show_bound(void *host, struct json_writer *w, const struct proposal *item)
{
    struct reading *reading = host;
    struct board_bound bound = { .op = str_from(plan_op_name(item->op)), .present = true, .has_max = item->has_max,
                                 .value = item->value, .value_max = item->value_max, .unit = item->unit };
    bound_show(reading->api.arena, &bound, reading->api.lang);
    json_key(w, "shown");
    json_str(w, bound.text);
    json_key(w, "shown_unit");
    json_str(w, bound.text_unit);
}

static bool understand(struct reading *reading, struct str bytes)
{
    struct api *api = &reading->api;
    const struct plan_lexicon *lexicon = server_lexicon(api->request->server);
    const struct document_helper helper = { .sheet = web_plan_sheet };
    struct document document;
    if (!document_read(api->arena, lexicon, reading->name, bytes, &helper, &document, api->err))
        return false;
    reading->options.asides = document.asides;
    reading->options.aside_count = document.aside_count;
    reading->show = (struct adopt_show){ .number = show_number, .bound = show_bound, .host = reading };
    if (!plan_read(api->arena, lexicon, document.text, &reading->options, &reading->text, api->err))
        return false;
    reading->text->source = bytes;
    reading->text->source_format = document.format;
    return plan_propose(api->ledger, api->arena, reading->text, &reading->adopt, &reading->proposals, api->err);
}

/* ---- a text as it comes ------------------------------------------------------------------------- */

static bool read_skips(struct reading *reading)
{
    struct str list = request_parameter(reading->api.request, "skip"), rest = list, piece;
    size_t *skip = ARENA_ARRAY(reading->api.arena, size_t, SKIPS_MAX);
    while (rest.len && str_split(&rest, ',', &piece)) {
        int64_t n;
        if (reading->adopt.skip_count == SKIPS_MAX || !api_number(str_trim(piece), &n))
            return request_parameter_fault("skip", list, "3,7", reading->api.err);
        skip[reading->adopt.skip_count++] = (size_t)n;
    }
    reading->adopt.skip = skip;
    return true;
}

static bool read_asked(struct reading *reading, struct request *request, struct err *err)
{
    int64_t year;
    struct str type = request_parameter(request, "type");
    if (!api_begin(&reading->api, request, err) || !request_int(request, "year", 0, 1, 9999, &year, err))
        return false;
    reading->options = (struct plan_options){ .year = (int)year, .review = request_parameter(request, "review") };
    if (type.len && !plan_type_find(type, &reading->options.type))
        return request_parameter_fault("type", type, "plan, report, news", err);
    reading->name = request_parameter(request, "name");
    if (!reading->name.len)
        reading->name = STR("plan.txt");
    const struct web_options *options = server_options(request->server);
    reading->adopt = (struct adopt_options){
        .name = reading->name, .title = request_parameter(request, "title"), .place = request_parameter(request, "place"),
        .published = DAY_NONE, .today = instant_day(clock_now(options->clock)),
        .make_zones = str_eq(request_parameter(request, "make_zones"), STR("1")),
    };
    return read_skips(reading) && understand(reading, buf_get(&request->body));
}

bool web_plan_read(struct request *request, struct err *err)
{
    struct reading reading = { 0 };
    struct api *api = &reading.api;
    if (!read_asked(&reading, request, err))
        return false;
    plan_read_json(&api->json, reading.text, reading.proposals, reading.name, true, api->lang, &reading.show);
    return api_end(api, 200);
}

bool web_plan_adopt(struct request *request, struct err *err)
{
    struct reading reading = { 0 };
    struct api *api = &reading.api;
    struct adopted adopted;
    if (!read_asked(&reading, request, err) ||
        !plan_adopt(api->ledger, api->arena, reading.proposals, &adopted, err))
        return false;
    json_object(&api->json);
    api_key_str(api, "plan", str_format(api->arena, "%lld", (long long)adopted.plan.n));
    api_key_int(api, "targets", (int64_t)adopted.targets);
    api_key_int(api, "grey", (int64_t)adopted.grey);
    api_key_int(api, "undertakings", (int64_t)adopted.undertakings);
    api_key_int(api, "reported", (int64_t)adopted.reported);
    api_key_int(api, "zones_made", (int64_t)adopted.zones_made);
    api_key_int(api, "position", adopted.position.n);
    json_object_end(&api->json);
    return api_end(api, 201);
}

/* ---- what was kept ------------------------------------------------------------------------------ */

bool api_plan_kept(struct api *api, struct record_id plan, struct str *name, struct str *text)
{
    struct entry entry;
    *name = *text = STR("");
    if (!entry_read(api->ledger, api->arena, (struct entry_id){ plan.n }, &entry, api->err))
        return false;
    if (!entry.evidence_count || entry.evidence[0].erased || entry.evidence[0].paper)
        return true;
    *name = entry.evidence[0].name;
    return evidence_read(api->ledger, api->arena, entry.id, entry.evidence[0].hash, text, api->err);
}

bool api_plan_words(struct api *api, struct record_id plan, struct str *name, struct str *text)
{
    const struct document_helper helper = { .sheet = web_plan_sheet };
    struct document document;
    struct str bytes;
    if (!api_plan_kept(api, plan, name, &bytes) ||
        !document_read(api->arena, server_lexicon(api->request->server), *name, bytes, &helper, &document, api->err))
        return false;
    *text = document.text;
    return true;
}

/* The records that adopting a plan made, by what they were made of. */
struct made {
    struct api *api;
    const struct field *plan, *by; /* of the kind: whose plan, and which statement or duty */
    struct record_id of;
    struct made_row { int64_t by, id; } *rows;
    size_t count, room;
};

static bool see_made(void *host, struct timeline *timeline)
{
    struct made *made = host;
    struct value plan, by;
    timeline_value(timeline, made->plan, DAY_NONE, &plan);
    timeline_value(timeline, made->by, DAY_NONE, &by);
    if (timeline_deleted(timeline) || !plan.present || plan.n != made->of.n)
        return true;
    if (made->count == made->room) {
        size_t room = made->room ? made->room * 2 : 64;
        made->rows = arena_grow(made->api->arena, made->rows, made->room * sizeof *made->rows, room * sizeof *made->rows);
        made->room = room;
    }
    made->rows[made->count++] = (struct made_row){ by.present ? by.n : -1, timeline_record(timeline).n };
    return true;
}

static bool read_made(struct api *api, const struct kind *kind, struct str by, struct record_id plan, struct made *made)
{
    *made = (struct made){ .api = api, .plan = kind_field(kind, STR("plan")), .by = kind_field(kind, by), .of = plan };
    return record_each(api->ledger, kind, api->at.as_of, see_made, made, api->err);
}

static int64_t made_find(const struct made *made, int64_t by)
{
    for (size_t i = 0; i < made->count; i++)
        if (made->rows[i].by == by)
            return made->rows[i].id;
    return 0;
}

/* An adopted plan's page: what each statement became, and how it stands. */
struct kept {
    struct reading reading; /* first: it is what the hooks are given */
    struct made targets, undertakings;
    bool failed;
};

static void show_target(void *host, struct json_writer *w, size_t statement)
{
    struct kept *kept = host;
    struct api *api = &kept->reading.api;
    struct board_target *target;
    int64_t id = made_find(&kept->targets, (int64_t)statement + 1);
    if (!id || kept->failed) {
        json_null(w);
        return;
    }
    struct str text = str_format(api->arena, "%lld", (long long)id);
    kept->failed = !api_target_read(api, text, &target);
    if (kept->failed) {
        json_null(w);
        return;
    }
    json_object(w);
    json_key(w, "id");
    json_str(w, text);
    json_key(w, "state");
    json_cstr(w, target_state_name(target->state));
    json_key(w, "state_word");
    json_str(w, target->state_word);
    json_key(w, "figure");
    if (target->metric)
        shown_json(w, &target->value, api->lang);
    else
        json_null(w);
    json_object_end(w);
}

static void show_undertaking(void *host, struct json_writer *w, size_t index)
{
    struct kept *kept = host;
    const struct undertaking *undertaking = &kept->reading.text->undertakings[index];
    int64_t id = made_find(&kept->undertakings, (int64_t)undertaking->start);
    json_key(w, "id");
    if (id)
        json_str(w, str_format(kept->reading.api.arena, "%lld", (long long)id));
    else
        json_null(w);
}

static bool plan_find(struct api *api, struct str id, struct timeline **plan)
{
    struct record_id record;
    *plan = NULL;
    if (api_number(id, &record.n) && record.n > 0 &&
        !record_read(api->ledger, api->arena, api->model->plan, record, api->at.as_of, plan, api->err))
        return false;
    return *plan || err_set(api->err, ERR_WEB_NO_RECORD, "kind", label_in(&api->model->plan->label, api->lang), "id", id);
}

static struct value plan_value(const struct timeline *plan, struct str name)
{
    struct value value;
    timeline_value(plan, kind_field(timeline_kind(plan), name), DAY_NONE, &value);
    return value;
}

/* {"id","title","year","entry","recorded"} without its braces. */
static bool write_plan(struct api *api, const struct timeline *plan)
{
    struct entry entry;
    struct record_id id = timeline_record(plan);
    if (!entry_read(api->ledger, api->arena, (struct entry_id){ id.n }, &entry, api->err))
        return false;
    api_key_str(api, "id", str_format(api->arena, "%lld", (long long)id.n));
    api_key_str(api, "title", timeline_title(api->arena, plan));
    api_key_int(api, "year", plan_value(plan, STR("year")).n);
    api_key_int(api, "entry", id.n);
    api_key_instant(api, "recorded", entry.recorded);
    return true;
}

bool web_plan(struct request *request, struct err *err)
{
    struct kept kept = { .failed = false };
    struct reading *reading = &kept.reading;
    struct api *api = &reading->api;
    struct timeline *plan;
    struct str text;
    if (!api_begin(api, request, err) || !plan_find(api, request->segments[0], &plan))
        return false;
    struct record_id id = timeline_record(plan);
    if (!api_plan_kept(api, id, &reading->name, &text) ||
        !read_made(api, api->model->target, STR("number"), id, &kept.targets) ||
        !read_made(api, api->model->undertaking, STR("quote_start"), id, &kept.undertakings))
        return false;
    reading->options.year = (int)plan_value(plan, STR("year")).n;
    plan_type_find(plan_value(plan, STR("type")).text, &reading->options.type);
    reading->adopt = (struct adopt_options){ .name = reading->name, .title = timeline_title(api->arena, plan),
                                             .published = DAY_NONE, .today = api->at.on };
    if (!understand(reading, text))
        return false;
    reading->show = (struct adopt_show){ .number = show_number, .bound = show_bound,
                                         .target = show_target, .undertaking = show_undertaking, .host = reading };
    /* The reading is a finished object; the plan it was kept as stands before its members. */
    json_object(&api->json);
    json_key(&api->json, "plan");
    json_object(&api->json);
    if (!write_plan(api, plan))
        return false;
    json_object_end(&api->json);
    api_at_json(api);
    struct buf body;
    struct json_writer inner;
    buf_init(&body, api->arena);
    json_writer_init(&inner, &body, false);
    plan_read_json(&inner, reading->text, reading->proposals, reading->name, true, api->lang, &reading->show);
    if (kept.failed)
        return false;
    buf_char(&api->out, ',');
    buf_str(&api->out, str_slice(buf_get(&body), 1, body.len - 1));
    return api_end(api, 200);
}

bool web_plans(struct request *request, struct err *err)
{
    struct api api;
    struct api_page page;
    struct list_query query = { .on = DAY_NONE };
    struct list_result result;
    if (!api_begin(&api, request, err) || !api_page_read(&api, &page))
        return false;
    query.kind = api.model->plan;
    query.offset = page.offset;
    query.limit = page.limit + 1;
    query.as_of = api.at.as_of;
    if (!record_list(api.ledger, api.arena, &query, &result, err))
        return false;
    json_object(&api.json);
    json_key(&api.json, "items");
    json_array(&api.json);
    for (size_t i = 0; i < result.count && i < page.limit; i++) {
        struct made targets, undertakings;
        struct str name, text;
        struct record_id id = timeline_record(result.rows[i]);
        json_object(&api.json);
        if (!write_plan(&api, result.rows[i]) || !api_plan_kept(&api, id, &name, &text) ||
            !read_made(&api, api.model->target, STR("number"), id, &targets) ||
            !read_made(&api, api.model->undertaking, STR("quote_start"), id, &undertakings))
            return false;
        api_key_str(&api, "name", name);
        api_key_int(&api, "targets", (int64_t)targets.count);
        api_key_int(&api, "undertakings", (int64_t)undertakings.count);
        json_object_end(&api.json);
    }
    json_array_end(&api.json);
    api_next(&api, &page, result.count > page.limit);
    json_object_end(&api.json);
    return api_end(&api, 200);
}
