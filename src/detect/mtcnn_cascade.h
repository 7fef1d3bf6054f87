/* MTCNN's three networks, one after the other, on a pyramid (FaceDetectorMTCNN.cpp,
 * DetectFaces). */
#ifndef FACS_DETECT_MTCNN_CASCADE_H
#define FACS_DETECT_MTCNN_CASCADE_H

#include "base/crew.h"
#include "detect/mtcnn_boxes.h"
#include "detect/mtcnn_models.h"
#include "detect/pyramid.h"

/* The minimum probability for each network, and the maximum number of squares, the most likely
 * ones, that the last two see. */
typedef struct facs_mtcnn_demands {
    float min_p, min_r, min_o;
    int max_r, max_o;
} facs_mtcnn_demands;

/* One thread's state. */
typedef struct facs_mtcnn_cascade facs_mtcnn_cascade;

/* Keeps models and crew, which shares the squares that RNet and ONet see: runs are then on its
 * caller's thread. crew may be NULL. -ENOMEM. */
int facs_mtcnn_cascade_open(facs_mtcnn_cascade **out, const facs_mtcnn_models *models,
                            facs_crew *crew);
void facs_mtcnn_cascade_close(facs_mtcnn_cascade **cascade);

/* Finds the faces, best first: *faces, valid until the next run; box and points in pixels of the
 * picture. Returns their number, or -ENOMEM. Allocates only for a pyramid wider than all before
 * it. */
int facs_mtcnn_cascade_run(facs_mtcnn_cascade *cascade, const facs_image *picture,
                           const facs_pyramid *pyramid, const facs_mtcnn_demands *demands,
                           const facs_candidate **faces);

#endif
