/*
 * code.c - a code of the field's table, by code (with or without the letters before its digits), by
 * name, or by both as shown; kept as its code.
 */
#include "base/arena.h"
#include "base/buf.h"
#include "base/utf8.h"
#include "model/field_priv.h"

/* The first of the table's names that is not before `folded`. */
static size_t name_first(const struct code_table *table, struct str folded)
{
    size_t low = 0, high = table->name_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (str_cmp(table->names[middle].folded, folded) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool refuse(struct arena *arena, const struct field *field, struct str text, struct err *err)
{
    const struct code_table *table = field->codes;
    struct str *names = ARENA_ARRAY(arena, struct str, 2 * table->count);
    for (size_t i = 0; i < table->count; i++) {
        names[2 * i] = table->codes[i].code;
        names[2 * i + 1] = table->codes[i].label.zh;
    }
    struct field_near near = field_nearest(arena, text, names, 2 * table->count);
    return err_set(err, ERR_FIELD_CODE, "text", text, "table", table->name, "near", near.en,
                   "near_zh", near.zh);
}

/* One code inside the other (a group of one class bears its class's name): the wider one is meant.
 */
static bool wider(const struct code *a, const struct code *b)
{
    return str_starts(b->code, a->code);
}

static bool parse(struct arena *arena, const struct field *field, struct str text,
                  struct value *value, struct err *err)
{
    ptrdiff_t blank = str_find(text, STR(" "), 0); /* "C3921 name", as it is shown */
    struct str first = blank < 0 ? text : str_slice(text, 0, (size_t)blank);
    const struct code *found = code_find(field->codes, first), *other = NULL;
    if (found) {
        value->text = found->code;
        return true;
    }
    const struct code_table *table = field->codes;
    struct str folded = utf8_fold(arena, text);
    for (size_t i = name_first(table, folded); i < table->name_count; i++) {
        const struct code *code = table->names[i].code;
        if (!str_eq(table->names[i].folded, folded))
            break;
        if (!found || wider(code, found))
            found = code;
        else if (!wider(found, code))
            other = code;
    }
    if (found && other)
        return err_set(err, ERR_FIELD_CODE_MANY, "text", text, "table", field->codes->name,
                       "wanted",
                       str_format(arena, "%.*s, %.*s", STR_ARG(found->code), STR_ARG(other->code)));
    if (!found)
        return refuse(arena, field, text, err);
    value->text = found->code;
    return true;
}

static void print(const struct field *field, const struct value *value, enum lang lang,
                  struct buf *out)
{
    const struct code *code = code_find(field->codes, value->text);
    buf_str(out, value->text);
    if (!code)
        return;
    buf_char(out, ' ');
    buf_str(out, label_in(&code->label, lang));
}

const struct field_ops field_ops_code = {
    .json = "string",
    .parse = parse,
    .print = print,
    .print_canonical = field_print_canonical_text,
    .parse_canonical = field_parse_canonical_text,
    .feel = field_feel_text,
    .cmp = field_cmp_text,
};
