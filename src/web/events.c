/*
 * events.c - an open page is told when the ledger moves (server-sent events). What is sent is the last position alone, so a
 * slow reader misses nothing by hearing less often: what it asks for next is the present. Nobody waits for it: it hears when its
 * socket takes something, and else the library's thread goes on.
 *
 * One thread looks at the head, when this server wrote and once a second, since other processes may append too. A stream
 * says something at least every BEAT_SECONDS, which is how a reader who has gone is noticed, and ends after an hour, so that
 * whoever listens on must still be signed in.
 */
#include "web/web_priv.h"

#include <microhttpd.h>
#include <pthread.h>
#include <stdio.h>
#include <time.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/must.h"
#include "ledger/ledger.h"

enum { BEAT_SECONDS = 15, HOUR_SECONDS = 3600 };

static const uint64_t ns_per_second = 1000000000;

struct stream {
    struct events *events;
    struct request *request;
    struct stream *next;
    int64_t sent;                  /* the position that was said last */
    uint64_t began_ns, said_ns;
    bool waits;                    /* its connection is suspended */
};

struct events {
    pthread_mutex_t lock;          /* of everything below */
    pthread_cond_t moved;
    pthread_t thread;
    bool runs, stop, written;
    struct ledger *ledger;         /* the thread's own */
    int64_t position;
    struct stream *streams;
};

/* ---- one stream --------------------------------------------------------------------------------- */

static ssize_t stream_say(struct stream *stream, char *buf, size_t max, uint64_t now)
{
    struct events *events = stream->events;
    int len = 0;
    if (events->stop || now - stream->began_ns > HOUR_SECONDS * ns_per_second)
        return MHD_CONTENT_READER_END_OF_STREAM;
    if (stream->sent != events->position)
        len = snprintf(buf, max, "event: entry\nid: %lld\ndata: {\"position\":%lld}\n\n", (long long)events->position,
                       (long long)events->position);
    else if (now - stream->said_ns >= BEAT_SECONDS * ns_per_second)
        len = snprintf(buf, max, ": here\n\n");
    if (!len)
        return 0;
    must(len > 0 && (size_t)len < max);
    stream->sent = events->position;
    stream->said_ns = now;
    return len;
}

static ssize_t stream_read(void *host, uint64_t at, char *buf, size_t max)
{
    (void)at;
    struct stream *stream = host;
    struct events *events = stream->events;
    uint64_t now = clock_monotonic_ns();
    pthread_mutex_lock(&events->lock);
    ssize_t said = stream_say(stream, buf, max, now);
    if (said == 0) {
        stream->waits = true;
        MHD_suspend_connection(stream->request->connection);
    }
    pthread_mutex_unlock(&events->lock);
    server_give_seconds(stream->request, LIMIT_WEB_ANSWER_SECONDS);
    return said;
}

struct MHD_Response *events_response(struct request *request)
{
    return MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, 1024, stream_read, request->stream, NULL);
}

bool web_events(struct request *request, struct err *err)
{
    (void)err;
    struct events *events = server_events(request->server);
    struct stream *stream = ARENA_NEW(request->arena, struct stream);
    uint64_t now = clock_monotonic_ns();
    *stream = (struct stream){ .events = events, .request = request, .began_ns = now, .said_ns = now };
    pthread_mutex_lock(&events->lock);
    stream->next = events->streams;
    events->streams = stream;
    pthread_mutex_unlock(&events->lock);
    request->stream = stream; /* the first thing that it says is where the ledger stands */
    request->response.status = 200;
    request->response.type = "text/event-stream";
    return true;
}

void events_leave(struct request *request)
{
    struct stream *stream = request->stream;
    if (!stream)
        return;
    struct events *events = stream->events;
    pthread_mutex_lock(&events->lock);
    struct stream **at = &events->streams;
    while (*at != stream)
        at = &(*at)->next;
    *at = stream->next;
    pthread_mutex_unlock(&events->lock);
    request->stream = NULL;
}

/* ---- the thread that looks ---------------------------------------------------------------------- */

/* Wake whoever has something to hear; the lock is held. */
static void wake(struct events *events)
{
    uint64_t now = clock_monotonic_ns();
    for (struct stream *stream = events->streams; stream; stream = stream->next) {
        bool due = events->stop || stream->sent != events->position || now - stream->said_ns >= BEAT_SECONDS * ns_per_second;
        if (!stream->waits || !due)
            continue;
        stream->waits = false;
        MHD_resume_connection(stream->request->connection);
    }
}

static void *look(void *host)
{
    struct events *events = host;
    pthread_mutex_lock(&events->lock);
    while (!events->stop) {
        uint64_t until = clock_monotonic_ns() + ns_per_second;
        struct timespec when = { (time_t)(until / ns_per_second), (long)(until % ns_per_second) };
        while (!events->stop && !events->written && pthread_cond_timedwait(&events->moved, &events->lock, &when) == 0) {}
        events->written = false;
        if (!events->streams)
            continue; /* nobody listens */
        struct head head;
        struct err err;
        err_init(&err);
        pthread_mutex_unlock(&events->lock);
        bool good = ledger_head(events->ledger, &head, &err);
        pthread_mutex_lock(&events->lock);
        if (good) /* a busy store is asked again in a second */
            events->position = head.position.n;
        wake(events);
    }
    pthread_mutex_unlock(&events->lock);
    return NULL;
}

struct events *events_start(struct arena *arena, const struct web_options *options, struct err *err)
{
    struct events *events = ARENA_NEW(arena, struct events);
    struct ledger_options ledger = { .folder = options->ledger, .clock = options->clock };
    struct head head;
    if (!ledger_open(&ledger, &events->ledger, err))
        return NULL;
    pthread_condattr_t monotonic;
    must(pthread_condattr_init(&monotonic) == 0 && pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC) == 0);
    must(pthread_mutex_init(&events->lock, NULL) == 0 && pthread_cond_init(&events->moved, &monotonic) == 0);
    pthread_condattr_destroy(&monotonic);
    events->runs = ledger_head(events->ledger, &head, err) && pthread_create(&events->thread, NULL, look, events) == 0;
    events->position = events->runs ? head.position.n : 0;
    if (events->runs)
        return events;
    events_stop(events);
    events_free(events);
    if (err->code == ERR_NONE)
        err_set(err, ERR_WEB_START, "cause", STR("pthread_create"));
    return NULL;
}

void events_moved(struct events *events)
{
    pthread_mutex_lock(&events->lock);
    events->written = true;
    pthread_cond_signal(&events->moved);
    pthread_mutex_unlock(&events->lock);
}

void events_stop(struct events *events)
{
    pthread_mutex_lock(&events->lock);
    events->stop = true;
    pthread_cond_signal(&events->moved);
    wake(events);
    pthread_mutex_unlock(&events->lock);
    if (events->runs)
        pthread_join(events->thread, NULL);
    events->runs = false;
    ledger_close(events->ledger);
    events->ledger = NULL;
}

void events_free(struct events *events)
{
    pthread_cond_destroy(&events->moved);
    pthread_mutex_destroy(&events->lock);
}
