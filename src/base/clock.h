/*
 * clock.h - the only door to the time of day, handed in from main so that tests and the demo
 * repeat.
 *
 * A system clock may go back; recorded time must not, and whoever records sees to that. Threads:
 * the system clock may be asked by any, a fixed one by the thread that sets it.
 */
#ifndef LUODI_BASE_CLOCK_H
#define LUODI_BASE_CLOCK_H

#include "base/date.h"

struct clock {
    struct instant (*now)(struct clock *clock);
    struct instant fixed; /* for clock_fixed: what now() answers, set by the caller at will */
};

void clock_init_system(struct clock *clock);
void clock_init_fixed(struct clock *clock, struct instant start);
struct instant clock_now(struct clock *clock);
uint64_t clock_monotonic_ns(void); /* for durations and progress only, never stored */

#endif
