/* test_err.c - base/err.h, and every row of base/err.def. */
#include "unit.h"

struct row {
    const char *name;
    int http, exit_status;
    const char *zh, *en;
};

static const struct row rows[] = {
#define ERR(code, http, exit_status, zh, en) { #code, http, exit_status, zh, en },
#include "base/err.def"
#undef ERR
};

static const char *words_of(struct arena *arena, const struct err *err, enum lang lang)
{
    struct buf out;
    buf_init(&out, arena);
    err_words(err, lang, &out);
    return buf_get(&out).ptr;
}

static void words_name_place_fault_and_what_was_being_done(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct err err;
    err_init(&err);
    assert_false(err_set(&err, ERR_FILE_MISSING, "path", STR("计划.txt")));
    assert_string_equal(words_of(arena, &err, LANG_EN),
                        "there is no file \"计划.txt\"; check the path");
    assert_false(err_at_line(&err, STR("model/metrics.yaml"), 12, 5));
    assert_string_equal(words_of(arena, &err, LANG_EN),
                        "model/metrics.yaml:12:5: there is no file \"计划.txt\"; check the path");
    assert_false(err_at_field(&err, STR("project.name")));
    assert_false(err_while(&err, STR("reading the model")));
    assert_false(err_while(&err, STR("opening the ledger")));
    assert_string_equal(
        words_of(arena, &err, LANG_EN),
        "model/metrics.yaml:12:5: project.name: there is no file \"计划.txt\"; check "
        "the path (reading the model; opening the ledger)");
    assert_string_equal(words_of(arena, &err, LANG_ZH),
                        "model/metrics.yaml:12:5: project.name: 找不到文件“计划.txt”；请检查路径"
                        "（reading the model；opening the ledger）");
    arena_free(arena);
}

static void a_place_is_printed_as_far_as_it_is_known(void **state)
{
    (void)state;
    static const struct {
        const char *file;
        int line, column;
        const char *field, *start;
    } cases[] = {
        { "", 0, 0, "", "there" },
        { "a.csv", 0, 0, "", "a.csv: there" },
        { "a.csv", 3, 0, "", "a.csv:3: there" },
        { "a.csv", 3, 4, "", "a.csv:3:4: there" },
        { "", 3, 4, "", "3:4: there" },
        { "", 0, 4, "", "there" },
        { "", 0, 0, "name", "name: there" },
        { "a.csv", 3, 4, "name", "a.csv:3:4: name: there" },
    };
    struct arena *arena = arena_new();
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct err err;
        err_set(&err, ERR_FILE_MISSING, "path", STR("x"));
        err_at_line(&err, str_from(cases[i].file), cases[i].line, cases[i].column);
        err_at_field(&err, str_from(cases[i].field));
        assert_memory_equal(words_of(arena, &err, LANG_EN), cases[i].start, strlen(cases[i].start));
    }
    arena_free(arena);
}

static void a_placeholder_without_argument_stays_as_written(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct err err;
    err_set(&err, ERR_FILE_READ, "cause", STR("Permission denied"));
    assert_string_equal(
        words_of(arena, &err, LANG_EN),
        "cannot read \"{path}\": Permission denied; check permissions and the disk");
    assert_text(err_arg(&err, "cause"), "Permission denied");
    assert_text(err_arg(&err, "path"), "");
    arena_free(arena);
}

static void a_long_value_is_cut_between_characters(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct buf text;
    buf_init(&text, arena);
    while (buf_get(&text).len < 10000)
        buf_cstr(&text, "项");
    for (size_t shift = 0; shift < 4; shift++) {
        struct str value = str_join(arena, str_slice(STR("abc"), 0, shift), buf_get(&text));
        struct err err;
        err_set(&err, ERR_FILE_READ, "path", value, "cause", value);
        err_at_field(&err, value);
        err_while(&err, value);
        for (int i = 0; i < 4; i++)
            err_while(&err, value); /* beyond the room: shorter or empty, never over */
        struct str kept = err_arg(&err, "path");
        assert_true(kept.len <= ERR_TEXT_MAX / 4 && kept.len > ERR_TEXT_MAX / 4 - 8);
        assert_true(str_ends(kept, STR("…")));
        size_t han = kept.len - shift - strlen("…");
        assert_int_equal(han % 3, 0);
        assert_true(err.text_used <= ERR_TEXT_MAX);
        assert_int_equal(err.trail_count, ERR_TRAIL_MAX);
        words_of(arena, &err, LANG_ZH);
    }
    arena_free(arena);
}

static void an_error_set_anew_forgets_the_old_place(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct err err;
    err_set(&err, ERR_FILE_MISSING, "path", STR("a"));
    err_at_line(&err, STR("x"), 1, 1);
    err_set(&err, ERR_FILE_MISSING, "path", STR("b"));
    assert_string_equal(words_of(arena, &err, LANG_EN), "there is no file \"b\"; check the path");
    err_init(&err);
    assert_int_equal(err.code, ERR_NONE);
    arena_free(arena);
}

static void collected_errors_are_copies_up_to_the_bound(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct err_list list;
    err_list_init(&list, arena, 20);
    struct err err;
    for (int i = 0; i < 25; i++) {
        err_set(&err, ERR_FILE_MISSING, "path", str_format(arena, "f%d", i));
        err_at_line(&err, STR("list.csv"), i + 1, 0);
        err_while(&err, STR("importing"));
        err_list_add(&list, &err);
    }
    memset(err.text, '#', sizeof err.text);
    assert_int_equal(list.count, 20);
    assert_int_equal(list.dropped, 5);
    assert_string_equal(words_of(arena, list.items[0], LANG_EN),
                        "list.csv:1: there is no file \"f0\"; check the path (importing)");
    assert_text(err_arg(list.items[19], "path"), "f19");
    arena_free(arena);
}

/* The set of {names} in a text, as one sorted string; {what_zh} is {what} worded in Chinese. */
static struct str placeholders(struct arena *arena, const char *text)
{
    struct str names[ERR_ARGS_MAX * 2];
    size_t count = 0;
    for (const char *open = text; (open = strchr(open, '{'));) {
        const char *close = strchr(open, '}');
        if (!close)
            fail_msg("an open brace in: %s", text);
        struct str name = { open + 1, (size_t)(close - open) - 1 };
        if (str_ends(name, STR("_zh")) || str_ends(name, STR("_en")))
            name.len -= 3;
        bool known = false;
        for (size_t i = 0; i < count; i++)
            known |= str_eq(names[i], name);
        assert_true(count < ARRAY_COUNT(names));
        if (!known)
            names[count++] = name;
        open = close;
    }
    struct buf all;
    buf_init(&all, arena);
    for (bool used[ERR_ARGS_MAX * 2] = { false };;) {
        size_t least = count;
        for (size_t i = 0; i < count; i++)
            if (!used[i] && (least == count || str_cmp(names[i], names[least]) < 0))
                least = i;
        if (least == count)
            break;
        used[least] = true;
        buf_printf(&all, "{%.*s}", STR_ARG(names[least]));
    }
    assert_true(count <= ERR_ARGS_MAX);
    return buf_get(&all);
}

/* Chinese writing, be it punctuation alone: a check's own words come as an argument. */
static bool has_han(const char *text)
{
    for (; *text; text++)
        if ((unsigned char)*text >= 0xE3 && (unsigned char)*text <= 0xEF)
            return true;
    return false;
}

/* Enough of a sentence: English words may quote a Han character, as in "1.2亿". */
static bool has_latin(const char *text)
{
    int letters = 0;
    for (; *text; text++)
        letters += (*text >= 'a' && *text <= 'z') || (*text >= 'A' && *text <= 'Z');
    return letters >= 5;
}

static void every_row_is_whole_in_both_languages(void **state)
{
    (void)state;
    static const int https[] = { 400, 401, 403, 404, 405, 406, 408, 409, 410, 411, 412, 413, 415,
                                 416, 421, 422, 423, 428, 429, 431, 500, 501, 503, 504, 507 };
    struct arena *arena = arena_new();
    int wrong = 0;
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        const struct row *row = &rows[i];
        bool http = false;
        for (size_t j = 0; j < ARRAY_COUNT(https); j++)
            http |= row->http == https[j];
        struct str zh = placeholders(arena, row->zh), en = placeholders(arena, row->en);
        const char *fault = !has_han(row->zh)     ? "has no Chinese text"
                            : !has_latin(row->en) ? "has no English text"
                            : !http               ? "has no known HTTP status"
                            : row->exit_status < 1 || row->exit_status > 3
                                ? "has no exit status of 1, 2 or 3"
                            : !str_eq(zh, en) ? "names different things in the two languages"
                                              : NULL;
        if (fault) {
            print_error("%s %s\n", row->name, fault);
            wrong++;
        }
    }
    arena_free(arena);
    assert_int_equal(wrong, 0);
}

static void a_code_gives_its_row(void **state)
{
    (void)state;
    for (int code = 1; code < ERR_COUNT; code++) {
        assert_string_equal(err_name(code), rows[code - 1].name);
        assert_int_equal(err_http(code), rows[code - 1].http);
        assert_int_equal(err_exit(code), rows[code - 1].exit_status);
    }
    assert_int_equal(ERR_COUNT - 1, ARRAY_COUNT(rows));
}

static void place_a_clean_error(void)
{
    struct err err;
    err_init(&err);
    err_at_field(&err, STR("x"));
}

static void a_place_without_an_error_is_our_mistake(void **state)
{
    (void)state;
    assert_true(stops(place_a_clean_error));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_name_place_fault_and_what_was_being_done),
        cmocka_unit_test(a_place_is_printed_as_far_as_it_is_known),
        cmocka_unit_test(a_placeholder_without_argument_stays_as_written),
        cmocka_unit_test(a_long_value_is_cut_between_characters),
        cmocka_unit_test(an_error_set_anew_forgets_the_old_place),
        cmocka_unit_test(collected_errors_are_copies_up_to_the_bound),
        cmocka_unit_test(every_row_is_whole_in_both_languages),
        cmocka_unit_test(a_code_gives_its_row),
        cmocka_unit_test(a_place_without_an_error_is_our_mistake),
    };
    return cmocka_run_group_tests_name("err", tests, NULL, NULL);
}
