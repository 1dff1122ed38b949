/*
 * contribute.c - from what an entry touched to contributions in cells, and the same again from whole records.
 *
 * Running: an entry touched some fields and stages of some records; the metrics that read these, directly, through references
 * or through lists, are evaluated as known before the entry and as known with it; the difference is written
 * under its position. Replaying (replay.c): for one metric and one record, the same difference at every position at which
 * anything it reads was touched. Both must give the same rows: `verify` compares them.
 */
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "ledger/ledger_priv.h"

/* ---- cells ---------------------------------------------------------------------------------------------- */

void cells_forget(struct ledger *ledger)
{
    if (ledger->cells)
        memset(ledger->cells, 0, ledger->cell_room * sizeof *ledger->cells);
    if (ledger->tails)
        memset(ledger->tails, 0, MONTH_TAILS * sizeof *ledger->tails);
    ledger->cell_count = 0;
    ledger->cell_next = 0;
}

static struct known_cell *cell_slot(struct ledger *ledger, struct cell_key key)
{
    uint64_t h = (uint64_t)key.version * 0x9e3779b97f4a7c15u;
    h = (h ^ (uint64_t)key.slice) * 0xbf58476d1ce4e5b9u;
    h = (h ^ (uint64_t)key.zone) * 0x94d049bb133111ebu;
    size_t at = (size_t)(h >> 32) & (ledger->cell_room - 1);
    while (ledger->cells[at].used && memcmp(&ledger->cells[at].key, &key, sizeof key) != 0)
        at = (at + 1) & (ledger->cell_room - 1);
    return &ledger->cells[at];
}

static void cells_grow(struct ledger *ledger)
{
    struct known_cell *old = ledger->cells;
    size_t old_room = ledger->cell_room;
    ledger->cell_room = old_room ? old_room * 2 : 256;
    ledger->cells = ARENA_ARRAY(ledger->arena, struct known_cell, ledger->cell_room);
    for (size_t i = 0; i < old_room; i++)
        if (old[i].used)
            *cell_slot(ledger, old[i].key) = old[i];
}

bool cell_find(struct ledger *ledger, struct cell_key key, struct known_cell **cell, struct err *err)
{
    if (ledger->cell_count * 2 >= ledger->cell_room)
        cells_grow(ledger);
    *cell = cell_slot(ledger, key);
    if ((*cell)->used)
        return true;
    struct statement_handle *st = store_statement(ledger->store,
        SQL("SELECT id, first_month FROM cell WHERE ledger = 1 AND version = ?1 AND slice = ?2 AND zone = ?3"), err);
    if (!st)
        return false;
    bind_int(st, 1, key.version);
    bind_int(st, 2, key.slice);
    bind_int(st, 3, key.zone);
    bool row;
    if (!statement_step(ledger->store, st, &row, err))
        return false;
    if (!row) {
        *cell = NULL;
        return true;
    }
    **cell = (struct known_cell){ key, column_int(st, 0), (int32_t)column_int(st, 1), true };
    ledger->cell_count++;
    statement_done(st);
    return true;
}

static bool cell_insert(struct ledger *ledger, struct cell_key key, int32_t month, struct err *err)
{
    struct statement_handle *st = store_statement(ledger->store,
        SQL("INSERT INTO cell SELECT 1, coalesce(max(id), 0) + 1, ?1, ?2, ?3, ?4 FROM cell WHERE ledger = 1"), err);
    if (!st)
        return false;
    bind_int(st, 1, key.version);
    bind_int(st, 2, key.slice);
    bind_int(st, 3, key.zone);
    bind_int(st, 4, month);
    return statement_run(ledger->store, st, err);
}

bool cell_make(struct ledger *ledger, struct cell_key key, int32_t month, struct known_cell **cell, struct err *err)
{
    if (!cell_find(ledger, key, cell, err))
        return false;
    if (!*cell && (!cell_insert(ledger, key, month, err) || !cell_find(ledger, key, cell, err)))
        return false;
    if (month >= (*cell)->first_month)
        return true;
    struct statement_handle *st = store_statement(ledger->store,
        SQL("UPDATE cell SET first_month = ?2 WHERE ledger = 1 AND id = ?1"), err);
    if (!st)
        return false;
    bind_int(st, 1, (*cell)->id);
    bind_int(st, 2, month);
    (*cell)->first_month = month;
    return statement_run(ledger->store, st, err);
}

/* ---- writing ------------------------------------------------------------------------------------------------ */

/* The last row of the month, or zeros; kept in memory since it was read or written. */
static bool tail_find(struct ledger *ledger, int64_t cell, int32_t month, struct month_tail **found, struct err *err)
{
    if (!ledger->tails)
        ledger->tails = ARENA_ARRAY(ledger->arena, struct month_tail, MONTH_TAILS);
    uint64_t h = ((uint64_t)cell * 0x9e3779b97f4a7c15u) ^ ((uint64_t)(uint32_t)month * 0xbf58476d1ce4e5b9u);
    struct month_tail *tail = *found = &ledger->tails[(h >> 40) % MONTH_TAILS];
    if (tail->cell == cell && tail->month == month)
        return true;
    struct statement_handle *st = store_statement(ledger->store,
        SQL("SELECT total, position, n FROM contribution WHERE ledger = 1 AND cell = ?1 AND month = ?2"
            " ORDER BY position DESC, n DESC LIMIT 1"), err);
    if (!st)
        return false;
    bind_int(st, 1, cell);
    bind_int(st, 2, month);
    bool row;
    if (!statement_step(ledger->store, st, &row, err))
        return false;
    *tail = (struct month_tail){ .cell = cell, .month = month };
    if (!row)
        return true;
    tail->total = column_int(st, 0);
    tail->position = column_int(st, 1);
    tail->n = column_int(st, 2);
    statement_done(st);
    return true;
}

static bool write_step(struct ledger *ledger, const struct metric *metric, int64_t version, int64_t slice,
                       int64_t position, int64_t record, const struct step *step, struct err *err)
{
    int32_t month = month_of((struct day){ step->day });
    struct known_cell *cell;
    struct month_tail *tail;
    if (!cell_make(ledger, (struct cell_key){ version, slice, step->zone }, month, &cell, err)
        || !tail_find(ledger, cell->id, month, &tail, err))
        return false;
    must(tail->position <= position);
    struct month_tail next = { .cell = cell->id, .month = month, .position = position,
                               .n = tail->position == position ? tail->n + 1 : 0 };
    if (__builtin_add_overflow(tail->total, step->delta, &next.total))
        return err_set(err, ERR_LEDGER_OVERFLOW, "metric", metric->name);
    struct statement_handle *st = store_statement(ledger->store,
        SQL("INSERT INTO contribution VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"), err);
    if (!st)
        return false;
    bind_int(st, 1, cell->id);
    bind_int(st, 2, month);
    bind_int(st, 3, position);
    bind_int(st, 4, next.n);
    bind_int(st, 5, step->day);
    bind_int(st, 6, step->delta);
    bind_int(st, 7, next.total);
    bind_int(st, 8, record);
    bind_int(st, 9, step->vague);
    if (!statement_run(ledger->store, st, err))
        return false;
    *tail = next;
    return true;
}

static bool sink_write(struct sink *sink, const struct metric *metric, int64_t version, int64_t slice, int64_t position,
                       int64_t record, const struct step *step, struct err *err)
{
    return write_step(sink->host, metric, version, slice, position, record, step, err);
}

struct sink contribute_sink(struct ledger *ledger)
{
    return (struct sink){ sink_write, ledger };
}

/* ---- running: what an entry moves ------------------------------------------------------------------------------ */

static bool steps_between(struct ledger *ledger, const struct edition *e, const struct metric *metric,
                          const struct feel_expr *slice, const struct timeline *timeline, int64_t before, int64_t after,
                          struct steps *diff, struct err *err)
{
    steps_init(diff, ledger->scratch);
    if (before >= timeline->id.n && !steps_of(ledger, e, metric, slice, timeline, before, diff, err))
        return false;
    for (size_t i = 0; i < diff->count; i++)
        diff->items[i].delta = -diff->items[i].delta;
    if (!steps_of(ledger, e, metric, slice, timeline, after, diff, err))
        return false;
    steps_settle(diff);
    return true;
}

static bool contribute_record(struct ledger *ledger, const struct edition *e, const struct metric *metric,
                              const struct timeline *timeline, int64_t position, struct sink *sink, struct err *err)
{
    struct steps diff;
    int64_t version = e->uses[metric->index].version;
    if (!steps_between(ledger, e, metric, NULL, timeline, position - 1, position, &diff, err))
        return false;
    for (size_t i = 0; i < diff.count; i++)
        if (!sink->put(sink, metric, version, 0, position, timeline->id.n, &diff.items[i], err))
            return false;
    for (size_t s = 0; s < ledger->slice_count; s++) {
        const struct known_slice *slice = &ledger->slices[s];
        if (slice->of != metric || !slice->expr || slice->id >= position)
            continue;
        if (!steps_between(ledger, e, metric, slice->expr, timeline, position - 1, position, &diff, err))
            return false;
        for (size_t i = 0; i < diff.count; i++)
            if (!sink->put(sink, metric, version, slice->id, position, timeline->id.n, &diff.items[i], err))
                return false;
    }
    return true;
}

/* (record, metric) pairs to evaluate, each once. */
struct pair { struct timeline *timeline; const struct metric *metric; };
struct pairs { struct pair *items; size_t count, room; struct arena *arena; };

static void pair_add(struct pairs *pairs, struct timeline *timeline, const struct metric *metric)
{
    for (size_t i = pairs->count; i-- > 0;)
        if (pairs->items[i].timeline == timeline && pairs->items[i].metric == metric)
            return;
    if (pairs->count == pairs->room) {
        size_t room = pairs->room ? pairs->room * 2 : 32;
        pairs->items = arena_grow(pairs->arena, pairs->items, pairs->room * sizeof *pairs->items, room * sizeof *pairs->items);
        pairs->room = room;
    }
    pairs->items[pairs->count++] = (struct pair){ timeline, metric };
}

static bool reads(const struct edition *e, const struct metric *metric, const struct touched *touched)
{
    const struct metric_use *use = &e->uses[metric->index];
    if (!touched->number)
        return true; /* the record as a whole */
    const struct field *field = e->field_of[touched->number];
    const struct stage *stage = e->stage_of[touched->number];
    if (e->kind_of[touched->number] != touched->kind)
        return false;
    return (field && use->fields[field->index]) || (stage && use->stages[stage->index]);
}

static bool pairs_of_watch(struct ledger *ledger, const struct edition *e, const struct watch *watch,
                           const struct touched *touched, struct pairs *pairs, struct err *err)
{
    int64_t *sources = ARENA_NEW(ledger->scratch, int64_t);
    size_t count = 1;
    sources[0] = touched->timeline->id.n;
    const struct kind *kind = touched->kind;
    for (size_t t = 0; t < watch->through_count; t++) {
        const struct kind *of = t + 1 < watch->through_count ? watch->through[t + 1]->to : watch->metric->kind;
        int64_t *next = NULL;
        size_t next_count = 0;
        for (size_t i = 0; i < count; i++) {
            int64_t *found;
            size_t found_count;
            if (!record_sources(ledger, ledger->scratch, sources[i], edition_field_number(e, of, watch->through[t]),
                                &found, &found_count, err))
                return false;
            if (!found_count)
                continue;
            if (next_count + found_count > LIMIT_DEPENDENTS)
                return err_set(err, ERR_LEDGER_DEPENDENTS, "kind", kind->name, "limit",
                               str_format(ledger->scratch, "%d", (int)LIMIT_DEPENDENTS));
            next = arena_grow(ledger->scratch, next, next_count * sizeof *next, (next_count + found_count) * sizeof *next);
            memcpy(next + next_count, found, found_count * sizeof *next);
            next_count += found_count;
        }
        sources = next;
        count = next_count;
        kind = of;
    }
    for (size_t i = 0; i < count; i++) {
        struct timeline *timeline;
        if (!record_load(ledger, e, watch->metric->kind, sources[i], &timeline, err))
            return false;
        if (timeline)
            pair_add(pairs, timeline, watch->metric);
    }
    return true;
}

static bool pairs_of_list(struct ledger *ledger, const struct edition *e, const struct touched *touched, int64_t position,
                          struct pairs *pairs, struct err *err)
{
    const struct timeline *list = touched->timeline;
    const struct field *members = kind_field(list->kind, STR("members"));
    int32_t number = edition_field_number(e, list->kind, members);
    bool whole = touched->number != number;
    for (size_t i = 0; i < list->count && list->items[i].position <= position; i++) {
        const struct item *item = &list->items[i];
        if (item->number != number || (!whole && item->position != position))
            continue;
        struct timeline *member;
        if (!record_load(ledger, e, members->to, item->n, &member, err))
            return false;
        for (size_t m = 0; member && m < e->model->metric_count; m++)
            if (e->model->metrics[m].kind == members->to && e->uses[m].lists)
                pair_add(pairs, member, &e->model->metrics[m]);
    }
    return true;
}

bool contribute(struct ledger *ledger, const struct edition *e, const struct touched_list *touched, int64_t position,
                struct sink *sink, struct err *err)
{
    struct pairs pairs = { .arena = ledger->scratch };
    for (size_t i = 0; i < touched->count; i++) {
        const struct touched *one = &touched->items[i];
        for (size_t m = 0; m < one->kind->metric_count; m++)
            if (reads(e, one->kind->metrics[m], one))
                pair_add(&pairs, one->timeline, one->kind->metrics[m]);
        bool born = one->timeline->id.n == position; /* nobody can refer to it yet */
        for (size_t w = 0; !born && w < e->watch_count; w++)
            if (e->watches[w].kind == one->kind && (!one->number || e->watches[w].number == one->number)
                && !pairs_of_watch(ledger, e, &e->watches[w], one, &pairs, err))
                return false;
        if (one->kind == e->model->list && !pairs_of_list(ledger, e, one, position, &pairs, err))
            return false;
    }
    for (size_t i = 0; i < pairs.count; i++)
        if (!contribute_record(ledger, e, pairs.items[i].metric, pairs.items[i].timeline, position, sink, err))
            return false;
    return true;
}
