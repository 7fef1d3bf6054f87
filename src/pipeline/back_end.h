/*
 * The back end of the analysis, from landmarks to Action Units, with the state of one face in one
 * stream: the running medians and the series that the calibration needs.
 */
#ifndef FACS_PIPELINE_BACK_END_H
#define FACS_PIPELINE_BACK_END_H

#include "appearance/align.h"
#include "au/calibration.h"
#include "au/neutral.h"
#include "au/online_correction.h"
#include "base/image.h"
#include "measure/series.h"
#include "pipeline/models.h"
#include "shape/shape_fit.h"

typedef struct facs_back_end_options {
    facs_au_models au;           /* FACS_AU_NONE: faces are described, but nothing is predicted */
    const facs_neutral *neutral; /* the neutral face to start from, read by open; NULL: none */
    int learn;                   /* 1: the medians will be asked for */
    int live; /* 1: correct intensities online and keep nothing for the calibration */
    int idle; /* 1, with FACS_AU_NONE: nobody asks what a face looks like, so do not describe it */
    int measures; /* 1: fill in the results' measures */
} facs_back_end_options;

/* Feature vectors are padded with zeros to the stride of the weights; 16 floats more always
 * suffice. */
#define FACS_PADDED_FEATURES (FACS_AU_FEATURES + 16)

typedef struct facs_back_end {
    const facs_models *models;
    const facs_au_set *set;
    facs_back_end_options options; /* its neutral is not read after the opening */
    facs_neutral_medians medians;  /* the neutral face; its members are NULL after forget */
    facs_calibration *calibration; /* of the frames seen; its values are read after finish */
    facs_online_correction online; /* used instead of the calibration when live */
    facs_measure_series *measures; /* NULL: not wanted */
    int64_t frames;                /* seen so far, with and without a face */
    int aligned;                   /* 1: mask and face are of the last frame's face */
    int described;                 /* 1: all that follows is */
    float landmarks[2 * FACS_LANDMARKS];
    double centre[2]; /* tx, ty of the shape fit */
    uint8_t mask[FACS_ALIGNED_SIDE * FACS_ALIGNED_SIDE];
    uint8_t face[FACS_ALIGNED_BYTES];
    float features[FACS_PADDED_FEATURES]; /* FACS_AU_FHOG of FHOG, then geometry */
    float median[FACS_PADDED_FEATURES];
    float median_part[FACS_AU_OUTPUTS]; /* weights . median, renewed when the median is */
} facs_back_end;

/* Keeps models. */
int facs_back_end_open(facs_back_end **out, const facs_models *models,
                       const facs_back_end_options *options, facs_error *error);
void facs_back_end_close(facs_back_end **back_end);

/* Takes the next frame of the stream, with its face. Fills in intensity, presence and the stage
 * times of result. landmarks: 136 floats; shape: the fit to them. -ENOMEM. */
int facs_back_end_face(facs_back_end *back_end, const facs_image *picture, const float *landmarks,
                       const facs_shape *shape, facs_result *result);

/* Takes the next frame of the stream, without a face. -ENOMEM. */
int facs_back_end_no_face(facs_back_end *back_end);

/* Fills in the measures of the frame that was taken last, if they are wanted. free: points that the
 * shape model does not hold (facs_measure_points), or NULL. -ENOMEM. */
int facs_back_end_measure(facs_back_end *back_end, const float *free, facs_result *result);

/* Returns how much a face in a picture looks like this one: the correlation, -1..1, of its FHOG
 * with the neutral face's, each channel about its mean. 0 before the first face, or if it cannot be
 * aligned. centre: tx, ty of its shape. Afterwards no face counts as described. */
float facs_back_end_likeness(facs_back_end *back_end, const facs_image *picture,
                             const float *landmarks, const double centre[2]);

/* Aligns the last frame's face in any form: face[side*side*3]. mask: side*side bytes of work space;
 * NULL: keep the face's surroundings. -EINVAL: there was no face. */
int facs_back_end_align(const facs_back_end *back_end, const facs_image *picture,
                        const facs_aligned_form *form, uint8_t *mask, uint8_t *face);

/* Ends the stream: nothing may be added any more. Without learn it releases the medians, most of a
 * face's memory. -ENOMEM; -EPIPE: the medians are gone. */
int facs_back_end_finish(facs_back_end *back_end);

/* Releases the medians, after finish. */
void facs_back_end_forget(facs_back_end *back_end);

#endif
