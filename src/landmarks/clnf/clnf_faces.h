/*
 * The faces of one stream, each followed with OpenFace's landmarks (CLNF); roster.h says who is
 * who. Detector, grey picture and memory to work in are shared.
 */
#ifndef FACS_LANDMARKS_CLNF_CLNF_FACES_H
#define FACS_LANDMARKS_CLNF_CLNF_FACES_H

#include "landmarks/method.h"

typedef struct facs_clnf_faces facs_clnf_faces;

/* As a row's start; stream's models are CLNF's. Takes the search's detector, also on failure. */
int facs_clnf_faces_open(facs_clnf_faces **out, const facs_method_stream *stream,
                         const facs_face_search *search, facs_error *error);
void facs_clnf_faces_close(facs_clnf_faces **faces);

/*
 * The faces of the next picture, at time in seconds: the tracks of all that have a number, in their
 * order, number 0 in any case; the fresh shapes are left to be fitted. Returns how many they are.
 */
int facs_clnf_faces_next(facs_clnf_faces *faces, const facs_pixels *pixels, double time,
                         facs_track *tracks, facs_error *error);

void facs_clnf_faces_cancel(facs_clnf_faces *faces); /* thread-safe */

#endif
