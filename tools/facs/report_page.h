/* Writes the page of a result, for facs report and facs extract --report. */
#ifndef FACS_TOOLS_REPORT_PAGE_H
#define FACS_TOOLS_REPORT_PAGE_H

#include "console.h"

/*
 * Writes the page of a CSV to html (NULL: NAME.html next to it), using NAME.json next to it, also
 * for NAME_face00.csv. video NULL: the one that the JSON names. Reports failures. Returns an exit
 * status.
 */
int facs_report_page_write(const char *csv, const char *html, const char *video,
                           facs_console *console);

#endif
