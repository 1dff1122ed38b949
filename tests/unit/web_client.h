/*
 * web_client.h - a client over a plain socket, so that a test can say exactly what goes over the wire, and a
 * server over a ledger in a folder of its own.
 */
#ifndef LUODI_TESTS_WEB_CLIENT_H
#define LUODI_TESTS_WEB_CLIENT_H

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/json.h"
#include "ledger/ledger.h"
#include "unit.h"
#include "web/web.h"

struct web_bench {
    struct arena *arena;
    struct clock clock;
    char folder[64];
    struct web_server *server;
    int port;
    char cookie[128]; /* "Cookie: luodi_1234=...\r\n" once signed in, else "" */
    struct err err;
};

struct answer {
    int status;      /* 0: the connection ended without an answer */
    struct str head; /* with the status line, up to the blank line */
    struct str body; /* as it came: not unpacked */
};

static inline int client_connect(const struct web_bench *bench)
{
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons((uint16_t)bench->port),
                                   .sin_addr = { htonl(INADDR_LOOPBACK) } };
    assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof address), 0);
    return fd;
}

static inline void client_send(int fd, struct str bytes)
{
    while (bytes.len) {
        ssize_t sent = send(fd, bytes.ptr, bytes.len, MSG_NOSIGNAL);
        if (sent <= 0)
            return; /* the server may have refused and closed already */
        bytes = str_slice(bytes, (size_t)sent, bytes.len);
    }
}

/* The value of a header of the answer, by its name in its usual case. */
static inline struct str answer_header(struct arena *arena, const struct answer *answer, const char *name)
{
    struct str start = str_format(arena, "\r\n%s: ", name);
    ptrdiff_t at = str_find(answer->head, start, 0);
    if (at < 0)
        return STR("");
    ptrdiff_t end = str_find(answer->head, STR("\r\n"), (size_t)at + start.len);
    return str_slice(answer->head, (size_t)at + start.len, (size_t)end - (size_t)at - start.len);
}

/* Read one answer; body bytes as Content-Length tells, up to the end of the connection where it does not. */
static inline struct answer client_read(struct arena *arena, int fd, bool has_body)
{
    struct buf in;
    buf_init(&in, arena);
    struct answer answer = { 0 };
    int64_t wanted = -1;
    for (;;) {
        struct str got = buf_get(&in);
        ptrdiff_t end = str_find(got, STR("\r\n\r\n"), 0);
        if (end >= 0) {
            answer.head = str_slice(got, 0, (size_t)end + 2);
            answer.body = str_slice(got, (size_t)end + 4, got.len);
            int64_t status;
            if (str_to_int(str_slice(got, 9, 3), &status))
                answer.status = (int)status;
            if (!str_to_int(answer_header(arena, &answer, "Content-Length"), &wanted))
                wanted = -1;
            if (!has_body || answer.status == 304 || answer.status == 204 ||
                (wanted >= 0 && answer.body.len >= (size_t)wanted))
                return answer;
        }
        char bytes[65536];
        struct pollfd ready = { fd, POLLIN, 0 };
        if (poll(&ready, 1, 20000) <= 0)
            return answer;
        ssize_t size = recv(fd, bytes, sizeof bytes, 0);
        if (size <= 0)
            return answer;
        buf_bytes(&in, bytes, (size_t)size);
    }
}

/* Where LUODI_ANSWERS names a file, every answer is kept in it, a line each: ui/src/api/openapi.test.ts compares them with the
 * API's document. */
static inline void answer_keep(struct web_bench *bench, const char *method, const char *target, const struct answer *answer)
{
    const char *path = getenv("LUODI_ANSWERS");
    if (!path || !answer->status)
        return;
    struct str type = answer_header(bench->arena, answer, "Content-Type");
    bool json = str_starts(type, STR("application/json")) || str_starts(type, STR("application/problem+json"));
    struct buf out;
    struct json_writer w;
    buf_init(&out, bench->arena);
    json_writer_init(&w, &out, false);
    json_object(&w);
    json_key(&w, "method"), json_cstr(&w, method);
    json_key(&w, "target"), json_cstr(&w, target);
    json_key(&w, "status"), json_num(&w, answer->status);
    json_key(&w, "type"), json_str(&w, type);
    json_key(&w, "body"), json_str(&w, json && strcmp(method, "HEAD") ? answer->body : STR(""));
    json_object_end(&w);
    buf_char(&out, '\n');
    FILE *file = fopen(path, "a"); /* one write: lines of several tests do not mix */
    assert_non_null(file);
    setvbuf(file, NULL, _IONBF, 0);
    assert_int_equal(fwrite(out.ptr, 1, out.len, file), out.len);
    fclose(file);
}

/* Send these bytes on a connection of their own, and read the answer. */
static inline struct answer client_raw(struct web_bench *bench, struct str bytes)
{
    int fd = client_connect(bench);
    client_send(fd, bytes);
    struct answer answer = client_read(bench->arena, fd, !str_starts(bytes, STR("HEAD ")));
    close(fd);
    return answer;
}

/* method and target, more header lines (each with \r\n) and a body. */
static inline struct answer client_ask(struct web_bench *bench, const char *method, const char *target,
                                       const char *headers, struct str body)
{
    struct buf out;
    buf_init(&out, bench->arena);
    buf_printf(&out, "%s %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n%s%s", method, target, bench->port, bench->cookie,
               headers);
    if (body.len || strcmp(method, "POST") == 0)
        buf_printf(&out, "Content-Length: %zu\r\n", body.len);
    buf_cstr(&out, "\r\n");
    buf_str(&out, body);
    struct answer answer = client_raw(bench, buf_get(&out));
    answer_keep(bench, method, target, &answer);
    return answer;
}

static inline struct answer client_get(struct web_bench *bench, const char *target, const char *headers)
{
    return client_ask(bench, "GET", target, headers, STR(""));
}

static inline void assert_problem_(struct answer answer, int status, const char *code, const char *file, int line)
{
    char wanted[96];
    snprintf(wanted, sizeof wanted, "\"code\":\"%s\"", code);
    if (answer.status == status && str_has(answer.head, STR("application/problem+json")) &&
        str_has(answer.body, str_from(wanted)))
        return;
    print_error("%d %s wanted, got:\n%.*s\n%.*s\n", status, code, STR_ARG(answer.head), STR_ARG(answer.body));
    _fail(file, line);
}
#define assert_problem(answer, status, code) assert_problem_((answer), (status), (code), __FILE__, __LINE__)

static inline void client_sign_in(struct web_bench *bench)
{
    struct str link = web_link(bench->server);
    ptrdiff_t path = str_find(link, STR("/api/"), 0);
    struct answer answer = client_get(bench, str_cstr(bench->arena, str_slice(link, (size_t)path, link.len)), "");
    assert_int_equal(answer.status, 303);
    struct str cookie = answer_header(bench->arena, &answer, "Set-Cookie");
    ptrdiff_t end = str_find(cookie, STR(";"), 0);
    assert_true(end > 0);
    snprintf(bench->cookie, sizeof bench->cookie, "Cookie: %.*s\r\n", (int)end, cookie.ptr);
}

/* What went wrong, in words, where it did. */
static inline void web_ok(struct web_bench *bench, bool good)
{
    if (good)
        return;
    struct buf words;
    buf_init(&words, bench->arena);
    err_words(&bench->err, LANG_EN, &words);
    fail_msg("%.*s", STR_ARG(buf_get(&words)));
}

static inline void web_bench_start(struct web_bench *bench)
{
    const char *source = getenv("LUODI_SOURCE");
    struct web_options options = { .ledger = str_from(bench->folder), .any_port = true, .clock = &bench->clock,
                                   .shipped_model = str_format(bench->arena, "%s/model", source ? source : "."),
                                   .wait_seconds = 2, .name = STR("Test"), .invented = true };
    web_ok(bench, web_start(&options, &bench->server, &bench->err));
    bench->port = web_port(bench->server);
}

static inline int web_set_up(void **state)
{
    struct arena *arena = arena_new();
    struct web_bench *bench = ARENA_NEW(arena, struct web_bench);
    bench->arena = arena;
    struct instant start;
    assert_true(instant_parse(STR("2023-09-30T08:00:00+08:00"), &start));
    clock_init_fixed(&bench->clock, start);
    err_init(&bench->err);
    snprintf(bench->folder, sizeof bench->folder, "/tmp/luodi-web-XXXXXX");
    assert_non_null(mkdtemp(bench->folder));
    const char *source = getenv("LUODI_SOURCE");
    struct ledger_options options = { .folder = str_from(bench->folder), .clock = &bench->clock,
                                      .shipped_model = str_format(arena, "%s/model", source ? source : ".") };
    web_ok(bench, ledger_make(arena, &options, &bench->err));
    web_bench_start(bench);
    *state = bench;
    return 0;
}

static inline int web_tear_down(void **state)
{
    struct web_bench *bench = *state;
    web_stop(bench->server);
    char command[128];
    snprintf(command, sizeof command, "rm -r '%s'", bench->folder);
    assert_int_equal(system(command), 0);
    arena_free(bench->arena);
    return 0;
}

/* ---- asking in JSON ----------------------------------------------------------------------------- */

static inline const struct json *ask(struct web_bench *bench, const char *format, ...) __attribute__((format(printf, 2, 3)));

static inline const struct json *ask(struct web_bench *bench, const char *format, ...)
{
    char target[1024];
    va_list args;
    va_start(args, format);
    vsnprintf(target, sizeof target, format, args);
    va_end(args);
    struct answer answer = client_get(bench, target, "");
    if (answer.status != 200)
        fail_msg("%s: %d %.*s", target, answer.status, STR_ARG(answer.body));
    const struct json *json = json_parse(bench->arena, answer.body, &bench->err);
    web_ok(bench, json != NULL);
    return json;
}

/* The value at a path of keys and positions: "targets.0.figure.shown". */
static inline const struct json *at(const struct json *json, const char *path)
{
    struct str rest = str_from(path), key;
    while (json && str_split(&rest, '.', &key)) {
        int64_t n;
        if (json->type != JSON_T_ARRAY) {
            json = json_get(json, key);
            continue;
        }
        assert_true(str_to_int(key, &n));
        json = json->first;
        while (json && n-- > 0)
            json = json->next;
    }
    if (!json)
        fail_msg("nothing at %s", path);
    return json;
}

static inline int64_t number_at(const struct json *json, const char *path)
{
    int64_t n = 0;
    const struct json *value = at(json, path);
    if (value->type != JSON_T_NUMBER || !json_int(value, &n))
        fail_msg("no whole number at %s: %.*s", path, STR_ARG(value->text));
    return n;
}

static inline bool null_at(const struct json *json, const char *path)
{
    return at(json, path)->type == JSON_T_NULL;
}

#define text_at(json, path) at((json), (path))->text

#endif
