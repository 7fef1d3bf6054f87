/* PFLD's looks at a face, either in turn or ahead, from where the face was batch frames earlier, so
 * that a crew can look at several frames in parallel. */
#ifndef FACS_LANDMARKS_PFLD_PFLD_LOOKS_H
#define FACS_LANDMARKS_PFLD_PFLD_LOOKS_H

#include "base/crew.h"
#include "landmarks/method.h"
#include "landmarks/pfld/pfld.h"
#include "landmarks/track.h"

/* In sides of the face's square: no face's shape fit has this residual; the confidence is 0
 * there. */
#define FACS_PFLD_REJECT 0.012

typedef struct facs_pfld_looks facs_pfld_looks;

/* The result of a look ahead. */
typedef struct facs_pfld_ahead {
    int status; /* facs_pfld_look's, with track and error */
    facs_track track;
    facs_error error;
} facs_pfld_ahead;

/* Keeps session, pdm and crew (may be NULL). */
int facs_pfld_looks_open(facs_pfld_looks **out, facs_session *session, const facs_pdm *pdm,
                         int batch, facs_crew *crew, facs_error *error);
void facs_pfld_looks_close(facs_pfld_looks **looks);
void facs_pfld_looks_cancel(facs_pfld_looks *looks); /* thread-safe */

/* Finds landmarks and shape of the face in box. 1; 0: they are not those of a face; or a negative
 * errno. member: of the crew; the caller is 0. */
int facs_pfld_look(const facs_pfld_looks *looks, int member, const facs_image *picture,
                   const float box[4], facs_track *track, facs_error *error);

/* The residual of the shape fit, in sides of the face's square. */
double facs_pfld_residual(const facs_track *track);

/* Takes the next frame, views[0], and the count - 1 after it, and begins looks at those for which
 * the place is known. *picture: the next frame's, until leave. *ahead: what was found ahead in it;
 * NULL: nothing, or it is doubtful. -ENOMEM. */
int facs_pfld_looks_take(facs_pfld_looks *looks, const facs_view *views, int count,
                         facs_image *picture, const facs_pfld_ahead **ahead);

/* Finishes the frame: the face is in this square (NULL: there is none), which is where to look
 * batch frames later. */
void facs_pfld_looks_leave(facs_pfld_looks *looks, const float face[4]);

/* The face is, or was, not where it was followed to: looks from there are useless. */
void facs_pfld_looks_doubt(facs_pfld_looks *looks);

/* Waits for the looks that have begun; afterwards no picture is in use. */
void facs_pfld_looks_let_go(facs_pfld_looks *looks);

#endif
