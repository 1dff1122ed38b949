/*
 * test_plan_lexicon.c - lexicon and sources files: what is refused, where and why; a zone's own words.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/file.h"
#include "plan/plan.h"

struct room {
    struct arena *arena;
    char name[64];
    struct str folder, file;
};

static int setup(void **state)
{
    struct room *room = calloc(1, sizeof(*room));
    snprintf(room->name, sizeof(room->name), "/tmp/luodi-lexicon-XXXXXX");
    room->arena = arena_new();
    *state = room;
    if (!mkdtemp(room->name)) return -1;
    room->folder = str_from(room->name);
    room->file = path_join(room->arena, room->folder, STR("words.yaml"));
    return 0;
}

static int teardown(void **state)
{
    struct room *room = *state;
    unlink(str_cstr(room->arena, room->file));
    rmdir(room->name);
    arena_free(room->arena);
    free(room);
    return 0;
}

static struct plan_lexicon *load(struct room *room, const char *text, struct err *err)
{
    struct plan_lexicon *lexicon = NULL;
    err_init(err);
    assert_true(file_write(room->file, str_from(text), err));
    return plan_lexicon_load(room->arena, room->folder, &lexicon, err) ? lexicon : NULL;
}

static void refused(struct room *room, const char *text, enum err_code code, int line)
{
    struct err err;
    assert_null(load(room, text, &err));
    assert_string_equal(err_name(err.code), err_name(code));
    assert_int_equal(err.line, line);
    assert_true(str_eq(err.file, room->file));
}

static void a_good_file_gives_its_words(void **state)
{
    struct err err;
    struct plan_lexicon *lexicon = load(*state, "class: verb\nentries:\n  - {event: sign, rank: strong, words: [签约, 新签约]}\n", &err);
    assert_non_null(lexicon);
    assert_int_equal(plan_lexicon_words(lexicon), 2);
}

static void yaml_that_is_not_of_our_form_is_refused(void **state)
{
    refused(*state, "class: verb\nentries: [{event: sign\n", ERR_LEXICON_SYNTAX, 3);
    refused(*state, "- a\n", ERR_LEXICON_SYNTAX, 1);
    refused(*state, "class: fixed\nentries:\n  - {words: [{a: b}]}\n", ERR_LEXICON_SYNTAX, 3);
    refused(*state, "class: fixed\nentries:\n  - {words: &x [a]}\n  - {words: *x}\n", ERR_LEXICON_SYNTAX, 4);
    refused(*state, "class: fixed\nentries:\n  - {words: [!!str a]}\n", ERR_LEXICON_SYNTAX, 3);
}

static void a_class_that_there_is_not_is_refused(void **state)
{
    refused(*state, "class: adverbial\nentries: []\n", ERR_LEXICON_CLASS, 1);
    refused(*state, "entries:\n  - {words: [a]}\n", ERR_LEXICON_CLASS, 1);
}

static void a_key_that_the_class_does_not_have_is_refused(void **state)
{
    refused(*state, "class: fixed\nentries:\n  - {words: [a]}\n  - {event: sign, words: [b]}\n", ERR_LEXICON_KEY, 4);
    refused(*state, "class: verb\nentries:\n  - {event: sign, event: land, words: [b]}\n", ERR_LEXICON_KEY, 3);
    refused(*state, "class: verb\nnote: x\n", ERR_LEXICON_KEY, 2);
}

static void a_value_that_is_none_of_those_allowed_is_refused(void **state)
{
    refused(*state, "class: verb\nentries:\n  - {event: singing, rank: strong, words: [唱]}\n", ERR_LEXICON_VALUE, 3);
    refused(*state, "class: unit\nentries:\n  - {unit: 米, factor: long, words: [丈]}\n", ERR_LEXICON_VALUE, 3);
    refused(*state, "class: bound\nentries:\n  - {op: \"=>\", side: after, words: [起]}\n", ERR_LEXICON_VALUE, 3);
    refused(*state, "class: noun\nentries:\n  - {role: park, words: [园]}\n", ERR_LEXICON_VALUE, 3);
    refused(*state, "class: change\nentries:\n  - {role: change, sign: 3, words: [长]}\n", ERR_LEXICON_VALUE, 3);
}

static void a_word_that_stands_twice_is_refused_at_its_second_place(void **state)
{
    refused(*state, "class: fixed\nentries:\n  - words: [一流,\n      二维码,\n      一流]\n", ERR_LEXICON_DUPLICATE, 5);
}

static void an_entry_file_or_folder_without_words_is_refused(void **state)
{
    struct room *room = *state;
    struct err err;
    struct plan_lexicon *lexicon;
    refused(room, "class: fixed\nentries:\n  - {words: []}\n", ERR_LEXICON_EMPTY, 3);
    refused(room, "class: fixed\n", ERR_LEXICON_EMPTY, 2);
    unlink(str_cstr(room->arena, room->file));
    err_init(&err);
    assert_false(plan_lexicon_load(room->arena, room->folder, &lexicon, &err));
    assert_int_equal(err.code, ERR_LEXICON_EMPTY);
    err_init(&err);
    assert_false(plan_lexicon_load(room->arena, STR("/nonexistent-lexicon"), &lexicon, &err));
    assert_int_not_equal(err.code, ERR_NONE);
}

static const struct statement *first(struct room *room, const struct plan_lexicon *lexicon, const char *text)
{
    struct plan_text *plan;
    struct err err;
    err_init(&err);
    assert_true(plan_read(room->arena, lexicon, str_from(text), NULL, &plan, &err));
    assert_int_equal(plan->statement_count, 1);
    return &plan->statements[0];
}

static void a_zones_own_word_takes_the_place_of_the_shipped_one(void **state)
{
    struct room *room = *state;
    const char *root = getenv("LUODI_SOURCE");
    struct str shipped = path_join(room->arena, str_from(root ? root : "."), STR("model/lexicon"));
    struct plan_lexicon *lexicon, *own;
    struct err err;
    err_init(&err);
    assert_true(plan_lexicon_load(room->arena, shipped, &lexicon, &err));
    assert_int_equal(first(room, lexicon, "全年完成30万平方米招商。")->event, PLAN_E_LEASE);
    assert_true(file_write(room->file, STR("class: verb\nentries:\n  - {event: attract, rank: strong, words: [招商]}\n"), &err));
    assert_true(plan_lexicon_load_over(room->arena, shipped, room->folder, &own, &err));
    assert_int_equal(first(room, own, "全年完成30万平方米招商。")->event, PLAN_E_ATTRACT);
    assert_int_equal(plan_lexicon_words(own), plan_lexicon_words(lexicon));
}

static void a_table_of_sources_gives_year_review_and_type(void **state)
{
    struct room *room = *state;
    struct plan_sources sources;
    struct err err;
    err_init(&err);
    assert_true(file_write(room->file, STR("doc\ttitle\tyear\treview\ttype\n01-a\tA\t2024\t2023-H1\treport\n02-b\tB\t-\t-\tnews\n"), &err));
    assert_true(plan_sources_load(room->arena, room->file, &sources, &err));
    assert_int_equal(sources.count, 2);
    const struct plan_source *source = plan_sources_find(&sources, STR("some/where/01-a.txt"));
    assert_non_null(source);
    assert_int_equal(source->options.year, 2024);
    assert_true(str_eq(source->options.review, STR("2023-H1")));
    assert_int_equal(source->options.type, PLAN_TYPE_REPORT);
    assert_null(plan_sources_find(&sources, STR("03-c.txt")));
}

static void a_wrong_row_of_sources_is_refused_with_its_line(void **state)
{
    struct room *room = *state;
    struct plan_sources sources;
    struct err err;
    static const char *const bad[] = { "doc\tyear\treview\ttype\n01-a\t2024\t-\tnovel\n", "doc\tyear\treview\ttype\n01-a\tsoon\t-\tplan\n",
                                       "doc\tyear\treview\ttype\n01-a\t2024\n" };
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        err_init(&err);
        assert_true(file_write(room->file, str_from(bad[i]), &err));
        assert_false(plan_sources_load(room->arena, room->file, &sources, &err));
        assert_int_equal(err.code, ERR_PLAN_SOURCES);
        assert_int_equal(err.line, 2);
    }
    err_init(&err);
    assert_true(file_write(room->file, STR("name\n"), &err));
    assert_false(plan_sources_load(room->arena, room->file, &sources, &err));
    assert_int_equal(err.line, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_good_file_gives_its_words, setup, teardown),
        cmocka_unit_test_setup_teardown(yaml_that_is_not_of_our_form_is_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(a_class_that_there_is_not_is_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(a_key_that_the_class_does_not_have_is_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(a_value_that_is_none_of_those_allowed_is_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(a_word_that_stands_twice_is_refused_at_its_second_place, setup, teardown),
        cmocka_unit_test_setup_teardown(an_entry_file_or_folder_without_words_is_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(a_zones_own_word_takes_the_place_of_the_shipped_one, setup, teardown),
        cmocka_unit_test_setup_teardown(a_table_of_sources_gives_year_review_and_type, setup, teardown),
        cmocka_unit_test_setup_teardown(a_wrong_row_of_sources_is_refused_with_its_line, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
