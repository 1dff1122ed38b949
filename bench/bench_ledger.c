/*
 * bench_ledger.c - our side of what is done to a ledger, and the maker of ledgers to measure on.
 *
 *     bench-ledger make NAME COUNT [WHAT]  a ledger NAME of COUNT records in the data folder, kept
 * between runs; WHAT: projects (the usual), signed (each with a signing), months (firms' months)
 *     bench-ledger append NAME BASE GROUP  appends to a copy of BASE, timed: rows or stage, see
 * `append_one`; leaves NAME-GROUP.before.db and .after.db for bench-floor-ledger bench-ledger
 * verify|rebuild|open NAME bench-ledger tick FOLDER             one entry a second until killed
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/must.h"
#include "bench.h"
#include "ledger/ledger.h"
#include "made.h"

enum { GROUP = 64, MONTHS = 36 };

struct maker {
    struct bench bench;
    struct arena *scratch;
    struct clock clock;
    struct ledger *ledger;
    struct rng rng;
    struct err err;
    int64_t step_us;           /* the clock's, for each entry */
    int64_t enterprise, month; /* of months: the firm that is under way */
};

static bool fails(struct maker *maker)
{
    (void)bench_fail(&maker->bench, &maker->err);
    _exit(3);
}

static struct ledger_options options_of(struct maker *maker, struct str folder)
{
    struct str source = str_from(getenv("BENCH_SOURCE"));
    return (struct ledger_options){
        .folder = folder,
        .clock = &maker->clock,
        .hash = HASH_SM3,
        .shipped_model =
            path_join(maker->bench.arena, source.len ? source : STR("."), STR("model")),
    };
}

/* The clock goes on from the last entry. */
static void open_ledger(struct maker *maker, struct str folder)
{
    struct ledger_options options = options_of(maker, folder);
    struct head head;
    if (!ledger_open(&options, &maker->ledger, &maker->err) ||
        !ledger_head(maker->ledger, &head, &maker->err))
        fails(maker);
    maker->clock.fixed = head.recorded;
}

/* ---- drafts
 * --------------------------------------------------------------------------------------- */

static const struct draft_evidence paper = { .name = STR_INIT("协议.txt"),
                                             .media_type = STR_INIT("text/plain"),
                                             .bytes = STR_INIT("invented, for measuring") };

static struct str number(struct maker *maker, const char *format, int64_t n)
{
    return str_format(maker->scratch, format, (long long)n);
}

static struct receipt append(struct maker *maker, struct draft draft)
{
    struct receipt receipt;
    draft.source = STR("bench");
    maker->clock.fixed.us += maker->step_us;
    if (!ledger_append(maker->ledger, &draft, 1, &receipt, NULL, &maker->err))
        fails(maker);
    return receipt;
}

static void append_zone(struct maker *maker, struct str name, struct str type, int64_t parent,
                        int64_t wanted)
{
    struct draft_field fields[] = { { STR("name"), name },
                                    { STR("type"), type },
                                    { STR("parent"), number(maker, "#%lld", parent) } };
    struct receipt receipt =
        append(maker, (struct draft){ .act = ACT_ADD,
                                      .kind = STR("zone"),
                                      .effective = { day_from(2019, 1, 1), PRECISION_DAY },
                                      .fields = fields,
                                      .field_count = parent ? 3 : 2 });
    must(receipt.record.n == wanted);
}

/* The days of its stages end on the day on which it is told. */
static void date_back(struct maker *maker, struct made_project *project, int reached)
{
    int32_t shift = instant_day(maker->clock.fixed).n - project->days[reached ? reached - 1 : 0].n;
    for (int s = 0; s < MADE_STAGES; s++)
        project->days[s].n += shift;
}

static void append_project(struct maker *maker, int64_t i, bool with_stages, bool signed_only)
{
    struct made_project project = made_project(maker->scratch, &maker->rng, i);
    struct draft_field fields[] = {
        { STR("name"), project.name },
        { STR("zone"), number(maker, "#%lld", MADE_ZONE_ID + project.zone) },
        { STR("industry"), project.industry },
        { STR("investor"), project.investor },
        { STR("investment"), number(maker, "%lld", project.investment_wan) },
        { STR("planned_start"), STR("2023-05-01") },
    };
    struct draft_stage stages[MADE_STAGES];
    int reached = !with_stages ? 0 : signed_only ? 2 : project.stages;
    date_back(maker, &project, reached);
    for (int s = 0; s < reached; s++)
        stages[s] = (struct draft_stage){ str_from(made_stage_names[s]),
                                          { project.days[s], PRECISION_DAY } };
    (void)append(maker, (struct draft){ .act = ACT_ADD,
                                        .kind = STR("project"),
                                        .effective = { project.days[0], PRECISION_DAY },
                                        .fields = fields,
                                        .field_count = sizeof fields / sizeof *fields,
                                        .stages = stages,
                                        .stage_count = (size_t)reached,
                                        .evidence = &paper,
                                        .evidence_count = reached ? 1 : 0 });
}

/* A plan for each year, with targets for the first zone over what projects do. */
static void append_plan(struct maker *maker, int year)
{
    static const char *const metrics[] = {
        "projects-signed",        "investment-signed",   "projects-signed-100m",
        "projects-signed-1bn",    "months-with-signing", "projects-started",
        "investment-started",     "months-with-start",   "projects-completed",
        "projects-in-production", "start-rate",          "landing-rate",
        "projects-lost",          "leads-new",           "projects-under-construction",
        "projects-overdue",
    };
    struct str year_text = str_format(maker->scratch, "%d", year);
    struct date day = { day_from(2019, 12, 31), PRECISION_DAY };
    struct draft_field of_plan[] = { { STR("title"), str_format(maker->scratch, "%d年安排", year) },
                                     { STR("year"), year_text } };
    struct receipt plan = append(maker, (struct draft){ .act = ACT_ADD,
                                                        .kind = STR("plan"),
                                                        .effective = day,
                                                        .fields = of_plan,
                                                        .field_count = 2 });
    for (size_t i = 0; i < sizeof metrics / sizeof *metrics; i++) {
        struct draft_field fields[] = {
            { STR("plan"), number(maker, "#%lld", plan.record.n) },
            { STR("number"), number(maker, "%lld", (int64_t)i + 1) },
            { STR("label"), str_from(metrics[i]) },
            { STR("metric"), str_from(metrics[i]) },
            { STR("zone"), number(maker, "#%lld", MADE_ZONE_ID) },
            { STR("period"), year_text },
            { STR("op"), STR("ge") },
            { STR("value"), STR("1000") },
            { STR("state"), STR("adopted") },
        };
        (void)append(maker, (struct draft){ .act = ACT_ADD,
                                            .kind = STR("target"),
                                            .effective = day,
                                            .fields = fields,
                                            .field_count = sizeof fields / sizeof *fields });
    }
}

/* A unified credit code with its check character (GB 32100-2015). */
static struct str credit_code(struct maker *maker, int64_t i)
{
    static const char letters[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    static const int weights[] = { 1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28 };
    char code[19] = "91512000MA";
    int sum = 0;
    /* The last nine of an organisation's number with a check digit of its own (GB 11714): weights 3
     * 7 9 10 5 8 4 2. */
    static const int inner[] = { 3, 7, 9, 10, 5, 8, 4, 2 };
    char organisation[32];
    snprintf(organisation, sizeof organisation, "MA%06lld", (long long)(i % 1000000));
    int inner_sum = 0;
    for (int k = 0; k < 8; k++) {
        char c = organisation[k];
        inner_sum += (c <= '9' ? c - '0' : c - 'A' + 10) * inner[k];
    }
    int check = 11 - inner_sum % 11;
    snprintf(code + 8, sizeof code - 8, "%.8s%c", organisation,
             check == 10   ? 'X'
             : check == 11 ? '0'
                           : (char)('0' + check));
    for (int k = 0; k < 17; k++)
        sum += (int)(strchr(letters, code[k]) - letters) * weights[k];
    code[17] = letters[(31 - sum % 31) % 31];
    code[18] = '\0';
    return str_copy(maker->scratch, str_from(code));
}

static void append_enterprise(struct maker *maker, int64_t i)
{
    struct draft_field fields[] = {
        { STR("name"), number(maker, "甲市第%lld精密制造有限公司", i) },
        { STR("uscc"), credit_code(maker, i) },
        { STR("zone"), number(maker, "#%lld", MADE_ZONE_ID + i % MADE_ZONES) },
        { STR("industry"), STR("C3670") },
    };
    maker->enterprise =
        append(maker, (struct draft){ .act = ACT_ADD,
                                      .kind = STR("enterprise"),
                                      .effective = { day_from(2020, 1, 1), PRECISION_DAY },
                                      .fields = fields,
                                      .field_count = sizeof fields / sizeof *fields })
            .record.n;
    maker->month = 0;
}

static void append_month(struct maker *maker, int64_t i)
{
    if (maker->month == 0 || maker->month == MONTHS)
        append_enterprise(maker, i / MONTHS);
    int32_t month = month_from(2021, 1) + (int32_t)maker->month++;
    struct draft_field fields[] = {
        { STR("enterprise"), number(maker, "#%lld", maker->enterprise) },
        { STR("month"), str_format(maker->scratch, "%d-%02d", month / 12, month % 12 + 1) },
        { STR("output"), number(maker, "%lld", rng_between(&maker->rng, 50, 20000)) },
        { STR("revenue"), number(maker, "%lld", rng_between(&maker->rng, 50, 20000)) },
        { STR("tax"), number(maker, "%lld", rng_between(&maker->rng, 1, 900)) },
        { STR("employees"), number(maker, "%lld", rng_between(&maker->rng, 3, 900)) },
        { STR("power"), number(maker, "%lld", rng_between(&maker->rng, 900, 900000)) },
    };
    (void)append(maker, (struct draft){ .act = ACT_ADD,
                                        .kind = STR("enterprise-month"),
                                        .effective = { month_last(month), PRECISION_MONTH },
                                        .fields = fields,
                                        .field_count = sizeof fields / sizeof *fields });
}

/* ---- making
 * --------------------------------------------------------------------------------------- */

static void group_begin(struct maker *maker)
{
    if (!ledger_group_begin(maker->ledger, &maker->err))
        fails(maker);
}

static void group_commit(struct maker *maker)
{
    if (!ledger_group_commit(maker->ledger, &maker->err))
        fails(maker);
    arena_reset(maker->scratch);
}

static void make_records(struct maker *maker, int64_t count, struct str what)
{
    bool months = str_eq(what, STR("months")), signed_only = str_eq(what, STR("signed"));
    append_zone(maker, STR("甲市"), STR("city"), 0, MADE_CITY_ID);
    for (int i = 0; i < MADE_ZONES; i++)
        append_zone(maker, str_from(made_zone_names[i]), STR("zone"), MADE_CITY_ID,
                    MADE_ZONE_ID + i);
    for (int year = 2020; !signed_only && year <= 2023; year++)
        append_plan(maker, year);
    for (int64_t i = 0; i < count;) {
        group_begin(maker);
        for (int k = 0; k < GROUP * 8 && i < count; k++, i++)
            if (months)
                append_month(maker, i);
            else
                append_project(maker, i, true, signed_only);
        group_commit(maker);
        if (isatty(2) && i % (GROUP * 8 * 20) == 0)
            fprintf(stderr, "\r%lld of %lld", (long long)i, (long long)count);
    }
}

static void run_shell(struct maker *maker, const char *format, struct str a, struct str b)
{
    const char *text = str_format(maker->bench.arena, format, STR_ARG(a), STR_ARG(b)).ptr;
    must(system(text) == 0);
}

/* It is there, and made with these definitions: else it could not be opened. */
static bool is_kept(struct maker *maker, struct str folder)
{
    struct ledger_options options = options_of(maker, folder);
    struct ledger *ledger;
    struct err ignored;
    err_init(&ignored);
    if (!folder_exists(folder) || !ledger_open(&options, &ledger, &ignored))
        return false;
    ledger_close(ledger);
    return true;
}

static int make(struct maker *maker, struct str name, int64_t count, struct str what)
{
    struct str folder = bench_path(&maker->bench, name),
               part = str_join(maker->bench.arena, folder, STR(".part"));
    if (is_kept(maker, folder)) {
        bench_say(&maker->bench, "kept", 1);
        return bench_end(&maker->bench);
    }
    run_shell(maker, "rm -rf '%.*s' '%.*s'", part, folder);
    int64_t few = count / 100 > 1000 ? count / 100 : count < 1000 ? count : 1000;
    count = bench_size(&maker->bench, few, count, count);
    struct ledger_options options = options_of(maker, part);
    if (!ledger_make(maker->bench.arena, &options, &maker->err))
        fails(maker);
    open_ledger(maker, part);
    /* The entries are spread over four years, so that a past position is a past day. */
    maker->clock.fixed.us = INT64_C(1577808000000000); /* 2020-01-01 in UTC+8 */
    maker->step_us = INT64_C(126000000000000) / (count + 72);
    double began = bench_now_s();
    make_records(maker, count, what);
    double took = bench_now_s() - began;
    ledger_close(maker->ledger);
    must(rename(part.ptr, folder.ptr) == 0);
    bench_say(&maker->bench, "make_rate", (double)count / took);
    return bench_end(&maker->bench);
}

/* ---- appending
 * ------------------------------------------------------------------------------------ */

/* rows: a project without stages. stage: the next project of the base has its framework agreement,
 * which moves one metric. */
static void append_one(struct maker *maker, bool stage, int64_t i)
{
    if (!stage) {
        append_project(maker, 10000000 + i, false, false);
        return;
    }
    (void)append(maker, (struct draft){
                            .act = ACT_STAGE,
                            .kind = STR("project"),
                            .record = { MADE_ZONE_ID + MADE_ZONES + i },
                            .stage = STR("framework"),
                            .effective = { day_from(2023, 1, 1 + (int)(i % 28)), PRECISION_DAY } });
}

static int append_timed(struct maker *maker, struct str name, struct str base, int64_t group)
{
    bool stage = str_eq(name, STR("stage"));
    int64_t count = group == 1 ? bench_size(&maker->bench, 64, 1000, 4000)
                               : bench_size(&maker->bench, 640, 12800, 19200);
    struct arena *a = maker->bench.arena;
    struct str trial = bench_path(&maker->bench, STR("trial")),
               from = bench_path(&maker->bench, base);
    struct str label = str_format(a, "%.*s-%lld", STR_ARG(name), (long long)group);
    run_shell(maker, "rm -rf '%.*s'; cp -r '%.*s' \"$BENCH_DATA/trial\"; sync", trial, from);
    run_shell(maker, "cp \"$BENCH_DATA/trial/ledger.db\" \"$BENCH_DATA/%.*s.before.db\"%.*s", label,
              STR(""));
    open_ledger(maker, trial);
    double began = bench_now_s();
    for (int64_t i = 0; i < count;) {
        if (group > 1)
            group_begin(maker);
        for (int64_t k = 0; k < group && i < count; k++, i++)
            append_one(maker, stage, i);
        if (group > 1)
            group_commit(maker);
        arena_reset(maker->scratch);
    }
    double took = bench_now_s() - began;
    ledger_close(maker->ledger);
    run_shell(maker, "cp \"$BENCH_DATA/trial/ledger.db\" \"$BENCH_DATA/%.*s.after.db\"%.*s", label,
              STR(""));
    bench_say(&maker->bench, "rate", (double)count / took);
    return bench_end(&maker->bench);
}

static int keep(struct maker *maker, const char *verb, struct str folder)
{
    double began = bench_now_s();
    open_ledger(maker, folder);
    double opened = bench_now_s();
    struct verify_report report = { 0 };
    if (strcmp(verb, "verify") == 0 && !ledger_verify(maker->ledger, NULL, &report, &maker->err))
        fails(maker);
    if (strcmp(verb, "rebuild") == 0 && !ledger_rebuild(maker->ledger, NULL, &maker->err))
        fails(maker);
    struct head head;
    if (!ledger_head(maker->ledger, &head, &maker->err))
        fails(maker);
    double done = bench_now_s();
    ledger_close(maker->ledger);
    bench_say(&maker->bench, "seconds", done - (strcmp(verb, "open") == 0 ? began : opened));
    bench_say(&maker->bench, "entries", (double)head.position.n);
    bench_say(&maker->bench, "contributions", (double)report.contributions);
    return bench_end(&maker->bench);
}

static _Noreturn void tick(struct maker *maker, struct str folder)
{
    open_ledger(maker, folder);
    struct head head;
    if (!ledger_head(maker->ledger, &head, &maker->err))
        fails(maker);
    for (int64_t i = head.position.n;; i++) {
        append_project(maker, 20000000 + i, false, false);
        arena_reset(maker->scratch);
        sleep(1);
    }
}

int main(int argc, char **argv)
{
    struct arena *arena = arena_new();
    struct maker *maker = ARENA_NEW(arena, struct maker);
    bench_begin(&maker->bench);
    maker->scratch = arena_new();
    clock_init_fixed(&maker->clock, (struct instant){ INT64_C(1696118400000000) });
    maker->step_us = 1000;
    rng_init(&maker->rng, 20230930);
    err_init(&maker->err);
    const char *verb = argc > 1 ? argv[1] : "";
    int64_t n = 0;
    if (strcmp(verb, "make") == 0 && argc >= 4 && str_to_int(str_from(argv[3]), &n))
        return make(maker, str_from(argv[2]), n, str_from(argc > 4 ? argv[4] : ""));
    if (strcmp(verb, "append") == 0 && argc == 5 && str_to_int(str_from(argv[4]), &n))
        return append_timed(maker, str_from(argv[2]), str_from(argv[3]), n);
    if (argc == 3 &&
        (strcmp(verb, "verify") == 0 || strcmp(verb, "rebuild") == 0 || strcmp(verb, "open") == 0))
        return keep(maker, verb, bench_path(&maker->bench, str_from(argv[2])));
    if (strcmp(verb, "tick") == 0 && argc == 3)
        tick(maker, str_from(argv[2]));
    fprintf(stderr, "usage: bench-ledger make|append|verify|rebuild|open|tick ...\n");
    return 2;
}
