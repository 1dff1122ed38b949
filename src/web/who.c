/*
 * who.c - for whom a worker's ledger reads and appends: the permit of the request's account, made once and kept as long as
 * the account and the zones stand as they did.
 */
#include "web/web_priv.h"

#include "base/arena.h"
#include "base/limits.h"
#include "identity/identity.h"
#include "ledger/ledger.h"

enum { KEPT = 64 };

struct kept {
    struct arena *arena;
    struct account_id account;
    int64_t stamp, head;
    bool owner;             /* whose rights do not hang on where zones lie */
    struct permit *permit;
};

struct who_cache {
    struct arena *arena;
    struct kept kept[KEPT];     /* by account number */
};

struct who_cache *who_cache_new(void)
{
    struct arena *arena = arena_new();
    struct who_cache *cache = ARENA_NEW(arena, struct who_cache);
    cache->arena = arena;
    return cache;
}

void who_cache_free(struct who_cache *cache)
{
    if (!cache)
        return;
    for (size_t i = 0; i < KEPT; i++)
        if (cache->kept[i].arena)
            arena_free(cache->kept[i].arena);
    arena_free(cache->arena);
}

static void grants_of(const struct account *account, struct arena *arena, struct permit_options *options)
{
    struct grant *grants = ARENA_ARRAY(arena, struct grant, account->held_count);
    for (size_t i = 0; i < account->held_count; i++)
        grants[i] = (struct grant){ account->held[i].role, { account->held[i].zone }, { account->held[i].unit } };
    options->owner = account->owner;
    options->grants = grants;
    options->grant_count = account->held_count;
    options->duty = account->duty;
    options->person.n = account->person;
}

static void scope_of(const struct session *session, struct arena *arena, struct permit_options *options)
{
    struct str rest = str_from(session->kinds), kind;
    struct str *kinds = ARENA_ARRAY(arena, struct str, sizeof session->kinds / 2);
    while (rest.len && str_split(&rest, ' ', &kind))
        if (kind.len)
            kinds[options->kind_count++] = str_copy(arena, kind);
    options->kinds = kinds;
    options->verbs = session->verbs;
}

static bool make_permit(struct request *request, struct worker *worker, struct arena *arena, struct permit **permit, bool *owner,
                        struct err *err)
{
    struct account account;
    struct permit_options options = { 0 };
    struct view view = { 0 };
    if (request->session.views &&
        !identity_view(worker->identity, arena, request_cookie(request, request_cookie_name(request)), &view, err))
        return false;
    struct account_id whose = view.account.n ? view.account : request->session.account;
    if (!identity_account(worker->identity, arena, whose, &account, err))
        return false;
    if (view.role.len) {
        account = (struct account){ .held = ARENA_NEW(arena, struct held), .held_count = 1 };
        account.held[0] = (struct held){ view.role, view.zone, view.unit };
    }
    grants_of(&account, arena, &options);
    if (request->session.by_token)
        scope_of(&request->session, arena, &options);
    if (request->session.views)
        options.verbs = VERB_BIT(VERB_READ) | VERB_BIT(VERB_FIGURES) | VERB_BIT(VERB_EXPORT);
    *owner = options.owner;
    return permit_make(worker->ledger, arena, &options, permit, err);
}

bool who_enter(struct request *request, struct worker *worker, struct err *err)
{
    struct head head;
    struct permit *permit;
    bool owner;
    const struct session *session = &request->session;
    if (!request->signed_in)
        return true;
    if (session->views || session->by_token) { /* of this very session or token, not of the account */
        if (!make_permit(request, worker, request->arena, &permit, &owner, err))
            return false;
        ledger_act_for(worker->ledger, permit);
        return true;
    }
    struct kept *kept = &worker->who->kept[session->account.n % KEPT];
    bool same = kept->account.n == session->account.n && kept->stamp == session->stamp;
    if (!(same && kept->owner) && !ledger_head(worker->ledger, &head, err))
        return false;
    if (!same || !(kept->owner || kept->head == head.position.n)) {
        kept->account.n = 0;
        if (!kept->arena)
            kept->arena = arena_new();
        arena_reset(kept->arena);
        if (!make_permit(request, worker, kept->arena, &kept->permit, &kept->owner, err))
            return false;
        kept->account = session->account;
        kept->stamp = session->stamp;
        kept->head = head.position.n;
    }
    ledger_act_for(worker->ledger, kept->permit);
    return true;
}

void who_leave(struct worker *worker)
{
    ledger_act_for(worker->ledger, permit_nobody());
}
