/*
 * fill.c - fills in a workbook as a clerk would: under the labels that it has, in rows of its own.
 *
 *   fill BOOK.xlsx OUT.xlsx LABEL=VALUE... [-- LABEL=VALUE...]    a row for each group, under the
 * same header fill --print BOOK.xlsx                                        every row, cells parted
 * by tabs
 *
 * The label is that of the header without its unit and required mark. A label that the book lacks
 * is a fault.
 */
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "sheet/sheet.h"

enum { COLUMNS_MAX = 256 };

struct header {
    struct str labels[COLUMNS_MAX];
    size_t count;
};

static int fail(struct arena *arena, const struct err *err)
{
    struct buf out;
    buf_init(&out, arena);
    err_words(err, LANG_EN, &out);
    fprintf(stderr, "%.*s\n", (int)out.len, out.ptr);
    return 1;
}

/* The row with most cells among the first few is the header. */
static bool head_read(struct arena *arena, struct sheet_book *book, struct header *head,
                      struct err *err)
{
    struct sheet_reader *reader;
    const struct sheet_row *row;
    if (!sheet_read(book, 0, &reader, err))
        return false;
    bool ok = true;
    for (int i = 0; i < 6 && (ok = sheet_next(reader, &row, err)) && row; i++) {
        if (row->count <= head->count)
            continue;
        *head = (struct header){ 0 };
        for (size_t k = 0; k < row->count && row->cells[k].column < COLUMNS_MAX; k++) {
            head->labels[row->cells[k].column] = str_copy(arena, row->cells[k].text);
            head->count = row->cells[k].column + 1;
        }
    }
    sheet_read_end(reader);
    return ok;
}

static bool is_label(struct str found, struct str wanted)
{
    if (str_starts(found, STR("*")))
        found = str_trim(str_slice(found, 1, found.len));
    if (!str_starts(found, wanted))
        return false;
    struct str rest = str_trim(str_slice(found, wanted.len, found.len));
    return !rest.len || str_starts(rest, STR("*")) || str_starts(rest, STR("(")) ||
           str_starts(rest, STR("（"));
}

static bool put(struct sheet_writer *writer, const struct header *head, const char *pair)
{
    struct str text = str_from(pair);
    ptrdiff_t equals = str_find(text, STR("="), 0);
    struct str label = str_slice(text, 0, equals < 0 ? text.len : (size_t)equals);
    for (size_t i = 0; i < head->count; i++)
        if (is_label(head->labels[i], label)) {
            sheet_writer_text(writer, (uint32_t)i, str_slice(text, label.len + 1, text.len),
                              SHEET_PLAIN);
            return true;
        }
    fprintf(stderr, "the book has no column \"%.*s\"\n", STR_ARG(label));
    return false;
}

static int fill(struct arena *arena, struct sheet_book *book, const char *out, int count,
                char **pairs, struct err *err)
{
    static struct header head;
    struct sheet_writer *writer;
    struct sheet_layout layout = { .name = STR("1") };
    if (!head_read(arena, book, &head, err) ||
        !sheet_writer_begin(arena, str_from(out), (struct instant){ 0 }, &writer, err))
        return fail(arena, err);
    sheet_writer_sheet(writer, &layout);
    for (size_t i = 0; i < head.count; i++)
        if (head.labels[i].len)
            sheet_writer_text(writer, (uint32_t)i, head.labels[i], SHEET_HEADER);
    sheet_writer_row(writer);
    for (int i = 0; i < count; i++)
        if (!strcmp(pairs[i], "--")) {
            sheet_writer_row(writer);
        } else if (!put(writer, &head, pairs[i])) {
            sheet_writer_drop(writer);
            return 1;
        }
    return sheet_writer_end(writer, err) ? 0 : fail(arena, err);
}

static int print(struct arena *arena, struct sheet_book *book, struct err *err)
{
    struct sheet_reader *reader;
    const struct sheet_row *row;
    if (!sheet_read(book, 0, &reader, err))
        return fail(arena, err);
    bool ok;
    while ((ok = sheet_next(reader, &row, err)) && row) {
        for (size_t i = 0; i < row->count; i++)
            printf("%s%.*s", i ? "\t" : "", STR_ARG(row->cells[i].text));
        printf("\n");
    }
    sheet_read_end(reader);
    return ok ? 0 : fail(arena, err);
}

int main(int argc, char **argv)
{
    struct arena *arena = arena_new();
    struct sheet_book *book;
    struct err err;
    err_init(&err);
    if (argc < 3)
        return 2;
    bool prints = !strcmp(argv[1], "--print");
    if (!sheet_open(arena, str_from(argv[prints ? 2 : 1]), &book, &err))
        return fail(arena, &err);
    int status =
        prints ? print(arena, book, &err) : fill(arena, book, argv[2], argc - 3, argv + 3, &err);
    sheet_close(book);
    arena_free(arena);
    return status;
}
