/*
 * file.c - whole files, durably. See file.h.
 *
 * A write goes to a name of its own beside the target, so that two writers never share one; rename
 * then decides between the old bytes and the new. The folder is synced because the name lives
 * there.
 */
#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/rng.h"

/* A path for the C library: NUL-ended. */
struct path {
    struct buf text;
};

static const char *path_init(struct path *path, struct str s)
{
    buf_init(&path->text, NULL);
    buf_str(&path->text, s);
    return buf_get(&path->text).ptr;
}

static void path_release(struct path *path)
{
    buf_release(&path->text);
}

/* The error of a failed call on path. */
static bool failed(struct err *err, enum err_code code, struct str path, int cause)
{
    char words[256];
    const char *text = strerror_r(cause, words, sizeof words);
    return err_set(err, code, "path", path, "cause", str_from(text));
}

/* A NUL would cut the path: no such file can be. */
static bool has_nul(struct str path)
{
    return path.len && memchr(path.ptr, '\0', path.len);
}

static bool too_big(struct err *err, struct str path, uint64_t bytes, size_t limit)
{
    struct buf size, bound;
    buf_init(&size, NULL);
    buf_init(&bound, NULL);
    buf_int(&size, (int64_t)bytes);
    buf_int(&bound, (int64_t)limit);
    err_set(err, ERR_FILE_TOO_BIG, "path", path, "bytes", buf_get(&size), "limit", buf_get(&bound));
    buf_release(&size);
    buf_release(&bound);
    return false;
}

/* To the end or to `room` bytes; -1 with errno. */
static ssize_t read_all(int fd, char *at, size_t room)
{
    size_t len = 0;
    while (len < room) {
        ssize_t got = read(fd, at + len, room - len);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return -1;
        if (got == 0)
            break;
        len += (size_t)got;
    }
    return (ssize_t)len;
}

/* A file whose size the system does not tell (a pipe, /proc): read until it ends. */
static bool read_stream(struct arena *arena, int fd, struct str path, size_t max_bytes,
                        struct str *bytes, struct err *err)
{
    size_t room = 4096, len = 0;
    char *text = arena_alloc(arena, room);
    for (;;) {
        ssize_t got = read_all(fd, text + len, room - len);
        if (got < 0)
            return failed(err, ERR_FILE_READ, path, errno);
        len += (size_t)got;
        if (len > max_bytes)
            return too_big(err, path, len, max_bytes);
        if (len < room)
            break;
        text = arena_grow(arena, text, room, room * 2);
        room *= 2;
    }
    *bytes = (struct str){ text, len };
    return true;
}

static bool read_open(struct arena *arena, int fd, struct str path, size_t max_bytes,
                      struct str *bytes, struct err *err)
{
    struct stat stat;
    if (fstat(fd, &stat) != 0)
        return failed(err, ERR_FILE_READ, path, errno);
    if (S_ISDIR(stat.st_mode))
        return failed(err, ERR_FILE_READ, path, EISDIR);
    if (!S_ISREG(stat.st_mode) || stat.st_size == 0)
        return read_stream(arena, fd, path, max_bytes, bytes, err);
    if ((uint64_t)stat.st_size > max_bytes)
        return too_big(err, path, (uint64_t)stat.st_size, max_bytes);
    char *text = arena_alloc(arena, (size_t)stat.st_size + 1);
    ssize_t len = read_all(fd, text, (size_t)stat.st_size);
    if (len < 0)
        return failed(err, ERR_FILE_READ, path, errno);
    *bytes = (struct str){ text, (size_t)len };
    return true;
}

bool file_read(struct arena *arena, struct str path, size_t max_bytes, struct str *bytes,
               struct err *err)
{
    if (has_nul(path))
        return err_set(err, ERR_FILE_MISSING, "path", path);
    struct path name;
    int fd = open(path_init(&name, path), O_RDONLY | O_CLOEXEC);
    int cause = errno;
    path_release(&name);
    if (fd < 0 && (cause == ENOENT || cause == ENOTDIR))
        return err_set(err, ERR_FILE_MISSING, "path", path);
    if (fd < 0)
        return failed(err, ERR_FILE_READ, path, cause);
    bool ok = read_open(arena, fd, path, max_bytes, bytes, err);
    close(fd);
    return ok;
}

static bool write_all(int fd, struct str bytes)
{
    for (size_t at = 0; at < bytes.len;) {
        ssize_t put = write(fd, bytes.ptr + at, bytes.len - at);
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return false;
        at += (size_t)put;
    }
    return true;
}

/* The folder part: "." where there is none. */
static struct str path_folder(struct str path)
{
    size_t len = path.len;
    while (len && path.ptr[len - 1] != '/')
        len--;
    if (len == 0)
        return STR(".");
    return str_slice(path, 0, len > 1 ? len - 1 : 1);
}

/* Write the temporary file, synced; its errno, or 0. */
static int write_aside(const char *aside, struct str bytes)
{
    int fd = open(aside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (fd < 0)
        return errno;
    int cause = write_all(fd, bytes) && fsync(fd) == 0 ? 0 : errno;
    if (close(fd) != 0 && !cause)
        cause = errno;
    return cause;
}

bool file_write(struct str path, struct str bytes, struct err *err)
{
    if (has_nul(path))
        return failed(err, ERR_FILE_WRITE, path, EINVAL);
    uint64_t chance;
    rng_secret(&chance, sizeof chance);
    struct buf aside;
    buf_init(&aside, NULL);
    buf_str(&aside, path);
    buf_printf(&aside, ".%016llx.tmp", (unsigned long long)chance);

    struct path name;
    const char *target = path_init(&name, path);
    int cause = write_aside(buf_get(&aside).ptr, bytes);
    if (!cause && rename(buf_get(&aside).ptr, target) != 0)
        cause = errno;
    if (cause)
        unlink(buf_get(&aside).ptr);
    path_release(&name);
    buf_release(&aside);
    if (cause)
        return failed(err, ERR_FILE_WRITE, path, cause);
    return folder_sync(path_folder(path), err);
}

bool file_link(struct str from, struct str to, struct err *err)
{
    if (has_nul(from) || has_nul(to))
        return failed(err, ERR_FILE_WRITE, to, EINVAL);
    struct path old, name;
    const char *source = path_init(&old, from), *target = path_init(&name, to);
    int cause = link(source, target) == 0 || errno == EEXIST ? 0 : errno;
    path_release(&old);
    path_release(&name);
    if (cause)
        return failed(err, ERR_FILE_WRITE, to, cause);
    return folder_sync(path_folder(to), err);
}

static bool is_kind(struct str path, mode_t kind)
{
    if (has_nul(path))
        return false;
    struct path name;
    struct stat found;
    bool is = stat(path_init(&name, path), &found) == 0 && (found.st_mode & S_IFMT) == kind;
    path_release(&name);
    return is;
}

bool file_exists(struct str path)
{
    return is_kind(path, S_IFREG);
}

bool folder_exists(struct str path)
{
    return is_kind(path, S_IFDIR);
}

bool folder_make(struct str path, struct err *err)
{
    if (path.len == 0 || folder_exists(path))
        return true;
    if (has_nul(path))
        return failed(err, ERR_FILE_WRITE, path, EINVAL);
    while (path.len > 1 && path.ptr[path.len - 1] == '/')
        path.len--;
    struct str parent = path_folder(path);
    if (parent.len < path.len && !str_eq(parent, STR(".")) && !folder_make(parent, err))
        return false;
    struct path name;
    int cause = mkdir(path_init(&name, path), 0777) == 0 ? 0 : errno;
    path_release(&name);
    if (cause == EEXIST && folder_exists(path))
        return true;
    if (cause)
        return failed(err, ERR_FILE_WRITE, path, cause);
    return folder_sync(parent, err);
}

bool folder_sync(struct str path, struct err *err)
{
    struct path name;
    int fd = open(path_init(&name, path), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int cause = fd < 0 ? errno : 0;
    path_release(&name);
    if (fd >= 0) {
        if (fsync(fd) != 0 && errno != EINVAL) /* some file systems know no fsync of folders */
            cause = errno;
        close(fd);
    }
    return cause ? failed(err, ERR_FILE_WRITE, path, cause) : true;
}

static int name_order(const void *a, const void *b)
{
    return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

bool folder_list(struct arena *arena, struct str path, struct str **names, size_t *count,
                 struct err *err)
{
    struct path name;
    DIR *folder = opendir(path_init(&name, path));
    int cause = errno;
    path_release(&name);
    if (!folder && (cause == ENOENT || cause == ENOTDIR))
        return err_set(err, ERR_FILE_MISSING, "path", path);
    if (!folder)
        return failed(err, ERR_FILE_READ, path, cause);

    struct str *list = NULL;
    size_t used = 0, room = 0;
    errno = 0;
    for (struct dirent *found; (found = readdir(folder)); errno = 0) {
        struct str entry = str_from(found->d_name);
        if (str_eq(entry, STR(".")) || str_eq(entry, STR("..")))
            continue;
        if (used == room) {
            size_t more = room ? room * 2 : 16;
            list = arena_grow(arena, list, room * sizeof *list, more * sizeof *list);
            room = more;
        }
        list[used++] = str_copy(arena, entry);
    }
    cause = errno;
    closedir(folder);
    if (cause)
        return failed(err, ERR_FILE_READ, path, cause);
    if (used)
        qsort(list, used, sizeof *list, name_order);
    *names = list;
    *count = used;
    return true;
}

struct str path_join(struct arena *arena, struct str folder, struct str name)
{
    if (folder.len == 0 || str_starts(name, STR("/")))
        return str_copy(arena, name);
    const char *between = str_ends(folder, STR("/")) ? "" : "/";
    return str_format(arena, "%.*s%s%.*s", STR_ARG(folder), between, STR_ARG(name));
}

struct str path_name(struct str path)
{
    while (path.len > 1 && path.ptr[path.len - 1] == '/')
        path.len--;
    size_t start = path.len;
    while (start && path.ptr[start - 1] != '/')
        start--;
    return str_slice(path, start, path.len);
}
