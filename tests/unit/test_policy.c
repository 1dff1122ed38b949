/*
 * test_policy.c - the shipped rules decide as their sources say, with the edges of each band; each
 * refusal of a rule file; what an answer says of a no.
 */
#include "unit.h"

#include "base/file.h"
#include "base/limits.h"
#include "model/model.h"
#include "rule/policy.h"

/* Facts by name, as a test gives them. */
struct given {
    const char *name;
    struct feel_value value;
};
struct told {
    struct policy_host host;
    const struct given *facts;
    size_t count;
};

static struct feel_value tell(struct policy_host *host, struct arena *arena,
                              const struct policy_input *input)
{
    const struct told *told = (const struct told *)host;
    (void)arena;
    for (size_t i = 0; i < told->count; i++)
        if (str_eq(input->name, str_from(told->facts[i].name)))
            return told->facts[i].value;
    return feel_null();
}

struct shipped {
    struct arena *arena;
    struct model *model;
    struct policies *policies;
};

static int shipped_begin(void **state)
{
    struct arena *arena = arena_new();
    struct shipped *shipped = ARENA_NEW(arena, struct shipped);
    struct err_list errs;
    const char *root = getenv("LUODI_SOURCE");
    err_list_init(&errs, arena, 20);
    shipped->arena = arena;
    struct str folder = path_join(arena, str_from(root ? root : "."), STR("model"));
    shipped->model = model_load(arena, folder, STR(""), &errs);
    shipped->policies = shipped->model ? policies_load(arena, shipped->model, &errs) : NULL;
    *state = shipped;
    return shipped->policies ? 0 : 1;
}

static int shipped_end(void **state)
{
    struct shipped *shipped = *state;
    arena_free(shipped->arena);
    return 0;
}

static struct feel_value ask(struct shipped *shipped, const char *name, struct day day,
                             const struct given *facts, size_t count)
{
    struct told told = { { tell }, facts, count };
    struct err err;
    err_init(&err);
    const struct policy *policy = policy_on(shipped->policies, str_from(name), day);
    assert_non_null(policy);
    return policy_value(policy_ask_new(shipped->arena, shipped->policies), shipped->arena, policy,
                        &told.host, &err);
}

static void the_size_class_is_the_lowest_that_each_measure_gives(void **state)
{
    static const struct {
        const char *industry;
        int staff, revenue, assets;
        const char *class;
    } rows[] = {
        { "C3985", 350, 1900, 0, "小型" },     { "C3985", 1200, 39999, 0, "中型" },
        { "C3985", 1000, 40000, 0, "大型" },   { "C3985", 999, 40000, 0, "中型" },
        { "C3985", 20, 300, 0, "小型" },       { "C3985", 19, 300, 0, "微型" },
        { "I6510", 9, 60000, 0, "微型" },      { "L7211", 400, 0, 100000, "中型" },
        { "N7810", 300, 0, 0, "大型" },        { "A0111", 0, 20000, 0, "大型" },
        { "F5110", 200, 39999, 0, "中型" },    { "E4710", 0, 6000, 4999, "小型" },
        { "K7010", 0, 1000, 5000, "中型" },
    };
    struct shipped *shipped = *state;
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        struct given facts[] = { { "行业", feel_string(str_from(rows[i].industry)) },
                                 { "从业人员", feel_int(rows[i].staff) },
                                 { "营业收入", feel_int(rows[i].revenue) },
                                 { "资产总额", feel_int(rows[i].assets) } };
        struct feel_value value = ask(shipped, "企业划型", day_from(2023, 9, 30), facts, 4);
        assert_int_equal(value.type, FEEL_STRING);
        assert_true(str_eq(value.string, str_from(rows[i].class)));
    }
}

static void a_table_is_chosen_by_the_day(void **state)
{
    struct shipped *shipped = *state;
    struct str name = STR("专精特新中小企业");
    const struct policy *old = policy_on(shipped->policies, name, day_from(2026, 3, 31));
    const struct policy *new = policy_on(shipped->policies, name, day_from(2026, 4, 1));
    assert_true(str_eq(old->info->file, STR("rules/specialised-2022.dmn")));
    assert_true(str_eq(new->info->file, STR("rules/specialised-2026.dmn")));
    assert_null(policy_on(shipped->policies, name, day_from(2022, 5, 31)));
    for (size_t i = 0; i < shipped->policies->count; i++) /* each says where it comes from */
        assert_true(shipped->policies->items[i].info->source.len > 0);
}

static void a_no_says_what_would_make_it_a_yes(void **state)
{
    struct shipped *shipped = *state;
    struct given facts[] = { { "行业", feel_string(STR("C3985")) },
                             { "主营业务收入", feel_int(1850) },
                             { "建筑业资质", feel_boolean(false) } };
    struct told told = { { tell }, facts, 3 };
    struct answer answer;
    struct err err;
    struct dec to;
    err_init(&err);
    const struct policy *policy =
        policy_on(shipped->policies, STR("四上企业"), day_from(2023, 9, 30));
    struct policy_ask *asking = policy_ask_new(shipped->arena, shipped->policies);
    assert_true(policy_answer(asking, shipped->arena, policy, &told.host, &answer, &err));
    assert_int_equal(answer.sort, ANSWER_NO);
    assert_int_equal(answer.way_count, 1); /* other trades are no way for this one */
    assert_int_equal(answer.ways[0].step_count, 1);
    assert_int_equal(answer.ways[0].steps[0].change_count, 1);
    to = answer.ways[0].steps[0].changes[0].to.number;
    assert_int_equal(dec_cmp(to, dec_from_int(2000)), 0);

    facts[1].value = feel_null(); /* not known: the answer hangs on it */
    assert_true(policy_answer(asking, shipped->arena, policy, &told.host, &answer, &err));
    assert_int_equal(answer.sort, ANSWER_MISSING);
    assert_int_equal(answer.missing_count, 2 - 1);
    assert_true(str_eq(answer.missing[0], STR("主营业务收入")));

    facts[1].value = feel_int(2000);
    assert_true(policy_answer(asking, shipped->arena, policy, &told.host, &answer, &err));
    assert_int_equal(answer.sort, ANSWER_YES);
    assert_int_equal(answer.hit_count, 1);
}

static void what_is_computed_from_facts_is_turned_by_each_of_them(void **state)
{
    struct shipped *shipped = *state;
    struct given facts[] = { { "成立年数", feel_int(5) }, { "注册日期", feel_day(day_from(2015, 3, 1)) },
                             { "查询日", feel_day(day_from(2023, 9, 30)) },
                             { "营业收入", feel_int(1900) }, { "负债总额", feel_int(1500) },
                             { "资产总额", feel_int(2000) }, { "严重失信或事故", feel_boolean(false) } };
    struct told told = { { tell }, facts, ARRAY_COUNT(facts) };
    struct answer answer;
    struct err err;
    err_init(&err);
    const struct policy *policy =
        policy_on(shipped->policies, STR("园区e贷"), day_from(2023, 9, 30));
    assert_true(policy->info->invented);
    assert_true(policy_answer(policy_ask_new(shipped->arena, shipped->policies), shipped->arena,
                              policy, &told.host, &answer, &err));
    assert_int_equal(answer.sort, ANSWER_NO); /* 1500 / 2000 is over 0.70 */
    const struct answer_step *step = &answer.ways[0].steps[0];
    assert_int_equal(step->change_count, 2);
    assert_int_equal(dec_cmp(step->changes[0].to.number, dec_from_int(1400)), 0);
    assert_int_equal(dec_cmp(step->changes[1].to.number, dec_from_int(2143)), 0);
}

/* ---- refusals ---- */

#define RULE_HEAD(attributes)                                                                      \
    "<definitions xmlns=\"https://www.omg.org/spec/DMN/20191111/MODEL/\" "                         \
    "xmlns:l=\"urn:luodi:rule\" name=\"r\" namespace=\"urn:r\" " attributes ">"
#define RULE_INPUT(attributes)                                                                     \
    "<inputData name=\"x\" id=\"x\" " attributes "><variable name=\"x\" typeRef=\"number\"/>"      \
    "</inputData>"
#define RULE_TABLE(rules)                                                                          \
    "<decision name=\"d\" id=\"d\"><variable name=\"d\"/><informationRequirement><requiredInput "  \
    "href=\"#x\"/></informationRequirement><decisionTable hitPolicy=\"UNIQUE\"><input>"            \
    "<inputExpression><text>x</text></inputExpression></input><output name=\"d\"/>" rules          \
    "</decisionTable></decision></definitions>"
#define RULE_ROW(test)                                                                             \
    "<rule><inputEntry><text>" test "</text></inputEntry><outputEntry><text>true</text>"           \
    "</outputEntry></rule>"

static void each_fault_of_a_rule_file_is_refused(void **state)
{
    static const struct {
        const char *text;
        enum err_code code;
    } cases[] = {
        { RULE_HEAD("l:decision=\"none\"") RULE_INPUT("") RULE_TABLE(RULE_ROW("-")), ERR_RULE_ASKS },
        { RULE_HEAD("l:decision=\"d\" l:kind=\"firm\"") RULE_INPUT("") RULE_TABLE(RULE_ROW("-")),
          ERR_RULE_KIND },
        { RULE_HEAD("l:decision=\"d\" l:kind=\"enterprise\"") RULE_INPUT("l:field=\"stuff\"")
              RULE_TABLE(RULE_ROW("-")),
          ERR_RULE_FIELD },
        { RULE_HEAD("l:decision=\"d\" l:kind=\"enterprise\"")
              RULE_INPUT("l:field=\"rd\" l:months=\"12\"") RULE_TABLE(RULE_ROW("-")),
          ERR_RULE_MONTHS },
        { RULE_HEAD("l:decision=\"d\" l:from=\"2023-01-02\" l:to=\"2023-01-01\"") RULE_INPUT("")
              RULE_TABLE(RULE_ROW("-")),
          ERR_RULE_DAYS },
        { RULE_HEAD("l:decision=\"d\"") RULE_INPUT("")
              RULE_TABLE(RULE_ROW("&lt; 5") RULE_ROW("&gt; 5")),
          ERR_RULE_GAP },
        { RULE_HEAD("l:decision=\"d\"") RULE_INPUT("")
              RULE_TABLE(RULE_ROW("&lt;= 5") RULE_ROW("&gt;= 5")),
          ERR_RULE_OVERLAP },
    };
    struct shipped *shipped = *state;
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct arena *arena = arena_new();
        struct err_list errs;
        struct model model = *shipped->model;
        struct model_file file = { STR("rules/r.dmn"), str_from(cases[i].text) };
        model.files = &file;
        model.file_count = 1;
        err_list_init(&errs, arena, 20);
        assert_null(policies_load(arena, &model, &errs));
        assert_int_equal(errs.count, 1);
        assert_int_equal(errs.items[0]->code, cases[i].code);
        assert_true(str_eq(errs.items[0]->file, STR("rules/r.dmn")));
        arena_free(arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_size_class_is_the_lowest_that_each_measure_gives),
        cmocka_unit_test(a_table_is_chosen_by_the_day),
        cmocka_unit_test(a_no_says_what_would_make_it_a_yes),
        cmocka_unit_test(what_is_computed_from_facts_is_turned_by_each_of_them),
        cmocka_unit_test(each_fault_of_a_rule_file_is_refused),
    };
    return cmocka_run_group_tests(tests, shipped_begin, shipped_end);
}
