/*
 * bench_rule.c - expressions and decisions, one core, decimals of 34 digits.
 *
 *     bench-rule compile | evaluate | table | filter
 *
 * The same texts and values as bench/others/feel.mjs gives to the other engines.
 */
#include <stdio.h>
#include <string.h>

#include "bench.h"
#include "feel/feel.h"
#include "rule/rule.h"

static const char expression[] = "investment / land * 100 > 3500 and staff >= 50";

struct timed {
    struct bench bench;
    struct arena *arena;
    struct err err;
};

/* ---- the named expression ---- */

static struct feel_scope *scope_of(struct arena *arena)
{
    struct feel_scope *scope = feel_scope_new(arena);
    feel_scope_name(scope, STR("investment"), FEEL_NUMBER, NULL);
    feel_scope_name(scope, STR("land"), FEEL_NUMBER, NULL);
    feel_scope_name(scope, STR("staff"), FEEL_NUMBER, NULL);
    return scope;
}

static bool measure_compile(struct timed *timed)
{
    int64_t count = bench_size(&timed->bench, 1000, 20000, 100000);
    struct arena *scope_arena = arena_new();
    struct feel_scope *scope = scope_of(scope_arena);
    double began = bench_now_s();
    for (int64_t i = 0; i < count; i++) {
        struct feel_expr *expr;
        if (!feel_compile(timed->arena, str_from(expression), scope, &expr, &timed->err))
            return false;
        arena_reset(timed->arena);
    }
    bench_say(&timed->bench, "us", (bench_now_s() - began) * 1e6 / (double)count);
    arena_free(scope_arena);
    return true;
}

/* Rows as a zone has them: whole amounts, amounts with two decimals, quotients without end. */
enum { ROWS = 1000 };

static bool measure_evaluate(struct timed *timed)
{
    int64_t count = bench_size(&timed->bench, 10000, 3000000, 10000000), yes = 0;
    struct feel_scope *scope = scope_of(timed->arena);
    struct feel_value(*rows)[3] = arena_array(timed->arena, ROWS, sizeof *rows);
    struct feel_expr *expr;
    struct feel_run run;
    if (!feel_compile(timed->arena, str_from(expression), scope, &expr, &timed->err))
        return false;
    for (int i = 0; i < ROWS; i++) {
        rows[i][0] = feel_number(dec_from_scaled(12345600 + i * 7919, 2));
        rows[i][1] = feel_number(dec_from_scaled(2750 + i * 13, 1));
        rows[i][2] = feel_int(20 + i % 100);
    }
    feel_run_init(&run, timed->arena);
    double began = bench_now_s();
    for (int64_t i = 0; i < count; i++) {
        run.slots = rows[i % ROWS];
        run.steps_left = 1000;
        yes += feel_is_true(feel_eval(expr, &run));
    }
    double seconds = bench_now_s() - began;
    bench_say(&timed->bench, "rate", (double)count / seconds);
    bench_say(&timed->bench, "yes", (double)yes / (double)count);
    return run.fault == ERR_NONE;
}

/* ---- a sum over a filtered list of 1,000 contexts ---- */

static bool measure_filter(struct timed *timed)
{
    static const char text[] = "sum(firms[revenue > 500].tax)";
    int64_t count = bench_size(&timed->bench, 100, 30000, 100000);
    struct feel_scope *scope = feel_scope_new(timed->arena);
    struct feel_value *items = ARENA_ARRAY(timed->arena, struct feel_value, ROWS), list;
    struct feel_expr *expr;
    struct feel_run run;
    for (int i = 0; i < ROWS; i++) {
        struct feel_entry *entries = ARENA_ARRAY(timed->arena, struct feel_entry, 3);
        entries[0] = (struct feel_entry){ STR("name"), feel_string(STR("firm")) };
        entries[1] = (struct feel_entry){ STR("revenue"), feel_int(i) };
        entries[2] = (struct feel_entry){ STR("tax"), feel_number(dec_from_scaled(i * 7, 2)) };
        items[i] = feel_context(entries, 3);
    }
    list = feel_list(items, ROWS);
    feel_scope_value(scope, STR("firms"), list);
    if (!feel_compile(timed->arena, str_from(text), scope, &expr, &timed->err))
        return false;
    struct arena *scratch = arena_new();
    feel_run_init(&run, scratch);
    run.slots = &list;
    double began = bench_now_s();
    for (int64_t i = 0; i < count; i++) {
        feel_run_again(&run);
        if (feel_eval(expr, &run).type != FEEL_NUMBER)
            return false;
        arena_reset(scratch);
    }
    bench_say(&timed->bench, "rate", (double)count / (bench_now_s() - began));
    arena_free(scratch);
    return true;
}

/* ---- a table of 20 rules over 5 inputs ---- */

static struct str table_text(struct arena *arena)
{
    static const char *const names[] = { "staff", "revenue", "assets", "years", "sector" };
    struct buf out;
    buf_init(&out, arena);
    buf_cstr(&out, "<definitions xmlns=\"https://www.omg.org/spec/DMN/20191111/MODEL/\" "
                   "name=\"t\" namespace=\"t\">");
    for (int i = 0; i < 5; i++)
        buf_printf(&out, "<inputData name=\"%s\" id=\"i%d\"><variable name=\"%s\"/></inputData>",
                   names[i], i, names[i]);
    buf_cstr(&out, "<decision name=\"t\" id=\"t\"><variable name=\"t\"/>");
    for (int i = 0; i < 5; i++)
        buf_printf(&out, "<informationRequirement><requiredInput href=\"#i%d\"/>"
                         "</informationRequirement>", i);
    buf_cstr(&out, "<decisionTable hitPolicy=\"FIRST\">");
    for (int i = 0; i < 5; i++)
        buf_printf(&out, "<input><inputExpression><text>%s</text></inputExpression></input>",
                   names[i]);
    buf_cstr(&out, "<output name=\"t\"/>");
    for (int r = 0; r < 20; r++)
        buf_printf(&out,
                   "<rule><inputEntry><text>&gt;= %d</text></inputEntry><inputEntry><text>[%d..%d)"
                   "</text></inputEntry><inputEntry><text>&lt; %d</text></inputEntry><inputEntry>"
                   "<text>-</text></inputEntry><inputEntry><text>\"s%d\", \"s%d\"</text>"
                   "</inputEntry><outputEntry><text>\"class %d\"</text></outputEntry></rule>",
                   200 - r * 10, r * 100, 4000 - r * 50, 90000 - r * 100, r % 5, (r + 1) % 5, r);
    buf_cstr(&out, "</decisionTable></decision></definitions>");
    return buf_get(&out);
}

static bool measure_table(struct timed *timed)
{
    static const struct str sectors[] = { STR_INIT("s0"), STR_INIT("s1"), STR_INIT("s2"),
                                          STR_INIT("s3"), STR_INIT("s4") };
    int64_t count = bench_size(&timed->bench, 10000, 2000000, 5000000), answered = 0;
    struct rule_source source = { STR("t.dmn"), table_text(timed->arena) };
    struct err_list errs;
    struct rule_ask ask;
    struct feel_run run;
    err_list_init(&errs, timed->arena, 5);
    struct rule_set *set = rule_load(timed->arena, &source, 1, false, &errs);
    if (!set) {
        err_copy(&timed->err, errs.items[0]);
        return false;
    }
    struct arena *scratch = arena_new();
    feel_run_init(&run, scratch);
    rule_ask_init(&ask, set, timed->arena, &run);
    int inputs[5], node = rule_find(set, 0, STR("t"));
    for (int i = 0; i < 5; i++)
        inputs[i] = i;
    double began = bench_now_s();
    for (int64_t i = 0; i < count; i++) {
        if (i % 256 == 0) {
            arena_reset(scratch);
            feel_run_again(&run);
        }
        rule_ask_again(&ask);
        rule_give(&ask, inputs[0], feel_int(i % 250));
        rule_give(&ask, inputs[1], feel_number(dec_from_scaled(i % 400000, 2)));
        rule_give(&ask, inputs[2], feel_int(i % 100000));
        rule_give(&ask, inputs[3], feel_int(i % 20));
        rule_give(&ask, inputs[4], feel_string(sectors[i % 5]));
        answered += rule_decide(&ask, node).type == FEEL_STRING;
    }
    bench_say(&timed->bench, "rate", (double)count / (bench_now_s() - began));
    bench_say(&timed->bench, "answered", (double)answered / (double)count);
    arena_free(scratch);
    return true;
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        bool (*measure)(struct timed *);
    } works[] = { { "compile", measure_compile },
                  { "evaluate", measure_evaluate },
                  { "filter", measure_filter },
                  { "table", measure_table } };
    struct timed timed;
    for (size_t i = 0; i < sizeof works / sizeof *works; i++)
        if (argc == 2 && strcmp(argv[1], works[i].name) == 0) {
            bench_begin(&timed.bench);
            timed.arena = arena_new();
            err_init(&timed.err);
            bool good = works[i].measure(&timed);
            arena_free(timed.arena);
            return good ? bench_end(&timed.bench) : bench_fail(&timed.bench, &timed.err);
        }
    return fprintf(stderr, "usage: bench-rule compile|evaluate|filter|table\n"), 2;
}
