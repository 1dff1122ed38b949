/*
 * files_priv.h - the page's files as the build packed them into the program (tools/embed.c writes the
 * table, src/web/static.c serves it).
 */
#ifndef LUODI_WEB_FILES_PRIV_H
#define LUODI_WEB_FILES_PRIV_H

#include <stdbool.h>
#include <stddef.h>

struct web_file {
    const char *path;   /* "/assets/index-1a2b.js"; the table is sorted by it */
    const char *type;   /* "text/javascript; charset=utf-8" */
    const char *etag;   /* with its quotes: of the plain bytes */
    size_t offset, size; /* in web_blob, as packed */
    size_t size_plain;
    bool gzip;          /* false: packed as it is, because gzip gained nothing */
};

extern const struct web_file web_files[];
extern const size_t web_file_count;
extern const unsigned char web_blob[];

#endif
