/* test_web_write.c - writing over HTTP: records made, changed, corrected, moved and deleted; asked twice, asked at once, refused. */
#include "web_client.h"

#include <pthread.h>

#include "base/limits.h"

static int write_set_up(void **state)
{
    web_set_up(state);
    client_sign_in(*state);
    return 0;
}

/* All of it fits: chain, proof, records, figures. */
static void verified(struct web_bench *bench)
{
    struct ledger *ledger;
    struct verify_report report;
    struct ledger_options options = { .folder = str_from(bench->folder), .clock = &bench->clock };
    web_ok(bench, ledger_open(&options, &ledger, &bench->err));
    web_ok(bench, ledger_verify(ledger, NULL, &report, &bench->err));
    assert_true(report.entries > 1);
    ledger_close(ledger);
}

/* ---- sending ------------------------------------------------------------------------------------ */

static struct answer send_json(struct web_bench *bench, const char *target, const char *headers, const char *body)
{
    char head[1024];
    snprintf(head, sizeof head, "X-Luodi: 1\r\nContent-Type: application/json\r\n%s", headers);
    return client_ask(bench, "POST", target, head, str_from(body));
}

static const struct json *read_json(struct web_bench *bench, const struct answer *answer, int status)
{
    if (answer->status != status)
        fail_msg("%d wanted: %d %.*s", status, answer->status, STR_ARG(answer->body));
    const struct json *json = json_parse(bench->arena, answer->body, &bench->err);
    web_ok(bench, json != NULL);
    return json;
}

/* What is made; the record's id. */
static int64_t make(struct web_bench *bench, const char *kind, const char *body)
{
    char target[128];
    int64_t id;
    snprintf(target, sizeof target, "/api/records/%s", kind);
    struct answer answer = send_json(bench, target, "", body);
    const struct json *json = read_json(bench, &answer, 201);
    assert_true(str_to_int(text_at(json, "record"), &id));
    return id;
}

static struct answer act(struct web_bench *bench, int64_t project, const char *headers, const char *body)
{
    char target[128];
    snprintf(target, sizeof target, "/api/records/project/%lld", (long long)project);
    return send_json(bench, target, headers, body);
}

static int64_t world(struct web_bench *bench)
{
    make(bench, "zone", "{\"fields\":{\"name\":\"甲区\",\"type\":\"zone\"}}");
    return make(bench, "project", "{\"fields\":{\"name\":\"一号\",\"zone\":\"甲区\",\"investment\":\"1.2亿\",\"top500\":true,\"land_area\":12.5},"
                                  "\"effective\":\"2023-03\"}");
}

static const struct json *field(const struct json *record, const char *name)
{
    for (const struct json *one = at(record, "fields")->first; one; one = one->next)
        if (str_eq(json_text(one, STR("name")), str_from(name)))
            return one;
    fail_msg("no field %s", name);
    return NULL;
}

static int64_t position(struct web_bench *bench)
{
    return number_at(ask(bench, "/api/session"), "ledger.position");
}

/* ---- one record --------------------------------------------------------------------------------- */

static void a_record_is_made_changed_corrected_and_deleted(void **state)
{
    struct web_bench *bench = *state;
    int64_t id = world(bench);
    const struct json *record = ask(bench, "/api/records/project/%lld", (long long)id);
    assert_text(text_at(field(record, "investment"), "shown"), "12,000");
    assert_text(text_at(field(record, "top500"), "input"), "yes");
    assert_text(text_at(field(record, "land_area"), "shown"), "12.5");

    struct answer answer = act(bench, id, "", "{\"act\":\"change\",\"fields\":{\"investment\":\"2亿\",\"zone\":\"2\"},\"effective\":\"2023-06-01\"}");
    const struct json *receipt = read_json(bench, &answer, 201);
    assert_text(answer_header(bench->arena, &answer, "Location"), str_cstr(bench->arena, str_format(bench->arena, "/api/records/project/%lld", (long long)id)));
    assert_int_equal(number_at(receipt, "version"), number_at(receipt, "entry"));
    record = ask(bench, "/api/records/project/%lld?on=2023-05-01", (long long)id);
    assert_text(text_at(field(record, "investment"), "shown"), "12,000");
    record = ask(bench, "/api/records/project/%lld?on=2023-06-01", (long long)id);
    assert_text(text_at(field(record, "investment"), "shown"), "20,000");

    assert_problem(act(bench, id, "", "{\"act\":\"correct\",\"fields\":{\"investment\":\"1.3亿\"},\"effective\":\"2023-03-31\"}"), 400, "reason_missing");
    answer = act(bench, id, "", "{\"act\":\"correct\",\"fields\":{\"investment\":\"1.3亿\"},\"effective\":\"2023-03-31\",\"reason\":\"看错了协议\"}");
    read_json(bench, &answer, 201);
    record = ask(bench, "/api/records/project/%lld?on=2023-05-01", (long long)id);
    assert_text(text_at(field(record, "investment"), "shown"), "13,000");
    assert_text(text_at(record, "history.0.reason"), "看错了协议");
    assert_text(text_at(record, "history.0.before"), "12,000 万元");

    answer = act(bench, id, "", "{\"act\":\"delete\",\"reason\":\"重复登记\"}");
    read_json(bench, &answer, 201);
    assert_true(at(ask(bench, "/api/records/project/%lld", (long long)id), "deleted")->boolean);
    assert_problem(act(bench, id, "", "{\"act\":\"change\",\"fields\":{\"investment\":\"1亿\"}}"), 404, "ledger_record");
}

static void a_stage_is_reached_with_the_proof_that_was_uploaded(void **state)
{
    struct web_bench *bench = *state;
    int64_t id = world(bench);
    assert_problem(act(bench, id, "", "{\"act\":\"stage\",\"stage\":\"signed\",\"effective\":\"2023-03-14\"}"), 409, "evidence_missing");
    struct answer answer = client_ask(bench, "POST", "/api/evidence", "X-Luodi: 1\r\nContent-Type: text/html\r\n", STR("<script>1</script>"));
    const struct json *upload = read_json(bench, &answer, 201);
    struct str hash = text_at(upload, "upload");
    assert_int_equal(number_at(upload, "size"), 18);
    struct str body = str_format(bench->arena, "{\"act\":\"stage\",\"stage\":\"signed\",\"effective\":\"2023-03-14\",\"evidence\":["
                                 "{\"upload\":\"%.*s\",\"name\":\"协议.html\",\"media_type\":\"text/html\"}]}", STR_ARG(hash));
    answer = act(bench, id, "", str_cstr(bench->arena, body));
    read_json(bench, &answer, 201);
    const struct json *record = ask(bench, "/api/records/project/%lld", (long long)id);
    assert_text(text_at(record, "evidence.0.hash"), str_cstr(bench->arena, hash));
    assert_int_equal(number_at(record, "evidence.0.size"), 18);
    answer = client_get(bench, str_cstr(bench->arena, str_format(bench->arena, "/api/evidence/%.*s", STR_ARG(hash))), "");
    assert_text(answer.body, "<script>1</script>");
    assert_text(answer_header(bench->arena, &answer, "Content-Type"), "application/octet-stream");
    assert_true(str_starts(answer_header(bench->arena, &answer, "Content-Disposition"), STR("attachment")));
    assert_problem(act(bench, id, "", "{\"act\":\"evidence\",\"evidence\":[{\"name\":\"x\",\"upload\":"
                                      "\"00000000000000000000000000000000000000000000000000000000000000ff\"}]}"), 404, "web_no_upload");
    assert_problem(client_ask(bench, "POST", "/api/evidence", "X-Luodi: 1\r\n", STR("")), 400, "web_upload_empty");
    struct str head = str_format(bench->arena, "POST /api/evidence HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n%sX-Luodi: 1\r\nContent-Length: %lld\r\n\r\n",
                                 bench->port, bench->cookie, (long long)LIMIT_EVIDENCE_BYTES + 1);
    assert_problem(client_raw(bench, head), 413, "web_body_too_big");
    verified(bench);
}

static void a_refusal_names_the_field_and_what_would_be_right(void **state)
{
    struct web_bench *bench = *state;
    int64_t id = world(bench), before = position(bench);
    struct answer answer = send_json(bench, "/api/records/project?lang=en", "", "{\"fields\":{\"name\":\"二号\",\"zone\":\"甲区\",\"investment\":\"约3000\"}}");
    const struct json *problem = read_json(bench, &answer, 400);
    assert_text(text_at(problem, "field"), "investment");
    assert_text(text_at(problem, "code"), "field_inexact");
    assert_problem(send_json(bench, "/api/records/project", "", "{\"fields\":{\"name\":\"二号\"}}"), 400, "ledger_required");
    assert_problem(send_json(bench, "/api/records/project", "", "{\"felds\":{\"name\":\"二号\"}}"), 400, "web_member_unknown");
    assert_problem(send_json(bench, "/api/records/project", "", "{\"fields\":{\"name\":{}}}"), 400, "web_member");
    assert_problem(send_json(bench, "/api/records/project", "", "{\"fields\":{\"name\":\"一号\",\"zone\":\"甲区\"}}"), 409, "ledger_duplicate");
    assert_problem(send_json(bench, "/api/records/project", "", "{\"fields\":{\"name\":\"x\",\"zone\":\"乙区\"}}"), 400, "ledger_ref");
    assert_problem(send_json(bench, "/api/records/nothing", "", "{}"), 404, "web_no_kind");
    assert_problem(send_json(bench, "/api/records/project/0", "", "{}"), 404, "web_no_record");
    assert_problem(act(bench, id, "", "{\"act\":\"add\"}"), 400, "web_member");
    assert_problem(act(bench, id, "", "{\"act\":\"change\",\"effective\":\"2023-02-30\"}"), 400, "web_member");
    assert_problem(act(bench, id, "", "[]"), 415, "web_body_wanted");
    assert_problem(client_ask(bench, "POST", "/api/records/project", "X-Luodi: 1\r\n", STR("name=x")), 415, "web_body_wanted");
    assert_problem(act(bench, id, "", "{\"act\":"), 400, "json_syntax");
    assert_problem(client_ask(bench, "POST", "/api/records/project", "Content-Type: application/json\r\n", STR("{}")), 403, "web_header_missing");
    assert_int_equal(position(bench), before);
}

/* ---- two at once, and twice --------------------------------------------------------------------- */

static void the_second_of_two_editors_is_told_what_changed(void **state)
{
    struct web_bench *bench = *state;
    int64_t id = world(bench);
    char target[128];
    snprintf(target, sizeof target, "/api/records/project/%lld", (long long)id);
    struct answer seen = client_get(bench, target, "");
    struct str tag = answer_header(bench->arena, &seen, "ETag");
    const char *match = str_cstr(bench->arena, str_format(bench->arena, "If-Match: %.*s\r\n", STR_ARG(tag)));
    const char *none = str_cstr(bench->arena, str_format(bench->arena, "If-None-Match: %.*s\r\n", STR_ARG(tag)));
    struct answer same = client_get(bench, target, none);
    assert_int_equal(same.status, 304);
    assert_text(answer_header(bench->arena, &same, "ETag"), str_cstr(bench->arena, tag));

    make(bench, "project", "{\"fields\":{\"name\":\"二号\",\"zone\":\"甲区\"}}"); /* another record's entry is no change of this one */
    struct answer first = act(bench, id, match, "{\"act\":\"change\",\"fields\":{\"investment\":\"3亿\"}}");
    int64_t version = number_at(read_json(bench, &first, 201), "version");
    struct answer second = act(bench, id, match, "{\"act\":\"change\",\"fields\":{\"investment\":\"4亿\"}}");
    assert_problem(second, 412, "ledger_changed");
    const struct json *problem = read_json(bench, &second, 412);
    assert_int_equal(number_at(problem, "version"), version);
    assert_int_equal(at(problem, "changes")->count, 1);
    assert_text(text_at(problem, "changes.0.field"), "investment");
    assert_text(text_at(problem, "changes.0.before"), "12,000 万元");
    assert_text(text_at(problem, "changes.0.after"), "30,000 万元");
    match = str_cstr(bench->arena, str_format(bench->arena, "If-Match: \"%lld\"\r\n", (long long)version));
    second = act(bench, id, match, "{\"act\":\"change\",\"fields\":{\"investment\":\"4亿\"}}");
    read_json(bench, &second, 201);
    assert_problem(act(bench, id, "If-Match: \"old\"\r\n", "{\"act\":\"change\"}"), 400, "web_if_match");
}

static void what_is_asked_twice_under_a_key_is_done_once_also_after_a_restart(void **state)
{
    struct web_bench *bench = *state;
    world(bench);
    const char *body = "{\"fields\":{\"name\":\"二号\",\"zone\":\"甲区\"}}", *key = "Idempotency-Key: 7f3c-1\r\n";
    struct answer first = send_json(bench, "/api/records/project", key, body);
    read_json(bench, &first, 201);
    int64_t before = position(bench);
    struct answer again = send_json(bench, "/api/records/project", key, body);
    assert_text(again.body, str_cstr(bench->arena, first.body));
    assert_text(answer_header(bench->arena, &again, "Idempotency-Replayed"), "true");
    web_stop(bench->server);
    web_bench_start(bench);
    client_sign_in(bench);
    again = send_json(bench, "/api/records/project", key, body);
    assert_int_equal(again.status, 201);
    assert_text(again.body, str_cstr(bench->arena, first.body));
    assert_int_equal(position(bench), before);
    assert_problem(send_json(bench, "/api/records/project", key, "{\"fields\":{\"name\":\"三号\",\"zone\":\"甲区\"}}"), 409, "ledger_key_used");
    assert_problem(send_json(bench, "/api/records/project", "Idempotency-Key: a b\r\n", body), 400, "web_key");
    /* What was refused may be asked again, put right, under its key. */
    assert_problem(send_json(bench, "/api/records/project", "Idempotency-Key: k2\r\n", body), 409, "ledger_duplicate");
    struct answer right = send_json(bench, "/api/records/project", "Idempotency-Key: k2\r\n", "{\"fields\":{\"name\":\"三号\",\"zone\":\"甲区\"}}");
    read_json(bench, &right, 201);
}

static void many_entries_come_together_or_not_at_all(void **state)
{
    struct web_bench *bench = *state;
    int64_t id = world(bench), before = position(bench);
    struct answer answer = send_json(bench, "/api/entries", "",
        "{\"entries\":[{\"act\":\"add\",\"kind\":\"project\",\"fields\":{\"name\":\"二号\",\"zone\":\"甲区\",\"investment\":5000}},"
        "{\"act\":\"stage\",\"kind\":\"project\",\"record\":\"@0\",\"stage\":\"signed\",\"evidence\":[{\"name\":\"纸质协议\"}]},"
        "{\"act\":\"add\",\"kind\":\"project\",\"fields\":{\"name\":\"三号\",\"zone\":\"甲区\",\"investment\":\"约5\"}}]}");
    const struct json *problem = read_json(bench, &answer, 400);
    assert_int_equal(number_at(problem, "entry"), 2);
    assert_text(text_at(problem, "field"), "investment");
    assert_int_equal(position(bench), before);
    answer = send_json(bench, "/api/entries", "Idempotency-Key: bulk\r\n",
        "{\"entries\":[{\"act\":\"add\",\"kind\":\"project\",\"fields\":{\"name\":\"二号\",\"zone\":\"甲区\",\"investment\":5000}},"
        "{\"act\":\"stage\",\"kind\":\"project\",\"record\":\"@0\",\"stage\":\"signed\",\"evidence\":[{\"name\":\"纸质协议\"}]}]}");
    const struct json *receipts = read_json(bench, &answer, 201);
    assert_int_equal(at(receipts, "entries")->count, 2);
    assert_text(text_at(receipts, "entries.1.record"), str_cstr(bench->arena, text_at(receipts, "entries.0.record")));
    assert_int_equal(position(bench), before + 2);
    struct buf many;
    buf_init(&many, bench->arena);
    buf_cstr(&many, "{\"entries\":[{}");
    for (int i = 0; i < LIMIT_WEB_ENTRIES; i++)
        buf_cstr(&many, ",{}");
    buf_cstr(&many, "]}");
    assert_problem(send_json(bench, "/api/entries", "", buf_get(&many).ptr), 413, "web_many_entries");
    assert_problem(send_json(bench, "/api/entries", "", "{\"entries\":[]}"), 400, "web_member");
    assert_problem(send_json(bench, "/api/entries", "", "{\"entries\":[{\"act\":\"define\",\"kind\":\"project\"}]}"), 400, "web_member");
    (void)id;
}

enum { CROWD = 24, EACH = 8 };

struct crowd {
    struct web_bench *bench;
    int number, good, refused;
};

/* Its own arena: arenas belong to one thread. */
static void *crowd_write(void *host)
{
    struct crowd *crowd = host;
    struct web_bench bench = *crowd->bench;
    bench.arena = arena_new();
    for (int i = 0; i < EACH; i++) {
        char body[200];
        bool bad = i == 3;
        snprintf(body, sizeof body, "{\"fields\":{\"name\":\"%d-%d\",\"zone\":\"甲区\",\"investment\":\"%s\"}}", crowd->number, i, bad ? "约5" : "500");
        struct answer answer = send_json(&bench, "/api/records/project", "", body);
        crowd->good += answer.status == 201;
        crowd->refused += answer.status == 400;
    }
    arena_free(bench.arena);
    return NULL;
}

static void a_crowd_writes_at_once_and_each_gets_an_answer_of_its_own(void **state)
{
    struct web_bench *bench = *state;
    world(bench);
    int64_t before = position(bench);
    struct crowd crowd[CROWD];
    pthread_t threads[CROWD];
    for (int i = 0; i < CROWD; i++) {
        crowd[i] = (struct crowd){ .bench = bench, .number = i };
        assert_int_equal(pthread_create(&threads[i], NULL, crowd_write, &crowd[i]), 0);
    }
    for (int i = 0; i < CROWD; i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(crowd[i].good, EACH - 1);
        assert_int_equal(crowd[i].refused, 1);
    }
    assert_int_equal(position(bench), before + CROWD * (EACH - 1));
    verified(bench);
}

static void the_api_tells_what_it_is(void **state)
{
    struct web_bench *bench = *state;
    const struct json *said = ask(bench, "/api/openapi.json?lang=en");
    assert_text(text_at(said, "openapi"), "3.1.0");
    const struct json *paths = at(said, "paths");
    assert_non_null(json_get(paths, STR("/api/records/project/{id}")));
    assert_non_null(json_get(at(json_get(paths, STR("/api/records/project")), "post.requestBody"), STR("content")));
    const struct json *fields = at(json_get(at(said, "components.schemas"), STR("Fields.project")), "properties");
    assert_non_null(json_get(fields, STR("investment")));
    assert_null(json_get(fields, STR("invested"))); /* rolled up: never given */
    assert_int_equal(client_get(bench, "/healthz", "").status, 200);
    assert_int_equal(client_ask(bench, "POST", "/api/logout", "X-Luodi: 1\r\n", STR("")).status, 204);
}

/* ---- while typing ------------------------------------------------------------------------------- */

static void values_are_checked_as_they_are_typed(void **state)
{
    struct web_bench *bench = *state;
    world(bench);
    const struct json *said = ask(bench, "/api/check/project?investment=1.2%%E4%%BA%%BF&land_area=%%E7%%BA%%A63&name=%%E4%%B8%%80%%E5%%8F%%B7&zone=%%E7%%94%%B2%%E5%%8C%%BA");
    assert_text(text_at(said, "fields.0.shown"), "12,000");
    assert_text(text_at(said, "fields.0.unit"), "万元");
    assert_false(at(said, "fields.1.good")->boolean);
    assert_text(text_at(said, "fields.1.code"), "field_inexact");
    assert_text(text_at(said, "alike.0.title"), "一号");
    assert_text(text_at(said, "fields.3.shown"), "甲区");
    assert_text(text_at(said, "fields.3.input"), "2");
    said = ask(bench, "/api/check/project?name=&zone=9");
    assert_text(text_at(said, "fields.0.code"), "ledger_required");
    assert_text(text_at(said, "fields.1.code"), "ledger_ref");
    assert_problem(client_get(bench, "/api/check/project?nothing=1", ""), 400, "web_no_field");
    assert_problem(client_get(bench, "/api/check/nothing", ""), 404, "web_no_kind");
}

static void a_list_is_narrowed_grouped_and_added_up(void **state)
{
    struct web_bench *bench = *state;
    world(bench);
    make(bench, "project", "{\"fields\":{\"name\":\"二号\",\"zone\":\"甲区\",\"investment\":\"3亿\",\"sector\":\"vehicles\"}}");
    make(bench, "project", "{\"fields\":{\"name\":\"三号\",\"zone\":\"甲区\",\"investment\":\"5000\",\"sector\":\"vehicles\"},"
                           "\"stages\":[{\"stage\":\"lead\",\"effective\":\"2023-05-01\"}]}");
    const struct json *list = ask(bench, "/api/records/project?columns=investment,name&totals=1&group=sector&sort=-investment");
    assert_int_equal(at(list, "columns")->count, 2);
    assert_text(text_at(list, "items.0.cells.0.shown"), "30,000");
    assert_text(text_at(list, "totals.0.shown"), "47,000");
    assert_int_equal(at(list, "groups")->count, 2);
    assert_text(text_at(list, "groups.0.value"), "vehicles");
    assert_int_equal(number_at(list, "groups.0.count"), 2);
    assert_text(text_at(list, "groups.0.totals.0.shown"), "35,000");
    assert_text(text_at(list, "groups.1.value"), "");
    list = ask(bench, "/api/records/project?investment.ge=1%%E4%%BA%%BF&investment.lt=3%%E4%%BA%%BF");
    assert_int_equal(number_at(list, "total"), 1);
    assert_text(text_at(list, "items.0.title"), "一号");
    assert_int_equal(number_at(ask(bench, "/api/records/project?sector="), "total"), 1);
    assert_int_equal(number_at(ask(bench, "/api/records/project?sector.ne=vehicles"), "total"), 1);
    assert_int_equal(number_at(ask(bench, "/api/records/project?name.has=%%E5%%8F%%B7&group=stage"), "total"), 3);
    /* Heard row by row and from memory, sorted, as pages: the same rows. */
    for (int offset = 0; offset < 3; offset++) {
        const struct json *heard = ask(bench, "/api/records/project?sort=investment&limit=1&totals=1&offset=%d", offset);
        const struct json *memory = ask(bench, "/api/records/project?sort=investment&limit=1&offset=%d", offset);
        assert_text(text_at(heard, "items.0.id"), str_cstr(bench->arena, text_at(memory, "items.0.id")));
    }
    assert_problem(client_get(bench, "/api/records/project?columns=nothing", ""), 400, "web_no_field");
    assert_problem(client_get(bench, "/api/records/project?group=nothing", ""), 400, "web_no_field");
    assert_problem(client_get(bench, "/api/records/project?offset=-1", ""), 400, "web_parameter");
    struct buf many;
    buf_init(&many, bench->arena);
    buf_cstr(&many, "{\"entries\":[");
    for (int i = 0; i <= LIMIT_LIST_GROUPS; i++)
        buf_printf(&many, "%s{\"act\":\"add\",\"kind\":\"project\",\"fields\":{\"name\":\"p%d\",\"zone\":\"甲区\"}}", i ? "," : "", i);
    buf_cstr(&many, "]}");
    struct answer answer = send_json(bench, "/api/entries", "", buf_get(&many).ptr);
    read_json(bench, &answer, 201);
    assert_problem(client_get(bench, "/api/records/project?group=name", ""), 400, "web_many_groups");
}

/* Read on until the text has come. */
static bool heard(int fd, struct buf *in, const char *text)
{
    while (!str_has(buf_get(in), str_from(text))) {
        char bytes[4096];
        struct pollfd ready = { fd, POLLIN, 0 };
        ssize_t size = poll(&ready, 1, 20000) > 0 ? recv(fd, bytes, sizeof bytes, 0) : 0;
        if (size <= 0)
            return false;
        buf_bytes(in, bytes, (size_t)size);
    }
    return true;
}

static void an_open_page_is_told_when_the_ledger_moves(void **state)
{
    struct web_bench *bench = *state;
    world(bench);
    enum { STREAMS = 8 };
    int fds[STREAMS];
    struct str head = str_format(bench->arena, "GET /api/events HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n%s\r\n", bench->port, bench->cookie);
    for (int i = 0; i < STREAMS; i++) {
        fds[i] = client_connect(bench);
        client_send(fds[i], head);
    }
    char wanted[64];
    struct buf in;
    buf_init(&in, bench->arena);
    snprintf(wanted, sizeof wanted, "data: {\"position\":%lld}", (long long)position(bench));
    assert_true(heard(fds[0], &in, wanted));
    assert_true(str_has(buf_get(&in), STR("text/event-stream")));
    make(bench, "project", "{\"fields\":{\"name\":\"二号\",\"zone\":\"甲区\"}}");
    snprintf(wanted, sizeof wanted, "data: {\"position\":%lld}", (long long)position(bench));
    assert_true(heard(fds[0], &in, wanted));
    /* Another process appends: the head is looked at once a second. */
    struct ledger *ledger;
    struct ledger_options options = { .folder = str_from(bench->folder), .clock = &bench->clock };
    struct draft_field fields[] = { { STR("name"), STR("三号") }, { STR("zone"), STR("甲区") } };
    struct draft draft = { .act = ACT_ADD, .kind = STR("project"), .fields = fields, .field_count = 2 };
    struct receipt receipt;
    web_ok(bench, ledger_open(&options, &ledger, &bench->err));
    web_ok(bench, ledger_append(ledger, &draft, 1, &receipt, NULL, &bench->err));
    ledger_close(ledger);
    snprintf(wanted, sizeof wanted, "data: {\"position\":%lld}", (long long)receipt.entry.n);
    assert_true(heard(fds[0], &in, wanted));
    for (int i = 0; i < 4; i++) /* those who go are forgotten, those who never read hold up nobody */
        close(fds[i]);
    make(bench, "project", "{\"fields\":{\"name\":\"四号\",\"zone\":\"甲区\"}}");
    uint64_t began = clock_monotonic_ns();
    web_stop(bench->server);
    assert_true(clock_monotonic_ns() - began < 4000000000ull); /* an open stream does not hold up the end */
    web_bench_start(bench);
    for (int i = 4; i < STREAMS; i++)
        close(fds[i]);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, write_set_up, web_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_record_is_made_changed_corrected_and_deleted),
        CASE(a_stage_is_reached_with_the_proof_that_was_uploaded),
        CASE(a_refusal_names_the_field_and_what_would_be_right),
        CASE(the_second_of_two_editors_is_told_what_changed),
        CASE(what_is_asked_twice_under_a_key_is_done_once_also_after_a_restart),
        CASE(many_entries_come_together_or_not_at_all),
        CASE(a_crowd_writes_at_once_and_each_gets_an_answer_of_its_own),
        CASE(values_are_checked_as_they_are_typed),
        CASE(a_list_is_narrowed_grouped_and_added_up),
        CASE(an_open_page_is_told_when_the_ledger_moves),
        CASE(the_api_tells_what_it_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
