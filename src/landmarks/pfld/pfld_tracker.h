/*
 * Following one face from frame to frame: the landmarks of a frame give the box of the next, or
 * with batches that of one a few frames on. A detector looks at the face's surroundings at a
 * period, when the landmarks are doubtful (shape fit's residual, a jump, the picture's edge), and
 * at the whole picture, in every frame, while the face is lost. Of several faces the largest is
 * followed until it is lost.
 */
#ifndef FACS_LANDMARKS_PFLD_PFLD_TRACKER_H
#define FACS_LANDMARKS_PFLD_PFLD_TRACKER_H

#include "base/crew.h"
#include "detect/face_search.h"
#include "landmarks/pfld/pfld.h"
#include "landmarks/track.h"

typedef struct facs_pfld_tracker facs_pfld_tracker;

typedef struct facs_pfld_tracker_options {
    int detect_every;        /* at least 1 */
    int batch;               /* 1..FACS_MAX_BATCH; see facs_pfld_tracker_next */
    facs_crew *crew;         /* kept; NULL: none */
    facs_face_search search; /* its detector is the tracker's own */
} facs_pfld_tracker_options;

/* Keeps the sessions and pdm (68 points). */
int facs_pfld_tracker_open(facs_pfld_tracker **out, facs_session *detector, facs_session *pfld,
                           const facs_pdm *pdm, const facs_pfld_tracker_options *options,
                           facs_error *error);
void facs_pfld_tracker_close(facs_pfld_tracker **tracker);

/*
 * Follow the face into pictures[0]. A picture without a face is no error. The count - 1 behind it,
 * if any, are those that come next, in the calls that follow: as long as nothing is doubtful, the
 * network looks at each where the face was batch frames before it, so that the crew can look at
 * several at once. The track depends on batch, and not on count or the crew. Those pictures must
 * stay until they were first, or until a failure, or facs_pfld_tracker_let_go.
 */
int facs_pfld_tracker_next(facs_pfld_tracker *tracker, const facs_image *pictures, int count,
                           facs_track *track, facs_error *error);

/* No picture but that of the next call is looked at any more. */
void facs_pfld_tracker_let_go(facs_pfld_tracker *tracker);

void facs_pfld_tracker_cancel(facs_pfld_tracker *tracker); /* thread-safe */

#endif
