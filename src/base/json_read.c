/*
 * json_read.c - the pull reader. See json.h.
 *
 * The whole text is checked to be UTF-8 once, before the first event; from then on only the grammar
 * (RFC 8259, section 2) is left, and a string is a scan for its end, eight bytes at a time. The
 * first keys of an object are compared as they come; where there are many, all are sorted when it
 * closes, so that no body can make the check quadratic.
 */
#include "base/json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/utf8.h"

enum expect { AT_START, VALUE, VALUE_OR_END, KEY, KEY_OR_END, COMMA_OR_END, NOTHING };

enum { KEYS_COMPARED_MAX = 16 };

struct key {
    struct str name;
    size_t at;
};

struct json_level {
    bool object;
    uint64_t signs;   /* a bit for each key, of its length and ends: an unset bit is a new key */
    struct key *keys; /* kept from one object of this level to the next */
    size_t count, room;
};

void json_reader_init(struct json_reader *reader, struct arena *arena, struct str text)
{
    *reader = (struct json_reader){ .arena = arena, .text = text, .expect = AT_START };
}

/* ---- faults ---- */

static void place(const struct json_reader *reader, size_t at, struct err *err)
{
    struct str before = str_slice(reader->text, 0, at);
    int line = 1;
    size_t line_start = 0;
    for (size_t i = 0; i < before.len; i++) {
        if (before.ptr[i] == '\n') {
            line++;
            line_start = i + 1;
        }
    }
    struct str on_line = str_slice(before, line_start, before.len);
    err_at_line(err, STR(""), line, (int)utf8_count(on_line) + 1);
}

/* What stands at `at`, in signs that need no translation. */
static bool fault(const struct json_reader *reader, size_t at, const char *wanted, struct err *err)
{
    char found[16] = "EOF";
    if (at < reader->text.len) {
        size_t next = at;
        uint32_t rune = utf8_next(reader->text, &next);
        if (rune <= 0x20 || rune == 0x7F || rune == 0xFEFF)
            snprintf(found, sizeof found, "U+%04X", (unsigned)rune);
        else
            snprintf(found, sizeof found, "'%.*s'", (int)(next - at), reader->text.ptr + at);
    }
    err_set(err, ERR_JSON_SYNTAX, "found", str_from(found), "wanted", str_from(wanted));
    place(reader, at, err);
    return false;
}

static bool fault_encoding(const struct json_reader *reader, size_t at, struct err *err)
{
    char byte[24];
    snprintf(byte, sizeof byte, "%zu", at + 1);
    err_set(err, ERR_JSON_ENCODING, "byte", str_from(byte));
    place(reader, at, err);
    return false;
}

static bool fault_duplicate(const struct json_reader *reader, const struct key *key,
                            struct err *err)
{
    err_set(err, ERR_JSON_DUPLICATE, "key", key->name);
    place(reader, key->at, err);
    return false;
}

/* ---- strings ---- */

/* From `at` to the first quote, backslash or control character, or the end. */
static size_t plain_end(struct str text, size_t at)
{
    const uint64_t ones = 0x0101010101010101u, highs = 0x8080808080808080u;
    uint64_t word;
    while (text.len - at >= sizeof word) {
        memcpy(&word, text.ptr + at, sizeof word);
        uint64_t quote = word ^ ones * '"', slash = word ^ ones * '\\';
        uint64_t stops =
            ((quote - ones) & ~quote) | ((slash - ones) & ~slash) | ((word - ones * 0x20) & ~word);
        if (stops & highs) { /* the lowest is exact; those above it may be borrowed */
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
            return at + (size_t)__builtin_ctzll(stops & highs) / 8;
#else
            break;
#endif
        }
        at += sizeof word;
    }
    while (at < text.len) {
        unsigned char c = (unsigned char)text.ptr[at];
        if (c == '"' || c == '\\' || c < 0x20)
            break;
        at++;
    }
    return at;
}

/* Four hex digits at `at`, or -1. */
static int32_t hex4(struct str text, size_t at)
{
    int32_t value = 0;
    if (text.len < 4 || at > text.len - 4)
        return -1;
    for (size_t i = at; i < at + 4; i++) {
        char c = text.ptr[i];
        int digit = c >= '0' && c <= '9'   ? c - '0'
                    : c >= 'a' && c <= 'f' ? c - 'a' + 10
                    : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                           : -1;
        if (digit < 0)
            return -1;
        value = value << 4 | digit;
    }
    return value;
}

/* The escape whose backslash stands at *at: its code point, with *at moved behind it. */
static bool escape(const struct json_reader *reader, size_t *at, uint32_t *rune, struct err *err)
{
    struct str text = reader->text;
    size_t start = *at + 1;
    static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
    const char *known = start < text.len && text.ptr[start] ? strchr(from, text.ptr[start]) : NULL;
    if (known) {
        *rune = (unsigned char)to[known - from];
        *at = start + 1;
        return true;
    }
    if (start >= text.len || text.ptr[start] != 'u')
        return fault(reader, start, "\\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX", err);
    int32_t high = hex4(text, start + 1);
    if (high < 0)
        return fault(reader, *at, "\\uXXXX", err);
    *at = start + 5;
    if (high >= 0xDC00 && high <= 0xDFFF)
        return fault(reader, start - 1, "\\uD800-\\uDBFF\\uDC00-\\uDFFF", err);
    *rune = (uint32_t)high;
    if (high < 0xD800 || high > 0xDBFF)
        return true;
    int32_t low = str_starts(str_slice(text, *at, 2), STR("\\u")) ? hex4(text, *at + 2) : -1;
    if (low < 0xDC00 || low > 0xDFFF)
        return fault(reader, *at, "\\uDC00-\\uDFFF", err);
    *at += 6;
    *rune = 0x10000 + ((uint32_t)(high - 0xD800) << 10) + (uint32_t)(low - 0xDC00);
    return true;
}

/* A string with escapes, from its first one on: never longer than it is written, but by its NUL. */
static bool read_escaped(struct json_reader *reader, size_t start, size_t at, struct err *err)
{
    struct buf out;
    buf_init(&out, reader->arena);
    buf_bytes(&out, reader->text.ptr + start, at - start);
    while (at < reader->text.len && reader->text.ptr[at] == '\\') {
        uint32_t rune = 0;
        if (!escape(reader, &at, &rune, err))
            return false;
        buf_rune(&out, rune);
        size_t end = plain_end(reader->text, at);
        buf_bytes(&out, reader->text.ptr + at, end - at);
        at = end;
    }
    if (at >= reader->text.len || reader->text.ptr[at] != '"')
        return fault(reader, at, at < reader->text.len ? "\\uXXXX" : "\"", err);
    reader->value = buf_get(&out);
    reader->pos = at + 1;
    return true;
}

/* The string whose quote stands at pos, into value. */
static bool read_string(struct json_reader *reader, struct err *err)
{
    size_t start = reader->pos + 1, at = plain_end(reader->text, start);
    if (at < reader->text.len && reader->text.ptr[at] == '"') {
        reader->value = (struct str){ reader->text.ptr + start, at - start };
        reader->pos = at + 1;
        return true;
    }
    return read_escaped(reader, start, at, err);
}

/* ---- other values ---- */

static size_t digits_end(struct str text, size_t at)
{
    while (at < text.len && text.ptr[at] >= '0' && text.ptr[at] <= '9')
        at++;
    return at;
}

static bool read_number(struct json_reader *reader, struct err *err)
{
    struct str text = reader->text;
    size_t at = reader->pos + (text.ptr[reader->pos] == '-'), end;
    if (at < text.len && text.ptr[at] == '0')
        end = at + 1;
    else
        end = digits_end(text, at);
    if (end == at)
        return fault(reader, at, "0-9", err);
    if (end < text.len && text.ptr[end] == '.') {
        at = end + 1;
        if ((end = digits_end(text, at)) == at)
            return fault(reader, at, "0-9", err);
    }
    if (end < text.len && (text.ptr[end] | 0x20) == 'e') {
        at = end + 1;
        at += at < text.len && (text.ptr[at] == '+' || text.ptr[at] == '-');
        if ((end = digits_end(text, at)) == at)
            return fault(reader, at, "0-9", err);
    }
    reader->value = str_slice(text, reader->pos, end - reader->pos);
    reader->pos = end;
    return true;
}

static bool read_word(struct json_reader *reader, struct str word, struct err *err)
{
    if (!str_starts(str_slice(reader->text, reader->pos, word.len), word))
        return fault(reader, reader->pos, "true false null", err);
    reader->pos += word.len;
    return true;
}

/* After a whole value: what may follow depends on where it stands. */
static void value_read(struct json_reader *reader)
{
    reader->expect = reader->depth ? COMMA_OR_END : NOTHING;
}

static bool open_level(struct json_reader *reader, bool object, struct err *err)
{
    if (reader->depth == JSON_DEPTH_MAX) {
        char limit[16];
        snprintf(limit, sizeof limit, "%d", JSON_DEPTH_MAX);
        err_set(err, ERR_JSON_DEPTH, "limit", str_from(limit));
        place(reader, reader->pos, err);
        return false;
    }
    if (!reader->levels)
        reader->levels = ARENA_ARRAY(reader->arena, struct json_level, JSON_DEPTH_MAX);
    struct json_level *level = &reader->levels[reader->depth++];
    level->object = object;
    level->count = 0;
    level->signs = 0;
    reader->pos++;
    reader->expect = object ? KEY_OR_END : VALUE_OR_END;
    return true;
}

static int key_order(const void *a, const void *b)
{
    const struct key *x = a, *y = b;
    int order = str_cmp(x->name, y->name);
    return order ? order : x->at < y->at ? -1 : 1;
}

/* Of many keys, the one that stands twice, at its first repetition; NULL where there is none. */
static const struct key *repeated(struct json_level *level)
{
    const struct key *keys = level->keys, *first = NULL;
    if (level->count <= KEYS_COMPARED_MAX)
        return NULL; /* each was compared as it came */
    qsort(level->keys, level->count, sizeof *level->keys, key_order);
    for (size_t i = 1; i < level->count; i++)
        if (str_eq(keys[i].name, keys[i - 1].name) && (!first || keys[i].at < first->at))
            first = &keys[i];
    return first;
}

/* Note a key; true where it is one of the first few and stands there already. */
static bool note_key(struct json_reader *reader, struct key key)
{
    struct json_level *level = &reader->levels[reader->depth - 1];
    uint64_t ends = key.name.len << 16;
    if (key.name.len)
        ends |= (uint64_t)(uint8_t)key.name.ptr[0] << 8 | (uint8_t)key.name.ptr[key.name.len - 1];
    uint64_t sign = (uint64_t)1 << (ends * 0x9E3779B97F4A7C15u >> 58);
    if (level->signs & sign && level->count < KEYS_COMPARED_MAX)
        for (size_t i = 0; i < level->count; i++)
            if (str_eq(level->keys[i].name, key.name))
                return true;
    level->signs |= sign;
    if (level->count == level->room) {
        size_t room = level->room ? level->room * 2 : 8;
        level->keys = arena_grow(reader->arena, level->keys, level->room * sizeof(struct key),
                                 room * sizeof(struct key));
        level->room = room;
    }
    level->keys[level->count++] = key;
    return false;
}

static bool close_level(struct json_reader *reader, enum json_event *event, struct err *err)
{
    struct json_level *level = &reader->levels[reader->depth - 1];
    if (level->object) {
        const struct key *twice = repeated(level);
        if (twice)
            return fault_duplicate(reader, twice, err);
    }
    *event = level->object ? JSON_OBJECT_END : JSON_ARRAY_END;
    reader->depth--;
    reader->pos++;
    value_read(reader);
    return true;
}

static size_t blanks_end(struct str text, size_t at)
{
    while (at < text.len && (text.ptr[at] == ' ' || text.ptr[at] == '\n' || text.ptr[at] == '\r' ||
                             text.ptr[at] == '\t'))
        at++;
    return at;
}

/* The key whose quote stands at pos, and its colon. */
static bool read_key(struct json_reader *reader, struct err *err)
{
    struct key key = { .at = reader->pos };
    if (!read_string(reader, err))
        return false;
    key.name = reader->value;
    if (note_key(reader, key))
        return fault_duplicate(reader, &key, err);
    reader->pos = blanks_end(reader->text, reader->pos);
    if (reader->pos == reader->text.len || reader->text.ptr[reader->pos] != ':')
        return fault(reader, reader->pos, ":", err);
    reader->pos++;
    reader->expect = VALUE;
    return true;
}

static bool read_value(struct json_reader *reader, enum json_event *event, struct err *err)
{
    bool ok;
    switch (reader->pos < reader->text.len ? reader->text.ptr[reader->pos] : '\0') {
    case '{': *event = JSON_OBJECT_BEGIN; return open_level(reader, true, err);
    case '[': *event = JSON_ARRAY_BEGIN; return open_level(reader, false, err);
    case '"':
        *event = JSON_STRING;
        ok = read_string(reader, err);
        break;
    case 't':
        *event = JSON_TRUE;
        ok = read_word(reader, STR("true"), err);
        break;
    case 'f':
        *event = JSON_FALSE;
        ok = read_word(reader, STR("false"), err);
        break;
    case 'n':
        *event = JSON_NULL;
        ok = read_word(reader, STR("null"), err);
        break;
    case '-':
    case '0':
    case '1':
    case '2':
    case '3':
    case '4':
    case '5':
    case '6':
    case '7':
    case '8':
    case '9':
        *event = JSON_NUMBER;
        ok = read_number(reader, err);
        break;
    default: return fault(reader, reader->pos, "{ [ \" 0-9 - true false null", err);
    }
    if (ok)
        value_read(reader);
    return ok;
}

/* Behind a value of an array or object: step over the comma, or tell that the end stands here. */
static bool comma_or_end(struct json_reader *reader, bool *end, struct err *err)
{
    struct json_level *level = &reader->levels[reader->depth - 1];
    char c = reader->pos < reader->text.len ? reader->text.ptr[reader->pos] : '\0';
    *end = c == (level->object ? '}' : ']');
    if (*end)
        return true;
    if (c != ',')
        return fault(reader, reader->pos, level->object ? ", }" : ", ]", err);
    reader->pos = blanks_end(reader->text, reader->pos + 1);
    reader->expect = level->object ? KEY : VALUE;
    return true;
}

bool json_next(struct json_reader *reader, enum json_event *event, struct err *err)
{
    if (reader->expect == AT_START) {
        size_t bad = utf8_fault(reader->text);
        if (bad < reader->text.len)
            return fault_encoding(reader, bad, err);
        reader->expect = VALUE;
    }
    reader->pos = blanks_end(reader->text, reader->pos);
    if (reader->expect == NOTHING) {
        reader->value_at = reader->pos;
        if (reader->pos < reader->text.len)
            return fault(reader, reader->pos, "EOF", err);
        *event = JSON_END;
        return true;
    }

    bool end = false;
    char c = reader->pos < reader->text.len ? reader->text.ptr[reader->pos] : '\0';
    if (reader->expect == COMMA_OR_END && !comma_or_end(reader, &end, err))
        return false;
    end = end || (reader->expect == VALUE_OR_END && c == ']') ||
          (reader->expect == KEY_OR_END && c == '}');
    reader->value_at = reader->pos;
    if (end)
        return close_level(reader, event, err);
    if (reader->expect == VALUE || reader->expect == VALUE_OR_END)
        return read_value(reader, event, err);
    if (reader->pos == reader->text.len || reader->text.ptr[reader->pos] != '"')
        return fault(reader, reader->pos, reader->expect == KEY_OR_END ? "\" }" : "\"", err);
    *event = JSON_KEY;
    return read_key(reader, err);
}
