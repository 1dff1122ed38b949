/* test_board_score.c - the rows of tests/table/score.tbl: facts of two zones, and targets scored on a day. */
#include "fixture.h"

#include "base/file.h"
#include "board/board.h"

enum { CELLS = 12 };

struct table { struct fixture *f; int64_t plan, project; int facts, rows, bad; };

static size_t cells_of(struct str line, struct str *cells)
{
    size_t count = 0;
    struct str one;
    while (count < CELLS && str_split(&line, '|', &one))
        cells[count++] = str_trim(one);
    return count;
}

static void project_fact(struct table *t, const struct str *cells)
{
    struct fixture *f = t->f;
    struct date day = on(str_format(f->arena, "%.*s", STR_ARG(cells[3])).ptr);
    bool landed = str_eq(cells[2], STR("landed"));
    if (landed) { /* the first one that was signed */
        put(f, (struct draft){ .act = ACT_STAGE, .kind = STR("project"), .record = { t->project }, .stage = STR("landed"), .effective = day });
        return;
    }
    struct draft_field fields[] = { { STR("name"), str_format(f->arena, "项目%d", t->facts) }, { STR("zone"), cells[1] }, { STR("investment"), cells[4] } };
    struct draft_stage stage = { STR("signed"), day };
    int64_t id = put(f, (struct draft){ .act = ACT_ADD, .kind = STR("project"), .fields = fields, .field_count = 3, .effective = on("2022-01-01"),
                                        .stages = &stage, .stage_count = 1, PAPER });
    t->project = t->project ? t->project : id;
}

static void month_fact(struct table *t, const struct str *cells)
{
    struct fixture *f = t->f;
    struct str name = str_format(f->arena, "%.*s厂", STR_ARG(cells[1]));
    struct draft_field fields[] = { { STR("enterprise"), name }, { STR("month"), cells[3] }, { STR("output"), cells[4] } };
    put(f, (struct draft){ .act = ACT_ADD, .kind = STR("enterprise-month"), .fields = fields, .field_count = 3 });
}

static void fact(struct table *t, const struct str *cells)
{
    struct fixture *f = t->f;
    t->facts++;
    if (str_eq(cells[2], STR("output"))) {
        month_fact(t, cells);
    } else if (str_eq(cells[2], STR("road"))) {
        struct draft_field fields[] = { { STR("name"), str_format(f->arena, "路%d", t->facts) }, { STR("zone"), cells[1] }, { STR("type"), STR("road") },
                                        { STR("trunk"), STR("yes") } };
        struct draft_stage stage = { STR("open"), on(str_format(f->arena, "%.*s", STR_ARG(cells[3])).ptr) };
        put(f, (struct draft){ .act = ACT_ADD, .kind = STR("site"), .fields = fields, .field_count = 4, .effective = on("2022-01-01"),
                               .stages = &stage, .stage_count = 1 });
    } else if (str_eq(cells[2], STR("official"))) {
        struct draft_field fields[] = { { STR("series"), STR("fixed-investment-growth") }, { STR("zone"), cells[1] }, { STR("month"), cells[3] }, { STR("value"), cells[4] } };
        put(f, (struct draft){ .act = ACT_ADD, .kind = STR("official-figure"), .fields = fields, .field_count = 4 });
    } else {
        project_fact(t, cells);
    }
}

static struct str one_place(struct fixture *f, bool has, struct dec value)
{
    struct buf out;
    if (!has)
        return STR("-");
    buf_init(&out, f->arena);
    dec_print_places(value, 1, false, &out);
    return buf_get(&out);
}

static void score(struct table *t, const struct str *c, struct str line)
{
    struct fixture *f = t->f;
    struct draft_field fields[] = { { STR("plan"), str_format(f->arena, "#%lld", (long long)t->plan) }, { STR("label"), STR("目标") }, { STR("zone"), c[0] },
        { STR("metric"), c[1] }, { STR("op"), c[2] }, { STR("value"), c[3] }, { STR("value_max"), c[4] }, { STR("period"), c[5] }, { STR("state"), STR("adopted") },
        { STR("unit"), STR("") } };
    const struct metric *metric = c[1].len ? model_metric(ledger_model(f->ledger), c[1]) : NULL;
    fields[9].text = metric ? metric->unit : STR("件");
    struct board_query query = { .scope = BOARD_ZONE, .year = 2023, .on = on(str_format(f->arena, "%.*s", STR_ARG(c[6])).ptr).day, .lang = LANG_ZH };
    int64_t id = put(f, (struct draft){ .act = ACT_ADD, .kind = STR("target"), .fields = fields, .field_count = 10 });
    struct board_target *target;
    struct head at;
    fixture_ok(f, target_read(f->ledger, f->arena, (struct record_id){ id }, &query, &target, &at, &f->err));
    struct str own = target_state_word(target->state, LANG_ZH);
    struct str found[] = { str_from(target_state_name(target->state)), one_place(f, target->has_share, target->share),
        one_place(f, target->has_time_share, target->time_share), str_eq(own, target->state_word) ? STR("-") : target->state_word, target->reason };
    t->rows++;
    for (size_t i = 0; i < sizeof found / sizeof *found; i++)
        if (!str_eq(found[i], c[7 + i])) {
            t->bad++;
            print_error("%.*s\n    %.*s, not %.*s\n", STR_ARG(line), STR_ARG(found[i]), STR_ARG(c[7 + i]));
        }
}

static void begin(struct table *t)
{
    struct fixture *f = t->f;
    static const char *const zones[] = { "甲区", "乙区" }, *const codes[] = { "91350100M000100Y43", "91512000MA00000000" };
    t->plan = put(f, (struct draft){ .act = ACT_ADD, .kind = STR("plan"), FIELDS(F("title", "安排"), F("year", "2023")) });
    for (int i = 0; i < 2; i++) {
        char code[32];
        snprintf(code, sizeof code, "%s", codes[i]);
        for (int k = 0; k < 31 * 31 && !uscc_valid(str_from(code)); k++) {
            code[16] = "0123456789ABCDEFGHJKLMNPQRTUWXY"[k / 31];
            code[17] = "0123456789ABCDEFGHJKLMNPQRTUWXY"[k % 31];
        }
        struct draft_field zone[] = { { STR("name"), str_from(zones[i]) }, { STR("type"), STR("zone") } };
        put(f, (struct draft){ .act = ACT_ADD, .kind = STR("zone"), .fields = zone, .field_count = 2, .effective = on("2021-01-01") });
        struct draft_field firm[] = { { STR("name"), str_format(f->arena, "%s厂", zones[i]) }, { STR("uscc"), str_from(code) }, { STR("zone"), str_from(zones[i]) } };
        put(f, (struct draft){ .act = ACT_ADD, .kind = STR("enterprise"), .fields = firm, .field_count = 3, .effective = on("2021-01-01") });
    }
}

static void every_row_of_the_score_table_is_scored_as_it_says(void **state)
{
    struct fixture *f = *state;
    struct table t = { .f = f };
    const char *source = getenv("LUODI_SOURCE");
    struct str text, line, cells[CELLS];
    fixture_ok(f, file_read(f->arena, str_format(f->arena, "%s/tests/table/score.tbl", source ? source : "."), 1 << 20, &text, &f->err));
    fixture_clock(f, "2024-07-01");
    begin(&t);
    while (str_split(&text, '\n', &line)) {
        if (!str_trim(line).len || line.ptr[0] == '#')
            continue;
        size_t count = cells_of(line, cells);
        bool is_fact = str_eq(cells[0], STR("fact"));
        if (count != (is_fact ? 5 : CELLS))
            fail_msg("%.*s has %zu cells", STR_ARG(line), count);
        if (is_fact)
            fact(&t, cells);
        else
            score(&t, cells, line);
    }
    print_message("%d rows\n", t.rows);
    assert_true(t.rows >= 50);
    assert_int_equal(t.bad, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_row_of_the_score_table_is_scored_as_it_says, fixture_new, fixture_gone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
