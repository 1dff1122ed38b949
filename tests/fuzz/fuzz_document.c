/*
 * fuzz_document.c - any bytes as a document: text or a refusal in valid words, nothing else.
 *
 * Bytes as they are reach the text and web page doors and the zip's own checks. To reach what stands behind a
 * checksum, an input that begins with "W:" is put into a sound zip as a docx's text. A pdf is not run here: it is
 * read by a child process, and the bytes that it prints go through the door of text.
 */
#include <stdlib.h>
#include <zip.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "fuzz.h"
#include "plan/document.h"

static const struct plan_lexicon *shared_lexicon(void)
{
    static struct plan_lexicon *lexicon;
    static struct arena *arena;
    if (lexicon) return lexicon;
    struct err err;
    err_init(&err);
    arena = arena_new();
    const char *root = getenv("LUODI_SOURCE");
    check_that(plan_lexicon_load(arena, path_join(arena, str_from(root ? root : "."), STR("model/lexicon")), &lexicon, &err));
    return lexicon;
}

static struct str docx_of(struct arena *arena, struct str part)
{
    zip_source_t *target = zip_source_buffer_create(NULL, 0, 0, NULL);
    zip_source_keep(target);
    zip_t *zip = zip_open_from_source(target, ZIP_CREATE | ZIP_TRUNCATE, NULL);
    zip_file_add(zip, "word/document.xml", zip_source_buffer(zip, part.ptr, part.len, 0), 0);
    check_that(zip_close(zip) == 0 && zip_source_open(target) == 0);
    zip_source_seek(target, 0, SEEK_END);
    size_t size = (size_t)zip_source_tell(target);
    zip_source_seek(target, 0, SEEK_SET);
    char *out = arena_alloc(arena, size);
    check_that(zip_source_read(target, out, size) == (zip_int64_t)size);
    zip_source_close(target);
    zip_source_free(target);
    return (struct str){ out, size };
}

static void check_document(const struct document *document)
{
    size_t last = 0;
    check_that(utf8_valid(document->text) && document->text.len <= LIMIT_PLAN_BYTES);
    for (size_t i = 0; i < document->aside_count; i++) {
        check_that(document->asides[i].from >= last && document->asides[i].to <= document->text.len);
        last = document->asides[i].to;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    struct str bytes = { (const char *)data, size };
    struct document document;
    struct err err;
    err_init(&err);
    if (str_starts(bytes, STR("W:"))) bytes = docx_of(arena, str_slice(bytes, 2, size - 2));
    if (str_find(str_slice(bytes, 0, 1024), STR("%PDF-"), 0) >= 0) bytes = STR("");
    if (document_read(arena, shared_lexicon(), STR("a"), bytes, NULL, &document, &err)) {
        check_document(&document);
    } else {
        struct buf words;
        buf_init(&words, arena);
        check_that(err.code != ERR_NONE);
        err_words(&err, LANG_ZH, &words);
        err_words(&err, LANG_EN, &words);
        check_that(utf8_valid(buf_get(&words)));
    }
    arena_free(arena);
    return 0;
}
