/*
 * who.c - for whom a worker's ledger reads and appends: the permit of the request's account, made once and kept as long as
 * the account and the zones stand as they did.
 */
#include "web/web_priv.h"

#include "base/arena.h"
#include "ledger/ledger.h"

struct who_cache {
    struct arena *arena;
    struct permit *owner;
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
    if (cache)
        arena_free(cache->arena);
}

bool who_enter(struct request *request, struct worker *worker, struct err *err)
{
    struct who_cache *cache = worker->who;
    struct permit_options owner = { .owner = true };
    if (!request->signed_in)
        return true;
    if (!cache->owner && !permit_make(worker->ledger, cache->arena, &owner, &cache->owner, err))
        return false;
    ledger_act_for(worker->ledger, cache->owner);
    return true;
}

void who_leave(struct worker *worker)
{
    ledger_act_for(worker->ledger, permit_nobody());
}
