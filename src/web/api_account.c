/*
 * api_account.c - one's own account: signing in by name and password, what one may, the password, the second factor, tokens
 * for programs.
 */
#include "web/api_priv.h"

#include <stdio.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/limits.h"

static struct str cookie_of(struct request *request)
{
    return request_cookie(request, request_cookie_name(request));
}

static bool begin(struct api *api, struct request *request, struct err *err)
{
    if (!api_begin(api, request, err))
        return false;
    return request->method == METHOD_GET || request->json || err_set(err, ERR_WEB_BODY_WANTED);
}

static bool answer_done(struct request *request)
{
    response_json(request, 200, STR("{\"done\":true}"));
    response_header(request, "Cache-Control", STR("no-store"));
    return true;
}

/* ---- signing in --------------------------------------------------------------------------------- */

bool web_sign_in(struct request *request, struct err *err)
{
    struct token session;
    const struct json *json = request->json;
    struct identity *identity = request->worker->identity;
    if (!json)
        return err_set(err, ERR_WEB_BODY_WANTED);
    if (!identity_sign_in(identity, json_text(json, STR("login")), json_text(json, STR("password")), json_text(json, STR("code")), &session, err))
        return false;
    /* Whatever session the browser brought along is over: nobody signs in into another's. */
    struct str before = cookie_of(request);
    if (before.len && !identity_session_end(identity, before, err))
        return false;
    session_cookie(request, &session);
    return answer_done(request);
}

/* ---- who one is --------------------------------------------------------------------------------- */

void api_held_json(struct api *api, const struct held *held)
{
    const struct role *role = model_role(api->model, held->role);
    json_object(&api->json);
    api_key_str(api, "role", held->role);
    api_key_str(api, "label", role ? label_in(&role->label, api->lang) : held->role);
    api_key_str(api, "zone", held->zone ? str_format(api->arena, "%lld", (long long)held->zone) : STR(""));
    api_key_str(api, "unit", held->unit ? str_format(api->arena, "%lld", (long long)held->unit) : STR(""));
    json_object_end(&api->json);
}

static void write_may(struct api *api)
{
    const struct permit *permit = ledger_permit(api->ledger);
    json_key(&api->json, "may");
    json_object(&api->json);
    for (size_t k = 0; k < api->model->kind_count; k++) {
        const struct kind *kind = &api->model->kinds[k];
        bool any = false;
        for (int verb = 0; verb < VERB_COUNT; verb++) {
            if (!permit_may(permit, kind, (enum verb)verb))
                continue;
            if (!any) {
                json_key_str(&api->json, kind->name);
                json_array(&api->json);
            }
            any = true;
            json_cstr(&api->json, verb_name((enum verb)verb));
        }
        if (any)
            json_array_end(&api->json);
    }
    json_object_end(&api->json);
}

/* The administrators' work that this account may do now. */
static void write_administers(struct api *api, struct account_id id)
{
    json_key(&api->json, "administers");
    json_array(&api->json);
    for (int duty = DUTY_SYSTEM; duty < DUTY_COUNT; duty++) {
        struct err none;
        err_init(&none);
        if (!api->request->session.by_token && identity_may(api->request->worker->identity, id, (enum duty)duty, &none))
            json_cstr(&api->json, duty_name((enum duty)duty));
    }
    json_array_end(&api->json);
}

static bool write_view(struct api *api)
{
    struct view view = { 0 };
    struct account account;
    json_key(&api->json, "views");
    if (!api->request->session.views) {
        json_null(&api->json);
        return true;
    }
    struct identity *identity = api->request->worker->identity;
    if (!identity_view(identity, api->arena, cookie_of(api->request), &view, api->err) ||
        (view.account.n && !identity_account(identity, api->arena, view.account, &account, api->err)))
        return false;
    json_object(&api->json);
    api_key_str(api, "name", view.account.n ? account.name : STR(""));
    json_key(&api->json, "role");
    api_held_json(api, &(struct held){ view.role, view.zone, view.unit });
    json_object_end(&api->json);
    return true;
}

bool api_account_json(struct api *api)
{
    struct request *request = api->request;
    struct account account;
    if (!identity_account(request->worker->identity, api->arena, request->session.account, &account, api->err))
        return false;
    json_key(&api->json, "account");
    json_object(&api->json);
    api_key_int(api, "id", account.id.n);
    api_key_str(api, "login", account.login);
    api_key_str(api, "name", account.name);
    api_key_str(api, "phone", account.phone);
    json_key(&api->json, "person");
    if (account.person)
        json_str(&api->json, str_format(api->arena, "%lld", (long long)account.person));
    else
        json_null(&api->json);
    api_key_bool(api, "owner", account.owner);
    api_key_cstr(api, "duty", duty_name(account.duty));
    api_key_bool(api, "has_password", account.has_password);
    api_key_bool(api, "has_code", account.has_code);
    api_key_bool(api, "by_link", request->session.by_link);
    api_key_bool(api, "by_token", request->session.by_token);
    write_administers(api, account.id);
    json_key(&api->json, "roles");
    json_array(&api->json);
    for (size_t i = 0; i < account.held_count; i++)
        api_held_json(api, &account.held[i]);
    json_array_end(&api->json);
    write_may(api);
    if (!write_view(api))
        return false;
    json_object_end(&api->json);
    return true;
}

static void write_token(struct api *api, const struct api_token *token)
{
    json_object(&api->json);
    api_key_int(api, "number", token->number);
    api_key_str(api, "label", token->label);
    json_key(&api->json, "verbs");
    json_array(&api->json);
    for (int verb = 0; verb < VERB_COUNT; verb++)
        if (token->verbs & VERB_BIT(verb))
            json_cstr(&api->json, verb_name((enum verb)verb));
    json_array_end(&api->json);
    api_key_str(api, "kinds", token->kinds);
    api_key_instant(api, "made", token->made);
    api_key_instant(api, "expires", token->expires);
    json_key(&api->json, "seen");
    if (token->seen.us) {
        struct buf seen;
        buf_init(&seen, api->arena);
        instant_print(token->seen, &seen);
        json_str(&api->json, buf_get(&seen));
    } else {
        json_null(&api->json);
    }
    json_object_end(&api->json);
}

bool web_account(struct request *request, struct err *err)
{
    struct api api;
    struct api_token *tokens;
    size_t count;
    if (!begin(&api, request, err) ||
        !identity_tokens(request->worker->identity, api.arena, request->session.account, &tokens, &count, err))
        return false;
    json_object(&api.json);
    if (!api_account_json(&api))
        return false;
    json_key(&api.json, "tokens");
    json_array(&api.json);
    for (size_t i = 0; i < count; i++)
        write_token(&api, &tokens[i]);
    json_array_end(&api.json);
    json_object_end(&api.json);
    return api_end(&api, 200);
}

/* ---- what one changes of it --------------------------------------------------------------------- */

bool web_account_change(struct request *request, struct err *err)
{
    struct api api;
    struct account account;
    struct identity *identity = request->worker->identity;
    if (!begin(&api, request, err) || !identity_account(identity, api.arena, request->session.account, &account, err))
        return false;
    struct account_text text = { json_text(request->json, STR("login")), json_text(request->json, STR("name")),
                                 json_text(request->json, STR("phone")), account.person };
    return identity_account_change(identity, account.id, account.id, &text, err) && answer_done(request);
}

bool web_account_password(struct request *request, struct err *err)
{
    if (!request->json)
        return err_set(err, ERR_WEB_BODY_WANTED);
    return identity_password_change(request->worker->identity, &request->session, cookie_of(request),
                                    json_text(request->json, STR("present")), json_text(request->json, STR("password")), err) &&
           answer_done(request);
}

bool web_account_code(struct request *request, struct err *err)
{
    struct api api;
    struct account account;
    char secret[CODE_SECRET_CHARS + 1];
    struct identity *identity = request->worker->identity;
    if (!begin(&api, request, err) || !identity_account(identity, api.arena, request->session.account, &account, err) ||
        !identity_code_begin(identity, account.id, secret, err))
        return false;
    json_object(&api.json);
    api_key_cstr(&api, "secret", secret);
    api_key_str(&api, "uri", str_format(api.arena, "otpauth://totp/Luodi:%lld?secret=%s&issuer=Luodi", (long long)account.id.n, secret));
    json_object_end(&api.json);
    response_header(request, "Cache-Control", STR("no-store"));
    return api_end(&api, 200);
}

bool web_account_code_confirm(struct request *request, struct err *err)
{
    if (!request->json)
        return err_set(err, ERR_WEB_BODY_WANTED);
    return identity_code_confirm(request->worker->identity, request->session.account, json_text(request->json, STR("code")), err) &&
           answer_done(request);
}

bool web_account_code_end(struct request *request, struct err *err)
{
    if (!request->json)
        return err_set(err, ERR_WEB_BODY_WANTED);
    struct account_id me = request->session.account;
    return identity_code_end(request->worker->identity, me, me, json_text(request->json, STR("password")), err) && answer_done(request);
}

static bool read_scope(struct api *api, const struct json *json, struct api_token *scope)
{
    int64_t days = 0;
    const struct json *verbs = json_get(json, STR("verbs")), *kinds = json_get(json, STR("kinds")), *wanted = json_get(json, STR("days"));
    struct buf names;
    buf_init(&names, api->arena);
    for (const struct json *verb = verbs && verbs->type == JSON_T_ARRAY ? verbs->first : NULL; verb; verb = verb->next) {
        enum verb found;
        if (verb->type != JSON_T_STRING || !verb_find(verb->text, &found))
            return err_set(api->err, ERR_TOKEN_SCOPE, "text", verb->text, "limit", str_format(api->arena, "%d", LIMIT_TOKEN_DAYS));
        scope->verbs |= VERB_BIT(found);
    }
    for (const struct json *kind = kinds && kinds->type == JSON_T_ARRAY ? kinds->first : NULL; kind; kind = kind->next) {
        if (kind->type != JSON_T_STRING || !model_kind(api->model, kind->text))
            return err_set(api->err, ERR_WEB_NO_KIND, "kind", kind->text);
        buf_printf(&names, "%s%.*s", names.len ? " " : "", STR_ARG(kind->text));
    }
    if (!wanted || !json_int(wanted, &days) || days < 0 || days > LIMIT_TOKEN_DAYS)
        days = 0; /* refused as out of bounds */
    scope->label = json_text(json, STR("label"));
    scope->kinds = buf_get(&names);
    scope->expires.us = clock_now(server_options(api->request->server)->clock).us + days * 86400 * 1000000LL;
    return true;
}

bool web_token_make(struct request *request, struct err *err)
{
    struct api api;
    struct api_token scope = { 0 };
    struct token token;
    if (!begin(&api, request, err) || !read_scope(&api, request->json, &scope) ||
        !identity_token_make(request->worker->identity, request->session.account, &scope, &token, err))
        return false;
    json_object(&api.json);
    api_key_cstr(&api, "token", token.text);
    json_object_end(&api.json);
    response_header(request, "Cache-Control", STR("no-store"));
    return api_end(&api, 201);
}

bool web_token_end(struct request *request, struct err *err)
{
    int64_t number;
    if (!api_number(request->segments[0], &number))
        return err_set(err, ERR_WEB_NOT_FOUND, "path", request->path);
    return identity_token_end(request->worker->identity, request->session.account, number, err) && answer_done(request);
}

bool web_sessions_end(struct request *request, struct err *err)
{
    struct account_id me = request->session.account;
    return identity_sessions_end(request->worker->identity, me, me, err) && answer_done(request);
}
