/*
 * choice.c - one of the field's choices, by code or by label in either language; kept as its code.
 */
#include "base/arena.h"
#include "base/buf.h"
#include "base/utf8.h"
#include "model/field_priv.h"

static const struct choice *find(const struct field *field, struct str code)
{
    for (size_t i = 0; i < field->choice_count; i++) {
        if (str_eq(field->choices[i].code, code))
            return &field->choices[i];
    }
    return NULL;
}

static bool refuse(struct arena *arena, const struct field *field, struct str text, struct err *err)
{
    struct str *names = ARENA_ARRAY(arena, struct str, 2 * field->choice_count);
    struct buf all;
    buf_init(&all, arena);
    for (size_t i = 0; i < field->choice_count; i++) {
        names[2 * i] = field->choices[i].code;
        names[2 * i + 1] = field->choices[i].label.zh;
        if (i)
            buf_cstr(&all, "、");
        buf_printf(&all, "%.*s (%.*s)", STR_ARG(field->choices[i].label.zh),
                   STR_ARG(field->choices[i].code));
    }
    struct field_near near = field_nearest(arena, text, names, 2 * field->choice_count);
    return err_set(err, ERR_FIELD_CHOICE, "text", text, "wanted", buf_get(&all), "near", near.en,
                   "near_zh", near.zh);
}

static bool parse(struct arena *arena, const struct field *field, struct str text,
                  struct value *value, struct err *err)
{
    for (size_t i = 0; i < field->choice_count; i++) { /* as most are written, without folding */
        const struct choice *choice = &field->choices[i];
        if (!str_eq(text, choice->code) && !str_eq(text, choice->label.zh))
            continue;
        value->text = choice->code;
        return true;
    }
    struct str folded = utf8_fold(arena, text);
    for (size_t i = 0; i < field->choice_count; i++) {
        const struct choice *choice = &field->choices[i];
        if (!str_eq(folded, choice->code) && !str_eq(folded, utf8_fold(arena, choice->label.zh)) &&
            !str_eq(folded, utf8_fold(arena, choice->label.en)))
            continue;
        value->text = choice->code;
        return true;
    }
    return refuse(arena, field, text, err);
}

static void print(const struct field *field, const struct value *value, enum lang lang,
                  struct buf *out)
{
    const struct choice *choice = find(field, value->text);
    buf_str(out, choice ? label_in(&choice->label, lang) : value->text);
}

/* A choice that a later definition dropped still stands in old entries. */
const struct field_ops field_ops_choice = {
    .json = "string",
    .parse = parse,
    .print = print,
    .print_canonical = field_print_canonical_text,
    .parse_canonical = field_parse_canonical_text,
    .feel = field_feel_text,
    .cmp = field_cmp_text,
};
