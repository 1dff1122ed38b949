/* cmd_serve.c - serve the page and the API on this machine. */
#include "base/arena.h"
#include "base/log.h"
#include "cli/cli.h"
#include "web/web.h"

static const struct cli_option options[] = {
    { "port",
      "N",
      { STR_INIT("端口；默认 8420 起的第一个空闲端口"),
        STR_INIT("the port; the next free one from 8420 by default") } },
    { "ui-dir",
      "DIR",
      { STR_INIT("页面取自此目录（开发用）"),
        STR_INIT("serve the page from this folder (for development)") } },
    { "log", NULL, { STR_INIT("记运行日志到标准错误"), STR_INIT("log to standard error") } },
};

static int run(struct app *app, const struct args *args)
{
    struct ledger *ledger;
    struct settings settings;
    struct err err;
    int64_t port = 0;
    err_init(&err);
    if (arg(args, "port").len &&
        (!str_to_int(arg(args, "port"), &port) || port < 1 || port > 65535))
        return app_usage(app, "serve", ERR_CLI_OPTION, STR("--port"));
    if (!app_open(app, args->words[0], true, &ledger, &settings, &err))
        return app_fail(app, &err);
    ledger_close(ledger);
    struct log log = { app->errors, LOG_INFO, app->clock };
    struct web_options web = { .ledger = args->words[0],
                               .shipped_model = app_model(app),
                               .ui_dir = arg(args, "ui-dir"),
                               .port = (int)port,
                               .clock = app->clock,
                               .log = arg_given(args, "log") ? &log : NULL,
                               .lang = app->lang,
                               .name = settings.name,
                               .invented = settings.invented,
                               .on = settings.on };
    return web_serve(&web, app->out, &err) ? 0 : app_fail(app, &err);
}

const struct command command_serve = { "serve",
                                       "LEDGER",
                                       { STR_INIT("在本机提供页面"),
                                         STR_INIT("serve the page on this machine") },
                                       options,
                                       sizeof options / sizeof *options,
                                       1,
                                       1,
                                       run };
