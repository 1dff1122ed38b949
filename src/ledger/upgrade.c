/*
 * upgrade.c - changed definitions: what would move, and the entry that makes it so.
 *
 * The plan is the upgrade itself inside a transaction that is rolled back: what is shown is what would happen.
 */
#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "ledger/spans_priv.h"
#include "rule/policy.h"

struct upgrading {
    struct ledger *ledger;
    struct arena *arena;
    struct upgrade_plan *plan;
    const struct model *disk;
    const struct edition *before;
    struct err *err;
};

static void name_add(struct arena *arena, struct str **names, size_t *count, struct str name)
{
    *names = arena_grow(arena, *names, *count * sizeof **names, (*count + 1) * sizeof **names);
    (*names)[(*count)++] = str_copy(arena, name);
}

static void files_compare(struct upgrading *u)
{
    const struct model *was = u->before->model, *is = u->disk;
    struct upgrade_plan *plan = u->plan;
    size_t i = 0, k = 0;
    while (i < was->file_count || k < is->file_count) {
        int order = i == was->file_count ? 1 : k == is->file_count ? -1 : str_cmp(was->files[i].name, is->files[k].name);
        if (order < 0)
            name_add(u->arena, &plan->removed, &plan->removed_count, was->files[i++].name);
        else if (order > 0)
            name_add(u->arena, &plan->added, &plan->added_count, is->files[k++].name);
        else {
            if (!str_eq(was->files[i].bytes, is->files[k].bytes))
                name_add(u->arena, &plan->changed, &plan->changed_count, is->files[k].name);
            i++;
            k++;
        }
    }
}

static bool last_version(struct ledger *ledger, int64_t *version, struct err *err)
{
    struct statement_handle *st = store_statement(ledger->store,
        SQL("SELECT coalesce(max(id), 0) FROM metric_version WHERE ledger = 1"), err);
    bool row;
    if (!st || !statement_step(ledger->store, st, &row, err))
        return false;
    *version = column_int(st, 0);
    statement_done(st);
    return true;
}

static bool same_rolls(const struct edition *a, const struct edition *b)
{
    for (size_t i = 0; i < b->roll_count; i++) {
        int32_t number = edition_field_number(b, b->roll_parents[i], b->rolls[i]);
        if (number > a->number_max || !a->field_of[number])
            return false;
    }
    return true;
}

static bool kinds_changed(const struct edition *a, const struct model *b)
{
    size_t i = 0;
    for (size_t k = 0; k < b->file_count; k++) {
        if (!str_has(b->files[k].name, STR("kinds/")))
            continue;
        struct str bytes;
        if (!model_file(a->model, b->files[k].name, &bytes) || !str_eq(bytes, b->files[k].bytes))
            return true;
        i++;
    }
    size_t had = 0;
    for (size_t k = 0; k < a->model->file_count; k++)
        had += str_has(a->model->files[k].name, STR("kinds/"));
    return had != i;
}

static bool switch_over(struct upgrading *u, const struct progress *progress, struct receipt *receipt)
{
    struct ledger *ledger = u->ledger;
    int64_t version;
    ledger->follows = true;
    if (!ledger_refresh(ledger, u->err) || !last_version(ledger, &version, u->err))
        return false;
    u->before = ledger->edition;
    if (!define_entry(ledger, u->disk, receipt, u->err))
        return false;
    record_cache_clear(&ledger->cache);
    cells_forget(ledger);
    if (!ledger_edition(ledger, receipt->entry.n, u->err) || !ledger_slices_load(ledger, u->err))
        return false;
    if (!same_rolls(u->before, ledger->edition) && !ledger_new_rolls_fill(ledger, u->before, u->err))
        return false;
    if (kinds_changed(u->before, u->disk) && !records_find_again(ledger, u->err))
        return false;
    record_cache_clear(&ledger->cache);
    return ledger_versions_fill(ledger, version, progress, u->err);
}

/* ---- what moves ---------------------------------------------------------------------------------------------- */

struct zone_list { struct record_id *items; size_t count; struct arena *arena; };

static bool visit_zone(void *host, struct timeline *timeline)
{
    struct zone_list *zones = host;
    zones->items = arena_grow(zones->arena, zones->items, zones->count * sizeof *zones->items, (zones->count + 1) * sizeof *zones->items);
    zones->items[zones->count++] = timeline_record(timeline);
    return true;
}

static bool compare_one(struct upgrading *u, const struct metric *was, const struct metric *is, struct record_id zone,
                        int year, int64_t switched)
{
    struct figure from = { 0 }, to = { 0 };
    struct figure_query query = { .zones = &zone, .zone_count = zone.n ? 1 : 0, .on = DAY_NONE,
        .period = { day_from(year, 1, 1), day_from(year, 12, 31) } };
    query.metric = was;
    query.as_of.n = switched - 1;
    if (was && !figure_read(u->ledger, u->arena, &query, &from, u->err))
        return false;
    query.metric = is;
    query.as_of.n = switched;
    if (is && !figure_read(u->ledger, u->arena, &query, &to, u->err))
        return false;
    if (from.present == to.present && (!from.present || dec_cmp(from.value, to.value) == 0))
        return true;
    bool nothing = (!from.present || dec_cmp(from.value, dec_from_int(0)) == 0) && (!to.present || dec_cmp(to.value, dec_from_int(0)) == 0);
    if (nothing)
        return true;
    struct upgrade_plan *plan = u->plan;
    plan->moved = arena_grow(u->arena, plan->moved, plan->moved_count * sizeof *plan->moved, (plan->moved_count + 1) * sizeof *plan->moved);
    plan->moved[plan->moved_count++] = (struct moved){ .metric = str_copy(u->arena, is ? is->name : was->name), .zone = zone, .year = year,
        .from = from.value, .to = to.value, .from_present = from.present, .to_present = to.present };
    return true;
}

static bool year_span(struct upgrading *u, int *first, int *last)
{
    struct statement_handle *st = store_statement(u->ledger->store,
        SQL("SELECT coalesce(min(first_month), 0) FROM cell WHERE ledger = 1 AND first_month > 12000"), u->err);
    bool row;
    if (!st || !statement_step(u->ledger->store, st, &row, u->err))
        return false;
    int64_t month = column_int(st, 0);
    statement_done(st);
    *last = (int)(month_of(instant_day(clock_now(u->ledger->clock))) / 12);
    *first = month ? (int)(month / 12) : *last;
    if (*last - *first > 20)
        *first = *last - 20;
    return true;
}

static bool figures_compare(struct upgrading *u, int64_t switched)
{
    struct ledger *ledger = u->ledger;
    const struct model *now = ledger->edition->model;
    struct zone_list zones = { .arena = u->arena };
    int first, last;
    if (!year_span(u, &first, &last)
        || !record_each_in(ledger, ledger->edition, now->zone, visit_zone, &zones, u->err))
        return false;
    for (size_t m = 0; m < now->metric_count; m++) {
        const struct metric *is = &now->metrics[m], *was = model_metric(u->before->model, is->name);
        if (was && str_eq(was->version_text, is->version_text))
            continue;
        name_add(u->arena, &u->plan->metrics_changed, &u->plan->metrics_changed_count, is->name);
        for (size_t z = 0; z < zones.count; z++)
            for (int year = first; year <= last; year++)
                if (!compare_one(u, was, is, zones.items[z], year, switched))
                    return false;
    }
    return true;
}

/* ---- the two doors ------------------------------------------------------------------------------------------------ */

static bool upgrade_inside(const struct ledger_options *options, struct upgrading *u, const struct progress *progress,
                           bool keep, struct receipt *receipt)
{
    struct ledger_options open = *options;
    open.shipped_model = (struct str){ 0 };
    if (!ledger_open(&open, &u->ledger, u->err))
        return false;
    struct ledger *ledger = u->ledger;
    bool ok = store_begin(ledger->store, u->err);
    if (ok) {
        ledger->in_read = true; /* reads below are inside this transaction */
        ok = switch_over(u, progress, receipt);
        if (ok && u->plan)
            files_compare(u);
        ok = ok && (!u->plan || figures_compare(u, receipt->entry.n));
        ledger->in_read = false;
        if (!ok || !keep)
            store_rollback(ledger->store);
        else if (!store_commit(ledger->store, u->err)) {
            store_rollback(ledger->store);
            ok = false;
        }
    }
    ledger_close(ledger);
    return ok;
}

static const struct model *disk_model(const struct ledger_options *options, struct arena *arena, struct err_list *errs, struct err *err)
{
    const struct model *model = model_load(arena, options->shipped_model, path_join(arena, options->folder, STR("model")), errs);
    if (model && !policies_load(arena, model, errs))
        model = NULL;
    if (!model)
        err_copy(err, errs->items[0]);
    return model;
}

bool ledger_upgrade_plan(const struct ledger_options *options, struct arena *arena, struct upgrade_plan *plan,
                         struct err_list *errs, struct err *err)
{
    struct receipt receipt;
    *plan = (struct upgrade_plan){ 0 };
    struct upgrading u = { .arena = arena, .plan = plan, .err = err, .disk = disk_model(options, arena, errs, err) };
    return u.disk && upgrade_inside(options, &u, NULL, false, &receipt);
}

bool ledger_upgrade(const struct ledger_options *options, const struct progress *progress, struct receipt *receipt,
                    struct err_list *errs, struct err *err)
{
    struct arena *arena = arena_new();
    struct upgrading u = { .arena = arena, .err = err, .disk = disk_model(options, arena, errs, err) };
    bool ok = u.disk && upgrade_inside(options, &u, progress, true, receipt);
    arena_free(arena);
    return ok;
}

/* ---- backup --------------------------------------------------------------------------------------------------------- */

static bool folder_copy(struct arena *arena, struct str from, struct str to, struct err *err)
{
    struct str *names;
    size_t count;
    if (!folder_exists(from))
        return true;
    if (!folder_make(to, err) || !folder_list(arena, from, &names, &count, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        struct str source = path_join(arena, from, names[i]), target = path_join(arena, to, names[i]);
        if (folder_exists(source)) {
            if (!folder_copy(arena, source, target, err))
                return false;
            continue;
        }
        struct arena *bytes_arena = arena_new();
        struct str bytes;
        bool ok = file_exists(target) /* content-addressed: what is there is the same */
            || (file_read(bytes_arena, source, SIZE_MAX, &bytes, err) && file_write(target, bytes, err));
        arena_free(bytes_arena);
        if (!ok)
            return false;
    }
    return true;
}

bool ledger_backup(struct ledger *ledger, struct str folder, const struct progress *progress, struct err *err)
{
    struct arena *arena = arena_new();
    struct str db = path_join(arena, folder, STR("ledger.db"));
    bool ok = !file_exists(db) || err_set(err, ERR_LEDGER_EXISTS, "folder", folder);
    /* The database first: evidence is on disk before the entry that names it, so none can be missing. */
    ok = ok && folder_make(folder, err)
        && store_backup(ledger->store, db, progress ? progress->step : NULL, progress ? progress->host : NULL, err)
        && folder_copy(arena, path_join(arena, ledger->folder, STR("evidence")), path_join(arena, folder, STR("evidence")), err)
        && folder_copy(arena, path_join(arena, ledger->folder, STR("model")), path_join(arena, folder, STR("model")), err)
        && folder_sync(folder, err);
    arena_free(arena);
    return ok;
}
