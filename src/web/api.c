/* api.c - beginning and ending an answer, and the small pieces of which answers are made. See api_priv.h. */
#include "web/api_priv.h"

#include <stdio.h>

#include "base/arena.h"
#include "board/board.h"

enum { TITLE_SLOTS = 1024, PAGE_USUAL = 50, PAGE_MOST = 200 };

struct api_title {
    int64_t record; /* 0: free */
    struct str title;
};

/* ---- begin and end ------------------------------------------------------------------------------ */

static bool read_as_of(struct api *api)
{
    struct api_at *at = &api->at;
    struct day day = DAY_NONE;
    at->asked = request_parameter(api->request, "as_of");
    if (at->asked.len && !as_of_parse(api->ledger, at->asked, &at->as_of, &day, api->err))
        return false;
    struct str cursor = request_parameter(api->request, "cursor");
    ptrdiff_t dot = str_find(cursor, STR("."), 0);
    if (dot > 0 && !at->asked.len && !api_number(str_slice(cursor, 0, (size_t)dot), &at->as_of.n))
        return request_parameter_fault("cursor", cursor, "next", api->err);
    struct str on = request_parameter(api->request, "on");
    if (on.len && !day_parse(on, &at->on))
        return request_parameter_fault("on", on, "2023-09-30", api->err);
    if (!on.len && !day_is_none(day))
        at->on = day;
    else if (!on.len && server_options(api->request->server)->on.n > 0)
        at->on = server_options(api->request->server)->on;
    else if (!on.len)
        return on_default(api->ledger, at->as_of, &at->on, api->err);
    return true;
}

static bool read_position(struct api *api)
{
    struct api_at *at = &api->at;
    struct head head;
    if (!ledger_head(api->ledger, &head, api->err))
        return false;
    if (at->as_of.n > head.position.n) {
        char wanted[64];
        snprintf(wanted, sizeof wanted, "1 .. %lld", (long long)head.position.n);
        return request_parameter_fault("cursor", request_parameter(api->request, "cursor"), wanted, api->err);
    }
    at->position = head.position;
    at->recorded = head.recorded;
    if (at->as_of.n == 0 || at->as_of.n == head.position.n)
        return true;
    struct hash hash;
    at->position = at->as_of;
    return entry_moment(api->ledger, at->as_of, &at->recorded, &hash, api->err);
}

bool api_begin(struct api *api, struct request *request, struct err *err)
{
    *api = (struct api){ .request = request, .arena = request->arena, .ledger = request->worker->ledger,
                         .lang = request->lang, .err = err };
    api->at.on = DAY_NONE;
    if (!read_as_of(api) || !read_position(api))
        return false;
    api->model = ledger_model_at(api->ledger, api->at.as_of, err);
    if (!api->model)
        return false;
    buf_init(&api->out, api->arena);
    json_writer_init(&api->json, &api->out, false);
    return true;
}

bool api_end(struct api *api, int status)
{
    response_json(api->request, status, buf_get(&api->out));
    return true;
}

/* ---- paging ------------------------------------------------------------------------------------- */

bool api_page_read(struct api *api, struct api_page *page)
{
    int64_t limit, offset = 0;
    if (!request_int(api->request, "limit", PAGE_USUAL, 1, PAGE_MOST, &limit, api->err))
        return false;
    struct str cursor = request_parameter(api->request, "cursor");
    ptrdiff_t dot = str_find(cursor, STR("."), 0);
    if (cursor.len && (dot < 0 || !api_number(str_slice(cursor, (size_t)dot + 1, cursor.len), &offset)))
        return request_parameter_fault("cursor", cursor, "next", api->err);
    *page = (struct api_page){ (size_t)offset, (size_t)limit };
    return true;
}

void api_next(struct api *api, const struct api_page *page, bool more)
{
    json_key(&api->json, "next");
    if (!more) {
        json_null(&api->json);
        return;
    }
    json_str(&api->json, str_format(api->arena, "%lld.%zu", (long long)api->at.position.n, page->offset + page->limit));
}

/* ---- pieces ------------------------------------------------------------------------------------- */

void api_key_str(struct api *api, const char *key, struct str value)
{
    json_key(&api->json, key);
    json_str(&api->json, value);
}

void api_key_cstr(struct api *api, const char *key, const char *value)
{
    json_key(&api->json, key);
    json_cstr(&api->json, value);
}

void api_key_int(struct api *api, const char *key, int64_t n)
{
    json_key(&api->json, key);
    json_num(&api->json, n);
}

void api_key_bool(struct api *api, const char *key, bool value)
{
    json_key(&api->json, key);
    json_bool(&api->json, value);
}

void api_key_label(struct api *api, const char *key, const struct label *label)
{
    api_key_str(api, key, label_in(label, api->lang));
}

void api_key_day(struct api *api, const char *key, struct day day)
{
    api_key_date(api, key, (struct date){ day, PRECISION_DAY });
}

void api_key_date(struct api *api, const char *key, struct date date)
{
    json_key(&api->json, key);
    if (day_is_none(date.day)) {
        json_null(&api->json);
        return;
    }
    struct buf out;
    buf_init(&out, api->arena);
    date_print(date, &out);
    json_str(&api->json, buf_get(&out));
}

void api_key_instant(struct api *api, const char *key, struct instant instant)
{
    struct buf out;
    buf_init(&out, api->arena);
    instant_print(instant, &out);
    api_key_str(api, key, buf_get(&out));
}

void api_at_json(struct api *api)
{
    json_key(&api->json, "at");
    json_object(&api->json);
    api_key_day(api, "on", api->at.on);
    json_key(&api->json, "as_of");
    if (api->at.asked.len)
        json_str(&api->json, api->at.asked);
    else
        json_null(&api->json);
    api_key_int(api, "position", api->at.position.n);
    api_key_instant(api, "recorded", api->at.recorded);
    json_object_end(&api->json);
}

void api_ledger_json(struct api *api)
{
    const struct web_options *options = server_options(api->request->server);
    json_key(&api->json, "ledger");
    json_object(&api->json);
    api_key_str(api, "name", options->name);
    api_key_bool(api, "invented", options->invented);
    json_object_end(&api->json);
}

bool api_number(struct str text, int64_t *n)
{
    return str_to_int(text, n) && *n >= 0 && text.ptr[0] != '-';
}

/* ---- names of records --------------------------------------------------------------------------- */

bool api_title(struct api *api, const struct kind *kind, struct record_id record, struct str *title)
{
    if (!api->titles)
        api->titles = ARENA_ARRAY(api->arena, struct api_title, TITLE_SLOTS);
    size_t slot = (size_t)((uint64_t)record.n * 0x9E3779B97F4A7C15u >> 54);
    struct api_title *kept = &api->titles[slot];
    if (kept->record != record.n) {
        struct timeline *timeline;
        if (!record_read(api->ledger, api->arena, kind, record, api->at.as_of, &timeline, api->err))
            return false;
        kept->record = record.n;
        kept->title = timeline ? timeline_title(api->arena, timeline)
                               : str_format(api->arena, "#%lld", (long long)record.n);
    }
    *title = kept->title;
    return true;
}

bool api_record_name(struct api *api, const char *key, const struct kind *kind, struct record_id record)
{
    if (key)
        json_key(&api->json, key);
    if (!record.n || !kind) {
        json_null(&api->json);
        return true;
    }
    struct str title;
    if (!api_title(api, kind, record, &title))
        return false;
    json_object(&api->json);
    api_key_str(api, "kind", kind->name);
    api_key_label(api, "kind_label", &kind->label);
    api_key_str(api, "id", str_format(api->arena, "%lld", (long long)record.n));
    api_key_str(api, "title", title);
    json_object_end(&api->json);
    return true;
}

bool api_zone_name(struct api *api, const char *key, struct record_id zone)
{
    json_key(&api->json, key);
    if (!zone.n) {
        json_null(&api->json);
        return true;
    }
    struct str title;
    if (!api_title(api, api->model->zone, zone, &title))
        return false;
    json_object(&api->json);
    api_key_str(api, "id", str_format(api->arena, "%lld", (long long)zone.n));
    api_key_str(api, "name", title);
    json_object_end(&api->json);
    return true;
}

bool api_value(struct api *api, const struct field *field, const struct value *value, struct str *shown, struct str *unit)
{
    *unit = *shown = STR("");
    if (!value->present)
        return true;
    if (field->type == FIELD_REF)
        return api_title(api, field->to, (struct record_id){ value->n }, shown);
    struct buf out;
    buf_init(&out, api->arena);
    field_print(field, value, api->lang, &out);
    *shown = buf_get(&out);
    *unit = field->unit;
    return true;
}

struct str api_input(struct api *api, const struct field *field, const struct value *value)
{
    struct buf out;
    buf_init(&out, api->arena);
    switch (field->type) {
    case FIELD_REF: return value->present ? str_format(api->arena, "%lld", (long long)value->n) : STR("");
    case FIELD_CHOICE:
    case FIELD_CODE:
    case FIELD_YES_NO: field_print_canonical(field, value, &out); break;
    default: field_print(field, value, api->lang, &out);
    }
    return buf_get(&out);
}

/* ---- what entries did --------------------------------------------------------------------------- */

static bool change_words(struct api *api, const struct change *from, struct api_change *to)
{
    *to = (struct api_change){ .effective = from->effective, .entry = from->entry, .act = from->act,
                               .label = act_word(from->act, api->lang) };
    if (from->stage) {
        struct buf date;
        buf_init(&date, api->arena);
        if (!day_is_none(from->effective.day))
            date_print(from->effective, &date);
        to->label = label_in(&from->stage->label, api->lang);
        to->after = from->act == ACT_UNSTAGE ? STR("") : buf_get(&date);
    } else if (from->field) {
        struct str unit;
        to->field = from->field->name;
        to->label = label_in(&from->field->label, api->lang);
        if (!api_value(api, from->field, &from->before, &to->before, &unit))
            return false;
        if (to->before.len && unit.len)
            to->before = str_format(api->arena, "%.*s %.*s", STR_ARG(to->before), STR_ARG(unit));
        if (!api_value(api, from->field, &from->after, &to->after, &unit))
            return false;
        if (to->after.len && unit.len)
            to->after = str_format(api->arena, "%.*s %.*s", STR_ARG(to->after), STR_ARG(unit));
    }
    return true;
}

bool api_changes(struct api *api, const struct timeline *timeline, struct entry_id only, size_t max,
                 struct api_change **out, size_t *count, size_t *total)
{
    struct change *changes;
    size_t all = timeline_history(api->arena, timeline, &changes);
    *out = ARENA_ARRAY(api->arena, struct api_change, all < max ? all : max);
    *count = *total = 0;
    for (size_t i = all; i-- > 0;) {
        if (only.n && changes[i].entry.n != only.n)
            continue;
        ++*total;
        if (*count < max && !change_words(api, &changes[i], &(*out)[(*count)++]))
            return false;
    }
    return true;
}
