/*
 * main.c - finds the command, reads its arguments by its table, runs it.
 */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/utf8.h"
#include "cli/cli.h"
#include "cli/version.h"

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

/* ---- help ---- */

static void options_print(struct app *app, const struct cli_option *options, size_t count)
{
    struct table table;
    table_init(&table, app->arena, 2);
    for (size_t i = 0; i < count; i++) {
        table_cell(&table, options[i].value ? str_format(app->arena, "  --%s %s", options[i].name,
                                                         options[i].value)
                                            : str_format(app->arena, "  --%s", options[i].name));
        table_cell(&table, label_in(&options[i].say, app->lang));
    }
    table_print(&table, app->out);
}

static void help_command(struct app *app, const struct command *command)
{
    fprintf(app->out, "%s: luodi %s %s\n\n%.*s\n\n", say(app, "用法", "usage"), command->name,
            command->usage, STR_ARG(label_in(&command->say, app->lang)));
    options_print(app, command->options, command->option_count);
    options_print(app, common, COMMON);
}

static void help_all(struct app *app)
{
    fprintf(app->out, "luodi %s\n\n",
            say(app, "（落地）开发区运行台账", "- the operating ledger of a development zone"));
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

static const struct command *command_find(const struct app *app, struct str name)
{
    for (size_t i = 0; i < app->command_count; i++)
        if (str_eq(name, str_from(app->commands[i].name)))
            return &app->commands[i];
    return NULL;
}

static int run_help(struct app *app, const struct args *args)
{
    if (!args->word_count) {
        help_all(app);
        return 0;
    }
    const struct command *command = command_find(app, args->words[0]);
    if (!command)
        return app_usage(app, "", ERR_CLI_COMMAND, args->words[0]);
    help_command(app, command);
    return 0;
}

static const struct command command_help = { "help",
                                             "[COMMAND]",
                                             { STR_INIT("显示全部命令，或一条命令的用法"),
                                               STR_INIT("show all commands, or how one is used") },
                                             NULL,
                                             0,
                                             0,
                                             1,
                                             run_help };

static int run_version(struct app *app, const struct args *args)
{
    (void)args;
    put(app, STR("luodi " LUODI_VERSION));
    return 0;
}

static const struct command command_version = {
    "version", "",         { STR_INIT("显示版本"), STR_INIT("show the version") }, NULL, 0, 0,
    0,         run_version
};

/* ---- arguments ---- */

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

size_t arg_all(struct app *app, const struct args *args, const char *name, struct str **values)
{
    size_t count = 0;
    *values = ARENA_ARRAY(app->arena, struct str, args->given_count + 1);
    for (size_t i = 0; i < args->given_count; i++)
        if (!strcmp(args->options[args->given[i].option].name, name))
            (*values)[count++] = args->given[i].value;
    return count;
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
        args->given[args->given_count++] = (struct cli_given){ k, args->values[k] };
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
    args.given = ARENA_ARRAY(app->arena, struct cli_given, (size_t)argc);
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
    struct str lang = arg(&args, "lang");
    if (lang.ptr && !str_eq(lang, STR("en")) && !str_eq(lang, STR("zh")))
        return app_usage(app, command->name, ERR_CLI_OPTION,
                         str_format(app->arena, "--lang %.*s", STR_ARG(lang)));
    if (lang.ptr)
        app->lang = str_eq(lang, STR("en")) ? LANG_EN : LANG_ZH;
    if (arg_given(&args, "help")) {
        help_command(app, command);
        return 0;
    }
    if (args.word_count < command->words_min || args.word_count > command->words_max)
        return app_usage(app, command->name, ERR_CLI_WORDS,
                         str_format(app->arena, "luodi %s %s", command->name, command->usage));
    return command->run(app, &args);
}

static enum lang lang_wanted(void)
{
    const char *names[] = { "LUODI_LANG", "LC_ALL", "LC_MESSAGES", "LANG" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *value = getenv(names[i]);
        if (value && *value && strcmp(value, "C") != 0 && strncmp(value, "C.", 2) != 0 &&
            strcmp(value, "POSIX") != 0)
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

/* The command that the first word names; with none, and for what other programs call it, help and
 * version. */
static const struct command *command_asked(const struct app *app, struct str name)
{
    static const struct {
        const char *name;
        const struct command *command;
    } others[] = {
        { "help", &command_help },       { "--help", &command_help },       { "-h", &command_help },
        { "version", &command_version }, { "--version", &command_version },
    };
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (str_eq(name, str_from(others[i].name)))
            return others[i].command;
    return command_find(app, name);
}

/* What was printed must have arrived. A reader that closed its end of a pipe had what it wanted. */
static int finish(struct app *app, int status)
{
    struct stat stat;
    bool lost = fflush(stdout) != 0;
    int cause = errno;
    if (!lost && !ferror(stdout))
        return status;
    if (fstat(STDOUT_FILENO, &stat) == 0 && (S_ISFIFO(stat.st_mode) || S_ISSOCK(stat.st_mode)))
        return status;
    struct err err;
    err_init(&err);
    err_set(&err, ERR_CLI_OUTPUT, "cause", str_from(strerror(lost ? cause : EIO)));
    int failed = app_fail(app, &err);
    return status ? status : failed;
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
    signal(SIGPIPE, SIG_IGN); /* a reader that goes away must not end a command half way */
    struct clock clock;
    clock_init_system(&clock);
    struct app app = { .arena = arena_new(),
                       .clock = &clock,
                       .lang = lang_wanted(),
                       .out = stdout,
                       .errors = stderr,
                       .terminal = isatty(STDERR_FILENO),
                       .commands = commands,
                       .command_count = ROWS };
    struct winsize size;
    if (isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0)
        app.columns = size.ws_col;
    app.program = program_path(app.arena);
    struct str name = argc > 1 ? str_from(argv[1]) : STR("help");
    const struct command *command = command_asked(&app, name);
    int status = command ? run(&app, command, argc > 2 ? argc - 2 : 0, argv + 2)
                         : app_usage(&app, "", ERR_CLI_COMMAND, utf8_valid(name) ? name : STR("?"));
    status = finish(&app, status);
    arena_free(app.arena);
    return status;
}
