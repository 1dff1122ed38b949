/*
 * test_json_suite.c - base/json.h against JSONTestSuite and the awkward strings that lie beside the
 * checkout: what must be accepted is, what must be rejected is, and nothing crashes.
 */
#include "../unit/unit.h"

#include "base/file.h"
#include "base/json.h"
#include "base/utf8.h"

static int digit64(char c)
{
    return c >= 'A' && c <= 'Z'   ? c - 'A'
           : c >= 'a' && c <= 'z' ? c - 'a' + 26
           : c >= '0' && c <= '9' ? c - '0' + 52
           : c == '+'             ? 62
           : c == '/'             ? 63
                                  : -1;
}

static struct str base64_decoded(struct arena *arena, struct str s)
{
    struct buf out;
    buf_init(&out, arena);
    uint32_t bits = 0;
    int count = 0;
    for (size_t i = 0; i < s.len && s.ptr[i] != '='; i++) {
        assert_true(digit64(s.ptr[i]) >= 0);
        bits = bits << 6 | (uint32_t)digit64(s.ptr[i]);
        count += 6;
        if (count >= 8)
            buf_char(&out, (char)(bits >> (count -= 8)));
    }
    return buf_get(&out);
}

static struct str shared_text(struct arena *arena, const char *name)
{
    char path[1024];
    struct str text;
    struct err err;
    err_init(&err);
    assert_non_null(shared_file(name, path));
    assert_true(file_read(arena, str_from(path), 1 << 24, &text, &err));
    return text;
}

/* The suite accepts a key that stands twice (RFC 8259, section 4: names should be unique). A ledger
 * cannot say which of the two was meant, so these are refused, by name and on purpose. */
static bool refused_on_purpose(struct str name)
{
    return str_eq(name, STR("y_object_duplicated_key.json")) ||
           str_eq(name, STR("y_object_duplicated_key_and_value.json"));
}

/* The reader alone, without the tree: it must come to the same end. */
static bool read_by_events(struct arena *arena, struct str text, struct err *err)
{
    struct json_reader reader;
    enum json_event event;
    json_reader_init(&reader, arena, text);
    while (json_next(&reader, &event, err))
        if (event == JSON_END)
            return true;
    return false;
}

static void accepts_and_rejects_as_the_suite_says(void **state)
{
    struct str cases = shared_text(*state, "suites/json-parsing/cases.jsonl"), line;
    struct arena *arena = arena_new();
    int accepted = 0, rejected = 0, either = 0, wrong = 0;
    while (str_split(&cases, '\n', &line)) {
        struct err err;
        err_init(&err);
        if (!line.len)
            continue;
        const struct json *row = json_parse(arena, line, &err);
        assert_non_null(row);
        struct str name = json_text(row, STR("name")), expect = json_text(row, STR("expect"));
        struct str bytes = base64_decoded(arena, json_text(row, STR("base64")));
        int64_t size;
        assert_true(json_int(json_get(row, STR("bytes")), &size) && (size_t)size == bytes.len);

        bool ok = json_parse(arena, bytes, &err) != NULL;
        if (!ok) {
            struct buf words;
            buf_init(&words, arena);
            assert_true(err.code != ERR_NONE && err.line >= 1 && err.column >= 1);
            err_words(&err, LANG_ZH, &words);
            assert_true(utf8_valid(buf_get(&words)));
        }
        assert_int_equal(read_by_events(arena, bytes, &err), ok);
        accepted += str_eq(expect, STR("accept"));
        rejected += str_eq(expect, STR("reject"));
        either += str_eq(expect, STR("either"));
        if (refused_on_purpose(name)) {
            assert_err(&err, ERR_JSON_DUPLICATE);
            continue;
        }
        if (ok ? str_eq(expect, STR("reject")) : str_eq(expect, STR("accept"))) {
            print_error("%.*s: %s\n", STR_ARG(name), ok ? "accepted" : err_name(err.code));
            wrong++;
        }
        arena_reset(arena);
    }
    arena_free(arena);
    print_message("# %d to accept, %d to reject, %d either way\n", accepted, rejected, either);
    assert_true(accepted > 50 && rejected > 100 && either > 10);
    assert_int_equal(wrong, 0);
}

static void awkward_strings_come_back_byte_for_byte(void **state)
{
    struct err err;
    err_init(&err);
    struct str text = shared_text(*state, "suites/text-robustness/naughty_strings.json");
    const struct json *list = json_parse(*state, text, &err);
    assert_non_null(list);
    assert_true(list->count > 400);
    for (const struct json *string = list->first; string; string = string->next) {
        struct buf out;
        buf_init(&out, *state);
        json_escape(&out, string->text);
        const struct json *again = json_parse(*state, buf_get(&out), &err);
        assert_non_null(again);
        assert_true(str_eq(again->text, string->text));
    }
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
    if (suite_is_absent("suites/json-parsing/cases.jsonl"))
        return 0;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(accepts_and_rejects_as_the_suite_says),
        cmocka_unit_test(awkward_strings_come_back_byte_for_byte),
    };
    return cmocka_run_group_tests_name("json suite", tests, arena_setup, arena_teardown);
}
