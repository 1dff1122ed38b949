/* test_web_server.c - the server over real sockets: files, addresses, names, methods, bodies, slow and many clients. */
#include "web_client.h"

#include <sys/resource.h>

#include "base/json.h"
#include "base/limits.h"

/* ---- the page ----------------------------------------------------------------------------------- */

static void the_page_comes_with_its_guards(void **state)
{
    struct web_bench *bench = *state;
    struct answer answer = client_get(bench, "/", "");
    assert_int_equal(answer.status, 200);
    assert_text(answer_header(bench->arena, &answer, "Content-Type"), "text/html; charset=utf-8");
    assert_text(answer_header(bench->arena, &answer, "Cache-Control"), "no-cache");
    assert_text(answer_header(bench->arena, &answer, "Vary"), "Accept-Encoding");
    assert_text(answer_header(bench->arena, &answer, "X-Content-Type-Options"), "nosniff");
    assert_text(answer_header(bench->arena, &answer, "Referrer-Policy"), "no-referrer");
    assert_true(str_starts(answer_header(bench->arena, &answer, "Content-Security-Policy"), STR("default-src 'none'; script-src 'self';")));
    assert_int_equal(answer_header(bench->arena, &answer, "X-Request-Id").len, 16);
    assert_true(str_has(answer.body, STR("<!doctype html>")) || str_has(answer.body, STR("<!DOCTYPE html>")));
}

static void a_file_that_the_browser_has_is_not_sent_again(void **state)
{
    struct web_bench *bench = *state;
    struct answer first = client_get(bench, "/", "");
    struct str tag = answer_header(bench->arena, &first, "ETag");
    assert_true(tag.len > 2);
    const char *header = str_cstr(bench->arena, str_format(bench->arena, "If-None-Match: %.*s\r\n", STR_ARG(tag)));
    struct answer second = client_get(bench, "/", header);
    assert_int_equal(second.status, 304);
    assert_int_equal(second.body.len, 0);
    assert_text(answer_header(bench->arena, &second, "ETag"), str_cstr(bench->arena, tag));
    assert_int_equal(client_get(bench, "/", "If-None-Match: \"another\"\r\n").status, 200);
}

static void a_client_without_gzip_gets_plain_bytes(void **state)
{
    struct web_bench *bench = *state;
    struct answer plain = client_get(bench, "/", "");
    struct answer packed = client_get(bench, "/", "Accept-Encoding: gzip, deflate, br\r\n");
    assert_text(answer_header(bench->arena, &plain, "Content-Encoding"), "");
    assert_text(answer_header(bench->arena, &packed, "Content-Encoding"), "gzip");
    assert_true(str_starts(packed.body, STR("\x1f\x8b")));
    assert_true(packed.body.len < plain.body.len);
    struct answer refused = client_get(bench, "/", "Accept-Encoding: gzip;q=0\r\n");
    assert_text(answer_header(bench->arena, &refused, "Content-Encoding"), "");
}

static void head_answers_as_get_without_a_body(void **state)
{
    struct web_bench *bench = *state;
    struct answer get = client_get(bench, "/", "");
    struct answer head = client_ask(bench, "HEAD", "/", "", STR(""));
    assert_int_equal(head.status, 200);
    assert_int_equal(head.body.len, 0);
    assert_text(answer_header(bench->arena, &head, "Content-Length"),
                str_cstr(bench->arena, answer_header(bench->arena, &get, "Content-Length")));
    assert_int_equal(client_ask(bench, "HEAD", "/healthz", "", STR("")).status, 200);
}

static void an_address_of_the_page_is_the_page_but_a_missing_asset_is_missing(void **state)
{
    struct web_bench *bench = *state;
    struct answer page = client_get(bench, "/", "");
    struct answer deep = client_get(bench, "/targets/57?on=2023-09-30", "");
    assert_int_equal(deep.status, 200);
    assert_text(deep.body, str_cstr(bench->arena, page.body));
    struct answer missing = client_get(bench, "/assets/no-such-file.js", "");
    assert_problem(missing, 404, "web_not_found");
    struct answer api = client_get(bench, "/api/no-such-thing", "");
    assert_problem(api, 404, "web_not_found");
    assert_problem(client_get(bench, "/api", ""), 404, "web_not_found");
}

/* ---- addresses ---------------------------------------------------------------------------------- */

static void tricks_with_paths_are_refused(void **state)
{
    struct web_bench *bench = *state;
    static const char *const tricks[] = {
        "/../../etc/passwd", "/assets/../../x", "/%2e%2e/x", "/a/%2E%2e/b", "/./x", "/index.html%00.js", "/%",
        "/%4", "/%zz", "/%c0%af", "/%ff", "/\\..\\x", "/a%0d%0aSet-Cookie:x=1", "/?name=%", "/?%ff=1",
        "http://127.0.0.1/", "*",
    };
    for (size_t i = 0; i < ARRAY_COUNT(tricks); i++) {
        struct answer answer = client_get(bench, tricks[i], "");
        if (answer.status != 400)
            print_error("%s\n", tricks[i]);
        assert_problem(answer, 400, "web_uri");
    }
    assert_int_equal(client_get(bench, "/%E8%B5%84%E9%98%B3", "").status, 200);
}

static void an_address_may_be_as_long_as_its_limit(void **state)
{
    struct web_bench *bench = *state;
    char target[LIMIT_WEB_URI_BYTES + 2];
    memset(target, 'a', sizeof target);
    target[0] = '/';
    target[LIMIT_WEB_URI_BYTES] = '\0';
    assert_int_equal(client_get(bench, target, "").status, 200);
    target[LIMIT_WEB_URI_BYTES] = 'a';
    target[LIMIT_WEB_URI_BYTES + 1] = '\0';
    assert_problem(client_get(bench, target, ""), 400, "web_uri");
}

static void parameters_are_counted(void **state)
{
    struct web_bench *bench = *state;
    struct buf target;
    buf_init(&target, bench->arena);
    buf_cstr(&target, "/healthz?");
    for (int i = 0; i < LIMIT_WEB_PARAMETERS; i++)
        buf_cstr(&target, "a=1&");
    assert_int_equal(client_get(bench, buf_get(&target).ptr, "").status, 200);
    buf_cstr(&target, "a=1");
    assert_problem(client_get(bench, buf_get(&target).ptr, ""), 400, "web_uri");
}

static void a_head_without_end_is_refused(void **state)
{
    struct web_bench *bench = *state;
    struct buf headers;
    buf_init(&headers, bench->arena);
    for (int i = 0; i < 3000; i++)
        buf_printf(&headers, "X-Filler-%d: some words that fill a line\r\n", i);
    struct answer answer = client_get(bench, "/", buf_get(&headers).ptr);
    assert_true(answer.status == 431 || answer.status == 413 || answer.status == 0);
    assert_int_equal(client_get(bench, "/healthz", "").status, 200);
}

/* ---- who may come in ---------------------------------------------------------------------------- */

static void only_our_own_name_is_answered(void **state)
{
    struct web_bench *bench = *state;
    static const struct { const char *host; bool good; } hosts[] = {
        { "127.0.0.1", true }, { "localhost", true }, { "127.0.0.1:PORT", true }, { "localhost:PORT", true },
        { "[::1]:PORT", true }, { "evil.example", false }, { "127.0.0.1.evil.example", false },
        { "localhost:1", false }, { "127.0.0.1:", false }, { "", false },
    };
    for (size_t i = 0; i < ARRAY_COUNT(hosts); i++) {
        char host[64];
        const char *mark = strstr(hosts[i].host, "PORT");
        int before = mark ? (int)(mark - hosts[i].host) : (int)strlen(hosts[i].host);
        snprintf(host, sizeof host, "%.*s", before, hosts[i].host);
        if (mark)
            snprintf(host + before, sizeof host - (size_t)before, "%d", bench->port);
        struct str bytes = str_format(bench->arena, "GET /healthz HTTP/1.1\r\nHost: %s\r\n\r\n", host);
        struct answer answer = client_raw(bench, bytes);
        if (hosts[i].good)
            assert_int_equal(answer.status, 200);
        else
            assert_problem(answer, 421, "web_host");
    }
}

static void requests_that_another_site_sends_are_refused(void **state)
{
    struct web_bench *bench = *state;
    client_sign_in(bench);
    assert_problem(client_ask(bench, "POST", "/api/logout", "X-Luodi: 1\r\nOrigin: http://evil.example\r\n", STR("")), 403,
                   "web_cross_site");
    assert_problem(client_ask(bench, "POST", "/api/logout", "X-Luodi: 1\r\nSec-Fetch-Site: same-site\r\n", STR("")), 403,
                   "web_cross_site");
    assert_problem(client_get(bench, "/healthz", "Sec-Fetch-Site: cross-site\r\n"), 403, "web_cross_site");
    assert_problem(client_ask(bench, "POST", "/api/logout", "", STR("")), 403, "web_header_missing");
    /* A link in a mail still opens the page. */
    assert_int_equal(client_get(bench, "/", "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\n").status, 200);
    const char *own = str_cstr(bench->arena, str_format(bench->arena, "X-Luodi: 1\r\nSec-Fetch-Site: same-origin\r\nOrigin: http://127.0.0.1:%d\r\n", bench->port));
    assert_int_equal(client_ask(bench, "POST", "/api/logout", own, STR("")).status, 204);
}

static void the_link_signs_in_once(void **state)
{
    struct web_bench *bench = *state;
    client_sign_in(bench);
    struct str link = web_link(bench->server);
    const char *path = strstr(str_cstr(bench->arena, link), "/api/");
    struct answer again = client_get(bench, path, "");
    assert_int_equal(again.status, 303);
    assert_text(answer_header(bench->arena, &again, "Location"), "/sign-in?code=web_token_used");
    assert_text(answer_header(bench->arena, &again, "Set-Cookie"), "");
    struct answer wrong = client_get(bench, "/api/login?token=guess", "");
    assert_text(answer_header(bench->arena, &wrong, "Location"), "/sign-in?code=web_token_unknown");
}

static void a_link_that_was_left_too_long_is_over(void **state)
{
    struct web_bench *bench = *state;
    bench->clock.fixed.us += (LIMIT_LINK_MINUTES + 1) * 60 * 1000000LL;
    struct str link = web_link(bench->server);
    struct answer late = client_get(bench, strstr(str_cstr(bench->arena, link), "/api/"), "");
    assert_text(answer_header(bench->arena, &late, "Location"), "/sign-in?code=web_token_expired");
}

static void the_cookie_is_kept_from_scripts_and_other_sites(void **state)
{
    struct web_bench *bench = *state;
    struct str link = web_link(bench->server);
    struct answer answer = client_get(bench, strstr(str_cstr(bench->arena, link), "/api/"), "");
    struct str cookie = answer_header(bench->arena, &answer, "Set-Cookie");
    assert_true(str_has(cookie, STR("; HttpOnly")));
    assert_true(str_has(cookie, STR("; SameSite=Strict")));
    assert_true(str_has(cookie, STR("; Path=/")));
}

static void without_a_session_a_write_is_refused_before_its_body_is_read(void **state)
{
    struct web_bench *bench = *state;
    struct str head = str_format(bench->arena, "POST /api/logout HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nX-Luodi: 1\r\nContent-Length: 1000\r\n\r\n", bench->port);
    assert_problem(client_raw(bench, head), 401, "web_not_signed_in");
    snprintf(bench->cookie, sizeof bench->cookie, "Cookie: luodi_%d=forged\r\n", bench->port);
    assert_problem(client_ask(bench, "POST", "/api/logout", "X-Luodi: 1\r\n", STR("")), 401, "web_not_signed_in");
}

static void after_signing_out_the_session_is_over(void **state)
{
    struct web_bench *bench = *state;
    client_sign_in(bench);
    assert_int_equal(client_ask(bench, "POST", "/api/logout", "X-Luodi: 1\r\n", STR("")).status, 204);
    assert_problem(client_ask(bench, "POST", "/api/logout", "X-Luodi: 1\r\n", STR("")), 401, "web_not_signed_in");
}

static void a_method_that_an_address_does_not_take_is_refused_by_name(void **state)
{
    struct web_bench *bench = *state;
    struct answer answer = client_ask(bench, "POST", "/healthz", "X-Luodi: 1\r\n", STR(""));
    assert_problem(answer, 405, "web_method");
    assert_text(answer_header(bench->arena, &answer, "Allow"), "GET");
    answer = client_get(bench, "/api/logout", "");
    assert_problem(answer, 405, "web_method");
    assert_text(answer_header(bench->arena, &answer, "Allow"), "POST");
    assert_problem(client_ask(bench, "DELETE", "/", "", STR("")), 405, "web_method");
    assert_problem(client_ask(bench, "TRACE", "/", "", STR("")), 405, "web_method");
    assert_problem(client_ask(bench, "OPTIONS", "/healthz", "", STR("")), 405, "web_method");
}

/* ---- bodies ------------------------------------------------------------------------------------- */

static const char *const json_post = "X-Luodi: 1\r\nContent-Type: application/json\r\n";

static struct str blanks(struct arena *arena, size_t len)
{
    char *text = arena_alloc(arena, len + 1);
    memset(text, ' ', len);
    memcpy(text, "{}", 2);
    return (struct str){ text, len };
}

static void a_body_may_be_as_long_as_its_limit(void **state)
{
    struct web_bench *bench = *state;
    client_sign_in(bench);
    struct str over = blanks(bench->arena, LIMIT_WEB_JSON_BYTES + 1);
    assert_problem(client_ask(bench, "POST", "/api/logout", json_post, over), 413, "web_body_too_big");
    assert_problem(client_ask(bench, "GET", "/healthz", "", STR("{}")), 413, "web_body_too_big");
    struct str fits = blanks(bench->arena, LIMIT_WEB_JSON_BYTES);
    assert_int_equal(client_ask(bench, "POST", "/api/logout", json_post, fits).status, 204);
}

static void a_body_in_chunks_is_bounded_too(void **state)
{
    struct web_bench *bench = *state;
    client_sign_in(bench);
    struct buf out;
    buf_init(&out, bench->arena);
    buf_printf(&out, "POST /api/logout HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n%s%sTransfer-Encoding: chunked\r\n\r\n",
               bench->port, bench->cookie, json_post);
    struct str chunk = blanks(bench->arena, 65536);
    for (int i = 0; i < LIMIT_WEB_JSON_BYTES / 65536 + 1; i++) {
        buf_cstr(&out, "10000\r\n");
        buf_str(&out, chunk);
        buf_cstr(&out, "\r\n");
    }
    buf_cstr(&out, "0\r\n\r\n");
    assert_problem(client_raw(bench, buf_get(&out)), 413, "web_body_too_big");
    assert_int_equal(client_get(bench, "/healthz", "").status, 200);
}

static void a_bad_json_body_is_refused_with_its_place(void **state)
{
    struct web_bench *bench = *state;
    client_sign_in(bench);
    struct answer answer = client_ask(bench, "POST", "/api/logout", json_post, STR("{\"a\": 1,\n \"b\": }"));
    assert_problem(answer, 400, "json_syntax");
    assert_true(str_has(answer.body, STR("\"place\":\"2:")));
    assert_problem(client_ask(bench, "POST", "/api/logout", json_post, STR("{\"a\":1,\"a\":2}")), 400, "json_duplicate");
}

static void errors_speak_the_language_asked_for(void **state)
{
    struct web_bench *bench = *state;
    struct answer english = client_get(bench, "/api/none?lang=en", "Accept-Language: zh-CN\r\n");
    assert_true(str_has(english.body, STR("there is nothing at")));
    assert_text(answer_header(bench->arena, &english, "Content-Language"), "en");
    struct answer chinese = client_get(bench, "/api/none", "Accept-Language: zh-CN,zh;q=0.9,en;q=0.8\r\n");
    assert_true(str_has(chinese.body, STR("请检查路径")));
    assert_true(str_has(client_get(bench, "/api/none", "Accept-Language: fr, en;q=0.5\r\n").body, STR("there is nothing")));
    assert_true(str_has(client_get(bench, "/api/none", "").body, STR("请检查路径")));
}

/* Decode base64 without blanks, as the suite's file has it. */
static struct str from_base64(struct arena *arena, struct str text)
{
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    char *out = arena_alloc(arena, text.len + 1);
    size_t len = 0;
    unsigned bits = 0, have = 0;
    for (size_t i = 0; i < text.len && text.ptr[i] != '='; i++) {
        bits = bits << 6 | (unsigned)(strchr(alphabet, text.ptr[i]) - alphabet);
        have += 6;
        if (have >= 8)
            out[len++] = (char)(bits >> (have -= 8) & 255);
    }
    return (struct str){ out, len };
}

static void try_as_body(struct web_bench *bench, const struct json *row, int *accepted, int *refused)
{
    struct str expect = json_text(row, STR("expect"));
    struct str bytes = from_base64(bench->arena, json_text(row, STR("base64")));
    struct answer answer = client_ask(bench, "POST", "/api/logout", json_post, bytes);
    bool good = answer.status == 204, bad = answer.status == 400;
    /* The grammar takes a key twice; we do not, since the two would have to be told apart. */
    if (bad && str_has(answer.body, STR("\"json_duplicate\"")))
        expect = STR("reject");
    if (!(good || bad) || (good && str_eq(expect, STR("reject"))) || (bad && str_eq(expect, STR("accept"))))
        fail_msg("%.*s: %d", STR_ARG(json_text(row, STR("name"))), answer.status);
    *accepted += good;
    *refused += bad;
    if (!good)
        return;
    web_stop(bench->server); /* signed out: a new start gives a new link */
    bench->cookie[0] = '\0';
    web_bench_start(bench);
    client_sign_in(bench);
}

static void every_case_of_the_json_suite_is_taken_or_refused_as_a_body(void **state)
{
    struct web_bench *bench = *state;
    char path[1024];
    if (!shared_file("suites/json-parsing/cases.jsonl", path))
        return;
    struct str lines, line;
    assert_true(file_read(bench->arena, str_from(path), 64 << 20, &lines, &bench->err));
    client_sign_in(bench);
    int accepted = 0, refused = 0;
    while (str_split(&lines, '\n', &line) && line.len) {
        const struct json *row = json_parse(bench->arena, line, &bench->err);
        assert_non_null(row);
        try_as_body(bench, row, &accepted, &refused);
    }
    assert_true(accepted >= 90);
    assert_true(refused >= 188);
}

/* ---- slow and many ------------------------------------------------------------------------------ */

/* Send a byte now and then; how long until the server ends it, in ms. */
static int dribble(struct web_bench *bench, struct str first)
{
    int fd = client_connect(bench);
    client_send(fd, first);
    uint64_t start = clock_monotonic_ns();
    for (int i = 0; i < 200; i++) {
        struct pollfd ready = { fd, POLLIN, 0 };
        if (poll(&ready, 1, 100) > 0)
            break;
        client_send(fd, STR("x"));
    }
    close(fd);
    return (int)((clock_monotonic_ns() - start) / 1000000);
}

static void a_client_that_sends_its_head_byte_by_byte_is_cut_off(void **state)
{
    struct web_bench *bench = *state;
    int ms = dribble(bench, STR("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "));
    assert_in_range(ms, 1000, 6000);
}

static void a_client_that_sends_its_body_byte_by_byte_is_cut_off(void **state)
{
    struct web_bench *bench = *state;
    client_sign_in(bench);
    struct str head = str_format(bench->arena, "POST /api/logout HTTP/1.1\r\nHost: 127.0.0.1\r\n%s%sContent-Length: 5000\r\n\r\n",
                                 bench->cookie, json_post);
    int ms = dribble(bench, head);
    assert_in_range(ms, 1000, 6000);
}

static void one_connection_serves_many_requests(void **state)
{
    struct web_bench *bench = *state;
    int fd = client_connect(bench);
    for (int i = 0; i < 100; i++) {
        client_send(fd, str_format(bench->arena, "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n\r\n", i % 3 ? "/healthz" : "/api/none", bench->port));
        struct answer answer = client_read(bench->arena, fd, true);
        assert_int_equal(answer.status, i % 3 ? 200 : 404);
    }
    close(fd);
}

static void more_clients_than_the_limit_do_not_end_the_service(void **state)
{
    struct web_bench *bench = *state;
    int fds[LIMIT_WEB_CONNECTIONS + 40];
    for (size_t i = 0; i < ARRAY_COUNT(fds); i++)
        fds[i] = client_connect(bench);
    for (size_t i = 0; i < ARRAY_COUNT(fds); i++)
        close(fds[i]);
    struct answer answer = { 0 };
    for (int i = 0; i < 50 && answer.status != 200; i++) {
        answer = client_get(bench, "/healthz", "");
        poll(NULL, 0, 50);
    }
    assert_int_equal(answer.status, 200);
}

static void what_is_no_http_gets_no_answer_but_a_refusal(void **state)
{
    struct web_bench *bench = *state;
    static const char *const lines[] = { "\r\n\r\n\r\n\r\n", "GET\r\n\r\n", "\x16\x03\x01\x02\x05\x01", "GET / HTTP/9.9\r\n\r\n",
                                         "GET / HTTP/1.1\r\n\r\n", "POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: -5\r\n\r\n",
                                         "POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 99999999999999999999\r\n\r\n" };
    for (size_t i = 0; i < ARRAY_COUNT(lines); i++) {
        struct answer answer = client_raw(bench, str_from(lines[i]));
        assert_true(answer.status == 0 || (answer.status >= 400 && answer.status < 600 && answer.status != 500));
    }
    assert_int_equal(client_get(bench, "/healthz", "").status, 200);
}

static void a_port_that_is_taken_is_refused_by_name(void **state)
{
    struct web_bench *bench = *state;
    const char *source = getenv("LUODI_SOURCE");
    struct web_options options = { .ledger = str_from(bench->folder), .port = bench->port, .clock = &bench->clock,
                                   .shipped_model = str_format(bench->arena, "%s/model", source ? source : ".") };
    struct web_server *second;
    assert_false(web_start(&options, &second, &bench->err));
    assert_err(&bench->err, ERR_WEB_PORT);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, web_set_up, web_tear_down)

int main(void)
{
    /* Both ends of more connections than the server takes are this process's. */
    struct rlimit files;
    if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
        files.rlim_cur = files.rlim_max;
        setrlimit(RLIMIT_NOFILE, &files);
    }
    const struct CMUnitTest tests[] = {
        CASE(the_page_comes_with_its_guards),
        CASE(a_file_that_the_browser_has_is_not_sent_again),
        CASE(a_client_without_gzip_gets_plain_bytes),
        CASE(head_answers_as_get_without_a_body),
        CASE(an_address_of_the_page_is_the_page_but_a_missing_asset_is_missing),
        CASE(tricks_with_paths_are_refused),
        CASE(an_address_may_be_as_long_as_its_limit),
        CASE(parameters_are_counted),
        CASE(a_head_without_end_is_refused),
        CASE(only_our_own_name_is_answered),
        CASE(requests_that_another_site_sends_are_refused),
        CASE(the_link_signs_in_once),
        CASE(a_link_that_was_left_too_long_is_over),
        CASE(the_cookie_is_kept_from_scripts_and_other_sites),
        CASE(without_a_session_a_write_is_refused_before_its_body_is_read),
        CASE(after_signing_out_the_session_is_over),
        CASE(a_method_that_an_address_does_not_take_is_refused_by_name),
        CASE(a_body_may_be_as_long_as_its_limit),
        CASE(a_body_in_chunks_is_bounded_too),
        CASE(a_bad_json_body_is_refused_with_its_place),
        CASE(errors_speak_the_language_asked_for),
        CASE(every_case_of_the_json_suite_is_taken_or_refused_as_a_body),
        CASE(a_client_that_sends_its_head_byte_by_byte_is_cut_off),
        CASE(a_client_that_sends_its_body_byte_by_byte_is_cut_off),
        CASE(one_connection_serves_many_requests),
        CASE(more_clients_than_the_limit_do_not_end_the_service),
        CASE(what_is_no_http_gets_no_answer_but_a_refusal),
        CASE(a_port_that_is_taken_is_refused_by_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
