/*
 * regex.c - the regular expressions of XPath (XQuery and XPath Functions 3.1, 5.6; XML Schema 1.1,
 * appendix G), by translating them for PCRE2.
 *
 * The translation refuses what XPath refuses and PCRE2 would take (\b, possessive quantifiers, a
 * backreference in a class), and writes every plain character as \x{..}, so nothing can mean more
 * than it does in XPath. PCRE2 takes its memory from the run's arena, under the run's budget, with
 * bounds on searching of its own.
 */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "feel/feel_priv.h"

enum { SEARCH_MAX = 1000000, HEAP_KB_MAX = 4096 };

struct regex {
    pcre2_code *code;
    pcre2_match_data *match;
    pcre2_match_context *context;
    size_t groups;
};

/* ---- translating ---- */

struct translation {
    struct str in;
    size_t pos;
    struct buf out;
    int groups, open;  /* groups begun; brackets open */
    bool closed[100];  /* group n is complete: it may be referred to */
    int stack[256];    /* numbers of open groups, 0 for those that do not capture */
    bool all, literal; /* flags s, q */
    bool quantifiable; /* something stands before */
    const char *why;   /* NULL: good so far */
};

static bool bad(struct translation *t, const char *why)
{
    if (!t->why)
        t->why = why;
    return false;
}

static uint32_t peek(const struct translation *t)
{
    size_t pos = t->pos;
    return pos < t->in.len ? utf8_next(t->in, &pos) : 0;
}

static uint32_t take_char(struct translation *t)
{
    return t->pos < t->in.len ? utf8_next(t->in, &t->pos) : 0;
}

static void put_char(struct translation *t, uint32_t c)
{
    buf_printf(&t->out, "\\x{%X}", (unsigned)c);
}

struct block {
    const char *name;
    uint32_t first, last;
};

static const struct block blocks[] = {
    { "BasicLatin", 0x0, 0x7F },
    { "Latin-1Supplement", 0x80, 0xFF },
    { "LatinExtended-A", 0x100, 0x17F },
    { "LatinExtended-B", 0x180, 0x24F },
    { "IPAExtensions", 0x250, 0x2AF },
    { "SpacingModifierLetters", 0x2B0, 0x2FF },
    { "CombiningDiacriticalMarks", 0x300, 0x36F },
    { "Greek", 0x370, 0x3FF },
    { "GreekandCoptic", 0x370, 0x3FF },
    { "Cyrillic", 0x400, 0x4FF },
    { "Armenian", 0x530, 0x58F },
    { "Hebrew", 0x590, 0x5FF },
    { "Arabic", 0x600, 0x6FF },
    { "Devanagari", 0x900, 0x97F },
    { "Bengali", 0x980, 0x9FF },
    { "Thai", 0xE00, 0xE7F },
    { "Georgian", 0x10A0, 0x10FF },
    { "HangulJamo", 0x1100, 0x11FF },
    { "LatinExtendedAdditional", 0x1E00, 0x1EFF },
    { "GreekExtended", 0x1F00, 0x1FFF },
    { "GeneralPunctuation", 0x2000, 0x206F },
    { "SuperscriptsandSubscripts", 0x2070, 0x209F },
    { "CurrencySymbols", 0x20A0, 0x20CF },
    { "LetterlikeSymbols", 0x2100, 0x214F },
    { "NumberForms", 0x2150, 0x218F },
    { "Arrows", 0x2190, 0x21FF },
    { "MathematicalOperators", 0x2200, 0x22FF },
    { "EnclosedAlphanumerics", 0x2460, 0x24FF },
    { "BoxDrawing", 0x2500, 0x257F },
    { "GeometricShapes", 0x25A0, 0x25FF },
    { "MiscellaneousSymbols", 0x2600, 0x26FF },
    { "Dingbats", 0x2700, 0x27BF },
    { "CJKRadicalsSupplement", 0x2E80, 0x2EFF },
    { "KangxiRadicals", 0x2F00, 0x2FDF },
    { "CJKSymbolsandPunctuation", 0x3000, 0x303F },
    { "Hiragana", 0x3040, 0x309F },
    { "Katakana", 0x30A0, 0x30FF },
    { "Bopomofo", 0x3100, 0x312F },
    { "EnclosedCJKLettersandMonths", 0x3200, 0x32FF },
    { "CJKCompatibility", 0x3300, 0x33FF },
    { "CJKUnifiedIdeographsExtensionA", 0x3400, 0x4DBF },
    { "CJKUnifiedIdeographs", 0x4E00, 0x9FFF },
    { "HangulSyllables", 0xAC00, 0xD7A3 },
    { "PrivateUse", 0xE000, 0xF8FF },
    { "CJKCompatibilityIdeographs", 0xF900, 0xFAFF },
    { "HalfwidthandFullwidthForms", 0xFF00, 0xFFEF },
};

/* \p{Lu}, \P{IsGreek}: behind the p. `in_class`: inside of brackets. */
static bool put_property(struct translation *t, bool negative, bool in_class)
{
    if (take_char(t) != '{')
        return bad(t, "\\p{..}");
    ptrdiff_t end = str_find(t->in, STR("}"), t->pos);
    if (end < 0)
        return bad(t, "\\p{..}");
    struct str name = str_slice(t->in, t->pos, (size_t)end - t->pos);
    t->pos = (size_t)end + 1;
    if (str_starts(name, STR("Is"))) {
        name = str_slice(name, 2, name.len);
        for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++) {
            if (!str_eq(name, str_from(blocks[i].name)))
                continue;
            if (in_class && negative)
                return bad(t, "[^\\p{Is..}]");
            if (!in_class)
                buf_cstr(&t->out, negative ? "[^" : "[");
            buf_printf(&t->out, "\\x{%X}-\\x{%X}", (unsigned)blocks[i].first,
                       (unsigned)blocks[i].last);
            if (!in_class)
                buf_char(&t->out, ']');
            return true;
        }
        return bad(t, "\\p{IsBasicLatin}");
    }
    static const char categories[] =
        " L Lu Ll Lt Lm Lo M Mn Mc Me N Nd Nl No P Pc Pd Ps Pe Pi Pf Po Z Zs Zl Zp "
        "S Sm Sc Sk So C Cc Cf Co Cn ";
    char wanted[8];
    if (name.len < 1 || name.len > 2)
        return bad(t, "\\p{L}");
    snprintf(wanted, sizeof wanted, " %.*s ", STR_ARG(name));
    if (!strstr(categories, wanted))
        return bad(t, "\\p{L}");
    buf_printf(&t->out, "\\%c{%.*s}", negative ? 'P' : 'p', STR_ARG(name));
    return true;
}

/* The classes behind a letter: what they hold, as the inside of brackets; NULL for other letters.
 */
static const char *letter_class(uint32_t letter)
{
    switch (letter) {
    case 's': return " \\t\\n\\r";
    case 'd': return "\\p{Nd}";
    case 'w': return "\\p{L}\\p{M}\\p{N}\\p{S}";
    case 'i': return "\\p{L}_:";
    case 'c': return "\\p{L}\\p{M}\\p{Nd}\\-._:\\x{B7}";
    default: return NULL;
    }
}

/* What a capital letter's class holds, inside of brackets; NULL where brackets cannot say it. */
static const char *letter_outside(uint32_t letter)
{
    switch (letter) {
    case 'S': return "\\S";
    case 'D': return "\\P{Nd}";
    case 'W': return "\\p{P}\\p{Z}\\p{C}";
    default: return NULL;
    }
}

/* \n, \., .. : the character meant, or 0. */
static uint32_t escaped_char(uint32_t c)
{
    if (c == 'n')
        return '\n';
    if (c == 'r')
        return '\r';
    if (c == 't')
        return '\t';
    return c && c < 0x80 && strchr("\\|.-^?*+{}()[]$", (int)c) ? c : 0;
}

static bool put_backreference(struct translation *t, uint32_t first)
{
    int number = (int)(first - '0');
    /* As many digits as there are groups for. */
    while (peek(t) >= '0' && peek(t) <= '9' && number * 10 + (int)(peek(t) - '0') <= t->groups)
        number = number * 10 + (int)(take_char(t) - '0');
    if (number < 1 || number > t->groups || number > 99 || !t->closed[number])
        return bad(t, "(..)\\1");
    buf_printf(&t->out, "\\g{%d}", number);
    return true;
}

static bool put_escape(struct translation *t)
{
    uint32_t c = take_char(t), lower = c < 0x80 ? c | 32 : c, plain = escaped_char(c);
    if (plain) {
        put_char(t, plain);
        return true;
    }
    if (c == 'p' || c == 'P')
        return put_property(t, c == 'P', false);
    if (c >= '0' && c <= '9')
        return put_backreference(t, c);
    const char *class = c >= 'A' && c <= 'z' ? letter_class(lower) : NULL;
    if (!class)
        return bad(t, "\\n \\r \\t \\s \\d \\w \\i \\c \\p{..} \\1");
    buf_printf(&t->out, "[%s%s]", c == lower ? "" : "^", class);
    return true;
}

/* ---- brackets ---- */

/* One character of a class, as an end of a range may be; 0 when it is a class of its own (already
 * written). */
static bool class_char(struct translation *t, uint32_t *c)
{
    *c = take_char(t);
    if (*c == '[')
        return bad(t, "[\\[]");
    if (*c != '\\')
        return *c != 0 || bad(t, "]");
    uint32_t letter = take_char(t);
    *c = escaped_char(letter);
    if (*c)
        return true;
    if (letter == 'p' || letter == 'P')
        return put_property(t, letter == 'P', true);
    const char *class = letter_class(letter);
    if (!class)
        class = letter_outside(letter);
    if (!class)
        return bad(t, "\\n \\r \\t \\s \\d \\w \\i \\c \\p{..} \\1");
    buf_cstr(&t->out, class);
    return true;
}

static bool put_class(struct translation *t, int depth);

/* The items up to the closing bracket or "-[". *subtract tells which. */
static bool class_items(struct translation *t, bool *subtract)
{
    *subtract = false;
    for (bool first = true;; first = false) {
        if (peek(t) == ']' && !first) {
            t->pos++;
            return true;
        }
        struct str rest = str_slice(t->in, t->pos, t->in.len);
        if (str_starts(rest, STR("-[")) && !first) {
            t->pos++;
            *subtract = true;
            return true;
        }
        uint32_t from, to;
        if (!class_char(t, &from))
            return false;
        if (!from)
            continue;
        put_char(t, from);
        rest = str_slice(t->in, t->pos, t->in.len);
        bool range = rest.len > 1 && rest.ptr[0] == '-' && rest.ptr[1] != ']' && rest.ptr[1] != '[';
        if (!range)
            continue;
        t->pos++;
        if (!class_char(t, &to))
            return false;
        if (!to || to < from)
            return bad(t, "[a-z]");
        buf_char(&t->out, '-');
        put_char(t, to);
    }
}

/* Behind "[". [a-z-[aeiou]] becomes (?:(?![aeiou])[a-z]). */
static bool put_class(struct translation *t, int depth)
{
    struct buf outer = t->out;
    struct buf items;
    buf_init(&items, outer.arena);
    if (depth > 20)
        return bad(t, "[..-[..]] <= 20");
    bool negative = peek(t) == '^', subtract;
    if (negative)
        t->pos++;
    t->out = items;
    bool good = class_items(t, &subtract);
    items = t->out;
    t->out = outer;
    if (!good)
        return false;
    buf_cstr(&t->out, "(?:");
    if (subtract) {
        buf_cstr(&t->out, "(?!");
        if (take_char(t) != '[' || !put_class(t, depth + 1) || take_char(t) != ']')
            return bad(t, "]");
        buf_char(&t->out, ')');
    }
    buf_cstr(&t->out, negative ? "[^" : "[");
    buf_str(&t->out, buf_get(&items));
    buf_cstr(&t->out, "])");
    return true;
}

/* ---- the whole ---- */

static bool put_count(struct translation *t)
{
    size_t start = t->pos, digits[2] = { 0, 0 };
    int part = 0;
    for (;;) {
        uint32_t c = take_char(t);
        if (c >= '0' && c <= '9')
            digits[part]++;
        else if (c == ',' && part == 0 && digits[0])
            part = 1;
        else if (c == '}' && digits[0] && digits[0] < 5 && digits[1] < 5)
            break;
        else
            return bad(t, "{n} {n,} {n,m}");
    }
    buf_char(&t->out, '{');
    buf_str(&t->out, str_slice(t->in, start, t->pos - start));
    return true;
}

static bool put_quantifier(struct translation *t, uint32_t c)
{
    if (!t->quantifiable)
        return bad(t, "x? x* x+ x{n}");
    t->quantifiable = false;
    if (c == '{' ? !put_count(t) : (buf_char(&t->out, (char)c), false))
        return false;
    if (peek(t) == '?') {
        t->pos++;
        buf_char(&t->out, '?');
    }
    return true;
}

static bool put_group(struct translation *t)
{
    if (t->open >= 256)
        return bad(t, "(..) <= 256");
    bool captures = peek(t) != '?';
    if (captures) {
        t->stack[t->open++] = ++t->groups;
        buf_char(&t->out, '(');
    } else {
        t->pos++;
        if (take_char(t) != ':')
            return bad(t, "( (?:");
        t->stack[t->open++] = 0;
        buf_cstr(&t->out, "(?:");
    }
    t->quantifiable = false;
    return true;
}

static bool put_group_end(struct translation *t)
{
    if (!t->open)
        return bad(t, "(");
    int group = t->stack[--t->open];
    if (group && group < 100)
        t->closed[group] = true;
    buf_char(&t->out, ')');
    t->quantifiable = true;
    return true;
}

static bool put_next(struct translation *t)
{
    uint32_t c = take_char(t);
    bool quantifiable = true, good = true;
    switch (c) {
    case '?':
    case '*':
    case '+':
    case '{': return put_quantifier(t, c);
    case '(': return put_group(t);
    case ')': return put_group_end(t);
    case ']':
    case '}': return bad(t, "\\] \\}");
    case '|':
        buf_char(&t->out, '|');
        quantifiable = false;
        break;
    case '^':
    case '$': buf_char(&t->out, (char)c); break;
    case '.': buf_cstr(&t->out, t->all ? "(?s:.)" : "[^\\n\\r]"); break;
    case '[': good = put_class(t, 0); break;
    case '\\': good = put_escape(t); break;
    default: put_char(t, c);
    }
    t->quantifiable = quantifiable;
    return good;
}

/* Flag x: blanks outside of brackets are not there. */
static struct str without_blanks(struct feel_run *run, struct str pattern)
{
    struct buf out;
    run_buf(run, &out);
    int depth = 0;
    for (size_t i = 0; i < pattern.len; i++) {
        char c = pattern.ptr[i];
        bool blank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
        if (c == '\\' && i + 1 < pattern.len && strchr("[]\\", pattern.ptr[i + 1])) {
            buf_char(&out, c);
            c = pattern.ptr[++i];
        } else if (c == '[' || c == ']') {
            depth += c == '[' ? 1 : -1;
        }
        if (!blank || depth > 0)
            buf_char(&out, c);
    }
    return buf_get(&out);
}

static bool translate(struct translation *t)
{
    while (t->pos < t->in.len) {
        if (t->literal)
            put_char(t, take_char(t));
        else if (!put_next(t))
            return false;
    }
    return t->open == 0 || bad(t, ")");
}

/* ---- matching ---- */

static void *give(size_t size, void *data)
{
    struct feel_run *run = data;
    size_t left = arena_used(run->arena) - run->bytes_start;
    return left + size < run->bytes_max ? arena_alloc(run->arena, size) : NULL;
}

static void take_back(void *memory, void *data)
{
    (void)memory;
    (void)data;
}

static bool read_flags(struct str flags, struct translation *t, uint32_t *options, bool *blanks)
{
    for (size_t i = 0; i < flags.len; i++) {
        switch (flags.ptr[i]) {
        case 's': t->all = true; break;
        case 'm': *options |= PCRE2_MULTILINE; break;
        case 'i': *options |= PCRE2_CASELESS; break;
        case 'x': *blanks = false; break;
        case 'q': t->literal = true; break;
        default: return false;
        }
    }
    return true;
}

static struct regex *compiled(const struct call *call, struct translation *t, uint32_t options)
{
    struct feel_run *run = call->run;
    struct regex *regex = RUN_ARRAY(run, struct regex, 1);
    pcre2_general_context *memory =
        regex ? pcre2_general_context_create(give, take_back, run) : NULL;
    pcre2_compile_context *how = memory ? pcre2_compile_context_create(memory) : NULL;
    if (!how) {
        run_stop(run, ERR_FEEL_MEMORY);
        return NULL;
    }
    int fault;
    PCRE2_SIZE at;
    struct str pattern = buf_get(&t->out);
    pcre2_set_newline(how, PCRE2_NEWLINE_LF);
    regex->code = pcre2_compile((PCRE2_SPTR)(pattern.len ? pattern.ptr : ""), pattern.len,
                                options | PCRE2_UTF | PCRE2_NO_UTF_CHECK | PCRE2_DOLLAR_ENDONLY |
                                    PCRE2_NEVER_BACKSLASH_C,
                                &fault, &at, how);
    if (!regex->code && fault == PCRE2_ERROR_HEAP_FAILED)
        run_stop(run, ERR_FEEL_MEMORY);
    if (!regex->code) {
        t->why = "XPath";
        return NULL;
    }
    regex->match = pcre2_match_data_create_from_pattern(regex->code, memory);
    regex->context = pcre2_match_context_create(memory);
    if (!regex->match || !regex->context) {
        run_stop(run, ERR_FEEL_MEMORY);
        return NULL;
    }
    pcre2_set_match_limit(regex->context, SEARCH_MAX);
    pcre2_set_heap_limit(regex->context, HEAP_KB_MAX);
    uint32_t groups = 0;
    pcre2_pattern_info(regex->code, PCRE2_INFO_CAPTURECOUNT, &groups);
    regex->groups = groups;
    return regex;
}

struct regex *regex_new(const struct call *call, struct str pattern, struct str flags)
{
    struct translation t = { .in = pattern };
    uint32_t options = 0;
    bool blanks = true;
    run_buf(call->run, &t.out);
    if (!read_flags(flags, &t, &options, &blanks)) {
        call_warn(call, ERR_FEEL_PATTERN, flags, STR("s m i x q"));
        return NULL;
    }
    if (!blanks && !t.literal)
        t.in = without_blanks(call->run, pattern);
    struct regex *regex = translate(&t) && buf_ok(&t.out) ? compiled(call, &t, options) : NULL;
    if (!regex)
        call_warn(call, ERR_FEEL_PATTERN, pattern, str_from(t.why ? t.why : "XPath"));
    return regex;
}

int regex_find(struct regex *regex, struct str text, size_t from, size_t *start, size_t *end)
{
    int count = pcre2_match(regex->code, (PCRE2_SPTR)(text.len ? text.ptr : ""), text.len, from,
                            PCRE2_NO_UTF_CHECK, regex->match, regex->context);
    if (count == PCRE2_ERROR_NOMATCH)
        return 0;
    if (count < 0)
        return -1;
    const PCRE2_SIZE *places = pcre2_get_ovector_pointer(regex->match);
    *start = places[0];
    *end = places[1];
    return 1;
}

bool regex_group(const struct regex *regex, size_t n, size_t *start, size_t *end)
{
    const PCRE2_SIZE *places = pcre2_get_ovector_pointer(regex->match);
    *start = places[2 * n];
    *end = places[2 * n + 1];
    return *start != PCRE2_UNSET;
}

size_t regex_groups(const struct regex *regex)
{
    return regex->groups;
}
