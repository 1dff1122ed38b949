/* test_ledger_random.c - seeded years: rebuild equals running to the last digit, all of it verifies, the parts of every figure add up. */
#include "ledger_year.h"

#include "store/store.h"

/* ---- what the derived tables hold, in an order of their own ----------------------------------------- */

static void dump_rows(struct fixture *f, struct store *store, struct sql sql, int columns, struct buf *out)
{
    struct statement_handle *st = store_statement(store, sql, &f->err);
    fixture_ok(f, st != NULL);
    for (bool row = true; row;) {
        fixture_ok(f, statement_step(store, st, &row, &f->err));
        for (int i = 0; row && i < columns; i++) {
            struct str text = column_text(st, i);
            buf_printf(out, "%.*s%c", STR_ARG(text), i + 1 < columns ? '|' : '\n');
        }
    }
}

static struct str dump(struct fixture *f)
{
    struct store *store;
    struct buf *out = ARENA_NEW(f->arena, struct buf);
    struct store_options options = { .path = str_format(f->arena, "%s/ledger.db", f->folder), .read_only = true };
    fixture_ok(f, store_open(&options, &store, &f->err));
    buf_init(out, f->arena);
    dump_rows(f, store, SQL("SELECT 'register', number, what, kind, name, type, scale FROM register ORDER BY number"), 7, out);
    dump_rows(f, store, SQL("SELECT 'version', id, metric, since, hex(digest) FROM metric_version ORDER BY id"), 5, out);
    dump_rows(f, store, SQL("SELECT 'define', position FROM definition_entry ORDER BY 2"), 2, out);
    dump_rows(f, store, SQL("SELECT 'slice', id, metric, text FROM slice ORDER BY id"), 4, out);
    dump_rows(f, store, SQL("SELECT 'closing', metric, month, position FROM closing ORDER BY 2, 3, 4"), 4, out);
    dump_rows(f, store, SQL("SELECT 'record', id, kind, hex(timeline) FROM record ORDER BY id"), 4, out);
    dump_rows(f, store, SQL("SELECT 'key', number, key, record FROM record_key ORDER BY 2, 3"), 4, out);
    dump_rows(f, store, SQL("SELECT 'facet', number, value, record FROM facet ORDER BY 2, 3, 4"), 4, out);
    dump_rows(f, store, SQL("SELECT 'refers', target, number, source FROM refers ORDER BY 2, 3, 4"), 4, out);
    dump_rows(f, store, SQL("SELECT 'part', c.version, c.slice, c.zone, p.month, p.position, p.day, p.record, p.vague, p.delta FROM contribution p"
        " JOIN cell c ON c.id = p.cell ORDER BY 2, 3, 4, 5, 6, 7, 8, 9, 10"), 10, out);
    dump_rows(f, store, SQL("SELECT 'sum', c.version, c.slice, c.zone, p.month, p.position, p.total FROM contribution p JOIN cell c ON c.id = p.cell"
        " WHERE p.n = (SELECT max(n) FROM contribution q WHERE q.cell = p.cell AND q.month = p.month AND q.position = p.position)"
        " ORDER BY 2, 3, 4, 5, 6"), 7, out);
    store_close(store);
    return buf_get(out);
}

static void same_text(struct str before, struct str after)
{
    struct str a = before, b = after, x, y;
    int shown = 0;
    while (!str_eq(before, after) && shown < 6) {
        bool more_a = str_split(&a, '\n', &x), more_b = str_split(&b, '\n', &y);
        if (!more_a && !more_b)
            break;
        if (!more_a || !more_b || !str_eq(x, y)) {
            print_message("running %.*s\nrebuilt %.*s\n", more_a ? (int)(x.len < 300 ? x.len : 300) : 0, x.ptr,
                          more_b ? (int)(y.len < 300 ? y.len : 300) : 0, y.ptr);
            shown++;
        }
    }
    assert_true(str_eq(before, after));
}

static void verified(struct fixture *f)
{
    struct verify_report report;
    fixture_ok(f, ledger_verify(f->ledger, NULL, &report, &f->err));
    assert_true(report.entries > 0 && report.records > 0);
}

static void rebuilt_is_the_same(struct fixture *f)
{
    struct str before = dump(f);
    verified(f);
    fixture_ok(f, ledger_rebuild(f->ledger, NULL, &f->err));
    same_text(before, dump(f));
    verified(f);
}

/* ---- the parts of every figure ---------------------------------------------------------------------------- */

static struct dec added(struct contribution *parts, size_t count, const struct metric *metric, struct period period)
{
    struct dec sum = dec_from_int(0);
    for (size_t i = 0; i < count; i++)
        if (parts[i].metric == metric && parts[i].day.n >= period.first.n && parts[i].day.n <= period.last.n)
            assert_true(dec_add(sum, parts[i].delta, &sum));
    return sum;
}

static void same_number(const struct figure_query *q, const char *what, struct dec sum, struct dec value)
{
    if (dec_cmp(sum, value) == 0)
        return;
    fail_msg("%.*s %.*s as of %lld: %s %f is not %f", STR_ARG(q->metric->name), STR_ARG(q->slice), (long long)q->as_of.n, what,
             dec_to_double(sum), dec_to_double(value));
}

static bool is_tally(const struct metric *metric)
{
    return metric->kind != NULL;
}

static void parts_add_up(struct fixture *f, const struct figure_query *q)
{
    struct figure figure;
    struct contribution *parts;
    size_t count;
    struct period all = { { INT32_MIN }, { INT32_MAX } };
    fixture_ok(f, figure_read(f->ledger, f->arena, q, &figure, &f->err));
    fixture_ok(f, figure_contributions(f->ledger, f->arena, q, &parts, &count, &f->err));
    for (size_t i = 1; i < count; i++)
        assert_true(parts[i - 1].metric != parts[i].metric || parts[i - 1].day.n <= parts[i].day.n);
    if (q->metric->how == METRIC_GROWTH || q->metric->how == METRIC_RATIO || q->metric->how == METRIC_SHARE) {
        const struct metric *of = q->metric->of, *over = q->metric->over;
        struct period now = { { INT32_MIN }, { INT32_MAX } };
        if (q->metric->how == METRIC_GROWTH) {
            struct period last = { day_add_months(q->period.first, -12), { q->period.first.n - 1 } };
            now = q->period;
            same_number(q, "the year before", added(parts, count, of, last), figure.whole);
        } else if (is_tally(over)) {
            same_number(q, "the whole", added(parts, count, over, all), figure.whole);
        }
        if (is_tally(of))
            same_number(q, "the part", added(parts, count, of, now), figure.part);
    } else if (is_tally(q->metric) || q->metric->how == METRIC_CADENCE) {
        same_number(q, "the sum of parts", added(parts, count, q->metric, all), figure.present ? figure.value : dec_from_int(0));
    }
}

static int figures_add_up(struct year *y, struct entry_id as_of)
{
    struct fixture *f = y->f;
    static const char *const slices[] = { "", "sector = \"food\"", "sector != \"vehicles\"" };
    static const char *const periods[] = { "2023", "2023-03", "2023-01-10..2023-08-20", "2022" };
    const struct model *model = ledger_model_at(f->ledger, as_of, &f->err);
    int asked = 0;
    for (size_t m = 0; m < model->metric_count; m++)
        for (int z = 0; z < 3; z++)
            for (size_t p = 0; p < sizeof periods / sizeof *periods; p++)
                for (size_t s = 0; s < (model->metrics[m].by_count ? 3 : 1); s++) {
                    struct record_id zone = { z < 2 ? y->zones[z] : 0 };
                    struct figure_query q = { .metric = &model->metrics[m], .slice = str_from(slices[s]), .zones = &zone, .zone_count = z < 2,
                                              .on = p == 0 && s == 0 ? on("2023-10-17").day : DAY_NONE, .as_of = as_of };
                    struct arena_mark mark = arena_mark(f->arena);
                    assert_true(period_parse(str_from(periods[p]), &q.period));
                    if (!day_is_none(q.on)) /* growth: the year before is cut alike */
                        q.period.last = q.on;
                    parts_add_up(f, &q);
                    arena_reset_to(f->arena, mark);
                    asked++;
                }
    return asked;
}

/* ---- the years ------------------------------------------------------------------------------------------------- */

static void a_year(struct fixture *f, uint64_t seed, int entries, int upgrades)
{
    struct year *y = ARENA_NEW(f->arena, struct year);
    struct head middle = { 0 };
    const char *other = getenv("LUODI_SEED"); /* to look further than the seeds below */
    seed = other ? strtoull(other, NULL, 10) : seed;
    print_message("seed %llu\n", (unsigned long long)seed);
    year_begin(y, f, seed);
    for (int i = 0; i < entries; i++) {
        year_step(y, 525600 / entries);
        if (upgrades && i % (entries / (upgrades + 1)) == entries / (upgrades + 1) - 1 && i / (entries / (upgrades + 1)) < upgrades)
            year_redefine(f, i / (entries / (upgrades + 1)));
        if (i == entries / 2)
            fixture_ok(f, ledger_head(f->ledger, &middle, &f->err));
    }
    print_message("%lld said, %lld accepted, %lld refused\n", (long long)y->made, (long long)y->accepted, (long long)y->refused_count);
    assert_true(y->accepted > y->made / 2);
    rebuilt_is_the_same(f);
    assert_true(figures_add_up(y, (struct entry_id){ 0 }) > 500);
    assert_true(figures_add_up(y, middle.position) > 500);
    year_end(y);
}

static void a_year_without_new_definitions_is_rebuilt_to_the_last_digit(void **state)
{
    a_year(*state, 20230101, 1200, 0);
}

static void a_year_of_changing_definitions_is_rebuilt_to_the_last_digit(void **state)
{
    a_year(*state, 20230102, 1200, 5);
}

static void a_short_year_of_many_definitions_is_rebuilt_to_the_last_digit(void **state)
{
    a_year(*state, 20230103, 300, 10);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, fixture_new, fixture_gone)
    const struct CMUnitTest tests[] = {
        CASE(a_short_year_of_many_definitions_is_rebuilt_to_the_last_digit),
        CASE(a_year_without_new_definitions_is_rebuilt_to_the_last_digit),
        CASE(a_year_of_changing_definitions_is_rebuilt_to_the_last_digit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
