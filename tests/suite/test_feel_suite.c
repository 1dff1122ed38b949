/*
 * test_feel_suite.c - the DMN conformance kit's self-contained FEEL expressions, where the kit is
 * at hand.
 *
 * Counts are printed, over cases and over directories. What is missed stands in
 * feel_known_misses.txt, which may only shrink: a new miss fails, and so does a line there that
 * passes now. UPDATE=1 writes the list anew. With FEEL_ANSWERS=FILE the answers are written as JSON
 * lines for the kit's own check.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/json.h"
#include "base/str.h"
#include "feel/feel.h"

#define MISSES_FILE "tests/suite/feel_known_misses.txt"

static struct str source_path(struct arena *arena, const char *path)
{
    const char *root = getenv("LUODI_SOURCE");
    return path_join(arena, str_from(root ? root : "."), str_from(path));
}

static struct str shared_path(struct arena *arena, const char *path)
{
    const char *shared = getenv("LUODI_SHARED");
    struct str root = shared ? str_from(shared) : source_path(arena, "../shared");
    return path_join(arena, root, str_from(path));
}

/* ---- the kit's equality ---- */

static bool same_number(struct feel_value value, struct str text)
{
    struct dec wanted, difference, limit;
    return value.type == FEEL_NUMBER && dec_parse(text, &wanted) &&
           dec_parse(STR("0.00000001"), &limit) && dec_sub(value.number, wanted, &difference) &&
           dec_cmp(dec_abs(difference), limit) < 0;
}

/* "Z" for a zero offset, no zeros behind the fraction. */
static struct str plain_time(struct arena *arena, struct str text)
{
    if (str_ends(text, STR("+00:00")) || str_ends(text, STR("-00:00")))
        text = str_format(arena, "%.*sZ", (int)text.len - 6, text.ptr);
    ptrdiff_t point = str_find(text, STR("."), 0);
    if (point < 0)
        return text;
    size_t end = (size_t)point + 1;
    while (end < text.len && text.ptr[end] >= '0' && text.ptr[end] <= '9')
        end++;
    size_t keep = end;
    while (text.ptr[keep - 1] == '0')
        keep--;
    if (text.ptr[keep - 1] == '.')
        keep--;
    return str_format(arena, "%.*s%.*s", (int)keep, text.ptr, (int)(text.len - end),
                      text.ptr + end);
}

static bool same_text(struct arena *arena, struct feel_value value, struct str text)
{
    struct buf out;
    buf_init(&out, arena);
    feel_text(value, &out);
    return str_eq(plain_time(arena, buf_get(&out)), plain_time(arena, text));
}

static bool same(struct arena *arena, const struct json *wanted, struct feel_value value);

static bool same_members(struct arena *arena, const struct json *wanted, struct feel_value value)
{
    if (value.type != FEEL_CONTEXT || value.context.count != wanted->count)
        return false;
    for (const struct json *member = wanted->first; member; member = member->next) {
        const struct feel_value *own = feel_context_find(value, member->key);
        if (!own || !same(arena, member, *own))
            return false;
    }
    return true;
}

static bool same_tagged(struct arena *arena, const struct json *tag, struct feel_value value)
{
    struct feel_value wanted;
    if (str_eq(tag->key, STR("context")))
        return same_members(arena, tag, value);
    if (str_eq(tag->key, STR("number")))
        return same_number(value, tag->text);
    if (str_eq(tag->key, STR("date")))
        return value.type == FEEL_DATE && same_text(arena, value, tag->text);
    if (str_eq(tag->key, STR("time")))
        return value.type == FEEL_TIME && same_text(arena, value, tag->text);
    if (str_eq(tag->key, STR("datetime")))
        return value.type == FEEL_DATE_TIME && same_text(arena, value, tag->text);
    struct json object = { .type = JSON_T_OBJECT,
                           .first = (struct json *)(uintptr_t)tag,
                           .count = 1 };
    return feel_from_json(arena, &object, &wanted) && feel_equal(wanted, value) == 1;
}

static bool same(struct arena *arena, const struct json *wanted, struct feel_value value)
{
    switch (wanted->type) {
    case JSON_T_NULL: return value.type == FEEL_NULL;
    case JSON_T_BOOL: return value.type == FEEL_BOOLEAN && value.boolean == wanted->boolean;
    case JSON_T_STRING: return value.type == FEEL_STRING && str_eq(value.string, wanted->text);
    case JSON_T_ARRAY: {
        size_t i = 0;
        if (value.type != FEEL_LIST || value.list.count != wanted->count)
            return false;
        for (const struct json *item = wanted->first; item; item = item->next)
            if (!same(arena, item, value.list.items[i++]))
                return false;
        return true;
    }
    case JSON_T_OBJECT: return same_tagged(arena, wanted->first, value);
    default: return false;
    }
}

/* ---- one case ---- */

static struct feel_value answer(struct arena *arena, const struct json *row, struct clock *clock)
{
    const struct json *inputs = json_get(row, STR("inputs"));
    struct feel_value *slots = ARENA_ARRAY(arena, struct feel_value, inputs->count);
    struct feel_scope *scope = feel_scope_new(arena);
    struct feel_expr *expr;
    struct feel_run run;
    struct err err;
    enum feel_type type = FEEL_NULL;
    feel_scope_open(scope);
    for (const struct json *input = inputs->first; input; input = input->next) {
        struct feel_value value;
        assert_true(feel_from_json(arena, input, &value));
        slots[feel_scope_value(scope, input->key, value)] = value;
    }
    err_init(&err);
    if (!feel_compile(arena, json_text(row, STR("expr")), scope, &expr, &err))
        return feel_null();
    feel_run_init(&run, arena);
    run.slots = slots;
    run.clock = clock;
    feel_type_find(json_text(row, STR("type")), &type);
    struct feel_value value = feel_eval(expr, &run);
    return feel_conform(&run, type, value);
}

struct group {
    struct str name;
    int passed, total;
};
struct tally {
    struct arena *arena;
    struct group groups[256];
    size_t group_count;
    int passed, total, fresh, stale;
    struct str misses; /* the known ones */
    struct buf now;    /* those of this run */
    FILE *answers;
};

static struct group *group_of(struct tally *tally, struct str name)
{
    for (size_t i = 0; i < tally->group_count; i++)
        if (str_eq(tally->groups[i].name, name))
            return &tally->groups[i];
    assert_true(tally->group_count < 256);
    struct group *group = &tally->groups[tally->group_count++];
    group->name = str_copy(tally->arena, name);
    return group;
}

static bool known_miss(const struct tally *tally, struct str id)
{
    struct str rest = tally->misses, line;
    while (str_split(&rest, '\n', &line))
        if (str_eq(str_trim(line), id))
            return true;
    return false;
}

static void write_answer(struct tally *tally, struct arena *arena, struct str id,
                         struct feel_value value)
{
    struct buf out;
    struct json_writer writer;
    buf_init(&out, arena);
    json_writer_init(&writer, &out, false);
    json_object(&writer);
    json_key(&writer, "id");
    json_str(&writer, id);
    json_key(&writer, "value");
    feel_to_json(value, &writer);
    json_object_end(&writer);
    fprintf(tally->answers, "%.*s\n", STR_ARG(buf_get(&out)));
}

static void count_case(struct tally *tally, struct arena *arena, const struct json *row,
                       struct clock *clock)
{
    struct str id = json_text(row, STR("id"));
    const struct json *wanted = json_get(row, STR("expected"));
    struct feel_value value = answer(arena, row, clock);
    bool good = same(arena, wanted, value);
    struct group *group = group_of(tally, json_text(row, STR("dir")));
    group->total++;
    tally->total++;
    group->passed += good;
    tally->passed += good;
    if (tally->answers)
        write_answer(tally, arena, id, value);
    bool known = known_miss(tally, id);
    tally->fresh += !good && !known;
    tally->stale += good && known;
    if (good && known)
        print_message("# passes now, take it off the list: %.*s\n", STR_ARG(id));
    if (good)
        return;
    buf_printf(&tally->now, "%.*s\n", STR_ARG(id));
    if (known)
        return;
    struct buf text;
    buf_init(&text, arena);
    feel_print(value, &text);
    print_message("# missed: %.*s: %.*s gave %.*s\n", STR_ARG(id),
                  STR_ARG(json_text(row, STR("expr"))), STR_ARG(buf_get(&text)));
}

static void print_tally(const struct tally *tally)
{
    double macro = 0;
    for (size_t i = 0; i < tally->group_count; i++) {
        const struct group *group = &tally->groups[i];
        macro += (double)group->passed / group->total;
        if (group->passed != group->total)
            print_message("#   %-48.*s %d/%d\n", STR_ARG(group->name), group->passed, group->total);
    }
    print_message("# micro %d/%d = %.4f   macro %.4f over %zu directories\n", tally->passed,
                  tally->total, (double)tally->passed / tally->total,
                  macro / (double)tally->group_count, tally->group_count);
}

static void every_self_contained_expression_of_the_kit_gives_the_expected_value(void **state)
{
    (void)state;
    struct arena *arena = arena_new(), *scratch = arena_new();
    struct str cases = shared_path(arena, "suites/dmn-tck/cases.jsonl"), bytes, line;
    struct err err;
    struct clock clock;
    struct tally tally = { .arena = arena };
    err_init(&err);
    clock_init_system(&clock);
    if (!file_exists(cases)) {
        print_message("# skipped: no DMN conformance kit at %.*s\n", STR_ARG(cases));
        arena_free(arena);
        arena_free(scratch);
        return;
    }
    assert_true(file_read(arena, cases, 64 << 20, &bytes, &err));
    if (!file_read(arena, source_path(arena, MISSES_FILE), 1 << 20, &tally.misses, &err))
        tally.misses = STR("");
    buf_init(&tally.now, NULL);
    tally.answers = getenv("FEEL_ANSWERS") ? fopen(getenv("FEEL_ANSWERS"), "w") : NULL;
    while (str_split(&bytes, '\n', &line)) {
        if (!str_trim(line).len)
            continue;
        err_init(&err);
        struct json *row = json_parse(scratch, line, &err);
        assert_non_null(row);
        if (json_get(row, STR("feel"))->boolean)
            count_case(&tally, scratch, row, &clock);
        arena_reset(scratch);
    }
    print_tally(&tally);
    if (tally.answers)
        fclose(tally.answers);
    if (getenv("UPDATE")) {
        err_init(&err);
        assert_true(file_write(source_path(arena, MISSES_FILE), buf_get(&tally.now), &err));
    } else {
        assert_int_equal(tally.fresh, 0);
        assert_int_equal(tally.stale, 0);
    }
    buf_release(&tally.now);
    arena_free(arena);
    arena_free(scratch);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_self_contained_expression_of_the_kit_gives_the_expected_value),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
