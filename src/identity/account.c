/*
 * account.c - accounts: whom they are of, which roles they were given, who administers.
 *
 * Every change is asked of identity_may first, made, and logged, in one transaction; it moves the account's stamp, by which
 * a server knows that what it had worked out for the account is no longer so.
 */
#include "identity/identity_priv.h"

#include <stdio.h>

#include "base/utf8.h"

/* ---- who may administer ------------------------------------------------------------------------------------ */

static bool read_standing(struct identity *identity, struct account_id id, enum duty *duty, bool *owner, struct err *err)
{
    struct statement_handle *st = store_statement(identity->store,
        SQL("SELECT duty, role = 'owner' FROM account WHERE id = ?1 AND NOT disabled"), err);
    bool row;
    *duty = DUTY_NONE;
    *owner = false;
    if (!st)
        return false;
    bind_int(st, 1, id.n);
    if (!statement_step(identity->store, st, &row, err))
        return false;
    if (!row)
        return true;
    duty_find(column_text(st, 0), duty);
    *owner = column_int(st, 1) != 0;
    statement_done(st);
    return true;
}

/* The owner steps back once each duty is somebody's who can sign in. */
static bool all_appointed(struct identity *identity, bool *all, struct err *err)
{
    struct statement_handle *st = store_statement(identity->store,
        SQL("SELECT count(DISTINCT duty) FROM account WHERE duty <> '' AND NOT disabled AND NOT forgotten AND password IS NOT NULL"), err);
    bool row;
    if (!st || !statement_step(identity->store, st, &row, err))
        return false;
    *all = column_int(st, 0) == DUTY_COUNT - 1;
    statement_done(st);
    return true;
}

bool identity_may(struct identity *identity, struct account_id by, enum duty duty, struct err *err)
{
    enum duty held;
    bool owner, all = true;
    if (!by.n)
        return true;
    if (!read_standing(identity, by, &held, &owner, err) || (owner && !all_appointed(identity, &all, err)))
        return false;
    if (held == duty || (owner && !all))
        return true;
    return err_set(err, ERR_DUTY_NEEDED, "duty", duty_word(duty, LANG_EN), "duty_zh", duty_word(duty, LANG_ZH));
}

/* ---- reading ------------------------------------------------------------------------------------------------- */

static bool held_read(struct identity *identity, struct arena *arena, struct account *account, struct err *err)
{
    struct statement_handle *st = store_statement(identity->store,
        SQL("SELECT role, zone, unit FROM held WHERE account = ?1 ORDER BY role, zone, unit"), err);
    if (!st)
        return false;
    bind_int(st, 1, account->id.n);
    account->held = ARENA_ARRAY(arena, struct held, LIMIT_ACCOUNT_ROLES);
    for (bool row = true; row;) {
        if (!statement_step(identity->store, st, &row, err))
            return false;
        if (row && account->held_count < LIMIT_ACCOUNT_ROLES)
            account->held[account->held_count++] = (struct held){ str_copy(arena, column_text(st, 0)), column_int(st, 1), column_int(st, 2) };
    }
    return true;
}

#define COLUMNS "id, login, name, phone, person, duty, role = 'owner', disabled, forgotten, password IS NOT NULL, code_on, stamp, made"

static void row_read(struct statement_handle *st, struct arena *arena, struct account *account)
{
    *account = (struct account){ .id = { column_int(st, 0) }, .login = str_copy(arena, column_text(st, 1)),
        .name = str_copy(arena, column_text(st, 2)), .phone = str_copy(arena, column_text(st, 3)), .person = column_int(st, 4),
        .owner = column_int(st, 6) != 0, .disabled = column_int(st, 7) != 0, .forgotten = column_int(st, 8) != 0,
        .has_password = column_int(st, 9) != 0, .has_code = column_int(st, 10) != 0, .stamp = column_int(st, 11),
        .made = { column_int(st, 12) } };
    duty_find(column_text(st, 5), &account->duty);
}

static bool unknown(struct str what, struct err *err)
{
    return err_set(err, ERR_ACCOUNT_UNKNOWN, "account", what);
}

bool account_read(struct identity *identity, struct arena *arena, struct account_id id, struct account *account, struct err *err)
{
    struct statement_handle *st = store_statement(identity->store, SQL("SELECT " COLUMNS " FROM account WHERE id = ?1"), err);
    bool row;
    if (!st)
        return false;
    bind_int(st, 1, id.n);
    if (!statement_step(identity->store, st, &row, err))
        return false;
    if (!row)
        return unknown(str_format(arena, "#%lld", (long long)id.n), err);
    row_read(st, arena, account);
    statement_done(st);
    return held_read(identity, arena, account, err);
}

bool identity_account(struct identity *identity, struct arena *arena, struct account_id id, struct account *account, struct err *err)
{
    return account_read(identity, arena, id, account, err);
}

bool identity_account_find(struct identity *identity, struct arena *arena, struct str login, struct account *account, struct err *err)
{
    struct account_id id = { 0 };
    if (login.len > 1 && login.ptr[0] == '#' && str_to_int(str_slice(login, 1, login.len), &id.n))
        return account_read(identity, arena, id, account, err);
    struct statement_handle *st = store_statement(identity->store, SQL("SELECT id FROM account WHERE login = ?1"), err);
    bool row;
    if (!st)
        return false;
    bind_text(st, 1, login);
    if (!statement_step(identity->store, st, &row, err))
        return false;
    if (!row)
        return unknown(login, err);
    id.n = column_int(st, 0);
    statement_done(st);
    return account_read(identity, arena, id, account, err);
}

bool identity_accounts(struct identity *identity, struct arena *arena, struct account **accounts, size_t *count, struct err *err)
{
    struct statement_handle *st = store_statement(identity->store, SQL("SELECT " COLUMNS " FROM account ORDER BY id"), err);
    *accounts = ARENA_ARRAY(arena, struct account, LIMIT_ACCOUNTS + 1);
    *count = 0;
    for (bool row = st != NULL; row;) {
        if (!statement_step(identity->store, st, &row, err))
            return false;
        if (row && *count <= LIMIT_ACCOUNTS)
            row_read(st, arena, &(*accounts)[(*count)++]);
    }
    for (size_t i = 0; st && i < *count; i++)
        if (!held_read(identity, arena, &(*accounts)[i], err))
            return false;
    return st != NULL;
}

/* ---- text -------------------------------------------------------------------------------------------------------- */

static bool text_good(struct str text, const char *field, bool wanted, bool blanks, struct err *err)
{
    bool good = text.len <= LIMIT_ACCOUNT_TEXT_BYTES && (!wanted || str_trim(text).len) && utf8_valid(text);
    for (size_t i = 0; good && i < text.len; i++)
        good = (unsigned char)text.ptr[i] >= ' ' && text.ptr[i] != 0x7f && (blanks || text.ptr[i] != ' ') && (blanks || text.ptr[i] != '#');
    if (good)
        return true;
    char limit[12];
    snprintf(limit, sizeof limit, "%d", LIMIT_ACCOUNT_TEXT_BYTES);
    err_set(err, ERR_ACCOUNT_TEXT, "field", str_from(field), "limit", str_from(limit));
    return err_at_field(err, str_from(field));
}

static bool account_text_good(struct identity *identity, const struct account_text *text, int64_t self, struct err *err)
{
    if (!text_good(text->login, "login", true, false, err) || !text_good(text->name, "name", true, true, err) ||
        !text_good(text->phone, "phone", false, true, err))
        return false;
    struct statement_handle *st = store_statement(identity->store, SQL("SELECT 1 FROM account WHERE login = ?1 AND id <> ?2"), err);
    bool row;
    if (!st)
        return false;
    bind_text(st, 1, text->login);
    bind_int(st, 2, self);
    if (!statement_step(identity->store, st, &row, err))
        return false;
    statement_done(st);
    if (!row)
        return true;
    err_set(err, ERR_ACCOUNT_TAKEN, "login", text->login);
    return err_at_field(err, STR("login"));
}

/* ---- changing ------------------------------------------------------------------------------------------------------ */

bool account_touch(struct identity *identity, struct account_id id, struct err *err)
{
    struct statement_handle *st = store_statement(identity->store, SQL("UPDATE account SET stamp = stamp + 1 WHERE id = ?1"), err);
    if (!st)
        return false;
    bind_int(st, 1, id.n);
    return statement_run(identity->store, st, err);
}

static bool room_for_account(struct identity *identity, struct err *err)
{
    struct statement_handle *st = store_statement(identity->store, SQL("SELECT count(*) FROM account"), err);
    bool row;
    if (!st || !statement_step(identity->store, st, &row, err))
        return false;
    int64_t count = column_int(st, 0);
    statement_done(st);
    if (count < LIMIT_ACCOUNTS)
        return true;
    char limit[12];
    snprintf(limit, sizeof limit, "%d", LIMIT_ACCOUNTS);
    return err_set(err, ERR_ACCOUNT_LIMIT, "what", STR("accounts"), "what_zh", STR("账号"), "limit", str_from(limit));
}

bool identity_account_make(struct identity *identity, struct account_id by, const struct account_text *text, struct account_id *id, struct err *err)
{
    if (!store_begin(identity->store, err))
        return false;
    bool good = identity_may(identity, by, DUTY_SYSTEM, err) && account_text_good(identity, text, 0, err) && room_for_account(identity, err);
    struct statement_handle *st = good ? store_statement(identity->store,
        SQL("INSERT INTO account (role, made, login, name, phone, person) VALUES ('', ?1, ?2, ?3, ?4, ?5) RETURNING id"), err) : NULL;
    bool row = false;
    if (st) {
        bind_int(st, 1, clock_now(identity->clock).us);
        bind_text(st, 2, text->login);
        bind_text(st, 3, text->name);
        bind_text(st, 4, text->phone);
        bind_int(st, 5, text->person);
        if (statement_step(identity->store, st, &row, err)) {
            id->n = column_int(st, 0);
            statement_done(st);
        }
    }
    return end_transaction(identity, row && act_log(identity, by, *id, "account_make", STR(""), err), err);
}

bool identity_account_change(struct identity *identity, struct account_id by, struct account_id id, const struct account_text *text, struct err *err)
{
    enum duty duty;
    bool owner;
    if (!store_begin(identity->store, err))
        return false;
    bool good = read_standing(identity, id, &duty, &owner, err) && ((owner && by.n == id.n) || identity_may(identity, by, DUTY_SYSTEM, err)) &&
                account_text_good(identity, text, id.n, err);
    struct statement_handle *st = good ? store_statement(identity->store,
        SQL("UPDATE account SET login = ?2, name = ?3, phone = ?4, person = ?5, stamp = stamp + 1 WHERE id = ?1 AND NOT forgotten"), err) : NULL;
    if (st) {
        bind_int(st, 1, id.n);
        bind_text(st, 2, text->login);
        bind_text(st, 3, text->name);
        bind_text(st, 4, text->phone);
        bind_int(st, 5, text->person);
    }
    return end_transaction(identity, st && statement_run(identity->store, st, err) &&
        act_log(identity, by, id, "account_change", STR(""), err), err);
}

static bool not_owner(struct identity *identity, struct account_id id, struct account *account, struct arena *arena, struct err *err)
{
    return account_read(identity, arena, id, account, err) && (!account->owner || err_set(err, ERR_ACCOUNT_OWNER));
}

/* What the account held open goes with it. */
static bool shut_out(struct identity *identity, struct account_id id, struct err *err)
{
    struct statement_handle *sessions = store_statement(identity->store, SQL("DELETE FROM session WHERE account = ?1"), err);
    struct statement_handle *links = sessions ? store_statement(identity->store, SQL("DELETE FROM link WHERE account = ?1"), err) : NULL;
    if (!links)
        return false;
    bind_int(sessions, 1, id.n);
    bind_int(links, 1, id.n);
    return statement_run(identity->store, sessions, err) && statement_run(identity->store, links, err);
}

bool identity_account_disable(struct identity *identity, struct account_id by, struct account_id id, bool disabled, struct err *err)
{
    struct arena *arena = arena_new();
    struct account account;
    if (!store_begin(identity->store, err)) {
        arena_free(arena);
        return false;
    }
    bool good = identity_may(identity, by, DUTY_SYSTEM, err) && not_owner(identity, id, &account, arena, err) &&
                (!disabled || shut_out(identity, id, err));
    struct statement_handle *st = good ? store_statement(identity->store,
        SQL("UPDATE account SET disabled = ?2, stamp = stamp + 1 WHERE id = ?1 AND NOT forgotten"), err) : NULL;
    if (st) {
        bind_int(st, 1, id.n);
        bind_int(st, 2, disabled);
    }
    arena_free(arena);
    return end_transaction(identity, st && statement_run(identity->store, st, err) &&
        act_log(identity, by, id, disabled ? "account_disable" : "account_enable", STR(""), err), err);
}

static bool forget_rows(struct identity *identity, struct account_id id, struct err *err)
{
    struct statement_handle *sts[] = {
        store_statement(identity->store, SQL("UPDATE account SET login = NULL, name = NULL, phone = NULL, password = NULL, code = NULL,"
            " code_on = 0, duty = '', disabled = 1, forgotten = 1, stamp = stamp + 1 WHERE id = ?1"), err),
        store_statement(identity->store, SQL("DELETE FROM held WHERE account = ?1"), err),
        store_statement(identity->store, SQL("DELETE FROM api_token WHERE account = ?1"), err),
    };
    for (size_t i = 0; i < sizeof sts / sizeof *sts; i++) {
        if (!sts[i])
            return false;
        bind_int(sts[i], 1, id.n);
        if (!statement_run(identity->store, sts[i], err))
            return false;
    }
    return true;
}

bool identity_account_forget(struct identity *identity, struct account_id by, struct account_id id, struct err *err)
{
    struct arena *arena = arena_new();
    struct account account;
    if (!store_begin(identity->store, err)) {
        arena_free(arena);
        return false;
    }
    bool good = identity_may(identity, by, DUTY_SYSTEM, err) && not_owner(identity, id, &account, arena, err) &&
                shut_out(identity, id, err) && forget_rows(identity, id, err) &&
                act_log(identity, by, id, "account_forget", STR(""), err);
    arena_free(arena);
    /* Nothing of it may stay behind in the log of the file. */
    return end_transaction(identity, good, err) && store_checkpoint(identity->store, err);
}

/* ---- duties and roles ------------------------------------------------------------------------------------------------- */

static bool duty_free(struct identity *identity, const struct account *account, enum duty duty, struct err *err)
{
    if (duty == DUTY_NONE)
        return true;
    if (account->owner)
        return err_set(err, ERR_ACCOUNT_OWNER);
    if (account->held_count)
        return err_set(err, ERR_DUTY_HELD, "held", account->held[0].role, "held_zh", account->held[0].role);
    if (account->duty != DUTY_NONE && account->duty != duty)
        return err_set(err, ERR_DUTY_HELD, "held", duty_word(account->duty, LANG_EN), "held_zh", duty_word(account->duty, LANG_ZH));
    struct statement_handle *st = store_statement(identity->store,
        SQL("SELECT 1 FROM account WHERE person = ?1 AND person <> 0 AND id <> ?2 AND duty NOT IN ('', ?3) AND NOT disabled LIMIT 1"), err);
    bool row;
    if (!st)
        return false;
    bind_int(st, 1, account->person);
    bind_int(st, 2, account->id.n);
    bind_text(st, 3, str_from(duty_name(duty)));
    if (!statement_step(identity->store, st, &row, err))
        return false;
    statement_done(st);
    return !row || err_set(err, ERR_DUTY_PERSON);
}

bool identity_duty_set(struct identity *identity, struct account_id by, struct account_id id, enum duty duty, struct err *err)
{
    struct arena *arena = arena_new();
    struct account account;
    if (!store_begin(identity->store, err)) {
        arena_free(arena);
        return false;
    }
    bool good = identity_may(identity, by, DUTY_SECURITY, err) && account_read(identity, arena, id, &account, err) &&
                duty_free(identity, &account, duty, err);
    struct statement_handle *st = good ? store_statement(identity->store,
        SQL("UPDATE account SET duty = ?2, stamp = stamp + 1 WHERE id = ?1 AND NOT forgotten"), err) : NULL;
    if (st) {
        bind_int(st, 1, id.n);
        bind_text(st, 2, str_from(duty_name(duty)));
    }
    good = st && statement_run(identity->store, st, err) && act_log(identity, by, id, "duty", str_from(duty_name(duty)), err);
    arena_free(arena);
    return end_transaction(identity, good, err);
}

static bool held_write(struct identity *identity, struct account_id id, const struct held *held, bool give, struct err *err)
{
    struct statement_handle *st =
        give ? store_statement(identity->store, SQL("INSERT OR IGNORE INTO held (account, role, zone, unit) VALUES (?1, ?2, ?3, ?4)"), err)
             : store_statement(identity->store, SQL("DELETE FROM held WHERE account = ?1 AND role = ?2 AND zone = ?3 AND unit = ?4"), err);
    if (!st)
        return false;
    bind_int(st, 1, id.n);
    bind_text(st, 2, held->role);
    bind_int(st, 3, held->zone);
    bind_int(st, 4, held->unit);
    return statement_run(identity->store, st, err) && account_touch(identity, id, err);
}

static bool role_change(struct identity *identity, struct account_id by, struct account_id id, const struct held *held, bool give, struct err *err)
{
    struct arena *arena = arena_new();
    struct account account;
    if (!store_begin(identity->store, err)) {
        arena_free(arena);
        return false;
    }
    bool good = identity_may(identity, by, DUTY_SECURITY, err) && account_read(identity, arena, id, &account, err);
    if (good && give && account.duty != DUTY_NONE)
        good = err_set(err, ERR_DUTY_HELD, "held", duty_word(account.duty, LANG_EN), "held_zh", duty_word(account.duty, LANG_ZH));
    if (good && give && account.held_count == LIMIT_ACCOUNT_ROLES)
        good = err_set(err, ERR_ACCOUNT_LIMIT, "what", STR("roles"), "what_zh", STR("角色"), "limit", str_format(arena, "%d", LIMIT_ACCOUNT_ROLES));
    good = good && held_write(identity, id, held, give, err) &&
           act_log(identity, by, id, give ? "role_give" : "role_take",
                   str_format(arena, "%.*s zone %lld unit %lld", STR_ARG(held->role), (long long)held->zone, (long long)held->unit), err);
    arena_free(arena);
    return end_transaction(identity, good, err);
}

bool identity_role_give(struct identity *identity, struct account_id by, struct account_id id, const struct held *held, struct err *err)
{
    return role_change(identity, by, id, held, true, err);
}

bool identity_role_take(struct identity *identity, struct account_id by, struct account_id id, const struct held *held, struct err *err)
{
    return role_change(identity, by, id, held, false, err);
}
