/* cmd_log.c - the entries, newest first. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/limits.h"
#include "cli/cli.h"
#include "ledger/words.h"

static const struct cli_option options[] = {
    { "limit", "N", { STR_INIT("条数，默认 20"), STR_INIT("how many, 20 by default") } },
    { "before", "POSITION", { STR_INIT("此位置之前的"), STR_INIT("those before this position") } },
};

static void entry_json(struct app *app, const struct entry *entry)
{
    struct buf out, text;
    struct json_writer w;
    buf_init(&out, app->arena);
    buf_init(&text, app->arena);
    json_writer_init(&w, &out, false);
    json_object(&w);
    json_key(&w, "position");
    json_num(&w, entry->id.n);
    json_key(&w, "recorded");
    instant_print(entry->recorded, &text);
    json_str(&w, buf_get(&text));
    json_key(&w, "act");
    json_str(&w, act_name(entry->act));
    json_key(&w, "kind");
    json_str(&w, entry->kind_name);
    json_key(&w, "record");
    json_num(&w, entry->record.n);
    json_key(&w, "hash");
    buf_clear(&text);
    hash_print(entry->hash, &text);
    json_str(&w, buf_get(&text));
    json_key(&w, "body");
    json_raw(&w, entry->body);
    json_object_end(&w);
    put(app, buf_get(&out));
}

static struct str short_text(struct app *app, const struct entry *entry)
{
    struct buf out;
    buf_init(&out, app->arena);
    instant_print(entry->recorded, &out);
    return str_slice(buf_get(&out), 0, 19);
}

static void print_all(struct app *app, const struct entry *entries, size_t count)
{
    struct table table;
    table_init(&table, app->arena, 6);
    const char *heads[][2] = { { "位置", "position" }, { "记录时刻", "recorded" }, { "事项", "act" }, { "对象", "record" }, { "来源", "source" }, { "原因", "reason" } };
    for (size_t i = 0; i < 6; i++)
        table_cell(&table, str_from(say(app, heads[i][0], heads[i][1])));
    table_right(&table, 0);
    for (size_t i = 0; i < count; i++) {
        const struct entry *entry = &entries[i];
        table_cell(&table, str_format(app->arena, "%lld", (long long)entry->id.n));
        table_cell(&table, short_text(app, entry));
        table_cell(&table, act_word(entry->act, app->lang));
        table_cell(&table, entry->kind ? str_format(app->arena, "%.*s #%lld", STR_ARG(label_in(&entry->kind->label, app->lang)),
                                                    (long long)entry->record.n) : STR("—"));
        table_cell(&table, entry->source);
        table_cell(&table, entry->reason);
    }
    table_print(&table, app->out);
}

static int run(struct app *app, const struct args *args)
{
    struct ledger *ledger;
    struct settings settings;
    struct entry *entries;
    struct entry_id before = { 0 };
    size_t count;
    int64_t limit = 20;
    struct err err;
    err_init(&err);
    if (arg(args, "limit").len && (!str_to_int(arg(args, "limit"), &limit) || limit < 1 || limit > LIMIT_LIST_ROWS))
        return app_usage(app, "log", ERR_CLI_OPTION, STR("--limit"));
    if (arg(args, "before").len && !str_to_int(arg(args, "before"), &before.n))
        return app_usage(app, "log", ERR_CLI_OPTION, STR("--before"));
    if (!app_open(app, args->words[0], true, &ledger, &settings, &err))
        return app_fail(app, &err);
    bool ok = entry_list(ledger, app->arena, before, true, (size_t)limit, &entries, &count, &err);
    for (size_t i = 0; ok && arg_given(args, "json") && i < count; i++)
        entry_json(app, &entries[i]);
    if (ok && !arg_given(args, "json"))
        print_all(app, entries, count);
    ledger_close(ledger);
    return ok ? 0 : app_fail(app, &err);
}

const struct command command_log = { "log", "LEDGER", { STR_INIT("流水：最近的登记"), STR_INIT("the latest entries") },
                                     options, sizeof options / sizeof *options, 1, 1, run };
