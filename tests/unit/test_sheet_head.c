/* test_sheet_head.c - sheet/head.c: where a table begins and what stands around it. */
#include "test_sheet_books.h"

#include "base/file.h"

static struct sheet_words words_shipped(struct arena *arena)
{
    const char *source = getenv("LUODI_SOURCE");
    struct str path = str_format(arena, "%s/model/sheet/words.yaml", source ? source : "."), bytes;
    struct sheet_words words;
    struct err err;
    err_init(&err);
    assert_true(file_read(arena, path, 65536, &bytes, &err));
    assert_true(sheet_words_read(arena, bytes, &words, &err));
    return words;
}

static bool known(void *context, struct str label)
{
    static const char *const labels[] = {
        "项目名称", "总投资",   "已完成",   "计划开工",   "备注",
        "投资计划", "产值本月", "产值累计", "占地（亩）", "阶段"
    };
    (void)context;
    for (size_t i = 0; i < ARRAY_COUNT(labels); i++)
        if (str_eq(label, str_from(labels[i])))
            return true;
    return false;
}

/* "first-last|title|unit: A=label[unit] .." with ? behind an unknown label. */
static struct str head_says(struct arena *arena, struct str csv, struct err *err)
{
    struct sheet_words words = words_shipped(arena);
    struct sheet_book *book;
    struct sheet_head head;
    err_init(err);
    assert_true(sheet_open_bytes(arena, STR("a.csv"), csv, &book, err));
    struct buf out;
    buf_init(&out, arena);
    if (sheet_head_find(arena, book, 0, &words, (struct sheet_known){ known, NULL }, &head, err)) {
        buf_printf(&out, "%u-%u|%.*s|%.*s:", head.first_row, head.last_row, STR_ARG(head.title),
                   STR_ARG(head.unit));
        for (size_t i = 0; i < head.count; i++) {
            struct str name = sheet_cell_name(arena, head.columns[i].column, 1);
            buf_printf(&out, " %.*s=%.*s", (int)name.len - 1, name.ptr,
                       STR_ARG(head.columns[i].label));
            if (head.columns[i].unit.len > 0)
                buf_printf(&out, "[%.*s]", STR_ARG(head.columns[i].unit));
            if (!head.columns[i].known)
                buf_char(&out, '?');
        }
    }
    sheet_close(book);
    return buf_get(&out);
}

static void the_header_is_found_below_titles_and_notes(void **state)
{
    (void)state;
    static const struct {
        struct str csv;
        const char *out;
    } cases[] = {
        { STR_INIT("项目名称,总投资\n甲,1\n"), "1-1||: A=项目名称 B=总投资" },
        { STR_INIT("2023年项目台账,,\n,,单位：万元\n项目名称,总投资,备注\n甲,1,\n"),
          "3-3|2023年项目台账|万元: A=项目名称 B=总投资 C=备注" },
        { STR_INIT("台账（单位：万元、亩）,,\n项目名称,总投资,备注\n"),
          "2-2|台账（单位：万元、亩）|万元、亩: A=项目名称 B=总投资 C=备注" },
        { STR_INIT("序号,项目名称*,总投资（万元）,占地（亩）,总投资(单位:亿元),别的【吨】\n"),
          "1-1||: A=序号? B=项目名称 C=总投资[万元] D=占地（亩） E=总投资[亿元] F=别的【吨】?" },
        { STR_INIT("序号,项目名称,投资,,备注\n,,总投资（万元）,已完成,\n1,甲,5,4,无\n"),
          "1-2||: A=序号? B=项目名称 C=总投资[万元] D=已完成 E=备注" },
        { STR_INIT("台账,,,\n项目名称,产值,,备注\n,本月,累计,\n甲,5,4,无\n"),
          "2-3|台账|: A=项目名称 B=产值本月 C=产值累计 D=备注" },
        { STR_INIT("项目名称,阶段\n甲,阶段\n"), "1-1||: A=项目名称 B=阶段" },
        { STR_INIT("项目名称,总投资,备注\n甲,,无\n"), "1-1||: A=项目名称 B=总投资 C=备注" },
        { STR_INIT("\"项目\n名称\",\" 总投资 \"\n"), "1-1||: A=项目名称 B=总投资" },
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct arena *arena = arena_new();
        struct err err;
        struct str said = head_says(arena, cases[i].csv, &err);
        assert_text(said, cases[i].out);
        arena_free(arena);
    }
}

static void a_sheet_without_known_labels_is_refused(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct err err;
    head_says(arena, STR("甲,乙\n1,2\n"), &err);
    assert_err(&err, ERR_SHEET_NO_HEADER);
    /* The fortieth row with values is looked at, the one after it is not. */
    struct buf text;
    buf_init(&text, arena);
    for (int i = 0; i < 39; i++)
        buf_cstr(&text, "x\n\n");
    buf_cstr(&text, "项目名称\n");
    assert_text(head_says(arena, buf_get(&text), &err), "79-79|x|: A=项目名称");
    struct str more = str_join(arena, STR("x\n"), buf_get(&text));
    head_says(arena, more, &err);
    assert_err(&err, ERR_SHEET_NO_HEADER);
    arena_free(arena);
}

static void merged_cells_tell_how_far_a_label_spans(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct sheet_words words = words_shipped(arena);
    struct made_book made;
    made_init(&made, "");
    /* 产值 spans B and C only; 累计 in D stands for itself. */
    made_set(&made, "xl/worksheets/sheet1.xml",
             STR("<worksheet><sheetData><row r=\"1\"><c r=\"A1\" "
                 "t=\"inlineStr\"><is><t>项目名称</t></is></c>"
                 "<c r=\"B1\" t=\"inlineStr\"><is><t>产值</t></is></c></row>"
                 "<row r=\"2\"><c r=\"B2\" t=\"inlineStr\"><is><t>本月</t></is></c>"
                 "<c r=\"C2\" t=\"inlineStr\"><is><t>累计</t></is></c>"
                 "<c r=\"D2\" t=\"inlineStr\"><is><t>累计</t></is></c></row></sheetData>"
                 "<mergeCells><mergeCell ref=\"A1:A2\"/><mergeCell "
                 "ref=\"B1:C1\"/></mergeCells></worksheet>"));
    struct sheet_book *book;
    struct sheet_head head;
    struct err err;
    err_init(&err);
    assert_true(sheet_open_bytes(arena, STR("a.xlsx"), made_zip(arena, &made), &book, &err));
    assert_true(
        sheet_head_find(arena, book, 0, &words, (struct sheet_known){ known, NULL }, &head, &err));
    assert_int_equal(head.count, 4);
    assert_text(head.columns[2].label, "产值累计");
    assert_true(head.columns[2].known);
    assert_text(head.columns[3].label, "累计");
    assert_false(head.columns[3].known);
    sheet_close(book);
    arena_free(arena);
}

static void sums_and_notes_are_told_from_records(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t cells;
        enum sheet_row_role role;
    } cases[] = {
        { "合计", 5, SHEET_TOTAL },
        { "合 计", 5, SHEET_TOTAL },
        { "　总　计　", 2, SHEET_TOTAL },
        { "合计：", 2, SHEET_TOTAL },
        { "小计（12个）", 3, SHEET_TOTAL },
        { "高新区小计", 3, SHEET_TOTAL },
        { "Total", 3, SHEET_TOTAL },
        { "合计科技有限公司", 5, SHEET_RECORD },
        { "Totalenergies 项目", 5, SHEET_RECORD },
        { "注：数据截至9月", 1, SHEET_ASIDE },
        { "填表人：张三", 2, SHEET_ASIDE },
        { "注塑车间项目", 1, SHEET_RECORD },
        { "一、新材料项目（12个）", 1, SHEET_ASIDE },
        { "（二）在建", 2, SHEET_ASIDE },
        { "一、二期标准厂房", 5, SHEET_RECORD },
        { "注：", 9, SHEET_RECORD },
        { "智能装备项目", 5, SHEET_RECORD },
    };
    struct arena *arena = arena_new();
    struct sheet_words words = words_shipped(arena);
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct sheet_cell cells[9] = { { .column = 0, .type = SHEET_NUMBER, .text = STR("1") } };
        size_t at = cases[i].cells > 1;
        for (size_t k = at; k < cases[i].cells; k++)
            cells[k] = (struct sheet_cell){ .column = (uint32_t)k,
                                            .type = SHEET_NUMBER,
                                            .text = STR("2") };
        cells[at] = (struct sheet_cell){ .column = (uint32_t)at,
                                         .type = SHEET_TEXT,
                                         .text = str_from(cases[i].text) };
        struct sheet_row row = { 7, cases[i].cells, cells };
        if (sheet_row_role(arena, &row, &words) != cases[i].role)
            print_error("%s\n", cases[i].text);
        assert_int_equal(sheet_row_role(arena, &row, &words), cases[i].role);
    }
    arena_free(arena);
}

static void a_wrong_list_of_words_is_refused_with_its_line(void **state)
{
    (void)state;
    static const struct {
        struct str yaml;
        const char *line;
    } cases[] = {
        { STR_INIT("totals: [合计]\nsums: [小计]\n"), "2" },
        { STR_INIT("totals: 合计\n"), "1" },
        { STR_INIT("totals: [[合计]]\n"), "1" },
        { STR_INIT("totals: [合计\nunits: []\n"), "2" },
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct arena *arena = arena_new();
        struct sheet_words words;
        struct err err;
        err_init(&err);
        assert_false(sheet_words_read(arena, cases[i].yaml, &words, &err));
        assert_err(&err, ERR_SHEET_WORDS);
        assert_text(err_arg(&err, "line"), cases[i].line);
        arena_free(arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_header_is_found_below_titles_and_notes),
        cmocka_unit_test(a_sheet_without_known_labels_is_refused),
        cmocka_unit_test(merged_cells_tell_how_far_a_label_spans),
        cmocka_unit_test(sums_and_notes_are_told_from_records),
        cmocka_unit_test(a_wrong_list_of_words_is_refused_with_its_line),
    };
    return cmocka_run_group_tests_name("sheet head", tests, NULL, NULL);
}
