/*
 * fuzz_http.c - any bytes at the doors of the server, as its owner: an address and a body ("G /api/board?zone=1", "P /api/records/project",
 * a newline, the body), or, behind "!", the bytes of a connection as they are. Whatever comes, the answer is no fault of ours
 * (5xx), and the next one is served.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/err.h"
#include "fuzz.h"
#include "ledger/ledger.h"
#include "web/web.h"

struct host {
    struct arena *arena;
    struct clock clock;
    char folder[64], cookie[128];
    struct web_server *server;
    int port;
};

static struct host host; /* of this process: a child of the replay has its own */

static void stop_host(void)
{
    char command[128];
    web_stop(host.server);
    snprintf(command, sizeof command, "rm -r '%s'", host.folder);
    check_that(system(command) == 0);
    arena_free(host.arena);
}

static int dial(void)
{
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons((uint16_t)host.port), .sin_addr = { htonl(INADDR_LOOPBACK) } };
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    check_that(fd >= 0 && connect(fd, (struct sockaddr *)&address, sizeof address) == 0);
    return fd;
}

/* Send, say that no more comes, and read the answer's head; 0: the connection ended without one. */
static int answer_to(struct str bytes, char head[4096])
{
    int fd = dial();
    size_t have = 0;
    while (bytes.len) {
        ssize_t sent = send(fd, bytes.ptr, bytes.len, MSG_NOSIGNAL);
        if (sent <= 0)
            break;
        bytes = str_slice(bytes, (size_t)sent, bytes.len);
    }
    shutdown(fd, SHUT_WR);
    for (struct pollfd ready = { fd, POLLIN, 0 }; have < 4095 && poll(&ready, 1, 5000) > 0;) {
        ssize_t got = recv(fd, head + have, 4095 - have, 0);
        if (got <= 0)
            break;
        have += (size_t)got;
    }
    head[have] = '\0';
    close(fd);
    int64_t status = 0;
    return have > 12 && str_to_int((struct str){ head + 9, 3 }, &status) ? (int)status : 0;
}

static void start_host(void)
{
    const char *source = getenv("LUODI_SOURCE");
    char head[4096];
    struct err err;
    err_init(&err);
    alarm(240); /* the replay gives a batch ten seconds; hashing passwords and sockets take more */
    host.arena = arena_new();
    clock_init_fixed(&host.clock, (struct instant){ 1696032000000000 });
    snprintf(host.folder, sizeof host.folder, "/tmp/luodi-fuzz-XXXXXX");
    check_that(mkdtemp(host.folder));
    struct ledger_options ledger = { .folder = str_from(host.folder), .clock = &host.clock,
                                     .shipped_model = str_format(host.arena, "%s/model", source ? source : ".") };
    check_that(ledger_make(host.arena, &ledger, &err));
    struct web_options options = { .ledger = ledger.folder, .shipped_model = ledger.shipped_model, .any_port = true, .clock = &host.clock,
                                   .wait_seconds = 2 };
    check_that(web_start(&options, &host.server, &err));
    host.port = web_port(host.server);
    const char *path = strstr(str_cstr(host.arena, web_link(host.server)), "/api/");
    check_that(answer_to(str_format(host.arena, "GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n", path), head) == 303);
    const char *cookie = strstr(head, "luodi_");
    check_that(cookie);
    snprintf(host.cookie, sizeof host.cookie, "%.*s", (int)strcspn(cookie, ";"), cookie);
    check_that(atexit(stop_host) == 0);
}

static struct str request_of(struct arena *arena, struct str input)
{
    ptrdiff_t line = str_find(input, STR("\n"), 0);
    struct str target = line < 0 ? input : str_slice(input, 0, (size_t)line);
    struct str body = line < 0 ? STR("") : str_slice(input, (size_t)line + 1, input.len);
    if (str_starts(input, STR("!")))
        return str_slice(input, 1, input.len);
    bool post = str_starts(target, STR("P "));
    /* One server serves a whole run: what would sign it out is asked by a stranger. */
    bool leaves = str_has(target, STR("out")) || str_has(target, STR("end")) || str_has(target, STR("password"));
    target = target.len > 2 ? str_slice(target, 2, target.len) : STR("/");
    struct str head = str_format(arena, "%s %.*s HTTP/1.1\r\nHost: localhost\r\nCookie: %s%s\r\nX-Luodi: 1\r\nContent-Type: application/json\r\n"
                                 "Content-Length: %zu\r\n\r\n", post ? "POST" : "GET", STR_ARG(target), leaves ? "x" : "", host.cookie, post ? body.len : 0);
    return post ? str_join(arena, head, body) : head;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char head[4096];
    if (!host.server)
        start_host();
    struct arena *arena = arena_new();
    int status = answer_to(request_of(arena, (struct str){ (const char *)data, size }), head);
    check_that(status < 500 || status == 501 || status == 505); /* a method, a version that nobody serves */
    check_that(answer_to(STR("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"), head) == 200);
    arena_free(arena);
    return 0;
}
