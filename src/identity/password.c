/*
 * password.c - passwords (argon2id by libsodium), signing in with them, and the waits that guessing runs into.
 *
 * A name that nobody has costs as much time as one with a wrong password, and runs into the same waits: what is answered
 * does not tell which names there are. Waits are of the name that was tried, not of the address it came from: behind a
 * proxy of an office all come from one.
 */
#include "identity/identity_priv.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "base/must.h"
#include "base/utf8.h"

static const int64_t us_per_second = 1000000, us_per_day = 86400 * 1000000LL;

static struct err *with_number(struct err *err, enum err_code code, const char *name, int64_t n)
{
    char text[24];
    snprintf(text, sizeof text, "%lld", (long long)n);
    err_set(err, code, name, str_from(text));
    return err;
}

/* ---- hashing --------------------------------------------------------------------------------------------------- */

static void password_hash(struct str password, char out[crypto_pwhash_STRBYTES])
{
    must(sodium_init() >= 0);
    must(crypto_pwhash_str_alg(out, password.ptr ? password.ptr : "", password.len, LIMIT_PASSWORD_PASSES,
                               (size_t)LIMIT_PASSWORD_KIB * 1024, crypto_pwhash_ALG_ARGON2ID13) == 0);
}

/* As long as any other check, for a name without a password. */
static void hash_for_nobody(struct str password)
{
    char out[crypto_pwhash_STRBYTES];
    password_hash(str_slice(password, 0, LIMIT_PASSWORD_BYTES), out);
}

static bool kept_password(struct identity *identity, struct account_id id, char kept[crypto_pwhash_STRBYTES], bool *there, struct err *err)
{
    struct statement_handle *st = store_statement(identity->store,
        SQL("SELECT password FROM account WHERE id = ?1 AND NOT disabled AND password IS NOT NULL"), err);
    if (!st)
        return false;
    bind_int(st, 1, id.n);
    if (!statement_step(identity->store, st, there, err))
        return false;
    if (!*there)
        return true;
    struct str text = column_text(st, 0);
    memset(kept, 0, crypto_pwhash_STRBYTES);
    memcpy(kept, text.ptr, text.len < crypto_pwhash_STRBYTES ? text.len : crypto_pwhash_STRBYTES - 1);
    statement_done(st);
    return true;
}

bool password_fits(struct identity *identity, struct account_id id, struct str password, bool *fits, struct err *err)
{
    char kept[crypto_pwhash_STRBYTES];
    bool there;
    *fits = false;
    if (!kept_password(identity, id, kept, &there, err))
        return false;
    must(sodium_init() >= 0);
    if (!there || password.len > LIMIT_PASSWORD_BYTES)
        hash_for_nobody(password);
    else
        *fits = crypto_pwhash_str_verify(kept, password.ptr ? password.ptr : "", password.len) == 0;
    return true;
}

/* ---- waits ------------------------------------------------------------------------------------------------------- */

static bool attempts_read(struct identity *identity, struct hash name, int64_t *failures, int64_t *last, struct err *err)
{
    struct statement_handle *st = store_statement(identity->store, SQL("SELECT failures, last FROM attempt WHERE hash = ?1"), err);
    bool row;
    *failures = *last = 0;
    if (!st)
        return false;
    bind_blob(st, 1, name.bytes, HASH_SIZE);
    if (!statement_step(identity->store, st, &row, err))
        return false;
    if (!row)
        return true;
    *failures = column_int(st, 0);
    *last = column_int(st, 1);
    statement_done(st);
    return true;
}

static bool may_try(struct identity *identity, struct hash name, struct err *err)
{
    int64_t failures, last, now = clock_now(identity->clock).us;
    if (!attempts_read(identity, name, &failures, &last, err))
        return false;
    if (failures < LIMIT_SIGN_IN_TRIES)
        return true;
    int64_t wait = LIMIT_SIGN_IN_WAIT_SECONDS;
    for (int64_t i = LIMIT_SIGN_IN_TRIES; i < failures && wait < LIMIT_SIGN_IN_WAIT_MOST; i++)
        wait *= 2;
    wait = wait < LIMIT_SIGN_IN_WAIT_MOST ? wait : LIMIT_SIGN_IN_WAIT_MOST;
    int64_t left = last + wait * us_per_second - now;
    return left <= 0 || !with_number(err, ERR_SIGN_IN_WAIT, "seconds", (left + us_per_second - 1) / us_per_second);
}

static bool attempt_failed(struct identity *identity, struct hash name, struct account_id account, struct err *err)
{
    int64_t now = clock_now(identity->clock).us;
    if (!store_begin(identity->store, err))
        return false;
    struct statement_handle *old = store_statement(identity->store, SQL("DELETE FROM attempt WHERE last < ?1"), err);
    if (old)
        bind_int(old, 1, now - us_per_day);
    bool good = old && statement_run(identity->store, old, err);
    struct statement_handle *st = good ? store_statement(identity->store,
        SQL("INSERT INTO attempt (hash, failures, last) VALUES (?1, 1, ?2)"
            " ON CONFLICT (hash) DO UPDATE SET failures = failures + 1, last = ?2"), err) : NULL;
    if (st) {
        bind_blob(st, 1, name.bytes, HASH_SIZE);
        bind_int(st, 2, now);
    }
    good = st && statement_run(identity->store, st, err) &&
           (!account.n || act_log(identity, (struct account_id){ 0 }, account, "sign_in_failed", STR(""), err));
    return end_transaction(identity, good, err);
}

static bool attempts_forget(struct identity *identity, struct hash name, struct err *err)
{
    struct statement_handle *st = store_statement(identity->store, SQL("DELETE FROM attempt WHERE hash = ?1"), err);
    if (!st)
        return false;
    bind_blob(st, 1, name.bytes, HASH_SIZE);
    return statement_run(identity->store, st, err);
}

/* ---- signing in ----------------------------------------------------------------------------------------------------- */

static bool account_named(struct identity *identity, struct str login, struct account_id *id, struct err *err)
{
    struct statement_handle *st = store_statement(identity->store, SQL("SELECT id FROM account WHERE login = ?1"), err);
    bool row;
    id->n = 0;
    if (!st)
        return false;
    bind_text(st, 1, login);
    if (!statement_step(identity->store, st, &row, err))
        return false;
    if (row) {
        id->n = column_int(st, 0);
        statement_done(st);
    }
    return true;
}

static bool let_in(struct identity *identity, struct account_id id, struct hash name, struct token *session, struct err *err)
{
    if (!store_begin(identity->store, err))
        return false;
    return end_transaction(identity, attempts_forget(identity, name, err) && insert_session(identity, id, false, session, err) &&
        act_log(identity, id, id, "sign_in", STR("password"), err), err);
}

bool identity_sign_in(struct identity *identity, struct str login, struct str password, struct str code, struct token *session,
                      struct err *err)
{
    struct hash name = hash_of(HASH_SHA256, login);
    struct account_id id;
    bool fits, wanted = false;
    if (!may_try(identity, name, err) || !account_named(identity, login, &id, err) || !password_fits(identity, id, password, &fits, err))
        return false;
    struct err *refusal = err;
    if (fits && code_take(identity, id, code, &wanted, err))
        return let_in(identity, id, name, session, err);
    if (!fits)
        err_set(refusal, ERR_SIGN_IN_WRONG);
    if (refusal->code == ERR_SIGN_IN_CODE || (refusal->code != ERR_SIGN_IN_WRONG && refusal->code != ERR_CODE_WRONG))
        return false;
    struct err failed;
    err_init(&failed);
    if (attempt_failed(identity, name, id, &failed))
        return false;
    err_copy(err, &failed);
    return false;
}

bool identity_unlock(struct identity *identity, struct account_id by, struct account_id id, struct err *err)
{
    struct arena *arena = arena_new();
    struct account account;
    if (!store_begin(identity->store, err)) {
        arena_free(arena);
        return false;
    }
    bool good = identity_may(identity, by, DUTY_SECURITY, err) && account_read(identity, arena, id, &account, err) &&
                attempts_forget(identity, hash_of(HASH_SHA256, account.login), err) && act_log(identity, by, id, "unlock", STR(""), err);
    arena_free(arena);
    return end_transaction(identity, good, err);
}

/* ---- setting -------------------------------------------------------------------------------------------------------- */

static bool password_good(struct str password, struct str login, struct err *err)
{
    if (!utf8_valid(password) || utf8_count(password) < LIMIT_PASSWORD_CHARS_MIN) {
        with_number(err, ERR_PASSWORD_SHORT, "limit", LIMIT_PASSWORD_CHARS_MIN);
        return err_at_field(err, STR("password"));
    }
    if (password.len > LIMIT_PASSWORD_BYTES) {
        with_number(err, ERR_PASSWORD_LONG, "limit", LIMIT_PASSWORD_BYTES);
        return err_at_field(err, STR("password"));
    }
    bool alike = login.len >= 4 && str_has(password, login);
    bool one = true;
    for (size_t i = 1; i < password.len; i++)
        one = one && password.ptr[i] == password.ptr[0];
    if (!alike && !one)
        return true;
    err_set(err, ERR_PASSWORD_WEAK);
    return err_at_field(err, STR("password"));
}

/* Inside a transaction: the new password, and every session but `kept` ended. */
static bool password_write(struct identity *identity, struct account_id id, struct str password, struct hash kept, struct err *err)
{
    char hash[crypto_pwhash_STRBYTES];
    password_hash(password, hash);
    struct statement_handle *st = store_statement(identity->store,
        SQL("UPDATE account SET password = ?2, stamp = stamp + 1 WHERE id = ?1 AND NOT forgotten"), err);
    if (!st)
        return false;
    bind_int(st, 1, id.n);
    bind_text(st, 2, str_from(hash));
    if (!statement_run(identity->store, st, err))
        return false;
    struct statement_handle *ends = store_statement(identity->store, SQL("DELETE FROM session WHERE account = ?1 AND hash <> ?2"), err);
    if (!ends)
        return false;
    bind_int(ends, 1, id.n);
    bind_blob(ends, 2, kept.bytes, HASH_SIZE);
    return statement_run(identity->store, ends, err);
}

/* A session that came by a link has now a password to come back with. */
static bool session_settled(struct identity *identity, struct hash hash, struct err *err)
{
    struct statement_handle *st = store_statement(identity->store, SQL("UPDATE session SET by_link = 0 WHERE hash = ?1"), err);
    if (!st)
        return false;
    bind_blob(st, 1, hash.bytes, HASH_SIZE);
    return statement_run(identity->store, st, err);
}

bool identity_password_change(struct identity *identity, const struct session *session, struct str token, struct str present,
                              struct str password, struct err *err)
{
    bool fits = true;
    struct arena *arena = arena_new();
    struct account account;
    bool good = account_read(identity, arena, session->account, &account, err) && password_good(password, account.login, err);
    if (good && !(session->by_link || !account.has_password))
        good = password_fits(identity, session->account, present, &fits, err);
    arena_free(arena);
    if (!good)
        return false;
    if (!fits) {
        err_set(err, ERR_PASSWORD_WRONG);
        return err_at_field(err, STR("present"));
    }
    if (!store_begin(identity->store, err))
        return false;
    return end_transaction(identity, password_write(identity, session->account, password, token_hash(token), err) &&
        session_settled(identity, token_hash(token), err) &&
        act_log(identity, session->account, session->account, "password_change", STR(""), err), err);
}

bool identity_password_reset(struct identity *identity, struct account_id by, struct account_id id, struct str password, struct err *err)
{
    struct arena *arena = arena_new();
    struct account account;
    struct hash none = { { 0 } };
    if (!store_begin(identity->store, err)) {
        arena_free(arena);
        return false;
    }
    bool good = identity_may(identity, by, DUTY_SYSTEM, err) && account_read(identity, arena, id, &account, err) &&
                password_good(password, account.login, err) && password_write(identity, id, password, none, err) &&
                attempts_forget(identity, hash_of(HASH_SHA256, account.login), err) &&
                act_log(identity, by, id, "password_reset", STR(""), err);
    arena_free(arena);
    return end_transaction(identity, good, err);
}
