/* Calibration over the whole video, as in OpenFace's offline processing: predicts again with the
 * final median, subtracts the neutral offset, clips, smooths. Stores one number per predictor and
 * frame instead of features, because a prediction is linear in the median. See docs/algorithm.md,
 * 9. */
#ifndef FACS_AU_CALIBRATION_H
#define FACS_AU_CALIBRATION_H

#include "au/au_models.h"

/* Frames with a face that are predicted again; OpenFace's max_init_frames. */
#define FACS_CALIBRATION_REPREDICTED 3000

typedef struct facs_calibration facs_calibration;

int facs_calibration_open(facs_calibration **out, const facs_au_set *set); /* keeps set */

/* Lets the numbers of a long video move to a file without a name, in the folder of path, so that
 * memory does not grow. -ENOMEM. */
int facs_calibration_beside(facs_calibration *calibration, const char *path);

void facs_calibration_close(facs_calibration **calibration);

/* Adds the next frame. own[35]: from facs_au_predict; median_part[35]: from facs_au_median_part,
 * for the current median. success 0: own and median_part are not read. Values that are not finite
 * count as 0. -ENOMEM; -EPIPE after finish. */
int facs_calibration_add(facs_calibration *calibration, int success, const float *own,
                         const float *median_part);

/* Converts own and median_part directly, for live output: clipped intensities, classes. */
void facs_calibration_now(const facs_au_set *set, const float *own, const float *median_part,
                          float intensity[FACS_INTENSITIES], float presence[FACS_PRESENCES]);

/* Finishes with the final median's part. rest: the neutral face's value of each intensity without
 * the median, if more than these frames is known; NULL: it is taken from these frames. Afterwards
 * get may be called. -ENOMEM, or the file cannot be read: call it again; -EPIPE: already finished.
 */
int facs_calibration_finish(facs_calibration *calibration, const float *final_median_part,
                            const double *rest);

int64_t facs_calibration_frames(const facs_calibration *calibration);

/* Returns the calibrated values of frame n. -EAGAIN before finish, -ERANGE; other
 * failures: the file cannot be read. Arrays may be NULL. */
int facs_calibration_get(const facs_calibration *calibration, int64_t n,
                         float intensity[FACS_INTENSITIES], float presence[FACS_PRESENCES]);

/* For tests: the offset that finish subtracted from intensity i, 0..16. */
double facs_calibration_offset(const facs_calibration *calibration, int i);

#endif
