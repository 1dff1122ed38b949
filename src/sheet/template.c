/*
 * template.c - a workbook to fill in for a kind: what sheet_import reads back.
 *
 * The sheet to fill in has a header and nothing else, so that no example can be taken for a record;
 * examples stand on the second sheet, which explains every column.
 */
#include "base/arena.h"
#include "base/buf.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "sheet/sheet_priv.h"

enum { LIST_ROWS = 5000, WIDTH_LEAST = 10, WIDTH_MOST = 28 };

struct template
{
    struct arena *arena;
    struct ledger *ledger;
    const struct kind *kind;
    enum lang lang;
    struct sheet_writer *writer;
};

static struct str label_of(const struct template *t, const struct field *field)
{
    struct str label = label_in(&field->label, t->lang);
    if (field->unit.len == 0)
        return label;
    return str_format(t->arena, t->lang == LANG_ZH ? "%.*s（%.*s）" : "%.*s (%.*s)", STR_ARG(label),
                      STR_ARG(field->unit));
}

static struct str stage_label(const struct template *t, const struct stage *stage)
{
    return str_format(t->arena, t->lang == LANG_ZH ? "%.*s%.*s" : "%.*s %.*s",
                      STR_ARG(label_in(&stage->label, t->lang)),
                      STR_ARG(sheet_word(SHEET_WORD_DATE, t->lang)));
}

/* ---- drop-down lists ---- */

struct names {
    struct arena *arena;
    struct str *names;
    size_t count;
};

static bool name_visit(void *host, struct timeline *timeline)
{
    struct names *names = host;
    if (names->count == LIMIT_SHEET_CHOICES)
        return false;
    if (!timeline_deleted(timeline))
        names->names[names->count++] = timeline_title(names->arena, timeline);
    return true;
}

static bool ref_choices(struct template *t, const struct field *field, struct str **choices,
                        size_t *count, struct err *err)
{
    if (!t->ledger || !field->to->title)
        return true;
    struct names names = { t->arena, ARENA_ARRAY(t->arena, struct str, LIMIT_SHEET_CHOICES), 0 };
    if (!record_each(t->ledger, field->to, (struct entry_id){ 0 }, name_visit, &names, err))
        return false;
    *choices = names.names;
    *count = names.count < LIMIT_SHEET_CHOICES ? names.count
                                               : 0; /* so many are no list to choose from */
    return true;
}

static bool field_choices(struct template *t, const struct field *field, struct str **choices,
                          size_t *count, struct err *err)
{
    *count = 0;
    if (field->type == FIELD_REF)
        return ref_choices(t, field, choices, count, err);
    if (field->type == FIELD_YES_NO) {
        *choices = ARENA_ARRAY(t->arena, struct str, 2);
        (*choices)[(*count)++] = sheet_word(SHEET_WORD_YES, t->lang);
        (*choices)[(*count)++] = sheet_word(SHEET_WORD_NO, t->lang);
    } else if (field->type == FIELD_CHOICE) {
        *choices = ARENA_ARRAY(t->arena, struct str, field->choice_count);
        for (size_t i = 0; i < field->choice_count; i++)
            (*choices)[(*count)++] = label_in(&field->choices[i].label, t->lang);
    } else if (field->type == FIELD_CODE && field->codes &&
               field->codes->count < LIMIT_SHEET_CHOICES) {
        /* Names repeat along a table's levels; the code does not. */
        *choices = ARENA_ARRAY(t->arena, struct str, field->codes->count);
        for (size_t i = 0; i < field->codes->count; i++)
            (*choices)[(*count)++] = field->codes->codes[i].code;
    }
    return true;
}

/* ---- the sheet to fill in ---- */

static bool is_input(const struct field *field)
{
    return field->roll == ROLL_NONE && field->type != FIELD_FEEL;
}

static int width_of(struct str label)
{
    int width = (int)utf8_width(label) + 4;
    return width < WIDTH_LEAST ? WIDTH_LEAST : width > WIDTH_MOST ? WIDTH_MOST : width;
}

/* Figures stay figures, so that people can add them up; all else is text as it was typed. */
static bool is_text_column(const struct field *field)
{
    return field->type != FIELD_MONEY && field->type != FIELD_NUMBER &&
           field->type != FIELD_INTEGER && field->type != FIELD_PERCENT;
}

static void form_begin(struct template *t)
{
    const struct kind *kind = t->kind;
    size_t room = kind->field_count + kind->stage_count, count = 0;
    int *widths = ARENA_ARRAY(t->arena, int, room);
    bool *texts = ARENA_ARRAY(t->arena, bool, room);
    for (size_t i = 0; i < kind->field_count; i++) {
        if (!is_input(&kind->fields[i]))
            continue;
        texts[count] = is_text_column(&kind->fields[i]);
        widths[count++] = width_of(label_of(t, &kind->fields[i]));
    }
    for (size_t i = 0; i < kind->stage_count; i++) {
        texts[count] = true;
        widths[count++] = width_of(stage_label(t, &kind->stages[i]));
    }
    sheet_writer_sheet(t->writer, &(struct sheet_layout){ .name = label_in(&kind->label, t->lang),
                                                          .widths = widths,
                                                          .width_count = count,
                                                          .freeze_rows = 1,
                                                          .text_columns = texts });
}

static bool form_write(struct template *t, struct err *err)
{
    uint32_t column = 0;
    form_begin(t);
    for (size_t i = 0; i < t->kind->field_count; i++) {
        const struct field *field = &t->kind->fields[i];
        if (!is_input(field))
            continue;
        struct str *choices = NULL;
        size_t count;
        if (!field_choices(t, field, &choices, &count, err))
            return false;
        sheet_writer_choices(t->writer, column, 2, LIST_ROWS, choices, count);
        sheet_writer_text(t->writer, column++, label_of(t, field),
                          field->required ? SHEET_REQUIRED : SHEET_HEADER);
    }
    for (size_t i = 0; i < t->kind->stage_count; i++)
        sheet_writer_text(t->writer, column++, stage_label(t, &t->kind->stages[i]), SHEET_HEADER);
    return true;
}

/* ---- the sheet that explains ---- */

static struct str example_of(const struct template *t, const struct field *field)
{
    if (field->type == FIELD_CHOICE && field->choice_count > 0)
        return label_in(&field->choices[0].label, t->lang);
    if (field->type == FIELD_CODE && field->codes && field->codes->count > 0)
        return field->codes->codes[field->codes->count - 1].code;
    if (field->type == FIELD_YES_NO)
        return sheet_word(SHEET_WORD_YES, t->lang);
    return sheet_type_example(field->type);
}

static void note_row(struct template *t, const struct str texts[7], enum sheet_style style)
{
    for (uint32_t i = 0; i < 7; i++)
        sheet_writer_text(t->writer, i, texts[i], style);
    sheet_writer_row(t->writer);
}

static void notes_write(struct template *t)
{
    static const int widths[7] = { 24, 20, 8, 36, 10, 24, 50 };
    static const enum sheet_word heads[7] = { SHEET_WORD_COLUMN,   SHEET_WORD_NAME,
                                              SHEET_WORD_REQUIRED, SHEET_WORD_FORM,
                                              SHEET_WORD_UNIT,     SHEET_WORD_EXAMPLE,
                                              SHEET_WORD_HELP };
    struct str texts[7], yes = sheet_word(SHEET_WORD_YES, t->lang);
    const struct kind *kind = t->kind;
    sheet_writer_sheet(t->writer,
                       &(struct sheet_layout){ .name = sheet_word(SHEET_WORD_NOTES, t->lang),
                                               .widths = widths,
                                               .width_count = 7,
                                               .freeze_rows = 1 });
    for (size_t i = 0; i < 7; i++)
        texts[i] = sheet_word(heads[i], t->lang);
    note_row(t, texts, SHEET_HEADER);
    for (size_t i = 0; i < kind->field_count; i++) {
        const struct field *field = &kind->fields[i];
        struct str row[7] = {
            label_in(&field->label, t->lang),      field->name, field->required ? yes : STR(""),
            sheet_type_word(field->type, t->lang), field->unit, example_of(t, field),
            label_in(&field->help, t->lang)
        };
        if (is_input(field))
            note_row(t, row, SHEET_NOTE);
    }
    for (size_t i = 0; i < kind->stage_count; i++) {
        struct str row[7] = { stage_label(t, &kind->stages[i]),
                              kind->stages[i].name,
                              STR(""),
                              sheet_word(SHEET_WORD_STAGE_FORM, t->lang),
                              STR(""),
                              sheet_type_example(FIELD_DATE),
                              label_in(&kind->stages[i].evidence_label, t->lang) };
        note_row(t, row, SHEET_NOTE);
    }
    if (kind->key_count == 0)
        return;
    struct buf key;
    buf_init(&key, t->arena);
    for (size_t i = 0; i < kind->key_count; i++)
        buf_printf(&key, "%s%.*s", i > 0 ? " + " : "",
                   STR_ARG(label_in(&kind->key[i]->label, t->lang)));
    struct str row[7] = { buf_get(&key), STR(""), STR(""),
                          sheet_word(SHEET_WORD_KEY_NOTE, t->lang) };
    note_row(t, row, SHEET_NOTE);
}

bool sheet_template(struct arena *arena, struct ledger *ledger, const struct kind *kind,
                    struct str path, struct instant created, enum lang lang, struct err *err)
{
    struct template t = { .arena = arena, .ledger = ledger, .kind = kind, .lang = lang };
    if (!sheet_writer_begin(arena, path, created, &t.writer, err))
        return false;
    if (!form_write(&t, err)) {
        sheet_writer_drop(t.writer);
        return false;
    }
    notes_write(&t);
    return sheet_writer_end(t.writer, err);
}
