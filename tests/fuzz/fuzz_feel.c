/*
 * fuzz_feel.c - any text as an expression: it is refused with a place within the text and valid
 * words, or it evaluates within its budget, twice to the same; what is printed reads back to the
 * same value.
 *
 * The first byte chooses: closed or open scope, expression or unary tests.
 */
#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/json.h"
#include "base/utf8.h"
#include "feel/feel.h"
#include "fuzz.h"

enum { SLOTS = 7, STEPS = 20000 };

static struct feel_value member(struct feel_run *run, struct feel_value record, int index)
{
    (void)run;
    check_that(record.type == FEEL_RECORD && index >= 0 && index < 2);
    if (index == 0)
        return feel_record(record.record.kind, record.record.id + 1, NULL);
    return feel_int(record.record.id);
}

static struct feel_value twice(struct feel_run *run, const struct feel_value *args, size_t count)
{
    check_that(count == 1);
    if (args[0].type != FEEL_NUMBER)
        return feel_warn(run, ERR_FEEL_ARGUMENT, STR("twice"), STR("-"), STR("number"));
    struct dec number;
    return dec_add(args[0].number, args[0].number, &number) ? feel_number(number) : feel_null();
}

static const struct feel_host_function twice_function = {
    .name = STR_INIT("twice"),
    .arity_min = 1,
    .arity_max = 1,
    .returns = FEEL_NUMBER,
    .call = twice,
};

static struct feel_scope *scope_of(struct arena *arena, bool open, struct feel_value *slots)
{
    struct feel_scope *scope = feel_scope_new(arena);
    struct feel_kind *kind = feel_kind_new(arena, STR("node"), NULL);
    struct feel_entry *entries = ARENA_ARRAY(arena, struct feel_entry, 2);
    struct feel_value *items = ARENA_ARRAY(arena, struct feel_value, 3);
    feel_kind_member(kind, STR("next"), FEEL_RECORD, kind);
    feel_kind_member(kind, STR("n"), FEEL_NUMBER, NULL);
    entries[0] = (struct feel_entry){ STR("first name"), feel_string(STR("Li")) };
    entries[1] = (struct feel_entry){ STR("n"), feel_int(2) };
    for (int i = 0; i < 3; i++)
        items[i] = feel_int(3 - i);
    if (open)
        feel_scope_open(scope);
    slots[feel_scope_name(scope, STR("a"), FEEL_NUMBER, NULL)] = feel_int(3);
    slots[feel_scope_name(scope, STR("s"), FEEL_STRING, NULL)] = feel_string(STR("文字"));
    slots[feel_scope_name(scope, STR("d"), FEEL_DATE, NULL)] = feel_day(day_from(2023, 9, 30));
    slots[feel_scope_name(scope, STR("l"), FEEL_LIST, NULL)] = feel_list(items, 3);
    slots[feel_scope_value(scope, STR("c d"), feel_context(entries, 2))] = feel_context(entries, 2);
    slots[feel_scope_name(scope, STR("r"), FEEL_RECORD, kind)] = feel_record(kind, 1, NULL);
    slots[feel_scope_name(scope, STR("空"), FEEL_NULL, NULL)] = feel_null();
    feel_scope_function(scope, &twice_function);
    return scope;
}

static void check_error(struct arena *arena, const struct err *err, struct str text)
{
    struct buf words;
    check_that(err->code != ERR_NONE && err->line >= 1 && err->column >= 1);
    check_that((size_t)err->line <= text.len + 1 && (size_t)err->column <= text.len + 1);
    buf_init(&words, arena);
    err_words(err, LANG_ZH, &words);
    err_words(err, LANG_EN, &words);
    check_that(utf8_valid(buf_get(&words)) && buf_get(&words).len > 0);
}

/* Whether the value's text can be read back: no function or record in it, not too deep or big. */
static bool readable(struct feel_value value, int depth, int *left)
{
    if (value.type == FEEL_FUNCTION || value.type == FEEL_RECORD || depth > 20 || --*left < 0)
        return false;
    for (size_t i = 0; value.type == FEEL_LIST && i < value.list.count; i++)
        if (!readable(value.list.items[i], depth + 1, left))
            return false;
    for (size_t i = 0; value.type == FEEL_CONTEXT && i < value.context.count; i++)
        if (!readable(value.context.entries[i].value, depth + 1, left))
            return false;
    return value.type != FEEL_RANGE;
}

static void check_value(struct arena *arena, struct feel_value value)
{
    struct buf text, json;
    struct json_writer writer;
    struct feel_expr *expr;
    struct feel_run run;
    struct err err;
    buf_init(&text, arena);
    buf_init(&json, arena);
    feel_print(value, &text);
    check_that(utf8_valid(buf_get(&text)));
    json_writer_init(&writer, &json, false);
    feel_to_json(value, &writer);
    err_init(&err);
    check_that(json_parse(arena, buf_get(&json), &err) || err.code == ERR_JSON_DUPLICATE);
    int left = 2000;
    if (!readable(value, 0, &left) || buf_get(&text).len > 10000)
        return;
    struct feel_scope *scope = feel_scope_new(arena);
    feel_scope_open(scope);
    check_that(feel_compile(arena, buf_get(&text), scope, &expr, &err));
    feel_run_init(&run, arena);
    struct feel_value back = feel_eval(expr, &run);
    int equal = feel_equal(value, back);
    check_that(equal == 1 || (equal < 0 && feel_equal(value, value) < 0));
}

static void check_uses(const struct feel_expr *expr)
{
    const struct feel_use *uses;
    const struct feel_call *calls;
    size_t count = feel_expr_uses(expr, &uses);
    for (size_t i = 0; i < count; i++) {
        check_that(uses[i].slot >= 0 && uses[i].slot < SLOTS &&
                   uses[i].path_count <= FEEL_USE_PATH_MAX);
        for (size_t k = 0; k < uses[i].path_count; k++)
            check_that(uses[i].path[k].len > 0 && uses[i].member[k] < 2);
    }
    count = feel_expr_calls(expr, &calls);
    for (size_t i = 0; i < count; i++)
        check_that(calls[i].function == &twice_function && calls[i].count == 1);
}

static struct feel_value evaluate(struct feel_run *run, const struct feel_expr *expr, bool unary)
{
    feel_run_again(run);
    run->steps_left = STEPS;
    run->bytes_max = 4 << 20;
    return unary ? feel_eval_unary(expr, run, feel_int(5)) : feel_eval(expr, run);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1 || size > 20000)
        return 0;
    struct str text = { (const char *)data + 1, size - 1 };
    bool open = data[0] & 1, unary = data[0] & 2;
    if (!utf8_valid(text))
        return 0;
    struct arena *arena = arena_new();
    struct feel_value slots[SLOTS];
    struct feel_scope *scope = scope_of(arena, open, slots);
    struct feel_expr *expr;
    struct err err;
    err_init(&err);
    bool good = unary ? feel_compile_unary(arena, text, scope, FEEL_NUMBER, &expr, &err)
                      : feel_compile(arena, text, scope, &expr, &err);
    if (good) {
        struct feel_run run;
        feel_run_init(&run, arena);
        run.slots = slots;
        run.member = member;
        struct feel_value value = evaluate(&run, expr, unary);
        size_t warnings = run.warning_count;
        check_that(run.fault == ERR_NONE || value.type == FEEL_NULL);
        if (run.fault == ERR_NONE) {
            check_value(arena, value);
            struct feel_value again = evaluate(&run, expr, unary);
            check_that(again.type == value.type && run.warning_count == warnings);
        }
        for (size_t i = 0; i < run.warning_count && i < FEEL_WARNINGS_MAX; i++) {
            err_init(&err);
            feel_warning_err(&run.warnings[i], &err);
            check_error(arena, &err, text);
        }
        check_uses(expr);
    } else {
        check_error(arena, &err, text);
    }
    arena_free(arena);
    return 0;
}
