/* cmd_upgrade.c - changed definitions: what moves and by how much, then the entry. */
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/limits.h"
#include "cli/cli.h"

static const struct cli_option options[] = {
    { "yes", NULL, { STR_INIT("直接采用"), STR_INIT("apply without asking") } },
};

static struct str dec_or_none(struct app *app, bool present, struct dec value)
{
    return present ? dec_text(app, value) : STR("—");
}

static void names_print(struct app *app, const char *zh, const char *en, const struct str *names,
                        size_t count)
{
    for (size_t i = 0; i < count; i++)
        fprintf(app->out, "%s %.*s\n", say(app, zh, en), STR_ARG(names[i]));
}

static void plan_print(struct app *app, const struct upgrade_plan *plan)
{
    names_print(app, "新增定义", "added  ", plan->added, plan->added_count);
    names_print(app, "修改定义", "changed", plan->changed, plan->changed_count);
    names_print(app, "删除定义", "removed", plan->removed, plan->removed_count);
    names_print(app, "指标有变", "metric ", plan->metrics_changed, plan->metrics_changed_count);
    if (!plan->moved_count) {
        put(app, str_from(say(app, "没有数字移动", "no figure moves")));
        return;
    }
    struct table table;
    table_init(&table, app->arena, 5);
    const char *heads[][2] = { { "指标", "metric" },
                               { "园区", "zone" },
                               { "年度", "year" },
                               { "现为", "from" },
                               { "将为", "to" } };
    for (size_t i = 0; i < 5; i++)
        table_cell(&table, str_from(say(app, heads[i][0], heads[i][1])));
    for (size_t i = 0; i < plan->moved_count; i++) {
        const struct moved *moved = &plan->moved[i];
        table_cell(&table, moved->metric);
        table_cell(&table, str_format(app->arena, "#%lld", (long long)moved->zone.n));
        table_cell(&table, str_format(app->arena, "%d", moved->year));
        table_cell(&table, dec_or_none(app, moved->from_present, moved->from));
        table_cell(&table, dec_or_none(app, moved->to_present, moved->to));
    }
    table_print(&table, app->out);
}

static void names_json(struct json_writer *w, const char *key, const struct str *names,
                       size_t count)
{
    json_key(w, key);
    json_array(w);
    for (size_t i = 0; i < count; i++)
        json_str(w, names[i]);
    json_array_end(w);
}

static void value_json(struct app *app, struct json_writer *w, const char *key, bool present,
                       struct dec value)
{
    json_key(w, key);
    if (present)
        json_raw(w, dec_text(app, value));
    else
        json_null(w);
}

/* entry 0: not applied */
static void plan_json(struct app *app, const struct upgrade_plan *plan, struct entry_id entry)
{
    struct json_out out;
    struct json_writer *w = json_out_begin(&out, app);
    json_object(w);
    names_json(w, "added", plan->added, plan->added_count);
    names_json(w, "changed", plan->changed, plan->changed_count);
    names_json(w, "removed", plan->removed, plan->removed_count);
    names_json(w, "metrics", plan->metrics_changed, plan->metrics_changed_count);
    json_key(w, "moved");
    json_array(w);
    for (size_t i = 0; i < plan->moved_count; i++) {
        const struct moved *moved = &plan->moved[i];
        json_object(w);
        json_key_text(w, "metric", moved->metric);
        json_key_num(w, "zone", moved->zone.n);
        json_key_num(w, "year", moved->year);
        value_json(app, w, "from", moved->from_present, moved->from);
        value_json(app, w, "to", moved->to_present, moved->to);
        json_object_end(w);
    }
    json_array_end(w);
    json_key(w, "entry");
    if (entry.n)
        json_num(w, entry.n);
    else
        json_null(w);
    json_object_end(w);
    json_out_end(&out, app);
}

static bool confirmed(struct app *app, const struct args *args)
{
    if (arg_given(args, "yes"))
        return true;
    if (!isatty(STDIN_FILENO) || arg_given(args, "json"))
        return false;
    fprintf(app->out, "%s", say(app, "采用吗？(y/N) ", "apply? (y/N) "));
    fflush(app->out);
    int answer = getchar();
    return answer == 'y' || answer == 'Y';
}

static int run(struct app *app, const struct args *args)
{
    struct ledger_options open = { .folder = args->words[0],
                                   .shipped_model = app_model(app),
                                   .clock = app->clock };
    struct upgrade_plan plan;
    struct receipt receipt;
    struct err_list errs;
    struct bar bar;
    struct err err;
    err_init(&err);
    err_list_init(&errs, app->arena, LIMIT_ERRORS_SHOWN);
    if (!ledger_upgrade_plan(&open, app->arena, &plan, &errs, &err))
        return errs.count ? app_fail_all(app, &errs) : app_fail(app, &err);
    bool json = arg_given(args, "json"),
         alike = !plan.added_count && !plan.changed_count && !plan.removed_count;
    if (alike && !json)
        put(app, str_from(say(app, "定义与台账一致，无须升级",
                              "the definitions are the ledger's, nothing to do")));
    else if (!json)
        plan_print(app, &plan);
    else if (alike || !arg_given(args, "yes"))
        plan_json(app, &plan, (struct entry_id){ 0 });
    if (alike)
        return 0;
    if (!confirmed(app, args)) {
        err_set(&err, ERR_CLI_CONFIRM);
        return app_fail(app, &err);
    }
    bar_begin(&bar, app);
    bool ok = ledger_upgrade(&open, &bar.progress, &receipt, &errs, &err);
    bar_end(&bar);
    if (!ok)
        return errs.count ? app_fail_all(app, &errs) : app_fail(app, &err);
    if (json)
        plan_json(app, &plan, receipt.entry);
    else
        fprintf(app->out, say(app, "已采用，第 %lld 条\n", "applied, entry %lld\n"),
                (long long)receipt.entry.n);
    return 0;
}

const struct command command_upgrade = {
    "upgrade",
    "LEDGER",
    { STR_INIT("采用改过的定义，先看哪些数会动"),
      STR_INIT("apply changed definitions, showing first which figures move") },
    options,
    sizeof options / sizeof *options,
    1,
    1,
    run
};
