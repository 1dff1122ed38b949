/*
 * operation.c - what whoever keeps the server needs: is it well, how much does it do, is the disk filling, who came and over
 * what.
 */
#include "web/web_priv.h"

#include <arpa/inet.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <sys/statvfs.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/limits.h"
#include "ledger/ledger.h"

enum { PEM_BYTES_MAX = 1 << 20 };

/* ---- who came, over what ------------------------------------------------------------------------ */

static const struct sockaddr_in *peer_of(const struct request *request)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(request->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    return info && info->client_addr && info->client_addr->sa_family == AF_INET ? (const struct sockaddr_in *)(const void *)info->client_addr : NULL;
}

static bool peer_is_here(const struct request *request)
{
    const struct sockaddr_in *peer = peer_of(request);
    return peer && (ntohl(peer->sin_addr.s_addr) >> 24) == 127;
}

static struct str last_of(struct str list)
{
    struct str piece = STR("");
    while (list.len && str_split(&list, ',', &piece)) {}
    return str_trim(piece);
}

bool request_is_secure(const struct request *request)
{
    const struct web_options *options = server_options(request->server);
    if (options->certificate.len)
        return true;
    return options->proxy && peer_is_here(request) && str_eq(last_of(request_header(request, "X-Forwarded-Proto")), STR("https"));
}

struct str request_from(const struct request *request)
{
    const struct sockaddr_in *peer = peer_of(request);
    char text[INET_ADDRSTRLEN] = "?";
    struct str forwarded = last_of(request_header(request, "X-Forwarded-For"));
    if (server_options(request->server)->proxy && peer_is_here(request) && forwarded.len && forwarded.len <= INET6_ADDRSTRLEN)
        return forwarded;
    if (peer)
        inet_ntop(AF_INET, &peer->sin_addr, text, sizeof text);
    return str_from(str_cstr(request->arena, str_from(text)));
}

bool request_is_local(const struct request *request)
{
    struct str host = request_header(request, "Host");
    return peer_is_here(request) && !request_header(request, "X-Forwarded-For").len &&
           (str_starts(host, STR("127.0.0.1")) || str_starts(host, STR("localhost")) || str_starts(host, STR("[::1]")));
}

/* ---- TLS ---------------------------------------------------------------------------------------- */

bool tls_read(struct arena *arena, const struct web_options *options, struct str *certificate, struct str *key, struct err *err)
{
    struct in_addr at;
    bool here = !options->address.len ||
                (inet_pton(AF_INET, str_cstr(arena, options->address), &at) == 1 && (ntohl(at.s_addr) >> 24) == 127);
    if (!options->certificate.len && !options->key.len)
        return here || err_set(err, ERR_WEB_PLAIN, "address", options->address);
    if (!options->certificate.len || !options->key.len)
        return err_set(err, ERR_WEB_TLS, "path", options->certificate.len ? STR("tls_key") : STR("tls_certificate"));
    if (!file_read(arena, options->certificate, PEM_BYTES_MAX, certificate, err) || !file_read(arena, options->key, PEM_BYTES_MAX, key, err))
        return false;
    if (!str_has(*certificate, STR("-----BEGIN CERTIFICATE-----")))
        return err_set(err, ERR_WEB_TLS, "path", options->certificate);
    return str_has(*key, STR("PRIVATE KEY-----")) || err_set(err, ERR_WEB_TLS, "path", options->key);
}

/* ---- health and numbers ------------------------------------------------------------------------- */

int64_t disk_free(const struct web_options *options, bool *low)
{
    struct statvfs disk;
    char path[4096];
    *low = false;
    if (options->ledger.len >= sizeof path)
        return -1;
    for (size_t i = 0; i <= options->ledger.len; i++)
        path[i] = i < options->ledger.len ? options->ledger.ptr[i] : '\0';
    if (statvfs(path, &disk) != 0)
        return -1;
    int64_t bytes = (int64_t)disk.f_bavail * (int64_t)disk.f_frsize;
    *low = bytes < (options->disk_low_mib ? options->disk_low_mib : LIMIT_DISK_LOW_MIB) * (1 << 20);
    return bytes;
}

bool web_health(struct request *request, struct err *err)
{
    bool low;
    (void)err;
    disk_free(server_options(request->server), &low);
    response_json(request, 200, low ? STR("{\"status\":\"ok\",\"disk\":\"low\"}") : STR("{\"status\":\"ok\",\"disk\":\"ok\"}"));
    response_header(request, "Cache-Control", STR("no-store"));
    return true;
}

static void metric(struct buf *out, const char *name, const char *type, const char *help, int64_t value)
{
    buf_printf(out, "# HELP luodi_%s %s\n# TYPE luodi_%s %s\nluodi_%s %lld\n", name, help, name, type, name, (long long)value);
}

/* In the text format of Prometheus. It names nobody, but says how busy people are: so on this machine only. */
bool web_metrics(struct request *request, struct err *err)
{
    struct buf out;
    struct head head;
    bool low;
    int running;
    size_t connections;
    uint64_t up_ns;
    if (!request_is_local(request))
        return err_set(err, ERR_WEB_NOT_FOUND, "path", request->path);
    if (!ledger_head(request->worker->ledger, &head, err))
        return false;
    struct served served = server_served(request->server, &running, &connections, &up_ns);
    buf_init(&out, request->arena);
    buf_cstr(&out, "# HELP luodi_requests_total Requests answered, by the class of their status.\n# TYPE luodi_requests_total counter\n");
    for (int i = 1; i < 6; i++)
        buf_printf(&out, "luodi_requests_total{status=\"%dxx\"} %llu\n", i, (unsigned long long)served.requests[i]);
    metric(&out, "requests_cut_total", "counter", "Requests whose client went away or was shut.", (int64_t)served.cut);
    metric(&out, "request_microseconds_total", "counter", "Time from a request's first byte to its answer's last.", (int64_t)served.micros);
    metric(&out, "answer_bytes_total", "counter", "Bytes of answers' bodies.", (int64_t)served.bytes);
    metric(&out, "requests_running", "gauge", "Requests without their answer yet, this one among them.", running);
    metric(&out, "connections", "gauge", "Open connections.", (int64_t)connections);
    metric(&out, "ledger_position", "gauge", "The ledger's last entry.", head.position.n);
    metric(&out, "disk_free_bytes", "gauge", "Free on the ledger's disk.", disk_free(server_options(request->server), &low));
    metric(&out, "disk_low", "gauge", "1 when less is free than the settings ask for.", low);
    metric(&out, "up_seconds", "gauge", "Since the start.", (int64_t)(up_ns / 1000000000));
    request->response.status = 200;
    request->response.type = "text/plain; version=0.0.4; charset=utf-8";
    request->response.body = buf_get(&out);
    response_header(request, "Cache-Control", STR("no-store"));
    return true;
}
