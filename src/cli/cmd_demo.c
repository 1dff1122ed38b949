/* cmd_demo.c - make the demonstration ledger: invented but for the plan's facts and figures. */
#include "base/arena.h"
#include "base/file.h"
#include "base/utf8.h"
#include "cli/cli.h"
#include "demo.h"
#include "plan/adopt.h"

static const struct cli_option options[] = {
    { "seed",
      "N",
      { STR_INIT("随机种子，默认 20230930"),
        STR_INIT("seed of the generator, 20230930 by default") } },
};

/* The plan's text goes the road that any text goes: read, propose, adopt. */
static bool adopt(void *host, struct ledger *ledger, struct arena *arena, struct str text,
                  struct err *err)
{
    struct app *app = host;
    struct plan_lexicon *lexicon;
    struct plan_text *plan;
    struct proposals *proposals;
    struct adopted adopted;
    struct plan_options reading = { .year = 2023, .type = PLAN_TYPE_PLAN };
    struct adopt_options adopting = { .name = STR("plan.txt"),
                                      .published = day_from(2023, 1, 30),
                                      .make_zones = true };
    return plan_lexicon_load(arena, path_join(arena, app_model(app), STR("lexicon")), &lexicon,
                             err) &&
           plan_read(arena, lexicon, text, &reading, &plan, err) &&
           plan_propose(ledger, arena, plan, &adopting, &proposals, err) &&
           plan_adopt(ledger, arena, proposals, &adopted, err);
}

static int run(struct app *app, const struct args *args)
{
    struct err err;
    struct bar bar;
    int64_t seed = 20230930;
    err_init(&err);
    if (arg(args, "seed").len && !str_to_int(arg(args, "seed"), &seed))
        return app_usage(app, "demo", ERR_CLI_OPTION, STR("--seed"));
    bar_begin(&bar, app);
    struct str model = app_model(app);
    struct demo_options demo = { .folder = args->words[0],
                                 .shipped_model = model,
                                 .seed = (uint64_t)seed,
                                 .progress = &bar.progress,
                                 .plan = path_join(app->arena, model,
                                                   STR("../examples/ziyang-2023/plan.txt")),
                                 .adopt = adopt,
                                 .host = app };
    struct settings settings = { .name = str_from("资阳两区演示台账"),
                                 .invented = true,
                                 .on = demo_day() };
    bool ok = demo_make(&demo, &err) && settings_save(app, args->words[0], &settings, &err);
    bar_end(&bar);
    if (!ok)
        return app_fail(app, &err);
    fprintf(app->out,
            say(app, "已建演示台账 %.*s（数据均为虚构）\n",
                "made the demonstration ledger %.*s (all data invented)\n"),
            STR_ARG(args->words[0]));
    return 0;
}

const struct command command_demo = { "demo",
                                      "LEDGER",
                                      { STR_INIT("生成演示台账（数据虚构）"),
                                        STR_INIT("make the demonstration ledger (invented data)") },
                                      options,
                                      sizeof options / sizeof *options,
                                      1,
                                      1,
                                      run };
