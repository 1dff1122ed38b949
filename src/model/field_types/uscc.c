/*
 * uscc.c - the unified social credit code of GB 32100-2015: 18 characters of an alphabet of 31, the
 * last one a check.
 *
 * Blanks, hyphens, case and full-width forms are forgiven, nothing else: a letter that cannot occur
 * is told with the one that was probably meant, never replaced.
 */
#include "base/arena.h"
#include "base/buf.h"
#include "base/utf8.h"
#include "model/field_priv.h"

enum { USCC_LENGTH = 18, USCC_RADIX = 31 };

static int digit_of(char c)
{
    static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    for (int i = 0; i < USCC_RADIX; i++) {
        if (alphabet[i] == c)
            return i;
    }
    return -1;
}

bool uscc_valid(struct str code)
{
    if (code.len != USCC_LENGTH)
        return false;
    int sum = 0, weight = 1, digit = 0;
    for (int i = 0; i < USCC_LENGTH; i++) {
        digit = digit_of(code.ptr[i]);
        if (digit < 0 ||
            (i >= 2 && i < 8 && digit > 9)) /* 3 to 8: the registering area, digits only */
            return false;
        if (i == USCC_LENGTH - 1)
            break;
        sum += digit * weight;
        weight = weight * 3 % USCC_RADIX;
    }
    return digit == (USCC_RADIX - sum % USCC_RADIX) % USCC_RADIX; /* 31 counts as 0 */
}

/* Without blanks and hyphens, upper case, half width. */
static struct str plain(struct arena *arena, struct str text)
{
    struct str folded = utf8_fold(arena, text);
    char *out = arena_alloc(arena, folded.len + 1);
    size_t len = 0;
    for (size_t i = 0; i < folded.len; i++) {
        char c = folded.ptr[i];
        if (c == ' ' || c == '-' || c == '\t')
            continue;
        out[len++] = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
    }
    return (struct str){ out, len };
}

/* What was probably meant by a character that never occurs. */
static struct str hint_of(struct str found)
{
    static const char wrong[] = "IOSZV";
    static const struct str right[] = { STR_INIT("1"), STR_INIT("0"), STR_INIT("5"), STR_INIT("2"),
                                        STR_INIT("U / Y") };
    for (size_t i = 0; i < sizeof wrong - 1; i++) {
        if (found.len == 1 && found.ptr[0] == wrong[i])
            return right[i];
    }
    return STR("0-9 A-Y");
}

static bool letters_check(struct arena *arena, struct str code, struct str text, struct err *err)
{
    int position = 1;
    for (size_t at = 0; at < code.len; position++) {
        size_t start = at;
        utf8_next(code, &at);
        struct str found = str_slice(code, start, at - start);
        int digit = found.len == 1 ? digit_of(found.ptr[0]) : -1;
        bool area = position >= 3 && position <= 8;
        if (digit >= 0 && (!area || digit <= 9))
            continue;
        return err_set(err, ERR_FIELD_USCC_LETTER, "text", text, "position",
                       str_format(arena, "%d", position), "found", found, "hint",
                       digit >= 0 ? STR("0-9") : hint_of(found));
    }
    return true;
}

static bool parse(struct arena *arena, const struct field *field, struct str text,
                  struct value *value, struct err *err)
{
    (void)field;
    if (text.len > 200)
        return err_set(err, ERR_FIELD_USCC_LENGTH, "text", text, "count",
                       str_format(arena, "%zu", utf8_count(text)));
    if (amount_shortened(utf8_fold(arena, text)))
        return err_set(err, ERR_FIELD_SHORTENED, "text", text);
    struct str code = plain(arena, text);
    size_t count = utf8_count(code);
    if (count != USCC_LENGTH)
        return err_set(err, ERR_FIELD_USCC_LENGTH, "text", text, "count",
                       str_format(arena, "%zu", count));
    if (!letters_check(arena, code, text, err))
        return false;
    if (!uscc_valid(code))
        return err_set(err, ERR_FIELD_USCC_CHECK, "text", text);
    value->text = code;
    return true;
}

const struct field_ops field_ops_uscc = {
    .json = "string",
    .parse = parse,
    .print = field_print_text,
    .print_canonical = field_print_canonical_text,
    .parse_canonical = field_parse_canonical_text,
    .feel = field_feel_text,
    .cmp = field_cmp_text,
};
