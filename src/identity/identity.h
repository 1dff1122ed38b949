/*
 * identity.h - who may come in: accounts with their passwords and second factors, links, sessions, programs' tokens; who was
 * given which roles; and the log of all that was done to them.
 *
 * What must be forgettable stands here, in a database of its own (identity.db beside the ledger's), never in the ledger: there
 * a person is a record's number and a post. Tokens leave the program once, in clear; what is kept is their hash, so that a
 * copy of the file opens nothing. Roles are the model's to define and the ledger's to enforce; here stands only who has them.
 *
 * Administrators: the system's makes accounts, the security's gives roles and duties and ends second factors, the audit's
 * reads the log. No account has two of these duties, nor one beside a role. Until each of the three is held, the owner does
 * their work. `by` is the account that acts; number 0 is the operator at the command line, who may do all of it.
 *
 * Memory   an identity owns its own; results live in the arena passed in, tokens in the caller's struct.
 * Threads  a struct identity belongs to the thread that opened it; open one per thread.
 * Errors   ERR_WEB_TOKEN_*, ERR_WEB_NOT_SIGNED_IN, ERR_SIGN_IN_*, ERR_PASSWORD_*, ERR_ACCOUNT_*, ERR_DUTY_* and ERR_STORE_*.
 */
#ifndef LUODI_IDENTITY_IDENTITY_H
#define LUODI_IDENTITY_IDENTITY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/date.h"
#include "base/err.h"
#include "base/str.h"
#include "model/model.h"

struct arena;
struct clock;
struct identity;

struct account_id { int64_t n; }; /* 0: nobody; as `by`: the command line */

enum { TOKEN_BYTES = 32, TOKEN_CHARS = 43 };
/* 256 bits of chance as base64url without padding; NUL-ended. */
struct token { char text[TOKEN_CHARS + 1]; };

struct identity_options {
    struct str folder;    /* the ledger's directory */
    struct clock *clock;
    const char *vfs;      /* a test's storage layer, or NULL */
    int idle_minutes;     /* a session ends without a request; 0: LIMIT_SESSION_IDLE_HOURS */
};

/* Open identity.db, made on first use with the owner's account, which has no password yet. */
bool identity_open(const struct identity_options *options, struct identity **identity, struct err *err);
void identity_close(struct identity *identity); /* NULL is allowed */

/* ---- links and sessions (identity.c) ------------------------------------------------------------ */

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

/* Whose eyes an administrator looks through. */
struct view { struct account_id account; struct str role; int64_t zone, unit; }; /* account 0 and no role: their own */

struct session {
    struct account_id account;
    int64_t stamp;        /* of the account and, while it looks through another's eyes, of that one */
    struct instant made, seen;
    bool by_link;         /* came in by a link, and may set a password without giving the present one */
    bool by_token;        /* a program's token: see api_token */
    bool views;           /* looks through other eyes: see identity_view */
    uint32_t verbs;       /* of a token; 0: all */
    char kinds[512];      /* of a token: names, separated by blanks; empty: all */
};
/* The session that the token stands for; ERR_WEB_NOT_SIGNED_IN when there is none, after LIMIT_SESSION_IDLE_HOURS
 * without a request, after LIMIT_SESSION_HOURS in all, and when its account was disabled. */
bool identity_session(struct identity *identity, struct str token, struct session *session, struct err *err);
/* End it; a token that stands for none is no fault. */
bool identity_session_end(struct identity *identity, struct str token, struct err *err);
bool identity_sessions_end(struct identity *identity, struct account_id by, struct account_id account, struct err *err);

/* Look through the eyes of another account, or of a role; for security administrators. Only reading. */
bool identity_view_as(struct identity *identity, struct str token, const struct view *view, struct err *err);
bool identity_view(struct identity *identity, struct arena *arena, struct str token, struct view *view, struct err *err);

/* ---- accounts (account.c) ------------------------------------------------------------------------ */

struct held { struct str role; int64_t zone, unit; }; /* 0: for all of them */

struct account {
    struct account_id id;
    struct str login, name, phone;
    int64_t person;       /* the record of its post in the ledger; 0: none */
    enum duty duty;
    bool owner, disabled, forgotten, has_password, has_code;
    int64_t stamp;        /* grows with every change */
    struct instant made;
    struct held *held;
    size_t held_count;
};
struct account_text { struct str login, name, phone; int64_t person; };

bool identity_account(struct identity *identity, struct arena *arena, struct account_id id, struct account *account, struct err *err);
/* By login, or by number ("#3"); ERR_ACCOUNT_UNKNOWN. */
bool identity_account_find(struct identity *identity, struct arena *arena, struct str login, struct account *account, struct err *err);
bool identity_accounts(struct identity *identity, struct arena *arena, struct account **accounts, size_t *count, struct err *err);
/* For the system administrator. The owner's own text may be changed by itself. */
bool identity_account_make(struct identity *identity, struct account_id by, const struct account_text *text, struct account_id *id, struct err *err);
bool identity_account_change(struct identity *identity, struct account_id by, struct account_id id, const struct account_text *text, struct err *err);
bool identity_account_disable(struct identity *identity, struct account_id by, struct account_id id, bool disabled, struct err *err);
/* Remove all that tells who it was; the number stays, so that the log and the ledger still hold. */
bool identity_account_forget(struct identity *identity, struct account_id by, struct account_id id, struct err *err);
/* For the security administrator. */
bool identity_duty_set(struct identity *identity, struct account_id by, struct account_id id, enum duty duty, struct err *err);
bool identity_role_give(struct identity *identity, struct account_id by, struct account_id id, const struct held *held, struct err *err);
bool identity_role_take(struct identity *identity, struct account_id by, struct account_id id, const struct held *held, struct err *err);
/* ERR_DUTY_NEEDED where `by` may not do the duty's work. */
bool identity_may(struct identity *identity, struct account_id by, enum duty duty, struct err *err);

/* ---- passwords and second factors (password.c, code.c) ------------------------------------------------ */

/* Sign in by name and password, and the code where the account has one. Wrong tries make the next ones wait, longer and
 * longer, whether there is such a name or not. Refuses: ERR_SIGN_IN_WAIT, _WRONG, _CODE, ERR_CODE_WRONG. */
bool identity_sign_in(struct identity *identity, struct str login, struct str password, struct str code, struct token *session,
                      struct err *err);
/* Set one's own; `present` is asked for unless the session came by a link. Ends the account's other sessions. */
bool identity_password_change(struct identity *identity, const struct session *session, struct str token, struct str present,
                              struct str password, struct err *err);
/* From the command line: a new password for anybody. */
bool identity_password_reset(struct identity *identity, struct account_id by, struct account_id id, struct str password, struct err *err);
bool identity_unlock(struct identity *identity, struct account_id by, struct account_id id, struct err *err);

enum { CODE_SECRET_BYTES = 20, CODE_SECRET_CHARS = 32 };
/* Begin: a secret for the authenticator, in base32; nothing is asked of sign-ins until a code of it was confirmed. */
bool identity_code_begin(struct identity *identity, struct account_id id, char secret[CODE_SECRET_CHARS + 1], struct err *err);
bool identity_code_confirm(struct identity *identity, struct account_id id, struct str code, struct err *err);
/* One's own, with the password; or anybody's, for the security administrator. */
bool identity_code_end(struct identity *identity, struct account_id by, struct account_id id, struct str password, struct err *err);
/* The code of a secret in a step of LIMIT_CODE_SECONDS (RFC 6238, SHA-1, six digits). */
uint32_t code_at(const uint8_t *secret, size_t len, uint64_t step);

/* ---- programs' tokens (api_token.c) --------------------------------------------------------------------- */

struct api_token { int64_t number; struct str label, kinds; uint32_t verbs; struct instant made, expires, seen; };
bool identity_token_make(struct identity *identity, struct account_id account, const struct api_token *scope, struct token *token,
                         struct err *err);
bool identity_tokens(struct identity *identity, struct arena *arena, struct account_id account, struct api_token **tokens,
                     size_t *count, struct err *err);
bool identity_token_end(struct identity *identity, struct account_id account, int64_t number, struct err *err);
/* As identity_session; ERR_TOKEN_OVER. */
bool identity_bearer(struct identity *identity, struct str token, struct session *session, struct err *err);

/* ---- the log (act.c) --------------------------------------------------------------------------------------- */

/* What was done: "sign_in", "role_give" .., to which account, by which. It names nobody. Each line's hash covers the one before. */
struct act_line { int64_t number; struct instant at; struct account_id by, account; struct str what, detail; };
bool identity_acts(struct identity *identity, struct arena *arena, struct account_id by, int64_t before, size_t limit,
                   struct act_line **lines, size_t *count, struct err *err);
/* ERR_ACT_CHAIN names the first line that does not fit. */
bool identity_acts_verify(struct identity *identity, int64_t *lines, struct err *err);

#endif
