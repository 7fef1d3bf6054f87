/*
 * Calibration over the whole video, as OpenFace does it offline: predict again with the final
 * median, subtract the neutral offset, clip, smooth. Keeps one number per predictor and frame, no
 * features: a prediction is linear in the median. ALGORITHM section 9.
 */
#ifndef FACS_AU_CALIBRATION_H
#define FACS_AU_CALIBRATION_H

#include "au/au_models.h"

/* Successful frames that are predicted again; OpenFace's max_init_frames. */
#define FACS_CALIBRATION_REPREDICTED 3000

typedef struct facs_calibration facs_calibration;

int facs_calibration_open(facs_calibration **out, const facs_au_set *set); /* keeps set */
void facs_calibration_close(facs_calibration **calibration);

/*
 * Add the next frame. own[35]: facs_au_predict's output; median_part[35]: facs_au_median_part's for
 * the median of that moment. success 0: own and median_part are not read. What is not finite counts
 * as 0. -ENOMEM; -EPIPE after finish.
 */
int facs_calibration_add(facs_calibration *calibration, int success, const float *own,
                         const float *median_part);

/* What own and median_part mean as they are, for live output: clipped intensities, classes. */
void facs_calibration_now(const facs_au_set *set, const float *own, const float *median_part,
                          float intensity[FACS_INTENSITIES], float presence[FACS_PRESENCES]);

/*
 * Finish with the final median's part. rest: what the person's neutral face gives for each
 * intensity without the median, where more is known of them than these frames; NULL: it is taken
 * from them. After this, get may be called. -ENOMEM: nothing has changed; -EPIPE: finished before.
 */
int facs_calibration_finish(facs_calibration *calibration, const float *final_median_part,
                            const double *rest);

int64_t facs_calibration_frames(const facs_calibration *calibration);

/* Calibrated values of frame n. -EAGAIN before finish, -ERANGE. Arrays may be NULL. */
int facs_calibration_get(const facs_calibration *calibration, int64_t n,
                         float intensity[FACS_INTENSITIES], float presence[FACS_PRESENCES]);

/* For tests: the offset that finish subtracted from intensity i, 0..16. */
double facs_calibration_offset(const facs_calibration *calibration, int i);

#endif
