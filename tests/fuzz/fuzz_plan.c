/*
 * fuzz_plan.c - any bytes as the text of a plan, read as each type of document: whatever is found is a slice
 * of the text, in order, and prints as JSON.
 */
#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/file.h"
#include "base/json.h"
#include "base/utf8.h"
#include "fuzz.h"
#include "plan/plan.h"

static const struct plan_lexicon *shared_lexicon(void)
{
    static struct plan_lexicon *lexicon;
    static struct arena *arena;
    if (lexicon) return lexicon;
    struct err err;
    err_init(&err);
    arena = arena_new();
    const char *root = getenv("LUODI_SOURCE");
    struct str folder = path_join(arena, str_from(root ? root : "."), STR("model/lexicon"));
    check_that(plan_lexicon_load(arena, folder, &lexicon, &err));
    return lexicon;
}

static void check_statement(struct arena *arena, const struct plan_text *plan, const struct statement *s)
{
    struct buf out;
    struct err err;
    err_init(&err);
    buf_init(&out, arena);
    check_that(s->start < s->end && s->end <= plan->code_points);
    check_that(s->num_start >= s->start && s->number.len > 0 && s->unit.len > 0);
    check_that(utf8_valid(s->subject) && utf8_valid(s->scope) && utf8_valid(s->period));
    check_that(s->section < plan->section_count && s->sentence < plan->sentence_count);
    plan_statement_json(s, &out);
    check_that(json_parse(arena, buf_get(&out), &err) != NULL);
}

static void check_plan(struct arena *arena, const struct plan_text *plan)
{
    size_t last = 0;
    for (size_t i = 0; i < plan->statement_count; i++) {
        check_that(plan->statements[i].num_start >= last);
        last = plan->statements[i].num_start;
        check_statement(arena, plan, &plan->statements[i]);
    }
    for (size_t i = 0; i < plan->undertaking_count; i++)
        check_that(plan->undertakings[i].end <= plan->code_points && plan->undertakings[i].start < plan->undertakings[i].end);
    last = 0;
    for (size_t i = 0; i < plan->sentence_count; i++) {
        check_that(plan->sentences[i].span.start >= last);
        last = plan->sentences[i].span.end;
    }
    for (size_t i = 0; i < plan->section_count; i++) check_that(plan->sections[i].parent <= i);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    struct str text;
    struct err err;
    err_init(&err);
    if (utf8_decode(arena, (struct str){ (const char *)data, size }, true, &text, &err)) {
        for (int type = PLAN_TYPE_PLAN; type <= PLAN_TYPE_NEWS; type++) {
            struct plan_options options = { .year = 2024, .review = STR("2023-H1"), .type = (enum plan_type)type };
            struct plan_text *plan;
            check_that(plan_read(arena, shared_lexicon(), text, &options, &plan, &err));
            check_plan(arena, plan);
        }
    }
    arena_free(arena);
    return 0;
}
