/*
 * firms.c - six hundred firms with monthly figures, their titles, admissions and conversions.
 *
 * Revenues keep away from the two lines of the plan (1亿, 10亿 a year) but for the few firms that are to cross them, so
 * that the figures of 2023 are those of a real year whatever the seed draws.
 */
#include "demo_priv.h"

#include "base/buf.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { FIRMS_HIGHTECH = 430, FIRMS_AIRPORT = 170, FIRMS = FIRMS_HIGHTECH + FIRMS_AIRPORT };

struct firm { handle record; int zone; bool leading; int32_t first_month; double year_wan; double growth[4]; bool above; };

static const char *const fronts[] = { "资阳", "四川", "成渝", "川南", "雁江", "沱江", "锦程", "华西", "瑞康", "健雅", "齿科", "康美", "恒泰", "宏业",
    "顺驰", "力源", "远航", "博泰", "新锐", "联创" };
static const char *const middles_h[] = { "口腔科技", "牙科器材", "医疗器械", "义齿制作", "汽车部件", "车辆制造", "机车配件", "生物材料", "齿科材料", "精密机械" };
static const char *const sectors_h[] = { "oral_medicine", "oral_medicine", "medical_devices", "oral_medicine", "vehicles", "vehicles", "vehicles",
    "medical_devices", "oral_medicine", "smart_manufacturing" };
static const char *const middles_a[] = { "智能装备", "新材料", "物流", "建设", "航空配件", "电子", "食品", "文旅发展", "商贸", "信息技术" };
static const char *const sectors_a[] = { "smart_manufacturing", "new_materials", "logistics", "services", "defence_technology", "electronics", "food",
    "culture_tourism", "services", "services" };

/* GB 32100-2015: a code that is valid and belongs to nobody known (area 512000, serial numbers of our own). */
static struct str credit_code(struct demo *demo, int n)
{
    static const char letters[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    static const int weights[] = { 1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28 };
    static const int inner[] = { 3, 7, 9, 10, 5, 8, 4, 2 };
    char code[19], body[9];
    int sum = 0;
    snprintf(body, sizeof body, "MA9%05d", n % 100000);
    for (int i = 0; i < 8; i++)
        sum += (body[i] <= '9' ? body[i] - '0' : body[i] - 'A' + 10) * inner[i];
    int check = 11 - sum % 11;
    snprintf(code, sizeof code, "91512000%s%c", body, check == 10 ? 'X' : check == 11 ? '0' : (char)('0' + check));
    sum = 0;
    for (int i = 0; i < 17; i++)
        sum += (int)(strchr(letters, code[i]) - letters) * weights[i];
    code[17] = letters[(31 - sum % 31) % 31];
    return str_copy(demo->arena, (struct str){ code, 18 });
}

static double base_of(struct demo *demo, int i)
{
    if (i == 7)
        return 72000;                    /* crosses 10亿 in 2023 */
    if (i >= 10 && i < 14)
        return 7600;                     /* cross 1亿 in 2023 */
    if (i < 4)
        return 130000 + 20000.0 * i;     /* over 10亿 from the first year */
    if (i < 40)
        return 14000 + 1400.0 * (i - 4); /* between the lines throughout */
    double wan = (double)log_normal(demo, 1500, 0.8);
    return wan > 5200 ? 5200 : wan < 60 ? 60 : wan;
}

static void firm_register(struct demo *demo, struct firm *firm, int i, bool converts)
{
    static const char *const endings[] = { "有限公司", "有限责任公司", "股份有限公司", "科技有限公司" };
    bool h = firm->zone == HIGHTECH;
    int k = (int)rng_below(&demo->rng, 10);
    struct day born = i < 420 ? day_from(2015 + i % 5, 1 + i % 12, 10) : day_within(demo, 2020 + i % 3, 1 + i % 12);
    struct day heard = born.n < day_from(2020, 1, 6).n ? day_from(2020, 1, 6) : born;
    struct event *event = event_add(demo, ACT_ADD, "enterprise", firm->record, heard, (int)rng_between(&demo->rng, 0, 2));
    field(event, "name", form(demo, "%s%s%s%s", fronts[i % 20], h ? middles_h[k] : middles_a[k],
                              i / 20 % 3 ? "" : "实业", endings[i % 4]));
    if (i >= 20) /* one name, one firm */
        event->fields[0].text = form(demo, "%s%s%d%s", fronts[i % 20], h ? middles_h[k] : middles_a[k], i / 20, endings[i % 4]);
    field(event, "uscc", credit_code(demo, 1000 + i));
    field_ref(demo, event, "zone", demo->zones[firm->zone]);
    if (!h)
        field_ref(demo, event, "park", i % 2 ? demo->grass : demo->spring);
    field_c(event, "sector", h ? sectors_h[k] : sectors_a[k]);
    field_c(event, "leading", firm->leading ? "yes" : "no");
    field_c(event, "legal_form", converts ? "sole_trader" : "company");
    event->author = demo->posts[3];
    struct event *stage = event_add(demo, ACT_STAGE, "enterprise", firm->record, born, 0);
    stage->at_us = event->at_us + 1000;
    stage->stage = "registered";
    firm->first_month = month_of(heard) > month_from(2020, 1) ? month_of(heard) + 1 : month_from(2020, 1);
}

static void months_of(struct demo *demo, const struct firm *firm)
{
    static const double season[] = { 0.86, 0.80, 1.02, 1.0, 1.01, 1.05, 0.98, 0.97, 1.04, 1.02, 1.08, 1.17 };
    int32_t now = month_of(demo->today);
    for (int32_t month = firm->first_month; month <= now; month++) {
        int year = month / 12 - FIRST_YEAR;
        double factor = 1;
        for (int y = 1; y <= year; y++)
            factor *= firm->growth[y];
        double noise = 1 + 0.03 * normal(demo);
        double revenue = firm->year_wan / 12 * factor * season[month % 12] * (noise > 0.6 ? noise : 0.6);
        struct event *event = event_add(demo, ACT_ADD, "enterprise-month", handle_new(demo), month_last(month),
                                        (int)rng_between(&demo->rng, 1, 8));
        if (month == now) /* September's flash reports, on the last days of the month */
            event->at_us = (int64_t)demo->today.n * 86400000000 - rng_between(&demo->rng, 1, 30) * 3600000000;
        field_ref(demo, event, "enterprise", firm->record);
        field(event, "month", form(demo, "%04d-%02d", (int)(month / 12), (int)(month % 12 + 1)));
        field(event, "output", form(demo, "%.2f", revenue * 1.04));
        field(event, "revenue", form(demo, "%.2f", revenue));
        field(event, "tax", form(demo, "%.2f", revenue * 0.031));
        if (month % 3 == 2)
            field(event, "employees", form(demo, "%d", (int)(8 + revenue / 12)));
        event->author = demo->posts[4];
    }
}

static void title(struct demo *demo, const struct firm *firm, const char *type, struct day day, int years, const char *batch, int *number)
{
    struct event *event = event_add(demo, ACT_ADD, "title", handle_new(demo), day, (int)rng_between(&demo->rng, 1, 6));
    field_ref(demo, event, "enterprise", firm->record);
    field_c(event, "type", type);
    struct buf text;
    buf_init(&text, demo->arena);
    day_print(day, &text);
    field(event, "granted", buf_get(&text));
    struct buf until;
    buf_init(&until, demo->arena);
    struct day last = years ? (struct day){ day_add_months(day, 12 * years).n - 1 } : day_from(month_of(day) / 12, 12, 31);
    day_print(last, &until);
    field(event, "valid_to", buf_get(&until));
    field(event, "number", form(demo, "%s-%04d", batch, ++*number));
    event->author = demo->posts[3];
    evidence(demo, event, "公告摘录.txt", form(demo, "认定公告 %s 第 %d 号", batch, *number));
}

/* So many in each month, from the firms of the zone in turn. */
static void titles(struct demo *demo, const struct firm *firms, int zone, const char *type, int years, int year, const int per_month[12],
                   int from, const char *batch, int *number)
{
    int at = from;
    for (int month = 1; month <= 12; month++)
        for (int k = 0; k < per_month[month - 1]; k++) {
            while (firms[at % FIRMS].zone != zone || firms[at % FIRMS].first_month > month_from(year, month) - 1)
                at++;
            title(demo, &firms[at++ % FIRMS], type, day_within(demo, year, month), years, batch, number);
        }
}

static void ladder(struct demo *demo, const struct firm *firms)
{
    static const int sme21[] = { 0, 0, 6, 8, 8, 8, 9, 8, 6, 4, 2, 1 }, sme22[] = { 0, 0, 9, 11, 12, 13, 12, 10, 8, 6, 3, 1 };
    static const int sme23[] = { 0, 8, 14, 16, 15, 13, 12, 9, 5, 0, 0, 0 };
    static const int tech21[] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 12, 0, 10 }, tech22[] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 14, 12, 10 };
    static const int tech23[] = { 0, 0, 0, 0, 0, 0, 0, 9, 13, 0, 0, 0 };
    static const int srdi22[] = { 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 2, 0 }, srdi23[] = { 0, 0, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0 };
    static const int giant22[] = { 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0 }, giant23[] = { 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0 };
    int number = 0;
    titles(demo, firms, HIGHTECH, "tech_sme", 0, 2021, sme21, 30, "2021川512", &number);
    titles(demo, firms, HIGHTECH, "tech_sme", 0, 2022, sme22, 40, "2022川512", &number);
    titles(demo, firms, HIGHTECH, "tech_sme", 0, 2023, sme23, 50, "2023川512", &number);
    titles(demo, firms, HIGHTECH, "high_tech", 3, 2021, tech21, 60, "GR2021", &number);
    titles(demo, firms, HIGHTECH, "high_tech", 3, 2022, tech22, 90, "GR2022", &number);
    titles(demo, firms, HIGHTECH, "high_tech", 3, 2023, tech23, 130, "GR2023", &number);
    titles(demo, firms, HIGHTECH, "specialised", 3, 2022, srdi22, 8, "SRDI2022", &number);
    titles(demo, firms, HIGHTECH, "specialised", 3, 2023, srdi23, 20, "SRDI2023", &number);
    titles(demo, firms, HIGHTECH, "little_giant", 3, 2022, giant22, 5, "XJR2022", &number);
    titles(demo, firms, HIGHTECH, "little_giant", 3, 2023, giant23, 6, "XJR2023", &number);
    titles(demo, firms, AIRPORT, "high_tech", 3, 2022, tech21, 440, "GR2022A", &number);
}

static void stages(struct demo *demo, struct firm *firms, int zone, const char *stage, int year, const int per_month[12], int from)
{
    int at = from;
    for (int month = 1; month <= 12; month++)
        for (int k = 0; k < per_month[month - 1]; k++) {
            while (firms[at % FIRMS].zone != zone || firms[at % FIRMS].above || firms[at % FIRMS].first_month > month_from(year, month) - 1)
                at++;
            struct firm *firm = &firms[at++ % FIRMS];
            struct day day = day_within(demo, year, month);
            struct event *event = event_add(demo, ACT_STAGE, "enterprise", firm->record, day, (int)rng_between(&demo->rng, 1, 9));
            event->stage = stage;
            event->author = demo->posts[4];
            firm->above = true;
            evidence(demo, event, "入库通知.txt", form(demo, "%s 第 %d 户", stage, at));
        }
}

void make_firms(struct demo *demo)
{
    static const int above21[] = { 0, 0, 2, 1, 1, 2, 1, 1, 2, 3, 4, 9 }, above22[] = { 0, 1, 2, 2, 2, 3, 2, 2, 3, 4, 5, 11 };
    static const int above23[] = { 0, 2, 3, 3, 3, 5, 4, 6, 5, 0, 0, 0 }, above_a[] = { 0, 1, 1, 0, 1, 1, 0, 2, 1, 0, 0, 0 };
    static const int turn22[] = { 0, 1, 2, 1, 2, 2, 1, 2, 2, 1, 2, 1 }, turn23[] = { 1, 2, 3, 2, 2, 3, 2, 2, 2, 0, 0, 0 };
    struct firm *firms = ARENA_ARRAY(demo->arena, struct firm, FIRMS);
    for (int i = 0; i < FIRMS; i++) {
        struct firm *firm = &firms[i];
        firm->record = handle_new(demo);
        firm->zone = i < FIRMS_HIGHTECH ? HIGHTECH : AIRPORT;
        firm->leading = i < 40 || (i < 150 && i % 2);
        firm->year_wan = base_of(demo, i);
        static const double lead[] = { 1, 1.13, 1.11, 1.178 }, rest[] = { 1, 1.08, 1.05, 1.07 };
        for (int y = 0; y < 4; y++)
            firm->growth[y] = firm->leading ? lead[y] : rest[y];
        if (i == 7 || (i >= 10 && i < 14)) { /* slow years, then a leap over the line */
            firm->growth[1] = firm->growth[2] = 1.05;
            firm->growth[3] = i == 7 ? 1.75 : 1.70 + 0.02 * (i - 10);
        }
        firm_register(demo, firm, i, i >= 200 && i < 260);
        months_of(demo, firm);
    }
    ladder(demo, firms);
    stages(demo, firms, HIGHTECH, "converted", 2022, turn22, 200);
    stages(demo, firms, HIGHTECH, "converted", 2023, turn23, 225);
    stages(demo, firms, HIGHTECH, "above_scale", 2021, above21, 10);
    stages(demo, firms, HIGHTECH, "above_scale", 2022, above22, 60);
    stages(demo, firms, HIGHTECH, "above_scale", 2023, above23, 120);
    stages(demo, firms, AIRPORT, "above_scale", 2023, above_a, 440);
}
