/*
 * cmd_decide.c - ask a decision: of a DMN file with a context at hand (here), or one of the
 * definitions about the records of a ledger (decide_ledger.c).
 */
#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/limits.h"
#include "cli/cli.h"
#include "cli/context.h"
#include "cli/decide_ledger.h"
#include "rule/rule.h"

static const struct cli_option options[] = {
    { "model",
      "FILE.dmn",
      { STR_INIT("DMN 文件；可写几次，后面的是它引入的"),
        STR_INIT("a DMN file; may stand several times, for those that the first one imports") } },
    { "decision", "NAME", { STR_INIT("决策或决策服务的名称"), STR_INIT("a decision or service") } },
    { "context",
      "FILE.json",
      { STR_INIT("JSON 对象：各项输入"), STR_INIT("a JSON object: the inputs") } },
    { "on",
      "DATE",
      { STR_INIT("按这一天的规则与事实"), STR_INIT("by the rules and facts of this day") } },
    { "as-of",
      "DATE|INSTANT|POSITION",
      { STR_INIT("回看台账当时的样子，规则也取那一天的"),
        STR_INIT("as the ledger stood then, by the rules of that day") } },
    { "standing",
      "in|losing|near|missing|out",
      { STR_INIT("只列这一种：符合、将失去、接近、缺数据、不符合"),
        STR_INIT("only these: in, losing it, near, facts missing, out") } },
    { "out",
      "FILE.xlsx",
      { STR_INIT("写成工作簿"), STR_INIT("write the list as a workbook") } },
    { "json", NULL, { STR_INIT("以 JSON 输出"), STR_INIT("print as JSON") } },
};

static bool set_read(struct app *app, const struct args *args, struct rule_set **set,
                     struct err_list *errs)
{
    struct str *files;
    size_t count = arg_all(app, args, "model", &files);
    struct rule_source *sources = ARENA_ARRAY(app->arena, struct rule_source, count);
    for (size_t i = 0; i < count; i++) {
        struct err err;
        err_init(&err);
        sources[i].name = files[i];
        if (!file_read(app->arena, files[i], LIMIT_RULE_BYTES, &sources[i].bytes, &err)) {
            err_list_add(errs, &err);
            return false;
        }
    }
    *set = rule_load(app->arena, sources, count, false, errs);
    return *set != NULL;
}

static struct str decisions_of(struct app *app, const struct rule_set *set)
{
    struct buf names;
    buf_init(&names, app->arena);
    for (size_t i = 0; i < rule_nodes(set) && buf_get(&names).len < 400; i++)
        if (rule_is_decision(set, (int)i))
            buf_printf(&names, "%s\"%.*s\"", buf_get(&names).len ? ", " : "",
                       STR_ARG(rule_name(set, (int)i)));
    return buf_get(&names);
}

/* The tables that were asked, with the rules that hit. */
struct hits {
    struct feel_watch watch;
    struct app *app;
    struct buf text;
};

static void note_hits(struct feel_watch *watch, struct feel_run *run, const struct feel_seen *seen)
{
    struct hits *hits = (struct hits *)watch;
    (void)run;
    if (buf_get(&hits->text).len)
        buf_char(&hits->text, '\n');
    buf_cstr(&hits->text, say(hits->app, "  命中规则：", "  rules hit:"));
    for (size_t i = 0; i < seen->hit_count; i++)
        buf_printf(&hits->text, " %zu", seen->hits[i] + 1);
    if (!seen->hit_count)
        buf_cstr(&hits->text, say(hits->app, "无", " none"));
}

static int decide_file(struct app *app, const struct args *args)
{
    struct feel_value context = feel_context(NULL, 0);
    struct hits hits = { .watch = { note_hits }, .app = app };
    struct err_list errs;
    struct rule_set *set;
    struct rule_ask ask;
    struct feel_run run;
    struct err err;
    err_init(&err);
    err_list_init(&errs, app->arena, LIMIT_ERRORS_SHOWN);
    if (!set_read(app, args, &set, &errs))
        return app_fail_all(app, &errs);
    if (arg(args, "context").len &&
        !context_read(app->arena, arg(args, "context"), &context, &err))
        return app_fail(app, &err);
    int node = rule_find(set, 0, arg(args, "decision"));
    if (node < 0) {
        err_set(&err, ERR_CLI_DECISION, "text", arg(args, "decision"), "wanted",
                decisions_of(app, set));
        return app_fail(app, &err);
    }
    feel_run_init(&run, app->arena);
    run.clock = app->clock;
    buf_init(&hits.text, app->arena);
    if (!arg_given(args, "json"))
        run.watch = &hits.watch;
    rule_ask_init(&ask, set, app->arena, &run);
    for (size_t i = 0; i < context.context.count; i++) {
        const struct feel_entry *entry = &context.context.entries[i];
        int input = rule_find(set, 0, entry->key);
        if (input >= 0)
            rule_give(&ask, input, entry->value);
    }
    struct feel_value value = rule_decide(&ask, node);
    if (feel_run_fault(&run, &err))
        return app_fail(app, &err);
    warnings_put(app, "decide", &run);
    value_put(app, value, arg_given(args, "json"));
    if (buf_get(&hits.text).len)
        put(app, buf_get(&hits.text));
    return value.type == FEEL_NULL && run.warning_count ? 1 : 0;
}

static int run(struct app *app, const struct args *args)
{
    if (args->word_count)
        return decide_ledger(app, args);
    if (!arg(args, "model").len || !arg(args, "decision").len)
        return app_usage(app, "decide", ERR_CLI_OPTION,
                         arg(args, "model").len ? STR("--decision") : STR("--model"));
    return decide_file(app, args);
}

const struct command command_decide = { "decide",
                                        "LEDGER [DECISION|all [RECORD]] | --model FILE.dmn "
                                        "--decision NAME [--context FILE.json]",
                                        { STR_INIT("问一项决策：结果、命中的规则，以及还差什么"),
                                          STR_INIT("ask a decision: its outcome, the rules that "
                                                   "hit, and what is missing for a yes") },
                                        options,
                                        sizeof options / sizeof *options,
                                        0,
                                        3,
                                        run };
