/* MTCNN, OpenFace's face detector (FaceDetectorMTCNN.cpp): a small network proposes squares on a
 * pyramid of the picture, and two larger ones refine them. The boxes are OpenFace's: they enclose
 * the 68 landmarks. */
#ifndef FACS_DETECT_MTCNN_H
#define FACS_DETECT_MTCNN_H

#include "base/crew.h"
#include "detect/detector.h"

#define FACS_MTCNN_MIN_FACE 60 /* pixels: OpenFace's minimum side of the squares */

/* PNet, RNet and ONet: read-only once open; shareable between threads. */
typedef struct facs_mtcnn_models facs_mtcnn_models;

/* folder: the models folder (with openface/model). ENVIRONMENT errors. */
int facs_mtcnn_models_open(facs_mtcnn_models **out, const char *folder, facs_error *error);
void facs_mtcnn_models_close(facs_mtcnn_models **models);

/* Returns the i-th of its files, below the models folder; NULL past the last. */
const char *facs_mtcnn_models_file(int i);

typedef struct facs_mtcnn_options {
    int min_face;    /* pixels, 12 and more; 0: FACS_MTCNN_MIN_FACE */
    int plain;       /* 1: OpenFace's result alone, without a second look for fainter faces */
    facs_crew *crew; /* as in facs_detector_source */
} facs_mtcnn_options;

/* Keeps models. options NULL: the defaults. Memory grows with the pictures. */
int facs_mtcnn_open(facs_detector **out, const facs_mtcnn_models *models,
                    const facs_mtcnn_options *options, facs_error *error);

#endif
