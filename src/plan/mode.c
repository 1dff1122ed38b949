/*
 * mode.c - does a paragraph aim or report? Words of the lexicon's class cue weigh; so does how its numbers
 * are said: 以上 and 左右 are aims, 超 and 多 and odd decimals are results.
 */
#include "plan/read_priv.h"

#include "base/arena.h"

enum { PLAN_LEANS = 8, NEWS_LEANS = -6, REPORT_LEANS = -1 };

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
    if (near && !strong) return near;
    const struct lex_word *weak = lex_role(chain, LEX_CUE, ROLE_CUE_WEAK);
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
        bool near = cue->role == ROLE_CUE_NEAR;
        if (cue->role == ROLE_CUE_STRONG || near)
            *VEC_ADD(page->arena, &reader->cues, struct cue) = (struct cue){ i, cue->weight, near };
        if (cue->role != ROLE_CUE_HEADING) sum += near ? cue->weight / 4 : cue->weight;
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
        if (figure.out || figure.form != FORM_PLAIN) continue;
        if (figure.bound) {
            sum += figure.op == PLAN_OP_GT || figure.op == PLAN_OP_LT ? -1 : figure.op == PLAN_OP_EQ ? 0 : 1;
        } else if (figure.decimal) {
            sum -= 1;
        }
    }
    return sum;
}

/* The mode that a heading sets for what stands under it. */
static int heading_mode(const struct page *page, const struct line *line)
{
    int mode = 0; /* the last word decides: 重点工作推进情况 reports */
    for (size_t i = line->start; i < line->end; i++) {
        const struct lex_word *cue = lex_at(page->lexicon, page->cps, line->end, i, LEX_CUE, ROLE_CUE_HEADING);
        if (cue) mode = cue->weight;
    }
    return mode;
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
    for (size_t i = reader->cue; i < reader->cues.count; i++) {
        const struct cue *cue = VEC_AT(&reader->cues, struct cue, i);
        if (cue->pos >= sentence->end) break;
        if (cue->pos < sentence->start) continue;
        if (cue->near && !same_clause(page, cue->pos < pos ? cue->pos : pos, cue->pos < pos ? pos : cue->pos)) continue;
        if (cue->pos < pos) before = cue;
        else if (!after) after = cue;
    }
    if (after && !same_clause(page, pos, after->pos)) after = NULL;
    const struct cue *cue = before ? before : after;
    *strong = cue != NULL;
    if (cue) return cue->weight;
    return page_line(page, sentence->line)->mode;
}
