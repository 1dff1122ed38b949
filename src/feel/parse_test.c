/*
 * parse_test.c - unary tests: the right side of `in`, and the input cells of decision tables.
 *
 * The value tested is a local named `?`. A test is a comparison (`< 5`), a range, or an expression:
 * one that speaks of `?` is a condition, another one gives what the value should be, or a list or
 * range to lie in.
 */
#include <string.h>

#include "feel/feel_priv.h"

/* `alone`: one test behind `in`, which ends before `and`. */
static const struct feel_node *parse_test(struct parser *p, int local, enum feel_type input,
                                          bool alone)
{
    uint32_t at = (uint32_t)p->start;
    int op;
    bool compares = parse_compare_op(p, &op);
    if (compares && !lex_next(p))
        return NULL;
    const struct feel_node *value = compares || alone ? parse_additive(p) : parse_expression(p);
    if (!value)
        return NULL;
    struct feel_node *node = node_new(p, at, compares ? eval_test_compare : eval_test_value);
    node->a = value;
    node->slot = local;
    node->op = compares ? op : value->tests;
    node->type = FEEL_BOOLEAN;
    if (compares && input != FEEL_NULL) {
        struct feel_node tested = { .type = input };
        struct feel_node both = { .at = at, .a = &tested, .b = value };
        if (!check_operands(p, &both, op_text(op)))
            return NULL;
    }
    return node_done(p, node);
}

/* Tests separated by commas; any of them will do. */
static const struct feel_node *parse_test_list(struct parser *p, int local, enum feel_type input,
                                               uint32_t at)
{
    const struct feel_node **tests = NULL;
    size_t count = 0, room = 0;
    do {
        if (count && !lex_next(p))
            return NULL;
        const struct feel_node *test = parse_test(p, local, input, false);
        if (!test)
            return NULL;
        tests = grow_one(p->arena, tests, count, &room, sizeof *tests);
        tests[count++] = test;
    } while (lex_is(p, ","));
    struct feel_node *node = node_new(p, at, eval_tests);
    node->list = tests;
    node->count = count;
    node->type = FEEL_BOOLEAN;
    return node_done(p, node);
}

/* Whether the bracket that opens here holds a comma outside of inner brackets, or begins with a
 * comparison: then it holds tests. Otherwise it is an expression or a range. */
static bool holds_tests(struct parser *p)
{
    struct parse_mark mark = parse_mark(p);
    int depth = 0, op;
    bool tests = false;
    if (lex_next(p) && parse_compare_op(p, &op))
        tests = true;
    while (!tests && p->token != T_END) {
        if (lex_is(p, "(") || lex_is(p, "[") || lex_is(p, "{"))
            depth++;
        bool closes = lex_is(p, ")") || lex_is(p, "]") || lex_is(p, "}");
        if (closes && depth-- == 0)
            break;
        tests = depth == 0 && lex_is(p, ",");
        if (!lex_next(p))
            break;
    }
    parse_back(p, mark);
    return tests;
}

const struct feel_node *parse_in(struct parser *p, const struct feel_node *value, uint32_t at)
{
    size_t outer = p->frame->count;
    struct feel_node *node = node_new(p, at, eval_in);
    node->slot = local_add(p, STR("?"), value->type, value->kind);
    bool many = lex_is(p, "(") && holds_tests(p);
    if (many && !lex_next(p))
        return NULL;
    if (many) {
        node->b = parse_test_list(p, node->slot, value->type, (uint32_t)p->start);
        if (!node->b || !parse_expect(p, ")"))
            return NULL;
    } else {
        node->b = parse_test(p, node->slot, value->type, true);
        if (!node->b)
            return NULL;
    }
    p->frame->count = outer;
    node->a = value;
    node->type = FEEL_BOOLEAN;
    const struct feel_node *done = node_done(p, node);
    if (done == node)
        node->tests = value->tests;
    return done;
}

const struct feel_node *parse_unary_tests(struct parser *p, int local, enum feel_type input)
{
    uint32_t at = (uint32_t)p->start;
    if (lex_is(p, "-")) {
        struct parse_mark mark = parse_mark(p);
        if (!lex_next(p))
            return NULL;
        if (p->token == T_END)
            return node_constant(p, at, feel_boolean(true));
        parse_back(p, mark);
    }
    if (!lex_word(p, "not"))
        return parse_test_list(p, local, input, at);
    /* not(tests), unless more follows behind its bracket: then it is the function. */
    struct parse_mark mark = parse_mark(p);
    if (lex_next(p) && lex_is(p, "(") && lex_next(p)) {
        const struct feel_node *tests = parse_test_list(p, local, input, at);
        if (tests && lex_is(p, ")") && lex_next(p) && p->token == T_END) {
            struct feel_node *node = node_new(p, at, eval_tests);
            node->a = tests;
            node->type = FEEL_BOOLEAN;
            return node_done(p, node);
        }
        if (p->err->code != ERR_NONE)
            return NULL;
    }
    parse_back(p, mark);
    return parse_test_list(p, local, input, at);
}
