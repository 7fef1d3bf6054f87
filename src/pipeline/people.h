/*
 * The people of one stream, by number. Each has a back end (medians, calibration), and each row
 * belongs to one of them. Both workers use this. The second adds what it measures in a frame. The
 * first asks, in a later frame, how much a face looks like one of them: only that depends on the
 * second's work, so it waits until all earlier frames are done. A single face is person 0, and the
 * first never asks.
 */
#ifndef FACS_PIPELINE_PEOPLE_H
#define FACS_PIPELINE_PEOPLE_H

#include "landmarks/track.h"
#include "pipeline/back_end.h"

typedef struct facs_people facs_people;

/* Person 0 exists from the start. several: there may be others. Keeps models. */
int facs_people_open(facs_people **out, const facs_models *models, const facs_options *options,
                     int several, facs_error *error);

/* Lets the series of a long video go to files without a name in the folder of path, so that memory
 * does not grow. Call it once, before the first frame. -ENOMEM. */
int facs_people_beside(facs_people *people, const char *path);
void facs_people_close(facs_people **people);

/* ---- The first worker ---- */

/* Call after follow: the frame's tracks go to the second worker. */
void facs_people_followed(facs_people *people);

/* The likeness callback of facs_method_stream, to anyone in earlier frames. opaque: the people.
 * Returns 0 after stop. */
float facs_people_likeness(void *opaque, const facs_image *picture, const float *landmarks,
                           const double centre[2], int face_id);

/* ---- The second worker ---- */

/* Call with the next frame's tracks, each of which becomes a row, before the back ends get the
 * frame: opens back ends for new people and finishes those of people who cannot come back. */
int facs_people_meet(facs_people *people, const facs_track *tracks, int count, facs_error *error);

/* 0: no back end describes faces, so only measures need the picture. */
int facs_people_look(const facs_people *people);

facs_back_end *facs_people_back_end(const facs_people *people, int face_id);

/* Call when the frame is done, including its results' extra data. */
void facs_people_done(facs_people *people);

/* Ends the stream. After -ENOMEM it may be called again. */
int facs_people_finish(facs_people *people);

/* Fills in face_id and the final values of row n. Errors: as facs_calibration_get. */
int facs_people_series(const facs_people *people, int64_t n, facs_result *result);

/* As facs_analyzer_neutral. */
int facs_people_neutral(const facs_people *people, int face_id, facs_neutral **out);

/* ---- Any thread ---- */

/* Makes waiting end: no more frames will be done. */
void facs_people_stop(facs_people *people);

#endif
