/*
 * http.c - one side of the list row: starts a server, asks it for lists over 64 connections, tells
 * rate and waiting.
 *
 *     bench-http luodi|floor|fastify
 *
 * The lists: 50 of 5,000 projects by zone, stage, least investment and page, 1,000 different
 * queries in turn. While they are asked one row a second is appended by another process. Of every
 * answer status and length are checked; an answer that is not 200 or holds no rows ends the run.
 * The servers get the same machine, half of which this program needs.
 *
 * luodi    `luodi serve` on the data folder's ledger http, signed in through its one-time link
 * floor    bench-http-floor: a bare epoll loop over SQLite, two threads
 * fastify  bench/others: Fastify and node:sqlite, two processes
 */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/must.h"
#include "bench.h"
#include "made.h"

enum { CONNECTIONS = 64, QUERIES = 1000, ANSWER_MAX = 1 << 20, WAIT_US_MAX = 1 << 20 };

struct connection {
    int fd;
    char *answer;
    size_t got, whole; /* whole: 0 until the head is read */
    uint64_t asked_ns;
};

struct load {
    struct bench bench;
    int port;
    struct str cookie;
    struct str asks[QUERIES];
    int next;
    struct connection connections[CONNECTIONS];
    uint32_t waits[WAIT_US_MAX]; /* answers by microseconds waited */
    int64_t answers, bytes, refused;
};

/* ---- the server's process --------------------------------------------------------------- */

struct process {
    pid_t pid;
    int out;
};

static struct process process_start(char *const argv[], bool quiet)
{
    int ends[2];
    must(pipe(ends) == 0);
    pid_t pid = fork();
    must(pid >= 0);
    if (pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        dup2(quiet ? open("/dev/null", O_WRONLY) : ends[1], 1);
        close(ends[0]);
        close(ends[1]);
        execvp(argv[0], argv);
        _exit(127);
    }
    close(ends[1]);
    return (struct process){ pid, ends[0] };
}

static void process_end(struct process process)
{
    kill(process.pid, SIGTERM);
    for (int i = 0; i < 100 && waitpid(process.pid, NULL, WNOHANG) == 0; i++)
        usleep(20000);
    kill(process.pid, SIGKILL);
    waitpid(process.pid, NULL, 0);
    close(process.out);
}

/* The first address that the server prints: "http://127.0.0.1:PORT/PATH". */
static bool read_address(struct load *load, int fd, struct str *path)
{
    static char text[8192];
    size_t got = 0;
    for (ssize_t n;
         got < sizeof text - 1 && (n = read(fd, text + got, sizeof text - 1 - got)) > 0;) {
        got += (size_t)n;
        text[got] = '\0';
        char *at = strstr(text, "http://127.0.0.1:");
        if (!at || !strpbrk(at, " \n"))
            continue;
        at[strcspn(at, " \r\n")] = '\0';
        at += strlen("http://127.0.0.1:");
        load->port = (int)strtol(at, &at, 10);
        *path = str_from(*at ? at : "/");
        return true;
    }
    return false;
}

static long resident_kib(pid_t pid)
{
    char name[64], line[256];
    snprintf(name, sizeof name, "/proc/%d/status", (int)pid);
    FILE *file = fopen(name, "r");
    long kib = 0;
    while (file && fgets(line, sizeof line, file))
        if (strncmp(line, "VmRSS:", 6) == 0)
            kib = strtol(line + 6, NULL, 10);
    if (file)
        fclose(file);
    return kib;
}

/* ---- one connection --------------------------------------------------------------------- */

static int connect_to(int port)
{
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in address = { .sin_family = AF_INET,
                                   .sin_port = htons((uint16_t)port),
                                   .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    int one = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    for (int i = 0; i < 200; i++) {
        if (connect(fd, (struct sockaddr *)&address, sizeof address) == 0)
            return fd;
        usleep(20000);
    }
    fprintf(stderr, "bench-http: nobody answers on port %d\n", port);
    exit(3);
}

static void send_all(int fd, struct str bytes)
{
    while (bytes.len) {
        ssize_t sent = write(fd, bytes.ptr, bytes.len);
        must(sent > 0);
        bytes = str_slice(bytes, (size_t)sent, bytes.len);
    }
}

/* Sign in: the link sets a cookie. */
static void sign_in(struct load *load, struct str path)
{
    int fd = connect_to(load->port);
    send_all(fd, str_format(load->bench.arena,
                            "GET %.*s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nConnection: close\r\n\r\n",
                            STR_ARG(path), load->port));
    static char answer[65536];
    size_t got = 0;
    for (ssize_t n;
         got < sizeof answer - 1 && (n = read(fd, answer + got, sizeof answer - 1 - got)) > 0;)
        got += (size_t)n;
    close(fd);
    answer[got] = '\0';
    char *cookie = strcasestr(answer, "\r\nset-cookie:");
    if (!cookie)
        return;
    cookie = strchr(cookie, ':') + 1;
    load->cookie = str_trim((struct str){ cookie, strcspn(cookie, ";\r\n") });
}

static void ask(struct load *load, struct connection *connection)
{
    connection->got = connection->whole = 0;
    connection->asked_ns = clock_monotonic_ns();
    send_all(connection->fd, load->asks[load->next]);
    load->next = (load->next + 1) % QUERIES;
}

static void read_head(struct connection *connection)
{
    char *end = memmem(connection->answer, connection->got, "\r\n\r\n", 4);
    if (!end)
        return;
    *end = '\0';
    char *length = strcasestr(connection->answer, "\r\ncontent-length:");
    must(length);
    connection->whole = (size_t)(end + 4 - connection->answer) + strtoul(length + 17, NULL, 10);
    *end = '\r';
}

/* Returns true when an answer is complete. */
static bool take(struct load *load, struct connection *connection)
{
    ssize_t n =
        read(connection->fd, connection->answer + connection->got, ANSWER_MAX - connection->got);
    if (n <= 0) {
        fprintf(stderr, "bench-http: the server closed a connection: %s\n", strerror(errno));
        exit(3);
    }
    connection->got += (size_t)n;
    if (!connection->whole)
        read_head(connection);
    if (!connection->whole || connection->got < connection->whole)
        return false;
    uint64_t us = (clock_monotonic_ns() - connection->asked_ns) / 1000;
    load->waits[us < WAIT_US_MAX ? us : WAIT_US_MAX - 1]++;
    load->answers++;
    load->bytes += (int64_t)connection->got;
    load->refused += memcmp(connection->answer, "HTTP/1.1 200", 12) != 0;
    return true;
}

/* ---- the load --------------------------------------------------------------------------- */

static void make_asks(struct load *load)
{
    for (int i = 0; i < QUERIES; i++) {
        struct str query = made_query(load->bench.arena, i);
        load->asks[i] =
            str_format(load->bench.arena,
                       "GET /api/records/project?%.*s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n"
                       "Cookie: %.*s\r\nAccept: application/json\r\n\r\n",
                       STR_ARG(query), load->port, STR_ARG(load->cookie));
    }
}

static double run_load(struct load *load, double seconds)
{
    int poll = epoll_create1(EPOLL_CLOEXEC);
    for (int i = 0; i < CONNECTIONS; i++) {
        struct connection *connection = &load->connections[i];
        connection->fd = connect_to(load->port);
        connection->answer = arena_alloc(load->bench.arena, ANSWER_MAX + 1);
        struct epoll_event event = { .events = EPOLLIN, .data.ptr = connection };
        must(epoll_ctl(poll, EPOLL_CTL_ADD, connection->fd, &event) == 0);
    }
    for (int i = 0; i < CONNECTIONS; i++)
        ask(load, &load->connections[i]);
    double began = bench_now_s(), now = began;
    bool warm = false;
    while (now < began + seconds) {
        struct epoll_event events[CONNECTIONS];
        int count = epoll_wait(poll, events, CONNECTIONS, 1000);
        for (int i = 0; i < count; i++)
            if (take(load, events[i].data.ptr))
                ask(load, events[i].data.ptr);
        now = bench_now_s();
        if (!warm && now > began + seconds / 5) { /* caches are full: begin to count */
            memset(load->waits, 0, sizeof load->waits);
            load->answers = load->bytes = 0;
            began = now;
            warm = true;
        }
    }
    close(poll);
    return now - began;
}

static double waited_ms(const struct load *load, double share)
{
    int64_t want = (int64_t)((double)load->answers * share), seen = 0;
    for (int us = 0; us < WAIT_US_MAX; us++)
        if ((seen += load->waits[us]) >= want)
            return us / 1000.0;
    return WAIT_US_MAX / 1000.0;
}

static void report(struct load *load, double took, pid_t server)
{
    bench_say(&load->bench, "rate", (double)load->answers / took);
    bench_say(&load->bench, "p50_ms", waited_ms(load, 0.50));
    bench_say(&load->bench, "p99_ms", waited_ms(load, 0.99));
    bench_say(&load->bench, "answer_bytes",
              load->answers ? (double)load->bytes / (double)load->answers : 0);
    bench_say(&load->bench, "server_kib", (double)resident_kib(server));
}

int main(int argc, char **argv)
{
    const char *side = argc > 1 ? argv[1] : "";
    bool luodi = strcmp(side, "luodi") == 0, fastify = strcmp(side, "fastify") == 0;
    if (!luodi && !fastify && strcmp(side, "floor") != 0) {
        fprintf(stderr, "usage: bench-http luodi|floor|fastify\n");
        return 2;
    }
    signal(SIGPIPE, SIG_IGN);
    struct arena *arena = arena_new();
    struct load *load = ARENA_NEW(arena, struct load);
    bench_begin(&load->bench);
    struct arena *a = load->bench.arena;
    char *ledger = (char *)str_cstr(a, bench_path(&load->bench, STR("http")));
    char *table = (char *)str_cstr(a, bench_path(&load->bench, STR("http-floor.db")));
    struct str others = str_from(getenv("BENCH_OTHERS"));
    char *script = (char *)str_cstr(a, path_join(a, others, STR("fastify_list.mjs")));
    char *serve[] = { "luodi", "serve", ledger, NULL },
         *bare[] = { "bench-http-floor", "serve", table, NULL };
    char *node[] = { "node", script, table, NULL };
    char *tick[] = { luodi ? "bench-ledger" : "bench-http-floor", "tick", luodi ? ledger : table,
                     NULL };
    struct process server = process_start(luodi ? serve : fastify ? node : bare, false);
    struct str path;
    if (!read_address(load, server.out, &path)) {
        process_end(server);
        return 127;
    }
    load->cookie = STR("session=floor");
    if (luodi)
        sign_in(load, path);
    make_asks(load);
    struct process ticker = process_start(tick, true);
    double took = run_load(load, (double)bench_size(&load->bench, 1, 5, 15));
    report(load, took, server.pid);
    process_end(ticker);
    process_end(server);
    int64_t refused = load->refused;
    if (refused)
        fprintf(stderr, "bench-http: %lld answers were not 200\n", (long long)refused);
    int status = bench_end(&load->bench);
    arena_free(arena);
    return refused ? 3 : status;
}
