/*
 * rule.h - DMN decisions: tables, and the graph of decisions that need each other (DMN 1.5).
 *
 * A rule set is some DMN files loaded together: what they import, their types, inputs, decisions,
 * knowledge models and services. Every decision is compiled once to an expression (feel/box.h) over
 * one row of slots: one slot an input, decision and function. Deciding is then filling in the
 * inputs and evaluating, in order, the decisions that are needed.
 *
 * A file that cannot be read is refused. What is wrong inside of it is told in `errs`; with
 * `lenient` the rest is loaded all the same, and what is wrong is null (as the standard has it).
 *
 * Memory   a set lives in the arena given to rule_load; results in the run's.
 * Threads  a loaded set may be shared; a run belongs to one thread.
 */
#ifndef LUODI_RULE_RULE_H
#define LUODI_RULE_RULE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/date.h"
#include "base/err.h"
#include "base/str.h"
#include "feel/box.h"
#include "feel/feel.h"

struct arena;
struct rule_set;

struct rule_source {
    struct str name, bytes;
};

/* What a file says of itself beside the standard, in attributes of its definitions in the namespace
 * "urn:luodi:rule". */
struct rule_info {
    struct str file, title, space;
    struct str kind;     /* of the records that it decides about */
    struct str decision; /* the one that is asked */
    struct str policy;   /* files of one policy follow each other in time */
    struct str source;   /* where the rule is published */
    struct str note;
    struct str family; /* what it is one of: for lists by heading */
    struct day from, to; /* days it is valid, both included; DAY_NONE: without end */
    bool invented;       /* its terms are not published ones */
};

/* NULL where a file cannot be read, or, unless lenient, where anything is wrong. */
struct rule_set *rule_load(struct arena *arena, const struct rule_source *sources, size_t count,
                           bool lenient, struct err_list *errs);

size_t rule_files(const struct rule_set *set);
const struct rule_info *rule_file_info(const struct rule_set *set, size_t file);

/* A decision, input, knowledge model or service by its name; file -1: in any, the first. -1: none. */
int rule_find(const struct rule_set *set, int file, struct str name);
int rule_file_of_space(const struct rule_set *set, struct str space); /* -1: none */
struct str rule_name(const struct rule_set *set, int node);
bool rule_is_decision(const struct rule_set *set, int node);
bool rule_is_input(const struct rule_set *set, int node);
/* NULL: any. */
const struct feel_shape *rule_shape(const struct rule_set *set, int node);
/* The table that a decision is, or NULL. */
const struct feel_table *rule_table(const struct rule_set *set, int node);
const struct feel_expr *rule_expr(const struct rule_set *set, int node);
size_t rule_nodes(const struct rule_set *set); /* nodes are 0 .. this - 1 */
/* Whether node needs other, directly or through others. */
bool rule_needs(const struct rule_set *set, int node, int other);

/* The inputs that a part of a decision's table reads, itself or through other decisions. */
size_t rule_leaves(const struct rule_set *set, struct arena *arena, feel_part part, int **nodes);
/* As written: a column's expression, a cell's test, an output's name. Of rule_table's. */
struct str rule_column_text(const struct feel_table *table, size_t input);
struct str rule_cell_text(const struct feel_table *table, size_t rule, size_t input);
struct str rule_output_text(const struct feel_table *table, size_t rule, size_t output);
struct str rule_note(const struct feel_table *table, size_t rule); /* its description; may be empty */
struct str rule_hit_policy(const struct feel_table *table);         /* "FIRST", "COLLECT SUM" */
/* An attribute of a node in the product's namespace; empty where absent. */
struct str rule_attribute(const struct rule_set *set, int node, const char *name);
int rule_line(const struct rule_set *set, int node);
int rule_file_of(const struct rule_set *set, int node);

/*
 * A question under way: the inputs given, and the run it is decided in. `slots` has rule_nodes
 * places. Give inputs (or decisions, whose logic is then not asked), then decide; begin again for
 * the next question.
 */
struct rule_ask {
    const struct rule_set *set;
    struct feel_run *run;
    struct feel_value *slots;
    bool *given;
};
void rule_ask_init(struct rule_ask *ask, const struct rule_set *set, struct arena *arena,
                   struct feel_run *run);
void rule_ask_again(struct rule_ask *ask);
/* The value as one of the input's type: null where it does not conform. */
void rule_give(struct rule_ask *ask, int node, struct feel_value value);
/* A decision's value; a service's outputs: its one output, or a context of them. */
struct feel_value rule_decide(struct rule_ask *ask, int node);

#endif
