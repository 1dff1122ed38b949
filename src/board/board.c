/*
 * board.c - from target records to a board: which targets, whose figures, what changed in a week, what was revised.
 */
#include "board/board_priv.h"

#include <stdlib.h>
#include <string.h>

#include "base/must.h"

enum { WEEK_DAYS = 7 };

struct reading {
    struct ledger *ledger;
    struct arena *arena;
    const struct board_query *query;
    struct board *board;
    struct day on;
    struct record_id *zones;      /* of type zone */
    size_t zone_count;
    size_t target_room, plan_room;
    struct named *titles;         /* already read */
    size_t title_count, title_room;
    struct err *err;
    bool failed;
};

/* ---- records' fields by the names of their role ------------------------------------------------------------- */

static struct value value_of(const struct timeline *record, struct str name)
{
    struct value value = { 0 };
    const struct field *field = kind_field(timeline_kind(record), name);
    if (field)
        timeline_value(record, field, DAY_NONE, &value);
    return value;
}

static struct str text_of(struct reading *r, const struct timeline *record, struct str name)
{
    struct value value = value_of(record, name);
    return value.present ? str_copy(r->arena, value.text) : (struct str){ 0 };
}

static bool title_of(struct reading *r, const struct kind *kind, int64_t id, struct named *named)
{
    *named = (struct named){ { id }, { 0 } };
    for (size_t i = 0; i < r->title_count; i++)
        if (r->titles[i].id.n == id) {
            *named = r->titles[i];
            return true;
        }
    struct timeline *timeline;
    if (!id)
        return true;
    if (!record_read(r->ledger, r->arena, kind, (struct record_id){ id }, r->query->as_of, &timeline, r->err))
        return false;
    if (timeline)
        named->name = timeline_title(r->arena, timeline);
    if (r->title_count == r->title_room) {
        size_t room = r->title_room ? r->title_room * 2 : 16;
        r->titles = arena_grow(r->arena, r->titles, r->title_room * sizeof *r->titles, room * sizeof *r->titles);
        r->title_room = room;
    }
    r->titles[r->title_count++] = *named;
    return true;
}

static bool named_of(struct reading *r, const struct timeline *record, struct str name, struct named *named)
{
    struct value value = value_of(record, name);
    const struct field *field = kind_field(timeline_kind(record), name);
    *named = (struct named){ 0 };
    return !value.present || title_of(r, field->to, value.n, named);
}

static void bound_of(struct reading *r, const struct timeline *record, struct board_bound *bound)
{
    static const struct { struct str code, op; } ops[] = {
        { STR_INIT("ge"), STR_INIT(">=") }, { STR_INIT("gt"), STR_INIT(">") }, { STR_INIT("le"), STR_INIT("<=") },
        { STR_INIT("lt"), STR_INIT("<") }, { STR_INIT("eq"), STR_INIT("=") }, { STR_INIT("about"), STR_INIT("~") },
        { STR_INIT("range"), STR_INIT("range") },
    };
    struct value op = value_of(record, STR("op")), value = value_of(record, STR("value")), max = value_of(record, STR("value_max"));
    bound->op = STR("=");
    for (size_t i = 0; op.present && i < sizeof ops / sizeof *ops; i++)
        if (str_eq(op.text, ops[i].code))
            bound->op = ops[i].op;
    bound->unit = text_of(r, record, STR("unit"));
    bound->present = value.present;
    bound->has_max = max.present;
    bound->value = dec_from_scaled(value.n, kind_field(timeline_kind(record), STR("value"))->scale);
    bound->value_max = dec_from_scaled(max.n, kind_field(timeline_kind(record), STR("value_max"))->scale);
    if (bound->present)
        bound_show(r->arena, bound, r->query->lang);
}

static bool target_fill(struct reading *r, const struct timeline *record, struct board_target *t)
{
    *t = (struct board_target){ .id = timeline_record(record), .label = text_of(r, record, STR("label")),
        .section = text_of(r, record, STR("section")), .quote = text_of(r, record, STR("quote")),
        .period_text = text_of(r, record, STR("period")), .slice = text_of(r, record, STR("slice")),
        .metric_name = text_of(r, record, STR("metric")), .reason_given = text_of(r, record, STR("reason")) };
    t->value.of = t->gap.of = DAY_NONE;
    struct value number = value_of(record, STR("number"));
    t->number = number.present ? number.n : 0;
    if (t->metric_name.len)
        t->metric = model_metric(r->board->model, t->metric_name);
    if (t->metric && str_eq(t->label, t->metric->label.zh)) /* named after its metric: in the reader's language */
        t->label = label_in(&t->metric->label, r->query->lang);
    bound_of(r, record, &t->bound);
    if (!period_parse(t->period_text, &t->period))
        t->period = (struct period){ day_from(r->query->year, 1, 1), day_from(r->query->year, 12, 31) };
    return named_of(r, record, STR("zone"), &t->zone) && named_of(r, record, STR("park"), &t->park)
        && named_of(r, record, STR("plan"), &t->plan) && named_of(r, record, STR("owner"), &t->owner);
}

/* ---- which targets ----------------------------------------------------------------------------------------------- */

static bool wanted(struct reading *r, const struct timeline *record)
{
    struct value state = value_of(record, STR("state")), zone = value_of(record, STR("zone"));
    if (state.present && !str_eq(state.text, STR("adopted")))
        return false;
    struct period period;
    if (period_parse(text_of(r, record, STR("period")), &period) && month_of(period.first) / 12 != r->query->year)
        return false;
    if (r->query->scope == BOARD_ZONE)
        return zone.present && zone.n == r->query->zone.n;
    return true;
}

static bool visit_target(void *host, struct timeline *record)
{
    struct reading *r = host;
    struct board *board = r->board;
    if (!wanted(r, record))
        return true;
    if (board->target_count == r->target_room) {
        size_t room = r->target_room ? r->target_room * 2 : 32;
        board->targets = arena_grow(r->arena, board->targets, r->target_room * sizeof *board->targets, room * sizeof *board->targets);
        r->target_room = room;
    }
    r->failed = !target_fill(r, record, &board->targets[board->target_count++]);
    return !r->failed;
}

static int target_order(const void *a, const void *b)
{
    const struct board_target *x = a, *y = b;
    if (x->plan.id.n != y->plan.id.n)
        return x->plan.id.n < y->plan.id.n ? -1 : 1;
    if (x->number != y->number)
        return x->number < y->number ? -1 : 1;
    return x->id.n < y->id.n ? -1 : x->id.n > y->id.n;
}

static int by_zone_order(const void *a, const void *b)
{
    const struct board_target *x = a, *y = b;
    if (x->zone.id.n != y->zone.id.n)
        return x->zone.id.n < y->zone.id.n ? -1 : 1;
    return target_order(a, b);
}

static bool visit_zone(void *host, struct timeline *record)
{
    struct reading *r = host;
    struct value type = value_of(record, STR("type"));
    bool city = type.present && str_eq(type.text, STR("city"));
    if (city && r->query->scope == BOARD_CITY)
        r->board->zone = (struct named){ timeline_record(record), timeline_title(r->arena, record) };
    if (!type.present || !str_eq(type.text, STR("zone")))
        return true;
    r->zones = arena_grow(r->arena, r->zones, r->zone_count * sizeof *r->zones, (r->zone_count + 1) * sizeof *r->zones);
    r->zones[r->zone_count++] = timeline_record(record);
    return true;
}

/* ---- the city: one row for every metric that several zones aim at --------------------------------------------------- */

static bool same_aim(const struct board_target *a, const struct board_target *b)
{
    return a->metric && a->metric == b->metric && a->period.first.n == b->period.first.n && a->period.last.n == b->period.last.n;
}

static void part_add(struct reading *r, struct board_target *row, const struct board_target *t)
{
    row->parts = arena_grow(r->arena, row->parts, row->part_count * sizeof *row->parts, (row->part_count + 1) * sizeof *row->parts);
    row->parts[row->part_count++] = str_format(r->arena, "%lld", (long long)t->id.n);
    bool alike = str_eq(row->bound.op, t->bound.op) && str_eq(row->slice, t->slice) && !row->slice.len && row->bound.present && t->bound.present;
    bool adds = row->metric->adds_zone == ADDS_SUM && row->metric->adds_time != ADDS_NONE && row->metric->how != METRIC_CADENCE;
    struct dec sum;
    row->bound.present = alike && adds && dec_add(row->bound.value, t->bound.value, &sum);
    if (row->bound.present) {
        row->bound.value = sum;
        bound_show(r->arena, &row->bound, r->query->lang);
    }
}

static bool adds_over_zones(const struct metric *metric)
{
    return metric->adds_zone == ADDS_SUM && metric->how != METRIC_CADENCE;
}

static void roll_city(struct reading *r)
{
    struct board *board = r->board;
    size_t kept = 0, all = board->target_count;
    struct board_target *rows = ARENA_ARRAY(r->arena, struct board_target, all * 2);
    for (size_t i = 0; i < all; i++)
        if (board->targets[i].zone.id.n == board->zone.id.n)
            rows[kept++] = board->targets[i];
    for (size_t i = 0; i < all; i++) {
        const struct board_target *first = &board->targets[i];
        bool seen = first->zone.id.n == board->zone.id.n || !first->metric || !adds_over_zones(first->metric);
        for (size_t k = 0; k < i && !seen; k++)
            seen = same_aim(first, &board->targets[k]);
        size_t zones = 0;
        for (size_t k = i; k < all && !seen; k++)
            zones += same_aim(first, &board->targets[k]) && (k == i || board->targets[k].zone.id.n != first->zone.id.n);
        if (seen || zones < 2)
            continue;
        struct board_target *row = &rows[kept++];
        *row = *first;
        row->rolled = true;
        row->id.n = 0;
        row->label = str_copy(r->arena, label_in(&first->metric->label, r->query->lang));
        row->zone = board->zone;
        row->park = row->owner = row->plan = (struct named){ 0 };
        row->section = row->quote = row->slice = (struct str){ 0 };
        row->parts = NULL;
        row->part_count = 0;
        row->bound = first->bound;
        row->slice = first->slice;
        for (size_t k = i; k < all; k++)
            if (k == i) {
                row->parts = ARENA_NEW(r->arena, struct str);
                row->parts[row->part_count++] = str_format(r->arena, "%lld", (long long)first->id.n);
            } else if (same_aim(first, &board->targets[k])) {
                part_add(r, row, &board->targets[k]);
            }
        if (row->slice.len)
            row->bound.present = false;
        row->slice = (struct str){ 0 };
    }
    board->targets = rows;
    board->target_count = kept;
}

/* ---- scoring ---------------------------------------------------------------------------------------------------------- */

static void scoring_for(struct reading *r, const struct board_target *t, struct scoring *s)
{
    *s = (struct scoring){ .ledger = r->ledger, .arena = r->arena, .on = r->on, .as_of = r->query->as_of,
                           .lang = r->query->lang, .err = r->err };
    if (!t->rolled && t->zone.id.n) {
        s->zones = &t->zone.id;
        s->zone_count = 1;
    }
}

static bool score_all(struct reading *r)
{
    struct board *board = r->board;
    for (size_t i = 0; i < board->target_count; i++) {
        struct board_target *t = &board->targets[i];
        struct scoring s;
        scoring_for(r, t, &s);
        if (!target_score(&s, t))
            return false;
        if (t->rolled && !t->bound.present && t->metric) { /* a value without a bound has no state */
            t->has_share = t->has_time_share = false;
            t->state = TARGET_NO_DATA;
            t->gap = (struct shown){ .of = DAY_NONE };
            t->state_word = r->query->lang == LANG_ZH ? STR("合计") : STR("Sum");
            t->reason = r->query->lang == LANG_ZH ? STR("两区目标口径不同，只列合计") : STR("the zones' bounds differ, only the sum is shown");
        }
        board->counts[t->state]++;
    }
    return true;
}

static int state_rank(enum target_state state)
{
    static const int ranks[TARGET_STATES] = { [TARGET_REACHED] = 0, [TARGET_ON_TRACK] = 1, [TARGET_TIGHT] = 2,
        [TARGET_BEHIND] = 3, [TARGET_NO_DATA] = 4, [TARGET_NO_METRIC] = 5 };
    return ranks[state];
}

static bool changes_find(struct reading *r)
{
    struct board *board = r->board;
    board->changes = ARENA_ARRAY(r->arena, struct board_change, board->target_count);
    for (int worse = 1; worse >= 0; worse--)
        for (size_t i = 0; i < board->target_count; i++) {
            const struct board_target *t = &board->targets[i];
            struct scoring s;
            enum target_state before;
            if (t->rolled || !t->metric)
                continue;
            scoring_for(r, t, &s);
            if (!target_state_on(&s, t, (struct day){ r->on.n - WEEK_DAYS }, &before))
                return false;
            bool is_worse = state_rank(t->state) > state_rank(before);
            if (before != t->state && is_worse == worse)
                board->changes[board->change_count++] = (struct board_change){
                    .target = str_format(r->arena, "%lld", (long long)t->id.n), .label = t->label, .from = before,
                    .to = t->state, .day = r->on, .worse = is_worse, .reason = t->reason };
        }
    return true;
}

static bool revisions_find(struct reading *r)
{
    struct board *board = r->board;
    size_t room = 0;
    for (size_t i = 0; i < board->target_count; i++) {
        const struct board_target *t = &board->targets[i];
        bool seen = !t->metric || t->rolled;
        for (size_t k = 0; k < i && !seen; k++)
            seen = board->targets[k].metric == t->metric && board->targets[k].zone.id.n == t->zone.id.n;
        struct closing *closings;
        size_t count;
        if (seen)
            continue;
        if (!metric_closings(r->ledger, r->arena, t->metric, t->zone.id, r->query->year, r->query->as_of, &closings, &count, r->err))
            return false;
        for (size_t c = 0; c < count; c++) {
            if (!closings[c].revised)
                continue;
            if (board->revision_count == room) {
                size_t more = room ? room * 2 : 8;
                board->revisions = arena_grow(r->arena, board->revisions, room * sizeof *board->revisions, more * sizeof *board->revisions);
                room = more;
            }
            board->revisions[board->revision_count++] = (struct board_revision){ t->metric, t->zone, closings[c].month,
                shown_number(r->arena, closings[c].reported, t->metric->unit, closings[c].reported, r->query->lang),
                shown_number(r->arena, closings[c].now, t->metric->unit, closings[c].reported, r->query->lang), closings[c].closed };
        }
    }
    return true;
}

/* ---- the board ----------------------------------------------------------------------------------------------------------- */

static bool visit_undertaking(void *host, struct timeline *record)
{
    struct reading *r = host;
    struct value zone = value_of(record, STR("zone"));
    struct period period;
    bool year = !period_parse(text_of(r, record, STR("period")), &period) || month_of(period.first) / 12 == r->query->year;
    r->board->undertakings += year && (r->query->scope != BOARD_ZONE || (zone.present && zone.n == r->query->zone.n));
    return true;
}

static void plans_list(struct reading *r)
{
    struct board *board = r->board;
    board->plans = ARENA_ARRAY(r->arena, struct named, board->target_count);
    for (size_t i = 0; i < board->target_count; i++) {
        bool seen = !board->targets[i].plan.id.n;
        for (size_t k = 0; k < board->plan_count && !seen; k++)
            seen = board->plans[k].id.n == board->targets[i].plan.id.n;
        if (!seen)
            board->plans[board->plan_count++] = board->targets[i].plan;
    }
}

static bool head_at(struct ledger *ledger, struct arena *arena, struct entry_id as_of, struct head *head, struct err *err)
{
    if (!ledger_head(ledger, head, err))
        return false;
    if (!as_of.n || as_of.n >= head->position.n)
        return true;
    struct entry entry;
    if (!entry_read(ledger, arena, as_of, &entry, err))
        return false;
    *head = (struct head){ entry.id, entry.recorded, entry.hash };
    return true;
}

static bool reading_begin(struct reading *r, struct ledger *ledger, struct arena *arena, const struct board_query *query,
                          struct board *board, struct err *err)
{
    *r = (struct reading){ .ledger = ledger, .arena = arena, .query = query, .board = board, .on = query->on, .err = err };
    board->year = query->year;
    board->asked = query->as_of;
    board->model = ledger_model_at(ledger, query->as_of, err);
    if (!board->model || !head_at(ledger, arena, query->as_of, &board->at, err))
        return false;
    if (day_is_none(r->on) && !on_default(ledger, query->as_of, &r->on, err))
        return false;
    board->on = r->on;
    struct day first = day_from(query->year, 1, 1), last = day_from(query->year, 12, 31);
    board->time_share = dec_from_int(r->on.n >= last.n ? 100 : 0);
    if (r->on.n >= first.n && r->on.n < last.n)
        must(percent_of(dec_from_int(r->on.n - first.n + 1), dec_from_int(last.n - first.n + 1), &board->time_share));
    return true;
}

static bool read_board(struct ledger *ledger, struct arena *arena, const struct board_query *query, struct board **out, struct err *err)
{
    struct board *board = ARENA_NEW(arena, struct board);
    struct reading r;
    if (!reading_begin(&r, ledger, arena, query, board, err))
        return false;
    static const struct label all = { STR_INIT("各区"), STR_INIT("All zones") };
    board->zone_type = query->scope == BOARD_ZONE ? STR("zone") : query->scope == BOARD_ALL ? STR("all") : STR("city");
    if (query->scope == BOARD_ZONE && !title_of(&r, board->model->zone, query->zone.n, &board->zone))
        return false;
    if (query->scope != BOARD_ZONE)
        board->zone = (struct named){ { 0 }, label_in(&all, query->lang) };
    if (!record_each(ledger, board->model->zone, query->as_of, visit_zone, &r, err)
        || !record_each(ledger, board->model->target, query->as_of, visit_target, &r, err) || r.failed
        || !record_each(ledger, board->model->undertaking, query->as_of, visit_undertaking, &r, err))
        return false;
    if (board->target_count > 1)
        qsort(board->targets, board->target_count, sizeof *board->targets,
              query->scope == BOARD_ZONE ? target_order : by_zone_order);
    plans_list(&r);
    if (query->scope == BOARD_CITY)
        roll_city(&r);
    if (!score_all(&r) || (!query->plain && (!changes_find(&r) || !revisions_find(&r))))
        return false;
    *out = board;
    return true;
}

/* All of it is of one position. */
bool board_read(struct ledger *ledger, struct arena *arena, const struct board_query *query, struct board **out, struct err *err)
{
    bool began;
    if (!ledger_read_begin(ledger, &began, err))
        return false;
    bool ok = read_board(ledger, arena, query, out, err);
    ledger_read_end(ledger, began);
    return ok;
}

static bool read_target(struct ledger *ledger, struct arena *arena, struct record_id id, const struct board_query *query,
                        struct board_target **target, struct head *at, struct err *err)
{
    struct board *board = ARENA_NEW(arena, struct board);
    struct board_query asked = *query;
    struct reading r;
    struct timeline *record;
    if (!reading_begin(&r, ledger, arena, &asked, board, err)
        || !record_read(ledger, arena, board->model->target, id, query->as_of, &record, err))
        return false;
    if (!record || timeline_deleted(record))
        return err_set(err, ERR_BOARD_TARGET, "target", str_format(arena, "#%lld", (long long)id.n));
    struct board_target *t = ARENA_NEW(arena, struct board_target);
    struct scoring s;
    if (!target_fill(&r, record, t))
        return false;
    scoring_for(&r, t, &s);
    if (!target_score(&s, t))
        return false;
    *at = board->at;
    *target = t;
    return true;
}

bool target_read(struct ledger *ledger, struct arena *arena, struct record_id id, const struct board_query *query,
                 struct board_target **target, struct head *at, struct err *err)
{
    bool began;
    if (!ledger_read_begin(ledger, &began, err))
        return false;
    bool ok = read_target(ledger, arena, id, query, target, at, err);
    ledger_read_end(ledger, began);
    return ok;
}
