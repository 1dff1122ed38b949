/*
 * read_priv.h - the reader's state while it goes through a page, and the steps that fill a statement.
 */
#ifndef LUODI_PLAN_READ_PRIV_H
#define LUODI_PLAN_READ_PRIV_H

#include "plan/clause_priv.h"

enum { MEMBERS_MAX = 8 };

/* What a number may take from the number before it. */
struct carry {
    bool valid;
    struct str subject, noun, bare, verb;
    int event;
    enum lex_rank rank;
    enum plan_measure measure;
    enum plan_kind kind;
    size_t statement;               /* index */
    struct str members[MEMBERS_MAX]; /* 分别: what each number is of */
    int member_events[MEMBERS_MAX]; /* their events; 0 where not known */
    size_t member_count, member;    /* the last one used */
    struct str recent[MEMBERS_MAX]; /* levels told in this sentence, for a 分别增长 behind them */
    int recent_events[MEMBERS_MAX];
    size_t recent_count;
    size_t sentence;
    int count_event;                /* of the last number that counted things, and its sentence: for 其中 */
    size_t count_sentence;
    bool counted;
    size_t each_row;                /* how many numbers the last 分别 of the sentence had */
};

/* The place a sentence is about. */
struct place_state {
    struct str scope;               /* of this sentence so far */
    bool self;                      /* it is 全市 and the like */
    struct str last_scope;          /* of the number before, where it is a place of its own */
    struct str last_self;           /* of an earlier sentence of this section */
    struct str last_subject;        /* what that sentence counted */
    size_t section, line;
    bool inherits;                  /* this sentence took it from an earlier one */
    bool line_inherits;             /* a marked part (1、 ①) of what was said before */
};

struct cue { size_t pos; int weight; bool near, soft; };

struct reader {
    struct page *page;
    struct plan_text *out;
    struct carry carry;
    struct place_state place;
    size_t project;                 /* the sentence that tells of one named project, from 1 */
    struct vec cues;                /* strong ones, in order */
    size_t cue;                     /* the first that is not before the sentence */
};

/* mode.c: which lines aim and which report. */
void mode_lines(struct reader *reader);
/* Whether a number at `pos` of the sentence is aimed at (> 0) or reported (< 0); 0: the text does not say.
 * `strong` tells whether a word of the sentence says so. */
int mode_at(const struct reader *reader, const struct sentence *sentence, size_t pos, bool *strong);

/* subject.c */
void subject_set(struct reader *reader, const struct clause *clause, size_t i, struct statement *statement);
struct str subject_verb(const struct clause *clause, const struct item *item);

/* 其中: the item is a part of what was counted. */
bool item_part(const struct clause *clause, const struct item *item);
/* The token of 达产后 and the like before the number, -1 where none. */
ptrdiff_t item_yield(const struct clause *clause, const struct item *item);
/* 完成年度计划的37%: a share of what was planned, not a figure that others go on from. */
bool item_of_plan(const struct clause *clause, const struct item *item);

/* event.c: measure, sign and event. */
void measure_set(const struct reader *reader, const struct clause *clause, size_t i, struct statement *statement);
void event_set(struct reader *reader, const struct clause *clause, size_t i, struct statement *statement);

/* kind.c: target, actual, baseline; and the time it holds for. */
void kind_set(struct reader *reader, const struct clause *clause, size_t i, struct statement *statement);

/* scope.c: places. */
void scope_begin(struct reader *reader, const struct sentence *sentence);
void scope_set(struct reader *reader, const struct clause *clause, size_t i, struct statement *statement);
/* Behind a place that begins at token i; i where none does. */
size_t scope_past(const struct sentence *sentence, size_t i);
/* The place said of position `pos` of the sentence, without a number. */
struct str scope_at(struct reader *reader, const struct sentence *sentence, size_t pos);
void scope_note(struct reader *reader, const struct sentence *sentence); /* count the places it names */
void scope_places(struct reader *reader);

/* duty.c: undertakings of a sentence in which no number stands. */
bool duty_read(struct reader *reader, const struct sentence *sentence);
/* Narrative in a paragraph that aims, with a word of doing in it: for a person to look at. */
bool duty_like(const struct reader *reader, const struct sentence *sentence);

/* Which part of a reading is a guess; the schema's word for it. */
enum plan_doubt { PLAN_DOUBT_KIND, PLAN_DOUBT_SUBJECT, PLAN_DOUBT_SCOPE };
struct str plan_doubt_word(enum plan_doubt doubt);

struct line *page_line(const struct page *page, size_t number);

#endif
