/*
 * document_pdf.c - the text of a pdf, by pdftotext (poppler) as a child process: what a stranger's pdf does to
 * its reader, it does there. The child has bounds on time, memory and output, no input but the bytes, and what
 * it prints is text or an error.
 *
 * A pdf breaks lines where the page ends: lines are put together again until one ends a sentence or is short.
 * A pdf with pages and no text is a scan; that is said, for nothing could be read from it.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "plan/document_priv.h"
#include "plan/plan_priv.h"

enum { PIECE_BYTES = 32768, SCAN_LETTERS = 20, FULL_LINE = 7 /* tenths of the widest line */, STATUS_ABSENT = 127,
       STATUS_LOCKED = 3, LINE_MIN = 12 };

bool pdf_looks(struct str bytes)
{
    return str_find(str_slice(bytes, 0, 1024), STR("%PDF-"), 0) >= 0;
}

static void child_main(int input, int output)
{
    const struct rlimit seconds = { LIMIT_PLAN_PDF_SECONDS, LIMIT_PLAN_PDF_SECONDS };
    const struct rlimit memory = { LIMIT_PLAN_PDF_MEMORY, LIMIT_PLAN_PDF_MEMORY };
    const struct rlimit none = { 0, 0 };
    int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
    if (dup2(input, STDIN_FILENO) < 0 || dup2(output, STDOUT_FILENO) < 0 || null < 0 || dup2(null, STDERR_FILENO) < 0)
        _exit(STATUS_ABSENT);
    setrlimit(RLIMIT_CPU, &seconds);
    setrlimit(RLIMIT_AS, &memory);
    setrlimit(RLIMIT_FSIZE, &none);
    setrlimit(RLIMIT_CORE, &none);
    execlp("pdftotext", "pdftotext", "-q", "-enc", "UTF-8", "-nopgbrk", "/dev/stdin", "-", (char *)NULL);
    _exit(STATUS_ABSENT);
}

/* A file of no name with the bytes in it, at its beginning; -1 where the system has no room. */
static int bytes_as_file(struct str bytes)
{
    int file = memfd_create("plan", MFD_CLOEXEC);
    for (size_t at = 0; file >= 0 && at < bytes.len;) {
        ssize_t put = write(file, bytes.ptr + at, bytes.len - at);
        if (put < 0 && errno == EINTR) continue;
        if (put <= 0) {
            close(file);
            return -1;
        }
        at += (size_t)put;
    }
    if (file >= 0) lseek(file, 0, SEEK_SET);
    return file;
}

/* What the child prints, until its end, the bound or the deadline; false at the deadline. */
static bool drain(int output, struct buf *text)
{
    char piece[PIECE_BYTES];
    uint64_t deadline = clock_monotonic_ns() + (uint64_t)LIMIT_PLAN_PDF_SECONDS * 1000000000u;
    while (text->len <= LIMIT_PLAN_BYTES) {
        uint64_t now = clock_monotonic_ns();
        struct pollfd wait = { .fd = output, .events = POLLIN };
        if (now >= deadline) return false;
        if (poll(&wait, 1, (int)((deadline - now) / 1000000u) + 1) < 0 && errno != EINTR) return true;
        if (!(wait.revents & (POLLIN | POLLHUP))) continue;
        ssize_t got = read(output, piece, sizeof piece);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return true;
        buf_bytes(text, piece, (size_t)got);
    }
    return true;
}

static bool pdf_err(struct lines *lines, enum err_code code, struct err *err)
{
    return err_set(err, code, "name", lines->name, "limit", str_format(lines->arena, "%d", LIMIT_PLAN_PDF_SECONDS));
}

static bool run_child(struct lines *lines, struct str bytes, struct buf *text, struct err *err)
{
    int pipes[2], status = 0, input = bytes_as_file(bytes);
    if (input < 0 || pipe2(pipes, O_CLOEXEC) != 0) {
        if (input >= 0) close(input);
        return pdf_err(lines, ERR_PLAN_PDF_READER, err);
    }
    pid_t child = fork();
    if (child == 0) child_main(input, pipes[1]);
    close(input);
    close(pipes[1]);
    bool in_time = child > 0 && drain(pipes[0], text);
    close(pipes[0]);
    if (child > 0 && (!in_time || text->len > LIMIT_PLAN_BYTES)) kill(child, SIGKILL);
    while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR)
        ;
    if (child > 0 && !in_time) return pdf_err(lines, ERR_PLAN_PDF_SLOW, err);
    if (text->len > LIMIT_PLAN_BYTES) return plan_too_big(lines->arena, text->len, err);
    int code = child > 0 && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    if (child < 0 || code == STATUS_ABSENT) return pdf_err(lines, ERR_PLAN_PDF_READER, err);
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU) return pdf_err(lines, ERR_PLAN_PDF_SLOW, err);
    if (code == STATUS_LOCKED) return pdf_err(lines, ERR_PLAN_PDF_LOCKED, err);
    if (code == 1 && str_find(bytes, STR("/Encrypt"), 0) >= 0) return pdf_err(lines, ERR_PLAN_PDF_LOCKED, err);
    return code == 0 || pdf_err(lines, ERR_PLAN_PDF_BROKEN, err);
}

static size_t letters(struct str text)
{
    size_t count = 0;
    for (size_t pos = 0; pos < text.len;) {
        uint32_t cp = utf8_next(text, &pos);
        count += cp_han(cp) || cp_letter(cp) || cp_digit(cp);
    }
    return count;
}

static bool ends_sentence(struct str line)
{
    static const char *const ends[] = { "。", "！", "？", "；", "：", ":", ";" };
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        if (str_ends(line, str_from(ends[i]))) return true;
    return false;
}

/* A page's number alone: - 3 -. */
static bool page_number(struct str line)
{
    for (size_t i = 0; i < line.len; i++)
        if (!strchr("0123456789-— ", line.ptr[i])) return false;
    return line.len > 0;
}

static void put_together(struct lines *lines, struct str text)
{
    struct str rest = text, line;
    size_t widest = 0;
    while (str_split(&rest, '\n', &line))
        if (utf8_count(str_trim(line)) > widest) widest = utf8_count(str_trim(line));
    rest = text;
    while (str_split(&rest, '\n', &line)) {
        struct str trimmed = str_trim(line);
        if (!trimmed.len) {
            lines_break(lines, false);
            continue;
        }
        if (page_number(trimmed)) continue;
        for (size_t pos = 0; pos < trimmed.len;) lines_rune(lines, utf8_next(trimmed, &pos));
        bool full = utf8_count(trimmed) >= LINE_MIN && utf8_count(trimmed) * 10 >= widest * FULL_LINE;
        if (!full || ends_sentence(trimmed)) lines_break(lines, false);
    }
    lines_break(lines, false);
}

bool pdf_lines(struct lines *lines, struct str bytes, struct err *err)
{
    struct buf out;
    struct str text;
    buf_init(&out, lines->arena);
    if (!run_child(lines, bytes, &out, err)) return false;
    if (!utf8_decode(lines->arena, buf_get(&out), true, &text, err)) return err_at_line(err, lines->name, 0, 0);
    if (letters(text) < SCAN_LETTERS) return pdf_err(lines, ERR_PLAN_PDF_SCANNED, err);
    put_together(lines, text);
    return true;
}
