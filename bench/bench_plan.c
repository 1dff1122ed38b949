/*
 * bench_plan.c - the whole extraction, measured: bytes of text a second, and the time of one plan of 30 KB.
 *
 *     bench-plan LEXICON_FOLDER FILE... 
 *
 * Prints one JSON line: the files are read one after another for about two seconds, each from its bytes to its
 * statements; "plan_ms" is the mean time of a text of 30,000 bytes made of the first file.
 */
#include <stdio.h>
#include <sys/resource.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/file.h"
#include "base/limits.h"
#include "plan/plan.h"

enum { PLAN_SIZE = 30000, SECONDS = 2, FILES_MAX = 64 };

static size_t read_once(const struct plan_lexicon *lexicon, struct str text, struct arena *arena, struct err *err)
{
    struct plan_options options = { .year = 2024, .review = STR("2023"), .type = PLAN_TYPE_REPORT };
    struct plan_text *plan;
    if (!plan_read(arena, lexicon, text, &options, &plan, err)) return 0;
    return plan->statement_count;
}

/* Seconds of one core that were spent: the machine may have other work. */
static double spent(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

/* Seconds a reading of the text takes on the mean, over at least `seconds`. */
static double mean_seconds(const struct plan_lexicon *lexicon, struct str text, double seconds, size_t *statements)
{
    struct arena *arena = arena_new();
    struct err err;
    err_init(&err);
    double begun = spent(), now = begun;
    size_t rounds = 0;
    while (now - begun < seconds) {
        arena_reset(arena);
        *statements = read_once(lexicon, text, arena, &err);
        rounds++;
        now = spent();
    }
    arena_free(arena);
    return (now - begun) / (double)rounds;
}

int main(int argc, char **argv)
{
    struct arena *arena = arena_new();
    struct plan_lexicon *lexicon;
    struct err err;
    struct buf one;
    struct str texts[FILES_MAX];
    size_t count = 0, bytes_all = 0;
    err_init(&err);
    buf_init(&one, arena);
    bool ok = argc >= 3 && plan_lexicon_load(arena, str_from(argv[1]), &lexicon, &err);
    for (int i = 2; ok && i < argc; i++) {
        struct str bytes;
        ok = file_read(arena, str_from(argv[i]), LIMIT_PLAN_BYTES, &bytes, &err);
        if (ok && count < FILES_MAX) texts[count++] = bytes, bytes_all += bytes.len;
        while (ok && i == 2 && one.len < PLAN_SIZE) buf_str(&one, bytes);
    }
    if (!ok) {
        fputs("usage: bench-plan LEXICON_FOLDER FILE...\n", stderr);
        return 2;
    }
    size_t statements = 0, few = 0;
    double whole = 0;
    for (size_t i = 0; i < count; i++) {
        whole += mean_seconds(lexicon, texts[i], (double)SECONDS / (double)count, &few);
        statements += few;
    }
    double plan = mean_seconds(lexicon, buf_get(&one), SECONDS / 2.0, &few);
    printf("{\"what\":\"plan\",\"rate\":%.2f,\"bytes\":%zu,\"statements\":%zu,\"ms\":%.3f,\"plan_bytes\":%zu}\n",
           (double)bytes_all / whole / 1e6, bytes_all, statements, plan * 1e3, one.len);
    arena_free(arena);
    return 0;
}
