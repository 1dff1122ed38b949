/*
 * test_feel_suite.c - the DMN conformance kit's self-contained FEEL expressions, where the kit is
 * at hand (tck.h).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/json.h"
#include "base/str.h"
#include "feel/feel.h"
#include "tck.h"

static struct feel_value answer(struct arena *arena, const struct json *row, struct clock *clock)
{
    const struct json *inputs = json_get(row, STR("inputs"));
    struct feel_value *slots = ARENA_ARRAY(arena, struct feel_value, inputs->count);
    struct feel_scope *scope = feel_scope_new(arena);
    struct feel_expr *expr;
    struct feel_run run;
    struct err err;
    enum feel_type type = FEEL_NULL;
    feel_scope_open(scope);
    for (const struct json *input = inputs->first; input; input = input->next) {
        struct feel_value value;
        assert_true(feel_from_json(arena, input, &value));
        slots[feel_scope_value(scope, input->key, value)] = value;
    }
    err_init(&err);
    if (!feel_compile(arena, json_text(row, STR("expr")), scope, &expr, &err))
        return feel_null();
    feel_run_init(&run, arena);
    run.slots = slots;
    run.clock = clock;
    feel_type_find(json_text(row, STR("type")), &type);
    struct feel_value value = feel_eval(expr, &run);
    return feel_conform(&run, type, value);
}

static void every_self_contained_expression_of_the_kit_gives_the_expected_value(void **state)
{
    (void)state;
    struct arena *arena = arena_new(), *scratch = arena_new();
    struct str cases = shared_path(arena, "suites/dmn-tck/cases.jsonl"), bytes, line;
    struct err err;
    struct clock clock;
    struct tck_tally tally;
    err_init(&err);
    clock_init_system(&clock);
    if (!file_exists(cases)) {
        print_message("# skipped: no DMN conformance kit at %.*s\n", STR_ARG(cases));
        arena_free(arena);
        arena_free(scratch);
        return;
    }
    assert_true(file_read(arena, cases, 64 << 20, &bytes, &err));
    tck_begin(&tally, arena, "tests/suite/feel_known_misses.txt");
    while (str_split(&bytes, '\n', &line)) {
        if (!str_trim(line).len)
            continue;
        err_init(&err);
        struct json *row = json_parse(scratch, line, &err);
        assert_non_null(row);
        if (json_get(row, STR("feel"))->boolean)
            tck_count(&tally, scratch, row, answer(scratch, row, &clock));
        arena_reset(scratch);
    }
    tck_end(&tally);
    arena_free(arena);
    arena_free(scratch);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_self_contained_expression_of_the_kit_gives_the_expected_value),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
