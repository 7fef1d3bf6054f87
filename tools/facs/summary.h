/* The table of facs extract --summary. */
#ifndef FACS_TOOLS_SUMMARY_H
#define FACS_TOOLS_SUMMARY_H

#include <facs/facs.h>

#include <stdio.h>

/* The warnings of a run, which the table repeats. Starts as all zero. */
typedef struct facs_warning_texts {
    char **texts;
    int count;
    int memory_failed; /* 1: some are missing */
} facs_warning_texts;

void facs_warning_texts_add(facs_warning_texts *texts, const facs_warning *warning);
void facs_warning_texts_free(facs_warning_texts *texts);

void facs_summary_print(FILE *out, const char *input, const facs_summary *summary,
                        const facs_warning_texts *warnings, const char *csv, const char *json);

#endif
