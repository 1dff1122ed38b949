/*
 * rules_words.c - no zone word in C. The words are read out of model/: names of kinds, fields, stages, metrics,
 * series and choices, and Chinese labels; for src/plan/ also the words of the lexicon. A string literal of src/ that
 * equals one, or holds a Chinese label of four characters or more, is a fault, unless tidy_allow.txt names it with its
 * reason. A row there that excuses nothing is a fault too. What src/model/roles.def names (the fields that engines read
 * by role) needs no row.
 */
#include <string.h>
#include <yaml.h>

#include "tidy.h"

enum { DEPTH_MAX = 64, LABEL_BYTES_WITHIN = 12 };

struct allowed {
    struct str word;
    int line;
    bool used;
};

struct allow_list {
    struct allowed *rows;
    size_t count;
    struct words roles;
};

static bool names_a_thing(struct str key)
{
    static const struct str keys[] = {
        STR_INIT("kind"), STR_INIT("metric"), STR_INIT("name"), STR_INIT("code"), STR_INIT("series"),
        STR_INIT("official"), STR_INIT("zh"), STR_INIT("stage"), STR_INIT("role"),
    };
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (str_eq(keys[i], key))
            return true;
    return false;
}

static bool is_han_word(struct str word)
{
    for (size_t i = 0; i < word.len; i++)
        if (!((unsigned char)word.ptr[i] & 0x80))
            return false;
    return word.len >= 6;
}

/* One definition file's names and labels. What does not parse is the model's own tests' to say. */
static void collect(struct tidy *tidy, const struct file *file, bool lexicon, struct words *words)
{
    yaml_parser_t parser;
    yaml_event_t event;
    if (!yaml_parser_initialize(&parser))
        return;
    yaml_parser_set_input_string(&parser, (const unsigned char *)file->text.ptr, file->text.len);
    bool mapping[DEPTH_MAX] = { false }, key_next[DEPTH_MAX] = { false };
    struct str key[DEPTH_MAX] = { { "", 0 } };
    int depth = 0;
    for (bool more = true; more;) {
        if (!yaml_parser_parse(&parser, &event))
            break;
        struct str text = STR("");
        switch (event.type) {
        case YAML_MAPPING_START_EVENT:
        case YAML_SEQUENCE_START_EVENT:
            if (depth + 1 >= DEPTH_MAX) {
                more = false;
                break;
            }
            if (mapping[depth])
                key_next[depth] = true;
            depth++;
            mapping[depth] = key_next[depth] = event.type == YAML_MAPPING_START_EVENT;
            break;
        case YAML_MAPPING_END_EVENT:
        case YAML_SEQUENCE_END_EVENT: depth--; break;
        case YAML_SCALAR_EVENT:
            text = str_copy(tidy->arena, (struct str){ (const char *)event.data.scalar.value,
                                                       event.data.scalar.length });
            if (mapping[depth] && key_next[depth]) {
                key[depth] = text;
                key_next[depth] = false;
                break;
            }
            if (mapping[depth])
                key_next[depth] = true;
            if (lexicon ? is_han_word(text) : text.len >= 3 && mapping[depth] && names_a_thing(key[depth]))
                words_add(words, text);
            break;
        case YAML_STREAM_END_EVENT: more = false; break;
        default: break;
        }
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
}

/* Roles, their fields, and the choices and stages that they must have. */
static void roles_read(struct tidy *tidy, struct words *roles)
{
    const struct file *file = tidy_file(tidy, STR("src/model/roles.def"));
    for (size_t i = 0; file && i < file->token_count; i++) {
        struct str rest = file->tokens[i].text, word;
        while (file->tokens[i].kind == TOKEN_STRING && rest.len && str_split(&rest, ' ', &word))
            words_add(roles, word);
    }
    words_sort(roles);
}

static struct allow_list allow_read(struct tidy *tidy)
{
    struct allow_list list = { .roles = { .arena = tidy->arena } };
    roles_read(tidy, &list.roles);
    const struct file *file = tidy_file(tidy, STR("tools/tidy_allow.txt"));
    if (!file)
        return list;
    list.rows = ARENA_ARRAY(tidy->arena, struct allowed, (size_t)file->line_count + 1);
    struct str rest = file->text, line;
    for (int number = 1; str_split(&rest, '\n', &line); number++) {
        line = str_trim(line);
        if (!line.len || line.ptr[0] == '#')
            continue;
        ptrdiff_t gap = str_find(line, STR("  "), 0);
        if (gap < 0) {
            tidy_fault(tidy, file->path, number, "a word needs its reason, two blanks behind it");
            continue;
        }
        list.rows[list.count++] = (struct allowed){ str_slice(line, 0, (size_t)gap), number, false };
    }
    return list;
}

static bool excused(struct allow_list *list, struct str word)
{
    if (words_have(&list->roles, word))
        return true;
    for (size_t i = 0; i < list->count; i++)
        if (str_eq(list->rows[i].word, word)) {
            list->rows[i].used = true;
            return true;
        }
    return false;
}

static void check_literal(struct tidy *tidy, const struct file *file, const struct token *token,
                          const struct words *words, const struct words *lexicon, struct allow_list *allow)
{
    bool in_lexicon = path_under(file->path, STR("src/plan")) && words_have(lexicon, token->text);
    if (in_lexicon || words_have(words, token->text)) {
        if (!excused(allow, token->text))
            tidy_fault(tidy, file->path, token->line, "\"%.*s\" is a word of the definitions",
                       STR_ARG(token->text));
        return;
    }
    for (size_t i = 0; i < words->count; i++) {
        struct str word = words->items[i];
        if (word.len >= LABEL_BYTES_WITHIN && is_han_word(word) && str_has(token->text, word) &&
            !excused(allow, word)) {
            tidy_fault(tidy, file->path, token->line, "the text holds \"%.*s\", a word of the definitions",
                       STR_ARG(word));
            return;
        }
    }
}

void rule_zone_words(struct tidy *tidy)
{
    struct words words = { .arena = tidy->arena }, lexicon = { .arena = tidy->arena };
    for (size_t i = 0; i < tidy->count; i++) {
        const struct file *file = &tidy->files[i];
        bool spoken = path_under(file->path, STR("model/lexicon"));
        if (path_under(file->path, STR("model")) && str_ends(file->path, STR(".yaml")))
            collect(tidy, file, spoken, spoken ? &lexicon : &words);
    }
    words_sort(&words);
    words_sort(&lexicon);
    struct allow_list allow = allow_read(tidy);
    for (size_t i = 0; i < tidy->count; i++) {
        const struct file *file = &tidy->files[i];
        if (!path_under(file->path, STR("src")) || !str_ends(file->path, STR(".c")))
            continue;
        for (size_t t = 0; t < file->token_count; t++)
            if (file->tokens[t].kind == TOKEN_STRING)
                check_literal(tidy, file, &file->tokens[t], &words, &lexicon, &allow);
    }
    for (size_t i = 0; i < allow.count; i++)
        if (!allow.rows[i].used)
            tidy_fault(tidy, STR("tools/tidy_allow.txt"), allow.rows[i].line, "\"%.*s\" excuses nothing",
                       STR_ARG(allow.rows[i].word));
}
