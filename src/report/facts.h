/* What a report says beside the measures: how the result was made, and what its columns mean. */
#ifndef FACS_REPORT_FACTS_H
#define FACS_REPORT_FACTS_H

#include "report/pictures.h"

/*
 * What facs wrote of the run into json (may be NULL or not there), as a JSON object of the parts
 * that a page shows; NULL: nothing is known, and note says why where a file was there (else "").
 * The file is hostile: at most 4 MiB, known keys, plain values of bounded length.
 */
json_t *facs_facts_of_run(const char *json, char *note, size_t note_size);

/*
 * The video that the run names, by run (may be NULL) and csv's place: as it was named, else in the
 * folder of the CSV. video->path is allocated, or NULL.
 */
void facs_facts_find_video(facs_video_facts *video, const json_t *run, const char *csv);

/* [first name, last name or null, unit, meaning] for each run of columns that mean the same. */
json_t *facs_facts_of_columns(const facs_table *table);

/* A text as a JSON string; what is no UTF-8 in it becomes '?'. NULL without memory. */
json_t *facs_facts_text(const char *text);

#endif
