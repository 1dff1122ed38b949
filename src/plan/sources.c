/*
 * sources.c - the table that says for each document its year, what it reports and what it is.
 */
#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "plan/plan.h"

enum { COLUMNS_MAX = 32 };

enum column {
#define SCHEMA_COLUMN(name, word) COLUMN_##name,
#include "plan/schema.def"
    COLUMN_COUNT
};

static const char *const column_words[] = {
#define SCHEMA_COLUMN(name, word) word,
#include "plan/schema.def"
};

struct columns { int at[COLUMN_COUNT]; };

static size_t split_row(struct str row, struct str *cells)
{
    size_t count = 0;
    struct str rest = row, piece;
    while (count < COLUMNS_MAX && str_split(&rest, '\t', &piece)) cells[count++] = str_trim(piece);
    return count;
}

static int find_column(const struct str *cells, size_t count, struct str name)
{
    for (size_t i = 0; i < count; i++)
        if (str_eq(cells[i], name)) return (int)i;
    return -1;
}

static bool bad_row(struct err *err, struct str path, int line, struct str found)
{
    err_set(err, ERR_PLAN_SOURCES, "found", found);
    return err_at_line(err, path, line, 1);
}

static bool read_header(struct str row, struct columns *columns)
{
    struct str cells[COLUMNS_MAX];
    size_t count = split_row(row, cells);
    for (int i = 0; i < COLUMN_COUNT; i++) columns->at[i] = find_column(cells, count, str_from(column_words[i]));
    return columns->at[COLUMN_DOC] >= 0 && columns->at[COLUMN_YEAR] >= 0 && columns->at[COLUMN_REVIEW] >= 0 &&
           columns->at[COLUMN_TYPE] >= 0;
}

static struct str cell(const struct str *cells, size_t count, int column)
{
    if (column < 0 || (size_t)column >= count || str_eq(cells[column], STR("-"))) return STR("");
    return cells[column];
}

static bool read_row(struct str row, const struct columns *columns, struct plan_source *out, struct str *found)
{
    struct str cells[COLUMNS_MAX];
    size_t count = split_row(row, cells);
    int64_t year = 0;
    *out = (struct plan_source){ .doc = cell(cells, count, columns->at[COLUMN_DOC]), .title = cell(cells, count, columns->at[COLUMN_TITLE]),
                                 .place = cell(cells, count, columns->at[COLUMN_PLACE]) };
    struct str text = cell(cells, count, columns->at[COLUMN_YEAR]);
    *found = text;
    if (text.len && (!str_to_int(text, &year) || year < 1900 || year > 2100)) return false;
    out->options.year = (int)year;
    out->options.review = cell(cells, count, columns->at[COLUMN_REVIEW]);
    *found = cell(cells, count, columns->at[COLUMN_TYPE]);
    return plan_type_find(*found, &out->options.type) && out->doc.len > 0;
}

bool plan_sources_load(struct arena *arena, struct str path, struct plan_sources *out, struct err *err)
{
    struct str bytes, text, row;
    struct columns columns;
    if (!file_read(arena, path, LIMIT_MODEL_BYTES, &bytes, err)) return false;
    if (!utf8_decode(arena, bytes, true, &text, err)) return false;
    struct str rest = text;
    int line = 1;
    if (!str_split(&rest, '\n', &row) || !read_header(row, &columns)) return bad_row(err, path, 1, str_trim(row));
    size_t room = 1;
    for (size_t i = 0; i < text.len; i++) room += text.ptr[i] == '\n';
    out->rows = ARENA_ARRAY(arena, struct plan_source, room);
    out->count = 0;
    while (str_split(&rest, '\n', &row)) {
        struct str found;
        line++;
        if (str_trim(row).len == 0) continue;
        if (!read_row(row, &columns, &out->rows[out->count], &found)) return bad_row(err, path, line, found);
        out->count++;
    }
    return true;
}

const struct plan_source *plan_sources_find(const struct plan_sources *sources, struct str file_name)
{
    struct str name = path_name(file_name);
    for (size_t i = 0; i < sources->count; i++) {
        struct str doc = sources->rows[i].doc;
        if (str_starts(name, doc) && (name.len == doc.len || name.ptr[doc.len] == '.')) return &sources->rows[i];
    }
    return NULL;
}
