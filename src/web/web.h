/*
 * web.h - the ledger over HTTP: the page, and the JSON API that it uses (docs/reference/api.md).
 *
 * A server holds no state but sessions: every answer is read from the ledger. It listens on this machine
 * unless told otherwise, answers to its own names only, and refuses requests that another site's page sends.
 *
 * Memory   a server owns its own; web_stop gives all of it back.
 * Threads  web_start makes its threads: two that answer, one that writes, one for accounts, one that takes connections, one that
 *          keeps time. Each has a
 *          ledger and an identity of its own. Any thread may call web_stop, once.
 * Errors   ERR_WEB_PORT, ERR_WEB_START, and what opening the ledger says.
 */
#ifndef LUODI_WEB_WEB_H
#define LUODI_WEB_WEB_H

#include <stdbool.h>
#include <stdio.h>

#include "base/date.h"
#include "base/err.h"
#include "base/str.h"

struct arena;
struct clock;
struct log;
struct grid;
struct web_server;

struct web_options {
    struct str ledger;         /* the ledger's folder */
    struct str shipped_model;  /* folder of the shipped definitions */
    struct str ui_dir;         /* serve the page from this folder instead of the packed one; empty: packed */
    struct str address;        /* IPv4 to listen at; empty: this machine only */
    struct str hosts;          /* other names that it goes by, separated by blanks */
    struct str certificate, key; /* PEM files: serve over TLS; any other machine may reach it only so */
    bool proxy;                /* one on this machine stands before it with TLS: believe its X-Forwarded headers */
    int idle_minutes;          /* a session ends without a request; 0: LIMIT_SESSION_IDLE_HOURS */
    int64_t disk_low_mib;      /* warn when less is free; 0: LIMIT_DISK_LOW_MIB */
    bool link;                 /* make a sign-in link at the start even where the owner has a password */
    int port;                  /* 0: the next free one from 8420 on */
    bool any_port;             /* whichever the system gives (tests) */
    struct clock *clock;
    struct log *log;           /* or NULL */
    enum lang lang;            /* of what web_serve prints */
    int wait_seconds;          /* 0: LIMIT_WEB_HEAD_SECONDS and _BODY_SECONDS; tests wait less */
    struct str name;           /* of the ledger, for people */
    bool invented;             /* its data is made up: every page says so */
    struct day on;             /* the day that boards stand on when nothing is asked; n 0 or none: the ledger's last */
};

/* Open the ledger, listen, and answer in threads of its own until web_stop. */
bool web_start(const struct web_options *options, struct web_server **server, struct err *err);
int web_port(const struct web_server *server);
/* The one-time sign-in link of this start, whole: "http://127.0.0.1:8420/api/login?token=...". Where the owner has a password and
 * none was asked for: the sign-in page. */
struct str web_link(const struct web_server *server);
/* Takes no more connections, lets running requests end (at most 5 s), gives everything back. */
void web_stop(struct web_server *server);

/* The API as an OpenAPI 3.1 document: routes.def, operations.def, shapes.def, and the model's kinds. */
struct buf;
struct model;
void openapi_print(struct arena *arena, const struct model *model, enum lang lang, struct buf *out);

/* The rows of a workbook's visible sheets, for plan/document.h: its helper's `sheet`. */
bool web_plan_sheet(void *host, struct arena *arena, struct str name, struct str bytes, struct grid *table,
                    struct err *err);

/* Start, print the link to `out`, and serve until SIGINT or SIGTERM. */
bool web_serve(const struct web_options *options, FILE *out, struct err *err);

#endif
