/*
 * test_plan_compare.c - last year's plan against this year's: each aim is kept, raised, lowered, dropped or new.
 */
#include "unit.h"

#include "base/file.h"
#include "plan/compare.h"

struct room { struct arena *arena; struct plan_lexicon *lexicon; struct err err; };

static int set_up(void **state)
{
    struct room *room = calloc(1, sizeof *room);
    const char *root = getenv("LUODI_SOURCE");
    room->arena = arena_new();
    err_init(&room->err);
    struct str folder = path_join(room->arena, str_from(root ? root : "."), STR("model/lexicon"));
    assert_true(plan_lexicon_load(room->arena, folder, &room->lexicon, &room->err));
    *state = room;
    return 0;
}

static int tear_down(void **state)
{
    struct room *room = *state;
    arena_free(room->arena);
    free(room);
    return 0;
}

static struct plan_comparison compared(struct room *room, const char *before, const char *after)
{
    struct plan_text *texts[2];
    struct plan_comparison all;
    struct plan_options options = { .year = 2023 };
    assert_true(plan_read(room->arena, room->lexicon, str_from(before), &options, &texts[0], &room->err));
    options.year = 2024;
    assert_true(plan_read(room->arena, room->lexicon, str_from(after), &options, &texts[1], &room->err));
    plan_compare(room->arena, texts[0], texts[1], &all);
    return all;
}

static void each_aim_is_kept_raised_lowered_dropped_or_new(void **state)
{
    struct plan_comparison all = compared(*state,
        "全年签约项目20个以上，开工项目15个，固定资产投资增长16%以上，新建标准化厂房60万平方米，培育高新技术企业50户。",
        "全年签约项目24个以上，开工项目15个，固定资产投资增长14%以上，培育高新技术企业50户，新建充电桩300个。");
    assert_int_equal(all.of[PLAN_RAISED], 1);
    assert_int_equal(all.of[PLAN_LOWERED], 1);
    assert_int_equal(all.of[PLAN_KEPT], 2);
    assert_int_equal(all.of[PLAN_DROPPED], 1);
    assert_int_equal(all.of[PLAN_NEW], 1);
    for (size_t i = 0; i < all.count; i++) {
        if (all.pairs[i].change != PLAN_RAISED) continue;
        assert_text(all.pairs[i].before->number, "20个以上");
        assert_text(all.pairs[i].after->number, "24个以上");
    }
}

static void places_and_classes_are_kept_apart(void **state)
{
    struct plan_comparison all = compared(*state, "高新区签约项目20个，培育10亿元以上企业2户。",
                                          "临空经济区签约项目30个，培育亿元以上企业5户。");
    assert_int_equal(all.of[PLAN_NEW], 2);
    assert_int_equal(all.of[PLAN_DROPPED], 2);
}

static void other_words_for_the_same_thing_are_put_to_a_person(void **state)
{
    struct plan_comparison all = compared(*state, "新增国家高新技术型企业50户。", "新增省级高新技术类企业60户。");
    assert_int_equal(all.count, 1);
    assert_int_equal(all.pairs[0].change, PLAN_RAISED);
    assert_true(all.pairs[0].doubtful);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(each_aim_is_kept_raised_lowered_dropped_or_new, set_up, tear_down),
        cmocka_unit_test_setup_teardown(places_and_classes_are_kept_apart, set_up, tear_down),
        cmocka_unit_test_setup_teardown(other_words_for_the_same_thing_are_put_to_a_person, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
