/* cmd_adopt.c - from a plan to targets: what would be made, shown; then made, when a person says
 * so. */
#include <stdio.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "board/board.h"
#include "cli/plan_file.h"
#include "plan/adopt.h"

static const struct cli_option options[] = {
    { "year", "YEAR", { STR_INIT("计划年度"), STR_INIT("the year that the plan is for") } },
    { "review",
      "PERIOD",
      { STR_INIT("文稿回顾的期间，如 2022"),
        STR_INIT("the period whose results it reports, as 2022") } },
    { "type",
      "plan|report|news",
      { STR_INIT("文稿类别，默认 plan"), STR_INIT("what the text is, plan by default") } },
    { "title", "TITLE", { STR_INIT("计划的标题"), STR_INIT("what the plan is called") } },
    { "place",
      "NAME",
      { STR_INIT("文稿所代表的城市"), STR_INIT("the city that the text speaks for") } },
    { "published", "DATE", { STR_INIT("文稿发布的日期"), STR_INIT("day of publication") } },
    { "skip", "N,N", { STR_INIT("略去的序号"), STR_INIT("numbers of those to leave out") } },
    { "yes", NULL, { STR_INIT("不再询问，直接采用"), STR_INIT("do it without asking") } },
};

/* ---- shown before it is done ---- */

static struct str zone_name(const struct proposals *p, size_t zone)
{
    return zone == PROPOSAL_NONE ? (struct str){ 0 } : p->zones[zone].name;
}

static struct str place_words(struct app *app, const struct proposals *p,
                              const struct proposal *item)
{
    struct str zone = zone_name(p, item->zone), park = zone_name(p, item->park);
    if (park.len)
        zone = str_format(app->arena, "%.*s/%.*s", STR_ARG(zone), STR_ARG(park));
    return zone.len ? zone : STR("—");
}

static void print_targets(struct app *app, const struct proposals *p, bool tied)
{
    struct table table;
    size_t rows = 0;
    table_init(&table, app->arena, 6);
    table_right(&table, 0);
    for (size_t i = 0; i < p->count; i++) {
        const struct proposal *item = &p->items[i];
        if (item->become != BECOME_TARGET || item->tied != tied)
            continue;
        struct str slice = label_in(&item->slice_words, app->lang);
        struct str label = item->metric ? label_in(&item->metric->label, app->lang) : item->label;
        table_cell(&table, str_format(app->arena, "%zu", i + 1));
        table_cell(&table, text_clipped(app,
                                        slice.len ? str_format(app->arena, "%.*s（%.*s）",
                                                               STR_ARG(label), STR_ARG(slice))
                                                  : label,
                                        46));
        table_cell(&table, plan_bound_words(app, item->op, item->value, item->has_max,
                                            item->value_max, item->unit));
        table_cell(&table, text_clipped(app, place_words(app, p, item), 26));
        table_cell(&table, item->period);
        table_cell(&table, tied ? text_clipped(app, p->text->statements[i].quote, 44)
                                : label_in(&item->reason, app->lang));
        rows++;
    }
    if (!rows)
        return;
    fprintf(app->out, "\n%s\n",
            tied ? say(app, "● 有指标衡量的目标", "● targets that a metric measures")
                 : say(app, "○ 尚无指标衡量的目标（灰色列在看板上）",
                       "○ targets that no metric measures (grey on the board)"));
    table_print(&table, app->out);
}

static void print_made(struct app *app, const struct proposals *p)
{
    for (size_t i = 0; i < p->zone_count; i++) {
        const struct plan_zone *zone = &p->zones[i];
        struct str parent = zone_name(p, zone->parent);
        if (zone->make)
            fprintf(app->out,
                    say(app, "将新建园区：%.*s%s%.*s\n", "would make the zone: %.*s%s%.*s\n"),
                    STR_ARG(zone->name), parent.len ? " < " : "", STR_ARG(parent));
    }
    for (size_t i = 0; i < p->list_count; i++)
        if (!p->lists[i].id.n)
            fprintf(app->out, say(app, "将新建清单：%.*s\n", "would make the list: %.*s\n"),
                    STR_ARG(p->lists[i].name));
}

/* Each question once, with the numbers of the targets that raise it. */
static void print_questions(struct app *app, const struct proposals *p)
{
    for (size_t i = 0; i < p->count; i++) {
        struct str question = p->items[i].question.zh;
        bool asked = !question.len || p->items[i].become != BECOME_TARGET;
        for (size_t k = 0; k < i && !asked; k++)
            asked =
                p->items[k].become == BECOME_TARGET && str_eq(p->items[k].question.zh, question);
        if (asked)
            continue;
        fprintf(app->out, "? %.*s:", STR_ARG(label_in(&p->items[i].question, app->lang)));
        for (size_t k = i; k < p->count; k++)
            if (p->items[k].become == BECOME_TARGET && str_eq(p->items[k].question.zh, question))
                fprintf(app->out, " %zu", k + 1);
        fputs("\n", app->out);
    }
}

static void print_proposals(struct app *app, const struct proposals *p)
{
    fprintf(app->out, "%.*s\n", STR_ARG(p->title));
    print_targets(app, p, true);
    print_targets(app, p, false);
    if (p->duty_count)
        fprintf(app->out, "\n%s\n",
                say(app, "◇ 没有数字的任务，记为承诺",
                    "◇ duties without a figure, kept as undertakings"));
    for (size_t i = 0; i < p->duty_count; i++)
        fprintf(app->out, "   %.*s\n",
                STR_ARG(text_clipped(app, p->text->undertakings[i].quote, 84)));
    fputs("\n", app->out);
    print_made(app, p);
    print_questions(app, p);
    fprintf(app->out,
            say(app,
                "目标 %zu 项，其中 %zu 项有指标、%zu 项没有；承诺 %zu 项；已达与背景数 %zu "
                "项，只作报告数；未读懂的数字 %zu 个\n",
                "%zu targets, %zu with a metric and %zu without; %zu undertakings; %zu figures "
                "reached or of background, kept as reported; %zu numbers not understood\n"),
            p->targets, p->tied, p->untied, p->duty_count, p->reported, p->unknown_figures);
}

static void show_number(void *host, struct json_writer *w, struct dec value, struct str unit)
{
    struct app *app = host;
    struct shown shown = shown_number(app->arena, value, unit, value, app->lang);
    json_key(w, "shown");
    json_str(w, shown.text);
    json_key(w, "shown_unit");
    json_str(w, shown.text_unit);
}

static void print_json(struct app *app, const struct proposals *p, const struct adopted *done)
{
    struct buf out;
    struct json_writer w;
    struct adopt_show show = { .number = show_number, .host = app };
    buf_init(&out, app->arena);
    json_writer_init(&w, &out, false);
    if (!done) {
        plan_read_json(&w, p->text, p, p->options.name, false, app->lang, &show);
        put(app, buf_get(&out));
        return;
    }
    const struct {
        const char *key;
        int64_t n;
    } rows[] = { { "plan", done->plan.n },
                 { "targets", (int64_t)done->targets },
                 { "grey", (int64_t)done->grey },
                 { "undertakings", (int64_t)done->undertakings },
                 { "reported", (int64_t)done->reported },
                 { "skipped", (int64_t)done->skipped },
                 { "zones_made", (int64_t)done->zones_made },
                 { "lists_made", (int64_t)done->lists_made },
                 { "position", done->position.n } };
    json_object(&w);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        json_key(&w, rows[i].key);
        json_num(&w, rows[i].n);
    }
    json_object_end(&w);
    put(app, buf_get(&out));
}

/* ---- asked, then done ---- */

/* "3,7": the numbers as they are shown, from 1. */
static bool skip_take(struct app *app, struct str text, size_t **skip, size_t *count)
{
    struct str one;
    *count = 0;
    *skip = ARENA_ARRAY(app->arena, size_t, text.len + 1);
    while (text.len && str_split(&text, ',', &one)) {
        int64_t n;
        if (!str_to_int(str_trim(one), &n) || n < 1)
            return false;
        (*skip)[(*count)++] = (size_t)n - 1;
    }
    return true;
}

static bool agreed(struct app *app)
{
    char line[16] = "";
    fputs(say(app, "采用吗？[y/N] ", "adopt it? [y/N] "), app->out);
    fflush(app->out);
    return fgets(line, sizeof line, stdin) && (line[0] == 'y' || line[0] == 'Y');
}

static bool may_do(struct app *app, const struct args *args)
{
    return arg_given(args, "yes") ||
           (isatty(STDIN_FILENO) && !arg_given(args, "json") && agreed(app));
}

static bool adopt_take(struct app *app, const struct args *args, struct adopt_options *adopt,
                       int *status)
{
    size_t *skip, skip_count;
    struct str published = arg(args, "published");
    *adopt = (struct adopt_options){ .name = path_name(args->words[1]),
                                     .title = arg(args, "title"),
                                     .place = arg(args, "place"),
                                     .published = DAY_NONE,
                                     .today = instant_day(clock_now(app->clock)),
                                     .make_zones = true };
    if (published.len && !day_parse(published, &adopt->published)) {
        *status = app_usage(app, "adopt", ERR_CLI_DAY, published);
        return false;
    }
    if (!skip_take(app, arg(args, "skip"), &skip, &skip_count)) {
        *status = app_usage(app, "adopt", ERR_CLI_OPTION, arg(args, "skip"));
        return false;
    }
    adopt->skip = skip;
    adopt->skip_count = skip_count;
    return true;
}

static int show_and_do(struct app *app, const struct args *args, struct ledger *ledger,
                       const struct proposals *p, struct err *err)
{
    struct adopted done;
    bool json = arg_given(args, "json");
    if (!json)
        print_proposals(app, p);
    else if (!arg_given(args, "yes"))
        print_json(app, p, NULL);
    if (!p->adopted.n && !may_do(app, args)) {
        err_set(err, ERR_CLI_CONFIRM);
        return app_fail(app, err);
    }
    if (!plan_adopt(ledger, app->arena, p, &done, err))
        return app_fail(app, err);
    if (json)
        print_json(app, p, &done);
    else
        fprintf(app->out,
                say(app,
                    "已采用为计划 #%lld：目标 %zu 项，承诺 %zu 项，报告数 %zu 项\n下一步：luodi "
                    "board %.*s --year %d\n",
                    "adopted as plan #%lld: %zu targets, %zu undertakings, %zu reported "
                    "figures\nnext: luodi board %.*s --year %d\n"),
                (long long)done.plan.n, done.targets, done.undertakings, done.reported,
                STR_ARG(args->words[0]), p->text->options.year);
    return 0;
}

static int run(struct app *app, const struct args *args)
{
    struct err err;
    err_init(&err);
    int status = 0;
    struct plan_options given;
    struct adopt_options adopt;
    struct plan_lexicon *lexicon;
    struct plan_text *text;
    struct proposals *proposals;
    struct ledger *ledger;
    struct settings settings;
    if (!plan_options_take(app, args, "adopt", &given, &status) ||
        !adopt_take(app, args, &adopt, &status))
        return status;
    if (!app_open(app, args->words[0], false, &ledger, &settings, &err))
        return app_fail(app, &err);
    bool ok = plan_lexicon_open(app, args->words[0], &lexicon, &err) &&
              plan_file_read(app, args->words[1], lexicon, &given, &text, &err) &&
              plan_propose(ledger, app->arena, text, &adopt, &proposals, &err);
    status = ok ? show_and_do(app, args, ledger, proposals, &err) : app_fail(app, &err);
    ledger_close(ledger);
    return status;
}

const struct command command_adopt = {
    "adopt",
    "LEDGER FILE",
    { STR_INIT("采用规划：把陈述变成看板上的目标"),
      STR_INIT("adopt a plan: its statements become the board's targets") },
    options,
    sizeof options / sizeof *options,
    2,
    2,
    run
};
