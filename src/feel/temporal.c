/*
 * temporal.c - dates, times and durations: the calendar over FEEL's range of years, reading and
 * printing.
 *
 * Not for arithmetic between values (eval_arith.c) nor for the product's own days (base/date.h),
 * which reach from year 1 to 9999 only. The calendar is proleptic Gregorian with a year 0. Days
 * count from 1970-01-01.
 */
#include <string.h>

#include "feel/feel_priv.h"

/* ---- the calendar: eras of 400 years that begin in March, so that the leap day comes last ---- */

int64_t days_from_civil(int64_t year, int month, int day)
{
    year -= month <= 2;
    int64_t era = (year >= 0 ? year : year - 399) / 400;
    int64_t year_of_era = year - era * 400;
    int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year -
           719468;
}

void civil_from_days(int64_t days, int64_t *year, int *month, int *day)
{
    days += 719468;
    int64_t era = (days >= 0 ? days : days - 146096) / 146097;
    int64_t day_of_era = days - era * 146097;
    int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t shifted = (5 * day_of_year + 2) / 153;
    *day = (int)(day_of_year - (153 * shifted + 2) / 5 + 1);
    *month = (int)(shifted < 10 ? shifted + 3 : shifted - 9);
    *year = year_of_era + era * 400 + (*month <= 2);
}

int days_in_month(int64_t year, int month)
{
    static const int lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return month == 2 && leap ? 29 : lengths[month - 1];
}

bool civil_exists(int64_t year, int month, int64_t day)
{
    return year >= -YEAR_LIMIT && year <= YEAR_LIMIT && month >= 1 && month <= 12 && day >= 1 &&
           day <= days_in_month(year, month);
}

int weekday_of(int64_t days)
{
    return (int)(((days + 3) % 7 + 7) % 7) + 1;
}

bool date_add_months(int64_t days, int64_t months, int64_t *result)
{
    int64_t year;
    int month, day;
    civil_from_days(days, &year, &month, &day);
    wide all = (wide)year * 12 + month - 1 + months;
    wide new_year = all >= 0 ? all / 12 : -((11 - all) / 12);
    if (new_year > YEAR_LIMIT || new_year < -YEAR_LIMIT)
        return false;
    month = (int)(all - new_year * 12) + 1;
    year = (int64_t)new_year;
    int last = days_in_month(year, month);
    *result = days_from_civil(year, month, day > last ? last : day);
    return true;
}

/* ---- making values, within range ---- */

static bool days_in_range(wide days)
{
    return days >= days_from_civil(-YEAR_LIMIT, 1, 1) &&
           days <= days_from_civil(YEAR_LIMIT, 12, 31);
}

struct feel_value temporal_date(int64_t days)
{
    if (!days_in_range(days))
        return feel_null();
    return (struct feel_value){ .type = FEEL_DATE, .moment = { .days = days } };
}

/* `nanos` of the local day may lie outside of it: a date and time moves its day, a time goes
 * around. */
struct feel_value temporal_moment(enum feel_type type, int64_t days, wide nanos,
                                  const struct feel_zone *zone, int32_t offset)
{
    const wide day_nanos = (wide)DAY_SECONDS * NANOS;
    wide carry = nanos >= 0 ? nanos / day_nanos : -((day_nanos - 1 - nanos) / day_nanos);
    nanos -= carry * day_nanos;
    wide day = type == FEEL_TIME ? 0 : days + carry;
    if (!days_in_range(day))
        return feel_null();
    return (struct feel_value){ .type = type,
                                .offset = zone == &zone_fixed ? offset : 0,
                                .moment = { .days = (int64_t)day,
                                            .second = (int32_t)(nanos / NANOS),
                                            .nanosecond = (int32_t)(nanos % NANOS),
                                            .zone = zone } };
}

struct feel_value temporal_span(wide nanos)
{
    wide seconds = nanos >= 0 ? nanos / NANOS : -((NANOS - 1 - nanos) / NANOS);
    if (seconds > INT64_MAX / 4 || seconds < INT64_MIN / 4)
        return feel_null();
    return (struct feel_value){ .type = FEEL_DAYS_TIME,
                                .span = { .seconds = (int64_t)seconds,
                                          .nanoseconds = (int32_t)(nanos - seconds * NANOS) } };
}

struct feel_value temporal_months(wide months)
{
    if (months > INT64_MAX / 4 || months < INT64_MIN / 4)
        return feel_null();
    return (struct feel_value){ .type = FEEL_YEARS_MONTHS, .months = (int64_t)months };
}

wide span_nanos(struct feel_value span)
{
    return (wide)span.span.seconds * NANOS + span.span.nanoseconds;
}

bool moment_zoned(struct feel_value value)
{
    return value.moment.zone != NULL;
}

int32_t moment_offset(struct feel_value value)
{
    if (value.moment.zone == &zone_fixed)
        return value.offset;
    return zone_offset(value.moment.zone, value.moment.days * DAY_SECONDS + value.moment.second);
}

wide moment_nanos(struct feel_value value)
{
    wide seconds = (wide)value.moment.days * DAY_SECONDS + value.moment.second;
    if (value.type == FEEL_DATE)
        return seconds * NANOS;
    if (moment_zoned(value))
        seconds -= moment_offset(value);
    return seconds * NANOS + value.moment.nanosecond;
}

/* ---- reading ---- */

struct reader {
    struct str text;
    size_t pos;
};

static bool take(struct reader *r, char c)
{
    if (r->pos >= r->text.len || r->text.ptr[r->pos] != c)
        return false;
    r->pos++;
    return true;
}

static bool digit_here(const struct reader *r)
{
    return r->pos < r->text.len && r->text.ptr[r->pos] >= '0' && r->text.ptr[r->pos] <= '9';
}

/* Between low and high digits; false when there are fewer, or one more follows. */
static bool take_digits(struct reader *r, size_t low, size_t high, int64_t *n)
{
    size_t count = 0;
    *n = 0;
    while (digit_here(r) && count < high) {
        *n = *n * 10 + (r->text.ptr[r->pos++] - '0');
        count++;
    }
    return count >= low && !digit_here(r);
}

static bool take_date(struct reader *r, int64_t *days)
{
    bool minus = take(r, '-');
    size_t start = r->pos;
    int64_t year, month, day;
    if (!take_digits(r, 4, 9, &year))
        return false;
    if (r->pos - start > 4 && r->text.ptr[start] == '0')
        return false;
    if (!take(r, '-') || !take_digits(r, 2, 2, &month) || !take(r, '-') ||
        !take_digits(r, 2, 2, &day))
        return false;
    if (minus)
        year = -year;
    if (!civil_exists(year, (int)month, day))
        return false;
    *days = days_from_civil(year, (int)month, (int)day);
    return true;
}

/* ".123456789" and further digits, which are dropped. */
static bool take_fraction(struct reader *r, int32_t *nanos)
{
    *nanos = 0;
    if (!take(r, '.'))
        return true;
    if (!digit_here(r))
        return false;
    int32_t unit = NANOS / 10;
    while (digit_here(r)) {
        *nanos += (r->text.ptr[r->pos++] - '0') * unit;
        unit /= 10;
    }
    return true;
}

static bool take_zone(struct feel_run *run, struct reader *r, const struct feel_zone **zone,
                      int32_t *offset)
{
    *offset = 0;
    *zone = NULL;
    if (r->pos == r->text.len)
        return true;
    if (take(r, '@')) {
        struct str name = str_slice(r->text, r->pos, r->text.len);
        r->pos = r->text.len;
        *zone = run ? feel_zone_find(run, name) : NULL;
        return *zone != NULL;
    }
    *zone = &zone_fixed;
    if (take(r, 'Z') || take(r, 'z'))
        return r->pos == r->text.len;
    bool minus = take(r, '-');
    int64_t hours, minutes, seconds = 0;
    if (!minus && !take(r, '+'))
        return false;
    if (!take_digits(r, 2, 2, &hours) || !take(r, ':') || !take_digits(r, 2, 2, &minutes))
        return false;
    if (take(r, ':') && !take_digits(r, 2, 2, &seconds))
        return false;
    int64_t sum = hours * 3600 + minutes * 60 + seconds;
    if (minutes > 59 || seconds > 59 || sum > 18 * 3600)
        return false;
    *offset = (int32_t)(minus ? -sum : sum);
    return r->pos == r->text.len;
}

/* The time of day; 24:00:00 is the day's end. */
static bool take_time(struct reader *r, wide *nanos)
{
    int64_t hour, minute, second;
    int32_t fraction;
    if (!take_digits(r, 2, 2, &hour) || !take(r, ':') || !take_digits(r, 2, 2, &minute) ||
        !take(r, ':') || !take_digits(r, 2, 2, &second) || !take_fraction(r, &fraction))
        return false;
    if (hour > 24 || minute > 59 || second > 59 || (hour == 24 && (minute || second || fraction)))
        return false;
    *nanos = (wide)(hour * 3600 + minute * 60 + second) * NANOS + fraction;
    return true;
}

bool temporal_parse_date(struct str text, struct feel_value *value)
{
    struct reader r = { text, 0 };
    int64_t days;
    if (!take_date(&r, &days) || r.pos != text.len)
        return false;
    *value = temporal_date(days);
    return true;
}

bool temporal_parse_time(struct feel_run *run, struct str text, struct feel_value *value)
{
    struct reader r = { text, 0 };
    wide nanos;
    const struct feel_zone *zone;
    int32_t offset;
    if (!take_time(&r, &nanos) || !take_zone(run, &r, &zone, &offset))
        return false;
    *value = temporal_moment(FEEL_TIME, 0, nanos, zone, offset);
    return true;
}

bool temporal_parse_date_time(struct feel_run *run, struct str text, struct feel_value *value)
{
    struct reader r = { text, 0 };
    int64_t days;
    wide nanos;
    const struct feel_zone *zone;
    int32_t offset;
    if (!take_date(&r, &days) || !take(&r, 'T') || !take_time(&r, &nanos) ||
        !take_zone(run, &r, &zone, &offset))
        return false;
    *value = temporal_moment(FEEL_DATE_TIME, days, nanos, zone, offset);
    return value->type != FEEL_NULL;
}

/* One figure with its letter, in the order of `letters`: "3Y2M". The letter's index, -1 at the end,
 * -2 bad. */
static int take_part(struct reader *r, const char *letters, int from, int64_t *n, int32_t *nanos)
{
    *nanos = 0;
    if (!digit_here(r))
        return -1;
    if (!take_digits(r, 1, 18, n) || !take_fraction(r, nanos) || r->pos >= r->text.len)
        return -2;
    bool whole = r->text.ptr[r->pos - 1] != '.' && memchr(r->text.ptr, '.', r->pos) == NULL;
    char c = r->text.ptr[r->pos];
    const char *letter = c ? strchr(letters + from, c) : NULL;
    if (!letter || (!whole && *letter != 'S'))
        return -2;
    r->pos++;
    return (int)(letter - letters);
}

/* The parts in front of or behind the T, added up in units. */
static bool take_parts(struct reader *r, const char *letters, const int64_t *units, wide *sum,
                       wide *nanos, unsigned *seen)
{
    int index = 0;
    bool any = false;
    for (;;) {
        int64_t n;
        int32_t fraction;
        index = take_part(r, letters, any ? index + 1 : 0, &n, &fraction);
        if (index < 0)
            return index == -1 && any;
        *sum += (wide)n * units[index];
        *nanos += fraction;
        *seen |= 1u << index;
        any = true;
        if (!letters[index + 1])
            return true;
    }
}

bool temporal_parse_duration(struct str text, struct feel_value *value)
{
    static const int64_t date_units[] = { 12, 1, 0 };
    static const int64_t time_units[] = { 3600, 60, 1 };
    struct reader r = { text, 0 };
    bool minus = take(&r, '-');
    if (!take(&r, 'P'))
        return false;
    wide months = 0, seconds = 0, nanos = 0;
    unsigned seen = 0, seen_time = 0;
    if (digit_here(&r)) {
        size_t at = r.pos;
        if (!take_parts(&r, "YMD", date_units, &months, &nanos, &seen))
            return false;
        /* The days again, alone: they count in another unit. */
        if (seen & 4) {
            static const int64_t day_units[] = { 0, 0, DAY_SECONDS };
            wide unused = 0;
            unsigned same = 0;
            r.pos = at;
            if (!take_parts(&r, "YMD", day_units, &seconds, &unused, &same))
                return false;
        }
    }
    if (take(&r, 'T') && !take_parts(&r, "HMS", time_units, &seconds, &nanos, &seen_time))
        return false;
    bool by_month = seen & 3, by_day = (seen & 4) || seen_time;
    if (r.pos != text.len || by_month == by_day)
        return false;
    nanos += seconds * NANOS;
    *value = by_month ? temporal_months(minus ? -months : months)
                      : temporal_span(minus ? -nanos : nanos);
    return value->type != FEEL_NULL;
}

bool temporal_parse(struct feel_run *run, struct str text, struct feel_value *value)
{
    return temporal_parse_date(text, value) || temporal_parse_date_time(run, text, value) ||
           temporal_parse_duration(text, value) || temporal_parse_time(run, text, value);
}

/* ---- printing ---- */

static void print_date(int64_t days, struct buf *out)
{
    int64_t year;
    int month, day;
    civil_from_days(days, &year, &month, &day);
    buf_printf(out, "%s%04lld-%02d-%02d", year < 0 ? "-" : "", (long long)(year < 0 ? -year : year),
               month, day);
}

static void print_fraction(int32_t nanos, struct buf *out)
{
    if (!nanos)
        return;
    char digits[10];
    int length = 9;
    for (int i = 8; i >= 0; i--, nanos /= 10)
        digits[i] = (char)('0' + nanos % 10);
    while (digits[length - 1] == '0')
        length--;
    buf_char(out, '.');
    buf_bytes(out, digits, (size_t)length);
}

static void print_time(struct feel_value value, struct buf *out)
{
    int32_t second = value.moment.second;
    buf_printf(out, "%02d:%02d:%02d", second / 3600, second / 60 % 60, second % 60);
    print_fraction(value.moment.nanosecond, out);
    if (!value.moment.zone)
        return;
    if (value.moment.zone != &zone_fixed) {
        buf_char(out, '@');
        buf_str(out, zone_name(value.moment.zone));
        return;
    }
    int32_t offset = value.offset < 0 ? -value.offset : value.offset;
    if (!offset) {
        buf_char(out, 'Z');
        return;
    }
    buf_printf(out, "%c%02d:%02d", value.offset < 0 ? '-' : '+', offset / 3600, offset / 60 % 60);
    if (offset % 60)
        buf_printf(out, ":%02d", offset % 60);
}

static void print_part(struct buf *out, int64_t n, char letter)
{
    if (n) {
        buf_int(out, n);
        buf_char(out, letter);
    }
}

static void print_months(int64_t months, struct buf *out)
{
    if (months < 0)
        buf_char(out, '-');
    months = months < 0 ? -months : months;
    buf_char(out, 'P');
    print_part(out, months / 12, 'Y');
    print_part(out, months % 12, 'M');
    if (!months)
        buf_cstr(out, "0M");
}

static void print_span(struct feel_value value, struct buf *out)
{
    wide nanos = span_nanos(value);
    if (nanos < 0)
        buf_char(out, '-');
    nanos = nanos < 0 ? -nanos : nanos;
    int64_t seconds = (int64_t)(nanos / NANOS);
    int32_t fraction = (int32_t)(nanos % NANOS);
    buf_char(out, 'P');
    print_part(out, seconds / DAY_SECONDS, 'D');
    int64_t rest = seconds % DAY_SECONDS;
    if (rest || fraction)
        buf_char(out, 'T');
    else if (!seconds)
        buf_cstr(out, "T0S");
    print_part(out, rest / 3600, 'H');
    print_part(out, rest / 60 % 60, 'M');
    if (rest % 60 || fraction) {
        buf_int(out, rest % 60);
        print_fraction(fraction, out);
        buf_char(out, 'S');
    }
}

void temporal_print(struct feel_value value, struct buf *out)
{
    switch (value.type) {
    case FEEL_DATE: print_date(value.moment.days, out); return;
    case FEEL_TIME: print_time(value, out); return;
    case FEEL_DATE_TIME:
        print_date(value.moment.days, out);
        buf_char(out, 'T');
        print_time(value, out);
        return;
    case FEEL_YEARS_MONTHS: print_months(value.months, out); return;
    case FEEL_DAYS_TIME: print_span(value, out); return;
    default: must(!"a date, time or duration");
    }
}
