/*
 * bench.h - what every measured program has in common: the mode, the data folder, the clock, and
 * one line out.
 *
 * A measured program is a *side* of a row of rows.def: the floor, ours, or somebody else's. It does
 * its work once, measures it itself (start-up and making of data left out), and prints one line of
 * JSON: {"rate": 35021.3, ..}. drive.c runs the sides of a row in turn, five times, and takes
 * medians.
 *
 * Environment  BENCH_DATA (where generated ledgers are kept), BENCH_MODE (smoke, quick, full).
 */
#ifndef LUODI_BENCH_BENCH_H
#define LUODI_BENCH_BENCH_H

#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/json.h"
#include "base/str.h"

enum bench_mode { BENCH_SMOKE, BENCH_QUICK, BENCH_FULL };

struct bench {
    struct arena *arena;
    enum bench_mode mode;
    struct str data;
    struct buf line;
    struct json_writer writer;
};

void bench_begin(struct bench *bench);
/* The size for the mode in force. */
int64_t bench_size(const struct bench *bench, int64_t smoke, int64_t quick, int64_t full);
struct str bench_path(struct bench *bench, struct str name); /* in the data folder */
double bench_now_s(void);
void bench_say(struct bench *bench, const char *measure, double value);
/* Adds rss_kib, the most memory this process ever held, prints the line, frees; returns the exit
 * status. */
int bench_end(struct bench *bench);
/* The error in words on stderr; returns exit status 2. */
int bench_fail(struct bench *bench, const struct err *err);

double bench_median(double *values, int count); /* sorts them */
double bench_percentile(double *sorted, int count, double share);

#endif
