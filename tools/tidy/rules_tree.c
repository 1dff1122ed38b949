/* rules_tree.c - what must agree across the tree: errors and tests, limits, files and builds. See rules.def. */
#include "tidy.h"

/* ---- errors and limits -------------------------------------------------------------------------- */

/* Adjacent strings from token `at` on, joined; *at moves behind them. */
static struct str joined(struct tidy *tidy, const struct file *file, size_t *at)
{
    struct str all = STR("");
    while (*at < file->token_count && file->tokens[*at].kind == TOKEN_STRING)
        all = str_join(tidy->arena, all, file->tokens[(*at)++].text);
    return all;
}

static bool has_han(struct str text)
{
    for (size_t i = 0; i + 2 < text.len; i++)
        if ((unsigned char)text.ptr[i] >= 0xE4 && (unsigned char)text.ptr[i] <= 0xE9)
            return true;
    return false;
}

/* English, though it may quote what people write here. */
static bool has_latin(struct str text)
{
    int letters = 0;
    for (size_t i = 0; i < text.len; i++)
        letters += text.ptr[i] >= 'a' && text.ptr[i] <= 'z';
    return letters >= 3;
}

/* Every {name} of a stands in b; {name_zh} and {name_en} are the same name in two languages. */
static bool names_stand_in(struct tidy *tidy, struct str a, struct str b)
{
    for (ptrdiff_t open = 0; (open = str_find(a, STR("{"), (size_t)open)) >= 0; open++) {
        ptrdiff_t close = str_find(a, STR("}"), (size_t)open);
        if (close < 0)
            return false;
        struct str name = str_slice(a, (size_t)open, (size_t)(close - open));
        if (str_ends(name, STR("_zh")) || str_ends(name, STR("_en")))
            name.len -= 3;
        if (!str_has(b, str_join(tidy->arena, name, STR("}"))) && !str_has(b, str_join(tidy->arena, name, STR("_en}"))) &&
            !str_has(b, str_join(tidy->arena, name, STR("_zh}"))))
            return false;
    }
    return true;
}

static bool is_test(struct str path)
{
    return path_under(path, STR("tests")) ||
           (path_under(path, STR("ui")) && (str_ends(path, STR(".test.ts")) || str_ends(path, STR(".spec.ts"))));
}

static struct str lower(struct tidy *tidy, struct str name)
{
    char *out = arena_alloc(tidy->arena, name.len + 1);
    for (size_t i = 0; i < name.len; i++)
        out[i] = name.ptr[i] >= 'A' && name.ptr[i] <= 'Z' ? (char)(name.ptr[i] + 32) : name.ptr[i];
    return (struct str){ out, name.len };
}

static void check_error(struct tidy *tidy, int line, struct str code)
{
    struct str constant = str_join(tidy->arena, STR("ERR_"), code), small = lower(tidy, code);
    bool used = false, provoked = false;
    for (size_t i = 0; i < tidy->count && !(used && provoked); i++) {
        const struct file *file = &tidy->files[i];
        if (is_test(file->path))
            provoked = provoked || text_has_word(file->text, constant) || text_has_word(file->text, small);
        else if (path_layer(file->path).len && !str_eq(file->path, STR("src/base/err.def")))
            used = used || text_has_word(file->text, constant);
    }
    if (!used)
        tidy_fault(tidy, STR("src/base/err.def"), line, "%.*s is never set", STR_ARG(code));
    if (!provoked)
        tidy_fault(tidy, STR("src/base/err.def"), line, "%.*s is provoked by no test", STR_ARG(code));
}

void rule_errors(struct tidy *tidy)
{
    const struct file *file = tidy_file(tidy, STR("src/base/err.def"));
    if (!file)
        return;
    for (size_t t = 0; t + 8 < file->token_count; t++) {
        if (!str_eq(file->tokens[t].text, STR("ERR")) || file->tokens[t + 2].kind != TOKEN_NAME)
            continue;
        int line = file->tokens[t].line;
        struct str code = file->tokens[t + 2].text;
        size_t at = t + 8;
        struct str zh = joined(tidy, file, &at);
        at++;
        struct str en = joined(tidy, file, &at);
        if (!has_han(zh) || !has_latin(en))
            tidy_fault(tidy, file->path, line, "%.*s is not worded in both languages", STR_ARG(code));
        else if (!names_stand_in(tidy, zh, en) || !names_stand_in(tidy, en, zh))
            tidy_fault(tidy, file->path, line, "%.*s: the two texts name different arguments", STR_ARG(code));
        check_error(tidy, line, code);
    }
}

void rule_limits(struct tidy *tidy)
{
    const struct file *file = tidy_file(tidy, STR("src/base/limits.def"));
    if (!file)
        return;
    for (size_t t = 0; t + 2 < file->token_count; t++) {
        if (!str_eq(file->tokens[t].text, STR("LIMIT")) || file->tokens[t + 2].kind != TOKEN_NAME)
            continue;
        struct str name = str_join(tidy->arena, STR("LIMIT_"), file->tokens[t + 2].text);
        bool used = false;
        for (size_t i = 0; i < tidy->count && !used; i++)
            used = path_layer(tidy->files[i].path).len && tidy->files[i].tokens &&
                   text_has_word(tidy->files[i].text, name);
        if (!used)
            tidy_fault(tidy, file->path, file->tokens[t].line, "%.*s bounds nothing", STR_ARG(name));
    }
}

/* ---- marks that should not stand ------------------------------------------------------------------ */

static int line_of(struct str text, size_t at)
{
    int line = 1;
    for (size_t i = 0; i < at; i++)
        line += text.ptr[i] == '\n';
    return line;
}

void rule_unfinished(struct tidy *tidy)
{
    static const struct str marks[] = { STR_INIT("TO" "DO"), STR_INIT("FIX" "ME"), STR_INIT("XX" "X"),
                                        STR_INIT("HA" "CK") };
    for (size_t i = 0; i < tidy->count; i++) {
        const struct file *file = &tidy->files[i];
        if (str_ends(file->path, STR("package-lock.json")) || str_eq(file->path, STR("LICENSE")))
            continue;
        for (size_t m = 0; m < sizeof marks / sizeof *marks; m++)
            if (text_has_word(file->text, marks[m]))
                tidy_fault(tidy, file->path, line_of(file->text, (size_t)str_find(file->text, marks[m], 0)),
                           "\"%.*s\": finish it, or say in words why it stays", STR_ARG(marks[m]));
    }
}

static bool before_path(char c)
{
    return !((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
             c == '.' || c == '/' || c == '-' || c == '*');
}

void rule_machine_paths(struct tidy *tidy)
{
    static const struct str paths[] = { STR_INIT("/wo" "rk/"), STR_INIT("/ro" "ot/"), STR_INIT("/ho" "me/"),
                                        STR_INIT("/fa" "rm/") };
    for (size_t i = 0; i < tidy->count; i++) {
        struct str text = tidy->files[i].text;
        for (size_t p = 0; p < sizeof paths / sizeof *paths; p++)
            for (ptrdiff_t at = 0; (at = str_find(text, paths[p], (size_t)at)) >= 0; at++)
                if (at == 0 || before_path(text.ptr[at - 1]))
                    tidy_fault(tidy, tidy->files[i].path, line_of(text, (size_t)at),
                               "\"%.*s\" is a path of one machine", STR_ARG(paths[p]));
    }
}

/* ---- dead files --------------------------------------------------------------------------------- */

static bool built(const struct tidy *tidy, struct str path)
{
    struct str name = path_end(path);
    for (size_t i = 0; i < tidy->count; i++)
        if (str_ends(tidy->files[i].path, STR("meson.build"))) {
            struct str text = tidy->files[i].text;
            if (str_has(text, name))
                return true;
            /* A loop over names without ending: 'test_' + name + '.c'. */
            struct str bare = str_slice(name, 0, name.len - 2);
            bool prefixed = str_starts(bare, STR("test_")) || str_starts(bare, STR("fuzz_"));
            if (prefixed && text_has_word(text, str_slice(bare, 5, bare.len)))
                return true;
            if (text_has_word(text, bare))
                return true;
        }
    return false;
}

static bool included(const struct tidy *tidy, struct str path)
{
    struct str name = path_end(path);
    for (size_t i = 0; i < tidy->count; i++) {
        const struct file *file = &tidy->files[i];
        for (size_t t = 0; t < file->token_count; t++)
            if (file->tokens[t].kind == TOKEN_INCLUDE && str_ends(file->tokens[t].text, name))
                return true;
    }
    return false;
}

static bool named_by_build(const struct tidy *tidy, struct str path)
{
    for (size_t i = 0; i < tidy->count; i++)
        if (str_ends(tidy->files[i].path, STR("meson.build")) && str_has(tidy->files[i].text, path_end(path)))
            return true;
    return false;
}

void rule_dead_files(struct tidy *tidy)
{
    for (size_t i = 0; i < tidy->count; i++) {
        struct str path = tidy->files[i].path;
        bool ours = path_under(path, STR("src")) || path_under(path, STR("tests")) ||
                    path_under(path, STR("tools")) || path_under(path, STR("bench"));
        if (!ours)
            continue;
        if (str_ends(path, STR(".c")) && !built(tidy, path))
            tidy_fault(tidy, path, 0, "no meson.build names it");
        if (str_ends(path, STR(".h")) && !included(tidy, path))
            tidy_fault(tidy, path, 0, "nobody includes it");
        if (str_ends(path, STR(".def")) && !str_eq(path, STR("src/layers.def")) && !included(tidy, path))
            tidy_fault(tidy, path, 0, "nobody includes it");
        if (str_ends(path, STR(".sql")) && !included(tidy, path) && !named_by_build(tidy, path))
            tidy_fault(tidy, path, 0, "nobody includes it, and no meson.build names it");
    }
}

/* ---- the root ----------------------------------------------------------------------------------- */

void rule_lock_file(struct tidy *tidy)
{
    for (size_t i = 0; i < tidy->count; i++) {
        const struct file *file = &tidy->files[i];
        ptrdiff_t at;
        if (str_eq(path_end(file->path), STR("package-lock.json")) &&
            (at = str_find(file->text, STR("\"resolved\""), 0)) >= 0)
            tidy_fault(tidy, file->path, line_of(file->text, (size_t)at), "names a download address");
    }
}

void rule_run_bits(struct tidy *tidy)
{
    static const struct str runnable[] = { STR_INIT("run"), STR_INIT("test"), STR_INIT(".ci/run") };
    static const struct str needed[] = { STR_INIT("README.md"), STR_INIT("README.zh-CN.md"), STR_INIT("LICENSE") };
    for (size_t i = 0; i < sizeof runnable / sizeof *runnable; i++) {
        const struct file *file = tidy_file(tidy, runnable[i]);
        if (!file || !file->runnable)
            tidy_fault(tidy, runnable[i], 0, file ? "has no run bit" : "is missing");
    }
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
        if (!tidy_file(tidy, needed[i]))
            tidy_fault(tidy, needed[i], 0, "is missing");
}
