/*
 * memory_priv.h - the only door to the heap, for base/ alone. Exhaustion prints one line and stops.
 */
#ifndef LUODI_BASE_MEMORY_PRIV_H
#define LUODI_BASE_MEMORY_PRIV_H

#include <stddef.h>

void *memory_new(size_t size);               /* not zeroed; never NULL */
void *memory_resize(void *old, size_t size); /* old may be NULL; never NULL */
void memory_free(void *memory);              /* NULL is allowed */

#endif
