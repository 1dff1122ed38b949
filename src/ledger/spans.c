/*
 * spans.c - which versions of metrics and of rolled-up fields were in force, until when, over all editions.
 */
#include <string.h>

#include "ledger/spans_priv.h"

bool editions_list(struct ledger *ledger, struct arena *arena, struct edition ***editions, size_t *count, struct err *err)
{
    int64_t positions[4096];
    *count = 0;
    struct statement_handle *st = store_statement(ledger->store,
        SQL("SELECT position FROM definition_entry WHERE ledger = 1 ORDER BY position"), err);
    if (!st)
        return false;
    for (bool row = true; row;) {
        if (!statement_step(ledger->store, st, &row, err))
            return false;
        if (row && *count < sizeof positions / sizeof *positions)
            positions[(*count)++] = column_int(st, 0);
    }
    *editions = ARENA_ARRAY(arena, struct edition *, *count);
    for (size_t i = 0; i < *count; i++)
        if (!((*editions)[i] = ledger_edition(ledger, positions[i], err)))
            return false;
    return true;
}

bool version_spans(struct ledger *ledger, struct arena *arena, struct version_span **spans, size_t *count, struct err *err)
{
    struct edition **editions;
    size_t edition_count, room = 0;
    *count = 0;
    *spans = NULL;
    if (!editions_list(ledger, arena, &editions, &edition_count, err))
        return false;
    for (size_t i = 0; i < edition_count; i++) {
        const struct edition *e = editions[i];
        int64_t until = i + 1 < edition_count ? editions[i + 1]->position - 1 : INT64_MAX;
        for (size_t m = 0; m < e->model->metric_count; m++) {
            const struct metric *metric = &e->model->metrics[m];
            struct version_span *span = NULL;
            if (!metric->kind)
                continue;
            for (size_t k = 0; k < *count && !span; k++)
                if ((*spans)[k].version == e->uses[m].version)
                    span = &(*spans)[k];
            if (!span) {
                if (*count == room) {
                    size_t more = room ? room * 2 : 64;
                    *spans = arena_grow(arena, *spans, room * sizeof **spans, more * sizeof **spans);
                    room = more;
                }
                span = &(*spans)[(*count)++];
                span->version = e->uses[m].version;
            }
            span->edition = e;
            span->metric = metric;
            span->until = until;
        }
    }
    return true;
}

bool roll_spans(struct ledger *ledger, struct arena *arena, struct roll_span **spans, size_t *count, struct err *err)
{
    struct edition **editions;
    size_t edition_count, room = 0;
    *count = 0;
    *spans = NULL;
    if (!editions_list(ledger, arena, &editions, &edition_count, err))
        return false;
    for (size_t i = 0; i < edition_count; i++) {
        const struct edition *e = editions[i];
        int64_t until = i + 1 < edition_count ? editions[i + 1]->position - 1 : INT64_MAX;
        for (size_t r = 0; r < e->roll_count; r++) {
            int32_t number = edition_field_number(e, e->roll_parents[r], e->rolls[r]);
            struct roll_span *span = NULL;
            for (size_t k = 0; k < *count && !span; k++)
                if ((*spans)[k].number == number)
                    span = &(*spans)[k];
            if (!span) {
                if (*count == room) {
                    size_t more = room ? room * 2 : 16;
                    *spans = arena_grow(arena, *spans, room * sizeof **spans, more * sizeof **spans);
                    room = more;
                }
                span = &(*spans)[(*count)++];
                span->number = number;
            }
            span->edition = e;
            span->parent = e->roll_parents[r];
            span->field = e->rolls[r];
            span->until = until;
        }
    }
    return true;
}

/* The slice as that edition's metric reads it; NULL when it is not one of the metric's. */
static const struct feel_expr *slice_compiled(struct arena *arena, const struct known_slice *slice, const struct metric *metric)
{
    struct feel_expr *expr;
    struct err ignored;
    err_init(&ignored);
    if (!str_eq(slice->metric, metric->name) || !metric->by_scope
        || !feel_compile(arena, slice->text, metric->by_scope, &expr, &ignored))
        return NULL;
    return expr;
}

bool columns_list(struct ledger *ledger, struct arena *arena, int64_t since_version, struct column **columns, size_t *count,
                  struct err *err)
{
    struct version_span *spans;
    size_t span_count;
    *count = 0;
    if (!version_spans(ledger, arena, &spans, &span_count, err))
        return false;
    *columns = ARENA_ARRAY(arena, struct column, span_count * (ledger->slice_count + 1));
    for (size_t i = 0; i < span_count; i++) {
        const struct version_span *span = &spans[i];
        struct column column = { .edition = span->edition, .metric = span->metric, .version = span->version,
            .until = span->until < ledger->head.position.n ? span->until : ledger->head.position.n };
        if (span->version <= since_version)
            continue;
        (*columns)[(*count)++] = column;
        for (size_t s = 0; s < ledger->slice_count; s++) {
            column.slice = ledger->slices[s].id <= column.until ? slice_compiled(arena, &ledger->slices[s], span->metric) : NULL;
            column.slice_id = ledger->slices[s].id;
            if (column.slice)
                (*columns)[(*count)++] = column;
        }
    }
    return true;
}
