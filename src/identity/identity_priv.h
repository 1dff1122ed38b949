/* identity_priv.h - what the files of identity/ share: the store, and small pieces that each of them needs. */
#ifndef LUODI_IDENTITY_PRIV_H
#define LUODI_IDENTITY_PRIV_H

#include "base/arena.h"
#include "base/clock.h"
#include "base/hash.h"
#include "base/limits.h"
#include "identity/identity.h"
#include "store/store.h"

struct identity {
    struct arena *arena;
    struct store *store;
    struct clock *clock;
    int64_t idle_us;
};

void token_make(struct token *token);
struct hash token_hash(struct str token);
/* Inside a transaction. */
bool insert_session(struct identity *identity, struct account_id account, bool by_link, struct token *token, struct err *err);

/* Run one statement about accounts, then log what it did, in a transaction; where nothing changed, `absent` is the fault. */
bool act_log(struct identity *identity, struct account_id by, struct account_id account, const char *what, struct str detail,
             struct err *err);
/* Inside a transaction: what depends on the account is made again. */
bool account_touch(struct identity *identity, struct account_id id, struct err *err);
bool account_read(struct identity *identity, struct arena *arena, struct account_id id, struct account *account, struct err *err);
bool end_transaction(struct identity *identity, bool good, struct err *err);
/* Whether the password is the account's; an account without one has none that fits. */
bool password_fits(struct identity *identity, struct account_id id, struct str password, bool *fits, struct err *err);
bool code_take(struct identity *identity, struct account_id id, struct str code, bool *wanted, struct err *err);

#endif
