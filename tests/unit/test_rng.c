/* test_rng.c - base/rng.h */
#include "unit.h"

#include "base/rng.h"

static void a_seed_always_draws_the_same(void **state)
{
    (void)state;
    /* splitmix64 of 0 begins with E220A8397B1DCDAF 6E789E6AA1B965F4 06C45D188009454F
     * F88BB8A8724C81EC (Vigna's published test values), and xoshiro256** answers rotl(s1 * 5, 7)
     * * 9. */
    struct rng rng;
    rng_init(&rng, 0);
    assert_true(rng.s[0] == 0xE220A8397B1DCDAFu && rng.s[1] == 0x6E789E6AA1B965F4u);
    assert_true(rng.s[2] == 0x06C45D188009454Fu && rng.s[3] == 0xF88BB8A8724C81ECu);
    /* The generator's published first outputs from the state 1, 2, 3, 4. */
    rng = (struct rng){ { 1, 2, 3, 4 } };
    static const uint64_t expected[] = { 11520, 0, 1509978240, 1215971899390074240 };
    for (size_t i = 0; i < ARRAY_COUNT(expected); i++)
        assert_true(rng_next(&rng) == expected[i]);
}

static void bounded_draws_stay_inside_and_are_even(void **state)
{
    (void)state;
    struct rng rng;
    rng_init(&rng, 20230930);
    int counts[7] = { 0 };
    for (int i = 0; i < 70000; i++) {
        uint64_t drawn = rng_below(&rng, 7);
        assert_true(drawn < 7);
        counts[drawn]++;
    }
    for (int i = 0; i < 7; i++)
        assert_in_range(counts[i], 9600, 10400); /* four standard deviations are 370 */
    for (int i = 0; i < 100; i++)
        assert_int_equal(rng_below(&rng, 1), 0);
    for (int i = 0; i < 1000; i++)
        assert_true(rng_below(&rng, ((uint64_t)1 << 63) + 1) <= (uint64_t)1 << 63);
}

static void ranges_reach_both_ends(void **state)
{
    (void)state;
    struct rng rng;
    rng_init(&rng, 1);
    bool low = false, high = false;
    for (int i = 0; i < 1000; i++) {
        int64_t drawn = rng_between(&rng, -3, 3);
        assert_true(drawn >= -3 && drawn <= 3);
        low |= drawn == -3;
        high |= drawn == 3;
    }
    assert_true(low && high);
    assert_int_equal(rng_between(&rng, 5, 5), 5);
    rng_between(&rng, INT64_MIN, INT64_MAX);
    assert_true(rng_between(&rng, INT64_MIN, INT64_MIN + 1) <= INT64_MIN + 1);
}

static void the_unit_draw_is_below_one(void **state)
{
    (void)state;
    struct rng rng;
    rng_init(&rng, 7);
    double sum = 0;
    for (int i = 0; i < 10000; i++) {
        double drawn = rng_unit(&rng);
        assert_true(drawn >= 0 && drawn < 1);
        sum += drawn;
    }
    assert_true(sum > 4880 && sum < 5120);
}

static void secrets_differ(void **state)
{
    (void)state;
    unsigned char a[600] = { 0 }, b[600] = { 0 };
    rng_secret(a, sizeof a);
    rng_secret(b, sizeof b);
    assert_memory_not_equal(a, b, sizeof a);
    unsigned char end[16] = { 0 };
    assert_memory_not_equal(a + sizeof a - 16, end, 16); /* filled to the end */
    rng_secret(a, 0);
}

static void draw_from_nothing(void)
{
    struct rng rng;
    rng_init(&rng, 1);
    rng_below(&rng, 0);
}

static void a_draw_from_nothing_is_our_mistake(void **state)
{
    (void)state;
    assert_true(stops(draw_from_nothing));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_seed_always_draws_the_same),
        cmocka_unit_test(bounded_draws_stay_inside_and_are_even),
        cmocka_unit_test(ranges_reach_both_ends),
        cmocka_unit_test(the_unit_draw_is_below_one),
        cmocka_unit_test(secrets_differ),
        cmocka_unit_test(a_draw_from_nothing_is_our_mistake),
    };
    return cmocka_run_group_tests_name("rng", tests, NULL, NULL);
}
