/*
 * parts.c - the parts of every figure on every board add up to it, to the last digit: walked over
 * the JSON that the program prints, and computed again here.
 *
 *   parts LUODI LEDGER MODEL_FOLDER -- BOARD_OPTIONS... [-- BOARD_OPTIONS...]
 *
 * For each group of options the board is asked, and each of its targets with a metric is opened
 * with `explain`. A tally is the sum of its contributions; a cadence too; growth, ratios, shares
 * and formulas are computed from their parts, each of which is walked in its turn.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/dec.h"
#include "base/err.h"
#include "base/json.h"
#include "base/limits.h"
#include "model/model.h"

struct walk {
    struct arena *arena;
    const char *luodi, *ledger;
    const struct model *model;
    size_t targets, figures, contributions, faults, boards;
};

static void fault(struct walk *w, const struct json *at, const char *what)
{
    w->faults++;
    printf("# %.*s of %.*s: %s\n", STR_ARG(json_text(at, STR("metric"))),
           STR_ARG(json_text(at, STR("period"))), what);
}

/* What a command prints, as JSON; NULL where it fails. */
static const struct json *ask(struct walk *w, struct str command)
{
    struct buf out;
    struct err err;
    char bytes[65536];
    size_t got;
    FILE *pipe = popen(str_cstr(w->arena, command), "r");
    if (!pipe)
        return NULL;
    buf_init(&out, w->arena);
    while ((got = fread(bytes, 1, sizeof bytes, pipe)) > 0)
        buf_str(&out, (struct str){ bytes, got });
    err_init(&err);
    if (pclose(pipe) != 0) {
        printf("# failed: %.*s\n", STR_ARG(command));
        return NULL;
    }
    return json_parse(w->arena, buf_get(&out), &err);
}

static bool number(const struct json *object, const char *key, struct dec *value)
{
    const struct json *found = json_get(object, str_from(key));
    return found && found->type == JSON_T_NUMBER && dec_parse(found->text, value);
}

static const struct json *list(const struct json *object, const char *key)
{
    const struct json *found = json_get(object, str_from(key));
    return found && found->type == JSON_T_ARRAY ? found->first : NULL;
}

static bool sum(struct walk *w, const struct json *item, struct dec *total)
{
    struct dec delta;
    *total = dec_from_int(0);
    for (; item; item = item->next, w->contributions++)
        if (!number(item, "delta", &delta) || !dec_add(*total, delta, total))
            return false;
    return true;
}

/* The metric's value from those of its parts; false where they give none. */
static bool formula(struct walk *w, const struct metric *metric, const struct json *part,
                    struct dec *value)
{
    struct feel_run run;
    struct feel_value *slots = ARENA_ARRAY(w->arena, struct feel_value, w->model->metric_count);
    for (size_t i = 0; part && i < metric->part_count; i++, part = part->next) {
        struct dec one;
        slots[metric->parts[i]->index] =
            number(part, "value", &one) ? feel_number(one) : feel_null();
    }
    feel_run_init(&run, w->arena);
    run.slots = slots;
    struct feel_value result = feel_eval(metric->formula, &run);
    *value = result.number;
    return result.type == FEEL_NUMBER;
}

static bool computed(struct walk *w, const struct metric *metric, const struct json *part,
                     struct dec *value)
{
    struct dec above, below;
    if (metric->how == METRIC_FORMULA)
        return formula(w, metric, part, value);
    if (!part || !part->next || !number(part, "value", &above) ||
        !number(part->next, "value", &below))
        return false;
    if (!dec_div(above, below, value))
        return false;
    if (metric->how != METRIC_GROWTH)
        return dec_mul(*value, metric->factor, value);
    return dec_cmp(below, dec_from_int(0)) > 0 && dec_sub(*value, dec_from_int(1), value) &&
           dec_mul(*value, dec_from_int(100), value);
}

static void walk_figure(struct walk *w, const struct json *at, int depth)
{
    struct dec value, total, again;
    const struct metric *metric = model_metric(w->model, json_text(at, STR("metric")));
    const struct json *parts = list(at, "parts");
    bool present = number(at, "value", &value);
    w->figures++;
    if (!metric || depth > 8) {
        fault(w, at, "no such metric");
        return;
    }
    bool from_parts = metric->how == METRIC_GROWTH || metric->how == METRIC_RATIO ||
                      metric->how == METRIC_SHARE || metric->how == METRIC_FORMULA;
    if (!sum(w, list(at, "contributions"), &total))
        fault(w, at, "a delta is no number");
    else if (!from_parts &&
             (present ? dec_cmp(total, value) != 0 : list(at, "contributions") != NULL))
        fault(w, at, "the contributions do not add up to it");
    if (from_parts &&
        (computed(w, metric, parts, &again) != present || (present && dec_cmp(again, value) != 0)))
        fault(w, at, "its parts do not give it");
    for (const struct json *part = parts; part; part = part->next)
        walk_figure(w, part, depth + 1);
}

static void walk_target(struct walk *w, const struct json *target, struct str options)
{
    struct dec shown, value;
    struct str metric = json_text(target, STR("metric")), id = json_text(target, STR("id"));
    if (!metric.len)
        return;
    struct str what = id.len ? str_format(w->arena, "--target '#%.*s'", STR_ARG(id))
                             : str_format(w->arena, "%.*s --period %.*s", STR_ARG(metric),
                                          STR_ARG(json_text(target, STR("period"))));
    const struct json *opened =
        ask(w, str_format(w->arena, "'%s' explain '%s' %.*s %.*s --json", w->luodi, w->ledger,
                          STR_ARG(what), STR_ARG(options)));
    w->targets++;
    if (!opened) {
        fault(w, target, "it does not open");
        return;
    }
    bool is = number(target, "value", &shown), has = number(opened, "value", &value);
    if (is != has || (is && dec_cmp(shown, value) != 0))
        fault(w, opened, "it opens to another value than its board shows");
    walk_figure(w, opened, 0);
}

static void walk_board(struct walk *w, struct str options)
{
    struct buf kept;
    buf_init(&kept, w->arena);
    struct str rest = options, word; /* a target knows its zone */
    while (str_split(&rest, ' ', &word)) {
        if (str_eq(word, STR("--zone"))) {
            str_split(&rest, ' ', &word);
            continue;
        }
        buf_str(&kept, word);
        buf_char(&kept, ' ');
    }
    size_t targets = w->targets, figures = w->figures, contributions = w->contributions,
           faults = w->faults;
    struct arena_mark mark = arena_mark(w->arena);
    const struct json *board = ask(w, str_format(w->arena, "'%s' board '%s' %.*s --json", w->luodi,
                                                 w->ledger, STR_ARG(options)));
    for (const struct json *target = board ? list(board, "targets") : NULL; target;
         target = target->next)
        walk_target(w, target, buf_get(&kept));
    arena_reset_to(w->arena, mark);
    bool good =
        board && w->targets > targets && w->contributions > contributions && w->faults == faults;
    w->boards++;
    printf("%s %zu - each figure of the board %.*s is made of its parts\n# %zu targets, %zu "
           "figures, %zu contributions\n",
           good ? "ok" : "not ok", w->boards, STR_ARG(options), w->targets - targets,
           w->figures - figures, w->contributions - contributions);
    fflush(stdout);
}

int main(int argc, char **argv)
{
    struct walk w = { .arena = arena_new() };
    struct err_list errs;
    err_list_init(&errs, w.arena, LIMIT_ERRORS_SHOWN);
    if (argc < 6)
        return 2;
    w.luodi = argv[1];
    w.ledger = argv[2];
    w.model = model_load(w.arena, str_from(argv[3]), (struct str){ 0 }, &errs);
    if (!w.model)
        return 2;
    struct buf options;
    buf_init(&options, w.arena);
    for (int i = 5; i <= argc; i++) {
        if (i < argc && strcmp(argv[i], "--") != 0) {
            buf_printf(&options, "%s%s", options.len ? " " : "", argv[i]);
            continue;
        }
        walk_board(&w, str_copy(w.arena, buf_get(&options)));
        buf_clear(&options);
    }
    size_t faults = w.faults;
    arena_free(w.arena);
    return faults ? 1 : 0;
}
