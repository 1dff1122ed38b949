/* test_ledger_list.c - a list of the present state comes from memory or from the table: nobody can tell which. */
#include "base/rng.h"
#include "fixture.h"

enum { PROJECTS = 40, CHANGES = 30, ROUNDS = 4, QUERIES = 160 };

struct played {
    struct fixture *f;
    struct rng rng;
    int64_t zones[2], projects[PROJECTS * (ROUNDS + 1)];
    size_t count;
};

static struct str text(struct played *p, const char *format, int64_t n)
{
    char room[64];
    snprintf(room, sizeof room, format, (long long)n);
    return str_copy(p->f->arena, str_from(room));
}

static struct date some_day(struct played *p)
{
    return (struct date){ { day_from(2023, 1, 1).n + (int32_t)rng_below(&p->rng, 40) }, PRECISION_DAY };
}

static void add_project(struct played *p)
{
    static const char *const places[] = { "东郊精密", "西山新材", "河口医疗" };
    struct draft_field fields[] = {
        { STR("name"), str_format(p->f->arena, "%s%d号", places[rng_below(&p->rng, 3)], (int)p->count) },
        { STR("zone"), text(p, "#%lld", p->zones[rng_below(&p->rng, 2)]) },
        { STR("investor"), str_from(places[rng_below(&p->rng, 3)]) },
        { STR("investment"), text(p, "%lld", rng_between(&p->rng, 1, 9)) },
    };
    struct draft_stage stages[] = { { STR("lead"), some_day(p) }, { STR("framework"), some_day(p) } };
    p->projects[p->count++] = put(p->f, (struct draft){ .act = ACT_ADD, .kind = STR("project"), .fields = fields,
        .field_count = 3 + rng_below(&p->rng, 2), .effective = some_day(p), .stages = stages, .stage_count = rng_below(&p->rng, 3) });
}

/* What is refused (a stage taken back that was not reached, a record deleted before) is no matter here. */
static void change_project(struct played *p)
{
    struct record_id record = { p->projects[rng_below(&p->rng, (uint32_t)p->count)] };
    struct draft draft = { .kind = STR("project"), .record = record, .effective = some_day(p), .reason = STR("so") };
    struct draft_field field = { STR("investment"), text(p, "%lld", rng_between(&p->rng, 1, 9)) };
    struct draft_field zone = { STR("zone"), text(p, "#%lld", p->zones[rng_below(&p->rng, 2)]) };
    static const enum act acts[] = { ACT_CHANGE, ACT_CORRECT, ACT_STAGE, ACT_UNSTAGE, ACT_DELETE, ACT_CHANGE };
    uint32_t which = (uint32_t)rng_below(&p->rng, 6);
    draft.act = acts[which];
    draft.fields = which == 5 ? &zone : &field;
    draft.field_count = draft.act == ACT_CHANGE || draft.act == ACT_CORRECT;
    draft.stage = draft.act == ACT_STAGE || draft.act == ACT_UNSTAGE ? STR("framework") : STR("");
    struct receipt receipt;
    struct err err;
    err_init(&err);
    (void)ledger_append(p->f->ledger, &draft, 1, &receipt, NULL, &err);
}

static struct list_query some_query(struct played *p, struct filter *filters)
{
    const struct kind *kind = model_kind(ledger_model(p->f->ledger), STR("project"));
    static const char *const words[] = { "", "精密", "号", "新材" }, *const sorts[] = { "", "name", "investment", "zone" };
    struct str sort = str_from(sorts[rng_below(&p->rng, 4)]);
    struct list_query query = { .kind = kind, .filters = filters, .search = str_from(words[rng_below(&p->rng, 4)]),
        .descending = rng_below(&p->rng, 2), .offset = rng_below(&p->rng, 3) * 7, .limit = 1 + rng_below(&p->rng, 20),
        .want_total = rng_below(&p->rng, 2), .on = DAY_NONE, .sort = sort.len ? kind_field(kind, sort) : NULL };
    if (rng_below(&p->rng, 2))
        filters[query.filter_count++] = (struct filter){ kind->zone, FILTER_EQ, text(p, "#%lld", p->zones[0]) };
    if (rng_below(&p->rng, 2))
        filters[query.filter_count++] = (struct filter){ NULL, FILTER_EQ, STR("framework") };
    if (rng_below(&p->rng, 3) == 0)
        filters[query.filter_count++] = (struct filter){ kind_field(kind, STR("investment")),
                                                         (enum filter_op)rng_below(&p->rng, FILTER_HAS), STR("5") };
    if (rng_below(&p->rng, 2))
        query.on = (struct day){ day_from(2023, 1, 1).n + (int32_t)rng_below(&p->rng, 60) };
    return query;
}

static void same(struct played *p, const struct list_query *query, const struct list_result *a, const struct list_result *b)
{
    assert_int_equal(a->count, b->count);
    if (query->want_total)
        assert_int_equal(a->total, b->total);
    for (size_t i = 0; i < a->count; i++) {
        struct change *u, *v;
        assert_int_equal(timeline_record(a->rows[i]).n, timeline_record(b->rows[i]).n);
        size_t count = timeline_history(p->f->arena, a->rows[i], &u);
        assert_int_equal(count, timeline_history(p->f->arena, b->rows[i], &v));
        for (size_t k = 0; k < count; k++) {
            assert_int_equal(u[k].entry.n, v[k].entry.n);
            assert_int_equal(u[k].after.n, v[k].after.n);
            assert_true(str_eq(u[k].after.text, v[k].after.text));
        }
    }
}

/* A ledger just opened reads its first list of a kind from the table. */
static void compare(struct played *p, struct ledger *served, const struct list_query *query)
{
    struct ledger *fresh;
    struct list_result memory, table;
    fixture_ok(p->f, ledger_open(&p->f->options, &fresh, &p->f->err));
    fixture_ok(p->f, record_list(fresh, p->f->arena, query, &table, &p->f->err));
    fixture_ok(p->f, record_list(served, p->f->arena, query, &memory, &p->f->err));
    same(p, query, &table, &memory);
    ledger_close(fresh);
}

static void lists_follow_every_entry_and_are_those_of_the_table(void **state)
{
    struct played p = { .f = *state };
    struct ledger *served;
    rng_init(&p.rng, 11);
    for (int i = 0; i < 2; i++) {
        struct draft_field fields[] = { { STR("name"), str_from(i ? "乙区" : "甲区") }, { STR("type"), STR("zone") } };
        p.zones[i] = put(p.f, (struct draft){ .act = ACT_ADD, .kind = STR("zone"), .fields = fields, .field_count = 2 });
    }
    fixture_clock(p.f, "2023-03-01");
    fixture_ok(p.f, ledger_open(&p.f->options, &served, &p.f->err));
    size_t listed = 0;
    for (int round = 0; round < ROUNDS; round++) {
        for (int i = 0; i < (round ? CHANGES : PROJECTS); i++)
            add_project(&p);
        for (int i = 0; i < QUERIES / ROUNDS; i++) {
            struct filter filters[4];
            struct list_query query = some_query(&p, filters);
            compare(&p, served, &query);
            change_project(&p);
            struct list_result result;
            fixture_ok(p.f, record_list(served, p.f->arena, &query, &result, &p.f->err));
            listed += result.count;
        }
    }
    assert_true(listed > QUERIES);
    ledger_close(served);
}

static void a_list_outlives_the_entries_after_it(void **state)
{
    struct played p = { .f = *state };
    rng_init(&p.rng, 3);
    for (int i = 0; i < 2; i++)
        p.zones[i] = put(p.f, (struct draft){ .act = ACT_ADD, .kind = STR("zone"),
            .fields = (struct draft_field[]){ { STR("name"), text(&p, "丙区%lld", i) }, { STR("type"), STR("zone") } }, .field_count = 2 });
    for (int i = 0; i < 10; i++)
        add_project(&p);
    struct list_query query = { .kind = model_kind(ledger_model(p.f->ledger), STR("project")), .limit = 5, .on = DAY_NONE };
    struct list_result first, again;
    for (int i = 0; i < 2; i++)
        fixture_ok(p.f, record_list(p.f->ledger, p.f->arena, &query, &first, &p.f->err));
    struct str title = timeline_title(p.f->arena, first.rows[0]);
    for (int i = 0; i < 30; i++) {
        add_project(&p);
        fixture_ok(p.f, record_list(p.f->ledger, p.f->arena, &query, &again, &p.f->err));
        assert_int_equal(timeline_record(again.rows[0]).n, p.projects[p.count - 1]);
    }
    assert_true(str_eq(timeline_title(p.f->arena, first.rows[0]), title));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(lists_follow_every_entry_and_are_those_of_the_table, fixture_new, fixture_gone),
        cmocka_unit_test_setup_teardown(a_list_outlives_the_entries_after_it, fixture_new, fixture_gone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
