/*
 * unit.c - units as people write them: a multiplier (万, 亿, 千万 ..) before a unit of units.def.
 */
#include "model/model_priv.h"

static const struct unit_row {
    struct str name, base;
    int64_t factor;
    const char *dimension;
    int64_t above, below;
} rows[] = {
#define UNIT(name, base, factor, dimension, above, below)                                          \
    { STR_INIT(name), STR_INIT(base), factor, dimension, above, below },
#include "model/units.def"
#undef UNIT
};

/* In the order in which they are tried: longer ones first. */
static const struct {
    struct str name;
    int64_t factor;
} multipliers[] = {
#define MULTIPLIER(name, factor) { STR_INIT(name), factor },
#include "model/multipliers.def"
#undef MULTIPLIER
};

bool unit_multiplier(struct str *text, int64_t *factor)
{
    for (size_t i = 0; i < sizeof multipliers / sizeof multipliers[0]; i++) {
        if (!str_starts(*text, multipliers[i].name))
            continue;
        *text = str_slice(*text, multipliers[i].name.len, text->len);
        *factor = multipliers[i].factor;
        return true;
    }
    return false;
}

static bool row_find(struct str text, int64_t multiplier, struct unit *unit)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (!str_eq(text, rows[i].name))
            continue;
        unit->base = rows[i].base;
        unit->factor = rows[i].factor * multiplier;
        unit->dimension = rows[i].dimension;
        unit->above = rows[i].above;
        unit->below = rows[i].below;
        return true;
    }
    return false;
}

bool unit_find(struct str text, struct unit *unit)
{
    if (row_find(text, 1, unit))
        return true;
    int64_t multiplier;
    struct str rest = text;
    return unit_multiplier(&rest, &multiplier) && rest.len && row_find(rest, multiplier, unit);
}

bool unit_is_money(const struct unit *unit)
{
    return str_eq(unit->base, unit_money());
}

struct str unit_money(void)
{
    return rows[0].base;
}
