/*
 * api_write.c - the one door in, over HTTP: a record is made, an entry is appended to one, or many are together, all or none.
 *
 * A handler here appends; whether what it appended stays is decided by the commit of the group that it runs in (server.c),
 * and only then its answer goes out.
 */
#include "web/api_write_priv.h"

#include <string.h>

#include "base/arena.h"
#include "base/limits.h"

enum { CHANGES_SHOWN = 50 };

static bool writing_begin(struct writing *w, struct request *request, struct err *err)
{
    *w = (struct writing){ .err = err };
    w->api = (struct api){ .request = request, .arena = request->arena, .ledger = request->worker->ledger, .lang = request->lang,
                           .err = err, .model = ledger_model(request->worker->ledger) };
    w->api.at.on = DAY_NONE;
    buf_init(&w->api.out, w->api.arena);
    json_writer_init(&w->api.json, &w->api.out, false);
    return request->json || err_set(err, ERR_WEB_BODY_WANTED);
}

static bool find_kind(struct writing *w)
{
    w->path_kind = w->api.request->segments[0];
    return model_kind(w->api.model, w->path_kind) || err_set(w->err, ERR_WEB_NO_KIND, "kind", w->path_kind);
}

/* ---- the client's conditions -------------------------------------------------------------------- */

/* If-Match: "TAG.90211", as a record's ETag has it, or "90211"; "*" asks nothing, for the record must be there anyhow. */
static bool read_if_match(struct writing *w)
{
    struct str tag = str_trim(request_header(w->api.request, "If-Match")), rest = tag, piece = tag;
    if (!tag.len || str_eq(tag, STR("*")))
        return true;
    if (tag.len > 1 && str_starts(tag, STR("\"")) && str_ends(tag, STR("\"")))
        rest = str_slice(tag, 1, tag.len - 2);
    while (str_split(&rest, '.', &piece)) {}
    if (api_number(piece, &w->seen.n) && w->seen.n > 0)
        return true;
    err_set(w->err, ERR_WEB_IF_MATCH, "tag", tag);
    return err_at_field(w->err, STR("If-Match"));
}

/* Idempotency-Key: whose it is stands before it, so that nobody hears another's answer. */
static bool read_key(struct writing *w, struct once *once)
{
    struct request *request = w->api.request;
    struct str key = request_header(request, "Idempotency-Key");
    *once = (struct once){ .key = STR("") };
    if (!key.len)
        return true;
    for (size_t i = 0; i < key.len; i++)
        if (key.ptr[i] <= ' ' || key.ptr[i] > '~' || key.len > LIMIT_WEB_KEY_BYTES) {
            err_set(w->err, ERR_WEB_KEY, "limit", str_format(w->api.arena, "%d", LIMIT_WEB_KEY_BYTES));
            return err_at_field(w->err, STR("Idempotency-Key"));
        }
    once->key = str_format(w->api.arena, "%lld:%.*s", (long long)request->session.account.n, STR_ARG(key));
    struct str asked = str_format(w->api.arena, "%.*s %lld %.*s", STR_ARG(request->path), (long long)w->seen.n,
                                  STR_ARG(buf_get(&request->body)));
    once->digest = hash_of(HASH_SHA256, asked);
    return true;
}

/* ---- the append --------------------------------------------------------------------------------- */

/* What others did since the client looked, for the second of two editors; what cannot be told is left out. */
static void tell_changes(struct writing *w, const struct draft *draft)
{
    struct api *api = &w->api;
    struct err *quiet = ARENA_NEW(api->arena, struct err);
    struct timeline *timeline = NULL;
    struct api_change *changes;
    size_t count, total;
    const struct kind *kind = model_kind(api->model, draft->kind);
    err_init(quiet);
    api->err = quiet;
    if (!kind || !record_read(api->ledger, api->arena, kind, draft->record, (struct entry_id){ 0 }, &timeline, quiet) || !timeline ||
        !api_changes(api, timeline, (struct entry_id){ 0 }, CHANGES_SHOWN, &changes, &count, &total))
        return;
    while (count && changes[count - 1].entry.n <= draft->seen.n)
        count--;
    json_array(&api->json);
    bool good = api_change_lines(api, changes, count);
    json_array_end(&api->json);
    if (!good)
        return;
    api->request->problem.changes = buf_get(&api->out);
    api->request->problem.version = timeline_last(timeline).n;
}

/* Which of many is at fault; of one the address tells. */
static bool at_draft(struct writing *w, size_t i)
{
    if (!w->path_kind.len)
        w->api.request->problem.entry = (int64_t)i + 1;
    return false;
}

static bool writing_append(struct writing *w, bool *again)
{
    struct once once;
    size_t failed = 0;
    struct ledger *ledger = w->api.ledger;
    *again = false;
    if (!read_key(w, &once))
        return false;
    w->receipts = ARENA_ARRAY(w->api.arena, struct receipt, w->count);
    bool good = once.key.len ? ledger_append_once(ledger, &once, w->drafts, w->count, w->receipts, again, &failed, w->err)
                             : ledger_append(ledger, w->drafts, w->count, w->receipts, &failed, w->err);
    if (good)
        return true;
    if (w->err->code == ERR_LEDGER_CHANGED && failed < w->count)
        tell_changes(w, &w->drafts[failed]);
    return at_draft(w, failed);
}

/* ---- answers ------------------------------------------------------------------------------------ */

static void write_receipt(struct api *api, const struct draft *draft, const struct receipt *receipt)
{
    json_object(&api->json);
    api_key_int(api, "entry", receipt->entry.n);
    api_key_str(api, "kind", draft->kind);
    api_key_str(api, "record", str_format(api->arena, "%lld", (long long)receipt->record.n));
    api_key_int(api, "version", receipt->entry.n);
    api_key_instant(api, "recorded", receipt->recorded);
    json_object_end(&api->json);
}

static bool answer_one(struct writing *w, bool again)
{
    struct api *api = &w->api;
    write_receipt(api, w->drafts, w->receipts);
    response_header(api->request, "Location", str_format(api->arena, "/api/records/%.*s/%lld", STR_ARG(w->drafts->kind),
                                                         (long long)w->receipts->record.n));
    response_header(api->request, "Cache-Control", STR("no-store"));
    if (again)
        response_header(api->request, "Idempotency-Replayed", STR("true"));
    return api_end(api, 201);
}

static bool write_one(struct writing *w)
{
    bool again;
    w->drafts = ARENA_NEW(w->api.arena, struct draft);
    w->count = 1;
    return read_if_match(w) && writing_draft(w, w->api.request->json, w->drafts) && writing_append(w, &again) && answer_one(w, again);
}

bool web_record_add(struct request *request, struct err *err)
{
    struct writing w;
    return writing_begin(&w, request, err) && find_kind(&w) && write_one(&w);
}

bool web_record_append(struct request *request, struct err *err)
{
    struct writing w;
    if (!writing_begin(&w, request, err) || !find_kind(&w))
        return false;
    if (api_number(request->segments[1], &w.path_record) && w.path_record > 0)
        return write_one(&w);
    const struct kind *kind = model_kind(w.api.model, w.path_kind);
    return err_set(err, ERR_WEB_NO_RECORD, "kind", label_in(&kind->label, w.api.lang), "id", request->segments[1]);
}

bool web_entries_append(struct request *request, struct err *err)
{
    struct writing w;
    if (!writing_begin(&w, request, err))
        return false;
    const struct json *entries = json_get(request->json, STR("entries"));
    if (!entries || entries->type != JSON_T_ARRAY || !entries->count || request->json->count != 1)
        return err_set(err, ERR_WEB_MEMBER, "name", STR("entries"), "wanted", STR("{\"entries\": [{\"act\", \"kind\", ...}]}"));
    if (entries->count > LIMIT_WEB_ENTRIES)
        return err_set(err, ERR_WEB_MANY_ENTRIES, "count", str_format(w.api.arena, "%zu", entries->count), "limit",
                       str_format(w.api.arena, "%d", LIMIT_WEB_ENTRIES));
    w.drafts = ARENA_ARRAY(w.api.arena, struct draft, entries->count);
    for (const struct json *one = entries->first; one; one = one->next, w.count++)
        if (!writing_draft(&w, one, &w.drafts[w.count]))
            return at_draft(&w, w.count);
    bool again;
    if (!writing_append(&w, &again))
        return false;
    json_object(&w.api.json);
    json_key(&w.api.json, "entries");
    json_array(&w.api.json);
    for (size_t i = 0; i < w.count; i++)
        write_receipt(&w.api, &w.drafts[i], &w.receipts[i]);
    json_array_end(&w.api.json);
    api_key_int(&w.api, "position", w.receipts[w.count - 1].entry.n);
    json_object_end(&w.api.json);
    response_header(request, "Cache-Control", STR("no-store"));
    if (again)
        response_header(request, "Idempotency-Replayed", STR("true"));
    return api_end(&w.api, 201);
}
