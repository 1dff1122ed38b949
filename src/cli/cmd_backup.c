/* cmd_backup.c - a consistent copy of a ledger into a new folder, while others work. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "cli/cli.h"

static int run(struct app *app, const struct args *args)
{
    struct ledger *ledger;
    struct settings settings;
    struct head head;
    struct bar bar;
    struct err err;
    err_init(&err);
    if (!app_open(app, args->words[0], true, &ledger, &settings, &err))
        return app_fail(app, &err);
    bar_begin(&bar, app);
    bool ok = ledger_head(ledger, &head, &err) &&
              ledger_backup(ledger, args->words[1], &bar.progress, &err) &&
              settings_save(app, args->words[1], &settings, &err);
    bar_end(&bar);
    ledger_close(ledger);
    if (!ok)
        return app_fail(app, &err);
    struct str hash = hash_text(app, head.hash);
    if (arg_given(args, "json")) {
        struct json_out out;
        struct json_writer *w = json_out_begin(&out, app);
        json_object(w);
        json_key_text(w, "folder", args->words[1]);
        json_key_num(w, "position", head.position.n);
        json_key_text(w, "head", hash);
        json_object_end(w);
        json_out_end(&out, app);
        return 0;
    }
    fprintf(app->out,
            say(app, "已备份到 %.*s，位置 %lld\n链头 %s\n恢复：把该目录当作台账使用即可\n",
                "backed up to %.*s, position %lld\nhead %s\nto restore, use that folder as the "
                "ledger\n"),
            STR_ARG(args->words[1]), (long long)head.position.n, hash.ptr);
    return 0;
}

const struct command command_backup = {
    "backup",
    "LEDGER FOLDER",
    { STR_INIT("备份到新目录：登记、佐证、定义与设置；登录用的 identity.db 不在内"),
      STR_INIT("copy the ledger into a new folder: entries, evidence, definitions, settings; not "
               "identity.db, which holds sign-ins") },
    NULL,
    0,
    2,
    2,
    run
};
