/*
 * cli.h - what the commands share: the app, arguments by table, opening a ledger, printing.
 *
 * A command is a row of commands.def and a file cmd_NAME.c with its options. Help, completion and
 * the reference page follow from these. Exit status: 0; 1 it ran and the answer is no; 2 usage or
 * bad input; 3 the system failed.
 */
#ifndef LUODI_CLI_CLI_H
#define LUODI_CLI_CLI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/json.h"
#include "base/str.h"
#include "ledger/ledger.h"

struct app {
    struct arena *arena;
    struct clock *clock;
    enum lang lang;
    FILE *out, *errors;
    struct str program; /* path of the binary, to find the shipped definitions */
    bool terminal;      /* standard error is one: progress is drawn there */
    int columns;        /* of the terminal that `out` is; 0: it is none, nothing is clipped */
    const struct command *commands;
    size_t command_count;
};

struct cli_option {
    const char *name, *value;
    struct label say;
}; /* value NULL: a switch */

struct cli_given {
    size_t option;
    struct str value;
};

struct args {
    struct str *words;
    size_t word_count;
    const struct cli_option *options;
    size_t option_count;
    struct str *values; /* by option, the last one; ptr NULL: not given */
    struct cli_given *given;
    size_t given_count; /* as they stood */
};

struct command {
    const char *name, *usage;
    struct label say;
    const struct cli_option *options;
    size_t option_count;
    size_t words_min, words_max;
    int (*run)(struct app *app, const struct args *args);
};

/* The value of an option, empty where it was not given; a switch given has a non-NULL ptr. */
struct str arg(const struct args *args, const char *name);
bool arg_given(const struct args *args, const char *name);
/* All values of an option that may stand several times. */
size_t arg_all(struct app *app, const struct args *args, const char *name, struct str **values);
/* "#12" or "12"; ERR_CLI_RECORD. */
bool arg_record(struct str text, struct record_id *record, struct err *err);

/* Print an error as "luodi: WHAT: WHY: what to do", and give its exit status. */
int app_fail(struct app *app, const struct err *err);
int app_fail_all(struct app *app, const struct err_list *errs);
int app_usage(struct app *app, const char *command, enum err_code code, struct str text);
struct str app_model(struct app *app); /* folder of the shipped definitions */
const char *say(const struct app *app, const char *zh, const char *en);

/* luodi.yaml: what the ledger is called, whether its data is invented, the day its board stands on (none: today), and how it
 * is served. What is left out has its usual value. */
struct settings {
    struct str name;
    bool invented;
    struct day on;
    struct str address; /* of listen: ADDRESS:PORT */
    int64_t port;       /* 0: the next free one from 8420 on */
    struct str hosts, tls_certificate, tls_key, log;
    bool proxy;
    int64_t idle_minutes, disk_low_mib;
};
bool settings_load(struct app *app, struct str folder, struct settings *settings, struct err *err);
bool settings_save(struct app *app, struct str folder, const struct settings *settings,
                   struct err *err);

/* Open with the definitions on disk compared; `read_only` for commands that only look. */
bool app_open(struct app *app, struct str folder, bool read_only, struct ledger **ledger,
              struct settings *settings, struct err *err);
/* A progress bar on a terminal for what takes over a second; `progress` is for ledger calls. */
struct bar {
    struct app *app;
    struct progress progress;
    uint64_t started_ns, drawn_ns;
    bool drawn;
};
void bar_begin(struct bar *bar, struct app *app);
void bar_end(struct bar *bar);

/* --zone, --year, --on, --as-of in one place. */
struct moment {
    struct entry_id as_of;
    struct day on;
    int year;
};
bool app_moment(struct app *app, struct ledger *ledger, const struct settings *settings,
                const struct args *args, struct moment *moment, struct err *err);

/* A table on the terminal: cells are put row by row; widths in columns, Han counting two. */
struct table {
    struct arena *arena;
    struct str *cells;
    bool *right;
    size_t columns, count, room;
    size_t limit;
}; /* columns of the terminal: the last cell of a row is clipped to it; 0: never */
void table_init(struct table *table, struct arena *arena, size_t columns);
void table_right(struct table *table, size_t column);
void table_cell(struct table *table, struct str text);
void table_print(const struct table *table, FILE *out);
void put(struct app *app, struct str text); /* and a newline */
/* Cut to that many columns, with an ellipsis. */
struct str text_clipped(struct app *app, struct str text, size_t width);

/* Values as text in the app's arena. */
struct str dec_text(struct app *app, struct dec value);
struct str day_text(struct app *app, struct day day);
struct str hash_text(struct app *app, struct hash hash);

/* JSON in one go: begin, write to `json`, end prints it on a line of its own. */
struct json_out {
    struct buf text;
    struct json_writer json;
};
struct json_writer *json_out_begin(struct json_out *out, struct app *app);
void json_out_end(struct json_out *out, struct app *app);
void json_key_num(struct json_writer *w, const char *key, int64_t n);
void json_key_text(struct json_writer *w, const char *key, struct str text);

#define COMMAND(name) extern const struct command command_##name;
#include "cli/commands.def"
#undef COMMAND

#endif
