/*
 * plan_file.h - what read and adopt share: a plan's text from a file, read with the shipped lexicon
 * and a zone's own.
 */
#ifndef LUODI_CLI_PLAN_FILE_H
#define LUODI_CLI_PLAN_FILE_H

#include "cli/cli.h"
#include "plan/plan.h"

/* --year, --review, --type; false with the exit status put into *status. */
bool plan_options_take(struct app *app, const struct args *args, const char *command,
                       struct plan_options *options, int *status);
/* The shipped lexicon, with the words of the ledger in `folder` laid over it where it has its own;
 * folder may be empty. */
bool plan_lexicon_open(struct app *app, struct str folder, struct plan_lexicon **lexicon,
                       struct err *err);
/* Any document that plan/document.h reads; the bytes of the file are kept in (*text)->source. */
bool plan_file_read(struct app *app, struct str path, const struct plan_lexicon *lexicon,
                    const struct plan_options *options, struct plan_text **text, struct err *err);
/* "≥ 260 亿元": the bound for people. */
struct str plan_bound_words(struct app *app, enum plan_op op, struct dec value, bool has_max,
                            struct dec value_max, struct str unit);

#endif
