/*
 * floor_ledger.c - the floor of appending: bare SQLite writing the rows that the ledger wrote, in
 * the same groups.
 *
 *     bench-floor-ledger NAME GROUP
 *
 * bench-ledger leaves two files in the data folder: `NAME-GROUP.before.db`, the ledger before the
 * appends, and `NAME-GROUP.after.db`, after them. Every row in which they differ is read into
 * memory, table by table, and told which entry it belongs to; then a copy of the first file is
 * brought to the second by plain prepared statements, a transaction a group. So tables, keys,
 * indexes, sizes and groups are the ledger's own, whatever they become, and nothing but SQLite is
 * measured.
 */
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/must.h"
#include "bench.h"

enum { TABLES_MAX = 32, COLUMNS_MAX = 24 };

struct cell {
    int type;
    int64_t n;
    const char *ptr;
    int len;
};
struct change {
    int64_t position;
    int table;
    bool gone;
    struct cell *cells;
}; /* gone: the key's cells only */

struct table {
    const char *name;
    const char *columns[COLUMNS_MAX];
    bool in_key[COLUMNS_MAX];
    int column_count;
    sqlite3_stmt *put, *drop;
};

struct floor {
    struct bench bench;
    struct str before, after, work;
    struct table tables[TABLES_MAX];
    int table_count;
    struct change *changes;
    size_t change_count, change_room;
    int64_t first, last; /* positions: (first, last] */
};

static void sql_must(sqlite3 *db, int rc)
{
    if (rc == SQLITE_OK || rc == SQLITE_ROW || rc == SQLITE_DONE)
        return;
    fprintf(stderr, "bench-floor-ledger: %s\n", sqlite3_errmsg(db));
    exit(3);
}

static sqlite3_stmt *prepare(sqlite3 *db, struct str text)
{
    sqlite3_stmt *st;
    sql_must(db,
             sqlite3_prepare_v3(db, text.ptr, (int)text.len, SQLITE_PREPARE_PERSISTENT, &st, NULL));
    return st;
}

static void run(sqlite3 *db, const char *text)
{
    sql_must(db, sqlite3_exec(db, text, NULL, NULL, NULL));
}

/* ---- what the ledger wrote -------------------------------------------------------------- */

static void tables_read(struct floor *floor, sqlite3 *db)
{
    sqlite3_stmt *st = prepare(
        db, STR("SELECT m.name, c.name, c.pk FROM sqlite_schema m, pragma_table_info(m.name) c "
                "WHERE m.type = 'table' ORDER BY m.name, c.cid"));
    struct table *table = NULL;
    while (sqlite3_step(st) == SQLITE_ROW) {
        struct str name = str_from((const char *)sqlite3_column_text(st, 0));
        if (!table || !str_eq(str_from(table->name), name)) {
            must(floor->table_count < TABLES_MAX);
            table = &floor->tables[floor->table_count++];
            table->name = str_cstr(floor->bench.arena, name);
        }
        must(table->column_count < COLUMNS_MAX);
        table->in_key[table->column_count] = sqlite3_column_int(st, 2) > 0;
        table->columns[table->column_count++] =
            str_cstr(floor->bench.arena, str_from((const char *)sqlite3_column_text(st, 1)));
    }
    sqlite3_finalize(st);
}

/* The column that tells the entry: its position, or a record that it touched. */
static void put_position(struct buf *sql, const struct table *table)
{
    static const char *const by_record[] = { "record", "source", "id" };
    for (int i = 0; i < table->column_count; i++)
        if (strcmp(table->columns[i], "position") == 0) {
            buf_cstr(sql, "t.position");
            return;
        }
    for (size_t k = 0; k < sizeof by_record / sizeof *by_record; k++)
        for (int i = 0; i < table->column_count; i++)
            if (strcmp(table->columns[i], by_record[k]) == 0) {
                buf_printf(sql, "(SELECT position FROM touched WHERE record = t.%s)", by_record[k]);
                return;
            }
    buf_cstr(sql, "0");
}

static void put_columns(struct buf *sql, const struct table *table, const char *between, bool key,
                        const char *form)
{
    bool first = true;
    for (int i = 0; i < table->column_count; i++) {
        if (key && !table->in_key[i])
            continue;
        if (!first)
            buf_cstr(sql, between);
        first = false;
        for (const char *c = form; *c; c++) /* @ the name, # the number */
            if (*c == '@')
                buf_cstr(sql, table->columns[i]);
            else if (*c == '#')
                buf_int(sql, i + 1);
            else
                buf_char(sql, *c);
    }
}

static void change_add(struct floor *floor, sqlite3_stmt *st, int table, bool gone)
{
    if (floor->change_count == floor->change_room) {
        size_t room = floor->change_room ? floor->change_room * 2 : 4096;
        floor->changes =
            arena_grow(floor->bench.arena, floor->changes,
                       floor->change_room * sizeof *floor->changes, room * sizeof *floor->changes);
        floor->change_room = room;
    }
    int count = floor->tables[table].column_count;
    struct cell *cells = ARENA_ARRAY(floor->bench.arena, struct cell, (size_t)count);
    for (int i = 0; i < count; i++) {
        cells[i].type = sqlite3_column_type(st, i + 1);
        if (cells[i].type == SQLITE_INTEGER) {
            cells[i].n = sqlite3_column_int64(st, i + 1);
        } else if (cells[i].type != SQLITE_NULL) {
            const char *bytes = sqlite3_column_blob(st, i + 1);
            cells[i].len = sqlite3_column_bytes(st, i + 1);
            cells[i].ptr =
                str_copy(floor->bench.arena, (struct str){ bytes, (size_t)cells[i].len }).ptr;
        }
    }
    floor->changes[floor->change_count++] =
        (struct change){ sqlite3_column_int64(st, 0), table, gone, cells };
}

/* Rows of `to` that `from` has not: new and changed ones, or with `gone` those whose key is no
 * more. */
static void table_diff(struct floor *floor, sqlite3 *db, int index, bool gone)
{
    const struct table *table = &floor->tables[index];
    struct buf sql;
    buf_init(&sql, floor->bench.arena);
    buf_cstr(&sql, "SELECT ");
    put_position(&sql, table);
    buf_cstr(&sql, ", ");
    put_columns(&sql, table, ", ", false, "t.@");
    buf_printf(&sql, " FROM %s.%s t LEFT JOIN %s.%s o ON ", gone ? "old" : "main", table->name,
               gone ? "main" : "old", table->name);
    put_columns(&sql, table, " AND ", true, "o.@ = t.@");
    buf_cstr(&sql, " WHERE ");
    put_columns(&sql, table, gone ? " AND " : " OR ", gone,
                gone ? "o.@ IS NULL" : "o.@ IS NOT t.@");
    sqlite3_stmt *st = prepare(db, buf_get(&sql));
    int rc;
    while ((rc = sqlite3_step(st)) == SQLITE_ROW)
        change_add(floor, st, index, gone);
    sql_must(db, rc);
    sqlite3_finalize(st);
}

static int by_position(const void *a, const void *b)
{
    const struct change *left = a, *right = b;
    if (left->position != right->position)
        return left->position < right->position ? -1 : 1;
    if (left->gone != right->gone)
        return left->gone ? -1 : 1;
    return left < right ? -1 : left > right;
}

static void changes_read(struct floor *floor)
{
    sqlite3 *db;
    sql_must(NULL, sqlite3_open_v2(floor->after.ptr, &db, SQLITE_OPEN_READWRITE, NULL));
    run(db, str_format(floor->bench.arena, "ATTACH '%s' AS old", floor->before.ptr).ptr);
    tables_read(floor, db);
    sqlite3_stmt *st = prepare(
        db, STR("SELECT (SELECT max(position) FROM old.entry), (SELECT max(position) FROM entry)"));
    sql_must(db, sqlite3_step(st));
    floor->first = sqlite3_column_int64(st, 0);
    floor->last = sqlite3_column_int64(st, 1);
    sqlite3_finalize(st);
    run(db,
        str_format(
            floor->bench.arena,
            "CREATE TEMP TABLE touched AS SELECT record, max(position) AS position FROM main.entry "
            "WHERE position > %lld GROUP BY record; CREATE INDEX touched_record ON touched "
            "(record);",
            (long long)floor->first)
            .ptr);
    for (int i = 0; i < floor->table_count; i++) {
        table_diff(floor, db, i, true);
        table_diff(floor, db, i, false);
    }
    sqlite3_close(db);
    /* What belongs to no entry of its own goes with the first. */
    for (size_t i = 0; i < floor->change_count; i++)
        if (floor->changes[i].position <= floor->first)
            floor->changes[i].position = floor->first + 1;
    qsort(floor->changes, floor->change_count, sizeof *floor->changes, by_position);
}

/* ---- writing it
 * ---------------------------------------------------------------------------------- */

static void file_copy(struct bench *bench, struct str from, struct str to)
{
    (void)unlink(str_cstr(bench->arena, str_join(bench->arena, to, STR("-wal"))));
    (void)unlink(str_cstr(bench->arena, str_join(bench->arena, to, STR("-shm"))));
    int in = open(from.ptr, O_RDONLY), out = open(to.ptr, O_WRONLY | O_CREAT | O_TRUNC, 0644);
    must(in >= 0 && out >= 0);
    static char bytes[1 << 20];
    for (ssize_t got; (got = read(in, bytes, sizeof bytes)) > 0;)
        must(write(out, bytes, (size_t)got) == got);
    must(fsync(out) == 0);
    close(in);
    close(out);
}

static void statements(struct floor *floor, sqlite3 *db)
{
    for (int i = 0; i < floor->table_count; i++) {
        struct table *table = &floor->tables[i];
        struct buf sql;
        buf_init(&sql, floor->bench.arena);
        buf_printf(&sql, "INSERT OR REPLACE INTO %s VALUES (", table->name);
        put_columns(&sql, table, ", ", false, "?#");
        buf_cstr(&sql, ")");
        table->put = prepare(db, buf_get(&sql));
        buf_init(&sql, floor->bench.arena);
        buf_printf(&sql, "DELETE FROM %s WHERE ", table->name);
        put_columns(&sql, table, " AND ", true, "@ = ?#");
        table->drop = prepare(db, buf_get(&sql));
    }
}

static void change_write(struct floor *floor, sqlite3 *db, const struct change *change)
{
    struct table *table = &floor->tables[change->table];
    sqlite3_stmt *st = change->gone ? table->drop : table->put;
    for (int i = 0; i < table->column_count; i++) {
        const struct cell *cell = &change->cells[i];
        if (change->gone && !table->in_key[i])
            continue;
        if (cell->type == SQLITE_INTEGER)
            sqlite3_bind_int64(st, i + 1, cell->n);
        else if (cell->type == SQLITE_TEXT)
            sqlite3_bind_text(st, i + 1, cell->ptr, cell->len, SQLITE_STATIC);
        else if (cell->type == SQLITE_BLOB)
            sqlite3_bind_blob(st, i + 1, cell->ptr, cell->len, SQLITE_STATIC);
        else
            sqlite3_bind_null(st, i + 1);
    }
    sqlite3_step(st);
    sql_must(db, sqlite3_reset(st));
}

static double changes_write(struct floor *floor, int64_t group)
{
    sqlite3 *db;
    sql_must(NULL, sqlite3_open_v2(floor->work.ptr, &db,
                                   SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL));
    run(db, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; "
            "PRAGMA temp_store = MEMORY;"
            "PRAGMA cache_size = -16384;");
    statements(floor, db);
    sqlite3_stmt *begin = prepare(db, STR("BEGIN IMMEDIATE")), *commit = prepare(db, STR("COMMIT"));
    double began = bench_now_s();
    size_t at = 0;
    for (int64_t from = floor->first; from < floor->last; from += group) {
        sqlite3_step(begin);
        sql_must(db, sqlite3_reset(begin));
        while (at < floor->change_count && floor->changes[at].position <= from + group)
            change_write(floor, db, &floor->changes[at++]);
        sqlite3_step(commit);
        sql_must(db, sqlite3_reset(commit));
    }
    double took = bench_now_s() - began;
    must(at == floor->change_count);
    for (int i = 0; i < floor->table_count; i++) {
        sqlite3_finalize(floor->tables[i].put);
        sqlite3_finalize(floor->tables[i].drop);
    }
    sqlite3_finalize(begin);
    sqlite3_finalize(commit);
    must(sqlite3_close(db) == SQLITE_OK);
    return took;
}

int main(int argc, char **argv)
{
    int64_t group;
    if (argc < 3 || !str_to_int(str_from(argv[2]), &group) || group < 1) {
        fprintf(stderr, "usage: bench-floor-ledger NAME GROUP\n");
        return 2;
    }
    struct arena *arena = arena_new();
    struct floor *floor = ARENA_NEW(arena, struct floor);
    bench_begin(&floor->bench);
    const char *name = argv[1];
    floor->before =
        bench_path(&floor->bench, str_format(floor->bench.arena, "%s-%s.before.db", name, argv[2]));
    floor->after =
        bench_path(&floor->bench, str_format(floor->bench.arena, "%s-%s.after.db", name, argv[2]));
    floor->work = bench_path(&floor->bench, STR("floor.db"));
    if (!file_exists(floor->before) || !file_exists(floor->after)) {
        fprintf(stderr, "bench-floor-ledger: run bench-ledger append %s %s first\n", name, argv[2]);
        return 2;
    }
    changes_read(floor);
    file_copy(&floor->bench, floor->before, floor->work);
    double took = changes_write(floor, group);
    int64_t entries = floor->last - floor->first;
    bench_say(&floor->bench, "rate", (double)entries / took);
    bench_say(&floor->bench, "rows_per_entry", (double)floor->change_count / (double)entries);
    bench_say(&floor->bench, "entries", (double)entries);
    int status = bench_end(&floor->bench);
    arena_free(arena);
    return status;
}
