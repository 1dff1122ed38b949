/*
 * sheet.h - spreadsheets in and out: xlsx and csv into typed cells, labels and records; workbooks
 * out.
 *
 * Reading streams: a book is opened (its strings and styles are read), then one sheet's rows are
 * pulled one by one, so memory does not grow with the number of rows. What a file is, is seen from
 * its content, never from its name. Everything that comes from the file is bounded (limits.def,
 * SHEET_*), and a file that cannot be read is refused with what to do instead.
 *
 * Memory   a book, its names and its shared strings live in the arena passed in; sheet_close gives
 * back what the zip and XML libraries hold. A row's cells are valid until the next row is pulled.
 * Threads  a book and its readers belong to one thread at a time.
 * Errors   the ERR_SHEET_* family; the place has the file and, inside a sheet, the cell
 * ("Sheet1!B7").
 */
#ifndef LUODI_SHEET_H
#define LUODI_SHEET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/date.h"
#include "base/dec.h"
#include "base/str.h"
#include "ledger/ledger.h"

struct arena;
struct err;
struct sheet_book;
struct sheet_reader;

/* ---- books ---- */

enum sheet_format { SHEET_XLSX, SHEET_CSV };
enum sheet_visibility { SHEET_VISIBLE, SHEET_HIDDEN, SHEET_VERY_HIDDEN };

struct sheet_about {
    struct str name; /* of a csv: its file name without the ending */
    enum sheet_visibility visibility;
};

/*
 * Open the file at path; or the bytes of an upload, which must outlive the book, with the name that
 * it came under (for messages, and the sheet name of a csv). Reads xlsx (transitional and strict
 * OOXML, with or without macros) and text with separators (comma, semicolon or tab; UTF-8, UTF-16
 * or GB18030). Refuses, each under its own code: an empty file, .xls and .et, a book with a
 * password, a web page or XML saved as .xls, another format, a damaged or cut zip, a zip without a
 * workbook, a missing part, broken XML, a DOCTYPE, and whatever goes over a bound.
 */
bool sheet_open(struct arena *arena, struct str path, struct sheet_book **book, struct err *err);
bool sheet_open_bytes(struct arena *arena, struct str name, struct str bytes,
                      struct sheet_book **book, struct err *err);
void sheet_close(struct sheet_book *book); /* NULL is allowed; its readers must be ended before */

enum sheet_format sheet_book_format(const struct sheet_book *book);
size_t sheet_count(const struct sheet_book *book);
const struct sheet_about *sheet_about(const struct sheet_book *book, size_t index);
/* The sheet of that name, or with an empty name the first visible one; ERR_SHEET_NO_SHEET names
 * what there is. */
bool sheet_find(const struct sheet_book *book, struct str name, size_t *index, struct err *err);

/* ---- rows and cells ---- */

enum sheet_type { SHEET_EMPTY, SHEET_TEXT, SHEET_NUMBER, SHEET_BOOL, SHEET_DATE, SHEET_ERROR };

enum {
    SHEET_FORMULA = 1,     /* the value is the one that the formula had when the file was saved */
    SHEET_NO_CACHE = 2,    /* a formula without a saved value: the type is SHEET_EMPTY */
    SHEET_DIGITS_LOST = 4, /* a number of 16 digits or more: the last ones are gone (codes!) */
    SHEET_PERCENT = 8,     /* shown as a percentage: 0.16 stands as 16% */
    SHEET_PADDED = 16,     /* leading zeros come from the format: text has them */
};

struct sheet_cell {
    uint32_t column; /* from 0 */
    uint8_t type;    /* enum sheet_type */
    uint8_t flags;
    uint8_t precision; /* of a SHEET_DATE: what its format shows (PRECISION_DAY, _MONTH, _YEAR) */
    /* TEXT as it is; NUMBER plain, at most 15 significant digits ("0.1", never
     * 0.10000000000000001); BOOL "TRUE" or "FALSE"; DATE ISO ("2023-03-05", with "T12:30:00" where
     * it has a time); ERROR
     * "#N/A" .. . */
    struct str text;
    struct day day;  /* of a DATE: the day stored */
    int32_t seconds; /* of a DATE: the time of day */
};

struct sheet_row {
    uint32_t
        number; /* from 1, as the program that wrote it shows it; in a csv the line it begins on */
    size_t count;
    const struct sheet_cell *cells; /* by column, only those with a value (or SHEET_NO_CACHE) */
};

/*
 * Begin reading one sheet from its first row. Rows without any value are passed over, however many
 * there are. sheet_next gives the next row, *row NULL behind the last; false on a fault, after
 * which the reader can only be ended. sheet_read_end gives back what the libraries hold; the
 * reader's memory is the book's arena's, a fixed amount a reader.
 */
bool sheet_read(struct sheet_book *book, size_t index, struct sheet_reader **reader,
                struct err *err);
bool sheet_next(struct sheet_reader *reader, const struct sheet_row **row, struct err *err);
void sheet_read_end(struct sheet_reader *reader); /* NULL is allowed */
/* How far the reader is in its part, in 1/1000: for a progress bar. */
int sheet_read_progress(const struct sheet_reader *reader);

const struct sheet_cell *sheet_row_cell(const struct sheet_row *row,
                                        uint32_t column); /* NULL if empty */
/* The number of a NUMBER cell, exact to the digits of its text. */
bool sheet_cell_number(const struct sheet_cell *cell, struct dec *number);

/* "B7" for column 1, row 7. */
struct str sheet_cell_name(struct arena *arena, uint32_t column, uint32_t row);

/* Merged ranges of a sheet, in file order; only the top left cell of each has a value. Reads the
 * part through once. A csv has none. */
struct sheet_range {
    uint32_t first_row, last_row;       /* from 1 */
    uint32_t first_column, last_column; /* from 0 */
};
bool sheet_merges(struct arena *arena, struct sheet_book *book, size_t index,
                  struct sheet_range **ranges, size_t *count, struct err *err);

/* ---- where the table begins ---- */

/* The words that tables use around their rows; they come from the definitions (sheet/words.yaml),
 * not from C. Folded (utf8_fold) and without blanks. */
struct sheet_word_list {
    const struct str *words;
    size_t count;
};
struct sheet_words {
    struct sheet_word_list totals; /* a row of sums: 合计 .. */
    struct sheet_word_list asides; /* a note below the table: 注 .. */
    struct sheet_word_list units;  /* what stands before the unit of the whole table: 单位 .. */
    struct sheet_word_list dates;  /* behind a stage's label: 日期 .. */
    struct sheet_word_list reasons, effective; /* columns: why, and from which day on */
    struct sheet_word_list blanks;             /* what stands for no value: — .. */
    struct sheet_word_list sections; /* how a row that only divides others begins: 一、 .. */
};
/* From the bytes of sheet/words.yaml: a map of these names to lists of words. ERR_SHEET_WORDS. */
bool sheet_words_read(struct arena *arena, struct str yaml, struct sheet_words *words,
                      struct err *err);

struct sheet_column {
    uint32_t column;
    struct str top; /* label of the upper header row, "" where there is one header row only */
    struct str
        label; /* as known: the label without unit, blanks and required mark, or both rows joined */
    struct str unit; /* what stood in brackets behind it, or "" */
    bool known;
};

struct sheet_head {
    uint32_t first_row, last_row; /* the header's rows, from 1 */
    struct str title;             /* the first text above the header, or "" */
    struct str unit; /* the table's unit or units from a note above the header, or "" */
    struct sheet_column *columns; /* with a label, by column */
    size_t count;
};

/* Does a label name something that the caller wants? Asked with the text as it stands (trimmed,
 * without line breaks) and in the shorter forms. */
struct sheet_known {
    bool (*known)(void *context, struct str label);
    void *context;
};

/*
 * Find the header: the row among the first LIMIT_SHEET_HEAD_ROWS with values that has most labels
 * known, joined with the row below where that one completes it (two-row headers, merged or not).
 * ERR_SHEET_NO_HEADER where no row has a known label. Labels that stand twice are the caller's to
 * judge.
 */
bool sheet_head_find(struct arena *arena, struct sheet_book *book, size_t index,
                     const struct sheet_words *words, struct sheet_known known,
                     struct sheet_head *head, struct err *err);
/* Rows below the header that are no records: sums of rows, and notes. `scratch` is given back. */
enum sheet_row_role { SHEET_RECORD, SHEET_TOTAL, SHEET_ASIDE };
enum sheet_row_role sheet_row_role(struct arena *scratch, const struct sheet_row *row,
                                   const struct sheet_words *words);

/* ---- writing ---- */

/*
 * A workbook being written, row by row; memory does not grow with the rows. The same calls with the
 * same instant give the same bytes. Text is always written as text: what begins with = + - or @
 * never becomes a formula. The file appears under its name when sheet_writer_end returns true,
 * complete and on disk, or not at all.
 */
struct sheet_writer;

enum sheet_style {
    SHEET_PLAIN,
    SHEET_HEADER,
    SHEET_REQUIRED,
    SHEET_EXAMPLE,
    SHEET_NOTE,
    SHEET_FAULT
};

struct sheet_layout {
    struct str name;   /* of the sheet; what may not stand in one is replaced */
    const int *widths; /* of the columns, in characters; NULL: the program's own */
    size_t width_count;
    uint32_t freeze_rows;     /* rows that stay in place */
    const bool *text_columns; /* of each column: what is typed stays text, so codes keep zeros */
};

bool sheet_writer_begin(struct arena *arena, struct str path, struct instant created,
                        struct sheet_writer **writer, struct err *err);
/* Begin the next sheet; rows follow in order. */
void sheet_writer_sheet(struct sheet_writer *writer, const struct sheet_layout *layout);
void sheet_writer_row(
    struct sheet_writer *writer); /* go to the next row; the first is there already */
void sheet_writer_text(struct sheet_writer *writer, uint32_t column, struct str text,
                       enum sheet_style style);
void sheet_writer_number(struct sheet_writer *writer, uint32_t column, struct dec number,
                         int places, enum sheet_style style);
void sheet_writer_day(struct sheet_writer *writer, uint32_t column, struct day day,
                      enum sheet_style style);
/* A drop-down list for rows first .. last (from 1) of a column; a value that is not in it is warned
 * of, not refused. Long lists go to a hidden sheet of their own. */
void sheet_writer_choices(struct sheet_writer *writer, uint32_t column, uint32_t first,
                          uint32_t last, const struct str *choices, size_t count);
/* A comment that shows when the cell is pointed at. */
void sheet_writer_comment(struct sheet_writer *writer, uint32_t row, uint32_t column,
                          struct str text);
bool sheet_writer_end(struct sheet_writer *writer,
                      struct err *err);              /* ERR_SHEET_WRITE, ERR_FILE_WRITE */
void sheet_writer_drop(struct sheet_writer *writer); /* give up; no file is left */

/* ---- templates ---- */

/*
 * Write a workbook to fill in for a kind: one column a field and a stage, labels with units,
 * required ones marked, drop-down lists of choices, codes and recorded names, and a sheet that says
 * how to fill in. With ledger NULL there are no recorded names. What it writes, sheet_import reads.
 */
bool sheet_template(struct arena *arena, struct ledger *ledger, const struct kind *kind,
                    struct str path, struct instant created, enum lang lang, struct err *err);

/* ---- imports ---- */

struct sheet_import_options {
    struct str sheet;        /* empty: the first visible one */
    const struct kind *kind; /* NULL: the one that the labels fit best */
    const struct draft_field
        *defaults; /* for fields that no column gives: the same for every row */
    size_t default_count;
    struct date effective; /* from when values hold; day none: today */
    struct record_id author;
    bool good_rows;                  /* take the good rows and leave the bad ones */
    bool preview;                    /* say what would happen; nothing is kept */
    struct str bad_path;             /* where the bad rows are written, if any; empty: nowhere */
    struct instant created;          /* stamped into that workbook */
    enum lang lang;                  /* of the reasons in it */
    const struct progress *progress; /* NULL: none; total is 1000 */
};

/* What became of a row, and of a column. */
enum sheet_fate { SHEET_ADDED, SHEET_CHANGED, SHEET_UNCHANGED, SHEET_REFUSED };
struct sheet_mapped {
    struct str label, unit;
    uint32_t column;
    const struct field *field;
    const struct stage *stage;
};
struct sheet_sample {
    uint32_t row;
    enum sheet_fate fate;
    struct str title, what;
};
struct sheet_fault {
    uint32_t row;
    const struct err *err; /* its field has cell and label */
};

enum { SHEET_SAMPLES_MAX = 20 };

struct sheet_report {
    const struct kind *kind;
    struct str sheet, title;
    struct sheet_mapped *columns; /* in the sheet's order */
    size_t column_count;
    struct str *ignored; /* labels that no field or stage bears, or of computed fields */
    size_t ignored_count;
    size_t rows, added, changed, unchanged, bad, totals, asides;
    struct sheet_sample samples[SHEET_SAMPLES_MAX]; /* the first that are added or changed */
    size_t sample_count;
    struct sheet_fault *faults; /* the first LIMIT_ERRORS_SHOWN */
    size_t fault_count, faults_dropped;
    bool kept;                   /* what was added and changed is in the ledger */
    struct entry_id first, last; /* its entries */
};

/*
 * Read a sheet's rows into the ledger. Columns are found by label (either language) or field name,
 * units in brackets behind a label or in a note above the table are converted, a column under a
 * stage's label gives the stage's day; sums and notes are passed over. A row whose kind's key is in
 * the ledger changes that record, and is unchanged where all is equal; an empty cell changes
 * nothing. The evidence that a stage asks for is noted as paper kept elsewhere.
 *
 * One transaction: all rows or none, unless good_rows. Every bad row comes with all its reasons;
 * false with ERR_SHEET_ROWS_BAD and a full report where that kept the import out. Memory does not
 * grow with the rows, but for the keys seen and names looked up.
 */
bool sheet_import(struct ledger *ledger, struct arena *arena, struct sheet_book *book,
                  const struct sheet_import_options *options, struct sheet_report *report,
                  struct err *err);

#endif
