/*
 * openapi.c - the API as an OpenAPI 3.1 document, made of what the server runs on: the routes, what each is for
 * (operations.def), what is said (shapes.def), and the kinds of the model. Nothing of it is written twice.
 */
#include "web/openapi_priv.h"

#include <string.h>

#include "web/api_priv.h"

struct member { const char *shape, *zh, *en, *name, *type; }; /* SHAPE rows have no name, WORDS rows neither, but a type; MEMBER rows no shape */
static const struct member members[] = {
#define SHAPE(name, zh, en) { #name, zh, en, NULL, NULL },
#define WORDS(name, zh, en, type) { #name, zh, en, NULL, type },
#define MEMBER(name, type) { NULL, NULL, NULL, name, type },
#include "web/shapes.def"
#undef SHAPE
#undef WORDS
#undef MEMBER
};
enum { MEMBER_COUNT = sizeof members / sizeof *members };

struct operation {
    bool (*handle)(struct request *request, struct err *err);
    const char *id, *zh, *en, *path, *query, *body;
    int status;
    const char *answer;
};
static const struct operation operations[] = {
#define OPERATION(handler, zh, en, path, query, body, status, answer) { handler, #handler, zh, en, path, query, body, status, answer },
#include "web/operations.def"
#undef OPERATION
};
enum { OPERATION_COUNT = sizeof operations / sizeof *operations };

static const struct { const char *name, *type, *zh, *en; } parameters[] = {
#define PARAMETER(name, type, zh, en) { name, type, zh, en },
#include "web/operations.def"
#undef PARAMETER
};
enum { PARAMETER_COUNT = sizeof parameters / sizeof *parameters };

static const struct { bool (*handle)(struct request *request, struct err *err); int status; const char *answer; } also[] = {
#define ALSO(handler, status, answer) { handler, status, answer },
#include "web/operations.def"
#undef ALSO
};

void openapi_str(struct openapi *doc, const char *key, struct str text)
{
    json_key(&doc->json, key);
    json_str(&doc->json, text);
}

void openapi_cstr(struct openapi *doc, const char *key, const char *text)
{
    openapi_str(doc, key, str_from(text));
}

static const char *words(const struct openapi *doc, const char *zh, const char *en)
{
    return doc->lang == LANG_ZH ? zh : en;
}

/* ---- types -------------------------------------------------------------------------------------- */

static bool is_scalar(struct str type)
{
    static const struct str scalars[] = { STR_INIT("string"), STR_INIT("integer"), STR_INIT("number"), STR_INIT("boolean") };
    for (size_t i = 0; i < sizeof scalars / sizeof *scalars; i++)
        if (str_eq(type, scalars[i]))
            return true;
    return false;
}

static void ref(struct openapi *doc, struct str name)
{
    json_object(&doc->json);
    openapi_str(doc, "$ref", str_format(doc->arena, "#/components/schemas/%.*s", STR_ARG(name)));
    json_object_end(&doc->json);
}

static void words_type(struct openapi *doc, struct str type, bool or_null)
{
    struct str word, before = STR("");
    json_key(&doc->json, "enum");
    json_array(&doc->json);
    for (; str_split(&type, '|', &word); before = word)
        if (!str_eq(word, before)) /* "add|add" is the one word "add" */
            json_str(&doc->json, word);
    if (or_null)
        json_null(&doc->json);
    json_array_end(&doc->json);
}

static void plain_type(struct openapi *doc, struct str type, bool or_null)
{
    struct str name = is_scalar(type) ? type : STR("string");
    json_object(&doc->json);
    json_key(&doc->json, "type");
    if (or_null)
        json_array(&doc->json);
    json_str(&doc->json, name);
    if (or_null) {
        json_cstr(&doc->json, "null");
        json_array_end(&doc->json);
    }
    if (!is_scalar(type))
        words_type(doc, type, or_null);
    json_object_end(&doc->json);
}

static void one_or_null(struct openapi *doc, struct str type)
{
    json_object(&doc->json);
    json_key(&doc->json, "oneOf");
    json_array(&doc->json);
    openapi_type(doc, type);
    json_object(&doc->json);
    openapi_cstr(doc, "type", "null");
    json_object_end(&doc->json);
    json_array_end(&doc->json);
    json_object_end(&doc->json);
}

static void container(struct openapi *doc, const char *type, const char *of, struct str inner)
{
    json_object(&doc->json);
    openapi_cstr(doc, "type", type);
    json_key(&doc->json, of);
    openapi_type(doc, inner);
    json_object_end(&doc->json);
}

void openapi_type(struct openapi *doc, struct str type)
{
    bool plain = is_scalar(type) || str_find(type, STR("|"), 0) >= 0;
    if (str_eq(type, STR("any"))) {
        json_object(&doc->json);
        json_object_end(&doc->json);
    } else if (str_ends(type, STR("[]"))) {
        container(doc, "array", "items", str_slice(type, 0, type.len - 2));
    } else if (str_ends(type, STR("{}"))) {
        container(doc, "object", "additionalProperties", str_slice(type, 0, type.len - 2));
    } else if (str_ends(type, STR("?"))) {
        struct str inner = str_slice(type, 0, type.len - 1);
        if (is_scalar(inner) || (str_find(inner, STR("|"), 0) >= 0 && !str_ends(inner, STR("]"))))
            plain_type(doc, inner, true);
        else
            one_or_null(doc, inner);
    } else if (plain) {
        plain_type(doc, type, false);
    } else {
        ref(doc, type);
    }
}

/* ---- shapes ------------------------------------------------------------------------------------- */

static struct str member_name(const struct member *member, bool *optional)
{
    struct str name = str_from(member->name);
    *optional = str_ends(name, STR("?"));
    return *optional ? str_slice(name, 0, name.len - 1) : name;
}

/* The shape at row i; returns the row behind it. */
static size_t shape(struct openapi *doc, size_t i)
{
    bool optional;
    size_t first = i + 1, end = first;
    while (end < MEMBER_COUNT && !members[end].shape)
        end++;
    json_key(&doc->json, members[i].shape);
    if (members[i].type) {
        openapi_type(doc, str_from(members[i].type));
        return end;
    }
    json_object(&doc->json);
    openapi_cstr(doc, "description", words(doc, members[i].zh, members[i].en));
    openapi_cstr(doc, "type", "object");
    json_key(&doc->json, "properties");
    json_object(&doc->json);
    for (size_t m = first; m < end; m++) {
        json_key_str(&doc->json, member_name(&members[m], &optional));
        openapi_type(doc, str_from(members[m].type));
    }
    json_object_end(&doc->json);
    json_key(&doc->json, "required");
    json_array(&doc->json);
    for (size_t m = first; m < end; m++) {
        struct str name = member_name(&members[m], &optional);
        if (!optional)
            json_str(&doc->json, name);
    }
    json_array_end(&doc->json);
    json_key(&doc->json, "additionalProperties");
    json_bool(&doc->json, false);
    json_object_end(&doc->json);
    return end;
}

static void parameter_begin(struct openapi *doc, struct str name, const char *in, bool required)
{
    json_object(&doc->json);
    openapi_str(doc, "name", name);
    openapi_cstr(doc, "in", in);
    if (required) {
        json_key(&doc->json, "required");
        json_bool(&doc->json, true);
    }
}

static void schema(struct openapi *doc, struct str type)
{
    json_key(&doc->json, "schema");
    openapi_type(doc, type);
}

static void shared_parameters(struct openapi *doc)
{
    json_key(&doc->json, "parameters");
    json_object(&doc->json);
    for (size_t i = 0; i < PARAMETER_COUNT; i++) {
        bool header = parameters[i].name[0] >= 'A' && parameters[i].name[0] <= 'Z';
        json_key(&doc->json, parameters[i].name);
        parameter_begin(doc, str_from(parameters[i].name), header ? "header" : "query", strcmp(parameters[i].name, "X-Luodi") == 0);
        openapi_cstr(doc, "description", words(doc, parameters[i].zh, parameters[i].en));
        schema(doc, str_from(parameters[i].type));
        json_object_end(&doc->json);
    }
    json_object_end(&doc->json);
}

static void shared_response(struct openapi *doc, const char *name, const char *about)
{
    json_key(&doc->json, name);
    json_object(&doc->json);
    openapi_cstr(doc, "description", about);
    json_key(&doc->json, "content");
    json_object(&doc->json);
    json_key(&doc->json, "application/problem+json");
    json_object(&doc->json);
    schema(doc, STR("Problem"));
    json_object_end(&doc->json);
    json_object_end(&doc->json);
    json_object_end(&doc->json);
}

static void components(struct openapi *doc)
{
    json_key(&doc->json, "components");
    json_object(&doc->json);
    shared_parameters(doc);
    json_key(&doc->json, "responses");
    json_object(&doc->json);
    shared_response(doc, "Refused", words(doc, "被拒绝：何事、为何、怎么办", "refused: what, why, what to do"));
    shared_response(doc, "Failed", words(doc, "服务器的故障", "the server failed"));
    json_object_end(&doc->json);
    json_key(&doc->json, "securitySchemes");
    json_object(&doc->json);
    json_key(&doc->json, "session");
    json_object(&doc->json);
    openapi_cstr(doc, "type", "apiKey");
    openapi_cstr(doc, "in", "cookie");
    openapi_cstr(doc, "name", "luodi_PORT");
    openapi_cstr(doc, "description", words(doc, "登录后得到的会话，名称带端口号", "the session, named by the server's port"));
    json_object_end(&doc->json);
    json_object_end(&doc->json);
    json_key(&doc->json, "schemas");
    json_object(&doc->json);
    for (size_t i = 0; i < MEMBER_COUNT;)
        i = shape(doc, i);
    for (size_t k = 0; k < doc->model->kind_count; k++)
        openapi_kind_shapes(doc, &doc->model->kinds[k]);
    json_object_end(&doc->json);
    json_object_end(&doc->json);
}

/* ---- an operation ------------------------------------------------------------------------------- */

static void component(struct openapi *doc, const char *of, struct str name)
{
    json_object(&doc->json);
    openapi_str(doc, "$ref", str_format(doc->arena, "#/components/%s/%.*s", of, STR_ARG(name)));
    json_object_end(&doc->json);
}

static void query_parameter(struct openapi *doc, const struct kind *kind, struct str name)
{
    if (str_eq(name, STR("FIELD"))) { /* every field of the kind is a parameter of its own */
        parameter_begin(doc, STR("fields"), "query", false);
        openapi_cstr(doc, "style", "form");
        json_key(&doc->json, "explode");
        json_bool(&doc->json, true);
        schema(doc, openapi_kind_shape(doc, kind, name));
        json_object_end(&doc->json);
        return;
    }
    component(doc, "parameters", name);
}

static void parameter_list(struct openapi *doc, const struct operation *operation, const struct kind *kind, bool writes)
{
    struct str rest = str_from(operation->path), name;
    json_key(&doc->json, "parameters");
    json_array(&doc->json);
    while (rest.len && str_split(&rest, ' ', &name)) {
        if (str_eq(name, STR("kind")))
            continue; /* it stands in the address */
        parameter_begin(doc, name, "path", true);
        schema(doc, STR("string"));
        json_object_end(&doc->json);
    }
    rest = str_from(operation->query);
    while (rest.len && str_split(&rest, ' ', &name))
        query_parameter(doc, kind, name);
    if (writes)
        component(doc, "parameters", STR("X-Luodi"));
    json_array_end(&doc->json);
}

static void content(struct openapi *doc, struct str type, const struct kind *kind)
{
    bool media = str_find(type, STR("/"), 0) >= 0;
    json_key(&doc->json, "content");
    json_object(&doc->json);
    json_key_str(&doc->json, media ? type : STR("application/json"));
    json_object(&doc->json);
    schema(doc, media ? STR("any") : openapi_kind_shape(doc, kind, type));
    json_object_end(&doc->json);
    json_object_end(&doc->json);
}

static void response(struct openapi *doc, int status, const char *about, struct str answer)
{
    json_key_str(&doc->json, str_format(doc->arena, "%d", status));
    json_object(&doc->json);
    openapi_cstr(doc, "description", about);
    if (answer.len)
        content(doc, answer, NULL);
    json_object_end(&doc->json);
}

static void responses(struct openapi *doc, const struct operation *operation, bool writes)
{
    json_key(&doc->json, "responses");
    json_object(&doc->json);
    response(doc, operation->status, words(doc, "答复", "the answer"), str_from(operation->answer));
    for (size_t i = 0; i < sizeof also / sizeof *also; i++)
        if (also[i].handle == operation->handle)
            response(doc, also[i].status, words(doc, "有误，什么也没有写入", "something is wrong, nothing was written"), str_from(also[i].answer));
    if (!writes && operation->status == 200)
        response(doc, 304, words(doc, "与 If-None-Match 所示相同", "the same as If-None-Match names"), STR(""));
    json_key(&doc->json, "4XX");
    component(doc, "responses", STR("Refused"));
    json_key(&doc->json, "5XX");
    component(doc, "responses", STR("Failed"));
    json_object_end(&doc->json);
}

static void operation_print(struct openapi *doc, const struct route *route, const struct operation *operation, const struct kind *kind)
{
    bool writes = route->method == METHOD_POST;
    json_key(&doc->json, writes ? "post" : "get");
    json_object(&doc->json);
    const char *id = operation->id + strlen("web_");
    openapi_str(doc, "operationId", kind ? str_format(doc->arena, "%s.%.*s", id, STR_ARG(kind->name)) : str_from(id));
    struct str about = str_from(words(doc, operation->zh, operation->en));
    openapi_str(doc, "summary", kind ? str_format(doc->arena, "%.*s · %.*s", STR_ARG(label_in(&kind->label, doc->lang)), STR_ARG(about)) : about);
    if (kind)
        openapi_str(doc, "x-kind", kind->name);
    parameter_list(doc, operation, kind, writes);
    if (operation->body[0]) {
        json_key(&doc->json, "requestBody");
        json_object(&doc->json);
        content(doc, str_from(operation->body), kind);
        json_object_end(&doc->json);
    }
    responses(doc, operation, writes);
    if (route->who == WHO_OPEN) {
        json_key(&doc->json, "security");
        json_array(&doc->json);
        json_array_end(&doc->json);
    }
    json_object_end(&doc->json);
}

/* ---- the addresses ------------------------------------------------------------------------------ */

static const struct operation *operation_of(const struct route *route)
{
    for (size_t i = 0; i < OPERATION_COUNT; i++)
        if (operations[i].handle == route->handle)
            return &operations[i];
    return NULL;
}

/* "/api/records/{}/{}" with the names of its parts, and the kind's in its place. */
static struct str address(struct openapi *doc, const struct route *route, const struct operation *operation, const struct kind *kind)
{
    struct str names = str_from(operation->path), name = STR(""), rest = route->path;
    struct buf out;
    buf_init(&out, doc->arena);
    for (size_t i = 0; i < rest.len; i++) {
        if (rest.ptr[i] != '{') {
            buf_char(&out, rest.ptr[i]);
            continue;
        }
        str_split(&names, ' ', &name);
        if (kind && str_eq(name, STR("kind")))
            buf_str(&out, kind->name);
        else
            buf_printf(&out, "{%.*s}", STR_ARG(name));
        i++;
    }
    return buf_get(&out);
}

/* All rows of one address stand together; the first of them writes it. */
static void path_print(struct openapi *doc, size_t first, const struct kind *kind)
{
    const struct route *route = route_at(first);
    json_key_str(&doc->json, address(doc, route, operation_of(route), kind));
    json_object(&doc->json);
    for (size_t i = first; i < route_count(); i++) {
        const struct route *other = route_at(i);
        if (str_eq(other->path, route->path) && operation_of(other))
            operation_print(doc, other, operation_of(other), kind);
    }
    json_object_end(&doc->json);
}

static void paths(struct openapi *doc)
{
    json_key(&doc->json, "paths");
    json_object(&doc->json);
    for (size_t i = 0; i < route_count(); i++) {
        const struct operation *operation = operation_of(route_at(i));
        bool seen = !operation;
        for (size_t b = 0; b < i && !seen; b++)
            seen = str_eq(route_at(b)->path, route_at(i)->path) && operation_of(route_at(b));
        if (seen)
            continue;
        bool each = str_starts(str_from(operation->path), STR("kind"));
        for (size_t k = 0; each && k < doc->model->kind_count; k++)
            path_print(doc, i, &doc->model->kinds[k]);
        if (!each)
            path_print(doc, i, NULL);
    }
    json_object_end(&doc->json);
}

void openapi_print(struct arena *arena, const struct model *model, enum lang lang, struct buf *out)
{
    struct openapi doc = { .arena = arena, .model = model, .lang = lang };
    json_writer_init(&doc.json, out, true);
    json_object(&doc.json);
    openapi_cstr(&doc, "openapi", "3.1.0");
    json_key(&doc.json, "info");
    json_object(&doc.json);
    openapi_cstr(&doc, "title", words(&doc, "落地：园区账本的接口", "Luodi: the API of a zone's ledger"));
    openapi_cstr(&doc, "version", "1");
    openapi_cstr(&doc, "description", words(&doc, "由账本的定义生成；规矩见 docs/reference/api.md。", "Made of the ledger's definitions; the rules for all of it stand in docs/reference/api.md."));
    json_key(&doc.json, "license");
    json_object(&doc.json);
    openapi_cstr(&doc, "name", "Apache-2.0");
    openapi_cstr(&doc, "identifier", "Apache-2.0");
    json_object_end(&doc.json);
    json_object_end(&doc.json);
    json_key(&doc.json, "servers");
    json_array(&doc.json);
    json_object(&doc.json);
    openapi_cstr(&doc, "url", "/");
    json_object_end(&doc.json);
    json_array_end(&doc.json);
    json_key(&doc.json, "security");
    json_array(&doc.json);
    json_object(&doc.json);
    json_key(&doc.json, "session");
    json_array(&doc.json);
    json_array_end(&doc.json);
    json_object_end(&doc.json);
    json_array_end(&doc.json);
    paths(&doc);
    components(&doc);
    json_object_end(&doc.json);
}

bool web_openapi(struct request *request, struct err *err)
{
    struct buf out;
    const struct model *model = ledger_model_at(request->worker->ledger, (struct entry_id){ 0 }, err);
    if (!model)
        return false;
    buf_init(&out, request->arena);
    openapi_print(request->arena, model, request->lang, &out);
    response_json(request, 200, buf_get(&out));
    return true;
}
