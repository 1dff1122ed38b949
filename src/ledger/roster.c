/*
 * roster.c - the records of a kind as lists ask for them, kept in memory: rows as the database has them, and of the
 * fields that lists filter, sort and search by a column of values on the day that is asked for.
 *
 * A roster is of the head and follows it: an entry of its kind changes its one row, everything else that may move rows
 * (new definitions, an entry that is rolled up into them, too many entries) makes it anew. Kinds with more
 * records than ROWS_MAX have none; past positions have none: those lists read the table.
 */
#include "ledger/roster_priv.h"

#include <stdlib.h>
#include <string.h>

enum { ROWS_MAX = 10000, BYTES_MAX = 4 << 20, ROSTERS_MAX = 3, FOLLOWED_MAX = 256, SPARE_ROWS = 256 };

struct roster_set { struct roster *rosters[ROSTERS_MAX]; uint64_t turn; };

/* ---- columns ------------------------------------------------------------------------------------------------- */

static void columns_drop(struct roster *r)
{
    arena_reset(r->derived);
    r->column_count = 0;
    r->texts = NULL;
    r->places = NULL;
}

static void row_view(const struct roster *r, size_t row, struct timeline *timeline, struct item *items, size_t room)
{
    timeline_init(timeline, r->scratch, r->edition, r->kind, (struct record_id){ r->rows[row].id });
    timeline->items = items;
    timeline->room = room;
    must(timeline_view(timeline, r->rows[row].bytes)); /* it was read before */
}

static bool searched(const struct field *field)
{
    return field->type == FIELD_TEXT || field->type == FIELD_NOTE || field->type == FIELD_USCC || field->type == FIELD_CODE;
}

/* All texts of a row that a search looks at, apart by a byte that no field may hold. */
static struct str row_text(struct roster *r, const struct timeline *timeline)
{
    struct buf out;
    buf_init(&out, r->scratch);
    for (size_t f = 0; f < r->kind->field_count; f++) {
        struct value value;
        if (!searched(&r->kind->fields[f]))
            continue;
        timeline_value(timeline, &r->kind->fields[f], r->on, &value);
        if (!value.present)
            continue;
        if (out.len)
            buf_char(&out, ROSTER_TEXT_END);
        buf_str(&out, value.text);
    }
    return str_copy(r->derived, buf_get(&out));
}

static void cell_fill(struct roster *r, struct roster_column *column, size_t row, const struct timeline *timeline)
{
    if (column->field)
        timeline_value(timeline, column->field, r->on, &column->values[row]);
    else
        column->stages[row] = timeline_current_stage(timeline, r->on);
}

void roster_make_room(struct roster *r, size_t columns)
{
    if (r->column_count + columns > ROSTER_COLUMNS_MAX)
        columns_drop(r); /* more than lists of one kind ask for: begin again */
}

struct roster_column *roster_column(struct roster *r, const struct field *field)
{
    for (size_t i = 0; i < r->column_count; i++)
        if (r->columns[i].field == field)
            return &r->columns[i];
    must(r->column_count < ROSTER_COLUMNS_MAX);
    struct roster_column *column = &r->columns[r->column_count++];
    *column = (struct roster_column){ .field = field };
    if (field)
        column->values = ARENA_ARRAY(r->derived, struct value, r->room);
    else
        column->stages = ARENA_ARRAY(r->derived, const struct stage *, r->room);
    struct item items[64];
    for (size_t row = 0; row < r->count; row++) {
        struct timeline timeline;
        row_view(r, row, &timeline, items, sizeof items / sizeof *items);
        cell_fill(r, column, row, &timeline);
        arena_reset(r->scratch);
    }
    return column;
}

const struct str *roster_texts(struct roster *r)
{
    if (r->texts)
        return r->texts;
    struct item items[64];
    r->texts = ARENA_ARRAY(r->derived, struct str, r->room);
    for (size_t row = 0; row < r->count; row++) {
        struct timeline timeline;
        row_view(r, row, &timeline, items, sizeof items / sizeof *items);
        r->texts[row] = row_text(r, &timeline);
        arena_reset(r->scratch);
    }
    return r->texts;
}

const struct record_place *roster_places(struct roster *r)
{
    if (r->places)
        return r->places;
    struct item items[64];
    r->places = ARENA_ARRAY(r->derived, struct record_place, r->room);
    for (size_t row = 0; row < r->count; row++) {
        struct timeline timeline;
        row_view(r, row, &timeline, items, sizeof items / sizeof *items);
        record_place_own(&timeline, &r->places[row]);
        arena_reset(r->scratch);
    }
    return r->places;
}

/* ---- orders ---------------------------------------------------------------------------------------------------- */

static int rows_compare(const struct roster_column *column, uint32_t a, uint32_t b)
{
    const struct value *u = &column->values[a], *v = &column->values[b];
    int order = u->present && v->present ? field_cmp(column->field, u, v) : (int)u->present - (int)v->present;
    return order ? order : a < b ? -1 : a > b; /* rows stand by id */
}

static int order_of_rows(const void *a, const void *b, void *host)
{
    return rows_compare(host, *(const uint32_t *)a, *(const uint32_t *)b);
}

const uint32_t *roster_order(struct roster *r, struct roster_column *column)
{
    if (column->order)
        return column->order;
    column->order = ARENA_ARRAY(r->derived, uint32_t, r->room);
    for (size_t i = 0; i < r->count; i++)
        column->order[i] = (uint32_t)i;
    if (r->count > 1)
        qsort_r(column->order, r->count, sizeof *column->order, order_of_rows, column);
    return column->order;
}

static void order_remove(struct roster_column *column, size_t count, uint32_t row)
{
    size_t at = 0;
    while (at < count && column->order[at] != row)
        at++;
    must(at < count);
    memmove(&column->order[at], &column->order[at + 1], (count - at - 1) * sizeof *column->order);
}

static void order_insert(struct roster_column *column, size_t count, uint32_t row)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (rows_compare(column, column->order[middle], row) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    memmove(&column->order[low + 1], &column->order[low], (count - low) * sizeof *column->order);
    column->order[low] = row;
}

/* ---- rows ------------------------------------------------------------------------------------------------------ */

static size_t row_find(const struct roster *r, int64_t id)
{
    size_t low = 0, high = r->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (r->rows[middle].id < id)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Read, as the head has it, what the statement gives: (id, timeline). *fits is false where it is too much. */
static bool row_take(struct roster *r, int64_t id, struct str bytes, bool *fits, struct err *err)
{
    size_t row = row_find(r, id);
    bool known = row < r->count && r->rows[row].id == id;
    struct timeline timeline;
    if (!known && (row < r->count || r->count == r->room)) {
        *fits = false; /* a new record is always the last */
        return true;
    }
    struct roster_row taken = { .id = id, .bytes = str_copy(r->arena, bytes) };
    timeline_init(&timeline, r->scratch, r->edition, r->kind, (struct record_id){ id });
    if (!timeline_view(&timeline, taken.bytes))
        return err_set(err, ERR_VERIFY_RECORD, "record", str_format(r->scratch, "#%lld", (long long)id));
    taken.gone = timeline_gone(&timeline, INT64_MAX);
    for (size_t i = 0; known && i < r->column_count; i++)
        if (r->columns[i].order)
            order_remove(&r->columns[i], r->count, (uint32_t)row);
    r->rows[row] = taken;
    for (size_t i = 0; i < r->column_count; i++) {
        cell_fill(r, &r->columns[i], row, &timeline);
        if (r->columns[i].order)
            order_insert(&r->columns[i], known ? r->count - 1 : r->count, (uint32_t)row);
    }
    if (r->texts)
        r->texts[row] = row_text(r, &timeline);
    if (r->places)
        record_place_own(&timeline, &r->places[row]);
    r->count += !known;
    arena_reset(r->scratch);
    return true;
}

/* Room for what will come: as much again as there is, within bounds. */
static bool rows_room(struct ledger *ledger, struct roster *r, struct err *err)
{
    struct statement_handle *st = store_statement(ledger->store,
        SQL("SELECT count(*) FROM (SELECT 1 FROM record WHERE ledger = 1 AND kind = ?1 LIMIT ?2)"), err);
    bool row;
    if (!st)
        return false;
    bind_int(st, 1, r->edition->kind_numbers[r->kind->index]);
    bind_int(st, 2, ROWS_MAX + 1);
    if (!statement_step(ledger->store, st, &row, err))
        return false;
    size_t count = (size_t)column_int(st, 0);
    statement_done(st);
    r->too_big = count > ROWS_MAX;
    r->room = count + count / 8 + SPARE_ROWS;
    return true;
}

static bool rows_load(struct ledger *ledger, struct roster *r, struct err *err)
{
    columns_drop(r);
    arena_reset(r->arena);
    r->count = 0;
    r->loaded_bytes = 0;
    if (!rows_room(ledger, r, err) || r->too_big)
        return r->too_big;
    r->rows = ARENA_ARRAY(r->arena, struct roster_row, r->room);
    struct statement_handle *st = store_statement(ledger->store,
        SQL("SELECT id, timeline FROM record WHERE ledger = 1 AND kind = ?1 ORDER BY id"), err);
    if (!st)
        return false;
    bind_int(st, 1, r->edition->kind_numbers[r->kind->index]);
    for (;;) {
        bool row, fits = true;
        if (!statement_step(ledger->store, st, &row, err))
            return false;
        if (!row)
            break;
        bool ok = row_take(r, column_int(st, 0), column_blob(st, 1), &fits, err);
        if (ok && fits && arena_used(r->arena) <= BYTES_MAX)
            continue;
        statement_done(st);
        r->too_big = ok;
        return ok;
    }
    r->loaded_bytes = arena_used(r->arena);
    r->head = ledger->head;
    return true;
}

/* ---- following the head ---------------------------------------------------------------------------------------- */

/* Whether entries of `kind` move rows of the roster's kind without naming them: by rolled-up fields, as deep as they go. */
static bool rolls_into(const struct edition *e, const struct kind *kind, const struct kind *parent, int depth)
{
    for (size_t i = 0; i < e->roll_count; i++)
        if (e->rolls[i]->roll_kind == kind
            && (e->roll_parents[i] == parent || depth == 0 || rolls_into(e, e->roll_parents[i], parent, depth - 1)))
            return true;
    return false;
}

static bool row_read(struct ledger *ledger, struct roster *r, int64_t id, bool *fits, struct err *err)
{
    struct statement_handle *st = store_statement(ledger->store,
        SQL("SELECT timeline FROM record WHERE ledger = 1 AND kind = ?1 AND id = ?2"), err);
    bool row;
    if (!st)
        return false;
    bind_int(st, 1, r->edition->kind_numbers[r->kind->index]);
    bind_int(st, 2, id);
    if (!statement_step(ledger->store, st, &row, err))
        return false;
    if (!row)
        return true;
    bool ok = row_take(r, id, column_blob(st, 0), fits, err);
    statement_done(st);
    return ok;
}

/* Take over what entries since the roster's head say; *fits is false where it must be made anew. */
static bool follow(struct ledger *ledger, struct roster *r, bool *fits, struct err *err)
{
    *fits = ledger->head.position.n > r->head.position.n
        && ledger->head.position.n - r->head.position.n <= FOLLOWED_MAX && arena_used(r->arena) < r->loaded_bytes * 2;
    if (!*fits)
        return true;
    struct statement_handle *st = store_statement(ledger->store,
        SQL("SELECT kind, record FROM entry WHERE ledger = 1 AND position > ?1 AND position <= ?2 ORDER BY position"), err);
    if (!st)
        return false;
    bind_int(st, 1, r->head.position.n);
    bind_int(st, 2, ledger->head.position.n);
    bool ok = true;
    for (bool row = true; ok && row && *fits;) {
        ok = statement_step(ledger->store, st, &row, err);
        if (!ok || !row)
            break;
        const struct kind *kind = column_is_null(st, 0) ? NULL : model_kind(r->edition->model, column_text(st, 0));
        if (kind && rolls_into(r->edition, kind, r->kind, 3))
            *fits = false;
        else if (kind == r->kind)
            ok = row_read(ledger, r, column_int(st, 1), fits, err);
        if (!ok || !*fits)
            statement_done(st);
    }
    r->head = ledger->head;
    return ok;
}

static void roster_free(struct roster *r)
{
    if (!r)
        return;
    arena_free(r->scratch);
    arena_free(r->derived);
    arena_free(r->arena);
    arena_free(r->own);
}

static struct roster *roster_new(const struct edition *e, const struct kind *kind)
{
    struct arena *own = arena_new();
    struct roster *r = ARENA_NEW(own, struct roster);
    *r = (struct roster){ .own = own, .arena = arena_new(), .derived = arena_new(), .scratch = arena_new(), .edition = e,
                          .kind = kind, .on = DAY_NONE };
    return r;
}

void rosters_free(struct ledger *ledger)
{
    for (size_t i = 0; ledger->rosters && i < ROSTERS_MAX; i++)
        roster_free(ledger->rosters->rosters[i]);
    ledger->rosters = NULL;
}

/* Its place, or the place of the one that nobody asked for the longest. */
static struct roster **roster_place(struct ledger *ledger, const struct edition *e, const struct kind *kind)
{
    if (!ledger->rosters)
        ledger->rosters = ARENA_NEW(ledger->arena, struct roster_set);
    struct roster **place = &ledger->rosters->rosters[0];
    for (size_t i = 0; i < ROSTERS_MAX; i++) {
        struct roster **one = &ledger->rosters->rosters[i];
        if (*one && (*one)->kind == kind && (*one)->edition == e)
            return one;
        if (!*one || (*place && (*one)->turn < (*place)->turn))
            place = one;
    }
    roster_free(*place);
    *place = roster_new(e, kind);
    return place;
}

bool roster_of(struct ledger *ledger, const struct edition *e, const struct kind *kind, struct day on, struct roster **found,
               struct err *err)
{
    *found = NULL;
    if (ledger->in_group || e != ledger->edition)
        return true;
    struct roster *r = *roster_place(ledger, e, kind);
    r->turn = ++ledger->rosters->turn;
    if (r->too_big || r->turns_asked++ == 0) /* one list alone is read as fast from the table */
        return true;
    bool fits = r->head.position.n == ledger->head.position.n;
    if (!fits && r->head.position.n && !follow(ledger, r, &fits, err))
        goto bad;
    if (!fits && !rows_load(ledger, r, err))
        goto bad;
    if (r->too_big) {
        columns_drop(r);
        arena_reset(r->arena);
        return true;
    }
    if (r->on.n != on.n)
        columns_drop(r);
    r->on = on;
    *found = r;
    return true;
bad:
    r->head = (struct head){ 0 };
    return false;
}
