/*
 * read.c - the whole reading, step by step.
 */
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "plan/read_priv.h"

/* From the item's first word to its last, or to the verb that governs it. */
static void set_quote(const struct clause *clause, const struct item *item, struct statement *statement)
{
    const struct sentence *sentence = clause->sentence;
    size_t from = item->left < item->k ? item->left : item->k, to = item->k + 1;
    while (from < item->k && (token_list_mark(&sentence->tokens[from]) || token_mark(&sentence->tokens[from], 0x201D))) from++;
    if (item->leading && item->noun.to > to) to = item->noun.to;
    if (item->verb_after && (size_t)item->verb + 1 > to) to = (size_t)item->verb + 1;
    if (item->relative && item->right > to) to = item->right;
    statement->start = sentence->tokens[from].start;
    statement->end = sentence->tokens[to - 1].end;
    if (item->figure->start < statement->start) statement->start = item->figure->start;
    statement->quote = page_slice(clause->page, statement->start, statement->end);
}

static void set_examples(const struct clause *clause, const struct item *item, struct statement *statement)
{
    const struct sentence *sentence = clause->sentence;
    struct range range = item->examples;
    statement->of_list = item->list >= 0;
    size_t room = range.to > range.from ? range.to - range.from : 0;
    if (room == 0) return;
    statement->examples = ARENA_ARRAY(clause->page->arena, struct str, room + 1);
    size_t from = range.from;
    for (size_t i = range.from; i <= range.to; i++) {
        if (i < range.to && !token_list_mark(&sentence->tokens[i])) continue;
        if (i > from) statement->examples[statement->example_count++] = range_text(clause, (struct range){ from, i });
        from = i + 1;
    }
}

/* The class condition within the item: 10亿元以上 (企业). */
static void set_threshold(const struct clause *clause, const struct item *item, struct statement *statement)
{
    const struct sentence *sentence = clause->sentence;
    for (size_t i = item->left; i < item->right; i++) {
        const struct token *token = &sentence->tokens[i];
        if (token->kind != TOKEN_FIGURE || i == item->k) continue;
        const struct figure *figure = &sentence->figures[token->ref];
        if (!figure->out || figure->why != PLAN_WHY_THRESHOLD) continue;
        statement->threshold = page_slice(clause->page, figure->start, figure->end);
        statement->threshold_has = true;
        statement->threshold_value = figure->value;
        statement->threshold_unit = figure->unit_name.len ? figure->unit_name : lex_money_unit(clause->page->lexicon);
        statement->threshold_op = figure->op;
        return;
    }
}

static void keep_carry(struct reader *reader, const struct clause *clause, size_t i, const struct statement *statement,
                       size_t index)
{
    struct carry *carry = &reader->carry;
    const struct item *item = &clause->items[i];
    bool verb = item->verb >= 0;
    const struct lex_word *word = verb ? token_verb(&clause->sentence->tokens[item->verb]) : NULL;
    if (carry->sentence != clause->sentence->index) carry->recent_count = 0;
    carry->valid = true;
    if (statement->measure != PLAN_M_GROWTH && statement->measure != PLAN_M_RANK) {
        if (carry->recent_count == MEMBERS_MAX) {
            memmove(carry->recent, carry->recent + 1, sizeof(carry->recent) - sizeof(carry->recent[0]));
            memmove(carry->recent_events, carry->recent_events + 1, sizeof(carry->recent_events) - sizeof(int));
            carry->recent_count--;
        }
        carry->recent[carry->recent_count] = statement->subject;
        carry->recent_events[carry->recent_count++] = (int)statement->event;
    }
    carry->statement = index;
    if (carry->sentence != clause->sentence->index) carry->each_row = 0;
    if (statement->measure == PLAN_M_COUNT && statement->kind != PLAN_BASELINE) {
        carry->count_event = (int)statement->event;
        carry->count_sentence = clause->sentence->index;
        carry->counted = true;
    }
    if (item_of_plan(clause, item) && carry->sentence == clause->sentence->index) return;
    carry->measure = statement->measure;
    carry->kind = statement->kind;
    carry->subject = statement->subject;
    bool fresh = !carry->event || item->from >= 0 || carry->sentence != clause->sentence->index;
    bool goes_on = !fresh && statement->measure == PLAN_M_GROWTH && item->noun.to <= item->noun.from;
    if (!goes_on && (statement->kind != PLAN_BASELINE || fresh)) carry->event = (int)statement->event;
    carry->sentence = clause->sentence->index;
    if (word) carry->rank = word->rank;
    else if (!item->open_left && !statement->total_of_count && !item_part(clause, item)) carry->rank = RANK_NONE;
    if (statement->measure == PLAN_M_GROWTH || statement->measure == PLAN_M_RANK) return;
    bool things = statement->measure == PLAN_M_COUNT || statement->measure == PLAN_M_AREA ||
                  statement->measure == PLAN_M_LENGTH;
    if (item->noun.to <= item->noun.from || (!things && carry->noun.len && carry->sentence == clause->sentence->index)) return;
    carry->noun = statement->subject;
    const struct token *last = &clause->sentence->tokens[item->noun.to - 1];
    carry->bare = token_role(last, LEX_NOUN, ROLE_BARE) ? page_slice(clause->page, last->start, last->end) : STR("");
}

static void read_item(struct reader *reader, const struct clause *clause, size_t i)
{
    struct page *page = reader->page;
    const struct item *item = &clause->items[i];
    const struct figure *figure = item->figure;
    struct statement statement = { .number = page_slice(page, figure->start, figure->end),
        .num_start = figure->start, .value = figure->value, .has_max = figure->has_max, .value_max = figure->max,
        .unit = figure->unit_name, .op = figure->op, .line = clause->sentence->line,
        .sentence = clause->sentence->index, .section = clause->sentence->section };
    set_quote(clause, item, &statement);
    set_examples(clause, item, &statement);
    set_threshold(clause, item, &statement);
    measure_set(reader, clause, i, &statement);
    subject_set(reader, clause, i, &statement);
    event_set(reader, clause, i, &statement);
    kind_set(reader, clause, i, &statement);
    scope_set(reader, clause, i, &statement);
    if (statement.scope.len && str_starts(statement.subject, statement.scope) &&
        statement.subject.len >= statement.scope.len + 6)
        statement.subject = str_slice(statement.subject, statement.scope.len, statement.subject.len);
    if (statement.subject.len == 0) {
        statement.doubtful = true;
        statement.doubt = plan_doubt_word(PLAN_DOUBT_SUBJECT);
    }
    keep_carry(reader, clause, i, &statement, page->statements.count);
    *VEC_ADD(page->arena, &page->statements, struct statement) = statement;
}

static void keep_figures(struct page *page, const struct sentence *sentence, bool furniture)
{
    for (size_t i = 0; i < sentence->figure_count; i++) {
        const struct figure *figure = &sentence->figures[i];
        if (!figure->out && !furniture) continue;
        *VEC_ADD(page->arena, &page->figures, struct plan_figure) = (struct plan_figure){
            .span = page_span(page, figure->start, figure->end), .line = sentence->line,
            .why = furniture ? PLAN_WHY_FURNITURE : figure->why };
    }
}

/* A bound that does not touch the number still holds: 不低于上年收入的50%; 左右 of the last holds for the row of 分别. */
static void spread_bounds(const struct clause *clause)
{
    for (size_t i = 0; i < clause->count; i++) {
        struct item *item = &clause->items[i];
        if (item->figure->op != PLAN_OP_EQ) continue;
        for (size_t t = item->k; t-- > item->left;) {
            const struct lex_word *bound = token_as(&clause->sentence->tokens[t], LEX_BOUND);
            bool verb_between = t + 2 == item->k && token_verb(&clause->sentence->tokens[t + 1]); /* 最高奖励30万元 */
            if (!bound || !bound->before || (bound->len < 3 && !verb_between)) continue;
            if (token_as(&clause->sentence->tokens[t], LEX_CHANGE)) continue;
            item->figure->op = (enum plan_op)bound->op;
            break;
        }
    }
    bool row = false;
    size_t first = 0;
    for (size_t i = 0; i < clause->count; i++) {
        const struct item *item = &clause->items[i];
        if (item->each) first = i, row = true;
        else if (!(item->open_left && item->left == item->k)) row = false;
        bool last = row && (i + 1 == clause->count || !clause->items[i + 1].open_left);
        if (!last || !item->figure->bound || item->figure->end == item->figure->unit_end) continue;
        for (size_t j = first; j < i; j++)
            if (clause->items[j].figure->op == PLAN_OP_EQ) clause->items[j].figure->op = item->figure->op;
    }
}

static void read_sentence(struct reader *reader, size_t index)
{
    struct page *page = reader->page;
    struct plan_sentence *record = VEC_AT(&page->sentences, struct plan_sentence, index);
    struct sentence sentence = { .line = record->line, .section = record->section, .index = index };
    const struct line *line = page_line(page, record->line);
    sentence_tokens(page, record->span.start, record->span.end, &sentence);
    if (record->sort == PLAN_S_FURNITURE) {
        keep_figures(page, &sentence, true);
        return;
    }
    sentence_weed(page, &sentence);
    if (line->title)
        for (size_t i = 0; i < sentence.figure_count; i++)
            if (!sentence.figures[i].out) sentence.figures[i].out = true, sentence.figures[i].why = PLAN_WHY_OUTLINE;
    keep_figures(page, &sentence, false);
    if (line->title) return;
    if (line->heading) reader->carry = (struct carry){ .valid = false };
    scope_begin(reader, &sentence);
    scope_note(reader, &sentence);
    struct clause clause;
    clause_items(page, &sentence, &clause);
    spread_bounds(&clause);
    for (size_t i = 0; i < clause.count; i++) read_item(reader, &clause, i);
    if (clause.count > 0) record->sort = PLAN_S_STATEMENT;
    if (!line->heading && duty_read(reader, &sentence) && record->sort == PLAN_S_NARRATIVE) record->sort = PLAN_S_UNDERTAKING;
    if (record->sort != PLAN_S_NARRATIVE) return;
    record->unplaced = duty_like(reader, &sentence);
    for (size_t i = 0; i < sentence.figure_count; i++)
        if (sentence.figures[i].out && sentence.figures[i].why == PLAN_WHY_UNKNOWN) record->unplaced = true;
}

static void fill_result(const struct page *page, struct plan_text *out)
{
    *out = (struct plan_text){ .text = page->text, .code_points = page->count, .options = page->options,
        .title = page->title,
        .statements = page->statements.items, .statement_count = page->statements.count,
        .undertakings = page->undertakings.items, .undertaking_count = page->undertakings.count,
        .sentences = page->sentences.items, .sentence_count = page->sentences.count,
        .sections = page->sections.items, .section_count = page->sections.count,
        .places = page->places.items, .place_count = page->places.count,
        .furniture = page->furniture.items, .furniture_count = page->furniture.count,
        .figures = page->figures.items, .figure_count = page->figures.count };
    for (size_t i = 0; i < out->figure_count; i++)
        if (out->figures[i].why == PLAN_WHY_UNKNOWN) out->unknown_count++;
}

bool plan_read(struct arena *arena, const struct plan_lexicon *lexicon, struct str text,
               const struct plan_options *options, struct plan_text **out, struct err *err)
{
    if (text.len > LIMIT_PLAN_BYTES)
        return err_set(err, ERR_PLAN_TOO_BIG, "bytes", str_format(arena, "%zu", text.len), "limit",
                       str_format(arena, "%d", (int)LIMIT_PLAN_BYTES));
    if (!utf8_valid(text))
        return err_set(err, ERR_TEXT_ENCODING, "byte", str_format(arena, "%zu", utf8_fault(text) + 1));
    struct page page = { .arena = arena, .lexicon = lexicon, .text = text };
    if (options) page.options = *options;
    page_fill(&page);
    page_layout(&page);
    page_sentences(&page);
    struct reader reader = { .page = &page };
    mode_lines(&reader);
    for (size_t i = 0; i < page.sentences.count; i++) {
        const struct plan_sentence *record = VEC_AT(&page.sentences, struct plan_sentence, i);
        while (reader.cue < reader.cues.count && VEC_AT(&reader.cues, struct cue, reader.cue)->pos < record->span.start)
            reader.cue++;
        read_sentence(&reader, i);
    }
    scope_places(&reader);
    *out = ARENA_NEW(arena, struct plan_text);
    fill_result(&page, *out);
    return true;
}
