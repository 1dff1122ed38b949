/*
 * fixture.h - a ledger in a temporary folder on a clock of the test's own, over the shipped definitions.
 */
#ifndef LUODI_TESTS_FIXTURE_H
#define LUODI_TESTS_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "ledger/ledger.h"

struct fixture {
    struct arena *arena;
    struct clock clock;
    char folder[64];
    struct ledger_options options;
    struct ledger *ledger;
    struct err err;
};

static inline void fixture_say(struct fixture *f)
{
    struct buf out;
    buf_init(&out, f->arena);
    err_words(&f->err, LANG_EN, &out);
    print_message("%.*s\n", (int)out.len, out.ptr);
}

#define fixture_ok(f, condition) do { if (!(condition)) { fixture_say(f); fail_msg("%s", #condition); } } while (0)

static inline void fixture_clock(struct fixture *f, const char *day)
{
    struct day d;
    assert_true(day_parse(str_from(day), &d));
    f->clock.fixed = (struct instant){ day_end(d).us - 15LL * 3600 * 1000000 }; /* about nine in the morning */
}

static inline void fixture_open(struct fixture *f)
{
    fixture_ok(f, ledger_open(&f->options, &f->ledger, &f->err));
}

static inline int fixture_new(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    f->arena = arena_new();
    err_init(&f->err);
    clock_init_fixed(&f->clock, (struct instant){ 0 });
    fixture_clock(f, "2023-01-01");
    snprintf(f->folder, sizeof f->folder, "/tmp/luodi-test-XXXXXX");
    if (!mkdtemp(f->folder))
        return -1;
    const char *source = getenv("LUODI_SOURCE");
    f->options = (struct ledger_options){ .folder = str_from(f->folder), .clock = &f->clock,
        .shipped_model = str_format(f->arena, "%s/model", source ? source : ".") };
    fixture_ok(f, ledger_make(f->arena, &f->options, &f->err));
    fixture_open(f);
    *state = f;
    return 0;
}

static inline int fixture_gone(void **state)
{
    struct fixture *f = *state;
    ledger_close(f->ledger);
    char command[128];
    snprintf(command, sizeof command, "rm -rf %s", f->folder);
    int status = system(command);
    arena_free(f->arena);
    free(f);
    return status;
}

static inline struct date on(const char *day)
{
    struct date date = { DAY_NONE, PRECISION_DAY };
    assert_true(date_parse(str_from(day), &date));
    return date;
}

/* Append one draft; the receipt's record. */
static inline int64_t put(struct fixture *f, struct draft draft)
{
    struct receipt receipt;
    fixture_ok(f, ledger_append(f->ledger, &draft, 1, &receipt, NULL, &f->err));
    return receipt.record.n;
}

static inline enum err_code refused(struct fixture *f, struct draft draft)
{
    struct receipt receipt;
    struct err err;
    err_init(&err);
    assert_false(ledger_append(f->ledger, &draft, 1, &receipt, NULL, &err));
    return err.code;
}

#define FIELDS(...) .fields = (struct draft_field[]){ __VA_ARGS__ }, \
    .field_count = sizeof((struct draft_field[]){ __VA_ARGS__ }) / sizeof(struct draft_field)
#define F(name, text) { STR_INIT(name), STR_INIT(text) }
#define PAPER .evidence = (struct draft_evidence[]){ { .name = STR_INIT("paper") } }, .evidence_count = 1

static inline int64_t figure_as_of(struct fixture *f, const char *metric, int64_t zone, const char *period, const char *until, int64_t as_of)
{
    struct figure figure;
    struct record_id id = { zone };
    struct figure_query query = { .metric = model_metric(ledger_model(f->ledger), str_from(metric)), .zones = &id,
        .zone_count = zone ? 1 : 0, .on = until ? on(until).day : DAY_NONE, .as_of = { as_of } };
    assert_non_null(query.metric);
    assert_true(period_parse(str_from(period), &query.period));
    fixture_ok(f, figure_read(f->ledger, f->arena, &query, &figure, &f->err));
    int64_t n = INT64_MIN;
    if (figure.present)
        assert_true(dec_to_scaled(figure.value, 2, false, &n));
    return n;
}

#endif
