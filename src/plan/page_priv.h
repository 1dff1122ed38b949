/* page_priv.h - the layout of a page: lines, sections, sentences. */
#ifndef LUODI_PLAN_PAGE_PRIV_H
#define LUODI_PLAN_PAGE_PRIV_H

#include "plan/plan_priv.h"

static inline bool cp_stop(uint32_t cp)
{
    return cp == 0x3002 || cp == '!' || cp == '?' || cp == ';';
}
void page_fill(struct page *page);      /* code points of page->text */
void page_layout(struct page *page);    /* lines, furniture, headings, sections */
void page_sentences(struct page *page); /* and the lead-ins within them */

int outline_mark(const struct page *page, size_t start, size_t end, size_t *after);
struct plan_section *section_at(const struct page *page, size_t i);
size_t section_open(struct page *page, size_t from, int level, size_t start, size_t text_start, size_t end);

#endif
