/*
 * fuzz_json.c - any bytes as JSON: the tree and the events agree; what is accepted is written and
 * read back as the same; what is refused is refused with a place and in valid words.
 */
#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/json.h"
#include "base/utf8.h"
#include "fuzz.h"

static void write_back(struct json_writer *w, const struct json *node)
{
    switch (node->type) {
    case JSON_T_NULL: json_null(w); return;
    case JSON_T_BOOL: json_bool(w, node->boolean); return;
    case JSON_T_NUMBER: json_raw(w, node->text); return;
    case JSON_T_STRING: json_str(w, node->text); return;
    case JSON_T_ARRAY: json_array(w); break;
    case JSON_T_OBJECT: json_object(w); break;
    }
    for (const struct json *child = node->first; child; child = child->next) {
        if (node->type == JSON_T_OBJECT)
            json_key_str(w, child->key);
        write_back(w, child);
    }
    if (node->type == JSON_T_ARRAY)
        json_array_end(w);
    else
        json_object_end(w);
}

static void check_same(const struct json *a, const struct json *b)
{
    check_that(a->type == b->type && a->boolean == b->boolean && a->count == b->count);
    check_that(str_eq(a->text, b->text) && str_eq(a->key, b->key));
    check_that(utf8_valid(a->text) && utf8_valid(a->key));
    const struct json *y = b->first;
    for (const struct json *x = a->first; x; x = x->next, y = y->next) {
        check_that(y);
        check_same(x, y);
    }
    check_that(!y);
}

/* Events until the end; false on a fault. */
static bool walk(struct arena *arena, struct str text)
{
    struct json_reader reader;
    enum json_event event;
    struct err err;
    err_init(&err);
    json_reader_init(&reader, arena, text);
    while (json_next(&reader, &event, &err)) {
        check_that(reader.value_at <= reader.pos && reader.pos <= text.len);
        if (event == JSON_END)
            return true;
    }
    return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    struct str text = { (const char *)data, size };
    struct err err;
    err_init(&err);
    const struct json *tree = json_parse(arena, text, &err);
    check_that(walk(arena, text) == (tree != NULL));
    struct buf out;
    buf_init(&out, arena);
    if (!tree) {
        check_that(err.code != ERR_NONE && err.line >= 1 && err.column >= 1);
        err_words(&err, LANG_ZH, &out);
        err_words(&err, LANG_EN, &out);
        check_that(utf8_valid(buf_get(&out)));
        arena_free(arena);
        return 0;
    }
    struct json_writer w;
    json_writer_init(&w, &out, size % 2);
    write_back(&w, tree);
    const struct json *again = json_parse(arena, buf_get(&out), &err);
    check_that(again);
    check_same(tree, again);
    int64_t n;
    json_int(tree, &n);
    arena_free(arena);
    return 0;
}
