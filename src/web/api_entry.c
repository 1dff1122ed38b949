/* api_entry.c - the chain of entries, one entry with what it changed and moved, and the proof that it brought. */
#include "web/api_priv.h"

#include "base/arena.h"
#include "board/board.h"

enum { PAGE_USUAL = 50, PAGE_MOST = 200, CHANGES_MAX = 500, MONTHS_MAX = 64 };

/* ---- one entry's line --------------------------------------------------------------------------- */

static bool read_changes(struct api *api, const struct entry *entry, struct api_change **changes, size_t *count)
{
    struct timeline *timeline = NULL;
    size_t total;
    *count = 0;
    const struct kind *kind = entry->kind_name.len ? model_kind(api->model, entry->kind_name) : NULL;
    if (!kind || !entry->record.n)
        return true;
    if (!record_read(api->ledger, api->arena, kind, entry->record, (struct entry_id){ 0 }, &timeline, api->err))
        return false;
    return !timeline || api_changes(api, timeline, entry->id, CHANGES_MAX, changes, count, &total);
}

/* A few labels say what an entry was about. */
static struct str summary_of(struct api *api, const struct entry *entry, const struct api_change *changes, size_t count)
{
    struct buf out;
    buf_init(&out, api->arena);
    if (entry->act == ACT_ADD)
        return STR("");
    for (size_t i = 0; i < count && i < 3; i++) {
        if (i)
            buf_cstr(&out, api->lang == LANG_ZH ? "、" : ", ");
        buf_str(&out, changes[i].label);
    }
    if (count > 3)
        buf_cstr(&out, api->lang == LANG_ZH ? " 等" : " ..");
    return buf_get(&out);
}

static bool write_line(struct api *api, const struct entry *entry, const struct api_change *changes, size_t count)
{
    struct str author = STR("");
    if (entry->author.n && !api_title(api, api->model->person, entry->author, &author))
        return false;
    const struct kind *kind = entry->kind_name.len ? model_kind(api->model, entry->kind_name) : NULL;
    api_key_int(api, "position", entry->id.n);
    api_key_instant(api, "recorded", entry->recorded);
    api_key_str(api, "act", act_name(entry->act));
    api_key_str(api, "act_word", act_word(entry->act, api->lang));
    api_key_str(api, "kind", entry->kind_name);
    api_key_str(api, "kind_label", kind ? label_in(&kind->label, api->lang) : STR(""));
    if (!api_record_name(api, "record", kind, entry->record))
        return false;
    api_key_date(api, "effective", entry->effective);
    api_key_str(api, "author", author);
    api_key_str(api, "source", entry->source);
    api_key_str(api, "reason", entry->reason);
    api_key_str(api, "summary", summary_of(api, entry, changes, count));
    api_key_int(api, "evidence", (int64_t)entry->evidence_count);
    return true;
}

/* ---- the list ----------------------------------------------------------------------------------- */

/* The entries of one record before a position, newest first. */
static bool entries_of_record(struct api *api, int64_t record, int64_t before, size_t limit, struct entry *entries,
                              size_t *count)
{
    struct entry made;
    struct timeline *timeline = NULL;
    *count = 0;
    if (!entry_read(api->ledger, api->arena, (struct entry_id){ record }, &made, api->err))
        return false;
    const struct kind *kind = made.kind_name.len ? model_kind(api->model, made.kind_name) : NULL;
    if (kind && !record_read(api->ledger, api->arena, kind, (struct record_id){ record }, api->at.as_of, &timeline, api->err))
        return false;
    if (!timeline)
        return err_set(api->err, ERR_WEB_NO_RECORD, "kind", STR(""), "id", request_parameter(api->request, "record"));
    struct change *changes;
    size_t all = timeline_history(api->arena, timeline, &changes);
    int64_t last = before;
    for (size_t i = all; i-- > 0 && *count < limit;) {
        int64_t at = changes[i].entry.n;
        if (last && at >= last)
            continue;
        last = at;
        if (!entry_read(api->ledger, api->arena, changes[i].entry, &entries[(*count)++], api->err))
            return false;
    }
    return true;
}

bool web_entries(struct request *request, struct err *err)
{
    struct api api;
    int64_t before, limit, record;
    if (!api_begin(&api, request, err) || !request_int(request, "before", 0, 1, INT64_MAX, &before, err) ||
        !request_int(request, "limit", PAGE_USUAL, 1, PAGE_MOST, &limit, err) ||
        !request_int(request, "record", 0, 1, INT64_MAX, &record, err))
        return false;
    size_t wanted = (size_t)limit + 1, count;
    struct entry *entries = ARENA_ARRAY(api.arena, struct entry, wanted);
    bool read = record ? entries_of_record(&api, record, before, wanted, entries, &count)
                       : entry_list(api.ledger, api.arena, (struct entry_id){ before }, true, wanted, &entries, &count, err);
    if (!read)
        return false;
    json_object(&api.json);
    json_key(&api.json, "items");
    json_array(&api.json);
    for (size_t i = 0; i < count && i < (size_t)limit; i++) {
        struct api_change *changes = NULL;
        size_t change_count;
        json_object(&api.json);
        if (!read_changes(&api, &entries[i], &changes, &change_count) ||
            !write_line(&api, &entries[i], changes, change_count))
            return false;
        json_object_end(&api.json);
    }
    json_array_end(&api.json);
    json_key(&api.json, "next");
    if (count > (size_t)limit)
        json_num(&api.json, entries[limit - 1].id.n);
    else
        json_null(&api.json);
    json_object_end(&api.json);
    return api_end(&api, 200);
}

/* ---- one entry ---------------------------------------------------------------------------------- */

static void write_hash(struct api *api, const char *key, struct hash hash)
{
    struct buf out;
    buf_init(&out, api->arena);
    hash_print(hash, &out);
    api_key_str(api, key, buf_get(&out));
}

static void write_changes(struct api *api, const struct api_change *changes, size_t count)
{
    json_key(&api->json, "changes");
    json_array(&api->json);
    for (size_t i = count; i-- > 0;) { /* as the entry says them */
        json_object(&api->json);
        api_key_str(api, "label", changes[i].label);
        api_key_str(api, "before", changes[i].before);
        api_key_str(api, "after", changes[i].after);
        json_object_end(&api->json);
    }
    json_array_end(&api->json);
}

/* The months that a record speaks of: where its contributions can lie. */
struct months {
    int32_t items[MONTHS_MAX];
    size_t count;
};

static void add_month(struct months *months, int32_t month)
{
    for (size_t i = 0; i < months->count; i++)
        if (months->items[i] == month)
            return;
    if (months->count < MONTHS_MAX)
        months->items[months->count++] = month;
}

static void months_of(struct api *api, const struct timeline *timeline, struct months *months)
{
    struct change *changes;
    size_t count = timeline_history(api->arena, timeline, &changes);
    for (size_t i = 0; i < count; i++) {
        const struct value *values[] = { &changes[i].before, &changes[i].after };
        if (!day_is_none(changes[i].effective.day))
            add_month(months, month_of(changes[i].effective.day));
        for (size_t v = 0; v < 2 && changes[i].field; v++) {
            if (!values[v]->present)
                continue;
            struct day day = { (int32_t)values[v]->n };
            if (changes[i].field->type == FIELD_MONTH)
                add_month(months, (int32_t)values[v]->n);
            if (changes[i].field->type == FIELD_DATE) {
                add_month(months, month_of(day));
                add_month(months, month_of((struct day){ day.n + 1 })); /* overdue from the day after */
            }
        }
    }
}

static bool write_moves_of(struct api *api, const struct metric *metric, int32_t month, struct entry_id id)
{
    struct contribution *moved;
    size_t count;
    struct figure_query query = { .metric = metric, .period = { month_first(month), month_last(month) }, .on = DAY_NONE,
                                  .as_of = id };
    if (!figure_contributions(api->ledger, api->arena, &query, &moved, &count, api->err))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (moved[i].entry.n != id.n)
            continue;
        struct shown delta = shown_number(api->arena, moved[i].delta, metric->unit, moved[i].delta, api->lang);
        json_object(&api->json);
        api_key_str(api, "metric", metric->name);
        api_key_label(api, "label", &metric->label);
        if (!api_zone_name(api, "zone", moved[i].zone))
            return false;
        api_key_day(api, "day", moved[i].day);
        json_key(&api->json, "delta");
        shown_json(&api->json, &delta, api->lang);
        json_object_end(&api->json);
    }
    return true;
}

static bool is_tally(const struct metric *metric)
{
    return metric->how == METRIC_COUNT || metric->how == METRIC_SUM || metric->how == METRIC_STOCK;
}

/* Fed by the kind itself, or by one that rolls its values up. */
static bool is_fed(const struct metric *metric, const struct kind *kind)
{
    if (metric->kind == kind)
        return true;
    for (size_t f = 0; metric->kind && f < metric->kind->field_count; f++)
        if (metric->kind->fields[f].roll != ROLL_NONE && metric->kind->fields[f].roll_kind == kind)
            return true;
    return false;
}

static bool write_moved(struct api *api, const struct entry *entry)
{
    const struct model *model = ledger_model_at(api->ledger, entry->id, api->err);
    struct timeline *timeline = NULL;
    struct months months = { .count = 0 };
    if (!model)
        return false;
    const struct kind *kind = entry->kind_name.len ? model_kind(model, entry->kind_name) : NULL;
    if (kind && !record_read(api->ledger, api->arena, kind, entry->record, entry->id, &timeline, api->err))
        return false;
    if (timeline)
        months_of(api, timeline, &months);
    json_key(&api->json, "moved");
    json_array(&api->json);
    for (size_t m = 0; kind && m < model->metric_count; m++)
        for (size_t i = 0; is_tally(&model->metrics[m]) && is_fed(&model->metrics[m], kind) && i < months.count; i++)
            if (!write_moves_of(api, &model->metrics[m], months.items[i], entry->id))
                return false;
    json_array_end(&api->json);
    return true;
}

static void write_neighbour(struct api *api, const char *key, int64_t position, bool there)
{
    json_key(&api->json, key);
    if (there)
        json_num(&api->json, position);
    else
        json_null(&api->json);
}

static bool write_entry(struct api *api, const struct entry *entry)
{
    struct api_change *changes = NULL;
    size_t count;
    struct hash before = { { 0 } };
    struct instant then;
    if (!read_changes(api, entry, &changes, &count))
        return false;
    if (entry->id.n > 1) {
        if (!entry_moment(api->ledger, (struct entry_id){ entry->id.n - 1 }, &then, &before, api->err))
            return false;
    }
    json_object(&api->json);
    if (!write_line(api, entry, changes, count))
        return false;
    write_hash(api, "hash", entry->hash);
    api_key_cstr(api, "hash_kind", hash_kind_name(ledger_hash_kind(api->ledger)));
    write_hash(api, "previous_hash", before);
    api_key_str(api, "body", entry->body);
    write_changes(api, changes, count);
    if (!write_moved(api, entry))
        return false;
    json_key(&api->json, "evidence_files");
    json_array(&api->json);
    for (size_t i = 0; i < entry->evidence_count; i++)
        api_evidence(api, &entry->evidence[i], false);
    json_array_end(&api->json);
    write_neighbour(api, "previous", entry->id.n - 1, entry->id.n > 1);
    write_neighbour(api, "next", entry->id.n + 1, entry->id.n < api->at.position.n);
    json_object_end(&api->json);
    return true;
}

bool web_entry(struct request *request, struct err *err)
{
    struct api api;
    struct entry entry;
    struct entry_id id;
    if (!api_begin(&api, request, err))
        return false;
    if (!api_number(request->segments[0], &id.n) || id.n < 1 || id.n > api.at.position.n)
        return err_set(err, ERR_WEB_NO_ENTRY, "position", request->segments[0], "last",
                       str_format(api.arena, "%lld", (long long)api.at.position.n));
    return entry_read(api.ledger, api.arena, id, &entry, err) && write_entry(&api, &entry) && api_end(&api, 200);
}

/* ---- evidence ----------------------------------------------------------------------------------- */

/*
 * The bytes, always as a file to save: what people put in must never run as this page's own. The same for ever under
 * its hash, unless it is erased, so the browser may keep it but has to ask.
 */
bool web_evidence(struct request *request, struct err *err)
{
    struct hash hash;
    struct entry_id entry;
    struct str bytes, name = request->segments[0];
    if (!hash_parse(name, &hash))
        return err_set(err, ERR_WEB_NOT_FOUND, "path", request->path);
    if (!request_int(request, "entry", 0, 1, INT64_MAX, &entry.n, err) ||
        !evidence_read(request->worker->ledger, request->arena, entry, hash, &bytes, err))
        return false;
    request->response.status = 200;
    request->response.type = "application/octet-stream";
    request->response.body = bytes;
    response_header(request, "Content-Disposition",
                    str_format(request->arena, "attachment; filename=\"%.*s\"", (int)(name.len < 16 ? name.len : 16), name.ptr));
    return true;
}
