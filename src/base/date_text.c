/*
 * date_text.c - dates as people write them, with how exactly they are known. See date.h.
 *
 * The text is first brought to a plain form: full-width digits and signs to ASCII, the words of the
 * calendar to one letter each (年 Y, 月 M, 日 and 号 D, 季度 Q, 上旬 中旬 下旬 to a b c), blanks
 * dropped unless they part two digits. Then it must be one of a few patterns, whole.
 */
#include "base/date.h"

#include <string.h>

#include "base/buf.h"
#include "base/date_priv.h"
#include "base/utf8.h"

struct word {
    struct str said;
    struct str plain;
};

/* Longer words before those they begin with. */
static const struct word words[] = {
    { STR_INIT("第一季度"), STR_INIT("Q1") }, { STR_INIT("第二季度"), STR_INIT("Q2") },
    { STR_INIT("第三季度"), STR_INIT("Q3") }, { STR_INIT("第四季度"), STR_INIT("Q4") },
    { STR_INIT("一季度"), STR_INIT("Q1") },   { STR_INIT("二季度"), STR_INIT("Q2") },
    { STR_INIT("三季度"), STR_INIT("Q3") },   { STR_INIT("四季度"), STR_INIT("Q4") },
    { STR_INIT("季度"), STR_INIT("q") },      { STR_INIT("第"), STR_INIT("#") },
    { STR_INIT("上旬"), STR_INIT("a") },      { STR_INIT("中旬"), STR_INIT("b") },
    { STR_INIT("下旬"), STR_INIT("c") },      { STR_INIT("年"), STR_INIT("Y") },
    { STR_INIT("月份"), STR_INIT("M") },      { STR_INIT("月"), STR_INIT("M") },
    { STR_INIT("日"), STR_INIT("D") },        { STR_INIT("号"), STR_INIT("D") },
    { STR_INIT("。"), STR_INIT(".") },        { STR_INIT("．"), STR_INIT(".") },
    { STR_INIT("－"), STR_INIT("-") },        { STR_INIT("—"), STR_INIT("-") },
    { STR_INIT("–"), STR_INIT("-") },         { STR_INIT("−"), STR_INIT("-") },
    { STR_INIT("／"), STR_INIT("/") },        { STR_INIT("："), STR_INIT(":") },
    { STR_INIT("Ｑ"), STR_INIT("Q") },        { STR_INIT("q"), STR_INIT("Q") },
    { STR_INIT("/ten-day"), STR_INIT("t") },
};

enum { PLAIN_MAX = 40 };

/* The plain form, NUL-ended; false where the text holds what no date does, or is too long for one.
 */
static bool plain_form(struct str s, char plain[PLAIN_MAX + 1])
{
    size_t len = 0;
    bool blank = false;
    for (size_t at = 0; at < s.len;) {
        struct str rest = str_slice(s, at, s.len), out = { NULL, 0 };
        size_t taken = 0;
        for (size_t i = 0; i < sizeof words / sizeof *words && !taken; i++) {
            if (str_starts(rest, words[i].said)) {
                out = words[i].plain;
                taken = words[i].said.len;
            }
        }
        char digit;
        if (!taken) {
            size_t next = at;
            uint32_t rune = utf8_next(s, &next);
            taken = next - at;
            if (rune == ' ' || rune == '\t' || rune == 0xA0 || rune == 0x3000) {
                blank = true;
                at = next;
                continue;
            }
            if (rune >= 0xFF10 && rune <= 0xFF19)
                digit = (char)('0' + (rune - 0xFF10));
            else if (rune < 0x80 && rune && strchr("0123456789Q-/.:T", (int)rune))
                digit = (char)rune;
            else
                return false;
            out = (struct str){ &digit, 1 };
        }
        bool digits = len && plain[len - 1] >= '0' && plain[len - 1] <= '9' && out.ptr[0] >= '0' &&
                      out.ptr[0] <= '9';
        size_t gap = blank && digits; /* two numbers do not grow together */
        if (len + gap + out.len > PLAIN_MAX)
            return false;
        if (gap)
            plain[len++] = ' ';
        memcpy(plain + len, out.ptr, out.len);
        len += out.len;
        blank = false;
        at += taken;
    }
    plain[len] = '\0';
    return true;
}

/*
 * Match a pattern from *at on and move *at behind it. In a pattern y is a year of four digits, m a
 * number of one or two, n one digit; anything else stands for itself. Numbers go to n in order.
 */
static bool match(const char **at, const char *pattern, int *n)
{
    const char *c = *at;
    for (; *pattern; pattern++) {
        size_t least = *pattern == 'y' ? 4 : 1;
        size_t most = *pattern == 'y' ? 4 : *pattern == 'm' ? 2 : *pattern == 'n' ? 1 : 0;
        if (!most) {
            if (*c++ != *pattern)
                return false;
            continue;
        }
        size_t count = 0;
        int value = 0;
        while (count < most && *c >= '0' && *c <= '9') {
            value = value * 10 + (*c++ - '0');
            count++;
        }
        if (count < least)
            return false;
        *n++ = value;
    }
    *at = c;
    return true;
}

static bool match_whole(const char *text, const char *pattern, int *n)
{
    return match(&text, pattern, n) && *text == '\0';
}

/* The time of day that a spreadsheet's text carries behind a date ("0:00", "T08:30:00"): dropped.
 */
static bool match_time(const char *text)
{
    int n[3] = { 0, 0, 0 };
    if (*text == '\0')
        return true;
    if (*text == 'T' || *text == ' ')
        text++;
    else if (text[-1] != 'D') /* 5日 8:30, whose blank is gone */
        return false;
    if (!match(&text, "m:m", n) || (*text == ':' && !match(&text, ":m", n + 2)))
        return false;
    if (*text == '.' && text[1])
        for (text++; *text >= '0' && *text <= '9';)
            text++;
    return *text == '\0' && n[0] <= 23 && n[1] <= 59 && n[2] <= 59;
}

static bool date_set(struct date *date, int year, int month, int day, enum precision precision)
{
    if (!day_exists(year, month, day))
        return false;
    *date = (struct date){ day_from(year, month, day), precision };
    return true;
}

static bool match_day(const char *text, struct date *date)
{
    static const char *const patterns[] = { "y-m-m", "y/m/m", "y.m.m", "yYmMmD" };
    int n[5];
    for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
        const char *rest = text;
        if (match(&rest, patterns[i], n) && (match_time(rest) || (i == 2 && !strcmp(rest, "."))))
            return date_set(date, n[0], n[1], n[2], PRECISION_DAY);
    }
    if (match_whole(text, "yYmMm", n)) /* 日 left out */
        return date_set(date, n[0], n[1], n[2], PRECISION_DAY);
    if (!match_whole(text, "ynnnn", n))
        return false;
    return date_set(date, n[0], n[1] * 10 + n[2], n[3] * 10 + n[4], PRECISION_DAY);
}

/* 2023年3月上旬, 2023-03 上旬, and what date_print writes: 2023-03-10/ten-day. */
static bool match_ten_day(const char *text, struct date *date)
{
    static const char *const patterns[] = { "yYmM", "y-m", "y.m", "y/m", "y-mM", "y.mM", "y/mM" };
    int n[3];
    for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
        const char *rest = text;
        if (!match(&rest, patterns[i], n) || *rest < 'a' || *rest > 'c' || rest[1])
            continue;
        if (!day_exists(n[0], n[1], 1))
            return false;
        int last = *rest == 'a' ? 10 : *rest == 'b' ? 20 : month_days(n[0], n[1]);
        return date_set(date, n[0], n[1], last, PRECISION_TEN_DAY);
    }
    if (!match_whole(text, "y-m-mt", n) || !day_exists(n[0], n[1], n[2]))
        return false;
    if (n[2] != 10 && n[2] != 20 && n[2] != month_days(n[0], n[1]))
        return false;
    return date_set(date, n[0], n[1], n[2], PRECISION_TEN_DAY);
}

static bool match_month(const char *text, struct date *date)
{
    static const char *const patterns[] = { "yYmM", "y-m", "y/m", "y.m" };
    int n[2];
    for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
        if (!match_whole(text, patterns[i], n))
            continue;
        /* A spreadsheet shows October, typed 2023.10, as 2023.1: nobody can tell it from January.
         */
        if (!strcmp(text + 4, ".1"))
            return false;
        return day_exists(n[0], n[1], 1) &&
               date_set(date, n[0], n[1], month_days(n[0], n[1]), PRECISION_MONTH);
    }
    return false;
}

static bool match_quarter_or_year(const char *text, struct date *date)
{
    static const char *const quarters[] = {
        "yQn", "yYQn", "y-Qn", "y/Qn", "y.Qn", "yYnq", "yY#nq"
    };
    int n[2];
    if (match_whole(text, "yY", n) || match_whole(text, "y", n))
        return date_set(date, n[0], 12, 31, PRECISION_YEAR);
    for (size_t i = 0; i < sizeof quarters / sizeof *quarters; i++) {
        if (!match_whole(text, quarters[i], n))
            continue;
        int month = n[1] * 3;
        return n[1] >= 1 && n[1] <= 4 &&
               date_set(date, n[0], month, month == 3 || month == 12 ? 31 : 30, PRECISION_QUARTER);
    }
    return false;
}

bool date_parse(struct str s, struct date *date)
{
    char plain[PLAIN_MAX + 1];
    s = str_trim(s);
    if (day_parse(s, &date->day)) { /* most are; an import reads millions */
        date->precision = PRECISION_DAY;
        return true;
    }
    if (!utf8_valid(s) || !plain_form(s, plain))
        return false;
    return match_day(plain, date) || match_ten_day(plain, date) || match_month(plain, date) ||
           match_quarter_or_year(plain, date);
}

void date_print(struct date date, struct buf *out)
{
    if (day_is_none(date.day))
        return;
    int year, month, month_day;
    day_split(date.day, &year, &month, &month_day);
    switch (date.precision) {
    case PRECISION_DAY: day_print(date.day, out); return;
    case PRECISION_TEN_DAY:
        day_print(date.day, out);
        buf_cstr(out, "/ten-day");
        return;
    case PRECISION_MONTH: buf_printf(out, "%04d-%02d", year, month); return;
    case PRECISION_QUARTER: buf_printf(out, "%04dQ%d", year, (month + 2) / 3); return;
    case PRECISION_YEAR: buf_printf(out, "%04d", year); return;
    }
}
