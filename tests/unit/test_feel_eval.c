/*
 * test_feel_eval.c - the host's side of expressions: scopes, records, host functions, uses,
 * budgets, warnings.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/str.h"
#include "feel/feel.h"

/* ---- a small host: leases of sites ---- */

struct host {
    struct arena *arena;
    struct feel_kind *site, *lease;
    struct feel_scope *scope;
    struct feel_run run;
    struct feel_value slots[8];
    struct err err;
    int reads; /* how often a member was asked for */
};

static bool check_listed(const struct feel_value *const *args, size_t count, struct err *err)
{
    if (count == 2 && args[1] && args[1]->type == FEEL_STRING &&
        !str_eq(args[1]->string, STR("starts")))
        return err_set(err, ERR_FEEL_NAME, "what", args[1]->string, "wanted", STR("\"starts\""));
    return true;
}

static struct feel_value call_listed(struct feel_run *run, const struct feel_value *args,
                                     size_t count)
{
    if (count != 2 || args[0].type != FEEL_RECORD)
        return feel_warn(run, ERR_FEEL_ARGUMENT, STR("listed"), STR("something else"),
                         STR("record"));
    return feel_boolean(args[0].record.id == 7);
}

static const struct str listed_parameters[] = { STR_INIT("record"), STR_INIT("list") };
static const struct feel_host_function listed = {
    .name = STR_INIT("listed"),
    .arity_min = 2,
    .arity_max = 2,
    .parameters = listed_parameters,
    .returns = FEEL_BOOLEAN,
    .call = call_listed,
    .check = check_listed,
};

static struct feel_value read_member(struct feel_run *run, struct feel_value record, int member)
{
    struct host *host = run->host;
    host->reads++;
    if (record.record.kind == host->lease)
        return member == 0 ? feel_record(host->site, 3, NULL) : feel_int(100 * record.record.id);
    return member == 0 ? feel_string(STR("factory")) : feel_int(5000);
}

enum { SLOT_SITE, SLOT_AREA, SLOT_FROM, SLOT_LEASES, SLOT_LEASE, SLOT_NOTE };

static int set_up(void **state)
{
    struct arena *arena = arena_new();
    struct host *host = ARENA_NEW(arena, struct host);
    host->arena = arena;
    host->site = feel_kind_new(arena, STR("site"), host);
    feel_kind_member(host->site, STR("type"), FEEL_STRING, NULL);
    feel_kind_member(host->site, STR("floor area"), FEEL_NUMBER, NULL);
    host->lease = feel_kind_new(arena, STR("lease"), host);
    feel_kind_member(host->lease, STR("site"), FEEL_RECORD, host->site);
    feel_kind_member(host->lease, STR("area"), FEEL_NUMBER, NULL);
    host->scope = feel_scope_new(arena);
    feel_scope_name(host->scope, STR("site"), FEEL_RECORD, host->site);
    feel_scope_name(host->scope, STR("area"), FEEL_NUMBER, NULL);
    feel_scope_name(host->scope, STR("from"), FEEL_DATE, NULL);
    feel_scope_name(host->scope, STR("leases"), FEEL_LIST, host->lease);
    feel_scope_name(host->scope, STR("lease"), FEEL_RECORD, host->lease);
    feel_scope_name(host->scope, STR("note"), FEEL_STRING, NULL);
    feel_scope_alias(host->scope, STR("建筑面积"), SLOT_AREA);
    feel_scope_function(host->scope, &listed);
    feel_run_init(&host->run, arena);
    host->run.host = host;
    host->run.slots = host->slots;
    host->run.member = read_member;
    struct feel_value *leases = ARENA_ARRAY(arena, struct feel_value, 3);
    for (int i = 0; i < 3; i++)
        leases[i] = feel_record(host->lease, i + 1, NULL);
    host->slots[SLOT_SITE] = feel_record(host->site, 3, NULL);
    host->slots[SLOT_AREA] = feel_int(1200);
    host->slots[SLOT_FROM] = feel_day(day_from(2023, 3, 1));
    host->slots[SLOT_LEASES] = feel_list(leases, 3);
    host->slots[SLOT_LEASE] = feel_record(host->lease, 7, NULL);
    host->slots[SLOT_NOTE] = feel_null();
    *state = host;
    return 0;
}

static int tear_down(void **state)
{
    struct host *host = *state;
    arena_free(host->arena);
    return 0;
}

static bool compile(struct host *host, const char *text, struct feel_expr **expr)
{
    err_init(&host->err);
    return feel_compile(host->arena, str_from(text), host->scope, expr, &host->err);
}

static struct feel_value value_of(struct host *host, const char *text)
{
    struct feel_expr *expr;
    if (!compile(host, text, &expr)) {
        struct buf words;
        buf_init(&words, host->arena);
        err_words(&host->err, LANG_EN, &words);
        fail_msg("%s: %.*s", text, STR_ARG(buf_get(&words)));
    }
    feel_run_again(&host->run);
    return feel_eval(expr, &host->run);
}

static void assert_gives(struct host *host, const char *text, const char *wanted)
{
    struct buf out;
    buf_init(&out, host->arena);
    feel_print(value_of(host, text), &out);
    if (!str_eq(buf_get(&out), str_from(wanted)))
        fail_msg("%s gave %.*s, not %s", text, STR_ARG(buf_get(&out)), wanted);
}

static void assert_refused(struct host *host, const char *text, enum err_code code, int line,
                           int column, const char *near)
{
    struct feel_expr *expr;
    if (compile(host, text, &expr))
        fail_msg("%s was compiled", text);
    if (host->err.code != code || host->err.line != line || host->err.column != column)
        fail_msg("%s: %s at %d:%d", text, err_name(host->err.code), host->err.line,
                 host->err.column);
    for (int lang = LANG_ZH; lang <= LANG_EN; lang++) {
        struct buf words;
        buf_init(&words, host->arena);
        err_words(&host->err, (enum lang)lang, &words);
        if (!str_has(buf_get(&words), str_from(near)))
            fail_msg("%s: no %s in: %.*s", text, near, STR_ARG(buf_get(&words)));
    }
}

/* ---- names and records ---- */

static void a_path_follows_a_reference_and_reads_only_what_it_needs(void **state)
{
    struct host *host = *state;
    assert_gives(host, "site.type = \"factory\"", "true");
    assert_int_equal(host->reads, 1);
    assert_gives(host, "lease.site.floor area", "5000");
    assert_int_equal(host->reads, 3);
    assert_gives(host, "leases.area", "[100, 200, 300]");
    assert_gives(host, "leases[area > 100].area", "[200, 300]");
    assert_gives(host, "leases[site.floor area > area][1].area", "100");
    assert_gives(host, "sum(for l in leases return l.area)", "600");
    assert_gives(host, "every l in leases satisfies l.site.type = \"factory\"", "true");
    assert_gives(host, "leases[2] = lease", "false");
}

static void another_name_of_a_slot_reads_the_slot(void **state)
{
    struct host *host = *state;
    assert_gives(host, "建筑面积 + area", "2400");
}

static void a_wrong_name_is_refused_with_its_place_and_the_nearest_one(void **state)
{
    struct host *host = *state;
    assert_refused(host, "aera > 1", ERR_FEEL_NAME, 1, 1, "\"area\"");
    assert_refused(host, "area > 1\n  and form > from", ERR_FEEL_NAME, 2, 7, "\"from\"");
    assert_refused(host, "建筑面 > 1", ERR_FEEL_NAME, 1, 1, "\"建筑面积\"");
    assert_refused(host, "site.typ = \"x\"", ERR_FEEL_MEMBER, 1, 6, "\"type\"");
    assert_refused(host, "leases[aria > 1]", ERR_FEEL_NAME, 1, 8, "\"area\"");
    assert_refused(host, "lsted(lease, \"starts\")", ERR_FEEL_FUNCTION, 1, 1, "\"listed\"");
    assert_refused(host, "from.moth", ERR_FEEL_MEMBER, 1, 6, "month");
}

static void operands_that_never_go_together_are_refused_when_compiled(void **state)
{
    struct host *host = *state;
    assert_refused(host, "area > \"a\"", ERR_FEEL_OPERANDS, 1, 6, "number, string");
    assert_refused(host, "site.type + area", ERR_FEEL_OPERANDS, 1, 11, "string, number");
    assert_refused(host, "area and true", ERR_FEEL_OPERANDS, 1, 6, "boolean");
    assert_refused(host, "upper case(area)", ERR_FEEL_ARGUMENT, 1, 12, "string");
    assert_refused(host, "from + 1", ERR_FEEL_OPERANDS, 1, 6, "date + duration");
    assert_refused(host, "site.floor area.x", ERR_FEEL_MEMBER, 1, 17, "number");
}

static void the_type_of_a_result_is_told_without_evaluating(void **state)
{
    struct host *host = *state;
    static const struct {
        const char *text;
        enum feel_type type;
    } cases[] = {
        { "area > 1", FEEL_BOOLEAN },
        { "area * 2", FEEL_NUMBER },
        { "from - from", FEEL_DAYS_TIME },
        { "from + @\"P1M\"", FEEL_DATE },
        { "site.type", FEEL_STRING },
        { "lease.site", FEEL_RECORD },
        { "leases.area", FEEL_LIST },
        { "leases[1]", FEEL_RECORD },
        { "from.year", FEEL_NUMBER },
        { "if area > 1 then 1 else 2", FEEL_NUMBER },
        { "if area > 1 then 1 else \"a\"", FEEL_NULL },
        { "listed(lease, \"starts\")", FEEL_BOOLEAN },
        { "count(leases)", FEEL_NUMBER },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct feel_expr *expr;
        assert_true(compile(host, cases[i].text, &expr));
        assert_int_equal(feel_expr_type(expr), cases[i].type);
    }
}

/* ---- what an expression uses ---- */

static void uses_tell_slots_and_paths_once_each(void **state)
{
    struct host *host = *state;
    struct feel_expr *expr;
    const struct feel_use *uses;
    assert_true(compile(
        host, "area > 1 and lease.site.type = \"x\" and lease.site.type != \"y\" and area < 5",
        &expr));
    assert_int_equal(feel_expr_uses(expr, &uses), 2);
    assert_int_equal(uses[0].slot, SLOT_AREA);
    assert_int_equal(uses[0].path_count, 0);
    assert_int_equal(uses[1].slot, SLOT_LEASE);
    assert_int_equal(uses[1].path_count, 2);
    assert_true(str_eq(uses[1].path[0], STR("site")) && str_eq(uses[1].path[1], STR("type")));
    assert_int_equal(uses[1].member[0], 0);
    assert_int_equal(uses[1].member[1], 0);
    assert_true(compile(host, "if true then area else lease.area", &expr));
    assert_int_equal(feel_expr_uses(expr, &uses), 2);
    assert_true(compile(host, "(function(x) x + area)(1)", &expr));
    assert_int_equal(feel_expr_uses(expr, &uses), 1);
}

static void calls_of_the_host_are_told_with_their_constants(void **state)
{
    struct host *host = *state;
    struct feel_expr *expr;
    const struct feel_call *calls;
    assert_true(compile(host, "area > 1 and listed(list: \"starts\", record: lease)", &expr));
    assert_int_equal(feel_expr_calls(expr, &calls), 1);
    assert_ptr_equal(calls[0].function, &listed);
    assert_int_equal(calls[0].count, 2);
    assert_null(calls[0].args[0]);
    assert_true(str_eq(calls[0].args[1]->string, STR("starts")));
    assert_gives(host, "listed(lease, \"starts\")", "true");
    assert_gives(host, "listed(leases[1], \"starts\")", "false");
    assert_refused(host, "area = 1 or listed(lease, \"ends\")", ERR_FEEL_NAME, 1, 13, "\"starts\"");
    assert_refused(host, "listed(lease)", ERR_FEEL_ARITY, 1, 1, "2");
    assert_refused(host, "listed(lease, what: \"starts\")", ERR_FEEL_NAMED_MIX, 1, 15, "what");
    assert_refused(host, "listed(what: lease, list: \"starts\")", ERR_FEEL_PARAMETER, 1, 1, "what");
}

static void a_host_function_may_say_why_it_has_no_answer(void **state)
{
    struct host *host = *state;
    struct err err;
    struct feel_value value = value_of(host, "area > 1 and\nlisted(area, note)");
    assert_int_equal(value.type, FEEL_NULL);
    assert_int_equal(host->run.warning_count, 1);
    err_init(&err);
    feel_warning_err(&host->run.warnings[0], &err);
    assert_int_equal(err.code, ERR_FEEL_ARGUMENT);
    assert_int_equal(err.line, 2);
    assert_int_equal(err.column, 1);
}

static void constants_are_computed_once_when_compiled(void **state)
{
    struct host *host = *state;
    struct feel_expr *expr;
    struct feel_value value;
    assert_true(compile(host, "date(\"2023-09-30\") - @\"P1D\" * (2 + 1)", &expr));
    assert_true(feel_expr_constant(expr, &value));
    assert_int_equal(value.type, FEEL_DATE);
    assert_true(compile(host, "[1, {a: upper case(\"x\")}]", &expr));
    assert_true(feel_expr_constant(expr, NULL));
    assert_true(compile(host, "area + 1", &expr));
    assert_false(feel_expr_constant(expr, NULL));
}

static void asking_the_clock_is_told_and_answered_by_the_run_alone(void **state)
{
    struct host *host = *state;
    struct feel_expr *expr;
    struct clock clock;
    struct instant instant;
    assert_true(instant_parse(STR("2023-09-30T23:30:00+08:00"), &instant));
    clock_init_fixed(&clock, instant);
    assert_true(compile(host, "today() > from", &expr));
    assert_true(feel_expr_asks_clock(expr));
    assert_true(compile(host, "area > 1", &expr));
    assert_false(feel_expr_asks_clock(expr));
    host->run.clock = &clock;
    assert_gives(host, "today()", "@\"2023-09-30\"");
    assert_gives(host, "now()", "@\"2023-09-30T23:30:00+08:00\"");
}

/* ---- budgets ---- */

static void assert_stopped(struct host *host, const char *text, enum err_code code,
                           const char *limit)
{
    struct err err;
    struct feel_value value = value_of(host, text);
    err_init(&err);
    assert_int_equal(value.type, FEEL_NULL);
    assert_true(feel_run_fault(&host->run, &err));
    assert_int_equal(err.code, code);
    assert_true(str_eq(err_arg(&err, "limit"), str_from(limit)));
}

static void a_spent_budget_stops_the_evaluation_and_says_so(void **state)
{
    struct host *host = *state;
    assert_stopped(host, "count(for x in 1..1000000000 return x)", ERR_FEEL_STEPS, "100000");
    assert_stopped(host, "{f: function(n) f(n + 1), r: f(1)}.r", ERR_FEEL_DEPTH, "2000");
    assert_stopped(host,
                   "for x in 1..60 return if count(partial) = 0 then \"0123456789\" else "
                   "partial[-1] + partial[-1]",
                   ERR_FEEL_MEMORY, "33554432");
    assert_stopped(host, "flatten(for x in 1..3000 return [partial])", ERR_FEEL_STEPS, "100000");
    assert_gives(host, "1 + area", "1201");
}

static void values_that_share_their_parts_are_walked_within_bounds(void **state)
{
    struct host *host = *state;
    static const char *const doubled = "for x in 1..60 return [partial, partial]";
    struct buf out;
    struct json_writer writer;
    struct feel_value value = value_of(host, doubled);
    buf_init(&out, host->arena);
    feel_print(value, &out);
    assert_true(buf_get(&out).len < 16000000);
    buf_init(&out, host->arena);
    json_writer_init(&writer, &out, false);
    feel_to_json(value, &writer);
    assert_true(buf_get(&out).len < 16000000);
    assert_int_equal(feel_equal(value, value_of(host, doubled)), -1);
    assert_stopped(
        host,
        "(for x in 1..60 return [partial, partial]) = (for x in 1..60 return [partial, partial])",
        ERR_FEEL_STEPS, "100000");
    assert_stopped(host, "flatten(for x in 1..60 return [partial, partial])", ERR_FEEL_STEPS,
                   "100000");
}

static void steps_are_counted_to_the_last_one(void **state)
{
    struct host *host = *state;
    struct feel_expr *expr;
    assert_true(compile(host, "area + area", &expr)); /* three nodes */
    feel_run_again(&host->run);
    host->run.steps_left = 3;
    assert_int_equal(feel_eval(expr, &host->run).type, FEEL_NUMBER);
    feel_run_again(&host->run);
    host->run.steps_left = 2;
    assert_int_equal(feel_eval(expr, &host->run).type, FEEL_NULL);
    assert_int_equal(host->run.fault, ERR_FEEL_STEPS);
}

/* `levels` brackets around a 1. */
static struct str nested(struct arena *arena, int levels)
{
    struct buf text;
    buf_init(&text, arena);
    buf_repeat(&text, '(', (size_t)levels);
    buf_char(&text, '1');
    buf_repeat(&text, ')', (size_t)levels);
    return buf_get(&text);
}

static void an_expression_has_bounds_and_stands_on_them(void **state)
{
    struct host *host = *state;
    struct feel_expr *expr;
    struct buf text;
    err_init(&host->err);
    assert_true(feel_compile(host->arena, nested(host->arena, LIMIT_FEEL_DEPTH - 1), host->scope,
                             &expr, &host->err));
    assert_false(feel_compile(host->arena, nested(host->arena, LIMIT_FEEL_DEPTH), host->scope,
                              &expr, &host->err));
    assert_int_equal(host->err.code, ERR_FEEL_NESTED);
    assert_true(str_eq(err_arg(&host->err, "limit"), STR("200")));
    buf_init(&text, host->arena);
    buf_cstr(&text, "[area");
    for (int i = 0; i < LIMIT_FEEL_NODES - 2; i++)
        buf_cstr(&text, ",1");
    err_init(&host->err);
    assert_true(feel_compile(host->arena, str_join(host->arena, buf_get(&text), STR("]")),
                             host->scope, &expr, &host->err));
    err_init(&host->err);
    assert_false(feel_compile(host->arena, str_join(host->arena, buf_get(&text), STR(",1]")),
                              host->scope, &expr, &host->err));
    assert_int_equal(host->err.code, ERR_FEEL_SIZE);
    buf_clear(&text);
    buf_cstr(&text, "area");
    for (int i = 0; i < 1200; i++)
        buf_cstr(&text, "+1");
    err_init(&host->err);
    assert_false(feel_compile(host->arena, buf_get(&text), host->scope, &expr, &host->err));
    assert_int_equal(host->err.code, ERR_FEEL_NESTED);
}

static void only_the_first_warnings_are_kept_but_all_are_counted(void **state)
{
    struct host *host = *state;
    value_of(host, "for x in 1..20 return note + \"a\"");
    assert_int_equal(host->run.warning_count, 20);
    assert_int_equal(host->run.warnings[0].code, ERR_FEEL_OPERANDS);
    assert_int_equal(host->run.warnings[FEEL_WARNINGS_MAX - 1].column, 28);
}

/* ---- values in and out ---- */

static void what_print_writes_reads_back_to_the_same_value(void **state)
{
    struct host *host = *state;
    static const char *const texts[] = {
        "1.5",
        "\"a\\n\\\"b\"",
        "@\"-0044-03-15\"",
        "@\"999999999-12-31T23:59:59.999999999Z\"",
        "@\"08:00:00@Asia/Shanghai\"",
        "@\"-P1DT2H3M4.000000005S\"",
        "@\"P999Y11M\"",
        "[1, [2, {a: null, \"b c\": true}]]",
        "(1..5]",
        "(< 3)",
        "(>= 3)",
        "(= 3)",
        "(!= \"a\")",
        "[@\"2023-01-01\"..@\"2023-12-31\"]",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct feel_value value = value_of(host, texts[i]);
        struct buf out;
        buf_init(&out, host->arena);
        feel_print(value, &out);
        if (feel_equal(value, value_of(host, str_cstr(host->arena, buf_get(&out)))) != 1)
            fail_msg("%s printed %.*s", texts[i], STR_ARG(buf_get(&out)));
    }
}

static void json_keeps_values(void **state)
{
    struct host *host = *state;
    struct feel_value value =
        value_of(host, "[null, true, \"a\", 1.10, @\"2023-09-30\", @\"08:00:00Z\", @\"P1D\", "
                       "@\"2023-09-30T08:00:00\", {a: [1]}]");
    struct feel_value back;
    struct buf out;
    struct json_writer writer;
    buf_init(&out, host->arena);
    json_writer_init(&writer, &out, false);
    feel_to_json(value, &writer);
    assert_true(
        str_eq(buf_get(&out), STR("[null,true,\"a\",{\"number\":\"1.1\"},{\"date\":\"2023-09-30\"},"
                                  "{\"time\":\"08:00:00Z\"},{\"duration\":\"P1D\"},"
                                  "{\"datetime\":\"2023-09-30T08:00:00\"},"
                                  "{\"context\":{\"a\":[{\"number\":\"1\"}]}}]")));
    err_init(&host->err);
    const struct json *json = json_parse(host->arena, buf_get(&out), &host->err);
    assert_non_null(json);
    assert_true(feel_from_json(host->arena, json, &back));
    assert_int_equal(feel_equal(value, back), 1);
}

static void days_cross_over_between_host_and_expression(void **state)
{
    struct host *host = *state;
    struct day day;
    assert_true(feel_to_day(value_of(host, "from + @\"P1M\""), &day));
    assert_int_equal(day.n, day_from(2023, 4, 1).n);
    assert_false(feel_to_day(value_of(host, "date(\"12000-01-01\")"), &day));
    assert_false(feel_to_day(value_of(host, "area"), &day));
    assert_int_equal(feel_day(DAY_NONE).type, FEEL_NULL);
}

static void a_declared_type_converts_or_gives_null(void **state)
{
    struct host *host = *state;
    assert_int_equal(feel_conform(&host->run, FEEL_STRING, value_of(host, "[\"a\"]")).type,
                     FEEL_STRING);
    assert_int_equal(feel_conform(&host->run, FEEL_LIST, feel_int(1)).type, FEEL_LIST);
    assert_int_equal(feel_conform(&host->run, FEEL_DATE_TIME, value_of(host, "from")).type,
                     FEEL_DATE_TIME);
    assert_int_equal(feel_conform(&host->run, FEEL_NUMBER, feel_string(STR("a"))).type, FEEL_NULL);
    assert_int_equal(feel_conform(&host->run, FEEL_NULL, feel_int(1)).type, FEEL_NUMBER);
}

static void a_name_with_blanks_is_learned_from_an_input(void **state)
{
    struct host *host = *state;
    struct feel_scope *scope = feel_scope_new(host->arena);
    struct feel_value person =
        value_of(host, "{first name: \"Li\", home: {post code: \"641300\"}}");
    struct feel_expr *expr;
    feel_scope_open(scope);
    assert_int_equal(feel_scope_value(scope, STR("The person"), person), 0);
    err_init(&host->err);
    assert_true(feel_compile(host->arena, STR("The person.first name + The person.home.post code"),
                             scope, &expr, &host->err));
    feel_run_again(&host->run);
    host->run.slots = &person;
    assert_true(str_eq(feel_eval(expr, &host->run).string, STR("Li641300")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_path_follows_a_reference_and_reads_only_what_it_needs,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(another_name_of_a_slot_reads_the_slot, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_wrong_name_is_refused_with_its_place_and_the_nearest_one,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(operands_that_never_go_together_are_refused_when_compiled,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_type_of_a_result_is_told_without_evaluating, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(uses_tell_slots_and_paths_once_each, set_up, tear_down),
        cmocka_unit_test_setup_teardown(calls_of_the_host_are_told_with_their_constants, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_host_function_may_say_why_it_has_no_answer, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(constants_are_computed_once_when_compiled, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(asking_the_clock_is_told_and_answered_by_the_run_alone,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_spent_budget_stops_the_evaluation_and_says_so, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(values_that_share_their_parts_are_walked_within_bounds,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(steps_are_counted_to_the_last_one, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_expression_has_bounds_and_stands_on_them, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(only_the_first_warnings_are_kept_but_all_are_counted,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_print_writes_reads_back_to_the_same_value, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(json_keeps_values, set_up, tear_down),
        cmocka_unit_test_setup_teardown(days_cross_over_between_host_and_expression, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_declared_type_converts_or_gives_null, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_name_with_blanks_is_learned_from_an_input, set_up,
                                        tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
