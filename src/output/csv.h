/* OpenFace 2.2.0's CSV, to the letter (COMPAT.md): columns, order, decimals. */
#ifndef FACS_OUTPUT_CSV_H
#define FACS_OUTPUT_CSV_H

#include "pipeline/sink.h"

typedef struct facs_csv_options {
    unsigned features;  /* FACS_FEATURE_* */
    int full_precision; /* shortest numbers that read back the same, in the same columns */
    int still_image;    /* leading columns face,confidence in place of frame..success */
} facs_csv_options;

/*
 * Write rows to a draft of path. finish reads them back, checks that they are what was written, and
 * makes a second draft with the values that are final only now; commit renames it to path, so that
 * path, if it is there, is always whole. -errno with an OUTPUT error when path cannot be written;
 * an older path stays until commit.
 */
int facs_csv_open(facs_sink *sink, const char *path, const facs_csv_options *options,
                  facs_error *error);

#endif
