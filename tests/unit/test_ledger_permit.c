/*
 * test_ledger_permit.c - every door of the ledger asked for everything, for every role: what comes is what the role's rules
 * say, read here a second time and naively, and nothing else.
 */
#include "base/hash.h"
#include "fixture.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

struct record { const char *kind; int64_t id, zone, unit; struct hash proof; };

struct world {
    struct fixture *f;
    int64_t city, a, b, park, unit_a, unit_b;
    struct record records[40];
    size_t count;
};

static const char *const role_names[] = { "leader", "viewer", "promotion", "progress", "service", "estate", "statistics",
                                          "planning", "officer", "inspector", "directory", "posts" };

/* ---- a ledger with something of each kind in two zones ---------------------------------------------------------- */

static int64_t add(struct world *w, const char *kind, int64_t zone, int64_t unit, const struct draft_field *fields, size_t count)
{
    struct record *record = &w->records[w->count++];
    struct draft_evidence proof = { .name = STR("proof.txt"), .media_type = STR("text/plain"),
                                    .bytes = str_format(w->f->arena, "proof %zu", w->count) };
    record->kind = kind;
    record->zone = zone;
    record->unit = unit;
    record->proof = hash_of(ledger_hash_kind(w->f->ledger), proof.bytes);
    record->id = put(w->f, (struct draft){ .act = ACT_ADD, .kind = str_from(kind), .fields = fields, .field_count = count,
                                           .evidence = &proof, .evidence_count = 1, .effective = on("2023-01-05") });
    return record->id;
}

static struct str named(struct world *w, const char *format, int64_t n)
{
    char room[64];
    snprintf(room, sizeof room, format, (long long)n);
    return str_copy(w->f->arena, str_from(room));
}

#define ADD(w, kind, zone, unit, ...) add((w), (kind), (zone), (unit), (struct draft_field[]){ __VA_ARGS__ }, \
    COUNT(((struct draft_field[]){ __VA_ARGS__ })))
#define REF(name, id) { STR(name), named(w, "#%lld", (id)) }
#define T(name, text) { STR(name), STR(text) }
#define SAY(name, format) { STR(name), named(w, format, zone) }

static void fill_zone(struct world *w, int64_t zone, int64_t unit, const char *codes[2])
{
    int64_t plan = ADD(w, "plan", 0, 0, SAY("title", "安排%lld"), T("year", "2023"), T("type", "plan"));
    ADD(w, "target", zone, unit, REF("plan", plan), SAY("label", "目标%lld"), T("metric", "projects-signed"), REF("zone", zone),
        T("period", "2023"), T("op", "ge"), T("value", "3"), T("unit", "个"), T("state", "adopted"), REF("owner", unit));
    ADD(w, "undertaking", zone, unit, REF("plan", plan), REF("zone", zone), SAY("quote", "办好%lld"), T("period", "2023"), REF("owner", unit));
    ADD(w, "reported-figure", zone, 0, REF("plan", plan), REF("zone", zone), SAY("quote", "完成%lld"), T("period", "2022"));
    ADD(w, "list", zone, 0, SAY("code", "l-%lld"), SAY("name", "清单%lld"), T("purpose", "start"), REF("zone", zone));
    ADD(w, "official-figure", zone, 0, T("series", "gdp-growth"), REF("zone", zone), T("month", "2023-01"), T("value", "5"));
    int64_t project = ADD(w, "project", zone, unit, SAY("name", "项目%lld"), REF("zone", zone), T("investment", "100"), REF("owner", unit));
    ADD(w, "project-month", zone, unit, REF("project", project), T("month", "2023-01"), T("invested", "10"));
    int64_t firm = ADD(w, "enterprise", zone, 0, SAY("name", "企业%lld"), { STR("uscc"), str_from(codes[0]) }, REF("zone", zone),
                       SAY("contact", "王%lld"), SAY("contact_phone", "1390000%lld"));
    ADD(w, "enterprise-month", zone, 0, REF("enterprise", firm), T("month", "2023-01"), T("revenue", "7"));
    ADD(w, "title", zone, 0, REF("enterprise", firm), T("type", "high_tech"), T("granted", "2023-01-05"));
    int64_t site = ADD(w, "site", zone, 0, SAY("name", "厂房%lld"), T("type", "factory"), REF("zone", zone), T("area", "1000"));
    ADD(w, "lease", zone, 0, SAY("number", "L-%lld"), T("type", "lease"), REF("site", site), T("area", "500"), T("start", "2023-01-05"));
    ADD(w, "person", zone, unit, SAY("post", "科员%lld"), REF("zone", zone), REF("department", unit));
}

static int world_new(void **state)
{
    if (fixture_new(state))
        return -1;
    struct world *w = calloc(1, sizeof *w);
    w->f = *state;
    *state = w;
    w->city = ADD(w, "zone", 0, 0, T("name", "全市"), T("type", "city"));
    w->records[0].zone = w->city;
    for (int i = 0; i < 2; i++) {
        int64_t zone = ADD(w, "zone", 0, 0, { STR("name"), str_from(i ? "乙区" : "甲区") }, T("type", "zone"), REF("parent", w->city));
        w->records[w->count - 1].zone = zone;
        int64_t unit = ADD(w, "department", zone, 0, SAY("name", "投促局%lld"), REF("zone", zone));
        w->records[w->count - 1].unit = unit;
        *(i ? &w->b : &w->a) = zone;
        *(i ? &w->unit_b : &w->unit_a) = unit;
    }
    w->park = ADD(w, "zone", 0, 0, T("name", "甲区东片"), T("type", "park"), REF("parent", w->a));
    w->records[w->count - 1].zone = w->park;
    const char *codes[][2] = { { "91350100M000100Y43" }, { "9144030071526726XG" } };
    fill_zone(w, w->a, w->unit_a, codes[0]);
    fill_zone(w, w->b, w->unit_b, codes[1]);
    return 0;
}

static int world_gone(void **state)
{
    struct world *w = *state;
    struct fixture *f = w->f;
    free(w);
    *state = f;
    return fixture_gone(state);
}

/* ---- the rules, read a second time ------------------------------------------------------------------------------- */

struct asker { const struct role *role; int64_t zone, unit; struct permit *permit; };

static bool reads(enum verb verb)
{
    return verb == VERB_READ || verb == VERB_FIGURES || verb == VERB_EXPORT;
}

static bool rule_allows(const struct world *w, const struct asker *asker, const struct role_rule *rule, const struct record *record,
                        enum verb verb)
{
    const struct kind *kind = model_kind(ledger_model(w->f->ledger), str_from(record->kind));
    if (!rule->kinds[kind->index] || !(rule->verbs >> verb & 1))
        return false;
    bool own = asker->zone == 0 || record->zone == asker->zone || (asker->zone == w->a && record->zone == w->park);
    if (rule->own_zone && !own && !(record->zone == 0 && reads(verb)))
        return false;
    return !rule->own_unit || !asker->unit || record->unit == asker->unit || (record->unit == 0 && reads(verb));
}

static bool allows(const struct world *w, const struct asker *asker, const struct record *record, enum verb verb,
                   const struct field *field, const struct stage *stage)
{
    for (size_t i = 0; i < asker->role->rule_count; i++) {
        const struct role_rule *rule = &asker->role->rules[i];
        if (!rule_allows(w, asker, rule, record, verb))
            continue;
        bool named = rule->fields || rule->stages;
        if (field && ((field->personal && !rule->personal) || (named && !(rule->fields && rule->fields[field->index]))))
            continue;
        if (stage && named && !(rule->stages && rule->stages[stage->index]))
            continue;
        return true;
    }
    return false;
}

static struct asker ask_as(struct world *w, const char *role, int64_t zone, int64_t unit)
{
    struct grant grant = { str_from(role), { zone }, { unit } };
    struct asker asker = { model_role(ledger_model(w->f->ledger), str_from(role)), zone, unit, NULL };
    struct permit_options options = { .grants = &grant, .grant_count = 1 };
    assert_non_null(asker.role);
    fixture_ok(w->f, permit_make(w->f->ledger, w->f->arena, &options, &asker.permit, &w->f->err));
    ledger_act_for(w->f->ledger, asker.permit);
    return asker;
}

#define wrong(asker, record, what) fail_msg("%.*s of zone %lld: %s of %s #%lld", STR_ARG((asker)->role->name), \
    (long long)(asker)->zone, what, (record)->kind, (long long)(record)->id)

/* ---- the doors out ---------------------------------------------------------------------------------------------- */

struct seen { int64_t id; bool there; };

static bool visit(void *host, struct timeline *timeline)
{
    struct seen *seen = host;
    seen->there |= timeline_record(timeline).n == seen->id;
    return true;
}

static bool in_list(struct world *w, const struct record *record, struct str search, int64_t as_of)
{
    struct list_query query = { .kind = model_kind(ledger_model(w->f->ledger), str_from(record->kind)), .search = search,
                                .limit = 100, .want_total = true, .on = DAY_NONE, .as_of = { as_of } };
    struct list_result result;
    bool there = false;
    for (int turn = 0; turn < 3; turn++) { /* from the table, then from memory */
        fixture_ok(w->f, record_list(w->f->ledger, w->f->arena, &query, &result, &w->f->err));
        bool now = false;
        for (size_t i = 0; i < result.count; i++)
            now |= timeline_record(result.rows[i]).n == record->id;
        assert_true(turn == 0 || now == there);
        assert_int_equal(result.total, result.count);
        there = now;
    }
    return there;
}

static void check_fields(struct world *w, const struct asker *asker, const struct record *record, const struct timeline *timeline)
{
    const struct kind *kind = timeline_kind(timeline);
    for (size_t i = 0; i < kind->field_count; i++) {
        struct value value;
        timeline_value(timeline, &kind->fields[i], DAY_NONE, &value);
        if (value.present && kind->fields[i].type != FIELD_MEMBERS && !allows(w, asker, record, VERB_READ, &kind->fields[i], NULL))
            wrong(asker, record, str_cstr(w->f->arena, kind->fields[i].name));
        if (kind->fields[i].personal && allows(w, asker, record, VERB_READ, &kind->fields[i], NULL) && !value.present)
            wrong(asker, record, "a hidden field that should show");
    }
    struct change *changes;
    size_t count = timeline_history(w->f->arena, timeline, &changes);
    for (size_t i = 0; i < count; i++)
        if (changes[i].field && !allows(w, asker, record, VERB_READ, changes[i].field, NULL))
            wrong(asker, record, "history");
}

static void check_reads(struct world *w, const struct asker *asker, const struct record *record)
{
    struct fixture *f = w->f;
    const struct kind *kind = model_kind(ledger_model(f->ledger), str_from(record->kind));
    bool should = allows(w, asker, record, VERB_READ, NULL, NULL);
    struct timeline *timeline;
    struct entry entry;
    struct str bytes;
    struct err err;
    struct head head;
    fixture_ok(f, ledger_head(f->ledger, &head, &f->err));
    for (int64_t as_of = 0; as_of <= head.position.n; as_of += head.position.n) {
        fixture_ok(f, record_read(f->ledger, f->arena, kind, (struct record_id){ record->id }, (struct entry_id){ as_of }, &timeline, &f->err));
        if ((timeline != NULL) != should)
            wrong(asker, record, "record_read");
        if (in_list(w, record, STR(""), as_of) != should)
            wrong(asker, record, "record_list");
    }
    if (timeline)
        check_fields(w, asker, record, timeline);
    struct seen seen = { record->id, false };
    fixture_ok(f, record_each(f->ledger, kind, (struct entry_id){ 0 }, visit, &seen, &f->err));
    if (seen.there != should)
        wrong(asker, record, "record_each");
    err_init(&err);
    if (entry_read(f->ledger, f->arena, (struct entry_id){ record->id }, &entry, &err) != should)
        wrong(asker, record, "entry_read");
    err_init(&err);
    if (evidence_read(f->ledger, f->arena, (struct entry_id){ 0 }, record->proof, &bytes, &err) != should)
        wrong(asker, record, "evidence");
    err_init(&err);
    if (evidence_read(f->ledger, f->arena, (struct entry_id){ record->id }, record->proof, &bytes, &err) != should)
        wrong(asker, record, "evidence by its entry");
}

static void check_entries(struct world *w, const struct asker *asker)
{
    struct entry *entries;
    size_t count;
    fixture_ok(w->f, entry_list(w->f->ledger, w->f->arena, (struct entry_id){ 0 }, true, 500, &entries, &count, &w->f->err));
    for (size_t r = 0; r < w->count; r++) {
        bool there = false;
        for (size_t i = 0; i < count; i++)
            there |= entries[i].record.n == w->records[r].id;
        if (there != allows(w, asker, &w->records[r], VERB_READ, NULL, NULL))
            wrong(asker, &w->records[r], "entry_list");
    }
}

static void check_contact_search(struct world *w, const struct asker *asker)
{
    for (size_t r = 0; r < w->count; r++) {
        const struct record *record = &w->records[r];
        if (strcmp(record->kind, "enterprise") != 0)
            continue;
        const struct field *field = kind_field(model_kind(ledger_model(w->f->ledger), STR("enterprise")), STR("contact_phone"));
        bool should = allows(w, asker, record, VERB_READ, field, NULL);
        if (in_list(w, record, named(w, "1390000%lld", record->zone), 0) != should)
            wrong(asker, record, "search for a hidden field");
    }
}

/* ---- the door in ------------------------------------------------------------------------------------------------- */

static bool is_forbidden(enum err_code code)
{
    return code == ERR_FORBIDDEN || code == ERR_FORBIDDEN_PLACE || code == ERR_FORBIDDEN_FIELD || code == ERR_FORBIDDEN_STAGE;
}

static enum err_code attempt(struct world *w, struct draft draft)
{
    struct receipt receipt;
    struct err err;
    err_init(&err);
    draft.effective = on("2023-02-01");
    draft.reason = STR("为何");
    fixture_ok(w->f, ledger_group_begin_careful(w->f->ledger, &w->f->err));
    bool good = ledger_append(w->f->ledger, &draft, 1, &receipt, NULL, &err);
    ledger_group_abandon(w->f->ledger);
    return good ? ERR_NONE : err.code;
}

static void check_one(struct world *w, const struct asker *asker, const struct record *record, struct draft draft, enum verb verb,
                      const struct field *field, const struct stage *stage, const char *what)
{
    bool may = allows(w, asker, record, verb, NULL, NULL) && allows(w, asker, record, verb, field, stage);
    bool sees = allows(w, asker, record, VERB_READ, NULL, NULL);
    draft.kind = str_from(record->kind);
    draft.record.n = record->id;
    enum err_code code = attempt(w, draft);
    if (!may && !is_forbidden(code) && !(code == ERR_LEDGER_RECORD && !sees))
        wrong(asker, record, what);
    if (may && sees && is_forbidden(code))
        wrong(asker, record, what);
}

static void check_writes(struct world *w, const struct asker *asker, const struct record *record)
{
    const struct kind *kind = model_kind(ledger_model(w->f->ledger), str_from(record->kind));
    struct draft_evidence proof = { .name = STR("x"), .bytes = STR("x") };
    for (size_t i = 0; i < kind->field_count; i++) {
        const struct field *field = &kind->fields[i];
        struct draft_field given = { field->name, STR("1") };
        if (field->roll != ROLL_NONE || (field->type != FIELD_TEXT && field->type != FIELD_NOTE && field->type != FIELD_MONEY && field->type != FIELD_NUMBER))
            continue;
        check_one(w, asker, record, (struct draft){ .act = ACT_CHANGE, .fields = &given, .field_count = 1 }, VERB_CHANGE, field, NULL, "change");
        check_one(w, asker, record, (struct draft){ .act = ACT_CORRECT, .fields = &given, .field_count = 1 }, VERB_CORRECT, field, NULL, "correct");
    }
    for (size_t i = 0; i < kind->stage_count; i++) {
        struct draft draft = { .act = ACT_STAGE, .stage = kind->stages[i].name, .evidence = &proof, .evidence_count = 1 };
        if (!kind->stages[i].after_count)
            check_one(w, asker, record, draft, VERB_STAGE, NULL, &kind->stages[i], "stage");
    }
    check_one(w, asker, record, (struct draft){ .act = ACT_EVIDENCE, .evidence = &proof, .evidence_count = 1 }, VERB_EVIDENCE, NULL, NULL, "evidence");
    check_one(w, asker, record, (struct draft){ .act = ACT_DELETE }, VERB_DELETE, NULL, NULL, "delete");
}

static void check_adding(struct world *w, const struct asker *asker)
{
    for (int i = 0; i < 2; i++) {
        struct record record = { .kind = "project", .zone = i ? w->b : w->a };
        struct draft_field fields[] = { { STR("name"), STR("新的") }, { STR("zone"), named(w, "#%lld", record.zone) } };
        enum err_code code = attempt(w, (struct draft){ .act = ACT_ADD, .kind = STR("project"), .fields = fields, .field_count = 2 });
        struct record zone = { .kind = "zone", .zone = record.zone };
        bool may = allows(w, asker, &record, VERB_ADD, NULL, NULL), sees = allows(w, asker, &zone, VERB_READ, NULL, NULL);
        if (!may && !is_forbidden(code) && !(code == ERR_LEDGER_REF && !sees))
            wrong(asker, &record, "add");
        if (may && sees && code != ERR_NONE)
            wrong(asker, &record, err_name(code));
    }
}

/* ---- figures ------------------------------------------------------------------------------------------------------ */

static bool figure_allowed(const struct world *w, const struct asker *asker, const struct metric *metric, int64_t zone)
{
    for (size_t i = 0; i < metric->part_count; i++)
        if (!figure_allowed(w, asker, metric->parts[i], zone))
            return false;
    if (!metric->kind)
        return true;
    for (size_t i = 0; i < asker->role->rule_count; i++) {
        const struct role_rule *rule = &asker->role->rules[i];
        bool own = !asker->zone || (zone && zone == asker->zone);
        if (rule->kinds[metric->kind->index] && (rule->verbs >> VERB_FIGURES & 1) && (!rule->own_zone || own) &&
            (!rule->own_unit || !asker->unit) && !rule->fields && !rule->stages)
            return true;
    }
    return false;
}

static void check_figures(struct world *w, const struct asker *asker)
{
    const struct model *model = ledger_model(w->f->ledger);
    int64_t zones[] = { 0, w->a, w->b };
    for (size_t m = 0; m < model->metric_count; m++)
        for (size_t z = 0; z < 3; z++) {
            struct record_id zone = { zones[z] };
            struct figure_query query = { .metric = &model->metrics[m], .zones = &zone, .zone_count = z > 0, .on = DAY_NONE,
                                          .period = { day_from(2023, 1, 1), day_from(2023, 12, 31) } };
            struct figure figure, *months;
            struct contribution *made;
            struct outsider *outside;
            size_t count;
            struct fixture *f = w->f;
            bool should = figure_allowed(w, asker, query.metric, zone.n);
            fixture_ok(f, figure_read(f->ledger, f->arena, &query, &figure, &f->err));
            if ((str_eq(figure.why.zh, STR("无权查看")) == should) || (figure.present && !should))
                fail_msg("%.*s of %lld: figure %.*s of %lld", STR_ARG(asker->role->name), (long long)asker->zone,
                         STR_ARG(query.metric->name), (long long)zone.n);
            fixture_ok(f, figure_months(f->ledger, f->arena, &query, &months, &count, &f->err));
            for (size_t i = 0; i < count; i++)
                assert_true(should || !months[i].present);
            fixture_ok(f, figure_contributions(f->ledger, f->arena, &query, &made, &count, &f->err));
            assert_true(should || !count);
            for (size_t i = 0; i < count; i++)
                for (size_t r = 0; r < w->count; r++)
                    assert_true(w->records[r].id != made[i].record.n || allows(w, asker, &w->records[r], VERB_READ, NULL, NULL));
            fixture_ok(f, figure_outsiders(f->ledger, f->arena, &query, 50, &outside, &count, &f->err));
            assert_true(should || !count);
            struct closing *closings;
            fixture_ok(f, metric_closings(f->ledger, f->arena, query.metric, zone, 2023, (struct entry_id){ 0 }, &closings, &count, &f->err));
            assert_true(should || !count);
        }
}

/* ---- tests ---------------------------------------------------------------------------------------------------------- */

static void check_all(struct world *w, const struct asker *asker)
{
    for (size_t r = 0; r < w->count; r++) {
        check_reads(w, asker, &w->records[r]);
        check_writes(w, asker, &w->records[r]);
    }
    check_entries(w, asker);
    check_contact_search(w, asker);
    check_adding(w, asker);
    check_figures(w, asker);
}

static void every_role_gets_what_its_rules_say_at_every_door_and_nothing_else(void **state)
{
    struct world *w = *state;
    assert_int_equal(COUNT(role_names), ledger_model(w->f->ledger)->role_count);
    for (size_t i = 0; i < COUNT(role_names); i++)
        for (int given = 0; given < 2; given++) {
            struct asker asker = ask_as(w, role_names[i], given ? w->a : 0, 0);
            check_all(w, &asker);
        }
}

static void nobody_gets_nothing(void **state)
{
    struct world *w = *state;
    struct role none = { .name = STR("nobody") };
    struct asker asker = { .role = &none };
    ledger_act_for(w->f->ledger, permit_nobody());
    check_all(w, &asker);
    struct entry *entries;
    size_t count;
    fixture_ok(w->f, entry_list(w->f->ledger, w->f->arena, (struct entry_id){ 0 }, true, 500, &entries, &count, &w->f->err));
    assert_int_equal(count, 0);
}

static void a_scope_narrows_what_the_account_may(void **state)
{
    struct world *w = *state;
    struct grant grant = { STR("officer"), { w->a }, { 0 } };
    struct str kinds[] = { STR("project") };
    struct permit_options options = { .grants = &grant, .grant_count = 1, .verbs = VERB_BIT(VERB_READ), .kinds = kinds, .kind_count = 1 };
    struct permit *permit;
    fixture_ok(w->f, permit_make(w->f->ledger, w->f->arena, &options, &permit, &w->f->err));
    const struct model *model = ledger_model(w->f->ledger);
    assert_true(permit_may(permit, model_kind(model, STR("project")), VERB_READ));
    assert_false(permit_may(permit, model_kind(model, STR("project")), VERB_CHANGE));
    assert_false(permit_may(permit, model_kind(model, STR("site")), VERB_READ));
    struct permit_options owner = { .owner = true, .verbs = VERB_BIT(VERB_READ) };
    fixture_ok(w->f, permit_make(w->f->ledger, w->f->arena, &owner, &permit, &w->f->err));
    assert_true(permit_may(permit, model_kind(model, STR("site")), VERB_READ));
    assert_false(permit_may(permit, model_kind(model, STR("site")), VERB_ADD));
}

static void a_record_may_not_be_moved_into_another_zone_nor_taken_from_it(void **state)
{
    struct world *w = *state;
    ask_as(w, "officer", w->a, 0);
    for (size_t r = 0; r < w->count; r++) {
        if (strcmp(w->records[r].kind, "project") != 0)
            continue;
        bool mine = w->records[r].zone == w->a;
        struct draft_field zone = { STR("zone"), named(w, "#%lld", mine ? w->b : w->a) };
        struct draft draft = { .act = ACT_CHANGE, .kind = STR("project"), .record = { w->records[r].id }, .fields = &zone, .field_count = 1 };
        assert_int_equal(attempt(w, draft), mine ? ERR_FORBIDDEN_PLACE : ERR_LEDGER_RECORD);
    }
}

static void the_author_is_who_appends_and_nobody_else(void **state)
{
    struct world *w = *state;
    struct grant grant = { STR("officer"), { w->a }, { 0 } };
    int64_t me = w->records[w->count - 1].id, project = 0;
    struct permit_options options = { .grants = &grant, .grant_count = 1, .person = { me } };
    struct permit *permit;
    fixture_ok(w->f, permit_make(w->f->ledger, w->f->arena, &options, &permit, &w->f->err));
    ledger_act_for(w->f->ledger, permit);
    for (size_t r = 0; r < w->count && !project; r++)
        project = strcmp(w->records[r].kind, "project") == 0 ? w->records[r].id : 0;
    struct receipt receipt;
    struct draft_field note = { STR("note"), STR("记") };
    struct draft draft = { .act = ACT_CHANGE, .kind = STR("project"), .record = { project }, .fields = &note, .field_count = 1, .author = { 1 } };
    fixture_ok(w->f, ledger_append(w->f->ledger, &draft, 1, &receipt, NULL, &w->f->err));
    struct entry entry;
    fixture_ok(w->f, entry_read(w->f->ledger, w->f->arena, receipt.entry, &entry, &w->f->err));
    assert_int_equal(entry.author.n, me);
}

static void a_month_is_closed_by_who_may_close_it_for_all_zones(void **state)
{
    struct world *w = *state;
    struct draft_field fields[] = { { STR("metric"), STR("projects-signed") }, { STR("month"), STR("2023-01") } };
    struct draft draft = { .act = ACT_CLOSE, .fields = fields, .field_count = 2 };
    ask_as(w, "officer", w->a, 0);
    assert_int_equal(attempt(w, draft), ERR_FORBIDDEN);
    ask_as(w, "statistics", w->a, 0);
    assert_int_equal(attempt(w, draft), ERR_NONE);
}

static void who_may_not_see_a_field_cannot_filter_or_sort_by_it(void **state)
{
    struct world *w = *state;
    const struct kind *kind = model_kind(ledger_model(w->f->ledger), STR("enterprise"));
    struct filter filter = { kind_field(kind, STR("contact")), FILTER_EQ, STR("王1") };
    struct list_query filtered = { .kind = kind, .filters = &filter, .filter_count = 1, .limit = 10, .on = DAY_NONE };
    struct list_query sorted = { .kind = kind, .sort = filter.field, .limit = 10, .on = DAY_NONE };
    struct list_result result;
    ask_as(w, "viewer", w->a, 0);
    assert_false(record_list(w->f->ledger, w->f->arena, &filtered, &result, &w->f->err));
    assert_int_equal(w->f->err.code, ERR_FORBIDDEN_FIELD);
    err_init(&w->f->err);
    assert_false(record_list(w->f->ledger, w->f->arena, &sorted, &result, &w->f->err));
    assert_int_equal(w->f->err.code, ERR_FORBIDDEN_FIELD);
    err_init(&w->f->err);
    ask_as(w, "leader", 0, 0);
    fixture_ok(w->f, record_list(w->f->ledger, w->f->arena, &sorted, &result, &w->f->err));
    assert_int_equal(result.count, 2);
}

static void who_may_not_move_to_a_stage_is_told_which(void **state)
{
    struct world *w = *state;
    ask_as(w, "promotion", w->a, 0);
    for (size_t r = 0; r < w->count; r++)
        if (strcmp(w->records[r].kind, "project") == 0 && w->records[r].zone == w->a) {
            struct draft draft = { .act = ACT_STAGE, .kind = STR("project"), .record = { w->records[r].id }, .stage = STR("permit") };
            assert_int_equal(attempt(w, draft), ERR_FORBIDDEN_STAGE);
            draft.stage = STR("negotiating");
            assert_int_equal(attempt(w, draft), ERR_NONE);
        }
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, world_new, world_gone)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(every_role_gets_what_its_rules_say_at_every_door_and_nothing_else),
        CASE(nobody_gets_nothing),
        CASE(a_scope_narrows_what_the_account_may),
        CASE(a_record_may_not_be_moved_into_another_zone_nor_taken_from_it),
        CASE(the_author_is_who_appends_and_nobody_else),
        CASE(a_month_is_closed_by_who_may_close_it_for_all_zones),
        CASE(who_may_not_see_a_field_cannot_filter_or_sort_by_it),
        CASE(who_may_not_move_to_a_stage_is_told_which),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
