/*
 * reference.c - docs/reference/{commands,errors,limits,kinds,metrics,feel}.md and openapi.json, printed from the program's own tables.
 *
 *   reference SOURCE BINARY            compare the pages in the tree with what is printed (TAP; a test runs it)
 *   reference SOURCE BINARY --write    bring the pages up to date
 *
 * A page that people read must not say what the program said last month: so it is printed, kept in the tree where it
 * can be read and reviewed, and compared in each test run. The words are those of err.def, limits.def, the commands' own
 * help and the shipped definitions; only the Chinese of the bounds stands here, in reference_limits.def.
 */
#include "reference.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/limits.h"
#include "web/web.h"

enum { PAGE_BYTES_MAX = 4 << 20 };

static bool page_openapi(struct reference *ref, struct buf *out);

static const struct page {
    const char *name;
    bool (*print)(struct reference *ref, struct buf *out);
} pages[] = {
    { "commands.md", page_commands }, { "errors.md", page_errors },   { "limits.md", page_limits },
    { "kinds.md", page_kinds },       { "metrics.md", page_metrics }, { "openapi.json", page_openapi },
    { "feel.md", page_feel },
};
enum { PAGES = sizeof pages / sizeof *pages };

/* ---- what the pages share --------------------------------------------------------------------------- */

void page_head(struct buf *out, const char *title_zh, const char *title_en, const char *from)
{
    buf_printf(out, "# %s · %s\n\n", title_zh, title_en);
    buf_printf(out, "<!-- Printed by tools/reference.c from %s. Bring it up to date: ninja -C build tools/reference && "
                    "build/tools/reference . build/luodi --write -->\n\n", from);
}

void page_cell(struct buf *out, struct str text)
{
    text = str_trim(text);
    buf_char(out, ' ');
    if (!text.len)
        buf_cstr(out, "—");
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '|')
            buf_char(out, '\\');
        buf_char(out, text.ptr[i] == '\n' ? ' ' : text.ptr[i]);
    }
    buf_cstr(out, " |");
}

/* ---- commands ----------------------------------------------------------------------------------------- */

/* What the program prints for `arguments`, which are ours and hold no quotes. */
static bool program_says(struct reference *ref, struct str arguments, struct str *said)
{
    struct buf out;
    char piece[4096];
    size_t got;
    struct str line = str_format(ref->arena, "'%.*s' %.*s", STR_ARG(ref->binary), STR_ARG(arguments));
    FILE *pipe = popen(str_cstr(ref->arena, line), "r");
    if (!pipe)
        return err_set(ref->err, ERR_FILE_READ, "path", ref->binary, "cause", STR("popen"));
    buf_init(&out, ref->arena);
    while ((got = fread(piece, 1, sizeof piece, pipe)) > 0)
        buf_bytes(&out, piece, got);
    if (pclose(pipe) != 0)
        return err_set(ref->err, ERR_FILE_READ, "path", line, "cause", STR("exit status"));
    *said = buf_get(&out);
    return true;
}

struct help {
    struct str usage, say;
    struct str options; /* the lines from the first option on */
};

/* "usage: luodi x Y", an empty line, what it does, an empty line, the options. */
static bool help_read(struct reference *ref, struct str command, const char *lang, struct help *help)
{
    struct str said, line;
    if (!program_says(ref, str_format(ref->arena, "%.*s --help --lang %s", STR_ARG(command), lang), &said))
        return false;
    if (!str_split(&said, '\n', &line))
        return err_set(ref->err, ERR_FILE_READ, "path", command, "cause", STR("no help"));
    help->usage = str_trim(str_slice(line, (size_t)str_find(line, STR("luodi"), 0), line.len));
    str_split(&said, '\n', &line);
    str_split(&said, '\n', &help->say);
    str_split(&said, '\n', &line);
    help->options = said;
    return true;
}

/* "  --name VALUE   what it is" to its two parts. */
static bool option_next(struct str *lines, struct str *option, struct str *say)
{
    struct str line;
    while (str_split(lines, '\n', &line)) {
        if (!str_starts(line, STR("  --")))
            continue;
        line = str_slice(line, 2, line.len);
        ptrdiff_t gap = str_find(line, STR("  "), 0);
        *option = gap < 0 ? line : str_slice(line, 0, (size_t)gap);
        *say = gap < 0 ? (struct str){ 0 } : str_trim(str_slice(line, (size_t)gap, line.len));
        return true;
    }
    return false;
}

static bool is_common(struct str option)
{
    return str_starts(option, STR("--lang ")) || str_eq(option, STR("--json")) || str_eq(option, STR("--help"));
}

/* Both helps list the options in one order, that of the command's table. */
static void options_print(struct buf *out, struct str zh, struct str en, bool common)
{
    struct str option, say, option_en, say_en;
    bool begun = false;
    while (option_next(&zh, &option, &say) && option_next(&en, &option_en, &say_en)) {
        if (is_common(option) != common)
            continue;
        if (!begun)
            buf_cstr(out, "\n| 选项 option | 说明 | what it does |\n|---|---|---|\n");
        begun = true;
        buf_printf(out, "| `");
        for (size_t i = 0; i < option.len; i++)
            buf_printf(out, option.ptr[i] == '|' ? "\\|" : "%c", option.ptr[i]);
        buf_cstr(out, "` |");
        page_cell(out, say);
        page_cell(out, say_en);
        buf_char(out, '\n');
    }
}

bool page_commands(struct reference *ref, struct buf *out)
{
    struct str all, line;
    struct help zh = { 0 }, en = { 0 };
    page_head(out, "命令", "Commands", "each command's own help");
    buf_cstr(out, "退出状态：0 成功；1 已运行，答案是否定的；2 用法或输入有误；3 系统故障。错误写到标准错误：`luodi: 何事: 为何: 怎么办`。\n\n"
                  "Exit status: 0; 1 it ran and the answer is no; 2 usage or bad input; 3 the system failed. Errors go to standard "
                  "error: `luodi: WHAT: WHY: what to do`.\n\n"
                  "语言按 `LUODI_LANG`、`LC_ALL`、`LC_MESSAGES`、`LANG` 取第一个有值的，`en` 开头为英文，其余为中文。The language is that of the "
                  "first of these that says one; `en…` is English, all others Chinese.\n");
    if (!program_says(ref, STR("help --lang zh"), &all))
        return false;
    while (str_split(&all, '\n', &line)) {
        if (!str_starts(line, STR("  luodi ")))
            continue;
        struct str rest = str_slice(line, 8, line.len), name;
        str_split(&rest, ' ', &name);
        if (!help_read(ref, name, "zh", &zh) || !help_read(ref, name, "en", &en))
            return false;
        char first = en.say.len ? (char)toupper((unsigned char)en.say.ptr[0]) : ' ';
        buf_printf(out, "\n## %.*s\n`%.*s`\n\n%.*s。%c%.*s.\n", STR_ARG(name), STR_ARG(zh.usage), STR_ARG(zh.say), first,
                   STR_ARG(str_slice(en.say, 1, en.say.len)));
        options_print(out, zh.options, en.options, false);
    }
    buf_cstr(out, "\n## 每条命令都有 · In every command\n");
    options_print(out, zh.options, en.options, true);
    return true;
}

/* ---- errors --------------------------------------------------------------------------------------------- */

/* The comment that opens the family in which a row stands: each family has one line of its own. */
static struct str family_of(struct reference *ref, struct str table, const char *name)
{
    ptrdiff_t row = str_find(table, str_format(ref->arena, "\nERR(%s,", name), 0);
    struct str before = str_slice(table, 0, row < 0 ? 0 : (size_t)row + 1), line, family = { 0 };
    while (str_split(&before, '\n', &line))
        if (str_starts(line, STR("/* ")) && str_ends(line, STR(" */")))
            family = str_slice(line, 3, line.len - 6);
    return family;
}

bool page_errors(struct reference *ref, struct buf *out)
{
    static const struct { const char *name; int http, exit; const char *zh, *en; } rows[] = {
#define ERR(code, http, exit_status, zh, en) { #code, http, exit_status, zh, en },
#include "base/err.def"
#undef ERR
    };
    struct str table, family = { 0 };
    page_head(out, "错误", "Errors", "src/base/err.def");
    buf_cstr(out, "代码公开，永不改作他用；JSON 里写小写。`{…}` 由当时的值填入。状态是 HTTP 的，退出是命令行的。\n\n"
                  "Codes are public and never reused; JSON writes them in lower case. `{…}` is filled in with what was met. Status is HTTP's, "
                  "exit the command line's.\n");
    if (!file_read(ref->arena, path_join(ref->arena, ref->source, STR("src/base/err.def")), PAGE_BYTES_MAX, &table, ref->err))
        return false;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct str mine = family_of(ref, table, rows[i].name);
        if (!i || !str_eq(mine, family))
            buf_printf(out, "\n## %.*s\n\n| 代码 code | 状态 status | 退出 exit | 中文 | English |\n|---|---|---|---|---|\n", STR_ARG(mine));
        family = mine;
        buf_printf(out, "| `%s` | %d | %d |", rows[i].name, rows[i].http, rows[i].exit);
        page_cell(out, str_from(rows[i].zh));
        page_cell(out, str_from(rows[i].en));
        buf_char(out, '\n');
    }
    return true;
}

/* ---- limits ---------------------------------------------------------------------------------------------- */

static const struct { const char *name, *unit, *why; } limits_zh[] = {
#define LIMIT_ZH(name, unit, why) { #name, unit, why },
#include "reference_limits.def"
#undef LIMIT_ZH
};
static const struct { const char *name; long long value; const char *unit, *why; } limits[] = {
#define LIMIT(name, value, unit, why) { #name, value, unit, why },
#include "base/limits.def"
#undef LIMIT
};

static size_t limit_words(const char *name)
{
    size_t i = 0;
    while (i < sizeof limits_zh / sizeof *limits_zh && strcmp(limits_zh[i].name, name) != 0)
        i++;
    return i;
}

const char *limit_without_words(void)
{
    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++)
        if (limit_words(limits[i].name) == sizeof limits_zh / sizeof *limits_zh)
            return limits[i].name;
    return NULL;
}

/* 16777216 as 16,777,216 */
static void thousands(struct buf *out, long long value)
{
    char digits[32];
    int count = snprintf(digits, sizeof digits, "%lld", value);
    for (int i = 0; i < count; i++) {
        if (i && (count - i) % 3 == 0)
            buf_char(out, ',');
        buf_char(out, digits[i]);
    }
}

bool page_limits(struct reference *ref, struct buf *out)
{
    (void)ref;
    page_head(out, "上限", "Limits", "src/base/limits.def");
    buf_cstr(out, "每个上限都会出现在由它引起的错误里。Each bound stands in the error that it causes.\n\n"
                  "| 名称 name | 值 value | 单位 unit | 为什么 | why |\n|---|--:|---|---|---|\n");
    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
        size_t zh = limit_words(limits[i].name);
        bool known = zh < sizeof limits_zh / sizeof *limits_zh;
        buf_printf(out, "| `%s` | ", limits[i].name);
        thousands(out, limits[i].value);
        buf_cstr(out, " |");
        page_cell(out, str_format(ref->arena, "%s %s", known ? limits_zh[zh].unit : "", limits[i].unit));
        page_cell(out, known ? str_from(limits_zh[zh].why) : (struct str){ 0 });
        page_cell(out, str_from(limits[i].why));
        buf_char(out, '\n');
    }
    return true;
}

/* ---- the API ------------------------------------------------------------------------------------------------- */

/* As the server says it at /api/openapi.json, in English, over the shipped definitions. */
static bool page_openapi(struct reference *ref, struct buf *out)
{
    openapi_print(ref->arena, ref->model, LANG_EN, out);
    buf_char(out, '\n');
    return true;
}

/* ---- compare and write -------------------------------------------------------------------------------------- */

static int first_difference(struct str a, struct str b)
{
    int line = 1;
    for (size_t i = 0; i < a.len && i < b.len && a.ptr[i] == b.ptr[i]; i++)
        line += a.ptr[i] == '\n';
    return line;
}

static bool page_compare(struct reference *ref, struct str path, struct str printed, int number)
{
    struct str kept = { 0 };
    struct err missing;
    err_init(&missing);
    if (!file_read(ref->arena, path, PAGE_BYTES_MAX, &kept, &missing))
        kept = (struct str){ 0 };
    bool equal = str_eq(kept, printed);
    struct str name = path_name(path);
    printf("%s %d - %.*s says what the program says\n", equal ? "ok" : "not ok", number, STR_ARG(name));
    if (!equal)
        printf("# it differs from line %d on; run: reference SOURCE BINARY --write\n", first_difference(kept, printed));
    return equal;
}

static int fail(const struct err *err, struct arena *arena)
{
    struct buf words;
    buf_init(&words, arena);
    err_words(err, LANG_EN, &words);
    fprintf(stderr, "reference: %.*s\n", (int)words.len, words.ptr);
    return 3;
}

static int run(struct reference *ref, bool write)
{
    int bad = 0;
    if (!write)
        printf("1..%d\n", PAGES + 1);
    for (int i = 0; i < PAGES; i++) {
        struct buf out;
        buf_init(&out, ref->arena);
        struct str folder = path_join(ref->arena, ref->source, STR("docs/reference"));
        struct str path = path_join(ref->arena, folder, str_from(pages[i].name));
        if (!pages[i].print(ref, &out))
            return fail(ref->err, ref->arena);
        if (write && !file_write(path, buf_get(&out), ref->err))
            return fail(ref->err, ref->arena);
        if (!write)
            bad += !page_compare(ref, path, buf_get(&out), i + 1);
    }
    const char *wordless = limit_without_words();
    if (!write)
        printf("%s %d - every bound is said in Chinese\n", wordless ? "not ok" : "ok", PAGES + 1);
    if (wordless)
        printf("# %s has no row in tools/reference_limits.def\n", wordless);
    return bad || wordless ? 1 : 0;
}

int main(int argc, char **argv)
{
    bool write = argc == 4 && !strcmp(argv[3], "--write");
    if (argc != 3 && !write) {
        fputs("reference: usage: reference SOURCE BINARY [--write]\n", stderr);
        return 2;
    }
    struct arena *arena = arena_new();
    struct err err;
    struct err_list errs;
    err_init(&err);
    err_list_init(&errs, arena, LIMIT_ERRORS_SHOWN);
    struct reference ref = { .arena = arena, .source = str_from(argv[1]), .binary = str_from(argv[2]), .err = &err };
    ref.model = model_load(arena, path_join(arena, ref.source, STR("model")), (struct str){ 0 }, &errs);
    int status = ref.model ? run(&ref, write) : fail(errs.items[0], arena);
    arena_free(arena);
    return status;
}
