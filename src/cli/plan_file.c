/* plan_file.c - a plan's text from a file; see plan_file.h. */
#include "cli/plan_file.h"

#include "base/arena.h"
#include "base/file.h"
#include "base/limits.h"
#include "board/board.h"
#include "plan/document.h"
#include "web/web.h"

bool plan_options_take(struct app *app, const struct args *args, const char *command,
                       struct plan_options *options, int *status)
{
    struct str year = arg(args, "year"), review = arg(args, "review"), type = arg(args, "type");
    struct period period;
    int64_t n = 0;
    *options = (struct plan_options){ .review = str_eq(review, STR("-")) ? STR("") : review };
    if (year.len && (!str_to_int(year, &n) || n < 1 || n > 9999)) {
        *status = app_usage(app, command, ERR_CLI_YEAR, year);
        return false;
    }
    options->year = (int)n;
    bool good = !options->review.len || period_parse(options->review, &period);
    if (!good || (type.len && !plan_type_find(type, &options->type))) {
        *status = app_usage(app, command, ERR_CLI_OPTION, good ? type : review);
        return false;
    }
    return true;
}

bool plan_lexicon_open(struct app *app, struct str folder, struct plan_lexicon **lexicon,
                       struct err *err)
{
    struct str shipped = path_join(app->arena, app_model(app), STR("lexicon"));
    struct str own =
        folder.len ? path_join(app->arena, folder, STR("model/lexicon")) : (struct str){ 0 };
    if (own.len && folder_exists(own))
        return plan_lexicon_load_over(app->arena, shipped, own, lexicon, err);
    return plan_lexicon_load(app->arena, shipped, lexicon, err);
}

bool plan_file_read(struct app *app, struct str path, const struct plan_lexicon *lexicon,
                    const struct plan_options *options, struct plan_text **text, struct err *err)
{
    struct str bytes;
    struct document document;
    struct plan_options used = *options;
    const struct document_helper helper = { .sheet = web_plan_sheet };
    if (!file_read(app->arena, path, LIMIT_PLAN_FILE_BYTES, &bytes, err) ||
        !document_read(app->arena, lexicon, path, bytes, &helper, &document, err))
        return false;
    used.asides = document.asides;
    used.aside_count = document.aside_count;
    if (!plan_read(app->arena, lexicon, document.text, &used, text, err))
        return false;
    (*text)->source = bytes;
    (*text)->source_format = document.format;
    return true;
}

static struct str op_sign(enum plan_op op)
{
    static const char *const signs[] = { "=", "≥", ">", "≤", "<", "≈", "" };
    return str_from(signs[op]);
}

struct str plan_bound_words(struct app *app, enum plan_op op, struct dec value, bool has_max,
                            struct dec value_max, struct str unit)
{
    struct shown low = shown_number(app->arena, value, unit, value, app->lang);
    if (!has_max)
        return str_format(app->arena, "%.*s %.*s %.*s", STR_ARG(op_sign(op)), STR_ARG(low.text),
                          STR_ARG(low.text_unit));
    struct shown high = shown_number(app->arena, value_max, unit, value, app->lang);
    return str_format(app->arena, "%.*s ~ %.*s %.*s", STR_ARG(low.text), STR_ARG(high.text),
                      STR_ARG(low.text_unit));
}
