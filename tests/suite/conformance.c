/*
 * conformance.c - `conformance dmn --models DIR < cases.jsonl > answers.jsonl`: the DMN kit's cases
 * answered with the program's own engine, for the kit's own check.
 *
 * A line names a model, its inputs and a node; the answer is {"id": .., "value": ..} with tagged
 * values (feel_to_json), or {"id": .., "error": ..} where the model cannot be read.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conformance_dmn.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/file.h"

static int usage(void)
{
    fputs("usage: conformance dmn --models DIR < cases.jsonl > answers.jsonl\n", stderr);
    return 2;
}

static int answer_line(struct dmn_suite *suite, struct str line)
{
    struct buf out;
    struct err err;
    buf_init(&out, NULL);
    err_init(&err);
    if (!dmn_suite_answer(suite, line, &out, &err)) {
        buf_clear(&out);
        err_words(&err, LANG_EN, &out);
        fprintf(stderr, "conformance: %.*s\n", STR_ARG(buf_get(&out)));
        buf_release(&out);
        return 2;
    }
    buf_char(&out, '\n');
    fwrite(buf_get(&out).ptr, 1, buf_get(&out).len, stdout);
    buf_release(&out);
    return 0;
}

int main(int argc, char **argv)
{
    if (argc != 4 || strcmp(argv[1], "dmn") != 0 || strcmp(argv[2], "--models") != 0)
        return usage();
    struct dmn_suite *suite = dmn_suite_new(str_from(argv[3]));
    char *line = NULL;
    size_t room = 0;
    ssize_t len;
    int status = 0;
    while (!status && (len = getline(&line, &room, stdin)) >= 0)
        if (str_trim((struct str){ line, (size_t)len }).len)
            status = answer_line(suite, (struct str){ line, (size_t)len });
    free(line);
    dmn_suite_free(suite);
    return status;
}
