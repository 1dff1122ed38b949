/* cmd_add.c - append one record, or change, correct or delete one. */
#include "base/arena.h"
#include "cli/cli.h"

static const struct cli_option options[] = {
    { "date",
      "DATE",
      { STR_INIT("生效日，默认今天"), STR_INIT("effective day, today by default") } },
    { "record",
      "#N",
      { STR_INIT("改已有的记录，值自生效日起变"),
        STR_INIT("change a record that exists: the values hold from the effective day on") } },
    { "correct",
      NULL,
      { STR_INIT("更正（须有 --reason）"), STR_INIT("a correction (needs --reason)") } },
    { "delete",
      NULL,
      { STR_INIT("作废（须有 --reason）"), STR_INIT("the record never was (needs --reason)") } },
    { "reason", "TEXT", { STR_INIT("原因"), STR_INIT("the reason") } },
    { "evidence",
      "FILE",
      { STR_INIT("佐证文件，可多次"), STR_INIT("a file that proves it, as often as needed") } },
};

static bool pairs(struct app *app, const struct args *args, struct draft *draft, struct err *err)
{
    struct draft_field *fields = ARENA_ARRAY(app->arena, struct draft_field, args->word_count);
    for (size_t i = 2; i < args->word_count; i++) {
        ptrdiff_t equals = str_find(args->words[i], STR("="), 0);
        if (equals <= 0)
            return err_set(err, ERR_CLI_PAIR, "text", args->words[i]);
        fields[draft->field_count++] =
            (struct draft_field){ str_slice(args->words[i], 0, (size_t)equals),
                                  str_slice(args->words[i], (size_t)equals + 1,
                                            args->words[i].len) };
    }
    draft->fields = fields;
    return true;
}

static bool make_draft(struct app *app, const struct args *args, struct draft *draft,
                       struct err *err)
{
    struct str date = arg(args, "date"), record = arg(args, "record");
    *draft = (struct draft){ .act = ACT_ADD,
                             .kind = args->words[1],
                             .effective = { DAY_NONE, PRECISION_DAY },
                             .reason = arg(args, "reason"),
                             .source = STR("command line") };
    if (date.len && !date_parse(date, &draft->effective))
        return err_set(err, ERR_CLI_DAY, "text", date);
    if (record.len) {
        if (!arg_record(record, &draft->record, err))
            return false;
        draft->act = arg_given(args, "delete")    ? ACT_DELETE
                     : arg_given(args, "correct") ? ACT_CORRECT
                                                  : ACT_CHANGE;
    }
    struct str *files;
    draft->evidence_count = arg_all(app, args, "evidence", &files);
    struct draft_evidence *evidence =
        ARENA_ARRAY(app->arena, struct draft_evidence, draft->evidence_count + 1);
    for (size_t i = 0; i < draft->evidence_count; i++)
        evidence[i].path = files[i];
    draft->evidence = evidence;
    if (!record.len && (arg_given(args, "delete") || arg_given(args, "correct")))
        return err_set(err, ERR_CLI_RECORD, "text", record);
    return pairs(app, args, draft, err);
}

static int run(struct app *app, const struct args *args)
{
    struct ledger *ledger;
    struct settings settings;
    struct draft draft;
    struct receipt receipt;
    struct err err;
    err_init(&err);
    if (!make_draft(app, args, &draft, &err) ||
        !app_open(app, args->words[0], false, &ledger, &settings, &err))
        return app_fail(app, &err);
    bool ok = ledger_append(ledger, &draft, 1, &receipt, NULL, &err);
    ledger_close(ledger);
    if (!ok)
        return app_fail(app, &err);
    if (arg_given(args, "json"))
        fprintf(app->out, "{\"entry\":%lld,\"record\":%lld}\n", (long long)receipt.entry.n,
                (long long)receipt.record.n);
    else
        fprintf(app->out, say(app, "已记第 %lld 条，记录 #%lld\n", "entry %lld, record #%lld\n"),
                (long long)receipt.entry.n, (long long)receipt.record.n);
    return 0;
}

const struct command command_add = { "add",
                                     "LEDGER KIND FIELD=VALUE...",
                                     { STR_INIT("登记、变更或更正一条记录"),
                                       STR_INIT("record something, change or correct it") },
                                     options,
                                     sizeof options / sizeof *options,
                                     2,
                                     258,
                                     run };
