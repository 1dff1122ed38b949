/*
 * scope.c - the place that a number is said of: one that begins its clause, or an earlier clause of the
 * sentence, or the heading.
 */
#include "plan/read_priv.h"

#include "base/arena.h"
#include "base/utf8.h"

enum { NAME_MAX_CHARS = 22, LEAD_TOKENS = 6 };

struct place { size_t from, to; bool self, near; /* near: said of its own clause only */ };

static const struct lex_word *place_word(const struct token *token)
{
    return token_as(token, LEX_PLACE);
}

static bool skippable(const struct token *token)
{
    if (token->kind == TOKEN_TIME) return true;
    if (token_mark(token, ' ')) return true;
    if (token->kind != TOKEN_WORD || token_as(token, LEX_PLACE) || token_as(token, LEX_NAME)) return false;
    const struct lex_word *verb = token_verb(token);
    if (verb && verb->rank == RANK_AIM) return true;
    const struct lex_word *glue = token_as(token, LEX_GLUE);
    return glue && (glue->role == ROLE_ADVERB || glue->role == ROLE_IN || glue->role == ROLE_PART || glue->role == ROLE_FROM);
}

/* May the token stand within a name, before the word that ends it? */
static bool name_token(const struct token *token, bool first)
{
    if (token->kind == TOKEN_TEXT) return true;
    if (token->kind == TOKEN_MARK) return token->mark == 0x2014;
    if (token->kind != TOKEN_WORD) return false;
    if (token_as(token, LEX_NAME) || token_as(token, LEX_PLACE) || token_as(token, LEX_FIXED)) return true;
    if (token_verb(token) || token_as(token, LEX_CHANGE) || token_as(token, LEX_BOUND)) return false;
    const struct lex_word *glue = token_as(token, LEX_GLUE);
    if (glue) return !first && glue->len == 1 && glue->role == ROLE_ADVERB;
    return token_as(token, LEX_NOUN) != NULL;
}

static bool firm_noun(const struct token *token)
{
    return token_role(token, LEX_NOUN, ROLE_FIRM) || token_role(token, LEX_NOUN, ROLE_WORKS);
}

static bool followed_by_number(const struct sentence *sentence, size_t i)
{
    if (i + 1 >= sentence->token_count || sentence->tokens[i + 1].kind != TOKEN_FIGURE) return false;
    return sentence->figures[sentence->tokens[i + 1].ref].measure != PLAN_M_COUNT; /* 医院1所 is no place */
}

/* X市, XX县: two or three plain characters before it. */
static bool short_name(const struct sentence *sentence, size_t first, size_t i)
{
    if (i - first < 2 || i - first > 4) return false;
    for (size_t t = first; t < i; t++)
        if (sentence->tokens[t].kind != TOKEN_TEXT) return false;
    return true;
}

/* Does a name that ends with this token make a scope by itself? */
static bool ends_name(const struct sentence *sentence, size_t first, size_t i)
{
    const struct token *token = &sentence->tokens[i];
    const struct lex_word *place = place_word(token), *name = token_as(token, LEX_NAME);
    if (name) return name->role == ROLE_FULL || i == first;
    if (!place) return false;
    if (token_role(token, LEX_PLACE, ROLE_SELF) || token_role(token, LEX_PLACE, ROLE_BARE_PLACE)) return i == first || !token_role(token, LEX_PLACE, ROLE_SELF);
    if (i == first && place->role == ROLE_BODY) return followed_by_number(sentence, i);
    if (i == first) return place->role == ROLE_ZONE && place->len > 2;
    if (place->role == ROLE_PROJECT) return false;
    if (place->role == ROLE_ADMIN && token->end - token->start == 1 && !short_name(sentence, first, i)) return false;
    if (place->role == ROLE_BODY && firm_noun(token)) return followed_by_number(sentence, i);
    if (place->role == ROLE_BODY && token_as(token, LEX_NOUN) && !followed_by_number(sentence, i)) return false;
    return true;
}

/* A class of places is no scope: 未来产业先导区, 老旧小区 name none; a name before the ending does. */
static bool place_from(const struct sentence *sentence, size_t first, size_t end, struct place *out)
{
    bool found = false;
    for (size_t i = first; i < end; i++) {
        const struct token *token = &sentence->tokens[i];
        if (!name_token(token, i == first)) break;
        if (token->end - sentence->tokens[first].start > NAME_MAX_CHARS) break;
        if (!ends_name(sentence, first, i)) continue;
        bool near = token_role(token, LEX_PLACE, ROLE_BARE_PLACE) && !token_role(token, LEX_PLACE, ROLE_ZONE);
        near = near || (place_word(token) && place_word(token)->role == ROLE_BODY);
        *out = (struct place){ first, i + 1, i == first && token_role(token, LEX_PLACE, ROLE_SELF), near };
        found = true;
        if (out->self) break;
    }
    return found;
}

/* 东湖县、西岭县增速..: places in a row are one scope. */
static void place_row(const struct sentence *sentence, size_t end, struct place *place)
{
    struct place next;
    while (!place->self && place->to + 1 < end &&
           (token_mark(&sentence->tokens[place->to], 0x3001) || token_role(&sentence->tokens[place->to], LEX_GLUE, ROLE_AND)) &&
           place_from(sentence, place->to + 1, end, &next) && !next.self)
        place->to = next.to, place->near = true;
}

/* Does what follows make the place a topic: not 、 (a list of places), not the end of the clause. */
static bool topical(const struct sentence *sentence, const struct place *place, size_t end)
{
    if (place->to >= end) return false;
    const struct token *next = &sentence->tokens[place->to];
    if (mark_hard(next) || token_mark(next, 0x3001)) return false;
    if (place->self && next->kind == TOKEN_FIGURE && sentence->figures[next->ref].measure == PLAN_M_RANK) return false; /* 全市前三 */
    for (size_t i = place->to; i < end && sentence->tokens[i].kind != TOKEN_FIGURE; i++)
        if (token_role(&sentence->tokens[i], LEX_GLUE, ROLE_LIST)) return false; /* an instance of a list */
    return !token_role(next, LEX_GLUE, ROLE_AND) && !token_role(next, LEX_GLUE, ROLE_LIST);
}

static struct str place_text(const struct page *page, const struct sentence *sentence, const struct place *place)
{
    return page_slice(page, sentence->tokens[place->from].start, sentence->tokens[place->to - 1].end);
}

static void count_place(struct reader *reader, struct str name, size_t at, const struct lex_word *word)
{
    struct page *page = reader->page;
    for (size_t i = 0; i < page->places.count && i < 512; i++) {
        struct plan_place *place = VEC_AT(&page->places, struct plan_place, i);
        if (!str_eq(place->name, name)) continue;
        place->mentions++;
        return;
    }
    if (page->places.count >= 512) return;
    *VEC_ADD(page->arena, &page->places, struct plan_place) = (struct plan_place){
        .name = name, .kind = word ? word->text : STR(""), .parent = PLAN_NO_PARENT, .first = at, .mentions = 1,
        .zone = lex_role(word, LEX_PLACE, ROLE_ZONE), .park = lex_role(word, LEX_PLACE, ROLE_PARK) };
}

static const struct lex_word *last_place_word(const struct sentence *sentence, const struct place *place)
{
    return place_word(&sentence->tokens[place->to - 1]);
}

/* A place at the beginning of a clause that starts at token i. */
static bool clause_place(const struct sentence *sentence, size_t i, struct place *out)
{
    size_t end = i;
    while (end < sentence->token_count && !mark_hard(&sentence->tokens[end])) end++;
    for (size_t lead = 0; i < end && lead < LEAD_TOKENS; lead++, i++) {
        if (place_from(sentence, i, end, out)) {
            place_row(sentence, end, out);
            if (topical(sentence, out, end)) return true;
        }
        if (!skippable(&sentence->tokens[i])) return false;
    }
    return false;
}

size_t scope_past(const struct sentence *sentence, size_t i)
{
    struct place place;
    return place_from(sentence, i, sentence->token_count, &place) ? place.to : i;
}

void scope_begin(struct reader *reader, const struct sentence *sentence)
{
    struct place_state *state = &reader->place;
    const struct page *page = reader->page;
    const struct line *line = page_line(page, sentence->line);
    state->scope = STR("");
    state->self = state->inherits = false;
    state->last_scope = STR("");
    if (line->section != state->section || sentence->line < state->line) {
        state->last_self = STR("");
        state->last_subject = STR("");
    }
    if (sentence->line != state->line) {
        size_t after;
        int mark = outline_mark(page, line->start, line->end, &after);
        state->line_inherits = state->last_self.len && mark >= 3;
    }
    const struct plan_section *section = section_at(page, sentence->section);
    if (section->level == 6 && section->start == sentence->start) state->last_self = STR("");
    state->section = line->section;
    state->line = sentence->line;
}

/* Walk the clauses up to `k` and keep the last place that began one. */
static void walk(struct reader *reader, const struct sentence *sentence, size_t k)
{
    struct place_state *state = &reader->place;
    size_t i = 0;
    bool near = false;
    state->scope = STR("");
    state->self = false;
    while (i < k) {
        struct place place = { 0, 0, false, false };
        if (near) state->scope = STR(""), near = false;
        if (clause_place(sentence, i, &place) && place.from < k) {
            state->scope = place_text(reader->page, sentence, &place);
            state->self = place.self;
            near = place.near;
        }
        while (i < k && !mark_hard(&sentence->tokens[i])) i++;
        i++;
    }
}

/* 对城区主要街道..: a place behind the number. */
static struct str place_behind(const struct reader *reader, const struct clause *clause, const struct item *item)
{
    const struct sentence *sentence = clause->sentence;
    if (item->k + 2 >= item->right || !token_role(&sentence->tokens[item->k + 1], LEX_GLUE, ROLE_IN)) return STR("");
    struct place place;
    if (!place_from(sentence, item->k + 2, item->right, &place)) return STR("");
    return place_text(reader->page, sentence, &place);
}

/* The number's own item may begin with a place behind a list mark. */
static bool item_place(struct reader *reader, const struct clause *clause, const struct item *item, struct str *scope)
{
    struct place place;
    if (item->left == 0 || mark_hard(&clause->sentence->tokens[item->left - 1])) return false;
    if (!clause_place(clause->sentence, item->left, &place) || place.from >= item->k || place.self) return false;
    *scope = place_text(reader->page, clause->sentence, &place);
    return true;
}

static bool same_tail(struct str a, struct str b)
{
    size_t n = 6; /* two Han characters */
    if (a.len < n || b.len < n) return false;
    return str_eq(str_slice(a, a.len - n, n), str_slice(b, b.len - n, n));
}

static struct str named_project(const struct clause *clause, const struct item *item)
{
    if (!item->relative || item->noun.to <= item->noun.from) return STR("");
    const struct token *last = &clause->sentence->tokens[item->noun.to - 1];
    if (!token_role(last, LEX_PLACE, ROLE_PROJECT) && !token_role(last, LEX_NOUN, ROLE_WORKS)) return STR("");
    return range_text(clause, item->noun);
}

void scope_set(struct reader *reader, const struct clause *clause, size_t i, struct statement *statement)
{
    struct place_state *state = &reader->place;
    const struct item *item = &clause->items[i];
    const struct plan_section *section = section_at(reader->page, statement->section);
    walk(reader, clause->sentence, item->k);
    struct str project = named_project(clause, item), behind = place_behind(reader, clause, item);
    struct str scope = state->scope;
    bool self = state->self;
    if (item_place(reader, clause, item, &scope)) self = false;
    if (behind.len) scope = behind, self = false;
    if (project.len) scope = project, self = false;
    if (self && section->scope.len) scope = STR(""), self = false;
    if (scope.len == 0 && section->scope.len) scope = section->scope;
    if (i > 0 && item->noun.to <= item->noun.from && state->last_scope.len && (scope.len == 0 || scope.ptr == section->scope.ptr))
        scope = state->last_scope, self = false;
    bool part = i == 0 && token_role(&clause->sentence->tokens[0], LEX_GLUE, ROLE_PART);
    bool related = part || state->line_inherits || state->inherits || same_tail(state->last_subject, statement->subject);
    if (scope.len == 0 && state->last_self.len && related) {
        scope = state->last_self;
        self = state->inherits = true;
    }
    statement->scope = scope;
    state->last_scope = self ? STR("") : scope;
    if (!self) return;
    bool rate = statement->measure == PLAN_M_GROWTH || statement->measure == PLAN_M_RANK;
    if (!rate || !state->last_self.len) state->last_subject = statement->subject;
    state->last_self = scope;
}

struct str scope_at(struct reader *reader, const struct sentence *sentence, size_t pos)
{
    const struct plan_section *section = section_at(reader->page, sentence->section);
    size_t k = 0;
    while (k < sentence->token_count && sentence->tokens[k].start <= pos) k++;
    walk(reader, sentence, k);
    if (reader->place.scope.len && !(reader->place.self && section->scope.len)) return reader->place.scope;
    return section->scope;
}

/* Every place named at the head of a clause or as a heading. */
static void note_sentence(struct reader *reader, const struct sentence *sentence)
{
    for (size_t i = 0; i < sentence->token_count; i++) {
        struct place place;
        const struct lex_word *word = place_word(&sentence->tokens[i]);
        if (i > 0 && !mark_hard(&sentence->tokens[i - 1])) continue;
        if (!clause_place(sentence, i, &place) || place.self) continue;
        word = last_place_word(sentence, &place);
        count_place(reader, place_text(reader->page, sentence, &place), sentence->tokens[place.from].start, word);
    }
}

void scope_note(struct reader *reader, const struct sentence *sentence)
{
    note_sentence(reader, sentence);
}

static const struct lex_word *ending_of(const struct page *page, struct str name)
{
    for (size_t pos = 0; pos < name.len;) {
        uint32_t cps[32];
        size_t count = 0, at = pos;
        while (at < name.len && count < 32) cps[count++] = lex_fold(utf8_next(name, &at));
        const struct lex_word *word = lex_as(lex_longest(page->lexicon, cps, count, 0, LEX_BIT(PLACE)), LEX_PLACE);
        if (word && word->text.len == name.len - pos) return word;
        utf8_next(name, &pos);
    }
    return NULL;
}

/* 资阳临空经济区 is 临空经济区 where the text calls it so too. */
static void merge_aliases(struct page *page)
{
    for (size_t i = 0; i < page->places.count; i++) {
        struct plan_place *longer = VEC_AT(&page->places, struct plan_place, i);
        for (size_t j = 0; longer->zone && j < page->places.count; j++) {
            struct plan_place *shorter = VEC_AT(&page->places, struct plan_place, j);
            size_t more = longer->name.len - shorter->name.len;
            if (!shorter->zone || longer->name.len <= shorter->name.len || more > 15) continue;
            if (!str_ends(longer->name, shorter->name)) continue;
            shorter->mentions += longer->mentions;
            longer->mentions = 0;
            for (size_t s = 0; s < page->statements.count; s++) {
                struct statement *statement = VEC_AT(&page->statements, struct statement, s);
                if (str_eq(statement->scope, longer->name)) statement->scope = shorter->name;
            }
            break;
        }
    }
    size_t kept = 0;
    for (size_t i = 0; i < page->places.count; i++) {
        struct plan_place place = *VEC_AT(&page->places, struct plan_place, i);
        if (place.mentions) *VEC_AT(&page->places, struct plan_place, kept++) = place;
    }
    page->places.count = kept;
}

/* Headings that are places come first; a park named under one has it as parent. */
void scope_places(struct reader *reader)
{
    struct page *page = reader->page;
    for (size_t i = 0; i < page->sections.count; i++) {
        const struct plan_section *section = section_at(page, i);
        if (section->scope.len == 0 || !str_eq(section->scope, section->topic)) continue;
        count_place(reader, section->scope, section->start, ending_of(page, section->scope));
    }
    merge_aliases(page);
    for (size_t i = 0; i < page->places.count; i++) {
        struct plan_place *place = VEC_AT(&page->places, struct plan_place, i);
        if (!place->park) continue;
        size_t best = 0;
        for (size_t s = 0; s < page->sections.count; s++)
            if (section_at(page, s)->start <= place->first) best = s;
        for (size_t p = 0; p < page->places.count; p++)
            if (p != i && str_eq(VEC_AT(&page->places, struct plan_place, p)->name, section_at(page, best)->scope))
                place->parent = p;
    }
    for (size_t i = 0; i < page->statements.count; i++) {
        const struct statement *statement = VEC_AT(&page->statements, struct statement, i);
        for (size_t p = 0; p < page->places.count; p++) {
            struct plan_place *place = VEC_AT(&page->places, struct plan_place, p);
            if (str_eq(place->name, statement->scope)) place->statements++;
        }
    }
}
