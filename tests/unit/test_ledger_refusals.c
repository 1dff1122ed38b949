/*
 * test_ledger_refusals.c - each refusal of the ledger's door that others do not provoke, and each thing that verify finds: the
 * file is tampered with behind the program's back, and the first thing that does not fit is named.
 */
#include "fixture.h"

#include <sqlite3.h>

#include "base/file.h"
#include "base/limits.h"
#include "ledger/ledger_priv.h"

/* ---- small worlds -------------------------------------------------------------------------------------- */

static int64_t zone(struct fixture *f)
{
    return put(f, (struct draft){ .act = ACT_ADD, .kind = STR("zone"), FIELDS(F("name", "甲区"), F("type", "zone")) });
}

static int64_t signed_project(struct fixture *f, const char *name, const char *investment)
{
    struct draft_field fields[] = { { STR("name"), str_from(name) }, { STR("zone"), STR("甲区") }, { STR("investment"), str_from(investment) } };
    int64_t p = put(f, (struct draft){ .act = ACT_ADD, .kind = STR("project"), .fields = fields, .field_count = 3 });
    put(f, (struct draft){ .act = ACT_STAGE, .kind = STR("project"), .record = { p }, .stage = STR("signed"), .effective = on("2023-03-05"),
        .evidence = (struct draft_evidence[]){ { .name = STR_INIT("a.txt"), .bytes = STR_INIT("an agreement") } }, .evidence_count = 1 });
    return p;
}

/* One project with a month of works, so that something is rolled up. */
static int64_t world(struct fixture *f)
{
    zone(f);
    int64_t p = signed_project(f, "一号", "1.2亿");
    put(f, (struct draft){ .act = ACT_ADD, .kind = STR("project-month"), FIELDS(F("project", "一号"), F("month", "2023-05"), F("invested", "300")) });
    return p;
}

static void tamper(struct fixture *f, const char *sql)
{
    char path[128];
    sqlite3 *db;
    char *message = NULL;
    ledger_close(f->ledger);
    f->ledger = NULL;
    snprintf(path, sizeof path, "%s/ledger.db", f->folder);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    if (sqlite3_exec(db, sql, NULL, NULL, &message) != SQLITE_OK)
        fail_msg("%s: %s", sql, message);
    assert_true(sqlite3_total_changes(db) > 0);
    sqlite3_close(db);
}

static enum err_code opened(struct fixture *f)
{
    struct err err;
    err_init(&err);
    return ledger_open(&f->options, &f->ledger, &err) ? ERR_NONE : err.code;
}

static enum err_code verified(struct fixture *f)
{
    struct verify_report report;
    struct err err;
    err_init(&err);
    if (!f->ledger)
        fixture_open(f);
    return ledger_verify(f->ledger, NULL, &report, &err) ? ERR_NONE : err.code;
}

#define FOUND(code, sql) do { world(f); assert_int_equal(verified(f), ERR_NONE); tamper(f, sql); assert_int_equal(verified(f), code); } while (0)

/* ---- what verify finds ------------------------------------------------------------------------------------ */

static void an_altered_entry_breaks_the_chain(void **state)
{
    struct fixture *f = *state;
    FOUND(ERR_VERIFY_CHAIN, "UPDATE entry SET body = replace(body, '120000000', '120000001') WHERE position = 3");
}

static void a_missing_entry_is_named(void **state)
{
    struct fixture *f = *state;
    FOUND(ERR_VERIFY_GAP, "DELETE FROM entry WHERE position = 3");
}

static void an_altered_value_beside_an_entry_is_named(void **state)
{
    struct fixture *f = *state;
    FOUND(ERR_VERIFY_ASIDE, "UPDATE aside SET value = replace(value, 'a.txt', 'b.txt')");
}

static void a_record_that_is_gone_is_named(void **state)
{
    struct fixture *f = *state;
    FOUND(ERR_VERIFY_RECORD, "DELETE FROM record WHERE id = 3");
}

static void a_running_sum_that_is_not_the_sum_is_named(void **state)
{
    struct fixture *f = *state;
    FOUND(ERR_VERIFY_TALLY, "UPDATE contribution SET total = total + 1");
}

static void a_contribution_that_nobody_made_is_named(void **state)
{
    struct fixture *f = *state;
    FOUND(ERR_VERIFY_FIGURE, "UPDATE contribution SET delta = delta + 1, total = total + 1");
}

static void rows_beside_the_chain_are_counted(void **state)
{
    struct fixture *f = *state;
    FOUND(ERR_VERIFY_STRAY, "INSERT INTO record SELECT 2, kind, id, timeline FROM record");
}

static void definitions_that_are_gone_are_named(void **state)
{
    struct fixture *f = *state;
    world(f);
    tamper(f, "DELETE FROM definition");
    assert_int_equal(opened(f), ERR_VERIFY_DEFINITION);
}

static void a_ledger_without_its_first_definitions_says_so(void **state)
{
    struct fixture *f = *state;
    world(f);
    tamper(f, "DELETE FROM definition_entry");
    assert_int_equal(opened(f), ERR_LEDGER_BEFORE);
}

static void a_file_of_a_later_program_is_refused(void **state)
{
    struct fixture *f = *state;
    world(f);
    tamper(f, "UPDATE ledger_info SET format = 99");
    assert_int_equal(opened(f), ERR_LEDGER_NEWER);
}

/* Rewrite the last entry with a hash that fits: only its time, or its content, is wrong. */
static void forge_last(struct fixture *f, int64_t recorded_shift, const char *body)
{
    struct entry_row row, before;
    bool found;
    struct head head;
    fixture_ok(f, ledger_head(f->ledger, &head, &f->err));
    fixture_ok(f, entry_row_read(f->ledger, f->arena, head.position.n, &row, &found, &f->err) && found);
    fixture_ok(f, entry_row_read(f->ledger, f->arena, head.position.n - 1, &before, &found, &f->err) && found);
    row.recorded = recorded_shift ? before.recorded + recorded_shift : row.recorded;
    row.body = body ? str_from(body) : row.body;
    struct hasher *hasher = hasher_new(HASH_SM3);
    struct hash hash = entry_hash(hasher, before.hash, &row);
    hasher_free(hasher);
    struct buf hex;
    buf_init(&hex, f->arena);
    hash_print(hash, &hex);
    tamper(f, str_cstr(f->arena, str_format(f->arena, "UPDATE entry SET recorded = %lld, body = '%.*s', hash = x'%s' WHERE position = %lld",
        (long long)row.recorded, STR_ARG(row.body), hex.ptr, (long long)row.position)));
}

static void time_that_went_back_is_named(void **state)
{
    struct fixture *f = *state;
    world(f);
    forge_last(f, -5, NULL);
    assert_int_equal(verified(f), ERR_VERIFY_TIME);
}

static void content_that_says_nothing_known_is_named(void **state)
{
    struct fixture *f = *state;
    world(f);
    forge_last(f, 0, "{\"fields\":{\"nosuch\":\"1\"}}");
    assert_int_equal(verified(f), ERR_VERIFY_BODY);
}

static void a_rolled_up_value_that_no_child_gives_is_named(void **state)
{
    struct fixture *f = *state;
    int64_t p = world(f);
    struct timeline *timeline;
    fixture_ok(f, ledger_group_begin(f->ledger, &f->err));
    const struct kind *kind = model_kind(ledger_model(f->ledger), STR("project"));
    fixture_ok(f, record_load(f->ledger, f->ledger->edition, kind, p, &timeline, &f->err));
    bool moved = false;
    for (size_t i = 0; i < timeline->count; i++)
        if (timeline->items[i].what == ITEM_ROLLED && !moved) {
            timeline->items[i].n += 100;
            moved = true;
        }
    assert_true(moved);
    fixture_ok(f, record_row_write(f->ledger, timeline, &f->err));
    fixture_ok(f, ledger_group_commit(f->ledger, &f->err));
    assert_int_equal(verified(f), ERR_VERIFY_ROLLED);
}

static void a_damaged_page_of_the_file_is_named(void **state)
{
    struct fixture *f = *state;
    world(f);
    char path[128];
    sqlite3 *db;
    sqlite3_stmt *st;
    ledger_close(f->ledger);
    f->ledger = NULL;
    snprintf(path, sizeof path, "%s/ledger.db", f->folder);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "PRAGMA wal_checkpoint(TRUNCATE)", NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, "SELECT s.rootpage, p.page_size FROM sqlite_schema s, pragma_page_size p WHERE s.name = 'closing'",
                                        -1, &st, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(st), SQLITE_ROW);
    long at = (sqlite3_column_int64(st, 0) - 1) * sqlite3_column_int64(st, 1);
    sqlite3_finalize(st);
    sqlite3_close(db);
    FILE *file = fopen(path, "r+b"); /* a table that nothing here has used: its only page claims cells that are not there */
    assert_non_null(file);
    assert_int_equal(fseek(file, at + 3, SEEK_SET), 0);
    assert_int_equal(fwrite("\x00\x09", 1, 2, file), 2);
    fclose(file);
    assert_int_equal(verified(f), ERR_VERIFY_FILE);
}

/* ---- what the door refuses --------------------------------------------------------------------------------------- */

static void bounds_of_an_entry_are_named(void **state)
{
    struct fixture *f = *state;
    int64_t p = world(f);
    struct draft_field many[LIMIT_ENTRY_FIELDS + 1];
    for (size_t i = 0; i <= LIMIT_ENTRY_FIELDS; i++)
        many[i] = (struct draft_field){ STR("note"), STR("x") };
    assert_int_equal(refused(f, (struct draft){ .act = ACT_CHANGE, .kind = STR("project"), .record = { p }, .fields = many,
                                                .field_count = LIMIT_ENTRY_FIELDS + 1 }), ERR_LEDGER_MANY_FIELDS);
    assert_int_equal(refused(f, (struct draft){ .act = ACT_CHANGE, .kind = STR("project"), .record = { p },
                                                FIELDS(F("invested", "5")) }), ERR_LEDGER_ROLLED);
    struct buf members;
    buf_init(&members, f->arena);
    for (int i = 0; i <= LIMIT_RECORD_CHANGES; i++)
        buf_printf(&members, "%s#%lld", i ? "," : "", (long long)p);
    struct draft_field list[] = { { STR("code"), STR("L") }, { STR("name"), STR("清单") }, { STR("purpose"), STR("start") },
                                  { STR("members"), buf_get(&members) } };
    assert_int_equal(refused(f, (struct draft){ .act = ACT_ADD, .kind = STR("list"), .fields = list, .field_count = 4 }), ERR_LEDGER_LONG_HISTORY);
    struct list_query query = { .kind = model_kind(ledger_model(f->ledger), STR("project")), .limit = LIMIT_LIST_ROWS + 1, .on = DAY_NONE };
    struct list_result result;
    struct err err;
    err_init(&err);
    assert_false(record_list(f->ledger, f->arena, &query, &result, &err));
    assert_int_equal(err.code, ERR_LEDGER_LIST_LIMIT);
    query.limit = LIMIT_LIST_ROWS;
    fixture_ok(f, record_list(f->ledger, f->arena, &query, &result, &f->err));
    assert_int_equal(verified(f), ERR_NONE);
}

static void a_ledger_opened_to_read_takes_nothing(void **state)
{
    struct fixture *f = *state;
    world(f);
    ledger_close(f->ledger);
    f->options.read_only = true;
    fixture_open(f);
    assert_int_equal(refused(f, (struct draft){ .act = ACT_ADD, .kind = STR("zone"), FIELDS(F("name", "乙区"), F("type", "zone")) }), ERR_LEDGER_READ_ONLY);
}

static void a_sum_that_does_not_fit_undoes_its_group(void **state)
{
    struct fixture *f = *state;
    zone(f);
    signed_project(f, "一", "800000000亿");
    struct draft_field fields[] = { { STR("name"), STR("二") }, { STR("zone"), STR("甲区") }, { STR("investment"), STR("800000000亿") } };
    struct receipt receipt;
    struct err err;
    err_init(&err);
    int64_t p = put(f, (struct draft){ .act = ACT_ADD, .kind = STR("project"), .fields = fields, .field_count = 3 });
    struct draft stage = { .act = ACT_STAGE, .kind = STR("project"), .record = { p }, .stage = STR("signed"), .effective = on("2023-03-06"), PAPER };
    assert_int_equal(refused(f, stage), ERR_LEDGER_OVERFLOW);
    fixture_ok(f, ledger_group_begin(f->ledger, &f->err));
    assert_false(ledger_append(f->ledger, &stage, 1, &receipt, NULL, &err));
    assert_int_equal(err.code, ERR_LEDGER_OVERFLOW);
    err_init(&err);
    if (ledger_group_commit(f->ledger, &err)) /* undone alone; a group that cannot be kept says so */
        fail_msg("the group was kept");
    assert_int_equal(err.code, ERR_LEDGER_GROUP_FAILED);
    assert_int_equal(verified(f), ERR_NONE);
}

static void too_many_that_refer_are_not_weighed_one_by_one(void **state)
{
    struct fixture *f = *state;
    zone(f);
    int64_t site = put(f, (struct draft){ .act = ACT_ADD, .kind = STR("site"), FIELDS(F("name", "一号楼"), F("zone", "甲区"), F("type", "factory"), F("area", "100")) });
    fixture_ok(f, ledger_group_begin(f->ledger, &f->err));
    for (int i = 0; i <= LIMIT_DEPENDENTS; i++) {
        char number[16], text[16];
        snprintf(number, sizeof number, "L%d", i);
        snprintf(text, sizeof text, "#%lld", (long long)site);
        struct draft_field fields[] = { { STR("number"), str_from(number) }, { STR("site"), str_from(text) }, { STR("type"), STR("lease") }, { STR("area"), STR("1") } };
        put(f, (struct draft){ .act = ACT_ADD, .kind = STR("lease"), .fields = fields, .field_count = 4 });
    }
    fixture_ok(f, ledger_group_commit(f->ledger, &f->err));
    assert_int_equal(refused(f, (struct draft){ .act = ACT_CHANGE, .kind = STR("site"), .record = { site }, FIELDS(F("type", "other")) }), ERR_LEDGER_DEPENDENTS);
}

/* ---- changed definitions ------------------------------------------------------------------------------------------------ */

static void own_file(struct fixture *f, const char *name, struct str bytes)
{
    struct str folder = str_format(f->arena, "%s/model/kinds", f->folder);
    fixture_ok(f, folder_make(folder, &f->err));
    fixture_ok(f, file_write(str_format(f->arena, "%s/model/%s", f->folder, name), bytes, &f->err));
}

static struct str shipped(struct fixture *f, const char *name, const char *from, const char *to)
{
    struct str bytes;
    fixture_ok(f, file_read(f->arena, str_format(f->arena, "%.*s/%s", STR_ARG(f->options.shipped_model), name), LIMIT_MODEL_BYTES, &bytes, &f->err));
    ptrdiff_t at = str_find(bytes, str_from(from), 0);
    assert_true(at >= 0);
    return str_format(f->arena, "%.*s%s%.*s", (int)at, bytes.ptr, to, (int)(bytes.len - (size_t)at - strlen(from)), bytes.ptr + at + strlen(from));
}

static enum err_code upgraded(struct fixture *f)
{
    struct err err;
    struct err_list errs;
    struct receipt receipt;
    err_init(&err);
    err_list_init(&errs, f->arena, 10);
    return ledger_upgrade(&f->options, NULL, &receipt, &errs, &err) ? ERR_NONE : err.code;
}

static void a_field_keeps_its_type_for_ever(void **state)
{
    struct fixture *f = *state;
    world(f);
    own_file(f, "kinds/title.yaml", shipped(f, "kinds/title.yaml", "{name: number, type: text", "{name: number, type: note"));
    assert_int_equal(upgraded(f), ERR_UPGRADE_TYPE);
}

static void a_new_key_must_tell_records_apart(void **state)
{
    struct fixture *f = *state;
    zone(f);
    put(f, (struct draft){ .act = ACT_ADD, .kind = STR("department"), FIELDS(F("name", "甲局"), F("zone", "甲区")) });
    put(f, (struct draft){ .act = ACT_ADD, .kind = STR("department"), FIELDS(F("name", "乙局"), F("zone", "甲区")) });
    own_file(f, "kinds/department.yaml", shipped(f, "kinds/department.yaml", "key: [name]", "key: [zone]"));
    assert_int_equal(upgraded(f), ERR_UPGRADE_KEY);
}

static void who_has_the_ledger_open_is_told_of_new_definitions(void **state)
{
    struct fixture *f = *state;
    world(f);
    own_file(f, "metrics.yaml", STR("- {metric: own-count, count: project, at: signed, unit: 个, label: {zh: 自设, en: Own}, note: {zh: 自设, en: Own}}\n"));
    assert_int_equal(upgraded(f), ERR_NONE);
    assert_int_equal(refused(f, (struct draft){ .act = ACT_ADD, .kind = STR("zone"), FIELDS(F("name", "乙区"), F("type", "zone")) }), ERR_LEDGER_REDEFINED);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, fixture_new, fixture_gone)
    const struct CMUnitTest tests[] = {
        CASE(an_altered_entry_breaks_the_chain),
        CASE(a_missing_entry_is_named),
        CASE(an_altered_value_beside_an_entry_is_named),
        CASE(a_record_that_is_gone_is_named),
        CASE(a_running_sum_that_is_not_the_sum_is_named),
        CASE(a_contribution_that_nobody_made_is_named),
        CASE(rows_beside_the_chain_are_counted),
        CASE(definitions_that_are_gone_are_named),
        CASE(a_ledger_without_its_first_definitions_says_so),
        CASE(a_file_of_a_later_program_is_refused),
        CASE(time_that_went_back_is_named),
        CASE(content_that_says_nothing_known_is_named),
        CASE(a_rolled_up_value_that_no_child_gives_is_named),
        CASE(a_damaged_page_of_the_file_is_named),
        CASE(bounds_of_an_entry_are_named),
        CASE(a_ledger_opened_to_read_takes_nothing),
        CASE(a_sum_that_does_not_fit_undoes_its_group),
        CASE(too_many_that_refer_are_not_weighed_one_by_one),
        CASE(a_field_keeps_its_type_for_ever),
        CASE(a_new_key_must_tell_records_apart),
        CASE(who_has_the_ledger_open_is_told_of_new_definitions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
