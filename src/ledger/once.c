/*
 * once.c - what is asked twice is appended once. A caller whose connection broke cannot know whether its entries were
 * taken; it sends them again under the same key, and hears what it would have heard.
 *
 * The key stands in the same transaction as the entries. The chain does not cover it: it says what was answered, not what
 * happened.
 */
#include <string.h>

#include "ledger/ledger_priv.h"

static bool once_find(struct ledger *ledger, const struct once *once, int64_t *position, int64_t *count, struct err *err)
{
    struct statement_handle *st = store_statement(ledger->store,
        SQL("SELECT digest, position, count FROM once WHERE ledger = 1 AND key = ?1"), err);
    bool row;
    *position = *count = 0;
    if (!st)
        return false;
    bind_text(st, 1, once->key);
    if (!statement_step(ledger->store, st, &row, err))
        return false;
    if (!row)
        return true;
    struct str digest = column_blob(st, 0);
    bool same = digest.len == HASH_SIZE && !memcmp(digest.ptr, once->digest.bytes, HASH_SIZE);
    *position = column_int(st, 1);
    *count = column_int(st, 2);
    statement_done(st);
    return same || err_set(err, ERR_LEDGER_KEY_USED, "position", str_format(ledger->scratch, "%lld", (long long)*position));
}

static bool once_keep(struct ledger *ledger, const struct once *once, int64_t position, size_t count, struct err *err)
{
    struct statement_handle *st = store_statement(ledger->store, SQL("INSERT INTO once VALUES (1, ?1, ?2, ?3, ?4)"), err);
    if (!st)
        return false;
    bind_text(st, 1, once->key);
    bind_blob(st, 2, once->digest.bytes, HASH_SIZE);
    bind_int(st, 3, position);
    bind_int(st, 4, (int64_t)count);
    return statement_run(ledger->store, st, err);
}

static bool receipts_again(struct ledger *ledger, int64_t position, size_t count, struct receipt *receipts, struct err *err)
{
    for (size_t i = 0; i < count; i++) {
        struct entry_row row;
        bool found;
        if (!entry_row_read(ledger, ledger->scratch, position + (int64_t)i, &row, &found, err))
            return false;
        if (!found)
            return err_set(err, ERR_VERIFY_GAP, "position", str_format(ledger->scratch, "%lld", (long long)position + (long long)i));
        receipts[i] = (struct receipt){ { row.position }, { row.record }, { row.recorded } };
    }
    return true;
}

static bool once_in_group(struct ledger *ledger, const struct once *once, const struct draft *drafts, size_t count,
                          struct receipt *receipts, bool *again, size_t *failed, struct err *err)
{
    int64_t position, before;
    if (!ledger->once_ready && !store_script(ledger->store, schema_once(), err))
        return false;
    ledger->once_ready = true;
    if (!once_find(ledger, once, &position, &before, err))
        return false;
    *again = position > 0;
    if (*again)
        return receipts_again(ledger, position, (size_t)before < count ? (size_t)before : count, receipts, err);
    if (!ledger_append(ledger, drafts, count, receipts, failed, err))
        return false;
    if (once_keep(ledger, once, receipts[0].entry.n, count, err))
        return true;
    ledger->group_failed = true; /* the entries are written, the key is not */
    return false;
}

bool ledger_append_once(struct ledger *ledger, const struct once *once, const struct draft *drafts, size_t count,
                        struct receipt *receipts, bool *again, size_t *failed, struct err *err)
{
    *again = false;
    if (ledger->in_group)
        return ledger->group_failed ? err_set(err, ERR_LEDGER_GROUP_FAILED)
                                    : once_in_group(ledger, once, drafts, count, receipts, again, failed, err);
    if (!ledger_group_begin(ledger, err))
        return false;
    if (once_in_group(ledger, once, drafts, count, receipts, again, failed, err))
        return ledger_group_commit(ledger, err);
    ledger_group_abandon(ledger);
    return false;
}
