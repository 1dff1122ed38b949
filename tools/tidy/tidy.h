/*
 * tidy.h - the house rules that a program can check, as tests over the source itself.
 *
 * The tree is read once into memory; C files are cut into tokens (comments dropped). Each rule is a row of
 * rules.def: a sentence that is the test's name, and a function that reports every place where it does not hold.
 */
#ifndef LUODI_TOOLS_TIDY_H
#define LUODI_TOOLS_TIDY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"

enum token_kind { TOKEN_NAME, TOKEN_STRING, TOKEN_NUMBER, TOKEN_CHAR, TOKEN_MARK, TOKEN_INCLUDE };

struct token {
    enum token_kind kind;
    bool directive;  /* on a preprocessor line */
    bool system;     /* of TOKEN_INCLUDE: <...> */
    int line;        /* from 1 */
    struct str text; /* of a string: between the quotes, as written */
};

struct file {
    struct str path; /* from the root: "src/base/arena.c" */
    struct str text;
    struct token *tokens; /* of C, .def files; else NULL */
    size_t token_count;
    int line_count;
    bool runnable; /* has its run bit */
};

struct tidy {
    struct arena *arena;
    struct str root;
    const char *compiler; /* for headers; NULL: that rule is left out */
    struct file *files;   /* sorted by path */
    size_t count, room;
    struct buf report; /* of the rule that runs: "# path:line: what" lines */
    int faults;
};

/* Read the tree below root: what is built, fetched or made by a run is left out. */
bool tidy_read(struct tidy *tidy, struct arena *arena, struct str root);
/* Run every rule, print TAP; true when all hold. */
bool tidy_run(struct tidy *tidy, bool quiet);
/* Run one rule by its function's name; how many faults it finds (the words in tidy->report), -1: no such rule. */
int tidy_rule(struct tidy *tidy, struct str name);

/* For rules. */
void tidy_fault(struct tidy *tidy, struct str path, int line, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
const struct file *tidy_file(const struct tidy *tidy, struct str path); /* NULL where absent */
bool file_is_c(const struct file *file);                                /* .c or .h */
bool path_under(struct str path, struct str folder);                    /* "src/base" */
/* "base" of "src/base/arena.c"; empty when the file lies in no folder of src/. */
struct str path_layer(struct str path);
struct str path_end(struct str path);
/* needle stands in text with no letter, digit or '_' beside it. */
bool text_has_word(struct str text, struct str needle);
void tokens_read(struct arena *arena, struct file *file);

/* A set of words, small: kept sorted when `words_sort` was called. */
struct words {
    struct str *items;
    size_t count, room;
    struct arena *arena;
};
void words_add(struct words *words, struct str word);
void words_sort(struct words *words);
bool words_have(const struct words *words, struct str word);

#define RULE(function, sentence) void function(struct tidy *tidy);
#include "rules.def"
#undef RULE

#endif
