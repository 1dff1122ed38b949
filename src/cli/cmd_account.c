/*
 * cmd_account.c - accounts from the command line, by the operator of the machine: the way back in when nobody can sign in.
 * Passwords are read from standard input, never from the arguments, which everybody on the machine can see.
 */
#include <stdio.h>
#include <termios.h>
#include <unistd.h>

#include "base/arena.h"
#include "cli/cli.h"
#include "identity/identity.h"

static const struct cli_option options[] = {
    { "name", "TEXT", { STR_INIT("姓名（add）"), STR_INIT("the person's name (add)") } },
    { "phone", "TEXT", { STR_INIT("电话（add）"), STR_INIT("telephone (add)") } },
    { "person", "#N", { STR_INIT("台账里的岗位记录（add）"), STR_INIT("the post's record in the ledger (add)") } },
    { "role", "ROLE", { STR_INIT("角色（give、take）"), STR_INIT("a role (give, take)") } },
    { "zone", "#N", { STR_INIT("只限该园区（give、take）"), STR_INIT("for this zone only (give, take)") } },
    { "unit", "#N", { STR_INIT("只限该部门（give、take）"), STR_INIT("for this department only (give, take)") } },
    { "duty",
      "DUTY",
      { STR_INIT("管理员职责：system、security、audit 或 none（duty）"),
        STR_INIT("system, security, audit or none (duty)") } },
};

struct task {
    struct app *app;
    const struct args *args;
    struct identity *identity;
    const struct model *model;
    struct account account;
    struct err *err;
};

static const struct account_id operator_here = { 0 };

/* ---- reading ---- */

static bool read_record(struct task *task, const char *name, int64_t *n)
{
    struct record_id id = { 0 };
    struct str text = arg(task->args, name);
    *n = 0;
    if (text.len && !arg_record(text, &id, task->err))
        return false;
    *n = id.n;
    return true;
}

/* A line of standard input, unseen on a terminal. */
static struct str read_password(struct app *app)
{
    struct termios before, quiet;
    char line[2048];
    bool terminal = isatty(STDIN_FILENO) && tcgetattr(STDIN_FILENO, &before) == 0;
    if (terminal) {
        quiet = before;
        quiet.c_lflag &= ~(tcflag_t)ECHO;
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
        fprintf(app->errors, "%s", say(app, "新密码：", "new password: "));
        fflush(app->errors);
    }
    struct str text = STR("");
    if (fgets(line, sizeof line, stdin))
        text = str_copy(app->arena, str_from(line));
    if (terminal) {
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
        fprintf(app->errors, "\n");
    }
    while (text.len && (text.ptr[text.len - 1] == '\n' || text.ptr[text.len - 1] == '\r'))
        text.len--;
    return text;
}

/* ---- acts ---- */

static bool do_add(struct task *task)
{
    struct account_text text = { task->args->words[2], arg(task->args, "name"), arg(task->args, "phone"), 0 };
    struct account_id id;
    if (!text.name.len)
        text.name = text.login;
    if (!read_record(task, "person", &text.person) ||
        !identity_account_make(task->identity, operator_here, &text, &id, task->err))
        return false;
    struct str password = read_password(task->app);
    return !password.len || identity_password_reset(task->identity, operator_here, id, password, task->err);
}

static bool do_password(struct task *task)
{
    return identity_password_reset(task->identity, operator_here, task->account.id, read_password(task->app), task->err);
}

static bool do_link(struct task *task)
{
    struct token token;
    if (!identity_link_make(task->identity, task->account.id, &token, task->err))
        return false;
    fprintf(task->app->out, "/api/login?token=%s\n", token.text);
    return true;
}

static bool role_known(struct task *task, struct str role)
{
    struct buf names;
    buf_init(&names, task->app->arena);
    if (model_role(task->model, role))
        return true;
    for (size_t i = 0; i < task->model->role_count; i++)
        buf_printf(&names, "%s%.*s", i ? ", " : "", STR_ARG(task->model->roles[i].name));
    return err_set(task->err, ERR_ACCOUNT_ROLE, "role", role, "wanted", buf_get(&names));
}

static bool do_role(struct task *task, bool give)
{
    struct held held = { .role = arg(task->args, "role") };
    if (!role_known(task, held.role) || !read_record(task, "zone", &held.zone) || !read_record(task, "unit", &held.unit))
        return false;
    return give ? identity_role_give(task->identity, operator_here, task->account.id, &held, task->err)
                : identity_role_take(task->identity, operator_here, task->account.id, &held, task->err);
}

static bool do_give(struct task *task)
{
    return do_role(task, true);
}

static bool do_take(struct task *task)
{
    return do_role(task, false);
}

static bool do_duty(struct task *task)
{
    enum duty duty = DUTY_NONE;
    struct str text = arg(task->args, "duty");
    if (!str_eq(text, STR("none")) && (!text.len || !duty_find(text, &duty)))
        return err_set(task->err, ERR_CLI_OPTION, "text", str_format(task->app->arena, "--duty %.*s", STR_ARG(text)), "command",
                       STR("account"));
    return identity_duty_set(task->identity, operator_here, task->account.id, duty, task->err);
}

static bool do_disable(struct task *task)
{
    return identity_account_disable(task->identity, operator_here, task->account.id, true, task->err);
}

static bool do_enable(struct task *task)
{
    return identity_account_disable(task->identity, operator_here, task->account.id, false, task->err);
}

static bool do_unlock(struct task *task)
{
    return identity_unlock(task->identity, operator_here, task->account.id, task->err);
}

static bool do_end_code(struct task *task)
{
    return identity_code_end(task->identity, operator_here, task->account.id, STR(""), task->err);
}

static const struct action {
    const char *name;
    bool (*act)(struct task *task);
} actions[] = {
    { "add", do_add },         { "password", do_password }, { "link", do_link },     { "give", do_give },         { "take", do_take },
    { "duty", do_duty },       { "disable", do_disable },   { "enable", do_enable }, { "unlock", do_unlock },     { "end-code", do_end_code },
};

/* ---- showing ---- */

static struct str roles_text(struct app *app, const struct account *account)
{
    struct buf out;
    buf_init(&out, app->arena);
    if (account->owner)
        buf_cstr(&out, say(app, "所有者", "owner"));
    if (account->duty != DUTY_NONE)
        buf_str(&out, duty_word(account->duty, app->lang));
    for (size_t i = 0; i < account->held_count; i++) {
        buf_printf(&out, "%s%.*s", out.len ? ", " : "", STR_ARG(account->held[i].role));
        if (account->held[i].zone)
            buf_printf(&out, " #%lld", (long long)account->held[i].zone);
    }
    return buf_get(&out);
}

static bool list(struct task *task)
{
    struct app *app = task->app;
    struct account *accounts;
    size_t count;
    struct table table;
    if (!identity_accounts(task->identity, app->arena, &accounts, &count, task->err))
        return false;
    if (arg_given(task->args, "json")) {
        struct json_out out;
        struct json_writer *w = json_out_begin(&out, app);
        json_array(w);
        for (size_t i = 0; i < count; i++) {
            json_object(w);
            json_key_num(w, "id", accounts[i].id.n);
            json_key_text(w, "login", accounts[i].login);
            json_key_text(w, "name", accounts[i].name);
            json_key_text(w, "roles", roles_text(app, &accounts[i]));
            json_key(w, "disabled");
            json_bool(w, accounts[i].disabled);
            json_object_end(w);
        }
        json_array_end(w);
        json_out_end(&out, app);
        return true;
    }
    table_init(&table, app->arena, 4);
    for (size_t i = 0; i < count; i++) {
        table_cell(&table, str_format(app->arena, "#%lld", (long long)accounts[i].id.n));
        table_cell(&table, accounts[i].login.len ? accounts[i].login : STR("-"));
        table_cell(&table, accounts[i].forgotten  ? str_from(say(app, "（已删去个人信息）", "(forgotten)"))
                           : accounts[i].disabled ? str_from(say(app, "（已停用）", "(disabled)"))
                                                  : accounts[i].name);
        table_cell(&table, roles_text(app, &accounts[i]));
    }
    table_print(&table, app->out);
    return true;
}

static bool show_log(struct task *task)
{
    struct app *app = task->app;
    struct act_line *lines;
    size_t count;
    int64_t checked;
    struct table table;
    if (!identity_acts_verify(task->identity, &checked, task->err) ||
        !identity_acts(task->identity, app->arena, operator_here, 0, 1000, &lines, &count, task->err))
        return false;
    table_init(&table, app->arena, 5);
    for (size_t i = count; i-- > 0;) {
        struct buf at;
        buf_init(&at, app->arena);
        instant_print(lines[i].at, &at);
        table_cell(&table, buf_get(&at));
        table_cell(&table, lines[i].by.n ? str_format(app->arena, "#%lld", (long long)lines[i].by.n) : STR("-"));
        table_cell(&table, lines[i].what);
        table_cell(&table, str_format(app->arena, "#%lld", (long long)lines[i].account.n));
        table_cell(&table, lines[i].detail);
    }
    table_print(&table, app->out);
    return true;
}

static const struct action *action_find(struct str name)
{
    for (size_t i = 0; i < sizeof actions / sizeof *actions; i++)
        if (str_eq(name, str_from(actions[i].name)))
            return &actions[i];
    return NULL;
}

static bool perform(struct task *task, struct str what, const struct action *action)
{
    if (str_eq(what, STR("list")))
        return list(task);
    if (str_eq(what, STR("log")))
        return show_log(task);
    if (action->act != do_add && !identity_account_find(task->identity, task->app->arena, task->args->words[2], &task->account, task->err))
        return false;
    if (!action->act(task))
        return false;
    if (action->act != do_link)
        put(task->app, str_from(say(task->app, "已办", "done")));
    return true;
}

static int run(struct app *app, const struct args *args)
{
    struct ledger *ledger;
    struct settings settings;
    struct err err;
    struct str what = args->words[1];
    const struct action *action = action_find(what);
    bool shows = str_eq(what, STR("list")) || str_eq(what, STR("log"));
    err_init(&err);
    if ((!action && !shows) || (action && args->word_count != 3) || (shows && args->word_count != 2))
        return app_usage(app, "account", ERR_CLI_OPTION, what);
    if (!app_open(app, args->words[0], true, &ledger, &settings, &err))
        return app_fail(app, &err);
    struct task task = { .app = app, .args = args, .model = ledger_model(ledger), .err = &err };
    struct identity_options identity = { .folder = ledger_folder(ledger), .clock = app->clock };
    bool good = identity_open(&identity, &task.identity, &err) && perform(&task, what, action);
    identity_close(task.identity);
    int status = good ? 0 : app_fail(app, &err);
    ledger_close(ledger);
    return status;
}

const struct command command_account = {
    "account",
    "LEDGER list|log | LEDGER add|password|link|give|take|duty|disable|enable|unlock|end-code LOGIN",
    { STR_INIT("账号：新建、重置密码（从标准输入读）、授予角色、停用"),
      STR_INIT("accounts: make, reset a password (from standard input), give roles, disable") },
    options,
    sizeof options / sizeof *options,
    2,
    3,
    run
};
