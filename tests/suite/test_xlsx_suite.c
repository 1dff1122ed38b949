/*
 * test_xlsx_suite.c - awkward workbooks and csv files that nobody here made, read as their authors
 * say.
 *
 * The material lies beside the checkout (LUODI_SHARED); where it is absent the tests are skipped,
 * saying so.
 */
#include "../unit/test_sheet_books.h"

#include "base/file.h"
#include "base/json.h"

static const char *suite_path(const char *name, char path[1024])
{
    const char *found = shared_file(name, path);
    assert_non_null(found);
    return found;
}

static struct sheet_book *open_book(struct arena *arena, const char *name)
{
    char path[1024], file[256];
    snprintf(file, sizeof file, "suites/xlsx/files/%s", name);
    struct sheet_book *book;
    struct err err;
    err_init(&err);
    bool ok = sheet_open(arena, str_from(suite_path(file, path)), &book, &err);
    if (!ok)
        print_error("%s: %s\n", name, err_name(err.code));
    assert_true(ok);
    return book;
}

static void every_workbook_is_read_to_its_last_row(void **state)
{
    (void)state;
    char path[1024];
    struct arena *arena = arena_new();
    struct str folder = str_from(suite_path("suites/xlsx/files", path)), *names;
    size_t count, read = 0;
    struct err err;
    err_init(&err);
    assert_true(folder_list(arena, folder, &names, &count, &err));
    for (size_t i = 0; i < count; i++) {
        if (!str_ends(names[i], STR(".xlsx")))
            continue;
        struct sheet_book *book = open_book(arena, str_cstr(arena, names[i]));
        for (size_t k = 0; k < sheet_count(book); k++) {
            struct str said;
            struct sheet_range *ranges;
            size_t range_count;
            assert_true(sheet_says(arena, book, k, &said, &err));
            assert_true(sheet_merges(arena, book, k, &ranges, &range_count, &err));
        }
        sheet_close(book);
        read++;
    }
    assert_true(read >= 32);
    arena_free(arena);
}

static void known_workbooks_say_what_they_must(void **state)
{
    (void)state;
    static const struct {
        const char *file;
        size_t sheet;
        const char *begins;
    } cases[] = {
        { "sushi.xlsx", 0, "1: A=🍣\n" },
        { "1900.xlsx", 0,
          "1: A#1 B@1900-01-01 C=1900-01-01~1 D=1900-01-01~1\n2: A#11 B@1900-01-11" },
        { "1904.xlsx", 0,
          "1: A#1 B@1904-01-02 C=1904-01-02~1 D=1904-01-02~1\n2: A#11 B@1904-01-12" },
        { "phonetic_text.xlsx", 0, "1: A=漢字\n2: A=漢字withColor\n" },
        { "minimal_112.xlsx", 0, "1: A=Sheet B=JS\n2: A#123 B#1.23\n3: A?TRUE B#0.123~8\n" },
        { "text_and_numbers.xlsx", 0,
          "1: A=English B=Hello C=World\n2: A=Hebrew B=שלום C=עולם\n4: A#1337 B#13.37 C#1337" },
        { "sheet_visibility_strict.xlsx", 2,
          "1: A=V B=e C=r D=y E=H F=i G=d H=d I=e J=n\n2: A#86~1 B#101~1" },
        { "merge_cells.xlsx", 0, "1: A=A1:B2 C=C1:C2 D=Separate blocks\n3: A=A3:B3 C=C3\n" },
        { "crlf.xlsx", 0, "1: A=Normal B=abc\ndef\n" },
        { "DataTypesFormats.xlsx", 0,
          "1: A=Date B@2020-07-23\n2: A=Date Time B@2020-07-23T09:00:00\n3: A=Currency B#123\n4: "
          "A=Percentage B#0.9876~8\n" },
        { "fn.xlsx", 0,
          "1: A=Name B=Example C=Result\n2: A=EVALUATE B==EVALUATE(\"1+1\") C#2~1\n3: A=FIELDVALUE "
          "B==FIELDVALUE(A2,\"Result\") C!#VALUE!~1\n" },
        { "worldbank_2019.xlsx", 0,
          "1: A=World Bank Projects, data as of 09/22/2022 03:29:47 PM\n2: A=Project Id B=Region" },
    };
    struct arena *arena = arena_new();
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct sheet_book *book = open_book(arena, cases[i].file);
        struct str said;
        struct err err;
        err_init(&err);
        assert_true(sheet_says(arena, book, cases[i].sheet, &said, &err));
        if (!str_starts(said, str_from(cases[i].begins)))
            print_error("%s says %.*s\n", cases[i].file, STR_ARG(str_slice(said, 0, 200)));
        assert_true(str_starts(said, str_from(cases[i].begins)));
        sheet_close(book);
    }
    arena_free(arena);
}

static void hidden_and_very_hidden_sheets_are_told(void **state)
{
    (void)state;
    static const char *const files[] = { "sheet_visibility.xlsx", "sheet_visibility_strict.xlsx" };
    struct arena *arena = arena_new();
    for (size_t i = 0; i < ARRAY_COUNT(files); i++) {
        struct sheet_book *book = open_book(arena, files[i]);
        assert_int_equal(sheet_count(book), 3);
        assert_int_equal(sheet_about(book, 0)->visibility, SHEET_VISIBLE);
        assert_int_equal(sheet_about(book, 1)->visibility, SHEET_HIDDEN);
        assert_int_equal(sheet_about(book, 2)->visibility, SHEET_VERY_HIDDEN);
        sheet_close(book);
    }
    arena_free(arena);
}

/* Both sides cell by cell; an error or a formula's cell may be shown in another way in the csv. */
static void assert_same_table(struct arena *arena, struct sheet_book *book, size_t sheet,
                              struct sheet_book *csv)
{
    struct str a, b;
    struct err err;
    err_init(&err);
    assert_true(sheet_says(arena, book, sheet, &a, &err));
    assert_true(sheet_says(arena, csv, 0, &b, &err));
    /* A csv has text only. */
    struct buf plain;
    buf_init(&plain, arena);
    for (size_t i = 0; i < a.len; i++)
        buf_char(&plain, a.ptr[i] == '#' && i > 1 && a.ptr[i - 2] == ' ' ? '=' : a.ptr[i]);
    assert_text(buf_get(&plain), str_cstr(arena, b));
}

static void a_sheet_equals_the_csv_that_was_saved_of_it(void **state)
{
    (void)state;
    char path[1024];
    struct arena *arena = arena_new();
    struct sheet_book *book = open_book(arena, "AutoFilter.xlsx"), *csv;
    struct err err;
    err_init(&err);
    size_t compared = 0;
    for (size_t i = 0; i < sheet_count(book); i++) {
        char file[256];
        snprintf(file, sizeof file, "suites/xlsx/files/AutoFilter.xlsx.xls.%zu.csv", i);
        const char *found = shared_file(file, path);
        if (!found)
            continue;
        assert_true(sheet_open(arena, str_from(found), &csv, &err));
        assert_same_table(arena, book, i, csv);
        sheet_close(csv);
        compared++;
    }
    assert_true(compared >= 11);
    sheet_close(book);
    book = open_book(arena, "sushi.xlsx");
    assert_true(sheet_open(arena, str_from(suite_path("suites/xlsx/files/sushi.xlsx.0.csv", path)),
                           &csv, &err));
    assert_same_table(arena, book, 0, csv);
    sheet_close(csv);
    sheet_close(book);
    arena_free(arena);
}

/* ---- csv-spectrum ---- */

static void assert_csv_as_json(struct arena *arena, struct sheet_book *book,
                               const struct json *rows)
{
    struct sheet_reader *reader;
    const struct sheet_row *row;
    struct err err;
    err_init(&err);
    assert_true(sheet_read(book, 0, &reader, &err));
    assert_true(sheet_next(reader, &row, &err));
    size_t columns = row->count;
    struct str *labels = ARENA_ARRAY(arena, struct str, columns);
    for (size_t i = 0; i < columns; i++)
        labels[i] = str_copy(arena, row->cells[i].text);
    for (const struct json *expected = rows->first; expected; expected = expected->next) {
        assert_true(sheet_next(reader, &row, &err));
        assert_non_null(row);
        for (size_t i = 0; i < columns; i++) {
            const struct sheet_cell *cell = sheet_row_cell(row, (uint32_t)i);
            struct str text = cell ? cell->text : STR("");
            const struct json *value = json_get(expected, labels[i]);
            assert_non_null(value);
            assert_text(text, str_cstr(arena, value->text));
        }
    }
    assert_true(sheet_next(reader, &row, &err));
    assert_null(row);
    sheet_read_end(reader);
}

static void every_csv_gives_its_expected_rows(void **state)
{
    (void)state;
    static const char *const names[] = {
        "comma_in_quotes",
        "empty",
        "empty_crlf",
        "escaped_quotes",
        "json",
        "newlines",
        "newlines_crlf",
        "quotes_and_newlines",
        "simple",
        "simple_crlf",
        "utf8",
    };
    for (size_t i = 0; i < ARRAY_COUNT(names); i++) {
        struct arena *arena = arena_new();
        char file[256], path[1024];
        struct sheet_book *book;
        struct str text;
        struct err err;
        err_init(&err);
        snprintf(file, sizeof file, "suites/text-robustness/csv-expected/%s.json", names[i]);
        assert_true(file_read(arena, str_from(suite_path(file, path)), 1 << 20, &text, &err));
        const struct json *rows = json_parse(arena, text, &err);
        assert_non_null(rows);
        snprintf(file, sizeof file, "suites/text-robustness/csv/%s.csv", names[i]);
        assert_true(sheet_open(arena, str_from(suite_path(file, path)), &book, &err));
        assert_csv_as_json(arena, book, rows);
        sheet_close(book);
        arena_free(arena);
    }
}

/* ---- naughty strings ---- */

static void naughty_strings_survive_a_workbook_and_a_csv(void **state)
{
    (void)state;
    char path[1024];
    struct arena *arena = arena_new();
    struct str text, file = STR("/tmp/luodi-naughty.xlsx");
    struct err err;
    err_init(&err);
    assert_true(file_read(arena,
                          str_from(suite_path("suites/text-robustness/naughty_strings.json", path)),
                          1 << 20, &text, &err));
    const struct json *strings = json_parse(arena, text, &err);
    assert_non_null(strings);

    struct sheet_writer *writer;
    struct buf csv;
    buf_init(&csv, arena);
    assert_true(sheet_writer_begin(arena, file, (struct instant){ 1 }, &writer, &err));
    sheet_writer_sheet(writer, &(struct sheet_layout){ .name = STR("n") });
    for (const struct json *s = strings->first; s; s = s->next) {
        sheet_writer_text(writer, 0, STR("x"), SHEET_PLAIN);
        sheet_writer_text(writer, 1, s->text, SHEET_PLAIN);
        sheet_writer_row(writer);
        buf_cstr(&csv, "x,\"");
        for (size_t i = 0; i < s->text.len; i++) {
            buf_char(&csv, s->text.ptr[i]);
            if (s->text.ptr[i] == '"')
                buf_char(&csv, '"');
        }
        buf_cstr(&csv, "\"\n");
    }
    assert_true(sheet_writer_end(writer, &err));

    for (int pass = 0; pass < 2; pass++) {
        struct sheet_book *book;
        struct sheet_reader *reader;
        const struct sheet_row *row;
        bool ok = pass == 0 ? sheet_open(arena, file, &book, &err)
                            : sheet_open_bytes(arena, STR("n.csv"), buf_get(&csv), &book, &err);
        assert_true(ok);
        assert_true(sheet_read(book, 0, &reader, &err));
        for (const struct json *s = strings->first; s; s = s->next) {
            assert_true(sheet_next(reader, &row, &err));
            const struct sheet_cell *cell = sheet_row_cell(row, 1);
            assert_text(cell ? cell->text : STR(""), str_cstr(arena, s->text));
            assert_true(!cell || (cell->type == SHEET_TEXT && !(cell->flags & SHEET_FORMULA)));
        }
        sheet_read_end(reader);
        sheet_close(book);
    }
    unlink("/tmp/luodi-naughty.xlsx");
    arena_free(arena);
}

int main(void)
{
    if (suite_is_absent("suites/xlsx/files"))
        return 0;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_workbook_is_read_to_its_last_row),
        cmocka_unit_test(known_workbooks_say_what_they_must),
        cmocka_unit_test(hidden_and_very_hidden_sheets_are_told),
        cmocka_unit_test(a_sheet_equals_the_csv_that_was_saved_of_it),
        cmocka_unit_test(every_csv_gives_its_expected_rows),
        cmocka_unit_test(naughty_strings_survive_a_workbook_and_a_csv),
    };
    return cmocka_run_group_tests_name("xlsx suite", tests, NULL, NULL);
}
