/*
 * api_figure.c - a figure opened: its definition, its parts, and the contributions that add up to it. Also the pieces
 * that the target page shares.
 */
#include "web/api_figure_priv.h"

#include "base/arena.h"

/* ---- definition --------------------------------------------------------------------------------- */

static const char *how_name(enum metric_how how)
{
    static const char *const names[] = {
        [METRIC_COUNT] = "count", [METRIC_SUM] = "sum", [METRIC_STOCK] = "stock", [METRIC_OFFICIAL] = "official",
        [METRIC_GROWTH] = "growth", [METRIC_RATIO] = "ratio", [METRIC_SHARE] = "share", [METRIC_CADENCE] = "cadence",
        [METRIC_FORMULA] = "formula",
    };
    return names[how];
}

/* The definition as its author wrote it: from its line to where the next begins. */
static struct str definition_text(const struct model *model, const struct source_place *place)
{
    for (size_t i = 0; i < model->file_count; i++) {
        if (!str_eq(model->files[i].name, place->file) && !str_ends(place->file, model->files[i].name))
            continue;
        struct str rest = model->files[i].bytes, line;
        size_t start = 0, end = 0;
        for (int number = 1; str_split(&rest, '\n', &line); number++) {
            if (number == place->line)
                start = (size_t)(line.ptr - model->files[i].bytes.ptr);
            else if (number > place->line && (str_starts(line, STR("- ")) || str_starts(line, STR("#"))))
                break;
            end = (size_t)(line.ptr - model->files[i].bytes.ptr) + line.len;
        }
        return str_trim(str_slice(model->files[i].bytes, start, end - start));
    }
    return STR("");
}

void api_definition(struct api *api, const struct metric *metric)
{
    api_key_str(api, "metric", metric->name);
    api_key_label(api, "label", &metric->label);
    api_key_label(api, "note", &metric->note);
    api_key_cstr(api, "how", how_name(metric->how));
    api_key_str(api, "text", definition_text(api->model, &metric->place));
    api_key_str(api, "file", metric->place.file);
    api_key_int(api, "line", metric->place.line);
    api_key_str(api, "unit", metric->unit);
    api_key_int(api, "version", 1);
}

void api_account(struct api *api, const struct metric *metric)
{
    bool official = metric->how == METRIC_OFFICIAL || (metric->of && metric->of->how == METRIC_OFFICIAL);
    bool zh = api->lang == LANG_ZH;
    api_key_cstr(api, "account", official ? "official" : "ledger");
    if (official)
        api_key_cstr(api, "account_word", zh ? "统计口径" : "official");
    else
        api_key_cstr(api, "account_word", zh ? "台账口径" : "ledger");
}

/* ---- figures ------------------------------------------------------------------------------------ */

void api_shown(struct api *api, const char *key, const struct metric *metric, const struct figure *figure,
               struct dec like)
{
    struct shown shown = { .unit = metric->unit, .why = figure->why, .of = DAY_NONE };
    if (figure->present)
        shown = shown_number(api->arena, figure->value, metric->unit, like, api->lang);
    if (figure->present && !day_is_none(figure->of) && figure->of.n < api->at.on.n)
        shown.of = figure->of;
    if (key)
        json_key(&api->json, key);
    shown_json(&api->json, &shown, api->lang);
}

static bool write_part(struct api *api, const struct metric *metric, const struct figure_query *whole,
                       struct period period)
{
    struct figure_query query = *whole;
    struct figure figure;
    struct buf text;
    buf_init(&text, api->arena);
    query.metric = metric;
    query.period = period;
    query.slice = STR("");
    if (query.on.n > period.last.n)
        query.on = period.last;
    if (!figure_read(api->ledger, api->arena, &query, &figure, api->err))
        return false;
    period_print(period, &text);
    json_object(&api->json);
    api_key_str(api, "metric", metric->name);
    api_key_label(api, "label", &metric->label);
    api_shown(api, "figure", metric, &figure, figure.value);
    api_key_str(api, "period", buf_get(&text));
    json_object_end(&api->json);
    return true;
}

static struct period year_before(struct period period)
{
    return (struct period){ day_add_months(period.first, -12), day_month_end(day_add_months(period.last, -12)) };
}

bool api_parts(struct api *api, const struct figure_query *query)
{
    const struct metric *metric = query->metric;
    json_key(&api->json, "parts");
    json_array(&api->json);
    for (size_t i = 0; i < metric->part_count; i++)
        if (!write_part(api, metric->parts[i], query, query->period))
            return false;
    if (metric->how == METRIC_GROWTH && metric->of && !write_part(api, metric->of, query, year_before(query->period)))
        return false;
    json_array_end(&api->json);
    return true;
}

/* ---- contributions ------------------------------------------------------------------------------ */

/* Months of one metric that were closed, and at which position. */
struct closed {
    const struct metric *metric;
    int year;
    struct closing *items;
    size_t count;
    struct closed *next;
};

static bool closings_of(struct api *api, struct closed **kept, const struct metric *metric, struct record_id zone, int year,
                        const struct closed **found)
{
    for (struct closed *closed = *kept; closed; closed = closed->next)
        if (closed->metric == metric && closed->year == year) {
            *found = closed;
            return true;
        }
    struct closed *closed = ARENA_NEW(api->arena, struct closed);
    *closed = (struct closed){ .metric = metric, .year = year, .next = *kept };
    if (!metric_closings(api->ledger, api->arena, metric, zone, year, api->at.as_of, &closed->items, &closed->count, api->err))
        return false;
    *kept = closed;
    *found = closed;
    return true;
}

static bool is_late(struct api *api, struct closed **kept, const struct contribution *contribution, bool *late)
{
    const struct closed *closed;
    int year, month, day;
    day_split(contribution->day, &year, &month, &day);
    *late = false;
    if (!closings_of(api, kept, contribution->metric, contribution->zone, year, &closed))
        return false;
    for (size_t i = 0; i < closed->count; i++)
        *late = *late || (closed->items[i].month == month_of(contribution->day) &&
                          contribution->entry.n > closed->items[i].closed.n);
    return true;
}

static bool write_contribution(struct api *api, const struct contribution *contribution, struct closed **kept)
{
    const struct metric *metric = contribution->metric;
    bool late;
    if (!is_late(api, kept, contribution, &late))
        return false;
    struct figure delta = { .present = true, .value = contribution->delta, .of = DAY_NONE };
    json_object(&api->json);
    api_key_int(api, "entry", contribution->entry.n);
    if (!api_record_name(api, "record", contribution->kind, contribution->record) ||
        !api_zone_name(api, "zone", contribution->zone))
        return false;
    api_key_day(api, "day", contribution->day);
    api_key_str(api, "metric", metric->name);
    api_key_label(api, "metric_label", &metric->label);
    api_shown(api, "delta", metric, &delta, contribution->delta);
    api_key_bool(api, "late", late);
    json_object_end(&api->json);
    return true;
}

bool api_contributions(struct api *api, const struct figure_query *query, const struct api_page *page)
{
    struct contribution *all;
    struct closed *kept = NULL;
    size_t count;
    if (!figure_contributions(api->ledger, api->arena, query, &all, &count, api->err))
        return false;
    struct figure sum = { .present = true, .value = dec_from_int(0), .of = DAY_NONE };
    for (size_t i = 0; i < count; i++)
        sum.present = sum.present && dec_add(sum.value, all[i].delta, &sum.value);
    size_t end = page->offset + page->limit < count ? page->offset + page->limit : count;
    json_key(&api->json, "items");
    json_array(&api->json);
    for (size_t i = page->offset; i < end; i++)
        if (!write_contribution(api, &all[i], &kept))
            return false;
    json_array_end(&api->json);
    api_next(api, page, end < count);
    api_key_int(api, "total", (int64_t)count);
    api_shown(api, "sum", query->metric->how == METRIC_CADENCE && query->metric->of ? query->metric->of : query->metric, &sum, sum.value);
    return true;
}

/* ---- the page of a figure ----------------------------------------------------------------------- */

static bool read_period(struct api *api, struct period *period)
{
    struct str text = request_parameter(api->request, "period");
    if (text.len)
        return period_parse(text, period) || request_parameter_fault("period", text, "2023, 2023-H1, 2023Q3, 2023-09", api->err);
    int year, month, day;
    day_split(api->at.on, &year, &month, &day);
    *period = (struct period){ day_from(year, 1, 1), day_from(year, 12, 31) };
    return true;
}

bool api_target_query(const struct board_target *target, const struct api *api, struct figure_query *query)
{
    *query = (struct figure_query){ .metric = target->metric, .slice = target->slice, .period = target->period,
                                    .on = api->at.on, .as_of = api->at.as_of };
    if (target->zone.id.n) {
        query->zones = &target->zone.id;
        query->zone_count = 1;
    }
    return target->metric != NULL;
}

bool api_target_read(struct api *api, struct str id, struct board_target **target)
{
    struct record_id record;
    struct head head;
    int year, month, day;
    day_split(api->at.on, &year, &month, &day);
    struct board_query query = { .year = year, .on = api->at.on, .as_of = api->at.as_of, .lang = api->lang };
    if (!api_number(id, &record.n))
        return err_set(api->err, ERR_WEB_NO_RECORD, "kind", label_in(&api->model->target->label, api->lang), "id", id);
    return target_read(api->ledger, api->arena, record, &query, target, &head, api->err);
}

/* What the address asks for: a target's figure, or a zone's, or the city's. */
static bool read_query(struct api *api, struct figure_query *query, struct board_target **target, struct record_id *zone)
{
    struct str id = request_parameter(api->request, "target"), zone_text = request_parameter(api->request, "zone");
    struct str name = api->request->segments[0];
    const struct metric *metric = model_metric(api->model, name);
    if (!metric)
        return err_set(api->err, ERR_WEB_NO_METRIC, "metric", name);
    *target = NULL;
    if (id.len) {
        if (!api_target_read(api, id, target))
            return false;
        api_target_query(*target, api, query);
        bool own = query->metric == metric;
        query->metric = metric;
        if (!own)
            query->slice = STR("");
        *zone = (*target)->zone.id;
        return !request_parameter(api->request, "period").len || read_period(api, &query->period);
    }
    *query = (struct figure_query){ .metric = metric, .on = api->at.on, .as_of = api->at.as_of };
    if (zone_text.len && !str_eq(zone_text, STR("city")) && !str_eq(zone_text, STR("all"))) {
        if (!zone_find(api->ledger, api->arena, zone_text, api->at.as_of, zone, api->err))
            return false;
        query->zones = zone;
        query->zone_count = 1;
    }
    return read_period(api, &query->period);
}

static bool write_figure(struct api *api, struct figure_query *query, const struct board_target *target,
                         const struct api_page *page)
{
    struct figure figure;
    struct buf period;
    buf_init(&period, api->arena);
    period_print(query->period, &period);
    if (query->on.n > query->period.last.n)
        query->on = query->period.last;
    if (!figure_read(api->ledger, api->arena, query, &figure, api->err))
        return false;
    json_object(&api->json);
    api_at_json(api);
    api_ledger_json(api);
    api_key_str(api, "metric", query->metric->name);
    api_key_label(api, "label", &query->metric->label);
    api_key_label(api, "note", &query->metric->note);
    api_account(api, query->metric);
    if (!api_zone_name(api, "zone", query->zone_count ? query->zones[0] : (struct record_id){ 0 }))
        return false;
    api_key_str(api, "period", buf_get(&period));
    json_key(&api->json, "slice");
    if (query->slice.len)
        json_str(&api->json, query->slice);
    else
        json_null(&api->json);
    json_key(&api->json, "target");
    if (target) {
        json_object(&api->json);
        api_key_str(api, "id", str_format(api->arena, "%lld", (long long)target->id.n));
        api_key_str(api, "label", target->label);
        json_object_end(&api->json);
    } else {
        json_null(&api->json);
    }
    api_shown(api, "figure", query->metric, &figure, figure.value);
    json_key(&api->json, "definition");
    json_object(&api->json);
    api_definition(api, query->metric);
    json_object_end(&api->json);
    if (!api_parts(api, query) || !api_contributions(api, query, page))
        return false;
    json_object_end(&api->json);
    return true;
}

bool web_figure(struct request *request, struct err *err)
{
    struct api api;
    struct api_page page;
    struct figure_query query;
    struct board_target *target;
    struct record_id zone = { 0 };
    return api_begin(&api, request, err) && api_page_read(&api, &page) && read_query(&api, &query, &target, &zone) &&
           write_figure(&api, &query, target, &page) && api_end(&api, 200);
}
