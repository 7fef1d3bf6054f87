/*
 * Scripts with which shells complete facs on the command line. They are made from the same tables
 * as parsing and --help, and from what the folder completions/ holds.
 */
#ifndef FACS_TOOLS_COMPLETIONS_H
#define FACS_TOOLS_COMPLETIONS_H

#include <stddef.h>
#include <stdio.h>

/* The files of completions/, which embed.py builds into the command: what is in each script besides
 * the tables, which take the place of a line @TABLE@. */
typedef struct facs_completions_file {
    const char *name;
    const unsigned char *bytes;
    size_t count;
} facs_completions_file;

extern const facs_completions_file facs_completions[]; /* ends with a NULL name */

/* Prints the script of "bash", "zsh" or "fish". -EINVAL: it is none of these. */
int facs_completions_print(FILE *out, const char *shell);

#endif
