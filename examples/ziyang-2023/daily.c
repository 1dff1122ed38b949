/*
 * daily.c - the daily work of 2023: events, leads, agreements with what they owe, meetings, tasks, problems, plan nodes. All
 * invented. It is told after everything else was drawn, so that the board's figures do not move.
 */
#include "demo_priv.h"

#include <stdio.h>

enum { CHIEF, DEPUTY, LEADERS };

struct line { const char *name; int zone, post; const char *day, *second, *third; };

static struct day day_of(const char *text)
{
    struct day day = DAY_NONE;
    day_parse(str_from(text), &day);
    return day;
}

static void step(struct demo *demo, const char *kind, handle record, const char *stage, struct day day, const char *reason,
                 const char *paper)
{
    if (day_is_none(day) || day.n > demo->today.n - 1)
        return;
    struct event *event = event_add(demo, ACT_STAGE, kind, record, day, 0);
    event->stage = stage;
    if (reason)
        event->reason = str_from(reason);
    if (paper)
        evidence(demo, event, paper, str_from(paper));
}

static void leaders(struct demo *demo, handle out[LEADERS])
{
    static const char *const posts[LEADERS] = { "管委会主任", "分管副主任" };
    for (int i = 0; i < LEADERS; i++) {
        struct event *event = event_add(demo, ACT_ADD, "person", handle_new(demo), day_from(2023, 1, 3), 0);
        field_c(event, "post", posts[i]);
        out[i] = event->record;
    }
}

/* ---- channels and leads ------------------------------------------------------------------------------- */

static handle channel(struct demo *demo, const char *name, int zone, const char *kind, const char *day, int64_t cost_wan)
{
    struct event *event = event_add(demo, ACT_ADD, "channel-event", handle_new(demo), day_of(day), -5);
    handle made = event->record;
    field_c(event, "name", name);
    field_ref(demo, event, "zone", demo->zones[zone]);
    field_c(event, "channel", kind);
    field_c(event, "start", day);
    field_wan(demo, event, "cost", cost_wan);
    field_ref(demo, event, "owner", demo->departments[0]);
    step(demo, "channel-event", made, "held", day_of(day), NULL, NULL);
    return made;
}

/* Reported on its day, answered the next; judged on `second`, fed back on `third`, where these are given. */
static void lead(struct demo *demo, const struct line *line, handle source, const char *kind, handle leader)
{
    struct event *event = event_add(demo, ACT_ADD, "lead", handle_new(demo), day_of(line->day), 0);
    handle made = event->record;
    field_c(event, "name", line->name);
    field_ref(demo, event, "zone", demo->zones[line->zone]);
    field(event, "investor", form(demo, "%s投资方（虚构）", line->name));
    field_c(event, "channel", kind);
    field_ref(demo, event, "event", source);
    field_ref(demo, event, "keeper", demo->posts[line->post]);
    field_ref(demo, event, "reporter", demo->posts[line->post]);
    field_ref(demo, event, "leader", leader);
    field_c(event, "verdict", "符合主导产业，建议跟进");
    step(demo, "lead", made, "reported", day_of(line->day), NULL, NULL);
    step(demo, "lead", made, "answered", (struct day){ day_of(line->day).n + 1 }, NULL, NULL);
    if (line->second)
        step(demo, "lead", made, "judged", day_of(line->second), NULL, NULL);
    if (!line->third)
        return;
    step(demo, "lead", made, "fed_back", day_of(line->third), NULL, NULL);
    for (struct day day = day_of(line->third); day.n + 13 < demo->today.n; step(demo, "lead", made, "followed", day, NULL, NULL))
        day.n += 13;
}

static void make_leads(struct demo *demo, handle leader)
{
    static const struct line lines[] = {
        { "隐形矫治器智能产线", HIGHTECH, 0, "2023-06-12", "2023-06-15", "2023-06-21" },
        { "口腔扫描仪整机", HIGHTECH, 0, "2023-08-21", "2023-08-25", "2023-08-30" },
        { "种植体表面处理", HIGHTECH, 0, "2023-09-18", "2023-09-22", NULL },
        { "新能源牵引车底盘", HIGHTECH, 0, "2023-09-20", NULL, NULL },
        { "航空紧固件二厂", AIRPORT, 0, "2023-09-25", NULL, NULL },
        { "碳纤维风叶模具", AIRPORT, 0, "2023-09-11", "2023-09-14", "2023-09-19" },
    };
    handle expo = channel(demo, "成都国际口腔展（演示）", HIGHTECH, "expo", "2023-06-09", 46);
    handle trucks = channel(demo, "商用车展（演示）", HIGHTECH, "expo", "2023-09-19", 31);
    handle panel = channel(demo, "口腔专家委员会季度会（演示）", HIGHTECH, "expert", "2023-08-18", 9);
    handle fund = channel(demo, "产业基金项目路演（演示）", AIRPORT, "fund", "2023-09-08", 6);
    const handle sources[] = { expo, panel, panel, trucks, fund, fund };
    static const char *const kinds[] = { "expo", "expert", "expert", "expo", "fund", "fund" };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        lead(demo, &lines[i], sources[i], kinds[i], leader);
}

/* ---- meetings, tasks, problems -------------------------------------------------------------------------- */

/* Given on its day, due on `second`, replied on `third` and accepted two days later where that is given. */
static void task(struct demo *demo, const struct line *line, int number, handle meeting, const handle people[LEADERS])
{
    struct event *event = event_add(demo, ACT_ADD, "task", handle_new(demo), day_of(line->day), 0);
    handle made = event->record;
    field(event, "number", form(demo, "演交〔2023〕%d号", number));
    field_c(event, "name", line->name);
    field_ref(demo, event, "zone", demo->zones[line->zone]);
    field_ref(demo, event, "giver", people[CHIEF]);
    field_ref(demo, event, "leader", people[DEPUTY]);
    field_ref(demo, event, "owner", demo->departments[line->post]);
    field_ref(demo, event, "responsible", demo->posts[line->post]);
    field_ref(demo, event, "meeting", meeting);
    field_c(event, "due", line->second);
    if (line->third)
        field_c(event, "reply", "已办理完毕，材料附后");
    step(demo, "task", made, "assigned", day_of(line->day), NULL, NULL);
    step(demo, "task", made, "taken", (struct day){ day_of(line->day).n + 1 }, NULL, NULL);
    if (!line->third)
        return;
    step(demo, "task", made, "replied", day_of(line->third), NULL, NULL);
    step(demo, "task", made, "accepted", (struct day){ day_of(line->third).n + 2 }, NULL, NULL);
}

static void make_tasks(struct demo *demo, const handle people[LEADERS])
{
    static const struct line lines[] = {
        { "协调临时用电箱变", HIGHTECH, 2, "2023-08-28", "2023-09-08", "2023-09-07" },
        { "完成地块交地手续", AIRPORT, 6, "2023-08-28", "2023-09-15", "2023-09-19" },
        { "落实专项债支付计划", HIGHTECH, 5, "2023-09-04", "2023-09-22", NULL },
        { "催办施工许可补正", AIRPORT, 1, "2023-09-04", "2023-09-28", NULL },
        { "梳理近规企业名单", HIGHTECH, 3, "2023-09-18", "2023-10-09", NULL },
        { "清泉片区空置厂房招商方案", AIRPORT, 7, "2023-09-18", "2023-10-13", NULL },
    };
    handle meeting = 0;
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        if (i % 2 == 0) {
            struct event *event = event_add(demo, ACT_ADD, "meeting", handle_new(demo), day_of(lines[i].day), 0);
            meeting = event->record;
            field(event, "name", form(demo, "重大项目现场办公会第%zu次（演示）", i / 2 + 1));
            field_ref(demo, event, "zone", demo->zones[lines[i].zone]);
            field_c(event, "type", "onsite");
            field_ref(demo, event, "chair", people[CHIEF]);
            field_ref(demo, event, "keeper", demo->posts[1]);
            field_c(event, "minutes_text", "议定事项列为任务交办");
            step(demo, "meeting", meeting, "held", day_of(lines[i].day), NULL, NULL);
            step(demo, "meeting", meeting, "minuted", (struct day){ day_of(lines[i].day).n + 1 }, NULL, NULL);
        }
        task(demo, &lines[i], (int)i + 1, meeting, people);
    }
}

/* Raised on its day, sorted the next; `second`: it went up to the lead; `third`: answered, and confirmed the day after. */
static void problem(struct demo *demo, const struct line *line, const char *type, const handle people[LEADERS])
{
    struct event *event = event_add(demo, ACT_ADD, "problem", handle_new(demo), day_of(line->day), 0);
    handle made = event->record;
    struct day day = day_of(line->day);
    field_c(event, "name", line->name);
    field_ref(demo, event, "zone", demo->zones[line->zone]);
    field_ref(demo, event, "raiser", demo->posts[3]);
    field_ref(demo, event, "dispatcher", demo->posts[1]);
    field_c(event, "type", type);
    field_ref(demo, event, "owner", demo->departments[line->post]);
    field_ref(demo, event, "responsible", demo->posts[line->post]);
    field_ref(demo, event, "lead", people[DEPUTY]);
    field_ref(demo, event, "leader", people[CHIEF]);
    if (line->third)
        field_c(event, "answer", "已协调解决");
    step(demo, "problem", made, "lodged", day, NULL, NULL);
    step(demo, "problem", made, "with_unit", (struct day){ day.n + 1 }, NULL, NULL);
    if (line->second)
        step(demo, "problem", made, "with_lead", day_of(line->second), NULL, NULL);
    if (!line->third)
        return;
    step(demo, "problem", made, "answered", day_of(line->third), NULL, NULL);
    step(demo, "problem", made, "confirmed", (struct day){ day_of(line->third).n + 1 }, NULL, NULL);
}

static void make_problems(struct demo *demo, const handle people[LEADERS])
{
    static const struct { struct line line; const char *type; } rows[] = {
        { { "临时用电容量不足", HIGHTECH, 2, "2023-08-22", NULL, "2023-08-25" }, "power" },
        { { "地块尚有杆线未迁改", AIRPORT, 6, "2023-09-05", "2023-09-12", "2023-09-14" }, "land" },
        { { "设备进口贴息迟迟未到", HIGHTECH, 5, "2023-09-11", "2023-09-18", NULL }, "money" },
        { { "夜班工人通勤班车", HIGHTECH, 3, "2023-09-25", NULL, NULL }, "labour" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        problem(demo, &rows[i].line, rows[i].type, people);
}

/* ---- a project of its own: agreement, obligations, nodes -------------------------------------------------- */

/* In talks, so that no figure of the plan moves: its agreement is a framework, its nodes lie ahead. */
static handle talks(struct demo *demo, const handle people[LEADERS])
{
    struct event *event = event_add(demo, ACT_ADD, "project", handle_new(demo), day_from(2023, 7, 10), 0);
    field_c(event, "name", "口腔耗材灭菌中心（演示）");
    field_ref(demo, event, "zone", demo->zones[HIGHTECH]);
    field_c(event, "sector", "medical_devices");
    field_c(event, "route", "lease");
    field_wan(demo, event, "investment", 8000);
    field_ref(demo, event, "owner", demo->departments[1]);
    field_ref(demo, event, "secretary", demo->posts[1]);
    field_ref(demo, event, "leader", people[DEPUTY]);
    return event->record;
}

static void obligation(struct demo *demo, const struct line *line, handle agreement, handle project, const char *side,
                       const char *measure, const handle people[LEADERS])
{
    struct event *event = event_add(demo, ACT_ADD, "obligation", handle_new(demo), day_of(line->day), 0);
    handle made = event->record;
    field_c(event, "name", line->name);
    field_ref(demo, event, "agreement", agreement);
    field_ref(demo, event, "project", project);
    field_c(event, "side", side);
    field_c(event, "measure", measure);
    field_c(event, "due", line->second);
    field_ref(demo, event, "owner", demo->departments[line->post]);
    field_ref(demo, event, "keeper", demo->posts[line->post]);
    field_ref(demo, event, "leader", people[DEPUTY]);
    if (line->third)
        step(demo, "obligation", made, "met", day_of(line->third), NULL, "履行证明（演示）");
}

static void node(struct demo *demo, const struct line *line, handle project, int place, const handle people[LEADERS])
{
    struct event *event = event_add(demo, ACT_ADD, "node", handle_new(demo), day_of(line->day), 0);
    handle made = event->record;
    field_c(event, "name", line->name);
    field_ref(demo, event, "project", project);
    field_wan(demo, event, "place", place);
    field_c(event, "due", line->second);
    field_c(event, "baseline", line->second);
    field_ref(demo, event, "owner", demo->departments[line->post]);
    field_ref(demo, event, "responsible", demo->posts[line->post]);
    field_ref(demo, event, "leader", people[DEPUTY]);
    if (line->third)
        step(demo, "node", made, "done", day_of(line->third), NULL, NULL);
}

static void make_agreement(struct demo *demo, const handle people[LEADERS])
{
    static const struct line nodes[] = {
        { "公司注册", HIGHTECH, 0, "2023-07-20", "2023-08-31", "2023-08-25" },
        { "厂房平面确认", HIGHTECH, 7, "2023-07-20", "2023-09-22", NULL },
        { "环评备案", HIGHTECH, 1, "2023-07-20", "2023-10-20", NULL },
        { "装修进场", HIGHTECH, 2, "2023-07-20", "2023-12-15", NULL },
    };
    static const struct line owed[] = {
        { "提供厂房平面与荷载资料", HIGHTECH, 7, "2023-07-20", "2023-08-15", "2023-08-14" },
        { "提交可研与设备清单", HIGHTECH, 0, "2023-07-20", "2023-09-20", NULL },
        { "落实双回路供电方案", HIGHTECH, 2, "2023-07-20", "2023-10-25", NULL },
    };
    static const char *const sides[] = { "zone", "investor", "zone" }, *const measures[] = { "services", "other", "services" };
    handle project = talks(demo, people);
    struct event *event = event_add(demo, ACT_ADD, "agreement", handle_new(demo), day_from(2023, 7, 18), 0);
    handle agreement = event->record;
    field_c(event, "number", "演协2023-1");
    field_ref(demo, event, "project", project);
    field_c(event, "type", "framework");
    field_wan(demo, event, "amount", 8000);
    field_ref(demo, event, "keeper", demo->posts[0]);
    step(demo, "agreement", agreement, "signed", day_from(2023, 7, 19), NULL, "框架协议（演示）");
    for (size_t i = 0; i < sizeof owed / sizeof *owed; i++)
        obligation(demo, &owed[i], agreement, project, sides[i], measures[i], people);
    for (size_t i = 0; i < sizeof nodes / sizeof *nodes; i++)
        node(demo, &nodes[i], project, (int)i + 1, people);
}

void make_daily(struct demo *demo)
{
    handle people[LEADERS];
    leaders(demo, people);
    make_leads(demo, people[DEPUTY]);
    make_tasks(demo, people);
    make_problems(demo, people);
    make_agreement(demo, people);
}
