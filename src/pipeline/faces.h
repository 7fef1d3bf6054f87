/*
 * The faces of one stream: each is followed with OpenFace's landmarks (CLNF) and has its own back
 * end. Detector, grey picture and memory to work in are shared.
 */
#ifndef FACS_PIPELINE_FACES_H
#define FACS_PIPELINE_FACES_H

#include "detect/face_search.h"
#include "landmarks/track.h"
#include "pipeline/back_end.h"
#include "pipeline/roster.h"

typedef struct facs_faces facs_faces;

typedef struct facs_faces_options {
    int max;        /* faces at a time, 1..FACS_MAX_FACES */
    int keep_first; /* 1: as facs_roster_keep_first */
    int detect_every;
    int live; /* 1: facs_back_end_set_live of every face */
    facs_au_models au;
    facs_crew *crew; /* NULL: none */
} facs_faces_options;

/* Takes the search's detector, also on failure; keeps models, which must have CLNF, and crew. */
int facs_faces_open(facs_faces **out, const facs_models *models, const facs_face_search *search,
                    const facs_faces_options *options, facs_error *error);
void facs_faces_close(facs_faces **faces);

/* Find the faces of the next picture, at time in seconds. */
int facs_faces_next(facs_faces *faces, const facs_image *picture, double time, facs_error *error);

/* Faces with a number in this picture, in their order: number 0 in any case. */
int facs_faces_count(const facs_faces *faces);

/* The i-th of them: its number and what is known of it, but for the
 * fresh shape, which is left to be fitted; the first one's times include those of what
 * all share. The back end is as the frame before left it. */
int facs_faces_track(facs_faces *faces, int i, facs_track *track);

/* Of the face with this number, below facs_faces_ids. */
facs_back_end *facs_faces_back_end(const facs_faces *faces, int id);
int facs_faces_ids(const facs_faces *faces);

void facs_faces_cancel(facs_faces *faces); /* thread-safe */

#endif
