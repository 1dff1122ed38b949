/*
 * event.c - what the number measures, its sign, and the work that it is of.
 */
#include "plan/read_priv.h"

static const struct token *tok(const struct clause *clause, size_t i)
{
    return &clause->sentence->tokens[i];
}

static bool rate_noun(const struct clause *clause, const struct item *item)
{
    return item->noun.to > item->noun.from && token_role(tok(clause, item->noun.to - 1), LEX_NOUN, ROLE_NOUN_RATE);
}

/* 完成年度目标的37.22%: a share of something said just before. */
static bool part_of(const struct clause *clause, const struct item *item)
{
    return item->k > item->left && token_role(tok(clause, item->k - 1), LEX_GLUE, ROLE_OF);
}

static enum plan_measure percent_measure(const struct reader *reader, const struct clause *clause,
                                         const struct item *item)
{
    bool has_noun = item->noun.to > item->noun.from;
    if (item->change && !item->reach) return PLAN_M_GROWTH;
    if (item->leading && token_role(tok(clause, item->k + 1), LEX_GLUE, ROLE_OF)) return PLAN_M_SHARE;
    if (item->share) return PLAN_M_SHARE;
    if (item->rate) return PLAN_M_GROWTH;
    if (rate_noun(clause, item) || part_of(clause, item)) return PLAN_M_RATIO;
    if (item->leading) return PLAN_M_SHARE;
    if (item->compare) return PLAN_M_GROWTH;
    bool level = item->k > item->left && token_role(tok(clause, item->k - 1), LEX_CHANGE, ROLE_LEVEL);
    if (!has_noun && level && reader->carry.valid && reader->carry.measure == PLAN_M_GROWTH) return PLAN_M_RATIO;
    if (!has_noun && reader->carry.valid && (reader->carry.measure == PLAN_M_GROWTH ||
        reader->carry.measure == PLAN_M_SHARE || reader->carry.measure == PLAN_M_RATIO))
        return reader->carry.measure;
    return PLAN_M_RATIO;
}

/* 每月召开2次: how often, where what is counted is times. */
static const struct lex_word *times_each(const struct clause *clause, const struct item *item)
{
    const struct page *page = clause->page;
    const struct figure *figure = item->figure;
    if (!figure->unit || figure->form != FORM_PLAIN || !lex_at(page->lexicon, page->cps, page->count, figure->num_end,
                                                               LEX_UNIT, ROLE_UNIT_TIMES))
        return NULL;
    for (size_t i = tok(clause, item->left)->start; i < figure->start; i++) {
        const struct lex_word *each = lex_at(page->lexicon, page->cps, figure->start, i, LEX_CADENCE, ROLE_CADENCE_EACH);
        if (each) return each;
    }
    return NULL;
}

void measure_set(const struct reader *reader, const struct clause *clause, size_t i, struct statement *statement)
{
    const struct item *item = &clause->items[i];
    const struct figure *figure = item->figure;
    int measure = figure->measure;
    if (figure->form == FORM_PLAIN && (measure == PLAN_M_RATIO || measure < 0))
        measure = percent_measure(reader, clause, item);
    if (measure == PLAN_M_MULTIPLE && item->change && !item->reach) measure = PLAN_M_GROWTH;
    if (measure == PLAN_M_SHARE && figure->form == FORM_FRACTION && item->change && !item->reach) measure = PLAN_M_GROWTH;
    const struct lex_word *each = times_each(clause, item);
    if (each) {
        measure = PLAN_M_CADENCE;
        statement->unit = each->unit;
    }
    statement->measure = measure < 0 ? PLAN_M_OTHER : (enum plan_measure)measure;
    if (statement->measure == PLAN_M_GROWTH && item->falls && !item->fall_rate && figure->form != FORM_DOUBLE) {
        statement->value = dec_neg(statement->value);
        if (statement->has_max) statement->value_max = dec_neg(statement->value_max);
    }
}

/* The noun that tells the event; of a share, the part before 占. */
static const struct lex_word *telling_noun(const struct clause *clause, const struct item *item)
{
    struct range range = item->noun;
    for (size_t i = range.from + 1; i < range.to; i++) {
        const struct lex_word *share = token_role(tok(clause, i), LEX_NOUN, ROLE_SHARE);
        if (!share || share->len > 2 || i + 1 == range.to) continue;
        struct range head = { range.from, i };
        const struct lex_word *noun = range_noun(clause, head);
        return noun ? noun : range_noun(clause, range);
    }
    if (range.to > range.from + 1 && token_role(tok(clause, range.to - 1), LEX_NOUN, ROLE_NOUN_RATE)) {
        const struct lex_word *verb = token_verb(tok(clause, range.to - 2)); /* 入驻率, 开工率 */
        if (verb && verb->rank == RANK_STRONG) return verb;
    }
    const struct lex_word *last = range_noun(clause, range);
    if (last && range.to > range.from + 1 && token_role(tok(clause, range.to - 1), LEX_NOUN, ROLE_SIZE)) {
        const struct lex_word *thing = range_noun(clause, (struct range){ range.from, range.to - 1 });
        if (thing && thing->role == ROLE_FIELD) return thing; /* 引导基金规模 */
    }
    return last;
}

static const struct lex_word *own_verb(const struct clause *clause, const struct item *item)
{
    return item->verb < 0 || item->relative ? NULL : token_verb(tok(clause, (size_t)item->verb));
}

/* A verb later in a list of numbers before their nouns: 26座A、24座B、3处C投入使用. */
static const struct lex_word *verb_ahead(const struct clause *clause, size_t i)
{
    for (size_t j = i + 1; j < clause->count; j++) {
        const struct item *item = &clause->items[j];
        if (!item->open_left || !item->leading) return NULL;
        const struct lex_word *verb = own_verb(clause, item);
        if (verb) return item->verb_after ? verb : NULL;
    }
    return NULL;
}

/* 完成..改造: finished, not under way. */
static bool finishes(const struct clause *clause, const struct item *item)
{
    size_t to = item->verb < 0 ? item->k : (size_t)item->verb;
    for (size_t i = item->left; i <= to && i < item->right; i++) {
        const struct lex_word *verb = token_verb(tok(clause, i));
        if (verb && verb->event == PLAN_E_BUILD && verb->rank == RANK_WEAK &&
            token_role(tok(clause, i), LEX_CHANGE, ROLE_LEVEL))
            return true;
    }
    return false;
}

static bool works_of_count(const struct lex_word *noun)
{
    return noun && (noun->role == ROLE_FIRM || noun->role == ROLE_WORKS);
}

/* 6个税种实现增长 */
static bool grows_behind(const struct clause *clause, const struct item *item)
{
    return item->noun.to < item->right && token_role(tok(clause, item->right - 1), LEX_CHANGE, ROLE_CHANGE);
}

/* The verb or noun before the number of a phrase: 惠及3400万人的.., 投资2599万元的... */
static int relative_event(const struct clause *clause, const struct item *item)
{
    for (size_t i = item->k; i-- > item->left;) {
        const struct lex_word *verb = token_verb(tok(clause, i)), *noun = token_as(tok(clause, i), LEX_NOUN);
        if (verb && verb->rank == RANK_STRONG) return verb->event;
        if (noun && noun->event) return noun->event;
    }
    return PLAN_E_NONE;
}

static bool size_only(const struct clause *clause, struct range noun)
{
    for (size_t i = noun.from; i < noun.to; i++)
        if (!token_role(tok(clause, i), LEX_NOUN, ROLE_SIZE) && !token_role(tok(clause, i), LEX_NOUN, ROLE_TAIL)) return false;
    return noun.to > noun.from;
}

bool item_part(const struct clause *clause, const struct item *item)
{
    for (size_t i = item->k; i-- > 0;) {
        const struct token *token = tok(clause, i);
        if (token_mark(token, 0x3002)) return false;
        if (token_role(token, LEX_GLUE, ROLE_PART)) return true;
        if (i < item->left && token_gov(token) && token_verb(token)->rank == RANK_STRONG) return false;
    }
    return false;
}

ptrdiff_t item_yield(const struct clause *clause, const struct item *item)
{
    for (size_t i = item->k; i-- > 0;) {
        const struct token *token = tok(clause, i);
        if (token_mark(token, ';') || token_mark(token, 0x3002)) return -1;
        if (token_role(token, LEX_GLUE, ROLE_YIELD)) return (ptrdiff_t)i;
    }
    return -1;
}

bool item_of_plan(const struct clause *clause, const struct item *item)
{
    const struct figure *figure = item->figure;
    if (!part_of(clause, item) || figure->form != FORM_PLAIN || figure->measure != PLAN_M_RATIO) return false;
    if (item->k < item->left + 2) return false;
    const struct token *whole = tok(clause, item->k - 2);
    return token_role(whole, LEX_NOUN, ROLE_TAIL) || token_role(whole, LEX_NOUN, ROLE_PLANNED);
}

static int count_event(struct reader *reader, const struct clause *clause, size_t i)
{
    const struct item *item = &clause->items[i];
    const struct carry *carry = &reader->carry;
    const struct lex_word *verb = own_verb(clause, item), *noun = telling_noun(clause, item);
    bool carried = false;
    if (clause_counted(clause, i)) return works_of_count(noun) ? noun->event : PLAN_E_OTHER;
    if (!verb && item->leading && grows_behind(clause, item)) return PLAN_E_GROW;
    if (!verb && item->leading) verb = verb_ahead(clause, i);
    if (verb && verb->rank == RANK_STRONG) {
        if (verb->event == PLAN_E_BUILD && (finishes(clause, item) ||
            (item->open_left && carry->valid && carry->event == PLAN_E_COMPLETE && item->verb_after)))
            return PLAN_E_COMPLETE;
        return verb->event;
    }
    if (verb && finishes(clause, item) && !(noun && noun->role == ROLE_FIELD)) return PLAN_E_COMPLETE;
    bool part = item->figure->measure == PLAN_M_COUNT ? item_part(clause, item)
                                                      : item->k > item->left && token_role(tok(clause, item->left), LEX_GLUE, ROLE_PART);
    bool of_count = part && carry->counted && carry->count_sentence + 1 >= clause->sentence->index;
    if ((!verb || verb->rank < RANK_WEAK) && of_count && item->figure->measure == PLAN_M_COUNT &&
        (!noun || works_of_count(noun)) && carry->count_event != PLAN_E_GROW)
        return carry->count_event;
    if (item->change && item->noun.to <= item->noun.from && carry->valid && carry->sentence == clause->sentence->index)
        return carry->event; /* 比上年增加1.8万亩 */
    if (!verb && carry->valid && carry->sentence == clause->sentence->index) {
        bool plain = item->noun.to <= item->noun.from || (item->open_left && !item->predicate) || part || item->adjoins ||
                     (!noun && (!item->predicate || size_only(clause, item->noun))); /* 总数突破2.1万家 */
        carried = plain && (carry->rank == RANK_STRONG || !noun || part);
    }
    if (carried) {
        bool finished = carry->event == PLAN_E_COMPLETE;
        if (finished && noun && noun->role == ROLE_FIRM && noun->event == PLAN_E_CULTIVATE) return noun->event;
        return carry->event;
    }
    if (noun && (!verb || !works_of_count(noun) || verb->event == PLAN_E_BUILD || verb->event == PLAN_E_CULTIVATE ||
                 verb->event == PLAN_E_FUND))
        return noun->event;
    if (verb && verb->event) return verb->event;
    return PLAN_E_OTHER;
}

static bool money_event(int event)
{
    return event == PLAN_E_INVEST || event == PLAN_E_ATTRACT;
}

static int growth_event(struct reader *reader, const struct clause *clause, const struct item *item)
{
    const struct lex_word *noun = telling_noun(clause, item), *verb = own_verb(clause, item);
    if (noun && money_event(noun->event)) return noun->event;
    bool rate_only = item->noun.to == item->noun.from + 1 && token_role(tok(clause, item->noun.from), LEX_CHANGE, ROLE_RATE);
    if (item->noun.to <= item->noun.from && reader->carry.member_count && reader->carry.member_events[reader->carry.member])
        return money_event(reader->carry.member_events[reader->carry.member]) ? reader->carry.member_events[reader->carry.member]
                                                                             : PLAN_E_GROW;
    if ((item->noun.to <= item->noun.from || rate_only) && reader->carry.valid && money_event(reader->carry.event))
        return reader->carry.event;
    if (!noun && verb && verb->rank == RANK_STRONG && money_event(verb->event)) return verb->event;
    return PLAN_E_GROW;
}

static int amount_event(struct reader *reader, const struct clause *clause, size_t i, struct statement *statement)
{
    const struct item *item = &clause->items[i];
    const struct carry *carry = &reader->carry;
    const struct lex_word *noun = telling_noun(clause, item), *verb = own_verb(clause, item);
    const struct lex_word *total = range_role(clause, item->noun, ROLE_TOTAL);
    bool near = carry->valid && carry->sentence == clause->sentence->index;
    if (total && !verb && near && carry->measure == PLAN_M_COUNT && total->event != PLAN_E_SIGN) {
        statement->total_of_count = true;
        statement->total_of = carry->statement;
        return carry->event;
    }
    if (noun && noun->event == PLAN_E_GROW && item_yield(clause, item) >= 0) return PLAN_E_PRODUCE;
    if (total && total->event == PLAN_E_SIGN) return PLAN_E_SIGN;
    if (noun && noun->event != PLAN_E_CULTIVATE && noun->event != PLAN_E_BUILD) return noun->event;
    if (verb && verb->event == PLAN_E_PLAN && verb->rank == RANK_WEAK) return PLAN_E_FUND; /* 安排3000万元 */
    if (verb && verb->event && verb->rank == RANK_STRONG) return verb->event;
    if (item->change && item->noun.to <= item->noun.from) return PLAN_E_GROW; /* 比年初增加320亿元 */
    if (!verb && near) return carry->event;
    if (noun && noun->event == PLAN_E_BUILD) return PLAN_E_INVEST; /* 基础设施项目完成1230亿元 */
    if (noun) return PLAN_E_GROW;
    if (verb && verb->event) return verb->event;
    return PLAN_E_GROW;
}

static int rank_event(struct reader *reader, const struct clause *clause, const struct item *item)
{
    const struct lex_word *noun = telling_noun(clause, item), *verb = own_verb(clause, item);
    if (verb && verb->rank == RANK_STRONG && !token_role(tok(clause, (size_t)item->verb), LEX_CHANGE, ROLE_ENTER))
        return verb->event;
    if (item->noun.to <= item->noun.from && reader->carry.valid) return reader->carry.event;
    if (noun && noun->event != PLAN_E_PRODUCE) return noun->event;
    return PLAN_E_GROW;
}

static int cadence_event(struct reader *reader, const struct clause *clause, const struct item *item)
{
    const struct page *page = clause->page;
    if (item->figure->form != FORM_CADENCE) return count_event(reader, clause, (size_t)(item - clause->items));
    for (size_t i = item->figure->num_end; i < item->figure->unit_end; i++) {
        const struct lex_word *chain = lex_longest(page->lexicon, page->cps, item->figure->unit_end, i,
                                                   LEX_BIT(VERB) | LEX_BIT(NOUN));
        const struct lex_word *verb = lex_as(chain, LEX_VERB), *noun = lex_as(chain, LEX_NOUN);
        if (verb && verb->rank == RANK_STRONG) return verb->event;
        if (noun && noun->event) return noun->event;
    }
    return reader->carry.valid && reader->carry.measure == PLAN_M_CADENCE ? reader->carry.event : PLAN_E_SERVICE;
}

/* 培训各类人才: a word that is verb and noun, at the head of its clause. */
static const struct lex_word *head_verb(const struct clause *clause, const struct item *item)
{
    for (size_t i = item->left; i + 1 < item->k; i++) {
        const struct token *token = tok(clause, i);
        const struct lex_word *verb = token_verb(token);
        if (verb && verb->rank == RANK_STRONG) return verb;
        if (token->kind != TOKEN_TIME && !token_as(token, LEX_GLUE)) return NULL;
    }
    return NULL;
}

static int persons_event(struct reader *reader, const struct clause *clause, size_t i)
{
    const struct item *item = &clause->items[i];
    const struct lex_word *noun = telling_noun(clause, item), *verb = own_verb(clause, item);
    if (noun && (noun->event == PLAN_E_EMPLOY || noun->event == PLAN_E_ATTRACT)) return noun->event;
    if (verb && verb->rank == RANK_STRONG) return verb->event;
    if (!verb && item_part(clause, item) && reader->carry.valid) return reader->carry.event; /* 其中“4050”人员3000人 */
    if (!verb && head_verb(clause, item)) return head_verb(clause, item)->event;
    if (noun) return noun->event;
    bool listed = item->open_left && reader->carry.valid && reader->carry.rank == RANK_STRONG;
    if (!verb && item->noun.to > item->noun.from && !listed) return PLAN_E_GROW; /* 在校学生61.4万人 */
    return verb ? verb->event : count_event(reader, clause, i);
}

void event_set(struct reader *reader, const struct clause *clause, size_t i, struct statement *statement)
{
    const struct item *item = &clause->items[i];
    const struct lex_word *noun = telling_noun(clause, item), *verb = own_verb(clause, item);
    bool summed = statement->measure == PLAN_M_AMOUNT && range_role(clause, (struct range){ item->left, item->k }, ROLE_TOTAL) &&
                  i + 1 < clause->count && clause->items[i + 1].figure->measure == PLAN_M_COUNT; /* 总投资86亿元的20个项目 */
    int event = item->relative ? relative_event(clause, item) : PLAN_E_NONE;
    if (item->relative && summed) event = count_event(reader, clause, i + 1);
    if (event) {
        statement->event = (enum plan_event)event;
        return;
    }
    switch (statement->measure) {
    case PLAN_M_GROWTH:
        event = growth_event(reader, clause, item);
        break;
    case PLAN_M_AMOUNT:
        event = amount_event(reader, clause, i, statement);
        break;
    case PLAN_M_RANK:
        event = rank_event(reader, clause, item);
        break;
    case PLAN_M_CADENCE:
        event = cadence_event(reader, clause, item);
        break;
    case PLAN_M_PERSONS:
        event = persons_event(reader, clause, i);
        break;
    case PLAN_M_RATIO:
    case PLAN_M_SHARE:
    case PLAN_M_MULTIPLE:
        if (item->noun.to > item->noun.from && token_role(tok(clause, item->noun.from), LEX_NOUN, ROLE_SHARE) && verb &&
            verb->rank == RANK_STRONG)
            noun = verb; /* R&D经费投入占GDP比重 */
        if (!noun && item->noun.to <= item->noun.from && reader->carry.valid &&
            reader->carry.sentence == clause->sentence->index) {
            int member = reader->carry.member_count ? reader->carry.member_events[reader->carry.member] : 0;
            event = member ? member : reader->carry.event;
            break;
        }
        if (statement->measure == PLAN_M_RATIO && noun && noun->role == ROLE_FIRM && rate_noun(clause, item)) noun = NULL;
        bool alone = item->noun.to == item->noun.from + 1 || (item->noun.to == item->noun.from + 2 &&
            token_role(tok(clause, item->noun.from), LEX_CHANGE, ROLE_LEVEL));
        if (!noun && rate_noun(clause, item) && alone && reader->carry.valid &&
            reader->carry.sentence == clause->sentence->index) {
            event = reader->carry.event; /* 完成率102% */
            break;
        }
        event = noun ? noun->event : part_of(clause, item) && reader->carry.valid ? reader->carry.event
              : verb && verb->event == PLAN_E_FUND ? PLAN_E_FUND : PLAN_E_GROW; /* 按50%给予补贴 */
        break;
    default:
        event = count_event(reader, clause, i);
    }
    bool space = statement->measure == PLAN_M_AREA || statement->measure == PLAN_M_OTHER;
    if (event == PLAN_E_LEASE && !space) event = PLAN_E_SERVICE; /* 外出招商156批次 */
    statement->event = event > 0 ? (enum plan_event)event : PLAN_E_OTHER;
    if (verb) statement->verb = subject_verb(clause, item);
}
