/*
 * lexicon_build_priv.h - the insides of a lexicon, for the two files that make and walk it.
 */
#ifndef LUODI_PLAN_LEXICON_BUILD_PRIV_H
#define LUODI_PLAN_LEXICON_BUILD_PRIV_H

#include "plan/lexicon_priv.h"

struct lex_edge { uint64_t key; uint32_t node; };
struct lex_node { const struct lex_word *words; unsigned classes, below; /* below: of all words that go on from here */ };

struct plan_lexicon {
    struct lex_look look;       /* first: lexicon_priv.h looks through a pointer to the whole */
    struct arena *arena;
    struct lex_edge *edges;
    size_t edge_room, edge_count;
    struct lex_node *nodes;
    size_t node_room, node_count;
    size_t word_count;
    size_t first_count, first_room;
    struct str money_unit;
};

/* Note that words of that class and role begin with a character. */
void lex_first_note(struct plan_lexicon *lexicon, struct str text, enum lex_class class, enum lex_role role);

/* The node of a word's text, made where there is none; *len its code points. */
struct lex_node *lex_node_of(struct plan_lexicon *lexicon, struct str text, size_t *len);

#endif
