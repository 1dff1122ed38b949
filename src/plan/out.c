/*
 * out.c - names of the schema, a statement as a line of JSON, and the table of sources.
 */
#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/file.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/must.h"
#include "base/utf8.h"
#include "plan/read_priv.h"

#define NAME_OF(table, i) \
    (must((size_t)(i) < sizeof(table) / sizeof((table)[0])), (table)[(size_t)(i)])
#define WORD(word) word,

const char *plan_op_name(enum plan_op op)
{
    static const char *const names[] = {
#define SCHEMA_OP WORD
#include "plan/schema.def"
    };
    return NAME_OF(names, op);
}

const char *plan_kind_name(enum plan_kind kind)
{
    static const char *const names[] = {
#define SCHEMA_KIND WORD
#include "plan/schema.def"
    };
    return NAME_OF(names, kind);
}

const char *plan_measure_name(enum plan_measure measure)
{
    static const char *const names[] = {
#define SCHEMA_MEASURE WORD
#include "plan/schema.def"
    };
    return NAME_OF(names, measure);
}

const char *plan_event_name(enum plan_event event)
{
    static const char *const names[] = {
#define SCHEMA_EVENT WORD
#include "plan/schema.def"
    };
    return NAME_OF(names, event);
}

static const char *const type_names[] = {
#define SCHEMA_TYPE WORD
#include "plan/schema.def"
};

const char *plan_type_name(enum plan_type type)
{
    return NAME_OF(type_names, type);
}

bool plan_type_find(struct str name, enum plan_type *type)
{
    for (size_t i = 0; i < sizeof(type_names) / sizeof(type_names[0]); i++) {
        if (!str_eq(name, str_from(type_names[i]))) continue;
        *type = (enum plan_type)i;
        return true;
    }
    return false;
}

const char *plan_sort_name(enum plan_sort sort)
{
    static const char *const names[] = {
#define SCHEMA_SORT WORD
#include "plan/schema.def"
    };
    return NAME_OF(names, sort);
}

const char *plan_why_name(enum plan_why why)
{
    static const char *const names[] = {
#define SCHEMA_WHY WORD
#include "plan/schema.def"
    };
    return NAME_OF(names, why);
}

enum schema_key {
#define SCHEMA_KEY(name, word) KEY_##name,
#include "plan/schema.def"
};

static const char *key_word(enum schema_key key)
{
    static const char *const words[] = {
#define SCHEMA_KEY(name, word) word,
#include "plan/schema.def"
    };
    return NAME_OF(words, key);
}

static void put_dec(struct json_writer *w, enum schema_key key, struct dec value)
{
    struct buf text;
    buf_init(&text, NULL);
    dec_print(value, &text);
    json_key(w, key_word(key));
    json_raw(w, buf_get(&text));
    buf_release(&text);
}

static void put_str(struct json_writer *w, enum schema_key key, struct str value)
{
    json_key(w, key_word(key));
    json_str(w, value);
}

static void put_word(struct json_writer *w, enum schema_key key, const char *word)
{
    json_key(w, key_word(key));
    json_cstr(w, word);
}

static void put_size(struct json_writer *w, enum schema_key key, size_t n)
{
    json_key(w, key_word(key));
    json_num(w, (int64_t)n);
}

/* Empty is null. */
static void put_or_null(struct json_writer *w, enum schema_key key, struct str value)
{
    json_key(w, key_word(key));
    if (value.len) json_str(w, value);
    else json_null(w);
}

void plan_cover(struct arena *arena, const struct plan_text *text, struct plan_coverage *out)
{
    *out = (struct plan_coverage){ .unplaced = ARENA_ARRAY(arena, size_t, text->sentence_count + 1) };
    for (size_t i = 0; i < text->sentence_count; i++) {
        const struct plan_sentence *sentence = &text->sentences[i];
        size_t code_points = sentence->span.end - sentence->span.start;
        out->sorts[sentence->sort].sentences++;
        out->sorts[sentence->sort].code_points += code_points;
        out->all.sentences++;
        out->all.code_points += code_points;
        if (sentence->unplaced) out->unplaced[out->unplaced_count++] = i;
    }
}

struct str plan_source(const struct plan_text *text)
{
    return text->source.len ? text->source : text->text;
}

void plan_statement_json(const struct statement *statement, struct buf *out)
{
    struct json_writer w;
    json_writer_init(&w, out, false);
    json_object(&w);
    put_str(&w, KEY_QUOTE, statement->quote);
    put_size(&w, KEY_START, statement->start);
    put_size(&w, KEY_END, statement->end);
    put_str(&w, KEY_NUMBER, statement->number);
    put_size(&w, KEY_NUM_START, statement->num_start);
    put_dec(&w, KEY_VALUE, statement->value);
    if (statement->has_max) put_dec(&w, KEY_VALUE_MAX, statement->value_max);
    put_str(&w, KEY_UNIT, statement->unit);
    put_word(&w, KEY_OP, plan_op_name(statement->op));
    put_word(&w, KEY_KIND, plan_kind_name(statement->kind));
    put_word(&w, KEY_MEASURE, plan_measure_name(statement->measure));
    put_word(&w, KEY_EVENT, plan_event_name(statement->event));
    put_str(&w, KEY_SUBJECT, statement->subject);
    put_or_null(&w, KEY_SCOPE, statement->scope);
    put_or_null(&w, KEY_PERIOD, statement->period);
    json_key(&w, key_word(KEY_EXAMPLES));
    json_array(&w);
    for (size_t i = 0; i < statement->example_count; i++) json_str(&w, statement->examples[i]);
    json_array_end(&w);
    json_object_end(&w);
}

struct str plan_doubt_word(enum plan_doubt doubt)
{
    switch (doubt) {
    case PLAN_DOUBT_KIND:
        return str_from(key_word(KEY_KIND));
    case PLAN_DOUBT_SUBJECT:
        return str_from(key_word(KEY_SUBJECT));
    default:
        return str_from(key_word(KEY_SCOPE));
    }
}
