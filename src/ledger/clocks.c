/*
 * clocks.c - the clocks of a record: walked over its stages in the order of their days.
 *
 * A clock starts, again each time, when one of its `from` stages is reached, stops at one of `to`, waits between `pause` and
 * `resume`, and ends with the record. Days are counted as the law counts them: the day on which it starts is not one of
 * them, nor is the day on which it resumes. A pause that begins after the clock was due moves nothing.
 */
#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/must.h"
#include "ledger/edition_priv.h"
#include "ledger/timeline_priv.h"

enum { STEPS_FEW = 64 };

/* A stage that was reached, as often as it was. */
struct clock_step { int32_t day; int64_t position; const struct stage *stage; };

static int step_order(const void *a, const void *b)
{
    const struct clock_step *x = a, *y = b;
    if (x->day != y->day)
        return x->day < y->day ? -1 : 1;
    if (x->position != y->position)
        return x->position < y->position ? -1 : 1;
    return x->stage->order < y->stage->order ? -1 : x->stage->order > y->stage->order;
}

/* The steps that are still said, by day; what was taken back is out, what was moved stands on its new day. */
static size_t steps_said(const struct timeline *timeline, const struct kind_clock *clock, int64_t as_of, struct day on,
                         struct clock_step *steps)
{
    const struct edition *e = timeline->edition;
    size_t count = 0;
    for (size_t i = 0; i < timeline->count && timeline->items[i].position <= as_of; i++) {
        const struct item *item = &timeline->items[i];
        if (item->what != ITEM_STAGE && item->what != ITEM_UNSTAGE)
            continue;
        const struct stage *stage = item->number > 0 && item->number <= e->number_max ? e->stage_of[item->number] : NULL;
        if (!stage || e->kind_of[item->number] != timeline->kind || !clock_reads_stage(clock, stage->index))
            continue;
        if (item->what == ITEM_UNSTAGE) {
            size_t kept = 0;
            for (size_t k = 0; k < count; k++)
                if (steps[k].stage != stage)
                    steps[kept++] = steps[k];
            count = kept;
        }
        if (item->day != INT32_MIN && (day_is_none(on) || item->day <= on.n))
            steps[count++] = (struct clock_step){ item->day, item->position, stage };
    }
    if (count > 1)
        qsort(steps, count, sizeof *steps, step_order);
    return count;
}

static bool is_among(const int *stages, size_t count, const struct stage *stage)
{
    for (size_t i = 0; i < count; i++)
        if (stages[i] == stage->index)
            return true;
    return false;
}

/* A clock on its way. */
struct walk {
    const struct kind_clock *clock;
    const struct calendar *calendar;
    struct day field_due;         /* of `due: field` */
    struct day since, stopped, waits_since;
    bool running, met;
    int paused;
};

static int days_between(const struct walk *w, struct day after, struct day until)
{
    return w->clock->natural ? until.n - after.n : calendar_between(w->calendar, after, until);
}

static struct day days_after(const struct walk *w, struct day day, int days)
{
    if (day_is_none(day) || !days)
        return day;
    if (!w->clock->natural)
        return calendar_add(w->calendar, day, days);
    return day.n > DAY_MAX.n - days ? DAY_NONE : (struct day){ day.n + days };
}

static struct day walk_due(const struct walk *w)
{
    if (w->clock->due)
        return days_after(w, w->field_due, w->paused);
    return days_after(w, w->since, w->clock->limit + w->paused);
}

static void walk_step(struct walk *w, const struct clock_step *step)
{
    const struct kind_clock *clock = w->clock;
    struct day day = { step->day };
    if (w->running && is_among(clock->to, clock->to_count, step->stage)) {
        w->stopped = day;
        w->met = true;
        w->running = false;
    }
    if (is_among(clock->from, clock->from_count, step->stage)) {
        w->running = true;
        w->met = false;
        w->since = day;
        w->stopped = w->waits_since = DAY_NONE;
        w->paused = 0;
    } else if (w->running && step->stage->index == clock->pause && day_is_none(w->waits_since)) {
        struct day due = walk_due(w);
        if (day_is_none(due) || due.n >= day.n)
            w->waits_since = day;
    } else if (w->running && step->stage->index == clock->resume && !day_is_none(w->waits_since)) {
        w->paused += days_between(w, w->waits_since, day);
        w->waits_since = DAY_NONE;
    }
    if (w->running && step->stage->ends) {
        w->running = false;
        w->stopped = day;
    }
}

/* Where it starts when it has no `from`. */
static void walk_begin(struct walk *w, const struct timeline *timeline, const struct kind_clock *clock, int64_t as_of,
                       struct day on)
{
    *w = (struct walk){ .clock = clock, .calendar = timeline->edition->model->calendar, .field_due = DAY_NONE,
                        .since = DAY_NONE, .stopped = DAY_NONE, .waits_since = DAY_NONE };
    if (clock->due) {
        struct value value;
        timeline_value_at(timeline, clock->due, on, as_of, &value);
        if (value.present)
            w->field_due.n = (int32_t)value.n;
    }
    if (clock->from_count)
        return;
    w->since = timeline_born(timeline, as_of);
    w->running = !day_is_none(w->since) && (day_is_none(on) || w->since.n <= on.n);
}

static void walk_all(struct walk *w, const struct timeline *timeline, const struct kind_clock *clock, int64_t as_of, struct day on)
{
    struct clock_step few[STEPS_FEW], *steps = few;
    if (timeline->count > STEPS_FEW)
        steps = ARENA_ARRAY(timeline->arena, struct clock_step, timeline->count);
    walk_begin(w, timeline, clock, as_of, on);
    size_t count = steps_said(timeline, clock, as_of, on, steps);
    for (size_t i = 0; i < count; i++)
        walk_step(w, &steps[i]);
}

void clock_times(const struct timeline *timeline, const struct kind_clock *clock, int64_t as_of, struct clock_times *times)
{
    struct walk w;
    walk_all(&w, timeline, clock, as_of, DAY_NONE);
    *times = (struct clock_times){ DAY_NONE, w.stopped, 0 };
    if (day_is_none(w.since) || (w.running && !day_is_none(w.waits_since)))
        return;
    times->due = walk_due(&w);
    if (!day_is_none(w.stopped) && !day_is_none(times->due) && w.stopped.n > times->due.n)
        times->late = days_between(&w, times->due, w.stopped);
}

/* ---- on a day --------------------------------------------------------------------------------------- */

static struct record_id ref_on(const struct timeline *timeline, const struct field *field, struct day on)
{
    struct value value;
    timeline_value(timeline, field, on, &value);
    return (struct record_id){ value.present ? value.n : 0 };
}

static void state_holders(struct clock_state *state, const struct timeline *timeline, struct day on)
{
    const struct kind_clock *clock = state->clock;
    for (size_t i = 0; i < clock->holder_count && !state->holder_id.n; i++) {
        state->holder = clock->holders[i];
        state->holder_id = ref_on(timeline, state->holder, on);
    }
    for (size_t i = 0; state->light == CLOCK_OVERDUE && i < clock->rung_count; i++) {
        struct record_id id = ref_on(timeline, clock->rungs[i].to, on);
        if (clock->rungs[i].after > -state->left || !id.n)
            continue;
        state->rung = &clock->rungs[i];
        state->rung_id = id;
    }
}

static enum clock_light light_of(const struct walk *w, const struct clock_state *state, struct day on)
{
    if (w->met)
        return day_is_none(state->due) || w->stopped.n <= state->due.n ? CLOCK_MET : CLOCK_LATE;
    if (!w->running || day_is_none(w->since) || (w->clock->due && day_is_none(w->field_due)))
        return CLOCK_IDLE; /* nobody said by when: nothing presses */
    if (!day_is_none(w->waits_since))
        return CLOCK_WAITS;
    if (day_is_none(state->due)) /* beyond the calendar */
        return CLOCK_RUNS;
    if (on.n > state->due.n)
        return CLOCK_OVERDUE;
    if (on.n == state->due.n)
        return CLOCK_DUE;
    return state->left <= w->clock->soon ? CLOCK_SOON : CLOCK_RUNS;
}

static void state_of(struct clock_state *state, const struct timeline *timeline, const struct kind_clock *clock, struct day on)
{
    struct walk w;
    walk_all(&w, timeline, clock, timeline->as_of, on);
    *state = (struct clock_state){ .clock = clock, .since = w.since, .stopped = w.stopped, .waits_since = w.waits_since,
                                   .paused = w.paused, .due = DAY_NONE };
    if (!day_is_none(w.since))
        state->due = walk_due(&w);
    if (!day_is_none(state->due))
        state->left = days_between(&w, day_is_none(w.stopped) ? on : w.stopped, state->due);
    state->light = light_of(&w, state, on);
    state_holders(state, timeline, on);
}

size_t timeline_clocks(struct arena *arena, const struct timeline *timeline, struct day on, struct clock_state **states)
{
    const struct kind *kind = timeline->kind;
    *states = ARENA_ARRAY(arena, struct clock_state, kind->clock_count + 1);
    for (size_t i = 0; i < kind->clock_count; i++)
        state_of(&(*states)[i], timeline, &kind->clocks[i], on);
    return kind->clock_count;
}

int timeline_stage_age(const struct timeline *timeline, struct day on)
{
    const struct stage *stage = timeline_current_stage(timeline, on);
    struct date last = { DAY_NONE, PRECISION_DAY }, dates[STEPS_FEW];
    size_t count = stage ? timeline_stage_days(timeline, stage, timeline->as_of, dates, STEPS_FEW) : 0;
    for (size_t i = 0; i < count; i++)
        if (dates[i].day.n <= on.n)
            last = dates[i];
    return day_is_none(last.day) ? -1 : on.n - last.day.n;
}

/* ---- words ------------------------------------------------------------------------------------------ */

static const struct { const char *name; struct label word; } lights[CLOCK_LIGHT_COUNT] = {
    [CLOCK_IDLE] = { "off", { STR_INIT("未计时"), STR_INIT("not running") } },
    [CLOCK_RUNS] = { "runs", { STR_INIT("未到期"), STR_INIT("running") } },
    [CLOCK_WAITS] = { "waits", { STR_INIT("已暂停"), STR_INIT("paused") } },
    [CLOCK_SOON] = { "soon", { STR_INIT("临期"), STR_INIT("due soon") } },
    [CLOCK_DUE] = { "due", { STR_INIT("今日到期"), STR_INIT("due today") } },
    [CLOCK_OVERDUE] = { "overdue", { STR_INIT("超期"), STR_INIT("overdue") } },
    [CLOCK_MET] = { "in_time", { STR_INIT("按期"), STR_INIT("met in time") } },
    [CLOCK_LATE] = { "late", { STR_INIT("逾期办结"), STR_INIT("met late") } },
};

const char *clock_light_name(enum clock_light light)
{
    must((unsigned)light < CLOCK_LIGHT_COUNT);
    return lights[light].name;
}

struct str clock_light_word(enum clock_light light, enum lang lang)
{
    must((unsigned)light < CLOCK_LIGHT_COUNT);
    return label_in(&lights[light].word, lang);
}

static void say_day(struct buf *out, enum lang lang, const char *zh, const char *en, struct day day)
{
    if (day_is_none(day))
        return;
    buf_cstr(out, lang == LANG_ZH ? zh : en);
    day_print(day, out);
}

static void say_days(struct buf *out, const struct clock_state *state, enum lang lang, const char *zh, const char *en, int days)
{
    const char *unit = state->clock->natural ? (lang == LANG_ZH ? " 天" : " day") : lang == LANG_ZH ? " 个工作日" : " working day";
    buf_cstr(out, lang == LANG_ZH ? zh : en);
    buf_printf(out, "%d%s%s", days, unit, lang == LANG_EN && days != 1 ? "s" : "");
}

struct str clock_reason(struct arena *arena, const struct clock_state *state, enum lang lang)
{
    struct buf out;
    buf_init(&out, arena);
    buf_str(&out, label_in(&state->clock->label, lang));
    say_day(&out, lang, "，自 ", ", since ", state->since);
    if (state->clock->limit)
        say_days(&out, state, lang, "，限 ", ", limit ", state->clock->limit);
    if (state->paused)
        say_days(&out, state, lang, "，扣除暂停 ", ", not counting pauses of ", state->paused);
    if (state->light != CLOCK_WAITS)
        say_day(&out, lang, "，应于 ", ", due ", state->due);
    switch (state->light) {
    case CLOCK_WAITS: say_day(&out, lang, "，暂停自 ", ", paused since ", state->waits_since); break;
    case CLOCK_RUNS:
    case CLOCK_SOON:
        if (!day_is_none(state->due))
            say_days(&out, state, lang, "，剩 ", ", left ", state->left);
        break;
    case CLOCK_OVERDUE:
        if (state->left) /* a weekend after it was due: overdue, and no working day lost yet */
            say_days(&out, state, lang, "，已超 ", ", overdue by ", -state->left);
        break;
    case CLOCK_MET:
    case CLOCK_LATE:
        say_day(&out, lang, "，完成于 ", ", done ", state->stopped);
        if (state->light == CLOCK_LATE && state->left)
            say_days(&out, state, lang, "，晚 ", ", late by ", -state->left);
        break;
    default: break;
    }
    return buf_get(&out);
}
