/*
 * lexicon_build_priv.h - the insides of a lexicon, for the two files that make and walk it.
 */
#ifndef LUODI_PLAN_LEXICON_BUILD_PRIV_H
#define LUODI_PLAN_LEXICON_BUILD_PRIV_H

#include "plan/lexicon_priv.h"

struct lex_edge { uint64_t key; uint32_t node; };
struct lex_node { const struct lex_word *words; unsigned classes; };

struct plan_lexicon {
    struct arena *arena;
    struct lex_edge *edges;
    size_t edge_room, edge_count;
    struct lex_node *nodes;
    size_t node_room, node_count;
    size_t word_count;
    struct str money_unit;
};

/* The node of a word's text, made where there is none; *len its code points. */
struct lex_node *lex_node_of(struct plan_lexicon *lexicon, struct str text, size_t *len);

#endif
