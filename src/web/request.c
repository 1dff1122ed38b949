/*
 * request.c - what a request says: its address taken apart, parameters, headers; and what its answer carries.
 *
 * The address is decoded here and not by the HTTP library, which would cut it at a %00.
 */
#include "web/web_priv.h"

#include <microhttpd.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/limits.h"
#include "base/must.h"
#include "base/utf8.h"

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static bool uri_fault(struct request *request, const char *cause)
{
    return err_set(&request->uri_fault, ERR_WEB_URI, "cause", str_from(cause));
}

/* %XX, and in parameters '+' for a blank. What comes out is text without control characters. */
static bool decode(struct request *request, struct str raw, bool plus, struct str *out)
{
    char *text = arena_alloc(request->arena, raw.len + 1);
    size_t len = 0;
    for (size_t i = 0; i < raw.len; i++) {
        char c = raw.ptr[i];
        if (c == '%') {
            int high = i + 2 < raw.len ? hex_digit(raw.ptr[i + 1]) : -1;
            int low = i + 2 < raw.len ? hex_digit(raw.ptr[i + 2]) : -1;
            if (high < 0 || low < 0)
                return uri_fault(request, "%");
            c = (char)(high << 4 | low);
            i += 2;
        } else if (c == '+' && plus) {
            c = ' ';
        }
        text[len++] = c;
    }
    *out = (struct str){ text, len };
    for (size_t i = 0; i < len; i++)
        if ((unsigned char)text[i] < 0x20 || text[i] == 0x7F)
            return uri_fault(request, "U+0000..U+001F");
    return utf8_valid(*out) || uri_fault(request, "UTF-8");
}

static bool read_path(struct request *request, struct str raw)
{
    if (!str_starts(raw, STR("/")))
        return uri_fault(request, "/");
    if (!decode(request, raw, false, &request->path))
        return false;
    if (str_has(request->path, STR("\\")))
        return uri_fault(request, "\\");
    struct str rest = request->path, segment;
    while (str_split(&rest, '/', &segment))
        if (str_eq(segment, STR(".")) || str_eq(segment, STR("..")))
            return uri_fault(request, "..");
    return true;
}

static bool read_parameters(struct request *request, struct str raw)
{
    request->parameters = ARENA_ARRAY(request->arena, struct parameter, LIMIT_WEB_PARAMETERS);
    struct str rest = raw, pair;
    while (rest.len && str_split(&rest, '&', &pair)) {
        if (!pair.len)
            continue;
        if (request->parameter_count == LIMIT_WEB_PARAMETERS)
            return uri_fault(request, "?");
        ptrdiff_t sign = str_find(pair, STR("="), 0);
        struct str name = sign < 0 ? pair : str_slice(pair, 0, (size_t)sign);
        struct str value = sign < 0 ? STR("") : str_slice(pair, (size_t)sign + 1, pair.len);
        struct parameter *parameter = &request->parameters[request->parameter_count++];
        if (!decode(request, name, true, &parameter->name) || !decode(request, value, true, &parameter->value))
            return false;
    }
    return true;
}

void request_read_uri(struct request *request)
{
    ptrdiff_t mark = str_find(request->uri, STR("?"), 0);
    struct str path = mark < 0 ? request->uri : str_slice(request->uri, 0, (size_t)mark);
    request->path = STR("/");
    if (request->uri.len > LIMIT_WEB_URI_BYTES)
        uri_fault(request, "8192");
    else if (read_path(request, path) && mark >= 0)
        read_parameters(request, str_slice(request->uri, (size_t)mark + 1, request->uri.len));
}

enum lang request_lang_of(struct str asked, struct str accepted)
{
    if (str_eq(asked, STR("zh")))
        return LANG_ZH;
    if (str_eq(asked, STR("en")))
        return LANG_EN;
    /* The first of ours that is named: browsers send what they like best first. */
    struct str rest = accepted, piece;
    while (rest.len && str_split(&rest, ',', &piece)) {
        piece = str_trim(piece);
        if (str_starts(piece, STR("zh")))
            return LANG_ZH;
        if (str_starts(piece, STR("en")))
            return LANG_EN;
    }
    return LANG_ZH;
}

struct str request_parameter(const struct request *request, const char *name)
{
    for (size_t i = 0; i < request->parameter_count; i++)
        if (str_eq(request->parameters[i].name, str_from(name)))
            return request->parameters[i].value;
    return STR("");
}

bool request_parameter_fault(const char *name, struct str value, const char *wanted, struct err *err)
{
    err_set(err, ERR_WEB_PARAMETER, "name", str_from(name), "value", value, "wanted", str_from(wanted));
    return err_at_field(err, str_from(name));
}

bool request_int(const struct request *request, const char *name, int64_t absent, int64_t least, int64_t most,
                 int64_t *n, struct err *err)
{
    struct str value = request_parameter(request, name);
    *n = absent;
    if (!value.len)
        return true;
    if (str_to_int(value, n) && *n >= least && *n <= most)
        return true;
    char wanted[64];
    snprintf(wanted, sizeof wanted, "%lld .. %lld", (long long)least, (long long)most);
    return request_parameter_fault(name, value, wanted, err);
}

struct str request_header(const struct request *request, const char *name)
{
    return str_from(MHD_lookup_connection_value(request->connection, MHD_HEADER_KIND, name));
}

struct str request_cookie(const struct request *request, const char *name)
{
    return str_from(MHD_lookup_connection_value(request->connection, MHD_COOKIE_KIND, name));
}

const char *request_cookie_name(struct request *request)
{
    return str_cstr(request->arena, str_format(request->arena, "luodi_%d", web_port(request->server)));
}

void response_header(struct request *request, const char *name, struct str value)
{
    struct response *response = &request->response;
    must(response->header_count < RESPONSE_HEADERS_MAX);
    response->headers[response->header_count++] = (struct response_header){ name, value };
}

void response_json(struct request *request, int status, struct str json)
{
    request->response.status = status;
    request->response.type = "application/json";
    request->response.body = json;
}

bool response_not_modified(struct request *request, struct str etag)
{
    struct str wanted = request_header(request, "If-None-Match");
    ptrdiff_t at = str_find(wanted, str_slice(etag, 0, etag.len - 1), 0);
    bool same = at >= 0 || str_eq(wanted, STR("*"));
    if (at >= 0) { /* as it was sent: a record's tag says its version behind this one */
        ptrdiff_t end = str_find(wanted, STR("\""), (size_t)at + 1);
        etag = end < 0 ? etag : str_slice(wanted, (size_t)at, (size_t)(end - at) + 1);
    }
    response_header(request, "ETag", etag);
    if (same)
        request->response.status = 304;
    return same;
}

void response_tag_version(struct request *request, int64_t version)
{
    for (size_t i = 0; i < request->response.header_count; i++) {
        struct response_header *header = &request->response.headers[i];
        if (str_eq(str_from(header->name), STR("ETag")))
            header->value = str_format(request->arena, "%.*s.%lld\"", (int)header->value.len - 1, header->value.ptr, (long long)version);
    }
}
