/*
 * store.h - one interface over an embedded or a served database. SQLite today.
 *
 * Statements take SQL as a literal by type: SQL("...") does not compile with a variable, so a value can only
 * be bound. Statements are prepared once for each store and kept.
 *
 * Threads  a struct store belongs to one thread.
 * Errors   ERR_STORE_BUSY, ERR_STORE_FULL, ERR_STORE_BROKEN, ERR_STORE_FAILED with the cause.
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

struct sql { const char *text; size_t len; };
#define SQL(literal) ((struct sql){ "" literal, sizeof(literal) - 1 })

struct store_options {
    struct str path;
    bool create, read_only;
    const char *vfs;        /* a test's storage layer, or NULL */
    int cache_kib;          /* 0: 16 MiB */
};

bool store_open(const struct store_options *options, struct store **store, struct err *err);
void store_close(struct store *store);
/* Run a script of many statements (a schema); its text is compiled in. */
bool store_script(struct store *store, struct sql script, struct err *err);

bool store_begin(struct store *store, struct err *err);       /* a writer: waits for others, at most 10 s */
bool store_begin_read(struct store *store, struct err *err);  /* a snapshot */
bool store_commit(struct store *store, struct err *err);      /* true: on disk */
void store_rollback(struct store *store);                     /* allowed when nothing is open */
bool store_savepoint(struct store *store, struct err *err);   /* one level, inside a transaction */
bool store_savepoint_keep(struct store *store, struct err *err);
void store_savepoint_undo(struct store *store);

/* A statement by its literal: found by the literal's address or prepared; reset and unbound, ready to bind. */
struct statement_handle;
struct statement_handle *store_statement(struct store *store, struct sql sql, struct err *err); /* NULL on a fault */
void bind_int(struct statement_handle *st, int index, int64_t n);      /* indexes from 1 */
void bind_text(struct statement_handle *st, int index, struct str s);  /* must outlive the run */
void bind_blob(struct statement_handle *st, int index, const void *ptr, size_t len);
void bind_null(struct statement_handle *st, int index);
/* Step: *row tells whether there is one. A finished statement is reset. */
bool statement_step(struct store *store, struct statement_handle *st, bool *row, struct err *err);
bool statement_run(struct store *store, struct statement_handle *st, struct err *err); /* no rows expected */
void statement_done(struct statement_handle *st); /* leave early: resets */
int64_t column_int(struct statement_handle *st, int index);            /* from 0 */
bool column_is_null(struct statement_handle *st, int index);
struct str column_text(struct statement_handle *st, int index);        /* valid until the next step */
struct str column_blob(struct statement_handle *st, int index);

int64_t store_changes(struct store *store);
bool store_backup(struct store *store, struct str path, void (*step)(void *host, int64_t done, int64_t total), void *host, struct err *err);
bool store_check(struct store *store, struct str *fault, struct arena *arena, struct err *err); /* integrity of the file */

#endif
