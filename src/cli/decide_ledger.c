/*
 * decide_ledger.c - `luodi decide LEDGER ..`: the policies in force; one of them for all records;
 * one, or all, for one record, with what would have to change.
 */
#include "cli/decide_ledger.h"

#include "base/arena.h"
#include "base/buf.h"
#include "board/ladder.h"
#include "cli/cli.h"
#include "sheet/sheet.h"

struct deciding {
    struct app *app;
    const struct args *args;
    struct ledger *ledger;
    struct ladder *ladder;
    struct moment moment;
    struct err err;
};

enum { POLICIES_MAX = 200 };

/* ---- words ---- */

static struct str value_text(struct app *app, struct feel_value value)
{
    struct buf out;
    if (value.type == FEEL_NULL)
        return STR("—");
    if (value.type == FEEL_BOOLEAN)
        return str_from(value.boolean ? say(app, "是", "yes") : say(app, "否", "no"));
    buf_init(&out, app->arena);
    if (value.type == FEEL_NUMBER)
        value.number = dec_round(value.number, 4, DEC_HALF_UP);
    feel_text(value, &out);
    return buf_get(&out);
}

static struct str answer_text(struct app *app, const struct answer *answer)
{
    switch (answer->sort) {
    case ANSWER_YES: return str_from(say(app, "符合", "yes"));
    case ANSWER_NO: return str_from(say(app, "不符合", "no"));
    case ANSWER_MISSING: return str_from(say(app, "缺数据", "facts missing"));
    case ANSWER_CLASS: break;
    }
    return value_text(app, answer->value);
}

static struct str standing_text(struct app *app, enum standing standing)
{
    static const char *const words[][2] = { { "符合", "in" },
                                            { "将失去", "losing it" },
                                            { "接近", "near" },
                                            { "缺数据", "facts missing" },
                                            { "不符合", "out" } };
    return str_from(say(app, words[standing][0], words[standing][1]));
}

/* "营业收入 1850 → 2000 (+150)": what one change would do. */
static void change_words(struct app *app, const struct answer_change *change, struct buf *out)
{
    struct dec by;
    buf_printf(out, "%.*s %.*s → %.*s", STR_ARG(change->input),
               STR_ARG(value_text(app, change->from)), STR_ARG(value_text(app, change->to)));
    if (change->from.type == FEEL_NUMBER && change->to.type == FEEL_NUMBER &&
        dec_sub(change->to.number, change->from.number, &by))
        buf_printf(out, " (%s%.*s)", dec_cmp(by, dec_from_int(0)) > 0 ? "+" : "",
                   STR_ARG(value_text(app, feel_number(by))));
}

static struct str step_words(struct app *app, const struct answer_step *step)
{
    struct buf out;
    buf_init(&out, app->arena);
    buf_printf(&out, say(app, "%.*s 为 %.*s，应 %.*s", "%.*s is %.*s, should be %.*s"),
               STR_ARG(step->column), STR_ARG(value_text(app, step->value)), STR_ARG(step->test));
    for (size_t i = 0; i < step->change_count; i++) {
        buf_cstr(&out, i ? say(app, "；或 ", "; or ") : say(app, "：", ": "));
        change_words(app, &step->changes[i], &out);
    }
    return buf_get(&out);
}

static void missing_words(struct app *app, const struct answer *answer, struct buf *out)
{
    buf_cstr(out, say(app, "缺：", "missing: "));
    for (size_t i = 0; i < answer->missing_count; i++)
        buf_printf(out, "%s%.*s", i ? say(app, "、", ", ") : "", STR_ARG(answer->missing[i]));
}

/* What is missing, or the nearest way, in one line: for lists. */
static struct str way_words(struct app *app, const struct answer *answer)
{
    struct buf out;
    buf_init(&out, app->arena);
    if (answer->sort == ANSWER_MISSING) {
        missing_words(app, answer, &out);
        return buf_get(&out);
    }
    for (size_t s = 0; answer->way_count && s < answer->ways[0].step_count; s++) {
        buf_cstr(&out, s ? " · " : "");
        buf_str(&out, step_words(app, &answer->ways[0].steps[s]));
    }
    return buf_get(&out);
}

/* ---- one record ---- */

static void print_answer(struct app *app, const struct answer *answer)
{
    const struct policy *policy = answer->policy;
    fprintf(app->out, "%.*s：%.*s", STR_ARG(policy->name), STR_ARG(answer_text(app, answer)));
    for (size_t i = 0; i < answer->hit_count; i++)
        fprintf(app->out, i ? ", %zu" : say(app, "（规则 %zu", " (rule %zu"), answer->hits[i]);
    fprintf(app->out, "%s\n", answer->hit_count ? say(app, "）", ")") : "");
    if (answer->sort == ANSWER_MISSING) {
        struct buf out;
        buf_init(&out, app->arena);
        missing_words(app, answer, &out);
        fprintf(app->out, "  %.*s\n", STR_ARG(buf_get(&out)));
    }
    for (size_t w = 0; w < answer->way_count && answer->sort != ANSWER_MISSING; w++) {
        const struct answer_way *way = &answer->ways[w];
        fprintf(app->out, say(app, "  要成为“%.*s”（规则 %zu）：\n", "  to be \"%.*s\" (rule %zu):\n"),
                STR_ARG(value_text(app, way->outcome)), way->rule);
        for (size_t s = 0; s < way->step_count; s++)
            fprintf(app->out, "    %.*s\n", STR_ARG(step_words(app, &way->steps[s])));
    }
}

/* Which of the policies decide about records of its kind; the rest are for others. None: there is no such record. */
static bool policies_of(struct deciding *d, const struct policy *const *policies, size_t count,
                        const struct policy **own, size_t *own_count, struct timeline **record)
{
    struct record_id id;
    const struct kind *kind = NULL;
    *own_count = 0;
    if (!arg_record(d->args->words[2], &id, &d->err))
        return false;
    for (size_t i = 0; i < count; i++) {
        struct timeline *found = NULL;
        if (!policies[i]->kind)
            continue;
        kind = kind ? kind : policies[i]->kind;
        if (!record_read(d->ledger, d->app->arena, policies[i]->kind, id, d->moment.as_of, &found,
                         &d->err))
            return false;
        if (!found)
            continue;
        *record = found;
        own[(*own_count)++] = policies[i];
    }
    return *own_count || !kind ||
           err_set(&d->err, ERR_LEDGER_RECORD, "record", d->args->words[2], "kind", kind->label.zh,
                   "kind_en", kind->label.en);
}

static int decide_record(struct deciding *d, const struct policy *const *policies, size_t count)
{
    struct app *app = d->app;
    bool json = arg_given(d->args, "json");
    struct json_out out;
    struct json_writer *w = json ? json_out_begin(&out, app) : NULL;
    const struct policy **own = ARENA_ARRAY(app->arena, const struct policy *, count + 1);
    struct timeline *record = NULL;
    size_t yes = 0, own_count;
    if (!policies_of(d, policies, count, own, &own_count, &record))
        return app_fail(app, &d->err);
    if (json)
        json_array(w);
    for (size_t i = 0; i < own_count; i++) {
        struct answer answer;
        if (!ladder_answer(d->ladder, app->arena, own[i], record, d->moment.on, &answer, &d->err))
            return app_fail(app, &d->err);
        yes += answer.sort == ANSWER_YES || answer.sort == ANSWER_CLASS;
        if (json)
            answer_json(w, app->arena, &answer);
        else
            print_answer(app, &answer);
    }
    if (json) {
        json_array_end(w);
        json_out_end(&out, app);
    }
    return yes || count != 1 ? 0 : 1;
}

/* ---- all records ---- */

static int standing_wanted(struct deciding *d)
{
    struct str wanted = arg(d->args, "standing");
    for (int s = 0; s < STANDING_COUNT; s++)
        if (str_eq(wanted, str_from(standing_name((enum standing)s))))
            return s;
    return -1;
}

static void print_rows(struct deciding *d, const struct policy *policy,
                       const struct ladder_row *rows, size_t count, int standing)
{
    struct app *app = d->app;
    struct table table;
    size_t counts[STANDING_COUNT] = { 0 };
    for (size_t i = 0; i < count; i++)
        counts[rows[i].standing]++;
    fprintf(app->out, "%.*s", STR_ARG(policy->name));
    for (int s = 0; s < STANDING_COUNT; s++)
        fprintf(app->out, "  %.*s %zu", STR_ARG(standing_text(app, (enum standing)s)), counts[s]);
    fputc('\n', app->out);
    if (policy->info->invented)
        put(app, str_from(say(app, "条件为示例，并非公布的条款", "its terms are invented, not published ones")));
    table_init(&table, app->arena, 4);
    for (size_t i = 0; i < count; i++) {
        if (standing >= 0 ? (int)rows[i].standing != standing : rows[i].standing == STANDING_OUT)
            continue;
        table_cell(&table, str_format(app->arena, "#%lld", (long long)rows[i].record.n));
        table_cell(&table, rows[i].title);
        table_cell(&table, rows[i].answer.sort == ANSWER_CLASS
                               ? answer_text(app, &rows[i].answer)
                               : standing_text(app, rows[i].standing));
        table_cell(&table, way_words(app, &rows[i].answer));
    }
    table_print(&table, app->out);
}

static bool write_book(struct deciding *d, const struct policy *policy,
                       const struct ladder_row *rows, size_t count, int standing)
{
    struct app *app = d->app;
    static const int widths[] = { 10, 36, 12, 90 };
    struct sheet_layout layout = { .name = policy->name, .widths = widths, .width_count = 4,
                                   .freeze_rows = 1 };
    const char *heads[] = { say(app, "编号", "Number"), say(app, "名称", "Name"),
                            say(app, "结果", "Outcome"), say(app, "还差什么", "What is missing") };
    struct sheet_writer *writer;
    if (!sheet_writer_begin(app->arena, arg(d->args, "out"), clock_now(app->clock), &writer,
                            &d->err))
        return false;
    sheet_writer_sheet(writer, &layout);
    for (uint32_t c = 0; c < 4; c++)
        sheet_writer_text(writer, c, str_from(heads[c]), SHEET_HEADER);
    for (size_t i = 0; i < count; i++) {
        if (standing >= 0 && (int)rows[i].standing != standing)
            continue;
        sheet_writer_row(writer);
        sheet_writer_text(writer, 0, str_format(app->arena, "#%lld", (long long)rows[i].record.n),
                          SHEET_PLAIN);
        sheet_writer_text(writer, 1, rows[i].title, SHEET_PLAIN);
        sheet_writer_text(writer, 2,
                          rows[i].answer.sort == ANSWER_CLASS
                              ? answer_text(app, &rows[i].answer)
                              : standing_text(app, rows[i].standing),
                          SHEET_PLAIN);
        sheet_writer_text(writer, 3, way_words(app, &rows[i].answer), SHEET_PLAIN);
    }
    return sheet_writer_end(writer, &d->err);
}

static int decide_all(struct deciding *d, const struct policy *policy)
{
    struct app *app = d->app;
    struct ladder_row *rows;
    size_t count;
    int standing = standing_wanted(d);
    if (arg(d->args, "standing").len && standing < 0)
        return app_usage(app, "decide", ERR_CLI_OPTION, arg(d->args, "standing"));
    if (!ladder_each(d->ladder, app->arena, policy, d->moment.on, &rows, &count, &d->err))
        return app_fail(app, &d->err);
    if (arg(d->args, "out").len && !write_book(d, policy, rows, count, standing))
        return app_fail(app, &d->err);
    if (arg_given(d->args, "json")) {
        struct json_out out;
        struct json_writer *w = json_out_begin(&out, app);
        json_object(w);
        json_key_text(w, "on", day_text(app, d->moment.on));
        ladder_json(w, app->arena, policy, rows, count, standing, count);
        json_object_end(w);
        json_out_end(&out, app);
    } else if (!arg(d->args, "out").len) {
        print_rows(d, policy, rows, count, standing);
    }
    return 0;
}

static int list_policies(struct deciding *d)
{
    struct app *app = d->app;
    const struct policies *policies = ladder_policies(d->ladder);
    struct json_out out;
    struct table table;
    bool json = arg_given(d->args, "json");
    struct json_writer *w = json ? json_out_begin(&out, app) : NULL;
    if (json)
        json_array(w);
    table_init(&table, app->arena, 4);
    for (size_t i = 0; i < policies->count; i++) {
        const struct policy *policy = &policies->items[i];
        if (!policy_in_force(policy, d->moment.on))
            continue;
        if (json) {
            policy_json(w, policy);
            continue;
        }
        table_cell(&table, policy->name);
        table_cell(&table, policy->info->family);
        table_cell(&table, str_format(app->arena, "%.*s .. %.*s",
                                      STR_ARG(day_text(app, policy->info->from)),
                                      STR_ARG(day_text(app, policy->info->to))));
        table_cell(&table, policy->info->source);
    }
    if (json) {
        json_array_end(w);
        json_out_end(&out, app);
    } else {
        table_print(&table, app->out);
    }
    return 0;
}

static int decide_opened(struct deciding *d)
{
    const struct policy *found[POLICIES_MAX], *policy;
    const struct args *args = d->args;
    size_t count = 0;
    if (!ladder_open(d->ledger, d->app->arena, d->moment.as_of, &d->ladder, &d->err))
        return app_fail(d->app, &d->err);
    const struct policies *policies = ladder_policies(d->ladder);
    if (args->word_count == 1)
        return list_policies(d);
    if (args->word_count == 3 && str_eq(args->words[1], STR("all"))) {
        for (size_t i = 0; i < policies->count && count < POLICIES_MAX; i++)
            if (policies->items[i].kind && policy_in_force(&policies->items[i], d->moment.on))
                found[count++] = &policies->items[i];
        return decide_record(d, found, count);
    }
    if (!ladder_find(d->ladder, args->words[1], d->moment.on, &policy, &d->err))
        return app_fail(d->app, &d->err);
    return args->word_count == 3 ? decide_record(d, &policy, 1) : decide_all(d, policy);
}

int decide_ledger(struct app *app, const struct args *args)
{
    struct deciding d = { .app = app, .args = args };
    struct settings settings;
    err_init(&d.err);
    if (!app_open(app, args->words[0], true, &d.ledger, &settings, &d.err))
        return app_fail(app, &d.err);
    int status = app_moment(app, d.ledger, &settings, args, &d.moment, &d.err)
                     ? decide_opened(&d)
                     : app_fail(app, &d.err);
    ledger_close(d.ledger);
    return status;
}
