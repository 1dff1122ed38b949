/*
 * identity.c - the database, sign-in links, sessions. See identity.h.
 *
 * Links and sessions are found by the SHA-256 of their token, which is chance of 256 bits: no salt is needed,
 * and a look-up that leaks by its timing leaks of the hash alone. Instants are microseconds, as everywhere.
 */
#include "identity/identity_priv.h"

#include <stdio.h>

#include "base/file.h"
#include "base/must.h"
#include "base/rng.h"

enum { FORMAT = 1 };

/* What is said of an account lasts; links and sessions may be dropped at any time, people sign in again. */
#define SCHEMA SQL( \
    "CREATE TABLE IF NOT EXISTS account (" \
    "  id INTEGER PRIMARY KEY," \
    "  role TEXT NOT NULL," \
    "  made INTEGER NOT NULL" \
    ") STRICT;" \
    "CREATE TABLE IF NOT EXISTS link (" \
    "  hash BLOB PRIMARY KEY," \
    "  account INTEGER NOT NULL REFERENCES account (id)," \
    "  made INTEGER NOT NULL," \
    "  used INTEGER" \
    ") STRICT, WITHOUT ROWID;" \
    "CREATE TABLE IF NOT EXISTS session (" \
    "  hash BLOB PRIMARY KEY," \
    "  account INTEGER NOT NULL REFERENCES account (id)," \
    "  made INTEGER NOT NULL," \
    "  seen INTEGER NOT NULL" \
    ") STRICT, WITHOUT ROWID;")

/* What came with passwords, roles and tokens. */
#define SCHEMA_1 SQL( \
    "ALTER TABLE account ADD COLUMN login TEXT;" \
    "ALTER TABLE account ADD COLUMN name TEXT;" \
    "ALTER TABLE account ADD COLUMN phone TEXT;" \
    "ALTER TABLE account ADD COLUMN person INTEGER NOT NULL DEFAULT 0;" \
    "ALTER TABLE account ADD COLUMN duty TEXT NOT NULL DEFAULT '';" \
    "ALTER TABLE account ADD COLUMN disabled INTEGER NOT NULL DEFAULT 0;" \
    "ALTER TABLE account ADD COLUMN forgotten INTEGER NOT NULL DEFAULT 0;" \
    "ALTER TABLE account ADD COLUMN stamp INTEGER NOT NULL DEFAULT 0;" \
    "ALTER TABLE account ADD COLUMN password TEXT;" \
    "ALTER TABLE account ADD COLUMN code BLOB;" \
    "ALTER TABLE account ADD COLUMN code_on INTEGER NOT NULL DEFAULT 0;" \
    "ALTER TABLE account ADD COLUMN code_step INTEGER NOT NULL DEFAULT 0;" \
    "CREATE UNIQUE INDEX account_login ON account (login) WHERE login IS NOT NULL;" \
    "ALTER TABLE session ADD COLUMN by_link INTEGER NOT NULL DEFAULT 0;" \
    "ALTER TABLE session ADD COLUMN view_account INTEGER NOT NULL DEFAULT 0;" \
    "ALTER TABLE session ADD COLUMN view_role TEXT NOT NULL DEFAULT '';" \
    "ALTER TABLE session ADD COLUMN view_zone INTEGER NOT NULL DEFAULT 0;" \
    "ALTER TABLE session ADD COLUMN view_unit INTEGER NOT NULL DEFAULT 0;" \
    "CREATE TABLE held (" \
    "  account INTEGER NOT NULL REFERENCES account (id)," \
    "  role TEXT NOT NULL," \
    "  zone INTEGER NOT NULL," \
    "  unit INTEGER NOT NULL," \
    "  PRIMARY KEY (account, role, zone, unit)" \
    ") STRICT, WITHOUT ROWID;" \
    "CREATE TABLE api_token (" \
    "  number INTEGER PRIMARY KEY," \
    "  hash BLOB NOT NULL UNIQUE," \
    "  account INTEGER NOT NULL REFERENCES account (id)," \
    "  label TEXT NOT NULL," \
    "  verbs INTEGER NOT NULL," \
    "  kinds TEXT NOT NULL," \
    "  made INTEGER NOT NULL," \
    "  expires INTEGER NOT NULL," \
    "  seen INTEGER NOT NULL" \
    ") STRICT;" \
    /* By the hash of the name that was tried, whether there is such an account or not. */ \
    "CREATE TABLE attempt (" \
    "  hash BLOB PRIMARY KEY," \
    "  failures INTEGER NOT NULL," \
    "  last INTEGER NOT NULL" \
    ") STRICT, WITHOUT ROWID;" \
    "CREATE TABLE act (" \
    "  number INTEGER PRIMARY KEY," \
    "  at INTEGER NOT NULL," \
    "  by INTEGER NOT NULL," \
    "  account INTEGER NOT NULL," \
    "  what TEXT NOT NULL," \
    "  detail TEXT NOT NULL," \
    "  hash BLOB NOT NULL" \
    ") STRICT;")

static const int64_t us_per_minute = 60 * 1000000LL;
static const int64_t us_per_hour = 3600 * 1000000LL;

/* ---- open --------------------------------------------------------------------------------------- */

static bool owner_ensure(struct identity *identity, struct err *err)
{
    struct statement_handle *st = store_statement(
        identity->store,
        SQL("INSERT INTO account (role, made) SELECT 'owner', ?1 WHERE NOT EXISTS"
            " (SELECT 1 FROM account WHERE role = 'owner')"), err);
    if (!st)
        return false;
    bind_int(st, 1, clock_now(identity->clock).us);
    return statement_run(identity->store, st, err);
}

static bool prepare(struct identity *identity, struct err *err)
{
    struct store *store = identity->store;
    if (!store_begin(store, err))
        return false;
    bool good = store_script(store, SCHEMA, err);
    if (good && store_format(store) < FORMAT)
        good = store_script(store, SCHEMA_1, err) && store_format_set(store, FORMAT, err);
    return end_transaction(identity, good && owner_ensure(identity, err), err);
}

bool end_transaction(struct identity *identity, bool good, struct err *err)
{
    if (good && store_commit(identity->store, err))
        return true;
    store_rollback(identity->store);
    return false;
}

bool identity_open(const struct identity_options *options, struct identity **out, struct err *err)
{
    struct arena *arena = arena_new();
    struct identity *identity = ARENA_NEW(arena, struct identity);
    identity->arena = arena;
    identity->clock = options->clock;
    identity->idle_us = options->idle_minutes ? options->idle_minutes * us_per_minute : LIMIT_SESSION_IDLE_HOURS * us_per_hour;
    struct store_options store = {
        .path = path_join(arena, options->folder, STR("identity.db")),
        .create = true, .vfs = options->vfs, .cache_kib = 512, .wipe = true, .format_known = FORMAT,
    };
    if (!store_open(&store, &identity->store, err)) {
        arena_free(arena);
        return false;
    }
    if (!prepare(identity, err)) {
        identity_close(identity);
        return false;
    }
    *out = identity;
    return true;
}

void identity_close(struct identity *identity)
{
    if (!identity)
        return;
    store_close(identity->store);
    arena_free(identity->arena);
}

bool identity_owner(struct identity *identity, struct account_id *owner, struct err *err)
{
    struct statement_handle *st = store_statement(
        identity->store, SQL("SELECT id FROM account WHERE role = 'owner' ORDER BY id LIMIT 1"), err);
    bool row;
    if (!st || !statement_step(identity->store, st, &row, err))
        return false;
    must(row); /* identity_open made it */
    owner->n = column_int(st, 0);
    statement_done(st);
    return true;
}

/* ---- tokens ------------------------------------------------------------------------------------- */

/* RFC 4648 section 5, without padding: 32 bytes are 42 whole characters and one of four bits. */
void token_make(struct token *token)
{
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    uint8_t secret[TOKEN_BYTES + 1] = { 0 };
    rng_secret(secret, TOKEN_BYTES);
    for (size_t i = 0; i < TOKEN_CHARS; i++) {
        size_t bit = i * 6;
        unsigned pair = (unsigned)secret[bit / 8] << 8 | secret[bit / 8 + 1];
        token->text[i] = alphabet[pair >> (10 - bit % 8) & 63];
    }
    token->text[TOKEN_CHARS] = '\0';
}

struct hash token_hash(struct str token)
{
    return hash_of(HASH_SHA256, token);
}

/* ---- links -------------------------------------------------------------------------------------- */

static bool drop_unused_links(struct identity *identity, struct account_id account, struct err *err)
{
    struct statement_handle *st = store_statement(
        identity->store, SQL("DELETE FROM link WHERE account = ?1 AND used IS NULL"), err);
    if (!st)
        return false;
    bind_int(st, 1, account.n);
    return statement_run(identity->store, st, err);
}

/* Used links are kept a while, so that a second use is told from a wrong token. */
static bool drop_old(struct identity *identity, struct err *err)
{
    int64_t now = clock_now(identity->clock).us;
    struct statement_handle *links = store_statement(
        identity->store, SQL("DELETE FROM link WHERE made < ?1"), err);
    if (!links)
        return false;
    bind_int(links, 1, now - LIMIT_SESSION_HOURS * us_per_hour);
    if (!statement_run(identity->store, links, err))
        return false;
    struct statement_handle *sessions = store_statement(
        identity->store, SQL("DELETE FROM session WHERE made < ?1 OR seen < ?2"), err);
    if (!sessions)
        return false;
    bind_int(sessions, 1, now - LIMIT_SESSION_HOURS * us_per_hour);
    bind_int(sessions, 2, now - identity->idle_us);
    return statement_run(identity->store, sessions, err);
}

static bool insert_link(struct identity *identity, struct account_id account, struct hash hash, struct err *err)
{
    struct statement_handle *st = store_statement(
        identity->store, SQL("INSERT INTO link (hash, account, made) VALUES (?1, ?2, ?3)"), err);
    if (!st)
        return false;
    bind_blob(st, 1, hash.bytes, HASH_SIZE);
    bind_int(st, 2, account.n);
    bind_int(st, 3, clock_now(identity->clock).us);
    return statement_run(identity->store, st, err);
}

bool identity_link_make(struct identity *identity, struct account_id account, struct token *token,
                        struct err *err)
{
    token_make(token);
    struct hash hash = token_hash(str_from(token->text));
    if (!store_begin(identity->store, err))
        return false;
    if (drop_unused_links(identity, account, err) && drop_old(identity, err) &&
        insert_link(identity, account, hash, err) && store_commit(identity->store, err))
        return true;
    store_rollback(identity->store);
    return false;
}

/* Inside the transaction: who the link is for, if it still opens. */
static bool link_check(struct identity *identity, struct hash hash, struct account_id *account, struct err *err)
{
    struct statement_handle *st = store_statement(
        identity->store, SQL("SELECT account, made, used FROM link WHERE hash = ?1"), err);
    if (!st)
        return false;
    bind_blob(st, 1, hash.bytes, HASH_SIZE);
    bool row;
    if (!statement_step(identity->store, st, &row, err))
        return false;
    if (!row)
        return err_set(err, ERR_WEB_TOKEN_UNKNOWN);
    account->n = column_int(st, 0);
    int64_t made = column_int(st, 1);
    bool used = !column_is_null(st, 2);
    statement_done(st);
    if (used)
        return err_set(err, ERR_WEB_TOKEN_USED);
    if (clock_now(identity->clock).us > made + LIMIT_LINK_MINUTES * us_per_minute) {
        char minutes[12];
        snprintf(minutes, sizeof minutes, "%d", LIMIT_LINK_MINUTES);
        return err_set(err, ERR_WEB_TOKEN_EXPIRED, "minutes", str_from(minutes));
    }
    return true;
}

static bool link_spend(struct identity *identity, struct hash hash, struct err *err)
{
    struct statement_handle *st = store_statement(
        identity->store, SQL("UPDATE link SET used = ?2 WHERE hash = ?1"), err);
    if (!st)
        return false;
    bind_blob(st, 1, hash.bytes, HASH_SIZE);
    bind_int(st, 2, clock_now(identity->clock).us);
    return statement_run(identity->store, st, err);
}

bool insert_session(struct identity *identity, struct account_id account, bool by_link, struct token *token, struct err *err)
{
    token_make(token);
    struct hash hash = token_hash(str_from(token->text));
    struct statement_handle *st = store_statement(
        identity->store, SQL("INSERT INTO session (hash, account, made, seen, by_link) VALUES (?1, ?2, ?3, ?3, ?4)"), err);
    if (!st)
        return false;
    bind_blob(st, 1, hash.bytes, HASH_SIZE);
    bind_int(st, 2, account.n);
    bind_int(st, 3, clock_now(identity->clock).us);
    bind_int(st, 4, by_link);
    return statement_run(identity->store, st, err);
}

bool identity_link_use(struct identity *identity, struct str token, struct token *session, struct err *err)
{
    struct hash hash = token_hash(token);
    struct account_id account = { 0 };
    if (!store_begin(identity->store, err))
        return false;
    return end_transaction(identity, link_check(identity, hash, &account, err) && link_spend(identity, hash, err) &&
        insert_session(identity, account, true, session, err) &&
        act_log(identity, account, account, "sign_in", STR("link"), err), err);
}

/* ---- sessions ----------------------------------------------------------------------------------- */

/* One statement about one session in a transaction of its own; ?2, where the statement has it, is `moment`. */
static bool session_write(struct identity *identity, struct sql sql, struct hash hash, const int64_t *moment,
                          struct err *err)
{
    if (!store_begin(identity->store, err))
        return false;
    struct statement_handle *st = store_statement(identity->store, sql, err);
    if (st) {
        bind_blob(st, 1, hash.bytes, HASH_SIZE);
        if (moment)
            bind_int(st, 2, *moment);
        if (statement_run(identity->store, st, err) && store_commit(identity->store, err))
            return true;
    }
    store_rollback(identity->store);
    return false;
}

bool identity_session(struct identity *identity, struct str token, struct session *session, struct err *err)
{
    struct hash hash = token_hash(token);
    struct statement_handle *st = store_statement(
        identity->store, SQL("SELECT s.account, s.made, s.seen, s.by_link, s.view_account OR s.view_role <> '', a.disabled, a.stamp"
                             " + coalesce((SELECT v.stamp FROM account v WHERE v.id = s.view_account), 0)"
                             " FROM session s JOIN account a ON a.id = s.account WHERE s.hash = ?1"), err);
    if (!st)
        return false;
    bind_blob(st, 1, hash.bytes, HASH_SIZE);
    bool row;
    if (!statement_step(identity->store, st, &row, err))
        return false;
    if (!row)
        return err_set(err, ERR_WEB_NOT_SIGNED_IN);
    *session = (struct session){
        .account = { column_int(st, 0) }, .made = { column_int(st, 1) }, .seen = { column_int(st, 2) },
        .by_link = column_int(st, 3) != 0, .views = column_int(st, 4) != 0, .stamp = column_int(st, 6),
    };
    bool disabled = column_int(st, 5) != 0;
    statement_done(st);
    int64_t now = clock_now(identity->clock).us;
    if (disabled || now > session->made.us + LIMIT_SESSION_HOURS * us_per_hour || now > session->seen.us + identity->idle_us)
        return err_set(err, ERR_WEB_NOT_SIGNED_IN);
    /* A write a minute at most, however many requests come. */
    return now < session->seen.us + us_per_minute ||
           session_write(identity, SQL("UPDATE session SET seen = ?2 WHERE hash = ?1"), hash, &now, err);
}

bool identity_session_end(struct identity *identity, struct str token, struct err *err)
{
    return session_write(identity, SQL("DELETE FROM session WHERE hash = ?1"), token_hash(token), NULL, err);
}

bool identity_sessions_end(struct identity *identity, struct account_id by, struct account_id account, struct err *err)
{
    if (by.n != account.n && !identity_may(identity, by, DUTY_SECURITY, err))
        return false;
    if (!store_begin(identity->store, err))
        return false;
    struct statement_handle *st = store_statement(identity->store, SQL("DELETE FROM session WHERE account = ?1"), err);
    if (st)
        bind_int(st, 1, account.n);
    return end_transaction(identity, st && statement_run(identity->store, st, err) &&
        act_log(identity, by, account, "sessions_end", STR(""), err), err);
}

/* ---- other eyes --------------------------------------------------------------------------------- */

bool identity_view_as(struct identity *identity, struct str token, const struct view *view, struct err *err)
{
    struct session session;
    if (!identity_session(identity, token, &session, err) || !identity_may(identity, session.account, DUTY_SECURITY, err))
        return false;
    struct hash hash = token_hash(token);
    struct account seen;
    if (!store_begin(identity->store, err))
        return false;
    struct arena *arena = arena_new();
    bool good = !view->account.n || account_read(identity, arena, view->account, &seen, err);
    struct statement_handle *st = good ? store_statement(identity->store,
        SQL("UPDATE session SET view_account = ?2, view_role = ?3, view_zone = ?4, view_unit = ?5 WHERE hash = ?1"), err) : NULL;
    if (st) {
        bind_blob(st, 1, hash.bytes, HASH_SIZE);
        bind_int(st, 2, view->account.n);
        bind_text(st, 3, view->role);
        bind_int(st, 4, view->zone);
        bind_int(st, 5, view->unit);
    }
    good = st && statement_run(identity->store, st, err) && account_touch(identity, session.account, err) &&
           act_log(identity, session.account, view->account, "view_as", view->role, err);
    arena_free(arena);
    return end_transaction(identity, good, err);
}

bool identity_view(struct identity *identity, struct arena *arena, struct str token, struct view *view, struct err *err)
{
    struct hash hash = token_hash(token);
    *view = (struct view){ 0 };
    struct statement_handle *st = store_statement(identity->store,
        SQL("SELECT view_account, view_role, view_zone, view_unit FROM session WHERE hash = ?1"), err);
    bool row;
    if (!st)
        return false;
    bind_blob(st, 1, hash.bytes, HASH_SIZE);
    if (!statement_step(identity->store, st, &row, err))
        return false;
    if (!row)
        return true;
    *view = (struct view){ { column_int(st, 0) }, str_copy(arena, column_text(st, 1)), column_int(st, 2), column_int(st, 3) };
    statement_done(st);
    return true;
}
