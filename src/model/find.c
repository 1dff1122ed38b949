/*
 * find.c - look things up in a loaded model, by name or by what people call them.
 */
#include "base/arena.h"
#include "base/must.h"
#include "base/utf8.h"
#include "model/model_priv.h"

struct str label_in(const struct label *label, enum lang lang)
{
    return lang == LANG_EN && label->en.len ? label->en : label->zh;
}

const struct kind *model_kind(const struct model *model, struct str name)
{
    for (size_t i = 0; i < model->kind_count; i++) {
        if (str_eq(model->kinds[i].name, name))
            return &model->kinds[i];
    }
    return NULL;
}

const struct metric *model_metric(const struct model *model, struct str name)
{
    for (size_t i = 0; i < model->metric_count; i++) {
        if (str_eq(model->metrics[i].name, name))
            return &model->metrics[i];
    }
    return NULL;
}

bool model_file(const struct model *model, struct str name, struct str *bytes)
{
    for (size_t i = 0; i < model->file_count; i++) {
        if (!str_eq(model->files[i].name, name))
            continue;
        *bytes = model->files[i].bytes;
        return true;
    }
    return false;
}

const struct field *kind_field(const struct kind *kind, struct str name)
{
    for (size_t i = 0; i < kind->field_count; i++) {
        if (str_eq(kind->fields[i].name, name))
            return &kind->fields[i];
    }
    return NULL;
}

const struct stage *kind_stage(const struct kind *kind, struct str name)
{
    for (size_t i = 0; i < kind->stage_count; i++) {
        if (str_eq(kind->stages[i].name, name))
            return &kind->stages[i];
    }
    return NULL;
}

/* As headers are written: folded, without blanks. */
static struct str label_key(struct arena *arena, struct str text)
{
    struct str folded = utf8_fold(arena, str_trim(text));
    char *out = arena_alloc(arena, folded.len);
    size_t len = 0;
    for (size_t i = 0; i < folded.len; i++) {
        if (folded.ptr[i] != ' ' && folded.ptr[i] != '\n' && folded.ptr[i] != '\t' &&
            folded.ptr[i] != '*')
            out[len++] = folded.ptr[i];
    }
    return (struct str){ out, len };
}

/* The same without what stands in brackets at its end, where headers keep the unit; empty where
 * nothing does. */
static struct str label_key_bare(struct str key)
{
    if (!key.len || key.ptr[key.len - 1] != ')')
        return STR("");
    for (size_t i = key.len; i > 0; i--) {
        if (key.ptr[i - 1] == '(')
            return str_slice(key, 0, i - 1);
    }
    return STR("");
}

static bool label_matches(struct arena *arena, struct str wanted, struct str name,
                          const struct label *label)
{
    return wanted.len &&
           (str_eq(wanted, label_key(arena, name)) || str_eq(wanted, label_key(arena, label->zh)) ||
            str_eq(wanted, label_key(arena, label->en)));
}

const struct field *kind_field_labelled(const struct model *model, const struct kind *kind,
                                        struct str label)
{
    (void)model;
    const struct field *found = NULL;
    struct arena *scratch = arena_new();
    struct str wanted = label_key(scratch, label);
    for (int pass = 0; pass < 2 && !found; pass++) {
        for (size_t i = 0; i < kind->field_count && !found; i++) {
            if (label_matches(scratch, wanted, kind->fields[i].name, &kind->fields[i].label))
                found = &kind->fields[i];
        }
        wanted = label_key_bare(wanted);
    }
    arena_free(scratch);
    return found;
}

const struct stage *kind_stage_labelled(const struct kind *kind, struct str label)
{
    const struct stage *found = NULL;
    struct arena *scratch = arena_new();
    struct str wanted = label_key(scratch, label);
    for (int pass = 0; pass < 2 && !found; pass++) {
        for (size_t i = 0; i < kind->stage_count && !found; i++) {
            if (label_matches(scratch, wanted, kind->stages[i].name, &kind->stages[i].label))
                found = &kind->stages[i];
        }
        wanted = label_key_bare(wanted);
    }
    arena_free(scratch);
    return found;
}

const struct code *code_find(const struct code_table *table, struct str code)
{
    size_t low = 0, high = table->count; /* sorted by code */
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = str_cmp(table->codes[middle].code, code);
        if (order == 0)
            return &table->codes[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

/* Edit distance by code points, swaps of neighbours counted as one, with what is over `most` cut
 * short. */
static size_t distance(struct arena *arena, struct str a, struct str b, size_t most)
{
    size_t rows = utf8_count(a), columns = utf8_count(b);
    if (rows > columns + most || columns > rows + most)
        return most + 1;
    size_t *cells = ARENA_ARRAY(arena, size_t, 3 * (columns + 1));
    size_t *before = cells, *last = cells + columns + 1, *now = last + columns + 1;
    for (size_t j = 0; j <= columns; j++)
        last[j] = j;
    size_t at_a = 0;
    uint32_t a_last = 0;
    for (size_t i = 1; i <= rows; i++) {
        uint32_t rune_a = utf8_next(a, &at_a), b_last = 0;
        size_t at_b = 0;
        now[0] = i;
        for (size_t j = 1; j <= columns; j++) {
            uint32_t rune_b = utf8_next(b, &at_b);
            size_t best = last[j - 1] + (rune_a != rune_b);
            best = last[j] + 1 < best ? last[j] + 1 : best;
            best = now[j - 1] + 1 < best ? now[j - 1] + 1 : best;
            if (i > 1 && j > 1 && rune_a == b_last && a_last == rune_b && before[j - 2] + 1 < best)
                best = before[j - 2] + 1;
            now[j] = best;
            b_last = rune_b;
        }
        a_last = rune_a;
        size_t *spare = before;
        before = last;
        last = now;
        now = spare;
    }
    return last[columns];
}

struct str model_nearest(struct arena *arena, struct str wrong, const struct str *names,
                         size_t count)
{
    struct str nearest = STR("");
    size_t runes = utf8_count(wrong);
    if (runes > 64)
        return nearest;
    size_t best = runes / 3 + 1; /* farther is not near; "ab" for "cd" is no help */
    struct arena_mark mark = arena_mark(arena);
    for (size_t i = 0; i < count; i++) {
        size_t d = distance(arena, wrong, names[i], best);
        if (d > best || d >= runes || (d == best && nearest.len))
            continue;
        best = d;
        nearest = names[i];
    }
    arena_reset_to(arena, mark);
    return nearest;
}
