/* api_token.c - tokens by which programs come in: of one account, with less than its rights, for a time. See identity.h. */
#include "identity/identity_priv.h"

#include <stdio.h>
#include <string.h>

static const int64_t us_per_day = 86400 * 1000000LL, us_per_minute = 60 * 1000000LL;

static bool scope_fault(struct str text, struct err *err)
{
    char limit[12];
    snprintf(limit, sizeof limit, "%d", LIMIT_TOKEN_DAYS);
    return err_set(err, ERR_TOKEN_SCOPE, "text", text, "limit", str_from(limit));
}

static bool scope_good(struct identity *identity, const struct api_token *scope, struct err *err)
{
    int64_t now = clock_now(identity->clock).us, lasts = scope->expires.us - now;
    if (!scope->label.len || scope->label.len > LIMIT_ACCOUNT_TEXT_BYTES)
        return scope_fault(STR("label"), err);
    if (!scope->verbs)
        return scope_fault(STR("verbs"), err);
    if (scope->kinds.len >= sizeof ((struct session *)NULL)->kinds)
        return scope_fault(STR("kinds"), err);
    return (lasts > 0 && lasts <= LIMIT_TOKEN_DAYS * us_per_day) || scope_fault(STR("days"), err);
}

static bool room_for_token(struct identity *identity, struct account_id account, struct err *err)
{
    struct statement_handle *st = store_statement(identity->store, SQL("SELECT count(*) FROM api_token WHERE account = ?1"), err);
    bool row;
    if (!st)
        return false;
    bind_int(st, 1, account.n);
    if (!statement_step(identity->store, st, &row, err))
        return false;
    int64_t count = column_int(st, 0);
    statement_done(st);
    char limit[12];
    snprintf(limit, sizeof limit, "%d", LIMIT_ACCOUNT_TOKENS);
    return count < LIMIT_ACCOUNT_TOKENS || err_set(err, ERR_ACCOUNT_LIMIT, "what", STR("tokens"), "what_zh", STR("令牌"), "limit", str_from(limit));
}

bool identity_token_make(struct identity *identity, struct account_id account, const struct api_token *scope, struct token *token,
                         struct err *err)
{
    if (!scope_good(identity, scope, err))
        return false;
    token_make(token);
    struct hash hash = token_hash(str_from(token->text));
    if (!store_begin(identity->store, err))
        return false;
    struct statement_handle *st = room_for_token(identity, account, err) ? store_statement(identity->store,
        SQL("INSERT INTO api_token (hash, account, label, verbs, kinds, made, expires, seen) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 0)"), err) : NULL;
    if (st) {
        bind_blob(st, 1, hash.bytes, HASH_SIZE);
        bind_int(st, 2, account.n);
        bind_text(st, 3, scope->label);
        bind_int(st, 4, scope->verbs);
        bind_text(st, 5, scope->kinds);
        bind_int(st, 6, clock_now(identity->clock).us);
        bind_int(st, 7, scope->expires.us);
    }
    return end_transaction(identity, st && statement_run(identity->store, st, err) &&
        act_log(identity, account, account, "token_make", STR(""), err), err);
}

bool identity_tokens(struct identity *identity, struct arena *arena, struct account_id account, struct api_token **tokens,
                     size_t *count, struct err *err)
{
    struct statement_handle *st = store_statement(identity->store,
        SQL("SELECT number, label, kinds, verbs, made, expires, seen FROM api_token WHERE account = ?1 ORDER BY number"), err);
    *count = 0;
    if (!st)
        return false;
    bind_int(st, 1, account.n);
    *tokens = ARENA_ARRAY(arena, struct api_token, LIMIT_ACCOUNT_TOKENS);
    for (bool row = true; row;) {
        if (!statement_step(identity->store, st, &row, err))
            return false;
        if (row && *count < LIMIT_ACCOUNT_TOKENS)
            (*tokens)[(*count)++] = (struct api_token){ column_int(st, 0), str_copy(arena, column_text(st, 1)),
                str_copy(arena, column_text(st, 2)), (uint32_t)column_int(st, 3), { column_int(st, 4) }, { column_int(st, 5) }, { column_int(st, 6) } };
    }
    return true;
}

bool identity_token_end(struct identity *identity, struct account_id account, int64_t number, struct err *err)
{
    if (!store_begin(identity->store, err))
        return false;
    struct statement_handle *st = store_statement(identity->store, SQL("DELETE FROM api_token WHERE account = ?1 AND number = ?2"), err);
    if (st) {
        bind_int(st, 1, account.n);
        bind_int(st, 2, number);
    }
    return end_transaction(identity, st && statement_run(identity->store, st, err) &&
        act_log(identity, account, account, "token_end", STR(""), err), err);
}

static bool seen_keep(struct identity *identity, struct hash hash, int64_t now, struct err *err)
{
    if (!store_begin(identity->store, err))
        return false;
    struct statement_handle *st = store_statement(identity->store, SQL("UPDATE api_token SET seen = ?2 WHERE hash = ?1"), err);
    if (st) {
        bind_blob(st, 1, hash.bytes, HASH_SIZE);
        bind_int(st, 2, now);
    }
    return end_transaction(identity, st && statement_run(identity->store, st, err), err);
}

bool identity_bearer(struct identity *identity, struct str token, struct session *session, struct err *err)
{
    struct hash hash = token_hash(token);
    struct statement_handle *st = store_statement(identity->store,
        SQL("SELECT t.account, t.made, t.seen, t.expires, t.verbs, t.kinds, a.stamp FROM api_token t JOIN account a ON a.id = t.account"
            " WHERE t.hash = ?1 AND NOT a.disabled"), err);
    bool row;
    if (!st)
        return false;
    bind_blob(st, 1, hash.bytes, HASH_SIZE);
    if (!statement_step(identity->store, st, &row, err))
        return false;
    if (!row)
        return err_set(err, ERR_TOKEN_OVER);
    *session = (struct session){ .account = { column_int(st, 0) }, .made = { column_int(st, 1) }, .seen = { column_int(st, 2) },
                                 .by_token = true, .verbs = (uint32_t)column_int(st, 4), .stamp = column_int(st, 6) };
    int64_t expires = column_int(st, 3), now = clock_now(identity->clock).us;
    struct str kinds = column_text(st, 5);
    memcpy(session->kinds, kinds.ptr ? kinds.ptr : "", kinds.len < sizeof session->kinds ? kinds.len : sizeof session->kinds - 1);
    statement_done(st);
    if (now > expires)
        return err_set(err, ERR_TOKEN_OVER);
    return now < session->seen.us + us_per_minute || seen_keep(identity, hash, now, err);
}
