/*
 * test_ledger_beside.c - what stands beside the chain: personal values that can be forgotten, evidence, backups; and
 * drafts that are refused in a group, which leave nothing anywhere.
 */
#include "fixture.h"

#include "base/file.h"
#include "store/store.h"

static void own(struct fixture *f, const char *name, const char *text)
{
    struct str folder = str_format(f->arena, "%s/model/kinds", f->folder);
    struct receipt receipt;
    struct err_list errs;
    err_list_init(&errs, f->arena, 10);
    fixture_ok(f, folder_exists(folder) || folder_make(folder, &f->err));
    fixture_ok(f, file_write(path_join(f->arena, folder, str_from(name)), str_from(text), &f->err));
    ledger_close(f->ledger);
    f->ledger = NULL;
    fixture_ok(f, ledger_upgrade(&f->options, NULL, &receipt, &errs, &f->err));
    fixture_open(f);
}

static void sql(struct fixture *f, struct sql script)
{
    struct store *store;
    struct store_options options = { .path = str_format(f->arena, "%s/ledger.db", f->folder) };
    fixture_ok(f, store_open(&options, &store, &f->err));
    fixture_ok(f, store_begin(store, &f->err) && store_script(store, script, &f->err) && store_commit(store, &f->err));
    store_close(store);
}

static enum err_code verified(struct fixture *f)
{
    struct verify_report report;
    struct err err;
    err_init(&err);
    return ledger_verify(f->ledger, NULL, &report, &err) ? ERR_NONE : err.code;
}

static struct str value_of(struct fixture *f, const char *kind_name, int64_t record, const char *name)
{
    const struct kind *kind = model_kind(ledger_model(f->ledger), str_from(kind_name));
    struct timeline *timeline;
    struct value value;
    fixture_ok(f, record_read(f->ledger, f->arena, kind, (struct record_id){ record }, (struct entry_id){ 0 }, &timeline, &f->err));
    assert_non_null(timeline);
    timeline_value(timeline, kind_field(kind, str_from(name)), DAY_NONE, &value);
    return value.present ? value.text : (struct str){ 0 };
}

/* ---- personal values -------------------------------------------------------------------------------------- */

static const char person_more[] = "kind: person\nextends: true\nfields:\n"
    "  - {name: phone, type: text, personal: true, label: {zh: 电话, en: Telephone}}\n";

static void a_personal_value_stands_beside_its_entry_and_only_its_digest_in_it(void **state)
{
    struct fixture *f = *state;
    own(f, "person.yaml", person_more);
    int64_t p = put(f, (struct draft){ .act = ACT_ADD, .kind = STR("person"), FIELDS(F("post", "科长"), F("phone", "13800000001")) });
    struct entry entry;
    fixture_ok(f, entry_read(f->ledger, f->arena, (struct entry_id){ p }, &entry, &f->err));
    assert_true(str_has(entry.body, STR("\"personal\"")) && str_has(entry.body, STR("科长")));
    assert_false(str_has(entry.body, STR("13800000001")));
    assert_true(str_eq(value_of(f, "person", p, "phone"), STR("13800000001")));
    assert_int_equal(verified(f), ERR_NONE);
    int64_t again = put(f, (struct draft){ .act = ACT_ADD, .kind = STR("person"), FIELDS(F("post", "科长"), F("phone", "13800000001")) });
    struct entry other;
    fixture_ok(f, entry_read(f->ledger, f->arena, (struct entry_id){ again }, &other, &f->err));
    assert_false(str_eq(entry.body, other.body)); /* salted: the same number does not show itself */
}

static void a_personal_value_that_was_erased_is_gone_and_the_chain_still_holds(void **state)
{
    struct fixture *f = *state;
    own(f, "person.yaml", person_more);
    int64_t p = put(f, (struct draft){ .act = ACT_ADD, .kind = STR("person"), FIELDS(F("post", "科长"), F("phone", "13800000001")) });
    put(f, (struct draft){ .act = ACT_CORRECT, .kind = STR("person"), .record = { p }, FIELDS(F("phone", "13800000002")), .reason = STR("a new number") });
    sql(f, SQL("UPDATE aside SET salt = NULL, value = NULL WHERE slot = 'phone';"));
    assert_int_equal(verified(f), ERR_VERIFY_RECORD); /* the record still has it */
    fixture_ok(f, ledger_rebuild(f->ledger, NULL, &f->err));
    assert_int_equal(verified(f), ERR_NONE);
    assert_int_equal(value_of(f, "person", p, "phone").len, 0);
    assert_true(str_eq(value_of(f, "person", p, "post"), STR("科长")));
}

static void a_personal_value_that_was_altered_or_removed_is_found(void **state)
{
    struct fixture *f = *state;
    own(f, "person.yaml", person_more);
    put(f, (struct draft){ .act = ACT_ADD, .kind = STR("person"), FIELDS(F("post", "科长"), F("phone", "13800000001")) });
    sql(f, SQL("UPDATE aside SET value = '13800000009' WHERE slot = 'phone';"));
    assert_int_equal(verified(f), ERR_VERIFY_ASIDE);
    sql(f, SQL("UPDATE aside SET value = '13800000001' WHERE slot = 'phone';"));
    assert_int_equal(verified(f), ERR_NONE);
    sql(f, SQL("INSERT INTO aside VALUES (1, 2, 'phone', x'00', 'who said that');"));
    assert_int_equal(verified(f), ERR_VERIFY_ASIDE);
    sql(f, SQL("DELETE FROM aside;"));
    assert_int_equal(verified(f), ERR_VERIFY_ASIDE);
}

/* ---- evidence ------------------------------------------------------------------------------------------------- */

static struct draft with_file(const char *name, const char *bytes)
{
    static struct draft_field fields[3];
    static struct draft_evidence evidence;
    fields[0] = (struct draft_field){ STR("name"), str_from(name) };
    fields[1] = (struct draft_field){ STR("zone"), STR("甲区") };
    fields[2] = (struct draft_field){ STR("investment"), STR("1亿") };
    evidence = (struct draft_evidence){ .name = STR("a.txt"), .media_type = STR("text/plain"), .bytes = str_from(bytes) };
    return (struct draft){ .act = ACT_ADD, .kind = STR("project"), .fields = fields, .field_count = 3, .evidence = &evidence, .evidence_count = 1 };
}

static struct str evidence_file(struct fixture *f, const char *folder, const char *bytes)
{
    struct buf hex;
    buf_init(&hex, f->arena);
    hash_print(hash_of(ledger_hash_kind(f->ledger), str_from(bytes)), &hex);
    return str_format(f->arena, "%s/evidence/%.2s/%s", folder, hex.ptr, hex.ptr + 2);
}

static void zone(struct fixture *f)
{
    put(f, (struct draft){ .act = ACT_ADD, .kind = STR("zone"), FIELDS(F("name", "甲区"), F("type", "zone")) });
}

static void evidence_that_was_altered_or_lost_is_found(void **state)
{
    struct fixture *f = *state;
    zone(f);
    int64_t p = put(f, with_file("一号", "an agreement"));
    struct str path = evidence_file(f, f->folder, "an agreement"), bytes;
    struct entry entry;
    fixture_ok(f, entry_read(f->ledger, f->arena, (struct entry_id){ p }, &entry, &f->err));
    assert_int_equal(entry.evidence_count, 1);
    fixture_ok(f, evidence_read(f->ledger, f->arena, entry.id, entry.evidence[0].hash, &bytes, &f->err));
    assert_true(str_eq(bytes, STR("an agreement")));
    assert_int_equal(verified(f), ERR_NONE);
    fixture_ok(f, file_write(path, STR("another agreement"), &f->err));
    assert_int_equal(verified(f), ERR_VERIFY_EVIDENCE);
    assert_int_equal(remove(path.ptr), 0);
    assert_int_equal(verified(f), ERR_VERIFY_EVIDENCE_GONE);
    fixture_ok(f, file_write(path, STR("an agreement"), &f->err));
    assert_int_equal(verified(f), ERR_NONE);
}

static void evidence_that_was_erased_is_not_missed(void **state)
{
    struct fixture *f = *state;
    zone(f);
    int64_t p = put(f, with_file("一号", "an agreement"));
    sql(f, SQL("UPDATE aside SET salt = NULL, value = NULL WHERE slot = 'evidence:0';"));
    assert_int_equal(remove(evidence_file(f, f->folder, "an agreement").ptr), 0);
    assert_int_equal(verified(f), ERR_NONE);
    struct entry entry;
    fixture_ok(f, entry_read(f->ledger, f->arena, (struct entry_id){ p }, &entry, &f->err));
    assert_true(entry.evidence_count == 1 && entry.evidence[0].erased);
}

/* ---- groups --------------------------------------------------------------------------------------------------------- */

static void a_refused_draft_of_a_group_leaves_nothing_and_the_others_stay(void **state)
{
    struct fixture *f = *state;
    zone(f);
    struct receipt receipt;
    struct head before, after;
    struct err err;
    fixture_ok(f, ledger_head(f->ledger, &before, &f->err));
    fixture_ok(f, ledger_group_begin(f->ledger, &f->err));
    struct draft first = with_file("一号", "the first paper");
    fixture_ok(f, ledger_append(f->ledger, &first, 1, &receipt, NULL, &f->err));
    struct draft again = with_file("一号", "a paper of one that is there already");
    err_init(&err);
    assert_false(ledger_append(f->ledger, &again, 1, &receipt, NULL, &err));
    assert_int_equal(err.code, ERR_LEDGER_DUPLICATE);
    struct draft second = with_file("二号", "the second paper");
    fixture_ok(f, ledger_append(f->ledger, &second, 1, &receipt, NULL, &f->err));
    assert_int_equal(receipt.entry.n, before.position.n + 2);
    fixture_ok(f, ledger_group_commit(f->ledger, &f->err));
    fixture_ok(f, ledger_head(f->ledger, &after, &f->err));
    assert_int_equal(after.position.n, before.position.n + 2);
    assert_true(file_exists(evidence_file(f, f->folder, "the first paper")));
    assert_true(file_exists(evidence_file(f, f->folder, "the second paper")));
    assert_false(file_exists(evidence_file(f, f->folder, "a paper of one that is there already")));
    assert_int_equal(verified(f), ERR_NONE); /* counts every row, so nothing was left in a table */
}

static void a_group_that_is_abandoned_leaves_the_ledger_as_it_was(void **state)
{
    struct fixture *f = *state;
    zone(f);
    struct receipt receipt;
    struct head before, after;
    fixture_ok(f, ledger_head(f->ledger, &before, &f->err));
    struct draft_stage stage = { STR("signed"), on("2023-03-05") };
    for (int round = 0; round < 2; round++) { /* another entry takes the number of the one that never was */
        fixture_ok(f, ledger_group_begin(f->ledger, &f->err));
        struct draft draft = with_file("一号", "paper");
        draft.stages = &stage;
        draft.stage_count = 1;
        fixture_ok(f, ledger_append(f->ledger, &draft, 1, &receipt, NULL, &f->err));
        assert_int_equal(figure_as_of(f, "projects-signed", 0, "2023", NULL, 0), 100);
        ledger_group_abandon(f->ledger);
        fixture_ok(f, ledger_head(f->ledger, &after, &f->err));
        assert_int_equal(after.position.n, before.position.n);
        assert_int_equal(figure_as_of(f, "projects-signed", 0, "2023", NULL, 0), 0);
    }
    put(f, with_file("二号", "paper"));
    assert_int_equal(figure_as_of(f, "projects-signed", 0, "2023", NULL, 0), 0);
    assert_int_equal(verified(f), ERR_NONE);
}

/* ---- definitions ------------------------------------------------------------------------------------------------------ */

static void definitions_that_were_altered_or_added_are_found(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(verified(f), ERR_NONE);
    sql(f, SQL("INSERT INTO definition VALUES (1, x'00', x'6b696e64');"));
    assert_int_equal(verified(f), ERR_VERIFY_STRAY);
    sql(f, SQL("DELETE FROM definition WHERE hash = x'00';"));
    assert_int_equal(verified(f), ERR_NONE);
    sql(f, SQL("UPDATE definition SET bytes = CAST(replace(CAST(bytes AS TEXT), 'New leads', 'Old leads') AS BLOB);"));
    assert_int_equal(verified(f), ERR_VERIFY_DEFINITION);
}

/* ---- copies ------------------------------------------------------------------------------------------------------------ */

static void a_backup_is_a_ledger_with_the_same_head_that_verifies(void **state)
{
    struct fixture *f = *state;
    own(f, "person.yaml", person_more);
    zone(f);
    put(f, with_file("一号", "an agreement"));
    char folder[80];
    snprintf(folder, sizeof folder, "%s-copy", f->folder);
    fixture_ok(f, ledger_backup(f->ledger, str_from(folder), NULL, &f->err));
    struct err err;
    err_init(&err);
    assert_false(ledger_backup(f->ledger, str_from(folder), NULL, &err)); /* never over another */
    assert_int_equal(err.code, ERR_LEDGER_EXISTS);
    struct ledger_options options = f->options;
    struct ledger *copy;
    struct verify_report mine, its;
    options.folder = str_from(folder);
    fixture_ok(f, ledger_open(&options, &copy, &f->err));
    fixture_ok(f, ledger_verify(copy, NULL, &its, &f->err) && ledger_verify(f->ledger, NULL, &mine, &f->err));
    assert_true(hash_eq(mine.head.hash, its.head.hash));
    assert_int_equal(mine.contributions, its.contributions);
    assert_int_equal(its.evidence, 1);
    ledger_close(copy);
    assert_int_equal(system(str_format(f->arena, "rm -rf %s", folder).ptr), 0);
}

/* Who cuts the tail off and computes all else again has another head than the one that was noted. */
static void a_cut_tail_shows_in_the_head(void **state)
{
    struct fixture *f = *state;
    zone(f);
    put(f, with_file("一号", "an agreement"));
    struct verify_report noted, cut;
    fixture_ok(f, ledger_verify(f->ledger, NULL, &noted, &f->err));
    ledger_close(f->ledger);
    f->ledger = NULL;
    sql(f, SQL("DELETE FROM aside WHERE position = 3; DELETE FROM entry WHERE position = 3;"));
    fixture_open(f);
    assert_int_equal(verified(f), ERR_VERIFY_RECORD);
    fixture_ok(f, ledger_rebuild(f->ledger, NULL, &f->err));
    fixture_ok(f, ledger_verify(f->ledger, NULL, &cut, &f->err));
    assert_int_equal(cut.head.position.n, noted.head.position.n - 1);
    assert_false(hash_eq(cut.head.hash, noted.head.hash));
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, fixture_new, fixture_gone)
    const struct CMUnitTest tests[] = {
        CASE(a_personal_value_stands_beside_its_entry_and_only_its_digest_in_it),
        CASE(a_personal_value_that_was_erased_is_gone_and_the_chain_still_holds),
        CASE(a_personal_value_that_was_altered_or_removed_is_found),
        CASE(evidence_that_was_altered_or_lost_is_found),
        CASE(evidence_that_was_erased_is_not_missed),
        CASE(a_refused_draft_of_a_group_leaves_nothing_and_the_others_stay),
        CASE(a_group_that_is_abandoned_leaves_the_ledger_as_it_was),
        CASE(definitions_that_were_altered_or_added_are_found),
        CASE(a_backup_is_a_ledger_with_the_same_head_that_verifies),
        CASE(a_cut_tail_shows_in_the_head),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
