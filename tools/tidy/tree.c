/* tree.c - reading the tree, and small questions about paths and words. See tidy.h. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/err.h"
#include "base/file.h"
#include "tidy.h"

enum { FILE_BYTES_MAX = 32 * 1024 * 1024 };

/* Folders and files that a build, a run or an install makes. */
static bool left_out(struct str path)
{
    static const struct str folders[] = {
        STR_INIT(".git"), STR_INIT(".tools"), STR_INIT("demo"), STR_INIT("ui/dist"),
        STR_INIT("node_modules"), STR_INIT("ui/node_modules"), STR_INIT("build"),
        STR_INIT("ui/test-results"), STR_INIT("ui/playwright-report"),
    };
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
        if (str_eq(path, folders[i]))
            return true;
    return str_starts(path, STR("build-"));
}

static bool is_text(struct str path)
{
    static const struct str endings[] = {
        STR_INIT(".c"), STR_INIT(".h"), STR_INIT(".def"), STR_INIT(".sql"), STR_INIT(".md"),
        STR_INIT(".yaml"), STR_INIT(".yml"), STR_INIT(".build"), STR_INIT(".txt"), STR_INIT(".ts"),
        STR_INIT(".vue"), STR_INIT(".mjs"), STR_INIT(".css"), STR_INIT(".html"), STR_INIT(".json"),
        STR_INIT(".sh"), STR_INIT(".awk"), STR_INIT(".tbl"), STR_INIT(".tsv"), STR_INIT(".npmrc"),
        STR_INIT(".gitignore"), STR_INIT("/run"), STR_INIT("/test"), STR_INIT("/bench"),
        STR_INIT("/LICENSE"),
    };
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (str_ends(path, endings[i]))
            return true;
    return str_eq(path, STR("run")) || str_eq(path, STR("test")) || str_eq(path, STR("LICENSE"));
}

static void add_file(struct tidy *tidy, struct str full, struct str path)
{
    struct err err;
    err_init(&err);
    struct str text;
    if (!file_read(tidy->arena, full, FILE_BYTES_MAX, &text, &err))
        return;
    if (tidy->count == tidy->room) {
        size_t room = tidy->room ? tidy->room * 2 : 256;
        tidy->files = arena_grow(tidy->arena, tidy->files, tidy->room * sizeof *tidy->files,
                                 room * sizeof *tidy->files);
        tidy->room = room;
    }
    struct file *file = &tidy->files[tidy->count++];
    *file = (struct file){ .path = path, .text = text };
    for (size_t i = 0; i < text.len; i++)
        file->line_count += text.ptr[i] == '\n';
    struct stat status;
    file->runnable = stat(str_cstr(tidy->arena, full), &status) == 0 && (status.st_mode & S_IXUSR);
    if (file_is_c(file) || str_ends(path, STR(".def")))
        tokens_read(tidy->arena, file);
}

static bool walk(struct tidy *tidy, struct str full, struct str path)
{
    struct str *names;
    size_t count;
    struct err err;
    err_init(&err);
    if (!folder_list(tidy->arena, full, &names, &count, &err))
        return false;
    for (size_t i = 0; i < count; i++) {
        struct str below = path.len ? path_join(tidy->arena, path, names[i]) : names[i];
        struct str below_full = path_join(tidy->arena, full, names[i]);
        if (left_out(below))
            continue;
        if (folder_exists(below_full)) {
            if (!walk(tidy, below_full, below))
                return false;
        } else if (is_text(below)) {
            add_file(tidy, below_full, below);
        }
    }
    return true;
}

bool tidy_read(struct tidy *tidy, struct arena *arena, struct str root)
{
    tidy->arena = arena;
    tidy->root = root;
    buf_init(&tidy->report, arena);
    return walk(tidy, root, STR(""));
}

void tidy_fault(struct tidy *tidy, struct str path, int line, const char *format, ...)
{
    char words[1024];
    va_list args;
    va_start(args, format);
    vsnprintf(words, sizeof words, format, args);
    va_end(args);
    if (line > 0)
        buf_printf(&tidy->report, "# %.*s:%d: %s\n", STR_ARG(path), line, words);
    else
        buf_printf(&tidy->report, "# %.*s: %s\n", STR_ARG(path), words);
    tidy->faults++;
}

const struct file *tidy_file(const struct tidy *tidy, struct str path)
{
    for (size_t i = 0; i < tidy->count; i++)
        if (str_eq(tidy->files[i].path, path))
            return &tidy->files[i];
    return NULL;
}

bool file_is_c(const struct file *file)
{
    return str_ends(file->path, STR(".c")) || str_ends(file->path, STR(".h"));
}

bool path_under(struct str path, struct str folder)
{
    return str_starts(path, folder) && path.len > folder.len && path.ptr[folder.len] == '/';
}

struct str path_layer(struct str path)
{
    if (!str_starts(path, STR("src/")))
        return STR("");
    ptrdiff_t slash = str_find(path, STR("/"), 4);
    return slash < 0 ? STR("") : str_slice(path, 4, (size_t)slash - 4);
}

struct str path_end(struct str path)
{
    size_t at = path.len;
    while (at && path.ptr[at - 1] != '/')
        at--;
    return str_slice(path, at, path.len);
}

static bool in_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

bool text_has_word(struct str text, struct str needle)
{
    for (ptrdiff_t at = 0; (at = str_find(text, needle, (size_t)at)) >= 0; at++) {
        size_t end = (size_t)at + needle.len;
        bool before = at > 0 && in_word(text.ptr[at - 1]);
        bool after = end < text.len && in_word(text.ptr[end]);
        if (!before && !after)
            return true;
    }
    return false;
}

void words_add(struct words *words, struct str word)
{
    if (words->count == words->room) {
        size_t room = words->room ? words->room * 2 : 64;
        words->items = arena_grow(words->arena, words->items, words->room * sizeof *words->items,
                                  room * sizeof *words->items);
        words->room = room;
    }
    words->items[words->count++] = word;
}

static int compare(const void *a, const void *b)
{
    return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

void words_sort(struct words *words)
{
    if (words->count)
        qsort(words->items, words->count, sizeof *words->items, compare);
}

bool words_have(const struct words *words, struct str word)
{
    return words->count && bsearch(&word, words->items, words->count, sizeof word, compare);
}
