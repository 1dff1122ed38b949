/*
 * app.c - opening ledgers, settings, errors, progress and tables for the commands.
 */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "board/board.h"
#include "cli/cli.h"

int app_fail(struct app *app, const struct err *err)
{
    struct buf out;
    buf_init(&out, app->arena);
    err_words(err, app->lang, &out);
    fflush(app->out);
    fprintf(app->errors, "luodi: %.*s\n", (int)out.len, out.ptr);
    return err_exit(err->code);
}

int app_fail_all(struct app *app, const struct err_list *errs)
{
    int status = 0;
    for (size_t i = 0; i < errs->count; i++)
        status = app_fail(app, errs->items[i]);
    if (errs->dropped)
        fprintf(
            app->errors,
            say(app, "luodi: 另有 %zu 处错误未列出\n", "luodi: %zu more errors are not shown\n"),
            errs->dropped);
    return status;
}

struct str app_model(struct app *app)
{
    const char *given = getenv("LUODI_MODEL");
    if (given && *given)
        return str_from(given);
    struct str folder = app->program;
    for (int up = 0; up < 2; up++)
        while (folder.len && folder.ptr[--folder.len] != '/')
            ;
    struct str beside = path_join(app->arena, folder, STR("model"));
    return folder_exists(beside) ? beside : path_join(app->arena, folder, STR("share/luodi/model"));
}

bool arg_record(struct str text, struct record_id *record, struct err *err)
{
    struct str number = str_starts(text, STR("#")) ? str_slice(text, 1, text.len) : text;
    return (str_to_int(number, &record->n) && record->n > 0) ||
           err_set(err, ERR_CLI_RECORD, "text", text);
}

/* ---- values and JSON ---- */

struct str dec_text(struct app *app, struct dec value)
{
    struct buf out;
    buf_init(&out, app->arena);
    dec_print(value, &out);
    return buf_get(&out);
}

struct str day_text(struct app *app, struct day day)
{
    struct buf out;
    buf_init(&out, app->arena);
    day_print(day, &out);
    return buf_get(&out);
}

struct str hash_text(struct app *app, struct hash hash)
{
    struct buf out;
    buf_init(&out, app->arena);
    hash_print(hash, &out);
    return buf_get(&out);
}

struct json_writer *json_out_begin(struct json_out *out, struct app *app)
{
    buf_init(&out->text, app->arena);
    json_writer_init(&out->json, &out->text, false);
    return &out->json;
}

void json_out_end(struct json_out *out, struct app *app)
{
    put(app, buf_get(&out->text));
}

void json_key_num(struct json_writer *w, const char *key, int64_t n)
{
    json_key(w, key);
    json_num(w, n);
}

void json_key_text(struct json_writer *w, const char *key, struct str text)
{
    json_key(w, key);
    json_str(w, text);
}

/* ---- settings ---- */

static bool yes_no(struct str value, bool *out)
{
    *out = str_eq(value, STR("true"));
    return *out || str_eq(value, STR("false"));
}

static bool whole(struct str value, int64_t least, int64_t most, int64_t *out)
{
    return str_to_int(value, out) && *out >= least && *out <= most;
}

static bool listen_at(struct str value, struct settings *settings)
{
    ptrdiff_t colon = str_find(value, STR(":"), 0);
    struct str port = colon < 0 ? value : str_slice(value, (size_t)colon + 1, value.len);
    settings->address = colon < 0 ? (struct str){ 0 } : str_slice(value, 0, (size_t)colon);
    return whole(port, 1, 65535, &settings->port);
}

static bool setting_take(struct settings *settings, struct str key, struct str value)
{
    const struct {
        const char *key;
        struct str *text;
    } texts[] = {
        { "name", &settings->name },
        { "hosts", &settings->hosts },
        { "tls_certificate", &settings->tls_certificate },
        { "tls_key", &settings->tls_key },
        { "log", &settings->log },
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (str_eq(key, str_from(texts[i].key))) {
            *texts[i].text = value;
            return value.len > 0;
        }
    if (str_eq(key, STR("invented")))
        return yes_no(value, &settings->invented);
    if (str_eq(key, STR("proxy")))
        return yes_no(value, &settings->proxy);
    if (str_eq(key, STR("listen")))
        return listen_at(value, settings);
    if (str_eq(key, STR("idle_minutes")))
        return whole(value, 1, LIMIT_SESSION_HOURS * 60, &settings->idle_minutes);
    if (str_eq(key, STR("disk_low_mib")))
        return whole(value, 1, 1 << 30, &settings->disk_low_mib);
    return str_eq(key, STR("on")) && day_parse(value, &settings->on);
}

bool settings_load(struct app *app, struct str folder, struct settings *settings, struct err *err)
{
    struct str path = path_join(app->arena, folder, STR("luodi.yaml")), bytes, line;
    *settings = (struct settings){ .name = path_name(folder), .on = DAY_NONE };
    if (!file_exists(path))
        return true;
    if (!file_read(app->arena, path, LIMIT_MODEL_BYTES, &bytes, err))
        return false;
    for (int number = 1; str_split(&bytes, '\n', &line); number++) {
        ptrdiff_t colon = str_find(line, STR(":"), 0);
        struct str key = colon < 0 ? line : str_trim(str_slice(line, 0, (size_t)colon));
        struct str value =
            colon < 0 ? (struct str){ 0 } : str_trim(str_slice(line, (size_t)colon + 1, line.len));
        if (!str_trim(line).len || str_starts(str_trim(line), STR("#")))
            continue;
        if (setting_take(settings, key, value))
            continue;
        err_set(err, ERR_CLI_SETTING, "text", str_trim(line));
        return err_at_line(err, path, number, 1);
    }
    return true;
}

bool settings_save(struct app *app, struct str folder, const struct settings *settings,
                   struct err *err)
{
    struct buf out;
    buf_init(&out, app->arena);
    buf_printf(&out, "name: %.*s\ninvented: %s\n", STR_ARG(settings->name),
               settings->invented ? "true" : "false");
    if (!day_is_none(settings->on)) {
        buf_cstr(&out, "on: ");
        day_print(settings->on, &out);
        buf_char(&out, '\n');
    }
    return file_write(path_join(app->arena, folder, STR("luodi.yaml")), buf_get(&out), err);
}

bool app_open(struct app *app, struct str folder, bool read_only, struct ledger **ledger,
              struct settings *settings, struct err *err)
{
    while (folder.len > 1 && folder.ptr[folder.len - 1] == '/')
        folder.len--;
    struct ledger_options options = { .folder = folder,
                                      .shipped_model = app_model(app),
                                      .clock = app->clock,
                                      .read_only = read_only };
    if (!ledger_open(&options, ledger, err))
        return false;
    if (settings_load(app, folder, settings, err))
        return true;
    ledger_close(*ledger);
    return false;
}

/* ---- moments ---- */

struct year_search {
    int year, nearest;
};

static bool visit_year(void *host, struct timeline *target)
{
    struct year_search *search = host;
    struct value value;
    struct period period;
    timeline_value(target, kind_field(timeline_kind(target), STR("period")), DAY_NONE, &value);
    if (!value.present || !period_parse(value.text, &period))
        return true;
    int year = (int)(month_of(period.first) / 12);
    if (year <= search->year && year > search->nearest)
        search->nearest = year;
    else if (!search->nearest)
        search->nearest = year;
    return true;
}

bool app_moment(struct app *app, struct ledger *ledger, const struct settings *settings,
                const struct args *args, struct moment *moment, struct err *err)
{
    struct str year = arg(args, "year"), on = arg(args, "on"), as_of = arg(args, "as-of");
    int64_t n = 0;
    *moment = (struct moment){ .on = day_is_none(settings->on) ? instant_day(clock_now(app->clock))
                                                               : settings->on };
    if (as_of.len && !as_of_parse(ledger, as_of, &moment->as_of, &moment->on, err))
        return false;
    if (on.len && !day_parse(on, &moment->on))
        return err_set(err, ERR_CLI_DAY, "text", on);
    if (year.len && (!str_to_int(year, &n) || n < 1 || n > 9999))
        return err_set(err, ERR_CLI_YEAR, "text", year);
    moment->year = (int)n;
    if (n && !on.len && !as_of.len && month_of(moment->on) / 12 > n)
        moment->on = day_from((int)n, 12, 31);
    if (n)
        return true;
    struct year_search search = { (int)(month_of(moment->on) / 12), 0 };
    if (!record_each(ledger, ledger_model(ledger)->target, moment->as_of, visit_year, &search, err))
        return false;
    moment->year = search.nearest ? search.nearest : search.year;
    return true;
}

/* ---- progress ---- */

static void bar_step(void *host, int64_t done, int64_t total)
{
    struct bar *bar = host;
    uint64_t now = clock_monotonic_ns();
    enum { WIDTH = 30 };
    if (!bar->app->terminal || now - bar->started_ns < 1000000000u ||
        now - bar->drawn_ns < 100000000u || total <= 0)
        return;
    bar->drawn_ns = now;
    bar->drawn = true;
    int filled = (int)(done * WIDTH / total);
    fprintf(bar->app->errors, "\r[");
    for (int i = 0; i < WIDTH; i++)
        fputc(i < filled ? '=' : ' ', bar->app->errors);
    fprintf(bar->app->errors, "] %3d%%", (int)(done * 100 / total));
    fflush(bar->app->errors);
}

void bar_begin(struct bar *bar, struct app *app)
{
    *bar = (struct bar){ .app = app, .started_ns = clock_monotonic_ns() };
    bar->progress = (struct progress){ bar_step, bar };
}

void bar_end(struct bar *bar)
{
    if (bar->drawn)
        fprintf(bar->app->errors, "\r%40s\r", "");
}

/* ---- tables ---- */

void table_init(struct table *table, struct arena *arena, size_t columns)
{
    *table = (struct table){ .arena = arena,
                             .columns = columns,
                             .right = ARENA_ARRAY(arena, bool, columns) };
}

void table_right(struct table *table, size_t column)
{
    table->right[column] = true;
}

void table_cell(struct table *table, struct str text)
{
    if (table->count == table->room) {
        size_t room = table->room ? table->room * 2 : 64;
        table->cells = arena_grow(table->arena, table->cells, table->room * sizeof *table->cells,
                                  room * sizeof *table->cells);
        table->room = room;
    }
    table->cells[table->count++] = text;
}

/* What the last column may take on a terminal that wide; at least a few words. */
static size_t last_room(const struct table *table, const size_t *widths)
{
    enum { LEAST = 12 };
    size_t used = 0;
    for (size_t i = 0; i + 1 < table->columns; i++)
        used += widths[i] + 2;
    return table->limit > used + LEAST ? table->limit - used : LEAST;
}

static struct str clipped(struct arena *arena, struct str text, size_t width)
{
    size_t pos = 0, used = 0;
    if (utf8_width(text) <= width)
        return text;
    while (pos < text.len) {
        size_t at = pos;
        utf8_next(text, &pos);
        used += utf8_width(str_slice(text, at, pos - at));
        if (used > width - 2)
            return str_join(arena, str_slice(text, 0, at), STR("…"));
    }
    return text;
}

struct str text_clipped(struct app *app, struct str text, size_t width)
{
    return clipped(app->arena, text, width);
}

void table_print(const struct table *table, FILE *out)
{
    size_t *widths = ARENA_ARRAY(table->arena, size_t, table->columns);
    for (size_t i = 0; i < table->count; i++) {
        size_t width = utf8_width(table->cells[i]);
        if (width > widths[i % table->columns])
            widths[i % table->columns] = width;
    }
    size_t last = table->columns - 1, room = last_room(table, widths);
    for (size_t i = last; table->limit && i < table->count; i += table->columns)
        table->cells[i] = clipped(table->arena, table->cells[i], room);
    if (table->limit && widths[last] > room)
        widths[last] = room;
    for (size_t i = 0; i < table->count; i++) {
        size_t column = i % table->columns, width = utf8_width(table->cells[i]);
        int pad = (int)(widths[column] - width);
        if (table->right[column])
            fprintf(out, "%*s%.*s", pad, "", STR_ARG(table->cells[i]));
        else
            fprintf(out, "%.*s%*s", STR_ARG(table->cells[i]), column == last ? 0 : pad, "");
        fputs(column == last ? "\n" : "  ", out);
    }
}
