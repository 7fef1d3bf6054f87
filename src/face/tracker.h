/*
 * Following one face from frame to frame: the landmarks of a frame give the box of the next. A
 * detector looks at the face's surroundings at a period, when the landmarks are doubtful (shape
 * fit's residual, a jump, the picture's edge), and at the whole picture, in every frame, while the
 * face is lost. Of several faces the largest is followed until it is lost.
 */
#ifndef FACS_FACE_TRACKER_H
#define FACS_FACE_TRACKER_H

#include "face/detector.h"
#include "face/pfld.h"
#include "face/track.h"

typedef struct facs_tracker facs_tracker;

/* Keeps the sessions and pdm (68 points). detect_every at least 1. */
int facs_tracker_open(facs_tracker **out, facs_session *detector, facs_session *pfld,
                      const facs_pdm *pdm, int detect_every, facs_error *error);
void facs_tracker_close(facs_tracker **tracker);

/* Follow the face into the next picture. A picture without a face is no error. */
int facs_tracker_next(facs_tracker *tracker, const facs_image *picture, facs_track *track,
                      facs_error *error);

void facs_tracker_cancel(facs_tracker *tracker); /* thread-safe */

#endif
