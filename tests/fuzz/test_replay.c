/* test_replay.c - tests/fuzz/replay.c: a driver that cannot fail would prove nothing. Run as:
 * PROGRAM CANARY */
#include "../unit/unit.h"

#include "base/file.h"

static const char *canary; /* the driver around fuzz_canary.c */

struct place {
    struct arena *arena;
    struct str folder;
};

static void put(const struct place *place, const char *name, const char *text)
{
    struct err err;
    err_init(&err);
    assert_true(
        file_write(path_join(place->arena, place->folder, str_from(name)), str_from(text), &err));
}

/* Run the driver over a folder; its exit status, and what it said. */
static int driven(const struct place *place, const char *options, struct str *said)
{
    char command[4096];
    snprintf(command, sizeof command, "'%s' %s '%.*s' 2>/dev/null", canary, options,
             STR_ARG(place->folder));
    FILE *pipe = popen(command, "r");
    assert_non_null(pipe);
    struct buf out;
    buf_init(&out, place->arena);
    for (int c; (c = fgetc(pipe)) != EOF;)
        buf_char(&out, (char)c);
    int status = pclose(pipe);
    *said = buf_get(&out);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void files_that_do_no_harm_pass(void **state)
{
    struct place *place = *state;
    struct str said;
    put(place, "empty", "");
    put(place, "song", "song");
    assert_int_equal(driven(place, "", &said), 0);
    assert_true(str_has(said, STR("ok 2 - empty\nok 3 - song\n1..3\n")));
}

static void an_empty_or_missing_corpus_fails(void **state)
{
    struct place *place = *state;
    struct str said;
    assert_int_equal(driven(place, "", &said), 1);
    assert_true(str_has(said, STR("not ok 1 - the corpus is there\n1..1\n")));
    put(place, "song", "song");
    assert_int_equal(driven(place, "/nowhere/at/all", &said), 1);
    assert_true(str_has(said, STR("not ok 1 - the corpus is there\nok 2 - song\n")));
}

static void a_crash_fails_and_the_rest_still_runs(void **state)
{
    struct place *place = *state;
    struct str said;
    put(place, "a", "canary");
    put(place, "b", "song");
    assert_int_equal(driven(place, "", &said), 1);
    assert_true(str_has(said, STR("not ok 2 - a\nok 3 - b\n1..3\n")));
}

static void chance_finds_what_the_corpus_does_not_hold(void **state)
{
    struct place *place = *state;
    struct str said;
    put(place, "near", "canarx");
    put(place, "far", "yyyyyyyy");
    assert_int_equal(driven(place, "", &said), 0);
    assert_int_equal(driven(place, "--rounds 200000 --seed 5", &said), 1);
    ptrdiff_t at = str_find(said, STR("--seed 5 --only "), 0);
    assert_true(at > 0);
    struct str rest = str_slice(said, (size_t)at, said.len), options;
    assert_true(str_split(&rest, '\n', &options));
    assert_int_not_equal(driven(place, str_cstr(place->arena, options), &said),
                         0); /* and again, alone */
}

static int place_setup(void **state)
{
    struct place *place = calloc(1, sizeof *place);
    place->arena = arena_new();
    const char *tmp = getenv("TMPDIR");
    struct str path =
        path_join(place->arena, str_from(tmp ? tmp : "/tmp"), STR("luodi-replay-XXXXXX"));
    char *folder = (char *)(uintptr_t)str_cstr(place->arena, path);
    *state = place;
    if (!mkdtemp(folder))
        return 1;
    place->folder = str_from(folder);
    return 0;
}

static int place_teardown(void **state)
{
    struct place *place = *state;
    char command[1200];
    snprintf(command, sizeof command, "rm -rf '%.*s'", STR_ARG(place->folder));
    int status = system(command);
    arena_free(place->arena);
    free(place);
    return status;
}

#define IN_A_PLACE(test) cmocka_unit_test_setup_teardown(test, place_setup, place_teardown)

int main(int argc, char **argv)
{
    if (argc != 2)
        return 2;
    canary = argv[1];
    const struct CMUnitTest tests[] = {
        IN_A_PLACE(files_that_do_no_harm_pass),
        IN_A_PLACE(an_empty_or_missing_corpus_fails),
        IN_A_PLACE(a_crash_fails_and_the_rest_still_runs),
        IN_A_PLACE(chance_finds_what_the_corpus_does_not_hold),
    };
    return cmocka_run_group_tests_name("replay", tests, NULL, NULL);
}
