/* rules_source.c - what the C source may say: includes, calls, SQL, lengths, names. See rules.def. */
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tidy.h"

extern char **environ;

enum { FUNCTION_LINES_MAX = 70, FILE_LINES_MAX = 1000 };

/* ---- includes and headers ------------------------------------------------------------------------ */

struct layer {
    struct str name, may;
};

static size_t layers_read(struct tidy *tidy, struct layer *layers, size_t max)
{
    const struct file *file = tidy_file(tidy, STR("src/layers.def"));
    if (!file) {
        tidy_fault(tidy, STR("src/layers.def"), 0, "the table of layers is missing");
        return 0;
    }
    size_t count = 0;
    for (size_t i = 0; i + 4 < file->token_count && count < max; i++)
        if (str_eq(file->tokens[i].text, STR("LAYER")) && file->tokens[i + 4].kind == TOKEN_STRING)
            layers[count++] = (struct layer){ file->tokens[i + 2].text, file->tokens[i + 4].text };
    return count;
}

static const struct layer *layer_find(const struct layer *layers, size_t count, struct str name)
{
    for (size_t i = 0; i < count; i++)
        if (str_eq(layers[i].name, name))
            return &layers[i];
    return NULL;
}

static bool layer_may(const struct layer *layer, struct str other)
{
    struct str rest = layer->may, word;
    while (str_split(&rest, ' ', &word))
        if (str_eq(word, other))
            return true;
    return false;
}

static bool is_of_example(const struct tidy *tidy, struct str name)
{
    for (size_t i = 0; i < tidy->count; i++)
        if (path_under(tidy->files[i].path, STR("examples")) && str_eq(path_end(tidy->files[i].path), name))
            return true;
    return false;
}

static void check_include(struct tidy *tidy, const struct layer *layer, const struct file *file,
                          const struct token *token)
{
    ptrdiff_t slash = str_find(token->text, STR("/"), 0);
    /* The generator of an example lies with it, and only the command line calls it. */
    if (slash < 0 && str_eq(layer->name, STR("cli")) && is_of_example(tidy, token->text))
        return;
    if (slash < 0) {
        tidy_fault(tidy, file->path, token->line,
                   "\"%.*s\" does not name its folder: write it from src/", STR_ARG(token->text));
        return;
    }
    struct str other = str_slice(token->text, 0, (size_t)slash);
    if (str_eq(other, layer->name))
        return;
    if (!layer_may(layer, other))
        tidy_fault(tidy, file->path, token->line, "%.*s may not include \"%.*s\": see src/layers.def",
                   STR_ARG(layer->name), STR_ARG(token->text));
    else if (str_ends(token->text, STR("_priv.h")))
        tidy_fault(tidy, file->path, token->line, "\"%.*s\" is private to %.*s", STR_ARG(token->text),
                   STR_ARG(other));
}

void rule_includes(struct tidy *tidy)
{
    struct layer layers[64];
    size_t count = layers_read(tidy, layers, sizeof layers / sizeof *layers);
    for (size_t i = 0; i < tidy->count; i++) {
        const struct file *file = &tidy->files[i];
        struct str folder = path_layer(file->path);
        if (!file_is_c(file) || !folder.len)
            continue;
        const struct layer *layer = layer_find(layers, count, folder);
        if (!layer) {
            tidy_fault(tidy, file->path, 0, "its folder is no layer of src/layers.def");
            continue;
        }
        for (size_t t = 0; t < file->token_count; t++)
            if (file->tokens[t].kind == TOKEN_INCLUDE && !file->tokens[t].system)
                check_include(tidy, layer, file, &file->tokens[t]);
    }
}

static bool compiles(struct tidy *tidy, const struct file *file)
{
    const char *source = str_cstr(tidy->arena, str_format(tidy->arena, "-I%.*s/src", STR_ARG(tidy->root)));
    const char *path = str_cstr(tidy->arena, str_format(tidy->arena, "%.*s/%.*s", STR_ARG(tidy->root),
                                                        STR_ARG(file->path)));
    char *arguments[] = { (char *)(uintptr_t)tidy->compiler, "-std=gnu17", "-D_GNU_SOURCE", "-Wall", "-Wextra",
                          "-Werror", "-fsyntax-only", (char *)(uintptr_t)source, "-x", "c",
                          (char *)(uintptr_t)path, NULL };
    pid_t child;
    int status = 1;
    if (posix_spawnp(&child, tidy->compiler, NULL, NULL, arguments, environ) != 0)
        return false;
    return waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

void rule_headers(struct tidy *tidy)
{
    if (!tidy->compiler)
        return;
    for (size_t i = 0; i < tidy->count; i++) {
        const struct file *file = &tidy->files[i];
        if (str_ends(file->path, STR(".h")) && path_under(file->path, STR("src")) && !compiles(tidy, file))
            tidy_fault(tidy, file->path, 0, "does not compile alone");
    }
}

/* ---- calls, SQL --------------------------------------------------------------------------------- */

struct banned {
    struct str name;
    const char *instead;
    bool base_may, tests_may;
};

static const struct banned banned[] = {
    { STR_INIT("strcpy"), "base/buf.h", false, false },
    { STR_INIT("strcat"), "base/buf.h", false, false },
    { STR_INIT("strncpy"), "base/buf.h", false, false },
    { STR_INIT("sprintf"), "buf_printf", false, false },
    { STR_INIT("vsprintf"), "buf_printf", false, false },
    { STR_INIT("strtok"), "str_split", false, false },
    { STR_INIT("atoi"), "str_to_int", false, false },
    { STR_INIT("atol"), "str_to_int", false, false },
    { STR_INIT("atof"), "dec_parse", false, false },
    { STR_INIT("localtime"), "base/date.h", false, false },
    { STR_INIT("gmtime"), "base/date.h", false, false },
    { STR_INIT("gets"), "base/file.h", false, false },
    { STR_INIT("rand"), "base/rng.h", false, false },
    { STR_INIT("srand"), "base/rng.h", false, false },
    { STR_INIT("random"), "base/rng.h", false, false },
    { STR_INIT("time"), "base/clock.h", true, false },
    { STR_INIT("gettimeofday"), "base/clock.h", true, false },
    { STR_INIT("clock_gettime"), "base/clock.h", true, true },
    { STR_INIT("malloc"), "base/arena.h", true, true },
    { STR_INIT("calloc"), "base/arena.h", true, true },
    { STR_INIT("realloc"), "base/arena.h", true, true },
    { STR_INIT("free"), "base/arena.h", true, true },
    { STR_INIT("strdup"), "str_copy", true, true },
    { STR_INIT("abort"), "must", true, true },
};

static const struct banned *banned_find(struct str name)
{
    for (size_t i = 0; i < sizeof banned / sizeof *banned; i++)
        if (str_eq(banned[i].name, name))
            return &banned[i];
    return NULL;
}

static bool is_call(const struct file *file, size_t at)
{
    const struct token *tokens = file->tokens;
    if (tokens[at].kind != TOKEN_NAME || at + 1 >= file->token_count || !str_eq(tokens[at + 1].text, STR("(")))
        return false;
    return !(at > 0 && (str_eq(tokens[at - 1].text, STR(".")) || str_eq(tokens[at - 1].text, STR(">"))));
}

void rule_banned(struct tidy *tidy)
{
    for (size_t i = 0; i < tidy->count; i++) {
        const struct file *file = &tidy->files[i];
        if (!file_is_c(file))
            continue;
        bool base = path_under(file->path, STR("src/base"));
        bool tests = path_under(file->path, STR("tests")) || path_under(file->path, STR("bench"));
        for (size_t t = 0; t < file->token_count; t++) {
            const struct banned *row = is_call(file, t) ? banned_find(file->tokens[t].text) : NULL;
            if (row && !(base && row->base_may) && !(tests && row->tests_may))
                tidy_fault(tidy, file->path, file->tokens[t].line, "%.*s is banned here: use %s",
                           STR_ARG(row->name), row->instead);
        }
    }
}

void rule_sql(struct tidy *tidy)
{
    static const struct str openings[] = { STR_INIT("SELECT "), STR_INIT("INSERT "), STR_INIT("UPDATE "),
                                           STR_INIT("DELETE FROM "), STR_INIT("CREATE TABLE ") };
    for (size_t i = 0; i < tidy->count; i++) {
        const struct file *file = &tidy->files[i];
        struct str layer = path_layer(file->path);
        if (!file_is_c(file) || !layer.len || str_eq(layer, STR("store")) || str_eq(layer, STR("ledger")) ||
            str_eq(layer, STR("identity")))
            continue;
        for (size_t t = 0; t < file->token_count; t++)
            for (size_t o = 0; o < sizeof openings / sizeof *openings; o++)
                if (file->tokens[t].kind == TOKEN_STRING && str_starts(file->tokens[t].text, openings[o]))
                    tidy_fault(tidy, file->path, file->tokens[t].line, "SQL stands outside its folders");
    }
}

/* ---- lengths ------------------------------------------------------------------------------------ */

static void check_functions(struct tidy *tidy, const struct file *file)
{
    int depth = 0, opened = 0;
    bool function = false;
    const struct token *before = NULL;
    for (size_t t = 0; t < file->token_count; t++) {
        const struct token *token = &file->tokens[t];
        if (token->directive)
            continue;
        if (token->kind == TOKEN_MARK && token->text.ptr[0] == '{') {
            if (depth++ == 0) {
                function = before && str_eq(before->text, STR(")"));
                opened = token->line;
            }
        } else if (token->kind == TOKEN_MARK && token->text.ptr[0] == '}') {
            if (--depth == 0 && function && token->line - opened - 1 > FUNCTION_LINES_MAX)
                tidy_fault(tidy, file->path, opened, "a function of %d lines: over %d",
                           token->line - opened - 1, FUNCTION_LINES_MAX);
        }
        before = token;
    }
}

void rule_length(struct tidy *tidy)
{
    for (size_t i = 0; i < tidy->count; i++) {
        const struct file *file = &tidy->files[i];
        bool page = path_under(file->path, STR("ui")) &&
                    (str_ends(file->path, STR(".ts")) || str_ends(file->path, STR(".vue"))) &&
                    !str_ends(file->path, STR(".d.ts")) &&
                    !str_starts(file->text, STR("// Made from ")); /* by a tool: nobody reads it whole */
        if ((file_is_c(file) || page) && file->line_count > FILE_LINES_MAX)
            tidy_fault(tidy, file->path, 0, "%d lines: over %d", file->line_count, FILE_LINES_MAX);
        if (file_is_c(file))
            check_functions(tidy, file);
    }
}

/* ---- names -------------------------------------------------------------------------------------- */

/* Words that a Chinese programmer's hand falls into when the English one is not at hand. */
static const char *const pinyin[] = {
    "zhaoshang", "xiangmu", "qianyue", "kaigong", "touchan", "jungong", "yuanqu", "qiye", "zijin", "mubiao",
    "taizhang", "pianqu", "guanweihui", "shenpi", "zhengce", "jihua", "renwu", "wenti", "danwei", "bumen",
    "chanye", "hangye", "changfang", "zulin", "dikuai", "tudi", "touzi", "wancheng", "tongji", "shuju",
    "nianfen", "yuefen", "riqi", "mingcheng", "leixing", "zhuangtai", "jine", "mianji", "shuliang", "biaozhun",
};

static bool is_pinyin(struct str name)
{
    struct str rest = name, part;
    while (str_split(&rest, '_', &part))
        for (size_t i = 0; i < sizeof pinyin / sizeof *pinyin; i++)
            if (str_eq(part, str_from(pinyin[i])))
                return true;
    return false;
}

void rule_pinyin(struct tidy *tidy)
{
    for (size_t i = 0; i < tidy->count; i++) {
        const struct file *file = &tidy->files[i];
        for (size_t t = 0; t < file->token_count; t++)
            if (file->tokens[t].kind == TOKEN_NAME && is_pinyin(file->tokens[t].text) &&
                !path_under(file->path, STR("tools/tidy")))
                tidy_fault(tidy, file->path, file->tokens[t].line, "\"%.*s\" is pinyin: use the English word",
                           STR_ARG(file->tokens[t].text));
    }
}
