/* Follows one face from frame to frame: the landmarks of a frame give the box for the next, or with
 * batches for one several frames later. A detector looks at the face's surroundings now and then
 * and whenever the landmarks are doubtful (a large residual of the shape fit, a jump, the edge of
 * the picture), and at the whole picture, in every frame, while the face is lost. The largest of
 * several faces is followed until it is lost. */
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
    facs_crew *crew;         /* may be NULL */
    facs_face_search search; /* its detector is ignored */
} facs_pfld_tracker_options;

/* Keeps the sessions and pdm (68 points). */
int facs_pfld_tracker_open(facs_pfld_tracker **out, facs_session *detector, facs_session *pfld,
                           const facs_pdm *pdm, const facs_pfld_tracker_options *options,
                           facs_error *error);
void facs_pfld_tracker_close(facs_pfld_tracker **tracker);

/* Follows the face into pictures[0]. A picture without a face is no error. The count - 1 pictures
 * after it come next, in later calls: while nothing is doubtful, the network looks at each where
 * the face was batch frames earlier, so that the crew can work on several in parallel. The track
 * depends on batch, but not on count or the crew. The pictures must stay until they have been
 * pictures[0], until a failure, or until facs_pfld_tracker_let_go. */
int facs_pfld_tracker_next(facs_pfld_tracker *tracker, const facs_image *pictures, int count,
                           facs_track *track, facs_error *error);

/* Afterwards no picture is in use, until the next call. */
void facs_pfld_tracker_let_go(facs_pfld_tracker *tracker);

void facs_pfld_tracker_cancel(facs_pfld_tracker *tracker); /* thread-safe */

#endif
