/* clock.c - see clock.h. */
#include "base/clock.h"

#include <time.h>

#include "base/must.h"

static struct instant now_by_system(struct clock *clock)
{
    (void)clock;
    struct timespec now;
    must(clock_gettime(CLOCK_REALTIME, &now) == 0);
    return (struct instant){ (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000 };
}

static struct instant now_as_set(struct clock *clock)
{
    return clock->fixed;
}

void clock_init_system(struct clock *clock)
{
    *clock = (struct clock){ .now = now_by_system };
}

void clock_init_fixed(struct clock *clock, struct instant start)
{
    *clock = (struct clock){ .now = now_as_set, .fixed = start };
}

struct instant clock_now(struct clock *clock)
{
    return clock->now(clock);
}

uint64_t clock_monotonic_ns(void)
{
    struct timespec now;
    must(clock_gettime(CLOCK_MONOTONIC, &now) == 0);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}
