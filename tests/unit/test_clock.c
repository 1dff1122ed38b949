/* test_clock.c - base/clock.h and base/log.h */
#include "unit.h"

#include "base/clock.h"
#include "base/log.h"

static void a_fixed_clock_stands_where_it_is_put(void **state)
{
    (void)state;
    struct clock clock;
    struct instant start;
    assert_true(instant_parse(STR("2023-09-30T08:00:00+08:00"), &start));
    clock_init_fixed(&clock, start);
    assert_true(clock_now(&clock).us == start.us && clock_now(&clock).us == start.us);
    clock.fixed.us += 5;
    assert_true(clock_now(&clock).us == start.us + 5);
}

static void the_system_clock_tells_this_age(void **state)
{
    (void)state;
    struct clock clock;
    clock_init_system(&clock);
    int year, month, day;
    day_split(instant_day(clock_now(&clock)), &year, &month, &day);
    assert_in_range(year, 2024, 2200);
    uint64_t before = clock_monotonic_ns();
    assert_true(clock_monotonic_ns() >= before);
}

static void a_log_line_has_instant_level_and_message(void **state)
{
    (void)state;
    struct clock clock;
    struct instant at;
    assert_true(instant_parse(STR("2023-03-01T00:00:00Z"), &at));
    clock_init_fixed(&clock, at);
    char text[512] = "";
    FILE *stream = fmemopen(text, sizeof text, "w");
    struct log log = { stream, LOG_INFO, &clock };
    log_line(&log, LOG_DEBUG, "unseen");
    log_line(&log, LOG_WARN, "slow append ms=%d\nforged line", 12);
    log_line(NULL, LOG_ERROR, "nowhere");
    fclose(stream);
    assert_string_equal(text,
                        "2023-03-01T08:00:00.000000+08:00 warn slow append ms=12 forged line\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_fixed_clock_stands_where_it_is_put),
        cmocka_unit_test(the_system_clock_tells_this_age),
        cmocka_unit_test(a_log_line_has_instant_level_and_message),
    };
    return cmocka_run_group_tests_name("clock", tests, NULL, NULL);
}
