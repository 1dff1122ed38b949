/* route.c - which row of routes.def a request is for. */
#include "web/web_priv.h"

#include "base/arena.h"
#include "base/limits.h"

static const struct route routes[] = {
#define ROUTE(method, path, handler, who, bytes) \
    { METHOD_##method, STR_INIT(path), handler, WHO_##who, bytes },
#include "web/routes.def"
#undef ROUTE
};

enum { ROUTE_COUNT = sizeof routes / sizeof *routes };

size_t route_count(void)
{
    return ROUTE_COUNT;
}

const struct route *route_at(size_t i)
{
    return &routes[i];
}

/* "{}" takes a whole segment, "{}.xlsx" one with that ending. */
static bool segment_fits(struct str pattern, struct str segment, struct request *request)
{
    if (!str_starts(pattern, STR("{}")))
        return str_eq(pattern, segment);
    struct str ending = str_slice(pattern, 2, pattern.len);
    if (segment.len <= ending.len || !str_ends(segment, ending) || request->segment_count == SEGMENTS_MAX)
        return false;
    request->segments[request->segment_count++] = str_slice(segment, 0, segment.len - ending.len);
    return true;
}

static bool path_fits(struct str pattern, struct request *request)
{
    struct str path = request->path, wanted, segment;
    request->segment_count = 0;
    for (;;) {
        bool more = str_split(&pattern, '/', &wanted), given = str_split(&path, '/', &segment);
        if (!more || !given)
            return more == given;
        if (!segment_fits(wanted, segment, request))
            return false;
    }
}

bool route_find(struct request *request, struct err *err)
{
    const char *allowed = NULL;
    for (size_t i = 0; i < ROUTE_COUNT; i++) {
        if (!path_fits(routes[i].path, request))
            continue;
        if (routes[i].method == request->method) {
            request->route = &routes[i];
            return true;
        }
        bool get = routes[i].method == METHOD_GET, before = allowed != NULL;
        allowed = before ? "GET, POST" : get ? "GET" : "POST"; /* no address has two rows of one method */
    }
    bool file = !str_starts(request->path, STR("/api/")) && !str_eq(request->path, STR("/api"));
    if (!allowed && file && request->method == METHOD_GET)
        return true;
    if (!allowed && !file)
        return err_set(err, ERR_WEB_NOT_FOUND, "path", request->path);
    allowed = allowed ? allowed : "GET";
    response_header(request, "Allow", str_from(allowed));
    return err_set(err, ERR_WEB_METHOD, "path", request->path, "method", request->method_name, "allowed",
                   str_from(allowed));
}
