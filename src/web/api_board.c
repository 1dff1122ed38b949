/* api_board.c - the board of a zone, of all, of the city; undertakings; and what the page needs to begin with. */
#include "web/api_figure_priv.h"

#include "base/arena.h"

enum { YEARS_MAX = 50, UNDERTAKING_FILTERS = 4 };

/* ---- which targets there are -------------------------------------------------------------------- */

/* Years with targets, and the zone that the board shows when none is asked for. */
struct aims {
    struct api *api;
    int64_t years[YEARS_MAX];
    size_t count;
    int64_t year, zone, number;   /* the latest year, and the zone of its first target */
};

static bool see_target(void *host, struct timeline *timeline)
{
    struct aims *aims = host;
    const struct kind *kind = timeline_kind(timeline);
    struct value period, zone;
    struct period days;
    int year, month, day;
    timeline_value(timeline, kind_field(kind, STR("period")), DAY_NONE, &period);
    timeline_value(timeline, kind_field(kind, STR("zone")), DAY_NONE, &zone);
    if (timeline_deleted(timeline) || !period.present || !period_parse(period.text, &days))
        return true;
    day_split(days.first, &year, &month, &day);
    size_t i = 0;
    while (i < aims->count && aims->years[i] != year)
        i++;
    if (i == aims->count && aims->count < YEARS_MAX)
        aims->years[aims->count++] = year;
    int64_t id = timeline_record(timeline).n;
    bool first = year > aims->year || (year == aims->year && id < aims->number);
    if (zone.present && first) {
        aims->year = year;
        aims->zone = zone.n;
        aims->number = id;
    }
    return true;
}

static bool read_aims(struct api *api, struct aims *aims)
{
    *aims = (struct aims){ .api = api };
    if (!record_each(api->ledger, api->model->target, api->at.as_of, see_target, aims, api->err))
        return false;
    for (size_t i = 1; i < aims->count; i++)
        for (size_t k = i; k > 0 && aims->years[k - 1] > aims->years[k]; k--) {
            int64_t year = aims->years[k];
            aims->years[k] = aims->years[k - 1];
            aims->years[k - 1] = year;
        }
    if (!aims->count) {
        int year, month, day;
        day_split(api->at.on, &year, &month, &day);
        aims->year = year;
    }
    return true;
}

/* ---- the board ---------------------------------------------------------------------------------- */

static bool read_board_query(struct api *api, struct board_query *query)
{
    struct aims aims;
    int64_t year;
    struct str zone = request_parameter(api->request, "zone");
    if (!read_aims(api, &aims) || !request_int(api->request, "year", aims.year, 1, 9999, &year, api->err))
        return false;
    *query = (struct board_query){ .scope = BOARD_ZONE, .zone = { aims.zone }, .year = (int)year, .on = api->at.on,
                                   .as_of = api->at.as_of, .lang = api->lang };
    if (str_eq(zone, STR("city")))
        query->scope = BOARD_CITY;
    else if (str_eq(zone, STR("all")) || (!zone.len && !aims.zone))
        query->scope = BOARD_ALL;
    else if (zone.len)
        return zone_find(api->ledger, api->arena, zone, api->at.as_of, &query->zone, api->err);
    return true;
}

bool web_board(struct request *request, struct err *err)
{
    struct api api;
    struct board_query query;
    struct board *board;
    const struct web_options *options = server_options(request->server);
    if (!api_begin(&api, request, err) || !read_board_query(&api, &query) ||
        !board_read(api.ledger, api.arena, &query, &board, err))
        return false;
    board_json(&api.json, board, api.lang, false, options->name, options->invented);
    return api_end(&api, 200);
}

/* ---- undertakings ------------------------------------------------------------------------------- */

static bool write_undertaking(struct api *api, const struct timeline *timeline)
{
    const struct kind *kind = timeline_kind(timeline);
    static const char *const refs[] = { "zone", "plan", "owner" };
    static const char *const texts[] = { "quote", "period", "section" };
    struct value value;
    json_object(&api->json);
    api_key_str(api, "id", str_format(api->arena, "%lld", (long long)timeline_record(timeline).n));
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        timeline_value(timeline, kind_field(kind, str_from(texts[i])), DAY_NONE, &value);
        api_key_str(api, texts[i], value.present ? value.text : STR(""));
    }
    for (size_t i = 0; i < sizeof refs / sizeof *refs; i++) {
        const struct field *field = kind_field(kind, str_from(refs[i]));
        struct named named = { 0 };
        timeline_value(timeline, field, DAY_NONE, &value);
        if (value.present) {
            named.id.n = value.n;
            if (!api_title(api, field->to, named.id, &named.name))
                return false;
        }
        json_key(&api->json, refs[i]);
        if (!value.present) {
            json_null(&api->json);
            continue;
        }
        json_object(&api->json);
        api_key_str(api, "id", str_format(api->arena, "%lld", (long long)named.id.n));
        api_key_str(api, i == 1 ? "title" : "name", named.name);
        json_object_end(&api->json);
    }
    const struct stage *stage = timeline_current_stage(timeline, api->at.on);
    stage = stage ? stage : &kind->stages[0];
    api_key_str(api, "state", stage->name);
    api_key_label(api, "state_word", &stage->label);
    timeline_value(timeline, kind_field(kind, STR("due")), DAY_NONE, &value);
    api_key_day(api, "due", value.present ? (struct day){ (int32_t)value.n } : DAY_NONE);
    json_object_end(&api->json);
    return true;
}

bool web_undertakings(struct request *request, struct err *err)
{
    struct api api;
    struct api_page page;
    struct list_result result;
    struct record_id zone;
    int64_t year;
    struct filter filters[2];
    struct list_query query = { .filters = filters };
    if (!api_begin(&api, request, err) || !api_page_read(&api, &page) ||
        !request_int(request, "year", 0, 1, 9999, &year, err))
        return false;
    struct str text = request_parameter(request, "zone");
    if (text.len && !str_eq(text, STR("all")) && !str_eq(text, STR("city"))) {
        if (!zone_find(api.ledger, api.arena, text, api.at.as_of, &zone, err))
            return false;
        filters[query.filter_count++] = (struct filter){ kind_field(api.model->undertaking, STR("zone")), FILTER_EQ,
                                                         str_format(api.arena, "#%lld", (long long)zone.n) };
    }
    if (year)
        filters[query.filter_count++] = (struct filter){ kind_field(api.model->undertaking, STR("period")), FILTER_HAS,
                                                         str_format(api.arena, "%lld", (long long)year) };
    query.kind = api.model->undertaking;
    query.offset = page.offset;
    query.limit = page.limit + 1;
    query.want_total = true;
    query.as_of = api.at.as_of;
    query.on = DAY_NONE;
    if (!record_list(api.ledger, api.arena, &query, &result, err))
        return false;
    json_object(&api.json);
    api_at_json(&api);
    json_key(&api.json, "items");
    json_array(&api.json);
    for (size_t i = 0; i < result.count && i < page.limit; i++)
        if (!write_undertaking(&api, result.rows[i]))
            return false;
    json_array_end(&api.json);
    api_next(&api, &page, result.count > page.limit);
    api_key_int(&api, "total", (int64_t)result.total);
    json_object_end(&api.json);
    return api_end(&api, 200);
}

/* ---- the session -------------------------------------------------------------------------------- */

static bool write_zone(void *host, struct timeline *timeline)
{
    struct api *api = host;
    const struct kind *kind = timeline_kind(timeline);
    struct value brief, type, parent;
    if (timeline_deleted(timeline))
        return true;
    timeline_value(timeline, kind_field(kind, STR("short")), DAY_NONE, &brief);
    timeline_value(timeline, kind_field(kind, STR("type")), DAY_NONE, &type);
    timeline_value(timeline, kind_field(kind, STR("parent")), DAY_NONE, &parent);
    struct str name = timeline_title(api->arena, timeline), rest = brief.text, other, least = name;
    while (brief.present && str_split(&rest, ',', &other))
        if (str_trim(other).len && str_trim(other).len < least.len)
            least = str_trim(other);
    json_object(&api->json);
    api_key_str(api, "id", str_format(api->arena, "%lld", (long long)timeline_record(timeline).n));
    api_key_str(api, "name", name);
    api_key_str(api, "short", least);
    api_key_str(api, "type", type.present ? type.text : STR(""));
    json_key(&api->json, "parent");
    if (parent.present)
        json_str(&api->json, str_format(api->arena, "%lld", (long long)parent.n));
    else
        json_null(&api->json);
    json_object_end(&api->json);
    return true;
}

/* Nothing but zones and who works there: the first hour. */
static bool is_empty(struct api *api, bool *empty)
{
    *empty = true;
    for (size_t i = 0; i < api->model->kind_count && *empty; i++) {
        const struct kind *kind = &api->model->kinds[i];
        if (kind == api->model->zone || kind == api->model->department || kind == api->model->person)
            continue;
        struct list_query query = { .kind = kind, .limit = 1, .on = DAY_NONE };
        struct list_result result;
        if (!record_list(api->ledger, api->arena, &query, &result, api->err))
            return false;
        *empty = result.count == 0;
    }
    return true;
}

static bool write_signed_in(struct api *api)
{
    struct aims aims;
    bool empty;
    const struct web_options *options = server_options(api->request->server);
    if (!read_aims(api, &aims) || !is_empty(api, &empty))
        return false;
    json_key(&api->json, "ledger");
    json_object(&api->json);
    api_key_str(api, "name", options->name);
    api_key_bool(api, "invented", options->invented);
    api_key_bool(api, "empty", empty);
    api_key_bool(api, "has_targets", aims.count > 0);
    api_key_int(api, "position", api->at.position.n);
    api_key_instant(api, "recorded", api->at.recorded);
    api_key_int(api, "entries", api->at.position.n);
    json_object_end(&api->json);
    json_key(&api->json, "default");
    json_object(&api->json);
    api_key_str(api, "zone", aims.zone ? str_format(api->arena, "%lld", (long long)aims.zone) : STR("all"));
    api_key_int(api, "year", aims.year);
    api_key_day(api, "on", api->at.on);
    json_object_end(&api->json);
    json_key(&api->json, "years");
    json_array(&api->json);
    for (size_t i = 0; i < aims.count; i++)
        json_num(&api->json, aims.years[i]);
    json_array_end(&api->json);
    json_key(&api->json, "zones");
    json_array(&api->json);
    if (!record_each(api->ledger, api->model->zone, api->at.as_of, write_zone, api, api->err))
        return false;
    json_array_end(&api->json);
    return true;
}

bool web_session(struct request *request, struct err *err)
{
    struct api api;
    if (!api_begin(&api, request, err))
        return false;
    json_object(&api.json);
    api_key_bool(&api, "signed_in", request->signed_in);
    api_key_cstr(&api, "lang", request->lang == LANG_ZH ? "zh" : "en");
    if (request->signed_in && (!write_signed_in(&api) || !api_account_json(&api)))
        return false;
    json_object_end(&api.json);
    return api_end(&api, 200);
}
