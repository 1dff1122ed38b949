/*
 * lexicon_priv.h - the words that the reader knows, found by one walk along the text.
 */
#ifndef LUODI_PLAN_LEXICON_PRIV_H
#define LUODI_PLAN_LEXICON_PRIV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/dec.h"
#include "base/str.h"

struct arena;
struct err;
struct plan_lexicon;

enum lex_class {
#define LEX_CLASS(name, word, keys) LEX_##name,
#include "plan/lexicon.def"
    LEX_CLASS_COUNT
};

enum lex_role {
    ROLE_NONE,
#define LEX_ROLE(class_name, name, word) ROLE_##name,
#include "plan/lexicon.def"
    ROLE_COUNT
};

enum lex_rank { RANK_NONE, RANK_AIM, RANK_LIST, RANK_WEAK, RANK_STRONG };

#define LEX_BIT(class_name) (1u << LEX_##class_name)

/* One meaning of one word; a word with several has a chain of them. */
struct lex_word {
    struct str text;
    enum lex_class class;
    enum lex_role role;
    int event;              /* enum plan_event */
    enum lex_rank rank;
    int op;                 /* enum plan_op */
    bool before, after;     /* side of a bound */
    int sign, weight;
    int measure;            /* enum plan_measure; -1 where not said */
    int64_t digit;
    struct str unit;
    struct dec factor;
    struct str *parts;
    size_t part_count;
    int layer;              /* 0 shipped, 1 a zone's own */
    size_t len;             /* code points */
    const struct lex_word *next; /* the same text */
};

/* The longest word of the classes in `mask` that begins at cps[pos]; NULL where none. The chain that
 * it heads may hold words of other classes too: lex_as picks. */
const struct lex_word *lex_longest(const struct plan_lexicon *lexicon, const uint32_t *cps, size_t end,
                                   size_t pos, unsigned mask);
/* All words of `mask` beginning at pos, shortest first; returns how many were put into found. */
size_t lex_all(const struct plan_lexicon *lexicon, const uint32_t *cps, size_t end, size_t pos,
               unsigned mask, const struct lex_word **found, size_t max);
/* What words begin with a character: their classes, and their roles as bits. Most characters begin none. */
struct lex_first { unsigned classes; uint32_t node; uint64_t roles[2]; };
struct lex_look {
    uint16_t *first;          /* by code point: index into firsts; 0: no word begins with it */
    struct lex_first *firsts;
};
enum { LEX_FIRST_CPS = 0x10000 };

/* May a word of these classes begin with the character? A look that spares a walk. */
static inline bool lex_begins(const struct plan_lexicon *lexicon, uint32_t cp, unsigned mask)
{
    const struct lex_look *look = (const struct lex_look *)lexicon;
    return cp >= LEX_FIRST_CPS || (look->first && look->firsts[look->first[cp]].classes & mask);
}
static inline const struct lex_word *lex_as(const struct lex_word *chain, enum lex_class class)
{
    while (chain && chain->class != class) chain = chain->next;
    return chain;
}

static inline const struct lex_word *lex_role(const struct lex_word *chain, enum lex_class class, enum lex_role role)
{
    while (chain && (chain->class != class || chain->role != role)) chain = chain->next;
    return chain;
}

/* The longest word with that class and role at pos. */
const struct lex_word *lex_at(const struct plan_lexicon *lexicon, const uint32_t *cps, size_t end,
                              size_t pos, enum lex_class class, enum lex_role role);

/* The unit of money where none is said; empty when the lexicon has none. */
struct str lex_money_unit(const struct plan_lexicon *lexicon);

/* Full-width letters, digits and signs to their ASCII forms, one code point for one. The comma 、， and
 * the stop 。 stay. */
uint32_t lex_fold(uint32_t code_point);

#endif
