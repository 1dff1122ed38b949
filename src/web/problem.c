/* problem.c - an error as a problem document (RFC 9457), in the reader's language. */
#include "web/web_priv.h"

#include "base/arena.h"
#include "base/json.h"

static struct str code_of(struct arena *arena, const struct err *err)
{
    struct str name = str_from(err_name(err->code));
    char *out = arena_alloc(arena, name.len + 1);
    for (size_t i = 0; i < name.len; i++)
        out[i] = name.ptr[i] >= 'A' && name.ptr[i] <= 'Z' ? (char)(name.ptr[i] + 32) : name.ptr[i];
    return (struct str){ out, name.len };
}

/* What is wrong, without what to do about it. */
static struct str title_of(struct str words)
{
    ptrdiff_t end = str_find(words, STR("；"), 0);
    if (end < 0)
        end = str_find(words, STR("; "), 0);
    return end < 0 ? words : str_slice(words, 0, (size_t)end);
}

static struct str place_of(struct arena *arena, const struct err *err)
{
    if (!err->line)
        return err->file;
    return str_format(arena, "%.*s%s%d:%d", STR_ARG(err->file), err->file.len ? ":" : "", err->line, err->column);
}

void problem_answer(struct request *request, const struct err *err)
{
    struct arena *arena = request->arena;
    struct buf words, out;
    buf_init(&words, arena);
    buf_init(&out, arena);
    /* The place has members of its own. */
    struct err bare = *err;
    bare.line = 0;
    bare.file = bare.field = STR("");
    err_words(&bare, request->lang, &words);
    struct str detail = buf_get(&words), code = code_of(arena, err), place = place_of(arena, err);

    struct json_writer json;
    json_writer_init(&json, &out, false);
    json_object(&json);
    json_key(&json, "type");
    json_str(&json, str_format(arena, "/docs/errors#%.*s", STR_ARG(code)));
    json_key(&json, "title");
    json_str(&json, title_of(detail));
    json_key(&json, "status");
    json_num(&json, err_http(err->code));
    json_key(&json, "code");
    json_str(&json, code);
    json_key(&json, "detail");
    json_str(&json, detail);
    if (err->field.len) {
        json_key(&json, "field");
        json_str(&json, err->field);
    }
    if (place.len) {
        json_key(&json, "place");
        json_str(&json, place);
    }
    if (request->problem.entry) {
        json_key(&json, "entry");
        json_num(&json, request->problem.entry - 1);
    }
    if (request->problem.changes.len) {
        json_key(&json, "version");
        json_num(&json, request->problem.version);
        json_key(&json, "changes");
        json_raw(&json, request->problem.changes);
    }
    json_key(&json, "request");
    json_str(&json, str_format(arena, "%016llx", (unsigned long long)request->number));
    json_object_end(&json);

    request->response.status = err_http(err->code);
    request->response.type = "application/problem+json";
    request->response.body = buf_get(&out);
    response_header(request, "Cache-Control", STR("no-store"));
    response_header(request, "Content-Language", request->lang == LANG_ZH ? STR("zh-CN") : STR("en"));
}
