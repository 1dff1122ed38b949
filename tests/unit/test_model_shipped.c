/*
 * test_model_shipped.c - the definitions that ship: that they hold what plans ask for, agree with
 * the standards that they stand on, and say of each figure what counts; and what a metric's version
 * and uses are.
 */
#include "model_fixture.h"

/* Metrics that a yearly plan's sentences ask for, with the unit that the sentence is in. */
static const struct {
    const char *metric, *unit;
    enum metric_how how;
} wanted[] = {
    { "list-started", "个", METRIC_COUNT },
    { "list-built", "个", METRIC_STOCK },
    { "list-completed", "个", METRIC_COUNT },
    { "projects-signed", "个", METRIC_COUNT },
    { "investment-signed", "元", METRIC_SUM },
    { "projects-landed", "个", METRIC_COUNT },
    { "projects-in-production", "个", METRIC_COUNT },
    { "months-with-signing", "月", METRIC_CADENCE },
    { "months-with-landing", "月", METRIC_CADENCE },
    { "months-with-start", "月", METRIC_CADENCE },
    { "contiguous-land", "亩", METRIC_STOCK },
    { "factory-area-started", "平方米", METRIC_SUM },
    { "factory-area-built", "平方米", METRIC_SUM },
    { "factory-area", "平方米", METRIC_STOCK },
    { "factory-area-placed", "平方米", METRIC_SUM },
    { "trunk-roads-open", "条", METRIC_STOCK },
    { "projects-started", "个", METRIC_COUNT },
    { "fixed-investment-growth", "%", METRIC_OFFICIAL },
    { "industrial-investment-growth", "%", METRIC_OFFICIAL },
    { "projects-packaged", "个", METRIC_COUNT },
    { "bond-projects-packaged", "个", METRIC_COUNT },
    { "industry-development-money", "元", METRIC_OFFICIAL },
    { "firms-over-1bn", "户", METRIC_COUNT },
    { "firms-over-100m", "户", METRIC_COUNT },
    { "output-leading-growth", "%", METRIC_GROWTH },
    { "sole-traders-converted", "户", METRIC_COUNT },
    { "four-above-new", "户", METRIC_COUNT },
    { "little-giants-new", "户", METRIC_COUNT },
    { "specialised-new", "户", METRIC_COUNT },
    { "high-tech-new", "户", METRIC_COUNT },
    { "tech-smes-new", "户", METRIC_COUNT },
};

static void test_each_sentence_of_a_plan_finds_its_metric(void **state)
{
    (void)state;
    struct model_fixture f;
    fixture_init(&f);
    const struct model *model = fixture_good(&f);
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
        const struct metric *metric = model_metric(model, str_from(wanted[i].metric));
        if (!metric)
            fail_msg("no metric %s", wanted[i].metric);
        assert_true(str_eq(metric->unit, str_from(wanted[i].unit)));
        assert_int_equal(metric->how, wanted[i].how);
    }
    const struct metric *signed_ = model_metric(model, STR("projects-signed"));
    assert_true(feel_scope_find(signed_->by_scope, STR("sector")) >= 0);
    assert_true(feel_scope_find(signed_->by_scope, STR("industry")) >= 0);
    assert_true(feel_scope_find(signed_->by_scope, STR("park")) >= 0);
    struct feel_expr *slice;
    struct err err;
    err_init(&err);
    assert_true(feel_compile(f.arena, STR("sector in (\"smart_manufacturing\", \"new_materials\")"),
                             signed_->by_scope, &slice, &err));
    assert_true(feel_compile(f.arena, STR("park.name = \"x\""), signed_->by_scope, &slice, &err));
    assert_false(feel_compile(f.arena, STR("investment > 5"), signed_->by_scope, &slice, &err));
    assert_int_equal(model_metric(model, STR("bond-projects-packaged"))->at_stage_count, 2);
    assert_non_null(model_metric(model, STR("firms-over-1bn"))->first);
    fixture_release(&f);
}

static void test_every_way_of_computing_is_used_and_every_metric_says_what_counts(void **state)
{
    (void)state;
    struct model_fixture f;
    fixture_init(&f);
    const struct model *model = fixture_good(&f);
    bool seen[METRIC_FORMULA + 1] = { false };
    assert_true(model->metric_count >= 40);
    for (size_t i = 0; i < model->metric_count; i++) {
        const struct metric *metric = &model->metrics[i];
        seen[metric->how] = true;
        assert_int_equal(metric->index, (int)i);
        assert_true(metric->unit.len && metric->version_text.len);
        assert_true(metric->label.zh.len && metric->label.en.len && metric->note.zh.len &&
                    metric->note.en.len);
        assert_true((metric->how <= METRIC_OFFICIAL) == (metric->kind != NULL));
        assert_true((metric->how > METRIC_OFFICIAL) == (metric->part_count > 0));
        assert_int_equal(feel_scope_count(metric->by_scope), metric->by_count);
    }
    for (int how = METRIC_COUNT; how <= METRIC_FORMULA; how++)
        assert_true(seen[how]);
    fixture_release(&f);
}

static void test_every_kind_that_feeds_a_metric_knows_its_zone(void **state)
{
    (void)state;
    struct model_fixture f;
    fixture_init(&f);
    const struct model *model = fixture_good(&f);
    for (size_t i = 0; i < model->kind_count; i++) {
        const struct kind *kind = &model->kinds[i];
        assert_true(feel_kind_host(kind->feel_kind) == kind);
        assert_int_equal(feel_scope_count(kind->scope), kind->field_count + kind->stage_count + 2);
        if (!kind->metric_count)
            continue;
        const struct field *zone = kind->zone_via ? kind->zone_via : kind->zone;
        assert_non_null(zone);
        assert_true(zone->to == model->zone);
        for (size_t m = 0; m < kind->metric_count; m++)
            assert_true(kind->metrics[m]->kind == kind);
    }
    const struct kind *month = model_kind(model, STR("project-month"));
    assert_true(str_eq(month->zone->name, STR("project")) &&
                str_eq(month->zone_via->name, STR("zone")));
    fixture_release(&f);
}

static void test_the_stages_of_the_domain_are_all_there(void **state)
{
    (void)state;
    struct model_fixture f;
    fixture_init(&f);
    const struct model *model = fixture_good(&f);
    const char *shared = getenv("LUODI_SHARED");
    struct str path = shared ? str_format(f.arena, "%s/domain/stages.tsv", shared)
                             : source_path(f.arena, "../shared/domain/stages.tsv");
    if (!file_exists(path)) {
        print_message("# skipped: %.*s is not there\n", STR_ARG(path));
        fixture_release(&f);
        return;
    }
    struct str rest, line, name;
    struct err err;
    err_init(&err);
    assert_true(file_read(f.arena, path, LIMIT_MODEL_BYTES, &rest, &err));
    const struct kind *project = model_kind(model, STR("project")),
                      *firm = model_kind(model, STR("enterprise"));
    int rows = 0;
    str_split(&rest, '\n', &line);
    while (str_split(&rest, '\n', &line) && str_split(&line, '\t', &name) && name.len) {
        if (!kind_stage(project, name) && !kind_stage(firm, name))
            fail_msg("no stage %.*s", STR_ARG(name));
        rows++;
    }
    assert_int_equal(rows, 33);
    fixture_release(&f);
}

/* The yearly totals that the notices give. */
static void test_working_days_of_the_years_are_those_of_the_notices(void **state)
{
    (void)state;
    static const struct {
        int year, days;
    } years[] = { { 2023, 249 }, { 2024, 251 }, { 2025, 248 }, { 2026, 248 } };
    struct model_fixture f;
    fixture_init(&f);
    const struct calendar *calendar = fixture_good(&f)->calendar;
    for (size_t i = 0; i < sizeof years / sizeof years[0]; i++)
        assert_int_equal(calendar_between(calendar, day_from(years[i].year - 1, 12, 31),
                                          day_from(years[i].year, 12, 31)),
                         years[i].days);
    assert_int_equal(calendar_add(calendar, day_from(2023, 1, 18), 7).n, day_from(2023, 2, 1).n);
    assert_int_equal(calendar_add(calendar, day_from(2024, 2, 7), 3).n, day_from(2024, 2, 18).n);
    fixture_release(&f);
}

static void test_the_industries_are_those_of_the_standard_edition(void **state)
{
    (void)state;
    struct model_fixture f;
    fixture_init(&f);
    const struct code_table *table = &fixture_good(&f)->tables[0];
    size_t counts[5] = { 0 };
    for (size_t i = 0; i < table->count; i++) {
        counts[table->codes[i].level]++;
        assert_true(table->codes[i].level > 2 || table->codes[i].label.en.len);
    }
    assert_int_equal(counts[1], 20);
    assert_int_equal(counts[2], 97);
    assert_int_equal(counts[3], 473);
    assert_int_equal(counts[4], 1380);
    static const char *const new_codes[] = { "C3612", "C3586",
                                             "O8111" }; /* absent or different in 2011 */
    for (size_t i = 0; i < sizeof new_codes / sizeof new_codes[0]; i++)
        assert_non_null(code_find(table, str_from(new_codes[i])));
    fixture_release(&f);
}

static void test_a_column_is_found_by_name_by_label_and_with_its_unit_behind(void **state)
{
    (void)state;
    struct model_fixture f;
    fixture_init(&f);
    const struct model *model = fixture_good(&f);
    const struct kind *project = model_kind(model, STR("project"));
    static const struct {
        const char *header, *field;
    } rows[] = {
        { "investment", "investment" },
        { "总投资", "investment" },
        { "Total Investment", "investment" },
        { "总投资（万元）", "investment" },
        { " 总 投资 (万元)", "investment" },
        { "总投资*", "investment" },
        { "利润", NULL },
        { "", NULL },
        { "（万元）", NULL },
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct field *field = kind_field_labelled(model, project, str_from(rows[i].header));
        if (!rows[i].field)
            assert_null(field);
        else
            assert_true(field && str_eq(field->name, str_from(rows[i].field)));
    }
    assert_true(str_eq(kind_stage_labelled(project, STR("签约"))->name, STR("signed")));
    assert_true(
        str_eq(kind_stage_labelled(project, STR("in production"))->name, STR("in_production")));
    assert_null(kind_stage_labelled(project, STR("签")));
    fixture_release(&f);
}

static void test_the_nearest_name_is_near(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    static const struct str names[] = { STR_INIT("signed"), STR_INIT("started"), STR_INIT("签约"),
                                        STR_INIT("in_production") };
    static const struct {
        const char *wrong, *near;
    } rows[] = {
        { "sgined", "signed" },
        { "start", "started" },
        { "in-production", "in_production" },
        { "签月", "签约" },
        { "zz", "" },
        { "completely", "" },
        { "", "" },
        { "signed", "signed" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct str near = model_nearest(arena, str_from(rows[i].wrong), names, 4);
        if (!str_eq(near, str_from(rows[i].near)))
            fail_msg("\"%s\": \"%.*s\"", rows[i].wrong, STR_ARG(near));
    }
    arena_free(arena);
}

/* ---- versions and uses ---- */

static struct str version_with(struct model_fixture *f, const char *metrics, const char *name)
{
    fixture_put(f, "own/metrics.yaml", str_from(metrics));
    return model_metric(fixture_good(f), str_from(name))->version_text;
}

#define WORDS "unit: 个, label: {zh: 甲, en: A}, note: {zh: 甲, en: A}}\n"
#define OTHER_WORDS "unit: 个, label: {zh: 乙, en: B}, note: {zh: 乙, en: B}}\n"

static void test_a_version_moves_with_what_the_value_depends_on_and_with_nothing_else(void **state)
{
    (void)state;
    struct model_fixture f;
    fixture_init(&f);
    static const char plain[] =
        "- {metric: m, count: project, at: signed, where: 'investment > 5', " WORDS;
    struct str version = version_with(&f, plain, "m");
    assert_true(str_eq(
        version,
        version_with(
            &f, "- {metric: m, count: project, at: signed, where: 'investment > 5', " OTHER_WORDS,
            "m")));
    static const char *const others[] = {
        "- {metric: m, count: project, at: signed, where: 'investment > 6', " WORDS,
        "- {metric: m, count: project, at: started, where: 'investment > 5', " WORDS,
        "- {metric: m, count: project, each: signed, where: 'investment > 5', " WORDS,
        "- {metric: m, count: project, at: signed, where: 'investment > 5', by: [sector], " WORDS,
        "- {metric: m, sum: project.investment, at: signed, where: 'investment > 5', label: {zh: "
        "甲, en: A}, note: {zh: 甲, en: A}}\n",
    };
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        assert_false(str_eq(version, version_with(&f, others[i], "m")));
    static const char rate[] =
        "- {metric: r, growth: m, label: {zh: 甲, en: A}, note: {zh: 甲, en: A}}\n";
    struct str before =
        version_with(&f, str_cstr(f.arena, str_format(f.arena, "%s%s", plain, rate)), "r");
    struct str after =
        version_with(&f, str_cstr(f.arena, str_format(f.arena, "%s%s", others[0], rate)), "r");
    assert_false(str_eq(before, after));
    fixture_release(&f);
}

static void test_a_changed_roll_is_a_new_version_of_what_reads_it(void **state)
{
    (void)state;
    struct model_fixture f;
    fixture_init(&f);
    struct str before = model_metric(fixture_good(&f), STR("firms-over-1bn"))->version_text;
    struct str other = model_metric(fixture_good(&f), STR("four-above-new"))->version_text;
    fixture_put(&f, "own/kinds/enterprise.yaml",
                STR("kind: enterprise\nextends: true\nfields:\n  - {name: revenue_year, rolls: "
                    "{sum: enterprise-month.revenue, at: month, "
                    "months: year, where: 'revenue > 0'}}\n"));
    const struct model *model = fixture_good(&f);
    assert_false(str_eq(before, model_metric(model, STR("firms-over-1bn"))->version_text));
    assert_true(str_eq(other, model_metric(model, STR("four-above-new"))->version_text));
    fixture_release(&f);
}

static bool has_use(const struct model_use *uses, size_t count, const char *kind, const char *name)
{
    for (size_t i = 0; i < count; i++) {
        const struct kind *of = uses[i].kind;
        size_t slot = (size_t)uses[i].slot;
        struct str found = slot < of->field_count ? of->fields[slot].name
                                                  : of->stages[slot - of->field_count].name;
        if (str_eq(of->name, str_from(kind)) && str_eq(found, str_from(name)))
            return true;
    }
    return false;
}

static void test_what_a_metric_reads_is_told_down_to_the_referred_record(void **state)
{
    (void)state;
    struct model_fixture f;
    fixture_init(&f);
    const struct model *model = fixture_good(&f);
    struct model_use *uses;
    bool listed;
    size_t count =
        metric_uses(f.arena, model_metric(model, STR("factory-area-placed")), &uses, &listed);
    assert_false(listed);
    assert_true(has_use(uses, count, "lease", "area") && has_use(uses, count, "lease", "signed"));
    assert_true(has_use(uses, count, "lease", "site") && has_use(uses, count, "site", "type"));
    assert_true(has_use(uses, count, "site", "zone") && has_use(uses, count, "site", "park"));
    assert_false(has_use(uses, count, "site", "name"));
    count = metric_uses(f.arena, model_metric(model, STR("output-above-scale")), &uses, &listed);
    assert_true(has_use(uses, count, "enterprise", "above_scale") &&
                has_use(uses, count, "enterprise", "exit_scale"));
    count = metric_uses(f.arena, model_metric(model, STR("list-built")), &uses, &listed);
    assert_true(listed);
    assert_true(has_use(uses, count, "project", "terminated")); /* asked by reached("terminated") */
    assert_int_equal(
        metric_uses(f.arena, model_metric(model, STR("four-above-net")), &uses, &listed), 0);
    fixture_release(&f);
}

/* ---- what expressions may ask ---- */

struct host {
    struct model_run run;
    struct str asked;
    int64_t record;
};

static bool listed_answer(struct feel_run *run, struct feel_value record, struct str list)
{
    struct host *host = run->host;
    host->asked = list;
    host->record = record.record.id;
    return str_eq(list, STR("start"));
}

/* The expression over a project that was signed on 2023-03-01 and started on 2023-05-01, as of a
 * day. */
static struct feel_value asked(struct model_fixture *f, const struct model *model,
                               struct host *host, const char *text, struct day day)
{
    const struct kind *kind = model_kind(model, STR("project"));
    size_t count = feel_scope_count(kind->scope);
    struct feel_value *slots = ARENA_ARRAY(f->arena, struct feel_value, count);
    for (size_t i = 0; i < count; i++)
        slots[i] = feel_null();
    slots[kind->slot_stage0 + kind_stage(kind, STR("signed"))->index] =
        feel_day(day_from(2023, 3, 1));
    slots[kind->slot_stage0 + kind_stage(kind, STR("started"))->index] =
        feel_day(day_from(2023, 5, 1));
    slots[kind->slot_day] = feel_day(day);
    slots[kind->slot_record] = feel_record(kind->feel_kind, 42, NULL);
    struct feel_expr *expr;
    struct err err;
    err_init(&err);
    if (!feel_compile(f->arena, str_from(text), kind->scope, &expr, &err))
        fail_msg("%s: %s", text, err_name(err.code));
    struct feel_run run;
    feel_run_init(&run, f->arena);
    run.slots = slots;
    host->run.kind = kind;
    run.host = host;
    return feel_eval(expr, &run);
}

static void test_reached_asks_whether_the_stage_came_by_that_day(void **state)
{
    (void)state;
    struct model_fixture f;
    fixture_init(&f);
    const struct model *model = fixture_good(&f);
    struct host host = { { NULL, .listed = listed_answer }, STR(""), 0 };
    assert_false(
        feel_is_true(asked(&f, model, &host, "reached(\"signed\")", day_from(2023, 2, 28))));
    assert_true(feel_is_true(asked(&f, model, &host, "reached(\"signed\")", day_from(2023, 3, 1))));
    assert_true(feel_is_true(
        asked(&f, model, &host, "not(reached(\"completed\"))", day_from(2023, 12, 31))));
    fixture_release(&f);
}

static void test_earliest_and_latest_leave_out_what_has_not_come(void **state)
{
    (void)state;
    struct model_fixture f;
    fixture_init(&f);
    const struct model *model = fixture_good(&f);
    struct host host = { { NULL, .listed = listed_answer }, STR(""), 0 };
    struct day day = day_from(2023, 12, 31), found;
    assert_true(
        feel_to_day(asked(&f, model, &host, "earliest(completed, started, signed)", day), &found));
    assert_int_equal(found.n, day_from(2023, 3, 1).n);
    assert_true(
        feel_to_day(asked(&f, model, &host, "latest(completed, started, signed)", day), &found));
    assert_int_equal(found.n, day_from(2023, 5, 1).n);
    assert_int_equal(asked(&f, model, &host, "earliest(completed, trial)", day).type, FEEL_NULL);
    fixture_release(&f);
}

static void test_listed_asks_the_host_for_this_record_and_that_list(void **state)
{
    (void)state;
    struct model_fixture f;
    fixture_init(&f);
    const struct model *model = fixture_good(&f);
    struct host host = { { NULL, .listed = listed_answer }, STR(""), 0 };
    struct day day = day_from(2023, 12, 31);
    assert_true(feel_is_true(asked(&f, model, &host, "listed(record, \"start\")", day)));
    assert_true(str_eq(host.asked, STR("start")));
    assert_int_equal(host.record, 42);
    assert_false(feel_is_true(asked(&f, model, &host, "listed(record, \"build\")", day)));
    struct host none = { { NULL, NULL }, STR(""), 0 };
    assert_int_equal(asked(&f, model, &none, "listed(record, \"start\")", day).type, FEEL_NULL);
    fixture_release(&f);
}

/* ---- the guide ---- */

static void test_what_the_guide_shows_is_a_sound_definition(void **state)
{
    (void)state;
    static const struct {
        const char *mark, *name;
    } kinds_of_block[] = {
        { "# LEDGER/model/kinds/project.yaml", "own/kinds/project.yaml" },
        { "- metric:", "own/metrics.yaml" },
        { "calendar:", "calendars/guide.yaml" },
    };
    struct model_fixture f;
    fixture_init(&f);
    struct str guide = bytes_of(f.arena, "docs/guide/definitions.md");
    int found = 0;
    for (ptrdiff_t at = 0; (at = str_find(guide, STR("```yaml\n"), (size_t)at)) >= 0;) {
        ptrdiff_t start = at + 8, end = str_find(guide, STR("```"), (size_t)start);
        assert_true(end > start);
        struct str block = str_slice(guide, (size_t)start, (size_t)(end - start));
        for (size_t i = 0; i < sizeof kinds_of_block / sizeof kinds_of_block[0]; i++) {
            if (!str_starts(block, str_from(kinds_of_block[i].mark)))
                continue;
            fixture_put(&f, kinds_of_block[i].name, block);
            found++;
        }
        at = end + 3;
    }
    assert_int_equal(found, 3);
    const struct model *model = fixture_good(&f);
    assert_non_null(kind_stage(model_kind(model, STR("project")), STR("opened")));
    fixture_release(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_sentence_of_a_plan_finds_its_metric),
        cmocka_unit_test(test_every_way_of_computing_is_used_and_every_metric_says_what_counts),
        cmocka_unit_test(test_every_kind_that_feeds_a_metric_knows_its_zone),
        cmocka_unit_test(test_the_stages_of_the_domain_are_all_there),
        cmocka_unit_test(test_working_days_of_the_years_are_those_of_the_notices),
        cmocka_unit_test(test_the_industries_are_those_of_the_standard_edition),
        cmocka_unit_test(test_a_column_is_found_by_name_by_label_and_with_its_unit_behind),
        cmocka_unit_test(test_the_nearest_name_is_near),
        cmocka_unit_test(test_a_version_moves_with_what_the_value_depends_on_and_with_nothing_else),
        cmocka_unit_test(test_a_changed_roll_is_a_new_version_of_what_reads_it),
        cmocka_unit_test(test_what_a_metric_reads_is_told_down_to_the_referred_record),
        cmocka_unit_test(test_reached_asks_whether_the_stage_came_by_that_day),
        cmocka_unit_test(test_earliest_and_latest_leave_out_what_has_not_come),
        cmocka_unit_test(test_listed_asks_the_host_for_this_record_and_that_list),
        cmocka_unit_test(test_what_the_guide_shows_is_a_sound_definition),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
