/*
 * sheet_import.c - the workbook of sheet_make into a new ledger: checked, appended, counted.
 *
 *     sheet_import BOOK.xlsx MODEL_FOLDER LEDGER_FOLDER [preview]
 *
 * The ledger is made there with two zones; the folder must not be a ledger yet.
 */
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "sheet/sheet.h"

static bool zones_add(struct ledger *ledger, struct err *err)
{
    static const char *const names[2] = { "甲区", "乙区" };
    for (size_t i = 0; i < 2; i++) {
        struct draft_field fields[2] = { { STR("name"), str_from(names[i]) },
                                         { STR("type"), STR("zone") } };
        struct draft draft = { .act = ACT_ADD,
                               .kind = STR("zone"),
                               .fields = fields,
                               .field_count = 2,
                               .effective = { DAY_NONE, PRECISION_DAY } };
        struct receipt receipt;
        if (!ledger_append(ledger, &draft, 1, &receipt, NULL, err))
            return false;
    }
    return true;
}

static long resident_kb(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

static bool run(struct arena *arena, char **argv, bool preview, struct sheet_report *report,
                double *seconds, long *before_kb, struct err *err)
{
    struct clock clock;
    struct ledger *ledger;
    struct sheet_book *book;
    clock_init_system(&clock);
    struct ledger_options options = { .folder = str_from(argv[3]),
                                      .shipped_model = str_from(argv[2]),
                                      .clock = &clock };
    if (!ledger_make(arena, &options, err) || !ledger_open(&options, &ledger, err))
        return false;
    bool ok = zones_add(ledger, err);
    *before_kb = resident_kb();
    uint64_t begun = clock_monotonic_ns();
    struct sheet_import_options import = { .effective = { DAY_NONE, PRECISION_DAY },
                                           .preview = preview };
    ok = ok && sheet_open(arena, str_from(argv[1]), &book, err);
    if (ok) {
        ok = sheet_import(ledger, arena, book, &import, report, err);
        sheet_close(book);
    }
    *seconds = (double)(clock_monotonic_ns() - begun) / 1e9;
    ledger_close(ledger);
    return ok;
}

int main(int argc, char **argv)
{
    if (argc < 4) {
        fprintf(stderr, "usage: sheet_import BOOK.xlsx MODEL_FOLDER LEDGER_FOLDER [preview]\n");
        return 2;
    }
    struct arena *arena = arena_new();
    struct err err;
    err_init(&err);
    struct sheet_report report = { 0 };
    double seconds = 0;
    long before_kb = 0;
    bool ok = run(arena, argv, argc > 4, &report, &seconds, &before_kb, &err);
    if (!ok) {
        struct buf words;
        buf_init(&words, arena);
        err_words(&err, LANG_EN, &words);
        fprintf(stderr, "sheet_import: %.*s\n", STR_ARG(buf_get(&words)));
    }
    for (size_t i = 0; i < report.fault_count && i < 3; i++) {
        struct buf words;
        buf_init(&words, arena);
        err_words(report.faults[i].err, LANG_EN, &words);
        fprintf(stderr, "row %u: %.*s\n", report.faults[i].row, STR_ARG(buf_get(&words)));
    }
    printf("{\"what\":\"sheet_import\",\"seconds\":%.4f,\"rows\":%zu,\"added\":%zu,\"bad\":%zu,"
           "\"before_kb\":%ld,\"resident_kb\":%ld}\n",
           seconds, report.rows, report.added, report.bad, before_kb, resident_kb());
    arena_free(arena);
    return ok ? 0 : 2;
}
