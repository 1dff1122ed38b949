/*
 * format.c - what a number in a cell is: a date, a percentage, a padded code; and its digits.
 *
 * A workbook stores every date as a number; only the cell's format tells. Numbers are stored as the
 * shortest text of a binary double, up to 17 digits ("0.10000000000000001"); people and their
 * programs see 15, and so do we. No floating point is used, so no digit depends on a machine or a
 * locale.
 */
#include "sheet/sheet_priv.h"

#include <strings.h>

/* ECMA-376 part 1, 18.8.30, with the numbers that Chinese, Japanese and Korean programs use. */
struct cell_style style_from_builtin(int id)
{
    enum style_class class = STYLE_PLAIN;
    if (id == 9 || id == 10)
        class = STYLE_PERCENT;
    else if (id == 17 || id == 27 || id == 36 || id == 50 || id == 52 || id == 57)
        class = STYLE_MONTH;
    else if ((id >= 14 && id <= 16) || id == 22 || (id >= 28 && id <= 31) || id == 51 || id == 53 ||
             id == 54 || id == 58)
        class = STYLE_DATE;
    else if ((id >= 18 && id <= 21) || (id >= 32 && id <= 35) || (id >= 45 && id <= 47) ||
             id == 55 || id == 56)
        class = STYLE_TIME;
    return (struct cell_style){ (uint8_t) class, 0 };
}

/* "AM/PM" at a place: its letters are no month's. */
static bool is_half_day(struct str code, size_t at)
{
    return at + 5 <= code.len && strncasecmp(code.ptr + at, "am/pm", 5) == 0;
}

/* The letters of a format that are not literal text: into out, lower case, with "[h]" as "h". */
static size_t code_letters(struct str code, char *out, size_t room)
{
    size_t n = 0;
    for (size_t i = 0; i < code.len && code.ptr[i] != ';' && n < room; i++) {
        char c = code.ptr[i];
        if (c == '"') {
            for (i++; i < code.len && code.ptr[i] != '"'; i++)
                ;
        } else if (c == '\\' || c == '_' || c == '*') {
            i++; /* the next character stands for itself, or for its width */
        } else if (c == '[') {
            size_t close = i + 1;
            while (close < code.len && code.ptr[close] != ']')
                close++;
            /* [h] [mm] [ss] are lapsed time; [Red], [$-804], [DBNum1] say nothing here. */
            char first = i + 1 < code.len ? (char)(code.ptr[i + 1] | 0x20) : 0;
            char last = close > i + 1 ? (char)(code.ptr[close - 1] | 0x20) : 0;
            if (first == last && (first == 'h' || first == 'm' || first == 's'))
                out[n++] = 'h';
            i = close;
        } else if (is_half_day(code, i)) {
            out[n++] = 'h';
            i += 4;
        } else if (c >= 'A' && c <= 'Z') {
            out[n++] = (char)(c | 0x20);
        } else {
            out[n++] = c;
        }
    }
    return n;
}

static bool letters_general(const char *letters, size_t n)
{
    return (n >= 7 && memcmp(letters, "general", 7) == 0) ||
           (n >= 2 && letters[0] == 'g' && letters[1] == '/');
}

/* A month's m or a minute's? A minute's stands behind an hour or before a second. */
static bool month_at(const char *letters, size_t n, size_t at)
{
    for (size_t i = at; i-- > 0;) {
        if (letters[i] == 'h')
            return false;
        if (letters[i] == 'y' || letters[i] == 'd' || letters[i] == 'e')
            break;
    }
    for (size_t i = at; i < n; i++) {
        if (letters[i] == 's')
            return false;
        if (letters[i] == 'y' || letters[i] == 'd' || letters[i] == 'e' || letters[i] == 'h')
            break;
    }
    return true;
}

struct cell_style style_from_code(struct str code)
{
    char letters[128];
    size_t n = code_letters(code, letters, sizeof letters);
    bool year = false, month = false, day = false, time = false, zeros = n > 1, percent = false;
    if (n == 0 || letters_general(letters, n))
        return (struct cell_style){ STYLE_PLAIN, 0 };

    for (size_t i = 0; i < n; i++) {
        char c = letters[i];
        zeros = zeros && c == '0';
        percent = percent || c == '%';
        if (c == 'e' && i + 1 < n && (letters[i + 1] == '+' || letters[i + 1] == '-'))
            return (struct cell_style){ STYLE_PLAIN, 0 }; /* 0.00E+00 */
        year = year || c == 'y' || c == 'e';
        day = day || c == 'd';
        time = time || c == 'h' || c == 's';
        month = month || (c == 'm' && month_at(letters, n, i));
    }
    enum style_class class = STYLE_PLAIN;
    if (day)
        class = STYLE_DATE;
    else if (month)
        class = time ? STYLE_DATE : STYLE_MONTH;
    else if (year)
        class = time ? STYLE_DATE : STYLE_YEAR;
    else if (time)
        class = STYLE_TIME;
    else if (percent)
        class = STYLE_PERCENT;
    else if (zeros)
        return (struct cell_style){ STYLE_PADDED, (uint8_t)n };
    return (struct cell_style){ (uint8_t) class, 0 };
}

/* The digits of a number without sign, point and zeros in front; the value is 0.DIGITS *
 * 10^exponent. */
struct digits {
    char d[40];
    size_t count;
    int exponent;
    bool negative;
};

static bool exponent_parse(const char *p, const char *end, int *exponent)
{
    bool negative = p < end && *p == '-';
    if (p < end && (*p == '-' || *p == '+'))
        p++;
    if (p == end || end - p > 4)
        return false;
    int value = 0;
    for (; p < end; p++) {
        if (*p < '0' || *p > '9')
            return false;
        value = value * 10 + (*p - '0');
    }
    *exponent += negative ? -value : value;
    return true;
}

static bool digits_parse(const char *text, size_t len, struct digits *digits)
{
    *digits = (struct digits){ .count = 0 };
    const char *p = text, *end = text + len;
    bool point = false, any = false;
    if (p < end && (*p == '-' || *p == '+'))
        digits->negative = *p++ == '-';
    for (; p < end; p++) {
        if (*p == '.') {
            if (point)
                return false;
            point = true;
        } else if (*p >= '0' && *p <= '9') {
            any = true;
            if (*p != '0' || digits->count > 0) {
                if (digits->count < sizeof digits->d)
                    digits->d[digits->count++] = *p;
                digits->exponent += !point;
            } else {
                digits->exponent -= point;
            }
        } else {
            break;
        }
    }
    if (!any)
        return false;
    if (p < end)
        return (*p == 'e' || *p == 'E') && exponent_parse(p + 1, end, &digits->exponent);
    return true;
}

static void digits_round(struct digits *digits, size_t keep)
{
    if (digits->count > keep) {
        bool up = digits->d[keep] >= '5';
        digits->count = keep;
        while (up && digits->count > 0) {
            char *last = &digits->d[digits->count - 1];
            if (*last < '9') {
                (*last)++;
                up = false;
            } else {
                digits->count--;
            }
        }
        if (up) { /* 999.. became 1000.. */
            digits->d[0] = '1';
            digits->count = 1;
            digits->exponent++;
        }
    }
    while (digits->count > 0 && digits->d[digits->count - 1] == '0')
        digits->count--;
}

static size_t digits_print(const struct digits *digits, char out[NUMBER_TEXT_MAX])
{
    size_t n = 0;
    if (digits->count == 0) {
        out[0] = '0';
        return 1;
    }
    if (digits->negative)
        out[n++] = '-';
    if (digits->exponent <= 0) {
        out[n++] = '0';
        out[n++] = '.';
        for (int i = digits->exponent; i < 0; i++)
            out[n++] = '0';
    }
    for (size_t i = 0; i < digits->count; i++) {
        if (digits->exponent > 0 && i == (size_t)digits->exponent)
            out[n++] = '.';
        out[n++] = digits->d[i];
    }
    for (int i = (int)digits->count; i < digits->exponent; i++)
        out[n++] = '0';
    return n;
}

/* Most numbers are short and plain already. */
static bool number_is_plain(const char *text, size_t len)
{
    if (len == 0 || len > 16)
        return false;
    size_t i = text[0] == '-', digits = 0;
    bool point = false;
    for (; i < len; i++) {
        if (text[i] >= '0' && text[i] <= '9')
            digits++;
        else if (text[i] == '.' && !point && digits > 0 && i + 1 < len)
            point = true;
        else
            return false;
    }
    return digits > 0 && digits <= 15 && !(point && text[len - 1] == '0');
}

size_t number_tidy(const char *text, size_t len, char out[NUMBER_TEXT_MAX], bool *lost)
{
    *lost = false;
    while (len > 0 && (text[0] == ' ' || text[0] == '\n' || text[0] == '\t' || text[0] == '\r'))
        text++, len--;
    while (len > 0 && (text[len - 1] == ' ' || text[len - 1] == '\n' || text[len - 1] == '\t' ||
                       text[len - 1] == '\r'))
        len--;
    if (number_is_plain(text, len)) {
        memcpy(out, text, len);
        return len;
    }
    struct digits digits;
    if (!digits_parse(text, len, &digits))
        return 0;
    digits_round(&digits, 15);
    *lost = digits.count > 0 && digits.exponent > 15;
    if (digits.exponent > 34 || digits.exponent < -30) {
        /* Beyond any amount: as it was written, which still is a number. */
        size_t keep = len < NUMBER_TEXT_MAX ? len : NUMBER_TEXT_MAX;
        memcpy(out, text, keep);
        return keep == len ? keep : 0;
    }
    return digits_print(&digits, out);
}

bool number_to_days(struct str number, int64_t *days, int32_t *seconds)
{
    int64_t whole = 0, fraction = 0, unit = 1;
    size_t i = 0;
    for (; i < number.len && number.ptr[i] != '.'; i++) {
        if (number.ptr[i] < '0' || number.ptr[i] > '9' || whole > 100000000)
            return false;
        whole = whole * 10 + (number.ptr[i] - '0');
    }
    for (i++; i < number.len && unit < 1000000000000; i++) {
        if (number.ptr[i] < '0' || number.ptr[i] > '9')
            return false;
        fraction = fraction * 10 + (number.ptr[i] - '0');
        unit *= 10;
    }
    /* Half a second up: 0.999999 of a day is the next day. */
    int64_t part = (fraction * 86400 + unit / 2) / unit;
    *days = whole + part / 86400;
    *seconds = (int32_t)(part % 86400);
    return true;
}

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The code unit of "_xHHHH_" at text, or -1. */
static int escape_at(const char *text, size_t len)
{
    if (len < 7 || text[0] != '_' || (text[1] | 0x20) != 'x' || text[6] != '_')
        return -1;
    int unit = 0;
    for (int i = 2; i < 6; i++) {
        int digit = hex_value(text[i]);
        if (digit < 0)
            return -1;
        unit = unit * 16 + digit;
    }
    return unit;
}

static size_t rune_put(char *out, uint32_t rune)
{
    if (rune < 0x80) {
        out[0] = (char)rune;
        return 1;
    }
    if (rune < 0x800) {
        out[0] = (char)(0xC0 | rune >> 6);
        out[1] = (char)(0x80 | (rune & 0x3F));
        return 2;
    }
    if (rune < 0x10000) {
        out[0] = (char)(0xE0 | rune >> 12);
        out[1] = (char)(0x80 | (rune >> 6 & 0x3F));
        out[2] = (char)(0x80 | (rune & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | rune >> 18);
    out[1] = (char)(0x80 | (rune >> 12 & 0x3F));
    out[2] = (char)(0x80 | (rune >> 6 & 0x3F));
    out[3] = (char)(0x80 | (rune & 0x3F));
    return 4;
}

size_t xstring_unescape(char *text, size_t len)
{
    if (len < 7 || !text || (!memmem(text, len, "_x", 2) && !memmem(text, len, "_X", 2)))
        return len;
    size_t out = 0;
    for (size_t i = 0; i < len;) {
        int unit = escape_at(text + i, len - i);
        int next = unit >= 0xD800 && unit < 0xDC00 ? escape_at(text + i + 7, len - i - 7) : -1;
        if (next >= 0xDC00 && next < 0xE000) {
            out += rune_put(text + out, 0x10000 + ((uint32_t)(unit - 0xD800) << 10) +
                                            (uint32_t)(next - 0xDC00));
            i += 14;
        } else if (unit > 0 && (unit < 0xD800 || unit >= 0xE000)) {
            out += rune_put(text + out, (uint32_t)unit);
            i += 7;
        } else {
            text[out++] = text[i++]; /* a NUL and half pairs stay escaped */
        }
    }
    return out;
}
