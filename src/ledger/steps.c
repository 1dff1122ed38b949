/*
 * steps.c - a metric over one record is a step function of days: its steps are the record's contributions.
 *
 * A count or a sum has one step at its event (or one for each). A stock is evaluated on every day on which
 * something it reads may change, and its steps are the differences; a record that moves to another zone steps
 * down there and up here. Fields are read as they stood on the step's day, stage days as known at as_of.
 */
#include <stdlib.h>
#include <string.h>

#include "ledger/ledger_priv.h"

enum { EVENTS_MAX = 256 };

/* ---- the list of steps --------------------------------------------------------------------------------- */

void steps_init(struct steps *steps, struct arena *arena)
{
    *steps = (struct steps){ .arena = arena };
}

void steps_add(struct steps *steps, struct step step)
{
    if (steps->count == steps->room) {
        size_t room = steps->room ? steps->room * 2 : 8;
        steps->items = arena_grow(steps->arena, steps->items, steps->room * sizeof *steps->items, room * sizeof *steps->items);
        steps->room = room;
    }
    steps->items[steps->count++] = step;
}

static int step_order(const void *a, const void *b)
{
    const struct step *x = a, *y = b;
    if (x->zone != y->zone)
        return x->zone < y->zone ? -1 : 1;
    if (x->day != y->day)
        return x->day < y->day ? -1 : 1;
    return (int)x->vague - (int)y->vague;
}

void steps_settle(struct steps *steps)
{
    if (steps->count > 1)
        qsort(steps->items, steps->count, sizeof *steps->items, step_order);
    size_t kept = 0;
    for (size_t i = 0; i < steps->count; i++) {
        if (kept && step_order(&steps->items[kept - 1], &steps->items[i]) == 0)
            steps->items[kept - 1].delta += steps->items[i].delta;
        else
            steps->items[kept++] = steps->items[i];
    }
    steps->count = 0;
    for (size_t i = 0; i < kept; i++)
        if (steps->items[i].delta)
            steps->items[steps->count++] = steps->items[i];
}

/* ---- expressions see a record through a view --------------------------------------------------------------- */

static struct feel_value view_slot(struct feel_run *run, int slot)
{
    struct view *view = run->host;
    const struct kind *kind = view->timeline->kind;
    size_t at = (size_t)slot;
    if (at < kind->field_count) {
        struct value value;
        timeline_value_at(view->timeline, &kind->fields[at], view->day, view->as_of, &value);
        return field_feel(&kind->fields[at], &value);
    }
    at -= kind->field_count;
    if (at < kind->stage_count)
        return feel_day(timeline_stage_at(view->timeline, &kind->stages[at], view->as_of).day);
    if (at == kind->stage_count)
        return feel_day(view->day);
    return feel_record(kind->feel_kind, view->timeline->id.n, NULL);
}

static struct feel_value view_member(struct feel_run *run, struct feel_value record, int member)
{
    struct view *view = run->host;
    const struct kind *kind = feel_kind_host(record.record.kind);
    struct timeline *timeline;
    if (!record_load(view->ledger, view->edition, kind, record.record.id, &timeline, view->err)) {
        view->failed = true;
        return feel_null();
    }
    if (!timeline || timeline_gone(timeline, view->as_of))
        return feel_null();
    size_t at = (size_t)member;
    if (at < kind->field_count) {
        struct value value;
        timeline_value_at(timeline, &kind->fields[at], view->day, view->as_of, &value);
        return field_feel(&kind->fields[at], &value);
    }
    return feel_day(timeline_stage_at(timeline, &kind->stages[at - kind->field_count], view->as_of).day);
}

bool record_lists(struct ledger *ledger, const struct edition *edition, int64_t record, struct timeline ***lists,
                  size_t *count, struct err *err)
{
    const struct kind *kind = edition->model->list;
    const struct field *members = kind_field(kind, STR("members"));
    int64_t *ids;
    size_t found;
    *count = 0;
    if (!record_sources(ledger, ledger->scratch, record, edition_field_number(edition, kind, members), &ids, &found, err))
        return false;
    *lists = ARENA_ARRAY(ledger->scratch, struct timeline *, found);
    for (size_t i = 0; i < found; i++) {
        struct timeline *list;
        if (!record_load(ledger, edition, kind, ids[i], &list, err))
            return false;
        if (list)
            (*lists)[(*count)++] = list;
    }
    return true;
}

/* Whether a list goes by that name on the day: its code, or its purpose in the year it is for. */
static bool list_is(const struct timeline *list, struct str name, struct day day, int64_t as_of)
{
    const struct kind *kind = list->kind;
    struct value value;
    timeline_value_at(list, kind_field(kind, STR("code")), DAY_NONE, as_of, &value);
    if (value.present && str_eq(value.text, name))
        return true;
    timeline_value_at(list, kind_field(kind, STR("purpose")), DAY_NONE, as_of, &value);
    if (!value.present || !str_eq(value.text, name))
        return false;
    timeline_value_at(list, kind_field(kind, STR("year")), DAY_NONE, as_of, &value);
    return !value.present || day_is_none(day) || value.n == month_of(day) / 12;
}

static bool view_listed(struct feel_run *run, struct feel_value record, struct str name)
{
    struct view *view = run->host;
    struct timeline **lists;
    size_t count;
    if (!record_lists(view->ledger, view->edition, record.record.id, &lists, &count, view->err)) {
        view->failed = true;
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        const struct timeline *list = lists[i];
        int32_t members = edition_field_number(view->edition, list->kind, kind_field(list->kind, STR("members")));
        if (!timeline_gone(list, view->as_of) && list_is(list, name, view->day, view->as_of)
            && timeline_holds(list, members, record.record.id, view->day, view->as_of))
            return true;
    }
    return false;
}

static void view_clock(struct feel_run *run, const struct kind_clock *clock, struct clock_times *times)
{
    const struct view *view = run->host;
    clock_times(view->timeline, clock, view->as_of, times);
}

void view_init(struct view *view, struct feel_run *run, struct ledger *ledger, const struct edition *edition,
               const struct timeline *timeline, int64_t as_of, struct arena *arena)
{
    *view = (struct view){ .run = { .kind = timeline->kind, .calendar = edition->model->calendar, .listed = view_listed,
                                    .clock = view_clock }, .ledger = ledger,
        .edition = edition, .timeline = timeline, .as_of = as_of, .day = DAY_NONE };
    feel_run_init(run, arena);
    run->slot = view_slot;
    run->member = view_member;
    run->host = view;
}

bool view_value(struct view *view, struct feel_run *run, const struct feel_expr *expr, struct day day,
                struct feel_value *value, struct err *err)
{
    view->day = day;
    view->err = err;
    view->failed = false;
    feel_run_again(run);
    *value = feel_eval(expr, run);
    if (view->failed)
        return false;
    return !feel_run_fault(run, err);
}

bool view_holds(struct view *view, struct feel_run *run, const struct feel_expr *expr, struct day day,
                bool *holds, struct err *err)
{
    struct feel_value value;
    *holds = false;
    if (!view_value(view, run, expr, day, &value, err))
        return false;
    *holds = feel_is_true(value);
    return true;
}

/* ---- one metric over one record ------------------------------------------------------------------------------ */

struct weighing {
    struct view view;
    struct feel_run run;
    struct ledger *ledger;
    const struct edition *edition;
    const struct metric *metric;
    const struct feel_expr *slice;
    const struct timeline *timeline;
    int64_t as_of;
    struct err *err;
};

/* A slice is a condition over the metric's dimensions: slot i is the value of by[i]. */
static bool slice_holds(struct weighing *w, struct day day, bool *holds)
{
    *holds = true;
    if (!w->slice)
        return true;
    struct feel_value *values = ARENA_ARRAY(w->ledger->scratch, struct feel_value, w->metric->by_count);
    for (size_t i = 0; i < w->metric->by_count; i++)
        if (!view_value(&w->view, &w->run, w->metric->by[i].expr, day, &values[i], w->err))
            return false;
    struct feel_run run;
    feel_run_init(&run, w->ledger->scratch);
    run.slots = values;
    run.member = view_member;
    run.host = &w->view;
    struct feel_value value = feel_eval(w->slice, &run);
    *holds = feel_is_true(value);
    return !w->view.failed && !feel_run_fault(&run, w->err);
}

static bool counts(struct weighing *w, struct day day, bool *holds)
{
    *holds = true;
    if (w->metric->where && !view_holds(&w->view, &w->run, w->metric->where, day, holds, w->err))
        return false;
    return !*holds || slice_holds(w, day, holds);
}

static bool zone_on(struct weighing *w, struct day day, int64_t *zone)
{
    const struct kind *kind = w->timeline->kind;
    *zone = 0;
    if (!kind->zone)
        return true;
    struct value value;
    timeline_value_at(w->timeline, kind->zone, day, w->as_of, &value);
    if (!value.present)
        return true;
    if (kind->zone_via) {
        struct timeline *via;
        if (!record_load(w->ledger, w->edition, kind->zone->to, value.n, &via, w->err))
            return false;
        value = (struct value){ 0 };
        if (via)
            timeline_value_at(via, kind->zone_via, day, w->as_of, &value);
    }
    *zone = value.present ? value.n : 0;
    return true;
}

static bool amount_on(struct weighing *w, const struct field *field, struct day day, int64_t *amount)
{
    *amount = 1;
    int have = 0;
    if (field) {
        struct value value;
        timeline_value_at(w->timeline, field, day, w->as_of, &value);
        *amount = value.present ? value.n : 0;
        have = field->scale;
    }
    if (have == w->metric->scale)
        return true;
    if (dec_to_scaled(dec_from_scaled(*amount, have), w->metric->scale, false, amount))
        return true;
    return err_set(w->err, ERR_LEDGER_OVERFLOW, "metric", w->metric->name);
}

/* What `value:` says of the record on the day; null is nothing. */
static bool value_on(struct weighing *w, struct day day, int64_t *amount)
{
    struct feel_value value;
    *amount = 0;
    if (!view_value(&w->view, &w->run, w->metric->value, day, &value, w->err))
        return false;
    if (value.type != FEEL_NUMBER || dec_to_scaled(value.number, w->metric->scale, false, amount))
        return true;
    return err_set(w->err, ERR_LEDGER_OVERFLOW, "metric", w->metric->name);
}

static bool push(struct weighing *w, struct steps *steps, const struct field *field, struct date at)
{
    int64_t zone, amount;
    bool told = w->metric->value ? value_on(w, at.day, &amount) : amount_on(w, field, at.day, &amount);
    if (!told || !zone_on(w, at.day, &zone))
        return false;
    if (amount)
        steps_add(steps, (struct step){ zone, at.day.n, at.precision > PRECISION_MONTH, amount });
    return true;
}

/* The days on which something that the metric reads of the record may change. */
static bool change_days(struct weighing *w, int32_t **days, size_t *count);

/* When a date expression is one field, its precision is known too. */
static enum precision field_precision(struct weighing *w, const struct feel_expr *expr)
{
    const struct feel_use *uses;
    if (feel_expr_uses(expr, &uses) != 1 || uses[0].path_count)
        return PRECISION_DAY;
    size_t slot = (size_t)uses[0].slot;
    if (slot >= w->timeline->kind->field_count)
        return PRECISION_DAY;
    struct value value;
    timeline_value_at(w->timeline, &w->timeline->kind->fields[slot], DAY_NONE, w->as_of, &value);
    return value.precision;
}

static bool events_of(struct weighing *w, struct date *events, size_t max, size_t *count)
{
    const struct metric *metric = w->metric;
    *count = 0;
    for (size_t i = 0; i < metric->at_stage_count; i++) {
        struct date dates[EVENTS_MAX];
        size_t found = timeline_stage_days(w->timeline, &metric->kind->stages[metric->at_stages[i]], w->as_of,
                                           dates, metric->each ? EVENTS_MAX : 1);
        for (size_t k = 0; k < found && *count < max; k++) {
            if (metric->each || !*count)
                events[(*count)++] = dates[k];
            else if (dates[k].day.n < events[0].day.n)
                events[0] = dates[k];
        }
    }
    if (metric->at) {
        struct feel_value value;
        struct day day;
        if (!view_value(&w->view, &w->run, metric->at, DAY_NONE, &value, w->err))
            return false;
        if (feel_to_day(value, &day))
            events[(*count)++] = (struct date){ day, field_precision(w, metric->at) };
    }
    if (!metric->first)
        return true;
    int32_t *days;
    size_t day_count;
    if (!change_days(w, &days, &day_count))
        return false;
    for (size_t i = 0; i < day_count && !*count; i++) {
        bool holds;
        if (!view_holds(&w->view, &w->run, metric->first, (struct day){ days[i] }, &holds, w->err))
            return false;
        if (holds)
            events[(*count)++] = (struct date){ { days[i] }, PRECISION_DAY };
    }
    return true;
}

static bool event_steps(struct weighing *w, struct steps *steps)
{
    struct date events[EVENTS_MAX];
    size_t count;
    if (!events_of(w, events, EVENTS_MAX, &count))
        return false;
    for (size_t i = 0; i < count; i++) {
        bool holds;
        if (!counts(w, events[i].day, &holds))
            return false;
        if (holds && !push(w, steps, w->metric->how == METRIC_SUM ? w->metric->field : NULL, events[i]))
            return false;
    }
    return true;
}

static bool official_steps(struct weighing *w, struct steps *steps)
{
    const struct kind *kind = w->metric->kind;
    struct value series, month;
    timeline_value_at(w->timeline, kind_field(kind, STR("series")), DAY_NONE, w->as_of, &series);
    timeline_value_at(w->timeline, kind_field(kind, STR("month")), DAY_NONE, w->as_of, &month);
    if (!series.present || !month.present || !str_eq(series.text, w->metric->series))
        return true;
    struct date at = { month_last((int32_t)month.n), PRECISION_MONTH };
    bool holds;
    if (!counts(w, at.day, &holds))
        return false;
    int64_t zone, amount;
    if (!holds || !zone_on(w, DAY_NONE, &zone))
        return !holds;
    struct value value;
    timeline_value_at(w->timeline, kind_field(kind, STR("value")), DAY_NONE, w->as_of, &value);
    if (!value.present || !amount_on(w, kind_field(kind, STR("value")), DAY_NONE, &amount))
        return !value.present;
    steps_add(steps, (struct step){ zone, at.day.n, false, amount });
    return true;
}

/* ---- stocks ------------------------------------------------------------------------------------------------------ */

struct days { int32_t *items; size_t count, room; struct arena *arena; };

static void days_add(struct days *days, int32_t day)
{
    if (day == INT32_MIN)
        return;
    if (days->count == days->room) {
        size_t room = days->room ? days->room * 2 : 32;
        days->items = arena_grow(days->arena, days->items, days->room * sizeof *days->items, room * sizeof *days->items);
        days->room = room;
    }
    days->items[days->count++] = day;
}

static int day_order(const void *a, const void *b)
{
    int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
    return x < y ? -1 : x > y;
}

/* Days of one field or stage; of a rolled-up field also those on which something leaves its window of months again. */
static void days_of_number(struct days *days, const struct timeline *timeline, int32_t number, int64_t as_of)
{
    const struct edition *e = timeline->edition;
    const struct field *field = number > 0 && number <= e->number_max ? e->field_of[number] : NULL;
    for (size_t i = 0; i < timeline->count && timeline->items[i].position <= as_of; i++) {
        const struct item *item = &timeline->items[i];
        if (item->number != number)
            continue;
        days_add(days, item->day);
        if (item->what != ITEM_ROLLED || !field || !field->roll_months)
            continue;
        int32_t month = month_of((struct day){ item->day });
        days_add(days, month_last(field->roll_months > 0 ? month + field->roll_months : month / 12 * 12 + 12).n);
    }
}

/* A list counts for its members on the days on which they come and go, and in the year that it is for. */
static void days_of_list(struct days *days, const struct timeline *list, int64_t member, int64_t as_of)
{
    int32_t members = edition_field_number(list->edition, list->kind, kind_field(list->kind, STR("members")));
    int32_t year = edition_field_number(list->edition, list->kind, kind_field(list->kind, STR("year")));
    for (size_t i = 0; i < list->count && list->items[i].position <= as_of; i++) {
        const struct item *item = &list->items[i];
        if (item->number == members && item->n == member)
            days_add(days, item->day);
        if (item->number != year || !item->present || item->n < 1 || item->n > 9998)
            continue;
        days_add(days, day_from((int)item->n, 1, 1).n);
        days_add(days, day_from((int)item->n + 1, 1, 1).n);
    }
}

/* What the metric follows from the record: every record that a followed ref field ever named, as deep as it goes, with the
 * number of what it reads there; and the lists that ever had it (number 0). */
struct follower {
    bool (*visit)(struct follower *follower, const struct timeline *timeline, int32_t number);
    void *host;
    int64_t record, as_of;
};

static bool follow(struct weighing *w, const struct timeline *from, const struct watch *watch, size_t link, struct follower *follower)
{
    const struct field *out = watch->through[link];
    int32_t number = edition_field_number(w->edition, from->kind, out);
    for (size_t k = 0; k < from->count; k++) {
        const struct item *item = &from->items[k];
        struct timeline *to;
        if (item->number != number || !item->present || item->what > ITEM_CORRECT)
            continue;
        if (!record_load(w->ledger, w->edition, out->to, item->n, &to, w->err))
            return false;
        if (!to)
            continue;
        if (link ? !follow(w, to, watch, link - 1, follower) : !follower->visit(follower, to, watch->number))
            return false;
    }
    return true;
}

static bool followed(struct weighing *w, struct follower *follower)
{
    const struct edition *e = w->edition;
    const struct metric_use *use = &e->uses[w->metric->index];
    for (size_t i = 0; i < use->watch_count; i++) /* the last link is a field of the metric's own kind */
        if (!follow(w, w->timeline, use->watches[i], use->watches[i]->through_count - 1, follower))
            return false;
    if (!use->lists)
        return true;
    struct timeline **lists;
    size_t count;
    if (!record_lists(w->ledger, e, w->timeline->id.n, &lists, &count, w->err))
        return false;
    for (size_t i = 0; i < count; i++)
        if (!follower->visit(follower, lists[i], 0))
            return false;
    return true;
}

static bool visit_days(struct follower *follower, const struct timeline *timeline, int32_t number)
{
    if (number)
        days_of_number(follower->host, timeline, number, follower->as_of);
    else
        days_of_list(follower->host, timeline, follower->record, follower->as_of);
    return true;
}

/* Whether the metric reads what the item says. */
static bool item_read(const struct edition *e, const struct metric_use *use, int32_t number)
{
    if (number <= 0 || number > e->number_max)
        return false;
    const struct field *field = e->field_of[number];
    const struct stage *stage = e->stage_of[number];
    return (field && use->fields[field->index]) || (stage && use->stages[stage->index]);
}

static bool change_days(struct weighing *w, int32_t **days, size_t *count)
{
    struct days all = { .arena = w->ledger->scratch };
    const struct kind *kind = w->timeline->kind;
    const struct metric_use *use = &w->edition->uses[w->metric->index];
    days_add(&all, timeline_born(w->timeline, w->as_of).n);
    for (size_t f = 0; f < kind->field_count; f++)
        if (use->fields[f])
            days_of_number(&all, w->timeline, edition_field_number(w->edition, kind, &kind->fields[f]), w->as_of);
    for (size_t f = 0; f < kind->stage_count; f++)
        if (use->stages[f])
            days_of_number(&all, w->timeline, edition_stage_number(w->edition, kind, &kind->stages[f]), w->as_of);
    struct follower follower = { visit_days, &all, w->timeline->id.n, w->as_of };
    if (!followed(w, &follower))
        return false;
    if (all.count > 1)
        qsort(all.items, all.count, sizeof *all.items, day_order);
    size_t kept = 0;
    for (size_t i = 0; i < all.count; i++)
        if (!kept || all.items[kept - 1] != all.items[i])
            all.items[kept++] = all.items[i];
    *days = all.items;
    *count = kept;
    return true;
}

static bool bound_day(struct weighing *w, const struct feel_expr *expr, bool *given, struct day *day)
{
    *given = expr != NULL;
    *day = DAY_NONE;
    struct feel_value value;
    if (!expr)
        return true;
    if (!view_value(&w->view, &w->run, expr, DAY_NONE, &value, w->err))
        return false;
    if (!feel_to_day(value, day))
        *day = DAY_NONE;
    return true;
}

static bool level_on(struct weighing *w, struct day day, int64_t *zone, int64_t *amount)
{
    *amount = 0;
    *zone = 0;
    bool holds = true;
    if (w->metric->during && !view_holds(&w->view, &w->run, w->metric->during, day, &holds, w->err))
        return false;
    if (!holds || !counts(w, day, &holds))
        return !holds;
    if (!holds)
        return true;
    return zone_on(w, day, zone) && amount_on(w, w->metric->field, day, amount);
}

static bool stock_steps(struct weighing *w, struct steps *steps)
{
    bool has_from, has_to;
    struct day from, to;
    if (!bound_day(w, w->metric->from, &has_from, &from) || !bound_day(w, w->metric->to, &has_to, &to))
        return false;
    if (has_from && day_is_none(from))
        return true;
    int32_t *changes;
    size_t count;
    if (!change_days(w, &changes, &count))
        return false;
    struct days all = { .arena = w->ledger->scratch };
    if (has_from)
        days_add(&all, from.n);
    for (size_t i = 0; i < count; i++)
        if (!has_from || changes[i] > from.n)
            days_add(&all, changes[i]);
    int64_t zone = 0, amount = 0;
    for (size_t i = 0; i < all.count; i++) {
        struct day day = { all.items[i] };
        int64_t zone_now, amount_now;
        if (!day_is_none(to) && day.n >= to.n)
            break;
        if (!level_on(w, day, &zone_now, &amount_now))
            return false;
        if (zone_now == zone && amount_now == amount)
            continue;
        steps_add(steps, (struct step){ zone, day.n, false, -amount });
        steps_add(steps, (struct step){ zone_now, day.n, false, amount_now });
        zone = zone_now;
        amount = amount_now;
    }
    if (!day_is_none(to) && amount) /* `to` is the first day that is not inside any more */
        steps_add(steps, (struct step){ zone, to.n, false, -amount });
    return true;
}

/* ---- the doors of this file -------------------------------------------------------------------------------------- */

static void weighing_init(struct weighing *w, struct ledger *ledger, const struct edition *edition,
                          const struct metric *metric, const struct feel_expr *slice,
                          const struct timeline *timeline, int64_t as_of, struct err *err)
{
    w->ledger = ledger;
    w->edition = edition;
    w->metric = metric;
    w->slice = slice;
    w->timeline = timeline;
    w->as_of = as_of;
    w->err = err;
    view_init(&w->view, &w->run, ledger, edition, timeline, as_of, ledger->scratch);
}

bool steps_of(struct ledger *ledger, const struct edition *edition, const struct metric *metric,
              const struct feel_expr *slice, const struct timeline *timeline, int64_t as_of,
              struct steps *steps, struct err *err)
{
    if (timeline_gone(timeline, as_of))
        return true;
    struct weighing w;
    weighing_init(&w, ledger, edition, metric, slice, timeline, as_of, err);
    bool ok;
    if (metric->how == METRIC_STOCK)
        ok = stock_steps(&w, steps);
    else if (metric->how == METRIC_OFFICIAL)
        ok = official_steps(&w, steps);
    else
        ok = event_steps(&w, steps);
    return ok || err_while(err, metric->name);
}

bool steps_events(struct ledger *ledger, const struct edition *edition, const struct metric *metric,
                  const struct timeline *timeline, int64_t as_of, struct date *events, size_t max, size_t *count, struct err *err)
{
    *count = 0;
    if (timeline_gone(timeline, as_of) || metric->how == METRIC_STOCK || metric->how == METRIC_OFFICIAL)
        return true;
    struct weighing w;
    weighing_init(&w, ledger, edition, metric, NULL, timeline, as_of, err);
    struct date found[EVENTS_MAX];
    size_t all;
    if (!events_of(&w, found, EVENTS_MAX, &all))
        return false;
    for (*count = 0; *count < all && *count < max; (*count)++)
        events[*count] = found[*count];
    return true;
}

struct position_list { int64_t *items; size_t count, room; struct arena *arena; };

static void position_add(struct position_list *list, int64_t position)
{
    if (list->count && list->items[list->count - 1] == position)
        return;
    if (list->count == list->room) {
        size_t room = list->room ? list->room * 2 : 16;
        list->items = arena_grow(list->arena, list->items, list->room * sizeof *list->items, room * sizeof *list->items);
        list->room = room;
    }
    list->items[list->count++] = position;
}

static bool visit_positions(struct follower *follower, const struct timeline *timeline, int32_t number)
{
    int32_t members = number ? 0 : edition_field_number(timeline->edition, timeline->kind, kind_field(timeline->kind, STR("members")));
    for (size_t i = 0; i < timeline->count; i++) {
        const struct item *item = &timeline->items[i];
        bool whole = item->what == ITEM_DELETE || item->position == timeline->id.n;
        if (whole || (number ? item->number == number : item->number != members || item->n == follower->record))
            position_add(follower->host, item->position);
    }
    return true;
}

static int position_order(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? -1 : x > y;
}

bool steps_positions(struct ledger *ledger, const struct edition *edition, const struct metric *metric,
                     const struct timeline *timeline, int64_t **positions, size_t *count, struct err *err)
{
    struct weighing w;
    weighing_init(&w, ledger, edition, metric, NULL, timeline, INT64_MAX, err);
    struct position_list list = { .arena = ledger->scratch };
    const struct metric_use *use = &edition->uses[metric->index];
    for (size_t i = 0; i < timeline->count; i++) {
        const struct item *item = &timeline->items[i];
        if (item->position == timeline->id.n || item->what == ITEM_DELETE || item_read(edition, use, item->number))
            position_add(&list, item->position);
    }
    struct follower follower = { visit_positions, &list, timeline->id.n, INT64_MAX };
    if (!followed(&w, &follower))
        return false;
    if (list.count < 2) {
        *positions = list.items;
        *count = list.count && list.items[0] >= timeline->id.n ? list.count : 0;
        return true;
    }
    qsort(list.items, list.count, sizeof *list.items, position_order);
    size_t kept = 0;
    for (size_t i = 0; i < list.count; i++)
        if (list.items[i] >= timeline->id.n && (!kept || list.items[kept - 1] != list.items[i]))
            list.items[kept++] = list.items[i];
    *positions = list.items;
    *count = kept;
    return true;
}
