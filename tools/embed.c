/*
 * embed.c - pack the built page into the program.
 *
 *     embed DIST TABLE.c BLOB.S BLOB.bin DEPFILE
 *
 * Walks DIST, packs each file with gzip where that gains, and writes one blob, a table of it in C
 * (src/web/files_priv.h) and the assembler file that brings the blob in. `.incbin` is invisible to dependency
 * scanners, so the .S is written anew with each blob, and the depfile names every file and folder that was
 * read: what is changed, added or removed builds again. Without DIST/index.html a page goes in that says so.
 */
#include <stdio.h>
#include <string.h>
#include <zlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/must.h"
#include "base/str.h"

enum { FILE_BYTES_MAX = 64 * 1024 * 1024, FILES_MAX = 4096 };

static const char no_page[] =
    "<!doctype html>\n<html lang=\"zh-CN\">\n<meta charset=\"utf-8\">\n<title>落地 Luodi</title>\n"
    "<h1>落地 Luodi</h1>\n"
    "<p>程序编译时没有构建页面。请在源码目录运行 <code>./run</code>，它会先构建页面，再编译程序。</p>\n"
    "<p lang=\"en\">This program was built without its page. Run <code>./run</code> in the source folder: it "
    "builds the page first, then the program.</p>\n";

struct packed {
    struct str path;
    struct str plain;
    size_t offset, size;
    bool gzip;
    char etag[2 * HASH_SIZE + 3];
};

struct embed {
    struct arena *arena;
    struct str dist;
    struct packed files[FILES_MAX];
    size_t count;
    struct buf blob, depends;
    struct err err;
};

struct type_row {
    struct str ending;
    const char *type;
};

static const struct type_row types[] = {
#define TYPE(ending, type) { STR_INIT(ending), type },
#include "web/types.def"
#undef TYPE
};

static const char *type_of(struct str path)
{
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (str_ends(path, types[i].ending))
            return types[i].type;
    return "application/octet-stream";
}

static struct str pack(struct arena *arena, struct str plain)
{
    z_stream stream = { 0 };
    must(deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY) == Z_OK);
    size_t room = deflateBound(&stream, plain.len);
    char *out = arena_alloc(arena, room);
    stream.next_in = (Bytef *)(uintptr_t)plain.ptr;
    stream.avail_in = (uInt)plain.len;
    stream.next_out = (Bytef *)out;
    stream.avail_out = (uInt)room;
    must(deflate(&stream, Z_FINISH) == Z_STREAM_END);
    size_t size = stream.total_out;
    deflateEnd(&stream);
    return (struct str){ out, size };
}

static void add(struct embed *embed, struct str path, struct str plain)
{
    must(embed->count < FILES_MAX);
    struct packed *file = &embed->files[embed->count++];
    struct str small = pack(embed->arena, plain);
    file->gzip = small.len + small.len / 16 < plain.len;
    if (!file->gzip)
        small = plain;
    file->path = path;
    file->plain = plain;
    file->offset = embed->blob.len;
    file->size = small.len;
    buf_str(&embed->blob, small);

    struct buf hex;
    buf_init(&hex, embed->arena);
    hash_print(hash_of(HASH_SHA256, plain), &hex);
    snprintf(file->etag, sizeof file->etag, "\"%.32s\"", buf_get(&hex).ptr);
}

static bool walk(struct embed *embed, struct str folder, struct str url)
{
    struct str *names;
    size_t count;
    buf_printf(&embed->depends, " %.*s", STR_ARG(folder));
    if (!folder_list(embed->arena, folder, &names, &count, &embed->err))
        return false;
    for (size_t i = 0; i < count; i++) {
        struct str path = path_join(embed->arena, folder, names[i]);
        struct str below = str_format(embed->arena, "%.*s/%.*s", STR_ARG(url), STR_ARG(names[i]));
        if (folder_exists(path)) {
            if (!walk(embed, path, below))
                return false;
            continue;
        }
        struct str plain;
        if (!file_read(embed->arena, path, FILE_BYTES_MAX, &plain, &embed->err))
            return false;
        buf_printf(&embed->depends, " %.*s", STR_ARG(path));
        add(embed, below, plain);
    }
    return true;
}

/* By path, so that the server can search by halves; a page has some dozens of files. */
static void sort(struct embed *embed)
{
    for (size_t i = 1; i < embed->count; i++) {
        struct packed file = embed->files[i];
        size_t at = i;
        for (; at > 0 && str_cmp(embed->files[at - 1].path, file.path) > 0; at--)
            embed->files[at] = embed->files[at - 1];
        embed->files[at] = file;
    }
}

static void print_table(struct embed *embed, struct buf *out)
{
    buf_cstr(out, "#include \"web/files_priv.h\"\n\nconst struct web_file web_files[] = {\n");
    for (size_t i = 0; i < embed->count; i++) {
        const struct packed *file = &embed->files[i];
        must(!str_has(file->path, STR("\"")) && !str_has(file->path, STR("\\")));
        buf_printf(out, "    { \"%.*s\", \"%s\", \"\\\"%.32s\\\"\", %zu, %zu, %zu, %s },\n",
                   STR_ARG(file->path), type_of(file->path), file->etag + 1, file->offset, file->size, file->plain.len, file->gzip ? "true" : "false");
    }
    buf_printf(out, "};\nconst size_t web_file_count = %zu;\n", embed->count);
}

static void print_assembler(struct str blob_path, struct buf *out)
{
    buf_cstr(out, "    .section .rodata\n    .global web_blob\n    .type web_blob, %object\n"
                  "    .balign 16\nweb_blob:\n    .incbin \"");
    buf_str(out, blob_path);
    buf_cstr(out, "\"\n    .byte 0\n    .size web_blob, . - web_blob\n"
                  "    .section .note.GNU-stack,\"\",%progbits\n");
}

static bool embed_all(struct embed *embed, char **argv)
{
    struct str index = path_join(embed->arena, embed->dist, STR("index.html"));
    bool missing = !file_exists(index);
    /* The folder above is named too: a page built later must be noticed. */
    buf_printf(&embed->depends, "%s: %.*s/..", argv[2], STR_ARG(embed->dist));
    if (missing)
        add(embed, STR("/index.html"), str_from(no_page));
    else if (!walk(embed, embed->dist, STR("")))
        return false;
    buf_char(&embed->depends, '\n');
    sort(embed);

    struct buf table, assembler;
    buf_init(&table, embed->arena);
    buf_init(&assembler, embed->arena);
    print_table(embed, &table);
    print_assembler(str_from(argv[4]), &assembler);
    return file_write(str_from(argv[4]), buf_get(&embed->blob), &embed->err) &&
           file_write(str_from(argv[3]), buf_get(&assembler), &embed->err) &&
           file_write(str_from(argv[2]), buf_get(&table), &embed->err) &&
           file_write(str_from(argv[5]), buf_get(&embed->depends), &embed->err);
}

int main(int argc, char **argv)
{
    if (argc != 6) {
        fprintf(stderr, "usage: embed DIST TABLE.c BLOB.S BLOB.bin DEPFILE\n");
        return 2;
    }
    static struct embed embed;
    embed.arena = arena_new();
    embed.dist = str_from(argv[1]);
    buf_init(&embed.blob, embed.arena);
    buf_init(&embed.depends, embed.arena);
    err_init(&embed.err);
    bool good = embed_all(&embed, argv);
    if (!good) {
        struct buf words;
        buf_init(&words, embed.arena);
        err_words(&embed.err, LANG_EN, &words);
        fprintf(stderr, "embed: %.*s\n", STR_ARG(buf_get(&words)));
    }
    arena_free(embed.arena);
    return good ? 0 : 3;
}
