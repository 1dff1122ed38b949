/*
 * roster_priv.h - the records of a kind in memory, for lists at the head. See roster.c.
 *
 * Memory   a roster belongs to its ledger; what these functions give lasts until the next roster_of.
 */
#ifndef LUODI_LEDGER_ROSTER_PRIV_H
#define LUODI_LEDGER_ROSTER_PRIV_H

#include "ledger/ledger_priv.h"

enum { ROSTER_COLUMNS_MAX = 32, ROSTER_TEXT_END = 0x1f };

struct roster_row { int64_t id; struct str bytes; bool gone; };

struct roster_column {
    const struct field *field;      /* NULL: the current stage */
    struct value *values;           /* by row */
    const struct stage **stages;
    uint32_t *order;                /* rows by value, then id; NULL: not asked yet */
};

struct roster {
    struct arena *own, *arena, *derived, *scratch;
    const struct edition *edition;
    const struct kind *kind;
    struct head head;               /* that it stands at; position 0: not read */
    struct day on;
    struct roster_row *rows;        /* by id */
    size_t count, room, loaded_bytes;
    struct roster_column columns[ROSTER_COLUMNS_MAX];
    size_t column_count;
    struct str *texts;              /* of each row, what a search looks at */
    struct record_place *places;    /* of each row, where it lies now */
    uint64_t turn, turns_asked;
    bool too_big;
};

/* The roster of a kind at the head, values as of `on`; NULL where lists must read the table. Inside a read only. */
bool roster_of(struct ledger *ledger, const struct edition *edition, const struct kind *kind, struct day on,
               struct roster **roster, struct err *err);
/* Before a list asks for its columns: they stay until the next call of this. */
void roster_make_room(struct roster *roster, size_t columns);
struct roster_column *roster_column(struct roster *roster, const struct field *field);
const uint32_t *roster_order(struct roster *roster, struct roster_column *column);
const struct str *roster_texts(struct roster *roster);
/* Of kinds whose records lie where they say themselves. */
const struct record_place *roster_places(struct roster *roster);
void rosters_free(struct ledger *ledger);

#endif
