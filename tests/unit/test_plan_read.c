/*
 * test_plan_read.c - what a read text holds besides its figures: sections, duties, places, furniture; and
 * that any text gets an answer, in time linear in its size.
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
#include "base/err.h"
#include "base/file.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "plan/plan.h"

struct world { struct arena *arena; struct plan_lexicon *lexicon; };

static const char page_text[] =
    "首页 > 新闻 >\n\n临港两区的一年\n\n日期: 2024-01-03\n\n"
    "临港经济区\n\n以港兴区\n\n"
    "临港经济区今年要再上台阶。\n"
    "在坚持项目引领方面，全年新开工项目30个，争取设立海关监管场所，加快建设东湖片区。\n"
    "在做优服务方面，东湖片区建成厂房5万平方米，建立项目秘书制度。\n\n"
    "高新区\n\n"
    "一是壮大企业。新增高新技术企业20家，确保研发大楼竣工投用。\n"
    "2022年高新区启动建设的孵化园已具雏形。\n\n"
    "全媒体记者 某某\n\n相关阅读\n\n邻县开工16个项目 总投资约110亿元\n\n邻县昨日集中开工16个项目，总投资51亿元。\n";

static int setup(void **state)
{
    static struct world world;
    struct err err;
    err_init(&err);
    const char *root = getenv("LUODI_SOURCE");
    world.arena = arena_new();
    *state = &world;
    struct str folder = path_join(world.arena, str_from(root ? root : "."), STR("model/lexicon"));
    return plan_lexicon_load(world.arena, folder, &world.lexicon, &err) ? 0 : -1;
}

static int teardown(void **state)
{
    arena_free(((struct world *)*state)->arena);
    return 0;
}

static struct plan_text *read_page(struct world *world, struct str text)
{
    struct plan_options options = { .year = 2024, .type = PLAN_TYPE_PLAN };
    struct plan_text *plan = NULL;
    struct err err;
    err_init(&err);
    assert_true(plan_read(world->arena, world->lexicon, text, &options, &plan, &err));
    return plan;
}

static const struct undertaking *duty(const struct plan_text *plan, struct str part)
{
    for (size_t i = 0; i < plan->undertaking_count; i++)
        if (str_has(plan->undertakings[i].quote, part)) return &plan->undertakings[i];
    return NULL;
}

static void what_stands_round_the_article_is_set_aside_and_listed(void **state)
{
    const struct plan_text *plan = read_page(*state, str_from(page_text));
    assert_int_equal(plan->statement_count, 3);
    assert_true(str_eq(plan->title, STR("临港两区的一年")));
    assert_true(plan->furniture_count >= 3);
    size_t aside = 0;
    for (size_t i = 0; i < plan->figure_count; i++) aside += plan->figures[i].why == PLAN_WHY_FURNITURE;
    assert_true(aside >= 4);
}

static void every_line_is_in_a_sentence_of_some_sort(void **state)
{
    const struct plan_text *plan = read_page(*state, str_from(page_text));
    size_t sorts[5] = { 0 }, end = 0;
    for (size_t i = 0; i < plan->sentence_count; i++) {
        const struct plan_sentence *s = &plan->sentences[i];
        assert_true(s->span.start >= end && s->span.end > s->span.start && s->span.end <= plan->code_points);
        end = s->span.end;
        sorts[s->sort]++;
    }
    for (size_t i = 0; i < 5; i++) assert_true(sorts[i] > 0);
}

static void a_statement_knows_the_section_and_topic_it_came_from(void **state)
{
    const struct plan_text *plan = read_page(*state, str_from(page_text));
    const struct plan_section *first = &plan->sections[plan->statements[0].section];
    assert_true(str_eq(first->topic, STR("项目引领")));
    assert_true(str_eq(first->scope, STR("临港经济区")));
    const struct plan_section *last = &plan->sections[plan->statements[2].section];
    assert_true(str_eq(last->topic, STR("壮大企业")));
    assert_true(str_eq(last->scope, STR("高新区")));
    assert_true(str_eq(plan->statements[1].scope, STR("东湖片区")));
}

static void a_duty_without_a_figure_is_an_undertaking_with_its_verb_and_place(void **state)
{
    const struct plan_text *plan = read_page(*state, str_from(page_text));
    const struct undertaking *customs = duty(plan, STR("争取设立"));
    assert_non_null(customs);
    assert_true(str_eq(customs->aim, STR("争取")) && str_eq(customs->verb, STR("设立")));
    assert_true(str_eq(customs->scope, STR("临港经济区")) && str_eq(customs->period, STR("2024")));
    assert_non_null(duty(plan, STR("建立项目秘书制度")));
    assert_non_null(duty(plan, STR("确保研发大楼竣工投用")));
    assert_null(duty(plan, STR("2022年高新区启动建设")));
    assert_null(duty(plan, STR("30个")));
}

static void zones_and_parks_are_named_and_a_park_has_its_zone(void **state)
{
    const struct plan_text *plan = read_page(*state, str_from(page_text));
    bool zone = false, park = false;
    for (size_t i = 0; i < plan->place_count; i++) {
        const struct plan_place *place = &plan->places[i];
        if (str_eq(place->name, STR("临港经济区"))) zone = place->zone;
        if (!str_eq(place->name, STR("东湖片区"))) continue;
        park = place->park;
        assert_int_not_equal(place->parent, PLAN_NO_PARENT);
        assert_true(str_eq(plan->places[place->parent].name, STR("临港经济区")));
    }
    assert_true(zone && park);
}

static void a_class_condition_is_kept_beside_its_count(void **state)
{
    const struct plan_text *plan = read_page(*state, STR("新培育10亿元以上企业2户，某某一期等3个项目开工。"));
    const struct statement *s = &plan->statements[0];
    assert_true(s->threshold_has && str_eq(s->threshold, STR("10亿元以上")) && s->threshold_op == PLAN_OP_GE);
    assert_int_equal(dec_cmp(s->threshold_value, dec_from_int(1000000000)), 0);
    assert_true(plan->statements[1].of_list && plan->statements[1].example_count == 1);
    assert_true(str_eq(plan->statements[1].examples[0], STR("某某一期")));
}

static void a_total_beside_a_count_points_to_it_and_trades_are_kept(void **state)
{
    const struct plan_text *plan = read_page(*state, STR("全年签约智能制造、新材料、国防科技项目20个以上，总投资260亿元以上。"));
    assert_int_equal(plan->statements[0].industry_count, 3);
    assert_true(str_eq(plan->statements[0].industries[1], STR("新材料")));
    assert_true(plan->statements[1].total_of_count);
    assert_int_equal(plan->statements[1].total_of, 0);
}

static void offsets_are_code_points_and_quotes_are_verbatim(void **state)
{
    struct world *world = *state;
    const struct plan_text *plan = read_page(world, str_from(page_text));
    for (size_t i = 0; i < plan->statement_count; i++) {
        const struct statement *s = &plan->statements[i];
        size_t from = utf8_offset(plan->text, s->start), to = utf8_offset(plan->text, s->end);
        assert_true(str_eq(s->quote, str_slice(plan->text, from, to - from)));
        from = utf8_offset(plan->text, s->num_start);
        assert_true(str_starts(str_slice(plan->text, from, plan->text.len), s->number));
        assert_true(s->num_start >= s->start && s->num_start + utf8_count(s->number) <= s->end);
    }
}

static void a_statement_prints_as_one_line_of_json(void **state)
{
    struct world *world = *state;
    const struct plan_text *plan = read_page(world, STR("创建街区2-3家。"));
    struct buf out;
    struct err err;
    err_init(&err);
    buf_init(&out, world->arena);
    plan_statement_json(&plan->statements[0], &out);
    struct json *object = json_parse(world->arena, buf_get(&out), &err);
    assert_non_null(object);
    assert_true(str_eq(json_text(object, STR("value_max")), STR("3")));
    assert_true(str_eq(json_text(object, STR("op")), STR("range")));
    assert_int_equal(json_get(object, STR("scope"))->type, JSON_T_NULL);
    assert_int_equal(str_find(buf_get(&out), STR("\n"), 0), -1);
}

static void a_number_not_understood_is_listed_never_dropped(void **state)
{
    const struct plan_text *plan = read_page(*state, STR("该项得分系数为0.85和1.2亿。"));
    assert_true(plan->unknown_count >= 1);
}

static struct str repeated(struct arena *arena, const char *piece, size_t bytes)
{
    struct buf buf;
    buf_init(&buf, arena);
    while (buf_get(&buf).len + strlen(piece) <= bytes) buf_cstr(&buf, piece);
    return buf_get(&buf);
}

static void a_text_at_the_limit_is_read_and_one_over_it_refused(void **state)
{
    struct world *world = *state;
    struct plan_text *plan;
    struct err err;
    struct arena *arena = arena_new();
    char *bytes = arena_alloc(arena, LIMIT_PLAN_BYTES + 1);
    memset(bytes, '\n', LIMIT_PLAN_BYTES + 1);
    err_init(&err);
    assert_true(plan_read(arena, world->lexicon, (struct str){ bytes, LIMIT_PLAN_BYTES }, NULL, &plan, &err));
    assert_false(plan_read(arena, world->lexicon, (struct str){ bytes, LIMIT_PLAN_BYTES + 1 }, NULL, &plan, &err));
    assert_int_equal(err.code, ERR_PLAN_TOO_BIG);
    arena_free(arena);
}

static void text_that_is_not_utf8_is_refused(void **state)
{
    struct world *world = *state;
    struct plan_text *plan;
    struct err err;
    err_init(&err);
    assert_false(plan_read(world->arena, world->lexicon, STR("\xff\xfe"), NULL, &plan, &err));
    assert_int_equal(err.code, ERR_TEXT_ENCODING);
}

static void a_sentence_without_end_is_cut_and_read(void **state)
{
    struct world *world = *state;
    static const char *const pieces[] = { "项目20个、", "签约", "一", "9", "“", "（", "比", "全市，", "等", "的", "1—", "十", "12个和" };
    for (size_t i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++) {
        struct arena *arena = arena_new();
        struct plan_text *plan;
        struct err err;
        err_init(&err);
        struct str text = repeated(arena, pieces[i], 200000);
        assert_true(plan_read(arena, world->lexicon, text, NULL, &plan, &err));
        arena_free(arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_stands_round_the_article_is_set_aside_and_listed),
        cmocka_unit_test(every_line_is_in_a_sentence_of_some_sort),
        cmocka_unit_test(a_statement_knows_the_section_and_topic_it_came_from),
        cmocka_unit_test(a_duty_without_a_figure_is_an_undertaking_with_its_verb_and_place),
        cmocka_unit_test(zones_and_parks_are_named_and_a_park_has_its_zone),
        cmocka_unit_test(a_class_condition_is_kept_beside_its_count),
        cmocka_unit_test(a_total_beside_a_count_points_to_it_and_trades_are_kept),
        cmocka_unit_test(offsets_are_code_points_and_quotes_are_verbatim),
        cmocka_unit_test(a_statement_prints_as_one_line_of_json),
        cmocka_unit_test(a_number_not_understood_is_listed_never_dropped),
        cmocka_unit_test(a_text_at_the_limit_is_read_and_one_over_it_refused),
        cmocka_unit_test(text_that_is_not_utf8_is_refused),
        cmocka_unit_test(a_sentence_without_end_is_cut_and_read),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
