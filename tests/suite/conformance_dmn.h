/* conformance_dmn.h - answering lines of the DMN conformance kit; shared by the runner and the test. */
#ifndef LUODI_CONFORMANCE_DMN_H
#define LUODI_CONFORMANCE_DMN_H

#include <stdbool.h>

#include "base/str.h"

struct buf;
struct err;
struct json;
struct arena;
struct feel_value;
struct dmn_suite; /* the models read so far */

struct dmn_suite *dmn_suite_new(struct str models);
void dmn_suite_free(struct dmn_suite *suite);
/* The value of a case in the arena; false where its model cannot be read. */
bool dmn_suite_value(struct dmn_suite *suite, struct arena *arena, const struct json *row,
                     struct feel_value *value, struct err *err);
/* A line's answer as JSON into `out`; false where the line itself is not one. */
bool dmn_suite_answer(struct dmn_suite *suite, struct str line, struct buf *out, struct err *err);

#endif
