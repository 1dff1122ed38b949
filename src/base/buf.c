/* buf.c - see buf.h. Room doubles; one byte behind the length is always kept for the NUL. */
#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/memory_priv.h"
#include "base/must.h"

enum { ROOM_FIRST = 64 };

void buf_init(struct buf *buf, struct arena *arena)
{
    *buf = (struct buf){ .arena = arena };
}

void buf_limit(struct buf *buf, size_t limit)
{
    buf->limit = limit;
}

void buf_release(struct buf *buf)
{
    if (!buf->arena)
        memory_free(buf->ptr);
    *buf = (struct buf){ .arena = buf->arena, .limit = buf->limit };
}

void buf_clear(struct buf *buf)
{
    buf->len = 0;
    buf->failed = false;
    if (buf->ptr)
        buf->ptr[0] = '\0';
}

/* Room for len more bytes and the NUL; false, and failed for good, where that is over the limit. */
static bool make_room(struct buf *buf, size_t len)
{
    if (buf->failed)
        return false;
    if (len < buf->room - buf->len && !buf->limit)
        return true;
    size_t needed;
    must(!__builtin_add_overflow(buf->len, len, &needed) && needed < SIZE_MAX / 2);
    if (buf->limit && needed > buf->limit) {
        buf->failed = true;
        return false;
    }
    if (needed < buf->room)
        return true;
    size_t room = buf->room ? buf->room : ROOM_FIRST;
    while (room <= needed)
        room *= 2;
    buf->ptr = buf->arena ? arena_grow(buf->arena, buf->ptr, buf->room, room)
                          : memory_resize(buf->ptr, room);
    buf->room = room;
    return true;
}

void buf_bytes(struct buf *buf, const void *bytes, size_t len)
{
    if (len == 0 || !make_room(buf, len))
        return;
    memcpy(buf->ptr + buf->len, bytes, len);
    buf->len += len;
    buf->ptr[buf->len] = '\0';
}

void buf_str(struct buf *buf, struct str s)
{
    buf_bytes(buf, s.ptr, s.len);
}

void buf_cstr(struct buf *buf, const char *s)
{
    buf_bytes(buf, s, strlen(s));
}

void buf_char(struct buf *buf, char c)
{
    if (buf->limit || buf->len + 1 >= buf->room) {
        buf_bytes(buf, &c, 1);
        return;
    }
    buf->ptr[buf->len++] = c;
    buf->ptr[buf->len] = '\0';
}

void buf_rune(struct buf *buf, uint32_t code_point)
{
    must(code_point <= 0x10FFFF && (code_point < 0xD800 || code_point > 0xDFFF));
    char bytes[4];
    size_t len = 0;
    if (code_point < 0x80) {
        bytes[len++] = (char)code_point;
    } else if (code_point < 0x800) {
        bytes[len++] = (char)(0xC0 | code_point >> 6);
    } else if (code_point < 0x10000) {
        bytes[len++] = (char)(0xE0 | code_point >> 12);
        bytes[len++] = (char)(0x80 | (code_point >> 6 & 0x3F));
    } else {
        bytes[len++] = (char)(0xF0 | code_point >> 18);
        bytes[len++] = (char)(0x80 | (code_point >> 12 & 0x3F));
        bytes[len++] = (char)(0x80 | (code_point >> 6 & 0x3F));
    }
    if (code_point >= 0x80)
        bytes[len++] = (char)(0x80 | (code_point & 0x3F));
    buf_bytes(buf, bytes, len);
}

void buf_int(struct buf *buf, int64_t n)
{
    char digits[20];
    size_t at = sizeof digits;
    uint64_t rest = n < 0 ? -(uint64_t)n : (uint64_t)n;
    do
        digits[--at] = (char)('0' + rest % 10);
    while (rest /= 10);
    if (n < 0)
        digits[--at] = '-';
    buf_bytes(buf, digits + at, sizeof digits - at);
}

void buf_repeat(struct buf *buf, char c, size_t count)
{
    if (count == 0 || !make_room(buf, count))
        return;
    memset(buf->ptr + buf->len, c, count);
    buf->len += count;
    buf->ptr[buf->len] = '\0';
}

void buf_printf(struct buf *buf, const char *format, ...)
{
    char small[256];
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int len = vsnprintf(small, sizeof small, format, args);
    va_end(args);
    must(len >= 0);
    if ((size_t)len < sizeof small) {
        buf_bytes(buf, small, (size_t)len);
    } else if (make_room(buf, (size_t)len)) {
        vsnprintf(buf->ptr + buf->len, (size_t)len + 1, format, again);
        buf->len += (size_t)len;
    }
    va_end(again);
}

bool buf_ok(const struct buf *buf)
{
    return !buf->failed;
}

struct str buf_get(const struct buf *buf)
{
    return buf->ptr ? (struct str){ buf->ptr, buf->len } : STR("");
}
