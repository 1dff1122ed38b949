/*
 * build.c - the logic of decisions and knowledge models: boxed expressions of the file put together
 * with feel/box.h (DMN 1.5, 7.3 and 10.2.2).
 */
#include "rule/rule_priv.h"

/* One node being built. */
struct build {
    struct load *load;
    struct node *node;
    struct feel_box *box;
    struct arena *arena;
    struct str label; /* where in the node: "rule 3, income" */
};

static feel_part build_part(struct build *build, const struct element *element);

/* ---- helpers ---- */

/* An output without values of its own takes those of its type, which stand elsewhere. */
static size_t text_room(const struct load *load, const struct element *element)
{
    size_t room = element->text.len + 2;
    if (element_is(element, "output"))
        room += load->allowed_max + 2;
    for (const struct element *e = element->first; e; e = e->next)
        room += text_room(load, e);
    return room;
}

static struct feel_place place_of(const struct build *build, const struct element *at)
{
    return (struct feel_place){ build->node->file->name,
                                build->label.len ? str_format(build->arena, "%.*s: %.*s",
                                                              STR_ARG(build->node->name),
                                                              STR_ARG(build->label))
                                                 : build->node->name,
                                at->line };
}

/* A fault in a part: noted, and null in its place. */
static feel_part wrong_part(struct build *build, struct err *err)
{
    feel_part part = feel_box_wrong(build->box, err);
    err_list_add(build->load->errs, err);
    return part;
}

static feel_part wrong_element(struct build *build, const struct element *at, enum err_code code,
                               struct str what, struct str wanted)
{
    struct err err;
    err_init(&err);
    err_set(&err, code, "what", what, "wanted", wanted);
    struct feel_place place = place_of(build, at);
    err_at_line(&err, place.file, place.line, 0);
    err_at_field(&err, place.label);
    return wrong_part(build, &err);
}

static bool is_expression(const struct element *element)
{
    static const char *const names[] = { "literalExpression", "decisionTable", "context",
                                         "invocation", "list", "relation", "functionDefinition",
                                         "conditional", "filter", "for", "some", "every" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (element_is(element, names[i]))
            return true;
    return false;
}

/* The first child that is an expression, or NULL. */
static const struct element *expression_in(const struct element *element)
{
    for (const struct element *e = element ? element->first : NULL; e; e = e->next)
        if (is_expression(e))
            return e;
    return NULL;
}

static feel_part part_in(struct build *build, const struct element *element)
{
    const struct element *expression = expression_in(element);
    return expression ? build_part(build, expression) : feel_box_null(build->box);
}

static const struct feel_shape *shape_of(struct build *build, const struct element *element)
{
    return type_find(build->load, build->node->file, element, attribute(element, "typeRef"));
}

/* ---- literal expressions ---- */

static bool is_feel(struct str language)
{
    return !language.len || str_has(language, STR("FEEL")) || str_has(language, STR("feel"));
}

static feel_part build_text(struct build *build, const struct element *element, bool domain)
{
    struct str text = child_text(element, "text"), language;
    const struct element *at = child(element, "text");
    struct err err;
    err_init(&err);
    language = attribute(element, "expressionLanguage");
    if (!is_feel(language))
        return wrong_element(build, element, ERR_RULE_LANGUAGE, language, STR("FEEL"));
    if (!text.len)
        return feel_box_null(build->box);
    struct feel_place place = place_of(build, at);
    feel_part part = domain ? feel_box_domain(build->box, text, place, &err)
                            : feel_box_text(build->box, text, place, &err);
    return part ? part : wrong_part(build, &err);
}

/* ---- contexts, lists, relations ---- */

static size_t count_of(const struct element *element, const char *name)
{
    size_t count = 0;
    for (const struct element *e = child(element, name); e; e = next_named(e->next, name))
        count++;
    return count;
}

static feel_part build_context(struct build *build, const struct element *element)
{
    size_t room = count_of(element, "contextEntry"), count = 0;
    struct str *names = ARENA_ARRAY(build->arena, struct str, room);
    int *locals = ARENA_ARRAY(build->arena, int, room);
    feel_part *values = ARENA_ARRAY(build->arena, feel_part, room), result = NULL;
    size_t mark = feel_box_mark(build->box);
    struct str outer = build->label;
    for (const struct element *e = child(element, "contextEntry"); e;
         e = next_named(e->next, "contextEntry")) {
        const struct element *variable = child(e, "variable"), *logic = expression_in(e);
        struct str name = variable ? str_trim(attribute(variable, "name")) : STR("");
        if (!name.len) {
            result = part_in(build, e);
            continue;
        }
        build->label = name;
        /* A function may call itself by its entry's name. */
        bool function = logic && element_is(logic, "functionDefinition");
        int local = function ? feel_box_bind(build->box, name) : 0;
        const struct feel_shape *shape = shape_of(build, variable);
        feel_part part = part_in(build, e);
        values[count] = function ? part : feel_box_typed(build->box, part, shape, name);
        names[count] = name;
        locals[count++] = function ? local : feel_box_bind(build->box, name);
    }
    build->label = outer;
    feel_box_forget(build->box, mark);
    return feel_box_context(build->box, names, locals, values, count, result);
}

static feel_part build_list(struct build *build, const struct element *element)
{
    size_t count = 0;
    for (const struct element *e = element->first; e; e = e->next)
        count += is_expression(e);
    feel_part *items = ARENA_ARRAY(build->arena, feel_part, count);
    count = 0;
    for (const struct element *e = element->first; e; e = e->next)
        if (is_expression(e))
            items[count++] = build_part(build, e);
    return feel_box_list(build->box, items, count);
}

/* The names of a row's entries are not in sight of one another: they are bound and forgotten. */
static feel_part build_row(struct build *build, const struct element *row, const struct str *names,
                           size_t columns)
{
    feel_part *values = ARENA_ARRAY(build->arena, feel_part, columns);
    int *locals = ARENA_ARRAY(build->arena, int, columns);
    size_t count = 0;
    for (const struct element *e = row->first; e && count < columns; e = e->next)
        if (is_expression(e))
            values[count++] = build_part(build, e);
    for (; count < columns; count++)
        values[count] = feel_box_null(build->box);
    size_t mark = feel_box_mark(build->box);
    for (size_t i = 0; i < columns; i++)
        locals[i] = feel_box_bind(build->box, names[i]);
    feel_box_forget(build->box, mark);
    return feel_box_context(build->box, names, locals, values, columns, NULL);
}

static feel_part build_relation(struct build *build, const struct element *element)
{
    size_t columns = count_of(element, "column"), rows = count_of(element, "row"), count = 0;
    struct str *names = ARENA_ARRAY(build->arena, struct str, columns);
    feel_part *items = ARENA_ARRAY(build->arena, feel_part, rows);
    for (const struct element *e = child(element, "column"); e; e = next_named(e->next, "column"))
        names[count++] = str_trim(attribute(e, "name"));
    count = 0;
    for (const struct element *e = child(element, "row"); e; e = next_named(e->next, "row"))
        items[count++] = build_row(build, e, names, columns);
    return feel_box_list(build->box, items, count);
}

/* ---- functions and invocations ---- */

static feel_part build_function(struct build *build, const struct element *element,
                                const struct feel_shape *result)
{
    size_t room = count_of(element, "formalParameter"), count = 0;
    struct str *names = ARENA_ARRAY(build->arena, struct str, room), kind;
    const struct feel_shape **shapes = ARENA_ARRAY(build->arena, const struct feel_shape *, room);
    for (const struct element *e = child(element, "formalParameter"); e;
         e = next_named(e->next, "formalParameter")) {
        shapes[count] = shape_of(build, e);
        names[count++] = str_trim(attribute(e, "name"));
    }
    kind = attribute(element, "kind");
    bool external = kind.len && !str_eq(kind, STR("FEEL"));
    struct feel_box_function *function =
        feel_box_function_begin(build->box, names, shapes, count);
    feel_part body = NULL;
    if (!external) {
        body = part_in(build, element);
        body = feel_box_typed(build->box, body, result, build->node->name);
    }
    return feel_box_function_end(build->box, function, body);
}

static feel_part build_invocation(struct build *build, const struct element *element)
{
    size_t room = count_of(element, "binding"), count = 0;
    struct str *names = ARENA_ARRAY(build->arena, struct str, room), outer = build->label;
    feel_part *values = ARENA_ARRAY(build->arena, feel_part, room);
    feel_part function = part_in(build, element);
    for (const struct element *e = child(element, "binding"); e;
         e = next_named(e->next, "binding")) {
        const struct element *parameter = child(e, "parameter");
        names[count] = parameter ? str_trim(attribute(parameter, "name")) : STR("");
        build->label = names[count];
        feel_part part = part_in(build, e);
        values[count] =
            parameter ? feel_box_typed(build->box, part, shape_of(build, parameter), names[count])
                      : part;
        count++;
    }
    build->label = outer;
    return feel_box_call(build->box, function, names, values, count);
}

/* ---- conditionals, filters, iterators ---- */

static feel_part build_if(struct build *build, const struct element *element)
{
    feel_part condition = part_in(build, child(element, "if"));
    feel_part then = part_in(build, child(element, "then"));
    feel_part other = part_in(build, child(element, "else"));
    return feel_box_if(build->box, condition, then, other);
}

static feel_part build_filter(struct build *build, const struct element *element)
{
    feel_part list = part_in(build, child(element, "in"));
    int item = feel_box_filter_begin(build->box);
    feel_part match = part_in(build, child(element, "match"));
    return feel_box_filter_end(build->box, item, list, match);
}

static feel_part build_loop(struct build *build, const struct element *element)
{
    enum feel_loop sort = element_is(element, "for")    ? FEEL_FOR
                          : element_is(element, "some") ? FEEL_SOME
                                                        : FEEL_EVERY;
    const struct element *in = child(element, "in"), *domain = expression_in(in);
    const struct element *body = child(element, sort == FEEL_FOR ? "return" : "satisfies");
    feel_part walked = domain && element_is(domain, "literalExpression")
                           ? build_text(build, domain, true)
                           : part_in(build, in);
    size_t mark = feel_box_mark(build->box);
    int iterator = feel_box_bind(build->box, str_trim(attribute(element, "iteratorVariable")));
    int partial = sort == FEEL_FOR ? feel_box_bind(build->box, STR("partial")) : -1;
    feel_part part = part_in(build, body);
    feel_box_forget(build->box, mark);
    return feel_box_loop(build->box, sort, iterator, partial, walked, part);
}

/* ---- decision tables ---- */

static bool table_policy(struct build *build, const struct element *element,
                         struct feel_table *table)
{
    static const char *const hits[] = { "UNIQUE", "ANY", "PRIORITY", "FIRST",
                                        "COLLECT", "RULE ORDER", "OUTPUT ORDER" };
    static const char *const collects[] = { "", "SUM", "COUNT", "MIN", "MAX" };
    struct str hit = attribute(element, "hitPolicy"), collect = attribute(element, "aggregation");
    int found = hit.len ? -1 : FEEL_HIT_UNIQUE, sum = -1;
    for (int i = 0; i < (int)(sizeof hits / sizeof *hits); i++)
        if (str_eq(hit, str_from(hits[i])))
            found = i;
    for (int i = 0; i < (int)(sizeof collects / sizeof *collects); i++)
        if (str_eq(collect, str_from(collects[i])))
            sum = i;
    if (found < 0 || sum < 0) {
        wrong_element(build, element, ERR_RULE_POLICY, found < 0 ? hit : collect,
                      STR("UNIQUE, ANY, PRIORITY, FIRST, COLLECT, RULE ORDER, OUTPUT ORDER"));
        return false;
    }
    table->hit = (enum feel_hit)found;
    table->collect = (enum feel_collect)sum;
    return true;
}

static feel_part build_tests(struct build *build, const struct element *element, int local)
{
    struct str text = child_text(element, "text");
    struct err err;
    if (!element || !text.len)
        return NULL;
    err_init(&err);
    feel_part part =
        feel_box_tests(build->box, text, local, place_of(build, child(element, "text")), &err);
    return part ? part : wrong_part(build, &err);
}

/* `?` is in sight only while the tests of its column are read. */
static feel_part column_tests(struct build *build, const struct element *element, int *local)
{
    size_t mark = feel_box_mark(build->box);
    *local = feel_box_bind(build->box, STR("?"));
    feel_part part = build_tests(build, element, *local);
    feel_box_forget(build->box, mark);
    return part;
}

static void build_input(struct build *build, const struct element *element,
                        struct feel_table_input *input, struct str *text)
{
    const struct element *expression = child(element, "inputExpression");
    *text = expression ? child_text(expression, "text") : STR("");
    build->label = *text;
    input->value = expression ? build_text(build, expression, false)
                              : wrong_element(build, element, ERR_RULE_LOGIC, element->name,
                                              STR("inputExpression"));
    input->shape = expression ? shape_of(build, expression) : NULL;
    input->allowed = column_tests(build, child(element, "inputValues"), &input->local);
}

static void build_output(struct build *build, const struct element *element,
                         struct feel_table_output *output)
{
    const struct element *fallback = child(element, "defaultOutputEntry");
    const struct element *values = child(element, "outputValues");
    struct err err;
    err_init(&err);
    output->name = str_trim(attribute(element, "name"));
    build->label = output->name;
    output->shape = shape_of(build, element);
    output->values = column_tests(build, values, &output->local);
    const struct feel_shape *shape = output->shape ? output->shape : build->node->shape;
    if (!output->values && shape && feel_shape_allowed(shape).len) {
        size_t mark = feel_box_mark(build->box);
        output->local = feel_box_bind(build->box, STR("?"));
        output->values = feel_box_tests(build->box, feel_shape_allowed(shape), output->local,
                                        place_of(build, element), &err);
        feel_box_forget(build->box, mark);
    }
    if (fallback && child_text(fallback, "text").len)
        output->fallback = build_text(build, fallback, false);
}

static void build_rule(struct build *build, const struct element *element,
                       const struct feel_table *table, const struct str *texts,
                       struct feel_table_rule *rule, size_t number)
{
    feel_part *tests = ARENA_ARRAY(build->arena, feel_part, table->input_count);
    feel_part *outputs = ARENA_ARRAY(build->arena, feel_part, table->output_count);
    const struct element *entry = child(element, "inputEntry");
    for (size_t i = 0; i < table->input_count; i++) {
        build->label = str_format(build->arena, "#%zu %.*s", number, STR_ARG(texts[i]));
        size_t mark = feel_box_mark(build->box);
        feel_box_rebind(build->box, STR("?"), table->inputs[i].local);
        tests[i] = build_tests(build, entry, table->inputs[i].local);
        feel_box_forget(build->box, mark);
        entry = entry ? next_named(entry->next, "inputEntry") : NULL;
    }
    entry = child(element, "outputEntry");
    for (size_t i = 0; i < table->output_count; i++) {
        build->label =
            str_format(build->arena, "#%zu %.*s", number, STR_ARG(table->outputs[i].name));
        bool none = !entry || !child_text(entry, "text").len ||
                    str_eq(child_text(entry, "text"), STR("-"));
        outputs[i] = none ? feel_box_null(build->box) : build_text(build, entry, false);
        entry = entry ? next_named(entry->next, "outputEntry") : NULL;
    }
    *rule = (struct feel_table_rule){ tests, outputs };
}

static feel_part build_table(struct build *build, const struct element *element)
{
    struct arena *arena = build->arena;
    struct feel_table *table = ARENA_NEW(arena, struct feel_table);
    size_t inputs = count_of(element, "input"), outputs = count_of(element, "output");
    size_t rules = count_of(element, "rule"), at = 0;
    struct feel_table_input *input = ARENA_ARRAY(arena, struct feel_table_input, inputs);
    struct feel_table_output *output = ARENA_ARRAY(arena, struct feel_table_output, outputs);
    struct feel_table_rule *rule = ARENA_ARRAY(arena, struct feel_table_rule, rules);
    struct str *texts = ARENA_ARRAY(arena, struct str, inputs), outer = build->label;
    if (!table_policy(build, element, table) || !outputs)
        return outputs ? feel_box_null(build->box)
                       : wrong_element(build, element, ERR_RULE_LOGIC, element->name,
                                       STR("output"));
    for (const struct element *e = child(element, "input"); e; e = next_named(e->next, "input"), at++)
        build_input(build, e, &input[at], &texts[at]);
    at = 0;
    for (const struct element *e = child(element, "output"); e;
         e = next_named(e->next, "output"), at++)
        build_output(build, e, &output[at]);
    table->inputs = input;
    table->input_count = inputs;
    table->outputs = output;
    table->output_count = outputs;
    at = 0;
    for (const struct element *e = child(element, "rule"); e; e = next_named(e->next, "rule"), at++)
        build_rule(build, e, table, texts, &rule[at], at + 1);
    build->label = outer;
    table->rules = rule;
    table->rule_count = rules;
    table->host = element;
    if (!build->node->table && build->node->kind == NODE_DECISION &&
        expression_in(build->node->element) == element)
        build->node->table = table;
    feel_part part = feel_box_table(build->box, table);
    return part ? part : wrong_element(build, element, ERR_RULE_LIMIT, STR("parts"), STR("-"));
}

/* ---- any expression ---- */

static const struct {
    const char *name;
    feel_part (*build)(struct build *, const struct element *);
} builders[] = {
    { "decisionTable", build_table }, { "context", build_context },
    { "invocation", build_invocation }, { "list", build_list },
    { "relation", build_relation }, { "conditional", build_if },
    { "filter", build_filter }, { "for", build_loop },
    { "some", build_loop }, { "every", build_loop },
};

static feel_part build_part(struct build *build, const struct element *element)
{
    feel_part part = NULL;
    if (element_is(element, "literalExpression"))
        part = build_text(build, element, false);
    else if (element_is(element, "functionDefinition"))
        return build_function(build, element, NULL);
    for (size_t i = 0; !part && i < sizeof builders / sizeof *builders; i++)
        if (element_is(element, builders[i].name))
            part = builders[i].build(build, element);
    must(part);
    return feel_box_typed(build->box, part, shape_of(build, element), build->node->name);
}

void node_build(struct load *load, struct node *node)
{
    bool knowledge = node->kind == NODE_KNOWLEDGE;
    const struct element *logic = knowledge ? child(node->element, "encapsulatedLogic")
                                            : expression_in(node->element);
    struct build build = { .load = load, .node = node, .arena = load->arena };
    if (node->kind == NODE_INPUT || node->kind == NODE_SERVICE)
        return;
    if (!logic) {
        if (knowledge)
            load_wrong(load, node->file, node->element, ERR_RULE_LOGIC, node->name,
                       STR("encapsulatedLogic"));
        return;
    }
    build.box = feel_box_new(load->arena, node->scope, text_room(load, node->element));
    feel_part part = knowledge ? build_function(&build, logic, feel_shape_result(node->shape))
                               : build_part(&build, logic);
    if (!knowledge)
        part = feel_box_typed(build.box, part, node->shape, node->name);
    struct feel_expr *expr = feel_box_done(build.box, part);
    if (!knowledge) {
        node->expr = expr;
        return;
    }
    struct feel_run run;
    feel_run_init(&run, load->arena);
    node->value = feel_eval(expr, &run);
}
