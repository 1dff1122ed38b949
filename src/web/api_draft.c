/*
 * api_draft.c - what a body of JSON asks to be appended, as drafts of the ledger. Every member is known by name: one that is
 * not would be dropped in silence. docs/reference/api.md, "Writing".
 */
#include "web/api_write_priv.h"

#include <string.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/limits.h"

static bool member_fault(struct writing *w, const char *name, const char *wanted)
{
    err_set(w->err, ERR_WEB_MEMBER, "name", str_from(name), "wanted", str_from(wanted));
    return err_at_field(w->err, str_from(name));
}

static bool is_known(struct str name)
{
    static const struct str names[] = { STR_INIT("act"), STR_INIT("kind"), STR_INIT("record"), STR_INIT("fields"), STR_INIT("effective"),
                                        STR_INIT("stage"), STR_INIT("stages"), STR_INIT("evidence"), STR_INIT("member_field"),
                                        STR_INIT("member"), STR_INIT("reason"), STR_INIT("source"), STR_INIT("seen") };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (str_eq(names[i], name))
            return true;
    return false;
}

static bool members_known(struct writing *w, const struct json *body)
{
    for (const struct json *member = body->first; member; member = member->next)
        if (!is_known(member->key)) {
            err_set(w->err, ERR_WEB_MEMBER_UNKNOWN, "name", member->key);
            return err_at_field(w->err, member->key);
        }
    return true;
}

/* ---- texts, numbers, days ----------------------------------------------------------------------- */

static bool take_text(struct writing *w, const struct json *body, const char *name, struct str *text)
{
    const struct json *member = json_get(body, str_from(name));
    *text = STR("");
    if (!member || member->type == JSON_T_NULL)
        return true;
    if (member->type != JSON_T_STRING || member->text.len > LIMIT_FIELD_BYTES)
        return member_fault(w, name, "text, 65536 bytes at most");
    *text = str_trim(member->text);
    return true;
}

/* "1042", 1042 or "#1042". */
static bool record_number(const struct json *member, int64_t *n)
{
    struct str text = member->text;
    if (member->type != JSON_T_STRING && member->type != JSON_T_NUMBER)
        return false;
    if (str_starts(text, STR("#")))
        text = str_slice(text, 1, text.len);
    return str_to_int(text, n) && *n > 0;
}

static bool take_record(struct writing *w, const struct json *body, struct draft *draft)
{
    const struct json *member = json_get(body, STR("record"));
    int64_t n;
    if (!member)
        return true;
    if (w->path_record)
        return member_fault(w, "record", "left out: the address names it");
    if (member->type == JSON_T_STRING && str_starts(member->text, STR("@")) &&
        str_to_int(str_slice(member->text, 1, member->text.len), &n) && n >= 0 && (size_t)n < w->count) {
        draft->record_draft = (int)n + 1;
        return true;
    }
    return record_number(member, &draft->record.n) || member_fault(w, "record", "\"1042\", or \"@2\" of this request");
}

static bool take_day(struct writing *w, const struct json *body, struct date *date)
{
    struct str text;
    *date = (struct date){ DAY_NONE, PRECISION_DAY };
    if (!take_text(w, body, "effective", &text))
        return false;
    return !text.len || date_parse(text, date) || member_fault(w, "effective", "2023-09-30, 2023-09, 2023Q3");
}

/* ---- fields ------------------------------------------------------------------------------------- */

/* A value in JSON as people write it: numbers by their text, so that none is rounded on its way. */
static bool value_text(struct writing *w, const struct json *member, struct str *text)
{
    struct buf out;
    switch (member->type) {
    case JSON_T_NULL: *text = STR(""); return true;
    case JSON_T_BOOL: *text = member->boolean ? STR("yes") : STR("no"); return true;
    case JSON_T_NUMBER:
    case JSON_T_STRING: *text = member->text; return true;
    case JSON_T_ARRAY:
        buf_init(&out, w->api.arena);
        for (const struct json *one = member->first; one; one = one->next) {
            int64_t n;
            if (out.len)
                buf_char(&out, ',');
            if (record_number(one, &n))
                buf_printf(&out, "#%lld", (long long)n);
            else if (one->type == JSON_T_STRING)
                buf_str(&out, one->text);
        }
        *text = buf_get(&out);
        return true;
    default:
        err_set(w->err, ERR_WEB_MEMBER, "name", member->key, "wanted", STR("text, number, true, false, null"));
        return err_at_field(w->err, member->key);
    }
}

static bool take_fields(struct writing *w, const struct json *body, struct draft *draft)
{
    const struct json *fields = json_get(body, STR("fields"));
    if (!fields)
        return true;
    if (fields->type != JSON_T_OBJECT)
        return member_fault(w, "fields", "{\"FIELD\": VALUE}");
    const struct kind *kind = model_kind(w->api.model, draft->kind);
    struct draft_field *list = ARENA_ARRAY(w->api.arena, struct draft_field, fields->count);
    for (const struct json *member = fields->first; member; member = member->next) {
        struct draft_field *field = &list[draft->field_count++];
        const struct field *known = kind ? kind_field(kind, member->key) : NULL;
        int64_t n;
        field->name = member->key;
        if (!value_text(w, member, &field->text))
            return false;
        if (known && known->type == FIELD_REF && record_number(member, &n))
            field->text = str_format(w->api.arena, "#%lld", (long long)n);
    }
    draft->fields = list;
    return true;
}

/* ---- stages and members ------------------------------------------------------------------------- */

static bool take_stages(struct writing *w, const struct json *body, struct draft *draft)
{
    const struct json *stages = json_get(body, STR("stages"));
    if (!stages)
        return true;
    if (stages->type != JSON_T_ARRAY || draft->act != ACT_ADD)
        return member_fault(w, "stages", "[{\"stage\", \"effective\"}], with \"act\": \"add\"");
    struct draft_stage *list = ARENA_ARRAY(w->api.arena, struct draft_stage, stages->count);
    for (const struct json *one = stages->first; one; one = one->next) {
        struct draft_stage *stage = &list[draft->stage_count++];
        if (one->type != JSON_T_OBJECT || !take_text(w, one, "stage", &stage->stage) || !take_day(w, one, &stage->effective))
            return w->err->code != ERR_NONE ? false : member_fault(w, "stages", "[{\"stage\", \"effective\"}]");
        if (day_is_none(stage->effective.day))
            return member_fault(w, "effective", "2023-09-30");
    }
    draft->stages = list;
    return true;
}

static bool take_member(struct writing *w, const struct json *body, struct draft *draft)
{
    const struct json *member = json_get(body, STR("member"));
    if (!take_text(w, body, "member_field", &draft->member_field))
        return false;
    if (member && !record_number(member, &draft->member.n))
        return member_fault(w, "member", "\"1042\"");
    return true;
}

/* ---- proof -------------------------------------------------------------------------------------- */

/* {"upload": HASH, "name", "media_type"}: a file that was uploaded; {"name"} alone: paper kept elsewhere. */
static bool take_file(struct writing *w, const struct json *one, struct draft_evidence *file)
{
    struct str upload;
    struct stat found;
    if (one->type != JSON_T_OBJECT)
        return member_fault(w, "evidence", "[{\"upload\", \"name\"}]");
    if (!take_text(w, one, "name", &file->name) || !take_text(w, one, "media_type", &file->media_type) ||
        !take_text(w, one, "upload", &upload))
        return false;
    if (!file->name.len)
        return member_fault(w, "name", "the file's name");
    if (!upload.len)
        return true;
    if (!hash_parse(upload, &file->hash))
        return member_fault(w, "upload", "the hash that POST /api/evidence answered");
    file->path = upload_path(w->api.request, file->hash);
    file->hashed = true;
    if (stat(str_cstr(w->api.arena, file->path), &found) != 0) {
        err_set(w->err, ERR_WEB_NO_UPLOAD, "hash", upload);
        return err_at_field(w->err, STR("evidence"));
    }
    file->size_bytes = found.st_size;
    return true;
}

static bool take_evidence(struct writing *w, const struct json *body, struct draft *draft)
{
    const struct json *files = json_get(body, STR("evidence"));
    if (!files)
        return true;
    if (files->type != JSON_T_ARRAY || files->count > LIMIT_ENTRY_FILES)
        return member_fault(w, "evidence", "[{\"upload\", \"name\"}], 64 at most");
    struct draft_evidence *list = ARENA_ARRAY(w->api.arena, struct draft_evidence, files->count);
    for (const struct json *one = files->first; one; one = one->next)
        if (!take_file(w, one, &list[draft->evidence_count++]))
            return false;
    draft->evidence = list;
    return true;
}

/* ---- a draft ------------------------------------------------------------------------------------ */

static bool take_act(struct writing *w, const struct json *body, bool adds, enum act *act)
{
    struct str text;
    if (!take_text(w, body, "act", &text))
        return false;
    *act = ACT_ADD;
    if (adds)
        return !text.len || str_eq(text, act_name(ACT_ADD)) || member_fault(w, "act", "add");
    for (int a = ACT_ADD; a <= ACT_EVIDENCE; a++)
        if (str_eq(text, act_name((enum act)a)) && !(a == ACT_ADD && w->path_record)) {
            *act = (enum act)a;
            return true;
        }
    return member_fault(w, "act", "change, correct, stage, unstage, enlist, delist, delete, evidence");
}

static bool take_seen(struct writing *w, const struct json *body, struct draft *draft)
{
    const struct json *seen = json_get(body, STR("seen"));
    draft->seen = w->seen;
    if (!seen || seen->type == JSON_T_NULL)
        return true;
    return (json_int(seen, &draft->seen.n) && draft->seen.n > 0) || member_fault(w, "seen", "the record's version");
}

bool writing_draft(struct writing *w, const struct json *body, struct draft *draft)
{
    *draft = (struct draft){ .kind = w->path_kind, .record = { w->path_record }, .source = STR("api") };
    if (body->type != JSON_T_OBJECT)
        return err_set(w->err, ERR_WEB_BODY_WANTED);
    if (!members_known(w, body) || !take_act(w, body, w->path_kind.len && !w->path_record, &draft->act))
        return false;
    struct str kind, source;
    if (!take_text(w, body, "kind", &kind) || !take_text(w, body, "source", &source))
        return false;
    if (!w->path_kind.len)
        draft->kind = kind;
    else if (kind.len && !str_eq(kind, w->path_kind))
        return member_fault(w, "kind", "left out: the address names it");
    if (source.len)
        draft->source = source;
    return take_record(w, body, draft) && take_day(w, body, &draft->effective) && take_fields(w, body, draft) &&
           take_text(w, body, "stage", &draft->stage) && take_stages(w, body, draft) && take_member(w, body, draft) &&
           take_evidence(w, body, draft) && take_text(w, body, "reason", &draft->reason) && take_seen(w, body, draft);
}
