/* bench.c - see bench.h. */
#include "bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "base/clock.h"
#include "base/file.h"

void bench_begin(struct bench *bench)
{
    bench->arena = arena_new();
    struct str mode = str_from(getenv("BENCH_MODE"));
    bench->mode = str_eq(mode, STR("full"))    ? BENCH_FULL
                  : str_eq(mode, STR("quick")) ? BENCH_QUICK
                                               : BENCH_SMOKE;
    bench->data = str_from(getenv("BENCH_DATA"));
    if (!bench->data.len)
        bench->data = STR("build-bench/data");
    buf_init(&bench->line, bench->arena);
    json_writer_init(&bench->writer, &bench->line, false);
    json_object(&bench->writer);
}

int64_t bench_size(const struct bench *bench, int64_t smoke, int64_t quick, int64_t full)
{
    return bench->mode == BENCH_FULL ? full : bench->mode == BENCH_QUICK ? quick : smoke;
}

struct str bench_path(struct bench *bench, struct str name)
{
    return path_join(bench->arena, bench->data, name);
}

double bench_now_s(void)
{
    return (double)clock_monotonic_ns() / 1e9;
}

void bench_say(struct bench *bench, const char *measure, double value)
{
    json_key(&bench->writer, measure);
    json_raw(&bench->writer, str_format(bench->arena, "%.6g", value));
}

int bench_end(struct bench *bench)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    bench_say(bench, "rss_kib", (double)usage.ru_maxrss);
    json_object_end(&bench->writer);
    printf("%.*s\n", STR_ARG(buf_get(&bench->line)));
    arena_free(bench->arena);
    return 0;
}

int bench_fail(struct bench *bench, const struct err *err)
{
    struct buf words;
    buf_init(&words, bench->arena);
    err_words(err, LANG_EN, &words);
    fprintf(stderr, "bench: %.*s\n", STR_ARG(buf_get(&words)));
    arena_free(bench->arena);
    return 2;
}

static int by_value(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

double bench_median(double *values, int count)
{
    if (count <= 0)
        return 0;
    qsort(values, (size_t)count, sizeof *values, by_value);
    return count % 2 ? values[count / 2] : (values[count / 2 - 1] + values[count / 2]) / 2;
}

double bench_percentile(double *sorted, int count, double share)
{
    int at = (int)(share * count);
    return count <= 0 ? 0 : sorted[at < count ? at : count - 1];
}
