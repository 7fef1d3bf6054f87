/*
 * The people of one stream, by number: each has a back end (medians, calibration), and it is known
 * whose each row is. Both workers come here. The second adds what it measures of a frame. The first
 * asks, in a later frame, how much a face looks like one of them: only that depends on the second's
 * work, so it waits until all earlier frames are done. One face is person 0, and nobody asks.
 */
#ifndef FACS_PIPELINE_PEOPLE_H
#define FACS_PIPELINE_PEOPLE_H

#include "landmarks/track.h"
#include "pipeline/back_end.h"

typedef struct facs_people facs_people;

/* Person 0 is there from the start. several: there may be others. Keeps models. */
int facs_people_open(facs_people **out, const facs_models *models, const facs_options *options,
                     int several, facs_error *error);
void facs_people_close(facs_people **people);

/* ---- The first worker ---- */

/* A frame was followed: its tracks go to the second worker. */
void facs_people_followed(facs_people *people);

/* A facs_method_stream's likeness, to those who are in the frames that were followed; opaque: the
   people. 0 after stop. */
float facs_people_likeness(void *opaque, const facs_image *picture, const float *landmarks,
                           const double centre[2], int face_id);

/* ---- The second worker ---- */

/* The next frame's tracks, each of which will be a row, before the back ends get it: who is new
   gets a back end, and who will not come back is finished. */
int facs_people_meet(facs_people *people, const facs_track *tracks, int count, facs_error *error);

/* 0: no back end looks at faces, so that none needs the picture. */
int facs_people_look(const facs_people *people);

facs_back_end *facs_people_back_end(const facs_people *people, int face_id);

/* All is done with the frame, its results' extra data too. */
void facs_people_done(facs_people *people);

/* The end of the stream. -ENOMEM; may be called again then. */
int facs_people_finish(facs_people *people);

/* Fills in face_id and the calibrated values of row n. Errors: as facs_calibration_get. */
int facs_people_series(const facs_people *people, int64_t n, facs_result *result);

/* As facs_analyzer_neutral. */
int facs_people_neutral(const facs_people *people, int face_id, facs_neutral **out);

/* ---- Any thread ---- */

/* No frame is done any more: do not wait for one. */
void facs_people_stop(facs_people *people);

#endif
