/*
 * kind.c - target, actual or baseline; and the period that the number holds for.
 */
#include "plan/read_priv.h"

#include "base/arena.h"

static const struct token *tok(const struct clause *clause, size_t i)
{
    return &clause->sentence->tokens[i];
}

static const struct when *when_of(const struct clause *clause, size_t i)
{
    return &clause->sentence->whens[tok(clause, i)->ref];
}

/* 比一季度, 在2022年基础上, 较上年: a time that is only compared with. */
static bool compared(const struct clause *clause, size_t i)
{
    if (i > 0 && (token_role(tok(clause, i - 1), LEX_GLUE, ROLE_THAN) ||
                  token_role(tok(clause, i - 1), LEX_CHANGE, ROLE_COMPARE)))
        return true;
    if (i + 1 < clause->sentence->token_count && token_role(tok(clause, i + 1), LEX_NOUN, ROLE_TAIL)) return true; /* 全年目标 */
    if (i + 2 < clause->sentence->token_count && token_role(tok(clause, i + 1), LEX_GLUE, ROLE_OF) &&
        tok(clause, i + 2)->kind == TOKEN_FIGURE) {
        int measure = clause->sentence->figures[tok(clause, i + 2)->ref].measure;
        return measure == PLAN_M_MULTIPLE || measure == PLAN_M_RATIO; /* 是上年的2.2倍 */
    }
    for (size_t j = i + 1; j < clause->sentence->token_count && j < i + 3; j++)
        if (token_role(tok(clause, j), LEX_GLUE, ROLE_BASE)) return true;
    const struct when *when = when_of(clause, i); /* 创近十年来最高水平 */
    return when->part == W_YEARS && i + 1 < clause->sentence->token_count &&
           token_role(tok(clause, i + 1), LEX_GLUE, ROLE_MOST);
}

/* 2022年启动建设的..项目: the time of a phrase before a noun. */
static bool of_phrase(const struct clause *clause, size_t i, size_t k)
{
    bool verb = false;
    for (size_t j = i + 1; j < k; j++) {
        const struct token *token = tok(clause, j);
        if (mark_hard(token) || token->kind == TOKEN_FIGURE) return false;
        if (token_verb(token)) verb = true;
        if (verb && token_role(token, LEX_GLUE, ROLE_OF)) return true;
    }
    return false;
}

struct attached { const struct when *when; bool own_clause; };

/* 年均: a rate of each year of a span. */
static bool said_yearly(const struct clause *clause, const struct item *item)
{
    for (size_t i = item->left; i < item->k; i++)
        if (token_role(tok(clause, i), LEX_GLUE, ROLE_AVERAGE) && tok(clause, i)->end - tok(clause, i)->start > 1) return true;
    return false;
}

/* The nearest time before the number that is said of it. */
static struct attached time_before(const struct clause *clause, const struct item *item, struct statement *statement)
{
    struct attached found = { NULL, true };
    bool own = true, yearly = said_yearly(clause, item);
    int depth = tok(clause, item->k)->depth, closed = 0;
    for (size_t i = item->k; i-- > 0;) {
        const struct token *token = tok(clause, i);
        if (mark_hard(token)) own = false;
        if (token_mark(token, ')')) closed++;
        if (token_mark(token, '(') && closed > 0) closed--;
        if (closed > 0) continue;
        if (token->kind != TOKEN_TIME || token->depth > depth) continue;
        const struct when *when = when_of(clause, i);
        if (compared(clause, i)) {
            if (own && when->year) {
                statement->grown_from_base = true;
                statement->base_period = when_print(clause->page, when, 0);
            }
            continue;
        }
        if (of_phrase(clause, i, item->k)) continue;
        if (yearly && when->part == W_YEAR && !own && !found.when) { /* 年均增长8%: of a span, if one is said */
            found = (struct attached){ when, own };
            continue;
        }
        if (yearly && found.when && !found.own_clause && when->part != W_YEARS) continue;
        if (when->part == W_DAY && !found.when) {
            found = (struct attached){ when, own };
            continue;
        }
        if (when->part == W_ALL && !found.when) {
            found = (struct attached){ when, own };
            continue;
        }
        if (found.when && found.when->part == W_ALL && when->part != W_YEAR && when->part != W_YEARS) continue;
        return (struct attached){ when, own };
    }
    return found;
}

/* The first year of a review: "2016-H1" is of 2016. */
static int review_year(const struct page *page)
{
    int64_t year = 0;
    if (page->options.review.len < 4 || !str_to_int(str_slice(page->options.review, 0, 4), &year)) return 0;
    return (int)year;
}

static int default_year(const struct page *page, enum plan_kind kind)
{
    int review = review_year(page);
    return kind != PLAN_TARGET && review ? review : page->options.year;
}

static struct str year_text(const struct page *page)
{
    return page->options.year ? str_format(page->arena, "%04d", page->options.year) : STR("");
}

static struct str default_period(const struct page *page, const struct statement *statement)
{
    if (statement->kind == PLAN_BASELINE) return STR("");
    bool finer = page->cover.len && (page->options.review.len == 0 || str_eq(page->options.review, year_text(page)));
    if (statement->kind == PLAN_ACTUAL) return finer ? page->cover : page->options.review;
    return page->options.type == PLAN_TYPE_NEWS ? STR("") : year_text(page);
}

/* The same time a year before what the text reports: 同期为下降31.9%. */
static struct str year_before(const struct page *page)
{
    int year = review_year(page);
    if (!year) year = page->options.year;
    if (!year) return STR("");
    struct str rest = page->options.review.len > 4 ? str_slice(page->options.review, 4, page->options.review.len) : STR("");
    return str_format(page->arena, "%04d%.*s", year - 1, STR_ARG(rest));
}

static void set_period(const struct reader *reader, const struct clause *clause, const struct item *item,
                       const struct attached *time, struct statement *statement)
{
    const struct page *page = reader->page;
    const struct when *when = time->when;
    const struct plan_section *section = section_at(page, statement->section);
    (void)item;
    if (when && when->part == W_SAME && !when->year) {
        statement->period = year_before(page);
        return;
    }
    if (when && when->part == W_ALL) {
        statement->period = statement->kind == PLAN_TARGET ? year_text(page) : default_period(page, statement);
        if (statement->kind != PLAN_BASELINE && statement->period.len) return;
        when = NULL;
    }
    if (statement->kind == PLAN_BASELINE && !(time->own_clause && when) && statement->measure != PLAN_M_COUNT) when = NULL;
    if (statement->kind == PLAN_BASELINE && item->from >= 0 &&
        !(when && when->start > tok(clause, (size_t)item->from)->start))
        when = NULL;
    if (when) {
        statement->period = when_print(page, when, default_year(page, statement->kind));
        if (statement->period.len) return;
    }
    if (section->period.len && statement->kind != PLAN_BASELINE) statement->period = section->period;
    else statement->period = default_period(page, statement);
    (void)clause;
}

static bool describes(const struct clause *clause, const struct item *item)
{
    for (size_t i = item->k; i-- > item->left && i + 4 > item->k;) {
        const struct lex_word *word = token_role(tok(clause, i), LEX_NOUN, ROLE_DESCRIBE);
        if ((ptrdiff_t)i == item->list) return false;
        bool supplied = item->verb >= 0 && !item->verb_after && token_verb(tok(clause, (size_t)item->verb))->event == PLAN_E_SUPPLY;
        if (word && !supplied && (word->len > 1 || i + 1 == item->k)) return true; /* 收储工业用地 is no description */
    }
    return false;
}

/* 从A提高到B */
static bool starts_from(const struct clause *clause, const struct item *item)
{
    if (item->from < 0) return false;
    for (size_t i = item->k + 1; i < clause->sentence->token_count && i < item->k + 12; i++) {
        if (token_mark(tok(clause, i), 0x3002)) return false;
        if (token_role(tok(clause, i), LEX_CHANGE, ROLE_REACH)) return true;
        if (token_role(tok(clause, i), LEX_CHANGE, ROLE_LEVEL)) return true;
    }
    return false;
}

static int time_mode(const struct page *page, const struct when *when)
{
    int year = page->options.year;
    if (!year || !when || !when->year) return 0;
    int last = when->part == W_YEARS ? when->year_to : when->year;
    if (last < year) return -1;
    return last > year ? 1 : 0;
}

/* 总投资30亿元 with no count beside it: that of one named project. */
static bool total_alone(const struct clause *clause, size_t i)
{
    const struct item *item = &clause->items[i];
    if (item->figure->measure != PLAN_M_AMOUNT || !range_role(clause, item->noun, ROLE_TOTAL)) return false;
    if (item->verb >= 0 && !item->relative) return false; /* 完成投资额5亿元 */
    for (size_t j = 0; j < i; j++)
        if (clause->items[j].figure->measure == PLAN_M_COUNT) return false;
    bool count_next = i + 1 < clause->count && clause->items[i + 1].figure->measure == PLAN_M_COUNT;
    return !count_next || clause->items[i + 1].left > item->right;
}

/* What a named project will be: 分两期建设，其中一期投资12亿元，建设6条生产线. */
static bool to_come(const struct reader *reader, const struct clause *clause, const struct item *item,
                    const struct statement *statement)
{
    if (reader->project != clause->sentence->index + 1) return false;
    bool works = statement->event == PLAN_E_BUILD || statement->event == PLAN_E_INVEST || statement->event == PLAN_E_PRODUCE;
    return works && (item->verb >= 0 || range_role(clause, item->noun, ROLE_FIELD));
}

static bool baseline(const struct clause *clause, size_t i, const struct when *when, bool strong)
{
    const struct item *item = &clause->items[i];
    if (item->relative || starts_from(clause, item) || clause_counted(clause, i)) return true;
    if (when && when->part == W_SAME) return true;
    return describes(clause, item) || (!strong && total_alone(clause, i));
}

void kind_set(struct reader *reader, const struct clause *clause, size_t i, struct statement *statement)
{
    const struct item *item = &clause->items[i];
    struct attached time = time_before(clause, item, statement);
    bool strong = false;
    int mode = mode_at(reader, clause->sentence, tok(clause, item->k)->start, &strong);
    int by_time = time_mode(reader->page, time.when);
    if (by_time && (!strong || by_time < 0)) mode = by_time;
    statement->kind = mode > 0 ? PLAN_TARGET : PLAN_ACTUAL;
    if (!strong && !by_time && to_come(reader, clause, item, statement)) {
        statement->kind = PLAN_TARGET;
        strong = true;
    }
    ptrdiff_t yield = item_yield(clause, item);
    if (yield >= 0 && (mode > 0 || !strong)) {
        statement->kind = PLAN_TARGET;
        strong = true;
        if (time.when && time.when->start < tok(clause, (size_t)yield)->start) time.when = NULL;
    }
    bool bracket = tok(clause, item->k)->depth > 0;
    bool earlier = bracket && time.when && time.own_clause && by_time < 0 && time.when->relative;
    if (statement->total_of_count) statement->kind = reader->carry.kind;
    else if (earlier || baseline(clause, i, time.when, strong)) statement->kind = PLAN_BASELINE;
    if (statement->kind == PLAN_BASELINE && total_alone(clause, i)) reader->project = clause->sentence->index + 1;
    if (bracket && time.own_clause && time.when && !time.when->relative && !time.when->year &&
        reader->page->options.review.len && time.when->part == W_QUARTER)
        statement->kind = PLAN_BASELINE;
    if (!strong && !by_time && mode >= -1 && mode <= 1) {
        statement->doubtful = true;
        statement->doubt = plan_doubt_word(PLAN_DOUBT_KIND);
    }
    set_period(reader, clause, item, &time, statement);
}
