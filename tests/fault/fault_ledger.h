/*
 * fault_ledger.h - a small ledger to be hurt, a writer that notes what was acknowledged, and the
 * examination after.
 *
 * A base ledger (definitions, a city, a zone) is made once and copied for each try.
 */
#ifndef LUODI_TESTS_FAULT_FAULT_LEDGER_H
#define LUODI_TESTS_FAULT_FAULT_LEDGER_H

#include <stdbool.h>

#include "base/clock.h"
#include "fault_help.h"
#include "ledger/ledger.h"

enum { NOTES_MAX = 4096, GROUP_MAX = 3 };

/* One acknowledged append: its last entry and how many it had. */
struct note {
    int64_t last;
    int count;
};

struct hurt {
    struct place place;
    struct str base, folder; /* the base ledger, and the copy under trial */
    struct str model;        /* a copy of the shipped definitions */
    struct clock clock;
    struct record_id zone;
    struct note notes[NOTES_MAX];
    int note_count;
    int64_t begun;  /* position of the copy before the trial */
    int series;     /* part of the names: raised for every writer, so that no two collide */
    int64_t record; /* the latest project acknowledged, 0: none yet */
    struct err err;
};

void hurt_make(struct hurt *hurt); /* the place, the base ledger */
void hurt_clear(struct hurt *hurt);
void hurt_copy(struct hurt *hurt); /* a fresh copy of the base; notes forgotten */

bool hurt_open(struct hurt *hurt, const char *vfs, struct ledger **ledger);
/*
 * The i-th append: one of several kinds (a project with a stage and evidence, three projects
 * together, a change, a stage with contributions, a correction). Returns false with hurt->err; what
 * was acknowledged is noted.
 */
bool hurt_append(struct hurt *hurt, struct ledger *ledger, int i);
/*
 * What is wrong with the ledger at hurt->folder, or NULL: verify, every noted entry there, no
 * append by half, and one can go on. At most one append more than was noted may stand there, and
 * that one whole.
 */
const char *hurt_examine(struct hurt *hurt, const char *vfs, struct ledger *open);

#endif
