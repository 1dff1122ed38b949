/* test_arena.c - base/arena.h */
#include "unit.h"

static void memory_is_zeroed_and_aligned(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    for (size_t size = 0; size < 300; size++) {
        char *memory = arena_alloc(arena, size);
        assert_int_equal((uintptr_t)memory % _Alignof(max_align_t), 0);
        for (size_t i = 0; i < size; i++)
            assert_int_equal(memory[i], 0);
        memset(memory, 0xAA, size);
    }
    arena_free(arena);
}

static void pieces_do_not_overlap(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    enum { COUNT = 5000 };
    unsigned char *pieces[COUNT];
    for (int i = 0; i < COUNT; i++) {
        size_t size = (size_t)(i * 37 % 211) + 1;
        pieces[i] = arena_alloc(arena, size);
        memset(pieces[i], i & 0xFF, size);
    }
    for (int i = 0; i < COUNT; i++)
        for (size_t at = 0; at < (size_t)(i * 37 % 211) + 1; at++)
            assert_int_equal(pieces[i][at], i & 0xFF);
    arena_free(arena);
}

static void a_piece_larger_than_any_chunk_is_given(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    size_t size = (size_t)5 << 20;
    char *large = arena_alloc(arena, size);
    large[0] = large[size - 1] = 1;
    char *small = arena_alloc(arena, 16);
    assert_true(small + 16 <= large || small >= large + size);
    assert_true(arena_used(arena) >= size + 16);
    arena_free(arena);
}

static void growing_keeps_what_was_there_and_zeroes_the_rest(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    size_t room = 0;
    int *list = NULL;
    for (int i = 0; i < 3000; i++) {
        if ((size_t)i == room) {
            size_t more = room ? room * 2 : 4;
            list = arena_grow(arena, list, room * sizeof *list, more * sizeof *list);
            for (size_t at = room; at < more; at++)
                assert_int_equal(list[at], 0);
            room = more;
            if (i % 3 == 0)
                arena_alloc(arena, 8); /* so that some growth cannot be in place */
        }
        list[i] = i;
    }
    for (int i = 0; i < 3000; i++)
        assert_int_equal(list[i], i);
    arena_free(arena);
}

static void the_last_piece_grows_in_place(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    char *first = arena_alloc(arena, 32);
    assert_ptr_equal(arena_grow(arena, first, 32, 64), first);
    arena_alloc(arena, 1);
    assert_ptr_not_equal(arena_grow(arena, first, 64, 128), first);
    arena_free(arena);
}

static void going_back_to_a_mark_gives_its_memory_again(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    char *kept = arena_alloc(arena, 10);
    memcpy(kept, "kept", 5);
    struct arena_mark mark = arena_mark(arena);
    size_t used = arena_used(arena);
    void *first = arena_alloc(arena, 100);
    for (int round = 0; round < 50; round++) {
        for (int i = 0; i < 100; i++)
            memset(arena_alloc(arena, 1000), 0xFF, 1000);
        arena_reset_to(arena, mark);
        assert_int_equal(arena_used(arena), used);
    }
    assert_ptr_equal(arena_alloc(arena, 100), first);
    assert_string_equal(kept, "kept");
    arena_reset(arena);
    assert_int_equal(arena_used(arena), 0);
    arena_free(arena);
}

static void used_counts_over_all_chunks(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    for (int i = 1; i <= 1000; i++) {
        arena_alloc(arena, 64);
        assert_int_equal(arena_used(arena), i * 64);
    }
    arena_free(arena);
    arena_free(NULL);
}

static void overflow_a_product(void)
{
    arena_array(arena_new(), SIZE_MAX / 2, 3);
}

static void ask_for_all_memory(void)
{
    arena_alloc(arena_new(), SIZE_MAX / 2 - 64);
}

static void an_impossible_size_stops_the_process(void **state)
{
    (void)state;
    assert_true(stops(overflow_a_product));
#if !defined(__SANITIZE_ADDRESS__) && !defined(__clang__) /* their heap answers in its own way */
    assert_true(stops(ask_for_all_memory));
#else
    (void)ask_for_all_memory;
#endif
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(memory_is_zeroed_and_aligned),
        cmocka_unit_test(pieces_do_not_overlap),
        cmocka_unit_test(a_piece_larger_than_any_chunk_is_given),
        cmocka_unit_test(growing_keeps_what_was_there_and_zeroes_the_rest),
        cmocka_unit_test(the_last_piece_grows_in_place),
        cmocka_unit_test(going_back_to_a_mark_gives_its_memory_again),
        cmocka_unit_test(used_counts_over_all_chunks),
        cmocka_unit_test(an_impossible_size_stops_the_process),
    };
    return cmocka_run_group_tests_name("arena", tests, NULL, NULL);
}
