/* NAME.json beside NAME.csv: which version, models, options and input made the file, and what its
   columns mean. */
#ifndef FACS_OUTPUT_PROVENANCE_H
#define FACS_OUTPUT_PROVENANCE_H

#include "media/source.h"
#include "output/csv.h"
#include "pipeline/digests.h"
#include "pipeline/network_file.h"

typedef struct facs_provenance {
    const char *input;
    const facs_source_info *source;
    const facs_extract_options *options;
    const facs_csv_options *columns;
    const facs_summary *summary;
    facs_warnings *warnings;  /* all that there will be; NULL: none */
    const char *models;       /* folder of the weights */
    const facs_digest *files; /* those that were used */
    int file_count;
    const char *runtime;               /* "1.29.0, /path", or NULL when none was used */
    const facs_network_file *networks; /* that were in use; ends with a NULL name; NULL: none */
} facs_provenance;

/*
 * Written to path.part, then renamed. OUTPUT errors; ENVIRONMENT errors when a network that was
 * made can no longer be read.
 */
int facs_provenance_write(const char *path, const facs_provenance *provenance, facs_error *error);

#endif
