/*
 * fuzz.h - the one function of a fuzz target, as libFuzzer names it, and a check that is always on.
 *
 * A target takes any bytes and must come back: a refusal is an answer, a crash, a hang or a broken
 * check_that is not. Built with -Dfuzz=true it is a libFuzzer program; linked with replay.c it runs
 * over its corpus in every test run.
 */
#ifndef LUODI_TESTS_FUZZ_H
#define LUODI_TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>

#include "base/must.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define check_that(condition) must(condition)

#endif
