/*
 * model_priv.h - what the files of model/ share among themselves: the tree of a definition file,
 * the loader that collects faults, and the steps of a load.
 *
 * A load goes: files (load.c), trees (yaml.c), overlay (overlay.c), then kinds, fields, stages
 * (kind.c), roles (role.c), scopes and checks (expr.c), rolled-up fields (roll.c), metrics
 * (metric.c), who may do what (permission.c). Each step goes on past a fault as far as it can, so that one load tells many faults;
 * a model is given back only when there was none.
 */
#ifndef LUODI_MODEL_PRIV_H
#define LUODI_MODEL_PRIV_H

#include "model/model.h"

/* A definition file. `path` is what a fault names: where the reader of the error finds the file. */
struct source {
    struct str name, path, bytes;
};

enum node_type { NODE_TEXT, NODE_LIST, NODE_MAP };

/* One value of a definition file. All scalars are text: what a key wants decides how the text is
 * read. */
struct node {
    enum node_type type;
    bool quoted;
    struct str text; /* TEXT */
    struct str key;  /* when it is a member of a map */
    int key_line;
    int line, column; /* from 1; column of the first character of the text, behind a quote */
    bool block;       /* a text in a block (| or >): it begins on the next line */
    const struct source *source;
    struct node *first, *last; /* of LIST and MAP, in order */
    struct node *next;
    size_t count;
};

struct loader {
    struct arena *arena;
    struct err_list *errs;
    size_t fault_count;
    struct model *model;
    const struct source *sources; /* shipped ones, then the own ones that are laid over (own/..) */
    size_t source_count;
    struct kind *kinds; /* the model's, while they are made */
    const struct node **kind_nodes;
    struct field **fields; /* kinds[i].fields, while they are made */
    struct stage **stages;
    struct metric *metrics;
    const struct node **metric_nodes;
    int *metric_state;               /* 0 not begun, 1 being made, 2 made, 3 faulty */
    struct feel_scope *metric_scope; /* for formulas: slot i is metric i */
};

/* ---- faults (read.c) ---- */

/* Words that stand as arguments in errors, in both languages: words.def. */
enum model_word {
#define WORD(name, zh, en) WORD_##name,
#include "model/words.def"
#undef WORD
};
struct str model_word(enum model_word word, enum lang lang);
/* Two arguments of an error: name in English, name_zh in Chinese. */
#define WORD_ARGS(name, word)                                                                      \
    name, model_word((word), LANG_EN), name "_zh", model_word((word), LANG_ZH)

/* "did you mean", in both languages; empty where nothing is near. */
struct near_words {
    struct str zh, en;
};
struct near_words near_words(struct loader *loader, struct str wrong, const struct str *names,
                             size_t count);
#define NEAR_ARGS(near) "near", (near).en, "near_zh", (near).zh

/* Note a fault at the node: fault(loader, node, ERR_MODEL_KEY, "key", key, ...). */
#define fault(loader, node, ...)                                                                   \
    do {                                                                                           \
        struct err fault_err_;                                                                     \
        err_init(&fault_err_);                                                                     \
        err_set(&fault_err_, __VA_ARGS__);                                                         \
        fault_add((loader), (node), &fault_err_);                                                  \
    } while (0)
/* Add the place to err and err to the loader's list. The node may be NULL. */
void fault_add(struct loader *loader, const struct node *node, struct err *err);
void fault_add_source(struct loader *loader, const struct source *source, int line, int column,
                      struct err *err);

/* ---- trees (yaml.c) ---- */

/* Read a whole file into a tree; NULL with one fault noted. */
struct node *yaml_read(struct loader *loader, const struct source *source);

/* ---- reading nodes (read.c): each notes a fault and gives what `missing` would where the node is
 * wrong ---- */

const struct node *node_get(const struct node *map, const char *key); /* NULL where absent */
/* The member, or a fault that it is missing. */
const struct node *node_want(struct loader *loader, const struct node *map, const char *key);
/* Every key of the map must be among `keys`, which a space separates. */
void node_keys(struct loader *loader, const struct node *map, const char *keys);
bool node_is(struct loader *loader, const struct node *node,
             enum node_type type); /* else a fault */
/* A member's text; empty where absent or wrong. */
struct str node_text(struct loader *loader, const struct node *map, const char *key);
bool node_bool(struct loader *loader, const struct node *map, const char *key);
bool node_int(struct loader *loader, const struct node *map, const char *key, int64_t min,
              int64_t max, int64_t *n);
/* {zh: .., en: ..}; both wanted, unless the key is absent and not `required`. */
struct label node_label(struct loader *loader, const struct node *map, const char *key,
                        bool required);
/* The name under `key`: lower case letters, digits, and `separator` ('-' for kinds and metrics, '_'
 * for fields, stages). */
struct str node_name(struct loader *loader, const struct node *map, const char *key,
                     char separator);
struct source_place node_place(const struct node *node);
/* A fault: `text` is not known as a `what` (WORD_FIELD ..), with the nearest of names. */
void fault_unknown(struct loader *loader, const struct node *node, struct str text,
                   enum model_word what, const struct str *names, size_t count);
struct str place_text(struct loader *loader,
                      struct source_place place); /* "kinds/project.yaml:12" */

/* ---- steps ---- */

/* overlay.c: the kinds and metrics that the files define, own ones laid over the shipped ones. */
struct node **overlay_kinds(struct loader *loader, size_t *count);
struct node **overlay_metrics(struct loader *loader, size_t *count);

void codes_load(struct loader *loader); /* code.c: codes/, calendars/ */
void calendar_load(struct loader *loader);
void kinds_declare(struct loader *loader, struct node *const *nodes, size_t count); /* kind.c */
void kinds_fill(struct loader *loader);    /* fields without rolls, stages */
void clocks_load(struct loader *loader);   /* clock.c: wants fields and stages */
void roles_check(struct loader *loader);   /* role.c */
void rolls_fill(struct loader *loader);    /* roll.c: what is rolled and its type */
void scopes_make(struct loader *loader);   /* expr.c */
void rolls_compile(struct loader *loader); /* roll conditions, which need scopes */
void kinds_finish(struct loader *loader);  /* title, key, zone; checks, which need scopes */
void metrics_load(struct loader *loader, struct node *const *nodes, size_t count); /* metric.c */
void permission_load(struct loader *loader);                                       /* permission.c */

void clock_version(const struct kind_clock *clock, struct buf *out); /* clock.c */
/* The clock that a call of clock_due and its like names; NULL where it is none of these. */
const struct kind_clock *clock_called(const struct kind *kind, const struct feel_call *call); /* use.c */
bool is_clock_call(struct str function);
struct str metric_version(struct loader *loader, const struct metric *metric); /* use.c */

/* expr.c: compile against a kind's scope; wanted FEEL_NULL: any type. NULL with a fault. */
const struct feel_expr *expr_compile(struct loader *loader, const struct node *node,
                                     struct str text, int shift, const struct kind *kind,
                                     enum feel_type wanted);
const struct feel_expr *expr_member(struct loader *loader, const struct node *map, const char *key,
                                    const struct kind *kind, enum feel_type wanted);
enum feel_type field_feel_type(enum field_type type);
const struct feel_host_function *model_functions(size_t *count); /* function.c */

/* unit.c */
struct unit {
    struct str base;
    int64_t factor;
    const char *dimension;
    int64_t above, below; /* base = above/below measures */
};
/* A unit as written (万元, 平方米, ㎡, 亩, %). False where unknown; any other counting word is its
 * own base. */
bool unit_find(struct str text, struct unit *unit);
/* Cut a multiplier (万, 亿) off the front of text; false where there is none. */
bool unit_multiplier(struct str *text, int64_t *factor);
bool unit_is_money(const struct unit *unit);
struct str unit_money(void); /* the base unit of money */

/* kind.c */
struct kind *loader_kind(struct loader *loader, struct str name);
struct field *kind_field_own(struct loader *loader, const struct kind *kind, struct str name);
void fault_unknown_kind(struct loader *loader, const struct node *node, struct str text);
void fault_unknown_field(struct loader *loader, const struct node *node, struct str text,
                         const struct kind *kind);
void fault_unknown_stage(struct loader *loader, const struct node *node, struct str text,
                         const struct kind *kind);
void fault_unknown_clock(struct loader *loader, const struct node *node, struct str text,
                         const struct kind *kind); /* clock.c */
/* "kind.field" at the last dot; false where there is no dot. */
bool name_split(struct str text, struct str *first, struct str *second);

#endif
