/*
 * read.c - records, lists, entries and evidence, as of any position.
 */
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "ledger/held_priv.h"
#include "ledger/ledger_priv.h"
#include "ledger/roster_priv.h"

bool ledger_head(struct ledger *ledger, struct head *head, struct err *err)
{
    bool began;
    if (!ledger_read_begin(ledger, &began, err))
        return false;
    *head = ledger->head;
    ledger_read_end(ledger, began);
    return true;
}

/* Recorded time grows with the position: halve until the last entry at or before the instant is found. */
static bool position_search(struct ledger *ledger, struct instant at, int64_t *position, struct err *err)
{
    int64_t low = 0, high = ledger->head.position.n;
    while (low < high) {
        int64_t middle = low + (high - low + 1) / 2;
        struct statement_handle *st = store_statement(ledger->store,
            SQL("SELECT recorded FROM entry WHERE ledger = 1 AND position = ?1"), err);
        bool row;
        if (!st)
            return false;
        bind_int(st, 1, middle);
        if (!statement_step(ledger->store, st, &row, err))
            return false;
        if (!row)
            return err_set(err, ERR_VERIFY_GAP, "position", str_format(ledger->scratch, "%lld", (long long)middle));
        if (column_int(st, 0) <= at.us)
            low = middle;
        else
            high = middle - 1;
        statement_done(st);
    }
    *position = low;
    return true;
}

bool ledger_position_at(struct ledger *ledger, struct instant at, struct entry_id *position, struct err *err)
{
    bool began;
    if (!ledger_read_begin(ledger, &began, err))
        return false;
    bool ok = position_search(ledger, at, &position->n, err);
    ledger_read_end(ledger, began);
    return ok;
}

const struct model *ledger_model_at(struct ledger *ledger, struct entry_id position, struct err *err)
{
    struct edition *e = ledger_edition(ledger, position.n, err);
    return e ? e->model : NULL;
}

/* ---- one record -------------------------------------------------------------------------------------------- */

static struct timeline *timeline_seen(struct arena *arena, const struct timeline *whole, int64_t as_of)
{
    struct timeline *seen = ARENA_NEW(arena, struct timeline);
    *seen = *whole;
    seen->arena = arena;
    seen->as_of = as_of;
    seen->items = ARENA_ARRAY(arena, struct item, whole->count);
    seen->room = whole->count;
    memcpy(seen->items, whole->items, whole->count * sizeof *seen->items);
    for (size_t i = 0; i < seen->count; i++)
        if (seen->items[i].text.len)
            seen->items[i].text = str_copy(arena, seen->items[i].text);
    return seen;
}

static int64_t until(struct entry_id as_of)
{
    return as_of.n ? as_of.n : INT64_MAX;
}

/* The same kind in the definitions of the time; a caller may hold it from any edition. */
static const struct kind *kind_in(const struct edition *edition, const struct kind *kind)
{
    return model_kind(edition->model, kind->name);
}

bool record_read(struct ledger *ledger, struct arena *arena, const struct kind *kind, struct record_id id,
                 struct entry_id as_of, struct timeline **timeline, struct err *err)
{
    bool began;
    *timeline = NULL;
    if (!ledger_read_begin(ledger, &began, err))
        return false;
    struct edition *e = ledger_edition(ledger, as_of.n, err);
    const struct kind *then = e ? kind_in(e, kind) : NULL;
    struct timeline *whole = NULL;
    bool shows = true, stripped;
    bool ok = e && (!then || record_load(ledger, e, then, id.n, &whole, err));
    ok = ok && (!whole || record_shows(ledger, whole, &shows, err));
    if (ok && whole && shows && id.n <= until(as_of)) {
        *timeline = timeline_seen(arena, whole, until(as_of));
        (*timeline)->as_of = INT64_MAX;
        ok = timeline_strip(ledger, *timeline, &stripped, err);
        (*timeline)->as_of = until(as_of);
    }
    ledger_read_end(ledger, began);
    return ok;
}

/* 0 in place of a record that may not be read. */
static bool id_shows(struct ledger *ledger, const struct edition *edition, const struct kind *kind, int64_t *id, struct err *err)
{
    struct timeline *timeline;
    bool shows = false;
    if (!*id || permit_reads_all(ledger->permit, kind))
        return true;
    if (!record_load(ledger, edition, kind, *id, &timeline, err) || (timeline && !record_shows(ledger, timeline, &shows, err)))
        return false;
    if (!shows)
        *id = 0;
    return true;
}

bool record_find_key(struct ledger *ledger, struct arena *arena, const struct kind *kind,
                     const struct str *key_texts, struct record_id *id, struct err *err)
{
    bool began;
    struct buf key;
    buf_init(&key, arena);
    for (size_t i = 0; i < kind->key_count; i++) {
        struct value value;
        if (!field_parse(arena, kind->key[i], key_texts[i], &value, err))
            return err_at_field(err, kind->key[i]->name);
        if (i)
            buf_char(&key, '\x1f');
        buf_str(&key, facet_text(arena, kind->key[i], &value));
    }
    if (!ledger_read_begin(ledger, &began, err))
        return false;
    kind = kind_in(ledger->edition, kind);
    bool ok = record_key_holder(ledger, ledger->edition->kind_numbers[kind->index], buf_get(&key), &id->n, err)
        && id_shows(ledger, ledger->edition, kind, &id->n, err);
    ledger_read_end(ledger, began);
    return ok;
}

/* ---- many records ----------------------------------------------------------------------------------------- */

bool record_each_in(struct ledger *ledger, const struct edition *edition, const struct kind *kind,
                    bool (*visit)(void *host, struct timeline *timeline), void *host, struct err *err)
{
    if (ledger->held)
        return held_each(ledger->held, edition, kind, visit, host, err);
    struct arena *arena = arena_new();
    struct statement_handle *st = NULL;
    int64_t after = 0;
    bool ok = true, more = true;
    while (ok && more) { /* in pages, so that the visitor may use the store */
        arena_reset(arena);
        enum { PAGE = 256 };
        struct timeline *page[PAGE];
        size_t count = 0;
        st = store_statement(ledger->store,
            SQL("SELECT id, timeline FROM record WHERE ledger = 1 AND kind = ?1 AND id > ?2 ORDER BY id LIMIT 256"), err);
        if (!(ok = st != NULL))
            break;
        bind_int(st, 1, edition->kind_numbers[kind->index]);
        bind_int(st, 2, after);
        for (bool row = true; ok && row;) {
            ok = statement_step(ledger->store, st, &row, err);
            if (!ok || !row)
                continue;
            struct timeline *timeline = ARENA_NEW(arena, struct timeline);
            after = column_int(st, 0);
            timeline_init(timeline, arena, edition, kind, (struct record_id){ after });
            if (!timeline_decode(timeline, column_blob(st, 1))) {
                ok = err_set(err, ERR_VERIFY_RECORD, "record", str_format(arena, "#%lld", (long long)after));
                statement_done(st);
            }
            page[count++] = timeline;
        }
        for (size_t i = 0; ok && more && i < count; i++)
            more = visit(host, page[i]);
        more = more && count == PAGE;
    }
    arena_free(arena);
    return ok;
}

struct each {
    struct ledger *ledger;
    bool (*visit)(void *host, struct timeline *timeline);
    void *host;
    int64_t as_of;
    struct err *err;
    bool failed;
};

static bool visit_seen(void *host, struct timeline *timeline)
{
    struct each *each = host;
    bool shows, whole;
    if (timeline_gone(timeline, each->as_of))
        return true;
    if (!record_shows(each->ledger, timeline, &shows, each->err) || (shows && !timeline_strip(each->ledger, timeline, &whole, each->err))) {
        each->failed = true;
        return false;
    }
    timeline->as_of = each->as_of;
    return !shows || each->visit(each->host, timeline);
}

bool record_each(struct ledger *ledger, const struct kind *kind, struct entry_id as_of,
                 bool (*visit)(void *host, struct timeline *timeline), void *host, struct err *err)
{
    bool began;
    if (!ledger_read_begin(ledger, &began, err))
        return false;
    struct edition *e = ledger_edition(ledger, as_of.n, err);
    const struct kind *then = e ? kind_in(e, kind) : NULL;
    struct each each = { ledger, visit, host, until(as_of), err, false };
    bool none = then && !permit_may(ledger->permit, then, VERB_READ);
    bool ok = e && (!then || none || (record_each_in(ledger, e, then, visit_seen, &each, err) && !each.failed));
    ledger_read_end(ledger, began);
    return ok;
}

/* ---- lists -------------------------------------------------------------------------------------------------- */

struct ready_filter {
    const struct field *field;
    enum filter_op op;
    struct str text;
    struct value value;
    const struct stage *stage; /* where the field is NULL; NULL: before any, or unknown */
};

struct sort_row { int64_t id; struct value value; };

struct listing {
    struct ledger *ledger;
    const struct edition *edition;
    const struct list_query *query;
    const struct kind *kind;
    const struct field *sort;
    struct ready_filter *filters;
    struct list_result *result;
    struct arena *arena;
    int64_t as_of;
    size_t room;
    struct sort_row *sorted;   /* of each row that matches, where they are sorted: the page's rows are read afterwards */
    size_t sorted_count, sorted_room;
    bool whole;                /* rows must all be seen: sorted, counted or heard */
    bool open;                 /* every record may be read, whole */
    struct err *err;           /* of what a row asks for */
    bool failed;
};

static bool filters_ready(struct listing *l, struct err *err)
{
    l->filters = ARENA_ARRAY(l->arena, struct ready_filter, l->query->filter_count);
    for (size_t i = 0; i < l->query->filter_count; i++) {
        const struct filter *given = &l->query->filters[i];
        struct ready_filter *ready = &l->filters[i];
        *ready = (struct ready_filter){ given->field ? kind_field(l->kind, given->field->name) : NULL, given->op, given->text,
                                         { 0 }, given->field ? NULL : kind_stage(l->kind, given->text) };
        if (!ready->field || given->op == FILTER_HAS)
            continue;
        if (!field_parse(l->arena, ready->field, given->text, &ready->value, err))
            return err_at_field(err, given->field->name);
    }
    return true;
}

static bool stage_passes(const struct ready_filter *filter, const struct stage *stage)
{
    bool same = stage ? stage == filter->stage : !filter->text.len;
    return filter->op == FILTER_NE ? !same : same;
}

static bool value_passes(const struct ready_filter *filter, const struct value *value)
{
    if (filter->op == FILTER_HAS)
        return value->present && str_has(value->text, filter->text);
    if (!value->present || !filter->value.present)
        return (filter->op == FILTER_EQ && !value->present && !filter->value.present)
            || (filter->op == FILTER_NE && value->present != filter->value.present);
    int order = field_cmp(filter->field, value, &filter->value);
    switch (filter->op) {
    case FILTER_EQ: return order == 0;
    case FILTER_NE: return order != 0;
    case FILTER_LT: return order < 0;
    case FILTER_LE: return order <= 0;
    case FILTER_GT: return order > 0;
    default: return order >= 0;
    }
}

static bool filter_holds(const struct listing *l, const struct ready_filter *filter, const struct timeline *timeline)
{
    if (!filter->field)
        return stage_passes(filter, timeline_current_stage(timeline, l->query->on));
    struct value value;
    timeline_value(timeline, filter->field, l->query->on, &value);
    return value_passes(filter, &value);
}

static bool search_holds(const struct listing *l, const struct timeline *timeline)
{
    if (!l->query->search.len)
        return true;
    for (size_t f = 0; f < l->kind->field_count; f++) {
        struct value value;
        enum field_type type = l->kind->fields[f].type;
        if (type != FIELD_TEXT && type != FIELD_NOTE && type != FIELD_USCC && type != FIELD_CODE)
            continue;
        timeline_value(timeline, &l->kind->fields[f], l->query->on, &value);
        if (value.present && str_has(value.text, l->query->search))
            return true;
    }
    return false;
}

/* Leave of a row what may be seen: false where it is nothing. */
static bool row_shows(struct listing *l, struct timeline *timeline)
{
    bool shows = true, whole;
    if (l->open)
        return true;
    record_cache_trim(&l->ledger->cache);
    l->failed = !record_shows(l->ledger, timeline, &shows, l->err) || (shows && !timeline_strip(l->ledger, timeline, &whole, l->err));
    return shows && !l->failed;
}

static void sort_row_take(struct listing *l, const struct timeline *timeline)
{
    if (l->sorted_count == l->sorted_room) {
        size_t room = l->sorted_room ? l->sorted_room * 2 : 256;
        l->sorted = arena_grow(l->arena, l->sorted, l->sorted_room * sizeof *l->sorted, room * sizeof *l->sorted);
        l->sorted_room = room;
    }
    struct sort_row *row = &l->sorted[l->sorted_count++];
    row->id = timeline->id.n;
    timeline_value(timeline, l->sort, l->query->on, &row->value);
    row->value.text = row->value.text.len ? str_copy(l->arena, row->value.text) : (struct str){ 0 };
}

static void list_take(struct listing *l, struct timeline *timeline)
{
    struct list_result *result = l->result;
    if (!row_shows(l, timeline))
        return;
    timeline->as_of = l->as_of;
    if (timeline_gone(timeline, l->as_of) || !search_holds(l, timeline))
        return;
    for (size_t i = 0; i < l->query->filter_count; i++)
        if (!filter_holds(l, &l->filters[i], timeline))
            return;
    result->total++;
    if (l->query->each)
        l->query->each(l->query->host, timeline);
    if (l->sort) {
        sort_row_take(l, timeline);
        return;
    }
    if (result->total <= l->query->offset || result->count >= l->query->limit)
        return;
    if (result->count == l->room) {
        size_t room = l->room ? l->room * 2 : 64;
        result->rows = arena_grow(l->arena, result->rows, l->room * sizeof *result->rows, room * sizeof *result->rows);
        l->room = room;
    }
    result->rows[result->count++] = timeline_seen(l->arena, timeline, l->as_of);
}

/* Facets are of the last change: they lead to what stands at the head, not to what stood on an earlier day. */
static bool facets_lead(const struct listing *l)
{
    struct day on = l->query->on;
    return l->as_of == INT64_MAX && (day_is_none(on) || on.n >= instant_day(l->ledger->head.recorded).n);
}

static struct statement_handle *list_statement(struct listing *l, struct err *err)
{
    const struct edition *e = l->edition;
    int32_t number = 0;
    struct str text = { 0 };
    bool lead = facets_lead(l);
    for (size_t i = 0; lead && !number && i < l->query->filter_count; i++) {
        const struct ready_filter *filter = &l->filters[i];
        if (filter->op != FILTER_EQ)
            continue;
        if (!filter->field && filter->text.len) {
            number = e->kind_numbers[l->kind->index];
            text = filter->text;
        } else if (filter->field && filter->field->filter && filter->value.present) {
            number = edition_field_number(e, l->kind, filter->field);
            text = facet_text(l->arena, filter->field, &filter->value);
        }
    }
    struct statement_handle *st = number
        ? store_statement(l->ledger->store, SQL("SELECT r.id, r.timeline FROM facet f JOIN record r ON r.ledger = 1"
              " AND r.kind = ?1 AND r.id = f.record WHERE f.ledger = 1 AND f.number = ?2 AND f.value = ?3 ORDER BY f.record DESC"), err)
        : store_statement(l->ledger->store,
              SQL("SELECT id, timeline FROM record WHERE ledger = 1 AND kind = ?1 ORDER BY id DESC"), err);
    if (!st)
        return NULL;
    bind_int(st, 1, e->kind_numbers[l->kind->index]);
    if (number) {
        bind_int(st, 2, number);
        bind_text(st, 3, text);
    }
    return st;
}

struct sort_host { const struct field *field; bool descending; };

static int row_order(const void *a, const void *b, void *host)
{
    const struct sort_host *sort = host;
    const struct sort_row *x = a, *y = b;
    int order = x->value.present && y->value.present ? field_cmp(sort->field, &x->value, &y->value)
                                                     : (int)x->value.present - (int)y->value.present;
    if (!order)
        order = x->id < y->id ? -1 : x->id > y->id;
    return sort->descending ? -order : order;
}

/* One row of the page, as list_scan would have kept it. */
static bool sorted_row_read(struct listing *l, int64_t id, struct err *err)
{
    struct statement_handle *st = store_statement(l->ledger->store,
        SQL("SELECT timeline FROM record WHERE ledger = 1 AND kind = ?1 AND id = ?2"), err);
    bool row;
    if (!st)
        return false;
    bind_int(st, 1, l->edition->kind_numbers[l->kind->index]);
    bind_int(st, 2, id);
    if (!statement_step(l->ledger->store, st, &row, err))
        return false;
    must(row); /* it was there in this very read */
    struct timeline *timeline = ARENA_NEW(l->arena, struct timeline);
    timeline_init(timeline, l->arena, l->edition, l->kind, (struct record_id){ id });
    bool good = timeline_decode(timeline, column_blob(st, 0));
    statement_done(st);
    if (!good)
        return err_set(err, ERR_VERIFY_RECORD, "record", str_format(l->arena, "#%lld", (long long)id));
    if (row_shows(l, timeline)) {
        timeline->as_of = l->as_of;
        l->result->rows[l->result->count++] = timeline;
    }
    return !l->failed;
}

static bool list_sort(struct listing *l, struct err *err)
{
    struct sort_host sort = { l->sort, l->query->descending };
    if (l->sorted_count > 1)
        qsort_r(l->sorted, l->sorted_count, sizeof *l->sorted, row_order, &sort);
    size_t skip = l->query->offset < l->sorted_count ? l->query->offset : l->sorted_count, rest = l->sorted_count - skip;
    size_t count = rest < l->query->limit ? rest : l->query->limit;
    l->result->rows = ARENA_ARRAY(l->arena, struct timeline *, count);
    for (size_t i = 0; i < count; i++)
        if (!sorted_row_read(l, l->sorted[skip + i].id, err))
            return false;
    return true;
}

static bool list_scan(struct listing *l, struct err *err)
{
    struct statement_handle *st = list_statement(l, err);
    if (!st)
        return false;
    struct arena *row_arena = arena_new();
    struct item items[64]; /* of one row after the other; longer ones are in the arena */
    bool ok = true;
    for (bool row = true; ok && row;) {
        ok = statement_step(l->ledger->store, st, &row, err);
        if (!ok || !row)
            continue;
        arena_reset(row_arena);
        struct timeline timeline;
        timeline_init(&timeline, row_arena, l->edition, l->kind, (struct record_id){ column_int(st, 0) });
        timeline.items = items;
        timeline.room = sizeof items / sizeof *items;
        if (!timeline_view(&timeline, column_blob(st, 1))) {
            ok = err_set(err, ERR_VERIFY_RECORD, "record", str_format(row_arena, "#%lld", (long long)timeline.id.n));
            statement_done(st);
            continue;
        }
        list_take(l, &timeline);
        if (l->failed || (!l->whole && l->result->count == l->query->limit)) {
            ok = !l->failed;
            statement_done(st);
            break;
        }
    }
    arena_free(row_arena);
    return ok;
}

/* ---- lists at the head, from memory ------------------------------------------------------------------------------ */

/* A row of the roster as the caller keeps it. */
static struct timeline *roster_row_seen(const struct listing *l, const struct roster_row *row)
{
    struct timeline *timeline = ARENA_NEW(l->arena, struct timeline);
    timeline_init(timeline, l->arena, l->edition, l->kind, (struct record_id){ row->id });
    must(timeline_decode(timeline, row->bytes)); /* it was read before */
    timeline->as_of = l->as_of;
    return timeline;
}

static size_t roster_match(const struct listing *l, struct roster *roster, bool *matches)
{
    size_t count = 0, filters = l->query->filter_count;
    const struct str *texts = l->query->search.len ? roster_texts(roster) : NULL;
    const struct record_place *places = l->open ? NULL : roster_places(roster);
    struct roster_column *columns[ROSTER_COLUMNS_MAX];
    for (size_t f = 0; f < filters; f++)
        columns[f] = roster_column(roster, l->filters[f].field);
    for (size_t row = 0; row < roster->count; row++) {
        bool holds = !roster->rows[row].gone && (!places || permit_reads_at(l->ledger->permit, l->kind, &places[row]));
        for (size_t f = 0; holds && f < filters; f++)
            holds = columns[f]->field ? value_passes(&l->filters[f], &columns[f]->values[row])
                                      : stage_passes(&l->filters[f], columns[f]->stages[row]);
        matches[row] = holds && (!texts || str_has(texts[row], l->query->search));
        count += matches[row];
    }
    return count;
}

static void roster_list(struct listing *l, struct roster *roster)
{
    const struct list_query *query = l->query;
    struct list_result *result = l->result;
    roster_make_room(roster, query->filter_count + 1);
    struct roster_column *sort = l->sort ? roster_column(roster, l->sort) : NULL;
    const uint32_t *order = sort ? roster_order(roster, sort) : NULL;
    bool *matches = ARENA_ARRAY(l->arena, bool, roster->count), backward = !sort || query->descending;
    result->total = roster_match(l, roster, matches);
    result->rows = ARENA_ARRAY(l->arena, struct timeline *, query->limit < result->total ? query->limit : result->total);
    size_t skip = query->offset;
    for (size_t i = 0; i < roster->count && result->count < query->limit; i++) {
        size_t at = backward ? roster->count - 1 - i : i, row = order ? order[at] : at;
        if (!matches[row])
            continue;
        if (skip)
            skip--;
        else
            result->rows[result->count++] = roster_row_seen(l, &roster->rows[row]);
    }
}

static bool list_may(struct listing *l, struct err *err)
{
    const struct permit *permit = l->ledger->permit;
    const struct field *closed = l->sort && !permit_sees_field(permit, l->kind, l->sort) ? l->sort : NULL;
    for (size_t i = 0; i < l->query->filter_count && !closed; i++) {
        const struct field *given = l->query->filters[i].field, *field = given ? kind_field(l->kind, given->name) : NULL;
        closed = field && !permit_sees_field(permit, l->kind, field) ? field : NULL;
    }
    if (!closed)
        return true;
    err_set(err, ERR_FORBIDDEN_FIELD, "verb", verb_word(VERB_READ, LANG_ZH), "verb_en", verb_word(VERB_READ, LANG_EN), "field",
            closed->label.zh, "field_en", closed->label.en, "kind", l->kind->label.zh, "kind_en", l->kind->label.en);
    return err_at_field(err, closed->name);
}

/* The present state of a kind may be in memory; a search for the byte that divides texts there may not be asked of it. */
static bool list_read(struct listing *l, struct err *err)
{
    struct roster *roster = NULL;
    const struct list_query *query = l->query;
    if (!permit_may(l->ledger->permit, l->kind, VERB_READ))
        return true;
    if (!list_may(l, err))
        return false;
    bool at_head = !query->as_of.n || query->as_of.n >= l->ledger->head.position.n;
    if (!filters_ready(l, err))
        return false;
    bool by_rows = l->open || (permit_plain(l->ledger->permit, l->kind) && !l->kind->zone_via);
    if (at_head && by_rows && !query->each && query->filter_count + 1 < ROSTER_COLUMNS_MAX && !str_has(query->search, STR("\x1f"))
        && !roster_of(l->ledger, l->edition, l->kind, query->on, &roster, err))
        return false;
    if (roster)
        roster_list(l, roster);
    else if (!list_scan(l, err))
        return false;
    else if (l->sort)
        return list_sort(l, err);
    return true;
}

bool record_list(struct ledger *ledger, struct arena *arena, const struct list_query *query,
                 struct list_result *result, struct err *err)
{
    bool began;
    *result = (struct list_result){ 0 };
    if (query->limit > LIMIT_LIST_ROWS)
        return err_set(err, ERR_LEDGER_LIST_LIMIT, "limit", str_format(arena, "%d", (int)LIMIT_LIST_ROWS));
    if (!ledger_read_begin(ledger, &began, err))
        return false;
    struct edition *e = ledger_edition(ledger, query->as_of.n, err);
    struct listing l = { .ledger = ledger, .edition = e, .query = query, .result = result, .arena = arena, .err = err,
                         .as_of = until(query->as_of), .whole = query->want_total || query->sort || query->each };
    l.kind = e ? kind_in(e, query->kind) : NULL;
    l.sort = l.kind && query->sort ? kind_field(l.kind, query->sort->name) : NULL;
    l.open = l.kind && permit_reads_all(ledger->permit, l.kind);
    bool ok = e && (!l.kind || list_read(&l, err));
    ledger_read_end(ledger, began);
    return ok;
}

/* ---- entries and evidence ---------------------------------------------------------------------------------------- */

static bool entry_evidence(struct ledger *ledger, struct arena *arena, struct entry *entry, const struct json *digests, struct err *err)
{
    entry->evidence = ARENA_ARRAY(arena, struct evidence, digests ? digests->count : 0);
    for (const struct json *digest = digests ? digests->first : NULL; digest; digest = digest->next) {
        struct evidence *out = &entry->evidence[entry->evidence_count];
        struct str value, again;
        struct str slot = str_format(arena, "evidence:%zu", entry->evidence_count++);
        out->entry = entry->id;
        if (!aside_read(ledger, arena, entry->id.n, slot, &value, &again, &out->erased, err))
            return false;
        if (out->erased)
            continue;
        struct json *json = json_parse(arena, value, err);
        if (!json)
            return false;
        out->name = json_text(json, STR("name"));
        out->media_type = json_text(json, STR("type"));
        const struct json *size = json_get(json, STR("size"));
        if (size)
            json_int(size, &out->size_bytes);
        out->paper = !hash_parse(json_text(json, STR("hash")), &out->hash);
    }
    return true;
}

static bool entry_fill(struct ledger *ledger, struct arena *arena, const struct entry_row *row, struct entry *entry, struct err *err)
{
    *entry = (struct entry){ .id = { row->position }, .recorded = { row->recorded }, .act = row->act,
        .kind_name = row->kind, .record = { row->record }, .author = { row->author }, .body = row->body, .hash = row->hash,
        .effective = { { row->effective }, row->precision } };
    struct edition *e = ledger_edition(ledger, row->position, err);
    if (!e)
        return false;
    entry->kind = row->kind.len ? model_kind(e->model, row->kind) : NULL;
    struct json *body = json_parse(arena, row->body, err);
    if (!body)
        return false;
    entry->reason = json_text(body, STR("reason"));
    entry->source = json_text(body, STR("source"));
    return entry_evidence(ledger, arena, entry, json_get(body, STR("evidence")), err);
}

/* Whether an entry's record may be read, and its body as it stands. Entries of no record (definitions, closed months) are
 * for whoever may read anything. */
static bool entry_shows(struct ledger *ledger, const struct entry_row *row, bool *shows, bool *whole, struct err *err)
{
    struct timeline *timeline = NULL;
    *shows = *whole = true;
    if (!ledger->permit)
        return true;
    if (!row->kind.len) {
        *shows = permit_reads_some(ledger->permit);
        return true;
    }
    struct edition *e = ledger_edition(ledger, row->position, err);
    const struct kind *kind = e ? model_kind(e->model, row->kind) : NULL;
    if (!e || (kind && permit_reads_all(ledger->permit, kind)))
        return e != NULL;
    if (kind && !record_load(ledger, e, kind, row->record, &timeline, err))
        return false;
    *shows = false;
    if (!timeline)
        return true;
    if (!record_shows(ledger, timeline, shows, err))
        return false;
    if (!*shows || permit_plain(ledger->permit, kind))
        return true;
    struct arena *arena = arena_new();
    bool ok = timeline_strip(ledger, timeline_seen(arena, timeline, INT64_MAX), whole, err);
    arena_free(arena);
    return ok;
}

static bool entry_take(struct ledger *ledger, struct arena *arena, int64_t position, struct entry *entry, bool *found,
                       struct err *err)
{
    struct entry_row row;
    bool whole;
    if (!entry_row_read(ledger, arena, position, &row, found, err))
        return false;
    if (!*found)
        return true;
    if (!entry_shows(ledger, &row, found, &whole, err) || (*found && !entry_fill(ledger, arena, &row, entry, err)))
        return false;
    if (*found && !whole)
        entry->body = STR("");
    return true;
}

bool entry_read(struct ledger *ledger, struct arena *arena, struct entry_id id, struct entry *entry, struct err *err)
{
    bool began, found = false;
    if (!ledger_read_begin(ledger, &began, err))
        return false;
    bool ok = entry_take(ledger, arena, id.n, entry, &found, err);
    if (ok && !found)
        ok = err_set(err, ERR_LEDGER_ENTRY, "position", str_format(arena, "%lld", (long long)id.n));
    ledger_read_end(ledger, began);
    return ok;
}

bool entry_moment(struct ledger *ledger, struct entry_id id, struct instant *recorded, struct hash *hash, struct err *err)
{
    bool began, found = false;
    struct entry_row row;
    struct arena *arena = arena_new();
    if (!ledger_read_begin(ledger, &began, err)) {
        arena_free(arena);
        return false;
    }
    bool ok = entry_row_read(ledger, arena, id.n, &row, &found, err);
    if (ok && !found)
        ok = err_set(err, ERR_LEDGER_ENTRY, "position", str_format(arena, "%lld", (long long)id.n));
    if (ok) {
        *recorded = (struct instant){ row.recorded };
        *hash = row.hash;
    }
    ledger_read_end(ledger, began);
    arena_free(arena);
    return ok;
}

bool entry_list(struct ledger *ledger, struct arena *arena, struct entry_id from, bool newest_first, size_t limit,
                struct entry **entries, size_t *count, struct err *err)
{
    bool began;
    *count = 0;
    if (limit > LIMIT_LIST_ROWS)
        return err_set(err, ERR_LEDGER_LIST_LIMIT, "limit", str_format(arena, "%d", (int)LIMIT_LIST_ROWS));
    if (!ledger_read_begin(ledger, &began, err))
        return false;
    *entries = ARENA_ARRAY(arena, struct entry, limit);
    int64_t at = newest_first ? (from.n ? from.n - 1 : ledger->head.position.n) : from.n + 1;
    bool ok = true;
    for (; ok && *count < limit && at >= 1 && at <= ledger->head.position.n; at += newest_first ? -1 : 1) {
        bool found;
        struct arena_mark mark = arena_mark(arena);
        ok = entry_take(ledger, arena, at, &(*entries)[*count], &found, err);
        *count += ok && found;
        if (!found)
            arena_reset_to(arena, mark);
        if (ledger->permit)
            record_cache_trim(&ledger->cache);
    }
    ledger_read_end(ledger, began);
    return ok;
}

/* ---- evidence ---------------------------------------------------------------------------------------------------- */

static bool entry_brought(struct ledger *ledger, int64_t position, struct hash hash, bool *brought, struct err *err)
{
    struct arena *arena = arena_new();
    struct entry entry;
    bool found;
    *brought = false;
    bool ok = entry_take(ledger, arena, position, &entry, &found, err);
    for (size_t i = 0; ok && found && i < entry.evidence_count; i++)
        *brought = *brought || (!entry.evidence[i].erased && !entry.evidence[i].paper && hash_eq(entry.evidence[i].hash, hash));
    arena_free(arena);
    return ok;
}

/* Entries that brought the file, one after another, until one may be read. Nothing but this looks for evidence by its hash, so
 * no index is kept for it. */
static bool evidence_shows(struct ledger *ledger, struct arena *arena, struct hash hash, bool *shows, struct err *err)
{
    struct buf hex;
    buf_init(&hex, arena);
    hash_print(hash, &hex);
    for (int64_t after = 0; !*shows;) {
        struct statement_handle *st = store_statement(ledger->store,
            SQL("SELECT position FROM aside WHERE ledger = 1 AND position > ?1 AND slot >= 'evidence:' AND slot < 'evidence;'"
                " AND instr(value, ?2) ORDER BY position LIMIT 1"), err);
        bool row;
        if (!st)
            return false;
        bind_int(st, 1, after);
        bind_text(st, 2, buf_get(&hex));
        if (!statement_step(ledger->store, st, &row, err))
            return false;
        if (!row)
            return true;
        after = column_int(st, 0);
        statement_done(st);
        if (!entry_brought(ledger, after, hash, shows, err))
            return false;
    }
    return true;
}

static bool evidence_open(struct ledger *ledger, struct arena *arena, struct entry_id entry, struct hash hash, struct err *err)
{
    bool began, shows = false;
    if (!ledger->permit)
        return true;
    if (!ledger_read_begin(ledger, &began, err))
        return false;
    bool ok = (!entry.n || entry_brought(ledger, entry.n, hash, &shows, err)) && (shows || evidence_shows(ledger, arena, hash, &shows, err));
    ledger_read_end(ledger, began);
    return ok && (shows || err_set(err, ERR_FILE_MISSING, "path", path_name(evidence_path(arena, ledger->folder, hash))));
}

bool evidence_read(struct ledger *ledger, struct arena *arena, struct entry_id entry, struct hash hash, struct str *bytes,
                   struct err *err)
{
    if (!evidence_open(ledger, arena, entry, hash, err)
        || !file_read(arena, evidence_path(arena, ledger->folder, hash), LIMIT_EVIDENCE_BYTES, bytes, err))
        return false;
    if (hash_eq(hash_of(ledger->hash_kind, *bytes), hash))
        return true;
    struct buf hex;
    buf_init(&hex, arena);
    hash_print(hash, &hex);
    return err_set(err, ERR_VERIFY_EVIDENCE, "hash", buf_get(&hex));
}
