/*
 * open.c - making, opening and closing a ledger; what another process may have changed is read again here.
 */
#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/json.h"
#include "base/limits.h"
#include "ledger/ledger_priv.h"
#include "rule/policy.h"
#include "ledger/roster_priv.h"

const struct model *ledger_model(const struct ledger *ledger)
{
    return ledger->edition->model;
}

struct str ledger_folder(const struct ledger *ledger)
{
    return ledger->folder;
}

enum hash_kind ledger_hash_kind(const struct ledger *ledger)
{
    return ledger->hash_kind;
}

/* ---- definitions as an entry ------------------------------------------------------------------------------- */

static bool definition_keep(struct ledger *ledger, struct str bytes, struct hash hash, struct err *err)
{
    struct statement_handle *st = store_statement(ledger->store, SQL("INSERT OR IGNORE INTO definition VALUES (1, ?1, ?2)"), err);
    if (!st)
        return false;
    bind_blob(st, 1, hash.bytes, HASH_SIZE);
    bind_blob(st, 2, bytes.ptr, bytes.len);
    return statement_run(ledger->store, st, err);
}

bool define_entry(struct ledger *ledger, const struct model *model, struct receipt *receipt, struct err *err)
{
    struct arena *arena = arena_new();
    struct buf body;
    buf_init(&body, arena);
    struct json_writer w;
    json_writer_init(&w, &body, false);
    json_object(&w);
    json_key(&w, "evaluator");
    json_cstr(&w, FEEL_VERSION);
    json_key(&w, "files");
    json_array(&w);
    bool ok = true;
    for (size_t i = 0; ok && i < model->file_count; i++) {
        struct hash hash = hash_of(ledger->hash_kind, model->files[i].bytes);
        struct buf hex;
        buf_init(&hex, arena);
        hash_print(hash, &hex);
        json_object(&w);
        json_key(&w, "name");
        json_str(&w, model->files[i].name);
        json_key(&w, "hash");
        json_str(&w, buf_get(&hex));
        json_object_end(&w);
        ok = definition_keep(ledger, model->files[i].bytes, hash, err);
    }
    json_array_end(&w);
    json_object_end(&w);
    int64_t now = clock_now(ledger->clock).us;
    struct entry_row row = { .position = ledger->head.position.n + 1, .act = ACT_DEFINE, .body = buf_get(&body),
        .recorded = now > ledger->head.recorded.us ? now : ledger->head.recorded.us + 1 };
    row.effective = instant_day((struct instant){ row.recorded }).n;
    ok = ok && entry_insert(ledger, &row, err) && edition_register(ledger->store, model, row.position, err);
    *receipt = (struct receipt){ { row.position }, { 0 }, { row.recorded } };
    arena_free(arena);
    return ok;
}

/* ---- what changed since we looked ----------------------------------------------------------------------------- */

bool ledger_slices_load(struct ledger *ledger, struct err *err)
{
    arena_reset(ledger->slice_arena);
    ledger->slices = NULL;
    ledger->slice_count = 0;
    size_t room = 0;
    struct statement_handle *st = store_statement(ledger->store,
        SQL("SELECT id, metric, text FROM slice WHERE ledger = 1 ORDER BY id"), err);
    if (!st)
        return false;
    for (;;) {
        bool row;
        if (!statement_step(ledger->store, st, &row, err))
            return false;
        if (!row)
            return true;
        if (ledger->slice_count == room) {
            size_t more = room ? room * 2 : 16;
            ledger->slices = arena_grow(ledger->slice_arena, ledger->slices, room * sizeof *ledger->slices, more * sizeof *ledger->slices);
            room = more;
        }
        struct known_slice *slice = &ledger->slices[ledger->slice_count++];
        *slice = (struct known_slice){ .id = column_int(st, 0), .metric = str_copy(ledger->slice_arena, column_text(st, 1)),
                                       .text = str_copy(ledger->slice_arena, column_text(st, 2)) };
        slice->of = model_metric(ledger->edition->model, slice->metric);
        struct feel_expr *expr;
        struct err ignored;
        err_init(&ignored);
        if (slice->of && slice->of->by_scope
            && feel_compile(ledger->slice_arena, slice->text, slice->of->by_scope, &expr, &ignored))
            slice->expr = expr;
    }
}

void ledger_forget(struct ledger *ledger)
{
    record_cache_clear(&ledger->cache);
    cells_forget(ledger);
    ledger->head = (struct head){ 0 };
}

/* The last definition entry at or before the position. */
static bool defined_last(struct ledger *ledger, int64_t position, int64_t *at, struct err *err)
{
    struct statement_handle *st = store_statement(ledger->store,
        SQL("SELECT max(position) FROM definition_entry WHERE ledger = 1 AND position <= ?1"), err);
    bool row;
    if (!st)
        return false;
    bind_int(st, 1, position);
    if (!statement_step(ledger->store, st, &row, err))
        return false;
    *at = column_int(st, 0);
    statement_done(st);
    return true;
}

struct edition *ledger_edition(struct ledger *ledger, int64_t position, struct err *err)
{
    int64_t at;
    if (!defined_last(ledger, position > 0 ? position : INT64_MAX, &at, err))
        return NULL;
    for (struct edition *e = ledger->edition; e; e = e->older)
        if (e->position == at)
            return e;
    struct edition *loaded;
    if (!edition_load(ledger->store, ledger->arena, at, &loaded, err))
        return NULL;
    if (!ledger->edition || loaded->position > ledger->edition->position) {
        loaded->older = ledger->edition;
        ledger->edition = loaded;
    } else {
        loaded->older = ledger->edition->older;
        ledger->edition->older = loaded;
    }
    return loaded;
}

bool ledger_refresh(struct ledger *ledger, struct err *err)
{
    struct head head;
    if (!head_read(ledger->store, &head, err))
        return false;
    if (head.position.n == ledger->head.position.n)
        return true;
    int64_t defined;
    if (!defined_last(ledger, INT64_MAX, &defined, err))
        return false;
    if (ledger->edition && defined != ledger->edition->position && !ledger->follows)
        return err_set(err, ERR_LEDGER_REDEFINED, "position", str_format(ledger->scratch, "%lld", (long long)defined));
    ledger_forget(ledger);
    ledger->head = head;
    if (!ledger_edition(ledger, head.position.n, err))
        return false;
    return ledger_slices_load(ledger, err);
}

bool ledger_read_begin(struct ledger *ledger, bool *began, struct err *err)
{
    *began = false;
    if (ledger->in_group || ledger->in_read)
        return true;
    if (!store_begin_read(ledger->store, err))
        return false;
    ledger->in_read = *began = true;
    record_cache_trim(&ledger->cache);
    if (ledger_refresh(ledger, err))
        return true;
    ledger_read_end(ledger, true);
    *began = false;
    return false;
}

void ledger_read_end(struct ledger *ledger, bool began)
{
    if (!began)
        return;
    store_rollback(ledger->store);
    ledger->in_read = false;
}

/* ---- make, open, close ------------------------------------------------------------------------------------------- */

static struct ledger *ledger_new(const struct ledger_options *options)
{
    struct arena *arena = arena_new();
    struct ledger *ledger = ARENA_NEW(arena, struct ledger);
    ledger->arena = arena;
    ledger->scratch = arena_new();
    ledger->slice_arena = arena_new();
    ledger->folder = str_copy(arena, options->folder);
    ledger->clock = options->clock;
    ledger->hash_kind = options->hash;
    ledger->read_only = options->read_only;
    ledger->vfs = options->vfs;
    record_cache_clear(&ledger->cache);
    return ledger;
}

void ledger_close(struct ledger *ledger)
{
    if (!ledger)
        return;
    if (ledger->in_group)
        ledger_group_abandon(ledger);
    ledger_read_end(ledger, ledger->in_read);
    if (ledger->store)
        store_close(ledger->store);
    hasher_free(ledger->hasher);
    rosters_free(ledger);
    arena_free(ledger->cache.arena);
    arena_free(ledger->slice_arena);
    arena_free(ledger->scratch);
    arena_free(ledger->arena);
}

static bool ledger_store_open(struct ledger *ledger, const struct ledger_options *options, bool create, struct err *err)
{
    struct store_options store = { .path = path_join(ledger->arena, options->folder, STR("ledger.db")),
        .create = create, .read_only = options->read_only, .vfs = options->vfs };
    return store_open(&store, &ledger->store, err);
}

static bool ledger_fill_new(struct ledger *ledger, const struct model *model, struct err *err)
{
    if (!store_begin(ledger->store, err))
        return false;
    struct statement_handle *st;
    struct receipt receipt;
    bool ok = store_script(ledger->store, schema_enduring(), err) && store_script(ledger->store, schema_small(), err)
        && store_script(ledger->store, schema_large(), err)
        && (st = store_statement(ledger->store, SQL("INSERT INTO ledger_info VALUES (1, ?1, ?2)"), err)) != NULL;
    if (ok) {
        bind_int(st, 1, LEDGER_FORMAT);
        bind_text(st, 2, str_from(hash_kind_name(ledger->hash_kind)));
        ok = statement_run(ledger->store, st, err) && define_entry(ledger, model, &receipt, err)
            && store_commit(ledger->store, err);
    }
    if (!ok)
        store_rollback(ledger->store);
    return ok;
}

bool ledger_make(struct arena *arena, const struct ledger_options *options, struct err *err)
{
    struct str db = path_join(arena, options->folder, STR("ledger.db"));
    if (file_exists(db))
        return err_set(err, ERR_LEDGER_EXISTS, "folder", options->folder);
    struct err_list errs;
    err_list_init(&errs, arena, LIMIT_ERRORS_SHOWN);
    struct model *model = model_load(arena, options->shipped_model, path_join(arena, options->folder, STR("model")), &errs);
    if (!model || !policies_load(arena, model, &errs)) {
        err_copy(err, errs.items[0]);
        return false;
    }
    if (!folder_make(path_join(arena, options->folder, STR("evidence")), err)
        || !folder_make(path_join(arena, options->folder, STR("model")), err))
        return false;
    struct ledger *ledger = ledger_new(options);
    ledger->hasher = hasher_new(options->hash);
    bool ok = ledger_store_open(ledger, options, true, err) && ledger_fill_new(ledger, model, err);
    ledger_close(ledger);
    return ok && folder_sync(options->folder, err);
}

static bool info_read(struct ledger *ledger, struct err *err)
{
    struct statement_handle *st = store_statement(ledger->store,
        SQL("SELECT format, hash_kind FROM ledger_info WHERE ledger = 1"), err);
    bool row;
    if (!st || !statement_step(ledger->store, st, &row, err))
        return false;
    if (!row)
        return err_set(err, ERR_LEDGER_MISSING, "folder", ledger->folder);
    int64_t format = column_int(st, 0);
    bool known = hash_kind_find(column_text(st, 1), &ledger->hash_kind);
    statement_done(st);
    if (format > LEDGER_FORMAT || !known)
        return err_set(err, ERR_LEDGER_NEWER, "folder", ledger->folder);
    ledger->hasher = hasher_new(ledger->hash_kind);
    return true;
}

/* The definitions on disk must be the ledger's, byte for byte; else `upgrade` is to be run first. */
static bool same_definitions(struct ledger *ledger, const struct ledger_options *options, struct err *err)
{
    if (!options->shipped_model.len)
        return true;
    struct arena *arena = arena_new();
    struct err_list errs;
    err_list_init(&errs, arena, LIMIT_ERRORS_SHOWN);
    struct model *disk = model_load(arena, options->shipped_model, path_join(arena, options->folder, STR("model")), &errs);
    const struct model *mine = ledger->edition->model;
    bool ok = disk != NULL;
    if (!disk)
        err_copy(err, errs.items[0]);
    struct str file = { 0 };
    for (size_t i = 0; ok && !file.len && i < disk->file_count; i++)
        if (i >= mine->file_count || !str_eq(disk->files[i].name, mine->files[i].name)
            || !str_eq(disk->files[i].bytes, mine->files[i].bytes))
            file = disk->files[i].name;
    if (ok && !file.len && mine->file_count > disk->file_count)
        file = mine->files[disk->file_count].name;
    if (ok && file.len)
        ok = err_set(err, ERR_LEDGER_DIFFERS, "file", file, "folder", options->folder);
    arena_free(arena);
    return ok;
}

bool ledger_open(const struct ledger_options *options, struct ledger **out, struct err *err)
{
    struct ledger *ledger = ledger_new(options);
    struct str db = path_join(ledger->arena, options->folder, STR("ledger.db"));
    bool ok = file_exists(db) || err_set(err, ERR_LEDGER_MISSING, "folder", options->folder);
    ok = ok && ledger_store_open(ledger, options, false, err) && info_read(ledger, err);
    bool began = false;
    ok = ok && ledger_read_begin(ledger, &began, err);
    ledger_read_end(ledger, began);
    ok = ok && same_definitions(ledger, options, err);
    if (!ok) {
        ledger_close(ledger);
        return false;
    }
    *out = ledger;
    return true;
}
