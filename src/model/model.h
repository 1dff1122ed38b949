/*
 * model.h - the definitions: what a zone is. Kinds, fields, stages, checks, metrics, roles, codes,
 * calendars.
 *
 * Loaded from YAML under model/ (shipped) and LEDGER/model/ (the zone's own, laid over it), or from
 * the bytes that a ledger's definition entry keeps. Checked whole before anything starts: every
 * fault with file, line, what is wrong and what would be right. docs/guide/definitions.md is the
 * page for people who write definitions.
 *
 * Laid over: a file of the zone's own replaces the shipped file of the same name, except that
 * kinds/x.yaml with `extends: true` adds to the shipped kind (fields, stages, checks, labels,
 * choices), and metrics.yaml adds metrics and replaces those of the same name. In model->files the
 * own kinds/ and metrics.yaml stand as "own/kinds/x.yaml" and "own/metrics.yaml" beside the shipped
 * ones, every other own file under its plain name, in place of the shipped one; so
 * model_from_files(model->files) gives the same model again.
 *
 * Memory   everything lives in the arena given to model_load and is read-only afterwards.
 * Threads  a loaded model may be shared.
 */
#ifndef LUODI_MODEL_MODEL_H
#define LUODI_MODEL_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/date.h"
#include "base/err.h"
#include "base/str.h"
#include "feel/feel.h"

struct arena;
struct buf;

struct label {
    struct str zh, en;
};
struct str label_in(const struct label *label, enum lang lang);

/* Where a definition stands, for errors and for "the definition is one click away". */
struct source_place {
    struct str file;
    int line;
};

/* ---- values and field types ------------------------------------------------------------- */

/* clang-format off */
#define FIELD_TYPES(X) \
    X(TEXT, "text") X(NOTE, "note") X(REF, "ref") X(MEMBERS, "members") X(MONEY, "money") \
    X(NUMBER, "number") X(INTEGER, "integer") X(PERCENT, "percent") X(DATE, "date") \
    X(MONTH, "month") X(YEAR, "year") X(YES_NO, "yes-no") X(CHOICE, "choice") X(CODE, "code") \
    X(USCC, "uscc") X(FEEL, "feel")
/* clang-format on */

enum field_type {
#define X(upper, name) FIELD_##upper,
    FIELD_TYPES(X)
#undef X
        FIELD_TYPE_COUNT
};

/*
 * A value of a field. Numbers are int64 at the field's scale (money: 2, in yuan, so fen; percent:
 * 4; number: the field's own), days and months as in base/date.h, a ref the record's number, yes-no
 * 0 or 1, the rest text (a choice or code is its code). `present` is false for "no value".
 */
struct value {
    bool present;
    enum precision precision; /* DATE: how exactly it is known; day (0) for all others */
    int64_t n;
    struct str text;
};

struct choice {
    struct str code;
    struct label label;
};

enum roll_how {
    ROLL_NONE,
    ROLL_SUM,
    ROLL_COUNT,
    ROLL_FIRST,
    ROLL_LAST,
    ROLL_LEAST,
    ROLL_MOST,
    ROLL_EVERY
};

struct kind;
struct field {
    struct str name;
    enum field_type type;
    struct label label;
    struct str unit; /* as shown and as expected in input without a unit: 万元, 平方米, 亩, % */
    /* The unit without its multiplier, in which values are kept: 元, 平方米, 亩, %. */
    struct str unit_base;
    struct dec unit_factor; /* one unit in base units (万元: 10000 yuan; 亩 is its own base: 1) */
    int scale;              /* decimals kept, in base units */
    bool required, unique, personal, filter, has_min, has_max;
    int64_t min, max;      /* at scale, base units */
    const struct kind *to; /* REF and MEMBERS */
    const struct choice *choices;
    size_t choice_count;
    const struct code_table *codes;
    struct label help;
    /* A rolled-up field is computed from the records of `roll_kind` whose `roll_ref` names it. */
    enum roll_how roll;
    const struct kind *roll_kind;
    const struct field *roll_ref;   /* the child's field that refers here */
    const struct field *roll_field; /* what is rolled; NULL for COUNT and for a condition */
    /* The condition on the child, or NULL, and its text; for EVERY: what must hold. */
    const struct feel_expr *roll_where;
    struct str roll_where_text;
    /* The child's month or date field that dates the value; NULL: the child's effective day. */
    const struct field *roll_at;
    /* A window ending with the day's month: 12; 0: all time; -1: the calendar year so far. */
    int roll_months;
    int index; /* position in kind->fields: also its number in timelines of this model */
    struct source_place place;
};

struct code {
    struct str code, parent;
    struct label label;
    int level;
};
struct code_name {
    struct str folded;
    const struct code *code;
};
struct code_table {
    struct str name;
    const struct code *codes; /* sorted by code */
    size_t count;
    /* What people call them, folded: code, digits of the code, labels; sorted. */
    const struct code_name *names;
    size_t name_count;
};
const struct code *code_find(const struct code_table *table, struct str code);

struct stage {
    struct str name;
    struct label label;
    struct label evidence_label;
    const struct str *evidence; /* names of evidence it asks for; none: evidence_count 0 */
    size_t evidence_count;
    const int *after; /* indexes of stages that must have been reached (unless not applicable) */
    size_t after_count;
    bool ends; /* the record's life ends: lost, terminated */
    bool reason_required;
    /* Only the person whom this field names may record it; NULL: who may record stages. */
    const struct field *by;
    /* Empty: the main line and its exits. Else a track of its own (statistics, bond), which runs
     * beside: never the current stage. */
    struct str track;
    int order; /* for sorting and for "the current stage": the highest order by last day */
    int index;
    struct source_place place;
};

struct check {
    int at_stage; /* index, or -1: whenever the record changes */
    const struct feel_expr *require;
    struct str text; /* of the expression */
    struct label say;
    struct source_place place;
};

/*
 * A clock of a kind: it runs from a stage (each time that the stage is reached) until another, and
 * says by when. A clock without `from` runs from the record's first day. What ends a record stops
 * its clocks. Days are working days by the model's calendar unless `natural`; the day on which it
 * starts is not counted.
 */
struct clock_rung {
    int after;              /* days overdue */
    const struct field *to; /* whom it then goes to */
};
struct kind_clock {
    struct str name;
    struct label label;
    const struct kind *kind;
    const int *from, *to; /* stages */
    size_t from_count, to_count;
    int pause, resume;       /* stages, or -1 */
    const struct field *due; /* the date by which; NULL: `limit` days from its start */
    int limit, soon;         /* soon: so many days before it is due it says so */
    bool natural;
    const struct field *const *holders; /* who must act: the first that is filled in */
    size_t holder_count;
    const struct clock_rung *rungs; /* by `after` */
    size_t rung_count;
    int index;
    struct source_place place;
};

struct kind {
    struct str name;
    struct label label;
    const struct field *title; /* whose value names a record for people; may be NULL */
    /* Fields that together identify a record on import; empty: none. */
    const struct field *const *key;
    size_t key_count;
    /* The ref through which its contributions find their zone; NULL for none. With `zone_via` it
     * refers to another kind's record (a month's project), whose field `zone_via` refers there. */
    const struct field *zone, *zone_via;
    const struct field *fields;
    size_t field_count;
    const struct stage *stages;
    size_t stage_count;
    const struct check *checks;
    size_t check_count;
    const struct kind_clock *clocks;
    size_t clock_count;
    /* Slots: fields in order, then stages (their first day), then `day`, the contribution's day,
     * and `record`, the record itself. */
    struct feel_scope *scope;
    int slot_stage0, slot_day, slot_record;
    /* What feel_record() wants; its host is this kind. Members are numbered as the slots are. */
    const struct feel_kind *feel_kind;
    struct str role;                     /* as written; empty for most */
    const struct metric *const *metrics; /* metrics fed by records of this kind, directly */
    size_t metric_count;
    int index;
    struct label help;
    struct source_place place;
};

/* ---- metrics ----------------------------------------------------------------------------- */

enum metric_how {
    METRIC_COUNT,    /* records at an event */
    METRIC_SUM,      /* a field's value at an event */
    METRIC_STOCK,    /* level: count or field while something holds */
    METRIC_OFFICIAL, /* a published series, imported, never computed */
    METRIC_GROWTH,   /* of another metric on the same period of the year before, in % */
    METRIC_RATIO,    /* one metric over another, times `factor` (100 gives %) */
    METRIC_SHARE,    /* part of a whole in %: ratio with factor 100 */
    METRIC_CADENCE,  /* months of the period in which another metric reached `every` */
    METRIC_FORMULA,  /* FEEL over other metrics' values */
};

enum metric_adds { ADDS_SUM, ADDS_LAST, ADDS_NONE };

struct dimension {
    struct str name;
    struct label label;
    const struct feel_expr *expr;
    struct str text;
};

struct metric {
    struct str name;
    struct label label;
    struct label note; /* what it counts and what it does not */
    enum metric_how how;
    enum metric_adds adds_time, adds_zone;
    struct str unit;           /* of the value: 个 户 元 平方米 % 月 */
    int scale;                 /* decimals of a delta */
    const struct kind *kind;   /* of the records that feed it; NULL for formulas */
    const struct field *field; /* METRIC_SUM and STOCK of a field */
    /* The event: any of these stages for the first time, or each time, or a date in FEEL. */
    const int *at_stages;
    size_t at_stage_count;
    bool each;
    const struct feel_expr *at;    /* gives a date; NULL when at_stages */
    const struct feel_expr *first; /* at: first(condition): the first day on which it holds */
    const struct feel_expr *where, *during /* `while` */, *from, *to;
    const struct feel_expr *value; /* METRIC_SUM of a kind: the number that each record brings */
    struct str where_text;
    const struct dimension *by;
    size_t by_count;
    const struct feel_scope *by_scope; /* what a slice may name: the dimensions, slot i for by[i] */
    struct str series;                 /* METRIC_OFFICIAL: code of the series */
    const struct metric *of, *over;    /* GROWTH, CADENCE: of; RATIO, SHARE: of / over */
    int64_t every;                     /* CADENCE: at least this, at the other's scale */
    struct dec factor;
    /* FORMULA: slot i is the value of model->metrics[i]; only `parts` are read. */
    const struct feel_expr *formula;
    /* The metrics that FORMULA, GROWTH, RATIO, SHARE and CADENCE are made of. */
    const struct metric *const *parts;
    size_t part_count;
    bool lower_is_better;
    /* Canonical text of everything that its value depends on: equal text, same version. */
    struct str version_text;
    int index;
    struct source_place place;
};

/* ---- roles: who may do what --------------------------------------------------------------- */

/* What may be done with records of a kind: verbs.def. */
enum verb {
#define VERB(upper, name, zh, en) VERB_##upper,
#include "model/verbs.def"
#undef VERB
    VERB_COUNT
};
const char *verb_name(enum verb verb);
struct str verb_word(enum verb verb, enum lang lang);
bool verb_find(struct str name, enum verb *verb);
#define VERB_BIT(verb) (1u << (verb))

/*
 * One line under `may:`: these verbs on records of these kinds. `own` rules reach only the zone or unit that the role was
 * given for; a role that was given for all zones (or units) has all of them as its own.
 */
struct role_rule {
    uint32_t verbs;
    bool *kinds; /* by kind index */
    bool own_zone, own_unit;
    bool personal;          /* reaches fields marked personal too */
    const struct kind *one; /* of `fields` and `stages`, which name those of one kind */
    const bool *fields;     /* by field index; NULL: all */
    const bool *stages;     /* by stage index; NULL: all */
    struct source_place place;
};

/* An administrator's duty. No account has two: whoever makes accounts gives no rights, and who watches does neither. */
enum duty { DUTY_NONE, DUTY_SYSTEM, DUTY_SECURITY, DUTY_AUDIT, DUTY_COUNT };
const char *duty_name(enum duty duty); /* "" for none */
struct str duty_word(enum duty duty, enum lang lang);
bool duty_find(struct str name, enum duty *duty);

struct role {
    struct str name;
    struct label label, help;
    const struct role_rule *rules;
    size_t rule_count;
    enum duty duty; /* administrators with it hold the role without being given it */
    int index;
    struct source_place place;
};

/* ---- the model --------------------------------------------------------------------------- */

struct model_file {
    struct str name; /* "kinds/project.yaml" */
    struct str bytes;
};

/* clang-format off */
/*
 * Roles. An engine finds its kinds by their `role:` and reads their fields by these names; a kind
 * with the role must have them, with these types (roles.def). A definition may add others.
 *
 *   zone         name text; short text (other names, separated by commas); type choice (city zone
 *                park); parent ref zone
 *   person       post text; department ref; zone ref. No name, no telephone: those are identity's,
 *                for they must be forgettable
 *   department   name text; zone ref
 *   plan         title text; place text; year year; published date; source text; type choice (plan
 *                report news); text note
 *   target       plan ref; number integer (its order in the plan); section text; label text;
 *                metric text (empty: none measures it); slice feel; zone ref; park ref zone; period
 *                text (as period_parse reads); op choice (ge gt le lt eq about range); value,
 *                value_max number (scale 4); unit text; quote note; quote_start, quote_end integer;
 *                reason text (why no metric); owner ref department; state choice (adopted withdrawn
 *                replaced); measure text; event text; subject text
 *   undertaking  plan ref; zone ref; section text; quote note; quote_start, quote_end integer;
 *                period text; owner ref department; due date; stages open and done
 *   list         code text (unique); name text; zone ref; year year; purpose choice (start build
 *                complete other); size integer (as the plan says); members members
 *   reported     plan ref; zone ref; quote note; number text; value number (scale 4); unit text;
 *                period text; subject text; measure text; kind choice (actual baseline); metric text
 *   official     series choice; zone ref; month month; value number (scale 4); unit text; release
 *                text; note note; key: series, zone, month
 */
/* clang-format on */
struct model {
    const struct model_file *files; /* all of them, sorted by name: what a definition entry keeps */
    size_t file_count;
    const struct kind *kinds;
    size_t kind_count;
    const struct metric *metrics;
    size_t metric_count;
    const struct role *roles; /* roles.yaml; none where it is absent: then only the owner may anything */
    size_t role_count;
    /* The kinds that engines know, found by their `role:`, not by name; all there once loaded. */
    const struct kind *zone, *person, *department, *plan, *target, *undertaking, *list, *official,
        *reported;
    const struct code_table *tables;
    size_t table_count;
    struct calendar *calendar;
    struct arena *arena;
};

/* Read the shipped folder and the zone's own (either may be empty str). On faults, all into errs,
 * NULL. */
struct model *model_load(struct arena *arena, struct str shipped, struct str own,
                         struct err_list *errs);
/* From kept bytes (a definition entry): same checks. */
struct model *model_from_files(struct arena *arena, const struct model_file *files, size_t count,
                               struct err_list *errs);

const struct kind *model_kind(const struct model *model, struct str name); /* NULL where absent */
/* NULL where absent. */
const struct metric *model_metric(const struct model *model, struct str name);
const struct role *model_role(const struct model *model, struct str name); /* NULL where absent */
const struct field *kind_field(const struct kind *kind, struct str name);
/* By name or by label in either language, folded (imports, forms): NULL where absent. */
const struct field *kind_field_labelled(const struct model *model, const struct kind *kind,
                                        struct str label);
const struct stage *kind_stage(const struct kind *kind, struct str name);
const struct kind_clock *kind_clock(const struct kind *kind, struct str name); /* NULL where absent */
bool clock_reads_stage(const struct kind_clock *clock, int stage); /* by stage index */
const struct stage *kind_stage_labelled(const struct kind *kind, struct str label);
/* The nearest name for "did you mean"; empty when nothing is near. */
struct str model_nearest(struct arena *arena, struct str wrong, const struct str *names,
                         size_t count);

/* One kept file by its name ("lexicon/places.yaml"); false where there is none. */
bool model_file(const struct model *model, struct str name, struct str *bytes);

/* ---- evaluating the expressions of a kind ------------------------------------------------ */

/* clang-format off */
/*
 * Expressions of a kind (checks, where, while, at, from, to, first, dimensions, roll conditions)
 * are compiled against kind->scope. Its slots hold a field's value as of the day (field_feel), a
 * stage's first day (null if not reached), `day`, `record`. Beside FEEL's own they may call:
 *
 *   listed(record, "x")   on `day` the record is a member of a list whose code is x, or of one
 *                         whose purpose is x and whose year is the year of `day`; x is a constant
 *   reached("started")    the stage's first day is on or before `day`; the name is a constant,
 *                         checked when compiled
 *   earliest(a, b, ..)    the earliest of the dates, nulls left out; null when all are
 *   latest(a, b, ..)      likewise
 *   working_day(d, n)     the n-th working day after d; before it where n is negative
 *   clock_due("x")        the day by which the kind's clock x is due; null while it waits
 *   clock_stopped("x")    the day on which the clock was met or the record ended; null while it runs
 *   clock_late("x")       how many days after it was due the clock stopped, 0 when in time; null
 *                         while it runs. x is a constant, checked when compiled
 *
 * run->host must point to a struct whose first member is a struct model_run.
 */
/* clang-format on */
/* What a clock of a record says once all that was said of it is looked at: DAY_NONE for none. */
struct clock_times {
    struct day due, stopped;
    int late; /* days, when stopped */
};
struct model_run {
    const struct kind *kind; /* whose scope it is */
    const struct calendar *calendar; /* NULL: working_day() is null */
    /* Answers clock_due() and its like; NULL: they are null. */
    void (*clock)(struct feel_run *run, const struct kind_clock *clock, struct clock_times *times);
    /* Answers listed(); NULL: listed() is null with a warning. `record` is a FEEL_RECORD. */
    bool (*listed)(struct feel_run *run, struct feel_value record, struct str list);
};

/* What a metric reads of records: so the ledger knows what to evaluate again after a change. */
struct model_use {
    const struct kind *kind; /* the record read */
    int slot;                /* its field or stage (slot of that kind's scope) */
    /* The refs followed from the metric's kind to get there; NULL where none. */
    const struct field *via[2];
};
/* Every slot that the metric's expressions, field and zone read, each once; `listed` (may be NULL):
 * whether it asks for lists. */
size_t metric_uses(struct arena *arena, const struct metric *metric, struct model_use **uses,
                   bool *listed);

/* ---- field types: one file each under field_types/ ---------------------------------------- */

/*
 * Read a value as people write it: 1.2亿, 1,200, １２００, 30万㎡, 约3000 (refused: not exact),
 * 2023年3月. A figure without a unit is in the field's unit. REF, MEMBERS: only "#123"; titles and
 * keys are the ledger's to resolve. ERR_FIELD_* names the field and what would be right. Text is
 * trimmed; empty gives present=false.
 */
bool field_parse(struct arena *arena, const struct field *field, struct str text,
                 struct value *value, struct err *err);
/* For people, in the field's unit, without the unit: "1,200.5"; machine form: canonical text that
 * field_parse_canonical reads. */
void field_print(const struct field *field, const struct value *value, enum lang lang,
                 struct buf *out);
/* Canonical text: base units, as stored in entries: "120000000.00", "2023-09-30", "#123", "yes". */
void field_print_canonical(const struct field *field, const struct value *value, struct buf *out);
bool field_parse_canonical(struct arena *arena, const struct field *field, struct str text,
                           struct value *value);
struct feel_value field_feel(const struct field *field, const struct value *value);
int field_cmp(const struct field *field, const struct value *a, const struct value *b);
const char *field_type_name(enum field_type type);
/* "string", "number", "boolean" .. for JSON; the schema comes with the API. */
const char *field_json_type(enum field_type type);
bool uscc_valid(struct str code); /* GB 32100-2015: alphabet, check character; 31 counts as 0 */

#endif
