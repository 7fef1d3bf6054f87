/* R's values from the library's, and the reverse. Everything here may jump out, if R runs out of
 * memory or an argument is of the wrong kind, so nothing may be open that held.h does not hold. */
#ifndef FACS_R_VALUES_H
#define FACS_R_VALUES_H

#include "held.h"

/* A string in UTF-8, or NA for NULL. */
SEXP text_of(const char *text);

/* One string as an R vector; NULL for NULL. */
SEXP string_of(const char *text);

/* A text for the library, valid until the .Call ends: UTF-8, but of R's native strings the bytes as
 * they are. Paths are such bytes for the system, and in the C locale, as under cron, R can
 * translate only ASCII. */
const char *bytes_of(SEXP text);

/* The same of the string in an argument; NULL for NULL. */
const char *text_in(SEXP value);

/* Sets an attribute of an R value, which must be protected; what need not be. */
void set_attribute(SEXP value, const char *name, SEXP what);

/* What R/conditions.R makes a condition of: the kind and the sentence. */
SEXP failure(const facs_error *error, int status);

/* The log's lines, a character vector. */
SEXP lines_of(const notes *n);

/* Numbers as R has them: missing ones, NaN in the library, are its NA, which is one of the NaNs. */
SEXP doubles_of(const double *numbers, R_xlen_t count);

/* A column of a data frame from the i-th number or text of the rows. */
SEXP numbers_of(const held *h, int i);
SEXP texts_of(const held *h, int i);

/* A list with these names, which end with NULL; its elements are NULL. */
SEXP named_list(const char *const *names);

#endif
