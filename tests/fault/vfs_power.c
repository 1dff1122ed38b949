/* vfs_power.c - files with an undo list since their last sync, behind SQLite's interface. See
 * vfs_power.h. */
#include "vfs_power.h"

#include <fcntl.h>
#include <pthread.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/must.h"
#include "base/rng.h"
#include "base/str.h"

enum { SECTOR_BYTES = 512 };

/* One unsynced write or truncation: what it wrote and what stood there. */
struct change {
    bool truncation;
    int64_t offset; /* of the write; of a truncation the new size */
    size_t len;
    char *wrote, *stood;
    size_t stood_len; /* the file ended before offset + len */
    int64_t size_before;
    struct change *before; /* the one written earlier */
};

/* A named file, as long as anything of it is unsynced or it is open. */
struct file {
    struct file *next;
    const char *path;
    int fd; /* our own; closing it would drop SQLite's locks, so only power_restore does */
    struct change *last; /* newest first */
    size_t change_count;
    bool made_unsynced, deleted;
};

struct power {
    sqlite3_vfs vfs; /* what SQLite sees; pAppData is this struct */
    sqlite3_vfs *real;
    struct arena *arena, *changes;
    pthread_mutex_t lock;
    struct file *files;
    int open_count;
    enum power_fault fault;
    enum power_loss loss;
    int64_t at_operation, operations;
    bool fired;
    _Atomic bool dead; /* read without the lock */
    struct rng rng;
};

struct handle {
    sqlite3_file base;
    struct power *power;
    struct file *file;  /* NULL: a temporary file, passed through */
    bool new_journal;   /* SQLite syncs the folder with its first sync */
    sqlite3_file *real; /* behind this struct */
};

static struct handle *handle_of(sqlite3_file *file)
{
    return (struct handle *)file;
}

static int64_t size_of(int fd)
{
    struct stat info;
    must(fstat(fd, &info) == 0);
    return info.st_size;
}

static void put(int fd, const char *bytes, size_t len, int64_t offset)
{
    while (len) {
        ssize_t wrote = pwrite(fd, bytes, len, offset);
        must(wrote > 0);
        bytes += wrote;
        len -= (size_t)wrote;
        offset += wrote;
    }
}

/* ---- the cut ---------------------------------------------------------------------------- */

static void undo(struct file *file)
{
    for (struct change *change = file->last; change; change = change->before) {
        must(ftruncate(file->fd, change->size_before) == 0);
        if (change->stood_len)
            put(file->fd, change->stood, change->stood_len, change->offset);
    }
}

static void redo(struct file *file, const struct change *change, size_t len)
{
    if (change->truncation)
        must(ftruncate(file->fd, change->offset) == 0);
    else
        put(file->fd, change->wrote, len, change->offset);
}

static void redo_torn(struct power *power, struct file *file, const struct change *change)
{
    for (size_t at = 0; at < change->len; at += SECTOR_BYTES) {
        size_t len = change->len - at < SECTOR_BYTES ? change->len - at : SECTOR_BYTES;
        if (rng_below(&power->rng, 2))
            put(file->fd, change->wrote + at, len, change->offset + (int64_t)at);
    }
}

static void redo_random(struct power *power, struct file *file)
{
    size_t count = file->change_count;
    struct change **order = ARENA_ARRAY(power->changes, struct change *, count);
    size_t at = 0;
    for (struct change *change = file->last; change; change = change->before)
        order[at++] = change;
    must(at == count);
    for (size_t i = count; i > 1; i--) {
        size_t other = (size_t)rng_below(&power->rng, i);
        struct change *kept = order[i - 1];
        order[i - 1] = order[other];
        order[other] = kept;
    }
    for (size_t i = 0; i < count; i++) {
        uint64_t chance = rng_below(&power->rng, 4);
        if (chance == 1 && !order[i]->truncation)
            redo_torn(power, file, order[i]);
        else if (chance >= 2)
            redo(file, order[i], order[i]->len);
    }
}

/* The folder's entries: what was not synced may be lost, or a deleted file back. */
static void settle_entry(struct power *power, struct file *file)
{
    bool keeps = power->loss == LOSS_RANDOM && rng_below(&power->rng, 2);
    if (file->made_unsynced && !file->deleted && !keeps)
        (void)unlink(file->path);
    if (!file->deleted || file->made_unsynced || keeps || access(file->path, F_OK) == 0)
        return;
    int fd = open(file->path, O_RDWR | O_CREAT | O_EXCL, 0600);
    must(fd >= 0);
    char bytes[4096];
    int64_t offset = 0;
    for (ssize_t got; (got = pread(file->fd, bytes, sizeof bytes, offset)) > 0; offset += got)
        put(fd, bytes, (size_t)got, offset);
    close(fd);
}

static void cut(struct power *power)
{
    power->dead = true;
    for (struct file *file = power->files; file; file = file->next) {
        struct change *last = file->last;
        undo(file);
        if (power->loss == LOSS_TORN && last && !last->truncation)
            redo(file, last, (size_t)rng_below(&power->rng, last->len + 1));
        if (power->loss == LOSS_RANDOM)
            redo_random(power, file);
        settle_entry(power, file);
    }
}

/* ---- counting --------------------------------------------------------------------------- */

enum verdict { GO, FAIL, NO_ROOM };

/* One more operation: may it go on? `grows` is a write behind the file's end. */
static enum verdict count_operation(struct power *power, bool grows)
{
    if (power->dead)
        return FAIL;
    int64_t n = ++power->operations;
    if (power->fault == POWER_NONE || n < power->at_operation)
        return GO;
    if (power->fault == POWER_FULL) {
        power->fired = power->fired || grows;
        return grows ? NO_ROOM : GO;
    }
    if (power->fault == POWER_IO && n > power->at_operation)
        return GO;
    power->fired = true;
    if (power->fault == POWER_CUT)
        cut(power);
    return FAIL;
}

static void forget_changes(struct power *power, struct file *file)
{
    file->last = NULL;
    file->change_count = 0;
    for (struct file *other = power->files; other; other = other->next)
        if (other->last)
            return;
    arena_reset(power->changes);
}

static struct change *note(struct power *power, struct file *file, int64_t offset, size_t len)
{
    struct change *change = ARENA_NEW(power->changes, struct change);
    change->offset = offset;
    change->len = len;
    change->size_before = size_of(file->fd);
    if (len && offset < change->size_before) {
        int64_t left = change->size_before - offset;
        change->stood_len = (int64_t)len < left ? len : (size_t)left;
        change->stood = arena_alloc(power->changes, change->stood_len);
        must(pread(file->fd, change->stood, change->stood_len, offset) ==
             (ssize_t)change->stood_len);
    }
    change->before = file->last;
    file->last = change;
    file->change_count++;
    return change;
}

/* ---- a file's methods ------------------------------------------------------------------- */

static int power_close(sqlite3_file *base)
{
    struct handle *handle = handle_of(base);
    pthread_mutex_lock(&handle->power->lock);
    handle->power->open_count--;
    pthread_mutex_unlock(&handle->power->lock);
    return handle->real->pMethods->xClose(handle->real);
}

static int power_read(sqlite3_file *base, void *bytes, int len, sqlite3_int64 offset)
{
    struct handle *handle = handle_of(base);
    if (handle->file && handle->power->dead)
        return SQLITE_IOERR_READ;
    return handle->real->pMethods->xRead(handle->real, bytes, len, offset);
}

static int write_noted(struct handle *handle, const void *bytes, int len, sqlite3_int64 offset)
{
    struct power *power = handle->power;
    struct file *file = handle->file;
    bool grows = offset + len > size_of(file->fd);
    struct change *change = NULL;
    if (!power->dead) {
        change = note(power, file, offset, (size_t)len);
        change->wrote = arena_alloc(power->changes, (size_t)len);
        memcpy(change->wrote, bytes, (size_t)len);
    }
    enum verdict verdict = count_operation(power, grows);
    if (verdict == GO)
        return handle->real->pMethods->xWrite(handle->real, bytes, len, offset);
    if (verdict == NO_ROOM) { /* what still had room was written */
        change->len = (size_t)len / 2;
        put(file->fd, bytes, change->len, offset);
        return SQLITE_FULL;
    }
    if (!power->dead && change) {
        file->last = change->before;
        file->change_count--;
    }
    return SQLITE_IOERR_WRITE;
}

static int power_write(sqlite3_file *base, const void *bytes, int len, sqlite3_int64 offset)
{
    struct handle *handle = handle_of(base);
    if (!handle->file)
        return handle->real->pMethods->xWrite(handle->real, bytes, len, offset);
    pthread_mutex_lock(&handle->power->lock);
    int rc = write_noted(handle, bytes, len, offset);
    pthread_mutex_unlock(&handle->power->lock);
    return rc;
}

static int truncate_noted(struct handle *handle, sqlite3_int64 size)
{
    struct power *power = handle->power;
    if (count_operation(power, false) == FAIL)
        return SQLITE_IOERR_TRUNCATE;
    int64_t now = size_of(handle->file->fd);
    note(power, handle->file, size, size < now ? (size_t)(now - size) : 0)->truncation = true;
    return handle->real->pMethods->xTruncate(handle->real, size);
}

static int power_truncate(sqlite3_file *base, sqlite3_int64 size)
{
    struct handle *handle = handle_of(base);
    if (!handle->file)
        return handle->real->pMethods->xTruncate(handle->real, size);
    pthread_mutex_lock(&handle->power->lock);
    int rc = truncate_noted(handle, size);
    pthread_mutex_unlock(&handle->power->lock);
    return rc;
}

/* All tests' files stand in one folder: its sync covers every entry. */
static void sync_entries(struct power *power)
{
    for (struct file *file = power->files; file; file = file->next)
        file->made_unsynced = false;
    for (struct file **link = &power->files; *link;) {
        struct file *file = *link;
        if (!file->deleted) {
            link = &file->next;
            continue;
        }
        close(file->fd);
        *link = file->next;
    }
}

static int power_sync(sqlite3_file *base, int flags)
{
    (void)flags;
    struct handle *handle = handle_of(base);
    struct power *power = handle->power;
    if (!handle->file)
        return SQLITE_OK;
    pthread_mutex_lock(&power->lock);
    int rc = count_operation(power, false) == GO ? SQLITE_OK : SQLITE_IOERR_FSYNC;
    if (rc == SQLITE_OK) {
        forget_changes(power, handle->file);
        if (handle->new_journal)
            sync_entries(power);
        handle->new_journal = false;
    }
    pthread_mutex_unlock(&power->lock);
    return rc;
}

static int power_size(sqlite3_file *base, sqlite3_int64 *size)
{
    struct handle *handle = handle_of(base);
    if (handle->file && handle->power->dead)
        return SQLITE_IOERR_FSTAT;
    return handle->real->pMethods->xFileSize(handle->real, size);
}

static int power_lock(sqlite3_file *base, int level)
{
    return handle_of(base)->real->pMethods->xLock(handle_of(base)->real, level);
}

static int power_unlock(sqlite3_file *base, int level)
{
    return handle_of(base)->real->pMethods->xUnlock(handle_of(base)->real, level);
}

static int power_reserved(sqlite3_file *base, int *out)
{
    return handle_of(base)->real->pMethods->xCheckReservedLock(handle_of(base)->real, out);
}

static int power_control(sqlite3_file *base, int operation, void *argument)
{
    return handle_of(base)->real->pMethods->xFileControl(handle_of(base)->real, operation,
                                                         argument);
}

static int power_sector(sqlite3_file *base)
{
    (void)base;
    return 4096;
}

static int power_character(sqlite3_file *base)
{
    (void)base;
    return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

/* The log's index is shared memory, which no power cut keeps: passed through, and made anew by the
 * next to open. */
static int power_shm_map(sqlite3_file *base, int page, int size, int extend, void volatile **out)
{
    struct handle *handle = handle_of(base);
    if (handle->power->dead)
        return SQLITE_IOERR_SHMMAP;
    return handle->real->pMethods->xShmMap(handle->real, page, size, extend, out);
}

static int power_shm_lock(sqlite3_file *base, int offset, int n, int flags)
{
    return handle_of(base)->real->pMethods->xShmLock(handle_of(base)->real, offset, n, flags);
}

static void power_shm_barrier(sqlite3_file *base)
{
    handle_of(base)->real->pMethods->xShmBarrier(handle_of(base)->real);
}

static int power_shm_unmap(sqlite3_file *base, int delete)
{
    return handle_of(base)->real->pMethods->xShmUnmap(handle_of(base)->real, delete);
}

static const sqlite3_io_methods methods = {
    .iVersion = 2,
    .xClose = power_close,
    .xRead = power_read,
    .xWrite = power_write,
    .xTruncate = power_truncate,
    .xSync = power_sync,
    .xFileSize = power_size,
    .xLock = power_lock,
    .xUnlock = power_unlock,
    .xCheckReservedLock = power_reserved,
    .xFileControl = power_control,
    .xSectorSize = power_sector,
    .xDeviceCharacteristics = power_character,
    .xShmMap = power_shm_map,
    .xShmLock = power_shm_lock,
    .xShmBarrier = power_shm_barrier,
    .xShmUnmap = power_shm_unmap,
};

/* ---- the layer's methods ---------------------------------------------------------------- */

static struct file *file_find(struct power *power, const char *path)
{
    struct file *file = power->files;
    while (file && (file->deleted || strcmp(file->path, path) != 0))
        file = file->next;
    return file;
}

static struct file *file_take(struct power *power, const char *path, bool made)
{
    struct file *file = file_find(power, path);
    if (file)
        return file;
    file = ARENA_NEW(power->arena, struct file);
    file->path = str_cstr(power->arena, str_from(path));
    file->fd = open(path, O_RDWR | O_CLOEXEC);
    must(file->fd >= 0);
    file->made_unsynced = made;
    file->next = power->files;
    power->files = file;
    return file;
}

static int power_open(sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *base, int flags,
                      int *out)
{
    struct power *power = vfs->pAppData;
    struct handle *handle = handle_of(base);
    *handle = (struct handle){ .power = power, .real = (sqlite3_file *)(handle + 1) };
    if (power->dead)
        return SQLITE_CANTOPEN;
    bool made = name && (flags & SQLITE_OPEN_CREATE) && access(name, F_OK) != 0;
    int rc = power->real->xOpen(power->real, name, handle->real, flags, out);
    if (rc != SQLITE_OK) {
        if (handle->real->pMethods)
            handle->real->pMethods->xClose(handle->real);
        return rc;
    }
    pthread_mutex_lock(&power->lock);
    power->open_count++;
    if (name && !(flags & SQLITE_OPEN_READONLY))
        handle->file = file_take(power, name, made);
    handle->new_journal = made && (flags & (SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL));
    pthread_mutex_unlock(&power->lock);
    base->pMethods = &methods;
    return SQLITE_OK;
}

static int power_delete(sqlite3_vfs *vfs, const char *name, int sync_folder)
{
    struct power *power = vfs->pAppData;
    pthread_mutex_lock(&power->lock);
    int rc = SQLITE_IOERR_DELETE;
    if (count_operation(power, false) == GO) {
        struct file *file = file_find(power, name);
        rc = power->real->xDelete(power->real, name, 0);
        if (file && rc == SQLITE_OK)
            file->deleted = true;
        if (sync_folder)
            sync_entries(power);
    }
    pthread_mutex_unlock(&power->lock);
    return rc;
}

static int power_access(sqlite3_vfs *vfs, const char *name, int flags, int *out)
{
    struct power *power = vfs->pAppData;
    return power->dead ? SQLITE_IOERR_ACCESS : power->real->xAccess(power->real, name, flags, out);
}

static int power_full_path(sqlite3_vfs *vfs, const char *name, int room, char *out)
{
    struct power *power = vfs->pAppData;
    return power->real->xFullPathname(power->real, name, room, out);
}

static int power_randomness(sqlite3_vfs *vfs, int len, char *out)
{
    struct power *power = vfs->pAppData;
    return power->real->xRandomness(power->real, len, out);
}

static int power_sleep(sqlite3_vfs *vfs, int us)
{
    struct power *power = vfs->pAppData;
    return power->real->xSleep(power->real, us);
}

static int power_time(sqlite3_vfs *vfs, double *days)
{
    struct power *power = vfs->pAppData;
    return power->real->xCurrentTime(power->real, days);
}

static int power_last_error(sqlite3_vfs *vfs, int len, char *out)
{
    (void)vfs, (void)len, (void)out;
    return 0;
}

/* ---- the test's side -------------------------------------------------------------------- */

struct power *power_new(const char *name)
{
    struct arena *arena = arena_new();
    struct power *power = ARENA_NEW(arena, struct power);
    power->arena = arena;
    power->changes = arena_new();
    power->real = sqlite3_vfs_find(NULL);
    must(power->real && pthread_mutex_init(&power->lock, NULL) == 0);
    power->vfs = (sqlite3_vfs){
        .iVersion = 1,
        .szOsFile = (int)sizeof(struct handle) + power->real->szOsFile,
        .mxPathname = power->real->mxPathname,
        .zName = str_cstr(arena, str_from(name)),
        .pAppData = power,
        .xOpen = power_open,
        .xDelete = power_delete,
        .xAccess = power_access,
        .xFullPathname = power_full_path,
        .xRandomness = power_randomness,
        .xSleep = power_sleep,
        .xCurrentTime = power_time,
        .xGetLastError = power_last_error,
    };
    must(sqlite3_vfs_register(&power->vfs, 0) == SQLITE_OK);
    return power;
}

void power_free(struct power *power)
{
    power_restore(power);
    sqlite3_vfs_unregister(&power->vfs);
    pthread_mutex_destroy(&power->lock);
    arena_free(power->changes);
    arena_free(power->arena);
}

void power_arm(struct power *power, enum power_fault fault, int64_t at_operation,
               enum power_loss loss, uint64_t seed)
{
    must(!power->dead);
    power->fault = fault;
    power->at_operation = at_operation;
    power->loss = loss;
    power->operations = 0;
    power->fired = false;
    rng_init(&power->rng, seed);
}

void power_restore(struct power *power)
{
    must(power->open_count == 0);
    for (struct file *file = power->files; file; file = file->next)
        close(file->fd);
    power->files = NULL;
    power->dead = false;
    arena_reset(power->changes);
    power_arm(power, POWER_NONE, 0, LOSS_ALL, 0);
}

bool power_fired(const struct power *power)
{
    return power->fired;
}

int64_t power_operations(const struct power *power)
{
    return power->operations;
}
