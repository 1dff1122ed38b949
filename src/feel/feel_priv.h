/*
 * feel_priv.h - what the files of feel/ share: nodes, the parser's state, dates, built-ins.
 *
 * A compiled expression is a tree of nodes. A node carries the function that evaluates it, so
 * evaluating is one indirect call a node and no switch. Names are resolved while parsing: a host
 * name is a slot of the scope; a name bound inside the expression (iterators, parameters, context
 * entries, the item of a filter) is a local, a place in the frame of the function that it stands
 * in. A function definition copies the locals of outer frames that it uses when it is made: values
 * are immutable, so a copy is as good as the thing.
 */
#ifndef LUODI_FEEL_FEEL_PRIV_H
#define LUODI_FEEL_FEEL_PRIV_H

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/dec.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/must.h"
#include "base/str.h"
#include "feel/box.h"
#include "feel/feel.h"

__extension__ typedef __int128 wide; /* nanoseconds between any two moments */

#define NANOS INT64_C(1000000000)
#define DAY_SECONDS 86400
#define YEAR_LIMIT 999999999

/* ---- values ---- */

enum range_form {
    RANGE_INTERVAL,
    RANGE_UNDER /* (< 10) and (<= 10) */,
    RANGE_OVER,
    RANGE_IS /* (= 10) */,
    RANGE_NOT /* (!= 10) */
};

struct feel_range {
    struct feel_value start, end; /* null where there is no bound */
    bool start_in, end_in;
    enum range_form form;
};

struct feel_node;
struct builtin;

struct feel_function {
    enum { FUNCTION_DEFINED, FUNCTION_BUILTIN, FUNCTION_HOST } sort;
    /* DEFINED: the definition, what it captured, and the expression that it stands in. */
    const struct feel_node *definition;
    const struct feel_value *captured;
    const struct feel_expr *expr;
    const struct builtin *builtin;
    const struct feel_host_function *host;
};

/* A type as written after `instance of` and in parameters. */
enum ftype_sort {
    FTYPE_ANY,
    FTYPE_NULL,
    FTYPE_SIMPLE,
    FTYPE_LIST,
    FTYPE_CONTEXT,
    FTYPE_RANGE,
    FTYPE_FUNCTION,
    FTYPE_SAME, /* as `of`, a host's own */
    FTYPE_UNKNOWN
};
struct ftype {
    enum ftype_sort sort;
    enum feel_type simple;
    struct str name;                  /* UNKNOWN: as written; a member of a CONTEXT: its key */
    const struct ftype *of;           /* LIST, RANGE: element; FUNCTION: result */
    const struct ftype *const *parts; /* CONTEXT: members, FUNCTION: parameters */
    size_t count;
    const struct feel_expr *allowed; /* tests that a value passes too, or NULL */
    struct str allowed_text;
};
struct feel_shape {
    struct ftype type; /* the first member: a shape is a type */
};
/* The type behind names that a host gave. */
const struct ftype *ftype_base(const struct ftype *type);
bool ftype_has(struct feel_run *run, const struct ftype *type, struct feel_value value);
/* FEEL's conversions (10.3.2.9.4): singleton lists, date to date and time; else null. */
struct feel_value ftype_coerce(struct feel_run *run, const struct ftype *type,
                               struct feel_value value);
enum feel_type ftype_plain(const struct ftype *type); /* FEEL_NULL: any */

/* ---- nodes ---- */

enum node_sort {
    NODE_CONSTANT,
    NODE_SLOT,
    NODE_LOCAL,
    NODE_DYNAMIC,
    NODE_PATH,
    NODE_OTHER,
};

struct feel_node {
    struct feel_value (*eval)(const struct feel_node *node, struct feel_run *run);
    enum node_sort sort;
    enum feel_type type;          /* static type; FEEL_NULL where not known */
    const struct feel_kind *kind; /* of a RECORD, or of the records of a LIST, where known */
    uint32_t at;                  /* byte position in the text, for warnings */
    int height;                   /* levels below and with it */
    bool pure;                    /* same operands, same value, no matter when */
    bool item;                    /* depends on the item of an enclosing filter */
    bool tests;                   /* contains `?` */
    int slot;                     /* SLOT, LOCAL; of a binder: its first local; PATH: member */
    int op;                       /* operators: which */
    const struct feel_node *a, *b, *c;
    const struct feel_node *const *list;
    size_t count;
    struct str name;
    struct feel_value value; /* CONSTANT */
    const void *extra;       /* what the eval function knows: builtin call, names, ftype */
};

/* A text of a box: from `start` on in the expression's text. */
struct piece {
    size_t start;
    struct feel_place place;
};

struct feel_expr {
    struct str text;
    const struct piece *pieces; /* of a box; else none */
    size_t piece_count;
    const struct feel_node *root;
    int locals; /* size of the outermost frame */
    bool unary, clock;
    const struct feel_use *uses;
    size_t use_count;
    const struct feel_call *calls;
    size_t call_count;
};

/* A definition: `function(a, b) body`; node->extra. */
struct definition {
    const struct str *parameters;
    const struct ftype *const *types;
    size_t count;
    const int *capture_from; /* local of the outer frame for each captured value .. */
    const int *capture_to;   /* .. and its place in its own; the parameters come first there */
    size_t captures;
    int locals;
    const struct feel_node *body; /* NULL: external */
};

struct context_shape {
    const struct str *keys;
    const int *locals;
}; /* node->extra of a context */
struct source_list {
    const int *locals;
    size_t count;
}; /* of a name inside of filters */
/* Why a node can only be null: its warning. */
struct wrong {
    enum err_code code;
    struct str what, found, wanted;
};
struct loop_shape {
    int *locals;
    int partial;
}; /* of for, some, every */

/* ---- evaluating ---- */

struct feel_value run_stop(struct feel_run *run, enum err_code fault);

/* Evaluate a node: one step of the budget. */
static inline struct feel_value eval(const struct feel_node *node, struct feel_run *run)
{
    if (__builtin_expect(--run->steps_left < 0, 0))
        return run_stop(run, ERR_FEEL_STEPS);
    return node->eval(node, run);
}

/* Spend steps for work done in a loop outside of nodes; false when the budget is gone. */
bool run_spend(struct feel_run *run, size_t steps);
/* Memory of the run, counted; NULL when the budget is gone. */
void *run_alloc(struct feel_run *run, size_t count, size_t size);
#define RUN_ARRAY(run, type, count) ((type *)run_alloc((run), (count), sizeof(type)))
/* A buffer in the run's arena that cannot outgrow the budget; run_text takes its text (null if it
 * failed). */
void run_buf(struct feel_run *run, struct buf *buf);
struct feel_value run_text(struct feel_run *run, struct buf *buf);
/* null, with a warning at the node. */
struct feel_value warn_at(struct feel_run *run, const struct feel_node *node, enum err_code code,
                          struct str what, struct str found, struct str wanted);
struct str type_name(struct feel_value value);

/* A list under construction. */
struct list_build {
    struct feel_value *items;
    size_t count, room;
    bool failed;
};
void list_add(struct feel_run *run, struct list_build *list, struct feel_value value);
struct feel_value list_done(const struct list_build *list);

/* eval functions, by file */
#define EVAL(name) struct feel_value name(const struct feel_node *node, struct feel_run *run)
EVAL(eval_constant);
EVAL(eval_slot);
EVAL(eval_local);
EVAL(eval_dynamic);
EVAL(eval_and);
EVAL(eval_or);
EVAL(eval_if);
EVAL(eval_equal);
EVAL(eval_unequal);
EVAL(eval_order);
EVAL(eval_between);
EVAL(eval_in);
EVAL(eval_instance);
EVAL(eval_range);
EVAL(eval_tests);
EVAL(eval_test_compare);
EVAL(eval_test_value);
EVAL(eval_list);
EVAL(eval_context);
EVAL(eval_path);
EVAL(eval_filter);
EVAL(eval_for);
EVAL(eval_some);
EVAL(eval_every);
EVAL(eval_add);
EVAL(eval_sub);
EVAL(eval_mul);
EVAL(eval_div);
EVAL(eval_pow);
EVAL(eval_neg);
EVAL(eval_define);
EVAL(eval_call);
EVAL(eval_builtin);
EVAL(eval_host);
EVAL(eval_wrong);
EVAL(eval_typed);
EVAL(eval_context_result);
EVAL(eval_table);

/* node->op of if, filters and loops that are boxes: conditions must be boolean or null. */
enum { STRICT = 1 };

/* Comparison operators, in node->op. */
enum { OP_LESS, OP_LESS_EQUAL, OP_MORE, OP_MORE_EQUAL, OP_EQUAL, OP_UNEQUAL };
const char *op_text(int op);
/* Whether value op bound; 1, 0, -1 null. */
int value_relates(struct feel_run *run, struct feel_value value, int op, struct feel_value bound);
/* feel_equal and feel_compare, paid for by the run. */
int value_equal(struct feel_run *run, struct feel_value a, struct feel_value b);
bool value_compare(struct feel_run *run, struct feel_value a, struct feel_value b, int *order);
/* Whether the value lies in the range: 1, 0, -1. */
int range_has(struct feel_run *run, const struct feel_range *range, struct feel_value value);
/* A member of a context or record, or a part of a date, time, duration or range; false when it has
 * none of that name. */
/* The value of a context's key; items of a list are mostly alike, so where the last one had it is
 * looked at first. NULL where absent. */
static inline const struct feel_value *member_hinted(struct feel_value context, struct str key,
                                                     size_t *hint)
{
    const struct feel_entry *entries = context.context.entries;
    size_t count = context.context.count;
    for (size_t i = 0, at = *hint; i <= count; at = i++)
        if (at < count && entries[at].key.len == key.len &&
            (entries[at].key.ptr == key.ptr || !memcmp(entries[at].key.ptr, key.ptr, key.len))) {
            *hint = at;
            return &entries[at].value;
        }
    return NULL;
}
const char *parts_of(enum feel_type type); /* the names of a date's parts .., in words */
bool value_member(struct feel_run *run, struct feel_value value, struct str name,
                  struct feel_value *member);
/* What built-ins share with operators: null when the operands do not go together or the result is
 * out of range. */
struct feel_value value_add(struct feel_value a, struct feel_value b);
struct feel_value value_sub(struct feel_value a, struct feel_value b);
struct dec dec_from_wide(wide n);
bool dec_to_wide(struct dec number, wide *n); /* towards zero */
struct feel_value call_function(struct feel_run *run, const struct feel_node *node,
                                struct feel_value function, const struct feel_value *args,
                                size_t count);

/* ---- built-in functions ---- */

/* A call being made: run and the node whose place warnings get (NULL: none known). */
struct call {
    struct feel_run *run;
    const struct feel_node *node;
    const struct builtin *builtin;
    size_t given; /* how many arguments were written */
};
struct feel_value call_warn(const struct call *call, enum err_code code, struct str found,
                            struct str wanted);

enum builtin_flags { BUILTIN_CLOCK = 1 };
struct builtin {
    const char *name;
    const char *signature; /* see builtins.def */
    enum feel_type returns;
    int flags;
    struct feel_value (*call)(const struct call *call, const struct feel_value *args);
};

enum { PARAMETERS_MAX = 8 };
struct parameter {
    struct str name;
    uint32_t types;                /* bit per enum feel_type */
    bool nullable, optional, list; /* list: takes a list or all arguments */
};
struct signature {
    struct parameter parameters[PARAMETERS_MAX];
    size_t count, needed;
    bool variadic;
};
void builtin_signature(const struct builtin *builtin, struct signature *signature);
/* The first row of that name, or NULL; the rows of one name stand together. */
const struct builtin *builtin_find(struct str name);
const struct builtin *builtin_next(const struct builtin *builtin); /* of the same name, or NULL */
const struct builtin *builtin_at(size_t index); /* for walking all; NULL behind the last */
struct feel_value builtin_call(struct feel_run *run, const struct feel_node *node,
                               const struct builtin *builtin, const struct signature *signature,
                               const struct feel_value *args, size_t given);

/* A call of a built-in, ready to run: node->extra. */
struct builtin_use {
    const struct builtin *builtin;
    struct signature signature;
};

#define BUILTIN(symbol, name, signature, returns, flags)                                           \
    struct feel_value builtin_##symbol(const struct call *call, const struct feel_value *args);
#include "feel/builtins.def"
#undef BUILTIN

/* XPath regular expressions over PCRE2 (regex.c). NULL with a warning when pattern or flags are
 * bad. */
struct regex;
struct regex *regex_new(const struct call *call, struct str pattern, struct str flags);
void regex_free(struct regex *regex);
/* Search from `from`: 1 found (*start, *end bytes), 0 not, -1 too hard. */
int regex_find(struct regex *regex, struct str text, size_t from, size_t *start, size_t *end);
/* Of the last find: group n's place, false when it took no part. */
bool regex_group(const struct regex *regex, size_t n, size_t *start, size_t *end);
size_t regex_groups(const struct regex *regex);

/* ---- dates and times (temporal.c) ---- */

int64_t days_from_civil(int64_t year, int month, int day);
void civil_from_days(int64_t days, int64_t *year, int *month, int *day);
int days_in_month(int64_t year, int month);
bool civil_exists(int64_t year, int month, int64_t day);
int weekday_of(int64_t days); /* 1 Monday .. 7 */

bool temporal_parse_date(struct str text, struct feel_value *value);
/* zones: NULL where names cannot be looked up. */
bool temporal_parse_time(struct feel_run *run, struct str text, struct feel_value *value);
bool temporal_parse_date_time(struct feel_run *run, struct str text, struct feel_value *value);
bool temporal_parse_duration(struct str text, struct feel_value *value);
/* What @"..." may hold; false when it is none of them. */
bool temporal_parse(struct feel_run *run, struct str text, struct feel_value *value);
void temporal_print(struct feel_value value, struct buf *out);

struct feel_value temporal_date(int64_t days); /* null out of range */
struct feel_value temporal_moment(enum feel_type type, int64_t days, wide nanos,
                                  const struct feel_zone *zone, int32_t offset);
struct feel_value temporal_span(wide nanos); /* null out of range */
struct feel_value temporal_months(wide months);
wide span_nanos(struct feel_value span);
bool moment_zoned(struct feel_value value);
int32_t moment_offset(struct feel_value value); /* seconds east of UTC, of a zoned one */
wide moment_nanos(struct feel_value value);     /* UTC where zoned, else local */
bool date_add_months(int64_t days, int64_t months, int64_t *result);

/* ---- time zones (zone.c) ---- */

extern const struct feel_zone zone_fixed; /* the offset stands in the value */
const struct feel_zone *feel_zone_find(struct feel_run *run,
                                       struct str name); /* NULL where there is none */
int32_t zone_offset(const struct feel_zone *zone, int64_t local_second);
int32_t zone_offset_utc(const struct feel_zone *zone, int64_t utc);
struct str zone_name(const struct feel_zone *zone);

/* ---- scope (scope.c) ---- */

struct scope_name {
    struct str name;
    int slot;
};
struct scope_type {
    struct str name;
    const struct ftype *type;
};
struct scope_slot {
    enum feel_type type;
    const struct feel_kind *kind;
};
struct feel_scope {
    struct arena *arena;
    struct scope_name *names;
    size_t name_count, name_room;
    struct scope_slot *slots;
    size_t slot_count, slot_room;
    const struct feel_host_function **functions;
    size_t function_count, function_room;
    struct str *members; /* known names of members that hold blanks or symbols */
    size_t member_count, member_room;
    struct scope_type *types;
    size_t type_count, type_room;
    bool open;
};
struct kind_member {
    struct str name;
    enum feel_type type;
    const struct feel_kind *to;
};
struct feel_kind {
    struct arena *arena;
    struct str name;
    const void *host;
    struct kind_member *members;
    size_t count, room;
};
/* The nearest of names to wrong, or "" when none is near. */
struct nearest {
    struct str wrong, best;
    size_t distance;
};
void nearest_init(struct nearest *nearest, struct str wrong);
void nearest_try(struct nearest *nearest, struct str name);
/* The nearest of a context's keys in quotes, else some of them. */
struct str nearest_key(struct arena *arena, struct feel_value context, struct str wrong);

/* ---- parsing ---- */

enum token { T_END, T_NUMBER, T_STRING, T_AT, T_WORD, T_SYMBOL, T_BAD };

/* A name bound in the expression: its place in the frame. `item`: of a filter, whose members are
 * names too. */
struct local {
    struct str name;
    int index;
    enum feel_type type;
    const struct feel_kind *kind;
    bool item;
};
struct capture {
    int outer_index, index;
};

/* The function (or the whole expression) whose body is being parsed. */
struct frame {
    struct frame *outer;
    struct local *locals; /* those in sight, innermost last */
    size_t count, room;
    int size;                 /* places in the run-time frame */
    struct capture *captures; /* locals of the outer frame that the body uses */
    size_t capture_count, capture_room;
};

struct parser {
    struct arena *arena;
    struct str text;
    size_t pos;        /* behind the current token */
    size_t start;      /* of the current token */
    size_t end_before; /* end of the token before */
    enum token token;
    char symbol[3];    /* SYMBOL: "<=", ".." */
    struct str word;   /* WORD: one name part; NUMBER: its text */
    struct str string; /* STRING, AT: unescaped */
    const struct feel_scope *scope;
    struct frame *frame;
    struct str *members; /* keys seen in this text that need more than a word */
    size_t member_count, member_room;
    int depth;
    size_t nodes;
    bool range_end;        /* reading the end of a range: a '[' may close it */
    struct feel_run *fold; /* for values known while compiling */
    struct err *err;
};

/* lex.c */
bool lex_next(struct parser *p);
/* Move the parser to byte position `at` and read the token there. */
bool feel_lex_at(struct parser *p, size_t at);
bool lex_is(const struct parser *p, const char *symbol);
bool lex_word(const struct parser *p, const char *word);
size_t lex_skip_blank(struct str text, size_t pos);
/* If `name` stands at pos (blanks in it match any blanks), the position behind it, else 0. */
size_t lex_match_name(struct str text, size_t pos, struct str name);
/* A name as written up to one of `stops` outside of brackets: for context keys, parameters, named
 * arguments. The words are joined by single blanks. Empty when there is none. */
struct str lex_raw_name(struct parser *p, size_t at, const char *stops, size_t *end);
bool lex_keyword(struct str word);
bool lex_name_part(uint32_t c);
bool lex_name_start(uint32_t c);

/* parse.c and parse_*.c: false/NULL with p->err set */
const struct feel_node *parse_expression(struct parser *p);
const struct feel_node *parse_additive(struct parser *p);
const struct feel_node *parse_primary(struct parser *p);
/* `local`: the place of the value tested, bound as "?". */
const struct feel_node *parse_unary_tests(struct parser *p, int local, enum feel_type input);
const struct feel_node *parse_domain(struct parser *p);
const struct feel_node *parse_in(struct parser *p, const struct feel_node *value, uint32_t at);
const struct feel_node *parse_name(struct parser *p);
const struct feel_node *parse_path(struct parser *p, const struct feel_node *base);
const struct feel_node *parse_call(struct parser *p, const struct feel_node *callee, uint32_t at);
const struct feel_node *parse_function_call(struct parser *p, struct str name,
                                            const struct builtin *builtin,
                                            const struct feel_host_function *host, uint32_t at);
/* Where a name of the scope, a local or a function ends that stands at the current token; 0 when
 * none does. */
size_t parse_known_name(struct parser *p);
bool parse_compare_op(struct parser *p, int *op); /* takes the token when it is one */
const struct feel_node *parse_function(struct parser *p);
/* A definition whose body was parsed in `frame`. */
const struct feel_node *define_done(struct parser *p, struct feel_node *node,
                                    struct definition *definition, const struct frame *frame);
const struct feel_node *parse_context(struct parser *p);
const struct feel_node *parse_bracket(struct parser *p);
const struct feel_node *parse_loop(struct parser *p);
const struct feel_node *parse_filter(struct parser *p, const struct feel_node *list);
const struct ftype *parse_type(struct parser *p);
bool parse_enter(struct parser *p);
void parse_leave(struct parser *p);
bool parse_expect(struct parser *p, const char *symbol);
bool parse_expect_word(struct parser *p, const char *word);
/* An error here: at the current token; sets err and returns NULL. */
const struct feel_node *parse_wrong(struct parser *p, enum err_code code);
/* The same where one of these symbols or words is expected. */
const struct feel_node *parse_wants(struct parser *p, const char *symbols);
const struct feel_node *parse_fault(struct parser *p, size_t at, enum err_code code,
                                    struct str what, struct str found, struct str wanted);
const struct feel_node *parse_limit(struct parser *p, size_t at, enum err_code code, int64_t limit);

/* A saved place to come back to when a reading was wrong. */
struct parse_mark {
    size_t start, end_before, locals;
    int depth;
    bool range_end;
};
struct parse_mark parse_mark(struct parser *p);
void parse_back(struct parser *p, struct parse_mark mark);

/* node.c */
struct feel_node *node_new(struct parser *p, uint32_t at,
                           struct feel_value (*eval_function)(const struct feel_node *,
                                                              struct feel_run *));
/* Fill height, item, tests and pure from its children; put the value in place of a pure node of
 * constants. */
const struct feel_node *node_done(struct parser *p, struct feel_node *node);
/* What can never be right: an error where the scope is closed, else null with that warning. */
const struct feel_node *node_wrong(struct parser *p, uint32_t at, enum err_code code,
                                   struct str what, struct str found, struct str wanted);
const struct feel_node *node_constant(struct parser *p, uint32_t at, struct feel_value value);
bool outer_items(const struct parser *p); /* whether a filter encloses this place */
int local_add(struct parser *p, struct str name, enum feel_type type, const struct feel_kind *kind);
const struct feel_node *const *node_list(struct parser *p, const struct feel_node *const *nodes,
                                         size_t count);
/* In a closed scope: error when the known types of the operands cannot go together. */
const char *operands_wanted(const char *op); /* what it takes, in words */
bool check_operands(struct parser *p, const struct feel_node *node, const char *op);

/* Growing an array in an arena. */
void *grow_one(struct arena *arena, void *items, size_t count, size_t *room, size_t size);

struct text_place {
    int line, column;
};
struct text_place text_place(struct str text, size_t at);
/* Of a node: in its own text, or in the host's file where it is a part of a box, whose label is
 * told. */
struct text_place expr_place(const struct feel_expr *expr, size_t at, const struct piece **piece);
/* Reads whatever uses and calls the tree makes. */
void expr_glean(struct arena *arena, struct feel_expr *expr);
/* An index of a table's columns (table_index.c); leaves out those that cannot have one. */
void table_index(struct arena *arena, struct feel_run *run, struct feel_table *table);
/* The rules that all columns leave, as bits; false where a value has no place in the index. */
enum { TABLE_WORDS_MAX = 16 };
bool table_match(const struct feel_table *table, const struct feel_value *values, uint64_t *rules);
size_t table_words(const struct feel_table *table);

#endif
