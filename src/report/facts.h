/* What a report says besides the measures: how the result was made and what its columns mean. */
#ifndef FACS_REPORT_FACTS_H
#define FACS_REPORT_FACTS_H

#include <facs/facs.h>

#include <jansson.h>

/* Reads the NAME.json at json, which may be NULL or missing. NULL: nothing is known; note says why,
 * or is "" if there is no file. The file is untrusted: it must be a regular file of at most 4
 * MiB. */
json_t *facs_facts_read(const char *json, char *note, size_t note_size);

/* The parts that a page shows: known keys with plain values of limited length. */
json_t *facs_facts_of_run(const json_t *root);

/* [first name, last name or null, unit, meaning] for each run of columns with the same meaning. */
json_t *facs_facts_of_columns(const facs_table *table);

#endif
