/*
 * workbook.c - what stands around the cells: the workbook part, relationships, styles, shared
 * strings.
 *
 * Not for cells (rows.c). The road through a package: _rels/.rels names the workbook, the workbook
 * names its sheets by relationship, and the workbook's own .rels gives their places. Styles are
 * kept as one byte pair a format; shared strings are packed into blocks, without a word of memory a
 * string but its view.
 */
#include "sheet/sheet_priv.h"

#include "base/arena.h"
#include "base/limits.h"

/* ---- relationships ---- */

struct rel {
    struct str id, type, target;
};
struct rels {
    struct part part;
    struct arena *arena;
    struct str base; /* folder that targets are relative to, with its slash */
    struct rel *items;
    size_t count, room;
};

/* Resolve "../a" and "/a" against a folder; the zip's names have no slash in front. */
static struct str rel_resolve(struct arena *arena, struct str base, struct str target)
{
    if (target.len > 0 && target.ptr[0] == '/')
        return str_slice(target, 1, target.len);
    while (true) {
        if (str_starts(target, STR("./"))) {
            target = str_slice(target, 2, target.len);
        } else if (str_starts(target, STR("../"))) {
            target = str_slice(target, 3, target.len);
            size_t len = base.len > 0 ? base.len - 1 : 0;
            while (len > 0 && base.ptr[len - 1] != '/')
                len--;
            base.len = len;
        } else {
            return str_join(arena, base, target);
        }
    }
}

static void rels_start(void *user, const XML_Char *name, const XML_Char **attrs)
{
    struct rels *rels = user;
    if (!part_enter(&rels->part) || strcmp(xml_local(name), "Relationship") != 0)
        return;
    const char *id = xml_attr(attrs, "Id"), *type = xml_attr(attrs, "Type");
    const char *target = xml_attr(attrs, "Target"), *mode = xml_attr(attrs, "TargetMode");
    if (!id || !type || !target || (mode && strcmp(mode, "External") == 0))
        return;
    if (rels->count == LIMIT_SHEET_STYLES) {
        sheet_err_part(rels->part.err, ERR_SHEET_TABLES, rels->part.book, STR("Relationship"),
                       LIMIT_SHEET_STYLES);
        part_fail(&rels->part);
        return;
    }
    if (rels->count == rels->room) {
        size_t room = rels->room ? rels->room * 2 : 16;
        rels->items = arena_grow(rels->arena, rels->items, rels->room * sizeof *rels->items,
                                 room * sizeof *rels->items);
        rels->room = room;
    }
    rels->items[rels->count++] =
        (struct rel){ str_copy(rels->arena, str_from(id)), str_copy(rels->arena, str_from(type)),
                      rel_resolve(rels->arena, rels->base,
                                  str_copy(rels->arena, str_from(target))) };
}

static void only_leave(void *user, const XML_Char *name)
{
    (void)name;
    part_leave(user);
}

static bool rels_read(struct sheet_book *book, struct str part, struct str base, struct rels *rels,
                      struct err *err)
{
    *rels = (struct rels){ .arena = book->arena, .base = base };
    bool ok = part_begin(book, part, rels_start, only_leave, NULL, &rels->part, err) &&
              part_rest(&rels->part, err);
    part_end(&rels->part);
    return ok;
}

static const struct rel *rels_by_type(const struct rels *rels, struct str ending)
{
    for (size_t i = 0; i < rels->count; i++)
        if (str_ends(rels->items[i].type, ending))
            return &rels->items[i];
    return NULL;
}

static const struct rel *rels_by_id(const struct rels *rels, struct str id)
{
    for (size_t i = 0; i < rels->count; i++)
        if (str_eq(rels->items[i].id, id))
            return &rels->items[i];
    return NULL;
}

/* "xl/workbook.xml" has "xl/" and "xl/_rels/workbook.xml.rels". */
static struct str folder_of(struct str part)
{
    size_t len = part.len;
    while (len > 0 && part.ptr[len - 1] != '/')
        len--;
    return str_slice(part, 0, len);
}

static struct str rels_of(struct arena *arena, struct str part)
{
    struct str folder = folder_of(part);
    return str_format(arena, "%.*s_rels/%.*s.rels", STR_ARG(folder),
                      STR_ARG(str_slice(part, folder.len, part.len)));
}

/* ---- the workbook part ---- */

struct book_part {
    struct part part;
    const struct rels *rels;
    bool in_extension;
    int extension_depth;
};

static void book_add_sheet(struct book_part *state, const XML_Char **attrs)
{
    struct sheet_book *book = state->part.book;
    const char *name = xml_attr(attrs, "name"), *visible = xml_attr(attrs, "state"), *id = NULL;
    /* r:id has a prefix, sheetId has not; a plain "id" is some other writer's r:id. */
    for (size_t i = 0; attrs[i]; i += 2)
        if (strcmp(xml_local(attrs[i]), "id") == 0)
            id = attrs[i + 1];
    const struct rel *rel = id ? rels_by_id(state->rels, str_from(id)) : NULL;
    if (!rel || !str_ends(rel->type, STR("/worksheet")))
        return; /* a chart or dialog sheet has no cells */
    if (book->sheet_count == LIMIT_SHEET_SHEETS) {
        sheet_err_part(state->part.err, ERR_SHEET_TABLES, book, STR("sheet"), LIMIT_SHEET_SHEETS);
        part_fail(&state->part);
        return;
    }
    if (book->sheet_count == book->sheet_room) {
        size_t room = book->sheet_room ? book->sheet_room * 2 : 8;
        book->sheets =
            arena_grow(book->arena, book->sheets, book->sheet_room * sizeof *book->sheets,
                       room * sizeof *book->sheets);
        book->sheet_room = room;
    }
    enum sheet_visibility visibility = SHEET_VISIBLE;
    if (visible && strcmp(visible, "hidden") == 0)
        visibility = SHEET_HIDDEN;
    if (visible && strcmp(visible, "veryHidden") == 0)
        visibility = SHEET_VERY_HIDDEN;
    book->sheets[book->sheet_count++] =
        (struct book_sheet){ .about = { str_copy(book->arena, str_from(name)), visibility },
                             .part = rel->target };
}

static void book_start(void *user, const XML_Char *name, const XML_Char **attrs)
{
    struct book_part *state = user;
    if (!part_enter(&state->part) || state->in_extension)
        return;
    const char *local = xml_local(name);
    if (strcmp(local, "sheet") == 0) {
        book_add_sheet(state, attrs);
    } else if (strcmp(local, "workbookPr") == 0) {
        const char *value = xml_attr(attrs, "date1904");
        state->part.book->date1904 =
            value && (strcmp(value, "1") == 0 || strcmp(value, "true") == 0);
    } else if (strcmp(local, "extLst") == 0) {
        state->in_extension = true;
        state->extension_depth = state->part.depth;
    }
}

static void book_end(void *user, const XML_Char *name)
{
    struct book_part *state = user;
    (void)name;
    if (state->in_extension && state->part.depth == state->extension_depth)
        state->in_extension = false;
    part_leave(&state->part);
}

/* ---- styles ---- */

struct custom_format {
    int id;
    struct cell_style style;
};
struct styles_part {
    struct part part;
    bool in_cell_formats;
    struct custom_format *customs;
    size_t custom_count, custom_room;
};

static int int_attr(const XML_Char **attrs, const char *name)
{
    const char *text = xml_attr(attrs, name);
    int64_t n = 0;
    return text && str_to_int(str_trim(str_from(text)), &n) && n >= 0 && n <= 1 << 30 ? (int)n : 0;
}

static bool styles_full(struct styles_part *state, size_t count)
{
    if (count < LIMIT_SHEET_STYLES)
        return false;
    sheet_err_part(state->part.err, ERR_SHEET_TABLES, state->part.book, STR("styles"),
                   LIMIT_SHEET_STYLES);
    part_fail(&state->part);
    return true;
}

static void styles_add_custom(struct styles_part *state, const XML_Char **attrs)
{
    struct arena *arena = state->part.book->arena;
    if (styles_full(state, state->custom_count))
        return;
    if (state->custom_count == state->custom_room) {
        size_t room = state->custom_room ? state->custom_room * 2 : 32;
        state->customs =
            arena_grow(arena, state->customs, state->custom_room * sizeof *state->customs,
                       room * sizeof *state->customs);
        state->custom_room = room;
    }
    state->customs[state->custom_count++] =
        (struct custom_format){ int_attr(attrs, "numFmtId"),
                                style_from_code(str_from(xml_attr(attrs, "formatCode"))) };
}

static void styles_add(struct styles_part *state, const XML_Char **attrs)
{
    struct sheet_book *book = state->part.book;
    if (styles_full(state, book->style_count))
        return;
    if (book->style_count == book->style_room) {
        size_t room = book->style_room ? book->style_room * 2 : 64;
        book->styles =
            arena_grow(book->arena, book->styles, book->style_room * sizeof *book->styles,
                       room * sizeof *book->styles);
        book->style_room = room;
    }
    int id = int_attr(attrs, "numFmtId");
    struct cell_style style = style_from_builtin(id);
    for (size_t i = 0; i < state->custom_count; i++)
        if (state->customs[i].id == id)
            style = state->customs[i].style;
    book->styles[book->style_count++] = style;
}

static void styles_start(void *user, const XML_Char *name, const XML_Char **attrs)
{
    struct styles_part *state = user;
    if (!part_enter(&state->part))
        return;
    const char *local = xml_local(name);
    if (strcmp(local, "numFmt") == 0)
        styles_add_custom(state, attrs);
    else if (strcmp(local, "cellXfs") == 0)
        state->in_cell_formats = true;
    else if (state->in_cell_formats && strcmp(local, "xf") == 0)
        styles_add(state, attrs);
}

static void styles_end(void *user, const XML_Char *name)
{
    struct styles_part *state = user;
    if (strcmp(xml_local(name), "cellXfs") == 0)
        state->in_cell_formats = false;
    part_leave(&state->part);
}

/* ---- shared strings ---- */

enum { TEXT_BLOCK_BYTES = 65536 };

struct strings_part {
    struct part part;
    bool collect, in_phonetic;
    struct growing_text text;
    char *block; /* where the next string goes */
    size_t block_left;
    uint64_t bytes;
};

static void strings_start(void *user, const XML_Char *name, const XML_Char **attrs)
{
    struct strings_part *state = user;
    (void)attrs;
    if (!part_enter(&state->part))
        return;
    const char *local = xml_local(name);
    if (strcmp(local, "t") == 0)
        state->collect = !state->in_phonetic;
    else if (strcmp(local, "si") == 0)
        state->text.len = 0;
    else if (strcmp(local, "rPh") == 0)
        state->in_phonetic = true;
}

static void strings_text(void *user, const XML_Char *text, int len)
{
    struct strings_part *state = user;
    if (!state->collect || state->part.failed)
        return;
    if (!growing_add(state->part.book->arena, &state->text, text, (size_t)len,
                     LIMIT_SHEET_CELL_BYTES)) {
        sheet_err_part(state->part.err, ERR_SHEET_CELL_BYTES, state->part.book, state->part.name,
                       LIMIT_SHEET_CELL_BYTES);
        part_fail(&state->part);
    }
}

static bool strings_full(struct strings_part *state)
{
    struct sheet_book *book = state->part.book;
    bool many = book->string_count == LIMIT_SHEET_STRINGS;
    if (!many && state->bytes <= LIMIT_SHEET_STRING_BYTES)
        return false;
    struct str limit =
        str_format(book->arena, "%d", many ? LIMIT_SHEET_STRINGS : LIMIT_SHEET_STRING_BYTES);
    err_set(state->part.err, ERR_SHEET_STRINGS, "name", book->name, "limit", limit, "unit",
            many ? STR("texts") : STR("bytes"));
    part_fail(&state->part);
    return true;
}

static struct str strings_pack(struct strings_part *state, size_t len)
{
    if (len > state->block_left) {
        size_t size = len > TEXT_BLOCK_BYTES / 4 ? len : TEXT_BLOCK_BYTES;
        char *block = arena_alloc(state->part.book->arena, size);
        if (size != TEXT_BLOCK_BYTES) { /* a long one gets its own, the block goes on */
            memcpy(block, state->text.ptr, len);
            return (struct str){ block, len };
        }
        state->block = block;
        state->block_left = size;
    }
    char *at = state->block;
    if (len > 0)
        memcpy(at, state->text.ptr, len);
    state->block += len;
    state->block_left -= len;
    return (struct str){ at, len };
}

static void strings_add(struct strings_part *state)
{
    struct sheet_book *book = state->part.book;
    if (state->part.failed)
        return;
    size_t len = xstring_unescape(state->text.ptr, state->text.len);
    state->bytes += len;
    if (strings_full(state))
        return;
    size_t block = book->string_count / STRING_BLOCK;
    if (block == book->string_room) {
        size_t room = book->string_room ? book->string_room * 2 : 16;
        book->strings =
            arena_grow(book->arena, book->strings, book->string_room * sizeof *book->strings,
                       room * sizeof *book->strings);
        book->string_room = room;
    }
    if (book->string_count % STRING_BLOCK == 0)
        book->strings[block] = ARENA_ARRAY(book->arena, struct str, STRING_BLOCK);
    book->strings[block][book->string_count % STRING_BLOCK] = strings_pack(state, len);
    book->string_count++;
}

static void strings_end(void *user, const XML_Char *name)
{
    struct strings_part *state = user;
    const char *local = xml_local(name);
    if (strcmp(local, "t") == 0)
        state->collect = false;
    else if (strcmp(local, "rPh") == 0)
        state->in_phonetic = false;
    else if (strcmp(local, "si") == 0)
        strings_add(state);
    part_leave(&state->part);
}

/* ---- the whole ---- */

static bool strings_read(struct sheet_book *book, struct str part, struct err *err)
{
    struct strings_part state = { 0 };
    bool ok = part_begin(book, part, strings_start, strings_end, strings_text, &state.part, err) &&
              part_rest(&state.part, err);
    part_end(&state.part);
    return ok;
}

static bool styles_read(struct sheet_book *book, struct str part, struct err *err)
{
    struct styles_part state = { 0 };
    bool ok = part_begin(book, part, styles_start, styles_end, NULL, &state.part, err) &&
              part_rest(&state.part, err);
    part_end(&state.part);
    return ok;
}

/* Word's, a drawing's or an OpenDocument package is a zip too: say which. */
static bool workbook_refuse_other(struct sheet_book *book, struct err *err)
{
    static const struct {
        struct str part, format;
    } others[] = {
        { STR_INIT("word/document.xml"), STR_INIT("Word (.docx)") },
        { STR_INIT("ppt/presentation.xml"), STR_INIT("PowerPoint (.pptx)") },
        { STR_INIT("content.xml"), STR_INIT("OpenDocument (.ods)") },
        { STR_INIT("xl/workbook.bin"), STR_INIT("xlsb") },
    };
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        if (part_exists(book, others[i].part))
            return err_set(err, ERR_SHEET_OTHER_FORMAT, "name", book->name, "format",
                           others[i].format);
    return err_set(err, ERR_SHEET_NOT_WORKBOOK, "name", book->name);
}

static bool workbook_place(struct sheet_book *book, struct str *part, struct err *err)
{
    *part = STR("xl/workbook.xml");
    if (part_exists(book, STR("_rels/.rels"))) {
        struct rels package;
        if (!rels_read(book, STR("_rels/.rels"), STR(""), &package, err))
            return false;
        const struct rel *rel = rels_by_type(&package, STR("/officeDocument"));
        if (rel)
            *part = rel->target;
    }
    if (!part_exists(book, *part) || !str_ends(*part, STR(".xml")))
        return workbook_refuse_other(book, err);
    return true;
}

bool workbook_read(struct sheet_book *book, struct err *err)
{
    struct str part;
    if (!workbook_place(book, &part, err))
        return false;
    /* word/document.xml is an officeDocument as well; only a workbook has sheets. */
    if (str_starts(part, STR("word/")) || str_starts(part, STR("ppt/")))
        return workbook_refuse_other(book, err);

    struct rels rels;
    if (!rels_read(book, rels_of(book->arena, part), folder_of(part), &rels, err))
        return false;
    struct book_part state = { .rels = &rels };
    bool ok = part_begin(book, part, book_start, book_end, NULL, &state.part, err) &&
              part_rest(&state.part, err);
    part_end(&state.part);
    if (!ok)
        return false;
    if (book->sheet_count == 0)
        return err_set(err, ERR_SHEET_NOT_WORKBOOK, "name", book->name);

    const struct rel *styles = rels_by_type(&rels, STR("/styles"));
    const struct rel *strings = rels_by_type(&rels, STR("/sharedStrings"));
    if (styles && part_exists(book, styles->target) && !styles_read(book, styles->target, err))
        return false;
    /* A writer may name a shared-strings part that it never made: then no cell may point into it.
     */
    return !strings || !part_exists(book, strings->target) ||
           strings_read(book, strings->target, err);
}
