/* import_ref.c - names to records, looked up once; and the map of texts that remembers them. */
#include "base/arena.h"
#include "base/must.h"
#include "sheet/import_priv.h"

static size_t slot_of(const struct text_map *map, struct str text)
{
    size_t at = (size_t)str_hash(text) & (map->room - 1);
    while (map->slots[at].text.ptr && !str_eq(map->slots[at].text, text))
        at = (at + 1) & (map->room - 1);
    return at;
}

bool text_map_find(const struct text_map *map, struct str text, int64_t *n)
{
    if (map->room == 0)
        return false;
    const struct text_slot *slot = &map->slots[slot_of(map, text)];
    if (!slot->text.ptr)
        return false;
    *n = slot->n;
    return true;
}

/* Copies end in a NUL, so that an empty text has a place too. */
static struct str text_keep(struct arena *arena, struct str text)
{
    return (struct str){ str_cstr(arena, text), text.len };
}

static void text_map_grow(struct text_map *map)
{
    struct text_map old = *map;
    map->room = old.room ? old.room * 2 : 1024;
    map->slots = ARENA_ARRAY(map->arena, struct text_slot, map->room);
    for (size_t i = 0; i < old.room; i++)
        if (old.slots[i].text.ptr)
            map->slots[slot_of(map, old.slots[i].text)] = old.slots[i];
}

void text_map_put(struct text_map *map, struct str text, int64_t n)
{
    if (map->count * 2 >= map->room)
        text_map_grow(map);
    struct text_slot *slot = &map->slots[slot_of(map, text)];
    must(!slot->text.ptr);
    *slot = (struct text_slot){ text_keep(map->arena, text), n };
    map->count++;
}

/* ---- names ---- */

static bool ref_by_title(struct import *import, const struct kind *to, struct str text, int64_t *id,
                         struct err *err)
{
    if (!to->title)
        return true;
    struct filter filter = { .field = to->title, .op = FILTER_EQ, .text = text };
    struct list_query query = {
        .kind = to, .filters = &filter, .filter_count = 1, .limit = 2, .on = DAY_NONE
    };
    struct list_result found;
    if (!record_list(import->ledger, import->scratch, &query, &found, err))
        return false;
    if (found.count > 0)
        *id = found.count == 1 ? timeline_record(found.rows[0]).n : IMPORT_REF_MANY;
    return true;
}

static bool ref_look_up(struct import *import, const struct kind *to, struct str text, int64_t *id,
                        struct err *err)
{
    *id = 0;
    if (to->key_count == 1 && to->key[0]->type != FIELD_REF) {
        /* A text that is no key (a name where the key is a code) is not a fault: it may be a title.
         */
        struct record_id found = { 0 };
        struct err no_key;
        err_init(&no_key);
        if (record_find_key(import->ledger, import->scratch, to, &text, &found, &no_key))
            *id = found.n;
    }
    return *id != 0 || ref_by_title(import, to, text, id, err);
}

bool import_ref(struct import *import, const struct kind *to, struct str text, int64_t *id,
                struct err *err)
{
    if (text.len > 1 && text.ptr[0] == '#' && str_to_int(str_slice(text, 1, text.len), id))
        return true;
    struct text_map *map = &import->refs[to->index];
    if (text_map_find(map, text, id))
        return true;
    if (!ref_look_up(import, to, text, id, err))
        return false;
    map->arena = import->seen;
    text_map_put(map, text, *id);
    return true;
}
