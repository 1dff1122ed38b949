/* fault_help.c - see fault_help.h. */
#include "fault_help.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"

void place_make(struct place *place)
{
    place->arena = arena_new();
    /* In memory where that is: what is tested is what is written, not how long a disk takes. */
    const char *above = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
    snprintf(place->folder, sizeof place->folder, "%s/luodi-fault-XXXXXX", above);
    assert_non_null(mkdtemp(place->folder));
}

static int remove_one(const char *path, const struct stat *info, int type, struct FTW *at)
{
    (void)info, (void)type;
    return at->level == 0 ? 0 : remove(path);
}

void place_empty(struct place *place)
{
    assert_int_equal(nftw(place->folder, remove_one, 16, FTW_DEPTH | FTW_PHYS), 0);
    arena_reset(place->arena);
}

void place_clear(struct place *place)
{
    place_empty(place);
    rmdir(place->folder);
    arena_free(place->arena);
}

void holds_at(const struct err *err, _Bool condition, const char *text, const char *file, int line)
{
    if (condition)
        return;
    struct buf words;
    buf_init(&words, NULL);
    if (err->code != ERR_NONE)
        err_words(err, LANG_EN, &words);
    print_error("%s: %.*s\n", text, STR_ARG(buf_get(&words)));
    buf_release(&words);
    _fail(file, line);
}

uint64_t fault_seed(uint64_t usual)
{
    const char *text = getenv("LUODI_SEED");
    return text ? strtoull(text, NULL, 0) : usual;
}

int fault_points(int usual, int in_long)
{
    int64_t n;
    if (str_to_int(str_from(getenv("LUODI_FAULT_POINTS")), &n) && n > 0 && n < 1000000)
        return (int)n;
    return str_eq(str_from(getenv("LUODI_LONG")), STR("yes")) ? in_long : usual;
}
