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

enum { CACHE_FOLLOWED_MAX = 20000, LAID_MAX = 10000000, PILES_MAX = 1 << 20, BLOCK_ROWS = 1024 };

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

struct kept { int64_t position, record, delta; int32_t day; uint32_t zone : 31, vague : 1; };

struct heap {                        /* what one column laid down, block by block */
    struct arena *arena;
    struct kept **blocks;
    size_t count, block_room;
    int64_t *zones;
    uint32_t zone_count, zone_room, zone_last;
};

/* Rows of contribution on their way into the table, many with one run: a third less work than one by one. */
#define ROW "(1,?,?,?,?,?,?,?,?,?)"
#define ROWS_4 ROW "," ROW "," ROW "," ROW
#define ROWS_16 ROWS_4 "," ROWS_4 "," ROWS_4 "," ROWS_4
enum { BATCH_ROWS = 32, ROW_VALUES = 9 };

struct batch { struct ledger *ledger; size_t count; int64_t values[BATCH_ROWS][ROW_VALUES]; };

struct filling {
    struct replay_sink sink;
    struct column *columns;
    struct heap *heaps;
    size_t column_count, laid;
    struct batch batch;
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
    *heap_new(heap) = (struct kept){ laid->position, laid->record, laid->delta, laid->day, heap_zone(heap, laid->zone), laid->vague };
    if (++filling->laid > LAID_MAX)
        column_wait(filling, column);
    return true;
}

static int kept_order(const void *a, const void *b)
{
    const struct kept *x = *(struct kept *const *)a, *y = *(struct kept *const *)b;
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

/* By zone and month into piles, in the order in which they were laid down; that order is nearly the piles' own already, for a
 * record's number is the position of its first entry. */
static struct kept **heap_sorted(struct heap *heap)
{
    int32_t first = INT32_MAX, last = INT32_MIN;
    struct kept **items = ARENA_ARRAY(heap->arena, struct kept *, heap->count);
    int32_t *months = ARENA_ARRAY(heap->arena, int32_t, heap->count);
    for (size_t i = 0; i < heap->count; i++) {
        items[i] = heap_item(heap, i);
        months[i] = month_of((struct day){ items[i]->day });
        first = months[i] < first ? months[i] : first;
        last = months[i] > last ? months[i] : last;
    }
    size_t span = heap->count ? (size_t)(last - first) + 1 : 0, piles = span * heap->zone_count;
    if (piles > PILES_MAX) { /* dates of all ages */
        qsort(items, heap->count, sizeof *items, kept_order);
        return items;
    }
    size_t *ends = ARENA_ARRAY(heap->arena, size_t, piles + 1);
    for (size_t i = 0; i < heap->count; i++)
        ends[items[i]->zone * span + (size_t)(months[i] - first) + 1]++;
    for (size_t p = 1; p <= piles; p++)
        ends[p] += ends[p - 1];
    for (size_t i = 0; i < heap->count; i++) /* now the end of each pile so far */
        items[ends[heap_item(heap, i)->zone * span + (size_t)(months[i] - first)]++] = heap_item(heap, i);
    for (size_t pile = 0, begin = 0; pile < piles; begin = ends[pile++]) {
        bool sorted = true;
        for (size_t i = begin + 1; i < ends[pile]; i++)
            sorted = sorted && items[i - 1]->position < items[i]->position;
        if (!sorted)
            qsort(items + begin, ends[pile] - begin, sizeof *items, kept_order);
    }
    return items;
}

static bool batch_write(struct batch *batch, struct err *err)
{
    struct store *store = batch->ledger->store;
    bool whole = batch->count == BATCH_ROWS;
    for (size_t i = 0; i < batch->count; i += whole ? BATCH_ROWS : 1) {
        struct statement_handle *st = whole
            ? store_statement(store, SQL("INSERT INTO contribution VALUES " ROWS_16 "," ROWS_16), err)
            : store_statement(store, SQL("INSERT INTO contribution VALUES " ROW), err);
        if (!st)
            return false;
        for (int k = 0; k < (whole ? BATCH_ROWS : 1) * ROW_VALUES; k++)
            bind_int(st, k + 1, batch->values[i + (size_t)k / ROW_VALUES][k % ROW_VALUES]);
        if (!statement_run(store, st, err))
            return false;
    }
    batch->count = 0;
    return true;
}

static bool batch_add(struct batch *batch, int64_t cell, int32_t month, int64_t n, const struct kept *kept, int64_t total,
                      struct err *err)
{
    int64_t *values = batch->values[batch->count++];
    int64_t row[ROW_VALUES] = { cell, month, kept->position, n, kept->day, kept->delta, total, kept->record, kept->vague };
    memcpy(values, row, sizeof row);
    return batch->count < BATCH_ROWS || batch_write(batch, err);
}

static bool heap_write(struct batch *batch, const struct column *column, struct heap *heap, struct err *err)
{
    struct kept **items = heap_sorted(heap);
    struct known_cell *cell = NULL;
    int64_t id = 0, total = 0, n = 0;
    int32_t month = 0, first = 0, last = -1;
    for (size_t i = 0; i < heap->count; i++) {
        const struct kept *kept = items[i], *before = i ? items[i - 1] : NULL;
        bool same_cell = before && before->zone == kept->zone, same_month = same_cell && kept->day >= first && kept->day <= last;
        struct cell_key key = { column->version, column->slice_id, heap->zones[kept->zone] };
        if (!same_month) {
            month = month_of((struct day){ kept->day });
            first = month_first(month).n;
            last = month_last(month).n;
        }
        if (!same_cell && !cell_make(batch->ledger, key, month, &cell, err))
            return false;
        id = same_cell ? id : cell->id;
        n = same_month && before->position == kept->position ? n + 1 : 0;
        if (__builtin_add_overflow(same_month ? total : 0, kept->delta, &total))
            return err_set(err, ERR_LEDGER_OVERFLOW, "metric", column->metric->name);
        if (!batch_add(batch, id, month, n, kept, total, err))
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
    struct batch *batch = &filling->batch;
    bool ok = columns_replay(ledger, filling->columns, filling->column_count, &filling->sink, err);
    for (size_t c = 0; c < filling->column_count; c++) {
        if (ok && !filling->columns[c].waits) {
            ok = heap_write(batch, &filling->columns[c], &filling->heaps[c], err);
            settled[c] = true;
            (*done)++;
        }
        arena_free(filling->heaps[c].arena);
    }
    return ok && batch_write(batch, err);
}

bool columns_fill(struct ledger *ledger, struct column *columns, size_t count, const struct progress *progress, struct err *err)
{
    struct arena *arena = arena_new();
    struct filling *filling = ARENA_NEW(arena, struct filling);
    *filling = (struct filling){ .sink = { filling_put, filling }, .columns = columns, .column_count = count,
                                 .heaps = ARENA_ARRAY(arena, struct heap, count), .batch.ledger = ledger };
    bool *settled = ARENA_ARRAY(arena, bool, count);
    size_t done = 0;
    bool ok = true;
    while (ok && done < count) {
        ok = sweep(ledger, filling, settled, &done, err);
        if (progress && progress->step)
            progress->step(progress->host, (int64_t)(count + done), (int64_t)(2 * count));
    }
    for (size_t c = 0; c < count; c++)
        columns[c].waits = false;
    cells_forget(ledger); /* their months have new ends */
    arena_free(arena);
    return ok;
}
