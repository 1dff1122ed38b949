/*
 * code.c - the second factor: codes by time (TOTP, RFC 6238, over HOTP, RFC 4226), as every authenticator shows them: SHA-1,
 * six digits, a new one every 30 seconds. A code is taken once: the step of the last one is kept, and only later ones pass.
 */
#include "identity/identity_priv.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdio.h>
#include <string.h>

#include "base/must.h"
#include "base/rng.h"

uint32_t code_at(const uint8_t *secret, size_t len, uint64_t step)
{
    uint8_t counter[8], mac[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    for (int i = 7; i >= 0; i--, step >>= 8)
        counter[i] = (uint8_t)step;
    must(HMAC(EVP_sha1(), secret, (int)len, counter, sizeof counter, mac, &size) && size == 20);
    size_t at = mac[19] & 15; /* RFC 4226, 5.3: dynamic truncation */
    uint32_t cut = (uint32_t)(mac[at] & 0x7f) << 24 | (uint32_t)mac[at + 1] << 16 | (uint32_t)mac[at + 2] << 8 | mac[at + 3];
    return cut % 1000000;
}

/* RFC 4648, section 6: 20 bytes are 32 characters. */
static void base32(const uint8_t secret[CODE_SECRET_BYTES], char out[CODE_SECRET_CHARS + 1])
{
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    for (size_t i = 0; i < CODE_SECRET_CHARS; i++) {
        size_t bit = i * 5;
        unsigned pair = (unsigned)secret[bit / 8] << 8 | (bit / 8 + 1 < CODE_SECRET_BYTES ? secret[bit / 8 + 1] : 0u);
        out[i] = alphabet[pair >> (11 - bit % 8) & 31];
    }
    out[CODE_SECRET_CHARS] = '\0';
}

struct kept_code { uint8_t secret[CODE_SECRET_BYTES]; bool there, on; int64_t step; };

static bool kept_read(struct identity *identity, struct account_id id, struct kept_code *kept, struct err *err)
{
    struct statement_handle *st = store_statement(identity->store, SQL("SELECT code, code_on, code_step FROM account WHERE id = ?1"), err);
    bool row;
    *kept = (struct kept_code){ .there = false };
    if (!st)
        return false;
    bind_int(st, 1, id.n);
    if (!statement_step(identity->store, st, &row, err))
        return false;
    if (!row)
        return true;
    struct str secret = column_blob(st, 0);
    kept->there = secret.len == CODE_SECRET_BYTES;
    if (kept->there)
        memcpy(kept->secret, secret.ptr, CODE_SECRET_BYTES);
    kept->on = kept->there && column_int(st, 1);
    kept->step = column_int(st, 2);
    statement_done(st);
    return true;
}

/* The step whose code this is, after the last one taken; 0: none. */
static int64_t step_of(struct identity *identity, const struct kept_code *kept, struct str code)
{
    int64_t now = clock_now(identity->clock).us / 1000000 / LIMIT_CODE_SECONDS, found = 0;
    for (int64_t step = now - 1; step <= now + 1; step++) {
        char wanted[8];
        snprintf(wanted, sizeof wanted, "%06u", code_at(kept->secret, CODE_SECRET_BYTES, (uint64_t)step) % 1000000);
        unsigned differs = code.len == 6 ? 0 : 1;
        for (size_t i = 0; i < 6 && code.len == 6; i++)
            differs |= (unsigned)(wanted[i] ^ code.ptr[i]);
        if (!differs && step > kept->step)
            found = step;
    }
    return found;
}

static bool step_keep(struct identity *identity, struct account_id id, int64_t step, bool on, struct err *err)
{
    struct statement_handle *st = store_statement(identity->store,
        SQL("UPDATE account SET code_step = ?2, code_on = ?3, stamp = stamp + ?4 WHERE id = ?1 AND code_step < ?2"), err);
    if (!st)
        return false;
    bind_int(st, 1, id.n);
    bind_int(st, 2, step);
    bind_int(st, 3, 1);
    bind_int(st, 4, on);
    return statement_run(identity->store, st, err) && (store_changes(identity->store) == 1 || err_set(err, ERR_CODE_WRONG));
}

static bool take(struct identity *identity, struct account_id id, const struct kept_code *kept, struct str code, bool on, struct err *err)
{
    int64_t step = step_of(identity, kept, code);
    if (!step)
        return err_set(err, ERR_CODE_WRONG);
    if (!store_begin(identity->store, err)) /* of two that use one code at once, one gets in */
        return false;
    return end_transaction(identity, step_keep(identity, id, step, on, err) &&
        (!on || act_log(identity, id, id, "code_begin", STR(""), err)), err);
}

bool code_take(struct identity *identity, struct account_id id, struct str code, bool *wanted, struct err *err)
{
    struct kept_code kept;
    if (!kept_read(identity, id, &kept, err))
        return false;
    *wanted = kept.on;
    if (!kept.on)
        return true;
    return code.len ? take(identity, id, &kept, code, false, err) : err_set(err, ERR_SIGN_IN_CODE);
}

bool identity_code_begin(struct identity *identity, struct account_id id, char secret[CODE_SECRET_CHARS + 1], struct err *err)
{
    uint8_t bytes[CODE_SECRET_BYTES];
    rng_secret(bytes, sizeof bytes);
    base32(bytes, secret);
    if (!store_begin(identity->store, err))
        return false;
    struct statement_handle *st = store_statement(identity->store,
        SQL("UPDATE account SET code = ?2, code_step = 0 WHERE id = ?1 AND NOT code_on"), err);
    if (st) {
        bind_int(st, 1, id.n);
        bind_blob(st, 2, bytes, sizeof bytes);
    }
    bool good = st && statement_run(identity->store, st, err);
    return end_transaction(identity, good && (store_changes(identity->store) == 1 || err_set(err, ERR_CODE_WRONG)), err);
}

bool identity_code_confirm(struct identity *identity, struct account_id id, struct str code, struct err *err)
{
    struct kept_code kept;
    return kept_read(identity, id, &kept, err) &&
           (kept.there ? take(identity, id, &kept, code, true, err) : err_set(err, ERR_CODE_WRONG));
}

bool identity_code_end(struct identity *identity, struct account_id by, struct account_id id, struct str password, struct err *err)
{
    bool fits = by.n == 0;
    if (by.n == id.n && !password_fits(identity, id, password, &fits, err))
        return false;
    if (by.n == id.n && !fits) {
        err_set(err, ERR_PASSWORD_WRONG);
        return err_at_field(err, STR("password"));
    }
    if (by.n != id.n && !identity_may(identity, by, DUTY_SECURITY, err))
        return false;
    if (!store_begin(identity->store, err))
        return false;
    struct statement_handle *st = store_statement(identity->store,
        SQL("UPDATE account SET code = NULL, code_on = 0, code_step = 0, stamp = stamp + 1 WHERE id = ?1"), err);
    if (st)
        bind_int(st, 1, id.n);
    return end_transaction(identity, st && statement_run(identity->store, st, err) && act_log(identity, by, id, "code_end", STR(""), err), err);
}
