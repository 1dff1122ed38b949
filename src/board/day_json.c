/* day_json.c - a day's work in the words of the API: clocks, lines, changes. */
#include "board/board_priv.h"

#include "ledger/words.h"

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

static void key_id(struct json_writer *w, struct record_id id)
{
    struct buf out;
    buf_init(&out, NULL);
    buf_int(&out, id.n);
    key_text(w, "id", buf_get(&out));
    buf_release(&out);
}

void day_name_json(struct json_writer *w, const struct day_name *name, enum lang lang)
{
    if (!name || !name->id.n) {
        json_null(w);
        return;
    }
    json_object(w);
    key_text(w, "kind", name->kind->name);
    key_text(w, "kind_label", label_in(&name->kind->label, lang));
    key_id(w, name->id);
    key_text(w, "title", name->title);
    json_object_end(w);
}

static void stage_json(struct json_writer *w, const struct stage *stage, enum lang lang)
{
    json_key(w, "stage");
    if (!stage) {
        json_null(w);
        return;
    }
    json_object(w);
    key_text(w, "name", stage->name);
    key_text(w, "label", label_in(&stage->label, lang));
    json_object_end(w);
}

void clock_json(struct json_writer *w, const struct clock_state *state, const struct day_name *holder, const struct day_name *rung,
                enum lang lang)
{
    struct arena *arena = arena_new();
    if (!state) {
        json_null(w);
        arena_free(arena);
        return;
    }
    json_object(w);
    key_text(w, "clock", state->clock->name);
    key_text(w, "label", label_in(&state->clock->label, lang));
    key_text(w, "light", str_from(clock_light_name(state->light)));
    key_text(w, "light_word", clock_light_word(state->light, lang));
    key_day(w, "since", state->since);
    key_day(w, "due", state->due);
    key_day(w, "stopped", state->stopped);
    json_key(w, "left");
    if (day_is_none(state->due))
        json_null(w);
    else
        json_num(w, state->left);
    json_key(w, "paused");
    json_num(w, state->paused);
    key_text(w, "reason", clock_reason(arena, state, lang));
    json_key(w, "holder");
    day_name_json(w, holder, lang);
    json_key(w, "stands_with");
    day_name_json(w, rung, lang);
    json_object_end(w);
    arena_free(arena);
}

static void line_json(struct json_writer *w, const struct day_line *line, enum lang lang)
{
    json_object(w);
    json_key(w, "record");
    day_name_json(w, &line->record, lang);
    stage_json(w, line->stage, lang);
    json_key(w, "stage_days");
    if (line->stage_days < 0)
        json_null(w);
    else
        json_num(w, line->stage_days);
    json_key(w, "clock");
    clock_json(w, &line->state, &line->holder, &line->rung, lang);
    json_object_end(w);
}

static void change_json(struct json_writer *w, const struct day_change *change, enum lang lang)
{
    struct buf at;
    buf_init(&at, NULL);
    instant_print(change->recorded, &at);
    json_object(w);
    json_key(w, "record");
    day_name_json(w, &change->record, lang);
    json_key(w, "entry");
    json_num(w, change->entry.n);
    key_text(w, "recorded", buf_get(&at));
    key_text(w, "act", act_name(change->act));
    key_text(w, "act_word", act_word(change->act, lang));
    stage_json(w, change->stage, lang);
    json_key(w, "author");
    day_name_json(w, &change->author, lang);
    json_key(w, "entries");
    json_num(w, (int64_t)change->entries);
    json_object_end(w);
    buf_release(&at);
}

void day_json(struct json_writer *w, const struct day_work *work, enum lang lang)
{
    static const enum clock_light shown[] = { CLOCK_OVERDUE, CLOCK_DUE, CLOCK_SOON, CLOCK_RUNS, CLOCK_WAITS };
    json_key(w, "person");
    day_name_json(w, &work->person, lang);
    json_key(w, "counts");
    json_object(w);
    for (size_t i = 0; i < sizeof shown / sizeof *shown; i++) {
        json_key(w, clock_light_name(shown[i]));
        json_num(w, (int64_t)work->counts[shown[i]]);
    }
    json_key(w, "all");
    json_num(w, (int64_t)work->all);
    json_object_end(w);
    json_key(w, "items");
    json_array(w);
    for (size_t i = 0; i < work->line_count; i++)
        line_json(w, &work->lines[i], lang);
    json_array_end(w);
    json_key(w, "changes");
    json_array(w);
    for (size_t i = 0; i < work->change_count; i++)
        change_json(w, &work->changes[i], lang);
    json_array_end(w);
}
