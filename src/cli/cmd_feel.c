/* cmd_feel.c - work out one FEEL expression, or say where and why it has no value. */
#include "base/arena.h"
#include "base/buf.h"
#include "cli/cli.h"
#include "cli/context.h"
#include "feel/feel.h"

static const struct cli_option options[] = {
    { "context",
      "FILE.json",
      { STR_INIT("JSON 对象：表达式里可用的名称与值"),
        STR_INIT("a JSON object: the names and values that the expression may use") } },
    { "json", NULL, { STR_INIT("以带类型的 JSON 输出"), STR_INIT("print as JSON with types") } },
};

static int run(struct app *app, const struct args *args)
{
    struct feel_scope *scope = feel_scope_new(app->arena);
    struct feel_value *slots = NULL, context = feel_context(NULL, 0);
    struct feel_expr *expr;
    struct feel_run run;
    struct err err;
    err_init(&err);
    feel_scope_open(scope); /* what is wrong is null, with the place and the reason */
    if (arg(args, "context").len &&
        !context_read(app->arena, arg(args, "context"), &context, &err))
        return app_fail(app, &err);
    slots = ARENA_ARRAY(app->arena, struct feel_value, context.context.count);
    for (size_t i = 0; i < context.context.count; i++) {
        const struct feel_entry *entry = &context.context.entries[i];
        slots[feel_scope_value(scope, entry->key, entry->value)] = entry->value;
    }
    if (!feel_compile(app->arena, args->words[0], scope, &expr, &err))
        return app_fail(app, &err);
    feel_run_init(&run, app->arena);
    run.slots = slots;
    run.clock = app->clock;
    struct feel_value value = feel_eval(expr, &run);
    if (feel_run_fault(&run, &err))
        return app_fail(app, &err);
    warnings_put(app, "feel", &run);
    value_put(app, value, arg_given(args, "json"));
    return value.type == FEEL_NULL && run.warning_count ? 1 : 0;
}

const struct command command_feel = { "feel",
                                      "'EXPRESSION' [--context FILE.json]",
                                      { STR_INIT("计算一个 FEEL 表达式"),
                                        STR_INIT("work out a FEEL expression") },
                                      options,
                                      sizeof options / sizeof *options,
                                      1,
                                      1,
                                      run };
