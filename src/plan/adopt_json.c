/*
 * adopt_json.c - a reading and what would be made of it, in the words of docs/reference/api.md.
 */
#include "base/arena.h"
#include "base/buf.h"
#include "base/json.h"
#include "plan/adopt_priv.h"

struct writing {
    struct json_writer *w;
    const struct plan_text *text;
    const struct proposals *proposals;
    const struct adopt_show *show;
    enum lang lang;
};

static void text_or_null(struct json_writer *w, const char *key, struct str text)
{
    json_key(w, key);
    if (text.len)
        json_str(w, text);
    else
        json_null(w);
}

static void key_str(struct json_writer *w, const char *key, struct str text)
{
    json_key(w, key);
    json_str(w, text);
}

static void key_size(struct json_writer *w, const char *key, size_t n)
{
    json_key(w, key);
    json_num(w, (int64_t)n);
}

static void key_bool(struct json_writer *w, const char *key, bool b)
{
    json_key(w, key);
    json_bool(w, b);
}

static void key_dec(struct json_writer *w, const char *key, bool present, struct dec value)
{
    struct buf out;
    json_key(w, key);
    if (!present) {
        json_null(w);
        return;
    }
    buf_init(&out, NULL);
    dec_print(value, &out);
    json_raw(w, buf_get(&out));
    buf_release(&out);
}

/* A record's number as text, or null. */
static void key_id(struct json_writer *w, const char *key, struct record_id id)
{
    struct buf out;
    buf_init(&out, NULL);
    buf_int(&out, id.n);
    text_or_null(w, key, id.n ? buf_get(&out) : (struct str){ 0 });
    buf_release(&out);
}

static void shown(const struct writing *j, struct dec value, struct str unit)
{
    if (j->show && j->show->number)
        j->show->number(j->show->host, j->w, value, unit);
}

static struct str section_of(const struct plan_text *text, size_t section)
{
    return section < text->section_count ? text->sections[section].topic : (struct str){ 0 };
}

/* ---- the reading
 * ---------------------------------------------------------------------------------------- */

static void section_json(const struct writing *j, const struct plan_section *section)
{
    json_object(j->w);
    key_str(j->w, "heading", section->heading);
    key_str(j->w, "topic", section->topic);
    key_size(j->w, "start", section->start);
    json_object_end(j->w);
}

static void statement_json(const struct writing *j, size_t index)
{
    const struct statement *s = &j->text->statements[index];
    struct json_writer *w = j->w;
    json_object(w);
    key_size(w, "index", index);
    key_str(w, "quote", s->quote);
    key_size(w, "start", s->start);
    key_size(w, "end", s->end);
    key_str(w, "number", s->number);
    key_size(w, "num_start", s->num_start);
    key_dec(w, "value", true, s->value);
    key_dec(w, "value_max", s->has_max, s->value_max);
    key_str(w, "unit", s->unit);
    key_str(w, "op", str_from(plan_op_name(s->op)));
    key_str(w, "kind", str_from(plan_kind_name(s->kind)));
    key_str(w, "measure", str_from(plan_measure_name(s->measure)));
    key_str(w, "event", str_from(plan_event_name(s->event)));
    key_str(w, "subject", s->subject);
    text_or_null(w, "scope", s->scope);
    text_or_null(w, "period", s->period);
    json_key(w, "examples");
    json_array(w);
    for (size_t i = 0; i < s->example_count; i++)
        json_str(w, s->examples[i]);
    json_array_end(w);
    key_size(w, "line", s->line);
    key_str(w, "section", section_of(j->text, s->section));
    key_bool(w, "doubtful", s->doubtful);
    key_str(w, "doubt", s->doubt);
    shown(j, s->value, s->unit);
    json_object_end(w);
}

static void undertaking_json(const struct writing *j, size_t index)
{
    const struct undertaking *u = &j->text->undertakings[index];
    json_object(j->w);
    key_size(j->w, "index", index);
    key_str(j->w, "quote", u->quote);
    key_size(j->w, "start", u->start);
    key_size(j->w, "end", u->end);
    text_or_null(j->w, "scope", u->scope);
    text_or_null(j->w, "period", u->period);
    key_size(j->w, "line", u->line);
    key_str(j->w, "section", section_of(j->text, u->section));
    if (j->show && j->show->undertaking)
        j->show->undertaking(j->show->host, j->w, index);
    json_object_end(j->w);
}

static struct str why_word(enum plan_why why, enum lang lang)
{
    static const struct label words[] = {
#define WHY(name, zh, en) [PLAN_WHY_##name] = { STR_INIT(zh), STR_INIT(en) },
#include "plan/adopt_why.def"
#undef WHY
    };
    return label_in(&words[why], lang);
}

static void figure_json(const struct writing *j, const struct plan_figure *figure)
{
    json_object(j->w);
    key_str(j->w, "text", figure->span.text);
    key_size(j->w, "start", figure->span.start);
    key_size(j->w, "end", figure->span.end);
    key_size(j->w, "line", figure->line);
    key_str(j->w, "why", str_from(plan_why_name(figure->why)));
    key_str(j->w, "why_word", why_word(figure->why, j->lang));
    json_object_end(j->w);
}

static void span_json(const struct writing *j, const struct plan_span *span)
{
    json_object(j->w);
    key_size(j->w, "start", span->start);
    key_size(j->w, "end", span->end);
    json_object_end(j->w);
}

#define LIST_JSON(j, key, count, call)                                                             \
    do {                                                                                           \
        json_key((j)->w, (key));                                                                   \
        json_array((j)->w);                                                                        \
        for (size_t i = 0; i < (count); i++)                                                       \
            call;                                                                                  \
        json_array_end((j)->w);                                                                    \
    } while (0)

static void reading_json(const struct writing *j, bool whole)
{
    const struct plan_text *text = j->text;
    if (whole)
        key_str(j->w, "text", text->text);
    key_size(j->w, "code_points", text->code_points);
    LIST_JSON(j, "sections", text->section_count, section_json(j, &text->sections[i]));
    LIST_JSON(j, "statements", text->statement_count, statement_json(j, i));
    LIST_JSON(j, "undertakings", text->undertaking_count, undertaking_json(j, i));
    LIST_JSON(j, "figures", text->figure_count, figure_json(j, &text->figures[i]));
    LIST_JSON(j, "furniture", text->furniture_count, span_json(j, &text->furniture[i]));
}

/* ---- the proposals
 * ------------------------------------------------------------------------------------------ */

static void zone_json(const struct writing *j, const char *key, size_t zone)
{
    json_key(j->w, key);
    if (zone == PROPOSAL_NONE) {
        json_null(j->w);
        return;
    }
    json_object(j->w);
    key_id(j->w, "id", j->proposals->zones[zone].id);
    key_str(j->w, "name", j->proposals->zones[zone].name);
    json_object_end(j->w);
}

static void bound_json(const struct writing *j, const struct proposal *item)
{
    json_key(j->w, "bound");
    json_object(j->w);
    key_str(j->w, "op", str_from(plan_op_name(item->op)));
    key_dec(j->w, "value", true, item->value);
    if (item->has_max)
        key_dec(j->w, "value_max", true, item->value_max);
    key_str(j->w, "unit", item->unit);
    if (j->show && j->show->bound)
        j->show->bound(j->show->host, j->w, item);
    json_object_end(j->w);
}

static void proposal_json(const struct writing *j, size_t index)
{
    const struct proposal *item = &j->proposals->items[index];
    struct json_writer *w = j->w;
    json_object(w);
    key_size(w, "statement", index);
    key_str(w, "become", str_from(plan_become_name(item->become)));
    key_str(w, "label", item->label);
    text_or_null(w, "metric", item->metric ? item->metric->name : (struct str){ 0 });
    text_or_null(w, "metric_label",
                 item->metric ? label_in(&item->metric->label, j->lang) : (struct str){ 0 });
    zone_json(j, "zone", item->zone);
    zone_json(j, "park", item->park);
    text_or_null(w, "slice", item->slice);
    text_or_null(w, "slice_words", label_in(&item->slice_words, j->lang));
    text_or_null(w, "period", item->period);
    bound_json(j, item);
    text_or_null(w, "list",
                 item->list == PROPOSAL_NONE ? (struct str){ 0 }
                                             : j->proposals->lists[item->list].name);
    key_bool(w, "tied", item->tied);
    key_str(w, "reason", label_in(&item->reason, j->lang));
    text_or_null(w, "question", label_in(&item->question, j->lang));
    json_key(w, "target");
    if (j->show && j->show->target)
        j->show->target(j->show->host, w, index);
    else
        json_null(w);
    json_object_end(w);
}

static void zones_to_make_json(const struct writing *j)
{
    const struct proposals *p = j->proposals;
    json_key(j->w, "zones_to_make");
    json_array(j->w);
    for (size_t i = 0; i < p->zone_count; i++) {
        const struct plan_zone *zone = &p->zones[i];
        if (!zone->make)
            continue;
        json_object(j->w);
        key_str(j->w, "name", zone->name);
        key_str(j->w, "type", zone->type);
        text_or_null(j->w, "parent",
                     zone->parent == PROPOSAL_NONE ? (struct str){ 0 }
                                                   : p->zones[zone->parent].name);
        json_object_end(j->w);
    }
    json_array_end(j->w);
}

static void lists_to_make_json(const struct writing *j)
{
    const struct proposals *p = j->proposals;
    json_key(j->w, "lists_to_make");
    json_array(j->w);
    for (size_t i = 0; i < p->list_count; i++) {
        if (p->lists[i].id.n)
            continue;
        json_object(j->w);
        key_str(j->w, "code", p->lists[i].code);
        key_str(j->w, "name", p->lists[i].name);
        key_str(j->w, "purpose", p->lists[i].purpose);
        key_dec(j->w, "size", true, p->lists[i].size);
        json_object_end(j->w);
    }
    json_array_end(j->w);
}

static void counts_json(const struct writing *j)
{
    const struct proposals *p = j->proposals;
    json_key(j->w, "counts");
    json_object(j->w);
    key_size(j->w, "statements", j->text->statement_count);
    if (p) {
        key_size(j->w, "targets", p->targets);
        key_size(j->w, "tied", p->tied);
        key_size(j->w, "untied", p->untied);
        key_size(j->w, "reported", p->reported);
    }
    key_size(j->w, "undertakings", j->text->undertaking_count);
    key_size(j->w, "unknown_figures", j->text->unknown_count);
    json_object_end(j->w);
}

void plan_read_json(struct json_writer *w, const struct plan_text *text,
                    const struct proposals *proposals, struct str name, bool whole, enum lang lang,
                    const struct adopt_show *show)
{
    struct writing j = { w, text, proposals, show, lang };
    json_object(w);
    key_str(w, "name", name);
    key_str(w, "title", proposals ? proposals->title : text->title);
    json_key(w, "year");
    if (text->options.year)
        json_num(w, text->options.year);
    else
        json_null(w);
    reading_json(&j, whole);
    if (proposals) {
        LIST_JSON(&j, "proposals", proposals->count, proposal_json(&j, i));
        zones_to_make_json(&j);
        lists_to_make_json(&j);
    }
    counts_json(&j);
    if (proposals)
        key_id(w, "adopted", proposals->adopted);
    json_object_end(w);
}
