/*
 * test_plan_suite.c - read the annotated plans and score what was read, by the rule written beside them: a
 * statement matches when number, value and unit do; then field by field. TAP on stdout.
 *
 *     test_plan_suite [--write DIR] [--errors]
 *
 * --write also leaves DIR/<doc>.pred.jsonl for the annotation's own score.py.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/file.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "plan/plan.h"

enum { F_OP, F_KIND, F_MEASURE, F_EVENT, F_PERIOD, F_SUBJECT, F_SCOPE, FIELDS, ROWS_MAX = 4096 };
static const char *const field_names[FIELDS] = { "op", "kind", "measure", "event", "period", "subject", "scope" };

struct row {
    size_t start, end;   /* of the number, code points */
    struct dec value;
    struct str unit, quote;
    struct str fields[FIELDS];
    bool taken;
};

struct rows { struct row *items; size_t count; };

struct score { size_t gold, pred, matched, right[FIELDS]; };

struct suite {
    struct arena *arena;
    struct plan_lexicon *lexicon;
    struct plan_sources sources;
    struct str folder;
    const char *write;
    bool errors;
    struct score total, ziyang;
    int test;
    bool failed;
};

static struct str norm(struct arena *arena, struct str s)
{
    static const char *const drop[] = { "“", "”", "‘", "’", "\"", "'", "「", "」", "『", "』", "《", "》", "〈", "〉",
                                        " ", "\t", "\u3000" };
    struct buf buf;
    buf_init(&buf, arena);
    for (size_t pos = 0; pos < s.len;) {
        size_t at = pos;
        utf8_next(s, &pos);
        struct str one = str_slice(s, at, pos - at);
        bool out = false;
        for (size_t i = 0; i < sizeof(drop) / sizeof(drop[0]); i++) out |= str_eq(one, str_from(drop[i]));
        if (!out) buf_str(&buf, one);
    }
    return buf_get(&buf);
}

/* 全市 and 我市 say the same. */
static struct str own_place(struct arena *arena, struct str s)
{
    if (utf8_count(s) != 2 || !str_starts(s, STR("我"))) return s;
    return str_join(arena, STR("全"), str_slice(s, 3, s.len));
}

static bool same_field(struct arena *arena, int field, struct str gold, struct str pred)
{
    if (field != F_SUBJECT && field != F_SCOPE) return str_eq(gold, pred);
    struct str a = norm(arena, gold), b = norm(arena, pred);
    if (field == F_SCOPE) {
        if (!gold.len || !pred.len) return !gold.len && !pred.len;
        a = own_place(arena, a), b = own_place(arena, b);
    }
    return str_eq(a, b) || (a.len && b.len && (str_has(a, b) || str_has(b, a)));
}

static bool same_value(struct dec a, struct dec b)
{
    double x = dec_to_double(a), y = dec_to_double(b), scale = 1.0;
    double ax = x < 0 ? -x : x, ay = y < 0 ? -y : y, d = x - y;
    if (ax > scale) scale = ax;
    if (ay > scale) scale = ay;
    return (d < 0 ? -d : d) <= 1e-6 * scale;
}

static size_t overlap(const struct row *a, const struct row *b)
{
    size_t from = a->start > b->start ? a->start : b->start, to = a->end < b->end ? a->end : b->end;
    return to > from ? to - from : 0;
}

static int64_t number_of(const struct json *object, const char *key)
{
    int64_t n = 0;
    const struct json *value = json_get(object, str_from(key));
    if (value) json_int(value, &n);
    return n;
}

static struct str text_of(const struct json *object, const char *key)
{
    const struct json *value = json_get(object, str_from(key));
    return value && value->type == JSON_T_STRING ? value->text : STR("");
}

static bool gold_row(struct arena *arena, struct str line, struct row *row, struct err *err)
{
    struct json *object = json_parse(arena, line, err);
    if (!object) return false;
    struct str number = text_of(object, "number");
    row->quote = text_of(object, "quote");
    row->unit = text_of(object, "unit");
    row->start = (size_t)number_of(object, "num_start");
    if (!json_get(object, STR("num_start"))) {
        ptrdiff_t at = str_find(row->quote, number, 0);
        if (at < 0) return false;
        row->start = (size_t)number_of(object, "start") + utf8_count(str_slice(row->quote, 0, (size_t)at));
    }
    row->end = row->start + utf8_count(number);
    if (!dec_parse(json_text(object, STR("value")), &row->value)) return false;
    for (int f = 0; f < FIELDS; f++) row->fields[f] = text_of(object, field_names[f]);
    return true;
}

static bool load_gold(struct suite *suite, struct str path, struct rows *out, struct err *err)
{
    struct str bytes, rest, line;
    if (!file_read(suite->arena, path, LIMIT_MODEL_BYTES, &bytes, err)) return false;
    out->items = ARENA_ARRAY(suite->arena, struct row, ROWS_MAX);
    rest = bytes;
    while (str_split(&rest, '\n', &line)) {
        if (str_trim(line).len == 0 || out->count == ROWS_MAX) continue;
        if (!gold_row(suite->arena, line, &out->items[out->count++], err)) return false;
    }
    return true;
}

static void pred_rows(struct suite *suite, const struct plan_text *text, struct rows *out)
{
    out->items = ARENA_ARRAY(suite->arena, struct row, text->statement_count + 1);
    for (size_t i = 0; i < text->statement_count; i++) {
        const struct statement *s = &text->statements[i];
        struct row *row = &out->items[out->count++];
        *row = (struct row){ .start = s->num_start, .end = s->num_start + utf8_count(s->number), .value = s->value,
                             .unit = s->unit, .quote = s->quote };
        row->fields[F_OP] = str_from(plan_op_name(s->op));
        row->fields[F_KIND] = str_from(plan_kind_name(s->kind));
        row->fields[F_MEASURE] = str_from(plan_measure_name(s->measure));
        row->fields[F_EVENT] = str_from(plan_event_name(s->event));
        row->fields[F_PERIOD] = s->period;
        row->fields[F_SUBJECT] = s->subject;
        row->fields[F_SCOPE] = s->scope;
    }
}

/* The larger overlap first, then the nearer start; each row once. */
static void match(struct suite *suite, struct str doc, struct rows *gold, struct rows *pred, struct score *score)
{
    for (;;) {
        size_t best = 0, distance = SIZE_MAX;
        struct row *left = NULL, *right = NULL;
        for (size_t i = 0; i < gold->count; i++)
            for (size_t j = 0; j < pred->count; j++) {
                struct row *g = &gold->items[i], *p = &pred->items[j];
                size_t over = g->taken || p->taken ? 0 : overlap(g, p);
                if (!over || !same_value(g->value, p->value) || !str_eq(g->unit, p->unit)) continue;
                size_t away = g->start > p->start ? g->start - p->start : p->start - g->start;
                if (over < best || (over == best && away >= distance)) continue;
                best = over, distance = away, left = g, right = p;
            }
        if (!left) break;
        left->taken = right->taken = true;
        score->matched++;
        for (int f = 0; f < FIELDS; f++) {
            if (same_field(suite->arena, f, left->fields[f], right->fields[f])) score->right[f]++;
            else if (suite->errors)
                printf("# %.*s: %s of %.*s: gold %.*s, read %.*s\n", STR_ARG(doc), field_names[f], STR_ARG(left->quote),
                       STR_ARG(left->fields[f]), STR_ARG(right->fields[f]));
        }
    }
    for (size_t i = 0; suite->errors && i < gold->count; i++)
        if (!gold->items[i].taken) printf("# %.*s: missed: %.*s\n", STR_ARG(doc), STR_ARG(gold->items[i].quote));
    for (size_t j = 0; suite->errors && j < pred->count; j++)
        if (!pred->items[j].taken) printf("# %.*s: made up: %.*s\n", STR_ARG(doc), STR_ARG(pred->items[j].quote));
    score->gold += gold->count;
    score->pred += pred->count;
}

static bool write_pred(struct suite *suite, struct str doc, const struct plan_text *text, struct err *err)
{
    struct buf out;
    buf_init(&out, suite->arena);
    for (size_t i = 0; i < text->statement_count; i++) {
        plan_statement_json(&text->statements[i], &out);
        buf_char(&out, '\n');
    }
    struct str name = str_join(suite->arena, doc, STR(".pred.jsonl"));
    return file_write(path_join(suite->arena, str_from(suite->write), name), buf_get(&out), err);
}

static void say(struct suite *suite, bool ok, const char *what)
{
    printf("%s %d - %s\n", ok ? "ok" : "not ok", ++suite->test, what);
    if (!ok) suite->failed = true;
}

static bool read_doc(struct suite *suite, const struct plan_source *source, struct err *err)
{
    struct str bytes, text;
    struct plan_text *plan;
    struct rows gold = { 0 }, pred = { 0 };
    struct str path = path_join(suite->arena, suite->folder, str_join(suite->arena, source->doc, STR(".txt")));
    if (!file_read(suite->arena, path, LIMIT_PLAN_BYTES, &bytes, err)) return false;
    if (!utf8_decode(suite->arena, bytes, true, &text, err)) return false;
    if (!plan_read(suite->arena, suite->lexicon, text, &source->options, &plan, err)) return false;
    path = path_join(suite->arena, suite->folder, str_join(suite->arena, source->doc, STR(".gold.jsonl")));
    if (!load_gold(suite, path, &gold, err)) return false;
    pred_rows(suite, plan, &pred);
    bool first = str_starts(source->doc, STR("00-"));
    struct score score = { 0 };
    match(suite, source->doc, &gold, &pred, &score);
    printf("# %-20.*s gold %3zu read %3zu matched %3zu | undertakings %zu, not understood %zu, set aside %zu\n",
           STR_ARG(source->doc), score.gold, score.pred, score.matched, plan->undertaking_count, plan->unknown_count,
           plan->figure_count - plan->unknown_count);
    for (size_t i = 0; suite->errors && i < plan->figure_count; i++)
        if (plan->figures[i].why == PLAN_WHY_UNKNOWN)
            printf("# %.*s: not understood: %.*s\n", STR_ARG(source->doc), STR_ARG(plan->figures[i].span.text));
    suite->total.gold += score.gold, suite->total.pred += score.pred, suite->total.matched += score.matched;
    for (int f = 0; f < FIELDS; f++) suite->total.right[f] += score.right[f];
    if (first) suite->ziyang = score;
    return !suite->write || write_pred(suite, source->doc, plan, err);
}

static void judge(struct suite *suite)
{
    const struct score *s = &suite->total, *z = &suite->ziyang;
    double p = s->pred ? (double)s->matched / (double)s->pred : 0, r = s->gold ? (double)s->matched / (double)s->gold : 0;
    double f1 = p + r > 0 ? 2 * p * r / (p + r) : 0;
    printf("# precision %.4f recall %.4f F1 %.4f\n", p, r, f1);
    bool fields = true;
    for (int f = 0; f < FIELDS; f++) {
        double share = s->matched ? (double)s->right[f] / (double)s->matched : 0;
        printf("# %-8s %.4f\n", field_names[f], share);
        if (share < 0.8) fields = false;
    }
    bool whole = true;
    for (int f = 0; f < FIELDS; f++) whole &= z->right[f] == z->matched;
    say(suite, f1 >= 0.80, "statements of the annotated plans are found with F1 of at least 0.80");
    say(suite, fields, "each field of what was found is right at least four times in five");
    say(suite, z->gold == 33 && z->matched == 33, "all 33 figures of the 2023 plan of the two zones are found");
    say(suite, z->pred == z->matched, "nothing is made up from what stands round the article");
    say(suite, whole, "every field of the 33 is as annotated");
}

static void run(struct suite *suite, struct str source_root)
{
    struct err err;
    err_init(&err);
    struct str model = path_join(suite->arena, source_root, STR("model/lexicon"));
    bool ok = plan_lexicon_load(suite->arena, model, &suite->lexicon, &err) &&
              plan_sources_load(suite->arena, path_join(suite->arena, suite->folder, STR("sources.tsv")), &suite->sources, &err);
    for (size_t i = 0; ok && i < suite->sources.count; i++) ok = read_doc(suite, &suite->sources.rows[i], &err);
    if (!ok) {
        struct buf words;
        buf_init(&words, suite->arena);
        err_words(&err, LANG_EN, &words);
        printf("# %.*s\n", STR_ARG(buf_get(&words)));
    }
    say(suite, ok, "lexicon, sources and texts are read");
    if (ok) judge(suite);
}

int main(int argc, char **argv)
{
    struct suite suite = { .arena = arena_new() };
    for (int i = 1; i < argc; i++) {
        if (!strcmp(argv[i], "--errors")) suite.errors = true;
        else if (!strcmp(argv[i], "--write") && i + 1 < argc) suite.write = argv[++i];
    }
    const char *root = getenv("LUODI_SOURCE"), *shared = getenv("LUODI_SHARED");
    struct str source = str_from(root ? root : ".");
    struct str base = shared ? str_from(shared) : path_join(suite.arena, source, STR("../shared"));
    suite.folder = path_join(suite.arena, base, STR("plans"));
    if (!folder_exists(suite.folder)) {
        printf("1..0 # SKIP the annotated plans are not here (LUODI_SHARED)\n");
    } else {
        run(&suite, source);
        printf("1..%d\n", suite.test);
    }
    arena_free(suite.arena);
    return suite.failed ? 1 : 0;
}
