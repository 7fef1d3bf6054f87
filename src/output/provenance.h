/* NAME.json beside NAME.csv: the version, models, options and input that made it, and what its
 * columns mean. */
#ifndef FACS_OUTPUT_PROVENANCE_H
#define FACS_OUTPUT_PROVENANCE_H

#include "base/draft.h"
#include "media/source.h"
#include "output/input_identity.h"
#include "output/outputs.h"
#include "pipeline/digests.h"
#include "pipeline/networks.h"

#include <jansson.h>

typedef struct facs_provenance {
    const char *input;
    const facs_input_facts *identity; /* with the digest */
    int64_t started;                  /* seconds since 1970 */
    const facs_source_info *source;
    const facs_extract_options *options;
    const facs_csv_options *columns;
    const facs_summary *summary;
    const facs_outputs *outputs; /* finished; may be NULL */
    facs_warnings *warnings;     /* complete; may be NULL */
    const char *models;          /* folder of the weights */
    const facs_digest *files;    /* the weights that were used */
    int file_count;
    const char *runtime;               /* "1.29.0, /path"; NULL: none was used */
    const facs_network_file *networks; /* those in use; ends with a NULL name; NULL: none */
} facs_provenance;

/* Makes the text, allocated. ENVIRONMENT errors if a network made by facs quantize can no longer be
 * read; INTERNAL errors without memory. */
int facs_provenance_text(char **text, const facs_provenance *provenance, facs_error *error);

/* JSON as it is written there, allocated; NULL without memory. */
char *facs_provenance_dump(const json_t *root);

/* Writes a draft of path and syncs it; the caller commits it. OUTPUT errors. A failure leaves no
 * draft. */
int facs_provenance_write(facs_draft *draft, const char *path, const char *text, facs_error *error);

/* The options as written there, which two runs must share for their results to be the same.
 * measured: the features in the CSV. NULL without memory. */
json_t *facs_provenance_options(const facs_extract_options *options, unsigned measured,
                                int still_image);

#endif
