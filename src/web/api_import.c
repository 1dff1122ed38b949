/* api_import.c - workbooks out to be filled in, and in; what is wrong with a file goes back as a workbook. */
#include "web/api_priv.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/rng.h"
#include "sheet/sheet.h"

enum { BAD_SHOWN_MAX = 200, BAD_KEPT_SECONDS = 3600, ID_CHARS = 32 };

static const char xlsx_type[] = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/* ---- files of the server's own ------------------------------------------------------------------ */

/* A name that nobody guesses: whoever has it may fetch the file. */
static struct str new_id(struct api *api)
{
    uint8_t secret[ID_CHARS / 2];
    char *text = arena_alloc(api->arena, ID_CHARS + 1);
    rng_secret(secret, sizeof secret);
    for (size_t i = 0; i < sizeof secret; i++)
        snprintf(text + 2 * i, 3, "%02x", secret[i]);
    return (struct str){ text, ID_CHARS };
}

static struct str scratch_path(struct api *api, struct str id)
{
    return str_format(api->arena, "%.*s/%.*s.xlsx", STR_ARG(server_scratch(api->request->server)), STR_ARG(id));
}

/* Files of this server that are over an hour old. */
static void drop_old(struct api *api)
{
    struct str folder = server_scratch(api->request->server), *names;
    size_t count;
    struct err none;
    err_init(&none);
    if (!folder_list(api->arena, folder, &names, &count, &none))
        return;
    struct clock wall;
    clock_init_system(&wall); /* of the files' own times, whatever day the ledger thinks it is */
    for (size_t i = 0; i < count; i++) {
        const char *path = str_cstr(api->arena, path_join(api->arena, folder, names[i]));
        struct stat status;
        if (stat(path, &status) == 0 &&
            (int64_t)status.st_mtime + BAD_KEPT_SECONDS < clock_now(&wall).us / 1000000)
            unlink(path);
    }
}

static bool send_workbook(struct api *api, struct str path, struct str name)
{
    struct request *request = api->request;
    struct str bytes;
    if (!file_read(api->arena, path, LIMIT_SHEET_FILE_BYTES, &bytes, api->err))
        return false;
    request->response.status = 200;
    request->response.type = xlsx_type;
    request->response.body = bytes;
    response_header(request, "Content-Disposition", str_format(api->arena, "attachment; filename=\"%.*s.xlsx\"", STR_ARG(name)));
    return true;
}

/* ---- out ---------------------------------------------------------------------------------------- */

static bool find_kind(struct api *api, const struct kind **kind)
{
    struct str name = api->request->segments[0];
    *kind = model_kind(api->model, name);
    return *kind || err_set(api->err, ERR_WEB_NO_KIND, "kind", name);
}

bool web_template(struct request *request, struct err *err)
{
    struct api api;
    const struct kind *kind;
    if (!api_begin(&api, request, err) || !find_kind(&api, &kind))
        return false;
    struct str path = scratch_path(&api, new_id(&api));
    bool good = sheet_template(api.arena, api.ledger, kind, path, api.at.recorded, api.lang, err) &&
                send_workbook(&api, path, kind->name);
    unlink(str_cstr(api.arena, path));
    return good;
}

bool web_import_bad(struct request *request, struct err *err)
{
    struct api api;
    struct str id = request->segments[0];
    if (!api_begin(&api, request, err))
        return false;
    bool hex = id.len == ID_CHARS;
    for (size_t i = 0; hex && i < id.len; i++)
        hex = (id.ptr[i] >= '0' && id.ptr[i] <= '9') || (id.ptr[i] >= 'a' && id.ptr[i] <= 'f');
    struct str path = scratch_path(&api, id);
    if (!hex || !file_exists(path))
        return err_set(err, ERR_WEB_NOT_FOUND, "path", request->path);
    return send_workbook(&api, path, STR("rows-to-correct"));
}

/* ---- in ----------------------------------------------------------------------------------------- */

static void write_columns(struct api *api, const struct sheet_report *report)
{
    json_key(&api->json, "columns");
    json_array(&api->json);
    for (size_t i = 0; i < report->column_count; i++) {
        const struct sheet_mapped *column = &report->columns[i];
        json_object(&api->json);
        api_key_str(api, "header", column->label);
        api_key_str(api, "field", column->field ? column->field->name : column->stage->name);
        api_key_label(api, "label", column->field ? &column->field->label : &column->stage->label);
        json_object_end(&api->json);
    }
    for (size_t i = 0; i < report->ignored_count; i++) {
        json_object(&api->json);
        api_key_str(api, "header", report->ignored[i]);
        json_key(&api->json, "field");
        json_null(&api->json);
        api_key_cstr(api, "label", "");
        json_object_end(&api->json);
    }
    json_array_end(&api->json);
}

static void write_sample(struct api *api, const struct sheet_report *report)
{
    json_key(&api->json, "sample");
    json_array(&api->json);
    for (size_t i = 0; i < report->sample_count; i++) {
        json_object(&api->json);
        api_key_int(api, "row", report->samples[i].row);
        api_key_cstr(api, "act", report->samples[i].fate == SHEET_ADDED ? "add" : "change");
        api_key_str(api, "title", report->samples[i].title);
        json_object_end(&api->json);
    }
    json_array_end(&api->json);
}

/* A fault's place is "C7 LABEL" for a cell, and names the row alone where no column is at fault. */
static void write_fault(struct api *api, const struct sheet_fault *fault)
{
    struct str place = fault->err->field;
    ptrdiff_t gap = str_find(place, STR(" "), 0);
    bool cell = gap > 0 && place.ptr[0] >= 'A' && place.ptr[0] <= 'Z';
    struct buf words, code;
    buf_init(&words, api->arena);
    buf_init(&code, api->arena);
    struct err bare = *fault->err;
    bare.field = bare.file = STR("");
    bare.line = 0;
    err_words(&bare, api->lang, &words);
    for (const char *c = err_name(bare.code); *c; c++)
        buf_char(&code, *c >= 'A' && *c <= 'Z' ? (char)(*c + 32) : *c);
    json_object(&api->json);
    api_key_int(api, "row", fault->row);
    api_key_str(api, "column", cell ? str_slice(place, (size_t)gap + 1, place.len) : STR(""));
    api_key_str(api, "cell", cell ? str_slice(place, 0, (size_t)gap) : STR(""));
    api_key_str(api, "code", buf_get(&code));
    api_key_str(api, "message", buf_get(&words));
    json_object_end(&api->json);
}

static bool write_report(struct api *api, const struct sheet_report *report, struct str name, struct str bad_id)
{
    struct head head;
    if (!ledger_head(api->ledger, &head, api->err))
        return false;
    json_object(&api->json);
    api_key_str(api, "kind", report->kind->name);
    api_key_str(api, "name", name);
    api_key_int(api, "rows", (int64_t)report->rows);
    api_key_int(api, "added", (int64_t)report->added);
    api_key_int(api, "changed", (int64_t)report->changed);
    api_key_int(api, "unchanged", (int64_t)report->unchanged);
    api_key_int(api, "refused", (int64_t)report->bad);
    write_columns(api, report);
    write_sample(api, report);
    json_key(&api->json, "bad");
    json_array(&api->json);
    for (size_t i = 0; i < report->fault_count && i < BAD_SHOWN_MAX; i++)
        write_fault(api, &report->faults[i]);
    json_array_end(&api->json);
    api_key_int(api, "bad_total", (int64_t)(report->fault_count + report->faults_dropped));
    json_key(&api->json, "bad_workbook");
    if (report->bad && file_exists(scratch_path(api, bad_id)))
        json_str(&api->json, str_format(api->arena, "/api/import/bad/%.*s.xlsx", STR_ARG(bad_id)));
    else
        json_null(&api->json);
    api_key_bool(api, "written", report->kept);
    api_key_int(api, "position", head.position.n);
    json_object_end(&api->json);
    return true;
}

static bool is_set(const struct request *request, const char *name)
{
    return str_eq(request_parameter(request, name), STR("1"));
}

bool web_import(struct request *request, struct err *err)
{
    struct api api;
    const struct kind *kind;
    struct sheet_book *book;
    struct sheet_report report = { .rows = 0 };
    if (!api_begin(&api, request, err) || !find_kind(&api, &kind))
        return false;
    struct str name = request_parameter(request, "name"), id = new_id(&api);
    name = name.len ? name : STR("upload");
    drop_old(&api);
    if (!sheet_open_bytes(api.arena, name, buf_get(&request->body), &book, err))
        return false;
    struct sheet_import_options options = {
        .sheet = request_parameter(request, "sheet"), .kind = kind, .effective = { DAY_NONE, PRECISION_DAY },
        .good_rows = is_set(request, "good_rows"), .preview = is_set(request, "preview"), .bad_path = scratch_path(&api, id),
        .created = clock_now(server_options(request->server)->clock), .lang = api.lang,
    };
    bool good = sheet_import(api.ledger, api.arena, book, &options, &report, err);
    sheet_close(book);
    if (!good && err->code != ERR_SHEET_ROWS_BAD)
        return false;
    err_init(err); /* the rows say it themselves */
    return write_report(&api, &report, name, id) && api_end(&api, good ? 200 : 422);
}
