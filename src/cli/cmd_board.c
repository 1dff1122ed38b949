/* cmd_board.c - every target: bound, value, share reached, share of time passed, state and why. */
#include "base/arena.h"
#include "base/buf.h"
#include "board/board.h"
#include "cli/cli.h"

static const struct cli_option options[] = {
    { "zone",
      "ZONE",
      { STR_INIT("园区的名称、简称或编号；all 各区，city 全市"),
        STR_INIT("a zone by name or number; all zones; the city") } },
    { "year", "YEAR", { STR_INIT("目标年度"), STR_INIT("year of the targets") } },
    { "on", "DATE", { STR_INIT("发生截至哪一天"), STR_INIT("figures on this day") } },
    { "as-of",
      "DATE|INSTANT|POSITION",
      { STR_INIT("回看台账当时的样子"), STR_INIT("as the ledger stood then") } },
};

static struct str joined(struct app *app, struct str a, struct str b)
{
    return b.len ? str_format(app->arena, "%.*s %.*s", STR_ARG(a), STR_ARG(b)) : a;
}

static struct str percent(struct app *app, bool has, struct dec value)
{
    if (!has)
        return STR("—");
    struct buf out;
    buf_init(&out, app->arena);
    dec_print_places(value, 1, false, &out);
    buf_char(&out, '%');
    return buf_get(&out);
}

/* ▁▂▃▄▅▆▇█ for what a month has, × for a month missed, · for one to come. */
static struct str sparks(struct app *app, const struct board_target *t)
{
    static const char *const blocks[] = { "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█" };
    struct buf out;
    buf_init(&out, app->arena);
    for (size_t i = 0; i < t->month_count; i++)
        switch (t->months[i].state) {
        case MONTH_OK: buf_cstr(&out, blocks[t->months[i].height * 7 / 100]); break;
        case MONTH_MISSED: buf_cstr(&out, "x"); break;
        case MONTH_EMPTY: buf_cstr(&out, "_"); break;
        default: buf_cstr(&out, "."); break;
        }
    return buf_get(&out);
}

static const char *mark(enum target_state state)
{
    static const char *const marks[TARGET_STATES] = {
        [TARGET_REACHED] = "●", [TARGET_ON_TRACK] = "●", [TARGET_TIGHT] = "▲",
        [TARGET_BEHIND] = "■",  [TARGET_NO_DATA] = "○",  [TARGET_NO_METRIC] = "○"
    };
    return marks[state];
}

static void print_targets(struct app *app, const struct board *board)
{
    enum { COLUMNS = 8, MONTHS = 5, NARROW = 110 };
    struct table table;
    bool narrow =
        app->columns && app->columns < NARROW; /* a terminal without room for the months */
    table_init(&table, app->arena, narrow ? COLUMNS - 1 : COLUMNS);
    table.limit = (size_t)app->columns;
    const char *heads[][2] = { { "目标", "target" }, { "现值", "now" },  { "目标值", "bound" },
                               { "达成", "share" },  { "时序", "time" }, { "按月", "months" },
                               { "状态", "state" },  { "依据", "why" } };
    for (size_t i = 0; i < COLUMNS; i++)
        if (!narrow || i != MONTHS)
            table_cell(&table, str_from(say(app, heads[i][0], heads[i][1])));
    for (size_t i = 1; i < 5; i++)
        table_right(&table, i);
    struct str zone = { 0 };
    for (size_t i = 0; i < board->target_count; i++) {
        const struct board_target *t = &board->targets[i];
        if (!str_eq(zone, t->zone.name) && !str_eq(board->zone_type, STR("zone")) &&
            t->zone.name.len) {
            zone = t->zone.name;
            table_cell(&table, str_format(app->arena, "【%.*s】", STR_ARG(zone)));
            for (size_t k = 1; k < table.columns; k++)
                table_cell(&table, (struct str){ 0 });
        }
        table_cell(&table, text_clipped(app, t->label, narrow ? 24 : 34));
        table_cell(&table,
                   t->value.present ? joined(app, t->value.text, t->value.text_unit) : STR("—"));
        table_cell(&table,
                   t->bound.present ? joined(app, t->bound.text, t->bound.text_unit) : STR("—"));
        table_cell(&table, percent(app, t->has_share, t->share));
        table_cell(&table, percent(app, t->has_time_share, t->time_share));
        if (!narrow)
            table_cell(&table, sparks(app, t));
        table_cell(&table,
                   str_format(app->arena, "%s %.*s", mark(t->state), STR_ARG(t->state_word)));
        table_cell(&table, t->reason);
    }
    table_print(&table, app->out);
}

static void print_board(struct app *app, const struct board *board, const struct settings *settings)
{
    struct buf on;
    buf_init(&on, app->arena);
    day_print(board->on, &on);
    fprintf(app->out, say(app, "%.*s · %d 年度目标\n", "%.*s - targets of %d\n"),
            STR_ARG(board->zone.name), board->year);
    if (settings->invented)
        fprintf(app->out, "%s\n", say(app, "【演示数据，均为虚构】", "[demo data, all invented]"));
    fprintf(app->out,
            say(app, "发生截至 %s · 账本位置 %lld · 时序进度 %.*s · %zu 项目标\n\n",
                "on %s - position %lld - %.*s of the year passed - %zu targets\n\n"),
            on.ptr, (long long)board->at.position.n, STR_ARG(percent(app, true, board->time_share)),
            board->target_count);
    if (!board->target_count) {
        fprintf(app->out, "%s\n",
                say(app, "还没有目标。先采用一份规划：luodi adopt LEDGER 规划.txt --year 年份",
                    "no targets yet; adopt a plan first: luodi adopt LEDGER PLAN.txt --year YEAR"));
        return;
    }
    print_targets(app, board);
    fputc('\n', app->out);
    for (int state = 0; state < TARGET_STATES; state++)
        if (board->counts[state])
            fprintf(app->out, "%s %.*s %zu   ", mark((enum target_state)state),
                    STR_ARG(target_state_word((enum target_state)state, app->lang)),
                    board->counts[state]);
    fprintf(app->out, say(app, "承办事项 %zu\n", "undertakings %zu\n"), board->undertakings);
}

static int run(struct app *app, const struct args *args)
{
    struct ledger *ledger;
    struct settings settings;
    struct moment moment;
    struct err err;
    err_init(&err);
    if (!app_open(app, args->words[0], true, &ledger, &settings, &err))
        return app_fail(app, &err);
    struct board_query query = { .scope = BOARD_ALL, .lang = app->lang, .plain = true };
    struct str zone = arg(args, "zone");
    struct board *board;
    bool ok = app_moment(app, ledger, &settings, args, &moment, &err);
    if (ok && str_eq(zone, STR("city")))
        query.scope = BOARD_CITY;
    else if (ok && zone.len && !str_eq(zone, STR("all"))) {
        query.scope = BOARD_ZONE;
        ok = zone_find(ledger, app->arena, zone, moment.as_of, &query.zone, &err);
    }
    query.year = moment.year;
    query.on = moment.on;
    query.as_of = moment.as_of;
    ok = ok && board_read(ledger, app->arena, &query, &board, &err);
    if (ok && arg_given(args, "json")) {
        struct buf out;
        struct json_writer w;
        buf_init(&out, app->arena);
        json_writer_init(&w, &out, false);
        board_json(&w, board, app->lang, true, settings.name, settings.invented);
        put(app, buf_get(&out));
    } else if (ok) {
        print_board(app, board, &settings);
    }
    ledger_close(ledger);
    return ok ? 0 : app_fail(app, &err);
}

const struct command command_board = { "board",
                                       "LEDGER",
                                       { STR_INIT("目标看板：现值、进度、状态与依据"),
                                         STR_INIT(
                                             "the board: every target, its value, state and why") },
                                       options,
                                       sizeof options / sizeof *options,
                                       1,
                                       1,
                                       run };
