/* hash.c - see hash.h. Failures of libcrypto here are ours or lack of memory: both stop. */
#include "base/hash.h"

#include <string.h>

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include "base/buf.h"
#include "base/memory_priv.h"
#include "base/must.h"

struct hasher {
    EVP_MD *algorithm; /* fetched once: a fetch costs more than a short hash */
    EVP_MD_CTX *context;
};

static const char *const names[] = { [HASH_SM3] = "sm3", [HASH_SHA256] = "sha256" };
static const char *const fetched_names[] = { [HASH_SM3] = "SM3", [HASH_SHA256] = "SHA256" };

struct hasher *hasher_new(enum hash_kind kind)
{
    must(kind == HASH_SM3 || kind == HASH_SHA256);
    struct hasher *hasher = memory_new(sizeof *hasher);
    hasher->algorithm = EVP_MD_fetch(NULL, fetched_names[kind], NULL);
    hasher->context = EVP_MD_CTX_new();
    must(hasher->algorithm && hasher->context);
    must(EVP_MD_get_size(hasher->algorithm) == HASH_SIZE);
    return hasher;
}

void hasher_free(struct hasher *hasher)
{
    if (!hasher)
        return;
    EVP_MD_CTX_free(hasher->context);
    EVP_MD_free(hasher->algorithm);
    memory_free(hasher);
}

void hasher_begin(struct hasher *hasher)
{
    must(EVP_DigestInit_ex2(hasher->context, hasher->algorithm, NULL) == 1);
}

void hasher_add(struct hasher *hasher, const void *bytes, size_t len)
{
    if (len)
        must(EVP_DigestUpdate(hasher->context, bytes, len) == 1);
}

struct hash hasher_end(struct hasher *hasher)
{
    struct hash hash;
    must(EVP_DigestFinal_ex(hasher->context, hash.bytes, NULL) == 1);
    return hash;
}

struct hash hash_of(enum hash_kind kind, struct str bytes)
{
    struct hasher *hasher = hasher_new(kind);
    hasher_begin(hasher);
    hasher_add(hasher, bytes.ptr, bytes.len);
    struct hash hash = hasher_end(hasher);
    hasher_free(hasher);
    return hash;
}

bool hash_eq(struct hash a, struct hash b)
{
    return CRYPTO_memcmp(a.bytes, b.bytes, HASH_SIZE) == 0;
}

const char *hash_kind_name(enum hash_kind kind)
{
    must(kind == HASH_SM3 || kind == HASH_SHA256);
    return names[kind];
}

bool hash_kind_find(struct str name, enum hash_kind *kind)
{
    for (enum hash_kind k = HASH_SM3; k <= HASH_SHA256; k++) {
        if (str_eq(name, str_from(names[k]))) {
            *kind = k;
            return true;
        }
    }
    return false;
}

void hash_print(struct hash hash, struct buf *out)
{
    static const char digits[] = "0123456789abcdef";
    char hex[HASH_SIZE * 2];
    for (size_t i = 0; i < HASH_SIZE; i++) {
        hex[i * 2] = digits[hash.bytes[i] >> 4];
        hex[i * 2 + 1] = digits[hash.bytes[i] & 15];
    }
    buf_bytes(out, hex, sizeof hex);
}

static int hex_digit(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

bool hash_parse(struct str hex, struct hash *hash)
{
    if (hex.len != HASH_SIZE * 2)
        return false;
    struct hash parsed;
    for (size_t i = 0; i < HASH_SIZE; i++) {
        int high = hex_digit(hex.ptr[i * 2]), low = hex_digit(hex.ptr[i * 2 + 1]);
        if (high < 0 || low < 0)
            return false;
        parsed.bytes[i] = (uint8_t)(high << 4 | low);
    }
    *hash = parsed;
    return true;
}
