/*
 * import_map.c - which kind a sheet holds, and what each of its columns is.
 *
 * A column is a field (by name or label in either language), a stage (its label, alone or with 日期
 * behind it), the reason of stages, or the day from which the row's values hold. Others are left
 * alone and reported.
 */
#include "base/arena.h"
#include "base/limits.h"
#include "sheet/import_priv.h"

static bool in_list(const struct sheet_word_list *list, struct str word)
{
    for (size_t i = 0; i < list->count; i++)
        if (str_eq(word, list->words[i]))
            return true;
    return false;
}

/* ---- labels of a kind ---- */

/* Every name and label of a kind's fields and stages, squeezed: asked for each text of the first
 * rows. */
struct known_in {
    struct import *import;
    const struct kind *kind;
    struct text_map map; /* field: its index; stage: STAGE_BASE and its index */
};
enum { STAGE_BASE = 1 << 20, LABEL_BYTES_MAX = 256 };

static void label_add(struct known_in *known, struct str label, int64_t n)
{
    int64_t there;
    struct str word = sheet_squeeze(known->import->arena, label);
    if (word.len > 0 && !text_map_find(&known->map, word, &there))
        text_map_put(&known->map, word, n);
}

static void labels_make(struct import *import, const struct kind *kind, struct known_in *known)
{
    *known = (struct known_in){ .import = import, .kind = kind, .map = { .arena = import->arena } };
    for (size_t i = 0; i < kind->field_count; i++) {
        label_add(known, kind->fields[i].label.zh, (int64_t)i);
        label_add(known, kind->fields[i].label.en, (int64_t)i);
        label_add(known, kind->fields[i].name, (int64_t)i);
    }
    for (size_t i = 0; i < kind->stage_count; i++) {
        label_add(known, kind->stages[i].label.zh, STAGE_BASE + (int64_t)i);
        label_add(known, kind->stages[i].label.en, STAGE_BASE + (int64_t)i);
        label_add(known, kind->stages[i].name, STAGE_BASE + (int64_t)i);
    }
}

/* A stage by its label with a word for date behind it: 签约日期. */
static bool stage_dated(const struct known_in *known, struct str word, int64_t *n)
{
    const struct sheet_word_list *dates = &known->import->words.dates;
    for (size_t i = 0; i < dates->count; i++)
        if (word.len > dates->words[i].len && str_ends(word, dates->words[i]) &&
            text_map_find(&known->map, str_slice(word, 0, word.len - dates->words[i].len), n) &&
            *n >= STAGE_BASE)
            return true;
    return false;
}

static bool column_known(const struct known_in *known, struct str label,
                         struct import_column *column)
{
    struct import *import = known->import;
    int64_t n = 0;
    column->field = NULL;
    column->stage = NULL;
    if (label.len == 0 || label.len > LABEL_BYTES_MAX)
        return false;
    struct arena_mark mark = arena_mark(import->scratch);
    struct str word = sheet_squeeze(import->scratch, label);
    bool found = text_map_find(&known->map, word, &n) || stage_dated(known, word, &n);
    column->role = n >= STAGE_BASE ? COLUMN_STAGE : COLUMN_FIELD;
    if (found && n >= STAGE_BASE)
        column->stage = &known->kind->stages[n - STAGE_BASE];
    else if (found)
        column->field = &known->kind->fields[n];
    if (!found && in_list(&import->words.reasons, word)) {
        column->role = COLUMN_REASON;
        found = true;
    } else if (!found && in_list(&import->words.effective, word)) {
        column->role = COLUMN_EFFECTIVE;
        found = true;
    }
    arena_reset_to(import->scratch, mark);
    return found;
}

/* ---- which kind ---- */

static bool label_known(void *context, struct str label)
{
    struct import_column column;
    return column_known(context, label, &column);
}

static bool is_default(const struct import *import, const struct field *field)
{
    for (size_t i = 0; i < import->options->default_count; i++)
        if (str_eq(import->options->defaults[i].name, field->name))
            return true;
    return false;
}

static bool is_covered(const struct known_in *known, const struct field *field,
                       const struct sheet_head *head)
{
    struct import_column column;
    for (size_t i = 0; i < head->count; i++)
        if (column_known(known, head->columns[i].label, &column) && column.field == field)
            return true;
    return is_default(known->import, field);
}

/* How well a kind's labels fit; 0 not at all. The name on the tab counts most, then that every
 * required field has a column, then the number of columns known. */
static size_t kind_score(struct import *import, const struct kind *kind, struct err *err)
{
    struct known_in known;
    struct sheet_head head;
    labels_make(import, kind, &known);
    if (!sheet_head_find(import->arena, import->book, import->index, &import->words,
                         (struct sheet_known){ label_known, &known }, &head, err))
        return 0;
    size_t score = 0, all = 1;
    for (size_t i = 0; i < head.count; i++)
        score += 10 * head.columns[i].known;
    for (size_t i = 0; i < kind->field_count; i++)
        if (kind->fields[i].required && !is_covered(&known, &kind->fields[i], &head))
            all = 0;
    struct str sheet = sheet_about(import->book, import->index)->name;
    bool named =
        str_eq(sheet, kind->label.zh) || str_eq(sheet, kind->label.en) || str_eq(sheet, kind->name);
    return score + all * 1000 + named * 100000;
}

bool import_kind_find(struct import *import, struct err *err)
{
    import->kind = import->options->kind;
    if (import->kind)
        return true;
    size_t best = 0, ties = 0;
    struct str names = STR(""), names_en = STR("");
    struct err why;
    err_init(&why);
    for (size_t i = 0; i < import->model->kind_count; i++) {
        const struct kind *kind = &import->model->kinds[i];
        size_t score = kind_score(import, kind, &why);
        if (score == 0 && why.code != ERR_SHEET_NO_HEADER)
            break; /* the sheet itself cannot be read */
        if (score == 0 || score < best)
            continue;
        ties = score == best ? ties + 1 : 1;
        names = score == best ? str_format(import->arena, "%.*s、%.*s", STR_ARG(names),
                                           STR_ARG(kind->label.zh))
                              : kind->label.zh;
        names_en = score == best ? str_format(import->arena, "%.*s, %.*s", STR_ARG(names_en),
                                              STR_ARG(kind->label.en))
                                 : kind->label.en;
        best = score;
        import->kind = kind;
    }
    if (ties == 1)
        return true;
    struct str sheet = sheet_about(import->book, import->index)->name;
    if (ties > 1)
        return err_set(err, ERR_SHEET_KIND_UNSURE, "sheet", sheet, "kinds", names, "kinds_en",
                       names_en);
    /* No kind fits: say so, or say the fault again. */
    struct known_in known;
    labels_make(import, &import->model->kinds[0], &known);
    return sheet_head_find(import->arena, import->book, import->index, &import->words,
                           (struct sheet_known){ label_known, &known }, &import->head, err);
}

/* ---- units ---- */

static bool is_amount(const struct field *field)
{
    return field->type == FIELD_MONEY || field->type == FIELD_NUMBER ||
           field->type == FIELD_INTEGER || field->type == FIELD_PERCENT;
}

/* Does the field's type read figures in this unit? */
static bool unit_fits(struct import *import, const struct field *field, struct str unit)
{
    struct value value;
    struct err err;
    err_init(&err);
    struct str figure = str_join(import->scratch, STR("1"), unit);
    return field_parse(import->scratch, field, figure, &value, &err) ||
           (err.code != ERR_FIELD_UNIT && err.code != ERR_FIELD_UNIT_UNKNOWN &&
            err.code != ERR_FIELD_NUMBER);
}

/* The note above the table may name several: 单位：万元、亩. The first that fits is meant. */
static struct str unit_above(struct import *import, const struct field *field)
{
    struct str rest = import->head.unit;
    while (rest.len > 0) {
        size_t end = rest.len, skip = 1;
        static const struct str marks[] = { STR_INIT("、"), STR_INIT("，"), STR_INIT(","),
                                            STR_INIT("；"), STR_INIT(";"),  STR_INIT(" "),
                                            STR_INIT(")"),  STR_INIT("）") };
        for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
            ptrdiff_t at = str_find(rest, marks[i], 0);
            if (at >= 0 && (size_t)at < end) {
                end = (size_t)at;
                skip = marks[i].len;
            }
        }
        struct str unit = str_trim(str_slice(rest, 0, end));
        if (unit.len > 0 && unit_fits(import, field, unit))
            return unit;
        rest = str_slice(rest, end + skip, rest.len);
    }
    return STR("");
}

static bool column_unit(struct import *import, struct import_column *column, struct str given,
                        struct err *err)
{
    const struct field *field = column->field;
    if (!field || !is_amount(field))
        return true;
    if (given.len > 0 && !unit_fits(import, field, given)) {
        if (field->unit.len > 0)
            return err_set(err, ERR_SHEET_UNIT, "label", column->label, "unit", given, "wanted",
                           field->unit);
        given = STR(""); /* a remark behind the label of a plain number */
    }
    if (given.len == 0 && field->unit.len > 0)
        given = unit_above(import, field);
    column->unit = given.len > 0 ? given : field->unit;
    column->append = str_eq(given, field->unit) ? STR("") : given;
    return true;
}

/* ---- columns ---- */

static struct str column_letters(struct import *import, uint32_t column)
{
    struct str name = sheet_cell_name(import->arena, column, 1);
    return str_slice(name, 0, name.len - 1);
}

static bool column_twice(struct import *import, const struct import_column *column, struct err *err)
{
    for (size_t i = 0; i < import->column_count; i++) {
        const struct import_column *other = &import->columns[i];
        if (other->role != column->role || other->field != column->field ||
            other->stage != column->stage)
            continue;
        return err_set(err, ERR_SHEET_COLUMN_TWICE, "label", column->label, "first",
                       column_letters(import, other->column), "second",
                       column_letters(import, column->column)) ||
               true;
    }
    return false;
}

static bool column_take(struct import *import, const struct known_in *labels,
                        const struct sheet_column *found, struct err *err)
{
    struct sheet_report *report = import->report;
    struct import_column column = { .column = found->column, .label = found->label };
    bool known = found->known && column_known(labels, found->label, &column);
    if (!known || (column.field && column.field->roll != ROLL_NONE)) {
        report->ignored[report->ignored_count++] = found->label;
        return true;
    }
    if (column_twice(import, &column, err) || !column_unit(import, &column, found->unit, err))
        return false;
    import->columns[import->column_count++] = column;
    report->columns[report->column_count++] =
        (struct sheet_mapped){ column.label, column.unit, column.column, column.field,
                               column.stage };
    return true;
}

/* Where nothing is in the ledger yet every row is new, and needs what is required. */
static bool required_there(struct import *import, struct err *err)
{
    struct str labels = STR(""), labels_en = STR("");
    for (size_t i = 0; i < import->kind->field_count && !import->existing; i++) {
        const struct field *field = &import->kind->fields[i];
        bool there = !field->required || is_default(import, field);
        for (size_t k = 0; k < import->column_count; k++)
            there = there || import->columns[k].field == field;
        if (there)
            continue;
        labels = str_format(import->arena, "%.*s%s%.*s", STR_ARG(labels),
                            labels.len > 0 ? "、" : "", STR_ARG(field->label.zh));
        labels_en = str_format(import->arena, "%.*s%s%.*s", STR_ARG(labels_en),
                               labels_en.len > 0 ? ", " : "", STR_ARG(field->label.en));
    }
    return labels.len == 0 ||
           err_set(err, ERR_SHEET_COLUMN_MISSING, "labels", labels, "labels_en", labels_en);
}

static bool defaults_named(struct import *import, struct err *err)
{
    for (size_t i = 0; i < import->options->default_count; i++) {
        const struct field *field = kind_field(import->kind, import->options->defaults[i].name);
        if (!field || field->roll != ROLL_NONE)
            return err_set(err, ERR_SHEET_DEFAULT, "field", import->options->defaults[i].name);
    }
    return true;
}

bool import_columns_find(struct import *import, struct err *err)
{
    struct known_in known;
    labels_make(import, import->kind, &known);
    if (!defaults_named(import, err) ||
        !sheet_head_find(import->arena, import->book, import->index, &import->words,
                         (struct sheet_known){ label_known, &known }, &import->head, err))
        return false;
    import->columns = ARENA_ARRAY(import->arena, struct import_column, import->head.count);
    import->report->columns = ARENA_ARRAY(import->arena, struct sheet_mapped, import->head.count);
    import->report->ignored = ARENA_ARRAY(import->arena, struct str, import->head.count);
    for (size_t i = 0; i < import->head.count; i++)
        if (!column_take(import, &known, &import->head.columns[i], err))
            return false;
    return required_there(import, err);
}
