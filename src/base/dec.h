/*
 * dec.h - decimal numbers, IEEE 754-2008 decimal128 (34 digits, half-even), for FEEL and all
 * amounts.
 *
 * Money and quantities are never double. Stored amounts are int64 at a fixed scale (money: 2, fen);
 * dec_to_scaled and dec_from_scaled cross over, overflow refused. A dec goes by value, is always
 * finite, and equal values may differ in bits (1.10 and 1.1): compare with dec_cmp, never by
 * memory. Zero has no sign.
 */
#ifndef LUODI_BASE_DEC_H
#define LUODI_BASE_DEC_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

struct buf;

/* In the standard's binary integer encoding, low word first. */
struct dec {
    uint64_t w[2];
};

enum dec_round {
    DEC_HALF_EVEN,
    DEC_HALF_UP, /* a half goes away from zero, as in every report */
    DEC_HALF_DOWN,
    DEC_UP,   /* away from zero */
    DEC_DOWN, /* to zero */
    DEC_FLOOR,
    DEC_CEILING
};

struct dec dec_from_int(int64_t n);
struct dec dec_from_scaled(int64_t n, int scale); /* n / 10^scale */
/* The shortest decimal of 15 to 17 digits that reads back as x (0.1 is 0.1); x must be finite. */
struct dec dec_from_double(double x);
double dec_to_double(struct dec a);

/* The whole of s: [-+]digits[.digits][e[-+]digits]; false on anything else or out of range. */
bool dec_parse(struct str s, struct dec *out);
/* Shortest exact plain form, no exponent up to 34 digits: "260", "-0.05", "1.10" stays "1.1". */
void dec_print(struct dec a, struct buf *out);
/* Rounded half up to `places`, all of them printed; `group` puts commas in thousands. */
void dec_print_places(struct dec a, int places, bool group, struct buf *out);

/* False where the result is not finite (overflow, division by zero, root of a negative). */
bool dec_add(struct dec a, struct dec b, struct dec *out);
bool dec_sub(struct dec a, struct dec b, struct dec *out);
bool dec_mul(struct dec a, struct dec b, struct dec *out);
bool dec_div(struct dec a, struct dec b, struct dec *out);
bool dec_pow(struct dec a, struct dec b, struct dec *out);
bool dec_sqrt(struct dec a, struct dec *out);
bool dec_exp(struct dec a, struct dec *out);
bool dec_log(struct dec a, struct dec *out);
struct dec dec_neg(struct dec a);
struct dec dec_abs(struct dec a);
int dec_cmp(struct dec a, struct dec b); /* -1, 0, 1 */
bool dec_is_integer(struct dec a);
/* To `places` behind the point, or before it where negative; what has no more stays as it is. */
struct dec dec_round(struct dec a, int places, enum dec_round mode);

/* a * 10^scale as int64; false when it does not fit or, with exact, has more places than scale
 * (otherwise rounded half up). */
bool dec_to_scaled(struct dec a, int scale, bool exact, int64_t *out);
bool dec_to_int(struct dec a, int64_t *out); /* exact integers only */

#endif
