/*
 * replay.c - contributions from whole records: what running would have written, computed again.
 *
 * A column is one version of a metric, whole or a slice of it. Records are read once for all columns of their kind: reading is
 * dearer than weighing. What is laid down is kept until all records were seen, sorted by cell and month, and written with its
 * running sums in one sweep. Where all of it would need too much room, the last columns wait for another sweep.
 */
#include <stdlib.h>
#include <string.h>

#include "ledger/ledger_priv.h"

enum { CACHE_FOLLOWED_MAX = 20000, LAID_MAX = 5000000 };

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

/* ---- filling ---------------------------------------------------------------------------------------------- */

struct kept { int64_t position, record, delta; int32_t day, month; uint32_t zone; bool vague; };

struct heap {                        /* what one column laid down */
    struct arena *arena;
    struct kept *items;
    size_t count, room;
    int64_t *zones;
    uint32_t zone_count, zone_room, zone_last;
};

struct filling {
    struct replay_sink sink;
    struct column *columns;
    struct heap *heaps;
    size_t column_count, laid;
};

static uint32_t heap_zone(struct heap *heap, int64_t zone)
{
    if (heap->zone_last < heap->zone_count && heap->zones[heap->zone_last] == zone)
        return heap->zone_last;
    uint32_t at = 0;
    while (at < heap->zone_count && heap->zones[at] != zone)
        at++;
    if (at == heap->zone_room) {
        uint32_t room = heap->zone_room ? heap->zone_room * 2 : 8;
        heap->zones = arena_grow(heap->arena, heap->zones, heap->zone_room * sizeof *heap->zones, room * sizeof *heap->zones);
        heap->zone_room = room;
    }
    if (at == heap->zone_count)
        heap->zones[heap->zone_count++] = zone;
    heap->zone_last = at;
    return at;
}

/* Too much at once: the last column that is still under way waits for the next sweep. */
static void column_wait(struct filling *filling, size_t but)
{
    for (size_t c = filling->column_count; c-- > 0;) {
        struct heap *heap = &filling->heaps[c];
        if (c == but || filling->columns[c].waits || !heap->count)
            continue;
        filling->columns[c].waits = true;
        filling->laid -= heap->count;
        arena_free(heap->arena);
        *heap = (struct heap){ .arena = arena_new() };
        return;
    }
}

static bool filling_put(struct replay_sink *sink, size_t column, const struct laid *laid, struct err *err)
{
    struct filling *filling = sink->host;
    struct heap *heap = &filling->heaps[column];
    (void)err;
    if (filling->columns[column].waits)
        return true;
    if (heap->count == heap->room) {
        size_t room = heap->room ? heap->room * 2 : 256;
        heap->items = arena_grow(heap->arena, heap->items, heap->room * sizeof *heap->items, room * sizeof *heap->items);
        heap->room = room;
    }
    heap->items[heap->count++] = (struct kept){ laid->position, laid->record, laid->delta, laid->day,
        month_of((struct day){ laid->day }), heap_zone(heap, laid->zone), laid->vague };
    if (++filling->laid > LAID_MAX)
        column_wait(filling, column);
    return true;
}

static int kept_order(const void *a, const void *b)
{
    const struct kept *x = a, *y = b;
    if (x->zone != y->zone)
        return x->zone < y->zone ? -1 : 1;
    if (x->month != y->month)
        return x->month < y->month ? -1 : 1;
    if (x->position != y->position)
        return x->position < y->position ? -1 : 1;
    if (x->record != y->record)
        return x->record < y->record ? -1 : 1;
    if (x->day != y->day)
        return x->day < y->day ? -1 : 1;
    return (int)x->vague - (int)y->vague;
}

static bool kept_write(struct ledger *ledger, int64_t cell, int64_t n, const struct kept *kept, int64_t total, struct err *err)
{
    struct statement_handle *st = store_statement(ledger->store,
        SQL("INSERT INTO contribution VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"), err);
    if (!st)
        return false;
    bind_int(st, 1, cell);
    bind_int(st, 2, kept->month);
    bind_int(st, 3, kept->position);
    bind_int(st, 4, n);
    bind_int(st, 5, kept->day);
    bind_int(st, 6, kept->delta);
    bind_int(st, 7, total);
    bind_int(st, 8, kept->record);
    bind_int(st, 9, kept->vague);
    return statement_run(ledger->store, st, err);
}

static bool heap_write(struct ledger *ledger, const struct column *column, struct heap *heap, struct err *err)
{
    if (heap->count > 1)
        qsort(heap->items, heap->count, sizeof *heap->items, kept_order);
    struct known_cell *cell = NULL;
    int64_t id = 0, total = 0, n = 0;
    for (size_t i = 0; i < heap->count; i++) {
        const struct kept *kept = &heap->items[i], *last = i ? kept - 1 : NULL;
        bool same_cell = last && last->zone == kept->zone, same_month = same_cell && last->month == kept->month;
        struct cell_key key = { column->version, column->slice_id, heap->zones[kept->zone] };
        if (!same_cell && !cell_make(ledger, key, kept->month, &cell, err))
            return false;
        id = same_cell ? id : cell->id;
        n = same_month && last->position == kept->position ? n + 1 : 0;
        if (__builtin_add_overflow(same_month ? total : 0, kept->delta, &total))
            return err_set(err, ERR_LEDGER_OVERFLOW, "metric", column->metric->name);
        if (!kept_write(ledger, id, n, kept, total, err))
            return false;
    }
    return true;
}

/* One sweep: every column that waits is weighed, and written unless it has to wait again. *done counts. */
static bool sweep(struct ledger *ledger, struct filling *filling, bool *settled, size_t *done, struct err *err)
{
    filling->laid = 0;
    for (size_t c = 0; c < filling->column_count; c++) {
        filling->columns[c].waits = settled[c];
        filling->heaps[c] = (struct heap){ .arena = arena_new() };
    }
    bool ok = columns_replay(ledger, filling->columns, filling->column_count, &filling->sink, err);
    for (size_t c = 0; c < filling->column_count; c++) {
        if (ok && !filling->columns[c].waits) {
            ok = heap_write(ledger, &filling->columns[c], &filling->heaps[c], err);
            settled[c] = true;
            (*done)++;
        }
        arena_free(filling->heaps[c].arena);
    }
    return ok;
}

bool columns_fill(struct ledger *ledger, struct column *columns, size_t count, const struct progress *progress, struct err *err)
{
    struct arena *arena = arena_new();
    struct filling filling = { .columns = columns, .column_count = count, .heaps = ARENA_ARRAY(arena, struct heap, count) };
    filling.sink = (struct replay_sink){ filling_put, &filling };
    bool *settled = ARENA_ARRAY(arena, bool, count);
    size_t done = 0;
    bool ok = true;
    while (ok && done < count) {
        ok = sweep(ledger, &filling, settled, &done, err);
        if (progress && progress->step)
            progress->step(progress->host, (int64_t)(count + done), (int64_t)(2 * count));
    }
    for (size_t c = 0; c < count; c++)
        columns[c].waits = false;
    arena_free(arena);
    return ok;
}
