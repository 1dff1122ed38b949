/*
 * held_priv.h - the records of a ledger that is rebuilt, in memory until all are known. See held.c.
 *
 * Memory   a held lives until held_free. Threads   one puts; once settled it is read only, and threads may share it.
 */
#ifndef LUODI_LEDGER_HELD_PRIV_H
#define LUODI_LEDGER_HELD_PRIV_H

#include "ledger/ledger_priv.h"

struct held_row { const char *bytes; uint32_t len; int32_t kind; };  /* kind: its number; 0: no record */
struct held_refer { int64_t target, source; int32_t number; };

struct held {
    struct arena *arena;
    struct held_row *rows;               /* by the record's number */
    int64_t last;
    struct held_refer *refers;           /* who named whom in which field, ever */
    size_t refer_count, refer_room, bytes;
    bool settled;                        /* nothing more is put; who refers can be asked */
};

struct held *held_new(int64_t last);     /* last: the greatest number that a record may have */
void held_free(struct held *held);       /* NULL is allowed */
bool held_full(const struct held *held); /* it should be written and given up */
void held_put(struct held *held, int32_t kind, int64_t id, struct str bytes);
void held_refer(struct held *held, int64_t target, int32_t number, int64_t source);
void held_settle(struct held *held);
/* Fill the tables of records and references with it; they are empty. */
bool held_write(const struct held *held, struct store *store, struct err *err);

/* The row of a record of that kind; NULL where there is none. */
const struct held_row *held_find(const struct held *held, int32_t kind, int64_t id);
/* As record_sources and record_each_in. */
void held_sources(const struct held *held, struct arena *arena, int64_t target, int32_t number, int64_t **sources, size_t *count);
bool held_each(const struct held *held, const struct edition *edition, const struct kind *kind,
               bool (*visit)(void *host, struct timeline *timeline), void *host, struct err *err);

/* A ledger for another thread that reads records from `held` and nothing else. */
struct ledger *ledger_shadow(const struct ledger *ledger, struct held *held);
void ledger_shadow_free(struct ledger *shadow);

#endif
