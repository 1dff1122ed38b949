/*
 * feel.h - the one expression language of the house: FEEL, of DMN 1.5, clause 10.3.
 *
 * Conditions, checks, filters, dimensions, formulas and decision tables are FEEL. An expression is
 * compiled once, against a scope that says which names it may use, into an arena; then evaluated
 * any number of times, each time in a run that holds the values, a scratch arena and a budget.
 * Names are slots after compilation: an evaluation neither parses nor looks names up.
 *
 * Wrong at compile time (unknown name, bad syntax, a sum of text and number in a closed scope) is
 * an error with its line and column. Wrong at run time is FEEL's own answer, null, and a warning in
 * the run that says where and why. Only a spent budget (steps, depth, bytes) stops a run:
 * feel_run_fault.
 *
 * Memory   compiled things live in the arena given to the compiler, values in the run's arena or
 *          the host's. Values are small (32 bytes), passed by value, and immutable.
 *
 * Threads  scopes and expressions are read-only once made and may be shared; a run belongs to one
 *          thread.
 */
#ifndef LUODI_FEEL_FEEL_H
#define LUODI_FEEL_FEEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/date.h"
#include "base/dec.h"
#include "base/err.h"
#include "base/str.h"

/* Of the evaluator: stands in every definition entry, so that a mended function is seen for what
 * it is. */
#define FEEL_VERSION "feel 1"

struct arena;
struct buf;
struct clock;
struct json;
struct json_writer;

/* ---- values ---- */

enum feel_type {
    FEEL_NULL,
    FEEL_BOOLEAN,
    FEEL_NUMBER,
    FEEL_STRING,
    FEEL_DATE,
    FEEL_TIME,
    FEEL_DATE_TIME,
    FEEL_YEARS_MONTHS,
    FEEL_DAYS_TIME,
    FEEL_LIST,
    FEEL_CONTEXT,
    FEEL_RANGE,
    FEEL_FUNCTION,
    FEEL_RECORD, /* a thing of the host's, read member by member when asked */
};

struct feel_value;
struct feel_entry; /* key and value of a context */
struct feel_range;
struct feel_function;
struct feel_node;
struct feel_zone; /* a time zone: NULL where local, else an offset or a name of the tz database */
struct feel_kind; /* what a record is: see below */

/* FEEL's dates reach from year -999,999,999 to 999,999,999: days since 1970-01-01 in 64 bits. */
struct feel_moment {
    int64_t days;       /* DATE, DATE_TIME: local day */
    int32_t second;     /* TIME, DATE_TIME: of the local day, 0 .. 86399 */
    int32_t nanosecond; /* 0 .. 999,999,999 */
    const struct feel_zone *zone;
};

struct feel_value {
    enum feel_type type;
    int32_t offset; /* seconds east of UTC, for a moment whose zone is a fixed offset */
    union {
        bool boolean;
        struct dec number;
        struct str string;
        struct feel_moment moment; /* DATE, TIME, DATE_TIME */
        int64_t months;            /* YEARS_MONTHS */
        struct {
            int64_t seconds;
            int32_t nanoseconds;
        } span; /* DAYS_TIME; nanoseconds 0 .. 999,999,999 */
        struct {
            const struct feel_value *items;
            size_t count;
        } list;
        struct {
            const struct feel_entry *entries;
            size_t count;
        } context;
        const struct feel_range *range;
        const struct feel_function *function;
        struct {
            const struct feel_kind *kind;
            int64_t id;
            void *data;
        } record; /* id and data: the host's */
    };
};

struct feel_entry {
    struct str key;
    struct feel_value value;
};

struct feel_value feel_null(void);
struct feel_value feel_boolean(bool boolean);
struct feel_value feel_number(struct dec number);
struct feel_value feel_int(int64_t n);
struct feel_value feel_string(struct str string);
struct feel_value feel_day(struct day day);             /* a date; DAY_NONE gives null */
struct feel_value feel_instant(struct instant instant); /* a date and time at UTC+8 */
/* Items and entries are kept, not copied. */
struct feel_value feel_list(const struct feel_value *items, size_t count);
struct feel_value feel_context(const struct feel_entry *entries, size_t count);
struct feel_value feel_record(const struct feel_kind *kind, int64_t id, void *data);

bool feel_is_true(struct feel_value value); /* boolean and true: what a condition asks */
/* The day of a date, or of a date and time's local day; false for others and out of base's range.
 */
bool feel_to_day(struct feel_value value, struct day *day);
/* The value of a context's key; NULL where absent. */
const struct feel_value *feel_context_find(struct feel_value context, struct str key);

/* FEEL's '=': 1 equal, 0 not, -1 where FEEL answers null (different types). */
int feel_equal(struct feel_value a, struct feel_value b);
/* FEEL's order: -1, 0, 1 in *order; false where there is none (other types, local against zoned
 * time). */
bool feel_compare(struct feel_value a, struct feel_value b, int *order);

/* As FEEL text that reads back to the value: "x", 1.5, @"2023-09-30", [1, 2], {a: 1}. Cut at 100
 * levels and a million parts, since values may share parts. */
void feel_print(struct feel_value value, struct buf *out);
/* As the function string(): text bare, dates in ISO form. */
void feel_text(struct feel_value value, struct buf *out);
/* As JSON: null, booleans, text and lists stand for themselves; the rest is one tagged member:
 * {"number": "1.5"} {"date": ..} {"time": ..} {"datetime": ..} {"duration": "P1D"} {"context":
 * {..}}. Null below 28 levels. */
void feel_to_json(struct feel_value value, struct json_writer *out);
bool feel_from_json(struct arena *arena, const struct json *json, struct feel_value *value);
/* "number", "days and time duration" ..: FEEL's own names. */
const char *feel_type_name(enum feel_type type);

/* Those, "dateTime", "Any" (FEEL_NULL) ..; false for others. */
bool feel_type_find(struct str name, enum feel_type *type);

/* ---- what an expression may name ---- */

/*
 * A kind is the shape of a record: its members by name. A path such as `site.type` is checked
 * against the kind when it is compiled and read by the member's number when it is evaluated.
 * Members are numbered 0, 1, 2 .. in the order in which they were added. `host` is the host's own,
 * handed back untouched.
 */
struct feel_kind *feel_kind_new(struct arena *arena, struct str name, const void *host);
/* `to`: of a RECORD, or of the records in a LIST; else NULL. FEEL_NULL as type: any. Returns its
 * number. */
int feel_kind_member(struct feel_kind *kind, struct str name, enum feel_type type,
                     const struct feel_kind *to);
const void *feel_kind_host(const struct feel_kind *kind);
struct str feel_kind_name(const struct feel_kind *kind);
/* The member's number, or -1. */
int feel_kind_find(const struct feel_kind *kind, struct str name);

struct feel_run;
struct feel_watch;

/*
 * A function of the host's. `call` gets evaluated arguments. `parameters` may be NULL: then it
 * takes no named arguments. `check` (or NULL) is asked at compile time with the arguments that are
 * constants, NULL in place of those that are not; it sets err and returns false to refuse (a list
 * that does not exist).
 */
struct feel_host_function {
    struct str name;
    size_t arity_min, arity_max;
    const struct str *parameters;
    enum feel_type returns; /* FEEL_NULL: any */
    struct feel_value (*call)(struct feel_run *run, const struct feel_value *args, size_t count);
    /* Instead of `call`, for a function that must know which one it is. */
    struct feel_value (*apply)(const struct feel_host_function *self, struct feel_run *run,
                               const struct feel_value *args, size_t count);
    bool (*check)(const struct feel_value *const *args, size_t count, struct err *err);
};

/*
 * A scope: the names outside of the expression. Slots are numbered 0, 1, 2 .. in the order in which
 * names were added. Names may hold anything that FEEL's names may (Chinese, blanks, '-', '+', '.');
 * the longest known name wins. FEEL_NULL as type: any. The built-in functions are always there.
 * Closed (as made): an unknown name, member, function or parameter, or operands whose known types
 * cannot go together, is an error. Open: an unknown name is null at run time, with a warning, as
 * the standard has it.
 */
struct feel_scope *feel_scope_new(struct arena *arena);
int feel_scope_name(struct feel_scope *scope, struct str name, enum feel_type type,
                    const struct feel_kind *to);
/* Another name for a slot (a label beside an identifier). */
void feel_scope_alias(struct feel_scope *scope, struct str name, int slot);
/* The function is kept, not copied. */
void feel_scope_function(struct feel_scope *scope, const struct feel_host_function *function);
void feel_scope_open(struct feel_scope *scope);
/* For suites and decisions whose inputs are at hand: like feel_scope_name, and learns the names of
 * the members of contexts, which may hold blanks, from the value. */
int feel_scope_value(struct feel_scope *scope, struct str name, struct feel_value value);
size_t feel_scope_count(const struct feel_scope *scope);              /* slots */
int feel_scope_find(const struct feel_scope *scope, struct str name); /* the slot, or -1 */

/* ---- compiling ---- */

struct feel_expr;

/*
 * Compile. On a fault: false, *out untouched, err has an ERR_FEEL_* code and line and column within
 * the text (from 1, columns in code points; the caller adds the file: err_at_line). `scope` and
 * what it points to must outlive the expression.
 */
bool feel_compile(struct arena *arena, struct str text, const struct feel_scope *scope,
                  struct feel_expr **out, struct err *err);
/* Unary tests, as in an input cell of a decision table: `> 5, [10..20), not("a")`, `-`. `input` is
 * the type of the value tested, FEEL_NULL for any. Evaluate with feel_eval_unary. */
bool feel_compile_unary(struct arena *arena, struct str text, const struct feel_scope *scope,
                        enum feel_type input, struct feel_expr **out, struct err *err);

/* What is known of the result without evaluating; FEEL_NULL: nothing. */
enum feel_type feel_expr_type(const struct feel_expr *expr);
/* Whether the value is the same whatever the slots hold: a constant, in *value (which may be NULL).
 */
bool feel_expr_constant(const struct feel_expr *expr, struct feel_value *value);
/* Whether it asks what time it is: now(), today(). */
bool feel_expr_asks_clock(const struct feel_expr *expr);

/* A slot that an expression reads, and the members that it follows from there (`site.type`: one; as
 * far as two are told, a longer path by its first two). Each different use once. member is -1 where
 * the kind is not known. */
enum { FEEL_USE_PATH_MAX = 2 };
struct feel_use {
    int slot;
    size_t path_count;
    struct str path[FEEL_USE_PATH_MAX];
    int member[FEEL_USE_PATH_MAX];
};
size_t feel_expr_uses(const struct feel_expr *expr, const struct feel_use **uses);

/* A host function that an expression calls, with those of its arguments that are constants (NULL:
 * not one). */
struct feel_call {
    const struct feel_host_function *function;
    const struct feel_value *const *args;
    size_t count;
};
size_t feel_expr_calls(const struct feel_expr *expr, const struct feel_call **calls);

/* ---- evaluating ---- */

/* Why a null came, and where in the text: turned into an error's shape by feel_warning_err. */
struct feel_warning {
    enum err_code code; /* ERR_FEEL_* */
    int line, column;
    struct str what, found, wanted; /* arguments of the text; may be empty */
    struct str file, label;         /* of a part of a box; else empty */
};
enum { FEEL_WARNINGS_MAX = 8 };
void feel_warning_err(const struct feel_warning *warning, struct err *err);

/*
 * One evaluation, or several after one another. Set up by feel_run_init, then fill in: either
 * `slots` (values by slot, at least as many as the scope has) or `slot`, and `member` where there
 * are records. Both are called during evaluation, as often as the expression reads; they may
 * allocate in run->arena. Nothing is freed here: mark and reset the arena around evaluations.
 */
struct feel_run {
    struct arena *arena;
    const struct feel_value *slots;
    struct feel_value (*slot)(struct feel_run *run, int slot);
    /* A record's member; `member` is its number in value.record.kind. */
    struct feel_value (*member)(struct feel_run *run, struct feel_value record, int member);
    void *host;          /* the host's own */
    struct feel_watch *watch; /* or NULL: is told of each decision table (box.h) */
    struct clock *clock; /* for now() and today(); NULL: those give null with a warning */
    /* What is left of the budget; feel_run_init sets LIMIT_FEEL_STEPS, LIMIT_FEEL_STACK,
     * LIMIT_FEEL_BYTES. */
    int64_t steps_left;
    int depth_left;
    size_t bytes_max; /* of run->arena, from feel_run_init on */
    /* The answer's other half. */
    struct feel_warning warnings[FEEL_WARNINGS_MAX]; /* the first ones */
    size_t warning_count;                            /* how many there were */
    /* ERR_NONE, or the budget that was spent: the value is then worth nothing. */
    enum err_code fault;
    /* Private to feel/. */
    struct feel_value *locals;
    struct feel_zone *zones;
    const struct feel_expr *expr;
    const struct feel_node *node; /* the call being made, for feel_warn */
    size_t bytes_start;
    size_t hint; /* where the last member of an item stood among its entries */
};

void feel_run_init(struct feel_run *run, struct arena *arena);
/* A fresh budget and no warnings, for the next evaluation in the same run. */
void feel_run_again(struct feel_run *run);
/* The value; null with a warning where FEEL has no answer, null with run->fault set where the
 * budget was spent. */
struct feel_value feel_eval(const struct feel_expr *expr, struct feel_run *run);
/* A unary test on `input`: boolean, or null. */
struct feel_value feel_eval_unary(const struct feel_expr *expr, struct feel_run *run,
                                  struct feel_value input);
/* True when the budget was spent: sets err to run->fault with the limit. */
bool feel_run_fault(const struct feel_run *run, struct err *err);
/* Call a FEEL_FUNCTION value (a function definition, a built-in). */
struct feel_value feel_call_value(struct feel_run *run, struct feel_value function,
                                  const struct feel_value *args, size_t count);
/* The value as one of `type` (FEEL_NULL: any), as where a type is declared: a list of one gives its
 * item, an item makes a list, a date its midnight; null where it does not conform. */
struct feel_value feel_conform(struct feel_run *run, enum feel_type type, struct feel_value value);
/* A host's function as a value. */
struct feel_value feel_function(struct arena *arena, const struct feel_host_function *function);
/* For host functions: note why null is returned, at the place of the call. Returns null. */
struct feel_value feel_warn(struct feel_run *run, enum err_code code, struct str what,
                            struct str found, struct str wanted);

#endif
