/*
 * decide.c - asking: inputs given, the decisions needed evaluated in order, services called.
 */
#include <string.h>

#include "rule/rule_priv.h"

void rule_ask_init(struct rule_ask *ask, const struct rule_set *set, struct arena *arena,
                   struct feel_run *run)
{
    *ask = (struct rule_ask){ .set = set, .run = run };
    ask->slots = ARENA_ARRAY(arena, struct feel_value, set->node_count + 1);
    ask->given = ARENA_ARRAY(arena, bool, set->node_count + 1);
    rule_ask_again(ask);
}

void rule_ask_again(struct rule_ask *ask)
{
    memcpy(ask->slots, ask->set->start, ask->set->node_count * sizeof *ask->slots);
    memset(ask->given, 0, ask->set->node_count * sizeof *ask->given);
    ask->run->slots = ask->slots;
}

void rule_give(struct rule_ask *ask, int index, struct feel_value value)
{
    const struct node *node = ask->set->nodes[index];
    ask->slots[index] =
        node->shape ? feel_shape_conform(ask->run, node->shape, value) : value;
    if (ask->slots[index].type == FEEL_NULL && value.type != FEEL_NULL)
        feel_warn(ask->run, ERR_FEEL_CONFORM, node->name, str_from(feel_type_name(value.type)),
                  feel_shape_name(node->shape));
    ask->given[index] = true;
}

static struct feel_value decide(struct rule_ask *ask, const struct node *node)
{
    const struct feel_value *outer = ask->run->slots;
    ask->run->slots = ask->slots;
    for (size_t i = 0; i < node->order_count; i++) {
        const struct node *step = node->order[i];
        if (ask->given[step->slot])
            continue;
        ask->slots[step->slot] = step->expr ? feel_eval(step->expr, ask->run) : feel_null();
        if (ask->run->fault != ERR_NONE)
            break;
    }
    ask->run->slots = outer;
    return ask->run->fault == ERR_NONE ? ask->slots[node->slot] : feel_null();
}

/* The outputs of a service: one stands for itself, several are a context. */
static struct feel_value outputs(struct rule_ask *ask, const struct node *service)
{
    struct feel_entry *entries =
        ARENA_ARRAY(ask->run->arena, struct feel_entry, service->output_count);
    struct feel_value value = feel_null();
    for (size_t i = 0; i < service->output_count; i++) {
        value = decide(ask, service->outputs[i]);
        entries[i] = (struct feel_entry){ service->outputs[i]->name, value };
    }
    if (service->output_count != 1)
        value = feel_context(entries, service->output_count);
    const struct feel_shape *shape = feel_shape_result(service->shape);
    return shape ? feel_shape_conform(ask->run, shape, value) : value;
}

struct feel_value rule_decide(struct rule_ask *ask, int index)
{
    const struct node *node = ask->set->nodes[index];
    if (ask->given[index])
        return ask->slots[index];
    if (node->kind == NODE_DECISION)
        return decide(ask, node);
    if (node->kind == NODE_SERVICE) {
        /* A decision that is a parameter is never worked out. */
        for (size_t i = 0; i < node->parameter_count; i++)
            ask->given[node->parameters[i]->slot] = true;
        return outputs(ask, node);
    }
    return ask->slots[index];
}

/* A service called as a function: its decisions see its parameters and nothing else that is given
 * (DMN 1.5, 10.4). */
struct feel_value service_apply(const struct feel_host_function *self, struct feel_run *run,
                                const struct feel_value *args, size_t count)
{
    const struct node *service =
        (const struct node *)((const char *)self - offsetof(struct node, host));
    const struct feel_value *outer = run->slots;
    struct rule_ask ask;
    struct feel_value value = feel_null();
    size_t warnings = run->warning_count;
    if (run->depth_left < 16) {
        run->fault = ERR_FEEL_DEPTH;
        return value;
    }
    run->depth_left -= 16; /* services that call each other end at this */
    rule_ask_init(&ask, service->set, run->arena, run);
    for (size_t i = 0; i < count; i++)
        rule_give(&ask, service->parameters[i]->slot, args[i]);
    bool fits = true;
    for (size_t i = 0; i < count; i++)
        fits &= args[i].type == FEEL_NULL ||
                ask.slots[service->parameters[i]->slot].type != FEEL_NULL;
    if (fits)
        run->warning_count = warnings;
    value = fits ? outputs(&ask, service) : feel_null();
    run->depth_left += 16;
    run->slots = outer;
    return value;
}
