/* test_identity.c - accounts, one-time links and sessions, with a clock of the test's own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/limits.h"
#include "identity/identity.h"

static const int64_t minute = 60 * 1000000LL, hour = 3600 * 1000000LL;

struct bench {
    struct arena *arena;
    struct clock clock;
    char folder[64];
    struct identity *identity;
    struct account_id owner;
    struct err err;
};

static struct identity *open_here(struct bench *bench)
{
    struct identity_options options = { .folder = str_from(bench->folder), .clock = &bench->clock };
    struct identity *identity;
    assert_true(identity_open(&options, &identity, &bench->err));
    return identity;
}

static int set_up(void **state)
{
    struct arena *arena = arena_new();
    struct bench *bench = ARENA_NEW(arena, struct bench);
    bench->arena = arena;
    struct instant start;
    assert_true(instant_parse(STR("2023-09-30T08:00:00+08:00"), &start));
    clock_init_fixed(&bench->clock, start);
    err_init(&bench->err);
    snprintf(bench->folder, sizeof bench->folder, "/tmp/luodi-identity-XXXXXX");
    assert_non_null(mkdtemp(bench->folder));
    bench->identity = open_here(bench);
    assert_true(identity_owner(bench->identity, &bench->owner, &bench->err));
    *state = bench;
    return 0;
}

static int tear_down(void **state)
{
    struct bench *bench = *state;
    identity_close(bench->identity);
    struct str *names;
    size_t count;
    assert_true(folder_list(bench->arena, str_from(bench->folder), &names, &count, &bench->err));
    for (size_t i = 0; i < count; i++)
        remove(str_cstr(bench->arena, path_join(bench->arena, str_from(bench->folder), names[i])));
    assert_int_equal(remove(bench->folder), 0);
    arena_free(bench->arena);
    return 0;
}

static struct token link_of(struct bench *bench)
{
    struct token link;
    assert_true(identity_link_make(bench->identity, bench->owner, &link, &bench->err));
    return link;
}

static struct token sign_in(struct bench *bench)
{
    struct token link = link_of(bench), session;
    assert_true(identity_link_use(bench->identity, str_from(link.text), &session, &bench->err));
    return session;
}

static void a_link_works_once(void **state)
{
    struct bench *bench = *state;
    struct token link = link_of(bench), session, second;
    assert_true(identity_link_use(bench->identity, str_from(link.text), &session, &bench->err));
    assert_false(identity_link_use(bench->identity, str_from(link.text), &second, &bench->err));
    assert_int_equal(bench->err.code, ERR_WEB_TOKEN_USED);
    struct session found;
    assert_true(identity_session(bench->identity, str_from(session.text), &found, &bench->err));
    assert_int_equal(found.account.n, bench->owner.n);
}

static void a_wrong_link_is_unknown(void **state)
{
    struct bench *bench = *state;
    struct token link = link_of(bench), session;
    link.text[7] = link.text[7] == 'x' ? 'y' : 'x';
    assert_false(identity_link_use(bench->identity, str_from(link.text), &session, &bench->err));
    assert_int_equal(bench->err.code, ERR_WEB_TOKEN_UNKNOWN);
    assert_false(identity_link_use(bench->identity, STR(""), &session, &bench->err));
    assert_int_equal(bench->err.code, ERR_WEB_TOKEN_UNKNOWN);
}

static void a_link_lasts_its_minutes_and_not_one_more(void **state)
{
    struct bench *bench = *state;
    struct token session;
    struct token in_time = link_of(bench);
    bench->clock.fixed.us += LIMIT_LINK_MINUTES * minute;
    assert_true(identity_link_use(bench->identity, str_from(in_time.text), &session, &bench->err));
    struct token late = link_of(bench);
    bench->clock.fixed.us += LIMIT_LINK_MINUTES * minute + 1;
    assert_false(identity_link_use(bench->identity, str_from(late.text), &session, &bench->err));
    assert_int_equal(bench->err.code, ERR_WEB_TOKEN_EXPIRED);
    assert_int_equal(err_arg(&bench->err, "minutes").len, 2);
}

static void a_new_link_ends_the_unused_one_before_it(void **state)
{
    struct bench *bench = *state;
    struct token first = link_of(bench), second = link_of(bench), session;
    assert_string_not_equal(first.text, second.text);
    assert_false(identity_link_use(bench->identity, str_from(first.text), &session, &bench->err));
    assert_int_equal(bench->err.code, ERR_WEB_TOKEN_UNKNOWN);
    assert_true(identity_link_use(bench->identity, str_from(second.text), &session, &bench->err));
}

static void of_two_that_use_one_link_one_gets_in(void **state)
{
    struct bench *bench = *state;
    struct identity *other = open_here(bench);
    struct token link = link_of(bench), session;
    assert_true(identity_link_use(other, str_from(link.text), &session, &bench->err));
    assert_false(identity_link_use(bench->identity, str_from(link.text), &session, &bench->err));
    assert_int_equal(bench->err.code, ERR_WEB_TOKEN_USED);
    identity_close(other);
}

static void a_session_ends_after_its_idle_hours(void **state)
{
    struct bench *bench = *state;
    struct token token = sign_in(bench);
    struct session session;
    for (int i = 0; i < 3; i++) {
        bench->clock.fixed.us += LIMIT_SESSION_IDLE_HOURS * hour;
        assert_true(identity_session(bench->identity, str_from(token.text), &session, &bench->err));
    }
    bench->clock.fixed.us += LIMIT_SESSION_IDLE_HOURS * hour + 1;
    assert_false(identity_session(bench->identity, str_from(token.text), &session, &bench->err));
    assert_int_equal(bench->err.code, ERR_WEB_NOT_SIGNED_IN);
}

static void a_session_ends_after_its_hours_in_all(void **state)
{
    struct bench *bench = *state;
    struct token token = sign_in(bench);
    struct session session;
    struct instant end = { bench->clock.fixed.us + LIMIT_SESSION_HOURS * hour };
    while (bench->clock.fixed.us + 6 * hour <= end.us) {
        bench->clock.fixed.us += 6 * hour;
        assert_true(identity_session(bench->identity, str_from(token.text), &session, &bench->err));
    }
    bench->clock.fixed.us = end.us + 1;
    assert_false(identity_session(bench->identity, str_from(token.text), &session, &bench->err));
    assert_int_equal(bench->err.code, ERR_WEB_NOT_SIGNED_IN);
}

static void a_session_that_was_ended_is_over(void **state)
{
    struct bench *bench = *state;
    struct token token = sign_in(bench), other = sign_in(bench);
    struct session session;
    assert_true(identity_session_end(bench->identity, str_from(token.text), &bench->err));
    assert_false(identity_session(bench->identity, str_from(token.text), &session, &bench->err));
    assert_int_equal(bench->err.code, ERR_WEB_NOT_SIGNED_IN);
    assert_true(identity_session(bench->identity, str_from(other.text), &session, &bench->err));
    assert_true(identity_session_end(bench->identity, str_from(token.text), &bench->err));
}

static void the_file_holds_no_token_in_clear(void **state)
{
    struct bench *bench = *state;
    struct token link = link_of(bench);
    struct token session = sign_in(bench);
    identity_close(bench->identity); /* what was written ahead moves into the file */
    struct str bytes;
    struct str path = path_join(bench->arena, str_from(bench->folder), STR("identity.db"));
    assert_true(file_read(bench->arena, path, 64 << 20, &bytes, &bench->err));
    assert_true(str_starts(bytes, STR("SQLite format 3")));
    assert_false(str_has(bytes, str_from(link.text)));
    assert_false(str_has(bytes, str_from(session.text)));
    struct hash hash = hash_of(HASH_SHA256, str_from(session.text));
    assert_true(str_has(bytes, (struct str){ (const char *)hash.bytes, HASH_SIZE }));
    bench->identity = open_here(bench);
}

static void opening_again_keeps_the_owner_and_the_sessions(void **state)
{
    struct bench *bench = *state;
    struct token token = sign_in(bench);
    identity_close(bench->identity);
    bench->identity = open_here(bench);
    struct account_id owner;
    assert_true(identity_owner(bench->identity, &owner, &bench->err));
    assert_int_equal(owner.n, bench->owner.n);
    struct session session;
    assert_true(identity_session(bench->identity, str_from(token.text), &session, &bench->err));
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_link_works_once),
        CASE(a_wrong_link_is_unknown),
        CASE(a_link_lasts_its_minutes_and_not_one_more),
        CASE(a_new_link_ends_the_unused_one_before_it),
        CASE(of_two_that_use_one_link_one_gets_in),
        CASE(a_session_ends_after_its_idle_hours),
        CASE(a_session_ends_after_its_hours_in_all),
        CASE(a_session_that_was_ended_is_over),
        CASE(the_file_holds_no_token_in_clear),
        CASE(opening_again_keeps_the_owner_and_the_sessions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
