/* shown.c - see shown.h. */
#include "model/shown.h"

#include "base/buf.h"
#include "base/must.h"

static const struct shown_unit rows[] = {
#define SHOWN(base, from, factor, places, zh, en) \
    { STR_INIT(base), from, factor, places, STR_INIT(zh), STR_INIT(en) },
#include "model/shown.def"
#undef SHOWN
};

const struct shown_unit *shown_unit_find(struct str base, struct dec magnitude, struct shown_unit *own)
{
    struct dec size = dec_abs(magnitude);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (str_eq(rows[i].base, base) && dec_cmp(size, dec_from_int(rows[i].from)) >= 0)
            return &rows[i];
    *own = (struct shown_unit){ .base = base, .factor = 1, .places = 2, .zh = base, .en = base };
    return own;
}

struct str shown_unit_name(const struct shown_unit *unit, enum lang lang)
{
    return lang == LANG_ZH ? unit->zh : unit->en;
}

void shown_print(const struct shown_unit *unit, struct dec value, bool exact, struct buf *out)
{
    struct dec shown = value;
    must(dec_div(value, dec_from_int(unit->factor), &shown));
    shown = dec_round(shown, unit->places, DEC_HALF_UP);
    int places = unit->places;
    if (exact || unit->factor == 1)
        while (places > 0 && dec_cmp(dec_round(shown, places - 1, DEC_HALF_UP), shown) == 0)
            places--;
    if (dec_cmp(shown, dec_from_int(0)) < 0)
        buf_cstr(out, "−");
    dec_print_places(dec_abs(shown), places, true, out);
}
