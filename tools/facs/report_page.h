/* A result's page: what facs report and facs extract --report write. */
#ifndef FACS_TOOLS_REPORT_PAGE_H
#define FACS_TOOLS_REPORT_PAGE_H

#include "console.h"

/*
 * Write the page of a CSV to html (NULL: beside it, NAME.html), with what NAME.json beside it says;
 * for NAME_face00.csv that is NAME.json too. video may be NULL: the one that the JSON names. Says
 * what failed. Returns an exit status.
 */
int facs_report_page_write(const char *csv, const char *html, const char *video,
                           facs_console *console);

#endif
