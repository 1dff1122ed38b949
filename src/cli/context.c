/* context.c - the context of an expression or a decision, from a JSON file (context.h). */
#include "cli/context.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/json.h"
#include "base/limits.h"
#include "cli/cli.h"

static bool tagged(const struct json *json)
{
    static const char *const tags[] = { "number", "date", "time", "datetime", "duration",
                                        "context" };
    for (size_t i = 0; json->count == 1 && i < sizeof tags / sizeof *tags; i++)
        if (str_eq(json->first->key, str_from(tags[i])))
            return true;
    return false;
}

static bool value_read(struct arena *arena, const struct json *json, struct feel_value *value)
{
    if (json->type == JSON_T_ARRAY) {
        struct feel_value *items = ARENA_ARRAY(arena, struct feel_value, json->count);
        size_t count = 0;
        for (const struct json *item = json->first; item; item = item->next)
            if (!value_read(arena, item, &items[count++]))
                return false;
        *value = feel_list(items, count);
        return true;
    }
    if (json->type != JSON_T_OBJECT || (tagged(json) && feel_from_json(arena, json, value)))
        return json->type == JSON_T_OBJECT || feel_from_json(arena, json, value);
    struct feel_entry *entries = ARENA_ARRAY(arena, struct feel_entry, json->count);
    size_t count = 0;
    for (const struct json *member = json->first; member; member = member->next) {
        entries[count].key = member->key;
        if (!value_read(arena, member, &entries[count++].value))
            return false;
    }
    *value = feel_context(entries, count);
    return true;
}

bool context_read(struct arena *arena, struct str path, struct feel_value *context,
                  struct err *err)
{
    struct str bytes;
    if (!file_read(arena, path, LIMIT_WEB_JSON_BYTES, &bytes, err))
        return false;
    const struct json *json = json_parse(arena, bytes, err);
    if (!json) {
        err_at_line(err, path, err->line, err->column);
        return false;
    }
    if (json->type != JSON_T_OBJECT || !value_read(arena, json, context) ||
        context->type != FEEL_CONTEXT)
        return err_set(err, ERR_CLI_CONTEXT, "path", path);
    return true;
}

void value_put(struct app *app, struct feel_value value, bool json)
{
    struct buf out;
    struct json_writer writer;
    buf_init(&out, app->arena);
    if (json) {
        json_writer_init(&writer, &out, false);
        feel_to_json(value, &writer);
    } else {
        feel_print(value, &out);
    }
    put(app, buf_get(&out));
}

void warnings_put(struct app *app, const char *command, const struct feel_run *run)
{
    for (size_t i = 0; i < run->warning_count && i < FEEL_WARNINGS_MAX; i++) {
        struct err err;
        struct buf words;
        err_init(&err);
        feel_warning_err(&run->warnings[i], &err);
        buf_init(&words, app->arena);
        err_words(&err, app->lang, &words);
        fprintf(app->errors, "luodi: %s: %.*s\n", command, STR_ARG(buf_get(&words)));
    }
}
