/* log.c - see log.h. A line is built whole and written once, so that threads do not mix theirs. */
#include "base/log.h"

#include <stdarg.h>

#include "base/buf.h"
#include "base/clock.h"

static const char *const level_names[] = { "debug", "info", "warn", "error" };

void log_line(struct log *log, enum log_level level, const char *format, ...)
{
    if (!log || !log->stream || level < log->level)
        return;

    char message[2048];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    for (char *c = message; *c; c++)
        if (*c == '\n' || *c == '\r')
            *c = ' ';

    struct buf line;
    buf_init(&line, NULL);
    instant_print(clock_now(log->clock), &line);
    buf_printf(&line, " %s ", level_names[level]);
    buf_cstr(&line, message);
    buf_char(&line, '\n');
    struct str text = buf_get(&line);
    fwrite(text.ptr, 1, text.len, log->stream);
    fflush(log->stream);
    buf_release(&line);
}
