/* json_write.c - the writer. See json.h. */
#include "base/json.h"

#include "base/must.h"

_Static_assert(JSON_DEPTH_MAX <= 64, "a bit a level: what can be read can be written");

void json_writer_init(struct json_writer *w, struct buf *out, bool pretty)
{
    *w = (struct json_writer){ .out = out, .pretty = pretty };
}

static void line_break(struct json_writer *w)
{
    if (!w->pretty)
        return;
    buf_char(w->out, '\n');
    buf_repeat(w->out, ' ', (size_t)w->depth * 2);
}

/* The bit of the level that is open; depth is at least 1. */
static uint64_t level_bit(const struct json_writer *w)
{
    return (uint64_t)1 << (w->depth - 1);
}

static bool in_object(const struct json_writer *w)
{
    return w->depth && (w->objects & level_bit(w));
}

/* The comma and line break that stand before a member; remembers that there is one now. */
static void member(struct json_writer *w)
{
    if (w->comma & level_bit(w))
        buf_char(w->out, ',');
    w->comma |= level_bit(w);
    line_break(w);
}

static void before_value(struct json_writer *w)
{
    must(in_object(w) == w->after_key); /* a member has a key, an element has none */
    must(w->depth || !w->written);      /* one value is the whole text */
    if (w->depth && !w->after_key)
        member(w);
    w->after_key = false;
    w->written = true;
}

static void begin(struct json_writer *w, bool object)
{
    before_value(w);
    buf_char(w->out, object ? '{' : '[');
    must(w->depth < JSON_DEPTH_MAX);
    w->depth++;
    w->comma &= ~level_bit(w);
    w->objects = object ? w->objects | level_bit(w) : w->objects & ~level_bit(w);
}

static void end(struct json_writer *w, bool object)
{
    must(w->depth && !w->after_key && in_object(w) == object);
    bool empty = !(w->comma & level_bit(w));
    w->depth--;
    if (!empty)
        line_break(w);
    buf_char(w->out, object ? '}' : ']');
}

void json_object(struct json_writer *w)
{
    begin(w, true);
}

void json_object_end(struct json_writer *w)
{
    end(w, true);
}

void json_array(struct json_writer *w)
{
    begin(w, false);
}

void json_array_end(struct json_writer *w)
{
    end(w, false);
}

void json_key(struct json_writer *w, const char *key)
{
    json_key_str(w, str_from(key));
}

void json_key_str(struct json_writer *w, struct str key)
{
    must(in_object(w) && !w->after_key);
    member(w);
    json_escape(w->out, key);
    buf_char(w->out, ':');
    if (w->pretty)
        buf_char(w->out, ' ');
    w->after_key = true;
}

void json_str(struct json_writer *w, struct str s)
{
    before_value(w);
    json_escape(w->out, s);
}

void json_cstr(struct json_writer *w, const char *s)
{
    json_str(w, str_from(s));
}

void json_num(struct json_writer *w, int64_t n)
{
    before_value(w);
    buf_int(w->out, n);
}

void json_raw(struct json_writer *w, struct str text)
{
    before_value(w);
    must(text.len > 0);
    buf_str(w->out, text);
}

void json_bool(struct json_writer *w, bool b)
{
    before_value(w);
    buf_cstr(w->out, b ? "true" : "false");
}

void json_null(struct json_writer *w)
{
    before_value(w);
    buf_cstr(w->out, "null");
}

void json_escape(struct buf *out, struct str s)
{
    static const char hex[] = "0123456789abcdef";
    buf_char(out, '"');
    size_t start = 0;
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        if (c >= 0x20 && c != '"' && c != '\\')
            continue;
        buf_bytes(out, s.ptr + start, i - start);
        start = i + 1;
        switch (c) {
        case '"': buf_bytes(out, "\\\"", 2); break;
        case '\\': buf_bytes(out, "\\\\", 2); break;
        case '\n': buf_bytes(out, "\\n", 2); break;
        case '\r': buf_bytes(out, "\\r", 2); break;
        case '\t': buf_bytes(out, "\\t", 2); break;
        default:
            buf_bytes(out, "\\u00", 4);
            buf_char(out, hex[c >> 4]);
            buf_char(out, hex[c & 15]);
        }
    }
    if (s.len)
        buf_bytes(out, s.ptr + start, s.len - start);
    buf_char(out, '"');
}
