/*
 * ledger_priv.h - what the ledger's own files share.
 */
#ifndef LUODI_LEDGER_LEDGER_PRIV_H
#define LUODI_LEDGER_LEDGER_PRIV_H

#include <pthread.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/must.h"
#include "ledger/edition_priv.h"
#include "ledger/ledger.h"
#include "ledger/schema_priv.h"
#include "ledger/timeline_priv.h"
#include "store/store.h"

/* ---- the record cache: decoded timelines of one edition, dropped as a whole --------------------------- */

struct cached { int64_t id; const struct kind *kind; struct timeline *timeline; }; /* timeline NULL: no such record */

struct record_cache {
    struct arena *arena;
    struct cached *slots;
    size_t room, count;
    const struct edition *edition;
};

/* ---- slices and cells ------------------------------------------------------------------------------ */

struct known_slice {
    int64_t id;
    struct str metric, text;
    const struct feel_expr *expr;     /* against the metric's dimensions in the present edition; NULL: no longer valid */
    const struct metric *of;          /* in the present edition; NULL: gone */
};

struct cell_key { int64_t version, slice, zone; };
struct known_cell { struct cell_key key; int64_t id; int32_t first_month; bool used; };

struct json;
struct known_months;                /* figure.c */

/* The last row of a cell's month, so that the next one need not look for it. */
struct month_tail { int64_t cell, total, position, n; int32_t month; };
enum { MONTH_TAILS = 4096 };

struct ledger {
    struct arena *arena;              /* as long as the ledger is open */
    struct arena *scratch;            /* of one entry, one figure */
    struct store *store;
    struct str folder;
    struct clock *clock;
    enum hash_kind hash_kind;
    struct hasher *hasher;
    struct edition *edition;          /* the present one; ->older are those of the past */
    struct head head;                 /* as this ledger last saw it */
    struct record_cache cache;
    struct known_slice *slices;
    size_t slice_count;
    struct arena *slice_arena;
    struct known_cell *cells;         /* hashed by key */
    size_t cell_room, cell_count;
    int64_t cell_next;                /* 0: not known */
    struct month_tail *tails;         /* by a hash of cell and month; as long as cells are known */
    bool in_group, group_failed;
    bool once_ready;                  /* the table of keys is there, in this group */
    bool careful;                     /* each append of the group can be undone by itself, whatever fails */
    const char *vfs;                  /* a test's storage layer */
    bool read_only;
    bool in_read;                     /* a snapshot is open */
    bool follows;                     /* takes new definitions as they come (upgrade, rebuild) */
    struct roster_set *rosters;       /* see roster.c */
    struct known_months *months;      /* see figure.c */
    const struct permit *permit;      /* for whom it reads and appends; NULL: its owner */
    struct held *held;                /* records are here and not in the store; see held.c */
};

/* ---- permission (permit.c): asked by the functions of ledger.h, never by those below them ------------- */

/* Every record of the kind may be read, whole; every record that may be read may be read whole. */
bool permit_reads_all(const struct permit *permit, const struct kind *kind);
bool permit_plain(const struct permit *permit, const struct kind *kind);
bool permit_reads_some(const struct permit *permit); /* records of some kind, somewhere */
/* Where a record lies, now, by what it says itself; 0: nowhere. A kind with `zone_via` lies where its parent does. */
struct record_place { int64_t zone, unit; };
void record_place_own(const struct timeline *timeline, struct record_place *place);
bool permit_reads_at(const struct permit *permit, const struct kind *kind, const struct record_place *place);
/* Whether this record may be read. The timeline must be whole: it is asked where the record lies now. */
bool record_shows(struct ledger *ledger, const struct timeline *timeline, bool *shows, struct err *err);
/* Take out the items that may not be seen; *whole: only such as an entry's body does not hold. */
bool timeline_strip(struct ledger *ledger, struct timeline *timeline, bool *whole, struct err *err);
/* ERR_FORBIDDEN; with the record (before or after) ERR_FORBIDDEN_PLACE. */
bool permit_writes(struct ledger *ledger, const struct kind *kind, const struct timeline *timeline, enum verb verb, struct err *err);
bool permit_closes(struct ledger *ledger, const struct kind *kind, struct err *err); /* its metrics' months, of all zones */
bool permit_writes_field(struct ledger *ledger, const struct timeline *timeline, const struct field *field, enum verb verb,
                         struct err *err);
bool permit_writes_stage(struct ledger *ledger, const struct timeline *timeline, const struct stage *stage, enum verb verb,
                         struct err *err);
struct record_id permit_author(const struct permit *permit, struct record_id given);

/* Everything that another process may have changed is read again; the caller has begun a transaction. */
bool ledger_refresh(struct ledger *ledger, struct err *err);
void ledger_forget(struct ledger *ledger); /* drop caches: after a rollback, or a change from outside */
struct edition *ledger_edition(struct ledger *ledger, int64_t position, struct err *err);
bool ledger_slices_load(struct ledger *ledger, struct err *err);

/* ---- records (record.c) ------------------------------------------------------------------------------ */

void record_cache_clear(struct record_cache *cache);
void record_cache_trim(struct record_cache *cache); /* clear it where it is too large; no timeline of it may be held */
/* The whole timeline, shared and not to be changed by readers; *timeline NULL where there is none. */
bool record_load(struct ledger *ledger, const struct edition *edition, const struct kind *kind, int64_t id,
                 struct timeline **timeline, struct err *err);
struct timeline *record_make(struct ledger *ledger, const struct kind *kind, int64_t id);
void record_unmake(struct ledger *ledger, int64_t id); /* it was refused, nothing of it is written */
/* Write the row, and the keys, facets and references of what changed at `position`. */
bool record_save(struct ledger *ledger, struct timeline *timeline, int64_t position, struct err *err);
/* Write the row and the references only, for rebuild. */
bool record_keep(struct ledger *ledger, struct timeline *timeline, int64_t position, struct err *err);
/* Keys and facets of all records as they stand, none being there; or in place of those that are. The rows are written by
 * `errand`, which may be under way with something else. */
struct errand;
bool records_find(struct ledger *ledger, struct errand *errand, struct err *err);
bool records_find_again(struct ledger *ledger, struct err *err);
bool record_row_write(struct ledger *ledger, const struct timeline *timeline, struct err *err);
/* Records that ever named `target` in the field with that number. */
bool record_sources(struct ledger *ledger, struct arena *arena, int64_t target, int32_t number,
                    int64_t **sources, size_t *count, struct err *err);
/* Who holds the key: 0 for nobody. number: the kind's (its key) or a unique field's. */
bool record_key_holder(struct ledger *ledger, int32_t number, struct str key, int64_t *record, struct err *err);
/* Every record's id of a kind as an edition sees it; deleted ones too. */
bool record_each_in(struct ledger *ledger, const struct edition *edition, const struct kind *kind,
                    bool (*visit)(void *host, struct timeline *timeline), void *host, struct err *err);
/* The text of a record's key (its key fields joined); empty where a part is missing. */
struct str record_key_text(struct arena *arena, const struct timeline *timeline, int64_t as_of);
struct str facet_text(struct arena *arena, const struct field *field, const struct value *value);

/* ---- errands (errand.c): one thing at a time that another thread does, with the store for itself -------------------- */

struct errand {
    pthread_t thread;
    bool (*run)(void *host, struct err *err);
    void *host;
    struct err err;
    bool alone;                       /* there is no other thread: what is begun is done */
    bool runs, failed;
};
void errand_init(struct errand *errand, bool alone);
/* Wait for the one before, then begin; after a failure nothing more is begun. */
void errand_begin(struct errand *errand, bool (*run)(void *host, struct err *err), void *host);
bool errand_end(struct errand *errand, struct err *err); /* false: this or an earlier one failed */

/* ---- steps (steps.c) --------------------------------------------------------------------------------- */

struct step { int64_t zone; int32_t day; bool vague; int64_t delta; };
struct steps { struct step *items; size_t count, room; struct arena *arena; };

void steps_init(struct steps *steps, struct arena *arena);
void steps_add(struct steps *steps, struct step step);
/* Sort by zone and day, merge equal places, drop zeros. */
void steps_settle(struct steps *steps);

/* The view of one record that expressions are evaluated in. First member as model.h asks. */
struct view {
    struct model_run run;
    struct ledger *ledger;
    const struct edition *edition;
    const struct timeline *timeline;
    int64_t as_of;
    struct day day;
    struct err *err;
    bool failed;
};
void view_init(struct view *view, struct feel_run *run, struct ledger *ledger, const struct edition *edition,
               const struct timeline *timeline, int64_t as_of, struct arena *arena);
/* A condition on the day: *holds; false when the budget was spent or the store failed. */
bool view_holds(struct view *view, struct feel_run *run, const struct feel_expr *expr, struct day day,
                bool *holds, struct err *err);
bool view_value(struct view *view, struct feel_run *run, const struct feel_expr *expr, struct day day,
                struct feel_value *value, struct err *err);

/* What the record contributes to the metric (and slice, or NULL), as known at as_of. */
bool steps_of(struct ledger *ledger, const struct edition *edition, const struct metric *metric,
              const struct feel_expr *slice, const struct timeline *timeline, int64_t as_of,
              struct steps *steps, struct err *err);
/* Its events without asking `where` and the slice, for "what does not count". */
bool steps_events(struct ledger *ledger, const struct edition *edition, const struct metric *metric,
                  const struct timeline *timeline, int64_t as_of, struct date *events, size_t max, size_t *count, struct err *err);
/* Positions at which the record's steps may have moved: its own, those of what it refers to and of its lists. */
bool steps_positions(struct ledger *ledger, const struct edition *edition, const struct metric *metric,
                     const struct timeline *timeline, int64_t **positions, size_t *count, struct err *err);
/* Lists that ever held the record. */
bool record_lists(struct ledger *ledger, const struct edition *edition, int64_t record, struct timeline ***lists,
                  size_t *count, struct err *err);

/* ---- rolled-up fields (roll.c) ------------------------------------------------------------------------- */

struct touched { const struct kind *kind; struct timeline *timeline; int32_t number; }; /* what changed, of whom */
struct touched_list { struct touched *items; size_t count, room; struct arena *arena; };
void touched_add(struct touched_list *list, struct timeline *timeline, int32_t number);
/* After the record's items of `position` are in place: move its parents' rolled-up fields, add them to `list`. */
bool roll_up(struct ledger *ledger, struct timeline *child, int64_t position, struct touched_list *list, struct err *err);
/* Compute one rolled-up field of all parents from all children up to `until`; for rebuild. */
bool roll_replay(struct ledger *ledger, const struct edition *edition, const struct kind *parent,
                 const struct field *field, int64_t until, struct err *err);
/* Take all that a rolled-up field ever said out of the parents: it comes back after having been away. */
bool roll_clear(struct ledger *ledger, const struct edition *edition, const struct kind *parent, const struct field *field,
                struct err *err);

/* The same as roll_replay, to somebody who looks. */
bool roll_weigh(struct ledger *ledger, const struct edition *edition, const struct kind *parent, const struct field *field,
                int64_t until, bool (*give)(void *host, int64_t parent, const struct item *item), void *host, struct err *err);

/* ---- contributions (contribute.c) ----------------------------------------------------------------------- */

/* Where contributions go: into the tables, or to somebody who looks. */
struct sink {
    bool (*put)(struct sink *sink, const struct metric *metric, int64_t version, int64_t slice, int64_t position,
                int64_t record, const struct step *step, struct err *err);
    void *host;
};
/* What the entry at `position` moves, given what it touched. */
bool contribute(struct ledger *ledger, const struct edition *edition, const struct touched_list *touched, int64_t position,
                struct sink *sink, struct err *err);
struct sink contribute_sink(struct ledger *ledger);
bool cell_find(struct ledger *ledger, struct cell_key key, struct known_cell **cell, struct err *err); /* NULL: none */
bool cell_make(struct ledger *ledger, struct cell_key key, int32_t month, struct known_cell **cell, struct err *err);
void cells_forget(struct ledger *ledger);

/* ---- contributions from whole records (replay.c) --------------------------------------------------------- */

struct laid { int64_t position, record, zone, delta; int32_t day; bool vague; };
struct column {                       /* one version of a metric, whole (slice NULL) or a slice of it, as far as `until` */
    const struct edition *edition;
    const struct metric *metric;      /* of that edition */
    const struct feel_expr *slice;
    int64_t version, slice_id, until;
    bool waits;                       /* passed over */
};
struct replay_sink { bool (*put)(struct replay_sink *sink, size_t column, const struct laid *laid, struct err *err); void *host; };
/* Everything that the columns' records laid down, record by record. */
bool columns_replay(struct ledger *ledger, struct column *columns, size_t count, struct replay_sink *sink, struct err *err);
struct filling;
struct held;
/* Columns that have no cells yet: begin to weigh them, by a helper where the records are held; then finish: write what it gave;
 * or drop it. */
struct filling *filling_begin(struct ledger *ledger, struct column *columns, size_t count);
bool filling_finish(struct ledger *ledger, struct filling *filling, const struct progress *progress, struct err *err);
void filling_drop(struct filling *filling);
/* The same at once. */
bool columns_fill(struct ledger *ledger, struct column *columns, size_t count, const struct progress *progress, struct err *err);

/* ---- entries (entry.c) ----------------------------------------------------------------------------------- */

struct entry_row {
    int64_t position, recorded, record, author;
    enum act act;
    struct str kind;
    int32_t effective;
    enum precision precision;
    struct str body;
    struct hash hash;
};
struct hash entry_hash(struct hasher *hasher, struct hash previous, const struct entry_row *row);
bool entry_insert(struct ledger *ledger, struct entry_row *row, struct err *err); /* sets position, recorded, hash; moves the head */
bool entry_row_read(struct ledger *ledger, struct arena *arena, int64_t position, struct entry_row *row, bool *found, struct err *err);
/* Every entry in order; the row's texts last as long as the visit. A visit that returns false ends it, with its error. */
bool entry_each(struct ledger *ledger, bool (*visit)(void *host, const struct entry_row *row, struct err *err), void *host,
                struct err *err);
bool head_read(struct store *store, struct head *head, struct err *err);
/* A value beside the entry, with a fresh salt: `digest` is what the body keeps. Made before the entry is accepted, written with it. */
struct aside { struct str slot, value, digest; char salt[16]; };
void aside_make(struct ledger *ledger, struct str slot, struct str value, struct arena *arena, struct aside *aside);
bool aside_write(struct ledger *ledger, int64_t position, const struct aside *aside, struct err *err);

/* Items one by one as an entry means them: the same functions when a draft is taken and when a body is read back. */
struct meaning {
    struct ledger *ledger;
    const struct edition *edition;
    const struct kind *kind;
    const struct entry_row *row;
    struct arena *arena;
    struct item *items;
    size_t count, room;
};
bool mean_value(struct meaning *m, const struct field *field, struct str canonical); /* false: not in canonical form */
bool mean_stage(struct meaning *m, const struct stage *stage, struct str day, uint8_t precision); /* false: not a day */
void mean_member(struct meaning *m, const struct field *field, int64_t id, enum item_what what); /* in or out */
void mean_end(struct meaning *m);
struct str aside_digest(struct ledger *ledger, struct str salt, struct str value, struct arena *arena);
/* The timeline's items that an entry's body means; the same code when appended, rebuilt and verified. */
bool entry_body(const struct entry_row *row, struct arena *arena, struct json **body, struct err *err);
bool entry_items(struct ledger *ledger, const struct edition *edition, const struct entry_row *row, const struct json *body,
                 struct arena *arena, struct item **items, size_t *count, struct err *err);
bool evidence_keep(struct ledger *ledger, struct str bytes, struct hash hash, struct err *err);
/* The same of a file of this ledger's folder, which is on disk and has this hash. */
bool evidence_take(struct ledger *ledger, struct str path, struct hash hash, struct err *err);
struct str evidence_path(struct arena *arena, struct str folder, struct hash hash);

/* What an accepted entry does to the derived tables: records, keys, rolled-up fields, contributions. */
bool entry_apply(struct ledger *ledger, const struct entry_row *row, const struct item *items, size_t count,
                 struct err *err);

/* ---- definitions (edition.c, open.c) ------------------------------------------------------------------------ */

bool define_entry(struct ledger *ledger, const struct model *model, struct receipt *receipt, struct err *err);
/* Rolled-up fields and contributions from whole records (rebuild.c); versions later than `since_version` only. */
bool ledger_rolls_fill(struct ledger *ledger, struct err *err);
bool ledger_versions_fill(struct ledger *ledger, int64_t since_version, const struct progress *progress, struct err *err);
/* Those rolled-up fields that `before` did not have. */
bool ledger_new_rolls_fill(struct ledger *ledger, const struct edition *before, struct err *err);
/* Whether slice_adopt would write anything. */
bool slice_is_new(const struct ledger *ledger, const struct timeline *target, int64_t position);
bool slice_adopt(struct ledger *ledger, const struct timeline *target, int64_t position, bool fill, struct err *err);
/* The value beside an entry, with the digest that it gives now; erased: it is not there any more. */
bool aside_read(struct ledger *ledger, struct arena *arena, int64_t position, struct str slot, struct str *value,
                struct str *digest, bool *erased, struct err *err);

#endif
