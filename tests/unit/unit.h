/*
 * unit.h - what every unit test needs: cmocka in its right order, texts compared as texts, a
 * promise of ours provoked in a child, and the place of the material that lies beside the checkout.
 */
#ifndef LUODI_TESTS_UNIT_H
#define LUODI_TESTS_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

#define ARRAY_COUNT(array) (sizeof(array) / sizeof *(array))

/* A struct str against a C string; a difference is shown whole. */
#define assert_text(actual, expected) assert_text_((actual), (expected), __FILE__, __LINE__)

static inline void assert_text_(struct str actual, const char *expected, const char *file, int line)
{
    if (str_eq(actual, str_from(expected)))
        return;
    print_error("\"%.*s\" is not \"%s\"\n", STR_ARG(actual), expected);
    _fail(file, line);
}

/* The code of an error, told by name where it is another. */
#define assert_err(err, expected) assert_err_((err), (expected), __FILE__, __LINE__)

static inline void assert_err_(const struct err *err, enum err_code expected, const char *file,
                               int line)
{
    if (err->code == expected)
        return;
    print_error("%s is not %s\n", err_name(err->code), err_name(expected));
    _fail(file, line);
}

/* True where the call breaks a promise of ours and so stops the process, as base/must.h says. */
static inline bool stops(void (*call)(void))
{
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        int nowhere = open("/dev/null", O_WRONLY);
        dup2(nowhere, STDOUT_FILENO);
        dup2(nowhere, STDERR_FILENO);
        signal(SIGABRT, SIG_DFL);
        call();
        _exit(0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
}

/*
 * A file of the material beside the checkout (LUODI_SHARED, else ../shared), or NULL, said aloud,
 * where it is not. Then return from the test: cmocka's skip() speaks a TAP that Meson takes for a
 * failure.
 */
static inline const char *shared_file(const char *name, char path[1024])
{
    const char *shared = getenv("LUODI_SHARED"), *source = getenv("LUODI_SOURCE");
    if (shared)
        snprintf(path, 1024, "%s/%s", shared, name);
    else
        snprintf(path, 1024, "%s/../shared/%s", source ? source : ".", name);
    if (access(path, R_OK) == 0)
        return path;
    print_message("# skipped: %s is not beside the checkout\n", name);
    return NULL;
}

/* For a suite that is nothing without its material: the whole program skips, by TAP's word for it.
 */
static inline bool suite_is_absent(const char *name)
{
    char path[1024];
    if (shared_file(name, path))
        return false;
    printf("1..0 # SKIP %s is not beside the checkout\n", name);
    return true;
}

#endif
