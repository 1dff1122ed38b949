/* test_utf8.c - base/utf8.h, also against the table of sequences beside the checkout. */
#include "unit.h"

#include "base/file.h"
#include "base/rng.h"
#include "base/utf8.h"

/* Table 3-7 of the Unicode standard, one code point at a time, without any short cut. */
static size_t fault_by_the_table(struct str s)
{
    const unsigned char *b = (const unsigned char *)s.ptr;
    for (size_t at = 0; at < s.len;) {
        size_t len = b[at] < 0x80 ? 1 : b[at] < 0xE0 ? 2 : b[at] < 0xF0 ? 3 : 4;
        uint32_t rune = len == 1 ? b[at] : b[at] & (0x7Fu >> len);
        if ((b[at] & 0xC0) == 0x80 || b[at] >= 0xF8 || at + len > s.len)
            return at;
        for (size_t i = 1; i < len; i++) {
            if ((b[at + i] & 0xC0) != 0x80)
                return at;
            rune = rune << 6 | (b[at + i] & 0x3F);
        }
        static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
        if (rune < least[len] || rune > 0x10FFFF || (rune >= 0xD800 && rune <= 0xDFFF))
            return at;
        at += len;
    }
    return s.len;
}

static void every_code_point_is_valid_but_surrogates(void **state)
{
    (void)state;
    for (uint32_t rune = 0; rune <= 0x10FFFF; rune++) {
        if (rune >= 0xD800 && rune <= 0xDFFF)
            continue;
        char bytes[5];
        struct buf out = { .ptr = bytes, .room = sizeof bytes };
        buf_rune(&out, rune);
        size_t at = 0;
        if (!utf8_valid(buf_get(&out)) || utf8_next(buf_get(&out), &at) != rune || at != out.len)
            fail_msg("U+%04X", (unsigned)rune);
    }
}

static void ill_formed_sequences_are_found_where_they_begin(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t fault;
    } cases[] = {
        { "", 0 },
        { "abc", 3 },
        { "\x80", 0 },
        { "a\xC0\x80", 1 },
        { "\xC1\xBF", 0 },
        { "\xE0\x80\x80", 0 },
        { "\xE0\x9F\xBF", 0 },
        { "\xED\xA0\x80", 0 },
        { "\xED\x9F\xBF", 3 },
        { "\xF0\x8F\xBF\xBF", 0 },
        { "\xF4\x8F\xBF\xBF", 4 },
        { "\xF4\x90\x80\x80", 0 },
        { "\xF5\x80\x80\x80", 0 },
        { "\xFE", 0 },
        { "\xE9\xA1", 0 },
        { "项\xE7\x9B", 3 },
        { "项目项目项目\xFFx", 18 },
        { "12345678\xC3", 8 },
        { "项a目\xE7\x9B\xAE\x80", 10 },
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct str s = str_from(cases[i].bytes);
        assert_int_equal(utf8_fault(s), cases[i].fault);
        assert_int_equal(utf8_valid(s), cases[i].fault == s.len);
    }
}

static void the_fast_check_agrees_with_the_table(void **state)
{
    (void)state;
    static const unsigned char dice[] = { 'a',  'z',  0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0,
                                          0xBF, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xE9, 0xEC,
                                          0xED, 0xEE, 0xEF, 0xF0, 0xF1, 0xF4, 0xF5, 0xFF };
    struct rng rng;
    rng_init(&rng, 8);
    char bytes[40];
    for (int round = 0; round < 200000; round++) {
        size_t len = rng_below(&rng, sizeof bytes), at = 0;
        while (at < len) {
            if (rng_below(&rng, 8)) { /* mostly whole characters, so that faults come late */
                struct str whole = rng_below(&rng, 2) ? STR("项") : STR("𠮷");
                size_t n = rng_below(&rng, 3) ? 1 : whole.len;
                if (at + n > len)
                    break;
                memcpy(bytes + at, n == 1 ? "q" : whole.ptr, n);
                at += n;
            } else {
                bytes[at++] = (char)dice[rng_below(&rng, sizeof dice)];
            }
        }
        struct str s = { bytes, at };
        if (utf8_fault(s) != fault_by_the_table(s))
            fail_msg("round %d", round);
    }
}

/* Lines "number:valid:text", "number:valid hex:AB CD", "number:invalid hex:AB CD:..". */
static void the_table_of_sequences_agrees(void **state)
{
    char path[1024];
    if (!shared_file("suites/text-robustness/utf8tests.txt", path))
        return;
    struct str text, line;
    struct err err;
    assert_true(file_read(*state, str_from(path), 1 << 20, &text, &err));
    int count = 0;
    while (str_split(&text, '\n', &line)) {
        struct str number = STR(""), kind = STR(""), hex = STR("");
        if (!line.len || line.ptr[0] == '#')
            continue;
        bool whole = str_split(&line, ':', &number) && str_split(&line, ':', &kind) &&
                     str_split(&line, ':', &hex);
        assert_true(whole);
        kind = str_trim(kind);
        char bytes[4096];
        struct buf out = { .ptr = bytes, .room = sizeof bytes };
        if (str_eq(kind, STR("valid")))
            buf_str(&out, hex);
        for (size_t i = 0; !str_eq(kind, STR("valid")) && i + 1 < hex.len;
             i += hex.ptr[i] == ' ' ? 1 : 2)
            if (hex.ptr[i] != ' ')
                buf_char(&out, (char)strtol(str_cstr(*state, str_slice(hex, i, 2)), NULL, 16));
        if (utf8_valid(buf_get(&out)) != str_starts(kind, STR("valid")))
            fail_msg("case %.*s", STR_ARG(number));
        count++;
    }
    assert_true(count > 50);
}

static void characters_are_counted_found_and_measured(void **state)
{
    (void)state;
    struct str s = STR("a项目（㎡）𠮷");
    assert_int_equal(utf8_count(s), 7);
    assert_int_equal(utf8_offset(s, 0), 0);
    assert_int_equal(utf8_offset(s, 1), 1);
    assert_int_equal(utf8_offset(s, 3), 7);
    assert_int_equal(utf8_offset(s, 7), s.len);
    assert_int_equal(utf8_offset(s, 100), s.len);
    assert_int_equal(utf8_width(STR("a项目")), 5);
    assert_int_equal(utf8_width(STR("（），。")), 8);
    assert_int_equal(utf8_width(STR("e\xCC\x81")), 1); /* a combining accent takes no column */
    assert_int_equal(utf8_width(STR("")), 0);
}

static void folding_makes_what_looks_alike_equal(void **state)
{
    static const struct {
        const char *in, *out;
    } cases[] = {
        { "", "" },         { "ABC-1", "abc-1" }, { "１２３", "123" },
        { "㎡", "m2" },     { "（一）", "(一)" }, { "Ａ", "a" },
        { "㈱", "(株)" },   { "ﬁ", "fi" },        { "Straße", "strasse" },
        { "项目", "项目" }, { "：，", ":," },     { "e\xCC\x81", "é" },
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct str folded = utf8_fold(*state, str_from(cases[i].in));
        assert_text(folded, cases[i].out);
        assert_text(utf8_fold(*state, folded), cases[i].out);
    }
    struct str zero = utf8_fold(*state, STR("项\0A"));
    assert_int_equal(zero.len, 5);
}

static void files_come_in_four_encodings(void **state)
{
    static const struct {
        struct str bytes;
        const char *text;
    } cases[] = {
        { STR_INIT(""), "" },
        { STR_INIT("\xEF\xBB\xBF"), "" },
        { STR_INIT("项目\n"), "项目\n" },
        { STR_INIT("\xEF\xBB\xBF项目"), "项目" },
        { STR_INIT("\xCF\xEE\xC4\xBF"), "项目" },
        { STR_INIT("a,\xCF\xEE\xC4\xBF\r\n"), "a,项目\n" },
        { STR_INIT("\xFF\xFEy\x98\xEEv"), "项目" },
        { STR_INIT("\xFE\xFF\x98yv\xEE"), "项目" },
        { STR_INIT("\xFF\xFE"), "" },
        { STR_INIT("\xFF\xFE\x42\xD8\xB7\xDF"), "𠮷" },
        { STR_INIT("\x81\x30\x81\x30"), "\xC2\x80" },
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct str text;
        struct err err;
        err_init(&err);
        if (!utf8_decode(*state, cases[i].bytes, true, &text, &err))
            fail_msg("case %zu is not read", i);
        assert_text(text, cases[i].text);
    }
}

static void a_long_gb18030_text_comes_over_whole(void **state)
{
    struct buf gb, utf8;
    buf_init(&gb, *state);
    buf_init(&utf8, *state);
    for (int i = 0; i < 5000; i++) {
        buf_cstr(&gb, i % 5 ? "\xCF\xEE" : "\x95\x32\x82\x36"); /* 项, and 𠀀 in four bytes */
        buf_cstr(&utf8, i % 5 ? "项" : "𠀀");
    }
    struct str text;
    struct err err;
    assert_true(utf8_from_gb18030(*state, buf_get(&gb), &text, &err));
    assert_true(str_eq(text, buf_get(&utf8)));
}

static void bytes_of_no_encoding_are_refused_by_their_place(void **state)
{
    static const struct {
        struct str bytes;
        const char *byte;
    } cases[] = {
        { STR_INIT("abc\xFF"), "4" },
        { STR_INIT("\xEF\xBB\xBF\xCF\xEE"), "4" },
        { STR_INIT("项目\xFFzz"), "7" },
        { STR_INIT("\xFF\xFE\x42\xD8"), "3" },
        { STR_INIT("\xFF\xFE\x42"), "3" },
        { STR_INIT("ab\xCF"), "3" },
        { STR_INIT("\xFF\xFEy\x98\x00\xDC"), "5" },
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct str text = STR("untouched");
        struct err err;
        err_init(&err);
        assert_false(utf8_decode(*state, cases[i].bytes, true, &text, &err));
        assert_err(&err, ERR_TEXT_ENCODING);
        assert_text(err_arg(&err, "byte"), cases[i].byte);
        assert_text(text, "untouched");
    }
}

static void line_ends_change_only_on_request(void **state)
{
    struct str text;
    struct err err;
    assert_true(utf8_decode(*state, STR("a\r\nb\rc\r\r\nd\r"), true, &text, &err));
    assert_text(text, "a\nb\rc\r\nd\r");
    assert_true(utf8_decode(*state, STR("a\r\nb"), false, &text, &err));
    assert_text(text, "a\r\nb");
}

static int arena_setup(void **state)
{
    *state = arena_new();
    return 0;
}

static int arena_teardown(void **state)
{
    arena_free(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_code_point_is_valid_but_surrogates),
        cmocka_unit_test(ill_formed_sequences_are_found_where_they_begin),
        cmocka_unit_test(the_fast_check_agrees_with_the_table),
        cmocka_unit_test(the_table_of_sequences_agrees),
        cmocka_unit_test(characters_are_counted_found_and_measured),
        cmocka_unit_test(folding_makes_what_looks_alike_equal),
        cmocka_unit_test(files_come_in_four_encodings),
        cmocka_unit_test(a_long_gb18030_text_comes_over_whole),
        cmocka_unit_test(bytes_of_no_encoding_are_refused_by_their_place),
        cmocka_unit_test(line_ends_change_only_on_request),
    };
    return cmocka_run_group_tests_name("utf8", tests, arena_setup, arena_teardown);
}
