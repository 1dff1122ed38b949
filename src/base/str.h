/*
 * str.h - a view of UTF-8 text: pointer and length, by value, never owning.
 *
 * From the door on every str is valid UTF-8 (base/utf8.h checks it there). A str with len 0 may
 * have any pointer, NULL included. Nothing here allocates; what needs memory takes an arena.
 */
#ifndef LUODI_BASE_STR_H
#define LUODI_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

struct str {
    const char *ptr;
    size_t len;
};

/* A literal as a str, at compile time; STR_INIT is the form for static tables. */
#define STR(literal) ((struct str){ "" literal, sizeof(literal) - 1 })
/* clang-format off */
#define STR_INIT(literal) { "" literal, sizeof(literal) - 1 }
/* clang-format on */
/* For printf's "%.*s". */
#define STR_ARG(s) (int)(s).len, (s).ptr ? (s).ptr : ""

struct str str_from(const char *c_string); /* NULL gives the empty str */
bool str_eq(struct str a, struct str b);
int str_cmp(struct str a, struct str b); /* by bytes: code point order in UTF-8 */
bool str_starts(struct str s, struct str prefix);
bool str_ends(struct str s, struct str suffix);
bool str_has(struct str s, struct str needle);
/* Byte position of the first needle at or after `from`, or -1. */
ptrdiff_t str_find(struct str s, struct str needle, size_t from);
/* The bytes from `start` on, at most `len` of them; both are clipped to s. */
struct str str_slice(struct str s, size_t start, size_t len);
/* Without blanks at both ends: ASCII blanks, U+00A0, U+3000 and U+FEFF. */
struct str str_trim(struct str s);
/* Cut the next piece off *rest at `separator`; false when *rest was used up. "a,,b" gives three. */
bool str_split(struct str *rest, char separator, struct str *piece);
/* Plain decimal int64 with optional '-', the whole of s; false on anything else or overflow. */
bool str_to_int(struct str s, int64_t *n);
/* For tables in memory; never stored, for machines may differ in it. Not for keys that a stranger
 * picks: who knows it can make them collide. */
uint64_t str_hash(struct str s);

struct str str_copy(struct arena *arena, struct str s);
/* A NUL-ended copy, for C libraries. */
const char *str_cstr(struct arena *arena, struct str s);
struct str str_join(struct arena *arena, struct str a, struct str b);
/* printf into the arena. */
struct str str_format(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
