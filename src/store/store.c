/* store.c - statements kept by their literal, and the state of a transaction; engines do the rest.
 * See store.h. */
#include "store/store.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/must.h"
#include "store/store_priv.h"

enum { SLOTS_FIRST = 64 };

bool store_open(const struct store_options *options, struct store **store_out, struct err *err)
{
    *store_out = NULL;
    must(!(options->create && options->read_only));
    struct arena *arena = arena_new();
    struct store *store = ARENA_NEW(arena, struct store);
    store->engine = &store_engine_sqlite;
    store->arena = arena;
    store->path = str_from(str_cstr(arena, options->path));
    store->vfs = options->vfs;
    store->wipe = options->wipe;
    store->wait_ms = options->wait_ms ? options->wait_ms : LIMIT_STORE_WAIT_MS;
    store->slot_room = SLOTS_FIRST;
    store->slots = ARENA_ARRAY(arena, struct statement_handle *, SLOTS_FIRST);

    if (!store->engine->open(store, options, err)) {
        store_close(store);
        return false;
    }
    int found = options->format_known ? store_format(store) : 0;
    if (found > options->format_known) {
        err_set(err, ERR_STORE_NEWER, "path", store->path, "found", str_format(arena, "%d", found),
                "known", str_format(arena, "%d", options->format_known));
        store_close(store);
        return false;
    }
    *store_out = store;
    return true;
}

void store_close(struct store *store)
{
    if (!store)
        return;
    store_rollback(store);
    for (size_t i = 0; i < store->slot_room; i++)
        for (struct statement_handle *st = store->slots[i]; st; st = st->twin)
            store->engine->finish(st);
    store->engine->close(store);
    arena_free(store->arena);
}

int store_format(struct store *store)
{
    return store->engine->format(store);
}

bool store_format_set(struct store *store, int format, struct err *err)
{
    must(store->state == STORE_WRITING && format >= 0);
    return store->engine->format_set(store, format, err);
}

bool store_script(struct store *store, struct sql script, struct err *err)
{
    bool alone = store->state == STORE_IDLE;
    if (alone && !store_begin(store, err))
        return false;
    must(store->state == STORE_WRITING);
    if (store->engine->script(store, script, err))
        return alone ? store_commit(store, err) : true;
    if (alone)
        store_rollback(store);
    return false;
}

bool store_drop(struct store *store, struct sql script, struct err *err)
{
    must(store->state == STORE_WRITING);
    return store->engine->drop(store, script, err);
}

bool store_wipe(struct store *store, struct err *err)
{
    must(store->state == STORE_WRITING);
    return store->engine->wipe(store, err);
}

/* ---- transactions ----------------------------------------------------------------------- */

static bool begin(struct store *store, enum store_verb verb, enum store_state state,
                  struct err *err)
{
    must(store->state == STORE_IDLE);
    if (!store->engine->verb(store, verb, err)) {
        if (store->engine->has_transaction(store)) {
            struct err unheard;
            err_init(&unheard);
            (void)store->engine->verb(store, VERB_ROLLBACK, &unheard);
        }
        return false;
    }
    store->state = state;
    return true;
}

bool store_begin(struct store *store, struct err *err)
{
    return begin(store, VERB_BEGIN, STORE_WRITING, err);
}

bool store_begin_read(struct store *store, struct err *err)
{
    return begin(store, VERB_BEGIN_READ, STORE_READING, err);
}

bool store_in_transaction(const struct store *store)
{
    return store->state != STORE_IDLE;
}

static void unlink_running(struct statement_handle *st)
{
    if (st->before)
        st->before->after = st->after;
    else
        st->store->running = st->after;
    if (st->after)
        st->after->before = st->before;
    st->before = st->after = NULL;
}

/* Statements with rows left would keep the snapshot open behind the transaction's end. */
static void cut_running(struct store *store)
{
    while (store->running) {
        struct statement_handle *st = store->running;
        unlink_running(st);
        store->engine->reset(st);
        st->state = STATEMENT_CUT;
    }
}

static bool lost_answer(struct store *store, struct err *err)
{
    char wait[16];
    snprintf(wait, sizeof wait, "%d", store->wait_ms);
    return err_set(err, store->lost_code, "path", store->path, "cause", str_from(store->lost_cause),
                   "wait", str_from(wait));
}

/* After a fault: did the engine end the transaction by itself? Then remember why. */
static void note_loss(struct store *store, const struct err *err)
{
    if (store->state == STORE_IDLE || store->lost || store->engine->has_transaction(store))
        return;
    store->lost = true;
    store->lost_code = err->code;
    snprintf(store->lost_cause, sizeof store->lost_cause, "%.*s", STR_ARG(err_arg(err, "cause")));
}

bool store_commit(struct store *store, struct err *err)
{
    must(store->state != STORE_IDLE && !store->savepoint);
    cut_running(store);
    if (store->lost) {
        lost_answer(store, err);
        store_rollback(store);
        return false;
    }
    if (!store->engine->verb(store, VERB_COMMIT, err)) {
        store_rollback(store);
        return false;
    }
    store->state = STORE_IDLE;
    return true;
}

void store_rollback(struct store *store)
{
    if (store->state == STORE_IDLE)
        return;
    cut_running(store);
    struct err
        unheard; /* a rollback that fails leaves a journal, which the next one to open undoes */
    err_init(&unheard);
    if (store->engine->has_transaction(store))
        (void)store->engine->verb(store, VERB_ROLLBACK, &unheard);
    store->state = STORE_IDLE;
    store->savepoint = false;
    store->lost = false;
}

bool store_savepoint(struct store *store, struct err *err)
{
    must(store->state == STORE_WRITING && !store->savepoint);
    if (store->lost)
        return lost_answer(store, err);
    if (!store->engine->verb(store, VERB_SAVEPOINT, err)) {
        note_loss(store, err);
        return false;
    }
    store->savepoint = true;
    return true;
}

bool store_savepoint_keep(struct store *store, struct err *err)
{
    must(store->savepoint);
    if (store->lost)
        return lost_answer(store, err);
    if (!store->engine->verb(store, VERB_SAVEPOINT_KEEP, err)) {
        note_loss(store, err);
        return false;
    }
    store->savepoint = false;
    return true;
}

void store_savepoint_undo(struct store *store)
{
    if (!store->savepoint)
        return;
    store->savepoint = false;
    cut_running(store);
    if (store->lost)
        return;
    struct err err;
    err_init(&err);
    if (store->engine->verb(store, VERB_SAVEPOINT_UNDO, &err))
        return;
    /* What should be undone is still there: the whole transaction must not be committed. */
    note_loss(store, &err);
    if (!store->lost) {
        struct err unheard;
        err_init(&unheard);
        (void)store->engine->verb(store, VERB_ROLLBACK, &unheard);
        note_loss(store, &err);
    }
}

/* ---- statements ------------------------------------------------------------------------- */

static size_t slot_of(const char *text, size_t room)
{
    uint64_t h = (uint64_t)(uintptr_t)text * UINT64_C(0x9E3779B97F4A7C15);
    return (size_t)(h >> 32) & (room - 1);
}

static struct statement_handle **slot_find(struct statement_handle **slots, size_t room,
                                           const char *text)
{
    size_t at = slot_of(text, room);
    while (slots[at] && slots[at]->sql.text != text)
        at = (at + 1) & (room - 1);
    return &slots[at];
}

static void slots_grow(struct store *store)
{
    size_t room = store->slot_room * 2;
    struct statement_handle **slots = ARENA_ARRAY(store->arena, struct statement_handle *, room);
    for (size_t i = 0; i < store->slot_room; i++)
        if (store->slots[i])
            *slot_find(slots, room, store->slots[i]->sql.text) = store->slots[i];
    store->slots = slots;
    store->slot_room = room;
}

static struct statement_handle *prepare(struct store *store, struct sql sql, struct err *err)
{
    struct arena_mark mark = arena_mark(store->arena);
    struct statement_handle *st = ARENA_NEW(store->arena, struct statement_handle);
    st->store = store;
    st->sql = sql;
    if (store->engine->prepare(store, st, err))
        return st;
    arena_reset_to(store->arena, mark);
    note_loss(store, err);
    return NULL;
}

struct statement_handle *store_statement(struct store *store, struct sql sql, struct err *err)
{
    struct statement_handle **slot = slot_find(store->slots, store->slot_room, sql.text);
    struct statement_handle *st = *slot;
    while (st && st->state == STATEMENT_RUNNING)
        st = st->twin;
    if (st) {
        must(st->sql.len == sql.len);
        store->engine->unbind(st);
        st->bind_fault = 0;
        st->state = STATEMENT_READY;
        return st;
    }
    st = prepare(store, sql, err);
    if (!st)
        return NULL;
    if (*slot) {
        st->twin = (*slot)->twin;
        (*slot)->twin = st;
        return st;
    }
    *slot = st;
    if (++store->slot_count * 2 > store->slot_room)
        slots_grow(store);
    return st;
}

void bind_int(struct statement_handle *st, int index, int64_t n)
{
    st->store->engine->bind_int(st, index, n);
}

void bind_text(struct statement_handle *st, int index, struct str s)
{
    st->store->engine->bind_text(st, index, s);
}

void bind_blob(struct statement_handle *st, int index, const void *ptr, size_t len)
{
    st->store->engine->bind_blob(st, index, (struct str){ ptr, len });
}

void bind_null(struct statement_handle *st, int index)
{
    st->store->engine->bind_null(st, index);
}

bool statement_step(struct store *store, struct statement_handle *st, bool *row, struct err *err)
{
    must(st->store == store);
    *row = false;
    if (store->lost)
        return lost_answer(store, err);
    must(st->state != STATEMENT_CUT);
    must(st->reads_only || store->state == STORE_WRITING);

    bool done = store->engine->step(st, row, err);
    if (*row && st->state == STATEMENT_READY) {
        st->state = STATEMENT_RUNNING;
        st->after = store->running;
        if (st->after)
            st->after->before = st;
        store->running = st;
    }
    if (!*row)
        statement_done(st);
    if (!done)
        note_loss(store, err);
    return done;
}

bool statement_run(struct store *store, struct statement_handle *st, struct err *err)
{
    bool row;
    if (!statement_step(store, st, &row, err))
        return false;
    must(!row);
    return true;
}

bool store_load(struct store *store, struct sql sql,
                bool (*next)(void *host, struct store_row *row), void *host, struct err *err)
{
    must(!store->next);
    struct statement_handle *st = store_statement(store, sql, err);
    if (!st)
        return false;
    store->next = next;
    store->next_host = host;
    bool done = statement_run(store, st, err);
    store->next = NULL;
    return done;
}

void statement_done(struct statement_handle *st)
{
    if (st->state == STATEMENT_RUNNING)
        unlink_running(st);
    st->store->engine->reset(st);
    st->state = STATEMENT_READY;
}

int64_t column_int(struct statement_handle *st, int index)
{
    return st->store->engine->column_int(st, index);
}

bool column_is_null(struct statement_handle *st, int index)
{
    return st->store->engine->column_is_null(st, index);
}

struct str column_text(struct statement_handle *st, int index)
{
    return st->store->engine->column_text(st, index);
}

struct str column_blob(struct statement_handle *st, int index)
{
    return st->store->engine->column_blob(st, index);
}

/* ---- the file as a whole ---------------------------------------------------------------- */

int64_t store_changes(struct store *store)
{
    return store->engine->changes(store);
}

bool store_checkpoint(struct store *store, struct err *err)
{
    must(store->state == STORE_IDLE);
    return store->engine->checkpoint(store, err);
}

bool store_backup(struct store *store, struct str path,
                  void (*step)(void *host, int64_t done, int64_t total), void *host,
                  struct err *err)
{
    if (file_exists(path))
        return err_set(err, ERR_STORE_EXISTS, "path", path);
    struct arena *arena = arena_new();
    const char *whole = str_cstr(arena, path);
    const char *part = str_format(arena, "%s.part", whole).ptr;
    (void)unlink(part); /* of a backup that was cut off */

    bool alone = store->state == STORE_IDLE;
    bool done = !alone || store_begin_read(store, err);
    if (done) {
        done = store->engine->copy(store, part, step, host, err);
        if (alone)
            store_rollback(store);
    }
    if (done && rename(part, whole) != 0)
        done = err_set(err, ERR_STORE_OPEN, "path", path, "cause", str_from("rename"));
    if (!done)
        (void)unlink(part);
    size_t cut = path.len;
    while (cut && path.ptr[cut - 1] != '/')
        cut--;
    done = done && folder_sync(cut ? str_slice(path, 0, cut) : STR("."), err);
    arena_free(arena);
    return done;
}

bool store_check(struct store *store, struct str *fault, struct arena *arena, struct err *err)
{
    *fault = STR("");
    return store->engine->check(store, fault, arena, err);
}
