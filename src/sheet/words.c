/* words.c - the words of words.def, by language. */
#include "base/must.h"
#include "sheet/sheet_priv.h"

static const struct str words[][2] = {
#define WORD(name, zh, en) [SHEET_WORD_##name] = { STR_INIT(zh), STR_INIT(en) },
#define TYPE(type, zh, en, example)
#include "sheet/words.def"
#undef WORD
#undef TYPE
};

static const struct {
    struct str words[2], example;
} types[FIELD_TYPE_COUNT] = {
#define WORD(name, zh, en)
#define TYPE(type, zh, en, example)                                                                \
    [FIELD_##type] = { { STR_INIT(zh), STR_INIT(en) }, STR_INIT(example) },
#include "sheet/words.def"
#undef WORD
#undef TYPE
};

struct str sheet_word(enum sheet_word word, enum lang lang)
{
    return words[word][lang];
}

struct str sheet_type_word(enum field_type type, enum lang lang)
{
    must((unsigned)type < FIELD_TYPE_COUNT);
    return types[type].words[lang];
}

struct str sheet_type_example(enum field_type type)
{
    must((unsigned)type < FIELD_TYPE_COUNT);
    return types[type].example;
}
