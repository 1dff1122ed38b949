/*
 * sheet_read.c - what is measured against sheet_floor: the same workbook into typed cells.
 *
 *     sheet_read BOOK.xlsx|BOOK.csv
 *
 * Every cell is typed; numbers are turned into decimals only where a caller asks, so here, too,
 * they are counted as they come.
 */
#include <stdio.h>
#include <sys/resource.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "sheet/sheet.h"

static bool read_all(struct arena *arena, struct str path, uint64_t types[6], struct err *err)
{
    struct sheet_book *book;
    struct sheet_reader *reader;
    const struct sheet_row *row;
    if (!sheet_open(arena, path, &book, err))
        return false;
    bool ok = sheet_read(book, 0, &reader, err);
    while (ok && (ok = sheet_next(reader, &row, err)) && row)
        for (size_t i = 0; i < row->count; i++)
            types[row->cells[i].type]++;
    sheet_read_end(reader);
    sheet_close(book);
    return ok;
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        fprintf(stderr, "usage: sheet_read BOOK.xlsx\n");
        return 2;
    }
    struct arena *arena = arena_new();
    struct err err;
    err_init(&err);
    uint64_t types[6] = { 0 }, begun = clock_monotonic_ns();
    bool ok = read_all(arena, str_from(argv[1]), types, &err);
    uint64_t ended = clock_monotonic_ns();
    if (!ok) {
        struct buf words;
        buf_init(&words, arena);
        err_words(&err, LANG_EN, &words);
        fprintf(stderr, "sheet_read: %.*s\n", STR_ARG(buf_get(&words)));
    }
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    printf(
        "{\"what\":\"sheet_read\",\"seconds\":%.4f,\"texts\":%llu,\"numbers\":%llu,\"dates\":%llu,"
        "\"arena_kb\":%zu,\"resident_kb\":%ld}\n",
        (double)(ended - begun) / 1e9, (unsigned long long)types[SHEET_TEXT],
        (unsigned long long)types[SHEET_NUMBER], (unsigned long long)types[SHEET_DATE],
        arena_used(arena) / 1024, usage.ru_maxrss);
    arena_free(arena);
    return ok ? 0 : 2;
}
