/*
 * test_dmn_suite.c - all cases of the DMN conformance kit over their models, where the kit is at
 * hand (tck.h).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/json.h"
#include "conformance_dmn.h"
#include "feel/feel.h"
#include "tck.h"

static void every_case_of_the_kit_gives_the_expected_value(void **state)
{
    (void)state;
    struct arena *arena = arena_new(), *scratch = arena_new();
    struct str cases = shared_path(arena, "suites/dmn-tck/cases.jsonl"), bytes, line;
    struct err err;
    struct tck_tally tally;
    err_init(&err);
    if (!file_exists(cases)) {
        print_message("# skipped: no DMN conformance kit at %.*s\n", STR_ARG(cases));
        arena_free(arena);
        arena_free(scratch);
        return;
    }
    struct dmn_suite *suite = dmn_suite_new(shared_path(arena, "suites/dmn-tck/models"));
    assert_true(file_read(arena, cases, 64 << 20, &bytes, &err));
    tck_begin(&tally, arena, "tests/suite/dmn_known_misses.txt");
    while (str_split(&bytes, '\n', &line)) {
        struct feel_value value;
        if (!str_trim(line).len)
            continue;
        err_init(&err);
        struct json *row = json_parse(scratch, line, &err);
        assert_non_null(row);
        assert_true(dmn_suite_value(suite, scratch, row, &value, &err));
        tck_count(&tally, scratch, row, value);
        arena_reset(scratch);
    }
    tck_end(&tally);
    dmn_suite_free(suite);
    arena_free(arena);
    arena_free(scratch);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_case_of_the_kit_gives_the_expected_value),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
