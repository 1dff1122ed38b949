/*
 * json.c - the board in the words of the API (docs/reference/api.md); the command line's --json is the same with names for ids.
 */
#include "board/board_priv.h"

static void dec_json(struct json_writer *w, struct dec value)
{
    char room[64];
    struct buf out;
    (void)room;
    buf_init(&out, NULL);
    dec_print(value, &out);
    json_raw(w, buf_get(&out));
    buf_release(&out);
}

static void one_place_json(struct json_writer *w, bool present, struct dec value)
{
    if (present)
        dec_json(w, dec_round(value, 1, DEC_HALF_UP));
    else
        json_null(w);
}

static void key_str(struct json_writer *w, const char *key, struct str text)
{
    json_key(w, key);
    json_str(w, text);
}

static void date_json(struct json_writer *w, struct day day)
{
    struct buf out;
    buf_init(&out, NULL);
    day_print(day, &out);
    json_str(w, buf_get(&out));
    buf_release(&out);
}

static void month_json(struct json_writer *w, int32_t month)
{
    struct buf out;
    buf_init(&out, NULL);
    buf_printf(&out, "%04d-%02d", (int)(month / 12), (int)(month % 12 + 1));
    json_str(w, buf_get(&out));
    buf_release(&out);
}

static void id_json(struct json_writer *w, struct record_id id)
{
    struct buf out;
    buf_init(&out, NULL);
    buf_int(&out, id.n);
    if (id.n)
        json_str(w, buf_get(&out));
    else
        json_null(w);
    buf_release(&out);
}

void shown_json(struct json_writer *w, const struct shown *shown, enum lang lang)
{
    json_object(w);
    json_key(w, "value");
    if (shown->present)
        dec_json(w, shown->value);
    else
        json_null(w);
    key_str(w, "unit", shown->unit);
    key_str(w, "shown", shown->present ? shown->text : (struct str){ 0 });
    key_str(w, "shown_unit", shown->text_unit);
    if (!shown->present && shown->why.zh.len)
        key_str(w, "why", label_in(&shown->why, lang));
    if (shown->present && !day_is_none(shown->of)) {
        json_key(w, "of");
        date_json(w, shown->of);
    }
    json_object_end(w);
}

void named_json(struct json_writer *w, const struct named *named)
{
    if (!named->id.n) {
        json_null(w);
        return;
    }
    json_object(w);
    json_key(w, "id");
    id_json(w, named->id);
    key_str(w, "name", named->name);
    json_object_end(w);
}

static void named_or_name(struct json_writer *w, const char *key, const struct named *named, bool names)
{
    json_key(w, key);
    if (!names)
        named_json(w, named);
    else if (named->name.len)
        json_str(w, named->name);
    else
        json_null(w);
}

static void bound_json(struct json_writer *w, const struct board_bound *bound)
{
    json_key(w, "bound");
    if (!bound->present) {
        json_null(w);
        return;
    }
    json_object(w);
    key_str(w, "op", bound->op);
    json_key(w, "value");
    dec_json(w, bound->value);
    if (bound->has_max) {
        json_key(w, "value_max");
        dec_json(w, bound->value_max);
    }
    key_str(w, "unit", bound->unit);
    key_str(w, "shown", bound->text);
    key_str(w, "shown_unit", bound->text_unit);
    json_object_end(w);
}

static void months_json(struct json_writer *w, const struct board_target *t, enum lang lang)
{
    json_key(w, "months");
    json_array(w);
    for (size_t i = 0; i < t->month_count; i++) {
        json_object(w);
        json_key(w, "month");
        month_json(w, t->months[i].month);
        json_key(w, "figure");
        shown_json(w, &t->months[i].shown, lang);
        json_key(w, "height");
        json_num(w, t->months[i].height);
        json_key(w, "state");
        json_cstr(w, month_state_name(t->months[i].state));
        json_object_end(w);
    }
    json_array_end(w);
}

static void metric_json(struct json_writer *w, const struct board_target *t, enum lang lang)
{
    json_key(w, "metric");
    if (!t->metric) {
        json_null(w);
        return;
    }
    json_str(w, t->metric->name);
    key_str(w, "metric_label", label_in(&t->metric->label, lang));
    json_key(w, "account");
    json_cstr(w, t->official ? "official" : "ledger");
    key_str(w, "account_word", t->official ? (lang == LANG_ZH ? STR("统计口径") : STR("official"))
                                           : (lang == LANG_ZH ? STR("台账口径") : STR("ledger")));
}

static void score_json(struct json_writer *w, const struct board_target *t, enum lang lang)
{
    json_key(w, "value");
    if (t->value.present)
        dec_json(w, t->value.value);
    else
        json_null(w);
    json_key(w, "figure");
    if (t->metric)
        shown_json(w, &t->value, lang);
    else
        json_null(w);
    json_key(w, "share");
    one_place_json(w, t->has_share, t->share);
    json_key(w, "time_share");
    one_place_json(w, t->has_time_share, t->time_share);
    json_key(w, "state");
    json_cstr(w, target_state_name(t->state));
    key_str(w, "state_word", t->state_word);
    key_str(w, "reason", t->reason);
    json_key(w, "gap");
    if (t->gap.present)
        shown_json(w, &t->gap, lang);
    else
        json_null(w);
}

void target_json(struct json_writer *w, const struct board_target *t, enum lang lang, bool names)
{
    json_object(w);
    json_key(w, "id");
    id_json(w, t->id);
    key_str(w, "label", t->label);
    key_str(w, "section", t->section);
    metric_json(w, t, lang);
    named_or_name(w, "zone", &t->zone, names);
    named_or_name(w, "park", &t->park, names);
    json_key(w, "slice");
    if (t->slice.len)
        json_str(w, t->slice);
    else
        json_null(w);
    key_str(w, "period", t->period_text);
    bound_json(w, &t->bound);
    score_json(w, t, lang);
    months_json(w, t, lang);
    key_str(w, "quote", t->quote);
    json_key(w, "plan");
    named_json(w, &t->plan);
    json_key(w, "owner");
    named_json(w, &t->owner);
    json_key(w, "beside");
    json_null(w);
    json_key(w, "forecast");
    json_null(w);
    json_key(w, "rolled");
    json_bool(w, t->rolled);
    json_key(w, "parts");
    json_array(w);
    for (size_t i = 0; i < t->part_count; i++)
        json_str(w, t->parts[i]);
    json_array_end(w);
    json_object_end(w);
}

static void counts_json(struct json_writer *w, const struct board *board)
{
    json_key(w, "counts");
    json_object(w);
    for (int state = 0; state < TARGET_STATES; state++) {
        json_key(w, target_state_name((enum target_state)state));
        json_num(w, (int64_t)board->counts[state]);
    }
    json_key(w, "all");
    json_num(w, (int64_t)board->target_count);
    json_object_end(w);
    json_key(w, "plans");
    json_array(w);
    for (size_t i = 0; i < board->plan_count; i++) {
        json_object(w);
        json_key(w, "id");
        id_json(w, board->plans[i].id);
        key_str(w, "title", board->plans[i].name);
        json_object_end(w);
    }
    json_array_end(w);
    json_key(w, "undertakings");
    json_num(w, (int64_t)board->undertakings);
}

static void changes_json(struct json_writer *w, const struct board *board, enum lang lang)
{
    json_key(w, "changes");
    json_array(w);
    for (size_t i = 0; i < board->change_count; i++) {
        const struct board_change *change = &board->changes[i];
        json_object(w);
        key_str(w, "target", change->target);
        key_str(w, "label", change->label);
        json_key(w, "from");
        json_cstr(w, target_state_name(change->from));
        key_str(w, "from_word", target_state_word(change->from, lang));
        json_key(w, "to");
        json_cstr(w, target_state_name(change->to));
        key_str(w, "to_word", target_state_word(change->to, lang));
        json_key(w, "day");
        date_json(w, change->day);
        json_key(w, "worse");
        json_bool(w, change->worse);
        key_str(w, "reason", change->reason);
        json_object_end(w);
    }
    json_array_end(w);
    json_key(w, "revisions");
    json_array(w);
    for (size_t i = 0; i < board->revision_count; i++) {
        const struct board_revision *revision = &board->revisions[i];
        json_object(w);
        key_str(w, "metric", revision->metric->name);
        key_str(w, "metric_label", label_in(&revision->metric->label, lang));
        json_key(w, "zone");
        named_json(w, &revision->zone);
        json_key(w, "month");
        month_json(w, revision->month);
        json_key(w, "reported");
        shown_json(w, &revision->reported, lang);
        json_key(w, "now");
        shown_json(w, &revision->now, lang);
        json_key(w, "entry");
        json_num(w, revision->closed.n);
        json_object_end(w);
    }
    json_array_end(w);
}

/* For programs (`names`) a past board is byte by byte what was served then, so it does not say what was asked. */
static void at_json(struct json_writer *w, const struct board *board, bool names)
{
    struct buf out;
    buf_init(&out, NULL);
    json_key(w, "at");
    json_object(w);
    json_key(w, "on");
    date_json(w, board->on);
    if (!names) {
        json_key(w, "as_of");
        id_json(w, (struct record_id){ board->asked.n });
    }
    json_key(w, "position");
    json_num(w, board->at.position.n);
    instant_print(board->at.recorded, &out);
    key_str(w, "recorded", buf_get(&out));
    json_object_end(w);
    buf_release(&out);
}

void board_json(struct json_writer *w, const struct board *board, enum lang lang, bool names,
                struct str ledger_name, bool invented)
{
    json_object(w);
    json_key(w, "ledger");
    json_object(w);
    key_str(w, "name", ledger_name);
    json_key(w, "invented");
    json_bool(w, invented);
    json_object_end(w);
    json_key(w, "zone");
    json_object(w);
    json_key(w, "id");
    if (board->zone.id.n)
        id_json(w, board->zone.id);
    else
        json_str(w, board->zone_type);
    key_str(w, "name", board->zone.name);
    key_str(w, "type", board->zone_type);
    json_object_end(w);
    json_key(w, "year");
    json_num(w, board->year);
    at_json(w, board, names);
    json_key(w, "time_share");
    one_place_json(w, true, board->time_share);
    counts_json(w, board);
    json_key(w, "targets");
    json_array(w);
    for (size_t i = 0; i < board->target_count; i++)
        target_json(w, &board->targets[i], lang, names);
    json_array_end(w);
    changes_json(w, board, lang);
    json_object_end(w);
}
