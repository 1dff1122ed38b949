/*
 * rebuild.c - everything that can be computed again, from the entries alone.
 *
 * Three passes: the entries in order (register, records, keys, facets, references, slices, closings); rolled-up
 * fields from the children; contributions from the records. No pass uses what the running ledger computed.
 */
#include <string.h>

#include "ledger/spans_priv.h"

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

static bool again_record(struct ledger *ledger, const struct entry_row *row, struct err *err)
{
    struct item *items;
    size_t count;
    struct timeline *timeline;
    const struct edition *e = ledger->edition;
    if (!entry_items(ledger, e, row, ledger->scratch, &items, &count, err))
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
    if (!record_save(ledger, timeline, row->position, err))
        return false;
    return kind != e->model->target || slice_adopt(ledger, timeline, row->position, false, err);
}

static bool again_entries(struct ledger *ledger, const struct progress *progress, int64_t total, struct err *err)
{
    for (int64_t position = 1; position <= ledger->head.position.n; position++) {
        struct entry_row row;
        bool found;
        arena_reset(ledger->scratch);
        if (!entry_row_read(ledger, ledger->scratch, position, &row, &found, err))
            return false;
        if (!found)
            return err_set(err, ERR_VERIFY_GAP, "position", str_format(ledger->scratch, "%lld", (long long)position));
        bool ok = row.act == ACT_DEFINE ? again_define(ledger, &row, err)
            : row.act == ACT_CLOSE ? entry_apply(ledger, &row, NULL, 0, err) : again_record(ledger, &row, err);
        if (!ok)
            return false;
        if (position % 1024 == 0)
            tell(progress, position / 2, total);
        if (ledger->cache.count > 20000)
            record_cache_clear(&ledger->cache);
    }
    return true;
}

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
        if (!roll_replay(ledger, e, e->roll_parents[i], e->rolls[i], ledger->head.position.n, err))
            return false;
    }
    return true;
}

bool ledger_versions_fill(struct ledger *ledger, int64_t since_version, const struct progress *progress, struct err *err)
{
    struct arena *arena = arena_new();
    struct version_span *spans;
    size_t count;
    bool ok = version_spans(ledger, arena, &spans, &count, err);
    for (size_t i = 0; ok && i < count; i++) {
        const struct version_span *span = &spans[i];
        if (span->version <= since_version)
            continue;
        int64_t until = span->until < ledger->head.position.n ? span->until : ledger->head.position.n;
        ok = contribute_fill(ledger, span->edition, span->metric, NULL, until, err);
        for (size_t s = 0; ok && s < ledger->slice_count; s++) {
            struct known_slice slice;
            if (ledger->slices[s].id <= until && slice_compiled(arena, &ledger->slices[s], span->metric, &slice))
                ok = contribute_fill(ledger, span->edition, span->metric, &slice, until, err);
        }
        tell(progress, (int64_t)(count + i), (int64_t)(2 * count));
    }
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
    bool ok = again_entries(ledger, progress, head.position.n, err);
    record_cache_clear(&ledger->cache);
    ok = ok && ledger_rolls_fill(ledger, err);
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
