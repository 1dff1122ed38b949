/* str.c - see str.h. */
#include "base/str.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/must.h"

struct str str_from(const char *c_string)
{
    return (struct str){ c_string, c_string ? strlen(c_string) : 0 };
}

bool str_eq(struct str a, struct str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

int str_cmp(struct str a, struct str b)
{
    size_t shared = a.len < b.len ? a.len : b.len;
    int order = shared ? memcmp(a.ptr, b.ptr, shared) : 0;
    if (order)
        return order < 0 ? -1 : 1;
    return a.len < b.len ? -1 : a.len > b.len;
}

bool str_starts(struct str s, struct str prefix)
{
    return s.len >= prefix.len && str_eq((struct str){ s.ptr, prefix.len }, prefix);
}

bool str_ends(struct str s, struct str suffix)
{
    return s.len >= suffix.len && str_eq(str_slice(s, s.len - suffix.len, suffix.len), suffix);
}

bool str_has(struct str s, struct str needle)
{
    return str_find(s, needle, 0) >= 0;
}

ptrdiff_t str_find(struct str s, struct str needle, size_t from)
{
    if (from > s.len)
        return -1;
    if (needle.len == 0)
        return (ptrdiff_t)from;
    if (s.len - from < needle.len)
        return -1;
    const char *hit = memmem(s.ptr + from, s.len - from, needle.ptr, needle.len);
    return hit ? hit - s.ptr : -1;
}

struct str str_slice(struct str s, size_t start, size_t len)
{
    if (start >= s.len)
        return (struct str){ s.len ? s.ptr + s.len : s.ptr, 0 };
    size_t rest = s.len - start;
    return (struct str){ s.ptr + start, len < rest ? len : rest };
}

/* Bytes of the blank that s begins with, or 0. */
static size_t blank_at_start(struct str s)
{
    if (s.len == 0)
        return 0;
    unsigned char c = (unsigned char)s.ptr[0];
    if (c == ' ' || (c >= '\t' && c <= '\r'))
        return 1;
    if (str_starts(s, STR("\xC2\xA0")))
        return 2;
    return str_starts(s, STR("\xE3\x80\x80")) || str_starts(s, STR("\xEF\xBB\xBF")) ? 3 : 0;
}

static size_t blank_at_end(struct str s)
{
    if (s.len == 0)
        return 0;
    unsigned char c = (unsigned char)s.ptr[s.len - 1];
    if (c == ' ' || (c >= '\t' && c <= '\r'))
        return 1;
    if (str_ends(s, STR("\xC2\xA0")))
        return 2;
    return str_ends(s, STR("\xE3\x80\x80")) || str_ends(s, STR("\xEF\xBB\xBF")) ? 3 : 0;
}

struct str str_trim(struct str s)
{
    for (size_t n; (n = blank_at_start(s));)
        s = (struct str){ s.ptr + n, s.len - n };
    for (size_t n; (n = blank_at_end(s));)
        s.len -= n;
    return s;
}

/* A used-up rest has ptr NULL; an empty rest with a pointer still gives one empty piece. */
bool str_split(struct str *rest, char separator, struct str *piece)
{
    if (!rest->ptr)
        return false;
    const char *hit = rest->len ? memchr(rest->ptr, separator, rest->len) : NULL;
    if (!hit) {
        *piece = *rest;
        *rest = (struct str){ NULL, 0 };
        return true;
    }
    size_t len = (size_t)(hit - rest->ptr);
    *piece = (struct str){ rest->ptr, len };
    *rest = (struct str){ hit + 1, rest->len - len - 1 };
    return true;
}

bool str_to_int(struct str s, int64_t *n)
{
    bool negative = s.len && s.ptr[0] == '-';
    size_t at = negative;
    if (at == s.len)
        return false;
    int64_t value = 0; /* gathered below zero, where one more fits */
    for (; at < s.len; at++) {
        int digit = s.ptr[at] - '0';
        if (digit < 0 || digit > 9 || __builtin_mul_overflow(value, 10, &value) ||
            __builtin_sub_overflow(value, digit, &value))
            return false;
    }
    if (!negative && value == INT64_MIN)
        return false;
    *n = negative ? value : -value;
    return true;
}

/* Multiply and fold, eight bytes at a time. Never stored: it may differ between machines. */
uint64_t str_hash(struct str s)
{
    uint64_t hash = 0x9E3779B97F4A7C15u ^ s.len;
    const char *at = s.ptr;
    for (size_t rest = s.len; rest;) {
        uint64_t word = 0;
        size_t n = rest < 8 ? rest : 8;
        memcpy(&word, at, n);
        hash = (hash ^ word) * 0xFF51AFD7ED558CCDu;
        hash ^= hash >> 32;
        at += n;
        rest -= n;
    }
    hash *= 0xC4CEB9FE1A85EC53u;
    return hash ^ (hash >> 29);
}

struct str str_copy(struct arena *arena, struct str s)
{
    return (struct str){ str_cstr(arena, s), s.len };
}

const char *str_cstr(struct arena *arena, struct str s)
{
    char *copy = arena_alloc(arena, s.len + 1);
    if (s.len)
        memcpy(copy, s.ptr, s.len);
    return copy;
}

struct str str_join(struct arena *arena, struct str a, struct str b)
{
    must(a.len < SIZE_MAX - b.len);
    char *joined = arena_alloc(arena, a.len + b.len + 1);
    if (a.len)
        memcpy(joined, a.ptr, a.len);
    if (b.len)
        memcpy(joined + a.len, b.ptr, b.len);
    return (struct str){ joined, a.len + b.len };
}

struct str str_format(struct arena *arena, const char *format, ...)
{
    char small[256];
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int len = vsnprintf(small, sizeof small, format, args);
    va_end(args);
    must(len >= 0);

    char *text = arena_alloc(arena, (size_t)len + 1);
    if ((size_t)len < sizeof small)
        memcpy(text, small, (size_t)len);
    else
        vsnprintf(text, (size_t)len + 1, format, again);
    va_end(again);
    return (struct str){ text, (size_t)len };
}
