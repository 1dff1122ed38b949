/*
 * builtin_string.c - functions on strings (10.3.4.3). Positions and lengths count code points.
 */
#include <utf8proc.h>

#include "base/utf8.h"
#include "feel/feel_priv.h"

#define FUNCTION(name)                                                                             \
    struct feel_value builtin_##name(const struct call *call, const struct feel_value *args)

/* Work on long texts costs steps as well. */
static bool spend_text(const struct call *call, struct str text)
{
    return run_spend(call->run, text.len / 64);
}

FUNCTION(string)
{
    struct buf out;
    if (args[0].type == FEEL_STRING)
        return args[0];
    run_buf(call->run, &out);
    feel_text(args[0], &out);
    return run_text(call->run, &out);
}

FUNCTION(substring)
{
    if (!spend_text(call, args[0].string))
        return feel_null();
    struct str text = args[0].string;
    int64_t start, length = INT64_MAX, count = (int64_t)utf8_count(text);
    bool good = dec_to_int(dec_round(args[1].number, 0, DEC_DOWN), &start) && start != 0 &&
                start <= count && start >= -count;
    if (args[2].type == FEEL_NUMBER)
        good = good && dec_to_int(dec_round(args[2].number, 0, DEC_DOWN), &length) && length >= 1;
    if (!good)
        return call_warn(call, ERR_FEEL_RANGE, STR("start position, length"),
                         str_format(call->run->arena, "1 .. %lld", (long long)count));
    size_t from = utf8_offset(text, (size_t)(start > 0 ? start - 1 : count + start));
    struct str rest = str_slice(text, from, text.len);
    if (length < count)
        rest = str_slice(rest, 0, utf8_offset(rest, (size_t)length));
    return feel_string(rest);
}

FUNCTION(string_length)
{
    if (!spend_text(call, args[0].string))
        return feel_null();
    return feel_int((int64_t)utf8_count(args[0].string));
}

static struct feel_value mapped(const struct call *call, struct str text,
                                utf8proc_int32_t (*map)(utf8proc_int32_t))
{
    struct buf out;
    run_buf(call->run, &out);
    if (!spend_text(call, text))
        return feel_null();
    for (size_t pos = 0; pos < text.len;)
        buf_rune(&out, (uint32_t)map((utf8proc_int32_t)utf8_next(text, &pos)));
    return run_text(call->run, &out);
}

FUNCTION(upper_case)
{
    return mapped(call, args[0].string, utf8proc_toupper);
}

FUNCTION(lower_case)
{
    return mapped(call, args[0].string, utf8proc_tolower);
}

FUNCTION(substring_before)
{
    if (!spend_text(call, args[0].string))
        return feel_null();
    ptrdiff_t at = str_find(args[0].string, args[1].string, 0);
    return feel_string(at > 0 ? str_slice(args[0].string, 0, (size_t)at) : STR(""));
}

FUNCTION(substring_after)
{
    if (!spend_text(call, args[0].string))
        return feel_null();
    ptrdiff_t at = str_find(args[0].string, args[1].string, 0);
    return feel_string(
        at < 0 ? STR("")
               : str_slice(args[0].string, (size_t)at + args[1].string.len, args[0].string.len));
}

FUNCTION(contains)
{
    if (!spend_text(call, args[0].string))
        return feel_null();
    return feel_boolean(str_has(args[0].string, args[1].string));
}

FUNCTION(starts_with)
{
    if (!spend_text(call, args[0].string))
        return feel_null();
    return feel_boolean(str_starts(args[0].string, args[1].string));
}

FUNCTION(ends_with)
{
    if (!spend_text(call, args[0].string))
        return feel_null();
    return feel_boolean(str_ends(args[0].string, args[1].string));
}

FUNCTION(string_join)
{
    struct buf out;
    run_buf(call->run, &out);
    bool any = false;
    for (size_t i = 0; i < args[0].list.count && run_spend(call->run, 1); i++) {
        struct feel_value item = args[0].list.items[i];
        if (item.type == FEEL_NULL)
            continue;
        if (item.type != FEEL_STRING)
            return call_warn(call, ERR_FEEL_ARGUMENT, type_name(item), STR("string"));
        if (any && args[1].type == FEEL_STRING)
            buf_str(&out, args[1].string);
        buf_str(&out, item.string);
        any = true;
    }
    return run_text(call->run, &out);
}

/* ---- patterns ---- */

static struct regex *pattern_of(const struct call *call, const struct feel_value *args,
                                size_t flags)
{
    struct str letters = flags && args[flags].type == FEEL_STRING ? args[flags].string : STR("");
    if (!spend_text(call, args[0].string))
        return NULL;
    return regex_new(call, args[1].string, letters);
}

static struct feel_value too_hard(const struct call *call, struct str pattern)
{
    return call_warn(call, ERR_FEEL_PATTERN_HARD, pattern, STR(""));
}

FUNCTION(matches)
{
    struct regex *regex = pattern_of(call, args, 2);
    size_t start, end;
    if (!regex)
        return feel_null();
    int found = regex_find(regex, args[0].string, 0, &start, &end);
    return found < 0 ? too_hard(call, args[1].string) : feel_boolean(found);
}

/* "$1" is a group, "\$" and "\\" stand for themselves, nothing else may follow either sign. */
static bool put_replacement(const struct regex *regex, struct str text, struct str replacement,
                            bool literal, struct buf *out)
{
    for (size_t i = 0; i < replacement.len; i++) {
        char c = replacement.ptr[i], next = i + 1 < replacement.len ? replacement.ptr[i + 1] : '\0';
        if (literal || (c != '\\' && c != '$')) {
            buf_char(out, c);
        } else if (c == '\\') {
            if (next != '\\' && next != '$')
                return false;
            buf_char(out, next);
            i++;
        } else {
            if (next < '0' || next > '9')
                return false;
            size_t group = (size_t)(next - '0'), start, end;
            i++;
            /* As many digits as still name a group. */
            while (i + 1 < replacement.len && replacement.ptr[i + 1] >= '0' &&
                   replacement.ptr[i + 1] <= '9' &&
                   group * 10 + (size_t)(replacement.ptr[i + 1] - '0') <= regex_groups(regex))
                group = group * 10 + (size_t)(replacement.ptr[++i] - '0');
            if (group <= regex_groups(regex) && regex_group(regex, group, &start, &end))
                buf_str(out, str_slice(text, start, end - start));
        }
    }
    return true;
}

FUNCTION(replace)
{
    struct str text = args[0].string;
    struct regex *regex = pattern_of(call, args, 3);
    size_t at = 0, start, end;
    struct buf out;
    if (!regex)
        return feel_null();
    if (regex_find(regex, STR(""), 0, &start, &end) == 1)
        return call_warn(call, ERR_FEEL_PATTERN_EMPTY, args[1].string, STR(""));
    bool literal = args[3].type == FEEL_STRING && str_has(args[3].string, STR("q"));
    run_buf(call->run, &out);
    for (;;) {
        int found = regex_find(regex, text, at, &start, &end);
        if (found < 0)
            return too_hard(call, args[1].string);
        if (!found || !run_spend(call->run, 1))
            break;
        buf_str(&out, str_slice(text, at, start - at));
        if (!put_replacement(regex, text, args[2].string, literal, &out))
            return call_warn(call, ERR_FEEL_PATTERN, args[2].string, STR("$1 \\$ \\\\"));
        if (end == start) { /* an empty match, such as \b: go on behind the next character */
            if (start >= text.len)
                break;
            utf8_next(text, &end);
            buf_str(&out, str_slice(text, start, end - start));
        }
        at = end;
    }
    buf_str(&out, str_slice(text, at, text.len));
    return run_text(call->run, &out);
}

FUNCTION(split)
{
    struct str text = args[0].string;
    struct regex *regex = pattern_of(call, args, 0);
    struct list_build parts = { 0 };
    size_t at = 0, start, end;
    if (!regex)
        return feel_null();
    if (regex_find(regex, STR(""), 0, &start, &end) == 1)
        return call_warn(call, ERR_FEEL_PATTERN_EMPTY, args[1].string, STR(""));
    for (;;) {
        int found = regex_find(regex, text, at, &start, &end);
        if (found < 0)
            return too_hard(call, args[1].string);
        if (!found || end == start || !run_spend(call->run, 1))
            break;
        list_add(call->run, &parts, feel_string(str_slice(text, at, start - at)));
        at = end;
    }
    list_add(call->run, &parts, feel_string(str_slice(text, at, text.len)));
    return list_done(&parts);
}
