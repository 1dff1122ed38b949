/*
 * json_read.c - the pull reader and the tree. See json.h.
 *
 * The whole text is checked to be UTF-8 once, before the first event; from then on only the grammar
 * (RFC 8259, section 2) is left, and a string is a scan for its end, eight bytes at a time. Keys of
 * an open object are gathered by level and compared when it closes: by pairs while they are few,
 * sorted when they are many, so that no body can make the check quadratic.
 */
#include "base/json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/dec.h"
#include "base/err.h"
#include "base/must.h"
#include "base/utf8.h"

enum expect { AT_START, VALUE, VALUE_OR_END, KEY, KEY_OR_END, COMMA_OR_END, NOTHING };

enum { KEYS_BY_PAIRS = 16 };

struct key {
    struct str name;
    size_t at;
};

struct json_level {
    bool object;
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
        if (stops & highs)
            break;
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

/* The key that stands twice, at its first repetition in the text; NULL where there is none. */
static const struct key *repeated(struct json_level *level)
{
    const struct key *keys = level->keys;
    if (level->count <= KEYS_BY_PAIRS) {
        for (size_t i = 1; i < level->count; i++)
            for (size_t j = 0; j < i; j++)
                if (str_eq(keys[i].name, keys[j].name))
                    return &keys[i];
        return NULL;
    }
    const struct key *first = NULL;
    qsort(level->keys, level->count, sizeof *level->keys, key_order);
    for (size_t i = 1; i < level->count; i++)
        if (str_eq(keys[i].name, keys[i - 1].name) && (!first || keys[i].at < first->at))
            first = &keys[i];
    return first;
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
    struct json_level *level = &reader->levels[reader->depth - 1];
    size_t at = reader->pos;
    if (!read_string(reader, err))
        return false;
    if (level->count == level->room) {
        size_t room = level->room ? level->room * 2 : 8;
        level->keys = arena_grow(reader->arena, level->keys, level->room * sizeof(struct key),
                                 room * sizeof(struct key));
        level->room = room;
    }
    level->keys[level->count++] = (struct key){ reader->value, at };
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

/* ---- the tree ---- */

static struct json *node_new(struct arena *arena, const struct json_reader *reader,
                             enum json_event event)
{
    struct json *node = ARENA_NEW(arena, struct json);
    switch (event) {
    case JSON_NULL: node->type = JSON_T_NULL; break;
    case JSON_TRUE: node->boolean = true; /* fall through */
    case JSON_FALSE: node->type = JSON_T_BOOL; break;
    case JSON_NUMBER:
        node->type = JSON_T_NUMBER;
        node->text = reader->value;
        break;
    case JSON_STRING:
        node->type = JSON_T_STRING;
        node->text = reader->value;
        break;
    case JSON_ARRAY_BEGIN: node->type = JSON_T_ARRAY; break;
    case JSON_OBJECT_BEGIN: node->type = JSON_T_OBJECT; break;
    default: must(event >= JSON_NULL && event <= JSON_ARRAY_BEGIN);
    }
    return node;
}

struct json *json_parse(struct arena *arena, struct str text, struct err *err)
{
    struct open {
        struct json *node, *last;
    } stack[JSON_DEPTH_MAX + 1];
    struct json_reader reader;
    json_reader_init(&reader, arena, text);
    struct json *root = NULL;
    struct str key = STR("");
    int depth = 0;
    for (enum json_event event;;) {
        if (!json_next(&reader, &event, err))
            return NULL;
        if (event == JSON_END)
            return root;
        if (event == JSON_KEY) {
            key = reader.value;
            continue;
        }
        if (event == JSON_OBJECT_END || event == JSON_ARRAY_END) {
            depth--;
            continue;
        }
        struct json *node = node_new(arena, &reader, event);
        if (depth) {
            struct open *parent = &stack[depth - 1];
            if (parent->node->type == JSON_T_OBJECT)
                node->key = key;
            *(parent->last ? &parent->last->next : &parent->node->first) = node;
            parent->last = node;
            parent->node->count++;
        } else {
            root = node;
        }
        if (event == JSON_OBJECT_BEGIN || event == JSON_ARRAY_BEGIN)
            stack[depth++] = (struct open){ node, NULL };
    }
}

const struct json *json_get(const struct json *object, struct str key)
{
    if (!object || object->type != JSON_T_OBJECT)
        return NULL;
    for (const struct json *member = object->first; member; member = member->next)
        if (str_eq(member->key, key))
            return member;
    return NULL;
}

struct str json_text(const struct json *object, struct str key)
{
    const struct json *member = json_get(object, key);
    bool has = member && (member->type == JSON_T_STRING || member->type == JSON_T_NUMBER);
    return has ? member->text : STR("");
}

bool json_int(const struct json *value, int64_t *n)
{
    if (!value || value->type != JSON_T_NUMBER)
        return false;
    struct dec decimal; /* 1.0 and 1e3 are whole numbers too */
    return str_to_int(value->text, n) ||
           (dec_parse(value->text, &decimal) && dec_to_int(decimal, n));
}
