/*
 * upload.c - a file as it comes: to the disk piece by piece while its hash is taken, never whole in memory. It waits in
 * LEDGER/uploads under its hash until an entry names it as proof; one that none names within a day is dropped.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/rng.h"
#include "web/api_write_priv.h"

struct upload {
    struct str path;       /* while it comes */
    int fd;
    int cause;             /* why a piece could not be written; 0: all were */
    struct hasher *hasher;
    int64_t size;
};

static struct str waiting_folder(struct request *request)
{
    return path_join(request->arena, server_options(request->server)->ledger, STR("uploads"));
}

struct str upload_path(struct request *request, struct hash hash)
{
    struct buf name;
    buf_init(&name, request->arena);
    hash_print(hash, &name);
    return path_join(request->arena, waiting_folder(request), buf_get(&name));
}

static bool cannot_write(struct str path, int cause, struct err *err)
{
    return err_set(err, ERR_FILE_WRITE, "path", path_name(path), "cause", str_from(strerror(cause)));
}

bool upload_begin(struct request *request, struct err *err)
{
    struct str folder = waiting_folder(request);
    if (!folder_make(folder, err))
        return false;
    uint64_t chance;
    rng_secret(&chance, sizeof chance);
    struct upload *upload = ARENA_NEW(request->arena, struct upload);
    upload->path = str_format(request->arena, "%.*s/%016llx.part", STR_ARG(folder), (unsigned long long)chance);
    upload->fd = open(str_cstr(request->arena, upload->path), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (upload->fd < 0)
        return cannot_write(upload->path, errno, err);
    upload->hasher = hasher_new(ledger_hash_kind(request->worker->ledger));
    hasher_begin(upload->hasher);
    request->upload = upload;
    return true;
}

void upload_bytes(struct request *request, struct str bytes)
{
    struct upload *upload = request->upload;
    hasher_add(upload->hasher, bytes.ptr, bytes.len);
    upload->size += (int64_t)bytes.len;
    while (bytes.len && !upload->cause) {
        ssize_t written = write(upload->fd, bytes.ptr, bytes.len);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            upload->cause = written ? errno : ENOSPC;
        else
            bytes = str_slice(bytes, (size_t)written, bytes.len);
    }
}

void upload_drop(struct request *request)
{
    struct upload *upload = request->upload;
    if (!upload)
        return;
    if (upload->fd >= 0) {
        close(upload->fd);
        unlink(str_cstr(request->arena, upload->path));
    }
    hasher_free(upload->hasher);
    request->upload = NULL;
}

/* Files that nobody named for a day, parts of broken connections among them. */
static void drop_old(struct request *request)
{
    struct str folder = waiting_folder(request), *names;
    size_t count;
    struct err none;
    struct clock wall;
    err_init(&none);
    clock_init_system(&wall); /* of the files' own times, whatever day the ledger thinks it is */
    if (!folder_list(request->arena, folder, &names, &count, &none))
        return;
    for (size_t i = 0; i < count; i++) {
        const char *path = str_cstr(request->arena, path_join(request->arena, folder, names[i]));
        struct stat found;
        if (stat(path, &found) == 0 && (int64_t)found.st_mtime + LIMIT_UPLOAD_HOURS * 3600 < clock_now(&wall).us / 1000000)
            unlink(path);
    }
}

/* On disk under its hash; the same file sent twice is one. */
static bool settle(struct request *request, struct str path, struct err *err)
{
    struct upload *upload = request->upload;
    if (!upload->cause && fsync(upload->fd) != 0)
        upload->cause = errno;
    if (!upload->cause &&
        rename(str_cstr(request->arena, upload->path), str_cstr(request->arena, path)) != 0)
        upload->cause = errno;
    if (upload->cause)
        return cannot_write(upload->path, upload->cause, err);
    close(upload->fd);
    upload->fd = -1;
    return folder_sync(waiting_folder(request), err);
}

/* Whoever may append proof to nothing has none to bring. */
static bool may_bring_proof(struct request *request, struct err *err)
{
    const struct model *model = ledger_model(request->worker->ledger);
    const struct permit *permit = ledger_permit(request->worker->ledger);
    static const enum verb verbs[] = { VERB_EVIDENCE, VERB_ADD, VERB_CHANGE, VERB_STAGE, VERB_CORRECT };
    for (size_t k = 0; k < model->kind_count; k++)
        for (size_t v = 0; v < sizeof verbs / sizeof *verbs; v++)
            if (permit_may(permit, &model->kinds[k], verbs[v]))
                return true;
    const struct label any = { STR("任何记录"), STR("any") };
    return err_set(err, ERR_FORBIDDEN, "verb", verb_word(VERB_EVIDENCE, LANG_ZH), "verb_en", verb_word(VERB_EVIDENCE, LANG_EN), "kind",
                   any.zh, "kind_en", any.en);
}

bool web_upload(struct request *request, struct err *err)
{
    struct upload *upload = request->upload;
    if (!may_bring_proof(request, err))
        return false;
    if (!upload->size)
        return err_set(err, ERR_WEB_UPLOAD_EMPTY);
    struct hash hash = hasher_end(upload->hasher);
    struct buf hex, out;
    buf_init(&hex, request->arena);
    buf_init(&out, request->arena);
    hash_print(hash, &hex);
    drop_old(request);
    if (!settle(request, upload_path(request, hash), err))
        return false;
    struct json_writer json;
    json_writer_init(&json, &out, false);
    json_object(&json);
    json_key(&json, "upload");
    json_str(&json, buf_get(&hex));
    json_key(&json, "hash_kind");
    json_cstr(&json, hash_kind_name(ledger_hash_kind(request->worker->ledger)));
    json_key(&json, "size");
    json_num(&json, upload->size);
    json_object_end(&json);
    response_json(request, 201, buf_get(&out));
    response_header(request, "Cache-Control", STR("no-store"));
    return true;
}
