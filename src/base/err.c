/* err.c - setting an error, and making words of it from err.def. See err.h. */
#include "base/err.h"

#include <stdarg.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/must.h"

struct err_row {
    const char *name;
    int http, exit_status;
    const char *words[2]; /* by enum lang */
};

static const struct err_row rows[ERR_COUNT] = {
    [ERR_NONE] = { "NONE", 200, 0, { "没有错误", "no error" } },
#define ERR(code, http, exit_status, zh, en)                                                       \
    [ERR_##code] = { #code, http, exit_status, { zh, en } },
#include "base/err.def"
#undef ERR
};

void err_init(struct err *err)
{
    /* Not the text: it is only read as far as text_used. */
    err->code = ERR_NONE;
    err->arg_count = err->trail_count = 0;
    err->text_used = 0;
    err->file = err->field = STR("");
    err->line = err->column = 0;
}

/* How many bytes of s, at most room, end on a whole character. */
static size_t whole_characters(struct str s, size_t room)
{
    if (s.len <= room)
        return s.len;
    while (room && ((unsigned char)s.ptr[room] & 0xC0) == 0x80)
        room--;
    return room;
}

/* Keep s in the error's own room; a value takes a quarter of it at most, and ends in "…" where cut.
 */
static struct str keep(struct err *err, struct str s)
{
    static const char ellipsis[] = "…";
    const size_t mark = sizeof ellipsis - 1;
    size_t room = ERR_TEXT_MAX - err->text_used;
    if (room > ERR_TEXT_MAX / 4)
        room = ERR_TEXT_MAX / 4;
    char *start = err->text + err->text_used;
    size_t len = s.len;
    if (s.len > room) {
        if (room < mark)
            return STR("");
        len = whole_characters(s, room - mark);
        memcpy(start + len, ellipsis, mark);
    }
    if (len)
        memmove(start, s.ptr, len);
    size_t taken = s.len > room ? len + mark : len;
    err->text_used += taken;
    return (struct str){ start, taken };
}

bool err_set_(struct err *err, enum err_code code, ...)
{
    must(code > ERR_NONE && code < ERR_COUNT);
    err_init(err);
    err->code = code;
    va_list args;
    va_start(args, code);
    for (const char *name; (name = va_arg(args, const char *));) {
        must(err->arg_count < ERR_ARGS_MAX);
        struct str value = va_arg(args, struct str);
        err->args[err->arg_count++] = (struct err_arg){ name, keep(err, value) };
    }
    va_end(args);
    return false;
}

bool err_at_line(struct err *err, struct str file, int line, int column)
{
    must(err->code != ERR_NONE);
    err->file = keep(err, file);
    err->line = line;
    err->column = column;
    return false;
}

bool err_at_field(struct err *err, struct str field)
{
    must(err->code != ERR_NONE);
    err->field = keep(err, field);
    return false;
}

bool err_while(struct err *err, struct str doing)
{
    must(err->code != ERR_NONE);
    if (err->trail_count < ERR_TRAIL_MAX)
        err->trail[err->trail_count++] = keep(err, doing);
    return false;
}

const char *err_name(enum err_code code)
{
    must(code < ERR_COUNT);
    return rows[code].name;
}

int err_http(enum err_code code)
{
    must(code < ERR_COUNT);
    return rows[code].http;
}

int err_exit(enum err_code code)
{
    must(code < ERR_COUNT);
    return rows[code].exit_status;
}

static const struct err_arg *arg_find(const struct err *err, struct str name)
{
    for (int i = 0; i < err->arg_count; i++)
        if (str_eq(str_from(err->args[i].name), name))
            return &err->args[i];
    return NULL;
}

struct str err_arg(const struct err *err, const char *name)
{
    const struct err_arg *arg = arg_find(err, str_from(name));
    return arg ? arg->value : STR("");
}

static void print_place(const struct err *err, struct buf *out)
{
    if (err->file.len)
        buf_printf(out, "%.*s:", STR_ARG(err->file));
    if (err->line > 0)
        buf_printf(out, "%d:", err->line);
    if (err->line > 0 && err->column > 0)
        buf_printf(out, "%d:", err->column);
    if (err->file.len || err->line > 0)
        buf_char(out, ' ');
    if (err->field.len)
        buf_printf(out, "%.*s: ", STR_ARG(err->field));
}

/* The row's text with each {name} replaced; one that has no argument stays as it is written. */
static void print_words(const struct err *err, struct str words, struct buf *out)
{
    size_t at = 0;
    for (ptrdiff_t open; (open = str_find(words, STR("{"), at)) >= 0;) {
        ptrdiff_t close = str_find(words, STR("}"), (size_t)open);
        if (close < 0)
            break;
        buf_str(out, str_slice(words, at, (size_t)open - at));
        struct str name = str_slice(words, (size_t)open + 1, (size_t)(close - open) - 1);
        const struct err_arg *arg = arg_find(err, name);
        buf_str(out, arg ? arg->value : str_slice(words, (size_t)open, (size_t)(close - open) + 1));
        at = (size_t)close + 1;
    }
    buf_str(out, str_slice(words, at, words.len));
}

void err_words(const struct err *err, enum lang lang, struct buf *out)
{
    must(lang == LANG_ZH || lang == LANG_EN);
    print_place(err, out);
    print_words(err, str_from(rows[err->code].words[lang]), out);
    if (err->trail_count == 0)
        return;
    buf_cstr(out, lang == LANG_ZH ? "（" : " (");
    for (int i = 0; i < err->trail_count; i++) {
        if (i)
            buf_cstr(out, lang == LANG_ZH ? "；" : "; ");
        buf_str(out, err->trail[i]);
    }
    buf_cstr(out, lang == LANG_ZH ? "）" : ")");
}

void err_list_init(struct err_list *list, struct arena *arena, size_t max)
{
    *list = (struct err_list){ .arena = arena, .max = max };
}

/* A view into one error's own text, as the same view into its copy's. */
static struct str moved(struct str s, const struct err *from, const struct err *to)
{
    if (!s.len)
        return STR("");
    size_t at = (size_t)(s.ptr - from->text);
    must(at + s.len <= from->text_used);
    return (struct str){ to->text + at, s.len };
}

void err_copy(struct err *to, const struct err *from)
{
    *to = *from;
    to->file = moved(from->file, from, to);
    to->field = moved(from->field, from, to);
    for (int i = 0; i < from->arg_count; i++)
        to->args[i].value = moved(from->args[i].value, from, to);
    for (int i = 0; i < from->trail_count; i++)
        to->trail[i] = moved(from->trail[i], from, to);
}

void err_list_add(struct err_list *list, const struct err *err)
{
    if (list->count == list->max) {
        list->dropped++;
        return;
    }
    if (list->count == list->room) {
        size_t room = list->room ? list->room * 2 : 8;
        list->items = arena_grow(list->arena, list->items, list->room * sizeof(struct err *),
                                 room * sizeof(struct err *));
        list->room = room;
    }
    struct err *copy = ARENA_NEW(list->arena, struct err);
    err_copy(copy, err);
    list->items[list->count++] = copy;
}
