/*
 * when.c - times: 2023年, 今年一季度, 1—9月, “十四五”, 截至2021年底, 去年同期, 未来五年.
 */
#include "base/arena.h"
#include "plan/plan_priv.h"

static const struct lex_word *time_word(const struct page *page, size_t pos, size_t end, enum lex_role role)
{
    return lex_at(page->lexicon, page->cps, end, pos, LEX_TIME, role);
}

static bool range_mark(const struct page *page, size_t pos, size_t end, size_t *after)
{
    const struct lex_word *mark = lex_at(page->lexicon, page->cps, end, pos, LEX_NUMERAL, ROLE_RANGE);
    if (!mark) return false;
    *after = pos + mark->len;
    return true;
}

/* Up to `max` ASCII digits. */
static bool digits_at(const struct page *page, size_t pos, size_t end, int max, int *value, size_t *after)
{
    int n = 0, count = 0;
    while (pos < end && cp_digit(page->cps[pos])) {
        if (++count > max) return false;
        n = n * 10 + (int)(page->cps[pos++] - '0');
    }
    *value = n;
    *after = pos;
    return count > 0;
}

/* One or two digits, ASCII or Han (十二). */
static bool small_number(const struct page *page, size_t pos, size_t end, int *value, size_t *after)
{
    if (digits_at(page, pos, end, 2, value, after)) return true;
    struct numeral numeral;
    int64_t n;
    if (pos >= end || cp_digit(page->cps[pos]) || !numeral_at(page, pos, end, &numeral)) return false;
    if (numeral.inexact || numeral.bare || !dec_to_int(numeral.value, &n) || n < 1 || n > 99) return false;
    *value = (int)n;
    *after = numeral.end;
    return true;
}

/* Four digits that can be a year, ASCII or Han (二〇二三). */
static bool year_number(const struct page *page, size_t pos, size_t end, int *year, size_t *after)
{
    if (digits_at(page, pos, end, 4, year, after)) return *after == pos + 4 && *year >= 1900 && *year <= 2100;
    struct numeral numeral;
    int64_t n;
    if (pos + 4 > end || cp_digit(page->cps[pos]) || !numeral_at(page, pos, end, &numeral)) return false;
    if (numeral.end != pos + 4 || numeral.scaled || !dec_to_int(numeral.value, &n)) return false;
    if (n < 1900 || n > 2100) return false;
    *year = (int)n;
    *after = numeral.end;
    return true;
}

static size_t skip_end_words(const struct page *page, size_t pos, size_t end)
{
    for (int i = 0; i < 3; i++) {
        const struct lex_word *word = time_word(page, pos, end, ROLE_END);
        if (!word) break;
        pos += word->len;
    }
    return pos;
}

/* 3月, 1—9月, 1月至9月, 3月5日; the year is the caller's. */
static bool months_at(const struct page *page, size_t pos, size_t end, struct when *when)
{
    int from, to;
    size_t at;
    if (!small_number(page, pos, end, &from, &at) || from > 12) return false;
    const struct lex_word *month = time_word(page, at, end, ROLE_MONTH_MARK);
    size_t after = at;
    if (month) after += month->len;
    size_t next;
    if (range_mark(page, after, end, &next) && small_number(page, next, end, &to, &at)) {
        const struct lex_word *last = time_word(page, at, end, ROLE_MONTH_MARK);
        if (last && to <= 12 && to > from) {
            when->part = W_MONTHS;
            when->from = from;
            when->to = to;
            when->end = at + last->len;
            return true;
        }
    }
    if (!month) return false;
    when->part = W_MONTH;
    when->from = when->to = from;
    when->end = after;
    if (small_number(page, after, end, &to, &at) && to <= 31) {
        const struct lex_word *day = time_word(page, at, end, ROLE_DAY_MARK);
        if (day) {
            when->part = W_DAY;
            when->end = at + day->len;
        }
    }
    return true;
}

/* 前5个月, 前11月. */
static bool front_months(const struct page *page, size_t pos, size_t end, struct when *when)
{
    const struct lex_word *front = time_word(page, pos, end, ROLE_TIME_FRONT);
    int months;
    size_t at;
    if (!front || !small_number(page, pos + front->len, end, &months, &at) || months > 12) return false;
    const struct lex_word *mark = time_word(page, at, end, ROLE_FRONT_MONTHS);
    if (!mark) return false;
    when->part = W_MONTHS;
    when->from = 1;
    when->to = months;
    when->end = at + mark->len;
    return true;
}

static bool part_word(const struct page *page, size_t pos, size_t end, struct when *when)
{
    static const struct { enum lex_role role; enum when_part part; } parts[] = {
        { ROLE_QUARTERS, W_QUARTERS }, { ROLE_QUARTER, W_QUARTER }, { ROLE_HALF, W_HALF },
        { ROLE_ALL, W_ALL }, { ROLE_SAME, W_SAME },
    };
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        const struct lex_word *word = time_word(page, pos, end, parts[i].role);
        if (!word) continue;
        when->part = parts[i].part;
        when->from = when->to = (int)word->digit;
        when->end = pos + word->len;
        return true;
    }
    return false;
}

/* What may follow a year: a part of it, then 底, 末, 以来. */
static void after_year(const struct page *page, size_t end, struct when *when)
{
    struct when part = *when;
    if (part_word(page, when->end, end, &part) || front_months(page, when->end, end, &part) ||
        months_at(page, when->end, end, &part)) {
        if (part.part == W_ALL) part.part = W_YEAR;
        if (part.part == W_SAME) {
            part.part = W_YEAR;
            part.same_last_year = true;
        }
        *when = part;
    }
    when->end = skip_end_words(page, when->end, end);
}

static bool number_year(const struct page *page, size_t pos, size_t end, struct when *when)
{
    int from, to;
    size_t at, next;
    if (!year_number(page, pos, end, &from, &at)) return false;
    at = page_skip_blanks(page, at, end);
    const struct lex_word *mark = time_word(page, at, end, ROLE_YEAR_MARK);
    size_t after = mark ? at + mark->len : at;
    when->year = when->year_to = from;
    if (range_mark(page, after, end, &next) && year_number(page, next, end, &to, &at) && to > from) {
        const struct lex_word *last = time_word(page, at, end, ROLE_YEAR_MARK);
        if (last) {
            when->part = W_YEARS;
            when->year_to = to;
            when->end = skip_end_words(page, at + last->len, end);
            return true;
        }
    }
    if (!mark) return false;
    when->part = W_YEAR;
    when->end = after;
    after_year(page, end, when);
    return true;
}

/* 未来5年, 过去五年. */
static bool years_about(const struct page *page, size_t pos, size_t end, struct when *when)
{
    const struct lex_word *future = time_word(page, pos, end, ROLE_FUTURE);
    const struct lex_word *past = time_word(page, pos, end, ROLE_PAST);
    const struct lex_word *word = future ? future : past;
    int years;
    size_t at;
    if (!word) return false;
    size_t from = page_skip_blanks(page, pos + word->len, end);
    if (!small_number(page, from, end, &years, &at)) return false;
    const struct lex_word *mark = time_word(page, at, end, ROLE_YEAR_MARK);
    if (!mark) return false;
    int year = page->options.year;
    when->part = W_YEARS;
    when->year = year && past ? year - years : year;
    when->year_to = year && past ? year - 1 : year ? year + years : 0;
    when->end = skip_end_words(page, at + mark->len, end);
    return true;
}

static bool year_word(const struct page *page, size_t pos, size_t end, struct when *when)
{
    const struct lex_word *word = time_word(page, pos, end, ROLE_YEAR);
    const struct lex_word *five = time_word(page, pos, end, ROLE_FIVE);
    if (five) {
        when->part = W_YEARS;
        when->year = 1951 + 5 * (int)five->digit;
        when->year_to = when->year + 4;
        when->end = skip_end_words(page, pos + five->len, end);
        return true;
    }
    if (!word) return false;
    when->part = W_YEAR;
    when->relative = true;
    when->year = when->year_to = page->options.year ? page->options.year + (int)word->digit : 0;
    when->end = pos + word->len;
    after_year(page, end, when);
    return true;
}

bool when_at(const struct page *page, size_t pos, size_t end, struct when *when)
{
    uint32_t cp = page->cps[pos];
    if (!cp_digit(cp) && !lex_begins(page->lexicon, cp, LEX_BIT(TIME) | LEX_BIT(NUMERAL))) return false;
    *when = (struct when){ .start = pos };
    if (pos > 0 && cp_digit(page->cps[pos]) &&
        (cp_digit(page->cps[pos - 1]) || cp_letter(page->cps[pos - 1]) || page->cps[pos - 1] == '.'))
        return false;
    if (part_word(page, pos, end, when)) {
        if (when->part == W_SAME) when->same_last_year = true;
        when->end = skip_end_words(page, when->end, end);
        return true;
    }
    if (year_word(page, pos, end, when) || number_year(page, pos, end, when) ||
        years_about(page, pos, end, when) || front_months(page, pos, end, when))
        return true;
    if (!months_at(page, pos, end, when)) return false;
    when->end = skip_end_words(page, when->end, end);
    return true;
}

struct str when_print(const struct page *page, const struct when *when, int year)
{
    int y = when->year ? when->year : year;
    if (!y) return STR("");
    if (when->same_last_year && !when->year) y--;
    switch (when->part) {
    case W_YEARS:
        if (when->year_to == y) return str_format(page->arena, "%04d", y);
        return str_format(page->arena, "%04d..%04d", y, when->year_to ? when->year_to : y);
    case W_MONTH:
    case W_DAY:
        return str_format(page->arena, "%04d-%02d", y, when->from);
    case W_MONTHS:
        if (when->from == 1 && when->to == 12) return str_format(page->arena, "%04d", y);
        if (when->from == 1 && when->to == 6) return str_format(page->arena, "%04d-H1", y);
        if (when->from == 7 && when->to == 12) return str_format(page->arena, "%04d-H2", y);
        if (when->from == when->to) return str_format(page->arena, "%04d-%02d", y, when->from);
        return str_format(page->arena, "%04d-%02d..%04d-%02d", y, when->from, y, when->to);
    case W_HALF:
        return str_format(page->arena, "%04d-H%d", y, when->from);
    case W_QUARTER:
        return str_format(page->arena, "%04dQ%d", y, when->from);
    case W_QUARTERS:
        return str_format(page->arena, "%04dQ1..%04dQ%d", y, y, when->from);
    default:
        return str_format(page->arena, "%04d", y);
    }
}
