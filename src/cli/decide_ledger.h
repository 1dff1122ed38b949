/* decide_ledger.h - `luodi decide LEDGER ..`: the policies of the definitions over its records. */
#ifndef LUODI_CLI_DECIDE_LEDGER_H
#define LUODI_CLI_DECIDE_LEDGER_H

struct app;
struct args;

int decide_ledger(struct app *app, const struct args *args);

#endif
