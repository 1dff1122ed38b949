/*
 * box.h - boxed expressions (DMN 1.5, 7.3 and 10.2): FEEL put together from parts by a host that
 * reads them from a file, instead of from one text.
 *
 * A box is an expression being built. Its parts are nodes; a part that is text is parsed where it
 * stands, with the names that are in sight there: those of the box's scope, and those that boxes
 * around it have bound (entries of a context, parameters, iterators, an item). So a function of a
 * boxed context captures its entries as one written in FEEL does, and one evaluator runs both.
 *
 * A part that cannot be read leaves err set and gives NULL; the host either gives up or puts
 * feel_box_wrong() in its place, which is null with that warning.
 *
 * Memory   all in the arena of the box.
 */
#ifndef LUODI_FEEL_BOX_H
#define LUODI_FEEL_BOX_H

#include "feel/feel.h"

struct feel_box;
typedef const struct feel_node *feel_part;

/* ---- types of a host's own (item definitions) ---- */

struct feel_shape; /* a type: of values, of lists of them, of contexts with members */

/* An empty shape that may be spoken of before it is filled, so that shapes may contain themselves.
 * Until it is filled it is `Any`. */
struct feel_shape *feel_shape_new(struct arena *arena, struct str name);
void feel_shape_simple(struct feel_shape *shape, enum feel_type type); /* FEEL_NULL: Any */
void feel_shape_same(struct feel_shape *shape, const struct feel_shape *as);
void feel_shape_list(struct feel_shape *shape, const struct feel_shape *of);
void feel_shape_context(struct feel_shape *shape, struct arena *arena, const struct str *names,
                        const struct feel_shape *const *members, size_t count);
void feel_shape_function(struct feel_shape *shape, struct arena *arena,
                         const struct feel_shape *const *parameters, size_t count,
                         const struct feel_shape *result);
/* Unary tests that every value of the shape passes; compiled by feel_compile_unary. A shape keeps
 * those of the shape that it was made the same as. */
void feel_shape_allow(struct feel_shape *shape, const struct feel_expr *tests, struct str text);
struct str feel_shape_name(const struct feel_shape *shape);
/* The text of its allowed values, or of those of the shape that it is the same as; empty: none. */
struct str feel_shape_allowed(const struct feel_shape *shape);
/* The value as one of the shape (10.3.2.9.4), null where it does not conform. */
struct feel_value feel_shape_conform(struct feel_run *run, const struct feel_shape *shape,
                                     struct feel_value value);
/* The members of a context's shape, for forms and for facts; false where there is none of it. */
size_t feel_shape_members(const struct feel_shape *shape);
struct str feel_shape_member(const struct feel_shape *shape, size_t index,
                             const struct feel_shape **member);
/* Of what a thing that is called gives: the result's of a function's shape, else the shape itself
 * (older files give a knowledge model the type of its result). */
const struct feel_shape *feel_shape_result(const struct feel_shape *shape);
enum feel_type feel_shape_plain(const struct feel_shape *shape); /* FEEL_NULL: any, or a context */

/* ---- scopes over one row of slots ---- */

/* A scope without names over the slots of another one, open as that one is: feel_scope_alias gives
 * it names. */
struct feel_scope *feel_scope_view(struct arena *arena, const struct feel_scope *scope);
/* A name that members may have, where it is more than a word. */
void feel_scope_learn(struct feel_scope *scope, struct str name);
/* A type's name, for `instance of` and parameters. */
void feel_scope_type(struct feel_scope *scope, struct str name, const struct feel_shape *shape);

/* ---- building ---- */

/* Where a text stands: for warnings. label: "rule 3, income". */
struct feel_place {
    struct str file, label;
    int line;
};

/* `room`: at least the bytes of all texts together, and one for each. */
struct feel_box *feel_box_new(struct arena *arena, const struct feel_scope *scope, size_t room);
struct feel_expr *feel_box_done(struct feel_box *box, feel_part root);

feel_part feel_box_text(struct feel_box *box, struct str text, struct feel_place place,
                        struct err *err);
/* What a loop walks through: an expression, or `1..10`. */
feel_part feel_box_domain(struct feel_box *box, struct str text, struct feel_place place,
                          struct err *err);
/* null, with the error as warning. */
feel_part feel_box_wrong(struct feel_box *box, const struct err *err);
feel_part feel_box_null(struct feel_box *box);
/* The value as one of the shape; null with a warning where it does not conform. */
feel_part feel_box_typed(struct feel_box *box, feel_part part, const struct feel_shape *shape,
                         struct str name);

/* Names in sight: mark, bind, and forget what was bound since. */
size_t feel_box_mark(const struct feel_box *box);
void feel_box_forget(struct feel_box *box, size_t mark);
/* Bind a name: its place. */
int feel_box_bind(struct feel_box *box, struct str name);
/* The name for a place that was bound before. */
void feel_box_rebind(struct feel_box *box, struct str name, int local);

/* A context: `names` and `locals` (feel_box_bind) of its entries. `result` or NULL: the value of
 * the whole, evaluated with the entries in sight. */
feel_part feel_box_context(struct feel_box *box, const struct str *names, const int *locals,
                           const feel_part *values, size_t count, feel_part result);
feel_part feel_box_list(struct feel_box *box, const feel_part *items, size_t count);
feel_part feel_box_call(struct feel_box *box, feel_part function, const struct str *names,
                        const feel_part *values, size_t count);
feel_part feel_box_if(struct feel_box *box, feel_part condition, feel_part then, feel_part other);

/* A function: what is built between begin and end is its body, with the parameters bound. */
struct feel_box_function;
struct feel_box_function *feel_box_function_begin(struct feel_box *box, const struct str *names,
                                                  const struct feel_shape *const *shapes,
                                                  size_t count);
feel_part feel_box_function_end(struct feel_box *box, struct feel_box_function *function,
                                feel_part body); /* NULL: external */

/* A filter: begin gives the item's place, to be forgotten by end. */
int feel_box_filter_begin(struct feel_box *box);
feel_part feel_box_filter_end(struct feel_box *box, int item, feel_part list, feel_part match);

enum feel_loop { FEEL_FOR, FEEL_SOME, FEEL_EVERY };
/* A loop over one iterator; `partial`: where that name was bound, of a FOR. */
feel_part feel_box_loop(struct feel_box *box, enum feel_loop sort, int iterator, int partial,
                        feel_part domain, feel_part body);

/* ---- decision tables (DMN 1.5, 8) ---- */

enum feel_hit {
    FEEL_HIT_UNIQUE,
    FEEL_HIT_ANY,
    FEEL_HIT_PRIORITY,
    FEEL_HIT_FIRST,
    FEEL_HIT_COLLECT,
    FEEL_HIT_RULE_ORDER,
    FEEL_HIT_OUTPUT_ORDER
};
enum feel_collect {
    FEEL_COLLECT_LIST,
    FEEL_COLLECT_SUM,
    FEEL_COLLECT_COUNT,
    FEEL_COLLECT_MIN,
    FEEL_COLLECT_MAX
};

struct feel_table_input {
    feel_part value;
    const struct feel_shape *shape; /* or NULL */
    int local;                      /* of `?` */
    feel_part allowed;              /* tests, or NULL */
};
struct feel_table_output {
    struct str name; /* empty where there is one output without a name */
    const struct feel_shape *shape;
    int local;
    feel_part values; /* tests in order of priority, or NULL */
    feel_part fallback;
};
struct feel_table_rule {
    const feel_part *tests;   /* one an input */
    const feel_part *outputs; /* one an output */
};
struct feel_table {
    enum feel_hit hit;
    enum feel_collect collect;
    const struct feel_table_input *inputs;
    size_t input_count;
    const struct feel_table_output *outputs;
    size_t output_count;
    const struct feel_table_rule *rules;
    size_t rule_count;
    const void *host; /* the host's own: what feel_run's watcher gets to know the table by */
    /* Private to feel/: the columns as sets of rules by value, where their cells allow it. */
    const struct table_column *columns;
};

/* Unary tests on the value at the place `local`, which was bound as "?". */
feel_part feel_box_tests(struct feel_box *box, struct str text, int local, struct feel_place place,
                         struct err *err);
/* The table is kept, not copied. */
feel_part feel_box_table(struct feel_box *box, struct feel_table *table);

/* What a watcher sees of a table that was evaluated: the inputs' values, and for each rule and input
 * whether the test holds: 1 yes, 0 no, -1 not known (null). */
struct feel_seen {
    const struct feel_table *table;
    const struct feel_value *inputs;
    const signed char *cells; /* rule * input_count + input */
    const size_t *hits;       /* rules, from 0, as the hit policy took them */
    size_t hit_count;
    struct feel_value result;
};
struct feel_watch {
    void (*table)(struct feel_watch *watch, struct feel_run *run, const struct feel_seen *seen);
};

/* The bounds that the cells of a column compare with, in order, each once: for a host that looks
 * for gaps and overlaps, and for what would change an answer. False where a cell is more than
 * comparing with constants of one type. */
bool feel_table_bounds(const struct feel_table *table, size_t input, struct arena *arena,
                       struct feel_value **bounds, size_t *count);
/* The slots that a part of an expression reads, each once. */
size_t feel_part_slots(struct arena *arena, feel_part part, int **slots);
bool feel_part_constant(feel_part part, struct feel_value *value);
/* Whether a rule's cell holds for a value: 1, 0, -1. The expression is the table's own. */
int feel_table_test(struct feel_run *run, const struct feel_expr *expr,
                    const struct feel_table *table, size_t rule, size_t input,
                    struct feel_value value);

#endif
