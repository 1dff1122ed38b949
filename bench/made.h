/*
 * made.h - the projects that are measured with, the same for the ledger, the floor and the others;
 * and the queries.
 *
 * Seeded, so that every run and every side has the same ones. Invented throughout.
 */
#ifndef LUODI_BENCH_MADE_H
#define LUODI_BENCH_MADE_H

#include <stdint.h>

#include "base/date.h"
#include "base/rng.h"
#include "base/str.h"

struct arena;

enum { MADE_ZONES = 2, MADE_STAGES = 6 };

/* The ledger's first records are the city and its zones, so their numbers are known. */
enum { MADE_CITY_ID = 2, MADE_ZONE_ID = 3 };

extern const char *const made_zone_names[MADE_ZONES];
extern const char *const made_stage_names[MADE_STAGES]; /* in the order in which they are reached */

struct made_project {
    struct str name;
    int zone; /* index */
    struct str industry, investor;
    int64_t investment_wan; /* in ten thousand yuan */
    int stages;             /* how many it has reached, from 2 on */
    struct day days[MADE_STAGES];
};

struct made_project made_project(struct arena *arena, struct rng *rng, int64_t number);
/* The i-th of many different queries: filters and order as a URL's query. */
struct str made_query(struct arena *arena, int i);

#endif
