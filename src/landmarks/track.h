/* What following a face yields for one frame, whatever the landmark method. */
#ifndef FACS_LANDMARKS_TRACK_H
#define FACS_LANDMARKS_TRACK_H

#include "landmarks/clm/clm.h"
#include "shape/shape_fit.h"

typedef struct facs_track {
    int face_id; /* 0 if only one face is followed */
    int success; /* 1: landmarks and shapes are those of a face in this frame */
    /* 0..1. OpenFace's: the validator's, even if success is 0. PFLD: the detector's last score,
     * times a factor that falls from 1 to 0 as the shape fit's residual grows from 0.45 % to 1.2 %
     * of the face's side. */
    float confidence;
    float box[4]; /* the bounding box of the landmarks: x, y, width, height, pixels */
    float landmarks[2 * FACS_LANDMARKS];
    int has_free; /* 1: free_landmarks, where the picture itself shows the points, are set (clm/) */
    float free_landmarks[2 * FACS_LANDMARKS];
    facs_shape shape; /* a fresh fit to landmarks, for alignment and Action Units */
    int is_misposed;  /* 1: the angles are those of no real head: it is followed and measured as in
                         OpenFace, but is no success in the result (clm/) */
    int is_cut;       /* 1: the picture does not continue the one before (clm/) */
    int has_shape;    /* 0: shape has yet to be fitted */
    facs_shape tracked; /* clm/: the tracker's own, for head pose and the p_ columns */
    int has_eyes;       /* 1: tracked, and eye with the eyes' own models, are set (clm/) */
    struct facs_clm_eye eye[2];
    float detect_ms, landmarks_ms, shape_ms;
} facs_track;

#endif
