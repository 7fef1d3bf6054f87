/* The figures of a batch's rows. */
#ifndef FACS_STUDY_BATCH_FIGURES_H
#define FACS_STUDY_BATCH_FIGURES_H

#include "study/batch_rows.h"

/* Fills in the figures of the first face in a result's CSV, or of NAME_face00.csv if it is written
 * for each face. parameters: of the events; NULL: none. What cannot be read leaves them unknown. */
void facs_batch_figures(facs_batch_row *row, const char *csv, const char *parameters);

#endif
