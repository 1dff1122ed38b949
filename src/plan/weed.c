/*
 * weed.c - numbers that are no statements: names, outline, thresholds, sizes of lists, the indefinite. Each
 * keeps its reason. What is left unmarked is read as a statement.
 */
#include "base/utf8.h"
#include "plan/page_priv.h"

enum { QUOTED_NAME_MAX = 14, LIST_VERB_REACH = 6, RANK_REACH = 7, MONEY_REACH = 8, RATIO_REACH = 8 };

struct weed {
    const struct page *page;
    struct sentence *sentence;
    size_t k;               /* the figure's token */
    struct figure *figure;
};

static const struct token *token_at(const struct weed *weed, ptrdiff_t offset)
{
    ptrdiff_t i = (ptrdiff_t)weed->k + offset;
    static const struct token none = { .kind = TOKEN_MARK };
    if (i < 0 || i >= (ptrdiff_t)weed->sentence->token_count) return &none;
    return &weed->sentence->tokens[i];
}

static bool drop(struct weed *weed, enum plan_why why)
{
    weed->figure->out = true;
    weed->figure->why = why;
    return true;
}

static bool is_verb(const struct token *token)
{
    const struct lex_word *verb = token_as(token, LEX_VERB);
    return verb && verb->rank >= RANK_WEAK;
}

/* Something that the number could stand before as its noun. */
static bool attributive(const struct token *token)
{
    if (token->kind == TOKEN_TEXT || token->kind == TOKEN_PLACE) return true;
    if (token->kind == TOKEN_MARK) return token->mark == 0x201C || token->mark == 0x300A;
    if (token->kind != TOKEN_WORD) return false;
    if (token_as(token, LEX_NOUN) || token_as(token, LEX_FIXED) || token_as(token, LEX_PLACE) ||
        token_as(token, LEX_NAME))
        return true;
    return !token_as(token, LEX_GLUE) && !token_as(token, LEX_CHANGE) && !token_as(token, LEX_VERB) &&
           !token_as(token, LEX_BOUND);
}

static bool ends_clause(const struct token *token)
{
    if (token->kind == TOKEN_MARK) return true;
    return token_role(token, LEX_GLUE, ROLE_AND) || token_role(token, LEX_GLUE, ROLE_OF);
}

static bool hard_mark(const struct token *token)
{
    if (token->kind != TOKEN_MARK) return false;
    uint32_t cp = token->mark;
    return cp == 0xFF0C || cp == ';' || cp == ':' || cp == 0x3002 || cp == '!' || cp == '?' || cp == 0 ||
           cp == '(' || cp == ')';
}

static bool is_count(const struct figure *figure)
{
    return figure->form == FORM_PLAIN && figure->unit && figure->measure == PLAN_M_COUNT;
}

/* Another figure follows in the clause before a comma. */
static struct figure *figure_after(const struct weed *weed)
{
    for (ptrdiff_t i = 1; i < 24; i++) {
        const struct token *token = token_at(weed, i);
        if (token_mark(token, '(') || token_mark(token, ')')) continue; /* 浙（婺）商 */
        if (hard_mark(token)) return NULL;
        if (token->kind == TOKEN_FIGURE) return &weed->sentence->figures[token->ref];
    }
    return NULL;
}

static bool change_before(const struct weed *weed, enum lex_role role, ptrdiff_t reach)
{
    for (ptrdiff_t i = -1; i >= -reach; i--) {
        const struct token *token = token_at(weed, i);
        if (hard_mark(token)) return false;
        if (token_role(token, LEX_CHANGE, role)) return true;
    }
    return false;
}

/* The quotation that the figure stands in: its tokens are all of the same quote number. */
static bool weed_quoted(struct weed *weed)
{
    const struct token *self = token_at(weed, 0);
    if (!self->quote || weed->figure->form == FORM_CADENCE) return false;
    size_t first = weed->k, last = weed->k;
    const struct token *tokens = weed->sentence->tokens;
    bool comma = false;
    while (first > 0 && tokens[first - 1].quote == self->quote) first--;
    while (last + 1 < weed->sentence->token_count && tokens[last + 1].quote == self->quote) last++;
    for (size_t i = first; i <= last; i++)
        if (token_mark(&tokens[i], 0xFF0C)) comma = true;
    bool title = first > 0 && tokens[first - 1].mark == 0x300A;
    size_t len = tokens[last].end - tokens[first].start;
    bool alone = first == last;
    if (weed->figure->form == FORM_GRID && alone) return false;
    return (title || (len <= QUOTED_NAME_MAX && !comma)) && drop(weed, PLAN_WHY_NAME);
}

static bool weed_ordinal(struct weed *weed)
{
    struct figure *figure = weed->figure;
    const struct lex_word *unit = figure->unit;
    const struct token *next = token_at(weed, 1);
    if (weed->k == 0 && next->kind == TOKEN_MARK) return drop(weed, PLAN_WHY_OUTLINE);
    if (unit && unit->role == ROLE_UNIT_TIME) return drop(weed, PLAN_WHY_TIME);
    bool place = !unit || unit->role == ROLE_UNIT_RANK || (unit->measure == PLAN_M_PERSONS && unit->len == 1);
    bool moves = unit && token_role(next, LEX_CHANGE, ROLE_REACH); /* 由第12位上升至 */
    if (!place || (!ends_clause(next) && !moves)) return drop(weed, PLAN_WHY_NAME);
    if (figure->form == FORM_FRONT && token_mark(next, ':')) return drop(weed, PLAN_WHY_OUTLINE);
    const struct token *before = token_at(weed, -1);
    bool among = token_role(before, LEX_GLUE, ROLE_REGION) || token_role(before, LEX_PLACE, ROLE_SELF); /* 全市前三 */
    if (figure->form == FORM_FRONT && !unit && !among && !change_before(weed, ROLE_RANK, RANK_REACH) &&
        !change_before(weed, ROLE_ENTER, RANK_REACH))
        return drop(weed, PLAN_WHY_NAME);
    figure->unit = NULL;
    return false;
}

static bool weed_strong(struct weed *weed)
{
    int64_t n = 0;
    bool entered = change_before(weed, ROLE_ENTER, RANK_REACH) || change_before(weed, ROLE_RANK, RANK_REACH);
    if (dec_to_int(weed->figure->value, &n) && n >= 500) return drop(weed, PLAN_WHY_THRESHOLD);
    return (!entered || !ends_clause(token_at(weed, 1))) && drop(weed, PLAN_WHY_LIST_SIZE);
}

static bool segment_verb(const struct weed *weed, int step)
{
    for (ptrdiff_t i = step; i > -30 && i < 30; i += step) {
        const struct token *token = token_at(weed, i);
        if (hard_mark(token)) return false;
        if (is_verb(token)) return true;
    }
    return false;
}

static bool starts_segment(const struct weed *weed)
{
    const struct token *before = token_at(weed, -1);
    return hard_mark(before) || weed->k == 0 || before->kind == TOKEN_TIME;
}

/* N大 + noun: only what is done. */
static bool weed_big(struct weed *weed)
{
    const struct token *before = token_at(weed, -1);
    if (token_role(token_at(weed, 1), LEX_NOUN, ROLE_OUTLINE)) return drop(weed, PLAN_WHY_OUTLINE);
    if (is_verb(before)) return false;
    if (starts_segment(weed) && !figure_after(weed) && segment_verb(weed, 1)) return false;
    return drop(weed, PLAN_WHY_NAME);
}

static bool is_amount(const struct figure *figure)
{
    return figure->measure == PLAN_M_AMOUNT || (!figure->unit && figure->scaled && figure->form == FORM_PLAIN);
}

/* 10亿元以上企业2户, 超千亿企业3家, 30亿元以上项目. */
static bool weed_threshold(struct weed *weed)
{
    struct figure *figure = weed->figure;
    if (figure->form != FORM_PLAIN || (!figure->bound && !figure->bare) || figure->measure == PLAN_M_COUNT) return false;
    const struct token *next = token_at(weed, 1);
    const struct figure *later = figure_after(weed);
    bool count_later = later && !later->out && is_count(later);
    bool of = token_role(next, LEX_GLUE, ROLE_OF);
    bool noun = attributive(next) && !token_role(next, LEX_NOUN, ROLE_TAIL);
    if (!noun && !of) return false;
    if (later && !later->out && figure->measure == PLAN_M_LENGTH && noun && figure->end > figure->unit_end)
        return drop(weed, PLAN_WHY_THRESHOLD); /* 300米以下空域覆盖率95% */
    if (count_later && (is_amount(figure) || figure->measure == PLAN_M_AREA || figure->measure == PLAN_M_OTHER))
        return drop(weed, PLAN_WHY_THRESHOLD);
    if (is_amount(figure) && of && later && !later->out && figure->end > figure->unit_end)
        return drop(weed, PLAN_WHY_THRESHOLD); /* 500万元以上的企业奖励50万元 */
    if (is_amount(figure) && noun && figure->end > figure->unit_end) return drop(weed, PLAN_WHY_THRESHOLD);
    return (is_amount(figure) && figure->bare && noun) && drop(weed, PLAN_WHY_THRESHOLD);
}

/* 纳入国家102项重大工程, 被列为长三角26个中心城市 */
static bool weed_list_size(struct weed *weed)
{
    if (!is_count(weed->figure) || !attributive(token_at(weed, 1))) return false;
    for (ptrdiff_t i = -1; i >= -LIST_VERB_REACH; i--) {
        const struct token *token = token_at(weed, i);
        if (token->kind == TOKEN_MARK || token->kind == TOKEN_FIGURE) return false;
        for (const struct lex_word *w = token->word; w; w = w->next)
            if (w->class == LEX_VERB && w->rank == RANK_LIST) return drop(weed, PLAN_WHY_LIST_SIZE);
    }
    return false;
}

/* Nothing before it that it could sum up: no list, no quotation, no verb (县域内三条公路开工). */
static bool alone_before(const struct weed *weed)
{
    for (ptrdiff_t i = -1; i > -8; i--) {
        const struct token *token = token_at(weed, i);
        if (hard_mark(token)) return true;
        if (token->kind == TOKEN_MARK || token_as(token, LEX_VERB) || token_role(token, LEX_GLUE, ROLE_AND) ||
            token_as(token, LEX_NOUN))
            return false;
    }
    return false;
}

/* Small Han counts name things (两块招牌) unless something is done to them. */
static bool weed_han(struct weed *weed)
{
    struct figure *figure = weed->figure;
    int64_t n = 0;
    if (!figure->han || figure->scaled || !is_count(figure) || figure->has_max) return false;
    if (dec_to_int(figure->value, &n) && n == 1) return drop(weed, PLAN_WHY_INDEFINITE);
    const struct token *before = token_at(weed, -1), *next = token_at(weed, 1);
    if (figure->bound || is_verb(before) || token_as(before, LEX_CHANGE) || token_as(before, LEX_BOUND) ||
        token_role(before, LEX_GLUE, ROLE_ADVERB) || token_role(before, LEX_GLUE, ROLE_EACH))
        return false;
    if (ends_clause(next) && segment_verb(weed, -1)) return false;
    if (starts_segment(weed) && segment_verb(weed, 1)) return false;
    if (token_mark(before, 0x3001) && segment_verb(weed, -1)) return false;
    if (alone_before(weed) && segment_verb(weed, 1)) return false;
    return drop(weed, PLAN_WHY_NAME);
}

/* “项目、企业、园区”四项重点: the size of the list before it. */
static bool sums_up_quote(const struct weed *weed)
{
    if (!token_mark(token_at(weed, -1), 0x201D)) return false;
    int quote = token_at(weed, -2)->quote;
    for (ptrdiff_t i = -2; quote && token_at(weed, i)->quote == quote; i--)
        if (token_mark(token_at(weed, i), 0x3001)) return true;
    return false;
}

static bool weed_outline(struct weed *weed)
{
    if (!is_count(weed->figure)) return false;
    const struct token *next = token_at(weed, 1);
    const struct lex_word *noun = token_as(next, LEX_NOUN);
    bool which = weed->figure->han || token_at(weed, -1)->kind == TOKEN_FIGURE || token_at(weed, -1)->kind == TOKEN_SPAN;
    if (which && token_role(next, LEX_NOUN, ROLE_MEETING)) return drop(weed, PLAN_WHY_NAME);
    if (weed->figure->unit->role == ROLE_UNIT_DEED) {
        return (!noun || noun->event != PLAN_E_SERVICE) && drop(weed, PLAN_WHY_OUTLINE);
    }
    const struct token *behind = token_at(weed, 2); /* not 重点项目, but 十个方面工作 */
    bool outline = token_role(next, LEX_NOUN, ROLE_OUTLINE) &&
                   (!attributive(behind) || token_role(behind, LEX_NOUN, ROLE_TAIL));
    return (outline || sums_up_quote(weed)) && drop(weed, PLAN_WHY_OUTLINE);
}

/* The unit that a noun or verb before the number implies: 产值突破千亿, 投资30亿. */
static struct str unit_implied(const struct weed *weed)
{
    for (ptrdiff_t i = -1; i >= -MONEY_REACH; i--) {
        const struct token *token = token_at(weed, i);
        if (token->kind == TOKEN_MARK && token->mark != 0x3001) break;
        for (const struct lex_word *w = token->word; w; w = w->next) {
            if (w->class == LEX_NOUN && w->unit.len) return w->unit;
            if ((w->class == LEX_VERB || w->class == LEX_NOUN) &&
                (w->event == PLAN_E_INVEST || w->event == PLAN_E_FUND))
                return lex_money_unit(weed->page->lexicon);
        }
    }
    return STR("");
}

/* What a number in that base unit measures: as the lexicon says of the unit written out. */
static int measure_of(const struct page *page, struct str unit)
{
    uint32_t cps[8];
    size_t count = 0;
    for (size_t pos = 0; pos < unit.len && count < 8;) cps[count++] = lex_fold(utf8_next(unit, &pos));
    const struct lex_word *word = lex_as(lex_longest(page->lexicon, cps, count, 0, LEX_BIT(UNIT)), LEX_UNIT);
    return word && word->measure >= 0 ? word->measure : PLAN_M_COUNT;
}

static bool footnote(const struct weed *weed)
{
    const struct token *before = token_at(weed, -1), *next = token_at(weed, 1);
    return (token_mark(before, '[') && token_mark(next, ']')) || (token_mark(before, 0x3014) && token_mark(next, 0x3015)) ||
           (token_mark(before, 0x3010) && token_mark(next, 0x3011));
}

static bool like_year(const struct figure *figure)
{
    int64_t n;
    return !figure->scaled && !figure->decimal && dec_to_int(figure->value, &n) && n >= 1900 && n <= 2100;
}

/* 20余万老年人, 23.5万农村人口 */
static const struct lex_word *person_behind(const struct weed *weed)
{
    for (ptrdiff_t i = 1; i <= 3; i++) {
        const struct token *token = token_at(weed, i);
        const struct lex_word *person = token_role(token, LEX_NOUN, ROLE_PERSON);
        if (person) return person;
        if (token->kind != TOKEN_TEXT && !token_as(token, LEX_FIXED)) return NULL;
    }
    return NULL;
}

/* 收入比由2.11缩小至2.07: what is a ratio by its noun needs no sign of one. */
static bool weed_bare_ratio(struct weed *weed)
{
    struct figure *figure = weed->figure;
    if (!figure->decimal || figure->scaled || figure->han) return false;
    for (ptrdiff_t i = -1; i >= -MONEY_REACH; i--) {
        const struct token *token = token_at(weed, i);
        if (token->kind == TOKEN_MARK) return false;
        const struct lex_word *rate = token_role(token, LEX_NOUN, ROLE_NOUN_RATE);
        if (!rate || !rate->unit.len) continue;
        figure->unit_name = rate->unit;
        figure->measure = PLAN_M_RATIO;
        figure->form = FORM_RATIO;
        return true;
    }
    return false;
}

/* A number without a unit: 20余万老年人, 投资30亿, else not understood. */
static bool weed_unitless(struct weed *weed)
{
    struct figure *figure = weed->figure;
    if (figure->form != FORM_PLAIN || figure->unit || figure->unit_name.len) return false;
    const struct lex_word *person = person_behind(weed);
    if (person) {
        figure->unit_name = person->unit;
        figure->measure = PLAN_M_PERSONS;
        return false;
    }
    if (weed_bare_ratio(weed)) return false;
    size_t after;
    bool mark = weed->k == 0 && outline_mark(weed->page, figure->start, weed->sentence->end, &after);
    if (mark || footnote(weed)) return drop(weed, PLAN_WHY_OUTLINE);
    const struct token *next = token_at(weed, 1);
    struct str implied = figure->scaled ? unit_implied(weed) : STR("");
    if (implied.len && (!attributive(next) || token_role(next, LEX_NOUN, ROLE_TAIL))) {
        figure->unit_name = implied;
        figure->measure = measure_of(weed->page, implied);
        return false;
    }
    if (like_year(figure)) return drop(weed, PLAN_WHY_TIME);
    return drop(weed, figure->han && !figure->scaled ? PLAN_WHY_NAME : PLAN_WHY_UNKNOWN);
}

static bool weed_ratio(struct weed *weed)
{
    if (weed->figure->form != FORM_RATIO) return false;
    for (ptrdiff_t i = -1; i >= -RATIO_REACH; i--) {
        const struct token *token = token_at(weed, i);
        if (token_role(token, LEX_GLUE, ROLE_THAN) || token_role(token, LEX_NOUN, ROLE_NOUN_RATE) ||
            token_role(token, LEX_NOUN, ROLE_SHARE))
            return false;
    }
    return drop(weed, PLAN_WHY_NAME);
}

/* 设计时速60公里/小时; 七成 only before an end. */
static bool weed_unit(struct weed *weed)
{
    struct figure *figure = weed->figure;
    if (!figure->unit) return false;
    const struct token *next = token_at(weed, 1), *before = token_at(weed, -1);
    for (ptrdiff_t i = -1; i >= -2; i--)
        if (token_role(token_at(weed, i), LEX_NOUN, ROLE_SPEC)) return drop(weed, PLAN_WHY_NAME);
    bool yearly = token_mark(next, '/') && lex_at(weed->page->lexicon, weed->page->cps, weed->sentence->end, next->end,
                                                  LEX_TIME, ROLE_YEAR_MARK); /* 10万架次/年 */
    if (token_mark(next, '/') && !yearly && figure->measure != PLAN_M_AMOUNT) return drop(weed, PLAN_WHY_NAME);
    if (figure->measure == PLAN_M_SHARE && attributive(next) && figure->end == figure->unit_end)
        return drop(weed, PLAN_WHY_NAME);
    if (before->kind == TOKEN_FIGURE && weed->sentence->figures[before->ref].why == PLAN_WHY_TIME &&
        weed->sentence->figures[before->ref].out && figure->measure == PLAN_M_OTHER && before->end == figure->start)
        return drop(weed, PLAN_WHY_TIME);
    return false;
}

/* 高于全国、全省1.2个和0.9个百分点: both are points. */
static bool weed_shared_unit(struct weed *weed)
{
    struct figure *figure = weed->figure;
    const struct token *and = token_at(weed, 1), *next = token_at(weed, 2);
    if (!is_count(figure) || next->kind != TOKEN_FIGURE) return false;
    if (!token_role(and, LEX_GLUE, ROLE_AND) && !token_mark(and, 0x3001)) return false;
    const struct figure *other = &weed->sentence->figures[next->ref];
    if (!other->unit || other->measure != PLAN_M_GROWTH || !str_has(other->unit->text, figure->unit->text)) return false;
    figure->unit = other->unit;
    figure->unit_name = other->unit_name;
    figure->measure = other->measure;
    return false;
}

/* 20户以上自然村: which of them, not how many. */
static bool weed_class_of(struct weed *weed)
{
    struct figure *figure = weed->figure;
    const struct token *before = token_at(weed, -1), *next = token_at(weed, 1);
    if (figure->form != FORM_PLAIN || !figure->unit || figure->end == figure->unit_end || is_verb(before)) return false;
    if (figure->measure != PLAN_M_COUNT && figure->measure != PLAN_M_PERSONS) return false;
    if (token_as(before, LEX_CHANGE) || token_as(before, LEX_BOUND) || !attributive(next)) return false;
    bool counts = segment_verb(weed, -1);
    for (ptrdiff_t i = 1; i <= 6 && attributive(token_at(weed, i)); i++) {
        const struct lex_word *place = token_as(token_at(weed, i), LEX_PLACE);
        if (place && place->role == ROLE_ADMIN && !counts) return drop(weed, PLAN_WHY_THRESHOLD);
    }
    return false;
}

/* 较上年前移2位: how far a rank has moved; nobody is counted. */
static bool weed_moved(struct weed *weed)
{
    const struct figure *figure = weed->figure;
    if (figure->form != FORM_PLAIN || !figure->unit || figure->measure != PLAN_M_PERSONS ||
        figure->unit->len != 1 || str_eq(figure->unit->text, figure->unit->unit)) /* 位, 名 */
        return false;
    if (!ends_clause(token_at(weed, 1)) || is_verb(token_at(weed, -1))) return false;
    for (ptrdiff_t i = -1; i >= -RANK_REACH; i--) {
        const struct token *token = token_at(weed, i);
        if (token->kind == TOKEN_MARK) return false;
        if (token_role(token, LEX_GLUE, ROLE_THAN)) return drop(weed, PLAN_WHY_UNKNOWN);
    }
    return false;
}

/* 举办培训班4期: a thing that is held is counted by its terms. */
static void unweed_terms(struct weed *weed)
{
    struct figure *figure = weed->figure;
    const struct lex_word *noun = token_as(token_at(weed, -1), LEX_NOUN);
    if (figure->why != PLAN_WHY_NAME || !figure->unit || figure->unit->role != ROLE_UNIT_NAME) return;
    if (!noun || noun->event != PLAN_E_SERVICE || !ends_clause(token_at(weed, 1)) || !segment_verb(weed, -1)) return;
    figure->out = false;
    figure->measure = PLAN_M_COUNT;
    figure->unit_name = figure->unit->text;
}

static void weed_one(struct weed *weed)
{
    static bool (*const rules[])(struct weed *) = {
        weed_shared_unit, weed_moved, weed_class_of, weed_quoted, weed_unit, weed_unitless, weed_ratio, weed_outline, weed_list_size, weed_han,
    };
    switch (weed->figure->form) {
    case FORM_ORDINAL:
    case FORM_FRONT:
        weed_ordinal(weed);
        break;
    case FORM_STRONG:
        weed_strong(weed);
        break;
    case FORM_BIG:
        weed_big(weed);
        break;
    default:
        break;
    }
    for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]) && !weed->figure->out; i++) rules[i](weed);
}

void sentence_weed(const struct page *page, struct sentence *sentence)
{
    for (size_t k = sentence->token_count; k-- > 0;) {
        if (sentence->tokens[k].kind != TOKEN_FIGURE) continue;
        struct weed weed = { page, sentence, k, &sentence->figures[sentence->tokens[k].ref] };
        if (!weed.figure->out) weed_one(&weed);
        else unweed_terms(&weed);
        if (weed.figure->out && weed.figure->why == PLAN_WHY_TIME) sentence->tokens[k].kind = TOKEN_SPAN;
    }
    /* Thresholds look ahead to counts, so they come when those are known. */
    for (size_t k = 0; k < sentence->token_count; k++) {
        if (sentence->tokens[k].kind != TOKEN_FIGURE) continue;
        struct weed weed = { page, sentence, k, &sentence->figures[sentence->tokens[k].ref] };
        if (!weed.figure->out || weed.figure->why == PLAN_WHY_UNKNOWN) weed_threshold(&weed);
    }
}
