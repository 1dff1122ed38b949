/*
 * subject.c - what is counted: its noun, with the verb for a bare 项目, a member after 分别, or what the
 * number before was of.
 */
#include "plan/read_priv.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/utf8.h"

enum { REMARK_MIN = 5 /* with its brackets */ };

static const struct token *tok(const struct clause *clause, size_t i)
{
    return &clause->sentence->tokens[i];
}

static size_t width(struct range range)
{
    return range.to > range.from ? range.to - range.from : 0;
}

static struct str token_text(const struct clause *clause, size_t i)
{
    return page_slice(clause->page, tok(clause, i)->start, tok(clause, i)->end);
}

struct str subject_verb(const struct clause *clause, const struct item *item)
{
    return item->verb < 0 ? STR("") : token_text(clause, (size_t)item->verb);
}

/* 改造任务 -> 改造; a tail alone stays. */
static struct range strip_tail(const struct clause *clause, const struct item *item, struct range noun)
{
    while (width(noun) > 1 && token_role(tok(clause, noun.from), LEX_PLACE, ROLE_SELF)) noun.from++;
    if (item->figure->unit && item->figure->measure == PLAN_M_RATIO) return noun; /* 年度目标的37% */
    while (width(noun) > 1 && token_role(tok(clause, noun.to - 1), LEX_NOUN, ROLE_TAIL) &&
           !token_role(tok(clause, noun.to - 1), LEX_NOUN, ROLE_FIELD))
        noun.to--;
    return noun;
}

static bool last_is(const struct clause *clause, struct range noun, enum lex_role role)
{
    return width(noun) > 0 && token_role(tok(clause, noun.to - 1), LEX_NOUN, role);
}

/* The pieces of A、B和C; returns how many, 0 where there are more than fit. */
static size_t pieces(const struct clause *clause, struct range noun, struct str *out)
{
    size_t count = 0, from = noun.from;
    for (size_t i = noun.from; i <= noun.to; i++) {
        if (i < noun.to && !token_list_mark(tok(clause, i))) continue;
        if (i > from) {
            if (count == MEMBERS_MAX) return 0;
            out[count++] = range_text(clause, (struct range){ from, i });
        }
        from = i + 1;
    }
    return count;
}

/* 城镇, 农村居民收入 -> 城镇居民收入, 农村居民收入: the tail of the last piece belongs to all. */
static void share_tail(struct arena *arena, struct str *members, size_t count)
{
    struct str last = members[count - 1];
    size_t head = utf8_count(members[0]);
    if (utf8_count(last) <= head + 1) return;
    size_t cut = utf8_offset(last, head);
    struct str tail = str_slice(last, cut, last.len - cut);
    for (size_t i = 0; i + 1 < count; i++) {
        if (str_ends(members[i], str_slice(tail, tail.len > 3 ? tail.len - 3 : 0, 3))) return; /* 普及率, 处置率: whole */
        if (utf8_count(members[i]) > head + 2) return;
    }
    for (size_t i = 0; i + 1 < count; i++) members[i] = str_join(arena, members[i], tail);
}

/* 城乡, 一二三产: a fused word taken apart. */
static size_t split_fused(const struct clause *clause, struct range noun, struct str *members)
{
    struct arena *arena = clause->page->arena;
    for (size_t i = noun.from; i < noun.to; i++) {
        const struct lex_word *split = token_as(tok(clause, i), LEX_SPLIT);
        if (!split) continue;
        struct str head = range_text(clause, (struct range){ noun.from, i });
        struct str tail = range_text(clause, (struct range){ i + 1, noun.to });
        size_t count = split->part_count < MEMBERS_MAX ? split->part_count : MEMBERS_MAX;
        for (size_t p = 0; p < count; p++)
            members[p] = str_join(arena, str_join(arena, head, split->parts[p]), tail);
        return count;
    }
    return 0;
}

/* How many numbers in a row share this 分别. */
static size_t row_length(const struct clause *clause, size_t i)
{
    size_t count = 1;
    for (size_t j = i + 1; j < clause->count; j++, count++) {
        const struct item *item = &clause->items[j];
        if (item->left != item->k || !item->open_left) break;
    }
    return count;
}

/* 游客..万人次，收入..亿元，分别增长A和B: the last levels of the sentence are the members. */
static void recall_members(struct reader *reader, const struct clause *clause, size_t i)
{
    struct carry *carry = &reader->carry;
    size_t row = row_length(clause, i);
    if (row < 2 || row > carry->recent_count || carry->sentence != clause->sentence->index) return;
    if (carry->member_count == row) return;
    for (size_t m = 0; m < row; m++) {
        carry->members[m] = carry->recent[carry->recent_count - row + m];
        carry->member_events[m] = carry->recent_events[carry->recent_count - row + m];
    }
    carry->member_count = row;
}

/* 工业投资、技改投资分别增长A和B，占..比重分别达到C、D */
static bool share_members(struct reader *reader, const struct clause *clause, size_t i, struct range noun)
{
    struct carry *carry = &reader->carry;
    if (!token_role(tok(clause, noun.from), LEX_NOUN, ROLE_SHARE) || width(noun) < 2) return false;
    size_t row = row_length(clause, i);
    if (row < 2) return false;
    if (carry->member_count != row) recall_members(reader, clause, i);
    if (carry->member_count != row) return false;
    for (size_t m = 0; m < row; m++)
        carry->members[m] = str_join(clause->page->arena, carry->members[m], range_text(clause, noun));
    return true;
}

static void start_members(struct reader *reader, const struct clause *clause, size_t i, struct range noun)
{
    struct carry *carry = &reader->carry;
    size_t row = row_length(clause, i);
    if (row < 2) return;
    struct str members[MEMBERS_MAX];
    size_t count = split_fused(clause, noun, members);
    if (count != row) {
        count = pieces(clause, noun, members);
        if (count == row) share_tail(clause->page->arena, members, count);
    }
    if (count != row) return;
    for (size_t m = 0; m < count; m++) {
        carry->members[m] = members[m];
        carry->member_events[m] = 0;
    }
    carry->member_count = count;
}

/* 分别: the member of this number; false where none. */
static bool member_subject(struct reader *reader, const struct clause *clause, size_t i, struct range noun,
                           struct statement *statement)
{
    struct carry *carry = &reader->carry;
    const struct item *item = &clause->items[i];
    if (item->each) {
        if (width(noun) > 0 && !share_members(reader, clause, i, noun)) {
            carry->member_count = 0;
            start_members(reader, clause, i, noun);
        } else if (width(noun) == 0) {
            recall_members(reader, clause, i);
        }
        carry->member = 0;
        carry->each_row = carry->member_count;
    } else if (width(noun) == 0 && item->change && !item->open_left && carry->each_row > 1 &&
               carry->sentence == clause->sentence->index && row_length(clause, i) == carry->each_row) {
        recall_members(reader, clause, i); /* 分别达到A和B，增长C和D */
        carry->member = 0;
    } else if (carry->member_count && item->open_left && item->left == item->k && carry->member + 1 < carry->member_count) {
        carry->member++;
    } else {
        carry->member_count = 0;
        return false;
    }
    if (carry->member_count == 0) return false;
    statement->subject = carry->members[carry->member];
    return true;
}

static size_t first_piece(const struct clause *clause, struct range noun)
{
    size_t i = noun.from;
    while (i < noun.to && !token_list_mark(tok(clause, i))) i++;
    return i;
}

/* 15个棚改区域的道路、供水等配套项目: the list of kinds is left out. */
static struct str without_list(const struct clause *clause, struct range noun)
{
    ptrdiff_t of = -1;
    for (size_t i = noun.from; i < noun.to; i++) {
        if (token_role(tok(clause, i), LEX_GLUE, ROLE_OF)) of = (ptrdiff_t)i;
        if (!token_role(tok(clause, i), LEX_GLUE, ROLE_LIST) || i + 1 >= noun.to) continue;
        if (of < 0) return range_text(clause, (struct range){ noun.from, first_piece(clause, noun) });
        return str_join(clause->page->arena, range_text(clause, (struct range){ noun.from, (size_t)of }),
                        range_text(clause, (struct range){ i + 1, noun.to }));
    }
    return range_text(clause, noun);
}

/* 智能制造、新材料、国防科技项目: the trades. */
static void set_industries(const struct clause *clause, struct range noun, struct statement *statement)
{
    struct str found[MEMBERS_MAX];
    struct range trades = { noun.from, noun.to - 1 };
    size_t count = pieces(clause, trades, found);
    if (count == 0) return;
    statement->industries = ARENA_ARRAY(clause->page->arena, struct str, count);
    for (size_t i = 0; i < count; i++) statement->industries[i] = found[i];
    statement->industry_count = count;
}

static void bare_subject(const struct clause *clause, const struct item *item, struct range noun,
                         struct statement *statement)
{
    struct str bare = token_text(clause, noun.to - 1);
    const struct lex_word *verb = item->verb < 0 ? NULL : token_verb(tok(clause, (size_t)item->verb));
    bool strong = verb && verb->rank == RANK_STRONG;
    statement->subject = strong ? str_join(clause->page->arena, subject_verb(clause, item), bare) : bare;
}

/* What the sentence began with: 审批时间 (由100天压缩到40天，压缩60%). */
static struct str sentence_topic(const struct clause *clause, const struct item *item)
{
    size_t i = 0, from;
    while (i < item->left && (tok(clause, i)->kind == TOKEN_TIME || mark_hard(tok(clause, i)))) i++;
    for (from = i; i < item->left; i++) {
        const struct token *token = tok(clause, i);
        if (mark_hard(token) || token->kind == TOKEN_FIGURE || token->kind == TOKEN_SPAN || token->kind == TOKEN_TIME ||
            token_role(token, LEX_GLUE, ROLE_FROM) || (token_as(token, LEX_CHANGE) && !token_as(token, LEX_NOUN)))
            break;
        if (token_gov(token)) from = i + 1;
    }
    return range_text(clause, (struct range){ from, i });
}

static void no_noun(struct reader *reader, const struct clause *clause, const struct item *item,
                    struct statement *statement)
{
    struct carry *carry = &reader->carry;
    struct str verb = subject_verb(clause, item);
    bool counts = statement->measure == PLAN_M_COUNT || statement->measure == PLAN_M_AREA ||
                  statement->measure == PLAN_M_LENGTH;
    bool given = verb.len && !item->verb_after && item->k + 1 < item->right && token_verb(tok(clause, item->k + 1)) &&
                 token_verb(tok(clause, (size_t)item->verb))->event == PLAN_E_FUND &&
                 token_verb(tok(clause, (size_t)item->verb))->rank == RANK_WEAK;
    if (given) {
        statement->subject = token_text(clause, item->k + 1); /* 给予最高5000万元支持 */
    } else if (item->adjoins) {
        statement->subject = carry->subject;
    } else if (item->change && carry->valid && carry->sentence == clause->sentence->index && width(item->before_verb) == 0) {
        statement->subject = carry->subject; /* 比年初增加320亿元 */
    } else if (verb.len && width(item->before_verb) > 0 && !item->verb_after) {
        bool weak = token_verb(tok(clause, (size_t)item->verb))->rank != RANK_STRONG; /* 企业新增68户 */
        struct str head = range_text(clause, item->before_verb);
        statement->subject = weak ? head : str_join(clause->page->arena, head, verb);
    } else if (verb.len && counts && !item->verb_after && item->verb > 0 && token_gov(tok(clause, (size_t)item->verb - 1))) {
        statement->subject = verb; /* 新增供地2000亩 */
    } else if (verb.len && counts && carry->valid) {
        bool bare = carry->bare.len && statement->measure == PLAN_M_COUNT;
        statement->subject = bare ? str_join(clause->page->arena, verb, carry->bare) : carry->noun;
    } else if (verb.len && !counts && statement->measure != PLAN_M_GROWTH) {
        statement->subject = str_join(clause->page->arena, range_text(clause, item->before_verb), verb);
    } else if (carry->valid && carry->sentence == clause->sentence->index) {
        statement->subject = carry->subject;
    } else {
        struct str topic = sentence_topic(clause, item);
        statement->subject = topic.len ? topic : carry->subject;
    }
    if (statement->subject.len == 0) statement->subject = verb;
}

/* A noun of building named earlier in the sentence, for 建成18万平方米. */
static struct str works_before(const struct clause *clause, size_t k)
{
    while (k-- > 0) {
        const struct token *token = tok(clause, k);
        if (!token_role(token, LEX_NOUN, ROLE_WORKS)) continue;
        if (token_role(token, LEX_NOUN, ROLE_BARE) || tok(clause, k)->end - tok(clause, k)->start < 2) continue;
        return token_text(clause, k);
    }
    return STR("");
}

static void noun_subject(struct reader *reader, const struct clause *clause, const struct item *item,
                         struct range noun, struct statement *statement)
{
    struct arena *arena = clause->page->arena;
    if (last_is(clause, noun, ROLE_BARE) && (width(noun) == 1 || range_has_mark(clause, noun, 0x3001))) {
        if (width(noun) > 1) set_industries(clause, noun, statement);
        bare_subject(clause, item, noun, statement);
        return;
    }
    statement->subject = without_list(clause, noun);
    const struct lex_word *share = token_role(tok(clause, noun.from), LEX_NOUN, ROLE_SHARE);
    if (share && (width(noun) > 1 || share->len > 2)) {
        if (width(item->before_verb) > 0)
            statement->subject = range_text(clause, (struct range){ item->before_verb.from, noun.to });
        else if (reader->carry.valid)
            statement->subject = str_join(arena, reader->carry.subject, statement->subject);
    }
    if (width(noun) != 1) return;
    if (token_role(tok(clause, noun.from), LEX_CHANGE, ROLE_RATE) && reader->carry.valid)
        statement->subject = str_join(arena, reader->carry.subject, statement->subject);
    else if (width(item->before_verb) > 0 && (size_t)item->verb < noun.from && token_as(tok(clause, noun.from), LEX_NOUN) && item->verb >= 0 &&
             token_role(tok(clause, (size_t)item->verb), LEX_CHANGE, ROLE_LEVEL))
        statement->subject = str_join(arena, range_text(clause, item->before_verb), statement->subject);
}

/* Remarks in brackets are no part of what is counted: 固定资产投资（不含农户）; 浙（婺）商 keeps its own. */
static struct str without_remarks(struct arena *arena, struct str subject)
{
    struct buf out;
    size_t open = 0, depth = 0, kept = 0;
    buf_init(&out, arena);
    for (size_t pos = 0, at = 0; pos < subject.len; at = pos) {
        uint32_t cp = lex_fold(utf8_next(subject, &pos));
        if (cp == '(' && depth++ == 0) open = at;
        if (depth == 0 || cp != ')' || --depth > 0) continue;
        if (utf8_count(str_slice(subject, open, pos - open)) < REMARK_MIN) continue;
        buf_str(&out, str_slice(subject, kept, open - kept));
        kept = pos;
    }
    if (kept == 0) return subject;
    buf_str(&out, str_slice(subject, kept, subject.len - kept));
    return buf_get(&out);
}

static void set_plain(struct reader *reader, const struct clause *clause, size_t i, struct statement *statement)
{
    const struct item *item = &clause->items[i];
    struct range noun = strip_tail(clause, item, item->noun);
    if (width(noun) > 0) noun_subject(reader, clause, item, noun, statement);
    else no_noun(reader, clause, item, statement);
    bool built = statement->measure == PLAN_M_AREA || statement->measure == PLAN_M_LENGTH;
    if (width(noun) == 0 && built && item->verb >= 0 && !item->adjoins && !item->change) {
        struct str works = works_before(clause, item->k);
        if (works.len) statement->subject = works;
    }
    bool near = reader->carry.valid && reader->carry.sentence == clause->sentence->index;
    if (near && item->figure->measure == PLAN_M_MULTIPLE && width(noun) <= 1 && item->k > item->left &&
        token_role(tok(clause, item->k - 1), LEX_GLUE, ROLE_OF))
        statement->subject = reader->carry.subject; /* 是五年前的1.7倍 */
    if (near && item_of_plan(clause, item) && !str_starts(statement->subject, reader->carry.subject)) /* 完成年度目标的37%: of what was just told */
        statement->subject = str_join(clause->page->arena, reader->carry.subject, statement->subject);
}

void subject_set(struct reader *reader, const struct clause *clause, size_t i, struct statement *statement)
{
    const struct item *item = &clause->items[i];
    struct range noun = strip_tail(clause, item, item->noun);
    if (item->figure->form == FORM_CADENCE) {
        statement->subject = page_slice(clause->page, item->figure->num_end, item->figure->unit_end);
        return;
    }
    if (member_subject(reader, clause, i, noun, statement)) return;
    set_plain(reader, clause, i, statement);
    statement->subject = without_remarks(clause->page->arena, statement->subject);
}
