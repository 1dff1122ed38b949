/*
 * sheet_priv.h - what the files of sheet/ share: the book, a part being parsed, cell formats, tidy
 * numbers.
 *
 * A workbook is a zip of XML parts (ECMA-376). Parts are found by their relationships; element
 * names are matched without their prefix, so transitional and strict OOXML read alike. Every part
 * is parsed once, in pieces, straight from the inflater into the parser's own buffer; nothing is
 * kept but what a handler keeps.
 */
#ifndef LUODI_SHEET_PRIV_H
#define LUODI_SHEET_PRIV_H

#include <expat.h>
#include <string.h>
#include <zip.h>

#include "base/err.h"
#include "sheet/sheet.h"

/* What a cell's number format makes of a number. */
enum style_class {
    STYLE_PLAIN,
    STYLE_DATE,
    STYLE_MONTH,
    STYLE_YEAR,
    STYLE_TIME,
    STYLE_PERCENT,
    STYLE_PADDED,
};
struct cell_style {
    uint8_t class;
    uint8_t width; /* STYLE_PADDED: digits */
};

struct book_sheet {
    struct sheet_about about;
    struct str part; /* name in the zip */
};

enum { STRING_BLOCK = 4096 };

struct sheet_book {
    struct arena *arena;
    struct str name; /* the file's, for messages */
    enum sheet_format format;
    struct zip *zip;
    bool date1904;
    struct book_sheet *sheets;
    size_t sheet_count, sheet_room;
    struct cell_style *styles;
    size_t style_count, style_room;
    struct str **strings; /* blocks of STRING_BLOCK */
    size_t string_count, string_room;
    struct str text; /* of a csv, decoded */
    char separator;
};

/* ---- part.c: one XML part, parsed in pieces ---- */

/* A struct that takes part as its first member is the handlers' user data. */
struct part {
    struct sheet_book *book;
    struct str name;
    struct zip_file *file;
    XML_Parser parser;
    struct err *err; /* of the call that is running */
    bool failed, suspended, finished;
    bool whole; /* all bytes were fed */
    int depth;
    uint64_t inflated, packed, size;
};

/* Open a part of the zip; name as in the zip, letter case ignored. */
bool part_begin(struct sheet_book *book, struct str name, XML_StartElementHandler start,
                XML_EndElementHandler end, XML_CharacterDataHandler text, struct part *part,
                struct err *err);
/* Parse on: until the parser is suspended by a handler, one more piece is through, or the end. */
bool part_step(struct part *part, struct err *err);
bool part_rest(struct part *part, struct err *err); /* to the end */
void part_end(struct part *part);
bool part_exists(struct sheet_book *book, struct str name);

/* In a handler that has set part->err: stop for good. */
void part_fail(struct part *part);
/* Count a start tag; false (and failed) when nested too deep. */
static inline bool part_enter(struct part *part);
static inline void part_leave(struct part *part)
{
    part->depth--;
}
void part_too_deep(struct part *part);

static inline bool part_enter(struct part *part)
{
    if (++part->depth <= 128)
        return true;
    part_too_deep(part);
    return false;
}

/* The element's or attribute's name without its prefix. */
static inline const char *xml_local(const char *name)
{
    const char *colon = strchr(name, ':');
    return colon ? colon + 1 : name;
}
/* Attribute by its name without prefix, or NULL. */
const char *xml_attr(const char **attrs, const char *name);

/* ---- workbook.c ---- */

/* Read workbook, relationships, styles and shared strings of book->zip. */
bool workbook_read(struct sheet_book *book, struct err *err);
static inline struct str book_string(const struct sheet_book *book, size_t index)
{
    return book->strings[index / STRING_BLOCK][index % STRING_BLOCK];
}

/* ---- format.c: number formats, numbers, escapes ---- */

struct cell_style style_from_builtin(int id);
struct cell_style style_from_code(struct str code);

enum { NUMBER_TEXT_MAX = 64 };
/*
 * A number as a part has it, into plain decimal with at most 15 significant digits, which is what
 * spreadsheets hold. Returns its length in out, 0 where text is no number. *lost: it had 16 digits
 * or more before the point.
 */
size_t number_tidy(const char *text, size_t len, char out[NUMBER_TEXT_MAX], bool *lost);
/* Split a tidy, not negative number into days and seconds; false when it is negative or huge. */
bool number_to_days(struct str number, int64_t *days, int32_t *seconds);
/* Undo _x000D_ escapes (ECMA-376 part 1, 22.9.2.19) in place; the new length. */
size_t xstring_unescape(char *text, size_t len);

/* Folded, without blanks: how words and labels are compared. */
struct str sheet_squeeze(struct arena *arena, struct str text);

/* ---- words.c ---- */

enum sheet_word {
#define WORD(name, zh, en) SHEET_WORD_##name,
#define TYPE(type, zh, en, example)
#include "sheet/words.def"
#undef WORD
#undef TYPE
};
struct str sheet_word(enum sheet_word word, enum lang lang);
struct str sheet_type_word(enum field_type type, enum lang lang);
struct str sheet_type_example(enum field_type type);

/* ---- rows.c, csv.c: the readers ---- */

struct growing_text {
    char *ptr;
    size_t len, room;
};
/* Append; false when the text would go over max. */
bool growing_add(struct arena *arena, struct growing_text *text, const char *bytes, size_t len,
                 size_t max);

struct sheet_reader {
    struct part part; /* first: the user data of the handlers */
    struct sheet_book *book;
    struct arena *arena;
    size_t index;
    bool failed, ended;
    struct sheet_row row;
    struct sheet_cell *cells;
    size_t cell_count, cell_room;
    struct growing_text text; /* what the row's cells say */

    /* xlsx: where the parser stands */
    bool in_data, row_ready, collect, in_inline, in_phonetic, formula;
    bool keep_merges;
    uint32_t row_number, next_row;
    size_t prefix_len;
    char prefix[16];
    uint32_t column, next_column;
    char cell_type; /* n s S(tr) i(nline) b e d */
    uint32_t style;
    size_t cell_at; /* where this cell's text begins */
    struct sheet_range *merges;
    size_t merge_count, merge_room;
    struct arena *merge_arena;

    /* csv: where the text is read */
    size_t pos;
    uint32_t line;
};

bool xlsx_rows_begin(struct sheet_reader *reader, struct err *err);
bool xlsx_rows_next(struct sheet_reader *reader, struct err *err); /* row.count 0 at the end */
bool csv_begin(struct sheet_book *book, struct err *err);
bool csv_rows_next(struct sheet_reader *reader, struct err *err);
struct sheet_cell *reader_cell(struct sheet_reader *reader); /* a fresh one, appended */
/* Append to the text of the cell that began at cell_at; false when the row has too much. */
bool reader_text(struct sheet_reader *reader, const char *bytes, size_t len);

/* The place of a fault in a sheet: file, and "Sheet1!B7" as field. Returns false. */
bool sheet_err_cell(struct err *err, const struct sheet_book *book, size_t index, uint32_t column,
                    uint32_t row);
/* Set an error that names the book (argument "name") and a part. Returns false. */
bool sheet_err_part(struct err *err, enum err_code code, const struct sheet_book *book,
                    struct str part, int64_t limit);

#endif
