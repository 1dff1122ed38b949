/*
 * adopt.c - what would become of each statement, duty and figure of a text.
 */
#include "plan/adopt.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/hash.h"
#include "base/must.h"
#include "base/utf8.h"
#include "plan/adopt_priv.h"

enum { SECTION_MAX = 16, LABEL_MAX = 40 };

struct proposing {
    struct ledger *ledger;
    struct arena *arena;
    struct tying *tying;
    struct places places;
    struct proposals *out;
    size_t list_room;
    struct err *err;
};

/* ---- words
 * -------------------------------------------------------------------------------------------- */

static const struct label sentences[ADOPT_WORD_COUNT] = {
#define WORD(name, zh, en) [ADOPT_##name] = { STR_INIT(zh), STR_INIT(en) },
#include "plan/adopt_words.def"
#undef WORD
};

static struct str filled(struct arena *arena, struct str sentence, struct str one, struct str two)
{
    struct buf out;
    buf_init(&out, arena);
    for (size_t i = 0; i < sentence.len; i++) {
        struct str mark = str_slice(sentence, i, 3);
        bool first = str_eq(mark, STR("{1}")), second = str_eq(mark, STR("{2}"));
        if (first || second) {
            buf_str(&out, first ? one : two);
            i += 2;
        } else {
            buf_char(&out, sentence.ptr[i]);
        }
    }
    return buf_get(&out);
}

struct label adopt_say(struct arena *arena, enum adopt_word word, struct label one,
                       struct label two)
{
    return (struct label){ filled(arena, sentences[word].zh, one.zh, two.zh),
                           filled(arena, sentences[word].en, one.en, two.en) };
}

struct label adopt_both(struct str text)
{
    return (struct label){ text, text };
}

static struct label say_one(struct proposing *p, enum adopt_word word, struct str one)
{
    return adopt_say(p->arena, word, adopt_both(one), adopt_both(STR("")));
}

const char *plan_become_name(enum plan_become become)
{
    static const char *const names[] = { "target", "reported", "skipped" };
    must((size_t)become < sizeof names / sizeof *names);
    return names[become];
}

/* ---- parts of a proposal
 * ------------------------------------------------------------------------------ */

/* The nearest heading's short name; a slogan or the zone's own name is none. */
static struct str section_name(const struct proposing *p, size_t index, size_t zone)
{
    const struct plan_text *text = p->out->text;
    for (size_t at = index; at < text->section_count; at = text->sections[at].parent) {
        const struct plan_section *section = &text->sections[at];
        bool place = section->scope.len && str_eq(section->scope, section->topic);
        place =
            place || (zone != PROPOSAL_NONE && str_eq(section->topic, p->places.zones[zone].name));
        if (section->topic.len && !place && utf8_count(section->topic) <= SECTION_MAX)
            return section->topic;
        if (section->parent == at)
            break;
    }
    return (struct str){ 0 };
}

/* A park's statements are its zone's, with the park told apart. */
static void place_set(struct proposing *p, struct proposal *item, size_t found)
{
    item->zone = item->park = PROPOSAL_NONE;
    if (found == PROPOSAL_NONE)
        return;
    if (zone_is_park(&p->places, found) && p->places.zones[found].parent != PROPOSAL_NONE) {
        item->park = found;
        item->zone = p->places.zones[found].parent;
    } else {
        item->zone = found;
    }
}

static struct str clipped(struct str text)
{
    return utf8_count(text) <= LABEL_MAX ? text : str_slice(text, 0, utf8_offset(text, LABEL_MAX));
}

static const struct plan_zone *zone_at(const struct proposing *p, size_t index)
{
    return index == PROPOSAL_NONE ? NULL : &p->places.zones[index];
}

static void question_set(struct proposing *p, const struct statement *s, struct proposal *item,
                         enum place_found found)
{
    struct str none = STR("");
    if (s->doubtful && str_eq(s->doubt, STR("kind")))
        item->question = say_one(p, ADOPT_ASK_KIND, none);
    else if (s->doubtful && str_eq(s->doubt, STR("subject")))
        item->question = say_one(p, ADOPT_ASK_SUBJECT, none);
    else if (s->doubtful)
        item->question = say_one(p, ADOPT_ASK_SCOPE, none);
    else if (found == PLACE_UNSAID)
        item->question = say_one(p, ADOPT_ASK_ZONE, none);
    else if (!item->period.len)
        item->question = say_one(p, ADOPT_ASK_PERIOD, none);
}

/* ---- one statement
 * -------------------------------------------------------------------------------------- */

/* The count that a total stands beside, which is always told before it. */
static bool total_known(const struct proposing *p, const struct statement *s)
{
    return s->total_of_count && s->total_of < (size_t)(s - p->out->text->statements);
}

static void tie_item(struct proposing *p, const struct statement *s, struct proposal *item,
                     enum place_found found)
{
    const struct plan_text *text = p->out->text;
    bool counted = total_known(p, s);
    const struct proposal *count = counted ? &p->out->items[s->total_of] : NULL;
    struct tie_question question = { .arena = p->arena,
                                     .tying = p->tying,
                                     .text = text,
                                     .statement = s,
                                     .model = p->out->model,
                                     .zone = zone_at(p, item->zone),
                                     .park = zone_at(p, item->park),
                                     .count = counted ? &text->statements[s->total_of] : NULL,
                                     .count_metric = count ? count->metric : NULL };
    struct tie tie = { .value = s->value, .value_max = s->value_max, .unit = s->unit };
    if (found == PLACE_OUTSIDE) {
        item->reason = say_one(p, ADOPT_OUTSIDE, s->scope);
        return;
    }
    item->tied = tie_find(&question, &tie);
    item->reason = tie.reason;
    if (!item->tied)
        return;
    item->metric = tie.metric;
    item->label = tie.metric->label.zh;
    item->slice = tie.slice;
    item->slice_words = tie.slice_words;
    item->value = tie.value;
    item->value_max = tie.value_max;
    item->unit = tie.unit;
}

/* A second list of the same purpose cannot be told from the first: what is said of it is not
 * measured. */
static void list_twice(struct proposing *p, const struct statement *s, struct proposal *item,
                       size_t list)
{
    const struct plan_list *first = &p->out->lists[list];
    if (dec_cmp(first->size, s->value) == 0) {
        item->list = list;
        return;
    }
    item->reason =
        adopt_say(p->arena, ADOPT_LIST_TWICE, adopt_both(first->examples), item->metric->label);
    item->tied = false;
    item->metric = NULL;
    item->label = clipped(s->subject.len ? s->subject : s->quote);
}

/* The list that a tied statement counts: one for each zone, year and purpose. */
static void list_set(struct proposing *p, const struct statement *s, struct proposal *item,
                     struct str purpose)
{
    struct proposals *out = p->out;
    struct period period;
    item->list = PROPOSAL_NONE;
    if (!purpose.len || !period_parse(item->period, &period))
        return;
    int year = (int)(month_of(period.first) / 12);
    struct buf examples;
    buf_init(&examples, p->arena);
    for (size_t i = 0; i < s->example_count; i++) {
        buf_cstr(&examples, i ? "、" : "");
        buf_str(&examples, s->examples[i]);
    }
    for (size_t i = 0; i < out->list_count; i++)
        if (out->lists[i].zone == item->zone && out->lists[i].year == year &&
            str_eq(out->lists[i].purpose, purpose)) {
            list_twice(p, s, item, i);
            return;
        }
    if (out->list_count == p->list_room) {
        size_t room = p->list_room ? p->list_room * 2 : 8;
        out->lists = arena_grow(p->arena, out->lists, p->list_room * sizeof *out->lists,
                                room * sizeof *out->lists);
        p->list_room = room;
    }
    item->list = out->list_count;
    out->lists[out->list_count++] = (struct plan_list){ .purpose = purpose,
                                                        .examples = buf_get(&examples),
                                                        .zone = item->zone,
                                                        .year = year,
                                                        .size = s->value };
}

static bool skipped(const struct adopt_options *options, size_t index)
{
    for (size_t i = 0; i < options->skip_count; i++)
        if (options->skip[i] == index)
            return true;
    return false;
}

/* The list's purpose of the rule that tied it: found again by its metric, which only such rules
 * name. */
static struct str purpose_of(const struct proposing *p, const struct statement *s,
                             const struct proposal *item)
{
    for (size_t i = 0; item->tied && s->of_list && i < p->tying->count; i++)
        if (p->tying->rules[i].metric == item->metric && p->tying->rules[i].list.len)
            return p->tying->rules[i].list;
    return (struct str){ 0 };
}

/* Zones that targets need are put down before anything is tied, so that what is only reported finds
 * them too. */
static void propose_places(struct proposing *p)
{
    const struct plan_text *text = p->out->text;
    for (size_t i = 0; i < text->statement_count; i++) {
        size_t zone;
        if (text->statements[i].kind == PLAN_TARGET && !skipped(&p->out->options, i))
            places_find(&p->places, text->statements[i].scope, true, &zone);
    }
}

static void propose_item(struct proposing *p, size_t index)
{
    const struct statement *s = &p->out->text->statements[index];
    struct proposal *item = &p->out->items[index];
    bool skip = skipped(&p->out->options, index), aims = s->kind == PLAN_TARGET;
    size_t zone;
    enum place_found found = places_find(&p->places, s->scope, false, &zone);
    *item = (struct proposal){ .become = skip   ? BECOME_SKIPPED
                                         : aims ? BECOME_TARGET
                                                : BECOME_REPORTED,
                               .period = s->period,
                               .op = s->op,
                               .value = s->value,
                               .value_max = s->value_max,
                               .has_max = s->has_max,
                               .unit = s->unit,
                               .list = PROPOSAL_NONE };
    if (found == PLACE_OUTSIDE)
        zone = p->places.home;
    if (total_known(p, s)) { /* a total is of its count's place */
        const struct proposal *count = &p->out->items[s->total_of];
        zone = count->park != PROPOSAL_NONE ? count->park : count->zone;
    }
    place_set(p, item, zone);
    item->label = clipped(s->subject.len ? s->subject : s->quote);
    item->section = section_name(p, s->section, item->zone);
    tie_item(p, s, item, found);
    if (aims && !skip)
        list_set(p, s, item, purpose_of(p, s, item));
    if (aims)
        question_set(p, s, item, found);
}

static void propose_duty(struct proposing *p, size_t index)
{
    const struct undertaking *duty = &p->out->text->undertakings[index];
    struct duty_proposal *out = &p->out->duties[index];
    struct period period;
    size_t zone;
    if (places_find(&p->places, duty->scope, false, &zone) == PLACE_OUTSIDE)
        zone = p->places.home;
    *out = (struct duty_proposal){ .zone = zone, .period = duty->period, .due = DAY_NONE };
    if (period_parse(duty->period, &period))
        out->due = period.last;
    if (zone_is_park(&p->places, zone) && p->places.zones[zone].parent != PROPOSAL_NONE)
        out->zone = p->places.zones[zone].parent;
    out->section = section_name(p, duty->section, out->zone);
}

/* ---- lists: those of the ledger, codes and names
 * -------------------------------------------------------- */

static bool visit_list(void *host, struct timeline *record)
{
    struct proposing *p = host;
    const struct kind *kind = timeline_kind(record);
    struct value zone, year, purpose;
    timeline_value(record, kind_field(kind, STR("zone")), DAY_NONE, &zone);
    timeline_value(record, kind_field(kind, STR("year")), DAY_NONE, &year);
    timeline_value(record, kind_field(kind, STR("purpose")), DAY_NONE, &purpose);
    for (size_t i = 0; i < p->out->list_count; i++) {
        struct plan_list *list = &p->out->lists[i];
        int64_t id = list->zone == PROPOSAL_NONE ? 0 : p->places.zones[list->zone].id.n;
        bool new_zone = list->zone != PROPOSAL_NONE && !id;
        if (!new_zone && (zone.present ? zone.n : 0) == id && year.present &&
            year.n == list->year && str_eq(purpose.text, list->purpose))
            list->id = timeline_record(record);
    }
    return true;
}

static struct str purpose_label(const struct model *model, struct str code)
{
    const struct field *field = kind_field(model->list, STR("purpose"));
    for (size_t i = 0; i < field->choice_count; i++)
        if (str_eq(field->choices[i].code, code))
            return field->choices[i].label.zh;
    return code;
}

static bool lists_finish(struct proposing *p)
{
    struct proposals *out = p->out;
    for (size_t i = 0; i < out->list_count; i++) {
        struct plan_list *list = &out->lists[i];
        struct str zone = list->zone == PROPOSAL_NONE ? STR("") : p->places.zones[list->zone].name;
        list->code = str_format(p->arena, "%d-%.*s%s%.*s", list->year, STR_ARG(list->purpose),
                                zone.len ? "-" : "", STR_ARG(zone));
        list->name = str_format(p->arena, "%.*s%s%d %.*s %.*s", STR_ARG(zone), zone.len ? " " : "",
                                list->year, STR_ARG(purpose_label(out->model, list->purpose)),
                                STR_ARG(out->model->list->label.zh));
        if (list->examples.len)
            list->name =
                str_format(p->arena, "%.*s（%.*s…）", STR_ARG(list->name), STR_ARG(list->examples));
    }
    if (out->list_count &&
        !record_each(p->ledger, out->model->list, (struct entry_id){ 0 }, visit_list, p, p->err))
        return false;
    for (size_t i = 0; i < out->list_count; i++)
        out->lists_to_make += out->lists[i].id.n == 0;
    return true;
}

/* ---- was it adopted before
 * -------------------------------------------------------------------------------- */

struct adopted_search {
    struct proposing *p;
    struct hash hash;
    bool ok;
};

static bool visit_plan(void *host, struct timeline *record)
{
    struct adopted_search *search = host;
    struct proposing *p = search->p;
    struct entry entry;
    struct entry_id id = { timeline_record(record).n };
    search->ok = entry_read(p->ledger, p->arena, id, &entry, p->err);
    for (size_t i = 0; search->ok && i < entry.evidence_count; i++)
        if (hash_eq(entry.evidence[i].hash, search->hash))
            p->out->adopted = timeline_record(record);
    return search->ok && !p->out->adopted.n;
}

static bool find_adopted(struct proposing *p)
{
    struct adopted_search search = { p, hash_of(ledger_hash_kind(p->ledger), plan_source(p->out->text)),
                                     true };
    return record_each(p->ledger, p->out->model->plan, (struct entry_id){ 0 }, visit_plan, &search,
                       p->err) &&
           search.ok;
}

/* ---- the whole
 * ------------------------------------------------------------------------------------------------
 */

static void count_all(struct proposing *p)
{
    struct proposals *out = p->out;
    for (size_t i = 0; i < out->count; i++) {
        const struct proposal *item = &out->items[i];
        bool target = item->become == BECOME_TARGET;
        out->targets += target;
        out->tied += target && item->tied;
        out->untied += target && !item->tied;
        out->reported += item->become == BECOME_REPORTED;
        out->skipped += item->become == BECOME_SKIPPED;
    }
    out->zones = p->places.zones;
    out->zone_count = p->places.count;
    for (size_t i = 0; i < out->zone_count; i++)
        out->zones_to_make += out->zones[i].make;
    out->unknown_figures = out->text->unknown_count;
}

static bool options_hold(struct proposing *p)
{
    const struct plan_text *text = p->out->text;
    const struct adopt_options *options = &p->out->options;
    if (!text->statement_count && !text->undertaking_count && !text->unknown_count)
        return err_set(p->err, ERR_PLAN_EMPTY, "name", options->name);
    if (text->options.year <= 0)
        return err_set(p->err, ERR_PLAN_YEAR_MISSING, "name", options->name);
    for (size_t i = 0; i < options->skip_count; i++)
        if (options->skip[i] >= text->statement_count)
            return err_set(p->err, ERR_PLAN_SKIP, "text",
                           str_format(p->arena, "%zu", options->skip[i] + 1), "count",
                           str_format(p->arena, "%zu", text->statement_count));
    return true;
}

bool plan_propose(struct ledger *ledger, struct arena *arena, const struct plan_text *text,
                  const struct adopt_options *options, struct proposals **out, struct err *err)
{
    struct proposals *made = ARENA_NEW(arena, struct proposals);
    struct proposing p = { .ledger = ledger, .arena = arena, .out = made, .err = err };
    *made = (struct proposals){ .model = ledger_model(ledger),
                                .text = text,
                                .options = *options,
                                .title = options->title.len ? options->title
                                         : text->title.len  ? text->title
                                                            : options->name,
                                .count = text->statement_count,
                                .duty_count = text->undertaking_count };
    if (!options_hold(&p) || !tying_load(arena, made->model, &p.tying, err))
        return false;
    p.places =
        (struct places){ .arena = arena, .model = made->model, .text = text, .tying = p.tying };
    if (!places_load(&p.places, ledger, options->place, err) || !find_adopted(&p))
        return false;
    made->items = ARENA_ARRAY(arena, struct proposal, made->count + 1);
    made->duties = ARENA_ARRAY(arena, struct duty_proposal, made->duty_count + 1);
    propose_places(&p);
    for (size_t i = 0; i < made->count; i++)
        propose_item(&p, i);
    for (size_t i = 0; i < made->duty_count; i++)
        propose_duty(&p, i);
    if (!lists_finish(&p))
        return false;
    count_all(&p);
    *out = made;
    return true;
}
