/* Runs the golden descriptors through medians and predictors, for the tests of predict and
 * calibration. */
#ifndef FACS_TESTS_REFERENCE_RUN_H
#define FACS_TESTS_REFERENCE_RUN_H

#include "au/au_models.h"
#include "golden.h"

typedef struct reference_run {
    facs_au_set *set;                           /* the real weights, dynamic */
    float own[GOLDEN_FRAMES][FACS_AU_OUTPUTS];  /* facs_au_predict of each frame */
    float part[GOLDEN_FRAMES][FACS_AU_OUTPUTS]; /* facs_au_median_part at that time */
} reference_run;

/* Skips without weights or golden values. Free with reference_run_free. */
reference_run *reference_run_new(void);
void reference_run_free(reference_run *run);

#endif
