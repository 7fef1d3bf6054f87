#include "hints.h"

#include "openface_args.h"
#include "openface_run.h"

#include "os/file.h"
#include "os/path.h"
#include "os/terminal.h"

#include <string.h>

#define MAX_PIECES 8    /* of a name with blanks */
#define MAX_NAME   4096 /* bytes */
#define MAX_SHOWN  260  /* bytes of a name in a message */

static int is_openface_flag(const char *word)
{
    const facs_arg *flag;
    for (int i = 0; (flag = facs_openface_next_flag(~0U, &i));)
        if (word[0] == '-' && word[1] != '-' && strcmp(word, flag->name) == 0)
            return 1;
    return 0;
}

/* ---- The first word -------------------------------------------------------------------------- */

/* Returns 1 for an existing file, or a word that cannot be a command: a path, a URL, a camera. */
static int is_input(const char *word)
{
    if (strcmp(word, "-") == 0 || facs_path_kind(word) != FACS_NO_FILE)
        return 1;
    return word[0] != '-' &&
           (facs_path_name(word) != word || strchr(word, '.') || strncmp(word, "camera:", 7) == 0);
}

static const char *nearest_command(const char *word)
{
    static const char *const others[] = {"help", "version", "--help", "--version", "-h", "-V"};
    const char *meant = NULL;
    for (const facs_command *c = facs_commands; c->name; c++)
        meant = facs_args_nearer(word, meant, c->name);
    for (const facs_openface_program *p = facs_openface_programs; p->name; p++)
        meant = facs_args_nearer(word, meant, p->name);
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
        meant = facs_args_nearer(word, meant, others[i]);
    return meant;
}

/* Returns the first command that takes an option, or NULL. */
static const facs_command *command_of_option(const char *word)
{
    const char *value;
    for (const facs_command *c = facs_commands; c->name; c++)
        if (word[0] == '-' && facs_args_find(word, c->bit, &value))
            return c;
    return NULL;
}

int facs_hint_command(const char *word, int more)
{
    const char *dots = more ? " ..." : "", *meant = nearest_command(word);
    const facs_command *command = command_of_option(word);
    if (is_input(word))
        facs_console_say(NULL, "%s is not a command: did you mean facs %s %s%s?", word,
                         facs_text_ends_with(word, ".csv") ? "report" : "extract", word, dots);
    else if (command)
        facs_console_say(NULL, "%s is an option and must follow a command: facs %s %s%s", word,
                         command->name, word, dots);
    else if (is_openface_flag(word))
        facs_console_say(NULL, "%s is a flag of OpenFace's programs: facs FeatureExtraction %s%s",
                         word, word, dots);
    else if (meant)
        facs_console_say(NULL, "there is no command %s: did you mean %s?", word, meant);
    else
        facs_console_say(NULL, "there is no command %s: see facs help", word);
    return FACS_EXIT_USAGE;
}

/* ---- Options --------------------------------------------------------------------------------- */

int facs_hint_words(const facs_command *command, char **words, facs_error *error)
{
    char option[FACS_MAX_OPTION];
    const char *value;
    for (; *words && strcmp(*words, "--") != 0; words++) {
        const char *word = *words;
        const int dash =
            strncmp(word, "\xe2\x80\x93", 3) == 0 || strncmp(word, "\xe2\x80\x94", 3) == 0;
        snprintf(option, sizeof(option), "-%s", word);
        if (dash && facs_path_kind(word) == FACS_NO_FILE)
            return facs_refuse(error, "%s begins with a long dash: options begin with two hyphens",
                               word);
        if (word[0] != '-' || word[1] == '-' || (strlen(word) < 3 && strcmp(word, "-f") != 0))
            continue;
        const facs_arg *meant = facs_args_find(option, command->bit, &value);
        if (meant)
            return facs_refuse(error, "%s is not an option of facs %s: did you mean %s?", word,
                               command->name, meant->name);
        if (is_openface_flag(word))
            return facs_refuse(error,
                               "%s is a flag of OpenFace's programs: facs FeatureExtraction takes "
                               "it, facs %s does not",
                               word, command->name);
    }
    return 0;
}

/* ---- The shell ------------------------------------------------------------------------------- */

/* The word that has a quotation mark at mark. "C:" alone would be another folder than "C:\". */
static int refuse_quote(const char *word, const char *mark, facs_error *error)
{
    const int length = mark - word < MAX_SHOWN ? (int)(mark - word) : 0;
    const int is_root = length > 0 && word[length - 1] == ':';
    const char *more = mark[1] ? "..." : "", *shown = length > 0 ? word : "C:\\results";
    const int count = length > 0 ? length : (int)strlen(shown);
    if (is_root)
        return facs_refuse(
            error,
            "%.*s\"%s has a quotation mark in it: Windows takes \\\" for a part of a "
            "name, not for its end, so type \"%.*s\\\\\"",
            count, shown, more, count, shown);
    return facs_refuse(error,
                       "%.*s\"%s has a quotation mark in it: Windows takes \\\" for a part of a "
                       "name, not for its end, so type \"%.*s\" or \"%.*s\\\\\"",
                       count, shown, more, count, shown, count, shown);
}

/* 'My videos' comes as two words. Names may have such quotes. */
static int is_in_single_quotes(char **words)
{
    if (**words != '\'' || facs_path_kind(*words) != FACS_NO_FILE)
        return 0;
    while (*words && !facs_text_ends_with(*words, "'"))
        words++;
    return *words != NULL;
}

int facs_hint_shell(char **words, facs_error *error)
{
    for (; FACS_SHELL_IS_CMD && *words; words++) {
        const char *mark = strchr(*words, '"');
        if (mark)
            return refuse_quote(*words, mark, error);
        if (is_in_single_quotes(words))
            return facs_refuse(error,
                               "%s begins with ', which is a letter here: put \" around a name or "
                               "a pattern",
                               *words);
        if (strcmp(*words, "\\") == 0)
            return facs_refuse(error,
                               "\\ alone is the whole drive: type its name, such as C:\\, or, if "
                               "the line is to go on, ^ instead");
    }
    return 0;
}

/* ---- Inputs ---------------------------------------------------------------------------------- */

/* Joins an operand that does not exist with those that follow, as long as that is no file. */
static int find_apart(const facs_args *args, int first, char name[MAX_NAME])
{
    size_t length = strlen(args->operands[first]);
    if (length >= MAX_NAME || facs_path_kind(args->operands[first]) != FACS_NO_FILE)
        return 0;
    memcpy(name, args->operands[first], length + 1);
    for (int i = first + 1; i < args->operand_count && i < first + MAX_PIECES; i++) {
        const size_t more = strlen(args->operands[i]);
        if (length + more + 2 > MAX_NAME)
            return 0;
        name[length] = ' ';
        memcpy(name + length + 1, args->operands[i], more + 1);
        length += more + 1;
        if (facs_path_kind(name) != FACS_NO_FILE)
            return 1;
    }
    return 0;
}

int facs_hint_operands(const facs_command *command, const facs_args *args, facs_error *error)
{
    char name[MAX_NAME];
    for (int i = 0; i < args->operand_count; i++) {
        const char *word = args->operands[i];
        if (strcmp(command->operand, "FILE.csv") == 0 && facs_path_kind(word) == FACS_FOLDER)
            return facs_refuse(error, "%s is a folder: facs %s expects %s", word, command->name,
                               command->operands);
        if (find_apart(args, i, name))
            return facs_refuse(error,
                               "%s: there is no such file; a name with blanks needs quotes: "
                               "\"%s\"",
                               word, name);
    }
    return 0;
}
