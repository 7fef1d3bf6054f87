/* The analysis options that several commands share. */
#ifndef FACS_TOOLS_ANALYSIS_H
#define FACS_TOOLS_ANALYSIS_H

#include "args.h"
#include "console.h"

#include <facs/facs.h>

/*
 * Fills the library's options from the command line; console receives the log. Returns 0, or
 * -EINVAL if options contradict each other or are not supported.
 */
int facs_analysis_options(facs_extract_options *options, const facs_args *args,
                          facs_console *console, facs_error *error);

/* The same for commands without an input, whose options need no check. */
void facs_environment_options(facs_options *options, const facs_args *args, facs_console *console);

#define FACS_METHODS_SIZE 128

/* Writes the names of the landmark methods with a trait (FACS_METHOD_*), "clnf or pfld", to text.
 */
const char *facs_methods_with(unsigned trait, char text[FACS_METHODS_SIZE]);

int facs_method_has(const facs_options *analysis, unsigned trait);

#endif
