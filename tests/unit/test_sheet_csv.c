/* test_sheet_csv.c - sheet/csv.c: text with separators into rows. */
#include "test_sheet_books.h"

#include "base/limits.h"

static enum err_code csv_says(struct arena *arena, struct str bytes, struct str *said,
                              struct err *err)
{
    struct sheet_book *book = NULL;
    err_init(err);
    *said = STR("");
    bool ok = sheet_open_bytes(arena, STR("名单.csv"), bytes, &book, err) &&
              sheet_says(arena, book, 0, said, err);
    assert_int_equal(ok, err->code == ERR_NONE);
    sheet_close(book);
    return err->code;
}

static void cells_are_cut_as_rfc_4180_says(void **state)
{
    (void)state;
    static const struct {
        struct str in;
        const char *out;
    } cases[] = {
        { STR_INIT("a,b\n1,2\n"), "1: A=a B=b\n2: A=1 B=2\n" },
        { STR_INIT("a,b\r\n1,2"), "1: A=a B=b\n2: A=1 B=2\n" },
        { STR_INIT("a,b\r1,2\r"), "1: A=a B=b\n2: A=1 B=2\n" },
        { STR_INIT("\xEF\xBB\xBF"
                   "a,b\n"),
          "1: A=a B=b\n" },
        { STR_INIT("a;b\n1,5;2\n"), "1: A=a B=b\n2: A=1,5 B=2\n" },
        { STR_INIT("a\tb\n1,5\t2\n"), "1: A=a B=b\n2: A=1,5 B=2\n" },
        { STR_INIT("sep=;\na;b,c\n"), "2: A=a B=b,c\n" },
        { STR_INIT("a,\"b,\"\"c\"\"\nd\",e\nf\n"), "1: A=a B=b,\"c\"\nd C=e\n3: A=f\n" },
        { STR_INIT("\"\",\"x\"\n,,y\n"), "1: B=x\n2: C=y\n" },
        { STR_INIT("a\n\n\n,,\nb\n"), "1: A=a\n5: A=b\n" },
        { STR_INIT("=\"007\",x\n"), "1: A=007 B=x\n" },
        { STR_INIT("9.14403E+17,1E3,3E\n"), "1: A=9.14403E+17~4 B=1E3 C=3E\n" },
        { STR_INIT("5\"x,y\n"), "1: A=5\"x B=y\n" },
        { STR_INIT("\"a\" ,b\n"), "1: A=a B=b\n" },
        { STR_INIT("\xFF\xFE"
                   "a\0\t\0-N\n\0"),
          "1: A=a B=中\n" },
        { STR_INIT("\xCF\xEE\xC4\xBF,1\n"), "1: A=项目 B=1\n" },
        { STR_INIT("项目名称,备注\n甲,一；二\n乙,三\n"),
          "1: A=项目名称 B=备注\n2: A=甲 B=一；二\n3: A=乙 B=三\n" },
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct arena *arena = arena_new();
        struct str said;
        struct err err;
        assert_int_equal(csv_says(arena, cases[i].in, &said, &err), ERR_NONE);
        assert_text(said, cases[i].out);
        arena_free(arena);
    }
}

static void a_quote_that_never_closes_is_told_with_its_line(void **state)
{
    (void)state;
    static const struct {
        struct str in;
        const char *line;
    } cases[] = {
        { STR_INIT("a,b\n\"c,d\ne,f\n"), "2" },
        { STR_INIT("\""), "1" },
        { STR_INIT("a\n\"b\"c,\"d\"\n"), "2" },
        { STR_INIT("\"a\r\nb\",1\r\nx,\"\"\"\r\n"), "3" },
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct arena *arena = arena_new();
        struct str said;
        struct err err;
        assert_int_equal(csv_says(arena, cases[i].in, &said, &err), ERR_SHEET_CSV_QUOTE);
        assert_text(err_arg(&err, "line"), cases[i].line);
        arena_free(arena);
    }
}

static void rows_columns_and_cells_are_bounded(void **state)
{
    (void)state;
    static const struct {
        char each;
        int times;
        enum err_code code;
    } cases[] = {
        { ',', LIMIT_SHEET_COLUMNS - 1, ERR_NONE },
        { ',', LIMIT_SHEET_COLUMNS, ERR_SHEET_COLUMNS },
        { '\n', LIMIT_SHEET_ROWS - 1, ERR_NONE },
        { '\n', LIMIT_SHEET_ROWS, ERR_SHEET_ROWS },
        { 'x', LIMIT_SHEET_CELL_BYTES - 1, ERR_NONE },
        { 'x', LIMIT_SHEET_CELL_BYTES, ERR_SHEET_CELL_BYTES },
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct arena *arena = arena_new();
        struct buf text;
        buf_init(&text, arena);
        buf_repeat(&text, cases[i].each, (size_t)cases[i].times);
        buf_cstr(&text, "z");
        struct str said;
        struct err err;
        assert_int_equal(csv_says(arena, buf_get(&text), &said, &err), cases[i].code);
        arena_free(arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_are_cut_as_rfc_4180_says),
        cmocka_unit_test(a_quote_that_never_closes_is_told_with_its_line),
        cmocka_unit_test(rows_columns_and_cells_are_bounded),
    };
    return cmocka_run_group_tests_name("sheet csv", tests, NULL, NULL);
}
