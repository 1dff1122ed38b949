/*
 * ladder.h - the policies of the definitions asked about records: for one record each class and
 * policy with its reasons, for one policy who qualifies, who nearly does, and who will lose it.
 *
 * A policy is a DMN decision under rules/ (rule/policy.h); a fact is a field's value as it stood on
 * the day, in the unit that the field shows. Two days, as everywhere: `day`, which chooses the
 * tables in force and the facts; and as_of, what was known.
 *
 * Memory   a ladder lives in the arena given to ladder_open; answers in the arena of the call.
 * Threads  a ladder belongs to the ledger's thread.
 */
#ifndef LUODI_BOARD_LADDER_H
#define LUODI_BOARD_LADDER_H

#include "base/date.h"
#include "base/err.h"
#include "ledger/ledger.h"
#include "rule/policy.h"

struct json_writer;
struct ladder;

/* The policies of the definitions in force at as_of. */
bool ladder_open(struct ledger *ledger, struct arena *arena, struct entry_id as_of,
                 struct ladder **ladder, struct err *err);
const struct policies *ladder_policies(const struct ladder *ladder);
/* The file of a policy in force on the day; ERR_RULE_NONE. */
bool ladder_find(struct ladder *ladder, struct str name, struct day day,
                 const struct policy **policy, struct err *err);
/* One policy's answer for a record. */
bool ladder_answer(struct ladder *ladder, struct arena *arena, const struct policy *policy,
                   const struct timeline *record, struct day day, struct answer *answer,
                   struct err *err);

/* Where a record stands with a policy. */
enum standing { STANDING_IN, STANDING_LOSING, STANDING_NEAR, STANDING_MISSING, STANDING_OUT };
enum { STANDING_COUNT = STANDING_OUT + 1, LADDER_LATER_DAYS = 92 };
const char *standing_name(enum standing standing); /* "in" "losing" "near" "missing" "out" */

struct ladder_row {
    struct record_id record;
    struct str title;
    struct answer answer;
    enum standing standing;
};
/*
 * Every record that the policy decides about, in order of its number. LOSING: yes today, and not in
 * LADDER_LATER_DAYS by what is known today; NEAR: no, and one cell of a rule is all that fails.
 */
bool ladder_each(struct ladder *ladder, struct arena *arena, const struct policy *policy,
                 struct day day, struct ladder_row **rows, size_t *count, struct err *err);
/* The value alone, of all policies for all records of their kind: how many are yes, by policy in
 * the order of ladder_policies. For counts over many. */
bool ladder_count(struct ladder *ladder, struct day day, size_t *counts, size_t *asked,
                  struct err *err);

/* ---- as JSON, for the command line and the API alike ---- */

void policy_json(struct json_writer *w, const struct policy *policy);
/* The decision's table as drawn: columns, outputs, and the texts of its rules. */
void policy_table_json(struct json_writer *w, const struct policy *policy);
void answer_json(struct json_writer *w, struct arena *arena, const struct answer *answer);
/* The members "policy", "counts", "rows" and "more" of an object that stands open; `standing` < 0: all.
 * At most `max` rows; "more" is how many were left out. */
void ladder_json(struct json_writer *w, struct arena *arena, const struct policy *policy,
                 const struct ladder_row *rows, size_t count, int standing, size_t max);

#endif
