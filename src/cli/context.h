/* context.h - the context of an expression or a decision, from a JSON file; its value printed. */
#ifndef LUODI_CLI_CONTEXT_H
#define LUODI_CLI_CONTEXT_H

#include <stdbool.h>

#include "base/str.h"
#include "feel/feel.h"

struct app;
struct arena;
struct err;

/* A JSON object as a context. Plain JSON: numbers, texts, lists and objects as they are, and where
 * a type matters the tagged form of one member: {"date": "2023-09-30"} {"duration": "P1Y"}. */
bool context_read(struct arena *arena, struct str path, struct feel_value *context,
                  struct err *err);
/* The value on a line: as FEEL, or as tagged JSON. */
void value_put(struct app *app, struct feel_value value, bool json);
/* Why something was null, on standard error: where, and why. */
void warnings_put(struct app *app, const char *command, const struct feel_run *run);

#endif
