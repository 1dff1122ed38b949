/* fuzz_canary.c - a target that must fail on one word: it proves the driver (test_replay.c). */
#include <stdbool.h>
#include <string.h>

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    bool crash = size == 6 && memcmp(data, "canary", 6) == 0;
    check_that(!crash);
    return 0;
}
