/* cmd_completion.c - a completion script for bash, made from the tables of commands and options. */
#include "base/buf.h"
#include "cli/cli.h"

static int run(struct app *app, const struct args *args)
{
    (void)args;
    fputs("# luodi: source this file in bash\n_luodi()\n{\n"
          "    local word=\"${COMP_WORDS[COMP_CWORD]}\" command=\"${COMP_WORDS[1]}\"\n"
          "    if [ \"$COMP_CWORD\" -eq 1 ]; then\n        COMPREPLY=($(compgen -W \"",
          app->out);
    for (size_t i = 0; i < app->command_count; i++)
        fprintf(app->out, "%s%s", i ? " " : "", app->commands[i].name);
    fputs("\" -- \"$word\"))\n        return\n    fi\n    local options=\"--lang --json --help\"\n "
          "   case \"$command\" in\n",
          app->out);
    for (size_t i = 0; i < app->command_count; i++) {
        const struct command *command = &app->commands[i];
        if (!command->option_count)
            continue;
        fprintf(app->out, "    %s) options=\"$options", command->name);
        for (size_t k = 0; k < command->option_count; k++)
            fprintf(app->out, " --%s", command->options[k].name);
        fputs("\" ;;\n", app->out);
    }
    fputs("    esac\n    if [ \"${word#-}\" != \"$word\" ]; then\n        COMPREPLY=($(compgen -W "
          "\"$options\" -- \"$word\"))\n"
          "    else\n        COMPREPLY=($(compgen -f -- \"$word\"))\n    fi\n}\ncomplete -o "
          "filenames -F _luodi luodi\n",
          app->out);
    return 0;
}

const struct command command_completion = { "completion",
                                            "",
                                            { STR_INIT("输出 bash 补全脚本"),
                                              STR_INIT("print a completion script for bash") },
                                            NULL,
                                            0,
                                            0,
                                            0,
                                            run };
