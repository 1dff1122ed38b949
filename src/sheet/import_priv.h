/*
 * import_priv.h - what the files of an import share: its columns, its state, and a map of texts.
 *
 * An import goes: which kind (import_map.c), which column is what (import_map.c), then row by row a
 * cell into a text that the ledger's door reads (import_cell.c), a row into drafts (import_row.c),
 * and the door. A refused row goes into the workbook of bad rows (import_bad.c). import.c holds it
 * together.
 */
#ifndef LUODI_SHEET_IMPORT_PRIV_H
#define LUODI_SHEET_IMPORT_PRIV_H

#include "sheet/sheet_priv.h"

/* ---- texts to numbers, for keys seen and names looked up ---- */

struct text_map {
    struct arena *arena;
    struct text_slot {
        struct str text;
        int64_t n;
    } * slots;
    size_t count, room; /* room is a power of two */
};
/* The number of a text; false where it is not there. */
bool text_map_find(const struct text_map *map, struct str text, int64_t *n);
void text_map_put(struct text_map *map, struct str text,
                  int64_t n); /* copies the text; not there before */

/* ---- columns ---- */

enum column_role { COLUMN_FIELD, COLUMN_STAGE, COLUMN_REASON, COLUMN_EFFECTIVE };

struct import_column {
    enum column_role role;
    uint32_t column;
    struct str label;
    struct str
        unit; /* as shown in the workbook of bad rows: from the label or from above the table */
    struct str
        append; /* the unit to put behind a bare figure; empty where the field's own is meant */
    const struct field *field;
    const struct stage *stage;
    struct str zeros; /* a code of this column that begins with 0, once seen */
};

enum { ROW_FAULTS_MAX = 16 };

struct import {
    struct ledger *ledger;
    const struct model *model;
    const struct kind *kind;
    struct sheet_book *book;
    size_t index; /* the sheet */
    const struct sheet_import_options *options;
    struct sheet_report *report;
    struct arena *arena;   /* what the caller keeps */
    struct arena *seen;    /* keys and names */
    struct arena *scratch; /* of one row */
    struct sheet_words words;
    struct sheet_head head;
    struct import_column *columns; /* by column */
    size_t column_count;
    struct text_map keys;
    struct text_map *refs; /* by index of the kind referred to */
    bool existing;         /* there were records of the kind before */
    bool check_cells; /* a row was refused: read cells here first, the door's undoing is dear */
    bool careful;      /* a row that fails while it is written must not take the others with it */
    bool group_failed; /* it did */
    struct sheet_writer *bad;
    struct err_list faults;

    /* the row at hand */
    const struct sheet_row *row;
    struct draft_field *fields;
    const struct import_column **field_columns; /* of fields; NULL for a default */
    size_t field_count;
    struct draft_stage *stages;
    size_t stage_count;
    struct str reason;
    struct date effective;
    struct err *row_faults[ROW_FAULTS_MAX];
    size_t row_fault_count;
};

/* ---- import_map.c ---- */

/* The kind whose labels fit the sheet best. */
bool import_kind_find(struct import *import, struct err *err);
/* The header, and what each column is. */
bool import_columns_find(struct import *import, struct err *err);

/* ---- import_cell.c ---- */

/* What a cell says to the column's field, as text; *text empty for nothing. */
bool import_cell_text(struct import *import, struct import_column *column,
                      const struct sheet_cell *cell, struct str *text, struct err *err);
/* A stage's or the effective day from such a text. */
bool import_date(struct str text, struct date *date, struct err *err);
/* Nothing but blanks, or a word for nothing. */
bool import_blank(struct import *import, struct str text);

/* ---- import_row.c ---- */

/* One row to the door; false only when the import cannot go on. */
bool import_row(struct import *import, const struct sheet_row *row, struct err *err);
/* Note a fault of the row at hand; column NULL where it is the row's as a whole. */
void import_fault(struct import *import, const struct import_column *column, struct err *err);

/* ---- import_ref.c ---- */

/* The record that a text names: "#12", by key, or by title. *id 0 where there is none. */
enum { IMPORT_REF_MANY = -1 };
bool import_ref(struct import *import, const struct kind *to, struct str text, int64_t *id,
                struct err *err);

/* ---- import_bad.c ---- */

bool import_bad_row(struct import *import, struct err *err);
bool import_bad_end(struct import *import, bool keep, struct err *err);

#endif
