/*
 * engine_sqlite.c - the embedded engine: SQLite with a write-ahead log, synced at each commit.
 *
 * A connection is opened without SQLite's own mutexes (one store, one thread). Waiting for another
 * writer is our own handler: short naps first, since a group's commit takes less than a
 * millisecond, where SQLite's would soon sleep a tenth of a second and starve one of two busy
 * writers.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/must.h"
#include "store/store_priv.h"

enum { CACHE_KIB = 16384, CHECKPOINT_PAGES = 4096, LOG_BYTES_KEPT = 64 << 20, COPY_PAGES = 256 };

static sqlite3 *db_of(struct store *store)
{
    return store->native;
}

/* ---- faults ----------------------------------------------------------------------------- */

static bool is_permission(int number)
{
    return number == EACCES || number == EPERM || number == EROFS;
}

static enum err_code code_of(int rc, int number)
{
    if (number == ENOSPC || number == EDQUOT)
        return ERR_STORE_FULL;
    switch (rc & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL: return ERR_STORE_BUSY;
    case SQLITE_FULL: return ERR_STORE_FULL;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_FORMAT: return ERR_STORE_BROKEN;
    case SQLITE_READONLY:
    case SQLITE_PERM: return ERR_STORE_READ_ONLY;
    case SQLITE_CANTOPEN: return is_permission(number) ? ERR_STORE_READ_ONLY : ERR_STORE_OPEN;
    case SQLITE_CONSTRAINT: return ERR_STORE_CONSTRAINT;
    default: return ERR_STORE_FAILED;
    }
}

static bool fault_with(struct store *store, sqlite3 *db, int rc, const char *cause, struct err *err)
{
    int group = rc & 0xff;
    bool system = group == SQLITE_IOERR || group == SQLITE_CANTOPEN || group == SQLITE_READONLY;
    int number = db && system ? sqlite3_system_errno(db) : 0;
    char text[STORE_CAUSE_MAX], wait[16];
    if (number)
        snprintf(text, sizeof text, "%s (%s)", cause, strerrordesc_np(number));
    else
        snprintf(text, sizeof text, "%s", cause);
    snprintf(wait, sizeof wait, "%d", store->wait_ms);
    return err_set(err, code_of(rc, number), "path", store->path, "cause", str_from(text), "wait",
                   str_from(wait));
}

static bool fault(struct store *store, int rc, struct err *err)
{
    sqlite3 *db = db_of(store);
    return fault_with(store, db, rc, db ? sqlite3_errmsg(db) : sqlite3_errstr(rc), err);
}

/* ---- the table `given`: rows that the caller of store_load makes one by one --------------- */

struct given {
    sqlite3_vtab table;
    struct store *store;
};

struct given_cursor {
    sqlite3_vtab_cursor cursor;
    struct store_row row;
    int64_t count;
    bool more;
};

static int given_connect(sqlite3 *db, void *context, int argc, const char *const *argv,
                         sqlite3_vtab **table, char **cause)
{
    (void)argc, (void)argv, (void)cause;
    struct given *given = sqlite3_malloc(sizeof *given);
    if (!given)
        return SQLITE_NOMEM;
    *given = (struct given){ .store = context };
    *table = &given->table;
    sqlite3_vtab_config(db, SQLITE_VTAB_DIRECTONLY);
    return sqlite3_declare_vtab(db, "CREATE TABLE given(v1, v2, v3, v4, v5, v6, v7, v8, v9)");
}

static int given_disconnect(sqlite3_vtab *table)
{
    sqlite3_free(table);
    return SQLITE_OK;
}

static int given_plan(sqlite3_vtab *table, sqlite3_index_info *info)
{
    (void)table;
    info->estimatedRows = 1000000;
    return SQLITE_OK;
}

static int given_open(sqlite3_vtab *table, sqlite3_vtab_cursor **cursor)
{
    (void)table;
    struct given_cursor *own = sqlite3_malloc(sizeof *own);
    if (!own)
        return SQLITE_NOMEM;
    *own = (struct given_cursor){ .more = false };
    *cursor = &own->cursor;
    return SQLITE_OK;
}

static int given_close(sqlite3_vtab_cursor *cursor)
{
    sqlite3_free(cursor);
    return SQLITE_OK;
}

static int given_next(sqlite3_vtab_cursor *cursor)
{
    struct given_cursor *own = (struct given_cursor *)cursor;
    struct store *store = ((struct given *)cursor->pVtab)->store;
    own->count++;
    own->more = store->next && store->next(store->next_host, &own->row);
    return SQLITE_OK;
}

static int given_filter(sqlite3_vtab_cursor *cursor, int plan, const char *name, int argc,
                        sqlite3_value **argv)
{
    (void)plan, (void)name, (void)argc, (void)argv;
    return given_next(cursor);
}

static int given_ends(sqlite3_vtab_cursor *cursor)
{
    return !((struct given_cursor *)cursor)->more;
}

static int given_column(sqlite3_vtab_cursor *cursor, sqlite3_context *context, int index)
{
    const struct store_value *value = &((struct given_cursor *)cursor)->row.values[index];
    const char *bytes = value->bytes.len ? value->bytes.ptr : "";
    switch (value->type) {
    case STORE_INT: sqlite3_result_int64(context, value->n); break;
    case STORE_TEXT:
        sqlite3_result_text64(context, bytes, value->bytes.len, SQLITE_STATIC, SQLITE_UTF8);
        break;
    case STORE_BLOB:
        sqlite3_result_blob64(context, bytes, value->bytes.len, SQLITE_STATIC);
        break;
    }
    return SQLITE_OK;
}

static int given_rowid(sqlite3_vtab_cursor *cursor, sqlite3_int64 *rowid)
{
    *rowid = ((struct given_cursor *)cursor)->count;
    return SQLITE_OK;
}

static int given_declare(struct store *store)
{
    static const sqlite3_module module = {
        .xConnect = given_connect,
        .xBestIndex = given_plan,
        .xDisconnect = given_disconnect,
        .xOpen = given_open,
        .xClose = given_close,
        .xFilter = given_filter,
        .xNext = given_next,
        .xEof = given_ends,
        .xColumn = given_column,
        .xRowid = given_rowid,
    };
    return sqlite3_create_module(db_of(store), "given", &module, store);
}

/* ---- opening ---------------------------------------------------------------------------- */

static void nap(int64_t us)
{
    struct timespec time = { .tv_sec = us / 1000000, .tv_nsec = us % 1000000 * 1000 };
    nanosleep(&time, NULL);
}

static int wait_for_others(void *context, int times)
{
    struct store *store = context;
    uint64_t now = clock_monotonic_ns();
    if (times == 0)
        store->wait_until_ns = now + (uint64_t)store->wait_ms * 1000000;
    if (now >= store->wait_until_ns)
        return 0;
    nap(times < 20 ? 100 : times < 100 ? 500 : 5000);
    return 1;
}

/* Without counting its memory SQLite takes no lock that all threads share. Refused once it runs:
 * then it stays. */
static void configure(void)
{
    (void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

static bool pragma_is(sqlite3 *db, const char *pragma, const char *wanted, int *rc)
{
    sqlite3_stmt *st = NULL;
    *rc = sqlite3_prepare_v2(db, pragma, -1, &st, NULL);
    bool same = false;
    if (*rc == SQLITE_OK) {
        *rc = sqlite3_step(st);
        const char *found = *rc == SQLITE_ROW ? (const char *)sqlite3_column_text(st, 0) : NULL;
        same = found && strcmp(found, wanted) == 0;
        *rc = *rc == SQLITE_ROW || *rc == SQLITE_DONE ? SQLITE_OK : *rc;
    }
    sqlite3_finalize(st);
    return same;
}

/* Two that make one file at once meet here: one waits until the other is through. */
static bool keep_log(struct store *store, bool read_only, struct err *err)
{
    sqlite3 *db = db_of(store);
    uint64_t until = clock_monotonic_ns() + (uint64_t)store->wait_ms * 1000000;
    for (;;) {
        int rc;
        if (pragma_is(db, "PRAGMA journal_mode", "wal", &rc))
            return true;
        if (rc == SQLITE_OK && read_only)
            return true; /* a copy that nobody has opened for writing yet */
        if (rc == SQLITE_OK && pragma_is(db, "PRAGMA journal_mode = WAL", "wal", &rc))
            return true;
        if (rc == SQLITE_OK)
            return fault_with(store, db, SQLITE_IOERR,
                              "the file system cannot keep a write-ahead log", err);
        if ((rc & 0xff) != SQLITE_BUSY || clock_monotonic_ns() >= until)
            return fault(store, rc, err);
        nap(1000);
    }
}

static bool settings(struct store *store, const struct store_options *options, struct err *err)
{
    sqlite3 *db = db_of(store);
    char text[512];
    int len = snprintf(
        text, sizeof text,
        "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY;"
        "PRAGMA mmap_size = 0; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;"
        "PRAGMA secure_delete = ON;"
        "PRAGMA cache_size = -%d; PRAGMA wal_autocheckpoint = %d; PRAGMA journal_size_limit = %d;",
        options->cache_kib ? options->cache_kib : CACHE_KIB,
        options->checkpoint_pages ? options->checkpoint_pages : CHECKPOINT_PAGES, LOG_BYTES_KEPT);
    must(len > 0 && (size_t)len < sizeof text);
    int rc = sqlite3_exec(db, text, NULL, NULL, NULL);
    if (rc != SQLITE_OK)
        return fault(store, rc, err);
    return keep_log(store, options->read_only, err);
}

/* SQLite then tries to read what is not there, and tells of that. */
static bool folder_refuses(struct store *store)
{
    size_t cut = store->path.len;
    while (cut && store->path.ptr[cut - 1] != '/')
        cut--;
    struct str folder = cut ? str_slice(store->path, 0, cut) : STR(".");
    return faccessat(AT_FDCWD, str_cstr(store->arena, folder), W_OK, AT_EACCESS) != 0 &&
           is_permission(errno);
}

static bool sqlite_open(struct store *store, const struct store_options *options, struct err *err)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, configure);

    int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    flags |= options->read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
    flags |= options->create ? SQLITE_OPEN_CREATE : 0;
    if (!options->create && access(store->path.ptr, F_OK) != 0 && errno == ENOENT)
        return err_set(err, ERR_STORE_MISSING, "path", store->path);

    sqlite3 *db = NULL;
    int rc = sqlite3_open_v2(store->path.ptr, &db, flags, store->vfs);
    store->native = db;
    if (rc != SQLITE_OK && options->create && folder_refuses(store))
        return err_set(err, ERR_STORE_READ_ONLY, "path", store->path, "cause",
                       str_from(strerrordesc_np(errno)));
    if (rc != SQLITE_OK)
        return fault(store, rc, err);
    sqlite3_busy_handler(db, wait_for_others, store);
    rc = given_declare(store);
    if (rc != SQLITE_OK)
        return fault(store, rc, err);
    sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    /* SQLite opens a file that it may not write for reading, and says nothing. */
    if (!options->read_only && sqlite3_db_readonly(db, "main") == 1)
        return err_set(err, ERR_STORE_READ_ONLY, "path", store->path, "cause",
                       STR("attempt to write a readonly database"));
    return settings(store, options, err);
}

static void sqlite_close(struct store *store)
{
    for (int i = 0; i < VERB_COUNT; i++)
        sqlite3_finalize(store->verbs[i]);
    int rc = sqlite3_close(db_of(store));
    must(rc == SQLITE_OK);
}

/* ---- transactions ----------------------------------------------------------------------- */

static int run_verb(struct store *store, enum store_verb verb)
{
    static const char *const texts[VERB_COUNT] = {
        [VERB_BEGIN] = "BEGIN IMMEDIATE",
        [VERB_BEGIN_READ] = "BEGIN",
        [VERB_COMMIT] = "COMMIT",
        [VERB_ROLLBACK] = "ROLLBACK",
        [VERB_SAVEPOINT] = "SAVEPOINT one",
        [VERB_SAVEPOINT_KEEP] = "RELEASE one",
        [VERB_SAVEPOINT_UNDO] = "ROLLBACK TO one",
    };
    if (!store->verbs[verb]) {
        sqlite3_stmt *st = NULL;
        int rc =
            sqlite3_prepare_v3(db_of(store), texts[verb], -1, SQLITE_PREPARE_PERSISTENT, &st, NULL);
        if (rc != SQLITE_OK)
            return rc;
        store->verbs[verb] = st;
    }
    sqlite3_step(store->verbs[verb]);
    return sqlite3_reset(store->verbs[verb]);
}

static bool sqlite_verb(struct store *store, enum store_verb verb, struct err *err)
{
    int rc = run_verb(store, verb);
    /* ROLLBACK TO leaves the savepoint standing. */
    if (rc == SQLITE_OK && verb == VERB_SAVEPOINT_UNDO)
        rc = run_verb(store, VERB_SAVEPOINT_KEEP);
    /* BEGIN takes the snapshot with its first read only. */
    if (rc == SQLITE_OK && verb == VERB_BEGIN_READ)
        rc = sqlite3_exec(db_of(store), "SELECT 1 FROM sqlite_schema LIMIT 1", NULL, NULL, NULL);
    return rc == SQLITE_OK ? true : fault(store, rc, err);
}

static bool sqlite_has_transaction(struct store *store)
{
    return !sqlite3_get_autocommit(db_of(store));
}

static bool sqlite_script(struct store *store, struct sql script, struct err *err)
{
    int rc = sqlite3_exec(db_of(store), script.text, NULL, NULL, NULL);
    return rc == SQLITE_OK ? true : fault(store, rc, err);
}

/* What SQLite overwrites of a page that it gives up: all of it, written to the log at once, or what
 * costs no write. */
static int overwrite(struct store *store, bool all)
{
    return sqlite3_exec(db_of(store), all ? "PRAGMA secure_delete = ON" : "PRAGMA secure_delete = FAST",
                        NULL, NULL, NULL);
}

static bool sqlite_drop(struct store *store, struct sql script, struct err *err)
{
    int rc = overwrite(store, false);
    if (rc == SQLITE_OK)
        rc = sqlite3_exec(db_of(store), script.text, NULL, NULL, NULL);
    bool done = rc == SQLITE_OK ? true : fault(store, rc, err);
    return overwrite(store, true) == SQLITE_OK && done;
}

/* Free pages are given to a table of nothing but zeros, which is dropped. */
static bool sqlite_wipe(struct store *store, struct err *err)
{
    int rc = sqlite3_exec(
        db_of(store),
        "CREATE TABLE wiped (bytes BLOB NOT NULL) STRICT;"
        "WITH RECURSIVE part(pages) AS (SELECT freelist_count FROM pragma_freelist_count"
        " UNION ALL SELECT pages - 16384 FROM part WHERE pages > 16384)"
        " INSERT INTO wiped SELECT zeroblob(min(pages, 16384) * (page_size - 16))"
        " FROM part, pragma_page_size WHERE pages > 0;"
        "DROP TABLE wiped;",
        NULL, NULL, NULL);
    return rc == SQLITE_OK ? true : fault(store, rc, err);
}

/* ---- statements ------------------------------------------------------------------------- */

static bool sqlite_prepare(struct store *store, struct statement_handle *st, struct err *err)
{
    sqlite3_stmt *native = NULL;
    const char *rest = NULL;
    int rc = sqlite3_prepare_v3(db_of(store), st->sql.text, (int)st->sql.len + 1,
                                SQLITE_PREPARE_PERSISTENT, &native, &rest);
    if (rc != SQLITE_OK)
        return fault(store, rc, err);
    must(native && *rest == '\0'); /* one statement, not a script */
    st->native = native;
    st->reads_only = sqlite3_stmt_readonly(native);
    return true;
}

static void sqlite_finish(struct statement_handle *st)
{
    sqlite3_finalize(st->native);
}

static void sqlite_reset(struct statement_handle *st)
{
    sqlite3_reset(st->native);
}

static void sqlite_unbind(struct statement_handle *st)
{
    sqlite3_clear_bindings(st->native);
}

/* An index out of range is our mistake; a value too long for the engine is told by the next step.
 */
static void bound(struct statement_handle *st, int rc)
{
    must(rc != SQLITE_RANGE && rc != SQLITE_MISUSE);
    if (rc != SQLITE_OK && !st->bind_fault)
        st->bind_fault = rc;
}

static void sqlite_bind_int(struct statement_handle *st, int index, int64_t n)
{
    bound(st, sqlite3_bind_int64(st->native, index, n));
}

/* A NULL pointer would bind NULL, which the empty text is not. */
static void sqlite_bind_text(struct statement_handle *st, int index, struct str s)
{
    bound(st, sqlite3_bind_text64(st->native, index, s.len ? s.ptr : "", s.len, SQLITE_STATIC,
                                  SQLITE_UTF8));
}

static void sqlite_bind_blob(struct statement_handle *st, int index, struct str bytes)
{
    bound(st, sqlite3_bind_blob64(st->native, index, bytes.len ? bytes.ptr : "", bytes.len,
                                  SQLITE_STATIC));
}

static void sqlite_bind_null(struct statement_handle *st, int index)
{
    bound(st, sqlite3_bind_null(st->native, index));
}

static bool sqlite_step(struct statement_handle *st, bool *row, struct err *err)
{
    if (st->bind_fault)
        return fault_with(st->store, NULL, st->bind_fault, sqlite3_errstr(st->bind_fault), err);
    int rc = sqlite3_step(st->native);
    *row = rc == SQLITE_ROW;
    return rc == SQLITE_ROW || rc == SQLITE_DONE ? true : fault(st->store, rc, err);
}

static int64_t sqlite_column_int(struct statement_handle *st, int index)
{
    return sqlite3_column_int64(st->native, index);
}

static bool sqlite_column_is_null(struct statement_handle *st, int index)
{
    return sqlite3_column_type(st->native, index) == SQLITE_NULL;
}

static struct str sqlite_column_text(struct statement_handle *st, int index)
{
    const char *text = (const char *)sqlite3_column_text(st->native, index);
    return (struct str){ text, text ? (size_t)sqlite3_column_bytes(st->native, index) : 0 };
}

static struct str sqlite_column_blob(struct statement_handle *st, int index)
{
    const char *bytes = sqlite3_column_blob(st->native, index);
    return (struct str){ bytes, bytes ? (size_t)sqlite3_column_bytes(st->native, index) : 0 };
}

/* ---- the file as a whole ---------------------------------------------------------------- */

static int64_t sqlite_changes(struct store *store)
{
    return sqlite3_changes64(db_of(store));
}

static int sqlite_format(struct store *store)
{
    sqlite3_stmt *st = NULL;
    int format = 0;
    if (sqlite3_prepare_v2(db_of(store), "PRAGMA user_version", -1, &st, NULL) == SQLITE_OK &&
        sqlite3_step(st) == SQLITE_ROW)
        format = sqlite3_column_int(st, 0);
    sqlite3_finalize(st);
    return format;
}

static bool sqlite_format_set(struct store *store, int format, struct err *err)
{
    char text[64];
    snprintf(text, sizeof text, "PRAGMA user_version = %d",
             format); /* a pragma takes no bound value */
    int rc = sqlite3_exec(db_of(store), text, NULL, NULL, NULL);
    return rc == SQLITE_OK ? true : fault(store, rc, err);
}

static bool sqlite_checkpoint(struct store *store, struct err *err)
{
    int mode = store->wipe ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE;
    int rc = sqlite3_wal_checkpoint_v2(db_of(store), NULL, mode, NULL, NULL);
    return rc == SQLITE_OK || (rc & 0xff) == SQLITE_BUSY ? true : fault(store, rc, err);
}

static bool copy_pages(struct store *store, sqlite3 *target,
                       void (*step)(void *host, int64_t done, int64_t total), void *host,
                       struct err *err)
{
    sqlite3_backup *backup = sqlite3_backup_init(target, "main", db_of(store), "main");
    if (!backup)
        return fault_with(store, target, sqlite3_errcode(target), sqlite3_errmsg(target), err);
    int rc;
    do {
        rc = sqlite3_backup_step(backup, COPY_PAGES);
        int64_t total = sqlite3_backup_pagecount(backup);
        if (step && rc != SQLITE_OK && rc != SQLITE_DONE)
            break;
        if (step)
            step(host, total - sqlite3_backup_remaining(backup), total);
    } while (rc == SQLITE_OK);
    sqlite3_backup_finish(backup);
    if (rc == SQLITE_DONE)
        return true;
    return fault_with(store, target, rc, sqlite3_errstr(rc), err);
}

/* The copy is one transaction of the target's, so its commit syncs it. */
static bool sqlite_copy(struct store *store, const char *path,
                        void (*step)(void *host, int64_t done, int64_t total), void *host,
                        struct err *err)
{
    sqlite3 *target = NULL;
    int flags =
        SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_EXRESCODE;
    int rc = sqlite3_open_v2(path, &target, flags, store->vfs);
    if (rc == SQLITE_OK)
        rc = sqlite3_exec(target, "PRAGMA synchronous = FULL", NULL, NULL, NULL);
    bool done = rc == SQLITE_OK
                    ? copy_pages(store, target, step, host, err)
                    : fault_with(store, target, rc,
                                 target ? sqlite3_errmsg(target) : sqlite3_errstr(rc), err);
    if (!done)
        err_while(err, str_from(path));
    sqlite3_close(target);
    return done;
}

static bool sqlite_check(struct store *store, struct str *fault_text, struct arena *arena,
                         struct err *err)
{
    sqlite3_stmt *st = NULL;
    int rc = sqlite3_prepare_v2(db_of(store), "PRAGMA integrity_check(1)", -1, &st, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_step(st);
    if (rc == SQLITE_ROW) {
        struct str said = str_from((const char *)sqlite3_column_text(st, 0));
        if (!str_eq(said, STR("ok")))
            *fault_text = str_copy(arena, said);
    }
    bool done = rc == SQLITE_ROW || rc == SQLITE_DONE ? true : fault(store, rc, err);
    sqlite3_finalize(st);
    return done;
}

const struct store_engine store_engine_sqlite = {
    .name = "sqlite",
    .open = sqlite_open,
    .close = sqlite_close,
    .verb = sqlite_verb,
    .has_transaction = sqlite_has_transaction,
    .script = sqlite_script,
    .drop = sqlite_drop,
    .wipe = sqlite_wipe,
    .prepare = sqlite_prepare,
    .finish = sqlite_finish,
    .reset = sqlite_reset,
    .unbind = sqlite_unbind,
    .bind_int = sqlite_bind_int,
    .bind_text = sqlite_bind_text,
    .bind_blob = sqlite_bind_blob,
    .bind_null = sqlite_bind_null,
    .step = sqlite_step,
    .column_int = sqlite_column_int,
    .column_is_null = sqlite_column_is_null,
    .column_text = sqlite_column_text,
    .column_blob = sqlite_column_blob,
    .changes = sqlite_changes,
    .format = sqlite_format,
    .format_set = sqlite_format_set,
    .checkpoint = sqlite_checkpoint,
    .copy = sqlite_copy,
    .check = sqlite_check,
};
