/*
 * timeline_priv.h - everything ever said of one record, in entry order; its binary form in the record's row.
 *
 * Names of kinds, fields and stages are numbers of the ledger's register (edition_priv.h), which never change, so a
 * timeline outlives changes of the definitions. What the present definitions do not know is kept and passed over.
 */
#ifndef LUODI_LEDGER_TIMELINE_PRIV_H
#define LUODI_LEDGER_TIMELINE_PRIV_H

#include "ledger/ledger.h"

struct edition;

enum item_what {
    ITEM_CHANGE,   /* a field has this value from the day on */
    ITEM_CORRECT,  /* the value in force on the day was wrong: this is right */
    ITEM_STAGE,    /* the stage was reached on the day */
    ITEM_UNSTAGE,  /* it was not (day none), or on this day instead */
    ITEM_IN,       /* n joins a members field on the day */
    ITEM_OUT,      /* n leaves it */
    ITEM_ROLLED,   /* a rolled-up field: n and m move by this much on the day (see roll.c) */
    ITEM_DELETE,   /* the record never was */
    ITEM_TOUCH,    /* an entry that says nothing of fields: evidence added */
};

struct item {
    int64_t position;   /* of the entry that said it */
    int64_t n;          /* the value's number, the member, the rolled delta */
    int64_t m;          /* of a value: the precision of its date; of a rolled delta: its second number */
    struct str text;    /* the value's text */
    int32_t day;        /* effective; INT32_MIN: none */
    int32_t number;     /* of the field or stage in the register; 0: none */
    uint8_t what;
    uint8_t precision;
    bool present;       /* the value is there */
};

struct timeline {
    const struct edition *edition;
    const struct kind *kind;
    struct record_id id;
    struct item *items;
    size_t count, room;
    int64_t as_of;      /* items behind this position are not seen; INT64_MAX: all */
    struct arena *arena;
};

void timeline_init(struct timeline *timeline, struct arena *arena, const struct edition *edition,
                   const struct kind *kind, struct record_id id);
void timeline_push(struct timeline *timeline, const struct item *item);
/* Drop what an entry that was refused had added. */
void timeline_pop(struct timeline *timeline, int64_t position);

/* The row's bytes. */
void timeline_encode(const struct timeline *timeline, struct buf *out);
bool timeline_decode(struct timeline *timeline, struct str bytes); /* false: not a timeline */
/* The same without a copy: texts point into `bytes`, and items that the timeline has room for are used again. */
bool timeline_view(struct timeline *timeline, struct str bytes);

/* As timeline_value and timeline_stage, seen up to as_of. */
void timeline_value_at(const struct timeline *timeline, const struct field *field, struct day day,
                       int64_t as_of, struct value *value);
struct date timeline_stage_at(const struct timeline *timeline, const struct stage *stage, int64_t as_of);
/* Each time a stage was reached, by day; returns how many (at most max). */
size_t timeline_stage_days(const struct timeline *timeline, const struct stage *stage, int64_t as_of,
                           struct date *dates, size_t max);
bool timeline_gone(const struct timeline *timeline, int64_t as_of); /* deleted, or not yet there */
int64_t timeline_last_at(const struct timeline *timeline, int64_t as_of);
bool timeline_holds(const struct timeline *timeline, int32_t number, int64_t member, struct day day, int64_t as_of);
/* The day on which the record was first heard of: its first change's. */
struct day timeline_born(const struct timeline *timeline, int64_t as_of);
/* Rolled-up sums: of n and m on or before `day`, after `after` (exclusive; day none: no lower end). */
void timeline_rolled(const struct timeline *timeline, int32_t number, struct day after, struct day day,
                     int64_t as_of, int64_t *n, int64_t *m);

/* The clock of the record once all that was said up to as_of is looked at: clocks.c. */
void clock_times(const struct timeline *timeline, const struct kind_clock *clock, int64_t as_of, struct clock_times *times);

#endif
