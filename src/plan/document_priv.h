/*
 * document_priv.h - what the doors of documents share: lines being put together, and tables among them.
 */
#ifndef LUODI_PLAN_DOCUMENT_PRIV_H
#define LUODI_PLAN_DOCUMENT_PRIV_H

#include "base/buf.h"
#include "plan/document.h"

/* The text as it grows, line by line. */
struct lines {
    struct arena *arena;
    const struct plan_lexicon *lexicon;
    struct str name;             /* the file's */
    struct buf text;             /* whole lines */
    struct buf line;             /* the one being put together */
    struct plan_aside *asides;
    size_t aside_count, aside_room;
};
void lines_init(struct lines *lines, struct arena *arena, const struct plan_lexicon *lexicon, struct str name);
/* A character into the line: blanks run together, none at its beginning, none between Han characters. */
void lines_rune(struct lines *lines, uint32_t cp);
void lines_break(struct lines *lines, bool aside); /* end the line, where it holds anything */
void lines_put(struct lines *lines, struct str line);
bool lines_fit(const struct lines *lines, struct err *err); /* ERR_PLAN_TOO_BIG */

struct grid {
    struct lines *lines;
    struct str *cells;           /* of all rows, one after another */
    size_t *rows;                /* how many cells each has */
    size_t cell_count, cell_room, row_count, row_room;
};
void grid_init(struct grid *table, struct lines *lines);

bool html_looks(struct str text);
bool html_lines(struct lines *lines, struct str text, struct err *err);
bool docx_looks(struct str bytes);
bool docx_lines(struct lines *lines, struct str bytes, struct err *err);
bool pdf_looks(struct str bytes);
bool pdf_lines(struct lines *lines, struct str bytes, struct err *err);
bool plan_too_big(struct arena *arena, size_t bytes, struct err *err); /* sets the error, returns false */

#endif
