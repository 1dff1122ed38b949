/*
 * main.c - finds the command, reads its arguments by its table, runs it.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/utf8.h"
#include "cli/cli.h"

static const struct cli_option common[] = {
    { "lang", "zh|en", { STR_INIT("输出语言"), STR_INIT("language of the output") } },
    { "json", NULL, { STR_INIT("以 JSON 输出"), STR_INIT("print JSON") } },
    { "help", NULL, { STR_INIT("显示帮助"), STR_INIT("show this help") } },
};
enum { COMMON = sizeof common / sizeof *common };

const char *say(const struct app *app, const char *zh, const char *en)
{
    return app->lang == LANG_ZH ? zh : en;
}

void put(struct app *app, struct str text)
{
    fprintf(app->out, "%.*s\n", STR_ARG(text));
}

/* ---- help -------------------------------------------------------------------------------------------------- */

static void options_print(struct app *app, const struct cli_option *options, size_t count)
{
    struct table table;
    table_init(&table, app->arena, 2);
    for (size_t i = 0; i < count; i++) {
        table_cell(&table, options[i].value ? str_format(app->arena, "  --%s %s", options[i].name, options[i].value)
                                            : str_format(app->arena, "  --%s", options[i].name));
        table_cell(&table, label_in(&options[i].say, app->lang));
    }
    table_print(&table, app->out);
}

static void help_command(struct app *app, const struct command *command)
{
    fprintf(app->out, "%s: luodi %s %s\n\n%.*s\n\n", say(app, "用法", "usage"), command->name, command->usage,
            STR_ARG(label_in(&command->say, app->lang)));
    options_print(app, command->options, command->option_count);
    options_print(app, common, COMMON);
}

static void help_all(struct app *app)
{
    fprintf(app->out, "luodi %s\n\n", say(app, "（落地）开发区运行台账", "- the operating ledger of a development zone"));
    struct table table;
    table_init(&table, app->arena, 2);
    for (size_t i = 0; i < app->command_count; i++) {
        const struct command *command = &app->commands[i];
        table_cell(&table, str_format(app->arena, "  luodi %s %s", command->name, command->usage));
        table_cell(&table, label_in(&command->say, app->lang));
    }
    table_print(&table, app->out);
    fprintf(app->out, "\n%s\n", say(app, "每条命令都有 --help。", "Each command has --help."));
}

/* ---- arguments ------------------------------------------------------------------------------------------------ */

struct str arg(const struct args *args, const char *name)
{
    for (size_t i = 0; i < args->option_count; i++)
        if (!strcmp(args->options[i].name, name))
            return args->values[i];
    return (struct str){ 0 };
}

bool arg_given(const struct args *args, const char *name)
{
    return arg(args, name).ptr != NULL;
}

int app_usage(struct app *app, const char *command, enum err_code code, struct str text)
{
    struct err err;
    err_init(&err);
    err_set(&err, code, "text", text, "command", str_from(command));
    return app_fail(app, &err);
}

static bool take_option(struct args *args, struct str word, char **argv, int argc, int *i)
{
    ptrdiff_t equals = str_find(word, STR("="), 0);
    struct str name = str_slice(word, 2, equals < 0 ? word.len : (size_t)equals - 2);
    for (size_t k = 0; k < args->option_count; k++) {
        if (!str_eq(name, str_from(args->options[k].name)))
            continue;
        if (!args->options[k].value)
            args->values[k] = STR("yes");
        else if (equals >= 0)
            args->values[k] = str_slice(word, (size_t)equals + 1, word.len);
        else if (*i + 1 < argc)
            args->values[k] = str_from(argv[++*i]);
        else
            return false;
        return args->options[k].value || equals < 0;
    }
    return false;
}

static int run(struct app *app, const struct command *command, int argc, char **argv)
{
    struct args args = { .option_count = command->option_count + COMMON };
    struct cli_option *options = ARENA_ARRAY(app->arena, struct cli_option, args.option_count);
    if (command->option_count)
        memcpy(options, command->options, command->option_count * sizeof *options);
    memcpy(options + command->option_count, common, sizeof common);
    args.options = options;
    args.values = ARENA_ARRAY(app->arena, struct str, args.option_count);
    args.words = ARENA_ARRAY(app->arena, struct str, (size_t)argc);
    bool plain = false;
    for (int i = 0; i < argc; i++) {
        struct str word = str_from(argv[i]);
        if (!utf8_valid(word))
            return app_usage(app, command->name, ERR_CLI_UTF8, STR(""));
        if (!plain && str_eq(word, STR("--")))
            plain = true;
        else if (plain || !str_starts(word, STR("--")))
            args.words[args.word_count++] = word;
        else if (!take_option(&args, word, argv, argc, &i))
            return app_usage(app, command->name, ERR_CLI_OPTION, word);
    }
    if (arg_given(&args, "lang"))
        app->lang = str_eq(arg(&args, "lang"), STR("en")) ? LANG_EN : LANG_ZH;
    if (arg_given(&args, "help")) {
        help_command(app, command);
        return 0;
    }
    if (args.word_count < command->words_min || args.word_count > command->words_max)
        return app_usage(app, command->name, ERR_CLI_WORDS, str_format(app->arena, "luodi %s %s", command->name, command->usage));
    return command->run(app, &args);
}

static const struct command *command_find(const struct app *app, struct str name)
{
    for (size_t i = 0; i < app->command_count; i++)
        if (str_eq(name, str_from(app->commands[i].name)))
            return &app->commands[i];
    return NULL;
}

static enum lang lang_wanted(void)
{
    const char *names[] = { "LUODI_LANG", "LC_ALL", "LC_MESSAGES", "LANG" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *value = getenv(names[i]);
        if (value && *value && strcmp(value, "C") != 0 && strncmp(value, "C.", 2) != 0 && strcmp(value, "POSIX") != 0)
            return strncmp(value, "en", 2) == 0 ? LANG_EN : LANG_ZH;
    }
    return LANG_ZH;
}

static struct str program_path(struct arena *arena)
{
    char path[4096];
    ssize_t len = readlink("/proc/self/exe", path, sizeof path);
    return len > 0 ? str_copy(arena, (struct str){ path, (size_t)len }) : STR("luodi");
}

int main(int argc, char **argv)
{
    static const struct command *const rows[] = {
#define COMMAND(name) &command_##name,
#include "cli/commands.def"
#undef COMMAND
    };
    enum { ROWS = sizeof rows / sizeof *rows };
    struct command commands[ROWS];
    for (size_t i = 0; i < ROWS; i++)
        commands[i] = *rows[i];
    struct clock clock;
    clock_init_system(&clock);
    struct app app = { .arena = arena_new(), .clock = &clock, .lang = lang_wanted(), .out = stdout, .errors = stderr,
                       .terminal = isatty(STDERR_FILENO), .columns = 100, .commands = commands, .command_count = ROWS };
    struct winsize size;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col)
        app.columns = size.ws_col;
    app.program = program_path(app.arena);
    struct str name = argc > 1 ? str_from(argv[1]) : STR("help");
    const struct command *command = command_find(&app, name);
    int status = 0;
    if (command)
        status = run(&app, command, argc - 2, argv + 2);
    else if (str_eq(name, STR("help")) || str_eq(name, STR("--help")) || str_eq(name, STR("-h"))) {
        if (argc > 3 && str_eq(str_from(argv[2]), STR("--lang")))
            app.lang = str_eq(str_from(argv[3]), STR("en")) ? LANG_EN : LANG_ZH;
        help_all(&app);
    } else
        status = app_usage(&app, "", ERR_CLI_COMMAND, utf8_valid(name) ? name : STR("?"));
    if (fflush(stdout) != 0 || ferror(stdout))
        status = status ? status : 3;
    arena_free(app.arena);
    return status;
}
