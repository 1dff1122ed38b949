/*
 * field.c - the doors to the field types: parse, print, canonical text, FEEL value, order. Each
 * type is a file of field_types/.
 */
#include "base/arena.h"
#include "base/buf.h"
#include "base/limits.h"
#include "base/must.h"
#include "model/field_priv.h"
#include "model/model_priv.h"

static const struct field_ops *const ops[FIELD_TYPE_COUNT] = {
    [FIELD_TEXT] = &field_ops_text,       [FIELD_NOTE] = &field_ops_note,
    [FIELD_REF] = &field_ops_ref,         [FIELD_MEMBERS] = &field_ops_members,
    [FIELD_MONEY] = &field_ops_money,     [FIELD_NUMBER] = &field_ops_number,
    [FIELD_INTEGER] = &field_ops_integer, [FIELD_PERCENT] = &field_ops_percent,
    [FIELD_DATE] = &field_ops_date,       [FIELD_MONTH] = &field_ops_month,
    [FIELD_YEAR] = &field_ops_year,       [FIELD_YES_NO] = &field_ops_yes_no,
    [FIELD_CHOICE] = &field_ops_choice,   [FIELD_CODE] = &field_ops_code,
    [FIELD_USCC] = &field_ops_uscc,       [FIELD_FEEL] = &field_ops_feel,
};

static const struct field_ops *ops_of(const struct field *field)
{
    must((unsigned)field->type < FIELD_TYPE_COUNT);
    return ops[field->type];
}

bool field_parse(struct arena *arena, const struct field *field, struct str text,
                 struct value *value, struct err *err)
{
    *value = (struct value){ 0 };
    text = str_trim(text);
    if (!text.len)
        return true;
    bool good;
    if (field->roll != ROLL_NONE)
        good = err_set(err, ERR_FIELD_ROLLED);
    else
        good = ops_of(field)->parse(arena, field, text, value, err);
    if (!good) {
        *value = (struct value){ 0 };
        return err_at_field(err, field->name);
    }
    value->present = true;
    return true;
}

void field_print(const struct field *field, const struct value *value, enum lang lang,
                 struct buf *out)
{
    if (value->present)
        ops_of(field)->print(field, value, lang, out);
}

void field_print_canonical(const struct field *field, const struct value *value, struct buf *out)
{
    if (value->present)
        ops_of(field)->print_canonical(field, value, out);
}

bool field_parse_canonical(struct arena *arena, const struct field *field, struct str text,
                           struct value *value)
{
    *value = (struct value){ 0 };
    if (!text.len)
        return true;
    if (!ops_of(field)->parse_canonical(arena, field, text, value)) {
        *value = (struct value){ 0 };
        return false;
    }
    value->present = true;
    return true;
}

struct feel_value field_feel(const struct field *field, const struct value *value)
{
    return value->present ? ops_of(field)->feel(field, value) : feel_null();
}

int field_cmp(const struct field *field, const struct value *a, const struct value *b)
{
    if (!a->present || !b->present)
        return (int)a->present - (int)b->present;
    return ops_of(field)->cmp(a, b);
}

const char *field_json_type(enum field_type type)
{
    must((unsigned)type < FIELD_TYPE_COUNT);
    return ops[type]->json;
}

/* ---- shared by types ---- */

int field_cmp_number(const struct value *a, const struct value *b)
{
    return a->n < b->n ? -1 : a->n > b->n;
}

int field_cmp_text(const struct value *a, const struct value *b)
{
    return str_cmp(a->text, b->text);
}

void field_print_text(const struct field *field, const struct value *value, enum lang lang,
                      struct buf *out)
{
    (void)field;
    (void)lang;
    buf_str(out, value->text);
}

void field_print_canonical_text(const struct field *field, const struct value *value,
                                struct buf *out)
{
    (void)field;
    buf_str(out, value->text);
}

bool field_parse_canonical_text(struct arena *arena, const struct field *field, struct str text,
                                struct value *value)
{
    (void)field;
    value->text = str_copy(arena, text);
    return true;
}

struct feel_value field_feel_text(const struct field *field, const struct value *value)
{
    (void)field;
    return feel_string(value->text);
}

bool field_text_check(struct arena *arena, struct str text, bool lines, struct err *err)
{
    if (text.len > LIMIT_FIELD_BYTES)
        return err_set(err, ERR_FIELD_TOO_LONG, "bytes", str_format(arena, "%zu", text.len),
                       "limit", str_format(arena, "%d", LIMIT_FIELD_BYTES));
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        bool line = c == '\n' || c == '\t' || c == '\r';
        if ((c >= 32 && c != 127) || (line && lines))
            continue;
        return err_set(err, ERR_FIELD_CONTROL, "byte", str_format(arena, "%zu", i + 1));
    }
    return true;
}

struct field_near field_nearest(struct arena *arena, struct str wrong, const struct str *names,
                                size_t count)
{
    struct loader loader = { .arena = arena };
    struct near_words near = near_words(&loader, wrong, names, count);
    return (struct field_near){ near.zh, near.en };
}
