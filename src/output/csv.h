/* OpenFace 2.2.0's CSV to the letter (docs/openface-csv.md): columns, order, decimals. */
#ifndef FACS_OUTPUT_CSV_H
#define FACS_OUTPUT_CSV_H

#include "pipeline/sink.h"

typedef struct facs_csv_options {
    unsigned features;  /* FACS_FEATURE_* */
    int full_precision; /* write the shortest numbers that read back the same */
    int still_image;    /* leading columns face,confidence instead of frame..success */
} facs_csv_options;

/*
 * Writes rows to a draft of path. finish reads them back, checks that they are what was written,
 * and makes a second draft with the values that have become final; commit renames it to path. So
 * path is complete whenever it exists, and an older file stays until then. OUTPUT errors.
 */
int facs_csv_open(facs_sink *sink, const char *path, const facs_csv_options *options,
                  facs_error *error);

#endif
