/*
 * score.c - the one rule by which a target's state is computed.
 *
 *   reached    the bound is met (a count "27" with no word of bound: at 27 or more); where later entries may still undo it
 *              (growth, "at most", months of a cadence), only when the period is over
 *   on track   the share reached is not under the share of time passed; for growth and "at most": the bound is met now
 *   tight      the share reached is under the time passed, but at least 80 % of it
 *   behind     less than that; for a cadence: a whole month was missed, which later months cannot mend
 *
 * 80 % of the time progress is the amber line of the rule that Wuhan publishes (domain handbook, section c); the rule
 * becomes a dated definition together with the lights of projects. A level is measured from where it stood when the period began.
 */
#include "board/board_priv.h"

#include "base/must.h"

enum { TIGHT_PERCENT = 80, ABOUT_PERCENT = 95 };

struct says { const char *zh, *en; };

static struct str say(struct scoring *s, struct says says)
{
    return str_from(s->lang == LANG_ZH ? says.zh : says.en);
}

static struct dec days(struct day from, struct day to)
{
    return dec_from_int((int64_t)to.n - from.n + 1);
}

static struct dec time_passed(const struct board_target *t, struct day on)
{
    struct dec percent = dec_from_int(0);
    if (on.n >= t->period.last.n)
        return dec_from_int(100);
    if (on.n >= t->period.first.n)
        must(percent_of(days(t->period.first, on), days(t->period.first, t->period.last), &percent));
    return percent;
}

static bool at_most(const struct board_target *t)
{
    return str_eq(t->bound.op, STR("<=")) || str_eq(t->bound.op, STR("<"));
}

static bool bound_met(const struct board_bound *bound, struct dec value)
{
    int order = dec_cmp(value, bound->value);
    if (str_eq(bound->op, STR(">")))
        return order > 0;
    if (str_eq(bound->op, STR("<=")))
        return order <= 0;
    if (str_eq(bound->op, STR("<")))
        return order < 0;
    struct dec near;
    if (str_eq(bound->op, STR("~")))
        return percent_of(value, bound->value, &near) && dec_cmp(near, dec_from_int(ABOUT_PERCENT)) >= 0;
    return order >= 0;
}

static void query_of(struct scoring *s, const struct board_target *t, const struct metric *metric, struct day on,
                     struct figure_query *query)
{
    *query = (struct figure_query){ .metric = metric, .slice = metric == t->metric ? t->slice : (struct str){ 0 },
        .zones = s->zones, .zone_count = s->zone_count, .period = t->period, .on = on, .as_of = s->as_of };
}

static bool is_level(const struct metric *metric)
{
    return metric->how == METRIC_STOCK;
}

/* Neither adds up over the period nor grows from zero: growth, ratios, official series that are rates. */
static bool is_rate(const struct metric *metric)
{
    return metric->how == METRIC_GROWTH || metric->how == METRIC_RATIO || metric->how == METRIC_SHARE
        || (metric->how == METRIC_OFFICIAL && metric->adds_time == ADDS_NONE);
}

/* ---- months ------------------------------------------------------------------------------------------------ */

/* `met`: of a cadence, whether the month has what it should have; else NULL. */
static enum month_state month_state_of(const struct figure *figure, const struct figure *met, int32_t month, struct day on)
{
    if (month_first(month).n > on.n)
        return MONTH_FUTURE;
    if (!figure->present)
        return MONTH_NONE;
    if (met && dec_cmp(met->value, dec_from_int(0)) == 0)
        return month_last(month).n <= on.n ? MONTH_MISSED : MONTH_EMPTY;
    return !met && dec_cmp(figure->value, dec_from_int(0)) == 0 ? MONTH_EMPTY : MONTH_OK;
}

static bool months_score(struct scoring *s, struct board_target *t)
{
    bool cadence = t->metric->how == METRIC_CADENCE; /* shows what there was, and counts what is dated well enough */
    const struct metric *metric = cadence ? t->metric->of : t->metric;
    struct figure_query query;
    struct figure *figures, *met = NULL;
    query_of(s, t, metric, s->on, &query);
    if (!figure_months(s->ledger, s->arena, &query, &figures, &t->month_count, s->err))
        return false;
    query.metric = t->metric;
    if (cadence && !figure_months(s->ledger, s->arena, &query, &met, &t->month_count, s->err))
        return false;
    t->months = ARENA_ARRAY(s->arena, struct board_month, t->month_count);
    struct dec most = dec_from_int(0);
    for (size_t i = 0; i < t->month_count; i++)
        if (figures[i].present && dec_cmp(figures[i].value, most) > 0)
            most = figures[i].value;
    for (size_t i = 0; i < t->month_count; i++) {
        struct board_month *month = &t->months[i];
        struct dec height;
        int64_t whole;
        month->month = month_of(t->period.first) + (int32_t)i;
        month->state = month_state_of(&figures[i], met ? &met[i] : NULL, month->month, s->on);
        if (figures[i].present && month->state != MONTH_FUTURE)
            month->shown = shown_number(s->arena, figures[i].value, metric->unit, t->bound.present ? t->bound.value : most, s->lang);
        else
            month->shown = (struct shown){ .unit = metric->unit, .why = figures[i].why, .of = DAY_NONE };
        if (month->shown.present && percent_of(figures[i].value, most, &height)
            && dec_to_int(dec_round(height, 0, DEC_HALF_UP), &whole))
            month->height = whole < 0 ? 0 : (int)whole;
    }
    return true;
}

/* ---- cadence ----------------------------------------------------------------------------------------------- */

/* Months of the period that are over, and how many of them were missed; the running one counts once it is met. */
static void cadence_months(const struct board_target *t, struct day on, int64_t *due, int64_t *missed, int32_t *first_missed)
{
    *due = *missed = 0;
    *first_missed = 0;
    for (size_t i = 0; i < t->month_count; i++) {
        const struct board_month *month = &t->months[i];
        bool met = month->state == MONTH_OK;
        if (month_first(month->month).n > on.n || (!met && month_last(month->month).n > on.n))
            continue;
        (*due)++;
        *missed += !met;
        if (!met && !*first_missed)
            *first_missed = month->month;
    }
}

static void cadence_score(struct scoring *s, struct board_target *t, struct dec value)
{
    int64_t due, missed, met;
    int32_t first;
    cadence_months(t, s->on, &due, &missed, &first);
    must(dec_to_int(value, &met));
    bool over = s->on.n >= t->period.last.n;
    t->has_share = due > 0 && percent_of(value, dec_from_int(due), &t->share);
    t->has_time_share = true;
    t->time_share = dec_from_int(100);
    t->state = missed ? TARGET_BEHIND : over ? TARGET_REACHED : TARGET_ON_TRACK;
    t->value.text = str_format(s->arena, "%lld / %lld", (long long)met, (long long)due);
    t->value.text_unit = s->lang == LANG_ZH ? STR("月") : STR("months");
    if (!due) {
        t->reason = say(s, (struct says){ "第一个月还没有过完", "the first month is not over yet" });
    } else if (missed) {
        t->state_word = s->lang == LANG_ZH ? str_format(s->arena, "%d 月缺", (int)(first % 12 + 1))
                                           : str_format(s->arena, "month %d missed", (int)(first % 12 + 1));
        t->reason = s->lang == LANG_ZH
            ? str_format(s->arena, "已过 %lld 个月，缺 %lld 个月；缺的月份不能补", (long long)due, (long long)missed)
            : str_format(s->arena, "%lld of %lld months missed; a missed month cannot be mended", (long long)missed, (long long)due);
    } else {
        t->reason = s->lang == LANG_ZH ? str_format(s->arena, "已过 %lld 个月，月月都有", (long long)due)
                                       : str_format(s->arena, "all %lld months so far have one", (long long)due);
    }
    struct dec gap = dec_from_int(-missed);
    t->gap = shown_number(s->arena, gap, t->bound.unit, gap, s->lang);
}

/* ---- all others ---------------------------------------------------------------------------------------------- */

static bool level_progress(struct scoring *s, const struct board_target *t, struct dec value, struct dec *progress)
{
    struct figure start;
    struct figure_query query;
    struct day before = { t->period.first.n - 1 };
    query_of(s, t, t->metric, before, &query);
    query.period = (struct period){ before, before };
    if (!figure_read(s->ledger, s->arena, &query, &start, s->err))
        return false;
    struct dec done, all;
    if (start.present && dec_sub(value, start.value, &done) && dec_sub(t->bound.value, start.value, &all)
        && dec_cmp(all, dec_from_int(0)) > 0)
        return percent_of(done, all, progress) || true;
    return true;
}

static enum target_state state_of(const struct board_target *t, struct dec value, struct dec progress, struct dec time, bool over)
{
    bool met = bound_met(&t->bound, value);
    bool may_turn = is_rate(t->metric) || at_most(t);
    if (met)
        return may_turn && !over ? TARGET_ON_TRACK : TARGET_REACHED;
    if (at_most(t))
        return TARGET_BEHIND;
    struct dec line;
    must(dec_mul(time, dec_from_scaled(TIGHT_PERCENT, 2), &line));
    if (dec_cmp(progress, time) >= 0 && !over)
        return TARGET_ON_TRACK;
    return dec_cmp(progress, line) >= 0 && !over ? TARGET_TIGHT : TARGET_BEHIND;
}

static struct str reason_of(struct scoring *s, const struct board_target *t, struct dec progress, bool over)
{
    struct str done = percent_text(s->arena, t->share), time = percent_text(s->arena, t->time_share);
    bool zh = s->lang == LANG_ZH;
    if (is_rate(t->metric) || at_most(t)) {
        bool met = t->state == TARGET_ON_TRACK || t->state == TARGET_REACHED;
        return str_format(s->arena, zh ? "现值 %.*s%.*s，%s要求的 %.*s" : "now %.*s%.*s, %s the bound %.*s",
            STR_ARG(t->value.text), STR_ARG(t->value.text_unit),
            met ? (zh ? "达到" : "meets") : (zh ? "未达到" : "does not meet"), STR_ARG(t->bound.text));
    }
    if (t->state == TARGET_REACHED)
        return str_format(s->arena, zh ? "完成 %.*s，目标已达到" : "%.*s done, the bound is reached", STR_ARG(done));
    if (over)
        return str_format(s->arena, zh ? "期间已过，完成 %.*s" : "the period is over, %.*s done", STR_ARG(done));
    struct str measured = percent_text(s->arena, progress);
    if (is_level(t->metric) && !str_eq(measured, done))
        return str_format(s->arena, zh ? "期内增量完成 %.*s，时间过去 %.*s" : "%.*s of the increase done, %.*s of the time passed",
                          STR_ARG(measured), STR_ARG(time));
    return str_format(s->arena, zh ? "完成 %.*s，时间过去 %.*s" : "%.*s done, %.*s of the time passed", STR_ARG(done), STR_ARG(time));
}

static bool value_score(struct scoring *s, struct board_target *t, struct dec value)
{
    bool over = s->on.n >= t->period.last.n;
    struct dec gap;
    t->time_share = time_passed(t, s->on);
    t->has_time_share = !is_rate(t->metric) && !at_most(t);
    t->share = dec_from_int(0);
    t->has_share = percent_of(value, t->bound.value, &t->share);
    if (dec_sub(value, t->bound.value, &gap))
        t->gap = shown_number(s->arena, gap, t->bound.unit, t->bound.value, s->lang);
    struct dec progress = t->share;
    if (is_level(t->metric) && !level_progress(s, t, value, &progress))
        return false;
    t->state = state_of(t, value, progress, t->has_time_share ? t->time_share : dec_from_int(100), over);
    if (t->state == TARGET_BEHIND && is_rate(t->metric) && !over
        && dec_cmp(progress, dec_from_int(TIGHT_PERCENT)) >= 0)
        t->state = TARGET_TIGHT;
    t->reason = reason_of(s, t, progress, over);
    return true;
}

bool target_score(struct scoring *s, struct board_target *t)
{
    if (!t->metric) {
        t->state = TARGET_NO_METRIC;
        t->reason = t->reason_given.len ? t->reason_given : say(s, (struct says){ "尚无指标衡量它", "no metric measures it yet" });
        t->state_word = target_state_word(t->state, s->lang);
        t->value = (struct shown){ .of = DAY_NONE };
        t->gap = (struct shown){ .of = DAY_NONE };
        return true;
    }
    struct figure_query query;
    struct figure figure;
    query_of(s, t, t->metric, s->on, &query);
    if (!figure_read(s->ledger, s->arena, &query, &figure, s->err) || !months_score(s, t))
        return false;
    t->official = t->metric->how == METRIC_OFFICIAL;
    t->gap = (struct shown){ .of = DAY_NONE };
    if (!figure.present) {
        t->value = (struct shown){ .unit = t->metric->unit, .why = figure.why, .of = DAY_NONE };
        t->state = TARGET_NO_DATA;
        t->reason = label_in(&figure.why, s->lang);
        t->state_word = target_state_word(t->state, s->lang);
        return true;
    }
    t->value = shown_number(s->arena, figure.value, t->metric->unit, t->bound.present ? t->bound.value : figure.value, s->lang);
    if (!day_is_none(figure.of) && figure.of.n < s->on.n && figure.of.n < t->period.last.n)
        t->value.of = figure.of;
    if (t->metric->how == METRIC_CADENCE)
        cadence_score(s, t, figure.value);
    else if (!value_score(s, t, figure.value))
        return false;
    if (!t->state_word.len)
        t->state_word = target_state_word(t->state, s->lang);
    return true;
}

bool target_state_on(struct scoring *scoring, const struct board_target *target, struct day on, enum target_state *state)
{
    struct scoring then = *scoring;
    struct board_target copy = *target;
    then.on = on;
    copy.state_word = (struct str){ 0 };
    *state = target->state;
    if (on.n < target->period.first.n || !target->metric)
        return true;
    if (!target_score(&then, &copy))
        return false;
    *state = copy.state;
    return true;
}

/* ---- words ------------------------------------------------------------------------------------------------------- */

static const struct { const char *name; struct label word; } states[TARGET_STATES] = {
    [TARGET_REACHED] = { "reached", { STR_INIT("已达"), STR_INIT("Reached") } },
    [TARGET_ON_TRACK] = { "on_track", { STR_INIT("在轨"), STR_INIT("On track") } },
    [TARGET_TIGHT] = { "tight", { STR_INIT("吃紧"), STR_INIT("Tight") } },
    [TARGET_BEHIND] = { "behind", { STR_INIT("落后"), STR_INIT("Behind") } },
    [TARGET_NO_DATA] = { "no_data", { STR_INIT("尚无数据"), STR_INIT("No data") } },
    [TARGET_NO_METRIC] = { "no_metric", { STR_INIT("尚无口径"), STR_INIT("No metric") } },
};

const char *target_state_name(enum target_state state)
{
    return states[state].name;
}

struct str target_state_word(enum target_state state, enum lang lang)
{
    return label_in(&states[state].word, lang);
}

const char *month_state_name(enum month_state state)
{
    static const char *const names[] = { "ok", "empty", "missed", "future", "none" };
    return names[state];
}
