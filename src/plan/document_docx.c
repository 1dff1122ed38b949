/*
 * document_docx.c - the text of a Word document (ECMA-376): paragraphs as lines, tables by their rows.
 *
 * Only word/document.xml is read, in pieces, straight from the inflater into the parser. What keeps a hostile
 * file away: inflated bytes and their ratio to the packed ones are counted as they come (what the zip claims
 * is not believed), a DOCTYPE is refused (so there are no entities), depth and text are bounded. Text that
 * was deleted under tracked changes, field codes and the second telling of a drawing are left out.
 */
#include <expat.h>
#include <string.h>
#include <zip.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/must.h"
#include "base/utf8.h"
#include "plan/document_priv.h"

enum { PIECE_BYTES = 32768, CELLS_MAX = 64 };
#define MAIN_PART "word/document.xml"

struct docx {
    struct lines *lines;
    XML_Parser parser;
    struct grid table;
    struct str cells[CELLS_MAX];
    size_t cell_count;
    int depth, left_out, tables; /* open elements; of them, those whose text is left out; tables */
    bool in_text, in_cell, failed;
    uint64_t inflated, packed;
    struct err *err;
};

static zip_t *open_zip(struct str bytes)
{
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t *source = zip_source_buffer_create(bytes.ptr, bytes.len, 0, &error);
    zip_t *zip = source ? zip_open_from_source(source, ZIP_RDONLY, &error) : NULL;
    if (source && !zip) zip_source_free(source);
    zip_error_fini(&error);
    return zip;
}

bool docx_looks(struct str bytes)
{
    zip_t *zip = open_zip(bytes);
    bool found = zip && zip_name_locate(zip, MAIN_PART, ZIP_FL_NOCASE) >= 0;
    if (zip) zip_discard(zip);
    return found;
}

static const char *local(const char *name)
{
    const char *colon = strchr(name, ':');
    return colon ? colon + 1 : name;
}

static bool one_of(const char *name, const char *const *names)
{
    for (; *names; names++)
        if (strcmp(name, *names) == 0) return true;
    return false;
}

static void fail(struct docx *docx)
{
    docx->failed = true;
    XML_StopParser(docx->parser, XML_FALSE);
}

static void end_row(struct docx *docx)
{
    if (docx->cell_count > 0) grid_row(&docx->table, docx->cells, docx->cell_count);
    docx->cell_count = 0;
}

static void end_cell(struct docx *docx)
{
    struct lines *lines = docx->lines;
    if (docx->cell_count < CELLS_MAX)
        docx->cells[docx->cell_count++] = str_trim(str_copy(lines->arena, buf_get(&lines->line)));
    buf_clear(&lines->line);
    docx->in_cell = false;
}

static void XMLCALL on_start(void *user, const XML_Char *full, const XML_Char **attributes)
{
    static const char *const outs[] = { "del", "moveFrom", "instrText", "Fallback", "pPr", "rPr", "delText", NULL };
    struct docx *docx = user;
    const char *name = local(full);
    (void)attributes;
    if (docx->failed) return;
    if (++docx->depth > LIMIT_PLAN_NESTING) {
        err_set(docx->err, ERR_PLAN_NESTED, "name", docx->lines->name, "limit",
                str_format(docx->lines->arena, "%d", LIMIT_PLAN_NESTING));
        fail(docx);
        return;
    }
    if (docx->left_out || one_of(name, outs)) {
        docx->left_out++;
        return;
    }
    docx->in_text = strcmp(name, "t") == 0;
    if (strcmp(name, "tab") == 0 || strcmp(name, "br") == 0 || strcmp(name, "cr") == 0) lines_rune(docx->lines, ' ');
    if (strcmp(name, "tbl") == 0 && docx->tables++ == 0) lines_break(docx->lines, false);
    if (strcmp(name, "tc") == 0 && docx->tables == 1) docx->in_cell = true;
}

static void XMLCALL on_end(void *user, const XML_Char *full)
{
    struct docx *docx = user;
    const char *name = local(full);
    if (docx->failed) return;
    docx->depth--;
    docx->in_text = false;
    if (docx->left_out) {
        docx->left_out--;
        return;
    }
    if (strcmp(name, "p") == 0) {
        if (docx->tables) lines_rune(docx->lines, ' ');
        else lines_break(docx->lines, false);
    }
    if (docx->tables == 1 && strcmp(name, "tc") == 0) end_cell(docx);
    if (docx->tables == 1 && strcmp(name, "tr") == 0) end_row(docx);
    if (strcmp(name, "tbl") == 0 && docx->tables > 0 && --docx->tables == 0) {
        end_row(docx);
        grid_end(&docx->table);
    }
}

static void XMLCALL on_text(void *user, const XML_Char *text, int len)
{
    struct docx *docx = user;
    struct str piece = { text, (size_t)len };
    if (docx->failed || docx->left_out || !docx->in_text) return;
    for (size_t pos = 0; pos < piece.len;) lines_rune(docx->lines, utf8_next(piece, &pos));
    if (!lines_fit(docx->lines, docx->err)) fail(docx);
}

static void XMLCALL on_doctype(void *user, const XML_Char *name, const XML_Char *system, const XML_Char *public,
                               int internal)
{
    struct docx *docx = user;
    (void)name, (void)system, (void)public, (void)internal;
    if (docx->failed) return;
    err_set(docx->err, ERR_PLAN_ZIP, "name", docx->lines->name, "cause", STR("DOCTYPE"));
    fail(docx);
}

static bool damaged(struct docx *docx, const char *cause)
{
    return err_set(docx->err, ERR_PLAN_ZIP, "name", docx->lines->name, "cause", str_from(cause));
}

static bool within_bounds(struct docx *docx)
{
    struct arena *arena = docx->lines->arena;
    bool bomb = docx->inflated > LIMIT_PLAN_RATIO_BYTES && docx->inflated / LIMIT_PLAN_RATIO > docx->packed;
    if (!bomb && docx->inflated <= LIMIT_PLAN_PART_BYTES) return true;
    return err_set(docx->err, ERR_PLAN_BOMB, "name", docx->lines->name, "limit",
                   str_format(arena, "%d", bomb ? LIMIT_PLAN_RATIO : LIMIT_PLAN_PART_BYTES));
}

static bool parse(struct docx *docx, zip_file_t *file)
{
    for (bool whole = false; !whole;) {
        void *room = XML_GetBuffer(docx->parser, PIECE_BYTES);
        must(room);
        zip_int64_t got = zip_fread(file, room, PIECE_BYTES);
        if (got < 0) return damaged(docx, zip_file_strerror(file));
        docx->inflated += (uint64_t)got;
        if (!within_bounds(docx)) return false;
        whole = got == 0;
        if (XML_ParseBuffer(docx->parser, (int)got, whole) != XML_STATUS_ERROR) continue;
        if (docx->failed) return false;
        enum XML_Error cause = XML_GetErrorCode(docx->parser);
        must(cause != XML_ERROR_NO_MEMORY);
        return damaged(docx, XML_ErrorString(cause));
    }
    return true;
}

static bool read_part(struct docx *docx, zip_t *zip)
{
    zip_int64_t index = zip_name_locate(zip, MAIN_PART, ZIP_FL_NOCASE);
    zip_stat_t stat;
    zip_stat_init(&stat);
    if (index < 0 || zip_stat_index(zip, (zip_uint64_t)index, 0, &stat) != 0) return damaged(docx, zip_strerror(zip));
    docx->packed = stat.valid & ZIP_STAT_COMP_SIZE ? stat.comp_size : 0;
    zip_file_t *file = zip_fopen_index(zip, (zip_uint64_t)index, 0);
    if (!file) return damaged(docx, zip_strerror(zip));
    docx->parser = XML_ParserCreate(NULL);
    must(docx->parser);
    XML_SetUserData(docx->parser, docx);
    XML_SetElementHandler(docx->parser, on_start, on_end);
    XML_SetCharacterDataHandler(docx->parser, on_text);
    XML_SetStartDoctypeDeclHandler(docx->parser, on_doctype);
    bool ok = parse(docx, file);
    XML_ParserFree(docx->parser);
    zip_fclose(file);
    return ok;
}

bool docx_lines(struct lines *lines, struct str bytes, struct err *err)
{
    struct docx docx = { .lines = lines, .err = err };
    grid_init(&docx.table, lines);
    zip_t *zip = open_zip(bytes);
    if (!zip) return damaged(&docx, "zip");
    bool ok = read_part(&docx, zip);
    zip_discard(zip);
    if (!ok) return false;
    end_row(&docx);
    grid_end(&docx.table);
    lines_break(lines, false);
    return true;
}
