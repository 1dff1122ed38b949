/*
 * yaml.c - a definition file as a tree with line and column marks, from libyaml's events.
 *
 * Only what a definition needs: maps, lists, text. Anchors, aliases, tags, several documents and
 * duplicate keys are refused, for they make one file say two things. Depth and count are bounded.
 * Recursion is as deep as LIMIT_MODEL_DEPTH.
 */
#include <string.h>
#include <yaml.h>

#include "base/arena.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "model/model_priv.h"

struct yaml_load {
    struct loader *loader;
    const struct source *source;
    yaml_parser_t parser;
    size_t node_count;
};

static bool yaml_fault(struct yaml_load *load, yaml_mark_t mark, struct err *err)
{
    fault_add_source(load->loader, load->source, (int)mark.line + 1, (int)mark.column + 1, err);
    return false;
}

static bool yaml_next(struct yaml_load *load, yaml_event_t *event)
{
    if (yaml_parser_parse(&load->parser, event))
        return true;
    struct err err;
    err_init(&err);
    err_set(&err, ERR_MODEL_YAML, "problem",
            str_from(load->parser.problem ? load->parser.problem : "unreadable"));
    yaml_mark_t mark = load->parser.problem_mark;
    return yaml_fault(load, mark, &err);
}

static struct node *node_new(struct yaml_load *load, enum node_type type, yaml_mark_t mark)
{
    if (++load->node_count > LIMIT_MODEL_NODES) {
        struct err err;
        err_init(&err);
        err_set(&err, ERR_MODEL_LIMIT, WORD_ARGS("what", WORD_VALUES), "limit",
                str_format(load->loader->arena, "%d", LIMIT_MODEL_NODES));
        yaml_fault(load, mark, &err);
        return NULL;
    }
    struct node *node = ARENA_NEW(load->loader->arena, struct node);
    node->type = type;
    node->source = load->source;
    node->line = (int)mark.line + 1;
    node->column = (int)mark.column + 1;
    return node;
}

static void node_append(struct node *parent, struct node *child)
{
    if (parent->last)
        parent->last->next = child;
    else
        parent->first = child;
    parent->last = child;
    parent->count++;
}

/* Anchors and tags, and aliases as a kind of event, are refused wherever they stand. */
static bool yaml_plain(struct yaml_load *load, const yaml_event_t *event)
{
    const yaml_char_t *anchor = NULL, *tag = NULL;
    struct err err;
    err_init(&err);
    switch (event->type) {
    case YAML_ALIAS_EVENT: anchor = event->data.alias.anchor; break;
    case YAML_SCALAR_EVENT:
        anchor = event->data.scalar.anchor;
        tag = event->data.scalar.tag;
        break;
    case YAML_SEQUENCE_START_EVENT:
        anchor = event->data.sequence_start.anchor;
        tag = event->data.sequence_start.tag;
        break;
    case YAML_MAPPING_START_EVENT:
        anchor = event->data.mapping_start.anchor;
        tag = event->data.mapping_start.tag;
        break;
    default: break;
    }
    if (anchor) {
        err_set(&err, ERR_MODEL_ANCHOR, "name", str_from((const char *)anchor));
        return yaml_fault(load, event->start_mark, &err);
    }
    if (tag) {
        err_set(&err, ERR_MODEL_TAG, "tag", str_from((const char *)tag));
        return yaml_fault(load, event->start_mark, &err);
    }
    return true;
}

static struct node *yaml_value(struct yaml_load *load, yaml_event_t *event, int depth);

static struct node *yaml_text(struct yaml_load *load, const yaml_event_t *event)
{
    struct node *node = node_new(load, NODE_TEXT, event->start_mark);
    if (!node)
        return NULL;
    struct str text = { (const char *)event->data.scalar.value, event->data.scalar.length };
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if ((c >= 32 && c != 127) || c == '\n')
            continue;
        struct err err;
        err_init(&err);
        err_set(&err, ERR_MODEL_YAML, "problem", STR("a control character"));
        yaml_fault(load, event->start_mark, &err);
        return NULL;
    }
    node->text = str_copy(load->loader->arena, text);
    yaml_scalar_style_t style = event->data.scalar.style;
    node->quoted = style != YAML_PLAIN_SCALAR_STYLE;
    node->block = style == YAML_LITERAL_SCALAR_STYLE || style == YAML_FOLDED_SCALAR_STYLE;
    if (style == YAML_SINGLE_QUOTED_SCALAR_STYLE || style == YAML_DOUBLE_QUOTED_SCALAR_STYLE)
        node->column++;
    return node;
}

static struct node *yaml_list(struct yaml_load *load, yaml_mark_t mark, int depth)
{
    struct node *list = node_new(load, NODE_LIST, mark);
    while (list) {
        yaml_event_t event;
        if (!yaml_next(load, &event))
            return NULL;
        if (event.type == YAML_SEQUENCE_END_EVENT) {
            yaml_event_delete(&event);
            return list;
        }
        struct node *child = yaml_value(load, &event, depth + 1);
        yaml_event_delete(&event);
        if (!child)
            return NULL;
        node_append(list, child);
    }
    return NULL;
}

/* A key is text, stands once, and there are at most so many of them (the check is quadratic). */
static bool yaml_key(struct yaml_load *load, const yaml_event_t *event, const struct node *map,
                     struct str *key)
{
    struct err err;
    err_init(&err);
    if (!yaml_plain(load, event))
        return false;
    if (event->type != YAML_SCALAR_EVENT) {
        err_set(&err, ERR_MODEL_YAML, "problem", STR("a key must be text"));
        return yaml_fault(load, event->start_mark, &err);
    }
    *key = str_copy(load->loader->arena, (struct str){ (const char *)event->data.scalar.value,
                                                       event->data.scalar.length });
    for (const struct node *member = map->first; member; member = member->next) {
        if (!str_eq(member->key, *key))
            continue;
        err_set(&err, ERR_MODEL_KEY_TWICE, "key", *key, "line",
                str_format(load->loader->arena, "%d", member->key_line));
        return yaml_fault(load, event->start_mark, &err);
    }
    if (map->count >= LIMIT_MODEL_KEYS) {
        err_set(&err, ERR_MODEL_LIMIT, WORD_ARGS("what", WORD_KEYS), "limit",
                str_format(load->loader->arena, "%d", LIMIT_MODEL_KEYS));
        return yaml_fault(load, event->start_mark, &err);
    }
    return true;
}

static struct node *yaml_map(struct yaml_load *load, yaml_mark_t mark, int depth)
{
    struct node *map = node_new(load, NODE_MAP, mark);
    while (map) {
        yaml_event_t event;
        if (!yaml_next(load, &event))
            return NULL;
        if (event.type == YAML_MAPPING_END_EVENT) {
            yaml_event_delete(&event);
            return map;
        }
        struct str key;
        int key_line = (int)event.start_mark.line + 1;
        bool good = yaml_key(load, &event, map, &key);
        yaml_event_delete(&event);
        if (!good || !yaml_next(load, &event))
            return NULL;
        struct node *child = yaml_value(load, &event, depth + 1);
        yaml_event_delete(&event);
        if (!child)
            return NULL;
        child->key = key;
        child->key_line = key_line;
        node_append(map, child);
    }
    return NULL;
}

static struct node *yaml_value(struct yaml_load *load, yaml_event_t *event, int depth)
{
    if (!yaml_plain(load, event))
        return NULL;
    if (depth > LIMIT_MODEL_DEPTH) {
        struct err err;
        err_init(&err);
        err_set(&err, ERR_MODEL_LIMIT, WORD_ARGS("what", WORD_LEVELS), "limit",
                str_format(load->loader->arena, "%d", LIMIT_MODEL_DEPTH));
        yaml_fault(load, event->start_mark, &err);
        return NULL;
    }
    if (event->type == YAML_SCALAR_EVENT)
        return yaml_text(load, event);
    if (event->type == YAML_SEQUENCE_START_EVENT)
        return yaml_list(load, event->start_mark, depth);
    if (event->type == YAML_MAPPING_START_EVENT)
        return yaml_map(load, event->start_mark, depth);
    struct err err;
    err_init(&err);
    err_set(&err, ERR_MODEL_YAML, "problem", STR("a value is missing"));
    yaml_fault(load, event->start_mark, &err);
    return NULL;
}

/* Stream start, document start, one value, document end, stream end. */
static struct node *yaml_document(struct yaml_load *load)
{
    struct node *root = NULL;
    struct err err;
    err_init(&err);
    for (;;) {
        yaml_event_t event;
        if (!yaml_next(load, &event))
            return NULL;
        yaml_event_type_t type = event.type;
        yaml_mark_t mark = event.start_mark;
        bool second = root && type == YAML_DOCUMENT_START_EVENT;
        bool good = !second;
        if (type != YAML_STREAM_START_EVENT && type != YAML_STREAM_END_EVENT &&
            type != YAML_DOCUMENT_START_EVENT && type != YAML_DOCUMENT_END_EVENT) {
            root = yaml_value(load, &event, 1);
            good = root != NULL;
        }
        yaml_event_delete(&event);
        if (second) {
            err_set(&err, ERR_MODEL_YAML, "problem", STR("a second document begins here"));
            yaml_fault(load, mark, &err);
        }
        if (!good)
            return NULL;
        if (type == YAML_STREAM_END_EVENT)
            break;
    }
    if (!root) {
        err_set(&err, ERR_MODEL_EMPTY);
        fault_add_source(load->loader, load->source, 1, 1, &err);
    }
    return root;
}

struct node *yaml_read(struct loader *loader, const struct source *source)
{
    struct err err;
    err_init(&err);
    if (!utf8_valid(source->bytes)) {
        err_set(&err, ERR_TEXT_ENCODING, "byte",
                str_format(loader->arena, "%zu", utf8_fault(source->bytes) + 1));
        fault_add_source(loader, source, 0, 0, &err);
        return NULL;
    }
    struct yaml_load load = { .loader = loader, .source = source };
    if (!yaml_parser_initialize(&load.parser)) {
        err_set(&err, ERR_MODEL_YAML, "problem", STR("no memory for the parser"));
        fault_add_source(loader, source, 0, 0, &err);
        return NULL;
    }
    yaml_parser_set_encoding(&load.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&load.parser, (const unsigned char *)source->bytes.ptr,
                                 source->bytes.len);
    struct node *root = yaml_document(&load);
    yaml_parser_delete(&load.parser);
    return root;
}
