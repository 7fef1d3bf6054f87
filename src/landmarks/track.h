/* What following a face gives for one frame, whichever way its landmarks were found. */
#ifndef FACS_LANDMARKS_TRACK_H
#define FACS_LANDMARKS_TRACK_H

#include "landmarks/clnf/clnf.h"
#include "shape/shape_fit.h"

typedef struct facs_track {
    int face_id; /* whose it is; 0 where one face is followed */
    int success; /* 1: landmarks and shapes are of a face in this frame */
    /* 0..1. CLNF: the validator's, also where success is 0. PFLD: the detector's last score, times
       a factor that falls from 1 to 0 as the shape fit's residual grows from 0.45 % to 1.2 % of the
       face's side. */
    float confidence;
    float box[4]; /* the landmarks' bounding box: x, y, width, height, pixels */
    float landmarks[2 * FACS_LANDMARKS];
    facs_shape shape; /* a fresh fit to landmarks: what alignment and Action Units use */
    int is_misposed;  /* 1: its angles are those of no head: followed and measured as OpenFace does,
                         but no success in the result (CLNF) */
    int is_cut;       /* 1: the picture does not go on from the one before (CLNF) */
    int has_shape;    /* 0: shape is still to be fitted */
    facs_shape tracked; /* CLNF: the tracker's own, which head pose and the p_ columns show */
    int has_eyes;       /* 1: tracked and eye, the eyes' own models, are there (CLNF) */
    struct facs_clnf_eye eye[2];
    float detect_ms, landmarks_ms, shape_ms;
} facs_track;

#endif
