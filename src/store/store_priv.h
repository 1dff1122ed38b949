/*
 * store_priv.h - what an engine fills in: one struct of functions. Only store/ includes this.
 *
 * store.c keeps statements, the state of the transaction and its faults; an engine prepares, binds,
 * steps and names its errors as ours. An engine's functions may count on being called in the right
 * state.
 */
#ifndef LUODI_STORE_STORE_PRIV_H
#define LUODI_STORE_STORE_PRIV_H

#include "store/store.h"

enum store_verb {
    VERB_BEGIN,
    VERB_BEGIN_READ,
    VERB_COMMIT,
    VERB_ROLLBACK,
    VERB_SAVEPOINT,
    VERB_SAVEPOINT_KEEP,
    VERB_SAVEPOINT_UNDO,
    VERB_COUNT
};

struct store_engine {
    const char *name;
    bool (*open)(struct store *store, const struct store_options *options, struct err *err);
    void (*close)(
        struct store *store); /* statements were finished before; also after a failed open */
    bool (*verb)(struct store *store, enum store_verb verb, struct err *err);
    /* Whether the engine still has the transaction that was begun: a fault may have ended it. */
    bool (*has_transaction)(struct store *store);
    bool (*script)(struct store *store, struct sql script, struct err *err);
    bool (*drop)(struct store *store, struct sql script, struct err *err);
    bool (*wipe)(struct store *store, struct err *err);

    bool (*prepare)(struct store *store, struct statement_handle *st, struct err *err);
    void (*finish)(struct statement_handle *st);
    void (*reset)(struct statement_handle *st);
    void (*unbind)(struct statement_handle *st);
    void (*bind_int)(struct statement_handle *st, int index, int64_t n);
    void (*bind_text)(struct statement_handle *st, int index, struct str s);
    void (*bind_blob)(struct statement_handle *st, int index, struct str bytes);
    void (*bind_null)(struct statement_handle *st, int index);
    bool (*step)(struct statement_handle *st, bool *row, struct err *err);
    int64_t (*column_int)(struct statement_handle *st, int index);
    bool (*column_is_null)(struct statement_handle *st, int index);
    struct str (*column_text)(struct statement_handle *st, int index);
    struct str (*column_blob)(struct statement_handle *st, int index);

    int64_t (*changes)(struct store *store);
    int (*format)(struct store *store);
    bool (*format_set)(struct store *store, int format, struct err *err);
    bool (*checkpoint)(struct store *store, struct err *err);
    /* Copy what is committed into a new file, synced; a read transaction is open. */
    bool (*copy)(struct store *store, const char *path,
                 void (*step)(void *host, int64_t done, int64_t total), void *host,
                 struct err *err);
    bool (*check)(struct store *store, struct str *fault, struct arena *arena, struct err *err);
};

extern const struct store_engine store_engine_sqlite;

enum { STORE_CAUSE_MAX = 256 };

enum store_state { STORE_IDLE, STORE_READING, STORE_WRITING };

struct store {
    const struct store_engine *engine;
    void *native; /* the engine's connection */
    struct arena *arena;
    struct str path; /* NUL-ended */
    const char *vfs;
    int wait_ms;
    bool wipe;
    enum store_state state;
    bool savepoint;

    /* The fault that ended the transaction behind our back; lost is false when there was none. */
    bool lost;
    enum err_code lost_code;
    char lost_cause[STORE_CAUSE_MAX];

    /* Statements by the address of their literal: open addressing, room a power of two. */
    struct statement_handle **slots;
    size_t slot_room, slot_count;
    struct statement_handle *running; /* those that have rows left */

    /* What `given` reads while store_load runs. */
    bool (*next)(void *host, struct store_row *row);
    void *next_host;

    void *verbs[VERB_COUNT]; /* the engine's prepared verbs */
    uint64_t wait_until_ns;  /* the engine's, while it waits */
};

enum statement_state {
    STATEMENT_READY,
    STATEMENT_RUNNING,
    STATEMENT_CUT /* its transaction ended under it */
};

struct statement_handle {
    struct store *store;
    struct sql sql;
    void *native;
    bool reads_only;
    int bind_fault; /* the engine's code, told by the next step */
    enum statement_state state;
    struct statement_handle *twin;           /* the same literal once more, for recursion */
    struct statement_handle *before, *after; /* in store->running */
};

#endif
