/* cmd_serve.c - serve the page and the API on this machine. */
#include <errno.h>
#include <string.h>

#include "base/arena.h"
#include "base/file.h"
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
    { "log",
      NULL,
      { STR_INIT("记运行日志到标准错误（luodi.yaml 的 log 可写到文件）"),
        STR_INIT("log to standard error (log in luodi.yaml: to a file)") } },
    { "link",
      NULL,
      { STR_INIT("所有者已设密码时也给出一次性登录链接"),
        STR_INIT("print a one-time link even where the owner has a password") } },
};

/* The settings name files from the ledger's folder. */
static struct str file_of(struct app *app, struct str folder, struct str path)
{
    return !path.len || path.ptr[0] == '/' ? path : path_join(app->arena, folder, path);
}

static bool open_log(struct app *app, struct str path, struct log *log, struct err *err)
{
    if (!path.len)
        return true;
    log->stream = fopen(str_cstr(app->arena, path), "a");
    return log->stream || err_set(err, ERR_FILE_WRITE, "path", path, "cause", str_from(strerror(errno)));
}

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
    struct str folder = args->words[0];
    struct log log = { arg_given(args, "log") ? app->errors : NULL, LOG_INFO, app->clock };
    if (!log.stream && !open_log(app, file_of(app, folder, settings.log), &log, &err))
        return app_fail(app, &err);
    struct web_options web = { .ledger = folder,
                               .address = settings.address,
                               .hosts = settings.hosts,
                               .certificate = file_of(app, folder, settings.tls_certificate),
                               .key = file_of(app, folder, settings.tls_key),
                               .proxy = settings.proxy,
                               .idle_minutes = (int)settings.idle_minutes,
                               .disk_low_mib = settings.disk_low_mib,
                               .link = arg_given(args, "link"),
                               .shipped_model = app_model(app),
                               .ui_dir = arg(args, "ui-dir"),
                               .port = (int)(port ? port : settings.port),
                               .clock = app->clock,
                               .log = log.stream ? &log : NULL,
                               .lang = app->lang,
                               .name = settings.name,
                               .invented = settings.invented,
                               .on = settings.on };
    bool good = web_serve(&web, app->out, &err);
    if (log.stream && log.stream != app->errors)
        fclose(log.stream);
    return good ? 0 : app_fail(app, &err);
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
