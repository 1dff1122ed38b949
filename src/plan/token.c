/*
 * token.c - a sentence as words, numbers, times and marks, from left to right, the longest first.
 */
#include "base/arena.h"
#include "plan/plan_priv.h"

enum { QUOTED_NAME_MAX = 16 };

#define WORD_MASK (LEX_BIT(CHANGE) | LEX_BIT(VERB) | LEX_BIT(NOUN) | LEX_BIT(PLACE) | LEX_BIT(NAME) | \
                   LEX_BIT(FIXED) | LEX_BIT(GLUE) | LEX_BIT(SPLIT) | LEX_BIT(BOUND))

/* Marks that open and close names: “ ” 《 》 ‘ ’. */
static bool opens(uint32_t cp) { return cp == 0x201C || cp == 0x300A || cp == 0x2018 || cp == 0x300C; }
static bool closes(uint32_t cp) { return cp == 0x201D || cp == 0x300B || cp == 0x2019 || cp == 0x300D; }
static bool deepens(uint32_t cp) { return cp == '(' || cp == '[' || cp == 0x3010 || cp == 0x3014; }
static bool rises(uint32_t cp) { return cp == ')' || cp == ']' || cp == 0x3011 || cp == 0x3015; }

struct lexer {
    const struct page *page;
    size_t end;
    struct vec tokens, figures, whens;
    int depth, quote, quotes;
    bool short_quote;           /* the open one is a name, not speech */
};

static struct token *lexer_add(struct lexer *lexer, enum token_kind kind, size_t start, size_t end)
{
    struct token *token = VEC_ADD(lexer->page->arena, &lexer->tokens, struct token);
    *token = (struct token){ .kind = kind, .start = start, .end = end, .depth = lexer->depth,
                             .quote = lexer->quote };
    return token;
}

/* Is it a word that holds a numeral and is no number (一带一路, 第三产业)? */
static bool word_wins(const struct lex_word *word, const struct figure *figure, size_t pos)
{
    if (lex_as(word, LEX_FIXED) || lex_as(word, LEX_SPLIT) || lex_role(word, LEX_GLUE, ROLE_ITEM))
        return figure->core == pos;
    if (lex_as(word, LEX_NOUN) || lex_as(word, LEX_NAME) || lex_as(word, LEX_VERB))
        return word->len > figure->end - pos || (figure->core == pos && word->len > figure->num_end - pos && !figure->unit);
    return false;
}

static size_t lexer_figure(struct lexer *lexer, const struct figure *figure)
{
    struct token *token = lexer_add(lexer, TOKEN_FIGURE, figure->start, figure->end);
    token->ref = lexer->figures.count;
    *VEC_ADD(lexer->page->arena, &lexer->figures, struct figure) = *figure;
    return figure->end;
}

static size_t lexer_mark(struct lexer *lexer, size_t pos, uint32_t cp)
{
    if (rises(cp) && lexer->depth > 0) lexer->depth--;
    if (closes(cp)) lexer->quote = 0;
    lexer_add(lexer, TOKEN_MARK, pos, pos + 1)->mark = cp;
    if (opens(cp)) {
        size_t at = pos + 1;
        while (at < lexer->end && at < pos + QUOTED_NAME_MAX && !closes(lexer->page->cps[at])) at++;
        lexer->short_quote = at < lexer->end && closes(lexer->page->cps[at]);
        lexer->quotes++;
        lexer->quote = lexer->short_quote || cp == 0x300A ? lexer->quotes : 0; /* speech is read like any text */
    }
    if (deepens(cp)) lexer->depth++;
    return pos + 1;
}

/* 全年目标 is a noun, 一般 no month. */
static bool longer_word(const struct lexer *lexer, const struct lex_word *word, size_t pos, size_t len)
{
    const struct page *page = lexer->page;
    if (!word || word->len <= len || !(lex_as(word, LEX_FIXED) || lex_as(word, LEX_NOUN))) return false;
    /* but in 全年计划引进.. it is a time, and the plan is to do something */
    const struct lex_word *next = lex_longest(page->lexicon, page->cps, lexer->end, pos + word->len, LEX_BIT(VERB));
    return !next || lex_as(next, LEX_NOUN);
}

static size_t lexer_step(struct lexer *lexer, size_t pos)
{
    const struct page *page = lexer->page;
    uint32_t cp = page->cps[pos];
    const struct lex_word *word = lex_longest(page->lexicon, page->cps, lexer->end, pos, WORD_MASK);
    struct when when;
    bool quoted = lexer->quote && lexer->short_quote;
    if (!quoted && when_at(page, pos, lexer->end, &when) && !longer_word(lexer, word, pos, when.end - pos)) {
        struct token *token = lexer_add(lexer, TOKEN_TIME, pos, when.end);
        token->ref = lexer->whens.count;
        *VEC_ADD(page->arena, &lexer->whens, struct when) = when;
        return when.end;
    }
    struct figure figure;
    if (figure_at(page, pos, lexer->end, &figure) && !(word && word_wins(word, &figure, pos)))
        return lexer_figure(lexer, &figure);
    if (word) {
        lexer_add(lexer, TOKEN_WORD, pos, pos + word->len)->word = word;
        return pos + word->len;
    }
    if (cp_han(cp)) {
        lexer_add(lexer, TOKEN_TEXT, pos, pos + 1);
        return pos + 1;
    }
    if (cp_letter(cp) || cp_digit(cp)) {
        size_t at = pos + 1;
        while (at < lexer->end && cp_letter(page->cps[at])) at++;
        lexer_add(lexer, TOKEN_TEXT, pos, at);
        return at;
    }
    return lexer_mark(lexer, pos, cp);
}

/* A verb that makes one noun with what stands behind it: 种植业, 日处理能力, 生产基地, 招商顾问. */
static bool within_noun(const struct sentence *sentence, size_t i)
{
    const struct token *token = &sentence->tokens[i];
    const struct lex_word *verb = token_as(token, LEX_VERB);
    if (!verb || token_as(token, LEX_NOUN) || i + 1 >= sentence->token_count) return false;
    if (token->quote) return true; /* a slogan: “敲门招商” */
    const struct token *next = &sentence->tokens[i + 1];
    if (next->start != token->end) return false;
    if (token_role(next, LEX_NOUN, ROLE_SUFFIX)) { /* 种植业, but 举办业务.. is another word */
        const struct token *after = i + 2 < sentence->token_count ? &sentence->tokens[i + 2] : NULL;
        return !after || after->kind != TOKEN_TEXT || after->start != next->end;
    }
    const struct lex_word *noun = token_as(next, LEX_NOUN);
    if (verb->event == PLAN_E_LEASE) return next->kind == TOKEN_TEXT || (noun && noun->role != ROLE_TAIL);
    bool thing = noun && (noun->role == ROLE_FIRM || noun->role == ROLE_WORKS) && noun->role != ROLE_BARE;
    bool ability = noun && noun->role == ROLE_FIELD && noun->event == PLAN_E_PRODUCE && !token_as(next, LEX_SPLIT);
    bool makes = verb->event == PLAN_E_PRODUCE || verb->event == PLAN_E_SERVICE;
    bool before = i > 0 && (sentence->tokens[i - 1].kind == TOKEN_TEXT || token_as(&sentence->tokens[i - 1], LEX_NOUN) ||
                            token_as(&sentence->tokens[i - 1], LEX_FIXED)) && sentence->tokens[i - 1].end == token->start;
    return makes && before && (thing || ability);
}

static void settle_nouns(struct sentence *sentence)
{
    for (size_t i = 0; i < sentence->token_count; i++) {
        if (!within_noun(sentence, i)) continue;
        sentence->tokens[i].kind = TOKEN_TEXT;
        sentence->tokens[i].word = NULL;
    }
}

void sentence_tokens(const struct page *page, size_t start, size_t end, struct sentence *sentence)
{
    struct lexer lexer = { .page = page, .end = end };
    for (size_t pos = start; pos < end;) {
        if (page->cps[pos] == ' ' || page->cps[pos] == '\t') {
            pos++;
            continue;
        }
        pos = lexer_step(&lexer, pos);
    }
    sentence->start = start;
    sentence->end = end;
    sentence->tokens = lexer.tokens.items;
    sentence->token_count = lexer.tokens.count;
    sentence->figures = lexer.figures.items;
    sentence->figure_count = lexer.figures.count;
    sentence->whens = lexer.whens.items;
    sentence->when_count = lexer.whens.count;
    settle_nouns(sentence);
}
