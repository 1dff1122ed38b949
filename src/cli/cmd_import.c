/* cmd_import.c - a workbook or csv into the ledger: all rows or none, unless the good ones are
 * asked for. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "cli/cli.h"
#include "sheet/sheet.h"

static const struct cli_option options[] = {
    { "kind",
      "KIND",
      { STR_INIT("记录种类；默认按列名判断"),
        STR_INIT("kind of record; told by the columns by default") } },
    { "sheet",
      "NAME",
      { STR_INIT("工作表；默认第一张"), STR_INIT("the worksheet; the first by default") } },
    { "date",
      "DATE",
      { STR_INIT("生效日；默认今天"), STR_INIT("effective day; today by default") } },
    { "set",
      "FIELD=VALUE",
      { STR_INIT("表中没有的一列，各行相同；可多次"),
        STR_INIT("a column that the sheet lacks, the same for every row; as often as needed") } },
    { "good-rows",
      NULL,
      { STR_INIT("只收合格的行"), STR_INIT("take the good rows, leave the bad ones") } },
    { "preview",
      NULL,
      { STR_INIT("只看会怎样，不写入"), STR_INIT("say what would happen, write nothing") } },
    { "bad",
      "FILE.xlsx",
      { STR_INIT("不合格的行写到哪里"), STR_INIT("where the bad rows are written") } },
};

static struct str fault_text(struct app *app, const struct sheet_fault *fault)
{
    struct buf out;
    buf_init(&out, app->arena);
    err_words(fault->err, app->lang, &out);
    return buf_get(&out);
}

static void number(struct json_writer *w, const char *key, size_t n)
{
    json_key(w, key);
    json_num(w, (int64_t)n);
}

static void report_json(struct app *app, const struct sheet_report *report, struct str bad)
{
    struct buf out;
    struct json_writer w;
    buf_init(&out, app->arena);
    json_writer_init(&w, &out, false);
    json_object(&w);
    json_key(&w, "kind");
    json_str(&w, report->kind ? report->kind->name : STR(""));
    number(&w, "rows", report->rows);
    number(&w, "added", report->added);
    number(&w, "changed", report->changed);
    number(&w, "unchanged", report->unchanged);
    number(&w, "bad", report->bad);
    json_key(&w, "written");
    json_bool(&w, report->kept);
    json_key(&w, "bad_workbook");
    json_str(&w, report->bad ? bad : STR(""));
    json_key(&w, "faults");
    json_array(&w);
    for (size_t i = 0; i < report->fault_count; i++) {
        json_object(&w);
        number(&w, "row", report->faults[i].row);
        json_key(&w, "message");
        json_str(&w, fault_text(app, &report->faults[i]));
        json_object_end(&w);
    }
    json_array_end(&w);
    json_object_end(&w);
    put(app, buf_get(&out));
}

static void report_print(struct app *app, const struct sheet_report *report, struct str bad)
{
    fprintf(app->out,
            say(app, "%.*s：%zu 行，新增 %zu，变更 %zu，未变 %zu，不合格 %zu%s\n",
                "%.*s: %zu rows, %zu added, %zu changed, %zu unchanged, %zu bad%s\n"),
            STR_ARG(report->kind ? label_in(&report->kind->label, app->lang) : STR("?")),
            report->rows, report->added, report->changed, report->unchanged, report->bad,
            report->kept ? "" : say(app, "（未写入）", " (nothing written)"));
    for (size_t i = 0; i < report->ignored_count; i++)
        fprintf(app->out, say(app, "未采用的列：%.*s\n", "column not used: %.*s\n"),
                STR_ARG(report->ignored[i]));
    for (size_t i = 0; i < report->fault_count; i++)
        fprintf(app->out, say(app, "第 %u 行：%.*s\n", "row %u: %.*s\n"), report->faults[i].row,
                STR_ARG(fault_text(app, &report->faults[i])));
    if (report->faults_dropped)
        fprintf(app->out, say(app, "另有 %zu 处未列出\n", "%zu more are not shown\n"),
                report->faults_dropped);
    if (report->bad && bad.len)
        fprintf(app->out,
                say(app, "不合格的行连同原因写在 %.*s\n",
                    "the bad rows stand in %.*s with their reasons\n"),
                STR_ARG(bad));
}

static bool options_take(struct app *app, const struct args *args, struct ledger *ledger,
                         struct sheet_import_options *import, struct err *err)
{
    struct str kind = arg(args, "kind"), date = arg(args, "date"), *sets;
    struct date effective = { DAY_NONE, PRECISION_DAY };
    if (kind.len && !(import->kind = model_kind(ledger_model(ledger), kind)))
        return err_set(err, ERR_LEDGER_KIND, "kind", kind, "near", STR(""));
    if (date.len && !date_parse(date, &effective))
        return err_set(err, ERR_CLI_DAY, "text", date);
    import->effective = effective;
    import->default_count = arg_all(app, args, "set", &sets);
    struct draft_field *defaults =
        ARENA_ARRAY(app->arena, struct draft_field, import->default_count + 1);
    for (size_t i = 0; i < import->default_count; i++) {
        ptrdiff_t equals = str_find(sets[i], STR("="), 0);
        if (equals <= 0)
            return err_set(err, ERR_CLI_PAIR, "text", sets[i]);
        defaults[i] = (struct draft_field){ str_slice(sets[i], 0, (size_t)equals),
                                            str_slice(sets[i], (size_t)equals + 1, sets[i].len) };
    }
    import->defaults = defaults;
    import->sheet = arg(args, "sheet");
    import->good_rows = arg_given(args, "good-rows");
    import->preview = arg_given(args, "preview");
    import->bad_path = arg(args, "bad");
    import->lang = app->lang;
    import->created = clock_now(app->clock);
    if (!import->bad_path.len && !import->preview)
        import->bad_path =
            str_format(app->arena, "%.*s.%s.xlsx", STR_ARG(path_name(args->words[1])),
                       say(app, "不合格", "bad"));
    return true;
}

static int run(struct app *app, const struct args *args)
{
    struct ledger *ledger;
    struct settings settings;
    struct sheet_book *book = NULL;
    struct sheet_import_options import = { 0 };
    struct sheet_report report = { 0 };
    struct bar bar;
    struct err err;
    err_init(&err);
    if (!app_open(app, args->words[0], false, &ledger, &settings, &err))
        return app_fail(app, &err);
    bool ok = options_take(app, args, ledger, &import, &err) &&
              sheet_open(app->arena, args->words[1], &book, &err);
    if (ok) {
        bar_begin(&bar, app);
        import.progress = &bar.progress;
        ok = sheet_import(ledger, app->arena, book, &import, &report, &err);
        bar_end(&bar);
        bool said = report.kind && (ok || report.rows);
        if (said && arg_given(args, "json"))
            report_json(app, &report, import.bad_path);
        else if (said)
            report_print(app, &report, import.bad_path);
        sheet_close(book);
    }
    ledger_close(ledger);
    return ok ? 0 : app_fail(app, &err);
}

const struct command command_import = { "import",
                                        "LEDGER FILE.xlsx|.csv",
                                        { STR_INIT("导入工作簿或 csv"),
                                          STR_INIT("import a workbook or csv") },
                                        options,
                                        sizeof options / sizeof *options,
                                        2,
                                        2,
                                        run };
