/* The page of a result, for facs report and facs extract --report, and what an earlier run made
 * from a result that was now replaced. */
#ifndef FACS_TOOLS_CMD_REPORT_H
#define FACS_TOOLS_CMD_REPORT_H

#include "console.h"

/*
 * Writes the page of a CSV to html (NULL: NAME.html next to it), using NAME.json next to it, also
 * for NAME_face00.csv. video NULL: the one that the JSON names. segments
 * may be NULL. Returns 0 or a negative errno.
 */
int facs_report_page_write(const char *csv, const char *html, const char *video,
                           const char *segments, facs_console *console, facs_error *error);

/* Returns 1 if the file starts like a page of facs report. */
int facs_report_is_page(const char *path);

/*
 * Call after csv was written. Deletes the pages of faces, from number first on, that no longer have
 * rows. Warns about a page or an overlay that is older than the rows, which may be expensive to
 * make again; console NULL: no warnings.
 */
void facs_leftovers_tidy(const char *csv, int first, facs_console *console);

/* Returns 1 if made is older than csv, or one of them does not exist. */
int facs_leftovers_outdated(const char *made, const char *csv);

/* Returns NAME.json for NAME.csv or NAME_face00.csv; allocated, NULL without memory. */
char *facs_report_provenance_of(const char *csv);

#endif
