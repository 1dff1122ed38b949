/* test_sheet_write.c - sheet/write.c: what is written is read back, equal bytes, and no formula. */
#include "test_sheet_books.h"

#include "base/file.h"

static struct str temp_path(struct arena *arena, const char *name)
{
    static char folder[] = "/tmp/luodi-sheet-XXXXXX";
    static bool made = false;
    if (!made)
        assert_non_null(mkdtemp(folder));
    made = true;
    return str_format(arena, "%s/%s", folder, name);
}

static const struct instant CREATED = { 1696032000000000 };

static void sample_write(struct arena *arena, struct str path)
{
    struct sheet_writer *writer;
    struct err err;
    err_init(&err);
    assert_true(sheet_writer_begin(arena, path, CREATED, &writer, &err));
    int widths[3] = { 12, 0, 30 };
    bool texts[3] = { true, false, false };
    sheet_writer_sheet(writer, &(struct sheet_layout){ .name = STR("项目[1]/二"),
                                                       .widths = widths,
                                                       .width_count = 3,
                                                       .freeze_rows = 1,
                                                       .text_columns = texts });
    sheet_writer_text(writer, 0, STR("项目名称"), SHEET_REQUIRED);
    sheet_writer_text(writer, 1, STR("总投资（万元）"), SHEET_HEADER);
    sheet_writer_comment(writer, 1, 1, STR("单位：万元"));
    sheet_writer_row(writer);
    sheet_writer_text(writer, 0, STR("=1+1"), SHEET_PLAIN);
    sheet_writer_number(writer, 1, dec_from_scaled(12345, 2), 2, SHEET_PLAIN);
    sheet_writer_day(writer, 2, day_from(2023, 3, 5), SHEET_PLAIN);
    static const struct str short_list[] = { STR_INIT("是"), STR_INIT("否") };
    sheet_writer_choices(writer, 0, 2, 100, short_list, 2);
    struct str *long_list = ARENA_ARRAY(arena, struct str, 300);
    for (int i = 0; i < 300; i++)
        long_list[i] = str_format(arena, "行业,%d", i);
    sheet_writer_choices(writer, 1, 2, 100, long_list, 300);
    sheet_writer_sheet(writer, &(struct sheet_layout){ .name = STR("项目[1]/二") });
    sheet_writer_text(writer, 0, STR("说明"), SHEET_NOTE);
    assert_true(sheet_writer_end(writer, &err));
}

static void what_is_written_is_read_back(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct str path = temp_path(arena, "a.xlsx"), said;
    sample_write(arena, path);
    struct sheet_book *book;
    struct err err;
    err_init(&err);
    assert_true(sheet_open(arena, path, &book, &err));
    assert_int_equal(sheet_count(book), 3);
    assert_text(sheet_about(book, 0)->name, "项目_1__二");
    assert_text(sheet_about(book, 1)->name, "Sheet2");
    assert_int_equal(sheet_about(book, 2)->visibility, SHEET_HIDDEN);
    assert_true(sheet_says(arena, book, 0, &said, &err));
    assert_text(said, "1: A=项目名称 B=总投资（万元）\n2: A==1+1 B#123.45 C@2023-03-05\n");
    assert_true(sheet_says(arena, book, 2, &said, &err));
    assert_true(str_starts(said, STR("1: A=行业,0\n2: A=行业,1\n")));
    sheet_close(book);
    assert_false(file_exists(str_join(arena, path, STR(".part"))));
    arena_free(arena);
}

static void equal_calls_give_equal_bytes(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct str a = temp_path(arena, "b.xlsx"), b = temp_path(arena, "c.xlsx"), bytes_a, bytes_b;
    struct err err;
    err_init(&err);
    sample_write(arena, a);
    sleep(2); /* a zip's clock ticks in two seconds */
    sample_write(arena, b);
    assert_true(file_read(arena, a, 1 << 20, &bytes_a, &err));
    assert_true(file_read(arena, b, 1 << 20, &bytes_b, &err));
    assert_true(str_eq(bytes_a, bytes_b));
    arena_free(arena);
}

static void awkward_text_comes_back_byte_for_byte_and_never_as_a_formula(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "=HYPERLINK(\"http://a\")",
        "007",
        "91510700205412308D",
        "a\nb",
        "a\r\nb",
        "\ttab",
        " blank ",
        "_x000D_",
        "_x005F_x000D_",
        "_xzzzz_",
        "<&>\"'",
        "🍣",
        "\x01\x02\x1F",
        "\xEF\xBF\xBE",
        "{=1}",
        "#REF!",
        "TRUE",
        "1e400",
        "_",
        "__x0041_",
    };
    struct arena *arena = arena_new();
    struct str path = temp_path(arena, "d.xlsx");
    struct sheet_writer *writer;
    struct err err;
    err_init(&err);
    assert_true(sheet_writer_begin(arena, path, CREATED, &writer, &err));
    sheet_writer_sheet(writer, &(struct sheet_layout){ .name = STR("t") });
    for (size_t i = 0; i < ARRAY_COUNT(texts); i++) {
        sheet_writer_text(writer, 0, str_from(texts[i]), SHEET_PLAIN);
        sheet_writer_row(writer);
    }
    assert_true(sheet_writer_end(writer, &err));

    struct sheet_book *book;
    struct sheet_reader *reader;
    const struct sheet_row *row;
    assert_true(sheet_open(arena, path, &book, &err));
    assert_true(sheet_read(book, 0, &reader, &err));
    for (size_t i = 0; i < ARRAY_COUNT(texts); i++) {
        assert_true(sheet_next(reader, &row, &err));
        assert_non_null(row);
        assert_int_equal(row->number, i + 1);
        assert_int_equal(row->cells[0].type, SHEET_TEXT);
        assert_int_equal(row->cells[0].flags, 0);
        assert_text(row->cells[0].text, texts[i]);
    }
    sheet_read_end(reader);
    sheet_close(book);
    arena_free(arena);
}

static void too_long_a_text_is_cut_with_an_ellipsis(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct str path = temp_path(arena, "e.xlsx"), said;
    struct sheet_writer *writer;
    struct err err;
    err_init(&err);
    struct buf text;
    buf_init(&text, arena);
    for (int i = 0; i < 40000; i++)
        buf_cstr(&text, "长");
    assert_true(sheet_writer_begin(arena, path, CREATED, &writer, &err));
    sheet_writer_sheet(writer, &(struct sheet_layout){ .name = STR("t") });
    sheet_writer_text(writer, 0, buf_get(&text), SHEET_PLAIN);
    assert_true(sheet_writer_end(writer, &err));
    struct sheet_book *book;
    assert_true(sheet_open(arena, path, &book, &err));
    assert_true(sheet_says(arena, book, 0, &said, &err));
    assert_int_equal(said.len, 5 + 32000 * 3 + 3 + 1);
    assert_true(str_ends(said, STR("长…\n")));
    sheet_close(book);
    arena_free(arena);
}

static void a_workbook_that_cannot_be_written_leaves_nothing(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct sheet_writer *writer;
    struct err err;
    err_init(&err);
    assert_false(sheet_writer_begin(arena, STR("/nowhere/at/all.xlsx"), CREATED, &writer, &err));
    assert_err(&err, ERR_SHEET_WRITE);
    err_init(&err);

    struct str path = temp_path(arena, "f.xlsx");
    assert_true(sheet_writer_begin(arena, path, CREATED, &writer, &err));
    sheet_writer_sheet(writer, &(struct sheet_layout){ .name = STR("t") });
    sheet_writer_drop(writer);
    assert_false(file_exists(path));
    assert_false(file_exists(str_join(arena, path, STR(".part"))));
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_is_read_back),
        cmocka_unit_test(equal_calls_give_equal_bytes),
        cmocka_unit_test(awkward_text_comes_back_byte_for_byte_and_never_as_a_formula),
        cmocka_unit_test(too_long_a_text_is_cut_with_an_ellipsis),
        cmocka_unit_test(a_workbook_that_cannot_be_written_leaves_nothing),
    };
    return cmocka_run_group_tests_name("sheet write", tests, NULL, NULL);
}
