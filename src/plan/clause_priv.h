/*
 * clause_priv.h - the words that belong to one number: its item of the sentence, its verb, its noun.
 */
#ifndef LUODI_PLAN_CLAUSE_PRIV_H
#define LUODI_PLAN_CLAUSE_PRIV_H

#include "plan/page_priv.h"

/* Token ranges are [from, to). */
struct range { size_t from, to; };

struct item {
    size_t k;                   /* token of the number */
    struct figure *figure;
    size_t left, right;         /* its tokens: [left, k) before, (k, right) after */
    bool open_left;             /* nothing but a list mark parts it from the item before */
    bool adjoins;               /* no word between it and the number before: 13条15公里 */
    bool leading;               /* the number stands before its noun */
    struct range noun;          /* the noun phrase; empty where it has none of its own */
    struct range before_verb;   /* what stands before the verb: 农林牧渔业 (实现) 增加值 */
    ptrdiff_t verb;             /* its token, -1 where none */
    bool verb_after;
    bool relative;              /* 投资2599万元的..公路通车: describes the noun of another verb */
    bool change, reach, rate, share, compare, falls; /* words of change right before the number */
    bool fall_rate;             /* 降幅: its own growth or shrinking is not signed */
    bool predicate;             /* 达, 超 ..: the noun and the number make a clause of their own */
    bool each;                  /* 分别 */
    ptrdiff_t list;             /* token of 等, -1 */
    ptrdiff_t from;             /* token of 从 of a 从A到B, -1 */
    struct range examples;
};

struct clause {
    struct sentence *sentence;
    const struct page *page;
    struct item *items;
    size_t count;
};

/* The items of a sentence whose figures are weeded. */
void clause_items(const struct page *page, struct sentence *sentence, struct clause *clause);

/* 810个项目完成投资..: it only says how many there are of what the next number is told of. */
bool clause_counted(const struct clause *clause, size_t i);

static inline bool mark_hard(const struct token *token)
{
    if (token->kind != TOKEN_MARK) return false;
    uint32_t cp = token->mark;
    return cp == 0xFF0C || cp == ';' || cp == ':' || cp == 0x3002 || cp == '!' || cp == '?' || cp == '(' || cp == ')' ||
           cp == ',';
}
bool token_list_mark(const struct token *token);        /* 、 和 及 */
bool token_gov(const struct token *token);              /* a verb that governs */
const struct lex_word *token_verb(const struct token *token);
/* The rightmost noun with an event in the range, or NULL. */
const struct lex_word *range_noun(const struct clause *clause, struct range range);
const struct lex_word *range_role(const struct clause *clause, struct range range, enum lex_role role);
struct str range_text(const struct clause *clause, struct range range);
bool range_has_mark(const struct clause *clause, struct range range, uint32_t mark);

#endif
