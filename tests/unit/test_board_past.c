/*
 * test_board_past.c - any past board is reproduced exactly: 200 boards are kept as they were served while a seeded year is
 * played in, with corrections, late entries, deletions, closings and definitions that change; then each is asked for again.
 */
#include "ledger_year.h"

#include "board/board.h"

enum { BOARDS = 200, ENTRIES = 2400 };

struct kept_board {
    struct board_query query;     /* as asked then: the head, and a day or none */
    struct str bytes;             /* for programs: names, no echo of the question */
    struct str page;              /* for the page, asked with its position */
    struct head head;
    struct day on;
};

static struct str served(struct fixture *f, struct arena *arena, const struct board_query *query, bool names, struct day *on)
{
    struct board *board;
    struct buf *out = ARENA_NEW(f->arena, struct buf);
    struct json_writer w;
    fixture_ok(f, board_read(f->ledger, arena, query, &board, &f->err));
    buf_init(out, f->arena);
    json_writer_init(&w, out, false);
    board_json(&w, board, query->lang, names, STR("大市"), true);
    *on = board->on;
    return buf_get(out);
}

static void keep(struct year *y, struct kept_board *kept)
{
    struct fixture *f = y->f;
    static const enum board_scope scopes[] = { BOARD_ZONE, BOARD_ZONE, BOARD_ALL, BOARD_CITY };
    kept->query = (struct board_query){ .scope = scopes[below(y, 4)], .year = chance(y, 85) ? 2023 : 2022, .on = DAY_NONE,
                                        .lang = chance(y, 50) ? LANG_ZH : LANG_EN, .plain = chance(y, 20) };
    if (kept->query.scope == BOARD_ZONE)
        kept->query.zone.n = y->zones[below(y, 2)];
    if (chance(y, 40))
        kept->query.on = (struct day){ year_today(y).n - (int32_t)below(y, 120) };
    fixture_ok(f, ledger_head(f->ledger, &kept->head, &f->err));
    struct arena *arena = arena_new();
    struct day on;
    kept->bytes = served(f, arena, &kept->query, true, &kept->on);
    struct board_query past = kept->query;
    past.as_of = kept->head.position;
    kept->page = served(f, arena, &past, false, &on);
    assert_int_equal(on.n, kept->on.n);
    arena_free(arena);
}

static void same_bytes(const struct kept_board *kept, const char *how, struct str before, struct str now)
{
    if (str_eq(before, now))
        return;
    size_t at = 0;
    while (at < before.len && at < now.len && before.ptr[at] == now.ptr[at])
        at++;
    size_t from = at > 300 ? at - 300 : 0;
    print_message("%s, position %lld, scope %d, year %d\nserved ...%.*s\nnow    ...%.*s\n", how, (long long)kept->head.position.n,
                  (int)kept->query.scope, kept->query.year, (int)(before.len - from < 500 ? before.len - from : 500), before.ptr + from,
                  (int)(now.len - from < 500 ? now.len - from : 500), now.ptr + from);
    fail_msg("a past board differs");
}

static void asked_again(struct fixture *f, const struct kept_board *kept)
{
    struct arena *arena = arena_new();
    struct board_query query = kept->query;
    struct day on, day;
    struct buf text;
    query.as_of = kept->head.position;
    same_bytes(kept, "by position", kept->bytes, served(f, arena, &query, true, &on));
    assert_int_equal(on.n, kept->on.n);
    same_bytes(kept, "the page's", kept->page, served(f, arena, &query, false, &on));
    buf_init(&text, arena);
    instant_print(kept->head.recorded, &text); /* as the board itself names it */
    fixture_ok(f, as_of_parse(f->ledger, buf_get(&text), &query.as_of, &day, &f->err));
    assert_int_equal(query.as_of.n, kept->head.position.n);
    if (day_is_none(query.on))
        query.on = day;
    same_bytes(kept, "by instant", kept->bytes, served(f, arena, &query, true, &on));
    assert_int_equal(on.n, kept->on.n);
    arena_free(arena);
}

static void all_again(struct fixture *f, const struct kept_board *boards, size_t count)
{
    for (size_t i = 0; i < count; i++)
        asked_again(f, &boards[i]);
    for (size_t i = count; i-- > 0;) /* in another order, with what was read in between in mind */
        if (i % 3 == 0)
            asked_again(f, &boards[i]);
}

static size_t with(const struct kept_board *boards, size_t count, const char *text)
{
    size_t found = 0;
    for (size_t i = 0; i < count; i++)
        found += str_has(boards[i].bytes, str_from(text));
    return found;
}

/* The year moved what it should have moved: else equal bytes would say nothing. */
static void boards_had_something_to_say(struct fixture *f, const struct kept_board *boards, size_t count)
{
    size_t moved = 0;
    for (size_t i = 0; i < count; i++) {
        struct arena *arena = arena_new();
        struct board_query query = boards[i].query;
        struct day on;
        query.on = boards[i].on;
        moved += !str_eq(boards[i].bytes, served(f, arena, &query, true, &on));
        arena_free(arena);
    }
    print_message("%zu of %zu boards would say something else now\n", moved, count);
    assert_true(moved > count * 9 / 10);
    static const char *const words[] = { "\"revisions\":[{", "\"changes\":[{", "\"rolled\":true", "\"state\":\"reached\"", "\"state\":\"on_track\"",
        "\"state\":\"tight\"", "\"state\":\"behind\"", "\"state\":\"no_data\"", "\"state\":\"no_metric\"", "签约五千万以上", "新签约项目", "\"state\":\"missed\"" };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        print_message("%zu with %s\n", with(boards, count, words[i]), words[i]);
        assert_true(with(boards, count, words[i]) > 0);
    }
}

static void two_hundred_past_boards_are_served_again_byte_by_byte(void **state)
{
    struct fixture *f = *state;
    struct year *y = ARENA_NEW(f->arena, struct year);
    struct kept_board *boards = ARENA_ARRAY(f->arena, struct kept_board, BOARDS);
    size_t count = 0;
    int redefined = 0;
    print_message("seed %d\n", 20231231);
    year_begin(y, f, 20231231);
    for (int i = 0; i < ENTRIES; i++) {
        year_step(y, 525600 / ENTRIES);
        if (i % (ENTRIES / 6) == ENTRIES / 6 - 1 && redefined < 5)
            year_redefine(f, redefined++);
        if (i % (ENTRIES / BOARDS) == 0 && count < BOARDS)
            keep(y, &boards[count++]);
    }
    assert_int_equal(count, BOARDS);
    assert_int_equal(redefined, 5);
    boards_had_something_to_say(f, boards, count);
    all_again(f, boards, count);
    ledger_close(f->ledger); /* and by one who knows nothing yet */
    f->ledger = NULL;
    fixture_open(f);
    all_again(f, boards, count);
    fixture_ok(f, ledger_rebuild(f->ledger, NULL, &f->err));
    all_again(f, boards, count);
    struct verify_report report;
    fixture_ok(f, ledger_verify(f->ledger, NULL, &report, &f->err));
    year_end(y);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(two_hundred_past_boards_are_served_again_byte_by_byte, fixture_new, fixture_gone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
