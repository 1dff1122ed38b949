/*
 * adopt_tying.c - the rules of tying, out of the model's files tying/:
 *
 *     home: [..]                       names of the place that speaks
 *     filler: [..]                     words that narrow nothing
 *     rules:
 *       - metric: NAME                 or  reason: {zh: .., en: ..}
 *         measure: count               one, or a list; the reader's words
 *         event: [sign, land]
 *         subject: [..]                and so on: see struct tie_rule
 */
#include <yaml.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/utf8.h"
#include "plan/adopt_priv.h"

enum { DEPTH_MAX = 8 };

struct node {
    yaml_event_type_t type; /* SCALAR, SEQUENCE_START, MAPPING_START */
    struct str key, text;
    int line, column;
    struct node *first, *next;
    size_t count;
};

struct load {
    struct arena *arena;
    const struct model *model;
    struct tying *tying;
    struct str file;
    yaml_parser_t parser;
    size_t room;
    struct err *err;
};

static bool fail(struct load *load, const struct node *node, enum err_code code, struct str key,
                 struct str value)
{
    err_set(load->err, code, "key", key, "value", value);
    return err_at_line(load->err, load->file, node->line, node->column);
}

/* ---- a tree of the file
 * --------------------------------------------------------------------------- */

static bool broken(struct load *load, int line, int column, const char *found)
{
    err_set(load->err, ERR_TYING_SYNTAX, "found", str_from(found));
    return err_at_line(load->err, load->file, line + 1, column + 1);
}

static bool next_event(struct load *load, yaml_event_t *event)
{
    if (yaml_parser_parse(&load->parser, event))
        return true;
    return broken(load, (int)load->parser.problem_mark.line, (int)load->parser.problem_mark.column,
                  load->parser.problem ? load->parser.problem : "");
}

static bool read_node(struct load *load, const yaml_event_t *event, int depth, struct node **out);

/* The members of a list or map, up to its end. */
static bool read_members(struct load *load, struct node *node, int depth)
{
    struct node **last = &node->first;
    struct str key = { 0 };
    bool is_key = false, map = node->type == YAML_MAPPING_START_EVENT;
    for (;;) {
        yaml_event_t event;
        if (!next_event(load, &event))
            return false;
        bool end = event.type == YAML_SEQUENCE_END_EVENT || event.type == YAML_MAPPING_END_EVENT;
        struct node *member = NULL;
        bool ok = end || read_node(load, &event, depth + 1, &member);
        yaml_event_delete(&event);
        if (!ok || end)
            return ok;
        is_key = map && !is_key;
        if (is_key && member->type != YAML_SCALAR_EVENT)
            return broken(load, member->line - 1, member->column - 1, "a key that is no text");
        if (is_key) {
            key = member->text;
            continue;
        }
        member->key = key;
        *last = member;
        last = &member->next;
        node->count++;
    }
}

static bool read_node(struct load *load, const yaml_event_t *event, int depth, struct node **out)
{
    int line = (int)event->start_mark.line, column = (int)event->start_mark.column;
    struct node *node = ARENA_NEW(load->arena, struct node);
    *node = (struct node){ .type = event->type, .line = line + 1, .column = column + 1 };
    *out = node;
    if (event->type == YAML_SCALAR_EVENT) {
        struct str text = { (const char *)event->data.scalar.value, event->data.scalar.length };
        node->text = str_copy(load->arena, text);
        return true;
    }
    if (event->type != YAML_SEQUENCE_START_EVENT && event->type != YAML_MAPPING_START_EVENT)
        return broken(load, line, column, "an alias");
    return depth < DEPTH_MAX ? read_members(load, node, depth)
                             : broken(load, line, column, "too many levels");
}

static bool read_tree(struct load *load, struct str bytes, struct node **root)
{
    *root = NULL;
    if (!yaml_parser_initialize(&load->parser))
        return broken(load, 0, 0, "no memory");
    yaml_parser_set_input_string(&load->parser, (const unsigned char *)bytes.ptr, bytes.len);
    bool ok = true;
    for (bool more = true; ok && more;) {
        yaml_event_t event;
        ok = next_event(load, &event);
        if (!ok)
            break;
        more = event.type != YAML_STREAM_END_EVENT;
        bool content = event.type == YAML_SCALAR_EVENT || event.type == YAML_SEQUENCE_START_EVENT ||
                       event.type == YAML_MAPPING_START_EVENT || event.type == YAML_ALIAS_EVENT;
        if (content && *root)
            ok = broken(load, (int)event.start_mark.line, 0, "a second document");
        else if (content)
            ok = read_node(load, &event, 0, root);
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&load->parser);
    if (ok && (!*root || (*root)->type != YAML_MAPPING_START_EVENT))
        return broken(load, 0, 0, "no map of rules");
    return ok;
}

/* ---- values
 * ------------------------------------------------------------------------------------------ */

/* One text, or a list of texts. */
static bool take_words(struct load *load, const struct node *node, struct words *words)
{
    const struct node *one = node->type == YAML_SEQUENCE_START_EVENT ? node->first : node;
    size_t count = node->type == YAML_SEQUENCE_START_EVENT ? node->count : 1;
    if (node->type == YAML_MAPPING_START_EVENT || !count)
        return fail(load, node, ERR_TYING_VALUE, node->key, STR(""));
    struct str *items = arena_grow(load->arena, words->items, words->count * sizeof *items,
                                   (words->count + count) * sizeof *items);
    for (; one; one = one == node ? NULL : one->next) {
        if (one->type != YAML_SCALAR_EVENT || !one->text.len)
            return fail(load, one, ERR_TYING_VALUE, node->key, one->text);
        items[words->count++] = utf8_fold(load->arena, one->text);
    }
    words->items = items;
    return true;
}

static const char *measure_at(int i)
{
    return plan_measure_name((enum plan_measure)i);
}

static const char *event_at(int i)
{
    return plan_event_name((enum plan_event)i);
}

static bool take_bits(struct load *load, const struct node *node, int count,
                      const char *(*name)(int), unsigned *bits)
{
    struct words words = { 0 };
    if (!take_words(load, node, &words))
        return false;
    for (size_t w = 0; w < words.count; w++) {
        unsigned found = 0;
        for (int i = 0; i < count; i++)
            if (str_eq(words.items[w], str_from(name(i))))
                found |= 1u << i;
        if (!found)
            return fail(load, node, ERR_TYING_VALUE, node->key, words.items[w]);
        *bits |= found;
    }
    return true;
}

static bool find_metric(struct load *load, const struct node *node, const struct metric **metric)
{
    *metric = node->type == YAML_SCALAR_EVENT ? model_metric(load->model, node->text) : NULL;
    if (*metric)
        return true;
    struct str *names = ARENA_ARRAY(load->arena, struct str, load->model->metric_count);
    for (size_t i = 0; i < load->model->metric_count; i++)
        names[i] = load->model->metrics[i].name;
    err_set(load->err, ERR_TYING_METRIC, "metric", node->text, "near",
            model_nearest(load->arena, node->text, names, load->model->metric_count));
    return err_at_line(load->err, load->file, node->line, node->column);
}

static bool take_total(struct load *load, const struct node *node, struct tie_rule *rule)
{
    bool list = node->type == YAML_SEQUENCE_START_EVENT;
    const struct node *one = list ? node->first : node;
    rule->total_of = ARENA_ARRAY(load->arena, const struct metric *, list ? node->count + 1 : 1);
    for (; one; one = list ? one->next : NULL)
        if (!find_metric(load, one, &rule->total_of[rule->total_count++]))
            return false;
    return rule->total_count || fail(load, node, ERR_TYING_VALUE, node->key, STR(""));
}

/* "1000000000 元", or words. */
static bool take_threshold(struct load *load, const struct node *node, struct tie_rule *rule)
{
    struct str rest = node->text, number;
    if (node->type == YAML_SCALAR_EVENT && str_split(&rest, ' ', &number) &&
        dec_parse(number, &rule->threshold)) {
        rule->threshold_has = true;
        rule->threshold_unit = str_trim(rest);
        return rule->threshold_unit.len || fail(load, node, ERR_TYING_VALUE, node->key, node->text);
    }
    return take_words(load, node, &rule->threshold_words);
}

static bool take_list(struct load *load, const struct node *node, struct tie_rule *rule)
{
    const struct field *purpose = kind_field(load->model->list, STR("purpose"));
    rule->off_list = node->type == YAML_SCALAR_EVENT && str_eq(node->text, STR("no"));
    if (rule->off_list)
        return true;
    for (size_t i = 0; node->type == YAML_SCALAR_EVENT && i < purpose->choice_count; i++)
        if (str_eq(purpose->choices[i].code, node->text))
            rule->list = purpose->choices[i].code;
    return rule->list.len || fail(load, node, ERR_TYING_VALUE, node->key, node->text);
}

static bool take_reason(struct load *load, const struct node *node, struct tie_rule *rule)
{
    for (const struct node *one = node->first; one; one = one->next) {
        if (str_eq(one->key, STR("zh")))
            rule->reason.zh = one->text;
        else if (str_eq(one->key, STR("en")))
            rule->reason.en = one->text;
        else
            return fail(load, one, ERR_TYING_KEY, one->key, one->text);
    }
    return (rule->reason.zh.len && rule->reason.en.len) ||
           fail(load, node, ERR_TYING_VALUE, node->key, node->text);
}

static bool take_loose(struct load *load, const struct node *node, struct tie_rule *rule)
{
    rule->loose = str_eq(node->text, STR("yes"));
    return rule->loose || fail(load, node, ERR_TYING_VALUE, node->key, node->text);
}

static bool take_key(struct load *load, const struct node *node, struct tie_rule *rule)
{
    const struct {
        const char *key;
        struct words *words;
    } lists[] = { { "subject", &rule->subject },
                  { "also", &rule->also },
                  { "with", &rule->with },
                  { "sentence", &rule->sentence },
                  { "without", &rule->without } };
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        if (str_eq(node->key, str_from(lists[i].key)))
            return take_words(load, node, lists[i].words);
    if (str_eq(node->key, STR("metric")))
        return find_metric(load, node, &rule->metric);
    if (str_eq(node->key, STR("reason")))
        return take_reason(load, node, rule);
    if (str_eq(node->key, STR("measure")))
        return take_bits(load, node, PLAN_M_COUNT_, measure_at, &rule->measures);
    if (str_eq(node->key, STR("event")))
        return take_bits(load, node, PLAN_E_COUNT_, event_at, &rule->events);
    if (str_eq(node->key, STR("threshold")))
        return take_threshold(load, node, rule);
    if (str_eq(node->key, STR("list")))
        return take_list(load, node, rule);
    if (str_eq(node->key, STR("total_of")))
        return take_total(load, node, rule);
    if (str_eq(node->key, STR("loose")))
        return take_loose(load, node, rule);
    return fail(load, node, ERR_TYING_KEY, node->key, node->text);
}

static bool take_rule(struct load *load, const struct node *node)
{
    struct tie_rule rule = { .place = { load->file, node->line } };
    if (node->type != YAML_MAPPING_START_EVENT)
        return fail(load, node, ERR_TYING_VALUE, STR("rules"), node->text);
    for (const struct node *one = node->first; one; one = one->next) {
        for (const struct node *other = node->first; other != one; other = other->next)
            if (str_eq(other->key, one->key))
                return fail(load, one, ERR_TYING_KEY, one->key, one->text);
        if (!take_key(load, one, &rule))
            return false;
    }
    if (!rule.metric == !rule.reason.zh.len) /* one of them, not both */
        return fail(load, node, ERR_TYING_VALUE, STR("metric"), STR(""));
    if (!rule.measures && !rule.events && !rule.subject.count)
        return fail(load, node, ERR_TYING_VALUE, STR("subject"), STR(""));
    struct tying *tying = load->tying;
    if (tying->count == load->room) {
        size_t room = load->room ? load->room * 2 : 64;
        tying->rules =
            arena_grow(load->arena, tying->rules, load->room * sizeof rule, room * sizeof rule);
        load->room = room;
    }
    tying->rules[tying->count++] = rule;
    return true;
}

static bool take_file(struct load *load, struct str bytes)
{
    struct node *root;
    if (!read_tree(load, bytes, &root))
        return false;
    for (const struct node *part = root->first; part; part = part->next) {
        bool ok = true;
        if (str_eq(part->key, STR("home")))
            ok = take_words(load, part, &load->tying->home);
        else if (str_eq(part->key, STR("filler")))
            ok = take_words(load, part, &load->tying->filler);
        else if (!str_eq(part->key, STR("rules")))
            ok = fail(load, part, ERR_TYING_KEY, part->key, part->text);
        else if (part->type != YAML_SEQUENCE_START_EVENT)
            ok = fail(load, part, ERR_TYING_VALUE, part->key, part->text);
        else
            for (const struct node *rule = part->first; ok && rule; rule = rule->next)
                ok = take_rule(load, rule);
        if (!ok)
            return false;
    }
    return true;
}

bool tying_load(struct arena *arena, const struct model *model, struct tying **out, struct err *err)
{
    struct load load = {
        .arena = arena, .model = model, .err = err, .tying = ARENA_NEW(arena, struct tying)
    };
    for (size_t i = 0; i < model->file_count; i++) {
        load.file = model->files[i].name;
        if (str_starts(load.file, STR("tying/")) && !take_file(&load, model->files[i].bytes))
            return false;
    }
    *out = load.tying;
    return true;
}

size_t tying_rule_count(const struct tying *tying)
{
    return tying->count;
}
