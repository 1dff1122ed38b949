/*
 * tck.c - the DMN conformance kit's cases: its equality, and counting with a list of known misses
 * (tck.h).
 */
#include "tck.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/json.h"
#include "feel/feel.h"

struct str source_path(struct arena *arena, const char *path)
{
    const char *root = getenv("LUODI_SOURCE");
    return path_join(arena, str_from(root ? root : "."), str_from(path));
}

struct str shared_path(struct arena *arena, const char *path)
{
    const char *shared = getenv("LUODI_SHARED");
    struct str root = shared ? str_from(shared) : source_path(arena, "../shared");
    return path_join(arena, root, str_from(path));
}

/* ---- the kit's equality ---- */

static bool same_number(struct feel_value value, struct str text)
{
    struct dec wanted, difference, limit;
    return value.type == FEEL_NUMBER && dec_parse(text, &wanted) &&
           dec_parse(STR("0.00000001"), &limit) && dec_sub(value.number, wanted, &difference) &&
           dec_cmp(dec_abs(difference), limit) < 0;
}

/* "Z" for a zero offset, no zeros behind the fraction. */
static struct str plain_time(struct arena *arena, struct str text)
{
    if (str_ends(text, STR("+00:00")) || str_ends(text, STR("-00:00")))
        text = str_format(arena, "%.*sZ", (int)text.len - 6, text.ptr);
    ptrdiff_t point = str_find(text, STR("."), 0);
    if (point < 0)
        return text;
    size_t end = (size_t)point + 1;
    while (end < text.len && text.ptr[end] >= '0' && text.ptr[end] <= '9')
        end++;
    size_t keep = end;
    while (text.ptr[keep - 1] == '0')
        keep--;
    if (text.ptr[keep - 1] == '.')
        keep--;
    return str_format(arena, "%.*s%.*s", (int)keep, text.ptr, (int)(text.len - end),
                      text.ptr + end);
}

static bool same_text(struct arena *arena, struct feel_value value, struct str text)
{
    struct buf out;
    buf_init(&out, arena);
    feel_text(value, &out);
    return str_eq(plain_time(arena, buf_get(&out)), plain_time(arena, text));
}

static bool same_members(struct arena *arena, const struct json *wanted, struct feel_value value)
{
    if (value.type != FEEL_CONTEXT || value.context.count != wanted->count)
        return false;
    for (const struct json *member = wanted->first; member; member = member->next) {
        const struct feel_value *own = feel_context_find(value, member->key);
        if (!own || !tck_same(arena, member, *own))
            return false;
    }
    return true;
}

static bool same_tagged(struct arena *arena, const struct json *tag, struct feel_value value)
{
    struct feel_value wanted;
    if (str_eq(tag->key, STR("context")))
        return same_members(arena, tag, value);
    if (str_eq(tag->key, STR("number")))
        return same_number(value, tag->text);
    if (str_eq(tag->key, STR("date")))
        return value.type == FEEL_DATE && same_text(arena, value, tag->text);
    if (str_eq(tag->key, STR("time")))
        return value.type == FEEL_TIME && same_text(arena, value, tag->text);
    if (str_eq(tag->key, STR("datetime")))
        return value.type == FEEL_DATE_TIME && same_text(arena, value, tag->text);
    struct json object = { .type = JSON_T_OBJECT,
                           .first = (struct json *)(uintptr_t)tag,
                           .count = 1 };
    return feel_from_json(arena, &object, &wanted) && feel_equal(wanted, value) == 1;
}

bool tck_same(struct arena *arena, const struct json *wanted, struct feel_value value)
{
    switch (wanted->type) {
    case JSON_T_NULL: return value.type == FEEL_NULL;
    case JSON_T_BOOL: return value.type == FEEL_BOOLEAN && value.boolean == wanted->boolean;
    case JSON_T_STRING: return value.type == FEEL_STRING && str_eq(value.string, wanted->text);
    case JSON_T_ARRAY: {
        size_t i = 0;
        if (value.type != FEEL_LIST || value.list.count != wanted->count)
            return false;
        for (const struct json *item = wanted->first; item; item = item->next)
            if (!tck_same(arena, item, value.list.items[i++]))
                return false;
        return true;
    }
    case JSON_T_OBJECT: return same_tagged(arena, wanted->first, value);
    default: return false;
    }
}

/* ---- counting ---- */

static struct tck_group *group_of(struct tck_tally *tally, struct str name)
{
    for (size_t i = 0; i < tally->group_count; i++)
        if (str_eq(tally->groups[i].name, name))
            return &tally->groups[i];
    assert_true(tally->group_count < TCK_GROUPS_MAX);
    struct tck_group *group = &tally->groups[tally->group_count++];
    group->name = str_copy(tally->arena, name);
    return group;
}

static bool known_miss(const struct tck_tally *tally, struct str id)
{
    struct str rest = tally->misses, line, name;
    while (str_split(&rest, '\n', &line)) {
        str_split(&line, '\t', &name); /* behind it: why */
        if (str_eq(str_trim(name), id))
            return true;
    }
    return false;
}

static void write_answer(struct tck_tally *tally, struct arena *arena, struct str id,
                         struct feel_value value)
{
    struct buf out;
    struct json_writer writer;
    buf_init(&out, arena);
    json_writer_init(&writer, &out, false);
    json_object(&writer);
    json_key(&writer, "id");
    json_str(&writer, id);
    json_key(&writer, "value");
    feel_to_json(value, &writer);
    json_object_end(&writer);
    fprintf(tally->answers, "%.*s\n", STR_ARG(buf_get(&out)));
}

void tck_begin(struct tck_tally *tally, struct arena *arena, const char *misses)
{
    struct err err;
    err_init(&err);
    *tally = (struct tck_tally){ .arena = arena, .file = misses };
    if (!file_read(arena, source_path(arena, misses), 1 << 20, &tally->misses, &err))
        tally->misses = STR("");
    buf_init(&tally->now, NULL);
    tally->answers = getenv("TCK_ANSWERS") ? fopen(getenv("TCK_ANSWERS"), "w") : NULL;
}

void tck_count(struct tck_tally *tally, struct arena *arena, const struct json *row,
               struct feel_value value)
{
    struct str id = json_text(row, STR("id"));
    const struct json *wanted = json_get(row, STR("expected"));
    bool good = tck_same(arena, wanted, value), known = known_miss(tally, id);
    struct tck_group *group = group_of(tally, json_text(row, STR("dir")));
    int64_t level = 0;
    json_int(json_get(row, STR("level")), &level);
    group->total++;
    tally->total++;
    group->passed += good;
    tally->passed += good;
    tally->level_total[level == 3]++;
    tally->level_passed[level == 3] += good;
    tally->valued += wanted->type != JSON_T_NULL;
    tally->valued_passed += wanted->type != JSON_T_NULL && good;
    if (tally->answers)
        write_answer(tally, arena, id, value);
    tally->fresh += !good && !known;
    tally->stale += good && known;
    if (good && known)
        print_message("# passes now, take it off the list: %.*s\n", STR_ARG(id));
    if (good)
        return;
    buf_printf(&tally->now, "%.*s\n", STR_ARG(id));
    if (known)
        return;
    struct buf text;
    buf_init(&text, arena);
    feel_print(value, &text);
    print_message("# missed: %.*s: %.*s gave %.*s\n", STR_ARG(id),
                  STR_ARG(json_text(row, STR("expr"))), STR_ARG(buf_get(&text)));
}

static void print_tally(const struct tck_tally *tally)
{
    double macro = 0;
    for (size_t i = 0; i < tally->group_count; i++) {
        const struct tck_group *group = &tally->groups[i];
        macro += (double)group->passed / group->total;
        if (group->passed != group->total)
            print_message("#   %-48.*s %d/%d\n", STR_ARG(group->name), group->passed, group->total);
    }
    print_message("# cases %d/%d = %.4f   directories %.4f over %zu   not null %d/%d\n",
                  tally->passed, tally->total, (double)tally->passed / tally->total,
                  macro / (double)tally->group_count, tally->group_count, tally->valued_passed,
                  tally->valued);
    print_message("# level 2 %d/%d   level 3 %d/%d\n", tally->level_passed[0],
                  tally->level_total[0], tally->level_passed[1], tally->level_total[1]);
}

void tck_end(struct tck_tally *tally)
{
    struct err err;
    err_init(&err);
    print_tally(tally);
    if (tally->answers)
        fclose(tally->answers);
    if (getenv("UPDATE")) {
        assert_true(file_write(source_path(tally->arena, tally->file), buf_get(&tally->now), &err));
    } else {
        assert_int_equal(tally->fresh, 0);
        assert_int_equal(tally->stale, 0);
    }
    buf_release(&tally->now);
}
