/*
 * timeline.c - reading a record from the list of what was said of it. See timeline_priv.h.
 */
#include "ledger/timeline_priv.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/must.h"
#include "ledger/edition_priv.h"

enum { TIMELINE_FORMAT = 1, FLAG_PRESENT = 0x10, FLAG_TEXT = 0x20, FLAG_SECOND = 0x40, PRECISION_SHIFT = 7 };

void timeline_init(struct timeline *timeline, struct arena *arena, const struct edition *edition,
                   const struct kind *kind, struct record_id id)
{
    *timeline = (struct timeline){ .edition = edition, .kind = kind, .id = id, .as_of = INT64_MAX, .arena = arena };
}

void timeline_push(struct timeline *timeline, const struct item *item)
{
    if (timeline->count == timeline->room) {
        size_t room = timeline->room ? timeline->room * 2 : 16;
        timeline->items = arena_grow(timeline->arena, timeline->items,
                                     timeline->room * sizeof *timeline->items, room * sizeof *timeline->items);
        timeline->room = room;
    }
    timeline->items[timeline->count++] = *item;
}

void timeline_pop(struct timeline *timeline, int64_t position)
{
    while (timeline->count && timeline->items[timeline->count - 1].position >= position)
        timeline->count--;
}

/* ---- the row's bytes: a format byte, a count, then each item as varints ----------------------------- */

static void put_varint(struct buf *out, uint64_t n)
{
    char bytes[10];
    size_t len = 0;
    for (; n >= 0x80; n >>= 7)
        bytes[len++] = (char)(n | 0x80);
    bytes[len++] = (char)n;
    buf_bytes(out, bytes, len);
}

static uint64_t zigzag(int64_t n)
{
    return ((uint64_t)n << 1) ^ (uint64_t)(n >> 63);
}

static int64_t unzigzag(uint64_t n)
{
    return (int64_t)(n >> 1) ^ -(int64_t)(n & 1);
}

void timeline_encode(const struct timeline *timeline, struct buf *out)
{
    int64_t position = timeline->id.n;
    int64_t day = 0;
    buf_char(out, TIMELINE_FORMAT);
    put_varint(out, timeline->count);
    for (size_t i = 0; i < timeline->count; i++) {
        const struct item *item = &timeline->items[i];
        bool text = item->text.len > 0;
        unsigned head = item->what | (item->present ? FLAG_PRESENT : 0u) | (text ? FLAG_TEXT : 0u)
            | (item->m ? FLAG_SECOND : 0u);
        put_varint(out, head | (unsigned)item->precision << PRECISION_SHIFT);
        put_varint(out, (uint64_t)(item->position - position));
        put_varint(out, (uint64_t)item->number);
        put_varint(out, zigzag(item->day - day));
        if (item->present && !text)
            put_varint(out, zigzag(item->n));
        if (item->m)
            put_varint(out, zigzag(item->m));
        if (text) {
            put_varint(out, item->text.len);
            buf_str(out, item->text);
        }
        position = item->position;
        day = item->day;
    }
}

struct cursor { const unsigned char *at, *end; bool bad; };

static uint64_t get_varint(struct cursor *c)
{
    uint64_t n = 0;
    for (unsigned shift = 0; shift < 64 && c->at < c->end; shift += 7) {
        unsigned char byte = *c->at++;
        n |= (uint64_t)(byte & 0x7f) << shift;
        if (!(byte & 0x80))
            return n;
    }
    c->bad = true;
    return 0;
}

/* Texts stay where they are in the row's bytes. */
static bool get_item(struct cursor *c, struct item *item, int64_t *position, int64_t *day)
{
    uint64_t head = get_varint(c);
    bool text = (head & FLAG_TEXT) != 0;
    item->what = head & 0x0f;
    item->present = (head & FLAG_PRESENT) != 0;
    item->precision = (uint8_t)(head >> PRECISION_SHIFT);
    item->position = *position += (int64_t)get_varint(c);
    item->number = (int32_t)get_varint(c);
    *day += unzigzag(get_varint(c));
    item->day = (int32_t)*day;
    item->n = item->present && !text ? unzigzag(get_varint(c)) : 0;
    item->m = head & FLAG_SECOND ? unzigzag(get_varint(c)) : 0;
    item->text = (struct str){ 0 };
    if (text) {
        uint64_t len = get_varint(c);
        if (c->bad || len > (uint64_t)(c->end - c->at))
            return false;
        item->text = (struct str){ (const char *)c->at, (size_t)len };
        c->at += len;
    }
    return !c->bad && item->what <= ITEM_TOUCH && item->precision <= PRECISION_YEAR;
}

bool timeline_view(struct timeline *timeline, struct str bytes)
{
    struct cursor c = { (const unsigned char *)bytes.ptr, (const unsigned char *)bytes.ptr + bytes.len, false };
    timeline->count = 0;
    if (bytes.len < 2 || *c.at++ != TIMELINE_FORMAT)
        return false;
    uint64_t count = get_varint(&c);
    if (c.bad || count > bytes.len)
        return false;
    if (timeline->room < count) {
        timeline->items = ARENA_ARRAY(timeline->arena, struct item, count + 2);
        timeline->room = count + 2;
    }
    int64_t position = timeline->id.n, day = 0;
    for (; timeline->count < count; timeline->count++)
        if (!get_item(&c, &timeline->items[timeline->count], &position, &day))
            return false;
    return c.at == c.end;
}

bool timeline_decode(struct timeline *timeline, struct str bytes)
{
    return timeline_view(timeline, str_copy(timeline->arena, bytes));
}

/* ---- reading --------------------------------------------------------------------------------------- */

struct record_id timeline_record(const struct timeline *timeline)
{
    return timeline->id;
}

const struct kind *timeline_kind(const struct timeline *timeline)
{
    return timeline->kind;
}

bool timeline_gone(const struct timeline *timeline, int64_t as_of)
{
    if (timeline->id.n > as_of)
        return true;
    for (size_t i = timeline->count; i-- > 0;)
        if (timeline->items[i].what == ITEM_DELETE && timeline->items[i].position <= as_of)
            return true;
    return false;
}

bool timeline_deleted(const struct timeline *timeline)
{
    return timeline_gone(timeline, timeline->as_of);
}

/* With corrections the changes must be laid out first: each correction replaces what was in force on its day. */
static const struct item *corrected_value(const struct timeline *timeline, int32_t number, int32_t day, int64_t as_of)
{
    struct laid { int32_t day; const struct item *item; } few[64], *laid = few;
    size_t count = 0;
    if (timeline->count > sizeof few / sizeof *few)
        laid = ARENA_ARRAY(timeline->arena, struct laid, timeline->count);
    for (size_t i = 0; i < timeline->count && timeline->items[i].position <= as_of; i++) {
        const struct item *item = &timeline->items[i];
        if (item->number != number || item->what > ITEM_CORRECT)
            continue;
        size_t force = count, first = count;
        for (size_t k = 0; k < count; k++) {
            if (laid[k].day <= item->day && (force == count || laid[k].day >= laid[force].day))
                force = k;
            if (first == count || laid[k].day <= laid[first].day)
                first = k;
        }
        if (item->what == ITEM_CORRECT && count)
            laid[force < count ? force : first].item = item;
        else
            laid[count++] = (struct laid){ item->day, item };
    }
    size_t force = count, first = count;
    for (size_t k = 0; k < count; k++) {
        if (laid[k].day <= day && (force == count || laid[k].day >= laid[force].day))
            force = k;
        if (first == count || laid[k].day < laid[first].day
            || (laid[k].day == laid[first].day && k > first))
            first = k;
    }
    if (!count)
        return NULL;
    return laid[force < count ? force : first].item;
}

static struct value item_value(const struct item *item)
{
    if (!item->present)
        return (struct value){ 0 };
    return (struct value){ .present = true, .precision = (enum precision)item->m, .n = item->n, .text = item->text };
}

static const struct item *value_item(const struct timeline *timeline, int32_t number, struct day day, int64_t as_of)
{
    int32_t on = day_is_none(day) ? INT32_MAX : day.n;
    const struct item *force = NULL, *first = NULL;
    for (size_t i = 0; i < timeline->count && timeline->items[i].position <= as_of; i++) {
        const struct item *item = &timeline->items[i];
        if (item->number != number)
            continue;
        if (item->what == ITEM_CORRECT)
            return corrected_value(timeline, number, on, as_of);
        if (item->what != ITEM_CHANGE)
            continue;
        if (item->day <= on && (!force || item->day >= force->day))
            force = item;
        if (!first || item->day <= first->day)
            first = item;
    }
    return force ? force : first;
}

/* The first day of a rolled-up field's window that ends on `day`, less one; none: no lower end. */
static struct day window_before(const struct field *field, struct day day)
{
    if (!field->roll_months || day_is_none(day))
        return DAY_NONE;
    int32_t month = month_of(day);
    int32_t from = field->roll_months > 0 ? month - field->roll_months + 1 : month - month % 12;
    return (struct day){ month_first(from).n - 1 };
}

static void rolled_value(const struct timeline *timeline, const struct field *field, int32_t number,
                         struct day day, int64_t as_of, struct value *value)
{
    if (day_is_none(day)) /* as of its last change: the window that ends with the last thing rolled */
        for (size_t i = 0; i < timeline->count; i++) {
            const struct item *item = &timeline->items[i];
            if (item->what == ITEM_ROLLED && item->number == number && item->position <= as_of
                && (day_is_none(day) || item->day > day.n))
                day = (struct day){ item->day };
        }
    if (field->roll == ROLL_SUM || field->roll == ROLL_COUNT || field->roll == ROLL_EVERY) {
        int64_t n, m;
        timeline_rolled(timeline, number, window_before(field, day), day, as_of, &n, &m);
        value->present = true;
        value->n = field->roll == ROLL_EVERY ? m > 0 && n == m : n;
        return;
    }
    /* FIRST, LAST, LEAST, MOST: n is the value, m the child; a later word for the same child and day replaces. */
    const struct item *best = NULL;
    for (size_t i = 0; i < timeline->count && timeline->items[i].position <= as_of; i++) {
        const struct item *item = &timeline->items[i];
        if (item->what != ITEM_ROLLED || item->number != number || (!day_is_none(day) && item->day > day.n))
            continue;
        bool replaced = false;
        for (size_t k = i + 1; k < timeline->count && timeline->items[k].position <= as_of; k++)
            replaced |= timeline->items[k].what == ITEM_ROLLED && timeline->items[k].number == number
                && timeline->items[k].m == item->m && timeline->items[k].day == item->day;
        if (replaced || !item->present)
            continue;
        bool better = !best || (field->roll == ROLL_FIRST && item->day < best->day)
            || (field->roll == ROLL_LAST && item->day >= best->day)
            || (field->roll == ROLL_LEAST && item->n < best->n) || (field->roll == ROLL_MOST && item->n > best->n);
        if (better)
            best = item;
    }
    if (best)
        *value = (struct value){ .present = true, .n = best->n, .text = best->text };
}

void timeline_rolled(const struct timeline *timeline, int32_t number, struct day after, struct day day,
                     int64_t as_of, int64_t *n, int64_t *m)
{
    *n = *m = 0;
    for (size_t i = 0; i < timeline->count && timeline->items[i].position <= as_of; i++) {
        const struct item *item = &timeline->items[i];
        if (item->what != ITEM_ROLLED || item->number != number)
            continue;
        if ((!day_is_none(day) && item->day > day.n) || (!day_is_none(after) && item->day <= after.n))
            continue;
        *n += item->n;
        *m += item->m;
    }
}

void timeline_value_at(const struct timeline *timeline, const struct field *field, struct day day,
                       int64_t as_of, struct value *value)
{
    *value = (struct value){ 0 };
    int32_t number = edition_field_number(timeline->edition, timeline->kind, field);
    if (field->roll != ROLL_NONE) {
        rolled_value(timeline, field, number, day, as_of, value);
        return;
    }
    const struct item *item = value_item(timeline, number, day, as_of);
    if (item)
        *value = item_value(item);
}

void timeline_value(const struct timeline *timeline, const struct field *field, struct day day, struct value *value)
{
    timeline_value_at(timeline, field, day, timeline->as_of, value);
}

struct day timeline_since(const struct timeline *timeline, const struct field *field)
{
    int32_t number = edition_field_number(timeline->edition, timeline->kind, field);
    struct day first = DAY_NONE;
    for (size_t i = 0; i < timeline->count && timeline->items[i].position <= timeline->as_of; i++) {
        const struct item *item = &timeline->items[i];
        bool tells = item->number == number && (item->what == ITEM_CHANGE || item->what == ITEM_CORRECT
                                                || item->what == ITEM_ROLLED);
        if (tells && (day_is_none(first) || item->day < first.n))
            first.n = item->day;
    }
    return first;
}

size_t timeline_stage_days(const struct timeline *timeline, const struct stage *stage, int64_t as_of,
                           struct date *dates, size_t max)
{
    int32_t number = edition_stage_number(timeline->edition, timeline->kind, stage);
    size_t count = 0;
    for (size_t i = 0; i < timeline->count && timeline->items[i].position <= as_of; i++) {
        const struct item *item = &timeline->items[i];
        if (item->number != number || (item->what != ITEM_STAGE && item->what != ITEM_UNSTAGE))
            continue;
        struct date date = { { item->day }, (enum precision)item->precision };
        if (item->what == ITEM_UNSTAGE) {
            count = 0;
            if (day_is_none(date.day))
                continue;
        }
        size_t at = count < max ? count : max; /* kept by day */
        while (at > 0 && dates[at - 1].day.n > date.day.n)
            at--;
        if (at >= max)
            continue;
        size_t tail = (count < max ? count : max - 1) - at;
        memmove(&dates[at + 1], &dates[at], tail * sizeof *dates);
        dates[at] = date;
        if (count < max)
            count++;
    }
    return count;
}

struct date timeline_stage_at(const struct timeline *timeline, const struct stage *stage, int64_t as_of)
{
    struct date first;
    if (timeline_stage_days(timeline, stage, as_of, &first, 1))
        return first;
    return (struct date){ DAY_NONE, PRECISION_DAY };
}

struct date timeline_stage(const struct timeline *timeline, const struct stage *stage)
{
    return timeline_stage_at(timeline, stage, timeline->as_of);
}

/* Nothing was taken back: one look at each item tells. *told is false where it does not. */
static const struct stage *last_stage(const struct timeline *timeline, struct day day, bool *told)
{
    const struct edition *e = timeline->edition;
    const struct stage *current = NULL;
    int32_t reached = INT32_MIN;
    *told = true;
    for (size_t i = 0; i < timeline->count && timeline->items[i].position <= timeline->as_of; i++) {
        const struct item *item = &timeline->items[i];
        if (item->what == ITEM_UNSTAGE) {
            *told = false;
            return NULL;
        }
        if (item->what != ITEM_STAGE || item->number <= 0 || item->number > e->number_max
            || e->kind_of[item->number] != timeline->kind || (!day_is_none(day) && item->day > day.n))
            continue;
        const struct stage *stage = e->stage_of[item->number];
        if (!stage || stage->track.len) /* a track runs beside the main line */
            continue;
        bool later = !current || item->day > reached
            || (item->day == reached && (stage->order > current->order || (stage->order == current->order && stage < current)));
        if (later) {
            current = stage;
            reached = item->day;
        }
    }
    return current;
}

const struct stage *timeline_current_stage(const struct timeline *timeline, struct day day)
{
    bool told;
    const struct stage *current = last_stage(timeline, day, &told);
    if (told)
        return current;
    int32_t reached = INT32_MIN;
    for (size_t s = 0; s < timeline->kind->stage_count; s++) {
        const struct stage *stage = &timeline->kind->stages[s];
        struct date dates[16];
        if (stage->track.len) /* runs beside the main line */
            continue;
        size_t count = timeline_stage_days(timeline, stage, timeline->as_of, dates, 16);
        for (size_t i = 0; i < count; i++) {
            if (!day_is_none(day) && dates[i].day.n > day.n)
                continue;
            if (dates[i].day.n > reached || (dates[i].day.n == reached && (!current || stage->order > current->order))) {
                reached = dates[i].day.n;
                current = stage;
            }
        }
    }
    return current;
}

struct str timeline_title(struct arena *arena, const struct timeline *timeline)
{
    struct value value = { 0 };
    if (timeline->kind->title)
        timeline_value(timeline, timeline->kind->title, DAY_NONE, &value);
    if (!value.present)
        return str_format(arena, "#%lld", (long long)timeline->id.n);
    struct buf out;
    buf_init(&out, arena);
    field_print(timeline->kind->title, &value, LANG_ZH, &out);
    return buf_get(&out);
}

bool timeline_holds(const struct timeline *timeline, int32_t number, int64_t member, struct day day, int64_t as_of)
{
    const struct item *last = NULL;
    for (size_t i = 0; i < timeline->count && timeline->items[i].position <= as_of; i++) {
        const struct item *item = &timeline->items[i];
        if (item->number != number || item->n != member || (item->what != ITEM_IN && item->what != ITEM_OUT))
            continue;
        if ((day_is_none(day) || item->day <= day.n) && (!last || item->day >= last->day))
            last = item;
    }
    return last && last->what == ITEM_IN;
}

size_t timeline_members(struct arena *arena, const struct timeline *timeline, const struct field *field,
                        struct day day, struct record_id **members)
{
    int32_t number = edition_field_number(timeline->edition, timeline->kind, field);
    struct record_id *found = ARENA_ARRAY(arena, struct record_id, timeline->count);
    size_t count = 0;
    for (size_t i = 0; i < timeline->count && timeline->items[i].position <= timeline->as_of; i++) {
        const struct item *item = &timeline->items[i];
        if (item->what != ITEM_IN || item->number != number)
            continue;
        bool seen = false;
        for (size_t k = 0; k < count && !seen; k++)
            seen = found[k].n == item->n;
        if (!seen && timeline_holds(timeline, number, item->n, day, timeline->as_of))
            found[count++].n = item->n;
    }
    *members = found;
    return count;
}

struct day timeline_born(const struct timeline *timeline, int64_t as_of)
{
    for (size_t i = 0; i < timeline->count && timeline->items[i].position <= as_of; i++)
        if (timeline->items[i].what != ITEM_ROLLED)
            return (struct day){ timeline->items[i].day };
    return DAY_NONE;
}

static enum act item_act(const struct timeline *timeline, const struct item *item)
{
    switch (item->what) {
    case ITEM_CORRECT: return ACT_CORRECT;
    case ITEM_STAGE: return item->position == timeline->id.n ? ACT_ADD : ACT_STAGE;
    case ITEM_UNSTAGE: return ACT_UNSTAGE;
    case ITEM_IN: return ACT_ENLIST;
    case ITEM_OUT: return ACT_DELIST;
    case ITEM_DELETE: return ACT_DELETE;
    case ITEM_TOUCH: return ACT_EVIDENCE;
    default: return item->position == timeline->id.n ? ACT_ADD : ACT_CHANGE;
    }
}

int64_t timeline_last_at(const struct timeline *timeline, int64_t as_of)
{
    int64_t last = 0;
    for (size_t i = 0; i < timeline->count && timeline->items[i].position <= as_of; i++)
        if (timeline->items[i].what != ITEM_ROLLED)
            last = timeline->items[i].position;
    return last;
}

struct entry_id timeline_last(const struct timeline *timeline)
{
    return (struct entry_id){ timeline_last_at(timeline, timeline->as_of) };
}

size_t timeline_history(struct arena *arena, const struct timeline *timeline, struct change **changes)
{
    struct change *list = ARENA_ARRAY(arena, struct change, timeline->count);
    size_t count = 0;
    for (size_t i = 0; i < timeline->count && timeline->items[i].position <= timeline->as_of; i++) {
        const struct item *item = &timeline->items[i];
        if (item->what == ITEM_ROLLED)
            continue;
        struct change *change = &list[count++];
        *change = (struct change){ .entry = { item->position }, .act = item_act(timeline, item),
            .effective = { { item->day }, (enum precision)item->precision },
            .after = item_value(item) };
        bool known = item->number > 0 && item->number <= timeline->edition->number_max
            && timeline->edition->kind_of[item->number] == timeline->kind;
        change->field = known ? timeline->edition->field_of[item->number] : NULL;
        change->stage = known ? timeline->edition->stage_of[item->number] : NULL;
        if (change->field && item->what <= ITEM_CORRECT)
            timeline_value_at(timeline, change->field, change->effective.day, item->position - 1, &change->before);
        if (item->position == timeline->id.n)
            change->before = (struct value){ 0 };
    }
    *changes = list;
    return count;
}
