/*
 * date.c - days, months, instants and periods: arithmetic and the strict forms.
 *
 * Dates as people write them are in date_text.c, working days in calendar.c. The count of days is
 * Hinnant's (days_from_civil): a year that begins in March, in eras of 400 years of 146,097 days.
 */
#include "base/date.h"

#include "base/buf.h"
#include "base/date_priv.h"
#include "base/must.h"

enum { DAYS_PER_ERA = 146097, DAYS_BEFORE_1970 = 719468 };

static const int64_t us_per_second = 1000000;
static const int64_t us_per_day = 86400 * us_per_second;
static const int64_t us_offset = 8 * 3600 * us_per_second; /* UTC+8 */

static bool year_is_leap(int year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

int month_days(int year, int month)
{
    static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    return days[month - 1] + (month == 2 && year_is_leap(year));
}

bool day_exists(int year, int month, int day)
{
    return year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 &&
           day <= month_days(year, month);
}

struct day day_from(int year, int month, int day)
{
    must(day_exists(year, month, day));
    int shifted = month <= 2 ? year - 1 : year;
    int era = shifted / 400;
    int year_of_era = shifted - era * 400;
    int day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return (struct day){ era * DAYS_PER_ERA + day_of_era - DAYS_BEFORE_1970 };
}

void day_split(struct day day, int *year, int *month, int *month_day)
{
    int64_t n = (int64_t)day.n + DAYS_BEFORE_1970;
    int64_t era = (n >= 0 ? n : n - (DAYS_PER_ERA - 1)) / DAYS_PER_ERA;
    int day_of_era = (int)(n - era * DAYS_PER_ERA);
    int year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int shifted = (5 * day_of_year + 2) / 153;
    *month_day = day_of_year - (153 * shifted + 2) / 5 + 1;
    *month = shifted < 10 ? shifted + 3 : shifted - 9;
    *year = (int)(year_of_era + era * 400) + (*month <= 2);
}

bool day_is_none(struct day day)
{
    return day.n == INT32_MIN;
}

int day_weekday(struct day day)
{
    int from_monday = (day.n % 7 + 7 + 3) % 7; /* 1970-01-01 was a Thursday */
    return from_monday + 1;
}

struct day day_add_months(struct day day, int months)
{
    if (day_is_none(day))
        return DAY_NONE;
    int year, month, month_day;
    day_split(day, &year, &month, &month_day);
    int64_t at = (int64_t)year * 12 + month - 1 + months;
    if (at < 12 || at >= 10000 * 12)
        return DAY_NONE;
    year = (int)(at / 12);
    month = (int)(at % 12) + 1;
    int last = month_days(year, month);
    return day_from(year, month, month_day < last ? month_day : last);
}

struct day day_month_end(struct day day)
{
    return month_last(month_of(day));
}

int32_t month_of(struct day day)
{
    int year, month, month_day;
    day_split(day, &year, &month, &month_day);
    return month_from(year, month);
}

int32_t month_from(int year, int month)
{
    return year * 12 + month - 1;
}

struct day month_first(int32_t month)
{
    return day_from(month / 12, month % 12 + 1, 1);
}

struct day month_last(int32_t month)
{
    int year = month / 12, of_year = month % 12 + 1;
    return day_from(year, of_year, month_days(year, of_year));
}

/* Exactly `count` ASCII digits at the start of *s, cut off. */
static bool digits_cut(struct str *s, size_t count, int *n)
{
    if (s->len < count)
        return false;
    int value = 0;
    for (size_t i = 0; i < count; i++) {
        int digit = s->ptr[i] - '0';
        if (digit < 0 || digit > 9)
            return false;
        value = value * 10 + digit;
    }
    *n = value;
    *s = str_slice(*s, count, s->len);
    return true;
}

static bool char_cut(struct str *s, char c)
{
    if (s->len == 0 || s->ptr[0] != c)
        return false;
    *s = str_slice(*s, 1, s->len);
    return true;
}

static bool day_cut(struct str *s, struct day *day)
{
    int year, month, month_day;
    if (!digits_cut(s, 4, &year) || !char_cut(s, '-') || !digits_cut(s, 2, &month) ||
        !char_cut(s, '-') || !digits_cut(s, 2, &month_day) || !day_exists(year, month, month_day))
        return false;
    *day = day_from(year, month, month_day);
    return true;
}

bool day_parse(struct str s, struct day *day)
{
    struct day parsed;
    if (!day_cut(&s, &parsed) || s.len)
        return false;
    *day = parsed;
    return true;
}

/* n in `width` digits, zeros before it. */
static void digits_print(char *at, int64_t n, int width)
{
    for (int i = width - 1; i >= 0; i--) {
        at[i] = (char)('0' + n % 10);
        n /= 10;
    }
}

void day_print(struct day day, struct buf *out)
{
    if (day_is_none(day))
        return;
    int year, month, month_day;
    day_split(day, &year, &month, &month_day);
    if (year < 0 || year > 9999) {
        buf_printf(out, "%d-%02d-%02d", year, month, month_day);
        return;
    }
    char text[] = "0000-00-00";
    digits_print(text, year, 4);
    digits_print(text + 5, month, 2);
    digits_print(text + 8, month_day, 2);
    buf_bytes(out, text, sizeof text - 1);
}

/* ".123456", up to nine digits, of which six count; 0 where there is none. */
static bool fraction_cut(struct str *s, int64_t *us)
{
    *us = 0;
    if (!char_cut(s, '.'))
        return true;
    int64_t scale = us_per_second / 10;
    int digit, count = 0;
    while (digits_cut(s, 1, &digit)) {
        *us += digit * scale;
        scale /= 10;
        if (++count > 9)
            return false;
    }
    return count > 0;
}

/* "Z", "+08:00", "-05:30": minutes east. */
static bool offset_cut(struct str *s, int *minutes)
{
    *minutes = 0;
    if (char_cut(s, 'Z'))
        return true;
    int sign = char_cut(s, '+') ? 1 : char_cut(s, '-') ? -1 : 0;
    int hours, rest;
    if (!sign || !digits_cut(s, 2, &hours) || !char_cut(s, ':') || !digits_cut(s, 2, &rest) ||
        hours > 23 || rest > 59)
        return false;
    *minutes = sign * (hours * 60 + rest);
    return true;
}

bool instant_parse(struct str s, struct instant *instant)
{
    struct day day;
    int hour, minute, second, offset;
    int64_t us;
    if (!day_cut(&s, &day) || !char_cut(&s, 'T') || !digits_cut(&s, 2, &hour) ||
        !char_cut(&s, ':') || !digits_cut(&s, 2, &minute) || !char_cut(&s, ':') ||
        !digits_cut(&s, 2, &second) || !fraction_cut(&s, &us) || !offset_cut(&s, &offset) ||
        s.len || hour > 23 || minute > 59 || second > 59)
        return false;
    int64_t seconds = (int64_t)hour * 3600 + minute * 60 + second - (int64_t)offset * 60;
    instant->us = day.n * us_per_day + seconds * us_per_second + us;
    return true;
}

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

struct day instant_day(struct instant instant)
{
    /* Carried in days, so that no instant overflows on its way to UTC+8. */
    int64_t day = floor_div(instant.us, us_per_day);
    int64_t rest = instant.us - day * us_per_day + us_offset;
    return (struct day){ (int32_t)(day + rest / us_per_day) };
}

void instant_print(struct instant instant, struct buf *out)
{
    int64_t day = floor_div(instant.us, us_per_day);
    int64_t us = (instant.us - day * us_per_day + us_offset) % us_per_day;
    char text[] = "T00:00:00.000000+08:00";
    digits_print(text + 1, us / (3600 * us_per_second), 2);
    digits_print(text + 4, us / (60 * us_per_second) % 60, 2);
    digits_print(text + 7, us / us_per_second % 60, 2);
    digits_print(text + 10, us % us_per_second, 6);
    day_print(instant_day(instant), out);
    buf_bytes(out, text, sizeof text - 1);
}

struct instant day_end(struct day day)
{
    return (struct instant){ ((int64_t)day.n + 1) * us_per_day - us_offset - 1 };
}

/* One end of a span, or a whole period: 2023, 2023-09, 2023-09-30, 2023-H1, 2023Q3. */
static bool period_parse_one(struct str s, struct period *period)
{
    struct day day;
    if (day_parse(s, &day)) {
        *period = (struct period){ day, day };
        return true;
    }
    int year, part, first = 1, months = 12;
    if (!digits_cut(&s, 4, &year) || year < 1)
        return false;
    if (char_cut(&s, 'Q')) {
        if (!digits_cut(&s, 1, &part) || part < 1 || part > 4)
            return false;
        first = part * 3 - 2, months = 3;
    } else if (char_cut(&s, '-')) {
        bool half = char_cut(&s, 'H');
        if (!digits_cut(&s, half ? 1 : 2, &part) || part < 1 || part > (half ? 2 : 12))
            return false;
        first = half ? part * 6 - 5 : part, months = half ? 6 : 1;
    }
    if (s.len)
        return false;
    period->first = month_first(month_from(year, first));
    period->last = month_last(month_from(year, first + months - 1));
    return true;
}

bool period_parse(struct str s, struct period *period)
{
    ptrdiff_t dots = str_find(s, STR(".."), 0);
    if (dots < 0)
        return period_parse_one(s, period);
    struct period from, until;
    if (!period_parse_one(str_slice(s, 0, (size_t)dots), &from) ||
        !period_parse_one(str_slice(s, (size_t)dots + 2, s.len), &until) ||
        from.first.n > until.last.n)
        return false;
    *period = (struct period){ from.first, until.last };
    return true;
}

static void month_print(int32_t month, struct buf *out)
{
    buf_printf(out, "%04d-%02d", (int)month / 12, (int)month % 12 + 1);
}

/* Whole months from `first` on: a year, half or quarter where it is one; else false, nothing
 * printed. */
static bool named_span_print(int32_t first, int32_t months, struct buf *out)
{
    int year = first / 12, part = first % 12;
    if (months == 12 && part == 0)
        buf_printf(out, "%04d", year);
    else if (months == 6 && part % 6 == 0)
        buf_printf(out, "%04d-H%d", year, part / 6 + 1);
    else if (months == 3 && part % 3 == 0)
        buf_printf(out, "%04dQ%d", year, part / 3 + 1);
    else if (months == 1)
        month_print(first, out);
    else
        return false;
    return true;
}

void period_print(struct period period, struct buf *out)
{
    int32_t from = month_of(period.first), until = month_of(period.last);
    bool whole = period.first.n == month_first(from).n && period.last.n == month_last(until).n;
    if (period.first.n == period.last.n) {
        day_print(period.first, out);
    } else if (!whole) {
        day_print(period.first, out);
        buf_cstr(out, "..");
        day_print(period.last, out);
    } else if (named_span_print(from, until - from + 1, out)) {
        return;
    } else if (from % 12 == 0 && until % 12 == 11) {
        buf_printf(out, "%04d..%04d", (int)from / 12, (int)until / 12);
    } else {
        month_print(from, out);
        buf_cstr(out, "..");
        month_print(until, out);
    }
}

bool day_from_excel(double serial, bool date1904, struct day *day)
{
    /* Both systems count whole days; a fraction is the time of day. 1900-02-29, which never was, is
     * 60 in the first, so what lies before it is one off. */
    const int32_t base_1900 = -25569, base_1904 = -24107;
    if (!(serial >= (date1904 ? 0 : 1)) || !(serial < 2958466))
        return false;
    int32_t whole = (int32_t)serial;
    if (!date1904 && whole == 60)
        return false;
    int32_t n = date1904 ? base_1904 + whole : base_1900 + whole + (whole < 60);
    if (n > DAY_MAX.n)
        return false;
    *day = (struct day){ n };
    return true;
}
