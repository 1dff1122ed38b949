/*
 * figure.c - the one door out: a metric for zones, a period, a day and a position; and what it is made of.
 *
 * Every figure is computed here and nowhere else. A tally is a sum of contributions, read by one seek for each
 * cell and month; a formula is computed from tallies when it is asked for.
 */
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "ledger/ledger_priv.h"

enum { MONTHS_MAX = 1200 };

struct asking {
    struct ledger *ledger;
    struct arena *arena;
    const struct edition *edition;
    const struct metric *metric;     /* of that edition */
    struct str slice_text;
    int64_t slice;
    const struct record_id *zones;
    size_t zone_count;
    struct period period;            /* already cut by `on` */
    int64_t as_of;
    struct err *err;
};

static const struct label why_no_base = { STR_INIT("上年同期没有数"), STR_INIT("no figure for the same period last year") };
static const struct label why_no_whole = { STR_INIT("分母为零"), STR_INIT("the whole is zero") };
static const struct label why_none = { STR_INIT("尚未录入"), STR_INIT("nothing recorded yet") };
static const struct label why_early = { STR_INIT("期间尚未开始"), STR_INIT("the period has not begun") };
static const struct label why_zones = { STR_INIT("各园区之间不能相加"), STR_INIT("cannot be added over zones") };
static const struct label why_formula = { STR_INIT("公式无结果"), STR_INIT("the formula has no result") };
static const struct label why_hidden = { STR_INIT("无权查看"), STR_INIT("not for your role to see") };
static const struct label why_slice = { STR_INIT("该口径采用前没有分项"), STR_INIT("this slice was not kept yet") };

/* ---- cells of a question ----------------------------------------------------------------------------------- */

struct cell_list { struct known_cell *items; size_t count; int64_t *zones; };

static bool cells_all(struct asking *a, struct cell_list *cells)
{
    size_t room = 0;
    struct statement_handle *st = store_statement(a->ledger->store,
        SQL("SELECT id, first_month, zone FROM cell WHERE ledger = 1 AND version = ?1 AND slice = ?2 ORDER BY zone"), a->err);
    if (!st)
        return false;
    bind_int(st, 1, a->edition->uses[a->metric->index].version);
    bind_int(st, 2, a->slice);
    for (;;) {
        bool row;
        if (!statement_step(a->ledger->store, st, &row, a->err))
            return false;
        if (!row)
            return true;
        if (cells->count == room) {
            size_t more = room ? room * 2 : 8;
            cells->items = arena_grow(a->arena, cells->items, room * sizeof *cells->items, more * sizeof *cells->items);
            room = more;
        }
        cells->items[cells->count++] = (struct known_cell){ { 0, 0, column_int(st, 2) }, column_int(st, 0),
                                                            (int32_t)column_int(st, 1), true };
    }
}

static bool cells_of(struct asking *a, struct cell_list *cells)
{
    *cells = (struct cell_list){ 0 };
    if (!a->zone_count)
        return cells_all(a, cells);
    cells->items = ARENA_ARRAY(a->arena, struct known_cell, a->zone_count);
    for (size_t i = 0; i < a->zone_count; i++) {
        struct known_cell *cell;
        struct cell_key key = { a->edition->uses[a->metric->index].version, a->slice, a->zones[i].n };
        if (!cell_find(a->ledger, key, &cell, a->err))
            return false;
        if (cell)
            cells->items[cells->count++] = *cell;
    }
    return true;
}

/* ---- sums of one cell ------------------------------------------------------------------------------------------ */

/*
 * Months and parts of months are kept as they were summed: a board asks for each several times, and the next board again.
 * As of a past position they never change; at the head they hold for as long as it stands, and what was appended since is
 * added to them. Parts are summed by their rows once.
 */
enum { KNOWN_SETS = 1024, KNOWN_WAYS = 4 };

struct month_key {
    const struct edition *edition;
    int64_t version, slice, zone, as_of;
    int32_t month, first, last, exact;
};
struct known_month {
    struct month_key key;
    int64_t head;                /* when it was read; 0: free */
    int64_t upto, upto_total;    /* the last row then, and the running sum of the month there */
    int64_t sum;
    bool any;
};
struct known_months { struct known_month sets[KNOWN_SETS][KNOWN_WAYS]; uint32_t turn; };

/* Where the key is, or a place for it: whole months go first, one seek brings them back. */
static struct known_month *month_slot(struct asking *a, const struct month_key *key)
{
    struct ledger *ledger = a->ledger;
    if (!ledger->months)
        ledger->months = ARENA_NEW(ledger->arena, struct known_months);
    uint64_t h = 0;
    const int64_t parts[] = { key->version, key->slice, key->zone, key->as_of, key->month, key->first, key->last, key->exact };
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        h = (h ^ (uint64_t)parts[i]) * 0x9e3779b97f4a7c15u, h ^= h >> 29;
    struct known_month *set = ledger->months->sets[h % KNOWN_SETS], *place = NULL;
    for (size_t i = 0; i < KNOWN_WAYS; i++) {
        if (memcmp(&set[i].key, key, sizeof *key) == 0)
            return &set[i];
        if (!place && (!set[i].head || !set[i].key.last))
            place = &set[i];
    }
    return place ? place : &set[ledger->months->turn++ % KNOWN_WAYS];
}

/* The last row of a cell's month at or before as_of: position 0 where there is none. */
static bool month_end(struct asking *a, int64_t cell, int32_t month, int64_t *position, int64_t *total)
{
    struct statement_handle *st = store_statement(a->ledger->store,
        SQL("SELECT total, position FROM contribution WHERE ledger = 1 AND cell = ?1 AND month = ?2 AND position <= ?3"
            " ORDER BY position DESC, n DESC LIMIT 1"), a->err);
    bool row;
    *total = *position = 0;
    if (!st)
        return false;
    bind_int(st, 1, cell);
    bind_int(st, 2, month);
    bind_int(st, 3, a->as_of);
    if (!statement_step(a->ledger->store, st, &row, a->err))
        return false;
    if (!row)
        return true;
    *total = column_int(st, 0);
    *position = column_int(st, 1);
    statement_done(st);
    return true;
}

static bool month_add(struct asking *a, struct known_month *known, int64_t sum, int64_t count)
{
    known->any |= count > 0;
    return !__builtin_add_overflow(known->sum, sum, &known->sum)
        || err_set(a->err, ERR_LEDGER_OVERFLOW, "metric", a->metric->name);
}

static void month_bind(struct asking *a, struct statement_handle *st, int64_t cell, const struct month_key *key)
{
    bind_int(st, 1, cell);
    bind_int(st, 2, key->month);
    bind_int(st, 3, a->as_of);
    bind_int(st, 4, key->first);
    bind_int(st, 5, key->last);
    bind_int(st, 6, key->exact ? 0 : 1);
}

/* A part of a month, by its rows. */
static bool month_rows(struct asking *a, int64_t cell, struct known_month *known)
{
    struct statement_handle *st = store_statement(a->ledger->store,
        SQL("SELECT sum(delta), count(*) FROM contribution WHERE ledger = 1 AND cell = ?1 AND month = ?2 AND position <= ?3"
            " AND day <= ?5 AND day >= ?4 AND vague <= ?6"), a->err);
    bool row;
    if (!st)
        return false;
    month_bind(a, st, cell, &known->key);
    if (!statement_step(a->ledger->store, st, &row, a->err))
        return false;
    int64_t sum = column_int(st, 0), count = column_int(st, 1);
    statement_done(st);
    return month_add(a, known, sum, count);
}

/* Add to it the rows behind `after`; *moved is what they move in the month as a whole. */
static bool month_follow(struct asking *a, int64_t cell, int64_t after, struct known_month *known, int64_t *moved)
{
    struct statement_handle *st = store_statement(a->ledger->store,
        SQL("SELECT sum(delta) FILTER (WHERE day >= ?4 AND day <= ?5 AND vague <= ?6),"
            " count(*) FILTER (WHERE day >= ?4 AND day <= ?5 AND vague <= ?6), sum(delta) FROM contribution"
            " WHERE ledger = 1 AND cell = ?1 AND month = ?2 AND position > ?7 AND position <= ?3"), a->err);
    bool row;
    if (!st)
        return false;
    month_bind(a, st, cell, &known->key);
    bind_int(st, 7, after);
    if (!statement_step(a->ledger->store, st, &row, a->err))
        return false;
    int64_t sum = column_int(st, 0), count = column_int(st, 1);
    *moved = column_int(st, 2);
    statement_done(st);
    return month_add(a, known, sum, count);
}

/* A whole month without what is dated coarser than a month. */
static bool month_exact(struct asking *a, int64_t cell, struct known_month *known)
{
    struct statement_handle *st = store_statement(a->ledger->store,
        SQL("SELECT sum(delta) FROM contribution WHERE ledger = 1 AND vague = 1 AND cell = ?1 AND month = ?2 AND position <= ?3"),
        a->err);
    bool row;
    if (!st)
        return false;
    bind_int(st, 1, cell);
    bind_int(st, 2, known->key.month);
    bind_int(st, 3, a->as_of);
    if (!statement_step(a->ledger->store, st, &row, a->err))
        return false;
    int64_t vague = column_int(st, 0);
    statement_done(st);
    return !__builtin_sub_overflow(known->sum, vague, &known->sum)
        || err_set(a->err, ERR_LEDGER_OVERFLOW, "metric", a->metric->name);
}

static bool month_read(struct asking *a, int64_t cell, bool whole, struct known_month *known)
{
    struct known_month now = { .key = known->key, .head = a->ledger->head.position.n };
    int64_t moved = 0;
    if (!month_end(a, cell, now.key.month, &now.upto, &now.upto_total))
        return false;
    if (whole) {
        now.sum = now.upto_total;
        now.any = now.upto > 0;
        if (now.key.exact && !month_exact(a, cell, &now))
            return false;
    } else if (known->head && known->upto <= now.upto) {
        now.sum = known->sum;
        now.any = known->any;
        if (known->upto < now.upto && !month_follow(a, cell, known->upto, &now, &moved))
            return false;
    }
    if (!whole && (!known->head || known->upto > now.upto || (uint64_t)known->upto_total + (uint64_t)moved != (uint64_t)now.upto_total)) {
        now.sum = 0;
        now.any = false;
        if (!month_rows(a, cell, &now))
            return false;
    }
    *known = now;
    return true;
}

/* The days from first to last of one month; exact: only what is dated to the month at least. */
static bool month_sum(struct asking *a, const struct known_cell *cell, int32_t month, struct day first, struct day last,
                      bool exact, int64_t *sum, bool *any)
{
    struct ledger *ledger = a->ledger;
    bool whole = month_first(month).n >= first.n && month_last(month).n <= last.n;
    struct month_key key = { .edition = a->edition, .version = a->edition->uses[a->metric->index].version, .slice = a->slice,
        .zone = cell->key.zone, .as_of = a->as_of, .month = month, .first = whole ? 0 : first.n, .last = whole ? 0 : last.n,
        .exact = exact };
    struct known_month alone = { .key = key }, *known = ledger->in_group ? &alone : month_slot(a, &key);
    bool same = memcmp(&known->key, &key, sizeof key) == 0;
    if (!same)
        *known = alone;
    bool holds = known->head == ledger->head.position.n || (known->head && a->as_of <= known->head);
    if (!holds && !month_read(a, cell->id, whole, known))
        return false;
    *sum = known->sum;
    *any |= known->any;
    return true;
}

static bool cell_sum(struct asking *a, const struct known_cell *cell, struct day first, struct day last, int64_t *sum, bool *any)
{
    int32_t from = month_of(first) > cell->first_month ? month_of(first) : cell->first_month;
    int32_t to = month_of(last);
    for (int32_t month = from; month <= to; month++) {
        int64_t part;
        if (!month_sum(a, cell, month, first, last, false, &part, any))
            return false;
        if (__builtin_add_overflow(*sum, part, sum))
            return err_set(a->err, ERR_LEDGER_OVERFLOW, "metric", a->metric->name);
    }
    return true;
}

static bool tally_sum(struct asking *a, struct day first, struct day last, struct dec *value, bool *any)
{
    struct cell_list cells;
    int64_t sum = 0;
    *any = false;
    if (!cells_of(a, &cells))
        return false;
    for (size_t i = 0; i < cells.count; i++)
        if (!cell_sum(a, &cells.items[i], first, last, &sum, any))
            return false;
    *value = dec_from_scaled(sum, a->metric->scale);
    return true;
}

/* ---- kinds of metric --------------------------------------------------------------------------------------------- */

static bool ask(struct asking *a, struct figure *figure);

static bool ask_other(const struct asking *a, const struct metric *metric, struct period period, struct figure *figure)
{
    struct asking other = *a;
    other.metric = metric;
    other.period = period;
    other.slice = 0;
    other.slice_text = (struct str){ 0 };
    return ask(&other, figure);
}

static struct day level_from(void)
{
    return day_from(1, 1, 1);
}

/* The last month of the period of which something is known. */
static bool ask_last(struct asking *a, struct figure *figure)
{
    struct cell_list cells;
    if (!cells_of(a, &cells))
        return false;
    if (cells.count > 1 && a->metric->adds_zone == ADDS_NONE) {
        figure->why = why_zones;
        return true;
    }
    for (int32_t month = month_of(a->period.last); month >= month_of(a->period.first); month--) {
        int64_t sum = 0;
        bool any = false;
        for (size_t i = 0; i < cells.count; i++)
            if (month >= cells.items[i].first_month && month_last(month).n <= a->period.last.n) {
                int64_t part;
                if (!month_sum(a, &cells.items[i], month, month_first(month), month_last(month), false, &part, &any))
                    return false;
                sum += part;
            }
        if (!any)
            continue;
        figure->present = true;
        figure->value = dec_from_scaled(sum, a->metric->scale);
        figure->of = month_last(month);
        return true;
    }
    figure->why = why_none;
    return true;
}

static bool ask_flow(struct asking *a, struct figure *figure)
{
    bool any;
    if (a->metric->how == METRIC_OFFICIAL && a->metric->adds_time != ADDS_SUM)
        return ask_last(a, figure);
    bool stock = a->metric->how == METRIC_STOCK;
    if (!tally_sum(a, stock ? level_from() : a->period.first, a->period.last, &figure->value, &any))
        return false;
    figure->present = a->metric->how != METRIC_OFFICIAL || any;
    figure->of = a->period.last;
    if (!figure->present)
        figure->why = why_none;
    return true;
}

static struct period year_before(struct period period)
{
    struct day last = day_add_months(period.last, -12);
    if (period.last.n == day_month_end(period.last).n)
        last = day_month_end(last);
    return (struct period){ day_add_months(period.first, -12), last };
}

static bool ask_growth(struct asking *a, struct figure *figure)
{
    struct figure now = { 0 }, before = { 0 };
    if (!ask_other(a, a->metric->of, a->period, &now) || !ask_other(a, a->metric->of, year_before(a->period), &before))
        return false;
    figure->part = now.value;
    figure->whole = before.value;
    figure->of = a->period.last;
    struct dec ratio;
    if (!now.present || !before.present || dec_cmp(before.value, dec_from_int(0)) <= 0
        || !dec_div(now.value, before.value, &ratio)) {
        figure->why = now.present ? why_no_base : now.why;
        return true;
    }
    figure->present = dec_sub(ratio, dec_from_int(1), &ratio) && dec_mul(ratio, dec_from_int(100), &figure->value);
    return true;
}

static bool ask_ratio(struct asking *a, struct figure *figure)
{
    struct figure part = { 0 }, whole = { 0 };
    if (!ask_other(a, a->metric->of, a->period, &part) || !ask_other(a, a->metric->over, a->period, &whole))
        return false;
    figure->part = part.value;
    figure->whole = whole.value;
    figure->of = a->period.last;
    struct dec ratio;
    if (!part.present || !whole.present || !dec_div(part.value, whole.value, &ratio)) {
        figure->why = part.present && whole.present ? why_no_whole : why_none;
        return true;
    }
    figure->present = dec_mul(ratio, a->metric->factor, &figure->value);
    return true;
}

/* Whether the other metric reached `every` in the month, by what is dated to the month at least. */
static bool month_reaches(struct asking *a, int32_t month, bool *reaches)
{
    struct asking other = *a;
    other.metric = a->metric->of;
    other.slice = 0;
    struct cell_list cells;
    int64_t sum = 0;
    *reaches = false;
    if (!cells_of(&other, &cells))
        return false;
    for (size_t i = 0; i < cells.count; i++) {
        int64_t part;
        bool any = false;
        struct day first = month_first(month), last = month_last(month);
        if (last.n > a->period.last.n)
            last = a->period.last;
        if (!month_sum(&other, &cells.items[i], month, first, last, true, &part, &any))
            return false;
        sum += part;
    }
    *reaches = sum >= a->metric->every;
    return true;
}

static bool ask_cadence(struct asking *a, struct figure *figure)
{
    int64_t count = 0, months = 0;
    for (int32_t month = month_of(a->period.first); month <= month_of(a->period.last); month++) {
        bool reaches;
        if (!month_reaches(a, month, &reaches))
            return false;
        count += reaches;
        months++;
    }
    figure->present = true;
    figure->value = dec_from_int(count);
    figure->part = dec_from_int(count);
    figure->whole = dec_from_int(months);
    figure->of = a->period.last;
    return true;
}

static bool ask_formula(struct asking *a, struct figure *figure)
{
    const struct model *model = a->edition->model;
    struct feel_value *slots = ARENA_ARRAY(a->arena, struct feel_value, model->metric_count);
    for (size_t i = 0; i < a->metric->part_count; i++) {
        struct figure part = { 0 };
        if (!ask_other(a, a->metric->parts[i], a->period, &part))
            return false;
        slots[a->metric->parts[i]->index] = part.present ? feel_number(part.value) : feel_null();
    }
    struct feel_run run;
    feel_run_init(&run, a->arena);
    run.slots = slots;
    struct feel_value value = feel_eval(a->metric->formula, &run);
    if (feel_run_fault(&run, a->err))
        return false;
    figure->present = value.type == FEEL_NUMBER;
    figure->of = a->period.last;
    if (figure->present)
        figure->value = value.number;
    else
        figure->why = why_formula;
    return true;
}

static bool ask(struct asking *a, struct figure *figure)
{
    *figure = (struct figure){ .of = DAY_NONE, .part = dec_from_int(0), .whole = dec_from_int(0), .value = dec_from_int(0) };
    if (a->period.last.n < a->period.first.n) { /* cut by the day */
        figure->why = why_early;
        return true;
    }
    switch (a->metric->how) {
    case METRIC_GROWTH: return ask_growth(a, figure);
    case METRIC_RATIO:
    case METRIC_SHARE: return ask_ratio(a, figure);
    case METRIC_CADENCE: return ask_cadence(a, figure);
    case METRIC_FORMULA: return ask_formula(a, figure);
    default: return ask_flow(a, figure);
    }
}

/* ---- the question as asked ------------------------------------------------------------------------------------------- */

static bool slice_of(struct asking *a, bool *known)
{
    *known = true;
    if (!a->slice_text.len)
        return true;
    struct statement_handle *st = store_statement(a->ledger->store,
        SQL("SELECT id FROM slice WHERE ledger = 1 AND metric = ?1 AND text = ?2 AND id <= ?3 ORDER BY id LIMIT 1"), a->err);
    if (!st)
        return false;
    bind_text(st, 1, a->metric->name);
    bind_text(st, 2, a->slice_text);
    bind_int(st, 3, a->as_of);
    if (!statement_step(a->ledger->store, st, known, a->err))
        return false;
    if (!*known)
        return true;
    a->slice = column_int(st, 0);
    statement_done(st);
    struct feel_expr *expr;
    struct err ignored;
    err_init(&ignored); /* the definitions of the time may have no such dimension any more */
    *known = a->metric->by_scope && feel_compile(a->arena, a->slice_text, a->metric->by_scope, &expr, &ignored);
    return true;
}

static bool asking_init(struct asking *a, struct ledger *ledger, struct arena *arena, const struct figure_query *query,
                        bool *known, struct err *err)
{
    *a = (struct asking){ .ledger = ledger, .arena = arena, .slice_text = query->slice, .zones = query->zones,
        .zone_count = query->zone_count, .period = query->period, .err = err,
        .as_of = query->as_of.n ? query->as_of.n : INT64_MAX };
    a->edition = ledger_edition(ledger, query->as_of.n, err);
    if (!a->edition)
        return false;
    a->metric = model_metric(a->edition->model, query->metric->name);
    if (!a->metric)
        return err_set(err, ERR_LEDGER_METRIC, "metric", query->metric->name);
    if (month_of(query->period.last) - month_of(query->period.first) > MONTHS_MAX)
        return err_set(err, ERR_LEDGER_PERIOD);
    if (!day_is_none(query->on) && query->on.n < a->period.last.n)
        a->period.last = query->on;
    return slice_of(a, known);
}

bool figure_read(struct ledger *ledger, struct arena *arena, const struct figure_query *query, struct figure *figure, struct err *err)
{
    bool began, known;
    struct asking a;
    if (!ledger_read_begin(ledger, &began, err))
        return false;
    bool shows = permit_figure(ledger->permit, query->metric, query->zones, query->zone_count);
    bool ok = asking_init(&a, ledger, arena, query, &known, err) && (!shows || ask(&a, figure));
    if (ok && (!known || !shows))
        *figure = (struct figure){ .why = shows ? why_slice : why_hidden, .of = DAY_NONE };
    ledger_read_end(ledger, began);
    return ok;
}

bool figure_months(struct ledger *ledger, struct arena *arena, const struct figure_query *query,
                   struct figure **months, size_t *count, struct err *err)
{
    bool began, known;
    struct asking a;
    int32_t first = month_of(query->period.first), last = month_of(query->period.last);
    bool shows = permit_figure(ledger->permit, query->metric, query->zones, query->zone_count);
    *count = 0;
    if (!ledger_read_begin(ledger, &began, err))
        return false;
    bool ok = asking_init(&a, ledger, arena, query, &known, err);
    *months = ok ? ARENA_ARRAY(arena, struct figure, (size_t)(last - first + 1)) : NULL;
    struct period whole = a.period;
    for (int32_t month = first; ok && month <= last; month++) {
        struct figure *figure = &(*months)[(*count)++];
        a.period = (struct period){ month_first(month), month_last(month) };
        if (a.period.first.n < query->period.first.n)
            a.period.first = query->period.first;
        if (a.period.last.n > whole.last.n)
            a.period.last = whole.last;
        ok = !shows || ask(&a, figure);
        if (ok && (!known || !shows))
            *figure = (struct figure){ .why = shows ? why_slice : why_hidden, .of = DAY_NONE };
    }
    ledger_read_end(ledger, began);
    return ok;
}

/* ---- what a figure is made of -------------------------------------------------------------------------------------------- */

struct made { struct contribution *items; size_t count, room; };

static void made_add(struct asking *a, struct made *made, const struct contribution *one)
{
    if (made->count == made->room) {
        size_t room = made->room ? made->room * 2 : 64;
        made->items = arena_grow(a->arena, made->items, made->room * sizeof *made->items, room * sizeof *made->items);
        made->room = room;
    }
    made->items[made->count++] = *one;
}

static bool cell_rows(struct asking *a, const struct known_cell *cell, struct day first, struct day last, bool exact, struct made *made)
{
    struct statement_handle *st = store_statement(a->ledger->store,
        SQL("SELECT position, day, delta, record FROM contribution WHERE ledger = 1 AND cell = ?1 AND month >= ?2"
            " AND month <= ?3 AND position <= ?4 AND day >= ?5 AND day <= ?6 AND vague <= ?7"), a->err);
    if (!st)
        return false;
    bind_int(st, 1, cell->id);
    bind_int(st, 2, month_of(first));
    bind_int(st, 3, month_of(last));
    bind_int(st, 4, a->as_of);
    bind_int(st, 5, first.n);
    bind_int(st, 6, last.n);
    bind_int(st, 7, exact ? 0 : 1);
    for (;;) {
        bool row;
        if (!statement_step(a->ledger->store, st, &row, a->err))
            return false;
        if (!row)
            return true;
        struct contribution one = { .entry = { column_int(st, 0) }, .record = { column_int(st, 3) }, .kind = a->metric->kind,
            .metric = a->metric, .zone = { cell->key.zone }, .day = { (int32_t)column_int(st, 1) },
            .delta = dec_from_scaled(column_int(st, 2), a->metric->scale) };
        made_add(a, made, &one);
    }
}

static int contribution_order(const void *a, const void *b)
{
    const struct contribution *x = a, *y = b;
    if (x->metric != y->metric)
        return x->metric->index < y->metric->index ? -1 : 1;
    if (x->day.n != y->day.n)
        return x->day.n < y->day.n ? -1 : 1;
    if (x->entry.n != y->entry.n)
        return x->entry.n < y->entry.n ? -1 : 1;
    return x->record.n < y->record.n ? -1 : x->record.n > y->record.n;
}

static bool made_of(struct asking *a, struct made *made);

static bool made_of_other(const struct asking *a, const struct metric *metric, struct period period, struct made *made)
{
    struct asking other = *a;
    other.metric = metric;
    other.period = period;
    other.slice = 0;
    return made_of(&other, made);
}

static bool made_of_tally(struct asking *a, struct made *made)
{
    struct cell_list cells;
    struct day first = a->metric->how == METRIC_STOCK ? level_from() : a->period.first, last = a->period.last;
    if (a->metric->how == METRIC_OFFICIAL && a->metric->adds_time != ADDS_SUM) {
        struct figure figure = { .of = DAY_NONE };
        if (!ask_last(a, &figure))
            return false;
        if (!figure.present)
            return true;
        first = month_first(month_of(figure.of));
        last = figure.of;
    }
    if (!cells_of(a, &cells))
        return false;
    for (size_t i = 0; i < cells.count; i++)
        if (!cell_rows(a, &cells.items[i], first, last, false, made))
            return false;
    return true;
}

/* A month counts 1, by the contribution with which the other metric reached its line in that month. */
static bool made_of_cadence(struct asking *a, struct made *made)
{
    struct asking other = *a;
    other.metric = a->metric->of;
    other.slice = 0;
    struct cell_list cells;
    if (!cells_of(&other, &cells))
        return false;
    for (int32_t month = month_of(a->period.first); month <= month_of(a->period.last); month++) {
        struct made rows = { 0 };
        bool reaches;
        if (!month_reaches(a, month, &reaches))
            return false;
        struct day last = month_last(month).n < a->period.last.n ? month_last(month) : a->period.last;
        for (size_t i = 0; reaches && i < cells.count; i++)
            if (!cell_rows(&other, &cells.items[i], month_first(month), last, true, &rows))
                return false;
        if (!rows.count)
            continue;
        qsort(rows.items, rows.count, sizeof *rows.items, contribution_order);
        struct dec sum = dec_from_int(0), line = dec_from_scaled(a->metric->every, other.metric->scale);
        size_t at = 0;
        while (at + 1 < rows.count && dec_add(sum, rows.items[at].delta, &sum) && dec_cmp(sum, line) < 0)
            at++;
        rows.items[at].delta = dec_from_int(1);
        rows.items[at].metric = a->metric;
        made_add(a, made, &rows.items[at]);
    }
    return true;
}

static bool made_of(struct asking *a, struct made *made)
{
    switch (a->metric->how) {
    case METRIC_CADENCE:
        return made_of_cadence(a, made);
    case METRIC_GROWTH:
        return made_of_other(a, a->metric->of, a->period, made)
            && made_of_other(a, a->metric->of, year_before(a->period), made);
    case METRIC_RATIO:
    case METRIC_SHARE:
        return made_of_other(a, a->metric->of, a->period, made) && made_of_other(a, a->metric->over, a->period, made);
    case METRIC_FORMULA:
        for (size_t i = 0; i < a->metric->part_count; i++)
            if (!made_of_other(a, a->metric->parts[i], a->period, made))
                return false;
        return true;
    default:
        return made_of_tally(a, made);
    }
}

static bool contribution_shows(struct asking *a, const struct contribution *one, bool *shows)
{
    struct timeline *timeline;
    *shows = permit_reads_all(a->ledger->permit, one->kind);
    if (*shows)
        return true;
    record_cache_trim(&a->ledger->cache);
    return record_load(a->ledger, a->edition, one->kind, one->record.n, &timeline, a->err)
        && (!timeline || record_shows(a->ledger, timeline, shows, a->err));
}

/* Leave those of records that may be read. */
static bool made_shows(struct asking *a, struct made *made)
{
    size_t kept = 0;
    if (!a->ledger->permit)
        return true;
    for (size_t i = 0; i < made->count; i++) {
        bool shows;
        if (!contribution_shows(a, &made->items[i], &shows))
            return false;
        if (shows)
            made->items[kept++] = made->items[i];
    }
    made->count = kept;
    return true;
}

bool figure_contributions(struct ledger *ledger, struct arena *arena, const struct figure_query *query,
                          struct contribution **contributions, size_t *count, struct err *err)
{
    bool began, known;
    struct asking a;
    struct made made = { 0 };
    if (!ledger_read_begin(ledger, &began, err))
        return false;
    bool shows = permit_figure(ledger->permit, query->metric, query->zones, query->zone_count);
    bool ok = asking_init(&a, ledger, arena, query, &known, err) && (!known || !shows || (made_of(&a, &made) && made_shows(&a, &made)));
    ledger_read_end(ledger, began);
    if (ok && made.count > 1)
        qsort(made.items, made.count, sizeof *made.items, contribution_order);
    *contributions = made.items;
    *count = made.count;
    return ok;
}

/* ---- what came near and does not count ----------------------------------------------------------------------------------- */

struct outside {
    struct asking *a;
    struct outsider *items;
    size_t count, limit;
    bool failed;
};

static bool in_zones(const struct asking *a, int64_t zone)
{
    for (size_t i = 0; i < a->zone_count; i++)
        if (a->zones[i].n == zone)
            return true;
    return !a->zone_count;
}

static bool outside_zone(struct outside *o, struct timeline *timeline, struct day day)
{
    const struct kind *kind = timeline->kind;
    struct value value = { 0 };
    if (kind->zone && !kind->zone_via)
        timeline_value_at(timeline, kind->zone, day, o->a->as_of, &value);
    return !kind->zone || kind->zone_via || in_zones(o->a, value.present ? value.n : 0);
}

static bool visit_outside(void *host, struct timeline *timeline)
{
    struct outside *o = host;
    struct asking *a = o->a;
    struct date events[8];
    size_t count;
    bool shows;
    if (!record_shows(a->ledger, timeline, &shows, a->err)) {
        o->failed = true;
        return false;
    }
    if (!shows)
        return true;
    if (!steps_events(a->ledger, a->edition, a->metric, timeline, a->as_of, events, 8, &count, a->err)) {
        o->failed = true;
        return false;
    }
    struct day at = DAY_NONE;
    for (size_t i = 0; i < count; i++)
        if (events[i].day.n >= a->period.first.n && events[i].day.n <= a->period.last.n)
            at = events[i].day;
    if (day_is_none(at) || !outside_zone(o, timeline, at))
        return true;
    const struct feel_expr *slice = NULL;
    for (size_t i = 0; i < a->ledger->slice_count; i++)
        if (a->slice && a->ledger->slices[i].id == a->slice)
            slice = a->ledger->slices[i].expr;
    struct steps steps;
    struct arena_mark mark = arena_mark(a->ledger->scratch);
    steps_init(&steps, a->ledger->scratch);
    if (!steps_of(a->ledger, a->edition, a->metric, slice, timeline, a->as_of, &steps, a->err)) {
        o->failed = true;
        return false;
    }
    bool counted = false;
    for (size_t i = 0; i < steps.count; i++)
        counted |= steps.items[i].day == at.n && steps.items[i].delta;
    arena_reset_to(a->ledger->scratch, mark);
    if (!counted)
        o->items[o->count++] = (struct outsider){ timeline->id, a->slice_text.len ? a->slice_text : a->metric->where_text, at };
    return o->count < o->limit;
}

bool figure_outsiders(struct ledger *ledger, struct arena *arena, const struct figure_query *query, size_t limit,
                      struct outsider **outsiders, size_t *count, struct err *err)
{
    bool began, known;
    struct asking a;
    *count = 0;
    if (!ledger_read_begin(ledger, &began, err))
        return false;
    struct outside o = { .a = &a, .items = ARENA_ARRAY(arena, struct outsider, limit), .limit = limit };
    bool ok = asking_init(&a, ledger, arena, query, &known, err);
    bool shows = permit_figure(ledger->permit, query->metric, query->zones, query->zone_count);
    if (ok && known && shows && limit && a.metric->kind && (a.metric->where || a.slice)) /* a slice is read in the present edition only */
        ok = record_each_in(ledger, a.edition, a.metric->kind, visit_outside, &o, err) && !o.failed;
    ledger_read_end(ledger, began);
    *outsiders = o.items;
    *count = o.count;
    return ok;
}

/* ---- closed months ------------------------------------------------------------------------------------------------------- */

/* As it was when the month was closed: by the entries and the definitions of then. */
static bool closing_reported(const struct asking *a, const struct closing *closing, struct figure *reported)
{
    struct asking then = *a;
    then.as_of = closing->closed.n;
    then.edition = ledger_edition(a->ledger, then.as_of, a->err);
    then.metric = then.edition ? model_metric(then.edition->model, a->metric->name) : NULL;
    *reported = (struct figure){ .value = dec_from_int(0) };
    return then.edition && (!then.metric || ask(&then, reported));
}

static bool closing_read(struct asking *a, struct closing *closing)
{
    struct figure reported, now;
    a->period = (struct period){ month_first(closing->month), month_last(closing->month) };
    if (!closing_reported(a, closing, &reported) || !ask(a, &now))
        return false;
    closing->reported = reported.value;
    closing->now = now.value;
    closing->revised = dec_cmp(reported.value, now.value) != 0;
    return true;
}

bool metric_closings(struct ledger *ledger, struct arena *arena, const struct metric *metric, struct record_id zone,
                     int year, struct entry_id as_of, struct closing **closings, size_t *count, struct err *err)
{
    bool began, known;
    struct asking a;
    *count = 0;
    *closings = ARENA_ARRAY(arena, struct closing, 12);
    struct figure_query query = { .metric = metric, .zones = &zone, .zone_count = zone.n ? 1 : 0, .on = DAY_NONE, .as_of = as_of,
        .period = { day_from(year, 1, 1), day_from(year, 12, 31) } };
    if (!permit_figure(ledger->permit, metric, query.zones, query.zone_count))
        return true;
    if (!ledger_read_begin(ledger, &began, err))
        return false;
    bool ok = asking_init(&a, ledger, arena, &query, &known, err);
    struct statement_handle *st = ok ? store_statement(ledger->store,
        SQL("SELECT month, min(position) FROM closing WHERE ledger = 1 AND metric = ?1 AND month >= ?2 AND month <= ?3"
            " AND position <= ?4 GROUP BY month ORDER BY month"), err) : NULL;
    ok = st != NULL;
    if (ok) {
        bind_text(st, 1, metric->name);
        bind_int(st, 2, month_from(year, 1));
        bind_int(st, 3, month_from(year, 12));
        bind_int(st, 4, a.as_of);
    }
    for (bool row = true; ok && row;) {
        ok = statement_step(ledger->store, st, &row, err);
        if (ok && row)
            (*closings)[(*count)++] = (struct closing){ .month = (int32_t)column_int(st, 0), .closed = { column_int(st, 1) } };
    }
    for (size_t i = 0; ok && i < *count; i++)
        ok = closing_read(&a, &(*closings)[i]);
    ledger_read_end(ledger, began);
    return ok;
}
