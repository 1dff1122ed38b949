/*
 * members.c - the records that belong to a list, by number: #12, #15. In the ledger each member has
 * days of its own, so there members are changes and not one value; this is how several are written
 * at once.
 */
#include "base/arena.h"
#include "base/buf.h"
#include "base/utf8.h"
#include "model/field_priv.h"

static bool parse(struct arena *arena, const struct field *field, struct str text,
                  struct value *value, struct err *err)
{
    (void)field;
    if (!field_text_check(arena, text, true, err))
        return false;
    struct str rest = utf8_fold(arena, text);
    struct buf out;
    buf_init(&out, arena);
    for (size_t i = 0; i < rest.len;) {
        char c = rest.ptr[i];
        if (c == ' ' || c == ',' || c == ';' || c == '\n' || c == '\t' || c == '\r') {
            i++;
            continue;
        }
        size_t end = i + 1;
        while (end < rest.len && rest.ptr[end] >= '0' && rest.ptr[end] <= '9')
            end++;
        int64_t n;
        if (c != '#' || !str_to_int(str_slice(rest, i + 1, end - i - 1), &n) || n < 1)
            return err_set(err, ERR_FIELD_MEMBERS, "text", text);
        buf_printf(&out, "%s#%lld", out.len ? ", " : "", (long long)n);
        i = end;
    }
    value->text = buf_get(&out);
    return true;
}

static bool parse_canonical(struct arena *arena, const struct field *field, struct str text,
                            struct value *value)
{
    struct err err;
    err_init(&err);
    return parse(arena, field, text, value, &err);
}

/* Which records are members on a day is the ledger's to say. */
static struct feel_value feel(const struct field *field, const struct value *value)
{
    (void)field;
    (void)value;
    return feel_null();
}

const struct field_ops field_ops_members = {
    .json = "array",
    .parse = parse,
    .print = field_print_text,
    .print_canonical = field_print_canonical_text,
    .parse_canonical = parse_canonical,
    .feel = feel,
    .cmp = field_cmp_text,
};
