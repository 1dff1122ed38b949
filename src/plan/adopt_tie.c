/*
 * adopt_tie.c - which metric a statement means.
 *
 * A rule holds when the statement is of its measure and event, one of its words stands in what is
 * counted, the class and the list are as it says, and every other word of the subject is accounted
 * for: by the rule, as a filler, as a place, or as a choice of one of the metric's dimensions,
 * which then makes the slice. So "projects of new materials" is tied with a slice, and "projects of
 * a trade that no dimension knows" is not tied at all: a figure that counts more than the sentence
 * says would be wrong. Of several rules that hold the most particular wins; two alike are a
 * question.
 */
#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/utf8.h"
#include "plan/adopt_priv.h"

enum { WORDS_MAX = 1024, DIMENSIONS = 16, PICKS_MAX = 32 };

/* A word that may stand in a subject; `dimension` >= 0: a choice, and what it is called. */
struct piece {
    struct str text;
    int dimension;
    const struct choice *choice;
};

struct picked {
    int dimension;
    const struct choice *choice;
};

/* One rule weighed against one statement. */
struct weighing {
    const struct tie_question *q;
    const struct tie_rule *rule;
    const struct metric *metric;
    struct str subject;  /* folded, without quotes and blanks */
    struct str clause;   /* quote and subject, folded */
    struct str sentence; /* up to the clause's end, folded */
    struct piece pieces[WORDS_MAX];
    size_t piece_count;
    struct picked picks[PICKS_MAX];
    size_t pick_count;
    struct str rest; /* what is not accounted for */
    struct str word; /* the rule's word that was found */
};

/* ---- text
 * ---------------------------------------------------------------------------------------------- */

static bool quote_mark(uint32_t cp)
{
    return cp == ' ' || cp == '"' || cp == '\'' || (cp >= 0x2018 && cp <= 0x201F) ||
           (cp >= 0x3008 && cp <= 0x3011) || cp == 0x3000 || cp == '(' || cp == ')';
}

static struct str bare(struct arena *arena, struct str text)
{
    struct buf out;
    struct str folded = utf8_fold(arena, text);
    buf_init(&out, arena);
    for (size_t pos = 0; pos < folded.len;) {
        uint32_t cp = utf8_next(folded, &pos);
        if (!quote_mark(cp))
            buf_rune(&out, cp);
    }
    return buf_get(&out);
}

/* The longest of the words that stands in the text; false where none does. */
static bool has_word(const struct words *words, struct str text, struct str *found)
{
    *found = (struct str){ 0 };
    for (size_t i = 0; i < words->count; i++)
        if (words->items[i].len > found->len && str_has(text, words->items[i]))
            *found = words->items[i];
    return found->len > 0;
}

static struct str sentence_until(const struct tie_question *q)
{
    const struct statement *s = q->statement;
    const struct plan_span *span = &q->text->sentences[s->sentence].span;
    size_t len = s->end > span->start ? s->end - span->start : 0;
    return str_slice(span->text, 0, utf8_offset(span->text, len));
}

/* ---- dimensions
 * ------------------------------------------------------------------------------------------ */

/* The field at the end of a dimension's plain path; NULL where it is no plain path. */
static const struct field *dimension_field(const struct metric *metric,
                                           const struct dimension *dimension)
{
    const struct kind *kind = metric->kind;
    const struct field *field = NULL;
    struct str rest = dimension->text, name;
    while (kind && str_split(&rest, '.', &name)) {
        field = kind_field(kind, str_trim(name));
        kind = field && field->type == FIELD_REF ? field->to : NULL;
    }
    return rest.len ? NULL : field;
}

static const struct dimension *place_dimension(const struct model *model,
                                               const struct metric *metric)
{
    for (size_t i = 0; i < metric->by_count; i++) {
        const struct field *field = dimension_field(metric, &metric->by[i]);
        if (field && field->type == FIELD_REF && field->to == model->zone)
            return &metric->by[i];
    }
    return NULL;
}

/* ---- what may stand in a subject
 * --------------------------------------------------------------------------- */

static void piece_add(struct weighing *w, struct str text, int dimension,
                      const struct choice *choice)
{
    if (text.len && w->piece_count < WORDS_MAX)
        w->pieces[w->piece_count++] = (struct piece){ text, dimension, choice };
}

static void pieces_of(struct weighing *w, const struct words *words)
{
    for (size_t i = 0; i < words->count; i++)
        piece_add(w, words->items[i], -1, NULL);
}

static void pieces_of_names(struct weighing *w, const struct plan_zone *zone)
{
    struct arena *arena = w->q->arena;
    if (!zone)
        return;
    piece_add(w, bare(arena, zone->name), -1, NULL);
    struct str rest = zone->others, one;
    while (rest.len && str_split(&rest, ',', &one))
        piece_add(w, bare(arena, one), -1, NULL);
}

static void pieces_of_dimensions(struct weighing *w)
{
    for (size_t d = 0; d < w->metric->by_count && d < DIMENSIONS; d++) {
        const struct field *field = dimension_field(w->metric, &w->metric->by[d]);
        if (!field || field->type != FIELD_CHOICE)
            continue;
        for (size_t i = 0; i < field->choice_count; i++)
            piece_add(w, bare(w->q->arena, field->choices[i].label.zh), (int)d, &field->choices[i]);
    }
}

static void pieces_gather(struct weighing *w)
{
    const struct statement *s = w->q->statement;
    struct arena *arena = w->q->arena;
    w->piece_count = 0;
    pieces_of(w, &w->rule->subject);
    pieces_of(w, &w->rule->also);
    pieces_of(w, &w->q->tying->filler);
    piece_add(w, bare(arena, s->verb), -1, NULL);
    piece_add(w, bare(arena, s->scope), -1, NULL);
    piece_add(w, bare(arena, s->threshold), -1, NULL);
    pieces_of_names(w, w->q->zone);
    pieces_of_names(w, w->q->park);
    if (s->grown_from_base)
        piece_add(w, bare(arena, s->base_period), -1, NULL);
    pieces_of_dimensions(w);
}

static void pick(struct weighing *w, const struct piece *piece)
{
    for (size_t i = 0; i < w->pick_count; i++)
        if (w->picks[i].choice == piece->choice)
            return;
    if (piece->dimension >= 0 && w->pick_count < PICKS_MAX)
        w->picks[w->pick_count++] = (struct picked){ piece->dimension, piece->choice };
}

/* ---- accounting for every word
 * ----------------------------------------------------------------------------- */

/* The cheapest way to lay pieces over the text: a character that none covers costs far more than a
 * piece. */
struct step {
    size_t cost;
    size_t len;
    const struct piece *piece;
};
enum { COST_BARE = 1000 };

static void lay_from(const struct weighing *w, struct str text, size_t at, struct step *steps)
{
    size_t next = at;
    utf8_next(text, &next);
    steps[at] = (struct step){ COST_BARE + steps[next].cost, next - at, NULL };
    struct str tail = str_slice(text, at, text.len);
    for (size_t i = 0; i < w->piece_count; i++) {
        const struct piece *piece = &w->pieces[i];
        if (!str_starts(tail, piece->text))
            continue;
        size_t cost = 1 + steps[at + piece->text.len].cost;
        if (cost < steps[at].cost)
            steps[at] = (struct step){ cost, piece->text.len, piece };
    }
}

/* True where the pieces cover the whole text; else what they leave is put into w->rest. Choices
 * found are picked. */
static bool covered(struct weighing *w, struct str text)
{
    struct arena *arena = w->q->arena;
    struct step *steps = ARENA_ARRAY(arena, struct step, text.len + 1);
    for (size_t at = text.len; at-- > 0;)
        if (((unsigned char)text.ptr[at] & 0xC0) != 0x80)
            lay_from(w, text, at, steps);
    struct buf rest;
    buf_init(&rest, arena);
    for (size_t at = 0; at < text.len; at += steps[at].len) {
        if (steps[at].piece)
            pick(w, steps[at].piece);
        else
            buf_str(&rest, str_slice(text, at, steps[at].len));
    }
    if (rest.len)
        w->rest = buf_get(&rest);
    return !rest.len;
}

static bool subject_accounted(struct weighing *w)
{
    const struct statement *s = w->q->statement;
    const struct statement *trades = !s->industry_count && w->q->count ? w->q->count : s;
    if (w->rule->loose)
        return true;
    pieces_gather(w);
    if (!covered(w, w->subject))
        return false;
    for (size_t i = 0; i < trades->industry_count; i++)
        if (!covered(w, bare(w->q->arena, trades->industries[i])))
            return false;
    return true;
}

/* ---- the slice
 * -----------------------------------------------------------------------------------------------
 */

static void join(struct buf *out, const char *mark)
{
    if (out->len)
        buf_cstr(out, mark);
}

static void slice_dimension(const struct weighing *w, size_t d, struct buf *slice, struct buf *zh,
                            struct buf *en)
{
    struct buf values;
    size_t count = 0;
    buf_init(&values, w->q->arena);
    for (size_t i = 0; i < w->pick_count; i++) {
        if (w->picks[i].dimension != (int)d)
            continue;
        join(&values, ", ");
        feel_print(feel_string(w->picks[i].choice->code), &values);
        join(zh, "、");
        buf_str(zh, w->picks[i].choice->label.zh);
        join(en, ", ");
        buf_str(en, w->picks[i].choice->label.en);
        count++;
    }
    if (!count)
        return;
    join(slice, " and ");
    struct str name = w->metric->by[d].name;
    if (count == 1)
        buf_printf(slice, "%.*s = %.*s", STR_ARG(name), STR_ARG(buf_get(&values)));
    else
        buf_printf(slice, "list contains([%.*s], %.*s)", STR_ARG(buf_get(&values)), STR_ARG(name));
}

/* False where the metric cannot tell the park apart, or would not take the slice. */
static bool slice_make(struct weighing *w, struct tie *tie)
{
    const struct tie_question *q = w->q;
    struct buf slice, zh, en;
    buf_init(&slice, q->arena);
    buf_init(&zh, q->arena);
    buf_init(&en, q->arena);
    for (size_t d = 0; d < w->metric->by_count; d++)
        slice_dimension(w, d, &slice, &zh, &en);
    if (zh.len)
        tie->slice_words =
            adopt_say(q->arena, ADOPT_ONLY, (struct label){ buf_get(&zh), buf_get(&en) },
                      adopt_both(STR("")));
    if (q->park) {
        const struct dimension *place = place_dimension(q->model, w->metric);
        if (!place)
            return false;
        join(&slice, " and ");
        buf_printf(&slice, "%.*s.name = ", STR_ARG(place->name));
        feel_print(feel_string(q->park->name), &slice);
    }
    tie->slice = buf_get(&slice);
    struct err ignored;
    struct feel_expr *expr;
    err_init(&ignored);
    return !slice.len || feel_compile(q->arena, tie->slice, w->metric->by_scope, &expr, &ignored);
}

/* ---- the bound
 * ---------------------------------------------------------------------------------------------------
 */

static bool counts(const struct metric *metric)
{
    return metric->how == METRIC_COUNT || metric->how == METRIC_FORMULA ||
           (metric->how == METRIC_STOCK && !metric->field);
}

/* In the metric's own unit: 亩 for a field kept in square metres, and so on. */
static bool converted(const struct weighing *w, struct dec value, struct dec *out)
{
    const struct field *field = w->metric->field;
    struct err ignored;
    struct value parsed;
    struct buf text;
    err_init(&ignored);
    buf_init(&text, w->q->arena);
    dec_print(value, &text);
    buf_str(&text, w->q->statement->unit);
    if (!field || !str_eq(field->unit_base, w->metric->unit) ||
        !field_parse(w->q->arena, field, buf_get(&text), &parsed, &ignored) || !parsed.present)
        return false;
    *out = dec_from_scaled(parsed.n, field->scale);
    return true;
}

static bool bound_make(const struct weighing *w, struct tie *tie)
{
    const struct statement *s = w->q->statement;
    tie->value = s->value;
    tie->value_max = s->value_max;
    tie->unit = s->unit;
    if (s->measure == PLAN_M_CADENCE)
        return w->metric->how == METRIC_CADENCE && str_ends(s->unit, w->metric->unit);
    if (str_eq(s->unit, w->metric->unit) || (s->measure == PLAN_M_COUNT && counts(w->metric)))
        return true;
    tie->unit = w->metric->unit;
    return converted(w, s->value, &tie->value) &&
           (!s->has_max || converted(w, s->value_max, &tie->value_max));
}

static bool every_month_alike(const struct weighing *w)
{
    if (w->metric->how != METRIC_CADENCE)
        return true;
    return dec_cmp(w->q->statement->value,
                   dec_from_scaled(w->metric->every, w->metric->of->scale)) == 0;
}

/* Growth over another year than the one before is not what a growth metric gives. */
static bool base_alike(const struct statement *s)
{
    struct period base, period;
    if (!s->grown_from_base || !period_parse(s->base_period, &base) ||
        !period_parse(s->period, &period))
        return true;
    return month_of(base.first) / 12 + 1 == month_of(period.first) / 12;
}

/* ---- one rule
 * ---------------------------------------------------------------------------------------------------------
 */

static bool class_alike(const struct weighing *w)
{
    const struct statement *s = w->q->statement;
    const struct tie_rule *rule = w->rule;
    struct str found;
    if (rule->threshold_has)
        return s->threshold_has && dec_cmp(s->threshold_value, rule->threshold) == 0 &&
               str_eq(s->threshold_unit, rule->threshold_unit);
    if (rule->threshold_words.count)
        return has_word(&rule->threshold_words, bare(w->q->arena, s->threshold), &found) ||
               has_word(&rule->threshold_words, w->subject, &found);
    return !s->threshold.len;
}

static bool total_alike(const struct weighing *w)
{
    const struct tie_rule *rule = w->rule;
    if (!rule->total_count)
        return !w->q->statement->total_of_count;
    for (size_t i = 0; i < rule->total_count; i++)
        if (w->q->statement->total_of_count && rule->total_of[i] == w->q->count_metric)
            return true;
    return false;
}

/* How particular the rule is where its conditions on the words hold; 0 where they do not. */
static size_t rule_weight(struct weighing *w)
{
    const struct tie_rule *rule = w->rule;
    const struct statement *s = w->q->statement;
    struct str found;
    if ((rule->measures && !(rule->measures >> s->measure & 1)) ||
        (rule->events && !(rule->events >> s->event & 1)))
        return 0;
    if (rule->subject.count && !has_word(&rule->subject, w->subject, &w->word))
        return 0;
    if ((rule->with.count && !has_word(&rule->with, w->clause, &found)) ||
        has_word(&rule->without, w->clause, &found))
        return 0;
    if (rule->sentence.count && !has_word(&rule->sentence, w->sentence, &found))
        return 0;
    if (!total_alike(w) || (rule->list.len && !s->of_list) || (rule->off_list && s->of_list))
        return 0;
    if ((rule->threshold_has || rule->threshold_words.count) && !class_alike(w))
        return 0;
    return 1 + 4 * utf8_count(w->word) + (rule->measures != 0) + (rule->events != 0) +
           3 * (rule->with.count != 0) + 2 * (rule->sentence.count != 0) +
           10 * (rule->threshold_has || rule->threshold_words.count) + 10 * (rule->list.len != 0) +
           10 * (rule->total_count != 0);
}

/* True where the rule ties; else why it nearly did. */
static bool rule_ties(struct weighing *w, struct tie *tie)
{
    struct arena *arena = w->q->arena;
    const struct statement *s = w->q->statement;
    const struct label metric = w->metric->label;
    w->pick_count = 0;
    if (!class_alike(w))
        tie->reason = adopt_say(arena, ADOPT_CLASS,
                                adopt_both(s->threshold.len ? s->threshold : s->subject), metric);
    else if (!subject_accounted(w))
        tie->reason = adopt_say(arena, ADOPT_NARROWER, adopt_both(w->rest), metric);
    else if (!bound_make(w, tie))
        tie->reason = adopt_say(arena, ADOPT_UNIT, adopt_both(s->unit), metric);
    else if (!every_month_alike(w))
        tie->reason = adopt_say(arena, ADOPT_EVERY, adopt_both(s->number), metric);
    else if (!base_alike(s))
        tie->reason = adopt_say(arena, ADOPT_ASK_BASE, adopt_both(s->base_period), metric);
    else if (!slice_make(w, tie))
        tie->reason = adopt_say(arena, ADOPT_PARK,
                                adopt_both(w->q->park ? w->q->park->name : tie->slice), metric);
    else {
        tie->rule = w->rule;
        tie->metric = w->metric;
        tie->reason = adopt_say(arena, ADOPT_TIED,
                                adopt_both(s->subject.len ? s->subject : s->number), metric);
        return true;
    }
    return false;
}

/* ---- all rules
 * ------------------------------------------------------------------------------------------------------------
 */

struct best {
    struct tie tie;
    size_t weight;
};

static void keep_best(struct best *best, const struct tie *tie, size_t weight)
{
    if (weight > best->weight)
        *best = (struct best){ *tie, weight };
}

static struct label fallback(const struct tie_question *q)
{
    const struct statement *s = q->statement;
    if (s->total_of_count && q->count)
        return adopt_say(q->arena, ADOPT_COUNT_UNTIED, adopt_both(q->count->subject),
                         adopt_both(STR("")));
    return adopt_say(q->arena, ADOPT_NO_RULE, adopt_both(s->subject.len ? s->subject : s->quote),
                     adopt_both(STR("")));
}

bool tie_find(const struct tie_question *q, struct tie *out)
{
    struct weighing *w = ARENA_NEW(q->arena, struct weighing);
    struct best tied = { 0 }, near = { 0 }, told = { 0 };
    const struct metric *rival = NULL;
    *w = (struct weighing){ .q = q, .subject = bare(q->arena, q->statement->subject) };
    w->clause = str_join(q->arena, bare(q->arena, q->statement->quote), w->subject);
    w->sentence = bare(q->arena, sentence_until(q));
    for (size_t i = 0; i < q->tying->count; i++) {
        struct tie tie = { 0 };
        w->rule = &q->tying->rules[i];
        w->metric = w->rule->metric;
        w->word = (struct str){ 0 };
        size_t weight = rule_weight(w);
        if (!weight)
            continue;
        tie.reason = w->rule->reason;
        if (!w->metric) {
            keep_best(&told, &tie, weight);
        } else if (!rule_ties(w, &tie)) {
            keep_best(&near, &tie, weight);
        } else {
            if (weight == tied.weight && tied.tie.metric != tie.metric)
                rival = tie.metric;
            else if (weight > tied.weight)
                rival = NULL;
            keep_best(&tied, &tie, weight);
        }
    }
    *out = tied.weight ? tied.tie : told.weight ? told.tie : near.tie;
    if (tied.weight && rival) {
        *out = (struct tie){ .reason = adopt_say(q->arena, ADOPT_TWO, tied.tie.metric->label,
                                                 rival->label) };
        return false;
    }
    if (!tied.weight && !told.weight && !near.weight)
        out->reason = fallback(q);
    return tied.weight > 0;
}
