/* What mtcnn_models.c reads and the detector uses. */
#ifndef FACS_DETECT_MTCNN_MODELS_H
#define FACS_DETECT_MTCNN_MODELS_H

#include "detect/channel_network.h"
#include "detect/mtcnn.h"

#define FACS_MTCNN_SUPPORT 12 /* pixels that PNet sees, at places 2 apart */

/* The networks, the sides of their inputs, and their outputs: no face, face; corrections of the
 * left, upper, right and lower edge; ONet: x of five points, then their y. */
enum { FACS_MTCNN_P, FACS_MTCNN_R, FACS_MTCNN_O, FACS_MTCNN_NETWORKS };
#define FACS_MTCNN_R_SIDE    24
#define FACS_MTCNN_O_SIDE    48
#define FACS_MTCNN_OUTPUTS   6
#define FACS_MTCNN_O_OUTPUTS 16

struct facs_mtcnn_models {
    facs_channel_network network[FACS_MTCNN_NETWORKS];
    /* PNet's last layer: weights of face minus those of no face; bias likewise. */
    float *difference, difference_bias;
};

/* Returns the last layer, which computes PNet's outputs from a place's maps. */
const facs_channel_layer *facs_mtcnn_head(const facs_mtcnn_models *models);

#endif
