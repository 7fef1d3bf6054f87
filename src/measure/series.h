/*
 * The measures of one face over a stream: what needs the frame before (speeds) and what needs all
 * of them (shares of the person's own maximum, corrected presences). Memory does not grow with the
 * stream: rows go to a file without a name, like the numbers of the calibration (base/spool.h).
 */
#ifndef FACS_MEASURE_SERIES_H
#define FACS_MEASURE_SERIES_H

#include "measure/picture.h"

typedef struct facs_measure_series facs_measure_series;

typedef struct facs_measure_options {
    int live; /* 1: keep nothing for get */
    int aus;  /* 0: results have no Action Units, so no presence can be corrected */
} facs_measure_options;

/* What the analysis knows of a frame's face beside its result. */
typedef struct facs_measure_sight {
    const float *free_landmarks; /* as in facs_measure_points */
    facs_measure_picture picture;
} facs_measure_sight;

/* -ENOMEM. */
int facs_measure_series_open(facs_measure_series **out, const facs_measure_options *options);
void facs_measure_series_close(facs_measure_series **series);

/* Lets the rows of a long stream move to a file in the folder of path. -ENOMEM. */
int facs_measure_series_beside(facs_measure_series *series, const char *path);

/* Takes the face's next frame. Fills in result's measures and corrected; late ones by what has been
 * seen so far. sight is read only if result has success. -ENOMEM. */
int facs_measure_series_add(facs_measure_series *series, const facs_measure_sight *sight,
                            facs_result *result);

/* Reads the final intensities of frame n. 0 or -errno. */
typedef int facs_measure_intensity(void *from, int64_t n, float intensity[FACS_INTENSITIES]);

/* Decides about corrected, once all frames are there and their intensities are final. -ENOMEM, or a
 * file cannot be read: call it again. */
int facs_measure_series_finish(facs_measure_series *series, facs_measure_intensity *get,
                               void *from);

/* Fills in the final measures and corrected of frame n (from 0) in result. -EAGAIN before finish;
 * -ERANGE; other failures: the file cannot be read. */
int facs_measure_series_get(const facs_measure_series *series, int64_t n, facs_result *result);

#endif
