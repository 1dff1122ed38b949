/*
 * amount.c - figures with units as people write them: 1.2亿, 1,200, １２００, 30万㎡, 15亩,
 * ￥500万元. Shared by money, number, integer and percent.
 *
 * A figure is exact or refused: 约, 以上, 左右 are told back. Without a unit it is in the field's
 * unit; with a multiplier alone (30万) it is in the field's base unit. A unit of the same dimension
 * is converted (亩 and 平方米, rounded half up at the field's scale), of another one refused naming
 * both.
 */
#include "base/arena.h"
#include "base/buf.h"
#include "base/dec.h"
#include "base/must.h"
#include "base/utf8.h"
#include "model/field_priv.h"
#include "model/model_priv.h"

enum where { BEFORE, AFTER };
static const struct {
    struct str word;
    enum where where;
} inexact[] = {
#define INEXACT(word, where) { STR_INIT(word), where },
#include "model/inexact.def"
#undef INEXACT
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Folded, without blanks; a blank between two digits stays, for "5 6" is not 56. */
static struct str amount_fold(struct arena *arena, struct str text)
{
    struct str folded = utf8_fold(arena, text);
    char *out = arena_alloc(arena, folded.len + 1);
    size_t len = 0;
    for (size_t i = 0; i < folded.len; i++) {
        bool between =
            len && is_digit(out[len - 1]) && i + 1 < folded.len && is_digit(folded.ptr[i + 1]);
        if (folded.ptr[i] != ' ' || between)
            out[len++] = folded.ptr[i];
    }
    return (struct str){ out, len };
}

bool amount_shortened(struct str folded)
{
    size_t i = 0, digits = 0;
    if (i < folded.len && folded.ptr[i] == '-')
        i++;
    for (; i < folded.len && (is_digit(folded.ptr[i]) || folded.ptr[i] == '.'); i++)
        digits++;
    if (!digits || i >= folded.len || folded.ptr[i] != 'e')
        return false;
    i++;
    if (i < folded.len && (folded.ptr[i] == '+' || folded.ptr[i] == '-'))
        i++;
    size_t start = i;
    while (i < folded.len && is_digit(folded.ptr[i]))
        i++;
    return i > start && i == folded.len;
}

static bool inexact_check(struct str folded, struct str text, struct err *err)
{
    for (size_t i = 0; i < sizeof inexact / sizeof inexact[0]; i++) {
        bool found = inexact[i].where == BEFORE ? str_starts(folded, inexact[i].word)
                                                : str_ends(folded, inexact[i].word);
        if (found)
            return err_set(err, ERR_FIELD_INEXACT, "text", text, "word", inexact[i].word);
    }
    return true;
}

/* Signs of money before the figure; what stands there counts as the unit. */
static struct str sign_cut(struct str *rest)
{
    static const struct {
        struct str sign, unit;
    } signs[] = {
#define SIGN(sign, unit) { STR_INIT(sign), STR_INIT(unit) },
#include "model/signs.def"
#undef SIGN
    };
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
        if (!str_starts(*rest, signs[i].sign))
            continue;
        *rest = str_slice(*rest, signs[i].sign.len, rest->len);
        return signs[i].unit;
    }
    return STR("");
}

/* Whether commas stand where thousands end; no comma is right too. */
static bool commas_good(struct str figure)
{
    ptrdiff_t dot = str_find(figure, STR("."), 0);
    size_t whole = dot < 0 ? figure.len : (size_t)dot;
    size_t since = 0;
    bool any = false;
    for (size_t i = 0; i < figure.len; i++) {
        char c = figure.ptr[i];
        if (c == '-')
            continue;
        if (c == ',') {
            if (i > whole || since == 0 || since > 3 || (any && since != 3))
                return false;
            any = true;
            since = 0;
        } else if (i < whole) {
            since++;
        }
    }
    return !any || since == 3;
}

/* Cut the figure off the front: sign, digits, commas, one dot. */
static bool figure_cut(struct arena *arena, struct str *rest, struct str text, struct dec *figure,
                       struct err *err)
{
    struct str at = *rest;
    bool minus = str_starts(at, STR("-"));
    if (str_starts(at, STR("−"))) { /* U+2212, as typesetters write it */
        minus = true;
        at = str_slice(at, sizeof "−" - 1, at.len);
    } else if (minus || str_starts(at, STR("+"))) {
        at = str_slice(at, 1, at.len);
    }
    size_t len = 0;
    while (len < at.len && (is_digit(at.ptr[len]) || at.ptr[len] == ',' || at.ptr[len] == '.'))
        len++;
    struct str digits = str_slice(at, 0, len);
    *rest = str_slice(at, len, at.len);
    if (str_has(digits, STR(",")) && !commas_good(digits))
        return err_set(err, ERR_FIELD_COMMA, "text", text);
    char *plain = arena_alloc(arena, len + 2);
    size_t count = 0;
    if (minus)
        plain[count++] = '-';
    for (size_t i = 0; i < len; i++) {
        if (digits.ptr[i] != ',')
            plain[count++] = digits.ptr[i];
    }
    if (len && !str_starts(*rest, STR(" ")) && dec_parse((struct str){ plain, count }, figure))
        return true;
    return err_set(err, ERR_FIELD_NUMBER, "text", text);
}

/* How many base units of the field one of `unit_text` is, as above / below; false where it is
 * another dimension. */
static bool unit_factor(const struct field *field, struct str unit_text, struct str text,
                        int64_t *above, int64_t *below, struct err *err)
{
    struct str wanted = field->unit.len ? field->unit : STR("-");
    struct unit unit, own;
    int64_t multiplier;
    struct str rest = unit_text;
    *below = 1;
    if (unit_multiplier(&rest, &multiplier) && !rest.len) {
        *above = multiplier;
        return true;
    }
    if (!unit_find(unit_text, &unit))
        return err_set(err, ERR_FIELD_UNIT_UNKNOWN, "text", text, "unit", unit_text, "wanted",
                       wanted);
    *above = unit.factor;
    if (str_eq(unit.base, field->unit_base))
        return true;
    bool counted = str_eq(str_from(unit.dimension), STR("count"));
    if (!field->unit_base.len)
        return counted ||
               err_set(err, ERR_FIELD_UNIT, "text", text, "unit", unit_text, "wanted", wanted);
    must(unit_find(field->unit_base, &own));
    if (!str_eq(str_from(unit.dimension), str_from(own.dimension)))
        return err_set(err, ERR_FIELD_UNIT, "text", text, "unit", unit_text, "wanted", wanted);
    *above = unit.factor * unit.above * own.below;
    *below = unit.below * own.above;
    return true;
}

static struct str bound_text(struct arena *arena, const struct field *field, bool has,
                             int64_t bound)
{
    if (!has)
        return STR("∞");
    struct buf out;
    buf_init(&out, arena);
    struct value value = { .present = true, .n = bound };
    amount_print(field, &value, LANG_ZH, &out);
    buf_str(&out, field->unit);
    return buf_get(&out);
}

static bool bounds_check(struct arena *arena, const struct field *field, int64_t n, struct str text,
                         struct err *err)
{
    if ((!field->has_min || n >= field->min) && (!field->has_max || n <= field->max))
        return true;
    return err_set(err, ERR_FIELD_BOUND, "text", text, "min",
                   bound_text(arena, field, field->has_min, field->min), "max",
                   bound_text(arena, field, field->has_max, field->max));
}

static bool keep(struct arena *arena, const struct field *field, struct dec amount, bool exact,
                 struct str text, int64_t *n, struct err *err)
{
    if (dec_to_scaled(amount, field->scale, exact, n))
        return bounds_check(arena, field, *n, text, err);
    if (!dec_to_scaled(amount, field->scale, false, n))
        return err_set(err, ERR_FIELD_RANGE, "text", text);
    if (field->scale == 0)
        return err_set(err, ERR_FIELD_WHOLE, "text", text);
    return err_set(err, ERR_FIELD_PLACES, "text", text, "places",
                   str_format(arena, "%d", field->scale));
}

bool amount_parse(struct arena *arena, const struct field *field, struct str text,
                  struct value *value, struct err *err)
{
    struct str folded = amount_fold(arena, text), rest = folded;
    struct dec figure, amount;
    if (text.len > 200)
        return err_set(err, ERR_FIELD_NUMBER, "text", text);
    if (amount_shortened(folded))
        return err_set(err, ERR_FIELD_SHORTENED, "text", text);
    if (!inexact_check(folded, text, err))
        return false;
    struct str unit_text = sign_cut(&rest);
    if (!figure_cut(arena, &rest, text, &figure, err))
        return false;
    if (rest.len && !unit_text.len)
        unit_text = rest;
    else if (rest.len)
        unit_text = str_ends(rest, unit_text) ? rest : str_join(arena, rest, unit_text);
    if (!unit_text.len) {
        if (!dec_mul(figure, field->unit_factor, &amount))
            return err_set(err, ERR_FIELD_RANGE, "text", text);
        return keep(arena, field, amount, true, text, &value->n, err);
    }
    int64_t above = 1, below = 1;
    if (!unit_factor(field, unit_text, text, &above, &below, err))
        return false;
    if (!dec_mul(figure, dec_from_int(above), &amount) ||
        !dec_div(amount, dec_from_int(below), &amount))
        return err_set(err, ERR_FIELD_RANGE, "text", text);
    return keep(arena, field, amount, below == 1, text, &value->n, err);
}

void amount_print(const struct field *field, const struct value *value, enum lang lang,
                  struct buf *out)
{
    (void)lang;
    struct dec amount = dec_from_scaled(value->n, field->scale);
    if (!dec_div(amount, field->unit_factor, &amount))
        amount = dec_from_scaled(value->n, field->scale);
    struct buf plain;
    buf_init(&plain, NULL);
    dec_print(amount, &plain);
    ptrdiff_t dot = str_find(buf_get(&plain), STR("."), 0);
    int places = dot < 0 ? 0 : (int)(plain.len - (size_t)dot) - 1;
    buf_release(&plain);
    dec_print_places(amount, places, true, out);
}

void amount_print_canonical(const struct field *field, const struct value *value, struct buf *out)
{
    int64_t n = value->n;
    uint64_t size = n < 0 ? 0 - (uint64_t)n : (uint64_t)n, power = 1;
    for (int i = 0; i < field->scale; i++)
        power *= 10;
    buf_printf(out, "%s%llu", n < 0 ? "-" : "", (unsigned long long)(size / power));
    if (field->scale)
        buf_printf(out, ".%0*llu", field->scale, (unsigned long long)(size % power));
}

/* [-]digits[.digits], with at most the field's places. */
bool amount_parse_canonical(struct arena *arena, const struct field *field, struct str text,
                            struct value *value)
{
    (void)arena;
    struct dec amount;
    return dec_parse(text, &amount) && dec_to_scaled(amount, field->scale, true, &value->n);
}

struct feel_value amount_feel(const struct field *field, const struct value *value)
{
    return feel_number(dec_from_scaled(value->n, field->scale));
}
