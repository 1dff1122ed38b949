/*
 * verify.c - does everything fit: chain, what stands beside it, evidence, records, rolled-up fields, contributions.
 *
 * The chain is walked once. For what is computed, both sides are weighed instead of kept: each thing that the
 * entries say (an item of a timeline, a contribution) has a hash, hashes of one record are added up, and
 * the sums from the entries and from the tables must be equal for every record. Adding is blind to order and
 * needs sixteen bytes a record; a difference is found with a chance of error of 2^-64 for each record.
 */
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/json.h"
#include "base/limits.h"
#include "ledger/spans_priv.h"

struct weights { int64_t *ids; uint64_t *sums; size_t room, count; };

struct verifying {
    struct ledger *ledger;
    struct verify_report *report;
    const struct progress *progress;
    struct weights weights;
    struct arena *arena;
    struct hash *seen;               /* evidence already read, hashed by its first bytes */
    size_t seen_room, seen_count;
    const struct metric *metric;     /* of the replay under way */
    int64_t version, slice;
};

/* ---- weights ------------------------------------------------------------------------------------------------- */

static uint64_t mix(uint64_t h, uint64_t n)
{
    h ^= n + 0x9e3779b97f4a7c15u + (h << 6) + (h >> 2);
    h ^= h >> 30;
    h *= 0xbf58476d1ce4e5b9u;
    h ^= h >> 27;
    h *= 0x94d049bb133111ebu;
    return h ^ h >> 31;
}

static size_t weight_slot(const struct weights *w, int64_t id)
{
    size_t at = (size_t)(mix(1, (uint64_t)id)) & (w->room - 1);
    while (w->ids[at] && w->ids[at] != id)
        at = (at + 1) & (w->room - 1);
    return at;
}

static void weigh(struct verifying *v, int64_t id, uint64_t weight)
{
    struct weights *w = &v->weights;
    if (w->count * 2 >= w->room) {
        struct weights old = *w;
        w->room = old.room ? old.room * 2 : 4096;
        w->ids = ARENA_ARRAY(v->arena, int64_t, w->room);
        w->sums = ARENA_ARRAY(v->arena, uint64_t, w->room);
        for (size_t i = 0; i < old.room; i++)
            if (old.ids[i]) {
                size_t at = weight_slot(w, old.ids[i]);
                w->ids[at] = old.ids[i];
                w->sums[at] = old.sums[i];
            }
    }
    size_t at = weight_slot(w, id);
    w->count += !w->ids[at];
    w->ids[at] = id;
    w->sums[at] += weight;
}

/* The smallest record whose two sums differ; 0: all are equal. Starts over for the next pair of sides. */
static int64_t weights_fault(struct verifying *v)
{
    int64_t fault = 0;
    for (size_t i = 0; i < v->weights.room; i++)
        if (v->weights.ids[i] && v->weights.sums[i] && (!fault || v->weights.ids[i] < fault))
            fault = v->weights.ids[i];
    if (v->weights.room) {
        memset(v->weights.ids, 0, v->weights.room * sizeof *v->weights.ids);
        memset(v->weights.sums, 0, v->weights.room * sizeof *v->weights.sums);
    }
    v->weights.count = 0;
    return fault;
}

static struct str record_text(struct verifying *v, int64_t id)
{
    return str_format(v->arena, "#%lld", (long long)id);
}

static struct str position_text(struct verifying *v, int64_t position)
{
    return str_format(v->arena, "%lld", (long long)position);
}

static uint64_t item_weight(const struct item *item)
{
    uint64_t h = mix((uint64_t)item->what, (uint64_t)item->position);
    h = mix(h, (uint64_t)item->number);
    h = mix(h, (uint64_t)item->day);
    h = mix(h, (uint64_t)item->precision << 1 | item->present);
    h = mix(h, item->text.len ? 0 : (uint64_t)item->n);
    h = mix(h, (uint64_t)item->m);
    return mix(h, str_hash(item->text));
}

/* ---- the chain --------------------------------------------------------------------------------------------------- */

static bool evidence_fits(struct verifying *v, const struct evidence *evidence, struct err *err)
{
    if (evidence->erased || evidence->paper)
        return true;
    if (v->seen_count * 2 >= v->seen_room) {
        struct hash *old = v->seen;
        size_t old_room = v->seen_room;
        v->seen_room = old_room ? old_room * 2 : 1024;
        v->seen = ARENA_ARRAY(v->arena, struct hash, v->seen_room);
        v->seen_count = 0;
        for (size_t i = 0; i < old_room; i++) {
            static const struct hash none;
            if (memcmp(&old[i], &none, sizeof none) == 0)
                continue;
            size_t at = str_hash((struct str){ (const char *)old[i].bytes, HASH_SIZE }) & (v->seen_room - 1);
            while (memcmp(&v->seen[at], &none, sizeof none) != 0)
                at = (at + 1) & (v->seen_room - 1);
            v->seen[at] = old[i];
            v->seen_count++;
        }
    }
    static const struct hash none;
    size_t at = str_hash((struct str){ (const char *)evidence->hash.bytes, HASH_SIZE }) & (v->seen_room - 1);
    for (; memcmp(&v->seen[at], &none, sizeof none) != 0; at = (at + 1) & (v->seen_room - 1))
        if (memcmp(&v->seen[at], &evidence->hash, HASH_SIZE) == 0)
            return true;
    struct arena *arena = arena_new();
    struct str bytes;
    bool ok = evidence_read(v->ledger, arena, evidence->hash, &bytes, err);
    arena_free(arena);
    v->seen[at] = evidence->hash;
    v->seen_count++;
    v->report->evidence++;
    return ok || err_while(err, str_format(v->arena, "entry %lld", (long long)evidence->entry.n));
}

static bool aside_fits(struct verifying *v, int64_t position, struct str slot, struct str digest, struct err *err)
{
    struct str value, again;
    bool erased;
    if (!aside_read(v->ledger, v->ledger->scratch, position, slot, &value, &again, &erased, err))
        return false;
    return erased || str_eq(digest, again) || err_set(err, ERR_VERIFY_ASIDE, "position", position_text(v, position), "slot", slot);
}

static bool beside_fits(struct verifying *v, const struct entry_row *row, struct err *err)
{
    struct arena *scratch = v->ledger->scratch;
    if (!str_has(row->body, STR("\"evidence\"")) && !str_has(row->body, STR("\"personal\"")))
        return true;
    struct json *body = json_parse(scratch, row->body, err);
    if (!body)
        return false;
    const struct json *personal = json_get(body, STR("personal")), *evidence = json_get(body, STR("evidence"));
    for (const struct json *one = personal ? personal->first : NULL; one; one = one->next)
        if (!aside_fits(v, row->position, one->key, one->text, err))
            return false;
    size_t slot = 0;
    for (const struct json *one = evidence ? evidence->first : NULL; one; one = one->next)
        if (!aside_fits(v, row->position, str_format(scratch, "evidence:%zu", slot++), one->text, err))
            return false;
    struct entry entry;
    if (!evidence)
        return true;
    if (!entry_read(v->ledger, scratch, (struct entry_id){ row->position }, &entry, err))
        return false;
    for (size_t i = 0; i < entry.evidence_count; i++)
        if (!evidence_fits(v, &entry.evidence[i], err))
            return false;
    return true;
}

static bool entry_weigh(struct verifying *v, const struct entry_row *row, const struct edition *e, struct err *err)
{
    struct item *items;
    size_t count;
    if (!entry_items(v->ledger, e, row, v->ledger->scratch, &items, &count, err))
        return false;
    for (size_t i = 0; i < count; i++)
        weigh(v, row->record, item_weight(&items[i]));
    return true;
}

static bool chain_fits(struct verifying *v, struct err *err)
{
    struct ledger *ledger = v->ledger;
    struct hash previous = { 0 };
    int64_t recorded = INT64_MIN;
    const struct edition *e = NULL;
    for (int64_t position = 1; position <= ledger->head.position.n; position++) {
        struct entry_row row;
        bool found;
        arena_reset(ledger->scratch);
        if (!entry_row_read(ledger, ledger->scratch, position, &row, &found, err))
            return false;
        if (!found)
            return err_set(err, ERR_VERIFY_GAP, "position", position_text(v, position));
        if (!hash_eq(entry_hash(ledger->hasher, previous, &row), row.hash))
            return err_set(err, ERR_VERIFY_CHAIN, "position", position_text(v, position));
        if (row.recorded <= recorded)
            return err_set(err, ERR_VERIFY_TIME, "position", position_text(v, position));
        previous = row.hash;
        recorded = row.recorded;
        if (row.act == ACT_DEFINE && !(e = ledger_edition(ledger, position, err)))
            return false;
        if (!beside_fits(v, &row, err) || !entry_weigh(v, &row, e, err))
            return false;
        v->report->entries++;
        if (v->progress && position % 1024 == 0)
            v->progress->step(v->progress->host, position, ledger->head.position.n * 2);
    }
    return true;
}

/* ---- records ------------------------------------------------------------------------------------------------------- */

static bool visit_record(void *host, struct timeline *timeline)
{
    struct verifying *v = host;
    v->report->records++;
    for (size_t i = 0; i < timeline->count; i++)
        if (timeline->items[i].what != ITEM_ROLLED)
            weigh(v, timeline->id.n, -item_weight(&timeline->items[i]));
    return true;
}

static bool records_fit(struct verifying *v, struct err *err)
{
    struct edition **editions;
    size_t count;
    if (!editions_list(v->ledger, v->arena, &editions, &count, err))
        return false;
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < editions[i]->model->kind_count; k++) {
            const struct kind *kind = &editions[i]->model->kinds[k];
            bool later = false; /* a kind is read once, with the last definitions that have it */
            for (size_t j = i + 1; j < count; j++)
                later |= model_kind(editions[j]->model, kind->name) != NULL;
            if (!later && !record_each_in(v->ledger, editions[i], kind, visit_record, v, err))
                return false;
        }
    int64_t fault = weights_fault(v);
    return !fault || err_set(err, ERR_VERIFY_RECORD, "record", record_text(v, fault));
}

/* ---- rolled-up fields ---------------------------------------------------------------------------------------------- */

struct roll_check { struct verifying *v; int32_t number; };

static bool visit_rolled(void *host, struct timeline *timeline)
{
    struct roll_check *check = host;
    for (size_t i = 0; i < timeline->count; i++) {
        const struct item *item = &timeline->items[i];
        if (item->what == ITEM_ROLLED && item->number == check->number)
            weigh(check->v, timeline->id.n, -item_weight(item));
    }
    return true;
}

static bool weigh_rolled(void *host, int64_t parent, const struct item *item)
{
    weigh(host, parent, item_weight(item));
    return true;
}

static bool rolls_fit(struct verifying *v, struct err *err)
{
    struct roll_span *spans;
    size_t count;
    if (!roll_spans(v->ledger, v->arena, &spans, &count, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        struct roll_check check = { v, spans[i].number };
        if (!roll_weigh(v->ledger, spans[i].edition, spans[i].parent, spans[i].field, spans[i].until, weigh_rolled, v, err)
            || !record_each_in(v->ledger, spans[i].edition, spans[i].parent, visit_rolled, &check, err))
            return false;
        int64_t fault = weights_fault(v);
        if (fault)
            return err_set(err, ERR_VERIFY_ROLLED, "record", record_text(v, fault), "field", spans[i].field->name);
    }
    return true;
}

/* ---- contributions --------------------------------------------------------------------------------------------------- */

static uint64_t laid_weight(int64_t zone, int64_t position, int32_t day, int64_t delta, bool vague)
{
    uint64_t h = mix((uint64_t)zone, (uint64_t)position);
    h = mix(h, (uint64_t)day);
    h = mix(h, (uint64_t)delta);
    return mix(h, vague);
}

static bool weigh_laid(void *host, const struct laid *laid, struct err *err)
{
    (void)err;
    weigh(host, laid->record, laid_weight(laid->zone, laid->position, laid->day, laid->delta, laid->vague));
    return true;
}

static bool cell_fits(struct verifying *v, int64_t cell, int64_t zone, struct err *err)
{
    struct statement_handle *st = store_statement(v->ledger->store,
        SQL("SELECT month, position, day, delta, total, record, vague FROM contribution WHERE ledger = 1 AND cell = ?1"
            " ORDER BY month, position, n"), err);
    if (!st)
        return false;
    bind_int(st, 1, cell);
    int64_t month = INT64_MIN, total = 0;
    for (;;) {
        bool row;
        if (!statement_step(v->ledger->store, st, &row, err))
            return false;
        if (!row)
            return true;
        int32_t day = (int32_t)column_int(st, 2);
        total = (column_int(st, 0) == month ? total : 0) + column_int(st, 3);
        month = column_int(st, 0);
        v->report->contributions++;
        if (total != column_int(st, 4) || month != month_of((struct day){ day })) {
            err_set(err, ERR_VERIFY_TALLY, "metric", v->metric->name, "position", position_text(v, column_int(st, 1)));
            statement_done(st);
            return false;
        }
        weigh(v, column_int(st, 5), -laid_weight(zone, column_int(st, 1), day, column_int(st, 3), column_int(st, 6) != 0));
    }
}

static bool column_fits(struct verifying *v, const struct version_span *span, const struct known_slice *slice, struct err *err)
{
    struct ledger *ledger = v->ledger;
    int64_t ids[1024], zones[1024];
    size_t count = 0;
    v->metric = span->metric;
    struct statement_handle *st = store_statement(ledger->store,
        SQL("SELECT id, zone FROM cell WHERE ledger = 1 AND version = ?1 AND slice = ?2 LIMIT 1024"), err);
    if (!st)
        return false;
    bind_int(st, 1, span->version);
    bind_int(st, 2, slice ? slice->id : 0);
    for (bool row = true; row;) {
        if (!statement_step(ledger->store, st, &row, err))
            return false;
        if (row && count < 1024) {
            ids[count] = column_int(st, 0);
            zones[count++] = column_int(st, 1);
        }
    }
    for (size_t i = 0; i < count; i++)
        if (!cell_fits(v, ids[i], zones[i], err))
            return false;
    int64_t until = span->until < ledger->head.position.n ? span->until : ledger->head.position.n;
    if (!contribute_replay(ledger, span->edition, span->metric, slice ? slice->expr : NULL, until, weigh_laid, v, err))
        return false;
    int64_t fault = weights_fault(v);
    return !fault || err_set(err, ERR_VERIFY_FIGURE, "metric", span->metric->name, "record", record_text(v, fault));
}

static bool contributions_fit(struct verifying *v, struct err *err)
{
    struct version_span *spans;
    size_t count;
    if (!version_spans(v->ledger, v->arena, &spans, &count, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (!column_fits(v, &spans[i], NULL, err))
            return false;
        for (size_t s = 0; s < v->ledger->slice_count; s++) {
            struct known_slice slice;
            if (v->ledger->slices[s].id > spans[i].until
                || !slice_compiled(v->arena, &v->ledger->slices[s], spans[i].metric, &slice))
                continue;
            if (!column_fits(v, &spans[i], &slice, err))
                return false;
        }
        if (v->progress)
            v->progress->step(v->progress->host, (int64_t)(count + i + 1), (int64_t)(2 * count));
    }
    return true;
}

bool ledger_verify(struct ledger *ledger, const struct progress *progress, struct verify_report *report, struct err *err)
{
    bool began;
    *report = (struct verify_report){ 0 };
    struct verifying v = { .ledger = ledger, .report = report, .progress = progress };
    struct str fault = { 0 };
    if (!ledger_read_begin(ledger, &began, err))
        return false;
    v.arena = arena_new();
    record_cache_clear(&ledger->cache);
    report->head = ledger->head;
    bool ok = store_check(ledger->store, &fault, v.arena, err);
    if (ok && fault.len)
        ok = err_set(err, ERR_VERIFY_FILE, "fault", fault);
    ok = ok && chain_fits(&v, err) && records_fit(&v, err) && rolls_fit(&v, err) && contributions_fit(&v, err);
    record_cache_clear(&ledger->cache);
    arena_free(v.arena);
    ledger_read_end(ledger, began);
    return ok;
}
