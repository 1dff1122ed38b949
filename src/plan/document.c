/*
 * document.c - what a document is, by its content; and the lines that its door puts together.
 */
#include "plan/document_priv.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/must.h"
#include "base/utf8.h"
#include "plan/plan_priv.h"

const char *document_format_name(enum document_format format)
{
    static const char *const names[] = { "text", "html", "docx", "pdf", "sheet" };
    must((size_t)format < sizeof names / sizeof *names);
    return names[format];
}

struct str document_media_type(int format)
{
    static const struct str types[] = {
        STR_INIT("text/plain; charset=utf-8"), STR_INIT("text/plain; charset=utf-8"), /* a page is shown, never run */
        STR_INIT("application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        STR_INIT("application/pdf"), STR_INIT("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    };
    must(format >= 0 && (size_t)format < sizeof types / sizeof *types);
    return types[format];
}

bool plan_too_big(struct arena *arena, size_t bytes, struct err *err)
{
    return err_set(err, ERR_PLAN_TOO_BIG, "bytes", str_format(arena, "%zu", bytes), "limit",
                   str_format(arena, "%d", (int)LIMIT_PLAN_BYTES));
}

/* ---- lines */

void lines_init(struct lines *lines, struct arena *arena, const struct plan_lexicon *lexicon, struct str name)
{
    *lines = (struct lines){ .arena = arena, .lexicon = lexicon, .name = name };
    buf_init(&lines->text, arena);
    buf_init(&lines->line, arena);
    buf_limit(&lines->text, LIMIT_PLAN_BYTES + 1);
    buf_limit(&lines->line, LIMIT_PLAN_BYTES + 1);
}

static bool blank(uint32_t cp)
{
    return cp == ' ' || cp == '\t' || cp == '\n' || cp == '\r' || cp == 0xA0 || cp == 0x3000 || cp == 0xFEFF ||
           cp == 0x200B;
}

void lines_rune(struct lines *lines, uint32_t cp)
{
    struct buf *line = &lines->line;
    bool after_blank = line->len > 0 && line->ptr[line->len - 1] == ' ';
    if (blank(cp)) {
        if (line->len > 0 && !after_blank) buf_char(line, ' ');
    } else if (cp >= ' ' && cp != 0x7F) {
        buf_rune(line, cp);
    }
}

static void aside_add(struct lines *lines, size_t from, size_t to)
{
    if (lines->aside_count > 0 && lines->asides[lines->aside_count - 1].to == from) {
        lines->asides[lines->aside_count - 1].to = to;
        return;
    }
    if (lines->aside_count == lines->aside_room) {
        size_t room = lines->aside_room ? lines->aside_room * 2 : 16;
        lines->asides = arena_grow(lines->arena, lines->asides, lines->aside_room * sizeof *lines->asides,
                                   room * sizeof *lines->asides);
        lines->aside_room = room;
    }
    lines->asides[lines->aside_count++] = (struct plan_aside){ from, to };
}

void lines_break(struct lines *lines, bool aside)
{
    struct str line = str_trim(buf_get(&lines->line));
    size_t from = lines->text.len;
    if (line.len) {
        buf_str(&lines->text, line);
        buf_char(&lines->text, '\n');
        if (aside) aside_add(lines, from, lines->text.len);
    }
    buf_clear(&lines->line);
}

void lines_put(struct lines *lines, struct str line)
{
    for (size_t pos = 0; pos < line.len;) {
        uint32_t cp = utf8_next(line, &pos);
        if (cp == '\n') lines_break(lines, false);
        else lines_rune(lines, cp);
    }
    lines_break(lines, false);
}

bool lines_fit(const struct lines *lines, struct err *err)
{
    if (buf_ok(&lines->text) && buf_ok(&lines->line) && lines->text.len <= LIMIT_PLAN_BYTES) return true;
    return plan_too_big(lines->arena, lines->text.len > LIMIT_PLAN_BYTES ? lines->text.len : LIMIT_PLAN_BYTES + 1, err);
}

/* ---- doors */

static bool zip_looks(struct str bytes)
{
    return str_starts(bytes, STR("PK\x03\x04")) || str_starts(bytes, STR("PK\x05\x06"));
}

/* The compound file of Word and Excel before 2007, and of WPS. */
static bool old_office(struct str bytes)
{
    return str_starts(bytes, STR("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"));
}

static bool sheet_lines(struct lines *lines, struct str bytes, const struct document_helper *helper, struct err *err)
{
    struct grid table;
    if (!helper || !helper->sheet) return err_set(err, ERR_PLAN_FORMAT, "name", lines->name);
    grid_init(&table, lines);
    if (!helper->sheet(helper->host, lines->arena, lines->name, bytes, &table, err)) return false;
    grid_end(&table);
    return true;
}

static bool text_lines(struct lines *lines, struct str bytes, struct document *out, struct err *err)
{
    struct str text;
    if (bytes.len > LIMIT_PLAN_BYTES) return plan_too_big(lines->arena, bytes.len, err);
    if (!utf8_decode(lines->arena, bytes, true, &text, err)) return err_at_line(err, lines->name, 0, 0);
    out->format = html_looks(text) ? DOCUMENT_HTML : DOCUMENT_TEXT;
    if (out->format == DOCUMENT_HTML) return html_lines(lines, text, err);
    out->text = text;
    return true;
}

static bool any_lines(struct lines *lines, struct str bytes, const struct document_helper *helper, struct document *out,
                      struct err *err)
{
    if (bytes.len > LIMIT_PLAN_FILE_BYTES)
        return err_set(err, ERR_PLAN_TOO_BIG, "bytes", str_format(lines->arena, "%zu", bytes.len), "limit",
                       str_format(lines->arena, "%d", LIMIT_PLAN_FILE_BYTES));
    if (old_office(bytes)) return err_set(err, ERR_PLAN_OLD_WORD, "name", lines->name);
    if (pdf_looks(bytes)) {
        out->format = DOCUMENT_PDF;
        return pdf_lines(lines, bytes, err);
    }
    if (!zip_looks(bytes)) return text_lines(lines, bytes, out, err);
    out->format = docx_looks(bytes) ? DOCUMENT_DOCX : DOCUMENT_SHEET;
    if (out->format == DOCUMENT_DOCX) return docx_lines(lines, bytes, err);
    return sheet_lines(lines, bytes, helper, err);
}

bool document_read(struct arena *arena, const struct plan_lexicon *lexicon, struct str name, struct str bytes,
                   const struct document_helper *helper, struct document *out, struct err *err)
{
    struct lines lines;
    *out = (struct document){ .format = DOCUMENT_TEXT };
    lines_init(&lines, arena, lexicon, name);
    if (!any_lines(&lines, bytes, helper, out, err)) return false;
    if (out->format == DOCUMENT_TEXT) return true;
    if (!lines_fit(&lines, err)) return false;
    out->text = buf_get(&lines.text);
    out->asides = lines.asides;
    out->aside_count = lines.aside_count;
    return true;
}
