/*
 * door.c - who may come in: the server's own name, its own pages, signed in where that is asked.
 *
 * A page of another site can make a browser send requests here. Three things stop it: the Host must be ours (else
 * a name that someone points at 127.0.0.1 would make their page ours), the Origin and Sec-Fetch-Site that
 * browsers send must not be another's, and writes need a header that a form cannot set.
 */
#include "web/web_priv.h"

#include "base/arena.h"
#include "ledger/ledger.h"

static bool is_our_name(const struct request *request, struct str host)
{
    static const struct str names[] = { STR_INIT("127.0.0.1"), STR_INIT("localhost"), STR_INIT("[::1]") };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (!str_starts(host, names[i]))
            continue;
        struct str port = str_slice(host, names[i].len, host.len);
        if (!port.len)
            return true;
        int64_t n;
        return port.ptr[0] == ':' && str_to_int(str_slice(port, 1, port.len), &n) && n == web_port(request->server);
    }
    struct str others = server_options(request->server)->hosts, name;
    while (others.len && str_split(&others, ' ', &name))
        if (name.len && str_starts(host, name)) {
            struct str port = str_slice(host, name.len, host.len);
            int64_t n;
            if (!port.len || (port.ptr[0] == ':' && str_to_int(str_slice(port, 1, port.len), &n)))
                return true;
        }
    return false;
}

static bool from_our_page(const struct request *request, struct str host, struct err *err)
{
    struct str origin = request_header(request, "Origin");
    const char *scheme = request_is_secure(request) ? "https" : "http";
    if (origin.len && !str_eq(origin, str_format(request->arena, "%s://%.*s", scheme, STR_ARG(host))))
        return err_set(err, ERR_WEB_CROSS_SITE, "origin", origin);
    struct str site = request_header(request, "Sec-Fetch-Site");
    bool ours = !site.len || str_eq(site, STR("same-origin")) || str_eq(site, STR("none"));
    /* Following a link from a mail or a note to the page, or to sign in, is no such request. */
    bool visit = request->method == METHOD_GET && str_eq(request_header(request, "Sec-Fetch-Mode"), STR("navigate")) &&
                 (!request->route || request->route->handle == web_login);
    if (!ours && !visit && request->route)
        return err_set(err, ERR_WEB_CROSS_SITE, "origin", site);
    return true;
}

/* A program's token is no cookie: a browser does not send it by itself, so no page can have it sent. */
static bool admit_program(struct request *request, struct str token, struct err *err)
{
    if (request->route->who == WHO_IN_PERSON)
        return err_set(err, ERR_TOKEN_NOT_HERE);
    request->signed_in = identity_bearer(request->worker->identity, token, &request->session, err);
    return request->signed_in;
}

bool door_admit(struct request *request, struct err *err)
{
    struct str host = request_header(request, "Host");
    if (!is_our_name(request, host))
        return err_set(err, ERR_WEB_HOST, "host", host);
    if (request->uri_fault.code != ERR_NONE) {
        err_copy(err, &request->uri_fault);
        return false;
    }
    if (!route_find(request, err) || !from_our_page(request, host, err))
        return false;
    if (!request->route)
        return true;
    struct str bearer = request_header(request, "Authorization");
    bool asked = request->route->who != WHO_OPEN;
    if (str_starts(bearer, STR("Bearer ")) && asked)
        return admit_program(request, str_trim(str_slice(bearer, 7, bearer.len)), err);
    if (request->method == METHOD_POST && !str_eq(request_header(request, "X-Luodi"), STR("1")))
        return err_set(err, ERR_WEB_HEADER_MISSING);
    struct str token = request_cookie(request, request_cookie_name(request));
    struct err none;
    err_init(&none);
    request->signed_in =
        token.len && identity_session(request->worker->identity, token, &request->session, asked ? err : &none);
    if (request->signed_in || !asked)
        return true;
    return err->code == ERR_NONE ? err_set(err, ERR_WEB_NOT_SIGNED_IN) : false;
}
