/* cmd_upgrade.c - changed definitions: what moves and by how much, then the entry. */
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/limits.h"
#include "cli/cli.h"

static const struct cli_option options[] = {
    { "yes", NULL, { STR_INIT("直接采用"), STR_INIT("apply without asking") } },
};

static struct str dec_text(struct app *app, bool present, struct dec value)
{
    struct buf out;
    buf_init(&out, app->arena);
    if (!present)
        return STR("—");
    dec_print(value, &out);
    return buf_get(&out);
}

static void names_print(struct app *app, const char *zh, const char *en, const struct str *names, size_t count)
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
    const char *heads[][2] = { { "指标", "metric" }, { "园区", "zone" }, { "年度", "year" }, { "现为", "from" }, { "将为", "to" } };
    for (size_t i = 0; i < 5; i++)
        table_cell(&table, str_from(say(app, heads[i][0], heads[i][1])));
    for (size_t i = 0; i < plan->moved_count; i++) {
        const struct moved *moved = &plan->moved[i];
        table_cell(&table, moved->metric);
        table_cell(&table, str_format(app->arena, "#%lld", (long long)moved->zone.n));
        table_cell(&table, str_format(app->arena, "%d", moved->year));
        table_cell(&table, dec_text(app, moved->from_present, moved->from));
        table_cell(&table, dec_text(app, moved->to_present, moved->to));
    }
    table_print(&table, app->out);
}

static bool confirmed(struct app *app, const struct args *args)
{
    if (arg_given(args, "yes"))
        return true;
    if (!isatty(STDIN_FILENO))
        return false;
    fprintf(app->out, "%s", say(app, "采用吗？(y/N) ", "apply? (y/N) "));
    fflush(app->out);
    int answer = getchar();
    return answer == 'y' || answer == 'Y';
}

static int run(struct app *app, const struct args *args)
{
    struct ledger_options open = { .folder = args->words[0], .shipped_model = app_model(app), .clock = app->clock };
    struct upgrade_plan plan;
    struct receipt receipt;
    struct err_list errs;
    struct bar bar;
    struct err err;
    err_init(&err);
    err_list_init(&errs, app->arena, LIMIT_ERRORS_SHOWN);
    if (!ledger_upgrade_plan(&open, app->arena, &plan, &errs, &err))
        return errs.count ? app_fail_all(app, &errs) : app_fail(app, &err);
    if (!plan.added_count && !plan.changed_count && !plan.removed_count) {
        put(app, str_from(say(app, "定义与台账一致，无须升级", "the definitions are the ledger's, nothing to do")));
        return 0;
    }
    plan_print(app, &plan);
    if (!confirmed(app, args)) {
        err_set(&err, ERR_CLI_CONFIRM);
        return app_fail(app, &err);
    }
    bar_begin(&bar, app);
    bool ok = ledger_upgrade(&open, &bar.progress, &receipt, &errs, &err);
    bar_end(&bar);
    if (!ok)
        return app_fail(app, &err);
    fprintf(app->out, say(app, "已采用，第 %lld 条\n", "applied, entry %lld\n"), (long long)receipt.entry.n);
    return 0;
}

const struct command command_upgrade = { "upgrade", "LEDGER", { STR_INIT("采用改过的定义，先看哪些数会动"), STR_INIT("apply changed definitions, showing first which figures move") },
                                         options, sizeof options / sizeof *options, 1, 1, run };
