/*
 * drive.c - runs the rows of rows.def: the sides of a row in turn, five times, medians side by
 * side.
 *
 *     bench-drive smoke|quick|full [ROW-PREFIX...]
 *
 * Writes build-bench/result-MODE.json and .md, prints the table. Exit status 1 when a demand is
 * missed. A side that is not built or fails is named in the table; nothing is left out in silence.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "base/must.h"
#include "bench.h"

enum { ROUNDS_MAX = 5, SIDES_MAX = 6, MEASURES_MAX = 16, DEMANDS_MAX = 6 };

struct side {
    const char *name, *command;
};
struct row {
    const char *name, *work, *measure, *unit, *demands, *prepare;
    struct side sides[SIDES_MAX];
};

static const struct row rows[] = {
#define SIDE(name, command) { name, command },
#define ROW(name, work, measure, unit, demands, prepare, sides)                                    \
    { name, work, measure, unit, demands, prepare, { sides } },
#include "rows.def"
#undef ROW
#undef SIDE
};
enum { ROW_COUNT = sizeof rows / sizeof *rows };

struct measure {
    char name[32];
    double values[ROUNDS_MAX];
    int count;
    double median;
};
struct outcome {
    struct measure measures[MEASURES_MAX];
    int measure_count;
    char fault[160];
};
struct demand {
    char text[64];
    double wanted, found;
    bool met, known;
};
struct result {
    struct outcome sides[SIDES_MAX];
    struct demand demands[DEMANDS_MAX];
    int demand_count;
};

/* ---- running ---------------------------------------------------------------------------- */

/* The command's last line of output; false when it did not end well. */
static bool run_command(struct arena *arena, const char *command, struct str *line, int *status)
{
    struct buf out;
    buf_init(&out, arena);
    fflush(NULL);
    FILE *pipe = popen(command, "r");
    must(pipe);
    char bytes[4096];
    for (size_t got; (got = fread(bytes, 1, sizeof bytes, pipe)) > 0;)
        buf_bytes(&out, bytes, got);
    *status = pclose(pipe);
    struct str rest = buf_get(&out), piece;
    *line = STR("");
    while (str_split(&rest, '\n', &piece))
        if (piece.len)
            *line = piece;
    return WIFEXITED(*status) && WEXITSTATUS(*status) == 0;
}

static void note_values(struct arena *arena, struct outcome *outcome, struct str line)
{
    struct err err;
    err_init(&err);
    struct json *object = json_parse(arena, line, &err);
    if (!object || object->type != JSON_T_OBJECT) {
        snprintf(outcome->fault, sizeof outcome->fault, "no figures in: %.*s",
                 STR_ARG(str_slice(line, 0, 80)));
        return;
    }
    for (const struct json *member = object->first; member; member = member->next) {
        if (member->type != JSON_T_NUMBER)
            continue;
        int i = 0;
        while (i < outcome->measure_count &&
               !str_eq(str_from(outcome->measures[i].name), member->key))
            i++;
        if (i == MEASURES_MAX)
            continue;
        struct measure *measure = &outcome->measures[i];
        if (i == outcome->measure_count) {
            outcome->measure_count++;
            snprintf(measure->name, sizeof measure->name, "%.*s", STR_ARG(member->key));
        }
        if (measure->count < ROUNDS_MAX)
            measure->values[measure->count++] = strtod(str_cstr(arena, member->text), NULL);
    }
}

static void run_side(struct arena *arena, const struct side *side, struct outcome *outcome)
{
    if (outcome->fault[0])
        return;
    struct str line;
    int status;
    if (run_command(arena, side->command, &line, &status))
        note_values(arena, outcome, line);
    else if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
        snprintf(outcome->fault, sizeof outcome->fault, "not built");
    else
        snprintf(outcome->fault, sizeof outcome->fault, "failed (status %d)", WEXITSTATUS(status));
}

static const struct measure *measure_find(const struct outcome *outcome, const char *name,
                                          size_t len)
{
    for (int i = 0; i < outcome->measure_count; i++)
        if (strlen(outcome->measures[i].name) == len &&
            memcmp(outcome->measures[i].name, name, len) == 0)
            return &outcome->measures[i];
    return NULL;
}

static int side_find(const struct row *row, const char *name)
{
    for (int i = 0; i < SIDES_MAX && row->sides[i].name; i++)
        if (strcmp(row->sides[i].name, name) == 0)
            return i;
    return -1;
}

/* "rate>=0.5*floor" against the medians; a demand that cannot be told is not met. */
static void judge(const struct row *row, struct result *result, struct str text)
{
    must(result->demand_count < DEMANDS_MAX);
    struct demand *demand = &result->demands[result->demand_count++];
    snprintf(demand->text, sizeof demand->text, "%.*s", STR_ARG(text));
    size_t op = strcspn(demand->text, "<>");
    must(demand->text[op] && demand->text[op + 1] == '=');
    char *rest;
    demand->wanted = strtod(demand->text + op + 2, &rest);
    int ours = side_find(row, "luodi");
    const struct measure *found = measure_find(&result->sides[ours], demand->text, op);
    if (!found)
        return;
    demand->found = found->median;
    if (*rest == '*') {
        int other = side_find(row, rest + 1);
        must(other >= 0);
        const struct measure *base = measure_find(&result->sides[other], demand->text, op);
        if (!base || base->median <= 0)
            return;
        demand->found /= base->median;
    }
    demand->known = true;
    demand->met =
        demand->text[op] == '>' ? demand->found >= demand->wanted : demand->found <= demand->wanted;
}

static void run_row(struct arena *arena, const struct row *row, int rounds, struct result *result)
{
    struct str line, piece;
    int status;
    printf("== %s: %s\n", row->name, row->work);
    if (row->prepare[0] && !run_command(arena, row->prepare, &line, &status))
        snprintf(result->sides[side_find(row, "luodi")].fault, 160, "preparing failed (status %d)",
                 WIFEXITED(status) ? WEXITSTATUS(status) : -1);
    for (int round = 0; round < rounds; round++)
        for (int i = 0; i < SIDES_MAX && row->sides[i].name; i++)
            run_side(arena, &row->sides[i], &result->sides[i]);
    for (int i = 0; i < SIDES_MAX; i++)
        for (int m = 0; m < result->sides[i].measure_count; m++) {
            struct measure *measure = &result->sides[i].measures[m];
            measure->median = bench_median(measure->values, measure->count);
        }
    struct str rest = str_from(row->demands);
    while (str_split(&rest, ' ', &piece))
        if (piece.len)
            judge(row, result, piece);
}

/* ---- telling ---------------------------------------------------------------------------- */

static void put_figure(struct buf *out, double value)
{
    if (value >= 1000)
        buf_printf(out, "%.0f", value);
    else
        buf_printf(out, "%.3g", value);
}

static void put_row(struct buf *out, const struct row *row, const struct result *result)
{
    buf_printf(out, "| %s | ", row->work);
    for (int i = 0; i < SIDES_MAX && row->sides[i].name; i++) {
        const struct outcome *outcome = &result->sides[i];
        const struct measure *measure = measure_find(outcome, row->measure, strlen(row->measure));
        buf_printf(out, "%s%s ", i ? "; " : "", row->sides[i].name);
        if (outcome->fault[0])
            buf_cstr(out, outcome->fault);
        else if (measure)
            put_figure(out, measure->median);
        else
            buf_cstr(out, "?");
    }
    buf_printf(out, " %s | ", row->unit);
    for (int i = 0; i < result->demand_count; i++) {
        const struct demand *demand = &result->demands[i];
        buf_printf(out, "%s%s: ", i ? "; " : "", demand->text);
        if (demand->known)
            put_figure(out, demand->found);
        buf_cstr(out, !demand->known ? "not measured" : demand->met ? " ✓" : " ✗");
    }
    buf_cstr(out, " |\n");
}

static void put_machine(struct arena *arena, struct buf *out)
{
    struct utsname system;
    must(uname(&system) == 0);
    struct str model = STR("");
    FILE *file = fopen("/proc/cpuinfo", "r");
    char line[256];
    while (file && !model.len && fgets(line, sizeof line, file))
        if (strncmp(line, "model name", 10) == 0 && strchr(line, ':'))
            model = str_copy(arena, str_trim(str_from(strchr(line, ':') + 1)));
    if (file)
        fclose(file);
    buf_printf(out, "%ld processors (%.*s), %s %s, %s.\n\n", sysconf(_SC_NPROCESSORS_ONLN),
               STR_ARG(model), system.sysname, system.release, system.machine);
}

static void json_row(struct arena *arena, struct json_writer *w, const struct row *row,
                     const struct result *result)
{
    json_object(w);
    json_key(w, "row"), json_cstr(w, row->name);
    json_key(w, "work"), json_cstr(w, row->work);
    json_key(w, "sides"), json_object(w);
    for (int i = 0; i < SIDES_MAX && row->sides[i].name; i++) {
        const struct outcome *outcome = &result->sides[i];
        json_key(w, row->sides[i].name), json_object(w);
        if (outcome->fault[0])
            json_key(w, "fault"), json_cstr(w, outcome->fault);
        for (int m = 0; m < outcome->measure_count; m++) {
            const struct measure *measure = &outcome->measures[m];
            json_key(w, measure->name), json_object(w);
            json_key(w, "median"), json_raw(w, str_format(arena, "%.6g", measure->median));
            json_key(w, "runs"), json_array(w);
            for (int k = 0; k < measure->count; k++)
                json_raw(w, str_format(arena, "%.6g", measure->values[k]));
            json_array_end(w), json_object_end(w);
        }
        json_object_end(w);
    }
    json_object_end(w);
    json_key(w, "demands"), json_array(w);
    for (int i = 0; i < result->demand_count; i++) {
        const struct demand *demand = &result->demands[i];
        json_object(w);
        json_key(w, "demand"), json_cstr(w, demand->text);
        json_key(w, "met"), demand->known ? json_bool(w, demand->met) : json_null(w);
        json_key(w, "found"), json_raw(w, str_format(arena, "%.6g", demand->found));
        json_object_end(w);
    }
    json_array_end(w), json_object_end(w);
}

static bool wanted(const struct row *row, int count, char **prefixes)
{
    for (int i = 0; i < count; i++)
        if (str_starts(str_from(row->name), str_from(prefixes[i])))
            return true;
    return count == 0;
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        fprintf(stderr, "usage: bench-drive smoke|quick|full [ROW-PREFIX...]\n");
        return 2;
    }
    setenv("BENCH_MODE", argv[1], 1);
    struct bench bench;
    bench_begin(&bench);
    int rounds = bench.mode == BENCH_SMOKE ? 1 : ROUNDS_MAX;
    struct buf table, json;
    buf_init(&table, bench.arena);
    buf_init(&json, bench.arena);
    struct json_writer w;
    json_writer_init(&w, &json, true);
    json_array(&w);
    buf_printf(&table, "Medians of %d interleaved runs (%s). ", rounds, argv[1]);
    put_machine(bench.arena, &table);
    buf_cstr(&table, "| work | medians | demanded: found |\n|---|---|---|\n");
    bool all_met = true;
    for (int i = 0; i < ROW_COUNT; i++) {
        if (!wanted(&rows[i], argc - 2, argv + 2))
            continue;
        struct result *result = ARENA_NEW(bench.arena, struct result);
        run_row(bench.arena, &rows[i], rounds, result);
        put_row(&table, &rows[i], result);
        json_row(bench.arena, &w, &rows[i], result);
        for (int d = 0; d < result->demand_count; d++)
            all_met = all_met && result->demands[d].met;
    }
    json_array_end(&w);
    struct err err;
    err_init(&err);
    struct str name = str_format(bench.arena, "build-bench/result-%s", argv[1]);
    if (!file_write(str_join(bench.arena, name, STR(".json")), buf_get(&json), &err) ||
        !file_write(str_join(bench.arena, name, STR(".md")), buf_get(&table), &err))
        return bench_fail(&bench, &err);
    printf("\n%.*s", STR_ARG(buf_get(&table)));
    arena_free(bench.arena);
    return all_met ? 0 : 1;
}
