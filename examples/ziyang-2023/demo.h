/*
 * demo.h - the demonstration ledger: both zones of Ziyang over 2020-2023, invented but for the plan's facts and figures.
 *
 * A seeded generator with a clock of its own. Events are made in any order, each with the instant at which it
 * was told, then sorted and appended as a clerk would have. What it imitates: months without a signing, late starts, lost
 * projects, entries that come after a month was closed, corrections with a reason.
 */
#ifndef LUODI_DEMO_H
#define LUODI_DEMO_H

#include <stdbool.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/rng.h"
#include "base/str.h"
#include "ledger/ledger.h"

struct demo;

struct demo_options {
    struct str folder, shipped_model;
    struct str plan;              /* path of the plan's text */
    uint64_t seed;
    const struct progress *progress;
    /* Adopt the plan's text in the open ledger as it stands; handed in, for the example knows no plan reader. */
    bool (*adopt)(void *host, struct ledger *ledger, struct arena *arena, struct str text, struct err *err);
    void *host;
};
/* Make the ledger; its last entry is of 2023-09-30. */
bool demo_make(const struct demo_options *options, struct err *err);
/* A smaller one for tests: about one record in `thin`. */
struct day demo_day(void); /* 2023-09-30: the day on which its board stands */

#endif
