/* worker.c - a thread's own ledger and identity. */
#include "web/web_priv.h"

#include "ledger/ledger.h"

bool worker_open(struct worker *worker, const struct web_options *options, struct err *err)
{
    struct ledger_options ledger = { .folder = options->ledger, .shipped_model = options->shipped_model,
                                     .clock = options->clock };
    struct identity_options identity = { .folder = options->ledger, .clock = options->clock, .idle_minutes = options->idle_minutes };
    if (!ledger_open(&ledger, &worker->ledger, err) || !identity_open(&identity, &worker->identity, err))
        return false;
    worker->who = who_cache_new();
    who_leave(worker);
    return true;
}

void worker_close(struct worker *worker)
{
    identity_close(worker->identity);
    worker->identity = NULL;
    if (worker->ledger)
        ledger_close(worker->ledger);
    worker->ledger = NULL;
    who_cache_free(worker->who);
    worker->who = NULL;
}
