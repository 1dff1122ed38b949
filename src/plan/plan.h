/*
 * plan.h - read a Chinese plan, report or bulletin: every sentence accounted for, every figure understood
 * or listed as not understood.
 *
 * The reader is a small grammar over a lexicon (model/lexicon/, one YAML file a class of words): which word
 * is a verb of signing, a unit of area or a bound is a line of the lexicon; how such words combine is here.
 * It looks at the text alone: it knows no ledger, no metric and no clock. docs/engines/plan.md tells the
 * grammar and how to add a phrase.
 *
 * Memory   results live in the arena passed in and point into `text` where they quote it, so the text
 *          must live as long. A lexicon is read-only after loading.
 * Threads  any number of readers may share one lexicon; an arena belongs to one of them.
 * Errors   ERR_PLAN_TOO_BIG over LIMIT_PLAN_BYTES; ERR_LEXICON_* with file and line for a bad lexicon.
 *          There is no text that plan_read refuses for its contents.
 * Cost     linear in the text's size.
 */
#ifndef LUODI_PLAN_H
#define LUODI_PLAN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/dec.h"
#include "base/str.h"

struct arena;
struct buf;
struct err;
struct plan_lexicon;

/* How the value bounds what is meant; the schema writes them ">=", ">", "<=", "<", "=", "~", "range". */
enum plan_op { PLAN_OP_EQ, PLAN_OP_GE, PLAN_OP_GT, PLAN_OP_LE, PLAN_OP_LT, PLAN_OP_ABOUT, PLAN_OP_RANGE };

/* target: aimed at; actual: reached and reported; baseline: a stock, a description or an earlier value. */
enum plan_kind { PLAN_TARGET, PLAN_ACTUAL, PLAN_BASELINE };

enum plan_measure {
    PLAN_M_OTHER, PLAN_M_COUNT, PLAN_M_AMOUNT, PLAN_M_AREA, PLAN_M_LENGTH, PLAN_M_GROWTH, PLAN_M_MULTIPLE,
    PLAN_M_RATIO, PLAN_M_SHARE, PLAN_M_RANK, PLAN_M_CADENCE, PLAN_M_PERSONS,
    PLAN_M_COUNT_,
};

/* The work that the number measures. */
enum plan_event {
    PLAN_E_NONE, PLAN_E_SIGN, PLAN_E_LAND, PLAN_E_START, PLAN_E_BUILD, PLAN_E_COMPLETE, PLAN_E_PRODUCE,
    PLAN_E_LEASE, PLAN_E_SUPPLY, PLAN_E_CULTIVATE, PLAN_E_ATTRACT, PLAN_E_PLAN, PLAN_E_PACKAGE, PLAN_E_FUND,
    PLAN_E_INVEST, PLAN_E_GROW, PLAN_E_CONVERT, PLAN_E_SERVICE, PLAN_E_EMPLOY, PLAN_E_OTHER,
    PLAN_E_COUNT_,
};

enum plan_type { PLAN_TYPE_PLAN, PLAN_TYPE_REPORT, PLAN_TYPE_NEWS };

/* The schema's words: ">=", "target", "count", "sign", "plan". */
const char *plan_op_name(enum plan_op op);
const char *plan_kind_name(enum plan_kind kind);
const char *plan_measure_name(enum plan_measure measure);
const char *plan_event_name(enum plan_event event); /* PLAN_E_NONE prints as "other" */
const char *plan_type_name(enum plan_type type);
bool plan_type_find(struct str name, enum plan_type *type);

/* Bytes [from, to) of a text, whole lines, that stand outside the article (document.h finds them). */
struct plan_aside { size_t from, to; };

/* What is known about a text before it is read. `year` is the year it speaks for ("今年"), 0 where unknown;
 * `review` the period whose results it reports ("2025", "2016-H1"), empty where it reports none. */
struct plan_options {
    int year;
    struct str review;
    enum plan_type type;
    const struct plan_aside *asides; /* what the document itself set outside its article */
    size_t aside_count;
};

/* A piece of the text: code points [start, end) and the bytes they stand for. */
struct plan_span {
    size_t start, end;
    struct str text;
};

/* One quantified clause. Strings are slices of the text, or made in the arena where the words are not
 * adjacent (a subject carried from an earlier clause). Empty strings mean "not stated" (JSON null). */
struct statement {
    struct str quote;             /* the minimal clause with number and subject */
    size_t start, end;            /* of the quote, in code points, end exclusive */
    struct str number;            /* with its unit and the bound word that touches it */
    size_t num_start;             /* of the number, in code points */
    struct dec value;             /* in the base unit; growth signed */
    bool has_max;                 /* op is PLAN_OP_RANGE */
    struct dec value_max;
    struct str unit;              /* base unit: 元, 平方米, 亩, 米, %, 个 .. */
    enum plan_op op;
    enum plan_kind kind;
    enum plan_measure measure;
    enum plan_event event;
    struct str subject;
    struct str scope;             /* empty: none named */
    struct str period;            /* empty: none */
    struct str *examples;         /* instances named in the clause */
    size_t example_count;

    /* For those who tie statements to metrics. */
    size_t line;                  /* line of the text, from 1 */
    size_t sentence;              /* index into plan_text.sentences */
    size_t section;               /* index into plan_text.sections */
    struct str verb;              /* the word that gave the event; empty where none */
    struct str threshold;         /* the class condition beside the number: 10亿元以上; empty */
    bool threshold_has;           /* it could be read as a figure: */
    struct dec threshold_value;   /*   its value in base unit */
    struct str threshold_unit;
    enum plan_op threshold_op;
    struct str *industries;       /* the trades listed before a bare 项目: 智能制造, 新材料 .. */
    size_t industry_count;
    bool of_list;                 /* “…等27个项目”: instances of a list stand in examples */
    bool total_of_count;          /* a 总投资 beside a count; then: */
    size_t total_of;              /*   index of that count in plan_text.statements */
    bool grown_from_base;         /* growth said over a stated base year (在2022年基础上翻番) */
    struct str base_period;       /*   that year; empty */
    bool doubtful;                /* the reading is a guess: ask, do not assert */
    struct str doubt;             /* which part: "kind", "subject", "scope"; empty */
};

/* A duty without a figure: 建立…, 争取设立…, 确保…投用. */
struct undertaking {
    struct str quote;
    size_t start, end;
    struct str verb;              /* the verb of doing it starts with */
    struct str aim;               /* the word that makes it an aim (争取, 确保, 加快); may be empty */
    struct str scope, period;     /* as in a statement */
    size_t line, sentence, section;
};

/* What a sentence is. */
enum plan_sort { PLAN_S_NARRATIVE, PLAN_S_STATEMENT, PLAN_S_UNDERTAKING, PLAN_S_HEADING, PLAN_S_FURNITURE, PLAN_S_COUNT_ };
const char *plan_sort_name(enum plan_sort sort);

struct plan_sentence {
    struct plan_span span;
    size_t line, section;
    enum plan_sort sort;
    bool unplaced;                /* narrative, but a figure in it was not understood or it reads like a duty */
};

/* A part of the text by its headings, and within it by its lead-ins (在推进产业突破方面: the topic 产业突破). */
struct plan_section {
    struct str heading;           /* empty for the text before the first */
    struct str topic;             /* short name to group by: 项目引领, 产业突破, 持续招大引强; may be empty */
    struct str scope;             /* the place that the heading names, or empty */
    struct str period;            /* the time that the heading names, or empty */
    int level;                    /* 0 the text, 1 its headings, 2 what is under them, 3 lead-ins */
    size_t parent;                /* index; of the first, itself */
    size_t start;                 /* code point */
};

/* A zone, park or other place that the text names. */
struct plan_place {
    struct str name;
    struct str kind;              /* the word of the lexicon that ends it: 片区, 高新区, 市 */
    size_t parent;                /* index, or PLAN_NO_PARENT */
    size_t first;                 /* code point where it is first named */
    size_t mentions;
    size_t statements;            /* how many statements have it as scope */
    bool zone, park;              /* a development zone; a part of one */
};
#define PLAN_NO_PARENT ((size_t)-1)

/* A number that is no statement, and why: by rule (a date, a name ..), or not understood. */
enum plan_why {
    PLAN_WHY_UNKNOWN,             /* seen and not understood: for a person to look at */
    PLAN_WHY_TIME,                /* date, year, length of time */
    PLAN_WHY_NAME,                /* number of a thing's name: road, phase, product, document */
    PLAN_WHY_OUTLINE,             /* heading number, footnote, size of the list that the text is made of */
    PLAN_WHY_THRESHOLD,           /* only says which class is counted */
    PLAN_WHY_LIST_SIZE,           /* size of a list one is put into or taken from */
    PLAN_WHY_INDEFINITE,          /* 一个, 一批 */
    PLAN_WHY_FURNITURE,           /* outside the article */
};
const char *plan_why_name(enum plan_why why);

struct plan_figure {
    struct plan_span span;
    size_t line;
    enum plan_why why;
};

struct plan_text {
    struct str text;
    struct str source;            /* the document's bytes as they came, where they are not the text; else empty */
    int source_format;            /* enum document_format of document.h */
    size_t code_points;
    struct plan_options options;
    struct str title;             /* the line taken for the title, or empty */
    struct statement *statements;
    size_t statement_count;
    struct undertaking *undertakings;
    size_t undertaking_count;
    struct plan_sentence *sentences; /* all of the text, in order, furniture included */
    size_t sentence_count;
    struct plan_section *sections;   /* at least one */
    size_t section_count;
    struct plan_place *places;
    size_t place_count;
    struct plan_span *furniture;     /* whole lines, adjoining ones joined */
    size_t furniture_count;
    struct plan_figure *figures;     /* every number that is no statement */
    size_t figure_count;
    size_t unknown_count;            /* of them, PLAN_WHY_UNKNOWN */
};

/* Load every *.yaml of `folder` (model/lexicon, or a zone's own laid over it: see plan_lexicon_load_over).
 * ERR_FILE_*, ERR_LEXICON_SYNTAX, ERR_LEXICON_CLASS, ERR_LEXICON_KEY, ERR_LEXICON_VALUE,
 * ERR_LEXICON_DUPLICATE, ERR_LEXICON_EMPTY, each with file and line. */
bool plan_lexicon_load(struct arena *arena, struct str folder, struct plan_lexicon **out, struct err *err);
/* The same with a zone's own folder after the shipped one: a word it repeats replaces the shipped word. */
bool plan_lexicon_load_over(struct arena *arena, struct str folder, struct str over,
                            struct plan_lexicon **out, struct err *err);
size_t plan_lexicon_words(const struct plan_lexicon *lexicon);

/* Read a whole text (valid UTF-8, lines ended by \n). options NULL: a plan of no stated year. */
bool plan_read(struct arena *arena, const struct plan_lexicon *lexicon, struct str text,
               const struct plan_options *options, struct plan_text **out, struct err *err);

/* What is kept as evidence of a text: the document as it came, else the text. */
struct str plan_source(const struct plan_text *text);

/* How much of a text is of each sort: sentences and code points; and what could not be placed. */
struct plan_coverage {
    struct plan_share { size_t sentences, code_points; } sorts[PLAN_S_COUNT_];
    struct plan_share all;
    size_t *unplaced;             /* sentences read as narrative that hold a figure not understood, or begin like a duty */
    size_t unplaced_count;
};
void plan_cover(struct arena *arena, const struct plan_text *text, struct plan_coverage *out);

/* One line of JSON in the schema of the gold annotation, without a newline. */
void plan_statement_json(const struct statement *statement, struct buf *out);

/* sources.tsv: for each document its year, review and type; ERR_PLAN_SOURCES with file and line. */
struct plan_source {
    struct str doc;               /* slug: 00-ziyang-2023 */
    struct str title, place;
    struct plan_options options;
};
struct plan_sources {
    struct plan_source *rows;
    size_t count;
};
bool plan_sources_load(struct arena *arena, struct str path, struct plan_sources *out, struct err *err);
/* By file name: 00-ziyang-2023.txt finds 00-ziyang-2023; NULL where there is none. */
const struct plan_source *plan_sources_find(const struct plan_sources *sources, struct str file_name);

#endif
