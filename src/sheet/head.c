/*
 * head.c - where the table begins: titles and notes above, one or two rows of labels, sums and
 * notes below.
 *
 * Nobody's list starts in A1. The header is not guessed by its looks but by the labels that the
 * caller knows: of the first rows, alone or joined with the next, the one with most known labels
 * wins. Words such as 合计 come from the definitions.
 */
#include "sheet/sheet_priv.h"

#include <yaml.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/limits.h"
#include "base/must.h"
#include "base/utf8.h"

/* ---- words ---- */

struct str sheet_squeeze(struct arena *arena, struct str text)
{
    struct str folded = utf8_fold(arena, text);
    char *out = arena_alloc(arena, folded.len + 1);
    size_t len = 0;
    for (size_t i = 0; i < folded.len; i++)
        if ((unsigned char)folded.ptr[i] > ' ')
            out[len++] = folded.ptr[i];
    return (struct str){ out, len };
}

static struct sheet_word_list *words_of(struct sheet_words *words, struct str name)
{
    struct {
        struct str name;
        struct sheet_word_list *list;
    } lists[] = {
        { STR("totals"), &words->totals },   { STR("asides"), &words->asides },
        { STR("units"), &words->units },     { STR("dates"), &words->dates },
        { STR("reasons"), &words->reasons }, { STR("effective"), &words->effective },
        { STR("blanks"), &words->blanks },   { STR("sections"), &words->sections },
    };
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++)
        if (str_eq(name, lists[i].name))
            return lists[i].list;
    return NULL;
}

static bool words_fail(struct arena *arena, const yaml_mark_t *mark, const char *cause,
                       struct err *err)
{
    struct str line = str_format(arena, "%zu", mark->line + 1);
    return err_set(err, ERR_SHEET_WORDS, "line", line, "cause", str_from(cause));
}

static bool word_add(struct arena *arena, struct sheet_word_list *list, struct str word)
{
    enum { ROOM = 64 };
    if (list->count == ROOM)
        return false;
    struct str *words = (struct str *)list->words;
    if (!words)
        words = ARENA_ARRAY(arena, struct str, ROOM);
    words[list->count++] = sheet_squeeze(arena, word);
    list->words = words;
    return true;
}

/* One event of the flat form {name: [word, ..], ..}; false with the fault. */
static bool words_event(struct arena *arena, const yaml_event_t *event, struct sheet_words *words,
                        struct sheet_word_list **list, bool *in_list, struct err *err)
{
    if (event->type == YAML_SEQUENCE_START_EVENT && *list && !*in_list) {
        *in_list = true;
        return true;
    }
    if (event->type == YAML_SEQUENCE_END_EVENT) {
        *in_list = false;
        *list = NULL;
        return true;
    }
    if (event->type != YAML_SCALAR_EVENT)
        return (event->type != YAML_ALIAS_EVENT && event->type != YAML_SEQUENCE_START_EVENT) ||
               words_fail(arena, &event->start_mark, "not a list of words", err);
    struct str text = { (const char *)event->data.scalar.value, event->data.scalar.length };
    if (*in_list)
        return word_add(arena, *list, text) ||
               words_fail(arena, &event->start_mark, "over 64 words", err);
    if (*list)
        return words_fail(arena, &event->start_mark, "not a list of words", err);
    *list = words_of(words, text);
    return *list || words_fail(arena, &event->start_mark, "not a known name", err);
}

bool sheet_words_read(struct arena *arena, struct str yaml, struct sheet_words *words,
                      struct err *err)
{
    *words = (struct sheet_words){ 0 };
    yaml_parser_t parser;
    must(yaml_parser_initialize(&parser));
    yaml_parser_set_input_string(&parser, (const unsigned char *)yaml.ptr, yaml.len);
    struct sheet_word_list *list = NULL;
    bool ok = true, in_list = false, ended = false;
    while (ok && !ended) {
        yaml_event_t event;
        if (!yaml_parser_parse(&parser, &event)) {
            ok = words_fail(arena, &parser.problem_mark, parser.problem ? parser.problem : "YAML",
                            err);
            break;
        }
        ok = words_event(arena, &event, words, &list, &in_list, err);
        ended = event.type == YAML_STREAM_END_EVENT;
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
    return ok;
}

static bool has_prefix_mark(struct str rest)
{
    static const struct str marks[] = { STR_INIT(":"), STR_INIT("("), STR_INIT(","),
                                        STR_INIT(".") };
    if (rest.len == 0 || (rest.ptr[0] >= '0' && rest.ptr[0] <= '9'))
        return true;
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
        if (str_starts(rest, marks[i]))
            return true;
    return false;
}

/* The word alone, or followed by a mark or a figure: 合计, 合计：, 合计（12个）. */
static bool opens_with(const struct sheet_word_list *list, struct str text)
{
    for (size_t i = 0; i < list->count; i++)
        if (str_starts(text, list->words[i]) &&
            has_prefix_mark(str_slice(text, list->words[i].len, text.len)))
            return true;
    return false;
}

/* 高新区小计 is a sum as well; only for words of more than one character. */
static bool closes_with(const struct sheet_word_list *list, struct str text)
{
    for (size_t i = 0; i < list->count; i++) {
        struct str word = list->words[i];
        if (word.len > 3 && (unsigned char)word.ptr[0] >= 0x80 && text.len <= word.len + 24 &&
            str_ends(text, word))
            return true;
    }
    return false;
}

/* "一、新材料（12个）" divides the rows below it. */
static bool opens_section(const struct sheet_word_list *list, struct str text)
{
    for (size_t i = 0; i < list->count; i++)
        if (str_starts(text, list->words[i]))
            return true;
    return false;
}

enum sheet_row_role sheet_row_role(struct arena *scratch, const struct sheet_row *row,
                                   const struct sheet_words *words)
{
    const struct sheet_cell *first = NULL;
    for (size_t i = 0; i < row->count && !first; i++)
        if (row->cells[i].type == SHEET_TEXT && str_trim(row->cells[i].text).len > 0)
            first = &row->cells[i];
    /* A sum's first text is short; a note stands alone. Most rows are told by that. */
    if (!first || (first->text.len > 64 && row->count > 3) || first->text.len > 4096)
        return SHEET_RECORD;
    struct arena_mark mark = arena_mark(scratch);
    struct str text = sheet_squeeze(scratch, first->text);
    enum sheet_row_role role = SHEET_RECORD;
    if (opens_with(&words->totals, text) || closes_with(&words->totals, text))
        role = SHEET_TOTAL;
    else if (row->count <= 3 && opens_with(&words->asides, text))
        role = SHEET_ASIDE;
    else if (row->count <= 2 && opens_section(&words->sections, text))
        role = SHEET_ASIDE;
    arena_reset_to(scratch, mark);
    return role;
}

/* ---- labels ---- */

struct head_row {
    uint32_t number;
    struct sheet_cell *cells;
    size_t count;
};
struct head_scan {
    struct arena *arena;
    const struct sheet_words *words;
    struct sheet_known known;
    struct head_row *rows;
    size_t count;
};

/* Without line breaks, outer blanks and the mark of a required column. */
static struct str label_tidy(struct arena *arena, struct str text)
{
    char *out = arena_alloc(arena, text.len + 1);
    size_t len = 0;
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] != '\n' && text.ptr[i] != '\r' && text.ptr[i] != '\t')
            out[len++] = text.ptr[i];
    struct str label = str_trim((struct str){ out, len });
    static const struct str stars[] = { STR_INIT("*"), STR_INIT("＊") };
    for (size_t i = 0; i < 2; i++) {
        if (str_starts(label, stars[i]))
            label = str_trim(str_slice(label, stars[i].len, label.len));
        if (str_ends(label, stars[i]))
            label = str_trim(str_slice(label, 0, label.len - stars[i].len));
    }
    return label;
}

/* Behind the word for "unit" and its colon, or NULL where the text does not begin so. */
static bool unit_behind_word(struct arena *arena, const struct sheet_words *words, struct str text,
                             struct str *unit)
{
    struct str folded = utf8_fold(arena, text);
    for (size_t i = 0; i < words->units.count; i++) {
        struct str word = words->units.words[i];
        if (!str_starts(folded, word))
            continue;
        struct str rest = str_trim(str_slice(folded, word.len, folded.len));
        if (!str_starts(rest, STR(":")))
            continue;
        *unit = str_trim(str_slice(rest, 1, rest.len));
        return true;
    }
    return false;
}

/* "总投资（万元）" into label and unit; both kinds of brackets. False where there are none at the
 * end. */
static bool label_split(struct str text, struct str *label, struct str *unit)
{
    static const struct {
        struct str open, close;
    } brackets[] = {
        { STR_INIT("("), STR_INIT(")") },  { STR_INIT("（"), STR_INIT("）") },
        { STR_INIT("（"), STR_INIT(")") }, { STR_INIT("("), STR_INIT("）") },
        { STR_INIT("["), STR_INIT("]") },  { STR_INIT("【"), STR_INIT("】") },
    };
    for (size_t i = 0; i < sizeof brackets / sizeof brackets[0]; i++) {
        if (!str_ends(text, brackets[i].close))
            continue;
        ptrdiff_t open = -1;
        for (ptrdiff_t at = str_find(text, brackets[i].open, 0); at >= 0;
             at = str_find(text, brackets[i].open, (size_t)at + 1))
            open = at;
        if (open <= 0)
            continue;
        size_t from = (size_t)open + brackets[i].open.len;
        *label = str_trim(str_slice(text, 0, (size_t)open));
        *unit = str_trim(str_slice(text, from, text.len - brackets[i].close.len - from));
        return true;
    }
    return false;
}

/* The known form of a label, if any: as it stands, or without its brackets. */
static bool label_known(struct head_scan *scan, struct str text, struct str *label,
                        struct str *unit)
{
    *label = text;
    *unit = STR("");
    if (text.len == 0)
        return false;
    if (scan->known.known(scan->known.context, text))
        return true;
    struct str cut, behind;
    if (!label_split(text, &cut, &behind))
        return false;
    unit_behind_word(scan->arena, scan->words, behind, &behind);
    *label = cut;
    *unit = behind;
    return scan->known.known(scan->known.context, cut);
}

static struct str head_text(struct head_scan *scan, const struct head_row *row, uint32_t column)
{
    const struct sheet_row view = { row->number, row->count, row->cells };
    const struct sheet_cell *cell = sheet_row_cell(&view, column);
    if (!cell || cell->type != SHEET_TEXT || cell->text.len > 512)
        return STR("");
    return label_tidy(scan->arena, cell->text);
}

/* One column of a header: the lower label, the upper one, or both joined, whichever is known. */
static struct sheet_column column_of(struct head_scan *scan, uint32_t column, struct str top,
                                     struct str low)
{
    struct sheet_column made = { .column = column, .top = low.len > 0 ? top : STR("") };
    struct str joined = top.len > 0 && low.len > 0 ? str_join(scan->arena, top, low) : STR("");
    made.known = label_known(scan, joined, &made.label, &made.unit) ||
                 label_known(scan, low, &made.label, &made.unit) ||
                 (low.len == 0 && label_known(scan, top, &made.label, &made.unit));
    if (!made.known) {
        made.label = low.len > 0 ? low : top;
        made.unit = STR("");
    }
    return made;
}

/* The labels of row `at`, alone or over the next; returns how many are known. */
static size_t columns_of(struct head_scan *scan, size_t at, bool two, struct sheet_column *columns,
                         size_t *count)
{
    const struct head_row *up = &scan->rows[at], *low = two ? &scan->rows[at + 1] : NULL;
    size_t known = 0, i = 0, k = 0;
    *count = 0;
    struct str last_top = STR("");
    while (i < up->count || (low && k < low->count)) {
        uint32_t a = i < up->count ? up->cells[i].column : UINT32_MAX;
        uint32_t b = low && k < low->count ? low->cells[k].column : UINT32_MAX;
        uint32_t column = a < b ? a : b;
        i += a == column;
        k += b == column;
        struct str top = head_text(scan, up, column);
        struct str bottom = low ? head_text(scan, low, column) : STR("");
        if (top.len > 0)
            last_top = top;
        else if (bottom.len > 0)
            top = last_top; /* the upper label spans several columns */
        struct sheet_column made = column_of(scan, column, top, bottom);
        if (made.label.len == 0)
            continue;
        columns[(*count)++] = made;
        known += made.known;
    }
    return known;
}

/* ---- the search ---- */

static bool scan_rows(struct head_scan *scan, struct sheet_book *book, size_t index,
                      struct err *err)
{
    struct sheet_reader *reader;
    const struct sheet_row *row;
    if (!sheet_read(book, index, &reader, err))
        return false;
    scan->rows = ARENA_ARRAY(scan->arena, struct head_row, LIMIT_SHEET_HEAD_ROWS);
    bool ok = true;
    while (scan->count < LIMIT_SHEET_HEAD_ROWS && (ok = sheet_next(reader, &row, err)) && row) {
        struct head_row *kept = &scan->rows[scan->count++];
        kept->number = row->number;
        kept->count = row->count;
        kept->cells = ARENA_ARRAY(scan->arena, struct sheet_cell, row->count);
        for (size_t i = 0; i < row->count; i++) {
            kept->cells[i] = row->cells[i];
            kept->cells[i].text = str_copy(scan->arena, str_slice(row->cells[i].text, 0, 4096));
        }
    }
    sheet_read_end(reader);
    return ok;
}

/* Title and unit from the rows above the header. */
static void notes_above(struct head_scan *scan, size_t header, struct sheet_head *head)
{
    for (size_t i = 0; i < header; i++) {
        for (size_t k = 0; k < scan->rows[i].count; k++) {
            struct str text = str_trim(scan->rows[i].cells[k].text);
            struct str before, inside, unit;
            if (unit_behind_word(scan->arena, scan->words, text, &unit)) {
                head->unit = unit;
                continue;
            }
            if (label_split(text, &before, &inside) &&
                unit_behind_word(scan->arena, scan->words, inside, &unit))
                head->unit = unit;
            if (head->title.len == 0 && scan->rows[i].cells[k].type == SHEET_TEXT)
                head->title = text;
        }
    }
}

/* Where one upper label spans several columns only by the next, merged ranges tell how far. */
static bool spans_mend(struct head_scan *scan, struct sheet_book *book, size_t index, size_t at,
                       struct sheet_head *head, struct err *err)
{
    struct sheet_range *ranges;
    size_t count;
    if (!sheet_merges(scan->arena, book, index, &ranges, &count, err))
        return false;
    const struct head_row *up = &scan->rows[at];
    bool any = false;
    for (size_t i = 0; i < count; i++)
        any = any ||
              (ranges[i].first_row == up->number && ranges[i].first_column < ranges[i].last_column);
    if (!any)
        return true;
    for (size_t c = 0; c < head->count; c++) {
        struct sheet_column *column = &head->columns[c];
        if (column->top.len == 0 || head_text(scan, up, column->column).len > 0)
            continue;
        struct str top = STR("");
        for (size_t i = 0; i < count; i++)
            if (ranges[i].first_row == up->number && ranges[i].first_column <= column->column &&
                column->column <= ranges[i].last_column)
                top = head_text(scan, up, ranges[i].first_column);
        *column = column_of(scan, column->column, top,
                            head_text(scan, &scan->rows[at + 1], column->column));
    }
    return true;
}

struct head_try {
    size_t at, score, count;
    bool two;
    struct sheet_column *columns;
};

static struct head_try head_try(struct head_scan *scan, size_t at, bool two)
{
    struct head_try made = { .at = at, .two = two };
    size_t room = scan->rows[at].count + (two ? scan->rows[at + 1].count : 0);
    made.columns = ARENA_ARRAY(scan->arena, struct sheet_column, room);
    made.score = columns_of(scan, at, two, made.columns, &made.count);
    return made;
}

bool sheet_head_find(struct arena *arena, struct sheet_book *book, size_t index,
                     const struct sheet_words *words, struct sheet_known known,
                     struct sheet_head *head, struct err *err)
{
    struct head_scan scan = { .arena = arena, .words = words, .known = known };
    *head = (struct sheet_head){ 0 };
    if (!scan_rows(&scan, book, index, err))
        return false;
    struct head_try best = { 0 };
    size_t after = 0; /* what the row below scores alone */
    for (size_t at = scan.count; at-- > 0;) {
        /* Going up: on a tie the upper row wins, and one row wins over two. */
        struct head_try one = head_try(&scan, at, false);
        if (at + 1 < scan.count) {
            struct head_try two = head_try(&scan, at, true);
            if (two.score > one.score && two.score > after && two.score >= best.score)
                best = two;
        }
        if (one.score > 0 && one.score >= best.score)
            best = one;
        after = one.score;
    }
    if (best.score == 0) {
        struct str rows = str_format(arena, "%d", LIMIT_SHEET_HEAD_ROWS);
        return err_set(err, ERR_SHEET_NO_HEADER, "sheet", sheet_about(book, index)->name, "rows",
                       rows);
    }
    head->columns = best.columns;
    head->count = best.count;
    head->first_row = scan.rows[best.at].number;
    head->last_row = scan.rows[best.at + best.two].number;
    notes_above(&scan, best.at, head);
    return !best.two || spans_mend(&scan, book, index, best.at, head, err);
}
