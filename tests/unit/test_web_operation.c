/*
 * test_web_operation.c - what keeps a server up: TLS and the proxy before it, health and numbers, the disk, ten thousand idle
 * connections, slow bodies and endless heads while others are served.
 */
#include "web_client.h"

#include <fcntl.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <sys/resource.h>

#include "base/limits.h"
#include "base/log.h"

/* ---- another server over the same ledger --------------------------------------------------------- */

static struct web_options options_of(struct web_bench *bench)
{
    const char *source = getenv("LUODI_SOURCE");
    return (struct web_options){ .ledger = str_from(bench->folder), .any_port = true, .clock = &bench->clock,
                                 .shipped_model = str_format(bench->arena, "%s/model", source ? source : "."), .wait_seconds = 2 };
}

static void restart(struct web_bench *bench, const struct web_options *options)
{
    web_stop(bench->server);
    web_ok(bench, web_start(options, &bench->server, &bench->err));
    bench->port = web_port(bench->server);
    bench->cookie[0] = '\0';
}

static enum err_code refused(struct web_bench *bench, const struct web_options *options)
{
    struct web_server *server;
    struct err err;
    err_init(&err);
    assert_false(web_start(options, &server, &err));
    (void)bench;
    return err.code;
}

/* ---- TLS -------------------------------------------------------------------------------------------- */

/* A key and a certificate that it signs itself, as PEM files in the ledger's folder. */
static void make_certificate(struct web_bench *bench, struct str *certificate, struct str *key)
{
    EVP_PKEY *pair = EVP_EC_gen("P-256");
    X509 *x509 = X509_new();
    assert_non_null(pair);
    ASN1_INTEGER_set(X509_get_serialNumber(x509), 1);
    X509_gmtime_adj(X509_getm_notBefore(x509), -3600);
    X509_gmtime_adj(X509_getm_notAfter(x509), 3600);
    X509_set_pubkey(x509, pair);
    X509_NAME *name = X509_get_subject_name(x509);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const unsigned char *)"localhost", -1, -1, 0);
    X509_set_issuer_name(x509, name);
    assert_true(X509_sign(x509, pair, EVP_sha256()) > 0);
    *certificate = path_join(bench->arena, str_from(bench->folder), STR("certificate.pem"));
    *key = path_join(bench->arena, str_from(bench->folder), STR("key.pem"));
    FILE *out = fopen(str_cstr(bench->arena, *certificate), "w");
    assert_non_null(out);
    PEM_write_X509(out, x509);
    fclose(out);
    out = fopen(str_cstr(bench->arena, *key), "w");
    assert_non_null(out);
    PEM_write_PrivateKey(out, pair, NULL, NULL, 0, NULL, NULL);
    fclose(out);
    X509_free(x509);
    EVP_PKEY_free(pair);
}

static struct str ask_over_tls(struct web_bench *bench, struct str request)
{
    SSL_CTX *context = SSL_CTX_new(TLS_client_method());
    SSL *ssl = SSL_new(context);
    int fd = client_connect(bench);
    SSL_set_fd(ssl, fd);
    struct buf in;
    buf_init(&in, bench->arena);
    if (SSL_connect(ssl) == 1 && SSL_write(ssl, request.ptr, (int)request.len) > 0) {
        char bytes[4096];
        int got;
        while ((got = SSL_read(ssl, bytes, sizeof bytes)) > 0)
            buf_bytes(&in, bytes, (size_t)got);
    }
    SSL_free(ssl);
    SSL_CTX_free(context);
    close(fd);
    return buf_get(&in);
}

static void over_tls_the_cookie_is_secure_and_plain_is_not_answered(void **state)
{
    struct web_bench *bench = *state;
    struct web_options options = options_of(bench);
    make_certificate(bench, &options.certificate, &options.key);
    restart(bench, &options);
    struct str link = web_link(bench->server);
    assert_true(str_starts(link, STR("https://")));
    struct str path = str_slice(link, (size_t)str_find(link, STR("/api/"), 0), link.len);
    struct str answer = ask_over_tls(bench, str_format(bench->arena, "GET %.*s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", STR_ARG(path)));
    assert_true(str_starts(answer, STR("HTTP/1.1 303")));
    assert_true(str_has(answer, STR("; Secure")));
    assert_true(str_has(answer, STR("Strict-Transport-Security: max-age=")));
    assert_int_equal(client_get(bench, "/healthz", "").status, 0);
    answer = ask_over_tls(bench, STR("GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"));
    assert_true(str_has(answer, STR("\"status\":\"ok\"")));
}

static void other_machines_are_served_over_tls_only(void **state)
{
    struct web_bench *bench = *state;
    struct web_options options = options_of(bench);
    options.address = STR("0.0.0.0");
    assert_int_equal(refused(bench, &options), ERR_WEB_PLAIN);
    options.address = STR("127.0.0.1");
    options.certificate = STR("/nowhere.pem");
    assert_int_equal(refused(bench, &options), ERR_WEB_TLS);
    options.key = STR("/nowhere.pem");
    assert_int_equal(refused(bench, &options), ERR_FILE_MISSING);
    options.certificate = options.key = path_join(bench->arena, str_from(bench->folder), STR("ledger.db"));
    assert_int_equal(refused(bench, &options), ERR_WEB_TLS);
    options = options_of(bench);
    options.address = STR("not an address");
    assert_true(refused(bench, &options) == ERR_WEB_PORT || refused(bench, &options) == ERR_WEB_PLAIN);
}

/* ---- a proxy before it ------------------------------------------------------------------------------ */

static struct answer login_with(struct web_bench *bench, const char *headers)
{
    struct str link = web_link(bench->server);
    return client_get(bench, str_cstr(bench->arena, str_slice(link, (size_t)str_find(link, STR("/api/"), 0), link.len)), headers);
}

static void a_proxy_is_believed_only_where_the_settings_name_one(void **state)
{
    struct web_bench *bench = *state;
    struct web_options options = options_of(bench);
    struct answer answer = login_with(bench, "X-Forwarded-Proto: https\r\n");
    assert_false(str_has(answer.head, STR("; Secure")));
    options.proxy = true;
    options.hosts = STR("luodi.example.cn other.example.cn");
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);
    struct log log = { stream, LOG_INFO, &bench->clock };
    options.log = &log;
    restart(bench, &options);
    answer = login_with(bench, "X-Forwarded-Proto: https\r\nX-Forwarded-For: 10.9.9.9, 10.1.2.3\r\n");
    assert_true(str_has(answer.head, STR("; Secure")));
    struct str ask = STR("GET /healthz HTTP/1.1\r\nHost: luodi.example.cn\r\nOrigin: https://luodi.example.cn\r\nX-Forwarded-Proto: https\r\n\r\n");
    assert_int_equal(client_raw(bench, ask).status, 200);
    assert_problem(client_raw(bench, STR("GET /healthz HTTP/1.1\r\nHost: luodi.example.cn.evil.example\r\n\r\n")), 421, "web_host");
    assert_problem(client_raw(bench, STR("GET /healthz HTTP/1.1\r\nHost: luodi.example.cn\r\nOrigin: http://luodi.example.cn\r\nX-Forwarded-Proto: https\r\n\r\n")), 403,
                   "web_cross_site");
    for (int i = 0; i < 100; i++) { /* the line is written when the answer was taken */
        fflush(stream);
        if (size && strstr(text, "from=10.1.2.3"))
            break;
        poll(NULL, 0, 20);
    }
    assert_non_null(strstr(text, "from=10.1.2.3 account=0"));
    options.log = NULL;
    restart(bench, &options);
    fclose(stream);
    free(text);
}

/* ---- health and numbers ----------------------------------------------------------------------------- */

static void numbers_are_for_this_machine_and_count_what_was_asked(void **state)
{
    struct web_bench *bench = *state;
    client_get(bench, "/api/none", "");
    struct answer answer = client_get(bench, "/metrics", "");
    assert_int_equal(answer.status, 200);
    assert_true(str_starts(answer_header(bench->arena, &answer, "Content-Type"), STR("text/plain; version=0.0.4")));
    assert_true(str_has(answer.body, STR("# TYPE luodi_requests_total counter\n")));
    assert_true(str_has(answer.body, STR("luodi_ledger_position 1\n")));
    assert_true(str_has(answer.body, STR("luodi_disk_free_bytes ")));
    for (int i = 0; i < 50 && !str_has(answer.body, STR("luodi_requests_total{status=\"4xx\"} 1\n")); i++)
        answer = client_get(bench, "/metrics", "");
    assert_true(str_has(answer.body, STR("luodi_requests_total{status=\"4xx\"} 1\n")));
    assert_problem(client_get(bench, "/metrics", "X-Forwarded-For: 10.1.2.3\r\n"), 404, "web_not_found");
}

static void a_disk_that_fills_is_told_of(void **state)
{
    struct web_bench *bench = *state;
    assert_true(str_has(client_get(bench, "/healthz", "").body, STR("\"disk\":\"ok\"")));
    struct web_options options = options_of(bench);
    options.disk_low_mib = (int64_t)1 << 40;
    restart(bench, &options);
    struct answer answer = client_get(bench, "/healthz", "");
    assert_int_equal(answer.status, 200);
    assert_true(str_has(answer.body, STR("\"disk\":\"low\"")));
    assert_true(str_has(client_get(bench, "/metrics", "").body, STR("luodi_disk_low 1\n")));
}

static void with_a_password_the_start_gives_an_address_and_a_link_only_when_asked(void **state)
{
    struct web_bench *bench = *state;
    const char *post = "X-Luodi: 1\r\nContent-Type: application/json\r\n";
    client_sign_in(bench);
    assert_int_equal(client_ask(bench, "POST", "/api/account", post, STR("{\"login\":\"owner\",\"name\":\"某人\"}")).status, 200);
    assert_int_equal(client_ask(bench, "POST", "/api/account/password", post, STR("{\"password\":\"my own sentence\"}")).status, 200);
    struct web_options options = options_of(bench);
    restart(bench, &options);
    assert_false(str_has(web_link(bench->server), STR("token=")));
    assert_int_equal(client_ask(bench, "POST", "/api/sign-in", post, STR("{\"login\":\"owner\",\"password\":\"my own sentence\"}")).status, 200);
    options.link = true;
    restart(bench, &options);
    assert_true(str_has(web_link(bench->server), STR("token=")));
}

/* ---- many, slow, endless ---------------------------------------------------------------------------- */

static void ten_thousand_idle_connections_hold_up_nobody(void **state)
{
    struct web_bench *bench = *state;
    enum { IDLE = 10000, BATCH = 400 };
    struct rlimit files;
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &files), 0);
    size_t most = files.rlim_cur > IDLE + 2000 ? IDLE : 1000, made = 0;
    int *fds = calloc(most, sizeof *fds);
    uint64_t slowest = 0;
    while (made < most) {
        for (size_t i = 0; i < BATCH && made < most; i++)
            fds[made++] = client_connect(bench);
        uint64_t start = clock_monotonic_ns();
        assert_int_equal(client_get(bench, "/healthz", "").status, 200);
        uint64_t took = clock_monotonic_ns() - start;
        slowest = took > slowest ? took : slowest;
    }
    print_message("# %zu idle connections, the slowest answer among them took %llu ms\n", made, (unsigned long long)(slowest / 1000000));
    assert_true(slowest < 15ull * 1000000000);
    for (size_t i = 0; i < made; i++)
        close(fds[i]);
    free(fds);
    assert_int_equal(client_get(bench, "/healthz", "").status, 200);
}

static void slow_bodies_and_endless_heads_hold_up_nobody(void **state)
{
    struct web_bench *bench = *state;
    int slow[40];
    client_sign_in(bench);
    struct str head = str_format(bench->arena, "POST /api/logout HTTP/1.1\r\nHost: 127.0.0.1\r\n%sX-Luodi: 1\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n{", bench->cookie);
    for (size_t i = 0; i < 40; i++) {
        slow[i] = client_connect(bench);
        client_send(slow[i], i % 2 ? head : STR("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Endless: "));
    }
    char filler[4096];
    memset(filler, 'x', sizeof filler);
    uint64_t start = clock_monotonic_ns();
    for (int round = 0; round < 20; round++) {
        for (size_t i = 0; i < 40; i++)
            send(slow[i], i % 2 ? " " : filler, i % 2 ? 1 : sizeof filler, MSG_NOSIGNAL | MSG_DONTWAIT);
        assert_int_equal(client_get(bench, "/healthz", "").status, 200);
        assert_int_equal(client_get(bench, "/api/records/project", "").status, 200);
    }
    assert_true(clock_monotonic_ns() - start < 20ull * 1000000000);
    for (size_t i = 0; i < 40; i++)
        close(slow[i]);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, web_set_up, web_tear_down)

int main(void)
{
    struct rlimit files;
    if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
        files.rlim_cur = files.rlim_max;
        setrlimit(RLIMIT_NOFILE, &files);
    }
    const struct CMUnitTest tests[] = {
        CASE(over_tls_the_cookie_is_secure_and_plain_is_not_answered),
        CASE(other_machines_are_served_over_tls_only),
        CASE(a_proxy_is_believed_only_where_the_settings_name_one),
        CASE(numbers_are_for_this_machine_and_count_what_was_asked),
        CASE(a_disk_that_fills_is_told_of),
        CASE(with_a_password_the_start_gives_an_address_and_a_link_only_when_asked),
        CASE(ten_thousand_idle_connections_hold_up_nobody),
        CASE(slow_bodies_and_endless_heads_hold_up_nobody),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
