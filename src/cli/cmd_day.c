/* cmd_day.c - a day's work: what is overdue, due, due soon and waiting, for a post or for all; what changed since yesterday. */
#include "base/arena.h"
#include "base/buf.h"
#include "board/board.h"
#include "cli/cli.h"
#include "ledger/words.h"

static const struct cli_option options[] = {
    { "person",
      "POST|#N",
      { STR_INIT("谁的今日事项；不写为所有人"), STR_INIT("whose day; left out: everybody's") } },
    { "zone", "ZONE", { STR_INIT("只看这个园区"), STR_INIT("only things of this zone") } },
    { "on", "DATE", { STR_INIT("哪一天"), STR_INIT("on this day") } },
    { "as-of",
      "DATE|INSTANT|POSITION",
      { STR_INIT("回看台账当时的样子"), STR_INIT("as the ledger stood then") } },
};

static const char *mark(enum clock_light light)
{
    static const char *const marks[CLOCK_LIGHT_COUNT] = {
        [CLOCK_IDLE] = "○", [CLOCK_RUNS] = "●", [CLOCK_WAITS] = "‖", [CLOCK_SOON] = "▲",
        [CLOCK_DUE] = "▲",  [CLOCK_OVERDUE] = "■", [CLOCK_MET] = "●", [CLOCK_LATE] = "■"
    };
    return marks[light];
}

static struct str titled(struct app *app, const struct day_name *name, size_t width)
{
    return name->id.n ? text_clipped(app, name->title, width) : STR("—");
}

static void print_lines(struct app *app, const struct day_work *work)
{
    struct table table;
    const char *heads[][2] = { { "灯", "light" },     { "记录", "kind" },    { "事项", "what" },
                               { "责任", "waits for" }, { "升级到", "stands with" }, { "依据", "why" } };
    table_init(&table, app->arena, 6);
    table.limit = (size_t)app->columns;
    for (size_t i = 0; i < 6; i++)
        table_cell(&table, str_from(say(app, heads[i][0], heads[i][1])));
    for (size_t i = 0; i < work->line_count; i++) {
        const struct day_line *line = &work->lines[i];
        table_cell(&table,
                   str_format(app->arena, "%s %.*s", mark(line->state.light),
                              STR_ARG(clock_light_word(line->state.light, app->lang))));
        table_cell(&table, label_in(&line->record.kind->label, app->lang));
        table_cell(&table, str_format(app->arena, "%.*s #%lld",
                                      STR_ARG(text_clipped(app, line->record.title, 32)),
                                      (long long)line->record.id.n));
        table_cell(&table, titled(app, &line->holder, 18));
        table_cell(&table, titled(app, &line->rung, 18));
        table_cell(&table, clock_reason(app->arena, &line->state, app->lang));
    }
    table_print(&table, app->out);
}

static void print_changes(struct app *app, const struct day_work *work)
{
    struct table table;
    if (!work->change_count)
        return;
    fprintf(app->out, "\n%s\n", say(app, "昨日以来的变化", "changed since yesterday"));
    table_init(&table, app->arena, 5);
    table.limit = (size_t)app->columns;
    for (size_t i = 0; i < work->change_count; i++) {
        const struct day_change *change = &work->changes[i];
        table_cell(&table, day_text(app, instant_day(change->recorded)));
        table_cell(&table, label_in(&change->record.kind->label, app->lang));
        table_cell(&table, str_format(app->arena, "%.*s #%lld",
                                      STR_ARG(text_clipped(app, change->record.title, 32)),
                                      (long long)change->record.id.n));
        table_cell(&table, act_word(change->act, app->lang));
        table_cell(&table, change->stage ? label_in(&change->stage->label, app->lang) : STR("—"));
    }
    table_print(&table, app->out);
}

static void print_day(struct app *app, const struct day_work *work, struct day on)
{
    static const enum clock_light shown[] = { CLOCK_OVERDUE, CLOCK_DUE, CLOCK_SOON, CLOCK_RUNS,
                                              CLOCK_WAITS };
    struct str who =
        work->person.id.n ? work->person.title : str_from(say(app, "所有人", "everybody"));
    fprintf(app->out, "%.*s · %.*s\n", STR_ARG(who), STR_ARG(day_text(app, on)));
    for (size_t i = 0; i < sizeof shown / sizeof *shown; i++)
        fprintf(app->out, "%s %.*s %zu   ", mark(shown[i]),
                STR_ARG(clock_light_word(shown[i], app->lang)), work->counts[shown[i]]);
    fputs("\n\n", app->out);
    if (work->line_count)
        print_lines(app, work);
    else
        fprintf(app->out, "%s\n", say(app, "今天没有计时的事项", "nothing runs today"));
    if (work->line_count < work->all)
        fprintf(app->out, say(app, "另有 %zu 项\n", "%zu more\n"), work->all - work->line_count);
    print_changes(app, work);
}

static void print_json(struct app *app, const struct day_work *work, struct day on)
{
    struct json_out out;
    struct json_writer *json = json_out_begin(&out, app);
    json_object(json);
    json_key_text(json, "on", day_text(app, on));
    day_json(json, work, app->lang);
    json_object_end(json);
    json_out_end(&out, app);
}

static int run(struct app *app, const struct args *args)
{
    struct ledger *ledger;
    struct settings settings;
    struct moment moment;
    struct day_work *work;
    struct day_query query = { 0 };
    struct err err;
    err_init(&err);
    if (!app_open(app, args->words[0], true, &ledger, &settings, &err))
        return app_fail(app, &err);
    struct str person = arg(args, "person"), zone = arg(args, "zone");
    bool ok = app_moment(app, ledger, &settings, args, &moment, &err);
    if (ok && person.len)
        ok = person_find(ledger, app->arena, person, moment.as_of, &query.person, &err);
    if (ok && zone.len)
        ok = zone_find(ledger, app->arena, zone, moment.as_of, &query.zone, &err);
    query.on = moment.on;
    query.as_of = moment.as_of;
    ok = ok && day_read(ledger, app->arena, &query, &work, &err);
    if (ok && arg_given(args, "json"))
        print_json(app, work, query.on);
    else if (ok)
        print_day(app, work, query.on);
    ledger_close(ledger);
    return ok ? 0 : app_fail(app, &err);
}

const struct command command_day = { "day",
                                     "LEDGER",
                                     { STR_INIT("今日事项：超期、到期、待我办的，与昨日以来的变化"),
                                       STR_INIT("a day's work: overdue, due, waiting, and what changed") },
                                     options,
                                     sizeof options / sizeof *options,
                                     1,
                                     1,
                                     run };
