/* test_ledger_months.c - sums of months are kept while a ledger is open: nobody can tell them from sums just read. */
#include "base/rng.h"
#include "fixture.h"

enum { ROUNDS = 60, ASKED = 12 };

static const char *const metrics[] = { "projects-signed", "investment-signed", "months-with-signing", "projects-under-construction" };
static const char *const periods[] = { "2023", "2023-03", "2023-02", "2022..2023" };

struct asked { const char *metric, *period; struct day on; int64_t as_of; };

static struct figure ask(struct fixture *f, struct ledger *ledger, const struct asked *asked, int64_t zone)
{
    struct figure figure;
    struct record_id id = { zone };
    struct figure_query query = { .metric = model_metric(ledger_model(ledger), str_from(asked->metric)), .zones = &id,
                                  .zone_count = 1, .on = asked->on, .as_of = { asked->as_of } };
    assert_non_null(query.metric);
    assert_true(period_parse(str_from(asked->period), &query.period));
    fixture_ok(f, figure_read(ledger, f->arena, &query, &figure, &f->err));
    return figure;
}

/* Some dates are known to the month or the quarter only. */
static struct date some_date(struct rng *rng)
{
    static const char *const vague[] = { "2023Q1", "2023-03", "2023-02", "2023Q2" };
    if (rng_below(rng, 5) == 0)
        return on(vague[rng_below(rng, 4)]);
    return (struct date){ { day_from(2023, 1, 1).n + (int32_t)rng_below(rng, 150) }, PRECISION_DAY };
}

static void something_happens(struct fixture *f, struct rng *rng, int64_t zone, int64_t *projects, size_t *count)
{
    static const char *const stages[] = { "signed", "under_construction", "framework" };
    struct receipt receipt;
    struct err refused;
    err_init(&refused);
    if (*count < 8 || rng_below(rng, 3) == 0) {
        struct draft_field fields[] = { { STR("name"), str_format(f->arena, "项目%zu", *count) },
                                        { STR("zone"), str_format(f->arena, "#%lld", (long long)zone) },
                                        { STR("investment"), str_format(f->arena, "%d", (int)rng_between(rng, 1, 99)) } };
        projects[(*count)++] = put(f, (struct draft){ .act = ACT_ADD, .kind = STR("project"), .fields = fields,
                                                       .field_count = 3, .effective = on("2023-01-01") });
        return;
    }
    struct draft draft = { .act = rng_below(rng, 4) ? ACT_STAGE : ACT_UNSTAGE, .kind = STR("project"),
                           .record = { projects[rng_below(rng, *count)] }, .stage = str_from(stages[rng_below(rng, 3)]),
                           .effective = some_date(rng), .reason = STR("so"), PAPER };
    (void)ledger_append(f->ledger, &draft, 1, &receipt, NULL, &refused);
}

static void figures_kept_are_figures_read(void **state)
{
    struct fixture *f = *state;
    struct ledger *served, *fresh;
    struct rng rng;
    struct asked asked[ASKED];
    int64_t zone = put(f, (struct draft){ .act = ACT_ADD, .kind = STR("zone"), FIELDS(F("name", "甲区"), F("type", "zone")) });
    int64_t projects[4 * ROUNDS], present = 0;
    size_t count = 0;
    rng_init(&rng, 5);
    fixture_clock(f, "2023-06-01");
    fixture_ok(f, ledger_open(&f->options, &served, &f->err));
    for (int i = 0; i < ASKED; i++)
        asked[i] = (struct asked){ metrics[i % 4], periods[rng_below(&rng, 4)],
            i % 3 ? (struct day){ day_from(2023, 1, 1).n + (int32_t)rng_below(&rng, 150) } : DAY_NONE, 0 };
    for (int round = 0; round < ROUNDS; round++) {
        for (int i = 0; i < 4; i++)
            something_happens(f, &rng, zone, projects, &count);
        struct head head;
        fixture_ok(f, ledger_head(f->ledger, &head, &f->err));
        asked[rng_below(&rng, ASKED)].as_of = rng_below(&rng, 2) ? head.position.n - (int64_t)rng_below(&rng, 8) : 0;
        fixture_ok(f, ledger_open(&f->options, &fresh, &f->err));
        for (int i = 0; i < ASKED; i++) {
            struct figure kept = ask(f, served, &asked[i], zone), read = ask(f, fresh, &asked[i], zone);
            assert_int_equal(kept.present, read.present);
            assert_int_equal(dec_cmp(kept.value, read.value), 0);
            present += read.present && dec_cmp(read.value, dec_from_int(0)) > 0;
        }
        ledger_close(fresh);
    }
    assert_true(present > ROUNDS * ASKED / 3);
    ledger_close(served);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(figures_kept_are_figures_read, fixture_new, fixture_gone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
