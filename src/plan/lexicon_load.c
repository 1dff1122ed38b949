/*
 * lexicon_load.c - lexicon files: YAML without anchors, tags or nesting beyond
 *     class: verb
 *     entries:
 *       - {event: sign, rank: strong, words: [...]}
 */
#include <yaml.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "base/limits.h"
#include "plan/lexicon_build_priv.h"
#include "plan/plan.h"

enum lex_key {
    KEY_ROLE = 1, KEY_UNIT = 2, KEY_FACTOR = 4, KEY_MEASURE = 8, KEY_OP = 16, KEY_SIDE = 32,
    KEY_SIGN = 64, KEY_EVENT = 128, KEY_RANK = 256, KEY_DIGIT = 512, KEY_WEIGHT = 1024,
    KEY_PARTS = 2048, KEY_WORDS = 4096,
};

static const struct { const char *word; unsigned keys; } class_table[] = {
#define LEX_CLASS(name, word, keys) { word, keys },
#include "plan/lexicon.def"
};

static const struct { enum lex_class class; const char *word; } role_table[] = {
    { LEX_CLASS_COUNT, "" },
#define LEX_ROLE(class_name, name, word) { LEX_##class_name, word },
#include "plan/lexicon.def"
};

static const struct { const char *word; unsigned key; } key_table[] = {
#define LEX_KEY(name, word) { word, KEY_##name },
#include "plan/lexicon.def"
};

static const char *const rank_table[] = {
    "",
#define LEX_RANK(name, word) word,
#include "plan/lexicon.def"
};

enum { ENTRY_WORDS_MAX = 8192, PARTS_MAX = 8 };

struct load {
    struct arena *arena;
    struct plan_lexicon *lexicon;
    struct str file;
    yaml_parser_t parser;
    yaml_event_t event;
    int class;              /* -1: not said yet */
    int layer;              /* 0 the shipped words, 1 a zone's own */
    struct str *words;      /* room for one entry's words */
    int *lines;
    struct err *err;
};

/* What one entry says. */
struct entry {
    struct lex_word proto;
    unsigned keys;
    struct str *words;
    int *lines;
    size_t word_count;
};

static int load_line(const struct load *load)
{
    return (int)load->event.start_mark.line + 1;
}

static bool load_fail(struct load *load, enum err_code code, const char *name, struct str value)
{
    err_set(load->err, code, name, value);
    return err_at_line(load->err, load->file, load_line(load), (int)load->event.start_mark.column + 1);
}

static bool load_next(struct load *load)
{
    yaml_event_delete(&load->event);
    if (!yaml_parser_parse(&load->parser, &load->event)) {
        struct str problem = str_from(load->parser.problem ? load->parser.problem : "");
        err_set(load->err, ERR_LEXICON_SYNTAX, "found", problem);
        return err_at_line(load->err, load->file, (int)load->parser.problem_mark.line + 1,
                           (int)load->parser.problem_mark.column + 1);
    }
    switch (load->event.type) {
    case YAML_ALIAS_EVENT:
        return load_fail(load, ERR_LEXICON_SYNTAX, "found", STR("alias"));
    case YAML_SCALAR_EVENT:
        if (load->event.data.scalar.anchor || load->event.data.scalar.tag)
            return load_fail(load, ERR_LEXICON_SYNTAX, "found", STR("anchor or tag"));
        return true;
    default:
        return true;
    }
}

static struct str load_scalar(const struct load *load)
{
    return (struct str){ (const char *)load->event.data.scalar.value, load->event.data.scalar.length };
}

static bool load_expect(struct load *load, yaml_event_type_t type, const char *wanted)
{
    if (!load_next(load)) return false;
    if (load->event.type == type) return true;
    return load_fail(load, ERR_LEXICON_SYNTAX, "found", str_from(wanted));
}

static bool bad_value(struct load *load, struct str key, struct str value)
{
    err_set(load->err, ERR_LEXICON_VALUE, "key", key, "given", value);
    return err_at_line(load->err, load->file, load_line(load), (int)load->event.start_mark.column + 1);
}

/* Index of word among `count` names printed by name(i), or -1. */
static int find_name(struct str word, int count, const char *(*name)(int))
{
    for (int i = 0; i < count; i++)
        if (str_eq(word, str_from(name(i)))) return i;
    return -1;
}

static const char *op_at(int i) { return plan_op_name((enum plan_op)i); }
static const char *measure_at(int i) { return plan_measure_name((enum plan_measure)i); }
static const char *event_at(int i) { return i ? plan_event_name((enum plan_event)i) : "none"; }
static const char *rank_at(int i) { return rank_table[i]; }

static bool set_role(struct load *load, struct entry *entry, struct str name, struct str value)
{
    for (int i = 1; i < ROLE_COUNT; i++) {
        if ((int)role_table[i].class != load->class || !str_eq(value, str_from(role_table[i].word)))
            continue;
        entry->proto.role = (enum lex_role)i;
        return true;
    }
    return bad_value(load, name, value);
}

static bool set_int(struct load *load, struct str name, struct str value, int64_t low, int64_t high,
                    int64_t *out)
{
    if (str_to_int(value, out) && *out >= low && *out <= high) return true;
    return bad_value(load, name, value);
}

static bool set_named(struct load *load, struct str name, struct str value, int found, int *out)
{
    if (found < 0) return bad_value(load, name, value);
    *out = found;
    return true;
}

static bool set_value(struct load *load, struct entry *entry, unsigned key, struct str name,
                      struct str value)
{
    struct lex_word *word = &entry->proto;
    int64_t n = 0;
    int found = 0;
    switch (key) {
    case KEY_ROLE:
        return set_role(load, entry, name, value);
    case KEY_UNIT:
        word->unit = str_copy(load->arena, value);
        return value.len > 0 || bad_value(load, name, value);
    case KEY_FACTOR:
        return dec_parse(value, &word->factor) || bad_value(load, name, value);
    case KEY_MEASURE:
        return set_named(load, name, value, find_name(value, PLAN_M_COUNT_, measure_at), &word->measure);
    case KEY_OP:
        return set_named(load, name, value, find_name(value, PLAN_OP_RANGE + 1, op_at), &word->op);
    case KEY_EVENT:
        return set_named(load, name, value, find_name(value, PLAN_E_COUNT_, event_at), &word->event);
    case KEY_RANK:
        if (!set_named(load, name, value, find_name(value, RANK_STRONG + 1, rank_at), &found)) return false;
        word->rank = (enum lex_rank)found;
        return true;
    case KEY_SIDE:
        word->before = str_eq(value, STR("before"));
        word->after = str_eq(value, STR("after"));
        return word->before || word->after || bad_value(load, name, value);
    case KEY_SIGN:
        if (!set_int(load, name, value, -1, 1, &n)) return false;
        word->sign = (int)n;
        return true;
    case KEY_WEIGHT:
        if (!set_int(load, name, value, -100, 100, &n)) return false;
        word->weight = (int)n;
        return true;
    case KEY_DIGIT:
        return set_int(load, name, value, -1000000000, 1000000000, &word->digit);
    default:
        return false;
    }
}

/* A sequence of scalars, or one scalar. */
static bool load_strings(struct load *load, struct str key, size_t max, struct str *out, int *lines,
                         size_t *count)
{
    if (!load_next(load)) return false;
    bool many = load->event.type == YAML_SEQUENCE_START_EVENT;
    if (many && !load_next(load)) return false;
    while (load->event.type == YAML_SCALAR_EVENT) {
        struct str value = load_scalar(load);
        if (value.len == 0 || *count == max) return bad_value(load, key, value);
        if (lines) lines[*count] = load_line(load);
        out[(*count)++] = str_copy(load->arena, value);
        if (!many) return true;
        if (!load_next(load)) return false;
    }
    if (many && load->event.type == YAML_SEQUENCE_END_EVENT) return true;
    return load_fail(load, ERR_LEXICON_SYNTAX, "found", STR("a nested value"));
}

static bool load_pair(struct load *load, struct entry *entry)
{
    struct str name = str_copy(load->arena, load_scalar(load));
    unsigned key = 0;
    for (size_t i = 0; i < sizeof(key_table) / sizeof(key_table[0]); i++)
        if (str_eq(name, str_from(key_table[i].word))) key = key_table[i].key;
    if (!key || (!(class_table[load->class].keys & key) && key != KEY_WORDS) || (entry->keys & key))
        return load_fail(load, ERR_LEXICON_KEY, "key", name);
    entry->keys |= key;
    if (key == KEY_WORDS)
        return load_strings(load, name, ENTRY_WORDS_MAX, entry->words, entry->lines, &entry->word_count);
    if (key == KEY_PARTS) {
        entry->proto.parts = ARENA_ARRAY(load->arena, struct str, PARTS_MAX);
        return load_strings(load, name, PARTS_MAX, entry->proto.parts, NULL, &entry->proto.part_count);
    }
    if (!load_expect(load, YAML_SCALAR_EVENT, "no single value")) return false;
    return set_value(load, entry, key, name, load_scalar(load));
}

/* A zone's word takes the place of all shipped meanings of that class. */
static void drop_lower(struct load *load, struct lex_node *node)
{
    const struct lex_word **link = &node->words;
    while (*link) {
        const struct lex_word *word = *link;
        if (word->class == (enum lex_class)load->class && word->layer < load->layer) {
            *link = word->next;
            load->lexicon->word_count--;
        } else {
            link = (const struct lex_word **)(uintptr_t)&word->next;
        }
    }
}

/* Put one word; the same word of the same class, role and rank may stand once only. */
static bool load_word(struct load *load, const struct entry *entry, size_t index)
{
    struct str text = entry->words[index];
    size_t len = 0;
    struct lex_node *node = lex_node_of(load->lexicon, text, &len);
    drop_lower(load, node);
    for (const struct lex_word *w = node->words; w; w = w->next) {
        if (w->class != (enum lex_class)load->class || w->role != entry->proto.role ||
            w->rank != entry->proto.rank || w->before != entry->proto.before)
            continue;
        err_set(load->err, ERR_LEXICON_DUPLICATE, "word", text);
        return err_at_line(load->err, load->file, entry->lines[index], 1);
    }
    struct lex_word *word = ARENA_NEW(load->arena, struct lex_word);
    *word = entry->proto;
    word->text = text;
    word->class = (enum lex_class)load->class;
    word->layer = load->layer;
    word->len = len;
    word->next = node->words;
    node->words = word;
    node->classes |= 1u << load->class;
    lex_first_note(load->lexicon, text, word->class, word->role);
    if (word->role == ROLE_UNIT_MONEY) load->lexicon->money_unit = word->unit;
    load->lexicon->word_count++;
    return true;
}

static bool load_entry(struct load *load)
{
    struct entry entry = { .proto = { .measure = -1, .factor = dec_from_int(1) } };
    entry.words = load->words;
    entry.lines = load->lines;
    int line = load_line(load);
    for (;;) {
        if (!load_next(load)) return false;
        if (load->event.type == YAML_MAPPING_END_EVENT) break;
        if (load->event.type != YAML_SCALAR_EVENT)
            return load_fail(load, ERR_LEXICON_SYNTAX, "found", STR("no key"));
        if (!load_pair(load, &entry)) return false;
    }
    if (entry.word_count == 0) {
        err_set(load->err, ERR_LEXICON_EMPTY, "what", STR("entry"));
        return err_at_line(load->err, load->file, line, 1);
    }
    for (size_t i = 0; i < entry.word_count; i++)
        if (!load_word(load, &entry, i)) return false;
    return true;
}

static bool load_class(struct load *load)
{
    if (!load_expect(load, YAML_SCALAR_EVENT, "no class")) return false;
    struct str name = load_scalar(load);
    for (int i = 0; i < LEX_CLASS_COUNT; i++)
        if (str_eq(name, str_from(class_table[i].word))) load->class = i;
    return load->class >= 0 || load_fail(load, ERR_LEXICON_CLASS, "class", name);
}

static bool load_entries(struct load *load)
{
    if (load->class < 0) return load_fail(load, ERR_LEXICON_CLASS, "class", STR(""));
    if (!load_expect(load, YAML_SEQUENCE_START_EVENT, "no list of entries")) return false;
    for (;;) {
        if (!load_next(load)) return false;
        if (load->event.type == YAML_SEQUENCE_END_EVENT) return true;
        if (load->event.type != YAML_MAPPING_START_EVENT)
            return load_fail(load, ERR_LEXICON_SYNTAX, "found", STR("no entry"));
        if (!load_entry(load)) return false;
    }
}

static bool load_document(struct load *load)
{
    if (!load_expect(load, YAML_STREAM_START_EVENT, "no text")) return false;
    if (!load_expect(load, YAML_DOCUMENT_START_EVENT, "no document")) return false;
    if (!load_expect(load, YAML_MAPPING_START_EVENT, "no mapping")) return false;
    bool entries = false;
    for (;;) {
        if (!load_next(load)) return false;
        if (load->event.type == YAML_MAPPING_END_EVENT) break;
        if (load->event.type != YAML_SCALAR_EVENT)
            return load_fail(load, ERR_LEXICON_SYNTAX, "found", STR("no key"));
        struct str key = str_copy(load->arena, load_scalar(load));
        bool done = false;
        if (str_eq(key, STR("class")) && load->class < 0) done = load_class(load);
        else if (str_eq(key, STR("entries")) && !entries) done = entries = load_entries(load);
        else return load_fail(load, ERR_LEXICON_KEY, "key", key);
        if (!done) return false;
    }
    if (!entries) return load_fail(load, ERR_LEXICON_EMPTY, "what", STR("file"));
    return true;
}

static bool load_file(struct load *load, struct str path)
{
    struct str bytes;
    if (!file_read(load->arena, path, LIMIT_MODEL_BYTES, &bytes, load->err)) return false;
    load->file = path;
    load->class = -1;
    if (!yaml_parser_initialize(&load->parser))
        return err_set(load->err, ERR_LEXICON_SYNTAX, "found", STR("no parser"));
    yaml_parser_set_encoding(&load->parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&load->parser, (const unsigned char *)bytes.ptr, bytes.len);
    load->event = (yaml_event_t){ 0 };
    bool ok = load_document(load);
    yaml_event_delete(&load->event);
    yaml_parser_delete(&load->parser);
    return ok;
}

static bool load_folder(struct load *load, struct str folder)
{
    struct str *names;
    size_t count, read = 0;
    if (!folder_list(load->arena, folder, &names, &count, load->err)) return false;
    for (size_t i = 0; i < count; i++) {
        if (!str_ends(names[i], STR(".yaml"))) continue;
        if (!load_file(load, path_join(load->arena, folder, names[i]))) return false;
        read++;
    }
    if (read > 0) return true;
    err_set(load->err, ERR_LEXICON_EMPTY, "what", STR("folder"));
    return err_at_line(load->err, folder, 0, 0);
}

bool plan_lexicon_load_over(struct arena *arena, struct str folder, struct str over,
                            struct plan_lexicon **out, struct err *err)
{
    struct plan_lexicon *lexicon = ARENA_NEW(arena, struct plan_lexicon);
    lexicon->arena = arena;
    struct load load = { .arena = arena, .lexicon = lexicon, .err = err };
    load.words = ARENA_ARRAY(arena, struct str, ENTRY_WORDS_MAX);
    load.lines = ARENA_ARRAY(arena, int, ENTRY_WORDS_MAX);
    if (!load_folder(&load, folder)) return false;
    load.layer = 1;
    if (over.len > 0 && !load_folder(&load, over)) return false;
    *out = lexicon;
    return true;
}

bool plan_lexicon_load(struct arena *arena, struct str folder, struct plan_lexicon **out, struct err *err)
{
    return plan_lexicon_load_over(arena, folder, STR(""), out, err);
}
