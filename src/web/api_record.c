/* api_record.c - lists of records, and one record's page: what it is, its stages, its history, its proof. */
#include "web/api_priv.h"

#include "base/arena.h"

enum { COLUMNS_MAX = 8, FILTERS_MAX = 16, HISTORY_MAX = 200, MEMBERS_MAX = 200 };

static bool find_kind(struct api *api, const struct kind **kind)
{
    struct str name = api->request->segments[0];
    *kind = model_kind(api->model, name);
    return *kind || err_set(api->err, ERR_WEB_NO_KIND, "kind", name);
}

/* ---- lists -------------------------------------------------------------------------------------- */

/* The title first, then what else fits on a line. Personal fields and long texts do not stand in lists. */
static size_t columns_of(const struct kind *kind, const struct field **columns)
{
    size_t count = 0;
    if (kind->title)
        columns[count++] = kind->title;
    for (size_t i = 0; i < kind->field_count && count < COLUMNS_MAX; i++) {
        const struct field *field = &kind->fields[i];
        if (field != kind->title && field->type != FIELD_NOTE && field->type != FIELD_MEMBERS && !field->personal)
            columns[count++] = field;
    }
    return count;
}

/* Words of the address that are no field. */
static bool is_own_word(struct str name)
{
    static const struct str words[] = { STR_INIT("q"), STR_INIT("zone"), STR_INIT("stage"), STR_INIT("sort"), STR_INIT("on"),
                                        STR_INIT("as_of"), STR_INIT("cursor"), STR_INIT("limit"), STR_INIT("lang") };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_eq(words[i], name))
            return true;
    return false;
}

/* A record in an address is its bare number; the ledger's own texts mark it. */
static struct str filter_text(struct api *api, const struct field *field, struct str value)
{
    int64_t n;
    bool bare = field->type == FIELD_REF && api_number(value, &n);
    return bare ? str_format(api->arena, "#%.*s", STR_ARG(value)) : value;
}

static bool add_filter(struct api *api, struct list_query *query, struct filter *filters, const struct field *field,
                       struct str value)
{
    if (query->filter_count == FILTERS_MAX)
        return request_parameter_fault("filter", value, "16", api->err);
    filters[query->filter_count++] = (struct filter){ field, FILTER_EQ, field ? filter_text(api, field, value) : value };
    return true;
}

static bool read_filters(struct api *api, struct list_query *query, struct filter *filters)
{
    const struct request *request = api->request;
    struct str zone = request_parameter(request, "zone"), stage = request_parameter(request, "stage");
    if (zone.len && query->kind->zone && !add_filter(api, query, filters, query->kind->zone, zone))
        return false;
    if (stage.len && !kind_stage(query->kind, stage))
        return request_parameter_fault("stage", stage, "GET /api/model/kinds", api->err);
    if (stage.len && !add_filter(api, query, filters, NULL, stage))
        return false;
    for (size_t i = 0; i < request->parameter_count; i++) {
        const struct parameter *parameter = &request->parameters[i];
        if (is_own_word(parameter->name))
            continue;
        const struct field *field = kind_field(query->kind, parameter->name);
        if (!field)
            return err_set(api->err, ERR_WEB_NO_FIELD, "kind", query->kind->name, "field", parameter->name);
        if (!add_filter(api, query, filters, field, parameter->value))
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
    return query->sort || err_set(api->err, ERR_WEB_NO_FIELD, "kind", query->kind->name, "field", name);
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

static bool write_row(struct api *api, const struct timeline *timeline, const struct field *const *columns, size_t count)
{
    json_object(&api->json);
    api_key_str(api, "id", str_format(api->arena, "%lld", (long long)timeline_record(timeline).n));
    api_key_str(api, "title", timeline_title(api->arena, timeline));
    write_stage(api, timeline, api->at.on);
    json_key(&api->json, "cells");
    json_array(&api->json);
    for (size_t i = 0; i < count; i++)
        if (!write_cell(api, timeline, columns[i], api->at.on))
            return false;
    json_array_end(&api->json);
    if (!api_pressing(api, timeline))
        return false;
    json_object_end(&api->json);
    return true;
}

static bool write_list(struct api *api, const struct list_query *query, const struct list_result *result,
                       const struct api_page *page)
{
    const struct field *columns[COLUMNS_MAX];
    size_t count = columns_of(query->kind, columns), shown = result->count < page->limit ? result->count : page->limit;
    json_object(&api->json);
    api_at_json(api);
    api_key_str(api, "kind", query->kind->name);
    api_key_label(api, "kind_label", &query->kind->label);
    json_key(&api->json, "columns");
    json_array(&api->json);
    for (size_t i = 0; i < count; i++) {
        json_object(&api->json);
        api_key_str(api, "name", columns[i]->name);
        api_key_label(api, "label", &columns[i]->label);
        api_key_cstr(api, "type", field_type_name(columns[i]->type));
        api_key_str(api, "unit", columns[i]->unit);
        json_object_end(&api->json);
    }
    json_array_end(&api->json);
    json_key(&api->json, "items");
    json_array(&api->json);
    for (size_t i = 0; i < shown; i++)
        if (!write_row(api, result->rows[i], columns, count))
            return false;
    json_array_end(&api->json);
    api_next(api, page, result->count > shown);
    if (query->want_total)
        api_key_int(api, "total", (int64_t)result->total);
    json_object_end(&api->json);
    return true;
}

bool web_records(struct request *request, struct err *err)
{
    struct api api;
    struct api_page page;
    struct filter filters[FILTERS_MAX];
    struct list_query query = { .filters = filters, .search = request_parameter(request, "q") };
    if (!api_begin(&api, request, err) || !find_kind(&api, &query.kind) || !api_page_read(&api, &page) ||
        !read_filters(&api, &query, filters) || !read_sort(&api, &query))
        return false;
    query.offset = page.offset;
    query.limit = page.limit + 1; /* one more tells whether there is a next page */
    query.as_of = api.at.as_of;
    query.on = api.at.on;
    /* Counting reads everything that matches: asked for once, with the first page. */
    query.want_total = page.offset == 0;
    struct list_result result;
    return record_list(api.ledger, api.arena, &query, &result, err) && write_list(&api, &query, &result, &page) &&
           api_end(&api, 200);
}

/* ---- one record --------------------------------------------------------------------------------- */

static bool write_fields(struct api *api, const struct timeline *timeline, const struct kind *kind)
{
    json_key(&api->json, "fields");
    json_array(&api->json);
    for (size_t i = 0; i < kind->field_count; i++) {
        const struct field *field = &kind->fields[i];
        if (field->type == FIELD_MEMBERS)
            continue;
        struct value value;
        struct str shown, unit;
        timeline_value(timeline, field, api->at.on, &value);
        if (!api_value(api, field, &value, &shown, &unit))
            return false;
        json_object(&api->json);
        api_key_str(api, "name", field->name);
        api_key_label(api, "label", &field->label);
        api_key_cstr(api, "type", field_type_name(field->type));
        api_key_str(api, "shown", shown);
        api_key_str(api, "unit", field->unit);
        api_key_str(api, "input", api_input(api, field, &value));
        struct record_id named = { field->type == FIELD_REF && value.present ? value.n : 0 };
        if (!api_record_name(api, "record", field->to, named))
            return false;
        api_key_bool(api, "rolled", field->roll != ROLL_NONE);
        json_object_end(&api->json);
    }
    json_array_end(&api->json);
    return true;
}

/* The entry that said so last. */
static int64_t stage_entry(const struct change *changes, size_t count, const struct stage *stage)
{
    for (size_t i = count; i-- > 0;)
        if (changes[i].stage == stage)
            return changes[i].entry.n;
    return 0;
}

static void write_stages(struct api *api, const struct timeline *timeline, const struct kind *kind)
{
    struct change *changes;
    size_t count = timeline_history(api->arena, timeline, &changes);
    const struct stage *current = timeline_current_stage(timeline, api->at.on);
    json_key(&api->json, "stages");
    json_array(&api->json);
    for (size_t i = 0; i < kind->stage_count; i++) {
        const struct stage *stage = &kind->stages[i];
        int64_t entry = stage_entry(changes, count, stage);
        json_object(&api->json);
        api_key_str(api, "name", stage->name);
        api_key_label(api, "label", &stage->label);
        api_key_date(api, "date", timeline_stage(timeline, stage));
        json_key(&api->json, "entry");
        if (entry)
            json_num(&api->json, entry);
        else
            json_null(&api->json);
        api_key_bool(api, "current", stage == current);
        api_key_bool(api, "ends", stage->ends);
        json_object_end(&api->json);
    }
    json_array_end(&api->json);
}

struct entries_read {
    struct entry *items;
    size_t count;
};

/* The entries that a history names, newest first as it is, each once. */
static bool read_entries(struct api *api, const struct api_change *changes, size_t count, struct entries_read *entries)
{
    entries->items = ARENA_ARRAY(api->arena, struct entry, count + 1);
    entries->count = 0;
    for (size_t i = 0; i < count; i++) {
        if (entries->count && entries->items[entries->count - 1].id.n == changes[i].entry.n)
            continue;
        if (!entry_read(api->ledger, api->arena, changes[i].entry, &entries->items[entries->count++], api->err))
            return false;
    }
    return true;
}

static bool write_change(struct api *api, const struct api_change *change, const struct entry *entry)
{
    struct str author = STR("");
    if (entry->author.n && !api_title(api, api->model->person, entry->author, &author))
        return false;
    json_object(&api->json);
    api_key_int(api, "entry", entry->id.n);
    api_key_instant(api, "recorded", entry->recorded);
    api_key_str(api, "act", act_name(change->act));
    api_key_str(api, "act_word", act_word(change->act, api->lang));
    json_key(&api->json, "field");
    if (change->field.len)
        json_str(&api->json, change->field);
    else
        json_null(&api->json);
    api_key_str(api, "label", change->label);
    api_key_str(api, "before", change->before);
    api_key_str(api, "after", change->after);
    api_key_date(api, "effective", change->effective);
    api_key_str(api, "reason", entry->reason);
    api_key_str(api, "author", author);
    json_object_end(&api->json);
    return true;
}

static bool write_lines(struct api *api, const struct api_change *changes, size_t count, const struct entries_read *entries)
{
    const struct entry *entry = entries->items;
    for (size_t i = 0; i < count; i++) {
        while (entry->id.n != changes[i].entry.n)
            entry++;
        if (!write_change(api, &changes[i], entry))
            return false;
    }
    return true;
}

bool api_change_lines(struct api *api, const struct api_change *changes, size_t count)
{
    struct entries_read entries;
    return read_entries(api, changes, count, &entries) && write_lines(api, changes, count, &entries);
}

static bool write_history(struct api *api, const struct api_change *changes, size_t count, size_t total,
                          const struct entries_read *entries)
{
    json_key(&api->json, "history");
    json_array(&api->json);
    if (!write_lines(api, changes, count, entries))
        return false;
    json_array_end(&api->json);
    api_key_int(api, "history_total", (int64_t)total);
    return true;
}

bool api_history(struct api *api, const struct timeline *timeline, size_t max)
{
    struct api_change *changes;
    size_t count, total;
    struct entries_read entries;
    return api_changes(api, timeline, (struct entry_id){ 0 }, max, &changes, &count, &total) &&
           read_entries(api, changes, count, &entries) && write_history(api, changes, count, total, &entries);
}

void api_evidence(struct api *api, const struct evidence *evidence, bool with_entry)
{
    struct buf hash;
    buf_init(&hash, api->arena);
    if (!evidence->paper)
        hash_print(evidence->hash, &hash);
    json_object(&api->json);
    api_key_str(api, "name", evidence->name);
    api_key_str(api, "media_type", evidence->media_type);
    api_key_str(api, "hash", buf_get(&hash));
    api_key_int(api, "size", evidence->size_bytes);
    if (with_entry)
        api_key_int(api, "entry", evidence->entry.n);
    api_key_bool(api, "erased", evidence->erased);
    api_key_bool(api, "paper", evidence->paper);
    json_object_end(&api->json);
}

static void write_evidence(struct api *api, const struct entries_read *entries)
{
    json_key(&api->json, "evidence");
    json_array(&api->json);
    for (size_t i = 0; i < entries->count; i++)
        for (size_t e = 0; e < entries->items[i].evidence_count; e++)
            api_evidence(api, &entries->items[i].evidence[e], true);
    json_array_end(&api->json);
}

static bool write_members(struct api *api, const struct timeline *timeline, const struct kind *kind)
{
    json_key(&api->json, "members");
    json_array(&api->json);
    for (size_t i = 0; i < kind->field_count; i++) {
        const struct field *field = &kind->fields[i];
        if (field->type != FIELD_MEMBERS)
            continue;
        struct record_id *members;
        size_t count = timeline_members(api->arena, timeline, field, api->at.on, &members);
        json_object(&api->json);
        api_key_str(api, "field", field->name);
        api_key_label(api, "label", &field->label);
        json_key(&api->json, "items");
        json_array(&api->json);
        for (size_t m = 0; m < count && m < MEMBERS_MAX; m++)
            if (!api_record_name(api, NULL, field->to, members[m]))
                return false;
        json_array_end(&api->json);
        api_key_int(api, "total", (int64_t)count);
        json_object_end(&api->json);
    }
    json_array_end(&api->json);
    return true;
}

static void write_feeds(struct api *api, const struct kind *kind)
{
    json_key(&api->json, "feeds");
    json_array(&api->json);
    for (size_t i = 0; i < kind->metric_count; i++) {
        json_object(&api->json);
        api_key_str(api, "metric", kind->metrics[i]->name);
        api_key_label(api, "label", &kind->metrics[i]->label);
        json_object_end(&api->json);
    }
    json_array_end(&api->json);
}

static bool write_record(struct api *api, const struct timeline *timeline, const struct kind *kind)
{
    struct api_change *changes;
    size_t count, total;
    struct entries_read entries;
    if (!api_changes(api, timeline, (struct entry_id){ 0 }, HISTORY_MAX, &changes, &count, &total) ||
        !read_entries(api, changes, count, &entries))
        return false;
    json_object(&api->json);
    api_at_json(api);
    api_ledger_json(api);
    api_key_str(api, "kind", kind->name);
    api_key_label(api, "kind_label", &kind->label);
    api_key_str(api, "id", str_format(api->arena, "%lld", (long long)timeline_record(timeline).n));
    api_key_str(api, "title", timeline_title(api->arena, timeline));
    api_key_int(api, "version", timeline_last(timeline).n);
    api_key_bool(api, "deleted", timeline_deleted(timeline));
    if (!write_fields(api, timeline, kind))
        return false;
    write_stages(api, timeline, kind);
    if (!api_clocks(api, timeline) || !write_history(api, changes, count, total, &entries))
        return false;
    write_evidence(api, &entries);
    if (!write_members(api, timeline, kind))
        return false;
    write_feeds(api, kind);
    json_object_end(&api->json);
    return true;
}

bool web_record(struct request *request, struct err *err)
{
    struct api api;
    const struct kind *kind;
    struct record_id id;
    struct timeline *timeline = NULL;
    if (!api_begin(&api, request, err) || !find_kind(&api, &kind))
        return false;
    bool number = api_number(request->segments[1], &id.n);
    if (number && !record_read(api.ledger, api.arena, kind, id, api.at.as_of, &timeline, err))
        return false;
    if (!timeline)
        return err_set(err, ERR_WEB_NO_RECORD, "kind", label_in(&kind->label, api.lang), "id", request->segments[1]);
    response_tag_version(request, timeline_last(timeline).n);
    return write_record(&api, timeline, kind) && api_end(&api, 200);
}
