/*
 * openapi_priv.h - the document while it is written.
 */
#ifndef LUODI_WEB_OPENAPI_PRIV_H
#define LUODI_WEB_OPENAPI_PRIV_H

#include "base/arena.h"
#include "base/json.h"
#include "model/model.h"

struct openapi {
    struct arena *arena;
    struct json_writer json;
    const struct model *model;
    enum lang lang;
};

void openapi_str(struct openapi *doc, const char *key, struct str text);
void openapi_cstr(struct openapi *doc, const char *key, const char *text);
/* A schema of the little type language of shapes.def. */
void openapi_type(struct openapi *doc, struct str type);

/* ---- openapi_kind.c: what the model gives ---- */

/* The kind's own shapes: its fields as they are written and asked for, and what makes or moves a record of it. */
void openapi_kind_shapes(struct openapi *doc, const struct kind *kind);
/* The name of the kind's own form of a shape ("NewRecord", "Act", "FIELD"), or the shape's own. */
struct str openapi_kind_shape(struct openapi *doc, const struct kind *kind, struct str shape);

#endif
