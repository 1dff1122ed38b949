/*
 * test_model_field.c - field types over tests/table/field_types.tbl: what is typed, what is kept,
 * what is shown, what is refused; and that each reads what it writes.
 */
#include "model_fixture.h"

struct table {
    struct model_fixture fixture;
    const struct kind *kind;
    int line;
};

/* \n, \t, \r and \xNN of the table. */
static struct str unescape(struct arena *arena, struct str s)
{
    char *out = arena_alloc(arena, s.len + 1);
    size_t len = 0;
    for (size_t i = 0; i < s.len; i++) {
        char next = i + 1 < s.len ? s.ptr[i + 1] : 0;
        if (s.ptr[i] != '\\' || !strchr("ntrx", next) || !next) {
            out[len++] = s.ptr[i];
            continue;
        }
        i++;
        if (next == 'x') {
            out[len++] = (char)strtol(str_cstr(arena, str_slice(s, i + 1, 2)), NULL, 16);
            i += 2;
        } else {
            out[len++] = next == 'n' ? '\n' : next == 't' ? '\t' : '\r';
        }
    }
    return (struct str){ out, len };
}

static struct str blanks_trim(struct str s)
{
    while (s.len && s.ptr[0] == ' ')
        s = str_slice(s, 1, s.len);
    while (s.len && s.ptr[s.len - 1] == ' ')
        s.len--;
    return s;
}

static bool is_refusal(struct str answer)
{
    return str_starts(answer, STR("field_"));
}

static void check_equal(const struct table *table, const char *what, struct str found,
                        struct str wanted)
{
    if (!str_eq(found, wanted))
        fail_msg("field_types.tbl:%d: %s is \"%.*s\", wanted \"%.*s\"", table->line, what,
                 STR_ARG(found), STR_ARG(wanted));
}

static struct str shown(struct arena *arena, const struct field *field, const struct value *value,
                        enum lang lang)
{
    struct buf out;
    buf_init(&out, arena);
    field_print(field, value, lang, &out);
    return buf_get(&out);
}

static struct str canonical(struct arena *arena, const struct field *field,
                            const struct value *value)
{
    struct buf out;
    buf_init(&out, arena);
    field_print_canonical(field, value, &out);
    return buf_get(&out);
}

static void check_refusal(const struct table *table, const struct field *field, struct str typed,
                          struct str answer)
{
    struct arena *arena = table->fixture.arena;
    struct value value;
    struct err err;
    err_init(&err);
    if (field_parse(arena, field, typed, &value, &err))
        fail_msg("field_types.tbl:%d: taken as %.*s, wanted %.*s", table->line,
                 STR_ARG(canonical(arena, field, &value)), STR_ARG(answer));
    struct buf name;
    buf_init(&name, arena);
    for (const char *c = err_name(err.code); *c; c++)
        buf_char(&name, *c >= 'A' && *c <= 'Z' ? (char)(*c - 'A' + 'a') : *c);
    check_equal(table, "the refusal", buf_get(&name), answer);
    check_equal(table, "the place", err.field, field->name);
    assert_false(value.present);
}

/* Kept, shown, and read again from both. */
static void check_value(const struct table *table, const struct field *field, struct str typed,
                        struct str kept, struct str show)
{
    struct arena *arena = table->fixture.arena;
    struct value value, again;
    struct err err;
    err_init(&err);
    if (!field_parse(arena, field, typed, &value, &err))
        fail_msg("field_types.tbl:%d: refused with %s", table->line, err_name(err.code));
    assert_int_equal(value.present, kept.len > 0);
    check_equal(table, "the canonical form", canonical(arena, field, &value), kept);
    check_equal(table, "what is shown", shown(arena, field, &value, LANG_ZH), show);
    if (!field_parse_canonical(arena, field, kept, &again))
        fail_msg("field_types.tbl:%d: the canonical form is not read back", table->line);
    assert_int_equal(again.precision, value.precision);
    assert_int_equal(field_cmp(field, &again, &value), 0);
    for (int lang = LANG_ZH; lang <= LANG_EN; lang++) {
        if (!field_parse(arena, field, shown(arena, field, &value, (enum lang)lang), &again, &err))
            fail_msg("field_types.tbl:%d: what is shown is not read back", table->line);
        assert_int_equal(field_cmp(field, &again, &value), 0);
        check_equal(table, "what is read back", canonical(arena, field, &again), kept);
    }
}

static void check_row(struct table *table, struct str row)
{
    struct str cells[4] = { 0 };
    size_t count = 0;
    while (count < 4 && str_split(&row, '|', &cells[count])) {
        cells[count] = blanks_trim(cells[count]);
        count++;
    }
    assert_true(count >= 3);
    const struct field *field = kind_field(table->kind, cells[0]);
    if (!field)
        fail_msg("field_types.tbl:%d: no field %.*s", table->line, STR_ARG(cells[0]));
    struct arena *arena = table->fixture.arena;
    struct str typed = unescape(arena, cells[1]);
    if (is_refusal(cells[2]))
        check_refusal(table, field, typed, cells[2]);
    else
        check_value(table, field, typed, unescape(arena, cells[2]), unescape(arena, cells[3]));
}

static void table_init(struct table *table)
{
    fixture_init(&table->fixture);
    fixture_put(&table->fixture, "own/kinds/sample.yaml",
                bytes_of(table->fixture.arena, "tests/model/sample.yaml"));
    fixture_put(&table->fixture, "own/kinds/sample-part.yaml",
                bytes_of(table->fixture.arena, "tests/model/sample-part.yaml"));
    table->kind = model_kind(fixture_good(&table->fixture), STR("sample"));
    assert_non_null(table->kind);
}

static void test_every_row_of_the_table_holds(void **state)
{
    (void)state;
    struct table table = { 0 };
    table_init(&table);
    struct str rest = bytes_of(table.fixture.arena, "tests/table/field_types.tbl"), row;
    bool seen[FIELD_TYPE_COUNT] = { false };
    int rows = 0;
    while (str_split(&rest, '\n', &row)) {
        table.line++;
        if (!str_trim(row).len || row.ptr[0] == '#')
            continue;
        check_row(&table, row);
        struct str copy = row, name;
        str_split(&copy, '|', &name);
        seen[kind_field(table.kind, blanks_trim(name))->type] = true;
        rows++;
    }
    assert_true(rows > 150);
    for (int type = 0; type < FIELD_TYPE_COUNT; type++) {
        if (!seen[type])
            fail_msg("no row of the table is of type %s", field_type_name((enum field_type)type));
    }
    fixture_release(&table.fixture);
}

static void test_a_text_stands_on_its_bound_and_not_one_over(void **state)
{
    (void)state;
    struct table table = { 0 };
    table_init(&table);
    struct arena *arena = table.fixture.arena;
    const struct field *field = kind_field(table.kind, STR("text"));
    char *long_text = arena_alloc(arena, LIMIT_FIELD_BYTES + 1);
    memset(long_text, 'a', LIMIT_FIELD_BYTES + 1);
    struct value value;
    struct err err;
    err_init(&err);
    assert_true(
        field_parse(arena, field, (struct str){ long_text, LIMIT_FIELD_BYTES }, &value, &err));
    assert_false(
        field_parse(arena, field, (struct str){ long_text, LIMIT_FIELD_BYTES + 1 }, &value, &err));
    assert_int_equal(err.code, ERR_FIELD_TOO_LONG);
    fixture_release(&table.fixture);
}

static void test_a_name_that_several_codes_bear_is_asked_back(void **state)
{
    (void)state;
    struct table table = { 0 };
    struct arena *arena;
    struct value value;
    struct err err;
    err_init(&err);
    table_init(&table);
    arena = table.fixture.arena;
    fixture_put(&table.fixture, "codes/gbt4754.tsv",
                STR("code\tlevel\tparent\tzh\ten\nA\t1\t\t甲\t\nA1\t2\tA\t乙\t\nB\t1\t\t丙\t\nB1\t2"
                    "\tB\t乙\t\n"));
    const struct kind *kind = model_kind(fixture_good(&table.fixture), STR("sample"));
    assert_false(field_parse(arena, kind_field(kind, STR("industry")), STR("乙"), &value, &err));
    assert_int_equal(err.code, ERR_FIELD_CODE_MANY);
    fixture_release(&table.fixture);
}

static void test_what_was_nearly_right_is_told(void **state)
{
    (void)state;
    struct table table = { 0 };
    table_init(&table);
    struct value value;
    struct err err;
    err_init(&err);
    assert_false(field_parse(table.fixture.arena, kind_field(table.kind, STR("colour")),
                             STR("gren"), &value, &err));
    assert_true(str_has(err_arg(&err, "near"), STR("green")));
    assert_true(str_has(err_arg(&err, "near_zh"), STR("green")));
    assert_false(field_parse(table.fixture.arena, kind_field(table.kind, STR("uscc")),
                             STR("915107002054I2308D"), &value, &err));
    assert_true(str_eq(err_arg(&err, "position"), STR("13")));
    assert_true(str_eq(err_arg(&err, "hint"), STR("1")));
    fixture_release(&table.fixture);
}

static void test_values_stand_in_order_and_none_comes_first(void **state)
{
    (void)state;
    struct table table = { 0 };
    table_init(&table);
    static const struct {
        const char *field, *low, *high;
    } rows[] = {
        { "text", "a", "b" },
        { "wan", "9", "10" },
        { "floor", "9.5", "10" },
        { "firms", "9", "10" },
        { "rate", "-3", "2" },
        { "on", "2023-09-30", "2023-10" },
        { "month", "2022-12", "2023-01" },
        { "year", "2022", "2023" },
        { "sure", "no", "yes" },
        { "zone", "#9", "#10" },
        { "industry", "C36", "C37" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct field *field = kind_field(table.kind, str_from(rows[i].field));
        struct value low, high, none = { 0 };
        struct err err;
        err_init(&err);
        assert_true(field_parse(table.fixture.arena, field, str_from(rows[i].low), &low, &err));
        assert_true(field_parse(table.fixture.arena, field, str_from(rows[i].high), &high, &err));
        assert_true(field_cmp(field, &low, &high) < 0 && field_cmp(field, &high, &low) > 0);
        assert_int_equal(field_cmp(field, &low, &low), 0);
        assert_true(field_cmp(field, &none, &low) < 0 && field_cmp(field, &none, &none) == 0);
    }
    fixture_release(&table.fixture);
}

static void test_a_value_in_an_expression_is_what_the_field_means(void **state)
{
    (void)state;
    struct table table = { 0 };
    table_init(&table);
    static const struct {
        const char *field, *typed;
        enum feel_type type;
    } rows[] = {
        { "text", "a", FEEL_STRING },      { "wan", "1.2亿", FEEL_NUMBER },
        { "rate", "16%", FEEL_NUMBER },    { "on", "2023-09", FEEL_DATE },
        { "month", "2023-09", FEEL_DATE }, { "year", "2023", FEEL_NUMBER },
        { "sure", "是", FEEL_BOOLEAN },    { "zone", "#12", FEEL_RECORD },
        { "colour", "红灯", FEEL_STRING }, { "text", "", FEEL_NULL },
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct field *field = kind_field(table.kind, str_from(rows[i].field));
        struct value value;
        struct err err;
        err_init(&err);
        assert_true(field_parse(table.fixture.arena, field, str_from(rows[i].typed), &value, &err));
        struct feel_value feel = field_feel(field, &value);
        assert_int_equal(feel.type, rows[i].type);
        struct day day;
        if (feel.type == FEEL_DATE) {
            assert_true(feel_to_day(feel, &day));
            assert_int_equal(day.n, day_from(2023, 9, 30).n);
        }
        if (feel.type == FEEL_RECORD)
            assert_int_equal(feel.record.id, 12);
    }
    fixture_release(&table.fixture);
}

/* The standard's alphabet and check: one character changed, or two neighbours swapped, is always
 * found. */
static void test_a_credit_code_finds_every_slip_of_one_character(void **state)
{
    (void)state;
    static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    static const char *const codes[] = { "91350100M000100Y43", "9144030071526726XG",
                                         "9152000071430580XT", "911100001000044477",
                                         "91000000MA00004451" };
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        assert_true(uscc_valid(str_from(codes[i])));
        for (int at = 0; at < 18; at++) {
            char slip[19];
            memcpy(slip, codes[i], sizeof slip);
            for (const char *c = alphabet; *c; c++) {
                slip[at] = *c;
                assert_int_equal(uscc_valid(str_from(slip)), *c == codes[i][at]);
            }
            memcpy(slip, codes[i], sizeof slip);
            if (at == 17 || slip[at] == slip[at + 1])
                continue;
            slip[at] = codes[i][at + 1];
            slip[at + 1] = codes[i][at];
            assert_false(uscc_valid(str_from(slip)));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_row_of_the_table_holds),
        cmocka_unit_test(test_a_text_stands_on_its_bound_and_not_one_over),
        cmocka_unit_test(test_a_name_that_several_codes_bear_is_asked_back),
        cmocka_unit_test(test_what_was_nearly_right_is_told),
        cmocka_unit_test(test_values_stand_in_order_and_none_comes_first),
        cmocka_unit_test(test_a_value_in_an_expression_is_what_the_field_means),
        cmocka_unit_test(test_a_credit_code_finds_every_slip_of_one_character),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
