/*
 * find.c - what people call a zone, and the moments that they ask for.
 */
#include "board/board_priv.h"

#include <string.h>

struct zone_search { struct ledger *ledger; struct arena *arena; struct str text; struct record_id found; struct buf names; };

static bool called(const struct timeline *zone, const char *field_name, struct str text)
{
    const struct field *field = kind_field(timeline_kind(zone), str_from(field_name));
    struct value value;
    timeline_value(zone, field, DAY_NONE, &value);
    if (!value.present)
        return false;
    struct str rest = value.text, one;
    while (str_split(&rest, ',', &one))
        if (str_eq(str_trim(one), text))
            return true;
    return false;
}

static bool visit_zone_name(void *host, struct timeline *zone)
{
    struct zone_search *search = host;
    int64_t n;
    bool number = search->text.len > 1 && search->text.ptr[0] == '#'
        ? str_to_int(str_slice(search->text, 1, search->text.len), &n) : str_to_int(search->text, &n);
    if ((number && timeline_record(zone).n == n) || called(zone, "name", search->text) || called(zone, "short", search->text))
        search->found = timeline_record(zone);
    if (search->names.len)
        buf_cstr(&search->names, ", ");
    buf_str(&search->names, timeline_title(search->arena, zone));
    return !search->found.n;
}

bool zone_find(struct ledger *ledger, struct arena *arena, struct str text, struct entry_id as_of, struct record_id *zone, struct err *err)
{
    struct zone_search search = { .ledger = ledger, .arena = arena, .text = str_trim(text) };
    buf_init(&search.names, arena);
    if (!record_each(ledger, ledger_model(ledger)->zone, as_of, visit_zone_name, &search, err))
        return false;
    *zone = search.found;
    return search.found.n || err_set(err, ERR_BOARD_ZONE, "zone", text, "zones", buf_get(&search.names));
}

bool on_default(struct ledger *ledger, struct entry_id as_of, struct day *on, struct err *err)
{
    struct head head;
    if (!ledger_head(ledger, &head, err))
        return false;
    *on = instant_day(head.recorded);
    if (!as_of.n || as_of.n >= head.position.n)
        return true;
    struct instant recorded;
    struct hash hash;
    bool ok = entry_moment(ledger, as_of, &recorded, &hash, err);
    if (ok)
        *on = instant_day(recorded);
    return ok;
}

bool as_of_parse(struct ledger *ledger, struct str text, struct entry_id *position, struct day *day, struct err *err)
{
    struct instant instant;
    *day = DAY_NONE;
    text = str_trim(text);
    bool is_position = str_to_int(text, &position->n);
    if (is_position && position->n > 0) {
        struct head head;
        if (!ledger_head(ledger, &head, err))
            return false;
        if (position->n <= head.position.n)
            return on_default(ledger, *position, day, err);
    } else if (!is_position && day_parse(text, day)) {
        return ledger_position_at(ledger, day_end(*day), position, err)
            && (position->n || err_set(err, ERR_BOARD_AS_OF, "text", text));
    } else if (!is_position && instant_parse(text, &instant)) {
        *day = instant_day(instant);
        return ledger_position_at(ledger, instant, position, err)
            && (position->n || err_set(err, ERR_BOARD_AS_OF, "text", text));
    }
    return err_set(err, ERR_BOARD_AS_OF, "text", text);
}
