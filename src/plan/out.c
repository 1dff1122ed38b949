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
#include "plan/plan.h"

#define NAME_OF(table, i) \
    (must((size_t)(i) < sizeof(table) / sizeof((table)[0])), (table)[(size_t)(i)])

const char *plan_op_name(enum plan_op op)
{
    static const char *const names[] = { "=", ">=", ">", "<=", "<", "~", "range" };
    return NAME_OF(names, op);
}

const char *plan_kind_name(enum plan_kind kind)
{
    static const char *const names[] = { "target", "actual", "baseline" };
    return NAME_OF(names, kind);
}

const char *plan_measure_name(enum plan_measure measure)
{
    static const char *const names[] = { "other", "count", "amount", "area", "length", "growth", "multiple",
                                         "ratio", "share", "rank", "cadence", "persons" };
    return NAME_OF(names, measure);
}

const char *plan_event_name(enum plan_event event)
{
    static const char *const names[] = { "other", "sign", "land", "start", "build", "complete", "produce", "lease",
        "supply", "cultivate", "attract", "plan", "package", "fund", "invest", "grow", "convert", "service",
        "employ", "other" };
    return NAME_OF(names, event);
}

static const char *const type_names[] = { "plan", "report", "news" };

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
    static const char *const names[] = { "narrative", "statement", "undertaking", "heading", "furniture" };
    return NAME_OF(names, sort);
}

const char *plan_why_name(enum plan_why why)
{
    static const char *const names[] = { "unknown", "time", "name", "outline", "threshold", "list_size",
                                         "indefinite", "furniture" };
    return NAME_OF(names, why);
}

static void json_dec(struct json_writer *w, const char *key, struct dec value)
{
    struct buf text;
    buf_init(&text, NULL);
    dec_print(value, &text);
    json_key(w, key);
    json_raw(w, buf_get(&text));
    buf_release(&text);
}

static void json_nullable(struct json_writer *w, const char *key, struct str value)
{
    json_key(w, key);
    if (value.len) json_str(w, value);
    else json_null(w);
}

void plan_statement_json(const struct statement *statement, struct buf *out)
{
    struct json_writer w;
    json_writer_init(&w, out, false);
    json_object(&w);
    json_key(&w, "quote"), json_str(&w, statement->quote);
    json_key(&w, "start"), json_num(&w, (int64_t)statement->start);
    json_key(&w, "end"), json_num(&w, (int64_t)statement->end);
    json_key(&w, "number"), json_str(&w, statement->number);
    json_key(&w, "num_start"), json_num(&w, (int64_t)statement->num_start);
    json_dec(&w, "value", statement->value);
    if (statement->has_max) json_dec(&w, "value_max", statement->value_max);
    json_key(&w, "unit"), json_str(&w, statement->unit);
    json_key(&w, "op"), json_cstr(&w, plan_op_name(statement->op));
    json_key(&w, "kind"), json_cstr(&w, plan_kind_name(statement->kind));
    json_key(&w, "measure"), json_cstr(&w, plan_measure_name(statement->measure));
    json_key(&w, "event"), json_cstr(&w, plan_event_name(statement->event));
    json_key(&w, "subject"), json_str(&w, statement->subject);
    json_nullable(&w, "scope", statement->scope);
    json_nullable(&w, "period", statement->period);
    json_key(&w, "examples");
    json_array(&w);
    for (size_t i = 0; i < statement->example_count; i++) json_str(&w, statement->examples[i]);
    json_array_end(&w);
    json_object_end(&w);
}
