/*
 * act.c - the log of what was done to accounts, each line chained to the one before. It holds numbers of accounts and never a
 * name, so that forgetting somebody leaves it whole.
 */
#include "identity/identity_priv.h"

#include <string.h>

static struct hash line_hash(struct arena *arena, struct str before, const struct act_line *line)
{
    struct str text = str_format(arena, "%lld|%lld|%lld|%lld|%.*s|%.*s|", (long long)line->number, (long long)line->at.us,
                                 (long long)line->by.n, (long long)line->account.n, STR_ARG(line->what), STR_ARG(line->detail));
    return hash_of(HASH_SHA256, str_join(arena, text, before));
}

static bool last_line(struct identity *identity, struct arena *arena, int64_t *number, struct str *hash, struct err *err)
{
    struct statement_handle *st = store_statement(identity->store,
        SQL("SELECT number, hash FROM act ORDER BY number DESC LIMIT 1"), err);
    bool row;
    *number = 0;
    *hash = STR("");
    if (!st || !statement_step(identity->store, st, &row, err))
        return false;
    if (!row)
        return true;
    *number = column_int(st, 0);
    *hash = str_copy(arena, column_blob(st, 1));
    statement_done(st);
    return true;
}

bool act_log(struct identity *identity, struct account_id by, struct account_id account, const char *what, struct str detail,
             struct err *err)
{
    struct arena *arena = arena_new();
    struct act_line line = { .at = clock_now(identity->clock), .by = by, .account = account, .what = str_from(what), .detail = detail };
    struct str before;
    bool good = last_line(identity, arena, &line.number, &before, err);
    line.number++;
    struct hash hash = line_hash(arena, before, &line);
    struct statement_handle *st = good ? store_statement(identity->store,
        SQL("INSERT INTO act (number, at, by, account, what, detail, hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"), err) : NULL;
    if (st) {
        bind_int(st, 1, line.number);
        bind_int(st, 2, line.at.us);
        bind_int(st, 3, by.n);
        bind_int(st, 4, account.n);
        bind_text(st, 5, line.what);
        bind_text(st, 6, detail);
        bind_blob(st, 7, hash.bytes, HASH_SIZE);
    }
    good = st && statement_run(identity->store, st, err);
    arena_free(arena);
    return good;
}

static void line_read(struct statement_handle *st, struct arena *arena, struct act_line *line)
{
    *line = (struct act_line){ .number = column_int(st, 0), .at = { column_int(st, 1) }, .by = { column_int(st, 2) },
                               .account = { column_int(st, 3) }, .what = str_copy(arena, column_text(st, 4)),
                               .detail = str_copy(arena, column_text(st, 5)) };
}

bool identity_acts(struct identity *identity, struct arena *arena, struct account_id by, int64_t before, size_t limit,
                   struct act_line **lines, size_t *count, struct err *err)
{
    *count = 0;
    if (!identity_may(identity, by, DUTY_AUDIT, err))
        return false;
    struct statement_handle *st = store_statement(identity->store,
        SQL("SELECT number, at, by, account, what, detail FROM act WHERE number < ?1 ORDER BY number DESC LIMIT ?2"), err);
    if (!st)
        return false;
    bind_int(st, 1, before ? before : INT64_MAX);
    bind_int(st, 2, (int64_t)limit);
    *lines = ARENA_ARRAY(arena, struct act_line, limit);
    for (;;) {
        bool row;
        if (!statement_step(identity->store, st, &row, err))
            return false;
        if (!row)
            return true;
        line_read(st, arena, &(*lines)[(*count)++]);
    }
}

bool identity_acts_verify(struct identity *identity, int64_t *lines, struct err *err)
{
    struct arena *arena = arena_new();
    struct statement_handle *st = store_statement(identity->store,
        SQL("SELECT number, at, by, account, what, detail, hash FROM act ORDER BY number"), err);
    struct hash before = { { 0 } };
    bool good = st != NULL;
    *lines = 0;
    for (bool row = true; good && row;) {
        struct act_line line;
        good = statement_step(identity->store, st, &row, err);
        if (!good || !row)
            break;
        line_read(st, arena, &line);
        struct str kept = str_copy(arena, column_blob(st, 6));
        struct hash hash = line_hash(arena, (struct str){ (const char *)before.bytes, *lines ? HASH_SIZE : 0 }, &line);
        if (line.number != *lines + 1 || kept.len != HASH_SIZE || memcmp(kept.ptr, hash.bytes, HASH_SIZE) != 0) {
            statement_done(st);
            good = err_set(err, ERR_ACT_CHAIN, "number", str_format(arena, "%lld", (long long)(*lines + 1)));
        }
        before = hash;
        ++*lines;
    }
    arena_free(arena);
    return good;
}
