/*
 * document_grid.c - a table's rows as lines that read like sentences: 2023年目标：固定资产投资增速16%以上。
 *
 * A table that holds figures has a head (the rows before the first row with a figure). Its columns are told by
 * words of the lexicon (class table): units, serial numbers, who is responsible. What else has a figure becomes
 * a line of the column's heading, the row's name and the figure with its unit. A table without figures is a way
 * of laying out text: each cell becomes a line.
 */
#include "plan/document_priv.h"

#include "base/arena.h"
#include "base/utf8.h"
#include "plan/plan_priv.h"

enum { NAME_MAX = 60, FIGURE_MAX = 24, COLUMNS_MAX = 64, UNIT_MAX = 12 };

void grid_init(struct grid *table, struct lines *lines)
{
    *table = (struct grid){ .lines = lines };
}

static void *grown(struct arena *arena, void *items, size_t count, size_t *room, size_t size)
{
    if (count < *room) return items;
    size_t more = *room ? *room * 2 : 64;
    items = arena_grow(arena, items, *room * size, more * size);
    *room = more;
    return items;
}

void grid_row(struct grid *table, const struct str *cells, size_t count)
{
    struct arena *arena = table->lines->arena;
    for (size_t i = 0; i < count; i++) {
        table->cells = grown(arena, table->cells, table->cell_count, &table->cell_room, sizeof *table->cells);
        table->cells[table->cell_count++] = cells[i];
    }
    table->rows = grown(arena, table->rows, table->row_count, &table->row_room, sizeof *table->rows);
    table->rows[table->row_count++] = count;
}

/* ---- cells */

static size_t fold(struct str text, uint32_t *cps, size_t max)
{
    size_t count = 0;
    for (size_t pos = 0; pos < text.len && count < max;) cps[count++] = lex_fold(utf8_next(text, &pos));
    return count;
}

static bool digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Where the numeral of a cell that is a figure ends; 0 where the cell is none: 16, ≥16, 16以上, 1,024.5亿元, 5%. */
static size_t figure_end(const struct plan_lexicon *lexicon, struct str cell)
{
    uint32_t cps[FIGURE_MAX];
    struct str folded = cell;
    if (cell.len == 0 || utf8_count(cell) >= FIGURE_MAX) return 0;
    size_t count = fold(cell, cps, FIGURE_MAX), at = 0, end;
    const struct lex_word *bound = lex_as(lex_longest(lexicon, cps, count, 0, LEX_BIT(BOUND)), LEX_BOUND);
    if (bound && bound->before) at = bound->len;
    if (at < count && (cps[at] == '-' || cps[at] == '+')) at++;
    for (end = at; end < count && (cps[end] == ',' || cps[end] == '.' || (cps[end] < 128 && digit((char)cps[end]))); end++)
        ;
    if (end == at || !digit((char)cps[at])) return 0;
    if (end < count && (cps[end] == '-' || cps[end] == '/' || cps[end] == 0x5E74)) return 0; /* a date, a year */
    return utf8_offset(folded, end);
}

struct columns {
    size_t head;                     /* rows of the head */
    size_t unit, count;              /* column of units, or COLUMNS_MAX; columns looked at */
    bool left_out[COLUMNS_MAX];
    struct str titles[COLUMNS_MAX];
};

struct walk { struct grid *table; const struct str *cells; size_t row, count; };

static bool next_row(struct walk *walk)
{
    if (walk->row == walk->table->row_count) return false;
    if (walk->row > 0) walk->cells += walk->count;
    walk->count = walk->table->rows[walk->row++];
    return true;
}

static struct walk walk_begin(struct grid *table)
{
    return (struct walk){ .table = table, .cells = table->cells };
}

static bool title_is(const struct plan_lexicon *lexicon, struct str title, enum lex_role role)
{
    uint32_t cps[FIGURE_MAX];
    size_t count = fold(title, cps, FIGURE_MAX);
    for (size_t i = 0; i < count; i++)
        if (lex_at(lexicon, cps, count, i, LEX_TABLE, role)) return true;
    return false;
}

static void read_head(struct grid *table, struct columns *columns)
{
    const struct plan_lexicon *lexicon = table->lines->lexicon;
    struct walk walk = walk_begin(table);
    *columns = (struct columns){ .unit = COLUMNS_MAX };
    while (next_row(&walk)) {
        size_t figures = 0, filled = 0;
        for (size_t i = 0; i < walk.count; i++) {
            bool serial = i == 0 && walk.count > 2 && title_is(lexicon, columns->titles[0], ROLE_SERIAL);
            filled += walk.cells[i].len > 0;
            figures += !serial && figure_end(lexicon, walk.cells[i]) > 0;
        }
        if (figures > 0) break;
        columns->head = walk.row;
        for (size_t i = 0; filled > 1 && i < walk.count && i < COLUMNS_MAX; i++) {
            if (i >= columns->count) columns->count = i + 1;
            struct str *title = &columns->titles[i];
            *title = title->len && walk.cells[i].len && !str_eq(*title, walk.cells[i])
                         ? str_join(table->lines->arena, *title, walk.cells[i])
                         : walk.cells[i].len ? walk.cells[i] : *title;
        }
    }
    for (size_t i = 0; i < columns->count; i++) {
        bool unit = title_is(lexicon, columns->titles[i], ROLE_TABLE_UNIT);
        if (unit && columns->unit == COLUMNS_MAX) columns->unit = i;
        columns->left_out[i] = unit || title_is(lexicon, columns->titles[i], ROLE_SERIAL) ||
                               title_is(lexicon, columns->titles[i], ROLE_OWNER);
    }
}

/* ---- lines */

/* 地区生产总值（亿元）: the unit in brackets at the end, and the text without it. */
static struct str bracketed(const struct plan_lexicon *lexicon, struct str *text)
{
    uint32_t cps[NAME_MAX + 1];
    size_t count = fold(*text, cps, NAME_MAX + 1);
    if (count < 3 || count > NAME_MAX || cps[count - 1] != ')') return STR("");
    size_t open = count - 1;
    while (open > 0 && cps[open] != '(') open--;
    if (open == 0 || count - open > UNIT_MAX) return STR("");
    size_t at = open + 1;
    while (at < count - 1 && lex_at(lexicon, cps, count, at, LEX_NUMERAL, ROLE_BIG)) at++;
    const struct lex_word *unit = lex_as(lex_longest(lexicon, cps, count - 1, at, LEX_BIT(UNIT)), LEX_UNIT);
    if (!unit || at + unit->len != count - 1) return STR("");
    size_t from = utf8_offset(*text, open + 1), to = utf8_offset(*text, count - 1);
    struct str found = str_slice(*text, from, to - from);
    *text = str_slice(*text, 0, utf8_offset(*text, open));
    return found;
}

static bool says_change(const struct plan_lexicon *lexicon, struct str title)
{
    uint32_t cps[FIGURE_MAX];
    size_t count = fold(title, cps, FIGURE_MAX);
    for (size_t i = 0; i < count; i++)
        if (lex_at(lexicon, cps, count, i, LEX_CHANGE, ROLE_CHANGE) || lex_at(lexicon, cps, count, i, LEX_CHANGE, ROLE_RATE))
            return true;
    return false;
}

static void figure_line(struct grid *table, struct str title, struct str name, struct str unit, struct str cell)
{
    struct lines *lines = table->lines;
    struct buf line;
    size_t end = figure_end(lines->lexicon, cell);
    struct str of_title = bracketed(lines->lexicon, &title), rest = str_slice(cell, end, cell.len);
    if (of_title.len) unit = of_title;
    uint32_t cps[FIGURE_MAX];
    size_t count = fold(rest, cps, FIGURE_MAX);
    const struct lex_word *bound = lex_as(lex_longest(lines->lexicon, cps, count, 0, LEX_BIT(BOUND)), LEX_BOUND);
    bool bare = rest.len == 0 || (bound && bound->after);
    buf_init(&line, lines->arena);
    bool change = says_change(lines->lexicon, title);
    if (!change && title.len) {
        buf_str(&line, title);
        buf_cstr(&line, "：");
    }
    buf_str(&line, name);
    if (change) buf_str(&line, title);
    buf_str(&line, str_slice(cell, 0, end));
    if (bare) buf_str(&line, unit);
    buf_str(&line, rest);
    buf_cstr(&line, "。");
    lines_put(lines, buf_get(&line));
}

static bool names(const struct columns *columns, const struct plan_lexicon *lexicon, size_t i, struct str cell)
{
    return cell.len > 0 && (i >= COLUMNS_MAX || !columns->left_out[i]) && !figure_end(lexicon, cell) &&
           utf8_count(cell) <= NAME_MAX;
}

static void row_lines(struct grid *table, const struct columns *columns, const struct walk *walk, struct str *last)
{
    const struct plan_lexicon *lexicon = table->lines->lexicon;
    struct str name = STR(""), unit = STR("");
    size_t first = walk->count, figures = 0;
    for (size_t i = 0; i < walk->count && i < COLUMNS_MAX; i++) {
        if (first == walk->count && names(columns, lexicon, i, walk->cells[i])) first = i;
        figures += !columns->left_out[i] && figure_end(lexicon, walk->cells[i]) > 0;
    }
    if (first < walk->count) name = walk->cells[first];
    if (!figures) {
        for (size_t i = 0; i < walk->count; i++) lines_put(table->lines, walk->cells[i]);
        return;
    }
    if (!name.len) name = *last;
    *last = name;
    if (columns->unit < walk->count) unit = walk->cells[columns->unit];
    struct str own = bracketed(lexicon, &name);
    if (own.len) unit = own;
    for (size_t i = 0; i < walk->count && i < COLUMNS_MAX; i++)
        if (!columns->left_out[i] && figure_end(lexicon, walk->cells[i]) > 0)
            figure_line(table, columns->titles[i], name, unit, walk->cells[i]);
        else if (i != first && names(columns, lexicon, i, walk->cells[i]))
            lines_put(table->lines, walk->cells[i]);
}

void grid_end(struct grid *table)
{
    struct columns columns;
    struct str last = STR("");
    read_head(table, &columns);
    bool figures = columns.head < table->row_count && columns.count > 1;
    struct walk walk = walk_begin(table);
    while (next_row(&walk)) {
        if (figures && walk.row > columns.head) {
            row_lines(table, &columns, &walk, &last);
            continue;
        }
        if (figures && columns.count > 1 && walk.count > 1) continue; /* the head is said in each line */
        for (size_t i = 0; i < walk.count; i++) lines_put(table->lines, walk.cells[i]);
    }
    table->cell_count = table->row_count = 0;
}
