/*
 * compare.c - pairs of aims between two texts.
 */
#include "plan/compare.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/must.h"
#include "base/utf8.h"

enum { EQUAL = 100, WITHIN = 80, ALIKE_MIN = 60, SAME_SCOPE = 20, SAME_EVENT = 10, RUNES_MAX = 48 };

const char *plan_change_name(enum plan_change change)
{
    static const char *const names[] = { "kept", "raised", "lowered", "dropped", "new" };
    must((size_t)change < sizeof names / sizeof *names);
    return names[change];
}

/* What is counted, without blanks and quotation marks, folded. */
static size_t runes(struct arena *arena, struct str subject, uint32_t *out)
{
    struct str folded = utf8_fold(arena, subject);
    size_t count = 0;
    for (size_t pos = 0; pos < folded.len && count < RUNES_MAX;) {
        uint32_t cp = utf8_next(folded, &pos);
        if (cp > 0x20 && !(cp >= 0x2018 && cp <= 0x201F) && !(cp >= 0x3008 && cp <= 0x3011)) out[count++] = cp;
    }
    return count;
}

static bool within(const uint32_t *a, size_t m, const uint32_t *b, size_t n)
{
    for (size_t at = 0; m > 0 && at + m <= n; at++) {
        size_t i = 0;
        while (i < m && a[i] == b[at + i]) i++;
        if (i == m) return true;
    }
    return false;
}

/* Characters in common, in order: of 100. */
static int in_common(const uint32_t *a, size_t m, const uint32_t *b, size_t n)
{
    size_t row[RUNES_MAX + 1] = { 0 };
    for (size_t i = 0; i < m; i++) {
        size_t corner = 0;
        for (size_t j = 0; j < n; j++) {
            size_t above = row[j + 1];
            if (a[i] == b[j]) row[j + 1] = corner + 1;
            else if (row[j] > row[j + 1]) row[j + 1] = row[j];
            corner = above;
        }
    }
    return m + n ? (int)(200 * row[n] / (m + n)) : 0;
}

static bool same_scope(struct str a, struct str b)
{
    return str_eq(a, b) || str_ends(a, b) || str_ends(b, a);
}

/* 0: not the same promise. */
static int alike(struct arena *arena, const struct statement *a, const struct statement *b, bool *words)
{
    uint32_t x[RUNES_MAX], y[RUNES_MAX];
    *words = false;
    if (a->measure != b->measure || !str_eq(a->unit, b->unit)) return 0;
    if (a->scope.len && b->scope.len && !same_scope(a->scope, b->scope)) return 0;
    if (a->threshold.len && b->threshold.len && !str_eq(a->threshold, b->threshold)) return 0;
    size_t m = runes(arena, a->subject, x), n = runes(arena, b->subject, y);
    if (m == 0 || n == 0) return 0;
    bool one = within(x, m, y, n) || within(y, n, x, m);
    int score = one && m == n ? EQUAL : one ? WITHIN : in_common(x, m, y, n);
    if (a->event != b->event && score < EQUAL) return 0;
    if (score < ALIKE_MIN) return 0;
    *words = one;
    return score + (str_eq(a->scope, b->scope) ? SAME_SCOPE : 0) + (a->event == b->event ? SAME_EVENT : 0);
}

static enum plan_change change_of(const struct statement *before, const struct statement *after)
{
    int order = dec_cmp(after->value, before->value);
    if (order == 0 && before->has_max && after->has_max) order = dec_cmp(after->value_max, before->value_max);
    return order > 0 ? PLAN_RAISED : order < 0 ? PLAN_LOWERED : PLAN_KEPT;
}

struct side { const struct statement **items; size_t count; size_t *match; int *score; bool *words; };

static struct side side_of(struct arena *arena, const struct plan_text *text)
{
    struct side side = { .items = ARENA_ARRAY(arena, const struct statement *, text->statement_count + 1),
                         .match = ARENA_ARRAY(arena, size_t, text->statement_count + 1),
                         .score = ARENA_ARRAY(arena, int, text->statement_count + 1),
                         .words = ARENA_ARRAY(arena, bool, text->statement_count + 1) };
    for (size_t i = 0; i < text->statement_count; i++)
        if (text->statements[i].kind == PLAN_TARGET) side.items[side.count++] = &text->statements[i];
    for (size_t i = 0; i < side.count; i++) side.match[i] = SIZE_MAX;
    return side;
}

/* The most alike pairs first; of equals, those in the order of the texts. */
static void match(struct arena *arena, struct side *before, struct side *after)
{
    for (int floor = EQUAL + SAME_SCOPE + SAME_EVENT; floor >= ALIKE_MIN; floor -= SAME_EVENT)
        for (size_t i = 0; i < after->count; i++)
            for (size_t j = 0; after->match[i] == SIZE_MAX && j < before->count; j++) {
                struct arena_mark mark = arena_mark(arena);
                bool words = false;
                int score = before->match[j] == SIZE_MAX ? alike(arena, before->items[j], after->items[i], &words) : 0;
                arena_reset_to(arena, mark);
                if (score < floor) continue;
                after->match[i] = j;
                before->match[j] = i;
                after->words[i] = words;
            }
}

static void add(struct plan_comparison *out, struct plan_pair pair)
{
    out->pairs[out->count++] = pair;
    out->of[pair.change]++;
}

void plan_compare(struct arena *arena, const struct plan_text *before, const struct plan_text *after,
                  struct plan_comparison *out)
{
    struct side old = side_of(arena, before), new = side_of(arena, after);
    *out = (struct plan_comparison){ .pairs = ARENA_ARRAY(arena, struct plan_pair, old.count + new.count + 1) };
    match(arena, &old, &new);
    for (size_t i = 0; i < new.count; i++) {
        if (new.match[i] == SIZE_MAX) {
            add(out, (struct plan_pair){ PLAN_NEW, NULL, new.items[i], false });
            continue;
        }
        const struct statement *was = old.items[new.match[i]];
        add(out, (struct plan_pair){ change_of(was, new.items[i]), was, new.items[i], !new.words[i] });
    }
    for (size_t j = 0; j < old.count; j++)
        if (old.match[j] == SIZE_MAX) add(out, (struct plan_pair){ PLAN_DROPPED, old.items[j], NULL, false });
}
