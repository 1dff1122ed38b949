/*
 * shown.c - numbers beside their unit, by one table (shown.def) that every face uses; bounds with their mark.
 */
#include "board/board_priv.h"

#include "base/must.h"

/* How amounts of a size are shown; `places` of a figure, a bound shows no more than it has. */
struct shown_unit { enum lang lang; struct str base; int64_t from, factor; int places; struct str word; };

static const struct shown_unit units[] = {
#define SHOWN(lang, base, from, factor, places, word) { LANG_##lang, STR_INIT(base), from, factor, places, STR_INIT(word) },
#include "board/shown.def"
#undef SHOWN
};

static const struct shown_unit *shown_unit_find(struct str base, struct dec magnitude, enum lang lang, struct shown_unit *own)
{
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (units[i].lang == lang && str_eq(units[i].base, base) && dec_cmp(magnitude, dec_from_int(units[i].from)) >= 0)
            return &units[i];
    *own = (struct shown_unit){ lang, base, 0, 1, 2, base };
    return own;
}

/* With commas and a real minus; `exact`: no zeros behind the point that say nothing. */
static void shown_print(const struct shown_unit *unit, struct dec value, bool exact, struct buf *out)
{
    struct buf digits;
    struct dec scaled = value;
    if (unit->factor != 1)
        must(dec_div(value, dec_from_int(unit->factor), &scaled));
    scaled = dec_round(scaled, unit->places, DEC_HALF_UP);
    buf_init(&digits, NULL);
    dec_print_places(dec_abs(scaled), unit->places, true, &digits);
    struct str text = buf_get(&digits);
    if (exact && str_has(text, STR("."))) {
        while (text.len && text.ptr[text.len - 1] == '0')
            text.len--;
        if (text.len && text.ptr[text.len - 1] == '.')
            text.len--;
    }
    if (dec_cmp(scaled, dec_from_int(0)) < 0)
        buf_cstr(out, "−");
    buf_str(out, text);
    buf_release(&digits);
}

struct shown shown_number(struct arena *arena, struct dec value, struct str unit, struct dec like, enum lang lang)
{
    struct shown shown = { .present = true, .value = value, .unit = unit, .of = DAY_NONE };
    struct shown_unit own;
    const struct shown_unit *row = shown_unit_find(unit, dec_abs(like), lang, &own);
    struct buf out;
    buf_init(&out, arena);
    bool money = row->places == 2 && row->factor >= 1000000;
    shown_print(row, value, !money, &out);
    shown.text = buf_get(&out);
    shown.text_unit = str_copy(arena, row->word);
    return shown;
}

int64_t shown_factor(struct str unit, struct dec like, enum lang lang)
{
    struct shown_unit own;
    return shown_unit_find(unit, dec_abs(like), lang, &own)->factor;
}

void bound_show(struct arena *arena, struct board_bound *bound, enum lang lang)
{
    static const struct { struct str op, mark; } marks[] = {
        { STR_INIT(">="), STR_INIT("≥ ") }, { STR_INIT(">"), STR_INIT("> ") }, { STR_INIT("<="), STR_INIT("≤ ") },
        { STR_INIT("<"), STR_INIT("< ") }, { STR_INIT("~"), STR_INIT("≈ ") },
    };
    struct shown_unit own;
    const struct shown_unit *row = shown_unit_find(bound->unit, dec_abs(bound->value), lang, &own);
    struct buf out;
    buf_init(&out, arena);
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (str_eq(bound->op, marks[i].op))
            buf_str(&out, marks[i].mark);
    shown_print(row, bound->value, true, &out);
    if (bound->has_max) {
        buf_cstr(&out, "–");
        shown_print(row, bound->value_max, true, &out);
    }
    bound->text = buf_get(&out);
    bound->text_unit = str_copy(arena, row->word);
}

bool percent_of(struct dec a, struct dec b, struct dec *percent)
{
    return dec_cmp(b, dec_from_int(0)) != 0 && dec_div(a, b, percent) && dec_mul(*percent, dec_from_int(100), percent);
}

struct str percent_text(struct arena *arena, struct dec percent)
{
    struct buf out;
    buf_init(&out, arena);
    dec_print_places(percent, 1, false, &out);
    struct str text = buf_get(&out);
    if (str_ends(text, STR(".0")))
        text.len -= 2;
    return str_join(arena, text, STR("%"));
}
