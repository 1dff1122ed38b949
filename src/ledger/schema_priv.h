/*
 * schema_priv.h - the ledger's tables, in two parts: what was said lasts for ever, the rest can be computed again.
 */
#ifndef LUODI_LEDGER_SCHEMA_PRIV_H
#define LUODI_LEDGER_SCHEMA_PRIV_H

#include "store/store.h"

enum { LEDGER_ONE = 1, LEDGER_FORMAT = 1 };

struct sql schema_enduring(void);
struct sql schema_once(void);
struct sql schema_small(void); /* derived, as the rest */
struct sql schema_large(void);
struct sql schema_small_drop(void);
struct sql schema_large_drop(void);

#endif
