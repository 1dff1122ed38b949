/*
 * http_floor.c - the floor of the list row: a bare epoll loop over SQLite that answers what the
 * server answers.
 *
 *     bench-http-floor make FILE      5,000 projects in one table with the indexes that the queries
 * want bench-http-floor serve FILE     two threads, a loop and a connection to the database each;
 * prints its address bench-http-floor tick FILE      appends one row a second until it is killed
 *
 * It reads the request line and the cookie, finds the session, steps a prepared statement, and
 * writes the same JSON. It refuses nothing, knows no history, and must not be let near anybody's
 * data.
 */
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/json.h"
#include "base/must.h"
#include "made.h"

enum { PROJECTS = 5000, THREADS = 2, EVENTS = 64, REQUEST_MAX = 8192 };
enum { BY_ZONE = 1, BY_STAGE = 2, BY_WORD = 4, FILTERS = 8, ORDERS = 5 };

static sqlite3 *open_file(const char *path)
{
    sqlite3 *db;
    must(sqlite3_open_v2(path, &db,
                         SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
                         NULL) == SQLITE_OK);
    sqlite3_busy_timeout(db, 10000);
    must(sqlite3_exec(
             db,
             "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -16384;",
             NULL, NULL, NULL) == SQLITE_OK);
    return db;
}

static sqlite3_stmt *prepare(sqlite3 *db, const char *text)
{
    sqlite3_stmt *st;
    if (sqlite3_prepare_v3(db, text, -1, SQLITE_PREPARE_PERSISTENT, &st, NULL) == SQLITE_OK)
        return st;
    fprintf(stderr, "bench-http-floor: %s\n", sqlite3_errmsg(db));
    exit(3);
}

/* ---- data ------------------------------------------------------------------------------- */

static void project_put(sqlite3_stmt *st, const struct made_project *project)
{
    sqlite3_bind_text(st, 1, project->name.ptr, (int)project->name.len, SQLITE_STATIC);
    sqlite3_bind_int(st, 2, MADE_ZONE_ID + project->zone);
    sqlite3_bind_text(st, 3, project->industry.ptr, (int)project->industry.len, SQLITE_STATIC);
    sqlite3_bind_text(st, 4, project->investor.ptr, (int)project->investor.len, SQLITE_STATIC);
    sqlite3_bind_int64(st, 5, project->investment_wan);
    if (project->stages) {
        sqlite3_bind_text(st, 6, made_stage_names[project->stages - 1], -1, SQLITE_STATIC);
        sqlite3_bind_int(st, 7, project->days[project->stages - 1].n);
    } else {
        sqlite3_bind_null(st, 6);
        sqlite3_bind_null(st, 7);
    }
    must(sqlite3_step(st) == SQLITE_DONE);
    sqlite3_reset(st);
}

static const char insert_text[] =
    "INSERT INTO project (name, zone, industry, investor, investment, stage, day) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";

static void make(const char *path)
{
    (void)unlink(path);
    sqlite3 *db = open_file(path);
    must(sqlite3_exec(
             db,
             "CREATE TABLE zone (id INTEGER PRIMARY KEY, name TEXT) STRICT;"
             "CREATE TABLE session (token TEXT PRIMARY KEY, account INTEGER) STRICT, WITHOUT ROWID;"
             "INSERT INTO session VALUES ('floor', 1);"
             "CREATE TABLE project (id INTEGER PRIMARY KEY, name TEXT, zone INTEGER, industry "
             "TEXT, investor TEXT,"
             " investment INTEGER, stage TEXT, day INTEGER) STRICT;"
             "CREATE INDEX by_zone ON project (zone, stage, id); CREATE INDEX by_stage ON project "
             "(stage, id);"
             "CREATE INDEX by_name ON project (name); CREATE INDEX by_investment ON project "
             "(investment); BEGIN",
             NULL, NULL, NULL) == SQLITE_OK);
    sqlite3_stmt *zone = prepare(db, "INSERT INTO zone VALUES (?1, ?2)");
    for (int i = 0; i < MADE_ZONES; i++) {
        sqlite3_bind_int(zone, 1, MADE_ZONE_ID + i);
        sqlite3_bind_text(zone, 2, made_zone_names[i], -1, SQLITE_STATIC);
        must(sqlite3_step(zone) == SQLITE_DONE);
        sqlite3_reset(zone);
    }
    sqlite3_stmt *st = prepare(db, insert_text);
    struct arena *arena = arena_new();
    struct rng rng;
    rng_init(&rng, PROJECTS);
    for (int i = 0; i < PROJECTS; i++) {
        struct made_project project = made_project(arena, &rng, i);
        project_put(st, &project);
    }
    must(sqlite3_exec(db, "COMMIT; ANALYZE", NULL, NULL, NULL) == SQLITE_OK);
    sqlite3_finalize(zone);
    sqlite3_finalize(st);
    sqlite3_close(db);
    arena_free(arena);
}

static void tick(const char *path)
{
    sqlite3 *db = open_file(path);
    sqlite3_stmt *st = prepare(db, insert_text);
    struct arena *arena = arena_new();
    struct rng rng;
    rng_init(&rng, 7);
    for (int i = 0;; i++) {
        struct made_project project = made_project(arena, &rng, 1000000 + i);
        project_put(st, &project);
        sleep(1);
    }
}

/* ---- an answer -------------------------------------------------------------------------- */

struct asked {
    int filters, order;
    int64_t zone;
    struct str stage, q;
};

struct server {
    sqlite3 *db;
    int listener;
    sqlite3_stmt *session, *lists[FILTERS][ORDERS];
    struct buf body, out;
};

static int hex(char c)
{
    return c <= '9' ? c - '0' : (c | 32) - 'a' + 10;
}

static struct str decode(struct str s, char *room)
{
    size_t len = 0;
    for (size_t i = 0; i < s.len && len < 200; i++)
        if (s.ptr[i] == '%' && i + 2 < s.len) {
            room[len++] = (char)(hex(s.ptr[i + 1]) * 16 + hex(s.ptr[i + 2]));
            i += 2;
        } else {
            room[len++] = s.ptr[i];
        }
    return (struct str){ room, len };
}

static struct asked read_query(struct str query, char *room)
{
    struct asked asked = { 0 };
    struct str part;
    while (str_split(&query, '&', &part)) {
        ptrdiff_t at = str_find(part, STR("="), 0);
        if (at < 0)
            continue;
        struct str name = str_slice(part, 0, (size_t)at),
                   value = str_slice(part, (size_t)at + 1, part.len);
        if (str_eq(name, STR("zone")) && str_to_int(value, &asked.zone)) {
            asked.filters |= BY_ZONE;
        } else if (str_eq(name, STR("stage"))) {
            asked.filters |= BY_STAGE;
            asked.stage = value;
        } else if (str_eq(name, STR("q"))) {
            asked.filters |= BY_WORD;
            room[0] = '%';
            struct str word = decode(value, room + 1);
            room[word.len + 1] = '%';
            asked.q = (struct str){ room, word.len + 2 };
        } else if (str_eq(name, STR("sort"))) {
            asked.order =
                1 + (str_has(value, STR("investment")) ? 2 : 0) + str_starts(value, STR("-"));
        }
    }
    return asked;
}

static sqlite3_stmt *list_statement(struct server *server, const struct asked *asked)
{
    static const char *const orders[ORDERS] = { "p.id DESC", "p.name", "p.name DESC",
                                                "p.investment", "p.investment DESC" };
    sqlite3_stmt **slot = &server->lists[asked->filters][asked->order];
    if (*slot)
        return *slot;
    char text[512];
    snprintf(
        text, sizeof text,
        "SELECT p.id, p.name, z.name, p.industry, p.investor, p.investment, p.stage, p.day, z.id "
        "FROM project p JOIN zone z ON z.id = p.zone WHERE 1%s%s%s ORDER BY %s LIMIT 50",
        asked->filters & BY_ZONE ? " AND p.zone = ?1" : "",
        asked->filters & BY_STAGE ? " AND p.stage = ?2" : "",
        asked->filters & BY_WORD ? " AND p.name LIKE ?3" : "", orders[asked->order]);
    return *slot = prepare(server->db, text);
}

static struct str text_at(sqlite3_stmt *st, int column)
{
    const char *text = (const char *)sqlite3_column_text(st, column);
    return (struct str){ text, text ? (size_t)sqlite3_column_bytes(st, column) : 0 };
}

static void put_text(struct buf *out, const char *before, sqlite3_stmt *st, int column)
{
    buf_cstr(out, before);
    json_escape(out, text_at(st, column));
}

static void put_project(struct buf *out, sqlite3_stmt *st, bool first)
{
    buf_cstr(out, first ? "{\"id\":\"" : ",{\"id\":\"");
    buf_int(out, sqlite3_column_int64(st, 0));
    put_text(out, "\",\"title\":", st, 1);
    put_text(out, ",\"stage\":{\"name\":", st, 6);
    put_text(out, ",\"label\":", st, 6);
    buf_cstr(out, "},\"day\":\"");
    day_print((struct day){ sqlite3_column_int(st, 7) }, out);
    put_text(out, "\",\"cells\":[{\"shown\":", st, 1);
    put_text(out, "},{\"shown\":", st, 2);
    buf_cstr(out, ",\"record\":{\"kind\":\"zone\",\"kind_label\":\"园区\",\"id\":\"");
    buf_int(out, sqlite3_column_int64(st, 8));
    put_text(out, "\",\"title\":", st, 2);
    put_text(out, "}},{\"shown\":", st, 3);
    put_text(out, "},{\"shown\":", st, 4);
    buf_cstr(out, "},{\"shown\":\"");
    buf_int(out, sqlite3_column_int64(st, 5));
    buf_cstr(out, "\"}]}");
}

static bool signed_in(struct server *server, struct str request)
{
    ptrdiff_t at = str_find(request, STR("session="), 0);
    if (at < 0)
        return false;
    struct str token = str_slice(request, (size_t)at + 8, 5);
    sqlite3_bind_text(server->session, 1, token.ptr, (int)token.len, SQLITE_STATIC);
    bool found = sqlite3_step(server->session) == SQLITE_ROW;
    sqlite3_reset(server->session);
    return found;
}

static void put_list(struct server *server, struct str query)
{
    char room[256];
    struct asked asked = read_query(query, room);
    sqlite3_stmt *st = list_statement(server, &asked);
    if (asked.filters & BY_ZONE)
        sqlite3_bind_int64(st, 1, asked.zone);
    if (asked.filters & BY_STAGE)
        sqlite3_bind_text(st, 2, asked.stage.ptr, (int)asked.stage.len, SQLITE_STATIC);
    if (asked.filters & BY_WORD)
        sqlite3_bind_text(st, 3, asked.q.ptr, (int)asked.q.len, SQLITE_STATIC);
    buf_cstr(&server->body, "{\"kind\":\"project\",\"items\":[");
    bool first = true;
    while (sqlite3_step(st) == SQLITE_ROW) {
        put_project(&server->body, st, first);
        first = false;
    }
    sqlite3_reset(st);
    buf_cstr(&server->body, "],\"next\":null}");
}

static void answer(struct server *server, struct str request)
{
    buf_clear(&server->body);
    buf_clear(&server->out);
    ptrdiff_t from = str_find(request, STR("?"), 0), until = str_find(request, STR(" HTTP/"), 0);
    bool good = from > 0 && until > from && signed_in(server, request);
    if (good)
        put_list(server, str_slice(request, (size_t)from + 1, (size_t)(until - from - 1)));
    buf_printf(&server->out,
               "HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n",
               good ? "200 OK" : "401 Unauthorized", buf_get(&server->body).len);
    buf_str(&server->out, buf_get(&server->body));
}

/* ---- the loop --------------------------------------------------------------------------- */

static void answer_one(struct server *server, int fd)
{
    char request[REQUEST_MAX];
    ssize_t n = read(fd, request, sizeof request); /* our load sends a request in one piece */
    if (n <= 0) {
        close(fd);
        return;
    }
    answer(server, (struct str){ request, (size_t)n });
    struct str out = buf_get(&server->out);
    while (out.len) {
        ssize_t sent = write(fd, out.ptr, out.len);
        if (sent <= 0)
            return;
        out = str_slice(out, (size_t)sent, out.len);
    }
}

static void *loop(void *argument)
{
    struct server *server = argument;
    int poll = epoll_create1(EPOLL_CLOEXEC);
    struct epoll_event event = { .events = EPOLLIN | EPOLLEXCLUSIVE, .data.fd = server->listener };
    epoll_ctl(poll, EPOLL_CTL_ADD, server->listener, &event);
    for (;;) {
        struct epoll_event events[EVENTS];
        int count = epoll_wait(poll, events, EVENTS, -1);
        for (int i = 0; i < count; i++) {
            if (events[i].data.fd != server->listener) {
                answer_one(server, events[i].data.fd);
                continue;
            }
            int fd = accept4(server->listener, NULL, NULL, SOCK_CLOEXEC), one = 1;
            if (fd < 0)
                continue;
            setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
            struct epoll_event taken = { .events = EPOLLIN, .data.fd = fd };
            epoll_ctl(poll, EPOLL_CTL_ADD, fd, &taken);
        }
    }
    return NULL;
}

static void serve(const char *path)
{
    signal(SIGPIPE, SIG_IGN);
    struct sockaddr_in address = { .sin_family = AF_INET,
                                   .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t size = sizeof address;
    pthread_t threads[THREADS];
    struct server servers[THREADS];
    for (int i = 0; i < THREADS; i++) { /* the kernel deals the connections out */
        int one = 1, listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        setsockopt(listener, SOL_SOCKET, SO_REUSEPORT, &one, sizeof one);
        must(bind(listener, (struct sockaddr *)&address, size) == 0 && listen(listener, 128) == 0);
        must(getsockname(listener, (struct sockaddr *)&address, &size) == 0);
        servers[i] = (struct server){ .db = open_file(path), .listener = listener };
        servers[i].session = prepare(servers[i].db, "SELECT account FROM session WHERE token = ?1");
        buf_init(&servers[i].body, NULL);
        buf_init(&servers[i].out, NULL);
    }
    printf("http://127.0.0.1:%d/\n", ntohs(address.sin_port));
    fflush(stdout);
    for (int i = 0; i < THREADS; i++)
        must(pthread_create(&threads[i], NULL, loop, &servers[i]) == 0);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
}

int main(int argc, char **argv)
{
    const char *verb = argc == 3 ? argv[1] : "";
    if (strcmp(verb, "make") == 0)
        make(argv[2]);
    else if (strcmp(verb, "serve") == 0)
        serve(argv[2]);
    else if (strcmp(verb, "tick") == 0)
        tick(argv[2]);
    else
        return fprintf(stderr, "usage: bench-http-floor make|serve|tick FILE\n"), 2;
    return 0;
}
