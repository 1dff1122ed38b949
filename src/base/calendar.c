/*
 * calendar.c - working days: a sorted array of the days that differ from Monday to Friday. See
 * date.h.
 */
#include <string.h>

#include "base/arena.h"
#include "base/date.h"

struct exception {
    int32_t day;
    bool working;
};

struct calendar {
    struct arena *arena;
    struct exception *exceptions; /* by day */
    size_t count, room;
};

struct calendar *calendar_new(struct arena *arena)
{
    struct calendar *calendar = ARENA_NEW(arena, struct calendar);
    calendar->arena = arena;
    return calendar;
}

/* The first exception on or after the day. */
static size_t exception_from(const struct calendar *calendar, int32_t day)
{
    size_t low = 0, high = calendar->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (calendar->exceptions[middle].day < day)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

void calendar_set(struct calendar *calendar, struct day day, bool working)
{
    size_t at = exception_from(calendar, day.n);
    if (at < calendar->count && calendar->exceptions[at].day == day.n) {
        calendar->exceptions[at].working = working;
        return;
    }
    if (calendar->count == calendar->room) {
        size_t room = calendar->room ? calendar->room * 2 : 64;
        calendar->exceptions =
            arena_grow(calendar->arena, calendar->exceptions,
                       calendar->room * sizeof(struct exception), room * sizeof(struct exception));
        calendar->room = room;
    }
    memmove(calendar->exceptions + at + 1, calendar->exceptions + at,
            (calendar->count - at) * sizeof(struct exception));
    calendar->exceptions[at] = (struct exception){ day.n, working };
    calendar->count++;
}

bool calendar_working(const struct calendar *calendar, struct day day)
{
    size_t at = exception_from(calendar, day.n);
    if (at < calendar->count && calendar->exceptions[at].day == day.n)
        return calendar->exceptions[at].working;
    return day_weekday(day) <= 5;
}

struct day calendar_add(const struct calendar *calendar, struct day start, int working_days)
{
    if (day_is_none(start))
        return DAY_NONE;
    const int32_t first = day_from(1, 1, 1).n;
    int step = working_days < 0 ? -1 : 1;
    struct day day = start;
    for (int64_t rest = working_days; rest != 0;) {
        day.n += step;
        if (day.n > DAY_MAX.n || day.n < first)
            return DAY_NONE;
        if (calendar_working(calendar, day))
            rest -= step;
    }
    return day;
}

/* Mondays to Fridays from 1970-01-05, a Monday, to before the day; negative before it. */
static int64_t weekdays_before(int64_t day)
{
    int64_t from_monday = day - 4;
    int64_t weeks = from_monday / 7 - (from_monday % 7 < 0);
    int64_t rest = from_monday - weeks * 7;
    return weeks * 5 + (rest < 5 ? rest : 5);
}

int calendar_between(const struct calendar *calendar, struct day after, struct day until)
{
    if (day_is_none(after) || day_is_none(until))
        return 0;
    if (until.n < after.n)
        return -calendar_between(calendar, until, after);
    int64_t count = weekdays_before((int64_t)until.n + 1) - weekdays_before((int64_t)after.n + 1);
    for (size_t i = exception_from(calendar, after.n); i < calendar->count; i++) {
        struct exception exception = calendar->exceptions[i];
        if (exception.day > until.n)
            break;
        bool weekday = day_weekday((struct day){ exception.day }) <= 5;
        if (exception.day > after.n && weekday != exception.working)
            count += exception.working ? 1 : -1;
    }
    return (int)count;
}
