/*
 * log.h - one line an event to a stream handed in by main: instant, level, message, key=value.
 */
#ifndef LUODI_BASE_LOG_H
#define LUODI_BASE_LOG_H

#include <stdio.h>

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };

struct clock;
struct log {
    FILE *stream;
    enum log_level level;
    struct clock *clock;
};

void log_line(struct log *log, enum log_level level, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
