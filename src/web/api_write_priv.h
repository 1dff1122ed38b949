/*
 * api_write_priv.h - what the files that write share: a request's drafts, and files that wait to be named by one.
 */
#ifndef LUODI_WEB_API_WRITE_PRIV_H
#define LUODI_WEB_API_WRITE_PRIV_H

#include "base/hash.h"
#include "web/api_priv.h"

struct writing {
    struct api api;            /* its answer; nothing is read before the append */
    struct str path_kind;      /* of the address; empty: each draft names its own */
    int64_t path_record;       /* of the address; 0: none */
    struct entry_id seen;      /* If-Match: the version that the client saw */
    struct draft *drafts;
    size_t count;
    struct receipt *receipts;
    struct err *err;
};

/* Read one object of the body. ERR_WEB_MEMBER, ERR_WEB_MEMBER_UNKNOWN, ERR_WEB_BODY_WANTED, ERR_WEB_NO_UPLOAD. */
bool writing_draft(struct writing *w, const struct json *body, struct draft *draft);

/* Where an uploaded file waits, in the ledger's folder, until an entry names it. */
struct str upload_path(struct request *request, struct hash hash);

#endif
