/*
 * record.c - records' rows: the cache of decoded timelines, keys, facets and references.
 */
#include <stdlib.h>
#include <string.h>

#include "ledger/held_priv.h"
#include "ledger/ledger_priv.h"

enum { CACHE_BYTES_MAX = 6 << 20 };

/* ---- the cache ------------------------------------------------------------------------------------- */

void record_cache_clear(struct record_cache *cache)
{
    if (!cache->count && cache->slots)
        return;
    if (!cache->arena)
        cache->arena = arena_new();
    arena_reset(cache->arena);
    cache->room = 256;
    cache->slots = ARENA_ARRAY(cache->arena, struct cached, cache->room);
    cache->count = 0;
}

void record_cache_trim(struct record_cache *cache)
{
    if (cache->arena && arena_used(cache->arena) > CACHE_BYTES_MAX)
        record_cache_clear(cache);
}

static struct cached *cache_slot(struct record_cache *cache, int64_t id)
{
    size_t at = (size_t)((uint64_t)id * 0x9e3779b97f4a7c15u >> 32) & (cache->room - 1);
    while (cache->slots[at].id && cache->slots[at].id != id)
        at = (at + 1) & (cache->room - 1);
    return &cache->slots[at];
}

static struct cached *cache_add(struct record_cache *cache, int64_t id)
{
    if (cache->count * 2 >= cache->room) {
        struct cached *old = cache->slots;
        size_t old_room = cache->room;
        cache->room *= 2;
        cache->slots = ARENA_ARRAY(cache->arena, struct cached, cache->room);
        for (size_t i = 0; i < old_room; i++)
            if (old[i].id)
                *cache_slot(cache, old[i].id) = old[i];
    }
    struct cached *slot = cache_slot(cache, id);
    if (!slot->id)
        cache->count++;
    slot->id = id;
    return slot;
}

static void cache_for(struct ledger *ledger, const struct edition *edition)
{
    if (!ledger->cache.slots)
        record_cache_clear(&ledger->cache);
    if (ledger->cache.edition != edition) {
        record_cache_clear(&ledger->cache);
        ledger->cache.edition = edition;
    }
}

/* The row as it stands, from the store or from memory; NULL where there is none. */
static bool row_load(struct ledger *ledger, const struct edition *edition, const struct kind *kind, int64_t id,
                     struct timeline **loaded, struct err *err)
{
    int32_t number = edition->kind_numbers[kind->index];
    struct statement_handle *st = NULL;
    bool row = false, whole = true;
    *loaded = NULL;
    const struct held_row *held = ledger->held ? held_find(ledger->held, number, id) : NULL;
    if (!ledger->held) {
        st = store_statement(ledger->store, SQL("SELECT timeline FROM record WHERE ledger = 1 AND kind = ?1 AND id = ?2"), err);
        if (!st)
            return false;
        bind_int(st, 1, number);
        bind_int(st, 2, id);
        if (!statement_step(ledger->store, st, &row, err))
            return false;
    }
    if (held || row) {
        *loaded = ARENA_NEW(ledger->cache.arena, struct timeline);
        timeline_init(*loaded, ledger->cache.arena, edition, kind, (struct record_id){ id });
        whole = held ? timeline_view(*loaded, (struct str){ held->bytes, held->len }) : timeline_decode(*loaded, column_blob(st, 0));
    }
    if (row)
        statement_done(st);
    return whole || err_set(err, ERR_VERIFY_RECORD, "record", str_format(ledger->scratch, "#%lld", (long long)id));
}

bool record_load(struct ledger *ledger, const struct edition *edition, const struct kind *kind, int64_t id,
                 struct timeline **timeline, struct err *err)
{
    *timeline = NULL;
    if (id <= 0)
        return true;
    cache_for(ledger, edition);
    struct cached *slot = cache_slot(&ledger->cache, id);
    if (slot->id) {
        *timeline = slot->kind == kind ? slot->timeline : NULL;
        return true;
    }
    struct timeline *loaded;
    if (!row_load(ledger, edition, kind, id, &loaded, err))
        return false;
    slot = cache_add(&ledger->cache, id);
    slot->kind = kind;
    slot->timeline = loaded;
    *timeline = loaded;
    return true;
}

struct timeline *record_make(struct ledger *ledger, const struct kind *kind, int64_t id)
{
    cache_for(ledger, ledger->edition);
    struct timeline *timeline = ARENA_NEW(ledger->cache.arena, struct timeline);
    timeline_init(timeline, ledger->cache.arena, ledger->edition, kind, (struct record_id){ id });
    struct cached *slot = cache_add(&ledger->cache, id);
    slot->kind = kind;
    slot->timeline = timeline;
    return timeline;
}

/* The number will be another record's: until then there is none of it. */
void record_unmake(struct ledger *ledger, int64_t id)
{
    struct cached *slot = cache_slot(&ledger->cache, id);
    if (slot->id)
        slot->timeline = NULL;
}

/* ---- what stands beside the row --------------------------------------------------------------------------- */

struct str facet_text(struct arena *arena, const struct field *field, const struct value *value)
{
    struct buf out;
    buf_init(&out, arena);
    if (value->present)
        field_print_canonical(field, value, &out);
    return buf_get(&out);
}

struct str record_key_text(struct arena *arena, const struct timeline *timeline, int64_t as_of)
{
    struct buf out;
    buf_init(&out, arena);
    for (size_t i = 0; i < timeline->kind->key_count; i++) {
        struct value value;
        timeline_value_at(timeline, timeline->kind->key[i], DAY_NONE, as_of, &value);
        if (!value.present)
            return (struct str){ 0 };
        if (i)
            buf_char(&out, '\x1f');
        buf_str(&out, facet_text(arena, timeline->kind->key[i], &value));
    }
    return buf_get(&out);
}

bool record_key_holder(struct ledger *ledger, int32_t number, struct str key, int64_t *record, struct err *err)
{
    *record = 0;
    struct statement_handle *st = store_statement(ledger->store,
        SQL("SELECT record FROM record_key WHERE ledger = 1 AND number = ?1 AND key = ?2"), err);
    if (!st)
        return false;
    bind_int(st, 1, number);
    bind_text(st, 2, key);
    bool row;
    if (!statement_step(ledger->store, st, &row, err))
        return false;
    if (row) {
        *record = column_int(st, 0);
        statement_done(st);
    }
    return true;
}

static bool key_move(struct ledger *ledger, int32_t number, struct str before, struct str after, int64_t record, struct err *err)
{
    if (str_eq(before, after))
        return true;
    struct statement_handle *st;
    if (before.len) {
        st = store_statement(ledger->store,
            SQL("DELETE FROM record_key WHERE ledger = 1 AND number = ?1 AND key = ?2 AND record = ?3"), err);
        if (!st)
            return false;
        bind_int(st, 1, number);
        bind_text(st, 2, before);
        bind_int(st, 3, record);
        if (!statement_run(ledger->store, st, err))
            return false;
    }
    if (!after.len)
        return true;
    st = store_statement(ledger->store, SQL("INSERT INTO record_key VALUES (1, ?1, ?2, ?3)"), err);
    if (!st)
        return false;
    bind_int(st, 1, number);
    bind_text(st, 2, after);
    bind_int(st, 3, record);
    return statement_run(ledger->store, st, err);
}

static bool facet_move(struct ledger *ledger, int32_t number, struct str before, struct str after, int64_t record, struct err *err)
{
    if (str_eq(before, after))
        return true;
    struct statement_handle *st;
    if (before.len) {
        st = store_statement(ledger->store,
            SQL("DELETE FROM facet WHERE ledger = 1 AND number = ?1 AND value = ?2 AND record = ?3"), err);
        if (!st)
            return false;
        bind_int(st, 1, number);
        bind_text(st, 2, before);
        bind_int(st, 3, record);
        if (!statement_run(ledger->store, st, err))
            return false;
    }
    if (!after.len)
        return true;
    st = store_statement(ledger->store, SQL("INSERT OR IGNORE INTO facet VALUES (1, ?1, ?2, ?3)"), err);
    if (!st)
        return false;
    bind_int(st, 1, number);
    bind_text(st, 2, after);
    bind_int(st, 3, record);
    return statement_run(ledger->store, st, err);
}

static bool refer(struct ledger *ledger, int64_t target, int32_t number, int64_t source, struct err *err)
{
    if (ledger->held) {
        held_refer(ledger->held, target, number, source);
        return true;
    }
    struct statement_handle *st = store_statement(ledger->store,
        SQL("INSERT OR IGNORE INTO refers VALUES (1, ?1, ?2, ?3)"), err);
    if (!st)
        return false;
    bind_int(st, 1, target);
    bind_int(st, 2, number);
    bind_int(st, 3, source);
    return statement_run(ledger->store, st, err);
}

bool record_sources(struct ledger *ledger, struct arena *arena, int64_t target, int32_t number,
                    int64_t **sources, size_t *count, struct err *err)
{
    *sources = NULL;
    *count = 0;
    size_t room = 0;
    if (ledger->held) {
        held_sources(ledger->held, arena, target, number, sources, count);
        return true;
    }
    struct statement_handle *st = store_statement(ledger->store,
        SQL("SELECT source FROM refers WHERE ledger = 1 AND target = ?1 AND number = ?2 ORDER BY source"), err);
    if (!st)
        return false;
    bind_int(st, 1, target);
    bind_int(st, 2, number);
    for (;;) {
        bool row;
        if (!statement_step(ledger->store, st, &row, err))
            return false;
        if (!row)
            return true;
        if (*count == room) {
            size_t more = room ? room * 2 : 8;
            *sources = arena_grow(arena, *sources, room * sizeof **sources, more * sizeof **sources);
            room = more;
        }
        (*sources)[(*count)++] = column_int(st, 0);
    }
}

/* ---- saving ------------------------------------------------------------------------------------------------- */

bool record_row_write(struct ledger *ledger, const struct timeline *timeline, struct err *err)
{
    struct arena_mark mark = arena_mark(ledger->scratch);
    struct buf out;
    buf_init(&out, ledger->scratch);
    timeline_encode(timeline, &out);
    if (ledger->held) {
        held_put(ledger->held, timeline->edition->kind_numbers[timeline->kind->index], timeline->id.n, buf_get(&out));
        arena_reset_to(ledger->scratch, mark);
        return true;
    }
    struct statement_handle *st = store_statement(ledger->store,
        SQL("INSERT INTO record VALUES (1, ?1, ?2, ?3)"
            " ON CONFLICT (ledger, kind, id) DO UPDATE SET timeline = excluded.timeline"), err);
    if (!st)
        return false;
    bind_int(st, 1, timeline->edition->kind_numbers[timeline->kind->index]);
    bind_int(st, 2, timeline->id.n);
    bind_blob(st, 3, out.ptr, out.len);
    bool ok = statement_run(ledger->store, st, err);
    arena_reset_to(ledger->scratch, mark);
    return ok;
}

static bool save_field(struct ledger *ledger, struct timeline *timeline, const struct field *field, int64_t position,
                       bool gone, struct err *err)
{
    int32_t number = edition_field_number(timeline->edition, timeline->kind, field);
    struct value before, after;
    timeline_value_at(timeline, field, DAY_NONE, position - 1, &before);
    timeline_value_at(timeline, field, DAY_NONE, position, &after);
    if (position == timeline->id.n)
        before = (struct value){ 0 };
    if (gone)
        after = (struct value){ 0 };
    if (field->filter || field == timeline->kind->title || field->unique) {
        struct str was = facet_text(ledger->scratch, field, &before), is = facet_text(ledger->scratch, field, &after);
        if ((field->filter || field == timeline->kind->title)
            && !facet_move(ledger, number, was, is, timeline->id.n, err))
            return false;
        if (field->unique && !key_move(ledger, number, was, is, timeline->id.n, err))
            return false;
    }
    if (field->type == FIELD_REF && after.present && !(before.present && before.n == after.n))
        return refer(ledger, after.n, number, timeline->id.n, err);
    return true;
}

static struct str stage_text(const struct timeline *timeline, int64_t as_of)
{
    struct timeline seen = *timeline;
    seen.as_of = as_of;
    const struct stage *stage = timeline_current_stage(&seen, DAY_NONE);
    return stage ? stage->name : (struct str){ 0 };
}

/* Each corrected value may have been in force on an earlier day only: references of those count too. */
static bool save_items(struct ledger *ledger, struct timeline *timeline, int64_t position, bool *stages, struct err *err)
{
    const struct edition *e = timeline->edition;
    for (size_t i = timeline->count; i-- > 0 && timeline->items[i].position >= position;) {
        const struct item *item = &timeline->items[i];
        *stages |= item->what == ITEM_STAGE || item->what == ITEM_UNSTAGE;
        const struct field *field = item->number > 0 && item->number <= e->number_max ? e->field_of[item->number] : NULL;
        if (!field || item->what == ITEM_ROLLED)
            continue;
        if (item->what == ITEM_IN && !refer(ledger, item->n, item->number, timeline->id.n, err))
            return false;
        if (field->type == FIELD_REF && item->present && !refer(ledger, item->n, item->number, timeline->id.n, err))
            return false;
        if (item->what <= ITEM_CORRECT && !save_field(ledger, timeline, field, position, false, err))
            return false;
    }
    return true;
}

bool record_save(struct ledger *ledger, struct timeline *timeline, int64_t position, struct err *err)
{
    struct arena *scratch = ledger->scratch;
    const struct kind *kind = timeline->kind;
    bool born = position == timeline->id.n, gone = timeline_gone(timeline, position), stages = gone || born;
    if (!save_items(ledger, timeline, position, &stages, err))
        return false;
    if (gone) /* nothing may be found by what it was */
        for (size_t f = 0; f < kind->field_count; f++)
            if (!save_field(ledger, timeline, &kind->fields[f], position, true, err))
                return false;
    int32_t number = timeline->edition->kind_numbers[kind->index];
    if (kind->key_count) {
        struct str was = born ? (struct str){ 0 } : record_key_text(scratch, timeline, position - 1);
        struct str is = gone ? (struct str){ 0 } : record_key_text(scratch, timeline, position);
        if (!key_move(ledger, number, was, is, timeline->id.n, err))
            return false;
    }
    if (stages && kind->stage_count) {
        struct str was = born ? (struct str){ 0 } : stage_text(timeline, position - 1);
        struct str is = gone ? (struct str){ 0 } : stage_text(timeline, position);
        if (!facet_move(ledger, number, was, is, timeline->id.n, err))
            return false;
    }
    return record_row_write(ledger, timeline, err);
}

bool record_keep(struct ledger *ledger, struct timeline *timeline, int64_t position, struct err *err)
{
    const struct edition *e = timeline->edition;
    for (size_t i = timeline->count; i-- > 0 && timeline->items[i].position >= position;) {
        const struct item *item = &timeline->items[i];
        const struct field *field = item->number > 0 && item->number <= e->number_max ? e->field_of[item->number] : NULL;
        bool names = item->what == ITEM_IN || (field && item->what <= ITEM_CORRECT && field->type == FIELD_REF && item->present);
        if (names && !refer(ledger, item->n, item->number, timeline->id.n, err))
            return false;
    }
    return record_row_write(ledger, timeline, err);
}

/* ---- keys and facets of all records, from what they are at last --------------------------------------------- */

enum { FOUND_BYTES = 32 << 20 };

struct found { bool key; int32_t number; uint64_t begins; struct str text; int64_t record; };

/* Some of them, on their way into the tables. */
struct found_pile {
    struct ledger *ledger;
    struct arena *arena;
    struct found *items;
    size_t count, room, bytes, at;
};
struct finding { struct ledger *ledger; struct errand *errand; struct found_pile pile, written; };

/* The first bytes as a number: most texts differ in them, and comparing numbers is cheap. */
static uint64_t text_begins(struct str text)
{
    uint64_t n = 0;
    for (size_t i = 0; i < 8; i++)
        n = n << 8 | (i < text.len ? (unsigned char)text.ptr[i] : 0u);
    return n;
}

static int found_order(const void *a, const void *b)
{
    const struct found *x = a, *y = b;
    if (x->key != y->key)
        return (int)x->key - (int)y->key;
    if (x->number != y->number)
        return x->number < y->number ? -1 : 1;
    if (x->begins != y->begins)
        return x->begins < y->begins ? -1 : 1;
    int order = str_cmp(x->text, y->text);
    return order ? order : x->record < y->record ? -1 : x->record > y->record;
}

/* A key that two records would have is the definitions' fault. */
static bool found_twice(struct found_pile *pile, struct err *err)
{
    for (size_t i = 0; i < pile->count; i++) {
        const struct found *one = &pile->items[i];
        int64_t holder = one->record;
        if (one->key && !record_key_holder(pile->ledger, one->number, one->text, &holder, err))
            return false;
        if (holder != one->record)
            return err_set(err, ERR_UPGRADE_KEY, "first", str_format(pile->arena, "#%lld", (long long)holder),
                           "second", str_format(pile->arena, "#%lld", (long long)one->record));
    }
    return true;
}

static bool next_found(void *host, struct store_row *row, bool key)
{
    struct found_pile *pile = host;
    if (pile->at == pile->count || pile->items[pile->at].key != key)
        return false;
    const struct found *one = &pile->items[pile->at++];
    row->values[0].n = one->number;
    row->values[1] = (struct store_value){ .type = STORE_TEXT, .bytes = one->text };
    row->values[2].n = one->record;
    return true;
}

static bool next_facet(void *host, struct store_row *row)
{
    return next_found(host, row, false);
}

static bool next_key(void *host, struct store_row *row)
{
    return next_found(host, row, true);
}

/* In the order of the tables, so that they grow page by page; keys stand behind the facets. */
static bool found_write(void *host, struct err *err)
{
    struct found_pile *pile = host;
    struct store *store = pile->ledger->store;
    if (!store_load(store, SQL("INSERT OR FAIL INTO facet SELECT 1, v1, v2, v3 FROM given"), next_facet, pile, err))
        return false;
    int64_t keys = (int64_t)(pile->count - pile->at);
    if (!store_load(store, SQL("INSERT OR IGNORE INTO record_key SELECT 1, v1, v2, v3 FROM given"), next_key, pile, err))
        return false;
    return store_changes(store) == keys || found_twice(pile, err);
}

/* What was found so far goes off; the pile that went before is written by now. */
static bool found_hand(struct finding *f, struct err *err)
{
    if (f->pile.count > 1)
        qsort(f->pile.items, f->pile.count, sizeof *f->pile.items, found_order);
    if (!errand_end(f->errand, err))
        return false;
    if (f->written.arena)
        arena_free(f->written.arena);
    f->written = f->pile;
    f->pile = (struct found_pile){ .ledger = f->ledger, .arena = arena_new() };
    errand_begin(f->errand, found_write, &f->written);
    return true;
}

static void found_add(struct found_pile *pile, int32_t number, bool key, struct str text, int64_t record)
{
    if (!text.len)
        return;
    if (pile->count == pile->room) {
        size_t room = pile->room ? pile->room * 2 : 1024;
        pile->items = arena_grow(pile->arena, pile->items, pile->room * sizeof *pile->items, room * sizeof *pile->items);
        pile->room = room;
    }
    pile->items[pile->count++] = (struct found){ key, number, text_begins(text), str_copy(pile->arena, text), record };
    pile->bytes += sizeof *pile->items + text.len;
}

struct find_visit { struct finding *finding; struct err *err; bool failed; };

static bool visit_find(void *host, struct timeline *timeline)
{
    struct find_visit *v = host;
    struct finding *f = v->finding;
    struct arena *scratch = f->ledger->scratch;
    const struct kind *kind = timeline->kind;
    const struct edition *e = timeline->edition;
    int64_t id = timeline->id.n;
    if (timeline_gone(timeline, INT64_MAX))
        return true;
    arena_reset(scratch);
    for (size_t i = 0; i < kind->field_count; i++) {
        const struct field *field = &kind->fields[i];
        bool listed = field->filter || field == kind->title;
        if (field->roll != ROLL_NONE || !(listed || field->unique))
            continue;
        struct value value;
        timeline_value_at(timeline, field, DAY_NONE, INT64_MAX, &value);
        struct str text = facet_text(scratch, field, &value);
        if (listed)
            found_add(&f->pile, edition_field_number(e, kind, field), false, text, id);
        if (field->unique)
            found_add(&f->pile, edition_field_number(e, kind, field), true, text, id);
    }
    if (kind->key_count)
        found_add(&f->pile, e->kind_numbers[kind->index], true, record_key_text(scratch, timeline, INT64_MAX), id);
    if (kind->stage_count)
        found_add(&f->pile, e->kind_numbers[kind->index], false, stage_text(timeline, INT64_MAX), id);
    if (f->pile.bytes > FOUND_BYTES)
        v->failed = !found_hand(f, v->err);
    return !v->failed;
}

bool records_find(struct ledger *ledger, struct errand *errand, struct err *err)
{
    const struct edition *e = ledger->edition;
    struct finding finding = { .ledger = ledger, .errand = errand, .pile = { .ledger = ledger, .arena = arena_new() } };
    struct find_visit visit = { &finding, err, false };
    bool ok = true;
    for (size_t k = 0; ok && k < e->model->kind_count; k++)
        ok = record_each_in(ledger, e, &e->model->kinds[k], visit_find, &visit, err) && !visit.failed;
    ok = ok && found_hand(&finding, err);
    ok = errand_end(errand, err) && ok;
    if (finding.written.arena)
        arena_free(finding.written.arena);
    arena_free(finding.pile.arena);
    return ok;
}

bool records_find_again(struct ledger *ledger, struct err *err)
{
    struct errand here;
    errand_init(&here, true);
    return store_script(ledger->store, SQL("DELETE FROM facet; DELETE FROM record_key;"), err) && records_find(ledger, &here, err);
}
