/*
 * rebuild.c - everything that can be computed again, from the entries alone.
 *
 * Four passes: the entries in order (register, records, references, slices, closings); keys and facets from the records as they
 * stand at last; rolled-up fields from the children; contributions from the records. No pass uses what running computed.
 */
#include <string.h>

#include "ledger/spans_priv.h"

enum { CACHE_RECORDS = 20000 };

static void tell(const struct progress *progress, int64_t done, int64_t total)
{
    if (progress && progress->step)
        progress->step(progress->host, done, total);
}

static bool again_define(struct ledger *ledger, const struct entry_row *row, struct err *err)
{
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

struct again {
    struct ledger *ledger;
    const struct progress *progress;
    int64_t position;
};

static bool again_record(struct ledger *ledger, const struct entry_row *row, struct err *err)
{
    struct item *items;
    size_t count;
    struct json *body;
    struct timeline *timeline;
    const struct edition *e = ledger->edition;
    if (!entry_body(row, ledger->scratch, &body, err) || !entry_items(ledger, e, row, body, ledger->scratch, &items, &count, err))
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
    return kind != e->model->target || slice_adopt(ledger, timeline, row->position, false, err);
}

static bool again_entry(void *host, const struct entry_row *row, struct err *err)
{
    struct again *again = host;
    struct ledger *ledger = again->ledger;
    arena_reset(ledger->scratch);
    if (row->position != ++again->position)
        return err_set(err, ERR_VERIFY_GAP, "position", str_format(ledger->scratch, "%lld", (long long)again->position));
    bool ok = row->act == ACT_DEFINE ? again_define(ledger, row, err)
        : row->act == ACT_CLOSE ? entry_apply(ledger, row, NULL, 0, err) : again_record(ledger, row, err);
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

static bool rebuild_inside(struct ledger *ledger, const struct progress *progress, struct err *err)
{
    ledger->follows = true;
    if (!ledger_refresh(ledger, err))
        return false;
    struct head head = ledger->head;
    if (!store_script(ledger->store, schema_derived_drop(), err) || !store_script(ledger->store, schema_derived(), err))
        return false;
    record_cache_clear(&ledger->cache);
    cells_forget(ledger);
    ledger->edition = NULL;
    ledger->head = head;
    struct again again = { ledger, progress, 0 };
    bool ok = entry_each(ledger, again_entry, &again, err);
    record_cache_clear(&ledger->cache);
    ok = ok && records_find(ledger, err) && ledger_rolls_fill(ledger, err);
    record_cache_clear(&ledger->cache);
    return ok && ledger_versions_fill(ledger, 0, progress, err);
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
