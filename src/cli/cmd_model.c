/* cmd_model.c - check definitions, list kinds and metrics. */
#include "base/arena.h"
#include "base/file.h"
#include "base/limits.h"
#include "cli/cli.h"

static const struct cli_option options[] = {
    { "own", "FOLDER", { STR_INIT("园区自己的定义目录"), STR_INIT("the zone's own definitions") } },
    { "shipped", "FOLDER", { STR_INIT("随程序发布的定义目录"), STR_INIT("the shipped definitions") } },
};

static void list_kinds(struct app *app, const struct model *model)
{
    struct table table;
    table_init(&table, app->arena, 3);
    for (size_t i = 0; i < model->kind_count; i++) {
        table_cell(&table, model->kinds[i].name);
        table_cell(&table, label_in(&model->kinds[i].label, app->lang));
        table_cell(&table, str_format(app->arena, say(app, "%zu 个字段，%zu 个阶段", "%zu fields, %zu stages"),
                                      model->kinds[i].field_count, model->kinds[i].stage_count));
    }
    table_print(&table, app->out);
}

static void list_metrics(struct app *app, const struct model *model)
{
    struct table table;
    table_init(&table, app->arena, 3);
    for (size_t i = 0; i < model->metric_count; i++) {
        table_cell(&table, model->metrics[i].name);
        table_cell(&table, label_in(&model->metrics[i].label, app->lang));
        table_cell(&table, label_in(&model->metrics[i].note, app->lang));
    }
    table_print(&table, app->out);
}

static int run(struct app *app, const struct args *args)
{
    struct err_list errs;
    err_list_init(&errs, app->arena, LIMIT_ERRORS_SHOWN);
    struct str own = arg(args, "own"), shipped = arg(args, "shipped"), what = args->words[0];
    if (args->word_count > 1 && !own.len)
        own = path_join(app->arena, args->words[1], STR("model"));
    const struct model *model = model_load(app->arena, shipped.len ? shipped : app_model(app), own, &errs);
    if (!model)
        return app_fail_all(app, &errs);
    if (str_eq(what, STR("kinds")))
        list_kinds(app, model);
    else if (str_eq(what, STR("metrics")))
        list_metrics(app, model);
    else if (str_eq(what, STR("check")))
        fprintf(app->out, say(app, "定义无误：%zu 类记录，%zu 个指标，%zu 个文件\n", "the definitions are sound: %zu kinds, %zu metrics, %zu files\n"),
                model->kind_count, model->metric_count, model->file_count);
    else
        return app_usage(app, "model", ERR_CLI_OPTION, what);
    return 0;
}

const struct command command_model = { "model", "check|kinds|metrics [LEDGER]", { STR_INIT("检查定义，列出记录种类与指标"), STR_INIT("check the definitions, list kinds and metrics") },
                                       options, sizeof options / sizeof *options, 1, 2, run };
