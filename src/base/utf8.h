/*
 * utf8.h - checking, walking and folding UTF-8; GB18030 in.
 */
#ifndef LUODI_BASE_UTF8_H
#define LUODI_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

struct arena;
struct err;

/* RFC 3629: no overlong forms, no surrogates, no code points over 10FFFF. */
bool utf8_valid(struct str s);
/* Byte position of the first fault, or s.len. */
size_t utf8_fault(struct str s);
/* The code point at *pos, and move *pos behind it; s must be valid and *pos < s.len. */
uint32_t utf8_next(struct str s, size_t *pos);
size_t utf8_count(struct str s);                      /* code points */
size_t utf8_offset(struct str s, size_t code_points); /* byte position of the n-th code point */
size_t utf8_width(struct str s); /* terminal columns: Han and full-width are 2 */

/* NFKC and case folded (１２ is 12, ㎡ m2, （ the plain parenthesis): for matching, never for
 * storing. s must be valid. */
struct str utf8_fold(struct arena *arena, struct str s);

/* Text of a file from outside: a byte order mark is dropped; UTF-8 and UTF-16 with mark are taken
 * as they are, else GB18030 is tried. ERR_TEXT_ENCODING names the first bad byte. CRLF becomes LF
 * only when `newlines`. */
bool utf8_decode(struct arena *arena, struct str bytes, bool newlines, struct str *text,
                 struct err *err);
bool utf8_from_gb18030(struct arena *arena, struct str bytes, struct str *text, struct err *err);

#endif
