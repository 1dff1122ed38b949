/*
 * entry.c - the chain: what an entry's hash covers, its body, what stands beside it, and what it means.
 *
 * The body is canonical JSON, members in this order, each left out when empty: fields (name: canonical text),
 * personal (name: digest), stage, stages ([name, day, precision]), member ([field, "#n"]), files ([{name, hash}]), metric,
 * month, evidence ([digest]), reason, source.
 */
#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/rng.h"
#include "ledger/ledger_priv.h"


/* ---- the chain ------------------------------------------------------------------------------------------ */

static void hash_int(struct hasher *hasher, int64_t n)
{
    uint8_t bytes[8];
    for (int i = 0; i < 8; i++)
        bytes[i] = (uint8_t)((uint64_t)n >> (56 - 8 * i));
    hasher_add(hasher, bytes, sizeof bytes);
}

static void hash_text(struct hasher *hasher, struct str s)
{
    hash_int(hasher, (int64_t)s.len);
    hasher_add(hasher, s.ptr, s.len);
}

struct bytes { uint8_t room[128]; size_t len; };

static void put_int(struct bytes *bytes, int64_t n)
{
    for (int i = 0; i < 8; i++)
        bytes->room[bytes->len++] = (uint8_t)((uint64_t)n >> (56 - 8 * i));
}

/* H(previous, position, recorded, act, kind, record, author, effective, precision, body): numbers as eight
 * bytes, the highest first; texts with their length before them. */
struct hash entry_hash(struct hasher *hasher, struct hash previous, const struct entry_row *row)
{
    struct bytes before = { .len = 0 }, between = { .len = 0 };
    memcpy(before.room, previous.bytes, HASH_SIZE);
    before.len = HASH_SIZE;
    put_int(&before, row->position);
    put_int(&before, row->recorded);
    put_int(&before, row->act);
    put_int(&before, (int64_t)row->kind.len);
    put_int(&between, row->record);
    put_int(&between, row->author);
    put_int(&between, row->effective);
    put_int(&between, row->precision);
    put_int(&between, (int64_t)row->body.len);
    hasher_begin(hasher);
    hasher_add(hasher, before.room, before.len);
    hasher_add(hasher, row->kind.ptr, row->kind.len);
    hasher_add(hasher, between.room, between.len);
    hasher_add(hasher, row->body.ptr, row->body.len);
    return hasher_end(hasher);
}

bool head_read(struct store *store, struct head *head, struct err *err)
{
    *head = (struct head){ 0 };
    struct statement_handle *st = store_statement(store,
        SQL("SELECT position, recorded, hash FROM entry WHERE ledger = 1 ORDER BY position DESC LIMIT 1"), err);
    if (!st)
        return false;
    bool row;
    if (!statement_step(store, st, &row, err))
        return false;
    if (!row)
        return true;
    head->position.n = column_int(st, 0);
    head->recorded.us = column_int(st, 1);
    struct str hash = column_blob(st, 2);
    if (hash.len == HASH_SIZE)
        memcpy(head->hash.bytes, hash.ptr, HASH_SIZE);
    statement_done(st);
    return true;
}

bool entry_insert(struct ledger *ledger, struct entry_row *row, struct err *err)
{
    row->hash = entry_hash(ledger->hasher, ledger->head.hash, row);
    struct statement_handle *st = store_statement(ledger->store,
        SQL("INSERT INTO entry VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)"), err);
    if (!st)
        return false;
    bind_int(st, 1, row->position);
    bind_int(st, 2, row->recorded);
    bind_int(st, 3, row->act);
    if (row->kind.len)
        bind_text(st, 4, row->kind);
    else
        bind_null(st, 4);
    bind_int(st, 5, row->record);
    bind_int(st, 6, row->author);
    if (row->effective == INT32_MIN)
        bind_null(st, 7);
    else
        bind_int(st, 7, row->effective);
    bind_int(st, 8, row->precision);
    bind_text(st, 9, row->body);
    bind_blob(st, 10, row->hash.bytes, HASH_SIZE);
    if (!statement_run(ledger->store, st, err))
        return false;
    ledger->head = (struct head){ { row->position }, { row->recorded }, row->hash };
    return true;
}

bool entry_row_read(struct ledger *ledger, struct arena *arena, int64_t position, struct entry_row *row, bool *found, struct err *err)
{
    *row = (struct entry_row){ .position = position };
    struct statement_handle *st = store_statement(ledger->store,
        SQL("SELECT recorded, act, kind, record, author, effective, precision, body, hash FROM entry"
            " WHERE ledger = 1 AND position = ?1"), err);
    if (!st)
        return false;
    bind_int(st, 1, position);
    if (!statement_step(ledger->store, st, found, err))
        return false;
    if (!*found)
        return true;
    row->recorded = column_int(st, 0);
    int64_t act = column_int(st, 1);
    row->act = act >= 0 && act < ACT_COUNT ? (enum act)act : ACT_COUNT;
    row->kind = str_copy(arena, column_text(st, 2));
    row->record = column_int(st, 3);
    row->author = column_int(st, 4);
    row->effective = column_is_null(st, 5) ? INT32_MIN : (int32_t)column_int(st, 5);
    row->precision = (enum precision)column_int(st, 6);
    row->body = str_copy(arena, column_text(st, 7));
    struct str hash = column_blob(st, 8);
    if (hash.len == HASH_SIZE)
        memcpy(row->hash.bytes, hash.ptr, HASH_SIZE);
    statement_done(st);
    return true;
}

bool entry_each(struct ledger *ledger, bool (*visit)(void *host, const struct entry_row *row, struct err *err), void *host,
                struct err *err)
{
    struct statement_handle *st = store_statement(ledger->store,
        SQL("SELECT position, recorded, act, kind, record, author, effective, precision, body, hash FROM entry"
            " WHERE ledger = 1 ORDER BY position"), err);
    bool more = st != NULL, ok = more;
    while (ok && more) {
        ok = statement_step(ledger->store, st, &more, err);
        if (!ok || !more)
            continue;
        struct str hash = column_blob(st, 9);
        int64_t act = column_int(st, 2);
        struct entry_row row = { .position = column_int(st, 0), .recorded = column_int(st, 1), .kind = column_text(st, 3),
            .act = act >= 0 && act < ACT_COUNT ? (enum act)act : ACT_COUNT, .record = column_int(st, 4), .author = column_int(st, 5),
            .effective = column_is_null(st, 6) ? INT32_MIN : (int32_t)column_int(st, 6),
            .precision = (enum precision)column_int(st, 7), .body = column_text(st, 8) };
        if (hash.len == HASH_SIZE)
            memcpy(row.hash.bytes, hash.ptr, HASH_SIZE);
        ok = visit(host, &row, err);
        if (!ok)
            statement_done(st);
    }
    return ok;
}

/* ---- beside the entry ------------------------------------------------------------------------------------- */

struct str aside_digest(struct ledger *ledger, struct str salt, struct str value, struct arena *arena)
{
    hasher_begin(ledger->hasher);
    hash_text(ledger->hasher, salt);
    hash_text(ledger->hasher, value);
    struct buf out;
    buf_init(&out, arena);
    hash_print(hasher_end(ledger->hasher), &out);
    return buf_get(&out);
}

void aside_make(struct ledger *ledger, struct str slot, struct str value, struct arena *arena, struct aside *aside)
{
    *aside = (struct aside){ .slot = slot, .value = value };
    rng_secret(aside->salt, sizeof aside->salt);
    aside->digest = aside_digest(ledger, (struct str){ aside->salt, sizeof aside->salt }, value, arena);
}

bool aside_write(struct ledger *ledger, int64_t position, const struct aside *aside, struct err *err)
{
    struct statement_handle *st = store_statement(ledger->store, SQL("INSERT INTO aside VALUES (1, ?1, ?2, ?3, ?4)"), err);
    if (!st)
        return false;
    bind_int(st, 1, position);
    bind_text(st, 2, aside->slot);
    bind_blob(st, 3, aside->salt, sizeof aside->salt);
    bind_text(st, 4, aside->value);
    return statement_run(ledger->store, st, err);
}

bool aside_read(struct ledger *ledger, struct arena *arena, int64_t position, struct str slot, struct str *value,
                struct str *digest, bool *erased, struct err *err)
{
    *value = *digest = (struct str){ 0 };
    *erased = true;
    struct statement_handle *st = store_statement(ledger->store,
        SQL("SELECT salt, value FROM aside WHERE ledger = 1 AND position = ?1 AND slot = ?2"), err);
    if (!st)
        return false;
    bind_int(st, 1, position);
    bind_text(st, 2, slot);
    bool row;
    if (!statement_step(ledger->store, st, &row, err))
        return false;
    if (!row)
        return true;
    *erased = column_is_null(st, 1);
    if (!*erased) {
        *value = str_copy(arena, column_text(st, 1));
        *digest = aside_digest(ledger, column_blob(st, 0), *value, arena);
    }
    statement_done(st);
    return true;
}

struct str evidence_path(struct arena *arena, struct str folder, struct hash hash)
{
    struct buf hex;
    buf_init(&hex, arena);
    hash_print(hash, &hex);
    return str_format(arena, "%.*s/evidence/%.2s/%s", STR_ARG(folder), hex.ptr, hex.ptr + 2);
}

bool evidence_keep(struct ledger *ledger, struct str bytes, struct hash hash, struct err *err)
{
    struct str path = evidence_path(ledger->scratch, ledger->folder, hash);
    if (file_exists(path))
        return true;
    struct str folder = str_slice(path, 0, path.len - 2 * HASH_SIZE + 1);
    return (folder_exists(folder) || folder_make(folder, err)) && file_write(path, bytes, err);
}

bool evidence_take(struct ledger *ledger, struct str from, struct hash hash, struct err *err)
{
    struct str path = evidence_path(ledger->scratch, ledger->folder, hash);
    if (file_exists(path))
        return true;
    struct str folder = str_slice(path, 0, path.len - 2 * HASH_SIZE + 1);
    return (folder_exists(folder) || folder_make(folder, err)) && file_link(from, path, err);
}

/* ---- what an entry means ------------------------------------------------------------------------------------ */

static bool precision_find(struct str name, uint8_t *precision)
{
    static const struct str names[] = { STR_INIT("day"), STR_INIT("ten-day"), STR_INIT("month"),
                                        STR_INIT("quarter"), STR_INIT("year") };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (str_eq(name, names[i])) {
            *precision = (uint8_t)i;
            return true;
        }
    return false;
}

static void mean(struct meaning *m, struct item item)
{
    if (m->count == m->room) {
        size_t room = m->room ? m->room * 2 : 32;
        m->items = arena_grow(m->arena, m->items, m->room * sizeof *m->items, room * sizeof *m->items);
        m->room = room;
    }
    item.position = m->row->position;
    m->items[m->count++] = item;
}

void mean_member(struct meaning *m, const struct field *field, int64_t id, enum item_what what)
{
    mean(m, (struct item){ .what = (uint8_t)what, .n = id, .present = true, .day = m->row->effective,
                           .precision = (uint8_t)m->row->precision,
                           .number = edition_field_number(m->edition, m->kind, field) });
}

static void mean_members(struct meaning *m, const struct field *field, struct str text)
{
    struct str one;
    while (str_split(&text, ',', &one)) {
        int64_t id;
        if (one.len > 1 && str_to_int(str_slice(one, 1, one.len), &id))
            mean_member(m, field, id, ITEM_IN);
    }
}

bool mean_value(struct meaning *m, const struct field *field, struct str canonical)
{
    if (field->type == FIELD_MEMBERS) {
        mean_members(m, field, canonical);
        return true;
    }
    struct value value;
    if (!field_parse_canonical(m->arena, field, canonical, &value))
        return false;
    mean(m, (struct item){ .what = m->row->act == ACT_CORRECT ? ITEM_CORRECT : ITEM_CHANGE, .present = value.present,
                           .n = value.n, .m = (int64_t)value.precision, .text = value.text, .day = m->row->effective,
                           .precision = (uint8_t)m->row->precision,
                           .number = edition_field_number(m->edition, m->kind, field) });
    return true;
}

static bool mean_field(struct meaning *m, struct str name, struct str text)
{
    const struct field *field = kind_field(m->kind, name);
    return field && mean_value(m, field, text);
}

static void mean_stage_on(struct meaning *m, const struct stage *stage, int32_t day, uint8_t precision)
{
    mean(m, (struct item){ .what = m->row->act == ACT_UNSTAGE ? ITEM_UNSTAGE : ITEM_STAGE, .day = day, .present = false,
                           .precision = precision, .number = edition_stage_number(m->edition, m->kind, stage) });
}

/* An empty day is the entry's own. */
bool mean_stage(struct meaning *m, const struct stage *stage, struct str text, uint8_t precision)
{
    struct day day = { m->row->effective };
    if (text.len && !day_parse(text, &day))
        return false;
    mean_stage_on(m, stage, day.n, precision);
    return true;
}

static bool mean_stages(struct meaning *m, const struct json *stages)
{
    for (const struct json *one = stages ? stages->first : NULL; one; one = one->next) {
        uint8_t precision;
        const struct stage *stage = one->count == 3 ? kind_stage(m->kind, one->first->text) : NULL;
        if (!stage || !one->first->next->text.len || !precision_find(one->first->next->next->text, &precision)
            || !mean_stage(m, stage, one->first->next->text, precision))
            return false;
    }
    return true;
}

static bool mean_personal(struct meaning *m, const struct json *personal, struct err *err)
{
    for (const struct json *one = personal ? personal->first : NULL; one; one = one->next) {
        struct str value, digest;
        bool erased;
        if (!aside_read(m->ledger, m->arena, m->row->position, one->key, &value, &digest, &erased, err))
            return false;
        const struct field *field = kind_field(m->kind, one->key);
        if (!field || (erased ? false : !mean_field(m, one->key, value)))
            return err_set(err, ERR_VERIFY_BODY, "position", str_format(m->arena, "%lld", (long long)m->row->position));
        if (erased)
            mean(m, (struct item){ .what = ITEM_CHANGE, .day = m->row->effective,
                                   .number = edition_field_number(m->edition, m->kind, field) });
    }
    return true;
}

static bool mean_body(struct meaning *m, const struct json *body)
{
    const struct json *fields = json_get(body, STR("fields"));
    for (const struct json *one = fields ? fields->first : NULL; one; one = one->next)
        if (!mean_field(m, one->key, one->text))
            return false;
    struct str name = json_text(body, STR("stage"));
    const struct stage *stage = name.len ? kind_stage(m->kind, name) : NULL;
    if (name.len && !stage)
        return false;
    if (stage)
        mean_stage_on(m, stage, m->row->effective, (uint8_t)m->row->precision);
    if (!mean_stages(m, json_get(body, STR("stages"))))
        return false;
    const struct json *member = json_get(body, STR("member"));
    if (!member)
        return true;
    const struct field *field = member->count == 2 ? kind_field(m->kind, member->first->text) : NULL;
    int64_t id;
    if (!field || !str_to_int(str_slice(member->first->next->text, 1, SIZE_MAX), &id))
        return false;
    mean_member(m, field, id, m->row->act == ACT_DELIST ? ITEM_OUT : ITEM_IN);
    return true;
}

void mean_end(struct meaning *m)
{
    if (m->row->act == ACT_DELETE)
        mean(m, (struct item){ .what = ITEM_DELETE, .day = m->row->effective });
    if (!m->count)
        mean(m, (struct item){ .what = ITEM_TOUCH, .day = m->row->effective });
}

bool entry_body(const struct entry_row *row, struct arena *arena, struct json **body, struct err *err)
{
    *body = json_parse(arena, row->body, err);
    return *body || err_while(err, str_format(arena, "entry %lld", (long long)row->position));
}

bool entry_items(struct ledger *ledger, const struct edition *edition, const struct entry_row *row, const struct json *body,
                 struct arena *arena, struct item **items, size_t *count, struct err *err)
{
    struct meaning m = { .ledger = ledger, .edition = edition, .row = row, .arena = arena,
                         .kind = model_kind(edition->model, row->kind) };
    *items = NULL;
    *count = 0;
    if (row->act == ACT_CLOSE || row->act == ACT_DEFINE)
        return true;
    if (!m.kind || !mean_body(&m, body))
        return err_set(err, ERR_VERIFY_BODY, "position", str_format(arena, "%lld", (long long)row->position));
    if (!mean_personal(&m, json_get(body, STR("personal")), err))
        return false;
    mean_end(&m);
    *items = m.items;
    *count = m.count;
    return true;
}

/* ---- what an accepted entry does -------------------------------------------------------------------------------- */

static bool closing_insert(struct ledger *ledger, const struct entry_row *row, struct err *err)
{
    struct json *body = json_parse(ledger->scratch, row->body, err);
    if (!body)
        return false;
    int64_t month = 0;
    str_to_int(json_text(body, STR("month")), &month);
    struct statement_handle *st = store_statement(ledger->store, SQL("INSERT INTO closing VALUES (1, ?1, ?2, ?3)"), err);
    if (!st)
        return false;
    bind_text(st, 1, json_text(body, STR("metric")));
    bind_int(st, 2, month);
    bind_int(st, 3, row->position);
    return statement_run(ledger->store, st, err);
}

/* A metric and the slice of it that the target names, unless it is known. */
static bool slice_of(const struct ledger *ledger, const struct timeline *target, int64_t position, const struct metric **metric,
                     struct str *slice)
{
    struct value name, text;
    timeline_value_at(target, kind_field(target->kind, STR("metric")), DAY_NONE, position, &name);
    timeline_value_at(target, kind_field(target->kind, STR("slice")), DAY_NONE, position, &text);
    *metric = name.present ? model_metric(ledger->edition->model, name.text) : NULL;
    if (!*metric || !text.present || !text.text.len)
        return false;
    for (size_t i = 0; i < ledger->slice_count; i++)
        if (str_eq(ledger->slices[i].metric, (*metric)->name) && str_eq(ledger->slices[i].text, text.text))
            return false;
    *slice = text.text;
    return true;
}

bool slice_is_new(const struct ledger *ledger, const struct timeline *target, int64_t position)
{
    const struct metric *metric;
    struct str slice;
    return slice_of(ledger, target, position, &metric, &slice);
}

/* A target's slice gets tallies of its own from its adoption on. */
bool slice_adopt(struct ledger *ledger, const struct timeline *target, int64_t position, bool fill, struct err *err)
{
    const struct edition *e = ledger->edition;
    const struct metric *metric;
    struct str text;
    if (!slice_of(ledger, target, position, &metric, &text))
        return true;
    struct statement_handle *st = store_statement(ledger->store, SQL("INSERT INTO slice VALUES (1, ?1, ?2, ?3)"), err);
    if (!st)
        return false;
    bind_int(st, 1, position);
    bind_text(st, 2, metric->name);
    bind_text(st, 3, text);
    if (!statement_run(ledger->store, st, err) || !ledger_slices_load(ledger, err))
        return false;
    for (size_t i = 0; fill && i < ledger->slice_count; i++) {
        const struct known_slice *slice = &ledger->slices[i];
        if (slice->id != position || !slice->expr || !slice->of->kind)
            continue;
        struct column column = { .edition = e, .metric = slice->of, .slice = slice->expr, .slice_id = slice->id,
                                 .version = e->uses[slice->of->index].version, .until = position };
        return columns_fill(ledger, &column, 1, NULL, err);
    }
    return true;
}

bool entry_apply(struct ledger *ledger, const struct entry_row *row, const struct item *items, size_t count,
                 struct err *err)
{
    if (row->act == ACT_CLOSE)
        return closing_insert(ledger, row, err);
    const struct kind *kind = model_kind(ledger->edition->model, row->kind);
    struct timeline *timeline;
    if (!record_load(ledger, ledger->edition, kind, row->record, &timeline, err))
        return false;
    must(timeline != NULL);
    struct touched_list touched = { .arena = ledger->scratch };
    bool whole = row->act == ACT_ADD || row->act == ACT_DELETE;
    if (whole)
        touched_add(&touched, timeline, 0);
    for (size_t i = 0; !whole && i < count; i++)
        touched_add(&touched, timeline, items[i].number);
    if (!record_save(ledger, timeline, row->position, err) || !roll_up(ledger, timeline, row->position, &touched, err))
        return false;
    struct sink sink = contribute_sink(ledger);
    if (!contribute(ledger, ledger->edition, &touched, row->position, &sink, err))
        return false;
    return kind != ledger->edition->model->target || slice_adopt(ledger, timeline, row->position, true, err);
}
