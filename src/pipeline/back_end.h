/*
 * From landmarks to Action Units: the back end of the analysis, with the state of one face in one
 * stream (the running medians and the series that the calibration needs).
 */
#ifndef FACS_PIPELINE_BACK_END_H
#define FACS_PIPELINE_BACK_END_H

#include "au/calibration.h"
#include "au/neutral.h"
#include "base/image.h"
#include "pipeline/models.h"
#include "shape/shape_fit.h"

typedef struct facs_back_end facs_back_end;

/* Keeps models. au FACS_AU_NONE: faces are described, but nothing is predicted. neutral: what is
 * known of the face already; NULL: nothing. */
int facs_back_end_open(facs_back_end **out, const facs_models *models, facs_au_models au,
                       const facs_neutral *neutral, facs_error *error);
void facs_back_end_close(facs_back_end **back_end);

/* Before the first frame: intensities are corrected online, and nothing is kept to calibrate. */
void facs_back_end_set_live(facs_back_end *back_end);

/* Before the first frame, of FACS_AU_NONE: nobody asks for a likeness or what a face looks like, so
 * that no face is looked at. */
void facs_back_end_set_idle(facs_back_end *back_end);
int facs_back_end_looks(const facs_back_end *back_end); /* 0: idle */

/*
 * The next frame of the stream with its face: fills intensity, presence and the stage times of
 * result. landmarks: 136 floats; shape: the fit to them. -ENOMEM.
 */
int facs_back_end_face(facs_back_end *back_end, const facs_image *picture, const float *landmarks,
                       const facs_shape *shape, facs_result *result);

/* The next frame of the stream, without a face. -ENOMEM. */
int facs_back_end_no_face(facs_back_end *back_end);

/* FACS_AU_FHOG numbers that describe the last frame's face; NULL where it had none. */
const float *facs_back_end_fhog(const facs_back_end *back_end);

/*
 * How much a face of a picture looks like the one of this stream: the correlation, -1..1, of its
 * FHOG and the neutral face's, each channel about its mean; 0 before the first face, or where it
 * cannot be aligned. centre: tx, ty of its shape. After it no face counts as described.
 */
float facs_back_end_likeness(facs_back_end *back_end, const facs_image *picture,
                             const float *landmarks, const double centre[2]);

/*
 * The last frame's face in any form: face[side*side*3]. mask: side*side bytes to work with; NULL:
 * the face's surroundings stay. -EINVAL: there was no face.
 */
int facs_back_end_align(const facs_back_end *back_end, const facs_image *picture,
                        const facs_aligned_form *form, uint8_t *mask, uint8_t *face);

/* The end of the stream: nothing may be added any more. -ENOMEM; -EPIPE: finished before. */
int facs_back_end_finish(facs_back_end *back_end);

/* After finish: the medians, most of a face's memory, are of no use any more. */
void facs_back_end_forget(facs_back_end *back_end);

/* The neutral face as it is known now; NULL in it after forget. */
const facs_neutral_medians *facs_back_end_medians(const facs_back_end *back_end);

/* Frames seen; after finish, their calibrated values can be read. */
const facs_calibration *facs_back_end_calibration(const facs_back_end *back_end);

#endif
