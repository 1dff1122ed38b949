/*
 * adopt.h - from statements to targets: what would be made of a text, then making it.
 *
 * A statement that aims at something becomes a target: tied to a metric, a zone, a period and a
 * bound where the rules of tying find one, else grey with the reason. A duty without a figure
 * becomes an undertaking; what was reached, or only describes, a reported figure of that document;
 * a number that was seen and not understood is noted as such. Nothing is dropped. Which words mean
 * which metric is data: model/tying/, read out of the ledger's own definitions.
 *
 * Memory   proposals live in the arena passed in and point into the plan text and the ledger's
 * model. Threads  as the ledger's: one thread. Errors   ERR_TYING_* with file and line for a bad
 * rule; ERR_PLAN_EMPTY, ERR_PLAN_YEAR_MISSING, ERR_PLAN_SKIP, ERR_PLAN_ADOPTED,
 * ERR_PLAN_ZONES_MISSING; those of the ledger.
 */
#ifndef LUODI_PLAN_ADOPT_H
#define LUODI_PLAN_ADOPT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/date.h"
#include "ledger/ledger.h"
#include "model/model.h"
#include "plan/plan.h"

struct arena;
struct err;
struct json_writer;
struct tying;

/* ---- rules of tying
 * ------------------------------------------------------------------------------- */

/*
 * The rules in the model's files tying/, in the order of their names; checked against its metrics.
 * A model without such files has no rules, and then nothing is tied. ERR_TYING_SYNTAX,
 * ERR_TYING_KEY, ERR_TYING_VALUE, ERR_TYING_METRIC.
 */
bool tying_load(struct arena *arena, const struct model *model, struct tying **out,
                struct err *err);
size_t tying_rule_count(const struct tying *tying);

/* ---- proposals
 * ------------------------------------------------------------------------------------ */

#define PROPOSAL_NONE ((size_t)-1)

/* A place that proposals name: a zone of the ledger, or one that would be made. */
struct plan_zone {
    struct record_id id;   /* 0: to make */
    struct str name, type; /* type: the zone role's choice */
    struct str others;     /* its other names, with commas between */
    size_t parent;         /* index into zones, or PROPOSAL_NONE */
    bool make;             /* some proposal needs it and the ledger lacks it */
};

/* A named list of the year that a statement speaks of ("27 of them, among them X"). */
struct plan_list {
    struct record_id id; /* 0: to make */
    struct str code, name, purpose;
    struct str examples; /* those named, joined; may be empty */
    size_t zone;         /* index into zones, or PROPOSAL_NONE */
    int year;
    struct dec size;
};

enum plan_become { BECOME_TARGET, BECOME_REPORTED, BECOME_SKIPPED };
const char *plan_become_name(enum plan_become become); /* "target", "reported", "skipped" */

struct proposal { /* what becomes of statements[i] */
    enum plan_become become;
    bool tied;        /* a metric measures it */
    struct str label; /* for people: the metric's label, or the subject */
    const struct metric
        *metric; /* NULL: none measures it. Of a reported figure: the one that it is of, if any */
    struct label reason;      /* why this metric; or why none */
    struct label question;    /* what a person should look at; empty */
    size_t zone, park;        /* index into zones, or PROPOSAL_NONE */
    struct str slice;         /* FEEL over the metric's dimensions; empty: the whole */
    struct label slice_words; /* the same for people */
    struct str period;        /* as period_parse reads; may be empty */
    enum plan_op op;
    struct dec value, value_max; /* in `unit` */
    bool has_max;
    struct str unit;
    size_t list; /* index into lists, or PROPOSAL_NONE */
    struct str section;
};

struct duty_proposal { /* what becomes of undertakings[i] */
    size_t zone;
    struct str period, section;
    struct day due; /* the period's last day; or none */
};

struct adopt_options {
    struct str name;  /* of the file that the text came in */
    struct str title; /* of the plan; empty: the text's own, else the file's */
    struct str place; /* the place that the whole text speaks for, made as the city where the ledger
                         has none; may be empty */
    struct day published, today; /* none where unknown */
    const size_t *skip;          /* statements to leave out, noted as such */
    size_t skip_count;
    bool make_zones; /* plan_adopt: zones that the ledger lacks may be made */
    struct record_id author;
};

struct proposals {
    const struct model *model;
    const struct plan_text *text;
    struct adopt_options options;
    struct str title;
    struct proposal *items; /* one for each statement, in order */
    size_t count;
    struct duty_proposal *duties; /* one for each undertaking */
    size_t duty_count;
    struct plan_zone *zones;
    size_t zone_count, zones_to_make;
    struct plan_list *lists;
    size_t list_count, lists_to_make;
    size_t targets, tied, untied, reported, skipped, unknown_figures;
    struct record_id adopted; /* the plan under which this very text was adopted before; 0: never */
};

/* What would be made of the text in this ledger. Writes nothing; the ledger may be open read-only.
 */
bool plan_propose(struct ledger *ledger, struct arena *arena, const struct plan_text *text,
                  const struct adopt_options *options, struct proposals **out, struct err *err);

struct adopted {
    struct record_id plan;
    size_t targets, grey, undertakings, reported, skipped, zones_made, lists_made;
    struct entry_id position;
};

/*
 * Do it, in one group of entries, all or none: the zones that are missing, the plan with its text
 * as evidence, lists, targets, undertakings, reported figures. A number not understood becomes a
 * reported figure without a value; a statement left out becomes a target in the state "withdrawn",
 * which no board shows. Entries are effective on the day of publication, else on the first day of
 * the plan's year, or today where that is earlier. ERR_PLAN_ADOPTED where the same text was adopted
 * before; ERR_PLAN_ZONES_MISSING where zones are to be made and options.make_zones is false.
 */
bool plan_adopt(struct ledger *ledger, struct arena *arena, const struct proposals *proposals,
                struct adopted *result, struct err *err);

/* ---- JSON
 * ------------------------------------------------------------------------------------------- */

/* What only the caller knows, as members added to an open object. NULL: nothing is added. */
struct adopt_show {
    /* How a number is shown: "shown", "shown_unit". */
    void (*number)(void *host, struct json_writer *w, struct dec value, struct str unit);
    /* How a bound is shown, with its mark: "shown", "shown_unit". */
    void (*bound)(void *host, struct json_writer *w, const struct proposal *item);
    /* Of an adopted plan: the value of "target" for statement i (an object or null), and the "id"
     * of undertaking i. */
    void (*target)(void *host, struct json_writer *w, size_t statement);
    void (*undertaking)(void *host, struct json_writer *w, size_t undertaking);
    void *host;
};

/*
 * The whole reading with its proposals as one object, in the words of docs/reference/api.md (POST
 * /api/plans/read). `proposals` may be NULL: the reading alone. `whole`: with the text itself.
 */
void plan_read_json(struct json_writer *w, const struct plan_text *text,
                    const struct proposals *proposals, struct str name, bool whole, enum lang lang,
                    const struct adopt_show *show);

#endif
