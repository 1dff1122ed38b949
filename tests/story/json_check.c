/*
 * json_check.c - what a story asks of the JSON that the program printed.
 *
 *   json_check lines FILE        every line is one value; there is at least one
 *   json_check get FILE PATH     print the text of what stands at a.0.b; exit 1 where nothing does
 *   json_check count FILE PATH   how many members or items
 *   json_check add FILE PATH KEY the exact sum of KEY over the array's items
 */
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/dec.h"
#include "base/err.h"
#include "base/file.h"
#include "base/json.h"

enum { BYTES_MAX = 256 << 20 };

static int fail(const struct err *err, struct arena *arena)
{
    struct buf out;
    buf_init(&out, arena);
    err_words(err, LANG_EN, &out);
    fprintf(stderr, "%.*s\n", (int)out.len, out.ptr);
    return 1;
}

static int lines(struct arena *arena, struct str bytes)
{
    struct str line;
    struct err err;
    size_t count = 0;
    if (!bytes.len || bytes.ptr[bytes.len - 1] != '\n') {
        fprintf(stderr, "no line, or the last one is not ended\n");
        return 1;
    }
    while (bytes.len && str_split(&bytes, '\n', &line)) {
        err_init(&err);
        if (!json_parse(arena, line, &err))
            return fail(&err, arena);
        count++;
    }
    return count ? 0 : 1;
}

static const struct json *step(const struct json *at, struct str name)
{
    int64_t n;
    if (at->type != JSON_T_ARRAY || !str_to_int(name, &n))
        return at->type == JSON_T_OBJECT ? json_get(at, name) : NULL;
    at = at->first;
    while (at && n-- > 0)
        at = at->next;
    return at;
}

static const struct json *find(const struct json *at, const char *path)
{
    struct str rest = str_from(path), name;
    while (at && rest.len && str_split(&rest, '.', &name))
        at = step(at, name);
    return at;
}

static int print_text(const struct json *at)
{
    static const char *const words[] = {
        [JSON_T_NULL] = "null", [JSON_T_ARRAY] = "[]", [JSON_T_OBJECT] = "{}"
    };
    if (at->type == JSON_T_BOOL)
        puts(at->boolean ? "true" : "false");
    else if (words[at->type])
        puts(words[at->type]);
    else
        printf("%.*s\n", STR_ARG(at->text));
    return 0;
}

static int add(struct arena *arena, const struct json *array, const char *key)
{
    struct dec sum = dec_from_int(0), one;
    for (const struct json *item = array->first; item; item = item->next)
        if (!dec_parse(json_text(item, str_from(key)), &one) || !dec_add(sum, one, &sum))
            return 1;
    struct buf out;
    buf_init(&out, arena);
    dec_print(sum, &out);
    printf("%.*s\n", (int)out.len, out.ptr);
    return 0;
}

int main(int argc, char **argv)
{
    struct arena *arena = arena_new();
    struct err err;
    struct str bytes;
    err_init(&err);
    if (argc < 3 || !file_read(arena, str_from(argv[2]), BYTES_MAX, &bytes, &err))
        return argc < 3 ? 2 : fail(&err, arena);
    int status = 2;
    if (!strcmp(argv[1], "lines")) {
        status = lines(arena, bytes);
    } else if (argc > 3) {
        const struct json *all = json_parse(arena, bytes, &err),
                          *at = all ? find(all, argv[3]) : NULL;
        if (!all)
            return fail(&err, arena);
        status = 1;
        if (at && !strcmp(argv[1], "get"))
            status = print_text(at);
        else if (at && !strcmp(argv[1], "count"))
            status = printf("%zu\n", at->count) < 0;
        else if (at && !strcmp(argv[1], "add") && argc > 4)
            status = add(arena, at, argv[4]);
    }
    arena_free(arena);
    return status;
}
