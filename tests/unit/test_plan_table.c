/*
 * test_plan_table.c - the rows of tests/table/plan_*.tbl, each a text and what must be read in it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/file.h"
#include "base/limits.h"
#include "plan/plan.h"

enum { CELLS_MAX = 10 };

struct table {
    struct arena *arena;
    struct plan_lexicon *lexicon;
    size_t bad, rows;
};

static struct str source_path(struct arena *arena, struct str name)
{
    const char *root = getenv("LUODI_SOURCE");
    return path_join(arena, str_from(root ? root : "."), name);
}

static void words_of(const struct err *err, struct arena *arena)
{
    struct buf words;
    buf_init(&words, arena);
    err_words(err, LANG_EN, &words);
    print_error("%.*s\n", STR_ARG(buf_get(&words)));
}

static struct plan_text *read_text(struct table *table, struct str text, const struct plan_options *options)
{
    struct plan_text *plan = NULL;
    struct err err;
    err_init(&err);
    if (!plan_read(table->arena, table->lexicon, text, options, &plan, &err)) words_of(&err, table->arena);
    assert_non_null(plan);
    return plan;
}

static void complain(struct table *table, struct str row, const char *what, struct str found)
{
    table->bad++;
    print_error("%.*s\n    %s: %.*s\n", STR_ARG(row), what, STR_ARG(found));
}

static const struct statement *find(const struct plan_text *plan, struct str number)
{
    for (size_t i = 0; i < plan->statement_count; i++)
        if (str_eq(plan->statements[i].number, number)) return &plan->statements[i];
    return NULL;
}

static struct str dec_text(struct arena *arena, struct dec value)
{
    struct buf text;
    buf_init(&text, arena);
    dec_print(value, &text);
    return buf_get(&text);
}

static void check(struct table *table, struct str row, const char *what, struct str wanted, struct str found)
{
    struct str want = str_eq(wanted, STR("-")) ? STR("") : wanted;
    if (!str_eq(want, found)) complain(table, row, what, found);
}

static void number_row(struct table *table, struct str row, const struct str *cells)
{
    struct plan_options options = { .year = 2024, .type = PLAN_TYPE_PLAN };
    const struct plan_text *plan = read_text(table, cells[0], &options);
    const struct statement *s = find(plan, cells[1]);
    if (!s) {
        complain(table, row, "not read", plan->statement_count ? plan->statements[0].number : STR(""));
        return;
    }
    check(table, row, "value", cells[2], dec_text(table->arena, s->value));
    check(table, row, "upper end", cells[3], s->has_max ? dec_text(table->arena, s->value_max) : STR(""));
    check(table, row, "unit", cells[4], s->unit);
    check(table, row, "op", cells[5], str_from(plan_op_name(s->op)));
    check(table, row, "measure", cells[6], str_from(plan_measure_name(s->measure)));
}

static void not_figure_row(struct table *table, struct str row, const struct str *cells)
{
    struct plan_options options = { .year = 2024, .type = PLAN_TYPE_PLAN };
    const struct plan_text *plan = read_text(table, cells[0], &options);
    bool none = str_eq(cells[1], STR("-")), found = false;
    for (size_t i = 0; i < plan->statement_count; i++)
        if (none || str_eq(plan->statements[i].number, cells[1])) complain(table, row, "read as a statement", plan->statements[i].quote);
    for (size_t i = 0; !none && i < plan->figure_count; i++) {
        if (!str_eq(plan->figures[i].span.text, cells[1])) continue;
        check(table, row, "why", cells[2], str_from(plan_why_name(plan->figures[i].why)));
        found = true;
    }
    if (!none && !found) complain(table, row, "dropped", cells[1]);
}

static void options_of(struct str cell, struct plan_options *options)
{
    struct str year = STR(""), review = STR(""), type = STR(""), rest = cell;
    int64_t n = 0;
    assert_true(str_split(&rest, ' ', &year) && str_split(&rest, ' ', &review) && str_split(&rest, ' ', &type));
    assert_true(str_to_int(year, &n) && plan_type_find(type, &options->type));
    options->year = (int)n;
    options->review = str_eq(review, STR("-")) ? STR("") : review;
}

static void sentence_row(struct table *table, struct str row, const struct str *cells)
{
    struct plan_options options = { 0 };
    options_of(cells[1], &options);
    const struct plan_text *plan = read_text(table, str_join(table->arena, cells[0], STR("。")), &options);
    const struct statement *s = find(plan, cells[2]);
    if (!s) {
        complain(table, row, "not read", STR(""));
        return;
    }
    check(table, row, "kind", cells[3], str_from(plan_kind_name(s->kind)));
    check(table, row, "event", cells[4], str_from(plan_event_name(s->event)));
    check(table, row, "subject", cells[5], s->subject);
    check(table, row, "scope", cells[6], s->scope);
    check(table, row, "period", cells[7], s->period);
}

static void run_table(struct table *table, struct str name, size_t columns,
                      void (*row_test)(struct table *, struct str, const struct str *))
{
    struct str bytes, rest, row;
    struct err err;
    err_init(&err);
    table->bad = table->rows = 0;
    struct str path = path_join(table->arena, source_path(table->arena, STR("tests/table")), name);
    assert_true(file_read(table->arena, path, LIMIT_MODEL_BYTES, &bytes, &err));
    rest = bytes;
    while (str_split(&rest, '\n', &row)) {
        struct str cells[CELLS_MAX], cell, left = row;
        size_t count = 0;
        if (str_trim(row).len == 0 || str_starts(row, STR("#"))) continue;
        while (count < CELLS_MAX && str_split(&left, '|', &cell)) cells[count++] = str_trim(cell);
        assert_int_equal(count, columns);
        row_test(table, row, cells);
        table->rows++;
    }
    assert_true(table->rows > 10);
    assert_int_equal(table->bad, 0);
}

static int setup(void **state)
{
    static struct table table;
    struct err err;
    err_init(&err);
    table.arena = arena_new();
    *state = &table;
    bool ok = plan_lexicon_load(table.arena, source_path(table.arena, STR("model/lexicon")), &table.lexicon, &err);
    if (!ok) words_of(&err, table.arena);
    return ok ? 0 : -1;
}

static int teardown(void **state)
{
    arena_free(((struct table *)*state)->arena);
    return 0;
}

static void every_form_of_number_is_read_with_its_bound_and_unit(void **state)
{
    run_table(*state, STR("plan_numbers.tbl"), 7, number_row);
}

static void a_number_that_counts_nothing_is_set_aside_with_its_reason(void **state)
{
    run_table(*state, STR("plan_not_figures.tbl"), 3, not_figure_row);
}

static void what_a_number_is_said_of_is_understood(void **state)
{
    run_table(*state, STR("plan_sentences.tbl"), 8, sentence_row);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_form_of_number_is_read_with_its_bound_and_unit),
        cmocka_unit_test(a_number_that_counts_nothing_is_set_aside_with_its_reason),
        cmocka_unit_test(what_a_number_is_said_of_is_understood),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
