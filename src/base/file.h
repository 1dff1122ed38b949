/*
 * file.h - reading and durably writing whole files and folders.
 *
 * Every write here is complete or absent: temporary name, fsync, rename, fsync of the folder.
 */
#ifndef LUODI_BASE_FILE_H
#define LUODI_BASE_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

struct arena;
struct err;

/* The whole file, bytes as they are; ERR_FILE_MISSING, ERR_FILE_READ, or ERR_FILE_TOO_BIG over
 * max_bytes. What has no size of its own (a pipe) is read to its end. */
bool file_read(struct arena *arena, struct str path, size_t max_bytes, struct str *bytes,
               struct err *err);
/* Whole or not at all, and on disk when it returns true. False with ERR_FILE_WRITE and the system's
 * cause (disk full ..): the old file stands as it was, and nothing is left beside it. */
bool file_write(struct str path, struct str bytes, struct err *err);
/* A second name for a file that is on disk, within one file system; the name is on disk when it returns true. Where a file
 * of that name stands already, it stays. */
bool file_link(struct str from, struct str to, struct err *err);
bool file_exists(struct str path);
bool folder_exists(struct str path);
bool folder_make(struct str path, struct err *err); /* with its parents */
bool folder_sync(struct str path, struct err *err);
/* Names in a folder (without . and ..), sorted by bytes. */
bool folder_list(struct arena *arena, struct str path, struct str **names, size_t *count,
                 struct err *err);
struct str path_join(struct arena *arena, struct str folder, struct str name);
struct str path_name(struct str path); /* the last part */

#endif
