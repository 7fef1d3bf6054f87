/* NAME.json beside NAME.csv: which version, models, options and input made the file, and what its
   columns mean. */
#ifndef FACS_OUTPUT_PROVENANCE_H
#define FACS_OUTPUT_PROVENANCE_H

#include "base/draft.h"
#include "media/source.h"
#include "output/input_identity.h"
#include "output/outputs.h"
#include "pipeline/digests.h"
#include "pipeline/network_file.h"

#include <jansson.h>

typedef struct facs_provenance {
    const char *input;
    const facs_input_facts *identity; /* with the digest */
    int64_t started;                  /* seconds since 1970 */
    const facs_source_info *source;
    const facs_extract_options *options;
    const facs_csv_options *columns;
    const facs_summary *summary;
    const facs_outputs *outputs; /* finished: whose files have the rows; NULL: none */
    facs_warnings *warnings;     /* all that there will be; NULL: none */
    const char *models;          /* folder of the weights */
    const facs_digest *files;    /* those that were used */
    int file_count;
    const char *runtime;               /* "1.29.0, /path", or NULL when none was used */
    const facs_network_file *networks; /* that were in use; ends with a NULL name; NULL: none */
} facs_provenance;

/*
 * Into a draft of path, which is synced and still to be committed. OUTPUT errors; ENVIRONMENT
 * errors when a network that was made can no longer be read; INTERNAL errors without memory. On
 * failure there is no draft.
 */
int facs_provenance_write(facs_draft *draft, const char *path, const facs_provenance *provenance,
                          facs_error *error);

/*
 * The options as they are written; measured: the features that the CSV has. What two runs must have
 * in common for their results to be the same. NULL without memory.
 */
json_t *facs_provenance_options(const facs_extract_options *options, unsigned measured,
                                int still_image);

#endif
