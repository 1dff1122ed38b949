/*
 * demo_priv.h - what the generator's files share: events with handles for records that are not there yet.
 */
#ifndef LUODI_DEMO_PRIV_H
#define LUODI_DEMO_PRIV_H

#include "base/arena.h"
#include "demo.h"

enum zone_number { AIRPORT, HIGHTECH, ZONES };
enum { FIRST_YEAR = 2020, LAST_YEAR = 2023, FIELDS_MAX = 16 };

typedef int handle;                /* of a record; 0: none */

struct event {
    int64_t at_us;                 /* when it was told */
    int order;
    enum act act;
    const char *kind;
    handle record;                 /* made by ACT_ADD, else used */
    struct date effective;
    struct draft_field fields[FIELDS_MAX];
    int field_count;
    const char *stage;
    struct draft_stage stages[2];
    int stage_count;
    handle member;                 /* of ACT_ENLIST */
    const char *list;              /* ACT_ENLIST: the purpose of the list */
    struct str evidence_name, evidence_text;
    struct str reason, source;
    handle author;
    bool (*call)(struct demo *demo, struct err *err); /* something of its own at that instant */
};

struct demo {
    const struct demo_options *options;
    struct arena *arena;
    struct clock clock;
    struct rng rng;
    struct ledger *ledger;
    struct event *events;
    size_t event_count, event_room;
    handle handle_count;
    int64_t *records;              /* by handle */
    handle city, zones[ZONES], grass, spring; /* 三草湾, 清泉 */
    handle departments[8], posts[8];
    struct day today;
};

struct event *event_add(struct demo *demo, enum act act, const char *kind, handle record, struct day effective, int lag_days);
handle handle_new(struct demo *demo);
void field(struct event *event, const char *name, struct str text);
void field_c(struct event *event, const char *name, const char *text);
void field_ref(struct demo *demo, struct event *event, const char *name, handle record);
void field_wan(struct demo *demo, struct event *event, const char *name, int64_t wan);
void evidence(struct demo *demo, struct event *event, const char *name, struct str text);
struct str form(struct demo *demo, const char *format, ...) __attribute__((format(printf, 2, 3)));
struct day day_within(struct demo *demo, int year, int month); /* a working-looking day of the month, not after today */
double normal(struct demo *demo);                              /* mean 0, deviation 1, about */
int64_t log_normal(struct demo *demo, double median, double spread);

void make_ground(struct demo *demo);   /* zones, departments, posts */
void make_projects(struct demo *demo);
void make_firms(struct demo *demo);
void make_sites(struct demo *demo);
void make_series(struct demo *demo);   /* official figures, closings */
void make_daily(struct demo *demo);    /* leads, agreements, meetings, tasks, problems; last, for it draws from the same chance */

#endif
