/*
 * dec.c - decimal128 by Intel's library, kept behind dec.h; reading, printing and scaling by hand.
 *
 * The encoding (IEEE 754-2008, 3.5.2, binary integer decimal) of a finite number: bit 127 the sign,
 * bits 113..126 the exponent plus 6176, bits 0..112 the coefficient, below 10^34. 1.10 and 1.1 are
 * equal and differ in bits, so compare with dec_cmp, never by memory.
 *
 * The library is the variant libbidgcc000: arguments by value, rounding mode and flags as
 * arguments. Its own header picks a variant by macros, hence these prototypes.
 */
#include "base/dec.h"

#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/must.h"

__extension__ typedef unsigned __int128 wide;

/* As the library declares it: the alignment decides the registers on arm64. */
struct bid {
    _Alignas(16) uint64_t w[2];
};

enum { TO_EVEN = 0 }; /* the library's name for half to even */

struct bid __bid128_add(struct bid x, struct bid y, unsigned rounding, unsigned *flags);
struct bid __bid128_mul(struct bid x, struct bid y, unsigned rounding, unsigned *flags);
struct bid __bid128_div(struct bid x, struct bid y, unsigned rounding, unsigned *flags);
struct bid __bid128_pow(struct bid x, struct bid y, unsigned rounding, unsigned *flags);
struct bid __bid128_sqrt(struct bid x, unsigned rounding, unsigned *flags);
struct bid __bid128_exp(struct bid x, unsigned rounding, unsigned *flags);
struct bid __bid128_log(struct bid x, unsigned rounding, unsigned *flags);
double __bid128_to_binary64(struct bid x, unsigned rounding, unsigned *flags);

enum { BIAS = 6176, EXPONENT_MIN = -6176, EXPONENT_MAX = 6111, DIGITS_MAX = 34 };

static const uint64_t sign_bit = (uint64_t)1 << 63;
static const uint64_t high_bits = ((uint64_t)1 << 49) - 1; /* of the coefficient, in w[1] */
static const uint64_t integer_high = (uint64_t)BIAS << 49; /* w[1] of 0 .. 2^64-1 at exponent 0 */

/* ---- the encoding ---- */

struct parts {
    bool negative;
    int exponent;
    wide coefficient;
};

static wide ten_to(int power) /* 0 .. 38 */
{
    must(power >= 0 && power <= 38);
    wide result = 1;
    for (; power >= 19; power -= 19)
        result *= 10000000000000000000u;
    for (; power > 0; power--)
        result *= 10;
    return result;
}

static struct parts taken_apart(struct dec a)
{
    struct parts parts = { .negative = a.w[1] >> 63 };
    if ((a.w[1] >> 61 & 3) ==
        3) { /* a coefficient over 10^34: not canonical, and zero by the standard */
        parts.exponent = (int)(a.w[1] >> 47 & 0x3FFF) - BIAS;
        return parts;
    }
    parts.exponent = (int)(a.w[1] >> 49 & 0x3FFF) - BIAS;
    parts.coefficient = (wide)(a.w[1] & high_bits) << 64 | a.w[0];
    return parts;
}

static struct dec put_together(bool negative, wide coefficient, int exponent)
{
    must(exponent >= EXPONENT_MIN && exponent <= EXPONENT_MAX);
    uint64_t high = (uint64_t)(coefficient >> 64) | (uint64_t)(exponent + BIAS) << 49;
    if (negative && coefficient)
        high |= sign_bit;
    return (struct dec){ { (uint64_t)coefficient, high } };
}

static struct bid to_bid(struct dec a)
{
    return (struct bid){ { a.w[0], a.w[1] } };
}

/* False for infinity and NaN; a negative zero loses its sign. */
static bool keep_finite(struct bid result, struct dec *out)
{
    if ((result.w[1] >> 59 & 15) == 15)
        return false;
    struct dec a = { { result.w[0], result.w[1] } };
    if (a.w[1] & sign_bit && taken_apart(a).coefficient == 0)
        a.w[1] &= ~sign_bit;
    *out = a;
    return true;
}

/* An integer below 2^62 at exponent 0, the case that most amounts are: arithmetic without the
 * library. */
static bool small_integer(struct dec a, int64_t *n)
{
    if ((a.w[1] & ~sign_bit) != integer_high || a.w[0] >> 62)
        return false;
    *n = a.w[1] & sign_bit ? -(int64_t)a.w[0] : (int64_t)a.w[0];
    return true;
}

/* ---- in and out of other numbers ---- */

struct dec dec_from_int(int64_t n)
{
    return dec_from_scaled(n, 0);
}

struct dec dec_from_scaled(int64_t n, int scale)
{
    return put_together(n < 0, n < 0 ? -(uint64_t)n : (uint64_t)n, -scale);
}

/* The shortest decimal of 15 to 17 digits that reads back as x, which is what a person typed. */
struct dec dec_from_double(double x)
{
    must(isfinite(x));
    char text[40];
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*e", digits - 1, x);
        if (strtod(text, NULL) == x)
            break;
    }
    for (char *c = text; *c; c++) /* a locale's decimal comma */
        if (!strchr("0123456789+-e", *c))
            *c = '.';
    struct dec result;
    must(dec_parse(str_from(text), &result));
    return result;
}

double dec_to_double(struct dec a)
{
    unsigned flags = 0;
    return __bid128_to_binary64(to_bid(a), TO_EVEN, &flags);
}

bool dec_to_scaled(struct dec a, int scale, bool exact, int64_t *out)
{
    struct parts parts = taken_apart(a);
    int shift = parts.exponent + scale;
    wide value = parts.coefficient;
    if (value == 0)
        shift = 0;
    if (shift > 18) /* a coefficient of 1 is over int64 by then */
        return false;
    if (shift >= 0) {
        if (value > (wide)INT64_MAX + 1) /* so that the product stays in 128 bits */
            return false;
        value *= ten_to(shift);
    } else {
        wide unit = ten_to(shift < -38 ? 38 : -shift);
        wide rest = shift < -38 ? value : value % unit;
        if (exact && rest)
            return false;
        value = shift < -38 ? 0 : value / unit;
        value += rest >= unit - rest; /* half or more of the unit: half up, away from zero */
    }
    if (value > (wide)INT64_MAX + parts.negative)
        return false;
    *out = parts.negative ? (int64_t) - (uint64_t)value : (int64_t)value;
    return true;
}

bool dec_to_int(struct dec a, int64_t *out)
{
    return dec_to_scaled(a, 0, true, out);
}

/* ---- reading ---- */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* What is gathered from digits: 34 of them, and how what follows would round. */
struct gathered {
    wide coefficient;
    int digits;       /* significant ones in coefficient */
    int64_t exponent; /* of ten */
    int next;         /* the first digit that did not fit, -1 before it */
    bool more;        /* any digit other than 0 after that */
};

static void gather(struct gathered *number, int digit, bool after_point)
{
    if (number->digits < DIGITS_MAX) {
        number->coefficient = number->coefficient * 10 + (unsigned)digit;
        number->digits += number->coefficient != 0;
        number->exponent -= after_point;
        return;
    }
    if (number->next < 0)
        number->next = digit;
    else
        number->more |= digit != 0;
    number->exponent += !after_point;
}

/* Bring the exponent into range without changing the value; false where that cannot be. */
static bool fit(struct gathered *number)
{
    if (number->coefficient == 0) {
        number->exponent = number->exponent < EXPONENT_MIN   ? EXPONENT_MIN
                           : number->exponent > EXPONENT_MAX ? EXPONENT_MAX
                                                             : number->exponent;
        return true;
    }
    while (number->exponent > EXPONENT_MAX && number->coefficient < ten_to(DIGITS_MAX - 1)) {
        number->coefficient *= 10;
        number->exponent--;
    }
    while (number->exponent < EXPONENT_MIN && number->coefficient % 10 == 0) {
        number->coefficient /= 10;
        number->exponent++;
    }
    return number->exponent >= EXPONENT_MIN && number->exponent <= EXPONENT_MAX;
}

bool dec_parse(struct str s, struct dec *out)
{
    size_t at = 0;
    bool negative = s.len && s.ptr[0] == '-';
    at += negative || (s.len && s.ptr[0] == '+');
    if (at == s.len || !is_digit(s.ptr[at]))
        return false;

    struct gathered number = { .next = -1 };
    for (; at < s.len && is_digit(s.ptr[at]); at++)
        gather(&number, s.ptr[at] - '0', false);
    if (at < s.len && s.ptr[at] == '.') {
        if (++at == s.len || !is_digit(s.ptr[at]))
            return false;
        for (; at < s.len && is_digit(s.ptr[at]); at++)
            gather(&number, s.ptr[at] - '0', true);
    }
    if (at < s.len && (s.ptr[at] == 'e' || s.ptr[at] == 'E')) {
        at++;
        bool below = at < s.len && s.ptr[at] == '-';
        at += below || (at < s.len && s.ptr[at] == '+');
        if (at == s.len)
            return false;
        int64_t power = 0;
        for (; at < s.len && is_digit(s.ptr[at]); at++)
            if (power < INT64_MAX / 20) /* beyond any text's length, so the outcome is decided */
                power = power * 10 + (s.ptr[at] - '0');
        if (!is_digit(s.ptr[at - 1]))
            return false;
        number.exponent += below ? -power : power;
    }
    if (at != s.len)
        return false;

    if (number.next > 5 || (number.next == 5 && (number.more || number.coefficient % 2)))
        number.coefficient++; /* half to even; 10^34 itself is cut by fit below */
    if (number.coefficient == ten_to(DIGITS_MAX)) {
        number.coefficient /= 10;
        number.exponent++;
    }
    if (!fit(&number))
        return false;
    *out = put_together(negative, number.coefficient, (int)number.exponent);
    return true;
}

/* ---- printing ---- */

/* The coefficient's digits; at least one. */
static int digits_of(wide coefficient, char digits[DIGITS_MAX + 6])
{
    char reversed[DIGITS_MAX + 6];
    int count = 0;
    do
        reversed[count++] = (char)('0' + (int)(coefficient % 10));
    while ((coefficient /= 10) != 0);
    for (int i = 0; i < count; i++)
        digits[i] = reversed[count - 1 - i];
    return count;
}

static void print_exponential(const char *digits, int count, int exponent, struct buf *out)
{
    buf_char(out, digits[0]);
    if (count > 1) {
        buf_char(out, '.');
        buf_bytes(out, digits + 1, (size_t)count - 1);
    }
    buf_printf(out, "e%+d", exponent + count - 1);
}

void dec_print(struct dec a, struct buf *out)
{
    int64_t n;
    if (small_integer(a, &n)) {
        buf_int(out, n);
        return;
    }
    struct parts parts = taken_apart(a);
    while (parts.coefficient && parts.coefficient % 10 == 0) {
        parts.coefficient /= 10;
        parts.exponent++;
    }
    if (parts.coefficient == 0) {
        buf_char(out, '0');
        return;
    }
    char digits[DIGITS_MAX + 6];
    int count = digits_of(parts.coefficient, digits), point = count + parts.exponent;
    if (parts.negative)
        buf_char(out, '-');
    if (point > DIGITS_MAX || -parts.exponent > DIGITS_MAX) {
        print_exponential(digits, count, parts.exponent, out);
    } else if (point >= count) {
        buf_bytes(out, digits, (size_t)count);
        buf_repeat(out, '0', (size_t)(point - count));
    } else if (point > 0) {
        buf_bytes(out, digits, (size_t)point);
        buf_char(out, '.');
        buf_bytes(out, digits + point, (size_t)(count - point));
    } else {
        buf_cstr(out, "0.");
        buf_repeat(out, '0', (size_t)-point);
        buf_bytes(out, digits, (size_t)count);
    }
}

/* Digit number `at` counted from the point: 0 is the ones, 1 the tens, -1 the tenths. */
static char digit_at(const char *digits, int count, int exponent, int at)
{
    int index = count - 1 + exponent - at;
    return index >= 0 && index < count ? digits[index] : '0';
}

void dec_print_places(struct dec a, int places, bool group, struct buf *out)
{
    must(places >= 0 && places <= DIGITS_MAX);
    struct parts parts = taken_apart(dec_round(a, places, DEC_HALF_UP));
    char digits[DIGITS_MAX + 6];
    int count = digits_of(parts.coefficient, digits);
    if (parts.coefficient == 0)
        parts.exponent = 0;
    int highest = count - 1 + parts.exponent;
    if (highest < 0)
        highest = 0;
    if (parts.negative && parts.coefficient)
        buf_char(out, '-');
    for (int at = highest; at >= 0; at--) {
        buf_char(out, digit_at(digits, count, parts.exponent, at));
        if (group && at > 0 && at % 3 == 0)
            buf_char(out, ',');
    }
    if (places > 0)
        buf_char(out, '.');
    for (int at = -1; at >= -places; at--)
        buf_char(out, digit_at(digits, count, parts.exponent, at));
}

/* ---- arithmetic without the library ---- */

/*
 * Amounts are short: a coefficient of at most 64 bits, or the 34 digits of a quotient. What can be
 * worked out in two machine words is, with the library's own result: exact where it fits into 34
 * digits, else rounded half to even. The rest is the library's.
 */
static const uint64_t tens[20] = { 1u,
                                   10u,
                                   100u,
                                   1000u,
                                   10000u,
                                   100000u,
                                   1000000u,
                                   10000000u,
                                   100000000u,
                                   1000000000u,
                                   10000000000u,
                                   100000000000u,
                                   1000000000000u,
                                   10000000000000u,
                                   100000000000000u,
                                   1000000000000000u,
                                   10000000000000000u,
                                   100000000000000000u,
                                   1000000000000000000u,
                                   10000000000000000000u };

/* 10^34, as two words at compile time. */
#define LIMIT_34 ((wide)10000000000000000000u * 1000000000000000u)

static int bits_of(wide n)
{
    uint64_t high = (uint64_t)(n >> 64);
    return high ? 128 - __builtin_clzll(high) : n ? 64 - __builtin_clzll((uint64_t)n) : 0;
}

static int digits_of_word(uint64_t n) /* at least 1 */
{
    int count = n ? ((64 - __builtin_clzll(n)) * 1233) >> 12 : 0;
    return count + (count < 20 && n >= tens[count]) + (n == 0);
}

/* The coefficient at `power` more places; false where that could take more than 127 bits. */
static bool scaled_up(wide coefficient, int power, wide *result)
{
    if (power > 38 || bits_of(coefficient) + (power * 3402 >> 10) + 1 > 127)
        return false;
    for (; power > 19; power -= 19)
        coefficient *= tens[19];
    *result = coefficient * tens[power];
    return true;
}

/* A finite number, canonical, not of the longest form; the bits as parts. */
static bool plain_parts(struct dec a, struct parts *parts)
{
    if ((a.w[1] >> 61 & 3) == 3)
        return false;
    parts->negative = a.w[1] >> 63;
    parts->exponent = (int)(a.w[1] >> 49 & 0x3FFF) - BIAS;
    parts->coefficient = (wide)(a.w[1] & high_bits) << 64 | a.w[0];
    return true;
}

/* An exact result as a number, rounded where it has more than 34 digits; false where that is the
 * library's to do. */
static bool settle(bool negative, wide coefficient, int exponent, struct dec *out)
{
    if (coefficient >= LIMIT_34) {
        int drop = 1;
        while (drop < 5 && coefficient / tens[drop] >= LIMIT_34)
            drop++;
        wide kept = coefficient / tens[drop];
        uint64_t rest = (uint64_t)(coefficient - kept * tens[drop]), half = tens[drop] / 2;
        kept += rest > half || (rest == half && (kept & 1));
        if (kept >= LIMIT_34)
            return false; /* 99.. rounded up, or more digits than were dropped */
        coefficient = kept;
        exponent += drop;
    }
    if (exponent < EXPONENT_MIN || exponent > EXPONENT_MAX)
        return false;
    *out = put_together(negative, coefficient, exponent);
    return true;
}

static bool fast_add(struct dec x, struct dec y, struct dec *out)
{
    struct parts a, b;
    if (!plain_parts(x, &a) || !plain_parts(y, &b) || !a.coefficient || !b.coefficient)
        return false;
    if (a.exponent < b.exponent) {
        struct parts swap = a;
        a = b;
        b = swap;
    }
    wide large;
    if (!scaled_up(a.coefficient, a.exponent - b.exponent, &large) ||
        bits_of(large) > 126 || bits_of(b.coefficient) > 126)
        return false;
    if (a.negative == b.negative)
        return settle(a.negative, large + b.coefficient, b.exponent, out);
    if (large >= b.coefficient)
        return settle(a.negative && large > b.coefficient, large - b.coefficient, b.exponent, out);
    return settle(b.negative, b.coefficient - large, b.exponent, out);
}

static bool fast_mul(struct dec x, struct dec y, struct dec *out)
{
    struct parts a, b;
    if (!plain_parts(x, &a) || !plain_parts(y, &b) ||
        bits_of(a.coefficient) + bits_of(b.coefficient) > 127 || !a.coefficient || !b.coefficient)
        return false;
    return settle(a.negative != b.negative, a.coefficient * b.coefficient,
                  a.exponent + b.exponent, out);
}

/* By long division: the whole part, then two words of digits, then what is left decides. */
static bool fast_div(struct dec x, struct dec y, struct dec *out)
{
    struct parts a, b;
    if (!plain_parts(x, &a) || !plain_parts(y, &b) || !a.coefficient || !b.coefficient ||
        a.coefficient >> 63 || b.coefficient >> 63)
        return false;
    uint64_t n = (uint64_t)a.coefficient, d = (uint64_t)b.coefficient, whole = n / d, rest = n % d;
    int exponent = a.exponent - b.exponent;
    if (!whole) {
        int shift = digits_of_word(d) - digits_of_word(n) + 1;
        wide scaled = (wide)n * tens[shift];
        whole = (uint64_t)(scaled / d);
        rest = (uint64_t)(scaled % d);
        exponent -= shift;
    }
    wide quotient = whole;
    int need = DIGITS_MAX - digits_of_word(whole);
    while (rest && need > 0) {
        int step = need > 18 ? 18 : need;
        wide scaled = (wide)rest * tens[step];
        uint64_t chunk = (uint64_t)(scaled / d);
        rest = (uint64_t)(scaled - (wide)chunk * d);
        /* An exact quotient is as short as it can be. */
        while (!rest && step > 0 && chunk % 10 == 0) {
            chunk /= 10;
            step--;
        }
        quotient = quotient * tens[step] + chunk;
        exponent -= step;
        need -= step;
    }
    if (rest) {
        uint64_t twice = rest * 2;
        quotient += twice > d || (twice == d && (quotient & 1));
    } else {
        int preferred = a.exponent - b.exponent;
        while (exponent < preferred && quotient % 10 == 0) {
            quotient /= 10;
            exponent++;
        }
    }
    return settle(a.negative != b.negative, quotient, exponent, out);
}

/* ---- arithmetic ---- */

bool dec_add(struct dec a, struct dec b, struct dec *out)
{
    int64_t x, y;
    if (small_integer(a, &x) && small_integer(b, &y)) {
        *out = dec_from_int(x + y); /* both below 2^62 */
        return true;
    }
    if (fast_add(a, b, out))
        return true;
    unsigned flags = 0;
    return keep_finite(__bid128_add(to_bid(a), to_bid(b), TO_EVEN, &flags), out);
}

bool dec_sub(struct dec a, struct dec b, struct dec *out)
{
    return dec_add(a, dec_neg(b), out);
}

bool dec_mul(struct dec a, struct dec b, struct dec *out)
{
    int64_t x, y, product;
    if (small_integer(a, &x) && small_integer(b, &y) && !__builtin_mul_overflow(x, y, &product)) {
        *out = dec_from_int(product);
        return true;
    }
    if (fast_mul(a, b, out))
        return true;
    unsigned flags = 0;
    return keep_finite(__bid128_mul(to_bid(a), to_bid(b), TO_EVEN, &flags), out);
}

bool dec_div(struct dec a, struct dec b, struct dec *out)
{
    int64_t x, y;
    if (small_integer(a, &x) && small_integer(b, &y) && y != 0 && x % y == 0) {
        *out = dec_from_int(x / y);
        return true;
    }
    if (fast_div(a, b, out))
        return true;
    unsigned flags = 0;
    return keep_finite(__bid128_div(to_bid(a), to_bid(b), TO_EVEN, &flags), out);
}

bool dec_pow(struct dec a, struct dec b, struct dec *out)
{
    unsigned flags = 0;
    return keep_finite(__bid128_pow(to_bid(a), to_bid(b), TO_EVEN, &flags), out);
}

bool dec_sqrt(struct dec a, struct dec *out)
{
    unsigned flags = 0;
    return keep_finite(__bid128_sqrt(to_bid(a), TO_EVEN, &flags), out);
}

bool dec_exp(struct dec a, struct dec *out)
{
    unsigned flags = 0;
    return keep_finite(__bid128_exp(to_bid(a), TO_EVEN, &flags), out);
}

bool dec_log(struct dec a, struct dec *out)
{
    unsigned flags = 0;
    return keep_finite(__bid128_log(to_bid(a), TO_EVEN, &flags), out);
}

struct dec dec_neg(struct dec a)
{
    if (taken_apart(a).coefficient)
        a.w[1] ^= sign_bit;
    return a;
}

struct dec dec_abs(struct dec a)
{
    a.w[1] &= ~sign_bit;
    return a;
}

int dec_cmp(struct dec x, struct dec y)
{
    int64_t small_x, small_y;
    struct parts a, b;
    if (small_integer(x, &small_x) && small_integer(y, &small_y))
        return small_x < small_y ? -1 : small_x > small_y;
    a = taken_apart(x);
    b = taken_apart(y);
    if (!a.coefficient || !b.coefficient)
        return a.coefficient ? (a.negative ? -1 : 1) : b.coefficient ? (b.negative ? 1 : -1) : 0;
    if (a.negative != b.negative)
        return a.negative ? -1 : 1;
    int sign = a.negative ? -1 : 1;
    wide scaled;
    /* What does not fit into 127 bits is over 10^37, and so over any coefficient. */
    if (a.exponent > b.exponent) {
        if (!scaled_up(a.coefficient, a.exponent - b.exponent, &scaled))
            return sign;
        return scaled == b.coefficient ? 0 : scaled < b.coefficient ? -sign : sign;
    }
    if (!scaled_up(b.coefficient, b.exponent - a.exponent, &scaled))
        return -sign;
    return a.coefficient == scaled ? 0 : a.coefficient < scaled ? -sign : sign;
}

bool dec_is_integer(struct dec a)
{
    struct parts parts = taken_apart(a);
    for (; parts.exponent < 0 && parts.coefficient; parts.exponent++) {
        if (parts.coefficient % 10)
            return false;
        parts.coefficient /= 10;
    }
    return true;
}

struct dec dec_round(struct dec a, int places, enum dec_round mode)
{
    struct parts parts = taken_apart(a);
    if (parts.coefficient == 0 || parts.exponent >= -(int64_t)places)
        return a;
    int exponent = places < -EXPONENT_MAX ? EXPONENT_MAX : -places;
    /* As many digits go; 39 are more than there are, and then nothing is left to look at. */
    int dropped = exponent - parts.exponent > 38 ? 38 : exponent - parts.exponent;
    wide unit = ten_to(dropped), kept = parts.coefficient / unit, rest = parts.coefficient % unit;

    bool up = false;
    switch (mode) {
    case DEC_HALF_EVEN: up = rest > unit - rest || (rest == unit - rest && kept % 2); break;
    case DEC_HALF_UP: up = rest >= unit - rest; break;
    case DEC_HALF_DOWN: up = rest > unit - rest; break;
    case DEC_UP: up = rest != 0; break;
    case DEC_DOWN: break;
    case DEC_FLOOR: up = rest != 0 && parts.negative; break;
    case DEC_CEILING: up = rest != 0 && !parts.negative; break;
    }
    return put_together(parts.negative, kept + up, exponent);
}
