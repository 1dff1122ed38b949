/*
 * clause.c - cut a sentence into one item for each number, and find in it the verb that governs and the
 * noun that is counted.
 *
 * An item reaches from the mark or number before to the mark or number after. 、 and 和 part items only
 * where a number stands on their left already (签约智能制造、新材料项目20个 is one item; 落地项目15个以上、投产10个以上 two).
 */
#include "plan/clause_priv.h"

#include "base/arena.h"

enum { SHORT_BRACKET = 8 };

bool token_list_mark(const struct token *token)
{
    return token_mark(token, 0x3001) || token_role(token, LEX_GLUE, ROLE_AND);
}

const struct lex_word *token_verb(const struct token *token)
{
    const struct lex_word *best = NULL;
    for (const struct lex_word *w = token->word; w; w = w->next)
        if (w->class == LEX_VERB && (!best || w->rank > best->rank)) best = w;
    return best;
}

bool token_gov(const struct token *token)
{
    const struct lex_word *verb = token_verb(token);
    return verb && verb->rank >= RANK_WEAK && !token_as(token, LEX_NOUN);
}

static bool aim_verb(const struct token *token)
{
    const struct lex_word *verb = token_verb(token);
    return verb && verb->rank == RANK_AIM;
}

static bool counts_things(const struct figure *figure)
{
    return figure->measure == PLAN_M_COUNT && figure->form != FORM_GRID;
}

static const struct token *tok(const struct clause *clause, size_t i)
{
    return &clause->sentence->tokens[i];
}

static bool accepted(const struct clause *clause, size_t i)
{
    const struct token *token = tok(clause, i);
    return token->kind == TOKEN_FIGURE && !clause->sentence->figures[token->ref].out;
}

/* A short bracket with nothing counted in it, such as 浙（婺）商, is passed over: the token before it. */
static size_t pass_bracket_back(const struct clause *clause, size_t close)
{
    for (size_t i = close; i-- > 0 && close - i < SHORT_BRACKET;) {
        if (tok(clause, i)->kind == TOKEN_FIGURE || token_mark(tok(clause, i), 0xFF0C)) return close;
        if (token_mark(tok(clause, i), '(')) return i;
    }
    return close;
}

static size_t pass_bracket_on(const struct clause *clause, size_t open)
{
    for (size_t i = open + 1; i < clause->sentence->token_count && i - open < SHORT_BRACKET; i++) {
        if (tok(clause, i)->kind == TOKEN_FIGURE || token_mark(tok(clause, i), 0xFF0C)) return open;
        if (token_mark(tok(clause, i), ')')) return i;
    }
    return open;
}

static void set_left(const struct clause *clause, struct item *item)
{
    size_t i = item->k;
    while (i > 0) {
        const struct token *token = tok(clause, i - 1);
        if (token_mark(token, ')')) {
            size_t open = pass_bracket_back(clause, i - 1);
            if (open == i - 1) break;
            i = open;
            continue;
        }
        if (mark_hard(token) || accepted(clause, i - 1)) break;
        i--;
    }
    item->left = i;
    if (i == 0 || !accepted(clause, i - 1)) return;
    if (i == item->k) {
        item->adjoins = true;
        return;
    }
    /* a number stands on the left: begin behind the list mark that follows it */
    if (token_list_mark(tok(clause, item->k - 1))) {
        item->left = item->k;
        item->open_left = true;
        return;
    }
    for (size_t j = i; j < item->k; j++) {
        if (!token_list_mark(tok(clause, j))) continue;
        item->left = j + 1;
        item->open_left = true;
        return;
    }
}

static void set_right(const struct clause *clause, struct item *item)
{
    size_t i = item->k + 1, count = clause->sentence->token_count;
    while (i < count) {
        const struct token *token = tok(clause, i);
        if (token_mark(token, '(')) {
            size_t close = pass_bracket_on(clause, i);
            if (close == i) break;
            i = close + 1;
            continue;
        }
        if (mark_hard(token) || accepted(clause, i)) break;
        i++;
    }
    item->right = i;
    if (item->k + 1 < i && token_mark(tok(clause, item->k + 1), 0x3001)) item->right = item->k + 1; /* its noun is before */
    if (i >= count || !accepted(clause, i)) return;
    for (size_t j = item->k + 1; j < i; j++) {
        if (!token_list_mark(tok(clause, j))) continue;
        item->right = j;
        return;
    }
}

static bool noun_begins(const struct token *token)
{
    switch (token->kind) {
    case TOKEN_TEXT:
    case TOKEN_PLACE:
        return true;
    case TOKEN_FIGURE:
        return true; /* a threshold: 70个30亿元以上项目 */
    case TOKEN_MARK:
        return token->mark == 0x201C || token->mark == 0x300A;
    case TOKEN_WORD:
        if (token_as(token, LEX_NOUN) || token_as(token, LEX_FIXED) || token_as(token, LEX_PLACE) ||
            token_as(token, LEX_NAME) || token_as(token, LEX_SPLIT))
            return true;
        return !token_as(token, LEX_CHANGE) && !token_as(token, LEX_VERB) && !token_as(token, LEX_GLUE) &&
               !token_as(token, LEX_BOUND);
    default:
        return false;
    }
}

static bool noun_before(const struct clause *clause, const struct item *item)
{
    for (size_t i = item->left; i < item->k; i++)
        if (noun_begins(tok(clause, i))) return true;
    return false;
}

/* A verb between i and the next 的 belongs to a phrase before the noun. */
static size_t skip_relative(const struct clause *clause, size_t i, size_t to)
{
    for (size_t j = i; j < to; j++) {
        if (token_list_mark(tok(clause, j))) return i;
        if (token_role(tok(clause, j), LEX_GLUE, ROLE_OF)) return j + 1 < to ? j + 1 : i;
    }
    return i;
}

/* The token behind the number and the quotation mark that closes on it. */
static size_t behind(const struct clause *clause, const struct item *item)
{
    size_t i = item->k + 1;
    return i < item->right && token_mark(tok(clause, i), 0x201D) ? i + 1 : i;
}

/* Verbs that belong to a noun right behind them: 新开工项目, 在建铁路项目. How many. */
static size_t verbs_of_noun(const struct clause *clause, size_t i, size_t to)
{
    size_t from = i;
    while (i < to && token_verb(tok(clause, i)) && !token_as(tok(clause, i), LEX_NOUN)) i++;
    if (i == from || i >= to) return 0;
    const struct token *noun = tok(clause, i);
    bool counted = token_role(noun, LEX_NOUN, ROLE_WORKS) || token_role(noun, LEX_NOUN, ROLE_FIRM) ||
                   token_role(noun, LEX_NOUN, ROLE_BARE);
    return counted ? i - from : 0;
}

/* 已, 中: small words that a noun does not end with. */
static bool noun_tail(const struct token *token)
{
    const struct lex_word *glue = token_as(token, LEX_GLUE);
    return glue && glue->len == 1 && (glue->role == ROLE_ADVERB || glue->role == ROLE_MID) && !token_as(token, LEX_NOUN);
}

/* The noun behind the number: until a verb, a change, an adverb of its own or 中. */
static struct range noun_after(const struct clause *clause, const struct item *item)
{
    size_t from = behind(clause, item);
    bool of = from < item->right && token_role(tok(clause, from), LEX_GLUE, ROLE_OF);
    if (of) from++;
    size_t i = from;
    if (of && i + 1 < item->right && token_verb(tok(clause, i)) && token_role(tok(clause, i + 1), LEX_NOUN, ROLE_TAIL)) i++;
    i += verbs_of_noun(clause, i, item->right);
    while (i < item->right) {
        const struct token *token = tok(clause, i);
        if (token_mark(token, '(')) break;
        if (token->quote || token->kind == TOKEN_MARK) {
            i++;
            continue;
        }
        bool verb = token_verb(token) && !token_as(token, LEX_NOUN) && token_verb(token)->rank != RANK_LIST;
        bool compare = token_role(token, LEX_CHANGE, ROLE_COMPARE) || token_role(token, LEX_CHANGE, ROLE_CHANGE);
        if (verb || compare) {
            size_t past = skip_relative(clause, i, item->right);
            if (past > i) {
                if (i == from) from = past;
                i = past;
                continue;
            }
        }
        if (verb && token_verb(token)->rank != RANK_AIM) break;
        if (i > from && token_as(token, LEX_CHANGE) && !token_as(token, LEX_NOUN) && !token_as(token, LEX_FIXED)) break;
        if (token->kind == TOKEN_TIME || token->kind == TOKEN_SPAN) break;
        const struct lex_word *glue = token_as(token, LEX_GLUE);
        if (glue && glue->len > 1 && glue->role == ROLE_ADVERB && !token_as(token, LEX_NOUN) && !token_as(token, LEX_FIXED)) break;
        if (glue && (glue->role == ROLE_MID) && i + 1 >= item->right) break;
        i++;
    }
    while (i > from + 1 && (token_list_mark(tok(clause, i - 1)) || noun_tail(tok(clause, i - 1)))) i--;
    return (struct range){ from, i };
}

static bool cluster_word(const struct token *token)
{
    if (token->kind == TOKEN_TIME || token->kind == TOKEN_SPAN) return true;
    if (token->kind != TOKEN_WORD || token->quote) return false;
    if (token_as(token, LEX_NOUN) && !token_role(token, LEX_NOUN, ROLE_SIZE)) return false;
    if (token_as(token, LEX_CHANGE) || token_as(token, LEX_BOUND)) return !token_role(token, LEX_CHANGE, ROLE_RATE);
    const struct lex_word *glue = token_as(token, LEX_GLUE);
    if (!glue) return aim_verb(token);
    return glue->role != ROLE_AND && glue->role != ROLE_LIST && glue->role != ROLE_IN && glue->role != ROLE_PART;
}

static void note_change(struct item *item, const struct token *token)
{
    for (const struct lex_word *w = token->word; w; w = w->next) {
        if (w->class == LEX_GLUE && w->role == ROLE_EACH) item->each = true;
        if (w->class != LEX_CHANGE) continue;
        if (w->role == ROLE_CHANGE) item->change = true;
        if (w->role == ROLE_REACH) item->reach = true;
        if (w->role == ROLE_COMPARE) item->compare = true;
        if ((w->role == ROLE_CHANGE || w->role == ROLE_COMPARE) && w->sign < 0) item->falls = true;
    }
}

/* Words of change, level, bound and the like right before the number; returns where they begin. */
static size_t strip_cluster(const struct clause *clause, struct item *item)
{
    size_t i = item->k;
    while (i > item->left && cluster_word(tok(clause, i - 1))) {
        note_change(item, tok(clause, --i));
        if (token_as(tok(clause, i), LEX_CHANGE) || token_as(tok(clause, i), LEX_BOUND)) item->predicate = true;
    }
    if (item->figure->core > item->figure->start) item->predicate = true;
    return i;
}

static ptrdiff_t find_role(const struct clause *clause, size_t from, size_t to, enum lex_class class,
                           enum lex_role role)
{
    for (size_t i = to; i-- > from;)
        if (token_role(tok(clause, i), class, role)) return (ptrdiff_t)i;
    return -1;
}

static bool points(const struct figure *figure)
{
    return figure->measure == PLAN_M_GROWTH && figure->form == FORM_PLAIN && figure->unit;
}

/* 超时序进度7.9个百分点: a bound that stands before what is compared with; its token, -1 where none. */
static ptrdiff_t over_what(const struct clause *clause, size_t from, size_t to)
{
    for (size_t i = from; i + 1 < to; i++) {
        const struct lex_word *bound = token_as(tok(clause, i), LEX_BOUND);
        if (bound && bound->before && !token_as(tok(clause, i + 1), LEX_BOUND)) return (ptrdiff_t)i;
    }
    return -1;
}

/* Where the noun before the number ends: before 居, before 比.., before 在..基础上. */
static size_t noun_end(const struct clause *clause, struct item *item)
{
    size_t end = strip_cluster(clause, item);
    ptrdiff_t at;
    if (item->figure->measure == PLAN_M_RANK) {
        at = find_role(clause, item->left, end, LEX_CHANGE, ROLE_RANK);
        ptrdiff_t enter = find_role(clause, item->left, end, LEX_CHANGE, ROLE_ENTER);
        if (enter > at) at = enter;
        while (at > (ptrdiff_t)item->left && cluster_word(tok(clause, (size_t)at - 1))) at--;
        if (at >= 0) return (size_t)at;
    }
    if (item->figure->measure == PLAN_M_RANK)
        while (end > item->left && (token_role(tok(clause, end - 1), LEX_GLUE, ROLE_REGION) ||
                                    token_role(tok(clause, end - 1), LEX_PLACE, ROLE_SELF) || cluster_word(tok(clause, end - 1))))
            end--;
    at = find_role(clause, item->left, item->k, LEX_GLUE, ROLE_BASE);
    if (at >= 0) {
        ptrdiff_t in = find_role(clause, item->left, (size_t)at, LEX_GLUE, ROLE_IN);
        if (in >= 0) end = (size_t)in < end ? (size_t)in : end;
    }
    at = find_role(clause, item->left, item->k, LEX_CHANGE, ROLE_COMPARE);
    if (at < 0 && points(item->figure)) at = over_what(clause, item->left, end);
    ptrdiff_t than = find_role(clause, item->left, item->k, LEX_GLUE, ROLE_THAN);
    if (at < 0 && (item->change || item->compare)) at = than;
    if (at >= 0 && (size_t)at < end) {
        note_change(item, tok(clause, (size_t)at));
        end = (size_t)at;
    }
    while (end > item->left && (token_role(tok(clause, end - 1), LEX_GLUE, ROLE_OF) ||
                                token_list_mark(tok(clause, end - 1)) || cluster_word(tok(clause, end - 1))))
        end--;
    if (end > item->left && token_mark(tok(clause, end - 1), ')')) end = pass_bracket_back(clause, end - 1);
    return end;
}

/* Does the token end what went before, so that a noun can begin behind it? */
static bool noun_cut(const struct token *token, bool first)
{
    if (token->kind == TOKEN_TIME || token->kind == TOKEN_SPAN) return true;
    if (token->kind == TOKEN_MARK) return token->mark == '(' || token->mark == ')';
    if (token->quote) return false;
    if (token->kind != TOKEN_WORD || token_as(token, LEX_NOUN)) return false;
    if (token_verb(token) && token_verb(token)->rank != RANK_LIST) return true;
    const struct lex_word *glue = token_as(token, LEX_GLUE);
    if (token_role(token, LEX_GLUE, ROLE_LIST)) return true;
    if (first) return glue || token_as(token, LEX_CHANGE) || token_as(token, LEX_BOUND);
    return glue && (glue->role == ROLE_PART || glue->role == ROLE_EACH || (glue->role == ROLE_ADVERB && glue->len > 1));
}

/* 入驻率, 改造覆盖率: the verb belongs to the rate. */
static bool of_rate(const struct clause *clause, size_t i, size_t end)
{
    bool small = token_role(tok(clause, i), LEX_GLUE, ROLE_ADVERB) != NULL; /* 调解成功率 */
    if (i + 1 >= end || !(token_verb(tok(clause, i)) || small)) return false;
    const struct token *next = tok(clause, i + 1);
    if (token_role(next, LEX_NOUN, ROLE_NOUN_RATE)) return true;
    const struct lex_word *noun = token_as(next, LEX_NOUN);
    return noun && noun->role == ROLE_FIELD && next->end - next->start > 1 &&
           lex_at(clause->page->lexicon, clause->page->cps, next->end, next->end - 1, LEX_NOUN, ROLE_NOUN_RATE);
}

static struct range noun_ahead(const struct clause *clause, struct item *item, size_t *head)
{
    size_t end = noun_end(clause, item);
    size_t from = item->left;
    bool share = false; /* 占全部投资的比重: small words belong to it */
    while (from < end && noun_cut(tok(clause, from), true) && !of_rate(clause, from, end)) from++;
    *head = from;
    for (size_t i = from; i < end; i++) {
        share |= token_role(tok(clause, i), LEX_NOUN, ROLE_SHARE) != NULL;
        if (token_mark(tok(clause, i), '(') && pass_bracket_on(clause, i) > i) {
            i = pass_bracket_on(clause, i);
            continue;
        }
        if (!noun_cut(tok(clause, i), false) || (share && token_role(tok(clause, i), LEX_GLUE, ROLE_ADVERB))) continue;
        if (of_rate(clause, i, end)) continue;
        if (skip_relative(clause, i, end) > i && token_gov(tok(clause, i))) {
            /* 纳入统计的孵化器: the verb stands within the phrase */
            size_t past = skip_relative(clause, i, end);
            if (past < end && i == from) from = past;
            i = past - 1;
            continue;
        }
        from = i + 1;
    }
    while (from < end && noun_cut(tok(clause, from), true) && !of_rate(clause, from, end)) from++;
    return (struct range){ from, end };
}

/* Of 推动A、B等14条: the verb that the clause begins with; verbs within the names do not count. */
static ptrdiff_t verb_of_list(const struct clause *clause, const struct item *item)
{
    for (size_t i = item->left; i < (size_t)item->list; i++) {
        if (token_gov(tok(clause, i))) return (ptrdiff_t)i;
        if (!noun_cut(tok(clause, i), true)) return -1;
    }
    return -1;
}

/* 建设年产20万吨..: the capacity is the number's, not what is built. */
static bool yields(const struct clause *clause, size_t i, const struct item *item)
{
    const struct lex_word *verb = token_verb(tok(clause, i));
    return i + 1 == item->k && verb->event == PLAN_E_PRODUCE && verb->len > 1;
}

/* The last governing verb before the number, then back to the first of a chain (建设和改造). */
static ptrdiff_t verb_before(const struct clause *clause, const struct item *item)
{
    if (item->list >= 0) return verb_of_list(clause, item);
    for (size_t i = item->k; i-- > item->left;) {
        if (!token_gov(tok(clause, i))) continue;
        if (!item->leading && skip_relative(clause, i + 1, item->k) > i + 1 &&
            skip_relative(clause, i + 1, item->k) < item->k)
            continue;
        size_t first = i;
        for (size_t j = i; !yields(clause, i, item) && j-- > item->left;) {
            if (token_gov(tok(clause, j)) && token_verb(tok(clause, j))->rank == RANK_STRONG) first = j;
            else if (!token_role(tok(clause, j), LEX_GLUE, ROLE_AND)) break;
        }
        return (ptrdiff_t)first;
    }
    return -1;
}

static ptrdiff_t verb_behind(const struct clause *clause, const struct item *item)
{
    size_t to = item->right, count = clause->sentence->token_count;
    ptrdiff_t weak = -1;
    for (size_t i = item->k + 1; i < to && i < count; i++) {
        const struct token *token = tok(clause, i);
        if (!token_gov(token)) continue;
        if (skip_relative(clause, i, to) > i) continue;
        if (token_verb(token)->rank == RANK_STRONG) return (ptrdiff_t)i;
        if (weak < 0) weak = (ptrdiff_t)i;
    }
    return weak;
}

static void set_verb(const struct clause *clause, struct item *item)
{
    ptrdiff_t before = verb_before(clause, item), after = verb_behind(clause, item);
    bool strong = before >= 0 && token_verb(tok(clause, (size_t)before))->rank == RANK_STRONG;
    item->verb = before;
    if (strong || after < 0) return;
    const struct lex_word *behind = token_verb(tok(clause, (size_t)after));
    if (before >= 0 && behind->rank != RANK_STRONG) return;
    item->verb = after;
    item->verb_after = true;
}

/* 投资2599万元的海—宝农村公路通车 */
static void set_relative(const struct clause *clause, struct item *item)
{
    if (item->k + 1 >= item->right || !token_role(tok(clause, item->k + 1), LEX_GLUE, ROLE_OF)) return;
    bool verb = false, total = false;
    for (size_t i = item->left; i < item->k; i++) {
        total |= token_role(tok(clause, i), LEX_NOUN, ROLE_TOTAL) != NULL;
        if ((token_verb(tok(clause, i)) && token_verb(tok(clause, i))->rank >= RANK_WEAK) ||
            token_role(tok(clause, i), LEX_NOUN, ROLE_TOTAL))
            verb = true;
    }
    ptrdiff_t after = verb_behind(clause, item);
    if (!verb || item->noun.from >= item->noun.to) return;
    bool counted = item->right < clause->sentence->token_count && accepted(clause, item->right);
    item->relative = after >= 0 ? (size_t)after >= item->noun.to : total && !counted; /* 总投资1.5亿元的物流园项目.. */
}

static bool leads(const struct clause *clause, const struct item *item)
{
    size_t i = behind(clause, item);
    if (i >= item->right) return false;
    const struct token *next = tok(clause, i);
    if (item->figure->measure == PLAN_M_RANK || item->figure->form == FORM_CADENCE) return false;
    if (token_role(next, LEX_GLUE, ROLE_OF)) return i + 1 < item->right;
    if (item->figure->measure == PLAN_M_GROWTH) return false;
    bool tail = token_role(next, LEX_NOUN, ROLE_TAIL) && (i + 1 == item->right || !counts_things(item->figure));
    if (tail && noun_before(clause, item)) return false; /* 大关 */
    if (noun_begins(next)) return true;
    if (!counts_things(item->figure)) return false;
    if (verbs_of_noun(clause, i, item->right)) return true;
    const struct token *before = item->k > item->left ? tok(clause, item->k - 1) : NULL;
    bool bare = !before || !noun_before(clause, item) || token_verb(before) || token_role(before, LEX_GLUE, ROLE_OF);
    if (!bare || token_list_mark(next)) return false;
    return !token_gov(next) || skip_relative(clause, i, item->right) > i;
}

static void set_examples(const struct clause *clause, struct item *item)
{
    item->list = find_role(clause, item->left, item->k, LEX_GLUE, ROLE_LIST);
    if (item->list < 0) return;
    size_t to = (size_t)item->list, from = to;
    while (from > item->left && !token_verb(tok(clause, from - 1)) && tok(clause, from - 1)->kind != TOKEN_TIME &&
           !token_role(tok(clause, from - 1), LEX_GLUE, ROLE_PART))
        from--;
    item->examples = (struct range){ from, to };
}

/* 压减一般性支出20%: the word of change stands before what changes. */
static void change_ahead(const struct clause *clause, struct item *item)
{
    if (item->leading || item->predicate || item->share || item->rate || item->figure->measure != PLAN_M_RATIO ||
        item->figure->form != FORM_PLAIN)
        return;
    for (size_t i = item->left; i < item->noun.from; i++) {
        const struct token *token = tok(clause, i);
        if (token_role(token, LEX_CHANGE, ROLE_CHANGE) && token->end - token->start > 1) note_change(item, token);
    }
}

static void set_item(const struct clause *clause, struct item *item)
{
    size_t head = item->left;
    item->verb = item->list = item->from = -1;
    item->leading = leads(clause, item);
    struct range ahead = noun_ahead(clause, item, &head);
    item->noun = item->leading ? noun_after(clause, item) : ahead;
    if (item->leading && item->noun.from >= item->noun.to) {
        item->leading = false;
        item->noun = ahead;
    }
    set_examples(clause, item);
    set_verb(clause, item);
    set_relative(clause, item);
    while (item->verb > (ptrdiff_t)head && noun_cut(tok(clause, head), true)) head++;
    if (!item->leading && item->verb >= 0 && !item->verb_after && (size_t)item->verb > head)
        item->before_verb = (struct range){ head, (size_t)item->verb };
    for (size_t i = item->noun.from; i < item->noun.to; i++) {
        const struct lex_word *rate = token_role(tok(clause, i), LEX_CHANGE, ROLE_RATE);
        if (rate) item->rate = true;
        if (rate && rate->sign < 0) item->fall_rate = true;
        const struct lex_word *noun = token_as(tok(clause, i), LEX_NOUN);
        if (token_role(tok(clause, i), LEX_NOUN, ROLE_SHARE) || (noun && noun->measure == PLAN_M_SHARE)) item->share = true;
    }
    for (size_t i = item->left; i < item->k; i++) {
        note_change(item, item->figure->measure == PLAN_M_GROWTH || i + 1 == item->k ? tok(clause, i) : tok(clause, item->k));
        if (token_role(tok(clause, i), LEX_CHANGE, ROLE_RATE)) item->rate = true;
    }
    change_ahead(clause, item);
    ptrdiff_t from = find_role(clause, item->left, item->k, LEX_GLUE, ROLE_FROM);
    for (size_t i = from < 0 ? item->k : (size_t)from + 1; i < item->k; i++)
        if (tok(clause, i)->kind != TOKEN_TIME && !token_role(tok(clause, i), LEX_GLUE, ROLE_OF) &&
            !token_role(tok(clause, i), LEX_GLUE, ROLE_REGION) && !token_role(tok(clause, i), LEX_PLACE, ROLE_SELF))
            from = -1;
    if (from >= 0) item->from = from;
}

void clause_items(const struct page *page, struct sentence *sentence, struct clause *clause)
{
    *clause = (struct clause){ .sentence = sentence, .page = page };
    clause->items = ARENA_ARRAY(page->arena, struct item, sentence->figure_count + 1);
    for (size_t i = 0; i < sentence->token_count; i++) {
        if (!accepted(clause, i)) continue;
        struct item *item = &clause->items[clause->count++];
        item->k = i;
        item->figure = &sentence->figures[sentence->tokens[i].ref];
        set_left(clause, item);
        set_right(clause, item);
        set_item(clause, item);
    }
}

const struct lex_word *range_noun(const struct clause *clause, struct range range)
{
    for (size_t i = range.to; i-- > range.from;)
        for (const struct lex_word *w = tok(clause, i)->word; w; w = w->next)
            if (w->class == LEX_NOUN && w->event != PLAN_E_NONE) return w;
    return NULL;
}

const struct lex_word *range_role(const struct clause *clause, struct range range, enum lex_role role)
{
    for (size_t i = range.to; i-- > range.from;)
        for (const struct lex_word *w = tok(clause, i)->word; w; w = w->next)
            if (w->role == role) return w;
    return NULL;
}

struct str range_text(const struct clause *clause, struct range range)
{
    if (range.from >= range.to) return STR("");
    return page_slice(clause->page, tok(clause, range.from)->start, tok(clause, range.to - 1)->end);
}

bool range_has_mark(const struct clause *clause, struct range range, uint32_t mark)
{
    for (size_t i = range.from; i < range.to; i++)
        if (token_mark(tok(clause, i), mark)) return true;
    return false;
}

/* 810个省重点项目完成投资..亿元; ..521家企业中: how many there are of what another figure is told of. */
bool clause_counted(const struct clause *clause, size_t i)
{
    const struct item *item = &clause->items[i];
    if (item->figure->measure != PLAN_M_COUNT || !item->leading) return false;
    if (item->right < clause->sentence->token_count && item->right > item->k &&
        token_role(tok(clause, item->right - 1), LEX_GLUE, ROLE_MID))
        return true;
    if (i + 1 >= clause->count) return false;
    if (item->k > item->left && token_role(tok(clause, item->k - 1), LEX_GLUE, ROLE_IN)) return false; /* 为200家企业 */
    const struct item *next = &clause->items[i + 1];
    if (next->open_left || next->leading) return false;
    for (size_t j = item->k + 1; j < next->k; j++)
        if (token_mark(tok(clause, j), '(') || token_mark(tok(clause, j), ')')) continue;
        else if (mark_hard(tok(clause, j)) || token_mark(tok(clause, j), 0x3001)) return false;
    bool governed = item->verb >= 0 && !item->verb_after;
    return !governed;
}
