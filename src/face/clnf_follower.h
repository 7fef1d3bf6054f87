/*
 * One face that is followed with OpenFace's landmarks (CLNF): a start from a detection, then in
 * each frame from the last frame's shape; the validator says whether it still is a face.
 */
#ifndef FACS_FACE_CLNF_FOLLOWER_H
#define FACS_FACE_CLNF_FOLLOWER_H

#include "face/clnf.h"
#include "face/detector.h"
#include "face/grey.h"
#include "face/track.h"

/* What the followers of one thread share. */
typedef struct facs_clnf_tools {
    const facs_pdm *pdm; /* 68 points */
    const facs_clnf_models *models;
    facs_clnf_workspace *workspace;
    uint8_t *grey; /* room bytes */
    size_t room;
    facs_grey view; /* the picture at work */
} facs_clnf_tools;

/* Keeps pdm, models and crew (NULL: none). -ENOMEM. */
int facs_clnf_tools_open(facs_clnf_tools *tools, const facs_pdm *pdm,
                         const facs_clnf_models *models, facs_crew *crew);
void facs_clnf_tools_close(facs_clnf_tools *tools);

/* What follows is done in this picture. -ENOMEM. */
int facs_clnf_tools_take(facs_clnf_tools *tools, const facs_image *picture);

/* All zero to begin with: there is nothing to follow. */
typedef struct facs_clnf_follower {
    int following; /* face is where it was last looked for, found or not */
    int failures;  /* in a row, while following */
    facs_clnf_face face;
} facs_clnf_follower;

/* From the last frame, if following. 1: it is a face. */
int facs_clnf_follower_follow(facs_clnf_follower *follower, const facs_clnf_tools *tools);

/*
 * From where a detector saw a face; other turns of the head only if the validator refuses that. 1:
 * it is a face. Where it is not, a face that is being followed stays as it was.
 */
int facs_clnf_follower_start(facs_clnf_follower *follower, const facs_clnf_tools *tools,
                             const facs_detection *seen);

/* What is known of the face in this frame, in which it was found or not; but for the fresh shape,
 * which is left to be fitted, and the detector's and the landmarks' times, which stay. */
void facs_clnf_follower_track(const facs_clnf_follower *follower, int found, facs_track *track);

#endif
