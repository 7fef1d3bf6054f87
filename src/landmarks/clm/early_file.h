/* OpenFace's early_term_cen_of.txt: when the first look at a new face is good enough. */
#ifndef FACS_LANDMARKS_CLM_EARLY_FILE_H
#define FACS_LANDMARKS_CLM_EARLY_FILE_H

#include "landmarks/clm/clm.h"

/* Reads as many weights, biases and cutoffs as there are views. ENVIRONMENT errors. */
int facs_early_file_read(facs_clm_early *early, int views, const char *path, facs_error *error);

#endif
