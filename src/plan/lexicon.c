/*
 * lexicon.c - the words as a trie over folded code points: one lookup is one walk, whatever the number
 * of words. Nodes are numbers; an edge is a hash of (node, code point).
 */
#include "plan/lexicon_priv.h"

#include "base/arena.h"
#include "base/must.h"
#include "base/utf8.h"
#include "plan/lexicon_build_priv.h"
#include "plan/plan.h"

uint32_t lex_fold(uint32_t cp)
{
    if (cp >= 0xFF01 && cp <= 0xFF5E && cp != 0xFF0C && cp != 0xFF0D) return cp - 0xFEE0;
    if (cp == 0x3000 || cp == 0xA0) return ' ';
    return cp;
}

static uint64_t edge_hash(uint64_t key)
{
    key *= 0x9E3779B97F4A7C15u;
    return key ^ (key >> 29);
}

static uint32_t edge_find(const struct plan_lexicon *lexicon, uint32_t node, uint32_t cp)
{
    uint64_t key = ((uint64_t)node << 21 | cp) + 1;
    size_t mask = lexicon->edge_room - 1;
    for (size_t at = edge_hash(key) & mask;; at = (at + 1) & mask) {
        if (lexicon->edges[at].key == key) return lexicon->edges[at].node;
        if (lexicon->edges[at].key == 0) return 0;
    }
}

static void edge_put(struct plan_lexicon *lexicon, uint64_t key, uint32_t node)
{
    size_t mask = lexicon->edge_room - 1;
    size_t at = edge_hash(key) & mask;
    while (lexicon->edges[at].key != 0) at = (at + 1) & mask;
    lexicon->edges[at] = (struct lex_edge){ key, node };
}

static void edges_grow(struct plan_lexicon *lexicon)
{
    struct lex_edge *old = lexicon->edges;
    size_t old_room = lexicon->edge_room;
    lexicon->edge_room = old_room ? old_room * 2 : 4096;
    lexicon->edges = ARENA_ARRAY(lexicon->arena, struct lex_edge, lexicon->edge_room);
    for (size_t i = 0; i < old_room; i++)
        if (old[i].key) edge_put(lexicon, old[i].key, old[i].node);
}

static uint32_t node_new(struct plan_lexicon *lexicon)
{
    if (lexicon->node_count == lexicon->node_room) {
        size_t room = lexicon->node_room ? lexicon->node_room * 2 : 4096;
        lexicon->nodes = arena_grow(lexicon->arena, lexicon->nodes,
                                    lexicon->node_room * sizeof(*lexicon->nodes),
                                    room * sizeof(*lexicon->nodes));
        lexicon->node_room = room;
    }
    lexicon->nodes[lexicon->node_count] = (struct lex_node){ NULL, 0, 0 };
    return (uint32_t)lexicon->node_count++;
}

struct lex_node *lex_node_of(struct plan_lexicon *lexicon, struct str text, size_t *len)
{
    if (lexicon->node_count == 0) node_new(lexicon); /* the root */
    uint32_t node = 0;
    size_t count = 0;
    for (size_t pos = 0; pos < text.len; count++) {
        uint32_t cp = lex_fold(utf8_next(text, &pos));
        if (lexicon->edge_count * 2 >= lexicon->edge_room) edges_grow(lexicon);
        uint32_t next = edge_find(lexicon, node, cp);
        if (!next) {
            next = node_new(lexicon);
            edge_put(lexicon, ((uint64_t)node << 21 | cp) + 1, next);
            lexicon->edge_count++;
        }
        node = next;
    }
    *len = count;
    return &lexicon->nodes[node];
}

_Static_assert(ROLE_COUNT <= 128, "lex_first has room for so many roles");

void lex_first_note(struct plan_lexicon *lexicon, struct str text, enum lex_class class, enum lex_role role)
{
    size_t pos = 0;
    uint32_t cp = text.len ? lex_fold(utf8_next(text, &pos)) : LEX_FIRST_CPS;
    if (!lexicon->look.first) lexicon->look.first = ARENA_ARRAY(lexicon->arena, uint16_t, LEX_FIRST_CPS);
    uint32_t begun = text.len ? edge_find(lexicon, 0, cp) : 0;
    for (uint32_t node = begun; node && pos < text.len;) {
        lexicon->nodes[node].below |= 1u << class;
        node = edge_find(lexicon, node, lex_fold(utf8_next(text, &pos)));
    }
    if (cp >= LEX_FIRST_CPS) return; /* such characters are always looked up */
    if (lexicon->first_count + 1 >= lexicon->first_room) {
        size_t room = lexicon->first_room ? lexicon->first_room * 2 : 256;
        lexicon->look.firsts = arena_grow(lexicon->arena, lexicon->look.firsts, lexicon->first_room * sizeof *lexicon->look.firsts,
                                     room * sizeof *lexicon->look.firsts);
        for (size_t i = lexicon->first_room; i < room; i++) lexicon->look.firsts[i] = (struct lex_first){ 0 };
        lexicon->first_room = room;
    }
    if (!lexicon->look.first[cp]) lexicon->look.first[cp] = (uint16_t)++lexicon->first_count;
    struct lex_first *first = &lexicon->look.firsts[lexicon->look.first[cp]];
    first->classes |= 1u << class;
    first->node = begun;
    first->roles[role / 64] |= (uint64_t)1 << (role % 64);
}

/* The node behind the first character of a word. */
static uint32_t first_node(const struct plan_lexicon *lexicon, uint32_t cp)
{
    return cp >= LEX_FIRST_CPS ? edge_find(lexicon, 0, cp) : lexicon->look.firsts[lexicon->look.first[cp]].node;
}

static bool begins_role(const struct plan_lexicon *lexicon, uint32_t cp, enum lex_role role)
{
    return cp >= LEX_FIRST_CPS ||
           (lexicon->look.first && lexicon->look.firsts[lexicon->look.first[cp]].roles[role / 64] >> (role % 64) & 1);
}

const struct lex_word *lex_longest(const struct plan_lexicon *lexicon, const uint32_t *cps, size_t end,
                                   size_t pos, unsigned mask)
{
    const struct lex_word *found = NULL;
    if (pos >= end || !lex_begins(lexicon, cps[pos], mask)) return NULL;
    for (uint32_t node = first_node(lexicon, cps[pos++]); node;
         node = pos < end && (lexicon->nodes[node].below & mask) ? edge_find(lexicon, node, cps[pos++]) : 0)
        if (lexicon->nodes[node].classes & mask) found = lexicon->nodes[node].words;
    return found;
}

size_t lex_all(const struct plan_lexicon *lexicon, const uint32_t *cps, size_t end, size_t pos,
               unsigned mask, const struct lex_word **found, size_t max)
{
    size_t count = 0;
    if (pos >= end || !lex_begins(lexicon, cps[pos], mask)) return 0;
    for (uint32_t node = first_node(lexicon, cps[pos++]); node && count < max;
         node = pos < end && (lexicon->nodes[node].below & mask) ? edge_find(lexicon, node, cps[pos++]) : 0)
        if (lexicon->nodes[node].classes & mask) found[count++] = lexicon->nodes[node].words;
    return count;
}

const struct lex_word *lex_at(const struct plan_lexicon *lexicon, const uint32_t *cps, size_t end,
                              size_t pos, enum lex_class class, enum lex_role role)
{
    const struct lex_word *words[16];
    if (pos >= end || !begins_role(lexicon, cps[pos], role)) return NULL;
    size_t count = lex_all(lexicon, cps, end, pos, 1u << class, words, 16);
    while (count-- > 0) {
        const struct lex_word *word = lex_role(words[count], class, role);
        if (word) return word;
    }
    return NULL;
}

size_t plan_lexicon_words(const struct plan_lexicon *lexicon)
{
    return lexicon->word_count;
}

struct str lex_money_unit(const struct plan_lexicon *lexicon)
{
    return lexicon->money_unit;
}
