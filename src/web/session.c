/* session.c - signing in by link, signing out, and the cookie. */
#include "web/web_priv.h"

#include "base/arena.h"
#include "base/limits.h"

static void cookie_set(struct request *request, struct str value, int seconds)
{
    response_header(request, "Set-Cookie",
                    str_format(request->arena, "%s=%.*s; Path=/; HttpOnly; SameSite=Strict; Max-Age=%d%s",
                               request_cookie_name(request), STR_ARG(value), seconds, request_is_secure(request) ? "; Secure" : ""));
}

static void see_other(struct request *request, struct str place)
{
    request->response.status = 303;
    response_header(request, "Location", place);
    response_header(request, "Cache-Control", STR("no-store"));
}

void session_cookie(struct request *request, const struct token *session)
{
    cookie_set(request, str_from(str_cstr(request->arena, str_from(session->text))), LIMIT_SESSION_HOURS * 3600);
}

/* A person follows this address, so the answer to a wrong link is a page that says so. */
bool web_login(struct request *request, struct err *err)
{
    struct token session;
    if (identity_link_use(request->worker->identity, request_parameter(request, "token"), &session, err)) {
        session_cookie(request, &session);
        see_other(request, STR("/"));
        return true;
    }
    const char *code = err->code == ERR_WEB_TOKEN_USED      ? "web_token_used"
                       : err->code == ERR_WEB_TOKEN_EXPIRED ? "web_token_expired"
                       : err->code == ERR_WEB_TOKEN_UNKNOWN ? "web_token_unknown"
                                                            : NULL;
    if (!code)
        return false;
    see_other(request, str_format(request->arena, "/sign-in?code=%s", code));
    return true;
}

bool web_logout(struct request *request, struct err *err)
{
    struct str token = request_cookie(request, request_cookie_name(request));
    if (!identity_session_end(request->worker->identity, token, err))
        return false;
    cookie_set(request, STR(""), 0);
    request->response.status = 204;
    return true;
}
