/*
 * must.h - for our own mistakes only, always on: prints the condition and stops.
 *
 * Never on a thing that bytes from outside can make false: those get an err (base/err.h).
 */
#ifndef LUODI_BASE_MUST_H
#define LUODI_BASE_MUST_H

_Noreturn void must_fail(const char *condition, const char *file, int line);

#define must(condition) ((condition) ? (void)0 : must_fail(#condition, __FILE__, __LINE__))

#endif
