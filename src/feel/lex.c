/*
 * lex.c - tokens of FEEL, and names in running text.
 *
 * FEEL's names may hold blanks and operators ("Monthly salary", "a+b"), so what a name is depends
 * on what names are known. The lexer therefore cuts plain words only; where an operand may stand,
 * the parser asks lex_match_name for each known name at that place and takes the longest.
 */
#include <string.h>

#include "base/utf8.h"
#include "feel/feel_priv.h"

/* ---- characters (DMN 1.5, 10.3.1.2, rules 28 - 31 and 60 - 61) ---- */

static bool in_ranges(uint32_t c, const uint32_t (*ranges)[2], size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (c >= ranges[i][0] && c <= ranges[i][1])
            return true;
    return false;
}

bool lex_name_start(uint32_t c)
{
    static const uint32_t ranges[][2] = {
        { '?', '?' },       { 'A', 'Z' },       { '_', '_' },       { 'a', 'z' },
        { 0xC0, 0xD6 },     { 0xD8, 0xF6 },     { 0xF8, 0x2FF },    { 0x370, 0x37D },
        { 0x37F, 0x1FFF },  { 0x200C, 0x200D }, { 0x2070, 0x218F }, { 0x2C00, 0x2FEF },
        { 0x3001, 0xD7FF }, { 0xF900, 0xFDCF }, { 0xFDF0, 0xFEFE }, { 0xFF10, 0xFF19 },
        { 0xFF21, 0xFF3A }, { 0xFF41, 0xFF5A }, { 0xFF66, 0xFFDC }, { 0x10000, 0xEFFFF },
    };
    /* Chinese punctuation is no part of a name: a full-width comma would else vanish in one. */
    if ((c >= 0x3001 && c <= 0x3003) || (c >= 0x3008 && c <= 0x3020) || c == 0x1680 || c == 0x180E)
        return false;
    return in_ranges(c, ranges, sizeof ranges / sizeof *ranges);
}

bool lex_name_part(uint32_t c)
{
    return lex_name_start(c) || (c >= '0' && c <= '9') || c == 0xB7 || (c >= 0x300 && c <= 0x36F) ||
           c == 0x203F || c == 0x2040;
}

static bool blank(uint32_t c)
{
    return (c >= 0x09 && c <= 0x0D) || c == ' ' || c == 0x85 || c == 0xA0 || c == 0x1680 ||
           c == 0x180E || (c >= 0x2000 && c <= 0x200B) || c == 0x2028 || c == 0x2029 ||
           c == 0x202F || c == 0x205F || c == 0x3000 || c == 0xFEFF;
}

static bool name_symbol(uint32_t c)
{
    return c == '.' || c == '/' || c == '-' || c == '\'' || c == 0x2019 || c == '+' || c == '*' ||
           c == '%' || (c >= 0xFF08 && c <= 0xFF09) || c == 0x3001;
}

static size_t skip_blank_only(struct str text, size_t pos)
{
    while (pos < text.len) {
        size_t next = pos;
        if (!blank(utf8_next(text, &next)))
            break;
        pos = next;
    }
    return pos;
}

size_t lex_skip_blank(struct str text, size_t pos)
{
    for (;;) {
        pos = skip_blank_only(text, pos);
        struct str rest = str_slice(text, pos, text.len);
        if (str_starts(rest, STR("//"))) {
            ptrdiff_t end = str_find(text, STR("\n"), pos);
            pos = end < 0 ? text.len : (size_t)end;
        } else if (str_starts(rest, STR("/*"))) {
            ptrdiff_t end = str_find(text, STR("*/"), pos + 2);
            pos = end < 0 ? text.len : (size_t)end + 2;
        } else {
            return pos;
        }
    }
}

struct text_place text_place(struct str text, size_t at)
{
    struct text_place place = { 1, 1 };
    for (size_t pos = 0; pos < at && pos < text.len;) {
        uint32_t c = utf8_next(text, &pos);
        place.column++;
        if (c == '\n') {
            place.line++;
            place.column = 1;
        }
    }
    return place;
}

/* ---- tokens ---- */

static bool digit_at(const struct parser *p, size_t pos)
{
    return pos < p->text.len && p->text.ptr[pos] >= '0' && p->text.ptr[pos] <= '9';
}

static void read_number(struct parser *p)
{
    while (digit_at(p, p->pos))
        p->pos++;
    if (p->pos < p->text.len && p->text.ptr[p->pos] == '.' && digit_at(p, p->pos + 1)) {
        p->pos++;
        while (digit_at(p, p->pos))
            p->pos++;
    }
    if (p->pos < p->text.len && (p->text.ptr[p->pos] | 32) == 'e') {
        size_t digits = p->pos + 1;
        if (digits < p->text.len && (p->text.ptr[digits] == '+' || p->text.ptr[digits] == '-'))
            digits++;
        if (digit_at(p, digits)) {
            p->pos = digits;
            while (digit_at(p, p->pos))
                p->pos++;
        }
    }
    p->token = T_NUMBER;
    p->word = str_slice(p->text, p->start, p->pos - p->start);
}

static bool read_hex(const struct parser *p, size_t pos, size_t digits, uint32_t *code)
{
    *code = 0;
    for (size_t i = 0; i < digits; i++) {
        char c = pos + i < p->text.len ? p->text.ptr[pos + i] : '\0';
        uint32_t digit = 0;
        if (c >= '0' && c <= '9')
            digit = (uint32_t)(c - '0');
        else if ((c | 32) >= 'a' && (c | 32) <= 'f')
            digit = (uint32_t)((c | 32) - 'a' + 10);
        else
            return false;
        *code = *code << 4 | digit;
    }
    return true;
}

/* Behind "\u" or "\U": the code point, a pair of surrogates taken together. */
static bool read_unicode(const struct parser *p, size_t *pos, size_t digits, uint32_t *code)
{
    if (!read_hex(p, *pos, digits, code))
        return false;
    *pos += digits;
    uint32_t low;
    bool high = *code >= 0xD800 && *code <= 0xDBFF;
    if (high && *pos + 1 < p->text.len && p->text.ptr[*pos] == '\\' &&
        p->text.ptr[*pos + 1] == 'u' && read_hex(p, *pos + 2, 4, &low) && low >= 0xDC00 &&
        low <= 0xDFFF) {
        *code = 0x10000 + ((*code - 0xD800) << 10) + (low - 0xDC00);
        *pos += 6;
    }
    if ((*code >= 0xD800 && *code <= 0xDFFF) || *code > 0x10FFFF)
        *code = 0xFFFD;
    return true;
}

static void read_escape(struct parser *p, struct buf *out)
{
    static const char from[] = "\"\\'nrt", to[] = "\"\\'\n\r\t";
    char c = p->pos < p->text.len ? p->text.ptr[p->pos] : '\0';
    const char *plain = c ? strchr(from, c) : NULL;
    if (plain) {
        buf_char(out, to[plain - from]);
        p->pos++;
        return;
    }
    uint32_t code;
    size_t pos = p->pos + 1;
    if ((c == 'u' && read_unicode(p, &pos, 4, &code)) ||
        (c == 'U' && read_unicode(p, &pos, 6, &code))) {
        buf_rune(out, code);
        p->pos = pos;
        return;
    }
    buf_char(out, '\\'); /* stands for itself: patterns are full of them */
}

/* At the opening quote. */
static bool read_string(struct parser *p)
{
    struct buf out;
    buf_init(&out, p->arena);
    p->pos++;
    for (;;) {
        if (p->pos >= p->text.len) {
            size_t shown = utf8_count(str_slice(p->text, p->start, p->text.len)) < 20
                               ? p->text.len
                               : utf8_offset(str_slice(p->text, p->start, p->text.len), 20);
            parse_fault(p, p->start, ERR_FEEL_TEXT_OPEN, STR(""),
                        str_slice(p->text, p->start, shown), STR(""));
            return false;
        }
        char c = p->text.ptr[p->pos++];
        if (c == '"')
            break;
        if (c == '\\')
            read_escape(p, &out);
        else
            buf_char(&out, c);
    }
    p->string = buf_get(&out);
    return true;
}

static void read_symbol(struct parser *p)
{
    static const char *const pairs[] = { "<=", ">=", "!=", "**", "..", "->", "==" };
    p->token = T_SYMBOL;
    struct str rest = str_slice(p->text, p->start, p->text.len);
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        if (str_starts(rest, str_from(pairs[i]))) {
            memcpy(p->symbol, pairs[i], 3);
            p->pos = p->start + 2;
            return;
        }
    p->symbol[0] = p->text.ptr[p->start];
    p->symbol[1] = '\0';
    p->pos = p->start + 1;
    if (!p->symbol[0] || !strchr("+-*/()[]{},.:<>=", p->symbol[0]))
        p->token = T_BAD;
}

static void read_word(struct parser *p)
{
    size_t pos = p->start;
    while (pos < p->text.len) {
        size_t next = pos;
        if (!lex_name_part(utf8_next(p->text, &next)))
            break;
        pos = next;
    }
    p->pos = pos;
    p->token = T_WORD;
    p->word = str_slice(p->text, p->start, pos - p->start);
}

bool feel_lex_at(struct parser *p, size_t at)
{
    p->start = p->pos = lex_skip_blank(p->text, at);
    if (p->start >= p->text.len) {
        p->token = T_END;
        return true;
    }
    size_t next = p->start;
    uint32_t c = utf8_next(p->text, &next);
    bool point_five = c == '.' && digit_at(p, p->start + 1);
    if (digit_at(p, p->start) || point_five) {
        read_number(p);
    } else if (c == '"') {
        p->token = T_STRING;
        return read_string(p);
    } else if (c == '@' && next < p->text.len && p->text.ptr[next] == '"') {
        p->token = T_AT;
        p->pos = next;
        return read_string(p);
    } else if (lex_name_start(c)) {
        read_word(p);
    } else if (c < 0x80) {
        read_symbol(p);
    } else {
        p->token = T_BAD;
        p->pos = next;
    }
    return true;
}

bool lex_next(struct parser *p)
{
    p->end_before = p->pos;
    return feel_lex_at(p, p->pos);
}

bool lex_is(const struct parser *p, const char *symbol)
{
    return p->token == T_SYMBOL && strcmp(p->symbol, symbol) == 0;
}

bool lex_word(const struct parser *p, const char *word)
{
    return p->token == T_WORD && str_eq(p->word, str_from(word));
}

/* ---- names ---- */

bool lex_keyword(struct str word)
{
    static const struct str words[] = {
        STR_INIT("and"),      STR_INIT("or"),        STR_INIT("between"),  STR_INIT("in"),
        STR_INIT("instance"), STR_INIT("of"),        STR_INIT("then"),     STR_INIT("else"),
        STR_INIT("return"),   STR_INIT("satisfies"), STR_INIT("if"),       STR_INIT("for"),
        STR_INIT("some"),     STR_INIT("every"),     STR_INIT("function"), STR_INIT("external"),
        STR_INIT("true"),     STR_INIT("false"),     STR_INIT("null"),
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_eq(word, words[i]))
            return true;
    return false;
}

size_t lex_match_name(struct str text, size_t pos, struct str name)
{
    size_t at = 0;
    uint32_t last = 0;
    while (at < name.len) {
        size_t next = at;
        uint32_t c = utf8_next(name, &next);
        if (blank(c)) {
            size_t behind = skip_blank_only(text, pos);
            if (behind == pos)
                return 0;
            pos = behind;
            at = skip_blank_only(name, at);
            continue;
        }
        size_t text_next = pos;
        if (pos >= text.len || utf8_next(text, &text_next) != c)
            return 0;
        pos = text_next;
        at = next;
        last = c;
    }
    size_t next = pos;
    if (lex_name_part(last) && pos < text.len && lex_name_part(utf8_next(text, &next)))
        return 0;
    return pos;
}

struct str lex_raw_name(struct parser *p, size_t at, const char *stops, size_t *end)
{
    struct str text = p->text;
    struct buf out;
    buf_init(&out, p->arena);
    size_t pos = lex_skip_blank(text, at);
    bool gap = false;
    while (pos < text.len) {
        size_t next = pos;
        uint32_t c = utf8_next(text, &next);
        if (c && c < 0x80 && strchr(stops, (int)c))
            break;
        if (blank(c)) {
            gap = true;
        } else if (lex_name_part(c) || name_symbol(c)) {
            if (gap && buf_get(&out).len)
                buf_char(&out, ' ');
            gap = false;
            buf_rune(&out, c);
        } else {
            return STR("");
        }
        pos = next;
    }
    *end = pos;
    struct str name = buf_get(&out);
    size_t first = 0;
    bool good = name.len && pos < text.len && lex_name_start(utf8_next(name, &first));
    return good ? name : STR("");
}
