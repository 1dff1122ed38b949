/* test_adopt_tying.c - the rules of tying: what a file may say, what it may not, and which rule
 * wins. */
#include "model_fixture.h"
#include "unit.h"

#include "base/utf8.h"
#include "plan/adopt.h"
#include "plan/adopt_priv.h"

static struct tying *load(struct model_fixture *f, const char *file, struct err *err)
{
    struct tying *tying = NULL;
    err_init(err);
    fixture_put(f, "tying/zz.yaml", str_from(file));
    bool ok = tying_load(f->arena, fixture_good(f), &tying, err);
    return ok ? tying : NULL;
}

static void every_shipped_rule_names_a_metric_that_is_there(void **state)
{
    (void)state;
    struct model_fixture f;
    struct tying *tying;
    struct err err;
    fixture_init(&f);
    err_init(&err);
    assert_true(tying_load(f.arena, fixture_good(&f), &tying, &err));
    assert_true(tying_rule_count(tying) > 60);
    fixture_release(&f);
}

static void a_bad_rule_is_refused_where_it_is_bad(void **state)
{
    (void)state;
    static const struct {
        const char *file;
        enum err_code code;
        int line;
    } rows[] = {
        { "rules:\n  - {metric: [projects-signed\n", ERR_TYING_SYNTAX, 3 },
        { "- a list\n", ERR_TYING_SYNTAX, 1 },
        { "rules: &a [1]\nhome: *a\n", ERR_TYING_SYNTAX, 2 },
        { "rules: [[[[[[[[[[x]]]]]]]]]]\n", ERR_TYING_SYNTAX, 1 },
        { "home: [a]\n---\nhome: [b]\n", ERR_TYING_SYNTAX, 3 },
        { "rule: []\n", ERR_TYING_KEY, 1 },
        { "rules:\n  - metric: projects-signed\n    mesure: count\n", ERR_TYING_KEY, 3 },
        { "rules:\n  - metric: projects-signed\n    event: sign\n    event: sign\n", ERR_TYING_KEY,
          4 },
        { "rules:\n  - reason: {zh: 甲, en: a, de: a}\n    measure: rank\n", ERR_TYING_KEY, 2 },
        { "rules:\n  - metric: projects-signed\n    measure: counts\n", ERR_TYING_VALUE, 3 },
        { "rules:\n  - metric: projects-signed\n    event: [sign, sing]\n", ERR_TYING_VALUE, 3 },
        { "rules:\n  - metric: projects-signed\n    subject: []\n", ERR_TYING_VALUE, 3 },
        { "rules:\n  - metric: projects-signed\n    subject: {a: b}\n", ERR_TYING_VALUE, 3 },
        { "rules:\n  - metric: projects-signed\n", ERR_TYING_VALUE, 2 },
        { "rules:\n  - measure: count\n", ERR_TYING_VALUE, 2 },
        { "rules:\n  - metric: projects-signed\n    measure: count\n    reason: {zh: 甲, en: a}\n",
          ERR_TYING_VALUE, 2 },
        { "rules:\n  - reason: {zh: 甲}\n    measure: rank\n", ERR_TYING_VALUE, 2 },
        { "rules:\n  - metric: list-started\n    event: start\n    list: begin\n", ERR_TYING_VALUE,
          4 },
        { "rules:\n  - metric: projects-signed\n    event: sign\n    threshold: '1000 '\n",
          ERR_TYING_VALUE, 4 },
        { "rules:\n  - metric: projects-signed\n    event: sign\n    loose: no\n", ERR_TYING_VALUE,
          4 },
        { "rules: projects-signed\n", ERR_TYING_VALUE, 1 },
        { "rules:\n  - projects-signed\n", ERR_TYING_VALUE, 2 },
        { "rules:\n  - metric: project-signed\n    event: sign\n", ERR_TYING_METRIC, 2 },
        { "rules:\n  - metric: investment-signed\n    total_of: [projects-signed, nothing]\n",
          ERR_TYING_METRIC, 3 },
    };
    struct model_fixture f;
    fixture_init(&f);
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        struct err err;
        if (load(&f, rows[i].file, &err))
            fail_msg("row %zu was taken", i);
        assert_err(&err, rows[i].code);
        assert_text(err.file, "tying/zz.yaml");
        if (err.line != rows[i].line)
            fail_msg("row %zu: line %d, not %d", i, err.line, rows[i].line);
    }
    fixture_release(&f);
}

/* ---- which rule wins
 * ------------------------------------------------------------------------------------ */

static bool tie_of(struct model_fixture *f, const char *file, struct statement s, struct tie *tie)
{
    struct err err;
    struct tying *tying = load(f, file, &err);
    assert_non_null(tying);
    struct plan_sentence sentence = { .span = { .text = s.quote, .end = utf8_count(s.quote) } };
    struct plan_text text = { .text = s.quote, .sentences = &sentence, .sentence_count = 1 };
    s.end = utf8_count(s.quote);
    struct tie_question question = {
        .arena = f->arena, .tying = tying, .text = &text, .statement = &s, .model = fixture_good(f)
    };
    return tie_find(&question, tie);
}

static struct statement saying(const char *quote, const char *subject, enum plan_measure measure,
                               enum plan_event event, const char *unit)
{
    return (struct statement){ .quote = str_from(quote),
                               .subject = str_from(subject),
                               .measure = measure,
                               .event = event,
                               .unit = str_from(unit),
                               .value = dec_from_int(3),
                               .number = str_from(quote) };
}

static void a_rule_of_the_zones_own_ties_what_the_shipped_ones_do_not(void **state)
{
    (void)state;
    struct model_fixture f;
    struct tie tie;
    fixture_init(&f);
    struct statement s =
        saying("新增蜂巢平台3个", "蜂巢平台", PLAN_M_COUNT, PLAN_E_CULTIVATE, "个");
    assert_false(tie_of(&f, "home: [全域]\n", s, &tie));
    assert_true(tie_of(&f, "rules:\n  - {metric: leads-new, measure: count, subject: [蜂巢平台]}\n",
                       s, &tie));
    assert_text(tie.metric->name, "leads-new");
    fixture_release(&f);
}

static void the_more_particular_rule_wins_and_two_alike_are_a_question(void **state)
{
    (void)state;
    struct model_fixture f;
    struct tie tie;
    fixture_init(&f);
    struct statement s =
        saying("新增蜂巢平台3个", "蜂巢平台", PLAN_M_COUNT, PLAN_E_CULTIVATE, "个");
    assert_true(
        tie_of(&f,
               "rules:\n  - {metric: leads-new, measure: count, subject: [蜂巢], also: [平台]}\n"
               "  - {metric: leads-open, measure: count, subject: [蜂巢平台]}\n",
               s, &tie));
    assert_text(tie.metric->name, "leads-open");
    assert_false(tie_of(&f,
                        "rules:\n  - {metric: leads-new, measure: count, subject: [蜂巢平台]}\n"
                        "  - {metric: leads-open, measure: count, subject: [蜂巢平台]}\n",
                        s, &tie));
    assert_null(tie.metric);
    assert_true(str_has(tie.reason.en, STR("it may be")));
    fixture_release(&f);
}

static void a_bound_in_another_unit_is_converted_or_not_tied(void **state)
{
    (void)state;
    struct model_fixture f;
    struct tie tie;
    fixture_init(&f);
    const char *rule = "rules:\n  - {metric: factory-area-built, subject: [蜂巢厂区]}\n  - "
                       "{metric: public-revenue, subject: [蜂巢收入]}\n";
    struct statement area =
        saying("建成蜂巢厂区3亩", "蜂巢厂区", PLAN_M_AREA, PLAN_E_COMPLETE, "亩");
    assert_true(tie_of(&f, rule, area, &tie));
    assert_text(tie.unit, "平方米");
    assert_int_equal(dec_cmp(tie.value, dec_from_int(2000)), 0);
    struct statement money =
        saying("蜂巢收入3美元", "蜂巢收入", PLAN_M_AMOUNT, PLAN_E_GROW, "美元");
    assert_false(tie_of(&f, rule, money, &tie));
    assert_true(str_has(tie.reason.en, STR("not counted in \"美元\"")));
    fixture_release(&f);
}

static void a_cadence_of_more_than_the_metric_asks_is_not_tied(void **state)
{
    (void)state;
    struct model_fixture f;
    struct tie tie;
    fixture_init(&f);
    struct statement s = saying("月月有签约", "签约", PLAN_M_CADENCE, PLAN_E_SIGN, "次/月");
    assert_false(tie_of(&f, "home: [全域]\n", s, &tie));
    assert_true(str_has(tie.reason.en, STR("one a month")));
    s.value = dec_from_int(1);
    assert_true(tie_of(&f, "home: [全域]\n", s, &tie));
    s.unit = STR("次/周");
    assert_false(tie_of(&f, "home: [全域]\n", s, &tie));
    fixture_release(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_shipped_rule_names_a_metric_that_is_there),
        cmocka_unit_test(a_bad_rule_is_refused_where_it_is_bad),
        cmocka_unit_test(a_rule_of_the_zones_own_ties_what_the_shipped_ones_do_not),
        cmocka_unit_test(the_more_particular_rule_wins_and_two_alike_are_a_question),
        cmocka_unit_test(a_bound_in_another_unit_is_converted_or_not_tied),
        cmocka_unit_test(a_cadence_of_more_than_the_metric_asks_is_not_tied),
    };
    return cmocka_run_group_tests_name("rules of tying", tests, NULL, NULL);
}
