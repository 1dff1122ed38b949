/*
 * builtin_date.c - making and asking dates, times and durations (10.3.4.1, 10.3.4.6, 10.3.4.8).
 */
#include "base/clock.h"
#include "feel/feel_priv.h"

#define FUNCTION(name)                                                                             \
    struct feel_value builtin_##name(const struct call *call, const struct feel_value *args)

static struct feel_value bad_text(const struct call *call, struct str text, const char *wanted)
{
    return call_warn(call, ERR_FEEL_MOMENT, text, str_from(wanted));
}

static struct feel_value bad_parts(const struct call *call, const char *wanted)
{
    return call_warn(call, ERR_FEEL_RANGE, STR("-"), str_from(wanted));
}

/* ---- making ---- */

FUNCTION(date_from)
{
    struct feel_value value;
    if (args[0].type != FEEL_STRING)
        return temporal_date(args[0].moment.days);
    return temporal_parse_date(args[0].string, &value)
               ? value
               : bad_text(call, args[0].string, "2023-09-30");
}

FUNCTION(date_parts)
{
    int64_t year, month, day;
    if (!dec_to_int(args[0].number, &year) || !dec_to_int(args[1].number, &month) ||
        !dec_to_int(args[2].number, &day) || month < 1 || month > 12 ||
        !civil_exists(year, (int)month, day))
        return bad_parts(call, "year, month 1 .. 12, day 1 .. 31");
    return temporal_date(days_from_civil(year, (int)month, (int)day));
}

FUNCTION(date_time_from)
{
    struct feel_value value;
    if (args[0].type == FEEL_DATE_TIME)
        return args[0];
    if (args[0].type == FEEL_DATE)
        return temporal_moment(FEEL_DATE_TIME, args[0].moment.days, 0, &zone_fixed, 0);
    if (temporal_parse_date(args[0].string, &value))
        return temporal_moment(FEEL_DATE_TIME, value.moment.days, 0, NULL, 0);
    return temporal_parse_date_time(call->run, args[0].string, &value)
               ? value
               : bad_text(call, args[0].string, "2023-09-30T08:00:00");
}

FUNCTION(date_time_both)
{
    (void)call;
    struct feel_value time = args[1];
    wide nanos = (wide)time.moment.second * NANOS + time.moment.nanosecond;
    return temporal_moment(FEEL_DATE_TIME, args[0].moment.days, nanos, time.moment.zone,
                           time.offset);
}

FUNCTION(time_from)
{
    struct feel_value value = args[0];
    if (value.type == FEEL_STRING)
        return temporal_parse_time(call->run, args[0].string, &value)
                   ? value
                   : bad_text(call, args[0].string, "08:00:00");
    if (value.type == FEEL_DATE)
        return temporal_moment(FEEL_TIME, 0, 0, &zone_fixed, 0);
    value.type = FEEL_TIME;
    value.moment.days = 0;
    return value;
}

FUNCTION(time_parts)
{
    int64_t hour, minute, second;
    wide nanos;
    struct dec scaled;
    bool good =
        dec_to_int(args[0].number, &hour) && dec_to_int(args[1].number, &minute) && hour >= 0 &&
        hour < 24 && minute >= 0 && minute < 60 &&
        dec_mul(args[2].number, dec_from_int(NANOS), &scaled) && dec_to_wide(scaled, &nanos) &&
        dec_to_int(dec_round(args[2].number, 0, DEC_FLOOR), &second) && second >= 0 && second < 60;
    if (!good)
        return bad_parts(call, "hour 0 .. 23, minute 0 .. 59, second 0 .. 59");
    nanos += (wide)(hour * 3600 + minute * 60) * NANOS;
    if (args[3].type == FEEL_NULL)
        return temporal_moment(FEEL_TIME, 0, nanos, NULL, 0);
    int64_t offset = args[3].span.seconds;
    if (offset < -18 * 3600 || offset > 18 * 3600)
        return bad_parts(call, "offset -PT18H .. PT18H");
    return temporal_moment(FEEL_TIME, 0, nanos, &zone_fixed, (int32_t)offset);
}

FUNCTION(duration)
{
    struct feel_value value;
    if (args[0].type != FEEL_STRING)
        return args[0];
    return temporal_parse_duration(args[0].string, &value)
               ? value
               : bad_text(call, args[0].string, "P1DT2H, P1Y2M");
}

/* Whole months between the local days. */
FUNCTION(months_between)
{
    (void)call;
    int64_t from_year, to_year;
    int from_month, from_day, to_month, to_day;
    civil_from_days(args[0].moment.days, &from_year, &from_month, &from_day);
    civil_from_days(args[1].moment.days, &to_year, &to_month, &to_day);
    int64_t months = (to_year - from_year) * 12 + to_month - from_month;
    if (months > 0 && to_day < from_day)
        months--;
    else if (months < 0 && to_day > from_day)
        months++;
    return temporal_months(months);
}

/* ---- asking ---- */

/* The same in the language's own sense: a time with an offset is not the same as one in a named
 * zone. */
static bool same_moment(struct feel_value a, struct feel_value b)
{
    bool zones = a.moment.zone == b.moment.zone ||
                 (a.moment.zone && b.moment.zone && a.moment.zone != &zone_fixed &&
                  b.moment.zone != &zone_fixed &&
                  str_eq(zone_name(a.moment.zone), zone_name(b.moment.zone)));
    return zones && a.offset == b.offset && a.moment.days == b.moment.days &&
           a.moment.second == b.moment.second && a.moment.nanosecond == b.moment.nanosecond;
}

FUNCTION(is)
{
    (void)call;
    if (args[0].type != args[1].type)
        return feel_boolean(false);
    if (args[0].type == FEEL_TIME || args[0].type == FEEL_DATE_TIME)
        return feel_boolean(same_moment(args[0], args[1]));
    return feel_boolean(value_equal(call->run, args[0], args[1]) == 1);
}

FUNCTION(day_of_year)
{
    (void)call;
    int64_t year;
    int month, day;
    civil_from_days(args[0].moment.days, &year, &month, &day);
    return feel_int(args[0].moment.days - days_from_civil(year, 1, 1) + 1);
}

FUNCTION(day_of_week)
{
    (void)call;
    static const struct str names[] = { STR_INIT("Monday"),    STR_INIT("Tuesday"),
                                        STR_INIT("Wednesday"), STR_INIT("Thursday"),
                                        STR_INIT("Friday"),    STR_INIT("Saturday"),
                                        STR_INIT("Sunday") };
    return feel_string(names[weekday_of(args[0].moment.days) - 1]);
}

FUNCTION(month_of_year)
{
    (void)call;
    static const struct str names[] = {
        STR_INIT("January"),   STR_INIT("February"), STR_INIT("March"),    STR_INIT("April"),
        STR_INIT("May"),       STR_INIT("June"),     STR_INIT("July"),     STR_INIT("August"),
        STR_INIT("September"), STR_INIT("October"),  STR_INIT("November"), STR_INIT("December")
    };
    int64_t year;
    int month, day;
    civil_from_days(args[0].moment.days, &year, &month, &day);
    return feel_string(names[month - 1]);
}

/* ISO 8601: a week belongs to the year of its Thursday. */
FUNCTION(week_of_year)
{
    (void)call;
    int64_t thursday = args[0].moment.days + 4 - weekday_of(args[0].moment.days), year;
    int month, day;
    civil_from_days(thursday, &year, &month, &day);
    return feel_int((thursday - days_from_civil(year, 1, 1)) / 7 + 1);
}

FUNCTION(now)
{
    (void)args;
    if (!call->run->clock)
        return call_warn(call, ERR_FEEL_CLOCK, STR(""), STR(""));
    return feel_instant(clock_now(call->run->clock));
}

FUNCTION(today)
{
    (void)args;
    if (!call->run->clock)
        return call_warn(call, ERR_FEEL_CLOCK, STR(""), STR(""));
    return feel_day(instant_day(clock_now(call->run->clock)));
}
