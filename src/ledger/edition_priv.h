/*
 * edition_priv.h - a set of definitions as the ledger keeps it: the model of one definition entry, with the
 * register's numbers for its names, the versions of its metrics, and who must be re-evaluated when what changes.
 */
#ifndef LUODI_LEDGER_EDITION_PRIV_H
#define LUODI_LEDGER_EDITION_PRIV_H

#include "ledger/ledger.h"

struct store;

/*
 * When `name` (a field or stage, by register number) of a record of `kind` changes, the records that reach it
 * through `through` (ref fields; the last link first) feed `metric` and are evaluated again.
 */
struct watch {
    const struct kind *kind;         /* whose record changed */
    int32_t number;                  /* what changed */
    const struct field *through[2];  /* the fields by which the source refers: through[0] names this record's kind */
    size_t through_count;
    const struct metric *metric;     /* of the source's kind; NULL: a roll (see roll) */
};

struct metric_use {                  /* what of its own record a metric reads */
    bool *fields, *stages;           /* by index */
    bool lists;                      /* asks listed() */
    int64_t version;                 /* metric_version.id: the number in cells */
    const struct watch **watches;    /* those of this metric */
    size_t watch_count;
};

struct edition {
    const struct model *model;
    int64_t position;                /* of the definition entry */
    int32_t *kind_numbers;           /* by kind index */
    int32_t **field_numbers, **stage_numbers; /* by kind index, then index */
    int32_t number_max;
    const struct field **field_of;   /* by number; NULL */
    const struct stage **stage_of;
    const struct kind **kind_of;     /* the kind a number belongs to; NULL: not in these definitions */
    struct metric_use *uses;         /* by metric index */
    struct watch *watches;
    size_t watch_count;
    const struct field **rolls;      /* rolled-up fields, all kinds */
    const struct kind **roll_parents;
    size_t roll_count;
    struct edition *older;           /* the list of those loaded */
};

/* Read the definitions kept by the last definition entry at or before position. */
bool edition_load(struct store *store, struct arena *arena, int64_t position, struct edition **edition, struct err *err);
/* Number what is new in a model, name new versions of metrics; inside the definition entry's transaction. */
bool edition_register(struct store *store, const struct model *model, int64_t position, struct err *err);

static inline int32_t edition_field_number(const struct edition *e, const struct kind *kind, const struct field *field)
{
    return e->field_numbers[kind->index][field->index];
}
static inline int32_t edition_stage_number(const struct edition *e, const struct kind *kind, const struct stage *stage)
{
    return e->stage_numbers[kind->index][stage->index];
}

#endif
