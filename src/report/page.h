/* The page itself: its markup, style and scripts, from page/, about what is written between them.
 */
#ifndef FACS_REPORT_PAGE_H
#define FACS_REPORT_PAGE_H

#include <stddef.h>

/* What comes before the data, and after them; made at build time (page/embed.py). */
extern const char facs_report_page_head[], facs_report_page_tail[];
extern const size_t facs_report_page_head_size, facs_report_page_tail_size;

#endif
