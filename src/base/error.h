/* How functions of the library fail: with a negative errno, and a sentence if one helps. */
#ifndef FACS_BASE_ERROR_H
#define FACS_BASE_ERROR_H

#include "os/format.h"

#include <facs/facs.h>

/*
 * Fill error (may be NULL) with kind and a printf-style sentence, and return status, a negative
 * errno: return facs_fail(error, FACS_ERROR_INPUT, -EINVAL, "..."). The sentence says which file,
 * what was expected and what to do; no full stop, no newline. An input is not at fault when memory
 * or file handles run out: FACS_ERROR_INPUT then becomes FACS_ERROR_INTERNAL.
 */
FACS_FORMAT(4, 5)
int facs_fail(facs_error *error, facs_error_kind kind, int status, const char *format, ...);

/* facs_fail for a failed allocation: -ENOMEM, FACS_ERROR_INTERNAL; what is a noun. */
int facs_fail_memory(facs_error *error, const char *what);

/* facs_fail for a NULL argument: -EINVAL, FACS_ERROR_USAGE; arguments names the candidates. */
int facs_fail_null(facs_error *error, const char *arguments);

/* Replace control characters by '?': a path may hold a newline, a message must not. */
void facs_one_line(char *text);

#endif
