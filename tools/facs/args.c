#include "args.h"

#include "os/file.h"

#include <facs/facs.h>

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define MAX_WORD 64 /* bytes of a word that may be meant otherwise */

/* ---- Errors ---------------------------------------------------------------------------------- */

int facs_refuse(facs_error *error, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    error->kind = FACS_ERROR_USAGE;
    if (vsnprintf(error->text, sizeof(error->text), format, arguments) < 0)
        error->text[0] = 0;
    va_end(arguments);
    return -EINVAL;
}

/* ---- Suggestions ----------------------------------------------------------------------------- */

static int lower(char letter)
{
    return letter >= 'A' && letter <= 'Z' ? letter - 'A' + 'a' : letter;
}

static int smaller(int a, int b)
{
    return a < b ? a : b;
}

/* The number of letters to replace, insert, delete or swap with their neighbour; MAX_WORD for words
   that are too long. */
static int distance(const char *a, const char *b)
{
    int rows[3][MAX_WORD]; /* the present one, and two before it, in turns */
    const int height = (int)strlen(a), width = (int)strlen(b);
    if (width >= MAX_WORD || height >= MAX_WORD)
        return MAX_WORD;
    for (int i = 0; i <= height; i++) {
        int *row = rows[i % 3];
        const int *above = rows[(i + 2) % 3], *before = rows[(i + 1) % 3];
        row[0] = i;
        for (int j = 1; j <= width; j++) {
            row[j] = i == 0 ? j : smaller(above[j], row[j - 1]) + 1;
            if (i > 0)
                row[j] = smaller(row[j], above[j - 1] + (lower(a[i - 1]) != lower(b[j - 1])));
            if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) &&
                lower(a[i - 2]) == lower(b[j - 1]))
                row[j] = smaller(row[j], before[j - 2] + 1);
        }
    }
    return rows[height % 3][width];
}

const char *facs_args_nearer(const char *word, const char *meant, const char *name)
{
    const int typos = distance(word, name);
    return typos * 3 <= (int)strlen(name) && (!meant || typos < distance(word, meant)) ? name
                                                                                       : meant;
}

/* Returns the option that begins with word, if there is only one, or NULL. */
static const char *complete(const char *word, unsigned command)
{
    const char *rest = word + strspn(word, "-"), *found = NULL;
    for (const facs_arg *a = facs_arg_table; a->name && rest[0]; a++)
        if ((a->commands & command) && strncmp(rest, a->name + 2, strlen(rest)) == 0) {
            if (found)
                return NULL;
            found = a->name;
        }
    return found;
}

static int unknown_option(const char *option, unsigned command, const char *command_name,
                          facs_error *error)
{
    char name[FACS_MAX_OPTION];
    snprintf(name, sizeof(name), "%.*s", (int)strcspn(option, "="), option);
    const char *meant = complete(name, command);
    for (const facs_arg *a = facs_arg_table; a->name; a++)
        if (a->commands & command)
            meant = facs_args_nearer(name, meant, a->name);
    if (meant)
        return facs_refuse(error, "%s is not an option of facs %s: did you mean %s?", name,
                           command_name, meant);
    return facs_refuse(error, "%s is not an option of facs %s: see facs %s --help", name,
                       command_name, command_name);
}

/* ---- Values ---------------------------------------------------------------------------------- */

static int take_choice(const facs_arg *a, const char *name, int *field, const char *value,
                       facs_error *error)
{
    char expected[128] = "";
    for (int i = 0; a->choices(i); i++) {
        if (strcmp(value, a->choices(i)) == 0) {
            *field = i;
            return 0;
        }
        const size_t length = strlen(expected);
        const char *before = i == 0 ? "" : a->choices(i + 1) ? ", " : " or ";
        snprintf(expected + length, sizeof(expected) - length, "%s%s", before, a->choices(i));
    }
    return facs_refuse(error, "%s: expected %s, not \"%s\"", name, expected, value);
}

static int take_number(const facs_arg *a, const char *name, void *field, const char *value,
                       facs_error *error)
{
    char *end = NULL;
    double number = strtod(value, &end);
    int whole = a->type == FACS_ARG_WHOLE;
    int plain = strspn(value, "0123456789+-.eE") == strlen(value) && end != value && !*end;
    if (!plain || !(number >= a->min && number <= a->max) || (whole && number != floor(number)))
        return facs_refuse(error, "%s: expected a %s from %.15g to %.15g, not \"%s\"", name,
                           whole ? "whole number" : "number", a->min, a->max, value);
    if (whole && a->size == sizeof(int64_t))
        *(int64_t *)field = (int64_t)number;
    else if (whole)
        *(int *)field = (int)number;
    else if (a->size == sizeof(double))
        *(double *)field = number;
    else
        *(float *)field = (float)number;
    return 0;
}

/* Seconds, after minutes or hours and minutes. */
static int take_time(const facs_arg *a, const char *name, double *field, const char *value,
                     facs_error *error)
{
    double seconds = 0, part;
    const char *rest = value;
    int parts = 0, good = 1;
    for (int more = 1; good && more; parts++) {
        const size_t length = strcspn(rest, ":");
        char *end = NULL;
        more = rest[length] == ':';
        part = strtod(rest, &end);
        good = length > 0 && end == rest + length && parts < 3 &&
               strspn(rest, more ? "0123456789" : "0123456789.") == length &&
               (parts == 0 || part < 60);
        seconds = 60 * seconds + part;
        rest += length + more;
    }
    if (!good || !(seconds >= a->min && seconds <= a->max))
        return facs_refuse(error,
                           "%s: expected a time from %.15g to %.15g s, such as 90.5 or 1:30.5 or "
                           "0:01:30.5, not \"%s\"",
                           name, a->min, a->max, value);
    *field = seconds;
    return 0;
}

int facs_arg_take(const facs_arg *a, const char *name, void *fields, const char *value,
                  facs_error *error)
{
    void *field = (char *)fields + a->offset;
    switch (a->type) {
    case FACS_ARG_FLAG:
        *(int *)field = 1;
        return 0;
    case FACS_ARG_WORD:
    case FACS_ARG_LIST:
        if (!value[0])
            return facs_refuse(error, "%s: expected %s, not an empty word", name, a->value);
        *(const char **)field = value;
        return 0;
    case FACS_ARG_CHOICE:
        return take_choice(a, name, field, value, error);
    case FACS_ARG_TIME:
        return take_time(a, name, field, value, error);
    case FACS_ARG_WHOLE:
    case FACS_ARG_REAL:
        break;
    }
    return take_number(a, name, field, value, error);
}

/* ---- Parsing --------------------------------------------------------------------------------- */

const facs_arg *facs_args_find(const char *word, unsigned command, const char **value)
{
    for (const facs_arg *a = facs_arg_table; a->name; a++) {
        size_t length = strlen(a->name);
        if (!(a->commands & command))
            continue;
        if (strncmp(word, a->name, length) == 0 && (word[length] == 0 || word[length] == '=')) {
            *value = word[length] ? word + length + 1 : NULL;
            return a;
        }
        if (a->letter && strncmp(word, a->letter, 2) == 0 && (a->value || !word[2])) {
            *value = word[2] ? word + 2 : NULL;
            return a;
        }
    }
    return NULL;
}

/* Reads the option at *word. Its value may be the next word, which *word then points to. */
static int take_option(facs_args *args, const facs_arg *a, char ***word, const char *value,
                       facs_error *error)
{
    char name[FACS_MAX_OPTION];
    const int is_long = (**word)[1] == '-';
    snprintf(name, sizeof(name), "%.*s", is_long ? (int)strlen(a->name) : 2, **word);
    if (a->letter && is_long)
        args->spelt_out |= UINT32_C(1) << (a->letter[1] - 'a');
    if (a->value && !value && (*word)[1])
        value = *++*word;
    if (a->value && !value)
        return facs_refuse(error, "%s: expected %s after it", name, a->value);
    if (!a->value && value)
        return facs_refuse(error, "%s takes no value", name);
    return facs_arg_take(a, name, args, value, error);
}

/* Adds an operand, which the caller has made room for; or, of a pattern, as many as it stands for:
 * on Windows nobody else does this. Returns 0 or -ENOMEM. */
static int add_operand(facs_args *args, const char *word, size_t words)
{
    char **names;
    const int count = facs_path_expand(word, &names);
    if (count < 0)
        return count;
    if (count == 0) {
        args->operands[args->operand_count++] = word;
        return 0;
    }
    const size_t owned = (size_t)args->expanded_count + (size_t)count;
    const size_t room = (size_t)args->operand_count + (size_t)count + words;
    char **expanded = realloc(args->expanded, owned * sizeof(*expanded));
    const char **operands = realloc(args->operands, room * sizeof(*operands));
    args->expanded = expanded ? expanded : args->expanded;
    args->operands = operands ? operands : args->operands;
    if (!expanded || !operands) {
        facs_names_free(names, count);
        return -ENOMEM;
    }
    for (int i = 0; i < count; i++)
        args->operands[args->operand_count++] = args->expanded[args->expanded_count++] = names[i];
    free(names);
    return 0;
}

int facs_args_parse(facs_args *args, unsigned command, const char *command_name, char **words,
                    facs_error *error)
{
    int only_operands = 0;
    size_t count = 0;
    while (words[count])
        count++;
    *args = (facs_args){.operand_count = 0};
    facs_default_extract_options(&args->options);
    facs_default_batch_options(&args->batch);
    args->batch.patience = FACS_NO_PATIENCE;
    facs_default_merge_options(&args->merge);
    facs_default_summarize_options(&args->summarize);
    facs_default_events_options(&args->find);
    facs_default_fetch_options(&args->fetch);
    args->operands = calloc(count + 1, sizeof(*args->operands));
    if (!args->operands)
        return facs_refuse(error, "out of memory for the command line");
    for (; *words; words++) {
        const char *value = NULL, *word = *words;
        if (only_operands || word[0] != '-' || !word[1]) {
            if (add_operand(args, word, count + 1) < 0)
                return facs_refuse(error, "out of memory for the command line");
        } else if (strcmp(word, "--") == 0) {
            only_operands = 1;
        } else {
            const facs_arg *a = facs_args_find(word, command, &value);
            if (!a)
                return unknown_option(word, command, command_name, error);
            if (take_option(args, a, &words, value, error) < 0)
                return -EINVAL;
        }
    }
    args->operands[args->operand_count] = NULL;
    return 0;
}

const char *facs_args_spelling(const facs_args *args, char letter)
{
    for (const facs_arg *a = facs_arg_table; a->name; a++)
        if (a->letter && a->letter[1] == letter)
            return args->spelt_out >> (letter - 'a') & 1 ? a->name : a->letter;
    return "";
}

size_t facs_args_find_field(const char *sentence, char option[FACS_MAX_OPTION])
{
    const size_t length = strcspn(sentence, ":");
    snprintf(option, FACS_MAX_OPTION, "--%.*s", length < FACS_MAX_OPTION ? (int)length : 0,
             sentence);
    for (char *c = option; *c; c++)
        *c = *c == '_' ? '-' : *c;
    for (const facs_arg *a = facs_arg_table; a->name; a++)
        if (strcmp(a->name, option) == 0)
            return length;
    return 0;
}

void facs_args_free(facs_args *args)
{
    facs_names_free(args->expanded, args->expanded_count);
    free(args->operands);
    args->expanded = NULL;
    args->expanded_count = 0;
    args->operands = NULL;
}

/* ---- Help ------------------------------------------------------------------------------------ */

#define HELP_COLUMN 26
#define LINE_WIDTH  80

void facs_args_print_line(FILE *out, const char *left, const char *text)
{
    int column = fprintf(out, "%s", left);
    for (const char *word = text; *word; word += strspn(word, " ")) {
        const int length = (int)strcspn(word, " ");
        if (word == text ? column >= HELP_COLUMN : column + 1 + length > LINE_WIDTH) {
            fputc('\n', out);
            column = 0;
        }
        const int blanks = column < HELP_COLUMN ? HELP_COLUMN - column : 1;
        fprintf(out, "%*s%.*s", blanks, "", length, word);
        column += blanks + length;
        word += length;
    }
    fputc('\n', out);
}

void facs_arg_value(const facs_arg *a, char text[FACS_MAX_VALUE])
{
    const char *between = a->type == FACS_ARG_LIST ? "," : "|";
    size_t length = 0;
    snprintf(text, FACS_MAX_VALUE, "%s", a->value && !a->choices ? a->value : "");
    for (int i = 0; a->choices && a->choices(i) && length < FACS_MAX_VALUE; i++)
        length += (size_t)snprintf(text + length, FACS_MAX_VALUE - length, "%s%s", i ? between : "",
                                   a->choices(i));
}

void facs_arg_print_help(FILE *out, const facs_arg *a)
{
    char left[160], value[FACS_MAX_VALUE];
    facs_arg_value(a, value);
    if (a->letter)
        snprintf(left, sizeof(left), "  %s, %s %s", a->letter, a->name, value);
    else
        snprintf(left, sizeof(left), "      %s %s", a->name, value);
    facs_args_print_line(out, left, a->help);
}

void facs_args_print_help(FILE *out, unsigned command)
{
    for (const facs_arg *a = facs_arg_table; a->name; a++)
        if (a->commands & command)
            facs_arg_print_help(out, a);
}
