/* demo.c - the ground, the events, and their telling in order. */
#include "demo_priv.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/must.h"

enum { GROUP = 256 };

struct day demo_day(void)
{
    return day_from(2023, 9, 30);
}

/* ---- events ------------------------------------------------------------------------------------------------ */

handle handle_new(struct demo *demo)
{
    return ++demo->handle_count;
}

/* Told `lag_days` after it happened, in office hours, never after today. */
static int64_t told(struct demo *demo, struct day day, int lag_days)
{
    struct day on = { day.n + lag_days };
    while (day_weekday(on) > 5)
        on.n++;
    if (on.n > demo->today.n)
        on = (struct day){ demo->today.n - 1 };
    int64_t minute = rng_between(&demo->rng, 8 * 60 + 40, 17 * 60 + 40);
    return (int64_t)on.n * 86400000000 - 8LL * 3600000000 + minute * 60000000 + rng_between(&demo->rng, 0, 59999999);
}

struct event *event_add(struct demo *demo, enum act act, const char *kind, handle record, struct day effective, int lag_days)
{
    if (demo->event_count == demo->event_room) {
        size_t room = demo->event_room ? demo->event_room * 2 : 4096;
        demo->events = arena_grow(demo->arena, demo->events, demo->event_room * sizeof *demo->events, room * sizeof *demo->events);
        demo->event_room = room;
    }
    struct event *event = &demo->events[demo->event_count];
    *event = (struct event){ .act = act, .kind = kind, .record = record, .effective = { effective, PRECISION_DAY },
                             .at_us = told(demo, effective, lag_days), .order = (int)demo->event_count, .source = STR("demo") };
    demo->event_count++;
    return event;
}

void field(struct event *event, const char *name, struct str text)
{
    must(event->field_count < FIELDS_MAX);
    event->fields[event->field_count++] = (struct draft_field){ str_from(name), text };
}

void field_c(struct event *event, const char *name, const char *text)
{
    field(event, name, str_from(text));
}

struct str form(struct demo *demo, const char *format, ...)
{
    char text[1024];
    va_list args;
    va_start(args, format);
    int len = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    return str_copy(demo->arena, (struct str){ text, len < 0 ? 0 : (size_t)len < sizeof text ? (size_t)len : sizeof text - 1 });
}

void field_ref(struct demo *demo, struct event *event, const char *name, handle record)
{
    field(event, name, form(demo, "@@%d", record));
}

void field_wan(struct demo *demo, struct event *event, const char *name, int64_t wan)
{
    field(event, name, form(demo, "%lld", (long long)wan));
}

void evidence(struct demo *demo, struct event *event, const char *name, struct str text)
{
    event->evidence_name = str_from(name);
    event->evidence_text = str_format(demo->arena, "【演示数据，纯属虚构】\n%.*s\n", STR_ARG(text));
}

/* ---- chance --------------------------------------------------------------------------------------------------- */

double normal(struct demo *demo)
{
    double sum = -6;
    for (int i = 0; i < 12; i++)
        sum += rng_unit(&demo->rng);
    return sum;
}

int64_t log_normal(struct demo *demo, double median, double spread)
{
    return (int64_t)llround(median * exp(spread * normal(demo)));
}

struct day day_within(struct demo *demo, int year, int month)
{
    struct day day = { month_first(month_from(year, month)).n + (int32_t)rng_between(&demo->rng, 1, 26) };
    while (day_weekday(day) > 5)
        day.n++;
    return day.n > demo->today.n - 2 ? (struct day){ demo->today.n - 2 } : day;
}

/* ---- ground ----------------------------------------------------------------------------------------------------- */

static handle place(struct demo *demo, const char *name, const char *also, const char *type, handle parent)
{
    struct event *event = event_add(demo, ACT_ADD, "zone", handle_new(demo), day_from(2020, 1, 2), 0);
    field_c(event, "name", name);
    field_c(event, "short", also);
    field_c(event, "type", type);
    if (parent)
        field_ref(demo, event, "parent", parent);
    event->at_us = (int64_t)day_from(2020, 1, 2).n * 86400000000 + demo->handle_count;
    return event->record;
}

void make_ground(struct demo *demo)
{
    static const char *const departments[] = { "投资促进局", "项目推进中心", "建设管理局", "企业服务局",
                                               "经济发展局", "财政金融局", "自然资源局", "平台公司" };
    static const char *const posts[] = { "招商专员", "项目专员", "建设专员", "企业服务专员", "统计专员", "财政专员", "用地专员", "资产专员" };
    demo->city = place(demo, "资阳市", "全市,我市", "city", 0);
    demo->zones[AIRPORT] = place(demo, "临空经济区", "临空,资阳临空经济区", "zone", demo->city);
    demo->zones[HIGHTECH] = place(demo, "高新区", "高新,资阳高新区", "zone", demo->city);
    demo->grass = place(demo, "三草湾片区", "三草湾", "park", demo->zones[AIRPORT]);
    demo->spring = place(demo, "清泉片区", "清泉", "park", demo->zones[AIRPORT]);
    for (int i = 0; i < 8; i++) {
        struct event *event = event_add(demo, ACT_ADD, "department", handle_new(demo), day_from(2020, 1, 2), 0);
        field_c(event, "name", departments[i]);
        demo->departments[i] = event->record;
        event->at_us = (int64_t)day_from(2020, 1, 2).n * 86400000000 + 100 + i;
        event = event_add(demo, ACT_ADD, "person", handle_new(demo), day_from(2020, 1, 2), 0);
        field_c(event, "post", posts[i]);
        field_ref(demo, event, "department", demo->departments[i]);
        demo->posts[i] = event->record;
        event->at_us = (int64_t)day_from(2020, 1, 2).n * 86400000000 + 200 + i;
    }
}

/* ---- the plan ------------------------------------------------------------------------------------------------------ */

static bool adopt_plan(struct demo *demo, struct err *err)
{
    struct str text;
    return file_read(demo->arena, demo->options->plan, LIMIT_PLAN_BYTES, &text, err)
        && demo->options->adopt(demo->options->host, demo->ledger, demo->arena, text, err);
}

static struct str text_of(const struct timeline *record, const char *name)
{
    struct value value;
    timeline_value(record, kind_field(timeline_kind(record), str_from(name)), DAY_NONE, &value);
    return value.present ? value.text : STR("");
}

struct owning { struct demo *demo; struct draft drafts[128]; struct draft_field fields[128]; size_t count; };

static bool visit_target(void *host, struct timeline *target)
{
    static const struct { const char *event; int department; } owners[] = {
        { "sign", 0 }, { "land", 0 }, { "start", 1 }, { "build", 2 }, { "complete", 2 }, { "produce", 3 }, { "lease", 7 },
        { "invest", 4 }, { "plan", 1 }, { "package", 5 }, { "fund", 5 }, { "cultivate", 3 }, { "grow", 4 }, { "convert", 3 },
        { "other", 7 },
    };
    struct owning *owning = host;
    struct demo *demo = owning->demo;
    for (size_t i = 0; i < sizeof owners / sizeof *owners && owning->count < 128; i++) {
        if (!str_eq(text_of(target, "event"), str_from(owners[i].event)))
            continue;
        owning->fields[owning->count] = (struct draft_field){ STR("owner"), form(demo, "#%lld",
            (long long)demo->records[demo->departments[owners[i].department]]) };
        owning->drafts[owning->count] = (struct draft){ .act = ACT_CHANGE, .kind = STR("target"), .record = timeline_record(target),
            .effective = { instant_day(demo->clock.fixed), PRECISION_DAY }, .fields = &owning->fields[owning->count], .field_count = 1,
            .source = STR("demo") };
        owning->count++;
    }
    return true;
}

static bool give_owners(struct demo *demo, struct err *err)
{
    struct owning *owning = ARENA_NEW(demo->arena, struct owning);
    struct receipt receipts[128];
    owning->demo = demo;
    return record_each(demo->ledger, ledger_model(demo->ledger)->target, (struct entry_id){ 0 }, visit_target, owning, err)
        && (!owning->count || ledger_append(demo->ledger, owning->drafts, owning->count, receipts, NULL, err));
}

static void plan_events(struct demo *demo)
{
    struct event *event = event_add(demo, ACT_EVIDENCE, NULL, 0, day_from(2023, 1, 30), 0);
    event->call = adopt_plan;
    event->at_us = (int64_t)day_from(2023, 1, 30).n * 86400000000 + 1LL * 3600000000;
    event = event_add(demo, ACT_EVIDENCE, NULL, 0, day_from(2023, 1, 30), 0);
    event->call = give_owners;
    event->at_us = (int64_t)day_from(2023, 1, 30).n * 86400000000 + 2LL * 3600000000;
}

/* ---- telling ---------------------------------------------------------------------------------------------------------- */

static int event_order(const void *a, const void *b)
{
    const struct event *x = a, *y = b;
    if (x->at_us != y->at_us)
        return x->at_us < y->at_us ? -1 : 1;
    return x->order < y->order ? -1 : x->order > y->order;
}

/* A record must be made before it is used, whatever the lags said. */
static void events_sort(struct demo *demo)
{
    int64_t *made = ARENA_ARRAY(demo->arena, int64_t, (size_t)demo->handle_count + 1);
    for (size_t i = 0; i < demo->event_count; i++)
        if (demo->events[i].act == ACT_ADD && demo->events[i].record)
            made[demo->events[i].record] = demo->events[i].at_us;
    for (int pass = 0; pass < 4; pass++)
        for (size_t i = 0; i < demo->event_count; i++) {
            struct event *event = &demo->events[i];
            int64_t after = event->act != ACT_ADD && event->record ? made[event->record] : 0;
            if (event->member && made[event->member] > after)
                after = made[event->member];
            for (int f = 0; f < event->field_count; f++)
                if (str_starts(event->fields[f].text, STR("@@"))) {
                    int64_t n;
                    if (str_to_int(str_slice(event->fields[f].text, 2, 20), &n) && made[n] > after)
                        after = made[n];
                }
            if (event->at_us <= after) {
                event->at_us = after + 60000000;
                if (event->act == ACT_ADD && event->record)
                    made[event->record] = event->at_us;
            }
        }
    qsort(demo->events, demo->event_count, sizeof *demo->events, event_order);
}

struct list_search { struct str purpose; int64_t found; };

static bool visit_list(void *host, struct timeline *list)
{
    struct list_search *search = host;
    if (str_eq(text_of(list, "purpose"), search->purpose))
        search->found = timeline_record(list).n;
    return true;
}

static bool tell(struct demo *demo, const struct event *event, struct err *err)
{
    struct draft_field fields[FIELDS_MAX];
    struct draft_evidence proof = { .name = event->evidence_name, .media_type = STR("text/plain; charset=utf-8"), .bytes = event->evidence_text };
    struct draft draft = { .act = event->act, .kind = str_from(event->kind), .effective = event->effective, .fields = fields,
        .field_count = (size_t)event->field_count, .stage = str_from(event->stage), .stages = event->stages,
        .stage_count = (size_t)event->stage_count, .evidence = &proof, .evidence_count = event->evidence_name.len ? 1 : 0,
        .reason = event->reason, .source = event->source, .author = { event->author ? demo->records[event->author] : 0 } };
    for (int i = 0; i < event->field_count; i++) {
        int64_t n;
        fields[i] = event->fields[i];
        if (str_starts(fields[i].text, STR("@@")) && str_to_int(str_slice(fields[i].text, 2, 20), &n))
            fields[i].text = form(demo, "#%lld", (long long)demo->records[n]);
    }
    if (event->act != ACT_ADD && event->record)
        draft.record.n = demo->records[event->record];
    if (event->act == ACT_ENLIST) {
        struct list_search search = { str_from(event->list), 0 };
        if (!record_each(demo->ledger, ledger_model(demo->ledger)->list, (struct entry_id){ 0 }, visit_list, &search, err))
            return false;
        if (!search.found)
            return true; /* the plan named no such list */
        draft.record.n = search.found;
        draft.member_field = STR("members");
        draft.member.n = demo->records[event->member];
    }
    struct receipt receipt;
    if (!ledger_append(demo->ledger, &draft, 1, &receipt, NULL, err))
        return err_while(err, form(demo, "%s %s %.40s", event->kind ? event->kind : "", event->stage ? event->stage : "",
                                   event->field_count ? str_cstr(demo->arena, event->fields[0].text) : ""));
    if (event->act == ACT_ADD)
        demo->records[event->record] = receipt.record.n;
    return true;
}

/* Up to GROUP events in one commit, or one that acts by itself. */
static bool tell_group(struct demo *demo, size_t *i, struct err *err)
{
    if (demo->events[*i].call) {
        demo->clock.fixed.us = demo->events[*i].at_us;
        return demo->events[(*i)++].call(demo, err);
    }
    if (!ledger_group_begin(demo->ledger, err))
        return false;
    for (size_t end = *i + GROUP; *i < demo->event_count && *i < end && !demo->events[*i].call; (*i)++) {
        demo->clock.fixed.us = demo->events[*i].at_us;
        if (!tell(demo, &demo->events[*i], err)) {
            ledger_group_abandon(demo->ledger);
            return false;
        }
    }
    return ledger_group_commit(demo->ledger, err);
}

static bool tell_all(struct demo *demo, struct err *err)
{
    const struct progress *progress = demo->options->progress;
    for (size_t i = 0; i < demo->event_count;) {
        if (!tell_group(demo, &i, err))
            return false;
        if (progress && progress->step)
            progress->step(progress->host, (int64_t)i, (int64_t)demo->event_count);
    }
    return true;
}

bool demo_make(const struct demo_options *options, struct err *err)
{
    struct demo demo = { .options = options, .arena = arena_new(), .today = demo_day() };
    clock_init_fixed(&demo.clock, day_end(day_from(2020, 1, 1)));
    rng_init(&demo.rng, options->seed);
    struct ledger_options ledger = { .folder = options->folder, .shipped_model = options->shipped_model, .clock = &demo.clock };
    make_ground(&demo);
    make_projects(&demo);
    make_firms(&demo);
    make_sites(&demo);
    make_series(&demo);
    make_daily(&demo);
    plan_events(&demo);
    demo.records = ARENA_ARRAY(demo.arena, int64_t, (size_t)demo.handle_count + 1);
    events_sort(&demo);
    bool ok = ledger_make(demo.arena, &ledger, err) && ledger_open(&ledger, &demo.ledger, err);
    if (ok) {
        ok = tell_all(&demo, err);
        ledger_close(demo.ledger);
    }
    arena_free(demo.arena);
    return ok;
}
