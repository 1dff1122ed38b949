/*
 * print.c - values as FEEL text, as plain text, and as tagged JSON; JSON back to values.
 */
#include "base/json.h"
#include "feel/feel_priv.h"

/*
 * Values share parts and nest as deep as a loop has steps, so what is printed has bounds of its
 * own: beyond them stands "...", in JSON null. In JSON a context takes two levels.
 */
enum { PRINT_DEPTH_MAX = 100, TREE_DEPTH_MAX = 28, PRINT_WORK_MAX = 1000000 };

struct printer {
    struct buf *out;
    int64_t left; /* values, and pieces of text, still to be printed */
    int depth;
};

/* Whether the value may still be printed. */
static bool afford(struct printer *p, struct feel_value value, int depth_max)
{
    p->left -= 1 + (value.type == FEEL_STRING ? (int64_t)(value.string.len / 16) : 0);
    return p->left >= 0 && p->depth <= depth_max && (!p->out || buf_ok(p->out));
}

static void print_value(struct printer *p, struct feel_value value);

static void print_inner(struct printer *p, struct feel_value value)
{
    p->depth++;
    print_value(p, value);
    p->depth--;
}

static void print_string(struct str text, struct buf *out)
{
    buf_char(out, '"');
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        switch (c) {
        case '"': buf_cstr(out, "\\\""); break;
        case '\\': buf_cstr(out, "\\\\"); break;
        case '\n': buf_cstr(out, "\\n"); break;
        case '\r': buf_cstr(out, "\\r"); break;
        case '\t': buf_cstr(out, "\\t"); break;
        default: buf_char(out, c);
        }
    }
    buf_char(out, '"');
}

/* A byte of a key that needs no quotes: of a name, or of a character beyond ASCII. */
static bool plain_byte(char c, bool first)
{
    unsigned char byte = (unsigned char)c;
    return byte >= 0x80 || (first ? lex_name_start(byte) : lex_name_part(byte));
}

static void print_context(struct printer *p, struct feel_value value)
{
    struct buf *out = p->out;
    buf_char(out, '{');
    for (size_t i = 0; i < value.context.count && p->left >= 0; i++) {
        const struct feel_entry *entry = &value.context.entries[i];
        buf_cstr(out, i ? ", " : "");
        bool plain = entry->key.len > 0 && plain_byte(entry->key.ptr[0], true);
        for (size_t at = 1; at < entry->key.len && plain; at++)
            plain = plain_byte(entry->key.ptr[at], false);
        if (plain)
            buf_str(out, entry->key);
        else
            print_string(entry->key, out);
        buf_cstr(out, ": ");
        print_inner(p, entry->value);
    }
    buf_char(out, '}');
}

static void print_range(struct printer *p, const struct feel_range *range)
{
    struct buf *out = p->out;
    static const char *const signs[] = { [RANGE_IS] = "=", [RANGE_NOT] = "!=" };
    switch (range->form) {
    case RANGE_IS:
    case RANGE_NOT:
        buf_printf(out, "(%s ", signs[range->form]);
        print_inner(p, range->start);
        buf_char(out, ')');
        return;
    case RANGE_UNDER:
        buf_cstr(out, range->end_in ? "(<= " : "(< ");
        print_inner(p, range->end);
        buf_char(out, ')');
        return;
    case RANGE_OVER:
        buf_cstr(out, range->start_in ? "(>= " : "(> ");
        print_inner(p, range->start);
        buf_char(out, ')');
        return;
    case RANGE_INTERVAL: break;
    }
    buf_char(out, range->start_in ? '[' : '(');
    print_inner(p, range->start);
    buf_cstr(out, "..");
    print_inner(p, range->end);
    buf_char(out, range->end_in ? ']' : ')');
}

static void print_function(const struct feel_function *function, struct buf *out)
{
    if (function->sort == FUNCTION_BUILTIN) {
        buf_cstr(out, function->builtin->name);
        return;
    }
    if (function->sort == FUNCTION_HOST) {
        buf_str(out, function->host->name);
        return;
    }
    const struct definition *definition = function->definition->extra;
    buf_cstr(out, "function(");
    for (size_t i = 0; i < definition->count; i++) {
        buf_cstr(out, i ? ", " : "");
        buf_str(out, definition->parameters[i]);
    }
    buf_cstr(out, ") ...");
}

static void print_value(struct printer *p, struct feel_value value)
{
    struct buf *out = p->out;
    if (!afford(p, value, PRINT_DEPTH_MAX)) {
        buf_cstr(out, "...");
        return;
    }
    switch (value.type) {
    case FEEL_NULL: buf_cstr(out, "null"); return;
    case FEEL_BOOLEAN: buf_cstr(out, value.boolean ? "true" : "false"); return;
    case FEEL_NUMBER: dec_print(value.number, out); return;
    case FEEL_STRING: print_string(value.string, out); return;
    case FEEL_DATE:
    case FEEL_TIME:
    case FEEL_DATE_TIME:
    case FEEL_YEARS_MONTHS:
    case FEEL_DAYS_TIME:
        buf_cstr(out, "@\"");
        temporal_print(value, out);
        buf_char(out, '"');
        return;
    case FEEL_LIST:
        buf_char(out, '[');
        for (size_t i = 0; i < value.list.count && p->left >= 0; i++) {
            buf_cstr(out, i ? ", " : "");
            print_inner(p, value.list.items[i]);
        }
        buf_char(out, ']');
        return;
    case FEEL_CONTEXT: print_context(p, value); return;
    case FEEL_RANGE: print_range(p, value.range); return;
    case FEEL_FUNCTION: print_function(value.function, out); return;
    case FEEL_RECORD:
        buf_str(out, value.record.kind ? value.record.kind->name : STR("record"));
        buf_printf(out, " #%lld", (long long)value.record.id);
        return;
    }
}

void feel_print(struct feel_value value, struct buf *out)
{
    struct printer printer = { out, PRINT_WORK_MAX, 0 };
    print_value(&printer, value);
}

void feel_text(struct feel_value value, struct buf *out)
{
    switch (value.type) {
    case FEEL_STRING: buf_str(out, value.string); return;
    case FEEL_DATE:
    case FEEL_TIME:
    case FEEL_DATE_TIME:
    case FEEL_YEARS_MONTHS:
    case FEEL_DAYS_TIME: temporal_print(value, out); return;
    default: feel_print(value, out);
    }
}

/* ---- JSON ---- */

/* A tree being written; the printer's `out` is NULL: the writer has its own. */
struct tree {
    struct printer printer;
    struct json_writer *out;
};

static void json_tagged(struct tree *tree, struct feel_value value, const char *tag)
{
    struct buf text;
    buf_init(&text, NULL);
    if (value.type == FEEL_RANGE) {
        struct printer printer = { &text, tree->printer.left, 0 };
        print_value(&printer, value);
        tree->printer.left = printer.left;
    } else {
        feel_text(value, &text);
    }
    json_object(tree->out);
    json_key(tree->out, tag);
    json_str(tree->out, buf_get(&text));
    json_object_end(tree->out);
    buf_release(&text);
}

static void json_value(struct tree *tree, struct feel_value value);

static void json_parts(struct tree *tree, struct feel_value value)
{
    struct json_writer *out = tree->out;
    tree->printer.depth++;
    if (value.type == FEEL_LIST) {
        json_array(out);
        for (size_t i = 0; i < value.list.count && tree->printer.left >= 0; i++)
            json_value(tree, value.list.items[i]);
        json_array_end(out);
    } else {
        json_object(out);
        json_key(out, "context");
        json_object(out);
        for (size_t i = 0; i < value.context.count && tree->printer.left >= 0; i++) {
            json_key_str(out, value.context.entries[i].key);
            json_value(tree, value.context.entries[i].value);
        }
        json_object_end(out);
        json_object_end(out);
    }
    tree->printer.depth--;
}

static void json_value(struct tree *tree, struct feel_value value)
{
    if (!afford(&tree->printer, value, TREE_DEPTH_MAX)) {
        json_null(tree->out);
        return;
    }
    switch (value.type) {
    case FEEL_NULL: json_null(tree->out); return;
    case FEEL_BOOLEAN: json_bool(tree->out, value.boolean); return;
    case FEEL_STRING: json_str(tree->out, value.string); return;
    case FEEL_NUMBER: json_tagged(tree, value, "number"); return;
    case FEEL_DATE: json_tagged(tree, value, "date"); return;
    case FEEL_TIME: json_tagged(tree, value, "time"); return;
    case FEEL_DATE_TIME: json_tagged(tree, value, "datetime"); return;
    case FEEL_YEARS_MONTHS:
    case FEEL_DAYS_TIME: json_tagged(tree, value, "duration"); return;
    case FEEL_LIST:
    case FEEL_CONTEXT: json_parts(tree, value); return;
    case FEEL_RANGE: json_tagged(tree, value, "range"); return;
    case FEEL_FUNCTION: json_tagged(tree, value, "function"); return;
    case FEEL_RECORD: json_tagged(tree, value, "record"); return;
    }
}

void feel_to_json(struct feel_value value, struct json_writer *out)
{
    struct tree tree = { { NULL, PRINT_WORK_MAX, 0 }, out };
    json_value(&tree, value);
}

static bool from_members(struct arena *arena, const struct json *object, struct feel_value *value)
{
    struct feel_entry *entries = ARENA_ARRAY(arena, struct feel_entry, object->count);
    size_t count = 0;
    for (const struct json *member = object->first; member; member = member->next) {
        entries[count].key = member->key;
        if (!feel_from_json(arena, member, &entries[count++].value))
            return false;
    }
    *value = feel_context(entries, count);
    return true;
}

/* A decimal as XML writes them: beside FEEL's also ".5", "5." and "+5". */
static bool from_decimal(struct arena *arena, struct str text, struct feel_value *value)
{
    bool negative = text.len && text.ptr[0] == '-';
    struct dec number;
    if (negative || (text.len && text.ptr[0] == '+'))
        text = str_slice(text, 1, text.len);
    if (text.len > 1 && text.ptr[text.len - 1] == '.')
        text.len--;
    if (text.len > 1 && text.ptr[0] == '.')
        text = str_join(arena, STR("0"), text);
    if (!text.len || text.ptr[0] == '-' || text.ptr[0] == '+' || !dec_parse(text, &number))
        return false;
    *value = feel_number(negative ? dec_neg(number) : number);
    return true;
}

static bool from_tagged(struct arena *arena, const struct json *member, struct feel_value *value)
{
    if (str_eq(member->key, STR("context")))
        return member->type == JSON_T_OBJECT && from_members(arena, member, value);
    if (member->type != JSON_T_STRING)
        return false;
    if (str_eq(member->key, STR("number")))
        return from_decimal(arena, member->text, value);
    struct feel_run run;
    feel_run_init(&run, arena);
    if (str_eq(member->key, STR("date")))
        return temporal_parse_date(member->text, value);
    if (str_eq(member->key, STR("time")))
        return temporal_parse_time(&run, member->text, value);
    if (str_eq(member->key, STR("datetime")))
        return temporal_parse_date_time(&run, member->text, value);
    if (str_eq(member->key, STR("duration")))
        return temporal_parse_duration(member->text, value);
    return false;
}

bool feel_from_json(struct arena *arena, const struct json *json, struct feel_value *value)
{
    switch (json->type) {
    case JSON_T_NULL: *value = feel_null(); return true;
    case JSON_T_BOOL: *value = feel_boolean(json->boolean); return true;
    case JSON_T_STRING: *value = feel_string(json->text); return true;
    case JSON_T_NUMBER: {
        struct dec number;
        if (!dec_parse(json->text, &number))
            return false;
        *value = feel_number(number);
        return true;
    }
    case JSON_T_ARRAY: {
        struct feel_value *items = ARENA_ARRAY(arena, struct feel_value, json->count);
        size_t count = 0;
        for (const struct json *item = json->first; item; item = item->next)
            if (!feel_from_json(arena, item, &items[count++]))
                return false;
        *value = feel_list(items, count);
        return true;
    }
    case JSON_T_OBJECT: return json->count == 1 && from_tagged(arena, json->first, value);
    }
    return false;
}
