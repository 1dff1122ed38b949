/*
 * figure.c - numbers where they stand: 260亿元以上, 超7亿元, ３.５ 万家, 十二个, 5—8个, 三分之一, 翻番, 两位数, 第四,
 * 前三位, 20强, 4横3纵, 月月有签约, 2×30万千瓦. What a number means is for later steps.
 */
#include "base/arena.h"
#include "plan/plan_priv.h"

enum { DIGITS_MAX = 18, CADENCE_MAX = 8 };

static const struct lex_word *numeral_word(const struct page *page, size_t pos, size_t end,
                                           enum lex_role role)
{
    return lex_at(page->lexicon, page->cps, end, pos, LEX_NUMERAL, role);
}

static const struct lex_word *unit_at(const struct page *page, size_t pos, size_t end)
{
    return lex_as(lex_longest(page->lexicon, page->cps, end, pos, LEX_BIT(UNIT)), LEX_UNIT);
}

static struct dec times(struct dec a, struct dec b)
{
    struct dec out = a;
    return dec_mul(a, b, &out) ? out : a;
}

static struct dec plus(struct dec a, struct dec b)
{
    struct dec out = a;
    return dec_add(a, b, &out) ? out : a;
}

/* The running state of a numeral: 3 千 5 百 万. */
struct running {
    struct dec total, section, current;
    bool set, any;      /* current is set; anything was read */
    bool han_last;      /* the last thing was a Han digit */
    int64_t last_small; /* the scale just before the last digit, for 四百五 */
    bool zero;
};

/* The comma of 15,123; a full-width one only among full-width digits (４，５６５), where it is no clause's. */
static bool thousands(const struct page *page, size_t at, size_t start, size_t end)
{
    bool wide = page->cps[at] == 0xFF0C;
    if ((page->cps[at] != ',' && !wide) || at <= start || at + 3 >= end) return false;
    for (size_t i = at + 1; i <= at + 3; i++)
        if (!cp_digit(page->cps[i]) || (wide && page->bytes[i + 1] - page->bytes[i] != 3)) return false;
    return at + 4 >= end || !cp_digit(page->cps[at + 4]);
}

static bool ascii_number(const struct page *page, size_t pos, size_t end, struct dec *value, size_t *after,
                         bool *decimal)
{
    char text[DIGITS_MAX * 2 + 2];
    size_t len = 0, at = pos;
    while (at < end && len < DIGITS_MAX && (cp_digit(page->cps[at]) || thousands(page, at, pos, end))) {
        if (cp_digit(page->cps[at])) text[len++] = (char)page->cps[at];
        at++;
    }
    if (len == 0 || (at < end && cp_digit(page->cps[at]))) return false;
    if (at + 1 < end && (page->cps[at] == '.' || page->cps[at] == 0xB7) && cp_digit(page->cps[at + 1])) {
        text[len++] = '.';
        at++;
        while (at < end && len < sizeof(text) - 1 && cp_digit(page->cps[at])) text[len++] = (char)page->cps[at++];
        *decimal = true;
    }
    *after = at;
    return dec_parse((struct str){ text, len }, value);
}

static void take_small(struct running *run, int64_t scale)
{
    struct dec n = run->set ? run->current : dec_from_int(1);
    run->section = plus(run->section, times(n, dec_from_int(scale)));
    run->set = run->zero = false;
    run->last_small = scale;
}

static void take_big(struct running *run, int64_t scale)
{
    struct dec sub = run->section, zero = dec_from_int(0);
    if (run->set) sub = plus(sub, run->current);
    if (scale > 10000) {
        struct dec all = plus(run->total, sub);
        if (dec_cmp(all, zero) == 0) all = dec_from_int(1);
        run->total = times(all, dec_from_int(scale));
    } else {
        bool again = dec_cmp(sub, zero) == 0 && dec_cmp(run->total, zero) > 0; /* 四万万 */
        if (dec_cmp(sub, zero) == 0) sub = dec_from_int(1);
        run->total = again ? times(run->total, dec_from_int(scale)) : plus(run->total, times(sub, dec_from_int(scale)));
    }
    run->section = zero;
    run->set = run->zero = false;
    run->last_small = scale;
}

/* One Han digit; two without a scale between them (五六个) make a twin, four a year. */
static void take_digit(struct running *run, int64_t digit, struct numeral *out)
{
    if (digit == 0) run->zero = true;
    if (digit == 0 && !run->set && run->last_small) return; /* 一千零一 */
    if (run->set && run->han_last) {
        out->twin = digit != 0;
        run->current = plus(times(run->current, dec_from_int(10)), dec_from_int(digit));
        run->last_small = 0;
    } else {
        run->current = dec_from_int(digit);
    }
    run->set = run->han_last = true;
}

/* 三点五, after the digits before 点. */
static bool take_point(const struct page *page, size_t *pos, size_t end, struct running *run)
{
    const struct lex_word *point = numeral_word(page, *pos, end, ROLE_POINT);
    if (!point || (run->set && !run->han_last)) return false;
    size_t at = *pos + point->len;
    if (!run->set) run->current = dec_from_int(0);
    bool short_form = run->set && run->last_small >= 100 && !run->zero; /* 两千三点一 */
    if (short_form) run->current = times(run->current, dec_from_int(run->last_small / 10));
    struct dec part = dec_from_scaled(1, 1), sum = run->current;
    size_t count = 0;
    const struct lex_word *digit;
    while ((digit = numeral_word(page, at, end, ROLE_DIGIT)) && count < DIGITS_MAX) {
        sum = plus(sum, times(part, dec_from_int(digit->digit)));
        part = times(part, dec_from_scaled(1, 1));
        at += digit->len;
        count++;
    }
    if (count == 0) return false;
    run->current = sum;
    run->set = true;
    run->han_last = false;
    *pos = at;
    return true;
}

static bool take_scale(const struct page *page, size_t pos, size_t end, struct running *run,
                       struct numeral *out, size_t *after)
{
    const struct lex_word *small = numeral_word(page, pos, end, ROLE_SMALL);
    const struct lex_word *big = numeral_word(page, pos, end, ROLE_BIG);
    if (!small && !big) return false;
    const struct lex_word *unit = unit_at(page, pos, end);
    if (run->any && unit && unit->len > 1) return false; /* 1亿 | 千瓦 */
    if (!run->any) {
        out->han = true;
        out->bare = big || small->digit > 10;
    }
    if (small) take_small(run, small->digit);
    else take_big(run, big->digit);
    out->scaled = true;
    run->any = true;
    run->han_last = false;
    *after = pos + (small ? small->len : big->len);
    return true;
}

/* A blank within a number in Chinese numerals: 一百 五 十 二. */
static bool han_blank(const struct page *page, size_t at, size_t start, size_t end)
{
    if (at <= start || at + 1 >= end || page->cps[at] != ' ' || cp_digit(page->cps[at - 1])) return false;
    const struct lex_word *next = lex_longest(page->lexicon, page->cps, end, at + 1, LEX_BIT(NUMERAL));
    return lex_role(next, LEX_NUMERAL, ROLE_DIGIT) || lex_role(next, LEX_NUMERAL, ROLE_SMALL) ||
           lex_role(next, LEX_NUMERAL, ROLE_BIG) || lex_role(next, LEX_NUMERAL, ROLE_INEXACT) ||
           lex_role(next, LEX_NUMERAL, ROLE_POINT);
}

bool numeral_at(const struct page *page, size_t pos, size_t end, struct numeral *out)
{
    *out = (struct numeral){ .end = pos };
    struct running run = { .total = dec_from_int(0), .section = dec_from_int(0), .current = dec_from_int(0) };
    size_t at = pos, next = pos;
    for (int steps = 0; at < end && steps < 40; steps++) {
        const struct lex_word *word;
        if (cp_digit(page->cps[at])) {
            if (run.set || !ascii_number(page, at, end, &run.current, &next, &out->decimal)) break;
            run.set = true;
            run.han_last = false;
            at = next;
        } else if ((word = numeral_word(page, at, end, ROLE_DIGIT)) && (!run.set || run.han_last)) {
            if (!run.any) out->han = true;
            take_digit(&run, word->digit, out);
            at += word->len;
        } else if (run.any && take_point(page, &at, end, &run)) {
            out->decimal = true;
        } else if (take_scale(page, at, end, &run, out, &next)) {
            at = next;
        } else if (run.any && !out->inexact && (word = numeral_word(page, at, end, ROLE_INEXACT))) {
            out->inexact = true;
            at += word->len;
        } else if (page->cps[at] == ' ' && run.any && take_scale(page, at + 1, end, &run, out, &next)) {
            at = next;
        } else if (han_blank(page, at, pos, end)) {
            at++;
            continue;
        } else {
            break;
        }
        run.any = true;
        out->end = at;
    }
    if (!run.any) return false;
    if (run.set && run.han_last && run.last_small >= 100 && !run.zero) /* 四百五 */
        run.current = times(run.current, dec_from_int(run.last_small / 10));
    out->value = plus(run.total, run.section);
    if (run.set) out->value = plus(out->value, run.current);
    return true;
}

static bool is_break(uint32_t cp)
{
    return !cp_han(cp) && !cp_digit(cp) && !cp_letter(cp);
}

static void figure_span(struct figure *figure, size_t start, size_t num_end, size_t unit_end)
{
    figure->start = figure->core = start;
    figure->num_end = num_end;
    figure->end = figure->unit_end = unit_end;
}

/* 月月有签约 */
static bool cadence_at(const struct page *page, size_t pos, size_t end, struct figure *figure)
{
    const struct lex_word *chain = lex_longest(page->lexicon, page->cps, end, pos, LEX_BIT(CADENCE));
    const struct lex_word *word = lex_as(chain, LEX_CADENCE);
    if (!word || word->role == ROLE_CADENCE_EACH) return false;
    size_t at = pos + word->len;
    while (at < end && at < pos + word->len + CADENCE_MAX && cp_han(page->cps[at])) at++;
    if (at == pos + word->len || (at < end && !is_break(page->cps[at]))) return false;
    figure_span(figure, pos, pos + word->len, at);
    figure->form = FORM_CADENCE;
    figure->value = dec_from_int(1);
    figure->unit_name = word->unit;
    figure->measure = PLAN_M_CADENCE;
    figure->op = PLAN_OP_GE;
    return true;
}

/* 翻番, 两位数, 一半: a word that is a number. */
static bool word_at(const struct page *page, size_t pos, size_t end, struct figure *figure)
{
    static const struct { enum lex_role role; enum form form; int measure; enum plan_op op; } words[] = {
        { ROLE_DOUBLE, FORM_DOUBLE, PLAN_M_GROWTH, PLAN_OP_EQ },
        { ROLE_TWO_DIGIT, FORM_TWO_DIGIT, PLAN_M_GROWTH, PLAN_OP_GE },
        { ROLE_HALVES, FORM_FRACTION, PLAN_M_SHARE, PLAN_OP_EQ },
    };
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        const struct lex_word *word = numeral_word(page, pos, end, words[i].role);
        if (!word) continue;
        figure_span(figure, pos, pos + word->len, pos + word->len);
        figure->form = words[i].form;
        figure->measure = words[i].measure;
        figure->op = words[i].op;
        figure->value = dec_from_int(word->digit);
        figure->unit_name = word->unit;
        return true;
    }
    return false;
}

/* 第四, 第 2 位, 前三, 前10名, 20强 */
static bool rank_at(const struct page *page, size_t pos, size_t end, struct figure *figure)
{
    const struct lex_word *ordinal = numeral_word(page, pos, end, ROLE_ORDINAL);
    const struct lex_word *front = numeral_word(page, pos, end, ROLE_FRONT);
    const struct lex_word *head = ordinal ? ordinal : front;
    size_t at = head ? page_skip_blanks(page, pos + head->len, end) : pos;
    struct numeral numeral;
    if (!numeral_at(page, at, end, &numeral) || (head && numeral.bare)) return false;
    at = numeral.end;
    const struct lex_word *strong = ordinal ? NULL : numeral_word(page, at, end, ROLE_STRONG);
    if (!head && !strong) return false;
    figure_span(figure, pos, at, at);
    figure->value = numeral.value;
    figure->han = numeral.han;
    figure->form = strong ? FORM_STRONG : ordinal ? FORM_ORDINAL : FORM_FRONT;
    figure->op = ordinal ? PLAN_OP_EQ : PLAN_OP_LE;
    figure->measure = PLAN_M_RANK;
    figure->unit_name = strong ? strong->unit : head->unit;
    if (strong) {
        figure->end = figure->unit_end = at + strong->len;
        return true;
    }
    size_t unit_pos = page_skip_blanks(page, at, end);
    const struct lex_word *unit = unit_at(page, unit_pos, end);
    if (!unit) return true;
    figure->unit = unit;
    figure->end = figure->unit_end = unit_pos + unit->len;
    return true;
}

/* 4横3纵: the pieces added up. */
static bool grid_at(const struct page *page, size_t pos, size_t end, struct figure *figure)
{
    struct dec sum = dec_from_int(0);
    struct str unit = { NULL, 0 };
    size_t at = pos;
    int pieces = 0;
    while (pieces < 5) {
        struct numeral numeral;
        if (!numeral_at(page, at, end, &numeral) || (numeral.scaled && numeral.bare)) break;
        const struct lex_word *mark = numeral_word(page, numeral.end, end, ROLE_GRID);
        if (!mark) break;
        sum = plus(sum, numeral.value);
        unit = mark->unit;
        at = numeral.end + mark->len;
        pieces++;
    }
    if (pieces < 2) return false;
    figure_span(figure, pos, at, at);
    figure->form = FORM_GRID;
    figure->value = sum;
    figure->unit_name = unit;
    figure->measure = PLAN_M_COUNT;
    return true;
}

/* 百分之五, 三分之一 */
static bool fraction_at(const struct page *page, size_t pos, size_t end, struct figure *figure)
{
    const struct lex_word *hundred = numeral_word(page, pos, end, ROLE_HUNDRED_PARTS);
    struct numeral below = { .value = dec_from_int(100) }, above;
    struct str name = { NULL, 0 };
    size_t at = pos;
    if (hundred) {
        name = hundred->unit;
        at += hundred->len;
    } else {
        if (!numeral_at(page, pos, end, &below)) return false;
        const struct lex_word *parts = numeral_word(page, below.end, end, ROLE_PARTS);
        if (!parts) return false;
        name = parts->unit;
        at = below.end + parts->len;
    }
    if (!numeral_at(page, at, end, &above) || above.bare) return false;
    struct dec value;
    if (!dec_mul(above.value, dec_from_int(100), &value) || !dec_div(value, below.value, &value)) return false;
    figure_span(figure, pos, above.end, above.end);
    figure->form = hundred ? FORM_PLAIN : FORM_FRACTION;
    figure->value = dec_round(value, 4, DEC_HALF_UP);
    figure->unit_name = name;
    figure->measure = hundred ? -1 : PLAN_M_SHARE;
    return true;
}

/* 数十家, 几个, 上百家: no number that anybody could check. */
static bool vague_at(const struct page *page, size_t pos, size_t end, struct figure *figure)
{
    const struct lex_word *vague = numeral_word(page, pos, end, ROLE_VAGUE);
    if (!vague) return false;
    size_t at = pos + vague->len;
    struct numeral numeral;
    bool scale = numeral_word(page, at, end, ROLE_SMALL) || numeral_word(page, at, end, ROLE_BIG);
    if (scale && numeral_at(page, at, end, &numeral)) at = numeral.end;
    const struct lex_word *unit = unit_at(page, at, end);
    if (!unit || (!scale && (vague->digit || unit->role == ROLE_UNIT_NOUN))) return false;
    figure_span(figure, pos, at, at + unit->len);
    figure->form = FORM_VAGUE;
    figure->value = dec_from_int(0);
    figure->unit = unit;
    figure->out = true;
    figure->why = PLAN_WHY_INDEFINITE;
    return true;
}

static void set_unit(struct figure *figure, const struct lex_word *unit)
{
    figure->unit = unit;
    figure->unit_name = unit->unit;
    figure->measure = unit->measure >= 0 ? unit->measure : PLAN_M_COUNT;
    if (unit->role == ROLE_UNIT_TIME || unit->role == ROLE_UNIT_NAME) {
        figure->out = true;
        figure->why = unit->role == ROLE_UNIT_TIME ? PLAN_WHY_TIME : PLAN_WHY_NAME;
    }
}

/* The second number of 5—8个, 5%—5.5%, 200万至300万. */
static bool range_at(const struct page *page, size_t pos, size_t end, struct figure *figure)
{
    const struct lex_word *mark = numeral_word(page, pos, end, ROLE_RANGE);
    struct numeral numeral;
    if (!mark || !numeral_at(page, pos + mark->len, end, &numeral) || numeral.bare || numeral.inexact) return false;
    size_t unit_pos = page_skip_blanks(page, numeral.end, end);
    const struct lex_word *unit = unit_at(page, unit_pos, end);
    if (!unit || unit->role == ROLE_UNIT_NAME) return false;
    if (figure->unit && !str_eq(figure->unit->unit, unit->unit) && figure->unit->role != ROLE_UNIT_TIME) return false;
    if (!figure->unit && !figure->scaled && numeral.scaled) { /* 5-8万 */
        struct numeral plain = numeral;
        bool decimal;
        size_t after;
        if (ascii_number(page, pos + mark->len, end, &plain.value, &after, &decimal)) {
            struct dec scale;
            if (dec_div(numeral.value, plain.value, &scale)) figure->value = times(figure->value, scale);
        }
    }
    if (!figure->unit) figure->value = times(figure->value, unit->factor);
    set_unit(figure, unit);
    figure->max = times(numeral.value, unit->factor);
    if (dec_cmp(figure->max, figure->value) <= 0) return false;
    figure->has_max = true;
    figure->op = PLAN_OP_RANGE;
    figure->num_end = numeral.end;
    figure->end = figure->unit_end = unit_pos + unit->len;
    return true;
}

static bool ratio_at(const struct page *page, size_t pos, size_t end, struct figure *figure)
{
    const struct lex_word *mark = numeral_word(page, pos, end, ROLE_RATIO_MARK);
    struct numeral numeral;
    if (!mark || !numeral_at(page, pos + mark->len, end, &numeral) || numeral.scaled) return false;
    struct dec value;
    if (!dec_div(figure->value, numeral.value, &value)) return false;
    figure->value = dec_round(value, 4, DEC_HALF_UP);
    figure->form = FORM_RATIO;
    figure->unit_name = mark->unit;
    figure->measure = PLAN_M_RATIO;
    figure->num_end = figure->end = figure->unit_end = numeral.end;
    while ((mark = numeral_word(page, figure->end, end, ROLE_RATIO_MARK)) &&
           numeral_at(page, figure->end + mark->len, end, &numeral)) {
        figure->num_end = figure->end = figure->unit_end = numeral.end; /* 5：48：47 is a structure, no ratio */
        figure->out = true;
        figure->why = PLAN_WHY_NAME;
    }
    return true;
}

/* 2×30万千瓦 */
static void product_at(const struct page *page, size_t end, struct figure *figure)
{
    const struct lex_word *mark = numeral_word(page, figure->num_end, end, ROLE_TIMES);
    struct numeral numeral;
    if (!mark || !numeral_at(page, figure->num_end + mark->len, end, &numeral) || numeral.bare) return;
    figure->value = times(figure->value, numeral.value);
    figure->num_end = figure->end = figure->unit_end = numeral.end;
    figure->scaled |= numeral.scaled;
}

static bool big_class_at(const struct page *page, size_t end, struct figure *figure)
{
    const struct lex_word *big = numeral_word(page, figure->num_end, end, ROLE_BIG_CLASS);
    if (!big || figure->scaled || figure->num_end + big->len >= end) return false;
    if (!cp_han(page->cps[figure->num_end + big->len])) return false;
    figure->form = FORM_BIG;
    figure->unit_name = big->unit;
    figure->measure = PLAN_M_COUNT;
    figure->end = figure->unit_end = figure->num_end + big->len;
    return true;
}

/* 为-1.77‰: a sign behind a word of standing, not the dash of a range or a name. */
static bool minus_at(const struct page *page, size_t pos, size_t end)
{
    uint32_t cp = page->cps[pos];
    if (cp != '-' && cp != 0x2212 && cp != 0xFF0D) return false;
    if (pos == 0 || pos + 1 >= end || !cp_digit(page->cps[pos + 1])) return false;
    return lex_at(page->lexicon, page->cps, pos, pos - 1, LEX_CHANGE, ROLE_LEVEL) != NULL;
}

/* 微克/立方米, 公里/平方公里: a density keeps both of its units. Money an acre stays money. */
static void per_unit(const struct page *page, size_t end, struct figure *figure)
{
    if (figure->end >= end || page->cps[figure->end] != '/' || figure->measure == PLAN_M_AMOUNT || figure->out) return;
    const struct lex_word *below = unit_at(page, figure->end + 1, end);
    if (!below || below->role == ROLE_UNIT_TIME || below->role == ROLE_UNIT_NAME || !figure->unit) return;
    struct dec value;
    if (!dec_div(figure->value, figure->unit->factor, &value)) return; /* as written: 8公里/平方公里 is 8 */
    figure->value = value;
    figure->unit_name = page_slice(page, page_skip_blanks(page, figure->num_end, end), figure->end + 1 + below->len);
    figure->measure = PLAN_M_OTHER;
    figure->end = figure->unit_end = figure->end + 1 + below->len;
}

static bool plain_at(const struct page *page, size_t pos, size_t end, struct figure *figure)
{
    struct numeral numeral;
    bool minus = minus_at(page, pos, end);
    if (!numeral_at(page, pos + minus, end, &numeral)) return false;
    figure_span(figure, pos, numeral.end, numeral.end);
    figure->value = minus ? dec_neg(numeral.value) : numeral.value;
    figure->han = numeral.han;
    figure->bare = numeral.bare;
    figure->inexact = numeral.inexact;
    figure->scaled = numeral.scaled;
    figure->decimal = numeral.decimal;
    if (numeral.twin) {
        figure->out = true;
        figure->why = PLAN_WHY_INDEFINITE;
    }
    product_at(page, end, figure);
    if (big_class_at(page, end, figure) || ratio_at(page, figure->num_end, end, figure)) return true;
    if (range_at(page, figure->num_end, end, figure)) return true;
    size_t unit_pos = page_skip_blanks(page, figure->num_end, end);
    const struct lex_word *unit = unit_at(page, unit_pos, end);
    if (!unit || (unit->role == ROLE_UNIT_NOUN && figure->han)) return !figure->han || figure->scaled;
    set_unit(figure, unit);
    figure->end = figure->unit_end = unit_pos + unit->len;
    figure->value = times(figure->value, unit->factor);
    per_unit(page, end, figure);
    const struct lex_word *more = numeral_word(page, figure->end, end, ROLE_INEXACT);
    if (more && !figure->inexact && figure->end + more->len < end && !cp_han(page->cps[figure->end + more->len])) {
        figure->inexact = true;
        figure->end += more->len;
    }
    struct figure range = *figure;
    struct dec first = figure->value;
    if (!figure->inexact && range_at(page, figure->end, end, &range)) {
        range.value = first;
        *figure = range;
    }
    return true;
}

/* Letters or digits that adjoin make it a name: 5G, G318, 5A级, 〔2023〕5号. */
static bool glued(const struct page *page, const struct figure *figure, size_t end)
{
    size_t start = figure->core;
    if (figure->han) return false;
    if (start > 0) {
        uint32_t before = page->cps[start - 1];
        if (cp_letter(before) || before == '+' || before == '_' || before == '/' || before == '@') return true;
    }
    if (figure->num_end >= end) return false;
    uint32_t after = page->cps[figure->num_end];
    bool unit = figure->unit && figure->unit_end > figure->num_end;
    if (!unit && cp_letter(after)) return true;
    return after == '+' || (after == '/' && !unit) || after == '@';
}

static void bound_after(const struct page *page, size_t end, struct figure *figure)
{
    size_t at = page_skip_blanks(page, figure->end, end);
    const struct lex_word *chain = lex_longest(page->lexicon, page->cps, end, at, LEX_BIT(BOUND));
    const struct lex_word *word = lex_as(chain, LEX_BOUND);
    if (!word || !word->after) return;
    figure->end = at + word->len;
    if (figure->op == PLAN_OP_EQ) figure->op = (enum plan_op)word->op;
    figure->bound = true;
}

static bool core_at(const struct page *page, size_t pos, size_t end, struct figure *figure)
{
    if (cp_digit(page->cps[pos]) && pos > 0 && (cp_digit(page->cps[pos - 1]) || page->cps[pos - 1] == '.'))
        return false;
    return fraction_at(page, pos, end, figure) || grid_at(page, pos, end, figure) ||
           rank_at(page, pos, end, figure) || plain_at(page, pos, end, figure) ||
           vague_at(page, pos, end, figure);
}

bool figure_at(const struct page *page, size_t pos, size_t end, struct figure *figure)
{
    uint32_t cp = page->cps[pos];
    bool sign = cp == '-' || cp == 0x2212 || cp == 0xFF0D;
    if (!cp_digit(cp) && !sign && !lex_begins(page->lexicon, cp, LEX_BIT(NUMERAL) | LEX_BIT(BOUND) | LEX_BIT(CADENCE))) return false;
    struct figure fresh = { .measure = -1, .op = PLAN_OP_EQ };
    *figure = fresh;
    if (cadence_at(page, pos, end, figure)) return true;
    if (word_at(page, pos, end, figure)) {
        bound_after(page, end, figure); /* 翻一番以上 */
        return true;
    }
    const struct lex_word *chain = lex_longest(page->lexicon, page->cps, end, pos, LEX_BIT(BOUND));
    const struct lex_word *before = lex_as(chain, LEX_BOUND);
    size_t core = pos;
    if (before && before->before) core = page_skip_blanks(page, pos + before->len, end);
    else before = NULL;
    if (core >= end || !core_at(page, core, end, figure)) return false;
    if (figure->bare && !before && figure->form == FORM_PLAIN) { /* 百亿元: a class, unless 达, 超 .. */
        figure->out = true;
        figure->why = PLAN_WHY_THRESHOLD;
        if (!figure->unit) return false;
    }
    if (!figure->out && glued(page, figure, end)) {
        figure->out = true;
        figure->why = PLAN_WHY_NAME;
    }
    bound_after(page, end, figure);
    if (figure->inexact) {
        figure->bound = true;
        if (figure->op == PLAN_OP_EQ) figure->op = PLAN_OP_GT;
    }
    if (!before) return true;
    if (before->len == 1 && figure->form == FORM_PLAIN && !figure->unit && !figure->scaled) return false;
    figure->start = pos;
    figure->bound = true;
    if (figure->op == PLAN_OP_EQ || figure->op == PLAN_OP_GT) figure->op = (enum plan_op)before->op;
    return true;
}
