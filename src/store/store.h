/*
 * store.h - one interface over an embedded or a served database. SQLite today.
 *
 * Statements take SQL as a literal by type: SQL("...") does not compile with a variable, so a value
 * can only be bound. Statements are prepared once for each store and kept, found by the address of
 * their literal. What changes anything stands between store_begin and store_commit: a write outside
 * is our own mistake.
 *
 * Not for: meaning. The store knows rows; entries, records and figures are the ledger's.
 *
 * Memory   a store has an arena of its own; what columns return lives until the next step of their
 * statement. Threads  a struct store belongs to one thread; open one for each. Any number of
 * stores, of any number of processes, may stand on one file: readers never wait, writers wait for
 * each other. Errors   ERR_STORE_* with the path, and the engine's cause where it has one.
 */
#ifndef LUODI_STORE_STORE_H
#define LUODI_STORE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

struct arena;
struct store;

struct sql {
    const char *text;
    size_t len;
};
#define SQL(literal) ((struct sql){ "" literal, sizeof(literal) - 1 })

struct store_options {
    struct str path;
    bool create, read_only;
    const char *vfs;      /* a test's storage layer, or NULL */
    int cache_kib;        /* 0: 16 MiB */
    int wait_ms;          /* how long a writer waits for another; 0: LIMIT_STORE_WAIT_MS */
    int checkpoint_pages; /* fold the log into the file when it has so many pages; 0: 4,096 */
    bool wipe;            /* empty the log when it is folded: for what must be forgettable */
    int format_known;     /* the newest form of the tables that the caller reads; 0: not asked */
};

/*
 * Open a file, or make it with `create` (its folder must be there). ERR_STORE_MISSING,
 * ERR_STORE_OPEN, ERR_STORE_READ_ONLY (file or folder not writable, and read_only not asked),
 * ERR_STORE_BROKEN (not a database), ERR_STORE_NEWER (its form is over format_known).
 */
bool store_open(const struct store_options *options, struct store **store, struct err *err);
void store_close(struct store *store); /* NULL is allowed; what was not committed is gone */
/* The form of the tables, kept in the file: 0 in a new one. Set it inside the transaction that
 * makes the tables. */
int store_format(struct store *store);
bool store_format_set(struct store *store, int format, struct err *err);
/* Run a script of many statements (a schema), all or none; its text is compiled in. */
bool store_script(struct store *store, struct sql script, struct err *err);
/*
 * Run a script that drops tables which are made again in the same transaction. Their pages are not
 * overwritten one by one, as those of dropped tables are else, since most are soon written anew;
 * store_wipe overwrites those that are left before the commit.
 */
bool store_drop(struct store *store, struct sql script, struct err *err);
bool store_wipe(struct store *store, struct err *err);

/*
 * One transaction at a time. ERR_STORE_BUSY when others did not make way in time. store_commit
 * returns true when everything is on disk, else nothing of it is there. A fault of the storage
 * layer ends the transaction by itself: from then on each step and the commit answer with that
 * fault, until store_rollback. The end of a transaction resets the statements that still have rows.
 */
bool store_begin(struct store *store,
                 struct err *err); /* a writer: waits for others, at most 10 s */
bool store_begin_read(struct store *store, struct err *err); /* a snapshot, taken now */
bool store_commit(struct store *store, struct err *err);     /* true: on disk */
void store_rollback(struct store *store);                    /* allowed when nothing is open */
bool store_in_transaction(const struct store *store);
bool store_savepoint(struct store *store,
                     struct err *err); /* one level, inside a writer's transaction */
bool store_savepoint_keep(struct store *store, struct err *err);
void store_savepoint_undo(struct store *store); /* allowed when there is none */

/*
 * A statement by its literal: found by the literal's address or prepared; reset and unbound, ready
 * to bind. While one run of it still has rows, another call gives a second one, so recursion is
 * safe. NULL on a fault.
 */
struct statement_handle;
struct statement_handle *store_statement(struct store *store, struct sql sql, struct err *err);
void bind_int(struct statement_handle *st, int index, int64_t n);     /* indexes from 1 */
void bind_text(struct statement_handle *st, int index, struct str s); /* must outlive the run */
void bind_blob(struct statement_handle *st, int index, const void *ptr, size_t len);
void bind_null(struct statement_handle *st, int index);
/* Step: *row tells whether there is one. A finished statement is reset and keeps its bindings: bind
 * and run again. */
bool statement_step(struct store *store, struct statement_handle *st, bool *row, struct err *err);
bool statement_run(struct store *store, struct statement_handle *st,
                   struct err *err);                        /* no rows expected */
void statement_done(struct statement_handle *st);           /* leave early: resets */
int64_t column_int(struct statement_handle *st, int index); /* from 0; NULL gives 0 */
bool column_is_null(struct statement_handle *st, int index);
struct str column_text(struct statement_handle *st, int index); /* valid until the next step */
struct str column_blob(struct statement_handle *st, int index);

/*
 * Insert what `next` gives, row by row, with one run of a statement that reads it from the table
 * `given`, whose columns are v1 to v9: "INSERT INTO t SELECT 1, v1, v2 FROM given". For many rows,
 * in the order of the table. With OR FAIL nothing is kept to undo the run alone: after a fault the
 * transaction must be given up. `next` returns false behind the last; it may not use this store.
 */
enum store_type { STORE_INT, STORE_TEXT, STORE_BLOB };
struct store_value {
    enum store_type type;
    int64_t n;        /* of an int */
    struct str bytes; /* of a text or blob; lasts until the next row is asked for */
};
enum { STORE_ROW_VALUES = 9 };
struct store_row {
    struct store_value values[STORE_ROW_VALUES];
};
bool store_load(struct store *store, struct sql sql,
                bool (*next)(void *host, struct store_row *row), void *host, struct err *err);

int64_t
store_changes(struct store *store); /* rows that the last run inserted, changed or deleted */
/* Fold the log into the file, as far as readers allow; not inside a transaction. For after imports
 * and before measuring. */
bool store_checkpoint(struct store *store, struct err *err);
/*
 * A consistent copy of what is committed now, while others read and write on; `step` (may be NULL)
 * tells pages. Whole or absent: it is written beside `path`, synced and renamed. ERR_STORE_EXISTS
 * when something stands at path.
 */
bool store_backup(struct store *store, struct str path,
                  void (*step)(void *host, int64_t done, int64_t total), void *host,
                  struct err *err);
/* Integrity of the file: *fault is empty, or the first fault in the engine's words. */
bool store_check(struct store *store, struct str *fault, struct arena *arena, struct err *err);

#endif
