/* test_adopt.c - from statements to targets: what is tied to what, what stays grey and why, and all
 * of it or none. */
#include "fixture.h"
#include "unit.h"

#include "base/file.h"
#include "base/json.h"
#include "base/limits.h"
#include "plan/adopt.h"

struct wanted {
    const char *metric, *op, *value, *unit, *zone, *park, *slice;
};

static const char trades[] =
    "list contains([\"smart_manufacturing\", \"new_materials\", \"defence_technology\"], sector)";

/* The plan of 2023 as domain/handbook.md, section 0, reads it. */
#define AIR "临空经济区"
#define HIGH "高新区"
#define GRASS "三草湾片区"
#define SPRING "清泉片区"
static const struct wanted ziyang[] = {
    { "list-started", "=", "27", "个", AIR, NULL, "" },
    { "list-built", "=", "59", "个", AIR, NULL, "" },
    { "list-completed", "=", "28", "个", AIR, NULL, "" },
    { "projects-signed", ">=", "20", "个", AIR, NULL, trades },
    { "investment-signed", ">=", "26000000000", "元", AIR, NULL, trades },
    { "projects-landed", ">=", "15", "个", AIR, NULL, "" },
    { "projects-in-production", ">=", "10", "个", AIR, NULL, "" },
    { "months-with-signing", ">=", "1", "次/月", AIR, NULL, "" },
    { "months-with-landing", ">=", "1", "次/月", AIR, NULL, "" },
    { "months-with-start", ">=", "1", "次/月", AIR, NULL, "" },
    { "contiguous-land", "=", "11000", "亩", AIR, GRASS, "park.name = \"" GRASS "\"" },
    { "factory-area-started", "=", "600000", "平方米", AIR, GRASS, "park.name = \"" GRASS "\"" },
    { "factory-area-built", "=", "180000", "平方米", AIR, GRASS, "park.name = \"" GRASS "\"" },
    { "factory-area", "=", "400000", "平方米", AIR, SPRING, "park.name = \"" SPRING "\"" },
    { "factory-area-placed", "=", "300000", "平方米", AIR, SPRING, "park.name = \"" SPRING "\"" },
    { "trunk-roads-open", "=", "7", "条", AIR, GRASS, "park.name = \"" GRASS "\"" },
    { "projects-signed", ">=", "100", "个", HIGH, NULL, "" },
    { "investment-signed", ">=", "20000000000", "元", HIGH, NULL, "" },
    { "projects-started", "=", "31", "个", HIGH, NULL, "" },
    { "fixed-investment-growth", ">=", "16", "%", HIGH, NULL, "" },
    { "industrial-investment-growth", "=", "100", "%", HIGH, NULL, "" },
    { "projects-packaged", "=", "100", "个", HIGH, NULL, "" },
    { "bond-projects-packaged", "=", "9", "个", HIGH, NULL, "" },
    { "industry-development-money", "=", "180000000", "元", HIGH, NULL, "" },
    { "firms-over-1bn", "=", "2", "户", HIGH, NULL, "" },
    { "firms-over-100m", "=", "5", "户", HIGH, NULL, "" },
    { "output-leading-growth", ">=", "20", "%", HIGH, NULL, "" },
    { "sole-traders-converted", ">=", "25", "户", HIGH, NULL, "" },
    { "four-above-new", ">=", "50", "户", HIGH, NULL, "" },
    { "little-giants-new", "=", "1", "户", HIGH, NULL, "" },
    { "specialised-new", "=", "9", "户", HIGH, NULL, "" },
    { "high-tech-new", ">=", "50", "户", HIGH, NULL, "" },
    { "tech-smes-new", ">=", "100", "户", HIGH, NULL, "" },
};

/* A plan of another zone, in words of the test's own. */
static const char cloud[] =
    "云溪经济开发区2024年工作计划\n"
    "\n"
    "云溪经济开发区\n"
    "\n"
    "全年签约电子信息、新材料项目12个以上，总投资90亿元以上，新开工项目18个，竣工项目9个。\n"
    "新增规模以上工业增加值增长8%以上，固定资产投资增长12%。\n"
    "新增高新技术企业6户，新培育10亿元以上企业3户。\n"
    "建立企业服务专班，每周走访企业。\n";

static struct plan_text *read_text(struct fixture *f, struct str text, int year,
                                   enum plan_type type, const char *review)
{
    struct plan_lexicon *lexicon;
    struct plan_text *plan;
    struct plan_options options = { .year = year, .type = type, .review = str_from(review) };
    fixture_ok(f, plan_lexicon_load(f->arena,
                                    path_join(f->arena, f->options.shipped_model, STR("lexicon")),
                                    &lexicon, &f->err));
    fixture_ok(f, plan_read(f->arena, lexicon, text, &options, &plan, &f->err));
    return plan;
}

static struct proposals *propose(struct fixture *f, const struct plan_text *plan,
                                 struct adopt_options options)
{
    struct proposals *made;
    options.published = DAY_NONE;
    options.today = instant_day(f->clock.fixed);
    if (!options.name.len)
        options.name = STR("plan.txt");
    fixture_ok(f, plan_propose(f->ledger, f->arena, plan, &options, &made, &f->err));
    return made;
}

static struct proposals *proposed(struct fixture *f, const char *text)
{
    return propose(f, read_text(f, str_from(text), 2024, PLAN_TYPE_PLAN, ""),
                   (struct adopt_options){ .make_zones = true });
}

static struct str name_of(const struct proposals *made, size_t zone)
{
    return zone == PROPOSAL_NONE ? STR("") : made->zones[zone].name;
}

static struct str dec_text(struct fixture *f, struct dec value)
{
    struct buf out;
    buf_init(&out, f->arena);
    dec_print(value, &out);
    return buf_get(&out);
}

static void same(struct fixture *f, const struct proposals *made, size_t i,
                 const struct wanted *wanted)
{
    const struct proposal *item = &made->items[i];
    if (!item->metric)
        print_error("%zu %.*s: %.*s\n", i + 1, STR_ARG(item->label), STR_ARG(item->reason.en));
    assert_non_null(item->metric);
    assert_text(item->metric->name, wanted->metric);
    assert_int_equal(item->become, BECOME_TARGET);
    assert_text(str_from(plan_op_name(item->op)), wanted->op);
    assert_text(dec_text(f, item->value), wanted->value);
    assert_text(item->unit, wanted->unit);
    assert_text(name_of(made, item->zone), wanted->zone);
    assert_text(name_of(made, item->park), wanted->park ? wanted->park : "");
    assert_text(item->slice, wanted->slice);
}

static size_t find(const struct proposals *made, const char *number)
{
    for (size_t i = 0; i < made->count; i++)
        if (str_eq(made->text->statements[i].number, str_from(number)))
            return i;
    fail_msg("no statement has the number %s", number);
    return 0;
}

static struct str field(struct fixture *f, const struct timeline *record, const char *name)
{
    struct value value;
    struct buf out;
    const struct field *shape = kind_field(timeline_kind(record), str_from(name));
    timeline_value(record, shape, DAY_NONE, &value);
    buf_init(&out, f->arena);
    if (value.present)
        field_print_canonical(shape, &value, &out);
    return buf_get(&out);
}

static struct list_result all(struct fixture *f, const struct kind *kind)
{
    struct list_query query = {
        .kind = kind, .limit = LIMIT_LIST_ROWS, .want_total = true, .on = DAY_NONE
    };
    struct list_result result;
    fixture_ok(f, record_list(f->ledger, f->arena, &query, &result, &f->err));
    return result;
}

static const struct timeline *with(struct fixture *f, const struct kind *kind, const char *name,
                                   const char *text)
{
    struct list_result result = all(f, kind);
    for (size_t i = 0; i < result.count; i++)
        if (str_eq(field(f, result.rows[i], name), str_from(text)))
            return result.rows[i];
    fail_msg("no %.*s has %s %s", STR_ARG(kind->name), name, text);
    return NULL;
}

/* ---- tying
 * -----------------------------------------------------------------------------------------------
 */

static void
each_statement_of_the_real_plan_is_tied_to_its_metric_zone_period_and_bound(void **state)
{
    struct fixture *f = *state;
    char path[1024];
    struct str bytes;
    if (!shared_file("plans/00-ziyang-2023.txt", path))
        return;
    fixture_ok(f, file_read(f->arena, str_from(path), LIMIT_PLAN_BYTES, &bytes, &f->err));
    struct proposals *made = propose(f, read_text(f, bytes, 2023, PLAN_TYPE_PLAN, ""),
                                     (struct adopt_options){ .make_zones = true });
    assert_int_equal(made->count, ARRAY_COUNT(ziyang));
    assert_int_equal(made->tied, ARRAY_COUNT(ziyang));
    for (size_t i = 0; i < made->count; i++) {
        same(f, made, i, &ziyang[i]);
        assert_text(made->items[i].period, "2023");
    }
    assert_int_equal(made->zones_to_make, 4);
    assert_int_equal(made->lists_to_make, 3);
    struct adopted done;
    fixture_ok(f, plan_adopt(f->ledger, f->arena, made, &done, &f->err));
    assert_int_equal(done.targets, 33);
    assert_int_equal(done.grey, 0);
    const struct model *model = ledger_model(f->ledger);
    assert_text(field(f, with(f, model->zone, "name", GRASS), "type"), "park");
    assert_text(field(f, with(f, model->list, "purpose", "start"), "size"), "27");
}

static void another_zones_plan_is_tied_by_the_same_rules(void **state)
{
    struct fixture *f = *state;
    static const struct wanted wanted[] = {
        { "projects-signed", ">=", "12", "个", "云溪经济开发区", NULL,
          "list contains([\"electronics\", \"new_materials\"], sector)" },
        { "investment-signed", ">=", "9000000000", "元", "云溪经济开发区", NULL,
          "list contains([\"electronics\", \"new_materials\"], sector)" },
        { "projects-started", "=", "18", "个", "云溪经济开发区", NULL, "" },
        { "projects-completed", "=", "9", "个", "云溪经济开发区", NULL, "" },
        { "value-added-growth", ">=", "8", "%", "云溪经济开发区", NULL, "" },
        { "fixed-investment-growth", "=", "12", "%", "云溪经济开发区", NULL, "" },
        { "high-tech-new", "=", "6", "户", "云溪经济开发区", NULL, "" },
        { "firms-over-1bn", "=", "3", "户", "云溪经济开发区", NULL, "" },
    };
    struct proposals *made = proposed(f, cloud);
    assert_int_equal(made->count, ARRAY_COUNT(wanted));
    for (size_t i = 0; i < made->count; i++)
        same(f, made, i, &wanted[i]);
    assert_true(made->duty_count > 0);
}

static void grey(struct fixture *f, const char *text, const char *number, const char *reason)
{
    struct proposals *made = proposed(f, text);
    const struct proposal *item = &made->items[find(made, number)];
    assert_int_equal(item->become, BECOME_TARGET);
    assert_false(item->tied);
    assert_null(item->metric);
    if (!str_has(item->reason.en, str_from(reason)))
        fail_msg("\"%.*s\" does not say \"%s\"", STR_ARG(item->reason.en), reason);
    assert_true(item->reason.zh.len > 0);
}

static void what_no_metric_tells_apart_stands_grey_with_the_reason(void **state)
{
    struct fixture *f = *state;
    grey(f, "全年签约低空飞行器项目10个。\n", "10个", "cannot tell \"低空飞行器\" apart");
    grey(f, "全年新开工重点项目10个。\n", "10个", "cannot tell \"重点\" apart");
    grey(f, "新增游泳馆10座。\n", "10座", "no metric measures");
    grey(f, "全年新开工3亿元以上项目10个。\n", "10个", "has no class \"3亿元以上\"");
    grey(f, "居民消费价格上涨2%左右。\n", "2%左右", "Prices");
    grey(f, "全年签约低空飞行器项目10个，总投资20亿元以上。\n", "20亿元以上", "the total of");
    grey(f, "工业投资在2019年基础上翻番。\n", "翻番", "over the base 2019");
}

static void a_park_is_told_apart_only_by_a_metric_that_can(void **state)
{
    struct fixture *f = *state;
    static const char text[] = "云溪经济开发区\n\n云溪经济开发区新开工项目18个。北岸片区新开工项目5"
                               "个。北岸片区固定资产投资增长12%。\n";
    struct proposals *made = proposed(f, text);
    const struct proposal *starts = &made->items[find(made, "5个")],
                          *growth = &made->items[find(made, "12%")];
    assert_text(starts->slice, "park.name = \"北岸片区\"");
    assert_text(name_of(made, starts->zone), "云溪经济开发区");
    assert_text(name_of(made, starts->park), "北岸片区");
    assert_false(growth->tied);
    assert_true(str_has(growth->reason.en, STR("北岸片区")));
}

static void what_was_reached_is_reported_and_never_a_target(void **state)
{
    struct fixture *f = *state;
    static const char text[] = "云溪经济开发区2023年新签约项目30个，固定资产投资增长9%"
                               "。2024年力争云溪经济开发区新签约项目35个以上。\n";
    struct plan_text *plan = read_text(f, str_from(text), 2024, PLAN_TYPE_REPORT, "2023");
    struct proposals *made = propose(f, plan, (struct adopt_options){ .make_zones = true });
    struct adopted done;
    assert_int_equal(made->items[find(made, "9%")].become, BECOME_REPORTED);
    fixture_ok(f, plan_adopt(f->ledger, f->arena, made, &done, &f->err));
    assert_int_equal(done.targets, made->targets);
    assert_int_equal(done.reported, made->reported);
    const struct timeline *record = with(f, ledger_model(f->ledger)->reported, "number", "9%");
    assert_text(field(f, record, "value"), "9.0000");
    assert_text(field(f, record, "kind"), "actual");
    assert_text(field(f, record, "period"), "2023");
    assert_text(field(f, record, "metric"), "fixed-investment-growth");
    assert_int_equal(all(f, ledger_model(f->ledger)->target).count, made->targets);
}

/* ---- places
 * --------------------------------------------------------------------------------------------------
 */

static void a_zone_of_the_ledger_is_known_by_any_of_its_names(void **state)
{
    struct fixture *f = *state;
    int64_t city = put(f, (struct draft){ .act = ACT_ADD,
                                          .kind = STR("zone"),
                                          FIELDS(F("name", "云溪市"), F("type", "city")) });
    int64_t zone = put(f, (struct draft){ .act = ACT_ADD,
                                          .kind = STR("zone"),
                                          FIELDS(F("name", "国家级云溪开发区"),
                                                 F("short", "云开区, 云溪经济开发区"),
                                                 F("type", "zone"), F("parent", "云溪市")) });
    struct proposals *made = proposed(f, cloud);
    assert_int_equal(made->zones_to_make, 0);
    assert_int_equal(made->zones[made->items[0].zone].id.n, zone);
    made = proposed(f, "全市新开工项目18个。\n");
    assert_int_equal(made->zones[made->items[0].zone].id.n, city);
}

static void the_city_that_a_text_speaks_for_is_made_when_it_is_named(void **state)
{
    struct fixture *f = *state;
    struct plan_text *plan =
        read_text(f, STR("全市固定资产投资增长6%。云溪经济开发区新开工项目18个。\n"), 2024,
                  PLAN_TYPE_PLAN, "");
    struct proposals *made =
        propose(f, plan, (struct adopt_options){ .place = STR("云溪市"), .make_zones = true });
    struct adopted done;
    assert_text(name_of(made, made->items[0].zone), "云溪市");
    assert_true(made->items[0].tied);
    fixture_ok(f, plan_adopt(f->ledger, f->arena, made, &done, &f->err));
    assert_int_equal(done.zones_made, 2);
    const struct timeline *city = with(f, ledger_model(f->ledger)->zone, "type", "city");
    assert_text(field(f, with(f, ledger_model(f->ledger)->zone, "type", "zone"), "parent"),
                str_format(f->arena, "#%lld", (long long)timeline_record(city).n).ptr);
}

static void a_text_that_names_no_zone_is_a_question(void **state)
{
    struct fixture *f = *state;
    struct proposals *made = proposed(f, "固定资产投资增长6%。\n");
    assert_int_equal(made->items[0].zone, PROPOSAL_NONE);
    assert_true(made->items[0].question.zh.len > 0 && made->items[0].question.en.len > 0);
}

/* ---- adopting
 * ---------------------------------------------------------------------------------------------------
 */

static void an_adopted_plan_counts_from_the_first_entry_on(void **state)
{
    struct fixture *f = *state;
    struct adopted done;
    fixture_ok(f, plan_adopt(f->ledger, f->arena, proposed(f, cloud), &done, &f->err));
    int64_t p =
        put(f, (struct draft){ .act = ACT_ADD,
                               .kind = STR("project"),
                               .effective = on("2024-01-05"),
                               FIELDS(F("name", "一号"), F("zone", "云溪经济开发区"),
                                      F("investment", "3亿"), F("sector", "new_materials")) });
    int64_t q = put(f, (struct draft){ .act = ACT_ADD,
                                       .kind = STR("project"),
                                       .effective = on("2024-01-05"),
                                       FIELDS(F("name", "二号"), F("zone", "云溪经济开发区"),
                                              F("investment", "5亿"), F("sector", "food")) });
    for (int i = 0; i < 2; i++)
        put(f, (struct draft){ .act = ACT_STAGE,
                               .kind = STR("project"),
                               .record = { i ? p : q },
                               .stage = STR("signed"),
                               .effective = on("2024-02-01"),
                               PAPER });
    const struct model *model = ledger_model(f->ledger);
    const struct timeline *target = with(f, model->target, "metric", "investment-signed");
    struct figure_query query = { .metric = model_metric(model, field(f, target, "metric")),
                                  .slice = field(f, target, "slice"),
                                  .on = DAY_NONE };
    struct figure figure;
    assert_true(period_parse(field(f, target, "period"), &query.period));
    fixture_ok(f, figure_read(f->ledger, f->arena, &query, &figure, &f->err));
    assert_true(figure.present);
    assert_text(dec_text(f, figure.value), "300000000");
    struct verify_report report;
    fixture_ok(f, ledger_verify(f->ledger, NULL, &report, &f->err));
}

static void the_text_stands_as_evidence_and_the_same_text_is_refused(void **state)
{
    struct fixture *f = *state;
    struct adopted done;
    struct entry entry;
    struct str bytes;
    struct head before, after;
    fixture_ok(f, plan_adopt(f->ledger, f->arena, proposed(f, cloud), &done, &f->err));
    fixture_ok(f,
               entry_read(f->ledger, f->arena, (struct entry_id){ done.plan.n }, &entry, &f->err));
    assert_int_equal(entry.evidence_count, 1);
    fixture_ok(f, evidence_read(f->ledger, f->arena, entry.id, entry.evidence[0].hash, &bytes, &f->err));
    assert_text(bytes, cloud);
    fixture_ok(f, ledger_head(f->ledger, &before, &f->err));
    assert_int_equal(before.position.n, done.position.n);
    struct proposals *again = proposed(f, cloud);
    assert_int_equal(again->adopted.n, done.plan.n);
    assert_int_equal(again->zones_to_make, 0);
    struct err err;
    err_init(&err);
    assert_false(plan_adopt(f->ledger, f->arena, again, &done, &err));
    assert_err(&err, ERR_PLAN_ADOPTED);
    fixture_ok(f, ledger_head(f->ledger, &after, &f->err));
    assert_int_equal(after.position.n, before.position.n);
}

static void zones_are_made_only_when_agreed(void **state)
{
    struct fixture *f = *state;
    struct plan_text *plan = read_text(f, str_from(cloud), 2024, PLAN_TYPE_PLAN, "");
    struct proposals *made = propose(f, plan, (struct adopt_options){ .make_zones = false });
    struct adopted done;
    struct head head;
    struct err err;
    err_init(&err);
    assert_false(plan_adopt(f->ledger, f->arena, made, &done, &err));
    assert_err(&err, ERR_PLAN_ZONES_MISSING);
    assert_text(err_arg(&err, "zones"), "云溪经济开发区");
    fixture_ok(f, ledger_head(f->ledger, &head, &f->err));
    assert_int_equal(head.position.n, 1);
}

static void a_statement_left_out_is_noted_and_stands_on_no_board(void **state)
{
    struct fixture *f = *state;
    struct plan_text *plan = read_text(f, str_from(cloud), 2024, PLAN_TYPE_PLAN, "");
    const size_t skip[] = { 2 };
    struct proposals *made = propose(
        f, plan, (struct adopt_options){ .make_zones = true, .skip = skip, .skip_count = 1 });
    struct adopted done;
    assert_int_equal(made->items[2].become, BECOME_SKIPPED);
    fixture_ok(f, plan_adopt(f->ledger, f->arena, made, &done, &f->err));
    assert_int_equal(done.skipped, 1);
    assert_int_equal(done.targets, made->count - 1);
    const struct timeline *left = with(f, ledger_model(f->ledger)->target, "state", "withdrawn");
    assert_text(field(f, left, "number"), "3");
    assert_text(field(f, left, "metric"), "");
    assert_true(field(f, left, "reason").len > 0);
}

static void a_number_not_understood_is_kept_without_a_value(void **state)
{
    struct fixture *f = *state;
    struct plan_text *plan = read_text(f, str_from(cloud), 2024, PLAN_TYPE_PLAN, "");
    struct plan_figure figure = { .line = 8,
                                  .why = PLAN_WHY_UNKNOWN,
                                  .span = { .text = STR("每周") } };
    plan->figures = &figure;
    plan->figure_count = plan->unknown_count = 1;
    struct proposals *made = propose(f, plan, (struct adopt_options){ .make_zones = true });
    struct adopted done;
    assert_int_equal(made->unknown_figures, 1);
    fixture_ok(f, plan_adopt(f->ledger, f->arena, made, &done, &f->err));
    const struct timeline *record = with(f, ledger_model(f->ledger)->reported, "number", "每周");
    assert_text(field(f, record, "value"), "");
    assert_true(str_has(field(f, record, "quote"), STR("建立企业服务专班")));
}

static void a_duty_becomes_an_undertaking_that_is_open_and_due(void **state)
{
    struct fixture *f = *state;
    struct adopted done;
    struct proposals *made = proposed(f, cloud);
    fixture_ok(f, plan_adopt(f->ledger, f->arena, made, &done, &f->err));
    const struct kind *kind = ledger_model(f->ledger)->undertaking;
    struct list_result result = all(f, kind);
    assert_int_equal(result.count, made->duty_count);
    assert_int_equal(done.undertakings, made->duty_count);
    const struct stage *stage = timeline_current_stage(result.rows[0], DAY_NONE);
    assert_non_null(stage);
    assert_text(stage->name, "open");
    assert_text(field(f, result.rows[0], "due"), "2024-12-31");
}

static enum err_code refused_propose(struct fixture *f, const char *text, int year,
                                     const size_t *skip, size_t skip_count)
{
    struct plan_text *plan = read_text(f, str_from(text), year, PLAN_TYPE_PLAN, "");
    struct adopt_options options = {
        .name = STR("plan.txt"), .published = DAY_NONE, .skip = skip, .skip_count = skip_count
    };
    struct proposals *made;
    struct err err;
    err_init(&err);
    assert_false(plan_propose(f->ledger, f->arena, plan, &options, &made, &err));
    return err.code;
}

static void what_cannot_be_adopted_is_refused_by_name(void **state)
{
    struct fixture *f = *state;
    const size_t skip[] = { 8 };
    assert_int_equal(refused_propose(f, "今天天气很好。\n", 2024, NULL, 0), ERR_PLAN_EMPTY);
    assert_int_equal(refused_propose(f, cloud, 0, NULL, 0), ERR_PLAN_YEAR_MISSING);
    assert_int_equal(refused_propose(f, cloud, 2024, skip, 1), ERR_PLAN_SKIP);
}

static void the_reading_and_its_proposals_are_json_as_the_api_says(void **state)
{
    struct fixture *f = *state;
    struct proposals *made = proposed(f, cloud);
    struct json_writer w;
    struct buf out;
    buf_init(&out, f->arena);
    json_writer_init(&w, &out, false);
    plan_read_json(&w, made->text, made, STR("plan.txt"), true, LANG_ZH, NULL);
    struct json *json = json_parse(f->arena, buf_get(&out), &f->err);
    assert_non_null(json);
    assert_text(json_text(json, STR("text")), cloud);
    const struct json *proposals = json_get(json, STR("proposals")), *first = proposals->first;
    assert_int_equal(proposals->count, made->count);
    assert_text(json_text(first, STR("metric")), "projects-signed");
    assert_text(json_text(first, STR("become")), "target");
    assert_text(json_text(json_get(first, STR("bound")), STR("op")), ">=");
    assert_text(json_text(json_get(first, STR("zone")), STR("name")), "云溪经济开发区");
    assert_int_equal(json_get(json_get(first, STR("zone")), STR("id"))->type, JSON_T_NULL);
    assert_int_equal(json_get(json, STR("zones_to_make"))->count, 1);
    assert_int_equal(json_get(json, STR("adopted"))->type, JSON_T_NULL);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_new, fixture_gone)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(each_statement_of_the_real_plan_is_tied_to_its_metric_zone_period_and_bound),
        TEST(another_zones_plan_is_tied_by_the_same_rules),
        TEST(what_no_metric_tells_apart_stands_grey_with_the_reason),
        TEST(a_park_is_told_apart_only_by_a_metric_that_can),
        TEST(what_was_reached_is_reported_and_never_a_target),
        TEST(a_zone_of_the_ledger_is_known_by_any_of_its_names),
        TEST(the_city_that_a_text_speaks_for_is_made_when_it_is_named),
        TEST(a_text_that_names_no_zone_is_a_question),
        TEST(an_adopted_plan_counts_from_the_first_entry_on),
        TEST(the_text_stands_as_evidence_and_the_same_text_is_refused),
        TEST(zones_are_made_only_when_agreed),
        TEST(a_statement_left_out_is_noted_and_stands_on_no_board),
        TEST(a_number_not_understood_is_kept_without_a_value),
        TEST(a_duty_becomes_an_undertaking_that_is_open_and_due),
        TEST(what_cannot_be_adopted_is_refused_by_name),
        TEST(the_reading_and_its_proposals_are_json_as_the_api_says),
    };
    return cmocka_run_group_tests_name("adopting a plan", tests, NULL, NULL);
}
