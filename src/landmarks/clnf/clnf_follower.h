/*
 * One face that is followed with OpenFace's landmarks (CLNF): a start from a detection, then in
 * each frame from the last frame's shape; the validator says whether it still is a face. A head
 * that lies on its side is looked for in a copy of the picture that is turned upright.
 */
#ifndef FACS_LANDMARKS_CLNF_CLNF_FOLLOWER_H
#define FACS_LANDMARKS_CLNF_CLNF_FOLLOWER_H

#include "base/grey.h"
#include "base/pixels.h"
#include "detect/detector.h"
#include "landmarks/clnf/clnf.h"
#include "landmarks/track.h"
#include "shape/quarter_turn.h"

/* What the followers of one thread share. */
typedef struct facs_clnf_tools {
    const facs_pdm *pdm; /* 68 points */
    const facs_clnf_models *models;
    facs_clnf_workspace *workspace;
    /* 1: a start that is not sure may also be made from a detection's five points: with several
       faces, small and moving ones among them. OpenFace knows no such start. */
    int use_points;
    facs_pixels pixels; /* at work: the caller's */
    size_t room;        /* pixels */
    uint8_t *grey;
    /* A turned copy of the picture, and the same in grey: of so many quarters; 0: none yet. */
    int turned;
    uint8_t *turned_pixels, *turned_grey;
} facs_clnf_tools;

/* Keeps pdm, models and crew (NULL: none). -ENOMEM. */
int facs_clnf_tools_open(facs_clnf_tools *tools, const facs_pdm *pdm,
                         const facs_clnf_models *models, facs_crew *crew);
void facs_clnf_tools_close(facs_clnf_tools *tools);

/* What follows is done in this picture, whose pixels must stay. -ENOMEM. */
int facs_clnf_tools_take(facs_clnf_tools *tools, const facs_pixels *pixels);

/* How a picture's points and its copy's, turned by quarters (0..3), go together. */
facs_quarter_turn facs_clnf_tools_turn(const facs_clnf_tools *tools, int quarters);

/* The picture turned by quarters, until the next take or another turn. 0: the picture itself, with
   its colours, which the grey one does not need. */
facs_image facs_clnf_tools_picture(facs_clnf_tools *tools, int quarters);
facs_grey facs_clnf_tools_grey(facs_clnf_tools *tools, int quarters);

/* All zero to begin with: there is nothing to follow. */
typedef struct facs_clnf_follower {
    int following; /* face is where it was last looked for, found or not */
    int failures;  /* frames in a row without the face; counted by follow while following */
    int quarters;  /* by which the picture is turned for the face to be upright */
    /* 0: the face's angles are those of no head, as happens in profile. */
    int is_posed;
    facs_clnf_face face;
} facs_clnf_follower;

/* From the last frame, if following. 1: it is a face. */
int facs_clnf_follower_follow(facs_clnf_follower *follower, facs_clnf_tools *tools);

/* What follow found is not believed: it was the frame of this number in a row without the face. */
void facs_clnf_follower_refuse(facs_clnf_follower *follower, int failures);

/*
 * From where a detector saw a face: of OpenFace's eleven turns of the head the one with the highest
 * likelihood. 1: it is a face. Where it is not, a face that is being followed stays as it was, but
 * for its confidence.
 */
int facs_clnf_follower_start(facs_clnf_follower *follower, facs_clnf_tools *tools,
                             const facs_detection *seen);

/* 1: the face was found, and so well that it must be upright in the picture it was looked for in.
 */
int facs_clnf_follower_is_sure(const facs_clnf_follower *follower);

/* Of two faces in one picture, found being one: 1 where other is none, or found is likelier. */
int facs_clnf_follower_is_better(const facs_clnf_follower *found, const facs_clnf_follower *other);

/* What is known of the face in this frame, in which it was found or not; but for the fresh shape,
 * which is left to be fitted, and the detector's and the landmarks' times, which stay. */
void facs_clnf_follower_track(const facs_clnf_follower *follower, int found, facs_track *track);

#endif
