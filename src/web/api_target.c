/*
 * api_target.c - the page of one target: the sentence it came from, its path by month with last year behind it, what
 * counts, what came near and does not, and how the target itself was changed.
 */
#include "web/api_figure_priv.h"

#include "base/arena.h"
#include "base/utf8.h"

enum { AROUND_MAX = 160, OUTSIDERS_MAX = 50, HISTORY_MAX = 100, CONTRIBUTIONS_PAGE = 50, MONTHS_MAX = 60 };

/* ---- the sentence ------------------------------------------------------------------------------- */

static struct value value_of(struct api *api, const struct timeline *timeline, struct str name)
{
    struct value value;
    timeline_value(timeline, kind_field(timeline_kind(timeline), name), DAY_NONE, &value);
    if (value.present && value.text.len)
        value.text = str_copy(api->arena, value.text);
    return value;
}

/* At most AROUND_MAX code points of text before `end`, or behind `start`, and within the paragraph's lines. */
static struct str before_quote(struct str text, size_t start)
{
    size_t from = start > AROUND_MAX ? start - AROUND_MAX : 0;
    size_t first = utf8_offset(text, from), last = utf8_offset(text, start);
    return str_slice(text, first, last - first);
}

static struct str after_quote(struct str text, size_t end)
{
    size_t all = utf8_count(text), to = end + AROUND_MAX < all ? end + AROUND_MAX : all;
    size_t first = utf8_offset(text, end), last = utf8_offset(text, to);
    return str_slice(text, first, last - first);
}

static int line_at(struct str text, size_t byte)
{
    int line = 1;
    for (size_t i = 0; i < byte && i < text.len; i++)
        line += text.ptr[i] == '\n';
    return line;
}

static void write_place(struct api *api, struct str text, const struct value *start, const struct value *end)
{
    bool placed = text.len && start->present && end->present && start->n >= 0 && start->n <= end->n &&
                  (size_t)end->n <= utf8_count(text);
    json_key(&api->json, "line");
    if (placed)
        json_num(&api->json, line_at(text, utf8_offset(text, (size_t)start->n)));
    else
        json_null(&api->json);
    api_key_str(api, "before", placed ? before_quote(text, (size_t)start->n) : STR(""));
    api_key_str(api, "after", placed ? after_quote(text, (size_t)end->n) : STR(""));
}

static bool write_source(struct api *api, const struct board_target *target, const struct timeline *record)
{
    struct timeline *plan = NULL;
    if (target->plan.id.n &&
        !record_read(api->ledger, api->arena, api->model->plan, target->plan.id, api->at.as_of, &plan, api->err))
        return false;
    json_key(&api->json, "source");
    json_object(&api->json);
    json_key(&api->json, "plan");
    struct str text = STR(""), name;
    if (plan) {
        if (!api_plan_words(api, target->plan.id, &name, &text))
            return false;
        if (!text.len)
            text = value_of(api, plan, STR("text")).text;
        json_object(&api->json);
        api_key_str(api, "id", str_format(api->arena, "%lld", (long long)target->plan.id.n));
        api_key_str(api, "title", timeline_title(api->arena, plan));
        api_key_int(api, "year", value_of(api, plan, STR("year")).n);
        json_object_end(&api->json);
    } else {
        json_null(&api->json);
    }
    api_key_str(api, "section", target->section);
    api_key_str(api, "quote", target->quote);
    struct value start = value_of(api, record, STR("quote_start")), end = value_of(api, record, STR("quote_end"));
    write_place(api, text, &start, &end);
    json_object_end(&api->json);
    return true;
}

/* ---- the path ----------------------------------------------------------------------------------- */

struct path {
    struct figure_query query;
    struct dec like;              /* chooses the unit */
    int32_t first;
    size_t months;
    bool level;
};

static struct day earlier(struct day a, struct day b)
{
    return a.n < b.n ? a : b;
}

/* One series: each month's own figure, or the figure from the period's start to the month's end. */
static bool write_series(struct api *api, const char *key, const struct path *path, int years_back, bool cumulative)
{
    json_key(&api->json, key);
    json_array(&api->json);
    for (size_t i = 0; i < path->months; i++) {
        int32_t month = path->first + (int32_t)i;
        if (month_first(month).n > api->at.on.n) { /* ahead of the day: nothing to draw, this year or last */
            if (!years_back) {
                json_null(&api->json);
                continue;
            }
        }
        struct figure_query query = path->query;
        struct figure figure;
        int32_t own = month - 12 * years_back, from = cumulative && !path->level ? path->first - 12 * years_back : own;
        query.period = (struct period){ month_first(from), month_last(own) };
        query.on = years_back ? month_last(own) : earlier(month_last(own), api->at.on);
        if (!figure_read(api->ledger, api->arena, &query, &figure, api->err))
            return false;
        api_shown(api, NULL, query.metric, &figure, path->like);
    }
    json_array_end(&api->json);
    return true;
}

static void write_bound(struct api *api, const struct board_target *target, const struct metric *metric)
{
    json_key(&api->json, "bound");
    if (!target->bound.present) {
        json_null(&api->json);
        return;
    }
    struct figure bound = { .present = true, .value = target->bound.value, .of = DAY_NONE };
    api_shown(api, NULL, metric, &bound, target->bound.value);
}

static bool write_path(struct api *api, const struct board_target *target, const struct figure_query *query)
{
    const struct metric *drawn = query->metric->how == METRIC_CADENCE ? query->metric->of : query->metric;
    struct path path = { .query = *query, .first = month_of(query->period.first), .like = target->value.value };
    if (target->bound.present && drawn == query->metric)
        path.like = target->bound.value;
    else if (drawn != query->metric)
        path.like = dec_from_int(1);
    path.query.metric = drawn;
    if (drawn != query->metric)
        path.query.slice = STR("");
    path.level = drawn->how == METRIC_STOCK || drawn->adds_time != ADDS_SUM;
    int32_t count = month_of(query->period.last) - path.first + 1;
    path.months = count > MONTHS_MAX ? MONTHS_MAX : (size_t)count;
    struct shown unit = shown_number(api->arena, path.like, drawn->unit, path.like, api->lang);

    json_key(&api->json, "path");
    json_object(&api->json);
    api_key_str(api, "unit", unit.text_unit);
    json_key(&api->json, "months");
    json_array(&api->json);
    for (size_t i = 0; i < path.months; i++) {
        int32_t month = path.first + (int32_t)i;
        json_str(&api->json, str_format(api->arena, "%04d-%02d", (int)(month / 12), (int)(month % 12 + 1)));
    }
    json_array_end(&api->json);
    if (!write_series(api, "month", &path, 0, false) || !write_series(api, "cumulative", &path, 0, true) ||
        !write_series(api, "last_year", &path, 1, false) || !write_series(api, "last_year_cumulative", &path, 1, true))
        return false;
    write_bound(api, target, query->metric);
    api_key_bool(api, "level", path.level);
    api_key_int(api, "scale", shown_factor(drawn->unit, path.like, api->lang));
    json_object_end(&api->json);
    return true;
}

/* ---- what counts, what does not ----------------------------------------------------------------- */

static bool write_outsiders(struct api *api, const struct figure_query *query)
{
    struct outsider *outsiders;
    size_t count;
    if (!figure_outsiders(api->ledger, api->arena, query, OUTSIDERS_MAX, &outsiders, &count, api->err))
        return false;
    json_key(&api->json, "outsiders");
    json_object(&api->json);
    json_key(&api->json, "items");
    json_array(&api->json);
    for (size_t i = 0; i < count; i++) {
        json_object(&api->json);
        if (!api_record_name(api, "record", query->metric->kind, outsiders[i].record))
            return false;
        api_key_day(api, "day", outsiders[i].day);
        api_key_str(api, "reason", outsiders[i].reason_text);
        json_object_end(&api->json);
    }
    json_array_end(&api->json);
    api_key_int(api, "total", (int64_t)count);
    json_object_end(&api->json);
    return true;
}

static bool write_closing(struct api *api, const struct metric *metric, const struct closing *closing)
{
    struct entry entry;
    struct figure reported = { .present = true, .value = closing->reported, .of = DAY_NONE };
    struct figure now = { .present = true, .value = closing->now, .of = DAY_NONE };
    if (!entry_read(api->ledger, api->arena, closing->closed, &entry, api->err))
        return false;
    json_object(&api->json);
    api_key_str(api, "month", str_format(api->arena, "%04d-%02d", (int)(closing->month / 12), (int)(closing->month % 12 + 1)));
    api_key_int(api, "closed", closing->closed.n);
    api_key_instant(api, "recorded", entry.recorded);
    api_shown(api, "reported", metric, &reported, closing->reported);
    api_shown(api, "now", metric, &now, closing->reported);
    api_key_bool(api, "revised", closing->revised);
    json_object_end(&api->json);
    return true;
}

static bool write_closings(struct api *api, const struct figure_query *query)
{
    struct closing *closings;
    size_t count;
    int year, month, day;
    day_split(query->period.first, &year, &month, &day);
    struct record_id zone = query->zone_count ? query->zones[0] : (struct record_id){ 0 };
    if (!metric_closings(api->ledger, api->arena, query->metric, zone, year, api->at.as_of, &closings, &count, api->err))
        return false;
    json_key(&api->json, "closings");
    json_array(&api->json);
    for (size_t i = 0; i < count; i++)
        if (!write_closing(api, query->metric, &closings[i]))
            return false;
    json_array_end(&api->json);
    return true;
}

static void write_nothing(struct api *api)
{
    static const char *const nulls[] = { "definition", "path", "counts", "outsiders" };
    for (size_t i = 0; i < sizeof nulls / sizeof *nulls; i++) {
        json_key(&api->json, nulls[i]);
        json_null(&api->json);
    }
    static const char *const empty[] = { "closings", "parts" };
    for (size_t i = 0; i < sizeof empty / sizeof *empty; i++) {
        json_key(&api->json, empty[i]);
        json_array(&api->json);
        json_array_end(&api->json);
    }
}

static bool write_measured(struct api *api, const struct board_target *target, const struct figure_query *query)
{
    struct api_page page = { 0, CONTRIBUTIONS_PAGE };
    struct figure_query cut = *query;
    cut.on = earlier(query->on, query->period.last);
    json_key(&api->json, "definition");
    json_object(&api->json);
    api_definition(api, query->metric);
    json_object_end(&api->json);
    if (!write_path(api, target, query))
        return false;
    json_key(&api->json, "counts");
    json_object(&api->json);
    if (!api_contributions(api, &cut, &page))
        return false;
    json_object_end(&api->json);
    return write_outsiders(api, &cut) && write_closings(api, &cut) && api_parts(api, &cut);
}

bool web_target(struct request *request, struct err *err)
{
    struct api api;
    struct board_target *target;
    struct figure_query query;
    struct timeline *record;
    if (!api_begin(&api, request, err) || !api_target_read(&api, request->segments[0], &target) ||
        !record_read(api.ledger, api.arena, api.model->target, target->id, api.at.as_of, &record, err))
        return false;
    json_object(&api.json);
    api_at_json(&api);
    api_ledger_json(&api);
    json_key(&api.json, "target");
    target_json(&api.json, target, api.lang, false);
    if (!write_source(&api, target, record) || !api_history(&api, record, HISTORY_MAX))
        return false;
    if (!api_target_query(target, &api, &query))
        write_nothing(&api);
    else if (!write_measured(&api, target, &query))
        return false;
    json_object_end(&api.json);
    return api_end(&api, 200);
}
