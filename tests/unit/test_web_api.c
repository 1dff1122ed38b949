/* test_web_api.c - the API over a small ledger: what it answers, for which day and position, and what it refuses. */
#include "web_client.h"

#include "base/json.h"

/* ---- a small ledger ----------------------------------------------------------------------------- */

#define F(name, text) { STR_INIT(name), STR_INIT(text) }
#define FIELDS(...) .fields = (struct draft_field[]){ __VA_ARGS__ }, \
    .field_count = sizeof((struct draft_field[]){ __VA_ARGS__ }) / sizeof(struct draft_field)

static struct date on(const char *day)
{
    struct date date = { DAY_NONE, PRECISION_DAY };
    assert_true(date_parse(str_from(day), &date));
    return date;
}

static struct ledger *open_ledger(struct web_bench *bench)
{
    struct ledger *ledger;
    const char *source = getenv("LUODI_SOURCE");
    struct ledger_options options = { .folder = str_from(bench->folder), .clock = &bench->clock,
                                      .shipped_model = str_format(bench->arena, "%s/model", source ? source : ".") };
    web_ok(bench, ledger_open(&options, &ledger, &bench->err));
    return ledger;
}

static struct receipt put(struct web_bench *bench, struct ledger *ledger, struct draft draft)
{
    struct receipt receipt;
    web_ok(bench, ledger_append(ledger, &draft, 1, &receipt, NULL, &bench->err));
    return receipt;
}

/* What put() gave for each thing, so that the tests can name it. */
struct small {
    struct ledger *ledger;
    int64_t zone, plan, target, grey, first, second, undertaking;
    struct receipt signing;
};

static void fill(struct web_bench *bench, struct small *small)
{
    struct ledger *ledger = small->ledger = open_ledger(bench);
    small->zone = put(bench, ledger, (struct draft){ .act = ACT_ADD, .kind = STR("zone"), FIELDS(F("name", "甲区"), F("type", "zone")) }).record.n;
    small->plan = put(bench, ledger, (struct draft){ .act = ACT_ADD, .kind = STR("plan"),
        FIELDS(F("title", "安排"), F("year", "2023"), F("type", "plan"), F("text", "第一行\n今年签约总投资260亿元以上，办好三件实事。\n")) }).record.n;
    small->target = put(bench, ledger, (struct draft){ .act = ACT_ADD, .kind = STR("target"), .effective = on("2023-01-05"),
        FIELDS(F("plan", "安排"), F("label", "签约总投资"), F("metric", "investment-signed"), F("zone", "甲区"), F("period", "2023"), F("op", "ge"),
               F("value", "26000000000"), F("unit", "元"), F("quote", "总投资260亿元以上"), F("quote_start", "8"), F("quote_end", "18"),
               F("section", "产业突破"), F("state", "adopted")) }).record.n;
    small->grey = put(bench, ledger, (struct draft){ .act = ACT_ADD, .kind = STR("target"), .effective = on("2023-01-05"),
        FIELDS(F("plan", "安排"), F("label", "实事"), F("zone", "甲区"), F("period", "2023"), F("op", "ge"), F("value", "3"), F("unit", "件"),
               F("quote", "三件实事"), F("reason", "没有指标"), F("state", "adopted")) }).record.n;
    small->undertaking = put(bench, ledger, (struct draft){ .act = ACT_ADD, .kind = STR("undertaking"),
        FIELDS(F("plan", "安排"), F("zone", "甲区"), F("quote", "办好实事"), F("period", "2023")) }).record.n;
    small->first = put(bench, ledger, (struct draft){ .act = ACT_ADD, .kind = STR("project"), .effective = on("2023-01-05"),
        FIELDS(F("name", "一号"), F("zone", "甲区"), F("investment", "120亿")) }).record.n;
    small->second = put(bench, ledger, (struct draft){ .act = ACT_ADD, .kind = STR("project"), .effective = on("2023-01-05"),
        FIELDS(F("name", "二号"), F("zone", "甲区"), F("investment", "8.6亿")) }).record.n;
    struct draft_evidence file = { .name = STR("协议.txt"), .media_type = STR("text/html"), .bytes = STR("<script>alert(1)</script>") };
    small->signing = put(bench, ledger, (struct draft){ .act = ACT_STAGE, .kind = STR("project"), .record = { small->first }, .stage = STR("signed"),
        .effective = on("2023-03-14"), .evidence = &file, .evidence_count = 1 });
    struct draft_evidence paper = { .name = STR("协议") };
    put(bench, ledger, (struct draft){ .act = ACT_STAGE, .kind = STR("project"), .record = { small->second }, .stage = STR("signed"),
        .effective = on("2023-05-02"), .evidence = &paper, .evidence_count = 1 });
}

static int api_set_up(void **state)
{
    web_set_up(state);
    client_sign_in(*state);
    return 0;
}

/* ---- the session -------------------------------------------------------------------------------- */

static void nothing_but_the_session_is_answered_to_a_stranger(void **state)
{
    struct web_bench *bench = *state;
    bench->cookie[0] = '\0';
    static const char *const targets[] = { "/api/board", "/api/targets/1", "/api/figures/x", "/api/records/project", "/api/records/project/1",
                                           "/api/entries", "/api/entries/1", "/api/undertakings", "/api/model/kinds", "/api/model/metrics",
                                           "/api/evidence/0000000000000000000000000000000000000000000000000000000000000000" };
    for (size_t i = 0; i < ARRAY_COUNT(targets); i++)
        assert_problem(client_get(bench, targets[i], ""), 401, "web_not_signed_in");
    const struct json *session = ask(bench, "/api/session?lang=en");
    assert_false(at(session, "signed_in")->boolean);
    assert_text(text_at(session, "lang"), "en");
    assert_null(json_get(session, STR("ledger")));
}

static void an_empty_ledger_says_so(void **state)
{
    const struct json *session = ask(*state, "/api/session");
    assert_true(at(session, "signed_in")->boolean);
    assert_true(at(session, "ledger.empty")->boolean);
    assert_false(at(session, "ledger.has_targets")->boolean);
    assert_true(at(session, "ledger.invented")->boolean);
    assert_text(text_at(session, "default.zone"), "all");
}

static void the_session_says_where_to_begin(void **state)
{
    struct web_bench *bench = *state;
    struct small small;
    fill(bench, &small);
    const struct json *session = ask(bench, "/api/session");
    assert_false(at(session, "ledger.empty")->boolean);
    assert_true(at(session, "ledger.has_targets")->boolean);
    assert_int_equal(number_at(session, "years.0"), 2023);
    assert_int_equal(number_at(session, "default.year"), 2023);
    assert_text(text_at(session, "zones.0.name"), "甲区");
    assert_text(text_at(session, "default.zone"), str_cstr(bench->arena, text_at(session, "zones.0.id")));
    ledger_close(small.ledger);
}

/* ---- board, target, figure ---------------------------------------------------------------------- */

static void the_board_shows_every_target_measured_or_not(void **state)
{
    struct web_bench *bench = *state;
    struct small small;
    fill(bench, &small);
    const struct json *board = ask(bench, "/api/board?zone=%lld&year=2023&on=2023-09-30", (long long)small.zone);
    assert_int_equal(at(board, "targets")->count, 2);
    assert_text(text_at(board, "targets.0.metric"), "investment-signed");
    assert_text(text_at(board, "targets.0.value"), "12860000000");
    assert_text(text_at(board, "targets.0.figure.shown"), "128.60");
    assert_text(text_at(board, "targets.0.figure.shown_unit"), "亿元");
    assert_text(text_at(board, "targets.0.bound.shown"), "≥ 260");
    assert_true(null_at(board, "targets.1.metric"));
    assert_text(text_at(board, "targets.1.state"), "no_metric");
    assert_text(text_at(board, "at.on"), "2023-09-30");
    assert_true(null_at(board, "at.as_of"));
    const struct json *english = ask(bench, "/api/board?zone=%lld&year=2023&on=2023-09-30&lang=en", (long long)small.zone);
    assert_text(text_at(english, "targets.0.figure.shown_unit"), "bn yuan");
    ledger_close(small.ledger);
}

static void a_past_board_is_what_was_served_then(void **state)
{
    struct web_bench *bench = *state;
    struct small small;
    fill(bench, &small);
    struct head head;
    web_ok(bench, ledger_head(small.ledger, &head, &bench->err));
    const char *board = "/api/board?zone=all&year=2023&on=2023-09-30&as_of=%lld";
    char target[256];
    snprintf(target, sizeof target, board, (long long)head.position.n);
    struct answer before = client_get(bench, target, "");
    put(bench, small.ledger, (struct draft){ .act = ACT_CORRECT, .kind = STR("project"), .record = { small.first }, .effective = on("2023-03-14"),
        FIELDS(F("investment", "100亿")), .reason = STR("协议金额写错") });
    struct answer after = client_get(bench, target, "");
    assert_int_equal(after.status, 200);
    assert_text(after.body, str_cstr(bench->arena, before.body));
    const struct json *now = ask(bench, "/api/board?zone=all&year=2023&on=2023-09-30");
    assert_text(text_at(now, "targets.0.value"), "10860000000");
    assert_int_equal(number_at(now, "at.position"), head.position.n + 1);
    ledger_close(small.ledger);
}

static void the_page_of_a_target_opens_down_to_the_entries(void **state)
{
    struct web_bench *bench = *state;
    struct small small;
    fill(bench, &small);
    const struct json *page = ask(bench, "/api/targets/%lld?on=2023-09-30", (long long)small.target);
    assert_text(text_at(page, "source.quote"), "总投资260亿元以上");
    assert_int_equal(number_at(page, "source.line"), 2);
    assert_text(text_at(page, "source.before"), "第一行\n今年签约");
    assert_true(str_starts(text_at(page, "source.after"), STR("，办好")));
    assert_text(text_at(page, "definition.metric"), "investment-signed");
    assert_true(str_has(text_at(page, "definition.text"), STR("investment-signed")));
    assert_int_equal(number_at(page, "counts.total"), 2);
    assert_text(text_at(page, "counts.sum.value"), "12860000000");
    assert_int_equal(number_at(page, "counts.items.0.entry"), small.signing.entry.n);
    assert_int_equal(at(page, "path.months")->count, 12);
    assert_text(text_at(page, "path.month.2.value"), "12000000000");
    assert_text(text_at(page, "path.cumulative.8.value"), "12860000000");
    assert_true(null_at(page, "path.cumulative.9"));
    assert_text(text_at(page, "path.unit"), "亿元");
    assert_int_equal(number_at(page, "path.scale"), 100000000);
    assert_text(text_at(page, "history.0.act"), "add");
    const struct json *grey = ask(bench, "/api/targets/%lld", (long long)small.grey);
    assert_true(null_at(grey, "definition"));
    assert_true(null_at(grey, "counts"));
    assert_text(text_at(grey, "target.state"), "no_metric");
    ledger_close(small.ledger);
}

static void the_parts_of_a_figure_add_up_to_it_over_all_pages(void **state)
{
    struct web_bench *bench = *state;
    struct small small;
    fill(bench, &small);
    const struct json *first = ask(bench, "/api/figures/investment-signed?zone=%lld&period=2023&on=2023-09-30&limit=1", (long long)small.zone);
    assert_text(text_at(first, "figure.value"), "12860000000");
    assert_text(text_at(first, "sum.value"), "12860000000");
    assert_int_equal(at(first, "items")->count, 1);
    assert_text(text_at(first, "items.0.delta.value"), "12000000000");
    assert_text(text_at(first, "items.0.record.title"), "一号");
    const struct json *second = ask(bench, "/api/figures/investment-signed?zone=%lld&period=2023&on=2023-09-30&limit=1&cursor=%.*s",
                                    (long long)small.zone, STR_ARG(text_at(first, "next")));
    assert_text(text_at(second, "items.0.delta.value"), "860000000");
    assert_true(null_at(second, "next"));
    const struct json *march = ask(bench, "/api/figures/investment-signed?target=%lld&period=2023-03", (long long)small.target);
    assert_text(text_at(march, "figure.value"), "12000000000");
    assert_text(text_at(march, "period"), "2023-03");
    ledger_close(small.ledger);
}

static void a_page_of_a_figure_stays_as_it_was_when_entries_come_between(void **state)
{
    struct web_bench *bench = *state;
    struct small small;
    fill(bench, &small);
    const struct json *first = ask(bench, "/api/figures/projects-signed?period=2023&on=2023-09-30&limit=1");
    put(bench, small.ledger, (struct draft){ .act = ACT_DELETE, .kind = STR("project"), .record = { small.second }, .reason = STR("重复") });
    const struct json *second = ask(bench, "/api/figures/projects-signed?period=2023&on=2023-09-30&limit=1&cursor=%.*s",
                                    STR_ARG(text_at(first, "next")));
    assert_int_equal(number_at(second, "total"), 2);
    assert_text(text_at(second, "items.0.record.title"), "二号");
    ledger_close(small.ledger);
}

/* ---- records and entries ------------------------------------------------------------------------ */

static void records_are_listed_found_and_sorted(void **state)
{
    struct web_bench *bench = *state;
    struct small small;
    fill(bench, &small);
    const struct json *all = ask(bench, "/api/records/project?sort=investment");
    assert_int_equal(number_at(all, "total"), 2);
    assert_text(text_at(all, "items.0.title"), "二号");
    assert_text(text_at(all, "columns.0.name"), "name");
    assert_text(text_at(all, "items.0.stage.name"), "signed");
    assert_text(text_at(all, "items.0.day"), "2023-05-02");
    const struct json *down = ask(bench, "/api/records/project?sort=-investment&zone=%lld&stage=signed&limit=1", (long long)small.zone);
    assert_text(text_at(down, "items.0.title"), "一号");
    assert_text(text_at(down, "items.0.cells.1.record.title"), "甲区");
    const struct json *next = ask(bench, "/api/records/project?sort=-investment&zone=%lld&stage=signed&limit=1&cursor=%.*s", (long long)small.zone,
                                  STR_ARG(text_at(down, "next")));
    assert_text(text_at(next, "items.0.title"), "二号");
    assert_true(null_at(next, "next"));
    const struct json *found = ask(bench, "/api/records/project?q=%%E4%%B8%%80%%E5%%8F%%B7");
    assert_int_equal(number_at(found, "total"), 1);
    ledger_close(small.ledger);
}

static void a_record_tells_its_facts_stages_history_and_proof(void **state)
{
    struct web_bench *bench = *state;
    struct small small;
    fill(bench, &small);
    const struct json *record = ask(bench, "/api/records/project/%lld", (long long)small.first);
    assert_text(text_at(record, "title"), "一号");
    assert_text(text_at(record, "evidence.0.name"), "协议.txt");
    assert_text(text_at(record, "history.0.act"), "stage");
    assert_text(text_at(record, "history.0.effective"), "2023-03-14");
    assert_int_equal(number_at(record, "history.0.entry"), small.signing.entry.n);
    const struct json *earlier = ask(bench, "/api/records/project/%lld?as_of=%lld", (long long)small.first, (long long)small.first);
    assert_int_equal(at(earlier, "evidence")->count, 0);
    assert_int_equal(number_at(earlier, "at.position"), small.first);
    ledger_close(small.ledger);
}

static void an_entry_shows_its_hash_its_changes_and_what_it_moved(void **state)
{
    struct web_bench *bench = *state;
    struct small small;
    fill(bench, &small);
    const struct json *entry = ask(bench, "/api/entries/%lld", (long long)small.signing.entry.n);
    const struct json *before = ask(bench, "/api/entries/%lld", (long long)small.signing.entry.n - 1);
    assert_text(text_at(entry, "previous_hash"), str_cstr(bench->arena, text_at(before, "hash")));
    assert_int_equal(text_at(entry, "hash").len, 64);
    bool found = false;
    for (const struct json *moved = at(entry, "moved")->first; moved; moved = moved->next)
        if (str_eq(text_at(moved, "metric"), STR("investment-signed"))) {
            found = true;
            assert_text(text_at(moved, "delta.value"), "12000000000");
            assert_text(text_at(moved, "day"), "2023-03-14");
        }
    assert_true(found);
    const struct json *list = ask(bench, "/api/entries?limit=2");
    assert_int_equal(at(list, "items")->count, 2);
    int64_t next = number_at(list, "next");
    assert_int_equal(number_at(list, "items.1.position"), next);
    const struct json *more = ask(bench, "/api/entries?limit=2&before=%lld", (long long)next);
    assert_int_equal(number_at(more, "items.0.position"), next - 1);
    const struct json *own = ask(bench, "/api/entries?record=%lld", (long long)small.first);
    assert_int_equal(at(own, "items")->count, 2);
    assert_text(text_at(own, "items.0.act"), "stage");
    assert_text(text_at(own, "items.1.act"), "add");
    ledger_close(small.ledger);
}

static void evidence_comes_as_a_file_that_no_browser_runs(void **state)
{
    struct web_bench *bench = *state;
    struct small small;
    fill(bench, &small);
    const struct json *record = ask(bench, "/api/records/project/%lld", (long long)small.first);
    const char *path = str_cstr(bench->arena, str_format(bench->arena, "/api/evidence/%.*s", STR_ARG(text_at(record, "evidence.0.hash"))));
    struct answer answer = client_get(bench, path, "");
    assert_int_equal(answer.status, 200);
    assert_text(answer.body, "<script>alert(1)</script>");
    assert_true(str_starts(answer_header(bench->arena, &answer, "Content-Disposition"), STR("attachment")));
    assert_text(answer_header(bench->arena, &answer, "Content-Type"), "application/octet-stream");
    ledger_close(small.ledger);
}

static void undertakings_stand_beside_the_targets(void **state)
{
    struct web_bench *bench = *state;
    struct small small;
    fill(bench, &small);
    const struct json *list = ask(bench, "/api/undertakings?zone=%lld&year=2023", (long long)small.zone);
    assert_int_equal(number_at(list, "total"), 1);
    assert_text(text_at(list, "items.0.quote"), "办好实事");
    assert_text(text_at(list, "items.0.plan.title"), "安排");
    assert_text(text_at(list, "items.0.state"), "open");
    assert_int_equal(number_at(ask(bench, "/api/undertakings?year=2024"), "total"), 0);
    ledger_close(small.ledger);
}

static void a_days_work_is_what_runs_and_what_changed(void **state)
{
    struct web_bench *bench = *state;
    struct small small;
    fill(bench, &small);
    assert_int_equal(number_at(ask(bench, "/api/day?on=2023-12-30"), "counts.all"), 0); /* no day by which it is due */
    put(bench, small.ledger, (struct draft){ .act = ACT_ADD, .kind = STR("undertaking"), .effective = on("2023-01-05"),
        FIELDS(F("plan", "安排"), F("zone", "甲区"), F("quote", "接通供水"), F("period", "2023"), F("due", "2023-12-20")) });
    const struct json *day = ask(bench, "/api/day?on=2023-12-29&lang=en&zone=%lld", (long long)small.zone);
    assert_int_equal(number_at(day, "counts.overdue"), 1);
    assert_text(text_at(day, "items.0.record.title"), "接通供水");
    assert_text(text_at(day, "items.0.clock.light"), "overdue");
    assert_text(text_at(day, "items.0.clock.reason"), "Do, since 2023-01-05, due 2023-12-20, overdue by 7 working days");
    assert_text(text_at(ask(bench, "/api/records/undertaking?on=2023-12-15"), "items.0.clock.light"), "soon");
    assert_problem(client_get(bench, "/api/day?person=nobody", ""), 404, "board_person");
    assert_problem(client_get(bench, "/api/day?zone=nowhere", ""), 404, "board_zone");
    ledger_close(small.ledger);
}

static void the_model_is_told_with_its_labels(void **state)
{
    struct web_bench *bench = *state;
    const struct json *kinds = ask(bench, "/api/model/kinds?lang=en");
    const struct json *metrics = ask(bench, "/api/model/metrics");
    bool project = false, signed_investment = false;
    for (const struct json *kind = at(kinds, "items")->first; kind; kind = kind->next)
        if (str_eq(text_at(kind, "name"), STR("project"))) {
            project = true;
            assert_text(text_at(kind, "label"), "Project");
            assert_true(at(kind, "fields")->count > 10);
        }
    for (const struct json *metric = at(metrics, "items")->first; metric; metric = metric->next)
        signed_investment = signed_investment || str_eq(text_at(metric, "metric"), STR("investment-signed"));
    assert_true(project);
    assert_true(signed_investment);
}

/* ---- plans -------------------------------------------------------------------------------------- */

static const struct json *post(struct web_bench *bench, const char *target, const char *type, struct str body, int status)
{
    const char *headers = str_cstr(bench->arena, str_format(bench->arena, "X-Luodi: 1\r\nContent-Type: %s\r\n", type));
    struct answer answer = client_ask(bench, "POST", target, headers, body);
    if (answer.status != status)
        fail_msg("%s: %d %.*s", target, answer.status, STR_ARG(answer.body));
    const struct json *json = json_parse(bench->arena, answer.body, &bench->err);
    web_ok(bench, json != NULL);
    return json;
}

#define PLAN_TEXT \
    "乙市2023年工作安排\n东湾片区今年开工建设标准化厂房60万平方米，建成18万平方米。\n持续优化营商环境，做好企业服务。\n"

static void a_plan_is_read_adopted_and_read_again(void **state)
{
    struct web_bench *bench = *state;
    const struct json *read = post(bench, "/api/plans/read?year=2023&name=plan.txt", "text/plain", STR(PLAN_TEXT), 200);
    assert_text(text_at(read, "text"), PLAN_TEXT);
    int64_t statements = number_at(read, "counts.statements");
    assert_true(statements >= 2);
    assert_int_equal(at(read, "proposals")->count, statements);
    assert_true(null_at(read, "adopted"));
    assert_true(at(ask(bench, "/api/session"), "ledger.empty")->boolean); /* reading writes nothing */

    struct answer refused = client_ask(bench, "POST", "/api/plans/adopt?year=2023&name=plan.txt", "X-Luodi: 1\r\nContent-Type: text/plain\r\n", STR(PLAN_TEXT));
    assert_problem(refused, 409, "plan_zones_missing");
    const struct json *adopted = post(bench, "/api/plans/adopt?year=2023&name=plan.txt&make_zones=1", "text/plain", STR(PLAN_TEXT), 201);
    assert_true(number_at(adopted, "targets") >= 2);
    assert_true(number_at(adopted, "zones_made") >= 1);
    refused = client_ask(bench, "POST", "/api/plans/adopt?year=2023&name=plan.txt&make_zones=1", "X-Luodi: 1\r\nContent-Type: text/plain\r\n", STR(PLAN_TEXT));
    assert_problem(refused, 409, "plan_adopted");

    const struct json *plans = ask(bench, "/api/plans");
    assert_int_equal(number_at(plans, "items.0.targets"), number_at(adopted, "targets"));
    assert_text(text_at(plans, "items.0.name"), "plan.txt");
    const struct json *page = ask(bench, "/api/plans/%.*s", STR_ARG(text_at(adopted, "plan")));
    assert_text(text_at(page, "text"), PLAN_TEXT);
    assert_text(text_at(page, "adopted"), str_cstr(bench->arena, text_at(adopted, "plan")));
    assert_text(text_at(page, "plan.title"), str_cstr(bench->arena, text_at(plans, "items.0.title")));
    const struct json *target = ask(bench, "/api/targets/%.*s", STR_ARG(text_at(page, "proposals.0.target.id")));
    assert_int_equal(number_at(target, "source.line"), 2);
    assert_text(text_at(target, "target.state"), str_cstr(bench->arena, text_at(page, "proposals.0.target.state")));
    const struct json *board = ask(bench, "/api/board?zone=all&year=2023");
    assert_int_equal(at(board, "targets")->count, number_at(adopted, "targets"));
}

static void a_statement_may_be_left_out_of_a_plan(void **state)
{
    struct web_bench *bench = *state;
    const struct json *whole = post(bench, "/api/plans/read?year=2023", "text/plain", STR(PLAN_TEXT), 200);
    const struct json *adopted = post(bench, "/api/plans/adopt?year=2023&make_zones=1&skip=0", "text/plain", STR(PLAN_TEXT), 201);
    assert_int_equal(number_at(adopted, "targets"), number_at(whole, "counts.targets") - 1);
    struct answer wrong = client_ask(bench, "POST", "/api/plans/adopt?year=2023&skip=a", "X-Luodi: 1\r\n", STR(PLAN_TEXT));
    assert_problem(wrong, 400, "web_parameter");
}

static void a_text_that_is_no_text_is_refused(void **state)
{
    struct web_bench *bench = *state;
    struct answer answer = client_ask(bench, "POST", "/api/plans/read?year=2023", "X-Luodi: 1\r\n", STR("\xff\xff\xff\x00\x01"));
    assert_problem(answer, 400, "text_encoding");
    answer = client_ask(bench, "POST", "/api/plans/read?year=2023&type=poem", "X-Luodi: 1\r\n", STR(PLAN_TEXT));
    assert_problem(answer, 400, "web_parameter");
    answer = client_ask(bench, "POST", "/api/plans/adopt?year=2023", "X-Luodi: 1\r\n", STR("你好。\n"));
    assert_problem(answer, 422, "plan_empty");
}

/* ---- workbooks ---------------------------------------------------------------------------------- */

static void rows_come_in_all_or_none_and_the_bad_ones_go_back(void **state)
{
    struct web_bench *bench = *state;
    struct small small;
    fill(bench, &small);
    struct str good = STR("项目名称,所属园区,总投资（万元）,备注二\n四号,甲区,5000,x\n五号,甲区,6000,y\n");
    struct str bad = STR("项目名称,所属园区,总投资（万元）\n六号,甲区,很多\n七号,甲区,7000\n");
    const char *type = "application/octet-stream";
    const struct json *preview = post(bench, "/api/import/project?name=a.csv&preview=1", type, good, 200);
    assert_int_equal(number_at(preview, "added"), 2);
    assert_false(at(preview, "written")->boolean);
    assert_int_equal(number_at(ask(bench, "/api/records/project"), "total"), 2);
    const struct json *report = post(bench, "/api/import/project?name=a.csv", type, good, 200);
    assert_true(at(report, "written")->boolean);
    assert_int_equal(number_at(ask(bench, "/api/records/project"), "total"), 4);

    const struct json *refused = post(bench, "/api/import/project?name=b.csv&lang=en", type, bad, 422);
    assert_false(at(refused, "written")->boolean);
    assert_int_equal(number_at(refused, "refused"), 1);
    assert_int_equal(number_at(refused, "bad.0.row"), 2);
    assert_text(text_at(refused, "bad.0.cell"), "C2");
    assert_int_equal(number_at(ask(bench, "/api/records/project"), "total"), 4);
    struct answer workbook = client_get(bench, str_cstr(bench->arena, text_at(refused, "bad_workbook")), "");
    assert_int_equal(workbook.status, 200);
    assert_true(str_starts(workbook.body, STR("PK")));

    const struct json *rest = post(bench, "/api/import/project?name=b.csv&good_rows=1", type, bad, 200);
    assert_true(at(rest, "written")->boolean);
    assert_int_equal(number_at(rest, "added"), 1);
    assert_int_equal(number_at(ask(bench, "/api/records/project"), "total"), 5);
    ledger_close(small.ledger);
}

static void a_template_comes_out_and_goes_in(void **state)
{
    struct web_bench *bench = *state;
    struct answer answer = client_get(bench, "/api/template/project.xlsx", "");
    assert_int_equal(answer.status, 200);
    assert_true(str_starts(answer.body, STR("PK")));
    assert_true(str_has(answer_header(bench->arena, &answer, "Content-Disposition"), STR("project.xlsx")));
    struct answer empty = client_ask(bench, "POST", "/api/import/project?name=t.xlsx", "X-Luodi: 1\r\n", answer.body);
    assert_problem(empty, 400, "sheet_no_rows"); /* it is read, and has nothing in it yet */
    assert_problem(client_get(bench, "/api/template/nothing.xlsx", ""), 404, "web_no_kind");
    assert_problem(client_get(bench, "/api/import/bad/0123456789abcdef0123456789abcdef.xlsx", ""), 404, "web_not_found");
    struct answer broken = client_ask(bench, "POST", "/api/import/project?name=a.xlsx", "X-Luodi: 1\r\n", STR("PK\x03\x04 and no more"));
    assert_problem(broken, 400, "sheet_damaged");
}

/* ---- tags, refusals ----------------------------------------------------------------------------- */

static void a_read_is_answered_again_only_when_the_ledger_has_moved(void **state)
{
    struct web_bench *bench = *state;
    struct small small;
    fill(bench, &small);
    struct answer first = client_get(bench, "/api/records/project", "");
    struct str tag = answer_header(bench->arena, &first, "ETag");
    assert_text(answer_header(bench->arena, &first, "Cache-Control"), "no-cache, private");
    const char *header = str_cstr(bench->arena, str_format(bench->arena, "If-None-Match: %.*s\r\n", STR_ARG(tag)));
    assert_int_equal(client_get(bench, "/api/records/project", header).status, 304);
    assert_int_equal(client_get(bench, "/api/records/project?lang=en", header).status, 200);
    put(bench, small.ledger, (struct draft){ .act = ACT_ADD, .kind = STR("project"), FIELDS(F("name", "三号"), F("zone", "甲区")) });
    assert_int_equal(client_get(bench, "/api/records/project", header).status, 200);
    ledger_close(small.ledger);
}

static void bad_questions_are_refused_by_name(void **state)
{
    struct web_bench *bench = *state;
    struct small small;
    fill(bench, &small);
    static const struct { const char *target; int status; const char *code; } table[] = {
        { "/api/records/nothing", 404, "web_no_kind" },
        { "/api/records/project/999999", 404, "web_no_record" },
        { "/api/records/project/abc", 404, "web_no_record" },
        { "/api/records/project/-1", 404, "web_no_record" },
        { "/api/records/project?colour=red", 400, "web_no_field" },
        { "/api/records/project?sort=colour", 400, "web_no_field" },
        { "/api/records/project?stage=none", 400, "web_parameter" },
        { "/api/records/project?limit=0", 400, "web_parameter" },
        { "/api/records/project?limit=201", 400, "web_parameter" },
        { "/api/records/project?cursor=x", 400, "web_parameter" },
        { "/api/records/project?on=2023-02-30", 400, "web_parameter" },
        { "/api/records/project?as_of=999999", 400, "board_as_of" },
        { "/api/records/project?cursor=999999.0", 400, "web_parameter" },
        { "/api/figures/nothing", 404, "web_no_metric" },
        { "/api/figures/projects-signed?period=soon", 400, "web_parameter" },
        { "/api/entries/0", 404, "web_no_entry" },
        { "/api/entries/999999", 404, "web_no_entry" },
        { "/api/entries?before=x", 400, "web_parameter" },
        { "/api/targets/abc", 404, "web_no_record" },
        { "/api/evidence/abc", 404, "web_not_found" },
        { "/api/board?year=soon", 400, "web_parameter" },
        { "/api/board?zone=%E4%B9%99", 404, "board_zone" },
        { "/api/targets/1", 404, "board_target" },
    };
    for (size_t i = 0; i < ARRAY_COUNT(table); i++) {
        struct answer answer = client_get(bench, table[i].target, "");
        if (answer.status != table[i].status)
            print_error("%s\n", table[i].target);
        assert_problem(answer, table[i].status, table[i].code);
    }
    ledger_close(small.ledger);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, api_set_up, web_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(nothing_but_the_session_is_answered_to_a_stranger),
        CASE(an_empty_ledger_says_so),
        CASE(the_session_says_where_to_begin),
        CASE(the_board_shows_every_target_measured_or_not),
        CASE(a_past_board_is_what_was_served_then),
        CASE(the_page_of_a_target_opens_down_to_the_entries),
        CASE(the_parts_of_a_figure_add_up_to_it_over_all_pages),
        CASE(a_page_of_a_figure_stays_as_it_was_when_entries_come_between),
        CASE(records_are_listed_found_and_sorted),
        CASE(a_record_tells_its_facts_stages_history_and_proof),
        CASE(an_entry_shows_its_hash_its_changes_and_what_it_moved),
        CASE(evidence_comes_as_a_file_that_no_browser_runs),
        CASE(undertakings_stand_beside_the_targets),
        CASE(a_days_work_is_what_runs_and_what_changed),
        CASE(the_model_is_told_with_its_labels),
        CASE(a_plan_is_read_adopted_and_read_again),
        CASE(a_statement_may_be_left_out_of_a_plan),
        CASE(a_text_that_is_no_text_is_refused),
        CASE(rows_come_in_all_or_none_and_the_bad_ones_go_back),
        CASE(a_template_comes_out_and_goes_in),
        CASE(a_read_is_answered_again_only_when_the_ledger_has_moved),
        CASE(bad_questions_are_refused_by_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
