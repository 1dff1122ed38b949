/*
 * arena.c - chunks in a row, newest first; the pointer moves in the newest.
 *
 * Chunks double up to CHUNK_MAX; what is larger gets a chunk of its own size. One freed chunk is
 * kept as a spare, so that a mark taken in a loop near a chunk's end does not go to the heap each
 * time round. Under AddressSanitizer what is not handed out is poisoned: a use after a reset is
 * found.
 */
#include "base/arena.h"

#include <stdalign.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/memory_priv.h"
#include "base/must.h"

#if defined(__SANITIZE_ADDRESS__)
#define ARENA_POISONS 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_POISONS 1
#endif
#endif

#ifdef ARENA_POISONS
#include <sanitizer/asan_interface.h>
#define POISON(ptr, size) ASAN_POISON_MEMORY_REGION((ptr), (size))
#define UNPOISON(ptr, size) ASAN_UNPOISON_MEMORY_REGION((ptr), (size))
#else
#define POISON(ptr, size) ((void)(ptr), (void)(size))
#define UNPOISON(ptr, size) ((void)(ptr), (void)(size))
#endif

enum { ALIGNMENT = alignof(max_align_t), CHUNK_FIRST = 8 * 1024, CHUNK_MAX = 1024 * 1024 };

struct chunk {
    struct chunk *before;
    size_t room;
    size_t used;
    size_t used_before; /* bytes handed out in all chunks before this one */
    alignas(ALIGNMENT) char bytes[];
};

struct arena {
    struct chunk *newest;
    struct chunk *spare;
};

static struct chunk *chunk_new(size_t room)
{
    must(room <= SIZE_MAX - sizeof(struct chunk));
    struct chunk *chunk = memory_new(sizeof *chunk + room);
    chunk->before = NULL;
    chunk->room = room;
    chunk->used = 0;
    chunk->used_before = 0;
    POISON(chunk->bytes, room);
    return chunk;
}

static void chunk_free(struct chunk *chunk)
{
    UNPOISON(chunk->bytes, chunk->room);
    memory_free(chunk);
}

struct arena *arena_new(void)
{
    struct arena *arena = memory_new(sizeof *arena);
    arena->newest = chunk_new(CHUNK_FIRST);
    arena->spare = NULL;
    return arena;
}

void arena_free(struct arena *arena)
{
    if (!arena)
        return;
    for (struct chunk *chunk = arena->newest, *before; chunk; chunk = before) {
        before = chunk->before;
        chunk_free(chunk);
    }
    if (arena->spare)
        chunk_free(arena->spare);
    memory_free(arena);
}

/* A newest chunk with room for size bytes. */
static void chunk_add(struct arena *arena, size_t size)
{
    struct chunk *last = arena->newest, *chunk;
    if (arena->spare && arena->spare->room >= size) {
        chunk = arena->spare;
        arena->spare = NULL;
    } else {
        size_t room = last->room < CHUNK_MAX / 2 ? last->room * 2 : CHUNK_MAX;
        chunk = chunk_new(size > room ? size : room);
    }
    chunk->before = last;
    chunk->used_before = last->used_before + last->used;
    arena->newest = chunk;
}

static size_t rounded(size_t size)
{
    must(size <= SIZE_MAX - ALIGNMENT);
    return (size + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
}

/* Not zeroed. */
static void *take(struct arena *arena, size_t size)
{
    size_t taken = rounded(size);
    if (taken > arena->newest->room - arena->newest->used)
        chunk_add(arena, taken);
    struct chunk *chunk = arena->newest;
    void *memory = chunk->bytes + chunk->used;
    chunk->used += taken;
    UNPOISON(memory, size);
    return memory;
}

void *arena_alloc(struct arena *arena, size_t size)
{
    void *memory = take(arena, size);
    if (size)
        memset(memory, 0, size);
    return memory;
}

void *arena_array(struct arena *arena, size_t count, size_t size)
{
    size_t product;
    must(!__builtin_mul_overflow(count, size, &product));
    return arena_alloc(arena, product);
}

void *arena_grow(struct arena *arena, void *old, size_t old_size, size_t new_size)
{
    must(new_size >= old_size);
    if (!old || !old_size)
        return arena_alloc(arena, new_size);

    struct chunk *chunk = arena->newest;
    size_t old_taken = rounded(old_size), new_taken = rounded(new_size);
    bool last = (char *)old + old_taken == chunk->bytes + chunk->used;
    if (last && new_taken - old_taken <= chunk->room - chunk->used) {
        chunk->used += new_taken - old_taken;
        UNPOISON(old, new_size);
        memset((char *)old + old_size, 0, new_size - old_size);
        return old;
    }
    char *memory = take(arena, new_size);
    memcpy(memory, old, old_size);
    memset(memory + old_size, 0, new_size - old_size);
    return memory;
}

struct arena_mark arena_mark(struct arena *arena)
{
    return (struct arena_mark){ arena->newest, arena->newest->used };
}

void arena_reset_to(struct arena *arena, struct arena_mark mark)
{
    while (arena->newest != mark.chunk) {
        struct chunk *chunk = arena->newest;
        must(chunk->before); /* the mark is this arena's, and not older than the last reset */
        arena->newest = chunk->before;
        if (!arena->spare && chunk->room <= CHUNK_MAX) {
            POISON(chunk->bytes, chunk->room);
            chunk->used = 0;
            arena->spare = chunk;
        } else {
            chunk_free(chunk);
        }
    }
    struct chunk *chunk = arena->newest;
    must(mark.used <= chunk->used);
    POISON(chunk->bytes + mark.used, chunk->room - mark.used);
    chunk->used = mark.used;
}

void arena_reset(struct arena *arena)
{
    struct chunk *first = arena->newest;
    while (first->before)
        first = first->before;
    arena_reset_to(arena, (struct arena_mark){ first, 0 });
}

size_t arena_used(const struct arena *arena)
{
    return arena->newest->used_before + arena->newest->used;
}
