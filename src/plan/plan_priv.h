/*
 * plan_priv.h - what the steps of reading hand to one another. In order: page (code points, lines,
 * furniture, headings, sentences), when and figure (times and numbers at a place), token (a sentence as
 * words), weed (numbers that are no statements), clause (the words that belong to a number), subject,
 * scope, mode and interpret (the fields), read (all of it in turn).
 */
#ifndef LUODI_PLAN_PRIV_H
#define LUODI_PLAN_PRIV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/dec.h"
#include "base/str.h"
#include "plan/lexicon_priv.h"
#include "plan/plan.h"

struct arena;

/* An array that grows in the arena. */
struct vec { void *items; size_t count, room; };
void *vec_add_(struct arena *arena, struct vec *vec, size_t size);
#define VEC_ADD(arena, vec, type) ((type *)vec_add_((arena), (vec), sizeof(type)))
#define VEC_AT(vec, type, i) (&((type *)(vec)->items)[i])

/* The text as folded code points, and where each begins in the bytes. */
struct page {
    struct arena *arena;
    const struct plan_lexicon *lexicon;
    struct plan_options options;
    struct str text;
    uint32_t *cps;
    uint32_t *bytes; /* count + 1 of them */
    size_t count;
    struct vec lines, sentences, sections, places, furniture, figures, statements, undertakings;
    struct str title;
    size_t title_line;
    struct str cover;       /* the months or quarters that the title or the first sentence says all is of */
};

struct line {
    size_t start, end;      /* without blanks at both ends */
    size_t number;          /* from 1 */
    bool empty, furniture, heading, title;
    bool stop;              /* holds a full stop or its like */
    int mode;               /* >0 aims, <0 reports; see mode.c */
    size_t section;
};

/* A time as the text says it; year 0 where it says none. */
enum when_part { W_YEAR, W_YEARS, W_MONTH, W_MONTHS, W_HALF, W_QUARTER, W_QUARTERS, W_ALL, W_SAME, W_DAY };
struct when {
    size_t start, end;
    enum when_part part;
    int year, year_to;
    int from, to;           /* months, half, quarter */
    bool relative;          /* 今年, 去年 */
    bool same_last_year;    /* 同期 */
};
bool when_at(const struct page *page, size_t pos, size_t end, struct when *when);
/* In the schema's form; `year` is taken where the time says none. Empty where there is no year at all. */
struct str when_print(const struct page *page, const struct when *when, int year);

enum form {
    FORM_PLAIN, FORM_ORDINAL, FORM_FRONT, FORM_STRONG, FORM_CADENCE, FORM_GRID, FORM_DOUBLE,
    FORM_TWO_DIGIT, FORM_FRACTION, FORM_BIG, FORM_RATIO, FORM_VAGUE,
};

/* A number where it stands. */
struct figure {
    size_t start, end;      /* with the bound words that touch it */
    size_t core, num_end;   /* the numeral alone, without unit */
    size_t unit_end;        /* numeral and unit, without the bound behind */
    struct dec value, max;
    bool has_max;
    enum form form;
    const struct lex_word *unit;
    struct str unit_name;
    int measure;            /* enum plan_measure; -1 not known from the unit */
    enum plan_op op;
    bool bound;             /* a bound word touches it, or it is inexact */
    bool han, bare, inexact, scaled;
    bool decimal;           /* said with a fraction */
    bool out;               /* no statement: */
    enum plan_why why;
};
bool figure_at(const struct page *page, size_t pos, size_t end, struct figure *figure);
/* A numeral alone: digits and scales. */
struct numeral { struct dec value; size_t end; bool han, bare, inexact, scaled, decimal, twin; };
bool numeral_at(const struct page *page, size_t pos, size_t end, struct numeral *numeral);

enum token_kind { TOKEN_TEXT, TOKEN_WORD, TOKEN_FIGURE, TOKEN_TIME, TOKEN_SPAN /* a length of time */,
                  TOKEN_PLACE, TOKEN_MARK };
struct token {
    enum token_kind kind;
    size_t start, end;
    const struct lex_word *word;  /* of WORD and PLACE, the chain of meanings */
    uint32_t mark;                /* of MARK: the code point */
    size_t ref;                   /* of FIGURE and TIME: index */
    int depth;                    /* of round brackets */
    int quote;                    /* within quotation marks: which, from 1; 0 outside */
};

struct sentence {
    size_t start, end, line, section;
    size_t index;                 /* in page.sentences */
    struct token *tokens;
    size_t token_count;
    struct figure *figures;
    size_t figure_count;
    struct when *whens;
    size_t when_count;
};
void sentence_tokens(const struct page *page, size_t start, size_t end, struct sentence *sentence);

/* Set `out` and `why` of the figures that are no statements. */
void sentence_weed(const struct page *page, struct sentence *sentence);

/* Helpers over code points. */
struct str page_slice(const struct page *page, size_t start, size_t end);
struct plan_span page_span(const struct page *page, size_t start, size_t end);
static inline bool cp_han(uint32_t cp)
{
    return (cp >= 0x3400 && cp <= 0x9FFF) || (cp >= 0x20000 && cp <= 0x3FFFF) || cp == 0x3007;
}

static inline bool cp_digit(uint32_t cp)
{
    return cp >= '0' && cp <= '9';
}

static inline bool cp_letter(uint32_t cp)
{
    return (cp >= 'a' && cp <= 'z') || (cp >= 'A' && cp <= 'Z');
}

size_t page_skip_blanks(const struct page *page, size_t pos, size_t end);

/* Meanings of a token. */
static inline const struct lex_word *token_as(const struct token *token, enum lex_class class)
{
    return token->word ? lex_as(token->word, class) : NULL;
}

static inline const struct lex_word *token_role(const struct token *token, enum lex_class class, enum lex_role role)
{
    return token->word ? lex_role(token->word, class, role) : NULL;
}

static inline bool token_mark(const struct token *token, uint32_t cp)
{
    return token->kind == TOKEN_MARK && token->mark == cp;
}

#endif
