/*
 * projects.c - some five hundred projects: cohorts by year of signing, stages by chance before 2023 and by quota in it.
 *
 * The quotas of 2023 are what makes the board look like a real year: a month without a signing, a month without a
 * landing, starts that come late, completions behind plan.
 */
#include "demo_priv.h"

#include <stdio.h>
#include <string.h>

enum { STAGES = 4 }; /* landed, started, completed, in production */
static const char *const stage_names[STAGES] = { "landed", "started", "completed", "in_production" };

struct project {
    handle record;
    int zone;
    const char *name;
    struct day signed_on, reached[STAGES];
    int64_t wan;
    bool public_works, lost, three_sectors;
    bool listed[3];
};

struct cohort { struct project items[640]; int count; };

static const char *const investors[] = { "川恒", "锦城", "华岳", "瑞德", "天府", "中科", "蓉西", "鼎盛", "安和", "凯旋", "博雅", "明远",
    "金沙", "嘉陵", "沱江", "雁江", "恒益", "宏达", "国信", "新希", "东篱", "西川", "南充", "北辰", "长风", "启明", "云帆", "海纳", "百川", "青羊" };
static const char *const products_a[] = { "伺服电机", "数控机床", "工业机器人", "精密模具", "智能传感器", "碳纤维构件", "特种合金", "陶瓷基复合材料",
    "航空紧固件", "无人机", "雷达组件", "高分子薄膜" };
static const char *const sectors_a[] = { "smart_manufacturing", "smart_manufacturing", "smart_manufacturing", "smart_manufacturing",
    "smart_manufacturing", "new_materials", "new_materials", "new_materials", "defence_technology", "defence_technology", "defence_technology", "new_materials" };
static const char *const products_b[] = { "临空物流园", "冷链仓储", "文旅小镇", "食品加工", "光伏支架", "跨境电商中心" };
static const char *const sectors_b[] = { "logistics", "logistics", "culture_tourism", "food", "energy", "services" };
static const char *const products_h[] = { "种植牙", "口腔影像设备", "牙科综合治疗台", "齿科材料", "隐形矫治器", "口腔护理用品", "新能源商用车", "车桥总成",
    "制动系统", "机车配件", "医用耗材", "体外诊断试剂", "电子元件", "车载电池" };
static const char *const sectors_h[] = { "oral_medicine", "oral_medicine", "oral_medicine", "oral_medicine", "oral_medicine", "oral_medicine",
    "vehicles", "vehicles", "vehicles", "vehicles", "medical_devices", "medical_devices", "electronics", "vehicles" };
static const char *const works[] = { "纵一路", "横二路", "污水处理厂", "第三小学", "邻里中心", "人才公寓", "雨污管网", "变电站", "公租房", "景观水系",
    "消防站", "卫生院", "停车场", "标准化厂房配套", "供水管网" };

static int pick(struct demo *demo, int count)
{
    return (int)rng_below(&demo->rng, (uint64_t)count);
}

static bool chance(struct demo *demo, int percent)
{
    return pick(demo, 100) < percent;
}

/* ---- one project's record and its events ------------------------------------------------------------------- */

static const char *name_of(struct demo *demo, struct cohort *cohort, const char *product, const char *tail)
{
    for (int round = 1;; round++) {
        struct str name = form(demo, "%s%s%s%s", investors[pick(demo, 30)], product, tail,
                               round < 5 ? "" : str_cstr(demo->arena, form(demo, "（%d号）", cohort->count)));
        bool taken = false;
        for (int i = 0; i < cohort->count && !taken; i++)
            taken = !strcmp(cohort->items[i].name, str_cstr(demo->arena, name));
        if (!taken)
            return str_cstr(demo->arena, name);
    }
}

static struct project *project_new(struct demo *demo, struct cohort *cohort, int zone, const char *name, const char *sector,
                                   const char *route, int64_t wan, struct day heard)
{
    struct project *project = &cohort->items[cohort->count++];
    *project = (struct project){ .record = handle_new(demo), .zone = zone, .name = name, .wan = wan, .signed_on = DAY_NONE };
    for (int s = 0; s < STAGES; s++)
        project->reached[s] = DAY_NONE;
    static const char *const sources[] = { "local", "in_province", "in_province", "other_province", "other_province", "other_province", "foreign" };
    struct event *event = event_add(demo, ACT_ADD, "project", project->record, heard, (int)rng_between(&demo->rng, 0, 3));
    field_c(event, "name", name);
    field_ref(demo, event, "zone", demo->zones[zone]);
    if (zone == AIRPORT)
        field_ref(demo, event, "park", chance(demo, 65) ? demo->grass : demo->spring);
    field_c(event, "sector", sector);
    field_c(event, "route", route);
    field_c(event, "source", sources[pick(demo, 7)]);
    field_wan(demo, event, "investment", wan);
    if (wan > 300000 && chance(demo, 30))
        field_c(event, "top500", "yes");
    field_ref(demo, event, "owner", demo->departments[strcmp(route, "public_works") ? 0 : 2]);
    event->author = demo->posts[0];
    return project;
}

static struct event *stage_event(struct demo *demo, const struct project *project, const char *stage, struct day day, int lag)
{
    struct event *event = event_add(demo, ACT_STAGE, "project", project->record, day, lag);
    event->stage = stage;
    event->author = demo->posts[1];
    return event;
}

static void sign(struct demo *demo, struct project *project, struct day day, int lag)
{
    project->signed_on = day;
    struct event *event = stage_event(demo, project, "signed", day, lag);
    event->author = demo->posts[0];
    evidence(demo, event, "投资协议.txt", form(demo, "投资协议书\n项目：%s\n协议总投资：%lld 万元\n签订日期：第 %d 日",
                                              project->name, (long long)project->wan, (int)day.n));
}

static void reach(struct demo *demo, struct project *project, int stage, struct day day, int lag)
{
    static const char *const papers[STAGES] = { "注册与用地文件.txt", "施工许可与现场照片说明.txt", "竣工验收表.txt", "首张销售发票.txt" };
    project->reached[stage] = day;
    struct event *event = stage_event(demo, project, stage_names[stage], day, lag);
    evidence(demo, event, papers[stage], form(demo, "%s\n项目：%s\n编号：%d", papers[stage], project->name, (int)project->record));
    if (stage == 1 && chance(demo, 85))
        stage_event(demo, project, "fai_entered", (struct day){ day.n + (int32_t)rng_between(&demo->rng, 15, 90) }, 1);
}

/* ---- cohorts ------------------------------------------------------------------------------------------------------ */

static struct project *signed_project(struct demo *demo, struct cohort *cohort, int zone, bool three, struct day day, int64_t wan, int lag)
{
    static const char *const routes[] = { "land", "land", "lease", "lease", "purchase", "upgrade" };
    int i;
    const char *product, *sector;
    if (zone == HIGHTECH) {
        i = pick(demo, 14);
        product = products_h[i];
        sector = sectors_h[i];
    } else if (three) {
        i = pick(demo, 12);
        product = products_a[i];
        sector = sectors_a[i];
    } else {
        i = pick(demo, 6);
        product = products_b[i];
        sector = sectors_b[i];
    }
    struct day heard = { day.n - (int32_t)rng_between(&demo->rng, 30, 240) };
    if (heard.n < day_from(2020, 1, 3).n)
        heard = day_from(2020, 1, 3);
    const char *name = name_of(demo, cohort, product, "项目");
    struct project *project = project_new(demo, cohort, zone, name, sector, routes[pick(demo, 6)], wan, heard);
    project->three_sectors = three;
    stage_event(demo, project, "lead", heard, 1);
    if (day.n - heard.n > 20)
        stage_event(demo, project, "negotiating", (struct day){ heard.n + (day.n - heard.n) / 2 }, 1);
    sign(demo, project, day, lag);
    return project;
}

static void named_project(struct demo *demo, struct cohort *cohort, const char *name, const char *sector, struct day day, int64_t wan)
{
    struct project *project = project_new(demo, cohort, AIRPORT, name, sector, "land", wan, (struct day){ day.n - 90 });
    stage_event(demo, project, "lead", (struct day){ day.n - 90 }, 1);
    sign(demo, project, day, 1);
}

static void public_works(struct demo *demo, struct cohort *cohort, const char *name)
{
    struct day heard = { day_from(2021, 1, 15).n + (int32_t)rng_between(&demo->rng, 0, 500) };
    char full[96];
    snprintf(full, sizeof full, "%s", name);
    struct project *project = project_new(demo, cohort, AIRPORT, str_cstr(demo->arena, str_from(full)), "infrastructure", "public_works",
                                          log_normal(demo, 12000, 0.8), heard);
    project->public_works = true;
    project->signed_on = heard;
    stage_event(demo, project, "filed", (struct day){ heard.n + 30 }, 2);
}

/* Before 2023 each stage comes by chance, a while after the one before; what would fall into 2023 waits for its quota. */
static void past_stages(struct demo *demo, struct project *project)
{
    static const int lag_low[STAGES] = { 20, 30, 240, 30 }, lag_high[STAGES] = { 200, 240, 620, 150 };
    static const int goes_on[STAGES] = { 88, 88, 100, 92 };
    struct day last = project->signed_on, end = day_from(2022, 12, 25);
    for (int s = project->public_works ? 1 : 0; s < (project->public_works ? 3 : STAGES); s++) {
        struct day day = { last.n + (int32_t)rng_between(&demo->rng, lag_low[s], lag_high[s]) };
        if (!chance(demo, goes_on[s]) || day.n > end.n)
            return;
        reach(demo, project, s, day, (int)rng_between(&demo->rng, 0, 6));
        last = day;
    }
}

static void maybe_lost(struct demo *demo, struct project *project)
{
    static const char *const reasons[] = { "投资方资金未到位", "用地条件未谈拢", "市场变化，投资方撤回", "环评未通过", "转投其他园区" };
    if (!chance(demo, 14) || !day_is_none(project->reached[1]) || project->public_works)
        return;
    struct day day = { project->signed_on.n + (int32_t)rng_between(&demo->rng, 120, 420) };
    if (day.n > day_from(2023, 8, 20).n)
        return;
    project->lost = true;
    struct event *event = stage_event(demo, project, "terminated", day, (int)rng_between(&demo->rng, 5, 40));
    event->reason = str_from(reasons[pick(demo, 5)]);
}

/* In each month of 2023, so many projects that are ready reach the stage; listed ones first where `list` asks for it. */
static void quota(struct demo *demo, struct cohort *cohort, int zone, int stage, const int per_month[9], bool public_too)
{
    for (int month = 1; month <= 9; month++)
        for (int k = 0; k < per_month[month - 1]; k++) {
            struct day first = month_first(month_from(2023, month));
            for (int tries = 0; tries < 4000; tries++) {
                struct project *project = &cohort->items[pick(demo, cohort->count)];
                struct day before = stage ? project->reached[stage - 1] : project->signed_on;
                if (stage == 1 && project->public_works)
                    before = project->signed_on;
                bool ready = project->zone == zone && !project->lost && !day_is_none(before) && before.n < first.n - 10
                    && day_is_none(project->reached[stage]) && (public_too || !project->public_works);
                if (!ready)
                    continue;
                bool late = month < 9 && chance(demo, 6); /* told after the month was closed */
                struct day day = day_within(demo, 2023, month);
                reach(demo, project, stage, day, late ? 38 : (int)rng_between(&demo->rng, 0, 4));
                break;
            }
        }
}

/* ---- months of works ------------------------------------------------------------------------------------------------ */

static void months_of(struct demo *demo, const struct project *project)
{
    if (day_is_none(project->reached[1]))
        return;
    int32_t first = month_of(project->reached[1]);
    int32_t last = day_is_none(project->reached[2]) ? first + (int32_t)rng_between(&demo->rng, 14, 26) : month_of(project->reached[2]);
    int32_t now = month_of(demo->today);
    int64_t each = project->wan / (last - first + 1);
    for (int32_t month = first; month <= last && month <= now; month++) {
        if (month % 12 == 0 && month == now)
            continue;
        int64_t wan = each * rng_between(&demo->rng, 55, 125) / 100;
        if (month == now && chance(demo, 60))
            continue; /* September is still coming in */
        struct event *event = event_add(demo, ACT_ADD, "project-month", handle_new(demo), month_last(month),
                                        (int)rng_between(&demo->rng, 1, 6));
        if (month == now)
            event->at_us -= 8LL * 86400000000;
        field_ref(demo, event, "project", project->record);
        field(event, "month", form(demo, "%04d-%02d", (int)(month / 12), (int)(month % 12 + 1)));
        field_wan(demo, event, "invested", wan);
        if (chance(demo, 50))
            field_wan(demo, event, "funds_in", wan * rng_between(&demo->rng, 60, 140) / 100);
        event->author = demo->posts[1];
    }
}

/* ---- lists, corrections, leads --------------------------------------------------------------------------------------- */

static void enlist(struct demo *demo, struct project *project, int list)
{
    static const char *const purposes[] = { "start", "build", "complete" };
    struct event *event = event_add(demo, ACT_ENLIST, "list", 0, day_from(2023, 1, 31), 0);
    event->effective.day = day_from(2023, 1, 1);
    event->list = purposes[list];
    event->member = project->record;
    project->listed[list] = true;
}

static bool in_2023(struct day day)
{
    return !day_is_none(day) && day.n >= day_from(2023, 1, 1).n;
}

static void list_some(struct demo *demo, struct cohort *cohort, int list, int stage, int done, int open)
{
    for (int i = 0; i < cohort->count && (done || open); i++) {
        struct project *project = &cohort->items[i];
        struct day day = project->reached[stage];
        if (project->zone != AIRPORT || project->lost || project->listed[list] || project->signed_on.n >= day_from(2023, 1, 20).n)
            continue;
        bool is_done = list == 1 ? !day_is_none(day) && (day_is_none(project->reached[2]) || in_2023(project->reached[2])) : in_2023(day);
        bool is_open = day_is_none(day) && (stage < 2 || !day_is_none(project->reached[1]));
        if (is_done && done) {
            enlist(demo, project, list);
            done--;
        } else if (is_open && open) {
            enlist(demo, project, list);
            open--;
        }
    }
}

/* One signing's amount was typed wrong and put right after August was closed. */
static void correct_one(struct demo *demo, struct cohort *cohort)
{
    for (int i = 0; i < cohort->count; i++) {
        struct project *project = &cohort->items[i];
        if (project->zone != AIRPORT || month_of(project->signed_on) != month_from(2023, 8) || !project->three_sectors)
            continue;
        struct event *event = event_add(demo, ACT_CORRECT, "project", project->record, project->signed_on, 0);
        event->at_us = (int64_t)day_from(2023, 9, 20).n * 86400000000 + 3LL * 3600000000;
        field_wan(demo, event, "investment", project->wan * 95 / 100);
        event->reason = STR("协议补充条款核减投资额");
        evidence(demo, event, "补充协议.txt", form(demo, "补充协议\n项目：%s\n总投资核减百分之五", project->name));
        return;
    }
}

static void open_leads(struct demo *demo, struct cohort *cohort)
{
    for (int i = 0; i < 46; i++) {
        int zone = i % 3 ? HIGHTECH : AIRPORT;
        int k = pick(demo, 12);
        struct day heard = { day_from(2023, 1, 10).n + (int32_t)rng_between(&demo->rng, 0, 230) };
        const char *name = name_of(demo, cohort, zone ? products_h[k] : products_a[k], "意向");
        struct project *project = project_new(demo, cohort, zone, name, zone ? sectors_h[k] : sectors_a[k], "land",
                                              log_normal(demo, 20000, 1.0), heard);
        project->lost = true; /* not among those that quotas draw from */
        stage_event(demo, project, "lead", heard, 1);
        stage_event(demo, project, "negotiating", (struct day){ heard.n + 12 }, 2);
        if (i % 4 == 0) {
            struct event *event = stage_event(demo, project, "lost", (struct day){ heard.n + 40 }, 3);
            event->reason = STR("投资方暂缓决策");
        }
    }
}

/* The reserve of projects planned and packaged, and those whose bond or policy-finance papers are ready. */
static void reserve(struct demo *demo, struct cohort *cohort)
{
    static const int planned[] = { 8, 9, 10, 7, 9, 11, 8, 10, 9 }, bonds[] = { 0, 1, 0, 1, 1, 1, 1, 1, 1 };
    for (int month = 1; month <= 9; month++)
        for (int k = 0; k < planned[month - 1]; k++) {
            struct day day = day_within(demo, 2023, month);
            const char *name = name_of(demo, cohort, works[pick(demo, 15)], "储备项目");
            struct project *project = project_new(demo, cohort, HIGHTECH, name, "infrastructure", "public_works",
                                                  log_normal(demo, 15000, 0.7), day);
            project->lost = true;
            stage_event(demo, project, "packaged", day, (int)rng_between(&demo->rng, 0, 3));
            if (k < bonds[month - 1])
                stage_event(demo, project, k % 2 ? "pf_listed" : "bond_packaged", (struct day){ day.n + 1 }, 4);
        }
}

/* ---- all ------------------------------------------------------------------------------------------------------------------- */

static void cohort_of(struct demo *demo, struct cohort *cohort, int zone, int year, int count)
{
    for (int i = 0; i < count; i++) { /* drawn one by one: arguments have no order */
        bool three = zone == AIRPORT && chance(demo, 65);
        struct day day = day_within(demo, year, 1 + pick(demo, 12));
        int64_t wan = log_normal(demo, zone == AIRPORT ? 60000 : 12000, 0.9);
        signed_project(demo, cohort, zone, three, day, wan, (int)rng_between(&demo->rng, 0, 5));
    }
}

/* The signings of 2023: counts by month, amounts drawn and then brought to the year's sum. */
static void signings(struct demo *demo, struct cohort *cohort, int zone, bool three, const int per_month[9], int64_t sum_wan)
{
    int64_t drawn[128], total = 0;
    int count = 0, at = 0;
    for (int m = 0; m < 9; m++)
        count += per_month[m];
    for (int i = 0; i < count; i++)
        total += drawn[i] = log_normal(demo, 100000, 0.8);
    for (int month = 1; month <= 9; month++)
        for (int k = 0; k < per_month[month - 1]; k++, at++) {
            bool late = month == 3 && k == 0; /* told in May, after March was closed */
            struct day day = day_within(demo, 2023, month);
            signed_project(demo, cohort, zone, three, day, drawn[at] * sum_wan / total / 10 * 10,
                           late ? 45 : (int)rng_between(&demo->rng, 0, 3));
        }
}

void make_projects(struct demo *demo)
{
    static const int three[] = { 2, 3, 2, 0, 2, 2, 1, 2, 2 }, rest[] = { 1, 1, 1, 0, 1, 2, 1, 1, 1 };
    static const int high[] = { 9, 7, 10, 6, 9, 8, 8, 9, 8 };
    static const int landed_a[] = { 1, 0, 2, 1, 1, 2, 1, 2, 1 }, started_a[] = { 2, 2, 3, 2, 2, 3, 2, 3, 2 };
    static const int done_a[] = { 0, 1, 2, 1, 2, 3, 2, 2, 2 }, made_a[] = { 0, 1, 0, 1, 1, 1, 1, 1, 1 };
    static const int landed_h[] = { 4, 3, 5, 4, 6, 5, 4, 6, 5 }, started_h[] = { 2, 3, 2, 3, 2, 3, 2, 3, 2 };
    static const int done_h[] = { 1, 2, 1, 2, 3, 2, 2, 3, 2 }, made_h[] = { 1, 1, 2, 1, 2, 1, 2, 2, 1 };
    static const int past[ZONES][3] = { { 26, 31, 38 }, { 58, 66, 82 } };
    struct cohort *cohort = ARENA_NEW(demo->arena, struct cohort);
    for (int zone = 0; zone < ZONES; zone++)
        for (int year = 0; year < 3; year++)
            cohort_of(demo, cohort, zone, FIRST_YEAR + year, past[zone][year]);
    /* Those that the plan names, as facts; all that is said of them here is invented. */
    named_project(demo, cohort, "高仙机器人二期", "smart_manufacturing", day_from(2022, 9, 1), 200000);
    named_project(demo, cohort, "方特文旅", "culture_tourism", day_from(2021, 6, 1), 350000);
    for (int i = 0; i < 15; i++) {
        public_works(demo, cohort, str_cstr(demo->arena, form(demo, "%s工程", works[i])));
        public_works(demo, cohort, str_cstr(demo->arena, form(demo, "%s二期", works[i])));
    }
    public_works(demo, cohort, "警训基地");
    for (int i = 0; i < cohort->count; i++) {
        past_stages(demo, &cohort->items[i]);
        maybe_lost(demo, &cohort->items[i]);
    }
    signings(demo, cohort, AIRPORT, true, three, 2140000);
    signings(demo, cohort, AIRPORT, false, rest, 310000);
    signings(demo, cohort, HIGHTECH, false, high, 1580000);
    quota(demo, cohort, AIRPORT, 0, landed_a, false);
    quota(demo, cohort, HIGHTECH, 0, landed_h, false);
    quota(demo, cohort, AIRPORT, 1, started_a, true);
    quota(demo, cohort, HIGHTECH, 1, started_h, false);
    quota(demo, cohort, AIRPORT, 2, done_a, true);
    quota(demo, cohort, HIGHTECH, 2, done_h, false);
    quota(demo, cohort, AIRPORT, 3, made_a, false);
    quota(demo, cohort, HIGHTECH, 3, made_h, false);
    for (int i = 0; i < cohort->count; i++)
        months_of(demo, &cohort->items[i]);
    list_some(demo, cohort, 0, 1, 19, 8);
    list_some(demo, cohort, 1, 1, 52, 7);
    list_some(demo, cohort, 2, 2, 15, 13);
    correct_one(demo, cohort);
    open_leads(demo, cohort);
    reserve(demo, cohort);
}
