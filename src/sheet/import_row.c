/*
 * import_row.c - one row of a sheet: its cells into texts, its key to a record, and what differs to
 * the door.
 *
 * A new record is one entry with its stages. A record that is there already gets an entry for the
 * fields that differ and one for each stage that is new; where nothing differs there is no entry.
 * All faults of a row are collected before it is refused.
 */
#include "base/arena.h"
#include "base/buf.h"
#include "base/limits.h"
#include "sheet/import_priv.h"

/* ---- faults ---- */

void import_fault(struct import *import, const struct import_column *column, struct err *err)
{
    if (import->row_fault_count == ROW_FAULTS_MAX)
        return;
    struct arena *arena = import->scratch;
    struct str place = str_format(arena, import->options->lang == LANG_ZH ? "第%u行" : "row %u",
                                  import->row->number);
    if (column)
        place = str_format(arena, "%.*s %.*s",
                           STR_ARG(sheet_cell_name(arena, column->column, import->row->number)),
                           STR_ARG(column->label));
    err_at_field(err, place);
    struct err_list one;
    err_list_init(&one, arena, 1);
    err_list_add(&one, err);
    import->row_faults[import->row_fault_count++] = one.items[0];
}

/* ---- cells ---- */

static void field_take(struct import *import, const struct import_column *column, struct str name,
                       struct str text)
{
    import->fields[import->field_count] = (struct draft_field){ name, text };
    import->field_columns[import->field_count++] = column;
}

/* The number of the record that a name means, as text; where it means none, or several, a fault. */
static bool ref_take(struct import *import, const struct import_column *column, struct str name,
                     struct str *text, struct err *err)
{
    const struct kind *to = column->field->to;
    int64_t id;
    struct err fault;
    *text = name;
    if (!import_ref(import, to, name, &id, err))
        return false;
    if (id > 0) {
        *text = str_format(import->scratch, "#%lld", (long long)id);
        return true;
    }
    err_init(&fault);
    err_set(&fault, id == IMPORT_REF_MANY ? ERR_LEDGER_REF_MANY : ERR_LEDGER_REF, "text", name,
            "kind", to->label.zh, "kind_en", to->label.en);
    import_fault(import, column->label.len > 0 ? column : NULL, &fault);
    return true;
}

static bool refs_take(struct import *import, const struct import_column *column, struct str *text,
                      struct err *err)
{
    const struct field *field = column->field;
    if (field->type == FIELD_REF)
        return ref_take(import, column, *text, text, err);
    if (field->type != FIELD_MEMBERS)
        return true;
    struct buf out;
    buf_init(&out, import->scratch);
    for (size_t from = 0; from < text->len;) {
        size_t end = from, skip = 1;
        for (; end < text->len; end++) {
            struct str here = str_slice(*text, end, 3);
            if (here.ptr[0] == ',' || here.ptr[0] == ';')
                break;
            if (str_eq(here, STR("、")) || str_eq(here, STR("，")) || str_eq(here, STR("；"))) {
                skip = 3;
                break;
            }
        }
        struct str one = str_trim(str_slice(*text, from, end - from));
        from = end + skip;
        if (one.len == 0)
            continue;
        if (!ref_take(import, column, one, &one, err))
            return false;
        if (out.len > 0)
            buf_char(&out, ',');
        buf_str(&out, one);
    }
    *text = buf_get(&out);
    return true;
}

static bool cell_take(struct import *import, struct import_column *column,
                      const struct sheet_cell *cell, struct err *err)
{
    struct str text;
    struct err fault;
    struct date date;
    err_init(&fault);
    if (!import_cell_text(import, column, cell, &text, &fault)) {
        import_fault(import, column, &fault);
        return true;
    }
    if (text.len == 0)
        return true;
    switch (column->role) {
    case COLUMN_FIELD:
        if (!refs_take(import, column, &text, err))
            return false;
        field_take(import, column, column->field->name, text);
        return true;
    case COLUMN_REASON: import->reason = text; return true;
    case COLUMN_STAGE:
    case COLUMN_EFFECTIVE: break;
    }
    if (!import_date(text, &date, &fault))
        import_fault(import, column, &fault);
    else if (column->role == COLUMN_EFFECTIVE)
        import->effective = date;
    else
        import->stages[import->stage_count++] = (struct draft_stage){ column->stage->name, date };
    return true;
}

static bool field_given(const struct import *import, struct str name)
{
    for (size_t i = 0; i < import->field_count; i++)
        if (str_eq(import->fields[i].name, name))
            return true;
    return false;
}

static bool defaults_take(struct import *import, struct err *err)
{
    for (size_t i = 0; i < import->options->default_count; i++) {
        struct draft_field given = import->options->defaults[i];
        struct import_column column = { .field = kind_field(import->kind, given.name) };
        if (field_given(import, given.name))
            continue;
        if (!refs_take(import, &column, &given.text, err))
            return false;
        field_take(import, NULL, given.name, given.text);
    }
    return true;
}

static bool row_take(struct import *import, struct err *err)
{
    const struct sheet_row *row = import->row;
    size_t room = import->column_count + import->options->default_count;
    import->fields = ARENA_ARRAY(import->scratch, struct draft_field, room);
    import->field_columns = ARENA_ARRAY(import->scratch, const struct import_column *, room);
    import->stages = ARENA_ARRAY(import->scratch, struct draft_stage, import->column_count);
    import->field_count = import->stage_count = import->row_fault_count = 0;
    import->reason = STR("");
    import->effective = import->options->effective;
    for (size_t i = 0, c = 0; i < row->count; i++) {
        while (c < import->column_count && import->columns[c].column < row->cells[i].column)
            c++;
        if (c == import->column_count)
            break;
        if (import->columns[c].column == row->cells[i].column &&
            !cell_take(import, &import->columns[c], &row->cells[i], err))
            return false;
    }
    return defaults_take(import, err);
}

/* Read every text by its type, to find all that the door would refuse one by one. */
static void cells_check(struct import *import)
{
    for (size_t i = 0; i < import->field_count; i++) {
        const struct field *field = kind_field(import->kind, import->fields[i].name);
        struct value value;
        struct err fault;
        err_init(&fault);
        bool named = field->type == FIELD_MEMBERS ||
                     (field->type == FIELD_REF && !str_starts(import->fields[i].text, STR("#")));
        if (!named && !field_parse(import->scratch, field, import->fields[i].text, &value, &fault))
            import_fault(import, import->field_columns[i], &fault);
    }
}

/* ---- the key ---- */

static struct str field_text(const struct import *import, struct str name)
{
    for (size_t i = 0; i < import->field_count; i++)
        if (str_eq(import->fields[i].name, name))
            return import->fields[i].text;
    return STR("");
}

/* The key's texts; false where the kind has none or one of them is not given. */
static bool key_texts(struct import *import, struct str **texts)
{
    size_t count = import->kind->key_count;
    *texts = ARENA_ARRAY(import->scratch, struct str, count);
    for (size_t i = 0; i < count; i++) {
        (*texts)[i] = field_text(import, import->kind->key[i]->name);
        if ((*texts)[i].len == 0)
            return false;
    }
    return count > 0;
}

/* Is every ref of the key a number? A name that nothing bears is for the door to refuse. */
static bool refs_resolved(const struct import *import, const struct str *texts)
{
    for (size_t i = 0; i < import->kind->key_count; i++)
        if (import->kind->key[i]->type == FIELD_REF && texts[i].ptr[0] != '#')
            return false;
    return true;
}

/* Two rows of one key: the first one stands. */
static void key_see(struct import *import, const struct str *texts)
{
    struct buf key, shown;
    buf_init(&key, import->scratch);
    buf_init(&shown, import->scratch);
    for (size_t i = 0; i < import->kind->key_count; i++) {
        struct value value;
        struct err ignored;
        err_init(&ignored);
        if (i > 0) {
            buf_char(&key, '\x1f');
            buf_cstr(&shown, " / ");
        }
        /* 2023.3 and 2023年3月 are one month. */
        if (field_parse(import->scratch, import->kind->key[i], texts[i], &value, &ignored) &&
            value.present)
            field_print_canonical(import->kind->key[i], &value, &key);
        else
            buf_str(&key, texts[i]);
        buf_str(&shown, texts[i]);
    }
    int64_t first;
    if (!text_map_find(&import->keys, buf_get(&key), &first)) {
        text_map_put(&import->keys, buf_get(&key), import->row->number);
        return;
    }
    struct err fault;
    err_init(&fault);
    err_set(&fault, ERR_SHEET_KEY_TWICE, "row",
            str_format(import->scratch, "%lld", (long long)first), "key", buf_get(&shown));
    import_fault(import, NULL, &fault);
}

/* ---- what differs from the record ---- */

static bool members_equal(struct import *import, const struct timeline *timeline,
                          const struct field *field, struct str text)
{
    struct record_id *members;
    size_t count = timeline_members(import->scratch, timeline, field, DAY_NONE, &members),
           given = 0;
    struct str one;
    while (str_split(&text, ',', &one)) {
        int64_t id = 0;
        bool there = false;
        if (one.len < 2 || !str_to_int(str_slice(one, 1, one.len), &id))
            return false;
        for (size_t i = 0; i < count; i++)
            there = there || members[i].n == id;
        if (!there)
            return false;
        given++;
    }
    return given == count;
}

static bool field_equal(struct import *import, const struct timeline *timeline,
                        const struct draft_field *given)
{
    const struct field *field = kind_field(import->kind, given->name);
    struct value now, then;
    struct err ignored;
    err_init(&ignored);
    if (field->type == FIELD_MEMBERS)
        return members_equal(import, timeline, field, given->text);
    if (!field_parse(import->scratch, field, given->text, &now, &ignored))
        return false; /* the door will say why */
    timeline_value(timeline, field, DAY_NONE, &then);
    return now.present == then.present && field_cmp(field, &now, &then) == 0 &&
           now.precision == then.precision;
}

/* ---- drafts ---- */

static struct draft draft_of(struct import *import, enum act act)
{
    return (struct draft){
        .act = act,
        .kind = import->kind->name,
        .effective = import->effective,
        .reason = import->reason,
        .author = import->options->author,
        .source = str_format(import->scratch, "import %.*s %.*s!%u", STR_ARG(import->book->name),
                             STR_ARG(import->report->sheet), import->row->number),
    };
}

/* Evidence of a stage that came by spreadsheet: the paper is kept elsewhere, its name is noted. */
static void paper_add(struct import *import, struct str stage_name, struct draft *draft)
{
    const struct stage *stage = kind_stage(import->kind, stage_name);
    struct draft_evidence *papers = ARENA_ARRAY(import->scratch, struct draft_evidence,
                                                draft->evidence_count + stage->evidence_count);
    for (size_t i = 0; i < draft->evidence_count; i++)
        papers[i] = draft->evidence[i];
    for (size_t i = 0; i < stage->evidence_count; i++)
        papers[draft->evidence_count + i] = (struct draft_evidence){ .name = stage->evidence[i] };
    draft->evidence = papers;
    draft->evidence_count += stage->evidence_count;
}

static size_t drafts_for_new(struct import *import, struct draft *drafts)
{
    drafts[0] = draft_of(import, ACT_ADD);
    drafts[0].fields = import->fields;
    drafts[0].field_count = import->field_count;
    drafts[0].stages = import->stages;
    drafts[0].stage_count = import->stage_count;
    for (size_t i = 0; i < import->stage_count; i++)
        paper_add(import, import->stages[i].stage, &drafts[0]);
    return 1;
}

static size_t drafts_for_record(struct import *import, const struct timeline *timeline,
                                struct draft *drafts)
{
    size_t count = 0, differ = 0;
    for (size_t i = 0; i < import->field_count; i++) {
        if (field_equal(import, timeline, &import->fields[i]))
            continue;
        import->field_columns[differ] = import->field_columns[i];
        import->fields[differ++] = import->fields[i];
    }
    if (differ > 0) {
        drafts[count] = draft_of(import, ACT_CHANGE);
        drafts[count].fields = import->fields;
        drafts[count++].field_count = differ;
    }
    for (size_t i = 0; i < import->stage_count; i++) {
        const struct draft_stage *given = &import->stages[i];
        struct date then = timeline_stage(timeline, kind_stage(import->kind, given->stage));
        if (then.day.n == given->effective.day.n && then.precision == given->effective.precision)
            continue;
        struct draft *draft = &drafts[count++];
        *draft = draft_of(import, day_is_none(then.day) ? ACT_STAGE : ACT_UNSTAGE);
        draft->stage = given->stage;
        draft->effective = given->effective;
        if (draft->act == ACT_UNSTAGE && draft->reason.len == 0)
            draft->reason =
                draft->source; /* another day in a newer list is the correction's reason */
        paper_add(import, given->stage, draft);
    }
    for (size_t i = 0; i < count; i++)
        drafts[i].record = timeline_record(timeline);
    return count;
}

/* ---- the door ---- */

static const struct import_column *column_of_fault(const struct import *import,
                                                   const struct err *err)
{
    for (size_t i = 0; i < import->column_count; i++) {
        const struct import_column *column = &import->columns[i];
        if ((column->field && str_eq(column->field->name, err->field)) ||
            (column->stage && str_eq(column->stage->label.zh, err_arg(err, "stage"))))
            return column;
    }
    return NULL;
}

static void note_sample(struct import *import, enum sheet_fate fate, const struct draft *drafts,
                        size_t count)
{
    struct sheet_report *report = import->report;
    if (report->sample_count == SHEET_SAMPLES_MAX)
        return;
    struct buf what;
    buf_init(&what, import->scratch);
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < drafts[i].field_count; k++) {
            const struct field *field = kind_field(import->kind, drafts[i].fields[k].name);
            buf_printf(&what, "%s%.*s %.*s", what.len > 0 ? "; " : "",
                       STR_ARG(label_in(&field->label, import->options->lang)),
                       STR_ARG(drafts[i].fields[k].text));
        }
        if (drafts[i].stage.len > 0)
            buf_printf(&what, "%s%.*s", what.len > 0 ? "; " : "",
                       STR_ARG(label_in(&kind_stage(import->kind, drafts[i].stage)->label,
                                        import->options->lang)));
    }
    struct str title =
        import->kind->title ? field_text(import, import->kind->title->name) : STR("");
    report->samples[report->sample_count++] =
        (struct sheet_sample){ import->row->number, fate, str_copy(import->arena, title),
                               str_copy(import->arena, str_slice(buf_get(&what), 0, 2000)) };
}

static void row_append(struct import *import, const struct timeline *timeline)
{
    struct draft *drafts = ARENA_ARRAY(import->scratch, struct draft, 1 + import->stage_count);
    size_t count =
        timeline ? drafts_for_record(import, timeline, drafts) : drafts_for_new(import, drafts);
    struct sheet_report *report = import->report;
    if (count == 0) {
        report->unchanged++;
        return;
    }
    enum sheet_fate fate = timeline ? SHEET_CHANGED : SHEET_ADDED;
    struct receipt *receipts = ARENA_ARRAY(import->scratch, struct receipt, count);
    struct err fault;
    err_init(&fault);
    if (!ledger_append(import->ledger, drafts, count, receipts, NULL, &fault)) {
        import->group_failed |= fault.code == ERR_LEDGER_GROUP_FAILED;
        if (!import->check_cells)
            cells_check(import);
        if (import->row_fault_count == 0)
            import_fault(import, column_of_fault(import, &fault), &fault);
        return;
    }
    if (timeline)
        report->changed++;
    else
        report->added++;
    if (report->first.n == 0)
        report->first = receipts[0].entry;
    report->last = receipts[count - 1].entry;
    note_sample(import, fate, drafts, count);
}

/* The record of this key, if the ledger has it. */
static bool record_of(struct import *import, const struct str *texts, struct timeline **timeline,
                      struct err *err)
{
    struct record_id id = { 0 };
    *timeline = NULL;
    if (!import->existing ||
        !record_find_key(import->ledger, import->scratch, import->kind, texts, &id, err))
        return !import->existing;
    return id.n == 0 || record_read(import->ledger, import->scratch, import->kind, id,
                                    (struct entry_id){ 0 }, timeline, err);
}

static bool row_is_blank(struct import *import, const struct sheet_row *row)
{
    for (size_t i = 0; i < row->count; i++)
        if (row->cells[i].type != SHEET_TEXT || str_trim(row->cells[i].text).len > 0)
            return false;
    (void)import;
    return true;
}

bool import_row(struct import *import, const struct sheet_row *row, struct err *err)
{
    struct sheet_report *report = import->report;
    import->row = row;
    enum sheet_row_role role = sheet_row_role(import->scratch, row, &import->words);
    report->totals += role == SHEET_TOTAL;
    report->asides += role == SHEET_ASIDE;
    if (role != SHEET_RECORD || row_is_blank(import, row))
        return true;
    report->rows++;
    if (!row_take(import, err))
        return false;
    if (import->check_cells || import->row_fault_count > 0)
        cells_check(import);
    struct str *texts;
    struct timeline *timeline = NULL;
    bool keyed = key_texts(import, &texts);
    if (keyed)
        key_see(import, texts);
    if (import->row_fault_count == 0 && keyed && refs_resolved(import, texts)) {
        struct err fault;
        err_init(&fault);
        if (!record_of(import, texts, &timeline, &fault)) {
            cells_check(import);
            if (import->row_fault_count == 0)
                import_fault(import, column_of_fault(import, &fault), &fault);
        }
    }
    if (import->row_fault_count == 0)
        row_append(import, timeline);
    if (import->group_failed)
        return err_set(err, ERR_LEDGER_GROUP_FAILED);
    return import->row_fault_count == 0 || import_bad_row(import, err);
}
