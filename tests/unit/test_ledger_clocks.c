/*
 * test_ledger_clocks.c - clocks of records: when they are due over holidays and make-up days, what pauses, restarts and ends
 * them, whom they go to; and the figures that depend on them, dated ahead and counted again to the last digit.
 */
#include "fixture.h"

static int64_t zone_id, department_id, giver_id, worker_id, leader_id;

static void people(struct fixture *f)
{
    zone_id = put(f, (struct draft){ .act = ACT_ADD, .kind = STR("zone"), FIELDS(F("name", "甲区"), F("type", "zone")) });
    department_id = put(f, (struct draft){ .act = ACT_ADD, .kind = STR("department"), FIELDS(F("name", "项目局"), F("zone", "甲区")) });
    giver_id = put(f, (struct draft){ .act = ACT_ADD, .kind = STR("person"), FIELDS(F("post", "主任"), F("zone", "甲区")) });
    worker_id = put(f, (struct draft){ .act = ACT_ADD, .kind = STR("person"), FIELDS(F("post", "科长"), F("zone", "甲区"), F("department", "项目局")) });
    leader_id = put(f, (struct draft){ .act = ACT_ADD, .kind = STR("person"), FIELDS(F("post", "副主任"), F("zone", "甲区")) });
}

static int64_t task(struct fixture *f, const char *due)
{
    struct draft_field fields[] = { F("name", "协调供电"), F("zone", "甲区"), F("giver", "主任"), F("owner", "项目局"), F("responsible", "科长"),
                                    F("leader", "副主任"), F("reply", "已办"), { STR("due"), str_from(due) } };
    return put(f, (struct draft){ .act = ACT_ADD, .kind = STR("task"), .fields = fields, .field_count = 8, .effective = on("2023-01-03") });
}

static void reach(struct fixture *f, const char *kind, int64_t record, const char *stage, const char *day)
{
    put(f, (struct draft){ .act = ACT_STAGE, .kind = str_from(kind), .record = { record }, .stage = str_from(stage),
                           .effective = on(day), .reason = STR("as it was") });
}

static struct clock_state clock_on(struct fixture *f, const char *kind_name, int64_t record, const char *name, const char *day)
{
    const struct kind *kind = model_kind(ledger_model(f->ledger), str_from(kind_name));
    struct timeline *timeline;
    struct clock_state *states;
    fixture_ok(f, record_read(f->ledger, f->arena, kind, (struct record_id){ record }, (struct entry_id){ 0 }, &timeline, &f->err));
    assert_non_null(timeline);
    assert_int_equal(timeline_clocks(f->arena, timeline, on(day).day, &states), kind->clock_count);
    const struct kind_clock *clock = kind_clock(kind, str_from(name));
    assert_non_null(clock);
    return states[clock->index];
}

static void light_is(struct fixture *f, const char *kind, int64_t record, const char *name, const char *day, enum clock_light light,
                     int left)
{
    struct clock_state state = clock_on(f, kind, record, name, day);
    if (state.light != light || (light != CLOCK_IDLE && light != CLOCK_WAITS && state.left != left))
        fail_msg("%s %s on %s: %s, %d left; wanted %s, %d", kind, name, day, clock_light_name(state.light), state.left,
                 clock_light_name(light), left);
}

/* ---- days -------------------------------------------------------------------------------------------- */

/* The handbook's check figures with 7 working days: over Spring Festival, make-up days, a Saturday that works. */
static void seven_working_days_end_where_the_notices_say(void **state)
{
    struct fixture *f = *state;
    static const struct { const char *from, *due; } cases[] = {
        { "2023-01-18", "2023-02-01" }, { "2026-02-12", "2026-02-28" }, { "2026-09-18", "2026-09-29" },
        { "2023-03-01", "2023-03-10" },
    };
    people(f);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t lead = put(f, (struct draft){ .act = ACT_ADD, .kind = STR("lead"),
            FIELDS(F("name", "口腔设备线索"), F("zone", "甲区"), F("investor", "某公司"), F("channel", "expo"), F("keeper", "科长")),
            .effective = on(cases[i].from) });
        reach(f, "lead", lead, "reported", cases[i].from);
        struct clock_state clock = clock_on(f, "lead", lead, "feed_back", cases[i].from);
        assert_int_equal(clock.due.n, on(cases[i].due).day.n);
        assert_int_equal(clock.left, 7);
        assert_int_equal(clock.light, CLOCK_RUNS);
        assert_int_equal(clock.holder_id.n, worker_id);
    }
}

/* The other check figures, by the function that definitions use, and one past the limit of days. */
static void the_calendar_in_an_expression_is_the_same(void **state)
{
    struct fixture *f = *state;
    static const struct { const char *from; int days; const char *to; } cases[] = {
        { "2023-01-18", 7, "2023-02-01" }, { "2023-04-20", 20, "2023-05-19" }, { "2023-09-27", 5, "2023-10-10" },
        { "2024-02-07", 3, "2024-02-18" }, { "2025-01-24", 5, "2025-02-07" }, { "2025-09-26", 10, "2025-10-16" },
        { "2026-02-12", 7, "2026-02-28" }, { "2026-04-28", 20, "2026-05-28" }, { "2026-09-18", 7, "2026-09-29" },
        { "2023-02-01", -7, "2023-01-18" },
    };
    const struct model *model = ledger_model(f->ledger);
    const struct kind *kind = model_kind(model, STR("task"));
    struct model_run host = { .kind = kind, .calendar = model->calendar };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct feel_expr *expr;
        struct feel_run run;
        struct day day;
        struct str text = str_format(f->arena, "working_day(date(\"%s\"), %d)", cases[i].from, cases[i].days);
        fixture_ok(f, feel_compile(f->arena, text, kind->scope, &expr, &f->err));
        feel_run_init(&run, f->arena);
        run.host = &host;
        assert_true(feel_to_day(feel_eval(expr, &run), &day));
        assert_int_equal(day.n, on(cases[i].to).day.n);
    }
}

/* ---- a task's life ------------------------------------------------------------------------------------ */

static void a_task_is_running_then_soon_then_due_then_overdue_and_goes_up(void **state)
{
    struct fixture *f = *state;
    people(f);
    int64_t id = task(f, "2023-03-10"); /* a Friday */
    light_is(f, "task", id, "do", "2023-03-01", CLOCK_IDLE, 0);
    reach(f, "task", id, "assigned", "2023-03-01");
    light_is(f, "task", id, "do", "2023-03-07", CLOCK_RUNS, 3);
    light_is(f, "task", id, "do", "2023-03-08", CLOCK_SOON, 2);
    light_is(f, "task", id, "do", "2023-03-10", CLOCK_DUE, 0);
    light_is(f, "task", id, "do", "2023-03-11", CLOCK_OVERDUE, 0);
    assert_null(clock_on(f, "task", id, "do", "2023-03-11").rung);
    light_is(f, "task", id, "do", "2023-03-13", CLOCK_OVERDUE, -1);
    struct clock_state state_13 = clock_on(f, "task", id, "do", "2023-03-13");
    assert_non_null(state_13.rung);
    assert_int_equal(state_13.rung_id.n, leader_id);
    assert_int_equal(state_13.holder_id.n, worker_id);
    assert_string_equal(clock_reason(f->arena, &state_13, LANG_EN).ptr,
                        "Do, since 2023-03-01, due 2023-03-10, overdue by 1 working day");
    reach(f, "task", id, "replied", "2023-03-14");
    light_is(f, "task", id, "do", "2023-03-14", CLOCK_LATE, -2);
    light_is(f, "task", id, "do", "2023-03-13", CLOCK_OVERDUE, -1); /* the day before is as it was */
    light_is(f, "task", id, "accept", "2023-03-15", CLOCK_RUNS, 2);
    assert_int_equal(clock_on(f, "task", id, "accept", "2023-03-15").holder_id.n, giver_id);
}

static void a_pause_takes_its_days_out_and_a_late_one_takes_none(void **state)
{
    struct fixture *f = *state;
    people(f);
    int64_t id = task(f, "2023-03-10");
    reach(f, "task", id, "assigned", "2023-03-01");
    reach(f, "task", id, "on_hold", "2023-03-06");
    light_is(f, "task", id, "do", "2023-03-20", CLOCK_WAITS, 0);
    reach(f, "task", id, "resumed", "2023-03-09");
    struct clock_state paused = clock_on(f, "task", id, "do", "2023-03-10");
    assert_int_equal(paused.paused, 3);
    assert_int_equal(paused.due.n, on("2023-03-15").day.n);
    int64_t late = task(f, "2023-03-10");
    reach(f, "task", late, "assigned", "2023-03-01");
    reach(f, "task", late, "on_hold", "2023-03-13");
    light_is(f, "task", late, "do", "2023-03-14", CLOCK_OVERDUE, -2);
}

static void what_is_returned_runs_again_and_what_is_withdrawn_stops(void **state)
{
    struct fixture *f = *state;
    people(f);
    int64_t id = task(f, "2023-03-10");
    reach(f, "task", id, "assigned", "2023-03-01");
    reach(f, "task", id, "replied", "2023-03-08");
    light_is(f, "task", id, "do", "2023-03-13", CLOCK_MET, 2);
    reach(f, "task", id, "returned", "2023-03-09");
    light_is(f, "task", id, "do", "2023-03-13", CLOCK_OVERDUE, -1);
    light_is(f, "task", id, "accept", "2023-03-13", CLOCK_MET, 2);
    reach(f, "task", id, "withdrawn", "2023-03-14");
    light_is(f, "task", id, "do", "2023-03-15", CLOCK_IDLE, 0);
}

/* ---- hops --------------------------------------------------------------------------------------------- */

static void each_hop_of_a_problem_is_timed_and_who_asked_confirms(void **state)
{
    struct fixture *f = *state;
    people(f);
    int64_t id = put(f, (struct draft){ .act = ACT_ADD, .kind = STR("problem"),
        FIELDS(F("name", "临时用电未接"), F("zone", "甲区"), F("raiser", "科长"), F("type", "power"), F("owner", "项目局"), F("lead", "副主任"),
               F("leader", "主任"), F("answer", "已接通")), .effective = on("2023-03-01") });
    reach(f, "problem", id, "lodged", "2023-03-01");
    light_is(f, "problem", id, "dispatch", "2023-03-02", CLOCK_DUE, 0);
    reach(f, "problem", id, "with_unit", "2023-03-02");
    light_is(f, "problem", id, "dispatch", "2023-03-30", CLOCK_MET, 0);
    light_is(f, "problem", id, "unit", "2023-03-08", CLOCK_OVERDUE, -1);
    assert_int_equal(clock_on(f, "problem", id, "unit", "2023-03-08").rung_id.n, leader_id);
    assert_int_equal(clock_on(f, "problem", id, "unit", "2023-03-10").rung_id.n, giver_id);
    reach(f, "problem", id, "with_lead", "2023-03-09");
    light_is(f, "problem", id, "unit", "2023-03-30", CLOCK_LATE, -2);
    light_is(f, "problem", id, "lead", "2023-03-09", CLOCK_RUNS, 5);
    reach(f, "problem", id, "answered", "2023-03-10");
    assert_int_equal(clock_on(f, "problem", id, "confirm", "2023-03-10").holder_id.n, worker_id);
    reach(f, "problem", id, "confirmed", "2023-03-13");
    light_is(f, "problem", id, "confirm", "2023-03-30", CLOCK_MET, 4);
    assert_int_equal(figure_as_of(f, "problem-days-lost", zone_id, "2023-03", NULL, 0), 200);
    assert_int_equal(figure_as_of(f, "problems-confirmed", zone_id, "2023-03", NULL, 0), 100);
    assert_int_equal(figure_as_of(f, "problems-open", zone_id, "2023", "2023-03-12", 0), 100);
    assert_int_equal(figure_as_of(f, "problems-open", zone_id, "2023", "2023-03-13", 0), 0);
}

static void only_the_giver_accepts_and_only_who_asked_confirms(void **state)
{
    struct fixture *f = *state;
    people(f);
    int64_t id = task(f, "2023-03-10");
    reach(f, "task", id, "assigned", "2023-03-01");
    reach(f, "task", id, "replied", "2023-03-02");
    struct draft draft = { .act = ACT_STAGE, .kind = STR("task"), .record = { id }, .stage = STR("accepted"), .effective = on("2023-03-03"),
                           .author = { worker_id } };
    assert_int_equal(refused(f, draft), ERR_STAGE_NOT_THEIRS);
    draft.stage = STR("returned");
    draft.reason = STR("not yet");
    assert_int_equal(refused(f, draft), ERR_STAGE_NOT_THEIRS);
    draft.author.n = giver_id;
    put(f, draft);
    draft.stage = STR("replied");
    draft.author.n = worker_id;
    draft.effective = on("2023-03-04");
    put(f, draft);
    draft.stage = STR("accepted");
    draft.author.n = giver_id;
    put(f, draft);
}

/* ---- figures ------------------------------------------------------------------------------------------ */

static void overdue_is_counted_ahead_and_moves_when_something_happens(void **state)
{
    struct fixture *f = *state;
    struct verify_report report;
    people(f);
    int64_t id = task(f, "2023-03-10"), second = task(f, "2023-03-31");
    reach(f, "task", id, "assigned", "2023-03-01");
    reach(f, "task", second, "assigned", "2023-03-01");
    assert_int_equal(figure_as_of(f, "tasks-open", zone_id, "2023", "2023-03-10", 0), 200);
    assert_int_equal(figure_as_of(f, "tasks-overdue", zone_id, "2023", "2023-03-10", 0), 0);
    assert_int_equal(figure_as_of(f, "tasks-overdue", zone_id, "2023", "2023-03-11", 0), 100);
    assert_int_equal(figure_as_of(f, "tasks-overdue", zone_id, "2023", "2023-04-01", 0), 200);
    reach(f, "task", id, "on_hold", "2023-03-06");
    assert_int_equal(figure_as_of(f, "tasks-overdue", zone_id, "2023", "2023-04-01", 0), 100);
    reach(f, "task", id, "resumed", "2023-03-09");
    assert_int_equal(figure_as_of(f, "tasks-overdue", zone_id, "2023", "2023-03-15", 0), 0);
    assert_int_equal(figure_as_of(f, "tasks-overdue", zone_id, "2023", "2023-03-16", 0), 100);
    reach(f, "task", id, "replied", "2023-03-20");
    assert_int_equal(figure_as_of(f, "tasks-overdue", zone_id, "2023", "2023-03-19", 0), 100);
    assert_int_equal(figure_as_of(f, "tasks-overdue", zone_id, "2023", "2023-03-20", 0), 0);
    assert_int_equal(figure_as_of(f, "task-days-lost", zone_id, "2023-03", NULL, 0), 300);
    reach(f, "task", id, "accepted", "2023-03-21");
    reach(f, "task", second, "replied", "2023-03-22");
    reach(f, "task", second, "accepted", "2023-03-23");
    assert_int_equal(figure_as_of(f, "tasks-in-time-rate", zone_id, "2023-03", NULL, 0), 5000);
    fixture_ok(f, ledger_verify(f->ledger, NULL, &report, &f->err));
    fixture_ok(f, ledger_rebuild(f->ledger, NULL, &f->err));
    fixture_ok(f, ledger_verify(f->ledger, NULL, &report, &f->err));
    assert_int_equal(figure_as_of(f, "task-days-lost", zone_id, "2023-03", NULL, 0), 300);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, fixture_new, fixture_gone)
    const struct CMUnitTest tests[] = {
        CASE(seven_working_days_end_where_the_notices_say),
        CASE(the_calendar_in_an_expression_is_the_same),
        CASE(a_task_is_running_then_soon_then_due_then_overdue_and_goes_up),
        CASE(a_pause_takes_its_days_out_and_a_late_one_takes_none),
        CASE(what_is_returned_runs_again_and_what_is_withdrawn_stops),
        CASE(each_hop_of_a_problem_is_timed_and_who_asked_confirms),
        CASE(only_the_giver_accepts_and_only_who_asked_confirms),
        CASE(overdue_is_counted_ahead_and_moves_when_something_happens),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
