/*
 * reference.h - the pages of docs/reference/ that are printed from the program's own tables.
 *
 * reference.c finds, compares and writes the pages; each page is one function that prints it whole.
 * Memory: everything lives in the arena.
 */
#ifndef LUODI_TOOLS_REFERENCE_H
#define LUODI_TOOLS_REFERENCE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "model/model.h"

struct reference {
    struct arena *arena;
    struct str source, binary; /* the checkout, the built program */
    const struct model *model; /* the shipped definitions */
    struct err *err;
};

/* What stands at the top of each page. */
void page_head(struct buf *out, const char *title_zh, const char *title_en, const char *from);
/* The text as a cell of a table: one line, `|` escaped, a dash where there is none. */
void page_cell(struct buf *out, struct str text);

bool page_commands(struct reference *ref, struct buf *out);
bool page_errors(struct reference *ref, struct buf *out);
bool page_limits(struct reference *ref, struct buf *out);
bool page_kinds(struct reference *ref, struct buf *out);
bool page_metrics(struct reference *ref, struct buf *out);
bool page_feel(struct reference *ref, struct buf *out);
/* The first bound without Chinese words in reference_limits.def, or NULL. */
const char *limit_without_words(void);

#endif
