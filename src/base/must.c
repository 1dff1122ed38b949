/* must.c - the end of the process: a broken promise of ours, or no memory left. See must.h. */
#include "base/must.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/memory_priv.h"

_Noreturn void must_fail(const char *condition, const char *file, int line)
{
    fprintf(stderr, "luodi: %s:%d: must hold, and does not: %s\n", file, line, condition);
    fflush(stderr);
    abort();
}

static _Noreturn void memory_exhausted(size_t size)
{
    fprintf(stderr, "luodi: out of memory (%zu bytes asked for); the ledger is safe\n", size);
    fflush(stderr);
    abort();
}

void *memory_new(size_t size)
{
    void *memory = malloc(size ? size : 1);
    if (!memory)
        memory_exhausted(size);
    return memory;
}

void *memory_resize(void *old, size_t size)
{
    void *memory = realloc(old, size ? size : 1);
    if (!memory)
        memory_exhausted(size);
    return memory;
}

void memory_free(void *memory)
{
    free(memory);
}
