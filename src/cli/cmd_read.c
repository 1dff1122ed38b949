/* cmd_read.c - what a plan says: statements, duties, and every other number with why it is none. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "cli/plan_file.h"

static const struct cli_option options[] = {
    { "year",
      "YEAR",
      { STR_INIT("文稿说的“今年”"), STR_INIT("the year that the text speaks for") } },
    { "review",
      "PERIOD",
      { STR_INIT("文稿回顾的期间，如 2022、2023-H1"),
        STR_INIT("the period whose results it reports, as 2022 or 2023-H1") } },
    { "type",
      "plan|report|news",
      { STR_INIT("文稿类别，默认 plan"), STR_INIT("what the text is, plan by default") } },
    { "sources",
      "FILE.tsv",
      { STR_INIT("按文件名给出年份、回顾期与类别的表"),
        STR_INIT("a table with year, review and type by file name") } },
    { "coverage",
      NULL,
      { STR_INIT("每一类句子占多少，哪些放不到任何一类"),
        STR_INIT("the share of each sort of sentence, and what could not be placed") } },
    { "out",
      "FOLDER",
      { STR_INIT("每个文件写一个 NAME.pred.jsonl"),
        STR_INIT("write a NAME.pred.jsonl for each file") } },
};

struct reading {
    struct app *app;
    const struct args *args;
    struct plan_lexicon *lexicon;
    struct plan_options given;
    struct plan_sources sources;
    struct buf lines; /* of JSON: printed when every file was read */
    struct err *err;
};

static struct str kind_word(struct app *app, enum plan_kind kind)
{
    static const char *const words[][2] = { { "目标", "target" },
                                            { "已达", "actual" },
                                            { "背景", "baseline" } };
    return str_from(say(app, words[kind][0], words[kind][1]));
}

static void print_section(struct app *app, const struct plan_text *text, size_t section)
{
    size_t shown = 0, most = 0;
    for (size_t i = 0; i < text->statement_count; i++)
        most += text->statements[i].section == section;
    for (size_t i = 0; i < text->undertaking_count; i++)
        shown += text->undertakings[i].section == section;
    if (!most && !shown)
        return;
    if (text->sections[section].topic.len)
        fprintf(app->out, "\n【%.*s】\n", STR_ARG(text->sections[section].topic));
    struct table table;
    table_init(&table, app->arena, 6);
    table_right(&table, 2);
    for (size_t i = 0; i < text->statement_count; i++) {
        const struct statement *s = &text->statements[i];
        if (s->section != section)
            continue;
        table_cell(&table, kind_word(app, s->kind));
        table_cell(&table, text_clipped(app, s->subject, 28));
        table_cell(&table,
                   plan_bound_words(app, s->op, s->value, s->has_max, s->value_max, s->unit));
        table_cell(&table, text_clipped(app, s->scope, 20));
        table_cell(&table, s->period);
        table_cell(&table, text_clipped(app, s->quote, 52));
    }
    table_print(&table, app->out);
    for (size_t i = 0; i < text->undertaking_count; i++)
        if (text->undertakings[i].section == section)
            fprintf(app->out, "%s  %.*s\n", say(app, "任务", "duty"),
                    STR_ARG(text_clipped(app, text->undertakings[i].quote, 84)));
}

static void print_text(struct app *app, const struct plan_text *text, struct str name)
{
    size_t kinds[3] = { 0 };
    for (size_t i = 0; i < text->statement_count; i++)
        kinds[text->statements[i].kind]++;
    fprintf(app->out, "%.*s%s%.*s\n", STR_ARG(name), text->title.len ? "  " : "",
            STR_ARG(text->title));
    for (size_t i = 0; i < text->section_count; i++)
        print_section(app, text, i);
    fprintf(app->out,
            say(app,
                "\n目标 %zu，已达 %zu，背景 %zu，任务 %zu；另有 %zu 个数字不是陈述，其中 %zu "
                "个未读懂\n",
                "\n%zu targets, %zu actual, %zu background, %zu duties; %zu other numbers, %zu of "
                "them not understood\n"),
            kinds[PLAN_TARGET], kinds[PLAN_ACTUAL], kinds[PLAN_BASELINE], text->undertaking_count,
            text->figure_count, text->unknown_count);
    for (size_t i = 0; i < text->figure_count; i++)
        if (text->figures[i].why == PLAN_WHY_UNKNOWN)
            fprintf(app->out,
                    say(app, "  未读懂：第 %zu 行 %.*s\n", "  not understood: line %zu %.*s\n"),
                    text->figures[i].line, STR_ARG(text->figures[i].span.text));
}

static struct str sort_word(struct app *app, enum plan_sort sort)
{
    static const char *const words[PLAN_S_COUNT_][2] = { { "叙述", "narrative" },
                                                         { "有数字的陈述", "statements" },
                                                         { "任务", "undertakings" },
                                                         { "各级标题", "headings" },
                                                         { "版面（正文之外）", "page furniture" } };
    return str_from(say(app, words[sort][0], words[sort][1]));
}

static void print_coverage(struct app *app, const struct plan_text *text, struct str name)
{
    struct plan_coverage coverage;
    struct table table;
    plan_cover(app->arena, text, &coverage);
    table_init(&table, app->arena, 4);
    table_right(&table, 1);
    table_right(&table, 2);
    table_right(&table, 3);
    fprintf(app->out, "%.*s\n", STR_ARG(name));
    for (int sort = 0; sort < PLAN_S_COUNT_; sort++) {
        const struct plan_share *share = &coverage.sorts[sort];
        double all = coverage.all.code_points ? (double)coverage.all.code_points : 1.0;
        table_cell(&table, sort_word(app, (enum plan_sort)sort));
        table_cell(&table, str_format(app->arena, say(app, "%zu 句", "%zu sentences"), share->sentences));
        table_cell(&table, str_format(app->arena, say(app, "%zu 字", "%zu characters"), share->code_points));
        table_cell(&table, str_format(app->arena, "%.1f %%", 100.0 * (double)share->code_points / all));
    }
    table_print(&table, app->out);
    fprintf(app->out,
            say(app, "数字：%zu 个成为陈述，%zu 个按规则不计，%zu 个未读懂\n",
                "figures: %zu became statements, %zu set aside by rule, %zu not understood\n"),
            text->statement_count, text->figure_count - text->unknown_count, text->unknown_count);
    for (size_t i = 0; i < text->figure_count; i++)
        if (text->figures[i].why == PLAN_WHY_UNKNOWN)
            fprintf(app->out, say(app, "  未读懂：第 %zu 行 %.*s\n", "  not understood: line %zu %.*s\n"),
                    text->figures[i].line, STR_ARG(text->figures[i].span.text));
    for (size_t i = 0; i < coverage.unplaced_count; i++) {
        const struct plan_sentence *sentence = &text->sentences[coverage.unplaced[i]];
        fprintf(app->out, say(app, "  放不下：第 %zu 行 %.*s\n", "  not placed: line %zu %.*s\n"), sentence->line,
                STR_ARG(sentence->span.text));
    }
}

static struct str lines_of(struct app *app, const struct plan_text *text)
{
    struct buf out;
    buf_init(&out, app->arena);
    for (size_t i = 0; i < text->statement_count; i++) {
        plan_statement_json(&text->statements[i], &out);
        buf_char(&out, '\n');
    }
    return buf_get(&out);
}

static bool write_lines(struct reading *r, struct str path, struct str lines)
{
    struct str folder = arg(r->args, "out"), name = path_name(path);
    if (str_ends(name, STR(".txt")))
        name = str_slice(name, 0, name.len - 4);
    name = str_join(r->app->arena, name, STR(".pred.jsonl"));
    return folder_make(folder, r->err) &&
           file_write(path_join(r->app->arena, folder, name), lines, r->err);
}

static bool read_one(struct reading *r, struct str path)
{
    struct plan_text *text;
    const struct plan_source *source = plan_sources_find(&r->sources, path_name(path));
    struct plan_options used = source ? source->options : r->given;
    if (arg_given(r->args, "year"))
        used.year = r->given.year;
    if (arg_given(r->args, "review"))
        used.review = r->given.review;
    if (arg_given(r->args, "type"))
        used.type = r->given.type;
    if (!plan_file_read(r->app, path, r->lexicon, &used, &text, r->err))
        return false;
    if (arg(r->args, "out").len)
        return write_lines(r, path, lines_of(r->app, text));
    if (arg_given(r->args, "coverage") && !arg_given(r->args, "json"))
        print_coverage(r->app, text, path_name(path));
    else if (arg_given(r->args, "json"))
        buf_str(&r->lines, lines_of(r->app, text));
    else
        print_text(r->app, text, path_name(path));
    return true;
}

static int run(struct app *app, const struct args *args)
{
    struct err err;
    err_init(&err);
    int status = 0;
    struct reading r = { .app = app, .args = args, .err = &err };
    buf_init(&r.lines, app->arena);
    if (!plan_options_take(app, args, "read", &r.given, &status))
        return status;
    bool ok = plan_lexicon_open(app, (struct str){ 0 }, &r.lexicon, &err);
    if (ok && arg(args, "sources").len)
        ok = plan_sources_load(app->arena, arg(args, "sources"), &r.sources, &err);
    for (size_t i = 0; ok && i < args->word_count; i++) {
        if (i && !arg_given(args, "json") && !arg(args, "out").len)
            fputs("\n", app->out);
        ok = read_one(&r, args->words[i]);
    }
    if (ok && r.lines.len)
        fwrite(r.lines.ptr, 1, r.lines.len, app->out);
    return ok ? 0 : app_fail(app, &err);
}

const struct command command_read = { "read",
                                      "FILE...",
                                      { STR_INIT("读规划文稿：目标、任务与每一个数字"),
                                        STR_INIT(
                                            "read a plan: targets, duties, and every number") },
                                      options,
                                      sizeof options / sizeof *options,
                                      1,
                                      4096,
                                      run };
