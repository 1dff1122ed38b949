/*
 * test_tidy.c - tidy finds what it is there to find: each rule is shown a small tree that keeps it and one
 * that breaks it.
 */
#include "unit.h"

#include <sys/stat.h>

#include "base/file.h"
#include "tidy.h"

struct planted {
    const char *path, *text;
};

struct tree {
    struct arena *arena;
    char root[64];
    struct tidy tidy;
};

static int set_up(void **state)
{
    struct arena *arena = arena_new();
    struct tree *tree = ARENA_NEW(arena, struct tree);
    tree->arena = arena;
    snprintf(tree->root, sizeof tree->root, "/tmp/luodi-tidy-XXXXXX");
    assert_non_null(mkdtemp(tree->root));
    *state = tree;
    return 0;
}

static int tear_down(void **state)
{
    struct tree *tree = *state;
    char command[128];
    snprintf(command, sizeof command, "rm -r '%s'", tree->root);
    assert_int_equal(system(command), 0);
    arena_free(tree->arena);
    return 0;
}

static void plant(struct tree *tree, const char *path, struct str text)
{
    struct err err;
    err_init(&err);
    struct str full = path_join(tree->arena, str_from(tree->root), str_from(path));
    struct str folder = str_slice(full, 0, full.len - path_name(full).len - 1);
    assert_true(folder_make(folder, &err));
    assert_true(file_write(full, text, &err));
}

/* How many faults the rule finds in the tree as it stands. */
static int faults(struct tree *tree, const char *rule)
{
    tree->tidy = (struct tidy){ .compiler = "cc" };
    assert_true(tidy_read(&tree->tidy, tree->arena, str_from(tree->root)));
    int found = tidy_rule(&tree->tidy, str_from(rule));
    assert_true(found >= 0);
    return found;
}

/* The rule is content with `good` at path, and finds one fault more with each of `bad`. */
static void expect(struct tree *tree, const char *rule, const char *path, const char *good,
                   const char *const *bad, size_t count)
{
    plant(tree, path, str_from(good));
    int before = faults(tree, rule);
    if (before)
        print_error("%.*s", STR_ARG(buf_get(&tree->tidy.report)));
    assert_int_equal(before, 0);
    for (size_t i = 0; i < count; i++) {
        plant(tree, path, str_from(bad[i]));
        if (faults(tree, rule) != 1)
            fail_msg("%s does not find: %s\n%.*s", rule, bad[i], STR_ARG(buf_get(&tree->tidy.report)));
    }
}

#define EXPECT(tree, rule, path, good, ...) \
    expect((tree), (rule), (path), (good), (const char *const[]){ __VA_ARGS__ }, \
           ARRAY_COUNT(((const char *const[]){ __VA_ARGS__ })))

static void an_include_that_points_up_or_sideways_is_found(void **state)
{
    struct tree *tree = *state;
    plant(tree, "src/layers.def", STR("LAYER(base, \"\")\nLAYER(feel, \"base\")\nLAYER(model, \"feel base\")\n"));
    EXPECT(tree, "rule_includes", "src/feel/parse.c", "#include \"base/str.h\"\n#include \"feel/feel_priv.h\"\n",
           "#include \"model/model.h\"\n", "#include \"str.h\"\n", "#include \"base/memory_priv.h\"\n");
}

static void a_header_that_needs_another_first_is_found(void **state)
{
    EXPECT(*state, "rule_headers", "src/base/day.h", "#include <stdint.h>\nstruct day { int32_t n; };\n",
           "struct day { int32_t n; };\n");
}

static void a_banned_call_is_found(void **state)
{
    EXPECT(*state, "rule_banned", "src/feel/parse.c",
           "/* strcpy(a, b) */ int f(void) { return row.time() + \"atoi(x)\"[0]; }\n",
           "int f(char *a) { strcpy(a, \"b\"); }\n", "void *f(void) { return malloc(1); }\n",
           "long f(void) { return time(0); }\n", "int f(char *s) { return atoi(s); }\n");
}

static void sql_outside_its_folders_is_found(void **state)
{
    EXPECT(*state, "rule_sql", "src/board/board.c", "const char *s = \"SELECTED\";\n",
           "const char *s = \"SELECT n FROM entry\";\n");
}

static void an_error_that_owes_something_is_found(void **state)
{
    struct tree *tree = *state;
    plant(tree, "src/feel/parse.c", STR("int f(void) { return ERR_FEEL_BAD; }\n"));
    plant(tree, "tests/unit/test_parse.c", STR("int f(void) { return ERR_FEEL_BAD; }\n"));
    EXPECT(tree, "rule_errors", "src/base/err.def", "ERR(FEEL_BAD, 400, 2, \"错在 {at}\", \"wrong at {at}\")\n",
           "ERR(FEEL_BAD, 400, 2, \"wrong at {at}\", \"wrong at {at}\")\n",
           "ERR(FEEL_BAD, 400, 2, \"错在 {at}\", \"\")\n",
           "ERR(FEEL_BAD, 400, 2, \"错在 {place}\", \"wrong at {at}\")\n");
    plant(tree, "src/base/err.def", STR("ERR(FEEL_BAD, 400, 2, \"错\", \"wrong\")\nERR(FEEL_WORSE, 400, 2, \"错\", \"wrong\")\n"));
    assert_int_equal(faults(tree, "rule_errors"), 2); /* never set, and provoked by no test */
}

static void a_limit_that_bounds_nothing_is_found(void **state)
{
    struct tree *tree = *state;
    plant(tree, "src/feel/parse.c", STR("int f(void) { return LIMIT_DEPTH; }\n"));
    EXPECT(tree, "rule_limits", "src/base/limits.def", "LIMIT(DEPTH, 9, \"levels\", \"why\")\n",
           "LIMIT(DEPTHS, 9, \"levels\", \"why\")\n");
}

static void a_function_or_file_that_is_too_long_is_found(void **state)
{
    struct tree *tree = *state;
    struct buf fits, over, file;
    buf_init(&fits, tree->arena);
    buf_init(&over, tree->arena);
    buf_init(&file, tree->arena);
    buf_cstr(&fits, "int f(void)\n{\n");
    for (int i = 0; i < 70; i++)
        buf_cstr(&fits, "    f();\n");
    buf_str(&over, buf_get(&fits));
    buf_cstr(&fits, "}\n");
    buf_cstr(&over, "    f();\n}\n");
    for (int i = 0; i < 1001; i++)
        buf_cstr(&file, "int f(void);\n");
    EXPECT(tree, "rule_length", "src/base/long.c", buf_get(&fits).ptr, buf_get(&over).ptr, buf_get(&file).ptr);
}

static void a_zone_word_in_c_is_found(void **state)
{
    struct tree *tree = *state;
    plant(tree, "model/kinds/project.yaml", STR("kind: project\nlabel: {zh: 项目, en: Project}\nfields:\n"
                                                "  - {name: invested, label: {zh: 累计完成投资, en: Invested}}\n"));
    EXPECT(tree, "rule_zone_words", "src/board/board.c", "const char *s = \"projection\";\n",
           "const char *s = \"project\";\n", "const char *s = \"invested\";\n", "const char *s = \"项目\";\n",
           "const char *s = \"本月累计完成投资如下\";\n");
    plant(tree, "tools/tidy_allow.txt", STR("project  for this test\n"));
    plant(tree, "src/board/board.c", STR("const char *s = \"project\";\n"));
    assert_int_equal(faults(tree, "rule_zone_words"), 0);
    plant(tree, "tools/tidy_allow.txt", STR("project  for this test\ninvested  excuses nothing\n"));
    assert_int_equal(faults(tree, "rule_zone_words"), 1);
}

static void an_unfinished_mark_is_found(void **state)
{
    EXPECT(*state, "rule_unfinished", "src/base/day.c", "int todo_list;\n", "/* TO" "DO: later */\n");
}

static void a_path_of_one_machine_is_found(void **state)
{
    EXPECT(*state, "rule_machine_paths", "docs/guide/install.md", "see src/work/ and ./home/\n", "see /wo" "rk/main\n",
           "in \"/ho" "me/clerk\"\n");
}

static void a_file_that_nothing_builds_is_found(void **state)
{
    struct tree *tree = *state;
    plant(tree, "src/base/day.c", STR("int day;\n"));
    EXPECT(tree, "rule_dead_files", "src/base/meson.build", "base_lib = static_library('base', 'day.c')\n",
           "base_lib = static_library('base')\n");
    plant(tree, "src/base/meson.build", STR("base_lib = static_library('base', 'day.c')\n"));
    plant(tree, "src/base/day.h", STR("extern int day;\n"));
    assert_int_equal(faults(tree, "rule_dead_files"), 1);
    plant(tree, "src/base/day.c", STR("#include \"base/day.h\"\nint day;\n"));
    assert_int_equal(faults(tree, "rule_dead_files"), 0);
}

static void a_pinyin_name_is_found(void **state)
{
    EXPECT(*state, "rule_pinyin", "src/base/day.c", "int riqing; /* riqi */\n", "int start_riqi;\n");
}

static void a_download_address_in_the_lock_file_is_found(void **state)
{
    EXPECT(*state, "rule_lock_file", "ui/package-lock.json", "{\"integrity\": \"sha512\"}\n", "{\"resolved\": \"a\"}\n");
}

static void a_missing_run_bit_is_found(void **state)
{
    struct tree *tree = *state;
    static const char *const files[] = { "run", "test", ".ci/run", "README.md", "README.zh-CN.md", "LICENSE" };
    for (size_t i = 0; i < ARRAY_COUNT(files); i++)
        plant(tree, files[i], STR("words\n"));
    assert_int_equal(faults(tree, "rule_run_bits"), 3);
    for (size_t i = 0; i < 3; i++) {
        struct str path = path_join(tree->arena, str_from(tree->root), str_from(files[i]));
        assert_int_equal(chmod(str_cstr(tree->arena, path), 0755), 0);
    }
    assert_int_equal(faults(tree, "rule_run_bits"), 0);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(an_include_that_points_up_or_sideways_is_found),
        CASE(a_header_that_needs_another_first_is_found),
        CASE(a_banned_call_is_found),
        CASE(sql_outside_its_folders_is_found),
        CASE(an_error_that_owes_something_is_found),
        CASE(a_limit_that_bounds_nothing_is_found),
        CASE(a_function_or_file_that_is_too_long_is_found),
        CASE(a_zone_word_in_c_is_found),
        CASE(an_unfinished_mark_is_found),
        CASE(a_path_of_one_machine_is_found),
        CASE(a_file_that_nothing_builds_is_found),
        CASE(a_pinyin_name_is_found),
        CASE(a_download_address_in_the_lock_file_is_found),
        CASE(a_missing_run_bit_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
