/*
 * page.c - the text as code points, lines and sentences; what stands round the article set aside; headings
 * and lead-ins as sections.
 */
#include "plan/page_priv.h"

#include "base/arena.h"
#include "base/utf8.h"

enum { HEADING_MAX = 48, LEAD_MAX = 30, MARK_LINE_MAX = 16, BYLINE_MAX = 40, TOPIC_MAX = 24,
       SENTENCE_MAX = 1200 /* longer ones are cut at a mark, so that reading stays linear */ };

void *vec_add_(struct arena *arena, struct vec *vec, size_t size)
{
    if (vec->count == vec->room) {
        size_t room = vec->room ? vec->room * 2 : 16;
        vec->items = arena_grow(arena, vec->items, vec->room * size, room * size);
        vec->room = room;
    }
    return (char *)vec->items + size * vec->count++;
}

struct str page_slice(const struct page *page, size_t start, size_t end)
{
    return str_slice(page->text, page->bytes[start], page->bytes[end] - page->bytes[start]);
}

struct plan_span page_span(const struct page *page, size_t start, size_t end)
{
    return (struct plan_span){ start, end, page_slice(page, start, end) };
}

static bool cp_blank(uint32_t cp)
{
    return cp == ' ' || cp == '\t' || cp == '\r' || cp == 0xFEFF || cp == 0x200B;
}

size_t page_skip_blanks(const struct page *page, size_t pos, size_t end)
{
    while (pos < end && cp_blank(page->cps[pos])) pos++;
    return pos;
}

void page_fill(struct page *page)
{
    size_t room = utf8_count(page->text) + 1;
    page->cps = ARENA_ARRAY(page->arena, uint32_t, room);
    page->bytes = ARENA_ARRAY(page->arena, uint32_t, room);
    size_t pos = 0;
    while (pos < page->text.len) {
        page->bytes[page->count] = (uint32_t)pos;
        page->cps[page->count++] = lex_fold(utf8_next(page->text, &pos));
    }
    page->bytes[page->count] = (uint32_t)pos;
}

static void scan_line(const struct page *page, struct line *line)
{
    for (size_t i = line->start; i < line->end; i++)
        if (cp_stop(page->cps[i]) || page->cps[i] == 0x2026) line->stop = true;
}

static void split_lines(struct page *page)
{
    size_t start = 0, number = 1;
    for (size_t i = 0; i <= page->count; i++) {
        if (i < page->count && page->cps[i] != '\n') continue;
        struct line *line = VEC_ADD(page->arena, &page->lines, struct line);
        *line = (struct line){ .start = start, .end = i, .number = number++ };
        line->start = page_skip_blanks(page, start, i);
        while (line->end > line->start && cp_blank(page->cps[line->end - 1])) line->end--;
        line->empty = line->start == line->end;
        scan_line(page, line);
        start = i + 1;
    }
}

static struct line *line_at(const struct page *page, size_t i)
{
    return VEC_AT(&page->lines, struct line, i);
}

/* A furniture word of the role at the line's beginning, after bullets and blanks. */
static const struct lex_word *line_begins(const struct page *page, const struct line *line, enum lex_role role)
{
    size_t at = line->start;
    while (at < line->end && !cp_han(page->cps[at]) && !cp_letter(page->cps[at])) at++;
    return lex_at(page->lexicon, page->cps, line->end, at, LEX_FURNITURE, role);
}

/* 首页 > 新闻 > */
static bool breadcrumb(const struct page *page, const struct line *line)
{
    for (size_t i = line->start; i < line->end; i++)
        if (page->cps[i] == '>' || page->cps[i] == 0x300B * (i + 1 == line->end)) return !line->stop;
    return false;
}

static bool line_is_body(const struct line *line)
{
    return line->stop && line->end - line->start >= 12;
}

/* Below a line such as 相关阅读, once the article has begun, all is furniture. */
static size_t article_end(const struct page *page)
{
    bool body = false;
    for (size_t i = 0; i < page->lines.count; i++) {
        struct line *line = line_at(page, i);
        if (line->empty) continue;
        const struct lex_word *after = line_begins(page, line, ROLE_AFTER);
        if (body && after && (line->end - line->start <= MARK_LINE_MAX || after->role == ROLE_AFTER) &&
            line->end - line->start <= after->len + MARK_LINE_MAX)
            return i;
        if (line_is_body(line)) body = true;
    }
    return page->lines.count;
}

/* Above the article: everything up to the last crumb or furniture word that stands before a body line. */
static void mark_above(struct page *page, size_t end)
{
    size_t last = 0;
    bool found = false;
    for (size_t i = 0; i < end && !line_is_body(line_at(page, i)); i++) {
        struct line *line = line_at(page, i);
        if (line->empty) continue;
        if (breadcrumb(page, line)) last = i, found = true;
    }
    for (size_t i = 0; found && i <= last; i++) line_at(page, i)->furniture = true;
}

/* Lines that the document itself set aside. */
static void mark_asides(struct page *page)
{
    const struct plan_options *options = &page->options;
    size_t aside = 0;
    for (size_t i = 0; i < page->lines.count && aside < options->aside_count; i++) {
        struct line *line = line_at(page, i);
        size_t at = page->bytes[line->start];
        while (aside < options->aside_count && options->asides[aside].to <= at) aside++;
        if (aside < options->aside_count && options->asides[aside].from <= at) line->furniture = true;
    }
}

static void mark_furniture(struct page *page)
{
    size_t end = article_end(page);
    mark_asides(page);
    mark_above(page, end);
    for (size_t i = 0; i < page->lines.count; i++) {
        struct line *line = line_at(page, i);
        if (line->empty) continue;
        if (i >= end) line->furniture = true;
        if (line_is_body(line)) continue;
        if (line_begins(page, line, ROLE_LINE)) line->furniture = true;
        if (line->end - line->start <= BYLINE_MAX && line_begins(page, line, ROLE_BYLINE)) line->furniture = true;
    }
}

static void join_furniture(struct page *page)
{
    struct plan_span *last = NULL;
    bool adjoins = false;
    for (size_t i = 0; i < page->lines.count; i++) {
        struct line *line = line_at(page, i);
        if (line->empty) continue;
        if (!line->furniture) {
            adjoins = false;
            continue;
        }
        if (adjoins) *last = page_span(page, last->start, line->end);
        else {
            last = VEC_ADD(page->arena, &page->furniture, struct plan_span);
            *last = page_span(page, line->start, line->end);
        }
        adjoins = true;
    }
}

/* The level that a heading mark gives (一、 1; （一） 2; 1. 3) and where it ends; 0 where there is none. */
int outline_mark(const struct page *page, size_t start, size_t end, size_t *after)
{
    size_t at = start;
    bool bracket = at < end && (page->cps[at] == '(' || page->cps[at] == 0x3010);
    if (bracket) at++;
    bool chapter = at < end && lex_at(page->lexicon, page->cps, end, at, LEX_NUMERAL, ROLE_ORDINAL);
    if (chapter) at++;
    if (!bracket && !chapter && at < end && page->cps[at] >= 0x2460 && page->cps[at] <= 0x2473) {
        *after = at + 1;
        return 4;
    }
    struct numeral numeral;
    int64_t n;
    if (!numeral_at(page, at, end, &numeral) || numeral.inexact || numeral.bare || numeral.decimal) return 0;
    if (!dec_to_int(numeral.value, &n) || n < 1 || n > 99) return 0;
    at = numeral.end;
    if (at >= end) return 0;
    if (bracket) {
        if (page->cps[at] != ')' && page->cps[at] != 0x3011) return 0;
        *after = at + 1;
        return numeral.han ? 2 : 4;
    }
    uint32_t cp = page->cps[at];
    if (chapter) {
        const struct lex_word *unit = lex_at(page->lexicon, page->cps, end, at, LEX_UNIT, ROLE_UNIT_NAME);
        if (!unit && cp != 0x3001 && cp != 0xFF0C) return 0;
        *after = at + (unit ? unit->len : 1);
        return unit ? 1 : 4;
    }
    bool dot = cp == '.' && (at + 1 >= end || !cp_digit(page->cps[at + 1]));
    if (cp != 0x3001 && !dot && cp != 0xFF0E) return 0;
    *after = at + 1;
    return numeral.han ? 1 : 3;
}

/* The whole of [start, end) is the name of a place: 高新区, 临空经济区. */
static bool whole_place(const struct page *page, size_t start, size_t end)
{
    if (end - start > 14 || end - start < 2) return false;
    for (size_t i = start; i < end; i++)
        if (!cp_han(page->cps[i])) return false;
    for (size_t i = start; i < end; i++) {
        const struct lex_word *chain = lex_longest(page->lexicon, page->cps, end, i, LEX_BIT(PLACE) | LEX_BIT(NAME));
        const struct lex_word *place = lex_as(chain, LEX_PLACE), *name = lex_as(chain, LEX_NAME);
        const struct lex_word *verb = lex_as(lex_longest(page->lexicon, page->cps, end, i, LEX_BIT(VERB)), LEX_VERB);
        if (i == start && ((verb && verb->len > 1) || lex_at(page->lexicon, page->cps, end, i, LEX_GLUE, ROLE_IN))) return false;
        bool letter = place && place->role == ROLE_ADMIN && place->len == 1;
        if (letter && end - start > 4) continue;
        if (place && i + place->len == end && (place->role == ROLE_ZONE || place->role == ROLE_PARK ||
            place->role == ROLE_ADMIN || place->role == ROLE_SELF || place->role == ROLE_BARE_PLACE))
            return true;
        if (name && i + name->len == end) return true;
    }
    return false;
}

struct plan_section *section_at(const struct page *page, size_t i)
{
    return VEC_AT(&page->sections, struct plan_section, i);
}

static size_t section_add(struct page *page, struct plan_section section)
{
    *VEC_ADD(page->arena, &page->sections, struct plan_section) = section;
    return page->sections.count - 1;
}

/* The nearest section above `from` with a lower level. */
static size_t section_parent(const struct page *page, size_t from, int level)
{
    while (from != 0 && section_at(page, from)->level >= level) from = section_at(page, from)->parent;
    return from;
}

size_t section_open(struct page *page, size_t from, int level, size_t start, size_t text_start, size_t end)
{
    size_t parent = section_parent(page, from, level);
    struct plan_section section = *section_at(page, parent);
    section.heading = page_slice(page, start, end);
    section.topic = page_slice(page, text_start, end);
    section.level = level;
    section.parent = parent;
    section.start = start;
    if (whole_place(page, text_start, end)) section.scope = section.topic;
    for (size_t i = text_start; i < end; i++) {
        struct when when;
        if (!when_at(page, i, end, &when)) continue;
        if (when.year && when.part != W_DAY) section.period = when_print(page, &when, 0);
        break;
    }
    return section_add(page, section);
}

static bool line_is_heading(const struct page *page, const struct line *line, int level)
{
    (void)page;
    size_t len = line->end - line->start;
    return !line->stop && len <= (level ? HEADING_MAX + 12 : HEADING_MAX);
}

/* Headings: a place alone stands above plain lines; marks give their own level. */
static void mark_headings(struct page *page)
{
    section_add(page, (struct plan_section){ .heading = STR("") });
    size_t current = 0;
    bool body = false;
    for (size_t i = 0; i < page->lines.count; i++) {
        struct line *line = line_at(page, i);
        line->section = current;
        if (line->empty || line->furniture) continue;
        size_t text = line->start;
        int level = outline_mark(page, line->start, line->end, &text);
        if (level > 3) level = 0, text = line->start;
        if (!line_is_heading(page, line, level)) {
            body = true;
            continue;
        }
        line->heading = true;
        if (!body && !level && page->title.len == 0 && !whole_place(page, line->start, line->end)) {
            line->title = true;
            page->title = page_slice(page, line->start, line->end);
            page->title_line = i;
            continue;
        }
        bool place = whole_place(page, text, line->end);
        int depth = level ? level + 1 : place ? 1 : 4;
        current = section_open(page, current, depth, line->start, text, line->end);
        line->section = current;
    }
}

/* A title alone, or one that the text goes on from at once, is a line like any other where nothing
 * marks the text as a page: keep it only when body lines follow. */
static void check_title(struct page *page)
{
    if (page->title.len == 0) return;
    for (size_t i = page->title_line + 1; i < page->lines.count; i++)
        if (!line_at(page, i)->empty && !line_at(page, i)->furniture) return;
    line_at(page, page->title_line)->title = false;
    page->title = STR("");
}

void page_layout(struct page *page)
{
    split_lines(page);
    mark_furniture(page);
    join_furniture(page);
    mark_headings(page);
    check_title(page);
}

/* 在推进产业突破方面: the topic between, without its verb. */
static bool lead_in(struct page *page, size_t start, size_t end, size_t *topic_start, size_t *topic_end)
{
    const struct lex_word *in = lex_at(page->lexicon, page->cps, end, start, LEX_GLUE, ROLE_IN);
    if (!in) return false;
    for (size_t i = start + in->len; i < end && i < start + TOPIC_MAX; i++) {
        uint32_t cp = page->cps[i];
        if (cp == 0xFF0C || cp == ',' || cp == 0x3001 || cp_digit(cp)) return false;
        const struct lex_word *topic = lex_at(page->lexicon, page->cps, end, i, LEX_GLUE, ROLE_TOPIC);
        size_t after = topic ? i + topic->len : end;
        bool comma = after < end && (page->cps[after] == 0xFF0C || page->cps[after] == ',');
        if (!topic || !comma || i <= start + in->len + 1) continue;
        size_t from = start + in->len;
        unsigned mask = LEX_BIT(VERB) | LEX_BIT(CUE) | LEX_BIT(GLUE);
        const struct lex_word *verb = lex_longest(page->lexicon, page->cps, i, from, mask);
        if (verb && i - from >= verb->len + 2) from += verb->len;
        *topic_start = from;
        *topic_end = i;
        return true;
    }
    return false;
}

/* 一是持续招大引强。 （二）城市建管水平有效提升。: the first, short sentence of a marked item. */
static bool lead_sentence(const struct page *page, size_t start, size_t end, size_t *text, int *level)
{
    size_t after = start;
    int mark = outline_mark(page, start, end, &after);
    if (mark) {
        *level = mark + 1;
    } else {
        const struct lex_word *item = lex_at(page->lexicon, page->cps, end, start, LEX_GLUE, ROLE_ITEM);
        if (!item) return false;
        after = start + item->len;
        *level = 6;
    }
    *text = after;
    return end - after <= LEAD_MAX;
}

static size_t sentence_end(const struct page *page, size_t start, size_t end)
{
    int depth = 0;
    size_t i = start;
    for (; i < end; i++) {
        uint32_t cp = page->cps[i];
        if (cp == '(') depth++;
        if (cp == ')' && depth > 0) depth--;
        if (i - start >= SENTENCE_MAX && (cp == 0xFF0C || cp == ';' || i - start >= 2 * SENTENCE_MAX)) return i + 1;
        if (!cp_stop(cp) || cp == ';') continue;
        if (depth > 0) continue;
        i++;
        while (i < end && (page->cps[i] == 0x201D || page->cps[i] == 0x2019 || page->cps[i] == ')')) i++;
        return i;
    }
    return end;
}

static void add_sentence(struct page *page, size_t start, size_t end, const struct line *line, size_t section,
                         enum plan_sort sort)
{
    struct plan_sentence *sentence = VEC_ADD(page->arena, &page->sentences, struct plan_sentence);
    *sentence = (struct plan_sentence){ .span = page_span(page, start, end), .line = line->number,
                                        .section = section, .sort = sort };
}

static void split_line(struct page *page, const struct line *line)
{
    size_t section = line->section;
    if (line->furniture || line->title || line->heading) {
        enum plan_sort sort = line->furniture ? PLAN_S_FURNITURE : PLAN_S_HEADING;
        add_sentence(page, line->start, line->end, line, section, sort);
        return;
    }
    size_t at = line->start;
    while (at < line->end) {
        size_t end = sentence_end(page, at, line->end);
        size_t text = at, topic_end = end;
        int level = 5;
        enum plan_sort sort = PLAN_S_NARRATIVE;
        bool lead = lead_in(page, at, end, &text, &topic_end);
        bool marked = !lead && lead_sentence(page, at, end, &text, &level);
        if (lead || marked) {
            if (marked && topic_end > text && cp_stop(page->cps[topic_end - 1])) topic_end--;
            section = section_open(page, section, level, at, text, topic_end);
            if (marked) sort = PLAN_S_HEADING;
        }
        add_sentence(page, at, end, line, section, sort);
        at = page_skip_blanks(page, end, line->end);
    }
}

/* 1—8月, 上半年: finer than a year. */
static bool cover_at(struct page *page, size_t pos, size_t end)
{
    struct when when;
    if (!when_at(page, pos, end, &when)) return false;
    if (when.part != W_MONTHS && when.part != W_HALF && when.part != W_QUARTER && when.part != W_QUARTERS) return false;
    page->cover = when_print(page, &when, page->options.year);
    return page->cover.len > 0;
}

/* What a report's title, or the beginning of its first sentence, says that it covers. */
static void find_cover(struct page *page)
{
    for (size_t i = 0; i < page->lines.count; i++) {
        const struct line *line = line_at(page, i);
        if (line->empty || line->furniture || (line->heading && !line->title)) continue;
        for (size_t at = line->start; line->title && at < line->end; at++)
            if (cover_at(page, at, line->end)) return;
        if (!line->title) {
            cover_at(page, line->start, line->end);
            return;
        }
    }
}

void page_sentences(struct page *page)
{
    find_cover(page);
    for (size_t i = 0; i < page->lines.count; i++)
        if (!line_at(page, i)->empty) split_line(page, line_at(page, i));
}
