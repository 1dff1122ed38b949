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

struct day { int32_t n; };          /* days since 1970-01-01; DAY_NONE where there is none */
struct instant { int64_t us; };     /* microseconds since 1970-01-01T00:00:00Z */

#define DAY_NONE ((struct day){ INT32_MIN })
#define DAY_MAX ((struct day){ 2932896 }) /* 9999-12-31 */

/* How exactly a date is known. An imprecise date counts on its last day and never makes a cadence. */
enum precision { PRECISION_DAY, PRECISION_TEN_DAY, PRECISION_MONTH, PRECISION_QUARTER, PRECISION_YEAR };

struct date { struct day day; enum precision precision; }; /* day is the last day of what is known */

struct day day_from(int year, int month, int day); /* must be a real date (day_exists) */
bool day_exists(int year, int month, int day);
void day_split(struct day day, int *year, int *month, int *month_day);
bool day_is_none(struct day day);
int day_weekday(struct day day); /* 1 Monday .. 7 Sunday */
struct day day_add_months(struct day day, int months); /* the day clipped to the month's end */
struct day day_month_end(struct day day);

/* A month as one number: year * 12 + month - 1. */
int32_t month_of(struct day day);
int32_t month_from(int year, int month);
struct day month_first(int32_t month);
struct day month_last(int32_t month);

/* Strict ISO "2023-09-30", whole of s. */
bool day_parse(struct str s, struct day *day);
void day_print(struct day day, struct buf *out);
/* As people write dates: 2023-9-30, 2023.3.5, 2023/3/5, 20230305, 2023年3月5日, 2023年3月, 2023-03, 2023年,
 * 2023Q1, 2023年一季度, 3月上旬 with year, full-width digits; keeps the precision. Not Excel serials. */
bool date_parse(struct str s, struct date *date);
/* With its precision: 2023-03-05, 2023-03, 2023Q1, 2023, 2023-03 上旬 as 2023-03-10/ten-day. */
void date_print(struct date date, struct buf *out);
/* Excel serial day (1900 or 1904 system) to a day; false out of range. 60 in the 1900 system is refused. */
bool day_from_excel(double serial, bool date1904, struct day *day);

/* Periods of the plan schema: 2023, 2023-09, 2023-H1, 2023Q3, A..B; first and last day inclusive. */
struct period { struct day first, last; };
bool period_parse(struct str s, struct period *period);
void period_print(struct period period, struct buf *out); /* the shortest form */

/* "2023-09-30T08:00:00.123456+08:00"; parse also takes Z and no fraction. A bare date is not one. */
bool instant_parse(struct str s, struct instant *instant);
void instant_print(struct instant instant, struct buf *out); /* in UTC+8 */
struct day instant_day(struct instant instant);              /* in UTC+8 */
struct instant day_end(struct day day);   /* the last microsecond of the day, UTC+8 */

/* The working-day calendar of the State Council's notices: weekends, less make-up days, plus holidays. */
struct calendar;
struct calendar *calendar_new(struct arena *arena);
void calendar_set(struct calendar *calendar, struct day day, bool working);
bool calendar_working(const struct calendar *calendar, struct day day);
/* The n-th working day after start (start not counted). */
struct day calendar_add(const struct calendar *calendar, struct day start, int working_days);
int calendar_between(const struct calendar *calendar, struct day after, struct day until); /* (after, until] */

#endif
