/*
 * text.c - one line of text. Line breaks and tabs, which come with spreadsheet cells, become
 * blanks.
 */
#include "base/arena.h"
#include "model/field_priv.h"

static bool parse(struct arena *arena, const struct field *field, struct str text,
                  struct value *value, struct err *err)
{
    (void)field;
    if (!field_text_check(arena, text, true, err))
        return false;
    char *out = arena_alloc(arena, text.len);
    size_t len = 0;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        bool blank = c == '\n' || c == '\r' || c == '\t';
        if (!blank)
            out[len++] = c;
        else if (len && out[len - 1] != ' ')
            out[len++] = ' ';
    }
    value->text = (struct str){ out, len };
    return true;
}

const struct field_ops field_ops_text = {
    .json = "string",
    .parse = parse,
    .print = field_print_text,
    .print_canonical = field_print_canonical_text,
    .parse_canonical = field_parse_canonical_text,
    .feel = field_feel_text,
    .cmp = field_cmp_text,
};
