/* api_record.c - one record's page: what it is, its stages, its history, its proof. Lists are in api_list.c. */
#include "web/api_priv.h"

#include "base/arena.h"

enum { HISTORY_MAX = 200, MEMBERS_MAX = 200 };

static bool find_kind(struct api *api, const struct kind **kind)
{
    struct str name = api->request->segments[0];
    *kind = model_kind(api->model, name);
    return *kind || err_set(api->err, ERR_WEB_NO_KIND, "kind", name);
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
