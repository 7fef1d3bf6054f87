/* The page of a study. */
#ifndef FACS_STUDY_STUDY_PAGE_H
#define FACS_STUDY_STUDY_PAGE_H

#include "study/study_rows.h"

#include <stdio.h>

/* Writes the page, which will be called html. facts: what else it shows; it is taken over. -ENOMEM.
 */
int facs_study_page_write(const facs_study_rows *kept, FILE *file, const char *html, json_t *facts);

#endif
