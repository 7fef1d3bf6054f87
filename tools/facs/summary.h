/* The closing table of facs extract --summary. */
#ifndef FACS_TOOLS_SUMMARY_H
#define FACS_TOOLS_SUMMARY_H

#include <facs/facs.h>

#include <stdio.h>

void facs_summary_print(FILE *out, const char *input, const facs_summary *summary, const char *csv,
                        const char *json);

#endif
