/* The options of an analysis, which extract and bench share. */
#ifndef FACS_TOOLS_ANALYSIS_H
#define FACS_TOOLS_ANALYSIS_H

#include "args.h"
#include "console.h"

#include <facs/facs.h>

/*
 * The library's options from the command line's; console gets the log. 0, or -EINVAL with one
 * sentence in text: the options contradict each other, or ask for what this version has not.
 */
int facs_analysis_options(facs_extract_options *options, const facs_args *args,
                          facs_console *console, char *text, size_t text_size);

/* The same for commands that need no input: models, runtime and log. */
void facs_environment_options(facs_options *options, const facs_args *args, facs_console *console);

/* "clnf or pfld": the names of the landmark methods that have a trait (FACS_METHOD_*). */
#define FACS_METHODS_SIZE 128
const char *facs_methods_with(unsigned trait, char text[FACS_METHODS_SIZE]);

int facs_method_has(const facs_options *analysis, unsigned trait);

#endif
