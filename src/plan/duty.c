/*
 * duty.c - undertakings: what is to be done, with no figure. A clause that begins with a verb of doing (after
 * words that only aim), in a paragraph that aims.
 */
#include "plan/read_priv.h"

#include "base/arena.h"

enum { DUTY_MIN = 5, AIM_REACH = 20 };

static bool opens_clause(const struct token *token, const struct lex_word **aim)
{
    if (token->kind == TOKEN_TIME || token_mark(token, 0x201C)) return true;
    const struct lex_word *verb = token_verb(token);
    if (verb && verb->rank == RANK_AIM) {
        *aim = verb;
        return true;
    }
    const struct lex_word *glue = token_as(token, LEX_GLUE);
    return glue && !verb && (glue->role == ROLE_ADVERB || glue->role == ROLE_PART);
}

/* 争取设立: the first only aims when another verb follows. */
static const struct lex_word *aim_of(const struct token *token)
{
    for (const struct lex_word *w = token->word; w; w = w->next)
        if (w->class == LEX_VERB && w->rank == RANK_AIM) return w;
    return NULL;
}

static bool does(const struct page *page, const struct sentence *sentence, const struct token *token)
{
    if (token->kind != TOKEN_MARK && lex_at(page->lexicon, page->cps, sentence->end, token->start, LEX_CUE, ROLE_CUE_DOING))
        return true;
    const struct lex_word *verb = token_verb(token), *cue = token->word ? lex_as(token->word, LEX_CUE) : NULL;
    return (verb && verb->rank >= RANK_WEAK) || (cue && cue->weight > 0 && !token_as(token, LEX_NOUN));
}

/* The verb that the clause [from, to) begins with, behind its time, its place and words that only aim; behind
 * such a word (确保..竣工投用) it may stand after its object. -1 where none. */
static ptrdiff_t clause_verb(const struct page *page, const struct sentence *sentence, size_t from, size_t to,
                             const struct lex_word **aim)
{
    bool place = false, means = false;
    *aim = NULL;
    for (size_t i = from; i < to; i++) {
        const struct token *token = &sentence->tokens[i];
        bool aims = aim_of(token) && i + 1 < to && does(page, sentence, &sentence->tokens[i + 1]);
        if (aims) *aim = aim_of(token);
        if (aims) continue;
        if (means) { /* 借助..资源开展..: what is done stands behind the means */
            if (i + 1 < to && token_gov(token) && i > from + 1) return (ptrdiff_t)i;
            continue;
        }
        if (does(page, sentence, token)) return (ptrdiff_t)i;
        means = token_role(token, LEX_GLUE, ROLE_IN) && token->end - token->start > 1;
        if (means || opens_clause(token, aim)) continue;
        size_t past = place || *aim ? 0 : scope_past(sentence, i);
        if (past > i) {
            place = true;
            i = past - 1;
            continue;
        }
        if (*aim && i < from + AIM_REACH) continue;
        return -1;
    }
    return -1;
}

static bool has_figure(const struct sentence *sentence, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++)
        if (sentence->tokens[i].kind == TOKEN_FIGURE && !sentence->figures[sentence->tokens[i].ref].out) return true;
    return false;
}

static struct str duty_period(const struct reader *reader, const struct sentence *sentence, size_t from, size_t to)
{
    const struct page *page = reader->page;
    for (size_t i = from; i < to; i++) {
        if (sentence->tokens[i].kind != TOKEN_TIME) continue;
        struct str period = when_print(page, &sentence->whens[sentence->tokens[i].ref], page->options.year);
        if (period.len) return period;
    }
    const struct plan_section *section = section_at(page, sentence->section);
    if (section->period.len) return section->period;
    if (page->options.type == PLAN_TYPE_NEWS || !page->options.year) return STR("");
    return str_format(page->arena, "%04d", page->options.year);
}

/* 2022年启动..: told, not promised. */
static bool past_time(const struct page *page, const struct sentence *sentence, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) {
        if (sentence->tokens[i].kind != TOKEN_TIME) continue;
        const struct when *when = &sentence->whens[sentence->tokens[i].ref];
        if (when->year && page->options.year && when->year < page->options.year && when->part != W_YEARS) return true;
    }
    return false;
}

static bool adverb_ends(const struct token *token)
{
    const struct lex_word *adverb = token_role(token, LEX_GLUE, ROLE_ADVERB);
    return adverb && adverb->len > 1;
}

static bool duty_clause(struct reader *reader, const struct sentence *sentence, size_t from, size_t to)
{
    const struct page *page = reader->page;
    const struct lex_word *aim = NULL;
    if (to <= from || has_figure(sentence, from, to)) return false;
    size_t start = sentence->tokens[from].start, end = sentence->tokens[to - 1].end;
    if (end - start < DUTY_MIN) return false;
    if (token_role(&sentence->tokens[to - 1], LEX_CHANGE, ROLE_LEVEL) || adverb_ends(&sentence->tokens[to - 1]))
        return false; /* 预期目标是: */
    ptrdiff_t verb = clause_verb(page, sentence, from, to, &aim);
    if (verb < 0 || ((size_t)verb + 1 >= to && !aim)) return false;
    bool strong = false;
    if (mode_at(reader, sentence, start, &strong) <= 0) return false;
    if (past_time(page, sentence, from, to)) return false;
    const struct token *token = &sentence->tokens[verb];
    *VEC_ADD(page->arena, &reader->page->undertakings, struct undertaking) = (struct undertaking){
        .quote = page_slice(page, start, end), .start = start, .end = end,
        .verb = page_slice(page, token->start, token->end), .aim = aim ? aim->text : STR(""),
        .scope = scope_at(reader, sentence, start), .period = duty_period(reader, sentence, from, to),
        .line = sentence->line, .sentence = sentence->index, .section = sentence->section };
    return true;
}

bool duty_read(struct reader *reader, const struct sentence *sentence)
{
    bool found = false;
    size_t from = 0;
    for (size_t i = 0; i <= sentence->token_count; i++) {
        bool end = i == sentence->token_count;
        const struct token *token = end ? NULL : &sentence->tokens[i];
        bool bracket = !end && (token->mark == '(' || token->mark == ')');
        if (!end && (bracket || !mark_hard(token) || token->depth || token->quote)) continue;
        if (duty_clause(reader, sentence, from, i)) found = true;
        from = i + 1;
    }
    return found;
}

bool duty_like(const struct reader *reader, const struct sentence *sentence)
{
    bool strong = false, doing = false, says = false; /* X是Y says what is, not what is to be done */
    for (size_t i = 0; i + 1 < sentence->token_count; i++)
        says |= token_role(&sentence->tokens[i], LEX_CHANGE, ROLE_LEVEL) || token_mark(&sentence->tokens[i + 1], '?'),
        doing |= token_gov(&sentence->tokens[i]) && token_verb(&sentence->tokens[i])->event != PLAN_E_NONE;
    return doing && !says && mode_at(reader, sentence, sentence->start, &strong) > 0 &&
           !past_time(reader->page, sentence, 0, sentence->token_count);
}
