/*
 * parse.c - expressions by precedence, from `or` down to unary minus, filters, paths and calls.
 *
 * The order, loosest first: or; and; comparison, between, in; + -; * /; **; unary -; instance of;
 * then . [] () behind an operand (DMN 1.5, 10.3.1.2). A power is left-associative, as the standard
 * has it.
 */
#include <string.h>

#include "base/utf8.h"
#include "feel/feel_priv.h"

/* ---- errors and bookkeeping ---- */

const struct feel_node *parse_fault(struct parser *p, size_t at, enum err_code code,
                                    struct str what, struct str found, struct str wanted)
{
    struct text_place place = text_place(p->text, at);
    err_set(p->err, code, "what", what, "found", found, "wanted", wanted);
    err_at_line(p->err, STR(""), place.line, place.column);
    return NULL;
}

const struct feel_node *parse_limit(struct parser *p, size_t at, enum err_code code, int64_t limit)
{
    struct text_place place = text_place(p->text, at);
    err_set(p->err, code, "limit", str_format(p->arena, "%lld", (long long)limit));
    err_at_line(p->err, STR(""), place.line, place.column);
    return NULL;
}

/* The current token as the text of an error: in quotes, not too long. */
static struct str token_found(struct parser *p)
{
    struct str found = str_slice(p->text, p->start, p->pos - p->start);
    if (utf8_count(found) > 20)
        found = str_slice(found, 0, utf8_offset(found, 20));
    return str_format(p->arena, "\"%.*s\"", STR_ARG(found));
}

const struct feel_node *parse_wrong(struct parser *p, enum err_code code)
{
    if (p->token == T_END)
        return parse_fault(p, p->start, ERR_FEEL_ENDS, STR(""), STR(""), STR(""));
    return parse_fault(p, p->start, code, STR(""), token_found(p), STR(""));
}

const struct feel_node *parse_wants(struct parser *p, const char *symbols)
{
    if (p->token == T_END)
        return parse_wrong(p, ERR_FEEL_ENDS);
    return parse_fault(p, p->start, ERR_FEEL_SYNTAX, STR(""), token_found(p), str_from(symbols));
}

bool parse_expect(struct parser *p, const char *symbol)
{
    if (!lex_is(p, symbol)) {
        parse_wants(p, str_format(p->arena, "\"%s\"%c", symbol, '\0').ptr);
        return false;
    }
    return lex_next(p);
}

bool parse_expect_word(struct parser *p, const char *word)
{
    if (!lex_word(p, word)) {
        parse_wants(p, str_format(p->arena, "\"%s\"%c", word, '\0').ptr);
        return false;
    }
    return lex_next(p);
}

bool parse_enter(struct parser *p)
{
    if (++p->depth > LIMIT_FEEL_DEPTH) {
        parse_limit(p, p->start, ERR_FEEL_NESTED, LIMIT_FEEL_DEPTH);
        return false;
    }
    return true;
}

void parse_leave(struct parser *p)
{
    p->depth--;
}

struct parse_mark parse_mark(struct parser *p)
{
    return (struct parse_mark){ p->start, p->end_before, p->frame->count, p->depth, p->range_end };
}

void parse_back(struct parser *p, struct parse_mark mark)
{
    err_init(p->err);
    p->frame->count = mark.locals;
    p->depth = mark.depth;
    p->range_end = mark.range_end;
    feel_lex_at(p, mark.start);
    p->end_before = mark.end_before;
}

/* ---- operators ---- */

static const struct feel_node *
binary(struct parser *p, uint32_t at, const char *op,
       struct feel_value (*eval_function)(const struct feel_node *, struct feel_run *),
       const struct feel_node *a, const struct feel_node *b, enum feel_type type)
{
    if (!a || !b)
        return NULL;
    struct feel_node *node = node_new(p, at, eval_function);
    node->a = a;
    node->b = b;
    node->type = type;
    node->pure = true;
    node->name = str_from(op);
    if (!check_operands(p, node, op))
        return NULL;
    return node_done(p, node);
}

/* The type of a sum, difference, product or quotient, where it follows. */
static enum feel_type result_type(char op, enum feel_type a, enum feel_type b)
{
    bool span = b == FEEL_YEARS_MONTHS || b == FEEL_DAYS_TIME;
    if (a == FEEL_NULL || b == FEEL_NULL)
        return FEEL_NULL;
    if (a == FEEL_NUMBER && b == FEEL_NUMBER)
        return FEEL_NUMBER;
    if (op == '-' && (a == FEEL_DATE || a == FEEL_DATE_TIME || a == FEEL_TIME))
        return span ? a : FEEL_DAYS_TIME;
    if (op == '/')
        return a == b ? FEEL_NUMBER : a;
    if (op == '*')
        return a == FEEL_NUMBER ? b : a;
    if (op == '+' && (a == FEEL_YEARS_MONTHS || a == FEEL_DAYS_TIME) && !span)
        return b;
    return a;
}

static const struct feel_node *parse_unary(struct parser *p);

static const struct feel_node *parse_power(struct parser *p)
{
    const struct feel_node *left = parse_unary(p);
    while (left && lex_is(p, "**")) {
        uint32_t at = (uint32_t)p->start;
        if (!lex_next(p))
            return NULL;
        left = binary(p, at, "**", eval_pow, left, parse_unary(p), FEEL_NUMBER);
    }
    return left;
}

static const struct feel_node *parse_multiplicative(struct parser *p)
{
    const struct feel_node *left = parse_power(p);
    while (left && (lex_is(p, "*") || lex_is(p, "/"))) {
        uint32_t at = (uint32_t)p->start;
        bool times = lex_is(p, "*");
        if (!lex_next(p))
            return NULL;
        const struct feel_node *right = parse_power(p);
        if (!right)
            return NULL;
        left = binary(p, at, times ? "*" : "/", times ? eval_mul : eval_div, left, right,
                      result_type(times ? '*' : '/', left->type, right->type));
    }
    return left;
}

const struct feel_node *parse_additive(struct parser *p)
{
    const struct feel_node *left = parse_multiplicative(p);
    while (left && (lex_is(p, "+") || lex_is(p, "-"))) {
        uint32_t at = (uint32_t)p->start;
        bool plus = lex_is(p, "+");
        if (!lex_next(p))
            return NULL;
        const struct feel_node *right = parse_multiplicative(p);
        if (!right)
            return NULL;
        left = binary(p, at, plus ? "+" : "-", plus ? eval_add : eval_sub, left, right,
                      result_type(plus ? '+' : '-', left->type, right->type));
    }
    return left;
}

bool parse_compare_op(struct parser *p, int *op)
{
    if (p->token != T_SYMBOL)
        return false;
    for (*op = OP_LESS; *op <= OP_UNEQUAL; ++*op)
        if (strcmp(p->symbol, op_text(*op)) == 0)
            return true;
    return false;
}

static const struct feel_node *parse_between(struct parser *p, const struct feel_node *value,
                                             uint32_t at)
{
    const struct feel_node *low = parse_additive(p);
    if (!low || !parse_expect_word(p, "and"))
        return NULL;
    const struct feel_node *high = parse_additive(p);
    if (!high)
        return NULL;
    struct feel_node *node = node_new(p, at, eval_between);
    node->a = value;
    node->b = low;
    if (!check_operands(p, node, "<="))
        return NULL;
    node->b = high;
    if (!check_operands(p, node, "<="))
        return NULL;
    node->b = low;
    node->c = high;
    node->type = FEEL_BOOLEAN;
    node->pure = true;
    return node_done(p, node);
}

static const struct feel_node *parse_comparison(struct parser *p)
{
    const struct feel_node *left = parse_additive(p);
    while (left) {
        uint32_t at = (uint32_t)p->start;
        int op;
        if (parse_compare_op(p, &op)) {
            if (!lex_next(p))
                return NULL;
            const struct feel_node *right = parse_additive(p);
            if (!right)
                return NULL;
            struct feel_node *node = node_new(p, at,
                                              op == OP_EQUAL     ? eval_equal
                                              : op == OP_UNEQUAL ? eval_unequal
                                                                 : eval_order);
            node->a = left;
            node->b = right;
            node->op = op;
            node->type = FEEL_BOOLEAN;
            node->pure = true;
            left = check_operands(p, node, op_text(op)) ? node_done(p, node) : NULL;
        } else if (lex_word(p, "between")) {
            left = lex_next(p) ? parse_between(p, left, at) : NULL;
        } else if (lex_word(p, "in")) {
            left = lex_next(p) ? parse_in(p, left, at) : NULL;
        } else if (lex_is(p, "==")) {
            return parse_wants(p, "\"=\"");
        } else {
            break;
        }
    }
    return left;
}

static const struct feel_node *parse_and(struct parser *p)
{
    const struct feel_node *left = parse_comparison(p);
    while (left && lex_word(p, "and")) {
        uint32_t at = (uint32_t)p->start;
        left = lex_next(p) ? binary(p, at, "and", eval_and, left, parse_comparison(p), FEEL_BOOLEAN)
                           : NULL;
    }
    return left;
}

const struct feel_node *parse_expression(struct parser *p)
{
    if (!parse_enter(p))
        return NULL;
    bool range_end = p->range_end;
    p->range_end = false;
    const struct feel_node *left = parse_and(p);
    while (left && lex_word(p, "or")) {
        uint32_t at = (uint32_t)p->start;
        left = lex_next(p) ? binary(p, at, "or", eval_or, left, parse_and(p), FEEL_BOOLEAN) : NULL;
    }
    p->range_end = range_end;
    parse_leave(p);
    return left;
}

/* ---- behind an operand ---- */

static bool closes_range(const struct parser *p)
{
    return lex_is(p, ")") || lex_is(p, "]") || lex_is(p, "[");
}

/* At '['. In the end of a range it may be a filter or close the range (`[1..10[`): a filter if one
 * can be read and the range closes behind it. *taken tells which. */
static const struct feel_node *parse_maybe_filter(struct parser *p, const struct feel_node *list,
                                                  bool *taken)
{
    *taken = true;
    if (!p->range_end)
        return parse_filter(p, list);
    struct parse_mark mark = parse_mark(p);
    const struct feel_node *filtered = parse_filter(p, list);
    if (filtered && closes_range(p))
        return filtered;
    if (p->err->code == ERR_FEEL_SIZE || p->err->code == ERR_FEEL_NESTED)
        return NULL;
    parse_back(p, mark);
    *taken = false;
    return list;
}

static const struct feel_node *parse_instance(struct parser *p, const struct feel_node *value)
{
    uint32_t at = (uint32_t)p->start;
    if (!lex_next(p) || !parse_expect_word(p, "of"))
        return NULL;
    const struct ftype *type = parse_type(p);
    if (!type)
        return NULL;
    struct feel_node *node = node_new(p, at, eval_instance);
    node->a = value;
    node->extra = type;
    node->type = FEEL_BOOLEAN;
    node->pure = true;
    return node_done(p, node);
}

static const struct feel_node *parse_postfix(struct parser *p)
{
    const struct feel_node *node = parse_primary(p);
    while (node) {
        if (lex_is(p, ".")) {
            node = lex_next(p) ? parse_path(p, node) : NULL;
        } else if (lex_is(p, "[")) {
            bool taken;
            node = parse_maybe_filter(p, node, &taken);
            if (!taken)
                break;
        } else if (lex_is(p, "(")) {
            node = parse_call(p, node, (uint32_t)p->start);
        } else if (lex_word(p, "instance")) {
            node = parse_instance(p, node);
        } else {
            break;
        }
    }
    return node;
}

static const struct feel_node *parse_unary(struct parser *p)
{
    if (!lex_is(p, "-"))
        return parse_postfix(p);
    uint32_t at = (uint32_t)p->start;
    if (!parse_enter(p) || !lex_next(p))
        return NULL;
    const struct feel_node *operand = parse_unary(p);
    parse_leave(p);
    if (!operand)
        return NULL;
    struct feel_node *node = node_new(p, at, eval_neg);
    node->a = operand;
    node->type = operand->type;
    node->pure = true;
    bool good = operand->type == FEEL_NULL || operand->type == FEEL_NUMBER ||
                operand->type == FEEL_YEARS_MONTHS || operand->type == FEEL_DAYS_TIME;
    if (!good && !p->scope->open)
        return parse_fault(p, at, ERR_FEEL_OPERANDS, STR("-"),
                           str_from(feel_type_name(operand->type)), STR("number, duration"));
    return node_done(p, node);
}
