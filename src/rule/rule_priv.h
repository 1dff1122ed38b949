/*
 * rule_priv.h - what the files of rule/ share: elements of a DMN file, and the nodes of a decision
 * requirements graph.
 */
#ifndef LUODI_RULE_RULE_PRIV_H
#define LUODI_RULE_RULE_PRIV_H

#include "base/arena.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/must.h"
#include "base/str.h"
#include "feel/box.h"
#include "feel/feel.h"
#include "rule/rule.h"

/* ---- xml.c: one file as a tree ---- */

struct attribute {
    struct str name, value; /* name: local; of the product's own namespace: "own:name" */
    struct attribute *next;
};

/* An element of the standard's namespace; others are left out, with all that is in them. */
struct element {
    struct str name; /* local */
    struct attribute *attributes;
    struct element *first, *last, *next;
    struct str text; /* all of its own characters */
    int line;
};

struct element *xml_read(struct arena *arena, struct str file, struct str bytes, struct err *err);
struct str attribute(const struct element *element, const char *name); /* empty where absent */
const struct element *child(const struct element *element, const char *name); /* or NULL */
const struct element *next_named(const struct element *element, const char *name);
bool element_is(const struct element *element, const char *name);
/* The text of a child, trimmed. */
struct str child_text(const struct element *element, const char *name);

/* ---- the graph ---- */

enum node_kind { NODE_INPUT, NODE_DECISION, NODE_KNOWLEDGE, NODE_SERVICE };

struct import {
    struct str name, space;
    struct rule_file *file; /* NULL: not among those loaded */
};

struct item {
    struct str name;
    struct feel_shape *shape;
    const struct element *element;
};

struct rule_file {
    struct str name;  /* of the file */
    struct str space; /* its namespace */
    const struct element *root;
    struct import *imports;
    size_t import_count;
    struct item *items;
    size_t item_count;
    struct rule_info info;
};

struct node {
    enum node_kind kind;
    struct str name, id;
    struct rule_file *file;
    const struct element *element;
    int slot;
    const struct feel_shape *shape; /* or NULL: any */
    struct node **needs;            /* what it requires, directly */
    size_t need_count;
    struct node **order; /* DECISION: all decisions needed for it, itself last */
    size_t order_count;
    struct feel_scope *scope;
    struct feel_expr *expr;   /* DECISION; NULL: no logic, or not readable */
    struct feel_value value;  /* KNOWLEDGE and SERVICE: the function */
    /* SERVICE: its parameters (inputs, then decisions given), and what it answers. */
    struct node **parameters, **outputs;
    size_t parameter_count, output_count;
    struct feel_host_function host;
    const struct rule_set *set;
    const struct feel_table *table; /* DECISION: its logic, where that is a table */
    int mark;                       /* of a walk: 0 not seen, 1 on the way, 2 done */
};

struct rule_set {
    struct arena *arena;
    struct rule_file *files;
    size_t file_count;
    struct node **nodes; /* by slot */
    size_t node_count;
    struct feel_scope *scope; /* all slots, no names */
    struct feel_value *start; /* the slots before anything is given: functions */
};

/* A load under way. */
struct load {
    struct rule_set *set;
    struct arena *arena;
    struct err_list *errs;
    size_t node_room;
    size_t allowed_max; /* bytes of the longest constraint of a type */
};
/* Note a fault at an element. Returns false. */
bool load_fault(struct load *load, const struct rule_file *file, const struct element *at,
                struct err *err);
bool load_wrong(struct load *load, const struct rule_file *file, const struct element *at,
                enum err_code code, struct str what, struct str wanted);

/* types.c */
void types_load(struct load *load);
/* The shape of a typeRef as written; NULL for none, Any and unknown ones (noted). */
const struct feel_shape *type_find(struct load *load, const struct rule_file *file,
                                   const struct element *at, struct str ref);

/* graph.c */
void graph_load(struct load *load);
struct node *node_find(const struct rule_set *set, const struct rule_file *file, struct str name);

/* build.c */
void node_build(struct load *load, struct node *node);

/* decide.c */
struct feel_value service_apply(const struct feel_host_function *self, struct feel_run *run,
                                const struct feel_value *args, size_t count);

#endif
