/*
 * run.c - one evaluation: its budget, its warnings, its memory.
 */
#include "feel/feel_priv.h"

void feel_run_init(struct feel_run *run, struct arena *arena)
{
    /* Not the warnings: there are none, and clearing their room would cost more than most runs. */
    run->arena = arena;
    run->slots = NULL;
    run->slot = NULL;
    run->member = NULL;
    run->host = NULL;
    run->clock = NULL;
    run->watch = NULL;
    run->hint = 0;
    run->expr = NULL;
    feel_run_again(run);
}

void feel_run_again(struct feel_run *run)
{
    run->steps_left = LIMIT_FEEL_STEPS;
    run->depth_left = LIMIT_FEEL_STACK;
    run->bytes_max = LIMIT_FEEL_BYTES;
    run->bytes_start = arena_used(run->arena);
    run->warning_count = 0;
    run->fault = ERR_NONE;
    run->zones = NULL; /* they were the arena's, which the host may have reset */
    run->locals = NULL;
    run->node = NULL;
}

struct feel_value run_stop(struct feel_run *run, enum err_code fault)
{
    if (run->fault == ERR_NONE)
        run->fault = fault;
    run->steps_left = -1; /* everything above ends at its next step */
    return feel_null();
}

bool run_spend(struct feel_run *run, size_t steps)
{
    run->steps_left -= (int64_t)steps;
    if (run->steps_left >= 0)
        return true;
    run_stop(run, ERR_FEEL_STEPS);
    return false;
}

static size_t bytes_left(const struct feel_run *run)
{
    size_t used = arena_used(run->arena) - run->bytes_start;
    return used < run->bytes_max ? run->bytes_max - used : 0;
}

void *run_alloc(struct feel_run *run, size_t count, size_t size)
{
    if (run->fault == ERR_NONE && count <= bytes_left(run) / size)
        return arena_array(run->arena, count, size);
    run_stop(run, ERR_FEEL_MEMORY);
    return NULL;
}

void run_buf(struct feel_run *run, struct buf *buf)
{
    buf_init(buf, run->arena);
    buf_limit(buf, bytes_left(run) + 1);
}

struct feel_value run_text(struct feel_run *run, struct buf *buf)
{
    if (!buf_ok(buf))
        return run_stop(run, ERR_FEEL_MEMORY);
    return feel_string(buf_get(buf));
}

void list_add(struct feel_run *run, struct list_build *list, struct feel_value value)
{
    if (list->failed)
        return;
    if (list->count == list->room) {
        size_t more = list->room ? list->room * 2 : 8;
        if (run->fault != ERR_NONE || more > bytes_left(run) / sizeof value) {
            run_stop(run, ERR_FEEL_MEMORY);
            list->failed = true;
            return;
        }
        list->items =
            arena_grow(run->arena, list->items, list->room * sizeof value, more * sizeof value);
        list->room = more;
    }
    list->items[list->count++] = value;
}

struct feel_value list_done(const struct list_build *list)
{
    return list->failed ? feel_null() : feel_list(list->items, list->count);
}

/* ---- warnings ---- */

struct text_place expr_place(const struct feel_expr *expr, size_t at, const struct piece **piece)
{
    size_t low = 0, high = expr->piece_count;
    *piece = NULL;
    if (!high)
        return text_place(expr->text, at);
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        *(expr->pieces[middle].start <= at ? &low : &high) = middle;
    }
    *piece = &expr->pieces[low];
    struct str text = str_slice(expr->text, expr->pieces[low].start, expr->text.len);
    struct text_place place =
        text_place(text, at > expr->pieces[low].start ? at - expr->pieces[low].start : 0);
    place.line += expr->pieces[low].place.line ? expr->pieces[low].place.line - 1 : 0;
    return place;
}

struct feel_value warn_at(struct feel_run *run, const struct feel_node *node, enum err_code code,
                          struct str what, struct str found, struct str wanted)
{
    size_t index = run->warning_count++;
    if (index >= FEEL_WARNINGS_MAX)
        return feel_null();
    struct text_place place = { 0, 0 };
    const struct piece *piece = NULL;
    if (run->expr && node)
        place = expr_place(run->expr, node->at, &piece);
    run->warnings[index] = (struct feel_warning){
        .code = code, .line = place.line, .column = place.column, .what = what, .found = found,
        .wanted = wanted, .file = piece ? piece->place.file : STR(""),
        .label = piece ? piece->place.label : STR("")
    };
    return feel_null();
}

struct feel_value feel_warn(struct feel_run *run, enum err_code code, struct str what,
                            struct str found, struct str wanted)
{
    return warn_at(run, run->node, code, what, found, wanted);
}

void feel_warning_err(const struct feel_warning *warning, struct err *err)
{
    err_set(err, warning->code, "what", warning->what, "found", warning->found, "wanted",
            warning->wanted);
    err_at_line(err, warning->file, warning->line, warning->column);
    if (warning->label.len)
        err_at_field(err, warning->label);
}

bool feel_run_fault(const struct feel_run *run, struct err *err)
{
    if (run->fault == ERR_NONE)
        return false;
    int64_t limit = run->fault == ERR_FEEL_STEPS   ? LIMIT_FEEL_STEPS
                    : run->fault == ERR_FEEL_DEPTH ? LIMIT_FEEL_STACK
                                                   : LIMIT_FEEL_BYTES;
    struct buf text;
    buf_init(&text, NULL);
    buf_int(&text, limit);
    err_set(err, run->fault, "limit", buf_get(&text));
    buf_release(&text);
    return true;
}

/* ---- evaluating ---- */

static struct feel_value evaluate(const struct feel_expr *expr, struct feel_run *run,
                                  const struct feel_value *input)
{
    const struct feel_node *root = expr->root;
    if (root->sort == NODE_CONSTANT)
        return root->value;
    const struct feel_expr *outer_expr = run->expr;
    struct feel_value *outer_locals = run->locals, value = feel_null();
    run->expr = expr;
    run->locals = NULL;
    if (run->depth_left < root->height) {
        run_stop(run, ERR_FEEL_DEPTH);
    } else if (!expr->locals ||
               (run->locals = RUN_ARRAY(run, struct feel_value, (size_t)expr->locals))) {
        if (input)
            run->locals[0] = *input;
        run->depth_left -= root->height;
        value = eval(root, run);
        run->depth_left += root->height;
    }
    run->expr = outer_expr;
    run->locals = outer_locals;
    return run->fault == ERR_NONE ? value : feel_null();
}

struct feel_value feel_eval(const struct feel_expr *expr, struct feel_run *run)
{
    must(!expr->unary);
    return evaluate(expr, run, NULL);
}

struct feel_value feel_eval_unary(const struct feel_expr *expr, struct feel_run *run,
                                  struct feel_value input)
{
    must(expr->unary);
    return evaluate(expr, run, &input);
}

struct feel_value feel_call_value(struct feel_run *run, struct feel_value function,
                                  const struct feel_value *args, size_t count)
{
    return call_function(run, run->node, function, args, count);
}
