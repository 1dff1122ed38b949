/* test_ledger.c - the door, the figures, as-of, and the proof, on a small ledger of two zones. */
#include "fixture.h"

static int64_t zone(struct fixture *f)
{
    return put(f, (struct draft){ .act = ACT_ADD, .kind = STR("zone"), FIELDS(F("name", "甲区"), F("type", "zone")) });
}

static int64_t project(struct fixture *f, const char *name, const char *investment)
{
    struct draft_field fields[] = { { STR("name"), str_from(name) }, { STR("zone"), STR("甲区") },
                                    { STR("investment"), str_from(investment) } };
    return put(f, (struct draft){ .act = ACT_ADD, .kind = STR("project"), .fields = fields, .field_count = 3,
                                  .effective = on("2023-01-05") });
}

static void stage(struct fixture *f, int64_t record, const char *name, const char *day)
{
    put(f, (struct draft){ .act = ACT_STAGE, .kind = STR("project"), .record = { record }, .stage = str_from(name),
                           .effective = on(day), PAPER });
}

static void verified(struct fixture *f)
{
    struct verify_report report;
    fixture_ok(f, ledger_verify(f->ledger, NULL, &report, &f->err));
}

static void a_signed_project_counts_once_with_its_investment(void **state)
{
    struct fixture *f = *state;
    int64_t a = zone(f), p = project(f, "一号", "1.2亿");
    assert_int_equal(figure_as_of(f, "projects-signed", a, "2023", NULL, 0), 0);
    stage(f, p, "signed", "2023-03-05");
    assert_int_equal(figure_as_of(f, "projects-signed", a, "2023", NULL, 0), 100);
    assert_int_equal(figure_as_of(f, "investment-signed", a, "2023", NULL, 0), 12000000000);
    assert_int_equal(figure_as_of(f, "projects-signed", a, "2023", "2023-03-04", 0), 0);
    assert_int_equal(figure_as_of(f, "projects-signed", a, "2023", "2023-03-05", 0), 100);
    verified(f);
}

static void a_correction_moves_the_past_and_leaves_what_was_served(void **state)
{
    struct fixture *f = *state;
    int64_t a = zone(f), p = project(f, "一号", "1.2亿");
    stage(f, p, "signed", "2023-03-05");
    struct head before;
    fixture_ok(f, ledger_head(f->ledger, &before, &f->err));
    put(f, (struct draft){ .act = ACT_CORRECT, .kind = STR("project"), .record = { p }, .effective = on("2023-03-05"),
                           FIELDS(F("investment", "8000万")), .reason = STR("typing") });
    assert_int_equal(figure_as_of(f, "investment-signed", a, "2023", NULL, 0), 8000000000);
    assert_int_equal(figure_as_of(f, "investment-signed", a, "2023", NULL, before.position.n), 12000000000);
    put(f, (struct draft){ .act = ACT_UNSTAGE, .kind = STR("project"), .record = { p }, .stage = STR("signed"),
                           .effective = on("2023-04-01"), .reason = STR("the wrong month") });
    assert_int_equal(figure_as_of(f, "projects-signed", a, "2023-03", NULL, 0), 0);
    assert_int_equal(figure_as_of(f, "projects-signed", a, "2023-04", NULL, 0), 100);
    assert_int_equal(figure_as_of(f, "projects-signed", a, "2023-03", NULL, before.position.n), 100);
    verified(f);
}

static void a_change_leaves_past_events_alone(void **state)
{
    struct fixture *f = *state;
    int64_t a = zone(f), p = project(f, "一号", "1.2亿");
    stage(f, p, "signed", "2023-03-05");
    put(f, (struct draft){ .act = ACT_CHANGE, .kind = STR("project"), .record = { p }, .effective = on("2023-05-01"),
                           FIELDS(F("investment", "3亿")) });
    assert_int_equal(figure_as_of(f, "investment-signed", a, "2023", NULL, 0), 12000000000);
    verified(f);
}

static void a_deleted_record_contributes_nothing_and_its_past_stays(void **state)
{
    struct fixture *f = *state;
    int64_t a = zone(f), p = project(f, "一号", "1.2亿");
    stage(f, p, "signed", "2023-03-05");
    struct head before;
    fixture_ok(f, ledger_head(f->ledger, &before, &f->err));
    put(f, (struct draft){ .act = ACT_DELETE, .kind = STR("project"), .record = { p }, .reason = STR("entered twice") });
    assert_int_equal(figure_as_of(f, "projects-signed", a, "2023", NULL, 0), 0);
    assert_int_equal(figure_as_of(f, "projects-signed", a, "2023", NULL, before.position.n), 100);
    verified(f);
}

static void a_months_cadence_counts_months_and_not_vague_dates(void **state)
{
    struct fixture *f = *state;
    int64_t a = zone(f);
    stage(f, project(f, "一", "1亿"), "signed", "2023-01-05");
    stage(f, project(f, "二", "1亿"), "signed", "2023-01-25");
    stage(f, project(f, "三", "1亿"), "signed", "2023-03-25");
    stage(f, project(f, "四", "1亿"), "signed", "2023Q2");
    assert_int_equal(figure_as_of(f, "projects-signed", a, "2023", NULL, 0), 400);
    assert_int_equal(figure_as_of(f, "months-with-signing", a, "2023", NULL, 0), 200);
    verified(f);
}

static void rebuild_gives_the_same_figures_to_the_last_digit(void **state)
{
    struct fixture *f = *state;
    int64_t a = zone(f), p = project(f, "一号", "1.2亿");
    stage(f, p, "signed", "2023-03-05");
    put(f, (struct draft){ .act = ACT_CORRECT, .kind = STR("project"), .record = { p }, .effective = on("2023-03-05"),
                           FIELDS(F("investment", "8000.55万")), .reason = STR("typing") });
    fixture_ok(f, ledger_rebuild(f->ledger, NULL, &f->err));
    assert_int_equal(figure_as_of(f, "investment-signed", a, "2023", NULL, 0), 8000550000);
    verified(f);
}

static void a_contribution_names_its_entry_and_they_add_up(void **state)
{
    struct fixture *f = *state;
    int64_t a = zone(f);
    for (int i = 0; i < 5; i++) {
        char name[16];
        snprintf(name, sizeof name, "项目%d", i);
        stage(f, project(f, name, "1.23亿"), "signed", "2023-03-05");
    }
    struct contribution *parts;
    size_t count;
    struct record_id id = { a };
    struct figure_query query = { .metric = model_metric(ledger_model(f->ledger), STR("investment-signed")), .zones = &id,
                                  .zone_count = 1, .on = DAY_NONE };
    assert_true(period_parse(STR("2023"), &query.period));
    fixture_ok(f, figure_contributions(f->ledger, f->arena, &query, &parts, &count, &f->err));
    assert_int_equal(count, 5);
    struct dec sum = dec_from_int(0);
    for (size_t i = 0; i < count; i++) {
        struct entry entry;
        fixture_ok(f, entry_read(f->ledger, f->arena, parts[i].entry, &entry, &f->err));
        assert_int_equal(entry.record.n, parts[i].record.n);
        assert_int_equal(entry.evidence_count, 1);
        assert_true(dec_add(sum, parts[i].delta, &sum));
    }
    assert_int_equal(dec_cmp(sum, dec_from_int(615000000)), 0);
}

static void refusals_are_named_and_change_nothing(void **state)
{
    struct fixture *f = *state;
    zone(f);
    int64_t p = project(f, "一号", "1.2亿");
    struct head before, after;
    fixture_ok(f, ledger_head(f->ledger, &before, &f->err));
    assert_int_equal(refused(f, (struct draft){ .act = ACT_ADD, .kind = STR("projet") }), ERR_LEDGER_KIND);
    assert_int_equal(refused(f, (struct draft){ .act = ACT_ADD, .kind = STR("project"), FIELDS(F("nmae", "x")) }), ERR_LEDGER_FIELD);
    assert_int_equal(refused(f, (struct draft){ .act = ACT_ADD, .kind = STR("project"), FIELDS(F("name", "x"), F("name", "y")) }), ERR_LEDGER_TWICE);
    assert_int_equal(refused(f, (struct draft){ .act = ACT_ADD, .kind = STR("project"), FIELDS(F("name", "x")) }), ERR_LEDGER_REQUIRED);
    assert_int_equal(refused(f, (struct draft){ .act = ACT_ADD, .kind = STR("zone"), FIELDS(F("name", "片"), F("type", "park")) }), ERR_CHECK_FAILED);
    assert_int_equal(refused(f, (struct draft){ .act = ACT_ADD, .kind = STR("project"), FIELDS(F("name", "x"), F("zone", "乙区")) }), ERR_LEDGER_REF);
    assert_int_equal(refused(f, (struct draft){ .act = ACT_STAGE, .kind = STR("project"), .record = { p }, .stage = STR("sined"), PAPER }), ERR_STAGE_UNKNOWN);
    assert_int_equal(refused(f, (struct draft){ .act = ACT_STAGE, .kind = STR("project"), .record = { p }, .stage = STR("signed") }), ERR_EVIDENCE_MISSING);
    assert_int_equal(refused(f, (struct draft){ .act = ACT_STAGE, .kind = STR("project"), .record = { p + 1000 }, .stage = STR("signed"), PAPER }), ERR_LEDGER_RECORD);
    assert_int_equal(refused(f, (struct draft){ .act = ACT_CORRECT, .kind = STR("project"), .record = { p }, FIELDS(F("name", "y")) }), ERR_REASON_MISSING);
    assert_int_equal(refused(f, (struct draft){ .act = ACT_UNSTAGE, .kind = STR("project"), .record = { p }, .stage = STR("signed"), .reason = STR("x") }), ERR_STAGE_NOT_REACHED);
    assert_int_equal(refused(f, (struct draft){ .act = ACT_ADD, .kind = STR("zone"), FIELDS(F("name", "甲区"), F("type", "zone")) }), ERR_LEDGER_DUPLICATE);
    assert_int_equal(refused(f, (struct draft){ .act = ACT_ADD, .kind = STR("project"), FIELDS(F("name", "一号"), F("zone", "甲区")) }), ERR_LEDGER_DUPLICATE);
    put(f, (struct draft){ .act = ACT_ADD, .kind = STR("project"), FIELDS(F("name", "二号"), F("zone", "甲区")) });
    fixture_ok(f, ledger_head(f->ledger, &after, &f->err));
    assert_int_equal(after.position.n, before.position.n + 1);
    verified(f);
}

static void drafts_together_are_all_or_none(void **state)
{
    struct fixture *f = *state;
    struct draft drafts[] = {
        { .act = ACT_ADD, .kind = STR("zone"), FIELDS(F("name", "甲区"), F("type", "zone")) },
        { .act = ACT_ADD, .kind = STR("project"), FIELDS(F("name", "一号"), F("zone", "@0")) },
        { .act = ACT_ADD, .kind = STR("project"), FIELDS(F("name", "二号"), F("zone", "@7")) },
    };
    struct receipt receipts[3];
    size_t failed = 9;
    struct err err;
    err_init(&err);
    assert_false(ledger_append(f->ledger, drafts, 3, receipts, &failed, &err));
    assert_int_equal(failed, 2);
    struct head head;
    fixture_ok(f, ledger_head(f->ledger, &head, &f->err));
    assert_int_equal(head.position.n, 1);
    fixture_ok(f, ledger_append(f->ledger, drafts, 2, receipts, NULL, &f->err));
    verified(f);
}

static void what_refers_is_evaluated_again_with_what_it_refers_to(void **state)
{
    struct fixture *f = *state;
    int64_t a = zone(f);
    int64_t enterprise = put(f, (struct draft){ .act = ACT_ADD, .kind = STR("enterprise"),
        FIELDS(F("name", "甲厂"), F("zone", "甲区"), F("uscc", "91350100M000100Y43")), .effective = on("2021-01-01") });
    for (int month = 1; month <= 12; month++) {
        char text[16];
        snprintf(text, sizeof text, "2023-%02d", month);
        struct draft_field fields[] = { { STR("enterprise"), STR("甲厂") }, { STR("month"), str_from(text) }, { STR("revenue"), STR("9000万") } };
        put(f, (struct draft){ .act = ACT_ADD, .kind = STR("enterprise-month"), .fields = fields, .field_count = 3 });
    }
    /* 9000万 a month: over 1亿 in February, over 10亿 in December. */
    assert_int_equal(figure_as_of(f, "firms-over-100m", a, "2023", "2023-01-31", 0), 0);
    assert_int_equal(figure_as_of(f, "firms-over-100m", a, "2023", "2023-02-28", 0), 100);
    assert_int_equal(figure_as_of(f, "firms-over-1bn", a, "2023", "2023-11-30", 0), 0);
    assert_int_equal(figure_as_of(f, "firms-over-1bn", a, "2023", NULL, 0), 100);
    (void)enterprise;
    verified(f);
    fixture_ok(f, ledger_rebuild(f->ledger, NULL, &f->err));
    verified(f);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, fixture_new, fixture_gone)
    const struct CMUnitTest tests[] = {
        CASE(a_signed_project_counts_once_with_its_investment),
        CASE(a_correction_moves_the_past_and_leaves_what_was_served),
        CASE(a_change_leaves_past_events_alone),
        CASE(a_deleted_record_contributes_nothing_and_its_past_stays),
        CASE(a_months_cadence_counts_months_and_not_vague_dates),
        CASE(rebuild_gives_the_same_figures_to_the_last_digit),
        CASE(a_contribution_names_its_entry_and_they_add_up),
        CASE(refusals_are_named_and_change_nothing),
        CASE(drafts_together_are_all_or_none),
        CASE(what_refers_is_evaluated_again_with_what_it_refers_to),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
