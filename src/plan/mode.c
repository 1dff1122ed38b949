/*
 * mode.c - does a paragraph aim or report? Words of the lexicon's class cue weigh; so does how its numbers
 * are said: 以上 and 左右 are aims, 超 and 多 and odd decimals are results.
 */
#include "plan/read_priv.h"

#include "base/arena.h"

enum { NUMBERS_MAX = 5, YEAR_LEANS = 3, SOFT_YIELDS = 4, PLAN_LEANS = 8, NEWS_LEANS = -6, REPORT_LEANS = -1 };

struct line *page_line(const struct page *page, size_t number)
{
    return VEC_AT(&page->lines, struct line, number - 1);
}

static int leaning(const struct page *page)
{
    if (page->options.type == PLAN_TYPE_PLAN) return PLAN_LEANS;
    if (page->options.type == PLAN_TYPE_NEWS) return NEWS_LEANS;
    if (page->options.review.len == 0) return NEWS_LEANS;
    return REPORT_LEANS;
}

static const struct lex_word *cue_at(const struct page *page, size_t pos, size_t end)
{
    const struct lex_word *chain = lex_longest(page->lexicon, page->cps, end, pos, LEX_BIT(CUE));
    const struct lex_word *strong = lex_role(chain, LEX_CUE, ROLE_CUE_STRONG);
    const struct lex_word *near = lex_role(chain, LEX_CUE, ROLE_CUE_NEAR);
    const struct lex_word *soft = lex_role(chain, LEX_CUE, ROLE_CUE_SOFT);
    if (near && !strong) return near;
    if (soft && !strong) return soft;
    const struct lex_word *weak = lex_role(chain, LEX_CUE, ROLE_CUE_WEAK);
    if (!strong && !weak && lex_role(chain, LEX_CUE, ROLE_CUE_DOING) && !lex_role(chain, LEX_CUE, ROLE_CUE_HEADING)) {
        chain = lex_at(page->lexicon, page->cps, end, pos, LEX_CUE, ROLE_CUE_WEAK); /* a shorter word that weighs */
        return chain;
    }
    return strong ? strong : weak ? weak : lex_as(chain, LEX_CUE);
}

static int line_cues(struct reader *reader, const struct line *line)
{
    struct page *page = reader->page;
    int sum = 0;
    for (size_t i = line->start; i < line->end;) {
        const struct lex_word *cue = cue_at(page, i, line->end);
        if (!cue) {
            i++;
            continue;
        }
        bool near = cue->role == ROLE_CUE_NEAR, soft = cue->role == ROLE_CUE_SOFT;
        if (cue->role == ROLE_CUE_STRONG || near || soft)
            *VEC_ADD(page->arena, &reader->cues, struct cue) = (struct cue){ i, cue->weight, near, soft };
        if (cue->role != ROLE_CUE_HEADING) sum += near || soft ? cue->weight / 4 : cue->weight;
        i += cue->len;
    }
    return sum;
}

static int line_numbers(const struct page *page, const struct line *line)
{
    int sum = 0;
    for (size_t i = line->start; i < line->end;) {
        struct figure figure;
        bool starts = i == line->start || !cp_digit(page->cps[i - 1]);
        if (!starts || !figure_at(page, i, line->end, &figure)) {
            i++;
            continue;
        }
        i = figure.end > i ? figure.end : i + 1;
        bool class_of = figure.end > figure.unit_end && figure.end < line->end && cp_han(page->cps[figure.end]);
        if (figure.out || figure.form != FORM_PLAIN || class_of) continue; /* 亿元以上项目 aims at nothing */
        if (figure.bound) {
            sum += figure.op == PLAN_OP_GT || figure.op == PLAN_OP_LT ? -1 : figure.op == PLAN_OP_EQ ? 0 : 1;
        } else if (figure.decimal) {
            sum -= 1;
        }
    }
    return sum < -NUMBERS_MAX ? -NUMBERS_MAX : sum > NUMBERS_MAX ? NUMBERS_MAX : sum;
}

/* The mode that a heading sets for what stands under it. */
static int heading_mode(const struct page *page, const struct line *line)
{
    int year = 0, mode = 0; /* the last word decides: 重点工作推进情况 reports */
    for (size_t i = line->start; i < line->end; i++) {
        const struct lex_word *cue = lex_at(page->lexicon, page->cps, line->end, i, LEX_CUE, ROLE_CUE_HEADING);
        if (cue) mode = cue->weight;
        struct when when;
        if (!page->options.year || !when_at(page, i, line->end, &when)) continue;
        if (when.year && (when.part == W_YEAR || when.part == W_YEARS))
            year = when.year_to < page->options.year ? -YEAR_LEANS : page->options.review.len ? YEAR_LEANS : 0;
    }
    return mode + year;
}

void mode_lines(struct reader *reader)
{
    struct page *page = reader->page;
    int lean = leaning(page), heading = 0, before = 0;
    for (size_t i = 0; i < page->lines.count; i++) {
        struct line *line = VEC_AT(&page->lines, struct line, i);
        if (line->empty || line->furniture) continue;
        int cues = line_cues(reader, line);
        if (line->heading || line->title) {
            int mode = heading_mode(page, line);
            if (mode) heading = mode;
            line->mode = heading + lean;
            continue;
        }
        int own = cues + line_numbers(page, line);
        line->mode = own + heading + lean + (before > 0 ? 1 : before < 0 ? -1 : 0);
        before = line->mode;
    }
}

/* No comma or the like between two places. */
static bool same_clause(const struct page *page, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++)
        if (page->cps[i] == 0xFF0C || page->cps[i] == ';' || page->cps[i] == ':' || page->cps[i] == 0x3002) return false;
    return true;
}

int mode_at(const struct reader *reader, const struct sentence *sentence, size_t pos, bool *strong)
{
    const struct page *page = reader->page;
    const struct cue *before = NULL, *after = NULL;
    bool aims = page_line(page, sentence->line)->mode >= SOFT_YIELDS;
    for (size_t i = reader->cue; i < reader->cues.count; i++) {
        const struct cue *cue = VEC_AT(&reader->cues, struct cue, i);
        if (cue->pos >= sentence->end) break;
        if (cue->pos < sentence->start) continue;
        if (cue->near && !same_clause(page, cue->pos < pos ? cue->pos : pos, cue->pos < pos ? pos : cue->pos)) continue;
        if (cue->soft && aims) continue;
        if (cue->soft && cue->pos < pos && before && before->weight > 0 && !before->near) continue;
        if (cue->pos < pos) before = cue;
        else if (!after) after = cue;
    }
    if (after && !same_clause(page, pos, after->pos)) after = NULL;
    const struct cue *cue = before ? before : after;
    *strong = cue != NULL;
    if (cue) return cue->weight;
    return page_line(page, sentence->line)->mode;
}
