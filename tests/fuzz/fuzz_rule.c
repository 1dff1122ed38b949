/*
 * fuzz_rule.c - any bytes as a DMN file: it is refused with a reason, or its decisions are asked,
 * with the text behind a line of dashes as their inputs; nothing crashes, hangs or grows without
 * bound.
 */
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/json.h"
#include "base/utf8.h"
#include "fuzz.h"
#include "rule/rule.h"

enum { ASKED_MAX = 20 };

static struct feel_value input_of(struct arena *arena, struct str text, size_t index)
{
    struct feel_value value = feel_int((int64_t)index * 7 - 20);
    struct err err;
    err_init(&err);
    const struct json *json = text.len ? json_parse(arena, text, &err) : NULL;
    if (json && feel_from_json(arena, json, &value))
        return value;
    return index % 3 == 0 ? feel_string(STR("a")) : index % 3 == 1 ? feel_null() : value;
}

static void ask_all(struct arena *arena, const struct rule_set *set, struct str inputs)
{
    struct rule_ask ask;
    struct feel_run run;
    feel_run_init(&run, arena);
    rule_ask_init(&ask, set, arena, &run);
    for (size_t i = 0; i < rule_nodes(set) && i < ASKED_MAX; i++) {
        feel_run_again(&run);
        rule_ask_again(&ask);
        run.steps_left = 20000;
        run.bytes_max = 4 << 20;
        for (size_t k = 0; k < rule_nodes(set); k++)
            if (rule_is_input(set, (int)k))
                rule_give(&ask, (int)k, input_of(arena, inputs, k));
        struct feel_value value = rule_decide(&ask, (int)i);
        struct buf out;
        buf_init(&out, arena);
        feel_print(value, &out);
        check_that(utf8_valid(buf_get(&out)));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct arena *arena = arena_new();
    struct str text = { (const char *)bytes, size };
    struct err_list errs;
    err_list_init(&errs, arena, 20);
    ptrdiff_t cut = str_find(text, STR("\n---\n"), 0);
    struct rule_source source = { STR("fuzz.dmn"), cut < 0 ? text : str_slice(text, 0, (size_t)cut) };
    struct str inputs = cut < 0 ? STR("") : str_slice(text, (size_t)cut + 5, size);
    if (!utf8_valid(inputs))
        inputs = STR("");
    struct rule_set *set = rule_load(arena, &source, 1, true, &errs);
    check_that(set || errs.count);
    if (set)
        ask_all(arena, set, inputs);
    arena_free(arena);
    return 0;
}
