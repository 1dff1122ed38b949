/*
 * roll.c - fields computed from the records that refer to a record.
 *
 * A child gives its parent dated pieces: (day, n, m). SUM and COUNT add n; EVERY keeps in n how many children
 * hold and in m how many there are; FIRST, LAST, LEAST and MOST keep each child's value in n and the child in m. What the
 * parent's timeline gets, under the entry's position, is the difference that the entry made to the pieces.
 */
#include <stdlib.h>
#include <string.h>

#include "ledger/ledger_priv.h"

struct piece { int64_t parent; int32_t day; bool present; int64_t n, m; };
struct pieces { struct piece *items; size_t count, room; struct arena *arena; };

static void piece_add(struct pieces *pieces, struct piece piece)
{
    if (pieces->count == pieces->room) {
        size_t room = pieces->room ? pieces->room * 2 : 8;
        pieces->items = arena_grow(pieces->arena, pieces->items, pieces->room * sizeof *pieces->items, room * sizeof *pieces->items);
        pieces->room = room;
    }
    pieces->items[pieces->count++] = piece;
}

static bool adds_up(const struct field *field)
{
    return field->roll == ROLL_SUM || field->roll == ROLL_COUNT || field->roll == ROLL_EVERY;
}

void touched_add(struct touched_list *list, struct timeline *timeline, int32_t number)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->items[i].timeline == timeline && list->items[i].number == number)
            return;
    if (list->count == list->room) {
        size_t room = list->room ? list->room * 2 : 16;
        list->items = arena_grow(list->arena, list->items, list->room * sizeof *list->items, room * sizeof *list->items);
        list->room = room;
    }
    list->items[list->count++] = (struct touched){ timeline->kind, timeline, number };
}

/* ---- what one child gives ------------------------------------------------------------------------------ */

struct rolling {
    struct ledger *ledger;
    const struct edition *edition;
    const struct field *field;
    const struct timeline *child;
    int64_t as_of;
    struct view view;
    struct feel_run run;
    struct err *err;
};

static bool every_pieces(struct rolling *r, int64_t parent, struct pieces *pieces)
{
    const struct timeline *child = r->child;
    piece_add(pieces, (struct piece){ parent, timeline_born(child, r->as_of).n, true, 0, 1 });
    int32_t *days = ARENA_ARRAY(r->ledger->scratch, int32_t, child->count);
    size_t count = 0;
    for (size_t i = 0; i < child->count && child->items[i].position <= r->as_of; i++) {
        size_t at = count;
        int32_t day = child->items[i].day;
        if (day == INT32_MIN)
            continue;
        while (at && days[at - 1] > day)
            at--;
        if (at && days[at - 1] == day)
            continue;
        memmove(&days[at + 1], &days[at], (count - at) * sizeof *days);
        days[at] = day;
        count++;
    }
    bool held = false;
    for (size_t i = 0; i < count; i++) {
        bool holds;
        if (!view_holds(&r->view, &r->run, r->field->roll_where, (struct day){ days[i] }, &holds, r->err))
            return false;
        if (holds != held)
            piece_add(pieces, (struct piece){ parent, days[i], true, holds ? 1 : -1, 0 });
        held = holds;
    }
    return true;
}

static struct day rolled_day(struct rolling *r)
{
    if (!r->field->roll_at)
        return timeline_born(r->child, r->as_of);
    struct value at;
    timeline_value_at(r->child, r->field->roll_at, DAY_NONE, r->as_of, &at);
    if (!at.present)
        return DAY_NONE;
    if (r->field->roll_at->type == FIELD_MONTH)
        return month_last((int32_t)at.n);
    return (struct day){ (int32_t)at.n };
}

static bool child_pieces(struct rolling *r, struct pieces *pieces)
{
    if (timeline_gone(r->child, r->as_of))
        return true;
    struct value parent, value;
    timeline_value_at(r->child, r->field->roll_ref, DAY_NONE, r->as_of, &parent);
    if (!parent.present)
        return true;
    view_init(&r->view, &r->run, r->ledger, r->edition, r->child, r->as_of, r->ledger->scratch);
    if (r->field->roll == ROLL_EVERY)
        return every_pieces(r, parent.n, pieces);
    struct day day = rolled_day(r);
    if (day_is_none(day))
        return true;
    bool holds = true;
    if (r->field->roll_where && !view_holds(&r->view, &r->run, r->field->roll_where, day, &holds, r->err))
        return false;
    if (!holds)
        return true;
    struct piece piece = { parent.n, day.n, true, 1, 0 };
    if (r->field->roll_field) {
        timeline_value_at(r->child, r->field->roll_field, day, r->as_of, &value);
        if (!value.present)
            return true;
        piece.n = value.n;
    }
    if (!adds_up(r->field))
        piece.m = r->child->id.n;
    piece_add(pieces, piece);
    return true;
}

static int piece_order(const void *a, const void *b)
{
    const struct piece *x = a, *y = b;
    if (x->parent != y->parent)
        return x->parent < y->parent ? -1 : 1;
    return x->day < y->day ? -1 : x->day > y->day;
}

/* What is to be said to the parents so that `before` becomes `after`. */
static void pieces_diff(const struct field *field, const struct pieces *before, const struct pieces *after,
                        struct pieces *diff)
{
    bool sums = adds_up(field);
    for (size_t i = 0; i < before->count; i++) {
        struct piece gone = before->items[i];
        if (sums) {
            gone.n = -gone.n;
            gone.m = -gone.m;
        } else {
            gone.present = false;
            gone.n = 0;
        }
        piece_add(diff, gone);
    }
    for (size_t i = 0; i < after->count; i++)
        piece_add(diff, after->items[i]);
    if (diff->count > 1)
        qsort(diff->items, diff->count, sizeof *diff->items, piece_order);
    size_t kept = 0;
    for (size_t i = 0; i < diff->count; i++) {
        struct piece *piece = &diff->items[i];
        if (kept && piece_order(&diff->items[kept - 1], piece) == 0) {
            struct piece *last = &diff->items[kept - 1];
            if (sums) {
                last->n += piece->n;
                last->m += piece->m;
            } else if (!last->present || piece->present) {
                *last = *piece;
            }
        } else {
            diff->items[kept++] = *piece;
        }
    }
    diff->count = 0;
    for (size_t i = 0; i < kept; i++)
        if (!sums || diff->items[i].n || diff->items[i].m)
            diff->items[diff->count++] = diff->items[i];
}

static bool child_diff(struct ledger *ledger, const struct edition *edition, const struct field *field,
                       const struct timeline *child, int64_t before, int64_t after, struct pieces *diff, struct err *err)
{
    struct pieces was = { .arena = ledger->scratch }, is = { .arena = ledger->scratch };
    struct rolling r = { .ledger = ledger, .edition = edition, .field = field, .child = child, .as_of = before, .err = err };
    if (before >= child->id.n && !child_pieces(&r, &was))
        return false;
    r.as_of = after;
    if (!child_pieces(&r, &is))
        return false;
    *diff = (struct pieces){ .arena = ledger->scratch };
    pieces_diff(field, &was, &is, diff);
    if (adds_up(field))
        return true;
    size_t kept = 0; /* the same value again says nothing */
    for (size_t i = 0; i < diff->count; i++) {
        bool same = false;
        for (size_t k = 0; k < was.count; k++)
            same |= was.items[k].parent == diff->items[i].parent && was.items[k].day == diff->items[i].day
                && diff->items[i].present && was.items[k].n == diff->items[i].n;
        if (!same)
            diff->items[kept++] = diff->items[i];
    }
    diff->count = kept;
    return true;
}

/* ---- into the parent's timeline ------------------------------------------------------------------------- */

static int rolled_order(const struct item *a, const struct item *b)
{
    if (a->number != b->number)
        return a->number < b->number ? -1 : 1;
    if (a->day != b->day)
        return a->day < b->day ? -1 : 1;
    if (a->m != b->m)
        return a->m < b->m ? -1 : 1;
    return a->n < b->n ? -1 : a->n > b->n;
}

/* Rolled items stand in order of position, number, day and value, whatever order they came in. */
static void rolled_insert(struct timeline *parent, const struct item *item)
{
    timeline_push(parent, item);
    for (size_t i = parent->count - 1; i > 0; i--) {
        struct item *a = &parent->items[i - 1], *b = &parent->items[i];
        bool later = a->position > b->position
            || (a->position == b->position && a->what == ITEM_ROLLED && rolled_order(a, b) > 0);
        if (!later)
            return;
        struct item swap = *a;
        *a = *b;
        *b = swap;
    }
}

static struct item rolled_item(const struct piece *piece, int32_t number, int64_t position)
{
    return (struct item){ .position = position, .n = piece->n, .m = piece->m, .day = piece->day, .number = number,
                          .what = ITEM_ROLLED, .present = piece->present };
}

static bool roll_field_up(struct ledger *ledger, const struct edition *e, size_t roll, struct timeline *child,
                          int64_t position, struct touched_list *list, struct err *err)
{
    const struct field *field = e->rolls[roll];
    const struct kind *kind = e->roll_parents[roll];
    struct pieces diff;
    if (!child_diff(ledger, e, field, child, position - 1, position, &diff, err))
        return false;
    int32_t number = edition_field_number(e, kind, field);
    for (size_t i = 0; i < diff.count; i++) {
        struct timeline *parent;
        if (!record_load(ledger, e, kind, diff.items[i].parent, &parent, err))
            return false;
        if (!parent)
            continue;
        struct item item = rolled_item(&diff.items[i], number, position);
        rolled_insert(parent, &item);
        touched_add(list, parent, number);
        if (!record_row_write(ledger, parent, err))
            return false;
    }
    return true;
}

bool roll_up(struct ledger *ledger, struct timeline *child, int64_t position, struct touched_list *list, struct err *err)
{
    const struct edition *e = ledger->edition;
    size_t seen = list->count;
    for (size_t i = 0; i < e->roll_count; i++)
        if (e->rolls[i]->roll_kind == child->kind && !roll_field_up(ledger, e, i, child, position, list, err))
            return false;
    for (size_t k = seen, end = list->count; k < end; k++) /* a parent may be a child of another */
        if (list->items[k].timeline != child && !roll_up(ledger, list->items[k].timeline, position, list, err))
            return false;
    return true;
}

/* ---- for rebuild, upgrade and verify ------------------------------------------------------------------------- */

struct replaying {
    struct ledger *ledger;
    const struct edition *edition;
    const struct kind *parent;
    const struct field *field;
    int64_t until;
    bool (*give)(void *host, int64_t parent, const struct item *item);
    void *host;
    struct err *err;
    bool failed;
};

static bool replay_child(void *host, struct timeline *child)
{
    struct replaying *r = host;
    int32_t number = edition_field_number(r->edition, r->parent, r->field);
    int64_t last = 0;
    arena_reset(r->ledger->scratch);
    for (size_t i = 0; i < child->count && !r->failed; i++) {
        int64_t position = child->items[i].position;
        if (position == last || position > r->until)
            continue;
        last = position;
        struct pieces diff;
        r->failed = !child_diff(r->ledger, r->edition, r->field, child, position - 1, position, &diff, r->err);
        for (size_t k = 0; k < diff.count && !r->failed; k++) {
            struct item item = rolled_item(&diff.items[k], number, position);
            r->failed = !r->give(r->host, diff.items[k].parent, &item);
        }
    }
    return !r->failed;
}

bool roll_weigh(struct ledger *ledger, const struct edition *edition, const struct kind *parent, const struct field *field,
                int64_t until, bool (*give)(void *host, int64_t parent, const struct item *item), void *host, struct err *err)
{
    struct replaying r = { .ledger = ledger, .edition = edition, .parent = parent, .field = field, .until = until,
                           .give = give, .host = host, .err = err };
    return record_each_in(ledger, edition, field->roll_kind, replay_child, &r, err) && !r.failed;
}

struct given { int64_t parent; struct item item; };
struct giving { struct given *items; size_t count, room; struct arena *arena; };

static bool give_to_parent(void *host, int64_t parent, const struct item *item)
{
    struct giving *g = host;
    if (g->count == g->room) {
        size_t room = g->room ? g->room * 2 : 1024;
        g->items = arena_grow(g->arena, g->items, g->room * sizeof *g->items, room * sizeof *g->items);
        g->room = room;
    }
    g->items[g->count++] = (struct given){ parent, *item };
    return true;
}

static int given_order(const void *a, const void *b)
{
    const struct given *x = a, *y = b;
    if (x->parent != y->parent)
        return x->parent < y->parent ? -1 : 1;
    if (x->item.position != y->item.position)
        return x->item.position < y->item.position ? -1 : 1;
    return rolled_order(&x->item, &y->item);
}

/* Each parent is written once, with all that it was given. */
static bool given_write(struct ledger *ledger, const struct edition *edition, const struct kind *kind, const struct giving *g,
                        struct err *err)
{
    for (size_t i = 0, end; i < g->count; i = end) {
        struct timeline *parent;
        arena_reset(ledger->scratch);
        record_cache_clear(&ledger->cache);
        if (!record_load(ledger, edition, kind, g->items[i].parent, &parent, err))
            return false;
        for (end = i; end < g->count && g->items[end].parent == g->items[i].parent; end++)
            if (parent)
                rolled_insert(parent, &g->items[end].item);
        if (parent && !record_row_write(ledger, parent, err))
            return false;
    }
    return true;
}

bool roll_replay(struct ledger *ledger, const struct edition *edition, const struct kind *parent,
                 const struct field *field, int64_t until, struct err *err)
{
    struct giving giving = { .arena = arena_new() };
    bool ok = roll_weigh(ledger, edition, parent, field, until, give_to_parent, &giving, err);
    if (ok && giving.count > 1)
        qsort(giving.items, giving.count, sizeof *giving.items, given_order);
    ok = ok && given_write(ledger, edition, parent, &giving, err);
    arena_free(giving.arena);
    return ok;
}

struct clearing { struct ledger *ledger; int32_t number; struct err *err; bool failed; };

static bool clear_parent(void *host, struct timeline *parent)
{
    struct clearing *c = host;
    size_t kept = 0, all = parent->count;
    for (size_t i = 0; i < all; i++)
        if (parent->items[i].what != ITEM_ROLLED || parent->items[i].number != c->number)
            parent->items[kept++] = parent->items[i];
    parent->count = kept;
    c->failed = kept < all && !record_row_write(c->ledger, parent, c->err);
    return !c->failed;
}

bool roll_clear(struct ledger *ledger, const struct edition *edition, const struct kind *parent, const struct field *field,
                struct err *err)
{
    struct clearing clearing = { ledger, edition_field_number(edition, parent, field), err, false };
    bool ok = record_each_in(ledger, edition, parent, clear_parent, &clearing, err) && !clearing.failed;
    record_cache_clear(&ledger->cache);
    return ok;
}
