/*
 * hash.h - SM3 (GB/T 32905-2016) and SHA-256 (FIPS 180-4), by libcrypto. The algorithm's name
 * stands beside every stored hash.
 */
#ifndef LUODI_BASE_HASH_H
#define LUODI_BASE_HASH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

struct arena;
struct buf;

enum { HASH_SIZE = 32 };
enum hash_kind { HASH_SM3, HASH_SHA256 };

struct hash {
    uint8_t bytes[HASH_SIZE];
};

struct hasher; /* reusable; one thread at a time */
struct hasher *hasher_new(enum hash_kind kind);
void hasher_free(struct hasher *hasher);
void hasher_begin(struct hasher *hasher);
void hasher_add(struct hasher *hasher, const void *bytes, size_t len);
struct hash hasher_end(struct hasher *hasher);

struct hash hash_of(enum hash_kind kind, struct str bytes);
bool hash_eq(struct hash a, struct hash b);      /* in constant time */
const char *hash_kind_name(enum hash_kind kind); /* "sm3", "sha256" */
bool hash_kind_find(struct str name, enum hash_kind *kind);
void hash_print(struct hash hash, struct buf *out); /* 64 hex digits, lower case */
bool hash_parse(struct str hex, struct hash *hash);

#endif
