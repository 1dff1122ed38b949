/*
 * test_rule_load.c - DMN files that cannot be taken: each refusal with where it is, and what is
 * taken all the same when asked leniently.
 */
#include "unit.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/limits.h"
#include "rule/rule.h"

#define HEAD                                                                                       \
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<definitions "                                    \
    "xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\" xmlns:own=\"urn:luodi:rule\" "         \
    "name=\"m\" namespace=\"urn:m\""
#define DECISION(name, inner)                                                                      \
    "<decision name=\"" name "\" id=\"_" name "\"><variable name=\"" name "\"/>" inner "</decision>"
#define TEXT(text) "<literalExpression><text>" text "</text></literalExpression>"

static struct rule_set *load(struct arena *arena, const char *text, bool lenient,
                             struct err_list *errs)
{
    struct rule_source source = { STR("m.dmn"), str_from(text) };
    err_list_init(errs, arena, 20);
    return rule_load(arena, &source, 1, lenient, errs);
}

static void each_fault_has_its_own_refusal_with_its_line(void **state)
{
    static const struct {
        const char *text;
        enum err_code code;
        int line;
    } cases[] = {
        { HEAD ">\n<decision></definitions>", ERR_RULE_XML, 3 },
        { "<!DOCTYPE definitions [<!ENTITY a \"b\">]>\n<definitions>&a;</definitions>",
          ERR_RULE_DOCTYPE, 1 },
        { "<html/>", ERR_RULE_NOT_DMN, 1 },
        { HEAD ">\n<inputData/></definitions>", ERR_RULE_UNNAMED, 3 },
        { HEAD ">\n<inputData name=\"a\"/>\n<inputData name=\"a\"/></definitions>", ERR_RULE_TWICE,
          4 },
        { HEAD ">\n<import namespace=\"urn:no\" name=\"n\" importType=\"x\"/></definitions>",
          ERR_RULE_IMPORT, 3 },
        { HEAD ">" DECISION("a", "\n<informationRequirement><requiredInput href=\"#no\"/>"
                                 "</informationRequirement>" TEXT("1")) "</definitions>",
          ERR_RULE_REFERENCE, 3 },
        { HEAD ">\n" DECISION("a", "<informationRequirement><requiredDecision href=\"#_a\"/>"
                                   "</informationRequirement>" TEXT("a")) "</definitions>",
          ERR_RULE_CYCLE, 3 },
        { HEAD ">\n<inputData name=\"a\">\n<variable name=\"a\" typeRef=\"nomber\"/></inputData>"
               "</definitions>",
          ERR_RULE_TYPE, 4 },
        { HEAD ">" DECISION("a", "\n<decisionTable><input/><output/></decisionTable>")
               "</definitions>",
          ERR_RULE_LOGIC, 3 },
        { HEAD ">" DECISION("a", "\n<literalExpression expressionLanguage=\"groovy\"><text>1</text>"
                                 "</literalExpression>") "</definitions>",
          ERR_RULE_LANGUAGE, 3 },
        { HEAD ">" DECISION("a", "\n<decisionTable hitPolicy=\"SOME\"><output/></decisionTable>")
               "</definitions>",
          ERR_RULE_POLICY, 3 },
        { HEAD " own:from=\"2022-02-30\"/>", ERR_RULE_DAY, 2 },
        { HEAD ">" DECISION("a", "<literalExpression><text>1 +\n\n)</text></literalExpression>")
               "</definitions>",
          ERR_FEEL_VALUE, 4 },
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena *arena = arena_new();
        struct err_list errs;
        assert_null(load(arena, cases[i].text, false, &errs));
        assert_true(errs.count >= 1);
        assert_int_equal(errs.items[0]->code, cases[i].code);
        assert_int_equal(errs.items[0]->line, cases[i].line);
        arena_free(arena);
    }
}

static struct rule_set *deep(struct arena *arena, int levels, struct err_list *errs)
{
    struct buf text;
    buf_init(&text, arena);
    buf_cstr(&text, HEAD ">");
    for (int i = 1; i < levels; i++)
        buf_cstr(&text, "<context>");
    for (int i = 1; i < levels; i++)
        buf_cstr(&text, "</context>");
    buf_cstr(&text, "</definitions>");
    return load(arena, str_cstr(arena, buf_get(&text)), false, errs);
}

static void bounds_are_stood_on_and_passed(void **state)
{
    struct arena *arena = arena_new();
    struct err_list errs;
    (void)state;
    assert_non_null(deep(arena, LIMIT_RULE_DEPTH, &errs));
    assert_null(deep(arena, LIMIT_RULE_DEPTH + 1, &errs));
    assert_int_equal(errs.items[0]->code, ERR_RULE_LIMIT);
    struct buf text;
    buf_init(&text, arena);
    buf_cstr(&text, HEAD ">");
    for (int i = 1; i < LIMIT_RULE_ELEMENTS; i++)
        buf_cstr(&text, "<text/>");
    size_t fits = buf_get(&text).len;
    buf_cstr(&text, "</definitions>");
    assert_non_null(load(arena, str_cstr(arena, buf_get(&text)), false, &errs));
    text.len = fits;
    buf_cstr(&text, "<text/></definitions>");
    assert_null(load(arena, str_cstr(arena, buf_get(&text)), false, &errs));
    assert_int_equal(errs.items[0]->code, ERR_RULE_LIMIT);
    text.len = fits;
    buf_cstr(&text, "</definitions>");
    buf_repeat(&text, ' ', LIMIT_RULE_BYTES - buf_get(&text).len);
    assert_non_null(load(arena, str_cstr(arena, buf_get(&text)), false, &errs));
    buf_char(&text, ' ');
    assert_null(load(arena, str_cstr(arena, buf_get(&text)), false, &errs));
    assert_int_equal(errs.items[0]->code, ERR_RULE_LIMIT);
    arena_free(arena);
}

static void what_is_wrong_in_one_decision_leaves_the_others(void **state)
{
    struct arena *arena = arena_new();
    struct err_list errs;
    struct rule_ask ask;
    struct feel_run run;
    (void)state;
    struct rule_set *set =
        load(arena, HEAD ">" DECISION("a", TEXT("1 +")) DECISION("b", TEXT("2")) "</definitions>",
             true, &errs);
    assert_non_null(set);
    assert_int_equal(errs.count, 1);
    feel_run_init(&run, arena);
    rule_ask_init(&ask, set, arena, &run);
    assert_int_equal(rule_decide(&ask, rule_find(set, 0, STR("a"))).type, FEEL_NULL);
    assert_int_equal(run.warning_count, 1);
    assert_int_equal(rule_decide(&ask, rule_find(set, 0, STR("b"))).type, FEEL_NUMBER);
    arena_free(arena);
}

static void a_null_says_in_which_cell_of_which_rule_it_came(void **state)
{
    static const char text[] = HEAD
        "><inputData name=\"x\" id=\"_x\"><variable name=\"x\" typeRef=\"number\"/></inputData>"
        "<decision name=\"t\"><variable name=\"t\" typeRef=\"number\"/><informationRequirement>"
        "<requiredInput href=\"#_x\"/></informationRequirement><decisionTable hitPolicy=\"FIRST\"><input>"
        "<inputExpression><text>x</text></inputExpression></input><output name=\"y\"/>\n"
        "<rule><inputEntry><text>&lt; 1</text></inputEntry>\n"
        "<outputEntry><text>\"a\" * x</text></outputEntry></rule>"
        "<rule><inputEntry><text>&lt; 9</text></inputEntry>"
        "<outputEntry><text>\"a\"</text></outputEntry></rule></decisionTable></decision>"
        "</definitions>";
    struct arena *arena = arena_new();
    struct err_list errs;
    struct rule_ask ask;
    struct feel_run run;
    struct err err;
    (void)state;
    struct rule_set *set = load(arena, text, false, &errs);
    assert_non_null(set);
    feel_run_init(&run, arena);
    rule_ask_init(&ask, set, arena, &run);
    rule_give(&ask, rule_find(set, 0, STR("x")), feel_int(0));
    assert_int_equal(rule_decide(&ask, rule_find(set, 0, STR("t"))).type, FEEL_NULL);
    assert_int_equal(run.warnings[0].code, ERR_FEEL_OPERANDS);
    err_init(&err);
    feel_warning_err(&run.warnings[0], &err);
    assert_int_equal(err.line, 4);
    assert_true(str_eq(err.file, STR("m.dmn")));
    assert_true(str_eq(err.field, STR("t: #1 y")));

    rule_ask_again(&ask); /* the second rule gives text where a number is declared */
    feel_run_again(&run);
    run.slots = ask.slots;
    rule_give(&ask, rule_find(set, 0, STR("x")), feel_int(5));
    assert_int_equal(rule_decide(&ask, rule_find(set, 0, STR("t"))).type, FEEL_NULL);
    assert_int_equal(run.warnings[0].code, ERR_FEEL_CONFORM);

    rule_ask_again(&ask); /* and above nine no rule holds */
    feel_run_again(&run);
    run.slots = ask.slots;
    rule_give(&ask, rule_find(set, 0, STR("x")), feel_int(10));
    assert_int_equal(rule_decide(&ask, rule_find(set, 0, STR("t"))).type, FEEL_NULL);
    assert_int_equal(run.warnings[0].code, ERR_FEEL_TABLE);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_fault_has_its_own_refusal_with_its_line),
        cmocka_unit_test(bounds_are_stood_on_and_passed),
        cmocka_unit_test(what_is_wrong_in_one_decision_leaves_the_others),
        cmocka_unit_test(a_null_says_in_which_cell_of_which_rule_it_came),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
