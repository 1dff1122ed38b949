/* sites.c - both factory areas with their buildings and leases, the land that is delivered, the seven trunk roads. */
#include "demo_priv.h"

#include "base/buf.h"

static handle site(struct demo *demo, struct str name, handle park, const char *type, const char *measure, int64_t amount, struct day heard)
{
    struct event *event = event_add(demo, ACT_ADD, "site", handle_new(demo), heard, 1);
    field(event, "name", name);
    field_ref(demo, event, "zone", demo->zones[AIRPORT]);
    field_ref(demo, event, "park", park);
    field_c(event, "type", type);
    field_wan(demo, event, measure, amount);
    event->author = demo->posts[7];
    return event->record;
}

static void site_stage(struct demo *demo, handle record, const char *stage, struct day day)
{
    struct event *event = event_add(demo, ACT_STAGE, "site", record, day, (int)rng_between(&demo->rng, 0, 4));
    event->stage = stage;
    event->author = demo->posts[2];
    evidence(demo, event, "现场记录.txt", form(demo, "%s 载体编号 %d", stage, (int)record));
}

static void lease(struct demo *demo, handle building, int number, int64_t area_m2, struct day day, bool sale)
{
    struct event *event = event_add(demo, ACT_ADD, "lease", handle_new(demo), day, (int)rng_between(&demo->rng, 0, 3));
    field(event, "number", form(demo, "QQ-%04d", number));
    field_ref(demo, event, "site", building);
    field_c(event, "type", sale ? "sale" : "lease");
    field_wan(demo, event, "area", area_m2);
    struct buf start, end;
    buf_init(&start, demo->arena);
    buf_init(&end, demo->arena);
    day_print(day, &start);
    day_print((struct day){ day_add_months(day, 60).n - 1 }, &end);
    field(event, "start", buf_get(&start));
    if (!sale) {
        field(event, "end", buf_get(&end));
        field_wan(demo, event, "rent", area_m2 * 12);
    }
    event->author = demo->posts[7];
    struct event *signed_on = event_add(demo, ACT_STAGE, "lease", event->record, day, 0);
    signed_on->at_us = event->at_us + 60000000;
    signed_on->stage = "signed";
    evidence(demo, signed_on, "租售合同.txt", form(demo, "合同 QQ-%04d，面积 %lld 平方米", number, (long long)area_m2));
    struct day moved = { day.n + (int32_t)rng_between(&demo->rng, 40, 150) };
    if (moved.n < demo->today.n - 3 && rng_below(&demo->rng, 10) < 8) {
        struct event *in = event_add(demo, ACT_STAGE, "lease", event->record, moved, 2);
        in->stage = "moved_in";
    }
}

/* 三草湾: 52万 m2 started this year, 9.6万 of it built. */
static void grass(struct demo *demo)
{
    for (int i = 0; i < 13; i++) {
        struct day start = day_within(demo, 2023, 1 + i * 9 / 13);
        handle building = site(demo, form(demo, "三草湾厂房%d号楼", i + 1), demo->grass, "factory", "area", 40000, day_from(2022, 11, 1));
        site_stage(demo, building, "planned", day_from(2022, 11, 1));
        site_stage(demo, building, "started", start);
    }
    for (int i = 0; i < 4; i++) {
        handle building = site(demo, form(demo, "三草湾先行楼%d号", i + 1), demo->grass, "factory", "area", 24000, day_from(2022, 1, 10));
        site_stage(demo, building, "started", day_from(2022, 3 + i, 12));
        site_stage(demo, building, "completed", day_within(demo, 2023, 3 + 2 * i > 9 ? 9 : 3 + 2 * i));
    }
    static const int64_t parcels[] = { 1800, 1700, 1900, 1800, 1100, 700, 600, 900, 500 };
    for (int i = 0; i < 9; i++) {
        handle parcel = site(demo, form(demo, "三草湾%d号地块", i + 1), demo->grass, "land", "land_area", parcels[i], day_from(2021, 2, 1));
        struct event *event = event_add(demo, ACT_CHANGE, "site", parcel, day_from(2021, 3, 1), 1);
        field_c(event, "contiguous", "yes");
        if (i < 4)
            site_stage(demo, parcel, "net_land", day_within(demo, 2021 + i / 2, 3 + 2 * i));
        else if (i < 7)
            site_stage(demo, parcel, "net_land", day_within(demo, 2023, 2 * (i - 3)));
    }
    static const char *const roads[] = { "横一路", "横二路", "横三路", "横四路", "纵一路", "纵二路", "纵三路" };
    for (int i = 0; i < 7; i++) {
        handle road = site(demo, str_from(roads[i]), demo->grass, "road", "length", 1800 + 240 * i, day_from(2020, 6, 1));
        struct event *event = event_add(demo, ACT_CHANGE, "site", road, day_from(2020, 6, 2), 1);
        field_c(event, "trunk", "yes");
        site_stage(demo, road, "started", day_from(2021, 3 + i, 8));
        if (i < 4)
            site_stage(demo, road, "open", i < 2 ? day_from(2022, 6 + 3 * i, 20) : day_within(demo, 2023, 3 * i - 3));
    }
}

/* 清泉: 24万 m2 before the year and 12万 built in it; 21.4万 placed in the year. */
static void spring(struct demo *demo)
{
    handle buildings[12];
    int number = 0;
    for (int i = 0; i < 12; i++) {
        buildings[i] = site(demo, form(demo, "清泉厂房%d号楼", i + 1), demo->spring, "factory", "area", 30000, day_from(2020, 3, 1));
        site_stage(demo, buildings[i], "started", day_from(2020 + i / 4, 4 + i % 4 * 2, 15));
        site_stage(demo, buildings[i], "completed", i < 8 ? day_from(2021 + i / 4, 5 + i % 4 * 2, 20) : day_within(demo, 2023, 2 * (i - 7)));
    }
    for (int i = 0; i < 24; i++) /* 10.8万 placed before the year */
        lease(demo, buildings[i % 8], ++number, 4500, day_within(demo, 2022, 1 + i / 2), i % 7 == 0);
    static const int64_t placed[] = { 9000, 13000, 24000, 31000, 27000, 25000, 21000, 33000, 31000 };
    for (int month = 1; month <= 9; month++)
        for (int64_t rest = placed[month - 1]; rest > 0;) {
            int64_t area = rest > 8000 ? rng_between(&demo->rng, 30, 60) * 100 : rest;
            number++;
            lease(demo, buildings[number % 12], number, area, day_within(demo, 2023, month), number % 6 == 0);
            rest -= area;
        }
}

void make_sites(struct demo *demo)
{
    grass(demo);
    spring(demo);
}
