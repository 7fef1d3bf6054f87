/*
 * Measures of one face from its points alone, so that they can be had from a row of any CSV. Points
 * are taken into a frame fixed to the head: x from the outer corner of the right eye to that of the
 * left, y down, z backwards. See docs/measures.md.
 */
#ifndef FACS_MEASURE_MEASURES_H
#define FACS_MEASURE_MEASURES_H

#include <facs/facs.h>

typedef struct facs_measure_points {
    const float *landmarks; /* x0..x67, y0..y67, pixels */
    const float *free;  /* the same, for brows, nose, lids and mouth: not held by the shape model,
                           which hides what one side does alone. NULL: landmarks */
    const float *depth; /* z0..z67, mm, away from the camera; only differences matter */
    const float *shape; /* scale, rx, ry, rz of the shape fit, as in facs_result */
} facs_measure_points;

/* The points of a result with success, which must stay. */
facs_measure_points facs_measure_points_of(const facs_result *result);

/* Sets all of measures to NAN, and quality to 2: nothing was measured. */
void facs_measures_clear(facs_measures *measures);

/* Fills in what follows from the points: lids to asymmetries, and face_size. NAN where points are
 * not finite or lie in one place. */
void facs_measure_face(const facs_measure_points *points, facs_measures *measures);

#endif
