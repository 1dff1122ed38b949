/* test_sheet_import.c - sheet/import.c and template.c: rows of people's sheets into a ledger. */
#include "fixture.h"
#include "test_sheet_books.h"

#include "base/file.h"

struct run {
    struct sheet_report report;
    struct err err;
    bool ok;
};

static struct run import_bytes(struct fixture *f, struct str name, struct str bytes,
                               struct sheet_import_options options)
{
    struct run run;
    struct sheet_book *book;
    err_init(&run.err);
    options.created = (struct instant){ 1696032000000000 };
    if (day_is_none(options.effective.day) || options.effective.day.n == 0)
        options.effective = (struct date){ DAY_NONE, PRECISION_DAY };
    run.ok = sheet_open_bytes(f->arena, name, bytes, &book, &run.err) &&
             sheet_import(f->ledger, f->arena, book, &options, &run.report, &run.err);
    sheet_close(book);
    assert_int_equal(run.ok, run.err.code == ERR_NONE);
    return run;
}

static struct run import_csv(struct fixture *f, const char *csv,
                             struct sheet_import_options options)
{
    return import_bytes(f, STR("表.csv"), str_from(csv), options);
}

static const struct kind *kind_of(struct fixture *f, const char *name)
{
    const struct kind *kind = model_kind(ledger_model(f->ledger), str_from(name));
    assert_non_null(kind);
    return kind;
}

static void two_zones(struct fixture *f)
{
    put(f, (struct draft){
               .act = ACT_ADD, .kind = STR("zone"), FIELDS(F("name", "甲区"), F("type", "zone")) });
    put(f, (struct draft){
               .act = ACT_ADD, .kind = STR("zone"), FIELDS(F("name", "乙区"), F("type", "zone")) });
}

static int64_t position(struct fixture *f)
{
    struct head head;
    fixture_ok(f, ledger_head(f->ledger, &head, &f->err));
    return head.position.n;
}

static struct timeline *project_named(struct fixture *f, const char *name)
{
    const struct kind *kind = kind_of(f, "project");
    struct filter filter = { .field = kind->title, .op = FILTER_EQ, .text = str_from(name) };
    struct list_query query = {
        .kind = kind, .filters = &filter, .filter_count = 1, .limit = 2, .on = DAY_NONE
    };
    struct list_result found;
    fixture_ok(f, record_list(f->ledger, f->arena, &query, &found, &f->err));
    assert_int_equal(found.count, 1);
    return found.rows[0];
}

/* A field of a record in canonical text. */
static struct str value_of(struct fixture *f, const struct timeline *timeline, const char *name)
{
    const struct field *field = kind_field(timeline_kind(timeline), str_from(name));
    assert_non_null(field);
    struct value value;
    struct buf out;
    buf_init(&out, f->arena);
    timeline_value(timeline, field, DAY_NONE, &value);
    if (value.present)
        field_print_canonical(field, &value, &out);
    return buf_get(&out);
}

static struct str stage_of(struct fixture *f, const struct timeline *timeline, const char *name)
{
    struct buf out;
    buf_init(&out, f->arena);
    struct date date =
        timeline_stage(timeline, kind_stage(timeline_kind(timeline), str_from(name)));
    if (!day_is_none(date.day))
        date_print(date, &out);
    return buf_get(&out);
}

static void assert_kept(struct fixture *f, const struct run *run)
{
    if (!run->ok) {
        f->err = run->err;
        fixture_say(f);
    }
    for (size_t i = 0; i < run->report.fault_count; i++) {
        struct buf out;
        buf_init(&out, f->arena);
        err_words(run->report.faults[i].err, LANG_EN, &out);
        print_message("%.*s\n", (int)out.len, out.ptr);
    }
    assert_true(run->ok && run->report.kept && run->report.bad == 0);
}

/* ---- what comes in ---- */

static void a_list_as_people_keep_it_is_read_whole(void **state)
{
    struct fixture *f = *state;
    two_zones(f);
    struct run run =
        import_csv(f,
                   "2023年招商项目台账,,,,,,,\n"
                   ",,,,,,,单位：万元、亩\n"
                   "序号,项目名称*,所属园区,总投资,用地面积,计划开工,签约日期,开工时间\n"
                   "1,机器人产业园,甲区,\"12,000\",35.5,2023.3.5,2023年3月1日,\n"
                   "2,主题乐园,乙区,２６０００,—,45000,2023年3月,2023-05-06\n"
                   "3,警训基地,甲区,1.2亿,100亩,2023/6/1,,\n"
                   "合计,,,50000,,,,\n"
                   "注：数据截至9月底,,,,,,,\n",
                   (struct sheet_import_options){ .kind = kind_of(f, "project") });
    assert_kept(f, &run);
    assert_int_equal(run.report.rows, 3);
    assert_int_equal(run.report.added, 3);
    assert_int_equal(run.report.totals, 1);
    assert_int_equal(run.report.asides, 1);
    assert_text(run.report.title, "2023年招商项目台账");
    assert_int_equal(run.report.ignored_count, 1);
    assert_text(run.report.ignored[0], "序号");
    assert_int_equal(run.report.sample_count, 3);
    assert_text(run.report.samples[1].title, "主题乐园");

    struct timeline *robot = project_named(f, "机器人产业园"), *park = project_named(f, "主题乐园");
    assert_text(value_of(f, robot, "investment"), "120000000.00");
    assert_text(value_of(f, robot, "land_area"), "35.50");
    assert_text(value_of(f, robot, "planned_start"), "2023-03-05");
    assert_text(stage_of(f, robot, "signed"), "2023-03-01");
    assert_text(stage_of(f, robot, "started"), "");
    assert_text(value_of(f, park, "investment"), "260000000.00");
    assert_text(value_of(f, park, "land_area"), "");
    assert_text(value_of(f, park, "planned_start"), "2023-03-15");
    assert_text(stage_of(f, park, "signed"), "2023-03");
    assert_text(stage_of(f, park, "started"), "2023-05-06");
    assert_text(value_of(f, project_named(f, "警训基地"), "investment"), "120000000.00");
}

static void typed_cells_of_a_workbook_keep_their_meaning(void **state)
{
    struct fixture *f = *state;
    two_zones(f);
    struct made_book book;
#define T(ref, text) "<c r=\"" ref "\" t=\"inlineStr\"><is><t>" text "</t></is></c>"
    made_init(
        &book,
        "<row r=\"1\">" T("A1", "项目") T("C1", "投资情况") T("E1", "计划开工") T("F1", "计划竣工")
            T("G1",
              "500强投资") "</row>"
                           "<row r=\"2\">" T("A2", "项目名称") T("B2", "所属园区") T(
                               "C2", "总投资（亿元）")
                               T("D2",
                                 "专项债金额") "</row>"
                                               "<row r=\"3\">" T("A3", "一期") T(
                                                   "B3",
                                                   "甲区") "<c "
                                                           "r=\"C3\"><v>1.1000000000000001</v></c>"
                                                           "<c r=\"D3\"><v>500</v></c><c r=\"E3\" "
                                                           "s=\"1\"><v>45000</v></c><c r=\"F3\" "
                                                           "s=\"2\"><v>45000</v></c>"
                                                           "<c r=\"G3\" t=\"b\"><v>1</v></c></row>"
                                                           "<row r=\"1048576\"><c r=\"A1048576\" "
                                                           "s=\"1\"/></row>");
    made_set(&book, "xl/styles.xml",
             STR("<styleSheet><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf "
                 "numFmtId=\"57\"/></cellXfs></styleSheet>"));
    struct run run = import_bytes(f, STR("a.xlsx"), made_zip(f->arena, &book),
                                  (struct sheet_import_options){ .kind = kind_of(f, "project") });
    assert_kept(f, &run);
    struct timeline *one = project_named(f, "一期");
    assert_text(value_of(f, one, "investment"), "110000000.00");
    assert_text(value_of(f, one, "bond_amount"), "5000000.00");
    assert_text(value_of(f, one, "planned_start"), "2023-03-15");
    assert_text(value_of(f, one, "planned_completion"), "2023-03");
    assert_text(value_of(f, one, "top500"), "yes");
}

static void the_kind_is_told_by_the_labels(void **state)
{
    struct fixture *f = *state;
    two_zones(f);
    struct run run = import_csv(f, "项目名称,所属园区,总投资,签约\n甲,甲区,1,2023-01-05\n",
                                (struct sheet_import_options){ 0 });
    assert_kept(f, &run);
    assert_text(run.report.kind->name, "project");
    run = import_csv(f, "项目,月份,本月完成投资\n甲,2023-03,100\n甲,2023年4月,120\n",
                     (struct sheet_import_options){ 0 });
    assert_kept(f, &run);
    assert_text(run.report.kind->name, "project-month");
    assert_int_equal(run.report.added, 2);
}

static void english_labels_and_field_names_serve_too(void **state)
{
    struct fixture *f = *state;
    two_zones(f);
    struct run run =
        import_csv(f, "Name,zone,Total investment (万元),Signed date\nX,乙区,5,2023-02-01\n",
                   (struct sheet_import_options){ .kind = kind_of(f, "project") });
    assert_kept(f, &run);
    assert_text(value_of(f, project_named(f, "X"), "investment"), "50000.00");
    assert_text(stage_of(f, project_named(f, "X"), "signed"), "2023-02-01");
}

static void a_value_for_all_rows_fills_a_missing_column(void **state)
{
    struct fixture *f = *state;
    two_zones(f);
    struct draft_field all[] = { F("zone", "乙区") };
    struct run run =
        import_csv(f, "项目名称,总投资\n甲,1\n",
                   (struct sheet_import_options){
                       .kind = kind_of(f, "project"), .defaults = all, .default_count = 1 });
    assert_kept(f, &run);
    struct draft_field wrong[] = { F("zones", "乙区") };
    run = import_csv(f, "项目名称,总投资\n甲,1\n",
                     (struct sheet_import_options){
                         .kind = kind_of(f, "project"), .defaults = wrong, .default_count = 1 });
    assert_err(&run.err, ERR_SHEET_DEFAULT);
}

/* ---- what is there already ---- */

static void the_same_list_again_changes_nothing(void **state)
{
    struct fixture *f = *state;
    two_zones(f);
    const char *list = "项目名称,所属园区,总投资（万元）,计划开工,签约\n甲,甲区,100,2023-05,2023-"
                       "03-01\n乙,乙区,200,,\n";
    struct run run =
        import_csv(f, list, (struct sheet_import_options){ .kind = kind_of(f, "project") });
    assert_kept(f, &run);
    int64_t before = position(f);
    run = import_csv(f, list, (struct sheet_import_options){ .kind = kind_of(f, "project") });
    assert_true(run.ok);
    assert_false(run.report.kept);
    assert_int_equal(run.report.unchanged, 2);
    assert_int_equal(position(f), before);
}

static void a_newer_list_changes_what_differs(void **state)
{
    struct fixture *f = *state;
    two_zones(f);
    struct run run = import_csv(
        f, "项目名称,所属园区,总投资（万元）,签约\n甲,甲区,100,2023-03-01\n乙,乙区,200,\n",
        (struct sheet_import_options){ .kind = kind_of(f, "project") });
    assert_kept(f, &run);
    int64_t before = position(f);
    fixture_clock(f, "2023-06-30");
    run = import_csv(f,
                     "项目名称,所属园区,总投资（万元）,签约,开工,变更日期\n"
                     "甲,甲区,150,2023-03-02,2023-06-01,2023-06-15\n乙,乙区,,,,\n丙,乙区,300,,,\n",
                     (struct sheet_import_options){ .kind = kind_of(f, "project") });
    assert_kept(f, &run);
    assert_int_equal(run.report.changed, 1);
    assert_int_equal(run.report.unchanged, 1);
    assert_int_equal(run.report.added, 1);
    assert_int_equal(position(f), before + 4); /* a field, a moved stage, a new stage; a record */
    struct timeline *one = project_named(f, "甲");
    assert_text(value_of(f, one, "investment"), "1500000.00");
    assert_text(stage_of(f, one, "signed"), "2023-03-02");
    assert_text(stage_of(f, one, "started"), "2023-06-01");
    struct value value;
    timeline_value(one, kind_field(timeline_kind(one), STR("investment")), day_from(2023, 6, 14),
                   &value);
    assert_int_equal(value.n, 100000000);
    assert_text(value_of(f, project_named(f, "乙"), "investment"), "2000000.00");
    struct verify_report report;
    fixture_ok(f, ledger_verify(f->ledger, NULL, &report, &f->err));
}

static void a_preview_says_all_and_keeps_nothing(void **state)
{
    struct fixture *f = *state;
    two_zones(f);
    int64_t before = position(f);
    struct run run =
        import_csv(f, "项目名称,所属园区\n甲,甲区\n乙,乙区\n",
                   (struct sheet_import_options){ .kind = kind_of(f, "project"), .preview = true });
    assert_true(run.ok);
    assert_int_equal(run.report.added, 2);
    assert_false(run.report.kept);
    assert_int_equal(position(f), before);
}

/* ---- what is refused ---- */

static void one_bad_row_keeps_all_out(void **state)
{
    struct fixture *f = *state;
    two_zones(f);
    int64_t before = position(f);
    struct run run = import_csv(
        f,
        "项目名称,所属园区,总投资,计划开工\n甲,甲区,1,2023-01-01\n乙,丙区,多少,某天\n丙,乙区,1,\n",
        (struct sheet_import_options){ .kind = kind_of(f, "project") });
    assert_err(&run.err, ERR_SHEET_ROWS_BAD);
    assert_text(err_arg(&run.err, "bad"), "1");
    assert_text(err_arg(&run.err, "rows"), "3");
    assert_int_equal(run.report.bad, 1);
    assert_int_equal(run.report.added, 2);
    assert_false(run.report.kept);
    assert_int_equal(position(f), before);
    assert_int_equal(run.report.fault_count, 3);
    static const struct {
        enum err_code code;
        const char *place;
    } faults[] = { { ERR_LEDGER_REF, "B3 所属园区" },
                   { ERR_FIELD_NUMBER, "C3 总投资" },
                   { ERR_FIELD_DATE, "D3 计划开工" } };
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(run.report.faults[i].row, 3);
        assert_int_equal(run.report.faults[i].err->code, faults[i].code);
        assert_text(run.report.faults[i].err->field, faults[i].place);
    }
}

static void good_rows_come_in_and_bad_ones_come_back_with_their_reasons(void **state)
{
    struct fixture *f = *state;
    two_zones(f);
    struct str path = str_format(f->arena, "%s/bad.xlsx", f->folder);
    struct run run =
        import_csv(f,
                   ",,单位：万元\n项目名称,所属园区,总投资,编号\n甲,甲区,1,007\n乙,丙区,2,008\n丙,"
                   "乙区,x,009\n甲,甲区,3,\n",
                   (struct sheet_import_options){
                       .kind = kind_of(f, "project"), .good_rows = true, .bad_path = path });
    assert_true(run.ok && run.report.kept);
    assert_int_equal(run.report.added, 1);
    assert_int_equal(run.report.bad, 3);

    struct sheet_book *book;
    struct str said;
    struct err err;
    err_init(&err);
    assert_true(sheet_open(f->arena, path, &book, &err));
    assert_true(sheet_says(f->arena, book, 0, &said, &err));
    assert_true(
        str_starts(said, STR("1: A=项目名称 B=所属园区 C=总投资（万元） D=编号 E=未导入的原因")));
    assert_true(str_has(said, STR("2: A=乙 B=丙区 C=2 D=008 E=B4 所属园区: 找不到")));
    assert_true(str_has(said, STR("3: A=丙 B=乙区 C=x D=009 E=C5 总投资: “x")));
    assert_true(str_has(said, STR("4: A=甲 B=甲区 C=3 E=第6行: 与第 3 行重复")));
    sheet_close(book);

    /* The workbook itself can be imported: what was not corrected is refused again, for the same
     * reasons. */
    run.ok =
        sheet_open(f->arena, path, &book, &run.err) &&
        sheet_import(f->ledger, f->arena, book,
                     &(struct sheet_import_options){ .effective = { DAY_NONE, PRECISION_DAY } },
                     &run.report, &run.err);
    assert_err(&run.err, ERR_SHEET_ROWS_BAD);
    assert_int_equal(run.report.bad, 2);
    assert_int_equal(run.report.changed, 1);
    assert_text(run.report.kind->name, "project");
    sheet_close(book);
}

static enum err_code first_fault(struct fixture *f, const char *kind, const char *header,
                                 const char *cell)
{
    struct made_book book;
    char rows[4096];
    snprintf(rows, sizeof rows,
             "<row r=\"1\">%s</row><row r=\"2\">" T("A2", "甲") T("B2", "甲区") "%s</row>", header,
             cell);
    made_init(&book, rows);
    made_set(&book, "xl/styles.xml",
             STR("<styleSheet><cellXfs><xf numFmtId=\"0\"/><xf "
                 "numFmtId=\"14\"/></cellXfs></styleSheet>"));
    struct run run =
        import_bytes(f, STR("a.xlsx"), made_zip(f->arena, &book),
                     (struct sheet_import_options){ .kind = kind_of(f, kind), .preview = true });
    if (run.err.code != ERR_SHEET_ROWS_BAD)
        return run.err.code;
    return run.report.faults[0].err->code;
}

static void what_a_spreadsheet_spoilt_is_told_from_what_was_written(void **state)
{
    struct fixture *f = *state;
    two_zones(f);
#define HEADER(label) T("A1", "项目名称") T("B1", "所属园区") T("C1", label)
    static const struct {
        const char *header, *cell;
        enum err_code code;
    } cases[] = {
        { HEADER("投资项目统一代码"), "<c r=\"C2\"><v>9.1440300192203802E+17</v></c>",
          ERR_SHEET_DIGITS_LOST },
        { HEADER("投资项目统一代码"), T("C2", "9.14403E+17"),
          ERR_NONE }, /* a text that was typed so */
        { HEADER("总投资"), "<c r=\"C2\" t=\"e\"><v>#REF!</v></c>", ERR_SHEET_ERROR_CELL },
        { HEADER("总投资"), "<c r=\"C2\"><f>A9</f></c>", ERR_SHEET_NO_VALUE },
        { HEADER("总投资"), "<c r=\"C2\"><f>A9</f><v>12</v></c>", ERR_NONE },
        { HEADER("计划开工"), "<c r=\"C2\"><v>2023.1</v></c>", ERR_SHEET_MONTH_UNSURE },
        { HEADER("计划开工"), T("C2", "2023.1"), ERR_NONE },
        { HEADER("计划开工"), "<c r=\"C2\"><v>2023.3</v></c>", ERR_NONE },
        { HEADER("计划开工"), "<c r=\"C2\"><v>45000</v></c>", ERR_NONE },
        { HEADER("计划开工"), "<c r=\"C2\"><v>450000</v></c>", ERR_FIELD_DATE },
        { HEADER("签约"), T("C2", "下周"), ERR_FIELD_DATE },
        { HEADER("竣工"), T("C2", "2023-05-01"), ERR_STAGE_SKIPPED },
        { HEADER("总投资（平方米）"), "<c r=\"C2\"><v>1</v></c>", ERR_SHEET_UNIT },
        { HEADER("总投资（万园）"), "<c r=\"C2\"><v>1</v></c>", ERR_SHEET_UNIT },
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        enum err_code code = first_fault(f, "project", cases[i].header, cases[i].cell);
        if (code != cases[i].code)
            print_error("%s: %s\n", cases[i].cell, err_name(code));
        assert_int_equal(code, cases[i].code);
    }
}

static void lost_leading_zeros_are_noticed(void **state)
{
    struct fixture *f = *state;
    two_zones(f);
    struct made_book book;
    made_init(&book, "<row r=\"1\">" HEADER("投资项目统一代码") "</row><row r=\"2\">" T("A2", "甲")
                         T("B2", "甲区") T("C2", "0071") "</row><row r=\"3\">" T("A3", "乙")
                             T("B3", "甲区") "<c r=\"C3\"><v>72</v></c></row>");
    struct run run = import_bytes(f, STR("a.xlsx"), made_zip(f->arena, &book),
                                  (struct sheet_import_options){ .kind = kind_of(f, "project") });
    assert_err(&run.err, ERR_SHEET_ROWS_BAD);
    assert_int_equal(run.report.faults[0].err->code, ERR_SHEET_ZEROS_LOST);
    assert_text(err_arg(run.report.faults[0].err, "like"), "0071");
}

static void a_sheet_that_does_not_fit_is_refused_before_any_row(void **state)
{
    struct fixture *f = *state;
    two_zones(f);
    static const struct {
        const char *csv;
        enum err_code code;
    } cases[] = {
        { "甲,乙\n1,2\n", ERR_SHEET_NO_HEADER },
        { "项目名称,所属园区,Name\n甲,甲区,乙\n", ERR_SHEET_COLUMN_TWICE },
        { "项目名称,总投资\n甲,1\n", ERR_SHEET_COLUMN_MISSING },
        { "项目名称,所属园区\n", ERR_SHEET_NO_ROWS },
        { "项目名称,所属园区\n合计,\n", ERR_SHEET_NO_ROWS },
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct run run = import_csv(f, cases[i].csv,
                                    (struct sheet_import_options){ .kind = kind_of(f, "project") });
        assert_err(&run.err, cases[i].code);
    }
    struct run run = import_csv(f, "备注\n无\n", (struct sheet_import_options){ 0 });
    assert_err(&run.err, ERR_SHEET_KIND_UNSURE);
    run = import_csv(f, "甲,乙\n1,2\n", (struct sheet_import_options){ 0 });
    assert_err(&run.err, ERR_SHEET_NO_HEADER);
}

static void the_same_key_twice_in_a_file_is_refused(void **state)
{
    struct fixture *f = *state;
    two_zones(f);
    struct run run = import_csv(f, "项目名称,所属园区\n甲,甲区\n甲,乙区\n甲,甲区\n",
                                (struct sheet_import_options){ .kind = kind_of(f, "project") });
    assert_err(&run.err, ERR_SHEET_ROWS_BAD);
    assert_int_equal(run.report.bad, 1);
    assert_int_equal(run.report.faults[0].err->code, ERR_SHEET_KEY_TWICE);
    assert_text(err_arg(run.report.faults[0].err, "row"), "2");
}

static void a_reason_comes_from_its_column(void **state)
{
    struct fixture *f = *state;
    two_zones(f);
    struct run run = import_csv(f, "项目名称,所属园区,流失,原因\n甲,甲区,2023-04-01,资金不到位\n",
                                (struct sheet_import_options){ .kind = kind_of(f, "project") });
    assert_kept(f, &run);
    struct entry entry;
    fixture_ok(f, entry_read(f->ledger, f->arena, run.report.first, &entry, &f->err));
    assert_text(entry.reason, "资金不到位");
    assert_text(entry.source, "import 表.csv 表!2");
    run = import_csv(f, "项目名称,所属园区,流失\n乙,甲区,2023-04-01\n",
                     (struct sheet_import_options){ .kind = kind_of(f, "project") });
    assert_err(&run.err, ERR_SHEET_ROWS_BAD);
    assert_int_equal(run.report.faults[0].err->code, ERR_REASON_MISSING);
}

/* ---- templates ---- */

static void what_a_template_asks_for_an_import_understands(void **state)
{
    struct fixture *f = *state;
    two_zones(f);
    const struct model *model = ledger_model(f->ledger);
    for (int lang = LANG_ZH; lang <= LANG_EN; lang++) {
        for (size_t i = 0; i < model->kind_count; i++) {
            const struct kind *kind = &model->kinds[i];
            struct str path = str_format(f->arena, "%s/t.xlsx", f->folder);
            fixture_ok(f, sheet_template(f->arena, f->ledger, kind, path, (struct instant){ 1 },
                                         lang, &f->err));
            struct run run;
            struct sheet_book *book;
            err_init(&run.err);
            assert_true(sheet_open(f->arena, path, &book, &run.err));
            assert_text(sheet_about(book, 0)->name,
                        str_cstr(f->arena, label_in(&kind->label, lang)));
            run.ok = sheet_import(
                f->ledger, f->arena, book,
                &(struct sheet_import_options){ .effective = { DAY_NONE, PRECISION_DAY } },
                &run.report, &run.err);
            if (run.err.code != ERR_SHEET_NO_ROWS)
                print_error("%.*s: %s\n", STR_ARG(kind->name), err_name(run.err.code));
            assert_err(&run.err, ERR_SHEET_NO_ROWS);
            assert_ptr_equal(run.report.kind, kind);
            assert_int_equal(run.report.ignored_count, 0);
            sheet_close(book);
        }
    }
}

static void an_import_of_many_rows_in_little_memory(void **state)
{
    struct fixture *f = *state;
    two_zones(f);
    struct buf csv;
    buf_init(&csv, f->arena);
    buf_cstr(&csv, "项目名称,所属园区,总投资,签约\n");
    for (int i = 0; i < 3000; i++)
        buf_printf(&csv, "项目%d,%s,%d,2023-%02d-01\n", i, i % 2 ? "甲区" : "乙区", i + 1,
                   i % 12 + 1);
    struct sheet_import_options options = { .kind = kind_of(f, "project"),
                                            .effective = { DAY_NONE, PRECISION_DAY } };
    struct run run;
    struct sheet_book *book;
    err_init(&run.err);
    assert_true(sheet_open_bytes(f->arena, STR("a.csv"), buf_get(&csv), &book, &run.err));
    size_t before = arena_used(f->arena);
    run.ok = sheet_import(f->ledger, f->arena, book, &options, &run.report, &run.err);
    assert_kept(f, &run);
    assert_int_equal(run.report.added, 3000);
    assert_true(arena_used(f->arena) - before < 256 * 1024);
    sheet_close(book);
}

/* The sums of a month overflow with the second: that is seen only while it is written. */
static void a_row_that_fails_while_it_is_written_takes_no_other_with_it(void **state)
{
    struct fixture *f = *state;
    two_zones(f);
    const char *csv = "项目名称,所属园区,总投资（万元）,签约日期\n"
                      "一,甲区,5000000000000,2023-03-01\n"
                      "二,甲区,5000000000000,2023-03-02\n"
                      "三,甲区,100,2023-03-03\n"
                      "四,乙区,200,2023-03-04\n";
    int64_t before = position(f);
    struct run run =
        import_csv(f, csv, (struct sheet_import_options){ .kind = kind_of(f, "project") });
    assert_int_equal(run.err.code, ERR_SHEET_ROWS_BAD);
    assert_int_equal(position(f), before);
    run = import_csv(
        f, csv,
        (struct sheet_import_options){ .kind = kind_of(f, "project"), .good_rows = true });
    assert_true(run.ok && run.report.kept);
    assert_int_equal(run.report.bad, 1);
    assert_int_equal(run.report.added, 3);
    assert_int_equal(run.report.faults[0].row, 3);
    assert_int_equal(run.report.faults[0].err->code, ERR_LEDGER_OVERFLOW);
    assert_text(value_of(f, project_named(f, "四"), "investment"), "2000000.00");
    struct verify_report proof;
    fixture_ok(f, ledger_verify(f->ledger, NULL, &proof, &f->err));
}

int main(void)
{
#define WITH_LEDGER(test) cmocka_unit_test_setup_teardown(test, fixture_new, fixture_gone)
    const struct CMUnitTest tests[] = {
        WITH_LEDGER(a_list_as_people_keep_it_is_read_whole),
        WITH_LEDGER(typed_cells_of_a_workbook_keep_their_meaning),
        WITH_LEDGER(the_kind_is_told_by_the_labels),
        WITH_LEDGER(english_labels_and_field_names_serve_too),
        WITH_LEDGER(a_value_for_all_rows_fills_a_missing_column),
        WITH_LEDGER(the_same_list_again_changes_nothing),
        WITH_LEDGER(a_newer_list_changes_what_differs),
        WITH_LEDGER(a_preview_says_all_and_keeps_nothing),
        WITH_LEDGER(one_bad_row_keeps_all_out),
        WITH_LEDGER(good_rows_come_in_and_bad_ones_come_back_with_their_reasons),
        WITH_LEDGER(what_a_spreadsheet_spoilt_is_told_from_what_was_written),
        WITH_LEDGER(lost_leading_zeros_are_noticed),
        WITH_LEDGER(a_sheet_that_does_not_fit_is_refused_before_any_row),
        WITH_LEDGER(the_same_key_twice_in_a_file_is_refused),
        WITH_LEDGER(a_reason_comes_from_its_column),
        WITH_LEDGER(what_a_template_asks_for_an_import_understands),
        WITH_LEDGER(an_import_of_many_rows_in_little_memory),
        WITH_LEDGER(a_row_that_fails_while_it_is_written_takes_no_other_with_it),
    };
    return cmocka_run_group_tests_name("sheet import", tests, NULL, NULL);
}
