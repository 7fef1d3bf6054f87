/* One face followed with OpenFace's landmarks: started from a detection, then in each frame
 * from the last frame's shape. The validator says whether it is still a face. A head on its side is
 * followed in a copy of the picture that is turned upright. */
#ifndef FACS_LANDMARKS_CLM_CLM_FOLLOWER_H
#define FACS_LANDMARKS_CLM_CLM_FOLLOWER_H

#include "base/canvas.h"
#include "detect/detector.h"
#include "landmarks/clm/clm.h"
#include "landmarks/method.h"
#include "shape/quarter_turn.h"

/* What the followers of one thread share. */
typedef struct facs_clm_tools {
    const facs_pdm *pdm; /* 68 points */
    const facs_clm_models *models;
    facs_clm_workspace *workspace;
    /* 1: a detection's five points may start a face if the other starts are not sure. Used with
     * several faces, some of which are small and moving; OpenFace has no such start. */
    int use_points;
    int width, height;           /* of the current picture: */
    facs_canvas *colours, *grey; /* made where they are read */
    /* The picture turned by so many quarters, of which only what is read is there; 0: not begun. */
    int turned;
    facs_canvas *turned_colours, *turned_grey;
    facs_held turner; /* reads colours for both */
} facs_clm_tools;

/* Uses the stream's models , pdm, crew and wants_free. -ENOMEM. */
int facs_clm_tools_open(facs_clm_tools *tools, const facs_method_stream *stream);
void facs_clm_tools_close(facs_clm_tools *tools);

/* Makes this the current picture; its pixels must stay. -ENOMEM. */
int facs_clm_tools_take(facs_clm_tools *tools, const facs_pixels *pixels);

/* Returns how points of the picture map to its copy turned by quarters (0..3). */
facs_quarter_turn facs_clm_tools_turn(const facs_clm_tools *tools, int quarters);

/* Returns the picture turned by quarters, valid until the next take or another turn. 0: the picture
 * itself. Read only what was needed before (base/canvas.h). */
facs_image facs_clm_tools_picture(facs_clm_tools *tools, int quarters);
facs_grey facs_clm_tools_grey(facs_clm_tools *tools, int quarters);

/* All zero at the start: nothing to follow. */
typedef struct facs_clm_follower {
    int following; /* face is where it was last looked for, found or not */
    int failures;  /* consecutive frames without the face; counted by follow while following */
    int quarters;  /* by which the picture must be turned for the face to be upright */
    /* 0: no real head has the face's angles, as happens in profile. */
    int is_posed;
    facs_clm_face face;
} facs_clm_follower;

/* Follows the face from the last frame, if following. 1: it is a face. Tasks of the crew may follow
 * several faces at a time, each with a workspace of its own, once the picture turned by their
 * quarters (which are then the same, or 0) has been made. */
int facs_clm_follower_follow(facs_clm_follower *follower, facs_clm_tools *tools,
                             facs_clm_workspace *workspace);

/* Rejects what follow found: this was consecutive frame number failures without the face. What the
 * validator took for a face loses its confidence, too. */
void facs_clm_follower_refuse(facs_clm_follower *follower, int failures);

/* Starts from a detection: takes the most likely of OpenFace's eleven hypotheses for the head's
 * rotation. 1: it is a face. If it is not, a face that is being followed keeps everything except
 * its confidence. */
int facs_clm_follower_start(facs_clm_follower *follower, facs_clm_tools *tools,
                            const facs_detection *seen);

/* 1: the face was found with a likelihood that only upright faces reach. */
int facs_clm_follower_is_sure(const facs_clm_follower *follower);

/* Of two faces in one picture, of which found is one: 1 if other is no face, or found is more
 * likely. */
int facs_clm_follower_is_better(const facs_clm_follower *found, const facs_clm_follower *other);

/* Writes what is known of the face in this frame, whether it was found or not; except the fresh
 * shape, which is not fitted yet, and the times, which stay as they are. */
void facs_clm_follower_track(const facs_clm_follower *follower, int found, facs_track *track);

#endif
