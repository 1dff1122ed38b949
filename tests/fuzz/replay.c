/*
 * replay.c - runs a fuzz target without a fuzzer: over every file of its folders, then over bytes
 * made from them by chance, the same chance every time.
 *
 *     fuzz_json_replay [--rounds N] [--seed S] [--only ROUND] FOLDER...
 *
 * Speaks TAP: one line a file, one for the rounds. Each runs in a child, so that a crash or a hang
 * (10 s) is a line that says which, and the rest still runs. A folder that is missing or empty
 * fails: a corpus that was lost must not look like one that passed.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "base/rng.h"
#include "fuzz.h"

enum { SECONDS_MAX = 10, BATCH = 250, CHANGES_MAX = 6, FILE_BYTES_MAX = 1 << 24 };

struct corpus {
    struct str *names, *inputs;
    size_t count, room;
};

struct run {
    struct arena *arena;
    struct corpus corpus;
    int64_t rounds, seed, only;
    int tests, failures;
};

/* In memory of exactly its size, so that a read beyond it is found. */
static void feed(struct str input)
{
    uint8_t *exact = malloc(input.len ? input.len : 1);
    if (!exact)
        abort();
    if (input.len)
        memcpy(exact, input.ptr, input.len);
    LLVMFuzzerTestOneInput(exact, input.len);
    free(exact);
}

/* One of: a byte changed, a bit flipped, a piece cut out, doubled, or taken over from another file.
 */
static void change(struct rng *rng, const struct corpus *corpus, char *bytes, size_t *len,
                   size_t room)
{
    static const char telling[] = "\"\\{}[](),:;.-+eE019 \n\t\r\0\xFF\xC0\xE9\xED\xA0\x80<>&'=#%|";
    size_t at = *len ? rng_below(rng, *len) : 0, rest = *len - at;
    size_t piece = rest ? rng_below(rng, rest < 64 ? rest : 64) + 1 : 0;
    struct str other = corpus->inputs[rng_below(rng, corpus->count)];
    size_t from = other.len ? rng_below(rng, other.len) : 0, taken = other.len - from;
    taken = taken < piece + 8 ? taken : piece + 8;
    switch (rng_below(rng, 6)) {
    case 0:
        if (*len)
            bytes[at] = telling[rng_below(rng, sizeof telling)];
        break;
    case 1:
        if (*len)
            bytes[at] ^= (char)(1 << rng_below(rng, 8));
        break;
    case 2:
        memmove(bytes + at, bytes + at + piece, rest - piece);
        *len -= piece;
        break;
    case 3:
        if (*len + piece <= room) {
            memmove(bytes + at + piece, bytes + at, rest);
            *len += piece;
        }
        break;
    case 4:
        if (*len + taken <= room) {
            memmove(bytes + at + taken, bytes + at, rest);
            memcpy(bytes + at, other.ptr + from, taken);
            *len += taken;
        }
        break;
    case 5:
        if (*len < room) {
            memmove(bytes + at + 1, bytes + at, rest);
            bytes[at] = (char)rng_next(rng);
            ++*len;
        }
        break;
    }
}

/* The bytes of a round depend on seed and round alone. */
static void feed_round(const struct run *run, int64_t round)
{
    struct rng rng;
    rng_init(&rng, (uint64_t)run->seed * 1000003 + (uint64_t)round);
    struct str input = run->corpus.inputs[rng_below(&rng, run->corpus.count)];
    size_t len = input.len, room = input.len + 1024;
    char *bytes = malloc(room);
    if (!bytes)
        abort();
    if (len)
        memcpy(bytes, input.ptr, len);
    for (uint64_t i = rng_below(&rng, CHANGES_MAX) + 1; i > 0; i--)
        change(&rng, &run->corpus, bytes, &len, room);
    feed((struct str){ bytes, len });
    free(bytes);
}

/* Run inputs [from, until) of the corpus, or rounds, in a child; true where it comes back. */
static bool survives(const struct run *run, bool rounds, int64_t from, int64_t until)
{
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        alarm(SECONDS_MAX);
        for (int64_t i = from; i < until; i++) {
            if (rounds)
                feed_round(run, i);
            else
                feed(run->corpus.inputs[i]);
        }
        exit(0); /* not _exit: leaks are looked for on the way out */
    }
    int status = 0;
    if (child < 0 || waitpid(child, &status, 0) != child)
        return false;
    if (WIFSIGNALED(status))
        printf("# ended by signal %d%s\n", WTERMSIG(status),
               WTERMSIG(status) == SIGALRM ? ": too slow" : "");
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static void tell(struct run *run, bool ok, const char *what)
{
    printf("%s %d - %s\n", ok ? "ok" : "not ok", ++run->tests, what);
    run->failures += !ok;
}

static bool add_folder(struct run *run, const char *folder)
{
    struct str *names;
    size_t count, before = run->corpus.count;
    struct err err;
    err_init(&err);
    if (!folder_list(run->arena, str_from(folder), &names, &count, &err)) {
        printf("# there is no folder %s\n", folder);
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        struct corpus *corpus = &run->corpus;
        struct str path = path_join(run->arena, str_from(folder), names[i]), input;
        if (!file_exists(path))
            continue;
        if (!file_read(run->arena, path, FILE_BYTES_MAX, &input, &err)) {
            printf("# cannot read %.*s\n", STR_ARG(path));
            return false;
        }
        if (corpus->count == corpus->room) {
            size_t old = corpus->room * sizeof(struct str);
            corpus->room = corpus->room ? corpus->room * 2 : 64;
            corpus->names =
                arena_grow(run->arena, corpus->names, old, corpus->room * sizeof(struct str));
            corpus->inputs =
                arena_grow(run->arena, corpus->inputs, old, corpus->room * sizeof(struct str));
        }
        corpus->names[corpus->count] = names[i];
        corpus->inputs[corpus->count++] = input;
    }
    if (run->corpus.count == before)
        printf("# %s holds no file\n", folder);
    return run->corpus.count > before;
}

static void run_files(struct run *run)
{
    for (size_t i = 0; i < run->corpus.count; i++)
        tell(run, survives(run, false, (int64_t)i, (int64_t)i + 1),
             str_cstr(run->arena, run->corpus.names[i]));
}

static void run_rounds(struct run *run)
{
    for (int64_t from = 0; from < run->rounds; from += BATCH) {
        int64_t until = from + BATCH < run->rounds ? from + BATCH : run->rounds;
        if (survives(run, true, from, until))
            continue;
        int64_t bad = from;
        while (bad < until - 1 && survives(run, true, bad, bad + 1))
            bad++;
        printf("# again alone: --seed %lld --only %lld\n", (long long)run->seed, (long long)bad);
        tell(run, false, "bytes made by chance");
        return;
    }
    tell(run, true, "bytes made by chance");
}

static bool option(int argc, char **argv, int *at, const char *name, int64_t *value)
{
    if (strcmp(argv[*at], name) != 0 || *at + 1 >= argc)
        return false;
    return str_to_int(str_from(argv[++*at]), value);
}

int main(int argc, char **argv)
{
    struct run run = { .arena = arena_new(), .seed = 1, .only = -1 };
    bool whole = true;
    int folders = 0;
    for (int i = 1; i < argc; i++) {
        if (option(argc, argv, &i, "--rounds", &run.rounds) ||
            option(argc, argv, &i, "--seed", &run.seed) ||
            option(argc, argv, &i, "--only", &run.only))
            continue;
        folders++;
        whole &= add_folder(&run, argv[i]);
    }
    if (run.only >= 0 && run.corpus.count) { /* in this process, for a debugger */
        feed_round(&run, run.only);
        return 0;
    }
    tell(&run, whole && folders, "the corpus is there");
    if (run.corpus.count) {
        run_files(&run);
        if (run.rounds > 0)
            run_rounds(&run);
    }
    printf("1..%d\n", run.tests);
    arena_free(run.arena);
    return run.failures ? 1 : 0;
}
