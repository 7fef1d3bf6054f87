/* What an earlier run left beside a result that was made anew: drawn and written from other rows.
 */
#ifndef FACS_TOOLS_LEFTOVERS_H
#define FACS_TOOLS_LEFTOVERS_H

#include "console.h"

/*
 * csv was just written. Pages of faces that have no rows any more (from face number first on) go,
 * as their rows did. Of a page or an overlay that is older than the rows it is said that it does
 * not belong to them; it may have cost much to make.
 */
void facs_leftovers_tidy(const char *csv, int first, facs_console *console);

/* 1: made is older than csv, or one of them is not there. */
int facs_leftovers_outdated(const char *made, const char *csv);

#endif
