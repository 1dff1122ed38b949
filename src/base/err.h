/*
 * err.h - the one shape of an error: a code, its arguments, where, and what was being done.
 *
 * A function that can fail returns bool (or a pointer) and takes `struct err *err` last: clean on
 * entry, set once, nothing half-done on false. Words are made at the edge (err_words) from err.def,
 * in the reader's language, and say what, why and what to do. Codes are public and never reused.
 */
#ifndef LUODI_BASE_ERR_H
#define LUODI_BASE_ERR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

struct arena;
struct buf;

enum err_code {
    ERR_NONE,
#define ERR(code, http, exit_status, zh, en) ERR_##code,
#include "base/err.def"
#undef ERR
    ERR_COUNT
};

enum lang { LANG_ZH, LANG_EN };

enum { ERR_ARGS_MAX = 8, ERR_TRAIL_MAX = 4, ERR_TEXT_MAX = 2048 };

struct err_arg {
    const char *name;
    struct str value; /* in err.text */
};

/* One error, with room of its own for what it quotes (longer values are cut with an ellipsis). It
 * points into itself: err_list_add copies it, plain assignment does not. */
struct err {
    enum err_code code;
    int arg_count;
    int trail_count;
    size_t text_used;
    struct err_arg args[ERR_ARGS_MAX];
    struct str trail[ERR_TRAIL_MAX];
    char text[ERR_TEXT_MAX];
    /* The place, each empty or 0 where it does not apply. */
    struct str file;
    int line, column; /* from 1 */
    struct str field; /* kind, field, cell or JSON pointer */
};

void err_init(struct err *err);
/* An error points into itself: this is how one is passed on, never by assignment. */
void err_copy(struct err *to, const struct err *from);
/* Set the code and named arguments (const char *name, struct str value)...; returns false always. A
 * value is copied, so it may be of any life, but not from this very err; a name must be a literal.
 *     return err_set(err, ERR_PLAN_NO_UNIT, "text", text); */
#define err_set(err, ...) err_set_(err, __VA_ARGS__, (const char *)NULL)
bool err_set_(struct err *err, enum err_code code, ...);
/* Add the place; err must be set. All return false. */
bool err_at_line(struct err *err, struct str file, int line, int column);
bool err_at_field(struct err *err, struct str field);
/* Add what was being done ("reading model/metrics.yaml"); the outermost last. Returns false. */
bool err_while(struct err *err, struct str doing);

const char *err_name(enum err_code code); /* "STAGE_SKIPPED": public, in JSON lower case with '_' */
int err_http(enum err_code code);
int err_exit(enum err_code code);
struct str err_arg(const struct err *err, const char *name); /* empty where there is none */
/* "FILE:LINE:COLUMN: FIELD: what, why, what to do", in one language, without a newline. */
void err_words(const struct err *err, enum lang lang, struct buf *out);

/* Where people bring many things, all errors are collected, up to a bound, then answered once. */
struct err_list {
    struct err **items;
    size_t count, room, max;
    size_t dropped; /* how many came after max */
    struct arena *arena;
};
void err_list_init(struct err_list *list, struct arena *arena, size_t max);
void err_list_add(struct err_list *list, const struct err *err);

#endif
