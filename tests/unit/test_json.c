/* test_json.c - base/json.h: the reader, the tree, the writer. */
#include "unit.h"

#include "base/json.h"
#include "base/rng.h"

/* The events of a text in one line: {k"name" 1 s"x" [ ] } and so on. */
static struct str events_of(struct arena *arena, struct str text, struct err *err)
{
    static const char *const signs[] = {
        [JSON_NULL] = "null",      [JSON_TRUE] = "true",    [JSON_FALSE] = "false",
        [JSON_OBJECT_BEGIN] = "{", [JSON_OBJECT_END] = "}", [JSON_ARRAY_BEGIN] = "[",
        [JSON_ARRAY_END] = "]"
    };
    struct json_reader reader;
    struct buf out;
    enum json_event event;
    json_reader_init(&reader, arena, text);
    buf_init(&out, arena);
    err_init(err);
    while (json_next(&reader, &event, err)) {
        if (event == JSON_END)
            return buf_get(&out);
        if (out.len)
            buf_char(&out, ' ');
        if (event == JSON_KEY || event == JSON_STRING)
            buf_printf(&out, "%c'%.*s'", event == JSON_KEY ? 'k' : 's', STR_ARG(reader.value));
        else if (event == JSON_NUMBER)
            buf_printf(&out, "n'%.*s'", STR_ARG(reader.value));
        else
            buf_cstr(&out, signs[event]);
    }
    return STR("fault");
}

static void texts_come_as_events(void **state)
{
    static const struct {
        const char *text, *events;
    } cases[] = {
        { "null", "null" },
        { " true ", "true" },
        { "\t[\r\n]\n", "[ ]" },
        { "{}", "{ }" },
        { "[1,-0.50,1e+5,12345678901234567890123456789]",
          "[ n'1' n'-0.50' n'1e+5' n'12345678901234567890123456789' ]" },
        { "{\"a\":{\"b\":[]},\"c\":\"\"}", "{ k'a' { k'b' [ ] } k'c' s'' }" },
        { "[false , null,\"x\"]", "[ false null s'x' ]" },
        { "\"项目\"", "s'项目'" },
        { "\"\\u9879\\u76ee\\ud842\\udfb7\\n\\\"\\\\\\/\"", "s'项目𠮷\n\"\\/'" },
        { "\"longer than eight bytes \\u002b and more of it\"",
          "s'longer than eight bytes + and more of it'" },
        { "{\"a\":1,\"b\":{\"a\":2},\"c\":[{\"a\":3},{\"a\":4}]}",
          "{ k'a' n'1' k'b' { k'a' n'2' } k'c' [ { k'a' n'3' } { k'a' n'4' } ] }" },
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct err err;
        assert_text(events_of(*state, str_from(cases[i].text), &err), cases[i].events);
    }
}

static void faults_name_their_place_and_what_was_wanted(void **state)
{
    static const struct {
        struct str text;
        enum err_code code;
        int line, column;
        const char *found, *wanted;
    } cases[] = {
        { STR_INIT(""), ERR_JSON_SYNTAX, 1, 1, "EOF", "{ [ \" 0-9 - true false null" },
        { STR_INIT("{\"a\":1,\n \"b\" 2}"), ERR_JSON_SYNTAX, 2, 6, "'2'", ":" },
        { STR_INIT("{\"项目\":1,,}"), ERR_JSON_SYNTAX, 1, 9, "','", "\"" },
        { STR_INIT("[1,]"), ERR_JSON_SYNTAX, 1, 4, "']'", "{ [ \" 0-9 - true false null" },
        { STR_INIT("[1 2]"), ERR_JSON_SYNTAX, 1, 4, "'2'", ", ]" },
        { STR_INIT("{\"a\":1 ]"), ERR_JSON_SYNTAX, 1, 8, "']'", ", }" },
        { STR_INIT("{1:2}"), ERR_JSON_SYNTAX, 1, 2, "'1'", "\" }" },
        { STR_INIT("[1"), ERR_JSON_SYNTAX, 1, 3, "EOF", ", ]" },
        { STR_INIT("01"), ERR_JSON_SYNTAX, 1, 2, "'1'", "EOF" },
        { STR_INIT("1."), ERR_JSON_SYNTAX, 1, 3, "EOF", "0-9" },
        { STR_INIT("-x"), ERR_JSON_SYNTAX, 1, 2, "'x'", "0-9" },
        { STR_INIT("1e"), ERR_JSON_SYNTAX, 1, 3, "EOF", "0-9" },
        { STR_INIT("nul"), ERR_JSON_SYNTAX, 1, 1, "'n'", "true false null" },
        { STR_INIT("１"), ERR_JSON_SYNTAX, 1, 1, "'１'", "{ [ \" 0-9 - true false null" },
        { STR_INIT("\"a\nb\""), ERR_JSON_SYNTAX, 1, 3, "U+000A", "\\uXXXX" },
        { STR_INIT("\"abcdefghijklm"), ERR_JSON_SYNTAX, 1, 15, "EOF", "\"" },
        { STR_INIT("\"\\x\""), ERR_JSON_SYNTAX, 1, 3, "'x'",
          "\\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX" },
        { STR_INIT("\"\\u12\""), ERR_JSON_SYNTAX, 1, 2, "'\\'", "\\uXXXX" },
        { STR_INIT("\"\\ud800\""), ERR_JSON_SYNTAX, 1, 8, "'\"'", "\\uDC00-\\uDFFF" },
        { STR_INIT("\"\\ud800\\u0041\""), ERR_JSON_SYNTAX, 1, 8, "'\\'", "\\uDC00-\\uDFFF" },
        { STR_INIT("\"\\udc00\""), ERR_JSON_SYNTAX, 1, 2, "'\\'",
          "\\uD800-\\uDBFF\\uDC00-\\uDFFF" },
        { STR_INIT("\xEF\xBB\xBF{}"), ERR_JSON_SYNTAX, 1, 1, "U+FEFF",
          "{ [ \" 0-9 - true false null" },
        { STR_INIT("{} {}"), ERR_JSON_SYNTAX, 1, 4, "'{'", "EOF" },
        { STR_INIT("[\0]"), ERR_JSON_SYNTAX, 1, 2, "U+0000", "{ [ \" 0-9 - true false null" },
        { STR_INIT("[\"\xCF\xEE\"]"), ERR_JSON_ENCODING, 1, 3, NULL, NULL },
        { STR_INIT("{\"a\":1,\n\"b\":2, \"a\":3}"), ERR_JSON_DUPLICATE, 2, 8, NULL, NULL },
        { STR_INIT("{\"a\":{\"b\":1,\"\\u0062\":2}}"), ERR_JSON_DUPLICATE, 1, 13, NULL, NULL },
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct err err;
        assert_text(events_of(*state, cases[i].text, &err), "fault");
        if (err.code != cases[i].code || err.line != cases[i].line || err.column != cases[i].column)
            fail_msg("case %zu: %s at %d:%d", i, err_name(err.code), err.line, err.column);
        if (cases[i].found) {
            assert_text(err_arg(&err, "found"), cases[i].found);
            assert_text(err_arg(&err, "wanted"), cases[i].wanted);
        }
    }
}

static struct str nested(struct arena *arena, int levels)
{
    struct buf text;
    buf_init(&text, arena);
    for (int i = 0; i < levels; i++)
        buf_cstr(&text, i % 2 ? "{\"k\":" : "[");
    buf_char(&text, '1');
    for (int i = levels - 1; i >= 0; i--)
        buf_char(&text, i % 2 ? '}' : ']');
    return buf_get(&text);
}

static void depth_is_bounded_where_it_says(void **state)
{
    struct err err;
    err_init(&err);
    assert_non_null(json_parse(*state, nested(*state, JSON_DEPTH_MAX), &err));
    assert_null(json_parse(*state, nested(*state, JSON_DEPTH_MAX + 1), &err));
    assert_err(&err, ERR_JSON_DEPTH);
    assert_text(err_arg(&err, "limit"), "64");
    assert_int_equal(err.line, 1);
    assert_null(json_parse(*state, nested(*state, 100000), &err));
    assert_err(&err, ERR_JSON_DEPTH);
}

/* An object of `count` keys; with `twice` its last key is that of position `twice`. */
static struct str wide_object(struct arena *arena, int count, int twice)
{
    struct buf text;
    buf_init(&text, arena);
    buf_char(&text, '{');
    for (int i = 0; i < count; i++)
        buf_printf(&text, "%s\"key-%d\":%d", i ? "," : "", i == count - 1 && twice >= 0 ? twice : i,
                   i);
    buf_char(&text, '}');
    return buf_get(&text);
}

static void what_is_as_deep_as_may_be_read_can_be_written(void **state)
{
    struct json_writer w;
    struct buf out;
    struct err err;
    buf_init(&out, *state);
    json_writer_init(&w, &out, false);
    for (int i = 0; i < JSON_DEPTH_MAX; i++) { /* as nested() has it: [{"k":[{"k": .. */
        if (i % 2)
            json_object(&w);
        else
            json_array(&w);
        if (i % 2)
            json_key(&w, "k");
    }
    json_num(&w, 1);
    for (int i = JSON_DEPTH_MAX - 1; i >= 0; i--) {
        if (i % 2)
            json_object_end(&w);
        else
            json_array_end(&w);
    }
    assert_true(str_eq(buf_get(&out), nested(*state, JSON_DEPTH_MAX)));
    assert_non_null(json_parse(*state, buf_get(&out), &err));
}

static void a_key_that_stands_twice_is_found_among_few_and_many(void **state)
{
    static const int counts[] = { 2, 15, 16, 17, 18, 33, 1000, 100000 };
    for (size_t i = 0; i < ARRAY_COUNT(counts); i++) {
        struct err err;
        err_init(&err);
        const struct json *object = json_parse(*state, wide_object(*state, counts[i], -1), &err);
        assert_non_null(object);
        assert_int_equal(object->count, counts[i]);
        for (int twice = 0; twice<counts[i] - 1; twice += counts[i]> 100 ? counts[i] / 3 : 1) {
            assert_null(json_parse(*state, wide_object(*state, counts[i], twice), &err));
            assert_err(&err, ERR_JSON_DUPLICATE);
            assert_text(err_arg(&err, "key"),
                        str_cstr(*state, str_format(*state, "key-%d", twice)));
        }
    }
}

static void of_several_repetitions_the_first_in_the_text_is_named(void **state)
{
    struct buf text;
    buf_init(&text, *state);
    buf_cstr(&text, "{");
    for (int i = 0; i < 40; i++)
        buf_printf(&text, "\"k%02d\":1,", i);
    buf_cstr(&text, "\"k30\":1,\"k02\":1}");
    struct err err;
    assert_null(json_parse(*state, buf_get(&text), &err));
    assert_text(err_arg(&err, "key"), "k30");
}

static void the_tree_is_walked_and_asked(void **state)
{
    struct err err;
    err_init(&err);
    const struct json *root =
        json_parse(*state,
                   STR("{\"name\":\"项目\",\"amount\":2.60,\"n\":1e3,\"on\":true,\"off\":false,"
                       "\"none\":null,\"list\":[1,[2],{\"a\":3}]}"),
                   &err);
    assert_non_null(root);
    assert_int_equal(root->count, 7);
    assert_text(json_text(root, STR("name")), "项目");
    assert_text(json_text(root, STR("amount")), "2.60"); /* as it was written */
    assert_text(json_text(root, STR("on")), "");
    assert_text(json_text(root, STR("absent")), "");
    assert_true(json_get(root, STR("on"))->boolean);
    assert_false(json_get(root, STR("off"))->boolean);
    assert_int_equal(json_get(root, STR("none"))->type, JSON_T_NULL);
    assert_null(json_get(root, STR("absent")));
    assert_null(json_get(json_get(root, STR("list")), STR("a")));
    assert_null(json_get(NULL, STR("a")));
    int64_t n;
    assert_true(json_int(json_get(root, STR("n")), &n) && n == 1000);
    assert_false(json_int(json_get(root, STR("amount")), &n));
    assert_false(json_int(json_get(root, STR("name")), &n));
    assert_false(json_int(NULL, &n));
    const struct json *list = json_get(root, STR("list"));
    assert_int_equal(list->count, 3);
    assert_true(json_int(list->first, &n) && n == 1);
    assert_int_equal(list->first->next->type, JSON_T_ARRAY);
    assert_text(json_text(list->first->next->next, STR("a")), "3");
    assert_null(list->first->next->next->next);
}

static void write_sample(struct json_writer *w)
{
    json_object(w);
    json_key(w, "zone");
    json_str(w, STR("高新区"));
    json_key_str(w, STR("targets"));
    json_array(w);
    json_num(w, -27);
    json_raw(w, STR("2.60"));
    json_object(w);
    json_object_end(w);
    json_array(w);
    json_array_end(w);
    json_bool(w, true);
    json_null(w);
    json_array_end(w);
    json_key(w, "last");
    json_cstr(w, "a\"\\\n\x01");
    json_object_end(w);
}

static void the_writer_places_commas_and_lines(void **state)
{
    struct json_writer w;
    struct buf out;
    buf_init(&out, *state);
    json_writer_init(&w, &out, false);
    write_sample(&w);
    assert_text(buf_get(&out), "{\"zone\":\"高新区\",\"targets\":[-27,2.60,{},[],true,null],"
                               "\"last\":\"a\\\"\\\\\\n\\u0001\"}");
    buf_clear(&out);
    json_writer_init(&w, &out, true);
    write_sample(&w);
    assert_text(
        buf_get(&out),
        "{\n  \"zone\": \"高新区\",\n  \"targets\": [\n    -27,\n    2.60,\n    {},\n    [],\n"
        "    true,\n    null\n  ],\n  \"last\": \"a\\\"\\\\\\n\\u0001\"\n}");
}

static void what_the_writer_writes_the_reader_reads(void **state)
{
    struct rng rng;
    rng_init(&rng, 42);
    for (int round = 0; round < 2000; round++) {
        struct buf text, out;
        buf_init(&text, *state);
        buf_init(&out, *state);
        for (uint64_t i = rng_below(&rng, 30); i > 0; i--) {
            uint32_t rune = (uint32_t)rng_below(&rng, rng_below(&rng, 2) ? 0x80 : 0x110000);
            if (rune < 0xD800 || rune > 0xDFFF)
                buf_rune(&text, rune);
        }
        struct json_writer w;
        json_writer_init(&w, &out, round % 2);
        json_object(&w);
        json_key_str(&w, buf_get(&text));
        json_str(&w, buf_get(&text));
        json_object_end(&w);
        struct err err;
        const struct json *root = json_parse(*state, buf_get(&out), &err);
        assert_non_null(root);
        assert_true(str_eq(root->first->key, buf_get(&text)) &&
                    str_eq(root->first->text, buf_get(&text)));
        arena_reset(*state);
    }
}

static struct json_writer writer_on(struct buf *out)
{
    struct json_writer w;
    buf_init(out, NULL);
    json_writer_init(&w, out, false);
    return w;
}

static void write_a_member_without_key(void)
{
    struct buf out;
    struct json_writer w = writer_on(&out);
    json_object(&w);
    json_num(&w, 1);
}

static void write_a_key_in_an_array(void)
{
    struct buf out;
    struct json_writer w = writer_on(&out);
    json_array(&w);
    json_key(&w, "a");
}

static void close_with_a_key_open(void)
{
    struct buf out;
    struct json_writer w = writer_on(&out);
    json_object(&w);
    json_key(&w, "a");
    json_object_end(&w);
}

static void close_what_was_not_opened(void)
{
    struct buf out;
    struct json_writer w = writer_on(&out);
    json_array(&w);
    json_object_end(&w);
}

static void write_two_values(void)
{
    struct buf out;
    struct json_writer w = writer_on(&out);
    json_num(&w, 1);
    json_num(&w, 2);
}

static void a_misused_writer_is_our_mistake(void **state)
{
    (void)state;
    assert_true(stops(write_a_member_without_key));
    assert_true(stops(write_a_key_in_an_array));
    assert_true(stops(close_with_a_key_open));
    assert_true(stops(close_what_was_not_opened));
    assert_true(stops(write_two_values));
}

static int arena_setup(void **state)
{
    *state = arena_new();
    return 0;
}

static int arena_teardown(void **state)
{
    arena_free(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_come_as_events),
        cmocka_unit_test(faults_name_their_place_and_what_was_wanted),
        cmocka_unit_test(depth_is_bounded_where_it_says),
        cmocka_unit_test(what_is_as_deep_as_may_be_read_can_be_written),
        cmocka_unit_test(a_key_that_stands_twice_is_found_among_few_and_many),
        cmocka_unit_test(of_several_repetitions_the_first_in_the_text_is_named),
        cmocka_unit_test(the_tree_is_walked_and_asked),
        cmocka_unit_test(the_writer_places_commas_and_lines),
        cmocka_unit_test(what_the_writer_writes_the_reader_reads),
        cmocka_unit_test(a_misused_writer_is_our_mistake),
    };
    return cmocka_run_group_tests_name("json", tests, arena_setup, arena_teardown);
}
