/*
 * model_fixture.h - definitions for the tests of the model: the shipped ones, files added to them,
 * and faults as text.
 */
#ifndef LUODI_TESTS_MODEL_FIXTURE_H
#define LUODI_TESTS_MODEL_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/file.h"
#include "base/limits.h"
#include "model/model.h"

enum { FIXTURE_FILES_MAX = 600 };

struct model_fixture {
    struct arena *arena;
    struct err_list errs;
    struct model_file files[FIXTURE_FILES_MAX];
    size_t count;
};

static inline struct str source_path(struct arena *arena, const char *path)
{
    const char *source = getenv("LUODI_SOURCE");
    return str_format(arena, "%s/%s", source ? source : ".", path);
}

static inline struct str bytes_of(struct arena *arena, const char *path)
{
    struct str bytes;
    struct err err;
    err_init(&err);
    assert_true(file_read(arena, source_path(arena, path), LIMIT_MODEL_BYTES, &bytes, &err));
    return bytes;
}

/* Every fault, one a line. */
static inline void errs_print(struct arena *arena, const struct err_list *errs)
{
    for (size_t i = 0; i < errs->count; i++) {
        struct buf out;
        buf_init(&out, arena);
        err_words(errs->items[i], LANG_EN, &out);
        print_message("%.*s\n", (int)out.len, out.ptr);
    }
}

/* The shipped definitions' files. */
static inline void fixture_init(struct model_fixture *f)
{
    f->arena = arena_new();
    err_list_init(&f->errs, f->arena, LIMIT_ERRORS_SHOWN);
    struct model *model = model_load(f->arena, source_path(f->arena, "model"), STR(""), &f->errs);
    errs_print(f->arena, &f->errs);
    assert_non_null(model);
    assert_true(model->file_count < FIXTURE_FILES_MAX / 2);
    memcpy(f->files, model->files, model->file_count * sizeof f->files[0]);
    f->count = model->file_count;
}

static inline void fixture_release(struct model_fixture *f)
{
    arena_free(f->arena);
}

/* Add a file, or put it in the place of the one of its name. */
static inline void fixture_put(struct model_fixture *f, const char *name, struct str bytes)
{
    struct str key = str_copy(f->arena, str_from(name));
    for (size_t i = 0; i < f->count; i++) {
        if (!str_eq(f->files[i].name, key))
            continue;
        f->files[i].bytes = bytes;
        return;
    }
    assert_true(f->count < FIXTURE_FILES_MAX);
    f->files[f->count++] = (struct model_file){ key, bytes };
}

static inline void fixture_drop(struct model_fixture *f, const char *name)
{
    for (size_t i = 0; i < f->count; i++) {
        if (str_eq(f->files[i].name, str_from(name)))
            f->files[i] = f->files[--f->count];
    }
}

/* The model of the files as they stand; NULL with faults in f->errs. */
static inline struct model *fixture_load(struct model_fixture *f)
{
    err_list_init(&f->errs, f->arena, LIMIT_ERRORS_SHOWN);
    struct model_file *files = arena_array(f->arena, f->count, sizeof *files);
    memcpy(files, f->files, f->count * sizeof *files);
    return model_from_files(f->arena, files, f->count, &f->errs);
}

static inline struct model *fixture_good(struct model_fixture *f)
{
    struct model *model = fixture_load(f);
    errs_print(f->arena, &f->errs);
    assert_non_null(model);
    assert_int_equal(f->errs.count, 0);
    return model;
}

/* "model_key 6" of each fault, in order, one a line. */
static inline struct str faults_text(struct model_fixture *f)
{
    struct buf out;
    buf_init(&out, f->arena);
    for (size_t i = 0; i < f->errs.count; i++) {
        const char *name = err_name(f->errs.items[i]->code);
        for (const char *c = name; *c; c++)
            buf_char(&out, *c >= 'A' && *c <= 'Z' ? (char)(*c - 'A' + 'a') : *c);
        buf_printf(&out, " %d\n", f->errs.items[i]->line);
    }
    return buf_get(&out);
}

#endif
