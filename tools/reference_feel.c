/* reference_feel.c - docs/reference/feel.md: the built-in functions, from builtins.def, each with an example worked out. */
#include "reference.h"

#include <string.h>

#include "feel/feel.h"

static const struct {
    const char *name, *signature;
    enum feel_type returns;
} forms[] = {
#define BUILTIN(symbol, name, signature, returns, flags) { name, signature, returns },
#include "feel/builtins.def"
#undef BUILTIN
};

static const struct {
    const char *name, *zh, *en, *example;
} words[] = {
#define FEEL_WORDS(name, zh, en, example) { name, zh, en, example },
#include "reference_feel.def"
#undef FEEL_WORDS
};

/* "delimiter: string?" of "delimiter:s0?": see builtins.def. */
static void print_parameter(struct buf *out, struct str piece)
{
    static const char letters[] = "bnsdtTyulcrfaL";
    static const char *const types[] = { "boolean", "number", "string", "date", "time", "date and time",
        "years and months duration", "days and time duration", "list", "context", "range", "function", "Any", "list" };
    struct str name;
    bool any = false, optional = false, repeats = false;
    str_split(&piece, ':', &name);
    buf_printf(out, "%.*s: ", STR_ARG(name));
    for (size_t i = 0; i < piece.len; i++) {
        const char *at = strchr(letters, piece.ptr[i]);
        optional |= piece.ptr[i] == '?';
        repeats |= piece.ptr[i] == '+' || piece.ptr[i] == 'L';
        if (at)
            buf_printf(out, "%s%s", any ? " or " : "", types[at - letters]);
        any |= at != NULL;
    }
    buf_cstr(out, optional ? "?" : "");
    buf_cstr(out, repeats ? " .." : "");
}

static void print_form(struct buf *out, size_t form)
{
    struct str rest = str_from(forms[form].signature), piece;
    bool first = true;
    buf_printf(out, "`%s(", forms[form].name);
    while (rest.len && str_split(&rest, ',', &piece)) {
        buf_cstr(out, first ? "" : ", ");
        print_parameter(out, piece);
        first = false;
    }
    buf_printf(out, ") → %s`", forms[form].returns == FEEL_NULL ? "Any" : feel_type_name(forms[form].returns));
}

/* False where the example of a function has no value, which would be a wrong example. */
static bool print_example(struct reference *ref, struct buf *out, const char *text)
{
    struct feel_expr *expr;
    struct feel_run run;
    struct buf cell;
    buf_init(&cell, ref->arena);
    if (!*text) {
        page_cell(out, (struct str){ 0 });
        return true;
    }
    if (!feel_compile(ref->arena, str_from(text), feel_scope_new(ref->arena), &expr, ref->err))
        return false;
    feel_run_init(&run, ref->arena);
    struct feel_value value = feel_eval(expr, &run);
    buf_printf(&cell, "`%s` = `", text);
    feel_print(value, &cell);
    buf_char(&cell, '`');
    page_cell(out, buf_get(&cell));
    return !run.warning_count || err_set(ref->err, run.warnings[0].code, "what", str_from(text));
}

bool page_feel(struct reference *ref, struct buf *out)
{
    page_head(out, "FEEL 内置函数", "Built-in functions of FEEL", "src/feel/builtins.def");
    buf_printf(out, "求值器版本 evaluator `%s`。`?` 可以不给 need not be given；`..` 可以有多个 may repeat。"
                    "语言本身 the language itself：[FEEL](../engines/feel.md)。\n\n", FEEL_VERSION);
    buf_cstr(out, "| 函数 function | 说明 | what it gives | 例 example |\n|---|---|---|---|\n");
    size_t form = 0, form_count = sizeof forms / sizeof *forms;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        buf_cstr(out, "| ");
        for (bool first = true; form < form_count && !strcmp(forms[form].name, words[i].name); form++, first = false) {
            buf_cstr(out, first ? "" : "<br>");
            print_form(out, form);
        }
        buf_cstr(out, " |");
        page_cell(out, str_from(words[i].zh));
        page_cell(out, str_from(words[i].en));
        if (!print_example(ref, out, words[i].example))
            return false;
        buf_char(out, '\n');
    }
    /* A function without its words would be left out from there on. */
    return form == form_count ||
           err_set(ref->err, ERR_FEEL_FUNCTION, "what", str_from(forms[form].name), "wanted", STR("reference_feel.def"));
}
