/*
 * test_kill.c - writers that are killed while they write, and two that write at once. A writer
 * tells what was acknowledged through a pipe, an append at a time; after each kill all of that must
 * be in the ledger.
 */
#include "fault_ledger.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/must.h"
#include "base/rng.h"

struct writer {
    pid_t pid;
    int acks;
};

/* In the child: append until killed, or `appends` times; each note goes into the pipe once it is
 * acknowledged. */
static _Noreturn void write_on(struct hurt *hurt, int acks, int first, int appends)
{
    struct ledger *ledger;
    if (!hurt_open(hurt, NULL, &ledger))
        _exit(10);
    hurt->clock.fixed.us += INT64_C(3600000000) * first;
    for (int i = 0; appends == 0 || i < appends; i++) {
        hurt->note_count = 0;
        if (!hurt_append(hurt, ledger, first + i))
            _exit(11);
        if (write(acks, &hurt->notes[0], sizeof hurt->notes[0]) != (ssize_t)sizeof hurt->notes[0])
            _exit(12);
    }
    ledger_close(ledger);
    _exit(0);
}

static struct writer writer_start(struct hurt *hurt, int first, int appends)
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    hurt->series++;
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        close(ends[0]);
        write_on(hurt, ends[1], first, appends);
    }
    close(ends[1]);
    return (struct writer){ pid, ends[0] };
}

/* What was acknowledged and not yet read; waits for the pipe's end. */
static int take_notes(struct hurt *hurt, struct writer writer)
{
    int before = hurt->note_count;
    struct note note;
    while (read(writer.acks, &note, sizeof note) == (ssize_t)sizeof note) {
        assert_true(hurt->note_count < NOTES_MAX);
        hurt->notes[hurt->note_count++] = note;
    }
    close(writer.acks);
    return hurt->note_count - before;
}

static bool take_first_note(struct hurt *hurt, struct writer writer)
{
    struct note note;
    if (read(writer.acks, &note, sizeof note) != (ssize_t)sizeof note)
        return false;
    hurt->notes[hurt->note_count++] = note;
    return true;
}

static void nap(uint64_t us)
{
    nanosleep(&(struct timespec){ .tv_nsec = (long)us * 1000 }, NULL);
}

static void fail_with(struct hurt *hurt, const char *wrong, int at, uint64_t seed)
{
    struct buf words;
    buf_init(&words, NULL);
    if (hurt->err.code != ERR_NONE)
        err_words(&hurt->err, LANG_EN, &words);
    print_error("%s: after kill %d, LUODI_SEED=%llu: %.*s\n", wrong, at, (unsigned long long)seed,
                STR_ARG(buf_get(&words)));
    buf_release(&words);
    fail();
}

/* Not the whole examination, which grows with the ledger: opens, the head is right, the last
 * entries are there. */
static const char *glance(struct hurt *hurt)
{
    struct arena *arena = arena_new();
    struct ledger *ledger = NULL;
    struct head head;
    const char *wrong = NULL;
    int64_t noted = hurt->notes[hurt->note_count - 1].last;
    struct entry entry;
    if (!hurt_open(hurt, NULL, &ledger) || !ledger_head(ledger, &head, &hurt->err))
        wrong = "the ledger does not open";
    else if (head.position.n < noted)
        wrong = "an acknowledged entry is lost";
    else if (head.position.n - noted != 0 && head.position.n - noted != 1 &&
             head.position.n - noted != GROUP_MAX)
        wrong = "half an append";
    else if (!entry_read(ledger, arena, (struct entry_id){ noted }, &entry, &hurt->err))
        wrong = "an acknowledged entry cannot be read";
    ledger_close(ledger);
    arena_free(arena);
    return wrong;
}

static void test_writers_killed_hundreds_of_times_lose_nothing_acknowledged(void **state)
{
    struct hurt *hurt = *state;
    uint64_t seed = fault_seed(9);
    struct rng rng;
    rng_init(&rng, seed);
    int kills = fault_points(300, 10000), appends = 0;
    hurt_copy(hurt);
    for (int i = 1; i <= kills; i++) {
        if (hurt->note_count > NOTES_MAX / 2 || i % 100 == 0) {
            const char *wrong = hurt->note_count ? hurt_examine(hurt, NULL, NULL) : NULL;
            if (wrong)
                fail_with(hurt, wrong, i, seed);
            hurt_copy(hurt);
        }
        struct writer writer = writer_start(hurt, appends, 0);
        /* Some die while they open, most while they write. */
        if (i % 10 && !take_first_note(hurt, writer)) {
            int status;
            waitpid(writer.pid, &status, 0);
            fail_msg("a writer ended by itself, status %d", WEXITSTATUS(status));
        }
        nap(rng_below(&rng, 8000));
        assert_int_equal(kill(writer.pid, SIGKILL), 0);
        int status;
        assert_int_equal(waitpid(writer.pid, &status, 0), writer.pid);
        assert_true(WIFSIGNALED(status));
        appends += take_notes(hurt, writer) + 1;
        const char *wrong = hurt->note_count ? glance(hurt) : NULL;
        if (wrong)
            fail_with(hurt, wrong, i, seed);
    }
    const char *wrong = hurt->note_count ? hurt_examine(hurt, NULL, NULL) : NULL;
    if (wrong)
        fail_with(hurt, wrong, kills, seed);
    assert_true(appends > kills); /* they did write before they died */
}

/* Which positions a writer was told: its own, each once. */
static int64_t mark_entries(const struct hurt *hurt, char *seen, int64_t room)
{
    int64_t entries = 0;
    for (int i = 0; i < hurt->note_count; i++)
        for (int k = 0; k < hurt->notes[i].count; k++) {
            int64_t position = hurt->notes[i].last - k - hurt->begun;
            assert_in_range(position, 1, room);
            assert_int_equal(seen[position], 0);
            seen[position] = 1;
            entries++;
        }
    return entries;
}

static void test_two_processes_append_to_one_ledger_at_once(void **state)
{
    struct hurt *hurt = *state;
    enum { APPENDS = 150, ROOM = APPENDS * 2 * GROUP_MAX };
    hurt_copy(hurt);
    struct writer writers[2] = { writer_start(hurt, 0, APPENDS),
                                 writer_start(hurt, 2000, APPENDS) };
    for (int i = 0; i < 2; i++) {
        assert_int_equal(take_notes(hurt, writers[i]), APPENDS);
        int status;
        assert_int_equal(waitpid(writers[i].pid, &status, 0), writers[i].pid);
        assert_true(WIFEXITED(status));
        assert_int_equal(WEXITSTATUS(status), 0);
    }
    static char seen[ROOM + 1];
    int64_t entries = mark_entries(hurt, seen, ROOM);
    struct ledger *ledger;
    holds(&hurt->err, hurt_open(hurt, NULL, &ledger));
    struct verify_report report;
    holds(&hurt->err, ledger_verify(ledger, NULL, &report, &hurt->err));
    assert_int_equal(report.head.position.n, hurt->begun + entries);
    ledger_close(ledger);
}

static void test_one_writer_goes_on_while_another_is_killed_beside_it(void **state)
{
    struct hurt *hurt = *state;
    uint64_t seed = fault_seed(10);
    struct rng rng;
    rng_init(&rng, seed);
    enum { APPENDS = 200 };
    hurt_copy(hurt);
    struct writer steady = writer_start(hurt, 0, APPENDS);
    for (int i = 0; i < 15; i++) {
        struct writer victim = writer_start(hurt, 3000 + i * 50, 0);
        assert_true(take_first_note(hurt, victim));
        nap(rng_below(&rng, 8000));
        kill(victim.pid, SIGKILL);
        waitpid(victim.pid, NULL, 0);
        take_notes(hurt, victim);
    }
    assert_int_equal(take_notes(hurt, steady), APPENDS);
    int status;
    assert_int_equal(waitpid(steady.pid, &status, 0), steady.pid);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);

    struct arena *arena = arena_new();
    struct ledger *ledger;
    struct verify_report report;
    holds(&hurt->err,
          hurt_open(hurt, NULL, &ledger) && ledger_verify(ledger, NULL, &report, &hurt->err));
    for (int i = 0; i < hurt->note_count; i++) {
        struct entry entry;
        struct entry_id id = { hurt->notes[i].last };
        holds(&hurt->err, entry_read(ledger, arena, id, &entry, &hurt->err));
    }
    ledger_close(ledger);
    arena_free(arena);
}

static int make(void **state)
{
    static struct hurt hurt;
    hurt_make(&hurt);
    *state = &hurt;
    return 0;
}

static int clear(void **state)
{
    hurt_clear(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_two_processes_append_to_one_ledger_at_once),
        cmocka_unit_test(test_one_writer_goes_on_while_another_is_killed_beside_it),
        cmocka_unit_test(test_writers_killed_hundreds_of_times_lose_nothing_acknowledged),
    };
    return cmocka_run_group_tests_name("kill", tests, make, clear);
}
