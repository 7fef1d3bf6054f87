/*
 * OpenFace's files of CEN experts, patch_experts/cen_patches_*_of.dat: the experts of one scale.
 * They are up to 154 MB large, so they are mapped, and only those weights are read that a face
 * needs: opening looks at the structure alone, and each view's weights are looked at when the view
 * is used for the first time.
 */
#ifndef FACS_LANDMARKS_CECLM_CEN_FILE_H
#define FACS_LANDMARKS_CECLM_CEN_FILE_H

#include "base/file.h"
#include "landmarks/ceclm/cen_network.h"
#include "landmarks/clm/patch_experts.h"
#include "os/thread.h"

#include <stdatomic.h>

#define FACS_CEN_MAX_LAYERS 8    /* of an expert; the files have 4 */
#define FACS_CEN_MAX_UNITS  2048 /* of a layer; the files have 500 */
#define FACS_CEN_MAX_VALUE  1e4F /* of weights and biases */
#define FACS_CEN_IDLE_FITS  128  /* without a view, until it gives its pages back */

typedef struct facs_cen_expert {
    facs_cen_layer layer[FACS_CEN_MAX_LAYERS]; /* weights: in the file, or halves */
    int layers;                                /* 0: the expert is empty */
    float confidence;                          /* empty experts have it, too */
    int is_used;                               /* 1: the weights have been checked */
    void *halves;                              /* where they are, if they have 16 bits */
} facs_cen_expert;

typedef struct facs_cen_file {
    int views, points;
    facs_cen_expert *expert; /* [views * points] */
    int units;               /* of the largest layer */
    int is_half; /* for the caller to set before any use: weights of 16 bits, in memory */
    facs_file file;
    facs_mutex lock;
    int has_lock;
    atomic_int checked[FACS_PATCH_MAX_VIEWS];     /* 1: facs_cen_file_use() found nothing wrong */
    atomic_uint fits, used[FACS_PATCH_MAX_VIEWS]; /* how many; which of them was the last */
} facs_cen_file;

/*
 * points: landmarks of the model. views->index is the expert that speaks for a landmark, as index
 * into expert: if that is not view * points + landmark, it is that of the landmark on the other
 * side, which sees the face in a mirror. The caller frees index, whatever the outcome. If the
 * path ends in cen_patches_S_of.dat, S must be the experts' scale. ENVIRONMENT errors: -ENOENT,
 * -EFBIG, -EINVAL, -ENOMEM.
 */
int facs_cen_file_open(facs_cen_file **out, facs_patch_views *views, const char *path, int points,
                       facs_error *error);
void facs_cen_file_close(facs_cen_file **file);

/* 1: a file of this name has CEN experts: cen_patches_... path: may have folders. */
int facs_cen_file_is_named(const char *path);

#endif
