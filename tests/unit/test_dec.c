/* test_dec.c - base/dec.h: reading, printing, rounding and scaling of amounts. */
#include "unit.h"

#include "base/dec.h"
#include "base/rng.h"

static struct dec dec_of(const char *text)
{
    struct dec a;
    if (!dec_parse(str_from(text), &a))
        fail_msg("%s is no number", text);
    return a;
}

static void assert_dec(struct dec a, const char *expected)
{
    struct buf out;
    buf_init(&out, NULL);
    dec_print(a, &out);
    assert_text(buf_get(&out), expected);
    buf_release(&out);
}

static void numbers_print_short_exact_and_plain(void **state)
{
    (void)state;
    static const struct {
        const char *in, *out;
    } cases[] = {
        { "0", "0" },
        { "-0", "0" },
        { "0.00", "0" },
        { "0e99999999", "0" },
        { "260", "260" },
        { "-0.05", "-0.05" },
        { "1.10", "1.1" },
        { "+7", "7" },
        { "007", "7" },
        { "1e3", "1000" },
        { "1E+3", "1000" },
        { "12.50e1", "125" },
        { "5e-7", "0.0000005" },
        { "100e-2", "1" },
        { "1234567890123456789012345678901234", "1234567890123456789012345678901234" },
        { "0.1234567890123456789012345678901234", "0.1234567890123456789012345678901234" },
        { "9223372036854775807", "9223372036854775807" },
        { "-9223372036854775808", "-9223372036854775808" },
        { "18446744073709551616", "18446744073709551616" },
        { "1e33", "1000000000000000000000000000000000" },
        { "1e34", "1e+34" },
        { "12e40", "1.2e+41" },
        { "1e-34", "0.0000000000000000000000000000000001" },
        { "1e-35", "1e-35" },
        { "-12e-40", "-1.2e-39" },
        { "1e6144", "1e+6144" },
        { "9999999999999999999999999999999999e6111", "9.999999999999999999999999999999999e+6144" },
        { "1e-6176", "1e-6176" },
        { "10e-6177", "1e-6176" },
        { "0.001e-6173", "1e-6176" },
        /* more than 34 digits: half to even */
        { "12345678901234567890123456789012345", "1.234567890123456789012345678901234e+34" },
        { "12345678901234567890123456789012355", "1.234567890123456789012345678901236e+34" },
        { "12345678901234567890123456789012345000000000000000000000000000001",
          "1.234567890123456789012345678901235e+64" },
        { "99999999999999999999999999999999999", "1e+35" },
        { "0.12345678901234567890123456789012344999", "0.1234567890123456789012345678901234" },
        { "0.00000000000000000000000000000000000000000001", "1e-44" },
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct buf out;
        buf_init(&out, NULL);
        struct dec a = dec_of(cases[i].in);
        dec_print(a, &out);
        assert_text(buf_get(&out), cases[i].out);
        assert_int_equal(dec_cmp(dec_of(cases[i].out), a), 0); /* what print writes parse reads */
        buf_release(&out);
    }
}

static void what_is_no_number_or_out_of_range_is_refused(void **state)
{
    (void)state;
    static const char *const cases[] = { "",
                                         "-",
                                         "+",
                                         ".",
                                         ".5",
                                         "5.",
                                         "1.e5",
                                         "e5",
                                         "1e",
                                         "1e+",
                                         "1e-",
                                         "--1",
                                         "1 ",
                                         " 1",
                                         "1,000",
                                         "１",
                                         "0x1",
                                         "NaN",
                                         "Infinity",
                                         "inf",
                                         "1e6145",
                                         "1e99999999999999999999",
                                         "-1e7000",
                                         "1e-6177",
                                         "1e-99999999999999999999",
                                         "11e-6177",
                                         "1.2.3",
                                         "1e5.0",
                                         "12万" };
    struct dec a;
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++)
        if (dec_parse(str_from(cases[i]), &a))
            fail_msg("read: %s", cases[i]);
}

enum operation { ADD, SUB, MUL, DIV, POW };

static void arithmetic_is_decimal_and_refuses_what_is_not_finite(void **state)
{
    (void)state;
    static bool (*const call[])(struct dec, struct dec, struct dec *) = { dec_add, dec_sub, dec_mul,
                                                                          dec_div, dec_pow };
    static const struct {
        const char *a;
        enum operation operation;
        const char *b, *result;
    } cases[] = {
        { "0.1", ADD, "0.2", "0.3" },
        { "1", ADD, "-1", "0" },
        { "260", ADD, "7", "267" },
        { "4611686018427387903", ADD, "4611686018427387903", "9223372036854775806" },
        { "4611686018427387904", ADD, "4611686018427387904", "9223372036854775808" },
        { "1e34", ADD, "1", "1.000000000000000000000000000000000e+34" },
        { "5", SUB, "7", "-2" },
        { "0.3", SUB, "0.1", "0.2" },
        { "0", SUB, "0", "0" },
        { "-3", MUL, "4", "-12" },
        { "0", MUL, "-4", "0" },
        { "2.6", MUL, "100000000", "260000000" },
        { "4000000000", MUL, "4000000000", "16000000000000000000" },
        { "1.1", MUL, "1.1", "1.21" },
        { "1e6000", MUL, "1e6000", NULL },
        { "6", DIV, "3", "2" },
        { "-7", DIV, "2", "-3.5" },
        { "1", DIV, "3", "0.3333333333333333333333333333333333" },
        { "2", DIV, "3", "0.6666666666666666666666666666666667" },
        { "1", DIV, "0", NULL },
        { "0", DIV, "0", NULL },
        { "0", DIV, "-5", "0" },
        { "10", DIV, "4", "2.5" },
        { "2", POW, "10", "1024" },
        { "1.1", POW, "10", "2.5937424601" },
        { "10", POW, "-3", "0.001" },
        { "-2", POW, "3", "-8" },
        { "0", POW, "0", "1" },
        { "0", POW, "-1", NULL },
        { "-8", POW, "0.5", NULL },
        { "10", POW, "7000", NULL },
        { "2", POW, "0.5", "1.414213562373095048801688724209698" },
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct dec result;
        bool ok = call[cases[i].operation](dec_of(cases[i].a), dec_of(cases[i].b), &result);
        assert_int_equal(ok, cases[i].result != NULL);
        if (ok && dec_cmp(result, dec_of(cases[i].result)) != 0)
            assert_dec(result, cases[i].result);
    }
}

static void roots_and_logarithms_have_34_digits(void **state)
{
    (void)state;
    struct dec out;
    assert_true(dec_sqrt(dec_of("2"), &out));
    assert_dec(out, "1.414213562373095048801688724209698");
    assert_true(dec_sqrt(dec_of("0.25"), &out));
    assert_dec(out, "0.5");
    assert_false(dec_sqrt(dec_of("-1"), &out));
    assert_true(dec_exp(dec_of("1"), &out));
    assert_dec(out, "2.718281828459045235360287471352662");
    assert_false(dec_exp(dec_of("99999"), &out));
    assert_true(dec_log(dec_of("10"), &out));
    assert_dec(out, "2.302585092994045684017991454684364");
    assert_false(dec_log(dec_of("0"), &out));
    assert_false(dec_log(dec_of("-1"), &out));
}

static void order_is_by_value_not_by_digits(void **state)
{
    (void)state;
    static const char *const ascending[] = { "-1e40",
                                             "-2",
                                             "-1.5",
                                             "-0.05",
                                             "0",
                                             "1e-40",
                                             "0.5",
                                             "1",
                                             "1.1",
                                             "2",
                                             "9223372036854775807",
                                             "9223372036854775808",
                                             "1e40" };
    for (size_t i = 0; i < ARRAY_COUNT(ascending); i++)
        for (size_t j = 0; j < ARRAY_COUNT(ascending); j++)
            assert_int_equal(dec_cmp(dec_of(ascending[i]), dec_of(ascending[j])),
                             i < j ? -1 : i > j);
    assert_int_equal(dec_cmp(dec_of("1.10"), dec_of("1.1")), 0);
    assert_int_equal(dec_cmp(dec_of("100"), dec_of("1e2")), 0);
    assert_int_equal(dec_cmp(dec_neg(dec_of("0")), dec_of("0")), 0);
    assert_dec(dec_neg(dec_of("2.5")), "-2.5");
    assert_dec(dec_abs(dec_of("-2.5")), "2.5");
    assert_dec(dec_neg(dec_of("0.00")), "0");
}

static void rounding_follows_each_mode(void **state)
{
    (void)state;
    /* IEEE 754 and DMN 1.5, 10.3.4.3: in the order of enum dec_round. */
    static const struct {
        const char *in;
        int places;
        const char *out[7];
    } cases[] = {
        { "2.5", 0, { "2", "3", "2", "3", "2", "2", "3" } },
        { "3.5", 0, { "4", "4", "3", "4", "3", "3", "4" } },
        { "-2.5", 0, { "-2", "-3", "-2", "-3", "-2", "-3", "-2" } },
        { "2.4", 0, { "2", "2", "2", "3", "2", "2", "3" } },
        { "2.6", 0, { "3", "3", "3", "3", "2", "2", "3" } },
        { "-1.125", 2, { "-1.12", "-1.13", "-1.12", "-1.13", "-1.12", "-1.13", "-1.12" } },
        { "0.4", 0, { "0", "0", "0", "1", "0", "0", "1" } },
        { "-0.4", 0, { "0", "0", "0", "-1", "0", "-1", "0" } },
        { "1250", -2, { "1200", "1300", "1200", "1300", "1200", "1200", "1300" } },
        { "7", 2, { "7", "7", "7", "7", "7", "7", "7" } },
        { "0", -3, { "0", "0", "0", "0", "0", "0", "0" } },
        { "5", -1, { "0", "10", "0", "10", "0", "0", "10" } },
        { "1e-6000", 0, { "0", "0", "0", "1", "0", "0", "1" } },
        { "9999999999999999999999999999999999e-1",
          0,
          { "1e33", "1e33", "1e33", "1e33", "999999999999999999999999999999999",
            "999999999999999999999999999999999", "1e33" } },
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++)
        for (enum dec_round mode = DEC_HALF_EVEN; mode <= DEC_CEILING; mode++) {
            struct dec rounded = dec_round(dec_of(cases[i].in), cases[i].places, mode);
            if (dec_cmp(rounded, dec_of(cases[i].out[mode])) != 0)
                assert_dec(rounded, cases[i].out[mode]);
        }
    dec_round(dec_of("1"), INT32_MIN + 1, DEC_UP); /* as far as the exponent goes */
    assert_dec(dec_round(dec_of("1.5"), INT32_MAX, DEC_UP), "1.5");
}

static void places_print_as_a_report_does(void **state)
{
    (void)state;
    static const struct {
        const char *in;
        int places;
        bool group;
        const char *out;
    } cases[] = {
        { "1234567.891", 2, true, "1,234,567.89" },
        { "1234567.895", 2, false, "1234567.90" },
        { "0", 1, true, "0.0" },
        { "-0.04", 1, true, "0.0" },
        { "-0.05", 1, true, "-0.1" },
        { "999.95", 1, true, "1,000.0" },
        { "123", 0, true, "123" },
        { "1000", 0, true, "1,000" },
        { "1e6", 0, true, "1,000,000" },
        { "0.005", 2, true, "0.01" },
        { "100", 3, true, "100.000" },
        { "-1234.5", 0, true, "-1,235" },
        { "2.5", 0, true, "3" },
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct buf out;
        buf_init(&out, NULL);
        dec_print_places(dec_of(cases[i].in), cases[i].places, cases[i].group, &out);
        assert_text(buf_get(&out), cases[i].out);
        buf_release(&out);
    }
}

static void amounts_cross_to_integers_exactly_or_half_up(void **state)
{
    (void)state;
    static const struct {
        const char *in;
        int scale;
        bool exact, ok;
        int64_t out;
    } cases[] = {
        { "2.6", 2, true, true, 260 },
        { "-2.605", 2, true, false, 0 },
        { "-2.605", 2, false, true, -261 },
        { "2.604", 2, false, true, 260 },
        { "0", 2, true, true, 0 },
        { "0e6000", 2, true, true, 0 },
        { "1e-6000", 2, false, true, 0 },
        { "1e-6000", 2, true, false, 0 },
        { "0.005", 2, false, true, 1 },
        { "-0.005", 2, false, true, -1 },
        { "0.0049", 2, false, true, 0 },
        { "92233720368547758.07", 2, true, true, INT64_MAX },
        { "92233720368547758.08", 2, true, false, 0 },
        { "-92233720368547758.08", 2, true, true, INT64_MIN },
        { "-92233720368547758.09", 2, true, false, 0 },
        { "92233720368547758.074", 2, false, true, INT64_MAX },
        { "92233720368547758.075", 2, false, false, 0 },
        { "1e18", 0, true, true, 1000000000000000000 },
        { "1e19", 0, true, false, 0 },
        { "1e6000", 0, true, false, 0 },
        { "9999999999999999999999999999999999", 0, true, false, 0 },
        { "12.000", 0, true, true, 12 },
        { "12000", -3, true, true, 12 },
        { "12500", -3, false, true, 13 },
        { "12500", -3, true, false, 0 },
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        int64_t out = 0;
        bool ok = dec_to_scaled(dec_of(cases[i].in), cases[i].scale, cases[i].exact, &out);
        if (ok != cases[i].ok || (ok && out != cases[i].out))
            fail_msg("%s at %d gives %d, %lld", cases[i].in, cases[i].scale, ok, (long long)out);
    }
    assert_dec(dec_from_scaled(INT64_MIN, 2), "-92233720368547758.08");
    assert_dec(dec_from_scaled(26000000000, 2), "260000000");
    int64_t n;
    assert_true(dec_to_int(dec_of("27.0"), &n) && n == 27);
    assert_false(dec_to_int(dec_of("27.5"), &n));
    assert_true(dec_is_integer(dec_of("27.00")) && dec_is_integer(dec_of("1e10")) &&
                dec_is_integer(dec_of("0.0")));
    assert_false(dec_is_integer(dec_of("27.01")));
    assert_false(dec_is_integer(dec_of("1e-6000")));
}

static void doubles_come_as_they_were_typed(void **state)
{
    (void)state;
    static const struct {
        double in;
        const char *out;
    } cases[] = {
        { 0.1, "0.1" },
        { -2.5, "-2.5" },
        { 45000, "45000" },
        { 1e22, "10000000000000000000000" },
        { 0.1 + 0.2, "0.30000000000000004" },
        { 123456.789, "123456.789" },
        { 0, "0" },
        { -0.0, "0" },
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        assert_dec(dec_from_double(cases[i].in), cases[i].out);
        assert_true(dec_to_double(dec_of(cases[i].out)) == cases[i].in);
    }
}

static void short_cuts_agree_with_the_library(void **state)
{
    (void)state;
    /* x at exponent 0 takes the short way; the same x as x0 * 10^-1 takes the library's. */
    struct rng rng;
    rng_init(&rng, 34);
    for (int i = 0; i < 20000; i++) {
        int bits = (int)rng_below(&rng, 59) + 1;
        int64_t bound = (int64_t)1 << bits, x = rng_between(&rng, -bound, bound),
                y = rng_between(&rng, -bound, bound);
        struct dec a = dec_from_int(x), b = dec_from_int(y), slow_a, slow_b, fast, slow;
        slow_a = dec_from_scaled(x * 10, 1);
        slow_b = dec_from_scaled(y * 10, 1);
        assert_int_equal(dec_cmp(a, b), dec_cmp(slow_a, slow_b));
        assert_true(dec_add(a, b, &fast) && dec_add(slow_a, slow_b, &slow) &&
                    dec_cmp(fast, slow) == 0);
        assert_true(dec_sub(a, b, &fast) && dec_sub(slow_a, slow_b, &slow) &&
                    dec_cmp(fast, slow) == 0);
        assert_true(dec_mul(a, b, &fast) && dec_mul(slow_a, slow_b, &slow) &&
                    dec_cmp(fast, slow) == 0);
        if (y != 0)
            assert_true(dec_div(a, b, &fast) && dec_div(slow_a, slow_b, &slow) &&
                        dec_cmp(fast, slow) == 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_print_short_exact_and_plain),
        cmocka_unit_test(what_is_no_number_or_out_of_range_is_refused),
        cmocka_unit_test(arithmetic_is_decimal_and_refuses_what_is_not_finite),
        cmocka_unit_test(roots_and_logarithms_have_34_digits),
        cmocka_unit_test(order_is_by_value_not_by_digits),
        cmocka_unit_test(rounding_follows_each_mode),
        cmocka_unit_test(places_print_as_a_report_does),
        cmocka_unit_test(amounts_cross_to_integers_exactly_or_half_up),
        cmocka_unit_test(doubles_come_as_they_were_typed),
        cmocka_unit_test(short_cuts_agree_with_the_library),
    };
    return cmocka_run_group_tests_name("dec", tests, NULL, NULL);
}
