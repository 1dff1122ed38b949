/* cmd_template.c - a workbook to fill in for a kind of record. */
#include "base/arena.h"
#include "cli/cli.h"
#include "sheet/sheet.h"

static const struct cli_option options[] = {
    { "out",
      "FILE.xlsx",
      { STR_INIT("写到哪个文件；默认用种类的名称"),
        STR_INIT("the file to write; named after the kind by default") } },
};

static int run(struct app *app, const struct args *args)
{
    struct ledger *ledger;
    struct settings settings;
    struct err err;
    err_init(&err);
    if (!app_open(app, args->words[0], true, &ledger, &settings, &err))
        return app_fail(app, &err);
    const struct kind *kind = model_kind(ledger_model(ledger), args->words[1]);
    struct str path = arg(args, "out");
    if (!path.len && kind)
        path = str_format(app->arena, "%.*s.xlsx", STR_ARG(label_in(&kind->label, app->lang)));
    bool ok = kind || err_set(&err, ERR_LEDGER_KIND, "kind", args->words[1], "near", STR(""));
    ok = ok &&
         sheet_template(app->arena, ledger, kind, path, clock_now(app->clock), app->lang, &err);
    ledger_close(ledger);
    if (!ok)
        return app_fail(app, &err);
    fprintf(app->out,
            say(app, "已写 %.*s；填好后：luodi import %.*s %.*s\n",
                "wrote %.*s; when filled in: luodi import %.*s %.*s\n"),
            STR_ARG(path), STR_ARG(args->words[0]), STR_ARG(path));
    return 0;
}

const struct command command_template = { "template",
                                          "LEDGER KIND",
                                          { STR_INIT("写一份可填写的工作簿"),
                                            STR_INIT("write a workbook to fill in") },
                                          options,
                                          sizeof options / sizeof *options,
                                          2,
                                          2,
                                          run };
