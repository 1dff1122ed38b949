/*
 * server.c - the HTTP server: its threads, a request's way from the first byte to the answer's last, and its end.
 *
 * The library (libmicrohttpd) calls back four times a request: when its address is known, when its head is whole,
 * for each piece of its body, and when that is whole. An answer is queued at the last of these, since one that is
 * queued at the head ends the connection; only a request with a body that nobody wants is answered at its head.
 * Reads are answered on the library's threads. Writes run on one thread of ours, while their connection is
 * suspended, so that a long one holds up no reader.
 */
#include "web/web_priv.h"

#include <errno.h>
#include <microhttpd.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/must.h"
#include "base/rng.h"
#include "ledger/ledger.h"
#include "plan/plan.h"

enum { READERS = 2, LANES = 2, WORKERS = READERS + LANES, STOP_SECONDS = 5, CONNECTION_SPARE = 64, GROUP_MAX = 64 };

static const uint64_t ns_per_second = 1000000000;

/* A thread of ours and what waits for it. */
struct lane {
    struct web_server *server;
    struct worker *worker;
    struct request *queue, **queue_end;
    pthread_cond_t work;
    pthread_t thread;
    bool runs;
};
enum { LANE_WRITER, LANE_DESK };

struct web_server {
    struct arena *arena;
    struct web_options options;
    struct MHD_Daemon *daemon;
    struct watch *watch;
    struct listener *listener;
    struct events *events;
    struct str link, scratch;
    bool has_link;
    struct plan_lexicon *lexicon;

    pthread_mutex_t lock;           /* of everything below */
    pthread_cond_t idle;
    struct worker workers[WORKERS]; /* the readers', then the lanes' */
    struct lane lanes[LANES];
    pthread_t readers[READERS];
    int readers_known;
    struct request *free;           /* given back, to be used again */
    int running;                    /* requests that have not got their answer */
    uint64_t start_number;          /* drawn at the start, so that ids and tags differ between starts */
    uint64_t next_number;
    struct served served;
    uint64_t started_ns, disk_asked_ns;
    bool stop;
};

const struct web_options *server_options(const struct web_server *server)
{
    return &server->options;
}

const struct plan_lexicon *server_lexicon(const struct web_server *server)
{
    return server->lexicon;
}

struct str server_scratch(const struct web_server *server)
{
    return server->scratch;
}

struct events *server_events(const struct web_server *server)
{
    return server->events;
}

struct served server_served(struct web_server *server, int *running, size_t *connections, uint64_t *up_ns)
{
    pthread_mutex_lock(&server->lock);
    struct served served = server->served;
    *running = server->running;
    pthread_mutex_unlock(&server->lock);
    *connections = watch_used(server->watch);
    *up_ns = clock_monotonic_ns() - server->started_ns;
    return served;
}

int web_port(const struct web_server *server)
{
    return listener_port(server->listener);
}

struct str web_link(const struct web_server *server)
{
    return server->link;
}

/* ---- a request's life --------------------------------------------------------------------------- */

static struct request *request_take(struct web_server *server)
{
    pthread_mutex_lock(&server->lock);
    struct request *request = server->free;
    if (request)
        server->free = request->next;
    else
        request = ARENA_NEW(server->arena, struct request);
    uint64_t number = server->next_number++;
    server->running++;
    pthread_mutex_unlock(&server->lock);

    struct arena *arena = request->arena ? request->arena : arena_new();
    memset(request, 0, sizeof *request);
    request->arena = arena;
    request->server = server;
    request->number = number;
    request->started_ns = clock_monotonic_ns();
    err_init(&request->fault);
    err_init(&request->uri_fault);
    buf_init(&request->body, NULL);
    return request;
}

static void request_give_back(struct request *request)
{
    struct web_server *server = request->server;
    buf_release(&request->body);
    upload_drop(request);
    events_leave(request);
    arena_reset(request->arena);
    pthread_mutex_lock(&server->lock);
    request->next = server->free;
    server->free = request;
    if (--server->running == 0)
        pthread_cond_broadcast(&server->idle);
    pthread_mutex_unlock(&server->lock);
}

static struct worker *worker_here(struct web_server *server)
{
    pthread_mutex_lock(&server->lock);
    int i = 0;
    while (i < server->readers_known && !pthread_equal(server->readers[i], pthread_self()))
        i++;
    if (i == server->readers_known) {
        must(i < READERS);
        server->readers[server->readers_known++] = pthread_self();
    }
    pthread_mutex_unlock(&server->lock);
    return &server->workers[i];
}

void server_give_seconds(struct request *request, uint64_t seconds)
{
    watch_until(request->server->watch, request->watched, clock_monotonic_ns() + seconds * ns_per_second);
}

static uint64_t wait_seconds(const struct web_server *server, int usual)
{
    return (uint64_t)(server->options.wait_seconds ? server->options.wait_seconds : usual);
}

static enum MHD_Result send_answer(struct request *request)
{
    static const char *const always[][2] = {
        { "Content-Security-Policy",
          "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
          "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'" },
        { "X-Content-Type-Options", "nosniff" },
        { "Referrer-Policy", "no-referrer" },
        { "Cross-Origin-Resource-Policy", "same-origin" },
    };
    const struct response *answer = &request->response;
    struct MHD_Response *response =
        request->stream ? events_response(request)
                        : MHD_create_response_from_buffer(answer->body.len, (void *)(uintptr_t)answer->body.ptr, MHD_RESPMEM_PERSISTENT);
    if (!response)
        return MHD_NO;
    for (size_t i = 0; i < sizeof always / sizeof *always; i++)
        MHD_add_response_header(response, always[i][0], always[i][1]);
    if (answer->type && answer->status != 304)
        MHD_add_response_header(response, "Content-Type", answer->type);
    for (size_t i = 0; i < answer->header_count; i++)
        MHD_add_response_header(response, answer->headers[i].name,
                                str_cstr(request->arena, answer->headers[i].value));
    if (server_options(request->server)->certificate.len)
        MHD_add_response_header(response, "Strict-Transport-Security", "max-age=31536000");
    const char *id = str_cstr(request->arena, str_format(request->arena, "%016llx", (unsigned long long)request->number));
    MHD_add_response_header(response, "X-Request-Id", id);
    server_give_seconds(request, LIMIT_WEB_ANSWER_SECONDS);
    enum MHD_Result queued = MHD_queue_response(request->connection, (unsigned)answer->status, response);
    MHD_destroy_response(response);
    return queued;
}

static void refuse(struct request *request)
{
    must(request->fault.code != ERR_NONE);
    problem_answer(request, &request->fault);
    if (request->fault.code == ERR_WEB_BODY_TOO_BIG)
        response_header(request, "Connection", STR("close"));
}

/* A body that says it is JSON is read here, so that no handler sees a bad one. */
static bool read_json(struct request *request)
{
    struct str type = request_header(request, "Content-Type");
    if (request->method != METHOD_POST || !str_starts(type, STR("application/json")))
        return true;
    request->json = json_parse(request->arena, buf_get(&request->body), &request->fault);
    return request->json != NULL;
}

/*
 * A read of the ledger, all of one position. Its tag names that position, so the client that asks again is answered by one
 * look at the head.
 */
static bool read_at_head(struct request *request, struct err *err)
{
    struct head head;
    if (!ledger_head(request->worker->ledger, &head, err))
        return false;
    response_header(request, "Cache-Control", STR("no-cache, private"));
    /* Who asks is part of it: what somebody may see changes with their roles. */
    const struct session *who = &request->session;
    struct str named = str_format(request->arena, "%lld %.*s %d %016llx %lld.%lld.%d.%u.%s", (long long)head.position.n, STR_ARG(request->uri),
                                  (int)request->lang, (unsigned long long)request->server->start_number, (long long)who->account.n,
                                  (long long)who->stamp, (int)who->views, who->verbs, who->kinds);
    struct buf tag;
    buf_init(&tag, request->arena);
    buf_char(&tag, '"');
    hash_print(hash_of(HASH_SHA256, named), &tag);
    struct str etag = str_join(request->arena, str_slice(buf_get(&tag), 0, 33), STR("\""));
    return response_not_modified(request, etag) || request->route->handle(request, err);
}

static bool read_answer(struct request *request, struct err *err)
{
    struct ledger *ledger = request->worker->ledger;
    bool began;
    if (!ledger_read_begin(ledger, &began, err))
        return false;
    bool good = who_enter(request, request->worker, err) && read_at_head(request, err);
    who_leave(request->worker);
    ledger_read_end(ledger, began);
    return good;
}

/* Anything but a read of the ledger: a write, an account's affair, a file. */
static bool other_answer(struct request *request, struct err *err)
{
    bool good = who_enter(request, request->worker, err) &&
                (request->route ? request->route->handle(request, err) : static_answer(request, request->server->options.ui_dir, err));
    who_leave(request->worker);
    return good;
}

static void run_handler(struct request *request, struct worker *worker)
{
    request->worker = worker;
    bool good = false;
    if (request->fault.code == ERR_NONE && read_json(request)) {
        bool reads = request->route && request->route->who == WHO_SIGNED_IN && request->method == METHOD_GET;
        good = reads ? read_answer(request, &request->fault) : other_answer(request, &request->fault);
        if (!good)
            request->response = (struct response){ 0 };
    }
    if (!good)
        refuse(request);
}

/* ---- the body ----------------------------------------------------------------------------------- */

static size_t body_max(const struct request *request)
{
    return request->route ? request->route->body_max : 0;
}

static bool body_refused(struct request *request)
{
    struct str limit = str_format(request->arena, "%zu", body_max(request));
    return err_set(&request->fault, ERR_WEB_BODY_TOO_BIG, "limit", limit);
}

/* What the head says of the body: its length in bytes, 0 for none, -1 where it comes in chunks. */
static int64_t body_told(const struct request *request)
{
    if (request_header(request, "Transfer-Encoding").len)
        return -1;
    int64_t bytes;
    return str_to_int(request_header(request, "Content-Length"), &bytes) ? bytes : 0;
}

static enum MHD_Result head_is_here(struct request *request)
{
    request->state = REQUEST_BODY;
    request->worker = worker_here(request->server);
    request->lang = request_lang_of(request_parameter(request, "lang"), request_header(request, "Accept-Language"));
    server_give_seconds(request, wait_seconds(request->server, LIMIT_WEB_BODY_SECONDS));
    int64_t told = body_told(request);
    if (door_admit(request, &request->fault) && told > (int64_t)body_max(request))
        body_refused(request);
    if (request->fault.code == ERR_NONE && request->route && request->route->handle == web_upload)
        upload_begin(request, &request->fault);
    if (request->fault.code == ERR_NONE || told == 0)
        return MHD_YES;
    refuse(request);
    request->state = REQUEST_DONE;
    return send_answer(request);
}

/* A body without a length that is too long is read on for as much again, so that the client hears why. */
static enum MHD_Result body_comes(struct request *request, const char *bytes, size_t *size)
{
    request->body_received += *size;
    if (request->body_received > 2 * (uint64_t)body_max(request) + 65536)
        return MHD_NO;
    if (request->body_received > body_max(request)) {
        buf_release(&request->body);
        upload_drop(request);
        body_refused(request);
    } else if (request->upload) {
        upload_bytes(request, (struct str){ bytes, *size });
    } else {
        buf_bytes(&request->body, bytes, *size);
    }
    *size = 0;
    uint64_t seconds = wait_seconds(request->server, LIMIT_WEB_BODY_SECONDS) + request->body_received / 10000;
    watch_until(request->server->watch, request->watched, request->started_ns + seconds * ns_per_second);
    return MHD_YES;
}

static void write_later(struct request *request)
{
    struct web_server *server = request->server;
    struct lane *lane = &server->lanes[request->route->who == WHO_SIGNED_IN ? LANE_WRITER : LANE_DESK];
    request->state = REQUEST_RUNNING;
    server_give_seconds(request, LIMIT_WEB_ANSWER_SECONDS);
    MHD_suspend_connection(request->connection);
    pthread_mutex_lock(&server->lock);
    request->next = NULL;
    *lane->queue_end = request;
    lane->queue_end = &request->next;
    pthread_cond_signal(&lane->work);
    pthread_mutex_unlock(&server->lock);
}

static bool is_append(const struct request *request)
{
    return request->route->handle == web_record_add || request->route->handle == web_record_append ||
           request->route->handle == web_entries_append;
}

/*
 * What waits is appended in one commit, each accepted or refused by itself. Where the group fails as a whole, each is
 * asked again alone, so that one that cannot be written takes no other with it.
 */
static void write_together(struct request **batch, size_t count, struct worker *worker)
{
    struct err err;
    err_init(&err);
    bool grouped = count > 1 && ledger_group_begin(worker->ledger, &err);
    for (size_t i = 0; i < count; i++)
        run_handler(batch[i], worker);
    if (!grouped || ledger_group_commit(worker->ledger, &err))
        return;
    for (size_t i = 0; i < count; i++) {
        batch[i]->response = (struct response){ 0 };
        batch[i]->problem = (struct problem_more){ 0 };
        err_init(&batch[i]->fault);
        run_handler(batch[i], worker);
    }
}

/* Once a minute at most, while people write. */
static void look_at_disk(struct web_server *server)
{
    uint64_t now = clock_monotonic_ns();
    bool low;
    if (server->disk_asked_ns && now - server->disk_asked_ns < 60 * ns_per_second)
        return;
    server->disk_asked_ns = now;
    int64_t bytes = disk_free(&server->options, &low);
    if (low)
        log_line(server->options.log, LOG_WARN, "disk nearly full: %lld MiB free where the ledger lies", (long long)(bytes >> 20));
}

static void *run_lane(void *host)
{
    struct lane *lane = host;
    struct web_server *server = lane->server;
    struct request *batch[GROUP_MAX];
    pthread_mutex_lock(&server->lock);
    while (!server->stop || lane->queue) {
        struct request *request = lane->queue;
        if (!request) {
            pthread_cond_wait(&lane->work, &server->lock);
            continue;
        }
        size_t count = 0;
        do {
            batch[count++] = lane->queue;
            lane->queue = lane->queue->next;
        } while (is_append(request) && lane->queue && is_append(lane->queue) && count < GROUP_MAX);
        if (!lane->queue)
            lane->queue_end = &lane->queue;
        pthread_mutex_unlock(&server->lock);
        write_together(batch, count, lane->worker);
        if (lane == &server->lanes[LANE_WRITER])
            look_at_disk(server);
        events_moved(server->events);
        for (size_t i = 0; i < count; i++) {
            batch[i]->state = REQUEST_DONE;
            MHD_resume_connection(batch[i]->connection);
        }
        pthread_mutex_lock(&server->lock);
    }
    pthread_mutex_unlock(&server->lock);
    return NULL;
}

/* ---- what the library calls --------------------------------------------------------------------- */

static void *on_uri(void *host, const char *uri, struct MHD_Connection *connection)
{
    struct request *request = request_take(host);
    request->connection = connection;
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    request->watched = info->socket_context;
    watch_busy(request->server->watch, request->watched, true);
    request->uri = str_copy(request->arena, str_from(uri));
    request_read_uri(request);
    return request;
}

static enum MHD_Result on_request(void *host, struct MHD_Connection *connection, const char *url, const char *method,
                                  const char *version, const char *upload, size_t *upload_size, void **context)
{
    (void)host, (void)connection, (void)url, (void)version;
    struct request *request = *context;
    if (request->state == REQUEST_NEW) {
        request->method_name = str_copy(request->arena, str_from(method));
        /* A HEAD is a GET whose body the library keeps back. */
        bool get = strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0;
        request->method = get ? METHOD_GET : strcmp(method, "POST") == 0 ? METHOD_POST : METHOD_OTHER;
        return head_is_here(request);
    }
    if (*upload_size)
        return body_comes(request, upload, upload_size);
    if (request->state == REQUEST_BODY) {
        if (request->method == METHOD_POST && request->fault.code == ERR_NONE) {
            write_later(request);
            return MHD_YES;
        }
        run_handler(request, request->worker);
    }
    request->state = REQUEST_DONE;
    return send_answer(request);
}

static void count_served(struct web_server *server, const struct request *request, uint64_t micros, bool cut)
{
    int class = request->response.status / 100;
    pthread_mutex_lock(&server->lock);
    server->served.requests[class > 0 && class < 6 ? class : 0]++;
    server->served.micros += micros;
    server->served.bytes += request->response.body.len;
    server->served.cut += cut;
    pthread_mutex_unlock(&server->lock);
}

static void on_completed(void *host, struct MHD_Connection *connection, void **context,
                         enum MHD_RequestTerminationCode how)
{
    (void)connection;
    struct web_server *server = host;
    struct request *request = *context;
    if (!request)
        return;
    uint64_t now = clock_monotonic_ns();
    enum log_level level = request->response.status >= 500 ? LOG_ERROR : LOG_INFO;
    bool cut = how != MHD_REQUEST_TERMINATED_COMPLETED_OK;
    uint64_t micros = (now - request->started_ns) / 1000;
    if (server->options.log)
        log_line(server->options.log, level, "%016llx %.*s %.*s status=%d bytes=%zu us=%llu from=%.*s account=%lld%s",
                 (unsigned long long)request->number, STR_ARG(request->method_name), STR_ARG(request->path),
                 request->response.status, request->response.body.len, (unsigned long long)micros, STR_ARG(request_from(request)),
                 (long long)(request->signed_in ? request->session.account.n : 0), cut ? " cut" : "");
    count_served(server, request, micros, cut);
    watch_busy(server->watch, request->watched, false);
    watch_until(server->watch, request->watched, now + wait_seconds(server, LIMIT_WEB_HEAD_SECONDS) * ns_per_second);
    *context = NULL;
    request_give_back(request);
}

static void on_connection(void *host, struct MHD_Connection *connection, void **context,
                          enum MHD_ConnectionNotificationCode what)
{
    struct web_server *server = host;
    if (what == MHD_CONNECTION_NOTIFY_STARTED) {
        const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
        struct watched *watched = watch_add(server->watch, info->connect_fd);
        watch_until(server->watch, watched, clock_monotonic_ns() + wait_seconds(server, LIMIT_WEB_HEAD_SECONDS) * ns_per_second);
        *context = watched;
    } else if (*context) {
        watch_remove(server->watch, *context);
        *context = NULL;
    }
}

/* The library would cut an address at %00; request.c decodes it. */
static size_t leave_encoded(void *host, struct MHD_Connection *connection, char *text)
{
    (void)host, (void)connection;
    return strlen(text);
}

/* ---- start and stop ----------------------------------------------------------------------------- */

static bool open_port(struct web_server *server, struct err *err)
{
    server->listener = listener_open(server->arena, server->options.address, server->options.port, server->options.any_port, err);
    return server->listener != NULL;
}

static bool make_link(struct web_server *server, struct err *err)
{
    struct account_id owner;
    struct token token;
    struct identity *identity = server->workers[0].identity;
    struct account account;
    const char *scheme = server->options.certificate.len ? "https" : "http";
    if (!identity_owner(identity, &owner, err) || !identity_account(identity, server->arena, owner, &account, err))
        return false;
    server->link = str_format(server->arena, "%s://127.0.0.1:%d/", scheme, web_port(server));
    server->has_link = server->options.link || !account.has_password;
    if (!server->has_link)
        return true;
    if (!identity_link_make(identity, owner, &token, err))
        return false;
    server->link = str_format(server->arena, "%.*sapi/login?token=%s", STR_ARG(server->link), token.text);
    return true;
}

static bool start_daemon(struct web_server *server, struct err *err)
{
    server->watch = watch_start(server->arena, LIMIT_WEB_CONNECTIONS, err);
    server->events = server->watch ? events_start(server->arena, &server->options, err) : NULL;
    if (!server->events)
        return false;
    for (int i = 0; i < LANES; i++) {
        server->lanes[i].runs = pthread_create(&server->lanes[i].thread, NULL, run_lane, &server->lanes[i]) == 0;
        if (!server->lanes[i].runs)
            return err_set(err, ERR_WEB_START, "cause", STR("pthread_create"));
    }
    struct str certificate = STR(""), key = STR("");
    if (!tls_read(server->arena, &server->options, &certificate, &key, err))
        return false;
    struct MHD_OptionItem tls[] = {
        { MHD_OPTION_HTTPS_MEM_CERT, 0, (void *)(uintptr_t)str_cstr(server->arena, certificate) },
        { MHD_OPTION_HTTPS_MEM_KEY, 0, (void *)(uintptr_t)str_cstr(server->arena, key) },
        { MHD_OPTION_END, 0, NULL },
    };
    if (!certificate.len)
        tls[0].option = MHD_OPTION_END;
    server->daemon = MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_NO_LISTEN_SOCKET | (certificate.len ? MHD_USE_TLS : 0), 0, NULL, NULL, on_request, server,
        MHD_OPTION_THREAD_POOL_SIZE, (unsigned)READERS,
        MHD_OPTION_CONNECTION_LIMIT, (unsigned)(READERS * (LIMIT_WEB_CONNECTIONS + CONNECTION_SPARE)),
        MHD_OPTION_CONNECTION_TIMEOUT, 120u,
        MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_URI_LOG_CALLBACK, on_uri, server,
        MHD_OPTION_UNESCAPE_CALLBACK, leave_encoded, server, MHD_OPTION_NOTIFY_COMPLETED, on_completed, server,
        MHD_OPTION_NOTIFY_CONNECTION, on_connection, server, MHD_OPTION_ARRAY, tls, MHD_OPTION_END);
    if (!server->daemon)
        return err_set(err, ERR_WEB_START, "cause", str_from(strerror(errno)));
    return listener_start(server->listener, server->daemon, server->watch, err);
}

static bool load_lexicon(struct web_server *server, struct err *err)
{
    struct str shipped = path_join(server->arena, server->options.shipped_model, STR("lexicon"));
    struct str own = path_join(server->arena, server->options.ledger, STR("model/lexicon"));
    return folder_exists(own) ? plan_lexicon_load_over(server->arena, shipped, own, &server->lexicon, err)
                              : plan_lexicon_load(server->arena, shipped, &server->lexicon, err);
}

static bool make_scratch(struct web_server *server, struct err *err)
{
    const char *folder = getenv("TMPDIR");
    struct str template = str_format(server->arena, "%s/luodi-serve-XXXXXX", folder && *folder ? folder : "/tmp");
    char *path = (char *)(uintptr_t)str_cstr(server->arena, template);
    if (!mkdtemp(path))
        return err_set(err, ERR_FILE_WRITE, "path", template, "cause", str_from(strerror(errno)));
    server->scratch = str_from(path);
    return true;
}

static void drop_scratch(struct web_server *server)
{
    struct str *names;
    size_t count;
    struct err none;
    err_init(&none);
    if (!server->scratch.len || !folder_list(server->arena, server->scratch, &names, &count, &none))
        return;
    for (size_t i = 0; i < count; i++)
        unlink(str_cstr(server->arena, path_join(server->arena, server->scratch, names[i])));
    rmdir(server->scratch.ptr);
}

static bool open_workers(struct web_server *server, struct err *err)
{
    for (int i = 0; i < WORKERS; i++)
        if (!worker_open(&server->workers[i], &server->options, err))
            return false;
    return true;
}

bool web_start(const struct web_options *options, struct web_server **out, struct err *err)
{
    struct arena *arena = arena_new();
    struct web_server *server = ARENA_NEW(arena, struct web_server);
    server->arena = arena;
    server->options = *options;
    server->options.ledger = str_copy(arena, options->ledger);
    server->options.shipped_model = str_copy(arena, options->shipped_model);
    server->options.ui_dir = str_copy(arena, options->ui_dir);
    server->options.address = str_copy(arena, options->address);
    server->options.hosts = str_copy(arena, options->hosts);
    server->options.certificate = str_copy(arena, options->certificate);
    server->options.key = str_copy(arena, options->key);
    server->started_ns = clock_monotonic_ns();
    for (int i = 0; i < LANES; i++) {
        server->lanes[i] = (struct lane){ .server = server, .worker = &server->workers[READERS + i] };
        server->lanes[i].queue_end = &server->lanes[i].queue;
        must(pthread_cond_init(&server->lanes[i].work, NULL) == 0);
    }
    rng_secret(&server->start_number, sizeof server->start_number);
    server->next_number = server->start_number;
    pthread_condattr_t monotonic;
    must(pthread_condattr_init(&monotonic) == 0 && pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC) == 0);
    must(pthread_mutex_init(&server->lock, NULL) == 0 && pthread_cond_init(&server->idle, &monotonic) == 0);
    pthread_condattr_destroy(&monotonic);
    if (load_lexicon(server, err) && open_workers(server, err) && make_scratch(server, err) && open_port(server, err) && make_link(server, err) && start_daemon(server, err)) {
        *out = server;
        return true;
    }
    web_stop(server);
    return false;
}

static void wait_idle(struct web_server *server)
{
    uint64_t end = clock_monotonic_ns() + STOP_SECONDS * ns_per_second;
    struct timespec until = { (time_t)(end / ns_per_second), (long)(end % ns_per_second) };
    pthread_mutex_lock(&server->lock);
    while (server->running > 0 && pthread_cond_timedwait(&server->idle, &server->lock, &until) == 0) {}
    server->stop = true;
    for (int i = 0; i < LANES; i++)
        pthread_cond_signal(&server->lanes[i].work);
    pthread_mutex_unlock(&server->lock);
}

void web_stop(struct web_server *server)
{
    if (server->listener)
        listener_stop(server->listener);
    if (server->events)
        events_stop(server->events);
    wait_idle(server);
    for (int i = 0; i < LANES; i++)
        if (server->lanes[i].runs)
            pthread_join(server->lanes[i].thread, NULL);
    if (server->daemon)
        MHD_stop_daemon(server->daemon);
    if (server->events)
        events_free(server->events);
    if (server->watch)
        watch_stop(server->watch);
    for (int i = 0; i < WORKERS; i++)
        worker_close(&server->workers[i]);
    drop_scratch(server);
    for (struct request *request = server->free; request; request = request->next)
        arena_free(request->arena);
    pthread_cond_destroy(&server->idle);
    for (int i = 0; i < LANES; i++)
        pthread_cond_destroy(&server->lanes[i].work);
    pthread_mutex_destroy(&server->lock);
    arena_free(server->arena);
}

bool web_serve(const struct web_options *options, FILE *out, struct err *err)
{
    sigset_t ends, before;
    sigemptyset(&ends);
    sigaddset(&ends, SIGINT);
    sigaddset(&ends, SIGTERM);
    /* Before the threads are made, so that they leave these signals to this one. */
    pthread_sigmask(SIG_BLOCK, &ends, &before);
    struct web_server *server;
    bool good = web_start(options, &server, err);
    if (good) {
        bool zh = options->lang == LANG_ZH;
        if (server->has_link)
            fprintf(out, zh ? "登录链接（只能用一次，%d 分钟内有效）：\n  %.*s\n按 Ctrl-C 停止。\n"
                            : "Sign in (the link works once, within %d minutes):\n  %.*s\nCtrl-C stops the server.\n",
                    LIMIT_LINK_MINUTES, STR_ARG(server->link));
        else
            fprintf(out, zh ? "请用登录名和密码登录：\n  %.*s\n按 Ctrl-C 停止。\n"
                            : "Sign in by name and password:\n  %.*s\nCtrl-C stops the server.\n", STR_ARG(server->link));
        fflush(out);
        int signal_number;
        sigwait(&ends, &signal_number);
        web_stop(server);
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return good;
}
