/* limits.h - the bounds of limits.def as constants: LIMIT_JSON_DEPTH .. */
#ifndef LUODI_BASE_LIMITS_H
#define LUODI_BASE_LIMITS_H

#define LIMIT(name, value, unit, why) LIMIT_##name = (value),
enum {
#include "base/limits.def"
};
#undef LIMIT

#endif
