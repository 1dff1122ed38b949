/* series.c - what the statistics office and the treasury publish, and the closing of months. */
#include "demo_priv.h"

#include <math.h>

static struct event *official(struct demo *demo, const char *series, int zone, int32_t month, double value, const char *unit)
{
    struct event *event = event_add(demo, ACT_ADD, "official-figure", handle_new(demo), month_last(month), 18 + (int)rng_below(&demo->rng, 4));
    field_c(event, "series", series);
    field_ref(demo, event, "zone", demo->zones[zone]);
    field(event, "month", form(demo, "%04d-%02d", (int)(month / 12), (int)(month % 12 + 1)));
    field(event, "value", form(demo, "%.2f", value));
    field_c(event, "unit", unit);
    field(event, "release", form(demo, "统计月报%04d年%d月（演示）", (int)(month / 12), (int)(month % 12 + 1)));
    event->author = demo->posts[4];
    return event;
}

/* Growth wanders towards the year's end value; levels follow from it. January has no return of its own. */
static void growth_year(struct demo *demo, const char *growth, const char *level, int zone, int year, double end, double year_level_yi)
{
    double at = end + 6 * normal(demo) / 3;
    for (int month = 2; month <= 12; month++) {
        int32_t m = month_from(year, month);
        if (m > month_of(demo->today) - 1)
            return;
        at += (end - at) / (13 - month) * 1.4 + 0.25 * normal(demo);
        if (growth)
            official(demo, growth, zone, m, floor(at * 10 + 0.5) / 10, "%");
        if (level)
            official(demo, level, zone, m, floor(year_level_yi * 1e4 * month / 12 * (0.94 + 0.005 * month)) * 1e4, "元");
    }
}

static void money(struct demo *demo)
{
    static const double yi[] = { 0, 0, 0.60, 0.60, 0.60, 0.90, 1.20, 1.20 };
    for (int month = 3; month <= 8; month++)
        official(demo, "industry-development-money", HIGHTECH, month_from(2023, month), yi[month - 1] * 1e8, "元");
}

static void closings(struct demo *demo)
{
    static const char *const metrics[] = { "projects-signed", "investment-signed", "projects-landed", "projects-started", "projects-completed",
                                           "projects-in-production", "invested", "output-leading" };
    for (int month = 1; month <= 8; month++)
        for (size_t i = 0; i < sizeof metrics / sizeof *metrics; i++) {
            struct event *event = event_add(demo, ACT_CLOSE, NULL, 0, day_from(2023, month + 1, 8), 0);
            event->at_us = (int64_t)day_from(2023, month + 1, 8).n * 86400000000 + 9LL * 3600000000 + (int64_t)i * 1000000;
            field_c(event, "metric", metrics[i]);
            field(event, "month", form(demo, "2023-%02d", month));
        }
}

/* One figure is revised by the office a month later: the first word stays beside the second. */
static void revision(struct demo *demo)
{
    struct event *first = official(demo, "retail-growth", HIGHTECH, month_from(2023, 5), 7.9, "%");
    struct event *event = event_add(demo, ACT_CORRECT, "official-figure", first->record, month_last(month_from(2023, 5)), 50);
    field_c(event, "value", "7.4");
    field_c(event, "note", "统计部门修订");
    event->reason = STR("统计部门修订上月数");
}

void make_series(struct demo *demo)
{
    static const double growth[ZONES][4] = { { 6.1, 11.5, 13.2, 11.8 }, { 8.4, 12.6, 13.9, 14.6 } };
    static const double level[ZONES][4] = { { 62, 69, 78, 87 }, { 88, 99, 113, 130 } };
    static const double industry[ZONES][4] = { { 9, 16, 22, 31 }, { 12, 18, 26, 78.5 } };
    static const double value_added[ZONES][4] = { { 4.2, 8.9, 7.1, 8.0 }, { 4.9, 9.8, 7.9, 9.1 } };
    for (int zone = 0; zone < ZONES; zone++)
        for (int y = 0; y < 4; y++) {
            growth_year(demo, "fixed-investment-growth", "fixed-investment", zone, FIRST_YEAR + y, growth[zone][y], level[zone][y]);
            growth_year(demo, "industrial-investment-growth", "industrial-investment", zone, FIRST_YEAR + y, industry[zone][y], level[zone][y] * 0.4);
            growth_year(demo, "value-added-growth", NULL, zone, FIRST_YEAR + y, value_added[zone][y], 0);
        }
    money(demo);
    revision(demo);
    closings(demo);
}
