/*
 * test_plan_numerals.c - other people's cases of Chinese numbers (recognizers-zh): those that a plan could hold.
 *
 * Which cases count. Of NumberModel: one number that is the whole input, positive, not over 1e15, written with
 * digits, Chinese numerals and 万 亿; not: dozens (打), fractions (分之, 又, /), signs, exponents, k, 兆 (a trillion in one place, a million in
 * another), a lone 余 or 几, which mean "more than" here as there. Of PercentModel: N%, 百分之N and N个百分点 likewise. Each is put
 * into a short sentence and read; number and value must agree.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/file.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "plan/plan.h"

struct tally { size_t wanted, right, other; };

static bool any_of(struct str s, const char *const *words)
{
    for (; *words; words++)
        if (str_has(s, str_from(*words))) return true;
    return false;
}

static bool wanted(const struct json *object, struct str input, bool percent, struct str *value)
{
    static const char *const not_ours[] = { "打", "又", "/", "／", "负", "負", "-", "－", "^", "e", "E", "Ｅ", "ｅ", "k", "K", "Ｋ", "兆", "折",
                                            "半", "双", "雙", "对", "對", "零几", "零幾", "  ", "％0", ". .", NULL };
    static const char *const of_percent[] = { "百分之", "%", "％", "个百分点", NULL };
    static const char *const fraction[] = { "分之", "分 之", NULL };
    const struct json *results = json_get(object, STR("results"));
    if (!results || results->count != 1 || any_of(input, not_ours)) return false;
    if (percent ? !any_of(input, of_percent) : any_of(input, fraction)) return false;
    const struct json *start = json_get(results->first, STR("Start")), *end = json_get(results->first, STR("End"));
    int64_t from = -1, to = -1;
    if (!start || !end || !json_int(start, &from) || !json_int(end, &to)) return false;
    if (from != 0 || (size_t)to + 1 != utf8_count(input)) return false;
    const struct json *resolution = json_get(results->first, STR("Resolution"));
    *value = resolution ? json_text(resolution, STR("value")) : STR("");
    if (percent && str_ends(*value, STR("%"))) *value = str_slice(*value, 0, value->len - 1);
    return value->len > 0;
}

static bool reads(struct arena *arena, const struct plan_lexicon *lexicon, struct str input, bool percent,
                  struct str value)
{
    struct plan_options options = { .year = 2024, .type = PLAN_TYPE_PLAN };
    struct plan_text *plan;
    struct err err;
    struct dec want;
    err_init(&err);
    struct str text = str_format(arena, percent ? "占比达到%.*s。" : "新增企业%.*s家。", STR_ARG(input));
    if (!plan_read(arena, lexicon, text, &options, &plan, &err) || !dec_parse(value, &want)) return false;
    for (size_t i = 0; i < plan->statement_count; i++)
        if (str_starts(plan->statements[i].number, input) && dec_cmp(plan->statements[i].value, want) == 0) return true;
    return false;
}

static void run_case(struct arena *arena, const struct plan_lexicon *lexicon, struct str line, struct tally *tally)
{
    struct err err;
    struct str value;
    err_init(&err);
    struct json *object = json_parse(arena, line, &err);
    if (!object) return;
    struct str id = json_text(object, STR("id")), input = json_text(object, STR("input"));
    bool percent = str_has(id, STR("PercentModel"));
    if (!(percent || str_has(id, STR("/NumberModel"))) || !wanted(object, input, percent, &value)) {
        tally->other++;
        return;
    }
    tally->wanted++;
    if (reads(arena, lexicon, input, percent, value)) tally->right++;
    else printf("# %.*s: %.*s is %.*s\n", STR_ARG(id), STR_ARG(input), STR_ARG(value));
}

int main(void)
{
    struct arena *arena = arena_new();
    struct err err;
    struct plan_lexicon *lexicon;
    struct str bytes = STR(""), rest, line;
    struct tally tally = { 0 };
    err_init(&err);
    const char *root = getenv("LUODI_SOURCE"), *shared = getenv("LUODI_SHARED");
    struct str source = str_from(root ? root : ".");
    struct str base = shared ? str_from(shared) : path_join(arena, source, STR("../shared"));
    struct str path = path_join(arena, base, STR("suites/recognizers-zh/Number.jsonl"));
    bool ok = true;
    if (!file_exists(path)) {
        printf("1..0 # SKIP the recognisers' cases are not here (LUODI_SHARED)\n");
    } else {
        ok = plan_lexicon_load(arena, path_join(arena, source, STR("model/lexicon")), &lexicon, &err) &&
             file_read(arena, path, LIMIT_PLAN_BYTES, &bytes, &err);
        for (rest = bytes; ok && str_split(&rest, '\n', &line);)
            if (line.len) run_case(arena, lexicon, line, &tally);
        printf("# %zu of %zu wanted cases right; %zu of other sorts left out\n", tally.right, tally.wanted, tally.other);
        ok = ok && tally.wanted >= 100 && tally.right * 100 >= tally.wanted * 97;
        printf("%s 1 - of the cases that a plan could hold, 97 of 100 are read\n1..1\n", ok ? "ok" : "not ok");
    }
    arena_free(arena);
    return ok ? 0 : 1;
}
