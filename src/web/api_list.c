/*
 * api_list.c - lists of records: narrowed by fields, sorted, with the columns asked for, in groups and with totals. What is
 * asked stands in the address, so that a view can be sent as it is.
 *
 * GET /api/records/{kind}?q=&zone=&stage=&FIELD=V&FIELD.ge=V&sort=-FIELD&columns=a,b&group=FIELD&totals=1&offset=&limit=
 */
#include "web/api_priv.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/limits.h"

enum { COLUMNS_USUAL = 8, FILTERS_MAX = 16, OFFSET_MAX = 100000000 };

static bool find_kind(struct api *api, const struct kind **kind)
{
    struct str name = api->request->segments[0];
    *kind = model_kind(api->model, name);
    return *kind || err_set(api->err, ERR_WEB_NO_KIND, "kind", name);
}

static bool no_field(struct api *api, const struct kind *kind, struct str name)
{
    return err_set(api->err, ERR_WEB_NO_FIELD, "kind", kind->name, "field", name);
}

/* ---- columns ------------------------------------------------------------------------------------ */

struct columns {
    const struct field **items;
    size_t count;
};

/* The title first, then what else fits on a line. Personal fields and long texts do not stand in lists unless asked for. */
static void columns_usual(const struct kind *kind, struct columns *columns)
{
    if (kind->title)
        columns->items[columns->count++] = kind->title;
    for (size_t i = 0; i < kind->field_count && columns->count < COLUMNS_USUAL; i++) {
        const struct field *field = &kind->fields[i];
        if (field != kind->title && field->type != FIELD_NOTE && field->type != FIELD_MEMBERS && !field->personal)
            columns->items[columns->count++] = field;
    }
}

static bool columns_read(struct api *api, const struct kind *kind, struct columns *columns)
{
    struct str asked = request_parameter(api->request, "columns"), name;
    columns->items = ARENA_ARRAY(api->arena, const struct field *, kind->field_count + COLUMNS_USUAL);
    columns->count = 0;
    if (!asked.len)
        columns_usual(kind, columns);
    while (asked.len && str_split(&asked, ',', &name)) {
        const struct field *field = kind_field(kind, str_trim(name));
        if (!field || field->type == FIELD_MEMBERS)
            return no_field(api, kind, name);
        bool twice = false;
        for (size_t i = 0; i < columns->count; i++)
            twice = twice || columns->items[i] == field;
        if (!twice)
            columns->items[columns->count++] = field;
    }
    return true;
}

/* ---- what is asked ------------------------------------------------------------------------------ */

/* Words of the address that are no field. */
static bool is_own_word(struct str name)
{
    static const struct str words[] = { STR_INIT("q"), STR_INIT("zone"), STR_INIT("stage"), STR_INIT("sort"), STR_INIT("on"),
                                        STR_INIT("as_of"), STR_INIT("cursor"), STR_INIT("limit"), STR_INIT("lang"),
                                        STR_INIT("columns"), STR_INIT("group"), STR_INIT("totals"), STR_INIT("offset") };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_eq(words[i], name))
            return true;
    return false;
}

/* "investment.ge" to its field's name and what is asked of it. */
static enum filter_op op_cut(struct str *name)
{
    static const struct { struct str ending; enum filter_op op; } ops[] = {
        { STR_INIT(".ne"), FILTER_NE }, { STR_INIT(".lt"), FILTER_LT }, { STR_INIT(".le"), FILTER_LE },
        { STR_INIT(".gt"), FILTER_GT }, { STR_INIT(".ge"), FILTER_GE }, { STR_INIT(".has"), FILTER_HAS },
    };
    for (size_t i = 0; i < sizeof ops / sizeof *ops; i++)
        if (str_ends(*name, ops[i].ending)) {
            *name = str_slice(*name, 0, name->len - ops[i].ending.len);
            return ops[i].op;
        }
    return FILTER_EQ;
}

/* A record in an address is its bare number; the ledger's own texts mark it. */
static struct str filter_text(struct api *api, const struct field *field, struct str value)
{
    int64_t n;
    bool bare = field->type == FIELD_REF && api_number(value, &n);
    return bare ? str_format(api->arena, "#%.*s", STR_ARG(value)) : value;
}

static bool add_filter(struct api *api, struct list_query *query, struct filter *filters, const struct field *field,
                       enum filter_op op, struct str value)
{
    if (query->filter_count == FILTERS_MAX)
        return request_parameter_fault("filter", value, "16", api->err);
    struct str text = field && op != FILTER_HAS ? filter_text(api, field, value) : value;
    filters[query->filter_count++] = (struct filter){ field, op, text };
    return true;
}

static bool read_filters(struct api *api, struct list_query *query, struct filter *filters)
{
    const struct request *request = api->request;
    struct str zone = request_parameter(request, "zone"), stage = request_parameter(request, "stage");
    if (zone.len && query->kind->zone && !add_filter(api, query, filters, query->kind->zone, FILTER_EQ, zone))
        return false;
    if (stage.len && !kind_stage(query->kind, stage))
        return request_parameter_fault("stage", stage, "GET /api/model/kinds", api->err);
    if (stage.len && !add_filter(api, query, filters, NULL, FILTER_EQ, stage))
        return false;
    for (size_t i = 0; i < request->parameter_count; i++) {
        struct str name = request->parameters[i].name;
        if (is_own_word(name))
            continue;
        enum filter_op op = op_cut(&name);
        const struct field *field = kind_field(query->kind, name);
        if (!field)
            return no_field(api, query->kind, name);
        if (!add_filter(api, query, filters, field, op, request->parameters[i].value))
            return false;
    }
    return true;
}

static bool read_sort(struct api *api, struct list_query *query)
{
    struct str sort = request_parameter(api->request, "sort");
    if (!sort.len)
        return true;
    query->descending = sort.ptr[0] == '-';
    struct str name = query->descending ? str_slice(sort, 1, sort.len) : sort;
    query->sort = kind_field(query->kind, name);
    return query->sort || no_field(api, query->kind, name);
}

/* ---- totals and groups -------------------------------------------------------------------------- */

struct group {
    struct value value;            /* of the field; texts are in the arena */
    const struct stage *stage;
    int64_t count;
    int64_t *sums;                 /* a column each, at its field's scale */
};

struct summing {
    struct api *api;
    struct columns *columns;
    const struct field *by;
    bool by_stage, grouped, overflow, too_many;
    struct group all, *groups;
    size_t group_count, group_room;
};

static bool is_summed(const struct field *field)
{
    return field->type == FIELD_MONEY || field->type == FIELD_NUMBER || field->type == FIELD_INTEGER;
}

static void group_add(struct summing *s, struct group *group, const struct timeline *timeline)
{
    group->count++;
    for (size_t i = 0; i < s->columns->count; i++) {
        struct value value;
        if (!is_summed(s->columns->items[i]))
            continue;
        timeline_value(timeline, s->columns->items[i], s->api->at.on, &value);
        if (value.present && __builtin_add_overflow(group->sums[i], value.n, &group->sums[i]))
            s->overflow = true;
    }
}

static bool same_group(const struct summing *s, const struct group *group, const struct value *value, const struct stage *stage)
{
    if (s->by_stage)
        return group->stage == stage;
    return group->value.present == value->present && (!value->present || field_cmp(s->by, &group->value, value) == 0);
}

static struct group *group_of(struct summing *s, const struct timeline *timeline)
{
    struct value value = { .present = false };
    const struct stage *stage = s->by_stage ? timeline_current_stage(timeline, s->api->at.on) : NULL;
    if (!s->by_stage)
        timeline_value(timeline, s->by, s->api->at.on, &value);
    for (size_t i = 0; i < s->group_count; i++)
        if (same_group(s, &s->groups[i], &value, stage))
            return &s->groups[i];
    if (s->group_count == LIMIT_LIST_GROUPS) {
        s->too_many = true;
        return &s->groups[0];
    }
    if (s->group_count == s->group_room) {
        size_t room = s->group_room ? s->group_room * 2 : 32;
        s->groups = arena_grow(s->api->arena, s->groups, s->group_room * sizeof *s->groups, room * sizeof *s->groups);
        s->group_room = room;
    }
    struct group *group = &s->groups[s->group_count++];
    value.text = value.text.len ? str_copy(s->api->arena, value.text) : STR("");
    *group = (struct group){ .value = value, .stage = stage, .sums = ARENA_ARRAY(s->api->arena, int64_t, s->columns->count) };
    return group;
}

static void sum_row(void *host, const struct timeline *timeline)
{
    struct summing *s = host;
    group_add(s, &s->all, timeline);
    if (s->grouped)
        group_add(s, group_of(s, timeline), timeline);
}

static bool read_summing(struct api *api, struct list_query *query, struct columns *columns, struct summing *s)
{
    struct str by = request_parameter(api->request, "group");
    bool totals = str_eq(request_parameter(api->request, "totals"), STR("1"));
    *s = (struct summing){ .api = api, .columns = columns, .grouped = by.len > 0, .by_stage = str_eq(by, STR("stage")) };
    s->all.sums = ARENA_ARRAY(api->arena, int64_t, columns->count);
    s->by = by.len && !s->by_stage ? kind_field(query->kind, by) : NULL;
    if (by.len && !s->by_stage && (!s->by || s->by->type == FIELD_MEMBERS))
        return no_field(api, query->kind, by);
    if (totals || s->grouped) {
        query->each = sum_row;
        query->host = s;
    }
    return true;
}

static int group_order(const void *a, const void *b, void *host)
{
    const struct summing *s = host;
    const struct group *x = a, *y = b;
    if (s->by_stage)
        return (x->stage ? x->stage->order : -1) - (y->stage ? y->stage->order : -1);
    if (!x->value.present || !y->value.present)
        return (int)y->value.present - (int)x->value.present; /* what has none stands last */
    return s->by->type == FIELD_REF || s->by->type == FIELD_CHOICE ? (x->count < y->count) - (x->count > y->count)
                                                                   : field_cmp(s->by, &x->value, &y->value);
}

/* ---- the answer --------------------------------------------------------------------------------- */

static bool write_totals(struct api *api, const struct columns *columns, const int64_t *sums)
{
    json_key(&api->json, "totals");
    json_array(&api->json);
    for (size_t i = 0; i < columns->count; i++) {
        struct str shown, unit;
        struct value value = { .present = true, .n = sums[i] };
        if (!is_summed(columns->items[i]))
            continue;
        if (!api_value(api, columns->items[i], &value, &shown, &unit))
            return false;
        json_object(&api->json);
        api_key_str(api, "name", columns->items[i]->name);
        api_key_str(api, "shown", shown);
        api_key_str(api, "unit", unit);
        json_object_end(&api->json);
    }
    json_array_end(&api->json);
    return true;
}

static bool write_group(struct api *api, const struct summing *s, const struct group *group)
{
    struct str shown, unit;
    json_object(&api->json);
    if (s->by_stage) {
        api_key_str(api, "value", group->stage ? group->stage->name : STR(""));
        api_key_str(api, "shown", group->stage ? label_in(&group->stage->label, api->lang) : STR(""));
    } else {
        if (!api_value(api, s->by, &group->value, &shown, &unit))
            return false;
        api_key_str(api, "value", api_input(api, s->by, &group->value));
        api_key_str(api, "shown", shown);
    }
    api_key_int(api, "count", group->count);
    if (!write_totals(api, s->columns, group->sums))
        return false;
    json_object_end(&api->json);
    return true;
}

static bool write_sums(struct api *api, const struct list_query *query, struct summing *s)
{
    if (!query->each)
        return true;
    if (s->overflow)
        return err_set(api->err, ERR_LEDGER_OVERFLOW, "metric", query->kind->name);
    if (s->too_many)
        return err_set(api->err, ERR_WEB_MANY_GROUPS, "limit", str_format(api->arena, "%d", LIMIT_LIST_GROUPS));
    if (!write_totals(api, s->columns, s->all.sums))
        return false;
    if (!s->grouped)
        return true;
    if (s->group_count > 1)
        qsort_r(s->groups, s->group_count, sizeof *s->groups, group_order, s);
    json_key(&api->json, "groups");
    json_array(&api->json);
    for (size_t i = 0; i < s->group_count; i++)
        if (!write_group(api, s, &s->groups[i]))
            return false;
    json_array_end(&api->json);
    return true;
}

static bool write_cell(struct api *api, const struct timeline *timeline, const struct field *field, struct day on)
{
    struct value value;
    struct str shown, unit;
    timeline_value(timeline, field, on, &value);
    if (!api_value(api, field, &value, &shown, &unit))
        return false;
    json_object(&api->json);
    api_key_str(api, "shown", shown);
    if (field->type == FIELD_REF && value.present &&
        !api_record_name(api, "record", field->to, (struct record_id){ value.n }))
        return false;
    json_object_end(&api->json);
    return true;
}

static void write_stage(struct api *api, const struct timeline *timeline, struct day on)
{
    const struct stage *stage = timeline_current_stage(timeline, on);
    json_key(&api->json, "stage");
    if (!stage) {
        json_null(&api->json);
        api_key_day(api, "day", DAY_NONE);
        return;
    }
    json_object(&api->json);
    api_key_str(api, "name", stage->name);
    api_key_label(api, "label", &stage->label);
    json_object_end(&api->json);
    api_key_date(api, "day", timeline_stage(timeline, stage));
}

static bool write_row(struct api *api, const struct timeline *timeline, const struct columns *columns)
{
    json_object(&api->json);
    api_key_str(api, "id", str_format(api->arena, "%lld", (long long)timeline_record(timeline).n));
    api_key_str(api, "title", timeline_title(api->arena, timeline));
    write_stage(api, timeline, api->at.on);
    json_key(&api->json, "cells");
    json_array(&api->json);
    for (size_t i = 0; i < columns->count; i++)
        if (!write_cell(api, timeline, columns->items[i], api->at.on))
            return false;
    json_array_end(&api->json);
    if (!api_pressing(api, timeline))
        return false;
    json_object_end(&api->json);
    return true;
}

static void write_columns(struct api *api, const struct columns *columns)
{
    json_key(&api->json, "columns");
    json_array(&api->json);
    for (size_t i = 0; i < columns->count; i++) {
        json_object(&api->json);
        api_key_str(api, "name", columns->items[i]->name);
        api_key_label(api, "label", &columns->items[i]->label);
        api_key_cstr(api, "type", field_type_name(columns->items[i]->type));
        api_key_str(api, "unit", columns->items[i]->unit);
        json_object_end(&api->json);
    }
    json_array_end(&api->json);
}

static bool write_list(struct api *api, const struct list_query *query, const struct list_result *result,
                       const struct api_page *page, const struct columns *columns, struct summing *summing)
{
    size_t shown = result->count < page->limit ? result->count : page->limit;
    json_object(&api->json);
    api_at_json(api);
    api_key_str(api, "kind", query->kind->name);
    api_key_label(api, "kind_label", &query->kind->label);
    write_columns(api, columns);
    json_key(&api->json, "items");
    json_array(&api->json);
    for (size_t i = 0; i < shown; i++)
        if (!write_row(api, result->rows[i], columns))
            return false;
    json_array_end(&api->json);
    api_next(api, page, result->count > shown);
    if (query->want_total)
        api_key_int(api, "total", (int64_t)result->total);
    if (!write_sums(api, query, summing))
        return false;
    json_object_end(&api->json);
    return true;
}

bool web_records(struct request *request, struct err *err)
{
    struct api api;
    struct api_page page;
    struct columns columns;
    struct summing summing;
    struct filter filters[FILTERS_MAX];
    int64_t offset;
    struct list_query query = { .filters = filters, .search = request_parameter(request, "q") };
    if (!api_begin(&api, request, err) || !find_kind(&api, &query.kind) || !api_page_read(&api, &page) ||
        !request_int(request, "offset", (int64_t)page.offset, 0, OFFSET_MAX, &offset, err) || !read_filters(&api, &query, filters) ||
        !read_sort(&api, &query) || !columns_read(&api, query.kind, &columns) || !read_summing(&api, &query, &columns, &summing))
        return false;
    page.offset = (size_t)offset;
    query.offset = page.offset;
    query.limit = page.limit + 1; /* one more tells whether there is a next page */
    query.as_of = api.at.as_of;
    query.on = api.at.on;
    /* Counting reads everything that matches: asked for once, with the first page. */
    query.want_total = page.offset == 0;
    struct list_result result;
    return record_list(api.ledger, api.arena, &query, &result, err) &&
           write_list(&api, &query, &result, &page, &columns, &summing) && api_end(&api, 200);
}
