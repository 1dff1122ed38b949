/*
 * table_index.c - a table's columns as sets of rules by value.
 *
 * A column whose cells only compare with constants of one type cuts that type into pieces, on each
 * of which every cell says the same: for numbers the bounds and the gaps between them, for text and
 * booleans the constants and "anything else". What a cell says on a piece is found by evaluating it
 * on one value of the piece, so the index cannot disagree with the tests.
 */
#include <stdlib.h>
#include <string.h>

#include "feel/feel_priv.h"

enum { BOUNDS_MAX = 512 };

struct table_column {
    enum feel_type type; /* FEEL_NULL: all cells are `-` */
    const struct feel_value *bounds;
    size_t count;
    const uint64_t *sets; /* NUMBER: 2 * count + 1 pieces; else count + 1, the last for the rest */
};

size_t table_words(const struct feel_table *table)
{
    return (table->rule_count + 63) / 64;
}

/* ---- what a cell compares with ---- */

struct bounds {
    struct feel_value *items;
    size_t count, room;
    struct arena *arena;
    bool plain; /* so far: only constants, of types that an index knows */
};

static void bound_add(struct bounds *bounds, struct feel_value value)
{
    bool known = value.type == FEEL_NUMBER || value.type == FEEL_STRING ||
                 value.type == FEEL_BOOLEAN || value.type == FEEL_DATE;
    if (!known || bounds->count >= BOUNDS_MAX) {
        bounds->plain = false;
        return;
    }
    for (size_t i = 0; i < bounds->count; i++)
        if (feel_equal(bounds->items[i], value) == 1)
            return;
    bounds->items =
        grow_one(bounds->arena, bounds->items, bounds->count, &bounds->room, sizeof value);
    bounds->items[bounds->count++] = value;
}

static void test_bounds(struct bounds *bounds, const struct feel_node *test)
{
    if (!test || !bounds->plain)
        return;
    if (test->eval == eval_tests) {
        test_bounds(bounds, test->a);
        for (size_t i = 0; i < test->count; i++)
            test_bounds(bounds, test->list[i]);
        return;
    }
    bool compares = test->eval == eval_test_compare ||
                    (test->eval == eval_test_value && !test->op);
    if (test->sort == NODE_CONSTANT && test->value.type == FEEL_BOOLEAN)
        return; /* `-` */
    if (!compares || test->a->sort != NODE_CONSTANT) {
        bounds->plain = false;
        return;
    }
    struct feel_value value = test->a->value;
    bool ordered = test->eval == eval_test_compare && test->op != OP_EQUAL && test->op != OP_UNEQUAL;
    if (value.type == FEEL_RANGE) {
        if (value.range->start.type != FEEL_NULL)
            bound_add(bounds, value.range->start);
        if (value.range->end.type != FEEL_NULL)
            bound_add(bounds, value.range->end);
        ordered = true;
    } else {
        bound_add(bounds, value);
    }
    if (ordered && bounds->count && bounds->items[bounds->count - 1].type == FEEL_STRING)
        bounds->plain = false; /* an order of texts is not cut into pieces */
}

static int bound_order(const void *a, const void *b)
{
    int order;
    if (!feel_compare(*(const struct feel_value *)a, *(const struct feel_value *)b, &order))
        return 0;
    return order;
}

static bool column_bounds(const struct feel_table *table, size_t input, struct bounds *bounds)
{
    for (size_t r = 0; r < table->rule_count; r++)
        test_bounds(bounds, table->rules[r].tests[input]);
    for (size_t i = 1; i < bounds->count; i++)
        bounds->plain &= bounds->items[i].type == bounds->items[0].type;
    if (bounds->plain && bounds->count > 1)
        qsort(bounds->items, bounds->count, sizeof *bounds->items, bound_order);
    return bounds->plain;
}

bool feel_table_bounds(const struct feel_table *table, size_t input, struct arena *arena,
                       struct feel_value **bounds, size_t *count)
{
    struct bounds found = { .arena = arena, .plain = true };
    if (!column_bounds(table, input, &found))
        return false;
    *bounds = found.items;
    *count = found.count;
    return true;
}

/* ---- making the sets ---- */

/* A number of the piece: below the first bound, on one, between two, above the last. */
static bool piece_number(const struct bounds *bounds, size_t piece, struct dec *number)
{
    struct dec one = dec_from_int(1), sum;
    if (piece % 2) {
        *number = bounds->items[piece / 2].number;
        return true;
    }
    if (piece == 0)
        return dec_sub(bounds->items[0].number, one, number);
    if (piece == 2 * bounds->count)
        return dec_add(bounds->items[bounds->count - 1].number, one, number);
    return dec_add(bounds->items[piece / 2 - 1].number, bounds->items[piece / 2].number, &sum) &&
           dec_div(sum, dec_from_int(2), number);
}

static struct feel_value piece_value(struct arena *arena, const struct bounds *bounds, size_t piece)
{
    struct feel_value value = feel_null();
    if (bounds->items[0].type == FEEL_NUMBER) {
        struct dec number;
        bool good = piece_number(bounds, piece, &number);
        int order;
        /* Two bounds so near that nothing lies between leave a piece that no value is in. */
        value = good ? feel_number(number) : feel_null();
        if (good && piece && piece % 2 == 0 && piece < 2 * bounds->count &&
            (!feel_compare(value, bounds->items[piece / 2], &order) || order >= 0))
            value = bounds->items[piece / 2];
        return value;
    }
    if (piece < bounds->count)
        return bounds->items[piece];
    if (bounds->items[0].type == FEEL_BOOLEAN)
        return feel_boolean(bounds->count == 1 ? !bounds->items[0].boolean : false);
    /* A text that no cell knows: longer than all of theirs. */
    size_t len = 1;
    for (size_t i = 0; i < bounds->count; i++)
        if (bounds->items[i].string.len >= len)
            len = bounds->items[i].string.len + 1;
    char *text = ARENA_ARRAY(arena, char, len);
    memset(text, '~', len);
    return feel_string((struct str){ text, len });
}

static bool column_sets(struct arena *arena, struct feel_run *run, const struct feel_table *table,
                        size_t input, const struct bounds *bounds, struct table_column *column)
{
    size_t words = table_words(table);
    bool number = bounds->count && bounds->items[0].type == FEEL_NUMBER;
    size_t pieces = bounds->count ? (number ? 2 * bounds->count + 1 : bounds->count + 1) : 1;
    uint64_t *sets = ARENA_ARRAY(arena, uint64_t, pieces * words);
    int local = table->inputs[input].local;
    struct feel_value *places = ARENA_ARRAY(arena, struct feel_value, (size_t)local + 1);
    for (size_t piece = 0; piece < pieces; piece++) {
        struct feel_value value =
            bounds->count ? piece_value(arena, bounds, piece) : feel_null();
        for (size_t r = 0; r < table->rule_count; r++) {
            const struct feel_node *test = table->rules[r].tests[input];
            feel_run_again(run);
            places[local] = value; /* the only place that such a test reads */
            run->locals = places;
            bool holds = !test || feel_is_true(eval(test, run));
            if (holds)
                sets[piece * words + r / 64] |= (uint64_t)1 << r % 64;
        }
    }
    feel_run_again(run);
    *column = (struct table_column){ bounds->count ? bounds->items[0].type : FEEL_NULL,
                                     bounds->items, bounds->count, sets };
    return true;
}

void table_index(struct arena *arena, struct feel_run *run, struct feel_table *table)
{
    struct table_column *columns = ARENA_ARRAY(arena, struct table_column, table->input_count);
    table->columns = NULL;
    if (!table->input_count || !table->rule_count || table_words(table) > TABLE_WORDS_MAX)
        return;
    for (size_t i = 0; i < table->input_count; i++) {
        struct bounds bounds = { .arena = arena, .plain = true };
        bool good = column_bounds(table, i, &bounds);
        if (!good || (bounds.count && bounds.items[0].type == FEEL_DATE) ||
            !column_sets(arena, run, table, i, &bounds, &columns[i]))
            return;
    }
    table->columns = columns;
}

/* ---- asking ---- */

static const uint64_t *number_set(const struct table_column *column, struct dec number,
                                  size_t words)
{
    size_t low = 0, high = column->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = dec_cmp(number, column->bounds[middle].number);
        if (order == 0)
            return column->sets + (2 * middle + 1) * words;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return column->sets + 2 * low * words;
}

static const uint64_t *constant_set(const struct table_column *column, struct feel_value value,
                                    size_t words)
{
    size_t at = 0;
    for (; at < column->count; at++) {
        const struct feel_value *bound = &column->bounds[at];
        if (value.type == FEEL_BOOLEAN ? value.boolean == bound->boolean
                                       : str_eq(value.string, bound->string))
            break;
    }
    return column->sets + at * words;
}

bool table_match(const struct feel_table *table, const struct feel_value *values, uint64_t *rules)
{
    size_t words = table_words(table);
    if (!table->columns)
        return false;
    memset(rules, 0xFF, words * sizeof *rules);
    for (size_t i = 0; i < table->input_count; i++) {
        const struct table_column *column = &table->columns[i];
        const uint64_t *set = column->sets;
        if (column->type != FEEL_NULL) {
            if (values[i].type != column->type)
                return false; /* null, or another type: the tests say what they make of it */
            set = column->type == FEEL_NUMBER ? number_set(column, values[i].number, words)
                                              : constant_set(column, values[i], words);
        }
        for (size_t w = 0; w < words; w++)
            rules[w] &= set[w];
    }
    return true;
}
