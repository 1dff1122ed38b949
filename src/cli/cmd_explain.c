/* cmd_explain.c - a figure down to its proof: contributions, the entries behind them, the evidence behind those. */
#include "base/arena.h"
#include "base/buf.h"
#include "board/board.h"
#include "cli/cli.h"

static const struct cli_option options[] = {
    { "zone", "ZONE", { STR_INIT("园区；不写为全市"), STR_INIT("the zone; left out: the city") } },
    { "year", "YEAR", { STR_INIT("年度"), STR_INIT("the year") } },
    { "period", "PERIOD", { STR_INIT("期间，如 2023-03、2023-H1"), STR_INIT("a period such as 2023-03, 2023-H1") } },
    { "on", "DATE", { STR_INIT("发生截至哪一天"), STR_INIT("figures on this day") } },
    { "as-of", "DATE|INSTANT|POSITION", { STR_INIT("回看台账当时的样子"), STR_INIT("as the ledger stood then") } },
    { "slice", "FEEL", { STR_INIT("目标采用的分项条件"), STR_INIT("the slice of a target, as adopted") } },
};

struct explaining {
    struct app *app;
    struct ledger *ledger;
    struct figure_query query;
    struct record_id zone;
    struct figure figure;
    struct contribution *items;
    size_t count;
    struct err err;
};

static struct str dec_text(struct app *app, struct dec value)
{
    struct buf out;
    buf_init(&out, app->arena);
    dec_print(value, &out);
    return buf_get(&out);
}

static struct str day_text(struct app *app, struct day day)
{
    struct buf out;
    buf_init(&out, app->arena);
    day_print(day, &out);
    return buf_get(&out);
}

static struct str hash_text(struct app *app, struct hash hash)
{
    struct buf out;
    buf_init(&out, app->arena);
    hash_print(hash, &out);
    return buf_get(&out);
}

static bool record_title(struct explaining *e, const struct kind *kind, struct record_id id, struct str *title)
{
    struct timeline *timeline;
    if (!record_read(e->ledger, e->app->arena, kind, id, e->query.as_of, &timeline, &e->err))
        return false;
    *title = timeline ? timeline_title(e->app->arena, timeline) : str_format(e->app->arena, "#%lld", (long long)id.n);
    return true;
}

static void evidence_json(struct explaining *e, struct json_writer *w, const struct entry *entry)
{
    json_key(w, "evidence");
    json_array(w);
    for (size_t i = 0; i < entry->evidence_count; i++) {
        const struct evidence *evidence = &entry->evidence[i];
        json_object(w);
        json_key(w, "name");
        json_str(w, evidence->name);
        json_key(w, "hash");
        if (evidence->paper || evidence->erased)
            json_null(w);
        else
            json_str(w, hash_text(e->app, evidence->hash));
        json_key(w, "size");
        json_num(w, evidence->size_bytes);
        json_object_end(w);
    }
    json_array_end(w);
}

static bool item_json(struct explaining *e, struct json_writer *w, const struct contribution *one)
{
    struct entry entry;
    struct str title;
    if (!entry_read(e->ledger, e->app->arena, one->entry, &entry, &e->err)
        || !record_title(e, one->kind, one->record, &title))
        return false;
    json_object(w);
    json_key(w, "metric");
    json_str(w, one->metric->name);
    json_key(w, "delta");
    json_raw(w, dec_text(e->app, one->delta));
    json_key(w, "day");
    json_str(w, day_text(e->app, one->day));
    json_key(w, "zone");
    json_num(w, one->zone.n);
    json_key(w, "record");
    json_object(w);
    json_key(w, "kind");
    json_str(w, one->kind->name);
    json_key(w, "id");
    json_num(w, one->record.n);
    json_key(w, "title");
    json_str(w, title);
    json_object_end(w);
    json_key(w, "entry");
    json_num(w, one->entry.n);
    json_key(w, "hash");
    json_str(w, hash_text(e->app, entry.hash));
    json_key(w, "source");
    json_str(w, entry.source);
    json_key(w, "reason");
    json_str(w, entry.reason);
    evidence_json(e, w, &entry);
    json_object_end(w);
    return true;
}

static bool print_json(struct explaining *e)
{
    struct buf out;
    struct json_writer w;
    buf_init(&out, e->app->arena);
    json_writer_init(&w, &out, false);
    json_object(&w);
    json_key(&w, "metric");
    json_str(&w, e->query.metric->name);
    json_key(&w, "unit");
    json_str(&w, e->query.metric->unit);
    json_key(&w, "value");
    if (e->figure.present)
        json_raw(&w, dec_text(e->app, e->figure.value));
    else
        json_null(&w);
    json_key(&w, "part");
    json_raw(&w, dec_text(e->app, e->figure.part));
    json_key(&w, "whole");
    json_raw(&w, dec_text(e->app, e->figure.whole));
    json_key(&w, "contributions");
    json_array(&w);
    for (size_t i = 0; i < e->count; i++)
        if (!item_json(e, &w, &e->items[i]))
            return false;
    json_array_end(&w);
    json_object_end(&w);
    put(e->app, buf_get(&out));
    return true;
}

static bool print_text(struct explaining *e)
{
    struct app *app = e->app;
    const struct metric *metric = e->query.metric;
    fprintf(app->out, "%.*s: ", STR_ARG(label_in(&metric->label, app->lang)));
    if (e->figure.present) {
        struct shown shown = shown_number(app->arena, e->figure.value, metric->unit, e->figure.value, app->lang);
        fprintf(app->out, "%.*s %.*s\n", STR_ARG(shown.text), STR_ARG(shown.text_unit));
    } else {
        fprintf(app->out, "— (%.*s)\n", STR_ARG(label_in(&e->figure.why, app->lang)));
    }
    fprintf(app->out, "%.*s\n\n", STR_ARG(label_in(&metric->note, app->lang)));
    struct table table;
    table_init(&table, app->arena, 6);
    const char *heads[][2] = { { "日期", "day" }, { "贡献", "delta" }, { "记录", "record" }, { "登记", "entry" }, { "佐证", "evidence" }, { "来源", "source" } };
    for (size_t i = 0; i < 6; i++)
        table_cell(&table, str_from(say(app, heads[i][0], heads[i][1])));
    table_right(&table, 1);
    for (size_t i = 0; i < e->count; i++) {
        const struct contribution *one = &e->items[i];
        struct entry entry;
        struct str title;
        if (!entry_read(e->ledger, app->arena, one->entry, &entry, &e->err) || !record_title(e, one->kind, one->record, &title))
            return false;
        struct shown delta = shown_number(app->arena, one->delta, one->metric->unit, one->delta, app->lang);
        table_cell(&table, day_text(app, one->day));
        table_cell(&table, str_format(app->arena, "%.*s %.*s", STR_ARG(delta.text), STR_ARG(delta.text_unit)));
        table_cell(&table, title);
        table_cell(&table, str_format(app->arena, "%lld %.8s", (long long)one->entry.n, hash_text(app, entry.hash).ptr));
        table_cell(&table, entry.evidence_count ? entry.evidence[0].name : STR("—"));
        table_cell(&table, entry.source);
    }
    table_print(&table, app->out);
    return true;
}

static bool ask(struct explaining *e, const struct args *args, const struct settings *settings)
{
    struct moment moment;
    struct str zone = arg(args, "zone"), period = arg(args, "period");
    if (!app_moment(e->app, e->ledger, settings, args, &moment, &e->err))
        return false;
    const struct model *model = ledger_model_at(e->ledger, moment.as_of, &e->err);
    if (!model)
        return false;
    e->query.metric = model_metric(model, args->words[1]);
    if (!e->query.metric)
        return err_set(&e->err, ERR_LEDGER_METRIC, "metric", args->words[1]);
    if (zone.len && !str_eq(zone, STR("city")) && !str_eq(zone, STR("all"))) {
        if (!zone_find(e->ledger, e->app->arena, zone, moment.as_of, &e->zone, &e->err))
            return false;
        e->query.zones = &e->zone;
        e->query.zone_count = 1;
    }
    e->query.on = moment.on;
    e->query.as_of = moment.as_of;
    e->query.slice = arg(args, "slice");
    e->query.period = (struct period){ day_from(moment.year, 1, 1), day_from(moment.year, 12, 31) };
    if (period.len && !period_parse(period, &e->query.period))
        return err_set(&e->err, ERR_CLI_DAY, "text", period);
    return figure_read(e->ledger, e->app->arena, &e->query, &e->figure, &e->err)
        && figure_contributions(e->ledger, e->app->arena, &e->query, &e->items, &e->count, &e->err);
}

static int run(struct app *app, const struct args *args)
{
    struct explaining e = { .app = app };
    struct settings settings;
    err_init(&e.err);
    if (!app_open(app, args->words[0], true, &e.ledger, &settings, &e.err))
        return app_fail(app, &e.err);
    bool ok = ask(&e, args, &settings) && (arg_given(args, "json") ? print_json(&e) : print_text(&e));
    ledger_close(e.ledger);
    return ok ? 0 : app_fail(app, &e.err);
}

const struct command command_explain = { "explain", "LEDGER METRIC",
    { STR_INIT("一个数的来历：贡献、登记、佐证"), STR_INIT("where a figure comes from: contributions, entries, evidence") },
    options, sizeof options / sizeof *options, 2, 2, run };
