/*
 * watch.c - a deadline for each connection. The HTTP library ends a connection on which nothing comes for a while;
 * it has no answer to a client that sends one byte now and then. One thread looks at all deadlines twice a second
 * and shuts the sockets whose time is over; the library then sees them closed.
 */
#include "web/web_priv.h"

#include <pthread.h>
#include <sys/socket.h>
#include <time.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/must.h"

struct watched {
    int socket;           /* -1: free */
    uint64_t deadline_ns;
    uint64_t idle_ns;     /* since when no request is on it; 0: one is */
};

struct watch {
    pthread_mutex_t lock;
    pthread_cond_t stopped;
    pthread_t thread;
    bool stop;
    size_t count, used;
    struct watched *slots;
};

enum { SHUT_AT_ONCE = 16 };

static const uint64_t ns_per_second = 1000000000;

static void look(struct watch *watch)
{
    uint64_t now = clock_monotonic_ns();
    for (size_t i = 0; i < watch->count; i++) {
        struct watched *slot = &watch->slots[i];
        if (slot->socket < 0 || now < slot->deadline_ns)
            continue;
        shutdown(slot->socket, SHUT_RDWR);
        slot->deadline_ns = now + 3600 * ns_per_second;
    }
}

static void *run(void *host)
{
    struct watch *watch = host;
    pthread_mutex_lock(&watch->lock);
    while (!watch->stop) {
        uint64_t wake = clock_monotonic_ns() + ns_per_second / 2;
        struct timespec until = { (time_t)(wake / ns_per_second), (long)(wake % ns_per_second) };
        pthread_cond_timedwait(&watch->stopped, &watch->lock, &until);
        look(watch);
    }
    pthread_mutex_unlock(&watch->lock);
    return NULL;
}

struct watch *watch_start(struct arena *arena, int connections_max, struct err *err)
{
    struct watch *watch = ARENA_NEW(arena, struct watch);
    watch->count = (size_t)connections_max;
    watch->slots = ARENA_ARRAY(arena, struct watched, watch->count);
    for (size_t i = 0; i < watch->count; i++)
        watch->slots[i].socket = -1;
    pthread_condattr_t monotonic;
    must(pthread_condattr_init(&monotonic) == 0 && pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC) == 0);
    must(pthread_mutex_init(&watch->lock, NULL) == 0 && pthread_cond_init(&watch->stopped, &monotonic) == 0);
    pthread_condattr_destroy(&monotonic);
    if (pthread_create(&watch->thread, NULL, run, watch) != 0) {
        err_set(err, ERR_WEB_START, "cause", STR("pthread_create"));
        return NULL;
    }
    return watch;
}

void watch_stop(struct watch *watch)
{
    pthread_mutex_lock(&watch->lock);
    watch->stop = true;
    pthread_cond_signal(&watch->stopped);
    pthread_mutex_unlock(&watch->lock);
    pthread_join(watch->thread, NULL);
    pthread_cond_destroy(&watch->stopped);
    pthread_mutex_destroy(&watch->lock);
}

struct watched *watch_add(struct watch *watch, int socket)
{
    struct watched *found = NULL;
    pthread_mutex_lock(&watch->lock);
    for (size_t i = 0; i < watch->count && !found; i++)
        if (watch->slots[i].socket < 0)
            found = &watch->slots[i];
    must(found); /* no more are taken than there are slots */
    *found = (struct watched){ socket, UINT64_MAX, clock_monotonic_ns() };
    pthread_mutex_unlock(&watch->lock);
    return found;
}

void watch_remove(struct watch *watch, struct watched *watched)
{
    pthread_mutex_lock(&watch->lock);
    watched->socket = -1;
    watch->used--;
    pthread_mutex_unlock(&watch->lock);
}

void watch_until(struct watch *watch, struct watched *watched, uint64_t deadline_ns)
{
    pthread_mutex_lock(&watch->lock);
    watched->deadline_ns = deadline_ns;
    pthread_mutex_unlock(&watch->lock);
}

void watch_busy(struct watch *watch, struct watched *watched, bool busy)
{
    pthread_mutex_lock(&watch->lock);
    watched->idle_ns = busy ? 0 : clock_monotonic_ns();
    pthread_mutex_unlock(&watch->lock);
}

/* Shut the connections that have been without a request the longest: whoever comes new has something to ask. */
static void shut_idle(struct watch *watch)
{
    for (int i = 0; i < SHUT_AT_ONCE; i++) {
        struct watched *idlest = NULL;
        for (size_t s = 0; s < watch->count; s++) {
            struct watched *slot = &watch->slots[s];
            if (slot->socket >= 0 && slot->idle_ns && (!idlest || slot->idle_ns < idlest->idle_ns))
                idlest = slot;
        }
        if (!idlest)
            return;
        shutdown(idlest->socket, SHUT_RDWR);
        idlest->idle_ns = 0;
    }
}

size_t watch_used(struct watch *watch)
{
    pthread_mutex_lock(&watch->lock);
    size_t used = watch->used;
    pthread_mutex_unlock(&watch->lock);
    return used;
}

bool watch_take(struct watch *watch, size_t most)
{
    pthread_mutex_lock(&watch->lock);
    bool room = watch->used < most;
    watch->used += room;
    if (!room)
        shut_idle(watch);
    pthread_mutex_unlock(&watch->lock);
    return room;
}

void watch_give_back(struct watch *watch)
{
    pthread_mutex_lock(&watch->lock);
    watch->used--;
    pthread_mutex_unlock(&watch->lock);
}
