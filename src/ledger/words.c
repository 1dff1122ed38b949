/* words.c - what acts are called. */
#include "ledger/words.h"

static const struct { struct str name; struct label word; } acts[ACT_COUNT] = {
    [ACT_ADD] = { STR_INIT("add"), { STR_INIT("新增"), STR_INIT("Added") } },
    [ACT_CHANGE] = { STR_INIT("change"), { STR_INIT("变更"), STR_INIT("Changed") } },
    [ACT_CORRECT] = { STR_INIT("correct"), { STR_INIT("更正"), STR_INIT("Corrected") } },
    [ACT_STAGE] = { STR_INIT("stage"), { STR_INIT("进入阶段"), STR_INIT("Reached a stage") } },
    [ACT_UNSTAGE] = { STR_INIT("unstage"), { STR_INIT("更正阶段"), STR_INIT("Corrected a stage") } },
    [ACT_ENLIST] = { STR_INIT("enlist"), { STR_INIT("列入清单"), STR_INIT("Put on a list") } },
    [ACT_DELIST] = { STR_INIT("delist"), { STR_INIT("移出清单"), STR_INIT("Taken off a list") } },
    [ACT_DELETE] = { STR_INIT("delete"), { STR_INIT("作废"), STR_INIT("Deleted") } },
    [ACT_EVIDENCE] = { STR_INIT("evidence"), { STR_INIT("补充佐证"), STR_INIT("Evidence added") } },
    [ACT_CLOSE] = { STR_INIT("close"), { STR_INIT("月结"), STR_INIT("Month closed") } },
    [ACT_DEFINE] = { STR_INIT("define"), { STR_INIT("定义"), STR_INIT("Definitions") } },
};

struct str act_name(enum act act)
{
    return act < ACT_COUNT ? acts[act].name : (struct str){ 0 };
}

struct str act_word(enum act act, enum lang lang)
{
    return act < ACT_COUNT ? label_in(&acts[act].word, lang) : (struct str){ 0 };
}
