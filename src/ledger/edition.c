/*
 * edition.c - definitions as the ledger keeps them: reading them back, the register's numbers, who watches whom.
 */
#include "ledger/edition_priv.h"

#include <string.h>

#include "base/json.h"
#include "base/limits.h"
#include "ledger/ledger_priv.h"

enum { REGISTER_KIND, REGISTER_FIELD, REGISTER_STAGE };

/* ---- the register ------------------------------------------------------------------------------------ */

static bool register_one(struct store *store, int what, struct str kind, struct str name, int type, int scale,
                         struct err *err)
{
    struct statement_handle *st = store_statement(store,
        SQL("SELECT type, scale FROM register WHERE ledger = 1 AND what = ?1 AND kind = ?2 AND name = ?3"), err);
    if (!st)
        return false;
    bind_int(st, 1, what);
    bind_text(st, 2, kind);
    bind_text(st, 3, name);
    bool row;
    if (!statement_step(store, st, &row, err))
        return false;
    if (row) {
        bool same = column_int(st, 0) == type && column_int(st, 1) == scale;
        statement_done(st);
        return same || err_set(err, ERR_UPGRADE_TYPE, "kind", kind, "field", name);
    }
    st = store_statement(store,
        SQL("INSERT INTO register SELECT 1, coalesce(max(number), 0) + 1, ?1, ?2, ?3, ?4, ?5"
            " FROM register WHERE ledger = 1"), err);
    if (!st)
        return false;
    bind_int(st, 1, what);
    bind_text(st, 2, kind);
    bind_text(st, 3, name);
    bind_int(st, 4, type);
    bind_int(st, 5, scale);
    return statement_run(store, st, err);
}

/* A rolled-up field's numbers in timelines mean what its definition says: a new one gets a new number. */
static struct str register_name(struct arena *arena, const struct field *field)
{
    if (field->roll == ROLL_NONE)
        return field->name;
    struct str where = field->roll_where_text;
    return str_format(arena, "%.*s=%d %.*s.%.*s.%.*s@%.*s where %.*s", STR_ARG(field->name), (int)field->roll,
        STR_ARG(field->roll_kind->name), STR_ARG(field->roll_ref->name),
        STR_ARG(field->roll_field ? register_name(arena, field->roll_field) : STR("")),
        STR_ARG(field->roll_at ? field->roll_at->name : STR("")), STR_ARG(where));
}

static bool version_insert(struct store *store, struct str metric, int64_t position, struct str digest, struct err *err)
{
    struct statement_handle *st = store_statement(store,
        SQL("INSERT INTO metric_version SELECT 1, coalesce(max(id), 0) + 1, ?1, ?2, ?3"
            " FROM metric_version WHERE ledger = 1"), err);
    if (!st)
        return false;
    bind_text(st, 1, metric);
    bind_int(st, 2, position);
    bind_blob(st, 3, digest.ptr, digest.len);
    return statement_run(store, st, err);
}

static bool register_metric(struct store *store, const struct metric *metric, int64_t position, struct err *err)
{
    struct hash digest = hash_of(HASH_SM3, metric->version_text);
    struct statement_handle *st = store_statement(store,
        SQL("SELECT digest FROM metric_version WHERE ledger = 1 AND metric = ?1 ORDER BY since DESC LIMIT 1"), err);
    if (!st)
        return false;
    bind_text(st, 1, metric->name);
    bool row;
    if (!statement_step(store, st, &row, err))
        return false;
    if (row) {
        struct str blob = column_blob(st, 0);
        bool same = blob.len == HASH_SIZE && !memcmp(blob.ptr, digest.bytes, HASH_SIZE);
        statement_done(st);
        if (same)
            return true;
    }
    return version_insert(store, metric->name, position, (struct str){ (const char *)digest.bytes, HASH_SIZE }, err);
}

/* A metric that is defined no more has a version without a form: should it come back, it is a new one, for what happened in
 * between is in no cell of the old. */
static bool register_gone(struct store *store, const struct model *model, int64_t position, struct err *err)
{
    struct arena *arena = arena_new();
    struct statement_handle *st = store_statement(store,
        SQL("SELECT metric, max(id), length(digest) FROM metric_version WHERE ledger = 1 GROUP BY metric ORDER BY metric"), err);
    struct str *names = NULL;
    size_t count = 0;
    bool ok = st != NULL;
    for (bool row = true; ok && row;) {
        ok = statement_step(store, st, &row, err);
        if (!ok || !row || !column_int(st, 2) || model_metric(model, column_text(st, 0)))
            continue;
        names = arena_grow(arena, names, count * sizeof *names, (count + 1) * sizeof *names);
        names[count++] = str_copy(arena, column_text(st, 0));
    }
    for (size_t i = 0; ok && i < count; i++)
        ok = version_insert(store, names[i], position, (struct str){ 0 }, err);
    arena_free(arena);
    return ok;
}

bool edition_register(struct store *store, const struct model *model, int64_t position, struct err *err)
{
    struct arena *scratch = arena_new();
    bool ok = true;
    for (size_t k = 0; ok && k < model->kind_count; k++) {
        const struct kind *kind = &model->kinds[k];
        ok = register_one(store, REGISTER_KIND, kind->name, STR(""), 0, 0, err);
        for (size_t f = 0; ok && f < kind->field_count; f++)
            ok = register_one(store, REGISTER_FIELD, kind->name, register_name(scratch, &kind->fields[f]),
                              (int)kind->fields[f].type, kind->fields[f].scale, err);
        for (size_t s = 0; ok && s < kind->stage_count; s++)
            ok = register_one(store, REGISTER_STAGE, kind->name, kind->stages[s].name, 0, 0, err);
    }
    for (size_t m = 0; ok && m < model->metric_count; m++)
        ok = register_metric(store, &model->metrics[m], position, err);
    ok = ok && register_gone(store, model, position, err);
    arena_free(scratch);
    struct statement_handle *st = ok
        ? store_statement(store, SQL("INSERT OR REPLACE INTO definition_entry VALUES (1, ?1)"), err) : NULL;
    if (!st)
        return false;
    bind_int(st, 1, position);
    return statement_run(store, st, err);
}

/* ---- numbers of one edition ---------------------------------------------------------------------------- */

static void number_name(struct edition *e, struct arena *arena, int32_t number, int what, struct str kind_name, struct str name)
{
    const struct kind *kind = model_kind(e->model, kind_name);
    if (!kind)
        return;
    if (what == REGISTER_KIND)
        e->kind_numbers[kind->index] = number;
    for (size_t f = 0; what == REGISTER_FIELD && f < kind->field_count; f++)
        if (str_eq(register_name(arena, &kind->fields[f]), name)) {
            e->field_numbers[kind->index][f] = number;
            e->field_of[number] = &kind->fields[f];
            e->kind_of[number] = kind;
        }
    const struct stage *stage = what == REGISTER_STAGE ? kind_stage(kind, name) : NULL;
    if (stage) {
        e->stage_numbers[kind->index][stage->index] = number;
        e->stage_of[number] = stage;
        e->kind_of[number] = kind;
    }
}

static bool edition_numbers(struct store *store, struct arena *arena, struct edition *e, struct err *err)
{
    const struct model *model = e->model;
    struct statement_handle *st = store_statement(store,
        SQL("SELECT max(number) FROM register WHERE ledger = 1"), err);
    bool row;
    if (!st || !statement_step(store, st, &row, err))
        return false;
    e->number_max = (int32_t)column_int(st, 0);
    statement_done(st);
    e->kind_numbers = ARENA_ARRAY(arena, int32_t, model->kind_count);
    e->field_numbers = ARENA_ARRAY(arena, int32_t *, model->kind_count);
    e->stage_numbers = ARENA_ARRAY(arena, int32_t *, model->kind_count);
    for (size_t k = 0; k < model->kind_count; k++) {
        e->field_numbers[k] = ARENA_ARRAY(arena, int32_t, model->kinds[k].field_count);
        e->stage_numbers[k] = ARENA_ARRAY(arena, int32_t, model->kinds[k].stage_count);
    }
    e->field_of = ARENA_ARRAY(arena, const struct field *, (size_t)e->number_max + 1);
    e->stage_of = ARENA_ARRAY(arena, const struct stage *, (size_t)e->number_max + 1);
    e->kind_of = ARENA_ARRAY(arena, const struct kind *, (size_t)e->number_max + 1);
    st = store_statement(store, SQL("SELECT number, what, kind, name FROM register WHERE ledger = 1"), err);
    if (!st)
        return false;
    for (;;) {
        if (!statement_step(store, st, &row, err))
            return false;
        if (!row)
            return true;
        number_name(e, arena, (int32_t)column_int(st, 0), (int)column_int(st, 1), column_text(st, 2), column_text(st, 3));
    }
}

/* ---- what metrics read, and who watches whom -------------------------------------------------------------- */

static bool metric_version_find(struct store *store, struct edition *e, const struct metric *metric, struct err *err)
{
    struct statement_handle *st = store_statement(store,
        SQL("SELECT id FROM metric_version WHERE ledger = 1 AND metric = ?1 AND since <= ?2 ORDER BY since DESC LIMIT 1"), err);
    if (!st)
        return false;
    bind_text(st, 1, metric->name);
    bind_int(st, 2, e->position);
    bool row;
    if (!statement_step(store, st, &row, err))
        return false;
    e->uses[metric->index].version = row ? column_int(st, 0) : 0;
    if (row)
        statement_done(st);
    return true;
}

static int32_t use_number(const struct edition *e, const struct model_use *use)
{
    const struct kind *kind = use->kind;
    size_t slot = (size_t)use->slot;
    if (slot < kind->field_count)
        return e->field_numbers[kind->index][slot];
    return slot < kind->field_count + kind->stage_count ? e->stage_numbers[kind->index][slot - kind->field_count] : 0;
}

static void edition_use(struct edition *e, struct arena *arena, const struct metric *metric, size_t *room)
{
    struct metric_use *mine = &e->uses[metric->index];
    mine->fields = ARENA_ARRAY(arena, bool, metric->kind->field_count);
    mine->stages = ARENA_ARRAY(arena, bool, metric->kind->stage_count);
    struct model_use *uses;
    size_t count = metric_uses(arena, metric, &uses, &mine->lists);
    for (size_t f = 0; metric->how == METRIC_OFFICIAL && f < metric->kind->field_count; f++)
        mine->fields[f] = true; /* read by the names of its role, not by expressions */
    for (size_t i = 0; i < count; i++) {
        size_t slot = (size_t)uses[i].slot;
        if (!uses[i].via[0]) {
            if (slot < metric->kind->field_count)
                mine->fields[slot] = true;
            else if (slot < metric->kind->field_count + metric->kind->stage_count)
                mine->stages[slot - metric->kind->field_count] = true;
            continue;
        }
        if (e->watch_count == *room) {
            size_t more = *room ? *room * 2 : 32;
            e->watches = arena_grow(arena, e->watches, *room * sizeof *e->watches, more * sizeof *e->watches);
            *room = more;
        }
        struct watch *watch = &e->watches[e->watch_count++];
        *watch = (struct watch){ .kind = uses[i].kind, .number = use_number(e, &uses[i]), .metric = metric };
        if (uses[i].via[1])
            watch->through[watch->through_count++] = uses[i].via[1];
        watch->through[watch->through_count++] = uses[i].via[0];
    }
}

/* Each metric with what it watches: asked for every record. */
static void edition_watches(struct edition *e, struct arena *arena)
{
    for (size_t i = 0; i < e->watch_count; i++)
        e->uses[e->watches[i].metric->index].watch_count++;
    for (size_t m = 0; m < e->model->metric_count; m++) {
        e->uses[m].watches = ARENA_ARRAY(arena, const struct watch *, e->uses[m].watch_count);
        e->uses[m].watch_count = 0;
    }
    for (size_t i = 0; i < e->watch_count; i++) {
        struct metric_use *use = &e->uses[e->watches[i].metric->index];
        use->watches[use->watch_count++] = &e->watches[i];
    }
}

static void edition_rolls(struct edition *e, struct arena *arena)
{
    size_t count = 0;
    for (size_t k = 0; k < e->model->kind_count; k++)
        for (size_t f = 0; f < e->model->kinds[k].field_count; f++)
            count += e->model->kinds[k].fields[f].roll != ROLL_NONE;
    e->rolls = ARENA_ARRAY(arena, const struct field *, count);
    e->roll_parents = ARENA_ARRAY(arena, const struct kind *, count);
    for (int pass = 0; pass < 2; pass++) /* those that roll up plain fields first */
        for (size_t k = 0; k < e->model->kind_count; k++)
            for (size_t f = 0; f < e->model->kinds[k].field_count; f++) {
                const struct field *field = &e->model->kinds[k].fields[f];
                bool nested = field->roll_field && field->roll_field->roll != ROLL_NONE;
                if (field->roll == ROLL_NONE || nested != (pass == 1))
                    continue;
                e->rolls[e->roll_count] = field;
                e->roll_parents[e->roll_count++] = &e->model->kinds[k];
            }
}

/* ---- loading -------------------------------------------------------------------------------------------------- */

static bool definition_bytes(struct store *store, struct arena *arena, struct hash hash, struct str *bytes, struct err *err)
{
    struct statement_handle *st = store_statement(store,
        SQL("SELECT bytes FROM definition WHERE ledger = 1 AND hash = ?1"), err);
    if (!st)
        return false;
    bind_blob(st, 1, hash.bytes, HASH_SIZE);
    bool row;
    if (!statement_step(store, st, &row, err))
        return false;
    if (!row)
        return err_set(err, ERR_VERIFY_DEFINITION, "position", STR("?"));
    *bytes = str_copy(arena, column_blob(st, 0));
    statement_done(st);
    return true;
}

static bool definition_files(struct store *store, struct arena *arena, struct str body, struct model_file **files,
                             size_t *count, struct err *err)
{
    struct json *json = json_parse(arena, body, err);
    if (!json)
        return false;
    const struct json *list = json_get(json, STR("files"));
    *count = 0;
    *files = ARENA_ARRAY(arena, struct model_file, list ? list->count : 0);
    for (const struct json *file = list ? list->first : NULL; file; file = file->next) {
        struct hash hash;
        if (!hash_parse(json_text(file, STR("hash")), &hash))
            return err_set(err, ERR_VERIFY_DEFINITION, "position", STR("?"));
        struct model_file *out = &(*files)[(*count)++];
        out->name = str_copy(arena, json_text(file, STR("name")));
        if (!definition_bytes(store, arena, hash, &out->bytes, err))
            return false;
    }
    return true;
}

static bool definition_body(struct store *store, struct arena *arena, int64_t position, int64_t *at, struct str *body,
                            struct err *err)
{
    struct statement_handle *st = store_statement(store,
        SQL("SELECT e.position, e.body FROM definition_entry d JOIN entry e ON e.ledger = 1 AND e.position = d.position"
            " WHERE d.ledger = 1 AND d.position <= ?1 ORDER BY d.position DESC LIMIT 1"), err);
    if (!st)
        return false;
    bind_int(st, 1, position);
    bool row;
    if (!statement_step(store, st, &row, err))
        return false;
    if (!row)
        return err_set(err, ERR_LEDGER_BEFORE, "position", str_format(arena, "%lld", (long long)position));
    *at = column_int(st, 0);
    *body = str_copy(arena, column_text(st, 1));
    statement_done(st);
    return true;
}

bool edition_load(struct store *store, struct arena *arena, int64_t position, struct edition **out, struct err *err)
{
    struct edition *e = ARENA_NEW(arena, struct edition);
    struct str body;
    struct model_file *files;
    size_t file_count;
    if (!definition_body(store, arena, position, &e->position, &body, err)
        || !definition_files(store, arena, body, &files, &file_count, err))
        return false;
    struct err_list errs;
    err_list_init(&errs, arena, LIMIT_ERRORS_SHOWN);
    e->model = model_from_files(arena, files, file_count, &errs);
    if (!e->model) {
        err_copy(err, errs.items[0]);
        return false;
    }
    if (!edition_numbers(store, arena, e, err))
        return false;
    e->uses = ARENA_ARRAY(arena, struct metric_use, e->model->metric_count);
    size_t room = 0;
    for (size_t m = 0; m < e->model->metric_count; m++) {
        const struct metric *metric = &e->model->metrics[m];
        if (!metric_version_find(store, e, metric, err))
            return false;
        if (metric->kind)
            edition_use(e, arena, metric, &room);
    }
    edition_watches(e, arena);
    edition_rolls(e, arena);
    *out = e;
    return true;
}
