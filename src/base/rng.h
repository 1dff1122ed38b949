/*
 * rng.h - the only door to chance. Seeded for simulations, tests and the demo; rng_secret for keys.
 */
#ifndef LUODI_BASE_RNG_H
#define LUODI_BASE_RNG_H

#include <stddef.h>
#include <stdint.h>

/* xoshiro256** (Blackman, Vigna 2018), seeded by splitmix64: the same draws on every machine. */
struct rng {
    uint64_t s[4];
};

void rng_init(struct rng *rng, uint64_t seed);
uint64_t rng_next(struct rng *rng);
uint64_t rng_below(struct rng *rng, uint64_t bound); /* 0 .. bound - 1, unbiased; bound > 0 */
int64_t rng_between(struct rng *rng, int64_t low, int64_t high); /* both inclusive */
double rng_unit(struct rng *rng);                                /* [0, 1) */
/* Unpredictable bytes from the system, for salts, keys and links. */
void rng_secret(void *bytes, size_t len);

#endif
