/*
 * listen.c - the port, and the thread that takes connections and deals them out.
 *
 * The library's threads would each take what comes from the one port; whichever wakes first takes a burst whole, and
 * then one thread has fifty browsers and the other eight. Handed over one by one they are dealt in turn. Over the limit
 * nobody is turned away: they wait in the system's queue until one goes, and the idlest go to let them in. The library's own limit is set out of reach:
 * version 0.9.75 locks itself up where a connection handed over meets it.
 */
#include "web/web_priv.h"

#include <arpa/inet.h>
#include <errno.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/limits.h"
#include "base/must.h"

enum { FIRST_PORT = 8420, PORTS = 100, BACKLOG = 512, PAUSE_MS = 20 };

struct listener {
    int socket, port;
    pthread_t thread;
    bool runs;
    atomic_bool stop;
    struct MHD_Daemon *daemon;
    struct watch *watch;
};

static int open_socket(struct in_addr at, int port, int *cause)
{
    int opened = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (opened < 0) {
        *cause = errno;
        return -1;
    }
    int on = 1;
    setsockopt(opened, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port),
                                   .sin_addr = at };
    if (bind(opened, (struct sockaddr *)&address, sizeof address) == 0 && listen(opened, BACKLOG) == 0)
        return opened;
    *cause = errno;
    close(opened);
    return -1;
}

struct listener *listener_open(struct arena *arena, struct str address, int port, bool any_port, struct err *err)
{
    struct listener *listener = ARENA_NEW(arena, struct listener);
    struct in_addr at = { htonl(INADDR_LOOPBACK) };
    if (address.len && inet_pton(AF_INET, str_cstr(arena, address), &at) != 1) {
        err_set(err, ERR_WEB_PORT, "port", address, "cause", STR("IPv4"));
        return NULL;
    }
    int first = any_port ? 0 : port ? port : FIRST_PORT;
    int tries = any_port || port ? 1 : PORTS, cause = 0;
    listener->socket = -1;
    for (int i = 0; i < tries && listener->socket < 0; i++)
        listener->socket = open_socket(at, first + i, &cause);
    if (listener->socket < 0) {
        err_set(err, ERR_WEB_PORT, "port", str_format(arena, "%d", first), "cause", str_from(strerror(cause)));
        return NULL;
    }
    struct sockaddr_in bound;
    socklen_t size = sizeof bound;
    must(getsockname(listener->socket, (struct sockaddr *)&bound, &size) == 0);
    listener->port = ntohs(bound.sin_port);
    return listener;
}

int listener_port(const struct listener *listener)
{
    return listener->port;
}

static void *take(void *host)
{
    struct listener *listener = host;
    while (!atomic_load(&listener->stop)) {
        if (!watch_take(listener->watch, LIMIT_WEB_CONNECTIONS)) {
            poll(NULL, 0, PAUSE_MS);
            continue;
        }
        struct sockaddr_in address;
        socklen_t size = sizeof address;
        int taken = accept4(listener->socket, (struct sockaddr *)&address, &size, SOCK_CLOEXEC | SOCK_NONBLOCK);
        if (taken >= 0 && MHD_add_connection(listener->daemon, taken, (struct sockaddr *)&address, size) == MHD_YES)
            continue;
        int cause = errno;
        watch_give_back(listener->watch);
        if (taken < 0 && (cause == EMFILE || cause == ENFILE || cause == ENOBUFS || cause == ENOMEM))
            poll(NULL, 0, PAUSE_MS); /* until something is given back */
    }
    return NULL;
}

bool listener_start(struct listener *listener, struct MHD_Daemon *daemon, struct watch *watch, struct err *err)
{
    listener->daemon = daemon;
    listener->watch = watch;
    listener->runs = pthread_create(&listener->thread, NULL, take, listener) == 0;
    return listener->runs || err_set(err, ERR_WEB_START, "cause", STR("pthread_create"));
}

void listener_stop(struct listener *listener)
{
    atomic_store(&listener->stop, true);
    shutdown(listener->socket, SHUT_RDWR); /* wakes accept4 */
    if (listener->runs)
        pthread_join(listener->thread, NULL);
    close(listener->socket);
}
