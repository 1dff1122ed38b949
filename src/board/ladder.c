/*
 * ladder.c - policies over the records of a ledger (ladder.h).
 */
#include "board/ladder.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/json.h"
#include "base/limits.h"

/* The facts of one record on one day. */
struct facts {
    struct policy_host host; /* the first member: it arrives as this */
    const struct timeline *record;
    struct day day;
};

struct ladder {
    struct ledger *ledger;
    struct arena *arena;
    struct entry_id as_of;
    const struct model *model;
    struct policies *policies;
    struct policy_ask *ask;
};

/* ---- opening ---- */

bool ladder_open(struct ledger *ledger, struct arena *arena, struct entry_id as_of,
                 struct ladder **out, struct err *err)
{
    struct ladder *ladder = ARENA_NEW(arena, struct ladder);
    struct err_list errs;
    err_list_init(&errs, arena, LIMIT_ERRORS_SHOWN);
    *ladder = (struct ladder){ .ledger = ledger, .arena = arena, .as_of = as_of };
    ladder->model = as_of.n ? ledger_model_at(ledger, as_of, err) : ledger_model(ledger);
    if (!ladder->model)
        return false;
    ladder->policies = policies_load(arena, ladder->model, &errs);
    if (!ladder->policies) {
        err_copy(err, errs.items[0]);
        return false;
    }
    ladder->ask = policy_ask_new(arena, ladder->policies);
    *out = ladder;
    return true;
}

const struct policies *ladder_policies(const struct ladder *ladder)
{
    return ladder->policies;
}

static struct str names_on(struct arena *arena, const struct policies *policies, struct day day)
{
    struct buf out;
    buf_init(&out, arena);
    for (size_t i = 0; i < policies->count; i++)
        if (policy_in_force(&policies->items[i], day))
            buf_printf(&out, "%s%.*s", buf_get(&out).len ? ", " : "",
                       STR_ARG(policies->items[i].name));
    return buf_get(&out);
}

bool ladder_find(struct ladder *ladder, struct str name, struct day day,
                 const struct policy **policy, struct err *err)
{
    struct buf text;
    *policy = policy_on(ladder->policies, name, day);
    if (*policy)
        return true;
    buf_init(&text, ladder->arena);
    day_print(day, &text);
    return err_set(err, ERR_RULE_NONE, "what", name, "day", buf_get(&text), "wanted",
                   names_on(ladder->arena, ladder->policies, day));
}

/* ---- facts ---- */

static bool is_number(const struct field *field)
{
    return field->type == FIELD_MONEY || field->type == FIELD_NUMBER ||
           field->type == FIELD_INTEGER || field->type == FIELD_PERCENT;
}

static struct feel_value fact(struct policy_host *host, struct arena *arena,
                              const struct policy_input *input)
{
    const struct facts *facts = (const struct facts *)host;
    struct value value;
    (void)arena;
    if (input->day)
        return feel_day(facts->day);
    if (!input->field)
        return feel_null();
    struct day day = input->months ? day_add_months(facts->day, input->months) : facts->day;
    /* A year without a report has no figure, though a field's first word reaches back. */
    if (input->months && day.n < timeline_since(facts->record, input->field).n)
        return feel_null();
    timeline_value(facts->record, input->field, day, &value);
    if (!value.present)
        return feel_null();
    if (!is_number(input->field))
        return field_feel(input->field, &value);
    struct dec number = dec_from_scaled(value.n, input->field->scale), shown;
    /* In the unit that people see: a table says 2000 and means 2000 of these. */
    if (dec_cmp(input->field->unit_factor, dec_from_int(0)) == 0 ||
        !dec_div(number, input->field->unit_factor, &shown))
        shown = number;
    return feel_number(shown);
}

bool ladder_answer(struct ladder *ladder, struct arena *arena, const struct policy *policy,
                   const struct timeline *record, struct day day, struct answer *answer,
                   struct err *err)
{
    struct facts facts = { { fact }, record, day };
    return policy_answer(ladder->ask, arena, policy, &facts.host, answer, err);
}

/* ---- all records ---- */

const char *standing_name(enum standing standing)
{
    static const char *const names[] = { "in", "losing", "near", "missing", "out" };
    return names[standing];
}

struct listing {
    struct ladder *ladder;
    struct arena *arena;
    const struct policy *policy;
    struct day day;
    struct ladder_row *rows;
    size_t count, room;
    struct err *err;
    bool failed;
};

/* Yes today: will it be yes by the tables and the dates of a quarter later? */
static bool holds_later(struct listing *list, const struct timeline *record)
{
    struct day later = { list->day.n + LADDER_LATER_DAYS };
    const struct policy *policy =
        policy_on(list->ladder->policies, list->policy->name, later);
    struct facts facts = { { fact }, record, later };
    struct arena_mark mark = arena_mark(list->arena);
    bool holds = policy && feel_is_true(policy_value(list->ladder->ask, list->arena, policy,
                                                     &facts.host, list->err));
    arena_reset_to(list->arena, mark);
    return holds;
}

static enum standing standing_of(struct listing *list, const struct timeline *record,
                                 const struct answer *answer)
{
    switch (answer->sort) {
    case ANSWER_YES: return holds_later(list, record) ? STANDING_IN : STANDING_LOSING;
    case ANSWER_CLASS: return STANDING_IN;
    case ANSWER_MISSING: return STANDING_MISSING;
    case ANSWER_NO: break;
    }
    return answer->way_count && answer->ways[0].step_count == 1 ? STANDING_NEAR : STANDING_OUT;
}

static bool visit_row(void *host, struct timeline *record)
{
    struct listing *list = host;
    if (list->count == list->room) {
        size_t room = list->room ? list->room * 2 : 64;
        list->rows = arena_grow(list->arena, list->rows, list->room * sizeof *list->rows,
                                room * sizeof *list->rows);
        list->room = room;
    }
    struct ladder_row *row = &list->rows[list->count++];
    row->record = timeline_record(record);
    row->title = timeline_title(list->arena, record);
    if (!ladder_answer(list->ladder, list->arena, list->policy, record, list->day, &row->answer,
                       list->err)) {
        list->failed = true;
        return false;
    }
    row->standing = standing_of(list, record, &row->answer);
    return true;
}

bool ladder_each(struct ladder *ladder, struct arena *arena, const struct policy *policy,
                 struct day day, struct ladder_row **rows, size_t *count, struct err *err)
{
    struct listing list = { .ladder = ladder, .arena = arena, .policy = policy, .day = day,
                            .err = err };
    *count = 0;
    if (policy->kind &&
        (!record_each(ladder->ledger, policy->kind, ladder->as_of, visit_row, &list, err) ||
         list.failed))
        return false;
    *rows = list.rows;
    *count = list.count;
    return true;
}

struct counting {
    struct ladder *ladder;
    struct arena *arena;
    struct day day;
    size_t *counts, asked;
    struct err *err;
};

static bool visit_count(void *host, struct timeline *record)
{
    struct counting *counting = host;
    const struct policies *policies = counting->ladder->policies;
    struct facts facts = { { fact }, record, counting->day };
    for (size_t i = 0; i < policies->count; i++) {
        const struct policy *policy = &policies->items[i];
        if (policy->kind != timeline_kind(record) || !policy_in_force(policy, counting->day))
            continue;
        counting->counts[i] += feel_is_true(policy_value(
            counting->ladder->ask, counting->arena, policy, &facts.host, counting->err));
        counting->asked++;
        arena_reset(counting->arena);
    }
    return counting->err->code == ERR_NONE;
}

bool ladder_count(struct ladder *ladder, struct day day, size_t *counts, size_t *asked,
                  struct err *err)
{
    struct counting counting = { ladder, arena_new(), day, counts, 0, err };
    bool ok = true;
    const struct kind *done = NULL;
    for (size_t i = 0; i < ladder->policies->count && ok; i++) {
        const struct kind *kind = ladder->policies->items[i].kind;
        counts[i] = 0;
        if (!kind || kind == done)
            continue;
        done = kind;
        ok = record_each(ladder->ledger, kind, ladder->as_of, visit_count, &counting, err) &&
             err->code == ERR_NONE;
    }
    *asked = counting.asked;
    arena_free(counting.arena);
    return ok;
}

/* ---- as JSON ---- */

static void key_text(struct json_writer *w, const char *key, struct str text)
{
    json_key(w, key);
    json_str(w, text);
}

static void key_day(struct json_writer *w, const char *key, struct day day)
{
    struct buf out;
    json_key(w, key);
    if (day_is_none(day)) {
        json_null(w);
        return;
    }
    buf_init(&out, NULL);
    day_print(day, &out);
    json_str(w, buf_get(&out));
    buf_release(&out);
}

/* A value for people: numbers as numbers, the rest as text. */
static void key_value(struct json_writer *w, struct arena *arena, const char *key,
                      struct feel_value value)
{
    struct buf out;
    json_key(w, key);
    if (value.type == FEEL_NULL) {
        json_null(w);
        return;
    }
    if (value.type == FEEL_BOOLEAN) {
        json_bool(w, value.boolean);
        return;
    }
    buf_init(&out, arena);
    feel_text(value, &out);
    if (value.type == FEEL_NUMBER && !str_has(buf_get(&out), STR("e")))
        json_raw(w, buf_get(&out));
    else
        json_str(w, buf_get(&out));
}

void policy_json(struct json_writer *w, const struct policy *policy)
{
    const struct rule_info *info = policy->info;
    json_object(w);
    key_text(w, "policy", policy->name);
    key_text(w, "file", info->file);
    key_text(w, "family", info->family);
    key_text(w, "source", info->source);
    key_text(w, "note", info->note);
    key_day(w, "from", info->from);
    key_day(w, "to", info->to);
    json_key(w, "invented");
    json_bool(w, info->invented);
    key_text(w, "decision", info->decision);
    json_object_end(w);
}

void policy_table_json(struct json_writer *w, const struct policy *policy)
{
    const struct feel_table *table = rule_table(policy->set, policy->decision);
    size_t rules = table ? table->rule_count : 0;
    json_object(w);
    key_text(w, "hit_policy", table ? rule_hit_policy(table) : STR(""));
    json_key(w, "columns");
    json_array(w);
    for (size_t i = 0; table && i < table->input_count; i++)
        json_str(w, rule_column_text(table, i));
    json_array_end(w);
    json_key(w, "outputs");
    json_array(w);
    for (size_t i = 0; table && i < table->output_count; i++)
        json_str(w, table->outputs[i].name);
    json_array_end(w);
    json_key(w, "rules");
    json_array(w);
    for (size_t r = 0; r < rules; r++) {
        json_object(w);
        json_key(w, "cells");
        json_array(w);
        for (size_t i = 0; i < table->input_count; i++)
            json_str(w, rule_cell_text(table, r, i));
        json_array_end(w);
        json_key(w, "outputs");
        json_array(w);
        for (size_t i = 0; i < table->output_count; i++)
            json_str(w, rule_output_text(table, r, i));
        json_array_end(w);
        key_text(w, "note", rule_note(table, r));
        json_object_end(w);
    }
    json_array_end(w);
    json_object_end(w);
}

static void step_json(struct json_writer *w, struct arena *arena, const struct answer_step *step)
{
    json_object(w);
    key_text(w, "column", step->column);
    key_text(w, "test", step->test);
    key_value(w, arena, "value", step->value);
    json_key(w, "missing");
    json_bool(w, step->missing);
    json_key(w, "changes");
    json_array(w);
    for (size_t i = 0; i < step->change_count; i++) {
        const struct answer_change *change = &step->changes[i];
        struct dec by;
        json_object(w);
        key_text(w, "input", change->input);
        key_value(w, arena, "from", change->from);
        key_value(w, arena, "to", change->to);
        if (change->from.type == FEEL_NUMBER && change->to.type == FEEL_NUMBER &&
            dec_sub(change->to.number, change->from.number, &by))
            key_value(w, arena, "by", feel_number(by));
        json_object_end(w);
    }
    json_array_end(w);
    json_object_end(w);
}

void answer_json(struct json_writer *w, struct arena *arena, const struct answer *answer)
{
    json_object(w);
    json_key(w, "policy");
    policy_json(w, answer->policy);
    json_key(w, "answer");
    json_cstr(w, answer_name(answer->sort));
    key_value(w, arena, "value", answer->value);
    json_key(w, "hits");
    json_array(w);
    for (size_t i = 0; i < answer->hit_count; i++)
        json_num(w, (int64_t)answer->hits[i]);
    json_array_end(w);
    json_key(w, "missing");
    json_array(w);
    for (size_t i = 0; i < answer->missing_count; i++)
        json_str(w, answer->missing[i]);
    json_array_end(w);
    json_key(w, "ways");
    json_array(w);
    for (size_t i = 0; i < answer->way_count; i++) {
        const struct answer_way *way = &answer->ways[i];
        json_object(w);
        json_key(w, "rule");
        json_num(w, (int64_t)way->rule);
        key_value(w, arena, "outcome", way->outcome);
        json_key(w, "steps");
        json_array(w);
        for (size_t s = 0; s < way->step_count; s++)
            step_json(w, arena, &way->steps[s]);
        json_array_end(w);
        json_object_end(w);
    }
    json_array_end(w);
    json_object_end(w);
}

void ladder_json(struct json_writer *w, struct arena *arena, const struct policy *policy,
                 const struct ladder_row *rows, size_t count, int standing, size_t max)
{
    size_t counts[STANDING_COUNT] = { 0 }, shown = 0, more = 0;
    for (size_t i = 0; i < count; i++)
        counts[rows[i].standing]++;
    json_key(w, "policy");
    policy_json(w, policy);
    json_key(w, "counts");
    json_object(w);
    for (int s = 0; s < STANDING_COUNT; s++) {
        json_key(w, standing_name((enum standing)s));
        json_num(w, (int64_t)counts[s]);
    }
    json_object_end(w);
    json_key(w, "rows");
    json_array(w);
    for (size_t i = 0; i < count; i++) {
        if (standing >= 0 && (int)rows[i].standing != standing)
            continue;
        if (shown++ >= max) {
            more++;
            continue;
        }
        json_object(w);
        json_key(w, "record");
        json_num(w, rows[i].record.n);
        key_text(w, "title", rows[i].title);
        json_key(w, "standing");
        json_cstr(w, standing_name(rows[i].standing));
        json_key(w, "answer");
        answer_json(w, arena, &rows[i].answer);
        json_object_end(w);
    }
    json_array_end(w);
    json_key(w, "more");
    json_num(w, (int64_t)more);
}
