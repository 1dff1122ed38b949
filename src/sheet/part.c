/*
 * part.c - one XML part of a workbook: from the zip through the inflater into expat, piece by
 * piece.
 *
 * What keeps a hostile file away: the inflated size and the ratio are counted as bytes come (what
 * the zip claims is not believed), a DOCTYPE is refused (so there are no entities), depth is
 * bounded, and a part that is encrypted or whose checksum is wrong is refused.
 */
#include "sheet/sheet_priv.h"

#include <inttypes.h>

#include "base/arena.h"
#include "base/limits.h"
#include "base/must.h"

enum { PIECE_BYTES = 32768 };

_Static_assert(LIMIT_SHEET_DEPTH == 128, "part_enter has the bound as a number");

bool sheet_err_part(struct err *err, enum err_code code, const struct sheet_book *book,
                    struct str part, int64_t limit)
{
    char digits[24];
    int len = snprintf(digits, sizeof digits, "%" PRId64, limit);
    return err_set(err, code, "name", book->name, "part", part, "limit",
                   ((struct str){ digits, (size_t)len }));
}

void part_fail(struct part *part)
{
    part->failed = true;
    XML_StopParser(part->parser, XML_FALSE);
}

void part_too_deep(struct part *part)
{
    if (part->failed)
        return;
    sheet_err_part(part->err, ERR_SHEET_DEPTH, part->book, part->name, LIMIT_SHEET_DEPTH);
    part_fail(part);
}

const char *xml_attr(const char **attrs, const char *name)
{
    for (size_t i = 0; attrs[i]; i += 2)
        if (strcmp(xml_local(attrs[i]), name) == 0)
            return attrs[i + 1];
    return NULL;
}

static void on_doctype(void *user, const XML_Char *name, const XML_Char *system,
                       const XML_Char *public, int internal)
{
    struct part *part = user;
    (void)name, (void)system, (void)public, (void)internal;
    if (part->failed)
        return;
    sheet_err_part(part->err, ERR_SHEET_DOCTYPE, part->book, part->name, 0);
    part_fail(part);
}

/* libzip wants C strings and indexes. Some writers use backslashes, or a slash in front. */
static zip_int64_t part_index(struct sheet_book *book, struct str name)
{
    const char *c_name = str_cstr(book->arena, name);
    zip_int64_t index = zip_name_locate(book->zip, c_name, ZIP_FL_NOCASE);
    if (index >= 0)
        return index;
    struct str back = str_copy(book->arena, name);
    char *copy = (char *)str_cstr(book->arena, back);
    for (char *p = copy; *p; p++)
        if (*p == '/')
            *p = '\\';
    return zip_name_locate(book->zip, copy, ZIP_FL_NOCASE);
}

bool part_exists(struct sheet_book *book, struct str name)
{
    return part_index(book, name) >= 0;
}

static bool part_damaged(struct part *part, const char *cause, struct err *err)
{
    part->failed = true;
    err_set(err, ERR_SHEET_DAMAGED, "name", part->book->name, "cause", str_from(cause));
    return err_while(err, part->name);
}

bool part_begin(struct sheet_book *book, struct str name, XML_StartElementHandler start,
                XML_EndElementHandler end, XML_CharacterDataHandler text, struct part *part,
                struct err *err)
{
    *part = (struct part){ .book = book, .name = name, .err = err };
    zip_int64_t index = part_index(book, name);
    if (index < 0)
        return sheet_err_part(err, ERR_SHEET_PART_MISSING, book, name, 0);

    zip_stat_t stat;
    zip_stat_init(&stat);
    if (zip_stat_index(book->zip, (zip_uint64_t)index, 0, &stat) != 0)
        return part_damaged(part, zip_strerror(book->zip), err);
    if ((stat.valid & ZIP_STAT_ENCRYPTION_METHOD) && stat.encryption_method != ZIP_EM_NONE)
        return err_set(err, ERR_SHEET_PASSWORD, "name", book->name);
    part->packed = stat.valid & ZIP_STAT_COMP_SIZE ? stat.comp_size : 0;
    part->size = stat.valid & ZIP_STAT_SIZE ? stat.size : 0;
    if (part->size > LIMIT_SHEET_BYTES)
        return sheet_err_part(err, ERR_SHEET_TOO_BIG, book, name, LIMIT_SHEET_BYTES);

    part->file = zip_fopen_index(book->zip, (zip_uint64_t)index, 0);
    if (!part->file)
        return part_damaged(part, zip_strerror(book->zip), err);
    part->parser = XML_ParserCreate(NULL);
    must(part->parser);
    XML_SetUserData(part->parser, part);
    XML_SetElementHandler(part->parser, start, end);
    XML_SetCharacterDataHandler(part->parser, text);
    XML_SetStartDoctypeDeclHandler(part->parser, on_doctype);
    return true;
}

static bool part_xml_fault(struct part *part, struct err *err)
{
    if (part->failed)
        return false; /* a handler stopped it and has said why */
    part->failed = true;
    enum XML_Error cause = XML_GetErrorCode(part->parser);
    must(cause != XML_ERROR_NO_MEMORY);
    char line[24];
    int len =
        snprintf(line, sizeof line, "%lu", (unsigned long)XML_GetCurrentLineNumber(part->parser));
    return err_set(err, ERR_SHEET_XML, "name", part->book->name, "part", part->name, "line",
                   ((struct str){ line, (size_t)len }), "cause", str_from(XML_ErrorString(cause)));
}

static bool part_status(struct part *part, enum XML_Status status, struct err *err)
{
    if (status == XML_STATUS_ERROR || part->failed)
        return part_xml_fault(part, err);
    part->suspended = status == XML_STATUS_SUSPENDED;
    if (part->whole && !part->suspended)
        part->finished = true;
    return true;
}

static bool part_within_bounds(struct part *part, struct err *err)
{
    if (part->inflated > LIMIT_SHEET_BYTES) {
        part->failed = true;
        return sheet_err_part(err, ERR_SHEET_TOO_BIG, part->book, part->name, LIMIT_SHEET_BYTES);
    }
    if (part->inflated > LIMIT_SHEET_RATIO_BYTES &&
        part->inflated / LIMIT_SHEET_RATIO > part->packed) {
        part->failed = true;
        return sheet_err_part(err, ERR_SHEET_BOMB, part->book, part->name, LIMIT_SHEET_RATIO);
    }
    return true;
}

bool part_step(struct part *part, struct err *err)
{
    if (part->failed)
        return false;
    part->err = err;
    if (part->suspended)
        return part_status(part, XML_ResumeParser(part->parser), err);
    if (part->finished)
        return true;

    void *room = XML_GetBuffer(part->parser, PIECE_BYTES);
    must(room);
    zip_int64_t got = zip_fread(part->file, room, PIECE_BYTES);
    if (got < 0)
        return part_damaged(part, zip_file_strerror(part->file), err);
    part->inflated += (uint64_t)got;
    if (!part_within_bounds(part, err))
        return false;
    part->whole = got == 0;
    return part_status(part, XML_ParseBuffer(part->parser, (int)got, part->whole), err);
}

bool part_rest(struct part *part, struct err *err)
{
    while (!part->finished)
        if (!part_step(part, err))
            return false;
    return true;
}

void part_end(struct part *part)
{
    if (part->parser)
        XML_ParserFree(part->parser);
    if (part->file)
        zip_fclose(part->file);
    part->parser = NULL;
    part->file = NULL;
}
