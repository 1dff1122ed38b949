/*
 * xml.c - a DMN file as a tree of elements of the standard.
 *
 * What keeps a hostile file away: a DOCTYPE is refused, so there are no entities; bytes, depth and
 * elements are bounded. What other vocabularies put in (diagrams, extensions) is left out.
 */
#include <expat.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "rule/rule_priv.h"

static const char *const dmn_spaces[] = {
    "http://www.omg.org/spec/DMN/20151101/dmn.xsd",  /* 1.1 */
    "http://www.omg.org/spec/DMN/20180521/MODEL/",   /* 1.2 */
    "https://www.omg.org/spec/DMN/20191111/MODEL/",  /* 1.3 */
    "https://www.omg.org/spec/DMN/20211108/MODEL/",  /* 1.4 */
    "https://www.omg.org/spec/DMN/20230324/MODEL/",  /* 1.5 */
    "https://www.omg.org/spec/DMN/20240513/MODEL/",  /* 1.6 */
};
static const char own_space[] = "urn:luodi:rule";
enum { SEPARATOR = '\n' }; /* between namespace and name; no URI holds one */

struct reading {
    struct arena *arena;
    struct str file;
    XML_Parser parser;
    struct err *err;
    struct element *root, *open[LIMIT_RULE_DEPTH];
    struct buf texts[LIMIT_RULE_DEPTH];
    int depth, skipped; /* skipped: levels inside of a foreign element */
    size_t elements;
    bool failed;
};

static void stop(struct reading *reading)
{
    reading->failed = true;
    XML_StopParser(reading->parser, XML_FALSE);
}

static void place(struct reading *reading)
{
    err_at_line(reading->err, reading->file, (int)XML_GetCurrentLineNumber(reading->parser),
                (int)XML_GetCurrentColumnNumber(reading->parser) + 1);
}

static void limit(struct reading *reading, const char *what, int64_t bound)
{
    char digits[24];
    int len = snprintf(digits, sizeof digits, "%" PRId64, bound);
    err_set(reading->err, ERR_RULE_LIMIT, "what", str_from(what), "limit",
            ((struct str){ digits, (size_t)len }));
    place(reading);
    stop(reading);
}

static void on_doctype(void *user, const XML_Char *name, const XML_Char *system,
                       const XML_Char *public, int internal)
{
    struct reading *reading = user;
    (void)name, (void)system, (void)public, (void)internal;
    if (reading->failed)
        return;
    err_set(reading->err, ERR_RULE_DOCTYPE, "name", reading->file);
    place(reading);
    stop(reading);
}

/* The local part of a standard's name, or NULL. */
static const char *standard_name(const char *name)
{
    const char *cut = strchr(name, SEPARATOR);
    for (size_t i = 0; cut && i < sizeof dmn_spaces / sizeof *dmn_spaces; i++)
        if (strlen(dmn_spaces[i]) == (size_t)(cut - name) &&
            memcmp(dmn_spaces[i], name, (size_t)(cut - name)) == 0)
            return cut + 1;
    return NULL;
}

static void take_attributes(struct reading *reading, struct element *element,
                            const XML_Char **attributes)
{
    struct arena *arena = reading->arena;
    struct attribute **tail = &element->attributes;
    for (size_t i = 0; attributes[i]; i += 2) {
        const char *name = attributes[i], *cut = strchr(name, SEPARATOR);
        bool own = cut && strlen(own_space) == (size_t)(cut - name) &&
                   memcmp(own_space, name, (size_t)(cut - name)) == 0;
        if (cut && !own)
            continue;
        struct attribute *attribute = ARENA_NEW(arena, struct attribute);
        attribute->name = own ? str_format(arena, "own:%s", cut + 1)
                              : str_copy(arena, str_from(name));
        attribute->value = str_copy(arena, str_from(attributes[i + 1]));
        *tail = attribute;
        tail = &attribute->next;
    }
}

static void on_start(void *user, const XML_Char *name, const XML_Char **attributes)
{
    struct reading *reading = user;
    const char *local = standard_name(name);
    if (reading->failed)
        return;
    if (reading->depth + reading->skipped >= LIMIT_RULE_DEPTH) {
        limit(reading, "levels", LIMIT_RULE_DEPTH);
        return;
    }
    if (reading->skipped || (!local && reading->depth)) {
        reading->skipped++;
        return;
    }
    if (!local || (!reading->depth && strcmp(local, "definitions") != 0)) {
        err_set(reading->err, ERR_RULE_NOT_DMN, "name", reading->file, "found",
                str_from(local ? local : name));
        place(reading);
        stop(reading);
        return;
    }
    if (++reading->elements > LIMIT_RULE_ELEMENTS) {
        limit(reading, "elements", LIMIT_RULE_ELEMENTS);
        return;
    }
    struct element *element = ARENA_NEW(reading->arena, struct element);
    element->name = str_copy(reading->arena, str_from(local));
    element->line = (int)XML_GetCurrentLineNumber(reading->parser);
    take_attributes(reading, element, attributes);
    if (reading->depth) {
        struct element *parent = reading->open[reading->depth - 1];
        *(parent->last ? &parent->last->next : &parent->first) = element;
        parent->last = element;
    } else {
        reading->root = element;
    }
    buf_clear(&reading->texts[reading->depth]);
    reading->open[reading->depth++] = element;
}

static void on_end(void *user, const XML_Char *name)
{
    struct reading *reading = user;
    (void)name;
    if (reading->failed)
        return;
    if (reading->skipped) {
        reading->skipped--;
        return;
    }
    reading->depth--;
    reading->open[reading->depth]->text =
        str_copy(reading->arena, buf_get(&reading->texts[reading->depth]));
}

static void on_text(void *user, const XML_Char *text, int len)
{
    struct reading *reading = user;
    if (!reading->failed && reading->depth && !reading->skipped)
        buf_bytes(&reading->texts[reading->depth - 1], text, (size_t)len);
}

struct element *xml_read(struct arena *arena, struct str file, struct str bytes, struct err *err)
{
    struct reading *reading = ARENA_NEW(arena, struct reading);
    *reading = (struct reading){ .arena = arena, .file = file, .err = err };
    reading->parser = XML_ParserCreateNS(NULL, SEPARATOR);
    must(reading->parser);
    if (bytes.len > LIMIT_RULE_BYTES) {
        limit(reading, "bytes", LIMIT_RULE_BYTES);
    } else {
        for (int i = 0; i < LIMIT_RULE_DEPTH; i++)
            buf_init(&reading->texts[i], NULL);
        XML_SetUserData(reading->parser, reading);
        XML_SetElementHandler(reading->parser, on_start, on_end);
        XML_SetCharacterDataHandler(reading->parser, on_text);
        XML_SetStartDoctypeDeclHandler(reading->parser, on_doctype);
        enum XML_Status status = XML_Parse(reading->parser, bytes.ptr, (int)bytes.len, 1);
        if (status == XML_STATUS_ERROR && !reading->failed) {
            enum XML_Error cause = XML_GetErrorCode(reading->parser);
            must(cause != XML_ERROR_NO_MEMORY);
            err_set(err, ERR_RULE_XML, "cause", str_from(XML_ErrorString(cause)));
            place(reading);
            reading->failed = true;
        }
        for (int i = 0; i < LIMIT_RULE_DEPTH; i++)
            buf_release(&reading->texts[i]);
    }
    XML_ParserFree(reading->parser);
    return reading->failed ? NULL : reading->root;
}

/* ---- asking ---- */

struct str attribute(const struct element *element, const char *name)
{
    for (const struct attribute *a = element->attributes; a; a = a->next)
        if (str_eq(a->name, str_from(name)))
            return a->value;
    return STR("");
}

bool element_is(const struct element *element, const char *name)
{
    return str_eq(element->name, str_from(name));
}

const struct element *next_named(const struct element *element, const char *name)
{
    for (; element; element = element->next)
        if (element_is(element, name))
            return element;
    return NULL;
}

const struct element *child(const struct element *element, const char *name)
{
    return element ? next_named(element->first, name) : NULL;
}

struct str child_text(const struct element *element, const char *name)
{
    const struct element *found = child(element, name);
    return found ? str_trim(found->text) : STR("");
}
