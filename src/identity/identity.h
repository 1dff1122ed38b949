/*
 * identity.h - who may come in: accounts, one-time sign-in links, sessions.
 *
 * What must be forgettable stands here, in a database of its own (identity.db beside the ledger's), never in the
 * ledger. A token leaves the program once, in clear; what is kept is its hash, so that a copy of the file opens
 * nothing.
 *
 * Memory   an identity owns its own; tokens are written into the caller's struct.
 * Threads  a struct identity belongs to the thread that opened it; open one per thread.
 * Errors   ERR_WEB_TOKEN_*, ERR_WEB_NOT_SIGNED_IN and ERR_STORE_*.
 */
#ifndef LUODI_IDENTITY_IDENTITY_H
#define LUODI_IDENTITY_IDENTITY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/date.h"
#include "base/err.h"
#include "base/str.h"

struct clock;
struct identity;

struct account_id { int64_t n; }; /* 0: nobody */

enum { TOKEN_BYTES = 32, TOKEN_CHARS = 43 };
/* 256 bits of chance as base64url without padding; NUL-ended. */
struct token { char text[TOKEN_CHARS + 1]; };

struct identity_options {
    struct str folder;    /* the ledger's directory */
    struct clock *clock;
    const char *vfs;      /* a test's storage layer, or NULL */
};

/* Open identity.db, made on first use with the owner's account. */
bool identity_open(const struct identity_options *options, struct identity **identity, struct err *err);
void identity_close(struct identity *identity); /* NULL is allowed */

/* The account that owns the ledger: the one that a sign-in link of the server's own start is for. */
bool identity_owner(struct identity *identity, struct account_id *owner, struct err *err);

/* A new sign-in link's token for the account; its earlier links that nobody used stop working. */
bool identity_link_make(struct identity *identity, struct account_id account, struct token *token,
                        struct err *err);
/*
 * Use a link: it works once and LIMIT_LINK_MINUTES from when it was made, and gives a session's token.
 * Refuses, in this order: ERR_WEB_TOKEN_UNKNOWN, ERR_WEB_TOKEN_USED, ERR_WEB_TOKEN_EXPIRED. Of two that use one
 * link at once, one gets in.
 */
bool identity_link_use(struct identity *identity, struct str token, struct token *session, struct err *err);

struct session {
    struct account_id account;
    struct instant made, seen;
};
/* The session that the token stands for; ERR_WEB_NOT_SIGNED_IN when there is none, after LIMIT_SESSION_IDLE_HOURS
 * without a request, and after LIMIT_SESSION_HOURS in all. */
bool identity_session(struct identity *identity, struct str token, struct session *session, struct err *err);
/* End it; a token that stands for none is no fault. */
bool identity_session_end(struct identity *identity, struct str token, struct err *err);

#endif
