/*
 * node.c - making nodes; replacing what can be known while compiling by its value.
 */
#include <string.h>

#include "feel/feel_priv.h"

struct feel_node *node_new(struct parser *p, uint32_t at,
                           struct feel_value (*eval_function)(const struct feel_node *,
                                                              struct feel_run *))
{
    struct feel_node *node = ARENA_NEW(p->arena, struct feel_node);
    node->eval = eval_function;
    node->sort = NODE_OTHER;
    node->at = at;
    node->slot = -1;
    node->height = 1;
    p->nodes++;
    return node;
}

const struct feel_node *node_constant(struct parser *p, uint32_t at, struct feel_value value)
{
    struct feel_node *node = node_new(p, at, eval_constant);
    node->sort = NODE_CONSTANT;
    node->value = value;
    node->type = value.type;
    node->pure = true;
    return node;
}

const struct feel_node *node_wrong(struct parser *p, uint32_t at, enum err_code code,
                                   struct str what, struct str found, struct str wanted)
{
    if (!p->scope->open)
        return parse_fault(p, at, code, what, found, wanted);
    struct wrong *wrong = ARENA_NEW(p->arena, struct wrong);
    *wrong = (struct wrong){ code, what, found, wanted };
    struct feel_node *node = node_new(p, at, eval_wrong);
    node->extra = wrong;
    return node_done(p, node);
}

const struct feel_node *const *node_list(struct parser *p, const struct feel_node *const *nodes,
                                         size_t count)
{
    const struct feel_node **copy = ARENA_ARRAY(p->arena, const struct feel_node *, count);
    if (count)
        memcpy(copy, nodes, count * sizeof *nodes);
    return copy;
}

static void take_child(struct feel_node *node, const struct feel_node *child, bool *constant)
{
    if (!child)
        return;
    if (child->height >= node->height)
        node->height = child->height + 1;
    node->item |= child->item;
    node->tests |= child->tests;
    if (child->sort != NODE_CONSTANT)
        *constant = false;
}

/*
 * The value of a pure node over constants. Where evaluating warns, a definition (closed scope) is
 * wrong: it would never have a value. In an open scope the node stays and warns at run time.
 */
static const struct feel_node *fold(struct parser *p, const struct feel_node *node)
{
    struct arena_mark mark = arena_mark(p->arena);
    feel_run_again(p->fold);
    p->fold->steps_left = 1000;
    p->fold->bytes_max = 256 * 1024;
    struct feel_value value = eval(node, p->fold);
    if (p->fold->warning_count && p->fold->fault == ERR_NONE && !p->scope->open) {
        feel_warning_err(&p->fold->warnings[0], p->err);
        return NULL;
    }
    bool known =
        !p->fold->warning_count && p->fold->fault == ERR_NONE && value.type != FEEL_FUNCTION;
    if (!known) {
        arena_reset_to(p->arena, mark);
        return node;
    }
    return node_constant(p, node->at, value);
}

const struct feel_node *node_done(struct parser *p, struct feel_node *node)
{
    bool constant = true;
    take_child(node, node->a, &constant);
    take_child(node, node->b, &constant);
    take_child(node, node->c, &constant);
    for (size_t i = 0; i < node->count; i++)
        take_child(node, node->list[i], &constant);
    if (p->nodes > LIMIT_FEEL_NODES)
        return parse_limit(p, node->at, ERR_FEEL_SIZE, LIMIT_FEEL_NODES);
    if (node->height > LIMIT_FEEL_STACK / 2)
        return parse_limit(p, node->at, ERR_FEEL_NESTED, LIMIT_FEEL_STACK / 2);
    if (constant && node->pure)
        return fold(p, node);
    return node;
}

/* ---- types of operands, in a closed scope ---- */

static bool duration(enum feel_type type)
{
    return type == FEEL_YEARS_MONTHS || type == FEEL_DAYS_TIME;
}

static bool moment(enum feel_type type)
{
    return type == FEEL_DATE || type == FEEL_DATE_TIME;
}

/* Whether a op b can ever be anything but null. */
static bool together(const char *op, enum feel_type a, enum feel_type b)
{
    bool same_ordered = a == b && (a == FEEL_NUMBER || a == FEEL_STRING || moment(a) ||
                                   a == FEEL_TIME || duration(a));
    switch (op[0]) {
    case '+':
        return (a == b && (a == FEEL_NUMBER || a == FEEL_STRING || duration(a))) ||
               ((moment(a) || a == FEEL_TIME) && duration(b)) ||
               (duration(a) && (moment(b) || b == FEEL_TIME));
    case '-':
        return (a == b && (a == FEEL_NUMBER || duration(a) || a == FEEL_TIME)) ||
               (moment(a) && moment(b)) || ((moment(a) || a == FEEL_TIME) && duration(b));
    case '*':
        if (op[1] == '*')
            return a == FEEL_NUMBER && b == FEEL_NUMBER;
        return (a == FEEL_NUMBER && (b == FEEL_NUMBER || duration(b))) ||
               (duration(a) && b == FEEL_NUMBER);
    case '/':
        return (a == b && (a == FEEL_NUMBER || duration(a))) || (duration(a) && b == FEEL_NUMBER);
    case '<':
    case '>': return same_ordered || (moment(a) && moment(b));
    case '=':
    case '!': return a == b || (moment(a) && moment(b)) || a == FEEL_LIST || b == FEEL_LIST;
    default: /* and, or */ return a == FEEL_BOOLEAN && b == FEEL_BOOLEAN;
    }
}

const char *operands_wanted(const char *op)
{
    switch (op[0]) {
    case '+': return "number + number, string + string, date + duration, duration + duration";
    case '-': return "number - number, date - date, date - duration, duration - duration";
    case '*': return op[1] ? "number ** number" : "number * number, number * duration";
    case '/': return "number / number, duration / number, duration / duration";
    case '<':
    case '>': return "number, number; string, string; date, date; time, time; duration, duration";
    case '=':
    case '!': return "number, number; string, string; date, date ..";
    default: return "boolean, boolean";
    }
}

bool check_operands(struct parser *p, const struct feel_node *node, const char *op)
{
    if (p->scope->open)
        return true;
    enum feel_type a = node->a->type, b = node->b->type;
    bool logic = op[0] == 'a' || op[0] == 'o';
    if (logic) {
        a = a == FEEL_NULL ? FEEL_BOOLEAN : a;
        b = b == FEEL_NULL ? FEEL_BOOLEAN : b;
    }
    if (a == FEEL_NULL || b == FEEL_NULL || together(op, a, b))
        return true;
    struct str found = str_format(p->arena, "%s, %s", feel_type_name(a), feel_type_name(b));
    parse_fault(p, node->at, ERR_FEEL_OPERANDS, str_from(op), found, str_from(operands_wanted(op)));
    return false;
}
