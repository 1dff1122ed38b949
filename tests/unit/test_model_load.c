/*
 * test_model_load.c - loading definitions: the shipped ones, a zone's own laid over them, and every
 * bad file of tests/model/bad/ with the faults that it says it has.
 */
#include <sys/stat.h>
#include <unistd.h>

#include "model_fixture.h"

/* ---- bad files ---- */

/* "# as: NAME" and "# expect: code line" of a bad file's head. */
static struct str head_line(struct str *rest, const char *mark)
{
    struct str line, all = *rest;
    if (!str_split(&all, '\n', &line) || !str_starts(line, str_from(mark)))
        return STR("");
    *rest = all;
    return str_slice(line, strlen(mark), line.len);
}

static bool bad_file_check(struct str name)
{
    struct model_fixture f;
    fixture_init(&f);
    struct str path = str_format(f.arena, "tests/model/bad/%.*s", STR_ARG(name));
    struct str bytes = bytes_of(f.arena, str_cstr(f.arena, path)), rest = bytes, line;
    struct str as = head_line(&rest, "# as: ");
    assert_true(as.len > 0);
    struct buf wanted;
    buf_init(&wanted, f.arena);
    while ((line = head_line(&rest, "# expect: ")).len)
        buf_printf(&wanted, "%.*s\n", STR_ARG(line));
    assert_true(wanted.len > 0);
    fixture_put(&f, str_cstr(f.arena, as), bytes);
    assert_null(fixture_load(&f));
    struct str found = faults_text(&f);
    bool good = str_eq(found, buf_get(&wanted));
    if (!good) {
        errs_print(f.arena, &f.errs);
        print_message("%.*s: found\n%.*swanted\n%.*s", STR_ARG(name), STR_ARG(found),
                      STR_ARG(buf_get(&wanted)));
    }
    for (size_t i = 0; i < f.errs.count; i++) {
        struct buf out;
        buf_init(&out, f.arena);
        err_words(f.errs.items[i], LANG_ZH, &out);
        assert_true(str_starts(buf_get(&out), as)); /* the file that the fault names */
        assert_false(str_has(buf_get(&out), STR("{")) && !str_has(buf_get(&out), STR("{zh")) &&
                     !str_has(buf_get(&out), STR("{name"))); /* no argument was left out */
    }
    fixture_release(&f);
    return good;
}

static void test_every_bad_file_is_refused_for_what_is_wrong_with_it(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct str *names;
    size_t count;
    struct err err;
    err_init(&err);
    assert_true(folder_list(arena, source_path(arena, "tests/model/bad"), &names, &count, &err));
    assert_true(count >= 40);
    size_t wrong = 0;
    for (size_t i = 0; i < count; i++)
        wrong += !bad_file_check(names[i]);
    assert_int_equal(wrong, 0);
    arena_free(arena);
}

static void test_a_misspelt_word_is_answered_with_the_near_one(void **state)
{
    (void)state;
    struct model_fixture f;
    fixture_init(&f);
    fixture_put(&f, "own/metrics.yaml",
                STR("- {metric: a, count: projcet, at: signed, unit: 个, label: {zh: 甲, en: A}, "
                    "note: {zh: 甲, en: A}}\n"));
    assert_null(fixture_load(&f));
    assert_int_equal(f.errs.count, 1);
    assert_true(str_has(err_arg(f.errs.items[0], "near"), STR("project")));
    assert_true(str_has(err_arg(f.errs.items[0], "near_zh"), STR("project")));
    assert_int_equal(f.errs.items[0]->column, 22);
    fixture_release(&f);
}

static void test_a_fault_in_an_expression_stands_at_its_column(void **state)
{
    (void)state;
    struct model_fixture f;
    fixture_init(&f);
    fixture_put(&f, "own/kinds/project.yaml",
                STR("kind: project\nextends: true\nchecks:\n  - require: 'investment > invesment'\n"
                    "    say: {zh: 甲, en: A}\n"));
    assert_null(fixture_load(&f));
    assert_int_equal(f.errs.count, 1);
    assert_int_equal(f.errs.items[0]->line, 4);
    assert_int_equal(f.errs.items[0]->column, 28);
    fixture_release(&f);
}

static void test_an_expression_in_a_block_tells_its_own_line(void **state)
{
    (void)state;
    struct model_fixture f;
    fixture_init(&f);
    fixture_put(
        &f, "own/kinds/project.yaml",
        STR("kind: project\nextends: true\nchecks:\n  - say: {zh: 甲, en: A}\n    require: |\n"
            "      investment > 5 and\n      invesment > 6\n"));
    assert_null(fixture_load(&f));
    assert_int_equal(f.errs.count, 1);
    assert_int_equal(f.errs.items[0]->line, 7);
    fixture_release(&f);
}

static void test_more_faults_than_are_shown_are_counted(void **state)
{
    (void)state;
    struct model_fixture f;
    fixture_init(&f);
    struct buf text;
    buf_init(&text, f.arena);
    buf_cstr(&text, "kind: bad\nlabel: {zh: 坏, en: Bad}\nfields:\n");
    for (int i = 0; i < LIMIT_ERRORS_SHOWN + 7; i++)
        buf_printf(&text, "  - {name: a%d, type: txet, label: {zh: 甲, en: A}}\n", i);
    fixture_put(&f, "kinds/bad.yaml", buf_get(&text));
    assert_null(fixture_load(&f));
    assert_int_equal(f.errs.count, LIMIT_ERRORS_SHOWN);
    assert_int_equal(f.errs.dropped, 7);
    fixture_release(&f);
}

/* ---- bounds ---- */

/* `count` times `row`, with its number in it, between head and tail. */
static struct str repeated(struct arena *arena, const char *head, const char *before,
                           const char *after, int count)
{
    struct buf out;
    buf_init(&out, arena);
    buf_cstr(&out, head);
    for (int i = 0; i < count; i++) {
        buf_cstr(&out, before);
        buf_int(&out, i);
        buf_cstr(&out, after);
    }
    return buf_get(&out);
}

static bool loads(struct model_fixture *f, const char *name, struct str bytes)
{
    fixture_put(f, name, bytes);
    bool good = fixture_load(f) != NULL;
    if (!good)
        assert_int_equal(f->errs.items[0]->code, ERR_MODEL_LIMIT);
    fixture_drop(f, name);
    return good;
}

static void test_each_bound_is_stood_on_and_not_stepped_over(void **state)
{
    (void)state;
    static const char kind[] = "kind: big\nlabel: {zh: 大, en: Big}\n";
    static const char field[] = "fields: [{name: name, type: text, label: {zh: 名, en: Name}}]\n";
    static const char tail[] = ", type: text, label: {zh: 甲, en: A}}\n";
    struct model_fixture f;
    fixture_init(&f);
    struct arena *arena = f.arena;
    struct str head = str_format(arena, "%sfields:\n", kind);
    const char *head_text = str_cstr(arena, head);
    assert_true(loads(&f, "kinds/big.yaml",
                      repeated(arena, head_text, "  - {name: a", tail, LIMIT_ENTRY_FIELDS)));
    assert_false(loads(&f, "kinds/big.yaml",
                       repeated(arena, head_text, "  - {name: a", tail, LIMIT_ENTRY_FIELDS + 1)));
    head_text = str_cstr(arena, str_format(arena, "%s%sstages:\n", kind, field));
    static const char stage[] = ", label: {zh: 甲, en: A}}\n";
    assert_true(loads(&f, "kinds/big.yaml",
                      repeated(arena, head_text, "  - {name: s", stage, LIMIT_MODEL_STAGES)));
    assert_false(loads(&f, "kinds/big.yaml",
                       repeated(arena, head_text, "  - {name: s", stage, LIMIT_MODEL_STAGES + 1)));
    head_text = str_cstr(
        arena, str_format(arena, "%s%sstages:\n  - {name: begun, label: {zh: 甲, en: A}}\nclocks:\n", kind, field));
    static const char clock[] = ", label: {zh: 甲, en: A}, from: begun, limit: 3650}\n";
    assert_true(loads(&f, "kinds/big.yaml",
                      repeated(arena, head_text, "  - {name: k", clock, LIMIT_MODEL_CLOCKS)));
    assert_false(loads(&f, "kinds/big.yaml",
                       repeated(arena, head_text, "  - {name: k", clock, LIMIT_MODEL_CLOCKS + 1)));
    head_text = str_cstr(
        arena, str_format(arena,
                          "%sfields:\n  - name: c\n    type: choice\n    label: {zh: 甲, en: A}\n"
                          "    choices:\n",
                          kind));
    static const char choice[] = ": {zh: 甲, en: A}\n";
    assert_true(loads(&f, "kinds/big.yaml",
                      repeated(arena, head_text, "      c", choice, LIMIT_MODEL_CHOICES)));
    assert_false(loads(&f, "kinds/big.yaml",
                       repeated(arena, head_text, "      c", choice, LIMIT_MODEL_CHOICES + 1)));
    int room = LIMIT_MODEL_METRICS - (int)fixture_good(&f)->metric_count;
    static const char metric[] =
        ", count: project, at: signed, unit: 个, label: {zh: 甲, en: A}, note: {zh: 甲, en: A}}\n";
    assert_true(loads(&f, "own/metrics.yaml", repeated(arena, "", "- {metric: m", metric, room)));
    assert_false(
        loads(&f, "own/metrics.yaml", repeated(arena, "", "- {metric: m", metric, room + 1)));
    static const char codes[] = "code\tlevel\tparent\tzh\ten\n";
    assert_true(loads(&f, "codes/big.tsv",
                      repeated(arena, codes, "C", "\t1\t\t甲\t\n", LIMIT_MODEL_CODES)));
    assert_false(loads(&f, "codes/big.tsv",
                       repeated(arena, codes, "C", "\t1\t\t甲\t\n", LIMIT_MODEL_CODES + 1)));
    fixture_release(&f);
}

static void test_kinds_keys_values_and_depth_are_bounded(void **state)
{
    (void)state;
    struct model_fixture f;
    fixture_init(&f);
    struct arena *arena = f.arena;
    int room = LIMIT_MODEL_KINDS - (int)fixture_good(&f)->kind_count;
    for (int i = 0; i <= room; i++) {
        if (i == room)
            assert_non_null(fixture_load(&f));
        struct str name = str_format(arena, "kinds/k%d.yaml", i);
        fixture_put(&f, str_cstr(arena, name),
                    str_format(arena,
                               "kind: k%d\nlabel: {zh: 甲, en: A}\nfields: "
                               "[{name: name, type: text, label: {zh: 名, en: Name}}]\n",
                               i));
    }
    assert_null(fixture_load(&f));
    assert_int_equal(f.errs.items[0]->code, ERR_MODEL_LIMIT);
    for (int i = 0; i <= room; i++)
        fixture_drop(&f, str_cstr(arena, str_format(arena, "kinds/k%d.yaml", i)));
    assert_false(
        loads(&f, "calendars/keys.yaml", repeated(arena, "", "k", ": a\n", LIMIT_MODEL_KEYS + 1)));
    struct buf deep;
    buf_init(&deep, arena);
    buf_cstr(&deep, "years: ");
    buf_repeat(&deep, '[', LIMIT_MODEL_DEPTH);
    buf_repeat(&deep, ']', LIMIT_MODEL_DEPTH);
    assert_false(loads(&f, "calendars/deep.yaml", buf_get(&deep)));
    struct buf many;
    buf_init(&many, arena);
    buf_cstr(&many, "years:\n  - year: 2023\n    off: [");
    for (int i = 0; i < LIMIT_MODEL_NODES; i++)
        buf_cstr(&many, "2023-01-01, ");
    buf_cstr(&many, "]\n");
    assert_false(loads(&f, "calendars/many.yaml", buf_get(&many)));
    fixture_release(&f);
}

/* ---- files and folders ---- */

static void write_file(struct arena *arena, const char *folder, const char *name, struct str bytes)
{
    struct err err;
    err_init(&err);
    struct str path = str_format(arena, "%s/%s", folder, name);
    char *end = strrchr(str_cstr(arena, path), '/');
    assert_non_null(end);
    struct str parent = str_slice(path, 0, path.len - strlen(end));
    assert_true(folder_make(parent, &err));
    assert_true(file_write(path, bytes, &err));
}

static void folder_drop(const char *folder)
{
    char command[256];
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    assert_int_equal(system(command), 0);
}

static void test_what_is_no_definition_is_told_and_what_an_editor_left_is_not_read(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    char folder[] = "/tmp/luodi-model-XXXXXX";
    assert_non_null(mkdtemp(folder));
    struct err_list errs;
    err_list_init(&errs, arena, LIMIT_ERRORS_SHOWN);
    write_file(arena, folder, "kinds/.project.yaml.swp", STR("x"));
    assert_non_null(model_load(arena, source_path(arena, "model"), str_from(folder), &errs));
    write_file(arena, folder, "kinds/readme.txt", STR("x"));
    write_file(arena, folder, "metric.yaml", STR("x"));
    write_file(arena, folder, "codes/a.csv", STR("x"));
    write_file(arena, folder, "lexicon/anything.txt", STR("x"));
    assert_null(model_load(arena, source_path(arena, "model"), str_from(folder), &errs));
    assert_int_equal(errs.count, 3);
    for (size_t i = 0; i < errs.count; i++)
        assert_int_equal(errs.items[i]->code, ERR_MODEL_FILE);
    folder_drop(folder);
    arena_free(arena);
}

static void test_a_folder_that_is_missing_or_too_deep_is_told(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    char folder[] = "/tmp/luodi-model-XXXXXX";
    assert_non_null(mkdtemp(folder));
    struct err_list errs;
    err_list_init(&errs, arena, LIMIT_ERRORS_SHOWN);
    assert_null(model_load(arena, str_format(arena, "%s/none", folder), STR(""), &errs));
    assert_true(errs.count >= 1);
    assert_int_equal(errs.items[0]->code, ERR_FILE_MISSING);
    err_list_init(&errs, arena, LIMIT_ERRORS_SHOWN);
    write_file(arena, folder, "lexicon/b/c/d/e.yaml", STR("x"));
    assert_null(model_load(arena, source_path(arena, "model"), str_from(folder), &errs));
    assert_int_equal(errs.count, 1);
    assert_int_equal(errs.items[0]->code, ERR_MODEL_LIMIT);
    folder_drop(folder);
    arena_free(arena);
}

static void test_text_that_is_not_utf8_is_told_by_its_byte(void **state)
{
    (void)state;
    struct model_fixture f;
    fixture_init(&f);
    fixture_put(&f, "own/kinds/bad.yaml", STR("kind: \xb2\xe2\n"));
    fixture_put(&f, "codes/bad.tsv", STR("code\tlevel\tparent\tzh\ten\nA\t1\t\t\xb2\xe2\t\n"));
    assert_null(fixture_load(&f));
    assert_true(f.errs.count >= 2);
    assert_int_equal(f.errs.items[0]->code, ERR_TEXT_ENCODING);
    assert_int_equal(f.errs.items[1]->code, ERR_TEXT_ENCODING);
    fixture_release(&f);
}

static void test_a_wrong_row_of_a_code_table_is_told_by_its_line(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        int line;
    } rows[] = {
        { "B\t1\t\t乙", 3 },    { "B\t1\t\t乙\tB\tmore", 3 }, { "B\tone\t\t乙\t", 3 },
        { "B\t0\t\t乙\t", 3 },  { "\t1\t\t乙\t", 3 },         { "B\t1\t\t\t", 3 },
        { "B\t2\tZ\t乙\t", 3 }, { "A\t1\t\t乙\t", 3 },        { "B\t1\tA\t乙\t", 3 },
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct model_fixture f;
        fixture_init(&f);
        fixture_put(
            &f, "codes/bad.tsv",
            str_format(f.arena, "code\tlevel\tparent\tzh\ten\nA\t1\t\t甲\t\n%s\n", rows[i].row));
        assert_null(fixture_load(&f));
        struct str wanted = str_format(f.arena, "model_table %d\n", rows[i].line);
        assert_true(str_eq(faults_text(&f), wanted));
        fixture_release(&f);
    }
}

static void test_a_role_that_no_kind_has_is_told(void **state)
{
    (void)state;
    struct model_fixture f;
    fixture_init(&f);
    fixture_drop(&f, "kinds/reported-figure.yaml");
    fixture_drop(&f, "metrics.yaml");
    assert_null(fixture_load(&f));
    assert_int_equal(f.errs.items[0]->code, ERR_MODEL_ROLE_ABSENT);
    assert_true(str_eq(err_arg(f.errs.items[0], "role"), STR("reported")));
    fixture_release(&f);
}

/* ---- a zone's own, laid over ---- */

static void test_own_definitions_add_to_the_shipped_ones(void **state)
{
    (void)state;
    struct model_fixture f;
    fixture_init(&f);
    size_t fields = model_kind(fixture_good(&f), STR("project"))->field_count;
    size_t metrics = fixture_good(&f)->metric_count;
    fixture_put(
        &f, "own/kinds/project.yaml",
        STR("kind: project\nextends: true\nlabel: {zh: 招商项目, en: Investment project}\nfields:\n"
            "  - {name: sector, choices: {tea: {zh: 茶, en: Tea}}}\n"
            "  - {name: investment, required: true, min: 500}\n"
            "  - {name: river, type: text, label: {zh: 流域, en: River}}\n"
            "stages:\n  - {name: fai_entered, order: 74}\n  - {name: opened, label: {zh: 开业, en: "
            "Opened}}\n"
            "checks:\n  - {at: opened, require: 'river != null', say: {zh: 填流域, en: Give the "
            "river}}\n"));
    fixture_put(&f, "own/metrics.yaml",
                STR("- {metric: projects-signed, count: project, at: signed, unit: 个, label: {zh: "
                    "签约, en: Signed}, note: {zh: 全部, en: All}}\n"
                    "- {metric: projects-opened, count: project, at: opened, by: [river], unit: "
                    "个, label: {zh: 开业, en: Opened}, note: {zh: 甲, en: A}}\n"));
    const struct model *model = fixture_good(&f);
    const struct kind *project = model_kind(model, STR("project"));
    assert_int_equal(project->field_count, fields + 1);
    assert_true(str_eq(project->label.zh, STR("招商项目")));
    const struct field *sector = kind_field(project, STR("sector")),
                       *investment = kind_field(project, STR("investment"));
    assert_true(str_eq(sector->choices[sector->choice_count - 1].code, STR("tea")));
    assert_true(investment->required && investment->has_min);
    assert_int_equal(investment->min, 500000000); /* 500万元 in fen */
    assert_int_equal(kind_stage(project, STR("fai_entered"))->order, 74);
    assert_non_null(kind_stage(project, STR("opened")));
    assert_int_equal(model->metric_count, metrics + 1);
    assert_null(model_metric(model, STR("projects-signed"))->where);
    assert_true(
        str_eq(kind_field(project, STR("river"))->place.file, STR("own/kinds/project.yaml")));
    fixture_release(&f);
}

static void test_an_own_kind_without_extends_replaces_the_shipped_one(void **state)
{
    (void)state;
    struct model_fixture f;
    fixture_init(&f);
    fixture_put(&f, "own/kinds/department.yaml",
                STR("kind: department\nrole: department\nlabel: {zh: 局, en: Bureau}\nfields:\n"
                    "  - {name: name, type: text, label: {zh: 名, en: Name}}\n"
                    "  - {name: zone, type: ref, to: zone, label: {zh: 区, en: Zone}}\n"));
    const struct kind *kind = model_kind(fixture_good(&f), STR("department"));
    assert_true(str_eq(kind->label.zh, STR("局")));
    assert_int_equal(kind->key_count, 0);
    fixture_release(&f);
}

static void test_what_a_ledger_keeps_gives_the_same_definitions_again(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    char folder[] = "/tmp/luodi-model-XXXXXX";
    assert_non_null(mkdtemp(folder));
    write_file(arena, folder, "kinds/project.yaml",
               STR("kind: project\nextends: true\nfields:\n  - {name: river, type: text, label: "
                   "{zh: 流域, en: River}}\n"));
    write_file(arena, folder, "metrics.yaml",
               STR("- {metric: own-metric, count: project, at: lost, unit: 个, label: "
                   "{zh: 甲, en: A}, note: {zh: 甲, en: A}}\n"));
    write_file(arena, folder, "calendars/cn.yaml",
               STR("calendar: cn\nyears:\n  - {year: 2023, off: [2023-03-01]}\n"));
    write_file(arena, folder, "lexicon/own.yaml", STR("whatever"));
    struct err_list errs;
    err_list_init(&errs, arena, LIMIT_ERRORS_SHOWN);
    struct model *model = model_load(arena, source_path(arena, "model"), str_from(folder), &errs);
    errs_print(arena, &errs);
    assert_non_null(model);
    struct model *again = model_from_files(arena, model->files, model->file_count, &errs);
    assert_non_null(again);
    assert_int_equal(again->file_count, model->file_count);
    assert_int_equal(again->metric_count, model->metric_count);
    for (size_t i = 0; i < model->file_count; i++) {
        assert_true(str_eq(model->files[i].name, again->files[i].name));
        assert_true(i == 0 || str_cmp(model->files[i - 1].name, model->files[i].name) < 0);
    }
    for (size_t i = 0; i < model->metric_count; i++)
        assert_true(str_eq(model->metrics[i].version_text, again->metrics[i].version_text));
    assert_non_null(kind_field(model_kind(again, STR("project")), STR("river")));
    assert_false(calendar_working(again->calendar, day_from(2023, 3, 1)));
    struct str bytes;
    assert_true(model_file(model, STR("lexicon/own.yaml"), &bytes) &&
                str_eq(bytes, STR("whatever")));
    assert_true(model_file(model, STR("own/metrics.yaml"), &bytes) &&
                model_file(model, STR("metrics.yaml"), &bytes));
    assert_false(model_file(model, STR("own/calendars/cn.yaml"), &bytes));
    folder_drop(folder);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_bad_file_is_refused_for_what_is_wrong_with_it),
        cmocka_unit_test(test_a_misspelt_word_is_answered_with_the_near_one),
        cmocka_unit_test(test_a_fault_in_an_expression_stands_at_its_column),
        cmocka_unit_test(test_an_expression_in_a_block_tells_its_own_line),
        cmocka_unit_test(test_more_faults_than_are_shown_are_counted),
        cmocka_unit_test(test_each_bound_is_stood_on_and_not_stepped_over),
        cmocka_unit_test(test_kinds_keys_values_and_depth_are_bounded),
        cmocka_unit_test(test_what_is_no_definition_is_told_and_what_an_editor_left_is_not_read),
        cmocka_unit_test(test_a_folder_that_is_missing_or_too_deep_is_told),
        cmocka_unit_test(test_text_that_is_not_utf8_is_told_by_its_byte),
        cmocka_unit_test(test_a_wrong_row_of_a_code_table_is_told_by_its_line),
        cmocka_unit_test(test_a_role_that_no_kind_has_is_told),
        cmocka_unit_test(test_own_definitions_add_to_the_shipped_ones),
        cmocka_unit_test(test_an_own_kind_without_extends_replaces_the_shipped_one),
        cmocka_unit_test(test_what_a_ledger_keeps_gives_the_same_definitions_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
