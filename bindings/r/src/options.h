/* The options of an analysis, from a named list of R: one table row each. */
#ifndef FACS_R_OPTIONS_H
#define FACS_R_OPTIONS_H

#include "values.h"

/* Sets what the list names; NULLs count as not given. The strings are valid until the .Call ends.
 * Returns 0 or -EINVAL (USAGE). May jump, as values.h does. */
int options_read(SEXP list, facs_extract_options *options, facs_error *error);

/* Writes a USAGE error: the option, and what was expected of it. Returns -EINVAL. */
int options_refuse(facs_error *error, const char *option, const char *expected);

#endif
