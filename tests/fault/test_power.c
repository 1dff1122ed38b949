/*
 * test_power.c - the ledger on a disk whose power is cut, that is full, or that fails: every
 * acknowledged entry is there, none by half, and the ledger verifies.
 */
#include "fault_ledger.h"
#include "vfs_power.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/rng.h"

enum { APPENDS = 14 };

struct trial {
    struct hurt hurt;
    struct power *power;
};

/* Open, append, open again, append on: stops at the first refusal. */
static bool work(struct trial *trial)
{
    bool going = true;
    for (int session = 0, i = 0; going && session < 2; session++) {
        struct ledger *ledger;
        going = hurt_open(&trial->hurt, "power", &ledger);
        for (int until = APPENDS * (session + 1) / 2; going && i < until; i++)
            going = hurt_append(&trial->hurt, ledger, i);
        if (ledger)
            ledger_close(ledger);
    }
    return going;
}

static int64_t count_operations(struct trial *trial)
{
    hurt_copy(&trial->hurt);
    power_arm(trial->power, POWER_NONE, 0, LOSS_ALL, 0);
    holds(&trial->hurt.err, work(trial));
    int64_t operations = power_operations(trial->power);
    power_restore(trial->power);
    assert_true(operations > APPENDS * 2);
    return operations;
}

static void fail_with(struct trial *trial, const char *wrong, int64_t at, int64_t of, int kind,
                      uint64_t seed)
{
    struct buf words;
    buf_init(&words, NULL);
    if (trial->hurt.err.code != ERR_NONE)
        err_words(&trial->hurt.err, LANG_EN, &words);
    print_error("%s: at operation %d of %d, kind %d, LUODI_SEED=%llu: %.*s\n", wrong, (int)at,
                (int)of, kind, (unsigned long long)seed, STR_ARG(buf_get(&words)));
    buf_release(&words);
    fail();
}

static void
test_power_cut_at_random_points_loses_no_acknowledged_entry_and_halves_none(void **state)
{
    struct trial *trial = *state;
    int64_t operations = count_operations(trial);
    uint64_t seed = fault_seed(20230930);
    struct rng rng;
    rng_init(&rng, seed);
    int points = fault_points(200, 5000);
    for (int i = 0; i < points; i++) {
        int64_t at = 1 + (int64_t)rng_below(&rng, (uint64_t)operations);
        int loss = i % LOSS_COUNT;
        hurt_copy(&trial->hurt);
        power_arm(trial->power, POWER_CUT, at, (enum power_loss)loss, seed + (uint64_t)i);
        bool worked = work(trial);
        bool fired = power_fired(trial->power);
        power_restore(trial->power);
        if (worked || !fired) /* the last operations belong to closing, which may fail in silence */
            assert_int_equal(trial->hurt.note_count, APPENDS);
        const char *wrong = hurt_examine(&trial->hurt, "power", NULL);
        power_restore(trial->power);
        if (wrong)
            fail_with(trial, wrong, at, operations, loss, seed);
    }
}

static void test_a_full_disk_refuses_an_append_and_the_ledger_is_fine_after(void **state)
{
    struct trial *trial = *state;
    int64_t operations = count_operations(trial);
    int refused = 0;
    for (int n = 0; n < 40; n++) {
        int64_t at = 1 + operations * n / 40;
        struct ledger *ledger;
        hurt_copy(&trial->hurt);
        holds(&trial->hurt.err, hurt_open(&trial->hurt, "power", &ledger));
        power_arm(trial->power, POWER_FULL, at, LOSS_ALL, 0);
        int i = 0;
        while (i < APPENDS && hurt_append(&trial->hurt, ledger, i))
            i++;
        if (i < APPENDS) {
            refused++;
            assert_int_equal(trial->hurt.err.code, ERR_STORE_FULL);
            struct head head; /* still full: reading goes on */
            holds(&trial->hurt.err, ledger_head(ledger, &head, &trial->hurt.err));
            int notes = trial->hurt.note_count;
            assert_int_equal(head.position.n,
                             notes ? trial->hurt.notes[notes - 1].last : trial->hurt.begun);
        }
        power_arm(trial->power, POWER_NONE, 0, LOSS_ALL, 0);
        const char *wrong =
            hurt_examine(&trial->hurt, "power", ledger); /* the same ledger goes on */
        if (wrong)
            fail_with(trial, wrong, at, operations, -1, 0);
        ledger_close(ledger);
        power_restore(trial->power);
    }
    assert_true(refused > 5);
}

static void test_a_disk_that_fails_once_loses_nothing_acknowledged(void **state)
{
    struct trial *trial = *state;
    int64_t operations = count_operations(trial);
    int failed = 0;
    for (int n = 0; n < 60; n++) {
        int64_t at = 1 + operations * n / 60;
        hurt_copy(&trial->hurt);
        power_arm(trial->power, n % 2 ? POWER_IO : POWER_IO_ON, at, LOSS_ALL, 0);
        failed += !work(trial);
        power_arm(trial->power, POWER_NONE, 0, LOSS_ALL, 0);
        power_restore(trial->power);
        const char *wrong = hurt_examine(&trial->hurt, "power", NULL);
        power_restore(trial->power);
        if (wrong)
            fail_with(trial, wrong, at, operations, -1, 0);
    }
    assert_true(failed > 20);
}

static int make(void **state)
{
    static struct trial trial;
    hurt_make(&trial.hurt);
    trial.power = power_new("power");
    *state = &trial;
    return 0;
}

static int clear(void **state)
{
    struct trial *trial = *state;
    power_free(trial->power);
    hurt_clear(&trial->hurt);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(
            test_power_cut_at_random_points_loses_no_acknowledged_entry_and_halves_none),
        cmocka_unit_test(test_a_full_disk_refuses_an_append_and_the_ledger_is_fine_after),
        cmocka_unit_test(test_a_disk_that_fails_once_loses_nothing_acknowledged),
    };
    return cmocka_run_group_tests_name("power", tests, make, clear);
}
