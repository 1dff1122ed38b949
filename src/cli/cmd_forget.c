/* cmd_forget.c - remove what names a person: login, name, telephone, password, tokens. The chain and its numbers stay. */
#include "base/arena.h"
#include "cli/cli.h"
#include "identity/identity.h"

static const struct cli_option options[] = {
    { "yes", NULL, { STR_INIT("不再询问"), STR_INIT("do not ask") } },
};

static int run(struct app *app, const struct args *args)
{
    struct ledger *ledger;
    struct settings settings;
    struct identity *identity = NULL;
    struct account account;
    struct err err;
    err_init(&err);
    if (!arg_given(args, "yes")) {
        err_set(&err, ERR_CLI_CONFIRM);
        return app_fail(app, &err);
    }
    if (!app_open(app, args->words[0], true, &ledger, &settings, &err))
        return app_fail(app, &err);
    struct identity_options here = { .folder = ledger_folder(ledger), .clock = app->clock };
    bool good = identity_open(&here, &identity, &err) && identity_account_find(identity, app->arena, args->words[1], &account, &err) &&
                identity_account_forget(identity, (struct account_id){ 0 }, account.id, &err);
    identity_close(identity);
    ledger_close(ledger);
    if (!good)
        return app_fail(app, &err);
    fprintf(app->out, say(app, "账号 #%lld 的个人信息已删去；台账与校验链未变\n",
                          "what named the person of account #%lld is gone; the ledger and its chain are unchanged\n"),
            (long long)account.id.n);
    return 0;
}

const struct command command_forget = { "forget",
                                        "LEDGER LOGIN|#N --yes",
                                        { STR_INIT("删去一个人的个人信息，台账不变"),
                                          STR_INIT("remove what names a person; the ledger stays as it is") },
                                        options,
                                        sizeof options / sizeof *options,
                                        2,
                                        2,
                                        run };
