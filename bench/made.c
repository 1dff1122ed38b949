/* made.c - see made.h. */
#include "made.h"

#include "base/arena.h"
#include "base/buf.h"

const char *const made_zone_names[MADE_ZONES] = { "临江片区", "空港片区" };
const char *const made_stage_names[MADE_STAGES] = { "lead",    "signed",    "landed",
                                                    "started", "completed", "in_production" };

static const char *const places[] = {
    "成都", "重庆", "深圳", "上海", "杭州", "苏州", "北京", "德阳"
};
static const char *const goods[] = { "智能装备", "新材料",     "医疗器械", "电子元件",
                                     "食品",     "汽车零部件", "冷链物流" };
static const char *const codes[] = { "C3411", "C3670", "C2770", "C3581",
                                     "C3962", "C1492", "C3720", "G5990" };
enum {
    PLACES = sizeof places / sizeof *places,
    GOODS = sizeof goods / sizeof *goods,
    CODES = sizeof codes / sizeof *codes
};

struct made_project made_project(struct arena *arena, struct rng *rng, int64_t number)
{
    struct made_project project = { 0 };
    const char *place = places[rng_below(rng, PLACES)];
    project.name = str_format(arena, "%s%s生产基地项目%lld号", place, goods[rng_below(rng, GOODS)],
                              (long long)number);
    project.zone = (int)rng_below(rng, MADE_ZONES);
    project.industry = str_from(codes[rng_below(rng, CODES)]);
    project.investor = str_format(arena, "%s第%d投资有限公司", place, (int)rng_below(rng, 5000));
    project.investment_wan = rng_between(rng, 500, 300000);
    project.stages = (int)rng_between(rng, 2, MADE_STAGES);
    int32_t n = day_from(2020, 1, 1).n + (int32_t)rng_below(rng, 700);
    for (int i = 0; i < MADE_STAGES; i++) {
        project.days[i] = (struct day){ n };
        n += (int32_t)rng_between(rng, 10, 150);
    }
    return project;
}

struct str made_query(struct arena *arena, int i)
{
    /* 3 zones x 5 stages x 9 words x 8 orders = 1,080; a stride prime to it visits each once. */
    static const char *const orders[] = { "",
                                          "&sort=name",
                                          "&sort=-name",
                                          "&sort=investment",
                                          "&sort=-investment",
                                          "&lang=en",
                                          "&sort=-investment&lang=en",
                                          "&sort=name&lang=en" };
    int n = (int)((int64_t)i * 631 % 1080);
    int zone = n % 3, stage = n / 3 % 5, word = n / 15 % 9, order = n / 135;
    struct buf query;
    buf_init(&query, arena);
    buf_cstr(&query, "limit=50");
    if (zone)
        buf_printf(&query, "&zone=%d", MADE_ZONE_ID + zone - 1);
    if (stage)
        buf_printf(&query, "&stage=%s", made_stage_names[stage]);
    if (word) {
        buf_cstr(&query, "&q=");
        for (const unsigned char *c = (const unsigned char *)places[word - 1]; *c; c++)
            buf_printf(&query, "%%%02X", *c);
    }
    buf_cstr(&query, orders[order]);
    return buf_get(&query);
}
