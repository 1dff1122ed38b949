/*
 * verify.c - does everything fit: chain, what stands beside it, evidence, records, rolled-up fields, contributions.
 *
 * The chain is walked once. For what is computed, both sides are weighed instead of kept: each thing that the
 * entries say (an item of a timeline, a contribution) has a hash, hashes of one record are added up, and
 * the sums from the entries and from the tables must be equal for every record. Adding is blind to order and
 * needs eight bytes a record; a difference is found with a chance of error of 2^-64 for each record. All metrics
 * are weighed together; only where they do not fit is each looked at alone, to name it. Contributions are weighed by a second
 * thread with a ledger of its own while this one walks the chain: each in a snapshot that fits in itself.
 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/json.h"
#include "base/limits.h"
#include "ledger/spans_priv.h"

struct beside { int64_t position; struct str slot, value; bool erased, done; }; /* a row of aside; done: there are no more */

struct verifying {
    struct ledger *ledger;
    struct verify_report *report;
    const struct progress *progress;
    struct arena *arena;
    uint64_t *sums;                  /* by record: its number is a position, so at most the head */
    int64_t foreign;                 /* a record that no entry could have made */
    const struct edition *edition;   /* of the entry under way */
    struct hash previous;
    int64_t recorded;
    struct statement_handle *asides; /* walked beside the chain */
    struct beside beside;
    int64_t aside_count, definition_count;
    struct hash *seen;               /* evidence and definitions already read */
    size_t seen_room, seen_count;
    struct column *columns;
    size_t column_count;
    uint64_t *seeds;                 /* of each column */
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

static void weigh(struct verifying *v, int64_t id, uint64_t weight)
{
    if (id >= 1 && id <= v->ledger->head.position.n)
        v->sums[id] += weight;
    else if (!v->foreign)
        v->foreign = id ? id : -1;
}

/* The smallest record whose two sums differ; 0: all are equal. Starts over for the next pair of sides. */
static int64_t weights_fault(struct verifying *v)
{
    int64_t fault = v->foreign, last = v->ledger->head.position.n;
    for (int64_t id = 1; id <= last && !fault; id++)
        if (v->sums[id])
            fault = id;
    memset(v->sums, 0, (size_t)(last + 1) * sizeof *v->sums);
    v->foreign = 0;
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
    uint64_t h = mix((uint64_t)item->what << 32 | (uint32_t)item->number, (uint64_t)item->position);
    h = mix(h, (uint64_t)(uint32_t)item->day << 32 | (uint64_t)item->precision << 1 | item->present);
    h = mix(h, item->text.len ? str_hash(item->text) : (uint64_t)item->n);
    return item->m ? mix(h, (uint64_t)item->m) : h;
}

static void told(struct verifying *v, int64_t done, int64_t total)
{
    if (v->progress && v->progress->step)
        v->progress->step(v->progress->host, done, total);
}

/* ---- evidence ---------------------------------------------------------------------------------------------------- */

static size_t seen_slot(const struct verifying *v, const struct hash *hash)
{
    static const struct hash none;
    size_t at = str_hash((struct str){ (const char *)hash->bytes, HASH_SIZE }) & (v->seen_room - 1);
    while (memcmp(&v->seen[at], &none, sizeof none) != 0 && memcmp(&v->seen[at], hash, sizeof *hash) != 0)
        at = (at + 1) & (v->seen_room - 1);
    return at;
}

/* Whether the file was looked at already; from now on it was. */
static bool seen_before(struct verifying *v, const struct hash *hash)
{
    static const struct hash none;
    if (v->seen_count * 2 >= v->seen_room) {
        struct hash *old = v->seen;
        size_t old_room = v->seen_room;
        v->seen_room = old_room ? old_room * 2 : 1024;
        v->seen = ARENA_ARRAY(v->arena, struct hash, v->seen_room);
        for (size_t i = 0; i < old_room; i++)
            if (memcmp(&old[i], &none, sizeof none) != 0)
                v->seen[seen_slot(v, &old[i])] = old[i];
    }
    size_t at = seen_slot(v, hash);
    if (memcmp(&v->seen[at], hash, sizeof *hash) == 0)
        return true;
    v->seen[at] = *hash;
    v->seen_count++;
    return false;
}

static bool evidence_fits(struct verifying *v, int64_t position, struct str value, struct err *err)
{
    struct json *json = json_parse(v->ledger->scratch, value, err);
    struct hash hash;
    if (!json)
        return err_set(err, ERR_VERIFY_BODY, "position", position_text(v, position));
    if (!hash_parse(json_text(json, STR("hash")), &hash) || seen_before(v, &hash)) /* without a hash: paper kept elsewhere */
        return true;
    struct arena *arena = arena_new();
    struct str bytes;
    v->report->evidence++;
    bool ok = file_exists(evidence_path(arena, v->ledger->folder, hash))
        || err_set(err, ERR_VERIFY_EVIDENCE_GONE, "hash", json_text(json, STR("hash")));
    ok = ok && evidence_read(v->ledger, arena, (struct entry_id){ 0 }, hash, &bytes, err);
    arena_free(arena);
    return ok || err_while(err, str_format(v->arena, "entry %lld", (long long)position));
}

/* ---- what stands beside the chain ---------------------------------------------------------------------------------- */

static bool aside_next(struct verifying *v, struct err *err)
{
    bool row;
    if (!statement_step(v->ledger->store, v->asides, &row, err))
        return false;
    v->beside = (struct beside){ .done = !row };
    if (!row)
        return true;
    v->aside_count++;
    v->beside.position = column_int(v->asides, 0);
    v->beside.slot = column_text(v->asides, 1);
    v->beside.erased = column_is_null(v->asides, 3);
    v->beside.value = column_text(v->asides, 3);
    return true;
}

static bool aside_fault(struct verifying *v, int64_t position, struct str slot, struct err *err)
{
    return err_set(err, ERR_VERIFY_ASIDE, "position", position_text(v, position), "slot", slot);
}

/* What a body expects beside it: the digests of one member, under their slots. */
struct expected { struct str slot, digest; bool evidence, there; };

static size_t expected_of(struct arena *arena, const struct json *body, struct expected **list)
{
    const struct json *personal = json_get(body, STR("personal")), *evidence = json_get(body, STR("evidence"));
    size_t count = 0, files = 0;
    *list = ARENA_ARRAY(arena, struct expected, (personal ? personal->count : 0) + (evidence ? evidence->count : 0));
    for (const struct json *one = personal ? personal->first : NULL; one; one = one->next)
        (*list)[count++] = (struct expected){ one->key, one->text, false, false };
    for (const struct json *one = evidence ? evidence->first : NULL; one; one = one->next)
        (*list)[count++] = (struct expected){ str_format(arena, "evidence:%zu", files++), one->text, true, false };
    return count;
}

static bool beside_fits(struct verifying *v, const struct entry_row *row, const struct json *body, struct err *err)
{
    struct arena *scratch = v->ledger->scratch;
    struct expected *list;
    size_t count = expected_of(scratch, body, &list);
    while (!v->beside.done && v->beside.position <= row->position) {
        struct expected *one = NULL;
        for (size_t i = 0; i < count && !one && v->beside.position == row->position; i++)
            if (str_eq(list[i].slot, v->beside.slot))
                one = &list[i];
        struct str digest = v->beside.erased ? (struct str){ 0 } : aside_digest(v->ledger, column_blob(v->asides, 2), v->beside.value, scratch);
        if (!one || (!v->beside.erased && !str_eq(digest, one->digest)))
            return aside_fault(v, v->beside.position, str_copy(v->arena, v->beside.slot), err);
        one->there = true;
        if (one->evidence && !v->beside.erased && !evidence_fits(v, row->position, v->beside.value, err))
            return false;
        if (!aside_next(v, err))
            return false;
    }
    for (size_t i = 0; i < count; i++) /* what was erased has a row without a value */
        if (!list[i].there)
            return aside_fault(v, row->position, list[i].slot, err);
    return true;
}

/* ---- definitions --------------------------------------------------------------------------------------------------- */

static bool definition_fits(struct verifying *v, struct hash hash, bool *fits, struct err *err)
{
    bool row;
    *fits = false;
    struct statement_handle *st = store_statement(v->ledger->store,
        SQL("SELECT bytes FROM definition WHERE ledger = 1 AND hash = ?1"), err);
    if (!st)
        return false;
    bind_blob(st, 1, hash.bytes, HASH_SIZE);
    if (!statement_step(v->ledger->store, st, &row, err))
        return false;
    if (row) {
        *fits = hash_eq(hash_of(v->ledger->hash_kind, column_blob(st, 0)), hash);
        statement_done(st);
    }
    return true;
}

/* The files that an entry names are there, byte for byte. */
static bool definitions_fit(struct verifying *v, const struct entry_row *row, struct err *err)
{
    struct json *body;
    if (!entry_body(row, v->ledger->scratch, &body, err))
        return false;
    const struct json *files = json_get(body, STR("files"));
    for (const struct json *file = files ? files->first : NULL; file; file = file->next) {
        struct hash hash;
        bool fits = false;
        if (hash_parse(json_text(file, STR("hash")), &hash) && !definition_fits(v, hash, &fits, err))
            return false;
        if (!fits)
            return err_set(err, ERR_VERIFY_DEFINITION, "position", position_text(v, row->position));
        v->definition_count += !seen_before(v, &hash);
    }
    v->edition = ledger_edition(v->ledger, row->position, err);
    return v->edition != NULL;
}

/* A table holds as many rows as were looked at: none of another ledger, none that no entry speaks of. */
static bool no_strays(struct verifying *v, struct str table, struct sql count, int64_t known, struct err *err)
{
    bool row;
    struct statement_handle *st = store_statement(v->ledger->store, count, err);
    if (!st || !statement_step(v->ledger->store, st, &row, err))
        return false;
    int64_t there = column_int(st, 0);
    statement_done(st);
    return there == known || err_set(err, ERR_VERIFY_STRAY, "table", table, "count", position_text(v, there - known));
}

/* ---- the chain --------------------------------------------------------------------------------------------------- */

static bool entry_fits(void *host, const struct entry_row *row, struct err *err)
{
    struct verifying *v = host;
    struct ledger *ledger = v->ledger;
    struct item *items;
    size_t count;
    struct json *body;
    arena_reset(ledger->scratch);
    if (row->position != v->report->entries + 1)
        return err_set(err, ERR_VERIFY_GAP, "position", position_text(v, v->report->entries + 1));
    if (!hash_eq(entry_hash(ledger->hasher, v->previous, row), row->hash))
        return err_set(err, ERR_VERIFY_CHAIN, "position", position_text(v, row->position));
    if (row->recorded <= v->recorded)
        return err_set(err, ERR_VERIFY_TIME, "position", position_text(v, row->position));
    v->previous = row->hash;
    v->recorded = row->recorded;
    v->report->entries++;
    if (row->act == ACT_DEFINE)
        return definitions_fit(v, row, err);
    if (!v->edition)
        return err_set(err, ERR_VERIFY_DEFINITION, "position", position_text(v, row->position));
    if (!entry_body(row, ledger->scratch, &body, err) || !beside_fits(v, row, body, err)
        || !entry_items(ledger, v->edition, row, body, ledger->scratch, &items, &count, err))
        return false;
    for (size_t i = 0; i < count; i++)
        weigh(v, row->record, item_weight(&items[i]));
    if (row->position % 1024 == 0)
        told(v, row->position, ledger->head.position.n);
    return true;
}

static bool chain_fits(struct verifying *v, struct err *err)
{
    v->recorded = INT64_MIN;
    v->asides = store_statement(v->ledger->store,
        SQL("SELECT position, slot, salt, value FROM aside WHERE ledger = 1 ORDER BY position, slot"), err);
    if (!v->asides || !aside_next(v, err))
        return false;
    bool ok = entry_each(v->ledger, entry_fits, v, err);
    if (ok && !v->beside.done)
        ok = aside_fault(v, v->beside.position, str_copy(v->arena, v->beside.slot), err);
    if (!v->beside.done)
        statement_done(v->asides);
    return ok && no_strays(v, STR("entry"), SQL("SELECT count(*) FROM entry"), v->report->entries, err)
        && no_strays(v, STR("aside"), SQL("SELECT count(*) FROM aside"), v->aside_count, err)
        && no_strays(v, STR("definition"), SQL("SELECT count(*) FROM definition"), v->definition_count, err);
}

/* ---- records ------------------------------------------------------------------------------------------------------- */

static bool visit_record(void *host, struct timeline *timeline)
{
    struct verifying *v = host;
    uint64_t sum = 0;
    v->report->records++;
    for (size_t i = 0; i < timeline->count; i++)
        if (timeline->items[i].what != ITEM_ROLLED)
            sum += item_weight(&timeline->items[i]);
    weigh(v, timeline->id.n, -sum);
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
    if (fault)
        return err_set(err, ERR_VERIFY_RECORD, "record", record_text(v, fault));
    return no_strays(v, STR("record"), SQL("SELECT count(*) FROM record"), v->report->records, err);
}

/* ---- rolled-up fields ---------------------------------------------------------------------------------------------- */

struct roll_check { struct verifying *v; int32_t number; }; /* 0: all of them */

static bool visit_rolled(void *host, struct timeline *timeline)
{
    struct roll_check *check = host;
    for (size_t i = 0; i < timeline->count; i++) {
        const struct item *item = &timeline->items[i];
        if (item->what == ITEM_ROLLED && (!check->number || item->number == check->number))
            weigh(check->v, timeline->id.n, -item_weight(item));
    }
    return true;
}

static bool weigh_rolled(void *host, int64_t parent, const struct item *item)
{
    weigh(host, parent, item_weight(item));
    return true;
}

static bool span_weigh(struct verifying *v, const struct roll_span *span, struct err *err)
{
    return roll_weigh(v->ledger, span->edition, span->parent, span->field, span->until, weigh_rolled, v, err);
}

/* Together they did not fit: which of them is it? */
static bool rolls_name(struct verifying *v, const struct roll_span *spans, size_t count, int64_t fault, struct err *err)
{
    struct str field = STR("?");
    for (size_t i = 0; i < count; i++) {
        struct roll_check check = { v, spans[i].number };
        if (!span_weigh(v, &spans[i], err)
            || !record_each_in(v->ledger, spans[i].edition, spans[i].parent, visit_rolled, &check, err))
            return false;
        int64_t alone = weights_fault(v);
        if (!alone)
            continue;
        fault = alone;
        field = spans[i].field->name;
        break;
    }
    return err_set(err, ERR_VERIFY_ROLLED, "record", record_text(v, fault), "field", field);
}

static bool rolls_fit(struct verifying *v, struct err *err)
{
    struct roll_span *spans;
    size_t count;
    struct roll_check check = { v, 0 };
    if (!roll_spans(v->ledger, v->arena, &spans, &count, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        bool seen = false; /* a parent's rows are read once for all its fields */
        for (size_t k = 0; k < i; k++)
            seen |= str_eq(spans[k].parent->name, spans[i].parent->name);
        if (!span_weigh(v, &spans[i], err)
            || (!seen && !record_each_in(v->ledger, spans[i].edition, spans[i].parent, visit_rolled, &check, err)))
            return false;
    }
    int64_t fault = weights_fault(v);
    return !fault || rolls_name(v, spans, count, fault, err);
}

/* ---- contributions --------------------------------------------------------------------------------------------------- */

static uint64_t laid_weight(uint64_t seed, int64_t position, int32_t day, int64_t delta, bool vague)
{
    return mix(mix(mix(seed, (uint64_t)position), (uint64_t)delta), (uint64_t)(uint32_t)day << 1 | vague);
}

static uint64_t column_seed(int64_t version, int64_t slice)
{
    return mix((uint64_t)version, (uint64_t)slice);
}

static bool weigh_laid(struct replay_sink *sink, size_t column, const struct laid *laid, struct err *err)
{
    struct verifying *v = sink->host;
    (void)err;
    weigh(v, laid->record, laid_weight(mix(v->seeds[column], (uint64_t)laid->zone), laid->position, laid->day, laid->delta, laid->vague));
    return true;
}

struct cell_seed { int64_t id, version; uint64_t seed; };

/* All cells by their number; `only`: those of one column. */
static bool cells_read(struct verifying *v, const struct column *only, struct cell_seed **cells, size_t *count, struct err *err)
{
    size_t room = 0;
    *cells = NULL;
    *count = 0;
    struct statement_handle *st = store_statement(v->ledger->store,
        SQL("SELECT id, version, slice, zone FROM cell WHERE ledger = 1 ORDER BY id"), err);
    if (!st)
        return false;
    for (bool row = true; row;) {
        if (!statement_step(v->ledger->store, st, &row, err))
            return false;
        if (!row || (only && (column_int(st, 1) != only->version || column_int(st, 2) != only->slice_id)))
            continue;
        if (*count == room) {
            size_t more = room ? room * 2 : 256;
            *cells = arena_grow(v->arena, *cells, room * sizeof **cells, more * sizeof **cells);
            room = more;
        }
        (*cells)[(*count)++] = (struct cell_seed){ column_int(st, 0), column_int(st, 1),
            mix(column_seed(column_int(st, 1), column_int(st, 2)), (uint64_t)column_int(st, 3)) };
    }
    return true;
}

static struct str version_metric(const struct verifying *v, int64_t version)
{
    for (size_t i = 0; i < v->column_count; i++)
        if (v->columns[i].version == version)
            return v->columns[i].metric->name;
    return STR("?");
}

/* The other side, off the scales: every row once, its running sum checked on the way. */
static bool cell_fits(struct verifying *v, const struct cell_seed *cell, int64_t *rows, struct err *err)
{
    struct statement_handle *st = store_statement(v->ledger->store,
        SQL("SELECT month, position, day, delta, total, record, vague FROM contribution WHERE ledger = 1 AND cell = ?1"
            " ORDER BY month, position, n"), err);
    if (!st)
        return false;
    bind_int(st, 1, cell->id);
    int64_t month = INT64_MIN, total = 0, first = 0, last = -1;
    for (;;) {
        bool row;
        if (!statement_step(v->ledger->store, st, &row, err))
            return false;
        if (!row)
            return true;
        int64_t position = column_int(st, 1), day = column_int(st, 2), delta = column_int(st, 3);
        if (column_int(st, 0) != month) {
            total = 0;
            month = column_int(st, 0);
            bool exists = month >= month_from(1, 1) && month <= month_from(9999, 12);
            first = exists ? month_first((int32_t)month).n : 0;
            last = exists ? month_last((int32_t)month).n : -1;
        }
        total = (int64_t)((uint64_t)total + (uint64_t)delta);
        (*rows)++;
        if (total != column_int(st, 4) || day < first || day > last) {
            err_set(err, ERR_VERIFY_TALLY, "metric", version_metric(v, cell->version), "position", position_text(v, position));
            statement_done(st);
            return false;
        }
        weigh(v, column_int(st, 5), -laid_weight(cell->seed, position, (int32_t)day, delta, column_int(st, 6) != 0));
    }
}

/* Both sides of the columns that do not wait. */
static bool columns_weigh(struct verifying *v, const struct column *only, int64_t *rows, struct err *err)
{
    struct replay_sink sink = { weigh_laid, v };
    struct cell_seed *cells;
    size_t count;
    if (!columns_replay(v->ledger, v->columns, v->column_count, &sink, err) || !cells_read(v, only, &cells, &count, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (!cell_fits(v, &cells[i], rows, err))
            return false;
        told(v, (int64_t)(count + i), (int64_t)(2 * count));
    }
    return true;
}

static bool columns_name(struct verifying *v, int64_t fault, struct err *err)
{
    struct str metric = STR("?");
    int64_t rows = 0;
    for (size_t i = 0; i < v->column_count; i++) {
        for (size_t k = 0; k < v->column_count; k++)
            v->columns[k].waits = k != i;
        if (!columns_weigh(v, &v->columns[i], &rows, err))
            return false;
        int64_t alone = weights_fault(v);
        if (!alone)
            continue;
        fault = alone;
        metric = v->columns[i].metric->name;
        break;
    }
    return err_set(err, ERR_VERIFY_FIGURE, "metric", metric, "record", record_text(v, fault));
}

static bool contributions_fit(struct verifying *v, struct err *err)
{
    if (!columns_list(v->ledger, v->arena, 0, &v->columns, &v->column_count, err))
        return false;
    v->seeds = ARENA_ARRAY(v->arena, uint64_t, v->column_count);
    for (size_t i = 0; i < v->column_count; i++)
        v->seeds[i] = column_seed(v->columns[i].version, v->columns[i].slice_id);
    if (!columns_weigh(v, NULL, &v->report->contributions, err))
        return false;
    int64_t fault = weights_fault(v);
    if (fault)
        return columns_name(v, fault, err);
    return no_strays(v, STR("contribution"), SQL("SELECT count(*) FROM contribution"), v->report->contributions, err);
}

/* ---- two at once ---------------------------------------------------------------------------------------------------- */

static void verifying_begin(struct verifying *v, struct ledger *ledger, struct verify_report *report)
{
    *report = (struct verify_report){ .head = ledger->head };
    *v = (struct verifying){ .ledger = ledger, .report = report, .arena = arena_new() };
    v->sums = ARENA_ARRAY(v->arena, uint64_t, (size_t)ledger->head.position.n + 1);
    record_cache_clear(&ledger->cache);
}

static void verifying_end(struct verifying *v)
{
    record_cache_clear(&v->ledger->cache);
    arena_free(v->arena);
}

struct helper { pthread_t thread; struct ledger_options options; struct verify_report report; struct err err; bool runs, opened, ok; };

static void *help(void *host)
{
    struct helper *helper = host;
    struct ledger *ledger;
    struct verifying v;
    bool began;
    helper->opened = ledger_open(&helper->options, &ledger, &helper->err);
    if (!helper->opened)
        return NULL;
    helper->ok = ledger_read_begin(ledger, &began, &helper->err);
    if (helper->ok) {
        verifying_begin(&v, ledger, &helper->report);
        helper->ok = contributions_fit(&v, &helper->err);
        verifying_end(&v);
        ledger_read_end(ledger, began);
    }
    ledger_close(ledger);
    return NULL;
}

/* Where what is looked at is on disk for others to see; else this thread does it all. */
static void help_begin(struct helper *helper, struct ledger *ledger, bool began)
{
    *helper = (struct helper){ .options = { .folder = ledger->folder, .clock = ledger->clock, .hash = ledger->hash_kind, .read_only = true } };
    err_init(&helper->err);
    helper->runs = began && !ledger->vfs && pthread_create(&helper->thread, NULL, help, helper) == 0;
}

static bool help_end(struct helper *helper, struct verifying *v, struct err *err)
{
    if (helper->runs)
        pthread_join(helper->thread, NULL);
    if (!helper->runs || !helper->opened) /* what keeps it from opening was found here, or is not of the file */
        return contributions_fit(v, err);
    v->report->contributions = helper->report.contributions;
    if (!helper->ok)
        err_copy(err, &helper->err);
    return helper->ok;
}

static bool whole_fits(struct verifying *v, struct err *err)
{
    struct str fault = { 0 };
    if (!store_check(v->ledger->store, &fault, v->arena, err))
        return false;
    if (fault.len)
        return err_set(err, ERR_VERIFY_FILE, "fault", fault);
    return chain_fits(v, err) && records_fit(v, err) && rolls_fit(v, err);
}

bool ledger_verify(struct ledger *ledger, const struct progress *progress, struct verify_report *report, struct err *err)
{
    bool began;
    struct verifying v;
    struct helper helper;
    *report = (struct verify_report){ 0 };
    if (!ledger_read_begin(ledger, &began, err))
        return false;
    verifying_begin(&v, ledger, report);
    v.progress = progress;
    help_begin(&helper, ledger, began);
    bool ok = whole_fits(&v, err);
    struct err late;
    err_init(&late);
    ok = help_end(&helper, &v, ok ? err : &late) && ok; /* it is waited for in any case; the first fault is told */
    verifying_end(&v);
    ledger_read_end(ledger, began);
    return ok;
}
