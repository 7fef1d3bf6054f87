/* Calibration of an unfinished stream, as in OpenFace's online processing (FaceAnalyser,
 * CorrectOnlineAUs): the value below which a tenth of those so far lie counts as the neutral
 * face's, and is subtracted. The future is unknown, so the same face may get higher values at
 * first. */
#ifndef FACS_AU_ONLINE_CORRECTION_H
#define FACS_AU_ONLINE_CORRECTION_H

#include <facs/facs.h>

#define FACS_ONLINE_BINS 200 /* over -3..5, as OpenFace's */

/* Of one face. All zero to begin with. */
typedef struct facs_online_correction {
    uint32_t count[FACS_INTENSITIES][FACS_ONLINE_BINS];
    int64_t frames; /* with a face */
} facs_online_correction;

/* Computes intensity[17] of the next frame with a face from own and median_part (calibration.h).
 * Values that are not finite count as 0. */
void facs_online_correct(facs_online_correction *online, const float *own, const float *median_part,
                         float intensity[FACS_INTENSITIES]);

#endif
