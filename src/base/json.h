/*
 * json.h - JSON (RFC 8259): a pull reader that keeps every number's text, refuses duplicate keys,
 * bounds depth and size; an append writer; and a small tree for bodies.
 */
#ifndef LUODI_BASE_JSON_H
#define LUODI_BASE_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/str.h"

struct arena;
struct err;

enum json_event {
    JSON_END,
    JSON_NULL,
    JSON_TRUE,
    JSON_FALSE,
    JSON_NUMBER,
    JSON_STRING,
    JSON_KEY,
    JSON_OBJECT_BEGIN,
    JSON_OBJECT_END,
    JSON_ARRAY_BEGIN,
    JSON_ARRAY_END,
};

enum { JSON_DEPTH_MAX = LIMIT_JSON_DEPTH };

/*
 * Reads one value of `text` event by event, on memory of the arena.
 *
 * The text need not be valid UTF-8: that is checked before the first event. Values point into the
 * text, or into the arena where a string had escapes. A key that stands twice is told when its
 * object ends at the latest; the events before it were right. After a fault the reader is of no
 * use.
 */
struct json_reader {
    struct arena *arena;
    struct str text;
    size_t pos;
    int depth;
    struct str value; /* of KEY, STRING (unescaped) and NUMBER (its text as written) */
    size_t value_at;  /* byte position where the event's token begins */
    struct json_level *levels;
    int expect;
};
void json_reader_init(struct json_reader *reader, struct arena *arena, struct str text);
/* Next event into *event; false with ERR_JSON_* (line and column set) on a fault. After the value
 * only blanks may follow; then JSON_END for ever. */
bool json_next(struct json_reader *reader, enum json_event *event, struct err *err);

/* The tree, for request bodies and stored entries. */
enum json_type {
    JSON_T_NULL,
    JSON_T_BOOL,
    JSON_T_NUMBER,
    JSON_T_STRING,
    JSON_T_ARRAY,
    JSON_T_OBJECT
};
struct json {
    enum json_type type;
    bool boolean;
    struct str text;    /* STRING, or NUMBER as written */
    struct str key;     /* when a member of an object */
    struct json *first; /* children of ARRAY and OBJECT, in order */
    struct json *next;  /* the sibling */
    size_t count;
};
/* Parse a whole text; NULL on a fault. */
struct json *json_parse(struct arena *arena, struct str text, struct err *err);
const struct json *json_get(const struct json *object, struct str key); /* NULL where absent */
/* The text of a member that is a STRING or a NUMBER; else empty. */
struct str json_text(const struct json *object, struct str key);
/* A NUMBER that is whole and fits: 27, 27.0, 1e3; false on all else, NULL included. */
bool json_int(const struct json *value, int64_t *n);

/* The writer: puts commas itself; must() on misuse. Keys keep the order of the calls. */
struct json_writer {
    struct buf *out;
    uint64_t comma;   /* a bit a level from 1: something stands there already */
    uint64_t objects; /* a bit a level from 1: it is an object */
    int depth;
    bool written, after_key, pretty; /* written: the one value of the text is begun */
};
void json_writer_init(struct json_writer *w, struct buf *out, bool pretty);
void json_object(struct json_writer *w);
void json_object_end(struct json_writer *w);
void json_array(struct json_writer *w);
void json_array_end(struct json_writer *w);
void json_key(struct json_writer *w, const char *key);
void json_key_str(struct json_writer *w, struct str key);
void json_str(struct json_writer *w, struct str s);
void json_cstr(struct json_writer *w, const char *s);
void json_num(struct json_writer *w, int64_t n);
/* A number's text or a finished value, as it stands. */
void json_raw(struct json_writer *w, struct str text);
void json_bool(struct json_writer *w, bool b);
void json_null(struct json_writer *w);
/* s as a JSON string with its quotes. */
void json_escape(struct buf *out, struct str s);

#endif
