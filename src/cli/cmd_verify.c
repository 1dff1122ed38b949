/* cmd_verify.c - does everything fit; and rebuild, which computes again what can be computed. */
#include "base/arena.h"
#include "base/buf.h"
#include "cli/cli.h"

static int run_verify(struct app *app, const struct args *args)
{
    struct ledger *ledger;
    struct settings settings;
    struct verify_report report;
    struct bar bar;
    struct err err;
    err_init(&err);
    if (!app_open(app, args->words[0], true, &ledger, &settings, &err))
        return app_fail(app, &err);
    bar_begin(&bar, app);
    bool ok = ledger_verify(ledger, &bar.progress, &report, &err);
    bar_end(&bar);
    ledger_close(ledger);
    if (!ok)
        return app_fail(app, &err);
    struct str hash = hash_text(app, report.head.hash);
    if (arg_given(args, "json"))
        fprintf(app->out,
                "{\"entries\":%lld,\"records\":%lld,\"contributions\":%lld,\"evidence\":%lld,"
                "\"head\":\"%s\"}\n",
                (long long)report.entries, (long long)report.records,
                (long long)report.contributions, (long long)report.evidence, hash.ptr);
    else
        fprintf(app->out,
                say(app,
                    "全部相符：登记 %lld 条，记录 %lld 个，贡献 %lld 项，佐证 %lld 件\n链头 %s\n",
                    "all fits: %lld entries, %lld records, %lld contributions, %lld evidence "
                    "files\nhead %s\n"),
                (long long)report.entries, (long long)report.records,
                (long long)report.contributions, (long long)report.evidence, hash.ptr);
    return 0;
}

const struct command command_verify = {
    "verify",
    "LEDGER",
    { STR_INIT("核验校验链、佐证、记录与每个数"),
      STR_INIT("prove the chain, the evidence, the records and every figure") },
    NULL,
    0,
    1,
    1,
    run_verify
};

static int run_rebuild(struct app *app, const struct args *args)
{
    struct ledger *ledger;
    struct settings settings;
    struct bar bar;
    struct err err;
    err_init(&err);
    if (!app_open(app, args->words[0], false, &ledger, &settings, &err))
        return app_fail(app, &err);
    bar_begin(&bar, app);
    bool ok = ledger_rebuild(ledger, &bar.progress, &err);
    bar_end(&bar);
    ledger_close(ledger);
    if (!ok)
        return app_fail(app, &err);
    put(app, str_from(say(app, "已由登记重算全部记录与数字",
                          "records and figures were computed again from the entries")));
    return 0;
}

const struct command command_rebuild = {
    "rebuild",
    "LEDGER",
    { STR_INIT("由登记重算记录与数字"),
      STR_INIT("compute records and figures again from the entries") },
    NULL,
    0,
    1,
    1,
    run_rebuild
};
