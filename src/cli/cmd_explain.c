/*
 * cmd_explain.c - a figure down to its proof: the parts that it is computed from, the contributions
 * behind each, the entries behind those, the evidence behind those.
 */
#include "base/arena.h"
#include "base/buf.h"
#include "board/board.h"
#include "cli/cli.h"

static const struct cli_option options[] = {
    { "target",
      "#N",
      { STR_INIT("打开这个目标的数：指标、园区、期间、分项都取自目标"),
        STR_INIT("open the figure of this target: metric, zone, period and slice are its own") } },
    { "zone", "ZONE", { STR_INIT("园区；不写为全市"), STR_INIT("the zone; left out: the city") } },
    { "year", "YEAR", { STR_INIT("年度"), STR_INIT("the year") } },
    { "period",
      "PERIOD",
      { STR_INIT("期间，如 2023-03、2023-H1"), STR_INIT("a period such as 2023-03, 2023-H1") } },
    { "on", "DATE", { STR_INIT("发生截至哪一天"), STR_INIT("figures on this day") } },
    { "as-of",
      "DATE|INSTANT|POSITION",
      { STR_INIT("回看台账当时的样子"), STR_INIT("as the ledger stood then") } },
    { "slice",
      "FEEL",
      { STR_INIT("目标采用的分项条件"), STR_INIT("the slice of a target, as adopted") } },
};

enum { PARTS_MAX = 64, DEPTH_MAX = 8 };

struct explaining {
    struct app *app;
    struct ledger *ledger;
    struct figure_query query;
    struct record_id zone;
    struct err err;
};

/* A figure with what it is made of. */
struct opened {
    struct figure_query query;
    struct figure figure;
    struct contribution *items;
    size_t count;
    struct opened *parts;
    size_t part_count;
};

/* ---- reading ---- */

static struct period until(const struct figure_query *query)
{
    struct period period = query->period;
    if (!day_is_none(query->on) && query->on.n < period.last.n)
        period.last = query->on;
    return period;
}

/* The period that growth compares with: the same days of the year before, a month's end staying
 * one. */
static struct period year_before(struct period period)
{
    struct day last = day_add_months(period.last, -12);
    if (period.last.n == day_month_end(period.last).n)
        last = day_month_end(last);
    return (struct period){ day_add_months(period.first, -12), last };
}

static bool open_figure(struct explaining *e, const struct figure_query *query, int depth,
                        struct opened *opened);

static bool open_part(struct explaining *e, struct opened *whole, const struct metric *metric,
                      struct period period, int depth)
{
    struct figure_query query = whole->query;
    query.metric = metric;
    query.period = period;
    query.slice = (struct str){ 0 };
    return open_figure(e, &query, depth, &whole->parts[whole->part_count++]);
}

static bool open_figure(struct explaining *e, const struct figure_query *query, int depth,
                        struct opened *opened)
{
    const struct metric *metric = query->metric;
    *opened = (struct opened){ .query = *query };
    if (!figure_read(e->ledger, e->app->arena, query, &opened->figure, &e->err) ||
        !figure_contributions(e->ledger, e->app->arena, query, &opened->items, &opened->count,
                              &e->err))
        return false;
    struct period period = until(query);
    size_t parts = metric->part_count < PARTS_MAX ? metric->part_count : PARTS_MAX;
    if (!parts || depth == DEPTH_MAX || period.last.n < period.first.n)
        return true;
    opened->parts = ARENA_ARRAY(e->app->arena, struct opened, parts + 1);
    for (size_t i = 0; i < parts; i++)
        if (!open_part(e, opened, metric->parts[i], period, depth + 1))
            return false;
    return metric->how != METRIC_GROWTH ||
           open_part(e, opened, metric->of, year_before(period), depth + 1);
}

static bool record_title(struct explaining *e, const struct contribution *one, struct str *title)
{
    struct timeline *timeline;
    if (!record_read(e->ledger, e->app->arena, one->kind, one->record, e->query.as_of, &timeline,
                     &e->err))
        return false;
    *title = timeline ? timeline_title(e->app->arena, timeline)
                      : str_format(e->app->arena, "#%lld", (long long)one->record.n);
    return true;
}

static struct str period_text(struct app *app, struct period period)
{
    struct buf out;
    buf_init(&out, app->arena);
    period_print(period, &out);
    return buf_get(&out);
}

/* ---- as JSON ---- */

static void evidence_json(struct explaining *e, struct json_writer *w, const struct entry *entry)
{
    json_key(w, "evidence");
    json_array(w);
    for (size_t i = 0; i < entry->evidence_count; i++) {
        const struct evidence *evidence = &entry->evidence[i];
        json_object(w);
        json_key_text(w, "name", evidence->name);
        json_key(w, "hash");
        if (evidence->paper || evidence->erased)
            json_null(w);
        else
            json_str(w, hash_text(e->app, evidence->hash));
        json_key_num(w, "size", evidence->size_bytes);
        json_object_end(w);
    }
    json_array_end(w);
}

static bool item_json(struct explaining *e, struct json_writer *w, const struct contribution *one)
{
    struct entry entry;
    struct str title;
    if (!entry_read(e->ledger, e->app->arena, one->entry, &entry, &e->err) ||
        !record_title(e, one, &title))
        return false;
    json_object(w);
    json_key_text(w, "metric", one->metric->name);
    json_key(w, "delta");
    json_raw(w, dec_text(e->app, one->delta));
    json_key_text(w, "day", day_text(e->app, one->day));
    json_key_num(w, "zone", one->zone.n);
    json_key(w, "record");
    json_object(w);
    json_key_text(w, "kind", one->kind->name);
    json_key_num(w, "id", one->record.n);
    json_key_text(w, "title", title);
    json_object_end(w);
    json_key_num(w, "entry", one->entry.n);
    json_key_text(w, "hash", hash_text(e->app, entry.hash));
    json_key_text(w, "source", entry.source);
    json_key_text(w, "reason", entry.reason);
    evidence_json(e, w, &entry);
    json_object_end(w);
    return true;
}

static bool opened_json(struct explaining *e, struct json_writer *w, const struct opened *opened,
                        int depth)
{
    const struct figure *figure = &opened->figure;
    const struct metric *metric = opened->query.metric;
    json_object(w);
    json_key_text(w, "metric", metric->name);
    json_key_text(w, "label", label_in(&metric->label, e->app->lang));
    json_key_text(w, "unit", metric->unit);
    json_key_text(w, "period", period_text(e->app, opened->query.period));
    json_key(w, "value");
    if (figure->present)
        json_raw(w, dec_text(e->app, figure->value));
    else
        json_null(w);
    if (!figure->present)
        json_key_text(w, "why", label_in(&figure->why, e->app->lang));
    json_key(w, "part");
    json_raw(w, dec_text(e->app, figure->part));
    json_key(w, "whole");
    json_raw(w, dec_text(e->app, figure->whole));
    json_key(w, "contributions");
    json_array(w);
    for (size_t i = 0; i < opened->count; i++)
        if (!item_json(e, w, &opened->items[i]))
            return false;
    json_array_end(w);
    json_key(w, "parts");
    json_array(w);
    for (size_t i = 0; i < opened->part_count;
         i++) /* a nesting of metrics, as deep as the definitions' */
        if (depth < DEPTH_MAX && !opened_json(e, w, &opened->parts[i], depth + 1))
            return false;
    json_array_end(w);
    json_object_end(w);
    return true;
}

static bool print_json(struct explaining *e, const struct opened *opened)
{
    struct json_out out;
    if (!opened_json(e, json_out_begin(&out, e->app), opened, 0))
        return false;
    json_out_end(&out, e->app);
    return true;
}

/* ---- for people ---- */

static struct str figure_words(struct app *app, const struct opened *opened)
{
    const struct figure *figure = &opened->figure;
    if (!figure->present)
        return str_format(app->arena, "— (%.*s)", STR_ARG(label_in(&figure->why, app->lang)));
    struct shown shown = shown_number(app->arena, figure->value, opened->query.metric->unit,
                                      figure->value, app->lang);
    return str_format(app->arena, "%.*s %.*s", STR_ARG(shown.text), STR_ARG(shown.text_unit));
}

static void print_parts(struct app *app, const struct opened *opened)
{
    struct table table;
    if (!opened->part_count)
        return;
    table_init(&table, app->arena, 3);
    table_right(&table, 2);
    fprintf(app->out, "%s\n", say(app, "由这些数算出", "computed from"));
    for (size_t i = 0; i < opened->part_count; i++) {
        const struct opened *part = &opened->parts[i];
        table_cell(&table, str_format(app->arena, "  %.*s",
                                      STR_ARG(label_in(&part->query.metric->label, app->lang))));
        table_cell(&table, period_text(app, part->query.period));
        table_cell(&table, figure_words(app, part));
    }
    table_print(&table, app->out);
    fputc('\n', app->out);
}

static bool contributions_table(struct explaining *e, const struct opened *opened,
                                struct table *table)
{
    struct app *app = e->app;
    const char *heads[][2] = { { "日期", "day" },   { "贡献", "delta" },    { "记录", "record" },
                               { "登记", "entry" }, { "佐证", "evidence" }, { "来源", "source" } };
    table_init(table, app->arena, 6);
    table->limit = (size_t)app->columns;
    table_right(table, 1);
    for (size_t i = 0; i < 6; i++)
        table_cell(table, str_from(say(app, heads[i][0], heads[i][1])));
    for (size_t i = 0; i < opened->count; i++) {
        const struct contribution *one = &opened->items[i];
        struct entry entry;
        struct str title;
        if (!entry_read(e->ledger, app->arena, one->entry, &entry, &e->err) ||
            !record_title(e, one, &title))
            return false;
        struct shown delta =
            shown_number(app->arena, one->delta, one->metric->unit, one->delta, app->lang);
        table_cell(table, day_text(app, one->day));
        table_cell(table, str_format(app->arena, "%.*s %.*s", STR_ARG(delta.text),
                                     STR_ARG(delta.text_unit)));
        table_cell(table, title);
        table_cell(table, str_format(app->arena, "%lld %.8s", (long long)one->entry.n,
                                     hash_text(app, entry.hash).ptr));
        table_cell(table, entry.evidence_count ? entry.evidence[0].name : STR("—"));
        table_cell(table, entry.source);
    }
    return true;
}

static bool print_text(struct explaining *e, const struct opened *opened)
{
    struct app *app = e->app;
    const struct metric *metric = opened->query.metric;
    struct table table;
    if (!contributions_table(e, opened, &table))
        return false;
    fprintf(app->out, "%.*s %.*s: %.*s\n", STR_ARG(label_in(&metric->label, app->lang)),
            STR_ARG(period_text(app, opened->query.period)), STR_ARG(figure_words(app, opened)));
    if (opened->query.slice.len)
        fprintf(app->out, "%s %.*s\n", say(app, "分项：", "slice:"), STR_ARG(opened->query.slice));
    fprintf(app->out, "%.*s\n\n", STR_ARG(label_in(&metric->note, app->lang)));
    print_parts(app, opened);
    table_print(&table, app->out);
    return true;
}

/* ---- what is asked ---- */

static bool ask_target(struct explaining *e, const struct args *args, const struct moment *moment)
{
    struct record_id id;
    struct board_target *target;
    struct head at;
    struct board_query query = { .year = moment->year,
                                 .on = moment->on,
                                 .as_of = moment->as_of,
                                 .lang = e->app->lang,
                                 .plain = true };
    if (!arg_record(arg(args, "target"), &id, &e->err) ||
        !target_read(e->ledger, e->app->arena, id, &query, &target, &at, &e->err))
        return false;
    if (!target->metric)
        return err_set(&e->err, ERR_CLI_TARGET_GREY, "target",
                       str_format(e->app->arena, "%lld", (long long)id.n));
    e->query.metric = target->metric;
    e->query.period = target->period;
    e->query.slice = target->slice;
    e->zone = target->zone.id;
    return true;
}

static bool ask_metric(struct explaining *e, const struct args *args, const struct moment *moment)
{
    struct str zone = arg(args, "zone"), period = arg(args, "period");
    const struct model *model = ledger_model_at(e->ledger, moment->as_of, &e->err);
    if (!model)
        return false;
    e->query.metric = model_metric(model, args->words[1]);
    if (!e->query.metric)
        return err_set(&e->err, ERR_LEDGER_METRIC, "metric", args->words[1]);
    if (zone.len && !str_eq(zone, STR("city")) && !str_eq(zone, STR("all")) &&
        !zone_find(e->ledger, e->app->arena, zone, moment->as_of, &e->zone, &e->err))
        return false;
    e->query.slice = arg(args, "slice");
    e->query.period =
        (struct period){ day_from(moment->year, 1, 1), day_from(moment->year, 12, 31) };
    return !period.len || period_parse(period, &e->query.period) ||
           err_set(&e->err, ERR_CLI_DAY, "text", period);
}

static bool ask(struct explaining *e, const struct args *args, const struct settings *settings)
{
    struct moment moment;
    if (!app_moment(e->app, e->ledger, settings, args, &moment, &e->err))
        return false;
    e->query.on = moment.on;
    e->query.as_of = moment.as_of;
    if (!(arg_given(args, "target") ? ask_target(e, args, &moment) : ask_metric(e, args, &moment)))
        return false;
    e->query.zones = &e->zone;
    e->query.zone_count = e->zone.n ? 1 : 0;
    return true;
}

static int run(struct app *app, const struct args *args)
{
    struct explaining e = { .app = app };
    struct settings settings;
    struct opened opened;
    err_init(&e.err);
    if (args->word_count < 2 && !arg_given(args, "target"))
        return app_usage(app, "explain", ERR_CLI_WORDS,
                         STR("luodi explain LEDGER METRIC | luodi explain LEDGER --target #N"));
    if (!app_open(app, args->words[0], true, &e.ledger, &settings, &e.err))
        return app_fail(app, &e.err);
    bool ok = ask(&e, args, &settings) && open_figure(&e, &e.query, 0, &opened) &&
              (arg_given(args, "json") ? print_json(&e, &opened) : print_text(&e, &opened));
    ledger_close(e.ledger);
    return ok ? 0 : app_fail(app, &e.err);
}

const struct command command_explain = {
    "explain",
    "LEDGER METRIC | LEDGER --target #N",
    { STR_INIT("一个数的来历：分项、贡献、登记、佐证"),
      STR_INIT("where a figure comes from: parts, contributions, entries, evidence") },
    options,
    sizeof options / sizeof *options,
    1,
    2,
    run
};
