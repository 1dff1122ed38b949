/*
 * load.c - the files of the definitions, from folders or from kept bytes, and the order of a load.
 */
#include <stdlib.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/limits.h"
#include "model/model_priv.h"

/* Files being gathered. */
struct gather {
    struct loader *loader;
    struct source *sources;
    size_t count, room;
};

static struct source *gather_find(struct gather *gather, struct str name)
{
    for (size_t i = 0; i < gather->count; i++) {
        if (str_eq(gather->sources[i].name, name))
            return &gather->sources[i];
    }
    return NULL;
}

static void gather_put(struct gather *gather, struct source source)
{
    struct source *old = gather_find(gather, source.name);
    if (old) {
        *old = source;
        return;
    }
    if (gather->count == gather->room) {
        size_t room = gather->room ? gather->room * 2 : 32;
        gather->sources = arena_grow(gather->loader->arena, gather->sources,
                                     gather->room * sizeof source, room * sizeof source);
        gather->room = room;
    }
    gather->sources[gather->count++] = source;
}

static const struct folder {
    struct str name, ending;
} folders[] = {
#define FOLDER(name, ending) { STR_INIT(name), STR_INIT(ending) },
#include "model/folders.def"
#undef FOLDER
};
enum { FOLDER_COUNT = sizeof folders / sizeof folders[0] };

static bool file_refuse(struct loader *loader, struct str name, struct str path, struct str folder,
                        struct str wanted)
{
    struct err err;
    err_init(&err);
    err_set(&err, ERR_MODEL_FILE, "name", name, "folder", folder, "wanted", wanted);
    struct source source = { .name = name, .path = path };
    fault_add_source(loader, &source, 0, 0, &err);
    return false;
}

/* A name that nobody reads is more likely misspelt than meant. */
static bool name_allowed(struct loader *loader, struct str name, struct str path)
{
    struct str wanted = STR("metrics.yaml roles.yaml");
    if (str_eq(name, STR("metrics.yaml")) || str_eq(name, STR("roles.yaml")))
        return true;
    for (size_t i = 0; i < FOLDER_COUNT; i++) {
        const struct folder *folder = &folders[i];
        wanted = str_format(loader->arena, "%.*s %.*s", STR_ARG(wanted), STR_ARG(folder->name));
        if (!str_starts(name, folder->name))
            continue;
        if (str_ends(name, folder->ending) && name.len > folder->name.len + folder->ending.len)
            return true;
        return file_refuse(loader, name, path, folder->name,
                           str_join(loader->arena, STR("*"), folder->ending));
    }
    return file_refuse(loader, name, path, STR("model/"), wanted);
}

/* Own kinds and metrics stand beside the shipped ones; any other own file stands in the place of
 * the shipped one. */
static struct str kept_name(struct loader *loader, struct str name, bool own)
{
    bool beside = str_starts(name, STR("kinds/")) || str_eq(name, STR("metrics.yaml"));
    return own && beside ? str_join(loader->arena, STR("own/"), name) : name;
}

static void gather_file(struct gather *gather, struct str path, struct str name, bool own)
{
    struct loader *loader = gather->loader;
    if (!name_allowed(loader, name, path))
        return;
    struct err err;
    err_init(&err);
    struct source source = { .name = kept_name(loader, name, own), .path = path };
    if (gather->count >= LIMIT_MODEL_FILES) {
        err_set(&err, ERR_MODEL_LIMIT, WORD_ARGS("what", WORD_FILES), "limit",
                str_format(loader->arena, "%d", LIMIT_MODEL_FILES));
        fault_add_source(loader, &source, 0, 0, &err);
        return;
    }
    if (file_read(loader->arena, path, LIMIT_MODEL_BYTES, &source.bytes, &err))
        gather_put(gather, source);
    else
        fault_add_source(loader, &source, 0, 0, &err);
}

static void gather_folder(struct gather *gather, struct str folder, struct str prefix, bool own,
                          int depth)
{
    struct loader *loader = gather->loader;
    struct str *names;
    size_t count;
    struct err err;
    err_init(&err);
    struct source source = { .path = folder };
    if (depth > LIMIT_MODEL_FOLDER_DEPTH) {
        err_set(&err, ERR_MODEL_LIMIT, WORD_ARGS("what", WORD_LEVELS), "limit",
                str_format(loader->arena, "%d", LIMIT_MODEL_FOLDER_DEPTH));
        fault_add_source(loader, &source, 0, 0, &err);
        return;
    }
    if (!folder_list(loader->arena, folder, &names, &count, &err)) {
        fault_add_source(loader, &source, 0, 0, &err);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        if (str_starts(names[i], STR("."))) /* an editor's, not a definition */
            continue;
        struct str path = path_join(loader->arena, folder, names[i]);
        struct str name = str_join(loader->arena, prefix, names[i]);
        if (folder_exists(path))
            gather_folder(gather, path, str_join(loader->arena, name, STR("/")), own, depth + 1);
        else
            gather_file(gather, path, name, own);
    }
}

static int source_order(const void *a, const void *b)
{
    return str_cmp(((const struct source *)a)->name, ((const struct source *)b)->name);
}

static void files_keep(struct loader *loader)
{
    struct model_file *files = ARENA_ARRAY(loader->arena, struct model_file, loader->source_count);
    for (size_t i = 0; i < loader->source_count; i++)
        files[i] = (struct model_file){ loader->sources[i].name, loader->sources[i].bytes };
    loader->model->files = files;
    loader->model->file_count = loader->source_count;
}

/* All steps. Those that need sound kinds are left out where earlier ones found faults, for they
 * would only tell of these again. */
static struct model *load(struct loader *loader, struct source *sources, size_t source_count)
{
    if (source_count)
        qsort(sources, source_count, sizeof *sources, source_order);
    loader->sources = sources;
    loader->source_count = source_count;
    loader->model->arena = loader->arena;
    files_keep(loader);
    codes_load(loader);
    calendar_load(loader);
    size_t kind_count, metric_count;
    struct node **kinds = overlay_kinds(loader, &kind_count);
    struct node **metrics = overlay_metrics(loader, &metric_count);
    kinds_declare(loader, kinds, kind_count);
    kinds_fill(loader);
    clocks_load(loader);
    roles_check(loader);
    rolls_fill(loader);
    if (loader->fault_count)
        return NULL;
    scopes_make(loader);
    rolls_compile(loader);
    kinds_finish(loader);
    metrics_load(loader, metrics, metric_count);
    permission_load(loader);
    return loader->fault_count ? NULL : loader->model;
}

static void loader_init(struct loader *loader, struct arena *arena, struct err_list *errs)
{
    *loader =
        (struct loader){ .arena = arena, .errs = errs, .model = ARENA_NEW(arena, struct model) };
}

struct model *model_load(struct arena *arena, struct str shipped, struct str own,
                         struct err_list *errs)
{
    struct loader loader;
    loader_init(&loader, arena, errs);
    struct gather gather = { .loader = &loader };
    if (shipped.len)
        gather_folder(&gather, shipped, STR(""), false, 1);
    if (own.len && folder_exists(own))
        gather_folder(&gather, own, STR(""), true, 1);
    return load(&loader, gather.sources, gather.count);
}

struct model *model_from_files(struct arena *arena, const struct model_file *files, size_t count,
                               struct err_list *errs)
{
    struct loader loader;
    loader_init(&loader, arena, errs);
    struct gather gather = { .loader = &loader };
    for (size_t i = 0; i < count; i++) {
        struct str name = files[i].name;
        struct str bare = str_starts(name, STR("own/")) ? str_slice(name, 4, name.len) : name;
        if (name_allowed(&loader, bare, name))
            gather_put(&gather, (struct source){ name, name, files[i].bytes });
    }
    return load(&loader, gather.sources, gather.count);
}
