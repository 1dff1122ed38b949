/*
 * tck.h - what the tests over the DMN conformance kit share: its equality, and counting.
 *
 * Counts are printed, over cases, directories, levels, and the cases whose answer is not null. What
 * is missed stands in a list beside, each line an id, a tab and why; it may only shrink: a new miss
 * fails, and so does a line there that passes now. UPDATE=1 writes the list anew. With
 * TCK_ANSWERS=FILE the answers are written as JSON lines for the kit's own check.
 */
#ifndef LUODI_TCK_H
#define LUODI_TCK_H

#include <stdbool.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/str.h"

struct arena;
struct json;
struct feel_value;

struct str source_path(struct arena *arena, const char *path);
struct str shared_path(struct arena *arena, const char *path);

bool tck_same(struct arena *arena, const struct json *wanted, struct feel_value value);

struct tck_group {
    struct str name;
    int passed, total;
};
enum { TCK_GROUPS_MAX = 256 };
struct tck_tally {
    struct arena *arena;
    const char *file;
    struct tck_group groups[TCK_GROUPS_MAX];
    size_t group_count;
    int passed, total, fresh, stale, valued, valued_passed, level_passed[2], level_total[2];
    struct str misses; /* the known ones */
    struct buf now;    /* those of this run */
    FILE *answers;
};
void tck_begin(struct tck_tally *tally, struct arena *arena, const char *misses);
void tck_count(struct tck_tally *tally, struct arena *arena, const struct json *row,
               struct feel_value value);
void tck_end(struct tck_tally *tally);

#endif
