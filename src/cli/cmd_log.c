/* cmd_log.c - the entries, newest first. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/limits.h"
#include "cli/cli.h"
#include "ledger/words.h"

static const struct cli_option options[] = {
    { "limit", "N", { STR_INIT("条数，默认 20"), STR_INIT("how many, 20 by default") } },
    { "before", "POSITION", { STR_INIT("此位置之前的"), STR_INIT("those before this position") } },
    { "record", "#N", { STR_INIT("只看这个记录的登记"), STR_INIT("those of this record only") } },
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
    const char *heads[][2] = { { "位置", "position" }, { "记录时刻", "recorded" },
                               { "事项", "act" },      { "对象", "record" },
                               { "来源", "source" },   { "原因", "reason" } };
    for (size_t i = 0; i < 6; i++)
        table_cell(&table, str_from(say(app, heads[i][0], heads[i][1])));
    table_right(&table, 0);
    table.limit = (size_t)app->columns;
    for (size_t i = 0; i < count; i++) {
        const struct entry *entry = &entries[i];
        table_cell(&table, str_format(app->arena, "%lld", (long long)entry->id.n));
        table_cell(&table, short_text(app, entry));
        table_cell(&table, act_word(entry->act, app->lang));
        table_cell(&table, entry->kind
                               ? str_format(app->arena, "%.*s #%lld",
                                            STR_ARG(label_in(&entry->kind->label, app->lang)),
                                            (long long)entry->record.n)
                               : STR("—"));
        table_cell(&table, entry->source);
        table_cell(&table, entry->reason);
    }
    table_print(&table, app->out);
}

struct lines {
    struct entry *items;
    size_t count;
};

/* The entries that tell of one record, newest first. Its kind is that of the entry that made it. */
static bool record_lines(struct app *app, struct ledger *ledger, struct record_id id,
                         struct entry_id before, size_t limit, struct lines *lines, struct err *err)
{
    struct entry first;
    struct timeline *timeline = NULL;
    struct change *changes;
    if (!entry_read(ledger, app->arena, (struct entry_id){ id.n }, &first, err) ||
        (first.kind &&
         !record_read(ledger, app->arena, first.kind, id, (struct entry_id){ 0 }, &timeline, err)))
        return false;
    size_t count = timeline ? timeline_history(app->arena, timeline, &changes) : 0;
    lines->items = ARENA_ARRAY(app->arena, struct entry, count + 1);
    int64_t below = before.n ? before.n : INT64_MAX;
    while (timeline && lines->count < limit) {
        int64_t next = 0;
        for (size_t i = 0; i < count; i++)
            if (changes[i].entry.n < below && changes[i].entry.n > next)
                next = changes[i].entry.n;
        if (!next)
            break;
        below = next;
        if (!entry_read(ledger, app->arena, (struct entry_id){ next },
                        &lines->items[lines->count++], err))
            return false;
    }
    return timeline ||
           err_set(err, ERR_CLI_RECORD, "text", str_format(app->arena, "#%lld", (long long)id.n));
}

static int run(struct app *app, const struct args *args)
{
    struct ledger *ledger;
    struct settings settings;
    struct lines lines = { 0 };
    struct record_id record = { 0 };
    struct entry_id before = { 0 };
    int64_t limit = 20;
    struct err err;
    err_init(&err);
    if (arg(args, "limit").len &&
        (!str_to_int(arg(args, "limit"), &limit) || limit < 1 || limit > LIMIT_LIST_ROWS))
        return app_usage(app, "log", ERR_CLI_OPTION, STR("--limit"));
    if (arg(args, "before").len && !str_to_int(arg(args, "before"), &before.n))
        return app_usage(app, "log", ERR_CLI_OPTION, STR("--before"));
    if (arg(args, "record").len && !arg_record(arg(args, "record"), &record, &err))
        return app_fail(app, &err);
    if (!app_open(app, args->words[0], true, &ledger, &settings, &err))
        return app_fail(app, &err);
    bool ok = record.n ? record_lines(app, ledger, record, before, (size_t)limit, &lines, &err)
                       : entry_list(ledger, app->arena, before, true, (size_t)limit, &lines.items,
                                    &lines.count, &err);
    for (size_t i = 0; ok && arg_given(args, "json") && i < lines.count; i++)
        entry_json(app, &lines.items[i]);
    if (ok && !arg_given(args, "json"))
        print_all(app, lines.items, lines.count);
    ledger_close(ledger);
    return ok ? 0 : app_fail(app, &err);
}

const struct command command_log = { "log",
                                     "LEDGER",
                                     { STR_INIT("流水：最近的登记"),
                                       STR_INIT("the latest entries") },
                                     options,
                                     sizeof options / sizeof *options,
                                     1,
                                     1,
                                     run };
