/* worker.c - a thread's own ledger and identity. */
#include "web/web_priv.h"

bool worker_open(struct worker *worker, const struct web_options *options, struct err *err)
{
    struct identity_options identity = { .folder = options->ledger, .clock = options->clock };
    return identity_open(&identity, &worker->identity, err);
}

void worker_close(struct worker *worker)
{
    identity_close(worker->identity);
    worker->identity = NULL;
}
