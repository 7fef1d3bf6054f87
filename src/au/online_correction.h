/*
 * The calibration of a stream that has no end yet, as OpenFace does it online (FaceAnalyser,
 * CorrectOnlineAUs): the value below which a tenth of all those so far lie counts as the neutral
 * face's, and is subtracted. It knows no future, so that the same face may read higher at first.
 */
#ifndef FACS_AU_ONLINE_CORRECTION_H
#define FACS_AU_ONLINE_CORRECTION_H

#include <facs/facs.h>

#define FACS_ONLINE_BINS 200 /* over -3..5, as OpenFace's */

/* Of one face. All zero to begin with. */
typedef struct facs_online_correction {
    uint32_t count[FACS_INTENSITIES][FACS_ONLINE_BINS];
    int64_t frames; /* with a face */
} facs_online_correction;

/*
 * The next frame with a face: intensity[17] from own and median_part (calibration.h). What is not
 * finite counts as 0.
 */
void facs_online_correct(facs_online_correction *online, const float *own, const float *median_part,
                         float intensity[FACS_INTENSITIES]);

#endif
