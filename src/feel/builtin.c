/*
 * builtin.c - the table of built-in functions, their signatures, and the way from arguments to
 * parameters.
 */
#include <string.h>

#include "feel/feel_priv.h"

static const struct builtin table[] = {
#define BUILTIN(symbol, name, signature, returns, flags)                                           \
    { name, signature, returns, flags, builtin_##symbol },
#include "feel/builtins.def"
#undef BUILTIN
};

enum { TABLE_COUNT = sizeof table / sizeof *table };

const struct builtin *builtin_at(size_t index)
{
    return index < TABLE_COUNT ? &table[index] : NULL;
}

const struct builtin *builtin_find(struct str name)
{
    for (size_t i = 0; i < TABLE_COUNT; i++)
        if (str_eq(str_from(table[i].name), name))
            return &table[i];
    return NULL;
}

const struct builtin *builtin_next(const struct builtin *builtin)
{
    const struct builtin *next = builtin + 1;
    return next < table + TABLE_COUNT && strcmp(next->name, builtin->name) == 0 ? next : NULL;
}

/* ---- signatures ---- */

static void parameter_types(struct parameter *parameter, struct str letters, bool *variadic)
{
    static const char all[] = "bnsdtTyulcrf";
    static const enum feel_type types[] = { FEEL_BOOLEAN,      FEEL_NUMBER,    FEEL_STRING,
                                            FEEL_DATE,         FEEL_TIME,      FEEL_DATE_TIME,
                                            FEEL_YEARS_MONTHS, FEEL_DAYS_TIME, FEEL_LIST,
                                            FEEL_CONTEXT,      FEEL_RANGE,     FEEL_FUNCTION };
    for (size_t i = 0; i < letters.len; i++) {
        char c = letters.ptr[i];
        const char *at = strchr(all, c);
        if (at)
            parameter->types |= 1u << types[at - all];
        else if (c == 'a')
            parameter->types |= ~(1u << FEEL_NULL);
        else if (c == '0')
            parameter->nullable = true;
        else if (c == '?')
            parameter->optional = true;
        else if (c == 'L')
            parameter->list = *variadic = true;
        else if (c == '+')
            *variadic = true;
    }
}

void builtin_signature(const struct builtin *builtin, struct signature *signature)
{
    *signature = (struct signature){ .count = 0 };
    struct str rest = str_from(builtin->signature), piece;
    while (rest.len && str_split(&rest, ',', &piece)) {
        struct parameter *parameter = &signature->parameters[signature->count++];
        must(signature->count <= PARAMETERS_MAX);
        str_split(&piece, ':', &parameter->name);
        parameter_types(parameter, piece, &signature->variadic);
        if (!parameter->optional)
            signature->needed = signature->count;
    }
}

/* ---- calling ---- */

struct feel_value call_warn(const struct call *call, enum err_code code, struct str found,
                            struct str wanted)
{
    return warn_at(call->run, call->node, code, str_from(call->builtin->name), found, wanted);
}

static struct str types_wanted(struct feel_run *run, const struct parameter *parameter)
{
    struct buf out;
    if (parameter->types & 1u << FEEL_RECORD)
        return STR("!= null");
    buf_init(&out, run->arena);
    for (int type = FEEL_BOOLEAN; type <= FEEL_RECORD; type++)
        if (parameter->types & 1u << type)
            buf_printf(&out, "%s%s", buf_get(&out).len ? ", " : "", feel_type_name(type));
    return buf_get(&out);
}

/* The argument as one of the parameter's types: a list of one stands for its item and the other way
 * around, a date for its midnight (10.3.2.9.4). */
static bool convert(const struct call *call, const struct parameter *parameter,
                    struct feel_value *value)
{
    if (value->type == FEEL_NULL &&
        (parameter->nullable || (parameter->optional && call->given == 0)))
        return true;
    if (value->type != FEEL_NULL && parameter->types & 1u << value->type)
        return true;
    if (value->type == FEEL_LIST && value->list.count == 1) {
        struct feel_value item = value->list.items[0];
        if (item.type != FEEL_NULL && parameter->types & 1u << item.type) {
            *value = item;
            return true;
        }
    }
    if (value->type != FEEL_NULL && parameter->types & 1u << FEEL_LIST) {
        struct feel_value *item = RUN_ARRAY(call->run, struct feel_value, 1);
        if (!item)
            return false;
        *item = *value;
        *value = feel_list(item, 1);
        return true;
    }
    if (call->run->warning_count >= FEEL_WARNINGS_MAX)
        call->run->warning_count++;
    else
        call_warn(call, ERR_FEEL_ARGUMENT, type_name(*value), types_wanted(call->run, parameter));
    return false;
}

/* All arguments from `first` on as one list. */
static bool gather_rest(const struct call *call, const struct parameter *parameter,
                        const struct feel_value *args, size_t first, struct feel_value *list)
{
    size_t count = call->given - first;
    struct feel_value *items = RUN_ARRAY(call->run, struct feel_value, count);
    if (!items)
        return false;
    for (size_t i = 0; i < count; i++) {
        items[i] = args[first + i];
        if (!parameter->list && !convert(call, parameter, &items[i]))
            return false;
    }
    *list = feel_list(items, count);
    return true;
}

struct feel_value builtin_call(struct feel_run *run, const struct feel_node *node,
                               const struct builtin *builtin, const struct signature *signature,
                               const struct feel_value *args, size_t given)
{
    struct call call = { run, node, builtin, given };
    struct feel_value values[PARAMETERS_MAX];
    for (size_t i = 0; i < signature->count; i++) {
        const struct parameter *parameter = &signature->parameters[i];
        bool last = i + 1 == signature->count;
        values[i] = i < given ? args[i] : feel_null();
        if (parameter->list && given == 1 && args[0].type == FEEL_LIST)
            continue;
        if (parameter->list && given == 1 && args[0].type == FEEL_NULL) {
            call.given = 1;
            return call_warn(&call, ERR_FEEL_ARGUMENT, STR("null"), STR("list"));
        }
        if (signature->variadic && last) {
            if (!gather_rest(&call, parameter, args, i, &values[i]))
                return feel_null();
        } else if (!(i >= given && parameter->optional) && !convert(&call, parameter, &values[i])) {
            return feel_null();
        }
    }
    run->node = node;
    return builtin->call(&call, values);
}
