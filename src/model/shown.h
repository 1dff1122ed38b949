/*
 * shown.h - an amount as people read it: 22860000000 元 is 228.60 亿元, with a real minus and commas.
 *
 * Board, page and command line show amounts by this one table (shown.def), so that a figure looks the same
 * wherever it stands. Where two amounts stand side by side (a bound and its value), the unit is chosen once, by the
 * larger, and used for both.
 */
#ifndef LUODI_MODEL_SHOWN_H
#define LUODI_MODEL_SHOWN_H

#include "base/dec.h"
#include "base/err.h"
#include "base/str.h"

struct buf;

struct shown_unit {
    struct str base;       /* 元 */
    int64_t from;          /* least magnitude that this row is for, in base units */
    int64_t factor;        /* one shown unit in base units */
    int places;            /* of a figure; a bound shows no more than it has */
    struct str zh, en;     /* 亿元, 100 million yuan */
};

/* The row for amounts of this size in this base unit. A unit that the table lacks is shown as it is written:
 * then the row is `own`, filled in. */
const struct shown_unit *shown_unit_find(struct str base, struct dec magnitude, struct shown_unit *own);
struct str shown_unit_name(const struct shown_unit *unit, enum lang lang);
/* All of the row's places ("228.60"), or with `exact` no more than the value has ("260"). */
void shown_print(const struct shown_unit *unit, struct dec value, bool exact, struct buf *out);

#endif
