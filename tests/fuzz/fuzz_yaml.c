/*
 * fuzz_yaml.c - any bytes as a definition: the first line says in the place of which file ("# as:
 * own/metrics.yaml"), else a kind of the zone's own. Beside it stand a few small sound kinds. What
 * is refused is refused with a file and in valid words; what is accepted gives the same model again
 * from the files that it keeps.
 */
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "fuzz.h"
#include "model/model.h"

#define LABEL "label: {zh: 甲, en: A}"
#define TEXT(name) "  - {name: " name ", type: text, " LABEL "}\n"
#define NOTE(name) "  - {name: " name ", type: note, " LABEL "}\n"
#define WHOLE(name) "  - {name: " name ", type: integer, " LABEL "}\n"
#define YEAR "  - {name: year, type: year, " LABEL "}\n"
#define FIGURE(name) "  - {name: " name ", type: number, scale: 4, " LABEL "}\n"
#define REF(name, to) "  - {name: " name ", type: ref, to: " to ", " LABEL "}\n"
#define CHOICE(name, choices)                                                                      \
    "  - {name: " name ", type: choice, " LABEL ", choices: {" choices "}}\n"
#define C(code) code ": {zh: 甲, en: A}"
#define QUOTE NOTE("quote") WHOLE("quote_start") WHOLE("quote_end") TEXT("period")
#define KIND(name) "kind: " name "\nrole: " name "\n" LABEL "\nfields:\n"

/* The kinds that every model must have, as small as their roles allow. */
static const char *const sound[][2] = {
    { "kinds/zone.yaml",
      KIND("zone") TEXT("name") TEXT("short")
          CHOICE("type", C("city") ", " C("zone") ", " C("park")) REF("parent", "zone") },
    { "kinds/person.yaml",
      KIND("person") TEXT("post") REF("department", "department") REF("zone", "zone") },
    { "kinds/department.yaml", KIND("department") TEXT("name") REF("zone", "zone") },
    { "kinds/plan.yaml", KIND("plan") TEXT("title") TEXT("place") YEAR
      "  - {name: published, type: date, " LABEL "}\n" TEXT("source")
          CHOICE("type", C("plan") ", " C("report") ", " C("news")) NOTE("text") },
    { "kinds/target.yaml",
      KIND("target") REF("plan", "plan") WHOLE("number") TEXT("section") TEXT("label")
          TEXT("metric") "  - {name: slice, type: feel, " LABEL "}\n" REF("zone", "zone")
              REF("park", "zone")
                  CHOICE("op", C("ge") ", " C("gt") ", " C("le") ", " C("lt") ", " C("eq") ", " C(
                                   "about") ", " C("range")) FIGURE("value") FIGURE("value_max")
                      TEXT("unit") QUOTE TEXT("reason") REF("owner", "department")
                          CHOICE("state", C("adopted") ", " C("withdrawn") ", " C("replaced"))
                              TEXT("measure") TEXT("event") TEXT("subject") },
    { "kinds/undertaking.yaml",
      KIND("undertaking") REF("plan", "plan") REF("zone", "zone") TEXT("section")
          QUOTE REF("owner", "department") "  - {name: due, type: date, " LABEL
                                           "}\nstages:\n  - {name: open, " LABEL "}\n"
                                           "  - {name: done, " LABEL "}\n" },
    { "kinds/list.yaml",
      KIND("list") TEXT("code") TEXT("name") REF("zone", "zone")
          YEAR CHOICE("purpose", C("start") ", " C("build") ", " C("complete") ", " C("other"))
              WHOLE("size") "  - {name: members, type: members, to: plan, " LABEL "}\n" },
    { "kinds/reported.yaml",
      KIND("reported") REF("plan", "plan") REF("zone", "zone") NOTE("quote") TEXT("number")
          FIGURE("value") TEXT("unit") TEXT("period") TEXT("subject") TEXT("measure")
              CHOICE("kind", C("actual") ", " C("baseline")) TEXT("metric") },
    { "kinds/official.yaml",
      KIND("official") CHOICE("series", C("a") ", " C("b"))
          REF("zone", "zone") "  - {name: month, type: month, " LABEL "}\n" FIGURE("value")
              TEXT("unit") TEXT("release") NOTE("note") },
    { "metrics.yaml", "- {metric: shipped, count: undertaking, at: done, unit: 个, " LABEL
                      ", note: {zh: 甲, en: A}}\n" },
};
enum { SOUND_COUNT = sizeof sound / sizeof sound[0] };

/* "# as: NAME" in the first line, where it is a name that a file may have. */
static struct str name_of(struct str text)
{
    static const struct str mark = STR_INIT("# as: "), names[] = {
        STR_INIT("own/metrics.yaml"),       STR_INIT("metrics.yaml"),
        STR_INIT("kinds/zone.yaml"),        STR_INIT("own/kinds/plan.yaml"),
        STR_INIT("calendars/own.yaml"),     STR_INIT("codes/own.tsv"),
        STR_INIT("kinds/undertaking.yaml"),
    };
    for (size_t i = 0; str_starts(text, mark) && i < sizeof names / sizeof names[0]; i++) {
        if (str_starts(str_slice(text, mark.len, text.len), names[i]))
            return names[i];
    }
    return STR("own/kinds/bad.yaml");
}

static void check_faults(struct arena *arena, const struct err_list *errs)
{
    check_that(errs->count >= 1 && errs->count <= LIMIT_ERRORS_SHOWN);
    for (size_t i = 0; i < errs->count; i++) {
        struct buf out;
        buf_init(&out, arena);
        check_that(errs->items[i]->code != ERR_NONE);
        err_words(errs->items[i], LANG_ZH, &out);
        err_words(errs->items[i], LANG_EN, &out);
        check_that(utf8_valid(buf_get(&out)));
    }
}

static void check_again(struct arena *arena, const struct model *model)
{
    struct err_list errs;
    err_list_init(&errs, arena, LIMIT_ERRORS_SHOWN);
    const struct model *again = model_from_files(arena, model->files, model->file_count, &errs);
    check_that(again && errs.count == 0);
    check_that(again->kind_count == model->kind_count &&
               again->metric_count == model->metric_count);
    for (size_t i = 0; i < model->metric_count; i++) {
        check_that(str_eq(model->metrics[i].name, again->metrics[i].name));
        check_that(str_eq(model->metrics[i].version_text, again->metrics[i].version_text));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    struct str text = { (const char *)data, size }, name = name_of(text);
    struct model_file files[SOUND_COUNT + 1];
    size_t count = 0;
    for (size_t i = 0; i < SOUND_COUNT; i++) {
        if (!str_eq(str_from(sound[i][0]), name))
            files[count++] = (struct model_file){ str_from(sound[i][0]), str_from(sound[i][1]) };
    }
    files[count++] = (struct model_file){ name, text };
    struct err_list errs;
    err_list_init(&errs, arena, LIMIT_ERRORS_SHOWN);
    const struct model *model = model_from_files(arena, files, count, &errs);
    if (model)
        check_again(arena, model);
    else
        check_faults(arena, &errs);
    arena_free(arena);
    return 0;
}
