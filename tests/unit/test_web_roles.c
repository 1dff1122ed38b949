/*
 * test_web_roles.c - every door of the server, asked by every role for everything: each record of the other zone carries a
 * word of its own, and no answer may hold one that the role's rules do not show. Strangers, programs, unknown addresses and
 * verbs are asked for too.
 */
#include "web_client.h"

#include "base/json.h"
#include "base/limits.h"
#include "identity/identity.h"
#include "model/model.h"

#define F(name, text) { STR_INIT(name), STR_INIT(text) }
#define COUNT(array) (sizeof(array) / sizeof *(array))

struct marked { const char *kind, *word; int64_t id; };

struct doors {
    struct web_bench *bench;
    struct ledger *ledger;
    struct identity *identity;
    int64_t a, b;
    struct marked marked[24];
    size_t count;
    struct hash proof;
};

static const struct row { const char *method, *path, *who; } rows[] = {
#define ROUTE(method, path, handler, who, bytes) { #method, path, #who },
#include "web/routes.def"
#undef ROUTE
};

/* ---- a ledger of two zones ------------------------------------------------------------------------ */

static int64_t put(struct doors *d, const char *kind, const char *word, const struct draft_field *fields, size_t count)
{
    struct receipt receipt;
    struct draft_evidence proof = { .name = STR("proof"), .media_type = STR("text/plain"), .bytes = STR("secret proof of the other zone") };
    struct draft draft = { .act = ACT_ADD, .kind = str_from(kind), .fields = fields, .field_count = count,
                           .evidence = &proof, .evidence_count = word != NULL };
    web_ok(d->bench, ledger_append(d->ledger, &draft, 1, &receipt, NULL, &d->bench->err));
    if (word)
        d->marked[d->count++] = (struct marked){ kind, word, receipt.record.n };
    d->proof = hash_of(ledger_hash_kind(d->ledger), proof.bytes);
    return receipt.record.n;
}
#define PUT(d, kind, word, ...) put((d), (kind), (word), (struct draft_field[]){ __VA_ARGS__ }, COUNT(((struct draft_field[]){ __VA_ARGS__ })))

static struct str number(struct doors *d, int64_t n)
{
    return str_format(d->bench->arena, "#%lld", (long long)n);
}

static void fill(struct doors *d)
{
    int64_t city = PUT(d, "zone", NULL, F("name", "全市"), F("type", "city"));
    d->a = PUT(d, "zone", NULL, F("name", "甲区"), F("type", "zone"), { STR("parent"), number(d, city) });
    d->b = PUT(d, "zone", NULL, F("name", "乙区"), F("type", "zone"), { STR("parent"), number(d, city) });
    struct draft_field zone = { STR("zone"), number(d, d->b) };
    int64_t plan = PUT(d, "plan", NULL, F("title", "安排"), F("year", "2023"));
    struct draft_field of_plan = { STR("plan"), number(d, plan) };
    PUT(d, "target", "marktarget", of_plan, zone, F("label", "marktarget"), F("metric", "investment-signed"), F("period", "2023"),
        F("op", "ge"), F("value", "7777"), F("unit", "元"), F("state", "adopted"), F("quote", "marktarget"));
    PUT(d, "undertaking", "markundertaking", of_plan, zone, F("quote", "markundertaking"), F("period", "2023"));
    PUT(d, "reported-figure", "markreported", of_plan, zone, F("quote", "markreported"), F("subject", "markreported"), F("period", "2022"));
    PUT(d, "list", "marklist", zone, F("code", "marklist"), F("name", "marklist"), F("purpose", "start"));
    PUT(d, "official-figure", "markofficial", zone, F("series", "gdp-growth"), F("month", "2023-01"), F("value", "5"), F("note", "markofficial"));
    int64_t project = PUT(d, "project", "markproject", zone, F("name", "markproject"), F("investment", "7777"), F("note", "markproject"));
    PUT(d, "project-month", "markmonth", { STR("project"), number(d, project) }, F("month", "2023-01"), F("invested", "10"), F("note", "markmonth"));
    int64_t firm = PUT(d, "enterprise", "markfirm", zone, F("name", "markfirm"), F("uscc", "91350100M000100Y43"), F("contact", "markcontact"), F("contact_phone", "markphone"));
    PUT(d, "enterprise-month", "markreturn", { STR("enterprise"), number(d, firm) }, F("month", "2023-01"), F("revenue", "7"), F("note", "markreturn"));
    PUT(d, "title", "marktitle", { STR("enterprise"), number(d, firm) }, F("type", "high_tech"), F("granted", "2023-01-05"), F("number", "marktitle"));
    int64_t site = PUT(d, "site", "marksite", zone, F("name", "marksite"), F("type", "factory"), F("area", "1000"));
    PUT(d, "lease", "marklease", { STR("site"), number(d, site) }, F("number", "marklease"), F("type", "lease"), F("area", "5"), F("start", "2023-01-05"));
}

static int doors_open(void **state)
{
    if (web_set_up(state))
        return -1;
    struct web_bench *bench = *state;
    struct doors *d = ARENA_NEW(bench->arena, struct doors);
    const char *source = getenv("LUODI_SOURCE");
    struct ledger_options ledger = { .folder = str_from(bench->folder), .clock = &bench->clock,
                                     .shipped_model = str_format(bench->arena, "%s/model", source ? source : ".") };
    struct identity_options identity = { .folder = str_from(bench->folder), .clock = &bench->clock };
    d->bench = bench;
    web_ok(bench, ledger_open(&ledger, &d->ledger, &bench->err) && identity_open(&identity, &d->identity, &bench->err));
    fill(d);
    *state = d;
    return 0;
}

static int doors_shut(void **state)
{
    struct doors *d = *state;
    ledger_close(d->ledger);
    identity_close(d->identity);
    *state = d->bench;
    return web_tear_down(state);
}

/* ---- somebody with a role ------------------------------------------------------------------------ */

static struct account_id somebody(struct doors *d, const struct role *role, int64_t zone)
{
    static int turn;
    struct web_bench *bench = d->bench;
    struct account_text text = { str_format(bench->arena, "somebody%d", turn++), STR("某人"), STR(""), 0 };
    struct account_id id;
    struct held held = { role->name, zone, 0 };
    struct account_id us = { 0 };
    web_ok(bench, identity_account_make(d->identity, us, &text, &id, &bench->err));
    web_ok(bench, role->duty == DUTY_NONE ? identity_role_give(d->identity, us, id, &held, &bench->err)
                                          : identity_duty_set(d->identity, us, id, role->duty, &bench->err));
    struct token link;
    web_ok(bench, identity_link_make(d->identity, id, &link, &bench->err));
    bench->cookie[0] = '\0';
    struct answer answer = client_get(bench, str_cstr(bench->arena, str_format(bench->arena, "/api/login?token=%s", link.text)), "");
    assert_int_equal(answer.status, 303);
    struct str cookie = answer_header(bench->arena, &answer, "Set-Cookie");
    snprintf(bench->cookie, sizeof bench->cookie, "Cookie: %.*s\r\n", (int)str_find(cookie, STR(";"), 0), cookie.ptr);
    return id;
}

/* What the role's rules say of the other zone's records, read naively. */
static bool allows(const struct doors *d, const struct role *role, const char *kind, enum verb verb, bool own, bool personal)
{
    const struct kind *of = model_kind(ledger_model(d->ledger), str_from(kind));
    for (size_t i = 0; i < role->rule_count; i++) {
        const struct role_rule *rule = &role->rules[i];
        if (rule->kinds[of->index] && (rule->verbs >> verb & 1) && (!rule->own_zone || own) && (!personal || rule->personal) &&
            !rule->fields && (!rule->stages || verb == VERB_STAGE))
            return true;
    }
    return false;
}

/* ---- asking ---------------------------------------------------------------------------------------- */

static void look(struct doors *d, const struct role *role, bool own, struct str target)
{
    struct web_bench *bench = d->bench;
    struct answer answer = client_get(bench, str_cstr(bench->arena, target), "");
    if (answer.status >= 500)
        fail_msg("%.*s: %.*s answered %d", STR_ARG(role->name), STR_ARG(target), answer.status);
    for (size_t i = 0; i < d->count; i++)
        if (str_has(answer.body, str_from(d->marked[i].word)) && !str_has(target, str_from(d->marked[i].word)) &&
            !allows(d, role, d->marked[i].kind, VERB_READ, own, false))
            fail_msg("%.*s reads %s at %.*s", STR_ARG(role->name), d->marked[i].word, STR_ARG(target));
    bool contact = str_has(answer.body, STR("markcontact")) || str_has(answer.body, STR("markphone"));
    if (contact && !allows(d, role, "enterprise", VERB_READ, own, true))
        fail_msg("%.*s reads a contact at %.*s", STR_ARG(role->name), STR_ARG(target));
    if (str_has(answer.body, STR("secret proof"))) {
        bool may = false;
        for (size_t i = 0; i < d->count; i++)
            may |= allows(d, role, d->marked[i].kind, VERB_READ, own, false);
        assert_true(may);
    }
}

/* The row's address with its blanks filled by everything that could stand there. */
static void ask_row(struct doors *d, const struct role *role, bool own, const struct row *row)
{
    struct arena *arena = d->bench->arena;
    const struct model *model = ledger_model(d->ledger);
    struct str zone = str_format(arena, "%lld", (long long)d->b);
    static const char *const endings[] = { "", "?as_of=1000", "?zone=%B", "?zone=city", "?zone=all", "?q=mark", "?record=%R" };
    struct buf hex;
    buf_init(&hex, arena);
    hash_print(d->proof, &hex);
    for (size_t i = 0; i < d->count; i++) {
        const struct marked *marked = &d->marked[i];
        struct str id = str_format(arena, "%lld", (long long)marked->id), path = STR("");
        struct str rest = str_from(row->path), piece;
        bool first = true, record = str_has(rest, STR("/records/{}")), metric = str_has(rest, STR("/figures/")),
             kind = record || str_has(rest, STR("/template/")) || str_has(rest, STR("/check/"));
        for (int blanks = 0; str_split(&rest, '/', &piece); first = false) {
            struct str with = kind && !blanks ? str_from(marked->kind) : metric ? model->metrics[i * 5 % model->metric_count].name
                              : str_has(str_from(row->path), STR("/evidence/")) ? buf_get(&hex) : id;
            if (str_starts(piece, STR("{}"))) {
                piece = str_join(arena, with, str_slice(piece, 2, piece.len));
                blanks++;
            }
            path = first ? piece : str_format(arena, "%.*s/%.*s", STR_ARG(path), STR_ARG(piece));
        }
        for (size_t e = 0; e < COUNT(endings); e++) {
            struct str ending = str_eq(str_from(endings[e]), STR("?zone=%B")) ? str_join(arena, STR("?zone="), zone)
                                : str_eq(str_from(endings[e]), STR("?record=%R")) ? str_join(arena, STR("?record="), id) : str_from(endings[e]);
            if (e == 1) {
                struct head head;
                web_ok(d->bench, ledger_head(d->ledger, &head, &d->bench->err));
                ending = str_format(arena, "?as_of=%lld", (long long)head.position.n);
            }
            if (i == 0 || kind || str_has(str_from(row->path), STR("{}")))
                look(d, role, own, str_join(arena, path, ending));
        }
    }
}

static void ask_writes(struct doors *d, const struct role *role, bool own)
{
    struct web_bench *bench = d->bench;
    const char *post = "X-Luodi: 1\r\nContent-Type: application/json\r\n";
    for (size_t i = 0; i < d->count; i++) {
        const struct marked *marked = &d->marked[i];
        static const char *const bodies[] = { "{\"act\":\"delete\",\"reason\":\"x\"}", "{\"act\":\"change\",\"fields\":{\"note\":\"x\"}}",
                                              "{\"act\":\"correct\",\"fields\":{\"note\":\"x\"},\"reason\":\"x\"}" };
        static const enum verb verbs[] = { VERB_DELETE, VERB_CHANGE, VERB_CORRECT };
        for (size_t v = 0; v < 3; v++) {
            if (allows(d, role, marked->kind, verbs[v], own, false))
                continue;
            const char *target = str_cstr(bench->arena, str_format(bench->arena, "/api/records/%s/%lld", marked->kind, (long long)marked->id));
            struct answer answer = client_ask(bench, "POST", target, post, str_from(bodies[v]));
            if (answer.status != 403 && answer.status != 404)
                fail_msg("%.*s: %s of %s answered %d %.*s", STR_ARG(role->name), bodies[v], marked->kind, answer.status, STR_ARG(answer.body));
        }
    }
    if (!allows(d, role, "project", VERB_ADD, own, false)) {
        struct str body = str_format(bench->arena, "{\"fields\":{\"name\":\"新\",\"zone\":\"#%lld\"}}", (long long)d->b);
        struct answer answer = client_ask(bench, "POST", "/api/records/project", post, body);
        if (answer.status != 403 && answer.status != 400)
            fail_msg("%.*s adds: %d %.*s", STR_ARG(role->name), answer.status, STR_ARG(answer.body));
    }
}

static void no_role_is_told_or_does_more_than_its_rules_say(void **state)
{
    struct doors *d = *state;
    const struct model *model = ledger_model(d->ledger);
    for (size_t r = 0; r < model->role_count; r++) {
        const struct role *role = &model->roles[r];
        struct account_id id = somebody(d, role, d->a);
        for (size_t i = 0; i < COUNT(rows); i++)
            if (strcmp(rows[i].method, "GET") == 0)
                ask_row(d, role, false, &rows[i]);
        ask_writes(d, role, false);
        if (role->duty != DUTY_NONE)
            web_ok(d->bench, identity_duty_set(d->identity, (struct account_id){ 0 }, id, DUTY_NONE, &d->bench->err));
    }
}

static void strangers_get_nothing_at_any_door(void **state)
{
    struct doors *d = *state;
    struct web_bench *bench = d->bench;
    static const char *const methods[] = { "GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW" };
    bench->cookie[0] = '\0';
    for (size_t i = 0; i < COUNT(rows); i++)
        for (size_t m = 0; m < COUNT(methods); m++) {
            struct str path = str_from(rows[i].path), piece, filled = STR("");
            for (bool first = true; str_split(&path, '/', &piece); first = false) {
                if (str_starts(piece, STR("{}")))
                    piece = str_join(bench->arena, STR("1"), str_slice(piece, 2, piece.len));
                filled = first ? piece : str_format(bench->arena, "%.*s/%.*s", STR_ARG(filled), STR_ARG(piece));
            }
            struct answer answer = client_ask(bench, methods[m], str_cstr(bench->arena, filled), "X-Luodi: 1\r\n", STR(""));
            bool known = false, open = false;
            for (size_t k = 0; k < COUNT(rows); k++)
                if (strcmp(rows[k].path, rows[i].path) == 0 && strcmp(rows[k].method, methods[m]) == 0) {
                    known = true;
                    open = strcmp(rows[k].who, "OPEN") == 0;
                }
            if (known && !open && answer.status != 401)
                fail_msg("%s %.*s answered %d to a stranger", methods[m], STR_ARG(filled), answer.status);
            if (!known && answer.status != 405 && answer.status != 404 && answer.status != 401)
                fail_msg("%s %.*s answered %d", methods[m], STR_ARG(filled), answer.status);
            for (size_t k = 0; k < d->count; k++)
                assert_false(str_has(answer.body, str_from(d->marked[k].word)));
        }
    static const char *const unknown[] = { "/api/", "/api/recordz/project", "/api/records", "/api/records/project/1/x", "/api/admin", "/api//board",
                                           "/api/account/tokens", "/API/board" };
    for (size_t i = 0; i < COUNT(unknown); i++) {
        struct answer answer = client_get(bench, unknown[i], "");
        assert_true(answer.status == 404 || answer.status == 405 || (i == 7 && answer.status == 200)); /* the last is the page */
    }
}

static void a_programs_token_opens_its_scope_and_no_account(void **state)
{
    struct doors *d = *state;
    struct web_bench *bench = d->bench;
    struct account_id id = somebody(d, model_role(ledger_model(d->ledger), STR("leader")), 0);
    struct api_token scope = { .label = STR("t"), .kinds = STR("project"), .verbs = VERB_BIT(VERB_READ), .expires = { bench->clock.fixed.us + 3600000000LL } };
    struct token token;
    web_ok(bench, identity_token_make(d->identity, id, &scope, &token, &bench->err));
    bench->cookie[0] = '\0';
    const char *bearer = str_cstr(bench->arena, str_format(bench->arena, "Authorization: Bearer %s\r\nContent-Type: application/json\r\n", token.text));
    assert_true(str_has(client_get(bench, "/api/records/project", bearer).body, STR("markproject")));
    assert_false(str_has(client_get(bench, "/api/records/site", bearer).body, STR("marksite")));
    assert_problem(client_ask(bench, "POST", "/api/records/project", bearer, STR("{\"fields\":{\"name\":\"x\"}}")), 403, "forbidden");
    for (size_t i = 0; i < COUNT(rows); i++)
        if (strcmp(rows[i].who, "IN_PERSON") == 0 && !strstr(rows[i].path, "{}"))
            assert_problem(client_ask(bench, rows[i].method, rows[i].path, bearer, STR("")), 403, "token_not_here");
    bench->clock.fixed.us += 3600000001LL;
    assert_problem(client_get(bench, "/api/records/project", bearer), 401, "token_over");
    assert_problem(client_get(bench, "/api/board", "Authorization: Bearer x\r\n"), 401, "token_over");
}

static void sessions_fixed_stolen_replayed_and_expired_are_worth_nothing(void **state)
{
    struct doors *d = *state;
    struct web_bench *bench = d->bench;
    struct account_id us = { 0 };
    struct account_text text = { STR("zhang"), STR("张"), STR(""), 0 };
    struct account_id id;
    const char *post = "X-Luodi: 1\r\nContent-Type: application/json\r\n";
    web_ok(bench, identity_account_make(d->identity, us, &text, &id, &bench->err) &&
                  identity_password_reset(d->identity, us, id, STR("correct horse battery"), &bench->err));
    const struct str body = STR("{\"login\":\"zhang\",\"password\":\"correct horse battery\"}");
    /* Fixed: a cookie that somebody planted is not the session's, and what it was is over. */
    snprintf(bench->cookie, sizeof bench->cookie, "Cookie: luodi_%d=planted\r\n", bench->port);
    struct answer in = client_ask(bench, "POST", "/api/sign-in", post, body);
    assert_int_equal(in.status, 200);
    struct str cookie = answer_header(bench->arena, &in, "Set-Cookie");
    assert_false(str_has(cookie, STR("planted")));
    assert_problem(client_get(bench, "/api/account", ""), 401, "web_not_signed_in");
    char mine[128];
    snprintf(mine, sizeof mine, "Cookie: %.*s\r\n", (int)str_find(cookie, STR(";"), 0), cookie.ptr);
    memcpy(bench->cookie, mine, sizeof mine);
    assert_int_equal(client_get(bench, "/api/account", "").status, 200);
    /* Signing in again ends the one before. */
    in = client_ask(bench, "POST", "/api/sign-in", post, body);
    assert_int_equal(in.status, 200);
    assert_problem(client_get(bench, "/api/account", ""), 401, "web_not_signed_in");
    cookie = answer_header(bench->arena, &in, "Set-Cookie");
    snprintf(bench->cookie, sizeof bench->cookie, "Cookie: %.*s\r\n", (int)str_find(cookie, STR(";"), 0), cookie.ptr);
    /* Stolen and used from another site's page: refused by where it comes from. */
    assert_problem(client_ask(bench, "POST", "/api/account/sessions/end", "X-Luodi: 1\r\nOrigin: http://evil.example\r\n", STR("{}")), 403, "web_cross_site");
    /* Replayed after signing out. */
    assert_int_equal(client_ask(bench, "POST", "/api/logout", post, STR("{}")).status, 204);
    assert_problem(client_get(bench, "/api/account", ""), 401, "web_not_signed_in");
    /* Expired. */
    in = client_ask(bench, "POST", "/api/sign-in", post, body);
    cookie = answer_header(bench->arena, &in, "Set-Cookie");
    snprintf(bench->cookie, sizeof bench->cookie, "Cookie: %.*s\r\n", (int)str_find(cookie, STR(";"), 0), cookie.ptr);
    bench->clock.fixed.us += LIMIT_SESSION_IDLE_HOURS * 3600000000LL + 1;
    assert_problem(client_get(bench, "/api/account", ""), 401, "web_not_signed_in");
    assert_problem(client_ask(bench, "POST", "/api/sign-in", post, STR("{\"login\":\"zhang\",\"password\":\"wrong\"}")), 401, "sign_in_wrong");
}

static void what_somebody_may_follows_their_roles_at_once(void **state)
{
    struct doors *d = *state;
    struct web_bench *bench = d->bench;
    const struct role *leader = model_role(ledger_model(d->ledger), STR("leader"));
    struct account_id id = somebody(d, leader, 0), us = { 0 };
    struct held held = { STR("leader"), 0, 0 };
    struct answer answer = client_get(bench, "/api/records/project", "");
    assert_true(str_has(answer.body, STR("markproject")));
    const char *same = str_cstr(bench->arena, str_format(bench->arena, "If-None-Match: %.*s\r\n", STR_ARG(answer_header(bench->arena, &answer, "ETag"))));
    assert_int_equal(client_get(bench, "/api/records/project", same).status, 304);
    web_ok(bench, identity_role_take(d->identity, us, id, &held, &bench->err));
    answer = client_get(bench, "/api/records/project", same);
    assert_int_equal(answer.status, 200);
    assert_false(str_has(answer.body, STR("markproject")));
}

static void an_administrator_sees_with_other_eyes_and_writes_nothing_with_them(void **state)
{
    struct doors *d = *state;
    struct web_bench *bench = d->bench;
    const char *post = "X-Luodi: 1\r\nContent-Type: application/json\r\n";
    client_sign_in(bench);
    struct str body = str_format(bench->arena, "{\"role\":\"officer\",\"zone\":\"%lld\"}", (long long)d->a);
    assert_int_equal(client_ask(bench, "POST", "/api/view-as", post, body).status, 200);
    assert_false(str_has(client_get(bench, "/api/records/project", "").body, STR("markproject")));
    assert_problem(client_ask(bench, "POST", "/api/view-as", post, STR("{\"role\":\"nobody\"}")), 400, "account_role");
    assert_problem(client_ask(bench, "POST", "/api/records/project", post, STR("{\"fields\":{\"name\":\"x\"}}")), 403, "forbidden");
    assert_int_equal(client_ask(bench, "POST", "/api/view-as", post, STR("{}")).status, 200);
    assert_true(str_has(client_get(bench, "/api/records/project", "").body, STR("markproject")));
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, doors_open, doors_shut)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(no_role_is_told_or_does_more_than_its_rules_say),
        CASE(strangers_get_nothing_at_any_door),
        CASE(a_programs_token_opens_its_scope_and_no_account),
        CASE(sessions_fixed_stolen_replayed_and_expired_are_worth_nothing),
        CASE(what_somebody_may_follows_their_roles_at_once),
        CASE(an_administrator_sees_with_other_eyes_and_writes_nothing_with_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
