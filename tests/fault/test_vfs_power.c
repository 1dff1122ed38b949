/*
 * test_vfs_power.c - plain transactions of the store, cut at random points: what was acknowledged
 * is there, and nothing by half. A store told not to sync must fail the same examination, or the
 * examination is worth nothing.
 */
#include "fault_help.h"
#include "vfs_power.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/rng.h"
#include "store/store.h"

enum { GROUPS = 40, GROUP_ROWS = 7, SESSIONS = 3 };

struct run {
    struct place place;
    struct power *power;
    struct str path;
    bool careless;                  /* PRAGMA synchronous = OFF */
    int64_t acknowledged, inserted; /* groups; rows of the group under way */
    int cache_kib;
    struct err err;
};

static bool open_store(struct run *run, struct store **store)
{
    /* A small log, so that cuts fall into folding it into the file and beginning it anew. */
    struct store_options options = { .path = run->path,
                                     .create = true,
                                     .vfs = "power",
                                     .checkpoint_pages = 12,
                                     .cache_kib = run->cache_kib };
    if (!store_open(&options, store, &run->err))
        return false;
    if (!run->careless)
        return true;
    struct statement_handle *st =
        store_statement(*store, SQL("PRAGMA synchronous = OFF"), &run->err);
    return st && statement_run(*store, st, &run->err);
}

static bool group_add(struct run *run, struct store *store, int64_t group)
{
    static const char filler[3000] = { 'x' };
    run->inserted = 0;
    if (!store_begin(store, &run->err))
        return false;
    for (int64_t i = 0; i < GROUP_ROWS; i++) {
        struct statement_handle *st = store_statement(
            store, SQL("INSERT INTO row (part, n, bytes) VALUES (?1, ?2, ?3)"), &run->err);
        if (!st)
            return false;
        bind_int(st, 1, group);
        bind_int(st, 2, i);
        bind_blob(st, 3, filler, (size_t)((group * 397 + i * 61) % 3000));
        if (!statement_run(store, st, &run->err))
            return false;
        run->inserted++;
    }
    struct statement_handle *st =
        store_statement(store, SQL("UPDATE head SET last = ?1"), &run->err);
    if (!st)
        return false;
    bind_int(st, 1, group);
    return statement_run(store, st, &run->err) && store_commit(store, &run->err);
}

static bool work_session(struct run *run, struct store *store, int64_t until)
{
    while (run->acknowledged < until) {
        if (!group_add(run, store, run->acknowledged + 1))
            return false;
        run->acknowledged++;
    }
    return true;
}

static bool make_tables(struct run *run, struct store *store)
{
    return store_script(
        store,
        SQL("CREATE TABLE IF NOT EXISTS row (id INTEGER PRIMARY KEY, part INTEGER, n INTEGER, "
            "bytes BLOB, UNIQUE (part, n)) STRICT;"
            "CREATE TABLE IF NOT EXISTS head (id INTEGER PRIMARY KEY, last INTEGER) STRICT;"
            "INSERT OR IGNORE INTO head VALUES (1, 0);"),
        &run->err);
}

/* Several openings, each working on; stops at the first fault. */
static void work(struct run *run)
{
    bool going = true;
    for (int session = 1; going && session <= SESSIONS; session++) {
        struct store *store = NULL;
        going = open_store(run, &store) && make_tables(run, store) &&
                work_session(run, store, GROUPS * session / SESSIONS);
        store_close(store);
    }
}

static int64_t ask(struct run *run, struct store *store, struct sql sql)
{
    bool row;
    struct statement_handle *st = store_statement(store, sql, &run->err);
    holds(&run->err, st && statement_step(store, st, &row, &run->err) && row);
    int64_t n = column_int(st, 0);
    statement_done(st);
    return n;
}

/* What is wrong with the file, or NULL; and that one can go on with it. */
static const char *examine(struct run *run)
{
    struct store *store = NULL;
    struct str fault;
    run->careless = false;
    if (!open_store(run, &store) || !make_tables(run, store) ||
        !store_check(store, &fault, run->place.arena, &run->err)) {
        store_close(store);
        return "does not open";
    }
    int64_t last = ask(run, store, SQL("SELECT last FROM head"));
    const char *wrong = NULL;
    if (fault.len)
        wrong = "integrity";
    else if (last < run->acknowledged)
        wrong = "an acknowledged group is lost";
    else if (last > run->acknowledged + 1)
        wrong = "a group that was never written";
    else if (ask(run, store, SQL("SELECT count(*) FROM row")) != last * GROUP_ROWS)
        wrong = "half a group";
    else if (last && ask(run, store, SQL("SELECT max(part) FROM row")) != last)
        wrong = "a group missing in between";
    else if (!group_add(run, store, last + 1) ||
             ask(run, store, SQL("SELECT count(*) FROM row")) != (last + 1) * GROUP_ROWS)
        wrong = "one cannot go on";
    store_close(store);
    return wrong;
}

static void run_begin(struct run *run, bool careless)
{
    place_empty(&run->place);
    run->path = path_join(run->place.arena, str_from(run->place.folder), STR("a.db"));
    run->acknowledged = 0;
    run->careless = careless;
    err_init(&run->err);
}

static int64_t count_operations(struct run *run)
{
    run_begin(run, false);
    power_arm(run->power, POWER_NONE, 0, LOSS_ALL, 0);
    work(run);
    assert_int_equal(run->acknowledged, GROUPS);
    int64_t operations = power_operations(run->power);
    power_restore(run->power);
    assert_null(examine(run));
    power_restore(run->power);
    return operations;
}

static const char *cut_at(struct run *run, int64_t operation, enum power_loss loss, uint64_t seed,
                          bool careless)
{
    run_begin(run, careless);
    power_arm(run->power, POWER_CUT, operation, loss, seed);
    work(run);
    bool fired = power_fired(run->power);
    power_restore(run->power);
    if (!fired && !careless)
        return "no cut";
    const char *wrong = examine(run);
    power_restore(run->power);
    return wrong;
}

static void test_a_cut_at_any_point_keeps_what_was_acknowledged_and_nothing_by_half(void **state)
{
    struct run *run = *state;
    int64_t operations = count_operations(run);
    uint64_t seed = fault_seed(20230930);
    struct rng rng;
    rng_init(&rng, seed);
    int points = fault_points(210, 6000);
    for (int i = 0; i < points; i++) {
        int64_t at = 1 + (int64_t)rng_below(&rng, (uint64_t)operations);
        enum power_loss loss = (enum power_loss)(i % LOSS_COUNT);
        const char *wrong = cut_at(run, at, loss, seed + (uint64_t)i, false);
        if (wrong)
            fail_msg("%s: cut at operation %d of %d, loss %d, LUODI_SEED=%llu", wrong, (int)at,
                     (int)operations, (int)loss, (unsigned long long)seed);
    }
}

static void test_the_first_operations_of_a_new_file_may_be_cut_each(void **state)
{
    struct run *run = *state;
    for (int64_t at = 1; at <= 40; at++)
        for (int loss = 0; loss < LOSS_COUNT; loss++) {
            const char *wrong = cut_at(run, at, (enum power_loss)loss, (uint64_t)at, false);
            if (wrong)
                fail_msg("%s: cut at operation %d, loss %d", wrong, (int)at, loss);
        }
}

/* The canary: without syncs the same examination finds lost groups. */
static void test_a_store_that_does_not_sync_is_caught(void **state)
{
    struct run *run = *state;
    int64_t operations = count_operations(run);
    int caught = 0;
    for (int i = 0; i < 30; i++)
        caught += cut_at(run, 1 + operations * i / 40, (enum power_loss)(i % LOSS_COUNT),
                         (uint64_t)i, true) != NULL;
    assert_true(caught > 5);
}

static void test_a_full_disk_at_any_point_refuses_and_keeps_the_rest(void **state)
{
    struct run *run = *state;
    int64_t operations = count_operations(run);
    int full = 0;
    for (int i = 0; i < 60; i++) {
        run_begin(run, false);
        struct store *store = NULL;
        holds(&run->err, open_store(run, &store) && make_tables(run, store));
        power_arm(run->power, POWER_FULL, 1 + operations * i / 60, LOSS_ALL, 0);
        if (!work_session(run, store, GROUPS)) {
            assert_int_equal(run->err.code, ERR_STORE_FULL);
            store_rollback(store);
            full++;
            /* Still full: reading goes on, another attempt is refused again. */
            assert_int_equal(ask(run, store, SQL("SELECT last FROM head")), run->acknowledged);
        }
        power_arm(run->power, POWER_NONE, 0, LOSS_ALL, 0);
        holds(&run->err, work_session(run, store, GROUPS)); /* room again: the same store goes on */
        store_close(store);
        power_restore(run->power);
        assert_null(examine(run));
        power_restore(run->power);
    }
    assert_true(full > 10);
}

static void test_an_operation_that_fails_loses_nothing_acknowledged(void **state)
{
    struct run *run = *state;
    int64_t operations = count_operations(run);
    int failed = 0;
    for (int i = 0; i < 120; i++) {
        run_begin(run, false);
        power_arm(run->power, i % 2 ? POWER_IO : POWER_IO_ON, 1 + operations * i / 120, LOSS_ALL,
                  0);
        work(run);
        if (run->acknowledged < GROUPS) {
            assert_int_not_equal(run->err.code, ERR_NONE);
            failed++;
        }
        power_arm(run->power, POWER_NONE, 0, LOSS_ALL, 0);
        power_restore(run->power);
        const char *wrong = examine(run);
        if (wrong)
            fail_msg("%s: operation %d of %d failed", wrong, (int)(1 + operations * i / 120),
                     (int)operations);
        power_restore(run->power);
    }
    assert_true(failed > 60);
}

/*
 * A fault may end a transaction behind our back; later rows must then not slip in as small
 * transactions of their own. The smallest cache makes SQLite write, and fail, in the middle of a
 * group.
 */
static void test_a_transaction_that_the_disk_ended_takes_no_more_rows(void **state)
{
    struct run *run = *state;
    int ended = 0;
    for (int64_t at = 1; at < 80; at++) {
        run_begin(run, false);
        run->cache_kib = 8;
        struct store *store = NULL;
        holds(&run->err, open_store(run, &store) && make_tables(run, store));
        run->cache_kib = 0;
        power_arm(run->power, POWER_IO, at, LOSS_ALL, 0);
        bool worked = work_session(run, store, GROUPS);
        power_arm(run->power, POWER_NONE, 0, LOSS_ALL, 0);
        if (!worked && store_in_transaction(store)) {
            int64_t before = run->inserted;
            struct statement_handle *st =
                store_statement(store, SQL("UPDATE head SET last = 999"), &run->err);
            bool whole = st && statement_run(store, st, &run->err);
            whole = store_commit(store, &run->err) && whole;
            ended += !whole;
            int64_t last = whole ? 999 : run->acknowledged;
            int64_t rows = run->acknowledged * GROUP_ROWS + (whole ? before : 0);
            assert_int_equal(ask(run, store, SQL("SELECT last FROM head")), last);
            assert_int_equal(ask(run, store, SQL("SELECT count(*) FROM row")), rows);
        }
        store_close(store);
        power_restore(run->power);
    }
    assert_true(ended > 5);
}

static int make(void **state)
{
    static struct run run;
    place_make(&run.place);
    run.power = power_new("power");
    *state = &run;
    return 0;
}

static int clear(void **state)
{
    struct run *run = *state;
    power_free(run->power);
    place_clear(&run->place);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_first_operations_of_a_new_file_may_be_cut_each),
        cmocka_unit_test(test_a_cut_at_any_point_keeps_what_was_acknowledged_and_nothing_by_half),
        cmocka_unit_test(test_a_store_that_does_not_sync_is_caught),
        cmocka_unit_test(test_a_full_disk_at_any_point_refuses_and_keeps_the_rest),
        cmocka_unit_test(test_an_operation_that_fails_loses_nothing_acknowledged),
        cmocka_unit_test(test_a_transaction_that_the_disk_ended_takes_no_more_rows),
    };
    return cmocka_run_group_tests_name("vfs_power", tests, make, clear);
}
