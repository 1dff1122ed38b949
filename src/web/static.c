/*
 * static.c - the page and its files, from the program itself or, for whoever works on the page, from a folder.
 *
 * Names of /assets/ hold a hash of their contents, so they may be kept for ever; everything else is asked for again.
 * An address that names no file is the page, which knows its own addresses; under /assets/ it is a fault, since a
 * browser that gets a page for a script says something puzzling.
 */
#include "web/web_priv.h"

#include <zlib.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/must.h"
#include "web/files_priv.h"

enum { UI_FILE_BYTES_MAX = 64 * 1024 * 1024 };

static const struct web_file *packed_find(struct str path)
{
    size_t low = 0, high = web_file_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = str_cmp(str_from(web_files[middle].path), path);
        if (order == 0)
            return &web_files[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

/* For the client that does not take gzip. */
static struct str unpacked(struct arena *arena, const struct web_file *file)
{
    char *out = arena_alloc(arena, file->size_plain);
    z_stream stream = { 0 };
    must(inflateInit2(&stream, 15 + 16) == Z_OK);
    stream.next_in = (Bytef *)(uintptr_t)(web_blob + file->offset);
    stream.avail_in = (uInt)file->size;
    stream.next_out = (Bytef *)out;
    stream.avail_out = (uInt)file->size_plain;
    must(inflate(&stream, Z_FINISH) == Z_STREAM_END);
    inflateEnd(&stream);
    return (struct str){ out, file->size_plain };
}

/* Accept-Encoding names gzip, and not with q=0. */
static bool takes_gzip(const struct request *request)
{
    struct str rest = request_header(request, "Accept-Encoding"), piece;
    while (rest.len && str_split(&rest, ',', &piece)) {
        piece = str_trim(piece);
        if (str_starts(piece, STR("gzip")))
            return !str_ends(piece, STR("q=0")) && !str_ends(piece, STR("q=0.0"));
    }
    return false;
}

static void kept_for(struct request *request, bool for_ever)
{
    response_header(request, "Cache-Control",
                    for_ever ? STR("public, max-age=31536000, immutable") : STR("no-cache"));
}

static void packed_answer(struct request *request, const struct web_file *file)
{
    kept_for(request, str_starts(str_from(file->path), STR("/assets/")));
    response_header(request, "Vary", STR("Accept-Encoding"));
    bool gzip = file->gzip && takes_gzip(request);
    struct str etag = str_from(file->etag);
    if (gzip) /* other bytes, other tag */
        etag = str_format(request->arena, "%.*s-gz\"", (int)etag.len - 1, etag.ptr);
    if (response_not_modified(request, etag))
        return;
    request->response.status = 200;
    request->response.type = file->type;
    if (gzip)
        response_header(request, "Content-Encoding", STR("gzip"));
    if (file->gzip && !gzip)
        request->response.body = unpacked(request->arena, file);
    else
        request->response.body = (struct str){ (const char *)web_blob + file->offset, file->size };
}

static const char *type_of(struct str path)
{
    static const struct { struct str ending; const char *type; } types[] = {
#define TYPE(ending, type) { STR_INIT(ending), type },
#include "web/types.def"
#undef TYPE
    };
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (str_ends(path, types[i].ending))
            return types[i].type;
    return "application/octet-stream";
}

static bool folder_answer(struct request *request, struct str folder, struct str path, struct err *err)
{
    /* The address has no dot segments (request.c); names that begin with a dot are nobody's business. */
    if (str_has(path, STR("/.")))
        return err_set(err, ERR_WEB_NOT_FOUND, "path", path);
    struct str full = str_format(request->arena, "%.*s%.*s", STR_ARG(folder), STR_ARG(path)), bytes;
    if (!file_exists(full)) {
        if (str_starts(path, STR("/assets/")))
            return err_set(err, ERR_WEB_NOT_FOUND, "path", path);
        full = path_join(request->arena, folder, STR("index.html"));
        path = STR("/index.html");
    }
    if (!file_read(request->arena, full, UI_FILE_BYTES_MAX, &bytes, err))
        return false;
    struct buf etag;
    buf_init(&etag, request->arena);
    buf_char(&etag, '"');
    hash_print(hash_of(HASH_SHA256, bytes), &etag);
    buf_char(&etag, '"');
    kept_for(request, false);
    if (response_not_modified(request, buf_get(&etag)))
        return true;
    request->response.status = 200;
    request->response.type = type_of(path);
    request->response.body = bytes;
    return true;
}

bool static_answer(struct request *request, struct str ui_dir, struct err *err)
{
    struct str path = str_eq(request->path, STR("/")) ? STR("/index.html") : request->path;
    if (ui_dir.len)
        return folder_answer(request, ui_dir, path, err);
    const struct web_file *file = packed_find(path);
    if (!file && str_starts(path, STR("/assets/")))
        return err_set(err, ERR_WEB_NOT_FOUND, "path", path);
    packed_answer(request, file ? file : packed_find(STR("/index.html")));
    return true;
}
