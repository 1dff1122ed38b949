/*
 * date.h - days, instants, precision, periods and working days. Fixed zone UTC+8, no summer time.
 *
 * Effective time is a struct day, recorded time a struct instant: the compiler keeps them apart.
 * Proleptic Gregorian calendar; a day is valid from 0001-01-01 to 9999-12-31.
 */
#ifndef LUODI_BASE_DATE_H
#define LUODI_BASE_DATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

struct arena;
struct buf;

/* Days since 1970-01-01; DAY_NONE where there is none. */
struct day {
    int32_t n;
};

/* Microseconds since 1970-01-01T00:00:00Z. */
struct instant {
    int64_t us;
};

#define DAY_NONE ((struct day){ INT32_MIN })
#define DAY_MAX ((struct day){ 2932896 }) /* 9999-12-31 */

/* How exactly a date is known. One that is not to the day counts on its last day, and never makes
 * a cadence. */
enum precision {
    PRECISION_DAY,
    PRECISION_TEN_DAY,
    PRECISION_MONTH,
    PRECISION_QUARTER,
    PRECISION_YEAR
};

struct date {
    struct day day; /* the last day of what is known */
    enum precision precision;
};

/* must() be a real date: ask day_exists first where it comes from outside. */
struct day day_from(int year, int month, int day);
bool day_exists(int year, int month, int day);
void day_split(struct day day, int *year, int *month, int *month_day);
bool day_is_none(struct day day);
int day_weekday(struct day day); /* 1 Monday .. 7 Sunday */
/* The same day of the month, clipped to its end; DAY_NONE beyond the years 1 to 9999. */
struct day day_add_months(struct day day, int months);
struct day day_month_end(struct day day);

/* A month as one number: year * 12 + month - 1. */
int32_t month_of(struct day day);
int32_t month_from(int year, int month);
struct day month_first(int32_t month);
struct day month_last(int32_t month);

/* Strict ISO "2023-09-30", whole of s. */
bool day_parse(struct str s, struct day *day);
void day_print(struct day day, struct buf *out);
/*
 * Dates as people write them, keeping how exactly they are known; false on anything else.
 *
 *   day       2023-9-30  2023.3.5  2023/3/5  20230305  2023年3月5日 (号); a time of day behind it
 * is dropped ("2023/3/5 0:00", as sheets write it) ten days  2023年3月上旬, 中旬, 下旬: the 10th,
 * the 20th, the month's last day month     2023年3月  2023-03  2023.3, but not 2023.1: a sheet
 * shows October, typed 2023.10, so too quarter   2023Q1  2023年一季度  2023年第1季度 year 2023年
 * 2023
 *
 * Full-width digits and signs, and blanks beside words, are taken too. The year has four digits and
 * is always there. Not serial numbers of a sheet: those are day_from_excel's.
 */
bool date_parse(struct str s, struct date *date);
/* As short as it is known, and read back by date_parse: 2023-03-05, 2023-03-10/ten-day, 2023-03,
 * 2023Q1, 2023. */
void date_print(struct date date, struct buf *out);
/* The serial number of a sheet (1900 or 1904 system; a fraction is the time of day, dropped) to a
 * day. False out of range, on 60 in the 1900 system (the day that never was) and on a time without
 * a day. */
bool day_from_excel(double serial, bool date1904, struct day *day);

/* A span of days, both ends in it: 2023, 2023-09, 2023-H1, 2023Q3, 2023-09-30, or A..B of two of
 * these, from the first day of A to the last of B. */
struct period {
    struct day first, last;
};
bool period_parse(struct str s, struct period *period);
void period_print(struct period period, struct buf *out); /* the shortest form */

/* "2023-09-30T08:00:00.123456+08:00". Parse also takes Z, another offset, and no fraction, and
 * drops what is finer than a microsecond. A bare date is not an instant. */
bool instant_parse(struct str s, struct instant *instant);
void instant_print(struct instant instant, struct buf *out); /* in UTC+8 */
struct day instant_day(struct instant instant);              /* in UTC+8 */
struct instant day_end(struct day day); /* the last microsecond of the day, UTC+8 */

/*
 * Working days: Monday to Friday, less the days off and plus the make-up days that the State
 * Council's notices name. Lives in the arena; read-only once filled, and then any thread may ask.
 */
struct calendar;
struct calendar *calendar_new(struct arena *arena);
void calendar_set(struct calendar *calendar, struct day day,
                  bool working); /* the last word counts */
bool calendar_working(const struct calendar *calendar, struct day day);
/* The n-th working day after start, which is not counted; before it where n is negative; start
 * where n is 0. DAY_NONE beyond the calendar's end. */
struct day calendar_add(const struct calendar *calendar, struct day start, int working_days);
/* Working days behind `after`, up to and with `until`; negative where they stand the other way. */
int calendar_between(const struct calendar *calendar, struct day after, struct day until);

#endif
