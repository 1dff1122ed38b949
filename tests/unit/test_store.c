/* test_store.c - rows in and out, transactions, faults; each refusal of the store is provoked here.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "store/store.h"

struct place {
    struct arena *arena;
    char folder[64];
    struct str path;
    struct err err;
};

static int place_make(void **state)
{
    struct arena *arena = arena_new();
    struct place *place = ARENA_NEW(arena, struct place);
    place->arena = arena;
    snprintf(place->folder, sizeof place->folder, "/tmp/luodi-store-XXXXXX");
    if (!mkdtemp(place->folder))
        return -1;
    place->path = path_join(arena, str_from(place->folder), STR("a.db"));
    err_init(&place->err);
    *state = place;
    return 0;
}

static int place_clear(void **state)
{
    struct place *place = *state;
    struct str *names;
    size_t count;
    chmod(place->folder, 0700);
    if (folder_list(place->arena, str_from(place->folder), &names, &count, &place->err))
        for (size_t i = 0; i < count; i++)
            remove(path_join(place->arena, str_from(place->folder), names[i]).ptr);
    rmdir(place->folder);
    arena_free(place->arena);
    return 0;
}

static void holds(const struct err *err, bool condition)
{
    if (condition)
        return;
    struct buf words;
    buf_init(&words, NULL);
    if (err->code != ERR_NONE)
        err_words(err, LANG_EN, &words);
    print_error("%.*s\n", STR_ARG(buf_get(&words)));
    buf_release(&words);
    fail();
}
#define done(call) holds(&place->err, (call))

static struct store *open_at(struct place *place, struct str path)
{
    struct store *store;
    struct store_options options = { .path = path, .create = true, .wait_ms = 50 };
    done(store_open(&options, &store, &place->err));
    return store;
}

static struct store *open_with_table(struct place *place)
{
    struct store *store = open_at(place, place->path);
    done(store_script(
        store,
        SQL("CREATE TABLE IF NOT EXISTS row (id INTEGER PRIMARY KEY, text TEXT UNIQUE, "
            "bytes BLOB, next INTEGER REFERENCES row) STRICT;"),
        &place->err));
    return store;
}

static bool insert(struct store *store, int64_t id, struct str text, struct err *err)
{
    struct statement_handle *st =
        store_statement(store, SQL("INSERT INTO row (id, text) VALUES (?1, ?2)"), err);
    if (!st)
        return false;
    bind_int(st, 1, id);
    bind_text(st, 2, text);
    return statement_run(store, st, err);
}

static int64_t count_rows(struct store *store, struct err *err)
{
    bool row;
    struct statement_handle *st = store_statement(store, SQL("SELECT count(*) FROM row"), err);
    holds(err, st && statement_step(store, st, &row, err) && row);
    int64_t count = column_int(st, 0);
    statement_done(st);
    return count;
}

static void refused(struct place *place, bool answer, enum err_code code)
{
    assert_false(answer);
    if (place->err.code != code)
        holds(&place->err, false);
    /* Both languages, and nothing left unfilled. */
    for (int lang = LANG_ZH; lang <= LANG_EN; lang++) {
        struct buf words;
        buf_init(&words, NULL);
        err_words(&place->err, lang, &words);
        assert_true(buf_get(&words).len > 0);
        assert_false(str_has(buf_get(&words), STR("{")));
        buf_release(&words);
    }
    assert_true(str_starts(err_arg(&place->err, "path"), str_from(place->folder)));
}

/* ---- rows ------------------------------------------------------------------------------- */

static void test_values_come_back_as_they_went_in(void **state)
{
    struct place *place = *state;
    struct store *store = open_with_table(place);
    done(store_begin(store, &place->err));
    struct statement_handle *st =
        store_statement(store, SQL("INSERT INTO row VALUES (?1, ?2, ?3, ?4)"), &place->err);
    bind_int(st, 1, INT64_MIN);
    bind_text(st, 2, STR("落地\0!"));
    bind_blob(st, 3, "\xff\0\x01", 3);
    bind_null(st, 4);
    done(statement_run(store, st, &place->err));
    assert_int_equal(store_changes(store), 1);
    bind_int(st, 1, INT64_MAX);
    bind_text(st, 2, (struct str){ NULL, 0 });
    bind_blob(st, 3, NULL, 0);
    done(statement_run(store, st, &place->err));
    done(store_commit(store, &place->err));

    bool row;
    st = store_statement(store, SQL("SELECT id, text, bytes, next FROM row ORDER BY id"),
                         &place->err);
    done(statement_step(store, st, &row, &place->err) && row);
    assert_true(column_int(st, 0) == INT64_MIN);
    assert_true(str_eq(column_text(st, 1), STR("落地\0!")));
    assert_true(str_eq(column_blob(st, 2), STR("\xff\0\x01")));
    assert_true(column_is_null(st, 3));
    done(statement_step(store, st, &row, &place->err) && row);
    assert_true(column_int(st, 0) == INT64_MAX);
    assert_false(column_is_null(st, 1));
    assert_int_equal(column_text(st, 1).len, 0);
    assert_false(column_is_null(st, 2));
    assert_int_equal(column_blob(st, 2).len, 0);
    done(statement_step(store, st, &row, &place->err));
    assert_false(row);
    store_close(store);
}

static void test_a_statement_of_a_literal_is_prepared_once_and_forgets_its_values(void **state)
{
    struct place *place = *state;
    struct store *store = open_with_table(place);
    static const char text[] = "SELECT ?1 IS NULL";
    struct sql sql = { text, sizeof text - 1 };
    bool row;
    struct statement_handle *st = store_statement(store, sql, &place->err);
    bind_int(st, 1, 5);
    done(statement_step(store, st, &row, &place->err) && row);
    assert_int_equal(column_int(st, 0), 0);
    statement_done(st);
    assert_ptr_equal(store_statement(store, sql, &place->err), st);
    done(statement_step(store, st, &row, &place->err) && row);
    assert_int_equal(column_int(st, 0), 1);
    store_close(store);
}

static void test_a_statement_used_inside_its_own_rows_is_another_run(void **state)
{
    struct place *place = *state;
    struct store *store = open_with_table(place);
    static const char text[] =
        "SELECT value FROM (SELECT 1 AS value UNION SELECT 2 UNION SELECT 3)";
    struct sql sql = { text, sizeof text - 1 };
    bool row, inner_row;
    int64_t pairs = 0;
    struct statement_handle *st = store_statement(store, sql, &place->err);
    for (;;) {
        done(statement_step(store, st, &row, &place->err));
        if (!row)
            break;
        struct statement_handle *inner = store_statement(store, sql, &place->err);
        assert_ptr_not_equal(inner, st);
        for (;;) {
            done(statement_step(store, inner, &inner_row, &place->err));
            if (!inner_row)
                break;
            pairs += column_int(st, 0) * column_int(inner, 0);
        }
    }
    assert_int_equal(pairs, 36);
    store_close(store);
}

static void test_hundreds_of_statements_are_kept_apart(void **state)
{
    struct place *place = *state;
    struct store *store = open_with_table(place);
    struct sql sqls[300];
    for (int i = 0; i < 300; i++) {
        struct str s = str_format(place->arena, "SELECT %d", i);
        sqls[i] = (struct sql){ str_cstr(place->arena, s), s.len };
    }
    for (int round = 0; round < 2; round++)
        for (int i = 0; i < 300; i++) {
            bool row;
            struct statement_handle *st = store_statement(store, sqls[i], &place->err);
            done(st && statement_step(store, st, &row, &place->err) && row);
            assert_int_equal(column_int(st, 0), i);
            if (i % 2)
                statement_done(st);
        }
    store_close(store);
}

/* ---- transactions ----------------------------------------------------------------------- */

static void test_what_was_committed_is_there_and_what_was_rolled_back_is_not(void **state)
{
    struct place *place = *state;
    struct store *store = open_with_table(place);
    done(store_begin(store, &place->err) && insert(store, 1, STR("one"), &place->err));
    done(store_commit(store, &place->err));
    done(store_begin(store, &place->err) && insert(store, 2, STR("two"), &place->err));
    assert_true(store_in_transaction(store));
    store_rollback(store);
    assert_false(store_in_transaction(store));
    store_rollback(store);
    assert_int_equal(count_rows(store, &place->err), 1);
    done(store_begin(store, &place->err) && insert(store, 3, STR("three"), &place->err));
    store_close(store);
    store = open_at(place, place->path);
    assert_int_equal(count_rows(store, &place->err), 1);
    store_close(store);
}

static void test_a_savepoint_undoes_its_part_only(void **state)
{
    struct place *place = *state;
    struct store *store = open_with_table(place);
    done(store_begin(store, &place->err) && insert(store, 1, STR("one"), &place->err));
    done(store_savepoint(store, &place->err) && insert(store, 2, STR("two"), &place->err));
    store_savepoint_undo(store);
    store_savepoint_undo(store);
    done(store_savepoint(store, &place->err) && insert(store, 3, STR("three"), &place->err));
    done(store_savepoint_keep(store, &place->err));
    done(store_commit(store, &place->err));
    assert_int_equal(count_rows(store, &place->err), 2);
    store_close(store);
}

static void test_a_snapshot_does_not_see_what_is_committed_after_it(void **state)
{
    struct place *place = *state;
    struct store *writer = open_with_table(place);
    struct store *reader = open_at(place, place->path);
    done(store_begin_read(reader, &place->err));
    done(store_begin(writer, &place->err) && insert(writer, 1, STR("one"), &place->err));
    done(store_commit(writer, &place->err));
    assert_int_equal(count_rows(reader, &place->err), 0);
    done(store_commit(reader, &place->err));
    assert_int_equal(count_rows(reader, &place->err), 1);
    store_close(reader);
    store_close(writer);
}

static void test_the_end_of_a_transaction_lets_go_of_rows_left_unread(void **state)
{
    struct place *place = *state;
    struct store *writer = open_with_table(place);
    done(store_begin(writer, &place->err) && insert(writer, 1, STR("one"), &place->err) &&
         insert(writer, 2, STR("two"), &place->err) && store_commit(writer, &place->err));
    struct store *reader = open_at(place, place->path);
    done(store_begin_read(reader, &place->err));
    bool row;
    struct statement_handle *st = store_statement(reader, SQL("SELECT id FROM row"), &place->err);
    done(statement_step(reader, st, &row, &place->err) && row);
    done(store_commit(reader, &place->err));
    done(store_begin(writer, &place->err) && insert(writer, 3, STR("three"), &place->err) &&
         store_commit(writer, &place->err));
    assert_int_equal(count_rows(reader, &place->err), 3);
    store_close(reader);
    store_close(writer);
}

static void test_a_script_is_run_whole_or_not_at_all(void **state)
{
    struct place *place = *state;
    struct store *store = open_with_table(place);
    refused(place,
            store_script(store, SQL("CREATE TABLE a (x); INSERT INTO nowhere VALUES (1);"),
                         &place->err),
            ERR_STORE_FAILED);
    assert_true(str_has(err_arg(&place->err, "cause"), STR("nowhere")));
    done(store_script(store, SQL("CREATE TABLE a (x);"), &place->err));
    store_close(store);
}

/* ---- refusals --------------------------------------------------------------------------- */

static void test_a_missing_file_is_named_missing_and_not_made(void **state)
{
    struct place *place = *state;
    struct store *store;
    struct store_options options = { .path = place->path };
    refused(place, store_open(&options, &store, &place->err), ERR_STORE_MISSING);
    assert_null(store);
    assert_false(file_exists(place->path));
}

static void test_a_folder_that_is_not_there_is_an_open_fault_with_its_cause(void **state)
{
    struct place *place = *state;
    struct store *store;
    struct store_options options = { .path = path_join(place->arena, place->path, STR("deep.db")),
                                     .create = true };
    refused(place, store_open(&options, &store, &place->err), ERR_STORE_OPEN);
}

static void test_a_second_writer_waits_and_then_is_told_busy(void **state)
{
    struct place *place = *state;
    struct store *first = open_with_table(place);
    struct store *second = open_at(place, place->path);
    done(store_begin(first, &place->err));
    refused(place, store_begin(second, &place->err), ERR_STORE_BUSY);
    assert_true(str_eq(err_arg(&place->err, "wait"), STR("50")));
    assert_false(store_in_transaction(second));
    assert_int_equal(count_rows(second, &place->err), 0); /* readers do not wait */
    done(store_commit(first, &place->err));
    done(store_begin(second, &place->err) && store_commit(second, &place->err));
    store_close(second);
    store_close(first);
}

static bool page_limit(struct store *store, bool tight, struct err *err)
{
    /* SQLite raises a limit below the present size to that size. */
    struct statement_handle *st =
        tight ? store_statement(store, SQL("PRAGMA max_page_count = 1"), err)
              : store_statement(store, SQL("PRAGMA max_page_count = 100000"), err);
    bool row;
    if (!st || !statement_step(store, st, &row, err))
        return false;
    statement_done(st);
    return true;
}

static void test_a_full_disk_refuses_the_transaction_and_keeps_the_rest(void **state)
{
    struct place *place = *state;
    struct store *store = open_with_table(place);
    done(store_begin(store, &place->err) && insert(store, 1, STR("one"), &place->err) &&
         store_commit(store, &place->err));
    done(page_limit(store, true, &place->err));
    char *large = arena_alloc(place->arena, 100000);
    memset(large, 'x', 100000);
    done(store_begin(store, &place->err) && insert(store, 2, STR("two"), &place->err));
    refused(place, insert(store, 3, (struct str){ large, 100000 }, &place->err), ERR_STORE_FULL);
    store_rollback(store);
    done(page_limit(store, false, &place->err));
    assert_int_equal(count_rows(store, &place->err), 1);
    done(store_begin(store, &place->err) &&
         insert(store, 3, (struct str){ large, 100000 }, &place->err) &&
         store_commit(store, &place->err));
    assert_int_equal(count_rows(store, &place->err), 2);
    store_close(store);
}

static void test_a_file_that_is_no_database_is_broken(void **state)
{
    struct place *place = *state;
    struct store *store;
    char junk[8192];
    memset(junk, 'j', sizeof junk);
    done(file_write(place->path, (struct str){ junk, sizeof junk }, &place->err));
    struct store_options options = { .path = place->path };
    refused(place, store_open(&options, &store, &place->err), ERR_STORE_BROKEN);
    struct str bytes;
    done(file_read(place->arena, place->path, 1 << 20, &bytes, &place->err));
    assert_true(str_eq(bytes, (struct str){ junk, sizeof junk }));
}

static void test_a_damaged_page_is_found_and_named(void **state)
{
    struct place *place = *state;
    struct store *store = open_with_table(place);
    done(store_begin(store, &place->err));
    for (int64_t i = 1; i <= 2000; i++)
        done(insert(store, i, str_format(place->arena, "row number %d of many", (int)i),
                    &place->err));
    done(store_commit(store, &place->err) && store_checkpoint(store, &place->err));
    struct str fault;
    done(store_check(store, &fault, place->arena, &place->err));
    assert_int_equal(fault.len, 0);
    store_close(store);

    FILE *file = fopen(place->path.ptr, "r+b");
    assert_non_null(file);
    for (long page = 1; page < 15; page++) {
        fseek(file, page * 4096, SEEK_SET);
        for (int i = 0; i < 200; i++)
            fputc(0xAA, file);
    }
    fclose(file);
    store = open_at(place, place->path);
    bool answered = store_check(store, &fault, place->arena, &place->err);
    assert_true(answered ? fault.len > 0 : place->err.code == ERR_STORE_BROKEN);
    struct statement_handle *st =
        store_statement(store, SQL("SELECT sum(length(text)) FROM row"), &place->err);
    bool row;
    refused(place, statement_step(store, st, &row, &place->err), ERR_STORE_BROKEN);
    store_close(store);
}

/* The superuser may write everywhere: be nobody for a moment. */
static void test_a_folder_that_may_not_be_written_refuses_before_anything_changes(void **state)
{
    struct place *place = *state;
    struct store *store = open_with_table(place);
    store_close(store);
    bool was_root = geteuid() == 0;
    chmod(place->path.ptr, 0444);
    chmod(place->folder, 0555);
    if (was_root)
        assert_int_equal(seteuid(65534), 0);
    struct store_options options = { .path = place->path };
    bool answer = store_open(&options, &store, &place->err);
    struct store_options fresh = {
        .path = path_join(place->arena, str_from(place->folder), STR("b.db")), .create = true
    };
    struct store *second;
    struct err second_err;
    err_init(&second_err);
    bool second_answer = store_open(&fresh, &second, &second_err);
    if (was_root)
        assert_int_equal(seteuid(0), 0);
    refused(place, answer, ERR_STORE_READ_ONLY);
    assert_false(second_answer);
    assert_int_equal(second_err.code, ERR_STORE_READ_ONLY);
}

static void test_a_reader_cannot_write(void **state)
{
    struct place *place = *state;
    store_close(open_with_table(place));
    struct store *store;
    struct store_options options = { .path = place->path, .read_only = true };
    done(store_open(&options, &store, &place->err));
    assert_int_equal(count_rows(store, &place->err), 0);
    bool answer = store_begin(store, &place->err) && insert(store, 1, STR("one"), &place->err);
    refused(place, answer, ERR_STORE_READ_ONLY);
    store_close(store);
}

static void test_a_newer_form_of_the_tables_is_refused(void **state)
{
    struct place *place = *state;
    struct store *store = open_with_table(place);
    assert_int_equal(store_format(store), 0);
    done(store_begin(store, &place->err) && store_format_set(store, 7, &place->err));
    store_rollback(store);
    assert_int_equal(store_format(store), 0);
    done(store_begin(store, &place->err) && store_format_set(store, 7, &place->err) &&
         store_commit(store, &place->err));
    store_close(store);
    struct store_options options = { .path = place->path, .format_known = 6 };
    refused(place, store_open(&options, &store, &place->err), ERR_STORE_NEWER);
    options.format_known = 7;
    done(store_open(&options, &store, &place->err));
    store_close(store);
}

static void test_a_row_that_breaks_a_constraint_is_refused_and_the_transaction_lives(void **state)
{
    struct place *place = *state;
    struct store *store = open_with_table(place);
    done(store_begin(store, &place->err) && insert(store, 1, STR("one"), &place->err));
    refused(place, insert(store, 2, STR("one"), &place->err), ERR_STORE_CONSTRAINT);
    assert_true(str_has(err_arg(&place->err, "cause"), STR("row.text")));
    done(insert(store, 2, STR("two"), &place->err));
    struct statement_handle *st =
        store_statement(store, SQL("UPDATE row SET next = 9 WHERE id = 1"), &place->err);
    refused(place, statement_run(store, st, &place->err),
            ERR_STORE_CONSTRAINT); /* foreign keys are on */
    done(store_commit(store, &place->err));
    assert_int_equal(count_rows(store, &place->err), 2);
    store_close(store);
}

static void test_a_statement_with_a_mistake_is_a_fault_with_the_cause(void **state)
{
    struct place *place = *state;
    struct store *store = open_with_table(place);
    struct statement_handle *st =
        store_statement(store, SQL("SELECT nothing FROM row"), &place->err);
    assert_null(st);
    refused(place, st != NULL, ERR_STORE_FAILED);
    assert_true(str_has(err_arg(&place->err, "cause"), STR("nothing")));
    store_close(store);
}

/* ---- many rows ---------------------------------------------------------------------------- */

struct numbers {
    struct arena *arena;
    int64_t next, last;
};

static bool next_number(void *host, struct store_row *row)
{
    struct numbers *numbers = host;
    if (numbers->next > numbers->last)
        return false;
    row->values[0].n = numbers->next;
    row->values[1] = (struct store_value){
        .type = STORE_TEXT,
        .bytes = str_format(numbers->arena, "secret number %d", (int)numbers->next),
    };
    numbers->next++;
    return true;
}

static bool load(struct place *place, struct store *store, int64_t first, int64_t last)
{
    struct numbers numbers = { place->arena, first, last };
    return store_load(store, SQL("INSERT INTO row (id, text) SELECT v1, v2 FROM given"), next_number,
                      &numbers, &place->err);
}

static void test_rows_that_are_given_come_in_with_one_run_all_or_none(void **state)
{
    struct place *place = *state;
    struct store *store = open_with_table(place);
    done(store_begin(store, &place->err) && load(place, store, 1, 2000));
    assert_int_equal(store_changes(store), 2000);
    refused(place, load(place, store, 1990, 3000), ERR_STORE_CONSTRAINT);
    done(load(place, store, 2001, 2001) && load(place, store, 5, 4)); /* none is no fault */
    done(store_commit(store, &place->err));
    assert_int_equal(count_rows(store, &place->err), 2001);
    struct statement_handle *st =
        store_statement(store, SQL("SELECT text FROM row WHERE id = 2001"), &place->err);
    bool row = false;
    done(st && statement_step(store, st, &row, &place->err));
    assert_true(row && str_eq(column_text(st, 0), STR("secret number 2001")));
    statement_done(st);
    store_close(store);
}

static bool file_holds(struct place *place, struct str text)
{
    struct str bytes;
    done(file_read(place->arena, place->path, (size_t)1 << 28, &bytes, &place->err));
    return str_has(bytes, text);
}

static void test_of_dropped_tables_no_byte_is_left(void **state)
{
    struct place *place = *state;
    struct store *store = open_with_table(place);
    done(store_begin(store, &place->err) && load(place, store, 1, 20000));
    done(store_commit(store, &place->err) && store_checkpoint(store, &place->err));
    assert_true(file_holds(place, STR("secret number 777")));
    done(store_begin(store, &place->err));
    done(store_drop(store, SQL("DROP TABLE row; CREATE TABLE row (id INTEGER);"), &place->err));
    done(store_wipe(store, &place->err) && store_wipe(store, &place->err));
    done(store_commit(store, &place->err) && store_checkpoint(store, &place->err));
    assert_false(file_holds(place, STR("secret number 777")));
    assert_false(file_holds(place, STR("secret number 19999")));
    struct str fault;
    done(store_check(store, &fault, place->arena, &place->err));
    assert_int_equal(fault.len, 0);
    store_close(store);
}

/* ---- the file as a whole ---------------------------------------------------------------- */

struct steps {
    int64_t calls, done, total;
};

static void note_step(void *host, int64_t done_pages, int64_t total_pages)
{
    struct steps *steps = host;
    steps->calls++;
    steps->done = done_pages;
    steps->total = total_pages;
}

static void test_a_backup_is_whole_and_does_not_overwrite(void **state)
{
    struct place *place = *state;
    struct store *store = open_with_table(place);
    done(store_begin(store, &place->err));
    for (int64_t i = 1; i <= 30000; i++)
        done(insert(store, i, str_format(place->arena, "row number %d of many", (int)i),
                    &place->err));
    done(store_commit(store, &place->err));
    struct str copy = path_join(place->arena, str_from(place->folder), STR("copy.db"));
    struct steps steps = { 0 };
    done(store_backup(store, copy, note_step, &steps, &place->err));
    assert_true(steps.calls > 1 && steps.done == steps.total && steps.total > 100);
    refused(place, store_backup(store, copy, NULL, NULL, &place->err), ERR_STORE_EXISTS);

    done(store_begin(store, &place->err) && insert(store, 40000, STR("later"), &place->err) &&
         store_commit(store, &place->err));
    struct store *second = open_at(place, copy);
    assert_int_equal(count_rows(second, &place->err), 30000);
    struct str fault;
    done(store_check(second, &fault, place->arena, &place->err));
    assert_int_equal(fault.len, 0);
    store_close(second);
    store_close(store);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, place_make, place_clear)
    const struct CMUnitTest tests[] = {
        CASE(test_values_come_back_as_they_went_in),
        CASE(test_a_statement_of_a_literal_is_prepared_once_and_forgets_its_values),
        CASE(test_a_statement_used_inside_its_own_rows_is_another_run),
        CASE(test_hundreds_of_statements_are_kept_apart),
        CASE(test_what_was_committed_is_there_and_what_was_rolled_back_is_not),
        CASE(test_a_savepoint_undoes_its_part_only),
        CASE(test_a_snapshot_does_not_see_what_is_committed_after_it),
        CASE(test_the_end_of_a_transaction_lets_go_of_rows_left_unread),
        CASE(test_a_script_is_run_whole_or_not_at_all),
        CASE(test_a_missing_file_is_named_missing_and_not_made),
        CASE(test_a_folder_that_is_not_there_is_an_open_fault_with_its_cause),
        CASE(test_a_second_writer_waits_and_then_is_told_busy),
        CASE(test_a_full_disk_refuses_the_transaction_and_keeps_the_rest),
        CASE(test_a_file_that_is_no_database_is_broken),
        CASE(test_a_damaged_page_is_found_and_named),
        CASE(test_a_folder_that_may_not_be_written_refuses_before_anything_changes),
        CASE(test_a_reader_cannot_write),
        CASE(test_a_newer_form_of_the_tables_is_refused),
        CASE(test_a_row_that_breaks_a_constraint_is_refused_and_the_transaction_lives),
        CASE(test_a_statement_with_a_mistake_is_a_fault_with_the_cause),
        CASE(test_rows_that_are_given_come_in_with_one_run_all_or_none),
        CASE(test_of_dropped_tables_no_byte_is_left),
        CASE(test_a_backup_is_whole_and_does_not_overwrite),
    };
    return cmocka_run_group_tests_name("store", tests, NULL, NULL);
}
