/* cmd_init.c - make an empty ledger. */
#include "base/arena.h"
#include "base/file.h"
#include "cli/cli.h"

static const struct cli_option options[] = {
    { "name", "NAME", { STR_INIT("台账名称"), STR_INIT("what the ledger is called") } },
    { "hash",
      "sm3|sha256",
      { STR_INIT("校验链算法，默认 sm3"), STR_INIT("algorithm of the chain, sm3 by default") } },
};

static int run(struct app *app, const struct args *args)
{
    struct err err;
    err_init(&err);
    struct ledger_options make = { .folder = args->words[0],
                                   .shipped_model = app_model(app),
                                   .clock = app->clock };
    struct settings settings = { .name = arg(args, "name"), .on = DAY_NONE };
    if (arg(args, "hash").len && !hash_kind_find(arg(args, "hash"), &make.hash))
        return app_usage(app, "init", ERR_CLI_OPTION, arg(args, "hash"));
    if (str_has(settings.name, STR("\n")))
        return app_usage(app, "init", ERR_CLI_OPTION, STR("--name"));
    if (!settings.name.len)
        settings.name = path_name(args->words[0]);
    if (!ledger_make(app->arena, &make, &err) ||
        !settings_save(app, args->words[0], &settings, &err))
        return app_fail(app, &err);
    fprintf(app->out,
            say(app, "已建台账：%.*s\n下一步：luodi adopt %.*s 规划.txt --year 年份\n",
                "made the ledger %.*s\nnext: luodi adopt %.*s PLAN.txt --year YEAR\n"),
            STR_ARG(args->words[0]), STR_ARG(args->words[0]));
    return 0;
}

const struct command command_init = { "init",
                                      "LEDGER",
                                      { STR_INIT("新建空台账"), STR_INIT("make an empty ledger") },
                                      options,
                                      sizeof options / sizeof *options,
                                      1,
                                      1,
                                      run };
