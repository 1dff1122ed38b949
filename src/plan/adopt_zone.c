/*
 * adopt_zone.c - the zones that a text speaks of: those of the ledger by any of their names, and
 * those that it lacks.
 *
 * A zone is found by its name, by one of its other names, or, where only one zone fits, by the end
 * of its name (a text says of itself what the register says in full). What the text's reader took
 * for a zone or a part of one, and the ledger does not have, is put down to be made; a firm, a
 * county or a class of places never is.
 */
#include "base/arena.h"
#include "base/utf8.h"
#include "plan/adopt_priv.h"

static struct str choice_city(void)
{
    return STR("city");
}

static struct str choice_zone(void)
{
    return STR("zone");
}

static struct str choice_park(void)
{
    return STR("park");
}

bool zone_is_park(const struct places *places, size_t zone)
{
    return zone != PROPOSAL_NONE && str_eq(places->zones[zone].type, choice_park());
}

static size_t zone_put(struct places *places, struct plan_zone zone)
{
    if (places->count == places->room) {
        size_t room = places->room ? places->room * 2 : 16;
        places->zones = arena_grow(places->arena, places->zones, places->room * sizeof zone,
                                   room * sizeof zone);
        places->room = room;
    }
    places->zones[places->count] = zone;
    return places->count++;
}

/* ---- the ledger's
 * ---------------------------------------------------------------------------------------- */

static struct str text_of(const struct timeline *record, const char *name)
{
    struct value value;
    timeline_value(record, kind_field(timeline_kind(record), str_from(name)), DAY_NONE, &value);
    return value.present ? value.text : (struct str){ 0 };
}

static bool visit_zone(void *host, struct timeline *record)
{
    struct places *places = host;
    struct arena *arena = places->arena;
    struct value parent;
    timeline_value(record, kind_field(timeline_kind(record), STR("parent")), DAY_NONE, &parent);
    zone_put(places,
             (struct plan_zone){ .id = timeline_record(record),
                                 .name = str_copy(arena, text_of(record, "name")),
                                 .type = str_copy(arena, text_of(record, "type")),
                                 .others = str_copy(arena, text_of(record, "short")),
                                 .parent = parent.present ? (size_t)parent.n : PROPOSAL_NONE });
    return true;
}

/* Parents are record numbers until all zones are known. */
static void parents_link(struct places *places)
{
    for (size_t i = 0; i < places->count; i++) {
        size_t number = places->zones[i].parent;
        places->zones[i].parent = PROPOSAL_NONE;
        for (size_t k = 0; number != PROPOSAL_NONE && k < places->count; k++)
            if ((size_t)places->zones[k].id.n == number)
                places->zones[i].parent = k;
    }
}

static size_t only_of_type(const struct places *places, struct str type)
{
    size_t found = PROPOSAL_NONE;
    for (size_t i = 0; i < places->count; i++) {
        if (!str_eq(places->zones[i].type, type))
            continue;
        if (found != PROPOSAL_NONE)
            return PROPOSAL_NONE;
        found = i;
    }
    return found;
}

/* ---- names
 * -------------------------------------------------------------------------------------------------
 */

static bool called(const struct plan_zone *zone, struct str name)
{
    struct str rest = zone->others, one;
    if (str_eq(zone->name, name))
        return true;
    while (rest.len && str_split(&rest, ',', &one))
        if (str_eq(str_trim(one), name))
            return true;
    return false;
}

static bool ends_alike(struct str a, struct str b)
{
    return str_ends(a, b) || str_ends(b, a);
}

/* A city is called with and without the word for city behind its name. */
static bool city_called(const struct plan_zone *zone, struct str name)
{
    return str_eq(zone->type, choice_city()) && utf8_count(name) > 1 &&
           str_starts(zone->name, name) && utf8_count(zone->name) == utf8_count(name) + 1;
}

static size_t find_known(const struct places *places, struct str name)
{
    size_t found = PROPOSAL_NONE;
    for (size_t i = 0; i < places->count; i++)
        if (called(&places->zones[i], name) || city_called(&places->zones[i], name))
            return i;
    for (size_t i = 0; i < places->count; i++) {
        if (str_eq(places->zones[i].type, choice_city()) ||
            !ends_alike(places->zones[i].name, name))
            continue;
        if (found != PROPOSAL_NONE)
            return PROPOSAL_NONE;
        found = i;
    }
    return found;
}

static const struct plan_place *place_named(const struct plan_text *text, struct str name)
{
    for (size_t i = 0; i < text->place_count; i++)
        if (str_eq(text->places[i].name, name))
            return &text->places[i];
    return NULL;
}

static bool at_home(const struct tying *tying, struct str scope)
{
    for (size_t i = 0; i < tying->home.count; i++)
        if (str_eq(tying->home.items[i], scope))
            return true;
    return false;
}

/* ---- zones to make
 * ------------------------------------------------------------------------------------------- */

static size_t make_zone(struct places *places, const struct plan_place *place)
{
    size_t parent = PROPOSAL_NONE;
    if (place->park) {
        if (place->parent != PLAN_NO_PARENT)
            places_find(places, places->text->places[place->parent].name, true, &parent);
        else
            parent = only_of_type(places, choice_zone());
    }
    bool park = parent != PROPOSAL_NONE && str_eq(places->zones[parent].type, choice_zone());
    return zone_put(places, (struct plan_zone){ .name = place->name,
                                                .make = true,
                                                .parent = park ? parent : places->home,
                                                .type = park ? choice_park() : choice_zone() });
}

enum place_found places_find(struct places *places, struct str scope, bool make, size_t *zone)
{
    *zone = places->home;
    if (!scope.len || at_home(places->tying, scope))
        return places->home == PROPOSAL_NONE ? PLACE_UNSAID : PLACE_FOUND;
    *zone = find_known(places, scope);
    if (*zone != PROPOSAL_NONE)
        return PLACE_FOUND;
    const struct plan_place *place = place_named(places->text, scope);
    if (!make || !place || !(place->zone || place->park))
        return PLACE_OUTSIDE;
    *zone = make_zone(places, place);
    return PLACE_FOUND;
}

bool places_load(struct places *places, struct ledger *ledger, struct str place, struct err *err)
{
    if (!record_each(ledger, places->model->zone, (struct entry_id){ 0 }, visit_zone, places, err))
        return false;
    parents_link(places);
    places->home = only_of_type(places, choice_city());
    if (!place.len)
        return true;
    for (size_t i = 0; i < places->count; i++)
        if (called(&places->zones[i], place))
            places->home = i;
    if (places->home == PROPOSAL_NONE)
        places->home = zone_put(places, (struct plan_zone){ .name = place,
                                                            .type = choice_city(),
                                                            .make = true,
                                                            .parent = PROPOSAL_NONE });
    return true;
}
