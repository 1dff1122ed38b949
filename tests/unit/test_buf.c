/* test_buf.c - base/buf.h */
#include "unit.h"

static void check_appends(struct arena *arena)
{
    struct buf buf;
    buf_init(&buf, arena);
    assert_text(buf_get(&buf), "");
    buf_str(&buf, (struct str){ NULL, 0 });
    buf_cstr(&buf, "a");
    buf_char(&buf, 'b');
    buf_str(&buf, STR("项目"));
    buf_bytes(&buf, "\0c", 2);
    buf_repeat(&buf, '-', 3);
    buf_repeat(&buf, '-', 0);
    buf_printf(&buf, "%s%d", "n", 5);
    struct str text = buf_get(&buf);
    assert_int_equal(text.len, 2 + 6 + 2 + 3 + 2);
    assert_memory_equal(text.ptr, "ab项目\0c---n5", text.len + 1);
    assert_true(buf_ok(&buf));
    buf_clear(&buf);
    assert_text(buf_get(&buf), "");
    buf_release(&buf);
    buf_release(&buf);
}

static void appends_add_up_on_heap_and_arena(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    check_appends(NULL);
    check_appends(arena);
    arena_free(arena);
}

static void every_int64_prints(void **state)
{
    (void)state;
    static const int64_t cases[] = { 0, 1, -1, 9, 10, -10, 123456789, INT64_MAX, INT64_MIN };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct buf buf;
        char expected[32];
        buf_init(&buf, NULL);
        buf_int(&buf, cases[i]);
        snprintf(expected, sizeof expected, "%lld", (long long)cases[i]);
        assert_text(buf_get(&buf), expected);
        buf_release(&buf);
    }
}

static void runes_are_written_in_as_many_bytes_as_they_need(void **state)
{
    (void)state;
    static const struct {
        uint32_t rune;
        const char *bytes;
    } cases[] = {
        { 'a', "a" },
        { 0x7F, "\x7F" },
        { 0x80, "\xC2\x80" },
        { 0x7FF, "\xDF\xBF" },
        { 0x800, "\xE0\xA0\x80" },
        { 0x9879, "项" },
        { 0xFFFF, "\xEF\xBF\xBF" },
        { 0x10000, "\xF0\x90\x80\x80" },
        { 0x20BB7, "𠮷" },
        { 0x10FFFF, "\xF4\x8F\xBF\xBF" },
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct buf buf;
        buf_init(&buf, NULL);
        buf_rune(&buf, cases[i].rune);
        assert_text(buf_get(&buf), cases[i].bytes);
        buf_release(&buf);
    }
}

static void a_text_of_any_length_grows(void **state)
{
    (void)state;
    struct buf buf;
    buf_init(&buf, NULL);
    for (int i = 0; i < 100000; i++)
        buf_char(&buf, (char)('a' + i % 26));
    buf_printf(&buf, "%0300d", 7);
    struct str text = buf_get(&buf);
    assert_int_equal(text.len, 100300);
    for (int i = 0; i < 100000; i++)
        assert_int_equal(text.ptr[i], 'a' + i % 26);
    assert_int_equal(text.ptr[text.len], '\0');
    buf_release(&buf);
}

static void over_the_limit_fails_and_stays_failed(void **state)
{
    (void)state;
    struct buf buf;
    buf_init(&buf, NULL);
    buf_limit(&buf, 5);
    buf_cstr(&buf, "12345"); /* on the limit */
    assert_true(buf_ok(&buf));
    buf_char(&buf, '6'); /* one over */
    assert_false(buf_ok(&buf));
    assert_text(buf_get(&buf), "12345");
    buf_cstr(&buf, "");
    assert_false(buf_ok(&buf));
    buf_clear(&buf);
    assert_true(buf_ok(&buf));
    buf_printf(&buf, "%0300d", 1);
    assert_false(buf_ok(&buf));
    buf_char(&buf, 'x');
    assert_text(buf_get(&buf), "");
    buf_release(&buf);
}

static void write_a_surrogate(void)
{
    struct buf buf;
    buf_init(&buf, NULL);
    buf_rune(&buf, 0xD800);
}

static void a_surrogate_is_never_written(void **state)
{
    (void)state;
    assert_true(stops(write_a_surrogate));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(appends_add_up_on_heap_and_arena),
        cmocka_unit_test(every_int64_prints),
        cmocka_unit_test(runes_are_written_in_as_many_bytes_as_they_need),
        cmocka_unit_test(a_text_of_any_length_grows),
        cmocka_unit_test(over_the_limit_fails_and_stays_failed),
        cmocka_unit_test(a_surrogate_is_never_written),
    };
    return cmocka_run_group_tests_name("buf", tests, NULL, NULL);
}
