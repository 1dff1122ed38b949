/*
 * api_admin.c - what administrators do: accounts, roles and duties, the log, other eyes. Who may do which is identity's to
 * say, for the command line as for here.
 */
#include "web/api_priv.h"

#include "base/arena.h"

enum { LOG_PAGE = 100 };

static bool begin(struct api *api, struct request *request, struct err *err)
{
    if (!api_begin(api, request, err))
        return false;
    response_header(request, "Cache-Control", STR("no-store"));
    return request->method == METHOD_GET || request->json || err_set(err, ERR_WEB_BODY_WANTED);
}

/* Any administrator. */
static bool administers(struct request *request, struct err *err)
{
    for (int duty = DUTY_SYSTEM; duty < DUTY_COUNT; duty++) {
        err_init(err);
        if (identity_may(request->worker->identity, request->session.account, (enum duty)duty, err))
            return true;
    }
    return false;
}

/* ---- reading ------------------------------------------------------------------------------------ */

static void write_account(struct api *api, const struct account *account)
{
    json_object(&api->json);
    api_key_int(api, "id", account->id.n);
    api_key_str(api, "login", account->login);
    api_key_str(api, "name", account->name);
    api_key_str(api, "phone", account->phone);
    json_key(&api->json, "person");
    if (account->person)
        json_str(&api->json, str_format(api->arena, "%lld", (long long)account->person));
    else
        json_null(&api->json);
    api_key_bool(api, "owner", account->owner);
    api_key_cstr(api, "duty", duty_name(account->duty));
    api_key_str(api, "duty_word", duty_word(account->duty, api->lang));
    api_key_bool(api, "disabled", account->disabled);
    api_key_bool(api, "forgotten", account->forgotten);
    api_key_bool(api, "has_password", account->has_password);
    api_key_bool(api, "has_code", account->has_code);
    json_key(&api->json, "roles");
    json_array(&api->json);
    for (size_t i = 0; i < account->held_count; i++)
        api_held_json(api, &account->held[i]);
    json_array_end(&api->json);
    json_object_end(&api->json);
}

bool web_admin_accounts(struct request *request, struct err *err)
{
    struct api api;
    struct account *accounts;
    size_t count;
    if (!administers(request, err) || !begin(&api, request, err) ||
        !identity_accounts(request->worker->identity, api.arena, &accounts, &count, err))
        return false;
    json_object(&api.json);
    json_key(&api.json, "items");
    json_array(&api.json);
    for (size_t i = 0; i < count; i++)
        write_account(&api, &accounts[i]);
    json_array_end(&api.json);
    json_object_end(&api.json);
    return api_end(&api, 200);
}

static void write_rule(struct api *api, const struct role_rule *rule)
{
    json_object(&api->json);
    json_key(&api->json, "verbs");
    json_array(&api->json);
    for (int verb = 0; verb < VERB_COUNT; verb++)
        if (rule->verbs & VERB_BIT(verb))
            json_str(&api->json, verb_word((enum verb)verb, api->lang));
    json_array_end(&api->json);
    json_key(&api->json, "kinds");
    json_array(&api->json);
    for (size_t k = 0; k < api->model->kind_count; k++)
        if (rule->kinds[k])
            json_str(&api->json, label_in(&api->model->kinds[k].label, api->lang));
    json_array_end(&api->json);
    api_key_bool(api, "own_zone", rule->own_zone);
    api_key_bool(api, "own_unit", rule->own_unit);
    api_key_bool(api, "personal", rule->personal);
    json_object_end(&api->json);
}

bool web_admin_roles(struct request *request, struct err *err)
{
    struct api api;
    if (!administers(request, err) || !begin(&api, request, err))
        return false;
    json_object(&api.json);
    api_key_int(&api, "kinds", (int64_t)api.model->kind_count);
    json_key(&api.json, "items");
    json_array(&api.json);
    for (size_t i = 0; i < api.model->role_count; i++) {
        const struct role *role = &api.model->roles[i];
        json_object(&api.json);
        api_key_str(&api, "name", role->name);
        api_key_label(&api, "label", &role->label);
        api_key_label(&api, "help", &role->help);
        api_key_cstr(&api, "duty", duty_name(role->duty));
        json_key(&api.json, "rules");
        json_array(&api.json);
        for (size_t r = 0; r < role->rule_count; r++)
            write_rule(&api, &role->rules[r]);
        json_array_end(&api.json);
        json_object_end(&api.json);
    }
    json_array_end(&api.json);
    json_object_end(&api.json);
    return api_end(&api, 200);
}

bool web_admin_log(struct request *request, struct err *err)
{
    struct api api;
    struct act_line *lines;
    size_t count;
    int64_t before;
    if (!begin(&api, request, err) || !request_int(request, "before", 0, 1, INT64_MAX, &before, err) ||
        !identity_acts(request->worker->identity, api.arena, request->session.account, before, LOG_PAGE + 1, &lines, &count, err))
        return false;
    json_object(&api.json);
    json_key(&api.json, "items");
    json_array(&api.json);
    for (size_t i = 0; i < count && i < LOG_PAGE; i++) {
        json_object(&api.json);
        api_key_int(&api, "number", lines[i].number);
        api_key_instant(&api, "at", lines[i].at);
        api_key_int(&api, "by", lines[i].by.n);
        api_key_int(&api, "account", lines[i].account.n);
        api_key_str(&api, "what", lines[i].what);
        api_key_str(&api, "detail", lines[i].detail);
        json_object_end(&api.json);
    }
    json_array_end(&api.json);
    json_key(&api.json, "next");
    if (count > LOG_PAGE)
        json_num(&api.json, lines[LOG_PAGE - 1].number);
    else
        json_null(&api.json);
    json_object_end(&api.json);
    return api_end(&api, 200);
}

/* ---- accounts ----------------------------------------------------------------------------------- */

static int64_t number_of(const struct json *json, struct str key)
{
    int64_t n = 0;
    struct str text = json_text(json, key);
    const struct json *value = json_get(json, key);
    if (text.len)
        return str_to_int(text, &n) && n > 0 ? n : 0;
    return value && json_int(value, &n) && n > 0 ? n : 0;
}

static struct account_text text_of(const struct json *json)
{
    return (struct account_text){ json_text(json, STR("login")), json_text(json, STR("name")), json_text(json, STR("phone")),
                                  number_of(json, STR("person")) };
}

static bool answer_link(struct api *api, struct account_id id, int status)
{
    struct token token;
    if (!identity_link_make(api->request->worker->identity, id, &token, api->err))
        return false;
    json_object(&api->json);
    api_key_int(api, "id", id.n);
    api_key_str(api, "link", str_format(api->arena, "/api/login?token=%s", token.text));
    json_object_end(&api->json);
    return api_end(api, status);
}

/* The account and a link by which its person sets a password: the administrator never knows it. */
bool web_admin_account_make(struct request *request, struct err *err)
{
    struct api api;
    struct account_id id;
    if (!begin(&api, request, err))
        return false;
    struct account_text text = text_of(request->json);
    return identity_account_make(request->worker->identity, request->session.account, &text, &id, err) && answer_link(&api, id, 201);
}

/* A link opens an account: for an administrator's only the operator makes one, lest one duty take over another. */
static bool new_link(struct api *api, const struct account *account)
{
    struct request *request = api->request;
    if (!identity_may(request->worker->identity, request->session.account, DUTY_SYSTEM, api->err))
        return false;
    if (account->owner)
        return err_set(api->err, ERR_ACCOUNT_OWNER);
    if (account->duty != DUTY_NONE)
        return err_set(api->err, ERR_DUTY_NEEDED, "duty", STR("operator at the command line"), "duty_zh", STR("服务器操作员（命令行）"));
    return answer_link(api, account->id, 200);
}

static bool role_known(struct api *api, struct str role)
{
    struct buf names;
    buf_init(&names, api->arena);
    if (model_role(api->model, role))
        return true;
    for (size_t i = 0; i < api->model->role_count; i++)
        buf_printf(&names, "%s%.*s", i ? ", " : "", STR_ARG(api->model->roles[i].name));
    return err_set(api->err, ERR_ACCOUNT_ROLE, "role", role, "wanted", buf_get(&names));
}

static bool account_act(struct api *api, const struct account *account, struct str act, bool *answered)
{
    struct request *request = api->request;
    struct identity *identity = request->worker->identity;
    struct account_id by = request->session.account, id = account->id;
    const struct json *json = request->json;
    struct held held = { json_text(json, STR("role")), number_of(json, STR("zone")), number_of(json, STR("unit")) };
    if (str_eq(act, STR("change"))) {
        struct account_text text = text_of(json);
        return identity_account_change(identity, by, id, &text, api->err);
    }
    if (str_eq(act, STR("disable")) || str_eq(act, STR("enable")))
        return identity_account_disable(identity, by, id, str_eq(act, STR("disable")), api->err);
    if (str_eq(act, STR("forget")))
        return identity_account_forget(identity, by, id, api->err);
    if (str_eq(act, STR("give")))
        return role_known(api, held.role) && identity_role_give(identity, by, id, &held, api->err);
    if (str_eq(act, STR("take")))
        return identity_role_take(identity, by, id, &held, api->err);
    if (str_eq(act, STR("unlock")))
        return identity_unlock(identity, by, id, api->err);
    if (str_eq(act, STR("sign_out")))
        return identity_sessions_end(identity, by, id, api->err);
    if (str_eq(act, STR("end_code")))
        return identity_code_end(identity, by, id, STR(""), api->err);
    if (str_eq(act, STR("link"))) {
        *answered = true;
        return new_link(api, account);
    }
    enum duty duty;
    if (str_eq(act, STR("duty")) && duty_find(json_text(json, STR("duty")), &duty))
        return identity_duty_set(identity, by, id, duty, api->err);
    return request_parameter_fault("act", act, "change disable enable forget give take unlock sign_out end_code link duty", api->err);
}

bool web_admin_account(struct request *request, struct err *err)
{
    struct api api;
    struct account account;
    struct account_id id;
    bool answered = false;
    if (!begin(&api, request, err))
        return false;
    if (!api_number(request->segments[0], &id.n))
        return err_set(err, ERR_ACCOUNT_UNKNOWN, "account", request->segments[0]);
    if (!administers(request, err))
        return false;
    err_init(err);
    if (!identity_account(request->worker->identity, api.arena, id, &account, err) ||
        !account_act(&api, &account, json_text(request->json, STR("act")), &answered))
        return false;
    if (!answered)
        response_json(request, 200, STR("{\"done\":true}"));
    return true;
}

bool web_view_as(struct request *request, struct err *err)
{
    struct api api;
    if (!begin(&api, request, err))
        return false;
    struct view view = { { number_of(request->json, STR("account")) }, json_text(request->json, STR("role")),
                         number_of(request->json, STR("zone")), number_of(request->json, STR("unit")) };
    if (view.role.len && !role_known(&api, view.role))
        return false;
    if (!identity_view_as(request->worker->identity, request_cookie(request, request_cookie_name(request)), &view, err))
        return false;
    response_json(request, 200, STR("{\"done\":true}"));
    return true;
}
