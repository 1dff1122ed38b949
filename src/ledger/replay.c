/*
 * replay.c - contributions from whole records: what running would have written, computed again.
 *
 * A column is one version of a metric, whole or a slice of it. Records are read once for all columns of their kind: reading is
 * dearer than weighing.
 */
#include <string.h>

#include "ledger/ledger_priv.h"

enum { CACHE_FOLLOWED_MAX = 20000 };

/* ---- one column over one record ------------------------------------------------------------------------ */

struct replaying {
    struct ledger *ledger;
    const struct edition *edition;
    const struct kind *kind;
    struct column *columns;
    size_t count;
    uint8_t *there;              /* by number: the record says something of it */
    struct replay_sink *sink;
    struct err *err;
    bool failed;
};

static bool says(const struct replaying *r, int32_t number)
{
    return number > 0 && number <= r->edition->number_max && r->there[number];
}

/* Most records never come near most metrics: no event without its stage, no sum without its field. */
static bool may_count(const struct replaying *r, const struct metric *metric)
{
    const struct edition *e = r->edition;
    bool amount = metric->how == METRIC_SUM || metric->how == METRIC_STOCK;
    if (amount && metric->field && !says(r, edition_field_number(e, r->kind, metric->field)))
        return false;
    if (!metric->at_stage_count || metric->at || metric->first)
        return true;
    for (size_t i = 0; i < metric->at_stage_count; i++)
        if (says(r, edition_stage_number(e, r->kind, &r->kind->stages[metric->at_stages[i]])))
            return true;
    return false;
}

/* What `is` has more than `was`; both are settled and stay as they are. */
static void steps_less(const struct steps *was, const struct steps *is, struct steps *diff)
{
    for (size_t i = 0; i < was->count; i++) {
        struct step back = was->items[i];
        back.delta = -back.delta;
        steps_add(diff, back);
    }
    for (size_t i = 0; i < is->count; i++)
        steps_add(diff, is->items[i]);
    if (was->count)
        steps_settle(diff);
}

static bool replay_column(struct replaying *r, size_t at, const struct timeline *timeline)
{
    const struct column *column = &r->columns[at];
    struct ledger *ledger = r->ledger;
    int64_t *positions;
    size_t count;
    struct steps was;
    if (!steps_positions(ledger, r->edition, column->metric, timeline, &positions, &count, r->err))
        return false;
    steps_init(&was, ledger->scratch);
    for (size_t p = 0; p < count && positions[p] <= column->until; p++) {
        struct steps is, diff;
        steps_init(&is, ledger->scratch);
        steps_init(&diff, ledger->scratch);
        if (!steps_of(ledger, r->edition, column->metric, column->slice, timeline, positions[p], &is, r->err))
            return false;
        steps_settle(&is);
        steps_less(&was, &is, &diff);
        for (size_t i = 0; i < diff.count; i++) {
            struct laid laid = { positions[p], timeline->id.n, diff.items[i].zone, diff.items[i].delta,
                                 diff.items[i].day, diff.items[i].vague };
            if (!r->sink->put(r->sink, at, &laid, r->err))
                return false;
        }
        was = is;
    }
    return true;
}

static bool replay_record(void *host, struct timeline *timeline)
{
    struct replaying *r = host;
    struct ledger *ledger = r->ledger;
    if (ledger->cache.count > CACHE_FOLLOWED_MAX)
        record_cache_clear(&ledger->cache);
    for (size_t i = 0; i < timeline->count; i++)
        if (timeline->items[i].number > 0 && timeline->items[i].number <= r->edition->number_max)
            r->there[timeline->items[i].number] = 1;
    for (size_t c = 0; c < r->count && !r->failed; c++) {
        const struct column *column = &r->columns[c];
        if (column->waits || column->edition != r->edition || column->metric->kind != r->kind || !may_count(r, column->metric))
            continue;
        arena_reset(ledger->scratch);
        r->failed = !replay_column(r, c, timeline);
    }
    for (size_t i = 0; i < timeline->count; i++)
        if (timeline->items[i].number > 0 && timeline->items[i].number <= r->edition->number_max)
            r->there[timeline->items[i].number] = 0;
    return !r->failed;
}

bool columns_replay(struct ledger *ledger, struct column *columns, size_t count, struct replay_sink *sink, struct err *err)
{
    struct arena *arena = arena_new();
    bool ok = true;
    for (size_t i = 0; ok && i < count; i++) {
        const struct column *first = &columns[i];
        bool seen = first->waits;
        for (size_t k = 0; k < i && !seen; k++)
            seen = !columns[k].waits && columns[k].edition == first->edition && columns[k].metric->kind == first->metric->kind;
        if (seen)
            continue;
        struct replaying r = { .ledger = ledger, .edition = first->edition, .kind = first->metric->kind, .columns = columns,
                               .count = count, .sink = sink, .err = err };
        r.there = ARENA_ARRAY(arena, uint8_t, (size_t)first->edition->number_max + 1);
        ok = record_each_in(ledger, r.edition, r.kind, replay_record, &r, err) && !r.failed;
    }
    arena_free(arena);
    return ok;
}
