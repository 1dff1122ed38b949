/*
 * ledger.h - append entries; read records and figures back, as of any position.
 *
 * The one door in and the one door out. It keeps what was said, by whom, on what proof, when it happened and
 * when we were told; it turns entries into contributions. It knows kinds and metrics; it does not know
 * targets, boards or flows. docs/engines/ledger.md is the idea.
 *
 * Memory   results live in the arena passed in; the loaded model lives as long as the ledger.
 * Threads  a struct ledger belongs to one thread; open one per thread. Any process may append.
 * Errors   ERR_LEDGER_* and ERR_STORE_*, with the kind and field as place.
 */
#ifndef LUODI_LEDGER_LEDGER_H
#define LUODI_LEDGER_LEDGER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/date.h"
#include "base/err.h"
#include "base/hash.h"
#include "model/model.h"

struct arena;
struct buf;
struct clock;
struct ledger;
struct timeline;

struct entry_id { int64_t n; };   /* position in the chain, from 1; 0: none */
struct record_id { int64_t n; };  /* the position of the entry that made the record; 0: none */

/* ---- open --------------------------------------------------------------------------------------- */

struct ledger_options {
    struct str folder;            /* the ledger's directory */
    struct str shipped_model;     /* folder of the shipped definitions (for make and upgrade; else empty) */
    struct clock *clock;
    enum hash_kind hash;          /* for make */
    bool read_only;
    const char *vfs;              /* a test's storage layer, or NULL */
};

/* Make an empty ledger: folder, database, definitions as its first entry. ERR_LEDGER_EXISTS. */
bool ledger_make(struct arena *arena, const struct ledger_options *options, struct err *err);
/* ERR_LEDGER_MISSING, ERR_LEDGER_DIFFERS (definitions on disk are not the ledger's: run upgrade),
 * ERR_LEDGER_NEWER. The model is read from the ledger's own definition entry. */
bool ledger_open(const struct ledger_options *options, struct ledger **ledger, struct err *err);
void ledger_close(struct ledger *ledger);
const struct model *ledger_model(const struct ledger *ledger);
struct str ledger_folder(const struct ledger *ledger);
enum hash_kind ledger_hash_kind(const struct ledger *ledger); /* of the chain */

/* ---- who: what somebody may do here (permit.c) --------------------------------------------------- */

struct grant { struct str role; struct record_id zone, unit; };  /* 0: for all of them */
struct permit_options {
    bool owner;                   /* may everything */
    const struct grant *grants; size_t grant_count;
    enum duty duty;               /* brings the roles that its administrators hold */
    struct record_id person;      /* the author of what is appended; 0: the system */
    uint32_t verbs;               /* narrowed to these (VERB_BIT); 0: all */
    const struct str *kinds; size_t kind_count; /* narrowed to these; none: all */
};
struct permit;
/* Put roles and what they were given for together, as the ledger's zones are now. It lives in the arena; make it again
 * when the head has moved: zones and their parents are records. */
bool permit_make(struct ledger *ledger, struct arena *arena, const struct permit_options *options, struct permit **permit,
                 struct err *err);
const struct permit *permit_nobody(void); /* may nothing */
/*
 * From now on this ledger reads and appends for somebody: every function of this header shows what they may see, as if the
 * rest were not there, and refuses what they may not do (ERR_FORBIDDEN, _PLACE, _FIELD, _STAGE). NULL: for its owner, the
 * operator at the command line. The permit must outlive its use.
 */
void ledger_act_for(struct ledger *ledger, const struct permit *permit);
const struct permit *ledger_permit(const struct ledger *ledger);
struct record_id permit_person(const struct permit *permit); /* who it is for; 0: nobody in particular */
/* For menus and forms; a NULL permit may everything. Somewhere at all: */
bool permit_may(const struct permit *permit, const struct kind *kind, enum verb verb);
bool permit_may_field(const struct permit *permit, const struct kind *kind, const struct field *field, enum verb verb);
bool permit_may_stage(const struct permit *permit, const struct kind *kind, const struct stage *stage, enum verb verb);
bool permit_metric(const struct permit *permit, const struct metric *metric);
/* Everywhere that the kind may be read: else lists refuse to filter and sort by it (ERR_FORBIDDEN_FIELD). */
bool permit_sees_field(const struct permit *permit, const struct kind *kind, const struct field *field);
/* The figure of these zones (none: of all of them together). figure_read gives no figure where this is false. */
bool permit_figure(const struct permit *permit, const struct metric *metric, const struct record_id *zones, size_t zone_count);
/* What may be done with this very record: VERB_BIT by verb. */
bool record_verbs(struct ledger *ledger, const struct timeline *timeline, uint32_t *verbs, struct err *err);

/* ---- append ------------------------------------------------------------------------------------- */

enum act {
    ACT_ADD,        /* a new record with fields (and, in one go, stages) */
    ACT_CHANGE,     /* fields have new values from the effective day on */
    ACT_CORRECT,    /* what was said of that day was wrong; `reason` required */
    ACT_STAGE,      /* the record reached `stage` on the effective day */
    ACT_UNSTAGE,    /* it did not: takes the stage back, or moves it to `effective`; `reason` required */
    ACT_ENLIST, ACT_DELIST, /* member in or out of a members field, on the effective day */
    ACT_DELETE,     /* the record never was; `reason` required */
    ACT_EVIDENCE,   /* adds proof to a record, changes no field */
    ACT_CLOSE,      /* a metric's month is closed: field values `metric`, `month` */
    ACT_DEFINE,     /* new definitions; only by ledger_upgrade */
    ACT_COUNT
};

struct draft_field { struct str name, text; };                /* as people write it, or "#n" / "@k" for a ref */
/* A file by its bytes or its path; neither: paper kept elsewhere, of which only the name is noted. `hashed`: the file at
 * `path` lies in the ledger's folder, is on disk, and has this hash and size; it is taken over without being read. */
struct draft_evidence { struct str name, media_type, bytes, path; bool hashed; struct hash hash; int64_t size_bytes; };
struct draft_stage { struct str stage; struct date effective; };

/*
 * An entry that nobody has accepted yet. A ref may name a record by "#123", by "@2" (the third draft of the same group, from 0),
 * or by the title or key of exactly one record.
 */
struct draft {
    enum act act;
    struct str kind;
    struct record_id record;      /* 0 for ACT_ADD */
    int record_draft;             /* > 0: the record that the (record_draft - 1)-th draft of this group makes */
    struct entry_id seen;         /* refuse where another entry spoke of the record after this one; 0: do not ask */
    struct date effective;        /* day none: today */
    const struct draft_field *fields;
    size_t field_count;
    struct str stage;
    const struct draft_stage *stages; /* with ACT_ADD: stages already reached */
    size_t stage_count;
    struct str member_field;
    struct record_id member;
    const struct draft_evidence *evidence;
    size_t evidence_count;
    struct str reason;
    struct record_id author;      /* a person record, or 0: the system */
    struct str source;            /* where it came from: "import a.xlsx row 7", "form", "demo"; free text */
};

struct receipt { struct entry_id entry; struct record_id record; struct instant recorded; };

/*
 * Append drafts together, all or none: when it returns true they are on disk and receipts[i] names each.
 * On refusal *failed (may be NULL) is the index of the draft at fault. Refuses, in this order: ERR_LEDGER_KIND, ERR_FORBIDDEN*, ERR_LEDGER_RECORD,
 * ERR_LEDGER_CHANGED, ERR_LEDGER_FIELD,
 * ERR_FIELD_*, ERR_LEDGER_REQUIRED, ERR_LEDGER_DUPLICATE, ERR_LEDGER_REF, ERR_STAGE_UNKNOWN, ERR_STAGE_SKIPPED,
 * ERR_STAGE_ENDED, ERR_STAGE_NOT_THEIRS, ERR_REASON_MISSING, ERR_EVIDENCE_MISSING, ERR_CHECK_FAILED.
 */
bool ledger_append(struct ledger *ledger, const struct draft *drafts, size_t count,
                   struct receipt *receipts, size_t *failed, struct err *err);

/*
 * The same, once: what was appended under the key before is not appended again, and its receipts come back (*again). The key
 * is kept with the entries, so that it holds for ever; `digest` is of what was asked. ERR_LEDGER_KEY_USED where the key stands
 * for something else.
 */
struct once { struct str key; struct hash digest; };
bool ledger_append_once(struct ledger *ledger, const struct once *once, const struct draft *drafts, size_t count,
                        struct receipt *receipts, bool *again, size_t *failed, struct err *err);

/*
 * Several independent appends in one commit (a server's group, an import that takes good rows only):
 * each is accepted or refused by itself between begin and commit. Refused only while being written (a sum that
 * overflows, too many dependents) it takes the group with it, ERR_LEDGER_GROUP_FAILED from then on; a careful group, which costs a
 * third more, undoes that one alone.
 */
bool ledger_group_begin(struct ledger *ledger, struct err *err);
bool ledger_group_begin_careful(struct ledger *ledger, struct err *err);
bool ledger_group_commit(struct ledger *ledger, struct err *err);
void ledger_group_abandon(struct ledger *ledger);

/* ---- read --------------------------------------------------------------------------------------- */

/* Reads are each of one position by themselves. Those between these two are of one position together, and cost less: begins
 * unless a group or a read is open; end with ledger_read_end(began), soon. */
bool ledger_read_begin(struct ledger *ledger, bool *began, struct err *err);
void ledger_read_end(struct ledger *ledger, bool began);

struct head { struct entry_id position; struct instant recorded; struct hash hash; };
bool ledger_head(struct ledger *ledger, struct head *head, struct err *err);
/* The last entry recorded at or before the instant; 0 when there is none. */
bool ledger_position_at(struct ledger *ledger, struct instant at, struct entry_id *position, struct err *err);
/* The model in force at a position (the present one for the head), kept while the ledger is open. */
const struct model *ledger_model_at(struct ledger *ledger, struct entry_id position, struct err *err);

/* All reads below take `as_of`: position 0 means the head. */

/* A record's changes up to as_of; *timeline NULL where there is no such record then. */
bool record_read(struct ledger *ledger, struct arena *arena, const struct kind *kind, struct record_id id,
                 struct entry_id as_of, struct timeline **timeline, struct err *err);
bool record_find_key(struct ledger *ledger, struct arena *arena, const struct kind *kind,
                     const struct str *key_texts, struct record_id *id, struct err *err);

/* timeline accessors (timeline.c); `day` none means "as of its last change" */
struct record_id timeline_record(const struct timeline *timeline);
const struct kind *timeline_kind(const struct timeline *timeline);
bool timeline_deleted(const struct timeline *timeline);
struct entry_id timeline_last(const struct timeline *timeline); /* the last entry that spoke of it, not of what is rolled up into it */
void timeline_value(const struct timeline *timeline, const struct field *field, struct day day, struct value *value);
/* The first day that a value of the field is told of; before it timeline_value gives that first value. None: never told. */
struct day timeline_since(const struct timeline *timeline, const struct field *field);
struct date timeline_stage(const struct timeline *timeline, const struct stage *stage); /* first; day none if not reached */
const struct stage *timeline_current_stage(const struct timeline *timeline, struct day day); /* NULL before any */
struct str timeline_title(struct arena *arena, const struct timeline *timeline); /* the title field, else "#n" */
/* The members of a list field on a day. */
size_t timeline_members(struct arena *arena, const struct timeline *timeline, const struct field *field,
                        struct day day, struct record_id **members);

struct change {                   /* one line of a record's history */
    struct entry_id entry;
    enum act act;
    const struct field *field;    /* or NULL */
    const struct stage *stage;    /* or NULL */
    struct date effective;
    struct value before, after;
};
size_t timeline_history(struct arena *arena, const struct timeline *timeline, struct change **changes);

/*
 * Clocks of a record on a day (clocks.c): what runs, until when, who must act. What was reached after the day is not seen.
 * A light is never chosen: it follows from the definition, the record and the day.
 */
enum clock_light {
    CLOCK_IDLE,                   /* not begun, or the record ended */
    CLOCK_RUNS, CLOCK_WAITS,      /* waits: between pause and resume */
    CLOCK_SOON, CLOCK_DUE, CLOCK_OVERDUE,
    CLOCK_MET, CLOCK_LATE,        /* stopped in time, or after it was due */
    CLOCK_LIGHT_COUNT
};
struct clock_state {
    const struct kind_clock *clock;
    enum clock_light light;
    struct day since, due, stopped; /* DAY_NONE for none; due: with what its pauses added */
    struct day waits_since;       /* CLOCK_WAITS */
    int left;                     /* days until it is due; overdue: negative; stopped: how late, negative */
    int paused;                   /* days that pauses took out */
    const struct field *holder;   /* the field of who must act, or NULL */
    struct record_id holder_id;
    const struct clock_rung *rung; /* overdue: whom it stands with by the ladder, or NULL */
    struct record_id rung_id;
};
/* All clocks of the record's kind, in the definition's order. */
size_t timeline_clocks(struct arena *arena, const struct timeline *timeline, struct day on, struct clock_state **states);
const char *clock_light_name(enum clock_light light);
struct str clock_light_word(enum clock_light light, enum lang lang);
/* Why the light is what it is, in a sentence: since when, the limit, pauses, by when, how late. */
struct str clock_reason(struct arena *arena, const struct clock_state *state, enum lang lang);
/* Days since the record reached its current stage, the day itself not counted; -1 before any. */
int timeline_stage_age(const struct timeline *timeline, struct day on);

enum filter_op { FILTER_EQ, FILTER_NE, FILTER_LT, FILTER_LE, FILTER_GT, FILTER_GE, FILTER_HAS };
struct filter { const struct field *field; /* NULL: the current stage */ enum filter_op op; struct str text; };

struct list_query {
    const struct kind *kind;
    const struct filter *filters; size_t filter_count;
    struct str search;            /* substring of title and text fields */
    const struct field *sort; bool descending; /* NULL: newest first */
    size_t offset, limit;         /* limit at most LIMIT_LIST_ROWS */
    bool want_total;              /* count all that match: reads them all */
    struct entry_id as_of;
    struct day on;                /* none: values as of their last change */
    /* Or NULL: hears each record that matches, whatever the page, for totals; the timeline is valid during the call. */
    void (*each)(void *host, const struct timeline *timeline);
    void *host;
};
struct list_result { struct timeline **rows; size_t count; size_t total; }; /* total: only when wanted or sorted */
bool record_list(struct ledger *ledger, struct arena *arena, const struct list_query *query,
                 struct list_result *result, struct err *err);

/* Every record of a kind, one at a time; the timeline is valid during the call. Return false from visit to stop. */
bool record_each(struct ledger *ledger, const struct kind *kind, struct entry_id as_of,
                 bool (*visit)(void *host, struct timeline *timeline), void *host, struct err *err);

struct evidence { struct str name, media_type; struct hash hash; int64_t size_bytes; struct entry_id entry;
    bool erased, paper; };        /* paper: kept elsewhere, no file here */
struct entry {
    struct entry_id id;
    struct instant recorded;
    enum act act;
    const struct kind *kind;      /* or NULL */
    struct str kind_name;
    struct record_id record, author;
    struct date effective;
    struct str body;              /* canonical JSON, what the hash covers */
    struct str reason, source;
    struct hash hash;
    struct evidence *evidence;
    size_t evidence_count;
};
/* ERR_LEDGER_ENTRY, also for one of a record that may not be read. */
bool entry_read(struct ledger *ledger, struct arena *arena, struct entry_id id, struct entry *entry, struct err *err);
/* Entries from `after` (exclusive) on, at most limit, oldest first; before: newest first. */
bool entry_list(struct ledger *ledger, struct arena *arena, struct entry_id from, bool newest_first, size_t limit,
                struct entry **entries, size_t *count, struct err *err);
/* When an entry was recorded, and the hash that it chains to: no secret of its record. */
bool entry_moment(struct ledger *ledger, struct entry_id id, struct instant *recorded, struct hash *hash, struct err *err);
/* The bytes with that hash, for who may read an entry that brought them; `entry` (0: not known) saves looking for one. */
bool evidence_read(struct ledger *ledger, struct arena *arena, struct entry_id entry, struct hash hash, struct str *bytes,
                   struct err *err);

/* ---- figures ------------------------------------------------------------------------------------ */

/*
 * A slice of a metric is a condition in FEEL over its dimensions (`by:`). It gets tallies of its own when a target that names
 * it is appended (the target role's fields `metric` and `slice`); before that it has no figure.
 */

struct figure_query {
    const struct metric *metric;
    struct str slice;             /* FEEL text as registered; empty: the whole */
    const struct record_id *zones; size_t zone_count; /* 0: all zones (the city) */
    struct period period;         /* flows: from first to last; stocks and `last`: level on the last day */
    struct day on;                /* cut by effective day; none: the period's end */
    struct entry_id as_of;
};
struct figure {
    bool present;                 /* false: not computable; `why` says it */
    struct dec value;             /* in the metric's unit */
    struct label why;             /* "no figure for last year", "nothing imported yet" */
    struct day of;                /* for official and `last`: the day the value is of */
    struct dec part, whole;       /* of ratio, share and growth: above and below the line */
};
bool figure_read(struct ledger *ledger, struct arena *arena, const struct figure_query *query, struct figure *figure, struct err *err);
/* The path by month: figures for each month of the period (flow of the month, or level at its end). */
bool figure_months(struct ledger *ledger, struct arena *arena, const struct figure_query *query,
                   struct figure **months, size_t *count, struct err *err);

struct contribution {
    struct entry_id entry;
    struct record_id record;
    const struct kind *kind;
    const struct metric *metric;  /* the tally it belongs to (a formula opens into its parts) */
    struct record_id zone;
    struct day day;
    struct dec delta;
};
/* The contributions behind a figure: their deltas add up to it for tallies; for formulas, the parts' contributions, each
 * named with its metric. Ordered by day, then entry. */
bool figure_contributions(struct ledger *ledger, struct arena *arena, const struct figure_query *query,
                          struct contribution **contributions, size_t *count, struct err *err);
/* Records that came near and do not count, with the reason ("where" is false): for the target page. */
struct outsider { struct record_id record; struct str reason_text; struct day day; };
bool figure_outsiders(struct ledger *ledger, struct arena *arena, const struct figure_query *query, size_t limit,
                      struct outsider **outsiders, size_t *count, struct err *err);

/* Closed months of a metric and what came later. */
struct closing { int32_t month; struct entry_id closed; struct dec reported, now; bool revised; };
bool metric_closings(struct ledger *ledger, struct arena *arena, const struct metric *metric, struct record_id zone,
                     int year, struct entry_id as_of, struct closing **closings, size_t *count, struct err *err);

/* ---- keeping ------------------------------------------------------------------------------------ */

struct progress { void (*step)(void *host, int64_t done, int64_t total); void *host; };

struct verify_report { int64_t entries, records, contributions, evidence; struct head head; };
/* ERR_VERIFY_* names the first thing that does not fit. */
bool ledger_verify(struct ledger *ledger, const struct progress *progress, struct verify_report *report, struct err *err);
/* Compute records, contributions and cells again from the entries. */
bool ledger_rebuild(struct ledger *ledger, const struct progress *progress, struct err *err);
/* A consistent copy of the database, evidence and the zone's definitions into a new folder. */
bool ledger_backup(struct ledger *ledger, struct str folder, const struct progress *progress, struct err *err);

struct moved { struct str metric; struct record_id zone; int year; struct dec from, to; bool from_present, to_present; };
struct upgrade_plan {
    struct str *added, *changed, *removed; size_t added_count, changed_count, removed_count; /* files */
    struct str *metrics_changed; size_t metrics_changed_count;
    struct moved *moved; size_t moved_count; /* per metric, zone and year */
};
/* What the definitions on disk would move; nothing is written. */
bool ledger_upgrade_plan(const struct ledger_options *options, struct arena *arena, struct upgrade_plan *plan, struct err_list *errs, struct err *err);
/* Append the definition entry and switch. */
bool ledger_upgrade(const struct ledger_options *options, const struct progress *progress, struct receipt *receipt, struct err_list *errs, struct err *err);

#endif
