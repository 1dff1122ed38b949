/*
 * fuzz_text.c - any bytes as a file's text, and each line of it as a date, a number, a period, an
 * instant: what is read prints, and what prints reads back as the same.
 */
#include "base/arena.h"
#include "base/buf.h"
#include "base/date.h"
#include "base/dec.h"
#include "base/err.h"
#include "base/utf8.h"
#include "fuzz.h"

static void check_date(struct str line, struct buf *out)
{
    struct date date, again;
    if (!date_parse(line, &date))
        return;
    buf_clear(out);
    date_print(date, out);
    check_that(date_parse(buf_get(out), &again));
    check_that(again.day.n == date.day.n && again.precision == date.precision);
    check_that(!day_is_none(date.day) && date.day.n <= DAY_MAX.n);
}

static void check_number(struct str line, struct buf *out)
{
    struct dec number, again;
    if (!dec_parse(line, &number))
        return;
    buf_clear(out);
    dec_print(number, out);
    check_that(dec_parse(buf_get(out), &again) && dec_cmp(number, again) == 0);
    int64_t fen;
    if (dec_to_scaled(number, 2, true, &fen))
        check_that(dec_cmp(dec_from_scaled(fen, 2), number) == 0);
    for (enum dec_round mode = DEC_HALF_EVEN; mode <= DEC_CEILING; mode++)
        check_that(dec_is_integer(dec_round(number, 0, mode)));
}

static void check_period(struct str line, struct buf *out)
{
    struct period period, again;
    if (!period_parse(line, &period))
        return;
    buf_clear(out);
    period_print(period, out);
    check_that(period.first.n <= period.last.n && period_parse(buf_get(out), &again));
    check_that(again.first.n == period.first.n && again.last.n == period.last.n);
}

static void check_instant(struct str line, struct buf *out)
{
    struct instant instant, again;
    if (!instant_parse(line, &instant))
        return;
    struct day day = instant_day(instant);
    if (day.n > DAY_MAX.n || day.n < day_from(1, 1, 1).n)
        return; /* carried out of the calendar by its offset */
    buf_clear(out);
    instant_print(instant, out);
    check_that(instant_parse(buf_get(out), &again) && again.us == instant.us);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    struct str text, line;
    struct err err;
    struct buf out;
    err_init(&err);
    buf_init(&out, arena);
    if (!utf8_decode(arena, (struct str){ (const char *)data, size }, true, &text, &err)) {
        check_that(err.code == ERR_TEXT_ENCODING && err_arg(&err, "byte").len > 0);
        arena_free(arena);
        return 0;
    }
    check_that(utf8_valid(text));
    check_that(utf8_offset(text, utf8_count(text)) == text.len);
    utf8_width(text);
    struct str folded = utf8_fold(arena, text);
    check_that(utf8_valid(folded));
    while (str_split(&text, '\n', &line)) {
        check_date(line, &out);
        check_number(line, &out);
        check_period(line, &out);
        check_instant(line, &out);
    }
    arena_free(arena);
    return 0;
}
