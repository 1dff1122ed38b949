/*
 * cmd_model.c - check definitions, list kinds and metrics. The check also reads what is read only
 * when it is needed: the lexicon, the rules that tie statements to metrics, the words of sheets.
 */
#include "base/arena.h"
#include "base/file.h"
#include "base/limits.h"
#include "cli/cli.h"
#include "plan/adopt.h"
#include "plan/plan.h"
#include "sheet/sheet.h"
#include "rule/policy.h"

static const struct cli_option options[] = {
    { "own",
      "FOLDER",
      { STR_INIT("园区自己的定义目录；给了台账时默认为其中的 model"),
        STR_INIT("the zone's own definitions; with a ledger: the folder model in it") } },
    { "shipped",
      "FOLDER",
      { STR_INIT("随程序发布的定义目录"), STR_INIT("the shipped definitions") } },
};

static void list_json(struct app *app, const struct model *model, bool metrics)
{
    struct json_out out;
    struct json_writer *w = json_out_begin(&out, app);
    size_t count = metrics ? model->metric_count : model->kind_count;
    json_array(w);
    for (size_t i = 0; i < count; i++) {
        const struct label *label = metrics ? &model->metrics[i].label : &model->kinds[i].label;
        json_object(w);
        json_key_text(w, "name", metrics ? model->metrics[i].name : model->kinds[i].name);
        json_key_text(w, "label", label_in(label, app->lang));
        if (metrics) {
            json_key_text(w, "unit", model->metrics[i].unit);
            json_key_text(w, "note", label_in(&model->metrics[i].note, app->lang));
        } else {
            json_key_num(w, "fields", (int64_t)model->kinds[i].field_count);
            json_key_num(w, "stages", (int64_t)model->kinds[i].stage_count);
        }
        json_object_end(w);
    }
    json_array_end(w);
    json_out_end(&out, app);
}

static void list_print(struct app *app, const struct model *model, bool metrics)
{
    struct table table;
    size_t count = metrics ? model->metric_count : model->kind_count;
    table_init(&table, app->arena, 3);
    table.limit = (size_t)app->columns;
    for (size_t i = 0; i < count; i++) {
        table_cell(&table, metrics ? model->metrics[i].name : model->kinds[i].name);
        table_cell(&table, label_in(metrics ? &model->metrics[i].label : &model->kinds[i].label,
                                    app->lang));
        if (metrics)
            table_cell(&table, label_in(&model->metrics[i].note, app->lang));
        else
            table_cell(&table,
                       str_format(app->arena,
                                  say(app, "%zu 个字段，%zu 个阶段", "%zu fields, %zu stages"),
                                  model->kinds[i].field_count, model->kinds[i].stage_count));
    }
    table_print(&table, app->out);
}

static bool lexicon_check(struct app *app, struct str shipped, struct str own, struct err *err)
{
    struct plan_lexicon *lexicon;
    struct str folder = path_join(app->arena, shipped, STR("lexicon"));
    struct str over = own.len ? path_join(app->arena, own, STR("lexicon")) : (struct str){ 0 };
    if (!folder_exists(folder))
        return true;
    return over.len && folder_exists(over)
               ? plan_lexicon_load_over(app->arena, folder, over, &lexicon, err)
               : plan_lexicon_load(app->arena, folder, &lexicon, err);
}

static bool sheet_words_check(struct app *app, const struct model *model, struct err *err)
{
    for (size_t i = 0; i < model->file_count; i++) {
        struct sheet_words words;
        if (str_eq(model->files[i].name, STR("sheet/words.yaml")) &&
            !sheet_words_read(app->arena, model->files[i].bytes, &words, err))
            return false;
    }
    return true;
}

static int check(struct app *app, const struct args *args, const struct model *model,
                 struct str shipped, struct str own)
{
    struct err_list errs;
    struct err err;
    struct tying *tying = NULL;
    err_list_init(&errs, app->arena, LIMIT_ERRORS_SHOWN);
    err_init(&err);
    if (!tying_load(app->arena, model, &tying, &err))
        err_list_add(&errs, &err);
    err_init(&err);
    if (!lexicon_check(app, shipped, own, &err))
        err_list_add(&errs, &err);
    err_init(&err);
    if (!sheet_words_check(app, model, &err))
        err_list_add(&errs, &err);
    policies_load(app->arena, model, &errs);
    if (errs.count)
        return app_fail_all(app, &errs);
    size_t rules = tying_rule_count(tying);
    if (arg_given(args, "json"))
        fprintf(app->out, "{\"kinds\":%zu,\"metrics\":%zu,\"rules\":%zu,\"files\":%zu}\n",
                model->kind_count, model->metric_count, rules, model->file_count);
    else
        fprintf(
            app->out,
            say(app, "定义无误：%zu 类记录，%zu 个指标，%zu 条对应规则，%zu 个文件\n",
                "the definitions are sound: %zu kinds, %zu metrics, %zu tying rules, %zu files\n"),
            model->kind_count, model->metric_count, rules, model->file_count);
    return 0;
}

static int run(struct app *app, const struct args *args)
{
    struct err_list errs;
    err_list_init(&errs, app->arena, LIMIT_ERRORS_SHOWN);
    struct str own = arg(args, "own"), shipped = arg(args, "shipped"), what = args->words[0];
    bool checks = str_eq(what, STR("check")), metrics = str_eq(what, STR("metrics"));
    if (!checks && !metrics && !str_eq(what, STR("kinds")))
        return app_usage(app, "model", ERR_CLI_OPTION, what);
    if (!shipped.len)
        shipped = app_model(app);
    if (args->word_count > 1 && !own.len)
        own = path_join(app->arena, args->words[1], STR("model"));
    const struct model *model = model_load(app->arena, shipped, own, &errs);
    if (!model)
        return app_fail_all(app, &errs);
    if (checks)
        return check(app, args, model, shipped, own);
    if (arg_given(args, "json"))
        list_json(app, model, metrics);
    else
        list_print(app, model, metrics);
    return 0;
}

const struct command command_model = { "model",
                                       "check|kinds|metrics [LEDGER]",
                                       { STR_INIT("检查定义，列出记录种类与指标"),
                                         STR_INIT(
                                             "check the definitions, list kinds and metrics") },
                                       options,
                                       sizeof options / sizeof *options,
                                       1,
                                       2,
                                       run };
