/*
 * policy.h - decisions about records: the DMN files among the definitions (rules/), each with the
 * days it is valid, and answers that explain themselves.
 *
 * A file names in attributes of the namespace "urn:luodi:rule" what kind of record it decides about
 * and which decision is asked; each of its inputs names the field that it is read from. Files of
 * one policy follow each other in time: a question is asked as of a day. docs/engines/rule.md tells
 * how such a file is written.
 *
 * An answer of a decision is yes or no (boolean) or a class (any other value). A no comes with the
 * ways to a yes: for each rule that says yes, what of it does not hold, and how far which fact would
 * have to move; where a fact is not known the answer is "missing", with its name.
 *
 * Memory   policies live in the arena given to policies_load, answers in the asking's.
 * Threads  policies may be shared; an asking belongs to one thread.
 */
#ifndef LUODI_RULE_POLICY_H
#define LUODI_RULE_POLICY_H

#include "base/date.h"
#include "base/err.h"
#include "base/str.h"
#include "feel/feel.h"
#include "model/model.h"
#include "rule/rule.h"

struct arena;

/* Where an input of a decision comes from. */
struct policy_input {
    struct str name;
    int node;
    const struct field *field; /* NULL: the day asked about, or nothing */
    int months;                /* before the day, at most 0 */
    bool day;
    bool optional; /* no value is an answer too: a title that was never granted */
};

struct policy {
    const struct rule_info *info;
    struct str name; /* of the policy: its files share it */
    const struct rule_set *set;
    int file, decision;
    const struct kind *kind; /* NULL: asked with a context only */
    const struct policy_input *inputs;
    size_t input_count;
};

struct policies {
    struct rule_set *set;
    const struct policy *items; /* in the order of their files' names */
    size_t count;
};

/* NULL with errs where a file is wrong: file, line, what, and what would be right. A model without
 * rules gives none. */
struct policies *policies_load(struct arena *arena, const struct model *model,
                               struct err_list *errs);
/* The file of a policy in force on the day; NULL where there is none. */
const struct policy *policy_on(const struct policies *policies, struct str name, struct day day);
bool policy_in_force(const struct policy *policy, struct day day);
/* Each policy once, as on the day. */
size_t policies_on(const struct policies *policies, const struct kind *kind, struct day day,
                   const struct policy **found, size_t room);

enum answer_sort { ANSWER_YES, ANSWER_NO, ANSWER_MISSING, ANSWER_CLASS };
const char *answer_name(enum answer_sort sort); /* "yes" "no" "missing" "class" */

/* One fact that would have to be another. */
struct answer_change {
    struct str input;
    struct feel_value from, to;
};
/* A cell of a rule that does not hold: the column, its value, the cell's test; and what single
 * change of a fact would make it hold. */
struct answer_step {
    struct str column, test;
    struct feel_value value;
    bool missing;
    const struct answer_change *changes;
    size_t change_count;
};
struct answer_way {
    size_t rule; /* from 1 */
    struct feel_value outcome;
    const struct answer_step *steps;
    size_t step_count;
};
struct answer {
    const struct policy *policy;
    enum answer_sort sort;
    struct feel_value value;
    const size_t *hits; /* rules of the decision's table that hit, from 1 */
    size_t hit_count;
    const struct str *missing; /* inputs that have no value, of those needed */
    size_t missing_count;
    const struct answer_way *ways; /* the nearest first */
    size_t way_count;
};

/*
 * Asking, again and again: facts are asked of `fact`, which gives the value of an input for the
 * record at hand. Mark and reset the arena around answers.
 */
struct policy_host {
    struct feel_value (*fact)(struct policy_host *host, struct arena *arena,
                              const struct policy_input *input);
};
struct policy_ask;
struct policy_ask *policy_ask_new(struct arena *arena, const struct policies *policies);
/* The value alone: what is asked for many. */
struct feel_value policy_value(struct policy_ask *ask, struct arena *arena,
                               const struct policy *policy, struct policy_host *host,
                               struct err *err);
/* With its reasons; false where a budget was spent. */
bool policy_answer(struct policy_ask *ask, struct arena *arena, const struct policy *policy,
                   struct policy_host *host, struct answer *answer, struct err *err);

/* ---- checking a table ---- */

/* Whether rules of the table leave values unanswered or answer them twice where they should not;
 * each finding is added to errs (RULE_GAP, RULE_OVERLAP). Looks at tables whose cells compare with
 * constants; others are left to the tests. */
void policy_check_table(struct arena *arena, const struct rule_set *set, int node,
                        struct err_list *errs);

#endif
