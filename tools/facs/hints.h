/* What someone may have meant who typed something else. */
#ifndef FACS_TOOLS_HINTS_H
#define FACS_TOOLS_HINTS_H

#include "command.h"

/* Reports that the first word is not a command, and suggests what was meant; more: other words
 * follow. Returns an exit status. */
int facs_hint_command(const char *word, int more);

/*
 * Refuses words that would be read as something else than what was meant: options that begin with a
 * long dash, as word processors make them, with one hyphen instead of two, or as in OpenFace.
 * Returns 0 or -EINVAL.
 */
int facs_hint_words(const facs_command *command, char **words, facs_error *error);

/*
 * Refuses what Windows' cmd leaves in words: a quotation mark, which no name there has (in
 * "C:\results\" -aus, a backslash makes everything after it part of the name), and what belongs to
 * the shells of other systems, 'single quotes' and a backslash at the end of a line, which would be
 * the whole drive. Returns 0 or -EINVAL.
 */
int facs_hint_shell(char **words, facs_error *error);

/* Refuses a name that the shell took apart at its blanks, and a folder where a file is expected.
 * Returns 0 or -EINVAL. */
int facs_hint_operands(const facs_command *command, const facs_args *args, facs_error *error);

#endif
