/*
 * ledger_year.h - a seeded year of a zone's life: every act, late and vague days, corrections, things taken back,
 * records that move, lists, closings, slices, and definitions changed on the way. The same seed gives the same entries.
 */
#ifndef LUODI_TESTS_LEDGER_YEAR_H
#define LUODI_TESTS_LEDGER_YEAR_H

#include "base/file.h"
#include "base/rng.h"
#include "fixture.h"

enum { YEAR_RECORDS_MAX = 4000 };

struct year_ids { int64_t items[YEAR_RECORDS_MAX]; size_t count; };

struct year {
    struct fixture *f;
    struct rng rng;
    struct arena *arena;          /* of one draft */
    struct year_ids projects, firms, sites, leases, lists, targets, titles, months, works, series, duties;
    int64_t city, zones[2], parks[2], plan, department;
    int64_t made, accepted, refused_count;
    enum err_code refused_last;
};

/* ---- chance ---------------------------------------------------------------------------------------- */

static inline int64_t below(struct year *y, int64_t n)
{
    return (int64_t)rng_below(&y->rng, (uint64_t)n);
}

static inline bool chance(struct year *y, int percent)
{
    return below(y, 100) < percent;
}

static inline int64_t one_of(struct year *y, const struct year_ids *ids)
{
    return ids->count ? ids->items[below(y, (int64_t)ids->count)] : 0;
}

static inline struct str pick(struct year *y, const char *const *words, size_t count)
{
    return str_from(words[below(y, (int64_t)count)]);
}
#define PICK(y, ...) pick(y, (const char *const[]){ __VA_ARGS__ }, sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(char *))

static inline struct day year_today(struct year *y)
{
    return instant_day(y->f->clock.fixed);
}

/* Most things are told within days, some months late; some days are known by month or quarter only. */
static inline struct date some_day(struct year *y)
{
    struct date date = { { year_today(y).n - (int32_t)below(y, chance(y, 20) ? 200 : 12) }, PRECISION_DAY };
    if (chance(y, 6))
        date = (struct date){ day_month_end(date.day), PRECISION_MONTH };
    else if (chance(y, 4))
        date = (struct date){ month_last(month_of(date.day) / 3 * 3 + 2), PRECISION_QUARTER };
    return date;
}

static inline struct str some_month(struct year *y)
{
    int32_t month = month_of(year_today(y)) - (int32_t)below(y, chance(y, 15) ? 20 : 3);
    return str_format(y->arena, "%d-%02d", month / 12, month % 12 + 1);
}

static inline struct str some_money(struct year *y)
{
    return str_format(y->arena, "%lld.%02lld", (long long)below(y, chance(y, 20) ? 400000 : 20000) + 1, (long long)below(y, 100));
}

static inline struct str number_ref(struct year *y, int64_t id)
{
    return str_format(y->arena, "#%lld", (long long)id);
}

static inline struct str some_zone(struct year *y)
{
    return number_ref(y, y->zones[below(y, 2)]);
}

static inline struct str some_sector(struct year *y)
{
    return PICK(y, "food", "new_materials", "vehicles", "electronics");
}

/* A credit code whose check characters fit: the last two are tried until it does. */
static inline struct str some_code(struct year *y)
{
    static const char letters[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    char text[32];
    snprintf(text, sizeof text, "91512000MA%06lld00", (long long)below(y, 1000000));
    for (size_t a = 0; a < sizeof letters - 1; a++)
        for (size_t b = 0; b < sizeof letters - 1; b++) {
            text[16] = letters[a];
            text[17] = letters[b];
            if (uscc_valid(str_from(text)))
                return str_copy(y->arena, str_from(text));
        }
    fail_msg("no credit code");
    return (struct str){ 0 };
}

/* ---- saying it ---------------------------------------------------------------------------------------- */

static inline void year_tick(struct year *y, int64_t minutes)
{
    y->f->clock.fixed.us += (minutes * 60 + below(y, 60) + 1) * 1000000;
}

/* What is refused is refused for a reason that this year gives on purpose or by chance. */
static inline void year_refused(struct year *y, const struct err *err)
{
    static const enum err_code expected[] = { ERR_STAGE_SKIPPED, ERR_STAGE_ENDED, ERR_STAGE_NOT_REACHED, ERR_CHECK_FAILED,
        ERR_LEDGER_DUPLICATE, ERR_LEDGER_RECORD, ERR_LEDGER_REF, ERR_LEDGER_SLICE, ERR_LEDGER_METRIC, ERR_FEEL_NAME };
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
        if (err->code == expected[i]) {
            y->refused_count++;
            y->refused_last = err->code;
            return;
        }
    err_copy(&y->f->err, err);
    fixture_say(y->f);
    fail_msg("refused for no good reason");
}

static inline int64_t tell(struct year *y, struct draft draft, struct year_ids *ids)
{
    struct receipt receipt;
    struct err err;
    err_init(&err);
    y->made++;
    if (!draft.source.len)
        draft.source = STR("a seeded year");
    if (!ledger_append(y->f->ledger, &draft, 1, &receipt, NULL, &err)) {
        year_refused(y, &err);
        return 0;
    }
    y->accepted++;
    if (ids && ids->count < YEAR_RECORDS_MAX)
        ids->items[ids->count++] = receipt.record.n;
    return receipt.record.n;
}

#define GIVEN(...) .fields = (struct draft_field[]){ __VA_ARGS__ }, \
    .field_count = sizeof((struct draft_field[]){ __VA_ARGS__ }) / sizeof(struct draft_field)
#define G(name, text) { STR(name), text }

/* ---- projects -------------------------------------------------------------------------------------------- */

static const char *const year_stages[] = { "lead", "packaged", "negotiating", "framework", "signed", "filed", "landed", "land_supplied",
    "started", "fai_entered", "under_construction", "fitting_out", "completed", "in_production", "at_capacity", "suspended", "terminated",
    "lost", "bond_packaged", "bond_reviewed", "bond_issued", "pf_listed" };

static inline void add_project(struct year *y)
{
    struct draft_stage stages[4];
    size_t count = (size_t)below(y, 4);
    struct date last = some_day(y);
    static const char *const first[] = { "negotiating", "signed", "started" };
    for (size_t i = 0; i < count; i++) /* the last is the one just told */
        stages[i] = (struct draft_stage){ str_from(first[i]), { { last.day.n - 20 * (int32_t)(count - i - 1) }, last.precision } };
    tell(y, (struct draft){ .act = ACT_ADD, .kind = STR("project"), .effective = { { last.day.n - 70 }, PRECISION_DAY },
        GIVEN(G("name", str_format(y->arena, "项目%lld", (long long)y->made)), G("zone", some_zone(y)), G("investment", some_money(y)),
              G("sector", some_sector(y)), G("top500", chance(y, 20) ? STR("yes") : STR("no")), G("bond_amount", STR("500")),
              G("park", number_ref(y, y->parks[below(y, 2)])), G("source", PICK(y, "local", "other_province", "foreign")),
              G("land_area", STR("37.5")), G("planned_completion", STR("2023-08-15"))),
        .stages = stages, .stage_count = count, PAPER }, &y->projects);
}

static inline void stage_project(struct year *y)
{
    tell(y, (struct draft){ .act = ACT_STAGE, .kind = STR("project"), .record = { one_of(y, &y->projects) },
        .stage = pick(y, year_stages, sizeof year_stages / sizeof *year_stages), .effective = some_day(y), .reason = STR("told so"), PAPER }, NULL);
}

static inline void unstage_project(struct year *y)
{
    struct date day = some_day(y);
    if (chance(y, 50))
        day = (struct date){ DAY_NONE, PRECISION_DAY };
    tell(y, (struct draft){ .act = ACT_UNSTAGE, .kind = STR("project"), .record = { one_of(y, &y->projects) },
        .stage = PICK(y, "signed", "started", "completed", "negotiating"), .effective = day, .reason = STR("told wrongly") }, NULL);
}

static inline void change_project(struct year *y)
{
    struct draft draft = { .act = chance(y, 40) ? ACT_CORRECT : ACT_CHANGE, .kind = STR("project"), .effective = some_day(y),
                           .record = { one_of(y, &y->projects) }, .reason = STR("a better figure") };
    struct draft_field field = { STR("investment"), some_money(y) };
    int64_t what = below(y, 6);
    if (what == 1)
        field = (struct draft_field){ STR("zone"), some_zone(y) };
    else if (what == 2)
        field = (struct draft_field){ STR("sector"), chance(y, 20) ? STR("") : some_sector(y) };
    else if (what == 3)
        field = (struct draft_field){ STR("not_counted"), chance(y, 50) ? STR("") : STR("second_phase") };
    else if (what == 4)
        field = (struct draft_field){ STR("planned_completion"), PICK(y, "2023-05-01", "2023-07-20", "2023年3月", "2024-02-01") };
    else if (what == 5) /* the size's word is a field of some definitions only */
        field = kind_field(model_kind(ledger_model(y->f->ledger), STR("project")), STR("size_word"))
            ? (struct draft_field){ STR("size_word"), PICK(y, "big", "small", "") } : (struct draft_field){ STR("note"), STR("nothing that counts") };
    draft.fields = &field;
    draft.field_count = 1;
    tell(y, draft, NULL);
}

static inline void month_of_project(struct year *y)
{
    if (chance(y, 70) || !y->works.count)
        tell(y, (struct draft){ .act = ACT_ADD, .kind = STR("project-month"), .effective = some_day(y),
            GIVEN(G("project", number_ref(y, one_of(y, &y->projects))), G("month", some_month(y)), G("invested", some_money(y)),
                  G("funds_in", some_money(y))) }, &y->works);
    else
        tell(y, (struct draft){ .act = chance(y, 50) ? ACT_CORRECT : ACT_CHANGE, .kind = STR("project-month"), .record = { one_of(y, &y->works) },
            .effective = some_day(y), GIVEN(G("invested", chance(y, 20) ? STR("-3.5") : some_money(y))), .reason = STR("recounted") }, NULL);
}

/* ---- firms ------------------------------------------------------------------------------------------------- */

static inline void add_firm(struct year *y)
{
    struct draft_stage stages[] = { { STR("registered"), some_day(y) }, { STR("above_scale"), some_day(y) } };
    tell(y, (struct draft){ .act = ACT_ADD, .kind = STR("enterprise"), .effective = on("2022-01-01"),
        GIVEN(G("name", str_format(y->arena, "企业%lld", (long long)y->made)), G("uscc", some_code(y)), G("zone", some_zone(y)),
              G("sector", some_sector(y)), G("leading", chance(y, 50) ? STR("yes") : STR("no")), G("four_above_type", STR("industry"))),
        .stages = stages, .stage_count = (size_t)below(y, 3) }, &y->firms);
}

static inline void change_firm(struct year *y)
{
    if (chance(y, 40)) {
        tell(y, (struct draft){ .act = ACT_STAGE, .kind = STR("enterprise"), .record = { one_of(y, &y->firms) }, .effective = some_day(y),
            .stage = PICK(y, "above_scale", "exit_scale", "converted", "registered", "closed"), .reason = STR("the directory says so") }, NULL);
        return;
    }
    struct draft_field field = { STR("sector"), some_sector(y) };
    if (chance(y, 40))
        field = (struct draft_field){ STR("zone"), some_zone(y) };
    else if (chance(y, 30))
        field = (struct draft_field){ STR("leading"), chance(y, 50) ? STR("yes") : STR("no") };
    tell(y, (struct draft){ .act = chance(y, 50) ? ACT_CORRECT : ACT_CHANGE, .kind = STR("enterprise"), .record = { one_of(y, &y->firms) },
        .effective = some_day(y), .fields = &field, .field_count = 1, .reason = STR("moved") }, NULL);
}

static inline void month_of_firm(struct year *y)
{
    if (chance(y, 75) || !y->months.count)
        tell(y, (struct draft){ .act = ACT_ADD, .kind = STR("enterprise-month"), .effective = some_day(y),
            GIVEN(G("enterprise", number_ref(y, one_of(y, &y->firms))), G("month", some_month(y)), G("output", some_money(y)),
                  G("revenue", some_money(y)), G("tax", STR("12.5")), G("employees", str_format(y->arena, "%lld", (long long)below(y, 900)))) },
            &y->months);
    else
        tell(y, (struct draft){ .act = chance(y, 50) ? ACT_CORRECT : ACT_CHANGE, .kind = STR("enterprise-month"), .effective = some_day(y),
            .record = { one_of(y, &y->months) }, GIVEN(G("revenue", some_money(y)), G("output", some_money(y))), .reason = STR("recounted") }, NULL);
}

static inline void title_of_firm(struct year *y)
{
    struct day day = some_day(y).day;
    struct buf granted, until;
    buf_init(&granted, y->arena);
    buf_init(&until, y->arena);
    day_print(day, &granted);
    day_print((struct day){ day.n + 120 }, &until);
    if (chance(y, 75) || !y->titles.count)
        tell(y, (struct draft){ .act = ACT_ADD, .kind = STR("title"), .effective = { day, PRECISION_DAY },
            GIVEN(G("enterprise", number_ref(y, one_of(y, &y->firms))), G("type", PICK(y, "high_tech", "little_giant", "tech_sme")),
                  G("granted", buf_get(&granted)), G("valid_to", buf_get(&until))) }, &y->titles);
    else
        tell(y, (struct draft){ .act = ACT_CHANGE, .kind = STR("title"), .record = { one_of(y, &y->titles) }, .effective = some_day(y),
            GIVEN(G("enterprise", number_ref(y, one_of(y, &y->firms)))) }, NULL);
}

/* ---- sites and leases ------------------------------------------------------------------------------------------ */

static inline void something_of_sites(struct year *y)
{
    int64_t what = below(y, 6);
    if (what == 0 || !y->sites.count) {
        struct draft_stage stages[] = { { STR("started"), some_day(y) }, { STR("completed"), some_day(y) } };
        tell(y, (struct draft){ .act = ACT_ADD, .kind = STR("site"), .effective = some_day(y),
            GIVEN(G("name", str_format(y->arena, "厂房%lld", (long long)y->made)), G("zone", some_zone(y)), G("type", PICK(y, "factory", "factory", "road")),
                  G("area", STR("12345.67")), G("land_area", STR("88")), G("trunk", STR("yes"))), .stages = stages, .stage_count = (size_t)below(y, 3) }, &y->sites);
    } else if (what == 1) {
        struct draft_field field = { STR("type"), PICK(y, "factory", "other") };
        if (chance(y, 40))
            field = (struct draft_field){ STR("zone"), some_zone(y) };
        tell(y, (struct draft){ .act = chance(y, 50) ? ACT_CORRECT : ACT_CHANGE, .kind = STR("site"), .record = { one_of(y, &y->sites) },
            .effective = some_day(y), .fields = &field, .field_count = 1, .reason = STR("surveyed") }, NULL);
    } else if (what < 4 || !y->leases.count) {
        struct draft_stage stages[] = { { STR("signed"), some_day(y) }, { STR("moved_in"), some_day(y) } };
        tell(y, (struct draft){ .act = ACT_ADD, .kind = STR("lease"), .effective = some_day(y),
            GIVEN(G("number", str_format(y->arena, "L-%lld", (long long)y->made)), G("site", number_ref(y, one_of(y, &y->sites))), G("type", PICK(y, "lease", "sale")),
                  G("area", str_format(y->arena, "%lld.5", (long long)below(y, 9000))), G("end", PICK(y, "2023-06-30", "2023-09-30", "2025-12-31"))),
            .stages = stages, .stage_count = (size_t)below(y, 3), PAPER }, &y->leases);
    } else if (what == 4) {
        tell(y, (struct draft){ .act = ACT_STAGE, .kind = STR("lease"), .record = { one_of(y, &y->leases) }, .stage = PICK(y, "signed", "moved_in", "ended"),
            .effective = some_day(y), .reason = STR("gone"), PAPER }, NULL);
    } else {
        tell(y, (struct draft){ .act = ACT_CHANGE, .kind = STR("lease"), .record = { one_of(y, &y->leases) }, .effective = some_day(y),
            GIVEN(G("area", str_format(y->arena, "%lld", (long long)below(y, 9000))), G("site", number_ref(y, one_of(y, &y->sites)))) }, NULL);
    }
}

/* ---- lists, series, duties, deletions, closings --------------------------------------------------------------------- */

static inline void something_of_lists(struct year *y)
{
    int64_t what = below(y, 8);
    if (what < 6)
        tell(y, (struct draft){ .act = what < 4 ? ACT_ENLIST : ACT_DELIST, .kind = STR("list"), .record = { one_of(y, &y->lists) },
            .member_field = STR("members"), .member = { one_of(y, &y->projects) }, .effective = some_day(y) }, NULL);
    else if (what == 6)
        tell(y, (struct draft){ .act = ACT_CHANGE, .kind = STR("list"), .record = { one_of(y, &y->lists) }, .effective = some_day(y),
            GIVEN(G("size", str_format(y->arena, "%lld", (long long)below(y, 40)))) }, NULL);
    else
        tell(y, (struct draft){ .act = ACT_CORRECT, .kind = STR("list"), .record = { one_of(y, &y->lists) }, .effective = some_day(y),
            GIVEN(G("year", PICK(y, "2022", "2023"))), .reason = STR("the other year") }, NULL);
}

static inline void something_published(struct year *y)
{
    if (chance(y, 70) || !y->series.count)
        tell(y, (struct draft){ .act = ACT_ADD, .kind = STR("official-figure"), .effective = some_day(y),
            GIVEN(G("series", PICK(y, "fixed-investment", "fixed-investment-growth", "public-revenue")), G("zone", some_zone(y)), G("month", some_month(y)),
                  G("value", str_format(y->arena, "%lld.5", (long long)below(y, 30)))) }, &y->series);
    else
        tell(y, (struct draft){ .act = ACT_CORRECT, .kind = STR("official-figure"), .record = { one_of(y, &y->series) }, .effective = some_day(y),
            GIVEN(G("value", str_format(y->arena, "%lld.25", (long long)below(y, 30)))), .reason = STR("revised") }, NULL);
}

static inline void something_of_duties(struct year *y)
{
    if (chance(y, 50) || !y->duties.count) {
        struct draft_stage open = { STR("open"), some_day(y) };
        tell(y, (struct draft){ .act = ACT_ADD, .kind = STR("undertaking"), .effective = some_day(y), .stages = &open, .stage_count = 1,
            GIVEN(G("plan", number_ref(y, y->plan)), G("zone", some_zone(y)), G("quote", STR("办好一件事")), G("period", STR("2023")),
                  G("due", PICK(y, "2023-03-31", "2023-12-31"))) }, &y->duties);
    } else {
        tell(y, (struct draft){ .act = ACT_STAGE, .kind = STR("undertaking"), .record = { one_of(y, &y->duties) }, .stage = STR("done"),
            .effective = some_day(y) }, NULL);
    }
}

static inline void delete_something(struct year *y)
{
    static const char *const kinds[] = { "project", "enterprise-month", "lease", "title", "official-figure", "project-month" };
    struct year_ids *const ids[] = { &y->projects, &y->months, &y->leases, &y->titles, &y->series, &y->works };
    size_t which = (size_t)below(y, 6);
    tell(y, (struct draft){ .act = ACT_DELETE, .kind = str_from(kinds[which]), .record = { one_of(y, ids[which]) }, .reason = STR("never was") }, NULL);
}

static inline void close_something(struct year *y)
{
    tell(y, (struct draft){ .act = ACT_CLOSE,
        GIVEN(G("metric", PICK(y, "projects-signed", "investment-signed", "output", "projects-started", "invested")), G("month", some_month(y))) }, NULL);
}

/* ---- targets ------------------------------------------------------------------------------------------------------------ */

struct aim { const char *metric, *slice, *op, *value, *unit, *period; };
static const struct aim year_aims[] = {
    { "projects-signed", "", "ge", "60", "个", "2023" }, { "projects-signed", "sector = \"food\"", "eq", "12", "个", "2023" },
    { "investment-signed", "", "gt", "9000000000", "元", "2023" }, { "months-with-signing", "", "ge", "12", "月", "2023" }, { "months-with-landing", "", "ge", "12", "月", "2023" },
    { "projects-started", "", "ge", "40", "个", "2023-H1" }, { "projects-started", "sector in (\"food\", \"vehicles\")", "ge", "9", "个", "2023" },
    { "list-started", "", "eq", "27", "个", "2023" }, { "list-start-rate", "", "ge", "90", "%", "2023" }, { "list-built", "", "ge", "9", "个", "2023" },
    { "projects-overdue", "", "le", "3", "个", "2023" }, { "landing-rate", "", "ge", "50", "%", "2023" }, { "invested", "sector = \"vehicles\"", "ge", "90000000", "元", "2023" },
    { "output", "", "ge", "900000000", "元", "2023" }, { "output-growth", "", "about", "12", "%", "2023" }, { "jobs", "", "ge", "2000", "人", "2023" },
    { "firms-over-100m", "", "range", "5", "户", "2023" }, { "four-above-net", "", "ge", "8", "户", "2023" }, { "high-tech-valid", "", "ge", "9", "户", "2023" },
    { "high-tech-new", "sector = \"food\"", "ge", "3", "户", "2023" }, { "factory-area-let", "", "ge", "200000", "平方米", "2023" },
    { "factory-absorption", "", "ge", "70", "%", "2023" }, { "factory-area-placed", "type = \"lease\"", "ge", "20000", "平方米", "2023" },
    { "fixed-investment-growth", "", "ge", "8", "%", "2023" }, { "public-revenue", "", "ge", "20", "元", "2023" },
    { "undertakings-overdue", "", "le", "0", "项", "2023" }, { "funds-in-outside", "", "ge", "30000000", "元", "2023" },
    { "output-above-scale", "", "ge", "100000000", "元", "2023" }, { "projects-signed", "", "ge", "50", "个", "2022" }, { "", "", "ge", "3", "件", "2023" },
};

static inline void add_target(struct year *y, size_t which, int zone)
{
    const struct aim *aim = &year_aims[which];
    tell(y, (struct draft){ .act = ACT_ADD, .kind = STR("target"), .effective = { year_today(y), PRECISION_DAY },
        GIVEN(G("plan", number_ref(y, y->plan)), G("number", str_format(y->arena, "%zu", which + 1)), G("label", str_format(y->arena, "目标%zu", which)),
              G("metric", str_from(aim->metric)), G("slice", str_from(aim->slice)), G("zone", number_ref(y, y->zones[zone])), G("period", str_from(aim->period)),
              G("op", str_from(aim->op)), G("value", str_from(aim->value)), G("unit", str_from(aim->unit)), G("quote", STR("原文")), G("owner", number_ref(y, y->department)),
              G("state", STR("adopted"))) }, &y->targets);
}

static inline void something_of_targets(struct year *y)
{
    int64_t what = below(y, 5);
    if (what == 0)
        add_target(y, (size_t)below(y, sizeof year_aims / sizeof *year_aims), (int)below(y, 2));
    else if (what == 1)
        tell(y, (struct draft){ .act = ACT_CHANGE, .kind = STR("target"), .record = { one_of(y, &y->targets) }, .effective = some_day(y),
            GIVEN(G("state", PICK(y, "adopted", "adopted", "withdrawn"))) }, NULL);
    else if (what == 2)
        tell(y, (struct draft){ .act = ACT_CORRECT, .kind = STR("target"), .record = { one_of(y, &y->targets) }, .effective = some_day(y),
            GIVEN(G("value", str_format(y->arena, "%lld", (long long)below(y, 90) + 1)), G("label", str_format(y->arena, "改名%lld", (long long)y->made))),
            .reason = STR("misread") }, NULL);
    else if (what == 3)
        tell(y, (struct draft){ .act = ACT_CHANGE, .kind = STR("zone"), .record = { y->zones[below(y, 2)] }, .effective = some_day(y),
            GIVEN(G("short", str_format(y->arena, "简称%lld", (long long)y->made))) }, NULL);
    else
        tell(y, (struct draft){ .act = ACT_CHANGE, .kind = STR("target"), .record = { one_of(y, &y->targets) }, .effective = some_day(y),
            GIVEN(G("slice", PICK(y, "sector = \"food\"", "", "sector != \"vehicles\""))) }, NULL);
}

/* ---- the year -------------------------------------------------------------------------------------------------------------- */

static inline int64_t place(struct year *y, const char *name, const char *type, int64_t parent)
{
    struct draft_field fields[] = { { STR("name"), str_from(name) }, { STR("type"), str_from(type) }, { STR("parent"), number_ref(y, parent) } };
    return tell(y, (struct draft){ .act = ACT_ADD, .kind = STR("zone"), .effective = on("2021-01-01"), .fields = fields, .field_count = parent ? 3 : 2 }, NULL);
}

static inline void year_begin(struct year *y, struct fixture *f, uint64_t seed)
{
    memset(y, 0, sizeof *y);
    y->f = f;
    y->arena = arena_new();
    rng_init(&y->rng, seed);
    fixture_clock(f, "2022-12-20");
    y->city = place(y, "大市", "city", 0);
    y->zones[0] = place(y, "甲区", "zone", y->city);
    y->zones[1] = place(y, "乙区", "zone", y->city);
    y->parks[0] = place(y, "东片", "park", y->zones[0]);
    y->parks[1] = place(y, "西片", "park", y->zones[1]);
    y->department = tell(y, (struct draft){ .act = ACT_ADD, .kind = STR("department"), FIELDS(F("name", "招商局")) }, NULL);
    y->plan = tell(y, (struct draft){ .act = ACT_ADD, .kind = STR("plan"), FIELDS(F("title", "二〇二三年安排"), F("year", "2023")) }, NULL);
    static const char *const lists[][3] = { { "S23", "start", "2023" }, { "B23", "build", "2023" }, { "C23", "complete", "2023" }, { "S22", "start", "2022" } };
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        tell(y, (struct draft){ .act = ACT_ADD, .kind = STR("list"), GIVEN(G("code", str_from(lists[i][0])), G("name", str_from(lists[i][0])),
            G("purpose", str_from(lists[i][1])), G("year", str_from(lists[i][2])), G("size", STR("27")), G("zone", some_zone(y))) }, &y->lists);
    for (int i = 0; i < 6; i++)
        add_firm(y);
    for (int i = 0; i < 6; i++)
        add_project(y);
    for (size_t i = 0; i < sizeof year_aims / sizeof *year_aims; i++)
        add_target(y, i, (int)(i % 2));
    add_target(y, 0, 1);
    add_target(y, 2, 1);
}

/* One thing happens, some minutes after the last. */
static inline void year_step(struct year *y, int64_t minutes)
{
    static void (*const acts[])(struct year *y) = {
        add_project, add_project, stage_project, stage_project, stage_project, stage_project, unstage_project, change_project, change_project,
        month_of_project, month_of_project, add_firm, change_firm, month_of_firm, month_of_firm, month_of_firm, title_of_firm,
        something_of_sites, something_of_sites, something_of_lists, something_published, something_of_duties, something_of_targets,
        delete_something, close_something,
    };
    arena_reset(y->arena);
    year_tick(y, below(y, 2 * minutes));
    acts[below(y, sizeof acts / sizeof *acts)](y);
    if (chance(y, 2))
        tell(y, (struct draft){ .act = ACT_EVIDENCE, .kind = STR("project"), .record = { one_of(y, &y->projects) }, PAPER }, NULL);
}

static inline void year_end(struct year *y)
{
    arena_free(y->arena);
}

/* ---- definitions on the way --------------------------------------------------------------------------------------------------- */

/* Own definitions replace the last ones; "" takes the file away. Then the ledger is upgraded and opened again. */
static inline void year_own(struct fixture *f, const char *name, const char *text)
{
    struct str path = str_format(f->arena, "%s/model/%s", f->folder, name);
    struct str folder = str_format(f->arena, "%s/model/kinds", f->folder);
    if (!folder_exists(folder))
        fixture_ok(f, folder_make(folder, &f->err));
    if (*text)
        fixture_ok(f, file_write(path, str_from(text), &f->err));
    else
        assert_true(!file_exists(path) || remove(path.ptr) == 0);
}

static inline void year_upgrade(struct fixture *f)
{
    struct receipt receipt;
    struct err_list errs;
    err_list_init(&errs, f->arena, 10);
    ledger_close(f->ledger);
    f->ledger = NULL;
    f->clock.fixed.us += 1000000;
    fixture_ok(f, ledger_upgrade(&f->options, NULL, &receipt, &errs, &f->err));
    fixture_open(f);
}

/* The n-th change of definitions: other conditions, other words, metrics and fields that come, go and come back. */
static inline void year_redefine(struct fixture *f, int n)
{
    static const char signed_otherwise[] =
        "- metric: projects-signed\n  count: project\n  at: signed\n  where: 'investment >= 50000000'\n"
        "  by: [sector, industry, source, park]\n  unit: 个\n  label: {zh: 签约五千万以上, en: Signed over 50 million}\n  note: {zh: 试, en: A trial}\n"
        "- metric: projects-big\n  count: project\n  at: signed\n  where: 'size_word = \"big\"'\n  by: [sector]\n  unit: 个\n"
        "  label: {zh: 大项目, en: Big projects}\n  note: {zh: 试, en: A trial}\n"
        "- metric: months-told\n  stock: project\n  while: 'months_told >= 2'\n  by: [sector]\n  unit: 个\n  label: {zh: 报过两月, en: Told twice}\n  note: {zh: 试, en: A trial}\n";
    static const char project_more[] =
        "kind: project\nextends: true\nlabel: {zh: 招商项目, en: Project}\nfields:\n"
        "  - {name: size_word, type: text, filter: true, label: {zh: 大小, en: Size}}\n"
        "  - {name: months_told, rolls: {count: project-month, at: month}, label: {zh: 月报数, en: Months told}}\n";
    static const char site_more[] =
        "kind: site\nextends: true\nfields:\n"
        "  - {name: leased, rolls: {sum: lease.area}, label: {zh: 合同面积, en: Area under contract}}\n"
        "  - {name: largest, rolls: {most: lease.area}, label: {zh: 最大合同, en: Largest contract}}\n"
        "  - {name: smallest, rolls: {least: lease.area, where: 'type = \"lease\"'}, label: {zh: 最小合同, en: Smallest contract}}\n"
        "  - {name: first_end, rolls: {first: lease.end}, label: {zh: 先到期, en: First end}}\n"
        "  - {name: last_end, rolls: {last: lease.end}, label: {zh: 后到期, en: Last end}}\n"
        "  - {name: all_in, rolls: {every: lease, where: 'reached(\"moved_in\")'}, label: {zh: 全部入驻, en: All moved in}}\n";
    static const char zone_more[] =
        "kind: zone\nextends: true\nfields:\n"
        "  - {name: leased_here, rolls: {sum: site.area, through: zone, where: 'reached(\"completed\")'}, label: {zh: 区内, en: Busy sites}}\n";
    static const char sites_counted[] =
        "- metric: sites-full\n  stock: site\n  while: 'all_in and reached(\"completed\")'\n  by: [park]\n  unit: 个\n"
        "  label: {zh: 住满, en: Full}\n  note: {zh: 试, en: A trial}\n"
        "- metric: sites-large\n  count: site\n  at: 'first(largest >= 5000)'\n  unit: 个\n  label: {zh: 大合同, en: Large}\n  note: {zh: 试, en: A trial}\n"
        "- metric: leased-level\n  stock: site.leased\n  while: 'smallest > 100 and last_end > date(\"2023-07-01\")'\n  unit: 平方米\n"
        "  label: {zh: 合同, en: Leased}\n  note: {zh: 试, en: A trial}\n"
        "- metric: firms-steady\n  stock: enterprise\n  while: 'revenue_12m > 150000000 and listed(record, \"none\") = false'\n  unit: 户\n"
        "  label: {zh: 稳定, en: Steady}\n  note: {zh: 试, en: A trial}\n"
        "- metric: firms-this-year\n  stock: enterprise\n  while: 'revenue_year > 150000000'\n  unit: 户\n"
        "  label: {zh: 当年, en: This year}\n  note: {zh: 试, en: A trial}\n";
    static const char *const steps[][4] = {
        { signed_otherwise, project_more, "", "" }, { sites_counted, project_more, site_more, zone_more }, { signed_otherwise, project_more, "", "" },
        { "", "", "", "" }, { sites_counted, project_more, site_more, "" },
    };
    const char *const *step = steps[n % 5];
    year_own(f, "metrics.yaml", step[0]);
    year_own(f, "kinds/project.yaml", step[1]);
    year_own(f, "kinds/site.yaml", step[2]);
    year_own(f, "kinds/zone.yaml", step[3]);
    year_upgrade(f);
}

#endif
