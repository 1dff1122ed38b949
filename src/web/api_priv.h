/*
 * api_priv.h - what the files of the JSON API share: the day and position that a read is for, paging, names of
 * records. docs/reference/api.md is the contract.
 */
#ifndef LUODI_WEB_API_PRIV_H
#define LUODI_WEB_API_PRIV_H

#include "base/date.h"
#include "base/json.h"
#include "ledger/ledger.h"
#include "ledger/words.h"
#include "web/web_priv.h"

/* What a read is for. */
struct api_at {
    struct day on;
    struct entry_id as_of;     /* 0: the head */
    struct str asked;          /* as_of as it was asked, or empty */
    struct entry_id position;  /* the last entry seen */
    struct instant recorded;
};

/* An answer being written. */
struct api {
    struct request *request;
    struct arena *arena;
    struct ledger *ledger;
    const struct model *model; /* in force at at.as_of */
    enum lang lang;
    struct api_at at;
    struct buf out;
    struct json_writer json;
    struct api_title *titles;  /* of records named before */
    struct err *err;
};

/* Begin an answer at the request's on= and as_of=. ERR_WEB_PARAMETER, and what as_of_parse says. */
bool api_begin(struct api *api, struct request *request, struct err *err);
/* Send what was written, and an ETag where the request only reads. */
bool api_end(struct api *api, int status);

/* limit= and cursor=. A cursor holds the position that the first page was read at, so that pages fit together. */
struct api_page { size_t offset, limit; };
bool api_page_read(struct api *api, struct api_page *page);
/* "next": the cursor behind this page, or null. */
void api_next(struct api *api, const struct api_page *page, bool more);

void api_key_str(struct api *api, const char *key, struct str value);
void api_key_cstr(struct api *api, const char *key, const char *value);
void api_key_int(struct api *api, const char *key, int64_t n);
void api_key_bool(struct api *api, const char *key, bool value);
void api_key_label(struct api *api, const char *key, const struct label *label);
void api_key_day(struct api *api, const char *key, struct day day);    /* null for none */
void api_key_date(struct api *api, const char *key, struct date date); /* in its precision; null for none */
void api_key_instant(struct api *api, const char *key, struct instant instant);
void api_at_json(struct api *api);
void api_ledger_json(struct api *api);

/* The title of a record, as of the request; "#n" where there is none. */
bool api_title(struct api *api, const struct kind *kind, struct record_id record, struct str *title);
/* {"kind","kind_label","id","title"}; null for record 0. */
bool api_record_name(struct api *api, const char *key, const struct kind *kind, struct record_id record);
/* {"id","name"} of a zone; null for record 0. */
bool api_zone_name(struct api *api, const char *key, struct record_id zone);

/* A field's value for people, a ref by its title; *unit as shown, or empty. */
bool api_value(struct api *api, const struct field *field, const struct value *value, struct str *shown, struct str *unit);

/* The same as a form gives it back: codes, numbers of records, yes and no; else as shown. */
struct str api_input(struct api *api, const struct field *field, const struct value *value);

/* One line on what an entry did: its stage's label, its fields' labels. */
struct api_change { struct str field, label, before, after; struct date effective; struct entry_id entry; enum act act; };
bool api_changes(struct api *api, const struct timeline *timeline, struct entry_id only, size_t max,
                 struct api_change **changes, size_t *count, size_t *total);

/* A clock as it stands, null where there is none; key NULL: an element of an array. */
bool api_clock(struct api *api, const char *key, const struct clock_state *state);
/* "days" in its stage, and "clock": the most pressing that runs. */
bool api_pressing(struct api *api, const struct timeline *timeline);
/* "clocks": all of its kind's. */
bool api_clocks(struct api *api, const struct timeline *timeline);

/* The lines of a history, into an array that stands open. */
bool api_change_lines(struct api *api, const struct api_change *changes, size_t count);

/* "history" and "history_total": newest first. */
bool api_history(struct api *api, const struct timeline *timeline, size_t max);

/* An object for a file; with_entry says which entry brought it. */
void api_evidence(struct api *api, const struct evidence *evidence, bool with_entry);

/* The name and text that a plan was adopted with, from its evidence; empty where it has none. */
bool api_plan_kept(struct api *api, struct record_id plan, struct str *name, struct str *bytes);
/* The same, as the text that was read out of it. */
bool api_plan_words(struct api *api, struct record_id plan, struct str *name, struct str *text);

/* "account": who asks, and what they may; of a request that is signed in. */
bool api_account_json(struct api *api);
struct held;
void api_held_json(struct api *api, const struct held *held);

/* A positive number in a path or parameter: the id of a record or the position of an entry. */
bool api_number(struct str text, int64_t *n);

#endif
