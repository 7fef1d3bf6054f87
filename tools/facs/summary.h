/* The table of facs extract --summary. */
#ifndef FACS_TOOLS_SUMMARY_H
#define FACS_TOOLS_SUMMARY_H

#include <facs/facs.h>

#include <stdio.h>

/* The warnings of a run, as lines of the table. Starts as all zero; release text with free(). */
typedef struct facs_warning_lines {
    char *text;        /* NULL: none */
    int memory_failed; /* 1: some are missing */
} facs_warning_lines;

void facs_warning_lines_add(facs_warning_lines *lines, const facs_warning *warning);

void facs_summary_print(FILE *out, const char *input, const facs_summary *summary,
                        const facs_warning_lines *warnings, const char *csv, const char *json);

#endif
