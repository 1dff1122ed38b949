/* json_tree.c - a whole text as a tree, and what is asked of it. See json.h. */
#include "base/json.h"

#include "base/arena.h"
#include "base/dec.h"
#include "base/err.h"
#include "base/must.h"

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
