/* cmd_close.c - close a metric's month: what comes later is kept as a revision. */
#include "base/arena.h"
#include "base/buf.h"
#include "cli/cli.h"

static const struct cli_option options[] = {
    { "reason", "TEXT", { STR_INIT("说明"), STR_INIT("a note") } },
};

static int run(struct app *app, const struct args *args)
{
    struct ledger *ledger;
    struct settings settings;
    struct receipt receipt;
    struct head head;
    struct err err;
    struct draft_field fields[] = { { STR("metric"), args->words[1] },
                                    { STR("month"), args->words[2] } };
    struct draft draft = { .act = ACT_CLOSE,
                           .fields = fields,
                           .field_count = 2,
                           .reason = arg(args, "reason"),
                           .effective = { DAY_NONE, PRECISION_DAY } };
    err_init(&err);
    if (!app_open(app, args->words[0], false, &ledger, &settings, &err))
        return app_fail(app, &err);
    bool ok =
        ledger_append(ledger, &draft, 1, &receipt, NULL, &err) && ledger_head(ledger, &head, &err);
    ledger_close(ledger);
    if (!ok)
        return app_fail(app, &err);
    struct str hash = hash_text(app, head.hash);
    if (arg_given(args, "json")) {
        struct json_out out;
        struct json_writer *w = json_out_begin(&out, app);
        json_object(w);
        json_key_text(w, "metric", args->words[1]);
        json_key_text(w, "month", args->words[2]);
        json_key_num(w, "entry", receipt.entry.n);
        json_key_text(w, "head", hash);
        json_object_end(w);
        json_out_end(&out, app);
        return 0;
    }
    fprintf(app->out,
            say(app, "已结 %.*s %.*s，第 %lld 条\n链头 %s（请抄存，可证明此后没有截尾）\n",
                "closed %.*s %.*s, entry %lld\nhead %s (write it down: it shows a cut tail)\n"),
            STR_ARG(args->words[1]), STR_ARG(args->words[2]), (long long)receipt.entry.n, hash.ptr);
    return 0;
}

const struct command command_close = { "close",
                                       "LEDGER METRIC MONTH",
                                       { STR_INIT("月结一个指标"),
                                         STR_INIT("close a metric's month") },
                                       options,
                                       sizeof options / sizeof *options,
                                       3,
                                       3,
                                       run };
