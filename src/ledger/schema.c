/*
 * schema.c - the tables of a ledger. See docs/engines/ledger.md.
 *
 * Every key begins with the ledger, so that a distributed store can divide by it. Enduring tables keep what was
 * said and never change their shape; derived ones are computed from them and may change with any version: `rebuild`
 * drops them and makes them again.
 */
#include "ledger/schema_priv.h"

struct sql schema_enduring(void)
{
    return SQL(
        /* One row: the format, and the algorithm of the chain. */
        "CREATE TABLE ledger_info (ledger INTEGER NOT NULL PRIMARY KEY, format INTEGER NOT NULL,"
        " hash_kind TEXT NOT NULL) STRICT;"
        /* The chain. recorded: microseconds since 1970 UTC, growing with the position, so that it needs no index.
         * body: canonical JSON. */
        "CREATE TABLE entry (ledger INTEGER NOT NULL, position INTEGER NOT NULL, recorded INTEGER NOT NULL,"
        " act INTEGER NOT NULL, kind TEXT, record INTEGER NOT NULL, author INTEGER NOT NULL,"
        " effective INTEGER, precision INTEGER NOT NULL, body TEXT NOT NULL, hash BLOB NOT NULL,"
        " PRIMARY KEY (ledger, position)) STRICT, WITHOUT ROWID;"
        /* What must be forgettable stands beside the entry, which keeps a salted digest of it. */
        "CREATE TABLE aside (ledger INTEGER NOT NULL, position INTEGER NOT NULL, slot TEXT NOT NULL,"
        " salt BLOB, value TEXT, PRIMARY KEY (ledger, position, slot)) STRICT, WITHOUT ROWID;"
        /* The bytes of definition files, by their hash. */
        "CREATE TABLE definition (ledger INTEGER NOT NULL, hash BLOB NOT NULL, bytes BLOB NOT NULL,"
        " PRIMARY KEY (ledger, hash)) STRICT, WITHOUT ROWID;");
}

struct sql schema_once(void)
{
    return SQL(
        /* What was appended under a key that its author chose, so that asking twice appends once: `count` entries from
         * `position` on. Enduring too; made with the first of them, since older ledgers lack it. */
        "CREATE TABLE IF NOT EXISTS once (ledger INTEGER NOT NULL, key TEXT NOT NULL, digest BLOB NOT NULL,"
        " position INTEGER NOT NULL, count INTEGER NOT NULL, PRIMARY KEY (ledger, key)) STRICT, WITHOUT ROWID;");
}

/* What is computed of definitions and closings: few rows. */
struct sql schema_small(void)
{
    return SQL(
        /* The register: a number for every kind (what 0), field (1) and stage (2) that was ever defined. */
        "CREATE TABLE register (ledger INTEGER NOT NULL, number INTEGER NOT NULL, what INTEGER NOT NULL,"
        " kind TEXT NOT NULL, name TEXT NOT NULL, type INTEGER NOT NULL, scale INTEGER NOT NULL,"
        " PRIMARY KEY (ledger, number)) STRICT, WITHOUT ROWID;"
        /* The positions of definition entries. */
        "CREATE TABLE definition_entry (ledger INTEGER NOT NULL, position INTEGER NOT NULL,"
        " PRIMARY KEY (ledger, position)) STRICT, WITHOUT ROWID;"
        /* A metric's versions: the form it has had since the definition entry `since`. */
        "CREATE TABLE metric_version (ledger INTEGER NOT NULL, id INTEGER NOT NULL, metric TEXT NOT NULL,"
        " since INTEGER NOT NULL, digest BLOB NOT NULL, PRIMARY KEY (ledger, id)) STRICT, WITHOUT ROWID;"
        "CREATE TABLE slice (ledger INTEGER NOT NULL, id INTEGER NOT NULL, metric TEXT NOT NULL, text TEXT NOT NULL,"
        " PRIMARY KEY (ledger, id)) STRICT, WITHOUT ROWID;"
        /* Closed months. */
        "CREATE TABLE closing (ledger INTEGER NOT NULL, metric TEXT NOT NULL, month INTEGER NOT NULL,"
        " position INTEGER NOT NULL, PRIMARY KEY (ledger, metric, month, position)) STRICT, WITHOUT ROWID;");
}

/* What is computed of records. */
struct sql schema_large(void)
{
    return SQL(
        /* A record's timeline, whole. kind: its number in the register. */
        "CREATE TABLE record (ledger INTEGER NOT NULL, kind INTEGER NOT NULL, id INTEGER NOT NULL,"
        " timeline BLOB NOT NULL, PRIMARY KEY (ledger, kind, id)) STRICT, WITHOUT ROWID;"
        /* Keys that only one living record may have; number: the kind's, or a unique field's. */
        "CREATE TABLE record_key (ledger INTEGER NOT NULL, number INTEGER NOT NULL, key TEXT NOT NULL,"
        " record INTEGER NOT NULL, PRIMARY KEY (ledger, number, key)) STRICT, WITHOUT ROWID;"
        /* What a list can be narrowed by: present values of fields that are filters or titles, and the stage
         * (number: the kind's). */
        "CREATE TABLE facet (ledger INTEGER NOT NULL, number INTEGER NOT NULL, value TEXT NOT NULL,"
        " record INTEGER NOT NULL, PRIMARY KEY (ledger, number, value, record)) STRICT, WITHOUT ROWID;"
        /* Which records named `target` in the field `number`, ever. */
        "CREATE TABLE refers (ledger INTEGER NOT NULL, target INTEGER NOT NULL, number INTEGER NOT NULL,"
        " source INTEGER NOT NULL, PRIMARY KEY (ledger, target, number, source)) STRICT, WITHOUT ROWID;"
        /* A column of contributions: a metric's version in a zone, whole (slice 0) or a slice of it. */
        "CREATE TABLE cell (ledger INTEGER NOT NULL, id INTEGER NOT NULL, version INTEGER NOT NULL,"
        " slice INTEGER NOT NULL, zone INTEGER NOT NULL, first_month INTEGER NOT NULL,"
        " PRIMARY KEY (ledger, id)) STRICT, WITHOUT ROWID;"
        "CREATE UNIQUE INDEX cell_of ON cell (ledger, version, slice, zone);"
        /* In order of position within a cell and month, each with the sum so far. vague: coarser than a month. */
        "CREATE TABLE contribution (ledger INTEGER NOT NULL, cell INTEGER NOT NULL, month INTEGER NOT NULL,"
        " position INTEGER NOT NULL, n INTEGER NOT NULL, day INTEGER NOT NULL, delta INTEGER NOT NULL,"
        " total INTEGER NOT NULL, record INTEGER NOT NULL, vague INTEGER NOT NULL,"
        " PRIMARY KEY (ledger, cell, month, position, n)) STRICT, WITHOUT ROWID;"
        /* They are few: what is dated well enough is a month without them. */
        "CREATE INDEX contribution_vague ON contribution (ledger, vague, cell, month, position, delta) WHERE vague = 1;");
}

struct sql schema_small_drop(void)
{
    return SQL("DROP TABLE IF EXISTS register; DROP TABLE IF EXISTS metric_version; DROP TABLE IF EXISTS slice;"
               "DROP TABLE IF EXISTS closing; DROP TABLE IF EXISTS definition_entry;");
}

struct sql schema_large_drop(void)
{
    return SQL("DROP TABLE IF EXISTS record; DROP TABLE IF EXISTS record_key; DROP TABLE IF EXISTS facet;"
               "DROP TABLE IF EXISTS refers; DROP TABLE IF EXISTS cell; DROP TABLE IF EXISTS contribution;");
}
