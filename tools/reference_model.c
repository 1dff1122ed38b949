/*
 * reference_model.c - the pages of the shipped definitions: kinds with their fields, stages and checks; metrics.
 */
#include "reference.h"

/* ---- kinds ---------------------------------------------------------------------------------------------- */

static void both(struct buf *out, const struct label *label)
{
    page_cell(out, label->zh);
    page_cell(out, label->en);
}

/* "money, 万元", "→ zone", "gbt4754": what a field holds. */
static struct str holds(struct reference *ref, const struct field *field)
{
    struct buf out;
    buf_init(&out, ref->arena);
    buf_cstr(&out, field_type_name(field->type));
    if (field->to)
        buf_printf(&out, " → %.*s", STR_ARG(field->to->name));
    if (field->codes)
        buf_printf(&out, " %.*s", STR_ARG(field->codes->name));
    if (field->unit.len)
        buf_printf(&out, ", %.*s", STR_ARG(field->unit));
    return buf_get(&out);
}

/* What else there is to say of a field, in both languages. */
static void field_notes(struct reference *ref, const struct field *field, struct str *zh, struct str *en)
{
    struct buf a, b;
    buf_init(&a, ref->arena);
    buf_init(&b, ref->arena);
    if (field->required) {
        buf_cstr(&a, "必填。");
        buf_cstr(&b, "Required. ");
    }
    if (field->unique) {
        buf_cstr(&a, "不可重复。");
        buf_cstr(&b, "Unique. ");
    }
    if (field->roll != ROLL_NONE) {
        buf_printf(&a, "由 %.*s 汇总，不能填写。", STR_ARG(field->roll_kind->name));
        buf_printf(&b, "Computed from %.*s, cannot be filled in. ", STR_ARG(field->roll_kind->name));
    }
    for (size_t i = 0; i < field->choice_count; i++) {
        const struct choice *choice = &field->choices[i];
        buf_printf(&a, "%s`%.*s` %.*s", i ? "，" : "", STR_ARG(choice->code), STR_ARG(choice->label.zh));
        buf_printf(&b, "%s`%.*s` %.*s", i ? ", " : "", STR_ARG(choice->code), STR_ARG(choice->label.en));
    }
    if (field->help.zh.len) {
        buf_printf(&a, "%s%.*s", field->choice_count ? "。" : "", STR_ARG(field->help.zh));
        buf_printf(&b, "%s%.*s", field->choice_count ? ". " : "", STR_ARG(field->help.en));
    }
    *zh = buf_get(&a);
    *en = buf_get(&b);
}

static void fields_print(struct reference *ref, const struct kind *kind, struct buf *out)
{
    buf_cstr(out, "\n| 字段 field | 类型 type | 中文 | English | 说明 | notes |\n|---|---|---|---|---|---|\n");
    for (size_t i = 0; i < kind->field_count; i++) {
        const struct field *field = &kind->fields[i];
        struct str zh, en;
        field_notes(ref, field, &zh, &en);
        buf_printf(out, "| `%.*s` |", STR_ARG(field->name));
        page_cell(out, holds(ref, field));
        both(out, &field->label);
        page_cell(out, zh);
        page_cell(out, en);
        buf_char(out, '\n');
    }
}

static void stages_print(struct reference *ref, const struct kind *kind, struct buf *out)
{
    if (!kind->stage_count)
        return;
    buf_cstr(out, "\n| 阶段 stage | 中文 | English | 须先 after | 佐证 evidence | 其他 | also |\n|---|---|---|---|---|---|---|\n");
    for (size_t i = 0; i < kind->stage_count; i++) {
        const struct stage *stage = &kind->stages[i];
        struct buf after, zh, en;
        buf_init(&after, ref->arena);
        buf_init(&zh, ref->arena);
        buf_init(&en, ref->arena);
        for (size_t k = 0; k < stage->after_count; k++)
            buf_printf(&after, "%s%.*s", k ? ", " : "", STR_ARG(kind->stages[stage->after[k]].name));
        if (stage->track.len) {
            buf_printf(&zh, "另线 %.*s。", STR_ARG(stage->track));
            buf_printf(&en, "Beside, on track %.*s. ", STR_ARG(stage->track));
        }
        buf_cstr(&zh, stage->ends ? "到此终结。" : "");
        buf_cstr(&en, stage->ends ? "Ends its life. " : "");
        buf_cstr(&zh, stage->reason_required ? "须写原因。" : "");
        buf_cstr(&en, stage->reason_required ? "Needs a reason." : "");
        struct label evidence = stage->evidence_label;
        buf_printf(out, "| `%.*s` |", STR_ARG(stage->name));
        both(out, &stage->label);
        page_cell(out, buf_get(&after));
        page_cell(out, evidence.zh.len ? str_format(ref->arena, "%.*s · %.*s", STR_ARG(evidence.zh), STR_ARG(evidence.en))
                                       : (struct str){ 0 });
        page_cell(out, buf_get(&zh));
        page_cell(out, buf_get(&en));
        buf_char(out, '\n');
    }
}

static void checks_print(const struct kind *kind, struct buf *out)
{
    if (!kind->check_count)
        return;
    buf_cstr(out, "\n| 何时 when | 须 must hold | 否则 | else |\n|---|---|---|---|\n");
    for (size_t i = 0; i < kind->check_count; i++) {
        const struct check *check = &kind->checks[i];
        buf_cstr(out, "|");
        page_cell(out, check->at_stage < 0 ? STR("总是 always") : kind->stages[check->at_stage].name);
        page_cell(out, check->text);
        both(out, &check->say);
        buf_char(out, '\n');
    }
}

static void stage_names(struct buf *out, const struct kind *kind, const int *stages, size_t count)
{
    for (size_t i = 0; i < count; i++)
        buf_printf(out, "%s`%.*s`", i ? ", " : "", STR_ARG(kind->stages[stages[i]].name));
}

static void clock_print(struct reference *ref, const struct kind *kind, const struct kind_clock *clock, struct buf *out)
{
    struct buf limit, who;
    buf_init(&limit, ref->arena);
    buf_init(&who, ref->arena);
    if (clock->due)
        buf_printf(&limit, "`%.*s`", STR_ARG(clock->due->name));
    else
        buf_printf(&limit, clock->natural ? "%d 天 days" : "%d 个工作日 working days", clock->limit);
    for (size_t i = 0; i < clock->holder_count; i++)
        buf_printf(&who, "%s`%.*s`", i ? ", " : "", STR_ARG(clock->holders[i]->name));
    for (size_t i = 0; i < clock->rung_count; i++)
        buf_printf(&who, "；+%d → `%.*s`", clock->rungs[i].after, STR_ARG(clock->rungs[i].to->name));
    buf_printf(out, "| `%.*s` |", STR_ARG(clock->name));
    both(out, &clock->label);
    buf_char(out, ' ');
    stage_names(out, kind, clock->from, clock->from_count);
    buf_cstr(out, " | ");
    stage_names(out, kind, clock->to, clock->to_count);
    buf_cstr(out, " |");
    page_cell(out, buf_get(&limit));
    buf_char(out, ' ');
    if (clock->pause >= 0)
        buf_printf(out, "`%.*s` – `%.*s`", STR_ARG(kind->stages[clock->pause].name), STR_ARG(kind->stages[clock->resume].name));
    buf_cstr(out, " |");
    page_cell(out, buf_get(&who));
    buf_char(out, '\n');
}

static void clocks_print(struct reference *ref, const struct kind *kind, struct buf *out)
{
    if (kind->clock_count)
        buf_cstr(out, "\n| 时限 clock | 中文 | English | 起 from | 止 to | 期限 limit | 暂停 pause | 责任与升级 who, and then |\n"
                      "|---|---|---|---|---|---|---|---|\n");
    for (size_t i = 0; i < kind->clock_count; i++)
        clock_print(ref, kind, &kind->clocks[i], out);
}

bool page_kinds(struct reference *ref, struct buf *out)
{
    page_head(out, "记录种类", "Kinds of record", "the shipped definitions, model/kinds/");
    buf_cstr(out, "园区可以加种类、字段、阶段和检查，见[定义的写法](../guide/definitions.md)。A zone may add kinds, fields, stages and checks: "
                  "[how to write definitions](../guide/definitions.md).\n");
    for (size_t i = 0; i < ref->model->kind_count; i++) {
        const struct kind *kind = &ref->model->kinds[i];
        buf_printf(out, "\n## %.*s · %.*s · `%.*s`\n", STR_ARG(kind->label.zh), STR_ARG(kind->label.en), STR_ARG(kind->name));
        if (kind->help.zh.len)
            buf_printf(out, "\n%.*s %.*s\n", STR_ARG(kind->help.zh), STR_ARG(kind->help.en));
        if (kind->key_count)
            buf_cstr(out, "\n导入时识别同一条记录的字段 identified by:");
        for (size_t k = 0; k < kind->key_count; k++)
            buf_printf(out, "%s `%.*s`", k ? "," : "", STR_ARG(kind->key[k]->name));
        if (kind->key_count)
            buf_char(out, '\n');
        fields_print(ref, kind, out);
        stages_print(ref, kind, out);
        clocks_print(ref, kind, out);
        checks_print(kind, out);
    }
    return true;
}

/* ---- metrics -------------------------------------------------------------------------------------------------- */

static bool is_words(struct str line)
{
    return str_starts(line, STR("label:")) || str_starts(line, STR("note:")) || str_starts(line, STR("unit:"))
        || str_starts(line, STR("better:")) || str_starts(line, STR("#")) || !line.len;
}

/* The definition as it is written, without its words: from its line to the next metric's. */
static struct str definition(struct reference *ref, struct str file, int at)
{
    struct buf out;
    struct str line;
    buf_init(&out, ref->arena);
    for (int number = 1; str_split(&file, '\n', &line); number++) {
        line = str_trim(line);
        if (number > at && str_starts(line, STR("- metric:")))
            break;
        if (number <= at || is_words(line))
            continue;
        buf_printf(&out, "%s`%.*s`", out.len ? "<br>" : "", STR_ARG(line));
    }
    return buf_get(&out);
}

/* `|` cannot stand in a table's code; the shipped definitions have none, and a list of them would show at once. */
static void metric_row(struct reference *ref, const struct metric *metric, struct str file, struct buf *out)
{
    buf_printf(out, "| `%.*s` |", STR_ARG(metric->name));
    page_cell(out, str_format(ref->arena, "%.*s<br>%.*s", STR_ARG(metric->label.zh), STR_ARG(metric->label.en)));
    page_cell(out, metric->unit);
    page_cell(out, definition(ref, file, metric->place.line));
    both(out, &metric->note);
    buf_char(out, '\n');
}

static void group(struct reference *ref, const struct kind *kind, bool official, struct str file, struct buf *out)
{
    bool begun = false;
    for (size_t i = 0; i < ref->model->metric_count; i++) {
        const struct metric *metric = &ref->model->metrics[i];
        if ((metric->how == METRIC_OFFICIAL) != official || (!official && metric->kind != kind))
            continue;
        if (!begun && official)
            buf_cstr(out, "\n## 统计公布数，只导入、不计算 · Official series, imported, never computed\n");
        else if (!begun && kind)
            buf_printf(out, "\n## 由%.*s · From %.*s\n", STR_ARG(kind->label.zh), STR_ARG(kind->name));
        else if (!begun)
            buf_cstr(out, "\n## 由其他指标 · From other metrics\n");
        if (!begun)
            buf_cstr(out, "\n| 指标 metric | 名称 label | 单位 unit | 定义 definition | 计什么、不计什么 | what counts and what does not |\n"
                          "|---|---|---|---|---|---|\n");
        begun = true;
        metric_row(ref, metric, file, out);
    }
}

bool page_metrics(struct reference *ref, struct buf *out)
{
    struct str file = { 0 };
    model_file(ref->model, STR("metrics.yaml"), &file);
    page_head(out, "指标", "Metrics", "the shipped definitions, model/metrics.yaml");
    buf_printf(out, "共 %zu 个。怎样增加和修改，见[定义的写法](../guide/definitions.md)。%zu in all. How to add and change them: "
                    "[how to write definitions](../guide/definitions.md).\n", ref->model->metric_count, ref->model->metric_count);
    for (size_t i = 0; i < ref->model->kind_count; i++)
        group(ref, &ref->model->kinds[i], false, file, out);
    group(ref, NULL, false, file, out);
    group(ref, NULL, true, file, out);
    return true;
}
