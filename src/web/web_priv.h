/*
 * web_priv.h - what the files of src/web/ share: a request on its way, and who serves it.
 *
 * A request is made when its address is known, lives in an arena of its own, and is given back when its answer
 * was taken. It is touched by one thread at a time: the pool's thread of its connection, or, for writes, the
 * writing thread while the connection is suspended.
 */
#ifndef LUODI_WEB_WEB_PRIV_H
#define LUODI_WEB_WEB_PRIV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"
#include "identity/identity.h"
#include "web/web.h"

struct arena;
struct json;
struct ledger;
struct MHD_Connection;
struct plan_lexicon;
struct request;
struct watched;

enum method { METHOD_GET, METHOD_POST, METHOD_OTHER };
enum who { WHO_OPEN, WHO_SIGNED_IN, WHO_IN_PERSON };

struct route {
    enum method method;
    struct str path;
    bool (*handle)(struct request *request, struct err *err);
    enum who who;
    size_t body_max;
};

struct parameter { struct str name, value; };

enum { SEGMENTS_MAX = 4, RESPONSE_HEADERS_MAX = 8 };

struct response_header { const char *name; struct str value; };

struct response {
    int status;
    const char *type;      /* NULL: none */
    struct str body;       /* in the request's arena, or lasting */
    struct response_header headers[RESPONSE_HEADERS_MAX];
    size_t header_count;
};

/* What a refusal tells beside the error. */
struct problem_more {
    int64_t entry;         /* which of many entries is at fault, from 1; 0: none */
    int64_t version;       /* the record's, where the client's was an older one; 0: none */
    struct str changes;    /* what others changed meanwhile, a JSON array; or empty */
};

struct stream;
struct upload;

/* What one thread serves with. The ledger reads and appends for the request's account while its handler runs, and for
 * nobody between requests (who.c): what a handler asks it for is what that account may see and do. */
struct worker {
    struct ledger *ledger;
    struct identity *identity;
    struct who_cache *who;
};

enum request_state { REQUEST_NEW, REQUEST_BODY, REQUEST_RUNNING, REQUEST_DONE };

struct request {
    struct arena *arena;
    struct web_server *server;
    struct worker *worker;         /* while a handler runs */
    struct MHD_Connection *connection;
    struct watched *watched;       /* its connection's deadline */
    struct request *next;          /* in a queue or among the free */
    uint64_t number;               /* its id in the log and the answer */
    uint64_t started_ns;
    enum request_state state;
    enum method method;
    struct str method_name;
    struct err fault;              /* why it was refused; ERR_NONE: it was not */
    struct str uri;                /* as it came */
    struct str path;               /* decoded */
    struct parameter *parameters;
    size_t parameter_count;
    struct err uri_fault;          /* code ERR_NONE: the address is well formed */
    enum lang lang;
    const struct route *route;     /* NULL: a file */
    struct str segments[SEGMENTS_MAX];
    size_t segment_count;
    bool signed_in;
    struct session session;
    struct buf body;
    uint64_t body_received;
    const struct json *json;       /* of an application/json body, or NULL */
    struct upload *upload;         /* a file that goes to the disk as it comes, or NULL */
    struct stream *stream;         /* an answer that goes on (events.c), or NULL */
    struct problem_more problem;
    struct response response;
};

/* ---- request.c ---------------------------------------------------------------------------------- */

/* Take the address apart: path, parameters. A fault is kept in request->uri_fault. */
void request_read_uri(struct request *request);
/* The language asked for: ?lang=, else Accept-Language, else Chinese. */
enum lang request_lang_of(struct str asked, struct str accepted);
/* "" where it was not given. */
struct str request_parameter(const struct request *request, const char *name);
/* A whole number within bounds; `absent` where it was not given. ERR_WEB_PARAMETER. */
bool request_int(const struct request *request, const char *name, int64_t absent, int64_t least, int64_t most,
                 int64_t *n, struct err *err);
bool request_parameter_fault(const char *name, struct str value, const char *wanted, struct err *err);
struct str request_header(const struct request *request, const char *name); /* "" where absent */
struct str request_cookie(const struct request *request, const char *name);
/* This server's cookie: one for each port, since browsers do not tell ports apart. */
const char *request_cookie_name(struct request *request);

void response_header(struct request *request, const char *name, struct str value);
/* A finished JSON text as the answer. */
void response_json(struct request *request, int status, struct str json);
/* The answer is what the client has already, if If-None-Match names the tag. Sets ETag either way. */
bool response_not_modified(struct request *request, struct str etag);
/* The tag of a record says also which version of it was seen, for If-Match. */
void response_tag_version(struct request *request, int64_t version);

/* ---- route.c ------------------------------------------------------------------------------------ */

/* Find the row for the request's method and path; none leaves route NULL. ERR_WEB_METHOD, and ERR_WEB_NOT_FOUND
 * for what lies under /api/. */
bool route_find(struct request *request, struct err *err);
size_t route_count(void);
const struct route *route_at(size_t i);
#define ROUTE(method, path, handler, who, bytes) bool handler(struct request *request, struct err *err);
#include "web/routes.def"
#undef ROUTE

/* ---- door.c ------------------------------------------------------------------------------------- */

/* Who may come in at all: name, site, header, session. Runs before the body is read. */
bool door_admit(struct request *request, struct err *err);

/* ---- upload.c ----------------------------------------------------------------------------------- */

bool upload_begin(struct request *request, struct err *err);
void upload_bytes(struct request *request, struct str bytes);
void upload_drop(struct request *request); /* what was not kept */

/* ---- session.c ---------------------------------------------------------------------------------- */

void session_cookie(struct request *request, const struct token *session);

/* ---- who.c -------------------------------------------------------------------------------------- */

/* Let the worker's ledger act for the request's account, until who_leave. */
bool who_enter(struct request *request, struct worker *worker, struct err *err);
void who_leave(struct worker *worker);
struct who_cache *who_cache_new(void);
void who_cache_free(struct who_cache *cache); /* NULL is allowed */

/* ---- problem.c, static.c ------------------------------------------------------------------------ */

/* The answer of RFC 9457 for an error, in the request's language. */
void problem_answer(struct request *request, const struct err *err);
/* The page and its files. */
bool static_answer(struct request *request, struct str ui_dir, struct err *err);

/* ---- watch.c: deadlines of connections ---------------------------------------------------------- */

struct watch;
struct watch *watch_start(struct arena *arena, int connections_max, struct err *err);
void watch_stop(struct watch *watch);
struct watched *watch_add(struct watch *watch, int socket);
void watch_remove(struct watch *watch, struct watched *watched);
/* Give the connection until then; at that time it is shut. */
void watch_until(struct watch *watch, struct watched *watched, uint64_t deadline_ns);

/* Whether a request is on it: of those without one, the idlest makes way where there is no room. */
void watch_busy(struct watch *watch, struct watched *watched, bool busy);
size_t watch_used(struct watch *watch);

/* Room for one connection more, taken; watch_remove gives it back, or, where it came to nothing, this. */
bool watch_take(struct watch *watch, size_t most);
void watch_give_back(struct watch *watch);

/* ---- listen.c: the port ------------------------------------------------------------------------- */

struct listener;
struct MHD_Daemon;
/* At an IPv4 address. port 0: the next free one; any_port: whichever the system gives. ERR_WEB_PORT. */
struct listener *listener_open(struct arena *arena, struct str address, int port, bool any_port, struct err *err);
int listener_port(const struct listener *listener);
/* Take connections from now on. */
bool listener_start(struct listener *listener, struct MHD_Daemon *daemon, struct watch *watch, struct err *err);
void listener_stop(struct listener *listener);

/* ---- operation.c -------------------------------------------------------------------------------- */

/* Numbers since the start, under the server's lock. */
struct served { uint64_t requests[6], micros, bytes, cut; }; /* requests by the first digit of their status */

/* Whether the request came over TLS: this server's own, or that of the proxy before it. */
bool request_is_secure(const struct request *request);
/* Whose it is: the peer, or whom the proxy names. */
struct str request_from(const struct request *request);
bool request_is_local(const struct request *request);
/* Free bytes on the ledger's disk; *low: fewer than the settings ask for. */
int64_t disk_free(const struct web_options *options, bool *low);
/* ERR_WEB_PLAIN, ERR_WEB_TLS: certificate and key as they are read. */
bool tls_read(struct arena *arena, const struct web_options *options, struct str *certificate, struct str *key, struct err *err);

/* ---- worker.c ----------------------------------------------------------------------------------- */

/* What a thread serves with; a worker that was never opened may be closed. */
bool worker_open(struct worker *worker, const struct web_options *options, struct err *err);
void worker_close(struct worker *worker);

/* ---- events.c: pages that are told when the ledger moves ---------------------------------------- */

struct events;
struct MHD_Response;
struct events *events_start(struct arena *arena, const struct web_options *options, struct err *err);
void events_moved(struct events *events); /* this server wrote: any thread */
void events_stop(struct events *events);  /* every stream ends */
void events_free(struct events *events);  /* once nobody listens any more */
struct MHD_Response *events_response(struct request *request);
void events_leave(struct request *request);

/* ---- server.c ----------------------------------------------------------------------------------- */

struct events *server_events(const struct web_server *server);
/* The request's connection is given so many seconds more. */
void server_give_seconds(struct request *request, uint64_t seconds);
const struct web_options *server_options(const struct web_server *server);
/* The words that plans are read by; read-only, so all threads share it. */
const struct plan_lexicon *server_lexicon(const struct web_server *server);
/* A folder of this server's own for workbooks on their way out; gone when it stops. */
struct str server_scratch(const struct web_server *server);
struct served server_served(struct web_server *server, int *running, size_t *connections, uint64_t *up_ns);

#endif
