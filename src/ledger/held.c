/*
 * held.c - the records of a ledger in memory: as bytes, as their rows have them; decoded where they are read.
 *
 * Rebuild writes each record once, at last, in the order of the table, and lets other threads read it meanwhile.
 */
#include "ledger/held_priv.h"

#include <stdlib.h>

enum { HELD_BYTES_MAX = 1 << 29 };

struct held *held_new(int64_t last)
{
    struct arena *arena = arena_new();
    struct held *held = ARENA_NEW(arena, struct held);
    *held = (struct held){ .arena = arena, .last = last, .bytes = ((size_t)last + 1) * sizeof *held->rows };
    held->rows = ARENA_ARRAY(arena, struct held_row, (size_t)last + 1);
    return held;
}

void held_free(struct held *held)
{
    if (held)
        arena_free(held->arena);
}

bool held_full(const struct held *held)
{
    return held->bytes > HELD_BYTES_MAX;
}

/* What the record was before stays where it is: a timeline may still point into it. */
void held_put(struct held *held, int32_t kind, int64_t id, struct str bytes)
{
    must(!held->settled && id >= 1 && id <= held->last);
    held->rows[id] = (struct held_row){ str_copy(held->arena, bytes).ptr, (uint32_t)bytes.len, kind };
    held->bytes += bytes.len;
}

void held_refer(struct held *held, int64_t target, int32_t number, int64_t source)
{
    must(!held->settled);
    if (held->refer_count == held->refer_room) {
        size_t room = held->refer_room ? held->refer_room * 2 : 4096;
        held->refers = arena_grow(held->arena, held->refers, held->refer_room * sizeof *held->refers, room * sizeof *held->refers);
        held->refer_room = room;
    }
    held->refers[held->refer_count++] = (struct held_refer){ target, source, number };
    held->bytes += sizeof *held->refers;
}

static int refer_order(const void *a, const void *b)
{
    const struct held_refer *x = a, *y = b;
    if (x->target != y->target)
        return x->target < y->target ? -1 : 1;
    if (x->number != y->number)
        return x->number < y->number ? -1 : 1;
    return x->source < y->source ? -1 : x->source > y->source;
}

void held_settle(struct held *held)
{
    size_t kept = 0;
    if (held->refer_count > 1)
        qsort(held->refers, held->refer_count, sizeof *held->refers, refer_order);
    for (size_t i = 0; i < held->refer_count; i++)
        if (!kept || refer_order(&held->refers[kept - 1], &held->refers[i]) != 0)
            held->refers[kept++] = held->refers[i];
    held->refer_count = kept;
    held->settled = true;
}

/* ---- into the tables ------------------------------------------------------------------------------------------ */

struct writing { const struct held *held; int32_t kind; int64_t id; size_t refer; };

static bool next_row(void *host, struct store_row *row)
{
    struct writing *w = host;
    while (++w->id <= w->held->last && w->held->rows[w->id].kind != w->kind)
        ;
    if (w->id > w->held->last)
        return false;
    const struct held_row *one = &w->held->rows[w->id];
    row->values[0].n = w->kind;
    row->values[1].n = w->id;
    row->values[2] = (struct store_value){ .type = STORE_BLOB, .bytes = { one->bytes, one->len } };
    return true;
}

static bool next_refer(void *host, struct store_row *row)
{
    struct writing *w = host;
    if (w->refer == w->held->refer_count)
        return false;
    const struct held_refer *one = &w->held->refers[w->refer++];
    row->values[0].n = one->target;
    row->values[1].n = one->number;
    row->values[2].n = one->source;
    return true;
}

bool held_write(const struct held *held, struct store *store, struct err *err)
{
    int32_t greatest = 0;
    for (int64_t id = 1; id <= held->last; id++)
        greatest = held->rows[id].kind > greatest ? held->rows[id].kind : greatest;
    struct arena *arena = arena_new();
    bool *there = ARENA_ARRAY(arena, bool, (size_t)greatest + 1);
    for (int64_t id = 1; id <= held->last; id++)
        there[held->rows[id].kind] = true;
    bool ok = true;
    for (int32_t kind = 1; ok && kind <= greatest; kind++) {
        struct writing w = { .held = held, .kind = kind };
        ok = !there[kind] || store_load(store, SQL("INSERT OR FAIL INTO record SELECT 1, v1, v2, v3 FROM given"), next_row, &w, err);
    }
    arena_free(arena);
    struct writing w = { .held = held };
    return ok && store_load(store, SQL("INSERT OR FAIL INTO refers SELECT 1, v1, v2, v3 FROM given"), next_refer, &w, err);
}

/* ---- reading -------------------------------------------------------------------------------------------------- */

const struct held_row *held_find(const struct held *held, int32_t kind, int64_t id)
{
    return id >= 1 && id <= held->last && held->rows[id].kind == kind ? &held->rows[id] : NULL;
}

void held_sources(const struct held *held, struct arena *arena, int64_t target, int32_t number, int64_t **sources, size_t *count)
{
    must(held->settled);
    struct held_refer wanted = { .target = target, .number = number, .source = INT64_MIN };
    size_t low = 0, high = held->refer_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (refer_order(&held->refers[middle], &wanted) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (high = low; high < held->refer_count && held->refers[high].target == target && held->refers[high].number == number;)
        high++;
    *count = high - low;
    *sources = *count ? ARENA_ARRAY(arena, int64_t, *count) : NULL;
    for (size_t i = 0; i < *count; i++)
        (*sources)[i] = held->refers[low + i].source;
}

bool held_each(const struct held *held, const struct edition *edition, const struct kind *kind,
               bool (*visit)(void *host, struct timeline *timeline), void *host, struct err *err)
{
    struct arena *arena = arena_new();
    int32_t number = edition->kind_numbers[kind->index];
    bool ok = true, more = true;
    for (int64_t id = 1; ok && more && id <= held->last; id++) {
        const struct held_row *row = held_find(held, number, id);
        struct timeline timeline;
        if (!row)
            continue;
        arena_reset(arena);
        timeline_init(&timeline, arena, edition, kind, (struct record_id){ id });
        ok = timeline_view(&timeline, (struct str){ row->bytes, row->len })
            || err_set(err, ERR_VERIFY_RECORD, "record", str_format(arena, "#%lld", (long long)id));
        more = ok && visit(host, &timeline);
    }
    arena_free(arena);
    return ok;
}

struct ledger *ledger_shadow(const struct ledger *ledger, struct held *held)
{
    struct arena *arena = arena_new();
    struct ledger *shadow = ARENA_NEW(arena, struct ledger);
    shadow->arena = arena;
    shadow->scratch = arena_new();
    shadow->edition = ledger->edition;
    shadow->head = ledger->head;
    shadow->held = held;
    record_cache_clear(&shadow->cache);
    return shadow;
}

void ledger_shadow_free(struct ledger *shadow)
{
    if (!shadow)
        return;
    arena_free(shadow->cache.arena);
    arena_free(shadow->scratch);
    arena_free(shadow->arena);
}
