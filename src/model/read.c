/*
 * read.c - read the nodes of a definition file, and note faults at their places.
 */
#include <string.h>

#include "base/arena.h"
#include "base/limits.h"
#include "model/model_priv.h"

static const struct str words[][2] = {
#define WORD(name, zh, en) { STR_INIT(zh), STR_INIT(en) },
#include "model/words.def"
#undef WORD
};

struct str model_word(enum model_word word, enum lang lang)
{
    return words[word][lang == LANG_EN];
}

void fault_add_source(struct loader *loader, const struct source *source, int line, int column,
                      struct err *err)
{
    err_at_line(err, source ? source->path : STR(""), line, column);
    err_list_add(loader->errs, err);
    loader->fault_count++;
}

void fault_add(struct loader *loader, const struct node *node, struct err *err)
{
    if (node)
        fault_add_source(loader, node->source, node->line, node->column, err);
    else
        fault_add_source(loader, NULL, 0, 0, err);
}

const struct node *node_get(const struct node *map, const char *key)
{
    if (!map || map->type != NODE_MAP)
        return NULL;
    for (const struct node *member = map->first; member; member = member->next) {
        if (str_eq(member->key, str_from(key)))
            return member;
    }
    return NULL;
}

const struct node *node_want(struct loader *loader, const struct node *map, const char *key)
{
    const struct node *member = node_get(map, key);
    if (!member)
        fault(loader, map, ERR_MODEL_MISSING, "key", str_from(key));
    return member;
}

struct near_words near_words(struct loader *loader, struct str wrong, const struct str *names,
                             size_t count)
{
    struct near_words near = { STR(""), STR("") };
    struct str name = model_nearest(loader->arena, wrong, names, count);
    if (!name.len)
        return near;
    /* The words hold one %.*s each; written out by hand, for a format must be a literal. */
    for (int lang = LANG_ZH; lang <= LANG_EN; lang++) {
        struct str word = model_word(WORD_NEAR, (enum lang)lang);
        ptrdiff_t gap = str_find(word, STR("%.*s"), 0);
        struct str tail = str_slice(word, (size_t)gap + 4, word.len);
        struct str text = str_format(loader->arena, "%.*s%.*s%.*s", (int)gap, word.ptr,
                                     STR_ARG(name), STR_ARG(tail));
        if (lang == LANG_ZH)
            near.zh = text;
        else
            near.en = text;
    }
    return near;
}

void node_keys(struct loader *loader, const struct node *map, const char *keys)
{
    if (!map || map->type != NODE_MAP)
        return;
    struct str names[64];
    size_t count = 0;
    struct str rest = str_from(keys), name;
    while (count < 64 && str_split(&rest, ' ', &name))
        names[count++] = name;
    for (const struct node *member = map->first; member; member = member->next) {
        bool known = false;
        for (size_t i = 0; i < count && !known; i++)
            known = str_eq(member->key, names[i]);
        if (known)
            continue;
        struct near_words near = near_words(loader, member->key, names, count);
        struct err err;
        err_init(&err);
        err_set(&err, ERR_MODEL_KEY, "key", member->key, "wanted", str_from(keys), NEAR_ARGS(near));
        fault_add_source(loader, member->source, member->key_line, 0, &err);
    }
}

bool node_is(struct loader *loader, const struct node *node, enum node_type type)
{
    static const enum model_word wanted[] = {
        [NODE_TEXT] = WORD_A_TEXT,
        [NODE_LIST] = WORD_A_LIST,
        [NODE_MAP] = WORD_A_MAP,
    };
    if (node && node->type == type)
        return true;
    if (node)
        fault(loader, node, ERR_MODEL_TYPE, "key", node->key, WORD_ARGS("wanted", wanted[type]));
    return false;
}

struct str node_text(struct loader *loader, const struct node *map, const char *key)
{
    const struct node *node = node_get(map, key);
    if (!node || !node_is(loader, node, NODE_TEXT))
        return STR("");
    if (!str_trim(node->text).len)
        fault(loader, node, ERR_MODEL_MISSING, "key", str_from(key));
    return str_trim(node->text);
}

bool node_bool(struct loader *loader, const struct node *map, const char *key)
{
    const struct node *node = node_get(map, key);
    if (!node)
        return false;
    if (node->type == NODE_TEXT && !node->quoted) {
        if (str_eq(node->text, STR("true")))
            return true;
        if (str_eq(node->text, STR("false")))
            return false;
    }
    fault(loader, node, ERR_MODEL_TYPE, "key", str_from(key), WORD_ARGS("wanted", WORD_A_YES_NO));
    return false;
}

bool node_int(struct loader *loader, const struct node *map, const char *key, int64_t min,
              int64_t max, int64_t *n)
{
    const struct node *node = node_get(map, key);
    if (!node)
        return false;
    int64_t value;
    if (node->type != NODE_TEXT || !str_to_int(node->text, &value)) {
        fault(loader, node, ERR_MODEL_TYPE, "key", str_from(key),
              WORD_ARGS("wanted", WORD_A_WHOLE));
        return false;
    }
    if (value < min || value > max) {
        fault(loader, node, ERR_MODEL_BOUND, "key", str_from(key), "value", node->text, "min",
              str_format(loader->arena, "%lld", (long long)min), "max",
              str_format(loader->arena, "%lld", (long long)max));
        return false;
    }
    *n = value;
    return true;
}

struct label node_label(struct loader *loader, const struct node *map, const char *key,
                        bool required)
{
    struct label label = { STR(""), STR("") };
    const struct node *node = required ? node_want(loader, map, key) : node_get(map, key);
    if (!node)
        return label;
    if (node->type != NODE_MAP) {
        fault(loader, node, ERR_MODEL_TYPE, "key", str_from(key),
              WORD_ARGS("wanted", WORD_A_LABEL));
        return label;
    }
    node_keys(loader, node, "zh en");
    if (node_want(loader, node, "zh"))
        label.zh = node_text(loader, node, "zh");
    if (node_want(loader, node, "en"))
        label.en = node_text(loader, node, "en");
    return label;
}

/* Words that mean something else in an expression, in FEEL's grammar or in our scopes. */
static bool name_reserved(struct str name)
{
    static const struct str reserved[] = {
        STR_INIT("day"),      STR_INIT("record"),    STR_INIT("listed"),  STR_INIT("reached"),
        STR_INIT("earliest"), STR_INIT("latest"),    STR_INIT("and"),     STR_INIT("or"),
        STR_INIT("not"),      STR_INIT("in"),        STR_INIT("if"),      STR_INIT("then"),
        STR_INIT("else"),     STR_INIT("for"),       STR_INIT("return"),  STR_INIT("some"),
        STR_INIT("every"),    STR_INIT("satisfies"), STR_INIT("between"), STR_INIT("instance"),
        STR_INIT("of"),       STR_INIT("true"),      STR_INIT("false"),   STR_INIT("null"),
        STR_INIT("function"), STR_INIT("external"),  STR_INIT("date"),    STR_INIT("time"),
        STR_INIT("duration"),
    };
    for (size_t i = 0; i < sizeof reserved / sizeof reserved[0]; i++) {
        if (str_eq(name, reserved[i]))
            return true;
    }
    return false;
}

struct str node_name(struct loader *loader, const struct node *map, const char *key, char separator)
{
    const struct node *node = node_want(loader, map, key);
    if (!node || !node_is(loader, node, NODE_TEXT))
        return STR("");
    struct str name = node->text;
    bool good = name.len > 0 && name.len <= 64 && name.ptr[0] >= 'a' && name.ptr[0] <= 'z';
    for (size_t i = 0; good && i < name.len; i++) {
        char c = name.ptr[i];
        good = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == separator;
    }
    if (!good) {
        enum model_word wanted = separator == '-' ? WORD_NAME_DASH : WORD_NAME_LINE;
        fault(loader, node, ERR_MODEL_NAME, "name", name, WORD_ARGS("wanted", wanted));
        return STR("");
    }
    if (separator == '_' && name_reserved(name)) {
        fault(loader, node, ERR_MODEL_NAME, "name", name, WORD_ARGS("wanted", WORD_NAME_RESERVED));
        return STR("");
    }
    return name;
}

struct source_place node_place(const struct node *node)
{
    return (struct source_place){ node->source->name, node->line };
}

void fault_unknown(struct loader *loader, const struct node *node, struct str text,
                   enum model_word what, const struct str *names, size_t count)
{
    struct near_words near = near_words(loader, text, names, count);
    fault(loader, node, ERR_MODEL_UNKNOWN, "name", text, WORD_ARGS("what", what), NEAR_ARGS(near));
}

struct str place_text(struct loader *loader, struct source_place place)
{
    return str_format(loader->arena, "%.*s:%d", STR_ARG(place.file), place.line);
}
