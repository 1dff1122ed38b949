/*
 * arena.h - memory of one request, batch or command: taken by moving a pointer, freed all at once.
 *
 * Exhaustion stops the process (sizes were bounded at the door, so no client can cause it).
 * Threads: an arena belongs to one thread at a time.
 */
#ifndef LUODI_BASE_ARENA_H
#define LUODI_BASE_ARENA_H

#include <stddef.h>

struct arena;

struct arena *arena_new(void);
void arena_free(struct arena *arena); /* NULL is allowed */

/* Zeroed memory, aligned for any type. Size 0 gives a valid pointer. */
void *arena_alloc(struct arena *arena, size_t size);
/* count elements of size bytes, the product checked. */
void *arena_array(struct arena *arena, size_t count, size_t size);
#define ARENA_NEW(arena, type) ((type *)arena_alloc((arena), sizeof(type)))
#define ARENA_ARRAY(arena, type, count) ((type *)arena_array((arena), (count), sizeof(type)))
/* Grow what the arena gave (old NULL: new): in place where it was the last, else copied. The new
 * part is zeroed; the old bytes, where copied, stay the arena's until it is reset. */
void *arena_grow(struct arena *arena, void *old, size_t old_size, size_t new_size);

/* Go back to where the mark was taken; everything since is gone. A mark older than the last reset,
 * or of another arena, stops the process. */
struct arena_mark {
    void *chunk;
    size_t used;
};
struct arena_mark arena_mark(struct arena *arena);
void arena_reset_to(struct arena *arena, struct arena_mark mark);
void arena_reset(struct arena *arena);        /* keeps its first chunk for reuse */
size_t arena_used(const struct arena *arena); /* bytes handed out, for budgets and bounds */

#endif
