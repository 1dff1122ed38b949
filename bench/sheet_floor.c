/*
 * sheet_floor.c - the floor of reading a workbook: inflate and parse its strings and its first
 * sheet, and do nothing with them.
 *
 *     sheet_floor BOOK.xlsx
 *
 * zlib straight from the file's bytes into expat's buffer; the handlers only count. No checksum, no
 * attribute is looked at, nothing is kept. What a reader takes above this is what typing cells
 * costs.
 */
#include <expat.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <zlib.h>

enum { PIECE = 65536 };

struct count {
    uint64_t elements, text;
};

static void on_start(void *user, const XML_Char *name, const XML_Char **attrs)
{
    (void)name, (void)attrs;
    ((struct count *)user)->elements++;
}

static void on_end(void *user, const XML_Char *name)
{
    (void)user, (void)name;
}

static void on_text(void *user, const XML_Char *text, int len)
{
    (void)text;
    ((struct count *)user)->text += (uint64_t)len;
}

static uint32_t le(const unsigned char *p, int bytes)
{
    uint32_t n = 0;
    for (int i = bytes - 1; i >= 0; i--)
        n = n << 8 | p[i];
    return n;
}

static int parse(FILE *file, long at, uint32_t packed, struct count *count)
{
    static unsigned char in[PIECE];
    z_stream z = { 0 };
    XML_Parser parser = XML_ParserCreate(NULL);
    if (inflateInit2(&z, -15) != Z_OK || !parser || fseek(file, at, SEEK_SET) != 0)
        return 3;
    XML_SetUserData(parser, count);
    XML_SetElementHandler(parser, on_start, on_end);
    XML_SetCharacterDataHandler(parser, on_text);
    int status = Z_OK;
    while (status != Z_STREAM_END) {
        if (z.avail_in == 0 && packed > 0) {
            uint32_t want = packed < PIECE ? packed : PIECE;
            z.avail_in = (uInt)fread(in, 1, want, file);
            z.next_in = in;
            packed -= want;
        }
        void *room = XML_GetBuffer(parser, PIECE);
        z.next_out = room;
        z.avail_out = PIECE;
        status = inflate(&z, Z_NO_FLUSH);
        if (status != Z_OK && status != Z_STREAM_END)
            return 3;
        if (XML_ParseBuffer(parser, (int)(PIECE - z.avail_out), status == Z_STREAM_END) ==
            XML_STATUS_ERROR)
            return 3;
    }
    inflateEnd(&z);
    XML_ParserFree(parser);
    return 0;
}

/* The central directory at the end names every part. */
static int parts(FILE *file, struct count *count)
{
    static unsigned char tail[PIECE];
    fseek(file, 0, SEEK_END);
    long size = ftell(file), from = size > PIECE ? size - PIECE : 0;
    fseek(file, from, SEEK_SET);
    size_t len = fread(tail, 1, sizeof tail, file), end = len - 22;
    while (end > 0 && memcmp(tail + end, "PK\5\6", 4) != 0)
        end--;
    uint32_t entries = le(tail + end + 10, 2);
    unsigned char *p = tail + (le(tail + end + 16, 4) - (uint32_t)from);
    for (uint32_t i = 0; i < entries; i++) {
        uint32_t packed = le(p + 20, 4), name_len = le(p + 28, 2), at = le(p + 42, 4);
        const char *name = (const char *)p + 46;
        if ((name_len == 20 && memcmp(name, "xl/sharedStrings.xml", 20) == 0) ||
            (name_len == 24 && memcmp(name, "xl/worksheets/sheet1.xml", 24) == 0)) {
            unsigned char local[30];
            fseek(file, (long)at, SEEK_SET);
            if (fread(local, 1, sizeof local, file) != sizeof local)
                return 3;
            int status =
                parse(file, (long)(at + 30 + le(local + 26, 2) + le(local + 28, 2)), packed, count);
            if (status != 0)
                return status;
        }
        p += 46 + name_len + le(p + 30, 2) + le(p + 32, 2);
    }
    return 0;
}

int main(int argc, char **argv)
{
    FILE *file = argc > 1 ? fopen(argv[1], "rb") : NULL;
    if (!file) {
        fprintf(stderr, "usage: sheet_floor BOOK.xlsx\n");
        return 2;
    }
    struct timespec a, b;
    struct count count = { 0 };
    clock_gettime(CLOCK_MONOTONIC, &a);
    int status = parts(file, &count);
    clock_gettime(CLOCK_MONOTONIC, &b);
    fclose(file);
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    printf("{\"what\":\"sheet_floor\",\"seconds\":%.4f,\"elements\":%llu,\"text\":%llu,\"resident_"
           "kb\":%ld}\n",
           (double)(b.tv_sec - a.tv_sec) + (double)(b.tv_nsec - a.tv_nsec) / 1e9,
           (unsigned long long)count.elements, (unsigned long long)count.text, usage.ru_maxrss);
    return status;
}
