/*
 * code.c - code tables (codes/NAME.tsv) and the working-day calendar (calendars/NAME.yaml).
 *
 * A code table is tab-separated with a header: code, level, parent, zh, en. Parents stand before
 * their children. English may be empty: then the Chinese name is shown.
 */
#include <stdlib.h>

#include "base/arena.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "model/model_priv.h"

enum { CODE_COLUMNS = 5 };

static void row_fault(struct loader *loader, const struct source *source, int line,
                      enum model_word problem)
{
    struct err err;
    err_init(&err);
    err_set(&err, ERR_MODEL_TABLE, WORD_ARGS("problem", problem));
    fault_add_source(loader, source, line, 0, &err);
}

static bool code_row(struct loader *loader, const struct source *source, int line, struct str text,
                     struct code *code)
{
    struct str cells[CODE_COLUMNS], rest = text;
    size_t count = 0;
    while (count < CODE_COLUMNS && str_split(&rest, '\t', &cells[count]))
        count++;
    struct str more;
    if (count != CODE_COLUMNS || str_split(&rest, '\t', &more)) {
        row_fault(loader, source, line, WORD_ROW_COLUMNS);
        return false;
    }
    int64_t level;
    if (!str_to_int(cells[1], &level) || level < 1 || level > 9) {
        row_fault(loader, source, line, WORD_ROW_LEVEL);
        return false;
    }
    *code = (struct code){ cells[0], cells[2], { cells[3], cells[4] }, (int)level };
    if (code->code.len && code->label.zh.len)
        return true;
    row_fault(loader, source, line, WORD_ROW_EMPTY);
    return false;
}

struct code_row {
    struct code code;
    int line;
};

static int row_order(const void *a, const void *b)
{
    const struct code_row *row_a = a, *row_b = b;
    int order = str_cmp(row_a->code.code, row_b->code.code);
    return order ? order : row_a->line - row_b->line;
}

/* Codes twice and parents that are not there, once the rows are sorted. */
static void table_check(struct loader *loader, const struct source *source,
                        const struct code_table *table, const struct code_row *rows)
{
    for (size_t i = 0; i < table->count; i++) {
        const struct code *code = &table->codes[i];
        if (i && str_eq(code->code, table->codes[i - 1].code))
            row_fault(loader, source, rows[i].line, WORD_ROW_TWICE);
        const struct code *parent = code->parent.len ? code_find(table, code->parent) : NULL;
        if (code->parent.len && (!parent || parent->level >= code->level))
            row_fault(loader, source, rows[i].line, WORD_ROW_PARENT);
    }
}

static int name_order(const void *a, const void *b)
{
    const struct code_name *name_a = a, *name_b = b;
    int order = str_cmp(name_a->folded, name_b->folded);
    return order ? order : str_cmp(name_a->code->code, name_b->code->code);
}

/* The code without letters in front: 3921 of C3921. Sheets often leave the section's letter out. */
static struct str digits_of(struct str code)
{
    size_t at = 0;
    while (at < code.len && (code.ptr[at] < '0' || code.ptr[at] > '9'))
        at++;
    return str_slice(code, at, code.len);
}

static void names_make(struct loader *loader, struct code_table *table)
{
    struct code_name *names = ARENA_ARRAY(loader->arena, struct code_name, 4 * table->count);
    for (size_t i = 0; i < table->count; i++) {
        const struct code *code = &table->codes[i];
        const struct str texts[] = { code->code, digits_of(code->code), code->label.zh,
                                     code->label.en };
        for (size_t j = 0; j < sizeof texts / sizeof texts[0]; j++) {
            if (texts[j].len)
                names[table->name_count++] =
                    (struct code_name){ utf8_fold(loader->arena, texts[j]), code };
        }
    }
    qsort(names, table->name_count, sizeof *names, name_order);
    table->names = names;
}

static void table_load(struct loader *loader, const struct source *source, struct code_table *table)
{
    struct str bytes = source->bytes;
    if (!utf8_valid(bytes)) {
        struct err err;
        err_init(&err);
        err_set(&err, ERR_TEXT_ENCODING, "byte",
                str_format(loader->arena, "%zu", utf8_fault(bytes) + 1));
        fault_add_source(loader, source, 0, 0, &err);
        return;
    }
    size_t lines = 1;
    for (size_t i = 0; i < bytes.len; i++)
        lines += bytes.ptr[i] == '\n';
    struct code_row *rows = ARENA_ARRAY(loader->arena, struct code_row, lines);
    struct str rest = bytes, text;
    for (int line = 1; str_split(&rest, '\n', &text); line++) {
        if (line == 1 || !str_trim(text).len)
            continue;
        if (str_ends(text, STR("\r")))
            text.len--;
        if (table->count == LIMIT_MODEL_CODES) {
            struct err err;
            err_init(&err);
            err_set(&err, ERR_MODEL_LIMIT, WORD_ARGS("what", WORD_CODES), "limit",
                    str_format(loader->arena, "%d", LIMIT_MODEL_CODES));
            fault_add_source(loader, source, line, 0, &err);
            return;
        }
        rows[table->count].line = line;
        if (code_row(loader, source, line, text, &rows[table->count].code))
            table->count++;
    }
    qsort(rows, table->count, sizeof *rows, row_order);
    struct code *codes = ARENA_ARRAY(loader->arena, struct code, table->count);
    for (size_t i = 0; i < table->count; i++)
        codes[i] = rows[i].code;
    table->codes = codes;
    table_check(loader, source, table, rows);
    names_make(loader, table);
}

void codes_load(struct loader *loader)
{
    struct code_table *tables = ARENA_ARRAY(loader->arena, struct code_table, loader->source_count);
    loader->model->tables = tables;
    for (size_t i = 0; i < loader->source_count; i++) {
        const struct source *source = &loader->sources[i];
        if (!str_starts(source->name, STR("codes/")))
            continue;
        struct code_table *table = &tables[loader->model->table_count++];
        struct str name = str_slice(source->name, 6, source->name.len);
        table->name = str_slice(name, 0, name.len - 4); /* .tsv: load.c lets no other in */
        table_load(loader, source, table);
    }
}

/* ---- calendar ---- */

/* One day, or A..B. */
static bool days_read(struct str text, struct day *first, struct day *last)
{
    ptrdiff_t dots = str_find(text, STR(".."), 0);
    if (dots < 0) {
        bool good = day_parse(text, first);
        *last = *first;
        return good;
    }
    return day_parse(str_slice(text, 0, (size_t)dots), first) &&
           day_parse(str_slice(text, (size_t)dots + 2, text.len), last) && first->n <= last->n &&
           last->n - first->n < 366;
}

static void days_set(struct loader *loader, const struct node *map, const char *key, bool working)
{
    const struct node *list = node_get(map, key);
    if (!list || !node_is(loader, list, NODE_LIST))
        return;
    for (const struct node *member = list->first; member; member = member->next) {
        struct day first, last;
        if (!node_is(loader, member, NODE_TEXT))
            continue;
        if (!days_read(member->text, &first, &last)) {
            fault(loader, member, ERR_MODEL_DAY, "text", member->text);
            continue;
        }
        for (struct day day = first; day.n <= last.n; day.n++)
            calendar_set(loader->model->calendar, day, working);
    }
}

void calendar_load(struct loader *loader)
{
    loader->model->calendar = calendar_new(loader->arena);
    for (size_t i = 0; i < loader->source_count; i++) {
        if (!str_starts(loader->sources[i].name, STR("calendars/")))
            continue;
        const struct node *root = yaml_read(loader, &loader->sources[i]);
        if (!root || !node_is(loader, root, NODE_MAP))
            continue;
        node_keys(loader, root, "calendar label years");
        const struct node *years = node_want(loader, root, "years");
        if (!years || !node_is(loader, years, NODE_LIST))
            continue;
        for (const struct node *year = years->first; year; year = year->next) {
            if (!node_is(loader, year, NODE_MAP))
                continue;
            node_keys(loader, year, "year notice off work");
            days_set(loader, year, "off", false);
            days_set(loader, year, "work", true);
        }
    }
}
