/* The pages: their markup, style and scripts (page/), between which the data is written. */
#ifndef FACS_REPORT_PAGE_H
#define FACS_REPORT_PAGE_H

#include <jansson.h>
#include <stddef.h>
#include <stdio.h>

/* What goes before and after the data of a result's page; made at build time by page/embed.py, and
 * empty in a build without the chart library. */
extern const char facs_report_page_head[], facs_report_page_tail[];
extern const size_t facs_report_page_head_size, facs_report_page_tail_size;

/* The same of a study's page, which needs no library. */
extern const char facs_study_page_head[], facs_study_page_tail[];
extern const size_t facs_study_page_head_size, facs_study_page_tail_size;

#define FACS_REPORT_LACKS_PAGE                                                                     \
    "this facs was built without uPlot, the chart library of its pages: run \"make setup\" in "    \
    "its sources, which fetches it"

/* Writes the data that a page calls facts, so that no text in it is read as HTML. -1: out of
 * memory, or facts is NULL; failed writes show when the file is closed. */
int facs_page_put_facts(FILE *file, const json_t *facts);

/* Writes a line of base64: the numbers as 32-bit floats, the lowest byte first. */
void facs_page_put_floats(FILE *file, const float *values, size_t count);

#endif
