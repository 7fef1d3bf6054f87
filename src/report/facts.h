/* What a report says beside the measures: how the result was made, and what its columns mean. */
#ifndef FACS_REPORT_FACTS_H
#define FACS_REPORT_FACTS_H

#include <facs/facs.h>

#include <jansson.h>

/*
 * What facs wrote of a run into json (may be NULL or not there), whole; NULL: nothing is known, and
 * note says why where a file was there (else ""). The file is hostile: at most 4 MiB are read, and
 * of a regular file only.
 */
json_t *facs_facts_read(const char *json, char *note, size_t note_size);

/* The parts of it that a page shows: known keys, plain values of bounded length. */
json_t *facs_facts_of_run(const json_t *root);

/* [first name, last name or null, unit, meaning] for each run of columns that mean the same. */
json_t *facs_facts_of_columns(const facs_table *table);

#endif
