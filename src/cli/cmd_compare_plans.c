/* cmd_compare_plans.c - two plans: what was kept, raised, lowered, dropped, and what is new, each with its sentences. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/json.h"
#include "cli/plan_file.h"
#include "plan/compare.h"

static const struct cli_option options[] = {
    { "years",
      "YEAR,YEAR",
      { STR_INIT("两份文稿各自的“今年”，默认从文件名里找"),
        STR_INIT("the years that the two texts speak for; else looked for in the files' names") } },
    { "type", "plan|report|news", { STR_INIT("文稿类别，默认 plan"), STR_INIT("what the texts are, plan by default") } },
};

static const char *const words[PLAN_CHANGE_COUNT_][2] = {
    { "不变", "kept" }, { "提高", "raised" }, { "降低", "lowered" }, { "不再提", "dropped" }, { "新提", "new" },
};

static struct str bound_of(struct app *app, const struct statement *s)
{
    return s ? plan_bound_words(app, s->op, s->value, s->has_max, s->value_max, s->unit) : STR("—");
}

static void print_pairs(struct app *app, const struct plan_comparison *all, enum plan_change change)
{
    if (!all->of[change])
        return;
    fprintf(app->out, "\n【%s】%zu\n", say(app, words[change][0], words[change][1]), all->of[change]);
    for (size_t i = 0; i < all->count; i++) {
        const struct plan_pair *pair = &all->pairs[i];
        const struct statement *shown = pair->after ? pair->after : pair->before;
        if (pair->change != change)
            continue;
        fprintf(app->out, "  %.*s%s%.*s  %.*s → %.*s%s\n", STR_ARG(shown->scope), shown->scope.len ? " " : "",
                STR_ARG(shown->subject), STR_ARG(bound_of(app, pair->before)), STR_ARG(bound_of(app, pair->after)),
                pair->doubtful ? say(app, "  （说法不同，请核对）", "  (other words: look at it)") : "");
        if (pair->before)
            fprintf(app->out, say(app, "      原：%.*s（第 %zu 行）\n", "      was: %.*s (line %zu)\n"),
                    STR_ARG(pair->before->quote), pair->before->line);
        if (pair->after)
            fprintf(app->out, say(app, "      今：%.*s（第 %zu 行）\n", "      now: %.*s (line %zu)\n"),
                    STR_ARG(pair->after->quote), pair->after->line);
    }
}

static void statement_json(struct json_writer *w, const char *key, const struct statement *s)
{
    struct buf line;
    json_key(w, key);
    if (!s) {
        json_null(w);
        return;
    }
    buf_init(&line, NULL);
    plan_statement_json(s, &line);
    json_raw(w, buf_get(&line));
    buf_release(&line);
}

static void print_json(struct app *app, const struct plan_comparison *all)
{
    struct buf out;
    struct json_writer w;
    buf_init(&out, app->arena);
    json_writer_init(&w, &out, false);
    json_object(&w);
    for (int change = 0; change < PLAN_CHANGE_COUNT_; change++) {
        json_key(&w, plan_change_name((enum plan_change)change));
        json_num(&w, (int64_t)all->of[change]);
    }
    json_key(&w, "pairs");
    json_array(&w);
    for (size_t i = 0; i < all->count; i++) {
        json_object(&w);
        json_key(&w, "change");
        json_cstr(&w, plan_change_name(all->pairs[i].change));
        json_key(&w, "doubtful");
        json_bool(&w, all->pairs[i].doubtful);
        statement_json(&w, "before", all->pairs[i].before);
        statement_json(&w, "after", all->pairs[i].after);
        json_object_end(&w);
    }
    json_array_end(&w);
    json_object_end(&w);
    put(app, buf_get(&out));
}

/* The last four digits in a row of a file's name that can be a year; 0 where there are none. */
static int year_in(struct str name)
{
    for (size_t at = name.len; at >= 4; at--) {
        int64_t year;
        bool part = at < name.len && name.ptr[at] >= '0' && name.ptr[at] <= '9';
        if (!part && str_to_int(str_slice(name, at - 4, 4), &year) && year >= 1900 && year <= 2100)
            return (int)year;
    }
    return 0;
}

static bool years_take(const struct args *args, int years[2])
{
    struct str rest = arg(args, "years"), one;
    for (int i = 0; i < 2; i++) {
        int64_t year = year_in(path_name(args->words[i]));
        if (arg(args, "years").len && (!str_split(&rest, ',', &one) || !str_to_int(one, &year) || year < 1 || year > 9999))
            return false;
        years[i] = (int)year;
    }
    return true;
}

static int run(struct app *app, const struct args *args)
{
    struct err err;
    err_init(&err);
    int status = 0, years[2];
    struct plan_options given;
    struct plan_lexicon *lexicon;
    struct plan_text *texts[2];
    struct plan_comparison all;
    if (!plan_options_take(app, args, "compare-plans", &given, &status))
        return status;
    if (!years_take(args, years))
        return app_usage(app, "compare-plans", ERR_CLI_YEAR, arg(args, "years"));
    bool ok = plan_lexicon_open(app, (struct str){ 0 }, &lexicon, &err);
    for (int i = 0; ok && i < 2; i++) {
        given.year = years[i];
        ok = plan_file_read(app, args->words[i], lexicon, &given, &texts[i], &err);
    }
    if (!ok)
        return app_fail(app, &err);
    plan_compare(app->arena, texts[0], texts[1], &all);
    if (arg_given(args, "json")) {
        print_json(app, &all);
        return 0;
    }
    fprintf(app->out, "%.*s → %.*s\n", STR_ARG(path_name(args->words[0])), STR_ARG(path_name(args->words[1])));
    static const enum plan_change order[] = { PLAN_RAISED, PLAN_LOWERED, PLAN_KEPT, PLAN_DROPPED, PLAN_NEW };
    for (size_t i = 0; i < sizeof order / sizeof *order; i++)
        print_pairs(app, &all, order[i]);
    return 0;
}

const struct command command_compare_plans = {
    "compare-plans", "BEFORE AFTER",
    { STR_INIT("两份规划对照：不变、提高、降低、不再提、新提"), STR_INIT("two plans: kept, raised, lowered, dropped, new") },
    options, sizeof options / sizeof *options, 2, 2, run
};
