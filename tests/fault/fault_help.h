/* fault_help.h - a folder for a test's files, and failing with the error's words. For tests/fault/
 * only. */
#ifndef LUODI_TESTS_FAULT_FAULT_HELP_H
#define LUODI_TESTS_FAULT_FAULT_HELP_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/str.h"

struct arena;

struct place {
    struct arena *arena;
    char folder[64];
};

void place_make(struct place *place);
void place_empty(struct place *place); /* deletes what is in the folder, with its folders */
void place_clear(struct place *place);

/* Fail the test with the error's words when the condition is false. */
void holds_at(const struct err *err, _Bool condition, const char *text, const char *file, int line);
#define holds(err, condition) holds_at((err), (condition), #condition, __FILE__, __LINE__)

/* The seed of a random run: LUODI_SEED, else `usual`. Printed by the test when it fails. */
uint64_t fault_seed(uint64_t usual);
/* How many points to try: LUODI_FAULT_POINTS, else `in_long` where LUODI_LONG is "yes", else
 * `usual`. */
int fault_points(int usual, int in_long);

#endif
