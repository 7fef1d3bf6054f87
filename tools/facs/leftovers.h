/* Handles files that an earlier run made from a result that was now replaced. */
#ifndef FACS_TOOLS_LEFTOVERS_H
#define FACS_TOOLS_LEFTOVERS_H

#include "console.h"

/*
 * Call after csv was written. Deletes the pages of faces, from number first on, that no longer have
 * rows. Warns about a page or an overlay that is older than the rows, which may be expensive to
 * make again; console NULL: no warnings.
 */
void facs_leftovers_tidy(const char *csv, int first, facs_console *console);

/* Returns 1 if made is older than csv, or one of them does not exist. */
int facs_leftovers_outdated(const char *made, const char *csv);

#endif
