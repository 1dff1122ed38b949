/*
 * yes_no.c - yes or no, as forms and sheets write it.
 */
#include "base/arena.h"
#include "base/buf.h"
#include "base/utf8.h"
#include "model/field_priv.h"

static const struct {
    struct str text;
    bool yes;
} words[] = {
    { STR_INIT("yes"), true },  { STR_INIT("no"), false },    { STR_INIT("是"), true },
    { STR_INIT("否"), false },  { STR_INIT("有"), true },     { STR_INIT("无"), false },
    { STR_INIT("true"), true }, { STR_INIT("false"), false }, { STR_INIT("y"), true },
    { STR_INIT("n"), false },   { STR_INIT("1"), true },      { STR_INIT("0"), false },
    { STR_INIT("√"), true },    { STR_INIT("×"), false },     { STR_INIT("✓"), true },
    { STR_INIT("✗"), false },
};

static bool parse(struct arena *arena, const struct field *field, struct str text,
                  struct value *value, struct err *err)
{
    (void)field;
    struct str folded = utf8_fold(arena, text);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (!str_eq(folded, words[i].text))
            continue;
        value->n = words[i].yes;
        return true;
    }
    return err_set(err, ERR_FIELD_YES_NO, "text", text);
}

static void print(const struct field *field, const struct value *value, enum lang lang,
                  struct buf *out)
{
    (void)field;
    buf_str(out, words[(lang == LANG_ZH ? 2 : 0) + (value->n ? 0 : 1)].text);
}

static void print_canonical(const struct field *field, const struct value *value, struct buf *out)
{
    (void)field;
    buf_str(out, words[value->n ? 0 : 1].text);
}

static bool parse_canonical(struct arena *arena, const struct field *field, struct str text,
                            struct value *value)
{
    (void)arena;
    (void)field;
    value->n = str_eq(text, words[0].text);
    return value->n || str_eq(text, words[1].text);
}

static struct feel_value feel(const struct field *field, const struct value *value)
{
    (void)field;
    return feel_boolean(value->n != 0);
}

const struct field_ops field_ops_yes_no = {
    .json = "boolean",
    .parse = parse,
    .print = print,
    .print_canonical = print_canonical,
    .parse_canonical = parse_canonical,
    .feel = feel,
    .cmp = field_cmp_number,
};
