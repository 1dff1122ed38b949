/*
 * rebuild.c - everything that can be computed again, from the entries alone.
 *
 * Four passes: the entries in order (register, records, references, slices, closings); rolled-up fields from the children; keys
 * and facets from the records as they stand at last; contributions from the records. No pass uses what running computed.
 *
 * Records and references are held in memory meanwhile. So the store has few things to do, each for long, and a second thread
 * does them while this one computes: it drops the large tables while entries are read (by another connection), writes
 * records, then keys and facets; a third weighs contributions. Where there are too many records to be held, all that
 * is done here, one after the other.
 */
#include <string.h>

#include "base/file.h"
#include "ledger/held_priv.h"
#include "ledger/spans_priv.h"

enum { CACHE_RECORDS = 2000 };

static void tell(const struct progress *progress, int64_t done, int64_t total)
{
    if (progress && progress->step)
        progress->step(progress->host, done, total);
}

struct again {
    struct ledger *ledger;
    const struct progress *progress;
    struct ledger *reader;           /* entries, and what stands beside them, are read with this one */
    struct errand errand;
    int64_t position;
    bool large;                      /* the large tables are being dropped and made again, or were */
};

/* ---- the tables -------------------------------------------------------------------------------------------- */

static bool large_again(void *host, struct err *err)
{
    struct store *store = host;
    return store_drop(store, schema_large_drop(), err) && store_script(store, schema_large(), err);
}

/* The store is free for this thread. */
static bool store_free(struct again *again, struct err *err)
{
    return errand_end(&again->errand, err);
}

/* ---- entries ------------------------------------------------------------------------------------------------ */

static bool again_define(struct again *again, const struct entry_row *row, struct err *err)
{
    struct ledger *ledger = again->ledger;
    if (!store_free(again, err))
        return false;
    /* The register needs the model, and the model is found through the register's own list: both from the entry. */
    struct statement_handle *st = store_statement(ledger->store,
        SQL("INSERT OR IGNORE INTO definition_entry VALUES (1, ?1)"), err);
    if (!st)
        return false;
    bind_int(st, 1, row->position);
    if (!statement_run(ledger->store, st, err))
        return false;
    struct edition *first;
    if (!edition_load(ledger->store, ledger->arena, row->position, &first, err)
        || !edition_register(ledger->store, first->model, row->position, err))
        return false;
    record_cache_clear(&ledger->cache);
    ledger->edition = NULL; /* numbers and versions are there now: read it once more with them */
    return ledger_edition(ledger, row->position, err) && ledger_slices_load(ledger, err);
}

/* More than can be held: what is there is written, and the rest goes straight into the tables. */
static bool held_give_up(struct again *again, struct err *err)
{
    struct ledger *ledger = again->ledger;
    struct held *held = ledger->held;
    held_settle(held);
    bool ok = store_free(again, err) && held_write(held, ledger->store, err);
    record_cache_clear(&ledger->cache); /* timelines point into it */
    ledger->held = NULL;
    held_free(held);
    return ok;
}

static bool again_record(struct again *again, const struct entry_row *row, struct err *err)
{
    struct ledger *ledger = again->ledger;
    struct item *items;
    size_t count;
    struct json *body;
    struct timeline *timeline;
    const struct edition *e = ledger->edition;
    if (!entry_body(row, ledger->scratch, &body, err) || !entry_items(again->reader, e, row, body, ledger->scratch, &items, &count, err))
        return false;
    const struct kind *kind = model_kind(e->model, row->kind);
    if (row->act == ACT_ADD)
        timeline = record_make(ledger, kind, row->position);
    else if (!record_load(ledger, e, kind, row->record, &timeline, err))
        return false;
    if (!timeline)
        return err_set(err, ERR_VERIFY_BODY, "position", str_format(ledger->scratch, "%lld", (long long)row->position));
    for (size_t i = 0; i < count; i++) {
        items[i].text = str_copy(ledger->cache.arena, items[i].text);
        timeline_push(timeline, &items[i]);
    }
    if (!record_keep(ledger, timeline, row->position, err))
        return false;
    if (kind == e->model->target && slice_is_new(ledger, timeline, row->position)
        && (!store_free(again, err) || !slice_adopt(ledger, timeline, row->position, false, err)))
        return false;
    return !ledger->held || !held_full(ledger->held) || held_give_up(again, err);
}

static bool again_close(struct again *again, const struct entry_row *row, struct err *err)
{
    return store_free(again, err) && entry_apply(again->ledger, row, NULL, 0, err);
}

static bool again_entry(void *host, const struct entry_row *row, struct err *err)
{
    struct again *again = host;
    struct ledger *ledger = again->ledger;
    arena_reset(ledger->scratch);
    if (row->position != ++again->position)
        return err_set(err, ERR_VERIFY_GAP, "position", str_format(ledger->scratch, "%lld", (long long)again->position));
    bool ok = row->act == ACT_DEFINE ? again_define(again, row, err)
        : row->act == ACT_CLOSE ? again_close(again, row, err) : again_record(again, row, err);
    if (ok && !again->large) { /* behind the first definitions, which need the store */
        again->large = true;
        errand_begin(&again->errand, large_again, ledger->store);
    }
    if (row->position % 1024 == 0)
        tell(again->progress, row->position / 2, ledger->head.position.n);
    if (ledger->cache.count > CACHE_RECORDS)
        record_cache_clear(&ledger->cache);
    return ok;
}

/* ---- rolled-up fields and contributions ------------------------------------------------------------------- */

bool ledger_rolls_fill(struct ledger *ledger, struct err *err)
{
    struct arena *arena = arena_new();
    struct roll_span *spans;
    size_t count;
    bool ok = roll_spans(ledger, arena, &spans, &count, err);
    for (size_t i = 0; ok && i < count; i++)
        ok = roll_replay(ledger, spans[i].edition, spans[i].parent, spans[i].field, spans[i].until, err);
    arena_free(arena);
    return ok;
}

bool ledger_new_rolls_fill(struct ledger *ledger, const struct edition *before, struct err *err)
{
    const struct edition *e = ledger->edition;
    for (size_t i = 0; i < e->roll_count; i++) {
        int32_t number = edition_field_number(e, e->roll_parents[i], e->rolls[i]);
        if (number <= before->number_max && before->field_of[number])
            continue;
        if (number <= before->number_max && !roll_clear(ledger, e, e->roll_parents[i], e->rolls[i], err))
            return false;
        if (!roll_replay(ledger, e, e->roll_parents[i], e->rolls[i], ledger->head.position.n, err))
            return false;
    }
    return true;
}

bool ledger_versions_fill(struct ledger *ledger, int64_t since_version, const struct progress *progress, struct err *err)
{
    struct arena *arena = arena_new();
    struct column *columns;
    size_t count;
    bool ok = columns_list(ledger, arena, since_version, &columns, &count, err)
        && columns_fill(ledger, columns, count, progress, err);
    arena_free(arena);
    return ok;
}

static bool write_held(void *host, struct err *err)
{
    const struct ledger *ledger = host;
    return held_write(ledger->held, ledger->store, err);
}

/* Contributions are weighed by a helper while keys and facets are found here and written by the errand. */
static bool found_and_counted(struct again *again, struct err *err)
{
    struct ledger *ledger = again->ledger;
    struct arena *arena = arena_new();
    struct column *columns;
    size_t count;
    bool ok = columns_list(ledger, arena, 0, &columns, &count, err);
    struct filling *filling = ok ? filling_begin(ledger, columns, count) : NULL;
    if (ok && ledger->held)
        errand_begin(&again->errand, write_held, ledger);
    again->errand.alone |= !ledger->held; /* then records are read from the store */
    ok = ok && records_find(ledger, &again->errand, err);
    if (ok)
        ok = filling_finish(ledger, filling, again->progress, err);
    else if (filling)
        filling_drop(filling);
    arena_free(arena);
    return ok;
}

static bool entries_again(struct again *again, struct err *err)
{
    struct ledger *ledger = again->ledger;
    bool ok = entry_each(again->reader, again_entry, again, err);
    ok = store_free(again, err) && ok && (again->large || large_again(ledger->store, err));
    record_cache_clear(&ledger->cache);
    ok = ok && ledger_rolls_fill(ledger, err);
    record_cache_clear(&ledger->cache);
    if (ok && ledger->held)
        held_settle(ledger->held);
    ok = ok && found_and_counted(again, err);
    struct err late;
    err_init(&late);
    return errand_end(&again->errand, &late) && ok;
}

static void reader_free(struct ledger *reader)
{
    if (!reader)
        return;
    store_close(reader->store);
    hasher_free(reader->hasher);
    ledger_shadow_free(reader);
}

/* Entries are read as they were when this transaction began, which is as they are; a test's storage layer knows one thread. */
static struct ledger *reader_of(const struct ledger *ledger)
{
    struct err err;
    err_init(&err);
    if (ledger->vfs)
        return NULL;
    struct ledger *reader = ledger_shadow(ledger, NULL);
    struct store_options options = { .path = path_join(reader->arena, ledger->folder, STR("ledger.db")), .read_only = true };
    reader->hasher = hasher_new(ledger->hash_kind);
    if (store_open(&options, &reader->store, &err) && store_begin_read(reader->store, &err))
        return reader;
    reader_free(reader);
    return NULL;
}

static bool rebuild_inside(struct ledger *ledger, const struct progress *progress, struct err *err)
{
    ledger->follows = true;
    if (!ledger_refresh(ledger, err))
        return false;
    struct head head = ledger->head;
    if (!store_drop(ledger->store, schema_small_drop(), err) || !store_script(ledger->store, schema_small(), err))
        return false;
    record_cache_clear(&ledger->cache);
    cells_forget(ledger);
    ledger->edition = NULL;
    ledger->head = head;
    struct ledger *reader = reader_of(ledger);
    struct again again = { .ledger = ledger, .progress = progress, .reader = reader ? reader : ledger };
    errand_init(&again.errand, !reader);
    ledger->held = held_new(head.position.n);
    again.large = !reader; /* whoever reads with the same store cannot wait */
    bool ok = (reader || large_again(ledger->store, err)) && entries_again(&again, err);
    record_cache_clear(&ledger->cache);
    held_free(ledger->held);
    ledger->held = NULL;
    reader_free(reader);
    return ok && store_wipe(ledger->store, err);
}

bool ledger_rebuild(struct ledger *ledger, const struct progress *progress, struct err *err)
{
    must(!ledger->in_group);
    if (ledger->read_only)
        return err_set(err, ERR_LEDGER_READ_ONLY);
    struct edition *edition = ledger->edition;
    if (!store_begin(ledger->store, err))
        return false;
    bool ok = rebuild_inside(ledger, progress, err) && store_commit(ledger->store, err);
    if (!ok) {
        store_rollback(ledger->store);
        ledger->edition = edition;
    }
    ledger->follows = false;
    ledger_forget(ledger);
    return ok;
}
