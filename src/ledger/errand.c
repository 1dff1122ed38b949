/* errand.c - what a second thread does with the store while this one computes. */
#include "ledger/ledger_priv.h"

void errand_init(struct errand *errand, bool alone)
{
    *errand = (struct errand){ .alone = alone };
    err_init(&errand->err);
}

static void *errand_run(void *host)
{
    struct errand *errand = host;
    errand->failed = !errand->run(errand->host, &errand->err);
    return NULL;
}

static void errand_wait(struct errand *errand)
{
    if (errand->runs)
        pthread_join(errand->thread, NULL);
    errand->runs = false;
}

void errand_begin(struct errand *errand, bool (*run)(void *host, struct err *err), void *host)
{
    errand_wait(errand);
    if (errand->failed)
        return;
    errand->run = run;
    errand->host = host;
    errand->runs = !errand->alone && pthread_create(&errand->thread, NULL, errand_run, errand) == 0;
    if (!errand->runs)
        errand_run(errand);
}

bool errand_end(struct errand *errand, struct err *err)
{
    errand_wait(errand);
    if (errand->failed)
        err_copy(err, &errand->err);
    return !errand->failed;
}
