/*
 * utf8.c - checking and walking UTF-8; the compatibility form; text from outside. See utf8.h.
 *
 * Checking follows table 3-7 of the Unicode standard (well-formed byte sequences): only the second
 * byte of E0, ED, F0 and F4 has a narrower range than 80..BF.
 */
#include "base/utf8.h"

#include <errno.h>
#include <iconv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/must.h"

/* Length of the well-formed sequence at `at`, or 0. */
static size_t sequence(const unsigned char *at, size_t rest)
{
    unsigned char first = at[0], low = 0x80, high = 0xBF;
    size_t len;
    if (first < 0x80)
        return 1;
    if (first >= 0xC2 && first <= 0xDF) {
        len = 2;
    } else if ((first & 0xF0) == 0xE0) {
        len = 3;
        low = first == 0xE0 ? 0xA0 : 0x80;
        high = first == 0xED ? 0x9F : 0xBF;
    } else if (first >= 0xF0 && first <= 0xF4) {
        len = 4;
        low = first == 0xF0 ? 0x90 : 0x80;
        high = first == 0xF4 ? 0x8F : 0xBF;
    } else {
        return 0;
    }
    if (rest < len || at[1] < low || at[1] > high)
        return 0;
    for (size_t i = 2; i < len; i++)
        if ((at[i] & 0xC0) != 0x80)
            return 0;
    return len;
}

size_t utf8_fault(struct str s)
{
    const unsigned char *bytes = (const unsigned char *)s.ptr;
    size_t at = 0;
    while (at < s.len) {
        uint64_t word;
        while (s.len - at >= sizeof word) {
            memcpy(&word, bytes + at, sizeof word);
            if (word & 0x8080808080808080u)
                break;
            at += sizeof word;
        }
        if (at == s.len)
            break;
        size_t len = sequence(bytes + at, s.len - at);
        if (!len)
            return at;
        at += len;
        /* Han text: three bytes again and again, without going back to the words. */
        while (s.len - at >= 3 && bytes[at] >= 0xE1 && bytes[at] <= 0xEC &&
               (bytes[at + 1] & 0xC0) == 0x80 && (bytes[at + 2] & 0xC0) == 0x80)
            at += 3;
    }
    return s.len;
}

bool utf8_valid(struct str s)
{
    return utf8_fault(s) == s.len;
}

uint32_t utf8_next(struct str s, size_t *pos)
{
    must(*pos < s.len);
    const unsigned char *at = (const unsigned char *)s.ptr + *pos;
    size_t len = at[0] < 0x80 ? 1 : at[0] < 0xE0 ? 2 : at[0] < 0xF0 ? 3 : 4;
    must(len <= s.len - *pos);
    *pos += len;
    if (len == 1)
        return at[0];
    uint32_t code_point = at[0] & (0xFFu >> (len + 1));
    for (size_t i = 1; i < len; i++)
        code_point = code_point << 6 | (at[i] & 0x3F);
    return code_point;
}

size_t utf8_count(struct str s)
{
    size_t count = 0;
    for (size_t i = 0; i < s.len; i++)
        count += ((unsigned char)s.ptr[i] & 0xC0) != 0x80;
    return count;
}

size_t utf8_offset(struct str s, size_t code_points)
{
    for (size_t i = 0; i < s.len; i++) {
        if (((unsigned char)s.ptr[i] & 0xC0) == 0x80)
            continue;
        if (code_points-- == 0)
            return i;
    }
    return s.len;
}

size_t utf8_width(struct str s)
{
    size_t width = 0;
    for (size_t at = 0; at < s.len;) {
        uint32_t code_point = utf8_next(s, &at);
        int columns = code_point < 0x20 ? 0 : utf8proc_charwidth((utf8proc_int32_t)code_point);
        width += columns > 0 ? (size_t)columns : 0;
    }
    return width;
}

struct str utf8_fold(struct arena *arena, struct str s)
{
    bool plain = true;
    for (size_t i = 0; i < s.len && plain; i++)
        plain = (unsigned char)s.ptr[i] < 0x80;
    if (plain) {
        char *folded = arena_alloc(arena, s.len + 1);
        for (size_t i = 0; i < s.len; i++)
            folded[i] = s.ptr[i] >= 'A' && s.ptr[i] <= 'Z' ? (char)(s.ptr[i] | 0x20) : s.ptr[i];
        return (struct str){ folded, s.len };
    }

    const utf8proc_option_t form =
        UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD;
    utf8proc_uint8_t *mapped = NULL;
    utf8proc_ssize_t len =
        utf8proc_map((const utf8proc_uint8_t *)s.ptr, (utf8proc_ssize_t)s.len, &mapped, form);
    must(len >= 0); /* s is valid; what else can fail is memory */
    struct str folded = str_copy(arena, (struct str){ (const char *)mapped, (size_t)len });
    free(mapped);
    return folded;
}

static bool bad_byte(struct err *err, size_t at)
{
    char number[24];
    snprintf(number, sizeof number, "%zu", at + 1);
    return err_set(err, ERR_TEXT_ENCODING, "byte", str_from(number));
}

/* bytes in `charset` as UTF-8; *fault is the first byte that is not. */
static bool convert(struct arena *arena, const char *charset, struct str bytes, struct str *text,
                    size_t *fault)
{
    iconv_t converter = iconv_open("UTF-8", charset);
    *fault = 0;
    if (converter == (iconv_t)-1) /* a system stripped of its converters */
        return false;
    size_t room = bytes.len + bytes.len / 2 + 16; /* two bytes of GB18030 or UTF-16 become three */
    char *out = arena_alloc(arena, room);
    char *in = (char *)(uintptr_t)bytes.ptr, *at = out;
    size_t rest = bytes.len, left = room;
    while (rest && iconv(converter, &in, &rest, &at, &left) == (size_t)-1) {
        if (errno != E2BIG)
            break;
        size_t used = room - left;
        out = arena_grow(arena, out, room, room * 2);
        at = out + used;
        left += room;
        room *= 2;
    }
    iconv_close(converter);
    *fault = bytes.len - rest;
    if (rest)
        return false;
    *text = (struct str){ out, room - left };
    return true;
}

bool utf8_from_gb18030(struct arena *arena, struct str bytes, struct str *text, struct err *err)
{
    size_t fault;
    if (!convert(arena, "GB18030", bytes, text, &fault))
        return bad_byte(err, fault);
    return true;
}

/* CRLF as LF; a lone CR stays. */
static struct str line_feeds(struct arena *arena, struct str text)
{
    if (!text.len || !memchr(text.ptr, '\r', text.len))
        return text;
    char *plain = arena_alloc(arena, text.len + 1);
    size_t len = 0;
    for (size_t i = 0; i < text.len; i++) {
        bool pair = text.ptr[i] == '\r' && i + 1 < text.len && text.ptr[i + 1] == '\n';
        if (!pair)
            plain[len++] = text.ptr[i];
    }
    return (struct str){ plain, len };
}

bool utf8_decode(struct arena *arena, struct str bytes, bool newlines, struct str *text,
                 struct err *err)
{
    struct str decoded = bytes;
    size_t fault;
    bool little = str_starts(bytes, STR("\xFF\xFE")), big = str_starts(bytes, STR("\xFE\xFF"));
    if (little || big) {
        const char *charset = little ? "UTF-16LE" : "UTF-16BE";
        if (!convert(arena, charset, str_slice(bytes, 2, bytes.len), &decoded, &fault))
            return bad_byte(err, fault + 2);
    } else if (str_starts(bytes, STR("\xEF\xBB\xBF"))) {
        decoded = str_slice(bytes, 3, bytes.len);
        fault = utf8_fault(decoded);
        if (fault < decoded.len) /* the mark says UTF-8: nothing else is tried */
            return bad_byte(err, fault + 3);
    } else if ((fault = utf8_fault(bytes)) < bytes.len) {
        size_t fault_gb;
        if (!convert(arena, "GB18030", bytes, &decoded, &fault_gb))
            return bad_byte(err, fault_gb > fault ? fault_gb : fault);
    }
    *text = newlines ? line_feeds(arena, decoded) : decoded;
    return true;
}
