/* conformance_dmn.c - answering lines of the DMN conformance kit (conformance_dmn.h). */
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/file.h"
#include "base/json.h"
#include "base/limits.h"
#include "conformance_dmn.h"
#include "rule/rule.h"

enum { MODELS_MAX = 16 };

struct loaded {
    struct str key;
    struct rule_set *set;
    struct err_list errs;
    struct loaded *next;
};

struct dmn_suite {
    struct arena *arena, *scratch;
    struct str models;
    struct loaded *loaded;
    struct clock clock;
};

struct dmn_suite *dmn_suite_new(struct str models)
{
    struct arena *arena = arena_new();
    struct dmn_suite *suite = ARENA_NEW(arena, struct dmn_suite);
    suite->arena = arena;
    suite->scratch = arena_new();
    suite->models = str_copy(arena, models);
    clock_init_system(&suite->clock);
    return suite;
}

void dmn_suite_free(struct dmn_suite *suite)
{
    arena_free(suite->scratch);
    arena_free(suite->arena);
}

static bool source_read(struct dmn_suite *suite, struct str name, struct rule_source *source,
                        struct err *err)
{
    source->name = str_copy(suite->arena, name);
    return file_read(suite->arena, path_join(suite->arena, suite->models, name), LIMIT_RULE_BYTES,
                     &source->bytes, err);
}

/* The model with those that it imports, read once. */
static struct loaded *model_of(struct dmn_suite *suite, const struct json *row, struct err *err)
{
    struct str name = json_text(row, STR("model"));
    const struct json *more = json_get(row, STR("more_models"));
    struct rule_source sources[MODELS_MAX];
    size_t count = 0;
    for (struct loaded *loaded = suite->loaded; loaded; loaded = loaded->next)
        if (str_eq(loaded->key, name))
            return loaded;
    if (!source_read(suite, name, &sources[count++], err))
        return NULL;
    for (const struct json *m = more ? more->first : NULL; m && count < MODELS_MAX; m = m->next)
        if (!source_read(suite, m->text, &sources[count++], err))
            return NULL;
    struct loaded *loaded = ARENA_NEW(suite->arena, struct loaded);
    loaded->key = str_copy(suite->arena, name);
    err_list_init(&loaded->errs, suite->arena, 20);
    loaded->set = rule_load(suite->arena, sources, count, true, &loaded->errs);
    loaded->next = suite->loaded;
    suite->loaded = loaded;
    if (!loaded->set)
        err_copy(err, loaded->errs.items[0]);
    return loaded;
}

static bool give_inputs(struct rule_ask *ask, struct arena *arena, const struct json *row)
{
    const struct json *inputs = json_get(row, STR("inputs"));
    const struct json *spaces = json_get(row, STR("input_ns"));
    for (const struct json *input = inputs ? inputs->first : NULL; input; input = input->next) {
        struct feel_value value;
        struct str space = spaces ? json_text(spaces, input->key) : STR("");
        int file = space.len ? rule_file_of_space(ask->set, space) : 0;
        int node = rule_find(ask->set, file, input->key);
        if (node < 0)
            node = rule_find(ask->set, -1, input->key);
        if (!feel_from_json(arena, input, &value))
            return false;
        if (node >= 0)
            rule_give(ask, node, value);
    }
    return true;
}

bool dmn_suite_value(struct dmn_suite *suite, struct arena *arena, const struct json *row,
                     struct feel_value *value, struct err *err)
{
    struct loaded *loaded = model_of(suite, row, err);
    struct rule_ask ask;
    struct feel_run run;
    *value = feel_null();
    if (!loaded || !loaded->set)
        return false;
    feel_run_init(&run, arena);
    run.clock = &suite->clock;
    rule_ask_init(&ask, loaded->set, arena, &run);
    if (!give_inputs(&ask, arena, row))
        return true;
    int node = rule_find(loaded->set, 0, json_text(row, STR("node")));
    struct str invoke = json_text(row, STR("invoke"));
    int service = invoke.len ? rule_find(loaded->set, 0, invoke) : -1;
    if (service >= 0) {
        /* A service's one output, or the one asked for among them. */
        *value = rule_decide(&ask, service);
        const struct feel_value *own = value->type == FEEL_CONTEXT
                                           ? feel_context_find(*value, json_text(row, STR("node")))
                                           : NULL;
        *value = own ? *own : *value;
    } else if (node >= 0) {
        *value = rule_decide(&ask, node);
    }
    return true;
}

bool dmn_suite_answer(struct dmn_suite *suite, struct str line, struct buf *out, struct err *err)
{
    struct json_writer writer;
    struct feel_value value;
    struct err wrong;
    arena_reset(suite->scratch);
    err_init(&wrong);
    struct json *row = json_parse(suite->scratch, line, err);
    if (!row)
        return false;
    bool good = dmn_suite_value(suite, suite->scratch, row, &value, &wrong);
    json_writer_init(&writer, out, false);
    json_object(&writer);
    json_key(&writer, "id");
    json_str(&writer, json_text(row, STR("id")));
    json_key(&writer, good ? "value" : "error");
    if (good) {
        feel_to_json(value, &writer);
    } else {
        struct buf words;
        buf_init(&words, suite->scratch);
        err_words(&wrong, LANG_EN, &words);
        json_str(&writer, buf_get(&words));
    }
    json_object_end(&writer);
    return true;
}
