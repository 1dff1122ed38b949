/*
 * day.c - a day's work: every record whose clock runs, the most pressing first, and what changed since the day before.
 *
 * Whose it is follows from the clock's definition: the first of its holders that is filled in, a person or the department
 * where they work, and, once it is overdue, whom the ladder names. Nothing here knows what a record is about.
 */
#include "board/board_priv.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"

struct working {
    struct ledger *ledger;
    struct arena *arena;
    const struct model *model;
    const struct day_query *query;
    struct record_id department;  /* of the person */
    struct day_work *work;
    size_t room;
    bool indexed;                 /* fields that filter find the records of the day */
    struct err *err;
};

/* ---- whose it is ----------------------------------------------------------------------------------- */

/* Whether a reference names the person, or the department where they work. */
static bool names_them(const struct working *w, const struct field *field, struct record_id id)
{
    if (!field || !id.n)
        return false;
    if (field->to == w->model->person)
        return id.n == w->query->person.n;
    return field->to == w->model->department && id.n == w->department.n;
}

static bool is_theirs(const struct working *w, const struct clock_state *state)
{
    if (!w->query->person.n)
        return true;
    return names_them(w, state->holder, state->holder_id) || (state->rung && names_them(w, state->rung->to, state->rung_id));
}

static bool in_zone(const struct working *w, const struct timeline *timeline, bool *in)
{
    const struct kind *kind = timeline_kind(timeline);
    struct value value = { 0 };
    *in = !w->query->zone.n;
    if (*in || !kind->zone)
        return true;
    timeline_value(timeline, kind->zone, w->query->on, &value);
    if (kind->zone_via && value.present) {
        struct timeline *via;
        if (!record_read(w->ledger, w->arena, kind->zone->to, (struct record_id){ value.n }, w->query->as_of, &via, w->err))
            return false;
        value = (struct value){ 0 };
        if (via)
            timeline_value(via, kind->zone_via, w->query->on, &value);
    }
    *in = value.present && value.n == w->query->zone.n;
    return true;
}

static bool name_of(const struct working *w, const struct kind *kind, struct record_id id, struct day_name *name)
{
    struct timeline *timeline = NULL;
    *name = (struct day_name){ kind, id, STR("") };
    if (!kind || !id.n) {
        name->id.n = 0;
        return true;
    }
    if (!record_read(w->ledger, w->arena, kind, id, w->query->as_of, &timeline, w->err))
        return false;
    name->title = timeline ? timeline_title(w->arena, timeline) : str_format(w->arena, "#%lld", (long long)id.n);
    return true;
}

/* ---- what runs --------------------------------------------------------------------------------------- */

static int weight(enum clock_light light)
{
    static const int weights[CLOCK_LIGHT_COUNT] = {
        [CLOCK_OVERDUE] = 5, [CLOCK_DUE] = 4, [CLOCK_SOON] = 3, [CLOCK_RUNS] = 2, [CLOCK_WAITS] = 1
    };
    return weights[light];
}

static int state_order(const struct clock_state *a, const struct clock_state *b)
{
    if (a->light != b->light)
        return weight(b->light) - weight(a->light);
    if (a->due.n != b->due.n) /* without a day: last */
        return day_is_none(a->due) || (!day_is_none(b->due) && a->due.n > b->due.n) ? 1 : -1;
    return 0;
}

const struct clock_state *clock_pressing(const struct clock_state *states, size_t count)
{
    const struct clock_state *best = NULL;
    for (size_t i = 0; i < count; i++)
        if (weight(states[i].light) && (!best || state_order(&states[i], best) < 0))
            best = &states[i];
    return best;
}

static int line_order(const void *a, const void *b)
{
    const struct day_line *x = a, *y = b;
    int order = state_order(&x->state, &y->state);
    return order ? order : x->record.id.n < y->record.id.n ? -1 : x->record.id.n > y->record.id.n;
}

static void line_add(struct working *w, const struct timeline *timeline, const struct clock_state *state)
{
    struct day_work *work = w->work;
    if (work->line_count == w->room) {
        size_t room = w->room ? w->room * 2 : 64;
        work->lines = arena_grow(w->arena, work->lines, w->room * sizeof *work->lines, room * sizeof *work->lines);
        w->room = room;
    }
    work->lines[work->line_count++] = (struct day_line){
        .record = { timeline_kind(timeline), timeline_record(timeline), STR("") },
        .stage = timeline_current_stage(timeline, w->query->on),
        .stage_days = timeline_stage_age(timeline, w->query->on),
        .state = *state,
    };
}

static bool see_record(void *host, struct timeline *timeline)
{
    struct working *w = host;
    struct clock_state *states;
    size_t kept = 0;
    bool in;
    if (timeline_deleted(timeline))
        return true;
    struct arena_mark mark = arena_mark(w->arena);
    size_t count = timeline_clocks(w->arena, timeline, w->query->on, &states);
    for (size_t i = 0; i < count; i++)
        if (is_theirs(w, &states[i]))
            states[kept++] = states[i];
    const struct clock_state *state = clock_pressing(states, kept);
    if (!state) {
        arena_reset_to(w->arena, mark);
        return true;
    }
    if (!in_zone(w, timeline, &in))
        return false;
    if (in)
        line_add(w, timeline, state);
    return true;
}

/* The records of the kind whose field names the person, or their department: found by the field's index. */
static bool read_by_field(struct working *w, const struct kind *kind, const struct field *field)
{
    bool person = field->to == w->model->person;
    struct record_id id = person ? w->query->person : w->department;
    if (!id.n || (!person && field->to != w->model->department))
        return true;
    struct filter filter = { field, FILTER_EQ, str_format(w->arena, "#%lld", (long long)id.n) };
    struct list_query query = { .kind = kind, .filters = &filter, .filter_count = 1, .limit = LIMIT_LIST_ROWS, .on = w->query->on };
    struct list_result result = { .count = LIMIT_LIST_ROWS };
    for (; result.count == LIMIT_LIST_ROWS; query.offset += LIMIT_LIST_ROWS) {
        if (!record_list(w->ledger, w->arena, &query, &result, w->err))
            return false;
        for (size_t i = 0; i < result.count; i++)
            if (!see_record(w, result.rows[i]))
                return false;
    }
    return true;
}

/* Every field by which a clock of the kind can be somebody's; false where one has no index. */
static bool clock_fields(const struct working *w, const struct kind *kind, bool *fields)
{
    for (size_t c = 0; c < kind->clock_count; c++) {
        const struct kind_clock *clock = &kind->clocks[c];
        for (size_t i = 0; i < clock->holder_count; i++)
            fields[clock->holders[i]->index] = true;
        for (size_t i = 0; i < clock->rung_count; i++)
            fields[clock->rungs[i].to->index] = true;
    }
    for (size_t i = 0; i < kind->field_count; i++)
        if (fields[i] && !kind->fields[i].filter)
            return false;
    return w->indexed;
}

static bool read_kind(struct working *w, const struct kind *kind)
{
    bool *fields = ARENA_ARRAY(w->arena, bool, kind->field_count);
    if (!clock_fields(w, kind, fields))
        return record_each(w->ledger, kind, w->query->as_of, see_record, w, w->err) && w->err->code == ERR_NONE;
    for (size_t i = 0; i < kind->field_count; i++)
        if (fields[i] && !read_by_field(w, kind, &kind->fields[i]))
            return false;
    return true;
}

/* Sorted, each once (several fields may lead to one record), and counted. */
static void lines_settle(struct day_work *work)
{
    size_t kept = 0;
    if (work->line_count > 1)
        qsort(work->lines, work->line_count, sizeof *work->lines, line_order);
    for (size_t i = 0; i < work->line_count; i++)
        if (!kept || work->lines[kept - 1].record.id.n != work->lines[i].record.id.n)
            work->lines[kept++] = work->lines[i];
    for (size_t i = 0; i < kept; i++)
        work->counts[work->lines[i].state.light]++;
    work->line_count = work->all = kept;
}

/* Indexes tell how things stand now; of a day before the last entry every record must be looked at. */
static bool read_indexed(struct working *w)
{
    struct head head;
    if (!ledger_head(w->ledger, &head, w->err))
        return false;
    w->indexed = w->query->person.n && !w->query->as_of.n && w->query->on.n >= instant_day(head.recorded).n;
    return true;
}

static bool read_lines(struct working *w)
{
    struct day_work *work = w->work;
    if (!read_indexed(w))
        return false;
    for (size_t i = 0; i < w->model->kind_count; i++)
        if (w->model->kinds[i].clock_count && !read_kind(w, &w->model->kinds[i]))
            return false;
    lines_settle(work);
    if (work->line_count > LIMIT_DAY_LINES)
        work->line_count = LIMIT_DAY_LINES;
    for (size_t i = 0; i < work->line_count; i++) {
        struct day_line *line = &work->lines[i];
        const struct clock_state *state = &line->state;
        if (!name_of(w, line->record.kind, line->record.id, &line->record) ||
            !name_of(w, state->holder ? state->holder->to : NULL, state->holder_id, &line->holder) ||
            !name_of(w, state->rung ? state->rung->to->to : NULL, state->rung_id, &line->rung))
            return false;
    }
    return true;
}

/* ---- what changed ------------------------------------------------------------------------------------ */

/* Whether any reference of the record names them. */
static bool concerns_them(const struct working *w, const struct timeline *timeline)
{
    const struct kind *kind = timeline_kind(timeline);
    for (size_t i = 0; i < kind->field_count; i++) {
        const struct field *field = &kind->fields[i];
        struct value value;
        if (field->type != FIELD_REF || field->roll != ROLL_NONE)
            continue;
        timeline_value(timeline, field, w->query->on, &value);
        if (value.present && names_them(w, field, (struct record_id){ value.n }))
            return true;
    }
    return false;
}

static struct day_change *change_of(struct day_work *work, struct record_id record)
{
    for (size_t i = 0; i < work->change_count; i++)
        if (work->changes[i].record.id.n == record.n)
            return &work->changes[i];
    return NULL;
}

static bool see_entry(struct working *w, const struct entry *entry)
{
    struct day_work *work = w->work;
    struct timeline *timeline = NULL;
    struct day_change *change = entry->record.n ? change_of(work, entry->record) : NULL;
    bool in = true;
    if (change)
        change->entries++;
    if (change || !entry->kind || !entry->record.n || work->change_count == LIMIT_DAY_LINES)
        return true;
    if (!record_read(w->ledger, w->arena, entry->kind, entry->record, w->query->as_of, &timeline, w->err) ||
        (timeline && !in_zone(w, timeline, &in)))
        return false;
    if (!timeline || !in || !timeline_kind(timeline)->clock_count || (w->query->person.n && !concerns_them(w, timeline)))
        return true;
    change = &work->changes[work->change_count++];
    *change = (struct day_change){ .entry = entry->id, .recorded = entry->recorded, .act = entry->act, .entries = 1,
                                   .stage = timeline_current_stage(timeline, w->query->on) };
    change->record = (struct day_name){ entry->kind, entry->record, timeline_title(w->arena, timeline) };
    return name_of(w, w->model->person, entry->author, &change->author);
}

/* Entries recorded on the day or the day before, the newest first. */
static bool read_changes(struct working *w)
{
    struct entry_id from = { w->query->as_of.n ? w->query->as_of.n + 1 : 0 };
    size_t seen = 0;
    w->work->changes = ARENA_ARRAY(w->arena, struct day_change, LIMIT_DAY_LINES);
    while (seen < LIMIT_DAY_ENTRIES) {
        struct entry *entries;
        size_t count, limit = LIMIT_DAY_ENTRIES - seen < 100 ? LIMIT_DAY_ENTRIES - seen : 100;
        if (!entry_list(w->ledger, w->arena, from, true, limit, &entries, &count, w->err))
            return false;
        for (size_t i = 0; i < count; i++) {
            struct day recorded = instant_day(entries[i].recorded);
            if (recorded.n < w->query->on.n - 1)
                return true;
            if (recorded.n <= w->query->on.n && !see_entry(w, &entries[i]))
                return false;
        }
        if (count < limit)
            return true;
        seen += count;
        from = entries[count - 1].id;
    }
    return true;
}

/* ---- the door ---------------------------------------------------------------------------------------- */

static bool read_person(struct working *w)
{
    struct timeline *timeline = NULL;
    struct value value = { 0 };
    if (!w->query->person.n)
        return true;
    if (!record_read(w->ledger, w->arena, w->model->person, w->query->person, w->query->as_of, &timeline, w->err))
        return false;
    if (!timeline)
        return err_set(w->err, ERR_BOARD_PERSON, "person", str_format(w->arena, "#%lld", (long long)w->query->person.n));
    w->work->person = (struct day_name){ w->model->person, w->query->person, timeline_title(w->arena, timeline) };
    timeline_value(timeline, kind_field(w->model->person, STR("department")), w->query->on, &value);
    w->department.n = value.present ? value.n : 0;
    return true;
}

bool day_read(struct ledger *ledger, struct arena *arena, const struct day_query *query, struct day_work **work, struct err *err)
{
    struct working w = { .ledger = ledger, .arena = arena, .query = query, .work = ARENA_NEW(arena, struct day_work), .err = err };
    bool began;
    w.model = ledger_model_at(ledger, query->as_of, err);
    if (!w.model || !ledger_read_begin(ledger, &began, err))
        return false;
    bool ok = read_person(&w) && read_lines(&w) && read_changes(&w);
    ledger_read_end(ledger, began);
    *work = w.work;
    return ok;
}

struct person_search { struct arena *arena; struct str post; struct record_id found; size_t count; };

static bool visit_post(void *host, struct timeline *timeline)
{
    struct person_search *search = host;
    if (timeline_deleted(timeline) || !str_eq(timeline_title(search->arena, timeline), search->post))
        return true;
    search->found = timeline_record(timeline);
    search->count++;
    return true;
}

bool person_find(struct ledger *ledger, struct arena *arena, struct str text, struct entry_id as_of, struct record_id *person,
                 struct err *err)
{
    struct str number = str_trim(text);
    if (str_starts(number, STR("#")))
        number = str_slice(number, 1, number.len);
    if (str_to_int(number, &person->n) && person->n > 0)
        return true;
    struct person_search search = { .arena = arena, .post = str_trim(text) };
    if (!record_each(ledger, ledger_model(ledger)->person, as_of, visit_post, &search, err))
        return false;
    *person = search.found;
    return search.count == 1 || err_set(err, ERR_BOARD_PERSON, "person", text);
}
