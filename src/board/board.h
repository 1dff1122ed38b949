/*
 * board.h - every target of a plan: its bound, its value now, the time that has passed, its state and why; and a day's work:
 * what is due, overdue, waits for somebody, and what changed in their things.
 *
 * Targets are records of the ledger (the `target` role); values are figures of the ledger. Nothing is computed here
 * but shares, gaps and states, by one rule that names itself (score.c). It does not know HTTP or terminals.
 *
 * Memory   results live in the arena passed in.
 * Threads  as the ledger's: one thread.
 * Errors   ERR_BOARD_*, and those of the ledger.
 */
#ifndef LUODI_BOARD_BOARD_H
#define LUODI_BOARD_BOARD_H

#include <stdbool.h>
#include <stddef.h>

#include "base/date.h"
#include "base/err.h"
#include "base/json.h"
#include "ledger/ledger.h"

struct arena;

enum board_scope { BOARD_ZONE, BOARD_ALL, BOARD_CITY };

struct board_query {
    enum board_scope scope;
    struct record_id zone;        /* of BOARD_ZONE */
    int year;                     /* targets whose period begins in it */
    struct day on;                /* effective days up to this; none: the day of as_of, or today by the ledger's head */
    struct entry_id as_of;        /* 0: the head */
    enum lang lang;               /* of reasons and state words */
    bool plain;                   /* without the comparison with last week, for programs that only want values */
};

enum target_state { TARGET_REACHED, TARGET_ON_TRACK, TARGET_TIGHT, TARGET_BEHIND, TARGET_NO_DATA, TARGET_NO_METRIC,
                    TARGET_STATES };

/* A number ready to be shown: exact in its base unit, and as people read it. */
struct shown {
    bool present;
    struct dec value;             /* in `unit` */
    struct str unit;
    struct str text, text_unit;   /* "228.60" "亿元" */
    struct label why;             /* where it is not present */
    struct day of;                /* the day it is of, where older than `on`; else none */
};
/* How numbers of a unit are shown beside a value of that size. `like` chooses the unit shown: 亿元, 万平方米. */
struct shown shown_number(struct arena *arena, struct dec value, struct str unit, struct dec like, enum lang lang);
/* How many base units one shown unit is, beside a value of that size: 100000000 for 亿元. For axes. */
int64_t shown_factor(struct str unit, struct dec like, enum lang lang);

enum month_state { MONTH_OK, MONTH_EMPTY, MONTH_MISSED, MONTH_FUTURE, MONTH_NONE };
struct board_month { int32_t month; struct shown shown; int height; enum month_state state; };

struct named { struct record_id id; struct str name; }; /* id 0: none */

struct board_bound {
    struct str op;                /* ">=" ">" "<=" "<" "=" "~" "range" */
    bool present, has_max;
    struct dec value, value_max;
    struct str unit;
    struct str text, text_unit;   /* "≥ 260" "亿元" */
};

struct board_target {
    struct record_id id;
    struct str label, section, quote, period_text, slice, metric_name, reason_given;
    const struct metric *metric;  /* NULL: none measures it */
    struct named zone, park, plan, owner;
    struct period period;
    struct board_bound bound;
    struct shown value, gap;
    bool has_share, has_time_share;
    struct dec share, time_share; /* in %, one decimal when shown */
    enum target_state state;
    struct str state_word, reason;
    struct board_month *months;
    size_t month_count;
    int64_t number;
    bool official, rolled;
    struct str *parts;            /* ids of the targets that a rolled row adds up */
    size_t part_count;
};

struct board_change { struct str target, label; enum target_state from, to; struct day day; bool worse; struct str reason; };
struct board_revision { const struct metric *metric; struct named zone; int32_t month; struct shown reported, now; struct entry_id closed; };

struct board {
    const struct model *model;
    struct named zone;
    struct str zone_type;         /* "zone", "all", "city" */
    int year;
    struct day on;
    struct entry_id asked;        /* as_of as asked, 0: the head */
    struct head at;               /* the last entry seen */
    struct dec time_share;
    struct board_target *targets;
    size_t target_count;
    size_t counts[TARGET_STATES];
    struct named *plans;
    size_t plan_count;
    size_t undertakings;
    struct board_change *changes;
    size_t change_count;
    struct board_revision *revisions;
    size_t revision_count;
};

/* Fill in a bound's text and unit from its op, value and unit. */
void bound_show(struct arena *arena, struct board_bound *bound, enum lang lang);

bool board_read(struct ledger *ledger, struct arena *arena, const struct board_query *query, struct board **board, struct err *err);
/* One target, scored as on its board. ERR_BOARD_TARGET. */
bool target_read(struct ledger *ledger, struct arena *arena, struct record_id id, const struct board_query *query,
                 struct board_target **target, struct head *at, struct err *err);

/* The zone by number, name or one of its other names; ERR_BOARD_ZONE lists those there are. */
bool zone_find(struct ledger *ledger, struct arena *arena, struct str text, struct entry_id as_of, struct record_id *zone, struct err *err);
/* Position of "184220", of an instant, or of a day's end (UTC+8); `day` is the day that `on` means by default. */
bool as_of_parse(struct ledger *ledger, struct str text, struct entry_id *position, struct day *day, struct err *err);
/* The day that figures are on when nothing was asked: that of the last entry, by what it says happened or by when it was recorded. */
bool on_default(struct ledger *ledger, struct entry_id as_of, struct day *on, struct err *err);

const char *target_state_name(enum target_state state);
struct str target_state_word(enum target_state state, enum lang lang);
const char *month_state_name(enum month_state state);

/* JSON as docs/reference/api.md says. `names`: zone and park as plain names, for the command line. */
void shown_json(struct json_writer *w, const struct shown *shown, enum lang lang);
void named_json(struct json_writer *w, const struct named *named);
void target_json(struct json_writer *w, const struct board_target *target, enum lang lang, bool names);
void board_json(struct json_writer *w, const struct board *board, enum lang lang, bool names,
                struct str ledger_name, bool invented);

/* ---- a day's work (day.c) ------------------------------------------------------------------------ */

struct day_query {
    struct record_id person;      /* whose day; 0: everybody's */
    struct record_id zone;        /* only things of this zone; 0: of all */
    struct day on;
    struct entry_id as_of;        /* 0: the head */
};
struct day_name { const struct kind *kind; struct record_id id; struct str title; }; /* id 0: none */
/* A record whose clock runs: the most pressing of those that wait for the person, or of all. */
struct day_line {
    struct day_name record, holder, rung;
    const struct stage *stage;    /* or NULL */
    int stage_days;               /* in it; -1: in none */
    struct clock_state state;
};
/* A record that an entry spoke of since the day before, with the newest of them. */
struct day_change { struct day_name record, author; struct entry_id entry; struct instant recorded; enum act act;
    const struct stage *stage; size_t entries; };
struct day_work {
    struct day_name person;
    struct day_line *lines; size_t line_count; /* the most pressing first, at most LIMIT_DAY_LINES */
    size_t counts[CLOCK_LIGHT_COUNT]; /* of all, by light */
    size_t all;
    struct day_change *changes; size_t change_count;
};
bool day_read(struct ledger *ledger, struct arena *arena, const struct day_query *query, struct day_work **work, struct err *err);
/* A person by number ("#12", "12") or by post; ERR_BOARD_PERSON. */
bool person_find(struct ledger *ledger, struct arena *arena, struct str text, struct entry_id as_of, struct record_id *person,
                 struct err *err);
/* The most pressing clock that runs, or NULL. */
const struct clock_state *clock_pressing(const struct clock_state *states, size_t count);
/* The members counts, items and changes, into an object that stands open. */
void day_json(struct json_writer *w, const struct day_work *work, enum lang lang);
void day_name_json(struct json_writer *w, const struct day_name *name, enum lang lang);
void clock_json(struct json_writer *w, const struct clock_state *state, const struct day_name *holder, const struct day_name *rung,
                enum lang lang);

#endif
