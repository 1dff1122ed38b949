/*
 * adopt_priv.h - what the files of adopting share: the rules, places, the tie of one statement.
 */
#ifndef LUODI_PLAN_ADOPT_PRIV_H
#define LUODI_PLAN_ADOPT_PRIV_H

#include "plan/adopt.h"

struct words {
    struct str *items; /* folded: utf8_fold */
    size_t count;
};

/* One rule: what must hold of a statement, and the metric that it then is. Empty means "whatever".
 */
struct tie_rule {
    struct source_place place;
    const struct metric *metric; /* NULL: the rule says why there is none */
    struct label reason;
    unsigned measures, events; /* bits */
    struct words subject;      /* one of them stands in what is counted */
    struct words also;         /* these may stand beside */
    struct words with;         /* one of them stands in the clause */
    struct words sentence;     /* one of them stands in the sentence, up to the clause's end */
    struct words without;      /* none of them stands in the clause */
    bool threshold_has;
    struct dec threshold; /* the class counted: of this size .. */
    struct str threshold_unit;
    struct words threshold_words;   /* .. or called one of these */
    struct str list;                /* it counts members of a named list of this purpose */
    bool off_list;                  /* it does not count members of a named list */
    const struct metric **total_of; /* it is the sum beside a count that is tied to one of these */
    size_t total_count;
    bool loose; /* other words beside the subject do not narrow it */
};

struct tying {
    struct tie_rule *rules;
    size_t count;
    struct words filler; /* words that narrow nothing */
    struct words home;   /* names of the place that speaks: the whole city */
};

/* ---- places (adopt_zone.c) ---- */

struct places {
    struct arena *arena;
    const struct model *model;
    const struct plan_text *text;
    const struct tying *tying;
    struct plan_zone *zones;
    size_t count, room;
    size_t home; /* the city, or PROPOSAL_NONE */
};

/* All zones of the ledger, and the city that options.place names where there is none. */
bool places_load(struct places *places, struct ledger *ledger, struct str place, struct err *err);
enum place_found { PLACE_FOUND, PLACE_UNSAID, PLACE_OUTSIDE };
/* The zone that a scope means. `make`: one that the ledger lacks may be put down to be made. */
enum place_found places_find(struct places *places, struct str scope, bool make, size_t *zone);
bool zone_is_park(const struct places *places, size_t zone);

/* ---- one statement (adopt_tie.c) ---- */

struct tie {
    const struct tie_rule *rule; /* NULL: none */
    const struct metric *metric;
    struct label reason;
    struct str slice;
    struct label slice_words;
    struct dec value, value_max;
    struct str unit;
};

struct tie_question {
    struct arena *arena;
    const struct tying *tying;
    const struct plan_text *text;
    const struct statement *statement;
    const struct metric *count_metric;   /* of the count that it is the total of; NULL: not tied */
    const struct statement *count;       /* that count, or NULL */
    const struct plan_zone *zone, *park; /* or NULL */
    const struct model *model;
};

/* True: tied. The reason is always set. */
bool tie_find(const struct tie_question *question, struct tie *tie);

/* ---- words for people (adopt_words.def) ---- */

enum adopt_word {
#define WORD(name, zh, en) ADOPT_##name,
#include "plan/adopt_words.def"
#undef WORD
    ADOPT_WORD_COUNT
};

/* The sentence with {1} and {2} put in, in both languages. */
struct label adopt_say(struct arena *arena, enum adopt_word word, struct label one,
                       struct label two);
struct label adopt_both(struct str text); /* the same text in both */

#endif
