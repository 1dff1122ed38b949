/* test_str.c - base/str.h */
#include "unit.h"

static void equality_and_order_go_by_bytes(void **state)
{
    (void)state;
    static const struct {
        const char *a, *b;
        int order;
    } cases[] = {
        { "", "", 0 },         { "a", "", 1 },    { "", "a", -1 },   { "ab", "abc", -1 },
        { "b", "abc", 1 },     { "项", "目", 1 }, { "z", "项", -1 }, { "\x7f", "\xC2\x80", -1 },
        { "项目", "项目", 0 },
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct str a = str_from(cases[i].a), b = str_from(cases[i].b);
        assert_int_equal(str_cmp(a, b), cases[i].order);
        assert_int_equal(str_eq(a, b), cases[i].order == 0);
    }
    assert_true(str_eq(str_from(NULL), STR("")));
}

static void pieces_are_found_and_cut(void **state)
{
    (void)state;
    struct str s = STR("签约项目27个，开工项目9个");
    assert_true(str_starts(s, STR("签约")));
    assert_false(str_starts(s, STR("开工")));
    assert_true(str_ends(s, STR("9个")));
    assert_false(str_ends(STR("个"), STR("9个")));
    assert_true(str_has(s, STR("27")));
    assert_false(str_has(s, STR("28")));
    assert_int_equal(str_find(s, STR("项目"), 0), 6);
    assert_int_equal(str_find(s, STR("项目"), 7), 26);
    assert_int_equal(str_find(s, STR("项目"), 27), -1);
    assert_int_equal(str_find(s, STR(""), 3), 3);
    assert_int_equal(str_find(s, STR("x"), s.len + 1), -1);
    assert_text(str_slice(s, 6, 6), "项目");
    assert_text(str_slice(STR("abc"), 1, 100), "bc");
    assert_text(str_slice(STR("abc"), 3, 1), "");
    assert_text(str_slice(STR("abc"), SIZE_MAX, SIZE_MAX), "");
    assert_text(str_slice((struct str){ NULL, 0 }, 0, 5), "");
}

static void blanks_of_every_kind_are_trimmed(void **state)
{
    (void)state;
    static const struct {
        const char *in, *out;
    } cases[] = {
        { "", "" },
        { "   ", "" },
        { " a b ", "a b" },
        { "\t\r\n a\v\f", "a" },
        { "\xE3\x80\x80项目\xE3\x80\x80 ", "项目" },
        { "\xC2\xA0x\xC2\xA0", "x" },
        { "\xEF\xBB\xBFx", "x" },
        { "\xC2\xA1x", "\xC2\xA1x" },
        { "\xE3\x80\x80\xE3\x80\x80", "" },
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++)
        assert_text(str_trim(str_from(cases[i].in)), cases[i].out);
}

static void splitting_gives_empty_pieces_too(void **state)
{
    (void)state;
    static const struct {
        const char *in;
        int count;
        const char *pieces[4];
    } cases[] = {
        { "a,,b", 3, { "a", "", "b" } }, { "a", 1, { "a" } }, { "a,", 2, { "a", "" } },
        { ",", 2, { "", "" } },          { "", 1, { "" } },
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct str rest = str_from(cases[i].in), piece;
        int count = 0;
        while (str_split(&rest, ',', &piece)) {
            assert_true(count < cases[i].count);
            assert_text(piece, cases[i].pieces[count++]);
        }
        assert_int_equal(count, cases[i].count);
    }
    struct str nothing = { NULL, 0 }, piece;
    assert_false(str_split(&nothing, ',', &piece));
}

static void whole_numbers_are_read_exactly_or_not_at_all(void **state)
{
    (void)state;
    static const struct {
        const char *in;
        bool ok;
        int64_t n;
    } cases[] = {
        { "0", true, 0 },
        { "27", true, 27 },
        { "-5", true, -5 },
        { "007", true, 7 },
        { "9223372036854775807", true, INT64_MAX },
        { "-9223372036854775808", true, INT64_MIN },
        { "9223372036854775808", false, 0 },
        { "-9223372036854775809", false, 0 },
        { "99999999999999999999", false, 0 },
        { "", false, 0 },
        { "-", false, 0 },
        { "+1", false, 0 },
        { " 1", false, 0 },
        { "1 ", false, 0 },
        { "1.0", false, 0 },
        { "１", false, 0 },
        { "1e3", false, 0 },
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        int64_t n = 0;
        assert_int_equal(str_to_int(str_from(cases[i].in), &n), cases[i].ok);
        if (cases[i].ok)
            assert_int_equal(n, cases[i].n);
    }
}

static void hashes_spread_and_repeat(void **state)
{
    (void)state;
    enum { COUNT = 4096 };
    static unsigned buckets[COUNT];
    char text[32];
    for (int i = 0; i < COUNT; i++) {
        snprintf(text, sizeof text, "record-%d", i);
        uint64_t hash = str_hash(str_from(text));
        assert_true(hash == str_hash(str_from(text)));
        buckets[hash % COUNT]++;
    }
    unsigned most = 0;
    for (int i = 0; i < COUNT; i++)
        most = buckets[i] > most ? buckets[i] : most;
    assert_true(most < 12); /* a fair draw of so many fills none more than about eight times */
    assert_true(str_hash(STR("")) != str_hash(STR("\0")));
}

static void copies_and_formats_live_in_the_arena(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    char source[] = "abc";
    struct str copy = str_copy(arena, (struct str){ source, 3 });
    source[0] = 'x';
    assert_text(copy, "abc");
    assert_int_equal(copy.ptr[3], '\0');
    assert_string_equal(str_cstr(arena, str_slice(STR("abcdef"), 2, 2)), "cd");
    assert_text(str_join(arena, STR("项"), STR("目")), "项目");
    assert_text(str_join(arena, (struct str){ NULL, 0 }, (struct str){ NULL, 0 }), "");
    assert_text(str_format(arena, "%d-%.*s", 7, STR_ARG(STR("x"))), "7-x");
    struct str large = str_format(arena, "%0500d", 1);
    assert_int_equal(large.len, 500);
    assert_int_equal(large.ptr[499], '1');
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equality_and_order_go_by_bytes),
        cmocka_unit_test(pieces_are_found_and_cut),
        cmocka_unit_test(blanks_of_every_kind_are_trimmed),
        cmocka_unit_test(splitting_gives_empty_pieces_too),
        cmocka_unit_test(whole_numbers_are_read_exactly_or_not_at_all),
        cmocka_unit_test(hashes_spread_and_repeat),
        cmocka_unit_test(copies_and_formats_live_in_the_arena),
    };
    return cmocka_run_group_tests_name("str", tests, NULL, NULL);
}
