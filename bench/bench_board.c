/*
 * bench_board.c - reading a zone's board, warm, as a server does.
 *
 *     bench-board NAME [YEARS_BACK]    of the ledger NAME in the data folder; as of so many years
 * before its last entry
 */
#include <stdio.h>

#include "base/clock.h"
#include "bench.h"
#include "board/board.h"
#include "ledger/ledger.h"
#include "made.h"

enum { RUNS = 101, YEAR_DAYS = 365 };

struct asked {
    struct bench bench;
    struct clock clock;
    struct ledger *ledger;
    struct err err;
};

static bool read_boards(struct asked *asked, const struct board_query *query, double *ms,
                        size_t *with_value)
{
    struct arena *arena = arena_new();
    bool read = true;
    for (int i = -3; read && i < RUNS; i++) { /* the first three only warm up */
        struct board *board;
        double began = bench_now_s();
        read = board_read(asked->ledger, arena, query, &board, &asked->err);
        if (i >= 0)
            ms[i] = (bench_now_s() - began) * 1000;
        *with_value = 0;
        for (size_t t = 0; read && t < board->target_count; t++)
            *with_value += board->targets[t].value.present;
        arena_reset(arena);
    }
    arena_free(arena);
    return read;
}

static bool position_back(struct asked *asked, int64_t years, struct board_query *query)
{
    struct head head;
    if (!ledger_head(asked->ledger, &head, &asked->err))
        return false;
    struct instant at = { head.recorded.us - years * YEAR_DAYS * INT64_C(86400000000) };
    query->on = instant_day(at);
    int month, day;
    day_split(instant_day(at), &query->year, &month, &day);
    return years == 0 || ledger_position_at(asked->ledger, at, &query->as_of, &asked->err);
}

int main(int argc, char **argv)
{
    int64_t years = 0;
    if (argc < 2 || (argc > 2 && !str_to_int(str_from(argv[2]), &years)))
        return fprintf(stderr, "usage: bench-board NAME [YEARS_BACK]\n"), 2;
    struct asked asked;
    bench_begin(&asked.bench);
    clock_init_system(&asked.clock);
    err_init(&asked.err);
    struct ledger_options options = { .folder = bench_path(&asked.bench, str_from(argv[1])),
                                      .clock = &asked.clock };
    struct board_query query = { .scope = BOARD_ZONE, .zone = { MADE_ZONE_ID } };
    double ms[RUNS];
    size_t with_value;
    if (!ledger_open(&options, &asked.ledger, &asked.err) ||
        !position_back(&asked, years, &query) || !read_boards(&asked, &query, ms, &with_value))
        return bench_fail(&asked.bench, &asked.err);
    ledger_close(asked.ledger);
    bench_say(&asked.bench, "ms", bench_median(ms, RUNS));
    bench_say(&asked.bench, "p99_ms", bench_percentile(ms, RUNS, 0.99));
    bench_say(&asked.bench, "figures", (double)with_value);
    return bench_end(&asked.bench);
}
