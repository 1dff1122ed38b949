/*
 * plan_dump.c - read texts and print what was understood, one JSON line a statement, then every number that
 * is no statement and why. For looking at a reading while working on the lexicon.
 *
 *     plan_dump LEXICON_FOLDER YEAR REVIEW TYPE FILE...     (REVIEW "-" for none)
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "plan/plan.h"

static void print_rest(const struct plan_text *plan)
{
    for (size_t i = 0; i < plan->undertaking_count; i++)
        printf("  duty %.*s | %.*s | %.*s\n", STR_ARG(plan->undertakings[i].quote), STR_ARG(plan->undertakings[i].scope),
               STR_ARG(plan->undertakings[i].period));
    for (size_t i = 0; i < plan->figure_count; i++)
        if (plan->figures[i].why != PLAN_WHY_FURNITURE)
            printf("  %s %.*s (line %zu)\n", plan_why_name(plan->figures[i].why), STR_ARG(plan->figures[i].span.text),
                   plan->figures[i].line);
    for (size_t i = 0; i < plan->section_count; i++)
        printf("  section %zu<-%zu level %d [%.*s] scope %.*s period %.*s\n", i, plan->sections[i].parent,
               plan->sections[i].level, STR_ARG(plan->sections[i].topic), STR_ARG(plan->sections[i].scope),
               STR_ARG(plan->sections[i].period));
    for (size_t i = 0; i < plan->place_count; i++)
        printf("  place %.*s x%zu statements %zu parent %.*s\n", STR_ARG(plan->places[i].name), plan->places[i].mentions,
               plan->places[i].statements,
               STR_ARG(plan->places[i].parent == PLAN_NO_PARENT ? STR("-") : plan->places[plan->places[i].parent].name));
}

static bool dump(struct arena *arena, const struct plan_lexicon *lexicon, const struct plan_options *options,
                 struct str path, struct err *err)
{
    struct str bytes, text;
    struct plan_text *plan;
    struct buf out;
    if (!file_read(arena, path, LIMIT_PLAN_BYTES, &bytes, err) || !utf8_decode(arena, bytes, true, &text, err) ||
        !plan_read(arena, lexicon, text, options, &plan, err))
        return false;
    buf_init(&out, arena);
    for (size_t i = 0; i < plan->statement_count; i++) {
        plan_statement_json(&plan->statements[i], &out);
        buf_char(&out, '\n');
    }
    printf("%.*s", STR_ARG(buf_get(&out)));
    print_rest(plan);
    return true;
}

int main(int argc, char **argv)
{
    struct arena *arena = arena_new();
    struct err err;
    err_init(&err);
    struct plan_options options = { 0 };
    struct plan_lexicon *lexicon;
    bool ok = argc >= 6 && plan_type_find(str_from(argv[4]), &options.type);
    if (!ok) {
        fputs("usage: plan_dump LEXICON_FOLDER YEAR REVIEW TYPE FILE...\n", stderr);
        return 2;
    }
    options.year = (int)strtol(argv[2], NULL, 10);
    options.review = argv[3][0] == '-' ? STR("") : str_from(argv[3]);
    ok = plan_lexicon_load(arena, str_from(argv[1]), &lexicon, &err);
    for (int i = 5; ok && i < argc; i++) ok = dump(arena, lexicon, &options, str_from(argv[i]), &err);
    if (!ok) {
        struct buf words;
        buf_init(&words, arena);
        err_words(&err, LANG_EN, &words);
        fprintf(stderr, "plan_dump: %.*s\n", STR_ARG(buf_get(&words)));
    }
    arena_free(arena);
    return ok ? 0 : 2;
}
