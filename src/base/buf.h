/*
 * buf.h - text that grows. Appends return nothing; a failure (over the limit) sticks, buf_ok tells.
 */
#ifndef LUODI_BASE_BUF_H
#define LUODI_BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

struct arena;

struct buf {
    char *ptr;
    size_t len;
    size_t room;
    size_t limit;        /* 0: none */
    struct arena *arena; /* NULL: own heap memory, given back by buf_release */
    bool failed;
};

void buf_init(struct buf *buf, struct arena *arena); /* arena NULL: the heap */
void buf_limit(struct buf *buf, size_t limit);
void buf_release(struct buf *buf);
void buf_clear(struct buf *buf);

void buf_str(struct buf *buf, struct str s);
void buf_cstr(struct buf *buf, const char *s);
void buf_bytes(struct buf *buf, const void *bytes, size_t len);
void buf_char(struct buf *buf, char c);
void buf_rune(struct buf *buf, uint32_t code_point);
void buf_int(struct buf *buf, int64_t n);
void buf_repeat(struct buf *buf, char c, size_t count);
void buf_printf(struct buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));

bool buf_ok(const struct buf *buf);
/* What was appended so far; valid until the next append. Always NUL-ended behind its length. */
struct str buf_get(const struct buf *buf);

#endif
