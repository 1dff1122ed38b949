/*
 * document.h - the text of a plan in whatever it came in: plain text (UTF-8, UTF-16, GB18030), a web page as
 * saved, docx, a pdf that has text in it, a spreadsheet of targets.
 *
 * What a document is, is seen from its content, never from its name. The text that comes out is what
 * plan_read reads; what the page itself sets outside its article (navigation, lists of links) is kept in the
 * text and told as asides, so that nothing is lost and nothing of it is read. A row of a table becomes a line
 * of its own: name, heading and figure with its unit.
 *
 * Memory   results live in the arena passed in, not in the bytes.
 * Threads  any number at once; a pdf is read by a child process (pdftotext of poppler), bounded in time,
 *          memory and output.
 * Errors   ERR_PLAN_TOO_BIG, ERR_TEXT_ENCODING; ERR_PLAN_NESTED, ERR_PLAN_ZIP, ERR_PLAN_BOMB,
 *          ERR_PLAN_OLD_WORD, ERR_PLAN_FORMAT; ERR_PLAN_PDF_READER, ERR_PLAN_PDF_BROKEN, ERR_PLAN_PDF_LOCKED,
 *          ERR_PLAN_PDF_SLOW, ERR_PLAN_PDF_SCANNED; of a spreadsheet, those of the helper.
 */
#ifndef LUODI_PLAN_DOCUMENT_H
#define LUODI_PLAN_DOCUMENT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"
#include "plan/plan.h"

struct arena;
struct err;
struct plan_lexicon;

enum document_format { DOCUMENT_TEXT, DOCUMENT_HTML, DOCUMENT_DOCX, DOCUMENT_PDF, DOCUMENT_SHEET };
/* "text", "html", "docx", "pdf", "sheet". */
const char *document_format_name(enum document_format format);
struct str document_media_type(int format); /* as evidence is served */

struct document {
    enum document_format format;
    struct str text;             /* UTF-8, lines ended by \n */
    struct plan_aside *asides;   /* in order, apart from one another: plan_options takes them */
    size_t aside_count;
};

/* Rows of a table as they come; see document_grid.c for what they become. */
struct grid;
void grid_row(struct grid *table, const struct str *cells, size_t count);
void grid_end(struct grid *table);

/*
 * What reading may need from outside: spreadsheets, which another folder reads. `sheet` hands each row to
 * grid_row and each sheet's end to grid_end. NULL: spreadsheets are refused with ERR_PLAN_FORMAT.
 */
struct document_helper {
    bool (*sheet)(void *host, struct arena *arena, struct str name, struct str bytes, struct grid *table,
                  struct err *err);
    void *host;
};

/* `name` is the file's, for messages only. */
bool document_read(struct arena *arena, const struct plan_lexicon *lexicon, struct str name, struct str bytes,
                   const struct document_helper *helper, struct document *out, struct err *err);

#endif
