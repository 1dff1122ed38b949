/* test_account.c - passwords, waits, second factors, tokens, administrators, forgetting, and the log of all that. */
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

static const int64_t hour = 3600 * 1000000LL;

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


static const char *const good_password = "correct horse battery";

static struct account_id make(struct bench *bench, const char *login)
{
    struct account_text text = { str_from(login), STR("张三"), STR("13900001111"), 7 };
    struct account_id id;
    assert_true(identity_account_make(bench->identity, (struct account_id){ 0 }, &text, &id, &bench->err));
    assert_true(identity_password_reset(bench->identity, (struct account_id){ 0 }, id, str_from(good_password), &bench->err));
    return id;
}

static enum err_code try_in(struct bench *bench, const char *login, const char *password, const char *code)
{
    struct token session;
    struct err err;
    err_init(&err);
    return identity_sign_in(bench->identity, str_from(login), str_from(password), str_from(code), &session, &err) ? ERR_NONE : err.code;
}

static struct session session_of(struct bench *bench, const struct token *token)
{
    struct session session;
    assert_true(identity_session(bench->identity, str_from(token->text), &session, &bench->err));
    return session;
}

static void a_password_lets_in_and_a_wrong_one_does_not(void **state)
{
    struct bench *bench = *state;
    make(bench, "zhang");
    assert_int_equal(try_in(bench, "zhang", good_password, ""), ERR_NONE);
    assert_int_equal(try_in(bench, "zhang", "another password", ""), ERR_SIGN_IN_WRONG);
    assert_int_equal(try_in(bench, "nobody", good_password, ""), ERR_SIGN_IN_WRONG);
    assert_int_equal(try_in(bench, "", "", ""), ERR_SIGN_IN_WRONG);
    struct token link = link_of(bench), session;
    assert_true(identity_link_use(bench->identity, str_from(link.text), &session, &bench->err));
    assert_int_equal(try_in(bench, "", "", ""), ERR_SIGN_IN_WRONG); /* the owner has no password yet */
}

static void wrong_tries_wait_longer_and_longer_whether_there_is_such_a_name_or_not(void **state)
{
    struct bench *bench = *state;
    struct account_id id = make(bench, "zhang");
    const char *names[] = { "zhang", "nobody" };
    for (int n = 0; n < 2; n++) {
        for (int i = 0; i < LIMIT_SIGN_IN_TRIES; i++)
            assert_int_equal(try_in(bench, names[n], "wrong wrong wrong", ""), ERR_SIGN_IN_WRONG);
        int64_t wait = LIMIT_SIGN_IN_WAIT_SECONDS;
        for (int i = 0; i < 9; i++) {
            assert_int_equal(try_in(bench, names[n], good_password, ""), ERR_SIGN_IN_WAIT);
            bench->clock.fixed.us += wait * 1000000 - 1;
            assert_int_equal(try_in(bench, names[n], good_password, ""), ERR_SIGN_IN_WAIT);
            bench->clock.fixed.us += 1;
            assert_int_equal(try_in(bench, names[n], "wrong wrong wrong", ""), ERR_SIGN_IN_WRONG);
            wait = wait * 2 < LIMIT_SIGN_IN_WAIT_MOST ? wait * 2 : LIMIT_SIGN_IN_WAIT_MOST;
        }
    }
    assert_int_equal(try_in(bench, "zhang", "wrong wrong wrong", ""), ERR_SIGN_IN_WRONG);
    assert_int_equal(try_in(bench, "zhang", good_password, ""), ERR_SIGN_IN_WAIT);
    assert_true(identity_unlock(bench->identity, (struct account_id){ 0 }, id, &bench->err));
    assert_int_equal(try_in(bench, "zhang", good_password, ""), ERR_NONE);
}

static void a_password_is_long_enough_and_not_the_login(void **state)
{
    struct bench *bench = *state;
    struct account_id id = make(bench, "zhangsan");
    static const struct { const char *password; enum err_code code; } rows[] = {
        { "123456789", ERR_PASSWORD_SHORT }, { "", ERR_PASSWORD_SHORT }, { "aaaaaaaaaaaa", ERR_PASSWORD_WEAK },
        { "zhangsan1234", ERR_PASSWORD_WEAK }, { "0123456789", ERR_NONE }, { "一句容易记住的长话语", ERR_NONE },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct err err;
        err_init(&err);
        identity_password_reset(bench->identity, (struct account_id){ 0 }, id, str_from(rows[i].password), &err);
        assert_int_equal(err.code, rows[i].code);
    }
    char room[LIMIT_PASSWORD_BYTES + 2];
    memset(room, 'a', sizeof room);
    room[0] = 'b';
    room[LIMIT_PASSWORD_BYTES] = '\0';
    assert_true(identity_password_reset(bench->identity, (struct account_id){ 0 }, id, str_from(room), &bench->err));
    room[LIMIT_PASSWORD_BYTES] = 'a';
    room[LIMIT_PASSWORD_BYTES + 1] = '\0';
    assert_false(identity_password_reset(bench->identity, (struct account_id){ 0 }, id, str_from(room), &bench->err));
    assert_int_equal(bench->err.code, ERR_PASSWORD_LONG);
}

static void a_new_password_ends_other_sessions_and_asks_for_the_present_one(void **state)
{
    struct bench *bench = *state;
    make(bench, "zhang");
    struct token here, there;
    struct session session;
    assert_true(identity_sign_in(bench->identity, STR("zhang"), str_from(good_password), STR(""), &here, &bench->err));
    assert_true(identity_sign_in(bench->identity, STR("zhang"), str_from(good_password), STR(""), &there, &bench->err));
    session = session_of(bench, &here);
    assert_false(identity_password_change(bench->identity, &session, str_from(here.text), STR("not this one"), STR("the new password"), &bench->err));
    assert_int_equal(bench->err.code, ERR_PASSWORD_WRONG);
    err_init(&bench->err);
    assert_true(identity_password_change(bench->identity, &session, str_from(here.text), str_from(good_password), STR("the new password"), &bench->err));
    session_of(bench, &here);
    assert_false(identity_session(bench->identity, str_from(there.text), &session, &bench->err));
    assert_int_equal(try_in(bench, "zhang", "the new password", ""), ERR_NONE);
    assert_int_equal(try_in(bench, "zhang", good_password, ""), ERR_SIGN_IN_WRONG);
}

static void who_came_by_a_link_sets_a_password_without_having_one(void **state)
{
    struct bench *bench = *state;
    struct token token = sign_in(bench);
    struct session session = session_of(bench, &token);
    assert_true(session.by_link);
    struct account_text text = { STR("owner"), STR("李四"), STR(""), 0 };
    assert_true(identity_account_change(bench->identity, bench->owner, bench->owner, &text, &bench->err));
    assert_true(identity_password_change(bench->identity, &session, str_from(token.text), STR(""), STR("my own sentence"), &bench->err));
    assert_int_equal(try_in(bench, "owner", "my own sentence", ""), ERR_NONE);
    assert_false(session_of(bench, &token).by_link);
}

static void codes_are_those_of_rfc_6238(void **state)
{
    (void)state;
    static const struct { uint64_t time; uint32_t code; } rows[] = { /* appendix B, SHA-1, its last six digits */
        { 59, 287082 }, { 1111111109, 81804 }, { 1111111111, 50471 }, { 1234567890, 5924 }, { 2000000000, 279037 }, { 20000000000, 353130 },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_int_equal(code_at((const uint8_t *)"12345678901234567890", 20, rows[i].time / 30), rows[i].code);
}

static uint8_t secret_bits(const char *text, uint8_t *out)
{
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    unsigned bits = 0, have = 0;
    uint8_t len = 0;
    for (; *text; text++) {
        bits = bits << 5 | (unsigned)(strchr(alphabet, *text) - alphabet);
        have += 5;
        if (have >= 8)
            out[len++] = (uint8_t)(bits >> (have -= 8) & 255);
    }
    return len;
}

static void code_now(struct bench *bench, const char *secret, int later, char out[8])
{
    uint8_t bytes[CODE_SECRET_BYTES + 1];
    assert_int_equal(secret_bits(secret, bytes), CODE_SECRET_BYTES);
    uint64_t step = (uint64_t)(bench->clock.fixed.us / 1000000 / LIMIT_CODE_SECONDS + later);
    snprintf(out, 8, "%06u", code_at(bytes, CODE_SECRET_BYTES, step) % 1000000);
}

static void a_second_factor_is_asked_for_once_confirmed_and_each_code_passes_once(void **state)
{
    struct bench *bench = *state;
    struct account_id id = make(bench, "zhang");
    char secret[CODE_SECRET_CHARS + 1], code[8];
    assert_true(identity_code_begin(bench->identity, id, secret, &bench->err));
    assert_int_equal(try_in(bench, "zhang", good_password, ""), ERR_NONE); /* begun, not confirmed */
    assert_false(identity_code_confirm(bench->identity, id, STR("12345"), &bench->err));
    assert_int_equal(bench->err.code, ERR_CODE_WRONG);
    err_init(&bench->err);
    code_now(bench, secret, 0, code);
    assert_true(identity_code_confirm(bench->identity, id, str_from(code), &bench->err));
    assert_int_equal(try_in(bench, "zhang", good_password, ""), ERR_SIGN_IN_CODE);
    assert_int_equal(try_in(bench, "zhang", "wrong wrong wrong", ""), ERR_SIGN_IN_WRONG);
    assert_int_equal(try_in(bench, "zhang", good_password, code), ERR_CODE_WRONG); /* taken already */
    bench->clock.fixed.us += 60LL * 1000000;
    code_now(bench, secret, -2, code);
    assert_int_equal(try_in(bench, "zhang", good_password, code), ERR_CODE_WRONG); /* too old */
    code_now(bench, secret, 0, code);
    assert_int_equal(try_in(bench, "zhang", good_password, code), ERR_NONE);
    assert_int_equal(try_in(bench, "zhang", good_password, code), ERR_CODE_WRONG);
    assert_false(identity_code_end(bench->identity, id, id, STR("wrong"), &bench->err));
    assert_int_equal(bench->err.code, ERR_PASSWORD_WRONG);
    err_init(&bench->err);
    assert_true(identity_code_end(bench->identity, id, id, str_from(good_password), &bench->err));
    assert_int_equal(try_in(bench, "zhang", good_password, ""), ERR_NONE);
}

static void a_disabled_account_is_out_at_once(void **state)
{
    struct bench *bench = *state;
    struct account_id id = make(bench, "zhang");
    struct token token;
    struct session session;
    assert_true(identity_sign_in(bench->identity, STR("zhang"), str_from(good_password), STR(""), &token, &bench->err));
    assert_true(identity_account_disable(bench->identity, (struct account_id){ 0 }, id, true, &bench->err));
    assert_false(identity_session(bench->identity, str_from(token.text), &session, &bench->err));
    assert_int_equal(try_in(bench, "zhang", good_password, ""), ERR_SIGN_IN_WRONG);
    assert_true(identity_account_disable(bench->identity, (struct account_id){ 0 }, id, false, &bench->err));
    assert_int_equal(try_in(bench, "zhang", good_password, ""), ERR_NONE);
    assert_false(identity_account_disable(bench->identity, (struct account_id){ 0 }, bench->owner, true, &bench->err));
    assert_int_equal(bench->err.code, ERR_ACCOUNT_OWNER);
}

static enum err_code duty_of(struct bench *bench, struct account_id by, struct account_id id, enum duty duty)
{
    struct err err;
    err_init(&err);
    return identity_duty_set(bench->identity, by, id, duty, &err) ? ERR_NONE : err.code;
}

static void three_administrators_are_three_accounts_and_the_owner_steps_back(void **state)
{
    struct bench *bench = *state;
    struct account_id ids[4], by = bench->owner;
    const char *names[] = { "sys", "sec", "aud", "zhang" };
    for (int i = 0; i < 4; i++) {
        struct account_text text = { str_from(names[i]), STR("某人"), STR(""), 100 + i };
        assert_true(identity_account_make(bench->identity, by, &text, &ids[i], &bench->err));
        assert_true(identity_password_reset(bench->identity, by, ids[i], str_from(good_password), &bench->err));
    }
    assert_int_equal(duty_of(bench, by, ids[0], DUTY_SYSTEM), ERR_NONE);
    assert_int_equal(duty_of(bench, by, ids[0], DUTY_SECURITY), ERR_DUTY_HELD);
    assert_int_equal(duty_of(bench, by, bench->owner, DUTY_AUDIT), ERR_ACCOUNT_OWNER);
    struct held held = { STR("leader"), 0, 0 };
    assert_false(identity_role_give(bench->identity, by, ids[0], &held, &bench->err));
    assert_int_equal(bench->err.code, ERR_DUTY_HELD);
    err_init(&bench->err);
    assert_true(identity_role_give(bench->identity, by, ids[3], &held, &bench->err));
    assert_int_equal(duty_of(bench, by, ids[3], DUTY_AUDIT), ERR_DUTY_HELD);
    struct account_text same = { STR("sys2"), STR("某人"), STR(""), 100 };
    struct account_id twin;
    assert_true(identity_account_make(bench->identity, by, &same, &twin, &bench->err));
    assert_int_equal(duty_of(bench, by, twin, DUTY_SECURITY), ERR_DUTY_PERSON);
    assert_int_equal(duty_of(bench, by, ids[1], DUTY_SECURITY), ERR_NONE);
    assert_int_equal(duty_of(bench, by, ids[2], DUTY_AUDIT), ERR_NONE);
    /* From now on each does its own, and the owner none of it. */
    static const enum duty duties[] = { DUTY_SYSTEM, DUTY_SECURITY, DUTY_AUDIT };
    for (int i = 0; i < 3; i++)
        for (int who = 0; who < 5; who++) {
            struct err err;
            err_init(&err);
            bool may = identity_may(bench->identity, who < 4 ? ids[who] : bench->owner, duties[i], &err);
            assert_int_equal(may, who == i);
            assert_int_equal(err.code, may ? ERR_NONE : ERR_DUTY_NEEDED);
        }
    assert_true(identity_may(bench->identity, (struct account_id){ 0 }, DUTY_SYSTEM, &bench->err));
}

static void a_token_has_its_scope_and_its_end(void **state)
{
    struct bench *bench = *state;
    struct account_id id = make(bench, "zhang");
    struct api_token scope = { .label = STR("夜间导出"), .kinds = STR("project site"), .verbs = VERB_BIT(VERB_READ),
                               .expires = { bench->clock.fixed.us + 24 * hour } };
    struct token token;
    struct session session;
    assert_true(identity_token_make(bench->identity, id, &scope, &token, &bench->err));
    assert_true(identity_bearer(bench->identity, str_from(token.text), &session, &bench->err));
    assert_int_equal(session.account.n, id.n);
    assert_true(session.by_token && session.verbs == VERB_BIT(VERB_READ));
    assert_string_equal(session.kinds, "project site");
    assert_false(identity_session(bench->identity, str_from(token.text), &session, &bench->err)); /* no cookie is made of it */
    err_init(&bench->err);
    bench->clock.fixed.us += 24 * hour + 1;
    assert_false(identity_bearer(bench->identity, str_from(token.text), &session, &bench->err));
    assert_int_equal(bench->err.code, ERR_TOKEN_OVER);
    err_init(&bench->err);
    scope.expires.us = bench->clock.fixed.us + (LIMIT_TOKEN_DAYS + 1) * 24 * hour;
    assert_false(identity_token_make(bench->identity, id, &scope, &token, &bench->err));
    assert_int_equal(bench->err.code, ERR_TOKEN_SCOPE);
    err_init(&bench->err);
    scope.expires.us = bench->clock.fixed.us + LIMIT_TOKEN_DAYS * 24 * hour;
    for (int i = 1; i < LIMIT_ACCOUNT_TOKENS; i++)
        assert_true(identity_token_make(bench->identity, id, &scope, &token, &bench->err));
    assert_false(identity_token_make(bench->identity, id, &scope, &token, &bench->err));
    assert_int_equal(bench->err.code, ERR_ACCOUNT_LIMIT);
    struct api_token *tokens;
    size_t count;
    assert_true(identity_tokens(bench->identity, bench->arena, id, &tokens, &count, &bench->err));
    assert_int_equal(count, LIMIT_ACCOUNT_TOKENS);
    assert_true(identity_token_end(bench->identity, id, tokens[0].number, &bench->err));
}

static void what_names_somebody_is_gone_from_the_file_when_forgotten(void **state)
{
    struct bench *bench = *state;
    struct account_text text = { STR("wangwuwangwu"), STR("王五王五王五"), STR("13700007777"), 9 };
    struct account_id id;
    struct account account;
    assert_true(identity_account_make(bench->identity, (struct account_id){ 0 }, &text, &id, &bench->err));
    assert_true(identity_password_reset(bench->identity, (struct account_id){ 0 }, id, str_from(good_password), &bench->err));
    struct held held = { STR("leader"), 0, 0 };
    assert_true(identity_role_give(bench->identity, (struct account_id){ 0 }, id, &held, &bench->err));
    assert_true(identity_account_forget(bench->identity, (struct account_id){ 0 }, id, &bench->err));
    assert_true(identity_account(bench->identity, bench->arena, id, &account, &bench->err));
    assert_true(account.forgotten && account.disabled && !account.login.len && !account.name.len && !account.held_count);
    assert_int_equal(account.person, 9);
    assert_int_equal(try_in(bench, "wangwuwangwu", good_password, ""), ERR_SIGN_IN_WRONG);
    struct str *names;
    size_t count;
    assert_true(folder_list(bench->arena, str_from(bench->folder), &names, &count, &bench->err));
    for (size_t i = 0; i < count; i++) {
        struct str bytes;
        assert_true(file_read(bench->arena, path_join(bench->arena, str_from(bench->folder), names[i]), 64 << 20, &bytes, &bench->err));
        assert_false(str_has(bytes, text.login) || str_has(bytes, text.name) || str_has(bytes, text.phone));
    }
    int64_t lines;
    assert_true(identity_acts_verify(bench->identity, &lines, &bench->err));
    assert_int_equal(lines, 4);
}

static void accounts_have_good_text_and_a_login_of_their_own(void **state)
{
    struct bench *bench = *state;
    make(bench, "zhang");
    static const struct { const char *login, *name; enum err_code code; } rows[] = {
        { "zhang", "某人", ERR_ACCOUNT_TAKEN }, { "", "某人", ERR_ACCOUNT_TEXT }, { "a b", "某人", ERR_ACCOUNT_TEXT },
        { "a\n", "某人", ERR_ACCOUNT_TEXT }, { "#3", "某人", ERR_ACCOUNT_TEXT }, { "li", "", ERR_ACCOUNT_TEXT }, { "li", "某人", ERR_NONE },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct account_text text = { str_from(rows[i].login), str_from(rows[i].name), STR(""), 0 };
        struct account_id id;
        struct err err;
        err_init(&err);
        identity_account_make(bench->identity, (struct account_id){ 0 }, &text, &id, &err);
        assert_int_equal(err.code, rows[i].code);
    }
    struct account account;
    assert_false(identity_account_find(bench->identity, bench->arena, STR("nobody"), &account, &bench->err));
    assert_int_equal(bench->err.code, ERR_ACCOUNT_UNKNOWN);
}

static void the_log_is_the_auditors_and_holds_together(void **state)
{
    struct bench *bench = *state;
    struct account_id id = make(bench, "zhang");
    struct act_line *lines;
    size_t count;
    int64_t number;
    try_in(bench, "zhang", "wrong wrong wrong", "");
    assert_false(identity_acts(bench->identity, bench->arena, id, 0, 10, &lines, &count, &bench->err));
    assert_int_equal(bench->err.code, ERR_DUTY_NEEDED);
    err_init(&bench->err);
    assert_true(identity_acts(bench->identity, bench->arena, (struct account_id){ 0 }, 0, 10, &lines, &count, &bench->err));
    assert_int_equal(count, 3);
    assert_true(str_eq(lines[0].what, STR("sign_in_failed")) && lines[0].account.n == id.n);
    assert_true(identity_acts_verify(bench->identity, &number, &bench->err));
    char command[200];
    snprintf(command, sizeof command, "python3 -c \"import sqlite3; c = sqlite3.connect('%s/identity.db'); c.execute('UPDATE act SET account = 1 WHERE number = 2'); c.commit()\"", bench->folder);
    if (system(command) != 0)
        return;
    assert_false(identity_acts_verify(bench->identity, &number, &bench->err));
    assert_int_equal(bench->err.code, ERR_ACT_CHAIN);
}

static void an_administrator_looks_through_other_eyes(void **state)
{
    struct bench *bench = *state;
    struct account_id id = make(bench, "zhang");
    struct token token = sign_in(bench), other;
    struct session before = session_of(bench, &token), after;
    struct view view = { .account = id }, kept;
    assert_true(identity_view_as(bench->identity, str_from(token.text), &view, &bench->err));
    after = session_of(bench, &token);
    assert_true(after.views && after.stamp != before.stamp && after.account.n == before.account.n);
    assert_true(identity_view(bench->identity, bench->arena, str_from(token.text), &kept, &bench->err));
    assert_int_equal(kept.account.n, id.n);
    assert_true(identity_view_as(bench->identity, str_from(token.text), &(struct view){ .role = STR("") }, &bench->err));
    assert_false(session_of(bench, &token).views);
    assert_true(identity_sign_in(bench->identity, STR("zhang"), str_from(good_password), STR(""), &other, &bench->err));
    assert_false(identity_view_as(bench->identity, str_from(other.text), &view, &bench->err));
    assert_int_equal(bench->err.code, ERR_DUTY_NEEDED);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_password_lets_in_and_a_wrong_one_does_not),
        CASE(wrong_tries_wait_longer_and_longer_whether_there_is_such_a_name_or_not),
        CASE(a_password_is_long_enough_and_not_the_login),
        CASE(a_new_password_ends_other_sessions_and_asks_for_the_present_one),
        CASE(who_came_by_a_link_sets_a_password_without_having_one),
        CASE(codes_are_those_of_rfc_6238),
        CASE(a_second_factor_is_asked_for_once_confirmed_and_each_code_passes_once),
        CASE(a_disabled_account_is_out_at_once),
        CASE(three_administrators_are_three_accounts_and_the_owner_steps_back),
        CASE(a_token_has_its_scope_and_its_end),
        CASE(what_names_somebody_is_gone_from_the_file_when_forgotten),
        CASE(accounts_have_good_text_and_a_login_of_their_own),
        CASE(the_log_is_the_auditors_and_holds_together),
        CASE(an_administrator_looks_through_other_eyes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
