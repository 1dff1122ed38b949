/*
 * spans_priv.h - over all editions: a metric's version and a rolled-up field, with the last position at which
 * each was in force (INT64_MAX: it still is) and the latest edition that has it. For rebuild, verify and upgrade.
 */
#ifndef LUODI_LEDGER_SPANS_PRIV_H
#define LUODI_LEDGER_SPANS_PRIV_H

#include "ledger/ledger_priv.h"

struct version_span { int64_t version, until; const struct edition *edition; const struct metric *metric; };
struct roll_span { int32_t number; int64_t until; const struct edition *edition; const struct kind *parent; const struct field *field; };

bool editions_list(struct ledger *ledger, struct arena *arena, struct edition ***editions, size_t *count, struct err *err);
bool version_spans(struct ledger *ledger, struct arena *arena, struct version_span **spans, size_t *count, struct err *err);
bool roll_spans(struct ledger *ledger, struct arena *arena, struct roll_span **spans, size_t *count, struct err *err);
/* Every column of contributions that there should be, of versions later than `since_version`. */
bool columns_list(struct ledger *ledger, struct arena *arena, int64_t since_version, struct column **columns, size_t *count,
                  struct err *err);

#endif
