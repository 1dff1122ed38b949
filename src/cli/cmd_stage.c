/* cmd_stage.c - a record reached a stage, or did not after all. */
#include "base/arena.h"
#include "cli/cli.h"

static const struct cli_option options[] = {
    { "date",
      "DATE",
      { STR_INIT("到达的日期，默认今天"), STR_INIT("the day it was reached, today by default") } },
    { "evidence",
      "FILE",
      { STR_INIT("佐证文件，可多次"), STR_INIT("a file that proves it, as often as needed") } },
    { "paper",
      "NAME",
      { STR_INIT("佐证在别处存放，只记名称"), STR_INIT("the proof is kept elsewhere: its name") } },
    { "reason", "TEXT", { STR_INIT("原因"), STR_INIT("the reason") } },
    { "back",
      NULL,
      { STR_INIT("撤回此阶段，或以 --date 改日期（须有 --reason）"),
        STR_INIT("take the stage back, or move it to --date (needs --reason)") } },
};

static int run(struct app *app, const struct args *args)
{
    struct ledger *ledger;
    struct settings settings;
    struct receipt receipt;
    struct err err;
    struct str *files, *papers, date = arg(args, "date");
    struct draft draft = { .act = arg_given(args, "back") ? ACT_UNSTAGE : ACT_STAGE,
                           .kind = args->words[1],
                           .stage = args->words[3],
                           .effective = { DAY_NONE, PRECISION_DAY },
                           .reason = arg(args, "reason"),
                           .source = STR("command line") };
    err_init(&err);
    if (!arg_record(args->words[2], &draft.record, &err))
        return app_fail(app, &err);
    if (date.len && !date_parse(date, &draft.effective))
        return app_usage(app, "stage", ERR_CLI_DAY, date);
    size_t file_count = arg_all(app, args, "evidence", &files),
           paper_count = arg_all(app, args, "paper", &papers);
    struct draft_evidence *evidence =
        ARENA_ARRAY(app->arena, struct draft_evidence, file_count + paper_count + 1);
    for (size_t i = 0; i < file_count; i++)
        evidence[draft.evidence_count++].path = files[i];
    for (size_t i = 0; i < paper_count; i++)
        evidence[draft.evidence_count++].name = papers[i];
    draft.evidence = evidence;
    if (!app_open(app, args->words[0], false, &ledger, &settings, &err))
        return app_fail(app, &err);
    bool ok = ledger_append(ledger, &draft, 1, &receipt, NULL, &err);
    ledger_close(ledger);
    if (!ok)
        return app_fail(app, &err);
    if (arg_given(args, "json"))
        fprintf(app->out, "{\"entry\":%lld,\"record\":%lld}\n", (long long)receipt.entry.n,
                (long long)receipt.record.n);
    else
        fprintf(app->out, say(app, "已记第 %lld 条\n", "entry %lld\n"), (long long)receipt.entry.n);
    return 0;
}

const struct command command_stage = { "stage",
                                       "LEDGER KIND #N STAGE",
                                       { STR_INIT("登记到达某一阶段"),
                                         STR_INIT("record that a stage was reached") },
                                       options,
                                       sizeof options / sizeof *options,
                                       4,
                                       4,
                                       run };
