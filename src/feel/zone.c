/*
 * zone.c - time zones by name, from the system's tz database (TZif files, RFC 8536).
 *
 * A zone is read once for a run and kept in the run's arena. Behind the last listed change the
 * file's footer, a POSIX TZ rule, decides. Local times that a change skips or repeats take the
 * offset before the change.
 */
#include <string.h>

#include "base/file.h"
#include "feel/feel_priv.h"

/* "Mm.w.d/time", or Jn, or n: when a rule changes, within a year. */
struct rule_day {
    char form;
    int month, week, day;
    int32_t second;
};

struct feel_zone {
    struct str name;
    struct feel_zone *next;
    const int64_t *changes; /* UTC seconds, ascending */
    const int32_t
        *offsets; /* offsets[0] before the first change, offsets[i + 1] from changes[i] on */
    size_t count;
    bool rule, summer; /* the footer: a rule at all, one with two offsets */
    int32_t standard_offset, summer_offset;
    struct rule_day summer_from, summer_until;
};

const struct feel_zone zone_fixed = { .name = STR_INIT("") };

struct str zone_name(const struct feel_zone *zone)
{
    return zone->name;
}

/* ---- the footer ---- */

struct footer {
    struct str text;
    size_t pos;
};

static char footer_peek(const struct footer *f)
{
    return f->pos < f->text.len ? f->text.ptr[f->pos] : '\0';
}

static bool footer_number(struct footer *f, int *n)
{
    size_t start = f->pos;
    *n = 0;
    while (footer_peek(f) >= '0' && footer_peek(f) <= '9' && f->pos - start < 4)
        *n = *n * 10 + (f->text.ptr[f->pos++] - '0');
    return f->pos > start;
}

/* "EST", "<+0330>" */
static bool footer_name(struct footer *f)
{
    size_t start = f->pos;
    if (footer_peek(f) == '<') {
        while (footer_peek(f) && footer_peek(f) != '>')
            f->pos++;
        return footer_peek(f) && f->pos++ > start;
    }
    while ((footer_peek(f) >= 'A' && footer_peek(f) <= 'Z') ||
           (footer_peek(f) >= 'a' && footer_peek(f) <= 'z'))
        f->pos++;
    return f->pos > start;
}

/* "[-+]h[:mm[:ss]]" */
static bool footer_time(struct footer *f, int32_t *seconds)
{
    bool minus = footer_peek(f) == '-';
    if (minus || footer_peek(f) == '+')
        f->pos++;
    int part[3] = { 0, 0, 0 };
    if (!footer_number(f, &part[0]))
        return false;
    for (int i = 1; i < 3 && footer_peek(f) == ':'; i++) {
        f->pos++;
        if (!footer_number(f, &part[i]))
            return false;
    }
    *seconds = part[0] * 3600 + part[1] * 60 + part[2];
    if (minus)
        *seconds = -*seconds;
    return true;
}

static bool footer_day(struct footer *f, struct rule_day *day)
{
    if (footer_peek(f) != ',')
        return false;
    f->pos++;
    *day = (struct rule_day){ .form = footer_peek(f), .second = 7200 };
    if (day->form == 'M') {
        f->pos++;
        bool good = footer_number(f, &day->month) && footer_peek(f) == '.' && ++f->pos &&
                    footer_number(f, &day->week) && footer_peek(f) == '.' && ++f->pos &&
                    footer_number(f, &day->day);
        if (!good || day->month < 1 || day->month > 12 || day->week < 1 || day->week > 5 ||
            day->day > 6)
            return false;
    } else {
        if (day->form == 'J')
            f->pos++;
        else
            day->form = 'n';
        if (!footer_number(f, &day->day))
            return false;
    }
    if (footer_peek(f) == '/') {
        f->pos++;
        return footer_time(f, &day->second);
    }
    return true;
}

static void footer_read(struct feel_zone *zone, struct str text)
{
    struct footer f = { text, 0 };
    int32_t west;
    if (!footer_name(&f) || !footer_time(&f, &west))
        return;
    zone->standard_offset = -west;
    zone->rule = true;
    if (f.pos == text.len || !footer_name(&f))
        return;
    zone->summer_offset = zone->standard_offset + 3600;
    if (footer_peek(&f) != ',') {
        if (!footer_time(&f, &west))
            return;
        zone->summer_offset = -west;
    }
    zone->summer = footer_day(&f, &zone->summer_from) && footer_day(&f, &zone->summer_until);
}

/* The local second (since 1970) at which the rule changes in a year. */
static int64_t rule_second(const struct rule_day *rule, int64_t year)
{
    int64_t days;
    if (rule->form == 'M') {
        int64_t first = days_from_civil(year, rule->month, 1);
        int weekday = weekday_of(first) % 7; /* 0 Sunday */
        int day = (rule->day - weekday + 7) % 7 + (rule->week - 1) * 7;
        while (day >= days_in_month(year, rule->month))
            day -= 7;
        days = first + day;
    } else {
        bool leap = days_in_month(year, 2) == 29;
        int day = rule->form == 'J' ? rule->day - 1 + (leap && rule->day >= 60) : rule->day;
        days = days_from_civil(year, 1, 1) + day;
    }
    return days * DAY_SECONDS + rule->second;
}

static int32_t rule_offset(const struct feel_zone *zone, int64_t local_second)
{
    if (!zone->summer)
        return zone->standard_offset;
    int64_t days = local_second >= 0 ? local_second / DAY_SECONDS
                                     : -((DAY_SECONDS - 1 - local_second) / DAY_SECONDS);
    int64_t year;
    int month, day;
    civil_from_days(days, &year, &month, &day);
    /* Each bound in the local time before it, so a repeated hour keeps the offset before. */
    int64_t from = rule_second(&zone->summer_from, year);
    int64_t until = rule_second(&zone->summer_until, year);
    int64_t gap = zone->summer_offset - zone->standard_offset;
    from += gap > 0 ? gap : 0; /* a skipped hour counts as before the change */
    bool summer = from < until ? local_second >= from && local_second < until
                               : local_second >= from || local_second < until;
    return summer ? zone->summer_offset : zone->standard_offset;
}

/* The same of a second in UTC, where nothing is skipped or repeated. */
static int32_t rule_offset_utc(const struct feel_zone *zone, int64_t utc)
{
    if (!zone->summer)
        return zone->standard_offset;
    int64_t local = utc + zone->standard_offset, year;
    int month, day;
    civil_from_days(local >= 0 ? local / DAY_SECONDS : -((DAY_SECONDS - 1 - local) / DAY_SECONDS),
                    &year, &month, &day);
    int64_t from = rule_second(&zone->summer_from, year) - zone->standard_offset;
    int64_t until = rule_second(&zone->summer_until, year) - zone->summer_offset;
    bool summer = from < until ? utc >= from && utc < until : utc >= from || utc < until;
    return summer ? zone->summer_offset : zone->standard_offset;
}

/* ---- the table ---- */

static int64_t big_endian(const char *bytes, size_t size)
{
    uint64_t n = (unsigned char)bytes[0] & 0x80 ? UINT64_MAX : 0;
    for (size_t i = 0; i < size; i++)
        n = n << 8 | (unsigned char)bytes[i];
    return (int64_t)n;
}

struct header {
    size_t isut, isstd, leap, time, type, chars;
    char version;
};

static bool header_read(struct str bytes, size_t at, struct header *header)
{
    if (bytes.len < 44 || at > bytes.len - 44 || memcmp(bytes.ptr + at, "TZif", 4) != 0)
        return false;
    size_t counts[6];
    for (int i = 0; i < 6; i++) {
        int64_t n = big_endian(bytes.ptr + at + 20 + 4 * i, 4);
        if (n < 0 || n > 100000)
            return false;
        counts[i] = (size_t)n;
    }
    *header = (struct header){ counts[0], counts[1], counts[2],        counts[3],
                               counts[4], counts[5], bytes.ptr[at + 4] };
    return header->type > 0;
}

static size_t body_size(const struct header *h, size_t time_size)
{
    return h->time * time_size + h->time + h->type * 6 + h->chars + h->leap * (time_size + 4) +
           h->isstd + h->isut;
}

static bool zone_read(struct arena *arena, struct feel_zone *zone, struct str bytes)
{
    struct header header;
    if (!header_read(bytes, 0, &header))
        return false;
    size_t at = 44, time_size = 4;
    if (header.version >= '2') {
        at += body_size(&header, 4);
        if (!header_read(bytes, at, &header))
            return false;
        at += 44;
        time_size = 8;
    }
    size_t end = at + body_size(&header, time_size);
    if (end > bytes.len)
        return false;
    const char *times = bytes.ptr + at, *kinds = times + header.time * time_size,
               *types = kinds + header.time;
    int64_t *changes = ARENA_ARRAY(arena, int64_t, header.time + 1);
    int32_t *offsets = ARENA_ARRAY(arena, int32_t, header.time + 1);
    offsets[0] = (int32_t)big_endian(types, 4);
    for (size_t i = 0; i < header.time; i++) {
        size_t kind = (unsigned char)kinds[i];
        if (kind >= header.type)
            return false;
        changes[i] = big_endian(times + i * time_size, time_size);
        offsets[i + 1] = (int32_t)big_endian(types + kind * 6, 4);
    }
    for (size_t i = 0; i <= header.time; i++)
        if (offsets[i] < -DAY_SECONDS || offsets[i] > DAY_SECONDS)
            return false;
    zone->changes = changes;
    zone->offsets = offsets;
    zone->count = header.time;
    if (time_size == 8 && end < bytes.len && bytes.ptr[end] == '\n') {
        struct str footer = str_slice(bytes, end + 1, bytes.len);
        ptrdiff_t line = str_find(footer, STR("\n"), 0);
        if (line > 0)
            footer_read(zone, str_slice(footer, 0, (size_t)line));
    }
    return true;
}

int32_t zone_offset(const struct feel_zone *zone, int64_t local_second)
{
    if (zone->rule &&
        (!zone->count || local_second >= zone->changes[zone->count - 1] + DAY_SECONDS))
        return rule_offset(zone, local_second);
    /* The last change whose local time, in the larger of both offsets, is not after it. */
    size_t low = 0, high = zone->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int32_t before = zone->offsets[middle], after = zone->offsets[middle + 1];
        int64_t local = zone->changes[middle] + (before > after ? before : after);
        if (local <= local_second)
            low = middle + 1;
        else
            high = middle;
    }
    return zone->offsets[low];
}

int32_t zone_offset_utc(const struct feel_zone *zone, int64_t utc)
{
    if (zone->rule && (!zone->count || utc >= zone->changes[zone->count - 1]))
        return rule_offset_utc(zone, utc);
    size_t low = 0, high = zone->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (zone->changes[middle] <= utc)
            low = middle + 1;
        else
            high = middle;
    }
    return zone->offsets[low];
}

/* Names are as in the database: letters, digits, "/_+-", no part that starts with a dot. */
static bool name_good(struct str name)
{
    if (!name.len || name.len > 64 || name.ptr[0] == '/')
        return false;
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        bool good = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                    c == '/' || c == '_' || c == '+' || c == '-';
        if (!good)
            return false;
    }
    return true;
}

const struct feel_zone *feel_zone_find(struct feel_run *run, struct str name)
{
    for (struct feel_zone *zone = run->zones; zone; zone = zone->next)
        if (str_eq(zone->name, name))
            return zone->offsets ? zone : NULL;
    if (!name_good(name))
        return NULL;
    struct feel_zone *zone = ARENA_NEW(run->arena, struct feel_zone);
    zone->name = str_copy(run->arena, name);
    zone->next = run->zones;
    run->zones = zone; /* kept also when it does not exist, so that it is asked for once */
    struct err err;
    err_init(&err);
    struct str bytes, path = str_join(run->arena, STR("/usr/share/zoneinfo/"), name);
    if (!file_read(run->arena, path, 1 << 20, &bytes, &err) ||
        !zone_read(run->arena, zone, bytes)) {
        zone->offsets = NULL;
        return NULL;
    }
    return zone;
}
