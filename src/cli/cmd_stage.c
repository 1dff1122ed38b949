/* cmd_stage.c - a record reached a stage, or did not after all. */
#include "base/arena.h"
#include "cli/cli.h"

static const struct cli_option options[] = {
    { "date", "DATE", { STR_INIT("到达的日期，默认今天"), STR_INIT("the day it was reached, today by default") } },
    { "evidence", "FILE", { STR_INIT("佐证文件"), STR_INIT("a file that proves it") } },
    { "paper", "NAME", { STR_INIT("佐证在别处存放，只记名称"), STR_INIT("the proof is kept elsewhere: its name") } },
    { "reason", "TEXT", { STR_INIT("原因"), STR_INIT("the reason") } },
    { "back", NULL, { STR_INIT("撤回此阶段，或以 --date 改日期（须有 --reason）"), STR_INIT("take the stage back, or move it to --date (needs --reason)") } },
};

static int run(struct app *app, const struct args *args)
{
    struct ledger *ledger;
    struct settings settings;
    struct receipt receipt;
    struct err err;
    struct draft_evidence evidence[2];
    struct str number = args->words[2], date = arg(args, "date");
    struct draft draft = { .act = arg_given(args, "back") ? ACT_UNSTAGE : ACT_STAGE, .kind = args->words[1], .stage = args->words[3],
        .effective = { DAY_NONE, PRECISION_DAY }, .reason = arg(args, "reason"), .evidence = evidence, .source = STR("command line") };
    err_init(&err);
    if (str_starts(number, STR("#")))
        number = str_slice(number, 1, number.len);
    if (!str_to_int(number, &draft.record.n))
        return app_usage(app, "stage", ERR_CLI_PAIR, args->words[2]);
    if (date.len && !date_parse(date, &draft.effective))
        return app_usage(app, "stage", ERR_CLI_DAY, date);
    if (arg(args, "evidence").len)
        evidence[draft.evidence_count++] = (struct draft_evidence){ .path = arg(args, "evidence") };
    if (arg(args, "paper").len)
        evidence[draft.evidence_count++] = (struct draft_evidence){ .name = arg(args, "paper") };
    if (!app_open(app, args->words[0], false, &ledger, &settings, &err))
        return app_fail(app, &err);
    bool ok = ledger_append(ledger, &draft, 1, &receipt, NULL, &err);
    ledger_close(ledger);
    if (!ok)
        return app_fail(app, &err);
    if (arg_given(args, "json"))
        fprintf(app->out, "{\"entry\":%lld,\"record\":%lld}\n", (long long)receipt.entry.n, (long long)receipt.record.n);
    else
        fprintf(app->out, say(app, "已记第 %lld 条\n", "entry %lld\n"), (long long)receipt.entry.n);
    return 0;
}

const struct command command_stage = { "stage", "LEDGER KIND #N STAGE",
    { STR_INIT("登记到达某一阶段"), STR_INIT("record that a stage was reached") },
    options, sizeof options / sizeof *options, 4, 4, run };
