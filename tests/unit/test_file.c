/* test_file.c - base/file.h */
#include "unit.h"

#include <sys/resource.h>
#include <sys/stat.h>

#include "base/file.h"

/* A folder of the test's own, and paths in it. */
struct place {
    struct arena *arena;
    struct str folder;
};

static struct str in(const struct place *place, const char *name)
{
    return path_join(place->arena, place->folder, str_from(name));
}

static struct str read_back(const struct place *place, const char *name)
{
    struct str bytes;
    struct err err;
    err_init(&err);
    if (!file_read(place->arena, in(place, name), 1 << 20, &bytes, &err))
        fail_msg("%s: %s", name, err_name(err.code));
    return bytes;
}

static size_t names_in(const struct place *place)
{
    struct str *names;
    size_t count;
    struct err err;
    assert_true(folder_list(place->arena, place->folder, &names, &count, &err));
    return count;
}

static void what_is_written_is_read(void **state)
{
    struct place *place = *state;
    struct err err;
    err_init(&err);
    assert_true(file_write(in(place, "a.txt"), STR("一\0二"), &err));
    assert_true(str_eq(read_back(place, "a.txt"), STR("一\0二")));
    assert_true(file_write(in(place, "a.txt"), STR(""), &err));
    assert_text(read_back(place, "a.txt"), "");
    assert_true(file_exists(in(place, "a.txt")));
    assert_false(folder_exists(in(place, "a.txt")));
    assert_int_equal(names_in(place), 1); /* nothing aside is left */
    struct buf large;
    buf_init(&large, place->arena);
    buf_repeat(&large, 'x', 300000);
    assert_true(file_write(in(place, "a.txt"), buf_get(&large), &err));
    assert_true(str_eq(read_back(place, "a.txt"), buf_get(&large)));
}

static void a_file_without_a_told_size_is_read_to_its_end(void **state)
{
    struct place *place = *state;
    struct str bytes;
    struct err err;
    assert_true(file_read(place->arena, STR("/proc/self/status"), 1 << 20, &bytes, &err));
    assert_true(str_has(bytes, STR("Name:")));
    assert_false(file_read(place->arena, STR("/dev/zero"), 100000, &bytes, &err));
    assert_err(&err, ERR_FILE_TOO_BIG);
}

static void what_cannot_be_read_says_why(void **state)
{
    struct place *place = *state;
    struct str bytes = STR("untouched");
    struct err err;
    static const char *const missing[] = { "none.txt", "none/none.txt", "a.txt/below" };
    assert_true(file_write(in(place, "a.txt"), STR("12345"), &err));
    for (size_t i = 0; i < ARRAY_COUNT(missing); i++) {
        assert_false(file_read(place->arena, in(place, missing[i]), 10, &bytes, &err));
        assert_err(&err, ERR_FILE_MISSING);
        assert_true(str_eq(err_arg(&err, "path"), in(place, missing[i])));
    }
    assert_false(file_read(place->arena, STR("a\0b"), 10, &bytes, &err));
    assert_err(&err, ERR_FILE_MISSING);
    assert_false(file_read(place->arena, place->folder, 10, &bytes, &err));
    assert_err(&err, ERR_FILE_READ);
    assert_text(err_arg(&err, "cause"), "Is a directory");
    assert_true(file_read(place->arena, in(place, "a.txt"), 5, &bytes, &err));  /* on the limit */
    assert_false(file_read(place->arena, in(place, "a.txt"), 4, &bytes, &err)); /* one over */
    assert_err(&err, ERR_FILE_TOO_BIG);
    assert_text(err_arg(&err, "bytes"), "5");
    assert_text(err_arg(&err, "limit"), "4");
    assert_text(bytes, "12345");
}

static void a_write_that_fails_leaves_the_old_file(void **state)
{
    struct place *place = *state;
    struct err err;
    assert_true(file_write(in(place, "a.txt"), STR("old"), &err));

    /* No more than 1,000 bytes a file: as a full disk, the write stops half way. */
    struct rlimit before, small;
    getrlimit(RLIMIT_FSIZE, &before);
    small = (struct rlimit){ 1000, before.rlim_max };
    struct buf large;
    buf_init(&large, place->arena);
    buf_repeat(&large, 'x', 100000);
    void (*ignored)(int) = signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &small);
    bool ok = file_write(in(place, "a.txt"), buf_get(&large), &err);
    setrlimit(RLIMIT_FSIZE, &before);
    signal(SIGXFSZ, ignored);
    assert_false(ok);
    assert_err(&err, ERR_FILE_WRITE);
    assert_text(err_arg(&err, "cause"), "File too large");
    assert_text(read_back(place, "a.txt"), "old");
    assert_int_equal(names_in(place), 1);

    assert_false(file_write(in(place, "none/a.txt"), STR("x"), &err));
    assert_err(&err, ERR_FILE_WRITE);
    assert_text(err_arg(&err, "cause"), "No such file or directory");
    assert_false(file_write(place->folder, STR("x"), &err)); /* a folder stands there */
    assert_err(&err, ERR_FILE_WRITE);
    assert_false(file_write(STR("a\0b"), STR("x"), &err));
    assert_err(&err, ERR_FILE_WRITE);
}

static void folders_are_made_with_their_parents_and_listed_in_order(void **state)
{
    struct place *place = *state;
    struct err err;
    err_init(&err);
    assert_true(folder_make(in(place, "b/c/d"), &err));
    assert_true(folder_make(in(place, "b/c/d"), &err)); /* there already */
    assert_true(folder_make(in(place, "b/e/"), &err));
    assert_true(folder_exists(in(place, "b/c/d")) && folder_exists(in(place, "b/e")));
    assert_true(file_write(in(place, "b/目"), STR("x"), &err));
    assert_true(file_write(in(place, "b/Z"), STR("x"), &err));
    struct str *names;
    size_t count;
    assert_true(folder_list(place->arena, in(place, "b"), &names, &count, &err));
    static const char *const expected[] = { "Z", "c", "e", "目" };
    assert_int_equal(count, 4);
    for (size_t i = 0; i < count; i++)
        assert_text(names[i], expected[i]);
    assert_true(folder_list(place->arena, in(place, "b/e"), &names, &count, &err));
    assert_int_equal(count, 0);
    assert_false(folder_list(place->arena, in(place, "none"), &names, &count, &err));
    assert_err(&err, ERR_FILE_MISSING);
    assert_false(folder_make(in(place, "b/Z/below"), &err));
    assert_err(&err, ERR_FILE_WRITE);
    assert_false(folder_sync(in(place, "none"), &err));
    assert_err(&err, ERR_FILE_WRITE);
}

static void paths_are_joined_and_named(void **state)
{
    struct place *place = *state;
    static const struct {
        const char *folder, *name, *joined, *last;
    } cases[] = {
        { "a", "b", "a/b", "b" }, { "a/", "b", "a/b", "b" }, { "", "b", "b", "b" },
        { "a", "/b", "/b", "b" }, { "/", "b", "/b", "b" },   { "a/b", "c/", "a/b/c/", "c" },
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct str joined =
            path_join(place->arena, str_from(cases[i].folder), str_from(cases[i].name));
        assert_text(joined, cases[i].joined);
        assert_text(path_name(joined), cases[i].last);
    }
}

static void a_second_name_is_the_same_file_and_leaves_what_stands_there(void **state)
{
    struct place *place = *state;
    struct err err;
    struct str bytes, a = path_join(place->arena, place->folder, STR("a")), b = path_join(place->arena, place->folder, STR("b"));
    err_init(&err);
    assert_true(file_write(a, STR("one"), &err) && file_link(a, b, &err));
    assert_true(file_read(place->arena, b, 10, &bytes, &err));
    assert_text(bytes, "one");
    assert_true(file_write(a, STR("two"), &err) && file_link(a, b, &err));
    assert_true(file_read(place->arena, b, 10, &bytes, &err));
    assert_text(bytes, "one");
    assert_false(file_link(path_join(place->arena, place->folder, STR("none")), path_join(place->arena, place->folder, STR("c")), &err));
    assert_int_equal(err.code, ERR_FILE_WRITE);
}

static int place_setup(void **state)
{
    struct place *place = calloc(1, sizeof *place);
    place->arena = arena_new();
    const char *tmp = getenv("TMPDIR");
    struct str path =
        path_join(place->arena, str_from(tmp ? tmp : "/tmp"), STR("luodi-file-XXXXXX"));
    char *folder = (char *)(uintptr_t)str_cstr(place->arena, path);
    if (!mkdtemp(folder))
        return 1;
    place->folder = str_from(folder);
    *state = place;
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_A_PLACE(what_is_written_is_read),
        IN_A_PLACE(a_file_without_a_told_size_is_read_to_its_end),
        IN_A_PLACE(what_cannot_be_read_says_why),
        IN_A_PLACE(a_write_that_fails_leaves_the_old_file),
        IN_A_PLACE(folders_are_made_with_their_parents_and_listed_in_order),
        IN_A_PLACE(a_second_name_is_the_same_file_and_leaves_what_stands_there),
        IN_A_PLACE(paths_are_joined_and_named),
    };
    return cmocka_run_group_tests_name("file", tests, NULL, NULL);
}
