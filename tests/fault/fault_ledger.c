/* fault_ledger.c - see fault_ledger.h. */
#include "fault_ledger.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"

static struct ledger_options options_of(struct hurt *hurt, struct str folder, const char *vfs)
{
    return (struct ledger_options){ .folder = folder,
                                    .shipped_model = hurt->model,
                                    .clock = &hurt->clock,
                                    .hash = HASH_SM3,
                                    .vfs = vfs };
}

/* Without the syncs of file_write, of which thousands of copies would wait for each. */
static void copy_file(struct arena *arena, struct str from, struct str to, struct err *err)
{
    struct str bytes;
    holds(err, file_read(arena, from, 1 << 28, &bytes, err));
    FILE *file = fopen(str_cstr(arena, to), "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes.ptr, 1, bytes.len, file), bytes.len);
    assert_int_equal(fclose(file), 0);
}

static void copy_tree(struct arena *arena, struct str from, struct str to, struct err *err)
{
    struct str *names;
    size_t count;
    (void)mkdir(str_cstr(arena, to), 0700);
    holds(err, folder_list(arena, from, &names, &count, err));
    for (size_t i = 0; i < count; i++) {
        struct str source = path_join(arena, from, names[i]),
                   target = path_join(arena, to, names[i]);
        if (folder_exists(source))
            copy_tree(arena, source, target, err);
        else
            copy_file(arena, source, target, err);
    }
}

static struct record_id add_zone(struct hurt *hurt, struct ledger *ledger, struct str name,
                                 struct str type, struct record_id parent)
{
    struct draft_field fields[] = {
        { STR("name"), name },
        { STR("type"), type },
        { STR("parent"), str_format(hurt->place.arena, "#%lld", (long long)parent.n) },
    };
    struct draft draft = { .act = ACT_ADD,
                           .kind = STR("zone"),
                           .effective = { day_from(2020, 1, 1), PRECISION_DAY },
                           .fields = fields,
                           .field_count = parent.n ? 3 : 2,
                           .source = STR("test") };
    struct receipt receipt;
    holds(&hurt->err, ledger_append(ledger, &draft, 1, &receipt, NULL, &hurt->err));
    return receipt.record;
}

void hurt_make(struct hurt *hurt)
{
    memset(hurt, 0, sizeof *hurt);
    place_make(&hurt->place);
    err_init(&hurt->err);
    clock_init_fixed(&hurt->clock, (struct instant){ INT64_C(1672531200000000) });
    hurt->base = path_join(hurt->place.arena, str_from(hurt->place.folder), STR("base"));
    hurt->folder = path_join(hurt->place.arena, str_from(hurt->place.folder), STR("trial"));
    hurt->model = path_join(hurt->place.arena, str_from(hurt->place.folder), STR("model"));
    const char *source = getenv("LUODI_SOURCE");
    struct str shipped =
        path_join(hurt->place.arena, str_from(source ? source : "."), STR("model"));
    copy_tree(hurt->place.arena, shipped, hurt->model, &hurt->err);
    struct ledger_options options = options_of(hurt, hurt->base, NULL);
    holds(&hurt->err, ledger_make(hurt->place.arena, &options, &hurt->err));
    struct ledger *ledger;
    holds(&hurt->err, ledger_open(&options, &ledger, &hurt->err));
    struct record_id city =
        add_zone(hurt, ledger, STR("甲市"), STR("city"), (struct record_id){ 0 });
    hurt->zone = add_zone(hurt, ledger, STR("甲市临江区"), STR("zone"), city);
    struct head head;
    holds(&hurt->err, ledger_head(ledger, &head, &hurt->err));
    hurt->begun = head.position.n;
    ledger_close(ledger);
}

void hurt_clear(struct hurt *hurt)
{
    place_clear(&hurt->place);
}

static void remove_tree(struct arena *arena, struct str path, struct err *err)
{
    struct str *names;
    size_t count;
    if (!folder_exists(path)) {
        (void)unlink(str_cstr(arena, path));
        return;
    }
    holds(err, folder_list(arena, path, &names, &count, err));
    for (size_t i = 0; i < count; i++)
        remove_tree(arena, path_join(arena, path, names[i]), err);
    (void)rmdir(str_cstr(arena, path));
}

void hurt_copy(struct hurt *hurt)
{
    struct arena *arena = arena_new();
    remove_tree(arena, hurt->folder, &hurt->err);
    copy_tree(arena, hurt->base, hurt->folder, &hurt->err);
    arena_free(arena);
    hurt->note_count = 0;
    hurt->record = 0;
    err_init(&hurt->err);
}

bool hurt_open(struct hurt *hurt, const char *vfs, struct ledger **ledger)
{
    struct arena_mark mark = arena_mark(hurt->place.arena);
    struct ledger_options options = options_of(hurt, hurt->folder, vfs);
    *ledger = NULL;
    bool opened = ledger_open(&options, ledger, &hurt->err);
    if (!opened)
        arena_reset_to(hurt->place.arena, mark);
    return opened;
}

/* ---- appending
 * ----------------------------------------------------------------------------------- */

struct drafts {
    struct draft items[GROUP_MAX];
    struct draft_field fields[GROUP_MAX][4];
    struct draft_stage stages[GROUP_MAX];
    struct draft_evidence evidence;
    size_t count;
};

static void draft_project(struct arena *arena, struct hurt *hurt, struct drafts *drafts, int i,
                          struct date day)
{
    size_t at = drafts->count++;
    struct draft_field *fields = drafts->fields[at];
    fields[0] = (struct draft_field){ STR("name"), str_format(arena, "第%d号生产基地项目（%d批%d）",
                                                              i, hurt->series, (int)at) };
    fields[1] =
        (struct draft_field){ STR("zone"), str_format(arena, "#%lld", (long long)hurt->zone.n) };
    fields[2] = (struct draft_field){ STR("investment"), str_format(arena, "%d", 1000 + i * 7) };
    drafts->stages[at] = (struct draft_stage){ STR("signed"), day };
    drafts->items[at] = (struct draft){
        .act = ACT_ADD,
        .kind = STR("project"),
        .effective = day,
        .fields = fields,
        .field_count = 3,
        .stages = &drafts->stages[at],
        .stage_count = 1,
        .evidence = &drafts->evidence,
        .evidence_count = 1,
        .source = STR("test"),
    };
}

static void draft_later(struct arena *arena, struct hurt *hurt, struct drafts *drafts, int i,
                        struct date day)
{
    struct draft_field *field = drafts->fields[0];
    *field = (struct draft_field){ STR("investment"), str_format(arena, "%d", 2000 + i) };
    drafts->count = 1;
    drafts->items[0] = (struct draft){
        .act = i % 5 == 3 ? ACT_CORRECT : ACT_CHANGE,
        .kind = STR("project"),
        .record = { hurt->record },
        .effective = day,
        .fields = field,
        .field_count = 1,
        .reason = STR("test"),
        .source = STR("test"),
    };
    if (i % 5 != 4)
        return;
    drafts->items[0].act = ACT_STAGE;
    drafts->items[0].field_count = 0;
    drafts->items[0].stage = STR("started");
    drafts->items[0].evidence = &drafts->evidence;
    drafts->items[0].evidence_count = 1;
}

bool hurt_append(struct hurt *hurt, struct ledger *ledger, int i)
{
    struct arena *arena = arena_new();
    struct drafts *drafts = ARENA_NEW(arena, struct drafts);
    struct date day = { { day_from(2023, 1, 1).n + i % 250 }, PRECISION_DAY };
    drafts->evidence = (struct draft_evidence){ .name = STR("协议.txt"),
                                                .media_type = STR("text/plain"),
                                                .bytes = str_format(arena, "第%d份", i) };
    hurt->clock.fixed.us += 1000000;
    if (i % 5 == 0 || !hurt->record)
        draft_project(arena, hurt, drafts, i, day);
    else if (i % 5 == 1)
        for (int k = 0; k < GROUP_MAX; k++)
            draft_project(arena, hurt, drafts, i, day);
    else
        draft_later(arena, hurt, drafts, i, day);
    struct receipt receipts[GROUP_MAX];
    bool done = ledger_append(ledger, drafts->items, drafts->count, receipts, NULL, &hurt->err);
    if (done && hurt->note_count < NOTES_MAX) {
        hurt->notes[hurt->note_count++] =
            (struct note){ receipts[drafts->count - 1].entry.n, (int)drafts->count };
        hurt->record = receipts[0].record.n;
    }
    arena_free(arena);
    return done;
}

/* ---- the examination
 * ------------------------------------------------------------------------------- */

static const char *examine_entries(struct hurt *hurt, struct ledger *ledger, struct arena *arena,
                                   int64_t head)
{
    for (int i = 0; i < hurt->note_count; i++)
        for (int k = 0; k < hurt->notes[i].count; k++) {
            struct entry entry;
            if (!entry_read(ledger, arena, (struct entry_id){ hurt->notes[i].last - k }, &entry,
                            &hurt->err))
                return "an acknowledged entry cannot be read";
        }
    int64_t noted = hurt->note_count ? hurt->notes[hurt->note_count - 1].last : hurt->begun;
    if (head < noted)
        return "an acknowledged entry is lost";
    /* One append may have reached the disk before its acknowledgement reached us: alone, or three
     * projects together. */
    int64_t more = head - noted;
    if (more != 0 && more != 1 && more != GROUP_MAX)
        return "half an append";
    return NULL;
}

const char *hurt_examine(struct hurt *hurt, const char *vfs, struct ledger *open)
{
    struct arena *arena = arena_new();
    struct ledger *ledger = open;
    const char *wrong = NULL;
    struct verify_report report;
    struct head head;
    if (!ledger && !hurt_open(hurt, vfs, &ledger))
        wrong = "the ledger does not open";
    else if (!ledger_verify(ledger, NULL, &report, &hurt->err))
        wrong = "the ledger does not verify";
    else if (!ledger_head(ledger, &head, &hurt->err))
        wrong = "the head cannot be read";
    else
        wrong = examine_entries(hurt, ledger, arena, head.position.n);
    hurt->series++;
    if (!wrong && !hurt_append(hurt, ledger, 0))
        wrong = "one cannot go on";
    if (!wrong && hurt->notes[hurt->note_count - 1].last != head.position.n + 1)
        wrong = "the next entry has another number";
    if (!open)
        ledger_close(ledger);
    arena_free(arena);
    return wrong;
}
