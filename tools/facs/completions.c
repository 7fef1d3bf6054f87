#include "completions.h"

#include "command.h"
#include "openface_args.h"
#include "openface_run.h"

#include <errno.h>
#include <string.h>

/* What may follow facs: a command, or a program of OpenFace. */
typedef struct place {
    const char *name, *about;
    const char *operand; /* as in facs_command */
    unsigned flags;      /* the program's bit, for its flags; 0: a command */
    unsigned options;    /* FACS_FOR_* */
} place;

/* Sets the i-th, or returns 0. */
static int find_place(int i, place *p)
{
    static const place others[] = {{"help", "the options of a command", "", 0, 0},
                                   {"version", "the version", "", 0, 0}};
    for (const facs_command *c = facs_commands; c->name; c++)
        if (i-- == 0) {
            *p = (place){c->name, c->about, c->operand, 0, c->bit};
            return 1;
        }
    for (const facs_openface_program *o = facs_openface_programs; o->name; o++)
        if (i-- == 0) {
            *p = (place){o->name, o->like, "", o->bit, facs_openface_options(o->bit)};
            return 1;
        }
    if (i >= 2)
        return 0;
    *p = others[i];
    return 1;
}

typedef void (*option_printer)(FILE *out, const place *p, const facs_arg *a);

/* Prints the flags and options of a place. */
static void print_options(FILE *out, const place *p, option_printer print)
{
    const facs_arg *flag;
    for (int i = 0; p->flags && (flag = facs_openface_next_flag(p->flags, &i));)
        print(out, p, flag);
    for (const facs_arg *a = facs_arg_table; a->name; a++)
        if ((a->commands & p->options) && !(p->flags && strcmp(a->name, "--help") == 0))
            print(out, p, a);
}

/* Prints text up to a semicolon, after which the help has details, with escape before each of the
 * characters, and a quote as quote. */
static void print_text(FILE *out, const char *text, const char *characters, const char *escape,
                       const char *quote)
{
    for (; *text && *text != ';'; text++) {
        if (*text == '\'')
            fputs(quote, out);
        else
            fprintf(out, "%s%c", strchr(characters, *text) ? escape : "", *text);
    }
}

/* ---- bash ------------------------------------------------------------------------------------ */

static void print_bash_name(FILE *out, const place *p, const facs_arg *a)
{
    (void)p;
    fprintf(out, " %s", a->name);
}

static void print_bash_value(FILE *out, const place *p, const facs_arg *a)
{
    char value[FACS_MAX_VALUE];
    (void)p;
    facs_arg_value(a, value);
    if (a->value)
        fprintf(out, "        %s%s%s) value='%s' ;;\n", a->letter ? a->letter : "",
                a->letter ? " | " : "", a->name, value);
}

static void print_bash(FILE *out)
{
    place p;
    fputs("_facs_table() {\n    case $1 in\n    facs) options='--help --version' operand='", out);
    for (int i = 0; find_place(i, &p); i++)
        fprintf(out, "%s%s", i ? "|" : "", p.name);
    fputs("' ;;\n", out);
    for (int i = 0; find_place(i, &p); i++) {
        fprintf(out, "    %s)\n        operand='%s' options='", p.name, p.operand);
        print_options(out, &p, print_bash_name);
        fputs("'\n        case $2 in\n", out);
        print_options(out, &p, print_bash_value);
        fputs("        esac\n        ;;\n", out);
    }
    fputs("    esac\n}\n", out);
}

/* ---- zsh ------------------------------------------------------------------------------------- */

static void print_zsh_kinds(FILE *out, const char *value)
{
    fputs(": _facs_value ", out);
    for (; *value; value++)
        fputc(*value == '|' ? ' ' : *value, out);
}

/* A line of _arguments: '(-o --output)'{-o+,--output=}'[help]:FILE: _facs_value FILE' */
static void print_zsh_option(FILE *out, const place *p, const facs_arg *a)
{
    char value[FACS_MAX_VALUE];
    const int is_long = a->name[1] == '-';
    (void)p;
    fputs(" \\\n            ", out);
    if (a->letter)
        fprintf(out, "'(%s %s)'{%s%s,%s%s}'", a->letter, a->name, a->letter, a->value ? "+" : "",
                a->name, a->value ? "=" : "");
    else
        fprintf(out, "'%s%s%s", is_long ? "" : "*", a->name, a->value && is_long ? "=" : "");
    fputc('[', out);
    print_text(out, a->help, "[]:\\", "\\", "'\\''");
    fputc(']', out);
    if (a->value) {
        facs_arg_value(a, value);
        fprintf(out, ":%s", a->value);
        print_zsh_kinds(out, value);
    }
    fputc('\'', out);
}

static void print_zsh(FILE *out)
{
    place p;
    fputs("_facs_table() {\n    local -a commands\n    case $1 in\n        (facs)\n"
          "            commands=(\n",
          out);
    for (int i = 0; find_place(i, &p); i++) {
        fprintf(out, "                '%s:", p.name);
        print_text(out, p.about, "\\", "\\", "'\\''");
        fputs("'\n", out);
    }
    fputs("            )\n            _describe command commands ;;\n", out);
    for (int i = 0; find_place(i, &p); i++) {
        fprintf(out, "        (%s)\n            _arguments -S", p.name);
        print_options(out, &p, print_zsh_option);
        if (p.operand[0]) {
            fputs(" \\\n            '*:operand", out);
            print_zsh_kinds(out, p.operand);
            fputc('\'', out);
        }
        fputs(" ;;\n", out);
    }
    fputs("    esac\n}\n", out);
}

/* ---- fish ------------------------------------------------------------------------------------ */

static void print_fish_option(FILE *out, const place *p, const facs_arg *a)
{
    char value[FACS_MAX_VALUE];
    const int is_long = a->name[1] == '-';
    fprintf(out, "__facs_add %s -%c %s", p->name, is_long ? 'l' : 'o', a->name + 1 + is_long);
    if (a->letter)
        fprintf(out, " -s %c", a->letter[1]);
    facs_arg_value(a, value);
    if (strcmp(value, "FILE") == 0)
        fputs(" -rF", out);
    else if (value[0])
        fprintf(out, " -xa '(__facs_value \"%s\")'", value);
    fputs(" -d '", out);
    print_text(out, a->help, "\\", "\\", "\\'");
    fputs("'\n", out);
}

static void print_fish(FILE *out)
{
    place p;
    for (int i = 0; find_place(i, &p); i++) {
        fprintf(out, "__facs_first %s '", p.name);
        print_text(out, p.about, "\\", "\\", "\\'");
        fputs("'\n", out);
        print_options(out, &p, print_fish_option);
        if (!p.operand[0])
            fprintf(out, "__facs_add %s -f\n", p.name);
        else if (strcmp(p.operand, "FILE") != 0)
            fprintf(out, "__facs_add %s -fa '(__facs_value \"%s\")'\n", p.name, p.operand);
    }
}

/* ---- All of them ----------------------------------------------------------------------------- */

int facs_completions_print(FILE *out, const char *shell)
{
    static const char mark[] = "@TABLE@\n";
    static const struct {
        const char *shell, *file;
        void (*print)(FILE *out);
    } shells[] = {{"bash", "facs.bash", print_bash},
                  {"zsh", "facs.zsh", print_zsh},
                  {"fish", "facs.fish", print_fish}};
    for (size_t i = 0; i < sizeof(shells) / sizeof(shells[0]); i++) {
        const facs_completions_file *file = facs_completions;
        while (file->name && strcmp(file->name, shells[i].file) != 0)
            file++;
        const char *text = (const char *)file->bytes, *at = text ? strstr(text, mark) : NULL;
        if (strcmp(shell, shells[i].shell) != 0 || !at)
            continue;
        fwrite(text, 1, (size_t)(at - text), out);
        shells[i].print(out);
        fputs(at + strlen(mark), out);
        return 0;
    }
    return -EINVAL;
}

int facs_cmd_completions(const facs_args *args)
{
    if (facs_completions_print(stdout, args->operands[0]) == 0)
        return FACS_EXIT_DONE;
    facs_console_say(NULL, "facs completions expects bash, zsh or fish, not %s", args->operands[0]);
    return FACS_EXIT_USAGE;
}
