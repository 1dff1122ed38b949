/*
 * vfs_power.h - a storage layer for SQLite that behaves as a disk does when its power is cut.
 *
 * It stands between SQLite and the real files. Real files are written at once, and beside each it
 * keeps what every write replaced since the file's last sync. When the power is cut, the files are
 * put back to what was synced, plus, by the kind of loss, a part of what was not: that is what a
 * disk would hold. From then on every call fails. Files that were made or deleted without a sync of
 * their folder may be absent or back again.
 *
 * Also a disk that is full, and one whose n-th operation fails. Not for: anything that is written
 * past SQLite (evidence files), and processes other than this one.
 *
 *     struct power *power = power_new("power");        registers the layer under this name
 *     power_arm(power, POWER_CUT, 17, LOSS_TORN, seed) the 17th operation from now is the last
 *     ... store_open with .vfs = "power", work until a call fails, store_close ...
 *     power_restore(power);                            the machine starts again
 *
 * An operation is a write, a truncation, a sync or a deletion of a named file.
 * Threads  any; one lock. Real syncs are left out, so thousands of commits take a second.
 */
#ifndef LUODI_TESTS_FAULT_VFS_POWER_H
#define LUODI_TESTS_FAULT_VFS_POWER_H

#include <stdbool.h>
#include <stdint.h>

struct power;

enum power_fault {
    POWER_NONE,
    POWER_CUT,   /* at the n-th operation, and for good until power_restore */
    POWER_FULL,  /* from the n-th operation on no file may grow, until armed anew */
    POWER_IO,    /* the n-th operation fails, once */
    POWER_IO_ON, /* all operations from the n-th on fail, until armed anew */
};

enum power_loss {
    LOSS_ALL,    /* nothing unsynced is there */
    LOSS_TORN,   /* nothing but the first part of the last write */
    LOSS_RANDOM, /* unsynced writes whole, torn or missing, in any order */
    LOSS_COUNT
};

struct power *power_new(const char *name);
void power_free(struct power *power); /* all files closed before */
void power_arm(struct power *power, enum power_fault fault, int64_t at_operation,
               enum power_loss loss, uint64_t seed);
/* Forget the fault and what was unsynced; all files closed before. */
void power_restore(struct power *power);
bool power_fired(const struct power *power);         /* the fault came */
int64_t power_operations(const struct power *power); /* since power_arm or power_new */

#endif
