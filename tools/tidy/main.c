/*
 * main.c - `tidy ROOT [COMPILER]`: run every rule over the tree at ROOT and print TAP. Exit 1 where one
 * does not hold.
 */
#include <stdio.h>

#include "tidy.h"

struct rule {
    struct str name;
    const char *sentence;
    void (*run)(struct tidy *tidy);
};

static const struct rule rules[] = {
#define RULE(function, sentence) { STR_INIT(#function), sentence, function },
#include "rules.def"
#undef RULE
};

enum { RULE_COUNT = sizeof rules / sizeof *rules };

static int run_rule(struct tidy *tidy, const struct rule *rule)
{
    buf_clear(&tidy->report);
    tidy->faults = 0;
    rule->run(tidy);
    return tidy->faults;
}

int tidy_rule(struct tidy *tidy, struct str name)
{
    for (size_t i = 0; i < RULE_COUNT; i++)
        if (str_eq(rules[i].name, name))
            return run_rule(tidy, &rules[i]);
    return -1;
}

bool tidy_run(struct tidy *tidy, bool quiet)
{
    bool good = true;
    printf("1..%d\n", RULE_COUNT);
    for (int i = 0; i < RULE_COUNT; i++) {
        int faults = run_rule(tidy, &rules[i]);
        good = good && faults == 0;
        if (!quiet)
            printf("%.*s", STR_ARG(buf_get(&tidy->report)));
        printf("%s %d - %s\n", faults ? "not ok" : "ok", i + 1, rules[i].sentence);
    }
    return good;
}

#ifndef TIDY_NO_MAIN
int main(int argc, char **argv)
{
    if (argc < 2 || argc > 3) {
        fprintf(stderr, "usage: tidy ROOT [COMPILER]\n");
        return 2;
    }
    struct arena *arena = arena_new();
    struct tidy tidy = { .compiler = argc == 3 ? argv[2] : "cc" };
    bool read = tidy_read(&tidy, arena, str_from(argv[1]));
    if (!read)
        fprintf(stderr, "tidy: cannot read the tree at %s\n", argv[1]);
    bool good = read && tidy_run(&tidy, false);
    arena_free(arena);
    return !read ? 3 : good ? 0 : 1;
}
#endif
