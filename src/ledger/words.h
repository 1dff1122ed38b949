/*
 * words.h - what acts are called, for every face.
 */
#ifndef LUODI_LEDGER_WORDS_H
#define LUODI_LEDGER_WORDS_H

#include "ledger/ledger.h"

struct str act_name(enum act act);                 /* "add": in JSON; empty for what is none */
struct str act_word(enum act act, enum lang lang); /* 新增, Added */

#endif
