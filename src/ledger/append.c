/*
 * append.c - the door: what a draft says is checked, made canonical, chained, kept and counted.
 */
#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "ledger/ledger_priv.h"

struct appending {
    struct ledger *ledger;
    const struct edition *edition;
    const struct draft *draft;
    const struct draft *drafts;      /* of the group */
    const struct receipt *receipts;  /* of those before it */
    size_t index;
    const struct kind *kind;
    struct timeline *timeline;
    struct entry_row row;
    struct draft_value { const struct field *field; struct value value; struct str canonical; } *values;
    size_t value_count;
    struct aside *asides;            /* written with the entry */
    size_t aside_count;
    struct kept_file { struct str bytes, path; struct hash hash; } *files; /* evidence, kept once the draft is accepted */
    size_t file_count;
    struct meaning means;
    struct arena *arena;
    struct err *err;
};

static struct str number_text(struct arena *arena, int64_t n)
{
    return str_format(arena, "#%lld", (long long)n);
}

/* ---- who and what ---------------------------------------------------------------------------------------- */

static bool find_kind(struct appending *a)
{
    const struct model *model = a->edition->model;
    a->kind = model_kind(model, a->draft->kind);
    if (a->kind)
        return true;
    struct str *names = ARENA_ARRAY(a->arena, struct str, model->kind_count);
    for (size_t i = 0; i < model->kind_count; i++)
        names[i] = model->kinds[i].name;
    return err_set(a->err, ERR_LEDGER_KIND, "kind", a->draft->kind, "near",
                   model_nearest(a->arena, a->draft->kind, names, model->kind_count));
}

/* Its author looked at the record as of an entry: has anybody spoken of it since? What this very group says is no other's. */
static bool still_as_seen(struct appending *a)
{
    int64_t last = timeline_last_at(a->timeline, a->index ? a->receipts[0].entry.n - 1 : INT64_MAX);
    if (!a->draft->seen.n || last <= a->draft->seen.n)
        return true;
    return err_set(a->err, ERR_LEDGER_CHANGED, "kind", a->kind->label.zh, "kind_en", a->kind->label.en, "record",
                   number_text(a->arena, a->timeline->id.n), "position", str_format(a->arena, "%lld", (long long)last));
}

static enum verb verb_of(enum act act)
{
    static const enum verb verbs[ACT_COUNT] = {
        [ACT_ADD] = VERB_ADD,         [ACT_CHANGE] = VERB_CHANGE,  [ACT_CORRECT] = VERB_CORRECT, [ACT_STAGE] = VERB_STAGE,
        [ACT_UNSTAGE] = VERB_CORRECT, [ACT_ENLIST] = VERB_CHANGE,  [ACT_DELIST] = VERB_CHANGE,   [ACT_DELETE] = VERB_DELETE,
        [ACT_EVIDENCE] = VERB_EVIDENCE, [ACT_CLOSE] = VERB_CLOSE,
    };
    return verbs[act];
}

/* A record that may not be read is not there; one that may is refused by name. */
static bool record_may(struct appending *a)
{
    bool shows = true;
    if (!record_shows(a->ledger, a->timeline, &shows, a->err))
        return false;
    if (shows)
        return permit_writes(a->ledger, a->kind, a->timeline, verb_of(a->draft->act), a->err);
    a->timeline = NULL;
    return true;
}

static bool find_record(struct appending *a)
{
    const struct draft *draft = a->draft;
    if (!permit_writes(a->ledger, a->kind, NULL, verb_of(draft->act), a->err))
        return false;
    if (draft->act == ACT_ADD)
        return true;
    int64_t id = draft->record.n;
    if (draft->record_draft > 0 && (size_t)draft->record_draft <= a->index)
        id = a->receipts[draft->record_draft - 1].record.n;
    if (!record_load(a->ledger, a->edition, a->kind, id, &a->timeline, a->err))
        return false;
    if (a->timeline && timeline_gone(a->timeline, INT64_MAX))
        a->timeline = NULL;
    if (a->timeline && !record_may(a))
        return false;
    if (a->timeline)
        return still_as_seen(a);
    return err_set(a->err, ERR_LEDGER_RECORD, "kind", a->kind->label.zh, "kind_en", a->kind->label.en, "record", number_text(a->arena, id));
}

/* ---- fields ------------------------------------------------------------------------------------------------ */

/* A ref by title: exactly one living record of the kind must have it. */
static bool ref_by_title(struct appending *a, const struct kind *to, struct str text, int64_t *id)
{
    *id = 0;
    if (!to->title)
        return true;
    struct statement_handle *st = store_statement(a->ledger->store,
        SQL("SELECT record FROM facet WHERE ledger = 1 AND number = ?1 AND value = ?2 LIMIT 2"), a->err);
    if (!st)
        return false;
    bind_int(st, 1, edition_field_number(a->edition, to, to->title));
    bind_text(st, 2, text);
    size_t count = 0;
    for (bool row = true; row;) {
        if (!statement_step(a->ledger->store, st, &row, a->err))
            return false;
        if (row && count++ == 0)
            *id = column_int(st, 0);
    }
    if (count < 2)
        return true;
    return err_set(a->err, ERR_LEDGER_REF_MANY, "text", text, "kind", to->label.zh, "kind_en", to->label.en);
}

static bool ref_exists(struct appending *a, const struct kind *to, int64_t id, bool *exists)
{
    struct timeline *timeline;
    if (!record_load(a->ledger, a->edition, to, id, &timeline, a->err))
        return false;
    *exists = timeline && !timeline_gone(timeline, INT64_MAX);
    return !*exists || record_shows(a->ledger, timeline, exists, a->err); /* nobody refers to what they may not see */
}

static bool ref_find(struct appending *a, const struct field *field, struct str text, int64_t *id)
{
    const struct kind *to = field->to;
    bool exists = false;
    *id = 0;
    text = str_trim(text);
    int64_t n;
    if (text.len > 1 && text.ptr[0] == '#' && str_to_int(str_slice(text, 1, text.len), &n)) {
        *id = n;
    } else if (text.len > 1 && text.ptr[0] == '@' && str_to_int(str_slice(text, 1, text.len), &n) && n >= 0
               && (size_t)n < a->index) {
        *id = a->receipts[n].record.n;
    } else {
        if (to->key_count == 1
            && !record_key_holder(a->ledger, a->edition->kind_numbers[to->index], text, id, a->err))
            return false;
        if (!*id && !ref_by_title(a, to, text, id))
            return err_at_field(a->err, field->name);
    }
    if (*id && !ref_exists(a, to, *id, &exists))
        return false;
    if (exists)
        return true;
    err_set(a->err, ERR_LEDGER_REF, "text", text, "kind", to->label.zh, "kind_en", to->label.en);
    return err_at_field(a->err, field->name);
}

static bool members_find(struct appending *a, const struct field *field, struct str text, struct str *canonical)
{
    struct buf out;
    buf_init(&out, a->arena);
    struct str one;
    while (str_split(&text, ',', &one)) {
        int64_t id;
        if (!str_trim(one).len)
            continue;
        if (!ref_find(a, field, one, &id))
            return false;
        if (out.len)
            buf_char(&out, ',');
        buf_str(&out, number_text(a->arena, id));
    }
    *canonical = buf_get(&out);
    return true;
}

static bool take_field(struct appending *a, const struct draft_field *given)
{
    const struct field *field = kind_field(a->kind, given->name);
    if (!field) {
        struct str *names = ARENA_ARRAY(a->arena, struct str, a->kind->field_count);
        for (size_t i = 0; i < a->kind->field_count; i++)
            names[i] = a->kind->fields[i].name;
        return err_set(a->err, ERR_LEDGER_FIELD, "field", given->name, "kind", a->kind->label.zh, "kind_en", a->kind->label.en,
                       "near", model_nearest(a->arena, given->name, names, a->kind->field_count));
    }
    if (field->roll != ROLL_NONE)
        return err_set(a->err, ERR_LEDGER_ROLLED, "field", field->name);
    for (size_t i = 0; i < a->value_count; i++)
        if (a->values[i].field == field)
            return err_set(a->err, ERR_LEDGER_TWICE, "field", field->name);
    struct draft_value *out = &a->values[a->value_count++];
    out->field = field;
    struct str text = given->text;
    int64_t id;
    if (field->type == FIELD_MEMBERS)
        return members_find(a, field, text, &out->canonical);
    if (field->type == FIELD_REF && str_trim(text).len) {
        if (!ref_find(a, field, text, &id))
            return false;
        text = number_text(a->arena, id);
    }
    if (!field_parse(a->arena, field, text, &out->value, a->err))
        return err_at_field(a->err, field->name);
    struct buf canonical;
    buf_init(&canonical, a->arena);
    if (out->value.present)
        field_print_canonical(field, &out->value, &canonical);
    out->canonical = buf_get(&canonical);
    return true;
}

static bool take_fields(struct appending *a)
{
    if (a->draft->field_count > LIMIT_ENTRY_FIELDS)
        return err_set(a->err, ERR_LEDGER_MANY_FIELDS, "limit", str_format(a->arena, "%d", (int)LIMIT_ENTRY_FIELDS));
    a->values = ARENA_ARRAY(a->arena, struct draft_value, a->draft->field_count);
    for (size_t i = 0; i < a->draft->field_count; i++)
        if (!take_field(a, &a->draft->fields[i]))
            return false;
    return true;
}

static bool required_given(struct appending *a)
{
    for (size_t f = 0; f < a->kind->field_count; f++) {
        const struct field *field = &a->kind->fields[f];
        if (!field->required)
            continue;
        const struct draft_value *given = NULL;
        for (size_t i = 0; i < a->value_count; i++)
            if (a->values[i].field == field)
                given = &a->values[i];
        bool there = given && given->canonical.len;
        bool asked = a->draft->act == ACT_ADD || given != NULL;
        if (asked && !there) {
            err_set(a->err, ERR_LEDGER_REQUIRED, "label", field->label.zh, "label_en", field->label.en);
            return err_at_field(a->err, field->name);
        }
    }
    return true;
}

/* ---- stages, reasons, evidence -------------------------------------------------------------------------------- */

static const struct stage *find_stage(struct appending *a, struct str name)
{
    const struct stage *stage = kind_stage(a->kind, name);
    if (stage)
        return stage;
    struct str *names = ARENA_ARRAY(a->arena, struct str, a->kind->stage_count);
    for (size_t i = 0; i < a->kind->stage_count; i++)
        names[i] = a->kind->stages[i].name;
    err_set(a->err, ERR_STAGE_UNKNOWN, "stage", name, "kind", a->kind->label.zh, "kind_en", a->kind->label.en,
            "near", model_nearest(a->arena, name, names, a->kind->stage_count));
    return NULL;
}

static bool stage_given(const struct draft *draft, struct str name)
{
    for (size_t i = 0; i < draft->stage_count; i++)
        if (str_eq(draft->stages[i].stage, name))
            return true;
    return false;
}

/* `after` is a set of ways: one of them must have been reached. */
static bool stage_follows(struct appending *a, const struct stage *stage)
{
    if (!stage->after_count)
        return true;
    for (size_t i = 0; i < stage->after_count; i++) {
        const struct stage *before = &a->kind->stages[stage->after[i]];
        if (a->timeline && !day_is_none(timeline_stage_at(a->timeline, before, INT64_MAX).day))
            return true;
        if (stage_given(a->draft, before->name))
            return true;
    }
    const struct stage *before = &a->kind->stages[stage->after[0]];
    return err_set(a->err, ERR_STAGE_SKIPPED, "stage", stage->label.zh, "stage_en", stage->label.en,
                   "before", before->label.zh, "before_en", before->label.en);
}

static bool stage_open(struct appending *a, const struct stage *stage)
{
    for (size_t s = 0; a->timeline && s < a->kind->stage_count; s++) {
        const struct stage *end = &a->kind->stages[s];
        if (!end->ends || end == stage || stage->track.len)
            continue;
        struct timeline seen = *a->timeline;
        seen.as_of = INT64_MAX;
        if (timeline_current_stage(&seen, DAY_NONE) == end)
            return err_set(a->err, ERR_STAGE_ENDED, "stage", stage->label.zh, "stage_en", stage->label.en,
                           "end", end->label.zh, "end_en", end->label.en);
    }
    return true;
}

/* `by`: where it is known who records, it must be whom the field names. The operator at the command line is nobody. */
static bool stage_theirs(struct appending *a, const struct stage *stage)
{
    int64_t author = permit_author(a->ledger->permit, a->draft->author).n;
    struct value value;
    if (!stage->by || !author || !a->timeline)
        return true;
    timeline_value_at(a->timeline, stage->by, DAY_NONE, INT64_MAX, &value);
    if (!value.present || value.n == author)
        return true;
    return err_set(a->err, ERR_STAGE_NOT_THEIRS, "stage", stage->label.zh, "stage_en", stage->label.en,
                   "field", stage->by->label.zh, "field_en", stage->by->label.en);
}

static bool take_stage(struct appending *a, struct str name, bool takes_back)
{
    const struct stage *stage = find_stage(a, name);
    if (!stage)
        return false;
    if (takes_back) {
        if (!day_is_none(timeline_stage_at(a->timeline, stage, INT64_MAX).day))
            return true;
        return err_set(a->err, ERR_STAGE_NOT_REACHED, "stage", stage->label.zh, "stage_en", stage->label.en);
    }
    if (!stage_follows(a, stage) || !stage_open(a, stage) || !stage_theirs(a, stage))
        return false;
    if (stage->reason_required && !str_trim(a->draft->reason).len)
        return err_set(a->err, ERR_REASON_MISSING, "what", stage->label.zh, "what_en", stage->label.en);
    if (stage->evidence_count && !a->draft->evidence_count)
        return err_set(a->err, ERR_EVIDENCE_MISSING, "stage", stage->label.zh, "stage_en", stage->label.en,
                       "evidence", stage->evidence_label.zh, "evidence_en", stage->evidence_label.en);
    return true;
}

static bool take_stages(struct appending *a)
{
    const struct draft *draft = a->draft;
    if (draft->act == ACT_STAGE || draft->act == ACT_UNSTAGE) {
        if (!take_stage(a, draft->stage, draft->act == ACT_UNSTAGE))
            return false;
    }
    for (size_t i = 0; i < draft->stage_count; i++)
        if (!take_stage(a, draft->stages[i].stage, false))
            return false;
    bool corrects = draft->act == ACT_CORRECT || draft->act == ACT_UNSTAGE || draft->act == ACT_DELETE;
    if (!corrects || str_trim(draft->reason).len)
        return true;
    return err_set(a->err, ERR_REASON_MISSING, "what", STR("更正"), "what_en", STR("a correction"));
}

static bool take_member(struct appending *a, const struct field **field)
{
    *field = kind_field(a->kind, a->draft->member_field);
    if (!*field || (*field)->type != FIELD_MEMBERS)
        return err_set(a->err, ERR_LEDGER_FIELD, "field", a->draft->member_field, "kind", a->kind->label.zh,
                       "kind_en", a->kind->label.en, "near", STR("members"));
    bool exists;
    if (!ref_exists(a, (*field)->to, a->draft->member.n, &exists))
        return false;
    return exists || err_set(a->err, ERR_LEDGER_REF, "text", number_text(a->arena, a->draft->member.n),
                             "kind", (*field)->to->label.zh, "kind_en", (*field)->to->label.en);
}

/* ---- the body --------------------------------------------------------------------------------------------------- */

static const char *precision_name(enum precision precision)
{
    static const char *const names[] = { "day", "ten-day", "month", "quarter", "year" };
    return names[precision];
}

static struct aside *aside_add(struct appending *a, struct str slot, struct str value)
{
    struct aside *aside = &a->asides[a->aside_count++];
    aside_make(a->ledger, slot, value, a->arena, aside);
    return aside;
}

static void body_fields(struct appending *a, struct json_writer *w)
{
    bool any = false, personal = false;
    for (size_t i = 0; i < a->value_count; i++) {
        any |= !a->values[i].field->personal;
        personal |= a->values[i].field->personal;
    }
    if (any) {
        json_key(w, "fields");
        json_object(w);
        for (size_t i = 0; i < a->value_count; i++)
            if (!a->values[i].field->personal) {
                json_key_str(w, a->values[i].field->name);
                json_str(w, a->values[i].canonical);
            }
        json_object_end(w);
    }
    if (!personal)
        return;
    json_key(w, "personal");
    json_object(w);
    for (size_t i = 0; i < a->value_count; i++) {
        if (!a->values[i].field->personal)
            continue;
        json_key_str(w, a->values[i].field->name);
        json_str(w, aside_add(a, a->values[i].field->name, a->values[i].canonical)->digest);
    }
    json_object_end(w);
}

static void body_stages(struct appending *a, struct json_writer *w)
{
    if (a->draft->act == ACT_STAGE || a->draft->act == ACT_UNSTAGE) {
        json_key(w, "stage");
        json_str(w, a->draft->stage);
    }
    if (!a->draft->stage_count)
        return;
    json_key(w, "stages");
    json_array(w);
    for (size_t i = 0; i < a->draft->stage_count; i++) {
        struct buf day;
        buf_init(&day, a->arena);
        day_print(a->draft->stages[i].effective.day, &day);
        json_array(w);
        json_str(w, a->draft->stages[i].stage);
        json_str(w, buf_get(&day));
        json_cstr(w, precision_name(a->draft->stages[i].effective.precision));
        json_array_end(w);
    }
    json_array_end(w);
}

static bool body_evidence(struct appending *a, struct json_writer *w)
{
    if (!a->draft->evidence_count)
        return true;
    a->files = ARENA_ARRAY(a->arena, struct kept_file, a->draft->evidence_count);
    json_key(w, "evidence");
    json_array(w);
    for (size_t i = 0; i < a->draft->evidence_count; i++) {
        const struct draft_evidence *given = &a->draft->evidence[i];
        struct str bytes = given->bytes;
        struct hash hash = { 0 };
        bool kept = given->bytes.len || given->path.len;
        if (given->path.len && !given->hashed && !file_read(a->arena, given->path, LIMIT_EVIDENCE_BYTES, &bytes, a->err))
            return false;
        if (kept) {
            hash = given->hashed ? given->hash : hash_of(a->ledger->hash_kind, bytes);
            a->files[a->file_count++] = (struct kept_file){ bytes, given->hashed ? given->path : (struct str){ 0 }, hash };
        }
        struct buf value, hex;
        buf_init(&value, a->arena);
        buf_init(&hex, a->arena);
        if (kept)
            hash_print(hash, &hex);
        struct json_writer v;
        json_writer_init(&v, &value, false);
        json_object(&v);
        json_key(&v, "name");
        json_str(&v, given->name.len ? given->name : path_name(given->path));
        json_key(&v, "type");
        json_str(&v, given->media_type);
        json_key(&v, "size");
        json_num(&v, given->hashed ? given->size_bytes : (int64_t)bytes.len);
        json_key(&v, "hash");
        json_str(&v, buf_get(&hex));
        json_object_end(&v);
        json_str(w, aside_add(a, str_format(a->arena, "evidence:%zu", i), buf_get(&value))->digest);
    }
    json_array_end(w);
    return true;
}

static bool make_body(struct appending *a)
{
    struct buf *out = ARENA_NEW(a->arena, struct buf);
    buf_init(out, a->arena);
    struct json_writer w;
    json_writer_init(&w, out, false);
    a->asides = ARENA_ARRAY(a->arena, struct aside, a->value_count + a->draft->evidence_count);
    json_object(&w);
    body_fields(a, &w);
    body_stages(a, &w);
    if (a->draft->act == ACT_ENLIST || a->draft->act == ACT_DELIST) {
        json_key(&w, "member");
        json_array(&w);
        json_str(&w, a->draft->member_field);
        json_str(&w, number_text(a->arena, a->draft->member.n));
        json_array_end(&w);
    }
    if (!body_evidence(a, &w))
        return false;
    if (a->draft->reason.len) {
        json_key(&w, "reason");
        json_str(&w, a->draft->reason);
    }
    if (a->draft->source.len) {
        json_key(&w, "source");
        json_str(&w, a->draft->source);
    }
    json_object_end(&w);
    a->row.body = buf_get(out);
    return true;
}

/* ---- what it means ------------------------------------------------------------------------------------------------- */

static bool mean_fields(struct appending *a, bool personal)
{
    for (size_t i = 0; i < a->value_count; i++)
        if (a->values[i].field->personal == personal && !mean_value(&a->means, a->values[i].field, a->values[i].canonical))
            return false;
    return true;
}

static bool mean_draft_stages(struct appending *a)
{
    const struct draft *draft = a->draft;
    if ((draft->act == ACT_STAGE || draft->act == ACT_UNSTAGE)
        && !mean_stage(&a->means, kind_stage(a->kind, draft->stage), (struct str){ 0 }, (uint8_t)a->row.precision))
        return false;
    for (size_t i = 0; i < draft->stage_count; i++) {
        struct buf day;
        buf_init(&day, a->arena);
        day_print(draft->stages[i].effective.day, &day);
        if (!day.len || !mean_stage(&a->means, kind_stage(a->kind, draft->stages[i].stage), buf_get(&day),
                                    (uint8_t)draft->stages[i].effective.precision))
            return false;
    }
    return true;
}

/* Item by item what entry_items reads from the body: the body itself need not be read for it. */
static bool mean_draft(struct appending *a)
{
    const struct draft *draft = a->draft;
    a->means = (struct meaning){ .ledger = a->ledger, .edition = a->edition, .kind = a->kind, .row = &a->row, .arena = a->arena };
    struct json *unread;
    if (!utf8_valid(a->row.body)) /* JSON has none of it: the reader says where */
        return entry_body(&a->row, a->arena, &unread, a->err) && false;
    bool good = mean_fields(a, false) && mean_draft_stages(a);
    if (good && (draft->act == ACT_ENLIST || draft->act == ACT_DELIST))
        mean_member(&a->means, kind_field(a->kind, draft->member_field), draft->member.n,
                    draft->act == ACT_DELIST ? ITEM_OUT : ITEM_IN);
    if (!good || !mean_fields(a, true))
        return err_set(a->err, ERR_VERIFY_BODY, "position", str_format(a->arena, "%lld", (long long)a->row.position));
    mean_end(&a->means);
    return true;
}

/* ---- checks on the record as it would be -------------------------------------------------------------------------- */

static bool keys_free(struct appending *a)
{
    struct ledger *ledger = a->ledger;
    int64_t holder;
    if (a->kind->key_count) {
        struct str key = record_key_text(a->arena, a->timeline, INT64_MAX);
        if (key.len && !record_key_holder(ledger, a->edition->kind_numbers[a->kind->index], key, &holder, a->err))
            return false;
        if (key.len && holder && holder != a->timeline->id.n)
            return err_set(a->err, ERR_LEDGER_DUPLICATE, "kind", a->kind->label.zh, "kind_en", a->kind->label.en,
                           "field", a->kind->key[0]->label.zh, "field_en", a->kind->key[0]->label.en,
                           "record", number_text(a->arena, holder));
    }
    for (size_t i = 0; i < a->value_count; i++) {
        const struct field *field = a->values[i].field;
        if (!field->unique || !a->values[i].canonical.len)
            continue;
        if (!record_key_holder(ledger, edition_field_number(a->edition, a->kind, field), a->values[i].canonical, &holder, a->err))
            return false;
        if (holder && holder != a->timeline->id.n) {
            err_set(a->err, ERR_LEDGER_DUPLICATE, "kind", a->kind->label.zh, "kind_en", a->kind->label.en,
                    "field", field->label.zh, "field_en", field->label.en, "record", number_text(a->arena, holder));
            return err_at_field(a->err, field->name);
        }
    }
    return true;
}

static bool checks_hold(struct appending *a)
{
    struct view view;
    struct feel_run run;
    view_init(&view, &run, a->ledger, a->edition, a->timeline, INT64_MAX, a->arena);
    for (size_t i = 0; i < a->kind->check_count; i++) {
        const struct check *check = &a->kind->checks[i];
        struct day day = { a->row.effective };
        if (check->at_stage >= 0) {
            day = timeline_stage_at(a->timeline, &a->kind->stages[check->at_stage], INT64_MAX).day;
            if (day_is_none(day))
                continue;
        }
        bool holds;
        if (!view_holds(&view, &run, check->require, day, &holds, a->err))
            return false;
        if (!holds)
            return err_set(a->err, ERR_CHECK_FAILED, "say", check->say.zh, "say_en", check->say.en);
    }
    return true;
}

static bool slice_valid(struct appending *a)
{
    if (a->kind != a->edition->model->target)
        return true;
    struct value name, text;
    timeline_value_at(a->timeline, kind_field(a->kind, STR("metric")), DAY_NONE, INT64_MAX, &name);
    timeline_value_at(a->timeline, kind_field(a->kind, STR("slice")), DAY_NONE, INT64_MAX, &text);
    if (!name.present || !name.text.len)
        return true;
    const struct metric *metric = model_metric(a->edition->model, name.text);
    if (!metric) {
        err_set(a->err, ERR_LEDGER_METRIC, "metric", name.text);
        return err_at_field(a->err, STR("metric"));
    }
    struct feel_expr *expr;
    if (!text.present || !text.text.len)
        return true;
    if (!metric->by_scope || !metric->kind) {
        err_set(a->err, ERR_LEDGER_SLICE, "metric", metric->name, "slice", text.text);
        return err_at_field(a->err, STR("slice"));
    }
    return feel_compile(a->arena, text.text, metric->by_scope, &expr, a->err) || err_at_field(a->err, STR("slice"));
}

/* What the draft makes of the record must be theirs to make: in this place, these fields, these stages. */
static bool draft_may(struct appending *a)
{
    const struct draft *draft = a->draft;
    enum verb verb = verb_of(draft->act);
    if (!a->ledger->permit)
        return true;
    if (!permit_writes(a->ledger, a->kind, a->timeline, verb, a->err))
        return false;
    for (size_t i = 0; i < a->value_count; i++)
        if (!permit_writes_field(a->ledger, a->timeline, a->values[i].field, verb, a->err))
            return false;
    if ((draft->act == ACT_STAGE || draft->act == ACT_UNSTAGE)
        && !permit_writes_stage(a->ledger, a->timeline, kind_stage(a->kind, draft->stage), verb, a->err))
        return false;
    for (size_t i = 0; i < draft->stage_count; i++)
        if (!permit_writes_stage(a->ledger, a->timeline, kind_stage(a->kind, draft->stages[i].stage), VERB_STAGE, a->err))
            return false;
    return true;
}

static bool history_has_room(struct appending *a)
{
    if (a->timeline->count + a->means.count <= LIMIT_RECORD_CHANGES)
        return true;
    return err_set(a->err, ERR_LEDGER_LONG_HISTORY, "record", number_text(a->arena, a->timeline->id.n),
                   "limit", str_format(a->arena, "%d", (int)LIMIT_RECORD_CHANGES));
}

/* ---- one draft --------------------------------------------------------------------------------------------------------- */

static void row_begin(struct appending *a)
{
    struct ledger *ledger = a->ledger;
    const struct draft *draft = a->draft;
    int64_t now = clock_now(ledger->clock).us;
    struct day day = draft->effective.day;
    bool takes_back = draft->act == ACT_UNSTAGE;
    a->row.position = ledger->head.position.n + 1;
    a->row.recorded = now > ledger->head.recorded.us ? now : ledger->head.recorded.us + 1;
    a->row.act = draft->act;
    if (day.n == 0 && draft->effective.precision == PRECISION_DAY) /* left out: today */
        day = takes_back ? DAY_NONE : instant_day((struct instant){ a->row.recorded });
    a->row.effective = day_is_none(day) && !takes_back ? instant_day((struct instant){ a->row.recorded }).n : day.n;
    a->row.precision = draft->effective.precision;
    a->row.author = permit_author(ledger->permit, draft->author).n;
}

static bool draft_means(struct appending *a)
{
    const struct field *member;
    if (!find_kind(a) || !find_record(a) || !take_fields(a) || !required_given(a))
        return false;
    a->row.kind = a->kind->name;
    bool lists = a->draft->act == ACT_ENLIST || a->draft->act == ACT_DELIST;
    if (!take_stages(a) || (lists && !take_member(a, &member)))
        return false;
    a->row.record = a->draft->act == ACT_ADD ? a->row.position : a->timeline->id.n;
    if (!make_body(a))
        return false;
    if (!mean_draft(a))
        return false;
    if (a->draft->act == ACT_ADD)
        a->timeline = record_make(a->ledger, a->kind, a->row.position);
    bool room = history_has_room(a);
    for (size_t i = 0; room && i < a->means.count; i++) { /* the timeline outlives the draft */
        struct item *item = &a->means.items[i];
        item->text = str_copy(a->timeline->arena, item->text);
        timeline_push(a->timeline, item);
    }
    if (room && draft_may(a) && keys_free(a) && slice_valid(a) && (a->draft->act == ACT_DELETE || checks_hold(a)))
        return true;
    timeline_pop(a->timeline, a->row.position);
    if (a->draft->act == ACT_ADD)
        record_unmake(a->ledger, a->row.position);
    return false;
}

/* A month is closed for all zones: whoever closes it must have that right over all that feeds it. */
static bool metric_may_close(struct appending *a, const struct metric *metric)
{
    for (size_t i = 0; i < metric->part_count; i++)
        if (!metric_may_close(a, metric->parts[i]))
            return false;
    return !metric->kind || permit_closes(a->ledger, metric->kind, a->err);
}

static bool close_month(struct appending *a)
{
    const struct draft *draft = a->draft;
    struct str metric = { 0 }, month = { 0 };
    for (size_t i = 0; i < draft->field_count; i++) {
        if (str_eq(draft->fields[i].name, STR("metric")))
            metric = draft->fields[i].text;
        if (str_eq(draft->fields[i].name, STR("month")))
            month = draft->fields[i].text;
    }
    const struct metric *closed = model_metric(a->edition->model, metric);
    if (!closed)
        return err_set(a->err, ERR_LEDGER_METRIC, "metric", metric);
    if (!metric_may_close(a, closed))
        return false;
    struct date date;
    if (!date_parse(month, &date) || date.precision != PRECISION_MONTH)
        return err_set(a->err, ERR_LEDGER_MONTH, "text", month);
    struct buf *out = ARENA_NEW(a->arena, struct buf);
    buf_init(out, a->arena);
    struct json_writer w;
    json_writer_init(&w, out, false);
    json_object(&w);
    json_key(&w, "metric");
    json_str(&w, metric);
    json_key(&w, "month");
    json_num(&w, month_of(date.day));
    if (draft->reason.len) {
        json_key(&w, "reason");
        json_str(&w, draft->reason);
    }
    json_object_end(&w);
    a->row.body = buf_get(out);
    return true;
}

/* Only here something is written: what is refused before leaves no trace in the tables. */
static bool entry_write(struct appending *a)
{
    if (!entry_insert(a->ledger, &a->row, a->err))
        return false;
    for (size_t i = 0; i < a->aside_count; i++)
        if (!aside_write(a->ledger, a->row.position, &a->asides[i], a->err))
            return false;
    return entry_apply(a->ledger, &a->row, a->means.items, a->means.count, a->err);
}

static bool append_one(struct appending *a, struct receipt *receipt)
{
    row_begin(a);
    bool closes = a->draft->act == ACT_CLOSE;
    must(a->draft->act != ACT_DEFINE);
    if (closes ? !close_month(a) : !draft_means(a))
        return false;
    for (size_t i = 0; i < a->file_count; i++) /* on disk before the entry that names it */
        if (a->files[i].path.len ? !evidence_take(a->ledger, a->files[i].path, a->files[i].hash, a->err)
                                 : !evidence_keep(a->ledger, a->files[i].bytes, a->files[i].hash, a->err))
            return false;
    if (!entry_write(a)) {
        a->ledger->group_failed = true;
        return false;
    }
    *receipt = (struct receipt){ { a->row.position }, { a->row.record }, { a->row.recorded } };
    return true;
}

/* ---- groups ---------------------------------------------------------------------------------------------------------------- */

bool ledger_group_begin_careful(struct ledger *ledger, struct err *err)
{
    if (!ledger_group_begin(ledger, err))
        return false;
    ledger->careful = true;
    return true;
}

bool ledger_group_begin(struct ledger *ledger, struct err *err)
{
    must(!ledger->in_group);
    ledger->careful = false;
    if (ledger->read_only)
        return err_set(err, ERR_LEDGER_READ_ONLY);
    if (!store_begin(ledger->store, err))
        return false;
    ledger->in_group = true;
    ledger->group_failed = ledger->once_ready = false;
    if (ledger_refresh(ledger, err))
        return true;
    ledger_group_abandon(ledger);
    return false;
}

void ledger_group_abandon(struct ledger *ledger)
{
    if (!ledger->in_group)
        return;
    store_rollback(ledger->store);
    ledger->in_group = false;
    ledger_forget(ledger);
}

bool ledger_group_commit(struct ledger *ledger, struct err *err)
{
    must(ledger->in_group);
    if (ledger->group_failed) {
        ledger_group_abandon(ledger);
        return err_set(err, ERR_LEDGER_GROUP_FAILED);
    }
    if (!store_commit(ledger->store, err)) {
        ledger_group_abandon(ledger);
        return false;
    }
    ledger->in_group = false;
    return true;
}

static bool append_all(struct ledger *ledger, const struct draft *drafts, size_t count, struct receipt *receipts,
                       size_t *failed, struct err *err)
{
    for (size_t i = 0; i < count; i++) {
        arena_reset(ledger->scratch);
        record_cache_trim(&ledger->cache);
        struct appending a = { .ledger = ledger, .edition = ledger->edition, .draft = &drafts[i], .drafts = drafts,
                               .receipts = receipts, .index = i, .arena = ledger->scratch, .err = err };
        if (append_one(&a, &receipts[i]))
            continue;
        if (failed)
            *failed = i;
        return false;
    }
    return true;
}

bool ledger_append(struct ledger *ledger, const struct draft *drafts, size_t count,
                   struct receipt *receipts, size_t *failed, struct err *err)
{
    if (!ledger->in_group) {
        if (!ledger_group_begin(ledger, err))
            return false;
        if (append_all(ledger, drafts, count, receipts, failed, err))
            return ledger_group_commit(ledger, err);
        ledger_group_abandon(ledger);
        return false;
    }
    if (ledger->group_failed)
        return err_set(err, ERR_LEDGER_GROUP_FAILED);
    struct head head = ledger->head;
    if (count == 1 && !ledger->careful) /* a draft alone is refused before anything is written */
        return append_all(ledger, drafts, count, receipts, failed, err);
    if (!store_savepoint(ledger->store, err))
        return false;
    if (append_all(ledger, drafts, count, receipts, failed, err))
        return store_savepoint_keep(ledger->store, err);
    store_savepoint_undo(ledger->store);
    ledger_forget(ledger);
    ledger->head = head;
    ledger->group_failed = false;
    return ledger_slices_load(ledger, err) && false;
}
