/* test_board.c - the city's rows, zones by what people call them, moments by what people write, and what is refused. */
#include "fixture.h"

#include "board/board.h"

static int64_t zone(struct fixture *f, const char *name, const char *others, const char *type, const char *parent)
{
    struct draft_field fields[] = { { STR("name"), str_from(name) }, { STR("short"), str_from(others) }, { STR("type"), str_from(type) },
                                    { STR("parent"), str_from(parent) } };
    return put(f, (struct draft){ .act = ACT_ADD, .kind = STR("zone"), .fields = fields, .field_count = *parent ? 4 : 3, .effective = on("2021-01-01") });
}

static int64_t plan(struct fixture *f)
{
    return put(f, (struct draft){ .act = ACT_ADD, .kind = STR("plan"), FIELDS(F("title", "安排"), F("year", "2023")) });
}

static int64_t target(struct fixture *f, int64_t plan, const char *zone, const char *metric, const char *slice, const char *op, const char *value)
{
    struct draft_field fields[] = { { STR("plan"), str_format(f->arena, "#%lld", (long long)plan) }, { STR("label"), STR("目标") }, { STR("zone"), str_from(zone) },
        { STR("metric"), str_from(metric) }, { STR("slice"), str_from(slice) }, { STR("op"), str_from(op) }, { STR("value"), str_from(value) },
        { STR("unit"), STR("个") }, { STR("period"), STR("2023") }, { STR("state"), STR("adopted") } };
    return put(f, (struct draft){ .act = ACT_ADD, .kind = STR("target"), .fields = fields, .field_count = 10, .effective = on("2023-01-01") });
}

static void signing(struct fixture *f, const char *zone, const char *name, const char *sector)
{
    struct draft_field fields[] = { { STR("name"), str_from(name) }, { STR("zone"), str_from(zone) }, { STR("investment"), STR("1亿") }, { STR("sector"), str_from(sector) } };
    struct draft_stage stage = { STR("signed"), on("2023-02-03") };
    put(f, (struct draft){ .act = ACT_ADD, .kind = STR("project"), .fields = fields, .field_count = 4, .effective = on("2023-01-01"),
                           .stages = &stage, .stage_count = 1, PAPER });
}

static struct board *city(struct fixture *f)
{
    struct board_query query = { .scope = BOARD_CITY, .year = 2023, .on = on("2023-06-30").day, .lang = LANG_ZH };
    struct board *board;
    fixture_ok(f, board_read(f->ledger, f->arena, &query, &board, &f->err));
    return board;
}

static int64_t whole(struct dec value)
{
    int64_t n = -1;
    assert_true(dec_to_int(value, &n));
    return n;
}

static const struct board_target *row(const struct board *board, const char *metric, const char *slice)
{
    const struct board_target *found = NULL;
    for (size_t i = 0; i < board->target_count; i++)
        if (board->targets[i].rolled && str_eq(board->targets[i].metric_name, str_from(metric)) && str_eq(board->targets[i].slice, str_from(slice))) {
            assert_null(found);
            found = &board->targets[i];
        }
    return found;
}

/* Three zones; the third aims at nothing, so its projects are nobody's part. */
static void three_zones(struct fixture *f)
{
    zone(f, "大市", "", "city", "");
    zone(f, "甲区", "高新区, 老高新", "zone", "大市");
    zone(f, "乙区", "", "zone", "大市");
    zone(f, "丙区", "", "zone", "大市");
    signing(f, "甲区", "一", "food");
    signing(f, "甲区", "二", "vehicles");
    signing(f, "乙区", "三", "food");
    signing(f, "丙区", "四", "food");
}

static void bounds_of_zones_add_up_to_the_citys_row(void **state)
{
    struct fixture *f = *state;
    three_zones(f);
    int64_t p = plan(f), a = target(f, p, "甲区", "projects-signed", "", "ge", "10"), b = target(f, p, "乙区", "projects-signed", "", "ge", "2");
    target(f, p, "大市", "projects-signed", "", "ge", "99");
    struct board *board = city(f);
    assert_int_equal(board->target_count, 2); /* the city's own, and the row of the two */
    const struct board_target *t = row(board, "projects-signed", "");
    assert_non_null(t);
    assert_int_equal(whole(t->bound.value), 12);
    assert_int_equal(whole(t->value.value), 3);
    assert_int_equal(t->part_count, 2);
    assert_true(str_eq(t->parts[0], str_format(f->arena, "%lld", (long long)a)) && str_eq(t->parts[1], str_format(f->arena, "%lld", (long long)b)));
    assert_int_equal(t->state, TARGET_BEHIND);
    for (size_t i = 0; i < board->target_count; i++)
        if (!board->targets[i].rolled)
            assert_int_equal(whole(board->targets[i].value.value), 4);
}

static void a_slice_is_a_row_of_its_own(void **state)
{
    struct fixture *f = *state;
    three_zones(f);
    int64_t p = plan(f);
    static const char food[] = "sector = \"food\"";
    target(f, p, "甲区", "projects-signed", "", "ge", "10");
    target(f, p, "甲区", "projects-signed", food, "ge", "4");
    target(f, p, "乙区", "projects-signed", food, "ge", "3");
    const struct board *board = city(f);
    assert_null(row(board, "projects-signed", "")); /* one zone only */
    const struct board_target *t = row(board, "projects-signed", food);
    assert_non_null(t);
    assert_int_equal(whole(t->bound.value), 7);
    assert_int_equal(whole(t->value.value), 2);
}

static void bounds_that_do_not_add_up_leave_the_sum_alone(void **state)
{
    struct fixture *f = *state;
    three_zones(f);
    int64_t p = plan(f);
    target(f, p, "甲区", "projects-signed", "", "ge", "10");
    target(f, p, "乙区", "projects-signed", "", "le", "2");
    target(f, p, "甲区", "projects-started", "", "ge", "10");
    target(f, p, "乙区", "projects-started", "", "ge", "2");
    target(f, p, "乙区", "projects-started", "", "ge", "3"); /* the same zone once more: which of them? */
    target(f, p, "甲区", "months-with-signing", "", "ge", "12");
    target(f, p, "乙区", "months-with-signing", "", "ge", "12");
    target(f, p, "甲区", "output-growth", "", "ge", "12");
    target(f, p, "乙区", "output-growth", "", "ge", "12");
    const struct board *board = city(f);
    const struct board_target *t = row(board, "projects-signed", ""), *started = row(board, "projects-started", "");
    assert_true(t && !t->bound.present && !t->has_share);
    assert_int_equal(whole(t->value.value), 3);
    assert_true(started && !started->bound.present);
    assert_null(row(board, "months-with-signing", ""));
    assert_null(row(board, "output-growth", ""));
}

static void a_zone_is_found_by_number_name_or_other_name(void **state)
{
    struct fixture *f = *state;
    int64_t a = zone(f, "甲市高新技术产业园区", "高新区, 老高新", "zone", "");
    struct head before;
    struct record_id found;
    fixture_ok(f, ledger_head(f->ledger, &before, &f->err));
    zone(f, "乙区", "", "zone", "");
    char number[32], hash[32];
    snprintf(number, sizeof number, "%lld", (long long)a);
    snprintf(hash, sizeof hash, "#%lld", (long long)a);
    const char *const words[] = { "高新区", " 老高新 ", "甲市高新技术产业园区", number, hash };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        fixture_ok(f, zone_find(f->ledger, f->arena, str_from(words[i]), (struct entry_id){ 0 }, &found, &f->err));
        assert_int_equal(found.n, a);
    }
    struct err err;
    err_init(&err);
    assert_false(zone_find(f->ledger, f->arena, STR("丙区"), (struct entry_id){ 0 }, &found, &err));
    assert_int_equal(err.code, ERR_BOARD_ZONE);
    assert_true(str_has(err_arg(&err, "zones"), STR("乙区")));
    err_init(&err);
    assert_false(zone_find(f->ledger, f->arena, STR("乙区"), before.position, &found, &err)); /* not known then */
    assert_int_equal(err.code, ERR_BOARD_ZONE);
}

static void moments_are_positions_instants_and_days(void **state)
{
    struct fixture *f = *state;
    struct head heads[3];
    static const char *const days[] = { "2023-03-01", "2023-03-02", "2023-03-05" };
    for (int i = 0; i < 3; i++) {
        fixture_clock(f, days[i]);
        zone(f, str_format(f->arena, "%d区", i).ptr, "", "zone", "");
        fixture_ok(f, ledger_head(f->ledger, &heads[i], &f->err));
    }
    static const struct { const char *text; int head; const char *day; } moments[] = {
        { "2", 0, "2023-03-01" }, { " 4 ", 2, "2023-03-05" }, { "2023-03-01", 0, "2023-03-01" }, { "2023-03-03", 1, "2023-03-03" },
        { "2024-01-01", 2, "2024-01-01" }, { "2023-03-02T08:59:59+08:00", 0, "2023-03-02" }, { "2023-03-02T09:00:00+08:00", 1, "2023-03-02" },
        { "2023-03-02T01:00:00Z", 1, "2023-03-02" }, { "2023-03-04T23:59:59.999999+08:00", 1, "2023-03-04" },
    };
    for (size_t i = 0; i < sizeof moments / sizeof *moments; i++) {
        struct entry_id position;
        struct day day;
        fixture_ok(f, as_of_parse(f->ledger, str_from(moments[i].text), &position, &day, &f->err));
        assert_int_equal(position.n, heads[moments[i].head].position.n);
        assert_int_equal(day.n, on(moments[i].day).day.n);
    }
    static const char *const wrong[] = { "0", "-1", "5", "99999999999999999999", "2022-12-31", "2022-12-31T00:00:00+08:00", "yesterday", "", "2023-02-30", "2023-3-1" };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct entry_id position;
        struct day day;
        struct err err;
        err_init(&err);
        if (as_of_parse(f->ledger, str_from(wrong[i]), &position, &day, &err))
            fail_msg("%s was taken", wrong[i]);
        assert_int_equal(err.code, ERR_BOARD_AS_OF);
    }
}

static void a_board_stands_on_the_day_of_its_last_entry(void **state)
{
    struct fixture *f = *state;
    struct day day;
    fixture_clock(f, "2023-03-01");
    zone(f, "甲区", "", "zone", "");
    fixture_clock(f, "2023-03-09");
    zone(f, "乙区", "", "zone", "");
    fixture_clock(f, "2023-05-09");
    fixture_ok(f, on_default(f->ledger, (struct entry_id){ 0 }, &day, &f->err));
    assert_int_equal(day.n, on("2023-03-09").day.n);
    fixture_ok(f, on_default(f->ledger, (struct entry_id){ 2 }, &day, &f->err));
    assert_int_equal(day.n, on("2023-03-01").day.n);
}

static void a_target_that_is_not_there_is_refused(void **state)
{
    struct fixture *f = *state;
    zone(f, "甲区", "", "zone", "");
    int64_t p = plan(f), t = target(f, p, "甲区", "projects-signed", "", "ge", "10");
    struct board_query query = { .year = 2023, .on = DAY_NONE };
    struct board_target *found;
    struct head at, before;
    fixture_ok(f, ledger_head(f->ledger, &before, &f->err));
    put(f, (struct draft){ .act = ACT_DELETE, .kind = STR("target"), .record = { t }, .reason = STR("never was") });
    int64_t ids[] = { t, p, 999 };
    for (size_t i = 0; i < 3; i++) {
        struct err err;
        err_init(&err);
        assert_false(target_read(f->ledger, f->arena, (struct record_id){ ids[i] }, &query, &found, &at, &err));
        assert_int_equal(err.code, ERR_BOARD_TARGET);
    }
    query.as_of = before.position; /* then it was */
    fixture_ok(f, target_read(f->ledger, f->arena, (struct record_id){ t }, &query, &found, &at, &f->err));
    assert_int_equal(at.position.n, before.position.n);
}

static void what_was_withdrawn_or_is_of_another_year_is_not_on_the_board(void **state)
{
    struct fixture *f = *state;
    zone(f, "大市", "", "city", "");
    zone(f, "甲区", "", "zone", "大市");
    int64_t p = plan(f), t = target(f, p, "甲区", "projects-signed", "", "ge", "10");
    struct board_query query = { .scope = BOARD_ALL, .year = 2023, .on = on("2023-06-30").day, .lang = LANG_EN };
    struct board *board;
    fixture_ok(f, board_read(f->ledger, f->arena, &query, &board, &f->err));
    assert_int_equal(board->target_count, 1);
    query.year = 2022;
    fixture_ok(f, board_read(f->ledger, f->arena, &query, &board, &f->err));
    assert_int_equal(board->target_count, 0);
    query.year = 2023;
    put(f, (struct draft){ .act = ACT_CHANGE, .kind = STR("target"), .record = { t }, FIELDS(F("state", "withdrawn")) });
    fixture_ok(f, board_read(f->ledger, f->arena, &query, &board, &f->err));
    assert_int_equal(board->target_count, 0);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, fixture_new, fixture_gone)
    const struct CMUnitTest tests[] = {
        CASE(bounds_of_zones_add_up_to_the_citys_row),
        CASE(a_slice_is_a_row_of_its_own),
        CASE(bounds_that_do_not_add_up_leave_the_sum_alone),
        CASE(a_zone_is_found_by_number_name_or_other_name),
        CASE(moments_are_positions_instants_and_days),
        CASE(a_board_stands_on_the_day_of_its_last_entry),
        CASE(a_target_that_is_not_there_is_refused),
        CASE(what_was_withdrawn_or_is_of_another_year_is_not_on_the_board),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
