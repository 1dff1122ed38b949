/* test_shown.c - amounts as people read them. */
#include "unit.h"

#include "model/shown.h"

struct row {
    const char *base, *value;
    bool exact;
    const char *shown, *zh, *en;
};

static const struct row table[] = {
    { "元", "22860000000", false, "228.60", "亿元", "100 million yuan" },
    { "元", "26000000000", true, "260", "亿元", "100 million yuan" },
    { "元", "99999999", false, "10,000.00", "万元", "10,000 yuan" },
    { "元", "-60000000", false, "−6,000.00", "万元", "10,000 yuan" },
    { "元", "9999.5", false, "9,999.5", "元", "yuan" },
    { "元", "0", false, "0", "元", "yuan" },
    { "平方米", "181000", false, "18.10", "万平方米", "10,000 m²" },
    { "%", "16", false, "16", "%", "%" },
    { "%", "-0.04", false, "0", "%", "%" },
    { "个", "1234", false, "1,234", "个", "" },
    { "根", "2.345", false, "2.35", "根", "根" },
};

static void amounts_are_shown_in_the_unit_that_fits_them(void **state)
{
    struct arena *arena = arena_new();
    (void)state;
    for (size_t i = 0; i < ARRAY_COUNT(table); i++) {
        struct dec value;
        assert_true(dec_parse(str_from(table[i].value), &value));
        struct shown_unit own;
        const struct shown_unit *unit = shown_unit_find(str_from(table[i].base), value, &own);
        struct buf out;
        buf_init(&out, arena);
        shown_print(unit, value, table[i].exact, &out);
        assert_text(buf_get(&out), table[i].shown);
        assert_text(shown_unit_name(unit, LANG_ZH), table[i].zh);
        assert_text(shown_unit_name(unit, LANG_EN), table[i].en);
    }
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(amounts_are_shown_in_the_unit_that_fits_them) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
