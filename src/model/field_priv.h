/*
 * field_priv.h - what a field type is to model/field.c: one constant of struct field_ops in each
 * file of field_types/.
 *
 * Texts come trimmed and not empty. A refusal sets an ERR_FIELD_*; field.c adds the field's name as
 * its place.
 */
#ifndef LUODI_MODEL_FIELD_PRIV_H
#define LUODI_MODEL_FIELD_PRIV_H

#include "model/model.h"

struct field_ops {
    const char *json;
    bool (*parse)(struct arena *arena, const struct field *field, struct str text,
                  struct value *value, struct err *err);
    void (*print)(const struct field *field, const struct value *value, enum lang lang,
                  struct buf *out);
    void (*print_canonical)(const struct field *field, const struct value *value, struct buf *out);
    bool (*parse_canonical)(struct arena *arena, const struct field *field, struct str text,
                            struct value *value);
    struct feel_value (*feel)(const struct field *field, const struct value *value);
    int (*cmp)(const struct value *a, const struct value *b);
};

extern const struct field_ops field_ops_text, field_ops_note, field_ops_ref, field_ops_members,
    field_ops_money, field_ops_number, field_ops_integer, field_ops_percent, field_ops_date,
    field_ops_month, field_ops_year, field_ops_yes_no, field_ops_choice, field_ops_code,
    field_ops_uscc, field_ops_feel;

/* ---- shared by types: field.c ---- */

int field_cmp_number(const struct value *a, const struct value *b);
int field_cmp_text(const struct value *a, const struct value *b);
void field_print_text(const struct field *field, const struct value *value, enum lang lang,
                      struct buf *out);
void field_print_canonical_text(const struct field *field, const struct value *value,
                                struct buf *out);
bool field_parse_canonical_text(struct arena *arena, const struct field *field, struct str text,
                                struct value *value);
struct feel_value field_feel_text(const struct field *field, const struct value *value);
/* Length and control characters; line breaks and tabs are allowed only with `lines`. */
bool field_text_check(struct arena *arena, struct str text, bool lines, struct err *err);
/* "did you mean" among choices or codes: arguments near and near_zh. */
struct field_near {
    struct str zh, en;
};
struct field_near field_nearest(struct arena *arena, struct str wrong, const struct str *names,
                                size_t count);

/* ---- shared by amounts: amount.c ---- */

bool amount_parse(struct arena *arena, const struct field *field, struct str text,
                  struct value *value, struct err *err);
void amount_print(const struct field *field, const struct value *value, enum lang lang,
                  struct buf *out);
void amount_print_canonical(const struct field *field, const struct value *value, struct buf *out);
bool amount_parse_canonical(struct arena *arena, const struct field *field, struct str text,
                            struct value *value);
struct feel_value amount_feel(const struct field *field, const struct value *value);
/* 1.23457E+08 and 9.14403E+17: what a spreadsheet makes of a long figure. */
bool amount_shortened(struct str folded);

#endif
