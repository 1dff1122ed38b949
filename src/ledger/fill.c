/*
 * fill.c - writing columns of contributions: weighed from whole records, sorted by cell and month, with their running sums.
 *
 * What is laid down is kept until all records were seen and then written in one sweep, so that the table grows page by page.
 * Where all of it would need too much room, the last columns wait for another sweep. Where the records are held in memory, a
 * helper weighs the next sweep while this thread writes the last one, or whatever else it has to do.
 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "ledger/held_priv.h"
#include "ledger/ledger_priv.h"

enum { LAID_MAX = 12000000, PILES_MAX = 1 << 20, DAYS_MAX = 1 << 20, BLOCK_ROWS = 1024 };

/* ---- what columns lay down ---------------------------------------------------------------------------------- */

struct kept { int64_t position, record, delta; int32_t day; uint32_t zone : 31, vague : 1; };

struct heap {                        /* what one column laid down, block by block */
    struct arena *arena;
    struct kept **blocks;
    struct kept *sorted;             /* at last, instead of blocks */
    size_t count, block_room;
    int64_t *zones;
    uint32_t zone_count, zone_room, zone_last;
};

/* All columns that were not written yet, weighed once; those for which there was no room wait. */
struct sweep {
    struct replay_sink sink;
    struct ledger *ledger;           /* of the thread that weighs */
    struct column *columns;
    struct heap *heaps;
    size_t column_count, laid;
    struct err err;
    bool ok;
};

static struct kept *heap_item(const struct heap *heap, size_t i)
{
    return &heap->blocks[i / BLOCK_ROWS][i % BLOCK_ROWS];
}

static struct kept *heap_new(struct heap *heap)
{
    size_t block = heap->count / BLOCK_ROWS;
    if (block == heap->block_room) {
        size_t room = heap->block_room ? heap->block_room * 2 : 8;
        heap->blocks = arena_grow(heap->arena, heap->blocks, heap->block_room * sizeof *heap->blocks, room * sizeof *heap->blocks);
        heap->block_room = room;
    }
    if (heap->count % BLOCK_ROWS == 0)
        heap->blocks[block] = ARENA_ARRAY(heap->arena, struct kept, BLOCK_ROWS);
    return heap_item(heap, heap->count++);
}

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
static void column_wait(struct sweep *sweep, size_t but)
{
    for (size_t c = sweep->column_count; c-- > 0;) {
        struct heap *heap = &sweep->heaps[c];
        if (c == but || sweep->columns[c].waits || !heap->count)
            continue;
        sweep->columns[c].waits = true;
        sweep->laid -= heap->count;
        arena_free(heap->arena);
        *heap = (struct heap){ .arena = arena_new() };
        return;
    }
}

static bool sweep_put(struct replay_sink *sink, size_t column, const struct laid *laid, struct err *err)
{
    struct sweep *sweep = sink->host;
    struct heap *heap = &sweep->heaps[column];
    (void)err;
    if (sweep->columns[column].waits)
        return true;
    *heap_new(heap) = (struct kept){ laid->position, laid->record, laid->delta, laid->day, heap_zone(heap, laid->zone), laid->vague };
    if (++sweep->laid > LAID_MAX)
        column_wait(sweep, column);
    return true;
}

static int kept_order(const void *a, const void *b)
{
    const struct kept *x = a, *y = b;
    if (x->zone != y->zone)
        return x->zone < y->zone ? -1 : 1;
    int32_t a_month = month_of((struct day){ x->day }), b_month = month_of((struct day){ y->day });
    if (a_month != b_month)
        return a_month < b_month ? -1 : 1;
    if (x->position != y->position)
        return x->position < y->position ? -1 : 1;
    if (x->record != y->record)
        return x->record < y->record ? -1 : 1;
    if (x->day != y->day)
        return x->day < y->day ? -1 : 1;
    return (int)x->vague - (int)y->vague;
}

/* The month of each day from `first` on: a table for those that the dates of a ledger lie among. */
static int32_t *months_of_days(struct arena *arena, int32_t first, int32_t last)
{
    int32_t *months = ARENA_ARRAY(arena, int32_t, (size_t)(last - first) + 1);
    int32_t month = month_of((struct day){ first }), end = month_last(month).n;
    for (int32_t day = first; day <= last; day++) {
        if (day > end)
            end = month_last(++month).n;
        months[day - first] = month;
    }
    return months;
}

/* By zone and month into piles, in the order in which they were laid down; false where dates are of all ages. */
static bool heap_pile(const struct heap *heap, struct arena *arena, struct kept *sorted)
{
    int32_t first = INT32_MAX, last = INT32_MIN;
    for (size_t i = 0; i < heap->count; i++) {
        int32_t day = heap_item(heap, i)->day;
        first = day < first ? day : first;
        last = day > last ? day : last;
    }
    if ((int64_t)last - first > DAYS_MAX)
        return false;
    const int32_t *months = months_of_days(arena, first, last);
    size_t span = (size_t)(months[last - first] - months[0]) + 1, piles = span * heap->zone_count;
    if (piles > PILES_MAX)
        return false;
    size_t *ends = ARENA_ARRAY(arena, size_t, piles + 1);
    for (size_t i = 0; i < heap->count; i++) {
        const struct kept *kept = heap_item(heap, i);
        ends[kept->zone * span + (size_t)(months[kept->day - first] - months[0]) + 1]++;
    }
    for (size_t p = 1; p <= piles; p++)
        ends[p] += ends[p - 1];
    for (size_t i = 0; i < heap->count; i++) { /* now the end of each pile so far */
        const struct kept *kept = heap_item(heap, i);
        sorted[ends[kept->zone * span + (size_t)(months[kept->day - first] - months[0])]++] = *kept;
    }
    for (size_t pile = 0, begin = 0; pile < piles; begin = ends[pile++]) {
        bool in_order = true; /* nearly always: a record's number is the position of its first entry */
        for (size_t i = begin + 1; i < ends[pile]; i++)
            in_order = in_order && sorted[i - 1].position < sorted[i].position;
        if (!in_order)
            qsort(sorted + begin, ends[pile] - begin, sizeof *sorted, kept_order);
    }
    return true;
}

/* In the table's order; the blocks are given back. */
static void heap_sort(struct heap *heap)
{
    if (!heap->count)
        return;
    struct arena *arena = arena_new();
    struct kept *sorted = arena_alloc(arena, heap->count * sizeof *sorted);
    if (!heap_pile(heap, arena, sorted)) {
        for (size_t i = 0; i < heap->count; i++)
            sorted[i] = *heap_item(heap, i);
        qsort(sorted, heap->count, sizeof *sorted, kept_order);
    }
    int64_t *zones = ARENA_ARRAY(arena, int64_t, heap->zone_count);
    memcpy(zones, heap->zones, heap->zone_count * sizeof *zones);
    arena_free(heap->arena);
    *heap = (struct heap){ .arena = arena, .sorted = sorted, .count = heap->count, .zones = zones, .zone_count = heap->zone_count };
}

/* A sorted heap on its way into the table. */
struct laying {
    const struct heap *heap;
    const int64_t *cells;
    size_t at;
    int64_t total, n;
    int32_t month, first, last;
    bool overflow;
};

static bool next_kept(void *host, struct store_row *row)
{
    struct laying *l = host;
    if (l->at == l->heap->count || l->overflow)
        return false;
    const struct kept *kept = &l->heap->sorted[l->at];
    bool same_month = l->at && kept[-1].zone == kept->zone && kept->day >= l->first && kept->day <= l->last;
    if (!same_month) {
        l->month = month_of((struct day){ kept->day });
        l->first = month_first(l->month).n;
        l->last = month_last(l->month).n;
        l->total = 0;
    }
    l->n = same_month && kept[-1].position == kept->position ? l->n + 1 : 0;
    l->overflow = __builtin_add_overflow(l->total, kept->delta, &l->total);
    int64_t values[STORE_ROW_VALUES] = { l->cells[kept->zone], l->month, kept->position, l->n, kept->day, kept->delta, l->total,
                                         kept->record, kept->vague };
    for (size_t i = 0; i < STORE_ROW_VALUES; i++)
        row->values[i].n = values[i];
    l->at++;
    return !l->overflow;
}

static bool heap_write(struct ledger *ledger, const struct column *column, const struct heap *heap, struct err *err)
{
    int64_t *cells = ARENA_ARRAY(heap->arena, int64_t, heap->zone_count);
    for (size_t i = 0; i < heap->count; i++) {
        struct known_cell *cell;
        const struct kept *kept = &heap->sorted[i];
        struct cell_key key = { column->version, column->slice_id, heap->zones[kept->zone] };
        if (i && kept[-1].zone == kept->zone)
            continue;
        if (!cell_make(ledger, key, month_of((struct day){ kept->day }), &cell, err))
            return false;
        cells[kept->zone] = cell->id;
    }
    struct laying laying = { .heap = heap, .cells = cells };
    if (!store_load(ledger->store,
                    SQL("INSERT OR FAIL INTO contribution SELECT 1, v1, v2, v3, v4, v5, v6, v7, v8, v9 FROM given"),
                    next_kept, &laying, err))
        return false;
    return !laying.overflow || err_set(err, ERR_LEDGER_OVERFLOW, "metric", column->metric->name);
}

/* ---- sweeps ----------------------------------------------------------------------------------------------------- */

struct filling {
    struct arena *arena;
    struct ledger *shadow;           /* the helper's; NULL: there is none */
    struct column *columns;
    size_t count, written;
    bool *settled;
    struct sweep *sweep;             /* under way, or done and not written yet; NULL: all were */
    pthread_t thread;
    bool runs;
};

static void *weigh_sweep(void *host)
{
    struct sweep *sweep = host;
    sweep->ok = columns_replay(sweep->ledger, sweep->columns, sweep->column_count, &sweep->sink, &sweep->err);
    for (size_t c = 0; sweep->ok && c < sweep->column_count; c++)
        heap_sort(&sweep->heaps[c]);
    return NULL;
}

/* The next sweep, by the helper where there is one. */
static void sweep_begin(struct ledger *ledger, struct filling *f)
{
    struct sweep *sweep = ARENA_NEW(f->arena, struct sweep);
    *sweep = (struct sweep){ .sink = { sweep_put, sweep }, .ledger = f->shadow ? f->shadow : ledger, .column_count = f->count };
    err_init(&sweep->err);
    sweep->heaps = ARENA_ARRAY(f->arena, struct heap, f->count);
    sweep->columns = ARENA_ARRAY(f->arena, struct column, f->count);
    for (size_t c = 0; c < f->count; c++) {
        sweep->columns[c] = f->columns[c];
        sweep->columns[c].waits = f->settled[c];
        sweep->heaps[c].arena = arena_new();
    }
    f->sweep = sweep;
    f->runs = f->shadow && pthread_create(&f->thread, NULL, weigh_sweep, sweep) == 0;
}

/* It is done: by the helper, or here and now. */
static struct sweep *sweep_take(struct ledger *ledger, struct filling *f)
{
    struct sweep *sweep = f->sweep;
    if (f->runs) {
        pthread_join(f->thread, NULL);
    } else {
        sweep->ledger = ledger;
        weigh_sweep(sweep);
    }
    f->runs = false;
    f->sweep = NULL;
    return sweep;
}

static void sweep_free(struct sweep *sweep)
{
    for (size_t c = 0; c < sweep->column_count; c++)
        arena_free(sweep->heaps[c].arena);
}

struct filling *filling_begin(struct ledger *ledger, struct column *columns, size_t count)
{
    struct arena *arena = arena_new();
    struct filling *f = ARENA_NEW(arena, struct filling);
    *f = (struct filling){ .arena = arena, .columns = columns, .count = count, .settled = ARENA_ARRAY(arena, bool, count) };
    if (ledger->held)
        f->shadow = ledger_shadow(ledger, ledger->held);
    if (count)
        sweep_begin(ledger, f);
    return f;
}

static bool sweep_write(struct ledger *ledger, struct filling *f, struct sweep *sweep, struct err *err)
{
    for (size_t c = 0; c < f->count; c++)
        if (!sweep->columns[c].waits && !heap_write(ledger, &f->columns[c], &sweep->heaps[c], err))
            return false;
    return true;
}

bool filling_finish(struct ledger *ledger, struct filling *f, const struct progress *progress, struct err *err)
{
    bool ok = true;
    while (ok && f->sweep) {
        struct sweep *sweep = sweep_take(ledger, f);
        ok = sweep->ok;
        if (!ok)
            err_copy(err, &sweep->err);
        for (size_t c = 0; ok && c < f->count; c++) {
            f->written += !sweep->columns[c].waits;
            f->settled[c] |= !sweep->columns[c].waits;
        }
        if (ok && f->written < f->count)
            sweep_begin(ledger, f);
        ok = ok && sweep_write(ledger, f, sweep, err);
        sweep_free(sweep);
        if (progress && progress->step)
            progress->step(progress->host, (int64_t)(f->count + f->written), (int64_t)(2 * f->count));
    }
    filling_drop(f);
    cells_forget(ledger); /* their months have new ends */
    return ok;
}

void filling_drop(struct filling *f)
{
    if (f->runs)
        pthread_join(f->thread, NULL);
    if (f->sweep)
        sweep_free(f->sweep);
    ledger_shadow_free(f->shadow);
    arena_free(f->arena);
}

bool columns_fill(struct ledger *ledger, struct column *columns, size_t count, const struct progress *progress, struct err *err)
{
    return filling_finish(ledger, filling_begin(ledger, columns, count), progress, err);
}
