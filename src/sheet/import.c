/*
 * import.c - rows of a sheet into the ledger, all or none, or the good ones; and what became of
 * each.
 *
 * A preview is the import itself, undone at the end: so it says what would happen, not what
 * somebody thinks would.
 */
#include "base/arena.h"
#include "base/limits.h"
#include "sheet/import_priv.h"

enum { STEP_ROWS = 256 };

static bool words_find(struct import *import, struct err *err)
{
    struct str yaml;
    return !model_file(import->model, STR("sheet/words.yaml"), &yaml) ||
           sheet_words_read(import->arena, yaml, &import->words, err);
}

static bool any_visit(void *host, struct timeline *timeline)
{
    (void)timeline;
    *(bool *)host = true;
    return false;
}

static void step(const struct import *import, const struct sheet_reader *reader)
{
    const struct progress *progress = import->options->progress;
    if (progress && progress->step)
        progress->step(progress->host, sheet_read_progress(reader), 1000);
}

static bool rows_import(struct import *import, struct err *err)
{
    struct sheet_reader *reader;
    const struct sheet_row *row;
    bool ok = sheet_read(import->book, import->index, &reader, err);
    size_t count = 0;
    while (ok && (ok = sheet_next(reader, &row, err)) && row) {
        if (row->number <= import->head.last_row)
            continue;
        ok = import_row(import, row, err);
        arena_reset(import->scratch);
        if (++count % STEP_ROWS == 0)
            step(import, reader);
    }
    if (ok)
        step(import, reader);
    sheet_read_end(reader);
    if (ok && import->report->rows == 0)
        return err_set(err, ERR_SHEET_NO_ROWS, "sheet", import->report->sheet);
    return ok;
}

static bool rows_bad(struct import *import, struct err *err)
{
    struct sheet_report *report = import->report;
    return err_set(err, ERR_SHEET_ROWS_BAD, "bad", str_format(import->arena, "%zu", report->bad),
                   "rows", str_format(import->arena, "%zu", report->rows));
}

/* Everything within the group; whether it is kept is decided at the end. */
static bool group_import(struct import *import, struct err *err)
{
    struct sheet_report *report = import->report;
    if (import->careful ? !ledger_group_begin_careful(import->ledger, err)
                        : !ledger_group_begin(import->ledger, err))
        return false;
    bool ok = rows_import(import, err);
    bool refused = ok && report->bad > 0 && !import->options->good_rows;
    bool anything = report->added + report->changed > 0;
    report->faults_dropped = import->faults.dropped;
    ok = import_bad_end(import, ok, err) && ok;
    if (!ok || refused || import->options->preview || !anything) {
        ledger_group_abandon(import->ledger);
        report->first = report->last = (struct entry_id){ 0 };
        return ok && (!refused || rows_bad(import, err));
    }
    report->kept = ledger_group_commit(import->ledger, err);
    return report->kept;
}

static bool import_all(struct import *import, struct err *err)
{
    struct sheet_report *report = import->report;
    if (!words_find(import, err) ||
        !sheet_find(import->book, import->options->sheet, &import->index, err) ||
        !import_kind_find(import, err))
        return false;
    report->kind = import->kind;
    report->sheet = sheet_about(import->book, import->index)->name;
    if (!record_each(import->ledger, import->kind, (struct entry_id){ 0 }, any_visit,
                     &import->existing, err) ||
        !import_columns_find(import, err))
        return false;
    report->title = import->head.title;
    return group_import(import, err);
}

static bool import_once(struct ledger *ledger, struct arena *arena, struct sheet_book *book,
                        const struct sheet_import_options *options, bool careful,
                        struct sheet_report *report, struct err *err)
{
    *report = (struct sheet_report){ 0 };
    report->faults = ARENA_ARRAY(arena, struct sheet_fault, LIMIT_ERRORS_SHOWN);
    struct import import = {
        .ledger = ledger,
        .model = ledger_model(ledger),
        .book = book,
        .options = options,
        .report = report,
        .arena = arena,
        .seen = arena_new(),
        .scratch = arena_new(),
        .careful = careful,
    };
    import.keys.arena = import.seen;
    import.refs = ARENA_ARRAY(import.seen, struct text_map, import.model->kind_count);
    err_list_init(&import.faults, arena, LIMIT_ERRORS_SHOWN);
    bool ok = import_all(&import, err);
    arena_free(import.scratch);
    arena_free(import.seen);
    return ok;
}

bool sheet_import(struct ledger *ledger, struct arena *arena, struct sheet_book *book,
                  const struct sheet_import_options *options, struct sheet_report *report,
                  struct err *err)
{
    struct err fault;
    err_init(&fault);
    if (import_once(ledger, arena, book, options, false, report, &fault))
        return true;
    if (fault.code == ERR_LEDGER_GROUP_FAILED)
        return import_once(ledger, arena, book, options, true, report, err);
    err_copy(err, &fault);
    return false;
}
