/*
 * document_html.c - the text of a web page as it was saved, line by line, and which lines the page sets
 * outside its article.
 *
 * No tree is built: a page's text needs its block elements, which end lines, and the few that stand round an
 * article (nav, aside, footer, a line that is all links). So the door is one walk over the bytes, its memory
 * the text itself and a stack of names bounded by LIMIT_PLAN_NESTING, whatever is written there. Tags that
 * authors leave open (p, li, td ..) are not put on that stack.
 */
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "plan/document_priv.h"

enum { TAG_MAX = 12, SNIFF_BYTES = 4096, ENTITY_MAX = 10, LINK_SHARE = 8 /* tenths */, CELLS_MAX = 64 };

enum tag_kind {
    TAG_INLINE,
    TAG_BLOCK,                  /* ends a line */
    TAG_OPEN = 1 << 1,          /* authors leave it open: not on the stack */
    TAG_ASIDE = 1 << 2,         /* stands round an article */
    TAG_RAW = 1 << 3,           /* what it holds is no text */
};

static const struct { const char *name; int kind; } tags[] = {
    { "address", TAG_BLOCK }, { "article", TAG_BLOCK }, { "aside", TAG_BLOCK | TAG_ASIDE }, { "blockquote", TAG_BLOCK },
    { "body", TAG_BLOCK | TAG_OPEN }, { "br", TAG_BLOCK | TAG_OPEN }, { "button", TAG_RAW }, { "caption", TAG_BLOCK },
    { "center", TAG_BLOCK }, { "col", TAG_OPEN }, { "dd", TAG_BLOCK | TAG_OPEN }, { "div", TAG_BLOCK },
    { "dl", TAG_BLOCK }, { "dt", TAG_BLOCK | TAG_OPEN }, { "fieldset", TAG_BLOCK }, { "figcaption", TAG_BLOCK },
    { "figure", TAG_BLOCK }, { "footer", TAG_BLOCK | TAG_ASIDE }, { "form", TAG_BLOCK }, { "h1", TAG_BLOCK },
    { "h2", TAG_BLOCK }, { "h3", TAG_BLOCK }, { "h4", TAG_BLOCK }, { "h5", TAG_BLOCK }, { "h6", TAG_BLOCK },
    { "head", TAG_BLOCK | TAG_OPEN }, { "header", TAG_BLOCK }, { "hr", TAG_BLOCK | TAG_OPEN },
    { "html", TAG_BLOCK | TAG_OPEN }, { "iframe", TAG_RAW }, { "img", TAG_OPEN }, { "input", TAG_OPEN },
    { "li", TAG_BLOCK | TAG_OPEN }, { "link", TAG_OPEN }, { "main", TAG_BLOCK }, { "meta", TAG_OPEN },
    { "nav", TAG_BLOCK | TAG_ASIDE }, { "noscript", TAG_RAW }, { "ol", TAG_BLOCK }, { "option", TAG_BLOCK | TAG_OPEN },
    { "p", TAG_BLOCK | TAG_OPEN }, { "param", TAG_OPEN }, { "pre", TAG_BLOCK }, { "script", TAG_RAW },
    { "section", TAG_BLOCK }, { "select", TAG_RAW }, { "source", TAG_OPEN }, { "style", TAG_RAW },
    { "svg", TAG_RAW }, { "table", TAG_BLOCK }, { "tbody", TAG_OPEN }, { "td", TAG_OPEN }, { "template", TAG_RAW },
    { "textarea", TAG_RAW }, { "tfoot", TAG_OPEN }, { "th", TAG_OPEN }, { "thead", TAG_OPEN }, { "title", TAG_RAW },
    { "tr", TAG_OPEN }, { "ul", TAG_BLOCK }, { "wbr", TAG_OPEN },
};

static const struct { const char *name; uint32_t cp; } entities[] = {
    { "amp", '&' }, { "apos", '\'' }, { "bull", 0x2022 }, { "copy", 0xA9 }, { "deg", 0xB0 }, { "emsp", ' ' },
    { "ensp", ' ' }, { "ge", 0x2265 }, { "gt", '>' }, { "hellip", 0x2026 }, { "ldquo", 0x201C }, { "le", 0x2264 },
    { "lsquo", 0x2018 }, { "lt", '<' }, { "mdash", 0x2014 }, { "middot", 0xB7 }, { "minus", 0x2212 },
    { "nbsp", ' ' }, { "ndash", 0x2013 }, { "permil", 0x2030 }, { "plusmn", 0xB1 }, { "quot", '"' },
    { "rdquo", 0x201D }, { "rsquo", 0x2019 }, { "sup2", 0xB2 }, { "sup3", 0xB3 }, { "thinsp", ' ' },
    { "times", 0xD7 }, { "yen", 0xA5 },
};

struct tag {
    char name[TAG_MAX];
    int kind;
    bool closes, empty;
};

struct open { char name[TAG_MAX]; bool aside; };

struct html {
    struct lines *lines;
    struct str text;
    size_t pos;
    struct open *stack;
    size_t depth, aside;
    size_t links;                /* <a> that are open */
    size_t chars, linked;        /* of the line */
    struct grid table;
    size_t tables;               /* <table> that are open */
    bool in_cell;
    struct str cells[CELLS_MAX];
    size_t cell_count;
    struct err *err;
};

static bool letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool begins_fold(struct str text, size_t at, const char *word)
{
    size_t len = strlen(word);
    if (at + len > text.len) return false;
    for (size_t i = 0; i < len; i++)
        if (lower(text.ptr[at + i]) != word[i]) return false;
    return true;
}

bool html_looks(struct str text)
{
    static const char *const marks[] = { "<!doctype html", "<html", "<head", "<body", "<div", "<table", "<p>", "<p " };
    size_t at = 0;
    while (at < text.len && strchr(" \t\r\n", text.ptr[at])) at++;
    if (at >= text.len || text.ptr[at] != '<') return false;
    for (; at < text.len && at < SNIFF_BYTES; at++)
        for (size_t i = 0; text.ptr[at] == '<' && i < sizeof marks / sizeof *marks; i++)
            if (begins_fold(text, at, marks[i])) return true;
    return false;
}

static int kind_of(const char *name)
{
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
        if (strcmp(tags[i].name, name) == 0) return tags[i].kind;
    return TAG_INLINE;
}

/* ---- lines and cells */

static void line_end(struct html *html)
{
    bool all_links = html->chars > 0 && html->linked * 10 >= html->chars * LINK_SHARE;
    lines_break(html->lines, html->aside > 0 || all_links);
    html->chars = html->linked = 0;
}

static void cell_end(struct html *html)
{
    struct lines *lines = html->lines;
    if (!html->in_cell) return;
    html->in_cell = false;
    if (html->cell_count < CELLS_MAX)
        html->cells[html->cell_count++] = str_trim(str_copy(lines->arena, buf_get(&lines->line)));
    buf_clear(&lines->line);
    html->chars = html->linked = 0;
}

static void row_end(struct html *html)
{
    cell_end(html);
    if (html->cell_count > 0) grid_row(&html->table, html->cells, html->cell_count);
    html->cell_count = 0;
}

static void rune(struct html *html, uint32_t cp)
{
    bool blank = cp == ' ' || cp == '\t' || cp == '\n' || cp == '\r' || cp == 0xA0;
    lines_rune(html->lines, cp);
    if (blank) return;
    html->chars++;
    if (html->links > 0) html->linked++;
}

/* ---- tags */

static void read_tag(struct html *html, struct tag *tag)
{
    struct str text = html->text;
    size_t at = html->pos + 1, len = 0;
    *tag = (struct tag){ .closes = at < text.len && text.ptr[at] == '/' };
    if (tag->closes) at++;
    while (at < text.len && (letter(text.ptr[at]) || (len > 0 && text.ptr[at] >= '0' && text.ptr[at] <= '9'))) {
        if (len + 1 < TAG_MAX) tag->name[len++] = lower(text.ptr[at]);
        at++;
    }
    char quote = 0, before = 0;
    for (; at < text.len; before = text.ptr[at++]) {
        char c = text.ptr[at];
        if (quote) {
            if (c == quote) quote = 0;
        } else if ((c == '"' || c == '\'') && before == '=') {
            quote = c;
        } else if (c == '>') {
            break;
        }
    }
    tag->empty = before == '/';
    tag->kind = kind_of(tag->name);
    html->pos = at < text.len ? at + 1 : at;
}

/* Over what a script, a style or the like holds, to behind its end tag. */
static void skip_raw(struct html *html, const char *name)
{
    struct str text = html->text;
    size_t len = strlen(name);
    for (; html->pos < text.len; html->pos++) {
        if (text.ptr[html->pos] != '<' || html->pos + 1 >= text.len || text.ptr[html->pos + 1] != '/') continue;
        if (!begins_fold(text, html->pos + 2, name) || letter(html->pos + 2 + len < text.len ? text.ptr[html->pos + 2 + len] : ' ')) continue;
        while (html->pos < text.len && text.ptr[html->pos] != '>') html->pos++;
        if (html->pos < text.len) html->pos++;
        return;
    }
}

static void skip_to(struct html *html, const char *mark)
{
    ptrdiff_t at = str_find(html->text, str_from(mark), html->pos);
    html->pos = at < 0 ? html->text.len : (size_t)at + strlen(mark);
}

static bool push(struct html *html, const struct tag *tag)
{
    if (html->depth == LIMIT_PLAN_NESTING)
        return err_set(html->err, ERR_PLAN_NESTED, "name", html->lines->name, "limit",
                       str_format(html->lines->arena, "%d", LIMIT_PLAN_NESTING));
    struct open *open = &html->stack[html->depth++];
    memcpy(open->name, tag->name, TAG_MAX);
    open->aside = (tag->kind & TAG_ASIDE) != 0;
    html->aside += open->aside;
    return true;
}

static void pop(struct html *html, const struct tag *tag)
{
    size_t at = html->depth;
    while (at > 0 && strcmp(html->stack[at - 1].name, tag->name) != 0) at--;
    if (at == 0) return; /* closes nothing that is open */
    while (html->depth >= at) html->aside -= html->stack[--html->depth].aside;
}

static void table_tag(struct html *html, const struct tag *tag)
{
    bool row = strcmp(tag->name, "tr") == 0, cell = strcmp(tag->name, "td") == 0 || strcmp(tag->name, "th") == 0;
    if (strcmp(tag->name, "table") == 0) {
        if (html->tables > 0) row_end(html); /* a table within another ends that one's row */
        if (html->tables > 0) grid_end(&html->table);
        if (tag->closes) html->tables -= html->tables > 0;
        else html->tables++;
    } else if (html->tables > 0 && row) {
        row_end(html);
    } else if (html->tables > 0 && cell) {
        cell_end(html);
        html->in_cell = !tag->closes;
    }
}

static bool on_tag(struct html *html)
{
    struct tag tag;
    read_tag(html, &tag);
    if (tag.kind & TAG_RAW) {
        if (!tag.closes && !tag.empty) skip_raw(html, tag.name);
        return true;
    }
    bool block = (tag.kind & 1) == TAG_BLOCK;
    if (block && html->in_cell) lines_rune(html->lines, ' ');
    else if (block) line_end(html);
    table_tag(html, &tag);
    if (strcmp(tag.name, "a") == 0) {
        if (!tag.closes) html->links = 1; /* links do not nest */
        else html->links = 0;
    }
    if ((tag.kind & TAG_OPEN) || tag.empty || tag.name[0] == 0) return true;
    if (!tag.closes) return push(html, &tag);
    pop(html, &tag);
    return true;
}

/* ---- characters */

static uint32_t number_entity(struct str text, size_t *at)
{
    bool hex = *at < text.len && (text.ptr[*at] == 'x' || text.ptr[*at] == 'X');
    uint32_t cp = 0;
    size_t begun = *at += hex;
    for (; *at < text.len && *at < begun + ENTITY_MAX; (*at)++) {
        char c = lower(text.ptr[*at]);
        int digit = c >= '0' && c <= '9' ? c - '0' : hex && c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
        if (digit < 0) break;
        cp = cp > 0x10FFFF ? cp : cp * (hex ? 16 : 10) + (uint32_t)digit;
    }
    if (*at == begun || cp > 0x10FFFF || cp < ' ' || (cp >= 0xD800 && cp < 0xE000)) return 0;
    return cp;
}

static void on_entity(struct html *html)
{
    struct str text = html->text;
    size_t at = html->pos + 1, from = at;
    uint32_t cp = 0;
    if (at < text.len && text.ptr[at] == '#') {
        at++;
        cp = number_entity(text, &at);
    } else {
        while (at < text.len && at < from + ENTITY_MAX && (letter(text.ptr[at]) || (text.ptr[at] >= '0' && text.ptr[at] <= '9'))) at++;
        for (size_t i = 0; i < sizeof entities / sizeof *entities; i++)
            if (str_eq(str_slice(text, from, at - from), str_from(entities[i].name))) cp = entities[i].cp;
    }
    if (!cp) {
        rune(html, '&');
        html->pos++;
        return;
    }
    rune(html, cp);
    html->pos = at < text.len && text.ptr[at] == ';' ? at + 1 : at;
}

static bool step(struct html *html)
{
    struct str text = html->text;
    char c = text.ptr[html->pos], next = html->pos + 1 < text.len ? text.ptr[html->pos + 1] : 0;
    if (c == '<' && begins_fold(text, html->pos, "<!--")) {
        html->pos += 4;
        skip_to(html, "-->");
    } else if (c == '<' && (next == '!' || next == '?')) {
        skip_to(html, ">");
    } else if (c == '<' && (letter(next) || next == '/')) {
        return on_tag(html);
    } else if (c == '&') {
        on_entity(html);
    } else {
        rune(html, utf8_next(text, &html->pos));
    }
    return true;
}

bool html_lines(struct lines *lines, struct str text, struct err *err)
{
    struct html html = { .lines = lines, .text = text, .err = err };
    html.stack = ARENA_ARRAY(lines->arena, struct open, LIMIT_PLAN_NESTING);
    grid_init(&html.table, lines);
    while (html.pos < text.len)
        if (!step(&html)) return false;
    row_end(&html);
    grid_end(&html.table);
    line_end(&html);
    return true;
}
