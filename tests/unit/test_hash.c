/* test_hash.c - base/hash.h against the standards' own examples. */
#include "unit.h"

#include "base/hash.h"

static void assert_hash(struct hash hash, const char *hex)
{
    struct buf out;
    buf_init(&out, NULL);
    hash_print(hash, &out);
    assert_text(buf_get(&out), hex);
    buf_release(&out);
}

static const struct {
    enum hash_kind kind;
    const char *text, *hex;
} examples[] = {
    /* GB/T 32905-2016, appendix A */
    { HASH_SM3, "abc", "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0" },
    { HASH_SM3, "abcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcd",
      "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732" },
    { HASH_SM3, "", "1ab21d8355cfa17f8e61194831e81a8f22bec8c728fefb747ed035eb5082aa2b" },
    /* FIPS 180-4, examples */
    { HASH_SHA256, "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
    { HASH_SHA256, "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
};

static void the_standards_examples_come_out(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_COUNT(examples); i++)
        assert_hash(hash_of(examples[i].kind, str_from(examples[i].text)), examples[i].hex);
}

static void a_hasher_is_reusable_and_takes_pieces(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_COUNT(examples); i++) {
        struct hasher *hasher = hasher_new(examples[i].kind);
        for (size_t piece = 1; piece <= 5; piece++) {
            struct str text = str_from(examples[i].text);
            hasher_begin(hasher);
            for (size_t at = 0; at < text.len; at += piece) {
                struct str part = str_slice(text, at, piece);
                hasher_add(hasher, part.ptr, part.len);
            }
            hasher_add(hasher, NULL, 0);
            assert_hash(hasher_end(hasher), examples[i].hex);
        }
        hasher_free(hasher);
    }
    hasher_free(NULL);
}

static void what_print_writes_parse_reads(void **state)
{
    (void)state;
    struct hash hash = hash_of(HASH_SM3, STR("abc")), parsed;
    assert_true(hash_parse(str_from(examples[0].hex), &parsed) && hash_eq(hash, parsed));
    assert_true(hash_parse(STR("66C7F0F462EEEDD9D1F2D46BDC10E4E24167C4875CF2F7A2297DA02B8F4BA8E0"),
                           &parsed));
    assert_true(hash_eq(hash, parsed));
    parsed.bytes[31] ^= 1;
    assert_false(hash_eq(hash, parsed));
    static const char *const refused[] = {
        "", "66c7", "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e",
        "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e00",
        "g6c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    };
    for (size_t i = 0; i < ARRAY_COUNT(refused); i++)
        assert_false(hash_parse(str_from(refused[i]), &parsed));
}

static void an_algorithm_is_found_by_its_name(void **state)
{
    (void)state;
    enum hash_kind kind;
    assert_true(hash_kind_find(STR("sha256"), &kind) && kind == HASH_SHA256);
    assert_true(hash_kind_find(str_from(hash_kind_name(HASH_SM3)), &kind) && kind == HASH_SM3);
    assert_false(hash_kind_find(STR("SM3"), &kind));
    assert_false(hash_kind_find(STR(""), &kind));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_standards_examples_come_out),
        cmocka_unit_test(a_hasher_is_reusable_and_takes_pieces),
        cmocka_unit_test(what_print_writes_parse_reads),
        cmocka_unit_test(an_algorithm_is_found_by_its_name),
    };
    return cmocka_run_group_tests_name("hash", tests, NULL, NULL);
}
