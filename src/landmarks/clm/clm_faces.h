/* The faces of one stream, each followed with OpenFace's landmarks. roster.h numbers them.
 * They share detector, grey picture and working memory. */
#ifndef FACS_LANDMARKS_CLM_CLM_FACES_H
#define FACS_LANDMARKS_CLM_CLM_FACES_H

#include "landmarks/method.h"

typedef struct facs_clm_faces facs_clm_faces;

/* Like the start of a row; stream's models are facs_clm_models. Takes the search's detector, even
 * on failure. */
int facs_clm_faces_open(facs_clm_faces **out, const facs_method_stream *stream,
                        const facs_face_search *search, facs_error *error);
void facs_clm_faces_close(facs_clm_faces **faces);

/* Tracks the faces of the next picture, at time in seconds: one track for each numbered face, in
 * order of the numbers, number 0 in any case. The fresh shapes are not fitted yet. Returns the
 * number of tracks. */
int facs_clm_faces_next(facs_clm_faces *faces, const facs_pixels *pixels, double time,
                        facs_track *tracks, facs_error *error);

void facs_clm_faces_cancel(facs_clm_faces *faces); /* thread-safe */

#endif
