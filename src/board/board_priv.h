/*
 * board_priv.h - what the board's own files share.
 */
#ifndef LUODI_BOARD_BOARD_PRIV_H
#define LUODI_BOARD_BOARD_PRIV_H

#include "base/arena.h"
#include "base/buf.h"
#include "board/board.h"

struct scoring {
    struct ledger *ledger;
    struct arena *arena;
    struct day on;
    struct entry_id as_of;
    enum lang lang;
    const struct record_id *zones;   /* whose figures are asked; count 0: the city */
    size_t zone_count;
    struct err *err;
};

/* Value, months, share, state and reason of a target whose metric, bound and period are set. */
bool target_score(struct scoring *scoring, struct board_target *target);
/* State only, for the comparison with last week. */
bool target_state_on(struct scoring *scoring, const struct board_target *target, struct day on, enum target_state *state);

void bound_show(struct arena *arena, struct board_bound *bound, enum lang lang);
/* 100 * a / b with room for a decimal; false when b is zero. */
bool percent_of(struct dec a, struct dec b, struct dec *percent);
struct str percent_text(struct arena *arena, struct dec percent);

#endif
