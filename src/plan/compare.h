/*
 * compare.h - last year's plan against this year's: what was kept, raised, lowered, dropped, and what is new.
 *
 * Two aims are the same promise when they are of one place, one measure and unit, one work, and what they count
 * says the same: equal words first, then one within the other, then enough characters in common. Each is matched
 * once, the most alike first; what stays doubtful says so.
 *
 * Memory   results live in the arena passed in and point into the two readings.
 */
#ifndef LUODI_PLAN_COMPARE_H
#define LUODI_PLAN_COMPARE_H

#include "plan/plan.h"

struct arena;

enum plan_change { PLAN_KEPT, PLAN_RAISED, PLAN_LOWERED, PLAN_DROPPED, PLAN_NEW, PLAN_CHANGE_COUNT_ };
const char *plan_change_name(enum plan_change change); /* "kept", "raised", "lowered", "dropped", "new" */

/* Of targets: which is better, more or less, is not judged; raised is a larger number. */
struct plan_pair {
    enum plan_change change;
    const struct statement *before, *after; /* NULL where there is none */
    bool doubtful;                          /* alike, but not in the same words: for a person to look at */
};

struct plan_comparison {
    struct plan_pair *pairs;   /* in the order of the second text, then what was dropped */
    size_t count;
    size_t of[PLAN_CHANGE_COUNT_];
};

void plan_compare(struct arena *arena, const struct plan_text *before, const struct plan_text *after,
                  struct plan_comparison *out);

#endif
