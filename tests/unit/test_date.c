/* test_date.c - base/date.h: days, forms, periods, instants, working days. */
#include "unit.h"

#include "base/date.h"
#include "base/file.h"
#include "base/json.h"

static struct day day_of(const char *iso)
{
    struct day day = DAY_NONE;
    if (!day_parse(str_from(iso), &day))
        fail_msg("%s is no day", iso);
    return day;
}

static void assert_day(struct day day, const char *expected)
{
    struct buf out;
    buf_init(&out, NULL);
    day_print(day, &out);
    assert_text(buf_get(&out), expected);
    buf_release(&out);
}

static void every_day_of_ten_millennia_counts_on_and_splits_back(void **state)
{
    (void)state;
    static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    int32_t n = -719162; /* 0001-01-01 */
    int weekday = 1;     /* a Monday */
    for (int year = 1; year <= 9999; year++) {
        bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        for (int month = 1; month <= 12; month++) {
            int last = days[month - 1] + (month == 2 && leap);
            for (int day = 1; day <= last; day++, n++, weekday = weekday % 7 + 1) {
                struct day counted = day_from(year, month, day);
                int y, m, d;
                day_split(counted, &y, &m, &d);
                if (counted.n != n || y != year || m != month || d != day ||
                    day_weekday(counted) != weekday || month_of(counted) != month_from(year, month))
                    fail_msg("%04d-%02d-%02d", year, month, day);
            }
            assert_false(day_exists(year, month, last + 1));
            assert_int_equal(month_last(month_from(year, month)).n, n - 1);
            assert_int_equal(month_first(month_from(year, month)).n, n - last);
        }
    }
    assert_int_equal(n - 1, DAY_MAX.n);
    assert_false(day_exists(0, 1, 1) || day_exists(10000, 1, 1) || day_exists(2023, 0, 1) ||
                 day_exists(2023, 13, 1) || day_exists(2023, 1, 0));
}

static void months_are_added_and_clipped(void **state)
{
    (void)state;
    static const struct {
        const char *from;
        int months;
        const char *to;
    } cases[] = {
        { "2023-01-31", 1, "2023-02-28" },   { "2024-01-31", 1, "2024-02-29" },
        { "2023-03-31", -1, "2023-02-28" },  { "2023-11-15", 2, "2024-01-15" },
        { "2023-01-15", -1, "2022-12-15" },  { "2024-02-29", 12, "2025-02-28" },
        { "2024-02-29", -48, "2020-02-29" }, { "2023-05-05", 0, "2023-05-05" },
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++)
        assert_day(day_add_months(day_of(cases[i].from), cases[i].months), cases[i].to);
    assert_true(day_is_none(day_add_months(day_of("9999-12-01"), 1)));
    assert_true(day_is_none(day_add_months(day_of("0001-01-31"), -1)));
    assert_true(day_is_none(day_add_months(day_of("2023-01-01"), INT32_MAX)));
    assert_true(day_is_none(day_add_months(DAY_NONE, 1)));
    assert_day(day_month_end(day_of("2024-02-03")), "2024-02-29");
    assert_day(DAY_NONE, "");
}

static void strict_days_are_strict(void **state)
{
    (void)state;
    static const char *const refused[] = { "",
                                           "2023-9-30",
                                           "2023-09-31",
                                           "2023-02-29",
                                           "2023-09-30 ",
                                           " 2023-09-30",
                                           "20230930",
                                           "2023/09/30",
                                           "0000-01-01",
                                           "2023-13-01",
                                           "2023-00-10",
                                           "2023-09",
                                           "2023-09-30T00:00:00Z",
                                           "+023-09-30",
                                           "２０２３-09-30" };
    struct day day;
    for (size_t i = 0; i < ARRAY_COUNT(refused); i++)
        assert_false(day_parse(str_from(refused[i]), &day));
    static const char *const taken[] = { "2023-09-30", "0001-01-01", "9999-12-31", "2024-02-29" };
    for (size_t i = 0; i < ARRAY_COUNT(taken); i++)
        assert_day(day_of(taken[i]), taken[i]);
}

static void dates_are_read_as_people_write_them(void **state)
{
    (void)state;
    static const struct {
        const char *in, *printed, *counts_on;
    } cases[] = {
        { "2023-09-30", "2023-09-30", "2023-09-30" },
        { "2023-9-3", "2023-09-03", "2023-09-03" },
        { "2023.3.5", "2023-03-05", "2023-03-05" },
        { "2023.3.5.", "2023-03-05", "2023-03-05" },
        { "2023/3/5", "2023-03-05", "2023-03-05" },
        { "20230305", "2023-03-05", "2023-03-05" },
        { "2023年3月5日", "2023-03-05", "2023-03-05" },
        { "2023年3月5号", "2023-03-05", "2023-03-05" },
        { "2023年03月05", "2023-03-05", "2023-03-05" },
        { " 2023 年 3 月 5 日 ", "2023-03-05", "2023-03-05" },
        { "　２０２３年３月５日", "2023-03-05", "2023-03-05" },
        { "２０２３．３．５", "2023-03-05", "2023-03-05" },
        { "2023／3／5", "2023-03-05", "2023-03-05" },
        { "2023－03－05", "2023-03-05", "2023-03-05" },
        { "2023/3/5 0:00", "2023-03-05", "2023-03-05" },
        { "2023-03-05 08:30:15", "2023-03-05", "2023-03-05" },
        { "2023-03-05T08:30:15.250", "2023-03-05", "2023-03-05" },
        { "2023年3月5日 8:30", "2023-03-05", "2023-03-05" },
        { "2023年3月", "2023-03", "2023-03-31" },
        { "2023 年 2 月", "2023-02", "2023-02-28" },
        { "2023年3月份", "2023-03", "2023-03-31" },
        { "2023-03", "2023-03", "2023-03-31" },
        { "2023-3", "2023-03", "2023-03-31" },
        { "2023/3", "2023-03", "2023-03-31" },
        { "2023.3", "2023-03", "2023-03-31" },
        { "2023.10", "2023-10", "2023-10-31" },
        { "2023.01", "2023-01", "2023-01-31" },
        { "2024年2月", "2024-02", "2024-02-29" },
        { "2023年", "2023", "2023-12-31" },
        { "2023", "2023", "2023-12-31" },
        { "2023Q1", "2023Q1", "2023-03-31" },
        { "2023-Q2", "2023Q2", "2023-06-30" },
        { "2023q3", "2023Q3", "2023-09-30" },
        { "2023年Q4", "2023Q4", "2023-12-31" },
        { "2023年一季度", "2023Q1", "2023-03-31" },
        { "2023年第二季度", "2023Q2", "2023-06-30" },
        { "2023年第3季度", "2023Q3", "2023-09-30" },
        { "2023年4季度", "2023Q4", "2023-12-31" },
        { "2023年3月上旬", "2023-03-10/ten-day", "2023-03-10" },
        { "2023年3月中旬", "2023-03-20/ten-day", "2023-03-20" },
        { "2023年2月下旬", "2023-02-28/ten-day", "2023-02-28" },
        { "2024年2月下旬", "2024-02-29/ten-day", "2024-02-29" },
        { "2023-03 上旬", "2023-03-10/ten-day", "2023-03-10" },
        { "2023.3 中旬", "2023-03-20/ten-day", "2023-03-20" },
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct date date, again;
        struct buf out;
        buf_init(&out, NULL);
        if (!date_parse(str_from(cases[i].in), &date))
            fail_msg("not read: %s", cases[i].in);
        date_print(date, &out);
        assert_text(buf_get(&out), cases[i].printed);
        assert_day(date.day, cases[i].counts_on);
        assert_true(date_parse(buf_get(&out), &again)); /* what print writes parse reads */
        assert_true(again.day.n == date.day.n && again.precision == date.precision);
        buf_release(&out);
    }
}

static void what_is_no_date_or_could_be_two_is_refused(void **state)
{
    (void)state;
    static const char *const cases[] = {
        "",
        " ",
        "45000",
        "2023.1" /* or October */,
        "2023-2-30",
        "2023年2月29日",
        "2023年13月",
        "2023-13",
        "2023年0月",
        "23-3-5",
        "23年3月5日",
        "3月5日",
        "2023-1 1",
        "2023 3 5",
        "2023.3/5",
        "2023-03-05-07",
        "2023Q5",
        "2023Q0",
        "2023年五季度",
        "2023年3月上",
        "3月上旬",
        "2023-03-11/ten-day",
        "2023-02-30/ten-day",
        "2023年上半年",
        "0000年",
        "202303",
        "2023-3-5 25:00",
        "2023-3-5 8",
        "2023-3-5 8:61",
        "2023-3-5x",
        "待定",
        "2023年3月5日至6日",
        "2023--3-5",
        "-2023-3-5",
        "2023-03-05T08:30:15+08:00",
        "20230230",
        "2023 0305",
        "99999999999999999999999999999999999999999999999999999999"
    };
    struct date date;
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++)
        if (date_parse(str_from(cases[i]), &date))
            fail_msg("read: %s", cases[i]);
    assert_false(date_parse(STR("2023\xFF"), &date));
    assert_false(date_parse(STR("2023\0-03"), &date));
}

static void excel_serials_become_days_in_both_systems(void **state)
{
    (void)state;
    static const struct {
        double serial;
        bool date1904;
        const char *day;
    } cases[] = {
        { 1, false, "1900-01-01" },        { 59, false, "1900-02-28" },
        { 61, false, "1900-03-01" },       { 45000, false, "2023-03-15" },
        { 45000.99, false, "2023-03-15" }, { 2958465, false, "9999-12-31" },
        { 0, true, "1904-01-01" },         { 43538, true, "2023-03-15" },
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct day day;
        assert_true(day_from_excel(cases[i].serial, cases[i].date1904, &day));
        assert_day(day, cases[i].day);
    }
    struct day day;
    assert_false(day_from_excel(0.5, false, &day));  /* a time of day alone */
    assert_false(day_from_excel(60.0, false, &day)); /* 1900-02-29 never was */
    assert_false(day_from_excel(60.7, false, &day));
    assert_false(day_from_excel(-1, true, &day));
    assert_false(day_from_excel(2958466, false, &day));
    assert_false(day_from_excel(2958465, true, &day));
    assert_false(day_from_excel(__builtin_nan(""), false, &day));
    assert_false(day_from_excel(1e300, false, &day));
}

static void periods_are_read_and_printed_in_their_shortest_form(void **state)
{
    (void)state;
    static const struct {
        const char *in, *first, *last, *printed;
    } cases[] = {
        { "2023", "2023-01-01", "2023-12-31", "2023" },
        { "2023-09", "2023-09-01", "2023-09-30", "2023-09" },
        { "2023-H1", "2023-01-01", "2023-06-30", "2023-H1" },
        { "2023-H2", "2023-07-01", "2023-12-31", "2023-H2" },
        { "2023Q3", "2023-07-01", "2023-09-30", "2023Q3" },
        { "2023-09-30", "2023-09-30", "2023-09-30", "2023-09-30" },
        { "2021..2023", "2021-01-01", "2023-12-31", "2021..2023" },
        { "2023-01..2023-09", "2023-01-01", "2023-09-30", "2023-01..2023-09" },
        { "2023Q1..2023Q2", "2023-01-01", "2023-06-30", "2023-H1" },
        { "2022Q4..2023-H1", "2022-10-01", "2023-06-30", "2022-10..2023-06" },
        { "2023-01..2023-12", "2023-01-01", "2023-12-31", "2023" },
        { "2023-01-05..2023-02", "2023-01-05", "2023-02-28", "2023-01-05..2023-02-28" },
        { "2023-02..2023-04", "2023-02-01", "2023-04-30", "2023-02..2023-04" },
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct period period, again;
        struct buf out;
        buf_init(&out, NULL);
        assert_true(period_parse(str_from(cases[i].in), &period));
        assert_day(period.first, cases[i].first);
        assert_day(period.last, cases[i].last);
        period_print(period, &out);
        assert_text(buf_get(&out), cases[i].printed);
        assert_true(period_parse(buf_get(&out), &again));
        assert_true(again.first.n == period.first.n && again.last.n == period.last.n);
        buf_release(&out);
    }
    static const char *const refused[] = {
        "",      "23",         "2023-9",           "2023-13",    "2023-H3",          "2023Q5",
        "2023Q", "2023..",     "..2023",           "2023..2022", "2023-09..2023-08", "2023 ",
        "0000",  "2023-02-30", "2021..2022..2023", "2023-Q1"
    };
    struct period period;
    for (size_t i = 0; i < ARRAY_COUNT(refused); i++)
        assert_false(period_parse(str_from(refused[i]), &period));
}

static void instants_are_printed_in_utc_plus_8_and_read_back(void **state)
{
    static const struct {
        const char *in, *printed;
    } cases[] = {
        { "1970-01-01T00:00:00Z", "1970-01-01T08:00:00.000000+08:00" },
        { "2023-09-30T08:00:00.123456+08:00", "2023-09-30T08:00:00.123456+08:00" },
        { "2023-09-30T23:59:59.999999+08:00", "2023-09-30T23:59:59.999999+08:00" },
        { "2023-09-30T20:00:00Z", "2023-10-01T04:00:00.000000+08:00" },
        { "2023-09-30T08:00:00.5-05:30", "2023-09-30T21:30:00.500000+08:00" },
        { "1969-12-31T15:59:59.999999Z", "1969-12-31T23:59:59.999999+08:00" },
        { "0001-01-01T08:00:00Z", "0001-01-01T16:00:00.000000+08:00" },
        { "2023-01-01T00:00:00.1234569Z", "2023-01-01T08:00:00.123456+08:00" },
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct instant instant, again;
        struct buf out;
        buf_init(&out, NULL);
        assert_true(instant_parse(str_from(cases[i].in), &instant));
        instant_print(instant, &out);
        assert_text(buf_get(&out), cases[i].printed);
        assert_true(instant_parse(buf_get(&out), &again) && again.us == instant.us);
        struct str day = str_slice(str_from(cases[i].printed), 0, 10);
        assert_day(instant_day(instant), str_cstr(*state, day));
        buf_release(&out);
    }
    static const char *const refused[] = { "",
                                           "2023-09-30",
                                           "2023-09-30T08:00:00",
                                           "2023-09-30T08:00Z",
                                           "2023-09-30 08:00:00Z",
                                           "2023-09-30T24:00:00Z",
                                           "2023-09-30T08:60:00Z",
                                           "2023-09-30T08:00:60Z",
                                           "2023-09-30T08:00:00.Z",
                                           "2023-09-30T08:00:00.1234567890Z",
                                           "2023-09-30T08:00:00+0800",
                                           "2023-09-30T08:00:00+24:00",
                                           "2023-09-31T08:00:00Z",
                                           "2023-09-30T08:00:00Zx" };
    struct instant instant;
    for (size_t i = 0; i < ARRAY_COUNT(refused); i++)
        assert_false(instant_parse(str_from(refused[i]), &instant));
}

static void a_day_ends_before_the_next_begins_in_utc_plus_8(void **state)
{
    (void)state;
    struct instant end = day_end(day_of("2023-09-30"));
    struct buf out;
    buf_init(&out, NULL);
    instant_print(end, &out);
    assert_text(buf_get(&out), "2023-09-30T23:59:59.999999+08:00");
    assert_day(instant_day(end), "2023-09-30");
    assert_day(instant_day((struct instant){ end.us + 1 }), "2023-10-01");
    buf_release(&out);
}

/* ---- working days ---- */

static void without_notices_the_week_decides(void **state)
{
    struct calendar *calendar = calendar_new(*state);
    assert_true(calendar_working(calendar, day_of("2023-09-29")));
    assert_false(calendar_working(calendar, day_of("2023-09-30")));
    assert_day(calendar_add(calendar, day_of("2023-09-29"), 1), "2023-10-02");
    assert_day(calendar_add(calendar, day_of("2023-09-29"), 0), "2023-09-29");
    assert_day(calendar_add(calendar, day_of("2023-10-02"), -1), "2023-09-29");
    assert_true(day_is_none(calendar_add(calendar, DAY_MAX, 1)));
    assert_true(day_is_none(calendar_add(calendar, DAY_NONE, 1)));
    assert_int_equal(calendar_between(calendar, day_of("2023-09-24"), day_of("2023-10-01")), 5);
    assert_int_equal(calendar_between(calendar, day_of("0001-01-01"), day_of("0001-01-08")), 5);
}

static void counting_by_formula_equals_counting_day_by_day(void **state)
{
    struct calendar *calendar = calendar_new(*state);
    for (int i = 0; i < 200; i++)
        calendar_set(calendar, (struct day){ 19000 + i * 7919 % 1461 }, i % 3 == 0);
    calendar_set(calendar, (struct day){ 19000 }, false);
    calendar_set(calendar, (struct day){ 19000 }, true);
    for (int32_t after = 18990; after < 19020; after++) {
        int count = 0;
        for (int32_t until = after + 1; until < 20500; until++) {
            count += calendar_working(calendar, (struct day){ until });
            assert_int_equal(
                calendar_between(calendar, (struct day){ after }, (struct day){ until }), count);
            assert_int_equal(
                calendar_between(calendar, (struct day){ until }, (struct day){ after }), -count);
        }
    }
    assert_true(calendar_working(calendar, (struct day){ 19000 }));
}

/* The cells of one line. */
static size_t cells_of(struct str line, struct str *cells, size_t max)
{
    size_t count = 0;
    while (count < max && str_split(&line, '\t', &cells[count]))
        count++;
    return count;
}

static struct calendar *calendar_of_notices(struct arena *arena, const char *path)
{
    struct str text, line;
    struct err err;
    err_init(&err);
    assert_true(file_read(arena, str_from(path), 1 << 20, &text, &err));
    struct calendar *calendar = calendar_new(arena);
    int rows = 0;
    str_split(&text, '\n', &line); /* the heading */
    while (str_split(&text, '\n', &line)) {
        struct str cells[3];
        struct day day;
        if (!line.len)
            continue;
        assert_int_equal(cells_of(line, cells, 3), 3);
        assert_true(day_parse(cells[0], &day));
        calendar_set(calendar, day, str_eq(cells[2], STR("work")));
        rows++;
    }
    assert_true(rows > 100);
    return calendar;
}

static void working_days_of_2023_to_2026_are_the_counted_ones(void **state)
{
    char path[1024];
    if (!shared_file("domain/holidays.tsv", path))
        return;
    static const int expected[4][12] = {
        { 18, 20, 23, 20, 21, 21, 21, 23, 20, 19, 22, 21 },
        { 22, 18, 21, 22, 21, 19, 23, 22, 21, 19, 21, 22 },
        { 19, 19, 21, 22, 19, 20, 23, 21, 23, 18, 20, 23 },
        { 21, 16, 22, 21, 19, 21, 23, 21, 22, 18, 21, 23 },
    };
    static const int years[4] = { 249, 251, 248, 248 };
    struct calendar *calendar = calendar_of_notices(*state, path);
    for (int year = 0; year < 4; year++) {
        int sum = 0;
        for (int month = 0; month < 12; month++) {
            int32_t at = month_from(2023 + year, month + 1);
            struct day before = { month_first(at).n - 1 };
            int count = calendar_between(calendar, before, month_last(at));
            assert_int_equal(count, expected[year][month]);
            sum += count;
        }
        assert_int_equal(sum, years[year]);
    }
}

static void deadlines_of_2023_to_2026_fall_on_the_counted_days(void **state)
{
    char path[1024];
    if (!shared_file("domain/holidays.tsv", path))
        return;
    static const struct {
        const char *from;
        int days;
        const char *to;
    } cases[] = {
        { "2023-01-18", 7, "2023-02-01" }, { "2023-04-20", 20, "2023-05-19" },
        { "2023-09-27", 5, "2023-10-10" }, { "2024-02-07", 3, "2024-02-18" },
        { "2025-01-24", 5, "2025-02-07" }, { "2025-09-26", 10, "2025-10-16" },
        { "2026-02-12", 7, "2026-02-28" }, { "2026-04-28", 20, "2026-05-28" },
        { "2026-09-18", 7, "2026-09-29" },
    };
    struct calendar *calendar = calendar_of_notices(*state, path);
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct day from = day_of(cases[i].from);
        struct day to = calendar_add(calendar, from, cases[i].days);
        assert_day(to, cases[i].to);
        assert_int_equal(calendar_between(calendar, from, to), cases[i].days);
    }
}

/* Set every day that an object of the data set names. */
static int set_days(struct calendar *calendar, const struct json *days, bool working)
{
    int count = 0;
    assert_non_null(days);
    for (const struct json *day = days->first; day; day = day->next, count++) {
        struct day named;
        assert_true(day_parse(day->key, &named));
        calendar_set(calendar, named, working);
    }
    return count;
}

static void a_calendar_of_two_decades_agrees(void **state)
{
    char path[1024];
    if (!shared_file("suites/china-reference/holidays.json", path))
        return;
    struct str text;
    struct err err;
    err_init(&err);
    assert_true(file_read(*state, str_from(path), 1 << 20, &text, &err));
    const struct json *data = json_parse(*state, text, &err);
    assert_non_null(data);
    struct calendar *calendar = calendar_new(*state);
    assert_int_equal(set_days(calendar, json_get(data, STR("holidays")), false), 619);
    assert_int_equal(set_days(calendar, json_get(data, STR("workdays")), true), 150);
    static const char *const working[] = { "2023-01-28", "2023-01-29", "2023-04-23", "2023-05-06",
                                           "2023-06-25", "2023-10-07", "2023-10-08" };
    for (size_t i = 0; i < ARRAY_COUNT(working); i++)
        assert_true(calendar_working(calendar, day_of(working[i])));
    assert_day(calendar_add(calendar, day_of("2023-09-25"), 10), "2023-10-13");
    assert_int_equal(calendar_between(calendar, day_of("2022-12-31"), day_of("2023-12-31")), 249);
}

static int arena_setup(void **state)
{
    *state = arena_new();
    return 0;
}

static int arena_teardown(void **state)
{
    arena_free(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_day_of_ten_millennia_counts_on_and_splits_back),
        cmocka_unit_test(months_are_added_and_clipped),
        cmocka_unit_test(strict_days_are_strict),
        cmocka_unit_test(dates_are_read_as_people_write_them),
        cmocka_unit_test(what_is_no_date_or_could_be_two_is_refused),
        cmocka_unit_test(excel_serials_become_days_in_both_systems),
        cmocka_unit_test(periods_are_read_and_printed_in_their_shortest_form),
        cmocka_unit_test(instants_are_printed_in_utc_plus_8_and_read_back),
        cmocka_unit_test(a_day_ends_before_the_next_begins_in_utc_plus_8),
        cmocka_unit_test(without_notices_the_week_decides),
        cmocka_unit_test(counting_by_formula_equals_counting_day_by_day),
        cmocka_unit_test(working_days_of_2023_to_2026_are_the_counted_ones),
        cmocka_unit_test(deadlines_of_2023_to_2026_fall_on_the_counted_days),
        cmocka_unit_test(a_calendar_of_two_decades_agrees),
    };
    return cmocka_run_group_tests_name("date", tests, arena_setup, arena_teardown);
}
