/* The page: its markup, style and scripts (page/), between which the data is written. */
#ifndef FACS_REPORT_PAGE_H
#define FACS_REPORT_PAGE_H

#include <stddef.h>

/* What goes before and after the data; made at build time by page/embed.py, and empty in a build
 * without the chart library. */
extern const char facs_report_page_head[], facs_report_page_tail[];
extern const size_t facs_report_page_head_size, facs_report_page_tail_size;

#define FACS_REPORT_LACKS_PAGE                                                                     \
    "this facs was built without uPlot, the chart library of its pages: run \"make setup\" in "    \
    "its sources, which fetches it"

#endif
