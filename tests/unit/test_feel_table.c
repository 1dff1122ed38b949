/*
 * test_feel_table.c - runs tests/table/feel.tbl, whose head tells the form of a row; and holds it
 * against the list of built-in functions and of codes: each must occur there.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/str.h"
#include "feel/feel.h"

static struct str table_text(struct arena *arena)
{
    const char *root = getenv("LUODI_SOURCE");
    struct str bytes = STR("");
    struct err err;
    err_init(&err);
    assert_true(
        file_read(arena, path_join(arena, str_from(root ? root : "."), STR("tests/table/feel.tbl")),
                  1 << 20, &bytes, &err));
    return bytes;
}

struct table {
    struct arena *arena, *scratch;
    struct feel_scope *closed, *open;
    struct feel_value values[64];
    size_t count;
    int line, rows, wrong;
};

static struct str code_text(struct arena *arena, enum err_code code)
{
    struct str name = str_copy(arena, str_from(err_name(code)));
    char *bytes = (char *)(uintptr_t)name.ptr;
    for (size_t i = 0; i < name.len; i++)
        if (bytes[i] >= 'A' && bytes[i] <= 'Z')
            bytes[i] = (char)(bytes[i] + 32);
    return name;
}

static struct str place_text(struct arena *arena, const char *what, enum err_code code, int line,
                             int column)
{
    struct str name = code_text(arena, code);
    return str_format(arena, "%s %.*s %d:%d", what, STR_ARG(name), line, column);
}

/* What a row gives, in the words of its last column. */
static struct str outcome(struct table *table, struct str text, bool open,
                          const struct feel_value *tested)
{
    struct arena *arena = table->scratch;
    const struct feel_scope *scope = open ? table->open : table->closed;
    struct feel_expr *expr;
    struct feel_run run;
    struct err err;
    err_init(&err);
    bool good = tested ? feel_compile_unary(arena, text, scope, tested->type, &expr, &err)
                       : feel_compile(arena, text, scope, &expr, &err);
    if (!good)
        return place_text(arena, "error", err.code, err.line, err.column);
    feel_run_init(&run, arena);
    run.slots = table->values;
    struct feel_value value = tested ? feel_eval_unary(expr, &run, *tested) : feel_eval(expr, &run);
    if (run.fault != ERR_NONE)
        return place_text(arena, "stopped", run.fault, 0, 0);
    if (value.type == FEEL_NULL && run.warning_count)
        return place_text(arena, "null", run.warnings[0].code, run.warnings[0].line,
                          run.warnings[0].column);
    struct buf out;
    buf_init(&out, arena);
    feel_print(value, &out);
    return buf_get(&out);
}

static struct feel_value value_of(struct table *table, struct str text)
{
    struct feel_expr *expr;
    struct feel_run run;
    struct err err;
    err_init(&err);
    assert_true(feel_compile(table->arena, text, table->open, &expr, &err));
    feel_run_init(&run, table->arena);
    run.slots = table->values;
    return feel_eval(expr, &run);
}

static void let(struct table *table, struct str row)
{
    ptrdiff_t equals = str_find(row, STR(" = "), 0);
    assert_true(equals > 0 && table->count < 64);
    struct str name = str_trim(str_slice(row, 0, (size_t)equals));
    struct feel_value value = value_of(table, str_slice(row, (size_t)equals + 3, row.len));
    table->values[table->count++] = value;
    feel_scope_value(table->open, name, value);
    /* The closed scope knows types, and the members of contexts through their names alone. */
    struct feel_value *members = ARENA_NEW(table->arena, struct feel_value);
    *members = value;
    if (value.type == FEEL_CONTEXT || value.type == FEEL_LIST)
        feel_scope_value(table->closed, name, value);
    else
        feel_scope_name(table->closed, name, value.type, NULL);
}

static void check_row(struct table *table, struct str row)
{
    ptrdiff_t arrow = -1;
    for (ptrdiff_t at = str_find(row, STR("=> "), 0); at >= 0;
         at = str_find(row, STR("=> "), (size_t)at + 1))
        arrow = at;
    assert_true(arrow >= 0);
    struct str text = str_trim(str_slice(row, 0, (size_t)arrow)),
               wanted = str_trim(str_slice(row, (size_t)arrow + 3, row.len));
    bool open = str_starts(text, STR("open "));
    struct feel_value tested, *test = NULL;
    if (open)
        text = str_slice(text, 5, text.len);
    if (str_starts(text, STR("test "))) {
        ptrdiff_t in = str_find(text, STR(" in"), 0);
        assert_true(in > 0);
        tested = value_of(table, str_slice(text, 5, (size_t)in - 5));
        test = &tested;
        text = str_trim(str_slice(text, (size_t)in + 3, text.len));
    }
    struct str got = outcome(table, text, open, test);
    table->rows++;
    if (!str_eq(got, wanted)) {
        table->wrong++;
        print_message("# feel.tbl:%d: %.*s => %.*s, not %.*s\n", table->line, STR_ARG(text),
                      STR_ARG(got), STR_ARG(wanted));
    }
    arena_reset(table->scratch);
}

static void every_row_of_the_table_gives_what_it_says(void **state)
{
    (void)state;
    struct table table = { .arena = arena_new(), .scratch = arena_new() };
    table.closed = feel_scope_new(table.arena);
    table.open = feel_scope_new(table.arena);
    feel_scope_open(table.open);
    struct str text = table_text(table.arena), row;
    while (str_split(&text, '\n', &row)) {
        table.line++;
        row = str_trim(row);
        if (!row.len || row.ptr[0] == '#')
            continue;
        if (str_starts(row, STR("let ")))
            let(&table, str_slice(row, 4, row.len));
        else
            check_row(&table, row);
    }
    print_message("# %d rows\n", table.rows);
    assert_true(table.rows > 300);
    assert_int_equal(table.wrong, 0);
    arena_free(table.arena);
    arena_free(table.scratch);
}

static void every_built_in_function_has_a_row(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct str text = table_text(arena);
    static const char *const names[] = {
#define BUILTIN(symbol, name, signature, returns, flags) name,
#include "feel/builtins.def"
#undef BUILTIN
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct str call = str_format(arena, "%s(", names[i]);
        if (!str_has(text, call))
            fail_msg("no row of feel.tbl calls %s", names[i]);
    }
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_of_the_table_gives_what_it_says),
        cmocka_unit_test(every_built_in_function_has_a_row),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
