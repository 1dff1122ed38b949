/*
 * type.c - types as written in expressions: reading them, `instance of`, and conversion to them.
 */
#include "base/utf8.h"
#include "feel/feel_priv.h"

/* ---- reading ---- */

struct type_word {
    struct str name;
    enum feel_type type;
};

/* The longest first. */
static const struct type_word type_words[] = {
    { STR_INIT("years and months duration"), FEEL_YEARS_MONTHS },
    { STR_INIT("days and time duration"), FEEL_DAYS_TIME },
    { STR_INIT("date and time"), FEEL_DATE_TIME },
    { STR_INIT("yearMonthDuration"), FEEL_YEARS_MONTHS },
    { STR_INIT("dayTimeDuration"), FEEL_DAYS_TIME },
    { STR_INIT("dateTime"), FEEL_DATE_TIME },
    { STR_INIT("boolean"), FEEL_BOOLEAN },
    { STR_INIT("number"), FEEL_NUMBER },
    { STR_INIT("string"), FEEL_STRING },
    { STR_INIT("date"), FEEL_DATE },
    { STR_INIT("time"), FEEL_TIME },
};

static bool expect_angle(struct parser *p, char c)
{
    /* ">=" behind a type is ">" and "=". */
    bool here = p->token == T_SYMBOL && p->symbol[0] == c;
    if (!here) {
        parse_wants(p, c == '<' ? "\"<\"" : "\">\"");
        return false;
    }
    p->pos = p->start + 1;
    return lex_next(p);
}

static bool add_part(struct parser *p, struct ftype *type, size_t *room, const struct ftype *part)
{
    if (!part)
        return false;
    const struct ftype **parts = (const struct ftype **)(uintptr_t)type->parts;
    parts = grow_one(p->arena, parts, type->count, room, sizeof *parts);
    parts[type->count++] = part;
    type->parts = parts;
    return true;
}

/* context<a: number, b: list<string>> */
static bool parse_members(struct parser *p, struct ftype *type)
{
    size_t room = 0, end;
    while (p->symbol[0] != '>' || p->token != T_SYMBOL) {
        if (type->count && !parse_expect(p, ","))
            return false;
        struct str key = lex_raw_name(p, p->start, ":,<>", &end);
        if (!key.len) {
            parse_wrong(p, ERR_FEEL_NAME_MISSING);
            return false;
        }
        if (!feel_lex_at(p, end) || !parse_expect(p, ":"))
            return false;
        const struct ftype *of = parse_type(p);
        if (!of)
            return false;
        struct ftype *part = ARENA_NEW(p->arena, struct ftype);
        *part = *of;
        struct ftype *named = ARENA_NEW(p->arena, struct ftype);
        *named = (struct ftype){ .sort = part->sort, .name = key, .of = part };
        if (!add_part(p, type, &room, named))
            return false;
    }
    return true;
}

/* function<number, string> -> boolean */
static bool parse_function_type(struct parser *p, struct ftype *type)
{
    size_t room = 0;
    if (!expect_angle(p, '<'))
        return false;
    while (p->token != T_SYMBOL || p->symbol[0] != '>') {
        if (type->count && !parse_expect(p, ","))
            return false;
        if (!add_part(p, type, &room, parse_type(p)))
            return false;
    }
    if (!expect_angle(p, '>') || !parse_expect(p, "->"))
        return false;
    type->of = parse_type(p);
    return type->of != NULL;
}

static bool parse_generic(struct parser *p, struct ftype *type)
{
    if (type->sort == FTYPE_FUNCTION && lex_is(p, "<"))
        return parse_function_type(p, type);
    if (!lex_is(p, "<"))
        return true;
    if (!expect_angle(p, '<'))
        return false;
    if (type->sort == FTYPE_CONTEXT) {
        if (!parse_members(p, type))
            return false;
    } else if (!(type->of = parse_type(p))) {
        return false;
    }
    return expect_angle(p, '>');
}

static const struct ftype *parse_type_inner(struct parser *p)
{
    struct ftype *type = ARENA_NEW(p->arena, struct ftype);
    if (p->token != T_WORD) {
        parse_wrong(p, ERR_FEEL_TYPE_MISSING);
        return NULL;
    }
    for (size_t i = 0; i < sizeof type_words / sizeof *type_words; i++) {
        size_t end = lex_match_name(p->text, p->start, type_words[i].name);
        if (end) {
            *type = (struct ftype){ .sort = FTYPE_SIMPLE, .simple = type_words[i].type };
            return feel_lex_at(p, end) ? type : NULL;
        }
    }
    static const struct {
        struct str name;
        enum ftype_sort sort;
    } sorts[] = {
        { STR_INIT("Any"), FTYPE_ANY },           { STR_INIT("Null"), FTYPE_NULL },
        { STR_INIT("null"), FTYPE_NULL },         { STR_INIT("list"), FTYPE_LIST },
        { STR_INIT("context"), FTYPE_CONTEXT },   { STR_INIT("range"), FTYPE_RANGE },
        { STR_INIT("function"), FTYPE_FUNCTION },
    };
    for (size_t i = 0; i < p->scope->type_count; i++) {
        size_t end = lex_match_name(p->text, p->start, p->scope->types[i].name);
        if (end)
            return feel_lex_at(p, end) ? p->scope->types[i].type : NULL;
    }
    type->sort = FTYPE_UNKNOWN;
    type->name = p->word;
    for (size_t i = 0; i < sizeof sorts / sizeof *sorts; i++)
        if (str_eq(p->word, sorts[i].name))
            type->sort = sorts[i].sort;
    if (!lex_next(p))
        return NULL;
    return parse_generic(p, type) ? type : NULL;
}

const struct ftype *parse_type(struct parser *p)
{
    if (!parse_enter(p))
        return NULL;
    const struct ftype *type = parse_type_inner(p);
    parse_leave(p);
    return type;
}

/* ---- asking ---- */

const struct ftype *ftype_base(const struct ftype *type)
{
    for (int i = 0; i < LIMIT_FEEL_DEPTH && type->sort == FTYPE_SAME; i++)
        type = type->of;
    return type;
}

enum feel_type ftype_plain(const struct ftype *type)
{
    type = ftype_base(type);
    switch (type->sort) {
    case FTYPE_SIMPLE: return type->simple;
    case FTYPE_LIST: return FEEL_LIST;
    case FTYPE_CONTEXT: return FEEL_NULL; /* a record will do */
    case FTYPE_RANGE: return FEEL_RANGE;
    case FTYPE_FUNCTION: return FEEL_FUNCTION;
    default: return FEEL_NULL;
    }
}

/* `loose`: whatever constraints a host's type has besides, as `instance of` asks. */
static bool has(struct feel_run *run, const struct ftype *type, struct feel_value value, bool loose);

static bool list_has(struct feel_run *run, const struct ftype *type, struct feel_value value,
                     bool loose)
{
    if (value.type != FEEL_LIST)
        return false;
    for (size_t i = 0; type->of && i < value.list.count && run_spend(run, 1); i++)
        if (value.list.items[i].type != FEEL_NULL &&
            !has(run, type->of, value.list.items[i], loose))
            return false;
    return true;
}

static bool context_has(struct feel_run *run, const struct ftype *type, struct feel_value value,
                        bool loose)
{
    if (value.type == FEEL_RECORD)
        return type->count == 0;
    if (value.type != FEEL_CONTEXT)
        return false;
    for (size_t i = 0; i < type->count; i++) {
        const struct feel_value *member = feel_context_find(value, type->parts[i]->name);
        if (!member || (member->type != FEEL_NULL && !has(run, type->parts[i]->of, *member, loose)))
            return false;
    }
    return true;
}

static bool range_of(struct feel_run *run, const struct ftype *type, struct feel_value value,
                     bool loose)
{
    if (value.type != FEEL_RANGE)
        return false;
    const struct feel_range *range = value.range;
    return !type->of ||
           ((range->start.type == FEEL_NULL || has(run, type->of, range->start, loose)) &&
            (range->end.type == FEEL_NULL || has(run, type->of, range->end, loose)));
}

static bool same_type(const struct ftype *a, const struct ftype *b)
{
    a = ftype_base(a);
    b = ftype_base(b);
    return a->sort == b->sort && a->simple == b->simple;
}

/* A defined function's parameters may be wider than asked for; its result is not known. */
static bool function_of(const struct ftype *type, struct feel_value value)
{
    if (value.type != FEEL_FUNCTION)
        return false;
    if (!type->of || value.function->sort != FUNCTION_DEFINED)
        return true;
    const struct definition *definition = value.function->definition->extra;
    if (definition->count != type->count)
        return false;
    for (size_t i = 0; i < type->count; i++) {
        const struct ftype *own = definition->types[i];
        if (own && own->sort != FTYPE_ANY && !same_type(own, type->parts[i]))
            return false;
    }
    return true;
}

static bool sort_has(struct feel_run *run, const struct ftype *type, struct feel_value value,
                     bool loose)
{
    switch (type->sort) {
    case FTYPE_ANY: return true;
    case FTYPE_NULL:
    case FTYPE_UNKNOWN: return false;
    case FTYPE_SIMPLE: return value.type == type->simple;
    case FTYPE_LIST: return list_has(run, type, value, loose);
    case FTYPE_CONTEXT: return context_has(run, type, value, loose);
    case FTYPE_RANGE: return range_of(run, type, value, loose);
    case FTYPE_FUNCTION: return function_of(type, value);
    case FTYPE_SAME: return has(run, type->of, value, loose);
    }
    return false;
}

static bool has(struct feel_run *run, const struct ftype *type, struct feel_value value, bool loose)
{
    if (value.type == FEEL_NULL)
        return type->sort == FTYPE_NULL;
    if (run->depth_left <= 0) {
        run_stop(run, ERR_FEEL_DEPTH);
        return false;
    }
    run->depth_left--;
    bool good = sort_has(run, type, value, loose) &&
                (loose || !type->allowed ||
                 feel_is_true(feel_eval_unary(type->allowed, run, value)));
    run->depth_left++;
    return good;
}

bool ftype_has(struct feel_run *run, const struct ftype *type, struct feel_value value)
{
    return has(run, type, value, false);
}

EVAL(eval_instance)
{
    const struct ftype *type = node->extra;
    struct feel_value value = eval(node->a, run);
    if (type->sort == FTYPE_UNKNOWN)
        return warn_at(run, node, ERR_FEEL_NAME, type->name, STR(""),
                       STR("number, string, boolean, date"));
    return feel_boolean(has(run, type, value, true));
}

struct feel_value ftype_coerce(struct feel_run *run, const struct ftype *type,
                               struct feel_value value)
{
    if (!type || type->sort == FTYPE_ANY || type->sort == FTYPE_UNKNOWN ||
        value.type == FEEL_NULL || ftype_has(run, type, value))
        return value;
    if (value.type == FEEL_LIST && value.list.count == 1 &&
        ftype_has(run, type, value.list.items[0]))
        return value.list.items[0];
    const struct ftype *base = ftype_base(type);
    if (base->sort == FTYPE_LIST && (!base->of || ftype_has(run, base->of, value))) {
        struct feel_value *item = RUN_ARRAY(run, struct feel_value, 1);
        if (!item)
            return feel_null();
        *item = value;
        return feel_list(item, 1);
    }
    if (base->sort == FTYPE_SIMPLE && base->simple == FEEL_DATE_TIME && value.type == FEEL_DATE)
        return temporal_moment(FEEL_DATE_TIME, value.moment.days, 0, &zone_fixed, 0);
    return feel_null();
}

/* ---- by name and plain type ---- */

bool feel_type_find(struct str name, enum feel_type *type)
{
    static const struct type_word others[] = {
        { STR_INIT("Any"), FEEL_NULL },    { STR_INIT("any"), FEEL_NULL },
        { STR_INIT("list"), FEEL_LIST },   { STR_INIT("context"), FEEL_CONTEXT },
        { STR_INIT("range"), FEEL_RANGE }, { STR_INIT("function"), FEEL_FUNCTION },
    };
    const struct type_word *tables[] = { type_words, others };
    size_t counts[] = { sizeof type_words / sizeof *type_words, sizeof others / sizeof *others };
    for (int table = 0; table < 2; table++)
        for (size_t i = 0; i < counts[table]; i++)
            if (str_eq(tables[table][i].name, name)) {
                *type = tables[table][i].type;
                return true;
            }
    return false;
}

struct feel_value feel_conform(struct feel_run *run, enum feel_type type, struct feel_value value)
{
    struct ftype plain = { .sort = FTYPE_SIMPLE, .simple = type };
    if (type == FEEL_NULL)
        return value;
    if (type == FEEL_LIST)
        plain.sort = FTYPE_LIST;
    return ftype_coerce(run, &plain, value);
}
